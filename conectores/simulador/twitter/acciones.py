"""Las escrituras de la red Twitter simulada. Solo lo que cambia de verdad se apunta como efecto."""

from datetime import timedelta
from typing import Final

from conectores.simulador.cuentas import USUARIO_TWITTER
from conectores.simulador.nucleo import JSON
from conectores.simulador.twitter.estado import Estado, Post
from conectores.simulador.twitter.json import NUEVOS
from conectores.simulador.twitter.lecturas import exigir_nuestra
from conectores.simulador.twitter.peticion import Peticion
from conectores.simulador.twitter.puerta import Problema, invalida, no_hallado, prohibido
from conectores.twitter_peso import PESO_MAXIMO, peso

_CAMPOS: Final = {
    "text",
    "reply",
    "quote_tweet_id",
    "reply_settings",
    "made_with_ai",
    "for_super_followers_only",
}
_VENTANA_DE_DUPLICADOS: Final = timedelta(hours=24)
_REPETIDO: Final = "You are not allowed to create a Tweet with duplicate content."
_NO_INVOCADO: Final = "You can only reply to or quote posts where you are mentioned or are the author."
_INVISIBLE: Final = "You attempted to reply to a Tweet that is deleted or not visible to you."
_LARGO: Final = "Your Tweet text is too long."
_SIN_PERMISO: Final = "You are not permitted to perform this action."


def crear(peticion: Peticion) -> JSON:
    """`POST /2/tweets`: publica o responde."""
    cuerpo = peticion.cuerpo
    for campo in cuerpo.keys() - _CAMPOS:
        raise invalida(f"$.{campo}", campo, f"[$.{campo}: is not defined in the schema]")
    texto = cuerpo.get("text")
    if not isinstance(texto, str) or not texto.strip():
        raise invalida("$.text", texto, "[$.text: is required]")
    if peso(texto) > PESO_MAXIMO:
        raise prohibido(_LARGO)
    responde_a = _referido(cuerpo.get("reply"), "in_reply_to_tweet_id")
    cita = cuerpo.get("quote_tweet_id")
    for otro in filter(None, (responde_a, cita)):
        _exigir_invocacion(peticion, str(otro))
    if _es_repetido(peticion, texto, responde_a):
        raise prohibido(_REPETIDO)
    post = peticion.estado.crear(texto, USUARIO_TWITTER, responde_a=responde_a, cita=cita, como="api")
    if responde_a:
        peticion.nucleo.anotar("responder", responde_a, id=post.id, texto=texto)
    else:
        peticion.nucleo.anotar("publicar", post.id, texto=texto)
    versiones = "edit_history_tweet_ids"
    if peticion.puerta.vocabulario == "post":
        versiones = NUEVOS[versiones]
    return {"data": {"id": post.id, "text": texto, versiones: [post.id]}}


def borrar(peticion: Peticion) -> JSON:
    """`DELETE /2/tweets/:id`: solo lo nuestro."""
    post = _vivo(peticion, "id")
    if post.autor_id != USUARIO_TWITTER:
        raise prohibido("You are not authorized to delete this Tweet.")
    peticion.estado.borrar(post.id)
    peticion.nucleo.anotar("eliminar", post.id)
    return {"data": {"deleted": True}}


def ocultar(peticion: Peticion) -> JSON:
    """`PUT /2/tweets/:id/hidden`: solo respuestas de otros en una conversacion que abrio nuestra cuenta."""
    oculto = peticion.cuerpo.get("hidden")
    if not isinstance(oculto, bool):
        raise invalida("$.hidden", oculto, "[$.hidden: is required and must be a boolean]")
    post = _vivo(peticion, "tweet_id")
    raiz = peticion.estado.posts.get(post.conversacion)
    if post.responde_a is None or raiz is None or raiz.autor_id != USUARIO_TWITTER:
        raise prohibido(_SIN_PERMISO)
    if post.oculto is not oculto:
        post.oculto = oculto
        peticion.nucleo.anotar("ocultar" if oculto else "mostrar", post.id)
    return {"data": {"hidden": oculto}}


def silenciar(peticion: Peticion) -> JSON:
    """`POST /2/users/:id/muting`."""
    _anadir(peticion, peticion.estado.silenciados, "silenciar")
    return {"data": {"muting": True}}


def desilenciar(peticion: Peticion) -> JSON:
    """`DELETE /2/users/:id/muting/:otro`."""
    _quitar(peticion, peticion.estado.silenciados, "dejar de silenciar")
    return {"data": {"muting": False}}


def bloquear(peticion: Peticion) -> JSON:
    """`POST /2/users/:id/blocking`: solo Enterprise (apis.md, seccion 0.2)."""
    _exigir_enterprise(peticion)
    _anadir(peticion, peticion.estado.bloqueados, "bloquear")
    return {"data": {"blocking": True}}


def desbloquear(peticion: Peticion) -> JSON:
    """`DELETE /2/users/:id/blocking/:otro`: solo Enterprise."""
    _exigir_enterprise(peticion)
    _quitar(peticion, peticion.estado.bloqueados, "desbloquear")
    return {"data": {"blocking": False}}


def _vivo(peticion: Peticion, parametro: str) -> Post:
    """El post de la ruta, o 404."""
    post = peticion.estado.posts.get(peticion.ruta["id"])
    if post is None or post.borrado:
        raise no_hallado(parametro, peticion.ruta["id"])
    return post


def _exigir_invocacion(peticion: Peticion, identificador: str) -> None:
    """403 si el post no se ve o si su autor no nos invoco (apis.md, seccion 0.3)."""
    estado: Estado = peticion.estado
    post = estado.posts.get(identificador)
    if post is None or post.borrado:
        raise prohibido(_INVISIBLE)
    citado = estado.posts.get(post.cita or "")
    respondidos = {USUARIO_TWITTER} if peticion.puerta.mencion_implicita else set()
    if not (
        post.autor_id == USUARIO_TWITTER
        or estado.menciona(post, USUARIO_TWITTER)
        or (citado is not None and citado.autor_id == USUARIO_TWITTER)
        or estado.autor_respondido(post) in respondidos
    ):
        raise prohibido(_NO_INVOCADO)


def _es_repetido(peticion: Peticion, texto: str, responde_a: str | None) -> bool:
    """Si ya dijimos lo mismo, en el mismo sitio, hace menos de un dia."""
    desde = peticion.nucleo.reloj() - _VENTANA_DE_DUPLICADOS
    return any(
        p.autor_id == USUARIO_TWITTER
        and p.texto == texto
        and p.responde_a == responde_a
        and p.creado >= desde
        for p in peticion.estado.visibles()
    )


def _referido(valor: object, clave: str) -> str | None:
    """El id dentro de `reply`, o 400 si viene mal."""
    if valor is None:
        return None
    identificador = valor.get(clave) if isinstance(valor, dict) else None
    if not isinstance(identificador, str):
        raise invalida(f"$.reply.{clave}", identificador, f"[$.reply.{clave}: is required]")
    return identificador


def _anadir(peticion: Peticion, lista: list[str], accion: str) -> None:
    exigir_nuestra(peticion)
    otro = peticion.cuerpo.get("target_user_id")
    if not isinstance(otro, str) or otro not in peticion.estado.usuarios:
        raise invalida("$.target_user_id", otro, f"The `target_user_id` value [{otro}] is not a known user")
    if otro not in lista:
        lista.append(otro)
        peticion.nucleo.anotar(accion, otro)


def _quitar(peticion: Peticion, lista: list[str], accion: str) -> None:
    exigir_nuestra(peticion)
    otro = peticion.ruta["otro"]
    if otro in lista:
        lista.remove(otro)
        peticion.nucleo.anotar(accion, otro)


def _exigir_enterprise(peticion: Peticion) -> None:
    if peticion.puerta.plan != "enterprise":
        raise Problema(
            403, "Client Forbidden", "This endpoint requires a different level of API access.", "client-forbidden",
            reason="client-not-enrolled", required_enrollment="Appropriate Level of API Access",
            registration_url="https://developer.x.com/en/docs/projects/overview",
        )  # fmt: skip
