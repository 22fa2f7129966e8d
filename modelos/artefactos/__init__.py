"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "casa": "fefd97c7d75070ec02f606a1c08afef3f0bcc83a8632f12f69ce5ee3f11a577c",
    "odio": "e14bff93e3cbb30a8c605127a8714b35a8a85e50fe9c406d82c2af7cb2acb9ec",
    "ofensa": "2c5595e3c9285423b0363e2a65cb7cfb6a78c01221fab0920f6fb8876b154544",
}
