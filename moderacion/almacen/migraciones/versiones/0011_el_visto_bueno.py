"""El visto bueno de un area: se pide, se da con el enlace de un correo y cuenta entre las aprobaciones

Revision: 0011
Anterior: 0010
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_APROBADO = (
    "estado NOT IN ('aprobado', 'programado', 'publicado', 'fallido') OR "
    "({} AND huella_aprobada IS NOT NULL AND huella_aprobada = huella)"
)
_DE_ALGUIEN = "aprobado_por IS NOT NULL"
_DE_ALGUIEN_O_UN_AREA = "(aprobado_por IS NOT NULL OR aprobado_area IS NOT NULL)"
_TIPOS = "tipo IN ('pregunta', 'recordatorio', 'escalada'{})"
_DE_UNO = "(consulta_id IS NULL) <> (visto_bueno_id IS NULL)"


def upgrade() -> None:
    _pedidos()
    with op.batch_alter_table("borrador") as t:
        t.add_column(sa.Column("aprobado_area", sa.String(), nullable=True))
        t.drop_constraint(op.f("ck_borrador_aprobado_lo_que_dice"), type_="check")
        t.create_check_constraint(
            op.f("ck_borrador_aprobado_lo_que_dice"), _APROBADO.format(_DE_ALGUIEN_O_UN_AREA)
        )
    _aprobaciones()
    _correos()


def _pedidos() -> None:
    op.create_table(
        "visto_bueno",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("borrador_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("pedido", col.FechaUtc(), nullable=False),
        sa.Column("pedido_por", sa.Integer(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("cerrado", col.FechaUtc(), nullable=True),
        sa.Column("firma", col.TextoLimpio(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pedido', 'dado', 'rechazado', 'anulado')", name=op.f("ck_visto_bueno_estado")
        ),
        sa.CheckConstraint(
            "estado NOT IN ('dado', 'rechazado') OR (cerrado IS NOT NULL AND length(trim(firma)) >= 3)",
            name=op.f("ck_visto_bueno_firmado"),
        ),
        sa.CheckConstraint(
            "estado <> 'rechazado' OR length(trim(motivo)) >= 3", name=op.f("ck_visto_bueno_con_motivo")
        ),
        sa.ForeignKeyConstraint(["borrador_id"], ["borrador.id"], name=op.f("fk_visto_bueno_borrador_id")),
        sa.ForeignKeyConstraint(["pedido_por"], ["usuario.id"], name=op.f("fk_visto_bueno_pedido_por")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visto_bueno")),
    )
    op.create_index("ix_visto_bueno_borrador", "visto_bueno", ["borrador_id"])
    op.create_index(
        "uq_visto_bueno_pedido",
        "visto_bueno",
        ["borrador_id", "area"],
        unique=True,
        sqlite_where=sa.text("estado = 'pedido'"),
        postgresql_where=sa.text("estado = 'pedido'"),
    )


def _aprobaciones() -> None:
    with op.batch_alter_table("aprobacion") as t:
        t.alter_column("usuario_id", existing_type=sa.Integer(), nullable=True)
        t.add_column(sa.Column("visto_bueno_id", sa.Integer(), nullable=True))
        t.create_check_constraint(
            op.f("ck_aprobacion_de_alguien"), "(usuario_id IS NULL) <> (visto_bueno_id IS NULL)"
        )
        t.create_foreign_key(op.f("fk_aprobacion_visto_bueno_id"), "visto_bueno", ["visto_bueno_id"], ["id"])
        t.create_unique_constraint(op.f("uq_aprobacion_visto_bueno_id"), ["visto_bueno_id"])
    # lo aprobado antes de que hubiera esta tabla: desde ahora es ella quien dice quien aprobo
    op.execute(
        "INSERT INTO aprobacion (borrador_id, usuario_id, huella, fecha) "
        "SELECT b.id, b.aprobado_por, b.huella_aprobada, b.aprobado FROM borrador b "
        "WHERE b.estado IN ('aprobado', 'programado') AND b.aprobado IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM aprobacion a WHERE a.borrador_id = b.id AND a.anulada IS NULL)"
    )


def _correos() -> None:
    with op.batch_alter_table("correo") as t:
        t.alter_column("consulta_id", existing_type=sa.Integer(), nullable=True)
        t.add_column(sa.Column("visto_bueno_id", sa.Integer(), nullable=True))
        t.drop_constraint(op.f("ck_correo_tipo"), type_="check")
        t.create_check_constraint(op.f("ck_correo_tipo"), _TIPOS.format(", 'visto_bueno'"))
        t.create_check_constraint(op.f("ck_correo_de_uno"), _DE_UNO)
        t.create_foreign_key(op.f("fk_correo_visto_bueno_id"), "visto_bueno", ["visto_bueno_id"], ["id"])
        t.create_unique_constraint(
            op.f("uq_correo_visto_bueno_id_tipo_vuelta"), ["visto_bueno_id", "tipo", "vuelta"]
        )
    with op.batch_alter_table("enlace_area") as t:
        t.alter_column("consulta_id", existing_type=sa.Integer(), nullable=True)
        t.add_column(sa.Column("visto_bueno_id", sa.Integer(), nullable=True))
        t.create_check_constraint(op.f("ck_enlace_area_de_uno"), _DE_UNO)
        t.create_foreign_key(op.f("fk_enlace_area_visto_bueno_id"), "visto_bueno", ["visto_bueno_id"], ["id"])


def downgrade() -> None:
    """Los enlaces, correos y aprobaciones de un area se pierden.

    Si algo ya salio solo con un visto bueno no se puede bajar: la restriccion de antes no lo admite.
    """
    op.execute("DELETE FROM enlace_area WHERE visto_bueno_id IS NOT NULL")
    op.execute("DELETE FROM correo WHERE visto_bueno_id IS NOT NULL")
    op.execute("DELETE FROM aprobacion WHERE visto_bueno_id IS NOT NULL")
    with op.batch_alter_table("enlace_area") as t:
        t.drop_constraint(op.f("fk_enlace_area_visto_bueno_id"), type_="foreignkey")
        t.drop_constraint(op.f("ck_enlace_area_de_uno"), type_="check")
        t.drop_column("visto_bueno_id")
        t.alter_column("consulta_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("correo") as t:
        t.drop_constraint(op.f("uq_correo_visto_bueno_id_tipo_vuelta"), type_="unique")
        t.drop_constraint(op.f("fk_correo_visto_bueno_id"), type_="foreignkey")
        t.drop_constraint(op.f("ck_correo_de_uno"), type_="check")
        t.drop_constraint(op.f("ck_correo_tipo"), type_="check")
        t.create_check_constraint(op.f("ck_correo_tipo"), _TIPOS.format(""))
        t.drop_column("visto_bueno_id")
        t.alter_column("consulta_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("aprobacion") as t:
        t.drop_constraint(op.f("uq_aprobacion_visto_bueno_id"), type_="unique")
        t.drop_constraint(op.f("fk_aprobacion_visto_bueno_id"), type_="foreignkey")
        t.drop_constraint(op.f("ck_aprobacion_de_alguien"), type_="check")
        t.drop_column("visto_bueno_id")
        t.alter_column("usuario_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("borrador") as t:
        t.drop_constraint(op.f("ck_borrador_aprobado_lo_que_dice"), type_="check")
        t.create_check_constraint(op.f("ck_borrador_aprobado_lo_que_dice"), _APROBADO.format(_DE_ALGUIEN))
        t.drop_column("aprobado_area")
    op.drop_table("visto_bueno")
