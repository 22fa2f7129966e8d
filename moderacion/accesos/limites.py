"""El freno de quien prueba claves o códigos. La cuenta está en la base: vale para todos los procesos (G19).

El intento se aparta antes de comprobarlo y se quita si salió bien: aunque lleguen cien a la vez, no se comprueban más
que los del límite.
"""

from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.intentos import red_de
from moderacion.errores import NoAutorizado

INTENTOS: Final = 10
VENTANA: Final = timedelta(minutes=5)
"""Diez fallos en cinco minutos de un usuario desde un mismo sitio: fallar por otro no le frena donde él está."""
POR_ORIGEN: Final = 50
"""De quien sea desde un origen: toda una oficina sale por una dirección."""
POR_USUARIO: Final = 100
"""De un usuario desde donde sea: quien reparte la prueba entre muchas direcciones también se frena."""
EN_TOTAL: Final = 1000
"""Fallos de todos en la misma ventana: quien la reparte además entre muchos nombres, también."""
DE_FUERA: Final = "clave"
"""El tipo de los intentos de quien aún no ha ingresado."""
CONOCIDO: Final = "conocido"
"""El de quien da la clave en un navegador donde ya entró (`aparatos`): solo le frena lo suyo."""
PROPIA: Final = "propia"
"""El de la clave que da quien ya tiene su sesión, para cambiar algo suyo."""
DE_CODIGO: Final = ((5, VENTANA), (20, timedelta(hours=1)), (50, timedelta(days=1)))
"""(fallos, ventana) del segundo paso, por usuario."""
_CODIGO: Final = "codigo"
_CODIGO_CONOCIDO: Final = "codigo_conocido"
"""El fallado en un navegador donde esa persona ya entró: quien le robó la clave no la deja fuera donde ella trabaja."""


def exigir(almacen: Almacen, nombre: str, origen: str, tipo: str) -> None:
    """Lanza `NoAutorizado` si ya van demasiados."""
    with almacen.lectura() as u:
        _exigir(u, nombre, red_de(origen), tipo)


def apartar(almacen: Almacen, nombre: str, origen: str, tipo: str) -> int:
    """Aparta un intento de clave y devuelve su id. Lanza `NoAutorizado` si ya van demasiados."""
    origen = red_de(origen)
    with almacen.unidad() as u:
        u.factores.turno_de_ingresos()
        _exigir(u, nombre, origen, tipo)
        return u.factores.apartar_intento(nombre, origen, tipo)


def _exigir(u: Unidad, nombre: str, origen: str, tipo: str) -> None:
    f, desde = u.factores, u.ahora - VENTANA
    # quien esta dentro prueba lo suyo desde donde sea: cambiar de direccion no le da mas intentos
    suyos = f.contar(desde, tipo, usuario=nombre, origen=None if tipo == PROPIA else origen)
    pasa = suyos < INTENTOS and (
        tipo != DE_FUERA
        or (
            f.contar(desde, tipo, usuario=nombre) < POR_USUARIO
            and f.contar(desde, tipo, origen=origen) < POR_ORIGEN
            and f.contar(desde, tipo) < EN_TOTAL
        )
    )
    if not pasa:
        raise NoAutorizado("demasiados intentos: espere cinco minutos y vuelva a probar")


def exigir_codigo(u: Unidad, nombre: str, aparato: str) -> None:
    """Lanza `NoAutorizado` si esa persona ya falló demasiados códigos. Se llama con su fila bloqueada.

    `aparato`: el número de su navegador, si ya entró en él; vacío si no.
    """
    tipo = _CODIGO_CONOCIDO if aparato else _CODIGO
    for tope, ventana in DE_CODIGO:
        if u.factores.contar(u.ahora - ventana, tipo, usuario=nombre, origen=aparato or None) >= tope:
            espera = {VENTANA: "cinco minutos", timedelta(hours=1): "una hora"}.get(ventana, "un día")
            raise NoAutorizado(
                f"demasiados códigos equivocados: espere {espera}. Si no fue usted, alguien tiene su clave: pida otra a administración"
            )


def anotar_codigo(u: Unidad, nombre: str, origen: str, aparato: str) -> None:
    """Un código fallado, a la cuenta de ese navegador o a la de los desconocidos."""
    u.factores.apartar_intento(nombre, aparato or origen, _CODIGO_CONOCIDO if aparato else _CODIGO)


def codigos_ajenos(almacen: Almacen, nombre: str) -> int:
    """Códigos fallados por esa persona en el último día donde no había entrado: quien los falló sabía su clave."""
    with almacen.lectura() as u:
        return u.factores.contar(u.ahora - timedelta(days=1), _CODIGO, usuario=nombre)
