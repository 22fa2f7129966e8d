"""Las paginas de la red Twitter simulada: filtros, fichas, `includes` y errores parciales."""

from collections.abc import Callable
from typing import Any, Final

from conectores.simulador.nucleo import JSON
from conectores.simulador.twitter.estado import Estado, Post, Usuario
from conectores.simulador.twitter.json import al_dia, post_json, usuario_json
from conectores.simulador.twitter.peticion import Pedido
from conectores.simulador.twitter.puerta import Problema, invalida, no_hallado

_BASE_36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_LARGO_FICHA: Final = 16


def pagina_de_posts(
    pedido: Pedido, estado: Estado, pasa: Callable[[Post], bool], *, minimo: int, tope: int, defecto: int = 10
) -> JSON:
    """Una pagina de posts visibles que pasan el filtro, con `meta` e `includes`. `tope`: lo mas viejo que se da."""
    cuantos = pedido.entero("max_results", minimo, 100, defecto)
    dentro = _dentro_de_limites(pedido)
    candidatos = [p for p in [p for p in estado.visibles() if pasa(p)][:tope] if dentro(p)]
    ficha = pedido.crudo.get("next_token") or pedido.crudo.get("pagination_token")
    if ficha is not None:
        corte = leer_ficha(ficha)
        candidatos = [p for p in candidatos if int(p.id) < corte]
    elegidos = candidatos[:cuantos]
    meta: JSON = {"result_count": len(elegidos)}
    if elegidos:
        meta |= {"newest_id": elegidos[0].id, "oldest_id": elegidos[-1].id}
    if len(candidatos) > len(elegidos):
        meta["next_token"] = hacer_ficha(int(elegidos[-1].id))
    return cuerpo_de_posts(pedido, estado, elegidos) | {"meta": meta}


def cuerpo_de_posts(pedido: Pedido, estado: Estado, posts: list[Post]) -> JSON:
    """`data`, `includes` y errores parciales, en el vocabulario pedido."""
    datos = [post_json(p, estado, pedido.campos) for p in posts]
    incluidos, errores = _incluidos(pedido, estado, posts)
    cuerpo: JSON = {"data": datos, "includes": incluidos, "errors": errores}
    return vestir({k: v for k, v in cuerpo.items() if v}, pedido)


def usuario_con_campos(pedido: Pedido, estado: Estado, usuario: Usuario) -> JSON:
    """Un usuario con sus contadores."""
    if not pedido.campos_usuario & {"public_metrics", "most_recent_tweet_id"}:
        return usuario_json(usuario, pedido.campos_usuario, 0, None)
    suyos = [p for p in estado.visibles() if p.autor_id == usuario.id]
    return usuario_json(usuario, pedido.campos_usuario, len(suyos), suyos[0].id if suyos else None)


def vestir(cuerpo: JSON, pedido: Pedido) -> JSON:
    """El cuerpo con los nombres del vocabulario del pedido."""
    if pedido.vocabulario == "tweet":
        return cuerpo
    nuevo: Any = al_dia(cuerpo)
    if "tweets" in nuevo.get("includes", {}):
        nuevo["includes"]["posts"] = nuevo["includes"].pop("tweets")
    return dict(nuevo)


def hacer_ficha(corte: int) -> str:
    """Una ficha de paginacion en base 36: lo que sigue son ids menores que `corte`, llegue lo que llegue."""
    cifras = ""
    while corte:
        corte, resto = divmod(corte, 36)
        cifras = _BASE_36[resto] + cifras
    return cifras.rjust(_LARGO_FICHA, "0")


def leer_ficha(ficha: str) -> int:
    """Lo contrario de `hacer_ficha`, o 400."""
    if len(ficha) != _LARGO_FICHA or not set(ficha) <= set(_BASE_36):
        raise invalida("pagination_token", ficha, f"The pagination token [{ficha}] is not valid")
    return int(ficha, 36)


def parcial(problema: Problema, pedido: Pedido) -> JSON:
    """Un problema como elemento de `errors` de un 200."""
    cuerpo = problema.json(pedido.vocabulario)
    cuerpo.pop("status", None)
    return cuerpo


def _dentro_de_limites(pedido: Pedido) -> Callable[[Post], bool]:
    """`since_id` manda sobre `start_time`, y `until_id` sobre `end_time`; los dos ids quedan fuera."""
    desde, hasta = pedido.id("since_id"), pedido.id("until_id")
    inicio = pedido.fecha("start_time") if desde is None else None
    fin = pedido.fecha("end_time") if hasta is None else None
    return lambda p: (
        (desde is None or int(p.id) > desde)
        and (hasta is None or int(p.id) < hasta)
        and (inicio is None or p.creado >= inicio)
        and (fin is None or p.creado < fin)
    )


def _incluidos(pedido: Pedido, estado: Estado, posts: list[Post]) -> tuple[JSON, list[JSON]]:
    """Lo que piden las expansiones, y un error parcial por cada cuenta o post que ya no se puede ver."""
    usuarios: dict[str, JSON] = {}
    tweets: dict[str, JSON] = {}
    errores: dict[str, JSON] = {}
    for post in posts:
        if "author_id" in pedido.expansiones and post.autor_id:
            _incluir_usuario(pedido, estado, post.autor_id, "author_id", usuarios, errores)
        respondido = estado.autor_respondido(post)
        if "in_reply_to_user_id" in pedido.expansiones and respondido:
            _incluir_usuario(pedido, estado, respondido, "in_reply_to_user_id", usuarios, errores)
        for referido in (post.responde_a, post.cita, post.republica):
            if not referido or not pedido.expansiones & {
                "referenced_tweets.id",
                "referenced_tweets.id.author_id",
            }:
                continue
            otro = estado.posts.get(referido)
            if otro is None or otro.borrado:
                errores[referido] = parcial(no_hallado("referenced_tweets.id", referido), pedido)
            else:
                tweets[referido] = post_json(otro, estado, pedido.campos)
    medios = {
        m["media_key"]: m for p in posts for m in p.medios if "attachments.media_keys" in pedido.expansiones
    }
    todo = {"users": list(usuarios.values()), "tweets": list(tweets.values()), "media": list(medios.values())}
    return {k: v for k, v in todo.items() if v}, list(errores.values())


def _incluir_usuario(
    pedido: Pedido,
    estado: Estado,
    quien: str,
    parametro: str,
    usuarios: dict[str, JSON],
    errores: dict[str, JSON],
) -> None:
    """El autor en `includes.users`, o su error parcial si la cuenta esta suspendida."""
    usuario = estado.usuarios.get(quien)
    if usuario is None or usuario.suspendido:
        errores[quien] = parcial(no_hallado(parametro, quien, "user"), pedido)
    else:
        usuarios[quien] = usuario_con_campos(pedido, estado, usuario)
