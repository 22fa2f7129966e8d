"""Como se dice lo que decimos: la agenda, los paros, las sugerencias y lo publicado."""

from collections.abc import Mapping
from typing import Final

LO_NUESTRO: Final = ("/calendario", "/escritos", "/publicado", "/sugerencias", "/paros")
"""Las paginas desde las que se para todo con una tecla."""
ESTADOS_COSA: Final[Mapping[str, str]] = {
    "borrador": "borrador",
    "en_revision": "en revisión",
    "devuelto": "devuelto",
    "aprobado": "aprobado",
    "programado": "por salir",
    "publicado": "salió",
    "saliendo": "saliendo",
    "salio": "salió",
    "quitado": "se quitó",
    "detenido": "detenido",
    "por_mirar": "¿salió?",
    "descartado": "descartado",
    "fallido": "no salió",
    "ajeno": "no salió de aquí",
}
"""Los de `redaccion.Cosa`."""
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


def despues(estado: str) -> str:
    """En que queda lo que se acaba de mover."""
    return {
        "aprobado": "Sigue aprobada.",
        "detenido": "Sigue aprobada, y detenida.",
        "en_revision": "Está en revisión: la tiene que aprobar otra persona.",
        "borrador": "Está en borrador: hay que enviarla a revisión.",
        "devuelto": "Está devuelta a su autor.",
    }.get(estado, "")
