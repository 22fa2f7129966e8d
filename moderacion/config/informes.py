"""Los informes que salen solos por correo."""

from typing import Annotated, Literal

from pydantic import Field

from moderacion.config.cerrado import Cerrado

Direccion = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$", max_length=200)]
"""Una direccion de correo."""


class InformeProgramado(Cerrado):
    """Uno: al cerrar cada semana, mes o año, el informe de esos dias a esas direcciones."""

    clase: Literal["seguidores", "participacion", "transparencia", "cadencia"]
    cada: Literal["semana", "mes", "anio"] = "mes"
    formato: Literal["html", "pdf", "csv", "xlsx", "json"] = "pdf"
    para: tuple[Direccion, ...] = Field(min_length=1)
