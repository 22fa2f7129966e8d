"""El registro de lo restringido para leerlo y entregarlo: por paginas, entero y comprobado.

Lo que se entrega a quien pide informacion va sin datos de personas: del comentario, su huella; de lo que se escribio,
tachado. Se saca por trozos: quien descarga despacio no deja una transaccion abierta.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from moderacion import habiles
from moderacion.almacen import Almacen
from moderacion.almacen.restringido import Faltante, FiltroRegistro
from moderacion.errores import EntradaInvalida
from moderacion.reloj import en_local

__all__ = [
    "CAMPOS", "Faltante", "FiltroRegistro", "Hojeado", "Plazo", "Revision", "Trozos", "en_json", "hojear", "plazo",
    "revisar", "sacar",
]  # fmt: skip

Trozos = Iterator[str]
"""Un texto largo, por partes."""
PAGINA: Final = 25
_LOTE: Final = 2_000
DIAS: Final = 10
"""Ley de Acceso a la Informacion Publica, articulo 71: diez dias habiles."""
DIAS_ANTIGUA: Final = 20
"""Y otros diez si lo pedido tiene mas de cinco años."""
CAMPOS: Final[Mapping[str, str]] = {
    "id": "número",
    "red": "red",
    "objeto": "objeto (huella)",
    "huella_extracto": "huella del extracto",
    "contenido_fecha": "fecha del contenido",
    "contenido_tipo": "tipo de contenido",
    "accion": "acción",
    "alcance": "alcance",
    "desde": "desde",
    "hasta": "hasta",
    "articulo": "artículo",
    "reglamento": "versión del reglamento",
    "fundamento": "fundamento",
    "hechos": "hechos",
    "deteccion": "detección",
    "automatizada": "decisión automatizada",
    "modelo": "versión del modelo",
    "puntuacion": "puntuación",
    "decidio": "decidió",
    "aprobo": "aprobó",
    "recurso": "recurso",
    "recurso_dias": "plazo del recurso (días)",
    "estado": "estado",
    "cerrada": "dejó de regir",
    "cierre": "por qué dejó de regir",
    "aviso": "aviso a su autor",
    "constancia": "constancia de lo hecho a mano",
}
"""Lo que se entrega de cada fila, y como se titula: los 14 datos de fiabilidad.md, seccion 6, y como acabo."""
_TACHAR: Final = ("hechos", "constancia")
_SIN_SALIR: Final = frozenset({"pendiente", "enviando", "manual", "pedido"})
_POR_VER: Final = frozenset({"desconocida", "a_persona"})


@dataclass(frozen=True, slots=True)
class Hojeado:
    """Una pagina. `siguiente`: la fila desde donde sigue, o None si no hay mas."""

    filas: Sequence[Mapping[str, Any]]
    siguiente: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """Si al registro le falta algo."""

    filas: int
    ordenes_sin_fila: Faltante
    bloqueos_sin_fila: Faltante
    incompletas: Faltante
    bloqueos_sin_fin: Faltante

    @property
    def completo(self) -> bool:
        """Que todo lo restringido este, y entero."""
        return not any(f.cuantos for f in self.faltantes.values())

    @property
    def faltantes(self) -> Mapping[str, Faltante]:
        """Que se mira → lo que falta."""
        return {
            "órdenes que restringen y no están en el registro": self.ordenes_sin_fila,
            "bloqueos que no están en el registro": self.bloqueos_sin_fila,
            "filas con algún dato vacío": self.incompletas,
            "bloqueos que pasaron su fin y nadie debe quitar": self.bloqueos_sin_fin,
        }


@dataclass(frozen=True, slots=True)
class Plazo:
    """El reloj de una solicitud de informacion."""

    recibida: date
    vence: date
    quedan: int
    """Dias habiles; negativo, los que lleva vencida."""


def plazo(recibida: date, hoy: date, *, antigua: bool = False) -> Plazo:
    """Hasta cuando hay que contestar. `antigua`: si lo pedido tiene mas de cinco años. Lanza `EntradaInvalida`."""
    if recibida > hoy:
        raise EntradaInvalida("la solicitud no puede haberse recibido después de hoy")
    vence = habiles.sumar(recibida, DIAS_ANTIGUA if antigua else DIAS)
    return Plazo(recibida, vence, habiles.entre(hoy, vence))


def hojear(
    almacen: Almacen, filtro: FiltroRegistro, antes: int | None = None, cuantos: int = PAGINA
) -> Hojeado:
    """Una pagina del registro, lo ultimo primero."""
    _exigir(filtro)
    with almacen.lectura() as u:
        filas = [_con_estado(f) for f in u.restringido.pagina(filtro, cuantos + 1, antes)]
    return Hojeado(filas[:cuantos], filas[cuantos - 1]["id"] if len(filas) > cuantos else None)


def sacar(
    almacen: Almacen, filtro: FiltroRegistro, tachar: Callable[[str], str]
) -> Iterator[Mapping[str, object]]:
    """El registro entero sin datos de personas, fila a fila, con las claves de `CAMPOS`."""
    _exigir(filtro)
    antes: int | None = None
    while True:
        with almacen.lectura() as u:
            lote = u.restringido.pagina(filtro, _LOTE, antes)
        yield from (_publicable(_con_estado(f), tachar) for f in lote)
        if len(lote) < _LOTE:
            return
        antes = lote[-1]["id"]


def en_json(filas: Iterable[Mapping[str, object]]) -> Trozos:
    """Una lista JSON por trozos, una fila por linea."""
    yield "["
    for n, fila in enumerate(filas):
        yield (",\n" if n else "\n") + json.dumps(fila, ensure_ascii=False)
    yield "\n]\n"


def revisar(almacen: Almacen) -> Revision:
    """Mira que el registro diga todo lo que se restringio, y que no le falte ningun dato."""
    with almacen.lectura() as u:
        r = u.restringido
        return Revision(
            r.cuantas(), r.ordenes_sin_fila(), r.bloqueos_sin_fila(), r.incompletas(), r.sin_fin()
        )


def _con_estado(f: Mapping[str, Any]) -> Mapping[str, Any]:
    """Con lo que la red dice de ella: rige, aun no sale, no se sabe, o ya no rige."""
    de_la_red = f["bloqueo_estado"] if f["bloqueo_id"] else f["orden_estado"]
    if f["cerrada"]:
        estado = "cerrada"
    elif de_la_red in _SIN_SALIR:
        estado = "por_hacer"
    else:
        estado = "por_comprobar" if de_la_red in _POR_VER else "rige"
    return {**f, "estado": estado}


def _publicable(f: Mapping[str, Any], tachar: Callable[[str], str]) -> Mapping[str, object]:
    """Solo las claves de `CAMPOS`, en su orden. El id del comentario llevaria a quien lo escribio: va su huella."""
    sal = f["sal"] or f["huella_extracto"]
    objeto = hashlib.sha256(f"{sal}{f['objeto']}".encode()).hexdigest()[:16]
    dichas = {**f, "objeto": objeto} | {n: tachar(f[n]) if f[n] else "" for n in _TACHAR}
    return {n: _llano(dichas[n]) for n in CAMPOS}


def _llano(valor: Any) -> object:
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    return en_local(valor).isoformat(timespec="seconds") if hasattr(valor, "isoformat") else valor


def _exigir(f: FiltroRegistro) -> None:
    if f.desde and f.hasta and f.hasta <= f.desde:
        raise EntradaInvalida("«hasta» es anterior a «desde»: así no hay nada que buscar")
