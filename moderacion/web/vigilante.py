"""Quien vigila el servicio: un programa de esta misma maquina, o de otra con su testigo."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from moderacion.config import Web
from moderacion.config.web import es_bucle, es_de_aqui
from moderacion.errores import NoAutorizado
from moderacion.web.portador import testigo_de

_DE_PASO: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)
"""Las que pone quien trae la peticion de otro: con una sola, no se pidio en esta maquina."""


def es_vigilante(peticion: Request) -> bool:
    """Si se le cuenta lo de dentro: trae el testigo de `web.testigo_vigilante`, o pide desde esta misma maquina.

    Con `web.https` hay un proxy delante, que tambien llega desde aqui y puede no decir de parte de quien: entonces solo
    vale el testigo.
    """
    web: Web = peticion.app.state.servicio.config.web
    if web.testigo_vigilante is not None:
        traido = testigo_de(peticion.headers.get("authorization", "")).encode()
        if hmac.compare_digest(traido, web.testigo_vigilante.get_secret_value().encode()):
            return True
    return not web.https and _de_esta_maquina(peticion)


def exigir_vigilante(peticion: Request) -> None:
    """Lanza `NoAutorizado` si no lo es."""
    if not es_vigilante(peticion):
        raise NoAutorizado("esto se da a quien vigila: desde la misma máquina, o con su testigo")


def _de_esta_maquina(peticion: Request) -> bool:
    """Llega desde aqui y a aqui: a un navegador de esta maquina, una pagina ajena puede traerlo con su propio nombre de sitio."""
    if peticion.client is None or any(nombre in peticion.headers for nombre in _DE_PASO):
        return False
    try:
        sitio = urlsplit(f"//{peticion.headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    return es_bucle(peticion.client.host) and es_de_aqui(sitio)
