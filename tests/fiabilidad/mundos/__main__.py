"""La campaña de los mundos: `make mundos`, o `python -m tests.fiabilidad.mundos --desde 900 --cuantos 5`.

Cada mundo lleva su semilla: lo que una campaña halle se repite igual pidiendo solo ese. Imprime de cada semilla mala lo que no
se cumplio, y sale con 1 si hay alguna, o si no dio tiempo a ningun mundo.
"""

import argparse
import logging
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

from moderacion.almacen import unidad
from tests.conftest import _sin_esperar_al_disco
from tests.fiabilidad.mundos import invariantes
from tests.fiabilidad.mundos.fabrica import CUENTAS, Fabrica, fabrica
from tests.fiabilidad.mundos.mundo import Mundo

CUANTOS = 100
SEGUNDOS = 600.0
_CON_TERMINOS = 3
"""Uno de cada tres sigue hasta que vencen los terminos."""
_LINEAS, _LARGO = 6, 1600
"""Lo que se imprime de cada mundo malo, como mucho."""


@dataclass
class Cuenta:
    """Lo que va saliendo."""

    mundos: int = 0
    hechas: Counter[str] = field(default_factory=Counter)
    negadas: Counter[str] = field(default_factory=Counter)
    malas: list[int] = field(default_factory=list)


def cuentas_de(semilla: int) -> tuple[int, ...]:
    """Uno de cada cuatro mundos lleva las tres redes; los demas, una, donde cada paso cae mas veces en lo mismo."""
    una = semilla % (len(CUENTAS) + 1)
    return (una,) if una else CUENTAS


def vivir(f: Fabrica, semilla: int, cuenta: Cuenta) -> list[str]:
    """Un mundo entero. Devuelve lo que no se cumplio."""
    m: Mundo | None = None
    try:
        m = Mundo(f, semilla, cuentas_de(semilla))
        m.correr()
        m.asentar()
        malas = invariantes.revisar(m)
        if not malas and semilla % _CON_TERMINOS == 0:
            m.esperar_terminos()
            malas = [f"pasados los términos: {x}" for x in invariantes.revisar(m, terminos=True)]
    except Exception:
        malas = [f"{m.por_donde if m else 'al nacer'}: {traceback.format_exc()[-_LARGO:]}"]
    if m:
        cuenta.hechas += m.hechas
        cuenta.negadas += m.negadas
    return malas


def principal() -> int:
    """La campaña. Devuelve 0 si en todos los mundos se cumplio todo."""
    pedido = argparse.ArgumentParser(prog="python -m tests.fiabilidad.mundos", description="Mundos al azar.")
    pedido.add_argument("--desde", type=int, default=0, help="la primera semilla")
    pedido.add_argument("--cuantos", type=int, default=CUANTOS, help="cuántos mundos")
    pedido.add_argument("--segundos", type=float, default=SEGUNDOS, help="pasados, no empieza otro")
    dado = pedido.parse_args()
    # lo que el servicio cuenta de cada averia taparia lo que se busca
    logging.disable(logging.CRITICAL)
    unidad.crear_motor = _sin_esperar_al_disco
    cuenta, empieza = Cuenta(), time.monotonic()
    with fabrica() as f:
        for semilla in range(dado.desde, dado.desde + dado.cuantos):
            if time.monotonic() - empieza > dado.segundos:
                break
            cuenta.mundos += 1
            if malas := vivir(f, semilla, cuenta):
                cuenta.malas.append(semilla)
                print(f"== semilla {semilla}, cuentas {cuentas_de(semilla)}: {len(malas)} faltas", flush=True)
                for x in malas[:_LINEAS]:
                    print(f"   {x[:_LARGO]}", flush=True)
    return informar(cuenta, time.monotonic() - empieza)


def informar(cuenta: Cuenta, segundos: float) -> int:
    """Imprime las cifras."""
    muertes, cruces = cuenta.hechas.pop("muertes", 0), cuenta.hechas.pop("cruces", 0)
    print(
        f"{cuenta.mundos} mundos en {segundos:.0f} s: {cuenta.hechas.total()} pasos hechos, {muertes} muertes, {cruces} cruces, "
        f"{cuenta.negadas.total()} negados; semillas malas: {cuenta.malas or 'ninguna'}"
    )
    print("  " + ", ".join(f"{que} {n}" for que, n in cuenta.hechas.most_common()))
    return 1 if cuenta.malas or not cuenta.mundos else 0


if __name__ == "__main__":
    sys.exit(principal())
