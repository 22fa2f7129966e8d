"""Del archivo a `Config`, o una frase que dice la clave y lo que se esperaba."""

import json
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from moderacion.config.modelo import Config
from moderacion.errores import ErrorConfig, por_que

_ESPERADO = {
    "missing": "falta esta clave",
    "extra_forbidden": "esta clave no existe",
    "string_type": "se esperaba texto entre comillas",
    "int_type": "se esperaba un número entero",
    "int_parsing": "se esperaba un número entero",
    "int_from_float": "se esperaba un número entero",
    "float_type": "se esperaba un número",
    "float_parsing": "se esperaba un número",
    "bool_type": "se esperaba true o false",
    "bool_parsing": "se esperaba true o false",
    "dict_type": "se esperaba una tabla",
    "model_type": "se esperaba una tabla",
    "model_attributes_type": "se esperaba una tabla",
    "tuple_type": "se esperaba una lista",
    "union_tag_invalid": "se esperaba «facebook», «twitter» o «youtube»",
    "union_tag_not_found": "falta «red»: se esperaba «facebook», «twitter» o «youtube»",
    "string_too_short": "no puede quedar vacío",
    "too_short": "se esperaba al menos un elemento",
}
_LIMITES = {
    "greater_than": ("gt", "mayor que"),
    "greater_than_equal": ("ge", "mayor o igual que"),
    "less_than": ("lt", "menor que"),
    "less_than_equal": ("le", "menor o igual que"),
}


def leer_config(ruta: Path) -> Config:
    """Lee `ruta`. Lanza `ErrorConfig` con todas las claves malas, una por linea."""
    try:
        texto = ruta.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ErrorConfig(
            f"no existe {ruta}: copie config.example.toml con ese nombre y complételo, o diga cuál es con «--config»"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ErrorConfig(f"no se puede leer {ruta}: {por_que(error)}") from None
    return leer_texto(texto, str(ruta))


def leer_texto(texto: str, nombre: str = "config.toml") -> Config:
    """Como `leer_config`, desde el texto del archivo."""
    try:
        datos = tomllib.loads(texto)
    except tomllib.TOMLDecodeError as error:
        raise ErrorConfig(f"{nombre} {por_que(error)}") from None
    try:
        # por JSON y estricto: una lista vale de tupla y un texto de enumerado, pero "8080" no vale de numero
        return Config.model_validate_json(json.dumps(datos, default=str), strict=True)
    except ValidationError as error:
        errores = error.errors(include_url=False)
        # una lista con un elemento malo se queja tambien de quedar corta: basta con la causa
        hondos = [e["loc"] for e in errores]
        frases = [
            _frase(e)
            for e in errores
            if e["type"] != "too_short" or not any(h[:-1] == e["loc"] for h in hondos)
        ]
        raise ErrorConfig(f"{nombre}: " + "\n".join(frases)) from None


def _frase(e: ErrorDetails) -> str:
    """«clave»: lo que se esperaba."""
    # la etiqueta de la union (la red) aparece en la ruta, pero no es una clave del archivo
    partes = [p for i, p in enumerate(e["loc"]) if not (i == 2 and e["loc"][0] == "cuenta")]  # noqa: PLR2004
    clave = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in partes).lstrip(".")
    return f"«{clave or 'raiz'}»: {_razon(e)}"


def _razon(e: ErrorDetails) -> str:
    tipo, contexto = e["type"], e.get("ctx", {})
    if tipo == "value_error":
        return str(contexto["error"])
    if tipo == "enum":
        return f"se esperaba {_en_espanol(contexto)}"
    if tipo == "literal_error":
        return f"se esperaba {_en_espanol(contexto)}"
    if tipo in _LIMITES:
        clave, palabra = _LIMITES[tipo]
        return f"se esperaba un número {palabra} {contexto[clave]}"
    return _ESPERADO.get(tipo, e["msg"])


def _en_espanol(contexto: dict[str, Any]) -> str:
    """Los valores admitidos, con comillas del idioma."""
    return str(contexto["expected"]).replace(" or ", " o ").replace("'", "")
