"""El unico camino HTTP de los tres clientes: base configurable, limites de tiempo, cuotas y redaccion.

tweepy y facebook-sdk usan `requests`: se monta `AdaptadorRed` en su sesion. google-api-python-client pide un
objeto como `httplib2.Http`: `TransporteGoogle` lo imita sobre la misma clase de sesion. Asi los tres tienen
limite de conexion, de lectura y total (tweepy y facebook-sdk no traen ninguno: apis.md, seccion 4) y ninguno
repite por su cuenta una escritura.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httplib2
import requests
from requests.adapters import HTTPAdapter

_SECRETOS = re.compile(
    r"((?:access_token|input_token|appsecret_proof|client_secret|refresh_token|key)=)[^&\s\"'<>)]+"
    r"|(\b(?:Bearer|OAuth)\s+)[^\s\"']+",
    re.IGNORECASE,
)
_TROZO = 65_536


def redactar(texto: str) -> str:
    """Quita tokens y claves de un texto destinado a registros o errores."""
    return _SECRETOS.sub(lambda m: (m.group(1) or m.group(2)) + "[oculto]", texto)


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

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Envia con limites. Lee el cuerpo aqui para que el limite total alcance al goteo lento."""
        del stream, timeout
        if self._base:
            request.url = _rebasar(request.url or "", self._base)
        plazo = time.monotonic() + self._limites.total
        respuesta = super().send(
            request,
            stream=True,
            timeout=(self._limites.conectar, self._limites.leer),
            verify=verify,
            cert=cert,
            proxies=proxies if self._base is None else None,
        )
        respuesta._content = self._leer(respuesta, plazo)  # noqa: SLF001 (requests no ofrece otra via)
        if self._al_responder:
            self._al_responder(respuesta)
        return respuesta

    def _leer(self, respuesta: requests.Response, plazo: float) -> bytes:
        """El cuerpo entero, o falla si pasa del plazo o del maximo."""
        trozos: list[bytes] = []
        largo = 0
        try:
            while trozo := respuesta.raw.read1(_TROZO, decode_content=True):
                trozos.append(trozo)
                largo += len(trozo)
                if largo > self._limites.octetos:
                    raise RespuestaDemasiadoGrande("la respuesta pasa del maximo de octetos")
                if time.monotonic() > plazo:
                    raise TiempoTotalAgotado("la respuesta no termino dentro del limite total")
        except requests.exceptions.RequestException:
            respuesta.close()
            raise
        except Exception as error:
            # urllib3 corta con sus propias clases; hacia arriba solo salen las de requests
            respuesta.close()
            raise requests.exceptions.ConnectionError(redactar(str(error))) from error
        respuesta.raw.release_conn()
        return b"".join(trozos)


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
    """Lo que google-api-python-client espera de `httplib2.Http`, sobre `requests`, una sesion por hilo.

    httplib2 no es seguro entre hilos (apis.md, seccion 4); esta clase si. No sigue redirecciones ni repite.
    """

    def __init__(
        self,
        base: str | None,
        limites: Limites | None = None,
        al_responder: Callable[[requests.Response], None] | None = None,
    ) -> None:
        self._hilo = threading.local()
        self._hacer = lambda: nueva_sesion(base, limites, al_responder)
        self.redirect_codes: frozenset[int] = frozenset()
        self.timeout = (limites or Limites()).leer

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
        sesion: requests.Session | None = getattr(self._hilo, "sesion", None)
        if sesion is None:
            sesion = self._hilo.sesion = self._hacer()
        r = sesion.request(method, uri, data=body, headers=dict(headers or {}), allow_redirects=False)
        cabeceras = {k.lower(): v for k, v in r.headers.items()} | {"status": str(r.status_code)}
        # requests ya descomprimio: anunciar otra vez la compresion haria fallar a quien lea
        cabeceras.pop("content-encoding", None)
        respuesta = httplib2.Response(cabeceras)
        respuesta.status = r.status_code
        respuesta.reason = r.reason or ""
        return respuesta, r.content

    def close(self) -> None:
        """Cierra la sesion del hilo que llama."""
        sesion = getattr(self._hilo, "sesion", None)
        if sesion is not None:
            sesion.close()
