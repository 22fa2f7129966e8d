"""YouTube ante respuestas rotas: solo sale la familia de la casa, sin secretos y sin repetir escrituras."""

import json
import logging
import traceback

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conectores.errores import (
    CredencialInvalida,
    ErrorConector,
    LimiteExcedido,
    RespuestaIlegible,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.simulador.cuentas import CANAL_YOUTUBE, CLIENTE_SECRETO_YOUTUBE, REFRESCO_YOUTUBE
from conectores.tipos import EstadoEnRed
from conectores.tolerante import objeto
from conectores.youtube import convertir
from conectores.youtube.cursor import leer as leer_cursor
from conectores.youtube.lectura import LISTADOS
from tests.conectores.youtube_comun import (
    AL_MOMENTO,
    ANA,
    INICIO,
    RAPIDO,
    TOKEN_BUENO,
    conectar,
    error_de_red,
    leer,
    respuesta,
    servidor_crudo,
    vigilado,
)

SECRETOS = ("ya29.SECRETO", CLIENTE_SECRETO_YOUTUBE, REFRESCO_YOUTUBE, "ya29.simulado")
OPERACIONES = {
    "leer": lambda c: list(c.leer(None)),
    "consultar": lambda c: c.consultar("Ugz1"),
    "buscar_propias": lambda c: c.buscar_propias(INICIO),
    "buscar_en_hilo": lambda c: c.buscar_propias(INICIO, "Ugz1"),
    "estado_cuenta": lambda c: c.estado_cuenta(),
    "salud_token": lambda c: c.salud_token(),
    "ocultar": lambda c: c.ocultar("Ugz1"),
    "mostrar": lambda c: c.mostrar("Ugz1"),
    "eliminar": lambda c: c.eliminar("Ugz1"),
    "bloquear": lambda c: c.bloquear("UCana", "Ugz1"),
    "responder": lambda c: c.responder("Ugz1", "hola"),
}
HOSTILES = {
    "html": respuesta(b"<html>mantenimiento</html>"),
    "vacio": respuesta(b""),
    "lista": respuesta([]),
    "numero": respuesta(7),
    "null": respuesta(b"null"),
    "json cortado": respuesta(b'{"items": [{"id": "Ug'),
    "no utf-8": respuesta(b'{"items": "\xff\xfe"}'),
    "anidado sin fin": respuesta(b'{"items":' + b"[" * 100_000),
    "items no es lista": respuesta({"kind": "youtube#x", "items": {"id": "Ugz1"}}),
    "items de basura": respuesta({"kind": "youtube#x", "items": [None, 7, "a", [], {}, {"id": None}, {"id": 3}]}),
    "token que no lo es": respuesta({"kind": "youtube#x", "items": [], "nextPageToken": {"a": 1}}),
    "token desmedido": respuesta({"kind": "youtube#x", "items": [], "nextPageToken": "t" * 100_000}),
    "token eterno": respuesta({"kind": "youtube#x", "items": [], "nextPageToken": "t"}),
    "numero gigante": respuesta(b'{"kind":"youtube#x","items":[],"pageInfo":' + b"9" * 5000 + b"}"),
    "envuelto en data": respuesta({"data": {"data": []}}),
    "redireccion": respuesta(b"", 302, "Location: http://127.0.0.1:9/otro"),
    "redireccion rota": respuesta(b"", 302, "Location: http://[mal"),
    "403 con lista": respuesta([], 403),
    "403 sin razon": respuesta({"error": {"code": 403}}, 403),
    "error que no es objeto": respuesta({"error": ["a"]}, 400),
    "razon que no es texto": respuesta({"error": {"errors": [{"reason": 7}, None], "message": 5}}, 400),
    "errores que no son lista": respuesta({"error": {"errors": 7, "details": "x"}}, 403),
    "mensaje que no es texto": respuesta({"error": {"message": {"a": 1}, "errors": []}}, 404),
    "estado 999": respuesta(b"", 999),
    "503 html": respuesta(b"<html>", 503),
    "200 con error dentro": respuesta(error_de_red(403, "forbidden")),
    "largo incumplido": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}",
    "no es http": b"220 smtp.example ESMTP\r\n",
    "nada": b"",
    "fecha disparatada": b"HTTP/1.1 429 X\r\nDate: Fri, 31 Dec 9999 23:59:59 GMT\r\nContent-Length: 2\r\n\r\n{}",
    "fecha rota": b"HTTP/1.1 429 X\r\nDate: ayer\r\nRetry-After: -1\r\nContent-Length: 2\r\n\r\n{}",
    "silencio": None,
}  # fmt: skip


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


def sin_secretos(error: BaseException) -> None:
    """Ni el mensaje ni su repr ni la traza entera, con sus causas, dejan ver una credencial."""
    dicho = f"{error} {error!r} {error.__dict__} " + "".join(traceback.format_exception(error))
    assert not [s for s in SECRETOS if s in dicho]


def probar(nombre: str, salida: bytes | None) -> tuple[ErrorConector | None, list[str]]:
    """Una operacion contra un servidor que siempre contesta `salida`: el fallo y las lineas que recibio."""
    with servidor_crudo(lambda linea: TOKEN_BUENO if " /token " in linea else salida) as (base, lineas):
        try:
            OPERACIONES[nombre](conectar(base, limites=RAPIDO if salida is None else AL_MOMENTO))
        except ErrorConector as error:
            return error, lineas
    return None, lineas


@pytest.mark.parametrize("hostil", HOSTILES)
def test_tras_una_respuesta_hostil_solo_salen_errores_de_la_casa(hostil):
    salida = HOSTILES[hostil]
    for nombre in OPERACIONES:
        if salida is None and nombre not in {"leer", "ocultar", "responder"}:
            continue  # cada silencio cuesta un limite de lectura
        error, lineas = probar(nombre, salida)
        assert len([x for x in lineas if x.startswith("POST /youtube")]) <= 1
        if error is None:
            assert nombre not in {"responder", "estado_cuenta"}
            continue
        sin_secretos(error)
        assert not isinstance(error, CredencialInvalida), "nada de esto dice que la credencial sea mala"
        if nombre == "responder" and any(x.startswith("POST /youtube") for x in lineas):
            # con la maquina cargada el limite puede agotarse al pedir el token: entonces no salio nada
            assert isinstance(error, LimiteExcedido) or not isinstance(error, Transitorio)
        else:
            assert not isinstance(error, ResultadoDesconocido)


@pytest.mark.parametrize(
    "hostil", ["html", "lista", "items no es lista", "token que no lo es", "envuelto en data"]
)
def test_lo_que_no_es_una_lista_no_se_toma_por_una_lista_vacia(hostil):
    for nombre in ("leer", "buscar_propias", "consultar"):
        if (nombre, hostil) != ("consultar", "token que no lo es"):
            assert isinstance(probar(nombre, HOSTILES[hostil])[0], RespuestaIlegible)


def test_base_con_prefijo_no_lo_repite():
    with servidor_crudo(lambda linea: TOKEN_BUENO if "/token " in linea else HOSTILES["null"]) as (
        base,
        lineas,
    ):
        with pytest.raises(ErrorConector):
            conectar(f"{base}/red/", limites=AL_MOMENTO).estado_cuenta()
        assert [x.split()[1].partition("?")[0] for x in lineas] == ["/red/token", "/red/youtube/v3/channels"]


@pytest.mark.parametrize("hostil", [h for h in HOSTILES if HOSTILES[h] is not None])
def test_un_punto_de_tokens_hostil(hostil):
    with servidor_crudo(lambda _: HOSTILES[hostil]) as (base, lineas):
        for operar in (OPERACIONES["responder"], OPERACIONES["salud_token"]):
            with pytest.raises(ErrorConector) as info:
                operar(conectar(base, limites=AL_MOMENTO))
            assert not isinstance(info.value, ResultadoDesconocido | CredencialInvalida)
            sin_secretos(info.value)
        assert not [x for x in lineas if "/youtube" in x]


def test_trampa_23_ni_registros_ni_errores_llevan_secretos(yt, caplog):
    conector = conectar(yt.base, limites=RAPIDO)
    [ident] = yt.gobierno.inyectar({"texto": "x", "autor": ANA})
    with caplog.at_level(logging.DEBUG):
        leer(conector)
        conector.responder(ident, "hola")
        for falla in (
            {"estado": 500, "cuerpo": "x"},
            {"corte": "antes"},
            {"estado": 401, "cuerpo": error_de_red(401, "authError")},
        ):
            yt.gobierno.fallar(ruta="/youtube|/token", veces=None, **falla)
            with pytest.raises(ErrorConector) as info:
                conector.responder(ident, "hola")
            sin_secretos(info.value)
            yt.gobierno.sin_fallas()
        yt.gobierno.cuenta(token="revocado")
        with pytest.raises(CredencialInvalida) as info:
            conector.responder(ident, "hola")
        sin_secretos(info.value)
    assert "commentThreads" in caplog.text, "el registro de depuracion estaba encendido"
    assert not [s for s in SECRETOS if s in caplog.text]
    assert not [s for s in SECRETOS if s in repr(conector)]


TORCIDOS = [
    {"publishedAt": None},
    {"publishedAt": "ayer"},
    {"publishedAt": 20_261_120},
    {"publishedAt": "2026-11-20T15:00:00"},
    {"publishedAt": None, "updatedAt": None},
    {"publishedAt": "0001-01-01T00:00:00+23:59"},
    {"authorChannelId": "UCsuelto"},
    {"authorChannelId": {"value": 7}},
    {"authorChannelId": None, "authorDisplayName": 5, "authorChannelUrl": []},
    {"textDisplay": None},
    {"textDisplay": 12, "moderationStatus": "nuevo"},
    {"likeCount": "muchos", "parentId": 9, "videoId": ["x"], "imageUrl": {"u": 1}},
]


@pytest.mark.parametrize("torcido", TORCIDOS)
def test_un_comentario_torcido_no_pierde_los_demas(yt, torcido):
    yt.sin_esquema = True
    [antes, malo, despues] = yt.gobierno.inyectar(
        {"texto": "a", "autor": ANA},
        {"texto": "b", "autor": ANA, "extra": torcido},
        {"texto": "c", "autor": ANA},
    )
    leidos, cursor = leer(conectar(yt.base))
    assert set(leidos) == {antes, malo, despues}
    c = leidos[malo]
    assert c.creado.tzinfo is not None
    assert isinstance(c.texto, str)
    assert isinstance(c.estado, EstadoEnRed)
    if "authorChannelId" in torcido:
        assert c.autor is None
    if torcido.get("publishedAt", "bueno") in (None, "ayer", 20_261_120):
        assert c.creado == INICIO
    assert c.crudo["id"] == malo
    assert json.loads(cursor)["barridos"]["published"]["marca"] == INICIO.isoformat()


def test_hilos_torcidos(yt):
    """Sin raiz, sin snippet, sin id, con contadores raros: se guarda lo que tiene id."""
    hilos = [
        {"id": "Ugz1"},
        {"snippet": {"topLevelComment": {"id": "Ugz2"}}},
        {"id": "Ugz3", "snippet": {"topLevelComment": {"snippet": {"textDisplay": "sin id dentro"}}}},
        {
            "id": "Ugz4",
            "snippet": {"totalReplyCount": "x", "canReply": "si"},
            "replies": {"comments": [{"id": "Ugz4.1"}, 7]},
        },
        {"id": "Ugz5", "snippet": [], "replies": []},
        {"snippet": {}},
        None,
        "texto",
    ]
    yt.gobierno.fallar(ruta="commentThreads", estado=200, cuerpo={"kind": "youtube#x", "items": hilos})
    leidos, _ = leer(conectar(yt.base))
    assert set(leidos) == {"Ugz1", "Ugz2", "Ugz3", "Ugz4", "Ugz4.1", "Ugz5"}
    assert leidos["Ugz3"].texto == "sin id dentro"
    assert leidos["Ugz4.1"].padre_id == "Ugz4"
    assert leidos["Ugz4"].permisos.responder is None
    assert leidos["Ugz1"].creado == INICIO


def test_canal_y_videos_torcidos(yt):
    canal = {
        "id": CANAL_YOUTUBE,
        "snippet": [],
        "statistics": {"subscriberCount": "doce", "hiddenSubscriberCount": "si"},
    }
    yt.gobierno.fallar(ruta="channels", estado=200, cuerpo={"kind": "youtube#x", "items": [None, canal]})
    estado = conectar(yt.base).estado_cuenta()
    assert (estado.nombre, estado.seguidores) == ("", None)
    videos = [None, {}, {"snippet": {"title": "sin id"}}, {"contentDetails": {"videoId": "v1"}}]
    yt.gobierno.fallar(ruta="playlistItems", estado=200, cuerpo={"kind": "youtube#x", "items": videos})
    suyas = [p for pagina in conectar(yt.base).leer(None) for p in pagina.publicaciones]
    assert [(p.id_externo, p.texto, p.creado) for p in suyas] == [("v1", "", INICIO)]


json_cualquiera = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda dentro: st.lists(dentro, max_size=3) | st.dictionaries(st.text(max_size=8), dentro, max_size=3),
    max_leaves=12,
)
campos = st.sampled_from(
    ["snippet", "publishedAt", "updatedAt", "authorChannelId", "value", "textDisplay", "parentId", "imageUrl",
     "moderationStatus", "videoId", "title", "thumbnails", "statistics", "subscriberCount", "barridos", "hilos",
     "published", "marca", "v", "resourceId", "contentDetails"]
)  # fmt: skip
casi_de_la_api = st.recursive(
    json_cualquiera,
    lambda dentro: st.dictionaries(campos, dentro, max_size=6) | st.lists(dentro, max_size=3),
    max_leaves=20,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(casi_de_la_api)
def test_convertir_nunca_lanza(basura):
    c = convertir.comentario({"id": "Ugz1", "snippet": basura}, "UCyo", INICIO)
    assert isinstance(c.texto, str)
    assert c.creado.tzinfo is not None
    convertir.video(basura, INICIO)
    convertir.estado_cuenta(objeto(basura))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(casi_de_la_api)
def test_un_cursor_cualquiera_se_lee_y_se_vuelve_a_escribir_igual(basura):
    cursor = leer_cursor(json.dumps({"v": 1, "videos": basura, "barridos": {"published": basura}}), LISTADOS)
    assert leer_cursor(cursor.escribir(), LISTADOS) == cursor
