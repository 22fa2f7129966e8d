"""Una peticion a la red Twitter simulada, con sus parametros comprobados como los comprueba la red real."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from conectores.simulador.nucleo import JSON, Nucleo
from conectores.simulador.twitter.estado import Estado
from conectores.simulador.twitter.json import CAMPOS_TWEET, CAMPOS_USUARIO, EXPANSIONES, VIEJOS, palabras
from conectores.simulador.twitter.puerta import Puerta, invalida

# lo que solo existe en el vocabulario nuevo, y lo que se acepta y no se simula
_CAMPOS_NUEVOS: Final = frozenset({"article_title"})
_EXPANSIONES_ACEPTADAS: Final = palabras(
    "article.cover_media article.media_entities attachments.media_source_tweet attachments.media_source_post "
    "attachments.poll_ids geo.place_id entities.note.mentions.username username "
    "referenced_tweets.id.attachments.media_keys affiliation.user_id most_recent_tweet_id pinned_tweet_id "
    "most_recent_post_id pinned_post_id"
)
CAMPOS_COMUNES: Final = frozenset(
    {
        "tweet.fields",
        "post.fields",
        "user.fields",
        "media.fields",
        "poll.fields",
        "place.fields",
        "expansions",
    }
)


@dataclass(slots=True)
class Pedido:
    """Los parametros de una lectura, ya comprobados."""

    crudo: dict[str, str]
    vocabulario: str
    campos: set[str] = field(default_factory=set)
    campos_usuario: set[str] = field(default_factory=set)
    expansiones: set[str] = field(default_factory=set)

    @classmethod
    def de(cls, parametros: dict[str, str], admitidos: Iterable[str], vocabulario: str = "tweet") -> "Pedido":
        """Lanza 400 ante un parametro, campo o expansion que no exista."""
        permitidos = frozenset(admitidos)
        for nombre, valor in parametros.items():
            if nombre not in permitidos:
                raise invalida(
                    nombre, valor, f"The query parameter [{nombre}] is not one of {sorted(permitidos)}"
                )
        expansiones = _lista(parametros, "expansions")
        nuevo = "post.fields" in parametros or bool(
            expansiones & {"referenced_posts", "edit_history_post_ids"}
        )
        viejas = {VIEJOS.get(e, e) for e in expansiones}
        viejas = {"referenced_tweets.id" if e == "referenced_tweets" else e for e in viejas}
        _comprobar("expansions", viejas, EXPANSIONES.keys() | _EXPANSIONES_ACEPTADAS)
        tweet = {VIEJOS.get(c, c) for c in _lista(parametros, "post.fields")} | _lista(
            parametros, "tweet.fields"
        )
        _comprobar("tweet.fields", tweet, CAMPOS_TWEET | _CAMPOS_NUEVOS)
        usuario = _lista(parametros, "user.fields")
        _comprobar("user.fields", usuario, CAMPOS_USUARIO)
        return cls(
            parametros,
            "post" if nuevo else vocabulario,
            tweet | {EXPANSIONES[e] for e in viejas if e in EXPANSIONES},
            {VIEJOS.get(c, c) for c in usuario},
            viejas,
        )

    def entero(self, nombre: str, minimo: int, maximo: int, defecto: int) -> int:
        """Un entero dentro de sus limites, o 400."""
        texto = self.crudo.get(nombre)
        if texto is None:
            return defecto
        if not texto.isdigit() or not minimo <= int(texto) <= maximo:
            raise invalida(
                nombre,
                texto,
                f"The `{nombre}` query parameter value [{texto}] is not between {minimo} and {maximo}",
            )
        return int(texto)

    def id(self, nombre: str) -> int | None:
        """Un id, o 400."""
        texto = self.crudo.get(nombre)
        if texto is None:
            return None
        if not (texto.isascii() and texto.isdigit() and len(texto) <= 19):  # noqa: PLR2004 (cifras de un id)
            raise invalida(nombre, texto, f"The `{nombre}` query parameter value [{texto}] is not valid")
        return int(texto)

    def fecha(self, nombre: str) -> datetime | None:
        """Una fecha con zona, o 400."""
        texto = self.crudo.get(nombre)
        try:
            fecha = datetime.fromisoformat(texto) if texto is not None else None
        except ValueError:
            fecha = None
        if texto is not None and (fecha is None or fecha.tzinfo is None):
            raise invalida(
                nombre, texto, f"The `{nombre}` query parameter value [{texto}] is not a valid date-time"
            )
        return fecha


@dataclass(slots=True)
class Peticion:
    """Lo que una ruta necesita saber."""

    estado: Estado
    nucleo: Nucleo
    puerta: Puerta
    ruta: dict[str, str]
    parametros: dict[str, str]
    cuerpo: JSON = field(default_factory=dict)

    def pedido(self, *admitidos: str) -> Pedido:
        """Los parametros de una lectura, comprobados contra los comunes y `admitidos`."""
        return Pedido.de(self.parametros, CAMPOS_COMUNES.union(admitidos), self.puerta.vocabulario)


def _lista(parametros: dict[str, str], nombre: str) -> set[str]:
    """Los elementos de un parametro separado por comas."""
    return {v for v in parametros.get(nombre, "").split(",") if v}


def _comprobar(nombre: str, pedidos: set[str], admitidos: Iterable[str]) -> None:
    for valor in sorted(pedidos - set(admitidos)):
        raise invalida(
            nombre, valor, f"The `{nombre}` query parameter value [{valor}] is not one of the allowed values"
        )
