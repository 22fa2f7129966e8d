"""Los fallos que una persona puede leer. Cada puerta los muestra en una frase, sin traza."""

import errno
import re
import tomllib
from collections.abc import Mapping
from typing import Final


class ErrorModeracion(Exception):
    """Raiz. `str(error)` es la frase para la persona."""


class ErrorConfig(ErrorModeracion):
    """La configuracion no vale: la frase dice que clave y que se esperaba."""


class EntradaInvalida(ErrorModeracion):
    """Lo que alguien pidio o escribio no vale."""


class NoExiste(ErrorModeracion):
    """No hay tal expediente, cuenta o usuario."""


class Conflicto(ErrorModeracion):
    """Otro llego antes: lo pedido se basaba en un estado que ya cambio."""


class NoAutorizado(ErrorModeracion):
    """La persona no ha ingresado o su rol no lo permite."""


class DemasiadosIntentos(NoAutorizado):
    """Ese origen trajo demasiados enlaces que no valen."""


class BaseIncompatible(ErrorModeracion):
    """La base no se puede usar: otra revision, otro archivo, otra codificacion, o algo suyo que no se pudo hacer en su disco."""


class BaseOcupada(ErrorModeracion):
    """Otra operacion tuvo demasiado tiempo lo que esta necesitaba: no se guardo nada y se puede repetir."""


class BaseCortada(BaseOcupada):
    """Se corto la conexion con la base a mitad. Si fue al confirmar, puede que quedara guardado: se mira antes de repetir."""


class BaseSinDisco(ErrorModeracion):
    """La base no pudo escribir en su disco (lleno, o que falla): no se guardo nada, y se puede repetir cuando pueda."""


class MandatoPerdido(ErrorModeracion):
    """Otro proceso lleva ahora el compas: lo que este iba a escribir no entra."""


class ReglamentoInvalido(ErrorModeracion):
    """Una version guardada del reglamento no es la que se guardo, o no se deja correr."""


_MOTIVOS: Final[Mapping[int, str]] = {
    errno.ENOENT: "no existe",
    errno.ENOTDIR: "no existe",
    errno.EISDIR: "es una carpeta",
    errno.EACCES: "no hay permiso",
    errno.EPERM: "no hay permiso",
    errno.ENOSPC: "no queda sitio en el disco",
    errno.EROFS: "el disco es de solo lectura",
    errno.EADDRINUSE: "ese puerto ya lo usa otro programa",
    errno.ECONNREFUSED: "nadie escucha ahí",
}
_DE_SQLITE: Final[Mapping[str, str]] = {
    "unable to open database file": "ahí no se puede leer ni escribir",
    "file is not a database": "no es una base de datos",
    "attempt to write a readonly database": "solo se deja leer",
    "database disk image is malformed": "está dañada",
    "database is locked": "la tiene otro programa",
}
"""Lo que dice SQLite en inglés, dicho para quien pone el servicio en marcha."""


_SITIO_EN_TOML: Final = re.compile(r"at line (\d+), column (\d+)")


def por_que(error: Exception) -> str:
    """Lo que dijo el sistema, o lo que le pasa a un archivo de texto, en español si es de lo que más pasa."""
    if isinstance(error, OSError):
        return _MOTIVOS.get(error.errno or 0) or error.strerror or str(error)
    if isinstance(error, UnicodeDecodeError):
        return "no está en UTF-8"
    if isinstance(error, tomllib.TOMLDecodeError):
        sitio = _SITIO_EN_TOML.search(str(error))
        return f"no es TOML válido ({f'línea {sitio[1]}, columna {sitio[2]}' if sitio else 'al final'})"
    return _DE_SQLITE.get(str(error), str(error))
