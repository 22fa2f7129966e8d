"""Las tablas de la cola de vueltas (procrastinate): en su propio esquema, fuera de las nuestras, y de usar y tirar.

Lo que hay en ellas no es verdad de nada: dice «mira ahora», y se puede perder entero (`reparto.py`). Por eso, cuando una version
nueva de la biblioteca las pide de otra forma, se tiran y se hacen otra vez, en lugar de migrarlas.
"""

import hashlib
from typing import Final

from sqlalchemy import Connection, text

from moderacion.almacen.turnos import Turno, turno
from moderacion.errores import BaseIncompatible

ESQUEMA: Final = "reparto"
_SELLO: Final = text("SELECT obj_description(to_regnamespace(:esquema), 'pg_namespace')")
_HAY: Final = text("SELECT to_regclass(:tabla) IS NOT NULL")

_TRABAJADORES: Final = text(
    f"SELECT count(*) FROM {ESQUEMA}.procrastinate_workers "  # noqa: S608 (un nombre fijo)
    "WHERE last_heartbeat > clock_timestamp() - make_interval(secs => :segundos)"
)


def trabajadores(con: Connection, segundos: float) -> int:
    """Los puestos que latieron en ese rato."""
    return int(con.execute(_TRABAJADORES, {"segundos": segundos}).scalar_one())


def preparar(con: Connection, esquema: str, *, si_falta: bool = False) -> None:
    """Deja el esquema con las tablas que dice `esquema`, un guion de SQL; si ya son esas, nada. Una base SQLite no las usa.

    `si_falta`: solo si no estan. Lanza `BaseIncompatible` si estan y son de otra version: quizá otro programa las usa.
    """
    if con.dialect.name != "postgresql":
        return
    sello = hashlib.sha256(esquema.encode()).hexdigest()[:16]
    turno(con, Turno.MIGRAR)
    hay = con.execute(_HAY, {"tabla": f"{ESQUEMA}.procrastinate_jobs"}).scalar_one()
    if hay and con.execute(_SELLO, {"esquema": ESQUEMA}).scalar() == sello:
        return
    if hay and si_falta:
        raise BaseIncompatible(
            "la cola de vueltas es de otra versión de este programa: corra «moderacion base migrar»"
        )
    con.exec_driver_sql(f"DROP SCHEMA IF EXISTS {ESQUEMA} CASCADE")
    con.exec_driver_sql(f"CREATE SCHEMA {ESQUEMA}")
    con.exec_driver_sql(f"SET LOCAL search_path = {ESQUEMA}")
    # sin parametros: el controlador lo manda entero, y un «%» es un «%»
    con.connection.driver_connection.execute(esquema)  # type: ignore[union-attr]
    con.exec_driver_sql(f"COMMENT ON SCHEMA {ESQUEMA} IS '{sello}'")
