"""Lo que hizo cada política por día, y las apelaciones

Revision: 0007
Anterior: 0006
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INDICES = (
    ("ix_suceso_objeto", "suceso", ("objeto", "n")),
    ("ix_suceso_tipo", "suceso", ("tipo", "n")),
    ("ix_suceso_actor", "suceso", ("actor", "n")),
    ("ix_suceso_fecha", "suceso", ("fecha", "n")),
    ("ix_comentario_cuenta", "comentario", ("cuenta_id", "id")),
    ("ix_decision_usuario", "decision", ("usuario_id", "fecha")),
)
_TOMADOS = "toma_usuario_id IS NOT NULL"
_ABIERTA = "estado IN ('emitida', 'presentada')"
_ESTADOS = "estado IN ('emitida', 'presentada', 'aceptada', 'rechazada', 'caducada')"

_AJENAS = (
    ("expediente_id", "expediente.id"),
    ("bloqueo_id", "bloqueo.id"),
    ("apelada_id", "decision.id"),
    ("resuelta_por", "usuario.id"),
    ("decision_id", "decision.id"),
)


def upgrade() -> None:
    for nombre, tabla, columnas in _INDICES:
        op.create_index(nombre, tabla, list(columnas))
    op.create_index(
        "ix_expediente_toma",
        "expediente",
        ["toma_usuario_id"],
        sqlite_where=sa.text(_TOMADOS),
        postgresql_where=sa.text(_TOMADOS),
    )
    op.create_table(
        "conteo_politica",
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("politica", sa.Integer(), nullable=False),
        sa.Column("que", sa.String(), nullable=False),
        sa.Column("cuantos", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dia", "politica", "que", name=op.f("pk_conteo_politica")),
    )
    op.create_table(
        "intento_publico",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origen", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intento_publico")),
    )
    op.create_index("ix_intento_publico_origen", "intento_publico", ["origen", "fecha"])
    op.create_index("ix_intento_publico_fecha", "intento_publico", ["fecha"])
    _apelacion()
    _indices_de_apelacion()


def _apelacion() -> None:
    op.create_table(
        "apelacion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        sa.Column("bloqueo_id", sa.Integer(), nullable=True),
        sa.Column("apelada_id", sa.Integer(), nullable=True),
        sa.Column("accion", sa.String(), nullable=False),
        sa.Column("articulo", sa.Integer(), nullable=True),
        sa.Column("extracto", col.TextoLimpio(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("contacto", col.TextoLimpio(), nullable=False),
        sa.Column("presentada", col.FechaUtc(), nullable=True),
        sa.Column("resuelta_por", sa.Integer(), nullable=True),
        sa.Column("resuelta", col.FechaUtc(), nullable=True),
        sa.Column("resolucion", col.TextoLimpio(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(_ESTADOS, name=op.f("ck_apelacion_estado")),
        *(
            sa.ForeignKeyConstraint([columna], [destino], name=op.f(f"fk_apelacion_{columna}"))
            for columna, destino in _AJENAS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apelacion")),
        sa.UniqueConstraint("huella", name=op.f("uq_apelacion_huella")),
    )


def _indices_de_apelacion() -> None:
    op.create_index("ix_apelacion_expediente", "apelacion", ["expediente_id", "id"])
    op.create_index("ix_apelacion_estado", "apelacion", ["estado", "id"])
    op.create_index(
        "uq_apelacion_abierta",
        "apelacion",
        ["expediente_id"],
        unique=True,
        sqlite_where=sa.text(_ABIERTA),
        postgresql_where=sa.text(_ABIERTA),
    )


def downgrade() -> None:
    for tabla in ("apelacion", "intento_publico", "conteo_politica"):
        op.drop_table(tabla)
    op.drop_index("ix_expediente_toma", "expediente")
    for nombre, tabla, _ in _INDICES:
        op.drop_index(nombre, tabla)
