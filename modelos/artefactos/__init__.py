"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "odio": "19517654317f255ad5451c513443f1edbd01e8b10fc856b3470798523d8104cd",
    "ofensa": "c9c0aabe3a6ff3117a699eb3103c34f79cdc71d21ad3c8a255a452ba9861710a",
}
