"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "odio": "dc9e312cabcd4305784fe4863d302d01844e9895c5a64fd20bcd99f43f7503fc",
    "ofensa": "1e589912cf8cd401be66c44a43fdb3f865d2c8fa78ee77a7f18ade73b8166bb5",
}
