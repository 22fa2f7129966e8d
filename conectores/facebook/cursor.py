"""Cursores: el nuestro (que se guarda con cada pagina) y los de la red (que jamas se siguen tal cual)."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from conectores.errores import RespuestaIlegible
from conectores.facebook.convertir import leer_fecha, leer_objeto
from conectores.tipos import JSON

_CLAVES_DE_PAGINA: Final = ("after", "until", "__paging_token", "offset")

_registro = logging.getLogger(__name__)


def paginas(pedir: Callable[..., JSON], ruta: str, tope: int, **argumentos: Any) -> Iterator[list[Any]]:
    """Las paginas de una arista, rehaciendo los parametros (jamas se sigue `next`: lleva el token y crece).

    Para si no hay `next`, si el cursor se repite o al llegar a `tope` paginas. Lanza RespuestaIlegible si
    `data` no es una lista.
    """
    vistos: set[tuple[tuple[str, str], ...]] = set()
    extra: dict[str, str] = {}
    for _ in range(tope):
        salida = pedir(ruta, **{**argumentos, **extra})
        if not isinstance(salida.get("data"), list):
            raise RespuestaIlegible("Facebook contestó una página sin datos")
        yield salida["data"]
        extra = _siguiente(leer_objeto(salida.get("paging")))
        if not extra:
            return
        huella = tuple(sorted(extra.items()))
        if huella in vistos:
            break
        vistos.add(huella)
    _registro.warning("lectura de %s cortada: cursor repetido o mas de %d paginas", ruta, tope)


def _siguiente(paging: JSON) -> dict[str, str]:
    """Los parametros de la pagina siguiente; vacio si no la hay (`after` viene siempre: manda `next`)."""
    siguiente = paging.get("next")
    if not isinstance(siguiente, str) or not siguiente:
        return {}
    despues = leer_objeto(paging.get("cursors")).get("after")
    if isinstance(despues, str) and despues:
        return {"after": despues}
    try:
        consulta = parse_qs(urlsplit(siguiente).query)
    except ValueError:
        return {}
    return {k: consulta[k][0] for k in _CLAVES_DE_PAGINA if k in consulta}


@dataclass(frozen=True, slots=True)
class Marca:
    """Lo que el cursor recuerda. `marca`: lo mas nuevo leido; `repaso`: el ultimo completo, por hora de la red.

    `pendientes`: publicaciones cuyos comentarios no se pudieron leer, y desde cuando (None: desde el principio).
    """

    marca: datetime | None = None
    repaso: datetime | None = None
    pendientes: dict[str, datetime | None] = field(default_factory=dict)

    def texto(self) -> str:
        """El cursor."""
        return json.dumps(
            {
                "v": 1,
                "marca": _iso(self.marca),
                "repaso": _iso(self.repaso),
                "pendientes": {k: _iso(v) for k, v in self.pendientes.items()},
            }
        )

    @classmethod
    def de(cls, cursor: str | None) -> "Marca":
        """Del cursor. Uno ilegible vale como ninguno: se relee todo, que no duplica nada."""
        if cursor is None:
            return cls()
        try:
            datos = leer_objeto(json.loads(cursor))
        except ValueError:
            datos = {}
        if datos.get("v") != 1:
            _registro.warning("cursor de Facebook ilegible: se lee desde el principio")
            return cls()
        pendientes = leer_objeto(datos.get("pendientes"))
        return cls(
            leer_fecha(datos.get("marca")),
            leer_fecha(datos.get("repaso")),
            {k: leer_fecha(v) for k, v in pendientes.items()},
        )


def _iso(fecha: datetime | None) -> str | None:
    return fecha.isoformat() if fecha else None
