"""Asienta sucesos en la cadena, dentro de la transaccion del hecho."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from moderacion.almacen.tablas import SucesoFila, tabla
from moderacion.bitacora import GENESIS, Eslabon, Suceso, canonico, huella

_S = tabla(SucesoFila)


class Registro:
    """La bitacora vista desde una transaccion."""

    def __init__(self, con: Connection, ahora: datetime) -> None:
        self._con = con
        self.ahora = ahora
        self._ultimo: tuple[int, str] | None = None

    def asentar(self, suceso: Suceso) -> None:
        """Añade un eslabon. El turno de escritura de la unidad impide que la cadena se bifurque."""
        n, previa = self._ultimo or self._leer_ultimo()
        n += 1
        datos = canonico(suceso.datos)
        h = huella(previa, n, self.ahora, suceso.tipo, suceso.objeto, suceso.actor, datos)
        self._con.execute(
            _S.insert(),
            {
                "n": n,
                "fecha": self.ahora,
                "tipo": suceso.tipo,
                "objeto": suceso.objeto,
                "actor": suceso.actor,
                "datos": datos,
                "huella": h,
            },
        )
        self._ultimo = (n, h)

    def _leer_ultimo(self) -> tuple[int, str]:
        fila = self._con.execute(select(_S.c.n, _S.c.huella).order_by(_S.c.n.desc()).limit(1)).first()
        return (fila.n, fila.huella) if fila else (0, GENESIS)

    def recorrer(self) -> Iterator[Eslabon]:
        """Toda la cadena, en orden."""
        for f in self._con.execute(select(_S).order_by(_S.c.n)).mappings():
            yield _eslabon(f)

    def de(self, objeto: str) -> list[Eslabon]:
        """Los sucesos de un objeto."""
        filas = self._con.execute(select(_S).where(_S.c.objeto == objeto).order_by(_S.c.n)).mappings()
        return [_eslabon(f) for f in filas]

    def pagina(
        self,
        limite: int,
        tras: int = 0,
        *,
        objeto: str = "",
        tipo: str = "",
        desde: datetime | None = None,
    ) -> list[Eslabon]:
        """Los sucesos siguientes a `tras`, en orden, sin contar ni saltar. `tipo` admite `objeto:verbo` entero."""
        consulta = select(_S).where(_S.c.n > tras).order_by(_S.c.n).limit(limite)
        if objeto:
            consulta = consulta.where(_S.c.objeto == objeto)
        if tipo:
            consulta = consulta.where(_S.c.tipo == tipo)
        if desde:
            consulta = consulta.where(_S.c.fecha >= desde)
        return [_eslabon(f) for f in self._con.execute(consulta).mappings()]


def _eslabon(f: RowMapping) -> Eslabon:
    valores: dict[str, Any] = dict(f)
    return Eslabon(**valores)
