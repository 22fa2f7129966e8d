"""Tapar el rastro de alguien en un registro al que el servicio sigue escribiendo: ni se pierde una linea ni queda un hueco."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderacion.conservacion.fuera import EnCarpetas, limpiar_carpetas
from moderacion.conservacion.rastro import Rastro
from tests.moderacion.falsos import INICIO

ANTES = "error al leer a policarpa_nubes\nñandú de policarpa_nubes 😀\notra línea\n"
TAPADO = ANTES.replace("policarpa_nubes", "*" * 15)


class _Mientras:
    """Un tapador durante el que pasa algo con el archivo."""

    def __init__(self, hacer: Callable[[], object]) -> None:
        self._rastro, self._hacer = Rastro(["policarpa_nubes"]), hacer

    def tapar(self, texto: str) -> str:
        tapado = self._rastro.tapar(texto)
        self._hacer()
        return tapado

    def tapar_valor(self, valor: Any) -> Any:
        return valor


@pytest.fixture
def registro(tmp_path: Path) -> Path:
    archivo = tmp_path / "servicio.log"
    archivo.write_text(ANTES, "utf-8")
    return archivo


def _limpiar(registro: Path, hacer: Callable[[], object]) -> EnCarpetas:
    return limpiar_carpetas([registro.parent], _Mientras(hacer), INICIO)


@pytest.mark.parametrize("modo", ["ab", "r+b"])
def test_lo_que_se_escribe_mientras_se_tapa_sigue_ahi(registro: Path, modo: str) -> None:
    """Tanto si quien escribe lo abrio para añadir como si va por su cuenta por donde iba."""
    with registro.open(modo) as servicio:
        servicio.seek(0, 2)

        def escribir() -> None:
            servicio.write(b"una mas\n")
            servicio.flush()

        assert _limpiar(registro, escribir) == EnCarpetas(tapados=1)
        escribir()
    assert registro.read_text("utf-8") == f"{TAPADO}una mas\nuna mas\n"


def test_si_lo_rotan_mientras_tanto_no_se_pisa_lo_nuevo(registro: Path) -> None:
    """`copytruncate`: el mismo archivo vuelve a empezar."""
    _limpiar(registro, lambda: registro.write_text("el de hoy\n", "utf-8"))
    assert registro.read_text("utf-8") == "el de hoy\n"
