"""La cola ordenada y contada: filtros, contadores, señales y texto

Revision: 0003
Anterior: 0002
"""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
