"""Lo que se lee de Facebook: cada cosa en su tipo, y nada raro pierde el resto."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from conectores.facebook import convertir
from conectores.simulador.cuentas import PAGINA_FACEBOOK
from conectores.tipos import AutorLeido, EstadoEnRed, Permisos, Red
from tests.conectores.apoyo_facebook import (
    ANA,
    INICIO,
    LUIS,
    barrer,
    publicar,
)


def leidas(fb: SimpleNamespace) -> list[str]:
    """Las rutas de comentarios que se pidieron."""
    return [ruta for metodo, ruta in fb.gobierno.peticiones() if metodo == "GET" and "comments" in ruta]


# --- que se lee ---


def test_lee_comentario_respuesta_visita_y_lo_propio(fb: SimpleNamespace) -> None:
    post = publicar(fb, "Horario de farmacia")
    (raiz,) = fb.gobierno.inyectar({"texto": "¿a qué hora?", "autor": ANA, "publicacion": post})
    (hija,) = fb.gobierno.inyectar({"texto": "a las 7", "autor": LUIS, "padre": raiz})
    (visita,) = fb.gobierno.inyectar({"texto": "Buen servicio", "autor": LUIS, "visitante": True})
    (bajo_visita,) = fb.gobierno.inyectar({"texto": "de acuerdo", "autor": ANA, "publicacion": visita})
    nuestra = fb.conector.responder(raiz, "Abrimos a las 7.").id_externo

    visto = barrer(fb.conector)

    assert set(visto.comentarios) == {raiz, hija, visita, bajo_visita, nuestra}
    c = visto.comentarios[raiz]
    assert (c.red, c.texto, c.creado, c.autor) == (
        Red.FACEBOOK,
        "¿a qué hora?",
        INICIO,
        AutorLeido("2001", "Ana"),
    )
    assert (c.publicacion_id, c.padre_id, c.propio, c.estado) == (post, None, False, EstadoEnRed.VISIBLE)
    assert c.permisos == Permisos(ocultar=True, eliminar=True, responder=True)
    assert c.crudo["message"] == "¿a qué hora?"
    assert (visto.comentarios[hija].publicacion_id, visto.comentarios[hija].padre_id) == (post, raiz)
    assert (visto.comentarios[visita].publicacion_id, visto.comentarios[visita].padre_id) == (None, None)
    bajo = visto.comentarios[bajo_visita]
    assert (bajo.publicacion_id, bajo.padre_id) == (None, visita)
    assert set(visto.publicaciones) == {post, nuestra}
    assert visto.publicaciones[post].aplicacion == "Moderacion"
    assert visto.publicaciones[nuestra].padre_id == raiz


def test_publicacion_de_un_intruso_se_ve_con_su_aplicacion(fb: SimpleNamespace) -> None:
    id_ = fb.gobierno.cuenta(publicar={"texto": "Gane dinero", "como": "intruso"})["id"]
    vista = barrer(fb.conector).publicaciones[id_]
    assert (vista.texto, vista.aplicacion, vista.autor_id) == (
        "Gane dinero",
        "Publicador Veloz",
        PAGINA_FACEBOOK,
    )


def test_no_publicada_no_cuenta_como_publicacion(fb: SimpleNamespace) -> None:
    nodo = fb.mundo.nueva_publicacion("borrador en la red", INICIO, None)
    nodo.publicado = False
    assert barrer(fb.conector).publicaciones == {}


def test_trampa_1_los_ids_son_texto_opaco(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar(
        {"texto": "a", "autor": ANA, "id": "zzz_1"},
        {
            "texto": "b",
            "autor": {"id": "00012345678901234567890", "nombre": "X"},
            "id": "00012345678901234567891",
        },
        {"texto": "c", "autor": ANA, "extra": {"id": 90071992547409931}},
    )
    visto = barrer(fb.conector).comentarios
    assert {"zzz_1", "00012345678901234567891", "90071992547409931"} == set(visto)
    assert visto["00012345678901234567891"].autor == AutorLeido("00012345678901234567890", "X")


def test_trampa_5_sin_from_el_autor_es_none_y_nada_se_pierde(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar({"texto": "borrada", "autor": None}, {"texto": "normal", "autor": ANA})
    assert {c.texto: c.autor for c in barrer(fb.conector).comentarios.values()} == {
        "borrada": None,
        "normal": AutorLeido("2001", "Ana"),
    }
    fb.gobierno.cuenta(acceso_avanzado=False)
    assert [c.autor for c in barrer(fb.conector).comentarios.values()] == [None, None]


def test_trampa_5_visita_sin_from_es_visita_y_lo_nuestro_sin_from_no_se_juzga(fb: SimpleNamespace) -> None:
    post = publicar(fb, "nuestra")
    fb.mundo.estado.nodos[post].extra["from"] = None
    (visita,) = fb.gobierno.inyectar({"texto": "ajena", "autor": None, "visitante": True})
    visto = barrer(fb.conector)
    assert set(visto.comentarios) == {visita}
    assert set(visto.publicaciones) == {post}


def test_trampa_6_lo_propio_va_marcado(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar(
        {"texto": "a mano", "autor": {"id": PAGINA_FACEBOOK, "nombre": "ISSS"}},
        {"texto": "de Ana", "autor": ANA},
    )
    visto = barrer(fb.conector)
    assert {c.texto: c.propio for c in visto.comentarios.values()} == {"a mano": True, "de Ana": False}
    assert "a mano" in [p.texto for p in visto.publicaciones.values()]


def test_trampa_9_mensaje_vacio_con_adjunto(fb: SimpleNamespace) -> None:
    imagen = {"type": "sticker", "media": {"image": {"src": "https://cdn.invalid/s.png"}}}
    fb.gobierno.inyectar(
        {"texto": "", "autor": ANA, "extra": {"attachment": imagen}},
        {"texto": "", "autor": LUIS, "extra": {"attachment": {"type": "sticker"}, "message": None}},
    )
    assert [(c.texto, c.adjuntos) for c in barrer(fb.conector).comentarios.values()] == [
        ("", ("sticker",)),
        ("", ("https://cdn.invalid/s.png",)),
    ]


@pytest.mark.parametrize(
    ("tipo", "por_ver"),
    [
        ("photo", True), ("video_inline", True), ("album", True), ("algo_nuevo", True),
        ("sticker", False), ("animated_image_share", False), ("share", False), ("video_share_youtube", False),
    ],
)  # fmt: skip
def test_la_foto_o_el_video_que_alguien_subio_los_mira_una_persona(tipo: str, *, por_ver: bool) -> None:
    suelto = convertir.comentario({"id": "1", "attachment": {"type": tipo}}, "9")
    en_el_muro = convertir.visita({"id": "1", "attachments": {"data": [{}, {"type": tipo}]}}, "9")
    assert suelto is not None
    assert en_el_muro is not None
    assert (suelto.por_ver, en_el_muro.por_ver) == (por_ver, por_ver)
    sin_tipo = convertir.comentario({"id": "1", "attachment": {"media": {"image": {"src": "x"}}}}, "9")
    assert sin_tipo is not None
    assert sin_tipo.por_ver


def test_trampa_9_ningun_adjunto_raro_estorba() -> None:
    for raro in (None, 7, [], {"media": 7}, {"media": {"image": []}}, {"type": ["x"]}):
        leido = convertir.comentario({"id": "1", "attachment": raro}, "9")
        assert leido is not None
        assert leido.adjuntos == ()


@pytest.mark.parametrize(
    "texto",
    [
        "👨‍👩‍👧‍👦 familia",
        "mañana e\u0301",
        "\u202eoiram",
        "nulo \x00 aqui",
        "medio \ud83d emoji",
        "x" * 100_000,
    ],
)
def test_trampa_10_el_texto_llega_intacto(fb: SimpleNamespace, texto: str) -> None:
    fb.mundo.inyectar({"texto": texto, "autor": ANA})
    assert barrer(fb.conector).textos == [texto]


@pytest.mark.parametrize("texto", ["👨‍👩‍👧‍👦 ñandú & = + % #", "línea\notra", "e\u0301"])
def test_trampa_10_lo_que_respondemos_llega_intacto(fb: SimpleNamespace, texto: str) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "hola", "autor": ANA})
    fb.conector.responder(id_, texto)
    assert fb.gobierno.efectos()[0]["detalle"]["texto"] == texto


def test_trampa_11_compartida_con_original_que_no_se_ve(fb: SimpleNamespace) -> None:
    adjuntos = {"data": [{"type": "native_templates"}, {"url": "https://www.facebook.com/reel/1"}, {}]}
    extra = {"parent_id": "1_2", "status_type": "shared_story", "attachments": adjuntos}
    (id_,) = fb.gobierno.inyectar({"texto": "", "autor": LUIS, "visitante": True, "extra": extra})
    visita = barrer(fb.conector).comentarios[id_]
    assert visita.adjuntos == ("native_templates", "https://www.facebook.com/reel/1")
    assert visita.padre_id is None
    assert visita.crudo["parent_id"] == "1_2"


def test_trampa_20_permisos_finos_y_oculto(fb: SimpleNamespace) -> None:
    fb.gobierno.inyectar(
        {"texto": "a", "autor": ANA, "estado": "oculto", "extra": {"can_hide": False, "can_comment": None}}
    )
    (c,) = barrer(fb.conector).comentarios.values()
    assert c.estado is EstadoEnRed.OCULTO
    assert c.permisos == Permisos(ocultar=False, eliminar=True, responder=None)


# --- un elemento malo no pierde el resto ---

RAROS = [
    {"id": None},
    {"created_time": "ayer"},
    {"created_time": None},
    {"created_time": 10**30},
    {"created_time": "0001-01-01T00:00:00+0000"},
    {"created_time": "9999-12-31T23:59:59-2359"},
    *[{"from": de} for de in ("Ana", {"name": "sin id"}, [])],
    *[{"message": texto} for texto in (7, {"a": 1})],
    {"parent": "1_1"},
    {"parent": {"id": None}},
    {"is_hidden": "si"},
    {"can_hide": "si"},
    {"permalink_url": None},
    {"attachment": [1]},
]


@pytest.mark.parametrize("raro", RAROS)
def test_un_comentario_raro_no_pierde_el_resto(fb: SimpleNamespace, raro: dict) -> None:
    fb.gobierno.inyectar(
        {"texto": "antes", "autor": ANA}, {"texto": "raro", "autor": ANA, "extra": raro}, {"texto": "después", "autor": LUIS}
    )  # fmt: skip
    visto = barrer(fb.conector)
    assert {"antes", "después"} <= set(visto.textos)
    assert len(visto.comentarios) == (2 if "id" in raro else 3)
    otra_vez = barrer(fb.conector, visto.cursor)
    assert len(otra_vez.comentarios) == len(visto.comentarios), "lo que no tiene fecha se relee, no se pierde"


@pytest.mark.parametrize("autor", [ANA, {"id": PAGINA_FACEBOOK, "nombre": "ISSS"}])
def test_fecha_ilegible_cae_a_la_de_su_publicacion(fb: SimpleNamespace, autor: dict) -> None:
    post = publicar(fb, "x", fecha="2026-11-18T10:00:00+00:00")
    (id_,) = fb.gobierno.inyectar(
        {"texto": "a", "autor": autor, "publicacion": post, "extra": {"created_time": "ayer"}}
    )
    visto = barrer(fb.conector)
    assert visto.comentarios[id_].creado == datetime(2026, 11, 18, 10, tzinfo=UTC)
    if autor is not ANA:
        assert visto.publicaciones[id_].creado == datetime(2026, 11, 18, 10, tzinfo=UTC)


def test_una_publicacion_rara_en_el_muro_no_pierde_el_resto(fb: SimpleNamespace) -> None:
    for extra in (
        {"created_time": "ayer"},
        {"updated_time": None},
        {"from": 7},
        {"message": None},
        {"id": None},
    ):
        fb.gobierno.inyectar({"texto": "rara", "autor": ANA, "visitante": True, "extra": extra})
    fb.gobierno.inyectar({"texto": "sana", "autor": LUIS, "visitante": True})
    assert "sana" in barrer(fb.conector).textos


@pytest.mark.parametrize(
    ("crudo", "fecha"),
    [
        ("2026-11-20T15:00:00+0000", INICIO),
        ("2026-11-20T09:00:00-0600", INICIO),
        ("2026-11-20T15:00:00", INICIO),
        (1_795_186_800, INICIO),
        (True, None),
        ("", None),
        ({}, None),
        (float("nan"), None),
        ("0001-01-01T00:00:00+0000", None),
        (0, None),
    ],
)
def test_trampa_16_fechas_siempre_en_utc(crudo: object, fecha: datetime | None) -> None:
    leida = convertir.leer_fecha(crudo)
    assert leida == fecha
    assert leida is None or leida.tzinfo is UTC


# --- conciliar ---


def test_buscar_propias_desde_el_segundo(fb: SimpleNamespace) -> None:
    publicar(fb, "antes", fecha="2026-11-20T14:59:59+00:00")
    fb.reloj.pasar(seconds=0.9)
    fb.conector.publicar("ahora")
    halladas = fb.conector.buscar_propias(INICIO + timedelta(seconds=0.5))
    assert [p.texto for p in halladas] == ["ahora"], (
        "la red fecha al segundo: 15:00:00 no es anterior a 15:00:00,5"
    )


def test_buscar_propias_bajo_un_comentario_no_toma_lo_ajeno(fb: SimpleNamespace) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "¿hora?", "autor": ANA})
    fb.gobierno.inyectar(
        {"texto": "a las 7", "autor": LUIS, "padre": id_}, {"texto": "x", "autor": None, "padre": id_}
    )
    assert fb.conector.buscar_propias(INICIO, id_) == []
    nuestra = fb.conector.responder(id_, "a las 7").id_externo
    (hallada,) = fb.conector.buscar_propias(INICIO, id_)
    assert (hallada.id_externo, hallada.texto, hallada.padre_id) == (nuestra, "a las 7", id_)


def test_buscar_propias_bajo_una_respuesta_mira_tambien_a_su_lado(fb: SimpleNamespace) -> None:
    """Si la red cuelga lo nuestro del comentario de arriba y no de la respuesta, tambien se halla; lo dicho a otra, no."""
    (arriba,) = fb.gobierno.inyectar({"texto": "¿hora?", "autor": ANA})
    suya, otra = fb.gobierno.inyectar(
        {"texto": "¿y el sábado?", "autor": LUIS, "padre": arriba}, {"texto": "¿y hoy?", "autor": ANA, "padre": arriba}
    )  # fmt: skip
    colgada = fb.conector.responder(suya, "a las 7").id_externo
    fb.conector.responder(otra, "a las 7")
    assert [p.id_externo for p in fb.conector.buscar_propias(INICIO, suya)] == [colgada]
    fb.mundo.estado.nodos[colgada].padre = arriba
    assert [(p.id_externo, p.padre_id) for p in fb.conector.buscar_propias(INICIO, suya)] == [
        (colgada, arriba)
    ]


def test_buscar_propias_en_una_visita(fb: SimpleNamespace) -> None:
    """Una visita es una publicacion: no tiene comentario de arriba, y eso no es un fallo."""
    (id_,) = fb.gobierno.inyectar({"texto": "no hay medicina", "autor": ANA, "visitante": True})
    nuestra = fb.conector.responder(id_, "ya lo vemos").id_externo
    assert [p.id_externo for p in fb.conector.buscar_propias(INICIO, id_)] == [nuestra]


def test_buscar_propias_pagina_y_para_en_lo_viejo(fb: SimpleNamespace) -> None:
    for i in range(130):
        fb.mundo.nueva_publicacion(f"p{i}", INICIO + timedelta(seconds=i), None)
    fb.mundo.nueva_publicacion("vieja", INICIO - timedelta(days=1), None)
    assert len(fb.conector.buscar_propias(INICIO)) == 130
    assert len(fb.conector.buscar_propias(INICIO + timedelta(seconds=100))) == 30
