"""Lo que comparten las pruebas que mueven el servicio entero contra las redes simuladas."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from conectores.simulador import cuentas as sim
from conectores.simulador.redes import Redes

SECRETOS = {
    "PRUEBA_FB_TOKEN": sim.TOKEN_FACEBOOK,
    "PRUEBA_FB_SECRETO": sim.SECRETO_FACEBOOK,
    "PRUEBA_TW_CONSUMIDOR": sim.CONSUMIDOR_TWITTER,
    "PRUEBA_TW_CONSUMIDOR_SECRETO": sim.CONSUMIDOR_SECRETO_TWITTER,
    "PRUEBA_TW_TOKEN": sim.TOKEN_TWITTER,
    "PRUEBA_TW_TOKEN_SECRETO": sim.TOKEN_SECRETO_TWITTER,
    "PRUEBA_YT_SECRETO": sim.CLIENTE_SECRETO_YOUTUBE,
    "PRUEBA_YT_REFRESCO": sim.REFRESCO_YOUTUBE,
}


def escribir_config(carpeta: Path, bases: dict[str, str], extra: str = "") -> Path:
    """Un config.toml completo contra las redes simuladas."""
    ruta = carpeta / "config.toml"
    ruta.write_text(
        f"""
{extra}
[base]
url = "sqlite:///{carpeta / "moderacion.db"}"
[politicas]
p02 = "actuar"
p12 = "actuar"
[[cuenta]]
red = "facebook"
id = "{sim.PAGINA_FACEBOOK}"
nombre = "Facebook"
url_base = "{bases["facebook"]}"
[cuenta.credencial]
token = "env/PRUEBA_FB_TOKEN"
app_id = "{sim.APP_FACEBOOK}"
app_secreto = "env/PRUEBA_FB_SECRETO"
[[cuenta]]
red = "twitter"
id = "{sim.USUARIO_TWITTER}"
nombre = "Twitter"
url_base = "{bases["twitter"]}"
[cuenta.credencial]
consumidor = "env/PRUEBA_TW_CONSUMIDOR"
consumidor_secreto = "env/PRUEBA_TW_CONSUMIDOR_SECRETO"
token = "env/PRUEBA_TW_TOKEN"
token_secreto = "env/PRUEBA_TW_TOKEN_SECRETO"
[[cuenta]]
red = "youtube"
id = "{sim.CANAL_YOUTUBE}"
nombre = "YouTube"
url_base = "{bases["youtube"]}"
[cuenta.credencial]
cliente_id = "{sim.CLIENTE_YOUTUBE}"
cliente_secreto = "env/PRUEBA_YT_SECRETO"
refresco = "env/PRUEBA_YT_REFRESCO"
""",
        encoding="utf-8",
    )
    return ruta


def control(base: str, ruta: str, cuerpo: dict | None = None) -> dict:
    """Una peticion al gobierno de una red simulada."""
    with requests.Session() as s:
        s.trust_env = False
        r = (
            s.post(f"{base}/_control/{ruta}", json=cuerpo, timeout=30)
            if cuerpo
            else s.get(f"{base}/_control/{ruta}", timeout=30)
        )
        r.raise_for_status()
        return r.json()


@contextmanager
def redes() -> Iterator[Redes]:
    """Las tres redes simuladas en marcha."""
    r = Redes().arrancar()
    try:
        yield r
    finally:
        r.parar()


def orden(*argumentos: str, config: Path | None = None, **entorno: str) -> subprocess.Popen[str]:
    """La orden `moderacion` en otro proceso."""
    lista = [sys.executable, "-c", "from moderacion.cli import principal; principal()", *argumentos]
    if config:
        lista += ["--config", str(config)]
    return subprocess.Popen(
        lista,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | SECRETOS | entorno,
    )


@contextmanager
def sin_dejarlo(proceso: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """El proceso, que no sobrevive a la prueba aunque ella falle a la mitad: suelto, lo pagaria otra."""
    try:
        yield proceso
    finally:
        if proceso.poll() is None:
            proceso.kill()
        if proceso.stdout and not proceso.stdout.closed:
            proceso.communicate()


def en_otro_proceso(programa: str) -> str:
    """La salida de un programa en un interprete nuevo, desde la raiz del proyecto. Falla si el programa falla."""
    raiz = Path(__file__).resolve().parents[1]
    hecho = subprocess.run(
        [sys.executable, "-c", programa], capture_output=True, text=True, check=False, cwd=raiz
    )
    assert hecho.returncode == 0, hecho.stderr
    return hecho.stdout


def correr(*argumentos: str, config: Path | None = None, **entorno: str) -> tuple[int, str, str]:
    """Corre la orden hasta el final: (codigo, salida, errores)."""
    proceso = orden(*argumentos, config=config, **entorno)
    salida, errores = proceso.communicate(timeout=100)
    return proceso.returncode, salida, errores


def esperar(condicion: Callable[[], object], segundos: float = 20) -> object:
    """Mira hasta que se cumpla, y da lo que dio. Espera a un hecho con limite, no un rato a ciegas."""
    fin = threading.Event()
    for _ in range(int(segundos / 0.05)):
        if resultado := condicion():
            return resultado
        fin.wait(0.05)
    pytest.fail("no llego a cumplirse")
