"""Decidir entre varios: notas, traspasos, miradas y novedades; decisiones que se deshacen y en lote

Revision: 0004
Anterior: 0003
"""

import sqlalchemy as sa
from alembic import op

import moderacion.almacen.columnas as col

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SIN_ARTICULO = "accion IN ('permitir', 'deshacer')"
_NOTAS = "tipo IN ('nota', 'pide_opinion', 'opinion', 'traspaso')"
_NOVEDADES = "tipo IN ('nuevo', 'tomado', 'soltado', 'decidido', 'devuelto', 'incidente')"


def upgrade() -> None:
    op.create_table(
        "nota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("para_id", sa.Integer(), nullable=True),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("texto", col.TextoLimpio(), nullable=False),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.CheckConstraint(_NOTAS, name=op.f("ck_nota_tipo")),
        sa.CheckConstraint("length(trim(texto)) >= 3", name=op.f("ck_nota_texto")),
        sa.ForeignKeyConstraint(["expediente_id"], ["expediente.id"], name=op.f("fk_nota_expediente_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_nota_usuario_id")),
        sa.ForeignKeyConstraint(["para_id"], ["usuario.id"], name=op.f("fk_nota_para_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nota")),
    )
    op.create_index("ix_nota_expediente", "nota", ["expediente_id", "id"])
    op.create_index("ix_nota_para", "nota", ["para_id", "id"])
    _novedades()
    op.add_column("decision", sa.Column("acciones", col.JsonAscii(), nullable=True))
    # asi la clave ajena entra con la columna en los dos motores
    op.execute(
        "ALTER TABLE decision ADD COLUMN revierte_id INTEGER "
        "CONSTRAINT fk_decision_revierte_id REFERENCES decision (id)"
    )
    op.execute(
        "ALTER TABLE expediente ADD COLUMN asignado_id INTEGER "
        "CONSTRAINT fk_expediente_asignado_id REFERENCES usuario (id)"
    )
    op.add_column("decision", sa.Column("lote", sa.String(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("antes", col.JsonAscii(), nullable=True))
    _exigir_articulo()


def _novedades() -> None:
    op.create_table(
        "mirada",
        sa.Column("expediente_id", sa.Integer(), nullable=False),
        sa.Column("usuario_id", sa.Integer(), nullable=False),
        sa.Column("hasta", col.FechaUtc(), nullable=False),
        sa.ForeignKeyConstraint(["expediente_id"], ["expediente.id"], name=op.f("fk_mirada_expediente_id")),
        sa.ForeignKeyConstraint(["usuario_id"], ["usuario.id"], name=op.f("fk_mirada_usuario_id")),
        sa.PrimaryKeyConstraint("expediente_id", "usuario_id", name=op.f("pk_mirada")),
    )
    op.create_table(
        "novedad",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("tipo", sa.String(), nullable=False),
        sa.Column("expediente_id", sa.Integer(), nullable=True),
        sa.Column("usuario_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("fecha", col.FechaUtc(), nullable=False),
        sa.CheckConstraint(_NOVEDADES, name=op.f("ck_novedad_tipo")),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_novedad")),
        # purgada la ultima, su numero no se repite: quien ya la vio no se salta la siguiente
        sqlite_autoincrement=True,
    )
    op.create_index("ix_novedad_fecha", "novedad", ["fecha"])


def _exigir_articulo() -> None:
    """Restringir sin citar un articulo no se puede ni escribiendo en la base a mano.

    En SQLite va como disparador: rehacer la tabla para ponerle un CHECK borraria a quien apunta a ella (trampa 19).
    """
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER decision_con_articulo BEFORE INSERT ON decision "
            f"WHEN NEW.articulo IS NULL AND NOT (NEW.{_SIN_ARTICULO}) "
            "BEGIN SELECT RAISE(ABORT, 'una decision que restringe cita su articulo'); END"
        )
        return
    op.create_check_constraint(
        op.f("ck_decision_articulo"), "decision", f"articulo IS NOT NULL OR {_SIN_ARTICULO}"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER decision_con_articulo")
    op.drop_column("expediente", "asignado_id")
    for columna in ("antes", "lote", "revierte_id", "acciones"):
        op.drop_column("decision", columna)
    for tabla in ("novedad", "mirada", "nota"):
        op.drop_table(tabla)
