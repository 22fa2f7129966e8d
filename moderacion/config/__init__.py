"""La configuracion: un TOML con claves cerradas. Un error dice que clave y que se esperaba."""

from moderacion.config.avisos import Avisos, Supervisor
from moderacion.config.leer import leer_config, leer_texto
from moderacion.config.modelo import (
    Config,
    Cuenta,
    CuentaFacebook,
    CuentaTwitter,
    CuentaYoutube,
    ModoPolitica,
)
from moderacion.config.secreto import Secreto
from moderacion.config.web import Oidc, Web

__all__ = [
    "Avisos",
    "Config",
    "Cuenta",
    "CuentaFacebook",
    "CuentaTwitter",
    "CuentaYoutube",
    "ModoPolitica",
    "Oidc",
    "Secreto",
    "Supervisor",
    "Web",
    "leer_config",
    "leer_texto",
]
