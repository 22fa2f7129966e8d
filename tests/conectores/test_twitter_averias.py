"""Twitter a medio fallar: el reloj de aqui, ids del futuro, una fuente caida; y los enlaces que se juzgan."""

import json
from datetime import timedelta

import oauthlib.oauth1.rfc5849 as firma
import pytest
import requests

from conectores.errores import (
    CredencialInvalida,
    ErrorConector,
    NoPermitido,
    PeticionInvalida,
    RespuestaIlegible,
    Transitorio,
)
from conectores.tipos import ComentarioLeido
from conectores.twitter import ConectorTwitter
from conectores.twitter.conversion import Incluidos, a_comentario, a_publicacion
from moderacion.almacen.consultas import mismo_texto
from tests.conectores.twitter_comun import ANA, BETO, NOSOTROS, Cliente, barrer, fecha_de_aqui, ids, montar

SIN_CREDENCIAL = {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
MALA = {"title": "Invalid Request", "type": "https://api.x.com/2/problems/invalid-request", "detail": "x"}


def _hasta_que_falla(
    c: ConectorTwitter, cursor: str | None = None
) -> tuple[list[ComentarioLeido], str, type[ErrorConector]]:
    """Lo leido, el ultimo cursor y la clase del fallo con que acaba la lectura."""
    leidos: list[ComentarioLeido] = []
    with pytest.raises(ErrorConector) as fallo:  # noqa: PT012 (interesa lo leido antes del fallo)
        for pagina in c.leer(cursor):
            leidos += pagina.comentarios
            cursor = pagina.cursor
    assert cursor is not None
    return leidos, cursor, type(fallo.value)


@pytest.mark.parametrize(("segundos", "dicho"), [(-1200, "20 min adelantado"), (720, "12 min atrasado")])
def test_con_el_reloj_de_aqui_mal_no_se_da_la_credencial_por_perdida(compartida, segundos, dicho) -> None:
    e = montar(compartida)
    e.g.cuenta(desfase=segundos)
    for accion in (e.c.estado_cuenta, e.c.salud_token, lambda: e.c.responder("5", "hola")):
        with pytest.raises(Transitorio, match=f"el reloj de esta máquina va {dicho}") as fallo:
            accion()
        assert (type(fallo.value), fallo.value.estado_http) == (Transitorio, 401)
    e.g.cuenta(desfase=60)
    assert e.c.salud_token().valido
    assert e.g.efectos() == []


def test_con_el_reloj_en_hora_un_401_es_de_la_credencial(compartida) -> None:
    e = montar(compartida)
    e.g.cuenta(token="revocado", desfase=240)
    with pytest.raises(CredencialInvalida):
        e.c.estado_cuenta()
    e.g.cuenta(token="valido", desfase=0)
    casos = (
        ({"date": "ayer"}, SIN_CREDENCIAL, CredencialInvalida),
        (fecha_de_aqui(minutes=4), SIN_CREDENCIAL, CredencialInvalida),
        (fecha_de_aqui(minutes=6), SIN_CREDENCIAL, Transitorio),
        (fecha_de_aqui(minutes=-6), {"errors": [{"code": 135, "message": "m"}]}, Transitorio),
        (fecha_de_aqui(), {"errors": [{"code": 135, "message": "m"}]}, PeticionInvalida),
    )
    for cabeceras, cuerpo, esperado in casos:
        e.g.fallar(ruta="users/me", estado=401, cuerpo=cuerpo, cabeceras=cabeceras)
        with pytest.raises(ErrorConector) as fallo:
            e.c.estado_cuenta()
        assert type(fallo.value) is esperado, (cabeceras, cuerpo)


def test_el_simulador_rechaza_firmas_viejas_y_repetidas(compartida, monkeypatch) -> None:
    e = montar(compartida)
    x = Cliente(e.red.base)
    buena = x("GET", "/2/users/me")
    repetida = requests.get(
        e.red.base + "/2/users/me",
        headers={"authorization": buena.request.headers["authorization"]},
        timeout=5,
    )
    assert (buena.status_code, repetida.status_code, repetida.json()) == (200, 401, SIN_CREDENCIAL)
    monkeypatch.setattr(firma, "generate_timestamp", lambda: "1000000000")
    assert x("GET", "/2/users/me").status_code == 401
    with pytest.raises(Transitorio, match="atrasado"):
        e.c.estado_cuenta()
    x.sesion.close()


def test_un_id_del_futuro_no_mueve_la_marca(compartida) -> None:
    e = montar(compartida)
    (normal,) = e.g.inyectar({"texto": "normal", "autor": ANA})
    (raro,) = e.g.inyectar({"texto": "raro", "autor": ANA, "id": "9000000000000000000"})
    comentarios, _, cursor = barrer(e.c)
    assert ids(comentarios) == {normal, raro}
    assert json.loads(cursor)["menciones"]["marca"] == normal
    e.reloj.pasar(hours=5)
    (despues,) = e.g.inyectar({"texto": "después", "autor": BETO})
    comentarios, _, cursor = barrer(e.c, cursor)
    assert despues in ids(comentarios)
    assert json.loads(cursor)["menciones"]["marca"] == despues


def test_dos_400_pasajeros_a_medio_barrido_no_pierden_lo_pendiente(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    previa = e.g.inyectar({"texto": "previa", "autor": ANA, "publicacion": post})
    _, _, cursor = barrer(e.c)
    inicio = e.reloj.ahora
    e.reloj.pasar(hours=10)
    todos = set(previa)
    for i in range(250):
        fecha = (inicio + timedelta(minutes=1 + 2 * i)).isoformat()
        todos |= set(e.g.inyectar({"texto": f"r{i}", "autor": ANA, "publicacion": post, "fecha": fecha}))
    vistos: set[str] = set(previa)
    for pagina in e.c.leer(cursor):
        vistos |= ids(pagina.comentarios)
        cursor = pagina.cursor
        if len(vistos) > 100:
            break
    e.g.fallar(metodo="GET", ruta="search/recent", veces=2, estado=400, cuerpo=MALA)
    leidos, cursor, clase = _hasta_que_falla(e.c, cursor)
    assert clase is PeticionInvalida
    vistos |= ids(leidos) | ids(barrer(e.c, cursor)[0])
    assert vistos == todos


@pytest.mark.parametrize(
    ("falla", "clase"),
    [
        ({"estado": 200, "cuerpo": [1]}, RespuestaIlegible),
        ({"estado": 403, "cuerpo": {"title": "Forbidden", "type": "about:blank"}}, NoPermitido),
    ],
)
def test_una_fuente_que_falla_no_impide_leer_las_otras(compartida, falla, clase) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    nuestro = e.g.cuenta(publicar={"texto": "gracias", "como": "institucion", "responde_a": post})["id"]
    leibles = set(
        e.g.inyectar({"texto": "mención", "autor": ANA}, {"texto": "r", "autor": BETO, "publicacion": post})
    )
    e.g.fallar(metodo="GET", ruta=f"/users/{NOSOTROS}/tweets$", veces=None, **falla)
    leidos, cursor, vista = _hasta_que_falla(e.c)
    assert (ids(leidos), vista) == (leibles, clase)
    marcas = {f: "marca" in json.loads(cursor)[f] for f in ("propias", "menciones", "respuestas")}
    assert marcas == {"propias": False, "menciones": True, "respuestas": True}
    e.g.sin_fallas()
    comentarios, publicaciones, _ = barrer(e.c, cursor)
    assert {p.id_externo for p in publicaciones} == {post, nuestro}
    assert nuestro in ids(comentarios)


def test_sin_credencial_no_se_insiste_en_cada_fuente(compartida) -> None:
    e = montar(compartida)
    e.g.cuenta(token="revocado")
    with pytest.raises(CredencialInvalida):
        barrer(e.c)
    assert len(e.g.peticiones()) == 1


CON_ENLACES = {
    "id": "100",
    "author_id": ANA["id"],
    "text": "Gane dinero https://t.co/Abc1 y https://t.co/Otro https://t.co/Foto https://t.co/Cita",
    "referenced_tweets": [{"type": "quoted", "id": "77"}],
    "entities": {
        "urls": [
            {"url": "https://t.co/Abc1", "expanded_url": "https://estafa.example/x?a=1", "display_url": "estafa…"},
            {"url": "https://t.co/Otro"},
            {"url": "https://t.co/Foto", "expanded_url": "https://x.com/a/status/100/photo/1", "media_key": "3_1"},
            {"url": "https://t.co/Cita", "expanded_url": "https://twitter.com/b/status/77"},
            {"expanded_url": 5},
            "raro",
        ]
    },
}  # fmt: skip


def test_el_texto_que_se_juzga_dice_a_donde_lleva_cada_enlace() -> None:
    comentario = a_comentario(CON_ENLACES, Incluidos(), NOSOTROS)
    assert comentario is not None
    assert comentario.texto == (
        "Gane dinero https://estafa.example/x?a=1 y https://t.co/Otro https://t.co/Foto https://t.co/Cita"
    )
    assert "https://t.co/Abc1" in comentario.crudo["text"], "la evidencia guarda lo que dio la red"
    largo = {
        "id": "101",
        "text": "recortado…",
        "note_tweet": {
            "text": "entero https://t.co/Abc1",
            "entities": {"urls": [{"url": "https://t.co/Abc1", "expanded_url": "https://estafa.example/"}]},
        },
    }
    comentario = a_comentario(largo, Incluidos(), NOSOTROS)
    assert comentario is not None
    assert comentario.texto == "entero https://estafa.example/"


def test_lo_nuestro_con_enlace_se_reconoce_al_conciliar() -> None:
    enviado = "Horarios en https://www.isss.gob.sv/horarios?mes=11 y https://citas.isss.gob.sv/"
    visto = {
        "id": "102",
        "author_id": NOSOTROS,
        "text": "@ana_prueba Horarios en https://t.co/H1 y https://t.co/C2",
        "entities": {
            "urls": [
                {"url": "https://t.co/H1", "expanded_url": "https://www.isss.gob.sv/horarios?mes=11"},
                {"url": "https://t.co/C2", "expanded_url": "https://citas.isss.gob.sv/"},
            ]
        },
    }
    publicacion = a_publicacion(visto, Incluidos())
    assert publicacion is not None
    assert mismo_texto(publicacion.texto, enviado)


def test_una_mencion_suelta_no_se_ofrece_ocultar(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    suelta, cita, respuesta = e.g.inyectar(
        {"texto": "hola", "autor": ANA},
        {"texto": "miren @isss_simulado", "autor": ANA, "cita": post},
        {"texto": "qué mal", "autor": BETO, "publicacion": post},
    )
    (ajena,) = e.g.inyectar({"texto": "y @isss_simulado qué dice", "autor": BETO, "padre": suelta})
    ocultar = {c.id_externo: c.permisos.ocultar for c in barrer(e.c)[0]}
    assert ocultar == {suelta: False, cita: False, respuesta: True, ajena: False}
