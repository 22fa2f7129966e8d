"""La API de YouTube a pelo, para probar la red simulada sin nuestro conector."""

import requests

from conectores.simulador.cuentas import (
    CANAL_YOUTUBE,
    CLIENTE_SECRETO_YOUTUBE,
    CLIENTE_YOUTUBE,
    REFRESCO_YOUTUBE,
)
from tests.conectores.youtube_comun import (
    ANA,
    LUIS,
    NOSOTROS,
)

LISTA_SUBIDOS = "UU" + CANAL_YOUTUBE[2:]


TODO = {"allThreadsRelatedToChannelId": CANAL_YOUTUBE, "part": "snippet,replies"}


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
