"""Como se rinden cuentas."""

from pydantic import Field

from moderacion.config.cerrado import Cerrado


class Transparencia(Cerrado):
    """Lo que se vuelve a leer a ciegas, y desde cuantos casos se publica una cifra."""

    segunda_lectura_por_ciento: int = Field(5, ge=0, le=100)
    """De las decisiones de cada semana, por politica. Cero: no se sortea nada."""
    segunda_lectura_minimo: int = Field(2, ge=0, le=50)
    """De cada politica con alguna decision esa semana, al menos estas."""
    pares_minimos: int = Field(30, ge=10, le=1000)
    """Con menos lecturas no se dice ningun grado de acuerdo."""
    celda_minima: int = Field(5, ge=3, le=50)
    """Las cifras publicas menores que esta, salvo el cero, no se dicen: podrian señalar a alguien."""
