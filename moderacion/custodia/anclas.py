"""Anclar la bitacora: cada poco se firma por donde va y se guarda fuera, para que recortarla o rehacerla se note.

La llave no esta en la base: quien la cambie entera no puede firmar otras anclas. Lo que se debe a un sitio que no contesta se
queda apuntado y se repite.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from moderacion.almacen import Almacen
from moderacion.bitacora.verificador import ANCLA, Ancla
from moderacion.cuaderno import anadir
from moderacion.custodia.llaves import leer_llave
from moderacion.errores import por_que

ARCHIVO: Final = "archivo"
"""El nombre del sitio que es un archivo; los demas son direcciones de correo."""


class Firmante:
    """Firma con la llave de la instalacion."""

    def __init__(self, llave: str) -> None:
        """Lanza `ErrorConfig` si no son 32 octetos en base64."""
        semilla = leer_llave(llave, "anclas.llave", "moderacion bitacora llave")
        self._llave = Ed25519PrivateKey.from_private_bytes(semilla)

    @property
    def publica(self) -> bytes:
        """Con la que se comprueba: no es un secreto."""
        return self._llave.public_key().public_bytes_raw()

    def firmar(self, tipo: str, n: int, huella: str, fecha: datetime, hasta: int) -> Ancla:
        """Un ancla firmada."""
        sin_firma = Ancla(tipo, n, huella, fecha.isoformat(timespec="microseconds"), hasta, "")
        return sin_firma._replace(firma=self._llave.sign(sin_firma.mensaje).hex())


@dataclass(frozen=True, slots=True)
class Reglas:
    """Con que se firma, cada cuanto y a donde va."""

    firmante: Firmante
    archivo: Path | None
    para: tuple[str, ...]
    cada: timedelta
    filas: int
    anteriores: tuple[bytes, ...] = ()
    """Las publicas de las llaves que hubo antes."""

    @property
    def publicas(self) -> tuple[bytes, ...]:
        """Con las que se comprueba: la de ahora y las de antes."""
        return (self.firmante.publica, *self.anteriores)

    @property
    def destinos(self) -> tuple[str, ...]:
        """Los sitios, por su nombre."""
        return (*((ARCHIVO,) if self.archivo else ()), *self.para)


def anclar(almacen: Almacen, reglas: Reglas, *, ya: bool = False) -> Ancla | None:
    """Firma por donde va la bitacora si toca (o ya). Devuelve el ancla, o None si no tocaba o no ha crecido."""
    with almacen.lectura() as u:
        ultimo, previa = u.sucesos.ultimo(), u.anclas.ultima()
    if ultimo is None or (previa is not None and previa.n == ultimo[0]):
        return None
    with almacen.unidad() as u:
        if previa is not None and not ya:
            hace = u.ahora - datetime.fromisoformat(previa.fecha)
            if hace < reglas.cada and ultimo[0] - previa.n < reglas.filas:
                return None
        ancla = reglas.firmante.firmar(ANCLA, *ultimo, u.ahora, ultimo[0])
        u.anclas.anadir(ancla, reglas.destinos)
    return ancla


def escribir(almacen: Almacen, reglas: Reglas) -> int:
    """Añade al archivo las que se le deben. Devuelve cuantas. Si no se deja escribir, lo apunta y lanza `OSError`."""
    if reglas.archivo is None:
        return 0
    with almacen.unidad() as u:
        tomadas = u.anclas.reclamar(ARCHIVO)
    if not tomadas:
        return 0
    try:
        anadir(reglas.archivo, (a.linea for a in tomadas.values()), 0o644)
    except OSError as error:
        with almacen.unidad() as u:
            u.anclas.fallo(ARCHIVO, list(tomadas), f"no se pudo escribir: {por_que(error)}")
        raise
    with almacen.unidad() as u:
        u.anclas.entregadas(ARCHIVO, list(tomadas))
    return len(tomadas)
