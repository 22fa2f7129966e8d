"""Quien redacta, lo que entrega y la huella a la que se ata su aprobacion."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from moderacion.almacen.columnas import limpiar
from moderacion.almacen.estados_redaccion import TipoBorrador
from moderacion.almacen.salidas import SalidaNueva
from moderacion.errores import EntradaInvalida, NoAutorizado
from politicas.p08 import DE_UN_COMUNICADO

REDACTAN: Final = frozenset({"gestion", "supervision"})
"""Redactan, preguntan y aprueban: basta que quien aprueba no sea quien escribio (articulo 8), sea del rol que sea."""
TEXTO_MAXIMO: Final = 10_000
RAZON_MINIMA: Final = 3
RAZON_MAXIMA: Final = 500
Fila = Mapping[str, Any]


class Persona(Protocol):
    """Quien hace algo aqui."""

    @property
    def id(self) -> int:
        """El id de su usuario."""
        ...

    @property
    def rol(self) -> str:
        """Su rol."""
        ...


@dataclass(frozen=True, slots=True)
class Entrega:
    """Lo que alguien escribio."""

    texto: str
    consulta: str = ""
    """Numero de la respuesta del area en que se apoya («C-7»), o vacio."""
    impacto: str = ""
    """Por que va en mayusculas (articulo 11), o vacio."""
    razones: Mapping[str, str] = field(default_factory=dict)
    """Clave de cada aviso que se mantiene → por que."""
    visto: str = ""
    """Huella del comentario que tenia delante al escribir: si despues cambio, esto no lo contesta."""


@dataclass(frozen=True, slots=True)
class Ficha:
    """Lo que identifica a un comunicado. `numero` vacio: el siguiente del año. `sustituye`: el numero de otro."""

    asunto: str
    firmante: str
    desde: date
    hasta: date
    numero: str = ""
    sustituye: str = ""


@dataclass(frozen=True, slots=True)
class Adjunto:
    """Un archivo ya subido, por su huella, con lo que se lee a quien no lo ve."""

    huella: str
    alternativo: str


@dataclass(frozen=True, slots=True)
class Escrito:
    """Una publicacion, o un comunicado si lleva ficha, con las cuentas a que va."""

    texto: str
    """Lo que se escribe; en un comunicado, el cuerpo."""
    salidas: tuple[SalidaNueva, ...]
    adjuntos: tuple[Adjunto, ...] = ()
    impacto: str = ""
    razones: Mapping[str, str] = field(default_factory=dict)
    ficha: Ficha | None = None


def exigir_que_redacte(p: Persona) -> None:
    """Lanza `NoAutorizado` si su rol no redacta ni aprueba."""
    if p.rol not in REDACTAN:
        raise NoAutorizado(f"su rol ({p.rol}) puede mirar los borradores, pero no escribirlos ni aprobarlos")


def hacen_falta(tipo: str) -> int:
    """Cuantas personas, ademas de quien escribe, aprueban un borrador de ese tipo."""
    return DE_UN_COMUNICADO if tipo == TipoBorrador.COMUNICADO else 1


def que_cuentan(vivas: Sequence[Fila]) -> list[Fila]:
    """De las aprobaciones vivas de un borrador, las que cuentan: las de la casa y, de las de areas, solo la primera.

    Asi un comunicado, que lo aprueban dos, nunca sale sin alguien mas de la casa que quien lo escribio.
    """
    area = next((a for a in vivas if a["usuario_id"] is None), None)
    return [a for a in vivas if a["usuario_id"] is not None or a is area]


def medido(que: str, valor: str, minimo: int, maximo: int) -> str:
    """El texto limpio (lo que la base guardara) si mide lo que debe. Lanza `EntradaInvalida`."""
    limpio = limpiar(valor).strip()
    if not minimo <= len(limpio) <= maximo:
        raise EntradaInvalida(f"escriba {que}: de {minimo} a {maximo} caracteres")
    return limpio


def revisada(e: Entrega) -> Entrega:
    """La entrega como se guardara. Lanza `EntradaInvalida` si el texto esta vacio o no cabe."""
    texto = medido("el texto", e.texto, 1, TEXTO_MAXIMO)
    impacto = medido("la razón de impacto", e.impacto, 0, RAZON_MAXIMA)
    razones = {c: medido("la razón", r, 0, RAZON_MAXIMA) for c, r in e.razones.items()}
    return Entrega(texto, e.consulta.strip(), impacto, {c: r for c, r in razones.items() if r}, e.visto)


def huella(
    texto: str, cuenta_id: int, comentario_id: int | None, comentario: str, consulta: str, impacto: str
) -> str:
    """SHA-256 de lo que se aprueba: el texto exacto y todo aquello de lo que depende.

    `comentario` es la huella de lo que decia el comentario; `consulta`, el numero de la respuesta del area (que una
    vez dada no cambia).
    """
    partes = json.dumps([texto, cuenta_id, comentario_id, comentario, consulta, impacto], ensure_ascii=True)
    return hashlib.sha256(partes.encode("ascii")).hexdigest()


def huella_de(b: Fila) -> str:
    """La huella de un borrador guardado, calculada otra vez."""
    return huella(
        b["texto"],
        b["cuenta_id"],
        b["comentario_id"],
        b["comentario_huella"],
        b["consulta"] or "",
        b["impacto"],
    )
