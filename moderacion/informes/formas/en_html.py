"""El informe como pagina: un trozo para ponerlo en la consola y una hoja suelta que no pide nada a nadie.

Las plantillas viven aqui y no en `web` porque la hoja suelta la hace tambien la linea de ordenes.
"""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from moderacion.contado import contado
from moderacion.informes.formas.cifras import dichas, escrito, momento, parametro
from moderacion.informes.formas.dibujo import sin_cero
from moderacion.informes.formas.svg import svg
from moderacion.informes.modelo import Informe

_AQUI: Final = Path(__file__).with_name("plantillas")


def cuerpo(informe: Informe) -> str:
    """Solo el contenido, ya escapado y sin los anexos."""
    return _hecha("informe.html", informe, anexos=False)


def hoja(informe: Informe) -> bytes:
    """Un documento entero, con sus estilos dentro."""
    return _hecha("hoja.html", informe, anexos=True).encode("utf-8", "replace")


def _hecha(plantilla: str, informe: Informe, *, anexos: bool) -> str:
    estilos = (_AQUI / "hoja.css").read_text("utf-8")
    return (
        _plantillas()
        .get_template(plantilla)
        .render(i=informe, citas=informe.origenes(), estilos=estilos, anexos=anexos)
    )


@cache
def _plantillas() -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(_AQUI),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {f.__name__: f for f in (contado, dichas, escrito, momento, parametro, svg, sin_cero)}
    return jinja
