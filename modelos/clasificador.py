"""El clasificador servido: numpy y nada mas. Ni scikit-learn ni spaCy entran en memoria al juzgar un lote.

Quien no pueda usar un artefacto por su licencia borra sus dos archivos; sus etiquetas dejan de estar y la version lo
dice. El de la casa (`casa`) es nuestro y hace falta siempre: los demas se ayudan de el.

**Escala.** Un indicio no es una probabilidad: 0.5 es siempre el umbral de cola de su etiqueta y 0.9 el de
actuar (precision >= .95 fuera de muestra). Reentrenar mueve los pesos, no el sentido de esos dos numeros, y por
eso una politica puede llevarlos como constantes. Una etiqueta que no alcanza esa precision no pasa de 0.89.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from threadpoolctl import threadpool_limits

from modelos import idioma, rasgos
from modelos.artefacto import (
    FORMATO,
    Artefacto,
    Decimales,
    ModeloInvalido,
    abrir_artefacto,
    logistica,
    producto,
)
from modelos.artefactos import HUELLAS
from modelos.lectura import Lectura, leer
from modelos.memoria import Memoria
from modelos.patrones import Amenazas

__all__ = [
    "CARPETA", "SIN_RASGOS", "TECHO", "UMBRAL_ACTUAR", "UMBRAL_COLA", "Clasificador", "ModeloInvalido", "Umbral",
]  # fmt: skip

CARPETA = Path(__file__).resolve().parent / "artefactos"

UMBRAL_COLA = 0.5
UMBRAL_ACTUAR = 0.9
TECHO = 0.89
"""Hasta donde llega una etiqueta que no se gano el umbral de actuar."""

_CIFRAS = 1e6
"""De un indicio se dan seis decimales."""
SIN_RASGOS = -30.0
"""Margen de un texto del que no se conoce nada (vacio, solo signos): no se sospecha de el."""


@dataclass(frozen=True, slots=True)
class Umbral:
    """Desde que indicio va una etiqueta a la cola y desde cual se puede actuar (None: nunca)."""

    cola: float
    actuar: float | None


def _por_dependencia(artefactos: Sequence[Artefacto]) -> tuple[Artefacto, ...]:
    """Los artefactos, cada uno tras el que necesita. Lanza `ModeloInvalido` si falta alguno."""
    puestos: dict[str, Artefacto] = {}
    for a in sorted(artefactos, key=lambda a: (bool(a.previo), a.nombre)):
        if a.previo:
            if a.previo not in puestos:
                raise ModeloInvalido(f"El modelo «{a.nombre}» necesita «{a.previo}», que no está.")
            if a.ficha["huella_previo"] != puestos[a.previo].huella or len(a.b) != len(
                puestos[a.previo].cabezas
            ):
                raise ModeloInvalido(f"El modelo «{a.nombre}» se entrenó con otro «{a.previo}».")
        puestos[a.nombre] = a
    return tuple(puestos.values())


class Clasificador:
    """Da a cada lectura sus indicios. Se carga una vez; `puntuar` no cambia lo que da y admite varios hilos.

    `version`: cambia con cualquier artefacto o con los patrones; se guarda con cada veredicto. `umbrales`: por
    etiqueta servida, en la escala de los indicios. `columna`: la de cada cabeza en `margenes`.
    """

    def __init__(self, artefactos: Sequence[Artefacto]) -> None:
        # matrices de unas decenas de columnas: repartirlas entre nucleos cuesta el doble que hacerlas en uno, y se lo
        # quita a otro trabajador
        threadpool_limits(1, user_api="blas")
        self.artefactos = _por_dependencia(artefactos)
        self.cabezas = tuple(c for a in self.artefactos for c in a.cabezas)
        self.columna = {c.nombre: i for i, c in enumerate(self.cabezas)}
        if len(self.columna) != len(self.cabezas):
            raise ModeloInvalido("Dos modelos dan la misma etiqueta: no se sabría cuál vale.")
        nombres = [tuple(a.ficha["sueltos"]) for a in self.artefactos]
        if len(set(nombres)) != 1:
            raise ModeloInvalido("Los modelos no se entrenaron con los mismos léxicos. Vuelva a entrenar.")
        self._sueltos = nombres[0]
        self._pesos_sueltos = np.hstack([a.sueltos for a in self.artefactos])
        self._sesgo = np.concatenate([a.sesgo for a in self.artefactos])
        self._norma = np.repeat(np.arange(len(self.artefactos)), [a.unidades for a in self.artefactos])
        self._memoria = Memoria(self.artefactos)
        self._servidas = [i for i, c in enumerate(self.cabezas) if c.servida]
        servidas = [self.cabezas[i] for i in self._servidas]
        self._nombres = tuple(c.nombre for c in servidas)
        self._pendiente = np.array([c.pendiente for c in servidas], np.float32)
        self._corrido = np.array([c.corrido for c in servidas], np.float32)
        self._techo = np.array([1.0 if c.actua else TECHO for c in servidas], np.float32)
        self._amenazas = Amenazas()
        self.umbrales: dict[str, Umbral] = {
            c.nombre: Umbral(UMBRAL_COLA, UMBRAL_ACTUAR if c.actua else None) for c in servidas
        }
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
        # antes que los pesos: armar los lexicos pide de paso 22 MB, que al soltarse aprovechan ellos
        leer("")
        nombres = sorted({r.stem for r in carpeta.glob("*.json")} | {r.stem for r in carpeta.glob("*.npz")})
        if not nombres:
            raise ModeloInvalido(f"No hay ningún modelo en «{carpeta}».")
        if huellas is not None and (ajenos := set(nombres) - set(huellas)):
            raise ModeloInvalido(f"Modelos sin huella conocida en «{carpeta}»: {', '.join(sorted(ajenos))}.")
        return cls([abrir_artefacto(carpeta, n, None if huellas is None else huellas[n]) for n in nombres])

    def _version(self) -> str:
        partes = [f"{a.nombre}-{a.huella[:8]}" for a in self.artefactos]
        partes.append(f"{Amenazas.ETIQUETA}-{Amenazas.VERSION}")
        return f"{FORMATO}.{rasgos.VERSION}+{'+'.join(partes)}"

    def margenes(self, lecturas: Sequence[Lectura]) -> Decimales:
        """(lecturas, cabezas): el margen de cada cabeza, servida o no. `SIN_RASGOS` si no se conoce nada del texto."""
        if not lecturas:
            return np.empty((0, len(self.cabezas)), np.float32)
        unidades, norma2 = self._memoria.sumar([rasgos.palabras_de(x) for x in lecturas])
        conocido = norma2.any(axis=1)
        norma = np.sqrt(norma2)
        unidades *= np.divide(1, norma, out=np.zeros_like(norma), where=norma > 0)[:, self._norma]
        unidades += producto(rasgos.sueltos(lecturas, self._sueltos), self._pesos_sueltos)
        unidades += self._sesgo
        partes: dict[str, Decimales] = {}
        desde = 0
        for a in self.artefactos:
            previos = partes[a.previo] if a.previo else unidades[:, :0]
            partes[a.nombre] = a.margenes(unidades[:, desde : desde + a.unidades], previos)
            desde += a.unidades
        margenes = np.hstack(list(partes.values()))
        margenes[~conocido] = SIN_RASGOS
        return margenes

    def puntuar(self, lecturas: Sequence[Lectura]) -> list[dict[str, float]]:
        """Los indicios de cada lectura, 0..1 por etiqueta servida, en el mismo orden. Un lote vacio da [].

        De un texto en otro idioma solo se dice eso (`idioma.ETIQUETA`): lo demas seria adivinar. El resultado
        de un texto no depende de los que lo acompanan.
        """
        exponente = self._pendiente * self.margenes(lecturas)[:, self._servidas] + self._corrido
        puntos = np.minimum(logistica(exponente), self._techo).astype(np.float64)
        # hacia abajo: nadie llega a un umbral por redondeo. Mas cifras no dicen nada y ocupan la mitad de lo guardado
        puntos = (np.floor(puntos * _CIFRAS) / _CIFRAS).tolist()
        indicios = [dict(zip(self._nombres, fila, strict=True)) for fila in puntos]
        for destino, valor in zip(indicios, self._amenazas.puntuar(lecturas), strict=True):
            if valor > destino.get(Amenazas.ETIQUETA, 0.0):
                destino[Amenazas.ETIQUETA] = valor
        for i in idioma.ajenos(lecturas):
            indicios[i] = {idioma.ETIQUETA: 1.0}
        return indicios
