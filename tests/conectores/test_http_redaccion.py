"""Ningun token llega a un registro ni a un error (apis.md, seccion 6, fila 23)."""

import pytest

from conectores.secretos import redactar


@pytest.mark.parametrize(
    "texto",
    [
        "https://g/x?fields=id&access_token=SECRETO&limit=1",
        "Max retries exceeded with url: /v26.0/1?access_token=APP|SECRETO (Caused by ...)",
        '{"access_token": "SECRETO", "expires_in": 3599}',
        "{'refresh_token': 'SECRETO'}",
        "client_id=a&client_secret=SECRETO&grant_type=refresh_token",
        "client_secret%3DSECRETO",
        "{'authorization': 'Bearer SECRETO'}",
        "Authorization: Basic SECRETO=",
        "Authorization: OAuth SECRETO",
        'OAuth oauth_nonce="n", oauth_consumer_key="SECRETO", oauth_version="1.0"',
        'OAuth oauth_nonce="n", oauth_token="SECRETO", oauth_signature="SECRETO"',
        "https://y/v3/comments?key=SECRETO",
        "https://y/revoke?token=SECRETO",
        "appsecret_proof=SECRETO",
    ],
)
def test_redactar_no_deja_ningun_secreto(texto):
    assert "SECRETO" not in redactar(texto)
    assert "[oculto]" in redactar(texto)


@pytest.mark.parametrize(
    "texto", ["KeyError: 'id'", "el token es invalido", "No key: 3", "fields=id,from&limit=5"]
)
def test_redactar_deja_lo_demas(texto):
    assert redactar(texto) == texto
