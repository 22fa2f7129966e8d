"""Las migraciones: la base solo cambia de forma por aqui, y el codigo no arranca sobre otra revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config as ConfigAlembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from moderacion.errores import BaseIncompatible

_CARPETA = Path(__file__).parent / "migraciones"


def _config() -> ConfigAlembic:
    config = ConfigAlembic()
    config.set_main_option("script_location", str(_CARPETA))
    config.set_main_option("version_locations", str(_CARPETA / "versiones"))
    config.set_main_option("path_separator", "newline")
    return config


def migrar(motor: Engine, hasta: str = "head") -> None:
    """Aplica lo que falte, todo en una transaccion. Lanza `BaseIncompatible` si no se puede."""
    config = _config()
    try:
        with motor.begin() as con:
            config.attributes["conexion"] = con
            command.upgrade(config, hasta)
    except CommandError:
        # la revision de la base no esta entre las de este programa: la escribio otro mas nuevo
        exigir_revision(motor)
        raise
    except DBAPIError as error:
        raise _no_se_abre(motor, error) from None


def revision(motor: Engine) -> str | None:
    """La revision en que esta la base; None si esta vacia. Lanza `BaseIncompatible` si no se puede leer."""
    try:
        with motor.connect() as con:
            return MigrationContext.configure(con).get_current_revision()
    except DBAPIError as error:
        raise _no_se_abre(motor, error) from None


def _no_se_abre(motor: Engine, error: DBAPIError) -> BaseIncompatible:
    return BaseIncompatible(f"no se puede abrir la base {motor.url.database}: {error.orig}")


def exigir_revision(motor: Engine) -> None:
    """Lanza `BaseIncompatible` si la base no esta en la revision de este codigo."""
    actual, esperada = revision(motor), ScriptDirectory.from_config(_config()).get_current_head()
    if actual != esperada:
        raise BaseIncompatible(
            f"la base está en la revisión «{actual or 'vacía'}» y este programa espera «{esperada}»: "
            "corre «moderacion base migrar», o actualiza el programa si la base es más nueva"
        )
