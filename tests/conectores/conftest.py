"""Redes simuladas en marcha para probar conectores: una por prueba, con puerto libre."""

import importlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
import requests

from conectores.simulador.servidor import ServidorHilo


class Gobierno:
    """Habla con `/_control/` de una red simulada, como lo haria cualquier programa ajeno."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.sesion = requests.Session()
        self.sesion.trust_env = False

    def _pedir(self, metodo: str, ruta: str, cuerpo: object = None) -> dict:
        r = self.sesion.request(metodo, f"{self.base}/_control/{ruta}", json=cuerpo, timeout=5)
        assert r.status_code == 200, r.text
        return r.json()

    def inyectar(self, *comentarios: dict) -> list[str]:
        return self._pedir("POST", "comentarios", {"comentarios": list(comentarios)})["ids"]

    def fallar(self, **falla: object) -> None:
        self._pedir("POST", "fallas", {"fallas": [falla]})

    def sin_fallas(self) -> None:
        self._pedir("DELETE", "fallas")

    def cuenta(self, **cambio: object) -> dict:
        return self._pedir("POST", "cuenta", cambio)

    def efectos(self) -> list[dict]:
        return self._pedir("GET", "efectos")["efectos"]

    def peticiones(self) -> list[list[str]]:
        return self._pedir("GET", "peticiones")["peticiones"]

    def cerrar(self) -> None:
        self.sesion.close()


@pytest.fixture
def encender() -> Iterator[Callable[..., SimpleNamespace]]:
    """`encender("facebook")` → (mundo, servidor, base, gobierno) de esa red simulada."""
    vivos: list[SimpleNamespace] = []

    def _encender(red: str, **opciones: object) -> SimpleNamespace:
        modulo = importlib.import_module(f"conectores.simulador.{red}")
        mundo = getattr(modulo, f"Mundo{red.capitalize()}")(**opciones)
        servidor = ServidorHilo(modulo.app(mundo))
        servidor.arrancar()
        vivo = SimpleNamespace(
            mundo=mundo, servidor=servidor, base=servidor.base, gobierno=Gobierno(servidor.base)
        )
        vivos.append(vivo)
        return vivo

    yield _encender
    for vivo in vivos:
        vivo.gobierno.cerrar()
        vivo.servidor.parar()
