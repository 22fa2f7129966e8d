"""Normalizador contra el disfraz: de lo que se escribio (`p3nd3j0`) a lo que se quiso decir (`pendejo`).

Solo reescribe hacia una **lista cerrada** (las formas con `disfraz = true` de los lexicos) y solo lo que no
es ya una palabra de algun lexico; `escudo.toml` guarda las palabras reales que chocarian («clero» con
«culero» sin una vocal). Se prefirio a un diccionario general: no pesa, no trae otra licencia, y una palabra
rara jamas se cambia si no se parece letra por letra a un insulto.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from .lexico import lexicos

_LARGO_MAXIMO = 40
_MINIMO_SIN_VOCAL = 4
_MINIMO_TRASPUESTA = 6
_CONSONANTES_MINIMAS = 3
_LETRAS_MINIMAS = 2
"""Letras a la vista para creer que un trozo con cifras o simbolos es una palabra."""
_TAPADAS_MAXIMAS = 4
_VOCALES = frozenset("aeiou")

# Letras que se ven como las latinas: cirilico, griego, armenio, versalitas y letras con trazo.
_PARECIDAS = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
    "һ": "h", "ӏ": "l", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h", "г": "r", "п": "n", "и": "n", "д": "d",
    "α": "a", "β": "b", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
    "η": "n", "γ": "y", "δ": "d", "σ": "o", "ϳ": "j", "օ": "o", "ս": "u", "ո": "n", "ց": "g", "ք": "p",
    "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ƀ": "b", "ɍ": "r", "ɇ": "e", "ɨ": "i", "ɉ": "j", "ɏ": "y",
    "ƶ": "z", "ꝑ": "p", "ꝓ": "p", "ᵽ": "p", "ꝗ": "q", "ȼ": "c", "ꞓ": "c", "ǥ": "g", "ꞡ": "g", "ꝁ": "k", "ⱥ": "a",
    "ʉ": "u", "ꝋ": "o", "ɵ": "o", "ꞥ": "n", "ꞩ": "s", "ŋ": "n", "ɑ": "a", "ɐ": "a", "ǝ": "e", "ɛ": "e", "ə": "e",
    "ɡ": "g", "ı": "i", "ȷ": "j", "ɪ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ʙ": "b", "ɢ": "g", "ʜ": "h",
    "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ꜱ": "s",
    "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "þ": "p", "µ": "u", "ƥ": "p", "ɗ": "d", "ƙ": "k", "ɲ": "n",
}  # fmt: skip
_CIFRAS_A = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "¡": "i", "|": "l", "€": "e", "£": "l", "+": "t", "¢": "c", "<": "c", "(": "c",
    "§": "s", "¥": "y", "∂": "d", "%": "o",
}  # fmt: skip
_TABLA_A = str.maketrans(_PARECIDAS | _CIFRAS_A)
_TABLA_B = str.maketrans(
    _PARECIDAS | _CIFRAS_A | {"1": "l", "@": "o", "6": "b", "|": "i", "9": "q", "!": "l"}
)

_REPETIDA = re.compile(r"(.)\1+")
_ESTIRADA = re.compile(r"(.)\1{2,}")
_LETRAS = re.compile(r"[a-zñ]+")
_COMODIN = re.compile(r"[*#_•●×■▪✱＊]+")
_SEPARADORES = ".\\-_*/|,'~·•+=:;`´^"
_UNIDAD = r"(?:[^\W_]|[@$€])"
_SUELTAS = re.compile(
    rf"(?<![^\W_])(?P<a>{_UNIDAD})(?P<sep>[\s{_SEPARADORES}]{{1,3}}){_UNIDAD}(?:(?P=sep){_UNIDAD}){{2,}}(?![^\W_])"
)
_TROZO = re.compile(r"\S+")
_PARTE = re.compile(r"[^,;:…¿?\[\]{}\"«»“”=&]+")
# Al borde de un trozo solo cuenta como letra lo que se usa de letra («put@», «$erote», «mierd*»).
_BORDE = re.compile(r"^[^\w@$€|*]+|[^\w@$€|*#]+$")
_NEGRITA = re.compile(r"([*_]{1,3})(.*[^*_])\1")


def clave(palabra: str) -> str:
    """Como suena: k/c/qu, v/b, z/s/c, g/j, ll/y y h reunidas; sin letras repetidas."""
    p = palabra.replace("ph", "f").replace("ch", "C").replace("que", "ke").replace("qui", "ki")
    p = p.replace("ce", "se").replace("ci", "si").replace("c", "k").replace("q", "k").replace("z", "s")
    p = p.replace("v", "b").replace("ll", "y").replace("gue", "Ge").replace("gui", "Gi")
    p = p.replace("ge", "je").replace("gi", "ji").replace("G", "g").replace("h", "").replace("w", "u")
    return _REPETIDA.sub(r"\1", p)


def _sin_vocales(forma: str) -> Iterator[str]:
    """La forma sin una o mas vocales; quedan la primera letra y, si es la unica que caeria, la ultima.

    Hacen falta tres consonantes que suenen, y que no queden dos iguales juntas («mamona» no es «mona»).
    """
    if sum(c not in _VOCALES for c in clave(forma)) < _CONSONANTES_MINIMAS:
        return
    opciones = [(c, "") if i and c in _VOCALES else (c,) for i, c in enumerate(forma)]
    for partes in product(*opciones):
        corta = "".join(partes)
        if len(corta) == len(forma) or corta == forma[:-1] or len(clave(corta)) < _MINIMO_SIN_VOCAL:
            continue
        if len(_REPETIDA.findall(corta)) == len(_REPETIDA.findall(forma)):
            yield corta


def _traspuestas(forma: str) -> Iterator[str]:
    """La forma con dos letras vecinas cambiadas de sitio; la primera no se mueve."""
    if len(forma) >= _MINIMO_TRASPUESTA:
        for i in range(1, len(forma) - 1):
            if forma[i] != forma[i + 1]:
                yield forma[:i] + forma[i + 1] + forma[i] + forma[i + 2 :]


def _neutra(forma: str) -> Iterator[str]:
    """Con x en lugar del genero: `pendejx`, `pendejxs`."""
    for final in ("o", "a", "os", "as"):
        if forma.endswith(final) and len(forma) > len(final) + 3:
            yield forma.removesuffix(final) + "x" + final[1:]


@dataclass(frozen=True)
class Indice:
    """Las formas cerradas por su clave. `exactas`: suenan igual; `lejanas`: les falta o cambia algo."""

    formas: frozenset[str]
    exactas: dict[str, str]
    lejanas: dict[str, str]
    por_inicio: dict[str, tuple[str, ...]]
    por_letra: dict[str, tuple[str, ...]]

    def buscar(self, letras: str, *, solo_exactas: bool = False) -> str | None:
        """La forma que suena como `letras`, o None."""
        if not _MINIMO_SIN_VOCAL <= len(letras) <= _LARGO_MAXIMO:
            return None
        sonido = clave(letras)
        forma = self.exactas.get(sonido)
        if forma is None and not solo_exactas:
            forma = self.lejanas.get(sonido)
        if forma is None or ("rr" in forma and "rr" not in letras):
            return None
        return forma

    def con_comodines(self, trozo: str) -> str | None:
        """La forma que encaja con `p*nd*jo` (un comodin por letra) o, si se ve bastante, con `pend***o`."""
        tramos = _COMODIN.split(trozo)
        vistas = sum(map(len, tramos))
        if len(tramos) == 1 or not tramos[0] or not all(_LETRAS.fullmatch(t) for t in tramos if t):
            return None
        candidatas = self.por_letra.get(trozo[0], ())
        if vistas >= _LETRAS_MINIMAS or len(trozo) == _MINIMO_SIN_VOCAL:
            for forma in candidatas:
                if len(forma) == len(trozo) and all(
                    a == b or not _LETRAS.match(a) for a, b in zip(trozo, forma, strict=True)
                ):
                    return forma
        if vistas >= _CONSONANTES_MINIMAS and tramos[-1]:
            return next((forma for forma in candidatas if _cabe(tramos, forma)), None)
        return None


def _cabe(tramos: list[str], forma: str) -> bool:
    """Si los tramos vistos estan en la forma, en orden y con una a cuatro letras tapadas entre ellos."""
    if not forma.startswith(tramos[0]) or not forma.endswith(tramos[-1]):
        return False
    donde = len(tramos[0])
    for i, tramo in enumerate(tramos[1:], 1):
        sitio = len(forma) - len(tramo) if i == len(tramos) - 1 else forma.find(tramo, donde + 1)
        if not donde < sitio <= donde + _TAPADAS_MAXIMAS:
            return False
        donde = sitio + len(tramo)
    return True


def construir(cerrada: tuple[str, ...]) -> Indice:
    """El indice de una lista cerrada. Gana la forma que va antes en el lexico."""
    exactas: dict[str, str] = {}
    lejanas: dict[str, str] = {}
    por_inicio: dict[str, list[str]] = {}
    por_letra: dict[str, list[str]] = {}
    for forma in cerrada:
        exactas.setdefault(clave(forma), forma)
        por_inicio.setdefault(forma[:3], []).append(forma)
        por_letra.setdefault(forma[0], []).append(forma)
    for forma in cerrada:
        for variante in (*_traspuestas(forma), *_neutra(forma), *_sin_vocales(forma)):
            lejanas.setdefault(clave(variante), forma)
    return Indice(
        formas=frozenset(cerrada),
        exactas=exactas,
        lejanas=lejanas,
        por_inicio={k: tuple(sorted(v, key=len, reverse=True)) for k, v in por_inicio.items()},
        por_letra={k: tuple(v) for k, v in por_letra.items()},
    )


@lru_cache(maxsize=1)
def indice() -> Indice:
    """El indice de los lexicos de la casa."""
    return construir(lexicos().cerrada)


@lru_cache(maxsize=65536)
def forma_de(palabra: str) -> tuple[str, bool]:
    """Forma de una palabra plegada de solo letras, y si iba disfrazada de algo de la lista cerrada."""
    conocidas = lexicos().palabras
    if palabra in conocidas:
        return palabra, False
    corta = _ESTIRADA.sub(r"\1", palabra)
    if corta != palabra:
        for candidata in (corta, _ESTIRADA.sub(r"\1\1", palabra)):
            if candidata in conocidas:
                return candidata, clave(candidata) in indice().exactas
    forma = indice().buscar(corta if len(palabra) > _LARGO_MAXIMO else palabra)
    return (forma, True) if forma else (corta, False)


def _descifrar(trozo: str) -> str | None:
    """La forma que esconde un trozo con cifras, simbolos o letras de otro alfabeto, o None."""
    if not _MINIMO_SIN_VOCAL <= len(trozo) <= _LARGO_MAXIMO or sum(map(str.isalpha, trozo)) < _LETRAS_MINIMAS:
        return _a_ciegas(trozo)
    # solo letras y separadores («pen-dejo», «mal.trato»): hace falta que suene igual, no que se parezca
    separada = all(c in _SEPARADORES or "a" <= c <= "z" or c == "ñ" for c in trozo)
    # la arroba sola es genero («tod@s»), no disfraz
    cifrada = any(not ("a" <= c <= "z" or c in "ñ@#" or c in _SEPARADORES) for c in trozo)
    for tabla in (_TABLA_A, _TABLA_B):
        letras = "".join(_LETRAS.findall(trozo.translate(tabla)))
        if letras in indice().formas or (cifrada and letras in lexicos().duras):
            return letras
        forma = None if letras in lexicos().palabras else indice().buscar(letras, solo_exactas=separada)
        if forma:
            return forma
    return _a_ciegas(trozo)


def _a_ciegas(trozo: str) -> str | None:
    """La forma que encaja con los comodines de un trozo corto (`p***`), o None."""
    if len(trozo) > _LARGO_MAXIMO or not _COMODIN.search(trozo):
        return None
    return indice().con_comodines(trozo.translate(_TABLA_A))


def _en_sueltas(plegado: str, m: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Insultos dentro de una fila de letras sueltas con el mismo separador (`p e n d e j o`)."""
    paso = 1 + len(m["sep"])
    crudo = plegado[m.start() : m.end() : paso]
    if sum(map(str.isalpha, crudo)) < _LETRAS_MINIMAS:
        return
    for tabla in (_TABLA_A, _TABLA_B):
        letras = crudo.translate(tabla)
        i = 0
        while i < len(letras) - 3:
            formas = indice().por_inicio.get(letras[i : i + 3], ())
            forma = next((f for f in formas if letras.startswith(f, i)), None)
            if forma:
                yield m.start() + i * paso, m.start() + (i + len(forma) - 1) * paso + 1, forma
                i += len(forma)
            else:
                i += 1
        entera = indice().buscar(letras)
        if entera:
            yield m.start(), m.end(), entera


def desenmascarar(plegado: str) -> list[tuple[int, int, str]]:
    """Tramos (inicio, fin, forma) del texto plegado que esconden algo de la lista cerrada, sin solaparse.

    Trata letras sueltas, cifras, simbolos, comodines, homoglifos y separadores dentro de la palabra. Lo que
    son solo letras seguidas lo resuelve `forma_de`.
    """
    hallados: list[tuple[int, int, str]] = []
    for m in _SUELTAS.finditer(plegado):
        hallados.extend(_en_sueltas(plegado, m))
    for m in _TROZO.finditer(plegado):
        trozo = m[0]
        if trozo.isalpha() and trozo.isascii():
            continue
        hallados.extend(_en_trozo(m.start(), trozo))
    limpios: list[tuple[int, int, str]] = []
    for tramo in sorted(set(hallados), key=lambda t: (t[0], -t[1])):
        if not limpios or tramo[0] >= limpios[-1][1]:
            limpios.append(tramo)
    return limpios


def _en_trozo(base: int, trozo: str) -> Iterator[tuple[int, int, str]]:
    """Lo escondido en un trozo sin blancos: entero y, si no, por partes entre signos."""
    for m in _PARTE.finditer(trozo):
        parte = m[0]
        nucleo = _BORDE.sub("", parte)
        negrita = _NEGRITA.fullmatch(nucleo)
        nucleo = negrita[2] if negrita else nucleo
        if _LETRAS.fullmatch(nucleo):
            continue
        inicio = m.start() + parte.index(nucleo) if nucleo else m.start()
        forma = _descifrar(nucleo)
        if forma:
            yield base + inicio, base + inicio + len(nucleo), forma
