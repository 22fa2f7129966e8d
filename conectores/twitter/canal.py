"""El trato con tweepy: limites de tiempo, cuotas, y ninguna excepcion suya hacia fuera."""

import logging
import re
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import requests
import tweepy

from conectores.errores import ErrorConector, RedCaida, RespuestaIlegible, ResultadoDesconocido
from conectores.http import Limites, equipar, no_salio
from conectores.tipos import JSON, Cuota
from conectores.twitter.capacidades import CredencialTwitter
from conectores.twitter.fallos import de_respuesta, fecha_de_la_red, instante, por_el_reloj, sin_respuesta

# En DEBUG estas bibliotecas escriben cabeceras, tokens y firmas (apis.md, seccion 4): no se les deja.
for _nombre in ("tweepy", "oauthlib", "requests_oauthlib"):
    logging.getLogger(_nombre).setLevel(logging.INFO)

_NUMERO: Final = re.compile(r"(?<=[a-z])/\d+(?=/|$)")


class Canal:
    """Un cliente de tweepy con OAuth 1.0a de usuario, apto para varios hilos.

    `cliente` se usa solo dentro de lo que se pasa a `pedir` o `crear`: los dos lanzan unicamente la familia de
    `conectores.errores`. Se mira la respuesta cruda y no la excepcion de tweepy, porque tweepy se
    rompe el mismo con cuerpos raros (apis.md, seccion 4).
    """

    def __init__(self, credencial: CredencialTwitter, base: str | None, limites: Limites | None) -> None:
        self.cliente = tweepy.Client(
            consumer_key=credencial.consumidor,
            consumer_secret=credencial.consumidor_secreto,
            access_token=credencial.token,
            access_token_secret=credencial.token_secreto,
            return_type=dict,
            # con True, un 429 sin cabecera lo haria llamarse a si mismo sin fin (apis.md, seccion 4)
            wait_on_rate_limit=False,
        )
        # la API no redirige: seguir una redireccion convertiria un POST en GET o llevaria la firma a otro sitio
        self.cliente.session.max_redirects = 0
        self._hilo = threading.local()
        self._candado = threading.Lock()
        self._cuotas: dict[str, Cuota] = {}
        equipar(self.cliente.session, base, limites, self._al_responder)

    def pedir(self, hacer: Callable[[], Any]) -> JSON:
        """Una lectura, o una escritura que fija un estado y se puede repetir: el cuerpo JSON, o un error."""
        self._hilo.respuesta = None
        try:
            cuerpo = hacer()
        except Exception as error:  # tweepy deja salir lo que sea: aqui se acaba
            raise self._traducir(error) from error
        if not isinstance(cuerpo, dict):
            raise RespuestaIlegible("Twitter contestó algo que no es un objeto JSON", estado_http=self.estado)
        return cuerpo

    def crear(self, hacer: Callable[[], Any]) -> JSON:
        """Una escritura que no se puede repetir. Lanza ResultadoDesconocido si pudo haberse aplicado."""
        try:
            return self.pedir(hacer)
        except (RedCaida, RespuestaIlegible) as error:
            if error.__cause__ is not None and self.respuesta is None and no_salio(error.__cause__):
                raise
            raise ResultadoDesconocido(
                f"No se sabe si Twitter lo publicó: {error.mensaje}", estado_http=error.estado_http
            ) from error

    @property
    def respuesta(self) -> requests.Response | None:
        """La ultima respuesta entera que recibio este hilo, o None."""
        respuesta: requests.Response | None = getattr(self._hilo, "respuesta", None)
        return respuesta

    def cuotas(self) -> tuple[Cuota, ...]:
        """Lo ultimo que dijo cada ruta en `x-rate-limit-*`."""
        with self._candado:
            return tuple(self._cuotas.values())

    @property
    def estado(self) -> int | None:
        """El estado HTTP de esa respuesta."""
        return self.respuesta.status_code if self.respuesta is not None else None

    @property
    def ahora(self) -> datetime | None:
        """La hora de la red en la ultima respuesta que recibio este hilo; nunca la de esta maquina."""
        return fecha_de_la_red(self.respuesta.headers) if self.respuesta is not None else None

    def _traducir(self, error: Exception) -> ErrorConector:
        """El error propio de lo que acaba de pasar en este hilo."""
        respuesta = self.respuesta
        if respuesta is None:
            return sin_respuesta(error)
        if respuesta.status_code < 400:  # noqa: PLR2004 (estado HTTP)
            return RespuestaIlegible(
                "Twitter contestó algo que no se entiende", estado_http=respuesta.status_code
            )
        try:
            cuerpo: object = respuesta.json()
        except (ValueError, RecursionError):
            cuerpo = None
        fallo = de_respuesta(respuesta.status_code, cuerpo, respuesta.headers)
        return por_el_reloj(fallo, respuesta.request.headers.get("Authorization"), self.ahora)

    def _al_responder(self, respuesta: requests.Response) -> None:
        """Guarda la respuesta para este hilo y anota la cuota de su ruta."""
        self._hilo.respuesta = respuesta
        try:
            limite = int(respuesta.headers["x-rate-limit-limit"])
            quedan = int(respuesta.headers["x-rate-limit-remaining"])
        except (KeyError, ValueError):
            return
        if limite <= 0:
            return
        peticion = respuesta.request
        nombre = f"{peticion.method} {_NUMERO.sub('/:id', peticion.path_url.partition('?')[0])}"
        usado = min(max((limite - quedan) / limite, 0.0), 1.0)
        cuota = Cuota(nombre, usado, instante(respuesta.headers.get("x-rate-limit-reset")))
        with self._candado:
            self._cuotas[nombre] = cuota
