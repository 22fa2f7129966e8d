"""Los cursores de la red: repetidos, sin fin, sin datos o con un `next` del que no hay que fiarse."""

from collections.abc import Callable

import pytest

from conectores.errores import RespuestaIlegible
from conectores.facebook.cursor import LecturaCortada, paginas


def _pedir(respuestas: list[dict]) -> tuple[Callable[..., dict], list[dict]]:
    pedidos: list[dict] = []

    def pedir(ruta: str, **argumentos: object) -> dict:
        pedidos.append(argumentos)
        return respuestas[min(len(pedidos) - 1, len(respuestas) - 1)]

    return pedir, pedidos


def test_trampa_3_cursor_repetido_corta_y_lo_dice() -> None:
    siempre = {"data": [{"id": "1"}], "paging": {"cursors": {"after": "Z"}, "next": "https://x/?after=Z"}}
    pedir, pedidos = _pedir([siempre])
    leidas: list[list[object]] = []
    with pytest.raises(LecturaCortada, match="repitió el cursor") as visto:
        leidas.extend(paginas(pedir, "1/feed", 50, limit=5))
    assert len(leidas) == len(pedidos) == 2
    assert not visto.value.por_tope


def test_trampa_3_tope_de_paginas_corta_y_lo_dice() -> None:
    muchas = [
        {"data": [], "paging": {"cursors": {"after": str(i)}, "next": "https://x/"}} for i in range(100)
    ]
    pedir, pedidos = _pedir(muchas)
    leidas: list[list[object]] = []
    with pytest.raises(LecturaCortada, match="7 páginas") as visto:
        leidas.extend(paginas(pedir, "1/feed", 7))
    assert len(leidas) == len(pedidos) == 7
    assert visto.value.por_tope


def test_trampa_3_pagina_vacia_con_next_sigue_y_after_sin_next_para() -> None:
    pedir, _ = _pedir([
        {"data": [], "paging": {"cursors": {"after": "A"}, "next": "https://x/?after=A"}},
        {"data": [{"id": "1"}], "paging": {"cursors": {"after": "B"}}},
    ])  # fmt: skip
    assert list(paginas(pedir, "1/feed", 50)) == [[], [{"id": "1"}]]


def test_trampa_4_los_parametros_se_rehacen_y_next_no_se_sigue() -> None:
    """`next` viene con token y con otro servidor: de el solo valen los parametros de pagina."""
    pedir, pedidos = _pedir([
        {"data": [], "paging": {"next": "https://ladron.invalid/x?until=5&__paging_token=T&access_token=a&access_token=b"}},
        {"data": [], "paging": {"next": "https://[malo"}},
    ])  # fmt: skip
    list(paginas(pedir, "1/feed", 50, limit=5, fields="id"))
    assert pedidos == [
        {"limit": 5, "fields": "id"},
        {"limit": 5, "fields": "id", "until": "5", "__paging_token": "T"},
    ]


@pytest.mark.parametrize("datos", [None, {}, "x", {"data": 7}])
def test_pagina_sin_lista_es_ilegible(datos: object) -> None:
    pedir, _ = _pedir([datos if isinstance(datos, dict) else {"data": datos}])
    with pytest.raises(RespuestaIlegible):
        list(paginas(pedir, "1/feed", 5))
