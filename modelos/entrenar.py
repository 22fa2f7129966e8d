"""Entrena los artefactos que sirve `clasificador.py`: `python -m modelos.entrenar`. Reproducible desde la semilla.

Primero `casa`, la red del corpus; despues cada `Receta`, regresiones logisticas de scikit-learn (una contra el resto)
que ven los mismos rasgos y los margenes de `casa`. El umbral y la escala de cada cabeza salen de puntajes fuera de
muestra (5 particiones); los pesos que se guardan, de todos los textos. El test publico y la parte de prueba del
corpus no se tocan.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.model_selection import KFold

from modelos import datos as publicos
from modelos import rasgos, red
from modelos.clasificador import CARPETA, Clasificador
from modelos.corpus import OFENSIVAS
from modelos.empaquetar import Pesos, empaquetar_pesos, ficha_de
from modelos.matrices import Cuentas, activos_de, desplegar, idf_de, juntar, pesos_de
from modelos.recetas import CASA, DE_LA_CASA, LICENCIA_CASA, RECETAS, Receta
from modelos.regresiones import PARTICIONES, Ayuda, entrenar_receta
from modelos.umbrales import Resultado, resumir

SEMILLA = 20
LARGO_FONDO = 300
"""Letras que se toman de un texto de fondo: una propuesta es mucho mas larga que un comentario."""

Margenes = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hecho:
    """Un artefacto entrenado: los bytes de sus pesos, los de su ficha y lo que salio."""

    pesos: bytes
    ficha: bytes
    resultados: list[Resultado]


class Taller:
    """Los conjuntos leidos y contados una sola vez, y lo que `casa` dice de cada uno."""

    def __init__(self, carpeta: Path, recetas: Sequence[Receta]) -> None:
        self.carpeta = carpeta
        conjuntos = dict.fromkeys((publicos.CORPUS, *(c for r in recetas for c in r.archivos)))
        publicos.exigir(conjuntos, carpeta)
        self.filas = {c: publicos.leer_conjunto(c, carpeta) for c in conjuntos}
        nombres = rasgos.nombres_sueltos()
        self.cuentas = {c: Cuentas.de(self._textos(c), nombres) for c in conjuntos}
        self.de_casa: dict[publicos.Conjunto, Margenes] = {}

    def _textos(self, conjunto: publicos.Conjunto) -> list[str]:
        largo = LARGO_FONDO if conjunto == publicos.PROPUESTAS else None
        return [f["texto"][:largo] for f in self.filas[conjunto]]

    def datos_de(self, conjuntos: Sequence[publicos.Conjunto]) -> list[dict[str, str]]:
        """Que se uso, con su huella (la del archivo, o la de los textos y etiquetas del corpus) y la de lo leido en el."""
        salida = []
        for c in conjuntos:
            if c == publicos.CORPUS:
                contenido = "\n".join(f"{f['texto']}\t{f['etiquetas']}" for f in self.filas[c]).encode()
            else:
                contenido = (self.carpeta / c.archivo).read_bytes()
            huellas = {"sha256": hashlib.sha256(contenido).hexdigest(), "leido": self.cuentas[c].huella()}
            salida.append(asdict(c) | huellas)
        return salida


def _entrenar_casa(taller: Taller, semilla: int) -> Hecho:
    """La red del corpus; deja en `taller.de_casa` sus margenes, en el corpus los de redes que no vieron el texto."""
    cuentas, filas = taller.cuentas[publicos.CORPUS], taller.filas[publicos.CORPUS]
    idf_letras, idf_palabras = idf_de(cuentas.letras), idf_de(cuentas.palabras)
    entera = juntar(cuentas, idf_letras, idf_palabras)
    activos = activos_de(entera)
    x = entera[:, activos]
    y = np.array([[e in f["etiquetas"].split(",") for e in DE_LA_CASA] for f in filas], np.bool_)
    fuera = np.zeros(y.shape, np.float32)
    for dentro, lejos in KFold(PARTICIONES, shuffle=True, random_state=semilla).split(x):
        fuera[lejos] = red.Red.ajustar(x[dentro], y[dentro], semilla).margenes(x[lejos])
    hecha = red.Red.ajustar(x, y, semilla)
    for conjunto, suyas in taller.cuentas.items():
        taller.de_casa[conjunto] = hecha.margenes(juntar(suyas, idf_letras, idf_palabras)[:, activos])
    taller.de_casa[publicos.CORPUS] = fuera
    resultados = _umbrales_casa(taller, fuera, y)
    pesos = empaquetar_pesos(
        Pesos(
            *desplegar(hecha.vectores, activos, entera.shape[1]), hecha.sesgo, hecha.salida,
            np.zeros((0, len(DE_LA_CASA))), hecha.sesgo_salida, *pesos_de(idf_letras, idf_palabras),
        )
    )  # fmt: skip
    ficha = ficha_de(
        CASA, pesos, resultados, [True] * len(resultados), taller.datos_de([publicos.CORPUS]),
        licencia=LICENCIA_CASA, semilla=semilla,
        red={"unidades": red.UNIDADES, "vueltas": red.VUELTAS, "paso": red.PASO, "apagar": red.APAGAR_RASGOS},
    )  # fmt: skip
    return Hecho(pesos, ficha, resultados)


def _umbrales_casa(taller: Taller, fuera: Margenes, y: NDArray[np.bool_]) -> list[Resultado]:
    """Ningun `duro` sin la etiqueta llega al de actuar; ni, en las ofensas, una propuesta ciudadana."""
    duros = np.array([f["clase"] == "duro" for f in taller.filas[publicos.CORPUS]], np.bool_)
    propuestas = taller.de_casa.get(publicos.PROPUESTAS, fuera[:0])
    resultados = []
    for k, etiqueta in enumerate(DE_LA_CASA):
        prohibidos = fuera[duros & ~y[:, k], k]
        if etiqueta in OFENSIVAS:
            prohibidos = np.append(prohibidos, propuestas[:, k])
        resultados.append(resumir(etiqueta, fuera[:, k], y[:, k], macro=False, prohibidos=prohibidos))
    return resultados


def _entrenar_receta(taller: Taller, receta: Receta, casa: Hecho, semilla: int) -> Hecho:
    filas = [(c, f) for c in receta.conjuntos for f in taller.filas[c]]
    fondo = {c: [i for i, f in enumerate(taller.filas[c]) if vale(f)] for c, vale in receta.fondo.items()}
    partes = [(c, slice(None)) for c in receta.conjuntos] + [
        (c, np.array(i, np.intp)) for c, i in fondo.items()
    ]
    cuentas = [taller.cuentas[c].de_filas(i) for c, i in partes]
    ayuda = Ayuda(np.vstack([taller.de_casa[c][i] for c, i in partes]), len(filas))
    hecho = entrenar_receta(receta, filas, Cuentas.unir(cuentas), ayuda, semilla)
    pesos = empaquetar_pesos(hecho.pesos)
    servidas = [c.servida for c in receta.cabezas] + [False] * len(receta.clases)
    ficha = ficha_de(
        receta.nombre, pesos, hecho.resultados, servidas, taller.datos_de(receta.archivos),
        licencia=receta.licencia, semilla=semilla, previo=CASA, huella_previo=hashlib.sha256(casa.ficha).hexdigest(),
    )  # fmt: skip
    return Hecho(pesos, ficha, hecho.resultados)


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
    """Entrena `casa` y las recetas, deja los artefactos en `salida` (por defecto, los incluidos) y fija su huella.

    `datos`: la carpeta de los conjuntos (`modelos.datos.carpeta_de_datos`). Devuelve los resultados por
    artefacto. Nada se escribe hasta que todo esta entrenado. Lanza `DatosAusentes` si falta algun conjunto.
    """
    salida = salida or CARPETA
    taller = Taller(publicos.carpeta_de_datos(datos), recetas)
    hechos = {CASA: _entrenar_casa(taller, semilla)}
    hechos |= {r.nombre: _entrenar_receta(taller, r, hechos[CASA], semilla) for r in recetas}
    salida.mkdir(parents=True, exist_ok=True)
    for nombre, hecho in hechos.items():
        (salida / f"{nombre}.npz").write_bytes(hecho.pesos)
        (salida / f"{nombre}.json").write_bytes(hecho.ficha)
    huellas = {nombre: hashlib.sha256(hecho.ficha).hexdigest() for nombre, hecho in hechos.items()}
    if salida.resolve() == CARPETA:
        _fijar(salida, huellas)
    Clasificador.cargar(salida, huellas)
    return {nombre: hecho.resultados for nombre, hecho in hechos.items()}


def mostrar(resultados: Mapping[str, Sequence[Resultado]], consola: Console) -> None:
    """Imprime lo que salio de entrenar, medido fuera de muestra."""
    salida = Table("artefacto", "cabeza", "positivos", "textos", "F1", "macro-F1", "cubre al actuar")
    for nombre, cabezas in resultados.items():
        for r in cabezas:
            actuar = "no actúa" if r.cobertura_actuar is None else f"{r.cobertura_actuar:.1%}"
            cifras = (f"{r.f1:.3f}", f"{r.macro_f1:.3f}")
            salida.add_row(nombre, r.cabeza, str(r.positivos), str(r.textos), *cifras, actuar)
    consola.print(salida)


if __name__ == "__main__":
    mostrar(entrenar(), Console())
