"""Las tablas del primer dia

Revision: 0001
Anterior: ninguna
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col
from moderacion.almacen.disparadores import al_final, fijar, quitar_funciones

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cuenta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red", sa.String(), nullable=False),
        sa.Column("id_externo", sa.String(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("alta", col.FechaUtc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cuenta")),
        sa.UniqueConstraint("red", "id_externo", name=op.f("uq_cuenta_red_id_externo")),
    )
    op.create_table(
        "intento_ingreso",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("usuario", col.TextoLimpio(), nullable=False),
        sa.Column("origen", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intento_ingreso")),
    )
    op.create_index("ix_intento_ingreso_fecha", "intento_ingreso", ["fecha"], unique=False)

    op.create_table(
        "latido",
        sa.Column("nombre", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name=op.f("pk_latido")),
    )
    op.create_table(
        "suceso",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("objeto", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("datos", sa.String(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_suceso")),
    )
    op.create_table(
        "usuario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nombre", sa.String(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("rol", sa.String(), nullable=False),
        sa.Column("activo", sa.Boolean(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.CheckConstraint(
            "rol IN ('gestion', 'supervision', 'auditoria', 'administracion')", name=op.f("ck_usuario_rol")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usuario")),
        sa.UniqueConstraint("nombre", name=op.f("uq_usuario_nombre")),
    )
    op.create_table(
        "autor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("id_externo", sa.String(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("usuario", col.TextoLimpio(), nullable=False),
        sa.Column("enlace", col.TextoLimpio(), nullable=False),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_autor_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autor")),
        sa.UniqueConstraint("cuenta_id", "id_externo", name=op.f("uq_autor_cuenta_id_id_externo")),
    )
    op.create_table(
        "cambio_perfil",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("campo", sa.String(), nullable=False),
        sa.Column("antes", col.TextoLimpio(), nullable=False),
        sa.Column("ahora", col.TextoLimpio(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("visto", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_cambio_perfil_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cambio_perfil")),
    )
    op.create_table(
        "cupo_dia",
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("accion", sa.String(), nullable=False),
        sa.Column("usadas", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_cupo_dia_cuenta_id")),
        sa.PrimaryKeyConstraint("cuenta_id", "dia", "accion", name=op.f("pk_cupo_dia")),
    )
    op.create_table(
        "incidente",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("gravedad", sa.Integer(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("evidencia", col.JsonAscii(), nullable=False),
        sa.Column("veces", sa.Integer(), nullable=False),
        sa.Column("abierto", col.FechaUtc(), nullable=False),
        sa.Column("ultima", col.FechaUtc(), nullable=False),
        sa.Column("atendido_por", sa.Integer(), nullable=True),
        sa.Column("atendido", col.FechaUtc(), nullable=True),
        sa.Column("cerrado", col.FechaUtc(), nullable=True),
        sa.Column("causa", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint("estado IN ('abierto', 'atendido', 'cerrado')", name=op.f("ck_incidente_estado")),
        sa.ForeignKeyConstraint(["atendido_por"], ["usuario.id"], name=op.f("fk_incidente_atendido_por")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_incidente_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidente")),
    )
    op.create_index(
        "uq_incidente_abierto",
        "incidente",
        ["clave"],
        unique=True,
        sqlite_where=sa.text("estado <> 'cerrado'"),
        postgresql_where=sa.text("estado <> 'cerrado'"),
    )

    op.create_table(
        "instantanea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("primeros", sa.Integer(), nullable=True),
        sa.Column("seguidores", sa.Integer(), nullable=True),
        sa.Column("exactos", sa.Boolean(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("perfil", col.JsonAscii(), nullable=False),
        sa.Column("administradores", col.JsonAscii(), nullable=False),
        sa.Column("tomada", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_instantanea_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instantanea")),
        sa.UniqueConstraint("cuenta_id", "dia", name=op.f("uq_instantanea_cuenta_id_dia")),
    )
    op.create_table(
        "publicacion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("id_externo", sa.String(), nullable=False),
        sa.Column("padre_externo", sa.String(), nullable=True),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("visto", col.FechaUtc(), nullable=False),
        sa.Column("aplicacion", col.TextoLimpio(), nullable=False),
        sa.Column("enlace", col.TextoLimpio(), nullable=False),
        sa.Column("origen", sa.String(), nullable=False),
        sa.Column("crudo", col.JsonAscii(), nullable=False),
        sa.CheckConstraint(
            "origen IN ('sin_ver', 'base', 'nuestra', 'desconocida')", name=op.f("ck_publicacion_origen")
        ),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_publicacion_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicacion")),
        sa.UniqueConstraint("cuenta_id", "id_externo", name=op.f("uq_publicacion_cuenta_id_id_externo")),
    )
    op.create_index(
        "ix_publicacion_sin_ver",
        "publicacion",
        ["cuenta_id"],
        unique=False,
        sqlite_where=sa.text("origen = 'sin_ver'"),
        postgresql_where=sa.text("origen = 'sin_ver'"),
    )

    op.create_table(
        "sesion",
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_sesion_usuario_id")),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_sesion")),
    )
    op.create_table(
        "sondeo",
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("ultimo_inicio", col.FechaUtc(), nullable=True),
        sa.Column("ultimo_bien", col.FechaUtc(), nullable=True),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("fallos", sa.Integer(), nullable=False),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.Column("error_tipo", sa.String(), nullable=False),
        sa.Column("error_desde", col.FechaUtc(), nullable=True),
        sa.Column("credencial_invalida", sa.Boolean(), nullable=False),
        sa.Column("token", col.JsonAscii(), nullable=True),
        sa.Column("cuotas", col.JsonAscii(), nullable=True),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_sondeo_cuenta_id")),
        sa.PrimaryKeyConstraint("cuenta_id", name=op.f("pk_sondeo")),
    )
    op.create_table(
        "aviso",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incidente_id", sa.Integer(), nullable=False),
        sa.Column("escalon", sa.Integer(), nullable=False),
        sa.Column("destino", sa.String(), nullable=False),
        sa.Column("asunto", col.TextoLimpio(), nullable=False),
        sa.Column("cuerpo", col.TextoLimpio(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("enviado", col.FechaUtc(), nullable=True),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'enviando', 'enviado', 'fallido')", name=op.f("ck_aviso_estado")
        ),
        sa.ForeignKeyConstraint(["incidente_id"], ["incidente.id"], name=op.f("fk_aviso_incidente_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aviso")),
        sa.UniqueConstraint(
            "incidente_id", "escalon", "destino", name=op.f("uq_aviso_incidente_id_escalon_destino")
        ),
    )
    op.create_table(
        "comentario",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("id_externo", sa.String(), nullable=False),
        sa.Column("publicacion_externa", sa.String(), nullable=True),
        sa.Column("padre_externo", sa.String(), nullable=True),
        sa.Column("autor_id", sa.Integer(), nullable=True),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("editado", col.FechaUtc(), nullable=True),
        sa.Column("leido", col.FechaUtc(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("estado_red", sa.String(), nullable=False),
        sa.Column("puede_ocultar", sa.Boolean(), nullable=True),
        sa.Column("puede_eliminar", sa.Boolean(), nullable=True),
        sa.Column("puede_responder", sa.Boolean(), nullable=True),
        sa.Column("enlace", col.TextoLimpio(), nullable=False),
        sa.Column("adjuntos", col.JsonAscii(), nullable=False),
        sa.Column("crudo", col.JsonAscii(), nullable=False),
        sa.Column("toma_hasta", col.FechaUtc(), nullable=True),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'limpio', 'en_cola', 'resuelto', 'propio', 'sustituido')",
            name=op.f("ck_comentario_estado"),
        ),
        sa.ForeignKeyConstraint(["autor_id"], ["autor.id"], name=op.f("fk_comentario_autor_id")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_comentario_cuenta_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comentario")),
        sa.UniqueConstraint("cuenta_id", "id_externo", name=op.f("uq_comentario_cuenta_id_id_externo")),
    )
    op.create_index("ix_comentario_autor", "comentario", ["autor_id", "creado"], unique=False)
    op.create_index("ix_comentario_creado", "comentario", ["creado"], unique=False)
    op.create_index("ix_comentario_padre", "comentario", ["cuenta_id", "padre_externo"], unique=False)
    op.create_index(
        "ix_comentario_pendiente",
        "comentario",
        ["id"],
        unique=False,
        sqlite_where=sa.text("estado = 'pendiente'"),
        postgresql_where=sa.text("estado = 'pendiente'"),
    )

    op.create_table(
        "falta",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("autor_id", sa.Integer(), nullable=False),
        sa.Column("comentario_id", sa.Integer(), nullable=False),
        sa.Column("politica", sa.Integer(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["autor_id"], ["autor.id"], name=op.f("fk_falta_autor_id")),
        sa.ForeignKeyConstraint(["comentario_id"], ["comentario.id"], name=op.f("fk_falta_comentario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_falta")),
        sa.UniqueConstraint("comentario_id", name=op.f("uq_falta_comentario_id")),
    )
    op.create_index("ix_falta_autor", "falta", ["autor_id"], unique=False)

    op.create_table(
        "veredicto",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comentario_id", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("version_reglamento", sa.String(), nullable=False),
        sa.Column("version_modelo", sa.String(), nullable=False),
        sa.Column("propuesta", sa.String(), nullable=False),
        sa.Column("bloquear", sa.Boolean(), nullable=False),
        sa.Column("critica", sa.Boolean(), nullable=False),
        sa.Column("automatica", sa.Boolean(), nullable=False),
        sa.Column("degradado", sa.Boolean(), nullable=False),
        sa.Column("razon_degradado", col.TextoLimpio(), nullable=False),
        sa.Column("intencion", col.JsonAscii(), nullable=False),
        sa.Column("indicios", col.JsonAscii(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comentario_id"], ["comentario.id"], name=op.f("fk_veredicto_comentario_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veredicto")),
        sa.UniqueConstraint(
            "comentario_id",
            "huella",
            "version_reglamento",
            "version_modelo",
            name=op.f("uq_veredicto_comentario_id_huella_version_reglamento_version_modelo"),
        ),
    )
    op.create_table(
        "expediente",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comentario_id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("veredicto_id", sa.Integer(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("prioridad_neg", sa.Integer(), nullable=False),
        sa.Column("actuado", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("abierto", col.FechaUtc(), nullable=False),
        sa.Column("resuelto", col.FechaUtc(), nullable=True),
        sa.Column("toma_usuario_id", sa.Integer(), nullable=True),
        sa.Column("toma_hasta", col.FechaUtc(), nullable=True),
        sa.CheckConstraint("estado IN ('en_cola', 'resuelto')", name=op.f("ck_expediente_estado")),
        sa.ForeignKeyConstraint(
            ["comentario_id"], ["comentario.id"], name=op.f("fk_expediente_comentario_id")
        ),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_expediente_cuenta_id")),
        sa.ForeignKeyConstraint(
            ["toma_usuario_id"], ["usuario.id"], name=op.f("fk_expediente_toma_usuario_id")
        ),
        sa.ForeignKeyConstraint(["veredicto_id"], ["veredicto.id"], name=op.f("fk_expediente_veredicto_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expediente")),
        sa.UniqueConstraint("comentario_id", name=op.f("uq_expediente_comentario_id")),
    )
    op.create_index(
        "ix_expediente_cola",
        "expediente",
        ["prioridad_neg", "id"],
        unique=False,
        sqlite_where=sa.text("estado = 'en_cola'"),
        postgresql_where=sa.text("estado = 'en_cola'"),
    )

    op.create_table(
        "hallazgo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("veredicto_id", sa.Integer(), nullable=False),
        sa.Column("politica", sa.Integer(), nullable=False),
        sa.Column("gravedad", sa.Integer(), nullable=False),
        sa.Column("propuesta", sa.String(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("etiqueta", sa.String(), nullable=False),
        sa.Column("bloquear", sa.Boolean(), nullable=False),
        sa.Column("automatica", sa.Boolean(), nullable=False),
        sa.Column("modo", sa.String(), nullable=False),
        sa.Column("evidencia", col.JsonAscii(), nullable=False),
        sa.ForeignKeyConstraint(["veredicto_id"], ["veredicto.id"], name=op.f("fk_hallazgo_veredicto_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hallazgo")),
    )
    op.create_index("ix_hallazgo_veredicto", "hallazgo", ["veredicto_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("accion", sa.String(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("articulo", sa.Integer(), nullable=True),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.CheckConstraint("length(trim(motivo)) >= 3", name=op.f("ck_decision_motivo")),
        sa.ForeignKeyConstraint(["expediente_id"], ["expediente.id"], name=op.f("fk_decision_expediente_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_decision_usuario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("expediente_id", "version", name=op.f("uq_decision_expediente_id_version")),
    )
    op.create_table(
        "bloqueo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("autor_id", sa.Integer(), nullable=False),
        sa.Column("comentario_id", sa.Integer(), nullable=False),
        sa.Column("articulo", sa.Integer(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("hasta", col.FechaUtc(), nullable=False),
        sa.Column("confirmar_antes", col.FechaUtc(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "estado IN ('pedido', 'manual', 'vigente', 'levantando', 'levantado', 'caducado', 'fallido')",
            name=op.f("ck_bloqueo_estado"),
        ),
        sa.CheckConstraint("hasta > desde", name=op.f("ck_bloqueo_plazo")),
        sa.CheckConstraint("length(trim(motivo)) >= 3", name=op.f("ck_bloqueo_motivo")),
        sa.ForeignKeyConstraint(["autor_id"], ["autor.id"], name=op.f("fk_bloqueo_autor_id")),
        sa.ForeignKeyConstraint(["comentario_id"], ["comentario.id"], name=op.f("fk_bloqueo_comentario_id")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_bloqueo_cuenta_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_bloqueo_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bloqueo")),
        sa.UniqueConstraint("comentario_id", name=op.f("uq_bloqueo_comentario_id")),
    )
    op.create_index("ix_bloqueo_estado", "bloqueo", ["estado", "hasta"], unique=False)
    op.create_index("ix_bloqueo_autor", "bloqueo", ["autor_id"], unique=False)

    op.create_table(
        "orden",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("cuenta_id", sa.Integer(), nullable=False),
        sa.Column("comentario_id", sa.Integer(), nullable=True),
        sa.Column("autor_id", sa.Integer(), nullable=True),
        sa.Column("accion", sa.String(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=True),
        sa.Column("origen", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("veredicto_id", sa.Integer(), nullable=True),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("intentos", sa.Integer(), nullable=False),
        sa.Column("miradas", sa.Integer(), nullable=False),
        sa.Column("creada", col.FechaUtc(), nullable=False),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("enviada", col.FechaUtc(), nullable=True),
        sa.Column("cerrada", col.FechaUtc(), nullable=True),
        sa.Column("id_externo", sa.String(), nullable=True),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('pendiente', 'enviando', 'hecha', 'fallida', 'desconocida', 'conciliada', 'a_persona', 'anulada')",
            name=op.f("ck_orden_estado"),
        ),
        sa.CheckConstraint("origen IN ('maquina', 'persona', 'termino')", name=op.f("ck_orden_origen")),
        sa.ForeignKeyConstraint(["autor_id"], ["autor.id"], name=op.f("fk_orden_autor_id")),
        sa.ForeignKeyConstraint(["comentario_id"], ["comentario.id"], name=op.f("fk_orden_comentario_id")),
        sa.ForeignKeyConstraint(["cuenta_id"], ["cuenta.id"], name=op.f("fk_orden_cuenta_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_orden_decision_id")),
        sa.ForeignKeyConstraint(["veredicto_id"], ["veredicto.id"], name=op.f("fk_orden_veredicto_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orden")),
        sa.UniqueConstraint("clave", name=op.f("uq_orden_clave")),
    )
    op.create_index("ix_orden_estado", "orden", ["cuenta_id", "estado", "id"], unique=False)
    op.create_index("ix_orden_externo", "orden", ["cuenta_id", "id_externo"], unique=False)
    op.create_index("ix_orden_comentario", "orden", ["comentario_id"], unique=False)
    op.create_index("ix_orden_autor", "orden", ["autor_id"], unique=False)
    # la bitacora no se reescribe: ni siquiera por error de este programa
    fijar("suceso", "la bitacora no se cambia ni se borra")
    al_final("la bitacora solo crece por el final")


def downgrade() -> None:
    op.drop_index("ix_orden_autor", table_name="orden")
    op.drop_index("ix_orden_comentario", table_name="orden")
    op.drop_index("ix_orden_externo", table_name="orden")
    op.drop_index("ix_orden_estado", table_name="orden")

    op.drop_table("orden")
    op.drop_index("ix_bloqueo_autor", table_name="bloqueo")
    op.drop_index("ix_bloqueo_estado", table_name="bloqueo")

    op.drop_table("bloqueo")
    op.drop_table("decision")
    op.drop_index("ix_hallazgo_veredicto", table_name="hallazgo")

    op.drop_table("hallazgo")
    op.drop_index("ix_expediente_cola", table_name="expediente")

    op.drop_table("expediente")
    op.drop_table("veredicto")
    op.drop_index("ix_falta_autor", table_name="falta")

    op.drop_table("falta")
    op.drop_index("ix_comentario_pendiente", table_name="comentario")
    op.drop_index("ix_comentario_padre", table_name="comentario")
    op.drop_index("ix_comentario_creado", table_name="comentario")
    op.drop_index("ix_comentario_autor", table_name="comentario")

    op.drop_table("comentario")
    op.drop_table("aviso")
    op.drop_table("sondeo")
    op.drop_table("sesion")
    op.drop_index("ix_publicacion_sin_ver", table_name="publicacion")

    op.drop_table("publicacion")
    op.drop_table("instantanea")
    op.drop_index("uq_incidente_abierto", table_name="incidente")

    op.drop_table("incidente")
    op.drop_table("cupo_dia")
    op.drop_table("cambio_perfil")
    op.drop_table("autor")
    op.drop_table("usuario")
    op.drop_table("suceso")
    op.drop_table("latido")
    op.drop_index("ix_intento_ingreso_fecha", table_name="intento_ingreso")

    op.drop_table("intento_ingreso")
    op.drop_table("cuenta")
    quitar_funciones()
