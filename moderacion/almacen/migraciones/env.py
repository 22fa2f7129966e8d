"""Lo que Alembic corre: usa la conexion que le da `almacen.migrar`."""

from alembic import context

from moderacion.almacen.tablas import METADATOS

context.configure(
    connection=context.config.attributes["conexion"], target_metadata=METADATOS, render_as_batch=True
)
context.run_migrations()
