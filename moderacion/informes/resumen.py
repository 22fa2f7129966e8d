"""Lo que se hizo, contado sobre las tablas."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moderacion.almacen import Almacen
from moderacion.almacen.lista import Filtros


@dataclass(frozen=True, slots=True)
class ResumenGeneral:
    """Las cifras del servicio en un momento. `seguidores`: red → (primera cifra, ultima) de sus cuentas."""

    comentarios: int
    por_red: Mapping[str, int]
    por_propuesta: Mapping[str, int]
    ocultados: int
    bloqueados: int
    bloqueos_a_mano: int
    en_cola: int
    incidentes: int
    avisos: int
    ordenes: Mapping[str, int]
    seguidores: Mapping[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Restringido:
    """Un comentario propuesto para restringir, con sus razones."""

    id: int
    red: str
    id_externo: str
    texto: str
    automatica: bool
    critica: bool
    hallazgos: Sequence[Mapping[str, Any]]


def resumir(almacen: Almacen) -> ResumenGeneral:
    """Cuenta todo en una sola lectura."""
    with almacen.lectura() as u:
        por_red = u.resumen.comentarios_por_red()
        ordenes = u.resumen.ordenes()
        bloqueos = u.resumen.bloqueos()
        redes = {c.id: c.red for c in u.cuentas.todas()}
        return ResumenGeneral(
            comentarios=sum(por_red.values()),
            por_red=por_red,
            por_propuesta=u.resumen.por_propuesta(),
            ocultados=ordenes.get("ocultar:hecha", 0),
            bloqueados=ordenes.get("bloquear:hecha", 0),
            bloqueos_a_mano=bloqueos.get("manual", 0),
            en_cola=u.lista.contar(Filtros()),
            incidentes=len(u.incidentes.listar()),
            avisos=u.avisos.enviados(),
            ordenes=ordenes,
            seguidores=_por_red((redes[s.cuenta_id], s.primeros, s.ahora) for s in u.cuentas.seguidores()),
        )


def _por_red(
    cifras: Iterable[tuple[str, int | None, int | None]],
) -> dict[str, tuple[int | None, int | None]]:
    """Suma las cuentas de cada red; lo que una red oculta no se suma."""
    total: dict[str, tuple[int | None, int | None]] = {}
    for red, *par in cifras:
        previos = total.get(red, (None, None))
        primeros, ahora = (
            a if b is None else b if a is None else a + b for a, b in zip(previos, par, strict=True)
        )
        total[red] = (primeros, ahora)
    return total


def restringidos(almacen: Almacen) -> Iterator[Restringido]:
    """Uno a uno, los propuestos para restringir."""
    with almacen.lectura() as u:
        for f in u.resumen.restringidos():
            yield Restringido(**{k: v for k, v in f.items() if k != "veredicto_id"})
