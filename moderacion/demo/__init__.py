"""La demostracion: tres redes simuladas, una base vacia y un guion, de principio a fin con los clientes reales."""

from moderacion.demo.escena import Escena, ResumenDemo
from moderacion.demo.guion import Guion, leer_guion

__all__ = ["Escena", "Guion", "ResumenDemo", "leer_guion"]
