"""El trato: a quien lee se le habla de usted, de tu o de vos, pero no de dos modos en el mismo texto."""

from collections.abc import Iterator
from dataclasses import dataclass

from politicas.ortografia.escrito import Escrito, Vocablo
from politicas.ortografia.listas import trato
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_COMPARTIDAS = frozenset(("tu", "tus", "ti", "contigo"))
"""Valen con «tú» y con «vos»."""
_SIEMPRE_USTED = frozenset(("usted",))
_ENLAZAN = frozenset(("y", "e", "o", "pero", "no", "por favor"))
_MAXIMO = 12


@dataclass(frozen=True, slots=True)
class _Marca:
    vocablo: Vocablo
    trato: str
    usted: str
    """Como se diria de usted."""


def _marcas(escrito: Escrito) -> Iterator[_Marca]:
    formas = trato()
    for i, v in enumerate(escrito.vocablos):
        if v.pegado or (escrito.citas and escrito.en_cita(v.inicio)):
            continue
        f = v.forma
        if f in formas.tu:
            yield _Marca(v, "ambos" if f in _COMPARTIDAS else "tu", formas.tu[f])
        elif f in formas.vos:
            yield _Marca(v, "vos", formas.vos[f])
        elif f in formas.usted and (f in _SIEMPRE_USTED or _empieza_oracion(escrito, i)):
            yield _Marca(v, "usted", formas.usted[f])
        elif f in formas.tu_al_empezar and v.empieza and not escrito.en_pregunta(v.inicio) and _manda(escrito, i):
            yield _Marca(v, "tu", formas.tu_al_empezar[f])


def _empieza_oracion(escrito: Escrito, i: int) -> bool:
    """Si el verbo empieza oracion: frase, tras pausa o tras «y»."""
    previo = escrito.anterior(i)
    return escrito.vocablos[i].empieza or (previo is not None and previo.forma in _ENLAZAN)


def _manda(escrito: Escrito, i: int) -> bool:
    """Si «solicita», «consulta» al empezar piden algo: les sigue un complemento de quien lee."""
    sigue = escrito.siguiente(i)
    return sigue is not None and sigue.forma in ("tu", "tus", "el", "la", "los", "las", "nuestra", "nuestro", "nuestras", "que", "a", "en", "un", "una")


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
    cuantas = {t: sum(m.trato == t for m in marcas) for t in ("usted", "tu", "vos", "ambos")}
    cercanas = cuantas["tu"] + cuantas["vos"] + cuantas["ambos"]
    if cuantas["usted"] and cercanas:
        if cuantas["usted"] >= cercanas:
            meta, sobran = "usted", [m for m in marcas if m.trato != "usted"]
        else:
            meta = "vos" if cuantas["vos"] > cuantas["tu"] else "tu"
            sobran = [m for m in marcas if m.trato == "usted"]
    elif cuantas["tu"] and cuantas["vos"]:
        meta = "vos" if cuantas["vos"] >= cuantas["tu"] else "tu"
        sobran = [m for m in marcas if m.trato not in (meta, "ambos")]
    else:
        return
    nombre = {"usted": "usted", "tu": "tú", "vos": "vos"}[meta]
    for marca in sobran[:_MAXIMO]:
        nueva = _equivalente(marca, meta)
        v = marca.vocablo
        motivo = f"El resto del texto trata de «{nombre}»: «{v.texto}» mezcla otro trato."
        yield Falta(v.inicio, v.fin, Gravedad.MEDIA, motivo, (v.con_su_forma(nueva),) if nueva else ())
