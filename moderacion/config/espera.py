"""Cuanto puede esperar en la cola lo que no debe esperar, antes de decirselo a la cadena de avisos."""

from pydantic import Field

from moderacion.config.cerrado import Cerrado


class Espera(Cerrado):
    """Cada plazo en cero: de eso no se avisa."""

    urgente_minutos: int = Field(30, ge=0, le=24 * 60)
    """Lo que puede ser urgente y no abrio su propio incidente, sin que nadie lo tenga ni lo decida."""
    apelacion_dias: int = Field(5, ge=0, le=60)
    """Dias habiles de una apelacion presentada sin respuesta."""
    ocultado_dias: int = Field(2, ge=0, le=60)
    """Dias habiles de lo que oculto la maquina sin que nadie lo confirme ni lo deshaga."""
