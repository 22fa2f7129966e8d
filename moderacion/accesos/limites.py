"""El freno de quien prueba claves o códigos. La cuenta está en la base: vale para todos los procesos (G19).

El intento se aparta antes de comprobarlo y se quita si salió bien: aunque lleguen cien a la vez, no se comprueban más
que los del límite.
"""

from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.errores import NoAutorizado

INTENTOS: Final = 10
VENTANA: Final = timedelta(minutes=5)
"""Diez fallos en cinco minutos por usuario o por origen."""
EN_TOTAL: Final = 1000
"""Fallos de todos en la misma ventana: quien reparte la prueba entre muchos nombres y orígenes también se frena."""
DE_CODIGO: Final = ((5, VENTANA), (20, timedelta(hours=1)), (50, timedelta(days=1)))
"""(fallos, ventana) del segundo paso, por usuario."""


def apartar(almacen: Almacen, nombre: str, origen: str) -> int:
    """Aparta un intento de clave y devuelve su id. Lanza `NoAutorizado` si ya van demasiados."""
    with almacen.unidad() as u:
        u.factores.turno_de_ingresos()
        f, desde = u.factores, u.ahora - VENTANA
        if (
            f.contar(desde, "clave", usuario=nombre) >= INTENTOS
            or f.contar(desde, "clave", origen=origen) >= INTENTOS
            or f.contar(desde, "clave") >= EN_TOTAL
        ):
            raise NoAutorizado("demasiados intentos: espere cinco minutos y vuelva a probar")
        return f.apartar_intento(nombre, origen)


def exigir_codigo(u: Unidad, nombre: str) -> None:
    """Lanza `NoAutorizado` si esa persona ya falló demasiados códigos. Se llama con su fila bloqueada."""
    for tope, ventana in DE_CODIGO:
        if u.factores.contar(u.ahora - ventana, "codigo", usuario=nombre) >= tope:
            espera = {VENTANA: "cinco minutos", timedelta(hours=1): "una hora"}.get(ventana, "un día")
            raise NoAutorizado(
                f"demasiados códigos equivocados: espere {espera}, o pida a administración que quite su segundo factor"
            )
