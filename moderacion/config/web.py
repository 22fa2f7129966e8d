"""Como se llega a la consola y quien entra."""

from datetime import timedelta
from ipaddress import IPv4Address, ip_address
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, IPvAnyAddress, SecretStr, field_validator

from moderacion.config.cerrado import Cerrado
from moderacion.config.secreto import Secreto

_TESTIGO_MINIMO: Final = 24


class Oidc(Cerrado):
    """Ingresar con la cuenta de la institución (`accesos.oidc`). Sustituye a la clave, no al segundo factor."""

    emisor: str
    """Exactamente como el proveedor lo dice de sí."""
    cliente_id: str
    cliente_secreto: Secreto | None = None
    consola: str
    """La dirección con que se llega a esta consola: el proveedor vuelve a ella."""
    reclamo: str = "preferred_username"
    """El reclamo que dice el nombre de usuario."""
    dominio: str = ""
    """Lo que tiene que ir detrás de la arroba del reclamo; vacío, si el reclamo no la lleva."""
    boton: str = Field("Entrar con la cuenta de la institución", min_length=1, max_length=60)

    @field_validator("emisor", "consola")
    @classmethod
    def _cifrada(cls, valor: str) -> str:
        partes = urlsplit(valor)
        propia = partes.hostname in ("127.0.0.1", "localhost")
        if not partes.hostname or (partes.scheme != "https" and not (propia and partes.scheme == "http")):
            raise ValueError("se esperaba una dirección https://")
        return valor


class Web(Cerrado):
    """Donde escucha la consola."""

    anfitrion: str = "127.0.0.1"
    puerto: int = Field(8080, ge=0, le=65535)
    https: bool = False
    """Si se sirve por HTTPS (directo o detras de un proxy): entonces la galleta solo viaja cifrada."""
    sesion_horas: int = Field(10, ge=1, le=24)
    """Lo que dura una sesión como mucho, se use o no."""
    inactividad_minutos: int = Field(60, ge=5, le=1440)
    """Lo que dura sin usarse."""
    proxy: tuple[IPvAnyAddress, ...] = (IPv4Address("127.0.0.1"),)
    """A qué proxy se le cree la dirección de quien pide: con otra, todos parecerían el mismo y se frenarían juntos."""
    segundo_factor: Literal["exigido", "opcional"] = "exigido"
    """Exigido: quien no lo tiene solo llega a ponerlo."""
    oidc: Oidc | None = None
    clave_maestra: Secreto | None = None
    """Con qué se cifran los segundos factores; sin ella, un archivo junto a la base SQLite (`accesos.cofre`)."""
    testigo_vigilante: Secreto | None = None
    """Con qué pide `/metricas` y el detalle de `/salud` un vigilante de otra máquina, o de esta si hay `https`."""

    @field_validator("testigo_vigilante")
    @classmethod
    def _larga(cls, valor: SecretStr | None) -> SecretStr | None:
        if valor is not None and len(valor.get_secret_value()) < _TESTIGO_MINIMO:
            raise ValueError(f"es fácil de adivinar: se esperaban {_TESTIGO_MINIMO} letras o más")
        return valor

    @property
    def inactividad(self) -> timedelta:
        """Lo que dura una sesión sin usarse."""
        return timedelta(minutes=self.inactividad_minutos)


def es_de_aqui(anfitrion: str) -> bool:
    """Si ese anfitrion es esta misma maquina, dicho con su direccion o con su nombre."""
    return anfitrion == "localhost" or es_bucle(anfitrion)


def es_bucle(direccion: str) -> bool:
    """Si es una direccion de esta misma maquina (127.0.0.0/8 o ::1). Un nombre, aunque sea «localhost», no lo es."""
    try:
        return ip_address(direccion).is_loopback
    except ValueError:
        return False
