"""Las lecturas de la red Twitter simulada (openapi-2.166.json): cuentas, lineas de tiempo y busqueda."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from conectores.simulador.cuentas import USUARIO_TWITTER
from conectores.simulador.nucleo import JSON
from conectores.simulador.twitter.consulta import ConsultaInvalida, compilar
from conectores.simulador.twitter.estado import Post, Usuario
from conectores.simulador.twitter.paginas import (
    cuerpo_de_posts,
    hacer_ficha,
    leer_ficha,
    pagina_de_posts,
    parcial,
    usuario_con_campos,
    vestir,
)
from conectores.simulador.twitter.peticion import Pedido, Peticion
from conectores.simulador.twitter.puerta import invalida, no_hallado

_DE_LISTA: Final = ("since_id", "until_id", "start_time", "end_time", "max_results", "pagination_token")
_LARGO_CONSULTA: Final = 512
_MENCIONES: Final = 800
_PROPIOS: Final = 3200
_MAXIMO_IDS: Final = 100
SIETE_DIAS: Final = timedelta(days=7)


def yo(peticion: Peticion) -> JSON:
    """`GET /2/users/me`."""
    return _un_usuario(peticion, peticion.estado.institucion)


def por_alias(peticion: Peticion) -> JSON:
    """`GET /2/users/by/username/:username`."""
    alias = peticion.ruta["username"]
    iguales = (u for u in peticion.estado.usuarios.values() if u.usuario.lower() == alias.lower())
    return _un_usuario(peticion, next(iguales, None), "username", alias)


def usuario(peticion: Peticion) -> JSON:
    """`GET /2/users/:id`."""
    propio = peticion.ruta["id"]
    return _un_usuario(peticion, peticion.estado.usuarios.get(propio), "id", propio)


def menciones(peticion: Peticion) -> JSON:
    """`GET /2/users/:id/mentions`: quien escribe nuestro alias; las 800 mas recientes."""
    quien = peticion.ruta["id"]
    pedido = peticion.pedido(*_DE_LISTA)
    if quien not in peticion.estado.usuarios:
        return {"errors": [parcial(no_hallado("id", quien, "user"), pedido)]}
    return _pagina(
        peticion, pedido, lambda p: p.republica is None and peticion.estado.menciona(p, quien), 5, _MENCIONES
    )


def de_usuario(peticion: Peticion) -> JSON:
    """`GET /2/users/:id/tweets`: lo que publico una cuenta; los 3200 mas recientes."""
    quien = peticion.ruta["id"]
    pedido = peticion.pedido(*_DE_LISTA, "exclude")
    if quien not in peticion.estado.usuarios:
        return {"errors": [parcial(no_hallado("id", quien, "user"), pedido)]}
    sin = pedido.crudo.get("exclude", "").split(",")

    def suyo(post: Post) -> bool:
        return (
            post.autor_id == quien
            and not ("replies" in sin and post.responde_a)
            and not ("retweets" in sin and post.republica)
        )

    return _pagina(peticion, pedido, suyo, 5, _PROPIOS)


def buscar(peticion: Peticion) -> JSON:
    """`GET /2/tweets/search/recent`: siete dias, 512 caracteres de consulta."""
    pedido = peticion.pedido(*_DE_LISTA, "query", "next_token", "sort_order")
    consulta = pedido.crudo.get("query", "")
    if not 0 < len(consulta) <= _LARGO_CONSULTA:
        raise invalida("query", consulta, f"The query length must be between 1 and {_LARGO_CONSULTA}")
    ids = [n for n in ("since_id", "until_id") if n in pedido.crudo]
    if ids and ("start_time" in pedido.crudo or "end_time" in pedido.crudo):
        raise invalida(
            ids[0],
            pedido.crudo[ids[0]],
            "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.",
        )
    desde = peticion.nucleo.reloj() - SIETE_DIAS
    for nombre in ids:
        if peticion.estado.fecha_del_id(pedido.id(nombre) or 0) < desde:
            raise invalida(
                nombre,
                pedido.crudo[nombre],
                f"Invalid '{nombre}': must be a tweet id created after {desde.isoformat()}",
            )
    try:
        filtro = compilar(consulta, peticion.estado)
    except ConsultaInvalida as error:
        raise invalida("query", consulta, f"There were errors processing your request: {error}") from error
    return _pagina(
        peticion, pedido, lambda p: p.creado >= desde and filtro(p), 10, len(peticion.estado.posts)
    )


def varios(peticion: Peticion) -> JSON:
    """`GET /2/tweets?ids=`: lo que exista, y un error parcial por cada uno que no."""
    pedido = peticion.pedido("ids")
    ids = [i for i in pedido.crudo.get("ids", "").split(",") if i]
    if not 0 < len(ids) <= _MAXIMO_IDS:
        raise invalida("ids", pedido.crudo.get("ids", ""), "`ids` must have between 1 and 100 ids")
    return _por_ids(peticion, pedido, ids, "ids")


def uno(peticion: Peticion) -> JSON:
    """`GET /2/tweets/:id`: la version pedida, con su historial entero."""
    pedido = peticion.pedido()
    cuerpo = _por_ids(peticion, pedido, [peticion.ruta["id"]], "id")
    return cuerpo | {"data": cuerpo["data"][0]} if "data" in cuerpo else cuerpo


def silenciados(peticion: Peticion) -> JSON:
    """`GET /2/users/:id/muting`."""
    return _usuarios(peticion, peticion.estado.silenciados)


def bloqueados(peticion: Peticion) -> JSON:
    """`GET /2/users/:id/blocking`."""
    return _usuarios(peticion, peticion.estado.bloqueados)


def exigir_nuestra(peticion: Peticion) -> None:
    """Lanza 400 si el id de la ruta no es el de quien pregunta."""
    quien = peticion.ruta["id"]
    if quien != USUARIO_TWITTER:
        raise invalida(
            "id", quien, f"The `id` query parameter value [{quien}] must be the same as the user's"
        )


def _pagina(peticion: Peticion, pedido: Pedido, pasa: Callable[[Post], bool], minimo: int, tope: int) -> JSON:
    """Una pagina de posts, que ademas se cobra."""
    cuerpo = pagina_de_posts(pedido, peticion.estado, pasa, minimo=minimo, tope=tope)
    peticion.puerta.cobrar(len(cuerpo.get("data", [])))
    return cuerpo


def _por_ids(peticion: Peticion, pedido: Pedido, ids: list[str], parametro: str) -> JSON:
    posts, errores = [], []
    for identificador in ids:
        post = peticion.estado.posts.get(identificador)
        if post is None or post.borrado:
            errores.append(parcial(no_hallado(parametro, identificador), pedido))
        else:
            posts.append(post)
    peticion.puerta.cobrar(len(posts))
    cuerpo = cuerpo_de_posts(pedido, peticion.estado, posts) if posts else {}
    errores = [*cuerpo.get("errors", []), *errores]
    return cuerpo | ({"errors": errores} if errores else {})


def _un_usuario(peticion: Peticion, hallado: Usuario | None, parametro: str = "", valor: str = "") -> JSON:
    pedido = peticion.pedido()
    if hallado is None or hallado.suspendido:
        return {"errors": [parcial(no_hallado(parametro, valor, "user"), pedido)]}
    return vestir({"data": usuario_con_campos(pedido, peticion.estado, hallado)}, pedido)


def _usuarios(peticion: Peticion, ids: list[str]) -> JSON:
    """Una lista de cuentas por paginas, de la ultima anadida a la primera."""
    exigir_nuestra(peticion)
    pedido = peticion.pedido("max_results", "pagination_token")
    cuantos = pedido.entero("max_results", 1, 1000, 100)
    ficha = pedido.crudo.get("pagination_token")
    desde = leer_ficha(ficha) if ficha else 0
    elegidos = ids[::-1][desde : desde + cuantos]
    meta: JSON = {"result_count": len(elegidos)}
    if desde + cuantos < len(ids):
        meta["next_token"] = hacer_ficha(desde + cuantos)
    datos = [usuario_con_campos(pedido, peticion.estado, peticion.estado.usuarios[i]) for i in elegidos]
    return vestir({"data": datos, "meta": meta} if datos else {"meta": meta}, pedido)
