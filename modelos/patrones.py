"""El indicio `amenaza`: patrones de palabras sobre las de una lectura (nadie ha etiquetado amenazas).

Que cuenta: quien habla anuncia un dano a quien lee o a los nuestros («los vamos a quemar»), dice que sabe donde
vive, pide que se le haga («hay que lincharlos») o, mas leve, se lo desea («ojala te mueras»). Que no: la espera
o la enfermedad que matan («nos van a matar de tanto esperar») y las bromas («te voy a matar a besos»). Una
amenaza que se cuenta («me dijo: te voy a matar») baja a MEDIA: es denuncia, y debe verla una persona.

Los patrones son datos, como los del `Matcher` de spaCy: `tests/modelos/test_patrones.py` los corre tambien con el y
tiene que salir lo mismo. Al servir se hallan con expresiones regulares: spaCy en memoria pesa 47 MB y tarda diez veces mas.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from modelos.lectura import Lectura

# Por debajo del umbral de actuar (0.9): sin datos etiquetados no hay precision que lo sostenga.
GRAVE, MEDIA, LEVE = 0.89, 0.7, 0.5


def _formas(lista: str) -> tuple[str, ...]:
    return tuple(lista.split())


_DANAR = _formas(
    "matar quemar incendiar balear balacear tirotear linchar ahorcar degollar apunalar machetear reventar golpear "
    "verguear vergaciar desaparecer quebrar descuartizar plomear"
)
_DANAR_A_ALGUIEN = tuple(v + c for v in _DANAR for c in ("te", "los", "las", "lo", "la", "les", "le"))
_DANARE = tuple(v + t for v in _DANAR for t in ("e", "emos"))
_DANENLOS = _formas(
    "matenlos matenlas matenlo matenla quemenlos quemenlas quemenlo linchenlos linchenlas linchenlo linchenla "
    "baleenlos cuelguenlos ahorquenlos apunalenlos macheteenlos"
)
_A_USTED = ("te", "los", "las", "les", "lo", "la", "le")
_VOY = ("voy", "vamos", "vua")
_SABER = ("se", "sabemos")
_DONDE_ESTA = _formas("vivis vives vive viven trabajas trabaja trabajan estudia estudian")
_SALIR = ("sale", "sales", "salis", "salen")
_MORIRSE = _formas("mueras mueran muera maten mate pudras pudran linchen quemen atropellen")
_MUERETE = ("muerete", "murite", "muerase", "mueranse", "pudrete", "pudrite", "pudranse")
_MUERTO = _formas("muerto muerta muertos muertas embolsado embolsados")
_GOLPE = _formas("plomo plomazo plomazos balazo balazos tiro tiros machetazo machetazos")
_ROMPER = ("partir", "romper", "quebrar", "volar")
_PARTES = _formas("madre cara vida boca jeta hocico nariz huesos piernas dientes")
_SITIOS = _formas("hospital clinica oficina oficinas edificio isss seguro unidad ambulancia farmacia casa")
_MERECER = ("merecen", "mereces", "merece")
_ARREPENTIRSE = ("arrepentir", "pesar")
_BROMA = frozenset(_formas("besos abrazos risa cosquillas cervezas pupusas"))
_CUENTA = frozenset(
    _formas("dijo dijeron dice dicen grito gritaron amenazo amenazaron amenaza escribio decia")
)
_NIEGA = frozenset(("no", "ni", "nunca", "jamas"))
_ANTES = 5


class Palabra(NamedTuple):
    """Una de estas formas; `veces`: cuantas puede salir (`{1}`, `?` o `*`)."""

    formas: tuple[str, ...]
    veces: str


Patron = list[Palabra]


def _es(*formas: str, veces: str = "{1}") -> Palabra:
    return Palabra(formas, veces)


def _anuncia() -> list[Patron]:
    voy_a = [_es(*_VOY), _es("a", veces="?"), _es("mandar", "ir", veces="?"), _es("a", veces="?")]
    pegar = _es("meter", "pegar", "dar", "dejar", "llenar", "echar")
    cuantos = _es("de", "un", "unos", "dos", "tres", "bien", veces="?")
    return [
        [_es(*_A_USTED), *voy_a, _es(*_DANAR)],
        [*voy_a, _es(*_DANAR_A_ALGUIEN)],
        [_es(*_A_USTED), _es(*_DANARE)],
        [*voy_a, _es("quemar", "incendiar", "balear"), _es("ese", "esa", "el", "la", "su", "este", "esta"), _es(*_SITIOS)],
        [_es(*_A_USTED), *voy_a, _es(*_ROMPER), _es("la", "las", "los", "el"), _es(*_PARTES)],
        [_es(*_A_USTED), *voy_a, pegar, cuantos, _es(*_GOLPE, *_MUERTO)],
    ]  # fmt: skip


def _sabe() -> list[Patron]:
    return [
        [_es(*_SABER), _es("bien", "muy", veces="*"), _es("donde", "adonde"), _es(*_DONDE_ESTA)],
        [_es(*_SABER), _es("a"), _es("que"), _es("hora"), _es(*_SALIR)],
        [_es(*_SABER), _es("donde"), _es("esta", "queda"), _es("tu", "su"), _es("casa", "familia")],
    ]


def _incita() -> list[Patron]:
    return [
        [_es("hay"), _es("que"), _es(*_DANAR_A_ALGUIEN)],
        [_es(*_DANENLOS)],
        [_es(*_MERECER), _es("la", "una", veces="?"), _es("muerte", "bala", *_GOLPE)],
        [_es("plomo", "bala", "machete"), _es("con", "para", "a"), _es("ellos", "esos", "ustedes", "vos", "todos")],
        [_es("vas", "van", "va"), _es("a"), _es("amanecer", "aparecer"), _es(*_MUERTO)],
        [_es("vas"), _es("a"), _es("terminar", "acabar"), _es(*_MUERTO)],
        [_es("que"), _es("no"), _es("te", "los", "las"), _es("vea", "encuentre", "tope"), _es("en"), _es("la"), _es("calle")],
    ]  # fmt: skip


def _desea() -> list[Patron]:
    return [
        [_es("ojala", "espero"), _es("que", "y", veces="*"), _es("te", "se", "los", "las", "lo", "la"), _es(*_MORIRSE)],
        [_es(*_MUERETE)],
        [_es("te", "se", "les"), _es("vas", "va", "van"), _es("a"), _es(*_ARREPENTIRSE)],
    ]  # fmt: skip


def patrones() -> Mapping[str, tuple[float, list[Patron]]]:
    """Nombre → (indicio, patrones sobre palabras plegadas)."""
    return {
        "anuncia": (GRAVE, _anuncia()),
        "sabe": (GRAVE, _sabe()),
        "incita": (MEDIA, _incita()),
        "desea": (LEVE, _desea()),
    }


# Cada fila: un texto la cumple si trae alguna palabra de cada uno de sus grupos; el ultimo es el mas raro. Sin
# fila cumplida no se busca.
_DISPARADORES: tuple[tuple[frozenset[str], ...], ...] = (
    (frozenset(_VOY), frozenset(_DANAR + _PARTES + _GOLPE + _MUERTO)),
    (frozenset(_DANAR_A_ALGUIEN + _DANARE + _DANENLOS + _MUERETE),),
    (frozenset(_SABER), frozenset(("donde", "adonde")), frozenset((*_DONDE_ESTA, "casa", "familia"))),
    (frozenset(_SABER), frozenset(("hora",)), frozenset(_SALIR)),
    (frozenset(_MERECER), frozenset(("muerte", "bala", *_GOLPE))),
    (frozenset(("ellos", "esos", "ustedes", "vos", "todos")), frozenset(("plomo", "bala", "machete"))),
    (frozenset(("amanecer", "aparecer", "terminar", "acabar")), frozenset(_MUERTO)),
    (frozenset(("calle",)), frozenset(("vea", "encuentre", "tope"))),
    (frozenset(("ojala", "espero")), frozenset(_MORIRSE)),
    (frozenset(("te", "se", "les")), frozenset(_ARREPENTIRSE)),
)
_RARAS = frozenset().union(*(fila[-1] for fila in _DISPARADORES))


def dispara(formas: Sequence[str]) -> bool:
    """Si estas palabras pueden ser una amenaza y merecen los patrones."""
    if _RARAS.isdisjoint(formas):
        return False
    return any(all(not grupo.isdisjoint(formas) for grupo in fila) for fila in _DISPARADORES)


def _expresion(patron: Patron) -> re.Pattern[str]:
    """El patron sobre palabras seguidas de un blanco cada una. Mira hacia delante: uno puede empezar dentro de otro."""
    palabras = (f"(?:(?:{'|'.join(p.formas)}) ){p.veces}" for p in patron)
    return re.compile(rf"(?<!\S)(?=({''.join(palabras)}))")


_EXPRESIONES: Final = tuple(
    (indicio, _expresion(patron)) for indicio, suyos in patrones().values() for patron in suyos
)


class Amenazas:
    """Puntua amenazas."""

    ETIQUETA = "amenaza"
    VERSION = "1"

    def puntuar(self, lecturas: Sequence[Lectura]) -> list[float]:
        """El indicio de cada lectura: 0.0 si no hay amenaza, si no el del patron mas grave."""
        return [self._uno(x.formas) for x in lecturas]

    def _uno(self, formas: list[str]) -> float:
        if not dispara(formas):
            return 0.0
        texto = f"{' '.join(formas)} "
        return max((_indicio(formas, *h) for h in _hallados(texto)), default=0.0)


def _hallados(texto: str) -> Iterator[tuple[float, int, int]]:
    """(indicio, primera palabra, la que sigue a la ultima) de cada patron que se cumple."""
    for indicio, expresion in _EXPRESIONES:
        for m in expresion.finditer(texto):
            inicio = texto.count(" ", 0, m.start())
            yield indicio, inicio, inicio + m[1].count(" ")


def _indicio(formas: Sequence[str], indicio: float, inicio: int, fin: int) -> float:
    """Lo que vale lo hallado: nada si es broma o se niega; si se cuenta, MEDIA como mucho."""
    broma = fin + 1 < len(formas) and formas[fin] in ("a", "de") and formas[fin + 1] in _BROMA
    if broma or (inicio and formas[inicio - 1] in _NIEGA):
        return 0.0
    contada = not _CUENTA.isdisjoint(formas[max(0, inicio - _ANTES) : inicio])
    return min(indicio, MEDIA) if contada else indicio
