"""Los informes: mecanismos de participacion, cifras de antes del servicio y lo que se envia por correo

Revision: 0015
Anterior: 0013
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mecanismo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        *(
            sa.Column(c, col.TextoLimpio(), nullable=False)
            for c in ("nombre", "objetivo", "requisitos", "participaciones", "lugares", "fuente")
        ),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=False),
        sa.Column("cifras", col.JsonAscii(), nullable=False),
        sa.Column("crecimientos", col.JsonAscii(), nullable=False),
        sa.Column("guardado", col.FechaUtc(), nullable=False),
        sa.Column("guardado_por", sa.String(), nullable=False),
        sa.CheckConstraint("hasta >= desde", name=op.f("ck_mecanismo_plazo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mecanismo")),
        sa.UniqueConstraint("clave", "desde", "hasta", name=op.f("uq_mecanismo_clave_desde_hasta")),
    )
    op.create_index("ix_mecanismo_desde", "mecanismo", ["desde"], unique=False)
    _seguidores()
    _envios()
    op.create_index(
        "ix_comentario_periodo", "comentario", ["creado", "estado", "cuenta_id", "autor_id"], unique=False
    )


def _seguidores() -> None:
    op.create_table(
        "cifra_seguidores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red", sa.String(), nullable=False),
        sa.Column("cuenta", col.TextoLimpio(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("seguidores", sa.Integer(), nullable=False),
        sa.Column("fuente", col.TextoLimpio(), nullable=False),
        sa.Column("guardada", col.FechaUtc(), nullable=False),
        sa.Column("guardada_por", sa.String(), nullable=False),
        sa.CheckConstraint("seguidores >= 0", name=op.f("ck_cifra_seguidores_seguidores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cifra_seguidores")),
        sa.UniqueConstraint("red", "cuenta", "dia", name=op.f("uq_cifra_seguidores_red_cuenta_dia")),
    )
    op.create_index("ix_cifra_seguidores_dia", "cifra_seguidores", ["dia"], unique=False)
    op.create_table(
        "crecimiento_publicado",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red", sa.String(), nullable=False),
        sa.Column("cuenta", col.TextoLimpio(), nullable=False),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=False),
        sa.Column("antes", sa.Integer(), nullable=False),
        sa.Column("despues", sa.Integer(), nullable=False),
        sa.Column("publicado", sa.Integer(), nullable=True),
        sa.Column("fuente", col.TextoLimpio(), nullable=False),
        sa.Column("guardado", col.FechaUtc(), nullable=False),
        sa.Column("guardado_por", sa.String(), nullable=False),
        sa.CheckConstraint("hasta >= desde", name=op.f("ck_crecimiento_publicado_plazo")),
        sa.CheckConstraint("antes >= 0 AND despues >= 0", name=op.f("ck_crecimiento_publicado_cifras")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crecimiento_publicado")),
        sa.UniqueConstraint(
            "red", "cuenta", "desde", "hasta", name=op.f("uq_crecimiento_publicado_red_cuenta_desde_hasta")
        ),
    )
    op.create_index("ix_crecimiento_publicado_desde", "crecimiento_publicado", ["desde"], unique=False)


def _envios() -> None:
    op.create_table(
        "envio_informe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.String(), nullable=False),
        sa.Column("formato", sa.String(), nullable=False),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=False),
        sa.Column("destino", sa.String(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("enviado", col.FechaUtc(), nullable=True),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'enviando', 'enviado', 'fallido')",
            name=op.f("ck_envio_informe_estado"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envio_informe")),
        sa.UniqueConstraint(
            "clase",
            "formato",
            "desde",
            "hasta",
            "destino",
            name=op.f("uq_envio_informe_clase_formato_desde_hasta_destino"),
        ),
    )
    op.create_index("ix_envio_informe_estado", "envio_informe", ["estado", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_comentario_periodo", table_name="comentario")
    op.drop_index("ix_envio_informe_estado", table_name="envio_informe")
    op.drop_table("envio_informe")
    op.drop_index("ix_crecimiento_publicado_desde", table_name="crecimiento_publicado")
    op.drop_table("crecimiento_publicado")
    op.drop_index("ix_cifra_seguidores_dia", table_name="cifra_seguidores")
    op.drop_table("cifra_seguidores")
    op.drop_index("ix_mecanismo_desde", table_name="mecanismo")
    op.drop_table("mecanismo")
