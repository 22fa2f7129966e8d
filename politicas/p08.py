"""Articulo 8. Responsabilidad: todo queda registrado.

«Tanto los contenidos publicados como las respuestas, deberán ser consideradas de manera responsable, pues toda
actividad queda registrada en las redes sociales.»

Exige que cada texto nuestro lo considere alguien mas que quien lo escribio: el que aprueba no es el que redacta.
(Que cada cambio deje su suceso en la bitacora lo garantiza el almacen, no este archivo.)

Infringe (sentido=saliente, tipo=publicacion, redactor=ana, aprobador=ana): La farmacia atenderá mañana.
Infringe (sentido=saliente, tipo=publicacion, aprobador=berta): La farmacia atenderá mañana.
Cumple (sentido=saliente, tipo=publicacion, redactor=ana, aprobador=berta): La farmacia atenderá mañana.

Queda a una persona la aprobacion misma.
"""

from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:  # noqa: ARG001 - la firma es de todas
    """Alto si quien aprueba es quien redacto, o si se aprueba algo que nadie firma como redactor."""
    if pieza.lectura is None or pieza.sentido is not Sentido.SALIENTE or not pieza.aprobador:
        return
    if not pieza.redactor:
        motivo = "No consta quién redactó el texto que se aprueba."
        yield Hallazgo(8, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, etiqueta="sin_redactor")
    elif pieza.redactor.casefold() == pieza.aprobador.casefold():
        motivo = f"Lo aprueba quien lo redactó ({pieza.redactor}): tiene que verlo otra persona."
        yield Hallazgo(8, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, etiqueta="aprobacion_propia")


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
