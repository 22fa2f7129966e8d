"""Que se vea de cuando es la última copia, y que se diga si nadie las programó."""

from datetime import timedelta

import pytest

from moderacion.config.custodia import Respaldo


@pytest.fixture
def con_copias(montaje):
    """El mismo servicio, que hace una cada seis horas."""
    respaldo = Respaldo.model_construct(cada_horas=6.0)
    montaje.servicio.config = montaje.servicio.config.model_copy(update={"respaldo": respaldo})
    return montaje


def _hecha(montaje) -> None:
    manifiesto = {
        "archivo": "m.copia",
        "hecha": montaje.reloj.ahora().isoformat(),
        "octetos": 9,
        "sha256": "ab",
        "n": 3,
    }
    with montaje.servicio.almacen.unidad() as u:
        u.respaldos.anotar(manifiesto, 0, "maquina", aparte=False)


def test_sin_programar_se_dice_en_conexiones_y_en_la_salud(montaje, como):
    html = como("auditoria").ver("/conexiones").text
    assert "No hay copias programadas de la base." in html
    assert "No consta ninguna." in html
    assert como().ver("/salud").json()["copias"] == {"cada_horas": None, "ultima": None}
    _hecha(montaje)
    assert "No consta ninguna." not in como("auditoria").ver("/conexiones").text


def test_programadas_se_dice_de_cuando_es_la_ultima(con_copias, como):
    assert "Todavía no hay ninguna buena." in como("auditoria").ver("/conexiones").text
    hora = con_copias.reloj.ahora()
    _hecha(con_copias)
    con_copias.reloj.adelantar(timedelta(hours=2))
    html = como("auditoria").ver("/conexiones").text
    assert "una cada 6 h. La última buena, " in html
    assert "hace 2 h" in html
    assert "No hay copias programadas" not in html
    assert como().ver("/salud").json()["copias"] == {
        "cada_horas": 6,
        "ultima": hora.isoformat(timespec="seconds"),
    }
    assert "moderacion_copia_edad_segundos 7200.0" in como().ver("/metricas").text


def test_la_copia_se_lee_en_la_bitacora(con_copias, como):
    _hecha(con_copias)
    html = como("auditoria").ver("/bitacora").text
    assert "Hizo una copia de la base, y la comprobó" in html
