"""Los fallos de Facebook: cada codigo en su familia, nada del SDK se escapa y ningun secreto sale."""

import json
import logging
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from conectores.errores import (
    CredencialInvalida,
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.facebook import ConectorFacebook, CredencialFacebook
from conectores.facebook.cliente import SinConexion
from conectores.facebook.fallos import clasificar
from conectores.http import Limites
from conectores.simulador.cuentas import SECRETO_FACEBOOK, TOKEN_FACEBOOK
from conectores.tipos import Accion, Conector
from tests.conectores.apoyo_facebook import (
    ANA,
    CREDENCIAL,
    INICIO,
    RAPIDO,
    conectar,
    http,
    servidor_crudo,
    vivir,
)

_COMPROBADO_POR_MYPY: type[Conector] = ConectorFacebook


@pytest.fixture
def fb(encender: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    return vivir(encender)


def cuerpo(codigo: object, mensaje: str = "algo", **otros: object) -> dict:
    return {"error": {"message": mensaje, "type": "OAuthException", "code": codigo, **otros}}


# --- codigo → familia ---

TABLA = [
    *[(codigo, None, LimiteExcedido) for codigo in (4, 17, 32, 341, 613, 80001, 80004, 80014)],
    (613, 1996, LimiteExcedido),
    *[(190, sub, CredencialInvalida) for sub in (None, 458, 459, 460, 463, 464, 467, 492, 2069032)],
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
        conectar(s.base, limites=RAPIDO).estado_cuenta()
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
    crudo = http('{"data":{"is_valid":true}}', x_business_use_case_usage=cabecera)
    with servidor_crudo(crudo) as s:
        c = conectar(s.base, limites=RAPIDO)
        c.consultar("1_1")
    assert [q.usado for q in c.cuotas()] == [usado]


@pytest.mark.parametrize("cabecera", ["", "no es json", "[]", "7", '{"1":7}', '{"1":[7]}', '{"1":[{}]}'])
def test_cabecera_de_cuota_rara_no_estorba(cabecera: str) -> None:
    with servidor_crudo(http('{"id":"1_1"}', x_business_use_case_usage=cabecera, date="ayer")) as s:
        assert conectar(s.base, limites=RAPIDO).consultar("1_1") is not None


# --- respuestas hostiles ---

GRANDE = '{"data":"' + "x" * 300_000 + '"}'
HOSTILES = {
    "HTML 503": http("<html>no</html>", "503 Service Unavailable", "text/html"),
    "HTML 200": http("<html>no</html>", tipo="text/html"),
    "HTML 404": http("<html>no</html>", "404 Not Found", "text/html"),
    "HTML 401": http("<html>no</html>", "401 Unauthorized", "text/html"),
    "vacio": http(""),
    "vacio sin tipo": http("", tipo=None),
    "sin content-type": http('{"data":[]}', tipo=None),
    "lista": http("[1,2]"),
    "nulo": http("null"),
    "numero": http("7"),
    "texto": http('"hola"'),
    "JSON cortado": http('{"data":[{"id":'),
    "JSON hondo": http("[" * 50_000),
    "no UTF-8": http(b'{"data":"\xff\xfe"}'),
    "imagen": http(b"\x89PNG", tipo="image/png"),
    "token suelto": http("access_token=robado&expires=1", tipo="text/plain"),
    "200 con error": http(json.dumps(cuerpo(1))),
    "error vacio": http('{"error":{}}'),
    "error texto": http('{"error":"no"}'),
    "error lista": http('{"error":[1]}'),
    "error sin codigo": http('{"error":{"message":"no"}}', "400 Bad Request"),
    "error codigo raro": http(
        '{"error":{"message":{"a":1},"code":[1],"error_subcode":{}}}', "400 Bad Request"
    ),
    "500 con JSON sin error": http('{"success":true}', "500 Internal Server Error"),
    "400 con JSON sin error": http('{"success":true}', "400 Bad Request"),
    "redireccion": http("", "302 Found", location="http://127.0.0.1:1/robar"),
    "cuerpo menor que lo dicho": b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
    "compresion rota": http(b"\x1f\x8bno", content_encoding="gzip"),
    "no es HTTP": b"HOLA\r\n\r\n",
    "nada": b"",
    "demasiado grande": http(GRANDE),
    "429 sin cuerpo": http("", "429 Too Many Requests", "text/plain"),
}
LECTURAS: dict[str, Callable[[ConectorFacebook], object]] = {
    "leer": lambda c: list(c.leer(None)),
    "consultar": lambda c: c.consultar("1_1"),
    "buscar_propias": lambda c: c.buscar_propias(INICIO),
    "buscar_respuestas": lambda c: c.buscar_propias(INICIO, "1_1"),
    "estado_cuenta": lambda c: c.estado_cuenta(),
    "salud_token": lambda c: c.salud_token(),
}
REPETIBLES: dict[str, Callable[[ConectorFacebook], object]] = {
    "ocultar": lambda c: c.ocultar("1_1"),
    "mostrar": lambda c: c.mostrar("1_1"),
    "eliminar": lambda c: c.eliminar("1_1"),
    "bloquear": lambda c: c.bloquear("2001"),
    "desbloquear": lambda c: c.desbloquear("2001"),
}
IRREPETIBLES: dict[str, Callable[[ConectorFacebook], object]] = {
    "responder": lambda c: c.responder("1_1", "hola"),
    "publicar": lambda c: c.publicar("hola"),
}


@pytest.mark.parametrize("hostil", HOSTILES)
def test_trampa_22_ninguna_respuesta_hostil_saca_otra_excepcion(hostil: str) -> None:
    """Lecturas y acciones repetibles: Transitorio. Las que no se repiten: resultado desconocido (o limite)."""
    with servidor_crudo(HOSTILES[hostil]) as s:
        c = conectar(s.base, limites=RAPIDO)
        for nombre, hacer in (LECTURAS | REPETIBLES).items():
            with pytest.raises(ErrorConector) as visto:
                hacer(c)
            assert isinstance(visto.value, Transitorio), (nombre, visto.value)
        for nombre, hacer in IRREPETIBLES.items():
            with pytest.raises((ResultadoDesconocido, LimiteExcedido)) as visto:
                hacer(c)
            assert ("429" in hostil) == isinstance(visto.value, LimiteExcedido), nombre


def test_redireccion_no_se_sigue_con_el_token() -> None:
    with servidor_crudo(http('{"robado":true}')) as otro:
        with (
            servidor_crudo(http("", "302 Found", location=f"{otro.base}/x")) as s,
            pytest.raises(RespuestaIlegible),
        ):
            conectar(s.base, limites=RAPIDO).consultar("1_1")
        assert otro.pedidos == []


def test_trampa_22_la_familia_la_decide_el_estado() -> None:
    esperado = {
        "HTML 503": RedCaida,
        "HTML 200": RespuestaIlegible,
        "HTML 404": RespuestaIlegible,
        "HTML 401": RespuestaIlegible,
        "sin content-type": RespuestaIlegible,
        "demasiado grande": RespuestaIlegible,
        "500 con JSON sin error": RedCaida,
        "429 sin cuerpo": LimiteExcedido,
    }
    for nombre, familia in esperado.items():
        with servidor_crudo(HOSTILES[nombre]) as s, pytest.raises(ErrorConector) as visto:
            conectar(s.base, limites=RAPIDO).consultar("1_1")
        assert type(visto.value) is familia, nombre


def _puerto_cerrado() -> str:
    with socket.create_server(("127.0.0.1", 0)) as enchufe:
        return f"http://127.0.0.1:{enchufe.getsockname()[1]}"


def test_conexion_rechazada_es_red_caida_tambien_al_publicar() -> None:
    """No salio nada: no hay duda, se puede repetir."""
    c = conectar(_puerto_cerrado(), limites=RAPIDO)
    for nombre, hacer in (LECTURAS | REPETIBLES | IRREPETIBLES).items():
        with pytest.raises(SinConexion) as visto:
            hacer(c)
        assert isinstance(visto.value, RedCaida), nombre


def test_red_que_no_contesta_se_suelta_a_tiempo() -> None:
    with servidor_crudo(callar=True) as s:
        c = conectar(s.base, limites=RAPIDO)
        inicio = time.monotonic()
        with pytest.raises(RedCaida):
            c.consultar("1_1")
        with pytest.raises(ResultadoDesconocido):
            c.responder("1_1", "hola")
        assert time.monotonic() - inicio < 2


def test_goteo_lento_se_corta_por_el_limite_total() -> None:
    """Cada octeto llega a tiempo, pero la respuesta no acabaria nunca."""
    with servidor_crudo(http('{"id":"1_1"}' + " " * 500), goteo=0.05) as s:
        inicio = time.monotonic()
        with pytest.raises(RedCaida, match="a tiempo"):
            conectar(s.base, limites=Limites(1, 0.4, 0.5)).consultar("1_1")
        assert 0.4 < time.monotonic() - inicio < 2


# --- trampa 18: escritura ambigua ---


@pytest.mark.parametrize(
    ("falla", "aplicada"),
    [
        ({"corte": "antes"}, False),
        ({"corte": "despues"}, True),
        ({"corte": "truncar"}, True),
        ({"estado": 500, "cuerpo": cuerpo(2)}, False),
        ({"estado": 503, "cuerpo": "<html>"}, False),
    ],
)
def test_trampa_18_responder_y_publicar_quedan_en_desconocido(
    fb: SimpleNamespace, falla: dict, *, aplicada: bool
) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "a que hora abren", "autor": ANA})
    for hacer in (lambda: fb.conector.responder(id_, "a las 7"), lambda: fb.conector.publicar("abierto")):
        fb.gobierno.fallar(metodo="POST", **falla)
        with pytest.raises(ResultadoDesconocido):
            hacer()
    assert [e["accion"] for e in fb.gobierno.efectos()] == (["responder", "publicar"] if aplicada else [])
    propias = fb.conector.buscar_propias(INICIO)
    bajo_el_comentario = fb.conector.buscar_propias(INICIO, id_)
    assert ("abierto" in [p.texto for p in propias]) is aplicada
    assert [p.texto for p in bajo_el_comentario] == (["a las 7"] if aplicada else [])
    assert len([p for p in fb.gobierno.peticiones() if p[0] == "POST"]) == 2, "el conector no reintenta"


@pytest.mark.parametrize("corte", ["antes", "despues", "truncar"])
def test_trampa_18_lo_repetible_cortado_es_transitorio_y_se_puede_repetir(
    fb: SimpleNamespace, corte: str
) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "x", "autor": ANA})
    fb.gobierno.fallar(metodo="POST", corte=corte)
    with pytest.raises(RedCaida):
        fb.conector.ocultar(id_)
    assert not fb.conector.ocultar(id_).ya_estaba
    assert [e["accion"] for e in fb.gobierno.efectos()] == ["ocultar"]


def test_trampa_18_506_es_duplicado_y_no_se_publica_dos_veces(fb: SimpleNamespace) -> None:
    fb.conector.publicar("cerramos el lunes")
    with pytest.raises(Duplicado) as visto:
        fb.conector.publicar("cerramos el lunes")
    assert visto.value.codigo == "506"
    assert len(fb.gobierno.efectos()) == 1


# --- trampa 19: exito raro ---


@pytest.mark.parametrize("exito", ["true", '{"success":true}', '{"success":"true"}', '{"2001":true}'])
def test_trampa_19_formas_del_exito(exito: str) -> None:
    with servidor_crudo(http(exito)) as s:
        assert conectar(s.base, limites=RAPIDO).bloquear("2001").id_externo == "2001"


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
        conectar(s.base, limites=RAPIDO).bloquear("2001")


@pytest.mark.parametrize("dicho", ['{"success":true}', '{"id":""}', '{"id":null}', '{"id":{}}', "true"])
def test_trampa_19_crear_sin_id_es_desconocido(dicho: str) -> None:
    with servidor_crudo(http(dicho)) as s, pytest.raises(ResultadoDesconocido):
        conectar(s.base, limites=RAPIDO).publicar("hola")


def test_trampa_19_error_con_http_200_se_clasifica_por_codigo() -> None:
    with (
        servidor_crudo(http(json.dumps(cuerpo(190, error_subcode=463)))) as s,
        pytest.raises(CredencialInvalida) as v,
    ):
        conectar(s.base, limites=RAPIDO).publicar("hola")
    assert (v.value.estado_http, v.value.codigo, v.value.subcodigo) == (200, "190", "463")


# --- trampa 23: secretos ---


def _cadena(error: BaseException | None) -> str:
    """El texto de un error y de todo lo que arrastra, como lo escribiria una traza."""
    textos = []
    while error is not None:
        textos.append(f"{error!s} {error!r} {error.args!r}")
        error = error.__cause__ or error.__context__
    return " ".join(textos)


def test_trampa_23_ningun_secreto_en_los_errores(fb: SimpleNamespace) -> None:
    malo = CredencialFacebook("token+secreto/ñ=", "900000000000001", SECRETO_FACEBOOK)
    errores = []
    hacer = [*LECTURAS.values(), *REPETIBLES.values(), *IRREPETIBLES.values()]
    con_malo = [conectar(fb.base, credencial=malo), conectar(_puerto_cerrado(), credencial=malo)]
    for c in [*con_malo, conectar(_puerto_cerrado(), limites=RAPIDO)]:
        for accion in hacer:
            try:
                accion(c)
            except ErrorConector as error:
                errores.append(_cadena(error))
    with servidor_crudo(http(json.dumps(cuerpo(1, f"eco {TOKEN_FACEBOOK} y {SECRETO_FACEBOOK}")))) as s:
        for accion in hacer:
            with pytest.raises(ErrorConector) as visto:
                accion(conectar(s.base, limites=RAPIDO))
            errores.append(_cadena(visto.value))
    assert len(errores) >= 40
    assert "Malformed access token [oculto]" in " ".join(errores)
    for texto in errores:
        for secreto in (
            TOKEN_FACEBOOK,
            SECRETO_FACEBOOK,
            "token+secreto",
            "token%2Bsecreto",
            "appsecret_proof=a",
        ):
            assert secreto not in texto


def test_trampa_23_ningun_secreto_en_la_credencial_ni_en_los_registros(
    fb: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    assert TOKEN_FACEBOOK not in repr(CREDENCIAL)
    assert SECRETO_FACEBOOK not in repr(CREDENCIAL)
    with caplog.at_level(logging.DEBUG):
        fb.conector.estado_cuenta()
        fb.conector.salud_token()
        fb.conector.desbloquear("2001")
    assert "GET /" in caplog.text, "urllib3 si escribe en DEBUG"
    assert TOKEN_FACEBOOK not in caplog.text
    assert SECRETO_FACEBOOK not in caplog.text


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


def test_fecha_de_referencia() -> None:
    assert datetime(2026, 11, 20, 15, tzinfo=UTC) == INICIO
