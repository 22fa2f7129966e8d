"""Lecturas de conjunto: cifras para la demostracion, la salud y los informes. No escribe hechos."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from moderacion.almacen.consultas import insertar
from moderacion.almacen.tablas import (
    Bloqueo,
    Comentario,
    Cuenta,
    Hallazgo,
    Latido,
    Orden,
    Veredicto,
    tabla,
)

_K, _C, _V, _H, _O, _B, _L = (
    tabla(t) for t in (Comentario, Cuenta, Veredicto, Hallazgo, Orden, Bloqueo, Latido)
)
_NO_CUENTAN = ("propio", "sustituido")


def _ultimos() -> Any:
    """Los ids del ultimo veredicto de cada comentario sobre el texto que tiene ahora."""
    return (
        select(func.max(_V.c.id))
        .join(_K, (_K.c.id == _V.c.comentario_id) & (_K.c.huella == _V.c.huella))
        .where(_K.c.estado.not_in(_NO_CUENTAN))
        .group_by(_V.c.comentario_id)
    )


class Resumen:
    """Cifras."""

    def __init__(self, con: Connection) -> None:
        self._con = con

    def _por(self, columna: Any, desde: Any, *donde: Any) -> dict[str, int]:
        consulta = select(columna, func.count()).select_from(desde).where(*donde).group_by(columna)
        return {str(f[0]): int(f[1]) for f in self._con.execute(consulta.order_by(columna))}

    def comentarios_por_red(self) -> dict[str, int]:
        """Comentarios de ciudadanos, por red. Las versiones viejas de uno editado no cuentan aparte."""
        return self._por(_C.c.red, _K.join(_C, _C.c.id == _K.c.cuenta_id), _K.c.estado.not_in(_NO_CUENTAN))

    def comentarios_por_estado(self) -> dict[str, int]:
        """Comentarios por estado."""
        return self._por(_K.c.estado, _K)

    def por_propuesta(self) -> dict[str, int]:
        """Ultimo veredicto del texto actual de cada comentario, por propuesta."""
        return self._por(_V.c.propuesta, _V, _V.c.id.in_(_ultimos()))

    def ordenes(self) -> dict[str, int]:
        """Ordenes por «accion:estado»."""
        filas = self._con.execute(
            select(_O.c.accion, _O.c.estado, func.count()).group_by(_O.c.accion, _O.c.estado)
        )
        return {f"{f[0]}:{f[1]}": int(f[2]) for f in filas}

    def bloqueos(self) -> dict[str, int]:
        """Bloqueos por estado."""
        return self._por(_B.c.estado, _B)

    def restringidos(self) -> Iterator[Mapping[str, Any]]:
        """Los propuestos para restringir, con texto y hallazgos, por orden de llegada."""
        filas = self._con.execute(
            select(
                _K.c.id,
                _K.c.id_externo,
                _C.c.red,
                _K.c.texto,
                _V.c.id.label("veredicto_id"),
                _V.c.automatica,
                _V.c.critica,
            )
            .join(_V, _V.c.comentario_id == _K.c.id)
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .where(_V.c.propuesta == "restringir", _V.c.id.in_(_ultimos()))
            .order_by(_K.c.id)
        ).mappings()
        for f in filas:
            hallazgos = self._con.execute(
                select(_H.c.politica, _H.c.motivo, _H.c.evidencia).where(
                    _H.c.veredicto_id == f["veredicto_id"]
                )
            ).mappings()
            yield dict(f) | {"hallazgos": [dict(h) for h in hallazgos]}

    def latir(self, nombre: str, fecha: datetime, error: str) -> None:
        """Anota el fin de una pasada."""
        nueva = insertar(self._con, _L).values(nombre=nombre, fecha=fecha, error=error)
        self._con.execute(
            nueva.on_conflict_do_update(
                index_elements=["nombre"],
                set_={"fecha": nueva.excluded.fecha, "error": nueva.excluded.error},
            )
        )

    def latidos(self) -> dict[str, tuple[datetime, str]]:
        """Fin de la ultima pasada de cada sala y su error, si lo hubo."""
        return {f.nombre: (f.fecha, f.error) for f in self._con.execute(select(_L))}
