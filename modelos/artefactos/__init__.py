"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "casa": "5b89a3340ea2048e31de7bcf5251c49d5830472c57c08458b0f9e1b3806d2e05",
    "odio": "ca02c79c5c88c244479b2b391f477d064a5a924ffa2b6c9493f969a30bbb3c59",
    "ofensa": "881dc0dc8795a3d0b7feccdc7802401886c55c9ecd2f50ee20fb4cbb582ab95d",
}
