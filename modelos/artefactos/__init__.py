"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "odio": "12803976b50e14c311f25e7e5ee54ead650e16ae4e7ed74c5e45fdc3e4e2bb0a",
    "ofensa": "89fe088e12eaa7be47c1c57c51c260becffb5f4ad72ffda5a42eb896e6c426f0",
}
