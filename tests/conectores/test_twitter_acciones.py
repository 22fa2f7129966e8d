"""Actuar en Twitter con tweepy sobre la red simulada: lo que cambia, lo que no, y lo que no se sabe."""

import pytest

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    ResultadoDesconocido,
    SinSaldo,
)
from conectores.http import Limites
from conectores.tipos import Accion, Alcance
from conectores.twitter import CAPACIDADES, ConectorTwitter
from tests.conectores.twitter_comun import (
    ANA,
    BETO,
    NOSOTROS,
    barrer,
    credencial,
    fecha_de_aqui,
    ids,
    montar,
)


@pytest.fixture
def e(compartida):
    """Una red con un post nuestro, una respuesta y una mencion suelta."""
    e = montar(compartida)
    e.post = e.g.cuenta(publicar={"texto": "Horario", "como": "institucion"})["id"]
    (e.respuesta,) = e.g.inyectar({"texto": "qué mal", "autor": BETO, "publicacion": e.post})
    (e.mencion,) = e.g.inyectar({"texto": "hola", "autor": ANA})
    return e


def hechos(e) -> list[tuple[str, str]]:
    return [(x["accion"], x["objeto"]) for x in e.g.efectos()]


def test_ocultar_y_mostrar_son_repetibles(e) -> None:
    for _ in range(2):
        assert e.c.ocultar(e.respuesta).crudo == {"data": {"hidden": True}}
    for _ in range(2):
        e.c.mostrar(e.respuesta)
    assert hechos(e) == [("ocultar", e.respuesta), ("mostrar", e.respuesta)]


def test_fila_17_tras_ocultar_la_lista_aun_lo_trae_y_no_se_repite_el_efecto(e) -> None:
    e.c.ocultar(e.respuesta)
    assert e.respuesta in ids(barrer(e.c)[0])
    assert e.c.consultar(e.respuesta).id_externo == e.respuesta
    e.c.ocultar(e.respuesta)
    assert hechos(e) == [("ocultar", e.respuesta)]


def test_fila_20_una_mencion_suelta_no_se_puede_ocultar(e) -> None:
    with pytest.raises(NoPermitido):
        e.c.ocultar(e.mencion)
    assert hechos(e) == []


def test_fila_8_lo_que_ya_no_esta(e) -> None:
    e.g.cuenta(borrar={"id": e.respuesta})
    assert e.c.ocultar(e.respuesta).ya_estaba
    assert e.c.eliminar("31337").ya_estaba
    with pytest.raises(NoEncontrado):
        e.c.mostrar(e.respuesta)
    with pytest.raises(NoPermitido):
        e.c.responder(e.respuesta, "¿sigue ahí?")
    assert hechos(e) == []


def test_eliminar_solo_lo_propio(e) -> None:
    assert not e.c.eliminar(e.post).ya_estaba
    with pytest.raises(NoPermitido):
        e.c.eliminar(e.mencion)
    assert hechos(e) == [("eliminar", e.post)]


def test_responder_y_publicar(e) -> None:
    texto = "Atendemos de 7:00 a 15:00 👩‍⚕️ isss.gob.sv"
    respuesta = e.c.responder(e.mencion, texto)
    publicado = e.c.publicar("Mañana hay jornada de vacunación.")
    assert hechos(e) == [("responder", e.mencion), ("publicar", publicado.id_externo)]
    assert e.g.efectos()[0]["detalle"] == {"id": respuesta.id_externo, "texto": texto}


def test_solo_se_responde_a_quien_nos_invoca(e) -> None:
    (honda,) = e.g.inyectar({"texto": "entre nosotros", "autor": ANA, "padre": e.respuesta})
    with pytest.raises(NoPermitido, match="mentioned"):
        e.c.responder(honda, "perdón")
    assert e.c.responder(e.respuesta, "gracias").id_externo
    e.g.cuenta(mencion_implicita=False)
    with pytest.raises(NoPermitido):
        e.c.responder(e.respuesta, "gracias otra vez")
    (cita,) = e.g.inyectar({"texto": "miren", "autor": ANA, "cita": e.post})
    assert e.c.responder(cita, "aquí estamos").id_externo


def test_fila_10_un_texto_que_no_cabe_no_llega_a_enviarse(e) -> None:
    antes = len(e.g.peticiones())
    for texto in ("", "  \n", "a" * 281, "日" * 141, "\ud83d", "http://a.sv " * 12):
        for accion in (e.c.publicar, lambda t: e.c.responder(e.mencion, t)):
            with pytest.raises(PeticionInvalida):
                accion(texto)
    assert len(e.g.peticiones()) == antes


def test_fila_10_cabe_justo(e) -> None:
    e.c.publicar("a" * 256 + " " + "http://isss.gob.sv/muy/largo/de/verdad/" + "x" * 90)
    e.c.publicar("👨‍👩‍👧‍👦" * 140)
    assert len(hechos(e)) == 2


def test_un_id_que_no_lo_es_no_llega_a_la_ruta(e) -> None:
    antes = len(e.g.peticiones())
    for malo in ("../users/me", "", "12a", "1/hidden?x=", "9" * 20):
        for accion in (
            e.c.ocultar,
            e.c.mostrar,
            e.c.eliminar,
            e.c.consultar,
            lambda i: e.c.responder(i, "hola"),
        ):
            with pytest.raises(PeticionInvalida):
                accion(malo)
    assert len(e.g.peticiones()) == antes


def test_lo_que_la_red_no_ofrece_se_niega_sin_preguntar(e) -> None:
    antes = len(e.g.peticiones())
    for accion in (
        lambda: e.c.retener(e.respuesta),
        lambda: e.c.bloquear(BETO["id"], e.respuesta),
        lambda: e.c.desbloquear(BETO["id"]),
    ):
        with pytest.raises(NoPermitido):
            accion()
    assert len(e.g.peticiones()) == antes


def test_capacidades_por_plan() -> None:
    assert set(CAPACIDADES.acciones) == set(Accion)
    assert all(c.nota for c in CAPACIDADES.acciones.values())
    assert CAPACIDADES.de(Accion.BLOQUEAR).alcance is Alcance.MANUAL
    assert not CAPACIDADES.de(Accion.RETENER).por_api
    grande = ConectorTwitter(NOSOTROS, credencial("enterprise")).capacidades
    assert grande.de(Accion.BLOQUEAR).por_api
    assert {a for a in Accion if CAPACIDADES.de(a) != grande.de(a)} == {Accion.BLOQUEAR, Accion.DESBLOQUEAR}


def test_bloquear_con_plan_enterprise(compartida) -> None:
    e = montar(compartida, plan="enterprise")
    e.g.inyectar({"texto": "hola", "autor": BETO})
    # la credencial dice Enterprise, pero la red no lo sabe
    with pytest.raises(NoPermitido) as fallo:
        e.c.bloquear(BETO["id"])
    assert (fallo.value.codigo, fallo.value.subcodigo) == ("client-forbidden", "client-not-enrolled")
    e.g.cuenta(plan="enterprise")
    for _ in range(2):
        e.c.bloquear(BETO["id"])
    for _ in range(2):
        e.c.desbloquear(BETO["id"])
    assert hechos(e) == [("bloquear", BETO["id"]), ("desbloquear", BETO["id"])]


def test_fila_18_escritura_cortada_despues_de_aplicar_no_se_repite(e) -> None:
    for corte in ("despues", "truncar"):
        e.g.fallar(metodo="POST", ruta="/2/tweets$", corte=corte)
        with pytest.raises(ResultadoDesconocido):
            e.c.publicar(f"Aviso {corte}")
    assert len(hechos(e)) == 2
    # conciliar: lo nuestro esta; y repetirlo lo dice la red
    assert {"Aviso despues", "Aviso truncar"} <= {p.texto for p in e.c.buscar_propias(e.reloj.ahora)}
    with pytest.raises(Duplicado):
        e.c.publicar("Aviso despues")
    assert len(hechos(e)) == 2


def test_fila_18_escritura_cortada_antes_de_aplicar(e) -> None:
    e.g.fallar(metodo="POST", ruta="/2/tweets$", corte="antes")
    with pytest.raises(ResultadoDesconocido):
        e.c.responder(e.mencion, "hola")
    assert hechos(e) == []
    assert e.c.buscar_propias(e.reloj.ahora, padre_id=e.mencion) == []
    # fijar un estado se puede repetir: es solo una red caida
    e.g.fallar(metodo="PUT", ruta="hidden$", corte="despues")
    with pytest.raises(RedCaida):
        e.c.ocultar(e.respuesta)
    e.c.ocultar(e.respuesta)
    assert hechos(e) == [("ocultar", e.respuesta)]


def test_fila_18_escritura_sin_respuesta_a_tiempo(encender) -> None:
    # servidor propio: la escritura demorada se aplica tarde, y no ha de caer en la prueba siguiente
    e = montar(encender, limites=Limites(conectar=1, leer=0.2, total=1))
    e.g.fallar(metodo="POST", ruta="/2/tweets$", demora=2.0)
    with pytest.raises(ResultadoDesconocido):
        e.c.publicar("lento")


def test_fila_18_si_no_hubo_conexion_no_salio_nada(encender) -> None:
    e = montar(encender)
    e.red.servidor.parar()
    with pytest.raises(RedCaida):
        e.c.publicar("hola")


CONTESTAN_AL_PUBLICAR = [
    (500, {"title": "x"}, ResultadoDesconocido),
    (503, "<html>", ResultadoDesconocido),
    (201, "", ResultadoDesconocido),
    (201, "{cortado", ResultadoDesconocido),
    (201, [1], ResultadoDesconocido),
    (201, {}, ResultadoDesconocido),
    (201, {"data": {"text": "sin id"}}, ResultadoDesconocido),
    (201, {"data": {"id": 5}}, ResultadoDesconocido),
    (302, "", ResultadoDesconocido),
    (403, "<html>un intermediario</html>", ResultadoDesconocido),
    (200, {"errors": [{"type": "https://api.x.com/2/problems/raro", "title": "?"}]}, ResultadoDesconocido),
    (200, {"errors": [{"type": "https://api.x.com/2/problems/invalid-request", "title": "?"}]}, PeticionInvalida),
    (403, {"detail": "You are not allowed to create a Tweet with duplicate content.", "type": "about:blank",
           "title": "Forbidden", "status": 403}, Duplicado),
    (403, {"errors": [{"code": 187, "message": "Status is a duplicate."}]}, Duplicado),
    (429, {"title": "Too Many Requests"}, LimiteExcedido),
    (402, {"title": "CreditsDepleted", "type": "https://api.x.com/2/problems/credits"}, SinSaldo),
    (401, {"title": "Unauthorized", "type": "about:blank"}, CredencialInvalida),
]  # fmt: skip


def test_fila_19_publicar_segun_lo_que_contesten(e) -> None:
    for veces, (estado, cuerpo, esperado) in enumerate(CONTESTAN_AL_PUBLICAR, start=1):
        cabeceras = fecha_de_aqui() | ({"location": "http://127.0.0.1:9/otro"} if estado == 302 else {})
        e.g.fallar(metodo="POST", ruta="/2/tweets$", estado=estado, cuerpo=cuerpo, cabeceras=cabeceras)
        with pytest.raises(ErrorConector) as fallo:
            e.c.publicar("hola")
        assert (type(fallo.value), fallo.value.estado_http) == (esperado, estado), (estado, cuerpo)
        # sin repetir ni seguir a nadie
        assert [r for m, r in e.g.peticiones() if m == "POST"] == ["/2/tweets"] * veces


def test_fila_19_un_si_que_no_confirma(e) -> None:
    for cuerpo in ({"data": {"hidden": False}}, {"data": {}}, {"data": {"hidden": "true"}}, {}):
        e.g.fallar(metodo="PUT", estado=200, cuerpo=cuerpo)
        with pytest.raises(RespuestaIlegible):
            e.c.ocultar(e.respuesta)


def test_fila_19_200_con_errores_al_ocultar_es_que_ya_no_esta(e) -> None:
    problema = {"title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found"}
    e.g.fallar(metodo="PUT", estado=200, cuerpo={"errors": [problema]})
    assert e.c.ocultar(e.respuesta).ya_estaba


def test_fila_8_un_404_que_no_es_de_twitter_no_da_nada_por_hecho(e) -> None:
    e.g.fallar(metodo="PUT", estado=404, cuerpo="<html>no encontrado</html>")
    with pytest.raises(RespuestaIlegible):
        e.c.ocultar(e.respuesta)
    e.g.fallar(metodo="DELETE", estado=404, cuerpo={})
    with pytest.raises(RespuestaIlegible):
        e.c.eliminar(e.post)
    assert hechos(e) == []


def test_fila_12_limites_tope_y_saldo_son_cosas_distintas(e) -> None:
    e.g.cuenta(limite={"PUT /2/tweets/:id/hidden": 1})
    e.c.ocultar(e.respuesta)
    with pytest.raises(LimiteExcedido) as limite:
        e.c.mostrar(e.respuesta)
    assert limite.value.hasta is not None
    assert not isinstance(limite.value, CuotaAgotada)
    e.reloj.ahora = limite.value.hasta
    e.c.mostrar(e.respuesta)
    e.g.cuenta(tope_uso=0)
    with pytest.raises(CuotaAgotada) as tope:
        e.c.consultar(e.respuesta)
    assert (tope.value.codigo, tope.value.subcodigo) == ("usage-capped", "Monthly")
    e.g.cuenta(tope_uso=None, saldo=0)
    with pytest.raises(SinSaldo):
        e.c.publicar("hola")
    assert hechos(e) == [("ocultar", e.respuesta), ("mostrar", e.respuesta)]
