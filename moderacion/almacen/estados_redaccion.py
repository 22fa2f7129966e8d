"""Los estados de lo que redactamos y de lo que preguntamos a las areas, y los pasos permitidos entre ellos."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class TipoBorrador(StrEnum):
    """Que se redacta."""

    RESPUESTA = "respuesta"
    PUBLICACION = "publicacion"
    COMUNICADO = "comunicado"


class EstadoBorrador(StrEnum):
    """La vida de un texto nuestro hasta que se publica."""

    BORRADOR = "borrador"
    EN_REVISION = "en_revision"
    """Espera a que lo apruebe otra persona."""
    DEVUELTO = "devuelto"
    """Quien lo reviso pidio cambios."""
    APROBADO = "aprobado"
    """Atado a la huella de lo que se aprobo; todavia sin orden."""
    PROGRAMADO = "programado"
    """Su orden ya esta escrita: sale en la siguiente pasada de la cuenta, o a su hora."""
    PUBLICADO = "publicado"
    FALLIDO = "fallido"
    RETIRADO = "retirado"


class EstadoConsulta(StrEnum):
    """La vida de una pregunta a un area."""

    ABIERTA = "abierta"
    RESPONDIDA = "respondida"
    RETIRADA = "retirada"


class EstadoComunicado(StrEnum):
    """La vida de un comunicado. Si rige o no lo dicen ademas sus fechas, y si otro lo sustituyo."""

    PREPARADO = "preparado"
    """Su borrador aun no se publica: tiene numero y nada mas."""
    PUBLICADO = "publicado"
    RETIRADO = "retirado"


class TipoSugerencia(StrEnum):
    """Que conviene hacer."""

    SIN_COMUNICADO = "sin_comunicado"
    SILENCIO = "silencio"
    INUNDACION = "inundacion"


class EstadoSugerencia(StrEnum):
    """La vida de una sugerencia."""

    ABIERTA = "abierta"
    ATENDIDA = "atendida"
    DESCARTADA = "descartada"
    PASADA = "pasada"
    """Dejo de hacer falta sin que nadie la cerrara."""


class TipoCorreo(StrEnum):
    """Por que se escribe a un area."""

    PREGUNTA = "pregunta"
    RECORDATORIO = "recordatorio"
    ESCALADA = "escalada"
    """No contesto a tiempo: se dice a quien esta por encima."""
    VISTO_BUENO = "visto_bueno"
    """Se le pide que apruebe lo que se va a decir."""


class EstadoVistoBueno(StrEnum):
    """La vida de lo que se le pidio aprobar a un area."""

    PEDIDO = "pedido"
    DADO = "dado"
    RECHAZADO = "rechazado"
    ANULADO = "anulado"
    """Cambio lo que se le pidio aprobar, o vencio y se pidio otra vez."""


PASOS_BORRADOR: Final[Mapping[EstadoBorrador, frozenset[EstadoBorrador]]] = {
    EstadoBorrador.BORRADOR: frozenset({EstadoBorrador.EN_REVISION, EstadoBorrador.RETIRADO}),
    EstadoBorrador.EN_REVISION: frozenset(
        {
            EstadoBorrador.APROBADO,
            EstadoBorrador.DEVUELTO,
            EstadoBorrador.BORRADOR,
            EstadoBorrador.RETIRADO,
        }
    ),
    EstadoBorrador.DEVUELTO: frozenset({EstadoBorrador.EN_REVISION, EstadoBorrador.RETIRADO}),
    EstadoBorrador.APROBADO: frozenset(
        {
            EstadoBorrador.PROGRAMADO,
            EstadoBorrador.EN_REVISION,
            EstadoBorrador.BORRADOR,
            EstadoBorrador.RETIRADO,
        }
    ),
    EstadoBorrador.PROGRAMADO: frozenset(
        {
            EstadoBorrador.PUBLICADO,
            EstadoBorrador.FALLIDO,
            EstadoBorrador.EN_REVISION,
            EstadoBorrador.BORRADOR,
            EstadoBorrador.RETIRADO,
        }
    ),
    EstadoBorrador.PUBLICADO: frozenset(),
    EstadoBorrador.FALLIDO: frozenset(),
    EstadoBorrador.RETIRADO: frozenset(),
}

PASOS_CONSULTA: Final[Mapping[EstadoConsulta, frozenset[EstadoConsulta]]] = {
    EstadoConsulta.ABIERTA: frozenset({EstadoConsulta.RESPONDIDA, EstadoConsulta.RETIRADA}),
    EstadoConsulta.RESPONDIDA: frozenset({EstadoConsulta.RETIRADA}),
    EstadoConsulta.RETIRADA: frozenset(),
}

EDITABLES: Final = frozenset(
    EstadoBorrador(e) for e in ("borrador", "en_revision", "devuelto", "aprobado", "programado")
)
"""Estados en que su autor todavia puede cambiar el texto (con una orden ya en camino, no)."""
EN_MARCHA: Final = (EstadoBorrador.APROBADO, EstadoBorrador.PROGRAMADO)
"""Aprobados y sin terminar: va a salir, o esta saliendo."""
ENVIABLES: Final = frozenset({EstadoBorrador.BORRADOR, EstadoBorrador.DEVUELTO})
VIVOS: Final = frozenset({EstadoBorrador.EN_REVISION, EstadoBorrador.APROBADO, EstadoBorrador.PROGRAMADO})
"""Camino de publicarse: de cada comentario, uno solo."""
