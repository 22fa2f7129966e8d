"""Lectura de YouTube contra la red simulada. El numero de cada trampa es su fila de apis.md, seccion 6."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest

from conectores.errores import CuotaAgotada, NoPermitido, RedCaida, RespuestaIlegible
from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.simulador.nucleo import Falla
from conectores.tipos import AutorLeido, EstadoEnRed
from conectores.youtube import lectura
from conectores.youtube.cursor import HILOS, VENTANA
from conectores.youtube.hojeada import RELEER
from tests.conectores.youtube_comun import (
    ANA,
    INICIO,
    LUIS,
    NOSOTROS,
    conectar,
    leer,
    publicaciones,
    vigilado,
)

HILOS_LISTA = ["GET", "/youtube/v3/commentThreads"]
RESPUESTAS_LISTA = ["GET", "/youtube/v3/comments"]


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


def sembrar(yt, cuantos: int, **otros: object) -> list[str]:
    return yt.gobierno.inyectar(*({"texto": f"hola {i}", "autor": ANA, **otros} for i in range(cuantos)))


def veces(yt, peticion: list[str]) -> int:
    return yt.gobierno.peticiones().count(peticion)


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
    from conectores.simulador.youtube_pedido import ficha

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


def test_trampa_9_imagen_adjunta(yt):
    imagen = "https://yt3.ggpht.com/firmada?caduca=6h"
    [ident] = yt.gobierno.inyectar({"texto": "", "autor": ANA, "extra": {"imageUrl": imagen}})
    leidos, _ = leer(conectar(yt.base))
    assert leidos[ident].adjuntos == (imagen,)
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
