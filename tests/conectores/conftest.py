"""Redes simuladas en marcha para probar conectores: una por prueba, con puerto libre."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from tests.conectores.apoyo_facebook import encendida, estrenar
from tests.conectores.gobierno import arrancar, parar


@pytest.fixture
def encender() -> Iterator[Callable[..., SimpleNamespace]]:
    """`encender("facebook")` → (mundo, servidor, base, gobierno) de esa red simulada."""
    vivos: list[SimpleNamespace] = []

    def _encender(red: str, **opciones: object) -> SimpleNamespace:
        vivos.append(arrancar(red, **opciones))
        return vivos[-1]

    yield _encender
    parar(vivos)


@pytest.fixture(scope="module")
def compartida() -> Iterator[Callable[..., SimpleNamespace]]:
    """Como `encender`, pero un solo servidor por modulo y red, reiniciado en cada llamada: apagarlo cuesta 0,2 s.

    Las opciones son las de la primera llamada: si se pasa un reloj, que sea siempre el mismo. Una prueba con
    `demora` en una escritura necesita `encender`: lo demorado se aplica cuando ya corre la siguiente.
    """
    vivos: dict[str, SimpleNamespace] = {}

    def _compartida(red: str, **opciones: object) -> SimpleNamespace:
        if red not in vivos:
            vivos[red] = arrancar(red, **opciones)
        vivos[red].gobierno.reiniciar()
        return vivos[red]

    yield _compartida
    parar(vivos.values())


@pytest.fixture(scope="module")
def red_facebook() -> Iterator[SimpleNamespace]:
    """Facebook simulado, uno por archivo de pruebas."""
    yield from encendida()


@pytest.fixture
def fb(red_facebook: SimpleNamespace) -> SimpleNamespace:
    """La red y su conector, como recien estrenados."""
    return estrenar(red_facebook)
