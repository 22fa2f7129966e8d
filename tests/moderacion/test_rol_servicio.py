"""El servicio con otro rol que el dueño de las tablas, con los permisos que da la guía: sirve, copia y no cambia lo anterior."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from moderacion.almacen import Almacen
from moderacion.bitacora import Suceso
from moderacion.config import Config
from moderacion.errores import BaseIncompatible
from moderacion.montaje import abrir_base, respaldar, restaurar
from moderacion.planificador.cola import Encargos, esquema
from moderacion.reloj import RelojFijo
from tests.moderacion.copiar import config_de
from tests.moderacion.falsos import alta, com, ejecutar, entrar
from tests.postgres import Servidor

ROL = "moderacion_servicio"
GUION = Path(__file__).parents[2] / "docs" / "despliegue" / "rol_servicio.sql"


@contextmanager
def _abierta(config: Config, reloj: RelojFijo) -> Iterator[Any]:
    almacen = abrir_base(config, reloj)
    try:
        yield almacen
    finally:
        almacen.cerrar()


@pytest.fixture
def url(postgres: Servidor) -> Iterator[str]:
    url = postgres.nueva()
    postgres._con.execute(f"CREATE ROLE {ROL} LOGIN")
    yield url
    postgres.borrar(url)
    postgres._con.execute(f"DROP ROLE {ROL}")


def _migrar_y_dar(url: str, reloj: RelojFijo) -> None:
    """Lo que hace el dueño: «base migrar» y el guion."""
    almacen = Almacen(url, reloj)
    almacen.migrar()
    almacen.preparar_cola(esquema())
    almacen.cerrar()
    with psycopg.connect(url.replace("+psycopg", "", 1)) as con:
        con.execute(GUION.read_text("utf-8"))


def test_sirve_y_copia_y_tras_restaurar_se_le_dan_otra_vez(
    url: str, reloj: RelojFijo, tmp_path: Path
) -> None:
    suya = make_url(url).set(username=ROL).render_as_string(hide_password=False)
    dueno, servicio = config_de(url, tmp_path), config_de(suya, tmp_path)
    _migrar_y_dar(url, reloj)
    with _abierta(servicio, reloj) as almacen:
        alta(almacen)
        entrar(almacen, 1, com("c1"))
        with almacen.unidad() as u:
            u.registro.asentar(Suceso("prueba:hecha", "prueba/1", "prueba"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            ejecutar(almacen, "DELETE FROM suceso")
        lider = almacen.lider("uno")
        assert lider.tomar()
        with lider.unidad() as u:
            assert Encargos().encargar(u.conexion, "x", "salas")
        lider.soltar()
    hecha = respaldar(servicio, reloj)
    assert hecha.manifiesto["filas"]["comentario"] == 1

    restaurar(dueno, hecha.archivo, reloj, encima=True)
    with pytest.raises(BaseIncompatible), _abierta(servicio, reloj):
        pass
    _migrar_y_dar(url, reloj)
    with _abierta(servicio, reloj) as almacen:
        entrar(almacen, 1, com("c2"))
    assert respaldar(servicio, reloj).manifiesto["filas"]["comentario"] == 2
