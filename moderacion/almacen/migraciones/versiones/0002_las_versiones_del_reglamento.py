"""Las versiones del reglamento, los repasos y lo que hace falta para rehacer un veredicto

Revision: 0002
Anterior: 0001
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col
from moderacion.almacen.disparadores import es_postgresql, fijar

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reglamento",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("estrena", sa.Boolean(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("politicas", col.JsonAscii(), nullable=False),
        sa.Column("entorno", col.JsonAscii(), nullable=False),
        sa.Column("paquete", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_reglamento")),
    )
    op.create_table(
        "repaso",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("desde", col.FechaUtc(), nullable=False),
        sa.Column("hasta", col.FechaUtc(), nullable=True),
        sa.Column("version_reglamento", sa.String(), nullable=False),
        sa.Column("cuantos", sa.Integer(), nullable=False),
        sa.Column("cambian", sa.Integer(), nullable=False),
        sa.Column("vacia", sa.Boolean(), nullable=False),
        sa.Column("politicas", col.JsonAscii(), nullable=False),
        sa.Column("personas", col.JsonAscii(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repaso")),
    )
    op.create_table(
        "texto_previo",
        sa.Column("comentario_id", sa.Integer(), nullable=False),
        sa.Column("huella", sa.String(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("hasta", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comentario_id"], ["comentario.id"], name=op.f("fk_texto_previo_comentario_id")
        ),
        sa.PrimaryKeyConstraint("comentario_id", "huella", name=op.f("pk_texto_previo")),
    )
    op.add_column("veredicto", sa.Column("contexto", col.JsonAscii(), nullable=True))
    _fijar()


def _fijar() -> None:
    """Una version guardada es una prueba, y un repaso tambien: no se cambian ni se borran."""
    for tabla in ("reglamento", "repaso"):
        fijar(tabla, f"lo guardado en {tabla} no se cambia ni se borra")
    if es_postgresql():
        # alli no hay INSERT OR REPLACE, y la clave primaria ya niega una version repetida
        return
    # INSERT OR REPLACE borra sin pasar por el disparador de DELETE
    op.execute(
        "CREATE TRIGGER reglamento_una_vez BEFORE INSERT ON reglamento "
        "WHEN EXISTS (SELECT 1 FROM reglamento WHERE version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'cada version del reglamento se guarda una vez'); END"
    )
    op.execute(
        "CREATE TRIGGER repaso_al_final BEFORE INSERT ON repaso "
        "WHEN NEW.id <= (SELECT COALESCE(MAX(id), 0) FROM repaso) AND NEW.id > 0 "
        "BEGIN SELECT RAISE(ABORT, 'los repasos solo crecen por el final'); END"
    )


def downgrade() -> None:
    op.drop_column("veredicto", "contexto")
    op.drop_table("texto_previo")
    op.drop_table("repaso")
    op.drop_table("reglamento")
