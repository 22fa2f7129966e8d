"""Clientes de la API y sus peticiones repetidas

Revision: 0006
Anterior: 0005
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cliente_api",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("prefijo", sa.String(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("alcances", col.JsonAscii(), nullable=False),
        sa.Column("cuentas", col.JsonAscii(), nullable=True),
        sa.Column("usuario_id", sa.Integer(), nullable=True),
        sa.Column("activo", sa.Boolean(), nullable=False),
        sa.Column("por_minuto", sa.Integer(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("creado_por", sa.String(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.Column("usado", col.FechaUtc(), nullable=True),
        sa.Column("ventana", col.FechaUtc(), nullable=True),
        sa.Column("gastadas", sa.Integer(), nullable=False),
        sa.CheckConstraint("caduca > creado", name=op.f("ck_cliente_api_plazo")),
        sa.CheckConstraint("por_minuto > 0", name=op.f("ck_cliente_api_por_minuto")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_cliente_api_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cliente_api")),
        sa.UniqueConstraint("huella", name=op.f("uq_cliente_api_huella")),
        sa.UniqueConstraint("nombre", name=op.f("uq_cliente_api_nombre")),
    )
    op.create_table(
        "peticion_api",
        sa.Column("cliente_id", sa.Integer(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("estado", sa.Integer(), nullable=False),
        sa.Column("respuesta", col.JsonAscii(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["cliente_id"], ["cliente_api.id"], name=op.f("fk_peticion_api_cliente_id")),
        sa.PrimaryKeyConstraint("cliente_id", "clave", name=op.f("pk_peticion_api")),
    )
    op.create_index("ix_peticion_api_caduca", "peticion_api", ["caduca"])


def downgrade() -> None:
    op.drop_index("ix_peticion_api_caduca", table_name="peticion_api")
    op.drop_table("peticion_api")
    op.drop_table("cliente_api")
