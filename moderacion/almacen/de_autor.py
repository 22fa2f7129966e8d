"""Lo ultimo que escribio cada autor, con su caso: para hallar el de alguien que escribe o llama. Solo lee."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import Comentario, Expediente, tabla

_K, _E = (tabla(t) for t in (Comentario, Expediente))
_DE_CADA_UNO: Final = 10


class DeAutor(Repositorio):
    """Los comentarios de unos autores."""

    def ultimos(self, autores: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
        """Por autor, lo ultimo que escribio, lo mas nuevo primero; `expediente`: el suyo, si tiene."""
        columnas = ("id", "autor_id", "texto", "creado", "estado", "estado_red")
        orden = (_K.c.creado.desc(), _K.c.id)
        # el lugar de cada uno entre los de su autor, por el indice de autor y fecha
        lugar = func.row_number().over(partition_by=_K.c.autor_id, order_by=orden).label("lugar")
        suyos = select(*(_K.c[n] for n in columnas), lugar).where(_K.c.autor_id.in_(list(autores))).subquery()
        filas = self._leidas(
            select(suyos, _E.c.id.label("expediente"))
            .outerjoin(_E, _E.c.comentario_id == suyos.c.id)
            .where(suyos.c.lugar <= _DE_CADA_UNO)
            .order_by(suyos.c.autor_id, suyos.c.lugar)
        )
        hallados: dict[int, list[Mapping[str, Any]]] = {}
        for f in filas:
            hallados.setdefault(f["autor_id"], []).append(f)
        return hallados
