"""Articulo 5. La respuesta necesita al area responsable.

«Al momento de dar respuesta a alguna solicitud hecha por los usuarios, los administradores deberán solicitar al
área responsable la información clara y pertinente.»

Exige que una respuesta nuestra sobre un servicio se apoye en lo que contesto el area, y que la respuesta siga en
vigor. En lo entrante reparte: dice de que area es cada consulta (nota, no restringe) y aparta lo urgente.

Infringe (sentido=saliente, tipo=respuesta): El subsidio por maternidad se deposita en quince días.
Infringe: Auxilio, mi papá no puede respirar y la ambulancia no llega, es urgente.
Cumple (sentido=saliente, tipo=respuesta, consulta=C-7): El subsidio por maternidad se deposita en quince días.
Cumple: ¿A qué hora abren la farmacia de Zacamil?

Queda a una persona preguntar al area y contestar; lo urgente, siempre y primero.
"""

from collections.abc import Iterator
from itertools import pairwise

from modelos.lectura import Lectura, Senal
from politicas.ayudas.listas import Area, areas
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Politica, Propuesta, Sentido

_SERVICIO = ("servicio", "tramite", "lugar")
_AUTOLESION = ("suicid", "quitarme la vida", "quiero morir", "morirme")


def area_de(lectura: Lectura) -> Area | None:
    """El area con mas palabras en el texto; las generales solo si no hay otra. None si ninguna."""
    formas = [p.forma for p in lectura.palabras]
    unidas = set(formas) | {f"{a} {b}" for a, b in pairwise(formas)}
    mejor = max(
        areas(),
        key=lambda area: (bool(area.palabras & unidas) and not area.general, len(area.palabras & unidas)),
    )
    return mejor if mejor.palabras & unidas else None


def _entrante(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    buscadas = pieza.intenciones
    if Intencion.URGENCIA in buscadas:
        urgentes = [a for a in lectura.de("intenciones") if a.clase == "urgencia"]
        etiqueta = "autolesion" if any(r in a.forma for a in urgentes for r in _AUTOLESION) else "urgencia"
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in urgentes)
        motivo = "Pide ayuda urgente: que lo vea ya una persona y el área que puede actuar."
        yield Hallazgo(5, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta=etiqueta)
    area = area_de(lectura) if Intencion.CONSULTA in buscadas else None
    if area:
        motivo = f"Consulta para el área «{area.nombre}»."
        yield Hallazgo(5, Gravedad.LEVE, motivo, Propuesta.PERMITIR, etiqueta=f"area:{area.clave}")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Entrante: reparte. Saliente: una respuesta sobre un servicio exige la consulta en vigor que la sostiene."""
    lectura = pieza.lectura
    if lectura is None:
        return
    if pieza.sentido is Sentido.ENTRANTE:
        yield from _entrante(pieza, lectura)
        return
    servicios = [a for a in lectura.de("institucion") if a.clase in _SERVICIO]
    if pieza.tipo != "respuesta" or not servicios:
        return
    consulta = next((c for c in contexto.consultas if c.numero == pieza.consulta), None)
    if consulta and consulta.vence >= contexto.ahora:
        return
    motivo = "Responde sobre un servicio sin la respuesta del área responsable."
    if consulta:
        motivo = f"La respuesta del área ({consulta.numero}) venció el {consulta.vence:%d/%m/%Y}."
    evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in servicios)
    yield Hallazgo(5, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="sin_consulta")


POLITICA = Politica(
    numero=5,
    titulo="Respuestas con la información del área",
    articulo=(
        "Al momento de dar respuesta a alguna solicitud hecha por los usuarios, los administradores deberán "
        "solicitar al área responsable la información clara y pertinente."
    ),
    evaluar=evaluar,
    disparadores=Senal.INTENCIONES | Senal.PREGUNTA | Senal.INDICIO,
)
