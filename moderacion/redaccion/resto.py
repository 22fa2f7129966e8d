"""Lo que aun no salio de algo que ya esta en la red por otra cuenta: que no salga. Y retirar un comunicado que rige.

Retirar el borrador entero (`pasos.retirar`) ya no se puede: lo publicado, publicado esta.
"""

from typing import Final

from moderacion.almacen import Almacen, EstadoOrden, Unidad
from moderacion.almacen.estados_redaccion import EN_MARCHA, EstadoBorrador, TipoBorrador
from moderacion.almacen.paso import Paso
from moderacion.errores import Conflicto, NoAutorizado, NoExiste
from moderacion.redaccion.pasos import CAMBIO
from moderacion.redaccion.salir import EN_RED, cerrar_si_acabo
from moderacion.redaccion.tipos import RAZON_MAXIMA, RAZON_MINIMA, Fila, Persona, exigir_que_redacte, medido

_MOTIVO_MINIMO: Final = 10
_LIBRES: Final = (None, EstadoOrden.ANULADA)


def descartar_resto(almacen: Almacen, borrador_id: int, version: int, persona: Persona, motivo: str) -> None:
    """Lo que ya salio por alguna cuenta no sale por las que faltan. Lo pide su autor, o supervision.

    Lo que en este momento esta saliendo no se puede parar, pero no se intenta otra vez. Lanza `NoAutorizado`, `NoExiste`,
    `EntradaInvalida` o `Conflicto` (cambio, aun no salio nada, o no falta nada).
    """
    exigir_que_redacte(persona)
    motivo = medido("el motivo", motivo, RAZON_MINIMA, RAZON_MAXIMA)
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        if b["tipo"] == TipoBorrador.RESPUESTA:
            raise NoExiste(f"el borrador {borrador_id} es una respuesta a un comentario")
        if b["autor_id"] != persona.id and persona.rol != "supervision":
            raise NoAutorizado("lo que falta lo descarta quien lo escribió, o supervisión")
        if b["version"] != version:
            raise Conflicto(CAMBIO)
        if not any(s["orden_estado"] in EN_RED for s in u.salidas.de(borrador_id)):
            raise Conflicto("todavía no salió por ninguna cuenta: retírelo entero")
        if not quitar_resto(u, b, Paso("resto_descartado", persona.id, motivo)):
            raise Conflicto("no falta ninguna cuenta por la que todavía se pueda parar")


def quitar_resto(u: Unidad, b: Fila, paso: Paso) -> bool:
    """Descarta lo que no ha salido de un borrador, con el motivo del paso, y lo cierra si ya no falta nada.

    Devuelve si habia algo que descartar. Lanza `Conflicto` si alguien lo movio.
    """
    if b["estado"] not in EN_MARCHA:
        return False
    quitadas = [_quitada(u, s, paso.motivo) for s in u.salidas.de(b["id"])]
    if not any(quitadas):
        return False
    u.borradores.pasar(b, EstadoBorrador(b["estado"]), paso)
    cerrar_si_acabo(u, b["id"], paso.usuario_id)
    return True


def _quitada(u: Unidad, s: Fila, motivo: str) -> bool:
    """Si lo que iba por una cuenta ya no va."""
    if s["descartada"]:
        return False
    if s["orden_estado"] in (EstadoOrden.PENDIENTE, EstadoOrden.ENVIANDO):
        # si se esta enviando no se puede parar, pero si no sale a la primera ya no se repite
        u.ordenes.no_repetir(s["orden_id"])
    if s["orden_estado"] == EstadoOrden.PENDIENTE:
        try:
            u.ordenes.pasar(s["orden_id"], EstadoOrden.PENDIENTE, EstadoOrden.ANULADA, {"error": motivo})
        except Conflicto:
            return False  # empezo a salir mientras se pedia
    elif s["orden_estado"] not in _LIBRES:
        return False
    u.salidas.cambiar(s["id"], {"descartada": motivo, "orden_id": None})
    return True


def retirar_comunicado(almacen: Almacen, numero: str, persona: Persona, motivo: str) -> None:
    """Deja de regir desde ya, y no sale por las cuentas que falten; sigue en el archivo, con su motivo. Lo retira supervision.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o `Conflicto`.
    """
    if persona.rol != "supervision":
        raise NoAutorizado("un comunicado lo retira supervisión")
    motivo = medido("por qué se retira", motivo, _MOTIVO_MINIMO, RAZON_MAXIMA)
    with almacen.unidad() as u:
        fila = u.comunicados.con_numero(numero)
        if fila is None:
            raise NoExiste(f"no hay ningún comunicado con el número {numero[:20]}")
        # las ordenes antes que el comunicado, como quien anota lo que salio
        b = u.borradores.uno(fila["borrador_id"])
        if fila["estado"] == "publicado":
            quitar_resto(u, b, Paso("resto_descartado", persona.id, f"el comunicado se retiró: {motivo}"))
        u.comunicados.retirar(fila["id"], persona.id, motivo)
