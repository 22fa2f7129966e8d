"""Rendir cuentas: cifras por dia, dias cerrados y la segunda lectura de una muestra

Revision: 0016
Anterior: 0013
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_POR_FECHA = (
    ("ix_comentario_leido", "comentario", "leido"),
    ("ix_veredicto_fecha", "veredicto", "fecha"),
    ("ix_decision_fecha", "decision", "fecha"),
    ("ix_expediente_abierto", "expediente", "abierto"),
    ("ix_orden_cerrada", "orden", "cerrada"),
    ("ix_apelacion_presentada", "apelacion", "presentada"),
    ("ix_apelacion_resuelta", "apelacion", "resuelta"),
    ("ix_tarea_red_hecha", "tarea_red", "hecha"),
)
"""Contar un dia es leer solo lo suyo."""
_PENDIENTE = sa.text("estado = 'pendiente'")
_DESACUERDO = sa.text("discrepa AND razon = ''")


def upgrade() -> None:
    _cifras()
    _sorteos()
    _segundas()
    _sus_indices()
    for nombre, tabla, columna in _POR_FECHA:
        op.create_index(nombre, tabla, [columna], unique=False)


def _cifras() -> None:
    op.create_table(
        "cifra_dia",
        sa.Column("que", sa.String(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("politica", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quien", sa.String(), nullable=False),
        sa.Column("detalle", sa.String(), nullable=False),
        sa.Column("clave", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cuantos", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_cifra_dia_cuenta_id")),
        sa.PrimaryKeyConstraint(
            "que", "dia", "cuenta_id", "politica", "quien", "detalle", "clave", name=op.f("pk_cifra_dia")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dia_cerrado",
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("cerrado", col.FechaUtc(), nullable=False),
        sa.Column("filas", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("dia", name=op.f("pk_dia_cerrado")),
    )


def _sorteos() -> None:
    op.create_table(
        "muestra",
        sa.Column("semana", sa.Date(), nullable=False),
        sa.Column("semilla", sa.String(), nullable=False),
        sa.Column("por_ciento", sa.Integer(), nullable=False),
        sa.Column("decisiones", sa.Integer(), nullable=False),
        sa.Column("elegidas", sa.Integer(), nullable=False),
        sa.Column("sorteada", col.FechaUtc(), nullable=False),
        sa.PrimaryKeyConstraint("semana", name=op.f("pk_muestra")),
    )


def _segundas() -> None:
    op.create_table(
        "segunda_lectura",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("semana", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        sa.Column("politica", sa.Integer(), nullable=False),
        sa.Column("primera", sa.Boolean(), nullable=False),
        sa.Column("maquina", sa.Boolean(), nullable=True),
        sa.Column("automatica", sa.Boolean(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=True),
        sa.Column("articulo", sa.Integer(), nullable=True),
        sa.Column("critica", sa.Boolean(), nullable=True),
        sa.Column("nota", col.TextoLimpio(), nullable=False),
        sa.Column("leida", col.FechaUtc(), nullable=True),
        sa.Column("discrepa", sa.Boolean(), nullable=False),
        sa.Column("razon", sa.String(), nullable=False),
        sa.Column("zanjo_id", sa.Integer(), nullable=True),
        sa.Column("zanjada", col.FechaUtc(), nullable=True),
        sa.Column("nota_zanjo", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'leida', 'descartada')", name=op.f("ck_segunda_lectura_estado")
        ),
        sa.ForeignKeyConstraint(["semana"], ["muestra.semana"], name=op.f("fk_segunda_lectura_semana")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_segunda_lectura_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["expediente_id"], ["expediente.id"], name=op.f("fk_segunda_lectura_expediente_id")
        ),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_segunda_lectura_usuario_id")),
        sa.ForeignKeyConstraint(["zanjo_id"], ["usuario.id"], name=op.f("fk_segunda_lectura_zanjo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segunda_lectura")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_segunda_lectura_decision_id")),
    )


def _sus_indices() -> None:
    op.create_index("ix_segunda_lectura_leida", "segunda_lectura", ["leida"], unique=False)
    op.create_index("ix_segunda_lectura_expediente", "segunda_lectura", ["expediente_id"], unique=False)
    for nombre, donde in (
        ("ix_segunda_lectura_pendiente", _PENDIENTE),
        ("ix_segunda_lectura_desacuerdo", _DESACUERDO),
    ):
        op.create_index(
            nombre, "segunda_lectura", ["id"], unique=False, sqlite_where=donde, postgresql_where=donde
        )


def downgrade() -> None:
    for nombre, tabla, _ in reversed(_POR_FECHA):
        op.drop_index(nombre, table_name=tabla)
    op.drop_table("segunda_lectura")
    op.drop_table("muestra")
    op.drop_table("dia_cerrado")
    op.drop_table("cifra_dia")
