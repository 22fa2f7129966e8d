"""Lo que Facebook permite, como datos (diseno.md, seccion 4; apis.md, seccion 1)."""

from types import MappingProxyType
from typing import Final

from conectores.tipos import Accion, Alcance, Capacidad, Capacidades, Red

LARGO_PUBLICACION: Final = 63_206
"""Caracteres que admite una publicacion."""

CAPACIDADES: Final = Capacidades(
    red=Red.FACEBOOK,
    largo_respuesta=8_000,
    largo_publicacion=LARGO_PUBLICACION,
    seguidores_exactos=True,
    acciones=MappingProxyType(
        {
            Accion.OCULTAR: Capacidad(
                Alcance.REVERSIBLE,
                automatica=True,
                nota="Deja de verse en público. Quien lo escribió y sus amistades lo siguen viendo. Se puede deshacer.",
            ),
            Accion.MOSTRAR: Capacidad(
                Alcance.REVERSIBLE, automatica=True, nota="Vuelve a verse en público, con sus respuestas."
            ),
            Accion.RETENER: Capacidad(
                Alcance.NO_HAY,
                automatica=False,
                nota="Facebook no deja devolver un comentario a la espera: use ocultar.",
            ),
            Accion.ELIMINAR: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota="Lo borra de la red con todas sus respuestas. No se puede deshacer.",
            ),
            Accion.BLOQUEAR: Capacidad(
                Alcance.REVERSIBLE,
                automatica=True,
                nota="Esa persona no podrá comentar ni escribir en la página. Lo que ya escribió sigue a la vista. "
                "Solo es posible si Facebook dice quién es el autor.",
            ),
            Accion.DESBLOQUEAR: Capacidad(
                Alcance.REVERSIBLE,
                automatica=True,
                nota="Vuelve a poder comentar. Si Facebook lo rechaza, hágalo en la página: Configuración, "
                "Bloqueos.",
            ),
            Accion.RESPONDER: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota="Responde en público como la página. Se puede borrar después, pero ya se habrá leído.",
            ),
            Accion.PUBLICAR: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota="Publica en la página. Se puede borrar después, pero ya se habrá leído.",
            ),
            Accion.EDITAR: Capacidad(
                Alcance.REVERSIBLE,
                automatica=False,
                nota="Cambia el texto de una publicación de la página. Facebook deja ver a cualquiera qué decía antes.",
            ),
            Accion.BORRAR: Capacidad(
                Alcance.DEFINITIVA,
                automatica=False,
                nota="Quita la publicación con todos sus comentarios. No se puede deshacer.",
            ),
        }
    ),
)
