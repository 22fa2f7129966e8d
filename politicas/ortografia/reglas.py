"""Reglas de contexto escritas como datos (`tildes.toml`, `confusiones.toml`).

Forma::

    [clases]
    preposicion = ["de", "en"]          # listas con nombre: se usan como "@preposicion"

    [[regla]]
    escrita = ["esta", "estas"]         # una o varias palabras; varias formas
    correcta = ["está", "estás"]        # en el mismo orden
    antes = ["@sujeto", "^"]            # opcional: lo que tiene que haber justo antes (una cualquiera)
    despues = ["@gerundio", "$"]        # opcional: lo que tiene que haber justo despues
    salvo_antes = ["de"]                # opcional: lo que no puede haber
    salvo_despues = ["que"]
    pregunta = true                     # opcional: solo dentro de ¿…? (false: solo fuera)
    gravedad = "grave"                  # grave, media o leve
    motivo = "Es el verbo «estar»."

`^` es el comienzo de la frase, `$` una pausa. Un contexto de varias palabras («que se») las pide seguidas. Las
clases de la forma (`@gerundio`, `@participio`, `@adjetival`, `@infinitivo`, `@verbo`, `@solo_verbo`, `@nombre`,
`@plural`, `@cifra`) se miran en el diccionario.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modelos.lectura import ErrorLexico, exigir_textos, leer_toml
from politicas.tipos import Gravedad

DE_FORMA = frozenset(
    ("gerundio", "participio", "adjetival", "infinitivo", "verbo", "solo_verbo", "nombre", "cifra", "plural")
)
_CONTEXTOS = ("antes", "despues", "salvo_antes", "salvo_despues")
_CLAVES = {"escrita", "correcta", "gravedad", "motivo", "pregunta", *_CONTEXTOS}


@dataclass(frozen=True, slots=True)
class Entorno:
    """Lo que puede haber a un lado: palabras sueltas, o series de palabras, marcas y clases."""

    sueltas: frozenset[str] = frozenset()
    series: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sueltas or self.series)


_NADA = Entorno()


@dataclass(frozen=True, slots=True)
class Regla:
    """Una forma escrita, por que cambiarla y cuando."""

    escrita: tuple[str, ...]
    correcta: str
    gravedad: Gravedad
    motivo: str
    antes: Entorno = _NADA
    despues: Entorno = _NADA
    salvo_antes: Entorno = _NADA
    salvo_despues: Entorno = _NADA
    pregunta: bool | None = None


def _abiertos(donde: str, valor: object, clases: dict[str, list[str]]) -> Entorno:
    """El entorno escrito, con las clases de lista abiertas."""
    salen: list[tuple[str, ...]] = []
    for texto in exigir_textos(donde, valor):
        partes = tuple(texto.split())
        if len(partes) == 1 and partes[0][1:] in clases and partes[0][0] == "@":
            salen += [tuple(p.split()) for p in clases[partes[0][1:]]]
            continue
        for parte in partes:
            if parte.startswith("@") and parte[1:] not in DE_FORMA:
                raise ErrorLexico(f"{donde}: clase desconocida {parte!r}")
        salen.append(partes)
    sueltas = frozenset(s[0] for s in salen if len(s) == 1 and s[0][0] not in "@^$")
    return Entorno(sueltas, tuple(dict.fromkeys(s for s in salen if len(s) > 1 or s[0] not in sueltas)))


def _de_una(donde: str, cruda: object, clases: dict[str, list[str]]) -> Iterator[Regla]:
    if not isinstance(cruda, dict):
        raise ErrorLexico(f"{donde}: se esperaba una tabla [[regla]]")
    for clave in cruda:
        if clave not in _CLAVES:
            raise ErrorLexico(f"{donde}.{clave}: clave desconocida; caben {', '.join(sorted(_CLAVES))}")
    escritas = exigir_textos(f"{donde}.escrita", cruda.get("escrita"))
    correctas = exigir_textos(f"{donde}.correcta", cruda.get("correcta"))
    if len(escritas) != len(correctas):
        raise ErrorLexico(f"{donde}: hay {len(escritas)} escritas y {len(correctas)} correctas")
    nombre = cruda.get("gravedad")
    if nombre not in ("grave", "media", "leve"):
        raise ErrorLexico(f"{donde}.gravedad: se esperaba grave, media o leve, hay {nombre!r}")
    if not isinstance(cruda.get("motivo"), str):
        raise ErrorLexico(f"{donde}.motivo: falta")
    pregunta = cruda.get("pregunta")
    if pregunta is not None and not isinstance(pregunta, bool):
        raise ErrorLexico(f"{donde}.pregunta: se esperaba true o false")
    contextos: dict[str, Entorno] = {
        c: _abiertos(f"{donde}.{c}", cruda[c], clases) for c in _CONTEXTOS if c in cruda
    }
    for escrita, correcta in zip(escritas, correctas, strict=True):
        if escrita == correcta or escrita != escrita.lower():
            raise ErrorLexico(f"{donde}: {escrita!r} tiene que ir en minúsculas y cambiar")
        yield Regla(
            tuple(escrita.split()),
            correcta,
            Gravedad[nombre.upper()],
            cruda["motivo"],
            pregunta=pregunta,
            **contextos,
        )


def leer_reglas(ruta: Path) -> tuple[Regla, ...]:
    """Las reglas de un archivo, en su orden. Lanza `ErrorLexico` con el archivo y la clave."""
    datos = leer_toml(ruta)
    if set(datos) - {"clases", "regla"} or not datos.get("regla"):
        raise ErrorLexico(f"{ruta.name}: se esperaban [clases] y [[regla]]")
    clases = datos.get("clases", {})
    for nombre, palabras in clases.items():
        exigir_textos(f"{ruta.name}: clases.{nombre}", palabras)
        if nombre in DE_FORMA:
            raise ErrorLexico(f"{ruta.name}: clases.{nombre}: ya es una clase de la forma")
    crudas = datos["regla"]
    if not isinstance(crudas, list):
        raise ErrorLexico(f"{ruta.name}: regla: se esperaban tablas [[regla]]")
    return tuple(r for i, c in enumerate(crudas) for r in _de_una(f"{ruta.name}: regla[{i}]", c, clases))
