"""Lo que la base misma se niega a hacer, en los dos motores: lo que es prueba no se cambia ni se borra."""

from typing import Final

from alembic import op

_VERBOS: Final = ("UPDATE", "DELETE")
_NEGAR: Final = """
CREATE OR REPLACE FUNCTION moderacion_negar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_AL_FINAL: Final = """
CREATE OR REPLACE FUNCTION moderacion_al_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM suceso) THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def es_postgresql() -> bool:
    """Si la migracion corre sobre PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def fijar(tabla: str, frase: str) -> None:
    """Desde una migracion: las filas de `tabla` no se cambian ni se borran. `frase`: lo que dice quien lo intente.

    En PostgreSQL tampoco se vacia (TRUNCATE). Los disparadores se van con la tabla.
    """
    if not es_postgresql():
        for verbo in _VERBOS:
            op.execute(
                f"CREATE TRIGGER {tabla}_sin_{verbo.lower()} BEFORE {verbo} ON {tabla} "
                f"BEGIN SELECT RAISE(ABORT, '{frase}'); END"
            )
        return
    op.execute(_NEGAR)
    for verbo, por in (*((v, "ROW") for v in _VERBOS), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {tabla}_sin_{verbo.lower()} BEFORE {verbo} ON {tabla} "
            f"FOR EACH {por} EXECUTE FUNCTION moderacion_negar('{frase}')"
        )


def al_final(frase: str) -> None:
    """Desde una migracion: la bitacora solo crece por su final, de uno en uno."""
    if es_postgresql():
        op.execute(_AL_FINAL)
        op.execute(
            "CREATE TRIGGER suceso_al_final BEFORE INSERT ON suceso "
            f"FOR EACH ROW EXECUTE FUNCTION moderacion_al_final('{frase}')"
        )
        return
    # INSERT OR REPLACE borra sin pasar por el disparador de DELETE
    cuando = "WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM suceso)"
    op.execute(
        f"CREATE TRIGGER suceso_al_final BEFORE INSERT ON suceso {cuando} BEGIN SELECT RAISE(ABORT, '{frase}'); END"
    )


def quitar_funciones() -> None:
    """Desde la primera migracion, al deshacerla: las funciones no se van con las tablas."""
    if es_postgresql():
        for funcion in ("moderacion_negar", "moderacion_al_final"):
            op.execute(f"DROP FUNCTION IF EXISTS {funcion}()")
