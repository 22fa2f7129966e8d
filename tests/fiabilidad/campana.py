"""La campaña de averias: `make averias`. En una tanda, las 144 celdas, muertes y mezclas al azar, en los dos motores.

Dos procesos, tres circuitos cada uno. El azar lleva semilla (`SEMILLA`): lo que una campaña halle se repite igual. Imprime lo
que inyecto y lo que costo, y sale con 1 si algo se perdio, salio dos veces o quedo a medias, o si no llego al minimo.
"""

import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Final

from moderacion.almacen import unidad
from tests.conftest import _sin_esperar_al_disco
from tests.fiabilidad.averias import AVERIAS
from tests.fiabilidad.balance import Balance
from tests.fiabilidad.ensayo import EFECTOS, MOTORES, REDES, Ensayo, ensayo_de
from tests.postgres import Servidor, en_marcha

MINIMO: Final = 650
MINUTOS: Final = 20
SEMILLA: Final = int(os.environ.get("SEMILLA", "9"))
MUERTES: Final = 30
"""Por circuito: tramos al azar, matados en un punto al azar; una de cada cinco, dos veces."""
MEZCLAS: Final = 8
"""Por circuito: un efecto con la red averiada y ademas el proceso muerto a mitad."""
_PUNTOS_DE_INSISTIR: Final = 25


@dataclass
class Cuenta:
    """Lo que va saliendo."""

    inyectadas: Counter[str] = field(default_factory=Counter)
    celdas: int = 0
    ante_persona: int = 0
    repetidos: int = 0
    perdidos: int = 0
    dobles: int = 0
    mal: list[str] = field(default_factory=list)

    def sumar(self, que: str, b: Balance) -> None:
        self.ante_persona += b.ante_persona
        self.repetidos += b.repetidos
        self.perdidos += len(b.perdidos)
        self.dobles += len(b.dobles)
        if b.mal:
            self.mal.append(f"{que}: {b.mal}")

    def juntar(self, otra: dict) -> None:
        self.inyectadas.update(otra.pop("inyectadas"))
        for nombre, valor in otra.items():
            setattr(self, nombre, getattr(self, nombre) + valor)


def celdas_de(red: str, motor: str) -> list[tuple[str, str]]:
    """La mitad de las de esa red: la otra mitad va en el otro motor."""
    todas = list(product(EFECTOS, AVERIAS))
    return [
        c
        for n, c in enumerate(todas)
        if (n + n // len(AVERIAS) + REDES.index(red)) % 2 == MOTORES.index(motor)
    ]


def recorrer(e: Ensayo, red: str, motor: str, cuenta: Cuenta) -> None:
    """Lo que toca a un circuito."""
    azar = random.Random(f"{SEMILLA} {red} {motor}")
    for efecto, averia in celdas_de(red, motor):
        celda = e.celda(efecto, averia)
        cuenta.celdas += 1
        cuenta.inyectadas[averia] += celda.inyectadas
        cuenta.sumar(f"{red} {motor} {efecto} {averia}", celda.balance)
    for n in range(MUERTES):
        tramo = azar.choice([t for t, puntos in e.puntos.items() if puntos])
        puntos = range(1, len(e.puntos[tramo]) + 1)
        cuando = azar.choices(puntos, k=1 + (n % 5 == 0))
        b, muertes = e.morir(tramo, *cuando)
        cuenta.inyectadas["muerte"] += muertes
        cuenta.sumar(f"{red} {motor} {tramo} {cuando}", b)
    for _ in range(MEZCLAS):
        efecto, averia = azar.choice(list(EFECTOS)), azar.choice(AVERIAS)
        cuando = azar.randint(1, _PUNTOS_DE_INSISTIR)
        celda = e.celda(efecto, averia, cuando)
        cuenta.inyectadas["mezcla"] += celda.inyectadas
        cuenta.sumar(f"{red} {motor} {efecto} {averia} y muere en {cuando}", celda.balance)


def trabajar(circuitos: list[tuple[str, str]], carpeta: Path) -> None:
    """Un proceso, con su servidor PostgreSQL y sus circuitos."""
    unidad.crear_motor = _sin_esperar_al_disco
    cuenta = Cuenta()
    with en_marcha() as servidor:
        for red, motor in circuitos:
            with _ensayo(red, motor, carpeta, servidor) as e:
                recorrer(e, red, motor, cuenta)
            print(f"  {red}, {motor}: van {cuenta.inyectadas.total()} averías", flush=True)
    gastado = os.times()
    cpu = gastado.user + gastado.system + gastado.children_user + gastado.children_system
    (carpeta / "cuenta.json").write_text(json.dumps([vars(cuenta), cpu]))


@contextmanager
def _ensayo(red: str, motor: str, carpeta: Path, servidor: Servidor) -> Iterator[Ensayo]:
    donde = Path(tempfile.mkdtemp(prefix=f"{red}_", dir=carpeta))
    with ensayo_de(red, donde, servidor if motor == "postgresql" else None) as e:
        yield e


def repartir() -> list[list[tuple[str, str]]]:
    """Los seis circuitos entre dos procesos, con los dos motores en cada uno."""
    seis = [(red, motor) for n, red in enumerate(REDES) for motor in (MOTORES[n % 2], MOTORES[1 - n % 2])]
    return [seis[::2], seis[1::2]]


def principal() -> int:
    """La campaña entera."""
    empieza = time.monotonic()
    cuenta, cpu, hijos = Cuenta(), 0.0, {}
    with ExitStack() as pila:
        for circuitos in repartir():
            carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(prefix="averias_")))
            if not (hijo := os.fork()):
                codigo = 1
                try:
                    trabajar(circuitos, carpeta)
                    codigo = 0
                except BaseException:
                    traceback.print_exc()
                finally:
                    sys.stdout.flush()
                    os._exit(codigo)
            hijos[hijo] = carpeta
        for hijo, carpeta in hijos.items():
            _, estado = os.waitpid(hijo, 0)
            if estado:
                print("un proceso de la campaña falló: no hay cifras", file=sys.stderr)
                return 1
            suya, gastado = json.loads((carpeta / "cuenta.json").read_text())
            cuenta.juntar(suya)
            cpu += gastado
    minutos = (time.monotonic() - empieza) / 60
    return informar(cuenta, minutos, cpu / 60)


def informar(cuenta: Cuenta, minutos: float, cpu: float) -> int:
    """Imprime las cifras. Devuelve 0 si todo fue bien y se llego al minimo a tiempo."""
    total = cuenta.inyectadas.total()
    print(
        f"semilla {SEMILLA}: {total} averías inyectadas (mínimo {MINIMO}) en {minutos:.1f} min, {cpu:.1f} min de procesador"
    )
    print("  " + ", ".join(f"{n} {v}" for n, v in sorted(cuenta.inyectadas.items())))
    print(
        f"  {cuenta.celdas} celdas; perdidos {cuenta.perdidos}, dobles {cuenta.dobles}; "
        f"ante una persona {cuenta.ante_persona}; avisos repetidos {cuenta.repetidos}; casos mal {len(cuenta.mal)}"
    )
    print(
        f"  carga de la máquina: {', '.join(f'{x:.1f}' for x in os.getloadavg())} con {os.cpu_count()} núcleos"
    )
    for m in cuenta.mal:
        print(f"  MAL {m}")
    bien = not cuenta.mal and total >= MINIMO and cuenta.celdas == len(REDES) * len(EFECTOS) * len(AVERIAS)
    if minutos > MINUTOS:
        print(f"  tardó más de {MINUTOS} minutos", file=sys.stderr)
    return 0 if bien and minutos <= MINUTOS else 1


if __name__ == "__main__":
    sys.exit(principal())
