"""Lo escrito en una celda o un campo, comprobado: lo que no vale dice donde esta y que se esperaba."""

from datetime import date
from typing import Final

from moderacion.errores import EntradaInvalida
from moderacion.informes.crecimientos import REDES

NOMBRE: Final = 200
MAYOR: Final = 2**31 - 1
"""El mayor entero que cabe en la base."""


def red(texto: str, donde: str) -> str:
    """Una red de las que hay. Lanza `EntradaInvalida`."""
    cual = texto.casefold()
    if cual not in REDES:
        raise EntradaInvalida(f"{donde}: «red» se esperaba {', '.join(REDES)}")
    return cual


def corto(texto: str, campo: str, donde: str) -> str:
    """Un texto de un renglon. Lanza `EntradaInvalida`."""
    limpio = " ".join(texto.split())
    if not limpio or len(limpio) > NOMBRE:
        raise EntradaInvalida(f"{donde}: «{campo}» se esperaba con entre 1 y {NOMBRE} letras")
    return limpio


def dia(texto: str, campo: str, donde: str) -> date:
    """Un dia. Lanza `EntradaInvalida`."""
    try:
        return date.fromisoformat(texto.strip())
    except ValueError:
        raise EntradaInvalida(f"{donde}: «{campo}» se esperaba como AAAA-MM-DD") from None


def entero(texto: str, campo: str, donde: str, *, negativo: bool = False) -> int:
    """«15188» o «15,188», como se escribe en El Salvador. Lanza `EntradaInvalida`."""
    cifras = texto.strip().replace(",", "").replace(" ", "")
    sin_signo = cifras.removeprefix("-") if negativo else cifras
    if not sin_signo.isascii() or not sin_signo.isdecimal() or int(sin_signo[:12]) > MAYOR:
        raise EntradaInvalida(f"{donde}: «{campo}» se esperaba un número entero, como 15188")
    return int(cifras)


def unidad(texto: str, n: int) -> str:
    """Vacia o «%». Lanza `EntradaInvalida`."""
    if texto not in ("", "%"):
        raise EntradaInvalida(f"renglón {n}: «unidad» se esperaba vacía o «%»")
    return texto
