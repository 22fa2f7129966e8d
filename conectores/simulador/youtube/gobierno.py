"""Lo que el gobierno del simulador (`/_control/`) puede cambiar en YouTube. Nada de esto es un efecto."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Final

from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.simulador.nucleo import JSON, Nucleo
from conectores.simulador.youtube.escrituras import id_nuevo
from conectores.simulador.youtube.estado import ESTADOS, Canal, Comentario, Estado, Video

_TITULO: Final = 100
"""Caracteres del titulo de un video."""
_ALIAS_PERFIL: Final = {"title": "nombre", "description": "descripcion", "customUrl": "usuario"}
_VIDEO_INICIAL: Final = "Canal de atencion al derechohabiente"


def inyectar(nucleo: Nucleo, estado: Estado, dado: JSON) -> str:
    """Un ciudadano comenta (o nuestro canal, si `autor.id` es el suyo). Devuelve el id.

    `publicacion`: id de un video; el del canal es un hilo sin video; sin ella, el video mas nuevo o uno
    inicial. `padre`: id de un hilo o de una respuesta suya. `estado`: published, heldForReview, likelySpam o
    rejected. `extra`: campos crudos del snippet. Lo que escribe un autor bloqueado nace rechazado.
    Lanza ValueError si algo no existe o no se entiende.
    """
    raiz = _raiz(estado, dado.get("padre"))
    autor = dado.get("autor")
    if autor is not None and not (isinstance(autor, dict) and isinstance(autor.get("id"), str)):
        raise ValueError("`autor` ha de ser null o traer `id` como texto")
    situacion = dado.get("estado") or "published"
    if situacion not in ESTADOS:
        raise ValueError(f"`estado` ha de ser uno de {', '.join(ESTADOS)}")
    if autor is not None and autor["id"] in estado.prohibidos:
        situacion = "rejected"
    ident = _ident(nucleo, estado, dado.get("id"), raiz.id if raiz else None)
    nuevo = Comentario(
        ident, str(dado["texto"]), _fecha(nucleo, dado.get("fecha")), autor,
        raiz.video if raiz else _publicacion(nucleo, estado, dado.get("publicacion")),
        raiz.id if raiz else None, situacion, extra=dict(dado.get("extra") or {}),
    )  # fmt: skip
    estado.guardar(nuevo)
    return ident


def _raiz(estado: Estado, padre: str | None) -> Comentario | None:
    """El hilo al que se responde: las respuestas a respuestas cuelgan de la raiz."""
    if padre is None:
        return None
    c = estado.comentarios.get(padre)
    if c is None:
        raise ValueError(f"no existe el comentario `padre` {padre!r}")
    return estado.comentarios[c.padre] if c.padre else c


def _ident(nucleo: Nucleo, estado: Estado, pedido: str | None, raiz: str | None) -> str:
    """El id pedido (en una respuesta, precedido de `raiz.`) o uno nuevo."""
    if pedido is None:
        return id_nuevo(nucleo, raiz)
    ident = pedido if raiz is None or pedido.startswith(f"{raiz}.") else f"{raiz}.{pedido}"
    if ident in estado.comentarios:
        raise ValueError(f"ya existe un comentario con id {ident!r}")
    return ident


def _publicacion(nucleo: Nucleo, estado: Estado, pedida: str | None) -> str | None:
    """El video donde se comenta; None si es un hilo del canal."""
    if pedida == CANAL_YOUTUBE:
        return None
    if pedida is not None:
        if pedida not in estado.videos:
            raise ValueError(f"no existe la publicacion {pedida!r}")
        return pedida
    propios = [v for v in estado.subidos() if v.como == "institucion"]
    return propios[0].id if propios else _subir(nucleo, estado, {"texto": _VIDEO_INICIAL})


def _fecha(nucleo: Nucleo, dada: str | None) -> datetime:
    """ISO 8601 (sin zona: UTC) o la hora de la red."""
    if dada is None:
        return nucleo.reloj().astimezone(UTC)
    leida = datetime.fromisoformat(dada)
    return leida.replace(tzinfo=UTC) if leida.tzinfo is None else leida.astimezone(UTC)


def _subir(nucleo: Nucleo, estado: Estado, dado: JSON) -> str:
    """Sube un video: el titulo es el texto, y si no cabe, su principio y el texto entero en la descripcion."""
    texto = str(dado["texto"])
    como = dado.get("como", "institucion")
    if como not in {"institucion", "intruso"}:
        raise ValueError("`como` ha de ser `institucion` o `intruso`")
    cabe = len(texto) <= _TITULO and "\n" not in texto
    titulo = texto if cabe else texto.split("\n", 1)[0][:_TITULO]
    ident = f"sim{nucleo.siguiente():08d}"
    fecha = _fecha(nucleo, dado.get("fecha"))
    estado.videos[ident] = Video(ident, titulo, "" if cabe else texto, fecha, como)
    return ident


def cambiar(nucleo: Nucleo, estado: Estado, cambio: JSON) -> JSON:
    """Aplica cada cambio pedido, en orden, y devuelve lo que digan (`publicar` da `id`).

    Claves: perfil, seguidores, seguidores_ocultos, token (revocado, valido, vencido), token_vence_en,
    ambitos, administradores, publicar, editar, borrar, limite, comentarios ({"id", "activos"}).
    Lanza ValueError ante una clave o un valor que no existe.
    """
    hechos: dict[str, Callable[..., JSON | None]] = {
        "perfil": lambda v: _perfil(estado, v),
        "seguidores": lambda v: setattr(estado.canal, "seguidores", int(v)),
        "seguidores_ocultos": lambda v: setattr(estado.canal, "seguidores_ocultos", bool(v)),
        "token": lambda v: _token(estado, v),
        "token_vence_en": lambda v: setattr(estado.credencial, "vence_en", v),
        "ambitos": lambda v: setattr(estado.credencial, "ambitos", tuple(v)),
        "administradores": lambda v: setattr(estado, "administradores", list(v)),
        "publicar": lambda v: {"id": _publicar(nucleo, estado, v)},
        "editar": lambda v: _editar(nucleo, estado, v),
        "borrar": lambda v: setattr(_buscar(estado, v["id"]), "borrado", True),
        "limite": lambda v: setattr(estado, "limite", int(v)),
        "comentarios": lambda v: setattr(estado.videos[v["id"]], "comentarios", bool(v["activos"])),
    }
    if desconocidas := sorted(set(cambio) - set(hechos)):
        raise ValueError(f"cambios que YouTube no tiene: {', '.join(desconocidas)}")
    dicho: JSON = {}
    for nombre, valor in cambio.items():
        dicho |= hechos[nombre](valor) or {}
    return dicho


def _publicar(nucleo: Nucleo, estado: Estado, dado: JSON) -> str:
    """Un video; con `tipo: comentario`, un comentario de nuestro canal (lo haya escrito quien lo haya escrito)."""
    if dado.get("tipo", "video") == "video":
        return _subir(nucleo, estado, dado)
    autor = {"id": CANAL_YOUTUBE, "nombre": estado.canal.nombre, "usuario": estado.canal.usuario}
    return inyectar(nucleo, estado, {**dado, "autor": autor})


def _perfil(estado: Estado, cambios: JSON) -> None:
    """Cambia campos del canal, por su nombre de la casa o por el de la API."""
    texto = {f.name for f in fields(Canal) if f.type is str}
    for nombre, valor in cambios.items():
        campo = _ALIAS_PERFIL.get(nombre, nombre)
        if campo not in texto:
            raise ValueError(f"el perfil de YouTube no tiene {nombre!r}; tiene {', '.join(sorted(texto))}")
        setattr(estado.canal, campo, str(valor))


def _token(estado: Estado, situacion: str) -> None:
    """Revoca o devuelve el permiso, o hace caducar los tokens de acceso ya dados."""
    if situacion not in {"revocado", "valido", "vencido"}:
        raise ValueError("`token` ha de ser `revocado`, `valido` o `vencido`")
    estado.credencial.valida = situacion != "revocado"
    if situacion != "valido":
        estado.credencial.accesos.clear()


def _buscar(estado: Estado, ident: str) -> Comentario | Video:
    """El comentario o video con ese id."""
    hallado = estado.comentarios.get(ident) or estado.videos.get(ident)
    if hallado is None:
        raise ValueError(f"no existe {ident!r}")
    return hallado


def _editar(nucleo: Nucleo, estado: Estado, dado: JSON) -> None:
    """Su autor cambia el texto: `updatedAt` pasa a ser distinto de `publishedAt`."""
    c = _buscar(estado, dado["id"])
    if isinstance(c, Video):
        c.titulo = str(dado["texto"])[:_TITULO]
        return
    c.texto = str(dado["texto"])
    c.actualizado = max(nucleo.reloj().astimezone(UTC), c.publicado + timedelta(seconds=1))
