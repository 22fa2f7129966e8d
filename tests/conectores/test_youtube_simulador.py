"""La red simulada de YouTube: parametros, errores, cuota y estado como los de la red (apis.md, seccion 3)."""

from datetime import UTC, datetime

import pytest
import requests

from conectores.simulador.cuentas import (
    CANAL_YOUTUBE,
)
from tests.conectores.youtube_api import LISTA_SUBIDOS, TODO, ApiCruda, poblar, razon
from tests.conectores.youtube_comun import (
    ANA,
    LUIS,
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


def test_fecha_de_la_red_en_cada_respuesta(yt, api):
    assert api("GET", "channels", part="id", mine="true").headers["date"] == "Fri, 20 Nov 2026 15:00:00 GMT"


def test_verbo_que_la_ruta_no_tiene(api):
    assert api("DELETE", "channels").status_code == 404
