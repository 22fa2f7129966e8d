"""Donde editar cambia el id (X): las versiones viejas dejan de contar, y lo que se dijo e hizo con ellas sigue con la nueva.

Se mueve todo lo que un informe, un plazo o un recurso busca por su comentario: lo que quedara en la vieja se perderia de vista.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, exists, func, select

from moderacion.almacen.bitacora import Registro
from moderacion.almacen.estados import EstadoComentario
from moderacion.almacen.tablas import (
    Bloqueo,
    Comentario,
    Expediente,
    Falta,
    Orden,
    Restriccion,
    Veredicto,
    tabla,
)
from moderacion.almacen.textos_previos import copiar_textos, guardar_textos
from moderacion.bitacora import Suceso

_K, _E, _O, _B, _F, _V, _R = (
    tabla(t) for t in (Comentario, Expediente, Orden, Bloqueo, Falta, Veredicto, Restriccion)
)


def sustituir(
    con: Connection, registro: Registro, cuenta_id: int, anteriores: Sequence[str], nuevo: str
) -> None:
    """`anteriores`, `nuevo`: ids en la red. El nuevo ya esta guardado; de los anteriores, los que se conozcan."""
    if not anteriores:
        return
    hay = select(_K.c.id_externo, _K.c.id).where(
        _K.c.cuenta_id == cuenta_id, _K.c.id_externo.in_([*anteriores, nuevo])
    )
    ids = {f.id_externo: f.id for f in con.execute(hay)}
    nuevo_id, viejos = ids.pop(nuevo), list(ids.values())
    if not viejos:
        return
    con.execute(
        _K.update().where(_K.c.id.in_(viejos)).values(estado=EstadoComentario.SUSTITUIDO, toma_hasta=None)
    )
    registro.asentar(
        Suceso("comentario:sustituido", f"comentario/{nuevo_id}", datos={"viejos": sorted(viejos)})
    )
    guardar_textos(con, viejos, nuevo_id, registro.ahora)
    copiar_textos(con, viejos, nuevo_id)
    _mover_veredictos(con, viejos, nuevo_id)
    for t in (_O, _R):
        con.execute(t.update().where(t.c.comentario_id.in_(viejos)).values(comentario_id=nuevo_id))
    for t, cambios in ((_E, {"version": _E.c.version + 1}), (_B, {}), (_F, {})):
        # de cada cosa hay una por comentario: sigue la de la ultima version que la tenga
        ultimo = select(func.max(t.c.comentario_id)).where(t.c.comentario_id.in_(viejos)).scalar_subquery()
        con.execute(t.update().where(t.c.comentario_id == ultimo).values(comentario_id=nuevo_id, **cambios))


def _mover_veredictos(con: Connection, viejos: Sequence[int], nuevo_id: int) -> None:
    """De un mismo texto y una misma version cabe uno: sigue el ultimo."""
    claves = ("huella", "version_reglamento", "version_modelo")
    ultimos = (
        select(func.max(_V.c.id)).where(_V.c.comentario_id.in_(viejos)).group_by(*(_V.c[c] for c in claves))
    )
    otro = _V.alias()
    ya = exists().where(otro.c.comentario_id == nuevo_id, and_(*(otro.c[c] == _V.c[c] for c in claves)))
    con.execute(_V.update().where(_V.c.id.in_(ultimos), ~ya).values(comentario_id=nuevo_id))
