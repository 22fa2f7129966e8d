"""Lo que decimos: publicaciones, comunicados, a qué cuentas van y cuándo, paros, sugerencias y correos a las áreas

Revision: 0010
Anterior: 0009
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0010"
# temporal: sera la 0009 cuando entre la de accesos
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _medios()
    _paros()
    _sugerencias()
    _correos()
    _enlaces()
    _aprobaciones()
    _comunicados()
    _salidas()
    op.add_column("borrador", sa.Column("aprobado_hasta", col.FechaUtc(), nullable=True))
    op.add_column("borrador", sa.Column("medios", col.JsonAscii(), nullable=True))
    op.add_column("consulta", sa.Column("plazo", col.FechaUtc(), nullable=True))
    op.add_column("orden", sa.Column("objeto", sa.String(), nullable=True))
    op.add_column("orden", sa.Column("medios", col.JsonAscii(), nullable=True))
    op.add_column("publicacion", sa.Column("borrada", col.FechaUtc(), nullable=True))


def _medios() -> None:
    op.create_table(
        "medio",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("contenido", sa.LargeBinary(), nullable=False),
        sa.Column("subido", col.FechaUtc(), nullable=False),
        sa.Column("subido_por", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["subido_por"], ["usuario.id"], name=op.f("fk_medio_subido_por")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medio")),
        sa.UniqueConstraint("huella", name=op.f("uq_medio_huella")),
    )


def _paros() -> None:
    op.create_table(
        "paro",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ambito", sa.String(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=True),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("puesto", col.FechaUtc(), nullable=False),
        sa.Column("puesto_por", sa.Integer(), nullable=False),
        sa.Column("levantado", col.FechaUtc(), nullable=True),
        sa.Column("levantado_por", sa.Integer(), nullable=True),
        sa.Column("motivo_levantar", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint("length(trim(motivo)) >= 3", name=op.f("ck_paro_motivo")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_paro_cuenta_id")),
        sa.ForeignKeyConstraint(["levantado_por"], ["usuario.id"], name=op.f("fk_paro_levantado_por")),
        sa.ForeignKeyConstraint(["puesto_por"], ["usuario.id"], name=op.f("fk_paro_puesto_por")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paro")),
    )
    op.create_index(
        "uq_paro_vigente",
        "paro",
        ["ambito"],
        unique=True,
        sqlite_where=sa.text("levantado IS NULL"),
        postgresql_where=sa.text("levantado IS NULL"),
    )


def _sugerencias() -> None:
    op.create_table(
        "sugerencia",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=True),
        sa.Column("asunto", col.TextoLimpio(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("ejemplos", col.JsonAscii(), nullable=False),
        sa.Column("veces", sa.Integer(), nullable=False),
        sa.Column("abierta", col.FechaUtc(), nullable=False),
        sa.Column("ultima", col.FechaUtc(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("cerrada", col.FechaUtc(), nullable=True),
        sa.Column("cerrada_por", sa.Integer(), nullable=True),
        sa.Column("nota", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('abierta', 'atendida', 'descartada', 'pasada')", name=op.f("ck_sugerencia_estado")
        ),
        sa.CheckConstraint(
            "tipo IN ('sin_comunicado', 'silencio', 'inundacion')", name=op.f("ck_sugerencia_tipo")
        ),
        sa.ForeignKeyConstraint(["cerrada_por"], ["usuario.id"], name=op.f("fk_sugerencia_cerrada_por")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_sugerencia_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sugerencia")),
    )
    op.create_index("ix_sugerencia_estado", "sugerencia", ["estado", "id"], unique=False)
    op.create_index(
        "uq_sugerencia_abierta",
        "sugerencia",
        ["clave"],
        unique=True,
        sqlite_where=sa.text("estado = 'abierta'"),
        postgresql_where=sa.text("estado = 'abierta'"),
    )


def _correos() -> None:
    op.create_table(
        "correo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consulta_id", sa.Integer(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("vuelta", sa.Integer(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("enviado", col.FechaUtc(), nullable=True),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'enviando', 'enviado', 'fallido')", name=op.f("ck_correo_estado")
        ),
        sa.CheckConstraint("tipo IN ('pregunta', 'recordatorio', 'escalada')", name=op.f("ck_correo_tipo")),
        sa.ForeignKeyConstraint(["consulta_id"], ["consulta.id"], name=op.f("fk_correo_consulta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correo")),
        sa.UniqueConstraint("consulta_id", "tipo", "vuelta", name=op.f("uq_correo_consulta_id_tipo_vuelta")),
    )
    op.create_index("ix_correo_estado", "correo", ["estado", "id"], unique=False)


def _enlaces() -> None:
    op.create_table(
        "enlace_area",
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("consulta_id", sa.Integer(), nullable=False),
        sa.Column("para", col.TextoLimpio(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.Column("usado", col.FechaUtc(), nullable=True),
        sa.ForeignKeyConstraint(["consulta_id"], ["consulta.id"], name=op.f("fk_enlace_area_consulta_id")),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_enlace_area")),
    )
    op.create_index("ix_enlace_area_consulta", "enlace_area", ["consulta_id"], unique=False)


def _aprobaciones() -> None:
    op.create_table(
        "aprobacion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("borrador_id", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("anulada", col.FechaUtc(), nullable=True),
        sa.ForeignKeyConstraint(["borrador_id"], ["borrador.id"], name=op.f("fk_aprobacion_borrador_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_aprobacion_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aprobacion")),
    )
    op.create_index(
        "uq_aprobacion_de",
        "aprobacion",
        ["borrador_id", "usuario_id"],
        unique=True,
        sqlite_where=sa.text("anulada IS NULL"),
        postgresql_where=sa.text("anulada IS NULL"),
    )


def _comunicados() -> None:
    op.create_table(
        "comunicado",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("numero", sa.String(), nullable=False),
        sa.Column("borrador_id", sa.Integer(), nullable=False),
        sa.Column("asunto", col.TextoLimpio(), nullable=False),
        sa.Column("firmante", col.TextoLimpio(), nullable=False),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("hasta", col.FechaUtc(), nullable=False),
        sa.Column("cuerpo", col.TextoLimpio(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("sustituye_id", sa.Integer(), nullable=True),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("publicado", col.FechaUtc(), nullable=True),
        sa.Column("retirado", col.FechaUtc(), nullable=True),
        sa.Column("retirado_por", sa.Integer(), nullable=True),
        sa.Column("motivo_retiro", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado = 'preparado' OR (publicado IS NOT NULL AND length(trim(texto)) > 0)",
            name=op.f("ck_comunicado_publicado"),
        ),
        sa.CheckConstraint(
            "estado IN ('preparado', 'publicado', 'retirado')", name=op.f("ck_comunicado_estado")
        ),
        sa.CheckConstraint("hasta > desde", name=op.f("ck_comunicado_vigencia")),
        sa.ForeignKeyConstraint(["borrador_id"], ["borrador.id"], name=op.f("fk_comunicado_borrador_id")),
        sa.ForeignKeyConstraint(["retirado_por"], ["usuario.id"], name=op.f("fk_comunicado_retirado_por")),
        sa.ForeignKeyConstraint(["sustituye_id"], ["comunicado.id"], name=op.f("fk_comunicado_sustituye_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comunicado")),
        sa.UniqueConstraint("borrador_id", name=op.f("uq_comunicado_borrador_id")),
        sa.UniqueConstraint("numero", name=op.f("uq_comunicado_numero")),
    )
    op.create_index("ix_comunicado_sustituye", "comunicado", ["sustituye_id"], unique=False)
    op.create_index("ix_comunicado_vigencia", "comunicado", ["estado", "hasta"], unique=False)


def _salidas() -> None:
    op.create_table(
        "salida",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("borrador_id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("hora", col.FechaUtc(), nullable=True),
        sa.Column("edita_id", sa.Integer(), nullable=True),
        sa.Column("orden_id", sa.Integer(), nullable=True),
        sa.Column("descartada", col.TextoLimpio(), nullable=False),
        sa.Column("visto", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["borrador_id"], ["borrador.id"], name=op.f("fk_salida_borrador_id")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_salida_cuenta_id")),
        sa.ForeignKeyConstraint(["edita_id"], ["publicacion.id"], name=op.f("fk_salida_edita_id")),
        sa.ForeignKeyConstraint(["orden_id"], ["orden.id"], name=op.f("fk_salida_orden_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_salida")),
        sa.UniqueConstraint("borrador_id", "cuenta_id", name=op.f("uq_salida_borrador_id_cuenta_id")),
        sa.UniqueConstraint("orden_id", name=op.f("uq_salida_orden_id")),
    )
    op.create_index("ix_salida_cuenta", "salida", ["cuenta_id", "hora"], unique=False)


def downgrade() -> None:
    op.drop_column("publicacion", "borrada")
    op.drop_column("orden", "medios")
    op.drop_column("orden", "objeto")
    op.drop_column("consulta", "plazo")
    op.drop_column("borrador", "medios")
    op.drop_column("borrador", "aprobado_hasta")
    op.drop_index("ix_salida_cuenta", table_name="salida")
    op.drop_table("salida")
    op.drop_index("ix_comunicado_vigencia", table_name="comunicado")
    op.drop_index("ix_comunicado_sustituye", table_name="comunicado")
    op.drop_table("comunicado")
    op.drop_index(
        "uq_aprobacion_de",
        table_name="aprobacion",
        sqlite_where=sa.text("anulada IS NULL"),
        postgresql_where=sa.text("anulada IS NULL"),
    )
    op.drop_table("aprobacion")
    op.drop_index("ix_enlace_area_consulta", table_name="enlace_area")
    op.drop_table("enlace_area")
    op.drop_index("ix_correo_estado", table_name="correo")
    op.drop_table("correo")
    op.drop_index(
        "uq_sugerencia_abierta",
        table_name="sugerencia",
        sqlite_where=sa.text("estado = 'abierta'"),
        postgresql_where=sa.text("estado = 'abierta'"),
    )
    op.drop_index("ix_sugerencia_estado", table_name="sugerencia")
    op.drop_table("sugerencia")
    op.drop_index(
        "uq_paro_vigente",
        table_name="paro",
        sqlite_where=sa.text("levantado IS NULL"),
        postgresql_where=sa.text("levantado IS NULL"),
    )
    op.drop_table("paro")
    op.drop_table("medio")
