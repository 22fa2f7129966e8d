"""Los tipos de columna propios: fechas que no pierden la zona y textos que la base acepta siempre.

Un comentario escribe unos treinta valores de estos: cada tipo da su funcion entera (`bind_processor`), sin las dos llamadas que
un `TypeDecorator` añade por valor: eran 30 µs por comentario.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import DateTime, Dialect, Text, TypeDecorator

_INADMISIBLE = re.compile("[\x00\ud800-\udfff]")
EN_JSON: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=str).encode
"""Como se escribe aqui todo JSON que va a la base."""


def limpiar(texto: str) -> str:
    """Cambia cada NUL y cada sustituto suelto por U+FFFD, uno por uno: las posiciones no se mueven.

    SQLite no codifica sustitutos sueltos y PostgreSQL rechaza NUL. El original queda en `crudo`, escapado.
    """
    return _INADMISIBLE.sub("\ufffd", texto)


class FechaUtc(TypeDecorator[datetime]):
    """Guarda UTC y devuelve UTC con zona. SQLite pierde la zona aunque se le pida."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Exige zona: una fecha ingenua seria de otra hora segun el servidor. En SQLite da el texto de SQLAlchemy."""
        return _en_texto if dialect.name == "sqlite" else _en_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Devuelve la zona."""
        del coltype
        return _de_texto if dialect.name == "sqlite" else _en_utc


def _en_utc(valor: datetime | None) -> datetime | None:
    if valor is None:
        return None
    if valor.tzinfo is None:
        raise ValueError("fecha sin zona: se esperaba UTC")
    return valor.astimezone(UTC)


@lru_cache(1024)
def _en_texto(valor: datetime | None) -> str | None:
    """La misma hora se escribe muchas veces, y la zona, que aqui no se escribe, era la mitad de lo que costaba."""
    fecha = _en_utc(valor)
    return None if fecha is None else fecha.replace(tzinfo=None).isoformat(" ", "microseconds")


def _de_texto(valor: str | None) -> datetime | None:
    return None if valor is None else datetime.fromisoformat(valor).replace(tzinfo=UTC)


class TextoLimpio(TypeDecorator[str]):
    """Texto ajeno: pasa por `limpiar` al entrar."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Limpia."""
        del dialect
        return _limpio


def _limpio(valor: str | None) -> str | None:
    return None if valor is None else limpiar(valor)


class JsonAscii(TypeDecorator[Any]):
    """JSON en texto ASCII: conserva escapados NUL y sustitutos sueltos tal como llegaron."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """A texto."""
        del dialect
        return _a_json

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        """De texto."""
        del dialect, coltype
        return _de_json


def _a_json(valor: Any) -> str | None:
    return None if valor is None else EN_JSON(valor)


def _de_json(valor: str | None) -> Any:
    if valor is None:
        return None
    try:
        return from_json(valor)  # tarda la tercera parte que `json`, y leer lo guardado es sobre todo esto
    except ValueError:  # sustitutos sueltos, que conservamos tal como llegaron
        return json.loads(valor)
