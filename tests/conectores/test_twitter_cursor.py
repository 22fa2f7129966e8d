"""El cursor de Twitter: nada se pierde ni se lee en bucle, se corte donde se corte."""

import json
from datetime import timedelta

import pytest

from conectores.errores import LimiteExcedido, RedCaida
from conectores.tipos import Pagina
from conectores.twitter.barrido import MAX_CONVERSACIONES, SOLAPE, Estado
from conectores.twitter.lector import MAX_PAGINAS
from tests.conectores.twitter_comun import ANA, BETO, NOSOTROS, barrer, conectar, ids, montar

MENCIONES = f"/2/users/{NOSOTROS}/mentions"


def test_fila_2_el_cursor_solo_avanza_al_final_y_nada_se_pierde_al_morir_a_medias(compartida) -> None:
    e = montar(compartida)
    todos = set(e.g.inyectar(*({"texto": f"mención {i}", "autor": ANA} for i in range(250))))
    vistos: set[str] = set()
    paginas = e.c.leer(None)
    for pagina in paginas:
        vistos |= ids(pagina.comentarios)
        if len(vistos) == 100:
            break
    cursor = pagina.cursor
    assert "marca" not in json.loads(cursor)["menciones"]
    paginas.close()  # muere aqui; entretanto llegan mas
    e.reloj.pasar(hours=3)
    nuevos = set(e.g.inyectar({"texto": "otra", "autor": BETO}))
    # sigue por donde iba: lo primero que lee es lo que faltaba por debajo
    siguiente = next(p for p in conectar(e.red).leer(cursor) if p.comentarios)
    assert len(ids(siguiente.comentarios) - vistos) == 100
    resto, _, ultimo = barrer(conectar(e.red), cursor)
    assert vistos | ids(resto) == todos | nuevos
    assert json.loads(ultimo)["menciones"]["marca"] == max(todos | nuevos, key=int)


def test_fila_2_cualquier_cursor_intermedio_acaba_leyendo_todo(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    todos = set(e.g.inyectar(*({"texto": f"r {i}", "autor": ANA, "publicacion": post} for i in range(130))))
    todos |= set(e.g.inyectar(*({"texto": f"m {i}", "autor": ANA} for i in range(130))))
    hasta: list[set[str]] = []
    cursores: list[str] = []
    for pagina in e.c.leer(None):
        hasta.append((hasta[-1] if hasta else set()) | ids(pagina.comentarios))
        cursores.append(pagina.cursor)
    assert len(cursores) == 5
    for guardado, cursor in zip(hasta, cursores, strict=True):
        resto, _, _ = barrer(conectar(e.red), cursor)
        assert guardado | ids(resto) == todos


def test_releer_con_solape_y_lo_que_llega_tarde(compartida) -> None:
    e = montar(compartida)
    e.g.inyectar({"texto": "vieja", "autor": ANA})
    e.reloj.pasar(hours=5)
    (ultima,) = e.g.inyectar({"texto": "nueva", "autor": ANA})
    _, _, cursor = barrer(e.c)
    # aparece ahora, con fecha de hace una hora: por debajo de la marca y dentro del solape
    tarde = (e.reloj.ahora - timedelta(hours=1)).isoformat()
    (atrasada,) = e.g.inyectar({"texto": "atrasada", "autor": BETO, "fecha": tarde})
    comentarios, _, cursor = barrer(e.c, cursor)
    assert ids(comentarios) == {ultima, atrasada}
    e.reloj.pasar(minutes=1)
    (otra,) = e.g.inyectar({"texto": "otra", "autor": BETO})
    assert ids(barrer(e.c, cursor)[0]) == {ultima, atrasada, otra}
    assert timedelta(minutes=60) < SOLAPE


def test_respuesta_nueva_en_hilo_viejo(compartida) -> None:
    e = montar(compartida)
    viejo = e.g.cuenta(publicar={"texto": "de hace tiempo", "como": "institucion"})["id"]
    e.reloj.pasar(days=40)
    recientes = []
    for n in range(MAX_CONVERSACIONES):
        recientes.append(e.g.cuenta(publicar={"texto": f"post {n}", "como": "institucion"})["id"])
        e.reloj.pasar(hours=1)
    _, _, cursor = barrer(e.c)
    vigiladas = json.loads(cursor)["conversaciones"]
    assert viejo not in vigiladas
    assert vigiladas == recientes[::-1]
    e.reloj.pasar(days=1)
    nuevas = e.g.inyectar(
        {"texto": "y esto?", "autor": ANA, "publicacion": viejo},
        {"texto": "aquí también", "autor": BETO, "publicacion": recientes[0]},
    )
    assert ids(barrer(e.c, cursor)[0]) == set(nuevas)
    # las consultas caben en 512 caracteres: la red habria contestado 400
    assert sum(1 for _, ruta in e.g.peticiones() if ruta.endswith("search/recent")) == 10


def test_cada_grupo_de_conversaciones_se_lee_desde_lo_ultimo(compartida) -> None:
    e = montar(compartida)
    primera = e.g.cuenta(publicar={"texto": "la más vieja", "como": "institucion"})["id"]
    for n in range(30):
        e.reloj.pasar(minutes=1)
        ultima = e.g.cuenta(publicar={"texto": f"post {n}", "como": "institucion"})["id"]
    # la mas vieja va en el ultimo grupo, y lo que le llega es mas nuevo que lo del primero
    (a,) = e.g.inyectar({"texto": "uno", "autor": ANA, "publicacion": primera})
    (b,) = e.g.inyectar({"texto": "dos", "autor": ANA, "publicacion": ultima})
    e.reloj.pasar(minutes=1)
    (honda,) = e.g.inyectar({"texto": "entre nosotros", "autor": BETO, "padre": a})
    assert ids(barrer(e.c)[0]) == {a, b, honda}


def test_lo_que_llega_a_un_grupo_ya_leido_mientras_el_barrido_esta_parado(compartida) -> None:
    e = montar(compartida)
    e.g.cuenta(publicar={"texto": "la más vieja", "como": "institucion"})
    for n in range(30):
        e.reloj.pasar(minutes=1)
        ultima = e.g.cuenta(publicar={"texto": f"post {n}", "como": "institucion"})["id"]
    (a,) = e.g.inyectar({"texto": "uno", "autor": ANA, "publicacion": ultima})
    paginas = e.c.leer(None)
    for pagina in paginas:
        if a in ids(pagina.comentarios) and len(json.loads(pagina.cursor)["respuestas"].get("cola", "")) == 2:
            break
    paginas.close()  # el primer grupo ya esta leido; la red tarda tres horas en volver
    e.reloj.pasar(minutes=10)
    (callada,) = e.g.inyectar({"texto": "entre nosotros", "autor": BETO, "padre": a})
    e.reloj.pasar(hours=3)
    primera = json.loads(pagina.cursor)["conversaciones"][-1]
    (tardia,) = e.g.inyectar({"texto": "a la vieja", "autor": BETO, "publicacion": primera})
    comentarios, _, _ = barrer(e.c, pagina.cursor)
    assert {callada, tardia} <= ids(comentarios)


def test_una_conversacion_que_se_supo_tarde_se_lee_desde_su_principio(compartida) -> None:
    """Lo propio no se pudo leer durante dos horas; las respuestas si, y su marca paso de lo que ya habia en la conversacion."""
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    (a,) = e.g.inyectar({"texto": "uno", "autor": ANA, "publicacion": post})
    (honda,) = e.g.inyectar({"texto": "entre nosotros", "autor": BETO, "padre": a})
    e.reloj.pasar(hours=2)
    (directa,) = e.g.inyectar({"texto": "dos", "autor": ANA, "publicacion": post})
    e.g.fallar(metodo="GET", ruta=f"{NOSOTROS}/tweets", estado=503, cuerpo="<html>")
    paginas: list[Pagina] = []
    with pytest.raises(RedCaida):
        paginas.extend(e.c.leer(None))
    vistos = {i for p in paginas for i in ids(p.comentarios)}
    assert directa in vistos
    assert honda not in vistos
    comentarios, _, despues = barrer(e.c, paginas[-1].cursor)
    assert honda in ids(comentarios)
    assert "nuevas" not in json.loads(despues)
    comentarios, _, _ = barrer(e.c, despues)
    assert honda not in ids(comentarios), "una vez leida, se sigue desde la marca"


def test_busqueda_con_marca_de_hace_mas_de_siete_dias(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    e.g.inyectar({"texto": "una", "autor": ANA, "publicacion": post})
    _, _, cursor = barrer(e.c)
    e.reloj.pasar(days=9)
    (nueva,) = e.g.inyectar({"texto": "dos", "autor": ANA, "publicacion": post})
    assert ids(barrer(e.c, cursor)[0]) == {nueva}


def test_busqueda_a_medias_retomada_diez_dias_despues(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    e.g.inyectar(*({"texto": f"r {i}", "autor": ANA, "publicacion": post} for i in range(150)))
    for pagina in e.c.leer(None):
        if len(pagina.comentarios) == 100:
            cursor = pagina.cursor
            break
    e.reloj.pasar(days=10)
    (nueva,) = e.g.inyectar({"texto": "ya volvimos", "autor": ANA, "publicacion": post})
    comentarios, _, ultimo = barrer(e.c, cursor)
    assert ids(comentarios) == {nueva}
    assert "cola" not in json.loads(ultimo)["respuestas"]


def test_fila_1_la_marca_se_compara_como_numero(compartida) -> None:
    e = montar(compartida)
    e.g.inyectar(
        {
            "texto": "nueve",
            "autor": ANA,
            "id": "999999999999999999",
        },  # 18 cifras: menor, aunque empiece por 9
        {"texto": "diecinueve", "autor": ANA, "id": "1000000000000000001"},
    )
    _, _, cursor = barrer(e.c)
    assert json.loads(cursor)["menciones"]["marca"] == "1000000000000000001"


def test_fila_3_next_repetido_no_es_un_bucle_ni_pierde_nada(compartida) -> None:
    e = montar(compartida)
    cuerpo = {
        "data": [{"id": "100", "text": "siempre yo"}],
        "meta": {"result_count": 1, "next_token": "otra"},
    }
    e.g.fallar(ruta=MENCIONES, estado=200, cuerpo=cuerpo, veces=None)
    comentarios, _, cursor = barrer(e.c)
    assert ids(comentarios) == {"100"}
    pedidas = [r for _, r in e.g.peticiones() if r == MENCIONES]
    assert len(pedidas) == 2
    # quedo a medias; al retomar ve que no baja y da el barrido por hecho
    _, _, cursor = barrer(e.c, cursor)
    assert json.loads(cursor)["menciones"]["marca"] == "100"
    assert len(e.g.peticiones()) < 20
    e.g.sin_fallas()
    (real,) = e.g.inyectar({"texto": "hola", "autor": ANA})
    assert real in ids(barrer(e.c, cursor)[0])


def test_fila_3_paginas_vacias_con_next_se_cortan(compartida, monkeypatch) -> None:
    e = montar(compartida)
    monkeypatch.setattr("conectores.twitter.lector.MAX_PAGINAS", 3)
    fichas = iter(range(1000))

    def vacia(*_, **parametros):
        return {"meta": {"result_count": 0, "next_token": f"t{next(fichas)}"}}

    monkeypatch.setattr(e.c._canal.cliente, "get_users_mentions", vacia)
    barrer(e.c)
    assert next(fichas) == 3


def test_fila_3_el_tope_de_paginas_deja_el_barrido_a_medias_y_la_siguiente_lectura_lo_acaba(
    compartida, monkeypatch
) -> None:
    e = montar(compartida)
    monkeypatch.setattr("conectores.twitter.lector.MAX_PAGINAS", 2)
    todos = set(e.g.inyectar(*({"texto": f"m {i}", "autor": ANA} for i in range(350))))
    vistos: set[str] = set()
    cursor = None
    for lectura in range(2):
        comentarios, _, cursor = barrer(e.c, cursor)
        vistos |= ids(comentarios)
        assert len(vistos) == (200, 350)[lectura]
    assert vistos == todos
    assert MAX_PAGINAS * 100 > 3200


def test_un_cursor_ilegible_vuelve_al_principio(compartida) -> None:
    e = montar(compartida)
    (mencion,) = e.g.inyectar({"texto": "hola", "autor": ANA})
    for cursor in ("", "no es json", "[]", "{}", '{"v": 99}', '{"v": 1, "propias": 3}', "null"):
        assert ids(barrer(e.c, cursor)[0]) == {mencion}, cursor


def test_el_cursor_va_y_vuelve() -> None:
    estado = Estado.de_texto(None)
    estado.barridos["menciones"].empezar(["a", "b"])
    estado.barridos["menciones"].anotar([2124483761818042370, 5])
    estado.vigilar(["12", "9", "no"])
    assert Estado.de_texto(estado.texto()) == estado
    assert estado.conversaciones == ["12", "9"]


def test_un_limite_a_medias_no_pierde_lo_ya_leido(compartida) -> None:
    e = montar(compartida)
    todos = set(e.g.inyectar(*({"texto": f"m {i}", "autor": ANA} for i in range(250))))
    e.g.cuenta(limite={"GET /2/users/:id/mentions": 2})
    paginas: list[Pagina] = []
    with pytest.raises(LimiteExcedido) as fallo:
        paginas.extend(e.c.leer(None))
    vistos = {c.id_externo for p in paginas for c in p.comentarios}
    assert len(vistos) == 200
    assert fallo.value.hasta == e.reloj.ahora + timedelta(minutes=15, seconds=1)
    e.g.cuenta(limite=None)
    assert vistos | ids(barrer(e.c, paginas[-1].cursor)[0]) == todos
