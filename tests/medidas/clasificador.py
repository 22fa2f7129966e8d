"""Cuanto ve el clasificador de las ofensas publicas cuando la palabra que ofende va disfrazada.

python -m tests.medidas.clasificador

De cada texto ofensivo del test de OffendES que trae un insulto o una soez de los lexicos, se disfrazan esas palabras;
la cobertura, en cola, se compara con la del mismo texto sin disfraz. Cada cifra mira los textos en que el disfraz
cambia algo.
"""

import re
from collections.abc import Callable
from pathlib import Path

from modelos import datos
from modelos.clasificador import UMBRAL_COLA, Clasificador
from modelos.lectura import Lectura, leer_lote, leer_muchos
from tests.politicas.disfraces import DISFRACES, disfrazar

COBERTURA = 0.97
"""De la que hay sin disfraz (lo que se pide)."""
TEXTOS = 600
_DISFRAZABLE = re.compile(r"[a-z](?=.*[aeiou].*[aeiou].)[a-z]{3,}[a-z]")


def ofensas(carpeta: Path) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    """Los textos con lo que se disfraza de cada uno."""
    filas = [f for f in datos.leer_conjunto(datos.OFFENDES_TEST, carpeta) if f["etiqueta"] in ("OFP", "OFG")]
    textos = [f["texto"] for f in filas]
    con = [(x.original, tramos) for x in leer_muchos(textos) if (tramos := _duras(x))]
    return con[:TEXTOS]


def _duras(lectura: Lectura) -> tuple[tuple[int, int], ...]:
    if len(lectura.plegado) != len(lectura.original):
        return ()
    tramos = sorted(
        {
            (a.inicio, a.fin)
            for a in lectura.aciertos
            if a.lexico in ("insultos", "soeces") and not a.disfrazado
        }
    )
    # los disfraces necesitan letras de sobra que cambiar
    return tuple(
        (i, f)
        for n, (i, f) in enumerate(tramos)
        if _DISFRAZABLE.fullmatch(lectura.plegado[i:f]) and (not n or i >= tramos[n - 1][1])
    )


def cobertura(
    clasificador: Clasificador,
    textos: list[tuple[str, tuple[tuple[int, int], ...]]],
    disfraz: Callable[[str], str],
) -> tuple[float, float, int]:
    """(cobertura disfrazados, cobertura de los mismos sin disfraz, cuantos)."""
    pares = [(t, otro) for t, tramos in textos if (otro := disfrazar(t, list(tramos), disfraz)) != t]
    sin, con = (
        [x["ofensivo"] >= UMBRAL_COLA for x in clasificador.puntuar(leer_lote([p[k] for p in pares]))]
        for k in (0, 1)
    )
    return sum(con) / len(pares), sum(sin) / len(pares), len(pares)


def medir() -> list[str]:
    """Las lineas de la medida."""
    try:
        textos = ofensas(datos.carpeta_de_datos())
    except datos.DatosAusentes as faltan:
        return [f"no se mide: {faltan}"]
    clasificador = Clasificador.cargar()
    medidas = {nombre: cobertura(clasificador, textos, disfraz) for nombre, disfraz in DISFRACES.items()}
    return [
        f"{nombre:24} {con:.3f} de {sin:.3f} = {con / sin:.1%} ({n} textos)"
        for nombre, (con, sin, n) in medidas.items()
    ]


if __name__ == "__main__":
    print("\n".join(medir()))
