"""Concordancia del determinante con el nombre que le sigue: «la horario», «los servicio», «la agua»."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from politicas.ortografia.diccionario import analizar, en_diccionario
from politicas.ortografia.escrito import Escrito, Vocablo
from politicas.ortografia.flexion import Flexion, adjetivo, en_plural, es_nombre, flexion, nombre_de_la_casa
from politicas.ortografia.listas import Determinante, generos, vocabulario
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

PREPOSICIONES = frozenset(
    (
        "a",
        "ante",
        "bajo",
        "con",
        "contra",
        "de",
        "desde",
        "en",
        "entre",
        "hacia",
        "hasta",
        "para",
        "por",
        "según",
        "sin",
    )
) | {"sobre", "tras", "durante", "mediante"}
_NUNCA_PRONOMBRES = frozenset(
    ("el", "un", "unos", "unas", "del", "al", "su", "sus", "tu", "tus", "mis", "nuestro", "nuestra")
)
_ANTE_A_TONICA = frozenset(("el", "un", "del", "al", "algún", "ningún"))
_EMPIEZA_A_TONICA = re.compile(r"h?(?:á|a[iu]?[^aeiouáéíóú]+[iu]?[aeo]\Z)")
"""«área», «alta», «hambre»: la tilde en la primera «a», o dos silabas sin tilde que acaban en vocal."""
_DE_OTRO_GENERO = {"o": "a", "a": "o"}


@dataclass(frozen=True, slots=True)
class _Par:
    """Un determinante y el nombre que le sigue."""

    escrito: Escrito
    i: int
    uno: Vocablo
    otro: Vocablo
    pide: Determinante
    lleva: Flexion

    @property
    def gravedad(self) -> Gravedad:
        """Aviso si el nombre pudiera ser verbo tras un pronombre («la registro»); si no, alto."""
        return Gravedad.MEDIA if self.dudoso else Gravedad.GRAVE

    @property
    def dudoso(self) -> bool:
        previo = self.escrito.anterior(self.i)
        if self.uno.forma in _NUNCA_PRONOMBRES or (previo is not None and previo.forma in PREPOSICIONES):
            return False
        return analizar(self.otro.forma).verbo

    def cambiado(self, determinante: str, nombre: str = "") -> str:
        """Los dos con otro determinante, u otro nombre, y los espacios que habia."""
        medio = self.escrito.original[self.uno.fin : self.otro.inicio]
        nuevo = self.uno.con_su_forma(determinante) if determinante else self.uno.texto
        return nuevo + medio + (self.otro.con_su_forma(nombre) if nombre else self.otro.texto)

    def falta(self, motivo: str, sugerencias: list[str]) -> Falta:
        return Falta(self.uno.inicio, self.otro.fin, self.gravedad, motivo, tuple(sugerencias))


def revisar_determinante(escrito: Escrito, i: int) -> Iterator[Falta]:
    """La falta, si la hay, del determinante `i` con el vocablo siguiente."""
    uno, otro = escrito.vocablos[i], escrito.vocablos[i + 1]
    pide = generos().determinantes.get(uno.forma)
    if pide is None or not _comun(uno, otro) or not es_nombre(otro.forma):
        return
    par = _Par(escrito, i, uno, otro, pide, flexion(otro.forma))
    de_la_casa = nombre_de_la_casa(otro.forma)
    if par.lleva.singular in generos().a_tonica and not par.lleva.plural:
        yield from _a_tonica(par)
    elif _admite_el(par):
        return
    elif pide.genero and par.lleva.genero and pide.genero != par.lleva.genero and _genero_claro(par):
        if not par.dudoso or (de_la_casa and _va_de_nombre(par)):
            yield from _mal_genero(par)
    elif (
        pide.plural != par.lleva.plural
        and _numero_claro(par)
        and (not par.dudoso or (de_la_casa and _va_de_nombre(par)))
    ):
        yield from _mal_numero(par)


def _admite_el(par: _Par) -> bool:
    """«el alta», «del aura»: ante un nombre femenino que empieza por «a» tonica va la forma del masculino."""
    femenino = par.lleva.genero == "f" and not par.lleva.plural
    return (
        femenino and par.uno.forma in _ANTE_A_TONICA and _EMPIEZA_A_TONICA.match(par.otro.forma) is not None
    )


def _comun(uno: Vocablo, otro: Vocablo) -> bool:
    """Si lo que sigue es un nombre comun, no uno propio ni una sigla."""
    casa = vocabulario()
    if otro.mayusculas:
        return uno.mayusculas
    return not otro.inicial or (otro.forma in casa.palabras and otro.forma not in casa.propias)


def _genero_claro(par: _Par) -> bool:
    """Los nombres en -e y -z solo se juzgan si estan en las listas."""
    lexico = generos()
    return (
        not par.otro.forma.endswith(("e", "es", "z"))
        or par.lleva.singular in lexico.masculino | lexico.femenino
    )


def _numero_claro(par: _Par) -> bool:
    """No se juzga lo que acaba en -s y no se sabe si es plural, ni los apocopados («primer»)."""
    return (par.lleva.plural or not par.otro.forma.endswith("s")) and bool(
        par.pide.fila[2] or par.pide.fila[3]
    )


def _va_de_nombre(par: _Par) -> bool:
    """Si lo que pudiera ser verbo va de nombre: empieza frase, acaba en -o o -s (no se habla de «yo» ni de «tú») o le sigue «de», adjetivo o verbo."""
    sigue = par.escrito.siguiente(par.i + 1)
    seguido = sigue is not None and (
        sigue.forma in ("de", "del") or bool(adjetivo(sigue.forma)) or sigue.forma in generos().verbos
    )
    return par.uno.empieza or par.otro.forma.endswith(("o", "s")) or seguido


def _a_tonica(par: _Par) -> Iterator[Falta]:
    """«la agua» → «el agua»; «este agua» → «esta agua»; «una área» se admite."""
    ms, fs, _, _ = par.pide.fila
    if par.uno.forma == "la":
        nuevo = "el"
    elif (
        par.uno.forma in ("el", "un", "una", "del", "al", fs, "algún", "ningún", "primer")
        or par.uno.forma != ms
    ):
        return
    else:
        nuevo = fs
    motivo = f"«{par.otro.texto}» es femenino y empieza por «a» tónica: «el {par.otro.forma}», «esta {par.otro.forma}»."
    yield par.falta(motivo, [par.cambiado(nuevo)])


def _mal_genero(par: _Par) -> Iterator[Falta]:
    columna = (2 if par.lleva.plural else 0) + (1 if par.lleva.genero == "f" else 0)
    nuevo = par.pide.fila[columna]
    if not nuevo:
        return
    sugerencias = [par.cambiado(nuevo)]
    forma = par.otro.forma
    cambiada = forma[:-1] + _DE_OTRO_GENERO.get(forma[-1:], forma[-1:])
    if cambiada != forma and en_diccionario(cambiada) and not par.pide.plural:
        sugerencias.append(par.cambiado("", cambiada))
    dicho = "masculino" if par.lleva.genero == "m" else "femenino"
    yield par.falta(f"«{par.otro.texto}» es {dicho}.", sugerencias)


def _mal_numero(par: _Par) -> Iterator[Falta]:
    """Antes el plural: lo corriente es que falte una «s»; salvo que lo que sigue vaya en singular."""
    columna = par.pide.columna
    if par.lleva.plural:
        plural = par.cambiado(par.pide.fila[columna + 2]) if par.pide.fila[columna + 2] else ""
        singular = par.cambiado("", par.lleva.singular)
    else:
        nombre = en_plural(par.otro.forma)
        plural = par.cambiado("", nombre) if nombre else ""
        singular = par.cambiado(par.pide.fila[columna - 2]) if par.pide.fila[columna - 2] else ""
    opciones = [singular, plural] if _sigue_singular(par.escrito, par.i + 2) else [plural, singular]
    yield par.falta(
        f"«{par.uno.texto}» y «{par.otro.texto}» no concuerdan en número.", [o for o in opciones if o]
    )


def _sigue_singular(escrito: Escrito, i: int) -> bool:
    """Si tras el nombre va un adjetivo o un verbo en singular."""
    if i >= len(escrito.vocablos) or escrito.vocablos[i - 1].pausa:
        return False
    forma = escrito.vocablos[i].forma
    verbo = generos().verbos.get(forma)
    return not verbo[1] if verbo else bool(adjetivo(forma)) and not forma.endswith("s")
