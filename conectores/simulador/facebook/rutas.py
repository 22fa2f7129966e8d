"""Lo que hace cada ruta de Graph sobre la Pagina simulada. Sin HTTP: recibe una `Peticion`, da JSON o ErrorGraph."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from conectores.simulador.cuentas import PAGINA_FACEBOOK
from conectores.simulador.facebook.estado import APLICACION_PROPIA, Nodo
from conectores.simulador.facebook.grafo import (
    ErrorGraph,
    campo_desconocido,
    leer_instante,
    no_existe,
    pagina,
    parametro,
    vista,
)
from conectores.simulador.facebook.mundo import MundoFacebook

JSON = dict[str, Any]

LARGO_COMENTARIO: Final = 8_000
LARGO_PUBLICACION: Final = 63_206
_MUERTOS_EN_NPE: Final = {"visitor_posts", "likes", "tabs"}


@dataclass(frozen=True, slots=True)
class Peticion:
    """Una llamada ya autenticada: metodo, id, arista ("" si ninguna) y parametros de consulta y cuerpo."""

    metodo: str
    id: str
    arista: str
    parametros: dict[str, str]
    url: str


def atender(mundo: MundoFacebook, p: Peticion) -> JSON:
    """Contesta una llamada sobre la Pagina, una publicacion o un comentario. Lanza ErrorGraph."""
    if p.id in {PAGINA_FACEBOOK, "me"}:
        return _sobre_pagina(mundo, p)
    nodo = mundo.estado.nodos.get(p.id)
    if nodo is None:
        raise no_existe(p.metodo, p.id)
    tabla: dict[tuple[str, str], Callable[[MundoFacebook, Nodo, Peticion], JSON]] = {
        ("GET", ""): _ver_nodo,
        ("POST", ""): _cambiar_nodo,
        ("DELETE", ""): _eliminar,
        ("GET", "comments"): _comentarios,
        ("POST", "comments"): _responder,
    }
    if (p.metodo, p.arista) not in tabla:
        raise campo_desconocido(p.arista, nodo.clase) if p.arista else no_existe(p.metodo, p.id)
    return tabla[p.metodo, p.arista](mundo, nodo, p)


def _sobre_pagina(mundo: MundoFacebook, p: Peticion) -> JSON:
    tabla: dict[tuple[str, str], Callable[[MundoFacebook, Peticion], JSON]] = {
        ("GET", ""): _ver_pagina,
        ("GET", "feed"): _feed,
        ("GET", "published_posts"): _feed,
        ("POST", "feed"): _publicar,
        ("GET", "roles"): _roles,
        ("GET", "blocked"): _bloqueados,
        ("POST", "blocked"): _bloquear,
        ("DELETE", "blocked"): _desbloquear,
    }
    if p.arista in _MUERTOS_EN_NPE:
        raise ErrorGraph(
            200, "(#200) This endpoint is not supported in the new Pages experience.", subcodigo=2069030
        )
    if (p.metodo, p.arista) not in tabla:
        raise campo_desconocido(p.arista, "Page") if p.arista else no_existe(p.metodo, p.id)
    return tabla[p.metodo, p.arista](mundo, p)


# --- leer ---


def _ver_pagina(mundo: MundoFacebook, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_read_engagement", leer=True)
    return vista("Page", mundo.estado.ver_pagina(), p.parametros.get("fields"))


def _ver_nodo(mundo: MundoFacebook, nodo: Nodo, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_read_user_content", leer=True)
    return vista(nodo.clase, mundo.estado.ver(nodo), p.parametros.get("fields"))


def _listar(mundo: MundoFacebook, nodos: list[Nodo], p: Peticion, *, al_reves: bool) -> JSON:
    """Una pagina de nodos (vienen de antiguo a nuevo), con `since` y `until` por fecha de creacion."""
    if texto := p.parametros.get("since"):
        desde = leer_instante(texto)
        nodos = [n for n in nodos if n.creado >= desde]
    if texto := p.parametros.get("until"):
        hasta = leer_instante(texto)
        nodos = [n for n in nodos if n.creado <= hasta]
    signo = -1 if al_reves else 1
    claves = [((signo * n.clave[0], signo * n.clave[1]), n) for n in nodos[::signo]]
    pedidos = p.parametros.get("fields")
    return pagina(claves, p.parametros, p.url, lambda n: vista(n.clase, mundo.estado.ver(n), pedidos))


def _feed(mundo: MundoFacebook, p: Peticion) -> JSON:
    """`/feed`: propias, de visitantes y sin publicar. `/published_posts`: solo las propias publicadas.

    Las ocultas solo salen con `include_hidden`.
    """
    mundo.estado.exigir("pages_read_engagement", leer=True)
    nodos = mundo.estado.publicaciones()
    if p.arista == "published_posts":
        nodos = [n for n in nodos if n.propio and n.publicado]
    elif "pages_read_user_content" not in mundo.estado.permisos:
        nodos = [n for n in nodos if n.propio]
    if p.parametros.get("include_hidden") not in {"true", "1"}:
        nodos = [n for n in nodos if not n.oculto]
    return _listar(mundo, nodos, p, al_reves=True)


def _comentarios(mundo: MundoFacebook, nodo: Nodo, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_read_user_content", leer=True)
    filtro = p.parametros.get("filter", "toplevel")
    orden = p.parametros.get("order", "chronological")
    if filtro not in {"toplevel", "stream"}:
        raise parametro("Param filter must be one of {toplevel, stream}")
    if orden not in {"chronological", "reverse_chronological"}:
        raise parametro("Param order must be one of {chronological, reverse_chronological}")
    nodos = mundo.estado.comentarios(nodo, todos=filtro == "stream")
    salida = _listar(mundo, nodos, p, al_reves=orden == "reverse_chronological")
    if p.parametros.get("summary") in {"1", "true"}:
        salida["summary"] = {"order": orden, "total_count": len(nodos), "can_comment": True}
    return salida


def _roles(mundo: MundoFacebook, p: Peticion) -> JSON:
    if mundo.estado.roles_negados:
        raise ErrorGraph(10, "(#10) Application does not have permission for this action", estado=403)
    return _lista_simple(mundo.estado.administradores, "PageRole", p)


def _bloqueados(mundo: MundoFacebook, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_read_engagement", leer=True)
    filas = [{"id": id_, "name": nombre} for id_, nombre in mundo.estado.bloqueados.items()]
    if buscado := p.parametros.get("user") or p.parametros.get("uid"):
        filas = [f for f in filas if f["id"] == buscado]
    return _lista_simple(filas, "Profile", p)


def _lista_simple(filas: list[JSON], clase: str, p: Peticion) -> JSON:
    pedidos = p.parametros.get("fields")
    claves = [((i, 0), fila) for i, fila in enumerate(filas)]
    return pagina(claves, p.parametros, p.url, lambda fila: vista(clase, fila, pedidos))


# --- actuar ---


def _cambiar_nodo(mundo: MundoFacebook, nodo: Nodo, p: Peticion) -> JSON:
    """`is_hidden`, o `message` en una publicacion propia: lo que el producto usa de la actualizacion de un nodo."""
    if "message" in p.parametros:
        return _editar(mundo, nodo, p)
    mundo.estado.exigir("pages_manage_engagement")
    pedido = p.parametros.get("is_hidden")
    if pedido not in {"true", "false", "1", "0"}:
        raise parametro("Param is_hidden must be a boolean")
    if not _puede(mundo, nodo, "can_hide"):
        raise ErrorGraph(200, "(#200) You do not have permission to hide this comment", estado=403)
    oculto = pedido in {"true", "1"}
    if nodo.oculto != oculto:
        nodo.oculto = oculto
        mundo.nucleo.anotar("ocultar" if oculto else "mostrar", nodo.id)
    return {"success": True}


def _editar(mundo: MundoFacebook, nodo: Nodo, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_manage_posts")
    texto = _texto(p, LARGO_PUBLICACION)
    if nodo.clase != "Post" or not nodo.propio:
        raise ErrorGraph(200, "(#200) You do not have permission to edit this object", estado=403)
    if nodo.texto != texto:
        nodo.texto = texto
        mundo.nucleo.anotar("editar", nodo.id, texto=texto)
    return {"success": True}


def _puede(mundo: MundoFacebook, nodo: Nodo, permiso: str) -> bool:
    """Lo que dice `can_hide`, `can_remove` o `can_comment`; si el nodo no lo trae (una publicacion), si."""
    return bool(mundo.estado.ver(nodo).get(permiso, True))


def _eliminar(mundo: MundoFacebook, nodo: Nodo, _: Peticion) -> JSON:
    propia = nodo.clase == "Post" and nodo.propio
    mundo.estado.exigir("pages_manage_posts" if propia else "pages_manage_engagement")
    if not _puede(mundo, nodo, "can_remove"):
        raise ErrorGraph(200, "(#200) You do not have permission to remove this comment", estado=403)
    mundo.estado.quitar(nodo)
    mundo.nucleo.anotar("eliminar", nodo.id)
    return {"success": True}


def _responder(mundo: MundoFacebook, nodo: Nodo, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_manage_engagement")
    texto = _texto(p, LARGO_COMENTARIO)
    if not _puede(mundo, nodo, "can_comment"):
        raise ErrorGraph(200, "(#200) You do not have permission to comment on this object", estado=403)
    es_comentario = nodo.clase == "Comment"
    madre = mundo.estado.nodos[nodo.publicacion] if es_comentario else nodo
    nuevo = mundo.nuevo_comentario(
        texto, mundo.pagina(), mundo.nucleo.reloj(), madre, nodo if es_comentario else None, {}
    )
    nuevo.aplicacion = APLICACION_PROPIA
    mundo.nucleo.anotar("responder", nodo.id, id=nuevo.id, texto=texto)
    return {"id": nuevo.id}


def _texto(p: Peticion, largo: int) -> str:
    texto = p.parametros.get("message", "")
    if not texto.strip():
        raise parametro("Missing message or attachment")
    if len(texto) > largo:
        raise parametro(f"Param message must be at most {largo} characters long")
    return texto


def _publicar(mundo: MundoFacebook, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_manage_posts")
    texto = _texto(p, LARGO_PUBLICACION)
    propias = [n for n in mundo.estado.publicaciones() if n.propio]
    if propias and propias[-1].texto == texto:
        raise ErrorGraph(506, "(#506) Duplicate status message", tipo="FacebookApiException")
    nodo = mundo.nueva_publicacion(texto, mundo.nucleo.reloj(), APLICACION_PROPIA)
    nodo.publicado = p.parametros.get("published", "true") in {"true", "1"}
    mundo.nucleo.anotar("publicar", nodo.id, texto=texto)
    return {"id": nodo.id}


def _pedidos(p: Peticion) -> list[str]:
    """Los ids de `user`, `uid`, `asid` o `psid`: uno, varios con comas o una lista JSON."""
    crudo = next((p.parametros[k] for k in ("user", "uid", "asid", "psid") if k in p.parametros), "")
    try:
        leido = json.loads(crudo) if crudo.startswith("[") else crudo.split(",")
    except json.JSONDecodeError:
        raise parametro("Param user must be an array") from None
    ids = [str(x).strip() for x in leido if str(x).strip()]
    if not ids:
        raise parametro("The parameter user is required")
    return ids


def _bloquear(mundo: MundoFacebook, p: Peticion) -> JSON:
    """Solo a quien haya escrito a la Pagina: los ids son propios de ella. → `{id: true}`."""
    mundo.estado.exigir("pages_manage_engagement")
    ids = _pedidos(p)
    for i, id_ in enumerate(ids):
        if id_ not in mundo.estado.autores or id_ == PAGINA_FACEBOOK:
            raise parametro(f"Param user[{i}] must be a valid user or page id")
    for id_ in ids:
        if id_ not in mundo.estado.bloqueados:
            mundo.estado.bloqueados[id_] = mundo.estado.autores[id_]
            mundo.nucleo.anotar("bloquear", id_)
    return dict.fromkeys(ids, True)


def _desbloquear(mundo: MundoFacebook, p: Peticion) -> JSON:
    mundo.estado.exigir("pages_manage_engagement")
    for id_ in _pedidos(p):
        if mundo.estado.bloqueados.pop(id_, None) is not None:
            mundo.nucleo.anotar("desbloquear", id_)
    return {"success": True}
