"""Mil carreras entre acusar recibo, escalar y enviar: confirmado el acuse, ningun aviso empieza a salir.

Un aviso empieza cuando se confirma que se reclamo para enviarlo. Lo que ya habia empezado puede llegar despues del acuse, y se
sabe cuanto es: se compara lo que cada canal recibio con lo que se habia reclamado en la misma transaccion que acusa.
"""

import random
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from moderacion import incidentes
from moderacion.almacen import Almacen
from moderacion.avisos import ComoFue, Despachador
from moderacion.incidentes import acuse, cadenas, escalada
from moderacion.incidentes.cadenas import CadenaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import INICIO, abrir_incidente, alta, avisables, filas, persona
from tests.postgres import base_de
from tests.tandas import parte

DESTINOS = ("jefa/1", "jefa/2", "gerente/1", "directora/1")
MOTORES = ("sqlite", "postgresql")


@pytest.fixture(params=MOTORES)
def almacen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Almacen, RelojFijo]]:
    reloj = RelojFijo(INICIO)
    with base_de(request.param, request, tmp_path) as url:
        abierto = Almacen(url, reloj)
        yield abierto, reloj
        abierto.cerrar()
    shutil.rmtree(tmp_path, ignore_errors=True)


class Carrera:
    """Un incidente con avisos por enviar y un escalon por dar, y tres que corren a la vez."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, quien: int, azar: random.Random, n: int) -> None:
        self.almacen, self.reloj, self.quien, self.azar = almacen, reloj, quien, azar
        self.incidente = abrir_incidente(almacen, f"c{n}")
        reloj.adelantar(timedelta(minutes=1))
        self.recibidos: Counter[str] = Counter()
        self.falla = azar.choice(DESTINOS)
        self.reclamados: Counter[str] = Counter()
        self.salida = threading.Barrier(3)
        self.errores: list[BaseException] = []

    def enviar(self, direccion: str, *_: str) -> ComoFue:
        self.recibidos[direccion] += 1
        return ComoFue("no" if direccion == self.falla else "")

    def despachador(self) -> Despachador:
        destinos = {d: d for d in DESTINOS}
        return Despachador(
            self.almacen, destinos, self.enviar, acuse.emitir, espera=20, lanzar=lambda f, _: f()
        )

    def acusar(self) -> None:
        threading.Event().wait(self.azar.random() * 0.01)
        with self.almacen.unidad() as u:
            assert acuse._acusar(u, self.incidente, "sofia", self.quien, f"usuario/{self.quien}")
            # las filas siguen tomadas hasta confirmar: esto es lo que habia empezado, ni uno mas
            self.reclamados = Counter({a["destino"]: 0 for a in u.avisos.de([self.incidente])})
            for a in u.avisos.de([self.incidente]):
                self.reclamados[a["destino"]] += a["intentos"]

    def correr(self) -> None:
        def uno(hacer):
            try:
                self.salida.wait(20)
                hacer()
            except BaseException as error:
                self.errores.append(error)

        d = self.despachador()
        tareas = (self.acusar, d.despachar, lambda: escalada.escalar(self.almacen))
        hilos = [threading.Thread(target=uno, args=(t,)) for t in tareas]
        for h in hilos:
            h.start()
        for h in hilos:
            h.join(30)
        assert not self.errores, self.errores
        # y despues, con todo vencido y los reintentos cumplidos, tampoco
        for _ in range(2):
            self.reloj.adelantar(timedelta(minutes=2))
            escalada.escalar(self.almacen)
            d.despachar()


def _correr(almacen: tuple[Almacen, RelojFijo], cuantas: int) -> Counter[int]:
    base, reloj = almacen
    alta(base)
    avisables(base, *DESTINOS)
    pasos = [Escalon((p,), espera=1) for p in ("jefa", "gerente", "directora")]
    cadenas.guardar(base, CadenaPedida("general", pasos, recordatorio_min=1440), "prueba")
    quien = persona(base, "sofia", "supervision").id
    azar = random.Random(7)
    empezados: Counter[int] = Counter()
    for n in range(cuantas):
        c = Carrera(base, reloj, quien, azar, n)
        c.correr()
        assert +c.recibidos == +c.reclamados, f"carrera {n}: empezó un aviso con el acuse confirmado"
        empezados[c.recibidos.total()] += 1
        (como,) = filas(base, "SELECT estado FROM escalada WHERE incidente_id = :i", i=c.incidente)
        assert como == "acusada"
        # cerrado, ni se recuerda ni se empieza otra vez en las carreras que siguen
        incidentes.cerrar(base, c.incidente, "carrera terminada", quien)
    return empezados


def test_unas_carreras(almacen: tuple[Almacen, RelojFijo]) -> None:
    _correr(almacen, 25)


@pytest.mark.lenta
@pytest.mark.timeout(900)
def test_mil_carreras(almacen: tuple[Almacen, RelojFijo]) -> None:
    empezados = _correr(almacen, parte(1000))
    print(
        f"\n{parte(1000)} carreras, 0 avisos empezados tras el acuse; ya habian empezado: {dict(sorted(empezados.items()))}"
    )
    assert len(empezados) > 1, "si siempre gana el mismo no es una carrera"
