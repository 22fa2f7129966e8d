"""Las tablas, la unidad de trabajo y todo el SQL. Las salas piden por nombre; ninguna ve una consulta.

Como escribir SQL para los dos motores (SQLite y PostgreSQL; mas en docs/postgresql.md):

- En PostgreSQL varias unidades escriben a la vez. «Mirar y despues escribir» se hace con un UPDATE condicional y su
  `rowcount`, con `insertar(...).on_conflict_do_nothing()`, o bloqueando lo mirado: `self._bloqueada(consulta)` (que
  otro espere) y `self._libre(consulta)` (saltar lo que otro tiene: reclamos). En SQLite, y al solo leer, no hacen nada.
- Orden de los bloqueos: comentario (por id) → expediente → autor → lo demas. La cadena, sola, al final de la unidad.
- Nada de `SELECT` sin `ORDER BY` donde importe el orden, ni de fiarse de que el id mayor se confirmo despues.
- Fechas con `FechaUtc` y textos ajenos con `TextoLimpio`; booleanos con la columna (`~t.c.visto`), nunca `= 0` ni
  `server_default="0"` (es `sa.false()`). Sin `INSERT OR`, `rowid`, `strftime`, `group_concat`, `json_extract` ni GLOB.
- `LIKE` distingue mayusculas en PostgreSQL y en SQLite no: `func.lower(c).contains(x.lower(), autoescape=True)`.
- `GROUP BY` lleva todo lo que se selecciona sin agregar; `DISTINCT` todo aquello por lo que se ordena.
- Los nulos van al principio en SQLite y al final en PostgreSQL: `.nulls_last()`. Los textos se ordenan por su cotejo.
- Tras un `IntegrityError`, en PostgreSQL la transaccion entera esta perdida: no se captura y se sigue.
- Los disparadores y los indices parciales se escriben para los dos (`parcial`, y `fijar` en las migraciones).
"""

from moderacion.almacen.estados import (
    ABIERTAS,
    SALIO,
    EstadoApelacion,
    EstadoAviso,
    EstadoBloqueo,
    EstadoComentario,
    EstadoExpediente,
    EstadoIncidente,
    EstadoOrden,
    OrigenOrden,
    OrigenPublicacion,
    Rol,
)
from moderacion.almacen.repositorios import Unidad
from moderacion.almacen.tablas.decidir import TipoNota, TipoNovedad
from moderacion.almacen.unidad import Almacen

__all__ = [
    "ABIERTAS",
    "SALIO",
    "Almacen",
    "EstadoApelacion",
    "EstadoAviso",
    "EstadoBloqueo",
    "EstadoComentario",
    "EstadoExpediente",
    "EstadoIncidente",
    "EstadoOrden",
    "OrigenOrden",
    "OrigenPublicacion",
    "Rol",
    "TipoNota",
    "TipoNovedad",
    "Unidad",
]
