"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "odio": "451c60cf6c2c7bb780c47054dc17ed7477d47afb839e7ade61c8c2ee741b7466",
    "ofensa": "5bce8b938cb25a15d119c5180dee0d61f7a5d0acb3d45773ec978741ffe7991c",
}
