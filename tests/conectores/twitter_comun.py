"""Lo que comparten las pruebas de Twitter: un conector sobre su red simulada y unas pocas ayudas."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from conectores.http import Limites
from conectores.simulador.cuentas import (
    CONSUMIDOR_SECRETO_TWITTER,
    CONSUMIDOR_TWITTER,
    TOKEN_SECRETO_TWITTER,
    TOKEN_TWITTER,
    USUARIO_TWITTER,
)
from conectores.tipos import ComentarioLeido, PublicacionLeida
from conectores.twitter import ConectorTwitter, CredencialTwitter

NOSOTROS = USUARIO_TWITTER
SECRETOS = (CONSUMIDOR_TWITTER, CONSUMIDOR_SECRETO_TWITTER, TOKEN_TWITTER, TOKEN_SECRETO_TWITTER)
ANA = {"id": "2001", "nombre": "Ana Prueba", "usuario": "ana_prueba"}
BETO = {"id": "2002", "nombre": "Beto Prueba", "usuario": "beto_prueba"}


class RelojFijo:
    """Un reloj que solo se mueve cuando se le dice."""

    def __init__(self) -> None:
        self.ahora = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.ahora

    def pasar(self, **cuanto: float) -> None:
        self.ahora += timedelta(**cuanto)


def credencial(plan: str = "basico") -> CredencialTwitter:
    return CredencialTwitter(*SECRETOS, plan=plan)


def conectar(red: SimpleNamespace, plan: str = "basico", limites: Limites | None = None) -> ConectorTwitter:
    return ConectorTwitter(NOSOTROS, credencial(plan), base=red.base, limites=limites)


def montar(encender: Callable[..., SimpleNamespace], **opciones: object) -> SimpleNamespace:
    """La red, un reloj fijo y un conector."""
    reloj = RelojFijo()
    red = encender("twitter", reloj=reloj)
    return SimpleNamespace(red=red, g=red.gobierno, reloj=reloj, c=conectar(red, **opciones))


def barrer(
    conector: ConectorTwitter, cursor: str | None = None
) -> tuple[list[ComentarioLeido], list[PublicacionLeida], str]:
    """Una lectura entera: comentarios, publicaciones y el ultimo cursor."""
    comentarios: list[ComentarioLeido] = []
    publicaciones: list[PublicacionLeida] = []
    for pagina in conector.leer(cursor):
        comentarios += pagina.comentarios
        publicaciones += pagina.publicaciones
        cursor = pagina.cursor
    assert cursor is not None
    return comentarios, publicaciones, cursor


def ids(comentarios: list[ComentarioLeido]) -> set[str]:
    return {c.id_externo for c in comentarios}
