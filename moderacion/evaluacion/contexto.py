"""Lo que un veredicto vio ademas del texto: como se guarda y como se recupera para rehacerlo.

Guardado junto al veredicto: la hora, los nombres de la institucion, el nombre del autor (la red lo puede cambiar), por
que no hubo clasificador, con que otros comentarios se comparo (id y principio de la huella: el texto ya esta en su fila,
o en `texto_previo` si se edito) y los demas datos sueltos del `Contexto`. El texto, los indicios, la red y el autor ya
los tiene la base.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Unidad
from moderacion.almacen.por_repasar import Juzgado, Visto
from moderacion.evaluacion.juicio import RECIENTES
from politicas.tipos import Contexto, Pieza

VENTANA: Final = timedelta(hours=6)
_HUELLA: Final = 12
"""Cifras de la huella: solo distinguen las versiones de un mismo comentario."""
_SIN_CLASIFICADOR: Final = "el clasificador "
JSON = dict[str, Any]


def para_guardar(
    pieza: Pieza, contexto: Contexto, vistos: Iterable[tuple[int, str]], razon: str = ""
) -> JSON:
    """Lo que va en `VeredictoNuevo.contexto`.

    `vistos`: (comentario, huella) de cada uno de `contexto.recientes`, en el mismo orden. `razon`: por que no hubo
    clasificador, o vacio.
    """
    return {
        "ahora": contexto.ahora.isoformat(),
        "nombres": list(contexto.nombres_propios),
        "autor_nombre": pieza.autor_nombre,
        "razon": razon,
        "otros": {
            f.name: valor
            for f in fields(contexto)
            if isinstance(valor := getattr(contexto, f.name), int | float | str)
        },
        "vistos": [[comentario, huella[:_HUELLA]] for comentario, huella in vistos],
    }


def razon_de(j: Juzgado) -> str:
    """Por que no hubo clasificador al juzgarlo, o vacio."""
    if j.contexto is not None:
        return str(j.contexto["razon"])
    primera = j.razon_degradado.partition("; ")[0]
    return primera if primera.startswith(_SIN_CLASIFICADOR) else ""


def ahora_de(j: Juzgado) -> datetime:
    """La hora con que se juzgo (sin contexto guardado, la hora en que se guardo)."""
    return datetime.fromisoformat(j.contexto["ahora"]) if j.contexto else j.fecha


class Lote:
    """Un pedido de `politicas.rehacer`: piezas con lo que cada una vio, sin repetir ningun texto visto."""

    def __init__(self, nombres: Sequence[str]) -> None:
        self._nombres = list(nombres)
        self._indice: dict[tuple[int, str], int] = {}
        self._recientes: list[JSON] = []
        self._piezas: list[JSON] = []

    def poner(self, j: Juzgado, vistos: Iterable[Visto]) -> None:
        """Añade lo juzgado. Los nombres de la institucion son los de entonces, o los de hoy si no se guardaron."""
        guardado = j.contexto or {}
        self._piezas.append(
            {
                "texto": j.texto or "",
                "red": j.red,
                "autor": j.autor,
                "autor_nombre": guardado.get("autor_nombre", j.autor_nombre),
                "fecha": j.creado.isoformat(),
                "indicios": dict(j.indicios),
                "degradada": bool(razon_de(j)),
                "ahora": ahora_de(j).isoformat(),
                "nombres_propios": list(guardado.get("nombres", self._nombres)),
                "recientes": [self._numero(v) for v in vistos],
                "otros": guardado.get("otros", {}),
            }
        )

    def _numero(self, v: Visto) -> int:
        clave = (v.id, v.huella)
        if clave not in self._indice:
            self._indice[clave] = len(self._recientes)
            self._recientes.append(
                {"texto": v.texto, "fecha": v.fecha.isoformat(), "autor": v.autor, "red": v.red}
            )
        return self._indice[clave]

    def pedido(self) -> JSON:
        """El lote como datos."""
        return {"recientes": self._recientes, "piezas": self._piezas}


def claves_de(j: Juzgado) -> list[tuple[int, str]]:
    """(comentario, principio de la huella) de lo que se guardo que vio."""
    return [(int(c), str(h)) for c, h in j.contexto["vistos"]] if j.contexto else []


def vistos_de(u: Unidad, j: Juzgado) -> tuple[list[Visto], int]:
    """Los textos que vio, y cuantos de los que vio ya no se guardan.

    Sin contexto guardado se reconstruyen: lo juzgado antes que el, en la misma ventana.
    """
    if j.contexto is None:
        return u.por_repasar.anteriores(j.id, ahora_de(j) - VENTANA, RECIENTES), 0
    claves = claves_de(j)
    hallados = u.por_repasar.vistos(claves)
    return [hallados[c] for c in claves if c in hallados], sum(c not in hallados for c in claves)
