"""Los secretos del segundo factor, cifrados en la base con una llave que no está en ella.

La llave es `web.clave_maestra` (una o varias de Fernet separadas por comas: la primera cifra, todas descifran) o, sin
ella y con SQLite, un archivo junto a la base, que se crea 0600 la primera vez. Quien se lleva solo la base no se lleva
los segundos factores; quien pierde la llave tiene que volver a ponerlos, así que va en el respaldo, en otro sitio.

De ella salen también los testigos que tienen que ser los mismos si se piden otra vez.
"""

import base64
import hmac
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from conectores.secretos import conocer
from moderacion.config import Config
from moderacion.errores import ErrorConfig

SUFIJO: Final = ".llave"
_ABIERTO_A_OTROS: Final = 0o077


class LlaveAjena(ErrorConfig):
    """Lo guardado se cifró con otra llave."""


class Cofre:
    """Cifra y descifra con las llaves de la instalación."""

    def __init__(self, llaves: str) -> None:
        """Desde aqui, ninguna sale en un registro. Lanza `ErrorConfig` si alguna no es una llave de Fernet (32 octetos en base64)."""
        conocer(llaves)
        try:
            una_a_una = [x.strip() for x in llaves.split(",")]
            self._fernet = MultiFernet([Fernet(x) for x in una_a_una])
            self._primera = base64.urlsafe_b64decode(una_a_una[0])
        except ValueError:
            raise ErrorConfig(
                "«web.clave_maestra»: se esperaban 32 octetos en base64; «moderacion usuarios llave» da una"
            ) from None

    def cifrar(self, secreto: str) -> str:
        """El secreto cifrado con la primera llave."""
        return self._fernet.encrypt(secreto.encode()).decode()

    def abrir(self, cifrado: str) -> str:
        """El secreto. Lanza `LlaveAjena` si se cifró con una llave que ya no está."""
        try:
            return self._fernet.decrypt(cifrado.encode()).decode()
        except InvalidToken:
            raise LlaveAjena("el segundo factor se guardó con otra llave: hay que volver a ponerlo") from None

    def testigo(self, de_que: str) -> str:
        """El testigo de algo, el mismo siempre mientras no se cambie la llave: 43 caracteres que sin ella no se adivinan."""
        sello = hmac.digest(self._primera, de_que.encode(), "sha256")
        return base64.urlsafe_b64encode(sello).decode().rstrip("=")

    def girar(self, cifrado: str) -> str:
        """Lo mismo, cifrado con la primera llave. Lanza `LlaveAjena`."""
        return self.cifrar(self.abrir(cifrado))


def nueva_llave() -> str:
    """Una llave al azar, para `web.clave_maestra`."""
    return Fernet.generate_key().decode()


def cofre_de(config: Config) -> Cofre:
    """El de esta instalación. Lanza `ErrorConfig` si falta la llave, no vale o la pueden leer otros."""
    if config.web.clave_maestra is not None:
        return Cofre(config.web.clave_maestra.get_secret_value())
    if config.base.archivo is None:
        raise ErrorConfig(
            "«web.clave_maestra»: con PostgreSQL hace falta; «moderacion usuarios llave» da una, y va en un secreto"
        )
    return Cofre(_de_archivo(config.base.archivo.with_name(config.base.archivo.name + SUFIJO)))


def _de_archivo(ruta: Path) -> str:
    if not ruta.exists():
        _crear(ruta)
    if stat.S_IMODE(ruta.stat().st_mode) & _ABIERTO_A_OTROS:
        raise ErrorConfig(f"el archivo {ruta.name} lo pueden leer otros: se esperaba permiso 0600")
    return ruta.read_text("ascii").strip()


def _crear(ruta: Path) -> None:
    """Aparece ya entera: si dos procesos la crean a la vez, vale la del primero para los dos."""
    borrador = ruta.with_name(f"{ruta.name}.{os.getpid()}.{os.urandom(4).hex()}")
    d = os.open(borrador, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(d, "w") as f:
            f.write(nueva_llave() + "\n")
            f.flush()
            os.fsync(f.fileno())
        with suppress(FileExistsError):
            os.link(borrador, ruta)
    finally:
        borrador.unlink()
