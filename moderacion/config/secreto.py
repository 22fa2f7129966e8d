"""Un secreto de la configuracion: nunca escrito en el archivo."""

import os
import stat
from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic.functional_validators import BeforeValidator

from conectores.secretos import conocer
from moderacion.errores import por_que


def resolver_secreto(valor: object) -> object:
    """`env/NOMBRE` o `archivo/ruta` (0600) → el secreto. Escribirlo en claro se rechaza.

    Desde que se lee, no sale en ningun registro ni error del proceso (`conectores.secretos`).
    """
    if isinstance(valor, SecretStr):
        return valor
    secreto = _leer(valor)
    conocer(secreto)
    return secreto


def _leer(valor: object) -> str:
    if not isinstance(valor, str) or not valor.startswith(("env/", "archivo/")):
        raise ValueError("se esperaba «env/NOMBRE» o «archivo/ruta», no el secreto escrito en claro")
    via, _, donde = valor.partition("/")
    if via == "env":
        leido = os.environ.get(donde, "")
        if not leido:
            raise ValueError(f"falta el secreto: se esperaba la variable de entorno {donde}")
        return leido
    try:
        secreto = _de_archivo(donde)
    except PermissionError:
        raise ValueError(
            f"no hay permiso para leer el archivo {donde}: tiene que ser del usuario con que corre el servicio"
        ) from None
    except OSError as error:
        raise ValueError(f"no se puede leer el archivo {donde}: {por_que(error)}") from None
    except UnicodeDecodeError:
        # su mensaje enseñaria un octeto del secreto
        raise ValueError(f"no se puede leer el archivo {donde}: se esperaba texto en UTF-8") from None
    if not secreto:
        raise ValueError(f"falta el secreto: el archivo {donde} está vacío")
    return secreto


def _de_archivo(donde: str) -> str:
    ruta = Path(donde)
    if not ruta.is_file():
        raise ValueError(f"falta el secreto: se esperaba el archivo {donde}")
    if stat.S_IMODE(ruta.stat().st_mode) & 0o077:
        raise ValueError(f"el archivo {donde} lo pueden leer otros: se esperaba permiso 0600")
    return ruta.read_text("utf-8").strip()


Secreto = Annotated[SecretStr, BeforeValidator(resolver_secreto)]
