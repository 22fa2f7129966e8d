"""A quien se avisa de un incidente, por donde, y quien vigila desde fuera que se avise."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from moderacion.config.cerrado import Cerrado
from moderacion.config.secreto import Secreto


def _publica(valor: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+", valor.rstrip("/")):
        raise ValueError("se esperaba la dirección de la consola, como https://consola.example.sv")
    return valor.rstrip("/")


DireccionConsola = Annotated[str, AfterValidator(_publica)]
"""«https://consola.example.sv»: la direccion publica de la consola."""


class Supervisor(Cerrado):
    """A quien se avisa de un incidente y por donde (direcciones de Apprise, como secreto)."""

    nombre: str = Field(min_length=1, max_length=60)
    usuario: str = ""
    """Con que nombre entra a la consola: si se desactiva, no se le avisa y sus cadenas lo dicen."""
    canales: tuple[Secreto, ...] = Field(min_length=1)


class Avisos(Cerrado):
    """Como se avisa y quien se entera si no se puede."""

    enlace: DireccionConsola | None = None
    """Con que empieza el enlace para acusar recibo; sin el (ni `correo.enlace`), los avisos no llevan enlace."""
    latido: Secreto | None = None
    """Una direccion de fuera que avisa si deja de recibir una peticion cada `auditar` segundos."""
    auditar: float = Field(300, ge=10, le=900)
    """Segundos entre dos vueltas del auditor."""

    @model_validator(mode="after")
    def _de_fuera(self) -> "Avisos":
        if self.latido and not re.match(r"https?://", self.latido.get_secret_value()):
            raise ValueError("«latido» es una dirección http:// o https://")
        return self
