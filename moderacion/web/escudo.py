"""Lo que toda peticion atraviesa antes de llegar a una ruta, y toda respuesta al salir.

Mismo origen en lo que cambia algo, tope de octetos, cabeceras de seguridad tambien en los errores y ninguna traza
hacia fuera (fiabilidad.md, seccion 5, filas 3.5.1, 3.4.x y 5.2.3).
"""

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from moderacion.registrar import atado
from moderacion.web.fallos_api import es_api, sin_portador
from moderacion.web.portador import testigo_de

CUERPO_MAXIMO: Final = 1_000_000
"""Octetos de un cuerpo."""
_POLITICA: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src {}; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def politica_contenido(nonce: str = "") -> str:
    """Lo que el navegador deja hacer a una pagina. Solo corren los guiones que llevan su `nonce`; sin el, ninguno."""
    return _POLITICA.format(f"'nonce-{nonce}'" if nonce else "'none'")


CABECERAS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": politica_contenido(),
    "X-Content-Type-Options": "nosniff",
    # con «no-referrer» los navegadores mandan «Origin: null» en los formularios y no se sabria de donde vienen
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SOLO_HTTPS: Final = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
_INOCUOS: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_FORMULARIOS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
PETICION: Final = "X-Peticion"
"""La cabecera con el numero que lleva cada linea del registro escrita al atenderla."""
_NUMERADAS: Final = {
    "expedientes": "expediente", "incidentes": "incidente", "borradores": "borrador", "escritos": "escrito",
    "consultas": "consulta", "solicitudes": "solicitud", "bloqueos": "bloqueo",
}  # fmt: skip
_OBJETO: Final = re.compile(rf"(?:/api/v\d+)?/({'|'.join(_NUMERADAS)})/([0-9]{{1,18}})(?:/|\Z)")
_registro = logging.getLogger(__name__)

PaginaError = Callable[[HTTPStatus, str], Response]
"""(estado, frase) → pagina."""


class Escudo:
    """El envoltorio ASGI de la consola."""

    def __init__(
        self, app: ASGIApp, pagina_error: PaginaError, *, https: bool, error_api: PaginaError = sin_portador
    ) -> None:
        self._app = app
        self._pagina_error = pagina_error
        self._error_api = error_api
        self._cabeceras = dict(CABECERAS) | (_SOLO_HTTPS if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Atiende una peticion."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        numero = secrets.token_hex(8)
        salida = _Salida(send, self._cabeceras | {PETICION: numero})
        with atado(peticion=numero, **_de_que(scope["path"])):
            await self._atender(scope, receive, salida, numero)

    async def _atender(self, scope: Scope, receive: Receive, salida: "_Salida", numero: str) -> None:
        pagina_error = self._error_api if es_api(scope["path"]) else self._pagina_error
        try:
            rechazo = self._rechazar(scope, pagina_error)
            if rechazo is not None:
                await rechazo(scope, receive, salida)
                return
            await self._app(scope, _contar(receive, salida, lee=scope["method"] in _INOCUOS), salida)
        except Exception:
            # la ruta y no lo pedido: en unas va el testigo con que alguien entra sin cuenta
            ruta = getattr(scope.get("route"), "path", "(ninguna)")
            _registro.exception("fallo inesperado en %s %s", scope["method"], ruta)
            if salida.empezada:
                raise
            frase = (
                "Algo falló de este lado. Lo decidido antes está guardado; vuelva a intentarlo. Si vuelve a pasar, dé "
                f"este número a quien cuida el servicio: {numero}."
            )
            await pagina_error(HTTPStatus.INTERNAL_SERVER_ERROR, frase)(scope, receive, salida)

    def _rechazar(self, scope: Scope, pagina_error: PaginaError) -> Response | None:
        cabeceras = Headers(scope=scope)
        if _pasa_del_tope(cabeceras.get("content-length", "")):
            return pagina_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Lo enviado es demasiado grande.")
        if scope["method"] in _INOCUOS:
            return None
        # la API no mira galletas: quien manda un testigo no puede ser una página ajena con la sesión de alguien
        api = es_api(scope["path"])
        if not (testigo_de(cabeceras.get("authorization", "")) if api else mismo_origen(cabeceras)):
            frase = "La petición no salió de esta consola. Vuelva a la página y repítala desde ahí."
            return pagina_error(HTTPStatus.FORBIDDEN, frase)
        if not api and not cabeceras.get("content-type", _FORMULARIOS[0]).lower().startswith(_FORMULARIOS):
            # otra cosa se leeria como un formulario vacio, y lo que se quiso decir se perderia sin aviso
            return pagina_error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Se esperaba lo que manda un formulario.")
        return None


def _de_que(ruta: str) -> dict[str, int]:
    """De que cosa trata una direccion, para el registro."""
    m = _OBJETO.match(ruta)
    return {_NUMERADAS[m[1]]: int(m[2])} if m else {}


def _pasa_del_tope(largo: str) -> bool:
    """Si el largo anunciado es mayor que el tope. Uno que no es un numero lo dira la cuenta de octetos."""
    if not largo.isdecimal():
        return False
    cifras = largo.lstrip("0")
    # Python no convierte un numero de miles de cifras: lanza ValueError
    return len(cifras) > len(str(CUERPO_MAXIMO)) or int(cifras or "0") > CUERPO_MAXIMO


class _Salida:
    """El `send` con las cabeceras puestas; recuerda si la respuesta ya empezo."""

    def __init__(self, send: Send, cabeceras: Mapping[str, str]) -> None:
        self._send = send
        self._cabeceras = cabeceras
        self.empezada = False

    async def __call__(self, mensaje: Message) -> None:
        if mensaje["type"] == "http.response.start":
            self.empezada = True
            cabeceras = MutableHeaders(scope=mensaje)
            for nombre, valor in self._cabeceras.items():
                # la pagina que lleva guiones ya dijo su politica, con su nonce
                if nombre != "Content-Security-Policy" or nombre not in cabeceras:
                    cabeceras[nombre] = valor
            cabeceras.setdefault("Cache-Control", "no-store")
        await self._send(mensaje)


def mismo_origen(cabeceras: Headers) -> bool:
    """Si lo que pide cambiar algo salio de una pagina nuestra.

    Manda `Sec-Fetch-Site`, que una pagina ajena no puede falsear; sin el, o si vale `none`, hace falta que
    `Origin` sea el mismo sitio al que se pide. Sin ninguno de los dos se rechaza.
    """
    sitio = cabeceras.get("sec-fetch-site")
    if sitio == "same-origin":
        return True
    if sitio not in (None, "none"):
        return False
    try:
        origen = urlsplit(cabeceras.get("origin", "")).netloc
    except ValueError:
        return False
    return bool(origen) and origen.lower() == cabeceras.get("host", "").lower()


def _contar(receive: Receive, salida: _Salida, *, lee: bool) -> Receive:
    """El `receive` que cuenta octetos: un cuerpo sin `Content-Length` tampoco pasa del tope."""
    vistos = 0

    async def recibir() -> Message:
        nonlocal vistos
        mensaje = await receive()
        vistos += len(mensaje.get("body", b""))
        if vistos > CUERPO_MAXIMO:
            if lee or salida.empezada:
                # una lectura no espera cuerpo, y a media respuesta no cabe otra: no hay mas que cortar
                return {"type": "http.disconnect"}
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Lo enviado es demasiado grande.")
        return mensaje

    return recibir
