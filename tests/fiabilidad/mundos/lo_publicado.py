"""Lo que tiene que cumplirse de lo nuestro: sale una vez, el libro dice lo que hay y ningun borrador queda a medias."""

from collections import Counter

from tests.fiabilidad.mundos.fabrica import FACEBOOK, TWITTER
from tests.fiabilidad.mundos.lo_ajeno import Mal
from tests.fiabilidad.mundos.mundo import Mundo
from tests.moderacion.falsos import momento

_SALE = ("publicar", "responder")
_DICHAS = """SELECT texto, estado FROM orden WHERE cuenta_id = :c AND accion IN ('publicar', 'responder')
    AND estado IN ('hecha', 'conciliada', 'a_persona')"""
_LIBRO = """SELECT id_externo, texto FROM publicacion
    WHERE cuenta_id = :c AND origen = 'nuestra' AND borrada IS NULL AND padre_externo IS NULL"""
_RESPUESTAS = """SELECT b.id, b.cuenta_id, b.estado, o.estado, o.texto FROM borrador b
    LEFT JOIN orden o ON o.id = b.orden_id WHERE b.tipo = 'respuesta'"""
_SALIDAS = """SELECT b.id, s.cuenta_id, b.estado, o.estado, o.texto, s.descartada, b.tipo, o.accion, s.visto,
    b.motivo_devolucion, (SELECT max(x.hora) FROM salida x WHERE x.borrador_id = b.id AND x.orden_id IS NULL
    AND x.descartada = '') FROM borrador b JOIN salida s ON s.borrador_id = b.id LEFT JOIN orden o ON o.id = s.orden_id
    WHERE b.tipo <> 'respuesta'"""


def publicado(m: Mundo, mal: Mal) -> None:
    """Todo lo de aqui."""
    for c in m.cuentas:
        una_vez(m, c, mal)
        el_libro(m, c, mal)
    respuestas(m, mal)
    salidas(m, mal)


def una_vez(m: Mundo, cuenta: int, mal: Mal) -> None:
    """Nada sale dos veces; lo que se dice hecho esta, y lo que esta se dice o espera a que alguien lo mire."""
    efectos = [x for x in m.mundos[cuenta].nucleo.efectos if x.accion in _SALE]
    for que, veces in Counter((x.accion, x.detalle.get("texto")) for x in efectos).items():
        if veces > 1:
            mal("dos veces", cuenta, que)
    estan = {x.detalle.get("texto") for x in efectos}
    dichas = m.filas(_DICHAS, c=cuenta)
    if faltan := {texto for texto, estado in dichas if estado != "a_persona"} - estan:
        mal("dice hecha y no está", cuenta, faltan)
    if sobran := estan - {texto for texto, _ in dichas}:
        mal("está y no se dice hecha", cuenta, sobran)


def el_libro(m: Mundo, cuenta: int, mal: Mal) -> None:
    """Cada publicacion del libro esta en la red y, donde se puede editar sin cambiar de numero, dice lo mismo."""
    for numero, texto in m.filas(_LIBRO, c=cuenta):
        nodo = m.nodo(cuenta, numero)
        if nodo is None or (cuenta == TWITTER and nodo.borrado):
            mal("el libro dice publicada y no está", cuenta, numero)
        elif cuenta == FACEBOOK and nodo.texto != texto:
            mal("el libro y la red difieren", cuenta, numero, texto, nodo.texto)


def _veces(m: Mundo, cuenta: int, texto: str | None, *acciones: str) -> int:
    efectos = m.mundos[cuenta].nucleo.efectos
    return sum(x.accion in acciones and x.detalle.get("texto") == texto for x in efectos) if texto else 0


def respuestas(m: Mundo, mal: Mal) -> None:
    """Un borrador de respuesta esta publicado si salio, y solo si salio."""
    for fila in m.filas(_RESPUESTAS):
        _, cuenta, estado, orden, texto = fila
        veces = _veces(m, cuenta, texto, "responder")
        if estado == "publicado" and veces != 1:
            mal("respuesta publicada sin efecto", fila)
        no_salio = ("borrador", "devuelto", "en_revision", "aprobado", "retirado", "fallido")
        if estado in no_salio and veces:
            mal("respuesta no publicada con efecto", fila)
        if estado == "programado" and orden in ("hecha", "fallida", "anulada", "conciliada"):
            mal("respuesta sin recoger", fila)


def salidas(m: Mundo, mal: Mal) -> None:
    """Un escrito esta publicado si cada una de sus salidas esta, una vez; ninguno sigue esperando pasada su hora."""
    for fila in m.filas(_SALIDAS):
        _, cuenta, estado, orden, texto, descartada, *_, hora = fila
        veces = _veces(m, cuenta, texto, "publicar", "editar")
        hecha = not descartada and orden in ("hecha", "conciliada")
        if estado == "publicado" and hecha and veces != 1:
            mal("publicado y no una vez", veces, fila)
        if estado == "programado" and not (hora and momento(hora) > m.reloj.ahora()):
            mal("sigue programado", fila)
        if estado in ("fallido", "retirado", "en_revision", "borrador") and veces:
            mal("no publicado con efecto", veces, fila)
