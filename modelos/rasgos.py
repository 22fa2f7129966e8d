"""De `Lectura` a rasgos: lo que el clasificador ve de un texto, sin vocabulario y para todo el lote.

- **letras**: n-gramas de 2 a 5 dentro de la palabra con sus bordes (« ca», «casa», …);
- **palabras**: cada una y cada par seguido;
- **sueltos**: cuantos aciertos hay de cada clase de lexico y unas cuantas senales del texto crudo.

Los n-gramas se resumen con numpy en indices de 18 bits. Los de letras y la palabra misma dependen **solo de la
palabra**: por eso quien sirve suma una vez los pesos de cada palabra y los recuerda (`memoria.py`). Los
dos bloques comparten una norma, con las letras a menos peso (`matrices.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from modelos.lectura import Lectura, Senal
from modelos.lectura.lexico import lexicos

VERSION = 2
"""Cambia si cambia la cuenta de los rasgos: un artefacto entrenado con otra no se puede servir."""

BITS = 18
DIMENSION = 1 << BITS
"""Indices de cada bloque, el de letras y el de palabras."""

MAXIMO = 30_000
"""Puntos de codigo que se leen de un texto. Ninguna red admite tanto en un comentario (X llega a 25.000), asi
que recortar no esconde nada real y acota el coste de un texto hecho para estorbar."""

LARGOS = (2, 3, 4, 5)

SENALES = ("enlace", "emoji", "mayusculas", "pregunta", "exclama", "menciona", "largo")
"""Las senales sueltas, tras las clases de los lexicos."""

_POR_BLOQUE = 1 << 16
_BASE = 0x9E3779B97F4A7C15
_PAR = np.uint64(0xD6E8FEB86659FD93)
_SAL = 0x632BE59BD9B4E019
_SAL_PALABRA, _SAL_PAR = 11, 12
_TOPE_CUENTA = 3.0
_BITS_SENAL = np.array([s.value for s in (Senal.ENLACE, Senal.EMOJI, Senal.MAYUSCULAS, Senal.PREGUNTA)])
_LARGO = 300

Enteros = NDArray[np.uint64]
Indices = NDArray[np.int32]
Decimales = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Desglose:
    """Los rasgos de unas palabras, cada una por su lado.

    `letras`: los indices de sus n-gramas de letras, uno tras otro; `inicios`: (palabras,), donde empiezan los de cada
    una (todas tienen alguno). `propia`: (palabras,), el indice de la palabra misma. `huella`: (palabras,), 64 bits con
    los que se hace el indice de un par (`pares`).
    """

    letras: Indices
    inicios: NDArray[np.intp]
    propia: Indices
    huella: Enteros

    @property
    def de_letra(self) -> NDArray[np.intp]:
        """(letras,): a que palabra pertenece cada n-grama."""
        return np.repeat(np.arange(len(self.inicios)), np.diff(np.append(self.inicios, len(self.letras))))


def palabras_de(lectura: Lectura) -> list[str]:
    """Las palabras sin disfraz del texto y sus emojis, hasta `MAXIMO` letras."""
    corto = len(lectura.normalizado) <= MAXIMO
    palabras = lectura.formas if corto else lectura.normalizado[:MAXIMO].split()
    if lectura.senales & Senal.EMOJI.value:
        palabras = palabras + [lectura.original[t.inicio : t.fin] for t in lectura.emojis[:MAXIMO]]
    return palabras


def desglosar(palabras: Sequence[str]) -> Desglose:
    """Los rasgos de `palabras`: ninguna vacia ni con espacios."""
    partes = [_desglosar(tanda) for tanda in _tandas(palabras)]
    if len(partes) == 1:
        return partes[0]
    corridos = np.cumsum([0, *(len(p.letras) for p in partes)])
    return Desglose(
        np.concatenate([np.empty(0, np.int32), *(p.letras for p in partes)]),
        np.concatenate(
            [np.empty(0, np.intp), *(p.inicios + c for p, c in zip(partes, corridos, strict=False))]
        ),
        np.concatenate([np.empty(0, np.int32), *(p.propia for p in partes)]),
        np.concatenate([np.empty(0, np.uint64), *(p.huella for p in partes)]),
    )


def pares(huellas: Enteros) -> Indices:
    """El indice de cada palabra con la que le sigue: uno menos que palabras."""
    return _mezclar(huellas[:-1] * _PAR + huellas[1:], _SAL_PAR)


def _tandas(palabras: Sequence[str]) -> Iterator[list[str]]:
    """Las palabras en tandas que caben en la memoria cercana."""
    tanda: list[str] = []
    largo = 1
    for palabra in palabras:
        if tanda and largo + len(palabra) + 1 > _POR_BLOQUE:
            yield tanda
            tanda, largo = [], 1
        tanda.append(palabra)
        largo += len(palabra) + 1
    if tanda:
        yield tanda


@lru_cache(maxsize=1)
def _potencias() -> tuple[Enteros, Enteros]:
    """Potencias de la base y de su inverso, modulo 2^64, para todas las posiciones de una tanda."""
    directa = np.full(_POR_BLOQUE + 1, _BASE, np.uint64)
    inversa = np.full(_POR_BLOQUE + 1, pow(_BASE, -1, 1 << 64), np.uint64)
    directa[0] = inversa[0] = 1
    return np.multiply.accumulate(directa), np.multiply.accumulate(inversa)


def _mezclar(huella: Enteros, sal: int) -> Indices:
    """De una huella de 64 bits a un indice: multiplicar y desplazar hasta que todos los bits cuenten."""
    h = huella ^ np.uint64(sal * _SAL & (1 << 64) - 1)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0x94D049BB133111EB)
    h >>= np.uint64(64 - BITS)
    return h.astype(np.int32)


def _desglosar(palabras: Sequence[str]) -> Desglose:
    """Lo de `desglosar`, de una tanda."""
    junto = f" {' '.join(palabras)} "
    letras = np.frombuffer(junto.encode("utf-32-le", "surrogatepass"), np.uint32)
    total = len(letras)
    directa, inversa = (p[:total] for p in _potencias())
    # huella de letras[i:j] = (suma[j] - suma[i]) * inversa[i]: la misma este donde este el fragmento
    suma = np.zeros(total + 1, np.uint64)
    np.cumsum((letras.astype(np.uint64) + np.uint64(1)) * directa, out=suma[1:])
    largos = np.fromiter(map(len, palabras), np.intp, len(palabras))
    inicio = np.cumsum(largos + 1) - largos
    # letras que quedan desde cada posicion hasta el borde de su palabra, con el: ningun n-grama lo pasa
    hasta = np.repeat(inicio + largos, largos + 1) + 1 - np.arange(total - 1)
    indices = np.empty((total - 1, len(LARGOS)), np.int32)
    valen = np.zeros((total - 1, len(LARGOS)), np.bool_)
    for grupo, largo in enumerate(LARGOS):
        cuantas = total - largo + 1
        if cuantas < 1:
            break
        cabe = min(cuantas, total - 1)
        huella = (suma[largo : largo + cabe] - suma[:cabe]) * inversa[:cabe]
        indices[:cabe, grupo] = _mezclar(huella, largo)
        valen[:cabe, grupo] = hasta[:cabe] >= largo
    cuenta = np.add.reduceat(valen.sum(axis=1), inicio - 1)
    huella = (suma[inicio + largos] - suma[inicio]) * inversa[inicio]
    return Desglose(indices[valen], np.cumsum(cuenta) - cuenta, _mezclar(huella, _SAL_PALABRA), huella)


def nombres_sueltos() -> tuple[str, ...]:
    """El nombre de cada rasgo suelto: `lexico:clase` de los lexicos cargados, y `SENALES`."""
    clases = sorted({f"{e.lexico}:{e.clase}" for e in lexicos().entradas})
    return (*clases, *SENALES)


@lru_cache(maxsize=4)
def _columna_de(nombres: tuple[str, ...]) -> NDArray[np.intp]:
    """La columna de cada entrada de los lexicos; la que sigue a la ultima es la de lo que nadie pide."""
    sitio = {nombre: i for i, nombre in enumerate(nombres)}
    return np.array([sitio.get(f"{e.lexico}:{e.clase}", len(nombres)) for e in lexicos().entradas], np.intp)


def sueltos(lecturas: Sequence[Lectura], nombres: tuple[str, ...]) -> Decimales:
    """(lecturas, nombres): los rasgos sueltos, de 0 a poco mas de 1. Un nombre que ya no existe queda en 0.

    Cuenta los aciertos tal como salen del automata, unos dentro de otros: cuesta mucho menos y ensena lo mismo.
    """
    n, ancho = len(lecturas), len(nombres) + 1
    cuales = [h[0] for x in lecturas for h in x.halladas]
    filas = np.repeat(np.arange(n), [len(x.halladas) for x in lecturas])
    columnas = _columna_de(nombres)[np.array(cuales, np.intp)]
    cuentas = np.bincount(filas * ancho + columnas, minlength=n * ancho).reshape(n, ancho)
    tabla: Decimales = np.minimum(np.log2(1.0 + cuentas[:, :-1]), _TOPE_CUENTA).astype(np.float32)
    tabla[:, -len(SENALES) :] = _senales(lecturas)
    return tabla


def _senales(lecturas: Sequence[Lectura]) -> Decimales:
    bits = np.array([x.senales for x in lecturas], np.int64)[:, None] & _BITS_SENAL
    cuentas = [(x.plegado.count("!"), x.plegado.count("@"), len(x.normalizado)) for x in lecturas]
    topes = np.array([3, 3, _LARGO], np.float32)
    contado = np.minimum(np.array(cuentas, np.float32).reshape(-1, 3), topes) / topes
    return np.hstack([(bits > 0).astype(np.float32), contado])
