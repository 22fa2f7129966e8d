"""Las curvas de seguidores, cada una con la tabla de sus datos: todas juntas en puntos, y cada cuenta en su escala."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from conectores.tipos import NOMBRES
from moderacion.contado import contado
from moderacion.informes.modelo import (
    Columna,
    Fila,
    Grafica,
    Marca,
    Origen,
    Serie,
    Tabla,
    Tipo,
    porcentaje,
)
from moderacion.informes.periodo import MESES, Periodo
from moderacion.informes.seguidos import CuentaSeguida
from moderacion.reloj import dia_local

_POR_DIA: Final = 31
"""Hasta cuantos dias se ponen uno por uno debajo de la curva; con mas, por meses."""
_SOLA: Final = "Una sola cifra"
_NINGUNA: Final = "Sin cifras en este período"


def de_todas(
    vistas: Sequence[CuentaSeguida],
    periodo: Periodo,
    dias: Sequence[date],
    marcas: tuple[Marca, ...],
    origen: Origen,
) -> Grafica:
    """El crecimiento de todas en puntos de lo que tenian: asi se comparan una grande y una pequeña."""
    partidas = [(c, _partida(c, periodo)) for c in vistas]
    series = tuple(Serie(c.nombre, tuple(_tanto(c, de, d) for d in dias)) for c, de in partidas)
    columnas = (
        Columna("hasta", "Hasta", Tipo.FECHA),
        *(Columna(c.clave, c.nombre, Tipo.PORCENTAJE, signo=True) for c in vistas),
    )
    finales = [[*suyos][-1] for _, suyos in _grupos(dias)]
    filas = tuple(Fila((d, *(_tanto_hasta(c, de, dias, d) for c, de in partidas))) for d in finales)
    dichas = []
    for c in vistas:
        x = c.crecimiento(periodo)
        dichas.append(
            f"{c.nombre}: {'+' * (x.tanto > 0)}{x.tanto} %"
            if x and x.tanto is not None
            else f"{c.nombre}: {_SOLA.lower() if _sola(c, periodo) else 'sin cifras'}"
        )
    return Grafica(
        "todas",
        "Crecimiento de cada cuenta desde el principio del período, en tanto por ciento",
        f"Al final del período, {'; '.join(dichas)}. Los cortes de una línea son días sin cifra.",
        tuple(dias),
        series,
        Tabla("todas", "Crecimiento acumulado", columnas, filas, origen),
        "%",
        marcas=marcas,
    )


def _sola(c: CuentaSeguida, periodo: Periodo) -> bool:
    """Si hay una cifra y ninguna otra con que compararla."""
    return c.ultima(periodo) is not None and c.crecimiento(periodo) is None


def _partida(c: CuentaSeguida, periodo: Periodo) -> int | None:
    """La cifra con que se comparan las demas; una sola daria cero consigo misma, y no es que creciera cero (decision 0021)."""
    base = c.base(periodo)
    return base[1] if base and not _sola(c, periodo) else None


def _tanto(c: CuentaSeguida, partida: int | None, dia: date) -> Decimal | None:
    valor = c.valor(dia)
    return porcentaje(valor - partida, partida) if partida is not None and valor is not None else None


def _tanto_hasta(c: CuentaSeguida, partida: int | None, dias: Sequence[date], dia: date) -> Decimal | None:
    """El de la ultima cifra del mismo tramo: el dia justo puede ser un hueco."""
    tramo = next(suyos for _, suyos in _grupos(dias) if dia in suyos)
    con_cifra = [d for d in tramo if c.valor(d) is not None]
    return _tanto(c, partida, con_cifra[-1]) if con_cifra else None


def de_cada_cuenta(
    vistas: Sequence[CuentaSeguida],
    periodo: Periodo,
    dias: Sequence[date],
    eventos: Sequence[Mapping[str, Any]],
    origen: Origen,
) -> tuple[Grafica, ...]:
    """Una por cuenta, con sus incidentes marcados."""
    return tuple(_de_una(c, periodo, dias, eventos, origen) for c in vistas if c.base(periodo))


def _de_una(
    c: CuentaSeguida,
    periodo: Periodo,
    dias: Sequence[date],
    eventos: Sequence[Mapping[str, Any]],
    origen: Origen,
) -> Grafica:
    suyos = [e for e in eventos if e["que"] == "incidente" and f"cuenta/{e['cuenta_id']}" == c.clave]
    hay = set(dias)
    marcas = [(dia_local(e["cuando"]), evento_dicho(e)) for e in suyos]
    x, huecos = c.crecimiento(periodo), len(c.huecos(dias))
    cortes = f" Hay {contado(huecos, 'día')} sin leer: ahí se corta la línea." if huecos else ""
    titulo = f"Seguidores de {c.nombre} ({NOMBRES.get(c.red, c.red)})"
    sin_saberlo = f"{_SOLA}: no se sabe cuánto creció" if _sola(c, periodo) else _NINGUNA
    return Grafica(
        c.clave.replace("/", "_"),
        titulo,
        f"{x.dicho if x else sin_saberlo}.{cortes}",
        tuple(dias),
        (Serie(c.nombre, tuple(c.valor(d) for d in dias)),),
        _tabla(c, periodo, dias, titulo, origen),
        "seguidores",
        marcas=tuple(Marca(d, texto) for d, texto in marcas if d in hay),
    )


def _tabla(c: CuentaSeguida, periodo: Periodo, dias: Sequence[date], titulo: str, origen: Origen) -> Tabla:
    """Por dias o por meses. Lo que crecio cada tramo va desde la ultima cifra de antes: las partes suman el total."""
    inicial = previa = _partida(c, periodo)
    filas = []
    for nombre, suyos in _grupos(dias):
        con_cifra = [v for d in suyos if (v := c.valor(d)) is not None]
        sin_leer = len(c.huecos(suyos))
        final = con_cifra[-1] if con_cifra else None
        diferencia = final - previa if final is not None and previa is not None else None
        filas.append(Fila((nombre, final, diferencia, len(con_cifra), sin_leer)))
        previa = final if final is not None else previa
    columnas = (
        Columna("tramo", "Día" if len(dias) <= _POR_DIA else "Mes"),
        Columna("final", "Seguidores al final", Tipo.ENTERO),
        Columna("diferencia", "Diferencia", Tipo.ENTERO, signo=True),
        Columna("con_cifra", "Días con cifra", Tipo.ENTERO),
        Columna("sin_leer", "Días sin leer", Tipo.ENTERO),
    )
    ultima = c.ultima(periodo)
    crecio = ultima[1] - inicial if ultima and inicial is not None else None
    suma = (sum(f.celdas[n] for f in filas) for n in (3, 4))  # type: ignore[misc]
    total = Fila(("Total", ultima[1] if ultima else None, crecio, *suma))
    return Tabla(c.clave.replace("/", "_"), titulo, columnas, tuple(filas), origen, total)


def _grupos(dias: Sequence[date]) -> list[tuple[str, list[date]]]:
    if len(dias) <= _POR_DIA:
        return [(f"{d:%d/%m/%Y}", [d]) for d in dias]
    por_mes = groupby(dias, key=lambda d: (d.year, d.month))
    return [(f"{MESES[mes - 1]} de {anio}", [*suyos]) for (anio, mes), suyos in por_mes]


def evento_dicho(e: Mapping[str, Any]) -> str:
    """«Comunicado 12-2026: Horario de la farmacia», «Incidente 3: cuenta intervenida»."""
    if e["que"] == "comunicado":
        return f"Comunicado {e['numero']}: {e['texto']}"
    return f"Incidente {e['numero']}: {str(e['texto']).replace('_', ' ')}"


def anexo(vistas: Sequence[CuentaSeguida], dias: Sequence[date], origen: Origen) -> Tabla:
    """Todas las cifras, dia por dia y cuenta por cuenta."""
    columnas = (Columna("dia", "Día", Tipo.FECHA), *(Columna(c.clave, c.nombre, Tipo.ENTERO) for c in vistas))
    filas = tuple(Fila((d, *(c.valor(d) for c in vistas))) for d in dias)
    return Tabla("diarios", "Seguidores de cada día", columnas, filas, origen, anexo=True)
