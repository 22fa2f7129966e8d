"""Las claves: qué se admite y cómo se comprueban (Argon2), sin que una ráfaga agote la memoria.

Sin reglas de composición: largo, y que no sea de las que se prueban primero (fiabilidad.md, sección 5, fila 6.2).
"""

import functools
import re
import secrets
import string
import threading
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib.resources import files
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from moderacion.almacen.columnas import limpiar
from moderacion.errores import EntradaInvalida

CLAVE_MINIMA: Final = 12
CLAVE_MAXIMA: Final = 200
_QUEDA: Final = 6
"""Letras y cifras que tienen que quedar al quitar lo que cualquiera adivina."""
_LARGO_PALABRA: Final = 4
"""Una palabra más corta está dentro de demasiadas frases buenas."""
_DE_LA_CASA: Final = ("isss", "seguro social", "instituto salvadoreño del seguro social", "seguro", "social")
_TROCADAS: Final = str.maketrans("01345$@7!", "oleassati")
_ALFABETO: Final = string.ascii_lowercase + "23456789"
_GRUPOS, _POR_GRUPO = 4, 5
MEMORIA, VUELTAS, CARRILES = 65536, 3, 4
"""De Argon2id; la memoria, en KiB."""
_huellas = PasswordHash((Argon2Hasher(memory_cost=MEMORIA, time_cost=VUELTAS, parallelism=CARRILES),))
_A_LA_VEZ: Final = threading.BoundedSemaphore(4)
"""Cada comprobacion de Argon2 toma 64 MiB: sin tope, una rafaga de ingresos agota la memoria."""


@functools.cache
def _de_nadie() -> str:
    """Una huella cualquiera, para tardar lo mismo cuando el usuario no existe."""
    return _huellas.hash(secrets.token_urlsafe())


@functools.cache
def _comunes() -> tuple[str, ...]:
    """Las palabras de `comunes.toml`, las largas primero."""
    texto = files("moderacion.accesos").joinpath("comunes.toml").read_text("utf-8")
    palabras = {p for p in tomllib.loads(texto)["palabras"].split() if len(p) >= _LARGO_PALABRA}
    return tuple(sorted(palabras, key=lambda p: (-len(p), p)))


def turno() -> threading.BoundedSemaphore:
    """El turno para comprobar: a lo sumo cuatro a la vez en este proceso."""
    return _A_LA_VEZ


def huella(clave: str) -> str:
    """La huella Argon2 de una clave ya admitida. Tarda unos 200 ms y toma 64 MiB."""
    with _A_LA_VEZ:
        return _huellas.hash(clave)


def vale(clave: str, guardada: str | None) -> bool:
    """Si es la clave de esa huella; sin huella, tarda lo mismo y dice que no. Se llama con el turno tomado."""
    return _huellas.verify(limpiar(clave)[:CLAVE_MAXIMA], guardada or _de_nadie()) and guardada is not None


def exigir(clave: str, nombre: str, institucion: Iterable[str] = ()) -> None:
    """Lanza `EntradaInvalida` si la clave es corta, larga o de las que cualquiera probaría.

    `nombre`: el usuario; `institucion`: cómo se la llama. Ni uno ni otra cuentan para el largo, ni las claves más
    comunes: tienen que quedar seis letras o cifras más.
    """
    if not CLAVE_MINIMA <= len(clave) <= CLAVE_MAXIMA:
        raise EntradaInvalida(f"la clave va de {CLAVE_MINIMA} a {CLAVE_MAXIMA} caracteres")
    if limpiar(clave) != clave:
        raise EntradaInvalida("la clave lleva caracteres que no se pueden guardar")
    # tambien sin lo que las separa: «ana ana ana ana» no se repite letra por letra. Si casi todo son signos, no dice nada
    llana = _llana(clave)
    dichas = (clave.casefold(), llana) if 2 * len(llana) > len(clave) else (clave.casefold(),)
    if any(re.fullmatch(r"(.{1,6}?)\1+", v, re.DOTALL) for v in dichas):
        raise EntradaInvalida("la clave repite lo mismo una y otra vez: elija otra")
    propias = [_llana(p) for p in (nombre, *re.split(r"[._]", nombre), *institucion, *_DE_LA_CASA)]
    propias += [_llana(p) for frase in institucion for p in frase.split()]
    for vista in {_llana(clave), _llana(clave.casefold().translate(_TROCADAS))}:
        if _queda(vista, propias) < _QUEDA:
            raise EntradaInvalida(
                "la clave es fácil de adivinar: quitando palabras muy comunes, su nombre y el de la institución casi "
                "no queda nada; pruebe con varias palabras que no vayan juntas"
            )


def _llana(texto: str) -> str:
    """Solo letras y cifras, en minúsculas y sin tildes."""
    sueltas = unicodedata.normalize("NFKD", texto.casefold())
    return "".join(c for c in sueltas if c.isalnum())


def _queda(clave: str, propias: Iterable[str]) -> int:
    for palabra in sorted({p for p in propias if len(p) >= _LARGO_PALABRA}, key=len, reverse=True):
        clave = clave.replace(palabra, " ")
    for palabra in _comunes():
        clave = clave.replace(palabra, " ")
    return len(clave.replace(" ", ""))


def temporal() -> str:
    """Una clave al azar (98 bits) que se puede dictar, para el primer ingreso."""
    grupos = ("".join(secrets.choice(_ALFABETO) for _ in range(_POR_GRUPO)) for _ in range(_GRUPOS))
    return "-".join(grupos)
