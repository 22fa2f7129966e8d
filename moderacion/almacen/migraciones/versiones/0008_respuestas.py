"""Respuestas de las áreas y borradores de respuesta

Revision: 0008
Anterior: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ESTADOS = (
    "estado IN ('borrador', 'en_revision', 'devuelto', 'aprobado', 'programado', 'publicado', 'fallido', "
    "'retirado')"
)
_VIVOS = "estado IN ('en_revision', 'aprobado', 'programado')"


def upgrade() -> None:
    _consultas()
    op.create_table("borrador", *_columnas_de_borrador(), *_reglas_de_borrador())
    op.create_index("ix_borrador_comentario", "borrador", ["comentario_id"], unique=False)
    op.create_index("ix_borrador_consulta", "borrador", ["consulta_id"], unique=False)
    op.create_index("ix_borrador_estado", "borrador", ["estado", "id"], unique=False)
    op.create_index(
        "uq_borrador_vivo",
        "borrador",
        ["comentario_id"],
        unique=True,
        sqlite_where=sa.text(_VIVOS),
        postgresql_where=sa.text(_VIVOS),
    )
    _revisiones()
    op.add_column("orden", sa.Column("no_despues_de", col.FechaUtc(), nullable=True))


def _consultas() -> None:
    op.create_table(
        "consulta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("asunto", col.TextoLimpio(), nullable=False),
        sa.Column("pregunta", col.TextoLimpio(), nullable=False),
        sa.Column("respuesta", col.TextoLimpio(), nullable=False),
        sa.Column("respondida_por", col.TextoLimpio(), nullable=False),
        sa.Column("registrada_por", sa.Integer(), nullable=True),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("creada_por", sa.Integer(), nullable=False),
        sa.Column("respondida", col.FechaUtc(), nullable=True),
        sa.Column("vence", col.FechaUtc(), nullable=True),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "estado <> 'respondida' OR (length(trim(respuesta)) >= 3 AND vence IS NOT NULL AND respondida IS NOT NULL)",
            name=op.f("ck_consulta_respondida"),
        ),
        sa.CheckConstraint(
            "estado IN ('abierta', 'respondida', 'retirada')", name=op.f("ck_consulta_estado")
        ),
        sa.CheckConstraint("vence IS NULL OR vence > respondida", name=op.f("ck_consulta_plazo")),
        sa.ForeignKeyConstraint(["creada_por"], ["usuario.id"], name=op.f("fk_consulta_creada_por")),
        sa.ForeignKeyConstraint(["expediente_id"], ["expediente.id"], name=op.f("fk_consulta_expediente_id")),
        sa.ForeignKeyConstraint(["registrada_por"], ["usuario.id"], name=op.f("fk_consulta_registrada_por")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consulta")),
        sa.UniqueConstraint("numero", name=op.f("uq_consulta_numero")),
    )
    op.create_index("ix_consulta_area", "consulta", ["area", "estado"], unique=False)


def _columnas_de_borrador() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("comentario_id", sa.Integer(), nullable=True),
        sa.Column("comentario_huella", sa.String(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=True),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("consulta_id", sa.Integer(), nullable=True),
        sa.Column("impacto", col.TextoLimpio(), nullable=False),
        sa.Column("advertencias", col.JsonAscii(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("autor_id", sa.Integer(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("cambiado", col.FechaUtc(), nullable=False),
        sa.Column("aprobado_por", sa.Integer(), nullable=True),
        sa.Column("aprobado", col.FechaUtc(), nullable=True),
        sa.Column("huella_aprobada", sa.String(), nullable=True),
        sa.Column("motivo_devolucion", col.TextoLimpio(), nullable=False),
        sa.Column("orden_id", sa.Integer(), nullable=True),
        sa.Column("publicado", col.FechaUtc(), nullable=True),
    ]


def _reglas_de_borrador() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            _ESTADOS,
            name=op.f("ck_borrador_estado"),
        ),
        sa.CheckConstraint(
            "estado NOT IN ('aprobado', 'programado', 'publicado', 'fallido') OR (aprobado_por IS NOT NULL AND huella_aprobada IS NOT NULL AND huella_aprobada = huella)",
            name=op.f("ck_borrador_aprobado_lo_que_dice"),
        ),
        sa.CheckConstraint(
            "tipo <> 'respuesta' OR comentario_id IS NOT NULL", name=op.f("ck_borrador_a_que_responde")
        ),
        sa.CheckConstraint(
            "tipo <> 'respuesta' OR estado NOT IN ('programado', 'publicado', 'fallido') OR orden_id IS NOT NULL",
            name=op.f("ck_borrador_con_orden"),
        ),
        sa.CheckConstraint(
            "tipo IN ('respuesta', 'publicacion', 'comunicado')", name=op.f("ck_borrador_tipo")
        ),
        sa.CheckConstraint(
            "aprobado_por IS NULL OR aprobado_por <> autor_id", name=op.f("ck_borrador_nadie_aprueba_lo_suyo")
        ),
        sa.ForeignKeyConstraint(["aprobado_por"], ["usuario.id"], name=op.f("fk_borrador_aprobado_por")),
        sa.ForeignKeyConstraint(["autor_id"], ["usuario.id"], name=op.f("fk_borrador_autor_id")),
        sa.ForeignKeyConstraint(["comentario_id"], ["comentario.id"], name=op.f("fk_borrador_comentario_id")),
        sa.ForeignKeyConstraint(["consulta_id"], ["consulta.id"], name=op.f("fk_borrador_consulta_id")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_borrador_cuenta_id")),
        sa.ForeignKeyConstraint(["expediente_id"], ["expediente.id"], name=op.f("fk_borrador_expediente_id")),
        sa.ForeignKeyConstraint(["orden_id"], ["orden.id"], name=op.f("fk_borrador_orden_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_borrador")),
        sa.UniqueConstraint("orden_id", name=op.f("uq_borrador_orden_id")),
    ]


def _revisiones() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("borrador_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paso", sa.String(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=True),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.CheckConstraint(
            _ESTADOS,
            name=op.f("ck_revision_estado"),
        ),
        sa.ForeignKeyConstraint(["borrador_id"], ["borrador.id"], name=op.f("fk_revision_borrador_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_revision_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("borrador_id", "version", name=op.f("uq_revision_borrador_id_version")),
    )


def downgrade() -> None:
    op.drop_column("orden", "no_despues_de")
    op.drop_table("revision")
    op.drop_index(
        "uq_borrador_vivo",
        table_name="borrador",
        sqlite_where=sa.text(_VIVOS),
        postgresql_where=sa.text(_VIVOS),
    )
    op.drop_index("ix_borrador_estado", table_name="borrador")
    op.drop_index("ix_borrador_consulta", table_name="borrador")
    op.drop_index("ix_borrador_comentario", table_name="borrador")
    op.drop_table("borrador")
    op.drop_index("ix_consulta_area", table_name="consulta")
    op.drop_table("consulta")
