"""Artículo 12. Publicación indiscriminada (spam).

«Se evitará la publicación indiscriminada de contenidos (spam).»

Exige reconocer el anuncio, el mismo mensaje copiado por varias cuentas y a quien inunda. Que muchos ciudadanos
reclamen lo mismo con las mismas palabras no es spam: es una campaña, y a lo sumo se anota.

Infringe: Préstamos rápidos sin fiador, escríbame al WhatsApp 7000-0000, aproveche hoy.
Infringe (copias=3): Gane cuarenta dólares diarios desde su casa con su celular https://ejemplo.example.com
Cumple (copias=6): Queremos medicinas en todas las farmacias del seguro, ya no aguantamos más.
Cumple: ¿Cuánto cuesta la consulta y cuál es el teléfono?

Queda a una persona lo repetido que no anuncia nada, y el anuncio que avisa de una estafa o pide ayuda para un enfermo.
Uno claro se propone ocultar sin esperar; bloquear, no.
"""

from collections.abc import Iterator
from functools import lru_cache

from modelos.lectura import Firma, Lectura, Senal, leer, se_parecen
from politicas.ayudas.anuncios import (
    UMBRAL_POSIBLE,
    anuncia_de_veras,
    anuncio_posible,
    de_lo_nuestro,
    es_anuncio,
    hay_contacto,
    senales,
)
from politicas.ayudas.tiempo import en_local
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Reciente, Sentido

PARECIDO = 0.7
"""Jaccard de trozos de letras desde el que dos textos son el mismo."""
PALABRAS_MINIMAS = 5
"""Un «gracias» o un «feliz día» repetidos no son copia."""
COPIAS = 2
"""Textos iguales recientes (sin contar este) desde los que hay ola o inundacion."""
MUCHOS = 20
"""Comentarios de un autor en la ventana desde los que, aunque distintos, inunda."""
MAXIMO_RECIENTES = 500


@lru_cache(maxsize=2048)
def _firma(texto: str) -> Firma:
    return leer(texto).firma


def _iguales(lectura: Lectura, contexto: Contexto) -> list[Reciente]:
    vistos = contexto.recientes[-MAXIMO_RECIENTES:]
    return [r for r in vistos if se_parecen(lectura.firma, r.firma or _firma(r.texto), PARECIDO)]


def _repetido(pieza: Pieza, lectura: Lectura, iguales: list[Reciente], *, anuncio: bool) -> Hallazgo:
    """Una ola (varias cuentas) o una inundacion (la misma); si reclama, es una campana y esta protegida."""
    autores = {r.autor for r in iguales} - {pieza.autor}
    ola = len(autores) >= COPIAS
    de_quien = f"{len(autores) + 1} cuentas" if ola else "la misma cuenta"
    motivo = f"Casi el mismo texto {len(iguales) + 1} veces, de {de_quien}."
    todo = (pieza.evidencia(0, len(pieza.texto)),)
    if pieza.critica:
        motivo += " Es un reclamo repetido: protegido."
        return Hallazgo(12, Gravedad.LEVE, motivo, Propuesta.PERMITIR, todo, etiqueta="campana")
    spam = anuncio or hay_contacto(lectura)
    de_veras = anuncia_de_veras(lectura) and (anuncio or not de_lo_nuestro(lectura))
    return Hallazgo(
        politica=12,
        gravedad=Gravedad.MEDIA if spam else Gravedad.LEVE,
        motivo=motivo,
        propuesta=Propuesta.RESTRINGIR if spam else Propuesta.REVISAR,
        evidencia=todo,
        automatica=spam and de_veras and not pieza.degradada,
        etiqueta="ola" if ola else "inundacion",
    )


def _entrante(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    anuncio, todo = es_anuncio(lectura), (pieza.evidencia(0, len(pieza.texto)),)
    if anuncio:
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in senales(lectura)) or todo
        yield Hallazgo(
            12, Gravedad.MEDIA, "Es un anuncio.", Propuesta.RESTRINGIR, evidencia,
            automatica=not pieza.degradada and anuncia_de_veras(lectura), etiqueta="publicidad",
        )  # fmt: skip
    largo = lectura.normalizado.count(" ") + 1 >= PALABRAS_MINIMAS
    iguales = _iguales(lectura, contexto) if largo else []
    if len(iguales) >= COPIAS:
        yield _repetido(pieza, lectura, iguales, anuncio=anuncio)
    elif not anuncio and anuncio_posible(lectura, pieza.indicios.get("spam", 0.0)):
        motivo = f"El clasificador ve un anuncio ({pieza.indicios['spam']:.2f}) que los léxicos no conocen."
        yield Hallazgo(12, Gravedad.LEVE, motivo, Propuesta.REVISAR, todo, etiqueta="anuncio_posible")
    elif contexto.del_autor >= MUCHOS and not pieza.critica:
        motivo = f"La misma cuenta lleva {contexto.del_autor + 1} comentarios en pocas horas."
        yield Hallazgo(12, Gravedad.LEVE, motivo, Propuesta.REVISAR, todo, etiqueta="inundacion")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Entrante: anuncios, olas e inundaciones. Saliente: alto si ya publicamos lo mismo hace poco."""
    lectura = pieza.lectura
    if lectura is None:
        return
    if pieza.sentido is Sentido.ENTRANTE:
        yield from _entrante(pieza, contexto, lectura)
        return
    repetidos = [r for r in _iguales(lectura, contexto) if not pieza.red or r.red in ("", pieza.red)]
    if repetidos:
        motivo = f"Ya se publicó casi lo mismo el {en_local(repetidos[-1].fecha):%d/%m/%Y}."
        evidencia = (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(12, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="repetido")


POLITICA = Politica(
    numero=12,
    titulo="Publicación indiscriminada",
    articulo="Se evitará la publicación indiscriminada de contenidos (spam).",
    evaluar=evaluar,
    puede_actuar=True,
    disparadores=Senal.PUBLICIDAD | Senal.PARECIDO,
    indicios={"spam": UMBRAL_POSIBLE},
)
