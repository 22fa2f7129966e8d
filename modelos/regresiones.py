"""Las cabezas de una `Receta`: regresiones logisticas sobre los rasgos y sobre lo que ya dice `casa`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from modelos import datos as publicos
from modelos.empaquetar import Pesos
from modelos.matrices import Cuentas, activos_de, desplegar, idf_de, juntar, pesos_de
from modelos.recetas import Receta, RecetaCabeza
from modelos.umbrales import Resultado, resumir

PARTICIONES = 5
PESO_AYUDA = 0.5
"""Peso de los margenes ajenos, ya de varianza 1: con 1 da lo mismo fuera de muestra y tarda el doble."""
_EXPONENTE = 0.5
"""Raiz del equilibrio de clases: a medio camino entre ninguno y el total, lo mejor en las tres tareas publicas."""
_C_CLASES = 0.05
PESO_FONDO = 0.1
"""Con 1, el fondo cuesta .007 de macro-F1 en HatEval fuera de muestra; con .1, nada, y aun ensena el tema."""

Reales = NDArray[np.float64]
Verdades = NDArray[np.bool_]
Filas = Sequence[tuple[publicos.Conjunto, publicos.Fila]]


@dataclass(frozen=True, slots=True)
class Ayuda:
    """Los margenes del artefacto previo sobre los textos y el fondo; `textos`: cuantas filas no son fondo."""

    margenes: NDArray[np.float32]
    textos: int


@dataclass(frozen=True, slots=True)
class RecetaHecha:
    """Los pesos de una receta y sus resultados fuera de muestra: una por cabeza y una por clase."""

    pesos: Pesos
    resultados: list[Resultado]


@dataclass(frozen=True, slots=True)
class _Cabeza:
    """Una regresion hecha: sus pesos por rasgo activo, por ayuda y su sesgo; y sus margenes, fuera de muestra en lo suyo."""

    de_rasgos: Reales
    de_ayuda: Reales
    sesgo: float
    margenes: Reales


def _regresion(
    x: sparse.csr_matrix, y: Verdades, fondo: sparse.csr_matrix, c: float, semilla: int
) -> LogisticRegression:
    """Los pesos de clase salen de `y`: el fondo no cuenta para ellos."""
    pesos = {
        True: (len(y) / (2 * y.sum())) ** _EXPONENTE,
        False: (len(y) / (2 * (~y).sum())) ** _EXPONENTE,
    }
    de_fila = np.append(np.ones(len(y)), np.full(fondo.shape[0], PESO_FONDO))
    verdad = np.append(y, np.zeros(fondo.shape[0], np.bool_))
    regresion = LogisticRegression(C=c, class_weight=pesos, solver="liblinear", random_state=semilla)
    return regresion.fit(sparse.vstack([x, fondo]), verdad, sample_weight=de_fila)


def _entrenar(
    x: sparse.csr_matrix,
    propias: NDArray[np.intp],
    y: Verdades,
    fondo: NDArray[np.intp],
    c: float,
    semilla: int,
) -> tuple[LogisticRegression, Reales]:
    """La regresion sobre todo lo suyo y el fondo, y el margen de cada fila: en lo suyo, de una que no la vio."""
    regresion = _regresion(x[propias], y, x[fondo], c, semilla)
    margenes = regresion.decision_function(x)
    for dentro, fuera in StratifiedKFold(PARTICIONES, shuffle=True, random_state=semilla).split(propias, y):
        otra = _regresion(x[propias[dentro]], y[dentro], x[fondo], c, semilla)
        margenes[propias[fuera]] = otra.decision_function(x[propias[fuera]])
    return regresion, margenes


def _verdades(cabeza: RecetaCabeza, filas: Filas) -> tuple[NDArray[np.intp], Verdades]:
    """Las filas que etiquetan esta cabeza y su verdad."""
    propias = [i for i, (c, _) in enumerate(filas) if c in cabeza.verdades]
    return np.array(propias, np.intp), np.array(
        [cabeza.verdades[filas[i][0]](filas[i][1]) for i in propias], np.bool_
    )


def _resumir(cabeza: RecetaCabeza, margenes: Reales, filas: Filas) -> Resultado:
    """Los umbrales. Ni un `duro` del corpus ni un texto de fondo debe llegar al de actuar de una cabeza servida."""
    propias, y = _verdades(cabeza, filas)
    duros = [i for i, (c, f) in enumerate(filas) if c == publicos.CORPUS and f["clase"] == "duro"]
    prohibidos = (
        np.append(margenes[np.array(duros, np.intp)], margenes[len(filas) :]) if cabeza.servida else None
    )
    return resumir(cabeza.nombre, margenes[propias], y, prohibidos=prohibidos)


def _hacer(
    cabeza: RecetaCabeza, filas: Filas, rasgos_x: sparse.csr_matrix, extra: Reales, textos: int, semilla: int
) -> _Cabeza:
    """Una cabeza sobre los rasgos y, si va ayudada, sobre los margenes de `extra`; desde `textos`, las filas son fondo."""
    escala = PESO_AYUDA / np.maximum(extra[:textos].std(axis=0), 1e-6)
    x = sparse.hstack([rasgos_x, sparse.csr_matrix(extra * escala)]).tocsr() if cabeza.ayudada else rasgos_x
    regresion, margenes = _entrenar(
        x, *_verdades(cabeza, filas), np.arange(textos, x.shape[0]), cabeza.c, semilla
    )
    de_rasgos, de_ayuda = np.split(regresion.coef_[0], [rasgos_x.shape[1]])
    de_ayuda = de_ayuda * escala if cabeza.ayudada else np.zeros(len(escala))
    return _Cabeza(de_rasgos, de_ayuda, float(regresion.intercept_[0]), margenes)


def entrenar_receta(
    receta: Receta, filas: Filas, cuentas: Cuentas, ayuda: Ayuda, semilla: int
) -> RecetaHecha:
    """Entrena las cabezas de una receta. `cuentas` y `ayuda`: las de `filas`, y detras las del fondo."""
    idf_letras, idf_palabras = idf_de(cuentas.letras), idf_de(cuentas.palabras)
    entera = juntar(cuentas, idf_letras, idf_palabras)
    activos = activos_de(entera)
    rasgos_x = entera[:, activos]
    hechas: list[_Cabeza] = []
    solas = sum(not c.ayudada for c in receta.cabezas)
    for cabeza in receta.cabezas:
        # las cabezas sin ayuda van primero en la receta: aqui ya estan todas
        extra = np.column_stack([ayuda.margenes, *(h.margenes for h in hechas[:solas])])
        hechas.append(_hacer(cabeza, filas, rasgos_x, extra, ayuda.textos, semilla))
    resultados = [_resumir(c, h.margenes, filas) for c, h in zip(receta.cabezas, hechas, strict=True)]
    a, b = _mezcla(hechas, ayuda.margenes.shape[1], solas)
    sesgo = np.array([h.sesgo for h in hechas])
    c = np.zeros(len(hechas))
    if receta.clases:
        clases = _repartir(receta, filas, np.column_stack([h.margenes for h in hechas]), ayuda, semilla)
        a, b = np.hstack([a, a @ clases.de_cabezas]), np.hstack([b, b @ clases.de_cabezas + clases.de_ayuda])
        c = np.append(c, clases.sesgo)
        resultados += clases.resultados
    de_rasgos = desplegar(np.column_stack([h.de_rasgos for h in hechas]), activos, entera.shape[1])
    pesos = Pesos(*de_rasgos, sesgo, a, b, c, *pesos_de(idf_letras, idf_palabras))
    return RecetaHecha(pesos, resultados)


def _mezcla(hechas: Sequence[_Cabeza], de_previo: int, solas: int) -> tuple[Reales, Reales]:
    """A y B: cada cabeza es su unidad, mas lo que toma de las solas y del previo."""
    a = np.eye(len(hechas))
    b = np.zeros((de_previo, len(hechas)))
    for k, hecha in enumerate(hechas):
        b[:, k] = hecha.de_ayuda[:de_previo]
        suyas = hecha.de_ayuda[de_previo : de_previo + solas]
        a[: len(suyas), k] += suyas
    return a, b


@dataclass(frozen=True, slots=True)
class _Reparto:
    """Margenes de clase = margenes de las cabezas · de_cabezas + previo · de_ayuda + sesgo."""

    de_cabezas: Reales
    de_ayuda: Reales
    sesgo: Reales
    resultados: list[Resultado]


def _repartir(receta: Receta, filas: Filas, margenes: Reales, ayuda: Ayuda, semilla: int) -> _Reparto:
    """Una regresion entre clases sobre los margenes fuera de muestra de las cabezas y los del previo."""
    propias = np.array([i for i, (c, _) in enumerate(filas) if c == receta.conjuntos[0]], np.intp)
    y = np.array([receta.clases.index(filas[i][1]["etiqueta"]) for i in propias])
    z = np.column_stack([margenes[propias], ayuda.margenes[propias]])
    medias, desvios = z.mean(axis=0), np.maximum(z.std(axis=0), 1e-6)
    z = (z - medias) / desvios
    pesos = dict(
        enumerate(
            (len(y) / (len(receta.clases) * np.bincount(y, minlength=len(receta.clases)))) ** _EXPONENTE
        )
    )

    def ajustar(cuales: NDArray[np.intp]) -> LogisticRegression:
        return LogisticRegression(C=_C_CLASES, class_weight=pesos, max_iter=500).fit(z[cuales], y[cuales])

    fuera = np.zeros((len(y), len(receta.clases)))
    for dentro, lejos in StratifiedKFold(PARTICIONES, shuffle=True, random_state=semilla).split(z, y):
        fuera[lejos] = ajustar(dentro).decision_function(z[lejos])
    entera = ajustar(np.arange(len(y)))
    coeficientes = (entera.coef_ / desvios).T
    resultados = [resumir(f"clase_{n}", fuera[:, k], y == k) for k, n in enumerate(receta.clases)]
    cabezas = margenes.shape[1]
    return _Reparto(
        coeficientes[:cabezas], coeficientes[cabezas:], entera.intercept_ - medias @ coeficientes, resultados
    )
