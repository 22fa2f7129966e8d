"""Ortografia y sintaxis de lo que publica la institucion (politica 10): `revisar(lectura)` da las faltas.

Un modulo por asunto; los datos, en `politicas/listas`. El diccionario se carga la primera vez que se revisa.
"""

from collections.abc import Iterable, Iterator

from modelos.lectura import Lectura
from politicas.ortografia.concordancia import revisar_concordancia
from politicas.ortografia.contextos import revisar_contextos
from politicas.ortografia.escrito import escribir
from politicas.ortografia.espacios import revisar_espacios, revisar_repetidas
from politicas.ortografia.mayusculas import revisar_mayusculas
from politicas.ortografia.palabras import revisar_palabras
from politicas.ortografia.signos import revisar_signos
from politicas.ortografia.tildes import revisar_tildes
from politicas.ortografia.tipos import Falta
from politicas.ortografia.trato import revisar_trato

__all__ = ["Falta", "revisar"]

_ANTES = (revisar_signos, revisar_repetidas, revisar_espacios)
"""No miran el diccionario: se hacen enteras."""
_DESPUES = (revisar_contextos, revisar_tildes, revisar_mayusculas, revisar_concordancia, revisar_trato)
"""Miran el diccionario: se hacen hasta donde se revisaron las palabras."""


def revisar(lectura: Lectura) -> tuple[Falta, ...]:
    """Las faltas de un texto, en el orden en que se leen. Tiempo lineal; lanza si no hay diccionario."""
    escrito = escribir(lectura)
    palabras = tuple(revisar_palabras(escrito))
    if palabras and palabras[-1].corta:
        escrito = escrito.hasta(palabras[-1].inicio)
    faltas = [falta for revisa in _ANTES for falta in revisa(escrito)]
    reglas = [falta for revisa in _DESPUES[:2] for falta in revisa(escrito)]
    demas = [falta for revisa in _DESPUES[2:] for falta in revisa(escrito)]
    return tuple(sorted(_sin_solapar([*faltas, *reglas, *palabras, *demas]), key=lambda f: (f.inicio, f.fin)))


def _sin_solapar(faltas: Iterable[Falta]) -> Iterator[Falta]:
    """Deja una por sitio, la primera; las que envuelven una frase no estorban a las de dentro."""
    ocupadas: set[int] = set()
    for falta in faltas:
        tramo = range(falta.inicio, falta.fin)
        if falta.envuelve:
            yield falta
        elif not ocupadas.intersection(tramo):
            ocupadas.update(tramo)
            yield falta
