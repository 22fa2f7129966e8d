"""Los pasos que una persona da con un borrador, sea una respuesta o un escrito: darlo y volver a su pagina."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.cola import Persona
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoAutorizado
from moderacion.montaje import Servicio
from moderacion.web.consola import de
from moderacion.web.seguridad import persona

NO_SE_PUDO: Final = (Conflicto, EntradaInvalida, NoAutorizado)
"""Lo que devuelve la pagina del borrador, con lo escrito, en lugar de una de error."""


class PaginaBorrador(Protocol):
    """La pagina de un borrador, con lo que no se pudo hacer."""

    def __call__(
        self, peticion: Request, borrador_id: int, error: ErrorModeracion | None = None, *, motivo: str = ""
    ) -> Response:
        """La hace."""
        ...


def dar(
    pagina: PaginaBorrador,
    raiz: str,
    peticion: Request,
    borrador_id: int,
    paso: Callable[[Servicio, Persona], object],
    *,
    motivo: str = "",
) -> Response:
    """Da un paso y vuelve al borrador (`raiz`/id); si no se puede, su pagina con la razon y el motivo escrito."""
    try:
        paso(de(peticion).servicio, persona(peticion))
    except NO_SE_PUDO as error:
        return pagina(peticion, borrador_id, error, motivo=motivo)
    return RedirectResponse(f"{raiz}/{borrador_id}", HTTPStatus.SEE_OTHER)
