"""El reloj de la maquina se adelanta de golpe (un año mal puesto, una maquina virtual que despierta): lo purgado no vuelve.

Todo cumple de repente su plazo, y la purga que nadie pide vaciaria la base y las carpetas.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from moderacion.incidentes import auditor
from moderacion.montaje import Servicio
from tests.moderacion.canario import Mundo, config_de
from tests.moderacion.falsos import DIA, filas, reglas

HORA = timedelta(hours=1)
VIVOS = "SELECT count(*) FROM comentario WHERE purgado IS NULL"


@pytest.fixture
def m(almacen, reloj) -> Mundo:
    return Mundo(almacen, reloj)


@pytest.fixture
def servicio(m: Mundo, tmp_path: Path) -> Servicio:
    hecho = Servicio(config_de(tmp_path), m.almacen, {}, reglas(), m.reloj, pone_la_gente=False)
    _de_cada_dia(hecho)
    return hecho


def _de_cada_dia(servicio: Servicio) -> None:
    """La vuelta, como la da el planificador."""
    (vuelta,) = (v for v in servicio.lista if v.nombre == "conservar")
    vuelta.hacer()


def _alarma(m: Mundo) -> str:
    with m.almacen.lectura() as u:
        return dict(auditor._custodia(u, u.ahora)).get("reloj", "")


def test_no_se_purga_nada_hasta_que_la_hora_lleve_un_dia_y_se_dice(m: Mundo, servicio: Servicio) -> None:
    m.reloj.adelantar(400 * DIA)
    for _ in range(3):
        _de_cada_dia(servicio)
        assert "el reloj de la máquina se adelantó" in _alarma(m)
        m.reloj.adelantar(6 * HORA)
    assert filas(m.almacen, VIVOS) == [5]
    # lo dice el auditor: la vuelta no fallo, y una semana parado no deja el servicio por muerto
    assert filas(m.almacen, "SELECT error FROM latido WHERE nombre = 'conservar'") == [""]
    # a la del dia siguiente, ya
    m.reloj.adelantar(6 * HORA)
    _de_cada_dia(servicio)
    assert (filas(m.almacen, VIVOS), _alarma(m)) == ([4], "")


def test_si_la_hora_se_corrige_se_sigue_como_si_nada(m: Mundo, servicio: Servicio) -> None:
    m.reloj.adelantar(400 * DIA)
    _de_cada_dia(servicio)
    m.reloj.adelantar(-400 * DIA + HORA)
    _de_cada_dia(servicio)
    assert filas(m.almacen, VIVOS) == [5]


def test_de_dia_en_dia_los_plazos_se_cumplen_y_quien_lo_pide_no_espera(m: Mundo, servicio: Servicio) -> None:
    for _ in range(30):
        m.reloj.adelantar(6 * DIA)
        _de_cada_dia(servicio)
    m.reloj.adelantar(10 * DIA)
    servicio.conservar()
    assert filas(m.almacen, VIVOS) == [4]
