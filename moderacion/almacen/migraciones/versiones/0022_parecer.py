"""De una opinion, si quien la da lo restringiria, y sobre que texto la dio

Revision: 0022
Anterior: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nota", sa.Column("restringe", sa.Boolean(), nullable=True))
    op.add_column("nota", sa.Column("huella", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("nota", "huella")
    op.drop_column("nota", "restringe")
