"""Cuanto se puede confiar en lo decidido: lo que dice la segunda lectura a ciegas, como apartado de un informe."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from moderacion.almacen import Unidad
from moderacion.informes import palabras
from moderacion.informes.acuerdo import PARES_MINIMOS, POCOS, Acuerdo, por_politica
from moderacion.informes.libro import Libro
from moderacion.informes.modelo import Cifra, Columna, Fila, Origen, Seccion, Tabla, Tipo, Valor, porcentaje

_CENTESIMA: Final = Decimal("0.01")
_COLUMNAS: Final = (
    Columna("politica", "Política"),
    Columna("pares", "Pares", Tipo.ENTERO),
    Columna("coinciden", "Coinciden", Tipo.PORCENTAJE),
    Columna("kappa", "Kappa", Tipo.DECIMAL),
    Columna("desde", "Desde (95 %)", Tipo.DECIMAL),
    Columna("hasta", "Hasta (95 %)", Tipo.DECIMAL),
)
_LEE: Final = (
    "De cada semana se sortea una parte de lo decidido, por política, y otra persona lo lee sin saber qué se decidió ni "
    "qué propuso la máquina. Kappa mide cuánto coinciden más allá del azar: 1 es siempre y 0 es lo que daría el azar. "
    f"Con menos de {PARES_MINIMOS} pares no se da ninguna cifra."
)


def seccion_acuerdo(u: Unidad, libro: Libro) -> Seccion:
    """Las lecturas de las semanas que empiezan en el periodo, y en que coinciden."""
    # la semana cuenta en el periodo en que empieza: asi cada lectura esta en uno solo
    desde, hasta = libro.desde, libro.hasta
    dias = (("desde", desde.isoformat()), ("hasta", (hasta + timedelta(days=0)).isoformat()))
    de = Origen(
        "segunda_lectura", "segundas lecturas a ciegas, de las semanas que empiezan en esos días", dias
    )
    cuentas = u.lecturas.cuentas(desde, hasta)
    leidas, criticas = u.lecturas.restringidas_leidas(desde, hasta)
    acuerdos = por_politica(u.lecturas.pares(desde, hasta))
    zanjados = sum(cuentas[r] for r in ("primera", "segunda", "dudoso"))
    cifras = (
        Cifra("sorteadas", "Decisiones sorteadas", cuentas["elegidas"], de, nota=f"Entre {cuentas['decisiones']:,}."),
        Cifra("releidas", "Leídas por segunda vez", cuentas["leidas"], de),
        Cifra("discrepan", "Discrepan", cuentas["discrepan"], de, nota=f"Zanjadas por supervisión: {zanjados:,}."),
        Cifra("razon_segunda", "De ellas, se dio la razón a la segunda lectura", cuentas["segunda"], de),
        Cifra(
            "critica_a_ciegas", "De lo que la máquina ocultó, tenía una crítica según quien lo releyó", criticas, de,
            nota=f"De {leidas:,} leídas. No depende de lo que la máquina reconoce.", alarma=criticas > 0,
        ),
    )  # fmt: skip
    return Seccion(
        "acuerdo",
        "Cuánto coinciden quienes deciden",
        (_LEE,),
        cifras,
        tablas=(
            _tabla(
                "acuerdo_personas", "Entre dos personas", [(a.politica, a.personas) for a in acuerdos], de
            ),
            _tabla(
                "acuerdo_maquina",
                "Entre la máquina y quien lee a ciegas",
                [(a.politica, a.maquina) for a in acuerdos],
                de,
                "La máquina dice que sí cuando propone restringir por esa política; pedir que alguien mire no es decir que sí.",
            ),
        ),
    )


def _tabla(clave: str, titulo: str, acuerdos: list[tuple[int, Acuerdo]], de: Origen, nota: str = "") -> Tabla:
    filas = tuple(
        Fila(
            (palabras.politica(n), a.pares, porcentaje(a.coinciden, a.pares), *map(_dicha, (a.kappa, a.desde, a.hasta))),
            _por_que(a),
        )
        for n, a in acuerdos
    )  # fmt: skip
    return Tabla(clave, titulo, _COLUMNAS, filas, de, notas=(nota,) if nota else ())


def _dicha(valor: float | None) -> Valor:
    return None if valor is None else Decimal(valor).quantize(_CENTESIMA, ROUND_HALF_UP)


def _por_que(a: Acuerdo) -> str:
    if not a.falta:
        return ""
    if a.falta == POCOS:
        return f"No hay bastantes pares: {a.pares} de {PARES_MINIMOS}."
    return "Uno de los dos dijo siempre lo mismo: no se puede saber si distingue."
