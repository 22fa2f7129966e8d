"""Artículo 10. Sintaxis y ortografía.

«Deberán cuidarse la sintaxis y las reglas ortográficas en las publicaciones.»

Exige, en lo nuestro, los signos que abren (¿ ¡), ninguna palabra repetida y los espacios en su sitio. A los
ciudadanos no se les corrige.

Infringe (sentido=saliente, tipo=publicacion): Ya tiene su carnet? Solicite el el carnet en línea .
Cumple (sentido=saliente, tipo=publicacion): ¿Ya tiene su carnet? Solicite el carnet en línea.

Queda a una persona lo que pide diccionario: tildes, concordancia y palabras mal escritas.
"""

import re
from collections.abc import Iterator
from itertools import islice

from modelos.lectura import Senal
from politicas.tipos import Contexto, Evidencia, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

_DOBLADA = re.compile(r"\b([^\W\d_]{2,})[ \t]+\1\b", re.IGNORECASE)
_DOBLADAS_CORRECTAS = frozenset(("si", "no", "muy", "nos", "poco", "paso", "ja"))
_ESPACIO_ANTES = re.compile(r"(?<=\w)[ \t]+([,;:.!?])(?=\s|$)")
_SIN_ESPACIO = re.compile(r"(?<=[^\W\d_])[,;](?=[^\W\d_])")
_DOBLE_ESPACIO = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
_MAXIMO = 100
"""Faltas que se muestran: con mas, el texto se escribe de nuevo."""
_SIGNOS = (("?", "¿"), ("!", "¡"))


def _sin_abrir(texto: str, cierra: str, abre: str) -> Iterator[re.Match[str]]:
    """Cada cierre sin su apertura desde el cierre anterior."""
    desde = 0
    for m in re.finditer(rf"{re.escape(cierra)}+", texto):
        if abre not in texto[desde : m.start()]:
            yield m
        desde = m.end()


def _faltas(texto: str) -> Iterator[tuple[str, Gravedad, int, int]]:
    for cierra, abre in _SIGNOS:
        for m in _sin_abrir(texto, cierra, abre):
            yield f"Falta «{abre}» al abrir.", Gravedad.MEDIA, m.start(), m.end()
    for m in _DOBLADA.finditer(texto):
        if m[1].casefold() not in _DOBLADAS_CORRECTAS:
            yield f"Palabra repetida: «{m[1]}».", Gravedad.MEDIA, m.start(), m.end()
    for m in _ESPACIO_ANTES.finditer(texto):
        yield f"Sobra el espacio antes de «{m[1]}».", Gravedad.MEDIA, m.start(), m.end()
    for m in _SIN_ESPACIO.finditer(texto):
        yield f"Falta un espacio tras «{m[0]}».", Gravedad.MEDIA, m.start(), m.end()
    for m in _DOBLE_ESPACIO.finditer(texto):
        yield "Hay más de un espacio seguido.", Gravedad.LEVE, m.start(), m.end()


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Solo lo saliente: aviso por falta, nota por espacios dobles. Fuera de los enlaces."""
    if pieza.lectura is None or pieza.sentido is not Sentido.SALIENTE:
        return
    enlazadas = {i for e in pieza.lectura.enlaces for i in range(e.inicio, e.fin)}
    fuera = (falta for falta in _faltas(pieza.texto) if falta[2] not in enlazadas)
    for motivo, gravedad, inicio, fin in islice(fuera, _MAXIMO):
        propuesta = Propuesta.PERMITIR if gravedad is Gravedad.LEVE else Propuesta.REVISAR
        evidencia = (Evidencia(inicio, fin, pieza.texto[inicio:fin]),)
        yield Hallazgo(10, gravedad, motivo, propuesta, evidencia, etiqueta="ortografia")


POLITICA = Politica(
    numero=10,
    titulo="Sintaxis y ortografía",
    articulo="Deberán cuidarse la sintaxis y las reglas ortográficas en las publicaciones.",
    evaluar=evaluar,
    disparadores=Senal(0),
)
