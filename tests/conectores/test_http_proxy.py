"""Con el proxy de la institucion de por medio, los limites de tiempo siguen valiendo."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
import requests
from requests.adapters import HTTPAdapter

from conectores.http import AdaptadorRed, Limites, TiempoTotalAgotado, nueva_sesion
from conectores.plazo import FONDOS
from tests.conectores.test_http import Crudo

CORTOS = Limites(conectar=1.0, leer=0.3, total=0.5)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], Crudo]]:
    """`proxy(principio)`: el proxy del entorno, que contesta `principio` y despues gotea sin acabar."""
    vivos: list[Crudo] = []

    def hacer(principio: bytes) -> Crudo:
        def guion(enchufe) -> None:
            enchufe.sendall(principio)
            vivos[-1].gotear(enchufe, b"x")

        vivos.append(Crudo(guion))
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(variable, vivos[-1].base)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        return vivos[-1]

    yield hacer
    for vivo in vivos:
        vivo.cerrar()


@pytest.mark.parametrize("esquema", ["http", "https"])
def test_cabeceras_a_gotas_de_un_proxy_se_cortan_en_el_limite_total(proxy, esquema: str) -> None:
    """En https las gotas son la respuesta a CONNECT, antes de que haya TLS."""
    servidor = proxy(b"HTTP/1.1 200 OK\r\nX-Larga: ")
    antes = time.monotonic()
    with nueva_sesion(None, CORTOS) as sesion, pytest.raises(requests.exceptions.RequestException) as info:
        sesion.get(f"{esquema}://graph.invalid/x")
    assert time.monotonic() - antes < 1.5
    assert isinstance(info.value, TiempoTotalAgotado)
    assert servidor.peticiones[0].startswith(b"CONNECT" if esquema == "https" else b"GET http://")


def test_el_fondo_de_un_proxy_de_socks_es_suyo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Con las nuestras se conectaria sin pasar por el proxy (PySocks no viene instalado: el fondo es de mentira)."""
    monkeypatch.setattr(
        HTTPAdapter, "proxy_manager_for", lambda *_, **__: SimpleNamespace(pool_classes_by_scheme="suyo")
    )
    adaptador = AdaptadorRed(None, CORTOS)
    assert adaptador.proxy_manager_for("socks5://127.0.0.1:9").pool_classes_by_scheme == "suyo"
    assert adaptador.proxy_manager_for("http://127.0.0.1:9").pool_classes_by_scheme is FONDOS
