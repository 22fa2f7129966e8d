"""Lo que espera de mas en la cola: que nadie este mirando no puede ser la razon de que nadie se entere.

Lo que solo quiza urge, lo apelado y lo que oculto la maquina no abren un incidente cada uno: son de la cola. Pero si nadie los
mira a tiempo, uno por cuenta lo dice a la cadena. Se cierra solo cuando ya no queda ninguno, y si alguien lo cierra antes se
repite. Lo que quiza urge se dice a cualquier hora; lo demas, de dia y en dia habil, que por ello no se despierta a nadie.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from moderacion import habiles
from moderacion.almacen import EstadoIncidente, Unidad
from moderacion.almacen.desatendidos import Esperan
from moderacion.bitacora import MAQUINA
from moderacion.contado import contado
from moderacion.incidentes import escalada
from moderacion.incidentes.apertura import abrir_de_cuenta
from moderacion.incidentes.clases import AMENAZA, ATRASADA, EMERGENCIA, SIN_MIRAR
from moderacion.reloj import dia_local, en_local

_SUYOS: Final = (f"{EMERGENCIA}:comentario/", f"{AMENAZA}:comentario/")
_CADA_ATRASO: Final = timedelta(days=1)
_DE_DIA: Final = range(8, 16)
_HECHO: Final = "Ya no queda en la cola nada de lo que se avisó."


@dataclass(frozen=True, slots=True)
class Espera:
    """Lo que puede esperar cada cosa; en cero, de ella no se avisa. Los dias son habiles."""

    urgente: timedelta = timedelta(minutes=30)
    apelacion: int = 5
    ocultado: int = 2


def mirar_espera(u: Unidad, espera: Espera) -> int:
    """Devuelve los incidentes que abrio."""
    return _urgentes(u, espera) + _atrasados(u, espera)


def _urgentes(u: Unidad, espera: Espera) -> int:
    if not espera.urgente:
        return 0
    antes, abiertos = u.ahora - espera.urgente, 0
    quedan = u.desatendidos.urgentes(antes, _SUYOS, tomados=True)
    _cerrar_hechos(u, SIN_MIRAR, quedan)
    if not quedan:
        return 0
    for cuenta_id, e in u.desatendidos.urgentes(antes, _SUYOS).items():
        minutos = int((u.ahora - e.desde) / timedelta(minutes=1))
        motivo = (
            f"En la cola, sin que nadie lo tenga: {contado(e.cuantos, 'caso que quizá urge', 'casos que quizá urgen')}. "
            f"Lo más viejo espera desde hace {contado(minutos, 'minuto')}."
        )
        nuevos = partial(_tras, e, espera.urgente)
        abiertos += _decir(u, SIN_MIRAR, cuenta_id, nuevos, espera.urgente, motivo)
    return abiertos


def _tras(e: Esperan, plazo: timedelta, fecha: datetime) -> bool:
    return e.ultimo > fecha - plazo


def _atrasados(u: Unidad, espera: Espera) -> int:
    partes: dict[int, list[tuple[str, int, Esperan]]] = {}
    for dias, leer, dicho in (
        (espera.apelacion, u.desatendidos.apelaciones, "con una apelación sin respuesta"),
        (espera.ocultado, u.desatendidos.ocultados, "que ocultó la máquina y nadie ha confirmado"),
    ):
        hallados = leer(habiles.cumplido_antes(u.ahora, dias)) if dias else {}
        for cuenta_id, e in hallados.items():
            frase = f"{contado(e.cuantos, 'caso')} {dicho} en {contado(dias, 'día hábil', 'días hábiles')}"
            partes.setdefault(cuenta_id, []).append((frase, dias, e))
    _cerrar_hechos(u, ATRASADA, partes)
    if not (habiles.habil(dia_local(u.ahora)) and en_local(u.ahora).hour in _DE_DIA):
        return 0
    abiertos = 0
    for cuenta_id, suyas in partes.items():
        motivo = f"En la cola: {'; '.join(frase for frase, _, _ in suyas)}."
        abiertos += _decir(u, ATRASADA, cuenta_id, partial(_cumplido_tras, suyas), _CADA_ATRASO, motivo)
    return abiertos


def _cumplido_tras(suyas: Sequence[tuple[str, int, Esperan]], fecha: datetime) -> bool:
    return any(e.ultimo >= habiles.cumplido_antes(fecha, dias) for _, dias, e in suyas)


def _cerrar_hechos(u: Unidad, tipo: str, quedan: Collection[int]) -> None:
    """Cierra los de las cuentas que ya no tienen ninguno: seguir sonando por lo que alguien ya miro enseña a no hacer caso."""
    for f in u.desatendidos.sin_cerrar(tipo):
        if f["cuenta_id"] not in quedan:
            # primero su escalada, en el mismo orden que el motor: dos a la vez no se abrazan
            escalada.terminar(u, f["id"])
            u.incidentes.cerrar(f["id"], _HECHO, MAQUINA, EstadoIncidente(f["estado"]))


def _decir(
    u: Unidad, tipo: str, cuenta_id: int, nuevos: Callable[[datetime], bool], cada: timedelta, motivo: str
) -> int:
    """Abre uno, si no se ha dicho ya. La clave lleva el anterior: dos procesos a la vez abren el mismo.

    `nuevos(fecha)`: si hay alguno que entonces aun no esperaba de mas.
    """
    previo = u.desatendidos.ultimo_dicho(tipo, cuenta_id)
    if previo is not None:
        cerrado = previo["cerrado"]
        # lo que ya se dijo se repite si, cerrado aquel, sigue otro tanto sin mirarse
        otra_vez = cerrado is not None and u.ahora - cerrado >= cada
        if previo["estado"] == EstadoIncidente.ABIERTO or u.ahora - previo["abierto"] < cada:
            return 0
        if not otra_vez and not nuevos(previo["abierto"]):
            return 0
    clave = f"{tipo}:{cuenta_id}:{previo['id'] if previo else 0}"
    return abrir_de_cuenta(u, tipo, cuenta_id, clave, motivo)
