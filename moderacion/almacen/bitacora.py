"""Asienta sucesos en la cadena, dentro de la transaccion del hecho."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from moderacion.almacen.sellos import Sellos, huella_de_texto
from moderacion.almacen.tablas import SucesoFila, tabla
from moderacion.almacen.turnos import Turno, turno
from moderacion.bitacora import GENESIS, Eslabon, Suceso, canonico, huella
from moderacion.bitacora.verificador import CAMPOS, Fila

_S = tabla(SucesoFila)
_ULTIMO = select(_S.c.n, _S.c.huella).order_by(_S.c.n.desc()).limit(1)
_ANADIR = _S.insert()
_TODA = select(*(_S.c[c] for c in CAMPOS)).order_by(_S.c.n)
_POR_LOTES = {"yield_per": 2000}
"""La cadena no cabe entera en memoria: se trae a trozos, tambien en PostgreSQL."""


class Registro:
    """La bitacora vista desde una transaccion."""

    def __init__(self, con: Connection, ahora: datetime) -> None:
        self._con = con
        self.ahora = ahora
        self.sellos = Sellos(con, ahora)
        self._por_encadenar: list[tuple[Suceso, str]] = []

    def sellar(self, objeto: str, texto: str) -> str:
        """Lo que de un texto va en la cadena: su sello, nunca su huella a secas, que a un texto corto no lo esconde."""
        return self.sellos.sellar(objeto, huella_de_texto(texto))

    def asentar(self, suceso: Suceso) -> None:
        """Anota un suceso de esta unidad: queda escrito al encadenar, antes de confirmar.

        Sus datos se fijan ya: lo que se cambie despues en el diccionario no lo cambia a el.
        """
        self._por_encadenar.append((suceso, canonico(suceso.datos)))

    def encadenar(self) -> bool:
        """Añade a la cadena, en orden, lo que esta unidad asento. Devuelve si tomo el turno.

        El turno impide que la cadena se bifurque: se toma, se lee el ultimo eslabon (en READ COMMITTED se ve lo que
        confirmo quien tuvo el turno antes), se añade y se retiene hasta confirmar. Es lo ultimo de la unidad a proposito:
        quien esperase la cadena con filas por pedir podria quedar abrazado a quien la tiene y pide las suyas; asi,
        quien la tiene ya no pide nada. Ademas solo se escribe de uno en uno lo que tarda en añadir y confirmar.
        """
        if not self._por_encadenar:
            return False
        turno(self._con, Turno.CADENA)
        ultimo, previa = self._leer_ultimo()
        filas = []
        for n, (suceso, datos) in enumerate(self._por_encadenar, ultimo + 1):
            previa = huella(previa, n, self.ahora, suceso.tipo, suceso.objeto, suceso.actor, datos)
            filas.append(
                {
                    "n": n,
                    "fecha": self.ahora,
                    "tipo": suceso.tipo,
                    "objeto": suceso.objeto,
                    "actor": suceso.actor,
                    "datos": datos,
                    "huella": previa,
                }
            )
        self._con.execute(_ANADIR, filas)
        self._por_encadenar.clear()
        return True

    def _leer_ultimo(self) -> tuple[int, str]:
        fila = self._con.execute(_ULTIMO).first()
        return (fila.n, fila.huella) if fila else (0, GENESIS)

    def recorrer(self) -> Iterator[Eslabon]:
        """Toda la cadena, en orden, hasta lo ultimo encadenado."""
        with self._con.execute(_TODA, execution_options=_POR_LOTES) as filas:
            for f in filas.mappings():
                yield _eslabon(f)

    def filas(self) -> Iterator[Fila]:
        """Lo mismo, como lo quiere el verificador suelto."""
        with self._con.execute(_TODA, execution_options=_POR_LOTES) as filas:
            for n, fecha, *resto in filas:
                yield (n, fecha.isoformat(timespec="microseconds"), *resto)

    def de(self, objeto: str) -> list[Eslabon]:
        """Los sucesos encadenados de un objeto."""
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
