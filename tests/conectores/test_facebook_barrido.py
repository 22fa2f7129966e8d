"""El barrido de Facebook: que nada se pierda, nada se repita y todo acabe."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from conectores.errores import (
    CredencialInvalida,
    LimiteExcedido,
    NoPermitido,
    RedCaida,
)
from conectores.facebook.cursor import Marca
from conectores.simulador.cuentas import PAGINA_FACEBOOK
from tests.conectores.apoyo_facebook import (
    ANA,
    INICIO,
    LUIS,
    barrer,
    conectar,
    http,
    publicar,
    servidor_crudo,
)


def leidas(fb: SimpleNamespace) -> list[str]:
    """Las rutas de comentarios que se pidieron."""
    return [ruta for metodo, ruta in fb.gobierno.peticiones() if metodo == "GET" and "comments" in ruta]


# --- cursor, solape y ediciones ---


def test_trampa_2_el_cursor_solo_avanza_en_la_ultima_pagina(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar(*[{"texto": f"c{i}", "autor": ANA} for i in range(250)])
    visto = barrer(fb.conector)
    assert len(visto.comentarios) == 250
    assert len(visto.paginas) >= 5
    assert {Marca.de(p.cursor).marca for p in visto.paginas[:-1]} == {None}
    assert Marca.de(visto.cursor).marca == INICIO
    assert visto.paginas[-1].comentarios == ()


def test_trampa_2_morir_a_mitad_del_barrido_no_pierde_nada(fb: SimpleNamespace) -> None:
    ids = fb.gobierno.inyectar(*[{"texto": f"c{i}", "autor": ANA} for i in range(250)])
    barrido = fb.conector.leer(None)
    guardado: set[str] = set()
    for _ in range(2):
        pagina = next(barrido)
        guardado |= {c.id_externo for c in pagina.comentarios}
    barrido.close()
    assert 0 < len(guardado) < 250
    fb.reloj.pasar(days=3)
    guardado |= set(barrer(conectar(fb.base), pagina.cursor).comentarios)
    assert guardado == set(ids)


def test_trampa_2_solape_y_dedupe_por_id(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar({"texto": "viejo", "autor": ANA})
    fb.reloj.pasar(hours=23)
    fb.gobierno.inyectar({"texto": "ayer", "autor": ANA})
    uno = barrer(fb.conector)
    assert set(uno.textos) == {"viejo", "ayer"}
    dos = barrer(fb.conector, uno.cursor)
    assert set(dos.textos) == {"viejo", "ayer"}, "dentro del solape se relee"
    fb.reloj.pasar(hours=2)
    fb.gobierno.inyectar({"texto": "nuevo", "autor": LUIS})
    tres = barrer(fb.conector, dos.cursor)
    cuatro = barrer(fb.conector, tres.cursor)
    assert set(cuatro.textos) == {"viejo", "ayer", "nuevo"}, "lo ya descargado se da, aunque pase del solape"


def test_trampa_7_la_edicion_se_ve_al_releer(fb: SimpleNamespace) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "amable", "autor": ANA})
    uno = barrer(fb.conector)
    fb.reloj.pasar(hours=3)
    fb.gobierno.cuenta(editar={"id": id_, "texto": "insulto"})
    assert barrer(fb.conector, uno.cursor).comentarios[id_].texto == "insulto"


def test_respuesta_nueva_en_hilo_viejo_se_lee(fb: SimpleNamespace) -> None:
    post = publicar(fb, "comunicado")
    (raiz,) = fb.gobierno.inyectar({"texto": "raíz", "autor": ANA, "publicacion": post})
    fb.reloj.pasar(days=20)
    publicar(fb, "otro")
    uno = barrer(fb.conector)
    fb.reloj.pasar(days=5)
    (hija,) = fb.gobierno.inyectar({"texto": "respuesta tardía", "autor": LUIS, "padre": raiz})
    assert set(barrer(fb.conector, uno.cursor).comentarios) == {raiz, hija}


def test_repaso_halla_lo_que_no_movio_la_publicacion(fb: SimpleNamespace) -> None:
    """Si responder no moviera `updated_time`, la respuesta se hallaria en el repaso de cada hora."""
    post = publicar(fb, "comunicado", fecha="2026-11-10T00:00:00+00:00")
    (raiz,) = fb.gobierno.inyectar(
        {"texto": "raíz", "autor": ANA, "publicacion": post, "fecha": "2026-11-11T00:00:00"}
    )
    publicar(fb, "reciente")
    cursor = barrer(fb.conector).cursor
    fb.gobierno.inyectar({"texto": "callada", "autor": LUIS, "padre": raiz})
    fb.mundo.estado.nodos[post].actualizado = datetime(2026, 11, 11, tzinfo=UTC)
    fb.reloj.pasar(minutes=30)
    parcial = barrer(fb.conector, cursor)
    assert parcial.textos == []
    fb.reloj.pasar(minutes=31)
    assert barrer(fb.conector, parcial.cursor).textos == ["callada", "raíz"]


def test_lo_quieto_no_se_pregunta_entre_repasos(fb: SimpleNamespace) -> None:
    viejos = [publicar(fb, f"p{i}", fecha=f"2026-11-{i:02}T00:00:00+00:00") for i in range(1, 11)]
    fb.gobierno.inyectar({"texto": "en la última", "autor": ANA, "publicacion": viejos[-1]})
    cursor = barrer(fb.conector).cursor
    assert len(leidas(fb)) == 10
    fb.reloj.pasar(minutes=5)
    assert barrer(fb.conector, cursor).textos == ["en la última"]
    assert len(leidas(fb)) == 11


@pytest.mark.parametrize("cursor", ["", "basura", "[]", "7", "null", '{"v":9}', '{"v":1,"marca":7e99}', '{"v":1,"marca":"0001-01-01"}', '{"v":1,"pendientes":[1]}'])  # fmt: skip
def test_cursor_ilegible_relee_todo(fb: SimpleNamespace, cursor: str) -> None:
    fb.gobierno.inyectar({"texto": "a", "autor": ANA})
    assert barrer(fb.conector, cursor).textos == ["a"]


def test_trampa_16_la_marca_es_de_la_red_y_no_pasa_de_su_hora(fb: SimpleNamespace) -> None:
    """Un comentario fechado en el futuro no debe tapar los que vengan despues."""
    fb.gobierno.inyectar({"texto": "del futuro", "autor": ANA, "fecha": "2031-01-01T00:00:00+00:00"})
    uno = barrer(fb.conector)
    assert Marca.de(uno.cursor).marca == INICIO
    fb.reloj.pasar(hours=1)
    fb.gobierno.inyectar({"texto": "normal", "autor": LUIS})
    assert "normal" in barrer(fb.conector, uno.cursor).textos


def test_trampa_16_sin_cabecera_date_vale_lo_mas_nuevo_leido() -> None:
    post = {"id": "9_1", "from": {"id": PAGINA_FACEBOOK}, "created_time": "2019-05-05T00:00:00+0000",
            "updated_time": "2019-05-05T00:00:00+0000"}  # fmt: skip
    viejo = {**post, "id": "9_0", "created_time": "2019-03-01T00:00:00+0000", "updated_time": None}
    comentario = {"id": "1_1", "message": "hola", "created_time": "2019-05-06T00:00:00+0000"}
    muro, hilo = http(json.dumps({"data": [post, viejo]})), http(json.dumps({"data": [comentario]}))
    with servidor_crudo(muro, hilo, http('{"data":[]}')) as s:
        visto = barrer(conectar(s.base))
        assert visto.textos == ["hola"]
        assert len(s.pedidos) == 2, "la de marzo cae fuera de los 30 dias"
    assert Marca.de(visto.cursor).marca == datetime(2019, 5, 6, tzinfo=UTC)


def test_muchas_publicaciones_en_varias_paginas(fb: SimpleNamespace) -> None:
    ids = {publicar(fb, f"p{i}") for i in range(60)}
    assert set(barrer(fb.conector).publicaciones) == ids


def test_trampa_2_lo_que_la_red_repite_sale_una_vez() -> None:
    """Paginar mientras nacen cosas hace que la red repita elementos."""
    ahora = "2026-11-20T15:00:00+0000"
    post = {"id": "9_1", "from": {"id": PAGINA_FACEBOOK}, "created_time": ahora, "updated_time": ahora}
    uno, dos = ({"id": f"1_{n}", "message": str(n), "created_time": ahora} for n in (1, 2))
    primera = {"data": [uno], "paging": {"cursors": {"after": "A"}, "next": "https://x/?after=A"}}
    respuestas = [{"data": [post, post]}, primera, {"data": [uno, dos]}]
    with servidor_crudo(*(http(json.dumps(r)) for r in respuestas)) as s:
        visto = barrer(conectar(s.base))
        assert len(s.pedidos) == 3
    assert sorted(visto.textos) == ["1", "2"]


# --- una publicacion mala no pierde las demas ---


def _tres(fb: SimpleNamespace) -> list[str]:
    posts = [publicar(fb, f"p{i}") for i in range(3)]
    for i, post in enumerate(posts):
        fb.gobierno.inyectar({"texto": f"c{i}", "autor": ANA, "publicacion": post})
    return posts


@pytest.mark.parametrize(
    "falla",
    [
        {"estado": 500, "cuerpo": "<html>"},
        {"estado": 200, "cuerpo": {"data": 7}},
        {"corte": "truncar"},
        {"estado": 403, "cuerpo": {"error": {"message": "no", "code": 10}}},
        {"estado": 400, "cuerpo": {"error": {"message": "no", "code": 100}}},
    ],
)
def test_publicacion_que_falla_queda_pendiente_y_no_se_pierde(fb: SimpleNamespace, falla: dict) -> None:
    buena, mala, _ = _tres(fb)
    fb.gobierno.fallar(metodo="GET", ruta=f"{mala}/comments", veces=2, **falla)
    uno = barrer(fb.conector)
    assert set(uno.textos) == {"c0", "c2"}
    assert Marca.de(uno.cursor).pendientes == {mala: None}
    assert [p.sin_leer for p in uno.paginas] == [None] * (len(uno.paginas) - 1) + [(mala,)]
    fb.reloj.pasar(days=4)
    fb.gobierno.inyectar({"texto": "nuevo", "autor": LUIS, "publicacion": buena})
    dos = barrer(fb.conector, uno.cursor)
    assert Marca.de(dos.cursor).pendientes == {mala: None}
    tres = barrer(fb.conector, dos.cursor)
    assert set(tres.textos) == {"c0", "c1", "nuevo"}, (
        "la pendiente se lee desde donde quedo, aunque la marca avanzo"
    )
    assert Marca.de(tres.cursor).pendientes == {}
    assert tres.paginas[-1].sin_leer == ()


def test_publicacion_borrada_a_mitad_del_barrido_se_salta(fb: SimpleNamespace) -> None:
    posts = _tres(fb)
    barrido = fb.conector.leer(None)
    vistas = [next(barrido)]
    fb.gobierno.cuenta(borrar={"id": posts[1]})
    vistas += list(barrido)
    assert {c.texto for p in vistas for c in p.comentarios} == {"c0", "c2"}
    assert Marca.de(vistas[-1].cursor).pendientes == {posts[1]: None}, "un 100/33 no prueba que se borrara"
    assert Marca.de(barrer(fb.conector, vistas[-1].cursor).cursor).pendientes == {}, "ya no sale en el muro"


def test_tres_fallos_seguidos_paran_el_barrido(fb: SimpleNamespace) -> None:
    for i in range(6):
        publicar(fb, f"p{i}")
    fb.gobierno.fallar(metodo="GET", ruta="comments", veces=None, estado=500, cuerpo="<html>")
    with pytest.raises(RedCaida):
        barrer(fb.conector)
    assert len(leidas(fb)) == 3


@pytest.mark.parametrize("error", [{"message": "no", "code": 10}, {"message": "no", "code": 100}])
def test_tres_seguidas_que_la_red_no_deja_leer_no_tapan_las_que_siguen(
    fb: SimpleNamespace, error: dict
) -> None:
    """Tres compartidas, una detras de otra: lo que la red niega de ellas no dice nada de las demas."""
    vieja, *malas = [publicar(fb, f"p{i}") for i in range(4)]
    fb.gobierno.inyectar({"texto": "debajo", "autor": ANA, "publicacion": vieja})
    for mala in malas:
        fb.gobierno.fallar(
            metodo="GET", ruta=f"{mala}/comments", veces=None, estado=403, cuerpo={"error": error}
        )
    uno = barrer(fb.conector)
    assert set(uno.textos) == {"debajo"}
    assert set(Marca.de(uno.cursor).pendientes) == set(malas)


def test_sin_permiso_no_se_pregunta_por_todo_el_muro(fb: SimpleNamespace) -> None:
    for i in range(40):
        publicar(fb, f"p{i}")
    fb.gobierno.cuenta(permisos=["pages_read_engagement"])
    with pytest.raises(NoPermitido):
        barrer(fb.conector)
    assert len(leidas(fb)) <= 25


def test_si_ningun_hilo_se_pudo_leer_el_barrido_falla(fb: SimpleNamespace) -> None:
    """Quitar el permiso de leer comentarios no puede parecer que no hay comentarios."""
    fb.gobierno.inyectar({"texto": "a", "autor": ANA})
    fb.gobierno.cuenta(permisos=["pages_read_engagement"])
    with pytest.raises(NoPermitido) as visto:
        barrer(fb.conector)
    assert visto.value.codigo == "10"


@pytest.mark.parametrize(
    ("cambio", "familia"), [({"token": "revocado"}, CredencialInvalida), ({"limite": 0}, LimiteExcedido)]
)
def test_lo_que_es_de_todos_para_el_barrido_en_el_acto(
    fb: SimpleNamespace, cambio: dict, familia: type[Exception]
) -> None:
    _tres(fb)
    barrido = fb.conector.leer(None)
    next(barrido)
    fb.gobierno.cuenta(**cambio)
    with pytest.raises(familia):
        next(barrido)
    assert len(leidas(fb)) == 1


def test_muro_que_falla_no_adelanta_nada(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar({"texto": "a", "autor": ANA})
    fb.gobierno.fallar(metodo="GET", ruta="feed", estado=500, cuerpo="<html>")
    with pytest.raises(RedCaida):
        barrer(fb.conector)
    assert barrer(fb.conector).textos == ["a"]
