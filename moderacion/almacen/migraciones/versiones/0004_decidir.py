"""Decidir con acompañamiento: notas, traspasos, miradas y novedades

Revision: 0004
Anterior: 0003
"""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
