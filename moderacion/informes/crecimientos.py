"""La tabla del incremento de seguidores, en la forma del manual y con lo que se publico al lado de lo que es."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from conectores.tipos import NOMBRES
from moderacion.almacen.seguidores import llano
from moderacion.informes.mecanismos import Crecimiento
from moderacion.informes.modelo import Columna, Fila, Origen, Tabla, Tipo
from moderacion.informes.periodo import Periodo

_COLUMNAS: Final = (
    Columna("red", "Red"),
    Columna("cuenta", "Cuenta"),
    Columna("antes", "De", Tipo.ENTERO),
    Columna("despues", "A", Tipo.ENTERO),
    Columna("diferencia", "Incremento", Tipo.ENTERO, signo=True),
    Columna("publicado", "Publicado", Tipo.ENTERO),
    Columna("tanto", "Crecimiento", Tipo.PORCENTAJE, signo=True),
    Columna("dicho", "Como lo dice el manual"),
)
_NO_SUMA: Final = "Hay períodos de una misma cuenta que se pisan: no se suman, porque se contaría dos veces a la misma gente."


def de_publicados(filas: Sequence[Mapping[str, Any]]) -> tuple[tuple[Crecimiento, ...], str]:
    """(los incrementos publicados, con su periodo si hay varios; por que no se suman, vacio si se puede)."""
    varios = len({(f["desde"], f["hasta"]) for f in filas}) > 1
    crecimientos = tuple(
        Crecimiento(
            f["red"],
            f"{f['cuenta']} ({Periodo(f['desde'], f['hasta'])})" if varios else f["cuenta"],
            f["antes"],
            f["despues"],
            f["publicado"],
        )
        for f in filas
    )
    return crecimientos, _NO_SUMA if _se_pisan(filas) else ""


def _se_pisan(filas: Sequence[Mapping[str, Any]]) -> bool:
    """Si dos periodos de una misma cuenta comparten dias: sumarlos contaria dos veces a la misma gente."""
    en_orden = sorted((f["red"], llano(f["cuenta"]), f["desde"], f["hasta"]) for f in filas)
    return any(a[:2] == b[:2] and b[2] < a[3] for a, b in pairwise(en_orden))


def tabla_de(
    crecimientos: Sequence[Crecimiento], origen: Origen, clave: str = "incremento", no_suma: str = ""
) -> Tabla:
    """Una fila por cuenta. El total suma cuentas, no personas: alguien puede seguir varias.

    `no_suma`: por que no se pueden sumar, que se dice en su lugar.
    """
    filas = tuple(
        Fila(
            (
                NOMBRES.get(c.red, c.red),
                c.cuenta,
                c.antes,
                c.despues,
                c.correcto,
                c.publicado,
                c.tanto,
                c.dicho,
            ),
            c.nota,
        )
        for c in crecimientos
    )
    total = ("Total", "", None, None, sum(c.correcto for c in crecimientos), None, None, "")
    return Tabla(
        clave,
        "Incremento de seguidores",
        _COLUMNAS,
        filas,
        origen,
        Fila(total) if len(filas) > 1 and not no_suma else None,
        notas=(no_suma,) if no_suma else (),
    )
