"""Barridos y cursor de YouTube: nada se pierde, nada da vueltas (apis.md, seccion 6, filas 2, 3, 4 y 16)."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from conectores.errores import CuotaAgotada, RespuestaIlegible
from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.youtube import lectura
from tests.conectores.youtube_comun import (
    ANA,
    HILOS_LISTA,
    INICIO,
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


def test_trampa_2_morir_entre_paginas_no_pierde_nada(yt):
    """Se guarda cada pagina con su cursor; se muere cada vez mas tarde y se sigue con otro conector."""
    ids = set(sembrar(yt, 250)) | set(sembrar(yt, 130, estado="heldForReview"))
    guardados: set[str] = set()
    cursor = None
    for cuantas in range(1, 8):
        for pagina in itertools.islice(conectar(yt.base).leer(cursor), cuantas):
            guardados |= {c.id_externo for c in pagina.comentarios}
            cursor = pagina.cursor
    assert guardados == ids


def test_trampa_2_la_marca_no_avanza_hasta_la_ultima_pagina(yt):
    sembrar(yt, 250)
    cursores = [
        json.loads(p.cursor)["barridos"]["published"] for p in conectar(yt.base).leer(None) if p.comentarios
    ]
    assert [c["marca"] for c in cursores] == [None, None, INICIO.isoformat()]
    assert [c["token"] is None for c in cursores] == [False, False, True]


def test_trampa_2_morir_sin_guardar_repite_la_pagina(yt):
    conector = conectar(yt.base)
    ids = set(sembrar(yt, 150))
    lectura_muerta = conector.leer(None)
    next(lectura_muerta)
    lectura_muerta.close()
    leidos, _ = leer(conectar(yt.base))
    assert set(leidos) == ids


def test_lo_que_entra_a_mitad_de_un_barrido_sale_en_el_siguiente(yt):
    conector = conectar(yt.base)
    sembrar(yt, 250)
    paginas = conector.leer(None)
    vistos = {c.id_externo for c in next(p for p in paginas if p.comentarios).comentarios}
    yt.reloj.pasar(minutes=1)
    [nuevo] = sembrar(yt, 1)
    cursor = None
    for pagina in paginas:
        vistos |= {c.id_externo for c in pagina.comentarios}
        cursor = pagina.cursor
    assert nuevo not in vistos
    leidos, _ = leer(conector, cursor)
    assert nuevo in leidos


def test_solape_un_comentario_que_la_red_lista_tarde_se_lee(yt, monkeypatch):
    """Examinado por el filtro, aparece con la hora en que se escribio, anterior a la marca."""
    monkeypatch.setattr(lectura, "CADA_REPASO", timedelta(days=400))
    conector = conectar(yt.base)
    sembrar(yt, 1)
    sembrar(yt, 120, fecha=(INICIO - lectura.SOLAPE + timedelta(minutes=10)).isoformat())
    _, cursor = leer(conector)
    tarde = (INICIO - lectura.SOLAPE + timedelta(minutes=5)).isoformat()
    [ident] = sembrar(yt, 1, fecha=tarde)
    leidos, _ = leer(conector, cursor)
    assert ident in leidos


def test_trampa_3_token_repetido_no_da_vueltas_y_no_mueve_la_marca(yt, caplog):
    sembrar(yt, 150)
    hilo = {"id": "Ugz1", "snippet": {"topLevelComment": {"id": "Ugz1", "snippet": {"textDisplay": "x"}}}}
    bucle = {"kind": "youtube#commentThreadListResponse", "items": [hilo], "nextPageToken": "OTRA"}
    yt.gobierno.fallar(ruta="commentThreads", veces=None, estado=200, cuerpo=bucle)
    paginas = list(conectar(yt.base).leer(None))
    assert veces(yt, HILOS_LISTA) == 6
    assert json.loads(paginas[-1].cursor)["barridos"]["published"]["marca"] is None
    assert "repite el token" in caplog.text
    yt.gobierno.sin_fallas()
    leidos, _ = leer(conectar(yt.base), paginas[-1].cursor)
    assert len(leidos) == 150


def test_trampa_3_pagina_vacia_con_siguiente_se_sigue(yt):
    [ident] = sembrar(yt, 1)
    vacia = {"kind": "youtube#commentThreadListResponse", "items": [], "nextPageToken": _primer_token(yt)}
    yt.gobierno.fallar(ruta="commentThreads", estado=200, cuerpo=vacia)
    leidos, _ = leer(conectar(yt.base))
    assert ident in leidos


def _primer_token(yt) -> str:
    """Un token que la red acepta y que empieza antes que todo lo que hay."""
    from conectores.simulador.youtube.pedido import ficha

    consulta = {"f": "allThreadsRelatedToChannelId", "v": CANAL_YOUTUBE, "s": "published", "t": ""}
    return ficha(consulta, ("9999", ""))


def test_trampa_3_tope_de_paginas_y_se_sigue_en_la_lectura_siguiente(yt, monkeypatch):
    monkeypatch.setattr(lectura, "PAGINAS", 2)
    ids = set(sembrar(yt, 450))
    vistos: set[str] = set()
    cursor = None
    for _ in range(3):
        leidos, cursor = leer(conectar(yt.base), cursor)
        assert len(leidos) <= 200
        vistos |= set(leidos)
    assert vistos == ids


def test_token_de_pagina_caducado_empieza_el_barrido_otra_vez(yt):
    ids = set(sembrar(yt, 150))
    cursor = next(p for p in conectar(yt.base).leer(None) if p.comentarios).cursor
    roto = json.loads(cursor)
    roto["barridos"]["published"]["token"] = "CADUCADO"
    leidos, _ = leer(conectar(yt.base), json.dumps(roto))
    assert set(leidos) == ids


@pytest.mark.parametrize(
    "malo", ["", "no es json", "[]", '{"v":0}', '{"v":1,"barridos":{"published":[1]}}', "{", "null"]
)
def test_un_cursor_ilegible_vale_como_ninguno(yt, malo):
    ids = set(sembrar(yt, 3))
    leidos, _ = leer(conectar(yt.base), malo)
    assert set(leidos) == ids


def test_trampa_4_la_direccion_no_crece_con_las_paginas(yt, monkeypatch):
    largos: list[int] = []
    conector = conectar(yt.base)
    pedir = conector._sesion._transporte.request
    monkeypatch.setattr(
        conector._sesion._transporte,
        "request",
        lambda uri, *a, **k: largos.append(len(uri)) or pedir(uri, *a, **k),
    )
    sembrar(yt, 450)
    leer(conector)
    paginadas = [n for n in largos if n > 300]
    assert len(paginadas) == 4
    assert max(paginadas) - min(paginadas) < 10


def test_trampa_16_la_marca_sale_de_la_red_y_no_del_reloj_local(yt):
    """La red va tres dias por detras de esta maquina: nada se pierde."""
    conector = conectar(yt.base)
    yt.reloj.ahora = datetime.now(UTC) - timedelta(days=3)
    sembrar(yt, 1)
    _, cursor = leer(conector)
    yt.reloj.pasar(minutes=1)
    [nuevo] = sembrar(yt, 1)
    leidos, cursor = leer(conector, cursor)
    assert nuevo in leidos
    assert (
        json.loads(cursor)["barridos"]["published"]["marca"]
        == yt.reloj.ahora.replace(microsecond=0).isoformat()
    )


def test_trampa_16_una_fecha_del_futuro_no_mueve_la_marca(yt):
    sembrar(yt, 2)
    yt.gobierno.inyectar({"texto": "x", "autor": ANA, "extra": {"publishedAt": "2099-01-01T00:00:00Z"}})
    leidos, cursor = leer(conectar(yt.base))
    assert len(leidos) == 3
    assert json.loads(cursor)["barridos"]["published"]["marca"] == INICIO.isoformat()


def test_un_estado_que_falla_no_impide_leer_los_otros(yt):
    visibles, retenidos = sembrar(yt, 2), sembrar(yt, 2, estado="heldForReview")
    for ruta in ("playlistItems", "commentThreads"):
        yt.gobierno.fallar(ruta=ruta, estado=200, cuerpo="<html>mantenimiento</html>")
    conector, vistos, cursor = conectar(yt.base), set(), None
    with pytest.raises(RespuestaIlegible):  # noqa: PT012 (interesa lo leido antes del fallo)
        for pagina in conector.leer(None):
            vistos |= {c.id_externo for c in pagina.comentarios}
            cursor = pagina.cursor
    assert vistos == set(retenidos)
    leidos, _ = leer(conector, cursor)
    assert set(visibles) <= set(leidos)


def test_cuota_agotada_a_media_lectura_corta_y_luego_sigue(yt):
    ids = set(sembrar(yt, 250))
    yt.gobierno.cuenta(limite=3)
    conector = conectar(yt.base)
    vistos: set[str] = set()
    cursor = None
    with pytest.raises(CuotaAgotada) as info:  # noqa: PT012 (interesa lo leido antes del fallo)
        for pagina in conector.leer(None):
            vistos |= {c.id_externo for c in pagina.comentarios}
            cursor = pagina.cursor
    assert info.value.hasta == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    assert 0 < len(vistos) < 250
    yt.reloj.ahora = info.value.hasta
    yt.gobierno.cuenta(limite=100)
    leidos, _ = leer(conector, cursor)
    assert vistos | set(leidos) == ids
