"""Lo que suma cada palabra a las unidades de todos los artefactos: se cuenta una vez y se recuerda.

Los n-gramas de letras de una palabra dependen solo de ella. Un comentario trae unas cuatro palabras que este proceso
no ha visto; las demas se leen de aqui, y puntuar un texto es sumar una fila por palabra y otra por par conocido.
"""

from collections.abc import Sequence
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from modelos import rasgos
from modelos.artefacto import Artefacto, Tabla

TOPE = 32_768
"""Palabras recordadas, unos 10 MB; al pasarlo se olvidan todas. Caben las que usan miles de comentarios."""
_DE_UNA_VEZ = 256
TOPE_LARGO = 64
"""Letras de la palabra mas larga que se recuerda: lo que hay mas alla no se repite."""

Decimales = NDArray[np.float32]
Enteros = NDArray[np.intp]


def _sumar_tramos(filas: Decimales, inicios: Enteros) -> Decimales:
    """(tramos, columnas): la suma de cada tramo seguido de filas; ninguno vacio.

    Un producto por tramo tarda la tercera parte que `np.add.reduceat`, que suma fila a fila.
    """
    salida = np.empty((len(inicios), filas.shape[1]), np.float32)
    cortes = [*inicios.tolist(), len(filas)]
    unos = np.ones(max(map(int.__sub__, cortes[1:], cortes), default=0), np.float32)
    for i, (desde, hasta) in enumerate(pairwise(cortes)):
        np.dot(unos[: hasta - desde], filas[desde:hasta], out=salida[i])
    return salida


class _Reunida:
    """Las tablas de un bloque de todos los artefactos, en una: una busqueda da las unidades y normas de todos."""

    def __init__(self, tablas: Sequence[Tabla]) -> None:
        filas = np.unique(np.concatenate([t.filas for t in tablas]))
        self.escala = np.concatenate([t.escala for t in tablas])
        self.pesos = np.zeros((len(filas), len(self.escala)), np.int8)
        self.norma2 = np.zeros((len(filas), len(tablas)), np.float32)
        self._fila_de = np.full(rasgos.DIMENSION, -1, np.int32)
        self._fila_de[filas] = np.arange(len(filas), dtype=np.int32)
        desde = 0
        for i, t in enumerate(tablas):
            suyas = self._fila_de[t.filas]
            self.pesos[suyas, desde : desde + len(t.escala)] = t.pesos
            self.norma2[suyas, i] = t.norma2
            desde += len(t.escala)

    def sumar(self, indices: NDArray[np.int32], de: Enteros, salida: Decimales) -> None:
        """Suma cada indice conocido a la fila `de` de `salida`, (filas, unidades + artefactos). `de` va en orden."""
        filas = self._fila_de[indices]
        conocidas = np.flatnonzero(filas >= 0)
        if not len(conocidas):
            return
        filas, de = filas[conocidas], de[conocidas]
        inicios = np.flatnonzero(np.diff(de, prepend=-1))
        unidades = len(self.escala)
        pesos = _sumar_tramos(self.pesos.take(filas, axis=0).astype(np.float32), inicios)
        pesos *= self.escala
        destinos = de[inicios]
        salida[destinos, :unidades] += pesos
        salida[destinos, unidades:] += np.add.reduceat(self.norma2.take(filas, axis=0), inicios, axis=0)


class Memoria:
    """Suma las palabras y los pares de unos textos. Admite varios hilos."""

    def __init__(self, artefactos: Sequence[Artefacto]) -> None:
        self._letras = _Reunida([a.letras for a in artefactos])
        self._palabras = _Reunida([a.palabras for a in artefactos])
        self._unidades = len(self._letras.escala)
        self._tabla = np.zeros((TOPE, self._unidades + len(artefactos)), np.float32)
        self._huellas = np.zeros(TOPE, np.uint64)
        self._sitio: dict[str, int] = {}
        self._usadas = 0
        self._llave = Lock()

    def sumar(self, listas: Sequence[Sequence[str]]) -> tuple[Decimales, Decimales]:
        """(textos, unidades) y (textos, artefactos): lo que suman sus palabras y el cuadrado de su norma.

        Un texto es la lista de sus palabras; uno sin palabras suma cero.
        """
        salida = np.zeros((len(listas), self._tabla.shape[1]), np.float32)
        desde = 0
        while desde < len(listas):
            hasta, cuantas = desde, 0
            while hasta < len(listas) and (hasta == desde or cuantas + len(listas[hasta]) <= TOPE):
                cuantas += len(listas[hasta])
                hasta += 1
            self._sumar(listas[desde:hasta], salida[desde:hasta])
            desde = hasta
        return salida[:, : self._unidades], salida[:, self._unidades :]

    def _sumar(self, listas: Sequence[Sequence[str]], salida: Decimales) -> None:
        todas = [p for lista in listas for p in lista]
        if not todas:
            return
        largos = np.fromiter(map(len, listas), np.intp, len(listas))
        con = np.flatnonzero(largos)
        filas, huellas = self._filas(todas)
        salida[con] = _sumar_tramos(filas, (np.cumsum(largos) - largos)[con])
        if len(todas) > 1:
            textos = np.repeat(np.arange(len(listas)), largos)
            juntas = textos[:-1] == textos[1:]
            self._palabras.sumar(rasgos.pares(huellas)[juntas], textos[:-1][juntas], salida)

    def _filas(self, palabras: list[str]) -> tuple[Decimales, NDArray[np.uint64]]:
        """La fila y la huella de cada palabra, contando las que no se conocen."""
        with self._llave:
            sitio = self._sitio
            try:
                cuales = [sitio[p] for p in palabras]
            except KeyError:
                nuevas = [p for p in dict.fromkeys(palabras) if p not in sitio]
                if self._usadas + len(nuevas) > TOPE:
                    sitio.clear()
                    self._usadas = 0
                    nuevas = list(dict.fromkeys(palabras))
                if len(nuevas) > TOPE:  # un solo texto con mas palabras distintas que memoria
                    return self._contar(palabras)
                self._aprender(nuevas)
                cuales = [sitio[p] for p in palabras]
                for larga in [p for p in nuevas if len(p) > TOPE_LARGO]:
                    # su fila queda ocupada hasta el proximo olvido, pero no retiene el texto
                    del sitio[larga]
            indices = np.array(cuales, np.intp)
            return self._tabla.take(indices, axis=0), self._huellas[indices]

    def _aprender(self, nuevas: list[str]) -> None:
        desde, hasta = self._usadas, self._usadas + len(nuevas)
        self._tabla[desde:hasta], self._huellas[desde:hasta] = self._contar(nuevas)
        # lo ultimo: si contar falla, ninguna palabra queda apuntando a una fila que no es suya
        self._sitio.update(zip(nuevas, range(desde, hasta), strict=True))
        self._usadas = hasta

    def _contar(self, palabras: list[str]) -> tuple[Decimales, NDArray[np.uint64]]:
        suma = np.zeros((len(palabras), self._tabla.shape[1]), np.float32)
        huellas = np.empty(len(palabras), np.uint64)
        # de pocas en pocas: los pesos de todos los n-gramas de un lote no caben en la memoria cercana
        for desde in range(0, len(palabras), _DE_UNA_VEZ):
            tanda = palabras[desde : desde + _DE_UNA_VEZ]
            hecho = rasgos.desglosar(tanda)
            destino = suma[desde : desde + len(tanda)]
            self._letras.sumar(hecho.letras, hecho.de_letra, destino)
            self._palabras.sumar(hecho.propia, np.arange(len(tanda)), destino)
            huellas[desde : desde + len(tanda)] = hecho.huella
        return suma, huellas
