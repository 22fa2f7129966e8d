"""Con cada veredicto, con que hallar lo que se le parece; de cada comentario, cuando la red no dejo ver si sigue;
y de cada orden, por que texto se pidio

Revision: 0020
Anterior: 0019
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("veredicto", sa.Column("semejanza", sa.String(), nullable=True))
    op.add_column("comentario", sa.Column("preguntado", col.FechaUtc(), nullable=True))
    op.add_column("orden", sa.Column("huella", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("orden", "huella")
    op.drop_column("comentario", "preguntado")
    op.drop_column("veredicto", "semejanza")
