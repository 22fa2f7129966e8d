"""La segunda lectura a ciegas: otra persona lee una muestra de lo decidido sin saber que se decidio ni que propuso la maquina.

Se sortea por semanas ya terminadas y por politica. La semilla del sorteo se elige despues de que todo esta decidido y
queda en la bitacora: nadie puede saber antes que se va a releer, y cualquiera puede comprobar despues que fue al azar.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.lecturas import Desacuerdo, PorLeer, Razon
from moderacion.almacen.sorteos import Candidata
from moderacion.cola.decidir import ARTICULOS
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.errores import EntradaInvalida, NoAutorizado
from moderacion.reloj import ZONA, dia_local

__all__ = ["NOTA_MAXIMA", "ZANJAN", "Desacuerdo", "PorLeer", "Razon", "Situacion"]
NOTA_MAXIMA: Final = 500
NOTA_MINIMA: Final = 3
ZANJAN: Final = frozenset({"supervision"})
"""Quien dice a quien se da la razon."""
_SEMANAS: Final = 4
"""Las que se ponen al dia si el servicio estuvo parado."""
_SEMANA: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Situacion:
    """Lo que una persona tiene delante: la siguiente lectura, cuantas le quedan y cuantos desacuerdos esperan."""

    lectura: PorLeer | None
    pendientes: int
    desacuerdos: int


def sortear_semanas(almacen: Almacen, por_ciento: int, minimo: int) -> int:
    """Sortea las semanas que acaban de terminar y aun no se sortearon. Devuelve cuantas decisiones se eligieron."""
    if not por_ciento:
        return 0
    with almacen.lectura() as u:
        hoy = dia_local(u.ahora)
        esta = hoy - timedelta(days=hoy.weekday())
        faltan = [s for n in range(_SEMANAS, 0, -1) if not u.sorteos.sorteada(s := esta - n * _SEMANA)]
    return sum(_sortear(almacen, semana, por_ciento, minimo) for semana in faltan)


def _sortear(almacen: Almacen, semana: date, por_ciento: int, minimo: int) -> int:
    desde = datetime.combine(semana, time.min, ZONA)
    semilla = secrets.token_hex(16)
    with almacen.unidad() as u:
        candidatas = u.sorteos.candidatas(desde, desde + _SEMANA)
        if not candidatas:
            return 0  # sin nada que sortear no hay sorteo que contar
        elegidas = elegir(candidatas, semilla, por_ciento, minimo)
        hecho = u.sorteos.guardar_muestra(semana, semilla, por_ciento, len(candidatas), elegidas)
    return len(elegidas) if hecho else 0


def elegir(candidatas: Sequence[Candidata], semilla: str, por_ciento: int, minimo: int) -> list[Candidata]:
    """Las elegidas de cada politica: su tanto por ciento, hacia arriba, y al menos `minimo`, por el azar de la semilla."""
    estratos: dict[int, list[Candidata]] = defaultdict(list)
    for c in candidatas:
        estratos[c.politica].append(c)
    elegidas: list[Candidata] = []
    for suyas in estratos.values():
        cuantas = max(minimo, ceil(len(suyas) * por_ciento / 100))
        elegidas += sorted(suyas, key=lambda c: _azar(semilla, c))[:cuantas]
    return sorted(elegidas, key=lambda c: _azar(semilla, c))


def _azar(semilla: str, c: Candidata) -> str:
    return hashlib.sha256(f"{semilla}:{c.decision_id}".encode()).hexdigest()


def situacion(almacen: Almacen, persona: Persona, tras: int = 0) -> Situacion:
    """Lo que esa persona puede leer, despues de la lectura `tras`. Lanza `NoAutorizado`.

    Lo que ya no tiene texto se aparta: no hay nada que leer.
    """
    exigir_que_decida(persona)
    while True:
        with almacen.lectura() as u:
            lectura = u.lecturas.primera_pendiente(persona.id, tras)
            if lectura is None or lectura.texto.strip():
                cuantas, desacuerdos = u.lecturas.pendientes(persona.id), u.lecturas.contar_desacuerdos()
                return Situacion(lectura, cuantas, desacuerdos if persona.rol in ZANJAN else 0)
        with almacen.unidad() as u:
            u.lecturas.descartar(lectura.id)


def por_leer(almacen: Almacen, lectura_id: int) -> PorLeer:
    """Una lectura. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.lecturas.por_leer(lectura_id)


def articulo_de(que: str, articulo: int | None) -> int | None:
    """El articulo por el que se restringiria; None: se permitiria. Lanza `EntradaInvalida` si no se dijo una cosa u otra."""
    if que not in ("permitir", "restringir"):
        raise EntradaInvalida("diga si lo permitiría o lo restringiría")
    if que == "restringir" and articulo is None:
        raise EntradaInvalida("diga por qué artículo lo restringiría")
    return articulo if que == "restringir" else None


def razon_de(dicha: str) -> Razon:
    """A quien se da la razon. Lanza `EntradaInvalida` si no se dijo."""
    if dicha not in list(Razon):
        raise EntradaInvalida("diga a quién da la razón")
    return Razon(dicha)


def leer(
    almacen: Almacen, lectura_id: int, persona: Persona, articulo: int | None, nota: str, *, critica: bool
) -> None:
    """Guarda lo que esa persona habria decidido: restringir por un articulo, o permitir (None).

    Lanza `NoAutorizado`, `EntradaInvalida`, `NoExiste` o `Conflicto` (otra ya la leyo, o decidio ese expediente).
    """
    exigir_que_decida(persona)
    if articulo is not None and articulo not in ARTICULOS:
        raise EntradaInvalida(f"no hay artículo {articulo}: el manual tiene 13")
    nota = _nota(nota, minimo=0)
    with almacen.unidad() as u:
        u.lecturas.leer(lectura_id, persona.id, articulo, nota, persona.actor, critica=critica)


def desacuerdos(almacen: Almacen) -> list[Desacuerdo]:
    """Los que esperan a supervision."""
    with almacen.lectura() as u:
        return u.lecturas.desacuerdos()


def zanjar(almacen: Almacen, lectura_id: int, persona: Persona, razon: Razon, nota: str) -> None:
    """Supervision dice a quien da la razon y por que. No cambia la decision: eso se hace en su expediente.

    Lanza `NoAutorizado`, `EntradaInvalida`, `NoExiste` o `Conflicto`.
    """
    if persona.rol not in ZANJAN:
        raise NoAutorizado("los desacuerdos los zanja supervisión")
    nota = _nota(nota, minimo=NOTA_MINIMA)
    with almacen.unidad() as u:
        u.lecturas.zanjar(lectura_id, persona.id, razon, nota, persona.actor)


def _nota(nota: str, *, minimo: int) -> str:
    nota = nota.strip()
    if not minimo <= len(nota) <= NOTA_MAXIMA:
        raise EntradaInvalida(f"escriba por qué: de {max(minimo, 1)} a {NOTA_MAXIMA} caracteres")
    return nota
