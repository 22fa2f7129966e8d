"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {}
