"""Leer, puntuar y juzgar con red: lo que falle va a una persona, venga de la base o de un archivo."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from modelos.lectura import Lectura, leer, leer_lote
from politicas.tipos import Contexto, Contraste, Gravedad, Hallazgo, Pieza, Propuesta, Sentido, Veredicto

_registro = logging.getLogger(__name__)

Juez = Callable[[Pieza, Contexto], Veredicto]


class Puntuador(Protocol):
    """El clasificador, visto desde aqui."""

    version: str

    def puntuar(self, lecturas: Sequence[Lectura]) -> Sequence[Mapping[str, float]]:
        """Indicios por texto."""
        ...


def leer_o_nada(texto: str, cual: object) -> Lectura | None:
    """La lectura de un texto; None si revienta: ese va a una persona y los demas del lote siguen."""
    try:
        return leer(texto)
    except Exception:  # noqa: BLE001 (lo que falle va a una persona)
        _registro.exception("el texto %s no se pudo leer; va a una persona", cual)
        return None


def leer_todos(textos: Sequence[str], cuales: Sequence[object]) -> list[Lectura | None]:
    """Las lecturas de un lote. Si el lote revienta, se lee uno a uno: solo se aparta el que lo rompe."""
    try:
        return list(leer_lote(textos))
    except Exception:  # noqa: BLE001 (lo que falle va a una persona)
        _registro.exception("el lote no se pudo leer de una vez; se lee texto a texto")
        return [leer_o_nada(t, c) for t, c in zip(textos, cuales, strict=True)]


def puntuar(
    lecturas: Sequence[Lectura], puntuador: Puntuador | None
) -> tuple[Sequence[Mapping[str, float]], str]:
    """(indicios, por que van degradados o vacio)."""
    vacios: list[Mapping[str, float]] = [{} for _ in lecturas]
    if puntuador is None:
        return vacios, "el clasificador no está cargado"
    try:
        indicios = puntuador.puntuar(lecturas)
    except Exception as error:  # noqa: BLE001 (lo que falle va a una persona)
        _registro.exception("el clasificador falló; el lote va a personas")
        return vacios, f"el clasificador falló: {type(error).__name__}"
    if len(indicios) != len(lecturas):
        _registro.error("el clasificador contesto %s de %s textos", len(indicios), len(lecturas))
        return vacios, "el clasificador no contestó por todos los textos"
    return indicios, ""


def juzgar_uno(juez: Juez, pieza: Pieza, contexto: Contexto, razon: str = "") -> Veredicto:
    """El veredicto de una pieza. `razon`: por que no hay indicios, o vacio.

    El juez no deberia fallar (el atrapa lo de cada politica); si falla, a una persona. Y la guarda no se delega
    en el: sin clasificador no hay accion automatica.
    """
    try:
        v = juez(pieza, contexto)
    except Exception as error:  # noqa: BLE001 (lo que falle va a una persona)
        _registro.exception("el juez falló; el comentario va a una persona")
        v = no_evaluado(f"el juez falló ({type(error).__name__})")
    if not razon:
        return v
    razones = "; ".join(r for r in (razon, v.razon_degradado) if r)
    return replace(v, degradado=True, automatica=False, razon_degradado=razones)


def graves(
    juez: Juez, puntuador: Puntuador | None, textos: Sequence[str], ahora: datetime
) -> list[list[str]]:
    """De cada texto de la gente que se va a citar, las etiquetas de lo grave que hay en el."""
    lecturas = [leer(t) for t in textos]
    piezas = (
        Pieza(Sentido.ENTRANTE, lectura=lectura, indicios=indicios)
        for lectura, indicios in zip(lecturas, puntuar(lecturas, puntuador)[0], strict=True)
    )
    juzgadas = (juzgar_uno(juez, p, Contexto(ahora)) for p in piezas)
    return [[h.etiqueta for h in v.hallazgos if h.gravedad is Gravedad.GRAVE] for v in juzgadas]


def calentar(juez: Juez, ahora: datetime) -> None:
    """Hace que se lean los lexicos y las listas: el primer lote no los espera."""
    juzgar_uno(juez, Pieza(Sentido.ENTRANTE, lectura=leer("¿A qué hora abren?")), Contexto(ahora))


def no_evaluado(razon: str) -> Veredicto:
    """El veredicto de lo que no se pudo juzgar: a una persona, sin proponer nada."""
    motivo = f"no evaluado: {razon}"
    return Veredicto(
        Propuesta.REVISAR,
        (Hallazgo(8, Gravedad.MEDIA, motivo, Propuesta.REVISAR),),
        degradado=True,
        razon_degradado=motivo,
    )


def evidencia(h: Hallazgo | Contraste) -> list[dict[str, Any]]:
    """La evidencia de un hallazgo (o del texto con que choca), como datos."""
    return [{"inicio": e.inicio, "fin": e.fin, "texto": e.texto} for e in h.evidencia]
