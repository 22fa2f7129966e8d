"""Incidentes: pruebas, pasos, decisiones, señales, cambios anunciados y lo publicado que ya no está

Revision: 0012
Anterior: 0011
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0012"
# temporal: sera la 0011 cuando entre la de la otra rama
down_revision = "0011"
branch_labels = None
depends_on = None

_MOTIVO = "length(trim(motivo)) >= 3"


def upgrade() -> None:
    _incidente()
    _pruebas()
    _pasos()
    _decisiones()
    _senales()
    _mantenimiento()
    _entrada()


def _incidente() -> None:
    # lo abierto hasta hoy paraba la cuenta: lo sigue parando
    for nombre, defecto in (("congela", sa.true()), ("falsa_alarma", sa.false())):
        op.add_column("incidente", sa.Column(nombre, sa.Boolean(), nullable=False, server_default=defecto))
    op.add_column("incidente", sa.Column("area", sa.String(), nullable=False, server_default=""))
    op.add_column("incidente", sa.Column("vence", col.FechaUtc(), nullable=True))
    op.add_column("incidente", sa.Column("comentario_id", sa.Integer(), nullable=True))
    op.create_index("ix_incidente_clave", "incidente", ["clave", "estado"], unique=False)
    op.create_index("ix_incidente_congela", "incidente", ["cuenta_id", "congela", "estado"], unique=False)
    op.create_index("ix_incidente_estado", "incidente", ["estado", "id"], unique=False)


def _pruebas() -> None:
    op.create_table(
        "prueba_incidente",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incidente_id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.String(), nullable=False),
        sa.Column("titulo", col.TextoLimpio(), nullable=False),
        sa.Column("antes", col.TextoLimpio(), nullable=True),
        sa.Column("ahora", col.TextoLimpio(), nullable=True),
        sa.Column("detalle", col.JsonAscii(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("tomada", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incidente_id"], ["incidente.id"], name=op.f("fk_prueba_incidente_incidente_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prueba_incidente")),
        sa.UniqueConstraint("incidente_id", "huella", name=op.f("uq_prueba_incidente_incidente_id_huella")),
    )


def _pasos() -> None:
    op.create_table(
        "paso_incidente",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incidente_id", sa.Integer(), nullable=False),
        sa.Column("orden", sa.Integer(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("enlace", col.TextoLimpio(), nullable=False),
        sa.Column("hecho", col.FechaUtc(), nullable=True),
        sa.Column("hecho_por", sa.Integer(), nullable=True),
        sa.Column("nota", col.TextoLimpio(), nullable=False),
        sa.ForeignKeyConstraint(["hecho_por"], ["usuario.id"], name=op.f("fk_paso_incidente_hecho_por")),
        sa.ForeignKeyConstraint(
            ["incidente_id"], ["incidente.id"], name=op.f("fk_paso_incidente_incidente_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paso_incidente")),
        sa.UniqueConstraint("incidente_id", "orden", name=op.f("uq_paso_incidente_incidente_id_orden")),
    )


def _decisiones() -> None:
    op.create_table(
        "decision_incidente",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incidente_id", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.CheckConstraint(_MOTIVO, name=op.f("ck_decision_incidente_motivo")),
        sa.ForeignKeyConstraint(
            ["incidente_id"], ["incidente.id"], name=op.f("fk_decision_incidente_incidente_id")
        ),
        sa.ForeignKeyConstraint(
            ["usuario_id"], ["usuario.id"], name=op.f("fk_decision_incidente_usuario_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_incidente")),
    )
    op.create_index(
        "ix_decision_incidente_incidente", "decision_incidente", ["incidente_id", "id"], unique=False
    )


def _senales() -> None:
    op.create_table(
        "senal_cuenta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.String(), nullable=False),
        sa.Column("peso", sa.Float(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("vista", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_senal_cuenta_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_senal_cuenta")),
    )
    op.create_index("ix_senal_cuenta_vista", "senal_cuenta", ["cuenta_id", "vista"], unique=False)


def _mantenimiento() -> None:
    op.create_table(
        "mantenimiento",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=True),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("hasta", col.FechaUtc(), nullable=False),
        sa.Column("espera", col.JsonAscii(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("anunciado", col.FechaUtc(), nullable=False),
        sa.Column("anunciado_por", sa.String(), nullable=False),
        sa.Column("retirado", col.FechaUtc(), nullable=True),
        sa.CheckConstraint("hasta > desde", name=op.f("ck_mantenimiento_plazo")),
        sa.CheckConstraint(_MOTIVO, name=op.f("ck_mantenimiento_motivo")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_mantenimiento_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mantenimiento")),
    )
    op.create_index("ix_mantenimiento_hasta", "mantenimiento", ["hasta"], unique=False)


def _entrada() -> None:
    op.add_column("publicacion", sa.Column("nuestra_aplicacion", sa.Boolean(), nullable=True))
    op.add_column("publicacion", sa.Column("comprobada", col.FechaUtc(), nullable=True))
    op.add_column("publicacion", sa.Column("ausente", col.FechaUtc(), nullable=True))
    op.add_column(
        "publicacion", sa.Column("ausencia_vista", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index("ix_publicacion_creado", "publicacion", ["cuenta_id", "creado"], unique=False)
    op.add_column("instantanea", sa.Column("siguiendo", sa.Integer(), nullable=True))
    op.add_column("instantanea", sa.Column("publicadas", sa.Integer(), nullable=True))
    op.add_column("sondeo", sa.Column("comprobado", col.FechaUtc(), nullable=True))


def downgrade() -> None:
    op.drop_column("sondeo", "comprobado")
    op.drop_column("instantanea", "publicadas")
    op.drop_column("instantanea", "siguiendo")
    op.drop_index("ix_publicacion_creado", table_name="publicacion")
    for columna in ("ausencia_vista", "ausente", "comprobada", "nuestra_aplicacion"):
        op.drop_column("publicacion", columna)
    for tabla in (
        "mantenimiento",
        "senal_cuenta",
        "decision_incidente",
        "paso_incidente",
        "prueba_incidente",
    ):
        op.drop_table(tabla)
    for indice in ("ix_incidente_estado", "ix_incidente_congela", "ix_incidente_clave"):
        op.drop_index(indice, table_name="incidente")
    for columna in ("comentario_id", "vence", "area", "falsa_alarma", "congela"):
        op.drop_column("incidente", columna)
