"""Conservacion: lo purgado, la sal de cada sello y lo que la gente pide sobre sus datos

Revision: 0017
Anterior: 0016
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_VIVO = sa.text("purgado IS NULL")
_CON_CRUDO = sa.text("con_crudo")
_INDICES = (
    ("ix_comentario_por_purgar", "comentario", ["leido", "id"], _VIVO),
    ("ix_comentario_comprobado", "comentario", ["cuenta_id", "comprobado", "id"], _VIVO),
    ("ix_comentario_con_crudo", "comentario", ["leido", "id"], _CON_CRUDO),
    ("ix_publicacion_con_crudo", "publicacion", ["visto", "id"], _CON_CRUDO),
)


def upgrade() -> None:
    _solicitud()
    _purga()
    op.create_table(
        "sal",
        sa.Column("sello", sa.String(), nullable=False),
        sa.Column("objeto", sa.String(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("sal", sa.String(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("purgada", col.FechaUtc(), nullable=True),
        sa.PrimaryKeyConstraint("sello", name=op.f("pk_sal")),
    )
    op.create_index("ix_sal_objeto", "sal", ["objeto"], unique=False)
    _columnas()


def _solicitud() -> None:
    fecha, texto = col.FechaUtc, col.TextoLimpio
    op.create_table(
        "solicitud",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("derecho", sa.String(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("nombre", texto(), nullable=False),
        sa.Column("contacto", texto(), nullable=False),
        sa.Column("relato", texto(), nullable=False),
        sa.Column("recibida", fecha(), nullable=False),
        sa.Column("creada_por", sa.String(), nullable=False),
        sa.Column("vence", fecha(), nullable=False),
        sa.Column("prorrogada", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("prorroga_motivo", texto(), nullable=False),
        sa.Column("identidad_por", sa.Integer(), nullable=True),
        sa.Column("identidad", fecha(), nullable=True),
        sa.Column("identidad_como", texto(), nullable=False),
        sa.Column("autores", col.JsonAscii(), nullable=False),
        sa.Column("decidida_por", sa.Integer(), nullable=True),
        sa.Column("decidida", fecha(), nullable=True),
        sa.Column("motivo", texto(), nullable=False),
        sa.Column("retiene_hasta", fecha(), nullable=True),
        sa.Column("retiene_motivo", texto(), nullable=False),
        sa.Column("cerrada", fecha(), nullable=True),
        sa.Column("purgada", fecha(), nullable=True),
        *_reglas_de_solicitud(),
    )
    op.create_index("ix_solicitud_estado", "solicitud", ["estado", "vence"], unique=False)


def _reglas_de_solicitud() -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint(
            "derecho IN ('acceso', 'rectificacion', 'cancelacion', 'oposicion', 'portabilidad', 'olvido', 'limitacion')",
            name=op.f("ck_solicitud_derecho"),
        ),
        sa.CheckConstraint(
            "estado IN ('recibida', 'identificada', 'concedida', 'retenida', 'cumplida', 'denegada', 'desistida')",
            name=op.f("ck_solicitud_estado"),
        ),
        sa.CheckConstraint("vence > recibida", name=op.f("ck_solicitud_plazo")),
        sa.CheckConstraint(
            "estado NOT IN ('concedida', 'retenida', 'denegada', 'cumplida') OR "
            "(decidida_por IS NOT NULL AND length(trim(motivo)) >= 10)",
            name=op.f("ck_solicitud_decidida"),
        ),
        sa.CheckConstraint(
            "estado IN ('recibida', 'denegada', 'desistida') OR identidad_por IS NOT NULL",
            name=op.f("ck_solicitud_identidad"),
        ),
        sa.CheckConstraint(
            "estado <> 'retenida' OR (retiene_hasta IS NOT NULL AND length(trim(retiene_motivo)) >= 10)",
            name=op.f("ck_solicitud_retencion"),
        ),
        sa.ForeignKeyConstraint(["identidad_por"], ["usuario.id"], name=op.f("fk_solicitud_identidad_por")),
        sa.ForeignKeyConstraint(["decidida_por"], ["usuario.id"], name=op.f("fk_solicitud_decidida_por")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solicitud")),
    )


def _purga() -> None:
    op.create_table(
        "purga",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("causa", sa.String(), nullable=False),
        sa.Column("clase", sa.String(), nullable=False),
        sa.Column("corte", col.FechaUtc(), nullable=True),
        sa.Column("claves", col.JsonAscii(), nullable=True),
        sa.Column("solicitud_id", sa.Integer(), nullable=True),
        sa.Column("cuantos", sa.Integer(), nullable=False),
        sa.Column("detalle", col.JsonAscii(), nullable=True),
        sa.Column("terminada", col.FechaUtc(), nullable=True),
        sa.CheckConstraint("causa IN ('plazo', 'red', 'solicitud')", name=op.f("ck_purga_causa")),
        sa.ForeignKeyConstraint(["solicitud_id"], ["solicitud.id"], name=op.f("fk_purga_solicitud_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purga")),
        sa.UniqueConstraint("clave", name=op.f("uq_purga_clave")),
    )
    a_medias = sa.text("terminada IS NULL")
    op.create_index("ix_purga_a_medias", "purga", ["id"], sqlite_where=a_medias, postgresql_where=a_medias)


def _columnas() -> None:
    op.add_column("comentario", sa.Column("purgado", col.FechaUtc(), nullable=True))
    op.add_column("comentario", sa.Column("comprobado", col.FechaUtc(), nullable=True))
    # cuando se leyo, existia
    op.execute("UPDATE comentario SET comprobado = leido")
    for tabla in ("comentario", "publicacion"):
        op.add_column(tabla, sa.Column("con_crudo", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("prueba_incidente", sa.Column("purgada", col.FechaUtc(), nullable=True))
    for nombre, tabla, columnas, donde in _INDICES:
        op.create_index(nombre, tabla, columnas, sqlite_where=donde, postgresql_where=donde)


def downgrade() -> None:
    for nombre, tabla, _, _ in reversed(_INDICES):
        op.drop_index(nombre, table_name=tabla)
    op.drop_column("prueba_incidente", "purgada")
    for tabla in ("publicacion", "comentario"):
        op.drop_column(tabla, "con_crudo")
    for columna in ("comprobado", "purgado"):
        op.drop_column("comentario", columna)
    op.drop_index("ix_sal_objeto", table_name="sal")
    op.drop_table("sal")
    op.drop_index("ix_purga_a_medias", table_name="purga")
    op.drop_table("purga")
    op.drop_index("ix_solicitud_estado", table_name="solicitud")
    op.drop_table("solicitud")
