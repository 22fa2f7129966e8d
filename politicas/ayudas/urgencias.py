"""Lo que no espera turno en un comentario: peligro para la vida, y dano a uno mismo."""

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import Frase, fuera_de, hallar


def urgencias(lectura: Lectura) -> dict[str, list[Tramo]]:
    """Los tramos urgentes por clase (`autolesion` y `urgencia`); vacio lo que no hay.

    Suma las formulas de la lista propia y las de los lexicos, y quita lo que se dice por decir («me muero de risa»).
    """
    frases = hallar("urgencias", lectura)
    dichas = [Frase(a.inicio, a.fin, "medica") for a in lectura.de("intenciones") if a.clase == "urgencia"]
    todas = [*frases, *fuera_de(dichas, list(frases))]
    return {
        "autolesion": [f for f in todas if f.clase == "autolesion"],
        "urgencia": sorted((f for f in todas if f.clase == "medica"), key=lambda f: f.inicio),
    }
