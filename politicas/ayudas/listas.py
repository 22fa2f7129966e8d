"""Las listas de las politicas (`politicas/listas/*.toml`), revisadas al cargarlas.

Las demas listas de la carpeta tienen la forma de un lexico y las lee `politicas.ayudas.frases`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from modelos.lectura import ErrorLexico, exigir_textos, leer_toml
from politicas.ayudas.palabras import llano

CARPETA = Path(__file__).resolve().parent.parent / "listas"
_TABLAS_DOMINIOS = (
    "permitidos", "organismos", "vinculados", "redes", "propios_de_la_red", "acortadores", "mensajeria",
)  # fmt: skip
DE_CONFIANZA = ("permitidos", "organismos")
"""Las tablas de sitios que comparte cualquiera."""
_NO_NOMBRE = re.compile(r"[\W_]+")
_MINIMO_NOMBRE = 4


@dataclass(frozen=True, slots=True)
class Area:
    """Una unidad responsable y las palabras que llevan a ella."""

    clave: str
    nombre: str
    palabras: frozenset[str]
    general: bool = False
    """Si solo atiende lo que no es de ninguna otra."""


def leer_dominios(ruta: Path) -> dict[str, frozenset[str]]:
    """Dominios por tabla. Lanza `ErrorLexico` con el archivo y la clave si algo no cuadra."""
    datos = leer_toml(ruta)
    for tabla in datos:
        if tabla not in _TABLAS_DOMINIOS:
            raise ErrorLexico(
                f"{ruta.name}: tabla desconocida {tabla!r}; caben {', '.join(_TABLAS_DOMINIOS)}"
            )
    listas: dict[str, frozenset[str]] = {}
    for tabla in _TABLAS_DOMINIOS:
        if not isinstance(datos.get(tabla), dict):
            raise ErrorLexico(f"{ruta.name}: falta la tabla [{tabla}]")
        donde = f"{ruta.name}: {tabla}.dominios"
        for i, dominio in enumerate(exigir_textos(donde, datos[tabla].get("dominios"))):
            if dominio != dominio.lower() or "." not in dominio or "/" in dominio:
                raise ErrorLexico(f"{donde}[{i}]: se esperaba un dominio en minúsculas, hay {dominio!r}")
        listas[tabla] = frozenset(datos[tabla]["dominios"])
    return listas


def leer_areas(ruta: Path) -> tuple[Area, ...]:
    """Las areas en su orden. Lanza `ErrorLexico` con el archivo y la clave si algo no cuadra."""
    datos = leer_toml(ruta).get("area")
    if not isinstance(datos, list) or not datos:
        raise ErrorLexico(f"{ruta.name}: area: falta al menos un [[area]]")
    areas = []
    for i, area in enumerate(datos):
        donde = f"{ruta.name}: area[{i}]"
        for clave in ("clave", "nombre"):
            if not isinstance(area.get(clave), str):
                raise ErrorLexico(f"{donde}.{clave}: se esperaba un texto, hay {area.get(clave)!r}")
        palabras = frozenset(exigir_textos(f"{donde}.palabras", area.get("palabras")))
        areas.append(
            Area(area["clave"], area["nombre"], palabras, general=area.get("general", False) is True)
        )
    return tuple(areas)


@lru_cache(maxsize=1)
def dominios() -> dict[str, frozenset[str]]:
    """Los dominios de la casa, leidos una vez por proceso."""
    return leer_dominios(CARPETA / "dominios.toml")


@lru_cache(maxsize=1)
def areas() -> tuple[Area, ...]:
    """Las areas de la casa, leidas una vez por proceso."""
    return leer_areas(CARPETA / "areas.toml")


@lru_cache(maxsize=4096)
def esta_en(dominio: str, tabla: str) -> bool:
    """Si `dominio`, o aquel del que cuelga, esta en la tabla."""
    partes = dominio.split(".")
    return any(".".join(partes[i:]) in dominios()[tabla] for i in range(len(partes) - 1))


def _nombres(propios: Iterable[str]) -> set[str]:
    """Los nombres de la institucion sin espacios ni signos, como van en una direccion."""
    limpios = {_NO_NOMBRE.sub("", llano(nombre)) for nombre in propios}
    return {nombre for nombre in limpios if len(nombre) >= _MINIMO_NOMBRE}


def es_cuenta_propia(escrito: str, propios: Iterable[str]) -> bool:
    """Si la direccion lleva a una cuenta que se llama **igual** que la institucion («…/isss_gob_sv/posts/1»)."""
    ruta = escrito.casefold().partition("//")[2] or escrito.casefold()
    segmento = re.split(r"[?#]", ruta)[0].split("/")[1:2]
    cuenta = _NO_NOMBRE.sub("", segmento[0].removeprefix("www.")) if segmento else ""
    return cuenta in _nombres(propios)


def imita(dominio: str, propios: Iterable[str]) -> bool:
    """Si un sitio lleva dentro el nombre de la institucion («bono-isss.example.org»)."""
    partes = {_NO_NOMBRE.sub("", parte) for parte in re.split(r"[.-]", dominio)}
    return bool(partes & _nombres(propios))
