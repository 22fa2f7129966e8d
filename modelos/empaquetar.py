"""De pesos entrenados a los dos archivos de un artefacto: pesos en 8 bits, solo las filas que pesan, y su ficha."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelos import rasgos
from modelos.artefacto import FORMATO
from modelos.matrices import ALTURA
from modelos.umbrales import Resultado, escala

_ENTEROS = 127

Reales = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Pesos:
    """Los pesos de un artefacto antes de empaquetar, tal como se aprendieron."""

    letras: Reales
    """(DIMENSION, unidades)"""
    palabras: Reales
    sueltos: Reales
    sesgo: Reales
    a: Reales
    b: Reales
    c: Reales
    de_letras: Reales
    """(DIMENSION,): lo que pesa cada rasgo antes de la norma (`matrices.pesos_de`)."""
    de_palabras: Reales


def _tabla(bloque: str, pesos: Reales, de_rasgo: Reales) -> dict[str, NDArray[Any]]:
    filas = np.flatnonzero(de_rasgo)
    completos = pesos[filas] * de_rasgo[filas, None] * ALTURA
    tope = np.maximum(np.abs(completos).max(axis=0, initial=0), 1e-12)
    return {
        f"{bloque}_filas": np.diff(filas, prepend=0).astype(np.uint32),
        f"{bloque}_pesos": np.rint(completos / tope * _ENTEROS).astype(np.int8),
        f"{bloque}_escala": (tope / _ENTEROS).astype(np.float32),
        f"{bloque}_norma2": (de_rasgo[filas] ** 2).astype(np.float16),
    }


def empaquetar_pesos(pesos: Pesos) -> bytes:
    """El `.npz`."""
    partes: dict[str, Any] = {
        **_tabla("letras", pesos.letras, pesos.de_letras),
        **_tabla("palabras", pesos.palabras, pesos.de_palabras),
        **{n: getattr(pesos, n).astype(np.float32) for n in ("sueltos", "sesgo", "a", "b", "c")},
    }
    memoria = io.BytesIO()
    np.savez_compressed(memoria, **partes)
    return memoria.getvalue()


def _ficha_cabeza(resultado: Resultado, *, servida: bool) -> dict[str, Any]:
    pendiente, corrido = escala(resultado.margen_cola, resultado.margen_actuar)
    return {
        "nombre": resultado.cabeza,
        "pendiente": pendiente,
        "corrido": corrido,
        "actua": resultado.margen_actuar is not None,
        "servida": servida,
        "fuera_de_muestra": asdict(resultado),
    }


def ficha_de(
    nombre: str,
    binario: bytes,
    resultados: Sequence[Resultado],
    servidas: Sequence[bool],
    datos: Sequence[Mapping[str, str]],
    *,
    licencia: str,
    semilla: int,
    previo: str = "",
    huella_previo: str = "",
    red: Mapping[str, float] | None = None,
) -> bytes:
    """La ficha: lo que hace falta para servir el artefacto y para saber de donde sale.

    `huella_previo`: SHA-256 de la ficha del artefacto cuyos margenes usa; con otro no se carga.
    """
    ficha = {
        "nombre": nombre,
        "formato": FORMATO,
        "rasgos": {"version": rasgos.VERSION, "bits": rasgos.BITS},
        "sueltos": list(rasgos.nombres_sueltos()),
        "previo": previo,
        "huella_previo": huella_previo,
        "red": red,
        "licencia": licencia,
        "semilla": semilla,
        "sha256": hashlib.sha256(binario).hexdigest(),
        "datos": list(datos),
        "cabezas": [_ficha_cabeza(r, servida=s) for r, s in zip(resultados, servidas, strict=True)],
    }
    return (json.dumps(ficha, ensure_ascii=False, indent=1) + "\n").encode()
