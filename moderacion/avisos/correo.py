"""Escribe a las areas por SMTP: la pregunta con su enlace, el recordatorio y, si no contestan, a quien este por encima.

Como los avisos: cada correo se reclama antes de enviarlo y, si no consta que salio, se envia otra vez. Cada envio lleva un
enlace recien hecho; de el solo queda la huella.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.correos import CorreoPorEnviar
from moderacion.reloj import Reloj, en_local, espera_doblada

PLAZO: Final = timedelta(seconds=90)
"""Mas que lo que puede durar un envio: pasado esto, quien lo enviaba murio."""
_ESPERA: Final = 20
_BASE: Final = timedelta(seconds=30)
_TECHO: Final = timedelta(minutes=30)
_TANDA: Final = 50
_ASUNTO: Final = 150
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Buzon:
    """Por donde se escribe. `enlace`: la direccion publica de la consola."""

    servidor: str
    puerto: int
    de: str
    enlace: str
    seguridad: str = "starttls"
    usuario: str = ""
    clave: str = ""


@dataclass(frozen=True, slots=True)
class Destino:
    """A quien se escribe por un area. `jefe` vacio: lo escalado va a la misma direccion."""

    nombre: str
    correo: str
    jefe: str = ""


Emitir = Callable[[Unidad, int, str], str]
"""(unidad, consulta, direccion) → testigo de un enlace nuevo."""
Enviar = Callable[[Buzon, EmailMessage], None]


def enviar_smtp(buzon: Buzon, mensaje: EmailMessage) -> None:
    """Un mensaje. Lanza lo de `smtplib` u `OSError`."""
    tls = ssl.create_default_context()
    donde = (buzon.servidor, buzon.puerto)
    cifrado = buzon.seguridad == "tls"
    conexion = (
        smtplib.SMTP_SSL(*donde, timeout=_ESPERA, context=tls)
        if cifrado
        else smtplib.SMTP(*donde, timeout=_ESPERA)
    )
    with conexion as s:
        if buzon.seguridad == "starttls":
            s.starttls(context=tls)
        if buzon.usuario:
            s.login(buzon.usuario, buzon.clave)
        s.send_message(mensaje)


def despachar_correos(
    almacen: Almacen,
    buzon: Buzon,
    destinos: Mapping[str, Destino],
    emitir: Emitir,
    reloj: Reloj,
    enviar: Enviar = enviar_smtp,
) -> tuple[int, int]:
    """Envia lo pendiente. Devuelve (enviados, fallidos). Un correo que falla no para a los demas."""
    enviados = fallidos = 0
    for _ in range(_TANDA):
        with almacen.unidad() as u:
            correo = u.correos.reclamar(u.ahora - PLAZO)
            if correo is None:
                break
            destino = destinos.get(correo.area)
            para = _para(correo, destino) if destino else ""
            testigo = emitir(u, correo.consulta_id, para) if para else ""
        error = _uno(buzon, correo, destino, para, testigo, reloj, enviar)
        with almacen.unidad() as u:
            if error:
                espera = espera_doblada(_BASE, _TECHO, correo.intentos)
                u.correos.fallo(correo.id, error, u.ahora + espera)
            else:
                u.correos.enviado(correo.id)
        enviados += not error
        fallidos += bool(error)
    return enviados, fallidos


def _para(c: CorreoPorEnviar, d: Destino) -> str:
    return d.jefe or d.correo if c.tipo == "escalada" else d.correo


def _uno(
    buzon: Buzon,
    c: CorreoPorEnviar,
    destino: Destino | None,
    para: str,
    testigo: str,
    reloj: Reloj,
    enviar: Enviar,
) -> str:
    """Vacio si salio; si no, por que."""
    if destino is None:
        return f"el área «{c.area}» ya no tiene dirección en la configuración"
    try:
        enviar(buzon, escribir(buzon, c, destino, para, testigo, reloj))
    except Exception as fallo:  # noqa: BLE001 (un correo que falla no para a los demas)
        _registro.exception("el correo %s no salio", c.id)
        return f"no se pudo enviar: {type(fallo).__name__}"
    return ""


def escribir(
    buzon: Buzon, c: CorreoPorEnviar, destino: Destino, para: str, testigo: str, reloj: Reloj
) -> EmailMessage:
    """El mensaje entero. Su Message-ID es siempre el mismo: si se repite, se ve como uno."""
    titulos = {
        "pregunta": "Consulta",
        "recordatorio": "Recordatorio de la consulta",
        "escalada": "SIN RESPUESTA: consulta",
    }
    mensaje = EmailMessage()
    asunto = " ".join(c.asunto.split())[:_ASUNTO]
    mensaje["Subject"] = f"{titulos[c.tipo]} {c.numero}: {asunto}"
    mensaje["From"] = buzon.de
    mensaje["To"] = para
    mensaje["Date"] = format_datetime(reloj.ahora())
    dominio = buzon.de.partition("@")[2]
    mensaje["Message-ID"] = f"<consulta-{c.consulta_id}-{c.tipo}-{c.vuelta}@{dominio}>"
    mensaje["Auto-Submitted"] = "auto-generated"
    mensaje.set_content("\n".join(_lineas(buzon, c, destino, testigo)))
    return mensaje


def _lineas(buzon: Buzon, c: CorreoPorEnviar, destino: Destino, testigo: str) -> list[str]:
    plazo = f"{en_local(c.plazo):%d/%m/%Y a las %H:%M}" if c.plazo else "cuanto antes"
    cabezas = {
        "pregunta": f"Comunicaciones pregunta a {destino.nombre} para poder responder a la ciudadanía.",
        "recordatorio": f"{destino.nombre} aún no ha contestado esta consulta.",
        "escalada": f"{destino.nombre} no contestó esta consulta a tiempo: se le hace saber a usted.",
    }
    return [
        cabezas[c.tipo],
        "",
        f"Asunto: {c.asunto}",
        f"Se espera respuesta para: {plazo} (hora de El Salvador)",
        "",
        c.pregunta,
        "",
        "Para contestar, abra este enlace y envíe el formulario (sirve una sola vez):",
        f"{buzon.enlace}/area/{testigo}",
        "",
        "Su respuesta se usará para responder en público hasta la fecha que usted indique.",
    ]
