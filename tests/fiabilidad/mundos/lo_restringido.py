"""Lo que tiene que cumplirse de los bloqueos y del registro de restricciones."""

from typing import Any

from conectores.tipos import Accion
from moderacion.informes import restricciones
from tests.fiabilidad.mundos.lo_ajeno import TAPADO, Comentario, Mal, en_red
from tests.fiabilidad.mundos.mundo import Mundo
from tests.moderacion.falsos import momento

_VIVOS = ("pedido", "vigente", "levantando", "manual")
_BLOQUEOS = """SELECT b.id, u.id_externo, b.estado, b.hasta FROM bloqueo b JOIN autor u ON u.id = b.autor_id
    WHERE b.cuenta_id = :c"""
_FILAS_ABIERTAS = """SELECT r.id, r.accion, k.cuenta_id, k.id_externo, k.purgado, k.estado, b.estado, o.estado
    FROM restriccion r LEFT JOIN comentario k ON k.id = r.comentario_id
    LEFT JOIN bloqueo b ON b.comentario_id = r.comentario_id LEFT JOIN orden o ON o.id = r.orden_id
    WHERE r.cerrada IS NULL"""
_TAPAN = """SELECT 1 FROM restriccion WHERE comentario_id = :k AND cerrada IS NULL
    AND accion IN ('ocultar', 'retener', 'eliminar')"""
_DE_BLOQUEO = "SELECT 1 FROM restriccion WHERE comentario_id = :k AND accion = 'bloquear' AND cerrada IS NULL"
_TAREA = "SELECT 1 FROM tarea_red WHERE bloqueo_id = :b AND estado = 'pendiente'"


def bloqueos(m: Mundo, mal: Mal) -> None:
    """Los de la red y los de la base son los mismos, ninguno a medias y ninguno pasado de su termino."""
    for c in m.cuentas:
        en_la_red, base = m.bloqueados(c), m.filas(_BLOQUEOS, c=c)
        vivos = {autor for _, autor, estado, _ in base if estado in _VIVOS}
        if sobran := en_la_red - vivos:
            mal("bloqueado en la red y no en la base", c, sobran, base)
        se_levanta_solo = m.servicio.capacidades[c].de(Accion.DESBLOQUEAR).por_api
        vigentes = {autor for _, autor, estado, _ in base if estado == "vigente"}
        if se_levanta_solo and (faltan := vigentes - en_la_red):
            mal("vigente y no en la red", c, faltan, base)
        for fila in base:
            _a_su_termino(m, fila, mal, solo=se_levanta_solo)


def _a_su_termino(m: Mundo, fila: Any, mal: Mal, *, solo: bool) -> None:
    numero, _, estado, hasta = fila
    if estado in ("pedido", "levantando"):
        mal("bloqueo a medias", fila)
    if estado in ("vigente", "manual") and momento(hasta) <= m.reloj.ahora():
        if solo:
            mal("bloqueo pasado de su término", fila)
        elif not m.filas(_TAREA, b=numero):
            mal("bloqueo pasado de su término y sin tarea", fila)


def registro(m: Mundo, hay: dict[tuple[int, str], Comentario], mal: Mal) -> None:
    """El registro esta completo, y sus filas abiertas son lo que de verdad esta restringido."""
    revision = restricciones.revisar(m.almacen)
    if not revision.completo:
        mal("registro incompleto", {que: x for que, x in revision.faltantes.items() if x.cuantos})
    for fila in m.filas(_FILAS_ABIERTAS):
        _fila_abierta(m, fila, mal)
    for k in hay.values():
        if k.purgado or k.estado_red == "visible" or k.estado in ("sustituido", "propio"):
            continue
        if (k.cuenta, k.numero) in m.tapadas_fuera and k.estado_expediente == "en_cola":
            continue  # lo tapo la red, o alguien en ella: espera a una persona
        if en_red(m, k.cuenta, k.numero) in TAPADO and not m.filas(_TAPAN, k=k.id):
            mal("tapado sin fila abierta", k)
    for bloqueo in m.filas(
        "SELECT id, comentario_id, estado FROM bloqueo WHERE estado IN ('vigente', 'manual', 'pedido')"
    ):
        if (cuantas := len(m.filas(_DE_BLOQUEO, k=bloqueo[1]))) != 1:
            mal("bloqueo con filas abiertas:", cuantas, bloqueo)


def _fila_abierta(m: Mundo, fila: Any, mal: Mal) -> None:
    _, accion, cuenta, numero, purgado, estado, bloqueo, orden = fila
    if accion == "bloquear":
        if bloqueo not in _VIVOS:
            mal("fila abierta sin bloqueo", fila)
        return
    # lo que no se sabe si salio sigue abierto mientras alguien lo tenga en su cola
    por_mirar = orden == "a_persona" and estado == "en_cola"
    if numero and purgado is None and not por_mirar and en_red(m, cuenta, numero) == "visible":
        mal("fila abierta y visible", fila)
