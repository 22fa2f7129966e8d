"""Como se gobierna una red simulada desde una prueba."""

import importlib
from collections.abc import Iterable
from types import SimpleNamespace

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

    def reiniciar(self) -> None:
        self._pedir("POST", "reiniciar")

    def cerrar(self) -> None:
        self.sesion.close()


def arrancar(red: str, **opciones: object) -> SimpleNamespace:
    """Pone en marcha una red simulada: (mundo, servidor, base, gobierno)."""
    modulo = importlib.import_module(f"conectores.simulador.{red}")
    mundo = getattr(modulo, f"Mundo{red.capitalize()}")(**opciones)
    servidor = ServidorHilo(modulo.app(mundo))
    servidor.arrancar()
    return SimpleNamespace(
        mundo=mundo, servidor=servidor, base=servidor.base, gobierno=Gobierno(servidor.base)
    )


def parar(vivos: Iterable[SimpleNamespace]) -> None:
    for vivo in vivos:
        vivo.gobierno.cerrar()
        vivo.servidor.parar()
