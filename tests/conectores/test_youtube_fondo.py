"""Lo que queda por debajo del repaso en YouTube: la vuelta diaria y las fechas absurdas que no la acortan."""

import json
from datetime import timedelta

import pytest

from conectores.errores import RespuestaIlegible
from conectores.youtube.fondo import CADA_FONDO
from tests.conectores.youtube_comun import (
    ANA,
    HILOS_LISTA,
    INICIO,
    LUIS,
    conectar,
    leer,
    sembrar,
    veces,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


def _canal_con_hilo_viejo(yt) -> tuple[str, str]:
    """Un hilo de hace 40 dias en la segunda pagina; devuelve su id y el cursor con todo leido."""
    sembrar(yt, 1)
    [viejo] = sembrar(yt, 1, fecha=(INICIO - timedelta(days=40)).isoformat())
    sembrar(yt, 120, fecha=(INICIO - timedelta(days=35)).isoformat())
    _, cursor = leer(conectar(yt.base))
    return viejo, cursor


def _leer_contando(yt, cursor: str) -> tuple[set[str], str, int]:
    """Una lectura con un conector recien hecho (otro proceso) y las paginas de hilos que pidio."""
    antes = veces(yt, HILOS_LISTA)
    leidos, cursor = leer(conectar(yt.base), cursor)
    return set(leidos), cursor, veces(yt, HILOS_LISTA) - antes


def test_respuesta_en_un_hilo_de_hace_cuarenta_dias_se_lee_al_dia(yt):
    viejo, cursor = _canal_con_hilo_viejo(yt)
    [nueva] = yt.gobierno.inyectar({"texto": "respuesta tardía", "autor": LUIS, "padre": viejo})
    yt.reloj.pasar(hours=1)
    leidos, cursor, paginas = _leer_contando(yt, cursor)
    assert (nueva in leidos, paginas) == (False, 3), "entre vueltas no se paga el fondo"
    yt.reloj.pasar(seconds=CADA_FONDO.total_seconds())
    vistos: set[str] = set()
    costes = []
    for _ in range(3):
        leidos, cursor, paginas = _leer_contando(yt, cursor)
        vistos |= leidos
        costes.append(paginas)
    assert nueva in vistos
    assert costes == [4, 4, 3], "una pagina por sondeo, y al acabar ninguna hasta manana"


def test_la_vuelta_al_fondo_que_falla_sigue_donde_iba(yt):
    viejo, cursor = _canal_con_hilo_viejo(yt)
    [nueva] = yt.gobierno.inyectar({"texto": "respuesta tardía", "autor": LUIS, "padre": viejo})
    yt.reloj.pasar(seconds=CADA_FONDO.total_seconds())
    _, cursor, _ = _leer_contando(yt, cursor)
    # los tres estados van bien y falla la cuarta lista: la del fondo
    for estado in (None, None, None, 200):
        yt.gobierno.fallar(ruta="commentThreads", estado=estado, cuerpo="<html>")
    with pytest.raises(RespuestaIlegible):
        list(conectar(yt.base).leer(cursor))
    yt.gobierno.sin_fallas()
    leidos, cursor, paginas = _leer_contando(yt, cursor)
    assert (nueva in leidos, paginas) == (True, 4)
    assert json.loads(cursor)["barridos"]["published"]["fondo"] == yt.reloj.ahora.isoformat()


def test_el_token_del_fondo_caducado_empieza_la_vuelta_otra_vez(yt):
    viejo, cursor = _canal_con_hilo_viejo(yt)
    [nueva] = yt.gobierno.inyectar({"texto": "respuesta tardía", "autor": LUIS, "padre": viejo})
    yt.reloj.pasar(seconds=CADA_FONDO.total_seconds())
    _, cursor, _ = _leer_contando(yt, cursor)
    roto = json.loads(cursor)
    roto["barridos"]["published"]["bajada_token"] = "CADUCADO"
    _, cursor, _ = _leer_contando(yt, json.dumps(roto))
    leidos, _, _ = _leer_contando(yt, cursor)
    assert nueva in leidos


def test_un_canal_que_cabe_en_el_sondeo_no_paga_vuelta(yt):
    sembrar(yt, 5)
    _, cursor = leer(conectar(yt.base))
    yt.reloj.pasar(days=3)
    assert _leer_contando(yt, cursor)[2] == 3


def test_una_fecha_absurda_al_final_de_la_pagina_no_acorta_el_barrido(yt):
    """150 nuevos; el ultimo de la primera pagina dice 1970: la segunda se lee igual."""
    sembrar(yt, 1)
    _, cursor = leer(conectar(yt.base))
    yt.reloj.pasar(minutes=10)
    _, cursor = leer(conectar(yt.base), cursor)
    yt.reloj.pasar(minutes=15)

    def hace(segundos: int) -> str:
        return (yt.reloj.ahora - timedelta(seconds=segundos)).isoformat()

    nuevos = [{"texto": "n", "autor": ANA, "fecha": hace(i)} for i in range(150)]
    nuevos[99]["extra"] = {"publishedAt": "1970-01-01T00:00:00Z", "updatedAt": "1970-01-01T00:00:00Z"}
    ids = set(yt.gobierno.inyectar(*nuevos))
    leidos, _ = leer(conectar(yt.base), cursor)
    assert ids <= set(leidos)
