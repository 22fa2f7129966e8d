"""La bitacora para leerla: por paginas y con filtros, y comprobada por tramos que no detienen al servicio."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.sucesos import Filtro
from moderacion.bitacora import GENESIS, Eslabon, huella
from moderacion.bitacora.verificador import Ancla
from moderacion.errores import EntradaInvalida

__all__ = ["Comprobacion", "Filtro", "Hojeada", "comparar", "comprobar", "hojear", "sacar", "ultima_ancla"]

PAGINA: Final = 50
SACAR_MAXIMO: Final = 10_000
"""Filas que salen de una vez en una hoja."""
TRAMO: Final = 50_000
LIMITE: Final = timedelta(seconds=3)
_LOTE: Final = 2_000
_HOJA: Final = 1_000


@dataclass(frozen=True, slots=True)
class Hojeada:
    """Una pagina. `siguiente`: el numero desde donde sigue, o None si no hay mas."""

    sucesos: Sequence[Eslabon]
    siguiente: int | None
    expedientes: Mapping[str, int]
    """Objeto → expediente al que lleva."""


@dataclass(frozen=True, slots=True)
class Comprobacion:
    """Un tramo comprobado: de `desde` (sin contarlo) a `hasta`. `mala`: la primera fila que no cuadra, o None."""

    desde: int
    hasta: int
    huella: str
    mala: int | None
    ultimo: int
    """El ultimo suceso de la cadena al empezar."""

    @property
    def entera(self) -> bool:
        """Si se llego al final de la cadena sin nada malo."""
        return self.mala is None and self.hasta >= self.ultimo


def hojear(almacen: Almacen, filtro: Filtro, antes: int | None = None, cuantos: int = PAGINA) -> Hojeada:
    """Una pagina de la bitacora, el ultimo suceso primero."""
    _exigir(filtro)
    with almacen.lectura() as u:
        filas = u.sucesos.pagina(filtro, cuantos + 1, antes)
        expedientes = u.sucesos.expedientes({e.objeto for e in filas})
    return Hojeada(filas[:cuantos], filas[cuantos - 1].n if len(filas) > cuantos else None, expedientes)


def sacar(almacen: Almacen, filtro: Filtro, limite: int = SACAR_MAXIMO) -> Iterator[Eslabon]:
    """Los sucesos del filtro, uno a uno, hasta `limite` y uno mas: si llega el que sobra, habia mas.

    Una lectura corta por lote: quien descarga despacio no deja una transaccion abierta.
    """
    _exigir(filtro)
    quedan, antes = limite + 1, None
    while quedan > 0:
        cuantos = min(quedan, _HOJA)
        with almacen.lectura() as u:
            lote = u.sucesos.pagina(filtro, cuantos, antes)
        yield from lote
        if len(lote) < cuantos:
            return
        quedan, antes = quedan - cuantos, lote[-1].n


def _exigir(f: Filtro) -> None:
    if f.desde and f.hasta and f.hasta <= f.desde:
        raise EntradaInvalida("«hasta» es anterior a «desde»: así no hay nada que buscar")


def comprobar(
    almacen: Almacen,
    desde: int = 0,
    tope: int = TRAMO,
    limite: timedelta = LIMITE,
    cronometro: Callable[[], float] = time.monotonic,
) -> Comprobacion:
    """Comprueba la cadena a partir del suceso `desde` (0: del principio), hasta `tope` sucesos o `limite`.

    Parte de la huella guardada en `desde`: solo vale lo que de verdad se recorrio, y se dice. No guarda por donde
    iba: un prefijo dado por bueno taparia lo que alguien cambiara despues. Lanza `EntradaInvalida` si no existe.
    """
    fin = cronometro() + limite.total_seconds()
    with almacen.lectura() as u:
        ultimo = u.sucesos.ultimo() or (0, GENESIS)
        previa = u.sucesos.huella(desde) if desde else GENESIS
        if previa is None:
            raise EntradaInvalida(f"no hay suceso {desde} desde donde seguir")
        n = desde
        while n < min(ultimo[0], desde + tope) and cronometro() < fin:
            lote = u.sucesos.tramo(n, min(_LOTE, desde + tope - n))
            for e in lote:
                if e.n != n + 1 or e.huella != huella(
                    previa, e.n, e.fecha, e.tipo, e.objeto, e.actor, e.datos
                ):
                    return Comprobacion(desde, n, previa, e.n, ultimo[0])
                n, previa = e.n, e.huella
    return Comprobacion(desde, n, previa, None, ultimo[0])


def ultima_ancla(almacen: Almacen) -> Ancla | None:
    """La ultima que se firmo, o None."""
    with almacen.lectura() as u:
        return u.anclas.ultima()


def comparar(almacen: Almacen, n: int, anotada: str) -> bool:
    """Si el suceso `n` sigue ahi con la huella que alguien anoto fuera: lo que la cadena sola no puede decir.

    Una cadena recortada por el final, o rehecha entera, se verifica bien a si misma.
    """
    with almacen.lectura() as u:
        return u.sucesos.huella(n) == anotada.strip().lower()
