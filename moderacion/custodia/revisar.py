"""Mirar una base entera: por dentro, su bitacora, y lo que siempre tiene que cumplirse en ella."""

from collections.abc import Sequence

from moderacion.almacen import Almacen, copia_sqlite
from moderacion.almacen.contenido import comprobar_cadena
from moderacion.bitacora.verificador import Ancla
from moderacion.custodia.respaldo import Base


def por_dentro(base: Base) -> list[str]:
    """Lo que el archivo de SQLite tiene estropeado, en frases. De PostgreSQL responde su servidor. Lanza `BaseIncompatible`."""
    return [] if base.archivo is None else copia_sqlite.por_dentro(base.archivo)


def invariantes(almacen: Almacen, anclas: Sequence[Ancla] = ()) -> list[str]:
    """La bitacora y lo que no cuadra entre tablas, en frases."""
    with almacen.lectura() as u:
        _, mal = comprobar_cadena(u.registro.filas(), anclas)
        return [*mal, *u.revision.sin_validar(), *u.revision.no_cuadra()]
