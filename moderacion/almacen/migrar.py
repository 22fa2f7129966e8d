"""Las migraciones: la base solo cambia de forma por aqui, y el codigo no arranca sobre otra revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config as ConfigAlembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from moderacion.errores import BaseIncompatible

_CARPETA = Path(__file__).parent / "migraciones"


def _config() -> ConfigAlembic:
    config = ConfigAlembic()
    config.set_main_option("script_location", str(_CARPETA))
    config.set_main_option("version_locations", str(_CARPETA / "versiones"))
    config.set_main_option("path_separator", "newline")
    return config


def migrar(motor: Engine, hasta: str = "head") -> None:
    """Aplica lo que falte, todo en una transaccion."""
    config = _config()
    with motor.begin() as con:
        config.attributes["conexion"] = con
        command.upgrade(config, hasta)


def revision(motor: Engine) -> str | None:
    """La revision en que esta la base; None si esta vacia."""
    with motor.connect() as con:
        return MigrationContext.configure(con).get_current_revision()


def exigir_revision(motor: Engine) -> None:
    """Lanza `BaseIncompatible` si la base no esta en la revision de este codigo."""
    actual, esperada = revision(motor), ScriptDirectory.from_config(_config()).get_current_head()
    if actual != esperada:
        raise BaseIncompatible(
            f"la base esta en la revision «{actual or 'vacia'}» y este programa espera «{esperada}»: "
            "corre «moderacion base migrar»"
        )
