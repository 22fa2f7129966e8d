"""Lo que hizo cada política por día, y las apelaciones

Revision: 0007
Anterior: 0006
"""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
