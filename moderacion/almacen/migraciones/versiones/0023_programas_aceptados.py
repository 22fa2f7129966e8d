"""Cuando acepto una persona que un programa actue en su nombre

Los que ya actuaban siguen: esa persona los ve y los revoca en «Mi cuenta».

Revision: 0023
Anterior: 0022
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cliente_api", sa.Column("aceptado", col.FechaUtc(), nullable=True))
    op.execute(sa.text("UPDATE cliente_api SET aceptado = creado WHERE usuario_id IS NOT NULL"))


def downgrade() -> None:
    op.drop_column("cliente_api", "aceptado")
