"""Lo que YouTube permite, como datos (diseno.md, seccion 4; apis.md, secciones 0 y 3)."""

from types import MappingProxyType
from typing import Final

from conectores.tipos import Accion, Alcance, Capacidad, Capacidades, Red

LARGO_RESPUESTA: Final = 10_000
"""Caracteres. YouTube no publica su tope; este es el que se le conoce, y si cambia lo dira `commentTextTooLong`."""

_RETENER: Final = Capacidad(
    Alcance.REVERSIBLE,
    automatica=True,
    nota=(
        "El comentario deja de verse y pasa a la espera de revisión del canal. Se puede volver a mostrar. "
        "YouTube borra los retenidos a los 60 días."
    ),
)

CAPACIDADES: Final = Capacidades(
    red=Red.YOUTUBE,
    acciones=MappingProxyType(
        {
            Accion.OCULTAR: _RETENER,
            Accion.RETENER: _RETENER,
            Accion.MOSTRAR: Capacidad(
                Alcance.REVERSIBLE,
                automatica=True,
                nota="El comentario vuelve a verse. Uno ya rechazado no se puede volver a mostrar.",
            ),
            Accion.ELIMINAR: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota=(
                    "YouTube no deja borrar comentarios ajenos: se rechaza. Desaparece con todas sus respuestas y no "
                    "se podrá volver a publicar. Solo lo ordena una persona."
                ),
            ),
            Accion.BLOQUEAR: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota=(
                    "Rechaza el comentario y todo lo que ese autor escriba en el canal. La API no permite deshacerlo: "
                    "para desbloquear hay que entrar a YouTube Studio. Solo lo ordena una persona."
                ),
            ),
            Accion.DESBLOQUEAR: Capacidad(
                Alcance.MANUAL,
                automatica=False,
                nota="La API no permite quitar un bloqueo: se hace a mano en YouTube Studio, Configuración, Comunidad.",
            ),
            Accion.RESPONDER: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota=(
                    "Publica una respuesta del canal al final del hilo: YouTube no admite respuestas a respuestas. "
                    "A un comentario retenido no se puede responder. Se puede borrar después, pero ya se habrá leído."
                ),
            ),
            Accion.PUBLICAR: Capacidad(
                Alcance.MANUAL,
                automatica=False,
                nota="YouTube no admite publicaciones de texto por API: se publican a mano en YouTube Studio.",
            ),
            Accion.EDITAR: Capacidad(
                Alcance.MANUAL,
                automatica=False,
                nota="Lo publicado en el canal se cambia a mano en YouTube Studio.",
            ),
            Accion.BORRAR: Capacidad(
                Alcance.MANUAL,
                automatica=False,
                nota="Lo publicado en el canal se quita a mano en YouTube Studio.",
            ),
        }
    ),
    largo_respuesta=LARGO_RESPUESTA,
    seguidores_exactos=False,
)
