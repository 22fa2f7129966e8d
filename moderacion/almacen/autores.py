"""Quienes escriben, por cuenta."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from conectores.tipos import AutorLeido
from moderacion.almacen.consultas import insertar
from moderacion.almacen.tablas import Autor, tabla

_A = tabla(Autor)


def guardar_autores(con: Connection, cuenta_id: int, autores: Sequence[AutorLeido]) -> dict[str, int]:
    """Pone los que faltan y al dia los demas. Devuelve el id de cada uno por su id en la red."""
    unicos = {a.id: a for a in autores}
    if not unicos:
        return {}
    nueva = insertar(con, _A)
    con.execute(
        nueva.on_conflict_do_update(
            index_elements=["cuenta_id", "id_externo"],
            set_={c: nueva.excluded[c] for c in ("nombre", "usuario", "enlace")},
        ),
        [
            {
                "cuenta_id": cuenta_id,
                "id_externo": a.id,
                "nombre": a.nombre,
                "usuario": a.usuario,
                "enlace": a.enlace,
            }
            for a in unicos.values()
        ],
    )
    filas = con.execute(
        select(_A.c.id_externo, _A.c.id).where(_A.c.cuenta_id == cuenta_id, _A.c.id_externo.in_(list(unicos)))
    )
    return {f.id_externo: f.id for f in filas}
