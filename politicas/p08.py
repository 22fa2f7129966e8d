"""Artículo 8. Responsabilidad: todo queda registrado.

«Tanto los contenidos publicados como las respuestas, deberán ser consideradas de manera responsable, pues toda
actividad queda registrada en las redes sociales.»

Exige que cada texto nuestro lo considere alguien más que quien lo escribió, y que conste quién: el que aprueba no es
el que redacta (aunque cambie mayúsculas, tildes o espacios), y un comunicado lo aprueban dos. Como lo publicado ya no
se borra de la memoria de nadie, frena los datos y el caso de una persona (aunque los diga el área), pedírselos a la
vista de todos y la historia de un paciente sin permiso escrito, y avisa de lo que se promete.
(Que cada cambio deje su suceso en la bitácora lo garantiza el almacén, no este archivo.)

Infringe (sentido=saliente, tipo=publicacion, redactor=ana, aprobador= Ána): La farmacia atenderá mañana.
Infringe (sentido=saliente, tipo=publicacion, aprobador=berta): La farmacia atenderá mañana.
Infringe (sentido=saliente, tipo=respuesta): Con su DUI 00000000-0 ya puede pasar.
Infringe (sentido=saliente, tipo=respuesta): Su mamá ya fue atendida y está estable.
Infringe (sentido=saliente, tipo=respuesta): Escriba su DUI en este comentario.
Infringe (sentido=saliente, tipo=publicacion): Conozca a la niña Valeria Ficticia, de 5 años, que venció la leucemia.
Infringe (sentido=saliente, tipo=respuesta): Le garantizamos que mañana tendrá su medicina.
Cumple (sentido=saliente, tipo=publicacion, redactor=ana, aprobador=berta): La farmacia atenderá mañana.
Cumple (sentido=saliente, tipo=respuesta): Presente su DUI y su carnet en ventanilla.
Cumple (sentido=saliente, tipo=respuesta): Si su mamá padece hipertensión, llévela a su control.

Queda a una persona la aprobación misma, con qué permiso se cuenta la historia de un paciente, y si la promesa se puede
sostener.
"""

from collections.abc import Iterator

from modelos.lectura import Lectura, Senal, plegar
from politicas.ayudas.frases import citas, fuera_de, hallar
from politicas.ayudas.personales import datos_de_alguien
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

DE_UN_COMUNICADO = 2
"""Personas que aprueban un comunicado, ademas de quien lo redacta."""
_MAXIMO = 40
_NIEGAN = ("no podemos", "no puede", "no se puede", "no es posible", "sin poder", "no podria")
_ANTES = 40
"""Letras antes de una promesa donde se busca si se niega («no podemos prometer que…»)."""


def _misma(nombre: str) -> str:
    """El nombre sin mayusculas, tildes ni espacios: como se compara."""
    return "".join(plegar(nombre)[0].split())


def _alto(pieza: Pieza, etiqueta: str, motivo: str, gravedad: Gravedad = Gravedad.GRAVE) -> Hallazgo:
    """Un hallazgo sobre el texto entero: lo que falla es quien lo vio, no una palabra."""
    propuesta = Propuesta.RESTRINGIR if gravedad is Gravedad.GRAVE else Propuesta.REVISAR
    evidencia = (pieza.evidencia(0, len(pieza.texto)),)
    return Hallazgo(8, gravedad, motivo, propuesta, evidencia, etiqueta=etiqueta)


def _aprobacion(pieza: Pieza) -> Iterator[Hallazgo]:
    redactor = _misma(pieza.redactor)
    aprueban = {_misma(a) for a in (pieza.aprobador, *pieza.aprobaciones)} - {""}
    otros = aprueban - {redactor}
    if aprueban and not redactor:
        yield _alto(pieza, "sin_redactor", "No consta quién redactó el texto que se aprueba.")
    elif redactor in aprueban:
        motivo = f"Lo aprueba quien lo redactó ({pieza.redactor.strip()}): tiene que verlo otra persona."
        yield _alto(pieza, "aprobacion_propia", motivo)
    if pieza.por_publicar and not otros:
        yield _alto(pieza, "sin_aprobador", "Va a publicarse y no consta que otra persona lo aprobara.")
    elif pieza.tipo == "comunicado" and 0 < len(otros) < DE_UN_COMUNICADO:
        gravedad = Gravedad.GRAVE if pieza.por_publicar else Gravedad.MEDIA
        motivo = f"Un comunicado lo aprueban {DE_UN_COMUNICADO} personas; consta {len(otros)}."
        yield _alto(pieza, "falta_otra_aprobacion", motivo, gravedad)


def _personales(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    """Los datos y el caso de una persona. La historia de un paciente se puede contar si consta su permiso."""
    for (etiqueta, motivo), tramos in datos_de_alguien(lectura, pieza.tipo).items():
        evidencia = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos[:_MAXIMO])
        yield Hallazgo(8, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta=etiqueta)


def _compromete(pieza: Pieza, lectura: Lectura) -> Iterator[Hallazgo]:
    """Lo que se promete en una respuesta."""
    if pieza.tipo != "respuesta":
        return
    dichas = [f for f in fuera_de(hallar("respuestas", lectura), citas(lectura)) if f.clase == "promesa"]
    firmes = []
    for f in dichas[:_MAXIMO]:
        antes = plegar(pieza.texto[max(0, f.inicio - _ANTES) : f.inicio])[0]
        if not any(negacion in antes for negacion in _NIEGAN):
            firmes.append(pieza.evidencia(f.inicio, f.fin))
    if firmes:
        motivo = "Promete en nombre de la institución: el compromiso queda registrado."
        yield Hallazgo(8, Gravedad.MEDIA, motivo, Propuesta.REVISAR, tuple(firmes), etiqueta="promesa")


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Solo lo saliente: quien lo aprueba, que datos da y que promete."""
    if pieza.lectura is not None and pieza.sentido is Sentido.SALIENTE:
        yield from _aprobacion(pieza)
        yield from _personales(pieza, pieza.lectura)
        yield from _compromete(pieza, pieza.lectura)


POLITICA = Politica(
    numero=8,
    titulo="Responsabilidad y registro",
    articulo=(
        "Tanto los contenidos publicados como las respuestas, deberán ser consideradas de manera responsable, pues "
        "toda actividad queda registrada en las redes sociales."
    ),
    evaluar=evaluar,
    disparadores=Senal(0),
)
