"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""

HUELLAS: dict[str, str] = {
    "casa": "622e2b7cee82558df15ac1de82f8abed58659070da5ceda2acdd189a3b53827e",
    "odio": "2add790022ee9ad0e56e147db820fbcf2a921bb5686a1125b71401e1d4e78398",
    "ofensa": "5977e11f50aafa3f08ecdb80c6bca654c3dce6747182e584edc386bd70ca2be4",
}
