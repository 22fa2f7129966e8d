"""Hace en las redes lo que las ordenes dicen, una vez.

La intencion (`ENVIANDO`) se confirma antes de abrir la conexion y ninguna transaccion queda abierta durante la
llamada. Fijar un estado (ocultar, mostrar, bloquear…) se puede repetir; responder y publicar, jamas a ciegas.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.errores import (
    CredencialInvalida,
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    Permanente,
    RespuestaIlegible,
    ResultadoDesconocido,
    SinSaldo,
    Transitorio,
)
from conectores.tipos import Accion, Conector, EstadoEnRed, PublicacionLeida, Resultado
from moderacion.almacen import Almacen, EstadoOrden, Unidad
from moderacion.almacen.ordenes import OrdenPorHacer
from moderacion.ejecucion.conciliar import conciliar
from moderacion.ejecucion.limites import ABANDONADA, DE_LA_CUENTA, fresca
from moderacion.ejecucion.otro_texto import soltar_lo_de_otro_texto
from moderacion.ejecucion.tarde import ya_publicada
from moderacion.registrar import atado
from moderacion.reloj import Reloj, espera_doblada

NO_REPETIBLES: Final = frozenset({Accion.RESPONDER, Accion.PUBLICAR})
CONGELABLES: Final = frozenset(a.value for a in (*NO_REPETIBLES, Accion.EDITAR))
"""Con un incidente sin cerrar en la cuenta, o un paro, no se publica ni se responde (articulo 13). Borrar si se puede."""
_NUESTRO: Final = frozenset({Accion.PUBLICAR, Accion.EDITAR})
INTENTOS: Final = 8
_BASE: Final = timedelta(seconds=10)
_TECHO: Final = timedelta(minutes=30)
_registro = logging.getLogger(__name__)

_SIN_SALDO: Final = timedelta(hours=1)
_YA_NO_ESTA: Final = frozenset(
    {Accion.OCULTAR, Accion.RETENER, Accion.ELIMINAR, Accion.DESBLOQUEAR, Accion.BORRAR}
)
"""Mostrar no: lo que ya no existe (o YouTube rechazo) no vuelve a verse, y una persona debe saberlo."""
_QUIZA_SE_HIZO: Final = (ResultadoDesconocido, RespuestaIlegible, Duplicado)
_FIJAN: Final = frozenset(
    {
        Accion.OCULTAR,
        Accion.MOSTRAR,
        Accion.RETENER,
        Accion.ELIMINAR,
        Accion.BLOQUEAR,
        Accion.DESBLOQUEAR,
    }
)
"""Dejan un comentario o a un autor como se pide: repetirlas no hace otra cosa."""
_EN_DUDA: Final = "quizá se hizo en un intento anterior"
_YA_ESTABA: Final = "ya estaba en la red: no se envió otra vez"
_A_MEDIAS: Final = "el proceso terminó a mitad del envio"
_DUDAN: Final = (*(e.__name__ for e in _QUIZA_SE_HIZO), _EN_DUDA, _A_MEDIAS)
_SIN_REMEDIO: Final = (EstadoOrden.FALLIDA, EstadoOrden.A_PERSONA)
"""Lo decidido no se hizo: el expediente vuelve a la cola. Desbloquear no: se pide otra vez cada dia."""
_DEJA: Final = {
    Accion.OCULTAR: EstadoEnRed.OCULTO,
    Accion.MOSTRAR: EstadoEnRed.VISIBLE,
    Accion.RETENER: EstadoEnRed.RETENIDO,
    Accion.ELIMINAR: EstadoEnRed.ELIMINADO,
}

__all__ = ["CONGELABLES", "ResumenDespacho", "conciliar", "despachar", "recuperar"]


@dataclass(frozen=True, slots=True)
class ResumenDespacho:
    """Cuantas ordenes terminaron bien, cuantas mal y cuantas esperan."""

    hechas: int = 0
    fallidas: int = 0
    aplazadas: int = 0


def recuperar(almacen: Almacen, cuenta_id: int, reloj: Reloj, plazo: timedelta = ABANDONADA) -> int:
    """Las que un proceso muerto dejo a medias: las repetibles vuelven; las otras pasan a DESCONOCIDA."""
    with almacen.unidad() as u:
        abandonadas = u.ordenes.abandonadas(cuenta_id, reloj.ahora() - plazo)
        for o in abandonadas:
            repetible = Accion(o.accion) not in NO_REPETIBLES
            a = EstadoOrden.PENDIENTE if repetible else EstadoOrden.DESCONOCIDA
            u.ordenes.pasar(o.id, EstadoOrden.ENVIANDO, a, {"error": _A_MEDIAS})
    return len(abandonadas)


def despachar(
    almacen: Almacen, conector: Conector, cuenta_id: int, reloj: Reloj, limite: int = 100
) -> ResumenDespacho:
    """Hace hasta `limite` ordenes pendientes de la cuenta. Para al primer fallo que pida esperar."""
    recuperar(almacen, cuenta_id, reloj)
    soltar_lo_de_otro_texto(almacen, cuenta_id)
    hechas = fallidas = aplazadas = 0
    for _ in range(limite):
        with almacen.unidad() as u:
            orden = u.ordenes.reclamar(cuenta_id, CONGELABLES)
        if orden is None:
            break
        with atado(orden=orden.id, comentario=orden.comentario_id):
            estado, esperar = _hacer(almacen, conector, orden, reloj)
        hechas += estado is EstadoOrden.HECHA
        fallidas += estado in (EstadoOrden.FALLIDA, EstadoOrden.A_PERSONA)
        aplazadas += estado in (EstadoOrden.PENDIENTE, EstadoOrden.DESCONOCIDA)
        if esperar:
            break
    return ResumenDespacho(hechas, fallidas, aplazadas)


def _hacer(
    almacen: Almacen, conector: Conector, orden: OrdenPorHacer, reloj: Reloj
) -> tuple[EstadoOrden, bool]:
    """Llama a la red y deja escrito como acabo. Devuelve el estado y si conviene parar la pasada."""
    if not fresca(orden, reloj.ahora()):
        # este proceso estuvo congelado con ella en la mano: quiza otro la recupero ya, y hacerla ahora seria hacerla dos veces
        _registro.warning("la orden %s se deja sin hacer: pasó demasiado tiempo desde que se tomó", orden.id)
        return EstadoOrden.ENVIANDO, True
    accion = Accion(orden.accion)
    esperar = frena = mirando = False
    previa: PublicacionLeida | None = None
    valores: dict[str, Any]
    try:
        mirando = accion in NO_REPETIBLES
        previa = ya_publicada(almacen, conector, orden, reloj) if mirando else None
        mirando = False
        id_externo = previa.id_externo if previa else _llamar(conector, orden, accion).id_externo
        estado, valores = EstadoOrden.HECHA, {"id_externo": id_externo, "error": _YA_ESTABA if previa else ""}
    except ErrorConector as error:
        estado, valores = _tras_fallo(orden, accion, error, reloj.ahora())
        esperar = isinstance(error, (Transitorio, *DE_LA_CUENTA))
        # leer y actuar gastan cuotas distintas: sin la de leer, espera esta y no lo que haya que ocultar
        frena = isinstance(error, DE_LA_CUENTA) and estado is EstadoOrden.PENDIENTE and not mirando
    except Exception as error:  # noqa: BLE001 (explicado abajo)
        # un fallo nuestro no pierde la orden ni la repite a ciegas: sigue el camino de lo desconocido
        _registro.exception("fallo inesperado en la orden %s", orden.id)
        desconocido = ResultadoDesconocido(f"fallo inesperado: {type(error).__name__}")
        estado, valores = _tras_fallo(orden, accion, desconocido, reloj.ahora())
    with almacen.unidad() as u:
        u.ordenes.pasar(orden.id, EstadoOrden.ENVIANDO, estado, valores)
        if estado is EstadoOrden.HECHA:
            _reflejar(u, orden, accion, valores["id_externo"], previa)
        queda = accion is not Accion.DESBLOQUEAR and not orden.avisa
        if estado in _SIN_REMEDIO and orden.comentario_id and queda:
            u.expedientes.devolver(orden.comentario_id, orden.id)
        if frena:
            u.ordenes.aplazar_cuenta(orden.cuenta_id, valores["no_antes_de"])
    return estado, esperar


def _reflejar(
    u: Unidad, o: OrdenPorHacer, accion: Accion, id_externo: str | None, previa: PublicacionLeida | None
) -> None:
    """Lo que la orden dejo en la red, sin esperar al sondeo. Lo nuestro entra al libro con su id: lo demas sera ajeno.

    Un comunicado rige desde que sale por una cuenta: entra al archivo en la misma transaccion que lo anota.
    """
    if accion in _NUESTRO:
        u.comunicados.al_salir(o.id)
    if o.comentario_id and accion in _DEJA:
        u.ordenes.reflejar(o.comentario_id, _DEJA[accion].value)
    elif accion in NO_REPETIBLES and id_externo:
        texto, cuando = (previa.texto, previa.creado) if previa else (o.texto or "", u.ahora)
        u.publicaciones.asentar(o.cuenta_id, id_externo, texto, cuando, o.comentario)
    elif accion is Accion.EDITAR:
        u.publicaciones.editar(o.cuenta_id, o.objeto or "", o.texto or "")
    elif accion is Accion.BORRAR:
        u.publicaciones.borrar(o.cuenta_id, o.objeto or "")


def _llamar(conector: Conector, o: OrdenPorHacer, accion: Accion) -> Resultado:
    """La llamada que toca. Ocultar o borrar lo que ya no existe se da por hecho (apis.md, trampa 8)."""
    comentario, autor, texto = o.comentario or "", o.autor or "", o.texto or ""
    llamadas: dict[Accion, Callable[[], Resultado]] = {
        Accion.OCULTAR: lambda: conector.ocultar(comentario),
        Accion.MOSTRAR: lambda: conector.mostrar(comentario),
        Accion.RETENER: lambda: conector.retener(comentario),
        Accion.ELIMINAR: lambda: conector.eliminar(comentario),
        Accion.BLOQUEAR: lambda: conector.bloquear(autor, comentario or None, repite=o.intentos > 1),
        Accion.DESBLOQUEAR: lambda: conector.desbloquear(autor),
        Accion.RESPONDER: lambda: conector.responder(comentario, texto),
        Accion.PUBLICAR: lambda: conector.publicar(texto),
        Accion.EDITAR: lambda: conector.editar(o.objeto or "", texto),
        Accion.BORRAR: lambda: conector.borrar(o.objeto or ""),
    }
    try:
        return llamadas[accion]()
    except NoEncontrado:
        if accion in _YA_NO_ESTA:
            return Resultado(ya_estaba=True)
        raise


def _tras_fallo(
    o: OrdenPorHacer, accion: Accion, error: ErrorConector, ahora: datetime
) -> tuple[EstadoOrden, dict[str, Any]]:
    """El estado que corresponde a un fallo.

    Fijar un estado se repite tras no saber si se hizo. Si entonces la red se niega, sigue sin saberse, y lo mira una
    persona: darlo por no hecho dejaria a alguien oculto, o bloqueado sin fin, sin que conste.
    """
    quiza = accion in _FIJAN and (o.error or "").startswith(_DUDAN)
    dicho = f"{type(error).__name__}: {error.mensaje}"
    valores: dict[str, Any] = {"error": f"{_EN_DUDA}: {dicho}" if quiza else dicho}
    if isinstance(error, _QUIZA_SE_HIZO) and accion in NO_REPETIBLES:
        return EstadoOrden.DESCONOCIDA, valores
    if isinstance(error, Permanente) and not isinstance(error, SinSaldo):
        return (EstadoOrden.A_PERSONA if quiza else EstadoOrden.FALLIDA), valores
    agotada = o.intentos >= INTENTOS and not isinstance(error, (LimiteExcedido, CredencialInvalida))
    if agotada and accion in NO_REPETIBLES:
        return EstadoOrden.A_PERSONA, valores
    return EstadoOrden.PENDIENTE, valores | {"no_antes_de": _volver(error, o.intentos, ahora)}


def _volver(error: ErrorConector, intentos: int, ahora: datetime) -> datetime:
    if isinstance(error, LimiteExcedido) and error.hasta and error.hasta > ahora:
        return error.hasta
    if isinstance(error, SinSaldo):
        return ahora + _SIN_SALDO
    return ahora + espera_doblada(_BASE, _TECHO, intentos)
