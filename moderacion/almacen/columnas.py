"""Los tipos de columna propios: fechas que no pierden la zona y textos que la base acepta siempre."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator

_INADMISIBLE = re.compile("[\x00\ud800-\udfff]")


def limpiar(texto: str) -> str:
    """Cambia cada NUL y cada sustituto suelto por U+FFFD, uno por uno: las posiciones no se mueven.

    SQLite no codifica sustitutos sueltos y PostgreSQL rechaza NUL. El original queda en `crudo`, escapado.
    """
    return _INADMISIBLE.sub("\ufffd", texto)


class FechaUtc(TypeDecorator[datetime]):
    """Guarda UTC y devuelve UTC con zona. SQLite pierde la zona aunque se le pida."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Exige zona: una fecha ingenua seria de otra hora segun el servidor."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("fecha sin zona: se esperaba UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Devuelve la zona."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TextoLimpio(TypeDecorator[str]):
    """Texto ajeno: pasa por `limpiar` al entrar."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Limpia."""
        del dialect
        return None if value is None else limpiar(value)


class JsonAscii(TypeDecorator[Any]):
    """JSON en texto ASCII: conserva escapados NUL y sustitutos sueltos tal como llegaron."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """A texto."""
        del dialect
        return (
            None
            if value is None
            else json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=str)
        )

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """De texto."""
        del dialect
        return None if value is None else json.loads(value)
