"""Twitter contesta mal, tarde o nada: del conector solo sale la familia de `conectores.errores`, y sin secretos."""

import logging
import threading
import time
from datetime import UTC, datetime

import pytest
import requests

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
    SinSaldo,
)
from conectores.twitter import ConectorTwitter
from conectores.twitter.fallos import Problema, de_respuesta, instante
from tests.conectores.twitter_comun import (
    ANA,
    NOSOTROS,
    SECRETOS,
    barrer,
    credencial,
    fecha_de_aqui,
    montar,
)

X = "https://api.x.com/2/problems/"
TW = "https://api.twitter.com/2/problems/"

CLASIFICADOS = [
    (
        400,
        {"title": "Invalid Request", "type": TW + "invalid-request", "errors": [{"message": "x"}]},
        PeticionInvalida,
    ),
    (401, {"title": "Unauthorized", "type": "about:blank", "status": 401}, CredencialInvalida),
    (401, {"errors": [{"code": 89, "message": "Invalid or expired token."}]}, CredencialInvalida),
    (401, {"errors": [{"code": 135, "message": "Timestamp out of bounds."}]}, PeticionInvalida),  # fila 16
    (401, {"title": "Unauthorized", "type": X + "unsupported-authentication"}, NoPermitido),
    (402, {"title": "CreditsDepleted", "type": TW + "credits"}, SinSaldo),
    (402, {"title": "CreditsDepleted", "type": "about:blank"}, SinSaldo),
    (
        403,
        {"title": "Client Forbidden", "type": TW + "client-forbidden", "reason": "client-not-enrolled"},
        NoPermitido,
    ),
    (403, {"title": "Unsupported", "type": X + "unsupported-authentication"}, NoPermitido),
    (403, {"title": "Forbidden", "type": TW + "oauth1-permissions"}, NoPermitido),
    (403, {"title": "Forbidden", "type": "about:blank", "detail": "You can only reply to…"}, NoPermitido),
    (403, {"errors": [{"code": 326, "message": "locked"}]}, CredencialInvalida),
    (404, {"title": "Not Found Error", "type": X + "resource-not-found"}, NoEncontrado),
    (404, {"title": "Not Found", "type": "about:blank"}, NoEncontrado),
    (429, {"title": "Too Many Requests", "type": "about:blank", "status": 429}, LimiteExcedido),
    (429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, LimiteExcedido),
    (429, "<html>", LimiteExcedido),
    (429, {"title": "UsageCapExceeded", "type": X + "usage-capped", "period": "Monthly"}, CuotaAgotada),
    (403, {"title": "UsageCapExceeded", "type": TW + "usage-capped", "period": "Daily"}, CuotaAgotada),
    (500, {"title": "Internal"}, RedCaida),
    (503, "<html>Over capacity</html>", RedCaida),
    (503, "", RedCaida),
    (502, [1, 2], RedCaida),
    (408, "", RedCaida),
    # lo que pone un intermediario no es de Twitter: ni token revocado, ni prohibido, ni borrado (fila 13)
    (401, "<html>entre en la wifi</html>", RespuestaIlegible),
    (403, [1], RespuestaIlegible),
    (404, {}, RespuestaIlegible),
    (400, "null", RespuestaIlegible),
    (403, {"errors": None}, RespuestaIlegible),
    (401, {"errors": "x", "error": 5}, RespuestaIlegible),
    (302, "", RespuestaIlegible),
    # 200 que no lo son (filas 19 y 22)
    (200, "", RespuestaIlegible),
    (200, "<html>mantenimiento</html>", RespuestaIlegible),
    (200, '{"data": [{"id"', RespuestaIlegible),
    (200, [], RespuestaIlegible),
    (200, "null", RespuestaIlegible),
    (200, '"hola"', RespuestaIlegible),
    (200, {}, RespuestaIlegible),
    (200, {"data": "no"}, RespuestaIlegible),
    (200, {"errors": [{"title": "x", "type": X + "resource-not-found"}]}, NoEncontrado),
    (200, {"errors": [{"title": "x", "type": TW + "not-authorized-for-resource"}]}, NoEncontrado),
    (200, {"errors": "todo mal"}, RespuestaIlegible),
    (200, "[" * 100_000, RespuestaIlegible),
    (200, '{"data": ' + "9" * 5000 + "}", RespuestaIlegible),
]


def test_filas_12_13_19_y_22_cada_respuesta_hostil_tiene_su_clase(compartida) -> None:
    e = montar(compartida)
    for estado, cuerpo, esperado in CLASIFICADOS:
        cabeceras = fecha_de_aqui() | ({"location": "http://127.0.0.1:9/"} if estado == 302 else {})
        for ruta, accion in (("/mentions", lambda: barrer(e.c)), ("users/me", e.c.estado_cuenta)):
            e.g.sin_fallas()
            e.g.fallar(ruta=ruta, estado=estado, cuerpo=cuerpo, cabeceras=cabeceras)
            with pytest.raises(ErrorConector) as fallo:
                accion()
            assert type(fallo.value) is esperado, (estado, cuerpo, ruta)
            assert fallo.value.estado_http == estado
            assert fallo.value.mensaje
            assert not any(s in str(fallo.value) for s in SECRETOS)
    # y despues de todo ello, sigue sirviendo
    e.g.sin_fallas()
    e.g.inyectar({"texto": "hola", "autor": ANA})
    assert len(barrer(e.c)[0]) == 1


def test_ninguna_accion_deja_salir_otra_excepcion(compartida) -> None:
    e = montar(compartida, plan="enterprise")
    acciones = (
        lambda: e.c.consultar("5"),
        lambda: e.c.buscar_propias(datetime(2026, 11, 1, tzinfo=UTC)),
        e.c.estado_cuenta,
        lambda: e.c.ocultar("5"),
        lambda: e.c.mostrar("5"),
        lambda: e.c.eliminar("5"),
        lambda: e.c.bloquear("5"),
        lambda: e.c.desbloquear("5"),
        lambda: e.c.responder("5", "hola"),
        lambda: e.c.publicar("hola"),
    )
    for estado, cuerpo, _ in CLASIFICADOS:
        e.g.sin_fallas()
        e.g.fallar(ruta="/2/", estado=estado, cuerpo=cuerpo, veces=None)
        for accion in acciones:
            try:
                resultado = accion()
            except ErrorConector:
                continue
            # lo unico que puede ir bien: darlo por hecho, o no encontrarlo
            assert resultado is None or resultado.ya_estaba, (estado, cuerpo)


def test_fila_12_un_429_sin_cabecera_no_espera_ni_se_llama_a_si_mismo(compartida, monkeypatch) -> None:
    e = montar(compartida)
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("no debe dormir"))
    e.g.fallar(estado=429, cuerpo={"title": "Too Many Requests"}, veces=None)
    with pytest.raises(LimiteExcedido) as fallo:
        barrer(e.c)
    assert fallo.value.hasta is None
    # una por fuente: cada ruta tiene su limite
    assert len({r for _, r in e.g.peticiones()}) == len(e.g.peticiones()) == 3


def test_fila_12_429_con_cabeceras() -> None:
    hasta = datetime(2026, 11, 20, 15, 15, tzinfo=UTC)
    reset = str(int(hasta.timestamp()))
    corriente = de_respuesta(429, {"title": "Too Many Requests"}, {"x-rate-limit-reset": reset})
    assert isinstance(corriente, LimiteExcedido)
    assert (corriente.hasta, type(corriente)) == (hasta, LimiteExcedido)
    for quien in ("user", "app"):
        cabeceras = {
            "x-rate-limit-reset": "1",
            f"x-{quien}-limit-24hour-remaining": "0",
            f"x-{quien}-limit-24hour-reset": reset,
        }
        diario = de_respuesta(429, {}, cabeceras)
        assert isinstance(diario, CuotaAgotada)
        assert diario.hasta == hasta


def test_cabeceras_absurdas_no_rompen_nada(compartida) -> None:
    assert [instante(x) for x in ("", "mañana", "9" * 30, None, "-" + "9" * 20)] == [None] * 5
    e = montar(compartida)
    for estado in (200, 429):
        absurdas = {
            "x-rate-limit-limit": "muchas",
            "x-rate-limit-remaining": "-3",
            "x-rate-limit-reset": "luego",
        }
        e.g.fallar(ruta="users/me", estado=estado, cuerpo={"title": "x"}, cabeceras=absurdas)
        with pytest.raises(ErrorConector):
            e.c.estado_cuenta()
    ceros = {"x-rate-limit-limit": "0", "x-rate-limit-remaining": "0"}
    e.g.fallar(ruta="users/me", estado=200, cuerpo={"data": {"id": "1"}}, cabeceras=ceros)
    e.c.estado_cuenta()
    assert e.c.cuotas() == ()
    pasadas = {"x-rate-limit-limit": "10", "x-rate-limit-remaining": "-5"}
    e.g.fallar(ruta="users/me", estado=200, cuerpo={"data": {"id": "1"}}, cabeceras=pasadas)
    e.c.estado_cuenta()
    assert [c.usado for c in e.c.cuotas()] == [1.0]


def test_los_tipos_de_problema_se_comparan_por_sufijo() -> None:
    for prefijo in (X, TW, "https://otro.example/v9/"):
        assert (
            type(de_respuesta(403, {"type": prefijo + "client-forbidden", "title": "x"}, {})) is NoPermitido
        )
    assert Problema.de({"type": "about:blank", "title": "Forbidden"}).tipo == ""


@pytest.mark.parametrize("corte", ["antes", "despues", "truncar"])
def test_fila_22_conexion_cortada_al_leer(compartida, corte) -> None:
    e = montar(compartida)
    e.g.inyectar({"texto": "hola", "autor": ANA})
    e.g.fallar(ruta="/mentions", corte=corte)
    with pytest.raises(RedCaida):
        barrer(e.c)
    assert len(barrer(e.c)[0]) == 1


def test_fila_23_ni_los_registros_ni_los_errores_llevan_secretos(compartida, caplog) -> None:
    e = montar(compartida)
    with caplog.at_level(logging.DEBUG):
        e.g.inyectar({"texto": "hola", "autor": ANA})
        barrer(e.c)
        e.c.publicar("hola")
        e.g.fallar(ruta="users/me", estado=403, cuerpo={
            "title": "Forbidden", "type": "about:blank",
            "detail": f'OAuth oauth_token="{SECRETOS[2]}", access_token={SECRETOS[3]} ' + "x" * 5000,
        })  # fmt: skip
        with pytest.raises(NoPermitido) as fallo:
            e.c.estado_cuenta()
    textos = [caplog.text, str(fallo.value), repr(e.c.__dict__["capacidades"])]
    assert [s for s in SECRETOS for t in textos if s in t] == []
    assert len(str(fallo.value)) < 400


def test_fila_23_un_error_de_conexion_no_lleva_secretos() -> None:
    with pytest.raises(RedCaida) as fallo:
        ConectorTwitter(NOSOTROS, credencial(), base="http://127.0.0.1:9").estado_cuenta()
    assert not any(s in f"{fallo.value} {fallo.value.__cause__}" for s in SECRETOS)


def test_varios_hilos_a_la_vez(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    respuestas = e.g.inyectar(*({"texto": f"r {i}", "autor": ANA, "publicacion": post} for i in range(8)))
    errores: list[BaseException] = []

    def trabajar(respuesta: str) -> None:
        try:
            for _ in range(4):
                e.c.ocultar(respuesta)
                with pytest.raises(NoPermitido):
                    e.c.ocultar(post)
                assert len(barrer(e.c)[0]) == 8
        except BaseException as error:
            errores.append(error)

    hilos = [threading.Thread(target=trabajar, args=(r,)) for r in respuestas[:4]]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(30)
    assert errores == []
    assert len(e.g.efectos()) == 4


def test_el_fallo_de_un_hilo_no_se_juzga_con_la_respuesta_de_otro(compartida) -> None:
    e = montar(compartida)
    cuerpo = {"title": "Unauthorized", "type": "about:blank"}
    e.g.fallar(ruta="users/me", estado=401, cuerpo=cuerpo, cabeceras=fecha_de_aqui())
    empezo, acabo_el_otro = threading.Event(), threading.Event()
    salio: list[type] = []

    def sin_red() -> None:
        empezo.set()
        assert acabo_el_otro.wait(5)
        raise requests.exceptions.ConnectionError

    def trabajar() -> None:
        try:
            e.c._canal.pedir(sin_red)
        except ErrorConector as error:
            salio.append(type(error))

    hilo = threading.Thread(target=trabajar)
    hilo.start()
    assert empezo.wait(5)
    with pytest.raises(CredencialInvalida):
        e.c.estado_cuenta()
    acabo_el_otro.set()
    hilo.join(5)
    assert salio == [RedCaida]  # y no una alarma de credencial que es de otra peticion
