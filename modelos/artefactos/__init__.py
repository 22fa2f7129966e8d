"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "casa": "908543d4bcc17f7845b47c9e23f3e025437164f4f49874a8b193b5f5f4305b79",
    "odio": "fc2593dd2cbeb3f1123fabdc31aae865b13fb77c3299b8221040edbe3d2a0024",
    "ofensa": "5d2ee595345f20318e0de90917f98da043504a2c3052d60193081b136cc19632",
}
