"""La linea de ordenes. Cada orden lee lo que le dan, llama a una sala y muestra.

Salida 0: bien. 1: hallazgos o fallos. 2: mal uso o configuracion. Los errores son una frase en stderr, sin traza.
"""

import io
import os
import sys
from pathlib import Path

import typer

from conectores.secretos import redactar
from moderacion import registrar
from moderacion.cli.raiz import app, lo_que_espera
from moderacion.errores import EntradaInvalida, ErrorConfig, ErrorModeracion, por_que

MAL_USO = 2
FALLO = 1
INTERRUMPIDO = 130
_FRASES = {
    "No such command": "no existe esa orden",
    "Missing command": "falta la orden",
    "unexpected extra argument": "sobran argumentos",
}
_MalUso: type[Exception] = typer.BadParameter.__mro__[1]
"""La clase de los errores de uso. Typer lleva click por dentro y no la publica: se toma de su hija publica."""


def principal() -> None:
    """La orden `moderacion`."""
    for cual, modo in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, cual) is None:
            # quien la arranco los cerro: contar algo reventaria, y su numero lo tomaria el primer archivo que se abra
            setattr(sys, cual, Path(os.devnull).open(modo))  # noqa: SIM115 (dura lo que el proceso)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # en una terminal sin tildes la orden ya se hizo cuando se dice: que no reviente, y se lleve la clave que daba
        sys.stdout.reconfigure(errors="backslashreplace")
    registrar.poner("texto", "warning")
    sys.exit(ejecutar(sys.argv[1:]))


def ejecutar(argumentos: list[str]) -> int:
    """Corre una orden y devuelve su codigo de salida."""
    try:
        resultado = app(args=argumentos, standalone_mode=False)
    except _MalUso as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return MAL_USO  # Typer ya mostro la ayuda
        return _decir(f"{_en_espanol(error)}. Pruebe «{_orden_de(error)} --help».", MAL_USO)
    except ErrorModeracion as error:
        return _decir(str(error), MAL_USO if isinstance(error, (ErrorConfig, EntradaInvalida)) else FALLO)
    except (KeyboardInterrupt, typer.Abort):
        return _decir("interrumpido", INTERRUMPIDO)
    except OSError as error:
        return _de_sistema(error)
    return resultado if isinstance(resultado, int) else 0


def _de_sistema(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):
        # quien leia la salida cerro (por ejemplo, head): no es un fallo nuestro
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    dicho = f"{error.filename}: {por_que(error)}" if error.filename else por_que(error)
    return _decir(dicho, FALLO)


def _decir(frase: str, codigo: int) -> int:
    print(f"moderacion: {redactar(frase)}", file=sys.stderr)
    return codigo


def _orden_de(error: Exception) -> str:
    """La orden en que se tropezo, para pedir su ayuda y no la de todas."""
    ruta = getattr(getattr(error, "ctx", None), "command_path", "")
    return " ".join(["moderacion", *ruta.split()[1:]])


def _en_espanol(error: Exception) -> str:
    """Typer habla ingles: lo que mas pasa, dicho aqui."""
    clase = type(error).__name__
    opciones = getattr(getattr(error, "param", None), "opts", None) or ["un argumento"]
    nombre = opciones[0]
    texto = str(getattr(error, "message", error)).rstrip(".")
    if clase == "NoSuchOption":
        return f"no existe la opción {getattr(error, 'option_name', '')}"
    if clase == "MissingParameter":
        return f"falta {nombre}"
    if isinstance(error, typer.BadParameter):
        esperado = lo_que_espera(getattr(error, "param", None))
        return f"valor no válido para {nombre}" + (f": se esperaba un {esperado}" if esperado else "")
    for ingles, espanol in _FRASES.items():
        if ingles in texto:
            return espanol
    return texto
