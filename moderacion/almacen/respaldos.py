"""Las copias buenas que se hicieron. Estan en la bitacora, y de ahi se lee la ultima: no hay otra cuenta que llevar."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import SucesoFila, tabla
from moderacion.bitacora import Suceso

_S = tabla(SucesoFila)
_EN_SU_CARPETA: Final = "base:respaldada"
_APARTE: Final = "base:respaldada_aparte"
"""En otra carpeta que la de siempre: consta, y no cuenta como la ultima que se tiene."""

PLAZO: Final = 2
"""Cuantas veces el tiempo entre dos copias puede tener la ultima: una que fallo todavia no es para alarmarse."""


class Respaldos(Repositorio):
    """Anotarlas y saber de cuando es la ultima."""

    def anotar(self, manifiesto: Mapping[str, Any], quitadas: int, actor: str, *, aparte: bool) -> None:
        """Se hizo una copia y se comprobo. `quitadas`: las viejas que se borraron entonces."""
        datos = {c: manifiesto[c] for c in ("archivo", "hecha", "octetos", "sha256")} | {"quitadas": quitadas}
        tipo = _APARTE if aparte else _EN_SU_CARPETA
        self._registro.asentar(Suceso(tipo, f"copia/{manifiesto['n']}", actor, datos))

    def ultima(self) -> datetime | None:
        """De que hora es lo que hay en la ultima copia buena, en UTC; None si no hay ninguna."""
        consulta = select(_S.c.datos).where(_S.c.tipo == _EN_SU_CARPETA).order_by(_S.c.n.desc()).limit(1)
        datos = self._con.execute(consulta).scalar()
        return datetime.fromisoformat(json.loads(datos)["hecha"]) if datos else None
