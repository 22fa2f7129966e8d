"""kill -9 en cada paso de la copia que se hace sola: lo que consta existe y se abre, y lo que falta se hace otra vez."""

import json
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from moderacion import custodia
from moderacion.config import Config
from moderacion.custodia import respaldo
from moderacion.montaje import abrir_base
from moderacion.montaje.copias import base_de, respaldar_si_toca
from moderacion.reloj import RelojFijo
from tests.fiabilidad.puntos import en_otro_proceso, muriendo
from tests.moderacion.copiar import LLAVE, config_de
from tests.moderacion.falsos import INICIO, alta, com, entrar, filas
from tests.postgres import base_de as una_base
from tests.tandas import las_que_tocan

pytestmark = [pytest.mark.lenta, pytest.mark.timeout(300)]
PASOS = ((respaldo.sobre, "cerrar"), (respaldo, "comprobar"), (respaldo, "asentar_carpeta"), (respaldo, "podar"), (custodia, "anotar"))  # fmt: skip
CASOS = [(modulo, nombre, despues) for modulo, nombre in PASOS for despues in (False, True)]


def _pasada(config: Config, reloj: RelojFijo) -> bool:
    almacen = abrir_base(config, reloj)
    try:
        return respaldar_si_toca(config, almacen, reloj) is not None
    finally:
        almacen.cerrar()


def _constan(config: Config, reloj: RelojFijo) -> list[str]:
    almacen = abrir_base(config, reloj)
    datos = filas(almacen, "SELECT datos FROM suceso WHERE tipo = 'base:respaldada' ORDER BY n")
    almacen.cerrar()
    return [json.loads(d)["archivo"] for d in datos]


@pytest.mark.parametrize("motor", ["sqlite", "postgresql"])
def test_lo_que_consta_existe_y_lo_que_falta_se_hace(
    motor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    reloj = RelojFijo(INICIO)
    with una_base(motor, request, tmp_path) as url:
        base = config_de(url, tmp_path)
        config = base.model_copy(update={"respaldo": base.respaldo.model_copy(update={"cada_horas": 1.0})})
        almacen = abrir_base(config, reloj)
        alta(almacen)
        entrar(almacen, 1, com("c1"))
        almacen.cerrar()
        for modulo, nombre, despues in las_que_tocan(CASOS):
            reloj.adelantar(timedelta(hours=2))
            antes = _constan(config, reloj)

            def pasada(m: Any = modulo, n: str = nombre, d: bool = despues) -> None:
                muriendo(m, n, despues=d)
                _pasada(config, reloj)

            assert en_otro_proceso(pasada) == signal.SIGKILL, (nombre, despues)
            constan = _constan(config, reloj)
            assert len(constan) - len(antes) == (nombre == "anotar" and despues), (nombre, despues)
            _todas_buenas(config, constan)
            assert _pasada(config, reloj) == (len(constan) == len(antes)), (
                "se hace otra vez si no llego a constar"
            )
            assert not _pasada(config, reloj)
            assert len(_constan(config, reloj)) == len(antes) + 1


def _todas_buenas(config: Config, constan: list[str]) -> None:
    """Las que tienen nombre de copia se abren y cuadran; y de las que constan no falta ninguna."""
    assert config.respaldo.carpeta
    hay = {ruta.name: ruta for _, ruta in respaldo.copias(config.respaldo.carpeta)}
    assert set(constan) <= hay.keys()
    for ruta in hay.values():
        respaldo.comprobar(ruta, custodia.Llaves.de(LLAVE), base_de(config), respaldo.leer_manifiesto(ruta))
