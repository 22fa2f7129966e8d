"""Un artefacto: los pesos de unas cabezas que comparten datos y licencia, leidos de disco y comprobados.

Son dos archivos, `<nombre>.npz` (pesos, sin pickle) y `<nombre>.json` (su ficha: cabezas, escalas, licencia, datos,
cifras y el SHA-256 del `.npz`). La huella de cada ficha incluida esta fijada en `modelos/artefactos/__init__.py`.

La cuenta de todos es la misma. Cada rasgo de letras y de palabras suma a unas **unidades**:

    unidades = (letras + palabras) / norma + sueltos · S + sesgo
    margenes = f(unidades) · A + previos · B + c

`f` es relu en la red de la casa y nada en las regresiones; `previos`, los margenes del artefacto del que se ayuda.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from modelos import rasgos

FORMATO = 2
"""Forma de la ficha y del `.npz`. Otra no se carga."""

Decimales = NDArray[np.float32]


class ModeloInvalido(Exception):
    """El modelo no se puede servir: falta, esta alterado o es de otra version. El servicio sigue sin el."""


@dataclass(frozen=True, slots=True)
class Cabeza:
    """Una columna de margenes con su escala: indicio = logistica(pendiente · margen + corrido)."""

    nombre: str
    pendiente: float
    corrido: float
    actua: bool
    servida: bool


@dataclass(frozen=True, slots=True)
class Tabla:
    """Los pesos de un bloque de rasgos; solo se guardan los que pesan."""

    filas: NDArray[np.int32]
    """(n,): el indice de cada rasgo guardado, en orden."""
    pesos: NDArray[np.int8]
    """(n, unidades): lo que suma cada rasgo, con su idf, es `pesos * escala`."""
    escala: Decimales
    """(unidades,)"""
    norma2: Decimales
    """(n,): lo que suma cada rasgo al cuadrado de la norma."""


@dataclass(frozen=True, slots=True)
class Artefacto:
    """Unas cabezas listas para servir."""

    nombre: str
    huella: str
    ficha: Mapping[str, Any]
    cabezas: tuple[Cabeza, ...]
    letras: Tabla
    palabras: Tabla
    sueltos: Decimales
    """(sueltos, unidades)"""
    sesgo: Decimales
    """(unidades,)"""
    a: Decimales
    """(unidades, cabezas)"""
    b: Decimales
    """(cabezas del previo, cabezas)"""
    c: Decimales
    """(cabezas,)"""
    previo: str
    """Nombre del artefacto cuyos margenes usa; vacio si ninguno."""
    es_red: bool

    @property
    def unidades(self) -> int:
        """Cuantas unidades tiene."""
        return len(self.sesgo)

    def margenes(self, unidades: Decimales, previos: Decimales) -> Decimales:
        """(textos, cabezas) desde (textos, unidades) y (textos, cabezas del previo)."""
        activas = np.maximum(unidades, 0) if self.es_red else unidades
        salida = activas @ self.a + self.c
        return salida + previos @ self.b if self.previo else salida


def _leer(ruta: Path) -> bytes:
    try:
        return ruta.read_bytes()
    except OSError as error:
        raise ModeloInvalido(f"No se puede leer el modelo «{ruta.name}»: {error.strerror}.") from error


def _exigir_huella(ruta: Path, contenido: bytes, esperada: str) -> None:
    hallada = hashlib.sha256(contenido).hexdigest()
    if hallada != esperada:
        raise ModeloInvalido(
            f"El modelo «{ruta.name}» no es el que se entreno: su SHA-256 es {hallada[:12]}… y se esperaba "
            f"{esperada[:12]}…. Restaure el archivo o vuelva a entrenar (moderacion modelo entrenar)."
        )


def _exigir_version(nombre: str, versiones: tuple[object, ...]) -> None:
    if versiones != (FORMATO, rasgos.VERSION, rasgos.BITS):
        raise ModeloInvalido(
            f"El modelo «{nombre}» es de otra version (formato, rasgos, bits) = {versiones}; este programa sirve "
            f"{(FORMATO, rasgos.VERSION, rasgos.BITS)}. Vuelva a entrenar (moderacion modelo entrenar)."
        )


def _leer_pesos(ruta: Path, contenido: bytes) -> dict[str, Any]:
    try:
        with np.load(io.BytesIO(contenido), allow_pickle=False) as archivo:
            crudos = {n: archivo[n] for n in archivo.files}
        partes: dict[str, Any] = {
            n: crudos[n].astype(np.float32) for n in ("sueltos", "sesgo", "a", "b", "c")
        }
        for bloque in ("letras", "palabras"):
            # las filas van como diferencias, que ocupan la mitad comprimidas
            partes[bloque] = Tabla(
                np.cumsum(crudos[f"{bloque}_filas"].astype(np.int64)).astype(np.int32),
                crudos[f"{bloque}_pesos"],
                crudos[f"{bloque}_escala"].astype(np.float32),
                crudos[f"{bloque}_norma2"].astype(np.float32),
            )
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise ModeloInvalido(f"El modelo «{ruta.name}» no se puede abrir: {error}.") from error
    return partes


def _exigir_formas(artefacto: Artefacto) -> None:
    """Que los pesos tengan la forma que dice la ficha. Lanza `ModeloInvalido`."""
    unidades, cabezas = artefacto.unidades, len(artefacto.cabezas)
    nombres = len(artefacto.ficha["sueltos"])
    bien = artefacto.sueltos.shape == (nombres, unidades) and artefacto.a.shape == (unidades, cabezas)
    for tabla in (artefacto.letras, artefacto.palabras):
        bien = bien and tabla.pesos.shape == (len(tabla.filas), unidades) and tabla.pesos.dtype == np.int8
        bien = bien and tabla.norma2.shape == tabla.filas.shape and tabla.escala.shape == (unidades,)
        bien = bien and (
            not len(tabla.filas) or 0 <= tabla.filas.min() <= tabla.filas.max() < rasgos.DIMENSION
        )
    if not bien or artefacto.c.shape != (cabezas,) or artefacto.b.shape[1:] != (cabezas,):
        raise ModeloInvalido(f"El modelo «{artefacto.nombre}» tiene otra forma que la de su ficha.")


def abrir_artefacto(carpeta: Path, nombre: str, huella: str | None) -> Artefacto:
    """Lee un artefacto. `huella`: SHA-256 que debe tener su ficha, o None si no se le exige.

    Lanza `ModeloInvalido` si falta un archivo, no cuadra un SHA-256 o es de otro formato o de otros rasgos.
    """
    ruta = carpeta / f"{nombre}.json"
    contenido = _leer(ruta)
    if huella is not None:
        _exigir_huella(ruta, contenido, huella)
    try:
        ficha = json.loads(contenido)
        _exigir_version(nombre, (ficha["formato"], ficha["rasgos"]["version"], ficha["rasgos"]["bits"]))
        cabezas = tuple(
            Cabeza(*(c[k] for k in ("nombre", "pendiente", "corrido", "actua", "servida")))
            for c in ficha["cabezas"]
        )
        sha_pesos, previo, es_red = ficha["sha256"], ficha["previo"], ficha["red"] is not None
        tuple(ficha["sueltos"]), ficha["huella_previo"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModeloInvalido(f"La ficha «{ruta.name}» no se entiende: {error}.") from error
    ruta_pesos = carpeta / f"{nombre}.npz"
    binario = _leer(ruta_pesos)
    _exigir_huella(ruta_pesos, binario, sha_pesos)
    partes = _leer_pesos(ruta_pesos, binario)
    sha = hashlib.sha256(contenido).hexdigest()
    artefacto = Artefacto(nombre, sha, ficha, cabezas, **partes, previo=previo, es_red=es_red)
    _exigir_formas(artefacto)
    return artefacto
