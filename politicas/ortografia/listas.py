"""Los datos de la ortografia (`politicas/listas/*.toml`), revisados al cargarlos.

`REVISIONES` dice con que se revisa cada archivo, para `moderacion config revisar`.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from modelos.lectura import ErrorLexico, abrir, exigir_textos, leer_toml
from politicas.ayudas.listas import CARPETA
from politicas.ortografia.reglas import Regla, leer_reglas

_CLASES = ("comun", "medica", "institucion", "extranjera", "toponimo", "nombre", "sigla")
_SUGERIBLES = ("comun", "institucion", "medica")
_DE_NOMBRES = ("institucion", "medica", "extranjera")
_CLAVES_GRUPO = {"clase", "que_es", "palabras", "exige_mayuscula"}
_TABLAS_GENEROS = (
    "masculino",
    "femenino",
    "a_tonica",
    "ambos",
    "ajenas",
    "adjetivos",
    "singulares",
    "no_participios",
)


@dataclass(frozen=True, slots=True)
class Vocabulario:
    """Lo que se sabe escribir ademas del diccionario."""

    palabras: frozenset[str]
    """Palabras en minusculas, sueltas (las de un nombre de varias, una a una)."""
    sugeribles: frozenset[str] = frozenset()
    """Las corrientes, las medicas y las de la institucion: se sugieren antes que otras."""
    nombres: frozenset[str] = frozenset()
    """Las que son nombres, aunque el diccionario solo las tenga por verbos: «parqueo»."""
    propios: dict[str, str] = field(default_factory=dict)
    """Nombre propio en minusculas → como se escribe. Solo los que exigen mayuscula."""
    propias: dict[str, str] = field(default_factory=dict)
    """Palabra en minusculas que va en un nombre propio → como se escribe."""


@dataclass(frozen=True, slots=True)
class Determinante:
    """Lo que pide un determinante, y su fila: masculino y femenino, en singular y en plural."""

    fila: tuple[str, str, str, str]
    columna: int
    """Su sitio en la fila (el primero, si vale con los dos generos)."""

    @property
    def plural(self) -> bool:
        """Si pide plural."""
        return self.columna >= len(self.fila) // 2

    @property
    def genero(self) -> str:
        """`m`, `f` o vacio si vale con los dos."""
        par = self.fila[2:] if self.plural else self.fila[:2]
        return "" if par[0] == par[1] else "mf"[self.columna % 2]


@dataclass(frozen=True, slots=True)
class Generos:
    """Genero de los nombres, adjetivos y verbos de la concordancia."""

    masculino: frozenset[str]
    femenino: frozenset[str]
    a_tonica: frozenset[str]
    ambos: frozenset[str]
    ajenas: frozenset[str]
    adjetivos: frozenset[str]
    singulares: frozenset[str]
    no_participios: frozenset[str]
    verbos: dict[str, tuple[str, bool]]
    """Forma verbal → (la del otro numero, si esta es plural)."""
    determinantes: dict[str, Determinante]


@dataclass(frozen=True, slots=True)
class Trato:
    """Formas que dicen a quien se habla: forma → su equivalente en usted.

    Las de `usted` y `tu_al_empezar` solo lo dicen al empezar una oracion.
    """

    usted: dict[str, str]
    tu: dict[str, str]
    vos: dict[str, str]
    tu_al_empezar: dict[str, str]


def exigir_palabras(donde: str, valor: object, *, minusculas: bool) -> list[str]:
    """`valor` como palabras con sus alternativas abiertas, compuestas (NFC). Lanza `ErrorLexico`."""
    salen: list[str] = []
    for i, escrita in enumerate(exigir_textos(donde, valor)):
        for palabra in abrir(escrita):
            if palabra != unicodedata.normalize("NFC", palabra) or (
                minusculas and palabra != palabra.lower()
            ):
                raise ErrorLexico(f"{donde}[{i}]: se esperaba en minúsculas y compuesta, hay {palabra!r}")
            salen.append(palabra)
    return salen


def _grupos(ruta: Path) -> list[dict[str, Any]]:
    datos = leer_toml(ruta)
    grupos = datos.get("grupo")
    if set(datos) - {"grupo"} or not isinstance(grupos, list) or not grupos:
        raise ErrorLexico(f"{ruta.name}: se esperaban solo tablas [[grupo]]")
    for i, grupo in enumerate(grupos):
        donde = f"{ruta.name}: grupo[{i}]"
        for clave in grupo:
            if clave not in _CLAVES_GRUPO:
                raise ErrorLexico(
                    f"{donde}.{clave}: clave desconocida; caben {', '.join(sorted(_CLAVES_GRUPO))}"
                )
        if grupo.get("clase") not in _CLASES:
            raise ErrorLexico(f"{donde}.clase: {grupo.get('clase')!r} no es una de {', '.join(_CLASES)}")
        if not isinstance(grupo.get("que_es"), str):
            raise ErrorLexico(f"{donde}.que_es: falta")
        if not isinstance(grupo.get("exige_mayuscula", False), bool):
            raise ErrorLexico(f"{donde}.exige_mayuscula: se esperaba true o false")
    return grupos


def leer_vocabulario(ruta: Path) -> Vocabulario:
    """El vocabulario. Lanza `ErrorLexico` con el archivo y la clave si algo no cuadra."""
    palabras: set[str] = set()
    nombres: set[str] = set()
    sugeribles: set[str] = set()
    propios: dict[str, str] = {}
    propias: dict[str, str] = {}
    for i, grupo in enumerate(_grupos(ruta)):
        donde = f"{ruta.name}: grupo[{i}].palabras"
        exige = grupo.get("exige_mayuscula", False)
        for escrita in exigir_palabras(donde, grupo.get("palabras"), minusculas=False):
            if exige and escrita == escrita.lower():
                raise ErrorLexico(f"{donde}: {escrita!r} exige mayúscula y no la lleva")
            palabras.update(escrita.lower().split())
            if grupo["clase"] in _SUGERIBLES:
                sugeribles.add(escrita.lower())
            if grupo["clase"] in _DE_NOMBRES:
                nombres.add(escrita)
            propias |= {p.lower(): p for p in escrita.split() if p[:1].isupper()}
            if exige:
                propios[escrita.lower()] = escrita
    return Vocabulario(frozenset(palabras), frozenset(sugeribles), frozenset(nombres), propios, propias)


def _determinantes(donde: str, filas: object) -> dict[str, Determinante]:
    """Los determinantes por su forma. Lanza `ErrorLexico` si una fila no tiene cuatro casillas."""
    indice: dict[str, Determinante] = {}
    if not isinstance(filas, list) or not filas:
        raise ErrorLexico(f"{donde}: falta al menos una fila")
    for i, fila in enumerate(filas):
        match fila:
            case [str(ms), str(fs), str(mp), str(fp)]:
                casillas = (ms, fs, mp, fp)
            case _:
                raise ErrorLexico(f"{donde}[{i}]: se esperaban cuatro textos, hay {fila!r}")
        for columna, forma in enumerate(casillas):
            if forma and " " not in forma:
                indice.setdefault(forma, Determinante(casillas, columna))
    return indice


def _verbos(donde: str, pares: object) -> dict[str, tuple[str, bool]]:
    verbos: dict[str, tuple[str, bool]] = {}
    if not isinstance(pares, list) or not pares:
        raise ErrorLexico(f"{donde}: falta al menos un par")
    for i, par in enumerate(pares):
        match exigir_palabras(f"{donde}[{i}]", par, minusculas=True):
            case [singular, plural]:
                verbos |= {singular: (plural, False), plural: (singular, True)}
            case _:
                raise ErrorLexico(f"{donde}[{i}]: se esperaban el singular y el plural, hay {par!r}")
    return verbos


def leer_generos(ruta: Path) -> Generos:
    """Los generos. Lanza `ErrorLexico` con el archivo y la clave si algo no cuadra."""
    datos = leer_toml(ruta)
    for tabla, contenido in datos.items():
        if tabla not in (*_TABLAS_GENEROS, "verbos", "determinantes"):
            raise ErrorLexico(f"{ruta.name}: tabla desconocida {tabla!r}")
        if not isinstance(contenido, dict):
            raise ErrorLexico(f"{ruta.name}: {tabla}: se esperaba una tabla")
    listas = {
        t: frozenset(
            exigir_palabras(f"{ruta.name}: {t}.palabras", datos.get(t, {}).get("palabras"), minusculas=True)
        )
        for t in _TABLAS_GENEROS
    }
    return Generos(
        **listas,
        verbos=_verbos(f"{ruta.name}: verbos.pares", datos.get("verbos", {}).get("pares")),
        determinantes=_determinantes(
            f"{ruta.name}: determinantes.filas", datos.get("determinantes", {}).get("filas")
        ),
    )


def leer_trato(ruta: Path) -> Trato:
    """Las formas del trato. Lanza `ErrorLexico` con el archivo y la clave si algo no cuadra."""
    datos = leer_toml(ruta)
    if set(datos) != {"usted", "tu", "vos", "tu_al_empezar"}:
        raise ErrorLexico(f"{ruta.name}: se esperaban las tablas usted, tu, vos y tu_al_empezar")
    for tabla, formas in datos.items():
        exigir_palabras(f"{ruta.name}: {tabla}", list(formas), minusculas=True)
        exigir_palabras(f"{ruta.name}: {tabla} (equivalentes)", list(formas.values()), minusculas=True)
    return Trato(**datos)


REVISIONES: tuple[tuple[Callable[[Path], object], str], ...] = (
    (leer_vocabulario, "vocabulario.toml"),
    (leer_generos, "generos.toml"),
    (leer_trato, "trato.toml"),
    (leer_reglas, "tildes.toml"),
    (leer_reglas, "confusiones.toml"),
)
"""Con que se revisa cada archivo de `politicas/listas` que usa la politica 10."""


@lru_cache(maxsize=1)
def vocabulario() -> Vocabulario:
    """El vocabulario de la casa, leido una vez por proceso."""
    return leer_vocabulario(CARPETA / "vocabulario.toml")


@lru_cache(maxsize=1)
def generos() -> Generos:
    """Los generos, leidos una vez por proceso."""
    return leer_generos(CARPETA / "generos.toml")


@lru_cache(maxsize=1)
def trato() -> Trato:
    """Las formas del trato, leidas una vez por proceso."""
    return leer_trato(CARPETA / "trato.toml")


@lru_cache(maxsize=1)
def reglas() -> tuple[Regla, ...]:
    """Las tildes que cambian el sentido y las confusiones corrientes, leidas una vez por proceso."""
    return (*leer_reglas(CARPETA / "tildes.toml"), *leer_reglas(CARPETA / "confusiones.toml"))
