"""La credencial de Twitter (X) y lo que la red permite con ella, como datos (diseno.md, seccion 4)."""

from dataclasses import dataclass, field
from typing import Final

from conectores.tipos import Accion, Alcance, Capacidad, Capacidades, Red
from conectores.twitter_peso import PESO_MAXIMO, peso

PLAN_BASICO: Final = "basico"
PLAN_ENTERPRISE: Final = "enterprise"
_PLANES: Final = (PLAN_BASICO, PLAN_ENTERPRISE)


@dataclass(frozen=True, slots=True)
class CredencialTwitter:
    """OAuth 1.0a de usuario: no caduca y no hay token de refresco que rotar (apis.md, seccion 2, "Auth").

    `plan` es `basico` o `enterprise`: solo con el segundo se bloquea por API (apis.md, seccion 0.2).
    Lanza ValueError con otro plan o con una clave vacia.
    """

    consumidor: str = field(repr=False)
    consumidor_secreto: str = field(repr=False)
    token: str = field(repr=False)
    token_secreto: str = field(repr=False)
    plan: str = PLAN_BASICO

    def __post_init__(self) -> None:
        if self.plan not in _PLANES:
            raise ValueError(f"plan de Twitter desconocido: {self.plan!r}; se esperaba uno de {_PLANES}")
        for clave in ("consumidor", "consumidor_secreto", "token", "token_secreto"):
            if not getattr(self, clave):
                raise ValueError(f"a la credencial de Twitter le falta `{clave}`")


_ACCIONES: Final = {
    Accion.OCULTAR: Capacidad(
        Alcance.REVERSIBLE,
        automatica=True,
        nota="Solo respuestas en conversaciones que abrió nuestra cuenta: una mención suelta no se puede ocultar. "
        "La respuesta pasa a «respuestas ocultas», donde cualquiera puede abrirla; su autor la sigue viendo.",
    ),
    Accion.MOSTRAR: Capacidad(
        Alcance.REVERSIBLE,
        automatica=True,
        nota="Devuelve a la conversación una respuesta que habíamos ocultado.",
    ),
    Accion.RETENER: Capacidad(
        Alcance.NO_HAY,
        automatica=False,
        nota="Twitter no deja retener un comentario a la espera de moderación.",
    ),
    Accion.ELIMINAR: Capacidad(
        Alcance.DEFINITIVA,
        automatica=False,
        nota="Solo lo que publicó nuestra cuenta; borra también sus versiones editadas y no se puede deshacer. "
        "Lo que escribió otra persona no se puede eliminar.",
    ),
    Accion.RESPONDER: Capacidad(
        Alcance.DEFINITIVA,
        automatica=False,
        nota="Es pública y Twitter la cobra. Solo se admite si quien escribió nos menciona o cita; "
        "una respuesta hecha con IA necesita permiso previo de Twitter.",
    ),
    Accion.PUBLICAR: Capacidad(
        Alcance.DEFINITIVA,
        automatica=False,
        nota="Es pública y Twitter la cobra (más si lleva un enlace). Repetir el mismo texto se rechaza.",
    ),
    Accion.EDITAR: Capacidad(
        Alcance.NO_HAY,
        automatica=False,
        nota="Twitter no deja cambiar lo publicado desde aquí: bórrelo y publique otra vez.",
    ),
    Accion.BORRAR: Capacidad(
        Alcance.DEFINITIVA,
        automatica=False,
        nota="Quita lo que publicó nuestra cuenta, con sus versiones editadas. No se puede deshacer.",
    ),
}
_A_MANO: Final = Capacidad(
    Alcance.MANUAL,
    automatica=False,
    nota="Con este plan Twitter no deja bloquear por API: una persona lo hace en el perfil del autor y deja constancia.",
)
_DESBLOQUEO_A_MANO: Final = Capacidad(
    Alcance.MANUAL,
    automatica=False,
    nota="Con este plan Twitter no deja desbloquear por API: una persona lo hace en el perfil del autor.",
)
_BLOQUEO_POR_API: Final = Capacidad(
    Alcance.REVERSIBLE,
    automatica=True,
    nota="El autor deja de vernos, seguirnos y mencionarnos, y verá que fue bloqueado. Se puede desbloquear.",
)
_DESBLOQUEO_POR_API: Final = Capacidad(
    Alcance.REVERSIBLE,
    automatica=True,
    nota="El autor puede volver a vernos y escribirnos; no vuelve a seguirnos solo.",
)


def capacidades(plan: str = PLAN_BASICO) -> Capacidades:
    """Lo que permite Twitter con `plan`: bloquear es a mano salvo en `enterprise`."""
    por_api = plan == PLAN_ENTERPRISE
    return Capacidades(
        red=Red.TWITTER,
        acciones=_ACCIONES
        | {
            Accion.BLOQUEAR: _BLOQUEO_POR_API if por_api else _A_MANO,
            Accion.DESBLOQUEAR: _DESBLOQUEO_POR_API if por_api else _DESBLOQUEO_A_MANO,
        },
        largo_respuesta=PESO_MAXIMO,
        largo_publicacion=PESO_MAXIMO,
        medir=peso,
        dice_si_oculto=False,
    )


CAPACIDADES: Final = capacidades()
