"""La tabla del incremento de seguidores, en la forma del manual y con lo que se publico al lado de lo que es."""

from collections.abc import Sequence
from typing import Final

from moderacion.informes.mecanismos import Crecimiento
from moderacion.informes.modelo import Columna, Fila, Origen, Tabla, Tipo

REDES: Final = {"facebook": "Facebook", "twitter": "Twitter", "youtube": "YouTube"}
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


def tabla_de(
    crecimientos: Sequence[Crecimiento], origen: Origen, clave: str = "incremento", no_suma: str = ""
) -> Tabla:
    """Una fila por cuenta. El total suma cuentas, no personas: alguien puede seguir varias.

    `no_suma`: por que no se pueden sumar, que se dice en su lugar.
    """
    filas = tuple(
        Fila(
            (
                REDES.get(c.red, c.red),
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
