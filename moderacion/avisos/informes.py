"""Envia por correo los informes que se deben. Como los demas correos: se reclama antes y, si no consta que salio, se repite."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.avisos.correo import Buzon, Enviar, en_blanco, enviar_smtp, por_que_no_salio
from moderacion.reloj import Reloj, espera_doblada

PLAZO: Final = timedelta(minutes=10)
"""Mas que lo que tarda en hacerse y enviarse el mas largo: pasado esto, quien lo enviaba murio."""
_BASE: Final = timedelta(minutes=1)
_TECHO: Final = timedelta(hours=2)
_TANDA: Final = 20
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Adjunto:
    """Un informe hecho. `titulo`: de que es y de cuando."""

    titulo: str
    nombre: str
    tipo: str
    cuerpo: bytes


Hacer = Callable[[Mapping[str, Any]], Adjunto]
"""(envio) → el informe de esos dias en su formato."""


def despachar_informes(
    almacen: Almacen, buzon: Buzon, hacer: Hacer, reloj: Reloj, enviar: Enviar = enviar_smtp
) -> tuple[int, int]:
    """Envia lo pendiente. Devuelve (enviados, fallidos). Uno que falla no para a los demas."""
    enviados = fallidos = 0
    for _ in range(_TANDA):
        with almacen.unidad() as u:
            envio = u.envios.reclamar(PLAZO)
        if envio is None:
            break
        huella, error = _uno(buzon, envio, hacer, reloj, enviar)
        with almacen.unidad() as u:
            if error:
                espera = espera_doblada(_BASE, _TECHO, envio["intentos"] - 1)
                u.envios.fallo(envio["id"], error, u.ahora + espera)
            else:
                u.envios.enviado(envio["id"], huella)
        enviados += not error
        fallidos += bool(error)
    return enviados, fallidos


def _uno(
    buzon: Buzon, envio: Mapping[str, Any], hacer: Hacer, reloj: Reloj, enviar: Enviar
) -> tuple[str, str]:
    """(huella de lo enviado, por que no salio)."""
    try:
        adjunto = hacer(envio)
        enviar(buzon, escribir(buzon, envio, adjunto, reloj))
    except Exception as fallo:  # noqa: BLE001 (un informe que falla no para a los demas)
        _registro.exception("el informe %s no salio", envio["id"])
        return "", por_que_no_salio(fallo)
    return hashlib.sha256(adjunto.cuerpo).hexdigest(), ""


def escribir(buzon: Buzon, envio: Mapping[str, Any], a: Adjunto, reloj: Reloj) -> EmailMessage:
    """El mensaje entero. Su Message-ID es siempre el mismo: si se repite, se ve como uno."""
    mensaje = en_blanco(buzon, f"Informe: {a.titulo}", envio["destino"], f"informe-{envio['id']}", reloj)
    lineas = (
        f"Va adjunto el informe «{a.titulo}».",
        "",
        f"En la consola: {buzon.enlace}/informes/{envio['clase']}?desde={envio['desde']}&hasta={envio['hasta']}",
        "",
        "Sale solo al cerrar cada período; se cambia en la configuración, en [[informe]].",
    )
    mensaje.set_content("\n".join(lineas))
    principal, _, resto = a.tipo.partition(";")[0].partition("/")
    mensaje.add_attachment(a.cuerpo, maintype=principal, subtype=resto, filename=a.nombre)
    return mensaje
