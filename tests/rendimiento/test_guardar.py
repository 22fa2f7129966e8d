"""De la pagina de JSON al veredicto guardado, en SQLite con FULL: lo que cuesta, frente a lo de siempre y con la base llena.

Imprime razones; no exige tiempos. `GUARDAR_LLENA` dice cuantos comentarios hay en la base llena (un millon de fabrica).
"""

import csv
import json
import os
import resource
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

import pytest

from conectores.facebook.convertir import comentario
from conectores.tipos import Pagina, Red
from moderacion import evaluacion, ingesta
from moderacion.almacen import Almacen
from moderacion.evaluacion.repetidos import Repetidos
from moderacion.montaje import memoria
from moderacion.montaje.clasificador import cargar_clasificador
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar
from politicas.registro import version_reglamento
from politicas.tipos import Modo
from tests import entrada_real
from tests.moderacion.falsos import ConectorFalso
from tests.rendimiento.como_siempre import ComoSiempre
from tests.rendimiento.mundo_cola import AHORA, poblar
from tests.rendimiento.textos import mezcla, paginas

LLENA = int(os.environ.get("GUARDAR_LLENA", "1_000_000"))
CUANTOS = 10_000
TANDA = 2_000
POCOS = 10_000


class Facebook(ConectorFalso):
    """Da las paginas tal como llegan por la red: el JSON se lee dentro de lo medido."""

    def __init__(self, cuenta: str, cuerpos: Sequence[str]) -> None:
        super().__init__(Red.FACEBOOK, cuenta)
        self.cuerpos = cuerpos

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        for i, cuerpo in enumerate(self.cuerpos):
            leidos = [comentario(c, self.cuenta) for c in json.loads(cuerpo)["data"]]
            yield Pagina(f"{cursor or ''}{i}"[-30:], tuple(c for c in leidos if c))


class Casa:
    """Las salas de verdad: sondear y evaluar."""

    def __init__(self, almacen: Almacen, cuenta_id: int, cuenta: str) -> None:
        self.almacen, self.cuenta_id, self.cuenta = almacen, cuenta_id, cuenta
        self.reloj = RelojFijo(AHORA)
        self.repetidos = Repetidos()
        self.reglas = evaluacion.Reglas(
            juez=juzgar,
            version=version_reglamento(),
            puntuador=cargar_clasificador(),
            modos=dict.fromkeys(range(1, 14), Modo.SUGERIR),
            cupo={},
            oculta_sola={},
        )

    def paginas(self, cuerpos: Sequence[str]) -> int:
        """Cuantos quedaron juzgados."""
        ingesta.sondear(self.almacen, Facebook(self.cuenta, cuerpos), self.cuenta_id, self.reloj)
        juzgados = 0
        while (
            r := evaluacion.evaluar_pendientes(self.almacen, self.reglas, self.reloj, self.repetidos)
        ).juzgados:
            juzgados += r.juzgados
        return juzgados


def casa(ruta: Path, hay: int) -> Casa:
    """La casa con una base en la que ya hay unos cuantos comentarios, la quinta parte en la cola."""
    # en otro proceso: lo que ocupa llenarla no es de quien juzga
    aparte = get_context("spawn").Process(target=_llenar, args=(ruta, hay))
    aparte.start()
    aparte.join()
    assert aparte.exitcode == 0
    almacen = Almacen(f"sqlite:///{ruta}", RelojFijo(AHORA))
    return Casa(almacen, 1, f"cuenta-{next(iter(Red)).value}")


def _llenar(ruta: Path, hay: int) -> None:
    almacen = Almacen(f"sqlite:///{ruta}", RelojFijo(AHORA))
    almacen.migrar()
    poblar(almacen, hay, hay // 5)
    almacen.cerrar()


def por_comentario(hecho: Casa, textos: Sequence[str], desde: int) -> tuple[float, float]:
    """Microsegundos de reloj y de procesador por comentario, en tandas de paginas."""
    reloj = maquina = 0.0
    for i in range(0, len(textos), TANDA):
        cuerpos = paginas(textos[i : i + TANDA], desde + i)
        antes, antes_cpu = time.perf_counter(), time.process_time()
        juzgados = hecho.paginas(cuerpos)
        reloj += time.perf_counter() - antes
        maquina += time.process_time() - antes_cpu
        assert juzgados == len(textos[i : i + TANDA])
    return reloj / len(textos) * 1e6, maquina / len(textos) * 1e6


@pytest.mark.lenta
@pytest.mark.timeout(1200)
def test_frente_a_lo_de_siempre_y_con_la_base_llena(tmp_path: Path) -> None:
    textos = mezcla(CUANTOS + TANDA)
    calentar, medidos = textos[:TANDA], textos[TANDA:]
    etiquetados = _etiquetados()
    costes: dict[int, tuple[float, float]] = {}
    for hay in (POCOS, LLENA):
        hecho = casa(tmp_path / f"casa{hay}.db", hay)
        por_comentario(hecho, calentar, 0)
        memoria.asentar()
        costes[hay] = por_comentario(hecho, medidos, TANDA)
        print(
            f"\n{hay:>9} guardados: {costes[hay][0]:6.0f} µs de reloj y {costes[hay][1]:6.0f} de máquina por comentario, "
            f"{_megas():.0f} MB"
        )
        hecho.almacen.cerrar()
    for cada_objeto, como in ((False, "cada página"), (True, "cada objeto")):
        siempre = ComoSiempre(tmp_path / f"siempre{cada_objeto}.db", cada_objeto=cada_objeto)
        siempre.aprender(*etiquetados)
        reloj, maquina = _de_siempre(siempre, medidos[:TANDA])
        print(
            f"lo de siempre, confirmando {como} (base vacia): {reloj:6.0f} µs de reloj y {maquina:6.0f} de máquina por "
            f"comentario; la casa va a {reloj / costes[POCOS][0]:.2f} × (reloj), {maquina / costes[POCOS][1]:.2f} ×"
        )
    print(
        f"con {LLENA} guardados cuesta {costes[LLENA][1] / costes[POCOS][1]:.2f} × lo que con {POCOS} (máquina)"
    )
    assert costes[LLENA][1] / costes[POCOS][1] <= 1.6


def _de_siempre(siempre: ComoSiempre, textos: Sequence[str]) -> tuple[float, float]:
    """Microsegundos de reloj y de procesador por comentario."""
    cuerpos = paginas(textos)
    antes, antes_cpu = time.perf_counter(), time.process_time()
    assert sum(map(siempre.pagina, cuerpos)) == siempre.contar() == len(textos)
    reloj, maquina = time.perf_counter() - antes, time.process_time() - antes_cpu
    return reloj / len(textos) * 1e6, maquina / len(textos) * 1e6


def _etiquetados() -> tuple[list[str], list[bool]]:
    ruta = entrada_real.DATOS / "offendes_train.tsv"
    if not ruta.is_file():
        pytest.skip("no estan los datos con que lo de siempre aprende")
    with ruta.open(encoding="utf-8", newline="") as archivo:
        filas = list(csv.DictReader(archivo, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [f["texto"] for f in filas], [f["etiqueta"] != "NO" for f in filas]


def _megas() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
