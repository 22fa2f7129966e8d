"""Lo que el servicio cuenta de si mientras corre."""

from typing import Literal

from moderacion.config.cerrado import Cerrado


class Registro(Cerrado):
    """El registro del servicio, que sale por stderr (`moderacion.registrar`)."""

    formato: Literal["json", "texto"] = "texto"
    """Una línea de JSON por suceso, para una máquina; o para leerla aquí."""
    nivel: Literal["debug", "info", "warning", "error"] = "info"
    """Desde qué gravedad se escribe."""
