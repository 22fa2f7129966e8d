"""El gobierno de la red simulada de Facebook: inyectar, cambiar la cuenta y reiniciar."""

from types import SimpleNamespace

import pytest
import requests

from tests.conectores.apoyo_facebook import ANA, publicar


@pytest.mark.parametrize(
    "malo",
    [
        {},
        {"texto": "x", "autor": {"nombre": "sin id"}},
        {"texto": "x", "padre": "1_1"},
        {"texto": "x", "publicacion": "1_1"},
        {"texto": "x", "fecha": "ayer"},
        {"texto": "x", "estado": "likelySpam"},
        {"texto": "x", "desconocida": 1},
    ],
)
def test_inyeccion_mala_da_400_con_razon_y_no_cambia_nada(fb: SimpleNamespace, malo: dict) -> None:
    antes = fb.mundo.volcar()
    r = requests.post(f"{fb.base}/_control/comentarios", json={"comentarios": [malo]}, timeout=5)
    assert r.status_code == 400
    assert "no válida" in r.json()["error"]
    assert fb.mundo.volcar() == antes


def test_id_repetido_se_rechaza(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar({"texto": "x", "autor": ANA, "id": "fijo_1"})
    with pytest.raises(AssertionError, match="ya existe"):
        fb.gobierno.inyectar({"texto": "y", "autor": ANA, "id": "fijo_1"})


@pytest.mark.parametrize(
    "malo",
    [
        {"token": "roto"},
        {"perfil": {"color": "rojo"}},
        {"publicar": {"texto": "x", "como": "nadie"}},
        {"editar": {"id": "1_1", "texto": "x"}},
        {"borrar": {"id": "1_1"}},
        {"otra": 1},
        {"limite": "mucho"},
        [],
    ],
)
def test_cambio_de_cuenta_malo_da_400(fb: SimpleNamespace, malo: object) -> None:
    antes = fb.mundo.volcar()
    assert requests.post(f"{fb.base}/_control/cuenta", json=malo, timeout=5).status_code == 400
    assert fb.mundo.volcar() == antes


def test_sin_publicacion_va_en_la_mas_reciente_o_en_una_de_bienvenida(fb: SimpleNamespace) -> None:
    (a,) = fb.gobierno.inyectar({"texto": "a", "autor": ANA})
    bienvenida = fb.mundo.estado.nodos[a].publicacion
    post = publicar(fb, "nueva")
    (b,) = fb.gobierno.inyectar({"texto": "b", "autor": ANA})
    assert fb.mundo.estado.nodos[bienvenida].propio
    assert fb.mundo.estado.nodos[b].publicacion == post


def test_el_gobierno_no_deja_efectos_y_reiniciar_lo_borra_todo(fb: SimpleNamespace) -> None:
    vacio = fb.mundo.volcar()
    (id_,) = fb.gobierno.inyectar({"texto": "x", "autor": ANA})
    publicar(fb, "p")
    fb.gobierno.cuenta(editar={"id": id_, "texto": "y"}, seguidores=3, token="revocado", limite=9)
    fb.gobierno.cuenta(borrar={"id": id_})
    assert fb.gobierno.efectos() == []
    assert fb.mundo.volcar() != vacio
    fb.gobierno._pedir("POST", "reiniciar")
    assert fb.mundo.volcar() == vacio
