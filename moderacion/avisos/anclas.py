"""Envia a quien audita las anclas de la bitacora. Todas las que se le deban, en un correo: con el servidor caido, se juntan."""

import logging
from collections.abc import Sequence
from email.message import EmailMessage

from moderacion.almacen import Almacen
from moderacion.avisos.correo import Buzon, Enviar, en_blanco, enviar_smtp, por_que_no_salio
from moderacion.bitacora.verificador import Ancla
from moderacion.reloj import Reloj

_registro = logging.getLogger(__name__)


def despachar_anclas(
    almacen: Almacen,
    buzon: Buzon,
    para: Sequence[str],
    publica: str,
    reloj: Reloj,
    enviar: Enviar = enviar_smtp,
) -> tuple[int, int]:
    """Un correo por direccion con lo que se le deba. `publica`: lo que va en «--publica». Devuelve (enviados, fallidos)."""
    enviados = fallidos = 0
    for direccion in para:
        with almacen.unidad() as u:
            tomadas = u.anclas.reclamar(direccion)
        if not tomadas:
            continue
        try:
            enviar(buzon, escribir(buzon, direccion, tomadas, publica, reloj))
            error = ""
        except Exception as fallo:  # noqa: BLE001 (una direccion que falla no para a las demas)
            _registro.exception("las anclas no salieron")
            error = por_que_no_salio(fallo)
        with almacen.unidad() as u:
            cuales = list(tomadas)
            if error:
                u.anclas.fallo(direccion, cuales, error)
            else:
                u.anclas.entregadas(direccion, cuales)
        enviados += not error
        fallidos += bool(error)
    return enviados, fallidos


def escribir(
    buzon: Buzon, direccion: str, anclas: dict[int, Ancla], publica: str, reloj: Reloj
) -> EmailMessage:
    """El mensaje. Su Message-ID sale de lo que lleva: si se repite, se ve como uno."""
    ultima = list(anclas.values())[-1]
    clave = f"anclas-{min(anclas)}-{max(anclas)}"
    mensaje = en_blanco(buzon, f"Anclas de la bitácora: hasta la fila {ultima.n}", direccion, clave, reloj)
    lineas = (
        "Guarde este correo: con él se prueba que nadie recortó ni rehízo la bitácora de Moderación.",
        "",
        f"La fila {ultima.n} tenía la huella {ultima.huella} el {ultima.fecha}.",
        f"Llave pública con que se comprueba; si hay varias, la primera es la de ahora: {publica}",
        "",
        "Van adjuntas, una por línea. Añádalas a su archivo y compruebe con ellas la bitácora cuando quiera:",
        "python verificador.py cadena.jsonl --anclas anclas.jsonl --publica " + publica,
    )
    mensaje.set_content("\n".join(lineas))
    cuerpo = "".join(f"{a.linea}\n" for a in anclas.values())
    mensaje.add_attachment(
        cuerpo.encode("ascii"), maintype="application", subtype="jsonl", filename="anclas.jsonl"
    )
    return mensaje
