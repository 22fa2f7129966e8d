"""Mide el clasificador cargado sobre los conjuntos publicos presentes: `python -m modelos.medir`.

Cada cifra va junto a la publicada (publicos.md). Lo que falta se salta y se dice. OffendES se mide sobre su test
abierto, que el entrenamiento no toca; de los conjuntos de entrenamiento no se mide nada.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from modelos import datos as publicos
from modelos import rasgos
from modelos.clasificador import UMBRAL_ACTUAR, UMBRAL_COLA, Clasificador
from modelos.lectura import Lectura, leer

LOTE = 500
_CLASES = ("NO", "NOE", "OFP", "OFG")
_CABEZA_DE_CLASE = ("malsonante", "vulgar", "insulto_persona", "insulto_grupo")

Verdades = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Medida:
    """Una cifra. `valor` None: no se pudo medir, y `nota` dice por que."""

    conjunto: str
    tarea: str
    metrica: str
    valor: float | None
    textos: int = 0
    publicado: str = ""
    nota: str = ""


@dataclass(frozen=True, slots=True)
class _Medido:
    """Un conjunto ya puntuado."""

    filas: list[publicos.Fila]
    lecturas: list[Lectura]
    indicios: list[dict[str, float]]

    def desde(self, etiqueta: str, umbral: float) -> Verdades:
        """Que textos llegan al umbral."""
        return np.array([x[etiqueta] >= umbral for x in self.indicios], np.bool_)

    def verdad(self, columna: str, *valores: str) -> Verdades:
        """Que filas tienen uno de esos valores."""
        return np.array([f[columna] in valores for f in self.filas], np.bool_)


def macro_f1(
    verdad: Sequence[object] | NDArray[np.generic], dicho: Sequence[object] | NDArray[np.generic]
) -> float:
    """Media del F1 de cada clase de la verdad, sin pesarlas."""
    a, b = np.asarray(verdad), np.asarray(dicho)
    cifras = []
    for clase in np.unique(a):
        juntos = np.count_nonzero((a == clase) & (b == clase))
        cifras.append(2 * juntos / (np.count_nonzero(a == clase) + np.count_nonzero(b == clase)))
    return float(np.mean(cifras))


def _puntuar(clasificador: Clasificador, conjunto: publicos.Conjunto, carpeta: Path) -> _Medido:
    filas = publicos.leer_conjunto(conjunto, carpeta)
    lecturas = [leer(f["texto"]) for f in filas]
    return _Medido(filas, lecturas, clasificador.puntuar(lecturas))


def _offendes(clasificador: Clasificador, m: _Medido) -> list[Medida]:
    n, nombre = len(m.filas), "OffendES test"
    ofensivo = m.verdad("etiqueta", "OFP", "OFG")
    actua = m.desde("ofensivo", UMBRAL_ACTUAR)
    cabezas = [[c.nombre for c in clasificador.cabezas].index(x) for x in _CABEZA_DE_CLASE]
    margenes = clasificador.margenes([rasgos.texto_de(x) for x in m.lecturas])[:, cabezas]
    margenes[:, 0] *= -1  # malsonante es lo contrario de NO
    clases = np.array([_CLASES.index(f["etiqueta"]) for f in m.filas])
    dichas = margenes.argmax(axis=1)
    precision = float(ofensivo[actua].mean()) if actua.any() else None
    return [
        Medida(nombre, "4 clases", "macro-F1", macro_f1(clases, dichas), n, ".784 autores (otra particion); .650 LaBSE"),
        Medida(nombre, "ofensivo o no, en cola", "macro-F1", macro_f1(ofensivo, m.desde("ofensivo", UMBRAL_COLA)), n, ".799 LaBSE-SetFit"),
        Medida(nombre, "NO contra el resto", "macro-F1", macro_f1(clases == 0, margenes[:, 0] >= 0), n),
        Medida(nombre, "ofensivo, actuar", "precision", precision, int(actua.sum()), nota="" if actua.any() else "ninguno llega"),
        Medida(nombre, "ofensivo, actuar", "cobertura", float(actua[ofensivo].mean()), int(ofensivo.sum())),
    ]  # fmt: skip


def _emoevent(_clasificador: Clasificador, m: _Medido) -> list[Medida]:
    verdad = m.verdad("ofensivo", "OFF")
    valor = macro_f1(verdad, m.desde("ofensivo", UMBRAL_COLA))
    return [Medida("EmoEvent dev", "ofensivo, en cola", "macro-F1", valor, len(m.filas))]


def _hateval(_clasificador: Clasificador, m: _Medido) -> list[Medida]:
    verdad = m.verdad("odio", "1")
    valor = macro_f1(verdad, m.desde("odio", UMBRAL_COLA))
    publicado = "en su test: .730 mejor de 2019; .801 RoBERTuito"
    return [Medida("HatEval dev", "odio, en cola", "macro-F1", valor, len(m.filas), publicado)]


def _ayuntamientos(clasificador: Clasificador, m: _Medido) -> list[Medida]:
    criticas = m.verdad("etiqueta", "destructivo", "informativo_demandante")
    n = int(criticas.sum())
    medidas = []
    for etiqueta, umbral in clasificador.umbrales.items():
        cola = float(m.desde(etiqueta, umbral.cola)[criticas].mean())
        medidas.append(
            Medida("Ayuntamientos", f"quejas y demandas: {etiqueta}, en cola", "senaladas", cola, n)
        )
        if umbral.actuar is not None:
            actuar = float(m.desde(etiqueta, umbral.actuar)[criticas].mean())
            medidas.append(
                Medida("Ayuntamientos", f"quejas y demandas: {etiqueta}, actuar", "senaladas", actuar, n)
            )
    return medidas


_TRABAJOS: tuple[tuple[publicos.Conjunto, str, Callable[[Clasificador, _Medido], list[Medida]]], ...] = (
    (publicos.OFFENDES_TEST, "ofensivo", _offendes),
    (publicos.EMOEVENT_DEV, "ofensivo", _emoevent),
    (publicos.HATEVAL_DEV, "odio", _hateval),
    (publicos.AYUNTAMIENTOS, "", _ayuntamientos),
)


def _velocidad(clasificador: Clasificador, m: _Medido) -> list[Medida]:
    """Textos por segundo de CPU de `puntuar`, en lotes, con la lectura ya hecha; y uno solo, en ms."""
    textos = len(m.lecturas)
    inicio = process_time()
    for desde in range(0, textos, LOTE):
        clasificador.puntuar(m.lecturas[desde : desde + LOTE])
    ritmo = textos / max(process_time() - inicio, 1e-6)
    solos = []
    for lectura in m.lecturas[:200]:
        antes = perf_counter()
        clasificador.puntuar([lectura])
        solos.append(perf_counter() - antes)
    return [
        Medida("Velocidad", f"lotes de {LOTE}", "textos/s", ritmo, textos),
        Medida("Velocidad", "uno solo, mediana", "ms", 1000 * float(np.median(solos)), len(solos)),
    ]


def medir(datos: Path | None = None, clasificador: Clasificador | None = None) -> list[Medida]:
    """Todas las medidas que permiten los conjuntos presentes y las etiquetas que da el modelo.

    `datos`: la carpeta de los conjuntos (`modelos.datos.carpeta_de_datos`). Lanza `DatosAusentes` si no existe y
    `ModeloInvalido` si no hay modelo que medir.
    """
    carpeta = publicos.carpeta_de_datos(datos)
    clasificador = clasificador or Clasificador.cargar()
    medidas = [Medida("Modelo", clasificador.version, "", None)]
    ultimo: _Medido | None = None
    for conjunto, etiqueta, trabajo in _TRABAJOS:
        if not publicos.hay(conjunto, carpeta):
            medidas.append(Medida(conjunto.origen, "", "", None, nota=f"falta {conjunto.archivo}"))
        elif etiqueta and etiqueta not in clasificador.umbrales:
            medidas.append(Medida(conjunto.origen, "", "", None, nota=f"el modelo no da «{etiqueta}»"))
        else:
            ultimo = _puntuar(clasificador, conjunto, carpeta)
            medidas += trabajo(clasificador, ultimo)
    return medidas + (_velocidad(clasificador, ultimo) if ultimo else [])


def mostrar(medidas: Sequence[Medida], consola: Console) -> None:
    """Imprime las medidas como tabla."""
    salida = Table("conjunto", "tarea", "metrica", "valor", "textos", "publicado")
    for m in medidas:
        if m.valor is None:
            valor = m.nota or "-"
        else:
            valor = f"{m.valor:,.0f}" if m.valor >= 100 else f"{m.valor:.3f}"
        salida.add_row(m.conjunto, m.tarea, m.metrica, valor, str(m.textos or ""), m.publicado)
    consola.print(salida)


if __name__ == "__main__":
    mostrar(medir(), Console())
