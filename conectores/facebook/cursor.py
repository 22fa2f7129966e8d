"""Cursores: el nuestro (que se guarda con cada pagina) y los de la red (que jamas se siguen tal cual)."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from conectores.errores import RespuestaIlegible
from conectores.facebook.convertir import leer_fecha
from conectores.tipos import JSON
from conectores.tolerante import objeto

_CLAVES_DE_PAGINA: Final = ("after", "until", "__paging_token", "offset")

_registro = logging.getLogger(__name__)


class LecturaCortada(RespuestaIlegible):
    """Quedaban paginas y no se leyeron: la red repitio el cursor, o (`por_tope`) se llego al tope nuestro."""

    def __init__(self, mensaje: str, *, por_tope: bool) -> None:
        super().__init__(mensaje)
        self.por_tope = por_tope


def paginas(pedir: Callable[..., JSON], ruta: str, tope: int, **argumentos: Any) -> Iterator[list[Any]]:
    """Las paginas de una arista, rehaciendo los parametros (jamas se sigue `next`: lleva el token y crece).

    Acaba si no hay `next`. Lanza LecturaCortada si el cursor se repite o si tras `tope` paginas hay mas, y
    RespuestaIlegible si `data` no es una lista.
    """
    vistos: set[tuple[tuple[str, str], ...]] = set()
    extra: dict[str, str] = {}
    for _ in range(tope):
        salida = pedir(ruta, **{**argumentos, **extra})
        if not isinstance(salida.get("data"), list):
            raise RespuestaIlegible("Facebook contestó una página sin datos")
        yield salida["data"]
        extra = _siguiente(objeto(salida.get("paging")))
        if not extra:
            return
        huella = tuple(sorted(extra.items()))
        if huella in vistos:
            raise LecturaCortada(f"Facebook repitió el cursor al leer {ruta}", por_tope=False)
        vistos.add(huella)
    raise LecturaCortada(f"Facebook: {ruta} tiene más de {tope} páginas", por_tope=True)


def _siguiente(paging: JSON) -> dict[str, str]:
    """Los parametros de la pagina siguiente; vacio si no la hay (`after` viene siempre: manda `next`)."""
    siguiente = paging.get("next")
    if not isinstance(siguiente, str) or not siguiente:
        return {}
    despues = objeto(paging.get("cursors")).get("after")
    if isinstance(despues, str) and despues:
        return {"after": despues}
    try:
        consulta = parse_qs(urlsplit(siguiente).query)
    except ValueError:
        return {}
    return {k: consulta[k][0] for k in _CLAVES_DE_PAGINA if k in consulta}


@dataclass(frozen=True, slots=True)
class Marca:
    """Lo que el cursor recuerda, todo por hora de la red.

    `marca`: lo mas nuevo leido; `repaso` y `fondo`: el ultimo barrido de lo reciente y el ultimo hasta el fondo.
    `turnos`: por turno de lo que lleva mucho quieto, la ultima vez que se miro (`ritmo.TURNOS`).
    `pendientes`: publicaciones cuyos comentarios no se pudieron leer, y desde cuando (None: desde el principio).
    De un barrido a medias, `inicio` es cuando empezo y `hechos` las publicaciones ya leidas en el, cada una con
    su ultima actividad de entonces.
    """

    marca: datetime | None = None
    repaso: datetime | None = None
    fondo: datetime | None = None
    turnos: dict[int, datetime] = field(default_factory=dict)
    pendientes: dict[str, datetime | None] = field(default_factory=dict)
    inicio: datetime | None = None
    hechos: dict[str, datetime] = field(default_factory=dict)

    def texto(self) -> str:
        """El cursor."""
        return json.dumps(
            {
                "v": 1,
                "marca": _iso(self.marca),
                "repaso": _iso(self.repaso),
                "fondo": _iso(self.fondo),
                "turnos": {k: _iso(v) for k, v in self.turnos.items()},
                "pendientes": {k: _iso(v) for k, v in self.pendientes.items()},
                "inicio": _iso(self.inicio),
                "hechos": {k: _iso(v) for k, v in self.hechos.items()},
            }
        )

    @classmethod
    def de(cls, cursor: str | None) -> "Marca":
        """Del cursor. Uno ilegible vale como ninguno: se relee todo, que no duplica nada."""
        if cursor is None:
            return cls()
        try:
            datos = objeto(json.loads(cursor))
        except ValueError:
            datos = {}
        if datos.get("v") != 1:
            _registro.warning("cursor de Facebook ilegible: se lee desde el principio")
            return cls()
        hechos = {k: leer_fecha(v) for k, v in objeto(datos.get("hechos")).items()}
        return cls(
            leer_fecha(datos.get("marca")),
            leer_fecha(datos.get("repaso")),
            leer_fecha(datos.get("fondo")),
            {
                int(k): f
                for k, v in objeto(datos.get("turnos")).items()
                if k.isdecimal() and (f := leer_fecha(v))
            },
            {k: leer_fecha(v) for k, v in objeto(datos.get("pendientes")).items()},
            leer_fecha(datos.get("inicio")),
            {k: v for k, v in hechos.items() if v is not None},
        )


def _iso(fecha: datetime | None) -> str | None:
    return fecha.isoformat() if fecha else None
