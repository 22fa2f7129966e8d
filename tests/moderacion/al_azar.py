"""La base de las maquinas de pasos al azar: una copia de la base migrada, un reloj propio y pasos que pueden negarse."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis.stateful import RuleBasedStateMachine

from moderacion.almacen import Almacen
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import INICIO

_BASE: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def base_de_partida(base_migrada: Path) -> None:
    """De donde copia cada maquina su base. Quien usa esta base la importa: hypothesis no da fixtures a las maquinas."""
    _BASE[:] = [base_migrada]


class MaquinaConBase(RuleBasedStateMachine):
    """Una maquina con su `almacen`, su `reloj` y los ids de lo que va creando."""

    def __init__(self) -> None:
        super().__init__()
        self.carpeta = tempfile.TemporaryDirectory()
        ruta = Path(self.carpeta.name) / "m.db"
        shutil.copy(_BASE[0], ruta)
        self.reloj = RelojFijo(INICIO)
        self.almacen = Almacen(f"sqlite:///{ruta}", self.reloj)
        self.ids: list[int] = []

    def teardown(self) -> None:
        self.almacen.cerrar()
        self.carpeta.cleanup()

    def _cual(self, n: int) -> int:
        return self.ids[n % len(self.ids)]

    def _probar(self, hacer, *datos) -> bool:
        try:
            hacer(*datos)
        except (Conflicto, EntradaInvalida, NoAutorizado):
            return False
        return True
