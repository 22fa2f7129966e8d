"""Desde cuando podia salir cada orden

Nada la cambia: lo que se aplaza sigue diciendo cuanto lleva sin salir.

Revision: 0024
Anterior: 0023
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orden", sa.Column("desde", col.FechaUtc(), nullable=True))


def downgrade() -> None:
    op.drop_column("orden", "desde")
