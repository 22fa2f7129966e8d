"""La red simulada de YouTube juzgada por quien no la escribio: el documento de la API y el cliente oficial a pelo."""

import itertools

import google.auth.exceptions
import httplib2
import pytest
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from conectores.simulador.cuentas import (
    CANAL_YOUTUBE,
    CLIENTE_SECRETO_YOUTUBE,
    CLIENTE_YOUTUBE,
    REFRESCO_YOUTUBE,
)
from tests.conectores.youtube_api import LISTA_SUBIDOS, TODO, ApiCruda, poblar
from tests.conectores.youtube_comun import (
    ANA,
    DOCUMENTO,
    LUIS,
    ErrorDeEsquema,
    metodo_de,
    validar,
    validar_respuesta,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


@pytest.fixture
def api(yt):
    cruda = ApiCruda(yt.base)
    yield cruda
    cruda.sesion.close()


@pytest.fixture
def oficial(yt):
    """google-api-python-client sobre httplib2, como lo usaria cualquier otro programa."""
    acceso = Credentials(
        None, refresh_token=REFRESCO_YOUTUBE, token_uri=f"{yt.base}/token",
        client_id=CLIENTE_YOUTUBE, client_secret=CLIENTE_SECRETO_YOUTUBE,
    )  # fmt: skip
    http = AuthorizedHttp(acceso, http=httplib2.Http(timeout=5, proxy_info=None))
    cliente = build(
        "youtube", "v3", http=http, static_discovery=True, cache_discovery=False,
        client_options={"api_endpoint": yt.base},
    )  # fmt: skip
    yield cliente
    cliente.close()


def test_cada_respuesta_cumple_el_documento_de_la_api(yt, api):
    """Todo lo que se lee y se escribe, con todas las partes y formatos; ademas, `vigilado` valida el resto."""
    ids = poblar(yt)
    videos, hilos, cuentas = (
        "snippet,status,statistics",
        "id,snippet,replies",
        "id,snippet,contentDetails,statistics,status,brandingSettings",
    )
    lecturas = [
        ("commentThreads", {"allThreadsRelatedToChannelId": CANAL_YOUTUBE, "moderationStatus": s, "textFormat": f, "part": hilos})
        for s, f in itertools.product(("published", "heldForReview", "likelySpam"), ("html", "plainText"))
    ] + [
        ("commentThreads", {"id": ids["raiz"], "part": hilos}),
        ("commentThreads", {"videoId": ids["video"], "part": "id"}),
        ("commentThreads", {**TODO, "maxResults": 1}),
        ("comments", {"id": ",".join(ids.values()), "part": "snippet"}),
        ("comments", {"parentId": ids["raiz"], "part": "id,snippet", "maxResults": 2}),
        ("channels", {"mine": "true", "part": cuentas}),
        ("channels", {"id": "UCotro", "part": "id"}),
        ("videos", {"id": ids["video"], "part": videos}),
        ("playlistItems", {"playlistId": LISTA_SUBIDOS, "part": "snippet,contentDetails,status", "maxResults": 1}),
    ]  # fmt: skip
    for ruta, parametros in lecturas:
        r = api("GET", ruta, **parametros)
        validar_respuesta("GET", f"/youtube/v3/{ruta}", r.status_code, r.content)
    escrituras = [
        ("POST", "comments", {"snippet": {"parentId": ids["raiz"], "textOriginal": "hola"}}, {"part": "snippet"}),
        ("POST", "commentThreads",
         {"snippet": {"videoId": ids["video"], "topLevelComment": {"snippet": {"textOriginal": "hola"}}}}, {"part": "snippet"}),
        ("PUT", "comments", {"id": ids["propia"], "snippet": {"textOriginal": "otra"}}, {"part": "snippet"}),
        ("DELETE", "comments", None, {"id": ids["propia"]}),
        ("POST", "comments/setModerationStatus", None, {"id": ids["spam"], "moderationStatus": "published"}),
    ]  # fmt: skip
    for verbo, ruta, cuerpo, parametros in escrituras:
        r = api(verbo, ruta, cuerpo, **parametros)
        validar_respuesta(verbo, f"/youtube/v3/{ruta}", r.status_code, r.content)
    acciones = [e["accion"] for e in yt.gobierno.efectos()]
    assert acciones == ["responder", "publicar", "editar", "eliminar", "mostrar"]


def test_el_validador_de_esquemas_sabe_decir_que_no():
    comentario = {
        "kind": "youtube#comment",
        "id": "a",
        "snippet": {"likeCount": 1, "publishedAt": "2026-11-20T15:00:00Z"},
    }
    validar(DOCUMENTO["schemas"]["Comment"], comentario)
    malos = [
        {**comentario, "inventado": 1},
        {**comentario, "id": 7},
        {**comentario, "snippet": {"likeCount": "1"}},
        {**comentario, "snippet": {"likeCount": True}},
        {**comentario, "snippet": {"publishedAt": "2026-11-20 15:00"}},
        {**comentario, "snippet": {"moderationStatus": "oculto"}},
        {**comentario, "snippet": {"authorChannelId": "UC"}},
    ]
    for malo in malos:
        with pytest.raises(ErrorDeEsquema):
            validar(DOCUMENTO["schemas"]["Comment"], malo)
    with pytest.raises(ErrorDeEsquema):
        validar(DOCUMENTO["schemas"]["ChannelStatistics"], {"subscriberCount": 12})
    with pytest.raises(ErrorDeEsquema):
        metodo_de("POST", "/youtube/v3/comments/inventado")


def test_el_cliente_oficial_a_pelo_lee_y_actua(yt, oficial):
    ids = poblar(yt)
    vistos, peticion = [], oficial.commentThreads().list(maxResults=2, **TODO)
    while peticion is not None:
        salida = peticion.execute()
        vistos += [h["id"] for h in salida["items"]]
        peticion = oficial.commentThreads().list_next(peticion, salida)
    assert sorted(vistos) == sorted(ids[k] for k in ("raiz", "anonimo", "canal", "imagen"))
    hilo = (
        oficial.commentThreads()
        .list(part="snippet,replies", id=ids["raiz"], textFormat="plainText")
        .execute()["items"][0]
    )
    assert (hilo["snippet"]["totalReplyCount"], len(hilo["replies"]["comments"])) == (9, 5)
    cuenta = oficial.channels().list(part="snippet,statistics", mine=True).execute()["items"][0]
    assert cuenta["statistics"]["subscriberCount"] == "12300"
    nueva = oficial.comments().insert(
        part="snippet", body={"snippet": {"parentId": ids["raiz"], "textOriginal": "¡Hola!"}}
    ).execute()  # fmt: skip
    assert oficial.comments().setModerationStatus(
        id=[ids["retenido"], ids["raiz"]], moderationStatus="rejected", banAuthor=True
    ).execute() in ("", None, b"")  # fmt: skip
    assert [(e["accion"], e["objeto"]) for e in yt.gobierno.efectos()] == [
        ("responder", ids["raiz"]), ("eliminar", ids["retenido"]), ("bloquear", LUIS["id"]),
        ("eliminar", ids["raiz"]), ("bloquear", ANA["id"]),
    ]  # fmt: skip
    with pytest.raises(HttpError) as info:
        oficial.comments().delete(id=ids["anonimo"]).execute()
    assert (info.value.status_code, info.value.error_details[0]["reason"]) == (403, "forbidden")
    assert oficial.comments().list(part="snippet", id=nueva["id"]).execute()["items"] == []


def test_el_cliente_oficial_con_muchos_ids_pasa_a_post_con_cabecera(yt, oficial):
    ids = yt.gobierno.inyectar(*({"texto": f"t{i}", "autor": ANA} for i in range(50)))
    ids = [*ids[:49], yt.gobierno.inyectar({"texto": "r", "autor": ANA, "padre": ids[0]})[0]]
    salida = oficial.comments().list(part="snippet" + ",id" * 200, id=ids).execute()
    assert [c["id"] for c in salida["items"]] == ids
    assert ["POST", "/youtube/v3/comments"] in yt.gobierno.peticiones()


def test_el_cliente_oficial_ve_la_credencial_revocada(yt, oficial):
    yt.gobierno.cuenta(token="revocado")
    with pytest.raises(
        google.auth.exceptions.RefreshError, match=r"invalid_grant: Token has been expired or revoked\."
    ):
        oficial.channels().list(part="id", mine=True).execute()
