"""Sanciones: faltas con puntos y plazo, tareas en la red con constancia, revisiones y el registro de lo restringido

Revision: 0014
Anterior: 0013
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FALTA_DIAS = timedelta(days=180)
_LLENOS = (
    "objeto", "huella_extracto", "contenido_tipo", "alcance", "reglamento", "fundamento", "hechos", "modelo",
    "puntuacion", "decidio", "aprobo", "recurso",
)  # fmt: skip


def upgrade() -> None:
    op.create_index("ix_escalada_sin_nadie", "escalada", ["sin_nadie", "incidente_id"])
    _faltas()
    _decisiones()
    op.add_column("bloqueo", sa.Column("revisado", col.FechaUtc(), nullable=True))
    _tareas()
    _revisiones()
    _registro()


def _faltas() -> None:
    op.add_column("falta", sa.Column("puntos", sa.Integer(), server_default="1", nullable=False))
    op.add_column("falta", sa.Column("vence", col.FechaUtc(), nullable=True))
    op.add_column("falta", sa.Column("retirada", col.FechaUtc(), nullable=True))
    # las de antes de la escalera valen un punto y vencen como las demas
    falta = sa.table(
        "falta",
        sa.column("id", sa.Integer()),
        sa.column("fecha", col.FechaUtc()),
        sa.column("vence", col.FechaUtc()),
    )
    con = op.get_bind()
    for f in con.execute(sa.select(falta.c.id, falta.c.fecha)).all():
        con.execute(falta.update().where(falta.c.id == f.id).values(vence=f.fecha + _FALTA_DIAS))


def _decisiones() -> None:
    op.add_column("decision", sa.Column("contada", col.FechaUtc(), nullable=True))
    # lo decidido antes de que hubiera puntos no los da: nadie sabia que los daba
    op.execute("UPDATE decision SET contada = fecha")
    op.create_index(
        "ix_decision_por_contar",
        "decision",
        ["id"],
        unique=False,
        sqlite_where=sa.text("contada IS NULL"),
        postgresql_where=sa.text("contada IS NULL"),
    )


def _parcial(nombre: str, tabla: str, columnas: list[str], donde: str, *, unico: bool = False) -> None:
    op.create_index(
        nombre,
        tabla,
        columnas,
        unique=unico,
        sqlite_where=sa.text(donde),
        postgresql_where=sa.text(donde),
    )


def _tareas() -> None:
    op.create_table(
        "tarea_red",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bloqueo_id", sa.Integer(), nullable=False),
        sa.Column("accion", sa.String(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("vence", col.FechaUtc(), nullable=False),
        sa.Column("recordada", col.FechaUtc(), nullable=True),
        sa.Column("recordatorios", sa.Integer(), nullable=False),
        sa.Column("hecha", col.FechaUtc(), nullable=True),
        sa.Column("usuario_id", sa.Integer(), nullable=True),
        sa.Column("constancia", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint("estado IN ('pendiente', 'hecha', 'anulada')", name=op.f("ck_tarea_red_estado")),
        sa.CheckConstraint("accion IN ('bloquear', 'desbloquear')", name=op.f("ck_tarea_red_accion")),
        sa.CheckConstraint(
            "estado <> 'hecha' OR (usuario_id IS NOT NULL AND hecha IS NOT NULL AND length(trim(constancia)) >= 5)",
            name=op.f("ck_tarea_red_constancia"),
        ),
        sa.ForeignKeyConstraint(["bloqueo_id"], ["bloqueo.id"], name=op.f("fk_tarea_red_bloqueo_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_tarea_red_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tarea_red")),
    )
    _parcial("uq_tarea_red_pendiente", "tarea_red", ["bloqueo_id"], "estado = 'pendiente'", unico=True)
    _parcial("ix_tarea_red_vence", "tarea_red", ["vence"], "estado = 'pendiente'")
    op.create_index("ix_tarea_red_bloqueo", "tarea_red", ["bloqueo_id"], unique=False)


def _revisiones() -> None:
    op.create_table(
        "revision_bloqueo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bloqueo_id", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("sigue", sa.Boolean(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint("length(trim(motivo)) >= 3", name=op.f("ck_revision_bloqueo_motivo")),
        sa.ForeignKeyConstraint(["bloqueo_id"], ["bloqueo.id"], name=op.f("fk_revision_bloqueo_bloqueo_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_revision_bloqueo_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_bloqueo")),
    )
    op.create_index("ix_revision_bloqueo_bloqueo", "revision_bloqueo", ["bloqueo_id"], unique=False)


def _registro() -> None:
    texto, limpio, fecha, numero = sa.String(), col.TextoLimpio(), col.FechaUtc(), sa.Integer()
    columnas = (
        ("id", numero, False), ("red", texto, False), ("objeto", limpio, False), ("sal", texto, True),
        ("huella_extracto", texto, False), ("contenido_fecha", fecha, False), ("contenido_tipo", texto, False),
        ("accion", texto, False), ("alcance", texto, False), ("desde", fecha, False), ("hasta", fecha, True),
        ("articulo", numero, False), ("reglamento", texto, False), ("fundamento", limpio, False),
        ("hechos", limpio, False), ("deteccion", texto, False), ("automatizada", sa.Boolean(), False),
        ("modelo", texto, False), ("puntuacion", texto, False), ("decidio", texto, False),
        ("aprobo", texto, False), ("recurso", limpio, False), ("recurso_dias", numero, False),
        ("comentario_id", numero, False), ("orden_id", numero, True), ("bloqueo_id", numero, True),
        ("decision_id", numero, True), ("sustituye_id", numero, True), ("cerrada", fecha, True),
        ("cierre", texto, True),
    )  # fmt: skip
    ck = (
        ("deteccion", "deteccion IN ('regla', 'regla_y_modelo', 'persona')"),
        (
            "cierre",
            "cierre IN ('apelacion', 'decision', 'termino', 'sin_confirmar', 'sustituida', 'anulada', 'fallida')",
        ),
        ("accion", "accion IN ('ocultar', 'retener', 'eliminar', 'bloquear')"),
        ("articulo", "articulo BETWEEN 1 AND 13"),
        ("con_fin", "accion <> 'bloquear' OR (hasta IS NOT NULL AND hasta > desde)"),
        ("recurso_dias", "recurso_dias > 0"),
        ("cerrada", "(cierre IS NULL) = (cerrada IS NULL)"),
        ("completa", " AND ".join(f"length(trim({c})) > 0" for c in _LLENOS)),
    )
    op.create_table(
        "restriccion",
        *(sa.Column(nombre, tipo, nullable=nula) for nombre, tipo, nula in columnas),
        sa.Column("aviso", sa.String(), server_default="", nullable=False),
        *(sa.CheckConstraint(que, name=op.f(f"ck_restriccion_{nombre}")) for nombre, que in ck),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriccion")),
    )
    _parcial("uq_restriccion_orden", "restriccion", ["orden_id"], "orden_id IS NOT NULL", unico=True)
    _parcial("ix_restriccion_por_avisar", "restriccion", ["id"], "aviso = ''")
    op.create_index("ix_restriccion_comentario", "restriccion", ["comentario_id", "accion"], unique=False)
    op.create_index("ix_restriccion_bloqueo", "restriccion", ["bloqueo_id"], unique=False)
    for columna in ("red", "accion", "articulo", "automatizada", "desde"):
        op.create_index(f"ix_restriccion_{columna}", "restriccion", [columna, "id"], unique=False)


def downgrade() -> None:
    """El registro, las tareas y las revisiones se pierden: antes no los habia."""
    op.drop_index("ix_escalada_sin_nadie", "escalada")
    op.drop_table("restriccion")
    op.drop_table("revision_bloqueo")
    op.drop_table("tarea_red")
    op.drop_column("bloqueo", "revisado")
    op.drop_index("ix_decision_por_contar", table_name="decision")
    op.drop_column("decision", "contada")
    for columna in ("retirada", "vence", "puntos"):
        op.drop_column("falta", columna)
