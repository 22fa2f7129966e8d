"""Lo que no espera turno en un comentario: peligro para la vida, y dano a uno mismo."""

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import Frase, cortada, fuera_de


def urgencias(lectura: Lectura) -> dict[str, list[Tramo]]:
    """Los tramos urgentes por clase (`autolesion` y `urgencia`); vacio lo que no hay.

    Suma las formulas de su lexico y las de las intenciones, y quita lo que se dice por decir («me muero de risa»).
    """
    if not (lectura.tiene("urgencias") or "urgencia" in lectura.clases("intenciones")):
        return {"autolesion": [], "urgencia": []}
    frases = [
        Frase(a.inicio, a.fin, a.clase)
        for a in lectura.de("urgencias")
        if not cortada(lectura, a.inicio, a.fin)
    ]
    dichas = [Frase(a.inicio, a.fin, "medica") for a in lectura.de("intenciones") if a.clase == "urgencia"]
    todas = [*frases, *fuera_de(dichas, list(frases))]
    return {
        "autolesion": [f for f in todas if f.clase == "autolesion"],
        "urgencia": sorted((f for f in todas if f.clase == "medica"), key=lambda f: f.inicio),
    }
