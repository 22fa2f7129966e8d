"""Segundo factor, sesiones que se ven y se cierran, intentos de cada paso

Va aquí y no en 0005, que salió vacía: una base que ya pasó por ella no volvería a correrla.

Revision: 0009
Anterior: 0008
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("usuario", sa.Column("totp", sa.String(), nullable=True))
    op.add_column("usuario", sa.Column("totp_nuevo", sa.String(), nullable=True))
    op.add_column("usuario", sa.Column("totp_paso", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "usuario", sa.Column("clave_temporal", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("usuario", sa.Column("temporal_hasta", col.FechaUtc(), nullable=True))
    op.add_column("intento_ingreso", sa.Column("tipo", sa.String(), nullable=False, server_default="clave"))
    # una sesion es desechable: rehacer la tabla solo obliga a ingresar otra vez, ya con las reglas nuevas
    op.drop_table("sesion")
    op.create_table(
        "sesion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.Column("ultima", col.FechaUtc(), nullable=False),
        sa.Column("origen", col.TextoLimpio(), nullable=False),
        sa.Column("navegador", col.TextoLimpio(), nullable=False),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_sesion_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sesion")),
        sa.UniqueConstraint("huella", name=op.f("uq_sesion_huella")),
    )
    op.create_index("ix_sesion_usuario", "sesion", ["usuario_id"])
    _tablas()


def _tablas() -> None:
    op.create_table(
        "ingreso_a_medias",
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_ingreso_a_medias_usuario_id")),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_ingreso_a_medias")),
    )
    op.create_table(
        "codigo_recuperacion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("usado", col.FechaUtc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_codigo_recuperacion_usuario_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codigo_recuperacion")),
        sa.UniqueConstraint("usuario_id", "huella", name=op.f("uq_codigo_recuperacion_usuario_id_huella")),
    )
    op.create_index("ix_codigo_recuperacion_usuario", "codigo_recuperacion", ["usuario_id"])


def downgrade() -> None:
    op.drop_table("codigo_recuperacion")
    op.drop_table("ingreso_a_medias")
    op.drop_table("sesion")
    op.create_table(
        "sesion",
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_sesion_usuario_id")),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_sesion")),
    )
    op.drop_column("intento_ingreso", "tipo")
    for columna in ("temporal_hasta", "clave_temporal", "totp_paso", "totp_nuevo", "totp"):
        op.drop_column("usuario", columna)
