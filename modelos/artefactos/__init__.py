"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "odio": "96b7cc67e9ef5358c9d72ae5198db37331be2028e895bedfe5bfe21b2e4ecca3",
    "ofensa": "83987d0a4bb68ad05185f03d9fb5d79c6f3cf48ba96e69174e140bb2cce21ede",
}
