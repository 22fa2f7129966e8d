"""El gobierno de la red simulada de YouTube."""

import json

import pytest

from tests.conectores.youtube_api import poblar
from tests.conectores.youtube_comun import (
    ANA,
    INICIO,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


def test_gobierno_ordenes_malas_se_explican(yt):
    raiz = poblar(yt)["raiz"]
    malas = [
        ("comentarios", {"comentarios": [{"texto": "x", "padre": "nada"}]}),
        ("comentarios", {"comentarios": [{"texto": "x", "publicacion": "nada"}]}),
        ("comentarios", {"comentarios": [{"texto": "x", "estado": "raro"}]}),
        ("comentarios", {"comentarios": [{"texto": "x", "autor": {"nombre": "sin id"}}]}),
        ("comentarios", {"comentarios": [{"texto": "x", "id": raiz}]}),
        ("comentarios", {"comentarios": [{"autor": None}]}),
        ("comentarios", {"comentarios": [{"texto": "x", "fecha": "ayer"}]}),
        ("cuenta", {"inventado": 1}),
        ("cuenta", {"perfil": {"inventado": "x"}}),
        ("cuenta", {"perfil": {"seguidores": "5"}}),
        ("cuenta", {"token": "roto"}),
        ("cuenta", {"publicar": {"texto": "x", "como": "nadie"}}),
        ("cuenta", {"editar": {"id": "nada", "texto": "x"}}),
        ("cuenta", {"borrar": {"id": "nada"}}),
    ]
    for ruta, cuerpo in malas:
        r = yt.gobierno.sesion.post(f"{yt.base}/_control/{ruta}", json=cuerpo, timeout=5)
        assert r.status_code == 400, (ruta, cuerpo)
        assert "error" in r.json()


def test_gobierno_fecha_id_y_padre_de_respuesta(yt):
    [raiz] = yt.gobierno.inyectar(
        {"texto": "x", "autor": ANA, "id": "UgzFijo", "fecha": "2026-11-19T09:00:00-06:00"}
    )
    [hija] = yt.gobierno.inyectar({"texto": "x", "autor": ANA, "padre": raiz, "id": "uno"})
    [nieta] = yt.gobierno.inyectar({"texto": "x", "autor": ANA, "padre": hija, "id": "UgzFijo.dos"})
    assert (raiz, hija, nieta) == ("UgzFijo", "UgzFijo.uno", "UgzFijo.dos")
    guardados = {c["id"]: c for c in yt.mundo.volcar()["comentarios"]}
    assert guardados[nieta]["padre"] == raiz
    assert guardados[raiz]["publicado"] == "2026-11-19T15:00:00+00:00"
    assert guardados[hija]["publicado"] == INICIO.isoformat()


def test_inyectar_cae_en_el_video_mas_nuevo_de_la_institucion(yt):
    viejo = yt.gobierno.cuenta(
        publicar={"texto": "v", "como": "institucion", "fecha": "2026-11-01T00:00:00Z"}
    )["id"]
    nuevo = yt.gobierno.cuenta(
        publicar={"texto": "n", "como": "institucion", "fecha": "2026-11-02T00:00:00Z"}
    )["id"]
    yt.gobierno.cuenta(publicar={"texto": "i", "como": "intruso", "fecha": "2026-11-03T00:00:00Z"})
    yt.gobierno.inyectar({"texto": "x", "autor": ANA})
    assert [c["video"] for c in yt.mundo.volcar()["comentarios"]] == [nuevo]
    yt.gobierno.cuenta(borrar={"id": nuevo})
    yt.gobierno.inyectar({"texto": "y", "autor": ANA})
    assert [c["video"] for c in yt.mundo.volcar()["comentarios"]] == [nuevo, viejo]


def test_reiniciar_y_volcar(yt):
    vacio = yt.mundo.volcar()
    poblar(yt)
    yt.gobierno.cuenta(administradores=["a@isss"], seguidores=3, perfil={"title": "Otro"})
    lleno = yt.mundo.volcar()
    assert lleno["administradores"] == ["a@isss"]
    assert lleno["canal"]["nombre"] == "Otro"
    json.dumps(lleno)
    yt.gobierno.reiniciar()
    assert yt.mundo.volcar() == vacio
    assert yt.gobierno.efectos() == yt.gobierno.peticiones() == []
