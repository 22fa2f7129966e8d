"""Como se dice lo que decimos: la agenda, los paros, las sugerencias y lo publicado."""

from collections.abc import Mapping
from typing import Final

from moderacion.web.presentacion import ESTADOS_BORRADOR, PASOS_BORRADOR

LO_NUESTRO: Final = ("/calendario", "/escritos", "/publicado", "/sugerencias", "/paros")
"""Las paginas desde las que se para todo con una tecla."""
ESTADOS_COSA: Final[Mapping[str, str]] = {
    "borrador": "borrador",
    "en_revision": "en revisión",
    "devuelto": "devuelt{o}",
    "aprobado": "aprobad{o}",
    "programado": "por salir",
    "publicado": "salió",
    "saliendo": "saliendo",
    "salio": "salió",
    "quitado": "se quitó",
    "detenido": "detenid{o}",
    "por_mirar": "¿salió?",
    "descartado": "descartad{o}",
    "fallido": "no salió",
    "ajeno": "no salió de aquí",
}
"""Los de `redaccion.Cosa`; `{o}`, como en `ESTADOS_BORRADOR`."""
ESTADOS_VARIAS: Final[Mapping[str, str]] = {
    "borrador": "En borrador",
    "en_revision": "En revisión",
    "devuelto": "Devueltas a su autor",
    "aprobado": "Aprobadas",
    "programado": "Por salir",
    "publicado": "Publicadas",
    "fallido": "No salieron",
    "retirado": "Retiradas",
}
"""Los de un borrador, para elegir entre varias respuestas o publicaciones."""
CONSULTAS_VARIAS: Final[Mapping[str, str]] = {
    "abierta": "Esperan al área",
    "respondida": "Contestadas",
    "retirada": "Retiradas",
}
SUGERENCIAS: Final[Mapping[str, str]] = {
    "sin_comunicado": "Tema sin comunicado",
    "silencio": "Cuenta callada",
    "inundacion": "Demasiado seguido",
}
ESTADOS_SUGERENCIA: Final[Mapping[str, str]] = {
    "abierta": "abiertas",
    "atendida": "atendidas",
    "descartada": "descartadas",
    "pasada": "pasadas",
}
ORIGENES_PUBLICACION: Final[Mapping[str, str]] = {
    "nuestra": "salió de aquí",
    "base": "de antes de conectar la cuenta",
    "sin_ver": "aún sin comprobar",
    "desconocida": "no salió de aquí",
}


def es_lo_nuestro(ruta: str) -> bool:
    """Si una pagina es de lo que decimos."""
    return any(ruta == inicio or ruta.startswith(f"{inicio}/") for inicio in LO_NUESTRO)


def estado_borrador(estado: str, tipo: str) -> str:
    """En que esta un borrador: un comunicado va «aprobado»; una respuesta o una publicacion, «aprobada»."""
    return _concordado(ESTADOS_BORRADOR.get(estado, estado), tipo)


def estado_cosa(estado: str, tipo: str) -> str:
    """En que esta algo de la agenda."""
    return _concordado(ESTADOS_COSA.get(estado, estado), tipo)


def paso_borrador(paso: str, tipo: str) -> str:
    """Un paso de un borrador, dicho de un comunicado, una publicacion o una respuesta."""
    return _concordado(PASOS_BORRADOR.get(paso, paso), tipo)


def _concordado(dicho: str, tipo: str) -> str:
    return dicho.format(o="o" if tipo == "comunicado" else "a")


def despues(estado: str) -> str:
    """En que queda lo que se acaba de mover."""
    return {
        "aprobado": "Sigue aprobada.",
        "detenido": "Sigue aprobada, y detenida.",
        "en_revision": "Está en revisión: la tiene que aprobar otra persona.",
        "borrador": "Está en borrador: hay que enviarla a revisión.",
        "devuelto": "Está devuelta a su autor.",
    }.get(estado, "")
