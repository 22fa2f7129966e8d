"""Genero y numero de una palabra, por las listas de la casa y por su terminacion."""

from dataclasses import dataclass
from functools import lru_cache

from politicas.ortografia.diccionario import analizar, conoce, derivada
from politicas.ortografia.listas import generos, vocabulario

_FEMENINAS = (
    "ción", "sión", "xión", "dad", "tad", "tud", "umbre", "anza", "encia", "ancia", "logía", "ería", "ura", "eza", "itis",
    "grafía",
)  # fmt: skip
_MASCULINAS = ("aje", "miento", "ismo", "dor", "tor")
_DUDOSAS_EN_A = ("ma", "ta", "pa", "ea")
"""«problema», «atleta»: en -a pueden ser masculinas; solo se cree a las de la casa."""
_INVARIABLES = ("sis", "tis", "xis", "virus")
_DE_NOMBRE = ("o", "a", "os", "as", "ción", "ciones", "dad", "dades")
_LLANAS = str.maketrans("áéíóú", "aeiou")
_CON_TILDE_EN_PLURAL = {
    "examen": "exámenes", "joven": "jóvenes", "orden": "órdenes", "imagen": "imágenes", "volumen": "volúmenes",
    "resumen": "resúmenes", "régimen": "regímenes", "origen": "orígenes", "virgen": "vírgenes",
}  # fmt: skip
_MINIMO = 3


@dataclass(frozen=True, slots=True)
class Flexion:
    """El singular de un nombre, su genero (`m`, `f` o vacio si no es claro) y si va en plural."""

    singular: str
    genero: str
    plural: bool


@lru_cache(maxsize=4096)
def flexion(palabra: str) -> Flexion:
    """La flexion de un nombre, en minusculas."""
    singular = _en_singular(palabra)
    return Flexion(singular, _genero(singular), singular != palabra)


def _en_singular(palabra: str) -> str:
    lexico = generos()
    conocidos = lexico.masculino | lexico.femenino | lexico.a_tonica | lexico.ambos
    if palabra in lexico.singulares or not palabra.endswith("s") or palabra.endswith(_INVARIABLES):
        return palabra
    posibles = [palabra[:-1]]
    if palabra.endswith("es"):
        raiz = palabra[:-2]
        agudas = (("on", "ón"), ("in", "ín"), ("an", "án"), ("es", "és"), ("us", "ús"), ("c", "z"))
        posibles = [raiz.removesuffix(f) + t for f, t in agudas if raiz.endswith(f)]
        posibles += [raiz, palabra[:-1], raiz.translate(_LLANAS)]
    return next((p for p in posibles if p in conocidos), "") or next(
        (p for p in posibles if conoce(p)), palabra
    )


def en_plural(palabra: str) -> str:
    """El plural de un nombre en singular, o vacio si no se sabe."""
    if palabra.endswith("z"):
        plural = palabra[:-1] + "ces"
    elif palabra[-1:] in "aeoéáó":
        plural = palabra + "s"
    elif palabra.endswith(("ón", "ín", "án", "és", "ún")):
        plural = palabra.translate(_LLANAS) + "es"
    else:
        plural = _CON_TILDE_EN_PLURAL.get(palabra, palabra + "es")
    return plural if conoce(plural) else ""


def _genero(singular: str) -> str:
    lexico = generos()
    if singular in lexico.ambos or singular.endswith("ista"):
        return ""
    if singular in lexico.masculino or singular.endswith(_MASCULINAS):
        return "m"
    if singular in lexico.femenino | lexico.a_tonica or singular.endswith(_FEMENINAS):
        return "f"
    if singular.endswith("a"):
        dudosa = singular.endswith(_DUDOSAS_EN_A) and singular not in vocabulario().palabras
        return "" if dudosa else "f"
    return "m" if singular.endswith("o") else ""


@lru_cache(maxsize=4096)
def es_nombre(palabra: str) -> bool:
    """Si puede ser nombre y no es sobre todo otra cosa."""
    lexico = generos()
    if palabra in lexico.ajenas or len(palabra) < _MINIMO:
        return False
    if flexion(palabra).singular in lexico.masculino | lexico.femenino | lexico.a_tonica | lexico.ambos:
        return True
    analisis = analizar(palabra)
    if analisis.nombre:
        return True
    de_la_casa = palabra in vocabulario().palabras and not (analisis.verbo or analisis.otra)
    return de_la_casa and palabra.endswith(_DE_NOMBRE)


def nombre_de_la_casa(palabra: str) -> bool:
    """Nombre que tambien es forma de verbo («consulta», «registro») y aqui es casi siempre nombre."""
    analisis = analizar(palabra)
    return (
        analisis.nombre and bool(analisis.infinitivo) and flexion(palabra).singular in vocabulario().palabras
    )


@lru_cache(maxsize=4096)
def adjetivo(palabra: str) -> str:
    """El masculino singular, si es un adjetivo de la casa o un participio; si no, vacio."""
    lexico = generos()
    raiz = palabra.removesuffix("s")
    masculino = raiz[:-1] + "o" if raiz.endswith("a") else raiz
    if masculino in lexico.adjetivos:
        return masculino
    if not masculino.endswith(("ado", "ido")) or masculino in lexico.no_participios:
        return ""
    return masculino if analizar(masculino).infinitivo or derivada(masculino) else ""
