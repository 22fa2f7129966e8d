"""Los fallos de Facebook: cada codigo en su familia, exito raro, y lo que se rechaza sin preguntar."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from conectores.errores import (
    CredencialInvalida,
    CredencialVencida,
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RespuestaIlegible,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.facebook import ConectorFacebook, CredencialFacebook
from conectores.facebook.fallos import clasificar
from conectores.tipos import Accion
from tests.conectores.apoyo_facebook import (
    CREDENCIAL,
    INICIO,
    conectar,
    http,
    servidor_crudo,
)


def cuerpo(codigo: object, mensaje: str = "algo", **otros: object) -> dict:
    return {"error": {"message": mensaje, "type": "OAuthException", "code": codigo, **otros}}


# --- codigo → familia ---

TABLA = [
    *[(codigo, None, LimiteExcedido) for codigo in (4, 17, 32, 341, 613, 80001, 80004, 80014)],
    (613, 1996, LimiteExcedido),
    *[(190, sub, CredencialInvalida) for sub in (None, 458, 459, 460, 464, 467, 492, 2069032)],
    (190, 463, CredencialVencida),
    *[(codigo, None, CredencialInvalida) for codigo in (101, 102, 104, 459)],
    *[(codigo, None, NoPermitido) for codigo in (3, 10, 200, 230, 283, 299, 368)],
    (200, 2069030, NoPermitido),
    (506, None, Duplicado),
    (100, 33, NoEncontrado),
    (803, None, NoEncontrado),
    (100, None, PeticionInvalida),
    (100, 2018001, PeticionInvalida),
    (1609005, None, PeticionInvalida),
    (2635, None, PeticionInvalida),
    (2500, None, PeticionInvalida),
    (-1, None, Transitorio),
    (0, None, Transitorio),
    (1, None, Transitorio),
    (2, None, Transitorio),
    ("190", "460", CredencialInvalida),
]


@pytest.mark.parametrize(("codigo", "subcodigo", "familia"), TABLA)
def test_cada_codigo_va_a_su_familia(codigo: object, subcodigo: object, familia: type[ErrorConector]) -> None:
    error = {"message": "algo", "type": "OAuthException", "code": codigo, "error_subcode": subcodigo}
    fallo = clasificar(error, 400)
    assert type(fallo) is familia
    assert fallo.codigo == str(codigo)
    assert fallo.subcodigo == (None if subcodigo is None else str(subcodigo))
    assert fallo.estado_http == 400


@pytest.mark.parametrize(
    ("mensaje", "familia"),
    [
        ("Unsupported get request. Object with ID '1' does not exist, cannot be loaded", NoEncontrado),
        ("Invalid appsecret_proof provided in the API argument", PeticionInvalida),
    ],
)
def test_100_sin_subcodigo_solo_es_no_encontrado_si_lo_dice(
    mensaje: str, familia: type[ErrorConector]
) -> None:
    """Dar por borrado algo por una prueba mal calculada marcaria como hechas ocultaciones que no lo estan."""
    fallo = clasificar({"message": mensaje, "type": "GraphMethodException", "code": 100}, 400)
    assert type(fallo) is familia


def test_trampa_13_el_texto_no_decide_que_el_token_murio() -> None:
    texto = "Error validating access token: session has expired"
    assert isinstance(clasificar({"message": texto, "code": 200}, 403), NoPermitido)
    ajeno = clasificar(
        {"message": "(#190) permission(s) must be granted before impersonating", "code": 190}, 400
    )
    assert isinstance(ajeno, CredencialInvalida)


def test_transitorio_si_la_red_lo_marca_aunque_el_codigo_no_se_conozca() -> None:
    assert isinstance(clasificar({"message": "x", "code": 9999, "is_transient": True}, 400), Transitorio)


@pytest.mark.parametrize("codigo", [-1, 0, 99, 100, 960, 1609005])
def test_un_5xx_no_es_permanente_y_al_escribir_es_desconocido(fb: SimpleNamespace, codigo: int) -> None:
    post = fb.mundo.nueva_publicacion("x", INICIO, None).id
    fb.gobierno.fallar(metodo="POST", veces=2, estado=500, cuerpo=cuerpo(codigo))
    with pytest.raises(Transitorio):
        fb.conector.ocultar(post)
    with pytest.raises(ResultadoDesconocido) as visto:
        fb.conector.responder(post, "hola")
    assert (visto.value.codigo, visto.value.estado_http) == (str(codigo), 500)


# --- trampa 12: limite ---


def test_trampa_12_limite_de_la_red_simulada_dice_hasta_cuando_con_su_reloj(fb: SimpleNamespace) -> None:
    fb.gobierno.cuenta(limite=2)
    fb.conector.estado_cuenta()
    with pytest.raises(LimiteExcedido) as visto:
        fb.conector.estado_cuenta()
    assert visto.value.codigo == "80001"
    assert visto.value.hasta == INICIO + timedelta(hours=24)
    (cuota,) = fb.conector.cuotas()
    assert (cuota.nombre, cuota.usado, cuota.renueva) == ("pages", 1.0, INICIO + timedelta(hours=24))
    fb.reloj.pasar(hours=24, seconds=1)
    assert fb.conector.estado_cuenta().nombre


def test_trampa_12_limite_sin_cabeceras_no_inventa_hora() -> None:
    with (
        servidor_crudo(http(json.dumps(cuerpo(32)), "400 Bad Request")) as s,
        pytest.raises(LimiteExcedido) as v,
    ):
        conectar(s.base).estado_cuenta()
    assert v.value.hasta is None


@pytest.mark.parametrize(
    ("cabecera", "usado"),
    [
        ('{"1":[{"type":"pages","call_count":28,"total_cputime":30,"total_time":25}]}', 0.30),
        ('{"1":[{"type":"pages","call_count":250}]}', 1.0),
        ('{"call_count":7,"total_cputime":1,"total_time":2}', 0.07),
    ],
)
def test_cuotas_salen_de_las_cabeceras(cabecera: str, usado: float) -> None:
    crudo = http('{"id":"1_1"}', x_business_use_case_usage=cabecera)
    with servidor_crudo(crudo) as s:
        c = conectar(s.base)
        c.consultar("1_1")
    assert [q.usado for q in c.cuotas()] == [usado]


@pytest.mark.parametrize("cabecera", ["", "no es json", "[]", "7", '{"1":7}', '{"1":[7]}', '{"1":[{}]}'])
def test_cabecera_de_cuota_rara_no_estorba(cabecera: str) -> None:
    with servidor_crudo(http('{"id":"1_1"}', x_business_use_case_usage=cabecera, date="ayer")) as s:
        assert conectar(s.base).consultar("1_1") is not None


# --- trampa 19: exito raro ---


@pytest.mark.parametrize("exito", ["true", '{"success":true}', '{"success":"true"}', '{"2001":true}'])
def test_trampa_19_formas_del_exito(exito: str) -> None:
    with servidor_crudo(http(exito)) as s:
        assert conectar(s.base).bloquear("2001").id_externo == "2001"


@pytest.mark.parametrize(
    ("dicho", "familia"),
    [
        ('{"success":false}', NoPermitido),
        ('{"2001":false}', NoPermitido),
        ("{}", RespuestaIlegible),
        ("false", RespuestaIlegible),
        ('{"success":[]}', RespuestaIlegible),
    ],
)
def test_trampa_19_lo_que_no_confirma_no_se_da_por_hecho(dicho: str, familia: type[ErrorConector]) -> None:
    with servidor_crudo(http(dicho)) as s, pytest.raises(familia):
        conectar(s.base).bloquear("2001")


@pytest.mark.parametrize("dicho", ['{"success":true}', '{"id":""}', '{"id":null}', '{"id":{}}', "true"])
def test_trampa_19_crear_sin_id_es_desconocido(dicho: str) -> None:
    with servidor_crudo(http(dicho)) as s, pytest.raises(ResultadoDesconocido):
        conectar(s.base).publicar("hola")


def test_trampa_19_error_con_http_200_se_clasifica_por_codigo() -> None:
    with (
        servidor_crudo(http(json.dumps(cuerpo(190, error_subcode=463)))) as s,
        pytest.raises(CredencialInvalida) as v,
    ):
        conectar(s.base).publicar("hola")
    assert (v.value.estado_http, v.value.codigo, v.value.subcodigo) == (200, "190", "463")


# --- lo que se rechaza sin preguntar ---


@pytest.mark.parametrize("id_", ["", "../me", "1?fields=id", "a/b", "1 2", "x" * 201, "ñ"])
def test_id_que_no_puede_ir_en_la_ruta_no_sale(fb: SimpleNamespace, id_: str) -> None:
    for hacer in (fb.conector.ocultar, fb.conector.eliminar, fb.conector.bloquear, fb.conector.consultar):
        with pytest.raises(PeticionInvalida):
            hacer(id_)
    assert fb.gobierno.peticiones() == []


@pytest.mark.parametrize("texto", ["", "  \n", "x" * 8_001, "medio \ud83d emoji"])
def test_texto_que_la_red_no_admite_no_sale(fb: SimpleNamespace, texto: str) -> None:
    with pytest.raises(PeticionInvalida):
        fb.conector.responder("1_1", texto)
    assert fb.gobierno.peticiones() == []


def test_retener_no_existe_en_facebook_y_no_pregunta(fb: SimpleNamespace) -> None:
    with pytest.raises(NoPermitido, match="ocultar"):
        fb.conector.retener("1_1")
    assert fb.gobierno.peticiones() == []


def test_sin_pagina_o_sin_credencial_no_se_construye() -> None:
    with pytest.raises(ValueError, match="id de la página"):
        ConectorFacebook("", CREDENCIAL)
    with pytest.raises(ValueError, match="token"):
        ConectorFacebook("1", CredencialFacebook("", "1", "s"))


def test_las_ocho_acciones_tienen_capacidad_con_nota() -> None:
    capacidades = ConectorFacebook.capacidades
    assert set(capacidades.acciones) == set(Accion)
    assert all(c.nota for c in capacidades.acciones.values())
    assert [a for a in Accion if capacidades.de(a).automatica and not capacidades.de(a).por_api] == []
    assert not capacidades.de(Accion.ELIMINAR).automatica
