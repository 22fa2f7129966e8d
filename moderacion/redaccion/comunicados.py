"""El archivo de comunicados: lo que se enseña a todos y cuales rigen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.errores import NoExiste
from moderacion.redaccion.tipos import Fila
from politicas.tipos import ComunicadoVigente

PAGINA: Final = 30


@dataclass(frozen=True, slots=True)
class ComunicadoPublico:
    """Un comunicado como lo ve cualquiera. `estado`: rige, por_regir, vencido, sustituido o retirado."""

    numero: str
    asunto: str
    firmante: str
    desde: datetime
    hasta: datetime
    publicado: datetime
    texto: str
    estado: str
    sustituye: str
    sustituido_por: str
    retirado: datetime | None
    motivo_retiro: str


@dataclass(frozen=True, slots=True)
class Archivo:
    """Una pagina del archivo publico. `siguiente`: desde donde sigue, o None."""

    comunicados: Sequence[ComunicadoPublico]
    siguiente: int | None


def comunicados_vigentes(u: Unidad, sin: frozenset[int] = frozenset()) -> tuple[ComunicadoVigente, ...]:
    """Los que rigen, como los miran las politicas. `sin`: los que no cuentan."""
    return tuple(
        ComunicadoVigente(c["numero"], c["asunto"], c["texto"], c["desde"], c["hasta"], c["publicado"])
        for c in u.comunicados.vigentes(sin=sin)
    )


def archivo(almacen: Almacen, antes: int | None = None) -> Archivo:
    """Todo lo que se publico como postura oficial, lo ultimo primero, tambien lo que ya no rige."""
    with almacen.lectura() as u:
        filas = u.comunicados.archivo(PAGINA + 1, antes)
        publicos = [_publico(u, f) for f in filas[:PAGINA]]
    return Archivo(publicos, filas[PAGINA - 1]["id"] if len(filas) > PAGINA else None)


def comunicado(almacen: Almacen, numero: str) -> ComunicadoPublico:
    """Uno del archivo, por su numero. Lanza `NoExiste`: el que aun se prepara no esta."""
    with almacen.lectura() as u:
        fila = u.comunicados.con_numero(numero)
        if fila is None or fila["estado"] == "preparado":
            raise NoExiste(f"no hay ningún comunicado publicado con el número {numero[:20]}")
        return _publico(u, fila)


def _publico(u: Unidad, c: Fila) -> ComunicadoPublico:
    if c["estado"] == "retirado":
        estado = "retirado"
    elif c["sustituido_por"]:
        estado = "sustituido"
    elif c["hasta"] < u.ahora:
        estado = "vencido"
    else:
        estado = "rige" if c["desde"] <= u.ahora else "por_regir"
    nombres = (
        "numero",
        "asunto",
        "firmante",
        "desde",
        "hasta",
        "publicado",
        "texto",
        "retirado",
        "motivo_retiro",
    )
    return ComunicadoPublico(
        **{n: c[n] for n in nombres},
        estado=estado,
        sustituye=c["sustituye"] or "",
        sustituido_por=c["sustituido_por"] or "",
    )
