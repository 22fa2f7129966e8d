"""Lo que hay en una base, contado: con esto se compara una copia con lo que salio de ella."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from moderacion.bitacora.verificador import Ancla, Dictamen, Fila, recorrer

SIN_CONTAR: Final = frozenset({"alembic_version"})
RESTAURANDO: Final = "restaurando"
"""La revision de una base a medio restaurar: ningun programa la abre."""


@dataclass(frozen=True, slots=True)
class Contenido:
    """Filas por tabla, la ultima de la bitacora, y la revision."""

    filas: Mapping[str, int]
    n: int
    huella: str
    revision: str
    faltas: tuple[str, ...] = ()
    """Lo que esta mal: la base estropeada, una clave ajena sin su fila, la cadena rota."""
    ancladas: int = 0
    """La fila mas alta que un ancla confirma."""

    def como_dict(self) -> dict[str, Any]:
        """Para un manifiesto."""
        d = asdict(self)
        del d["faltas"], d["ancladas"]
        return d


def comprobar_cadena(filas: Iterator[Fila], anclas: Sequence[Ancla]) -> tuple[Dictamen, list[str]]:
    """La bitacora, con esas anclas, y lo que este mal, en frases."""
    d = recorrer(filas, anclas)
    return d, [] if d.mala is None else [f"la bitácora se rompe en la fila {d.mala}: {d.razon}"]


def diferencias(esperado: Mapping[str, Any], hallado: Contenido) -> list[str]:
    """En que no es lo mismo, en frases. Vacia si lo es."""
    tablas = sorted({*esperado["filas"], *hallado.filas})
    malas = [
        f"«{t}» tiene {hallado.filas.get(t, 'ninguna')} filas y se esperaban {esperado['filas'].get(t, 'ninguna')}"
        for t in tablas
        if hallado.filas.get(t) != esperado["filas"].get(t)
    ]
    if (hallado.n, hallado.huella) != (esperado["n"], esperado["huella"]):
        malas.append(f"la bitácora acaba en la fila {hallado.n} y se esperaba la {esperado['n']}")
    if hallado.revision != esperado["revision"]:
        malas.append(f"está en la revisión «{hallado.revision}» y se esperaba «{esperado['revision']}»")
    return malas
