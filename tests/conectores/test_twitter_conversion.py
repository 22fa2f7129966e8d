"""Del JSON de Twitter a los tipos: los dos vocabularios y campos que faltan o vienen de otra forma."""

from datetime import UTC, datetime, timedelta

import pytest

from conectores.twitter.conversion import (
    Incluidos,
    a_comentario,
    a_estado,
    a_publicacion,
    numero,
    restar_tiempo,
)

CUENTA = "1500000000000000001"


def comentario(item, incluidos=None, nuestras=()):
    return a_comentario(item, Incluidos.de({"includes": incluidos or {}}), CUENTA, nuestras)


@pytest.mark.parametrize(
    ("nota", "referidos", "historial", "incluidos"),
    [
        ("note_tweet", "referenced_tweets", "edit_history_tweet_ids", "tweets"),
        ("note_post", "referenced_posts", "edit_history_post_ids", "posts"),
    ],
)
def test_fila_9_los_dos_vocabularios_dan_lo_mismo(nota, referidos, historial, incluidos) -> None:
    leido = comentario(
        {
            "id": "120",
            "text": "corto…",
            "author_id": "7",
            "conversation_id": "50",
            "created_at": "2026-11-20T10:00:00.000Z",
            nota: {"text": "el texto entero"},
            referidos: [{"type": "replied_to", "id": "100"}],
            historial: ["110", "120"],
        },
        {
            "users": [{"id": "7", "name": "Ana", "username": "ana"}],
            incluidos: [{"id": "50", "author_id": CUENTA}],
        },
    )
    assert leido is not None
    assert (leido.texto, leido.padre_id, leido.reemplaza) == ("el texto entero", "100", "110")
    assert leido.editado == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert leido.permisos.ocultar is True
    assert leido.autor is not None
    assert leido.autor.usuario == "ana"


def test_fila_9_republicacion_recortada_se_completa_con_el_original() -> None:
    original = {"id": "5", "text": "x" * 200, "author_id": "9"}
    item = {"id": "6", "text": "RT @isss: xxx…", "referenced_tweets": [{"type": "retweeted", "id": "5"}]}
    assert comentario(item, {"tweets": [original]}).texto == "RT @isss: " + "x" * 200
    con_autor = {"posts": [original], "users": [{"id": "9", "username": "isss_nuevo"}]}
    assert comentario(item, con_autor).texto == "RT @isss_nuevo: " + "x" * 200
    assert comentario(item).texto == "RT @isss: xxx…"


def test_fila_5_sin_autor_y_autor_que_no_viene_incluido() -> None:
    assert comentario({"id": "1", "text": "a"}).autor is None
    suspendido = comentario({"id": "1", "text": "a", "author_id": "8"})
    assert suspendido.autor is not None
    assert (suspendido.autor.id, suspendido.autor.nombre) == ("8", "")


@pytest.mark.parametrize(
    "item",
    [
        {"id": "1"},
        {"id": "1", "text": None, "author_id": 8, "conversation_id": [], "created_at": 5, "entities": "x"},
        {"id": "1", "referenced_tweets": [None, 3, {"type": "replied_to"}], "edit_history_tweet_ids": "no"},
        {"id": "1", "note_tweet": "x", "attachments": {"media_keys": [1, None]}, "in_reply_to_user_id": {}},
        {"id": "1", "created_at": "0001-01-01T00:00:00+14:00", "entities": {"mentions": [1, {"id": None}]}},
        {"id": "1", "attachments": [], "edit_history_post_ids": [1, "1", "1"], "referenced_posts": {"a": 1}},
        {"id": "no es un numero", "created_at": "ayer"},
    ],
)
def test_un_campo_raro_no_pierde_el_comentario(item) -> None:
    leido = comentario(item)
    assert leido is not None
    assert leido.creado.tzinfo is not None
    assert leido.crudo is item
    assert a_publicacion(item, Incluidos()) is not None


def test_sin_id_no_hay_comentario() -> None:
    assert comentario({"text": "a"}) is None
    assert comentario({"id": 5}) is None
    assert a_publicacion({"text": "a"}, Incluidos()) is None


def test_fila_16_fechas_con_y_sin_milisegundos_y_con_zona_pegada() -> None:
    esperada = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    for texto in ("2026-11-20T10:30:00.000Z", "2026-11-20T10:30:00Z", "2026-11-20T04:30:00-0600"):
        assert comentario({"id": "1", "created_at": texto}).creado == esperada


def test_fecha_ilegible_usa_la_del_id() -> None:
    # 2026-11-20T15:00:00Z en los bits altos
    ms = int(datetime(2026, 11, 20, 15, tzinfo=UTC).timestamp() * 1000) - 1_288_834_974_657
    assert comentario({"id": str(ms << 22), "created_at": "?"}).creado == datetime(
        2026, 11, 20, 15, tzinfo=UTC
    )


def test_fila_1_ids_se_comparan_como_enteros() -> None:
    assert numero("9") < numero("10")
    assert [numero(x) for x in ("", "12a", "-1", "²", "1" * 20, 5, None)] == [None] * 7
    assert restar_tiempo(5, timedelta(hours=1)) == 1
    assert restar_tiempo(2_000_000 << 22, timedelta(seconds=1)) == 1_999_000 << 22


@pytest.mark.parametrize(
    ("item", "incluidos", "nuestras", "ocultar", "responder"),
    [
        # mencion suelta: se contesta, no se oculta
        (
            {"conversation_id": "1", "entities": {"mentions": [{"id": CUENTA}]}},
            {},
            (),
            False,
            True,
        ),
        # respuesta directa a un post nuestro que abre conversacion
        (
            {
                "conversation_id": "5",
                "in_reply_to_user_id": CUENTA,
                "referenced_tweets": [{"type": "replied_to", "id": "5"}],
            },
            {},
            (),
            True,
            None,
        ),
        # respuesta a otro ciudadano en conversacion nuestra, conocida
        (
            {
                "conversation_id": "5",
                "in_reply_to_user_id": "7",
                "referenced_tweets": [{"type": "replied_to", "id": "6"}],
            },
            {},
            ("5",),
            True,
            False,
        ),
        # lo mismo en conversacion desconocida
        (
            {
                "conversation_id": "5",
                "in_reply_to_user_id": "7",
                "referenced_tweets": [{"type": "replied_to", "id": "6"}],
            },
            {},
            (),
            None,
            False,
        ),
        # respuesta en conversacion que abrio otro
        (
            {
                "conversation_id": "5",
                "in_reply_to_user_id": "7",
                "referenced_tweets": [{"type": "replied_to", "id": "5"}],
            },
            {},
            (),
            False,
            False,
        ),
        # cita de un post nuestro
        (
            {"conversation_id": "1", "referenced_tweets": [{"type": "quoted", "id": "5"}]},
            {"tweets": [{"id": "5", "author_id": CUENTA}]},
            (),
            False,
            True,
        ),
        # cita de algo que no se ve
        ({"conversation_id": "1", "referenced_tweets": [{"type": "quoted", "id": "5"}]}, {}, (), False, None),
        # lo nuestro
        ({"author_id": CUENTA}, {}, (), False, True),
    ],
)
def test_fila_20_permisos(item, incluidos, nuestras, ocultar, responder) -> None:
    permisos = comentario({"id": "1", "author_id": "7", **item}, incluidos, nuestras).permisos
    assert (permisos.ocultar, permisos.responder) == (ocultar, responder)
    assert permisos.eliminar is (item.get("author_id") == CUENTA)


def test_adjuntos_por_direccion_o_por_clave() -> None:
    leido = comentario(
        {"id": "1", "attachments": {"media_keys": ["3_1", "7_2", "3_9"]}},
        {
            "media": [
                {"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/a.jpg"},
                {"media_key": "7_2", "type": "video", "preview_image_url": "https://pbs.twimg.com/b.jpg"},
            ]
        },
    )
    assert leido.adjuntos == ("https://pbs.twimg.com/a.jpg", "https://pbs.twimg.com/b.jpg", "3_9")


@pytest.mark.parametrize(
    ("medios", "por_ver"),
    [
        ([], True),
        ([{"media_key": "3_1", "type": "photo"}], True),
        ([{"media_key": "3_1", "type": "video"}], True),
        ([{"media_key": "3_1", "type": "animated_gif"}], False),
    ],
)
def test_la_foto_o_el_video_los_mira_una_persona(medios: list[dict[str, str]], *, por_ver: bool) -> None:
    """También si la red no dijo qué era: un GIF del catálogo, no."""
    assert (
        comentario({"id": "1", "attachments": {"media_keys": ["3_1"]}}, {"media": medios}).por_ver is por_ver
    )
    assert not comentario({"id": "1"}, {"media": medios}).por_ver


def test_fila_21_seguidores_que_no_vienen_o_no_son_un_numero() -> None:
    assert a_estado({"id": "1", "public_metrics": {"followers_count": 12}}).seguidores == 12
    for metricas in (None, {}, {"followers_count": "12"}, {"followers_count": True}, []):
        assert a_estado({"id": "1", "public_metrics": metricas}).seguidores is None


def test_estado_lee_el_fijado_con_los_dos_nombres() -> None:
    for campo in ("pinned_tweet_id", "pinned_post_id"):
        assert a_estado({"id": "1", campo: "77"}).perfil["fijado"] == "77"
