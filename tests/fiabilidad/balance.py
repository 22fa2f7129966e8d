"""Lo que quedo en la base y en la red, contra lo que debia quedar: perdidos, dobles y a medias."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from moderacion.ejecucion import NO_REPETIBLES

_CREAN: Final = frozenset(a.value for a in NO_REPETIBLES)
_SEGUN_LA_PERSONA: Final = frozenset(
    {"efectos", "avisados", "ordenes", "delante", "borradores", "expedientes", "publicaciones", "comentarios"}
)
"""Lo que cambia si algo acabo ante una persona: hasta que decida, no esta publicado."""


@dataclass(frozen=True)
class Balance:
    """Como acabo una vida. `ante_persona`: lo que no se publico y una persona tiene delante para decidir."""

    perdidos: tuple[str, ...]
    dobles: tuple[str, ...]
    abiertas: tuple[str, ...]
    distinto: tuple[str, ...]
    ante_persona: int
    repetidos: int
    """Avisos de mas: repetir una alarma es barato (fiabilidad.md, seccion 3)."""

    @property
    def mal(self) -> str:
        """Lo que no puede pasar, o vacio."""
        partes = {n: getattr(self, n) for n in ("perdidos", "dobles", "abiertas", "distinto")}
        return "; ".join(f"{n}: {', '.join(v)}" for n, v in partes.items() if v)


def balance(debia: dict[str, Any], hay: dict[str, Any], muertes: int) -> Balance:
    """`debia`: lo que hay tras la misma vida sin averias. `muertes`: cuantas hubo, y con ellas los avisos de mas que se admiten."""
    efectos, debidos = hay["efectos"], debia["efectos"]
    faltan, sobran = debidos - efectos, efectos - debidos
    delante = Counter(hay["delante"]) & faltan
    avisos_de_menos = debia["avisados"] - hay["avisados"]
    de_mas = hay["avisados"] - debia["avisados"]
    return Balance(
        perdidos=tuple(map(str, [*(faltan - delante), *avisos_de_menos])),
        dobles=tuple(map(str, [*sobran, *(a for a, n in de_mas.items() if n > muertes)])),
        abiertas=tuple(map(str, [*hay["abiertas"], *hay["por_avisar"]])),
        distinto=tuple(_distinto(debia, hay, delante)),
        ante_persona=delante.total(),
        repetidos=de_mas.total(),
    )


def _distinto(debia: dict[str, Any], hay: dict[str, Any], delante: Counter[tuple[str, str]]) -> list[str]:
    if hay["cadena"] is not None:
        return [f"la cadena se rompe en {hay['cadena']}"]
    salvo = _SEGUN_LA_PERSONA if delante else {"avisados", "ordenes", "efectos"}
    mal = [f"{n} {hay[n]} y no {v}" for n, v in debia.items() if n not in salvo and hay[n] != v]
    # conciliada es hecha: se encontro en la red lo que no llego a contestarse
    vale = {"conciliada": "hecha"} | ({"a_persona": "hecha"} if delante else {})
    ordenes = sorted((a, c, t, vale.get(e, e) if a in _CREAN else e) for a, c, t, e in hay["ordenes"])
    if ordenes != sorted(debia["ordenes"]):
        mal.append(f"ordenes {ordenes} y no {debia['ordenes']}")
    return mal
