"""Envia los avisos que se deben, uno por destino, con Apprise.

Un canal que tarda o falla no estorba a los otros. Un aviso que quedo a medias se envia otra vez: repetir una
alarma es barato y perderla no (fiabilidad.md, seccion 2).
"""

import contextlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import apprise

from moderacion.almacen import Almacen
from moderacion.almacen.incidentes import AvisoPorEnviar
from moderacion.avisos.correo import Buzon, Destino, despachar_correos
from moderacion.reloj import Reloj, espera_doblada

PLAZO: Final = timedelta(seconds=30)
_BASE: Final = timedelta(seconds=5)
_TECHO: Final = timedelta(minutes=10)
_A_LA_VEZ: Final = 4
_TANDA: Final = 50
_registro = logging.getLogger(__name__)

__all__ = [
    "Buzon",
    "Destino",
    "Enviar",
    "ResumenAvisos",
    "callar_apprise",
    "comprobar",
    "despachar",
    "despachar_correos",
    "enviar_apprise",
]

Enviar = Callable[[str, str, str], str]
"""(direccion, asunto, cuerpo) → error, o vacio si salio."""


@dataclass(frozen=True, slots=True)
class ResumenAvisos:
    """Cuantos salieron y cuantos no."""

    enviados: int = 0
    fallidos: int = 0


def enviar_apprise(direccion: str, asunto: str, cuerpo: str) -> str:
    """Un aviso a un destino. Apprise calla al fallar: aqui todo silencio es un error con palabras."""
    canal = apprise.Apprise()
    if not canal.add(direccion):
        return "la dirección del canal no es válida para Apprise"
    if not canal.notify(title=asunto, body=cuerpo, body_format=apprise.NotifyFormat.TEXT):
        return "el canal no aceptó el aviso"
    return ""


def comprobar(direccion: str) -> bool:
    """Si Apprise entiende la direccion de un canal."""
    return bool(apprise.Apprise().add(direccion))


def despachar(
    almacen: Almacen, destinos: Mapping[str, str], reloj: Reloj, enviar: Enviar = enviar_apprise
) -> ResumenAvisos:
    """Envia lo pendiente, varios destinos a la vez. `destinos`: nombre del destino → direccion (secreto)."""
    porciones: list[AvisoPorEnviar] = []
    with almacen.unidad() as u:
        for _ in range(_TANDA):
            aviso = u.incidentes.reclamar_aviso(u.ahora - PLAZO)
            if aviso is None:
                break
            porciones.append(aviso)
    if not porciones:
        return ResumenAvisos()
    with ThreadPoolExecutor(_A_LA_VEZ, thread_name_prefix="aviso") as hilos:
        salieron = list(hilos.map(lambda a: _uno(almacen, destinos, reloj, enviar, a), porciones))
    return ResumenAvisos(sum(salieron), len(salieron) - sum(salieron))


def _uno(
    almacen: Almacen, destinos: Mapping[str, str], reloj: Reloj, enviar: Enviar, aviso: AvisoPorEnviar
) -> bool:
    direccion = destinos.get(aviso.destino)
    if direccion is None:
        error = f"el destino «{aviso.destino}» ya no está en la configuración"
    else:
        try:
            error = enviar(direccion, aviso.asunto, aviso.cuerpo)
        except Exception as fallo:  # noqa: BLE001 (un canal roto no para a los otros)
            _registro.exception("el aviso %s no salio", aviso.id)
            error = f"falló al enviar: {type(fallo).__name__}"
    with almacen.unidad() as u:
        if not error:
            u.incidentes.aviso_enviado(aviso.id)
        else:
            espera = espera_doblada(_BASE, _TECHO, aviso.intentos)
            # un aviso no caduca: se insiste hasta que salga, salvo que su destino ya no exista
            de_nuevo = None if direccion is None else reloj.ahora() + espera
            u.incidentes.aviso_fallo(aviso.id, error, de_nuevo)
    return not error


def callar_apprise() -> None:
    """Apprise registra direcciones con secretos: solo se le deja hablar de lo grave."""
    with contextlib.suppress(AttributeError):
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
