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
    AUTOR = 7_300_004
    """Mirar los bloqueos de un autor para pedirle otro: uno por autor."""
    LIDER = 7_300_006
    """Llevar el compas: de una sesion, no de una transaccion (`lider.py`)."""
    IMPORTAR = 7_300_007
    """Traer cifras de fuera: dos hojas a la vez meterian lo mismo dos veces, o se abrazarian por sus renglones."""
    INGRESOS = 7_300_005
    """Contar los intentos de ingreso y apartar el siguiente: una ráfaga no pasa entera por debajo del límite."""


def turno(con: Connection, cual: Turno, de: int | None = None) -> None:
    """Toma el turno (o el de un id, `de`) hasta el fin de la transaccion; si lo tiene otra, espera.

    En SQLite no hace nada: la unidad ya tiene el turno de escribir.
    """
    if con.dialect.name != "postgresql":
        return
    if de is None:
        con.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": int(cual)})
    else:
        con.execute(
            text("SELECT pg_advisory_xact_lock(CAST(:n AS int), CAST(:de AS int))"),
            {"n": int(cual), "de": de},
        )
