"""De JSON de Graph al estado de la cuenta y a la salud del token. Puro."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from conectores.facebook.convertir import leer_fecha, leer_id, leer_texto
from conectores.facebook.fallos import entero, razon_token
from conectores.tipos import JSON, EstadoCuenta, Red, SaludToken
from conectores.tolerante import objeto

CAMPOS_PAGINA: Final = (
    "id,name,username,about,description,website,phone,emails,link,cover,picture,verification_status,is_published,"
    "followers_count,fan_count"
)
PERMISOS: Final = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_manage_metadata",
)
"""Los que el producto necesita (apis.md, seccion 1)."""
_TEXTOS: Final = {
    "nombre": "name",
    "usuario": "username",
    "acerca": "about",
    "descripcion": "description",
    "sitio": "website",
    "telefono": "phone",
    "enlace": "link",
    "verificacion": "verification_status",
}


def estado_cuenta(crudo: JSON, administradores: tuple[str, ...]) -> EstadoCuenta:
    """La Pagina como foto comparable: de portada y foto, solo lo que no cambia solo.

    Las direcciones de imagenes van firmadas y caducan: compararlas enteras daria falsas alarmas de cuenta
    intervenida. `followers_count` no es `fan_count`: no se suple uno con otro (apis.md, seccion 6, fila 21).
    """
    # lo que la Pagina tiene vacio no viene: que un intruso ponga su telefono donde no habia tambien es un cambio. Si no vino
    # ni lo que toda Pagina tiene, la respuesta esta a medias, y lo que falta no dice nada
    entera = bool(crudo.get("name") and crudo.get("link"))
    perfil = {n: leer_texto(crudo.get(suyo)) for n, suyo in _TEXTOS.items() if entera or suyo in crudo}
    correos = crudo.get("emails")
    if entera or isinstance(correos, list):
        perfil["correo"] = ", ".join(sorted(map(leer_texto, correos if isinstance(correos, list) else ())))
    portada = objeto(crudo.get("cover"))
    if portada:
        perfil["portada"] = leer_id(portada.get("id")) or _archivo(portada.get("source"))
    foto = objeto(objeto(crudo.get("picture")).get("data"))
    if foto:
        perfil["foto"] = _archivo(foto.get("url"))
    if isinstance(crudo.get("is_published"), bool):
        perfil["publicada"] = "sí" if crudo["is_published"] else "no"
    return EstadoCuenta(
        red=Red.FACEBOOK,
        id_externo=leer_id(crudo.get("id")),
        nombre=leer_texto(crudo.get("name")),
        seguidores=entero(crudo.get("followers_count")),
        perfil=perfil,
        administradores=administradores,
        crudo=crudo,
    )


def leer_administradores(filas: Iterable[Any]) -> tuple[str, ...]:
    """`nombre (id)` de cada rol, en orden."""
    leidas = [(leer_texto(f.get("name")), leer_id(f.get("id"))) for f in map(objeto, filas)]
    return tuple(sorted(f"{nombre} ({id_})" for nombre, id_ in leidas if nombre or id_))


def _archivo(url: Any) -> str:
    """El nombre de archivo de una direccion, sin servidor ni firma."""
    try:
        return urlsplit(leer_texto(url)).path.rpartition("/")[2]
    except ValueError:
        return ""


def salud_token(datos: JSON, cuenta: str, ahora: datetime | None) -> SaludToken:
    """El `data` de `/debug_token` (con `is_valid`) como SaludToken. `ahora` es la hora de la red, o None si no se sabe.

    Un permiso concedido solo para otras paginas (`granular_scopes`) cuenta como que falta.
    """
    concedidos = _permisos(datos, cuenta)
    faltan = tuple(p for p in PERMISOS if p not in concedidos)
    fechas = [_instante(datos.get(c)) for c in ("expires_at", "data_access_expires_at")]
    vence = min((f for f in fechas if f is not None), default=None)
    error = objeto(datos.get("error"))
    motivo = ""
    if not datos["is_valid"]:
        motivo = razon_token(entero(error.get("subcode")))
    elif vence is not None and ahora is not None and vence <= ahora:
        motivo = "venció el acceso a los datos: hay que volver a dar el permiso"
    valido = not motivo
    if valido and faltan:
        motivo = "faltan permisos: " + ", ".join(faltan)
    return SaludToken(valido=valido, motivo=motivo, vence=vence, permisos=concedidos, faltan=faltan)


def _permisos(datos: JSON, cuenta: str) -> tuple[str, ...]:
    """Los `scopes` que valen para nuestra pagina."""
    granulares = datos.get("granular_scopes")
    ajenos = {
        leer_texto(g.get("scope"))
        for g in map(objeto, granulares if isinstance(granulares, list) else [])
        if isinstance(g.get("target_ids"), list) and cuenta not in map(leer_id, g["target_ids"])
    }
    todos = datos.get("scopes")
    return tuple(
        s for s in map(leer_texto, todos if isinstance(todos, list) else []) if s and s not in ajenos
    )


def _instante(valor: Any) -> datetime | None:
    """Segundos Unix; 0 quiere decir que no vence."""
    return leer_fecha(valor) if isinstance(valor, int) and valor > 0 else None
