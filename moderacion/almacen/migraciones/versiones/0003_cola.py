"""La cola ordenada y contada: filtros, contadores, señales y texto

Revision: 0003
Anterior: 0002
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_EN_COLA = sa.text("estado = 'en_cola'")
_TEXTO_SQLITE = "CREATE VIRTUAL TABLE texto_cola USING fts5(texto, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3')"
_TEXTO_PG = (
    "CREATE TABLE texto_cola (expediente_id INTEGER PRIMARY KEY, texto TEXT NOT NULL)",
    "CREATE INDEX ix_texto_cola ON texto_cola USING gin (to_tsvector('simple', texto))",
)


def upgrade() -> None:
    op.create_table(
        "marca_cola",
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("prioridad_neg", sa.Integer(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expediente_id"], ["expediente.id"], name=op.f("fk_marca_cola_expediente_id")
        ),
        sa.PrimaryKeyConstraint("clave", "prioridad_neg", "expediente_id", name=op.f("pk_marca_cola")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_marca_cola_expediente", "marca_cola", ["expediente_id"])
    op.create_table(
        "cuenta_cola",
        sa.Column("clave", sa.String(), nullable=False),
        sa.Column("cuantos", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("clave", name=op.f("pk_cuenta_cola")),
    )
    op.create_table(
        "senal",
        sa.Column("nombre", sa.String(), nullable=False),
        sa.Column("aciertos", sa.Integer(), nullable=False),
        sa.Column("fallos", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("nombre", name=op.f("pk_senal")),
    )
    op.create_table(
        "juicio_senal",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("nombre", sa.String(), nullable=False),
        sa.Column("acierto", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_juicio_senal_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "nombre", name=op.f("pk_juicio_senal")),
    )
    _columnas()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for orden in (_TEXTO_SQLITE,) if sqlite else _TEXTO_PG:
        op.execute(orden)


def _columnas() -> None:
    op.add_column("comentario", sa.Column("reacciones", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("expediente", sa.Column("razones", col.JsonAscii(), nullable=True))
    op.add_column("expediente", sa.Column("nivel", sa.String(), nullable=False, server_default="media"))
    op.add_column("expediente", sa.Column("grupo", sa.Integer(), nullable=True))
    op.add_column(
        "expediente",
        sa.Column("creado", col.FechaUtc(), nullable=False, server_default="1970-01-01 00:00:00"),
    )
    op.add_column("expediente", sa.Column("edad", sa.String(), nullable=False, server_default="nuevo"))
    op.execute(
        "UPDATE expediente SET creado = (SELECT creado FROM comentario WHERE comentario.id = comentario_id)"
    )
    op.create_index(
        "ix_expediente_edad",
        "expediente",
        ["edad", "creado"],
        sqlite_where=_EN_COLA,
        postgresql_where=_EN_COLA,
    )


def downgrade() -> None:
    op.drop_table("texto_cola")
    op.drop_index("ix_expediente_edad", "expediente")
    for columna in ("edad", "creado", "grupo", "nivel", "razones"):
        op.drop_column("expediente", columna)
    op.drop_column("comentario", "reacciones")
    for tabla in ("juicio_senal", "senal", "cuenta_cola", "marca_cola"):
        op.drop_table(tabla)
