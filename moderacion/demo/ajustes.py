"""La configuracion de la demostracion: las cuentas simuladas, con la politica 2 y la 12 en ACTUAR."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from conectores.simulador import cuentas as sim
from moderacion.config import Config
from moderacion.custodia import nueva_llave

USUARIOS = {
    "gestora": ("gestion", "patos verdes nadan"),
    "redactora": ("gestion", "peces rojos cantan"),
    "supervisor": ("supervision", "gatos pardos saltan"),
    "auditora": ("auditoria", "bueyes blancos aran"),
    "administradora": ("administracion", "monos azules trepan"),
}
"""nombre → (rol, clave). Solo existen en la base temporal de la demostracion."""


def config_demo(bases: Mapping[str, str], base: Path, puerto: int, canal: str) -> Config:
    """La configuracion, con direcciones de simulador y sin secretos de verdad."""
    return Config.model_validate(
        {
            "base": {"url": f"sqlite:///{base}"},
            "web": {"puerto": puerto, "segundo_factor": "opcional"},
            "politicas": {"p02": "actuar", "p12": "actuar"},
            "cuenta": [
                _facebook(bases["facebook"]),
                _twitter(bases["twitter"]),
                _youtube(bases["youtube"]),
            ],
            "supervisor": [{"nombre": "Supervisión", "canales": [SecretStr(canal)]}],
            "anclas": {"llave": SecretStr(nueva_llave()), "archivo": base.with_name("anclas.jsonl")},
            "respaldo": {
                "llave": SecretStr(nueva_llave()),
                "carpeta": base.with_name("copias"),
            },
        }
    )


def _facebook(base: str) -> dict[str, object]:
    return {
        "red": "facebook",
        "id": sim.PAGINA_FACEBOOK,
        "nombre": "Página del ISSS",
        "intervalo": 5,
        "url_base": base,
        "credencial": {
            "token": SecretStr(sim.TOKEN_FACEBOOK),
            "app_id": sim.APP_FACEBOOK,
            "app_secreto": SecretStr(sim.SECRETO_FACEBOOK),
        },
    }


def _twitter(base: str) -> dict[str, object]:
    return {
        "red": "twitter",
        "id": sim.USUARIO_TWITTER,
        "nombre": f"@{sim.ALIAS_TWITTER}",
        # con el limite real de 50 a 300 lecturas por 15 minutos
        "intervalo": 30,
        "url_base": base,
        "credencial": {
            "consumidor": SecretStr(sim.CONSUMIDOR_TWITTER),
            "consumidor_secreto": SecretStr(sim.CONSUMIDOR_SECRETO_TWITTER),
            "token": SecretStr(sim.TOKEN_TWITTER),
            "token_secreto": SecretStr(sim.TOKEN_SECRETO_TWITTER),
        },
    }


def _youtube(base: str) -> dict[str, object]:
    return {
        "red": "youtube",
        "id": sim.CANAL_YOUTUBE,
        "nombre": "Canal del ISSS",
        # cada sondeo gasta cuota: con 120 s quedan unas cien acciones al dia
        "intervalo": 120,
        "url_base": base,
        "credencial": {
            "cliente_id": sim.CLIENTE_YOUTUBE,
            "cliente_secreto": SecretStr(sim.CLIENTE_SECRETO_YOUTUBE),
            "refresco": SecretStr(sim.REFRESCO_YOUTUBE),
        },
    }
