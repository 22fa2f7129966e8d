"""Cuantos borradores bien escritos detienen o hacen dudar a las politicas 4, 7, 8, 9 y 11 (falsas alarmas)."""

from pathlib import Path

from politicas.registro import POLITICAS
from politicas.tipos import Gravedad, Hallazgo
from tests.politicas.armar import contexto_de, lineas, pieza_de

CORRECTOS = Path(__file__).parents[1] / "politicas" / "textos" / "correctos.txt"
MIRAN = (4, 7, 8, 9, 11)
TOPE = 0.02
"""Parte de los borradores correctos que pueden llevar aviso o alto de estas politicas."""


def alarmas() -> dict[str, list[Hallazgo]]:
    """Los avisos y altos de cada borrador que los tiene. Las notas no cuentan: no piden nada."""
    salida: dict[str, list[Hallazgo]] = {}
    for texto in lineas(CORRECTOS):
        tipo = "comunicado" if texto.lower().startswith("comunicado") else "publicacion"
        pieza, contexto = pieza_de(texto, sentido="saliente", tipo=tipo), contexto_de(texto)
        hallados = [h for n in MIRAN for h in POLITICAS[n - 1].evaluar(pieza, contexto)]
        if graves := [h for h in hallados if h.gravedad > Gravedad.LEVE]:
            salida[texto] = graves
    return salida


def medir() -> list[str]:
    """Las lineas de la medida."""
    cuantos, vistas = len(lineas(CORRECTOS)), alarmas()
    renglones = [
        f"Borradores correctos con aviso o alto (políticas {MIRAN}): {len(vistas)} de {cuantos}, tope {TOPE:.0%}"
    ]
    return renglones + [
        f"  {h.politica} {h.etiqueta}: {texto[:90]}" for texto, hs in vistas.items() for h in hs
    ]


if __name__ == "__main__":
    print("\n".join(medir()))
