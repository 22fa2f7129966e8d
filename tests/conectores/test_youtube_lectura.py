"""Lo que se lee de cada comentario de YouTube. El numero de cada trampa es su fila de apis.md, seccion 6."""

from datetime import UTC, datetime

import pytest

from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.tipos import AutorLeido, EstadoEnRed
from tests.conectores.youtube_comun import (
    ANA,
    HILOS_LISTA,
    NOSOTROS,
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


def test_lee_un_comentario_entero(yt):
    video = yt.gobierno.cuenta(publicar={"texto": "Campaña", "como": "institucion"})["id"]
    [ident] = yt.gobierno.inyectar(
        {"texto": "a & b <i>\n☂️👩‍👩‍👧", "autor": ANA, "fecha": "2026-11-20T08:30:05-06:00"}
    )
    leidos, _ = leer(conectar(yt.base))
    c = leidos[ident]
    assert c.texto == "a & b <i>\n☂️👩‍👩‍👧"
    assert c.creado == datetime(2026, 11, 20, 14, 30, 5, tzinfo=UTC)
    assert c.autor == AutorLeido(ANA["id"], "Ana", "ana", "http://www.youtube.com/@ana")
    assert (c.publicacion_id, c.padre_id, c.editado, c.propio) == (video, None, None, False)
    assert (c.estado, c.permisos.responder, c.adjuntos) == (EstadoEnRed.VISIBLE, True, ())
    assert c.enlace == f"https://www.youtube.com/watch?v={video}&lc={ident}"
    assert c.crudo["snippet"]["textDisplay"] == c.texto


def test_lee_publicados_retenidos_y_probable_spam_con_todas_sus_respuestas(yt):
    ids = {
        estado: sembrar(yt, 1, estado=crudo)[0]
        for estado, crudo in (
            (EstadoEnRed.VISIBLE, "published"),
            (EstadoEnRed.RETENIDO, "heldForReview"),
            (EstadoEnRed.PROBABLE_SPAM, "likelySpam"),
        )
    }
    hijos = {r: e for e, raiz in ids.items() for r in sembrar(yt, 7, padre=raiz, estado=_crudo(e))}
    leidos, _ = leer(conectar(yt.base))
    assert {i: c.estado for i, c in leidos.items()} == {i: e for e, i in ids.items()} | hijos
    assert {c.padre_id for i, c in leidos.items() if i in hijos} == set(ids.values())


def _crudo(estado: EstadoEnRed) -> str:
    nombres = {"visible": "published", "retenido": "heldForReview", "probable_spam": "likelySpam"}
    return nombres[estado.value]


def test_una_respuesta_retenida_en_un_hilo_publicado_se_lee_con_su_estado(yt):
    [raiz] = sembrar(yt, 1)
    [visible] = sembrar(yt, 1, padre=raiz)
    [retenida] = sembrar(yt, 1, padre=raiz, estado="heldForReview")
    leidos, _ = leer(conectar(yt.base))
    assert leidos[raiz].estado is leidos[visible].estado is EstadoEnRed.VISIBLE
    assert leidos[retenida].estado is EstadoEnRed.RETENIDO


def test_trampa_1_ids_como_texto_opaco(yt):
    raro = "Ugz-_no.tiene.orden"
    yt.gobierno.inyectar({"texto": "a", "autor": ANA, "id": raro})
    leidos, _ = leer(conectar(yt.base))
    assert list(leidos) == [raro]
    assert isinstance(leidos[raro].autor.id, str)


def test_releer_no_pierde_ni_inventa_nada(yt):
    conector = conectar(yt.base)
    sembrar(yt, 250)
    primera, cursor = leer(conector)
    yt.reloj.pasar(minutes=2)
    nuevos = sembrar(yt, 3)
    segunda, cursor = leer(conector, cursor)
    assert len(primera) == 250
    assert set(nuevos) <= set(segunda)
    assert set(segunda) <= set(primera) | set(nuevos)
    tercera, _ = leer(conector, cursor)
    assert set(tercera) <= set(primera) | set(nuevos)


def test_un_sondeo_corriente_cuesta_cuatro_peticiones(yt):
    conector = conectar(yt.base)
    yt.gobierno.cuenta(publicar={"texto": "Uno", "como": "institucion"})
    sembrar(yt, 150, fecha="2026-11-18T10:00:00Z")
    sembrar(yt, 1)
    _, cursor = leer(conector)
    antes = len(yt.gobierno.peticiones())
    yt.reloj.pasar(minutes=2)
    leer(conector, cursor)
    assert yt.gobierno.peticiones()[antes:] == [["GET", "/youtube/v3/playlistItems"], *[HILOS_LISTA] * 3]


def test_trampa_5_sin_autor(yt):
    [ident] = yt.gobierno.inyectar({"texto": "de una cuenta borrada", "autor": None})
    leidos, _ = leer(conectar(yt.base))
    assert leidos[ident].autor is None
    assert not leidos[ident].propio


def test_trampa_6_lo_propio_se_marca_y_sale_como_publicacion(yt):
    [raiz] = sembrar(yt, 1)
    [nuestra] = yt.gobierno.inyectar({"texto": "Gracias", "autor": NOSOTROS, "padre": raiz})
    [fijada] = yt.gobierno.inyectar({"texto": "Bienvenidos", "autor": NOSOTROS})
    paginas = list(conectar(yt.base).leer(None))
    comentarios = {c.id_externo: c for p in paginas for c in p.comentarios}
    assert {i for i, c in comentarios.items() if c.propio} == {nuestra, fijada}
    suyas = publicaciones(paginas)
    assert suyas[nuestra].padre_id == raiz
    assert suyas[nuestra].autor_id == CANAL_YOUTUBE
    assert suyas[fijada].padre_id is None
    assert raiz not in suyas


def test_lo_propio_se_lee_en_su_texto_original(yt):
    """El de pantalla puede traer el titulo de un video en lugar de su enlace, y no casaria con lo que enviamos."""
    yt.gobierno.inyectar(
        {"texto": "Vea https://isss.gob.sv", "autor": NOSOTROS, "extra": {"textDisplay": "Vea (titulo)"}}
    )
    leidos, _ = leer(conectar(yt.base))
    assert [c.texto for c in leidos.values()] == ["Vea https://isss.gob.sv"]


def test_trampa_9_imagen_adjunta(yt):
    imagen = "https://yt3.ggpht.com/firmada?caduca=6h"
    [ident] = yt.gobierno.inyectar({"texto": "", "autor": ANA, "extra": {"imageUrl": imagen}})
    leidos, _ = leer(conectar(yt.base))
    assert leidos[ident].adjuntos == (imagen,)
    assert leidos[ident].por_ver
    assert leidos[ident].texto == ""


def test_trampa_10_emoji_y_medios_emoji_de_punta_a_punta(yt):
    textos = [
        "👩🏽‍⚕️ señora ü",
        "n\u0303 descompuesta",
        "medio \ud83d emoji",
        "nulo \x00 y \u202e al reves",
        "a" * 10_000,
    ]
    ids = yt.gobierno.inyectar(*({"texto": t, "autor": ANA} for t in textos))
    leidos, _ = leer(conectar(yt.base))
    assert [leidos[i].texto for i in ids] == textos


def test_hilo_del_canal_sin_video(yt):
    [ident] = yt.gobierno.inyectar({"texto": "al canal", "autor": ANA, "publicacion": CANAL_YOUTUBE})
    leidos, _ = leer(conectar(yt.base))
    assert leidos[ident].publicacion_id is None
    assert leidos[ident].enlace == ""


def test_trampa_17_recien_ocultado_puede_seguir_saliendo_y_no_se_toma_por_nuevo(yt):
    conector = conectar(yt.base)
    [ident] = sembrar(yt, 1)
    conector.ocultar(ident)
    leidos, _ = leer(conector)
    assert leidos[ident].estado is EstadoEnRed.RETENIDO
    assert conector.consultar(ident).estado is EstadoEnRed.RETENIDO


def test_trampa_20_can_reply(yt):
    video = yt.gobierno.cuenta(publicar={"texto": "Cerrado", "como": "institucion"})["id"]
    [raiz] = sembrar(yt, 1)
    [hija] = sembrar(yt, 1, padre=raiz)
    yt.gobierno.cuenta(comentarios={"id": video, "activos": False})
    leidos, _ = leer(conectar(yt.base))
    assert [leidos[i].permisos.responder for i in (raiz, hija)] == [False, False]
