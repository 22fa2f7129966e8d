"""El motor: cada vuelta mira que escaladas tienen algo que hacer y, en una transaccion, las mueve y escribe los avisos que debe.

El estado esta en la tabla y el tiempo es una consulta: parar el motor tres horas, o matarlo a mitad, no pierde nada. Al volver
da en una vuelta todos los escalones que tocaban, con un aviso por destino, y lo siguiente se cuenta desde entonces: quien
acaba de enterarse tiene tiempo de contestar. Un incidente sin cerrar siempre tiene un siguiente momento.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados import ClaseAviso, EstadoEscalada, EstadoIncidente
from moderacion.almacen.tablas.decidir import TipoNovedad
from moderacion.incidentes.copia import EMERGENCIA, Copia, Escalon, de_fabrica, leer_copia, para
from moderacion.reloj import espera_doblada

TANDA: Final = 500
PUNTUAL: Final = timedelta(seconds=60)
"""Hasta cuanto retraso se cuenta la espera siguiente desde la hora prevista, para que los retrasos no se sumen."""
_TECHO: Final = timedelta(hours=4)
"""Dadas sus vueltas, una cadena sigue cada vez mas despacio, hasta esto."""
_SIN_NADIE: Final = timedelta(minutes=1)
_APARTADA: Final = timedelta(minutes=5)
_registro = logging.getLogger(__name__)
Fila = Mapping[str, Any]
Alcance = Mapping[str, Sequence[tuple[str, str]]]
"""Persona → (destino, tipo) de cada canal por el que hoy se la alcanza."""


@dataclass(frozen=True, slots=True)
class ResumenEscalada:
    """Cuantas se movieron, cuantos avisos se deben por ello, y cuantas se apartaron por estar mal."""

    movidas: int = 0
    avisos: int = 0
    apartadas: int = 0


@dataclass(slots=True)
class _Movimiento:
    """Lo que una escalada hace en esta vuelta."""

    cambios: dict[str, Any]
    clase: ClaseAviso
    destinos: dict[str, str]
    """Destino → persona."""
    saltados: int = 0


def empezar(u: Unidad, incidente_id: int, tipo: str, copia: Copia | None = None) -> None:
    """La cadena de ese tipo (o `copia`) entra en el incidente, y se deben ya los avisos de su primer escalon.

    En la misma unidad que lo abre.
    """
    copia = copia or para(u, tipo)
    u.escaladas.empezar(
        incidente_id, {"cadena": copia.nombre, "copia": copia.como_dict(), "insistente": copia.insistente}
    )
    fila = u.escaladas.una(incidente_id)
    if fila is not None:
        _aplicar(u, [fila], alcance(u))
    u.novedades.avisar(TipoNovedad.INCIDENTE)


def terminar(u: Unidad, incidente_id: int) -> None:
    """El incidente se cerro: no se avisa mas."""
    fila = u.escaladas.una(incidente_id)
    if fila is not None and fila["estado"] != EstadoEscalada.TERMINADA:
        u.escaladas.mover([{**fila, **_FIN}])
        u.escaladas.callar(incidente_id)


_FIN: Final = {"estado": EstadoEscalada.TERMINADA, "proxima_en": None}


def escalar(almacen: Almacen) -> ResumenEscalada:
    """Una vuelta: mueve todo lo que toca. Lo que este mal se aparta y no para a lo demas."""
    movidas = avisos = apartadas = 0
    _adoptar(almacen)
    while True:
        try:
            with almacen.unidad() as u:
                filas = u.escaladas.vencidas(TANDA)
                debidos = _aplicar(u, filas, alcance(u))
            movidas, avisos = movidas + len(filas), avisos + debidos
        except Exception:  # noqa: BLE001 (una fila mala no para a las demas)
            _registro.exception("una tanda de escaladas fallo: se van de una en una")
            sueltas = _de_una_en_una(almacen)
            movidas, avisos = movidas + sueltas.movidas, avisos + sueltas.avisos
            return ResumenEscalada(movidas, avisos, apartadas + sueltas.apartadas)
        if len(filas) < TANDA:
            return ResumenEscalada(movidas, avisos, apartadas)


def _adoptar(almacen: Almacen) -> None:
    """Un incidente sin cerrar y sin cadena (anterior a ellas) la recibe ahora."""
    with almacen.lectura() as u:
        sin = u.escaladas.sin_escalada(TANDA)
    for f in sin:
        try:
            with almacen.unidad() as u:
                empezar(u, f["id"], f["tipo"])
        except Exception:  # noqa: BLE001 (una fila mala no para a las demas; el auditor la ve sin cadena)
            _registro.exception("el incidente %s no recibe su cadena", f["id"])


def _de_una_en_una(almacen: Almacen) -> ResumenEscalada:
    """Lo mismo, cada una en su unidad: la que falle se aparta unos minutos y se ve en el auditor."""
    movidas = avisos = apartadas = 0
    with almacen.lectura() as u:
        filas = u.escaladas.vencidas(TANDA)
    for f in filas:
        try:
            with almacen.unidad() as u:
                fila = u.escaladas.una(f["incidente_id"])
                if fila is None or fila["proxima_en"] is None or fila["proxima_en"] > u.ahora:
                    continue
                avisos += _aplicar(u, [fila], alcance(u))
            movidas += 1
        except Exception:  # noqa: BLE001 (una fila mala no para a las demas)
            _registro.exception("la escalada del incidente %s no se puede mover", f["incidente_id"])
            with almacen.unidad() as u:
                fila = u.escaladas.una(f["incidente_id"])
                if fila is not None:
                    # «sin nadie» es lo que el auditor mira: su hora sola no lo delataria, porque cada vez se pone delante
                    u.escaladas.mover([{**fila, "proxima_en": u.ahora + _APARTADA, "sin_nadie": True}])
            apartadas += 1
    return ResumenEscalada(movidas, avisos, apartadas)


def alcance(u: Unidad) -> dict[str, list[tuple[str, str]]]:
    """Por donde se alcanza hoy a cada persona."""
    por: dict[str, list[tuple[str, str]]] = {}
    for c in u.cadenas.alcanzables():
        por.setdefault(c["persona"], []).append((c["destino"], c["tipo"]))
    return por


def _aplicar(u: Unidad, filas: Sequence[Fila], a_quien: Alcance) -> int:
    """Mueve esas escaladas y escribe sus avisos. Devuelve cuantos."""
    movidas: list[Fila] = []
    debidos: list[dict[str, Any]] = []
    for f in filas:
        copia = _copia(u, f)
        m = _decidir(f, copia, a_quien, u.ahora)
        movidas.append({**f, **m.cambios})
        debidos += _avisos(f, m)
        if m.clase is ClaseAviso.REINICIO:
            u.escaladas.reabrir(f["incidente_id"])
        if m.destinos or m.cambios.get("sin_nadie", f["sin_nadie"]) != f["sin_nadie"]:
            nuevo = movidas[-1]
            datos = {"paso": nuevo["paso"], "vuelta": nuevo["vuelta"], "avisos": len(m.destinos)}
            if m.saltados:
                datos["saltados"] = m.saltados
            u.escaladas.asentar(_VERBO[m.clase], f["incidente_id"], datos)
    u.escaladas.mover(movidas)
    u.avisos.deber(debidos)
    return len(debidos)


_VERBO: Final[Mapping[ClaseAviso, str]] = {
    ClaseAviso.ESCALON: "escalado",
    ClaseAviso.RECORDATORIO: "recordado",
    ClaseAviso.REINICIO: "sin_noticia",
}


def _copia(u: Unidad, f: Fila) -> Copia:
    """La copia de una escalada; si no se puede leer, la de emergencia, que avisa a todos, y queda puesta."""
    try:
        return leer_copia(json.loads(f["copia"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        _registro.exception("la cadena del incidente %s no se puede leer", f["incidente_id"])
        copia = de_fabrica(u, EMERGENCIA)
        u.escaladas.sustituir(f["incidente_id"], copia.nombre, copia.como_dict())
        return copia


def _avisos(f: Fila, m: _Movimiento) -> list[dict[str, Any]]:
    comunes = {
        "incidente_id": f["incidente_id"],
        "escalon": m.cambios.get("movimiento", f["movimiento"]),
        "clase": m.clase,
        "paso": m.cambios.get("paso", f["paso"]),
        "vuelta": m.cambios.get("vuelta", f["vuelta"]),
        "insistente": f["insistente"],
    }
    return [{**comunes, "destino": d, "persona": p} for d, p in m.destinos.items()]


def _decidir(f: Fila, copia: Copia, a_quien: Alcance, ahora: datetime) -> _Movimiento:
    """Que le toca a una escalada a esta hora."""
    if f["incidente"] == EstadoIncidente.CERRADO:
        return _Movimiento(dict(_FIN), ClaseAviso.ESCALON, {})
    if f["estado"] == EstadoEscalada.ACUSADA:
        return _seguir(f, copia, a_quien, ahora)
    return _subir(f, copia, a_quien, ahora)


def _seguir(f: Fila, copia: Copia, a_quien: Alcance, ahora: datetime) -> _Movimiento:
    """Alguien acuso recibo: se le recuerda y, si despues no da noticia, se empieza otra vez."""
    if f["recordado"] is not None:
        limpia = {"estado": EstadoEscalada.EN_MARCHA, "paso": 0, "vuelta": 1, "proxima_en": ahora}
        limpia |= {"acuse": None, "acuse_de": "", "recordado": None}
        m = _subir({**f, **limpia}, copia, a_quien, ahora)
        return _Movimiento({**limpia, **m.cambios}, ClaseAviso.REINICIO, m.destinos, m.saltados)
    destinos = _de((f["acuse_de"],), (), a_quien)
    for paso in copia.pasos:
        destinos = destinos or _de(copia.personas(paso, ahora), paso.canales, a_quien)
    cambios = {
        "recordado": ahora,
        "proxima_en": ahora + timedelta(minutes=copia.seguimiento),
        "movimiento": f["movimiento"] + 1,
        "sin_nadie": not destinos,
    }
    return _Movimiento(cambios, ClaseAviso.RECORDATORIO, destinos)


def _subir(f: Fila, copia: Copia, a_quien: Alcance, ahora: datetime) -> _Movimiento:
    """Da los escalones que ya tocaban, como mucho una vuelta entera. El que no tiene a nadie se salta sin esperar."""
    paso, vuelta, cuando = int(f["paso"]), int(f["vuelta"]), f["proxima_en"]
    destinos: dict[str, str] = {}
    dados = saltados = 0
    espera = _SIN_NADIE
    for _ in copia.pasos:
        if cuando > ahora:
            break
        paso, vuelta = (paso + 1, vuelta) if paso < len(copia.pasos) else (1, vuelta + 1)
        escalon = copia.pasos[paso - 1]
        suyos = _de(copia.personas(escalon, ahora), escalon.canales, a_quien)
        if not suyos:
            saltados += 1
            continue
        destinos |= suyos
        dados += 1
        espera = espera_de(copia, escalon, vuelta)
        cuando += espera
    if not destinos:
        # la cadena entera se quedo sin nadie: a cualquiera que se pueda
        destinos = _de(tuple(a_quien), (), a_quien)
        espera = timedelta(minutes=copia.pasos[0].espera) if destinos else _SIN_NADIE
    puntual = dados == 1 and not saltados and ahora - f["proxima_en"] <= PUNTUAL
    cambios = {
        "paso": paso,
        "vuelta": vuelta,
        "movimiento": f["movimiento"] + 1,
        "proxima_en": cuando if puntual else ahora + espera,
        "sin_nadie": not destinos,
    }
    return _Movimiento(cambios, ClaseAviso.ESCALON, destinos, saltados)


def espera_de(copia: Copia, escalon: Escalon, vuelta: int) -> timedelta:
    """Lo que se espera tras ese escalon en esa vuelta."""
    base = timedelta(minutes=escalon.espera)
    de_mas = vuelta - copia.vueltas
    if copia.insistente or de_mas <= 0:
        return base
    return espera_doblada(base, max(_TECHO, base), de_mas)


def _de(personas: Sequence[str], canales: Sequence[str], a_quien: Alcance) -> dict[str, str]:
    """Destino → persona, de quienes se puede alcanzar por esos canales (vacio: por todos los suyos)."""
    return {
        destino: p for p in personas for destino, tipo in a_quien.get(p, ()) if not canales or tipo in canales
    }


def hay_mas(u: Unidad, incidente_id: int) -> None:
    """Se vio algo mas de un incidente que no afloja y que alguien lleva: se le recuerda ya, y no dentro de media hora.

    Una vez: si no da noticia, lo siguiente es empezar la cadena otra vez.
    """
    fila = u.escaladas.una(incidente_id)
    if fila is None or not fila["insistente"]:
        return
    if fila["estado"] == EstadoEscalada.ACUSADA and fila["recordado"] is None:
        u.escaladas.mover([{**fila, "proxima_en": min(fila["proxima_en"] or u.ahora, u.ahora)}])


def seguir(u: Unidad, incidente_id: int) -> bool:
    """Hay noticia de un incidente atendido: el plazo para recordarlo empieza otra vez. Falso si nadie lo atiende."""
    fila = u.escaladas.una(incidente_id)
    if fila is None or fila["estado"] != EstadoEscalada.ACUSADA:
        return False
    copia = _copia(u, fila)
    cambios = {
        "recordado": None,
        "sin_nadie": False,
        "proxima_en": u.ahora + timedelta(minutes=copia.recordatorio),
    }
    u.escaladas.mover([{**fila, **cambios}])
    return True
