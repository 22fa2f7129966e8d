"""Cuanto se puede confiar en lo decidido: lo que dice la segunda lectura a ciegas, como apartado de un informe."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from moderacion.almacen import Unidad
from moderacion.informes import palabras
from moderacion.informes.acuerdo import PARES_MINIMOS, POCOS, Acuerdo, por_politica
from moderacion.informes.libro import Libro
from moderacion.informes.modelo import Cifra, Columna, Fila, Origen, Seccion, Tabla, Tipo, Valor, porcentaje
from moderacion.informes.periodo import Periodo

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
    """Las segundas lecturas hechas en el periodo, y en que coinciden."""
    dias = (("desde", libro.desde.isoformat()), ("hasta", libro.hasta.isoformat()))
    de = Origen("segunda_lectura", "segundas lecturas a ciegas hechas en esos días", dias)
    del_sorteo = Origen("muestra", "sorteos de las semanas que empiezan en esos días", dias)
    periodo = Periodo(libro.desde, libro.hasta)
    cuentas = u.lecturas.cuentas(periodo.inicio, periodo.fin)
    entre, elegidas = u.sorteos.cuentas(libro.desde, libro.hasta)
    acuerdos = por_politica(u.lecturas.pares(periodo.inicio, periodo.fin))
    zanjados = sum(cuentas[r] for r in ("primera", "segunda", "dudoso"))
    cifras = (
        Cifra("sorteadas", "Decisiones sorteadas", elegidas, del_sorteo, nota=f"Entre {entre:,}."),
        Cifra("releidas", "Leídas por segunda vez", cuentas["leidas"], de),
        Cifra("discrepan", "Discrepan", cuentas["discrepan"], de, nota=f"Zanjadas por supervisión: {zanjados:,}."),
        Cifra("razon_segunda", "De ellas, se dio la razón a la segunda lectura", cuentas["segunda"], de),
        Cifra(
            "critica_a_ciegas", "De lo que la máquina ocultó, tenía una crítica según quien lo releyó", cuentas["criticas"], de,
            nota=f"De {cuentas['automaticas']:,} leídas. No depende de lo que la máquina reconoce.", alarma=cuentas["criticas"] > 0,
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
