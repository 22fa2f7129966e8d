"""El trato: a quien lee se le habla de usted, de tu o de vos, pero no de dos modos en el mismo texto."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from politicas.ortografia.diccionario import analizar, conoce
from politicas.ortografia.escrito import Escrito, Vocablo
from politicas.ortografia.listas import trato
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_COMPARTIDAS = frozenset(("tu", "tus", "ti", "te", "contigo"))
"""Valen con «tú» y con «vos»."""
_SIEMPRE_USTED = frozenset(("usted",))
_MAXIMO = 12
_DE_QUIEN_LEE = frozenset(
    [
        "cita",
        "citas",
        "dui",
        "carnet",
        "expediente",
        "receta",
        "tarjeta",
        "número",
        "unidad",
        "consulta",
        "correo",
        "subsidio",
        "documentos",
    ]
)
"""Tras «su», casi siempre de quien lee: «su cita» dice que se le trata de usted."""
_TERCEROS = frozenset(
    [
        "hijo",
        "hija",
        "hijos",
        "hijas",
        "bebé",
        "bebés",
        "niño",
        "niña",
        "niños",
        "niñas",
        "familiar",
        "familiares",
        "mamá",
        "papá",
        "paciente",
        "médico",
        "doctor",
        "doctora",
    ]
)
"""Si se habla de otra persona, «su cita» puede ser de ella."""
_PUEDE = frozenset(("puede", "debe", "podrá", "deberá"))
_TRAMITES = frozenset(
    [
        "retirar",
        "solicitar",
        "presentar",
        "recoger",
        "consultar",
        "pedir",
        "agendar",
        "llevar",
        "descargar",
        "programar",
        "llamar",
        "pasar",
        "traer",
        "actualizar",
        "realizar",
        "hacer",
        "acudir",
        "reprogramar",
        "cancelar",
        "escribir",
        "visitar",
    ]
)
_ENCLITICOS = ("nos", "me", "lo", "la", "los", "las", "le", "les", "te")
_CON_TILDE = re.compile(r"[áéíóú]")
_CAMBIO_DE_LETRA = {"c": "qu", "g": "gu", "z": "c"}


@dataclass(frozen=True, slots=True)
class _Marca:
    vocablo: Vocablo
    trato: str
    usted: str
    """Como se diria de usted."""


def _marcas(escrito: Escrito) -> Iterator[_Marca]:
    formas = trato()
    suyo = not any(v.forma in _TERCEROS for v in escrito.vocablos)
    for i, v in enumerate(escrito.vocablos):
        if v.pegado or (escrito.citas and escrito.en_cita(v.inicio)):
            continue
        f = v.forma
        if f in formas.tu:
            yield _Marca(v, "ambos" if f in _COMPARTIDAS else "tu", formas.tu[f])
        elif f in formas.vos:
            yield _Marca(v, "vos", formas.vos[f])
        elif f in formas.usted and (f in _SIEMPRE_USTED or escrito.empieza_oracion(i)):
            yield _Marca(v, "usted", formas.usted[f])
        elif f in _DE_QUIEN_LEE and suyo and i and escrito.vocablos[i - 1].forma in ("su", "sus"):
            yield _Marca(escrito.vocablos[i - 1], "su", escrito.vocablos[i - 1].forma)
        elif f in _PUEDE and escrito.empieza_oracion(i) and _de_quien_lee(escrito, i):
            yield _Marca(v, "su", f)
        elif trato_y_usted := _imperativo(f):
            yield _Marca(v, *trato_y_usted)
        elif (
            f in formas.tu_al_empezar
            and v.empieza
            and not escrito.en_pregunta(v.inicio)
            and _manda(escrito, i)
        ):
            yield _Marca(v, "tu", formas.tu_al_empezar[f])


def _de_quien_lee(escrito: Escrito, i: int) -> bool:
    """«puede retirar»: sin sujeto y con un verbo de tramite, habla a quien lee."""
    sigue = escrito.siguiente(i)
    return sigue is not None and sigue.forma in _TRAMITES


@lru_cache(maxsize=1024)
def _imperativo(forma: str) -> tuple[str, str] | None:
    """Trato y equivalente en usted de un imperativo con encliticos: «envíanos» → tu, «envíenos»; o None.

    Solo esdrujulos con su tilde: «visítanos». En los verbos en -ar, la «a» es de tu y la «e» de usted.
    """
    final = next((e for e in _ENCLITICOS if forma.endswith(e)), "")
    if (
        not final
        or (final in ("la", "lo", "las", "los") and forma[: -len(final)].endswith("se"))
        or not _CON_TILDE.search(forma[: -len(final) - 1])
    ):
        return None
    raiz, vocal = forma[: -len(final) - 1], forma[-len(final) - 1]
    infinitivo = analizar(forma).infinitivo
    if vocal not in "ae" or not infinitivo or forma[-len(final) - 2 : -len(final)] in ("se", "te"):
        return None
    if (vocal == "a") != infinitivo.endswith("ar"):
        return ("usted", forma) if final != "te" else None
    enclitico = "se" if final == "te" else final
    dura = _CAMBIO_DE_LETRA.get(raiz[-1:], raiz[-1:]) if vocal == "a" else raiz[-1:]
    usted = f"{raiz[:-1]}{dura}{'e' if vocal == 'a' else 'a'}{enclitico}"
    return "tu", usted if conoce(usted) else ""


def _manda(escrito: Escrito, i: int) -> bool:
    """Si «solicita», «consulta» al empezar piden algo: les sigue un complemento de quien lee."""
    sigue = escrito.siguiente(i)
    return sigue is not None and sigue.forma in (
        "tu",
        "tus",
        "el",
        "la",
        "los",
        "las",
        "nuestra",
        "nuestro",
        "nuestras",
        "que",
        "a",
        "en",
        "un",
        "una",
    )


def _equivalente(marca: _Marca, meta: str) -> str:
    """La forma de `meta` que vale lo que la marca, o vacio."""
    if meta == "usted":
        return marca.usted
    formas = trato()
    fuentes = (formas.vos,) if meta == "vos" else (formas.tu_al_empezar, formas.tu)
    return next((f for fuente in fuentes for f, u in fuente.items() if u == marca.usted), "")


def revisar_trato(escrito: Escrito) -> Iterator[Falta]:
    """Las formas del trato que menos se usa; con empate, se prefiere «usted»."""
    marcas = list(_marcas(escrito))
    cuantas = {t: sum(m.trato == t for m in marcas) for t in ("usted", "su", "tu", "vos", "ambos")}
    cercanas = cuantas["tu"] + cuantas["vos"] + cuantas["ambos"]
    de_usted = cuantas["usted"] + cuantas["su"]
    if de_usted and cercanas and (cuantas["usted"] or de_usted >= cercanas):
        if de_usted >= cercanas:
            meta, sobran = "usted", [m for m in marcas if m.trato not in ("usted", "su")]
        else:
            meta = "vos" if cuantas["vos"] > cuantas["tu"] else "tu"
            sobran = [m for m in marcas if m.trato == "usted"]
    elif cuantas["tu"] and cuantas["vos"]:
        meta = "vos" if cuantas["vos"] >= cuantas["tu"] else "tu"
        sobran = [m for m in marcas if m.trato not in (meta, "ambos", "su")]
    else:
        return
    nombre = {"usted": "usted", "tu": "tú", "vos": "vos"}[meta]
    for marca in sobran[:_MAXIMO]:
        nueva = _equivalente(marca, meta)
        v = marca.vocablo
        motivo = f"El resto del texto trata de «{nombre}»: «{v.texto}» mezcla otro trato."
        yield Falta(v.inicio, v.fin, Gravedad.MEDIA, motivo, (v.con_su_forma(nueva),) if nueva else ())
