"""Cuota y credencial de YouTube (apis.md, seccion 6, filas 12 y 13)."""

from datetime import UTC, datetime, timedelta

import pytest

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    LimiteExcedido,
    Permanente,
    RedCaida,
    RespuestaIlegible,
    Transitorio,
)
from conectores.youtube import CredencialYoutube
from tests.conectores.youtube_comun import (
    RAPIDO,
    conectar,
    error_de_red,
    escrituras,
    hechos,
    leer,
    uno,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


def test_trampa_12_cuota_agotada_hasta_la_medianoche_del_pacifico(yt):
    conector = conectar(yt.base)
    yt.gobierno.cuenta(limite=149)
    idents = [uno(yt) for _ in range(3)]
    for ident in idents[:2]:
        conector.ocultar(ident)
    with pytest.raises(CuotaAgotada) as info:
        conector.ocultar(idents[2])
    assert info.value.hasta == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    assert conector.cuotas()[0].usado == 1.0
    yt.reloj.ahora = info.value.hasta - timedelta(seconds=1)
    with pytest.raises(CuotaAgotada):
        conector.ocultar(idents[2])
    yt.reloj.pasar(seconds=1)
    conector.ocultar(idents[2])
    assert len(hechos(yt)) == 3
    [cuota] = conector.cuotas()
    assert (cuota.usado, cuota.renueva) == (0.005, datetime(2026, 11, 22, 8, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("ahora", "hasta"),
    [
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 8, 9, 0, tzinfo=UTC), datetime(2026, 3, 9, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 1, 8, 0, tzinfo=UTC), datetime(2026, 11, 2, 8, 0, tzinfo=UTC)),
    ],
    ids=["verano", "en punto", "dia de 23 horas", "dia de 25 horas"],
)
def test_trampa_12_la_medianoche_con_cambios_de_hora(yt, ahora, hasta):
    yt.reloj.ahora = ahora
    yt.gobierno.cuenta(limite=0)
    with pytest.raises(CuotaAgotada) as info:
        conectar(yt.base).estado_cuenta()
    assert info.value.hasta == hasta


def test_trampa_12_ir_mas_despacio_con_y_sin_retry_after(yt):
    conector = conectar(yt.base)
    cuerpo = error_de_red(429, "rateLimitExceeded")
    for cabeceras, hasta in (
        ({"retry-after": "30"}, yt.reloj.ahora + timedelta(seconds=30)),
        ({"retry-after": "Fri, 20 Nov 2026 16:00:00 GMT"}, None),
        ({"retry-after": "9" * 30}, yt.reloj.ahora + timedelta(days=1)),
        ({}, None),
    ):
        yt.gobierno.fallar(ruta="channels", estado=429, cuerpo=cuerpo, cabeceras=cabeceras)
        with pytest.raises(LimiteExcedido) as info:
            conector.estado_cuenta()
        assert type(info.value) is LimiteExcedido
        assert info.value.hasta == hasta


def test_trampa_12_un_fallo_del_dominio_de_cuota_con_otra_razon(yt):
    yt.gobierno.fallar(ruta="channels", estado=403, cuerpo=error_de_red(403, "algoNuevo", "youtube.quota"))
    with pytest.raises(CuotaAgotada):
        conectar(yt.base).estado_cuenta()


def test_cuotas_cuenta_lecturas_y_escrituras(yt):
    conector, ident = conectar(yt.base), uno(yt)
    assert conector.cuotas()[0].usado == 0.0
    assert conector.cuotas()[0].renueva is None
    leer(conector)
    conector.ocultar(ident)
    conector.consultar(ident)
    assert conector.cuotas()[0].usado == pytest.approx(yt.mundo.volcar()["cuota"]["gastado"] / 10_000)


def test_trampa_13_token_revocado(yt):
    conector, ident = conectar(yt.base), uno(yt)
    assert conector.salud_token().valido
    yt.gobierno.cuenta(token="revocado")
    for llamada in (
        lambda: conector.ocultar(ident),
        conector.estado_cuenta,
        lambda: list(conector.leer(None)),
    ):
        with pytest.raises(CredencialInvalida) as info:
            llamada()
        assert info.value.codigo == "invalid_grant"
    salud = conector.salud_token()
    assert not salud.valido
    assert "invalid_grant" in salud.motivo
    yt.gobierno.cuenta(token="valido")
    assert conector.salud_token().valido
    conector.ocultar(ident)


def test_trampa_13_token_de_acceso_vencido_se_renueva_y_la_orden_sale(yt):
    conector, ident = conectar(yt.base), uno(yt)
    conector.estado_cuenta()
    yt.gobierno.cuenta(token="vencido")
    yt.gobierno.cuenta(token="valido")
    conector.responder(ident, "hola")
    assert hechos(yt) == [("responder", ident)]
    assert [p[1] for p in yt.gobierno.peticiones()].count("/token") == 2


def test_trampa_13_un_401_que_insiste_no_da_vueltas(yt):
    conector = conectar(yt.base)
    yt.gobierno.fallar(
        ruta="channels", veces=None, estado=401, cuerpo=error_de_red(401, "authError", "global")
    )
    with pytest.raises(CredencialInvalida):
        conector.estado_cuenta()
    assert [p[1] for p in yt.gobierno.peticiones()].count("/youtube/v3/channels") == 2
    salud = conector.salud_token()
    assert not salud.valido
    assert "authError" in salud.motivo


@pytest.mark.parametrize(
    ("falla", "clase"),
    [
        ({"estado": 503, "cuerpo": "<html>"}, RedCaida),
        ({"estado": 500, "cuerpo": {"error": "internal_failure"}}, RedCaida),
        ({"estado": 400, "cuerpo": {"error": "temporarily_unavailable"}}, RedCaida),
        ({"estado": 429, "cuerpo": {"error": "rate_limited"}}, LimiteExcedido),
        ({"estado": 200, "cuerpo": "<html>"}, RespuestaIlegible),
        ({"estado": 200, "cuerpo": {"expires_in": 3}}, RespuestaIlegible),
        ({"estado": 200, "cuerpo": {"access_token": "a", "expires_in": "mucho"}}, RespuestaIlegible),
        ({"estado": 404, "cuerpo": "<html>"}, RespuestaIlegible),
        ({"estado": 200, "cuerpo": []}, RespuestaIlegible),
        ({"corte": "antes"}, RedCaida),
        ({"demora": 0.7}, RedCaida),
        ({"corte": "truncar"}, RedCaida),
    ],
)
def test_trampa_13_un_fallo_del_punto_de_tokens_no_es_una_credencial_mala(yt, falla, clase):
    conector, ident = conectar(yt.base, limites=RAPIDO), uno(yt)
    yt.gobierno.fallar(ruta="/token", **falla)
    with pytest.raises(Transitorio) as info:
        conector.responder(ident, "hola")
    assert type(info.value) is clase, "la respuesta no llego a salir: no es un resultado desconocido"
    assert escrituras(yt) == []
    assert [p[1] for p in yt.gobierno.peticiones()] == ["/token"]
    yt.gobierno.fallar(ruta="/token", **falla)
    with pytest.raises(Transitorio):
        conector.salud_token()


@pytest.mark.parametrize(
    "cuerpo",
    [
        {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        {"error": "invalid_grant", "error_subtype": "invalid_rapt"},
        {"error": "invalid_client"},
        {"error": "unauthorized_client", "error_description": {"raro": 1}},
        {"error": "admin_policy_enforced"},
    ],
)
def test_trampa_13_lo_que_si_es_una_credencial_mala(yt, cuerpo):
    yt.gobierno.fallar(ruta="/token", veces=None, estado=400, cuerpo=cuerpo)
    conector = conectar(yt.base)
    with pytest.raises(CredencialInvalida):
        conector.estado_cuenta()
    assert not conector.salud_token().valido


def test_trampa_13_peticion_de_token_mal_hecha_es_nuestra(yt):
    yt.gobierno.fallar(ruta="/token", estado=400, cuerpo={"error": "invalid_request"})
    with pytest.raises(Permanente):
        conectar(yt.base).estado_cuenta()


def test_salud_permisos_y_caducidad_de_una_aplicacion_en_pruebas(yt):
    conector = conectar(yt.base)
    yt.gobierno.cuenta(token_vence_en=604_799)
    salud = conector.salud_token()
    assert salud.valido
    assert salud.vence == yt.reloj.ahora + timedelta(seconds=604_799)
    assert salud.faltan == ()
    assert len(salud.permisos) == 1
    yt.gobierno.cuenta(token_vence_en=None)
    assert conector.salud_token().vence is None
    yt.gobierno.cuenta(ambitos=["https://www.googleapis.com/auth/youtube.readonly"])
    salud = conector.salud_token()
    assert not salud.valido
    assert "insufficientPermissions" in salud.motivo


def test_salud_con_la_cuota_agotada_sigue_siendo_buena(yt):
    yt.gobierno.cuenta(limite=0)
    assert conectar(yt.base).salud_token().valido


def test_credencial_incompleta_y_sin_secretos_a_la_vista():
    for vacio in range(3):
        partes = ["a", "b", "c"]
        partes[vacio] = ""
        with pytest.raises(ValueError, match="YouTube"):
            CredencialYoutube(*partes)
    visto = repr(CredencialYoutube("cliente", "SECRETO1", "SECRETO2"))
    assert "cliente" in visto
    assert "SECRETO" not in visto
