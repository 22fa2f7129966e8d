"""Como se rinden cuentas."""

from pydantic import Field

from moderacion.config.cerrado import Cerrado


class Transparencia(Cerrado):
    """Lo que otra persona vuelve a leer a ciegas."""

    segunda_lectura_por_ciento: int = Field(5, ge=0, le=100)
    """De las decisiones de cada semana, por politica. Cero: no se sortea nada."""
    segunda_lectura_minimo: int = Field(2, ge=0, le=50)
    """De cada politica con alguna decision esa semana, al menos estas."""
