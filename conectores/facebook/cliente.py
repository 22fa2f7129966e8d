"""facebook-sdk puesto al dia: Graph v26.0, limites de tiempo, prueba del secreto, cuotas y errores propios.

Trampas del SDK 3.1.0 que se tapan aqui (apis.md, seccion 4): solo admite versiones hasta 3.1, no limita la
espera, pierde el estado HTTP y las cabeceras, escribe el token en el texto de sus errores y deja salir
`KeyError`, `ValueError` y las excepciones de `requests`.
"""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, quote_plus

import facebook
import requests

from conectores.errores import (
    ErrorConector,
    LimiteExcedido,
    NoPermitido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.facebook.fallos import clasificar, entero, por_estado
from conectores.http import Limites, RespuestaDemasiadoGrande, no_salio, nueva_sesion
from conectores.secretos import redactar
from conectores.tipos import JSON, Cuota

VERSION: Final = "v26.0"
_CABECERAS_USO: Final = {
    "X-Business-Use-Case-Usage": "negocio",
    "X-App-Usage": "aplicación",
    "X-Page-Usage": "página",
}
"""Cabecera y nombre de su cuota cuando la fila no dice `type`."""
_ERROR_CLIENTE: Final = 400


class SinConexion(RedCaida):
    """No se pudo conectar: la peticion no llego a salir, asi que no pudo aplicarse."""


@dataclass(frozen=True, slots=True)
class _Recibida:
    """De la ultima respuesta: lo que el SDK tira."""

    estado: int
    hasta: datetime | None


class ClienteGraph:
    """Una sesion de Graph para un token. Se puede usar desde varios hilos. Solo lanza `conectores.errores`.

    `callar` son otros secretos que la red podria repetir en sus mensajes.
    """

    def __init__(
        self,
        token: str,
        secreto: str,
        base: str | None = None,
        limites: Limites | None = None,
        callar: tuple[str, ...] = (),
    ) -> None:
        self._secretos = sorted({token, secreto, *callar}, key=len, reverse=True)
        self._hilo = threading.local()
        self._cuotas: dict[str, Cuota] = {}
        self.fecha_red: datetime | None = None
        """La ultima `Date` que dijo la red (UTC), o None."""
        sesion = nueva_sesion(base, limites, self._al_responder)
        # una redireccion llevaria el token, que va en la direccion, a donde diga la respuesta
        sesion.max_redirects = 0
        prueba = hmac.new(secreto.encode(), token.encode(), hashlib.sha256).hexdigest()
        sesion.params = {"appsecret_proof": prueba}
        self._grafo = facebook.GraphAPI(access_token=token, session=sesion)
        self._grafo.version = VERSION

    @property
    def cuotas(self) -> tuple[Cuota, ...]:
        """Lo ultimo que dijeron las cabeceras de uso."""
        return tuple(self._cuotas.copy().values())

    # --- las tres clases de llamada ---

    def leer(self, ruta: str, **argumentos: Any) -> JSON:
        """GET. Lanza ErrorConector."""
        return self._pedir("GET", ruta, argumentos)

    def fijar(self, metodo: str, ruta: str, *, exito: str = "success", **argumentos: Any) -> JSON:
        """POST o DELETE que deja un estado y puede repetirse. `exito`: clave que debe venir en true.

        Admite `true` a secas y `{"success": true}` (apis.md, seccion 6, fila 19). Lanza NoPermitido si la red
        dice que no lo hizo, RespuestaIlegible si no lo dice, y el resto de ErrorConector.
        """
        salida = self._pedir(metodo, ruta, argumentos)
        dicho = salida.get("success", salida.get(exito))
        if dicho is False:
            raise NoPermitido("Facebook contestó que no lo hizo")
        if dicho not in (True, "true"):
            raise RespuestaIlegible("Facebook no confirmó la acción")
        return salida

    def crear(self, ruta: str, **argumentos: Any) -> JSON:
        """POST que crea algo y no puede repetirse: la salida trae `id`.

        Lanza ResultadoDesconocido si la peticion salio y no consta que no se aplicara.
        """
        try:
            salida = self._pedir("POST", ruta, argumentos)
        except (LimiteExcedido, SinConexion):
            raise
        except Transitorio as error:
            raise ResultadoDesconocido(
                f"No se sabe si se publicó: {error.mensaje}",
                estado_http=error.estado_http,
                codigo=error.codigo,
                subcodigo=error.subcodigo,
            ) from error
        if not isinstance(salida.get("id"), str | int) or not salida["id"]:
            raise ResultadoDesconocido("No se sabe si se publicó: Facebook no dijo con qué id")
        return salida

    # --- por dentro ---

    def _pedir(self, metodo: str, ruta: str, argumentos: dict[str, Any]) -> JSON:
        """Una llamada del SDK, con su respuesta comprobada."""
        self._hilo.recibida = None
        salida: Any = None
        fallo: ErrorConector | None = None
        camino = f"{VERSION}/{ruta}"
        try:
            if metodo == "POST":
                salida = self._grafo.request(camino, post_args=dict(argumentos), method="POST")
            else:
                salida = self._grafo.request(camino, args=dict(argumentos), method=metodo)
        except Exception as error:  # noqa: BLE001 (el SDK deja salir de todo; nada suyo pasa de este archivo)
            fallo = self._traducir(error)
        if fallo is None:
            fallo = self._revisar(salida)
        if fallo is not None:
            # fuera del except: la excepcion del SDK lleva el token en su texto y no debe ir encadenada
            raise fallo
        return {"success": True} if salida is True else dict(salida)

    def _revisar(self, salida: Any) -> ErrorConector | None:
        """Lo que el SDK da por bueno y no lo es: 4xx y 5xx sin `error`, listas, `error` vacio."""
        recibida: _Recibida | None = self._hilo.recibida
        estado = recibida.estado if recibida else 0
        if estado >= _ERROR_CLIENTE:
            return por_estado(estado, recibida.hasta if recibida else None)
        if salida is True or (isinstance(salida, dict) and "error" not in salida):
            return None
        return RespuestaIlegible("Facebook contestó algo que no es un objeto", estado_http=estado)

    def _traducir(self, error: Exception) -> ErrorConector:
        """La excepcion del SDK o de `requests` como ErrorConector, sin secretos."""
        recibida: _Recibida | None = self._hilo.recibida
        if isinstance(error, facebook.GraphAPIError) and recibida:
            cuerpo = error.result.get("error") if isinstance(error.result, dict) else None
            if isinstance(cuerpo, dict):
                limpio = {**cuerpo, "message": self._limpiar(str(cuerpo.get("message") or ""))}
                return clasificar(limpio, recibida.estado, recibida.hasta)
        if recibida:
            return por_estado(recibida.estado, recibida.hasta)
        return self._sin_respuesta(error)

    def _sin_respuesta(self, error: Exception) -> ErrorConector:
        """El fallo de una peticion que no tuvo respuesta entera."""
        if no_salio(error):
            return SinConexion("No se pudo conectar con Facebook")
        if isinstance(error, RespuestaDemasiadoGrande):
            return RespuestaIlegible("Facebook contestó más de lo que se admite")
        if isinstance(error, requests.exceptions.Timeout):
            return RedCaida("Facebook no contestó a tiempo")
        if isinstance(error, ValueError):
            return PeticionInvalida(self._limpiar(f"No se pudo formar la petición: {error}"))
        return RedCaida(self._limpiar(f"Se cortó la conexión con Facebook: {error}"))

    def _limpiar(self, texto: str) -> str:
        """`texto` sin tokens: la red los repite a veces dentro de sus mensajes («Malformed access token …»)."""
        for secreto in filter(None, self._secretos):
            for forma in (secreto, quote(secreto), quote_plus(secreto)):
                texto = texto.replace(forma, "[oculto]")
        return redactar(texto)

    def _al_responder(self, respuesta: requests.Response) -> None:
        """Guarda lo que el SDK tira: estado, hora de la red y uso de la cuota."""
        fecha = _fecha_http(respuesta.headers.get("Date"))
        if fecha is not None:
            self.fecha_red = fecha
        minutos = 0
        for cabecera, por_defecto in _CABECERAS_USO.items():
            for fila in _filas_uso(respuesta.headers.get(cabecera)):
                nombre = str(fila.get("type", por_defecto))
                espera = entero(fila.get("estimated_time_to_regain_access")) or 0
                minutos = max(minutos, espera)
                self._cuotas[nombre] = Cuota(nombre, _usado(fila), _tras(fecha, espera))
        self._hilo.recibida = _Recibida(respuesta.status_code, _tras(fecha, minutos))


def _tras(fecha: datetime | None, minutos: int) -> datetime | None:
    """`fecha` mas `minutos`; None si no hay espera o no se sabe la hora de la red."""
    if fecha is None or minutos <= 0:
        return None
    try:
        return fecha + timedelta(minutes=minutos)
    except OverflowError:
        return None


def _fecha_http(texto: str | None) -> datetime | None:
    """La cabecera `Date` en UTC, o None si falta o no se entiende."""
    try:
        fecha = parsedate_to_datetime(texto or "")
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return fecha.astimezone(UTC) if fecha.tzinfo else fecha.replace(tzinfo=UTC)


def _filas_uso(texto: str | None) -> Iterator[JSON]:
    """Las filas de una cabecera de uso, en sus dos formas: `{id: [filas]}` y una fila suelta."""
    try:
        leido = json.loads(texto or "")
    except ValueError:
        return
    if not isinstance(leido, dict):
        return
    if "call_count" in leido:
        yield leido
        return
    for filas in leido.values():
        yield from (f for f in (filas if isinstance(filas, list) else []) if isinstance(f, dict))


def _usado(fila: JSON) -> float:
    """El mayor de los porcentajes de la fila, de 0 a 1."""
    porcentajes = [entero(fila.get(c)) or 0 for c in ("call_count", "total_cputime", "total_time")]
    return min(1.0, max(0, *porcentajes) / 100)
