"""La red simulada de YouTube juzgada por quien no la escribio: el documento de la API y el cliente oficial a pelo."""

import itertools
import json
from datetime import UTC, datetime

import google.auth.exceptions
import httplib2
import pytest
import requests
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
from tests.conectores.youtube_comun import (
    ANA,
    DOCUMENTO,
    INICIO,
    LUIS,
    NOSOTROS,
    ErrorDeEsquema,
    metodo_de,
    validar,
    validar_respuesta,
    vigilado,
)

LISTA_SUBIDOS = "UU" + CANAL_YOUTUBE[2:]
TODO = {"allThreadsRelatedToChannelId": CANAL_YOUTUBE, "part": "snippet,replies"}


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


class ApiCruda:
    """La API por `requests`, sin nuestro conector ni el cliente oficial."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.sesion = requests.Session()
        self.sesion.trust_env = False
        self.sesion.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def token(self, **otros: str) -> requests.Response:
        campos = {
            "grant_type": "refresh_token", "client_id": CLIENTE_YOUTUBE,
            "client_secret": CLIENTE_SECRETO_YOUTUBE, "refresh_token": REFRESCO_YOUTUBE,
        }  # fmt: skip
        return self.sesion.post(f"{self.base}/token", data=campos | otros, timeout=5)

    def __call__(
        self, verbo: str, ruta: str, cuerpo: object = None, **parametros: object
    ) -> requests.Response:
        direccion = f"{self.base}/youtube/v3/{ruta}"
        return self.sesion.request(verbo, direccion, params=parametros, json=cuerpo, timeout=5)


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


def razon(r: requests.Response) -> tuple[int, str]:
    """Estado y razon de un error, comprobando de paso que el cuerpo tiene la forma documentada."""
    error = r.json()["error"]
    assert error["code"] == r.status_code
    assert {"message", "domain", "reason"} <= set(error["errors"][0])
    assert isinstance(error["message"], str)
    return r.status_code, error["errors"][0]["reason"]


def poblar(yt) -> dict[str, str]:
    """Un mundo con de todo: videos, autores idos, imagenes, estados, respuestas, editados."""
    video = yt.gobierno.cuenta(
        publicar={"texto": "Campaña\nde vacunación " + "larga " * 30, "como": "institucion"}
    )["id"]
    yt.gobierno.cuenta(publicar={"texto": "Intruso", "como": "intruso"})
    raiz, anonimo, retenido, spam, canal, con_imagen = yt.gobierno.inyectar(
        {"texto": "Hola <b>&\nadiós 👩‍⚕️", "autor": ANA, "publicacion": video},
        {"texto": "sin autor", "autor": None},
        {"texto": "retenido", "autor": LUIS, "estado": "heldForReview"},
        {"texto": "spam \ud83d", "autor": LUIS, "estado": "likelySpam"},
        {"texto": "al canal", "autor": ANA, "publicacion": CANAL_YOUTUBE},
        {"texto": "", "autor": {"id": "UCsolo"}, "extra": {"imageUrl": "https://yt3.ggpht.com/x"}},
    )
    respuestas = yt.gobierno.inyectar(*({"texto": f"r{i}", "autor": LUIS, "padre": raiz} for i in range(8)))
    [propia] = yt.gobierno.inyectar({"texto": "nuestra", "autor": NOSOTROS, "padre": raiz})
    yt.gobierno.cuenta(editar={"id": anonimo, "texto": "editado"})
    return {
        "video": video, "raiz": raiz, "anonimo": anonimo, "retenido": retenido, "spam": spam, "canal": canal,
        "imagen": con_imagen, "respuesta": respuestas[0], "propia": propia,
    }  # fmt: skip


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


MALOS = [
    ("GET", "commentThreads", {"part": "snippet"}, (400, "missingRequiredParameter")),
    ("GET", "commentThreads", {"allThreadsRelatedToChannelId": CANAL_YOUTUBE}, (400, "missingRequiredParameter")),
    ("GET", "commentThreads", {**TODO, "videoId": "v"}, (400, "incompatibleParameters")),
    ("GET", "commentThreads", {"id": "a", "part": "id", "moderationStatus": "published"}, (400, "incompatibleParameters")),
    ("GET", "commentThreads", {"id": "a", "part": "id", "maxResults": 5}, (400, "incompatibleParameters")),
    ("GET", "commentThreads", {**TODO, "moderationStatus": "rejected"}, (400, "invalidParameter")),
    ("GET", "commentThreads", {**TODO, "maxResults": 0}, (400, "invalidParameter")),
    ("GET", "commentThreads", {**TODO, "maxResults": 101}, (400, "invalidParameter")),
    ("GET", "commentThreads", {**TODO, "maxResults": "x"}, (400, "invalidParameter")),
    ("GET", "commentThreads", {**TODO, "order": "azar"}, (400, "invalidParameter")),
    ("GET", "commentThreads", {**TODO, "textFormat": "pdf"}, (400, "invalidParameter")),
    ("GET", "commentThreads", {**TODO, "part": "snippet,otra"}, (400, "unknownPart")),
    ("GET", "commentThreads", {**TODO, "inventado": "1"}, (400, "badRequest")),
    ("GET", "commentThreads", {**TODO, "pageToken": "zzz"}, (400, "invalidPageToken")),
    ("GET", "commentThreads", {**TODO, "pageToken": "ñ"}, (400, "invalidPageToken")),
    ("GET", "commentThreads", {**TODO, "allThreadsRelatedToChannelId": "UCotro"}, (404, "channelNotFound")),
    ("GET", "commentThreads", {"part": "id", "channelId": CANAL_YOUTUBE}, (400, "operationNotSupported")),
    ("GET", "commentThreads", {"part": "id", "videoId": "nada"}, (404, "videoNotFound")),
    ("GET", "comments", {"part": "id"}, (400, "missingRequiredParameter")),
    ("GET", "comments", {"part": "id", "parentId": "nada"}, (404, "commentNotFound")),
    ("GET", "comments", {"part": "id", "id": ",".join("a" * 51)}, (400, "invalidFilters")),
    ("GET", "channels", {"part": "id"}, (400, "missingRequiredParameter")),
    ("GET", "channels", {"part": "id", "mine": "true", "id": "a"}, (400, "incompatibleParameters")),
    ("GET", "playlistItems", {"part": "id", "playlistId": "UUotro"}, (404, "playlistNotFound")),
    ("POST", "comments/setModerationStatus", {"id": "a"}, (400, "invalidParameter")),
    ("POST", "comments/setModerationStatus", {"id": "a", "moderationStatus": "likelySpam"}, (400, "invalidParameter")),
    ("POST", "comments/setModerationStatus", {"moderationStatus": "rejected"}, (400, "invalidParameter")),
    ("POST", "comments/setModerationStatus", {"id": "nada", "moderationStatus": "rejected"}, (404, "commentNotFound")),
    ("POST", "comments/setModerationStatus",
     {"id": "a", "moderationStatus": "heldForReview", "banAuthor": "true"}, (400, "banWithoutReject")),
    ("POST", "comments", {"part": "snippet"}, (400, "commentTextRequired")),
    ("DELETE", "comments", {"id": "nada"}, (404, "commentNotFound")),
]  # fmt: skip


@pytest.mark.parametrize(("verbo", "ruta", "parametros", "esperado"), MALOS)
def test_parametros_malos_como_en_la_red(api, verbo, ruta, parametros, esperado):
    assert razon(api(verbo, ruta, **parametros)) == esperado


def test_cuerpos_malos(yt, api):
    raiz = poblar(yt)["raiz"]
    casos = [
        ([], "parseError"),
        ({"snippet": {"textOriginal": "a"}}, "parentIdMissing"),
        ({"snippet": {"textOriginal": " ", "parentId": raiz}}, "commentTextRequired"),
        ({"snippet": {"textOriginal": "a" * 10_001, "parentId": raiz}}, "commentTextTooLong"),
        ({"snippet": {"textOriginal": 7, "parentId": raiz}}, "commentTextRequired"),
    ]
    for cuerpo, esperada in casos:
        assert razon(api("POST", "comments", cuerpo, part="snippet")) == (400, esperada)
    mala = api.sesion.post(f"{yt.base}/youtube/v3/comments?part=snippet", data=b"{no", timeout=5)
    assert razon(mala) == (400, "parseError")
    assert yt.gobierno.efectos() == []


def test_moderar_es_todo_o_nada(yt, api):
    raiz = poblar(yt)["raiz"]
    r = api("POST", "comments/setModerationStatus", id=f"{raiz},nada", moderationStatus="rejected")
    assert razon(r) == (404, "commentNotFound")
    assert yt.gobierno.efectos() == []


def test_lo_rechazado_no_vuelve(yt, api):
    raiz = poblar(yt)["raiz"]
    assert (
        api("POST", "comments/setModerationStatus", id=raiz, moderationStatus="rejected").status_code == 204
    )
    for estado in ("published", "heldForReview"):
        r = api("POST", "comments/setModerationStatus", id=raiz, moderationStatus=estado)
        assert razon(r) == (400, "processingFailure")


def test_no_hay_tercer_nivel(yt, api):
    respuesta = poblar(yt)["respuesta"]
    r = api("POST", "comments", {"snippet": {"parentId": respuesta, "textOriginal": "a"}}, part="snippet")
    assert razon(r) == (404, "parentCommentNotFound")


def test_credenciales(yt, api):
    sin = requests.Session()
    sin.trust_env = False
    with sin:
        for cabecera, esperada in (({}, "required"), ({"Authorization": "Bearer malo"}, "authError")):
            r = sin.get(f"{yt.base}/youtube/v3/channels?part=id&mine=true", headers=cabecera, timeout=5)
            assert razon(r) == (401, esperada)
    yt.reloj.pasar(seconds=3599)
    assert razon(api("GET", "channels", part="id", mine="true")) == (401, "authError")
    assert api.token(client_secret="otro").json()["error"] == "invalid_client"
    assert api.token(grant_type="password").json()["error"] == "unsupported_grant_type"
    malo = api.token(refresh_token="otro")
    assert (malo.status_code, malo.json()) == (
        400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
    )  # fmt: skip
    assert api.token().json()["expires_in"] == 3599


def test_la_cuota_se_gasta_y_se_renueva_a_medianoche_del_pacifico(yt, api):
    yt.gobierno.cuenta(limite=52)
    raiz = poblar(yt)["raiz"]
    api("GET", "channels", part="id", mine="true")
    api("GET", "channels", part="mala", mine="true")
    assert (
        api("POST", "comments/setModerationStatus", id=raiz, moderationStatus="heldForReview").status_code
        == 204
    )
    agotada = api("GET", "channels", part="id", mine="true")
    assert razon(agotada) == (403, "quotaExceeded")
    assert agotada.json()["error"]["errors"][0]["domain"] == "youtube.quota"
    yt.reloj.ahora = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    api.sesion.headers["Authorization"] = f"Bearer {api.token().json()['access_token']}"
    assert api("GET", "channels", part="id", mine="true").status_code == 200
    assert yt.mundo.volcar()["cuota"]["gastado"] == 1


def test_formatos_de_texto_y_campos_segun_quien_mira(yt, api):
    ids = poblar(yt)
    html, plano = (api("GET", "comments", id=ids["raiz"], part="snippet", textFormat=f).json()["items"][0]["snippet"]
                   for f in ("html", "plainText"))  # fmt: skip
    assert html["textDisplay"] == "Hola &lt;b&gt;&amp;<br>adiós 👩‍⚕️"
    assert plano["textDisplay"] == "Hola <b>&\nadiós 👩‍⚕️"
    assert "moderationStatus" not in plano
    assert "textOriginal" not in plano
    todos = api("GET", "comments", parentId=ids["raiz"], part="snippet", maxResults=100).json()["items"]
    assert {c["id"] for c in todos if "textOriginal" in c["snippet"]} == {ids["propia"]}
    assert {c["snippet"]["moderationStatus"] for c in todos} == {"published"}
    hilos = {
        h["id"]: h["snippet"] for h in api("GET", "commentThreads", **TODO, maxResults=100).json()["items"]
    }
    assert "videoId" not in hilos[ids["canal"]]
    assert "authorChannelId" not in hilos[ids["anonimo"]]["topLevelComment"]["snippet"]
    editado = hilos[ids["anonimo"]]["topLevelComment"]["snippet"]
    assert editado["updatedAt"] != editado["publishedAt"]
    assert hilos[ids["imagen"]]["topLevelComment"]["snippet"]["imageUrl"]


def test_que_hilos_salen_en_cada_estado(yt, api):
    """Publicados, por su raiz; retenidos y de probable spam, por su raiz o por una respuesta."""
    visible, retenido, solo = yt.gobierno.inyectar(
        {"texto": "a", "autor": ANA}, {"texto": "b", "autor": ANA, "estado": "heldForReview"}, {"texto": "c", "autor": ANA}
    )  # fmt: skip
    yt.gobierno.inyectar(
        {"texto": "r", "autor": LUIS, "padre": visible, "estado": "likelySpam"},
        {"texto": "r", "autor": LUIS, "padre": retenido},
    )

    def listados(estado: str) -> set[str]:
        return {
            h["id"] for h in api("GET", "commentThreads", **TODO, moderationStatus=estado).json()["items"]
        }

    assert listados("published") == {visible, solo}
    assert listados("heldForReview") == {retenido}
    assert listados("likelySpam") == {visible}


def test_las_paginas_no_se_corren_si_entra_algo_en_medio(yt, api):
    ids = yt.gobierno.inyectar(*({"texto": f"t{i}", "autor": ANA} for i in range(5)))
    primera = api("GET", "commentThreads", **TODO, maxResults=3).json()
    yt.reloj.pasar(minutes=1)
    yt.gobierno.inyectar({"texto": "nuevo", "autor": ANA})
    segunda = api("GET", "commentThreads", **TODO, maxResults=3, pageToken=primera["nextPageToken"]).json()
    assert [h["id"] for h in primera["items"] + segunda["items"]] == ids[::-1]
    assert "nextPageToken" not in segunda
    otra = api(
        "GET", "commentThreads", **TODO, moderationStatus="likelySpam", pageToken=primera["nextPageToken"]
    )
    assert razon(otra) == (400, "invalidPageToken")


def test_canal_sin_videos_no_tiene_lista_de_subidos(api):
    r = api("GET", "playlistItems", playlistId=LISTA_SUBIDOS, part="snippet")
    assert razon(r) == (404, "playlistNotFound")


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


def test_fecha_de_la_red_en_cada_respuesta(yt, api):
    assert api("GET", "channels", part="id", mine="true").headers["date"] == "Fri, 20 Nov 2026 15:00:00 GMT"


def test_verbo_que_la_ruta_no_tiene(api):
    assert api("DELETE", "channels").status_code == 404
