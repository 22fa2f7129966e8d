"""La cadena que un incidente lleva dentro: sus escalones, de quien es el turno y de donde sale."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Unidad
from moderacion.incidentes.clases import ATRASADA, INTERVENIDA

DE_FABRICA: Final = "de fábrica"
EMERGENCIA: Final = "de emergencia"
_registro = logging.getLogger(__name__)
INSISTENTES: Final = frozenset({INTERVENIDA})
"""Clases de incidente que avisan sin juntar ni espaciar, diga lo que diga su cadena."""
SUAVES: Final = frozenset({ATRASADA})
"""Las que no despiertan a nadie: sin cadena suya, al primer escalon de la que haya y una vez al dia."""
_UN_DIA: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class RotaCopiada:
    """Una rota como estaba: quien esta de guardia se sabe por la hora."""

    nombre: str
    personas: tuple[str, ...]
    turno_horas: int
    desde: str

    def de_guardia(self, ahora: datetime) -> str:
        """A quien le toca."""
        pasados = (ahora - datetime.fromisoformat(self.desde)) // timedelta(hours=self.turno_horas)
        return self.personas[pasados % len(self.personas)]


@dataclass(frozen=True, slots=True)
class Escalon:
    """A quienes se avisa a la vez. `canales` vacio: por todos los de cada quien. `espera`: minutos hasta el siguiente."""

    personas: tuple[str, ...] = ()
    rotas: tuple[str, ...] = ()
    canales: tuple[str, ...] = ()
    espera: float = 15


@dataclass(frozen=True, slots=True)
class Copia:
    """La cadena que lleva un incidente: no cambia aunque la suya cambie."""

    nombre: str
    pasos: tuple[Escalon, ...]
    rotas: Mapping[str, RotaCopiada] = field(default_factory=dict)
    vueltas: int = 3
    recordatorio: float = 30
    seguimiento: float = 15
    insistente: bool = False

    def personas(self, paso: Escalon, ahora: datetime) -> tuple[str, ...]:
        """A quienes toca en ese escalon a esa hora, sin repetir."""
        de_turno = (self.rotas[r].de_guardia(ahora) for r in paso.rotas if r in self.rotas)
        return tuple(dict.fromkeys((*paso.personas, *de_turno)))

    def como_dict(self) -> dict[str, Any]:
        """Para guardarla."""
        return asdict(self)


def _gira(r: RotaCopiada) -> bool:
    """Si una rota dice a quien le toca a cualquier hora. Lanza `ValueError` si su principio no es una fecha."""
    return bool(r.personas) and r.turno_horas > 0 and datetime.fromisoformat(r.desde).tzinfo is not None


def leer_copia(d: Mapping[str, Any]) -> Copia:
    """La copia guardada. Lanza `KeyError`, `TypeError` o `ValueError` si no es una copia."""
    pasos = tuple(
        Escalon(tuple(p["personas"]), tuple(p["rotas"]), tuple(p["canales"]), float(p["espera"]))
        for p in d["pasos"]
    )
    rotas = {
        n: RotaCopiada(r["nombre"], tuple(r["personas"]), int(r["turno_horas"]), r["desde"])
        for n, r in d["rotas"].items()
    }
    if not pasos or any(p.espera <= 0 for p in pasos) or any(not _gira(r) for r in rotas.values()):
        raise ValueError("la copia no tiene escalones que dar")
    return Copia(
        str(d["nombre"]),
        pasos,
        rotas,
        int(d["vueltas"]),
        float(d["recordatorio"]),
        float(d["seguimiento"]),
        bool(d["insistente"]),
    )


def de_fabrica(u: Unidad, nombre: str = DE_FABRICA) -> Copia:
    """Sin ninguna cadena guardada, todos a la vez, y otra vez hasta que alguien conteste."""
    return Copia(nombre, (Escalon(tuple(d["nombre"] for d in u.cadenas.destinatarios()), espera=10),))


def para(u: Unidad, tipo: str) -> Copia:
    """La cadena de una clase de incidente: la suya, la general o la de fabrica.

    Una cadena guardada que no se pueda leer no impide abrir el incidente: se avisa a todos.
    """
    try:
        copia = _elegir(u, tipo)
    except (KeyError, TypeError, ValueError, AttributeError):
        _registro.exception("la cadena de «%s» no se puede leer", tipo)
        copia = de_fabrica(u, EMERGENCIA)
    return replace(copia, insistente=True) if tipo in INSISTENTES else copia


def _elegir(u: Unidad, tipo: str) -> Copia:
    guardadas = u.cadenas.cadenas()
    suya = next((c for c in guardadas if tipo in c["tipos"]), None)
    general = next((c for c in guardadas if not c["tipos"]), None)
    fila = suya or general
    copia = de_fabrica(u) if fila is None else _copiar(u, fila)
    return _suave(copia) if tipo in SUAVES and suya is None else copia


def _suave(copia: Copia) -> Copia:
    primero = replace(copia.pasos[0], espera=_UN_DIA)
    return replace(copia, pasos=(primero,), recordatorio=_UN_DIA, seguimiento=_UN_DIA, insistente=False)


def _copiar(u: Unidad, fila: Mapping[str, Any]) -> Copia:
    nombradas = {r for p in fila["pasos"] for r in p["rotas"]}
    rotas = {
        r["nombre"]: RotaCopiada(r["nombre"], tuple(r["personas"]), r["turno_horas"], r["desde"].isoformat())
        for r in u.cadenas.rotas()
        if r["nombre"] in nombradas
    }
    return leer_copia(
        {
            "nombre": fila["nombre"],
            "pasos": fila["pasos"],
            "rotas": {n: asdict(t) for n, t in rotas.items()},
            "vueltas": fila["vueltas"],
            "recordatorio": fila["recordatorio_min"],
            "seguimiento": fila["seguimiento_min"],
            "insistente": fila["insistente"],
        }
    )
