"""El codigo HTTP de cada fallo de la casa: el mismo en la consola y en la API."""

from http import HTTPStatus
from typing import Final

from moderacion.errores import (
    BaseIncompatible,
    BaseOcupada,
    BaseSinDisco,
    Conflicto,
    DemasiadosIntentos,
    EntradaInvalida,
    ErrorModeracion,
    NoAutorizado,
    NoExiste,
)
from moderacion.web.portador import Demasiadas, SinTestigo
from moderacion.web.seguridad import SinIngresar

# lo mas concreto, antes: de las clases que le valen a un fallo manda la primera
_ESTADOS: Final = (
    ((SinIngresar, SinTestigo), HTTPStatus.UNAUTHORIZED),
    ((Demasiadas, DemasiadosIntentos), HTTPStatus.TOO_MANY_REQUESTS),
    (NoAutorizado, HTTPStatus.FORBIDDEN),
    (NoExiste, HTTPStatus.NOT_FOUND),
    (Conflicto, HTTPStatus.CONFLICT),
    (EntradaInvalida, HTTPStatus.UNPROCESSABLE_ENTITY),
    ((BaseIncompatible, BaseOcupada, BaseSinDisco), HTTPStatus.SERVICE_UNAVAILABLE),
)


def estado_de(error: ErrorModeracion) -> HTTPStatus:
    """El que le corresponde a un fallo; 500 si no es de ninguna clase que quien pide pueda remediar."""
    return next((e for clases, e in _ESTADOS if isinstance(error, clases)), HTTPStatus.INTERNAL_SERVER_ERROR)
