"""Peticiones que se pueden repetir sin hacer dos veces lo mismo: cada una trae su clave y se atiende una vez.

La clave se guarda en la misma transacción que el efecto. Por eso no hay un estado «a medias»: si el proceso muere antes
de confirmar, no queda ni efecto ni clave y la petición se puede repetir; si muere después, quedan los dos y repetirla
devuelve lo que se habría contestado. Quien llega a la vez con la misma clave espera a que la primera confirme (en
SQLite, por el turno de escritura; en PostgreSQL, en la propia clave).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.clientes import FilaPeticion
from moderacion.errores import EntradaInvalida

__all__ = ["Almacen", "ClaveDeOtra", "Contestada", "Escritura", "recordar", "una_vez"]

SE_RECUERDA: Final = timedelta(hours=24)


class ClaveDeOtra(EntradaInvalida):
    """La clave ya se usó con una petición distinta."""


@dataclass(frozen=True, slots=True)
class Escritura:
    """Una petición que cambia algo. `huella`: de método, dirección y cuerpo. `actor`: la persona que decide."""

    cliente_id: int
    clave: str
    huella: str
    operacion: str
    objeto: str
    actor: str


@dataclass(frozen=True, slots=True)
class Contestada:
    """Lo que se contesta. `repetida`: ya se había contestado antes."""

    estado: int
    respuesta: Mapping[str, Any]
    repetida: bool


class _YaAtendida(Exception):
    """Otra petición con la misma clave confirmó mientras esta esperaba."""


class _Anotado(Almacen):
    """El mismo almacén, que en su primera transacción de escritura guarda además la clave y lo que se contesta."""

    def __init__(self, almacen: Almacen, anotar: Callable[[Unidad], None]) -> None:
        vars(self).update(vars(almacen))
        self._anotar: Callable[[Unidad], None] | None = anotar

    @contextmanager
    def unidad(self) -> Iterator[Unidad]:
        """Una transacción de escritura."""
        with super().unidad() as u:
            anotar, self._anotar = self._anotar, None
            if anotar:
                anotar(u)
            yield u


def una_vez(
    almacen: Almacen, e: Escritura, hacer: Callable[[Almacen], None], respuesta: Mapping[str, Any]
) -> Contestada:
    """Llama a `hacer` con un almacén que guarda la clave junto con el efecto; o devuelve lo que ya se contestó.

    `hacer` tiene que escribir en una sola transacción y `respuesta` es lo que se contesta si sale bien. Lanza lo que
    lance `hacer`, y entonces no queda ni efecto ni clave (quien llama puede recordar el rechazo con `recordar`);
    `ClaveDeOtra` si la clave es de una petición distinta.
    """
    previa = _previa(almacen, e)
    if previa:
        return previa

    def anotar(u: Unidad) -> None:
        p = FilaPeticion(e.huella, HTTPStatus.OK, respuesta, u.ahora + SE_RECUERDA)
        if not u.clientes.recordar(e.cliente_id, e.clave, p):
            raise _YaAtendida
        u.clientes.anotar(e.cliente_id, e.operacion, e.objeto, e.actor)

    try:
        hacer(_Anotado(almacen, anotar))
    except _YaAtendida:
        previa = _previa(almacen, e)
        if previa is None:
            raise
        return previa
    return Contestada(HTTPStatus.OK, respuesta, repetida=False)


def recordar(almacen: Almacen, e: Escritura, estado: int, respuesta: Mapping[str, Any]) -> Contestada:
    """Guarda un rechazo, para contestar lo mismo si se repite; o devuelve lo que otra contestó antes."""
    with almacen.unidad() as u:
        p = FilaPeticion(e.huella, estado, respuesta, u.ahora + SE_RECUERDA)
        nueva = u.clientes.recordar(e.cliente_id, e.clave, p)
    previa = None if nueva else _previa(almacen, e)
    return previa or Contestada(estado, respuesta, repetida=False)


def _previa(almacen: Almacen, e: Escritura) -> Contestada | None:
    with almacen.lectura() as u:
        p = u.clientes.peticion(e.cliente_id, e.clave)
    if p is None:
        return None
    if p.huella != e.huella:
        raise ClaveDeOtra("esa clave de idempotencia ya se usó con otra petición: use una nueva")
    return Contestada(p.estado, p.respuesta, repetida=True)
