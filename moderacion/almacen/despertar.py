"""Decir que ya hay algo que hacer: quien lleva el compas en varias maquinas no espera a su hora. SQLite no lo necesita."""

from typing import Final

from sqlalchemy import Connection, text

CANAL: Final = "moderacion_vueltas"
_AVISAR: Final = text("SELECT pg_notify(:canal, :vuelta)")


def despertar(con: Connection, vuelta: str) -> None:
    """Que esa vuelta se de en cuanto esto se confirme. Repetirlo en una unidad cuenta una vez; si nadie oye, no pasa nada."""
    if con.dialect.name == "postgresql":
        con.execute(_AVISAR, {"canal": CANAL, "vuelta": vuelta})
