"""Hallar y tapar el rastro de alguien en un texto: sus señas y lo que de sus palabras se haya copiado.

Un rastro se busca por palabras plegadas (sin tildes, mayusculas ni signos), asi «Ana  NUBE,» es «ana nube». De cada texto
suyo se toman todas sus tiras de palabras seguidas: quien pego media frase en una nota la dejo ahi. Los numeros (DUI,
telefono, afiliacion) se buscan por sus cifras, vayan juntas, con guiones, puntos o espacios. Lo hallado se tapa letra por
letra: el texto mide lo mismo y las posiciones de la evidencia no se mueven. Puro: no toca la base.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

from ahocorasick_rs import AhoCorasick

Datos = Callable[[str], Iterable[tuple[int, int, str]]]
"""Los datos de personas de un texto, como (inicio, fin, de que es): los detectores de siempre, que viven en otra sala."""
PUNTO: Final = "•"
SEGUIDAS: Final = 7
"""Palabras iguales y seguidas que ya son una copia, en cualquier parte de la base."""
DE_CERCA: Final = 4
"""Las que bastan en lo que cuelga del propio comentario: una nota de su expediente, la respuesta que se le dio."""
_LETRAS_SUELTA: Final = 5
"""Una seña de una sola palabra mas corta se hallaria en cualquier sitio: «ana», «juan»."""
_LETRAS_TEXTO: Final = 12
"""Un texto entero mas corto que una tira se busca entero si tiene estas letras."""
_CIFRAS: Final = 7
"""Desde cuantas cifras un numero es de alguien."""
_MARCAS: Final = re.compile("[\u0300-\u036f]+")
_PALABRA: Final = re.compile(r"\w+")
_ENTRE_CIFRAS: Final = r"\D{0,3}"
_DE_NUMERO: Final = re.compile(r"\D")


def plegar(texto: str) -> str:
    """En minusculas y sin diacriticos."""
    if texto.isascii():
        return texto.lower()
    return _MARCAS.sub("", unicodedata.normalize("NFKD", texto.casefold()))


def palabras(texto: str) -> list[str]:
    """Las palabras plegadas, en orden."""
    return [p for m in _PALABRA.finditer(texto) if (p := plegar(m[0]))]


def tiras(texto: str, seguidas: int) -> Iterator[str]:
    """Cada tira de tantas palabras seguidas; o el texto entero, si es mas corto y dice algo.

    «Muchas gracias» es un texto entero y no es de nadie: de mas de media tira, o no se busca.
    """
    sueltas = palabras(texto)
    if len(sueltas) < seguidas:
        if len(sueltas) > seguidas // 2 and sum(map(len, sueltas)) >= _LETRAS_TEXTO:
            yield " ".join(sueltas)
        return
    for i in range(len(sueltas) - seguidas + 1):
        yield " ".join(sueltas[i : i + seguidas])


def senas_de(nombre: str, usuario: str, *otras: str) -> set[str]:
    """Las señas de alguien que se pueden buscar sin tapar a medio mundo: un nombre suelto y corto no es ninguna."""
    dadas = {" ".join(palabras(s)) for s in (nombre, usuario, *otras)}
    enteros = palabras(nombre)
    if len(enteros) > 1:
        # «Nubes, Policarpa»
        dadas.add(" ".join([*enteros[1:], enteros[0]]))
    return {s for s in dadas if " " in s or len(s) >= _LETRAS_SUELTA}


class Rastro:
    """Lo que hay que tapar de alguien."""

    def __init__(
        self,
        senas: Iterable[str],
        tiras_suyas: Iterable[str] = (),
        numeros: Iterable[str] = (),
        correos: Iterable[str] = (),
    ) -> None:
        cifras = {_DE_NUMERO.sub("", n) for n in numeros}
        self.cifras = sorted(n for n in cifras if len(n) >= _CIFRAS)
        self.senas = {" ".join(palabras(s)) for s in senas} - {""}
        self.correos = {" ".join(palabras(c)) for c in correos} - {""}
        self.tiras = set(tiras_suyas) - {""}
        patrones = sorted(self.senas | self.correos | self.tiras)
        self._por_palabras = AhoCorasick([f" {p} " for p in patrones]) if patrones else None
        # la palabra mas larga de cada uno: un texto sin ninguna no se parte en palabras
        self._anclas = AhoCorasick(sorted({max(p.split(), key=len) for p in patrones})) if patrones else None
        formas = "|".join(_ENTRE_CIFRAS.join(n) for n in self.cifras)
        self._por_cifras = re.compile(rf"(?<!\d)(?:{formas})(?!\d)") if formas else None

    def __bool__(self) -> bool:
        return self._por_palabras is not None or self._por_cifras is not None

    def sin(self, propios: Iterable[str]) -> "Rastro":
        """El mismo, sin lo que tambien esta en `propios`: lo que dijimos nosotros no es copia de nadie.

        Quien escribe «llamé al 2591-0000 y no contestan» no se queda con el telefono de la institucion.
        """
        tiras_nuestras: set[str] = set()
        correos_nuestros: set[str] = set()
        cifras_nuestras: set[str] = set()
        for texto in propios:
            tiras_nuestras |= _presentes(self.tiras, texto)
            correos_nuestros |= _presentes(self.correos, texto)
            if self._por_cifras is not None:
                cifras_nuestras |= {_DE_NUMERO.sub("", m[0]) for m in self._por_cifras.finditer(texto)}
        return Rastro(
            self.senas,
            self.tiras - tiras_nuestras,
            set(self.cifras) - cifras_nuestras,
            self.correos - correos_nuestros,
        )

    def sin_nombres(self) -> "Rastro":
        """El mismo sin los nombres de varias palabras: en lo que se dijo a todos, ese suele ser de otra persona."""
        return Rastro((s for s in self.senas if " " not in s), self.tiras, self.cifras, self.correos)

    def sin_copias(self) -> "Rastro":
        """Solo de quien es: en lo que escribieron otros, las mismas palabras son suyas."""
        return Rastro(self.senas, (), self.cifras, self.correos)

    def tramos(self, texto: str) -> list[tuple[int, int]]:
        """Donde esta, como (inicio, fin), sin orden y quiza pisandose."""
        hallados: list[tuple[int, int]] = []
        if self._anclas is not None and self._anclas.find_matches_as_indexes(plegar(texto)):
            hallados += self._de_palabras(texto)
        if self._por_cifras is not None:
            hallados += [m.span() for m in self._por_cifras.finditer(texto)]
        return hallados

    def _de_palabras(self, texto: str) -> Iterator[tuple[int, int]]:
        donde = [(m.start(), m.end(), p) for m in _PALABRA.finditer(texto) if (p := plegar(m[0]))]
        if not donde or self._por_palabras is None:
            return
        principios, largo = [], 1
        for _, _, p in donde:
            principios.append(largo)
            largo += len(p) + 1
        seguido = f" {' '.join(p for _, _, p in donde)} "
        for _, desde, hasta in self._por_palabras.find_matches_as_indexes(seguido, overlapping=True):
            primera, ultima = bisect_left(principios, desde + 1), bisect_right(principios, hasta - 1) - 1
            yield donde[primera][0], donde[ultima][1]

    def tapar(self, texto: str) -> str:
        """El texto con un punto por cada letra o cifra del rastro; mide lo mismo."""
        tramos = self.tramos(texto)
        if not tramos:
            return texto
        letras = list(texto)
        for inicio, fin in tramos:
            letras[inicio:fin] = (PUNTO if c.isalnum() or c == "_" else c for c in letras[inicio:fin])
        return "".join(letras)

    def tapar_valor(self, valor: Any) -> Any:
        """Lo mismo en un JSON, hasta el fondo; un numero que sea una seña pasa a texto tapado."""
        if isinstance(valor, str):
            return self.tapar(valor)
        if isinstance(valor, dict):
            return {self.tapar(str(k)): self.tapar_valor(v) for k, v in valor.items()}
        if isinstance(valor, list):
            return [self.tapar_valor(v) for v in valor]
        if (
            isinstance(valor, int)
            and not isinstance(valor, bool)
            and (tapado := self.tapar(str(valor))) != str(valor)
        ):
            return tapado
        return valor


def _presentes(buscadas: Collection[str], texto: str) -> set[str]:
    """Las tiras buscadas que estan en un texto."""
    largos = {t.count(" ") + 1 for t in buscadas}
    sueltas = palabras(texto)
    return {
        tira
        for n in largos
        for i in range(len(sueltas) - n + 1)
        if (tira := " ".join(sueltas[i : i + n])) in buscadas
    }
