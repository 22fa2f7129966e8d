"""Leer datos en TOML y decir, si estan mal, que archivo y que clave.

Forma de un lexico (`modelos/lexicos/*.toml`)::

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

Las formas van plegadas (minúsculas, sin tildes, con ñ); `(a|b)` abre alternativas y puede anidarse.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

MAS_LARGA = 12
"""Palabras que caben en una forma: mas seria una frase entera, no una entrada."""
_CLAVES: dict[str, type] = {
    "clase": str,
    "pais": list,
    "sentido": str,
    "formas": list,
    "disfraz": bool,
    "solo_minusculas": bool,
}
_OBLIGATORIAS = ("clase", "pais", "sentido", "formas")
_FORMA_VALIDA = re.compile(r"[a-zñ0-9]+(?: [a-zñ0-9]+)*")


class ErrorLexico(ValueError):
    """Un archivo de datos esta mal; el mensaje dice cual y donde."""


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una forma de un lexico, ya abierta: sus palabras, su clase y como se puede escribir."""

    lexico: str
    forma: str
    clase: str
    disfraz: bool = False
    solo_minusculas: bool = False
    largo: int = field(init=False)
    """Cuantas palabras son."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "largo", self.forma.count(" ") + 1)

    @property
    def palabras(self) -> tuple[str, ...]:
        """Las palabras de la forma."""
        return tuple(self.forma.split(" "))


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
    """Abre las alternativas: `pendej(o|a)` da `pendejo` y `pendeja`.

    Lanza `ErrorLexico` si los paréntesis no cuadran.
    """
    abiertas, donde = _alternativas(forma, 0)
    if donde < len(forma) or forma.count("(") != forma.count(")"):
        raise ErrorLexico(f"{forma!r}: los paréntesis no cuadran")
    return list(dict.fromkeys(" ".join(abierta.split()) for abierta in abiertas))


def leer_toml(ruta: Path) -> dict[str, Any]:
    """El TOML como diccionario. Lanza `ErrorLexico` si no se puede leer."""
    try:
        return tomllib.loads(ruta.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fallo:
        sitio = re.search(r"line (\d+), column (\d+)", str(fallo))
        donde = f"línea {sitio[1]}, columna {sitio[2]}" if sitio else "al final"
        raise ErrorLexico(f"{ruta.name}: no es TOML válido ({donde})") from fallo
    except UnicodeDecodeError as fallo:
        raise ErrorLexico(f"{ruta.name}: no se puede leer (no está en UTF-8)") from fallo
    except OSError as fallo:
        raise ErrorLexico(f"{ruta.name}: no se puede leer ({fallo})") from fallo


def exigir_textos(donde: str, valor: object) -> list[str]:
    """`valor` como lista de textos no vacios, o `ErrorLexico` diciendo `donde`."""
    if not isinstance(valor, list) or not valor:
        raise ErrorLexico(f"{donde}: se esperaba una lista de textos que no esté vacía")
    for i, texto in enumerate(valor):
        if not isinstance(texto, str) or not texto.strip():
            raise ErrorLexico(f"{donde}[{i}]: se esperaba un texto, hay {texto!r}")
    return valor


def _revisar_grupo(donde: str, grupo: object, clases: list[str]) -> dict[str, Any]:
    if not isinstance(grupo, dict):
        raise ErrorLexico(f"{donde}: se esperaba una tabla [[grupo]]")
    for clave, valor in grupo.items():
        tipo = _CLAVES.get(clave)
        if tipo is None:
            raise ErrorLexico(f"{donde}.{clave}: clave desconocida; caben {', '.join(_CLAVES)}")
        if not isinstance(valor, tipo):
            raise ErrorLexico(f"{donde}.{clave}: se esperaba {tipo.__name__}, hay {valor!r}")
    for clave in _OBLIGATORIAS:
        if clave not in grupo:
            raise ErrorLexico(f"{donde}.{clave}: falta")
    if grupo["clase"] not in clases:
        raise ErrorLexico(f"{donde}.clase: {grupo['clase']!r} no está entre las clases {clases}")
    exigir_textos(f"{donde}.pais", grupo["pais"])
    exigir_textos(f"{donde}.formas", grupo["formas"])
    return grupo


def _formas(donde: str, escrita: str) -> list[str]:
    """Las formas que abre una entrada escrita, ya revisadas."""
    try:
        abiertas = abrir(escrita)
    except ErrorLexico as fallo:
        raise ErrorLexico(f"{donde}: {fallo}") from fallo
    for forma in abiertas:
        if not _FORMA_VALIDA.fullmatch(forma):
            raise ErrorLexico(
                f"{donde}: {escrita!r} da {forma!r}; se esperaban palabras plegadas (minúsculas, sin tildes, con ñ)"
            )
        if forma.count(" ") >= MAS_LARGA:
            raise ErrorLexico(f"{donde}: {escrita!r} pasa de {MAS_LARGA} palabras")
    return abiertas


def _entradas(ruta: Path, grupos: list[object], clases: list[str]) -> Iterator[tuple[str, Entrada]]:
    """Cada entrada con el sitio del archivo donde esta."""
    for i, crudo in enumerate(grupos):
        grupo = _revisar_grupo(f"{ruta.name}: grupo[{i}]", crudo, clases)
        for j, escrita in enumerate(grupo["formas"]):
            donde = f"{ruta.name}: grupo[{i}].formas[{j}]"
            for forma in _formas(donde, escrita):
                yield (
                    donde,
                    Entrada(
                        lexico=ruta.stem,
                        forma=forma,
                        clase=grupo["clase"],
                        disfraz=grupo.get("disfraz", False),
                        solo_minusculas=grupo.get("solo_minusculas", False),
                    ),
                )


def leer_lexico(ruta: Path) -> tuple[Entrada, ...]:
    """Las entradas de un archivo, en su orden. Lanza `ErrorLexico` con el archivo y la clave."""
    datos = leer_toml(ruta)
    sobra = sorted(set(datos) - {"lexico", "grupo"})
    if sobra:
        raise ErrorLexico(f"{ruta.name}: tabla desconocida {sobra[0]!r}; caben lexico y grupo")
    cabecera = datos.get("lexico")
    if not isinstance(cabecera, dict) or not isinstance(cabecera.get("que_es"), str):
        raise ErrorLexico(f"{ruta.name}: lexico.que_es: falta una frase que diga para qué sirve")
    clases = exigir_textos(f"{ruta.name}: lexico.clases", cabecera.get("clases"))
    grupos = datos.get("grupo")
    if not isinstance(grupos, list) or not grupos:
        raise ErrorLexico(f"{ruta.name}: grupo: falta al menos un [[grupo]]")
    entradas: dict[str, Entrada] = {}
    for donde, entrada in _entradas(ruta, grupos, clases):
        previa = entradas.setdefault(entrada.forma, entrada)
        if previa.clase != entrada.clase:
            raise ErrorLexico(f"{donde}: {entrada.forma!r} ya está con la clase {previa.clase!r}")
    return tuple(entradas.values())
