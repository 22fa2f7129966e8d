"""Lo que un vigilante ve de fuera, y lo que queda en el registro de una petición que falla."""

import json
from datetime import timedelta

from moderacion.web import crear_app
from tests.moderacion.test_registrar import poner  # noqa: F401  # fixture: pytest la halla por el nombre
from tests.web.asgi import pedidor


def test_la_consola_sola_dice_que_las_vueltas_estan_paradas(montaje):
    """Otro proceso las da; si ese muere, quien pregunta a la consola lo sabe."""
    montaje.vuelta()
    with pedidor(crear_app(montaje.servicio)) as consola:
        assert consola.ver("/salud").estado == 200
        assert "moderacion_viva 1.0" in consola.ver("/metricas").cuerpo.decode()
        montaje.reloj.adelantar(timedelta(seconds=70))
        montaje.servicio.sancionar()
        s = consola.ver("/salud")
        assert s.estado == 503
        paradas = json.loads(s.cuerpo)["paradas"]
        assert {"evaluar", "escalar", "avisar"} <= set(paradas)
        assert "sancionar" not in paradas, "la que si anda no se señala"
        assert "sin terminar una vuelta desde" in paradas["evaluar"]
        assert "moderacion_viva 0.0" in consola.ver("/metricas").cuerpo.decode()


def test_un_fallo_da_el_numero_con_que_se_halla_en_el_registro(montaje, como, monkeypatch, poner):  # noqa: F811
    leer = poner()
    montaje.comentar("que mierda")
    montaje.vuelta()
    monkeypatch.setattr("moderacion.cola.ficha", lambda *_: 1 / 0)
    monkeypatch.setattr("moderacion.web.rutas.expediente.cola.ficha", lambda *_: 1 / 0)
    r = como("gestion").ver("/expedientes/1")
    assert r.status_code == 500
    numero = r.headers["x-peticion"]
    assert numero in r.text
    (linea,) = [x for x in map(json.loads, leer()) if x["de"].endswith("escudo")]
    assert (linea["peticion"], linea["expediente"]) == (numero, 1)
    assert linea["suceso"] == "fallo inesperado en GET /expedientes/{expediente_id}"
    assert "ZeroDivisionError" in linea["traza"]
    assert como("gestion").ver("/cola").headers["x-peticion"] != numero


def test_el_testigo_de_un_enlace_no_queda_en_el_registro(montaje, como, monkeypatch, poner):  # noqa: F811
    leer = poner()
    monkeypatch.setattr("moderacion.web.rutas.publicas.apelaciones.ver", lambda *_: 1 / 0)
    assert como().ver("/apelar/testigo-de-alguien-que-apela").status_code == 500
    todo = "\n".join(leer())
    assert "GET /apelar/{testigo}" in todo
    assert "testigo-de-alguien" not in todo
