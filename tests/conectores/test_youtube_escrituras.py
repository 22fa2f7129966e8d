"""Escrituras de YouTube que fallan: que se sabe, que no, y ninguna sale dos veces (apis.md, seccion 6)."""

import pytest

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
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
from tests.conectores.youtube_comun import (
    MODERAR,
    RAPIDO,
    REPETIBLES,
    TOKEN_BUENO,
    actuar,
    conectar,
    error_de_red,
    escrituras,
    hechos,
    respuesta,
    servidor_crudo,
    uno,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


@pytest.mark.parametrize("corte", ["antes", "despues", "truncar"])
@pytest.mark.parametrize("accion", [*REPETIBLES, "responder"])
def test_trampa_18_corte_en_una_escritura_sale_una_sola_vez(yt, accion, corte):
    conector, ident = conectar(yt.base, limites=RAPIDO), uno(yt)
    yt.gobierno.fallar(metodo="POST", ruta="/youtube", corte=corte)
    if corte == "truncar" and accion != "responder":
        actuar(conector, accion, ident)  # un 204 no tiene cuerpo que truncar
    else:
        with pytest.raises(ResultadoDesconocido if accion == "responder" else Transitorio):
            actuar(conector, accion, ident)
    assert len(escrituras(yt)) == 1
    aplicado = corte != "antes" and accion != "mostrar"
    assert bool(hechos(yt)) is aplicado


@pytest.mark.parametrize("accion", [*REPETIBLES, "responder"])
def test_trampa_18_tiempo_agotado_en_una_escritura_sale_una_sola_vez(encender, accion):
    # red propia: la peticion abandonada se aplica mas tarde, y en la compartida caeria en otra prueba
    yt = encender("youtube")
    conector, ident = conectar(yt.base, limites=RAPIDO), uno(yt)
    yt.gobierno.fallar(metodo="POST", ruta="/youtube", demora=0.7)
    with pytest.raises(ResultadoDesconocido if accion == "responder" else RedCaida):
        actuar(conector, accion, ident)
    assert len(escrituras(yt)) == 1


@pytest.mark.parametrize("estado", [500, 502, 503, 504])
@pytest.mark.parametrize("cuerpo", ["<html>", error_de_red(503, "backendError")])
def test_5xx_en_una_escritura(yt, estado, cuerpo):
    conector, ident = conectar(yt.base), uno(yt)
    yt.gobierno.fallar(ruta="/youtube", estado=estado, cuerpo=cuerpo)
    with pytest.raises(ResultadoDesconocido) as info:
        conector.responder(ident, "hola")
    assert info.value.estado_http == estado
    yt.gobierno.fallar(ruta=MODERAR, estado=estado, cuerpo=cuerpo)
    with pytest.raises(RedCaida):
        conector.ocultar(ident)
    assert len(escrituras(yt)) == 2


def test_processing_failure_al_responder_se_comprueba_antes_de_repetir(yt):
    ident = uno(yt)
    yt.gobierno.fallar(ruta="/comments$", estado=400, cuerpo=error_de_red(400, "processingFailure"))
    with pytest.raises(ResultadoDesconocido):
        conectar(yt.base).responder(ident, "hola")


@pytest.mark.parametrize(
    "cuerpo", ["", "<html>", "[]", {}, {"id": 7}, {"id": ""}, {"kind": "x", "snippet": {}}]
)
def test_trampa_19_exito_con_cuerpo_raro_al_responder_es_desconocido(yt, cuerpo):
    ident = uno(yt)
    yt.gobierno.fallar(metodo="POST", ruta="/comments$", estado=200, cuerpo=cuerpo)
    with pytest.raises(ResultadoDesconocido):
        conectar(yt.base).responder(ident, "hola")
    assert len(escrituras(yt)) == 1


@pytest.mark.parametrize("cuerpo", ["", {}])
def test_trampa_19_moderar_contesta_200_en_lugar_de_204(yt, cuerpo):
    ident = uno(yt)
    yt.gobierno.fallar(ruta=MODERAR, estado=200, cuerpo=cuerpo)
    assert conectar(yt.base).ocultar(ident).ya_estaba is False


@pytest.mark.parametrize("cuerpo", [{"error": {"code": 403, "message": "no"}}, {"error": "x"}])
def test_un_error_con_estado_200_no_es_un_exito(yt, cuerpo):
    """Darlo por oculto dejaria un insulto a la vista sin que nadie lo supiera."""
    ident = uno(yt)
    yt.gobierno.fallar(ruta=MODERAR, estado=200, cuerpo=cuerpo)
    with pytest.raises(RespuestaIlegible):
        conectar(yt.base).ocultar(ident)
    assert conectar(yt.base).ocultar(ident).ya_estaba is False


def test_sin_conexion_la_escritura_no_salio_aunque_hubiera_token():
    with servidor_crudo(
        lambda linea: TOKEN_BUENO if "/token" in linea else respuesta({"kind": "youtube#x"})
    ) as (base, _):
        conector = conectar(base, limites=RAPIDO)
        assert conector.consultar("Ugz1") is None
    with pytest.raises(RedCaida):
        conector.responder("Ugz1", "hola")


def test_sin_conexion_la_escritura_no_salio():
    conector = conectar("http://127.0.0.1:9", limites=RAPIDO)
    with pytest.raises(RedCaida):
        conector.responder("Ugz", "hola")


TABLA = [
    (403, "quotaExceeded", CuotaAgotada),
    (403, "dailyLimitExceeded", CuotaAgotada),
    (403, "rateLimitExceeded", LimiteExcedido),
    (403, "userRateLimitExceeded", LimiteExcedido),
    (429, "rateLimitExceeded", LimiteExcedido),
    (403, "forbidden", NoPermitido),
    (403, "commentsDisabled", NoPermitido),
    (403, "ineligibleAccount", NoPermitido),
    (403, "insufficientPermissions", NoPermitido),
    (403, "algoNuevo", NoPermitido),
    (400, "operationNotSupported", NoPermitido),
    (401, "youtubeSignupRequired", NoPermitido),
    (404, "commentNotFound", NoEncontrado),
    (404, "videoNotFound", NoEncontrado),
    (404, "algoNuevo", NoEncontrado),
    (400, "commentTextTooLong", PeticionInvalida),
    (400, "parentCommentIsPrivate", PeticionInvalida),
    (400, "banWithoutReject", PeticionInvalida),
    (400, "algoNuevo", PeticionInvalida),
    (401, "authError", CredencialInvalida),
]


@pytest.mark.parametrize(("estado", "razon", "clase"), TABLA)
def test_errores_por_su_razon(yt, estado, razon, clase):
    ident = uno(yt)
    yt.gobierno.fallar(ruta="/comments$", veces=None, estado=estado, cuerpo=error_de_red(estado, razon))
    with pytest.raises(ErrorConector) as info:
        conectar(yt.base).responder(ident, "hola")
    assert type(info.value) is clase
    assert (info.value.codigo, info.value.estado_http) == (razon, estado)
    assert hechos(yt) == []


@pytest.mark.parametrize("estado", [400, 401, 403, 404, 409])
@pytest.mark.parametrize("cuerpo", ["<html>prohibido</html>", "", "[]", '{"error":', {"error": "texto"}])
def test_trampa_22_un_4xx_que_no_escribio_youtube_no_se_cree(yt, estado, cuerpo):
    """Un proxy cautivo contesta 403 o 404 en HTML: ni el comentario se borro ni la credencial es mala."""
    ident = uno(yt)
    yt.gobierno.fallar(ruta=MODERAR, veces=None, estado=estado, cuerpo=cuerpo)
    conector = conectar(yt.base)
    with pytest.raises(RespuestaIlegible):
        conector.ocultar(ident)
    yt.gobierno.sin_fallas()
    yt.gobierno.fallar(ruta="/comments$", veces=None, estado=estado, cuerpo=cuerpo)
    with pytest.raises(ResultadoDesconocido):
        conector.responder(ident, "hola")
