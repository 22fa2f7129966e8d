"""Como se dice en las paginas lo de avisar: cadenas, escaladas, canales, alarmas y simulacros."""

from collections.abc import Mapping
from typing import Final

SUCESOS_AVISOS: Final[Mapping[str, str]] = {
    "alarma:abierta": "El auditor encontró que algo de los avisos va mal",
    "alarma:pasada": "Se pasó una alarma del auditor",
    "cadena:al_alcance": "Una cadena de avisos vuelve a llegar a todos",
    "cadena:guardada": "Guardó una cadena de avisos",
    "cadena:quitada": "Quitó una cadena de avisos",
    "cadena:sin_alcance": "Una cadena de avisos ya no llega a alguien",
    "incidente:acusado": "Acusó recibo de un incidente: se dejó de avisar",
    "incidente:escalado": "Se avisó del siguiente escalón de un incidente",
    "incidente:noticia": "Dio noticia de un incidente que se sigue atendiendo",
    "incidente:recordado": "Se recordó un incidente que sigue sin cerrarse",
    "incidente:sin_noticia": "Nadie dio noticia de un incidente: se avisa otra vez",
    "rota:guardada": "Guardó un turno de guardia",
    "rota:quitada": "Quitó un turno de guardia",
    "simulacro:empezado": "Empezó un simulacro",
    "simulacro:terminado": "Terminó un simulacro",
}
OBJETOS_AVISOS: Final[Mapping[str, str]] = {
    "alarma": "/avisos",
    "cadena": "/avisos",
    "canal": "/avisos",
    "entrega": "/avisos",
    "rota": "/avisos",
    "simulacro": "/avisos",
}
CANALES: Final[Mapping[str, str]] = {
    "correo": "correo",
    "telegram": "Telegram",
    "sms": "SMS",
    "ntfy": "ntfy",
    "webhook": "webhook",
    "otro": "otro",
}
ENTREGAS: Final[Mapping[str, str]] = {
    "en_curso": "saliendo",
    "bien": "salió",
    "mal": "no salió",
    "sin_saber": "sin saber: se repitió",
}
CLASES_ENVIO: Final[Mapping[str, str]] = {
    "aviso": "aviso",
    "prueba": "prueba",
    "auditor": "alarma del auditor",
}


def canal(destino: str) -> str:
    """A quien va un aviso y por cual de sus canales: «jefa/1» es «jefa, canal 1»."""
    quien, barra, numero = destino.rpartition("/")
    return f"{quien}, canal {numero}" if barra and numero.isdecimal() else destino
