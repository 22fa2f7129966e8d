"""Segundo factor, sesiones que se ven y se cierran, límites de ingreso

Revision: 0005
Anterior: 0004
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
