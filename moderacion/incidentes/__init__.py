"""Reconoce una crisis, la abre con sus avisos y guarda lo que se hace con ella (articulo 13)."""

from collections.abc import Mapping, Sequence
from typing import Any

from moderacion.almacen import Almacen
from moderacion.incidentes.apertura import abrir
from moderacion.incidentes.atencion import (
    CAUSA_MINIMA,
    DECISIONES,
    MOTIVO_MINIMO,
    atender,
    cerrar,
    decidir,
    descartar,
    marcar_paso,
    reabrir,
)
from moderacion.incidentes.auditor import Dictamen
from moderacion.incidentes.casa import VUELTA, vigilar_casa
from moderacion.incidentes.clases import clases, nombres
from moderacion.incidentes.deteccion import ResumenVigilancia, Vigia, vigilar
from moderacion.incidentes.escalada import ResumenEscalada
from moderacion.incidentes.espera import Espera
from moderacion.incidentes.ficha import ESTADOS, Ficha, Hecho, Pagina, ficha, nombre_de, pagina

__all__ = [
    "CAUSA_MINIMA",
    "DECISIONES",
    "ESTADOS",
    "MOTIVO_MINIMO",
    "VUELTA",
    "Dictamen",
    "Espera",
    "Ficha",
    "Hecho",
    "Pagina",
    "ResumenEscalada",
    "ResumenVigilancia",
    "Vigia",
    "abrir",
    "atender",
    "avisos",
    "cerrar",
    "clases",
    "decidir",
    "descartar",
    "escaladas",
    "ficha",
    "listar",
    "marcar_paso",
    "nombre_de",
    "nombres",
    "pagina",
    "reabrir",
    "sin_cerrar",
    "vigilar",
    "vigilar_casa",
]


def listar(almacen: Almacen) -> list[Mapping[str, Any]]:
    """Los incidentes, el mas nuevo primero."""
    with almacen.lectura() as u:
        return u.incidentes.listar()


def sin_cerrar(almacen: Almacen, limite: int = 20) -> list[Mapping[str, Any]]:
    """Los que siguen abiertos o atendidos, el que mas necesita a alguien primero."""
    with almacen.lectura() as u:
        return u.atencion.vivos(limite)


def avisos(almacen: Almacen, incidentes: Sequence[int]) -> list[Mapping[str, Any]]:
    """Los avisos de esos incidentes, por orden: a quien se dijo, cuando salio o por que no."""
    with almacen.lectura() as u:
        return u.avisos.de(incidentes)


def escaladas(almacen: Almacen, incidentes: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Por donde va la cadena de cada uno de esos incidentes."""
    with almacen.lectura() as u:
        return u.escaladas.de(incidentes)
