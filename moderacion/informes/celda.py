"""Lo escrito en una celda o un campo, comprobado: lo que no vale dice donde esta y que se esperaba."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from conectores.tipos import NOMBRES
from moderacion.errores import EntradaInvalida

NOMBRE: Final = 200
MAYOR: Final = 2**31 - 1
"""El mayor entero que cabe en la base."""
_ENTERO: Final = re.compile(r"[0-9]+|[0-9]{1,3}(?:, ?[0-9]{3})+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+")
"""Seguido, o de tres en tres: «1,5» o «12,34» no son quince ni mil doscientos treinta y cuatro."""


def red(texto: str, donde: str) -> str:
    """Una red de las que hay. Lanza `EntradaInvalida`."""
    cual = texto.casefold()
    if cual not in NOMBRES:
        raise EntradaInvalida(f"{donde}: «red» se esperaba {', '.join(NOMBRES)}")
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
    limpio = texto.strip()
    signo = -1 if negativo and limpio.startswith("-") else 1
    sin_signo = limpio.removeprefix("-") if signo < 0 else limpio
    cifras = re.sub(r"[^0-9]", "", sin_signo).lstrip("0") or "0"
    if not _ENTERO.fullmatch(sin_signo) or len(cifras) > len(str(MAYOR)) or int(cifras) > MAYOR:
        raise EntradaInvalida(f"{donde}: «{campo}» se esperaba un número entero, como 15188 o 15,188")
    return signo * int(cifras)


def unidad(texto: str, n: int) -> str:
    """Vacia o «%». Lanza `EntradaInvalida`."""
    if texto not in ("", "%"):
        raise EntradaInvalida(f"renglón {n}: «unidad» se esperaba vacía o «%»")
    return texto


def sin_repetir(dichas: Iterable[tuple[int, str]], frase: str) -> None:
    """(en que sitio, lo dicho): cada cosa, una vez. Lanza `EntradaInvalida` con `frase`, que dice el sitio y donde ya estaba."""
    vistas: dict[str, int] = {}
    for n, dicha in dichas:
        if (antes := vistas.setdefault(dicha.casefold(), n)) != n:
            raise EntradaInvalida(f"{frase.format(n, antes)}: «{dicha}»")
