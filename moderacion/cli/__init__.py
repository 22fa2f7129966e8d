"""La linea de ordenes. Cada orden lee lo que le dan, llama a una sala y muestra.

Salida 0: bien. 1: hallazgos o fallos. 2: mal uso o configuracion. Los errores son una frase en stderr, sin traza.
"""

import os
import sys

import click

from moderacion.cli import base, demo, juicio, servicio  # noqa: F401 (cada una registra sus ordenes)
from moderacion.cli.raiz import app
from moderacion.errores import EntradaInvalida, ErrorConfig, ErrorModeracion

MAL_USO = 2
FALLO = 1


def principal() -> None:
    """La orden `moderacion`."""
    sys.exit(ejecutar(sys.argv[1:]))


def ejecutar(argumentos: list[str]) -> int:
    """Corre una orden y devuelve su codigo de salida."""
    try:
        resultado = app(args=argumentos, standalone_mode=False)
    except click.exceptions.Exit as salida:
        return int(salida.exit_code)
    except click.UsageError as error:
        donde = error.ctx.command_path if error.ctx else "moderacion"
        return _decir(f"{_en_espanol(error)}. Prueba «{donde} --help».", MAL_USO)
    except (ErrorConfig, EntradaInvalida) as error:
        return _decir(str(error), MAL_USO)
    except ErrorModeracion as error:
        return _decir(str(error), FALLO)
    except (KeyboardInterrupt, click.Abort):
        return _decir("interrumpido", 130)
    except BrokenPipeError:
        # quien leia la salida cerro (por ejemplo, head): no es un fallo nuestro
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _decir(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), FALLO)
    return resultado if isinstance(resultado, int) else 0


def _decir(frase: str, codigo: int) -> int:
    print(f"moderacion: {frase}", file=sys.stderr)
    return codigo


def _en_espanol(error: click.UsageError) -> str:
    """Click habla ingles: lo que mas pasa, dicho aqui."""
    if isinstance(error, click.NoSuchOption):
        return f"no existe la opción {error.option_name}"
    if isinstance(error, click.MissingParameter):
        nombre = error.param.human_readable_name if error.param else "un argumento"
        return f"falta {nombre}"
    if isinstance(error, click.BadParameter):
        nombre = error.param.human_readable_name if error.param else "un argumento"
        return f"valor no válido para {nombre}"
    texto = error.format_message()
    if texto.startswith("No such command"):
        return "no existe la orden " + texto.removeprefix("No such command ").rstrip(".")
    if texto.startswith("Missing command"):
        return "falta la orden"
    return texto.rstrip(".")
