"""Redes simuladas en marcha para probar conectores: una por prueba, con puerto libre."""

import importlib
from collections.abc import Callable, Iterable, Iterator
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

    def reiniciar(self) -> None:
        self._pedir("POST", "reiniciar")

    def cerrar(self) -> None:
        self.sesion.close()


def _arrancar(red: str, **opciones: object) -> SimpleNamespace:
    """Pone en marcha una red simulada: (mundo, servidor, base, gobierno)."""
    modulo = importlib.import_module(f"conectores.simulador.{red}")
    mundo = getattr(modulo, f"Mundo{red.capitalize()}")(**opciones)
    servidor = ServidorHilo(modulo.app(mundo))
    servidor.arrancar()
    return SimpleNamespace(
        mundo=mundo, servidor=servidor, base=servidor.base, gobierno=Gobierno(servidor.base)
    )


def _parar(vivos: Iterable[SimpleNamespace]) -> None:
    for vivo in vivos:
        vivo.gobierno.cerrar()
        vivo.servidor.parar()


@pytest.fixture
def encender() -> Iterator[Callable[..., SimpleNamespace]]:
    """`encender("facebook")` → (mundo, servidor, base, gobierno) de esa red simulada."""
    vivos: list[SimpleNamespace] = []

    def _encender(red: str, **opciones: object) -> SimpleNamespace:
        vivos.append(_arrancar(red, **opciones))
        return vivos[-1]

    yield _encender
    _parar(vivos)


@pytest.fixture(scope="module")
def compartida() -> Iterator[Callable[..., SimpleNamespace]]:
    """Como `encender`, pero un solo servidor por modulo y red, reiniciado en cada llamada: apagarlo cuesta 0,2 s.

    Las opciones son las de la primera llamada: si se pasa un reloj, que sea siempre el mismo. Una prueba con
    `demora` en una escritura necesita `encender`: lo demorado se aplica cuando ya corre la siguiente.
    """
    vivos: dict[str, SimpleNamespace] = {}

    def _compartida(red: str, **opciones: object) -> SimpleNamespace:
        if red not in vivos:
            vivos[red] = _arrancar(red, **opciones)
        vivos[red].gobierno.reiniciar()
        return vivos[red]

    yield _compartida
    _parar(vivos.values())
