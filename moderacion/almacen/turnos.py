"""Los turnos: lo que en PostgreSQL tiene que ir de uno en uno en toda la base. SQLite ya lo hace con todo."""

from enum import IntEnum

from sqlalchemy import Connection, text


class Turno(IntEnum):
    """Cada turno, con su numero de bloqueo consultivo: propio de este programa, y fijo para siempre."""

    CADENA = 7_300_001
    """Añadir a la bitacora. Siempre el ultimo de una unidad: quien lo espera no retiene nada que otro vaya a pedir."""
    MIGRAR = 7_300_002
    VEREDICTOS = 7_300_003
    """Guardar veredictos: sus ids tienen que confirmarse en orden. Siempre el primero de una unidad."""


def turno(con: Connection, cual: Turno) -> None:
    """Toma el turno hasta el fin de la transaccion; si lo tiene otra, espera. En SQLite no hace nada."""
    if con.dialect.name == "postgresql":
        con.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": int(cual)})
