"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "odio": "6c03948e39c7e1bc6f829df2fae27fa66fa217a569ff6186726fd9d96aea4a70",
    "ofensa": "9422b2de0dbb72faf904f8485b7ae7c604d50322c6bc8192194632813f98fb3c",
}
