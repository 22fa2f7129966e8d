"""Un config.toml listo para las redes simuladas: para practicar con `servir` sin cuentas de verdad."""

from collections.abc import Mapping
from pathlib import Path

from conectores.simulador import cuentas as sim

_SECRETOS = {
    "facebook_token": sim.TOKEN_FACEBOOK,
    "facebook_secreto": sim.SECRETO_FACEBOOK,
    "twitter_consumidor": sim.CONSUMIDOR_TWITTER,
    "twitter_consumidor_secreto": sim.CONSUMIDOR_SECRETO_TWITTER,
    "twitter_token": sim.TOKEN_TWITTER,
    "twitter_token_secreto": sim.TOKEN_SECRETO_TWITTER,
    "youtube_secreto": sim.CLIENTE_SECRETO_YOUTUBE,
    "youtube_refresco": sim.REFRESCO_YOUTUBE,
}
_PLANTILLA = """# Escrito por «moderacion simulador»: cuentas de mentira en 127.0.0.1.
[base]
url = "sqlite:///{carpeta}/moderacion.db"
[politicas]
p02 = "actuar"
p12 = "actuar"
[[cuenta]]
red = "facebook"
id = "{pagina}"
nombre = "Página de práctica"
url_base = "{facebook}"
[cuenta.credencial]
token = "archivo/{carpeta}/facebook_token"
app_id = "{app}"
app_secreto = "archivo/{carpeta}/facebook_secreto"
[[cuenta]]
red = "twitter"
id = "{usuario}"
nombre = "Cuenta de práctica"
url_base = "{twitter}"
[cuenta.credencial]
consumidor = "archivo/{carpeta}/twitter_consumidor"
consumidor_secreto = "archivo/{carpeta}/twitter_consumidor_secreto"
token = "archivo/{carpeta}/twitter_token"
token_secreto = "archivo/{carpeta}/twitter_token_secreto"
[[cuenta]]
red = "youtube"
id = "{canal}"
nombre = "Canal de práctica"
intervalo = 120
url_base = "{youtube}"
[cuenta.credencial]
cliente_id = "{cliente}"
cliente_secreto = "archivo/{carpeta}/youtube_secreto"
refresco = "archivo/{carpeta}/youtube_refresco"
"""


def escribir_de_practica(carpeta: Path, bases: Mapping[str, str]) -> Path:
    """Deja en `carpeta` el config.toml y los secretos simulados (0600). Lanza OSError."""
    carpeta = carpeta.resolve()
    carpeta.mkdir(parents=True, exist_ok=True)
    for nombre, valor in _SECRETOS.items():
        ruta = carpeta / nombre
        ruta.touch(mode=0o600)
        ruta.chmod(0o600)
        ruta.write_text(valor, encoding="utf-8")
    config = carpeta / "config.toml"
    config.write_text(
        _PLANTILLA.format(
            carpeta=carpeta,
            pagina=sim.PAGINA_FACEBOOK,
            app=sim.APP_FACEBOOK,
            usuario=sim.USUARIO_TWITTER,
            canal=sim.CANAL_YOUTUBE,
            cliente=sim.CLIENTE_YOUTUBE,
            **bases,
        ),
        encoding="utf-8",
    )
    return config
