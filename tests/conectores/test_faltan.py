"""Que publicaciones nuestras dice cada red que ya no tiene: solo lo que la red afirma."""

from datetime import timedelta

import pytest

from conectores.errores import CredencialVencida, ErrorConector, RedCaida
from conectores.twitter.fallos import inexistentes
from tests.conectores import apoyo_facebook, twitter_comun, youtube_comun

CONECTAR = {
    "facebook": lambda red: apoyo_facebook.conectar(red.base),
    "twitter": twitter_comun.conectar,
    "youtube": lambda red: youtube_comun.conectar(red.base),
}
INICIO = apoyo_facebook.INICIO


@pytest.fixture(params=CONECTAR)
def red(request, compartida):
    viva = compartida(request.param, reloj=lambda: INICIO)
    viva.conector, viva.nombre = CONECTAR[request.param](viva), request.param
    return viva


def publicar(red, cuantas: int) -> list[str]:
    return [red.gobierno.cuenta(publicar={"texto": f"aviso {n}"})["id"] for n in range(cuantas)]


def test_falta_lo_borrado_y_nada_mas(red) -> None:
    ids = publicar(red, 5)
    assert red.conector.presencia(ids, INICIO - timedelta(days=1)).faltan == frozenset()
    for i in ids[1:3]:
        red.gobierno.cuenta(borrar={"id": i})
    assert red.conector.presencia(ids, INICIO - timedelta(days=1)).faltan == frozenset(ids[1:3])


def test_mas_de_las_que_caben_en_una_peticion(red) -> None:
    ids = publicar(red, 120)
    red.gobierno.cuenta(borrar={"id": ids[110]})
    assert red.conector.presencia(ids, INICIO - timedelta(days=1)).faltan == {ids[110]}


def test_si_la_red_falla_no_falta_nada_y_se_dice(red) -> None:
    ids = publicar(red, 2)
    red.conector.estado_cuenta()
    red.gobierno.fallar(estado=503, cuerpo="<html>caida</html>", veces=None)
    with pytest.raises(ErrorConector) as error:
        red.conector.presencia(ids, INICIO - timedelta(days=1))
    assert isinstance(error.value, RedCaida)


def test_en_twitter_lo_que_no_se_puede_ver_no_falta() -> None:
    tipo = "https://api.x.com/2/problems/"
    cuerpo = {
        "errors": [
            {"type": tipo + "resource-not-found", "resource_id": "1"},
            {"type": tipo + "not-authorized-for-resource", "resource_id": "2"},
            {"type": tipo + "resource-not-found", "value": "3"},
            "raro",
        ]
    }
    assert list(inexistentes(cuerpo)) == ["1", "3"]
    assert list(inexistentes({"errors": "raro"})) == []
    assert list(inexistentes({})) == []


def test_las_cifras_que_delatan_un_borrado(red) -> None:
    publicar(red, 3)
    estado = red.conector.estado_cuenta()
    assert estado.publicadas == {"facebook": None, "twitter": 3, "youtube": 3}[red.nombre]
    assert estado.siguiendo == {"facebook": None, "twitter": 112, "youtube": None}[red.nombre]


def test_en_facebook_el_codigo_dice_si_el_token_vencio_o_lo_quitaron(fb) -> None:
    for palabra, vencio in (("caducado", True), ("revocado", False)):
        fb.gobierno.cuenta(token=palabra)
        with pytest.raises(ErrorConector) as error:
            fb.conector.estado_cuenta()
        assert isinstance(error.value, CredencialVencida) is vencio, palabra


def test_en_facebook_lo_que_no_se_deja_mirar_no_falta(fb) -> None:
    id_ = apoyo_facebook.publicar(fb, "aviso")
    fb.gobierno.fallar(ruta="published_posts", estado=200, cuerpo={"data": []})
    negado = {"error": {"message": "x", "type": "OAuthException", "code": 200}}
    fb.gobierno.fallar(ruta=id_, estado=403, cuerpo=negado)
    assert fb.conector.presencia([id_], INICIO - timedelta(days=1)).faltan == frozenset()
