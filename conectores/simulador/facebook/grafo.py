"""Las formas de Graph: errores, `fields`, cursores y paginas. Sin estado (apis.md, secciones 0, 1 y 4)."""

import base64
import binascii
import bisect
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

JSON = dict[str, Any]
Campos = dict[str, "Campos | None"]
Clave = tuple[int, int]
T = TypeVar("T")

LIMITE_PAGINA: Final = 100


def _nombres(texto: str) -> frozenset[str]:
    return frozenset(texto.split())


CAMPOS: Final[dict[str, frozenset[str]]] = {
    "Comment": _nombres(
        "admin_creator application attachment can_comment can_hide can_like can_remove can_reply_privately "
        "comment_count created_time from id is_hidden is_private like_count live_broadcast_timestamp message "
        "message_tags object parent permalink_url private_reply_conversation user_likes"
    ),
    "Post": _nombres(
        "actions admin_creator application attachments backdated_time child_attachments created_time "
        "full_picture from icon id is_expired is_hidden is_popular is_published message message_tags "
        "parent_id permalink_url picture place privacy properties scheduled_publish_time shares status_type "
        "story story_tags subscribed target timeline_visibility updated_time via"
    ),
    "Page": _nombres(
        "about access_token app_id bio business can_post category category_list company_overview "
        "contact_address cover description display_subtext emails engagement fan_count followers_count "
        "general_info has_transitioned_to_new_page_experience hours id impressum is_owned is_published "
        "is_unclaimed is_verified is_webhooks_subscribed link location mission name new_like_count "
        "overall_star_rating owner_business parent_page phone picture rating_count single_line_address "
        "talking_about_count username verification_status website were_here_count whatsapp_number"
    ),
    "Profile": frozenset(["id", "name"]),
    "PageRole": frozenset(["id", "name", "tasks", "is_active", "role"]),
}
"""Campos que el simulador conoce por tipo de nodo; los demas dan el error (#100) de la red."""

POR_DEFECTO: Final[dict[str, tuple[str, ...]]] = {
    "Comment": ("created_time", "from", "message", "id"),
    "Post": ("created_time", "message", "story", "id"),
    "Page": ("name", "id"),
    "Profile": ("id", "name"),
    "PageRole": ("id", "name", "tasks"),
}


class ErrorGraph(Exception):
    """Un error con el cuerpo exacto de Graph: `{"error": {message, type, code, error_subcode, ...}}`."""

    def __init__(
        self, codigo: int, mensaje: str, *, subcodigo: int | None = None, tipo: str = "OAuthException",
        estado: int = 400,
    ) -> None:  # fmt: skip
        super().__init__(mensaje)
        self.estado = estado
        self.error: JSON = {"message": mensaje, "type": tipo, "code": codigo}
        if subcodigo is not None:
            self.error["error_subcode"] = subcodigo
        huella = hashlib.sha256(mensaje.encode("utf-8", "replace")).digest()
        self.error["fbtrace_id"] = "A" + base64.urlsafe_b64encode(huella)[:22].decode()


def no_existe(metodo: str, id_: str) -> ErrorGraph:
    """100 con subcodigo 33: no existe, no se ve o no admite la operacion."""
    return ErrorGraph(
        100,
        f"Unsupported {metodo.lower()} request. Object with ID '{id_}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        subcodigo=33,
        tipo="GraphMethodException",
    )


def campo_desconocido(campo: str, clase: str) -> ErrorGraph:
    """El (#100) de un campo o arista que ese tipo de nodo no tiene."""
    return ErrorGraph(100, f"(#100) Tried accessing nonexisting field ({campo}) on node type ({clase})")


def sin_permiso(permiso: str, *, leer: bool) -> ErrorGraph:
    """10 al leer y 200 al escribir sin el permiso que hace falta."""
    if leer:
        return ErrorGraph(10, f"(#10) This endpoint requires the '{permiso}' permission", estado=403)
    return ErrorGraph(200, f"(#200) Requires {permiso} permission to manage the object", estado=403)


def parametro(mensaje: str) -> ErrorGraph:
    """(#100) de parametro no valido."""
    return ErrorGraph(100, f"(#100) {mensaje}")


def fecha(momento: datetime) -> str:
    """Como escribe Graph las fechas: `2026-11-20T15:00:00+0000`, al segundo."""
    return momento.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def leer_instante(texto: str) -> datetime:
    """`since` y `until`: segundos Unix o ISO 8601. Lanza ErrorGraph (#100) si no es ninguno."""
    try:
        if re.fullmatch(r"\d+", texto):
            return datetime.fromtimestamp(int(texto), UTC)
        leido = datetime.fromisoformat(texto)
    except (ValueError, OverflowError, OSError):
        raise parametro("Invalid datetime") from None
    return leido if leido.tzinfo else leido.replace(tzinfo=UTC)


def leer_campos(texto: str) -> Campos:
    """`id,from{id,name},comments.limit(1){id}` → nombres con sus subcampos (None: todos)."""
    campos: Campos = {}
    for pieza in _partir(texto):
        casa = re.fullmatch(r"\s*(\w+)[^{]*(?:\{(.*)\}\s*)?", pieza, re.DOTALL)
        if casa is None:
            raise ErrorGraph(2500, f"Syntax error in fields near '{pieza[:40]}'")
        campos[casa[1]] = leer_campos(casa[2]) if casa[2] is not None else None
    return campos


def _partir(texto: str) -> list[str]:
    """Parte por las comas que no estan dentro de llaves ni parentesis."""
    piezas, hondo, actual = [], 0, ""
    for letra in texto:
        hondo += (letra in "{(") - (letra in "})")
        if letra == "," and hondo == 0:
            piezas.append(actual)
            actual = ""
        else:
            actual += letra
    return [p for p in [*piezas, actual] if p.strip()]


def vista(clase: str, nodo: JSON, pedidos: str | None) -> JSON:
    """Solo los campos pedidos (o los que Graph da por defecto) que tengan valor; `id` siempre."""
    campos = leer_campos(pedidos) if pedidos else dict.fromkeys(POR_DEFECTO[clase])
    for campo in campos:
        if campo not in CAMPOS[clase]:
            raise campo_desconocido(campo, clase)
    salida: JSON = _recortar(nodo, {**campos, "id": None})
    return salida


def _recortar(valor: Any, campos: Campos | None) -> Any:
    """`valor` reducido a `campos`, tambien dentro de `{"data": [...]}`."""
    if campos is None or not isinstance(valor, dict):
        return valor
    if isinstance(valor.get("data"), list):
        return {**valor, "data": [_recortar(v, campos) for v in valor["data"]]}
    if isinstance(valor.get("data"), dict):
        return {"data": _recortar(valor["data"], campos)}
    return {k: _recortar(valor[k], sub) for k, sub in campos.items() if k in valor}


def pagina(
    elementos: Sequence[tuple[Clave, T]], parametros: dict[str, str], url: str, ver: Callable[[T], JSON]
) -> JSON:
    """Una pagina con cursores. `elementos` van con su clave, en orden; `url` es la de la peticion.

    Como en la red, `cursors.after` viene aunque no haya mas, y `next` solo si las hay (y lleva el token).
    El cursor es la clave y no una posicion: que algo nazca o muera a mitad del barrido no lo desplaza.
    """
    limite = _limite(parametros)
    claves = [clave for clave, _ in elementos]
    inicio = 0
    if "after" in parametros:
        inicio = bisect.bisect_right(claves, _clave(parametros["after"]))
    fin = min(inicio + limite, len(claves))
    if "before" in parametros:
        fin = bisect.bisect_left(claves, _clave(parametros["before"]))
        inicio = max(0, fin - limite)
    datos = [ver(elemento) for _, elemento in elementos[inicio:fin]]
    if not datos:
        return {"data": []}
    cursores = {"before": _cursor(claves[inicio]), "after": _cursor(claves[fin - 1])}
    paginas: JSON = {"cursors": cursores}
    resto = {k: v for k, v in parametros.items() if k not in {"after", "before"}}
    if fin < len(claves):
        paginas["next"] = f"{url}?{urlencode({**resto, 'after': cursores['after']})}"
    if inicio > 0:
        paginas["previous"] = f"{url}?{urlencode({**resto, 'before': cursores['before']})}"
    return {"data": datos, "paging": paginas}


def _limite(parametros: dict[str, str]) -> int:
    """`limit`, 25 si no se pide; por encima de 100 la red contesta error."""
    texto = parametros.get("limit", "25")
    if not re.fullmatch(r"\d{1,6}", texto):
        raise parametro("Param limit must be an integer greater than or equal to zero")
    if int(texto) > LIMITE_PAGINA:
        raise parametro(f"Param limit must be less than or equal to {LIMITE_PAGINA}")
    return int(texto)


def _cursor(clave: Clave) -> str:
    return base64.urlsafe_b64encode(f"{clave[0]}:{clave[1]}".encode()).decode()


def _clave(cursor: str) -> Clave:
    """La clave que hay en un cursor nuestro. Lanza ErrorGraph (#100) si no lo es."""
    try:
        primero, segundo = base64.urlsafe_b64decode(cursor).decode().split(":")
        return int(primero), int(segundo)
    except (ValueError, binascii.Error):
        raise parametro("Invalid cursor") from None
