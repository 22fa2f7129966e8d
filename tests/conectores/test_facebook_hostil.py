"""Redes hostiles: nada del SDK se escapa, lo ambiguo no se repite y ningun secreto sale."""

import json
import logging
import socket
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from conectores.errores import (
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    RedCaida,
    RespuestaIlegible,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.facebook import ConectorFacebook, CredencialFacebook
from conectores.facebook.cliente import SinConexion
from conectores.http import Limites
from conectores.simulador.cuentas import SECRETO_FACEBOOK, TOKEN_FACEBOOK
from tests.conectores.apoyo_facebook import (
    AL_MOMENTO,
    ANA,
    CREDENCIAL,
    INICIO,
    RAPIDO,
    conectar,
    http,
    servidor_crudo,
)


def cuerpo(codigo: object, mensaje: str = "algo", **otros: object) -> dict:
    return {"error": {"message": mensaje, "type": "OAuthException", "code": codigo, **otros}}


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
        c = conectar(s.base, limites=AL_MOMENTO)
        for nombre, hacer in (LECTURAS | REPETIBLES).items():
            with pytest.raises(ErrorConector) as visto:
                hacer(c)
            assert isinstance(visto.value, Transitorio), (nombre, visto.value)
        for nombre, hacer in IRREPETIBLES.items():
            with pytest.raises((ResultadoDesconocido, LimiteExcedido)) as visto:
                hacer(c)
            assert ("429" in hostil) == isinstance(visto.value, LimiteExcedido), nombre


def test_redireccion_no_se_sigue() -> None:
    """El token va en la direccion: seguirla lo entregaria a quien diga la respuesta."""
    with servidor_crudo(http("", "302 Found", location="/otra"), http('{"id":"1_1"}')) as s:
        with pytest.raises(RespuestaIlegible):
            conectar(s.base, limites=AL_MOMENTO).consultar("1_1")
        assert len(s.pedidos) == 1


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
            conectar(s.base, limites=AL_MOMENTO).consultar("1_1")
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
        assert time.monotonic() - inicio < 5, "sin limites cortos serian 15 s o mas"


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
