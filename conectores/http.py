"""El unico camino HTTP de los tres clientes: base configurable, limites de tiempo, cuotas y redaccion.

tweepy y facebook-sdk usan `requests`: se monta `AdaptadorRed` en su sesion. google-api-python-client pide un
objeto como `httplib2.Http`: `TransporteGoogle` lo imita sobre la misma clase de sesion. Asi los tres tienen
limite de conexion, de lectura y total (tweepy y facebook-sdk no traen ninguno: apis.md, seccion 4) y ninguno
repite por su cuenta una escritura.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httplib2
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError

from conectores.plazo import FONDOS, PLAZO
from conectores.secretos import redactar

_TROZO = 65_536
_TARDE = "la respuesta no termino dentro del limite total"


def _sin_secretos(registro: logging.LogRecord) -> bool:
    """Filtro de registro: urllib3 escribe en DEBUG la direccion entera, con el token que lleve."""
    registro.msg, registro.args = redactar(registro.getMessage()), ()
    return True


logging.getLogger("urllib3.connectionpool").addFilter(_sin_secretos)


def no_salio(error: BaseException) -> bool:
    """Si el fallo de `requests` ocurrio al conectar: la peticion no salio y no pudo aplicarse."""
    causa = error.args[0] if error.args else None
    return isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(
        getattr(causa, "reason", None), NewConnectionError
    )


@dataclass(frozen=True, slots=True)
class Limites:
    """Segundos para conectar, para cada lectura y en total; y octetos como maximo por respuesta."""

    conectar: float = 5.0
    leer: float = 15.0
    total: float = 30.0
    octetos: int = 20_000_000


class TiempoTotalAgotado(requests.exceptions.Timeout):
    """La respuesta llegaba, pero mas despacio que el limite total."""


class RespuestaDemasiadoGrande(requests.exceptions.ContentDecodingError):
    """La respuesta pasa del maximo de octetos."""


class AdaptadorRed(HTTPAdapter):
    """Adaptador de `requests` que cambia la base, pone limites y enseña cada respuesta a `al_responder`.

    La firma OAuth1 de tweepy se calcula antes de llegar aqui, sobre la direccion original, y se conserva.
    """

    def __init__(
        self,
        base: str | None = None,
        limites: Limites | None = None,
        al_responder: Callable[[requests.Response], None] | None = None,
    ) -> None:
        self._base = base.rstrip("/") if base else None
        self._limites = limites or Limites()
        self._al_responder = al_responder
        super().__init__(max_retries=0)

    def init_poolmanager(self, *posicionales: Any, **nombrados: Any) -> None:
        """Prepara el fondo de conexiones con las que respetan el plazo."""
        super().init_poolmanager(*posicionales, **nombrados)
        self.poolmanager.pool_classes_by_scheme = FONDOS

    def proxy_manager_for(self, proxy: str, **nombrados: Any) -> Any:
        """Lo mismo por un proxy. El fondo de SOCKS es suyo: cambiarlo se lo saltaria."""
        fondo = super().proxy_manager_for(proxy, **nombrados)
        if not proxy.lower().startswith("socks"):
            fondo.pool_classes_by_scheme = FONDOS
        return fondo

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Envia con limites. Lee el cuerpo aqui para que el limite total alcance al goteo lento.

        Lanza solo excepciones de `requests`; el total puede pasarse en lo que dura una lectura.
        """
        del stream, timeout
        if self._base and not (request.url or "").startswith(f"{self._base}/"):
            request.url = _rebasar(request.url or "", self._base)
        PLAZO.fin = time.monotonic() + self._limites.total
        try:
            respuesta = super().send(
                request,
                stream=True,
                timeout=(self._limites.conectar, self._limites.leer),
                verify=verify,
                cert=cert,
                proxies=proxies if self._base is None else None,
            )
        except requests.exceptions.ConnectionError as error:
            if time.monotonic() < PLAZO.fin or no_salio(error):
                raise
            raise TiempoTotalAgotado(_TARDE, request=request) from error
        respuesta._content = self._leer(respuesta)  # noqa: SLF001 (requests no ofrece otra via)
        if self._al_responder:
            self._al_responder(respuesta)
        return respuesta

    def _leer(self, respuesta: requests.Response) -> bytes:
        """El cuerpo entero, o falla si pasa del plazo o del maximo."""
        try:
            cuerpo = b"".join(self._trozos(respuesta))
        except requests.exceptions.RequestException:
            respuesta.close()
            raise
        except Exception as error:
            # urllib3 corta con sus propias clases; hacia arriba solo salen las de requests
            respuesta.close()
            raise requests.exceptions.ConnectionError(redactar(str(error))) from error
        respuesta.raw.release_conn()
        return cuerpo

    def _trozos(self, respuesta: requests.Response) -> Iterator[bytes]:
        """El cuerpo por trozos, ya sin comprimir, mirando el plazo y el maximo en cada uno."""
        largo = 0
        while True:
            if time.monotonic() > PLAZO.fin:
                raise TiempoTotalAgotado(_TARDE)
            trozo: bytes = respuesta.raw.read1(_TROZO, decode_content=True)
            if not trozo:
                return
            largo += len(trozo)
            if largo > self._limites.octetos:
                raise RespuestaDemasiadoGrande("la respuesta pasa del maximo de octetos")
            yield trozo


def _rebasar(url: str, base: str) -> str:
    """La misma ruta y consulta sobre otra base."""
    partes, nueva = urlsplit(url), urlsplit(base)
    return urlunsplit((nueva.scheme, nueva.netloc, nueva.path.rstrip("/") + partes.path, partes.query, ""))


def nueva_sesion(
    base: str | None,
    limites: Limites | None = None,
    al_responder: Callable[[requests.Response], None] | None = None,
) -> requests.Session:
    """Sesion de `requests` lista para un SDK. Con `base` no se lee el proxy del entorno."""
    sesion = requests.Session()
    equipar(sesion, base, limites, al_responder)
    return sesion


def equipar(
    sesion: requests.Session,
    base: str | None,
    limites: Limites | None = None,
    al_responder: Callable[[requests.Response], None] | None = None,
) -> None:
    """Monta el adaptador en una sesion que ya creo un SDK."""
    adaptador = AdaptadorRed(base, limites, al_responder)
    sesion.trust_env = base is None
    sesion.mount("https://", adaptador)
    sesion.mount("http://", adaptador)


class TransporteGoogle:
    """Lo que google-api-python-client espera de `httplib2.Http`, sobre `requests`.

    httplib2 no es seguro entre hilos (apis.md, seccion 4); esta clase si: cada peticion toma una sesion libre y la
    devuelve. Hay tantas como peticiones a la vez, y no una por hilo, que dejaba en cada hilo del servicio un enchufe que la
    red ya habia cerrado. No sigue redirecciones ni repite.
    """

    def __init__(
        self,
        base: str | None,
        limites: Limites | None = None,
        al_responder: Callable[[requests.Response], None] | None = None,
    ) -> None:
        self._libres: deque[requests.Session] = deque()
        self._hacer = partial(nueva_sesion, base, limites, al_responder)
        self.redirect_codes: frozenset[int] = frozenset()
        self.timeout = (limites or Limites()).leer

    @contextmanager
    def _sesion(self) -> Iterator[requests.Session]:
        """Una sesion que nadie mas usa mientras tanto: la ultima que quedo libre, o una nueva."""
        try:
            sesion = self._libres.pop()
        except IndexError:
            sesion = self._hacer()
        try:
            yield sesion
        finally:
            self._libres.append(sesion)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: Any = None,
        **_: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """Una peticion; devuelve la respuesta con la forma de httplib2 y su cuerpo."""
        del redirections, connection_type
        datos = body.encode() if isinstance(body, str) else body
        with self._sesion() as sesion:
            r = sesion.request(method, uri, data=datos, headers=dict(headers or {}), allow_redirects=False)
        cabeceras = {k.lower(): v for k, v in r.headers.items()} | {"status": str(r.status_code)}
        # requests ya descomprimio: anunciar otra vez la compresion haria fallar a quien lea
        cabeceras.pop("content-encoding", None)
        respuesta = httplib2.Response(cabeceras)
        respuesta.reason = r.reason or ""
        return respuesta, r.content

    def close(self) -> None:
        """Cierra las sesiones libres."""
        with suppress(IndexError):
            while True:
                self._libres.pop().close()
