"""Los mecanismos de participacion: lo que cada uno hizo en unos dias."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, dias_escritos
from moderacion.almacen.tablas import MecanismoFila, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import NoExiste

_M = tabla(MecanismoFila)
Fila = Mapping[str, Any]
CAMPOS: Final = (
    "clave", "nombre", "objetivo", "requisitos", "participaciones", "lugares", "fuente", "desde", "hasta", "cifras",
    "crecimientos",
)  # fmt: skip
"""Lo que dice un mecanismo."""


class Mecanismos(Repositorio):
    """Guarda y lee."""

    def guardar(self, datos: Mapping[str, Any], quien: str) -> tuple[int, str]:
        """Guarda lo de un mecanismo y unos dias. Devuelve (id, «nuevo», «igual» o «cambiado»)."""
        valores = {c: datos[c] for c in CAMPOS}
        donde = (
            _M.c.clave == valores["clave"],
            _M.c.desde == valores["desde"],
            _M.c.hasta == valores["hasta"],
        )
        previo = self._con.execute(self._bloqueada(select(_M).where(*donde))).mappings().first()
        marca = {"guardado": self._ahora, "guardado_por": quien}
        if previo is None:
            r = self._con.execute(_M.insert().values(**valores, **marca))
            nuevo = int(r.inserted_primary_key[0])  # type: ignore[index]
            self._asentar(nuevo, "guardado", {"mecanismo": dias_escritos(valores)}, quien)
            return nuevo, "nuevo"
        antes = {c: previo[c] for c in CAMPOS}
        if antes == valores:
            return int(previo["id"]), "igual"
        self._con.execute(_M.update().where(_M.c.id == previo["id"]).values(**valores, **marca))
        self._asentar(
            int(previo["id"]),
            "guardado",
            {"mecanismo": dias_escritos(valores), "antes": dias_escritos(antes)},
            quien,
        )
        return int(previo["id"]), "cambiado"

    def retirar(self, mecanismo_id: int, quien: str) -> None:
        """Lo quita; lo que decia queda en la bitacora. Lanza `NoExiste`."""
        previo = self.uno(mecanismo_id)
        self._con.execute(_M.delete().where(_M.c.id == mecanismo_id))
        self._asentar(
            mecanismo_id, "retirado", {"antes": dias_escritos({c: previo[c] for c in CAMPOS})}, quien
        )

    def _asentar(self, n: int, verbo: str, datos: Mapping[str, Any], quien: str) -> None:
        self._registro.asentar(Suceso(f"mecanismo:{verbo}", f"mecanismo/{n}", quien, dict(datos)))

    def uno(self, mecanismo_id: int) -> Fila:
        """Uno. Lanza `NoExiste`."""
        fila = self._con.execute(select(_M).where(_M.c.id == mecanismo_id)).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay registro de mecanismo {mecanismo_id}")
        return dict(fila)

    def entre(self, desde: date, hasta: date) -> list[Fila]:
        """Los que caen enteros dentro de esos dias, por su dia."""
        donde = (_M.c.desde >= desde, _M.c.hasta <= hasta)
        return self._leidas(select(_M).where(*donde).order_by(_M.c.desde, _M.c.id))

    def ultimos(self, limite: int) -> list[Fila]:
        """Los guardados, el mas reciente de periodo primero."""
        return self._leidas(select(_M).order_by(_M.c.hasta.desc(), _M.c.desde.desc(), _M.c.id).limit(limite))
