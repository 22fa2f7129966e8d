"""Canal, videos y lo propio en YouTube (apis.md, secciones 3 y 6)."""

from datetime import timedelta

import pytest

from conectores.errores import NoPermitido
from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.tipos import EstadoEnRed
from tests.conectores.youtube_comun import (
    INICIO,
    conectar,
    leer,
    publicaciones,
    sembrar,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


@pytest.mark.parametrize(
    ("seguidores", "dichos"),
    [(7, 7), (999, 999), (1234, 1230), (12_345, 12_300), (99_999, 99_900), (1_234_567, 1_230_000)],
)
def test_trampa_21_seguidores_truncados(yt, seguidores, dichos):
    yt.gobierno.cuenta(seguidores=seguidores)
    estado = conectar(yt.base).estado_cuenta()
    assert (estado.seguidores, estado.seguidores_exactos) == (dichos, False)


def test_trampa_21_seguidores_ocultos(yt):
    yt.gobierno.cuenta(seguidores_ocultos=True)
    assert conectar(yt.base).estado_cuenta().seguidores is None


def test_estado_cuenta_ve_el_perfil_cambiado(yt):
    conector = conectar(yt.base)
    antes = conector.estado_cuenta().perfil
    yt.gobierno.cuenta(
        perfil={
            "nombre": "Tesla Oficial",
            "descripcion": "regalamos",
            "foto": "https://x/y",
            "usuario": "@tesla",
        }
    )
    estado = conector.estado_cuenta()
    assert (estado.nombre, estado.id_externo) == ("Tesla Oficial", CANAL_YOUTUBE)
    assert {k for k in antes if antes[k] != estado.perfil[k]} == {"nombre", "descripcion", "foto", "usuario"}


def test_credencial_de_otro_canal(yt):
    with pytest.raises(NoPermitido, match="UCotro"):
        conectar(yt.base, cuenta="UCotro").estado_cuenta()


def test_los_videos_de_la_cuenta_y_los_de_un_intruso_se_ven(yt):
    conector = conectar(yt.base)
    propio = yt.gobierno.cuenta(publicar={"texto": "Campaña de vacunación", "como": "institucion"})["id"]
    paginas = list(conector.leer(None))
    assert publicaciones(paginas)[propio].texto == "Campaña de vacunación"
    yt.reloj.pasar(minutes=3)
    largo = "Regalamos bitcoin\n" + "envíe y le devolvemos el doble " * 5
    ajeno = yt.gobierno.cuenta(publicar={"texto": largo, "como": "intruso"})["id"]
    suyas = publicaciones(list(conector.leer(paginas[-1].cursor)))
    assert largo.strip() in suyas[ajeno].texto
    assert suyas[ajeno].creado == INICIO + timedelta(minutes=3)
    assert suyas[ajeno].enlace.endswith(ajeno)


def test_videos_por_paginas_desde_la_marca(yt):
    conector = conectar(yt.base)
    yt.gobierno.cuenta(publicar={"texto": "primero", "como": "institucion"})
    cursor = list(conector.leer(None))[-1].cursor
    yt.reloj.pasar(days=1)
    ids = {yt.gobierno.cuenta(publicar={"texto": f"v{i}", "como": "institucion"})["id"] for i in range(120)}
    assert ids < set(publicaciones(list(conector.leer(cursor))))


def test_un_intruso_que_comenta_como_el_canal_se_ve(yt):
    ajeno = yt.gobierno.cuenta(publicar={"texto": "Entren aquí", "como": "intruso", "tipo": "comentario"})[
        "id"
    ]
    assert ajeno in publicaciones(list(conectar(yt.base).leer(None)))


def test_buscar_propias(yt):
    conector = conectar(yt.base)
    [raiz, otra] = sembrar(yt, 2)
    sembrar(yt, 8, padre=raiz)
    conector.responder(raiz, "antes")
    yt.reloj.pasar(minutes=1, milliseconds=700)
    desde = yt.reloj.ahora
    nuestra = conector.responder(raiz, "despues").id_externo
    ajena = conector.responder(otra, "en otro hilo").id_externo
    assert [p.id_externo for p in conector.buscar_propias(desde, raiz)] == [nuestra]
    assert {p.id_externo for p in conector.buscar_propias(desde)} == {nuestra, ajena}
    assert [p.texto for p in conector.buscar_propias(desde, nuestra)] == ["despues"]
    yt.gobierno.cuenta(borrar={"id": raiz})
    assert conector.buscar_propias(desde, raiz) == []


def test_consultar(yt):
    conector = conectar(yt.base)
    [raiz] = sembrar(yt, 1)
    [hija] = sembrar(yt, 1, padre=raiz, estado="likelySpam")
    c = conector.consultar(hija)
    assert (c.id_externo, c.padre_id, c.texto) == (hija, raiz, "hola 0")
    assert c.estado is EstadoEnRed.VISIBLE, "por id la red no dice el estado"
    leer(conector)
    assert conector.consultar(hija).estado is EstadoEnRed.PROBABLE_SPAM
    yt.gobierno.cuenta(borrar={"id": hija})
    assert conector.consultar(hija) is None
    assert conector.consultar("Ugz-jamas") is None
