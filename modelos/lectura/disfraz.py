"""Normalizador contra el disfraz: de lo que se escribio (`p3nd3j0`) a lo que se quiso decir (`pendejo`).

Solo reescribe hacia una **lista cerrada** (los lexicos de insultos y soeces) y solo lo que no es ya una palabra de
algun lexico; `escudo.toml` guarda las palabras reales que chocarian («clero» con «culero» sin una vocal). Se
prefirio a un diccionario general: no pesa, no trae otra licencia, y una palabra rara jamas se cambia si no se
parece letra por letra a un insulto.

Lo que da cada palabra y cada trozo entre blancos no depende del resto del texto; solo las filas de letras sueltas
(«p e n d e j o») abarcan varios trozos.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from .disfraz_indice import LARGO_MAXIMO, MINIMO, construir, indice
from .disfraz_letras import TABLAS, clave
from .lexico import lexicos

__all__ = ["clave", "construir", "desenmascarar", "forma_de", "indice"]

_LETRAS_MINIMAS = 2
"""Letras a la vista para creer que un trozo con cifras o simbolos es una palabra."""
_DOBLES = re.compile(r"(.)\1+")
_ORDINAL = re.compile(r"\d+[a-zñ]{1,3}")
"""«1ros», «10mg»: cifras delante y un par de letras no esconden nada."""
_ESTIRADA = re.compile(r"(.)\1{2,}")
_LETRAS = re.compile(r"[a-zñ]+")
_COMODIN = re.compile(r"[*#_•●×■▪✱＊]")
_SEPARADORES = ".\\-_*/|,'~·•+=:;`´^"
_UNIDAD = r"(?:[^\W_]|[@$€])"
_SUELTAS = re.compile(
    rf"(?<![^\W_])(?P<a>{_UNIDAD})(?P<sep>[\s{_SEPARADORES}]{{1,3}}){_UNIDAD}(?:(?P=sep){_UNIDAD}){{2,}}(?![^\W_])"
)
_TROZO = re.compile(r"\S+")
_PARTE = re.compile(r"[^,;:…¿?\[\]{}\"«»“”=&]+")
_DE_LETRA = frozenset("@$€|*")
"""Signos que al borde de un trozo se usan de letra: «put@», «$erote», «mierd*»."""
_NEGRITA = re.compile(r"([*_]{1,3})(.*[^*_])\1")


@lru_cache(maxsize=65536)
def forma_de(palabra: str) -> tuple[str, bool]:
    """Forma de una palabra plegada de solo letras, y si iba disfrazada de algo de la lista cerrada."""
    conocidas = lexicos().palabras
    if palabra in conocidas:
        return palabra, False
    if palabra[::2] == palabra[1::2]:  # todas las letras dobles: «ppeennddeejjoo»
        palabra = palabra[::2]
    if palabra in indice().crudas:  # antes que estirada: «mmme» es «mamame» sin vocales
        return indice().crudas[palabra], True
    corta = _ESTIRADA.sub(r"\1", palabra)
    if corta != palabra:
        for candidata in (corta, _ESTIRADA.sub(r"\1\1", palabra)):
            if candidata in conocidas:
                return candidata, candidata in indice().fuertes
    simple = _DOBLES.sub(r"\1", palabra)
    if simple in conocidas and simple not in indice().duras:  # «lamboo» es «lambo», que es otra palabra
        return corta, False
    forma = indice().buscar(corta if len(palabra) > LARGO_MAXIMO else palabra)
    return (forma, True) if forma else (corta, False)


@lru_cache(maxsize=8192)
def _descifrar(trozo: str) -> str | None:
    """La forma que esconde un trozo con cifras, simbolos o letras de otro alfabeto, o None."""
    if len(trozo) > LARGO_MAXIMO or _ORDINAL.fullmatch(trozo):
        return None
    tapada = indice().con_comodines(trozo.translate(TABLAS[0])) if _COMODIN.search(trozo) else None
    if tapada or len(trozo) < MINIMO or sum(map(str.isalpha, trozo)) < _LETRAS_MINIMAS:
        return tapada
    # solo letras y separadores («pen-dejo», «mal.trato»): hace falta que suene igual, no que se parezca
    separada = all(c in _SEPARADORES or "a" <= c <= "z" or c == "ñ" for c in trozo)
    # la arroba sola es genero («tod@s»), no disfraz
    cifrada = any(not ("a" <= c <= "z" or c in "ñ@#" or c in _SEPARADORES) for c in trozo)
    cerradas = indice()
    for tabla in TABLAS:
        letras = "".join(_LETRAS.findall(trozo.translate(tabla)))
        if letras in cerradas.formas or ((cifrada or separada) and letras in cerradas.duras):
            return letras
        forma = None if letras in lexicos().palabras else cerradas.buscar(letras, solo_exactas=separada)
        if forma:
            return forma
    return None


def _en_sueltas(plegado: str, m: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Insultos dentro de una fila de letras sueltas con el mismo separador (`p e n d e j o`)."""
    paso = 1 + len(m["sep"])
    crudo = plegado[m.start() : m.end() : paso]
    if sum(map(str.isalpha, crudo)) < _LETRAS_MINIMAS:
        return
    for tabla in TABLAS:
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
        entera = None if letras in lexicos().palabras else indice().buscar(letras)
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


def _nucleo(parte: str) -> tuple[int, str]:
    """La parte sin los signos de los bordes que no se usan de letra, y donde empieza.

    A mano y no con una expresion: buscar un borde final vuelve a empezar en cada signo de una fila larga.
    """
    inicio, fin = 0, len(parte)
    while inicio < fin and not (
        parte[inicio].isalnum() or parte[inicio] == "_" or parte[inicio] in _DE_LETRA
    ):
        inicio += 1
    while fin > inicio and not (
        parte[fin - 1].isalnum() or parte[fin - 1] in "_#" or parte[fin - 1] in _DE_LETRA
    ):
        fin -= 1
    return inicio, parte[inicio:fin]


def _en_trozo(base: int, trozo: str) -> Iterator[tuple[int, int, str]]:
    """Lo escondido en un trozo sin blancos: entero y, si no, por partes entre signos."""
    for m in _PARTE.finditer(trozo):
        borde, nucleo = _nucleo(m[0])
        negrita = _NEGRITA.fullmatch(nucleo)
        if negrita:
            borde, nucleo = borde + negrita.start(2), negrita[2]
        if _LETRAS.fullmatch(nucleo):
            continue
        inicio = m.start() + borde
        forma = _descifrar(nucleo)
        if forma:
            yield base + inicio, base + inicio + len(nucleo), forma
