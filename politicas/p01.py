"""Artículo 1. Daño a la imagen y a los valores.

«Se restringirá, la publicación de comentarios que dañen la imagen pública del ISSS o que sean contrarios a los
valores y visión de la institución.»

Exige mirar amenazas, odio, suplantación, bulos de los servicios, delitos achacados a alguien con nombre y datos
privados del personal. **No** alcanza a la crítica: quejarse, denunciar o disentir no daña la imagen, es participar.

Infringe: Al doctor de la tarde lo voy a matar, ya va a ver.
Infringe: Deberían negarles la atención a todos los nicas, son una plaga.
Infringe: La doctora Petrona Ficticia se robó las medicinas de la bodega.
Cumple: Pésimo servicio, llevo seis horas esperando y nadie me atiende.
Cumple: Exigimos que se investigue la corrupción en las compras de medicamentos.

Queda a una persona todo, también lo que solo ve el clasificador; la configuración no puede ponerla en ACTUAR.
"""

from collections.abc import Iterator, Sequence

from modelos.lectura import Lectura, Senal, Tramo
from politicas.ayudas.amenazas import UMBRAL_AMENAZA, degradan, dichos, negado, sospecha
from politicas.ayudas.blanco import Blanco, blanco_de
from politicas.ayudas.personas import persona_nombrada, se_firma_como
from politicas.ayudas.reservados import expuestos
from politicas.ayudas.sospechas import INDICIOS, sospechas
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

UMBRAL_ODIO = 0.6
_INTIMIDACIONES = 2
"""Frases que solas pueden ser inocentes; desde esta cuenta ya amenazan."""
_NO_AMENAZAN = ("inocua", "expone")
_DIRECTAS = ("muerte", "dano", "ataque")


def _hallazgo(
    pieza: Pieza, etiqueta: str, motivo: str, aciertos: Sequence[Tramo], *, clara: bool = False
) -> Hallazgo:
    propuesta = Propuesta.RESTRINGIR if clara else Propuesta.REVISAR
    gravedad = Gravedad.GRAVE if clara else Gravedad.MEDIA
    tramos = aciertos or [Tramo(0, len(pieza.texto))]  # lo delata la firma, o lo ve solo el clasificador
    evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in tramos)
    return Hallazgo(1, gravedad, motivo, propuesta, evidencia, etiqueta=etiqueta)


def _amenaza(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    serias = [
        a for a in dichos(lectura, "amenazas") if a.clase not in _NO_AMENAZAN and not negado(lectura, a)
    ]
    directas = [a for a in serias if a.clase in _DIRECTAS]
    propias = [a for a in directas if blanco_de(lectura, a) is not Blanco.CITADO]
    intimida = [a for a in serias if a.clase == "intimida"]
    if propias or len(intimida) >= _INTIMIDACIONES:
        yield _hallazgo(pieza, "amenaza", "Anuncia un daño a alguien.", propias or intimida, clara=True)
    elif directas:
        yield _hallazgo(pieza, "amenaza", "Cuenta que lo amenazaron.", directas)
    elif any(a.clase == "deseo" for a in serias) or sospecha(lectura, pieza.indicios.get("amenaza", 0.0)):
        yield _hallazgo(pieza, "amenaza", "Puede ser una amenaza o desear un daño.", serias)


def _odio(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    claros, ajenos = degradan(lectura)
    if claros:
        yield _hallazgo(pieza, "odio", "Degrada a un grupo de personas.", claros, clara=True)
    elif ajenos or pieza.indicios.get("odio", 0.0) >= UMBRAL_ODIO:
        yield _hallazgo(pieza, "odio", "Puede degradar a un grupo de personas.", ajenos)


def _engano(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    senales = dichos(lectura, "bulos")
    suplanta = [a for a in senales if a.clase == "suplanta"]
    if suplanta or se_firma_como(pieza.autor_nombre, contexto.nombres_propios):
        yield _hallazgo(pieza, "suplantacion", "Se presenta como la institución o como su gestor.", suplanta)
    contacto = any(a.clase == "oferta" for a in senales) and bool(lectura.enlaces or lectura.telefonos)
    bulos = [a for a in senales if a.clase in ("cadena", "salud") or (a.clase == "oferta" and contacto)]
    if bulos:
        motivo = "Difunde como cierto algo sobre los servicios o la salud que nadie anunció."
        yield _hallazgo(pieza, "desinformacion", motivo, bulos)


def _acusacion(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    delitos = dichos(lectura, "acusaciones")
    if nombrada := next((p for d in delitos if (p := persona_nombrada(lectura, d))), None):
        quien = pieza.texto[nombrada.inicio : nombrada.fin]
        motivo = f"Acusa de un delito a una persona con nombre ({quien})."
        yield _hallazgo(pieza, "acusacion", motivo, delitos)


def _leido(pieza: Pieza, contexto: Contexto, lectura: Lectura) -> Iterator[Hallazgo]:
    yield from _amenaza(pieza, lectura)
    yield from _odio(pieza, lectura)
    yield from _engano(pieza, contexto, lectura)
    yield from _acusacion(pieza, lectura)
    if datos := expuestos(lectura):
        yield _hallazgo(pieza, "datos_personales", "Deja a la vista datos o la salud de alguien.", datos)


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Mira solo comentarios. Nunca propone nada automatico ni bloquear."""
    lectura = pieza.lectura
    if lectura is None or pieza.sentido is not Sentido.ENTRANTE:
        return
    leidos = list(_leido(pieza, contexto, lectura))
    yield from leidos
    for etiqueta, motivo in sospechas(lectura, pieza):
        if all(h.etiqueta != etiqueta for h in leidos):
            yield _hallazgo(pieza, etiqueta, motivo, ())


POLITICA = Politica(
    numero=1,
    titulo="Daño a la imagen y a los valores",
    articulo=(
        "Se restringirá, la publicación de comentarios que dañen la imagen pública del ISSS o que sean contrarios "
        "a los valores y visión de la institución."
    ),
    evaluar=evaluar,
    puede_actuar=False,
    disparadores=Senal.AMENAZAS | Senal.ODIO | Senal.BULOS | Senal.ACUSACIONES | Senal.NOMBRE,
    indicios={"amenaza": UMBRAL_AMENAZA, "odio": UMBRAL_ODIO, **INDICIOS},
)
