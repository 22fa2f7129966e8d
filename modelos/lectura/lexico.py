"""Los lexicos juntos: palabras como datos (`modelos/lexicos/*.toml`), listas para buscar palabra a palabra."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from .carga import Entrada, leer_lexico

CARPETA = Path(__file__).resolve().parent.parent / "lexicos"
MINIMO_DURA = 4


@dataclass(frozen=True)
class Lexicos:
    """Todos los lexicos juntos."""

    palabras: frozenset[str]
    """Toda palabra que aparece en alguna forma: el normalizador no las toca."""
    cerrada: tuple[str, ...]
    """Las palabras sueltas hacia las que el normalizador puede reescribir, en el orden de los archivos."""
    duras: frozenset[str]
    """Palabras largas de `insultos` y `soeces`: con cifras o simbolos dentro, se descifran tal cual."""
    siglas: frozenset[str]
    lugares: frozenset[str]
    entradas: tuple[Entrada, ...] = ()
    """Todas, en el orden en que las numera `automata`."""

    @cached_property
    def automata(self) -> AhoCorasick:
        """Busca todas las formas a la vez en un texto normalizado entre espacios; cada una, entre los suyos."""
        return AhoCorasick([f" {e.forma} " for e in self.entradas])


def reunir(archivos: dict[str, tuple[Entrada, ...]]) -> Lexicos:
    """Los lexicos por nombre de archivo, juntos para buscar."""
    todas = [e for entradas in archivos.values() for e in entradas]
    duras = {p for e in todas if e.lexico in ("insultos", "soeces") for p in e.palabras}
    return Lexicos(
        palabras=frozenset(p for e in todas for p in e.palabras),
        cerrada=tuple(dict.fromkeys(e.forma for e in todas if e.disfraz and " " not in e.forma)),
        duras=frozenset(p for p in duras if len(p) >= MINIMO_DURA),
        siglas=frozenset(e.forma for e in archivos.get("siglas", ())),
        lugares=frozenset(e.forma for e in archivos.get("lugares", ())),
        entradas=tuple(todas),
    )


@lru_cache(maxsize=1)
def lexicos() -> Lexicos:
    """Los lexicos de la casa, leidos una vez por proceso. Lanza `ErrorLexico` si alguno esta mal."""
    return reunir({ruta.stem: leer_lexico(ruta) for ruta in sorted(CARPETA.glob("*.toml"))})
