"""Artículo 10. Sintaxis y ortografía.

«Deberán cuidarse la sintaxis y las reglas ortográficas en las publicaciones.»

Exige, en lo nuestro, palabras que existan (diccionario de El Salvador y vocabulario de la institución), las tildes
que cambian el sentido, los dos signos (¿? ¡!), concordancia, ninguna palabra repetida, los espacios y las mayúsculas
en su sitio y un solo trato. Cada falta dice por qué cambiarla. A los ciudadanos no se les corrige.

Infringe (sentido=saliente, tipo=publicacion): Ya tiene su carnet? Solicite el el carnet en línea .
Infringe (sentido=saliente, tipo=publicacion): La atencion medica esta disponible.
Cumple (sentido=saliente, tipo=publicacion): ¿Ya tiene su carnet? Solicite el carnet en línea.

La falta segura es un alto; la dudosa, un aviso; lo que es estilo, una nota. Queda a una persona la sintaxis larga y
toda palabra que el diccionario no trae y no se parece a ninguna.
"""

from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.ortografia import Falta, revisar
from politicas.tipos import Contexto, Evidencia, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

_MAXIMO = 100
"""Faltas que se muestran: con mas, el texto se escribe de nuevo."""
_PROPUESTAS = {
    Gravedad.LEVE: Propuesta.PERMITIR,
    Gravedad.MEDIA: Propuesta.REVISAR,
    Gravedad.GRAVE: Propuesta.RESTRINGIR,
}


def _hallazgo(texto: str, falta: Falta) -> Hallazgo:
    return Hallazgo(
        politica=10,
        gravedad=falta.gravedad,
        motivo=falta.motivo,
        propuesta=_PROPUESTAS[falta.gravedad],
        evidencia=(Evidencia(falta.inicio, falta.fin, texto[falta.inicio : falta.fin]),),
        etiqueta="ortografia",
        sugerencias=falta.sugerencias,
    )


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Solo lo saliente: alto, aviso o nota por falta, con sus sugerencias. Lanza si no hay diccionario."""
    if pieza.lectura is None or pieza.sentido is not Sentido.SALIENTE:
        return
    faltas = revisar(pieza.lectura)
    mostradas = sorted(sorted(faltas, key=lambda f: -f.gravedad)[:_MAXIMO], key=lambda f: f.inicio)
    for falta in mostradas:
        yield _hallazgo(pieza.texto, falta)
    if len(faltas) > _MAXIMO:
        motivo = f"Hay {len(faltas)} faltas; se muestran {_MAXIMO}."
        yield Hallazgo(10, Gravedad.MEDIA, motivo, Propuesta.REVISAR, etiqueta="ortografia")


POLITICA = Politica(
    numero=10,
    titulo="Sintaxis y ortografía",
    articulo="Deberán cuidarse la sintaxis y las reglas ortográficas en las publicaciones.",
    evaluar=evaluar,
    disparadores=Senal(0),
)
