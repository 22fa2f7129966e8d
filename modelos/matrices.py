"""Las matrices con que se entrena: los mismos rasgos que sirve `clasificador.py`, como matrices dispersas."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modelos import rasgos
from modelos.lectura import leer_muchos

MINIMO_TEXTOS = 2
"""Un rasgo que sale en menos textos no pesa."""
PESO_LETRAS = 0.35
"""Una palabra trae catorce n-gramas de letras: asi los dos bloques pesan parecido en la norma. Vale lo mismo que una
norma por bloque (fuera de muestra, de .25 a .4) y al servir cuesta la mitad."""
ALTURA = 2**0.5
"""Largo de un texto tras la norma: el que tendria con una norma por bloque."""
PESO_SUELTOS = 0.3
"""Los sueltos a peso 1 cuestan un punto en odio; entre .2 y .4 dan lo que tienen que dar (datos.md)."""

Reales = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cuentas:
    """Lo contado en unos textos, en su orden: n-gramas de letras, palabras con pares, y sueltos."""

    letras: sparse.csr_matrix
    palabras: sparse.csr_matrix
    sueltos: NDArray[np.float32]

    @classmethod
    def de(cls, textos: Sequence[str], nombres: tuple[str, ...]) -> Self:
        """Lee y cuenta. `nombres`: los de los sueltos (`rasgos.nombres_sueltos`)."""
        lecturas = leer_muchos(textos)
        letras, palabras = _contar([rasgos.palabras_de(x) for x in lecturas])
        return cls(letras, palabras, rasgos.sueltos(lecturas, nombres))

    @classmethod
    def unir(cls, partes: Sequence[Self]) -> Self:
        """Unas tras otras."""
        return cls(
            sparse.vstack([p.letras for p in partes]).tocsr(),
            sparse.vstack([p.palabras for p in partes]).tocsr(),
            np.vstack([p.sueltos for p in partes]),
        )

    def huella(self) -> str:
        """SHA-256 de lo contado: otra dice que la lectura, los lexicos o los textos cambiaron desde que se entreno."""
        resumen = hashlib.sha256()
        for cuentas in (self.letras, self.palabras):
            ordenada = cuentas.sorted_indices()
            for parte in (ordenada.indptr, ordenada.indices, ordenada.data):
                resumen.update(parte.astype(np.int64).tobytes())
        # en milesimas: dos maquinas no dan el mismo ultimo bit de un logaritmo
        resumen.update(np.rint(self.sueltos * 1000).astype(np.int64).tobytes())
        return resumen.hexdigest()

    def de_filas(self, filas: NDArray[np.intp] | slice) -> Self:
        """Las de unos textos."""
        return type(self)(self.letras[filas], self.palabras[filas], self.sueltos[filas])


def _contar(listas: Sequence[Sequence[str]]) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    sitio: dict[str, int] = {}
    ids = np.array([sitio.setdefault(p, len(sitio)) for lista in listas for p in lista], np.intp)
    largos = np.array([len(lista) for lista in listas], np.intp)
    textos = np.repeat(np.arange(len(listas)), largos)
    hecho = rasgos.desglosar(list(sitio))
    forma = (len(sitio), rasgos.DIMENSION)
    por_palabra = sparse.csr_matrix((np.ones(len(hecho.letras)), (hecho.de_letra, hecho.letras)), shape=forma)
    en_texto = sparse.csr_matrix((np.ones(len(ids)), (textos, ids)), shape=(len(listas), len(sitio)))
    juntas = np.flatnonzero(textos[:-1] == textos[1:])
    filas = np.concatenate([textos, textos[juntas]])
    columnas = np.concatenate([hecho.propia[ids], rasgos.pares(hecho.huella[ids])[juntas]])
    palabras = sparse.csr_matrix(
        (np.ones(len(filas)), (filas, columnas)), shape=(len(listas), rasgos.DIMENSION)
    )
    palabras.sum_duplicates()
    return sparse.csr_matrix(en_texto @ por_palabra), palabras


def idf_de(cuentas: sparse.csr_matrix) -> Reales:
    """El idf suavizado de cada rasgo; 0 el de los que casi no salen."""
    en_textos = np.bincount(cuentas.indices, minlength=cuentas.shape[1])
    idf: Reales = np.log((1 + cuentas.shape[0]) / (1 + en_textos)) + 1
    idf[en_textos < MINIMO_TEXTOS] = 0
    return idf


def juntar(cuentas: Cuentas, idf_letras: Reales, idf_palabras: Reales) -> sparse.csr_matrix:
    """(textos, 2·DIMENSION + sueltos): los tres bloques, como los ve quien aprende.

    Las cuentas van por idf y divididas por la norma del texto, la raiz de la suma de los pesos al cuadrado de todas
    las apariciones: asi el servicio suma por palabra, sin agrupar.
    """
    pesos_letras, pesos_palabras = pesos_de(idf_letras, idf_palabras)
    norma2 = cuentas.letras @ pesos_letras**2 + cuentas.palabras @ pesos_palabras**2
    entre = sparse.diags(ALTURA / np.sqrt(np.maximum(norma2, 1e-9)))
    return sparse.hstack(
        [
            entre @ cuentas.letras @ sparse.diags(pesos_letras),
            entre @ cuentas.palabras @ sparse.diags(pesos_palabras),
            sparse.csr_matrix(cuentas.sueltos * PESO_SUELTOS),
        ]
    ).tocsr()


def pesos_de(idf_letras: Reales, idf_palabras: Reales) -> tuple[Reales, Reales]:
    """Lo que pesa cada rasgo de letras y de palabras antes de la norma."""
    return idf_letras * PESO_LETRAS, idf_palabras


def activos_de(x: sparse.csr_matrix) -> NDArray[np.intp]:
    """Las columnas de `juntar` en que hay algo: aprender solo de ellas es mucho mas corto."""
    return np.flatnonzero(np.bincount(x.indices, minlength=x.shape[1]))


def desplegar(
    pesos: NDArray[Any], activos: NDArray[np.intp], columnas: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """De (activos, unidades), lo aprendido, a los pesos de letras, de palabras y de sueltos de las `columnas` de `juntar`."""
    todos = np.zeros((columnas, pesos.shape[1]), pesos.dtype)
    todos[activos] = pesos
    letras, palabras, sueltos = np.split(todos, [rasgos.DIMENSION, 2 * rasgos.DIMENSION])
    return letras, palabras, sueltos * PESO_SUELTOS
