"""Articulo 1. Dano a la imagen y a los valores.

«Se restringirá, la publicación de comentarios que dañen la imagen pública del ISSS o que sean contrarios a los
valores y visión de la institución.»

Exige mirar amenazas, odio, suplantacion, bulos sobre los servicios y acusaciones de delito contra una persona con
nombre. **No** alcanza a la critica: quejarse, denunciar o disentir no dana la imagen, es participar.

Infringe: Al doctor de la tarde lo voy a matar, ya va a ver.
Infringe: Deberían negarles la atención a todos los nicas, son una plaga.
Infringe: La doctora Petrona Ficticia se robó las medicinas de la bodega.
Cumple: Pésimo servicio, llevo seis horas esperando y nadie me atiende.
Cumple: Exigimos que se investigue la corrupción en las compras de medicamentos.

Queda a una persona todo: esta politica propone y encola; la configuracion no puede ponerla en ACTUAR.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Acierto, Lectura, Senal
from politicas.ayudas.blanco import Blanco, blanco_de
from politicas.ayudas.personas import persona_nombrada
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

UMBRAL_AMENAZA = 0.5
UMBRAL_ODIO = 0.9
_INTIMIDACIONES = 2
"""Frases que solas pueden ser inocentes; desde esta cuenta ya amenazan."""
_MAXIMO = 40


def _hallazgo(pieza: Pieza, etiqueta: str, motivo: str, aciertos: list[Acierto], *, clara: bool) -> Hallazgo:
    propuesta = Propuesta.RESTRINGIR if clara else Propuesta.REVISAR
    gravedad = Gravedad.GRAVE if clara else Gravedad.MEDIA
    evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in aciertos[:_MAXIMO])
    return Hallazgo(1, gravedad, motivo, propuesta, evidencia, etiqueta=etiqueta)


def _amenaza(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    dichas = list(lectura.de("amenazas"))[:_MAXIMO]
    directas = [a for a in dichas if a.clase in ("muerte", "dano", "ataque")]
    citada = bool(directas) and all(blanco_de(lectura, a) is Blanco.CITADO for a in directas)
    intimida = [a for a in dichas if a.clase == "intimida"]
    segura = (directas and not citada) or len(intimida) >= _INTIMIDACIONES
    if segura:
        yield _hallazgo(pieza, "amenaza", "Anuncia un daño a alguien.", directas or intimida, clara=True)
    elif citada:
        yield _hallazgo(pieza, "amenaza", "Cuenta que lo amenazaron.", directas, clara=False)
    elif any(a.clase == "deseo" for a in dichas) or pieza.indicios.get("amenaza", 0.0) >= UMBRAL_AMENAZA:
        yield _hallazgo(pieza, "amenaza", "Puede ser una amenaza o desear un daño.", dichas, clara=False)


def _odio(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    dichos = [a for a in lectura.de("odio") if a.clase != "grupo"][:_MAXIMO]
    grupos = [a for a in lectura.de("odio") if a.clase == "grupo"][:_MAXIMO]
    propios = [a for a in dichos if blanco_de(lectura, a) not in (Blanco.CITADO, Blanco.NEGADO)]
    claros = [a for a in propios if a.clase == "denigrante" or grupos]
    if claros:
        yield _hallazgo(pieza, "odio", "Degrada a un grupo de personas.", claros, clara=True)
    elif dichos or pieza.indicios.get("odio", 0.0) >= UMBRAL_ODIO:
        yield _hallazgo(
            pieza, "odio", "Puede degradar a un grupo de personas.", dichos or grupos, clara=False
        )


def _engano(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    senales = list(lectura.de("bulos"))
    suplanta = [a for a in senales if a.clase == "suplanta"]
    nombre = pieza.autor_nombre.casefold()
    if any(re.search(rf"\b{re.escape(propio)}\b", nombre) for propio in contexto.nombres_propios) or suplanta:
        yield _hallazgo(
            pieza, "suplantacion", "Se presenta como si fuera la institución.", suplanta, clara=False
        )
    contacto = bool(lectura.enlaces or lectura.telefonos)
    bulos = [a for a in senales if a.clase == "cadena" or (a.clase == "oferta" and contacto)]
    if bulos:
        motivo = "Difunde como cierto algo sobre los servicios que nadie anunció."
        yield _hallazgo(pieza, "desinformacion", motivo, bulos, clara=False)


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Mira solo comentarios. Nunca propone nada automatico ni bloquear."""
    lectura = pieza.lectura
    if lectura is None or pieza.sentido is not Sentido.ENTRANTE:
        return
    yield from _amenaza(pieza, lectura)
    yield from _odio(pieza, lectura)
    yield from _engano(pieza, contexto, lectura)
    delitos = list(lectura.de("acusaciones"))[:_MAXIMO]
    nombrada = next((p for d in delitos if (p := persona_nombrada(lectura, d))), None)
    if nombrada:
        motivo = (
            f"Acusa de un delito a una persona con nombre ({pieza.texto[nombrada.inicio : nombrada.fin]})."
        )
        yield _hallazgo(pieza, "acusacion", motivo, delitos, clara=False)


POLITICA = Politica(
    numero=1,
    titulo="Daño a la imagen y a los valores",
    articulo=(
        "Se restringirá, la publicación de comentarios que dañen la imagen pública del ISSS o que sean contrarios "
        "a los valores y visión de la institución."
    ),
    evaluar=evaluar,
    puede_actuar=False,
    disparadores=Senal.AMENAZAS | Senal.ODIO | Senal.BULOS | Senal.ACUSACIONES | Senal.INDICIO | Senal.NOMBRE,
)
