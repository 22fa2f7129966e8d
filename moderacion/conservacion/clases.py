"""Las clases de cosas que se guardan: desde cuando corre su plazo, cuanto dura y por que."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from moderacion.config import Config

NOMBRES: Final[Mapping[str, tuple[str, str]]] = {
    "sin_refrescar": (
        "Comentarios de YouTube que no se pudieron volver a leer",
        "desde que la red los dio por última vez",
    ),
    "limpios": ("Comentarios en que nadie vio nada", "desde que se leyeron"),
    "expedientes": ("Comentarios con caso, orden o respuesta", "desde que se resolvió el caso"),
    "autores": ("Autores sin ningún comentario guardado", "desde que se purgó el último"),
    "crudo": ("Lo que la red contestó, entero", "desde que se leyó"),
    "apelaciones": ("Texto de las apelaciones", "desde que se resolvieron o caducaron"),
    "contactos": ("Contacto de quien apeló", "desde que se resolvió o caducó"),
    "avisos": ("Texto de los avisos internos", "desde que se escribieron"),
    "incidentes": ("Pruebas de los incidentes", "desde que se cerraron"),
    "consultas": ("Consultas a las áreas", "desde que dejaron de regir"),
    "borradores": ("Borradores retirados", "desde el último cambio"),
    "sugerencias": ("Ejemplos de las sugerencias cerradas", "desde que se cerraron"),
    "sesiones": ("Sesiones del personal", "desde que caducaron"),
    "intentos": ("Intentos de ingreso y enlaces inventados", "desde que ocurrieron"),
    "api": ("Respuestas guardadas de la API", "desde que caducó su clave"),
    "solicitudes": ("Quién pidió algo sobre sus datos", "desde que se contestó"),
    "sales": ("Sal de los sellos", "desde que se purgó el texto"),
    "exportaciones": ("Informes, exportaciones y registros en disco", "desde que se escribieron"),
}
"""Clave de la configuracion → como se dice y desde cuando corre. En el orden en que se purgan."""
DE_DISCO: Final = "exportaciones"


@dataclass(frozen=True, slots=True)
class Clase:
    """Una clase con su plazo."""

    clave: str
    nombre: str
    desde: str
    dias: int
    razon: str

    def corte(self, ahora: datetime) -> datetime:
        """Lo anterior a esta fecha ya cumplio."""
        return ahora - timedelta(days=self.dias)


def clases(config: Config) -> tuple[Clase, ...]:
    """Todas, en el orden en que se purgan."""
    plazos = {c: getattr(config.conservacion, c) for c in NOMBRES}
    return tuple(Clase(c, *NOMBRES[c], plazos[c].dias, plazos[c].razon) for c in NOMBRES)
