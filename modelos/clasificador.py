"""El clasificador servido: numpy y nada mas. Ni scikit-learn ni spaCy entran en memoria al juzgar un lote.

Un artefacto son dos archivos, `<nombre>.npz` (pesos) y `<nombre>.json` (su ficha: cabezas, escalas, licencia,
datos, cifras y el SHA-256 del `.npz`). La huella de cada ficha de los artefactos incluidos esta fijada en
`modelos/artefactos/__init__.py`: cambiar un byte de cualquiera de los dos impide cargarlo. Quien no pueda usar
un artefacto por su licencia borra sus dos archivos; sus etiquetas dejan de estar y la version lo dice.

**Escala.** Un indicio no es una probabilidad: 0.5 es siempre el umbral de cola de su etiqueta y 0.9 el de
actuar (precision >= .95 fuera de muestra). Reentrenar mueve los pesos, no el sentido de esos dos numeros, y por
eso una politica puede llevarlos como constantes. Una etiqueta que no alcanza esa precision no pasa de 0.89.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from modelos import rasgos
from modelos.artefactos import HUELLAS
from modelos.lectura import Lectura
from modelos.patrones import Amenazas

CARPETA = Path(__file__).resolve().parent / "artefactos"
FORMATO = 1
"""Forma de la ficha y del `.npz`. Otra no se carga."""

UMBRAL_COLA = 0.5
UMBRAL_ACTUAR = 0.9
TECHO = 0.89
"""Hasta donde llega una etiqueta que no se gano el umbral de actuar."""

SIN_RASGOS = -30.0
"""Margen de un texto del que no se conoce nada (vacio, solo signos): no se sospecha de el."""

Decimales = NDArray[np.float32]


class ModeloInvalido(Exception):
    """El modelo no se puede servir: falta, esta alterado o es de otra version. El servicio sigue sin el."""


@dataclass(frozen=True, slots=True)
class Umbral:
    """Desde que indicio va una etiqueta a la cola y desde cual se puede actuar (None: nunca)."""

    cola: float
    actuar: float | None


@dataclass(frozen=True, slots=True)
class Cabeza:
    """Un sesgo y una escala para una columna de pesos: indicio = logistica(pendiente * margen + corrido)."""

    nombre: str
    sesgo: float
    pendiente: float
    corrido: float
    actua: bool
    servida: bool


@dataclass(frozen=True, slots=True)
class Artefacto:
    """Unas cabezas que comparten datos de entrenamiento, idf y licencia."""

    nombre: str
    huella: str
    ficha: Mapping[str, Any]
    cabezas: tuple[Cabeza, ...]
    pesos: Decimales
    """(DIMENSION, cabezas): pesos con el idf ya multiplicado."""
    idf2: Decimales
    """(DIMENSION,): idf al cuadrado, para la norma del texto."""


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


def _leer_pesos(ruta: Path, contenido: bytes, columnas: int) -> tuple[Decimales, Decimales]:
    try:
        with np.load(io.BytesIO(contenido), allow_pickle=False) as archivo:
            pesos, idf2 = (archivo[n].astype(np.float32) for n in ("pesos", "idf2"))
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise ModeloInvalido(f"El modelo «{ruta.name}» no se puede abrir: {error}.") from error
    if pesos.shape != (rasgos.DIMENSION, columnas) or idf2.shape != (rasgos.DIMENSION,):
        raise ModeloInvalido(f"El modelo «{ruta.name}» tiene otra forma que la de su ficha: {pesos.shape}.")
    return pesos, idf2


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
        versiones = (ficha["formato"], ficha["rasgos"]["version"], ficha["rasgos"]["bits"])
        cabezas = tuple(
            Cabeza(*(c[k] for k in ("nombre", "sesgo", "pendiente", "corrido", "actua", "servida")))
            for c in ficha["cabezas"]
        )
        sha_pesos = ficha["sha256"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModeloInvalido(f"La ficha «{ruta.name}» no se entiende: {error}.") from error
    if versiones != (FORMATO, rasgos.VERSION, rasgos.BITS):
        raise ModeloInvalido(
            f"El modelo «{nombre}» es de otra version (formato, rasgos, bits) = {versiones}; este programa sirve "
            f"{(FORMATO, rasgos.VERSION, rasgos.BITS)}. Vuelva a entrenar (moderacion modelo entrenar)."
        )
    ruta_pesos = carpeta / f"{nombre}.npz"
    binario = _leer(ruta_pesos)
    _exigir_huella(ruta_pesos, binario, sha_pesos)
    pesos, idf2 = _leer_pesos(ruta_pesos, binario, len(cabezas))
    return Artefacto(nombre, hashlib.sha256(contenido).hexdigest(), ficha, cabezas, pesos, idf2)


class Clasificador:
    """Da a cada lectura sus indicios. Se carga una vez; `puntuar` no cambia nada y admite varios hilos.

    `version`: cambia con cualquier artefacto o con los patrones; se guarda con cada veredicto. `umbrales`: por
    etiqueta servida, en la escala de los indicios. `ausentes`: etiquetas que este proceso no puede dar.
    """

    def __init__(self, artefactos: Sequence[Artefacto]) -> None:
        self.artefactos = tuple(artefactos)
        self.cabezas = tuple(c for a in self.artefactos for c in a.cabezas)
        self._tabla = self._reunir()
        self._sesgo = np.array([c.sesgo for c in self.cabezas], np.float32)
        self._norma = np.repeat(np.arange(len(self.artefactos)), [len(a.cabezas) for a in self.artefactos])
        self._servidas = [i for i, c in enumerate(self.cabezas) if c.servida]
        servidas = [self.cabezas[i] for i in self._servidas]
        self._nombres = tuple(c.nombre for c in servidas)
        self._pendiente = np.array([c.pendiente for c in servidas], np.float32)
        self._corrido = np.array([c.corrido for c in servidas], np.float32)
        self._techo = np.array([1.0 if c.actua else TECHO for c in servidas], np.float32)
        self._amenazas = Amenazas() if Amenazas.disponible() else None
        self.umbrales: dict[str, Umbral] = {
            c.nombre: Umbral(UMBRAL_COLA, UMBRAL_ACTUAR if c.actua else None) for c in servidas
        }
        if self._amenazas:
            self.umbrales[Amenazas.ETIQUETA] = Umbral(UMBRAL_COLA, None)
        self.version = self._version()

    @classmethod
    def cargar(cls, carpeta: Path | None = None, huellas: Mapping[str, str] | None = None) -> Self:
        """Carga los artefactos de `carpeta` (por defecto, los incluidos).

        A los incluidos se les exige la huella fijada en el codigo; a los de otra carpeta, la que diga
        `huellas`, y si no se da, solo que cada ficha cuadre con sus pesos. Un artefacto del que faltan los dos
        archivos no esta y no es un error. Lanza `ModeloInvalido` si alguno no vale o no queda ninguno.
        """
        if carpeta is None or carpeta.resolve() == CARPETA:
            carpeta, huellas = CARPETA, HUELLAS if huellas is None else huellas
        nombres = sorted({r.stem for r in carpeta.glob("*.json")} | {r.stem for r in carpeta.glob("*.npz")})
        if not nombres:
            raise ModeloInvalido(f"No hay ningun modelo en «{carpeta}».")
        if huellas is not None and (ajenos := set(nombres) - set(huellas)):
            raise ModeloInvalido(f"Modelos sin huella conocida en «{carpeta}»: {', '.join(sorted(ajenos))}.")
        return cls([abrir_artefacto(carpeta, n, None if huellas is None else huellas[n]) for n in nombres])

    @property
    def ausentes(self) -> tuple[str, ...]:
        """Etiquetas que este proceso no da porque falta con que: `amenaza` sin spaCy instalado."""
        return () if self._amenazas else (Amenazas.ETIQUETA,)

    def _reunir(self) -> Decimales:
        """Los pesos de todos los artefactos y, al final, su idf al cuadrado; la ultima fila es la nula."""
        columnas = [*(a.pesos for a in self.artefactos), *(a.idf2[:, None] for a in self.artefactos)]
        return np.vstack([np.hstack(columnas), np.zeros((1, sum(c.shape[1] for c in columnas)), np.float32)])

    def _version(self) -> str:
        partes = [f"{a.nombre}-{a.huella[:8]}" for a in self.artefactos]
        if self._amenazas:
            partes.append(f"{Amenazas.ETIQUETA}-{Amenazas.VERSION}")
        return f"{FORMATO}.{rasgos.VERSION}+{'+'.join(partes)}"

    def margenes(self, textos: Sequence[str]) -> Decimales:
        """(textos, cabezas): el margen de cada cabeza, servida o no, sobre textos de `rasgos.texto_de`."""
        trozos = [np.empty((0, len(self.cabezas)), np.float32)]
        for bloque in rasgos.trocear(textos):
            # take con «clip» y destino no comprueba ni reserva: cinco veces mas rapido que tabla[indices]
            suma = np.take(self._tabla, bloque.indices[0], axis=0, mode="clip")
            sumando = np.empty_like(suma)
            for indices in bloque.indices[1:]:
                suma += np.take(self._tabla, indices, axis=0, out=sumando, mode="clip")
            total = np.add.reduceat(suma, bloque.inicios, axis=0)
            norma = np.sqrt(total[:, len(self.cabezas) :])[:, self._norma]
            conocido = norma > 0
            margen = total[:, : len(self.cabezas)] / np.where(conocido, norma, 1) + self._sesgo
            trozos.append(np.where(conocido, margen, np.float32(SIN_RASGOS)))
        return np.concatenate(trozos)

    def puntuar(self, lecturas: Sequence[Lectura]) -> list[dict[str, float]]:
        """Los indicios de cada lectura, 0..1 por etiqueta servida, en el mismo orden. Un lote vacio da [].

        El resultado de un texto no depende de los que lo acompanan.
        """
        margenes = self.margenes([rasgos.texto_de(x) for x in lecturas])[:, self._servidas]
        exponente = np.clip(self._pendiente * margenes + self._corrido, -30, 30)
        puntos = np.minimum(1 / (1 + np.exp(-exponente)), self._techo).tolist()
        indicios = [dict(zip(self._nombres, fila, strict=True)) for fila in puntos]
        if self._amenazas:
            for destino, valor in zip(indicios, self._amenazas.puntuar(lecturas), strict=True):
                destino[Amenazas.ETIQUETA] = valor
        return indicios
