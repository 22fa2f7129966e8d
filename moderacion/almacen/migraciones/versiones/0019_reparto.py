"""En varias maquinas: quien lleva el compas y hasta donde llego cada vuelta

Revision: 0019
Anterior: 0017
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandato", sa.Integer(), nullable=False),
        sa.Column("quien", sa.String(), nullable=False),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("toma_hasta", col.FechaUtc(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_lider_uno")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lider")),
    )
    op.create_table(
        "vuelta_repartida",
        sa.Column("nombre", sa.String(), nullable=False),
        sa.Column("ventana", col.FechaUtc(), nullable=False),
        sa.Column("mandato", sa.Integer(), nullable=False),
        sa.Column("empezada", col.FechaUtc(), nullable=True),
        sa.Column("hecha", col.FechaUtc(), nullable=True),
        sa.Column("quien", sa.String(), nullable=False),
        sa.Column("encargadas", sa.Integer(), nullable=False),
        sa.Column("hechas", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name=op.f("pk_vuelta_repartida")),
    )


def downgrade() -> None:
    op.drop_table("vuelta_repartida")
    op.drop_table("lider")
