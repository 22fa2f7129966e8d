"""Artículo 7. Perspectiva institucional, sin charla personal.

«Todos los contenidos de las cuentas deberán ser abordados desde una perspectiva institucional, por lo que los
administradores deberán evitar cualquier tipo de conversación sobre asuntos cotidianos, de carácter personal o
privado.»

Exige que lo nuestro no hable en primera persona del singular, no opine de política ni de credos, no entre en lo
privado ni en lo cotidiano, y no bromee, riña, amenace, culpe ni tutee. El «nosotros» de la institución vale, y lo que
dice un ciudadano (entre comillas, o «…, dice una madre») es suyo; un lema de campaña, de quien lo lee. En lo entrante
solo anota que es charla: no se aconseja responder.

Infringe (sentido=saliente, tipo=respuesta): Hola amiga, yo creo que mi jefe sí abre mañana jaja.
Infringe (sentido=saliente, tipo=respuesta): ¿Y usted está soltera, corazón?
Infringe (sentido=saliente, tipo=respuesta): Si sigue publicando eso lo vamos a demandar.
Infringe (sentido=saliente, tipo=publicacion): Feliz viernes, ¿ya vieron el partido?
Cumple (sentido=saliente, tipo=respuesta): Con gusto le orientamos. Puede llamar al 127.
Cumple (sentido=saliente, tipo=publicacion): Nos alegra compartir lo que dice una usuaria: «Yo creo que me atendieron muy bien».
Cumple (sentido=saliente, tipo=publicacion): Yo me cuido, yo me vacuno.
Cumple: Saludos desde Usulután, feliz domingo.

Queda a una persona el tono de lo que no tiene palabras propias. Las palabras están en `listas/tono.toml`.
"""

from collections.abc import Iterator

from modelos.lectura import Lectura, Senal
from politicas.ayudas.emojis import dibujos
from politicas.ayudas.frases import Frase, citas, fuera_de, hallar
from politicas.ayudas.intenciones import UMBRAL_INTENCION
from politicas.ayudas.reproches import reproches
from politicas.ayudas.urgencias import urgencias
from politicas.ayudas.voces import ajena
from politicas.ayudas.voseo import imperativos
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Politica, Propuesta, Sentido

EMOJIS = {"respuesta": 3, "comunicado": 0}
"""Emojis que admite cada tipo de texto; una publicacion, `_EMOJIS_COMUN`."""
_EMOJIS_COMUN = 6
_MAXIMO = 40
_NOTA = (Gravedad.LEVE, Propuesta.PERMITIR)
_AVISO = (Gravedad.MEDIA, Propuesta.REVISAR)
_ALTO = (Gravedad.GRAVE, Propuesta.RESTRINGIR)
_CLASES = {
    "personal": (_ALTO, "Habla a título personal, no de la institución."),
    "privado": (_ALTO, "Entra en la vida privada de alguien."),
    "opinion": (_ALTO, "Toma partido: la institución no opina de política."),
    "religion": (_AVISO, "Expresión religiosa: la institución es de todos los credos."),
    "cotidiano": (_AVISO, "Conversación cotidiana, ajena a la institución."),
    "informal": (_AVISO, "Tono de confianza, broma o diminutivo."),
    "descortes": (_ALTO, "Riñe, culpa, amenaza o ataca a la gente, o se desentiende de ella."),
    "voseo": (_AVISO, "Trata de vos: al ciudadano se le trata de usted."),
    "tuteo": (_AVISO, "Trata de tú: al ciudadano se le trata de usted."),
}


def _propias(pieza: Pieza, lectura: Lectura) -> Iterator[Frase]:
    """Las frases que dice la institucion: ni citas, ni lo que dice o pregunta otro, ni «té»."""
    todas = [*hallar("tono", lectura), *imperativos(lectura), *reproches(lectura)]
    for frase in fuera_de(sorted(todas, key=lambda f: f.inicio), citas(lectura)):
        escrito = lectura.original[frase.inicio : frase.fin]
        if not ajena(lectura, frase, pieza.tipo) and escrito.casefold() != "té":
            yield frase


def _saliente(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    por_clase: dict[str, list[Frase]] = {}
    for frase in _propias(pieza, lectura):
        por_clase.setdefault(frase.clase, []).append(frase)
    for clase, ((gravedad, propuesta), motivo) in _CLASES.items():
        if clase not in por_clase:
            continue
        if clase == "tuteo" and pieza.tipo == "publicacion":
            gravedad, propuesta = _NOTA  # noqa: PLW2901 - las campanas suelen tutear: se anota y no se frena
        evidencia = tuple(pieza.evidencia(f.inicio, f.fin) for f in por_clase[clase][:_MAXIMO])
        yield Hallazgo(7, gravedad, motivo, propuesta, evidencia, etiqueta=clase)
    tope = EMOJIS.get(pieza.tipo, _EMOJIS_COMUN)
    if len(emojis := dibujos(lectura)) > tope:
        evidencia = tuple(pieza.evidencia(e.inicio, e.fin) for e in emojis[tope : tope + _MAXIMO])
        motivo = f"Lleva {len(emojis)} emojis; en este tipo de texto caben {tope}."
        yield Hallazgo(7, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta="emojis")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Entrante: nota si es solo conversacion. Saliente: un hallazgo por clase de falta."""
    lectura = pieza.lectura
    if lectura is None:
        return
    if pieza.sentido is Sentido.SALIENTE:
        yield from _saliente(pieza, lectura)
    elif pieza.intenciones == (Intencion.CONVERSACION,) and not any(
        urgencias(lectura, pieza.indicios).values()
    ):
        charla = [a for a in lectura.de("intenciones") if a.clase == "conversacion"][:_MAXIMO]
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in charla)
        motivo = "Es conversación cotidiana: no hace falta responder."
        yield Hallazgo(7, Gravedad.LEVE, motivo, Propuesta.PERMITIR, evidencia, etiqueta="conversacion")


POLITICA = Politica(
    numero=7,
    titulo="Perspectiva institucional",
    articulo=(
        "Todos los contenidos de las cuentas deberán ser abordados desde una perspectiva institucional, por lo que "
        "los administradores deberán evitar cualquier tipo de conversación sobre asuntos cotidianos, de carácter "
        "personal o privado."
    ),
    evaluar=evaluar,
    disparadores=Senal.INTENCIONES,
    indicios={Intencion.CONVERSACION.value: UMBRAL_INTENCION},
)
