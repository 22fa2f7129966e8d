"""Lo que no espera turno en un comentario: peligro para la vida, y dano a uno mismo."""

import re
from collections.abc import Mapping

from modelos.lectura import Acierto, Lectura, Tramo
from politicas.ayudas.amenazas import UMBRAL_AMENAZA, se_duele
from politicas.ayudas.frases import Frase, cortada, fuera_de
from politicas.ayudas.intenciones import UMBRAL_INTENCION
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.vecindad import vecindad

_OTRO = conjunto("el la los las este esta ese esa tu su")
_TOCAN = re.compile(
    r"\bme (?:toc|agarr|manose)[a-z]{1,3} (?:los (?:pechos|senos)|(?:mis|las) partes|las nalgas)\b"
)
"""Una agresion que el lexico no trae: lo que los lexicos hallan en el corpus es lo que aprendio el clasificador."""


def _lo_mato_otro(lectura: Lectura, acierto: Acierto) -> bool:
    """«Ya me mató el calor»: sin la tilde se lee como «ya me mato»."""
    return acierto.forma.endswith("me mato") and not _OTRO.isdisjoint(vecindad(lectura, acierto).despues(1))


def urgencias(lectura: Lectura, indicios: Mapping[str, float]) -> dict[str, list[Tramo]]:
    """Los tramos urgentes por clase: `autolesion`, `urgencia` y, si no hay ninguno, `urgencia_posible`.

    Suma las formulas de su lexico y las de las intenciones, y quita lo que se dice por decir («me muero de risa»). Lo
    que solo ve el clasificador es posible: lo mira una persona delante de lo demas, pero no abre un incidente. Basta el
    umbral de las intenciones: nada que el veredicto llame urgencia se queda sin nadie. Frente a pedir 0.6 y que trate de
    salud, o 0.9, ve 23 mas de los 1854 textos de prueba del corpus (13 piden ayuda, y 15 no iban ya a la cola) y 12 de las
    1972 respuestas a ayuntamientos (ninguna la pide).
    """
    frases = [
        Frase(a.inicio, a.fin, a.clase)
        for a in lectura.de("urgencias")
        if not cortada(lectura, a.inicio, a.fin) and not _lo_mato_otro(lectura, a)
    ]
    dichas = [Frase(a.inicio, a.fin, "medica") for a in lectura.de("intenciones") if a.clase == "urgencia"]
    tocan = [
        Frase(t.inicio, t.fin, "medica")
        for t in (lectura.tramo(*m.span()) for m in _TOCAN.finditer(lectura.plegado))
    ]
    todas = [*frases, *fuera_de([*dichas, *tocan], list(frases))]
    halladas: dict[str, list[Tramo]] = {
        "autolesion": [f for f in todas if f.clase == "autolesion"],
        "urgencia": sorted((f for f in todas if f.clase == "medica"), key=lambda f: f.inicio),
    }
    visto = indicios.get("urgencia", 0.0) >= UMBRAL_INTENCION
    if not todas and (visto or (indicios.get("amenaza", 0.0) >= UMBRAL_AMENAZA and se_duele(lectura))):
        halladas["urgencia_posible"] = [Tramo(0, len(lectura.original))]
    return halladas
