"""Lo que comparten las pruebas de Twitter: un conector sobre su red simulada y unas pocas ayudas."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import requests
from requests_oauthlib import OAuth1

from conectores.http import Limites
from conectores.simulador.cuentas import (
    CONSUMIDOR_SECRETO_TWITTER,
    CONSUMIDOR_TWITTER,
    TOKEN_SECRETO_TWITTER,
    TOKEN_TWITTER,
    USUARIO_TWITTER,
)
from conectores.tipos import ComentarioLeido, PublicacionLeida
from conectores.twitter import ConectorTwitter, CredencialTwitter

NOSOTROS = USUARIO_TWITTER
SECRETOS = (CONSUMIDOR_TWITTER, CONSUMIDOR_SECRETO_TWITTER, TOKEN_TWITTER, TOKEN_SECRETO_TWITTER)
ANA = {"id": "2001", "nombre": "Ana Prueba", "usuario": "ana_prueba"}
BETO = {"id": "2002", "nombre": "Beto Prueba", "usuario": "beto_prueba"}


class RelojFijo:
    """Un reloj que solo se mueve cuando se le dice."""

    def __init__(self) -> None:
        self.poner_en_hora()

    def poner_en_hora(self) -> None:
        self.ahora = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.ahora

    def pasar(self, **cuanto: float) -> None:
        self.ahora += timedelta(**cuanto)


def fecha_de_aqui(**mas: float) -> dict[str, str]:
    """La cabecera `Date` de una red cuyo reloj va con el de esta maquina, con el que se firma."""
    return {"date": format_datetime(datetime.now(UTC) + timedelta(**mas), usegmt=True)}


def credencial(plan: str = "basico") -> CredencialTwitter:
    return CredencialTwitter(*SECRETOS, plan=plan)


def conectar(red: SimpleNamespace, plan: str = "basico", limites: Limites | None = None) -> ConectorTwitter:
    return ConectorTwitter(NOSOTROS, credencial(plan), base=red.base, limites=limites)


_RELOJ = RelojFijo()


def montar(abrir: Callable[..., SimpleNamespace], **opciones: object) -> SimpleNamespace:
    """La red sin contenido, un reloj fijo y un conector. `abrir`: el ayudante `compartida` o `encender`."""
    _RELOJ.poner_en_hora()
    red = abrir("twitter", reloj=_RELOJ)
    return SimpleNamespace(red=red, g=red.gobierno, reloj=_RELOJ, c=conectar(red, **opciones))


def barrer(
    conector: ConectorTwitter, cursor: str | None = None
) -> tuple[list[ComentarioLeido], list[PublicacionLeida], str]:
    """Una lectura entera: comentarios, publicaciones y el ultimo cursor."""
    comentarios: list[ComentarioLeido] = []
    publicaciones: list[PublicacionLeida] = []
    for pagina in conector.leer(cursor):
        comentarios += pagina.comentarios
        publicaciones += pagina.publicaciones
        cursor = pagina.cursor
    assert cursor is not None
    return comentarios, publicaciones, cursor


def ids(comentarios: list[ComentarioLeido]) -> set[str]:
    return {c.id_externo for c in comentarios}


TODO = {
    "tweet.fields": "author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,note_tweet,lang,"
    "edit_history_tweet_ids,edit_controls,entities,attachments,public_metrics,possibly_sensitive,reply_settings",
    "user.fields": "public_metrics,description,location,url,entities,profile_image_url,profile_banner_url,protected,"
    "verified,verified_type,pinned_tweet_id,most_recent_tweet_id,created_at",
    "expansions": "author_id,referenced_tweets.id,attachments.media_keys,in_reply_to_user_id",
}
"""Lo que se puede pedir en una lectura de posts, menos lo que caduca."""


class Cliente:
    """Un cliente minimo que firma con requests-oauthlib y apunta cada respuesta."""

    def __init__(self, base: str, auth=None) -> None:
        self.base = base
        self.respuestas: list[requests.Response] = []
        self.sesion = requests.Session()
        self.sesion.trust_env = False
        self.sesion.auth = auth or OAuth1(*SECRETOS)
        self.sesion.hooks["response"].append(self.apuntar)

    def apuntar(self, respuesta: requests.Response, *_, **__) -> None:
        self.respuestas.append(respuesta)

    def __call__(self, metodo: str, ruta: str, cuerpo=None, **parametros) -> requests.Response:
        parametros = {k.replace("__", "."): v for k, v in parametros.items()}
        return self.sesion.request(metodo, self.base + ruta, params=parametros, json=cuerpo, timeout=5)


def con_cliente(abrir: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    """Una red con un post nuestro, una respuesta con foto y una mencion larga, y un cliente que firma por su lado."""
    e = montar(abrir)
    e.x = Cliente(e.red.base)
    e.post = e.g.cuenta(publicar={"texto": "Horario https://isss.gob.sv", "como": "institucion"})["id"]
    e.respuesta, e.mencion = e.g.inyectar(
        {
            "texto": "qué mal @isss_simulado",
            "autor": ANA,
            "publicacion": e.post,
            "adjuntos": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/media/1.jpg"}],
        },
        {"texto": "hola " + "largo " * 80, "autor": BETO},
    )
    return e
