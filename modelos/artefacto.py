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
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelos import rasgos

FORMATO = 2
"""Forma de la ficha y del `.npz`. Otra no se carga."""

_TOPE_EXPONENTE = 30.0

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
    """(n,): el indice de cada rasgo guardado, de menor a mayor y sin repetir."""
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
        salida = producto(activas, self.a) + self.c
        return salida + producto(previos, self.b) if self.previo else salida


def logistica(exponente: Decimales) -> Decimales:
    """De la escala al indicio, de 0 a 1; lo que pasa de `_TOPE_EXPONENTE` ya no se distingue."""
    return np.asarray(1 / (1 + np.exp(-np.clip(exponente, -_TOPE_EXPONENTE, _TOPE_EXPONENTE))))


def producto(x: Decimales, y: Decimales) -> Decimales:
    """`x @ y`, con la suma en 64 bits: en 32, lo que sale de una fila depende de cuantas la acompanan."""
    return (x.astype(np.float64) @ y.astype(np.float64)).astype(np.float32)


def _leer(ruta: Path) -> bytes:
    try:
        return ruta.read_bytes()
    except OSError as error:
        raise ModeloInvalido(f"No se puede leer el modelo «{ruta.name}»: {error.strerror}.") from error


def _exigir_huella(ruta: Path, contenido: bytes, esperada: str) -> None:
    hallada = hashlib.sha256(contenido).hexdigest()
    if hallada != esperada:
        raise ModeloInvalido(
            f"El modelo «{ruta.name}» no es el que se entrenó: su SHA-256 es {hallada[:12]}… y se esperaba "
            f"{esperada[:12]}…. Restaure el archivo o vuelva a entrenar (moderacion modelo entrenar)."
        )


def _exigir_version(nombre: str, versiones: tuple[object, ...]) -> None:
    if versiones != (FORMATO, rasgos.VERSION, rasgos.BITS):
        raise ModeloInvalido(
            f"El modelo «{nombre}» es de otra versión (formato, rasgos, bits) = {versiones}; este programa sirve "
            f"{(FORMATO, rasgos.VERSION, rasgos.BITS)}. Vuelva a entrenar (moderacion modelo entrenar)."
        )


def _filas(saltos: NDArray[Any]) -> NDArray[np.int32]:
    """Las filas, que se guardan como diferencias: ocupan la mitad comprimidas. Lanza `ValueError` si no caben."""
    if saltos.dtype.kind not in "iu" or (saltos.size and int(saltos.max()) >= rasgos.DIMENSION):
        raise ValueError("las filas no son índices")
    return np.cumsum(saltos, dtype=np.int64).clip(-1, rasgos.DIMENSION).astype(np.int32)


def _exigir_numeros(crudos: Mapping[str, NDArray[Any]]) -> None:
    if ajenas := sorted(n for n, x in crudos.items() if x.dtype.kind not in "iuf"):
        raise ValueError(f"no son números: {', '.join(ajenas)}")


def _leer_pesos(ruta: Path, contenido: bytes) -> dict[str, Any]:
    try:
        with np.load(io.BytesIO(contenido), allow_pickle=False) as archivo:
            crudos = {n: archivo[n] for n in archivo.files}
        _exigir_numeros(crudos)
        partes: dict[str, Any] = {
            n: crudos[n].astype(np.float32) for n in ("sueltos", "sesgo", "a", "b", "c")
        }
        for bloque in ("letras", "palabras"):
            partes[bloque] = Tabla(
                _filas(crudos[f"{bloque}_filas"]),
                crudos[f"{bloque}_pesos"],
                crudos[f"{bloque}_escala"].astype(np.float32),
                crudos[f"{bloque}_norma2"].astype(np.float32),
            )
    except Exception as error:  # un archivo roto hace fallar a zip, a zlib y a numpy de mil maneras
        raise ModeloInvalido(f"El modelo «{ruta.name}» no se puede abrir: {error!r}.") from error
    return partes


def _tabla_vale(tabla: Tabla, unidades: int) -> bool:
    """Si una tabla cuadra consigo misma, sus filas van en orden y no trae ningun NaN."""
    return (
        tabla.filas.ndim == 1
        and tabla.pesos.dtype == np.int8
        and tabla.pesos.shape == (len(tabla.filas), unidades)
        and tabla.norma2.shape == tabla.filas.shape
        and tabla.escala.shape == (unidades,)
        and bool((np.diff(tabla.filas, prepend=-1) > 0).all())
        and (not len(tabla.filas) or int(tabla.filas[-1]) < rasgos.DIMENSION)
        and bool(np.isfinite(tabla.escala).all() and np.isfinite(tabla.norma2).all())
        and bool((tabla.norma2 >= 0).all())
    )


def _exigir_formas(artefacto: Artefacto) -> None:
    """Que los pesos sean numeros y tengan la forma que dice la ficha. Lanza `ModeloInvalido`."""
    x = artefacto
    unidades, cabezas = x.sesgo.size, len(x.cabezas)
    bien = (
        x.sesgo.shape == (unidades,)
        and x.sueltos.shape == (len(x.ficha["sueltos"]), unidades)
        and x.a.shape == (unidades, cabezas)
        and x.b.shape == (len(x.b) if x.b.ndim else 0, cabezas)
        and x.c.shape == (cabezas,)
        and all(bool(np.isfinite(p).all()) for p in (x.sueltos, x.sesgo, x.a, x.b, x.c))
        and _tabla_vale(x.letras, unidades)
        and _tabla_vale(x.palabras, unidades)
    )
    if not bien:
        raise ModeloInvalido(f"El modelo «{artefacto.nombre}» tiene otra forma que la de su ficha.")


def _leer_cabeza(dicha: Mapping[str, Any]) -> Cabeza:
    """Una cabeza de la ficha. Lanza `ValueError` o `TypeError` si no vale."""
    cabeza = Cabeza(*(dicha[k] for k in ("nombre", "pendiente", "corrido", "actua", "servida")))
    if not (
        isinstance(cabeza.nombre, str) and isinstance(cabeza.actua, bool) and isinstance(cabeza.servida, bool)
    ):
        raise TypeError(f"la cabeza «{cabeza.nombre}» no tiene los tipos que debe")
    # con una pendiente de cero o negativa, mas margen no seria mas indicio
    if not (math.isfinite(cabeza.pendiente) and math.isfinite(cabeza.corrido) and cabeza.pendiente > 0):
        raise ValueError(f"la escala de «{cabeza.nombre}» no vale")
    return cabeza


def _comprobar_ficha(ficha: Mapping[str, Any], nombre: str) -> None:
    """Lanza `ValueError`, `KeyError` o `TypeError` si algun campo no vale."""
    textos = (*(ficha[k] for k in ("nombre", "sha256", "previo", "huella_previo")), *ficha["sueltos"])
    if not all(isinstance(t, str) for t in textos) or not isinstance(ficha["red"], dict | None):
        raise TypeError("un campo no es del tipo que debe")
    if ficha["nombre"] != nombre:
        raise ValueError(f"dice ser de «{ficha['nombre']}»")
    if tuple(ficha["sueltos"][-len(rasgos.SENALES) :]) != rasgos.SENALES:
        raise ValueError("sus rasgos sueltos no acaban en las señales")


def _leer_ficha(ruta: Path, contenido: bytes) -> tuple[dict[str, Any], tuple[Cabeza, ...]]:
    """La ficha y sus cabezas, con los tipos comprobados. Lanza `ModeloInvalido`."""
    try:
        ficha: dict[str, Any] = json.loads(contenido)
        _exigir_version(ruta.stem, (ficha["formato"], ficha["rasgos"]["version"], ficha["rasgos"]["bits"]))
        cabezas = tuple(_leer_cabeza(c) for c in ficha["cabezas"])
        _comprobar_ficha(ficha, ruta.stem)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ModeloInvalido(f"La ficha «{ruta.name}» no se entiende: {error!r}.") from error
    return ficha, cabezas


def abrir_artefacto(carpeta: Path, nombre: str, huella: str | None) -> Artefacto:
    """Lee un artefacto. `huella`: SHA-256 que debe tener su ficha, o None si no se le exige.

    Lanza `ModeloInvalido` si falta un archivo, esta roto, no cuadra un SHA-256 o es de otro formato o de otros rasgos.
    """
    ruta = carpeta / f"{nombre}.json"
    contenido = _leer(ruta)
    if huella is not None:
        _exigir_huella(ruta, contenido, huella)
    ficha, cabezas = _leer_ficha(ruta, contenido)
    ruta_pesos = carpeta / f"{nombre}.npz"
    binario = _leer(ruta_pesos)
    _exigir_huella(ruta_pesos, binario, ficha["sha256"])
    partes = _leer_pesos(ruta_pesos, binario)
    sha = hashlib.sha256(contenido).hexdigest()
    es_red = ficha["red"] is not None
    artefacto = Artefacto(nombre, sha, ficha, cabezas, **partes, previo=ficha["previo"], es_red=es_red)
    _exigir_formas(artefacto)
    return artefacto
