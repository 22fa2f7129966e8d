"""El sobre de una copia: cifrado por trozos, con su cabecera a la vista y atada a lo de dentro. Memoria constante.

Como STREAM (Hoang, Reyhanitabar, Rogaway y Vizár, 2015): cada trozo va con AES-256-GCM y su nonce es el numero del trozo y si es
el ultimo, con una llave que sale de la de la instalacion y de la cabecera entera. Cambiar la cabecera, o cambiar, mover, quitar
o añadir trozos, no se abre.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from moderacion.custodia.llaves import LARGO, leer_llave
from moderacion.errores import EntradaInvalida

MAGIA: Final = b"moderacion-copia/1\n"
TROZO: Final = 1 << 20
_MARCA: Final = 16
_CABECERA_MAXIMA: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Llaves:
    """Las de las copias: la primera cifra, todas abren."""

    todas: Sequence[bytes]

    @classmethod
    def de(cls, escritas: str) -> "Llaves":
        """De «base64,base64…». Lanza `ErrorConfig` si alguna no es de 32 octetos."""
        return cls([leer_llave(x, "respaldo.llave", "moderacion base llave") for x in escritas.split(",")])


def _nombre(llave: bytes) -> str:
    """Con que se reconoce cual es, sin decirla."""
    return hashlib.sha256(b"moderacion-copia/llave" + llave).hexdigest()[:16]


def _de_esta(llave: bytes, cabecera: bytes) -> AESGCM:
    sal = hashlib.sha256(cabecera).digest()
    return AESGCM(HKDF(SHA256(), LARGO, sal, b"moderacion-copia/1").derive(llave))


def _nonce(numero: int, *, ultimo: bool) -> bytes:
    return numero.to_bytes(11, "big") + bytes([ultimo])


def cerrar(origen: BinaryIO, destino: Path, datos: Mapping[str, Any], llaves: Llaves) -> str:
    """Cifra lo que se lea de `origen` en un archivo nuevo (0600). Devuelve su SHA-256. Lanza `OSError`."""
    llave = llaves.todas[0]
    cabecera = json.dumps(
        {**datos, "llave": _nombre(llave), "sal": secrets.token_hex(LARGO)},
        ensure_ascii=True,
        sort_keys=True,
    ).encode()
    cifrador, huella = _de_esta(llave, cabecera), hashlib.sha256()
    descriptor = os.open(destino, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as archivo:

        def escribir(octetos: bytes) -> None:
            huella.update(octetos)
            archivo.write(octetos)

        escribir(MAGIA + len(cabecera).to_bytes(4, "big") + cabecera)
        numero, trozo = 0, _leer(origen, TROZO)
        while True:
            siguiente = _leer(origen, TROZO)
            escribir(cifrador.encrypt(_nonce(numero, ultimo=not siguiente), trozo, None))
            if not siguiente:
                break
            numero, trozo = numero + 1, siguiente
        archivo.flush()
        os.fsync(archivo.fileno())
    return huella.hexdigest()


def _leer(origen: BinaryIO, cuanto: int) -> bytes:
    """Justo esos octetos, o los que queden: una tuberia da los que tiene."""
    partes, falta = [], cuanto
    while falta and (parte := origen.read(falta)):
        partes.append(parte)
        falta -= len(parte)
    return b"".join(partes)


def cabecera_de(archivo: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """La cabecera, que no va cifrada, y sus octetos. Hasta abrir lo de dentro no se sabe si es la suya.

    Lanza `EntradaInvalida` si no es una copia.
    """
    if archivo.read(len(MAGIA)) != MAGIA:
        raise EntradaInvalida("no es una copia de Moderación")
    largo = int.from_bytes(archivo.read(4), "big")
    octetos = archivo.read(min(largo, _CABECERA_MAXIMA))
    try:
        datos = json.loads(octetos)
    except ValueError:
        datos = None
    if len(octetos) != largo or not isinstance(datos, dict):
        raise EntradaInvalida("la cabecera de la copia está estropeada")
    return datos, octetos


def abrir(archivo: BinaryIO, llaves: Llaves) -> Iterator[bytes]:
    """Lo de dentro, trozo a trozo; cada uno ya comprobado, y que no falta ninguno solo al acabar.

    Lanza `EntradaInvalida` si no es una copia, es de otra llave o alguien la toco.
    """
    datos, cabecera = cabecera_de(archivo)
    llave = next((x for x in llaves.todas if _nombre(x) == datos.get("llave")), None)
    if llave is None:
        raise EntradaInvalida(
            "la copia se cifró con otra llave: póngala en «respaldo.llave», separada por una coma"
        )
    cifrador, numero = _de_esta(llave, cabecera), 0
    trozo = _leer(archivo, TROZO + _MARCA)
    while True:
        siguiente = _leer(archivo, TROZO + _MARCA)
        try:
            yield cifrador.decrypt(_nonce(numero, ultimo=not siguiente), trozo, None)
        except (InvalidTag, ValueError):
            raise EntradaInvalida("la copia está cortada o alguien la tocó: no se abre") from None
        if not siguiente:
            return
        numero, trozo = numero + 1, siguiente
