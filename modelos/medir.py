"""Mide el clasificador cargado: `python -m modelos.medir`. Cada cifra con su intervalo y junto a la publicada.

Lo que falta se salta y se dice. OffendES se mide en su test abierto y el corpus en su parte de prueba, que el
entrenamiento no toca; HatEval, fuera de muestra en su train (su test no esta) y en su dev. Los umbrales salen de los
train, fuera de muestra. El intervalo, del 95 %, es de remuestreo sobre los textos medidos: no cuenta lo que cambiaria
con otro entrenamiento ni con otro publico.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from modelos import corpus
from modelos import datos as publicos
from modelos.artefacto import Decimales, logistica
from modelos.clasificador import UMBRAL_ACTUAR, UMBRAL_COLA, Clasificador
from modelos.lectura import Lectura, leer_muchos
from modelos.recetas import DE_LA_CASA
from modelos.remuestreo import intervalo, macro_f1, micro_f1

LOTE = 500
_CLASES = ("NO", "NOE", "OFP", "OFG")
_FUERTES = ("insulto_persona", "insulto_grupo", "odio", "amenaza")

Verdades = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Medida:
    """Una cifra. `valor` None: no se pudo medir, y `nota` dice por que. `entre`: el intervalo del 95 %."""

    conjunto: str
    tarea: str
    metrica: str
    valor: float | None
    textos: int = 0
    publicado: str = ""
    nota: str = ""
    entre: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Medido:
    """Un conjunto ya puntuado."""

    filas: Sequence[publicos.Fila]
    lecturas: list[Lectura]
    margenes: Decimales
    clasificador: Clasificador

    def indicio(self, cabeza: str) -> Decimales:
        """La escala de una cabeza, servida o no, sin techo."""
        i = self.clasificador.columna[cabeza]
        c = self.clasificador.cabezas[i]
        return logistica(c.pendiente * self.margenes[:, i] + c.corrido)

    def desde(self, cabeza: str, umbral: float) -> Verdades:
        """Que textos llegan al umbral. Una cabeza que no actua no llega nunca al de actuar."""
        llega = umbral <= UMBRAL_COLA or self.clasificador.cabezas[self.clasificador.columna[cabeza]].actua
        return (self.indicio(cabeza) >= umbral) & llega

    def verdad(self, columna: str, *valores: str) -> Verdades:
        """Que filas tienen uno de esos valores."""
        return np.array([f[columna] in valores for f in self.filas], np.bool_)


def _puntuar(clasificador: Clasificador, filas: Sequence[publicos.Fila]) -> _Medido:
    textos = [f["texto"] for f in filas]
    lecturas = leer_muchos(textos)
    partes = [clasificador.margenes(lecturas[i : i + LOTE]) for i in range(0, len(lecturas), LOTE)]
    return _Medido(filas, lecturas, np.vstack(partes), clasificador)


def _macro(
    conjunto: str, tarea: str, verdad: NDArray[np.generic], dicho: NDArray[np.generic], publicado: str = ""
) -> Medida:
    valor = macro_f1(verdad, dicho)
    entre = intervalo(macro_f1, verdad, dicho)
    return Medida(conjunto, tarea, "macro-F1", valor, len(verdad), publicado, entre=entre)


def _parte(conjunto: str, tarea: str, metrica: str, casos: Verdades) -> Medida:
    """La parte de `casos` que es cierta."""
    if not len(casos):
        return Medida(conjunto, tarea, metrica, None, nota="ninguno llega")
    entre = intervalo(lambda a, _b: float(a.mean()), casos, casos)
    return Medida(conjunto, tarea, metrica, float(casos.mean()), len(casos), entre=entre)


def _offendes(m: _Medido) -> list[Medida]:
    nombre, ofensivo = "OffendES test", m.verdad("etiqueta", "OFP", "OFG")
    clases = m.margenes[:, [m.clasificador.columna[f"clase_{c}"] for c in _CLASES]].argmax(axis=1)
    verdad = np.array([_CLASES.index(f["etiqueta"]) for f in m.filas])
    actua = m.desde("ofensivo", UMBRAL_ACTUAR)
    return [
        _macro(nombre, "4 clases", verdad, clases, ".784 autores (otra particion); .650 LaBSE"),
        _macro(nombre, "ofensivo o no", ofensivo, m.desde("ofensivo", UMBRAL_COLA), ".799 LaBSE-SetFit"),
        _macro(nombre, "NO contra el resto", verdad > 0, m.desde("malsonante", UMBRAL_COLA)),
        _parte(nombre, "ofensivo, al actuar", "precisión", ofensivo[actua]),
        _parte(nombre, "ofensivo, al actuar", "cobertura", actua[ofensivo]),
    ]


def _emoevent(m: _Medido) -> list[Medida]:
    dicho = m.desde("tuit_ofensivo", UMBRAL_COLA)
    return [_macro("EmoEvent dev", "ofensivo", m.verdad("ofensivo", "OFF"), dicho, ".825 mejor lineal visto")]


def _hateval(m: _Medido) -> list[Medida]:
    publicado = "en su test: .730 mejor de 2019; .801 RoBERTuito"
    dicho = m.desde("odio_publico", UMBRAL_COLA)
    fuera = next(
        c for a in m.clasificador.artefactos for c in a.ficha["cabezas"] if c["nombre"] == "odio_publico"
    )
    cruzada = fuera["fuera_de_muestra"]
    return [
        Medida("HatEval train", "odio, fuera de muestra", "macro-F1", cruzada["macro_f1"], cruzada["textos"], publicado),
        _macro("HatEval dev", "odio", m.verdad("odio", "1"), dicho, publicado),
    ]  # fmt: skip


def _ayuntamientos(m: _Medido) -> list[Medida]:
    criticas = m.verdad("etiqueta", "destructivo", "informativo_demandante")
    nombre, medidas = "Ayuntamientos", []
    for etiqueta in ("ofensivo", *_FUERTES):
        if etiqueta in m.clasificador.umbrales:
            for donde, umbral in (("en cola", UMBRAL_COLA), ("al actuar", UMBRAL_ACTUAR)):
                tarea = f"quejas y demandas: {etiqueta}, {donde}"
                medidas.append(_parte(nombre, tarea, "señaladas", m.desde(etiqueta, umbral)[criticas]))
    return medidas


def _corpus(m: _Medido) -> list[Medida]:
    """La parte de prueba: cada etiqueta, la micro y los duros."""
    nombre = "Corpus, prueba"
    verdad = np.array([[e in f["etiquetas"].split(",") for e in DE_LA_CASA] for f in m.filas], np.bool_)
    dicho = np.column_stack([m.desde(e, UMBRAL_COLA) for e in DE_LA_CASA])
    n = len(verdad)
    medidas = [
        Medida(nombre, "las 16 etiquetas", "micro-F1", micro_f1(verdad, dicho), n, entre=intervalo(micro_f1, verdad, dicho))
    ]  # fmt: skip
    for k, e in enumerate(DE_LA_CASA):
        una, otra = verdad[:, [k]], dicho[:, [k]]
        medidas.append(
            Medida(nombre, e, "F1", micro_f1(una, otra), int(una.sum()), entre=intervalo(micro_f1, una, otra))
        )
    duros = m.verdad("clase", "duro")
    senalan = [e for e in ("ofensivo", *_FUERTES) if e in m.clasificador.umbrales]
    al_actuar: Verdades = np.logical_or.reduce([m.desde(e, UMBRAL_ACTUAR) for e in senalan])
    medidas.append(_parte(nombre, "duros señalados como ofensa, al actuar", "señalados", al_actuar[duros]))
    return medidas


_Trabajo = Callable[[_Medido], list[Medida]]
_TRABAJOS: tuple[tuple[publicos.Conjunto, str, _Trabajo], ...] = (
    (publicos.OFFENDES_TEST, "ofensivo", _offendes),
    (publicos.EMOEVENT_DEV, "ofensivo", _emoevent),
    (publicos.HATEVAL_DEV, "odio_publico", _hateval),
    (publicos.AYUNTAMIENTOS, "", _ayuntamientos),
)


def _velocidad(m: _Medido) -> list[Medida]:
    """Textos por segundo de CPU de `puntuar`, en lotes, con la lectura ya hecha; y uno solo, en ms."""
    textos = len(m.lecturas)
    m.clasificador.puntuar(m.lecturas)  # lo que solo se importa o se aprende una vez
    inicio = process_time()
    for desde in range(0, textos, LOTE):
        m.clasificador.puntuar(m.lecturas[desde : desde + LOTE])
    ritmo = textos / max(process_time() - inicio, 1e-6)
    solos = []
    for lectura in m.lecturas[:200]:
        antes = perf_counter()
        m.clasificador.puntuar([lectura])
        solos.append(perf_counter() - antes)
    return [
        Medida("Velocidad", f"lotes de {LOTE}", "textos/s", ritmo, textos),
        Medida("Velocidad", "uno solo, mediana", "ms", 1000 * float(np.median(solos)), len(solos)),
    ]


def medir(datos: Path | None = None, clasificador: Clasificador | None = None) -> list[Medida]:
    """Todas las medidas que permiten los conjuntos presentes y las etiquetas que da el modelo.

    `datos`: la carpeta de los conjuntos (`modelos.datos.carpeta_de_datos`); si no existe, solo se mide el corpus.
    Lanza `ModeloInvalido` si no hay modelo que medir.
    """
    clasificador = clasificador or Clasificador.cargar()
    prueba = corpus.partir(corpus.cargar())["prueba"]
    ultimo = _puntuar(clasificador, [publicos.fila_de(c) for c in prueba])
    medidas = [Medida("Modelo", clasificador.version, "", None), *_corpus(ultimo)]
    try:
        carpeta = publicos.carpeta_de_datos(datos)
    except publicos.DatosAusentes as falta:
        return [*medidas, Medida("Conjuntos públicos", "", "", None, nota=str(falta)), *_velocidad(ultimo)]
    for conjunto, etiqueta, trabajo in _TRABAJOS:
        if not publicos.hay(conjunto, carpeta):
            medidas.append(Medida(conjunto.origen, "", "", None, nota=f"falta {conjunto.archivo}"))
        elif etiqueta and etiqueta not in clasificador.umbrales:
            medidas.append(Medida(conjunto.origen, "", "", None, nota=f"el modelo no da «{etiqueta}»"))
        else:
            ultimo = _puntuar(clasificador, publicos.leer_conjunto(conjunto, carpeta))
            medidas += trabajo(ultimo)
    return medidas + _velocidad(ultimo)


def mostrar(medidas: Sequence[Medida], consola: Console) -> None:
    """Imprime las medidas como tabla."""
    salida = Table("conjunto", "tarea", "métrica", "valor", "95 %", "textos", "publicado")
    for m in medidas:
        if m.valor is None:
            valor = m.nota or "-"
        else:
            valor = f"{m.valor:,.0f}" if m.valor >= 100 else f"{m.valor:.3f}"
        entre = f"{m.entre[0]:.3f}-{m.entre[1]:.3f}" if m.entre else ""
        salida.add_row(m.conjunto, m.tarea, m.metrica, valor, entre, str(m.textos or ""), m.publicado)
    consola.print(salida)


if __name__ == "__main__":
    mostrar(medir(), Console())
