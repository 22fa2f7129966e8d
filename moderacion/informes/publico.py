"""Lo que se publica de cada trimestre terminado, sin que ninguna cifra pueda señalar a alguien.

La unidad es el trimestre: no se publica nada del que corre, asi que nadie puede restar lo de hoy de lo de ayer. De cada
desglose se callan las cifras menores que `MINIMA` y, con ellas, las menores de las demas hasta que lo callado sean al menos
dos y sumen `JUNTAS`: si no, saldria restando del total. Lo que en todo no llega a `JUNTAS` y no se puede desglosar se calla
entero. Un año es la suma de lo publicado en sus trimestres, y nada mas: de el no se deduce lo que ellos callan.

Lo de un trimestre terminado no cambia: los mismos octetos hoy y dentro de diez años.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.hechos import Que
from moderacion.almacen.lecturas import Pares
from moderacion.errores import NoExiste
from moderacion.informes.acuerdo import Acuerdo, AcuerdoPolitica, del_anio, por_politica
from moderacion.informes.libro import MES, Libro, Sumas, reparto
from moderacion.informes.periodo import Periodo

MINIMA: Final = 5
CASOS: Final = 10
"""Casos desde los que se dice una mediana."""
JUNTAS: Final = 2 * MINIMA
RESERVADA, AL_MENOS = "reservada", "al_menos"
TODO: Final = "total"
_FORMA: Final = re.compile(r"(20\d\d)(?:-T([1-4]))?")


@dataclass(frozen=True, slots=True, order=True)
class Trimestre:
    """Un trimestre de calendario."""

    anio: int
    numero: int

    @property
    def periodo(self) -> Periodo:
        """Sus dias."""
        desde = date(self.anio, 3 * self.numero - 2, 1)
        return Periodo(desde, (desde + timedelta(days=100)).replace(day=1) - timedelta(days=1))

    @property
    def siguiente(self) -> "Trimestre":
        """El que viene."""
        return Trimestre(self.anio + self.numero // 4, self.numero % 4 + 1)

    def __str__(self) -> str:
        return f"{self.anio}-T{self.numero}"


@dataclass(frozen=True, slots=True)
class Celda:
    """Una cifra publicada. `cuantos` None: no se dice, y `nota` dice por que; `al_menos`: de lo demas se calla algo."""

    que: str
    desglose: str
    valor: str
    cuantos: int | None
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Medida:
    """Un tiempo, en minutos. Sin bastantes casos, no se dice ni cuantos hubo."""

    que: str
    mediana: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Hoja:
    """Lo publicado de un trimestre o de un año. `trimestres`: los que entran."""

    nombre: str
    desde: date
    hasta: date
    trimestres: tuple[str, ...]
    celdas: tuple[Celda, ...]
    tiempos: tuple[Medida, ...]
    acuerdos: tuple[tuple[int, Acuerdo], ...]

    def de(self, que: str, desglose: str) -> list[Celda]:
        """Las cifras de un desglose, sin el total."""
        return [c for c in self.celdas if (c.que, c.desglose) == (que, desglose) and c.valor != TODO]

    def total(self, que: str) -> Celda:
        """El total de algo."""
        return next(c for c in self.celdas if c.que == que and c.valor == TODO)


_DESGLOSES: Final[tuple[tuple[Que, tuple[str, ...]], ...]] = (
    (Que.RECIBIDO, ("red", MES)),
    (Que.CRITICA, ("red",)),
    (Que.RESTRINGIDO, ("politica", "red", MES, "quien", "detalle")),
    (Que.CRITICA_RESTRINGIDA, ("quien",)),
    (Que.REVERTIDO, ("detalle", "quien")),
    (Que.BLOQUEADO, ("quien",)),
    (Que.APELADO, ("politica",)),
    (Que.APELACION, ("detalle",)),
)
_SIEMPRE: Final[Mapping[tuple[Que, str], tuple[str, ...]]] = {
    (que, "quien"): ("maquina", "persona")
    for que in (Que.RESTRINGIDO, Que.CRITICA_RESTRINGIDA, Que.REVERTIDO, Que.BLOQUEADO)
} | {
    (Que.REVERTIDO, "detalle"): ("apelacion", "decision", "plazo"),
    (Que.APELACION, "detalle"): ("aceptada", "rechazada"),
}
"""Lo que se dice aunque sea cero."""
_TIEMPOS: Final = (Que.TARDA_REVISAR, Que.TARDA_APELACION, Que.TARDA_LEVANTAR, Que.TARDA_RED)


class Publico:
    """Lo publicado de una base. Lo de un trimestre se calcula una vez: ya no cambia."""

    def __init__(self, almacen: Almacen) -> None:
        self._almacen = almacen
        self._hechas: dict[Trimestre, Hoja] = {}

    def trimestres(self) -> list[Trimestre]:
        """Los terminados y contados enteros, del mas viejo al mas nuevo; el primero puede no tener todos sus dias."""
        with self._almacen.lectura() as u:
            desde, hasta = u.cierres.desde(), u.cierres.hasta()
        salida: list[Trimestre] = []
        if desde is None or hasta is None:
            return salida
        t = Trimestre(desde.year, (desde.month + 2) // 3)
        while t.periodo.hasta <= hasta:
            salida.append(t)
            t = t.siguiente
        return salida

    def hoja(self, nombre: str) -> Hoja:
        """Lo de «2026-T3» o «2026». Lanza `NoExiste` si no es un periodo publicado."""
        forma = _FORMA.fullmatch(nombre)
        hay = self.trimestres()
        if forma and forma[2]:
            t = Trimestre(int(forma[1]), int(forma[2]))
            if t in hay:
                return self._del_trimestre(t)
        elif forma and (suyos := [t for t in hay if t.anio == int(forma[1])]):
            return self._del_anio(suyos)
        raise NoExiste("de ese período no hay nada publicado")

    def todas(self) -> list[Hoja]:
        """Una por trimestre publicado."""
        return [self._del_trimestre(t) for t in self.trimestres()]

    def _del_trimestre(self, t: Trimestre) -> Hoja:
        if t not in self._hechas:
            with self._almacen.lectura() as u:
                self._hechas[t] = _contar(u, t)
        return self._hechas[t]

    def _del_anio(self, suyos: Sequence[Trimestre]) -> Hoja:
        hojas = [self._del_trimestre(t) for t in suyos]
        desde, hasta = suyos[0].periodo.desde, suyos[-1].periodo.hasta
        with self._almacen.lectura() as u:
            tiempos = _tiempos(u, Periodo(desde, hasta))
            acuerdos = _con_cifra(del_anio([_pares(u, t) for t in suyos]))
        nombres = tuple(str(t) for t in suyos)
        return Hoja(str(suyos[0].anio), hojas[0].desde, hasta, nombres, _sumadas(hojas), tiempos, acuerdos)


def _contar(u: Unidad, t: Trimestre) -> Hoja:
    libro = Libro(u, t.periodo, t.periodo.fin - timedelta(seconds=1))
    celdas: list[Celda] = []
    for que, desgloses in _DESGLOSES:
        suyas = {d: _cuentas(libro, libro.sumas((que,), d), que, d) for d in desgloses}
        celdas += tapar(que, suyas)
    tiempos, acuerdos = _tiempos(u, t.periodo), _con_cifra(por_politica(_pares(u, t)))
    desde = max(t.periodo.desde, libro.primero or t.periodo.desde)
    return Hoja(str(t), desde, t.periodo.hasta, (str(t),), tuple(celdas), tiempos, acuerdos)


def _cuentas(libro: Libro, sumas: Sumas, que: Que, desglose: str) -> dict[str, int]:
    siempre: Iterable[object] = _SIEMPRE.get((que, desglose), ())
    if desglose == MES:
        siempre = libro.meses()
    elif desglose == "red":
        siempre = sorted(set(libro.redes.values()))
    valores = [*siempre, *sorted({k[1] for k in sumas} - set(siempre))]
    return {f"{v:%Y-%m}" if isinstance(v, date) else str(v): sumas[que, v] for v in valores}


def tapar(que: str, desgloses: Mapping[str, Mapping[str, int]]) -> list[Celda]:
    """El total y cada desglose, sin las cifras que podrian señalar a alguien ni las que dejarian deducirlas."""
    total = max((sum(cuentas.values()) for cuentas in desgloses.values()), default=0)
    hay_pocas = any(0 < n < MINIMA for cuentas in desgloses.values() for n in cuentas.values())
    entero = hay_pocas and total < JUNTAS
    celdas = [_celda(que, "", TODO, total, callada=entero)]
    for desglose, cuentas in desgloses.items():
        calladas = {v for v, n in cuentas.items() if n} if entero else _calladas(cuentas)
        celdas += (_celda(que, desglose, v, n, callada=v in calladas) for v, n in cuentas.items())
    return celdas


def _celda(que: str, desglose: str, valor: str, n: int, *, callada: bool) -> Celda:
    return Celda(que, desglose, valor, None, RESERVADA) if callada else Celda(que, desglose, valor, n)


def _calladas(cuentas: Mapping[str, int]) -> set[str]:
    """Las que no se dicen de un desglose cuyo total si se dice: las pocas y, de menor a mayor, las que hagan falta."""
    calladas = {v for v, n in cuentas.items() if 0 < n < MINIMA}
    if not calladas:
        return calladas
    for v in sorted((v for v, n in cuentas.items() if n >= MINIMA), key=lambda v: (cuentas[v], v)):
        if len(calladas) > 1 and sum(cuentas[c] for c in calladas) >= JUNTAS:
            break
        calladas.add(v)
    return calladas


def _sumadas(hojas: Sequence[Hoja]) -> tuple[Celda, ...]:
    """Lo de un año: solo lo ya publicado, sumado. Donde un trimestre calla algo, es «al menos»."""
    juntas: dict[tuple[str, str, str], list[Celda]] = {}
    for h in hojas:
        for c in h.celdas:
            juntas.setdefault((c.que, c.desglose, c.valor), []).append(c)
    return tuple(
        Celda(*clave, sum(c.cuantos or 0 for c in suyas), AL_MENOS if any(c.nota for c in suyas) else "")
        for clave, suyas in sorted(juntas.items(), key=lambda x: _orden(x[0]))
    )


def _orden(clave: tuple[str, str, str]) -> tuple[int, int, int, str]:
    ques = [q.value for q, _ in _DESGLOSES]
    que, desglose, valor = clave
    sitio = ques.index(que)
    suyos = _DESGLOSES[sitio][1]
    numero = int(valor) if valor.isdecimal() else 0
    return sitio, suyos.index(desglose) + 1 if desglose else 0, numero, valor


def _tiempos(u: Unidad, periodo: Periodo) -> tuple[Medida, ...]:
    libro = Libro(u, periodo, periodo.fin - timedelta(seconds=1))
    sumas = libro.sumas(_TIEMPOS, "clave")
    medidas = []
    for que in _TIEMPOS:
        casos, mediana, p90 = reparto(sumas, que)
        medidas.append(Medida(que, mediana, p90) if casos >= CASOS else Medida(que, None, None))
    return tuple(medidas)


def _pares(u: Unidad, t: Trimestre) -> Sequence[Pares]:
    return u.lecturas.pares(t.periodo.inicio, t.periodo.fin)


def _con_cifra(acuerdos: Iterable[AcuerdoPolitica]) -> tuple[tuple[int, Acuerdo], ...]:
    """Con pocas lecturas no se dice nada de esa politica, ni cuantas fueron."""
    return tuple((a.politica, a.personas) for a in acuerdos if not a.personas.falta)
