"""Lee una cuenta y guarda lo leido. Cada pagina y su cursor van en la misma transaccion.

Si el proceso muere entre dos paginas, el barrido se repite desde el cursor guardado y la clave unica descarta
lo que ya estaba: nada se pierde y nada entra dos veces.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    ErrorConector,
    LimiteExcedido,
    NoPermitido,
    Permanente,
    SinSaldo,
)
from conectores.tipos import Conector, Cuota, EstadoCuenta, Pagina
from moderacion.almacen import Almacen
from moderacion.almacen.comentarios import Guardado
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.ingesta.presencia import comprobar
from moderacion.reloj import Reloj, espera_doblada

ESPERA_INICIAL: Final = timedelta(seconds=5)
ESPERA_MAXIMA: Final = timedelta(minutes=15)
CADA_TOKEN: Final = timedelta(hours=1)
ESPERA_SIN_SALDO: Final = timedelta(hours=1)
ESPERA_CREDENCIAL: Final = timedelta(minutes=5)
"""Un token revocado se avisa una vez y se prueba despacio: insistir no lo arregla (apis.md, trampa 13)."""
ESPERA_PEDIDA: Final = timedelta(hours=26)
"""Lo mas que se espera porque lo pida la red: un dia, con su cambio de hora. Mas es un disparate, y entretanto no se leeria."""
_ADELANTADO: Final = timedelta(minutes=1)
_SACUDIDA: Final = 0.2


@dataclass(frozen=True, slots=True)
class ResumenSondeo:
    """Lo que dejo un sondeo. `error` vacio: termino entero."""

    cuenta_id: int
    nuevos: int = 0
    cambiados: int = 0
    publicaciones: int = 0
    paginas: int = 0
    omitido: bool = False
    """Aun no toca: la red pidio esperar."""
    error: str = ""


def sondear(
    almacen: Almacen,
    conector: Conector,
    cuenta_id: int,
    reloj: Reloj,
    al_avanzar: Callable[[], None] = lambda: None,
) -> ResumenSondeo:
    """Un barrido de la cuenta. Un fallo de la red retrasa solo a esta cuenta y queda escrito.

    `al_avanzar` se llama tras cada pagina guardada: un primer barrido largo no es un servicio parado.
    """
    with almacen.lectura() as u:
        cuenta = u.cuentas.una(cuenta_id)
    if _espera(cuenta, reloj.ahora()):
        return ResumenSondeo(cuenta_id, omitido=True, error=cuenta.error)
    with almacen.unidad() as u:
        u.cuentas.empezar(cuenta_id)
    total, paginas = Guardado(), 0
    try:
        for pagina in conector.leer(cuenta.cursor):
            g = _guardar(almacen, conector, cuenta, pagina)
            total = Guardado(
                total.nuevos + g.nuevos,
                total.cambiados + g.cambiados,
                total.publicaciones + g.publicaciones,
            )
            paginas += 1
            al_avanzar()
        estado = conector.estado_cuenta()
    except ErrorConector as error:
        _anotar_fallo(almacen, conector, cuenta, error, reloj.ahora())
        return ResumenSondeo(
            cuenta_id, total.nuevos, total.cambiados, total.publicaciones, paginas, error=error.mensaje
        )
    _terminar(almacen, conector, cuenta, estado, total.publicaciones, reloj.ahora())
    return ResumenSondeo(cuenta_id, total.nuevos, total.cambiados, total.publicaciones, paginas)


def _espera(cuenta: FilaCuenta, ahora: datetime) -> bool:
    """Si aun no toca. Lo que se dejo puesto con el reloj adelantado, si luego lo corrigieron, no se espera."""
    if cuenta.ultimo_inicio is not None and cuenta.ultimo_inicio - ahora > _ADELANTADO:
        return False
    return cuenta.no_antes_de is not None and cuenta.no_antes_de > ahora


def _terminar(
    almacen: Almacen,
    conector: Conector,
    cuenta: FilaCuenta,
    estado: EstadoCuenta,
    nuevas: int,
    ahora: datetime,
) -> None:
    """La foto de la cuenta, lo que falta de lo nuestro y como va la conexion. `nuevas`: las publicaciones de este barrido."""
    token = _mirar_token(conector, cuenta, ahora)
    with almacen.lectura() as u:
        habia = u.cuentas.publicadas(cuenta.id)
    comprobar(almacen, conector, cuenta, estado, None if habia is None else habia + nuevas, ahora)
    with almacen.unidad() as u:
        u.cuentas.fotografiar(cuenta.id, estado)
        u.cuentas.anotar_conexion(cuenta.id, token, [_cuota(c) for c in conector.cuotas()])
        u.cuentas.fue_bien(cuenta.id)


def _guardar(almacen: Almacen, conector: Conector, cuenta: FilaCuenta, pagina: Pagina) -> Guardado:
    """Una pagina y su cursor, en la misma transaccion."""
    dice_si_oculto = conector.capacidades.dice_si_oculto
    with almacen.unidad() as u:
        g = u.comentarios.guardar(cuenta.id, pagina.comentarios, dice_si_oculto=dice_si_oculto)
        p = u.publicaciones.guardar(cuenta.id, cuenta.alta, pagina.publicaciones)
        guardado = Guardado(g.nuevos, g.cambiados, p)
        u.comentarios.anotar_pagina(cuenta.id, guardado)
        u.cuentas.avanzar(cuenta.id, pagina.cursor)
        if pagina.sin_leer is not None:
            u.cuentas.anotar_sin_leer(cuenta.id, pagina.sin_leer)
    return guardado


def _mirar_token(conector: Conector, cuenta: FilaCuenta, ahora: datetime) -> dict[str, Any] | None:
    """Lo que la red dice de la credencial, una vez por hora; None si no toca o no se pudo preguntar."""
    mirado = (cuenta.token or {}).get("mirado")
    if mirado and timedelta(0) <= ahora - datetime.fromisoformat(mirado) < CADA_TOKEN:
        return None
    return _preguntar_token(conector, ahora)


def _preguntar_token(conector: Conector, ahora: datetime) -> dict[str, Any] | None:
    """Ya, toque o no; None si no se pudo preguntar."""
    try:
        s = conector.salud_token()
    except ErrorConector:
        return None  # la lectura fue bien: no saber hasta cuando vale no la estropea
    return {
        "valido": s.valido,
        "motivo": s.motivo,
        "vence": s.vence.isoformat() if s.vence else None,
        "permisos": list(s.permisos),
        "faltan": list(s.faltan),
        "mirado": ahora.isoformat(),
    }


def _cuota(c: Cuota) -> dict[str, Any]:
    renueva = c.renueva.isoformat() if c.renueva else None
    return {"nombre": c.nombre, "usado": c.usado, "renueva": renueva}


def _anotar_fallo(
    almacen: Almacen, conector: Conector, cuenta: FilaCuenta, error: ErrorConector, ahora: datetime
) -> None:
    # si lo que falta es un permiso, la credencial dice cual, y si se lo quitaron
    token = _preguntar_token(conector, ahora) if isinstance(error, NoPermitido) else None
    with almacen.unidad() as u:
        u.cuentas.fallo(
            cuenta.id,
            type(error).__name__,
            error.mensaje,
            _volver(error, cuenta.fallos, ahora),
            credencial=isinstance(error, CredencialInvalida),
        )
        if token is not None:
            u.cuentas.anotar_conexion(cuenta.id, token, [_cuota(c) for c in conector.cuotas()])


def _volver(error: ErrorConector, previos: int, ahora: datetime) -> datetime:
    """Cuando probar otra vez: lo que la red pidio, o una espera que se duplica y se sacude."""
    if isinstance(error, (LimiteExcedido, CuotaAgotada)) and error.hasta and error.hasta > ahora:
        return min(error.hasta, ahora + ESPERA_PEDIDA)
    if isinstance(error, SinSaldo):
        return ahora + ESPERA_SIN_SALDO
    if isinstance(error, CredencialInvalida):
        return ahora + ESPERA_CREDENCIAL
    if isinstance(error, Permanente):
        return ahora + ESPERA_MAXIMA
    espera = espera_doblada(ESPERA_INICIAL, ESPERA_MAXIMA, previos)
    return ahora + espera * random.uniform(1 - _SACUDIDA, 1 + _SACUDIDA)
