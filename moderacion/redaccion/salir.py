"""De aprobado a publicado, cuenta por cuenta: la orden se escribe a su hora, una vez, y con el texto que se aprobo.

Nada aqui llama a la red: la orden la hace `ejecucion`.
"""

import logging
from datetime import datetime, time
from typing import Final

from conectores.tipos import Accion
from moderacion.almacen import SALIO, Almacen, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.estados_redaccion import EN_MARCHA, EstadoBorrador, EstadoComunicado, TipoBorrador
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.paso import Paso
from moderacion.errores import Conflicto, ErrorModeracion
from moderacion.redaccion.escritos import escrito_de, huella_escrito, texto_en
from moderacion.redaccion.juicio import PorJuzgar, Reglas
from moderacion.redaccion.juicio_escritos import escrito_por_juzgar
from moderacion.redaccion.pasos import a_revision
from moderacion.redaccion.tipos import Fila, Persona, exigir_que_redacte, que_cuentan
from moderacion.reloj import ZONA, dia_local

EN_RED: Final = (*SALIO, EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA, EstadoOrden.A_PERSONA)
"""Ordenes que salieron o pudieron salir: lo publicado ya no vuelve a revision."""
_MOTIVO: Final = 500
_registro = logging.getLogger(__name__)


def programar_escritos(almacen: Almacen, reglas: Reglas, cuenta_id: int, limite: int = 50) -> tuple[int, int]:
    """Escribe la orden de lo aprobado que ya toca en una cuenta. Devuelve (ordenes, devueltos a revision).

    Se juzga otra vez justo antes y de uno en uno: dos iguales aprobados a la vez no salen los dos.
    """
    ordenes = devueltos = 0
    with almacen.lectura() as u:
        congelada = u.borradores.congelada(cuenta_id)
        vencidas = u.salidas.vencidas(cuenta_id, u.ahora - reglas.plazos.margen)
        tocan = [] if congelada else u.salidas.por_salir(cuenta_id, limite)
    tarde = {s["id"] for s in vencidas}
    for s in vencidas:
        motivo = (
            "la aprobación venció" if s["hora"] is None else "pasó su hora, o venció su aprobación, sin salir"
        )
        devueltos += _dejar(almacen, s, motivo)
    for salida_id in (s["id"] for s in tocan if s["id"] not in tarde):
        hecho = _mirar_y_ordenar(almacen, reglas, salida_id)
        ordenes += hecho is True
        devueltos += hecho is False
    return ordenes, devueltos


def _mirar_y_ordenar(almacen: Almacen, reglas: Reglas, salida_id: int) -> bool | None:
    """True si quedo ordenada, False si el borrador volvio a revision, None si no paso ni lo uno ni lo otro."""
    with almacen.lectura() as u:
        s = u.salidas.una(salida_id)
        if s is None:
            return None
        b = u.borradores.uno(s["borrador_id"])
        if not _toca(u, b, s):
            return None
        visto = _mirar(u, reglas, b, s)
    motivo = ya_no_vale(reglas, b, visto)
    if motivo:
        return False if _dejar(almacen, s, motivo) else None
    return _ordenar(almacen, reglas, b, s) or None


def _toca(u: Unidad, b: Fila, s: Fila) -> bool:
    """Si al volver a mirarlo sigue por salir: pudieron cambiarlo, moverlo o retirarlo."""
    sin_orden = s["orden_id"] is None and not s["descartada"]
    return b["estado"] in EN_MARCHA and sin_orden and (s["hora"] is None or s["hora"] <= u.ahora)


def ya_no_vale(reglas: Reglas, b: Fila, visto: str | PorJuzgar) -> str:
    """Por que lo aprobado no puede salir, o vacio. Juzga, si de lo leido no se sabia ya: con la transaccion cerrada."""
    if isinstance(visto, str):
        return visto
    juicio = visto.juzgado(reglas)
    return "; ".join(juicio.impide(a["clave"] for a in b["advertencias"]))[:_MOTIVO]


def sin_quien_aprobo(u: Unidad, b: Fila) -> str:
    """Por que ya no vale lo que aprobo alguien de la casa, o vacio.

    A quien se desactiva pudieron robarle la cuenta: lo que aprobo y no ha salido lo mira otra persona.
    """
    fuera = [a["usuario"] for a in que_cuentan(u.aprobaciones.vivas(b["id"])) if a["activo"] is False]
    return f"lo aprobó {fuera[0]}, que ya no entra aquí: que lo apruebe otra persona" if fuera else ""


def _mirar(u: Unidad, reglas: Reglas, b: Fila, s: Fila) -> str | PorJuzgar:
    """Por que lo aprobado no puede salir por esa cuenta, o lo que falta juzgar para saberlo."""
    c = u.comunicados.del_borrador(b["id"])
    if c and c["estado"] == EstadoComunicado.RETIRADO:
        return f"el comunicado se retiró: {c['motivo_retiro']}"[:_MOTIVO]
    if s["hora"] is None and dia_local(b["aprobado"]) != dia_local(u.ahora):
        return "se aprobó para otro día"
    e = escrito_de(u, b)
    if not b["huella_aprobada"] == b["huella"] == huella_escrito(e):
        return "lo guardado no es lo que se aprobó"
    if motivo := sin_quien_aprobo(u, b):
        return motivo
    return escrito_por_juzgar(u, reglas, b, e, por_publicar=True, solo=s["cuenta_id"])


def _ordenar(almacen: Almacen, reglas: Reglas, b: Fila, s: Fila) -> bool:
    """La orden y el paso, juntos: pedirlo dos veces choca con la version. Al archivo entra al salir, no antes (`ejecucion`)."""
    try:
        with almacen.unidad() as u:
            # paso 1: el turno; si alguien movio el borrador desde que se juzgo, no se sigue
            u.borradores.pasar(b, EstadoBorrador.PROGRAMADO, Paso("programado"))
            if u.paros.rige(s["cuenta_id"]):
                raise Conflicto("hay un paro")
            u.salidas.cambiar(s["id"], {"orden_id": _pedir(u, reglas, b, s)})
    except ErrorModeracion as error:
        _registro.info("el borrador %s cambió al programarlo: %s", b["id"], error)
        return False
    return True


def _pedir(u: Unidad, reglas: Reglas, b: Fila, s: Fila) -> int:
    """Escribe la orden con el texto exacto y devuelve su id.

    La clave lleva la aprobacion: si la orden se anulo sin salir y el mismo texto se aprueba de nuevo, es otra.
    """
    aprobacion_id, quien = u.aprobaciones.ultima(b["id"])
    clave = f"publicar:{b['id']}:{s['cuenta_id']}:{b['huella_aprobada']}:{aprobacion_id}"
    # sin hora, vale para el dia en que se aprobo: «mañana» escrito ayer es otra cosa
    tope = (
        s["hora"] + reglas.plazos.margen
        if s["hora"]
        else datetime.combine(dia_local(u.ahora), time.max, ZONA)
    )
    nueva = OrdenNueva(
        clave=clave,
        cuenta_id=s["cuenta_id"],
        accion=Accion.PUBLICAR if s["edita_id"] is None else Accion.EDITAR,
        origen=OrigenOrden.PERSONA,
        texto=texto_en(s, b["texto"]),
        desde=s["hora"] or b["aprobado"],
        no_despues_de=min(p for p in (b["aprobado_hasta"], tope) if p),
        objeto=s["edita_externo"],
        medios=b["medios"] or None,
    )
    if not u.ordenes.pedir(nueva, quien):
        raise Conflicto("su orden ya estaba pedida")
    return u.borradores.orden_de(clave)


def _dejar(almacen: Almacen, s: Fila, motivo: str) -> bool:
    """Lo que no puede salir vuelve a revision; si ya salio por otra cuenta, esta se descarta. Dice si volvio."""
    try:
        with almacen.unidad() as u:
            b = u.borradores.uno(s["borrador_id"])
            if b["estado"] not in EN_MARCHA:
                return False
            if any(o["orden_estado"] in EN_RED for o in u.salidas.de(b["id"])):
                u.salidas.cambiar(s["id"], {"descartada": motivo, "orden_id": None})
                u.borradores.pasar(b, EstadoBorrador(b["estado"]), Paso("cuenta_descartada", motivo=motivo))
                return False
            a_revision(u, b, motivo)
    except ErrorModeracion as error:
        _registro.info("el borrador %s cambió al devolverlo: %s", s["borrador_id"], error)
        return False
    return True


def recoger_escritos(almacen: Almacen, cuenta_id: int) -> tuple[int, int]:
    """Lleva al borrador lo que paso con sus ordenes. Devuelve (cerrados, devueltos a revision).

    Se cierra cuando acaban todas sus cuentas: PUBLICADO si salio por alguna, FALLIDO si por ninguna. La que espera a
    una persona lo deja abierto y a la vista.
    """
    with almacen.lectura() as u:
        terminadas = u.salidas.terminadas(cuenta_id)
    cerrados = devueltos = 0
    for s in terminadas:
        if s["orden_estado"] == EstadoOrden.ANULADA:
            devueltos += _dejar(almacen, s, f"no llegó a salir: {s['orden_error'] or 'la orden se anuló'}")
    for borrador_id in dict.fromkeys(s["borrador_id"] for s in terminadas):
        try:
            with almacen.unidad() as u:
                cerrados += cerrar_si_acabo(u, borrador_id)
        except ErrorModeracion as error:
            _registro.info("el borrador %s cambió al recogerlo: %s", borrador_id, error)
    return cerrados, devueltos


def cerrar_si_acabo(u: Unidad, borrador_id: int, usuario_id: int | None = None) -> bool:
    """Cierra el borrador si ya acabo en todas sus cuentas."""
    b, salidas = u.borradores.uno(borrador_id), u.salidas.de(borrador_id)
    finales = [_final(s) for s in salidas]
    if b["estado"] != EstadoBorrador.PROGRAMADO or None in finales:
        return False
    males = [f"{s['cuenta']}: {f}" for s, f in zip(salidas, finales, strict=True) if f]
    motivo = "; ".join(males)[:_MOTIVO]
    if len(males) < len(salidas):
        valores = {"publicado": u.ahora, "motivo_devolucion": motivo}
        u.borradores.pasar(b, EstadoBorrador.PUBLICADO, Paso("publicado", usuario_id, motivo), valores)
    else:
        paso = Paso("fallido", usuario_id, motivo)
        u.borradores.pasar(b, EstadoBorrador.FALLIDO, paso, {"motivo_devolucion": motivo})
    return True


def _final(s: Fila) -> str | None:
    """Vacio si salio, por que no si no, y None si aun no se sabe."""
    if s["descartada"]:
        return str(s["descartada"])
    if s["orden_estado"] == EstadoOrden.A_PERSONA and s["visto"] is not None:
        return "" if s["visto"] else "una persona miró la red y no estaba"
    if s["orden_estado"] in SALIO:
        return ""
    return str(s["orden_error"] or "la red la rechazó") if s["orden_estado"] == EstadoOrden.FALLIDA else None


def cerrar_salida(
    almacen: Almacen, borrador_id: int, version: int, persona: Persona, cuenta_id: int, *, salio: bool
) -> None:
    """Una persona miro la red y dice si lo nuestro salio por una cuenta, cuando la maquina no pudo saberlo.

    Lanza `NoAutorizado`, `NoExiste` o `Conflicto` (no espera a una persona).
    """
    exigir_que_redacte(persona)
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        s = next((x for x in u.salidas.de(borrador_id) if x["cuenta_id"] == cuenta_id), None)
        espera = s is not None and s["orden_estado"] == EstadoOrden.A_PERSONA and s["visto"] is None
        if s is None or not espera or b["version"] != version:
            raise Conflicto("esta publicación no espera que una persona mire la red")
        u.salidas.cambiar(s["id"], {"visto": salio})
        paso = Paso("visto_publicado" if salio else "visto_sin_publicar", persona.id)
        u.borradores.pasar(b, EstadoBorrador.PROGRAMADO, paso)
        if salio and b["tipo"] == TipoBorrador.COMUNICADO:
            u.comunicados.publicar(borrador_id)
        if salio and s["edita_externo"]:
            u.publicaciones.editar(cuenta_id, s["edita_externo"], texto_en(s, b["texto"]))
        cerrar_si_acabo(u, borrador_id, persona.id)
