"""Las plantillas de respuesta: las de la instalacion o, si no pone ninguna, estas."""

import re
from typing import Final

from pydantic import Field, field_validator

from moderacion.config.cerrado import Cerrado

_LARGO: Final = 2000
_HUECO: Final = re.compile(r"\{[^{}\n]{1,60}\}")


class Plantilla(Cerrado):
    """Un texto con huecos entre llaves que hay que llenar antes de que salga."""

    clave: str = Field(pattern=r"^[a-z][a-z_]{1,39}$")
    nombre: str = Field(min_length=3, max_length=80)
    texto: str = Field(min_length=3, max_length=_LARGO)

    @field_validator("texto")
    @classmethod
    def _huecos(cls, valor: str) -> str:
        if set("{}") & set(_HUECO.sub("", valor)):
            raise ValueError("una llave no se abre o no se cierra: cada hueco va entre llaves, como {centro}")
        return valor


PREDETERMINADAS: Final = (
    Plantilla(
        clave="con_respuesta",
        nombre="Con lo que contestó el área",
        texto="Buen día, {nombre}. {respuesta del área}. Quedamos a su orden.",
    ),
    Plantilla(
        clave="en_consulta",
        nombre="Se consultó al área",
        # el caso de alguien no se contesta a la vista de todos, aunque lo haya preguntado ahi
        texto=(
            "Buen día, {nombre}. Consultamos su mensaje con {área}. Si es sobre su caso personal, le contestaremos por mensaje "
            "privado; si es información general, en este mismo comentario."
        ),
    ),
    Plantilla(
        clave="por_privado",
        nombre="Pedir los datos por mensaje privado",
        texto=(
            "Lamentamos lo ocurrido en {centro}. Para atender su caso escríbanos por mensaje privado; "
            "por su seguridad, no publique aquí sus datos personales."
        ),
    ),
    Plantilla(
        clave="agradecer",
        nombre="Agradecer una felicitación",
        texto="Muchas gracias por sus palabras, {nombre}. Las compartiremos con el personal de {centro}.",
    ),
)
