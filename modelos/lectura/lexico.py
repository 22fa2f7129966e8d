"""Los lexicos: palabras como datos en `modelos/lexicos/*.toml`, revisadas al cargarlas.

Forma de un archivo::

    [lexico]
    que_es = "para que sirve, en una frase"
    clases = ["fuerte", "leve"]

    [[grupo]]
    clase = "fuerte"              # una de las de arriba
    pais = ["SV", "GT"]           # donde se usa; ["*"] en todas partes
    sentido = "que quiere decir"
    formas = ["pendej(o|a|os|as)", "hij(o|a|os|as) de puta"]
    disfraz = true                # opcional: el normalizador puede reescribir hacia estas formas
    solo_minusculas = true        # opcional: en mayusculas podrian ser unas iniciales («HDP»)

Las formas van plegadas (minusculas, sin tildes, con ñ); `(a|b)` abre alternativas.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from .plegado import plegar

CARPETA = Path(__file__).resolve().parent.parent / "lexicos"
_CLAVES_GRUPO = {
    "clase": str,
    "pais": list,
    "sentido": str,
    "formas": list,
    "disfraz": bool,
    "solo_minusculas": bool,
}
_OBLIGATORIAS = ("clase", "pais", "sentido", "formas")
MAS_LARGA = 12
"""Palabras que caben en una forma: mas seria una frase entera, no una entrada."""
MINIMO_DURA = 4
_FORMA_VALIDA = re.compile(r"[a-zñ0-9]+(?: [a-zñ0-9]+)*")


class ErrorLexico(ValueError):
    """Un archivo de datos esta mal; el mensaje dice cual y donde."""


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una forma de un lexico, ya abierta: sus palabras, su clase y como se puede escribir."""

    lexico: str
    forma: str
    clase: str
    palabras: tuple[str, ...]
    disfraz: bool = False
    solo_minusculas: bool = False


@dataclass(slots=True)
class Nodo:
    """Un paso del arbol: las palabras que siguen y las entradas que terminan aqui."""

    hijos: dict[str, "Nodo"] = field(default_factory=dict)
    entradas: list[Entrada] = field(default_factory=list)


@dataclass(frozen=True)
class Lexicos:
    """Todos los lexicos juntos, listos para buscar por la primera palabra."""

    raiz: Nodo
    """Arbol de palabras: de cada una, las que la pueden seguir."""
    palabras: frozenset[str]
    """Toda palabra que aparece en alguna forma: el normalizador no las toca."""
    cerrada: tuple[str, ...]
    """Las palabras sueltas hacia las que el normalizador puede reescribir, en el orden de los archivos."""
    duras: frozenset[str]
    """Palabras de cuatro letras o mas de `insultos` y `soeces`: con cifras o simbolos dentro, se descifran tal cual."""
    siglas: frozenset[str]
    lugares: frozenset[str]


def _alternativas(forma: str, i: int) -> tuple[list[str], int]:
    """Lo que da `forma` desde `i` hasta el parentesis que cierra (o el final), y donde se quedo."""
    opciones: list[str] = []
    actuales = [""]
    while i < len(forma) and forma[i] != ")":
        if forma[i] == "|":
            opciones += actuales
            actuales = [""]
        elif forma[i] == "(":
            dentro, i = _alternativas(forma, i + 1)
            actuales = [a + d for a, d in product(actuales, dentro)]
        else:
            actuales = [a + forma[i] for a in actuales]
        i += 1
    return opciones + actuales, i


def abrir(forma: str) -> list[str]:
    """Abre las alternativas, que pueden anidarse: `pendej(o|a)` da `pendejo` y `pendeja`."""
    return list(dict.fromkeys(" ".join(abierta.split()) for abierta in _alternativas(forma, 0)[0]))


def leer_toml(ruta: Path) -> dict[str, Any]:
    """El TOML como diccionario. Lanza `ErrorLexico` si no se puede leer."""
    try:
        return tomllib.loads(ruta.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fallo:
        raise ErrorLexico(f"{ruta.name}: no se puede leer ({fallo})") from fallo
    except tomllib.TOMLDecodeError as fallo:
        raise ErrorLexico(f"{ruta.name}: no es TOML valido ({fallo})") from fallo


def exigir_textos(donde: str, valor: object) -> list[str]:
    """`valor` como lista de textos no vacios, o `ErrorLexico` diciendo `donde`."""
    if not isinstance(valor, list) or not valor:
        raise ErrorLexico(f"{donde}: se esperaba una lista de textos que no este vacia")
    for i, texto in enumerate(valor):
        if not isinstance(texto, str) or not texto.strip():
            raise ErrorLexico(f"{donde}[{i}]: se esperaba un texto, hay {texto!r}")
    return valor


def _entradas_de_grupo(
    donde: str, nombre: str, grupo: dict[str, Any], clases: list[str]
) -> Iterator[Entrada]:
    for clave, valor in grupo.items():
        tipo = _CLAVES_GRUPO.get(clave)
        if tipo is None:
            raise ErrorLexico(f"{donde}.{clave}: clave desconocida; caben {', '.join(_CLAVES_GRUPO)}")
        if not isinstance(valor, tipo):
            raise ErrorLexico(f"{donde}.{clave}: se esperaba {tipo.__name__}, hay {valor!r}")
    for clave in _OBLIGATORIAS:
        if clave not in grupo:
            raise ErrorLexico(f"{donde}.{clave}: falta")
    if grupo["clase"] not in clases:
        raise ErrorLexico(f"{donde}.clase: {grupo['clase']!r} no esta entre las clases {clases}")
    exigir_textos(f"{donde}.pais", grupo["pais"])
    for i, escrita in enumerate(exigir_textos(f"{donde}.formas", grupo["formas"])):
        for forma in abrir(escrita):
            if not _FORMA_VALIDA.fullmatch(forma) or plegar(forma)[0] != forma:
                raise ErrorLexico(
                    f"{donde}.formas[{i}]: {escrita!r} da {forma!r}; "
                    "se esperaban palabras plegadas (minusculas, sin tildes, con ñ) y (a|b) para alternativas"
                )
            if len(forma.split()) > MAS_LARGA:
                raise ErrorLexico(f"{donde}.formas[{i}]: {escrita!r} pasa de {MAS_LARGA} palabras")
            yield Entrada(
                lexico=nombre,
                forma=forma,
                clase=grupo["clase"],
                palabras=tuple(forma.split()),
                disfraz=grupo.get("disfraz", False),
                solo_minusculas=grupo.get("solo_minusculas", False),
            )


def leer_lexico(ruta: Path) -> tuple[Entrada, ...]:
    """Las entradas de un archivo, en su orden. Lanza `ErrorLexico` con el archivo y la clave."""
    datos = leer_toml(ruta)
    sobra = set(datos) - {"lexico", "grupo"}
    if sobra:
        raise ErrorLexico(f"{ruta.name}: tabla desconocida {sorted(sobra)[0]!r}; caben lexico y grupo")
    cabecera = datos.get("lexico")
    if not isinstance(cabecera, dict) or not isinstance(cabecera.get("que_es"), str):
        raise ErrorLexico(f"{ruta.name}: lexico.que_es: falta una frase que diga para que sirve")
    clases = exigir_textos(f"{ruta.name}: lexico.clases", cabecera.get("clases"))
    grupos = datos.get("grupo")
    if not isinstance(grupos, list) or not grupos:
        raise ErrorLexico(f"{ruta.name}: grupo: falta al menos un [[grupo]]")
    entradas: dict[str, Entrada] = {}
    for i, grupo in enumerate(grupos):
        for entrada in _entradas_de_grupo(f"{ruta.name}: grupo[{i}]", ruta.stem, grupo, clases):
            previa = entradas.setdefault(entrada.forma, entrada)
            if previa.clase != entrada.clase:
                raise ErrorLexico(
                    f"{ruta.name}: grupo[{i}].formas: {entrada.forma!r} ya esta con la clase {previa.clase!r}"
                )
    return tuple(entradas.values())


def reunir(archivos: dict[str, tuple[Entrada, ...]]) -> Lexicos:
    """Los lexicos por nombre de archivo, juntos para buscar."""
    todas = [e for entradas in archivos.values() for e in entradas]
    raiz = Nodo()
    for entrada in todas:
        nodo = raiz
        for palabra in entrada.palabras:
            nodo = nodo.hijos.setdefault(palabra, Nodo())
        nodo.entradas.append(entrada)
    return Lexicos(
        raiz=raiz,
        palabras=frozenset(p for e in todas for p in e.palabras),
        cerrada=tuple(dict.fromkeys(e.forma for e in todas if e.disfraz and len(e.palabras) == 1)),
        duras=frozenset(
            p
            for nombre in ("insultos", "soeces")
            for e in archivos.get(nombre, ())
            for p in e.palabras
            if len(p) >= MINIMO_DURA
        ),
        siglas=frozenset(e.forma for e in archivos.get("siglas", ())),
        lugares=frozenset(e.forma for e in archivos.get("lugares", ())),
    )


@lru_cache(maxsize=1)
def lexicos() -> Lexicos:
    """Los lexicos de la casa, leidos una vez por proceso. Lanza `ErrorLexico` si alguno esta mal."""
    return reunir({ruta.stem: leer_lexico(ruta) for ruta in sorted(CARPETA.glob("*.toml"))})
