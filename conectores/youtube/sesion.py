"""La conexion con YouTube: credencial, cliente oficial, token de acceso y cuenta de la cuota.

Nunca se usa `num_retries`: el cliente repetiria tambien los POST (apis.md, seccion 4).
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final

import requests
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    LimiteExcedido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
)
from conectores.http import Limites, TransporteGoogle
from conectores.tipos import JSON, Cuota
from conectores.youtube.convertir import entero
from conectores.youtube.fallos import Uso, medianoche_pacifico, traducir

UNIDADES_DIA: Final = 10_000
"""Cuota diaria de un proyecto nuevo (apis.md, seccion 3)."""
_METODOS: Final = MappingProxyType(
    {
        "commentThreads.list": (Uso.LEER, 1),
        "comments.list": (Uso.LEER, 1),
        "channels.list": (Uso.LEER, 1),
        "playlistItems.list": (Uso.LEER, 1),
        "videos.list": (Uso.LEER, 1),
        "comments.setModerationStatus": (Uso.FIJAR, 50),
        "comments.insert": (Uso.CREAR, 50),
    }
)
"""Metodo de la API → que se arriesga al no saber como acabo, y unidades que gasta (apis.md, seccion 3)."""
_TOKENS: Final = "https://oauth2.googleapis.com"
_TOKEN_PASAJEROS: Final = frozenset({"internal_failure", "server_error", "temporarily_unavailable"})
_SEGUNDOS_TOPE: Final = 10**9
_ANO_TOPE: Final = 2200
"""Una cabecera `Date` mas alla es un disparate, y sumarle un dia podria desbordar."""


@dataclass(frozen=True, slots=True)
class CredencialYoutube:
    """Cliente OAuth y token de refresco. Lanza ValueError si falta alguno."""

    cliente_id: str
    cliente_secreto: str = field(repr=False)
    refresco: str = field(repr=False)

    def __post_init__(self) -> None:
        for clave in ("cliente_id", "cliente_secreto", "refresco"):
            if not getattr(self, clave):
                raise ValueError(f"a la credencial de YouTube le falta `{clave}`")


class Sesion:
    """El cliente oficial y lo que se sabe de su credencial y su cuota. Segura entre hilos."""

    def __init__(self, credencial: CredencialYoutube, base: str | None, limites: Limites | None) -> None:
        self._transporte = TransporteGoogle(base, limites, self._al_responder)
        self._acceso = Credentials(  # type: ignore[no-untyped-call] # google-auth no trae tipos aqui
            None,
            refresh_token=credencial.refresco,
            token_uri=f"{(base or _TOKENS).rstrip('/')}/token",
            client_id=credencial.cliente_id,
            client_secret=credencial.cliente_secreto,
        )
        # sin renovar solo ante un 401: aqui se distingue lo que salio de lo que no
        http = AuthorizedHttp(self._acceso, http=self._transporte, refresh_status_codes=())
        opciones = {"api_endpoint": base} if base else None
        servicio: Any = build(
            "youtube", "v3", http=http, static_discovery=True, cache_discovery=False, client_options=opciones
        )
        self._api = servicio
        self.ahora: datetime | None = None
        """La hora que dijo la red en su ultima respuesta (cabecera Date), nunca la de la maquina."""
        self.permisos: tuple[str, ...] = ()
        self.vence: datetime | None = None
        """Cuando muere el token de refresco, si Google lo dice (aplicacion en pruebas: 7 dias)."""
        self._candado_token = threading.Lock()
        self._candado_cuota = threading.Lock()
        self._gastado = 0
        self._renueva: datetime | None = None

    def pedir(self, nombre: str, **argumentos: Any) -> JSON:
        """Llama una sola vez a un metodo de la API y devuelve su objeto JSON ({} si es 204).

        Solo un 401, que asegura que no se aplico, la repite una vez con otro token de acceso. Lanza la
        familia de `conectores.errores`.
        """
        uso, costo = _METODOS[nombre]
        recurso, _, metodo = nombre.partition(".")
        try:
            peticion = getattr(getattr(self._api, recurso)(), metodo)(**argumentos)
        except (TypeError, ValueError) as error:
            raise PeticionInvalida(f"A YouTube no se le puede pedir eso ({type(error).__name__})") from error
        if not self._acceso.valid:
            self.renovar(self._acceso.token)
        usado = self._acceso.token
        try:
            return self._enviar(peticion, uso, costo)
        except CredencialInvalida as error:
            if error.estado_http != HTTPStatus.UNAUTHORIZED:
                raise
        self.renovar(usado)
        return self._enviar(peticion, uso, costo)

    def renovar(self, usado: str | None) -> None:
        """Pide un token de acceso, salvo que otro hilo ya haya cambiado el `usado`."""
        with self._candado_token:
            if self._acceso.token != usado:
                return
            try:
                self._acceso.refresh(self._pedir_token)  # type: ignore[no-untyped-call] # idem
            except Exception as error:
                # pedir un token no crea nada en la red: repetirlo es inocuo
                raise traducir(error, Uso.LEER, self.ahora) from error

    def comprobar_refresco(self) -> None:
        """Fuerza un token nuevo: es la unica prueba de que el de refresco sigue vivo. No gasta cuota."""
        self.renovar(self._acceso.token)

    def cuotas(self) -> tuple[Cuota, ...]:
        """Lo gastado hoy segun nuestra propia cuenta (la red no lo dice), de este proceso."""
        with self._candado_cuota:
            usado = min(1.0, self._gastado / UNIDADES_DIA)
            return (Cuota("unidades del día", usado, self._renueva),)

    def _enviar(self, peticion: Any, uso: Uso, costo: int) -> JSON:
        try:
            salida = _objeto(peticion.execute())
        except Exception as error:
            fallo = traducir(error, uso, self.ahora)
            self._gastar(costo, agotada=isinstance(fallo, CuotaAgotada))
            raise fallo from error
        self._gastar(costo)
        return salida

    def _gastar(self, costo: int, *, agotada: bool = False) -> None:
        """Apunta el costo en el dia de la red (medianoche del Pacifico); una peticion fallida tambien gasta."""
        with self._candado_cuota:
            ahora = self.ahora
            if ahora is not None and (self._renueva is None or ahora >= self._renueva):
                self._gastado, self._renueva = 0, medianoche_pacifico(ahora)
            self._gastado = max(UNIDADES_DIA, self._gastado) if agotada else self._gastado + costo

    def _al_responder(self, respuesta: requests.Response) -> None:
        """Apunta la hora de la red."""
        try:
            dicha = parsedate_to_datetime(respuesta.headers.get("date", ""))
            dicha = dicha.astimezone(UTC) if dicha.tzinfo else dicha.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError):
            return
        if dicha.year < _ANO_TOPE:
            self.ahora = dicha

    def _pedir_token(
        self, url: str, method: str = "GET", body: Any = None, headers: Any = None, **_: Any
    ) -> SimpleNamespace:
        """Lo que google-auth llama para hablar con el punto de tokens.

        Corta aqui los fallos del servidor: google-auth los repetiria con esperas dentro de una peticion.
        """
        respuesta, datos = self._transporte.request(url, method, body=body, headers=headers)
        estado = respuesta.status
        if estado == HTTPStatus.TOO_MANY_REQUESTS:
            raise LimiteExcedido("El punto de tokens de Google pide ir más despacio", estado_http=estado)
        if estado >= HTTPStatus.INTERNAL_SERVER_ERROR or estado == HTTPStatus.REQUEST_TIMEOUT:
            raise RedCaida(f"El punto de tokens de Google falló ({estado})", estado_http=estado)
        try:
            dicho = json.loads(datos)
        except (ValueError, RecursionError):
            dicho = None
        if not isinstance(dicho, dict):
            raise RespuestaIlegible("El punto de tokens de Google no contestó JSON", estado_http=estado)
        if dicho.get("error") in _TOKEN_PASAJEROS:
            raise RedCaida("El punto de tokens de Google falló", estado_http=estado, codigo=dicho["error"])
        if estado == HTTPStatus.OK:
            self._apuntar(dicho)
        return SimpleNamespace(status=estado, headers=dict(respuesta), data=datos)

    def _apuntar(self, dicho: JSON) -> None:
        """Lo que el punto de tokens dice de la credencial: permisos y, si caduca, cuando."""
        permisos, segundos = dicho.get("scope"), entero(dicho.get("refresh_token_expires_in"))
        self.permisos = tuple(permisos.split()) if isinstance(permisos, str) else ()
        if self.ahora is None or segundos is None:
            self.vence = None
        else:
            self.vence = self.ahora + timedelta(seconds=min(segundos, _SEGUNDOS_TOPE))


def _objeto(salida: Any) -> JSON:
    """La respuesta como objeto. Un metodo sin respuesta documentada da "" (204) u octetos (200)."""
    if isinstance(salida, bytes):
        salida = json.loads(salida or b"{}")
    if salida in ("", None):
        return {}
    if not isinstance(salida, dict):
        raise TypeError(f"se esperaba un objeto JSON y hay {type(salida).__name__}")
    if salida.get("error"):
        raise TypeError("el estado HTTP dice que sí y el cuerpo trae un error")
    return salida
