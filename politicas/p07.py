"""Articulo 7. Perspectiva institucional, sin charla personal.

«Todos los contenidos de las cuentas deberán ser abordados desde una perspectiva institucional, por lo que los
administradores deberán evitar cualquier tipo de conversación sobre asuntos cotidianos, de carácter personal o
privado.»

Exige que lo nuestro no hable en primera persona del singular, no tutee con confianza ni entre en lo privado. En lo
entrante solo anota que es charla: no se aconseja responder.

Infringe (sentido=saliente, tipo=respuesta): Hola amiga, yo creo que mi jefe sí abre mañana jaja.
Infringe (sentido=saliente, tipo=respuesta): ¿Y usted está soltera, corazón?
Cumple (sentido=saliente, tipo=respuesta): Con gusto le orientamos. Puede llamar al 127.
Cumple: Saludos desde Usulután, feliz domingo.

Queda a una persona el tono de lo que no tiene palabras propias.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Politica, Propuesta, Sentido

_PERSONAL = re.compile(
    r"\b(?:yo (?:creo|pienso|opino|tambien|no|si|la|lo|me)|a mi (?:me|no|si)|mi (?:jefe|jefa|mama|papa|familia|opinion|casa|novi[oa]|espos[oa])"
    r"|(?:creo|opino|supongo|imagino) (?:yo|que)|me (?:parece|encanta|gusta|cae|imagino|da risa|da pena))\b"
)
_INFORMAL = re.compile(
    r"\b(?:ja(?:ja)+|je(?:je)+|xd|lol|amig[oa]s?|corazon|mi amor|linda|guap[oa]|cariño|compa|bro|wey|que ondas?|besos|besitos"
    r"|soltero|soltera|cumpleaños)\b"
)


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Entrante: nota si es solo conversacion. Saliente: alto con lo personal, aviso con lo informal."""
    lectura = pieza.lectura
    if lectura is None:
        return
    if pieza.sentido is Sentido.ENTRANTE:
        if pieza.intenciones == (Intencion.CONVERSACION,):
            motivo = "Es conversación cotidiana: no hace falta responder."
            yield Hallazgo(7, Gravedad.LEVE, motivo, Propuesta.PERMITIR, etiqueta="conversacion")
        return
    for patron, gravedad, propuesta, motivo in (
        (_PERSONAL, Gravedad.GRAVE, Propuesta.RESTRINGIR, "Habla a título personal, no de la institución."),
        (_INFORMAL, Gravedad.MEDIA, Propuesta.REVISAR, "Tono de confianza o asunto privado."),
    ):
        tramos = [lectura.tramo(*m.span()) for m in patron.finditer(lectura.plegado)]
        if tramos:
            evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos)
            yield Hallazgo(7, gravedad, motivo, propuesta, evidencia, etiqueta="personal")


POLITICA = Politica(
    numero=7,
    titulo="Perspectiva institucional",
    articulo=(
        "Todos los contenidos de las cuentas deberán ser abordados desde una perspectiva institucional, por lo que "
        "los administradores deberán evitar cualquier tipo de conversación sobre asuntos cotidianos, de carácter "
        "personal o privado."
    ),
    evaluar=evaluar,
    disparadores=Senal.INTENCIONES | Senal.INDICIO,
)
