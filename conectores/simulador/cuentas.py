"""Las cuentas y credenciales de mentira con que nacen las redes simuladas. Ninguna existe fuera de 127.0.0.1."""

from typing import Final

PAGINA_FACEBOOK: Final = "100064500000001"
NOMBRE_INSTITUCION: Final = "Instituto Salvadoreño del Seguro Social"
TOKEN_FACEBOOK: Final = "token-simulado-pagina"
APP_FACEBOOK: Final = "900000000000001"
SECRETO_FACEBOOK: Final = "secreto-simulado-app"

USUARIO_TWITTER: Final = "1500000000000000001"
ALIAS_TWITTER: Final = "isss_simulado"
CONSUMIDOR_TWITTER: Final = "consumidor-simulado"
CONSUMIDOR_SECRETO_TWITTER: Final = "consumidor-secreto-simulado"
TOKEN_TWITTER: Final = "1500000000000000001-token-simulado"
TOKEN_SECRETO_TWITTER: Final = "token-secreto-simulado"

CANAL_YOUTUBE: Final = "UCsimuladoISSS0000000001"
CLIENTE_YOUTUBE: Final = "cliente-simulado.apps"
CLIENTE_SECRETO_YOUTUBE: Final = "cliente-secreto-simulado"
REFRESCO_YOUTUBE: Final = "refresco-simulado"
