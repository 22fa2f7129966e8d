"""Lo que se vuelve a ver en la red sin pedirlo nadie deja de regir; lo limpio que la red tapa se juzga otra vez; las fotos

Hasta ahora lo que la red retenia por su cuenta y el juez daba por limpio no llegaba a nadie.

Revision: 0025
Anterior: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_CIERRES = (
    "cierre IN ('apelacion', 'decision', 'termino', 'sin_confirmar', 'sustituida', 'anulada', 'fallida'{})"
)


def upgrade() -> None:
    _cierres(_CIERRES.format(", 'en_la_red'"))
    op.add_column("comentario", sa.Column("por_ver", sa.Boolean(), nullable=True))
    op.execute(
        "UPDATE comentario SET estado = 'pendiente', toma_hasta = NULL WHERE estado = 'limpio' AND purgado IS NULL "
        "AND estado_red IN ('oculto', 'retenido', 'probable_spam') AND NOT EXISTS (SELECT 1 FROM restriccion r "
        "WHERE r.comentario_id = comentario.id AND r.cerrada IS NULL AND r.accion IN ('ocultar', 'retener', 'eliminar'))"
    )


def downgrade() -> None:
    """Lo que se mostro en la red consta como decidido: antes no se distinguia."""
    op.execute("UPDATE restriccion SET cierre = 'decision' WHERE cierre = 'en_la_red'")
    _cierres(_CIERRES.format(""))
    op.drop_column("comentario", "por_ver")


def _cierres(cuales: str) -> None:
    with op.batch_alter_table("restriccion") as t:
        t.drop_constraint(op.f("ck_restriccion_cierre"), type_="check")
        t.create_check_constraint(op.f("ck_restriccion_cierre"), cuales)
