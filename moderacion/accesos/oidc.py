"""Ingresar con la cuenta de la institución (OpenID Connect, código con PKCE). Sustituye a la clave, no al segundo factor.

Quien no está dado de alta aquí no entra: el proveedor dice quién es, y esta casa, qué puede. Lo que hace falta recordar
entre la ida y la vuelta viaja cifrado en una galleta de diez minutos, no en la base.
"""

import hmac
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from conectores.http import Limites, equipar, nueva_sesion
from moderacion.accesos.cofre import Cofre, LlaveAjena
from moderacion.config import Oidc
from moderacion.errores import NoAutorizado

VUELTA: Final = "/ingresar/oidc/vuelta"
DURA: Final = timedelta(minutes=10)
_LIMITES: Final = Limites(conectar=3, leer=5, total=10, octetos=1_000_000)
"""Lo que se espera al proveedor: tambien en total, porque uno que contesta a gotas llega siempre a tiempo y no acaba nunca."""
_DE_NUEVO: Final = timedelta(seconds=30)
"""Lo que se tarda en volver a preguntar a uno que no respondió."""
_A_LA_VEZ: Final = threading.BoundedSemaphore(4)
"""Cuantos esperan al proveedor a la vez: si va lento, no se queda con todos los hilos de la consola."""
_HOLGURA: Final = 60
"""Segundos de diferencia que se admiten entre su reloj y el de aquí."""
_FIRMAS: Final = ["RS256", "PS256", "ES256"]
"""Ninguna simétrica ni «none»."""
_FALTA: Final = (
    "el proveedor de identidad no responde como se espera: entre con su clave, o avise a administración"
)


@dataclass(frozen=True, slots=True)
class Ida:
    """A dónde mandar el navegador, y el sobre cifrado que tiene que traer de vuelta."""

    direccion: str = field(repr=False)
    sobre: str = field(repr=False)


class Proveedor:
    """El proveedor de identidad de la configuración."""

    def __init__(self, config: Oidc, cofre: Cofre) -> None:
        self._c, self._cofre = config, cofre
        self._sabido: dict[str, Any] = {}
        self._callado_hasta = datetime.min.replace(tzinfo=UTC)

    def _anuncio(self, ahora: datetime) -> dict[str, Any]:
        """Lo que el proveedor dice de sí, que se pregunta una vez; a uno que no respondió, no antes de medio minuto."""
        if not self._sabido:
            if ahora < self._callado_hasta:
                raise NoAutorizado(_FALTA)
            self._callado_hasta = ahora + _DE_NUEVO
            self._sabido = self._preguntar()
        return self._sabido

    def _preguntar(self) -> dict[str, Any]:
        """El anuncio (OpenID Connect Discovery 1.0). Su emisor tiene que ser el esperado."""
        anuncio = _pedir(f"{self._c.emisor.rstrip('/')}/.well-known/openid-configuration")
        sitio = self._c.emisor.partition("://")[0]
        direcciones = [anuncio.get(k, "") for k in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if anuncio.get("issuer") != self._c.emisor or not all(
            str(d).startswith(("https://", f"{sitio}://")) for d in direcciones
        ):
            raise NoAutorizado(_FALTA)
        return anuncio

    def _cliente(self) -> OAuth2Session:
        secreto = self._c.cliente_secreto.get_secret_value() if self._c.cliente_secreto else None
        sesion = OAuth2Session(
            self._c.cliente_id,
            secreto,
            scope="openid profile",
            redirect_uri=self._c.consola.rstrip("/") + VUELTA,
            code_challenge_method="S256",
        )
        equipar(sesion, None, _LIMITES)
        return sesion

    def ir(self, a: str, ahora: datetime) -> Ida:
        """Empieza un ingreso. `a`: a dónde se iba. Lanza `NoAutorizado` si el proveedor no responde."""
        guardado = {k: secrets.token_urlsafe(32) for k in ("state", "nonce")}
        guardado["code_verifier"] = secrets.token_urlsafe(64)
        with _turno():
            a_donde = self._anuncio(ahora)["authorization_endpoint"]
        direccion, _ = self._cliente().create_authorization_url(a_donde, **guardado)
        sobre = guardado | {"a": a, "hasta": (ahora + DURA).isoformat()}
        return Ida(direccion, self._cofre.cifrar(json.dumps(sobre)))

    def a_donde(self, sobre: str, ahora: datetime) -> str:
        """A dónde se iba, o vacío si el sobre no vale."""
        try:
            return self._abrir(sobre, ahora)["a"]
        except NoAutorizado:
            return ""

    def volver(self, sobre: str, dicho: Mapping[str, str], ahora: datetime) -> str:
        """El nombre de usuario de quien vuelve. `dicho`: lo que trae la dirección de vuelta.

        Lanza `NoAutorizado` si no es la vuelta de una ida de este navegador o lo que firma el proveedor no vale.
        """
        guardado = self._abrir(sobre, ahora)
        if not hmac.compare_digest(guardado["state"].encode(), dicho.get("state", "").encode()):
            raise NoAutorizado("este ingreso no empezó aquí: vuelva a intentarlo")
        # RFC 9207: otro proveedor no puede hacerse pasar por este
        if dicho.get("iss", self._c.emisor) != self._c.emisor or not dicho.get("code"):
            raise NoAutorizado("el proveedor de identidad no dejó entrar")
        with _turno():
            return self._nombre(self._cambiar(dicho["code"], guardado, ahora))

    def _cambiar(self, codigo: str, guardado: Mapping[str, str], ahora: datetime) -> Mapping[str, Any]:
        """Los reclamos que el proveedor da por el código."""
        try:
            ficha = self._cliente().fetch_token(
                self._anuncio(ahora)["token_endpoint"],
                code=codigo,
                code_verifier=guardado["code_verifier"],
                allow_redirects=False,
            )
            return self._leer(str(ficha.get("id_token", "")), guardado["nonce"], ahora)
        except (
            AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, TypeError, AttributeError
        ) as error:  # fmt: skip
            # lo que conteste es de fuera: un JSON de otra forma no es un fallo de esta casa
            raise NoAutorizado(_FALTA) from error

    def _nombre(self, reclamos: Mapping[str, Any]) -> str:
        """El nombre de usuario. Con arroba solo vale el del dominio dicho: «ana» de otro sitio es otra persona."""
        nombre, _, dominio = str(reclamos.get(self._c.reclamo) or "").partition("@")
        if dominio.lower() != self._c.dominio.lower():
            raise NoAutorizado("esa cuenta no es de la institución")
        return nombre

    def _abrir(self, sobre: str, ahora: datetime) -> dict[str, str]:
        try:
            guardado: dict[str, str] = json.loads(self._cofre.abrir(sobre))
        except LlaveAjena:
            raise NoAutorizado("este ingreso no empezó aquí: vuelva a intentarlo") from None
        if datetime.fromisoformat(guardado["hasta"]) <= ahora:
            raise NoAutorizado("el ingreso caducó: vuelva a intentarlo")
        return guardado

    def _leer(self, ficha: str, nonce: str, ahora: datetime) -> Mapping[str, Any]:
        """Los reclamos de un ID token bien firmado, para nosotros, de ahora y de esta ida (OIDC Core 1.0, 3.1.3.7)."""
        # las llaves se piden cada vez: el proveedor las cambia, y aqui se ingresa unas veces al dia
        llaves = KeySet.import_key_set(_pedir(self._anuncio(ahora)["jwks_uri"]))  # type: ignore[arg-type]
        leida = jwt.decode(ficha, llaves, algorithms=_FIRMAS)
        jwt.JWTClaimsRegistry(
            now=lambda: int(ahora.timestamp()),
            leeway=_HOLGURA,
            iss={"essential": True, "value": self._c.emisor},
            aud={"essential": True, "value": self._c.cliente_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(leida.claims)
        if leida.claims.get("azp", self._c.cliente_id) != self._c.cliente_id:
            raise ValueError("dado a otro cliente")
        return leida.claims


@contextmanager
def _turno() -> Iterator[None]:
    """Lanza `NoAutorizado` si ya hay demasiados esperando al proveedor."""
    if not _A_LA_VEZ.acquire(blocking=False):
        raise NoAutorizado(_FALTA)
    try:
        yield
    finally:
        _A_LA_VEZ.release()


def _pedir(direccion: str) -> dict[str, Any]:
    try:
        with nueva_sesion(None, _LIMITES) as sesion:
            r = sesion.get(direccion, allow_redirects=False)
        r.raise_for_status()
        leido = r.json()
    except (requests.RequestException, ValueError) as error:
        raise NoAutorizado(_FALTA) from error
    if not isinstance(leido, dict):
        raise NoAutorizado(_FALTA)
    return leido
