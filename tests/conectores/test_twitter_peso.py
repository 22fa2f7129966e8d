"""El peso de un texto en Twitter (apis.md, seccion 6, fila 10)."""

import time

import pytest

from conectores.twitter_peso import peso, tiene_prohibidos


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("", 0),
        ("hola", 4),
        ("ñandú áéíóú", 11),
        ("cafe\u0301", 4),  # NFC: e + tilde combinada es una letra
        ("日本", 4),
        ("€", 2),
        ("—“hola”", 7),
        ("hola…", 6),
        ("👩‍👩‍👧‍👦", 2),
        ("👍🏽", 2),
        ("🇸🇻", 2),
        ("1️⃣", 2),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
        ("👩🏽‍⚕️ doctora", 10),
        ("https://www.isss.gob.sv/tramites/citas?a=1&b=2", 23),
        ("ver isss.gob.sv, gracias", 36),
        ("http://a.com", 23),
        ("(https://es.wikipedia.org/wiki/Salud_(Usulutan))", 25),
        ("correo juan@isss.gob.sv", 23),  # un correo no es un enlace
        ("hola.mundo", 10),  # ni dos palabras pegadas con un punto
        ("precio 3.50", 11),
        ("http://localhost/x", 18),
    ],
)
def test_fila_10_peso(texto: str, esperado: int) -> None:
    assert peso(texto) == esperado


def test_fila_10_peso_no_se_atasca_con_textos_enormes() -> None:
    empieza = time.perf_counter()
    for trozo in ("a", "ñ", "a.", "a-", "http://a.com/(", "http://a.com/" + "." * 50 + "a ", "👩\u200d"):
        peso(trozo * (100_000 // len(trozo)))
    assert time.perf_counter() - empieza < 5


@pytest.mark.parametrize("malo", ["\ud83d", "a\ufeff", "\ufffe"])
def test_fila_10_caracteres_que_twitter_no_admite(malo: str) -> None:
    assert tiene_prohibidos(malo)
    assert not tiene_prohibidos("¡Ñandú! 👩‍👩‍👧‍👦")
