"""Lo que no espera turno en un comentario: peligro para la vida, y dano a uno mismo."""

from collections.abc import Mapping

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import Frase, cortada, fuera_de

UMBRAL_URGENCIA = 0.6
"""Indicio desde el que una urgencia sin formula conocida va a una persona, si se ve que trata de salud."""
_URGENCIA_SOLA = 0.9
"""El que hace falta si no se ve («ya escribí mi carta de despedida»): de las quejas de las pruebas llegan dos de 393."""
_DE_SALUD = ("clinicas", "institucion", "urgencias")


def urgencias(lectura: Lectura, indicios: Mapping[str, float]) -> dict[str, list[Tramo]]:
    """Los tramos urgentes por clase: `autolesion`, `urgencia` y, si no hay ninguno, `urgencia_posible`.

    Suma las formulas de su lexico y las de las intenciones, y quita lo que se dice por decir («me muero de risa»). Lo
    que solo ve el clasificador es posible: lo mira una persona delante de lo demas, pero no abre un incidente.
    """
    frases = [
        Frase(a.inicio, a.fin, a.clase)
        for a in lectura.de("urgencias")
        if not cortada(lectura, a.inicio, a.fin)
    ]
    dichas = [Frase(a.inicio, a.fin, "medica") for a in lectura.de("intenciones") if a.clase == "urgencia"]
    todas = [*frases, *fuera_de(dichas, list(frases))]
    halladas: dict[str, list[Tramo]] = {
        "autolesion": [f for f in todas if f.clase == "autolesion"],
        "urgencia": sorted((f for f in todas if f.clase == "medica"), key=lambda f: f.inicio),
    }
    visto = indicios.get("urgencia", 0.0)
    if not todas and (visto >= _URGENCIA_SOLA or (visto >= UMBRAL_URGENCIA and _habla_de_salud(lectura))):
        halladas["urgencia_posible"] = [Tramo(0, len(lectura.original))]
    return halladas


def _habla_de_salud(lectura: Lectura) -> bool:
    """Si trata de salud, del servicio o de los suyos: fuera de eso el clasificador ve urgencias en cualquier apuro."""
    nombra = any(map(lectura.tiene, _DE_SALUD)) or "tema" in lectura.clases("critica")
    return nombra or "ayuda" in lectura.clases("disculpas")
