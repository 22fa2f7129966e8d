"""Escribe a las areas por SMTP: la pregunta o el visto bueno que se les pide, el recordatorio y, si no contestan, hacia arriba.

Como los avisos: cada correo se reclama antes de enviarlo y, si no consta que salio, se envia otra vez. Cada envio lleva un
enlace recien hecho; de el solo queda la huella.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.correos import CorreoPorEnviar, DeQue
from moderacion.reloj import Reloj, en_local, espera_doblada

PLAZO: Final = timedelta(seconds=90)
"""Mas que lo que puede durar un envio: pasado esto, quien lo enviaba murio."""
_ESPERA: Final = 20
_BASE: Final = timedelta(seconds=30)
_TECHO: Final = timedelta(minutes=30)
_TANDA: Final = 50
_ASUNTO: Final = 150
_DEL_SERVIDOR: Final = (
    smtplib.SMTPConnectError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
)
_RAZONES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (smtplib.SMTPAuthenticationError, "el servidor de correo no acepta el usuario o la clave"),
    (smtplib.SMTPRecipientsRefused, "el servidor de correo no acepta esa dirección"),
    (smtplib.SMTPSenderRefused, "el servidor de correo no deja enviar desde la dirección del buzón"),
    (smtplib.SMTPDataError, "el servidor de correo no acepta el mensaje"),
    (smtplib.SMTPNotSupportedError, "al servidor de correo le falta algo que se le pide, como el cifrado"),
    (smtplib.SMTPException, "el servidor de correo no atiende"),
    (ssl.SSLError, "no se pudo cifrar la conexión con el servidor de correo"),
    (TimeoutError, "el servidor de correo no contesta a tiempo"),
    (OSError, "no se pudo llegar al servidor de correo"),
)
"""De lo mas propio a lo mas general: la primera que le toca."""
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
    clave: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Destino:
    """A quien se escribe por un area. `jefe` vacio: lo suyo (lo escalado, un visto bueno) va a la misma direccion."""

    nombre: str
    correo: str
    jefe: str = ""


Emitir = Callable[[Unidad, DeQue, str], str]
"""(unidad, de que trata, direccion) → testigo de un enlace nuevo."""
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
    """Envia lo pendiente. Devuelve (enviados, fallidos).

    Un correo que falla no para a los demas; un servidor que no atiende si: los demas esperarian lo mismo, uno tras otro.
    """
    enviados = fallidos = 0
    for _ in range(_TANDA):
        with almacen.unidad() as u:
            correo = u.correos.reclamar(u.ahora - PLAZO)
            if correo is None:
                break
            destino = destinos.get(correo.area)
            para = _para(correo, destino) if destino else ""
            testigo = emitir(u, correo.de_que, para) if para else ""
        error, de_todos = _uno(buzon, correo, destino, para, testigo, reloj, enviar)
        with almacen.unidad() as u:
            if error:
                espera = espera_doblada(_BASE, _TECHO, correo.intentos)
                u.correos.fallo(correo.id, error, u.ahora + espera)
            else:
                u.correos.enviado(correo.id)
        enviados += not error
        fallidos += bool(error)
        if de_todos:
            break
    return enviados, fallidos


def _para(c: CorreoPorEnviar, d: Destino) -> str:
    a_la_jefatura = c.tipo == "escalada" or c.escrito
    return d.jefe or d.correo if a_la_jefatura else d.correo


def _uno(
    buzon: Buzon,
    c: CorreoPorEnviar,
    destino: Destino | None,
    para: str,
    testigo: str,
    reloj: Reloj,
    enviar: Enviar,
) -> tuple[str, bool]:
    """(vacio si salio, y si no por que; si lo que fallo es el servidor y no este correo)."""
    if destino is None:
        return f"el área «{c.area}» ya no tiene dirección en la configuración", False
    try:
        enviar(buzon, escribir(buzon, c, destino, para, testigo, reloj))
    except Exception as fallo:  # noqa: BLE001 (un correo que falla no para a los demas)
        _registro.exception("el correo %s no salio", c.id)
        return por_que_no_salio(fallo), _del_servidor(fallo)
    return "", False


def por_que_no_salio(fallo: Exception) -> str:
    """Lo que paso al enviar un correo, sin lo que dijo el servidor: puede traer direcciones."""
    razon = next((dicha for clase, dicha in _RAZONES if isinstance(fallo, clase)), None)
    return razon or f"no se pudo enviar: fallo de este programa ({type(fallo).__name__})"


def _del_servidor(fallo: Exception) -> bool:
    """Si ningun otro correo saldria mejor: no se pudo conectar, saludar o entrar. Lo demas de `smtplib` es de cada correo."""
    if isinstance(fallo, smtplib.SMTPException):
        return isinstance(fallo, _DEL_SERVIDOR)
    return isinstance(fallo, OSError)


def escribir(
    buzon: Buzon, c: CorreoPorEnviar, destino: Destino, para: str, testigo: str, reloj: Reloj
) -> EmailMessage:
    """El mensaje entero. Su Message-ID es siempre el mismo: si se repite, se ve como uno."""
    clave = f"{c.de_que.objeto.replace('/', '-')}-{c.tipo}-{c.vuelta}"
    mensaje = en_blanco(buzon, _titulo(c), para, clave, reloj)
    lineas = _de_visto_bueno if c.escrito else _de_consulta
    mensaje.set_content("\n".join(lineas(buzon, c, destino, testigo)))
    return mensaje


def en_blanco(buzon: Buzon, asunto: str, para: str, clave: str, reloj: Reloj) -> EmailMessage:
    """Un mensaje sin cuerpo. `clave`: de que es, y con ella su Message-ID."""
    mensaje = EmailMessage()
    mensaje["Subject"] = asunto
    mensaje["From"] = buzon.de
    mensaje["To"] = para
    mensaje["Date"] = format_datetime(reloj.ahora())
    mensaje["Message-ID"] = f"<{clave}@{buzon.de.partition('@')[2]}>"
    mensaje["Auto-Submitted"] = "auto-generated"
    return mensaje


def _titulo(c: CorreoPorEnviar) -> str:
    if c.escrito:
        recuerdo = "Recordatorio: se" if c.tipo == "recordatorio" else "Se"
        return f"{recuerdo} pide su visto bueno para {_que(c)}"
    titulos = {
        "pregunta": "Consulta",
        "recordatorio": "Recordatorio de la consulta",
        "escalada": "SIN RESPUESTA: consulta",
    }
    return f"{titulos[c.tipo]} {c.numero}: {_en_linea(c.asunto)}"


def _en_linea(asunto: str) -> str:
    return " ".join(asunto.split())[:_ASUNTO]


def _que(c: CorreoPorEnviar) -> str:
    """Lo que se pide aprobar."""
    if c.numero:
        return f"el comunicado {c.numero}: {_en_linea(c.asunto)}"
    return "una respuesta a la ciudadanía" if c.escrito == "respuesta" else "una publicación"


def _plazo(c: CorreoPorEnviar) -> str:
    return f"{en_local(c.plazo):%d/%m/%Y a las %H:%M}" if c.plazo else "cuanto antes"


def _de_visto_bueno(buzon: Buzon, c: CorreoPorEnviar, destino: Destino, testigo: str) -> list[str]:
    return [
        f"Comunicaciones pide el visto bueno de {destino.nombre} antes de publicar {_que(c)}.",
        "",
        "Para leer exactamente lo que se publicaría, y aprobarlo o rechazarlo, abra este enlace:",
        f"{buzon.enlace}/visto/{testigo}",
        "",
        f"Vale hasta el {_plazo(c)} (hora de El Salvador) y sirve una sola vez. Abrirlo no aprueba nada.",
        "Quien lo tenga puede aprobar en nombre de su área: no lo reenvíe.",
        "Si el texto cambia después, este enlace ya no lo aprueba y se le pedirá otra vez.",
    ]


def _de_consulta(buzon: Buzon, c: CorreoPorEnviar, destino: Destino, testigo: str) -> list[str]:
    cabezas = {
        "pregunta": f"Comunicaciones pregunta a {destino.nombre} para poder responder a la ciudadanía.",
        "recordatorio": f"{destino.nombre} aún no ha contestado esta consulta.",
        "escalada": f"{destino.nombre} no contestó esta consulta a tiempo: se le hace saber a usted.",
    }
    return [
        cabezas[c.tipo],
        "",
        f"Asunto: {c.asunto}",
        f"Se espera respuesta para: {_plazo(c)} (hora de El Salvador)",
        "",
        c.pregunta,
        "",
        "Para contestar, abra este enlace y envíe el formulario (sirve una sola vez):",
        f"{buzon.enlace}/area/{testigo}",
        "",
        "Su respuesta se usará para responder en público hasta la fecha que usted indique.",
    ]
