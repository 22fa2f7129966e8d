"""Las tablas. SQLModel no valida al construir: se valida en las puertas, y las reglas van como CHECK e indices.

Una fila por cosa, en singular. `crudo` es el JSON de la red tal como llego.
"""

from moderacion.almacen.tablas.accion import Bloqueo, CupoDia, Falta, Orden
from moderacion.almacen.tablas.api import ClienteApi, PeticionApi
from moderacion.almacen.tablas.base import METADATOS, tabla
from moderacion.almacen.tablas.casa import (
    Aviso,
    Incidente,
    IntentoIngreso,
    Latido,
    Sesion,
    SucesoFila,
    Usuario,
)
from moderacion.almacen.tablas.entrada import (
    Autor,
    CambioPerfil,
    Comentario,
    Cuenta,
    Instantanea,
    Publicacion,
    Sondeo,
    TextoPrevio,
)
from moderacion.almacen.tablas.juicio import Decision, Expediente, Hallazgo, Veredicto
from moderacion.almacen.tablas.reglamento import Reglamento, Repaso

__all__ = [
    "METADATOS",
    "Autor",
    "Aviso",
    "Bloqueo",
    "CambioPerfil",
    "ClienteApi",
    "Comentario",
    "Cuenta",
    "CupoDia",
    "Decision",
    "Expediente",
    "Falta",
    "Hallazgo",
    "Incidente",
    "Instantanea",
    "IntentoIngreso",
    "Latido",
    "Orden",
    "PeticionApi",
    "Publicacion",
    "Reglamento",
    "Repaso",
    "Sesion",
    "Sondeo",
    "SucesoFila",
    "TextoPrevio",
    "Usuario",
    "Veredicto",
    "tabla",
]
