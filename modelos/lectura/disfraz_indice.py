"""La lista cerrada y todas las maneras previstas de escribir mal, a proposito, cada una de sus formas.

Dos pesos. Las formas **fuertes** (insulto, groseria o tonteria sin otro sentido) se buscan como suenan aun con
letras de menos o cambiadas. Las demas («perra», «vieja», «basura») tienen usos limpios: con solo letras se exige
que suenen igual o que coincida la variante letra por letra.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from .carga import Entrada, leer_lexico
from .disfraz_letras import VOCALES, clave
from .lexico import CARPETA

LARGO_MAXIMO = 40
MINIMO = 4
"""Letras de la forma mas corta que se busca."""
_LEXICOS = ("insultos", "soeces")
_TAMBIEN = ("amenazas", "odio")
"""De estos solo se descifra lo que lleva cifras o simbolos a la vista («los vamos a m4t4r»)."""
_FUERTES = ("fuerte", "medio", "doble", "excremento", "obscena")
_RANGO = ("fuerte", "doble", "excremento", "medio", "ambiguo", "obscena", "leve", "reproche", "rasgo")
_CONSONANTES_MINIMAS = 3
_LARGA = 6
"""Letras desde las que bastan dos consonantes que suenen («idiota» sin vocales es «idta»)."""
_SILABAS_MAXIMAS = 6
"""Vocales interiores que se quitan a la vez: mas no aporta y la cuenta crece al doble con cada una."""
_LETRAS = re.compile(r"[a-zñ]+")
_COMODIN = re.compile(r"[*#_•●×■▪✱＊]+")
_SIN_GENERO = re.compile(r"[^*]+[*]s?")
"""«tod*s» quita el genero, no tapa nada."""
_DOBLES = re.compile(r"(.)\1+")
_UNA_TAPADA = re.compile(r"[^a-zñ]")
_REPETIDA = re.compile(r"(.)\1")
_VISTAS_MINIMAS = 2
_VISTAS_SUELTAS = 3
_TAPADAS_MAXIMAS = 4


def _sin_vocales(forma: str) -> Iterator[str]:
    """La forma sin una o mas vocales interiores, y sin ninguna; la primera letra no se toca.

    No deja dos letras iguales juntas que antes no lo estaban: «mamona» sin la primera a suena como «mona».
    """
    consonantes = sum(c not in VOCALES for c in forma)
    if consonantes < (_CONSONANTES_MINIMAS - 1 if len(forma) >= _LARGA else _CONSONANTES_MINIMAS):
        return
    dentro = [i for i, c in enumerate(forma) if 0 < i < len(forma) - 1 and c in VOCALES][:_SILABAS_MAXIMAS]
    for quitar in product((False, True), repeat=len(dentro)):
        fuera = {i for i, va in zip(dentro, quitar, strict=True) if va}
        if fuera:
            yield "".join(c for i, c in enumerate(forma) if i not in fuera)
    yield forma[0] + "".join(c for c in forma[1:] if c not in VOCALES)


def _traspuestas(forma: str) -> Iterator[str]:
    """La forma con dos letras vecinas cambiadas de sitio; la primera no se mueve."""
    for i in range(1, len(forma) - 1):
        if forma[i] != forma[i + 1]:
            yield forma[:i] + forma[i + 1] + forma[i] + forma[i + 2 :]


def _con_equis(forma: str) -> Iterator[str]:
    """Con x en lugar del genero o de las vocales de dentro (`pendejx`, `pxndejo`, `pxndxjo`), o v por u (`pvta`)."""
    if "u" in forma:
        yield forma.replace("u", "v")
    for final in ("o", "a", "os", "as"):
        if forma.endswith(final) and len(forma) > len(final) + 3:
            yield forma.removesuffix(final) + "x" + final[1:]
    dentro = [i for i, c in enumerate(forma) if 0 < i < len(forma) - 1 and c in VOCALES]
    for i in dentro:
        yield forma[:i] + "x" + forma[i + 1 :]
    yield "".join("x" if i in dentro else c for i, c in enumerate(forma))


@dataclass(frozen=True)
class Indice:
    """Las formas de la lista cerrada, por como se pueden encontrar."""

    duras: frozenset[str]
    """Toda palabra de los lexicos de insultos y soeces: con cifras o simbolos a la vista, se descifra tal cual."""
    formas: frozenset[str]
    """La lista cerrada: lo que se busca tambien escrito solo con letras y separadores (`disfraz = true`)."""
    fuertes: frozenset[str]
    exactas: dict[str, str]
    """Clave sonora → forma."""
    lejanas: dict[str, str]
    """Clave sonora de una variante → forma fuerte."""
    crudas: dict[str, str]
    """Variante escrita → forma."""
    por_inicio: dict[str, tuple[str, ...]]
    por_letra: dict[str, tuple[str, ...]]

    def buscar(self, letras: str, *, solo_exactas: bool = False) -> str | None:
        """La forma que esconden unas letras, o None."""
        if not MINIMO <= len(letras) <= LARGO_MAXIMO:
            return None
        simple = _DOBLES.sub(r"\1", letras)
        if len(simple) >= MINIMO and simple != letras and simple in self.formas:
            return simple
        sonido = clave(letras)
        forma = self.exactas.get(sonido)
        if forma is None and not solo_exactas:
            forma = self.crudas.get(letras) or self.lejanas.get(sonido)
        if forma is None or ("rr" in forma and "rr" not in letras and letras not in self.crudas):
            return None
        return forma

    def con_comodines(self, trozo: str) -> str | None:
        """La forma que encaja con `p*nd*jo` (un comodin por letra) o, si se ve bastante, con `pend***o`."""
        tramos = _COMODIN.split(trozo)
        vistas = sum(map(len, tramos))
        if _SIN_GENERO.fullmatch(trozo) and trozo.replace("*", "o") not in self.formas:
            return None
        if len(tramos) == 1 or not tramos[0] or not all(_LETRAS.fullmatch(t) for t in tramos if t):
            return None
        candidatas = self.por_letra.get(trozo[0], ())
        if vistas >= _VISTAS_MINIMAS or len(trozo) == MINIMO:
            patron = re.compile(_UNA_TAPADA.sub(".", trozo))
            for forma in candidatas:
                if len(forma) == len(trozo) and patron.fullmatch(forma):
                    return forma
        if vistas >= _VISTAS_SUELTAS and tramos[-1]:
            signos = [len(m[0]) for m in _COMODIN.finditer(trozo)]
            return next((f for f in candidatas if f in self.fuertes and _cabe(tramos, signos, f)), None)
        return None


def _cabe(tramos: list[str], signos: list[int], forma: str) -> bool:
    """Si los tramos vistos estan en la forma, en orden y con pocas letras tapadas entre ellos: hasta dos por signo y cuatro en total."""
    if not forma.startswith(tramos[0]) or not forma.endswith(tramos[-1]):
        return False
    tapadas = min(_TAPADAS_MAXIMAS, 2 * max(signos))
    donde = len(tramos[0])
    for i, tramo in enumerate(tramos[1:], 1):
        sitio = len(forma) - len(tramo) if i == len(tramos) - 1 else forma.find(tramo, donde + 1)
        if not donde < sitio <= donde + tapadas:
            return False
        donde = sitio + len(tramo)
    return True


def _ordenadas(entradas: Iterable[Entrada]) -> dict[str, bool]:
    """Cada palabra de los lexicos con si se busca tambien escrita solo con letras; las mas fuertes, antes."""
    rango = {clase: i for i, clase in enumerate(_RANGO)}
    sueltas = [e for e in entradas if len(e.palabras) == 1 and len(e.forma) >= MINIMO]
    sueltas.sort(key=lambda e: rango.get(e.clase, len(rango)))
    orden = {e.forma: e.disfraz for e in sueltas}
    for e in entradas:
        for palabra in e.palabras:
            if len(palabra) >= MINIMO:
                orden.setdefault(palabra, False)
    return orden


def _variantes(cerrada: list[str], fuertes: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Las variantes de cada forma: por su clave sonora (solo las fuertes) y tal como se escriben."""
    lejanas: dict[str, str] = {}
    crudas: dict[str, str] = {}
    for forma in cerrada:
        previas, primero = len(_REPETIDA.findall(forma)), clave(forma)[0]
        for variante in dict.fromkeys((*_traspuestas(forma), *_con_equis(forma), *_sin_vocales(forma))):
            if len(variante) < MINIMO:
                continue
            crudas.setdefault(variante, forma)
            if forma in fuertes and len(_REPETIDA.findall(variante)) == previas:
                sonido = clave(variante)
                sonoras = sum(c not in VOCALES for c in sonido)
                if sonoras >= _CONSONANTES_MINIMAS and sonido[0] == primero:
                    lejanas.setdefault(sonido, forma)
    return lejanas, crudas


def construir(entradas: tuple[Entrada, ...], ademas: Iterable[Entrada] = ()) -> Indice:
    """El indice de unas entradas. Entre dos formas que se parecen gana la mas fuerte.

    De las de `ademas` solo se descifra lo que lleva cifras o simbolos a la vista.
    """
    orden = _ordenadas(entradas)
    fuertes = {e.forma for e in entradas if e.disfraz and e.clase in _FUERTES and len(e.palabras) == 1}
    cerrada = [forma for forma, buscada in orden.items() if buscada]
    largas = [forma for forma in cerrada if forma in fuertes or len(forma) > MINIMO]
    exactas: dict[str, str] = {}
    for forma in largas:
        exactas.setdefault(clave(forma), forma)
    lejanas, crudas = _variantes(largas, fuertes)
    por_inicio: dict[str, list[str]] = {}
    por_letra: dict[str, list[str]] = {}
    for forma in orden:
        por_inicio.setdefault(forma[:3], []).append(forma)
    # quien tapa letras escribe la palabra entera: «c**o» no es «clro», que ya va sin vocales
    for forma in sorted(orden, key=lambda f: VOCALES.isdisjoint(f[1:-1])):
        por_letra.setdefault(forma[0], []).append(forma)
    return Indice(
        duras=frozenset(orden).union(p for e in ademas for p in e.palabras if len(p) >= MINIMO),
        formas=frozenset(cerrada),
        fuertes=frozenset(fuertes),
        exactas=exactas,
        lejanas=lejanas,
        crudas=crudas,
        por_inicio={k: tuple(sorted(v, key=len, reverse=True)) for k, v in por_inicio.items()},
        por_letra={k: tuple(v) for k, v in por_letra.items()},
    )


def _leer(nombres: tuple[str, ...]) -> tuple[Entrada, ...]:
    return tuple(e for nombre in nombres for e in leer_lexico(CARPETA / f"{nombre}.toml"))


@lru_cache(maxsize=1)
def indice() -> Indice:
    """El indice de los lexicos de la casa. Lanza `ErrorLexico` si alguno esta mal."""
    return construir(_leer(_LEXICOS), _leer(_TAMBIEN))
