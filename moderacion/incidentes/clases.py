"""Las clases de incidente y lo que hay que hacer en cada una, como datos (`clases.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from moderacion.almacen.incidentes import PasoNuevo

INTERVENIDA: Final = "cuenta_intervenida"
SOSPECHOSA: Final = "cuenta_sospechosa"
CREDENCIAL: Final = "credencial_revocada"
ATAQUE: Final = "ataque_coordinado"
AMENAZA: Final = "amenaza"
EMERGENCIA: Final = "emergencia"
DATOS: Final = "datos_expuestos"
SIMULACRO: Final = "simulacro"
CAIDA: Final = "conexion_caida"
CLASIFICADOR: Final = "clasificador_degradado"
SIN_MIRAR: Final = "urgente_sin_mirar"
ATRASADA: Final = "cola_atrasada"


@dataclass(frozen=True, slots=True)
class Clase:
    """Una clase de incidente."""

    clave: str
    nombre: str
    asunto: str
    """Con `{cuenta}` y `{red}`."""
    gravedad: int
    congela: bool = False
    plazo: timedelta | None = None
    """En cuanto tiene que hacerse cargo alguien."""
    area: str = ""
    _pasos: tuple[Mapping[str, Any], ...] = ()

    def pasos(self, red: str) -> tuple[PasoNuevo, ...]:
        """Lo que hay que hacer, con la pagina de esa red donde se hace."""
        enlaces = ((p["texto"], p.get("enlace", {})) for p in self._pasos)
        return tuple(PasoNuevo(texto, e.get(red, e.get("todas", ""))) for texto, e in enlaces)


@cache
def clases() -> Mapping[str, Clase]:
    """Todas, por su clave."""
    datos = tomllib.loads(files(__package__).joinpath("clases.toml").read_text("utf-8"))
    return {clave: _leer(clave, d) for clave, d in datos.items()}


def nombres() -> Mapping[str, str]:
    """Como se llama cada clase de incidente, y el simulacro, que no es una crisis."""
    return {c.clave: c.nombre for c in clases().values()} | {SIMULACRO: "Simulacro de avisos"}


def _leer(clave: str, d: Mapping[str, Any]) -> Clase:
    minutos = d.get("plazo_minutos")
    return Clase(
        clave=clave,
        nombre=d["nombre"],
        asunto=d["asunto"],
        gravedad=d["gravedad"],
        congela=d.get("congela", False),
        plazo=timedelta(minutes=minutos) if minutos else None,
        area=d.get("area", ""),
        _pasos=tuple(d.get("paso", ())),
    )
