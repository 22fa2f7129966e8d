"""Respuestas y ediciones en hilos viejos de YouTube, que no suben el hilo (apis.md, secciones 3 y 6)."""

import itertools
import json
from datetime import timedelta

import pytest

from conectores.errores import RedCaida
from conectores.simulador.nucleo import Falla
from conectores.youtube import lectura
from conectores.youtube.cursor import HILOS, VENTANA
from conectores.youtube.hojeada import RELEER
from tests.conectores.youtube_comun import (
    HILOS_LISTA,
    INICIO,
    LUIS,
    RESPUESTAS_LISTA,
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


def test_trampa_7_editado_se_relee(yt):
    conector = conectar(yt.base)
    [viejo] = sembrar(yt, 1, fecha="2026-11-01T10:00:00Z")
    [respuesta] = sembrar(yt, 1, padre=viejo, fecha="2026-11-02T10:00:00Z")
    sembrar(yt, 20)
    _, cursor = leer(conector)
    yt.reloj.pasar(minutes=5)
    for ident in (viejo, respuesta):
        yt.gobierno.cuenta(editar={"id": ident, "texto": "cambiado"})
    leidos, _ = leer(conector, cursor)
    for ident in (viejo, respuesta):
        assert leidos[ident].texto == "cambiado"
        assert leidos[ident].editado == INICIO + timedelta(minutes=5)


def test_trampa_7_editado_mas_alla_de_la_primera_pagina_lo_ve_el_repaso(yt):
    conector = conectar(yt.base)
    [viejo] = sembrar(yt, 1, fecha="2026-11-01T10:00:00Z")
    sembrar(yt, 150, fecha="2026-11-15T10:00:00Z")
    sembrar(yt, 1)
    _, cursor = leer(conector)
    yt.gobierno.cuenta(editar={"id": viejo, "texto": "cambiado"})
    for _ in range(2):
        yt.reloj.pasar(minutes=14)
        leidos, cursor = leer(conector, cursor)
        assert viejo not in leidos, "entre repasos no se paga por releer lo viejo"
    yt.reloj.pasar(minutes=14)
    leidos, cursor = leer(conector, cursor)
    assert leidos[viejo].texto == "cambiado"
    yt.reloj.pasar(minutes=14)
    assert viejo not in leer(conector, cursor)[0]


def test_el_repaso_no_pasa_de_diez_paginas_ni_de_treinta_dias(yt, monkeypatch):
    conector = conectar(yt.base)
    sembrar(yt, 1)
    sembrar(yt, 1_300, fecha="2026-11-15T10:00:00Z")
    _, cursor = leer(conector)
    yt.reloj.pasar(hours=1)
    antes = veces(yt, HILOS_LISTA)
    leer(conector, cursor)
    assert veces(yt, HILOS_LISTA) - antes == 10 + 2
    monkeypatch.setattr(lectura, "VENTANA", timedelta(days=2))
    leer(conector, cursor)
    assert veces(yt, HILOS_LISTA) - antes == 10 + 2 + 1 + 2


def test_respuesta_nueva_en_un_hilo_viejo(yt):
    conector = conectar(yt.base)
    [viejo] = sembrar(yt, 1, fecha="2026-11-01T10:00:00Z")
    sembrar(yt, 8, padre=viejo)
    _, cursor = leer(conector)
    antes = veces(yt, RESPUESTAS_LISTA)
    yt.reloj.pasar(minutes=2)
    _, cursor = leer(conector, cursor)
    assert veces(yt, RESPUESTAS_LISTA) == antes, "sin cambios no se releen las respuestas"
    [nueva] = sembrar(yt, 1, padre=viejo)
    leidos, _ = leer(conector, cursor)
    assert nueva in leidos


def test_respuestas_que_sustituyen_a_otras_sin_cambiar_el_total(yt):
    conector = conectar(yt.base)
    [viejo] = sembrar(yt, 1)
    hijas = sembrar(yt, 8, padre=viejo)
    _, cursor = leer(conector)
    for ident in hijas[:6]:
        yt.gobierno.cuenta(borrar={"id": ident})
    nuevas = sembrar(yt, 6, padre=viejo)
    leidos, _ = leer(conector, cursor)
    assert set(nuevas) < set(leidos), "seis nuevas y en el hilo solo vienen cinco"


def test_respuesta_editada_fuera_de_la_muestra_se_relee_al_dia(yt):
    conector = conectar(yt.base)
    [viejo] = sembrar(yt, 1)
    [primera, *_] = [sembrar(yt, 1, padre=viejo, fecha=f"2026-11-20T14:0{i}:00Z")[0] for i in range(8)]
    _, cursor = leer(conector)
    yt.gobierno.cuenta(editar={"id": primera, "texto": "cambiado"})
    yt.reloj.pasar(hours=1)
    leidos, cursor = leer(conector, cursor)
    assert primera not in leidos
    yt.reloj.pasar(seconds=RELEER.total_seconds())
    leidos, _ = leer(conector, cursor)
    assert leidos[primera].texto == "cambiado"


def test_respuestas_por_paginas(yt):
    [raiz] = sembrar(yt, 1)
    hijas = sembrar(yt, 230, padre=raiz)
    leidos, _ = leer(conectar(yt.base))
    assert set(hijas) < set(leidos)
    assert veces(yt, RESPUESTAS_LISTA) == 3


def test_trampa_3_token_repetido_en_las_respuestas(yt):
    [raiz] = sembrar(yt, 1)
    sembrar(yt, 6, padre=raiz)
    bucle = {"kind": "youtube#commentListResponse", "items": [{"id": f"{raiz}.x"}], "nextPageToken": "OTRA"}
    yt.gobierno.fallar(ruta="/comments$", veces=None, estado=200, cuerpo=bucle)
    leidos, _ = leer(conectar(yt.base))
    assert veces(yt, RESPUESTAS_LISTA) == 2
    assert len(leidos) == 7


def test_el_cursor_no_crece_sin_limite(yt, monkeypatch):
    from conectores.youtube import cursor as modulo

    monkeypatch.setattr(modulo, "HILOS", 10)
    raices = sembrar(yt, 30)
    yt.gobierno.inyectar(*({"texto": "r", "autor": LUIS, "padre": r} for r in raices for _ in range(6)))
    _, cursor = leer(conectar(yt.base))
    assert len(json.loads(cursor)["barridos"]["published"]["hilos"]) == 10
    assert HILOS == 1_000


def test_el_cursor_olvida_los_hilos_viejos(yt):
    [viejo] = sembrar(yt, 1, fecha=(INICIO - VENTANA - timedelta(days=1)).isoformat())
    [joven] = sembrar(yt, 1, fecha=(INICIO - VENTANA + timedelta(days=1)).isoformat())
    sembrar(yt, 1)
    for raiz in (viejo, joven):
        sembrar(yt, 6, padre=raiz)
    leidos, cursor = leer(conectar(yt.base))
    assert len(leidos) == 15
    assert list(json.loads(cursor)["barridos"]["published"]["hilos"]) == [joven]


def test_trampa_8_padre_borrado_no_rompe_la_lectura(yt):
    """El hilo salia en la lista y sus respuestas ya no estan: se queda con las que traia."""
    [raiz, otra] = sembrar(yt, 2)
    sembrar(yt, 7, padre=raiz)
    cuerpo = {"error": {"code": 404, "message": "", "errors": [{"reason": "commentNotFound"}]}}
    yt.gobierno.fallar(ruta="/comments$", estado=404, cuerpo=cuerpo)
    leidos, _ = leer(conectar(yt.base))
    assert {raiz, otra} < set(leidos)
    assert len(leidos) == 7


def test_un_hilo_que_falla_no_pierde_los_demas_y_se_reintenta(yt):
    [raiz, otra] = sembrar(yt, 2)
    for r in (raiz, otra):
        sembrar(yt, 7, padre=r)
    yt.gobierno.fallar(ruta="/comments$", estado=500, cuerpo="<html>")
    conector = conectar(yt.base)
    leidos, cursor = leer(conector)
    assert len(leidos) == 14
    leidos, _ = leer(conector, cursor)
    assert len([c for c in leidos.values() if c.padre_id]) == 12


def test_si_fallan_las_respuestas_de_muchos_hilos_no_se_da_la_pagina_por_leida(yt):
    for r in sembrar(yt, 5):
        sembrar(yt, 6, padre=r)
    yt.gobierno.fallar(ruta="/comments$", veces=None, estado=503, cuerpo="<html>")
    paginas = []
    with pytest.raises(RedCaida):
        paginas.extend(conectar(yt.base).leer(None))
    assert not any(p.comentarios for p in paginas)
    yt.gobierno.sin_fallas()
    leidos, _ = leer(conectar(yt.base), paginas[-1].cursor)
    assert len(leidos) == 35


def test_lo_leido_de_una_pagina_que_no_se_entrego_no_queda_en_el_cursor(yt, monkeypatch):
    """Las respuestas de los primeros hilos llegan, las demas no: la pagina no sale y el cursor no las da por leidas."""
    for r in sembrar(yt, 6):
        sembrar(yt, 7, padre=r)
    sembrar(yt, 1, estado="heldForReview")
    cuenta = itertools.count()
    rota = Falla(estado=500, cuerpo="<html>")

    def tomar(metodo: str, ruta: str) -> Falla | None:
        return rota if ruta.endswith("/comments") and next(cuenta) >= 2 else None

    monkeypatch.setattr(yt.mundo.nucleo, "tomar_falla", tomar)
    paginas = []
    with pytest.raises(RedCaida):
        paginas.extend(conectar(yt.base).leer(None))
    assert paginas, "los otros estados si se leyeron"
    monkeypatch.undo()
    leidos, _ = leer(conectar(yt.base), paginas[-1].cursor)
    assert len([c for c in leidos.values() if c.padre_id]) == 42
