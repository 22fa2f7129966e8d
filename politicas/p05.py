"""Artículo 5. La respuesta necesita al área responsable.

«Al momento de dar respuesta a alguna solicitud hecha por los usuarios, los administradores deberán solicitar al
área responsable la información clara y pertinente.»

Exige que lo que respondemos de un servicio se apoye en lo que contestó el área, en vigor, del mismo asunto y con las
cifras que damos, o en un comunicado en vigor que diga lo mismo. Agradecer, pedir un dato, mandar a un canal nuestro o
decir que por aquí no se dan datos no afirma nada. En lo entrante dice de qué área es cada consulta y aparta lo urgente.

Infringe (sentido=saliente, tipo=respuesta): El subsidio por maternidad se deposita en quince días.
Infringe (sentido=saliente, tipo=respuesta, consulta=C-7): La farmacia de Zacamil abre los sábados.
Infringe: Auxilio, mi papá no puede respirar y la ambulancia no llega, es urgente.
Cumple (sentido=saliente, tipo=respuesta, consulta=C-7): El subsidio por maternidad se deposita en quince días.
Cumple (sentido=saliente, tipo=respuesta): Lamentamos la espera en la farmacia. Escríbanos por mensaje privado.
Cumple: ¿A qué hora abren la farmacia de Zacamil?

Queda a una persona preguntar al área y contestar; lo urgente, primero. Las áreas están en `listas/areas.toml`.
"""

from collections.abc import Iterator

from modelos.lectura import Lectura, Senal, leer
from politicas.ayudas.afirmaciones import afirmado, puede_contestar
from politicas.ayudas.amenazas import UMBRAL_AMENAZA
from politicas.ayudas.apoyo import CIFRAS_PROPIAS, apoyo, comunicado_que_lo_dice
from politicas.ayudas.asuntos import cubre
from politicas.ayudas.cifras import cifras
from politicas.ayudas.intenciones import UMBRAL_INTENCION
from politicas.ayudas.reparto import area_de
from politicas.ayudas.urgencias import urgencias
from politicas.tipos import (
    ConsultaRespondida,
    Contexto,
    Gravedad,
    Hallazgo,
    Intencion,
    Pieza,
    Politica,
    Propuesta,
    Sentido,
)

MISMO_ASUNTO = 0.34
"""Parte de las palabras con peso de la respuesta que tienen que estar en lo que contesto el area."""
_MAXIMO = 40
_URGENTE = {
    "autolesion": "Puede hacerse daño: que lo vea ya una persona, antes que todo lo demás.",
    "urgencia": "Pide ayuda urgente: que lo vea ya una persona y el área que puede actuar.",
    "urgencia_posible": "El clasificador ve una urgencia que los léxicos no conocen.",
}


def _entrante(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    """Primero lo urgente; luego, de que area es la consulta."""
    urgentes = urgencias(lectura, pieza.indicios)
    for etiqueta, motivo in _URGENTE.items():
        if urgentes.get(etiqueta):
            evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in urgentes[etiqueta][:_MAXIMO])
            yield Hallazgo(5, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta=etiqueta)
    if Intencion.CONSULTA in pieza.intenciones and (area := area_de(lectura)):
        motivo = f"Consulta para el área «{area.nombre}»."
        yield Hallazgo(5, Gravedad.LEVE, motivo, Propuesta.PERMITIR, etiqueta=f"area:{area.clave}")


def _sostiene(pieza: Pieza, lectura: Lectura, consulta: ConsultaRespondida) -> Iterator[Hallazgo]:
    """Aviso si lo que contesto el area es de otro asunto, o no trae las cifras que damos."""
    dicho = f"{consulta.asunto}. {consulta.respuesta}"
    if cubre(dicho, pieza.texto) < MISMO_ASUNTO and cubre(pieza.texto, consulta.asunto) < MISMO_ASUNTO:
        motivo = f"La respuesta del área ({consulta.numero}) trata de «{consulta.asunto}», no de esto."
        evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in afirmado(lectura)[:_MAXIMO])
        yield Hallazgo(5, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta="otro_asunto")
        return
    sostenidas = {c.valor for c in cifras(leer(dicho))} | CIFRAS_PROPIAS
    sueltas = [c for c in cifras(lectura) if c.valor not in sostenidas][:_MAXIMO]
    if sueltas:
        motivo = f"La respuesta del área ({consulta.numero}) no trae estas cifras."
        evidencia = tuple(pieza.evidencia(c.inicio, c.fin) for c in sueltas)
        yield Hallazgo(5, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta="cifra_sin_area")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Entrante: urgencias y area. Saliente: una respuesta que afirma exige la consulta en vigor que la sostiene."""
    if (lectura := pieza.lectura) is None:
        return
    if pieza.sentido is Sentido.ENTRANTE:
        yield from _entrante(pieza, lectura)
        return
    if pieza.tipo != "respuesta":
        return
    tramos = afirmado(lectura)[:_MAXIMO]
    consulta, motivo = apoyo(pieza, contexto)
    if motivo and not tramos and puede_contestar(lectura):
        duda = "Puede contestar lo que se preguntó sin la respuesta del área responsable."
        todo = (pieza.evidencia(0, len(pieza.texto)),)
        yield Hallazgo(5, Gravedad.MEDIA, duda, Propuesta.REVISAR, todo, etiqueta="sin_consulta_breve")
    elif not tramos:
        return
    elif not pieza.consulta and (numero := comunicado_que_lo_dice(pieza, contexto, tramos)):
        nota = f"Dice lo mismo que el comunicado {numero}, en vigor."
        evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos)
        yield Hallazgo(5, Gravedad.LEVE, nota, Propuesta.PERMITIR, evidencia, etiqueta="con_comunicado")
    elif motivo:
        evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos)
        yield Hallazgo(5, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="sin_consulta")
    elif consulta:
        yield from _sostiene(pieza, lectura, consulta)


POLITICA = Politica(
    numero=5,
    titulo="Respuestas con la información del área",
    articulo=(
        "Al momento de dar respuesta a alguna solicitud hecha por los usuarios, los administradores deberán "
        "solicitar al área responsable la información clara y pertinente."
    ),
    evaluar=evaluar,
    disparadores=Senal.INTENCIONES | Senal.URGENCIAS | Senal.PREGUNTA | Senal.INSTITUCION | Senal.CLINICAS,
    indicios=dict.fromkeys((Intencion.CONSULTA, Intencion.URGENCIA, Intencion.DENUNCIA), UMBRAL_INTENCION)
    | {"amenaza": UMBRAL_AMENAZA},
)
