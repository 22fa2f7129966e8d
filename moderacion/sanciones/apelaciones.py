"""Apelar una restriccion: un enlace que se da una vez, vale 30 dias y lo resuelve alguien que no restringio.

El enlace es lo unico que identifica a la persona: no hay cuenta, ni galleta, ni dato de quien escribio en la pagina.
Resolver toca tambien la cola, asi que lo junta el montaje (`moderacion.montaje.apelaciones`).
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.tipos import Accion, EstadoEnRed
from moderacion.almacen import SALIO, Almacen, EstadoApelacion, EstadoBloqueo, Unidad
from moderacion.almacen.apelaciones import RESTRICTIVAS, ApelacionNueva
from moderacion.almacen.columnas import limpiar
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.fichas import Ficha
from moderacion.almacen.fila_restriccion import RECURSO_DIAS
from moderacion.almacen.registro_restricciones import PERMITE
from moderacion.errores import Conflicto, EntradaInvalida

PLAZO: Final = timedelta(days=RECURSO_DIAS)
"""Cuanto vale el enlace."""
A_LA_VISTA: Final = timedelta(days=90)
"""Cuanto se puede leer el resultado en el mismo enlace."""
TEXTO_MINIMO: Final = 10
TEXTO_MAXIMO: Final = 2000
CONTACTO_MAXIMO: Final = 200
EXTRACTO: Final = 300
_YA_NO: Final = "lo que se restringió ya se deshizo: no hace falta apelar"
_RIGEN: Final = frozenset({EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL})
_RESUELTAS: Final = frozenset({EstadoApelacion.ACEPTADA, EstadoApelacion.RECHAZADA})


@dataclass(frozen=True, slots=True)
class Enlace:
    """Un enlace recien emitido. `testigo` no se guarda: solo se puede leer ahora."""

    testigo: str
    caduca: datetime


@dataclass(frozen=True, slots=True)
class Vista:
    """Lo que ve quien apela, y nada mas.

    `bloqueo_hasta`: el termino de su bloqueo, si hay uno. `deshecha`: si lo que se restringio ya se deshizo sin apelar.
    """

    estado: str
    extracto: str
    accion: str
    articulo: int | None
    bloqueo_hasta: datetime | None
    caduca: datetime
    presentada: datetime | None
    resuelta: datetime | None
    resolucion: str
    deshecha: bool


def emitir(almacen: Almacen, expediente_id: int, actor: str) -> Enlace:
    """Da el enlace para apelar lo ultimo que restringio en un expediente; el anterior sin usar deja de valer.

    Lanza `NoExiste`, `EntradaInvalida` (no hay restriccion, o ya se apelo) o `Conflicto` (hay una presentada).
    """
    testigo = secrets.token_urlsafe(32)
    with almacen.unidad() as u:
        return emitir_en(u, expediente_id, testigo, actor)


def emitir_en(u: Unidad, expediente_id: int, testigo: str, actor: str) -> Enlace:
    """Lo que hace `emitir`, dentro de una unidad ya abierta y con ese testigo."""
    nueva = _por_emitir(u, u.expedientes.ficha(expediente_id), testigo)
    u.apelaciones.emitir(nueva, actor)
    return Enlace(testigo, nueva.caduca)


def _por_emitir(u: Unidad, f: Ficha, testigo: str) -> ApelacionNueva:
    ultima = f.decisiones[-1] if f.decisiones else None
    bloqueo = u.sanciones.de_comentario(f.comentario["id"])
    rige = bloqueo if bloqueo and bloqueo.estado in _RIGEN else None
    maquina = ultima is None and (f.expediente["actuado"] or rige is not None)
    if not maquina and (ultima is None or ultima["accion"] not in RESTRICTIVAS):
        raise EntradaInvalida("no hay ninguna restricción que apelar en este expediente")
    if ultima and any(
        a["decision_id"] == ultima["id"] for a in u.apelaciones.de_expediente(f.expediente["id"])
    ):
        raise EntradaInvalida("esta restricción ya se apeló y otra persona la mantuvo")
    if ultima:
        accion, articulo = ultima["accion"], ultima["articulo"]
    else:
        accion = "bloquear" if rige else "ocultar"
        articulo = rige.articulo if rige else next((h["politica"] for h in f.hallazgos), None)
    return ApelacionNueva(
        expediente_id=f.expediente["id"],
        bloqueo_id=rige.id if rige else None,
        apelada_id=ultima["id"] if ultima else None,
        accion=accion,
        articulo=articulo,
        extracto=f.comentario["texto"][:EXTRACTO],
        huella=huella_texto(testigo),
        caduca=u.ahora + PLAZO,
    )


def ver(almacen: Almacen, testigo: str, origen: str) -> Vista | None:
    """Lo que hay detras de un enlace; None si no vale, sin decir por que. Lanza `DemasiadosIntentos`."""
    fila = almacen.con_freno(origen, lambda u: _valida(u, testigo))
    return Vista(**{n: fila[n] for n in Vista.__dataclass_fields__}) if fila else None


def _valida(u: Unidad, testigo: str) -> Mapping[str, Any] | None:
    """La apelacion de un enlace que vale, con el termino de su bloqueo."""
    fila = u.apelaciones.por_huella(huella_texto(testigo))
    if fila is None or not _vale(fila, u.ahora):
        return None
    f = u.expedientes.ficha(fila["expediente_id"])
    return {**fila, "bloqueo_hasta": _termino(u, f, fila), "deshecha": _deshecha(u, f)}


def _vale(a: Mapping[str, Any], ahora: datetime) -> bool:
    """Emitida y a tiempo, presentada, o resuelta hace poco."""
    if a["estado"] == EstadoApelacion.EMITIDA:
        return bool(a["caduca"] > ahora)
    if a["estado"] in _RESUELTAS:
        return bool(a["resuelta"] + A_LA_VISTA > ahora)
    return bool(a["estado"] == EstadoApelacion.PRESENTADA)


def _deshecha(u: Unidad, f: Ficha) -> bool:
    """Si ya no hay nada que apelar: alguien lo permitio, o nadie lo confirmo a tiempo y volvio a verse.

    Mantener lo apelado lo oculta otra vez: apelar entonces saldria peor que no apelar.
    """
    if f.decisiones:
        # o alguien lo mostro en la propia red: ya no rige nada
        return bool(f.decisiones[-1]["accion"] == PERMITE or not f.rige)
    b = u.sanciones.de_comentario(f.comentario["id"])
    if (b and b.estado in _RIGEN) or f.comentario["estado_red"] != EstadoEnRed.VISIBLE:
        return False
    return not f.rige or any(o["accion"] == Accion.MOSTRAR and o["estado"] in SALIO for o in f.ordenes)


def _termino(u: Unidad, f: Ficha, a: Mapping[str, Any]) -> datetime | None:
    if a["bloqueo_id"] is None:
        return None
    b = u.sanciones.de_comentario(f.comentario["id"])
    return b.hasta if b and b.id == a["bloqueo_id"] and b.estado in _RIGEN else None


def presentar(almacen: Almacen, testigo: str, origen: str, texto: str, contacto: str) -> bool:
    """La persona apela: su expediente vuelve a la cola con prioridad. False si el enlace no vale o ya se uso.

    Lanza `EntradaInvalida` (falta decir por que, o ya se deshizo) o `DemasiadosIntentos`.
    """
    fila = almacen.con_freno(origen, lambda u: _valida(u, testigo))
    if fila is None or fila["estado"] != EstadoApelacion.EMITIDA:
        return False
    texto, contacto = limpiar(texto).strip(), limpiar(contacto).strip()
    if not TEXTO_MINIMO <= len(texto) <= TEXTO_MAXIMO:
        raise EntradaInvalida(
            f"explique por qué no está de acuerdo: de {TEXTO_MINIMO} a {TEXTO_MAXIMO} caracteres"
        )
    if len(contacto) > CONTACTO_MAXIMO:
        raise EntradaInvalida(f"el contacto lleva como mucho {CONTACTO_MAXIMO} caracteres")
    try:
        with almacen.unidad() as u:
            u.apelaciones.presentar(fila["id"], texto, contacto)
            # con el comentario ya retenido: quien lo deshiciera entretanto se ve aqui
            if _deshecha(u, u.expedientes.ficha(fila["expediente_id"])):
                raise EntradaInvalida(_YA_NO)
            u.expedientes.reabrir_apelado(fila["expediente_id"])
    except Conflicto:
        return False  # se uso desde otra ventana entre mirarlo y enviarlo
    return True


def resolver_en(
    u: Unidad,
    apelacion_id: int,
    usuario_id: int,
    actor: str,
    decision_id: int,
    resolucion: str,
    *,
    acepta: bool,
) -> None:
    """Deja dicho el resultado, en la misma unidad que la decision que lo cumple. Lanza `Conflicto`."""
    estado = EstadoApelacion.ACEPTADA if acepta else EstadoApelacion.RECHAZADA
    u.apelaciones.resolver(apelacion_id, estado, usuario_id, resolucion, decision_id, actor)


def pendiente_en(u: Unidad, apelacion_id: int) -> Mapping[str, Any]:
    """Una apelacion que espera resolucion. Lanza `NoExiste` o `Conflicto`."""
    a = u.apelaciones.una(apelacion_id)
    if a["estado"] != EstadoApelacion.PRESENTADA:
        raise Conflicto("esta apelación ya no espera resolución: este es su estado de ahora")
    return a


@dataclass(frozen=True, slots=True)
class Listado:
    """Las apelaciones para la casa: las que esperan, los enlaces sin usar y las ultimas resueltas."""

    presentadas: Sequence[Mapping[str, Any]]
    emitidas: Sequence[Mapping[str, Any]]
    resueltas: Sequence[Mapping[str, Any]]


def listar(almacen: Almacen) -> Listado:
    """Las que esperan llevan `vetados`: quienes no pueden resolverlas porque restringieron."""
    with almacen.lectura() as u:
        esperan = [
            {**a, "vetados": u.apelaciones.restringieron(a["expediente_id"])}
            for a in u.apelaciones.en(EstadoApelacion.PRESENTADA, 500)
        ]
        resueltas = [a for e in sorted(_RESUELTAS) for a in u.apelaciones.en(e)]
        emitidas = [a for a in u.apelaciones.en(EstadoApelacion.EMITIDA) if a["caduca"] > u.ahora]
    # la que mas espera, primero
    return Listado(esperan[::-1], emitidas, sorted(resueltas, key=lambda a: a["resuelta"], reverse=True))


@dataclass(frozen=True, slots=True)
class Situacion:
    """Las apelaciones vistas desde un expediente: la ultima, quienes no pueden resolverla y si cabe dar un enlace."""

    ultima: Mapping[str, Any] | None
    vetados: frozenset[int]
    emitible: bool


def situacion(almacen: Almacen, f: Ficha) -> Situacion:
    """Como esta la apelacion de un expediente."""
    with almacen.lectura() as u:
        expediente_id = f.expediente["id"]
        ultima = next(iter(u.apelaciones.de_expediente(expediente_id)), None)
        try:
            _por_emitir(u, f, "")
        except EntradaInvalida:
            emitible = False
        else:
            emitible = ultima is None or ultima["estado"] != EstadoApelacion.PRESENTADA
        return Situacion(ultima, u.apelaciones.restringieron(expediente_id), emitible)


def apelados(almacen: Almacen, expedientes: Iterable[int]) -> frozenset[int]:
    """De esos expedientes, los que tienen una apelacion que espera: para marcarlos en la cola."""
    with almacen.lectura() as u:
        return u.apelaciones.abiertas_en(expedientes)


def presentadas(almacen: Almacen) -> int:
    """Cuantas esperan."""
    with almacen.lectura() as u:
        return u.apelaciones.contar_presentadas()
