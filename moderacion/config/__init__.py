"""La configuracion: un TOML con claves cerradas. Un error dice que clave y que se esperaba."""

from moderacion.config.leer import leer_config, leer_texto
from moderacion.config.modelo import (
    Config,
    Cuenta,
    CuentaFacebook,
    CuentaTwitter,
    CuentaYoutube,
    ModoPolitica,
    Oidc,
    Supervisor,
)
from moderacion.config.secreto import Secreto

__all__ = [
    "Config",
    "Cuenta",
    "CuentaFacebook",
    "CuentaTwitter",
    "CuentaYoutube",
    "ModoPolitica",
    "Oidc",
    "Secreto",
    "Supervisor",
    "leer_config",
    "leer_texto",
]
