"""Avisar hasta que alguien conteste: cadenas, escaladas, envios, acuses, alarmas y simulacros

Revision: 0013
Anterior: 0012
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _a_quien()
    _canales()
    _por_donde_va()
    _acuses()
    _lo_enviado()
    _avisos()


def _a_quien() -> None:
    op.create_table(
        "destinatario",
        sa.Column("nombre", sa.String(), nullable=False),
        sa.Column("usuario", sa.String(), nullable=False),
        sa.Column("activo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name=op.f("pk_destinatario")),
    )
    op.create_table(
        "rota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("personas", col.JsonAscii(), nullable=False),
        sa.Column("turno_horas", sa.Integer(), nullable=False),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("activa", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota")),
        sa.UniqueConstraint("nombre", name=op.f("uq_rota_nombre")),
    )
    op.create_table(
        "cadena",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nombre", col.TextoLimpio(), nullable=False),
        sa.Column("tipos", col.JsonAscii(), nullable=False),
        sa.Column("pasos", col.JsonAscii(), nullable=False),
        sa.Column("vueltas", sa.Integer(), nullable=False),
        sa.Column("recordatorio_min", sa.Integer(), nullable=False),
        sa.Column("seguimiento_min", sa.Integer(), nullable=False),
        sa.Column("insistente", sa.Boolean(), nullable=False),
        sa.Column("activa", sa.Boolean(), nullable=False),
        sa.Column("guardada", col.FechaUtc(), nullable=False),
        sa.Column("revisada", col.FechaUtc(), nullable=False),
        sa.Column("problemas", col.JsonAscii(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadena")),
        sa.UniqueConstraint("nombre", name=op.f("uq_cadena_nombre")),
    )


def _canales() -> None:
    op.create_table(
        "canal",
        sa.Column("destino", sa.String(), nullable=False),
        sa.Column("persona", sa.String(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("activo", sa.Boolean(), nullable=False),
        sa.Column("ultimo_bien", col.FechaUtc(), nullable=True),
        sa.Column("ultimo_fallo", col.FechaUtc(), nullable=True),
        sa.Column("fallos", sa.Integer(), nullable=False),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.Column("no_antes_de", col.FechaUtc(), nullable=True),
        sa.Column("ultimo_suelto", col.FechaUtc(), nullable=True),
        sa.ForeignKeyConstraint(["persona"], ["destinatario.nombre"], name=op.f("fk_canal_persona")),
        sa.PrimaryKeyConstraint("destino", name=op.f("pk_canal")),
    )
    op.create_index("ix_canal_persona", "canal", ["persona"], unique=False)


def _por_donde_va() -> None:
    op.create_table(
        "escalada",
        sa.Column("incidente_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cadena", col.TextoLimpio(), nullable=False),
        sa.Column("copia", col.JsonAscii(), nullable=False),
        sa.Column("insistente", sa.Boolean(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("paso", sa.Integer(), nullable=False),
        sa.Column("vuelta", sa.Integer(), nullable=False),
        sa.Column("movimiento", sa.Integer(), nullable=False),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("proxima_en", col.FechaUtc(), nullable=True),
        sa.Column("acuse", col.FechaUtc(), nullable=True),
        sa.Column("acuse_de", col.TextoLimpio(), nullable=False),
        sa.Column("recordado", col.FechaUtc(), nullable=True),
        sa.Column("sin_nadie", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('en_marcha', 'acusada', 'terminada')", name=op.f("ck_escalada_estado")
        ),
        sa.ForeignKeyConstraint(["incidente_id"], ["incidente.id"], name=op.f("fk_escalada_incidente_id")),
        sa.PrimaryKeyConstraint("incidente_id", name=op.f("pk_escalada")),
    )
    op.create_index(
        "ix_escalada_proxima",
        "escalada",
        ["proxima_en"],
        unique=False,
        sqlite_where=sa.text("proxima_en IS NOT NULL"),
        postgresql_where=sa.text("proxima_en IS NOT NULL"),
    )


def _acuses() -> None:
    op.create_table(
        "enlace_acuse",
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("incidente_id", sa.Integer(), nullable=False),
        sa.Column("persona", col.TextoLimpio(), nullable=False),
        sa.Column("creado", col.FechaUtc(), nullable=False),
        sa.Column("caduca", col.FechaUtc(), nullable=False),
        sa.Column("usado", col.FechaUtc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incidente_id"], ["incidente.id"], name=op.f("fk_enlace_acuse_incidente_id")
        ),
        sa.PrimaryKeyConstraint("huella", name=op.f("pk_enlace_acuse")),
    )
    op.create_index("ix_enlace_acuse_incidente", "enlace_acuse", ["incidente_id"], unique=False)
    op.create_table(
        "simulacro",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incidente_id", sa.Integer(), nullable=False),
        sa.Column("quien", col.TextoLimpio(), nullable=False),
        sa.Column("empezado", col.FechaUtc(), nullable=False),
        sa.Column("terminado", col.FechaUtc(), nullable=True),
        sa.Column("bien", sa.Boolean(), nullable=True),
        sa.Column("acta", col.TextoLimpio(), nullable=False),
        sa.ForeignKeyConstraint(["incidente_id"], ["incidente.id"], name=op.f("fk_simulacro_incidente_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulacro")),
    )


def _lo_enviado() -> None:
    op.create_table(
        "entrega",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destino", sa.String(), nullable=False),
        sa.Column("clase", sa.String(), nullable=False),
        sa.Column("asunto", col.TextoLimpio(), nullable=False),
        sa.Column("avisos", sa.Integer(), nullable=False),
        sa.Column("estado", sa.String(), nullable=False),
        sa.Column("empezada", col.FechaUtc(), nullable=False),
        sa.Column("terminada", col.FechaUtc(), nullable=True),
        sa.Column("error", col.TextoLimpio(), nullable=False),
        sa.Column("espera", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "estado IN ('en_curso', 'bien', 'mal', 'sin_saber')", name=op.f("ck_entrega_estado")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrega")),
    )
    op.create_index("ix_entrega_destino", "entrega", ["destino", "id"], unique=False)
    op.create_table(
        "alarma",
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("motivo", col.TextoLimpio(), nullable=False),
        sa.Column("abierta", col.FechaUtc(), nullable=False),
        sa.Column("vista", col.FechaUtc(), nullable=False),
        sa.Column("avisada", col.FechaUtc(), nullable=True),
        sa.PrimaryKeyConstraint("clave", name=op.f("pk_alarma")),
    )


def _avisos() -> None:
    op.add_column("aviso", sa.Column("persona", col.TextoLimpio(), server_default="", nullable=False))
    op.add_column("aviso", sa.Column("clase", sa.String(), server_default="escalon", nullable=False))
    op.add_column("aviso", sa.Column("paso", sa.Integer(), server_default="1", nullable=False))
    op.add_column("aviso", sa.Column("vuelta", sa.Integer(), server_default="1", nullable=False))
    op.add_column("aviso", sa.Column("insistente", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("aviso", sa.Column("callado", col.FechaUtc(), nullable=True))
    op.add_column("aviso", sa.Column("entrega_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_aviso_por_enviar",
        "aviso",
        ["destino", "id"],
        unique=False,
        sqlite_where=sa.text("estado IN ('pendiente', 'enviando') AND callado IS NULL"),
        postgresql_where=sa.text("estado IN ('pendiente', 'enviando') AND callado IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_aviso_por_enviar",
        table_name="aviso",
        sqlite_where=sa.text("estado IN ('pendiente', 'enviando') AND callado IS NULL"),
        postgresql_where=sa.text("estado IN ('pendiente', 'enviando') AND callado IS NULL"),
    )
    op.drop_column("aviso", "entrega_id")
    op.drop_column("aviso", "callado")
    op.drop_column("aviso", "insistente")
    op.drop_column("aviso", "vuelta")
    op.drop_column("aviso", "paso")
    op.drop_column("aviso", "clase")
    op.drop_column("aviso", "persona")
    op.drop_table("simulacro")
    op.drop_index(
        "ix_escalada_proxima",
        table_name="escalada",
        sqlite_where=sa.text("proxima_en IS NOT NULL"),
        postgresql_where=sa.text("proxima_en IS NOT NULL"),
    )
    op.drop_table("escalada")
    op.drop_index("ix_enlace_acuse_incidente", table_name="enlace_acuse")
    op.drop_table("enlace_acuse")
    op.drop_index("ix_canal_persona", table_name="canal")
    op.drop_table("canal")
    op.drop_table("rota")
    op.drop_index("ix_entrega_destino", table_name="entrega")
    op.drop_table("entrega")
    op.drop_table("destinatario")
    op.drop_table("cadena")
    op.drop_table("alarma")
