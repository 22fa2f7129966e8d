"""Articulo 12. Publicacion indiscriminada (spam).

«Se evitará la publicación indiscriminada de contenidos (spam).»

Exige reconocer el anuncio, el mismo mensaje copiado por varias cuentas y a quien inunda. Que muchos ciudadanos
reclamen lo mismo con las mismas palabras no es spam: es una campana, y a lo sumo se anota.

Infringe: Préstamos rápidos sin fiador, escríbame al WhatsApp 7000-0000, aproveche hoy.
Infringe (copias=3): Gane cuarenta dólares diarios desde su casa con su celular https://ejemplo.example.com
Cumple (copias=6): Queremos medicinas en todas las farmacias del seguro, ya no aguantamos más.
Cumple: ¿Cuánto cuesta la consulta y cuál es el teléfono?

Queda a una persona lo repetido que no anuncia nada. Un anuncio claro se propone ocultar sin esperar; bloquear, no.
"""

from collections.abc import Iterator
from itertools import compress

from modelos.lectura import Lectura
from politicas.ayudas.anuncios import es_anuncio, hay_contacto, senales
from politicas.ayudas.intenciones import es_critica, intenciones
from politicas.ayudas.semejanza import firmar, parecidas
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Reciente, Sentido

PARECIDO = 0.7
"""Jaccard de trozos de letras desde el que dos textos son el mismo."""
PALABRAS_MINIMAS = 5
"""Un «gracias» o un «feliz día» repetidos no son copia."""
COPIAS = 2
"""Textos iguales recientes (sin contar este) desde los que hay ola o inundacion."""
MAXIMO_RECIENTES = 500
firma = firmar
"""MinHash de un texto: lo que va en `Reciente.firma`."""


def _iguales(pieza: Pieza, contexto: Contexto) -> list[Reciente]:
    vistos = contexto.recientes[-MAXIMO_RECIENTES:]
    firmas = (r.firma or firmar(r.texto) for r in vistos)
    return list(compress(vistos, parecidas(firmar(pieza.texto), firmas, PARECIDO)))


def _entrante(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    anuncio = es_anuncio(lectura)
    if anuncio:
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in senales(lectura))
        evidencia = evidencia or (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(
            12, Gravedad.MEDIA, "Es un anuncio.", Propuesta.RESTRINGIR, evidencia,
            automatica=not pieza.degradada, etiqueta="publicidad",
        )  # fmt: skip
    iguales = _iguales(pieza, contexto) if len(lectura.palabras) >= PALABRAS_MINIMAS else []
    if len(iguales) < COPIAS:
        return
    autores = {r.autor for r in iguales} - {pieza.autor}
    etiqueta = "ola" if len(autores) >= COPIAS else "inundacion"
    de_quien = f"{len(autores) + 1} cuentas" if etiqueta == "ola" else "la misma cuenta"
    critica = es_critica(lectura, intenciones(lectura, pieza.indicios))
    spam = not critica and (anuncio or hay_contacto(lectura))
    yield Hallazgo(
        politica=12,
        gravedad=Gravedad.MEDIA if spam else Gravedad.LEVE,
        motivo=f"Casi el mismo texto {len(iguales) + 1} veces, de {de_quien}."
        + (" Es un reclamo repetido: protegido." if critica else ""),
        propuesta=Propuesta.RESTRINGIR if spam else Propuesta.PERMITIR if critica else Propuesta.REVISAR,
        evidencia=(pieza.evidencia(0, len(pieza.texto)),),
        automatica=spam and not pieza.degradada,
        etiqueta="campana" if critica else etiqueta,
    )


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Entrante: anuncios, olas e inundaciones. Saliente: alto si ya publicamos lo mismo hace poco."""
    lectura = pieza.lectura
    if lectura is None:
        return
    if pieza.sentido is Sentido.ENTRANTE:
        yield from _entrante(pieza, contexto, lectura)
        return
    repetidos = [r for r in _iguales(pieza, contexto) if not pieza.red or r.red in ("", pieza.red)]
    if repetidos:
        motivo = f"Ya se publicó casi lo mismo el {repetidos[-1].fecha:%d/%m/%Y}."
        evidencia = (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(12, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="repetido")


POLITICA = Politica(
    numero=12,
    titulo="Publicación indiscriminada",
    articulo="Se evitará la publicación indiscriminada de contenidos (spam).",
    evaluar=evaluar,
    puede_actuar=True,
)
