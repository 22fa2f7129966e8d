"""La puerta de la red Twitter simulada: credencial, limites de 15 minutos, saldo y forma de los errores.

Cuerpos y limites de apis.md, secciones 0 y 2. La firma OAuth 1.0a se comprueba de verdad (RFC 5849): es lo que
delata a un conector que cambie la peticion despues de firmarla.
"""

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from conectores.simulador.cuentas import (
    CONSUMIDOR_SECRETO_TWITTER,
    CONSUMIDOR_TWITTER,
    TOKEN_SECRETO_TWITTER,
    TOKEN_TWITTER,
)
from conectores.simulador.nucleo import JSON, Reloj, reloj_real

VENTANA: Final = timedelta(minutes=15)
_MARGEN_FIRMA: Final = 300
"""Segundos entre la hora de una firma y la de la red."""
_ANFITRIONES: Final = ("https://api.twitter.com", "https://api.x.com")
_TIPOS: Final = {"tweet": "https://api.twitter.com/2/problems/", "post": "https://api.x.com/2/problems/"}

LIMITES: Final[Mapping[str, int]] = {
    "GET /2/users/me": 75,
    "GET /2/users/:id": 900,
    "GET /2/users/by/username/:username": 900,
    "GET /2/users/:id/mentions": 300,
    "GET /2/users/:id/tweets": 900,
    "GET /2/tweets/search/recent": 300,
    "GET /2/tweets": 900,
    "GET /2/tweets/:id": 900,
    "POST /2/tweets": 100,
    "DELETE /2/tweets/:id": 50,
    "PUT /2/tweets/:id/hidden": 50,
    "GET /2/users/:id/muting": 15,
    "POST /2/users/:id/muting": 50,
    "DELETE /2/users/:id/muting/:id": 50,
    "GET /2/users/:id/blocking": 15,
    "POST /2/users/:id/blocking": 50,
    "DELETE /2/users/:id/blocking/:id": 50,
}


class Problema(Exception):
    """Una respuesta de error. `tipo` es el sufijo del tipo de problema, o vacio para `about:blank`."""

    def __init__(self, estado: int, titulo: str, detalle: str, tipo: str = "", **extra: Any) -> None:
        super().__init__(detalle)
        self.estado = estado
        self.tipo = tipo
        self.cuerpo: JSON = {"title": titulo, "detail": detalle, **extra}

    def json(self, vocabulario: str) -> JSON:
        """El cuerpo, con el tipo del anfitrion que toque."""
        tipo = _TIPOS[vocabulario] + self.tipo if self.tipo else "about:blank"
        return self.cuerpo | {"type": tipo} | ({"status": self.estado} if not self.tipo else {})


def invalida(parametro: str, valor: object, mensaje: str) -> Problema:
    """400 por un parametro."""
    return Problema(
        400,
        "Invalid Request",
        "One or more parameters to your request was invalid.",
        "invalid-request",
        errors=[{"parameters": {parametro: [str(valor)]}, "message": mensaje}],
    )


def prohibido(detalle: str) -> Problema:
    """403 sin tipo."""
    return Problema(403, "Forbidden", detalle)


def no_hallado(parametro: str, valor: str, clase: str = "tweet", estado: int = 404) -> Problema:
    """El recurso no existe: 404 en las acciones y error parcial en las lecturas."""
    return Problema(
        estado,
        "Not Found Error",
        f"Could not find {clase} with {parametro}: [{valor}].",
        "resource-not-found",
        value=valor,
        parameter=parametro,
        resource_id=valor,
        resource_type=clase,
    )


def respuesta_json(cuerpo: object, estado: int = 200, cabeceras: Mapping[str, str] | None = None) -> Response:
    """JSON en ASCII: un sustituto suelto en un texto no se podria enviar de otro modo."""
    clase = "application/json" if estado < 400 else "application/problem+json"  # noqa: PLR2004 (estado HTTP)
    return Response(json.dumps(cuerpo), estado, dict(cabeceras or {}), media_type=clase)


@dataclass(slots=True)
class Puerta:
    """Quien pasa y cuantas veces. El gobierno la cambia con `cambiar_cuenta`."""

    reloj: Reloj
    token_vivo: bool = True
    plan: str = "basico"
    saldo: float | None = None
    """Dolares; None: sin fin. Con 0 todo contesta 402."""
    tope_uso: int | None = None
    """Posts que se pueden leer este mes; None: sin fin."""
    leidos: int = 0
    vocabulario: str = "tweet"
    """`post`: contesta con los nombres nuevos aunque se pregunte con los de siempre (apis.md, seccion 0.5)."""
    mencion_implicita: bool = True
    """Si responder a un post nuestro basta como mencion para que podamos contestar (apis.md, seccion 0.3 [?])."""
    limites: dict[str, int] = field(default_factory=lambda: dict(LIMITES))
    ventanas: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    desfase: float = 0.0
    """Segundos que el reloj de las firmas va por delante del de la maquina."""
    usados: dict[str, int] = field(default_factory=dict)
    """`oauth_nonce` ya visto → hora de su firma."""

    def reiniciar(self) -> None:
        """Como recien abierta."""
        limpia = Puerta(self.reloj)
        for campo in fields(self):
            setattr(self, campo.name, getattr(limpia, campo.name))

    def identificar(self, request: Request) -> None:
        """Lanza 401 si la credencial no es la nuestra o fue revocada."""
        clase, _, resto = request.headers.get("authorization", "").partition(" ")
        buena = (clase.lower() == "bearer" and self._portador(resto)) or (
            clase.lower() == "oauth" and self._firmada(request, resto)
        )
        if not (self.token_vivo and buena):
            raise Problema(401, "Unauthorized", "Unauthorized")

    def hora_de_firmas(self) -> datetime:
        """La hora con la que se juzgan las firmas. No es `reloj`: el cliente firma con la hora de su maquina."""
        return reloj_real() + timedelta(seconds=self.desfase)

    def fecha_del_rechazo(self) -> dict[str, str]:
        """La cabecera `Date` de un 401, con la hora que se uso para juzgar la firma."""
        return {"date": format_datetime(self.hora_de_firmas(), usegmt=True)}

    def contar(self, etiqueta: str) -> tuple[dict[str, str], bool]:
        """Gasta una peticion: las cabeceras que la red pone siempre, y si quedaba alguna."""
        ahora, limite = self.reloj(), self.limites[etiqueta]
        inicio, usadas = self.ventanas.get(etiqueta, (ahora, 0))
        if ahora - inicio >= VENTANA:
            inicio, usadas = ahora, 0
        self.ventanas[etiqueta] = (inicio, min(usadas + 1, limite))
        cabeceras = {
            "x-rate-limit-limit": str(limite),
            "x-rate-limit-remaining": str(max(limite - usadas - 1, 0)),
            "x-rate-limit-reset": str(int((inicio + VENTANA).timestamp()) + 1),
            "x-access-level": "read-write",
        }
        return cabeceras, usadas < limite

    @staticmethod
    def exigir(*, queda: bool) -> None:
        """Lanza 429 si no quedaba ninguna."""
        if not queda:
            raise Problema(429, "Too Many Requests", "Too Many Requests")

    def cobrar(self, posts: int = 0) -> None:
        """Lanza 402 si no hay saldo, o el tope de uso si ya se leyo todo lo del mes."""
        if self.saldo is not None and self.saldo <= 0:
            detalle = "Your enrolled account does not have any credits to fulfill this request."
            raise Problema(402, "CreditsDepleted", detalle, "credits")
        if self.tope_uso is not None and self.leidos + posts > self.tope_uso:
            raise Problema(
                429, "UsageCapExceeded", "Usage cap exceeded: Monthly product cap", "usage-capped",
                period="Monthly", scope="Product",
            )  # fmt: skip
        self.leidos += posts

    def _portador(self, token: str) -> bool:
        """OAuth 2.0 de usuario: el mismo token hace de portador."""
        return hmac.compare_digest(token.strip().encode(), TOKEN_TWITTER.encode())

    def _firmada(self, request: Request, cabecera: str) -> bool:
        """OAuth 1.0a: claves conocidas y firma correcta sobre la direccion real de la red o sobre la de aqui."""
        partes = [p.strip().partition("=") for p in cabecera.split(",")]
        oauth = {unquote(k): unquote(v.strip('"')) for k, _, v in partes}
        firma = oauth.pop("oauth_signature", "")
        oauth.pop("realm", None)
        conocidas = (oauth.get("oauth_consumer_key"), oauth.get("oauth_token"))
        if (
            conocidas != (CONSUMIDOR_TWITTER, TOKEN_TWITTER)
            or oauth.get("oauth_signature_method") != "HMAC-SHA1"
        ):
            return False
        pares = [*oauth.items(), *parse_qsl(request.url.query, keep_blank_values=True)]
        propio = f"{request.url.scheme}://{request.url.netloc}"
        buena = any(
            hmac.compare_digest(firma, _firma(request.method, anfitrion + request.url.path, pares))
            for anfitrion in (*_ANFITRIONES, propio)
        )
        return buena and self._fresca(oauth.get("oauth_timestamp", ""), oauth.get("oauth_nonce", ""))

    def _fresca(self, hora: str, unico: str) -> bool:
        """Si la firma es de ahora y no se habia usado (RFC 5849 §3.3)."""
        ahora = int(self.hora_de_firmas().timestamp())
        if not hora.isdecimal() or abs(int(hora) - ahora) > _MARGEN_FIRMA or unico in self.usados:
            return False
        self.usados = {n: h for n, h in self.usados.items() if abs(h - ahora) <= _MARGEN_FIRMA}
        self.usados[unico] = int(hora)
        return True


def _firma(metodo: str, direccion: str, pares: list[tuple[str, str]]) -> str:
    """HMAC-SHA1 de la cadena base de RFC 5849 §3.4.1. El cuerpo JSON no entra."""
    parametros = "&".join(f"{k}={v}" for k, v in sorted((_cifrar(k), _cifrar(v)) for k, v in pares))
    base = "&".join((metodo.upper(), _cifrar(direccion), _cifrar(parametros)))
    clave = f"{_cifrar(CONSUMIDOR_SECRETO_TWITTER)}&{_cifrar(TOKEN_SECRETO_TWITTER)}"
    return base64.b64encode(hmac.digest(clave.encode(), base.encode(), "sha1")).decode()


def _cifrar(texto: str) -> str:
    return quote(texto, safe="~")
