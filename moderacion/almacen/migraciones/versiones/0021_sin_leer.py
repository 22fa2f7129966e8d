"""De cada cuenta, lo que la red no deja leer; y las marcas de la cola, sin clave ajena: comprobarla era un tercio de ponerlas

Revision: 0021
Anterior: 0020
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_AJENA = "fk_marca_cola_expediente_id"


def upgrade() -> None:
    op.add_column("sondeo", sa.Column("sin_leer", col.JsonAscii(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(_AJENA, "marca_cola")
    else:
        _rehacer()


def downgrade() -> None:
    op.drop_column("sondeo", "sin_leer")
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(_AJENA, "marca_cola", "expediente", ["expediente_id"], ["id"])
    else:
        _rehacer(sa.ForeignKeyConstraint(["expediente_id"], ["expediente.id"], name=_AJENA))


def _rehacer(*claves: sa.ForeignKeyConstraint) -> None:
    """En SQLite, otra tabla con lo mismo: no sabe quitar una clave de la que hay."""
    op.create_table(
        "marca_nueva",
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("prioridad_neg", sa.Integer(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        *claves,
        sa.PrimaryKeyConstraint("clave", "prioridad_neg", "expediente_id", name="pk_marca_cola"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO marca_nueva SELECT clave, prioridad_neg, expediente_id FROM marca_cola")
    op.drop_table("marca_cola")
    op.rename_table("marca_nueva", "marca_cola")
    op.create_index("ix_marca_cola_expediente", "marca_cola", ["expediente_id"])
