"""Con cada veredicto, lo justo para hallar lo que se le parece: otro trabajador no lee el texto otra vez

Revision: 0020
Anterior: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("veredicto", sa.Column("semejanza", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("veredicto", "semejanza")
