"""Entrena los artefactos que sirve `clasificador.py`: `python -m modelos.entrenar`. Reproducible desde la semilla.

Una `Receta` por artefacto y licencia. Sus cabezas (una contra el resto, regresion logistica) comparten rasgos e
idf; cada una aprende solo de los textos que su conjunto etiqueta. El umbral y la escala de cada cabeza salen de
puntajes fuera de muestra (5 particiones); los pesos que se guardan, de todos los textos.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from modelos import datos as publicos
from modelos import rasgos
from modelos.clasificador import CARPETA, FORMATO, TECHO, UMBRAL_ACTUAR, UMBRAL_COLA, Cabeza, Clasificador
from modelos.lectura import leer
from modelos.recetas import RECETAS, Receta, RecetaCabeza

SEMILLA = 20
PARTICIONES = 5
HOLGURA_COLA = 0.005
"""Macro-F1 que se cede por cobertura: a la cola le cuesta menos un caso de mas que uno de menos."""
PRECISION_ACTUAR = 0.95
MINIMO_ACTUAR = 50
"""Textos fuera de muestra por encima del umbral de actuar para creer en su precision."""
MINIMO_ENTRE_UMBRALES = 0.1
"""Margen minimo entre el umbral de cola y el de actuar, para que la escala no sea un escalon."""
LARGO_FONDO = 300
"""Letras que se toman de un texto de fondo: una propuesta es mucho mas larga que un comentario."""
MINIMO_TEXTOS = 2
"""Un rasgo que sale en menos textos no pesa."""

Margenes = NDArray[np.float64]
Verdades = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo que salio de entrenar una cabeza. Los margenes son los de la regresion, antes de la escala."""

    cabeza: str
    textos: int
    positivos: int
    macro_f1: float
    margen_cola: float
    margen_actuar: float | None
    precision_actuar: float | None
    cobertura_actuar: float | None
    """Parte de los positivos que queda por encima del umbral de actuar."""


def matriz(textos: Sequence[str]) -> sparse.csr_matrix:
    """(textos, DIMENSION): cuantas veces sale cada rasgo, contado como lo cuenta el servicio."""
    filas, columnas, desde = [], [], 0
    for bloque in rasgos.trocear(textos):
        texto = bloque.textos + desde
        desde += len(bloque.inicios)
        for indices in bloque.indices:
            valido = indices != rasgos.NULA
            filas.append(texto[valido])
            columnas.append(indices[valido])
    fila, columna = np.concatenate(filas), np.concatenate(columnas)
    cuentas = sparse.csr_matrix(
        (np.ones(len(fila)), (fila, columna)), shape=(len(textos), rasgos.DIMENSION), dtype=np.float64
    )
    cuentas.sum_duplicates()
    return cuentas


def _ponderar(cuentas: sparse.csr_matrix) -> tuple[sparse.csr_matrix, NDArray[np.float64]]:
    """Las cuentas por idf y divididas por la norma del texto; y el idf.

    La norma es la raiz de la suma de idf² de todas las apariciones: asi el servicio no tiene que agrupar.
    """
    en_textos = np.bincount(cuentas.indices, minlength=rasgos.DIMENSION)
    idf = np.log((1 + cuentas.shape[0]) / (1 + en_textos)) + 1
    idf[en_textos < MINIMO_TEXTOS] = 0
    norma = np.sqrt(np.maximum(cuentas @ idf**2, 1e-9))
    return sparse.csr_matrix(sparse.diags(1 / norma) @ cuentas @ sparse.diags(idf)), idf


def _ajustar(x: sparse.csr_matrix, y: Verdades, fondo: sparse.csr_matrix, c: float) -> LogisticRegression:
    regresion = LogisticRegression(C=c, solver="liblinear", class_weight="balanced", random_state=SEMILLA)
    return regresion.fit(sparse.vstack([x, fondo]), np.append(y, np.zeros(fondo.shape[0], np.bool_)))


def fuera_de_muestra(
    x: sparse.csr_matrix, y: Verdades, fondo: sparse.csr_matrix, c: float, semilla: int
) -> Margenes:
    """El margen de cada texto de `x` segun un modelo que no lo vio; `fondo` entra en todos como negativo."""
    margenes = np.zeros(len(y))
    for dentro, fuera in StratifiedKFold(PARTICIONES, shuffle=True, random_state=semilla).split(x, y):
        margenes[fuera] = _ajustar(x[dentro], y[dentro], fondo, c).decision_function(x[fuera])
    return margenes


def margen_cola(margenes: Margenes, y: Verdades) -> tuple[float, float]:
    """El corte mas bajo a `HOLGURA_COLA` del mejor macro-F1, y el mejor macro-F1."""
    orden = np.argsort(-margenes, kind="stable")
    aciertos, cortados, total = np.cumsum(y[orden]), np.arange(1, len(y) + 1), int(y.sum())
    negativos = len(y) - total
    f1_si = 2 * aciertos / (cortados + total)
    f1_no = 2 * (negativos - cortados + aciertos) / (len(y) - cortados + negativos)
    macro = (f1_si + f1_no) / 2
    ultimo = int(np.flatnonzero(macro >= macro.max() - HOLGURA_COLA)[-1])
    return float(margenes[orden[ultimo]]), float(macro.max())


def margen_actuar(margenes: Margenes, y: Verdades) -> tuple[float, float, float] | None:
    """El corte mas bajo con precision suficiente, su precision y su cobertura; None si no lo hay."""
    orden = np.argsort(-margenes, kind="stable")
    aciertos = np.cumsum(y[orden])
    precision = aciertos / np.arange(1, len(y) + 1)
    valen = np.flatnonzero(precision >= PRECISION_ACTUAR)
    if not len(valen) or valen[-1] + 1 < MINIMO_ACTUAR:
        return None
    ultimo = int(valen[-1])
    return float(margenes[orden[ultimo]]), float(precision[ultimo]), float(aciertos[ultimo] / y.sum())


def escala(cola: float, actuar: float | None) -> tuple[float, float]:
    """(pendiente, corrido) de la logistica que da UMBRAL_COLA en `cola` y UMBRAL_ACTUAR en `actuar`."""
    if actuar is None:
        return 1.0, -cola
    pendiente = float(np.log(UMBRAL_ACTUAR / (1 - UMBRAL_ACTUAR))) / max(actuar - cola, MINIMO_ENTRE_UMBRALES)
    return pendiente, -pendiente * cola


@dataclass(frozen=True, slots=True)
class _Corpus:
    """Los textos de una receta: sus filas y sus rasgos ponderados, con el fondo aparte.

    Las columnas de `x` y `fondo` son solo los rasgos que pesan (`activos`): entrenar asi es mucho mas corto.
    """

    filas: list[tuple[publicos.Conjunto, publicos.Fila]]
    x: sparse.csr_matrix
    fondo: sparse.csr_matrix
    idf: NDArray[np.float64]
    activos: NDArray[np.intp]

    @classmethod
    def leer(cls, receta: Receta, carpeta: Path) -> Self:
        filas = [(c, f) for c in receta.conjuntos for f in publicos.leer_conjunto(c, carpeta)]
        fondo = [f for c, vale in receta.fondo.items() for f in publicos.leer_conjunto(c, carpeta) if vale(f)]
        textos = [f["texto"] for _, f in filas] + [f["texto"][:LARGO_FONDO] for f in fondo]
        x, idf = _ponderar(matriz([rasgos.texto_de(leer(t)) for t in textos]))
        activos = np.flatnonzero(idf)
        x = x[:, activos]
        return cls(filas, x[: len(filas)], x[len(filas) :], idf, activos)

    def verdades(self, cabeza: RecetaCabeza) -> tuple[NDArray[np.intp], Verdades]:
        """Las filas que etiquetan esta cabeza y su verdad."""
        propias = np.array([i for i, (c, _) in enumerate(self.filas) if c in cabeza.verdades], np.intp)
        y = np.array([cabeza.verdades[self.filas[i][0]](self.filas[i][1]) for i in propias], np.bool_)
        return propias, y


def _entrenar_cabeza(
    cabeza: RecetaCabeza, corpus: _Corpus, semilla: int
) -> tuple[Resultado, Cabeza, NDArray[np.float64]]:
    """El resultado, la cabeza y sus pesos (DIMENSION,), con el idf ya multiplicado."""
    propias, y = corpus.verdades(cabeza)
    x = corpus.x[propias]
    margenes = fuera_de_muestra(x, y, corpus.fondo, cabeza.c, semilla)
    cola, macro_f1 = margen_cola(margenes, y)
    actuar = margen_actuar(margenes, y)
    resultado = Resultado(
        cabeza.nombre, len(y), int(y.sum()), macro_f1, cola, *(actuar or (None, None, None))
    )
    regresion = _ajustar(x, y, corpus.fondo, cabeza.c)
    escalada = escala(cola, actuar[0] if actuar else None)
    servible = Cabeza(
        cabeza.nombre, float(regresion.intercept_[0]), *escalada, actuar is not None, cabeza.servida
    )
    pesos = np.zeros(rasgos.DIMENSION)
    pesos[corpus.activos] = regresion.coef_[0] * corpus.idf[corpus.activos]
    return resultado, servible, pesos


def _entrenar_receta(receta: Receta, carpeta: Path, semilla: int) -> tuple[bytes, bytes, list[Resultado]]:
    """Entrena un artefacto: los bytes de sus pesos, los de su ficha y los resultados."""
    corpus = _Corpus.leer(receta, carpeta)
    hechas = [_entrenar_cabeza(c, corpus, semilla) for c in receta.cabezas]
    memoria = io.BytesIO()
    np.savez_compressed(
        memoria,
        pesos=np.stack([pesos for _, _, pesos in hechas], axis=1).astype(np.float16),
        idf2=(corpus.idf**2).astype(np.float16),
    )
    ficha = {
        "nombre": receta.nombre,
        "formato": FORMATO,
        "rasgos": {"version": rasgos.VERSION, "bits": rasgos.BITS},
        "licencia": receta.licencia,
        "semilla": semilla,
        "sha256": hashlib.sha256(memoria.getvalue()).hexdigest(),
        "datos": [_datos_de(c, carpeta) for c in receta.archivos],
        "escala": {"cola": UMBRAL_COLA, "actuar": UMBRAL_ACTUAR, "techo_sin_actuar": TECHO},
        "cabezas": [asdict(c) | {"fuera_de_muestra": asdict(r)} for r, c, _ in hechas],
    }
    contenido = (json.dumps(ficha, ensure_ascii=False, indent=1) + "\n").encode()
    return memoria.getvalue(), contenido, [r for r, _, _ in hechas]


def _datos_de(conjunto: publicos.Conjunto, carpeta: Path) -> dict[str, str]:
    huella = hashlib.sha256((carpeta / conjunto.archivo).read_bytes()).hexdigest()
    return asdict(conjunto) | {"sha256": huella}


def _fijar(salida: Path, huellas: dict[str, str]) -> None:
    """Escribe las huellas de las fichas en el codigo que acompana a los artefactos incluidos."""
    lineas = [f'    "{nombre}": "{huella}",' for nombre, huella in sorted(huellas.items())]
    (salida / "__init__.py").write_text(
        '"""Huellas SHA-256 de las fichas de los artefactos incluidos. Lo escribe `python -m modelos.entrenar`."""\n\n'
        "HUELLAS: dict[str, str] = {\n" + "\n".join(lineas) + "\n}\n",
        encoding="utf-8",
    )


def entrenar(
    salida: Path | None = None,
    datos: Path | None = None,
    semilla: int = SEMILLA,
    recetas: Sequence[Receta] = RECETAS,
) -> dict[str, list[Resultado]]:
    """Entrena todas las recetas y deja los artefactos en `salida`, por defecto los incluidos, y fija su huella.

    `datos`: la carpeta de los conjuntos (`modelos.datos.carpeta_de_datos`). Devuelve los resultados por
    artefacto. Nada se escribe hasta que todo esta entrenado. Lanza `DatosAusentes` si falta algun conjunto.
    """
    salida = salida or CARPETA
    carpeta = publicos.carpeta_de_datos(datos)
    publicos.exigir([c for r in recetas for c in r.archivos], carpeta)
    hechas = {r.nombre: _entrenar_receta(r, carpeta, semilla) for r in recetas}
    salida.mkdir(parents=True, exist_ok=True)
    for nombre, (pesos, ficha, _) in hechas.items():
        (salida / f"{nombre}.npz").write_bytes(pesos)
        (salida / f"{nombre}.json").write_bytes(ficha)
    huellas = {nombre: hashlib.sha256(ficha).hexdigest() for nombre, (_, ficha, _) in hechas.items()}
    if salida.resolve() == CARPETA:
        _fijar(salida, huellas)
    Clasificador.cargar(salida, huellas)
    return {nombre: resultados for nombre, (_, _, resultados) in hechas.items()}


def mostrar(resultados: Mapping[str, Sequence[Resultado]], consola: Console) -> None:
    """Imprime lo que salio de entrenar, medido fuera de muestra."""
    salida = Table("artefacto", "cabeza", "positivos", "textos", "macro-F1", "cubre al actuar")
    for nombre, cabezas in resultados.items():
        for r in cabezas:
            actuar = "no actua" if r.cobertura_actuar is None else f"{r.cobertura_actuar:.1%}"
            salida.add_row(nombre, r.cabeza, str(r.positivos), str(r.textos), f"{r.macro_f1:.3f}", actuar)
    consola.print(salida)


if __name__ == "__main__":
    mostrar(entrenar(), Console())
