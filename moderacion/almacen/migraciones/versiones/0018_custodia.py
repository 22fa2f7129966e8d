"""Custodia: las anclas de la bitacora, a quien se deben, y las copias que se restauraron

Revision: 0018
Anterior: 0017
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ABIERTA = sa.text("cerrada IS NULL")


def upgrade() -> None:
    op.create_table(
        "ancla",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("hasta", sa.Integer(), nullable=False),
        sa.Column("firma", sa.String(), nullable=False),
        sa.CheckConstraint("tipo IN ('ancla', 'restauracion')", name=op.f("ck_ancla_tipo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ancla")),
        sa.UniqueConstraint("tipo", "n", "fecha", name=op.f("uq_ancla_tipo_n_fecha")),
    )
    op.create_table(
        "entrega_ancla",
        sa.Column("ancla_id", sa.Integer(), nullable=False),
        sa.Column("destino", sa.String(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("enviada", col.FechaUtc(), nullable=True),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'enviando', 'enviado', 'fallido')",
            name=op.f("ck_entrega_ancla_estado"),
        ),
        sa.ForeignKeyConstraint(["ancla_id"], ["ancla.id"], name=op.f("fk_entrega_ancla_ancla_id")),
        sa.PrimaryKeyConstraint("ancla_id", "destino", name=op.f("pk_entrega_ancla")),
    )
    op.create_index(
        "ix_entrega_ancla_estado", "entrega_ancla", ["estado", "destino", "ancla_id"], unique=False
    )
    _restauraciones()


def _restauraciones() -> None:
    op.create_table(
        "restauracion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("copia", sa.String(), nullable=False),
        sa.Column("hecha", col.FechaUtc(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        *(
            sa.Column(c, sa.Integer(), nullable=False)
            for c in ("perdidas_hasta", "hasta_orden", "hasta_incidente", "hasta_correo", "hasta_informe")
        ),
        sa.Column("cerrada", col.FechaUtc(), nullable=True),
        sa.Column("cerrada_por", sa.String(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "cerrada IS NULL OR length(trim(motivo)) >= 3", name=op.f("ck_restauracion_con_motivo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restauracion")),
    )
    op.create_index(
        "ix_restauracion_abierta",
        "restauracion",
        ["id"],
        unique=False,
        sqlite_where=_ABIERTA,
        postgresql_where=_ABIERTA,
    )
    _soltadas()


def _soltadas() -> None:
    op.create_table(
        "soltada",
        sa.Column("restauracion_id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.String(), nullable=False),
        sa.Column("objeto_id", sa.Integer(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("por", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["restauracion_id"], ["restauracion.id"], name=op.f("fk_soltada_restauracion_id")
        ),
        sa.PrimaryKeyConstraint("restauracion_id", "clase", "objeto_id", name=op.f("pk_soltada")),
    )


def downgrade() -> None:
    op.drop_table("soltada")
    op.drop_index("ix_restauracion_abierta", table_name="restauracion")
    op.drop_table("restauracion")
    op.drop_index("ix_entrega_ancla_estado", table_name="entrega_ancla")
    op.drop_table("entrega_ancla")
    op.drop_table("ancla")
