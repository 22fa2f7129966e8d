"""Lo que varios repositorios comparten: la base comun y el insertar-si-no-esta de cada motor."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from moderacion.almacen.bitacora import Registro


class Repositorio:
    """Una parte del almacen sobre la transaccion de una unidad."""

    def __init__(self, con: Connection, registro: Registro) -> None:
        self._con = con
        self._registro = registro

    @property
    def _ahora(self) -> datetime:
        return self._registro.ahora


def insertar(con: Connection, tabla: Table) -> Any:
    """El INSERT del dialecto, que sabe de ON CONFLICT."""
    return postgresql.insert(tabla) if con.dialect.name == "postgresql" else sqlite.insert(tabla)


def huella_texto(texto: str) -> str:
    """Huella de un texto: dice si cambio, sin guardarlo otra vez."""
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass")).hexdigest()


def mismo_texto(visto: str, enviado: str) -> bool:
    """Si lo visto en la red es lo que enviamos: la red puede anteponer menciones y recortar espacios."""
    a, b = " ".join(visto.split()), " ".join(enviado.split())
    return bool(b) and (a == b or a.endswith(" " + b))
