"""Lo que tiene que cumplirse de cada comentario: guardado, juzgado, en la red como dice la base y como alguien decidio."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.fiabilidad.mundos.fabrica import TWITTER, YOUTUBE
from tests.fiabilidad.mundos.mundo import Mundo

Mal = Callable[..., None]
"""Apunta algo que no se cumple."""
TAPADO = ("oculto", "retenido", "probable_spam")
_EN_YOUTUBE = {
    "published": "visible",
    "heldForReview": "retenido",
    "likelySpam": "probable_spam",
    "rejected": "eliminado",
}
_COMENTARIOS = """SELECT k.id, k.cuenta_id, k.id_externo, k.texto, k.estado, k.estado_red, k.huella, k.purgado, e.id, e.estado,
    v.critica FROM comentario k LEFT JOIN expediente e ON e.comentario_id = k.id
    LEFT JOIN veredicto v ON v.comentario_id = k.id AND v.huella = k.huella"""
_ABIERTAS = """SELECT id, accion, estado, error, comentario_id, origen, creada, no_antes_de FROM orden
    WHERE estado NOT IN ('hecha', 'fallida', 'conciliada', 'anulada', 'a_persona')"""
_SIN_HACER = """SELECT o.id, o.accion, o.estado, o.error, o.comentario_id, o.origen, e.estado, k.estado, o.cerrada,
    (SELECT max(d.fecha) FROM decision d WHERE d.expediente_id = e.id)
    FROM orden o JOIN comentario k ON k.id = o.comentario_id LEFT JOIN expediente e ON e.comentario_id = k.id
    WHERE o.estado IN ('fallida', 'a_persona') AND o.accion <> 'desbloquear' AND k.purgado IS NULL"""


class Comentario(NamedTuple):
    """Lo guardado de uno, con su expediente y el veredicto de lo que dice ahora."""

    id: int
    cuenta: int
    numero: str
    texto: str
    estado: str
    estado_red: str
    huella: str
    purgado: Any
    expediente: int | None
    estado_expediente: str | None
    critica: Any


class Decision(NamedTuple):
    """La ultima de un expediente."""

    id: int
    accion: str
    huella: str


def comentarios(m: Mundo) -> dict[tuple[int, str], Comentario]:
    """Todos, por cuenta y numero en la red."""
    return {(k.cuenta, k.numero): k for k in (Comentario(*f) for f in m.filas(_COMENTARIOS))}


def en_red(m: Mundo, cuenta: int, numero: str) -> str | None:
    """visible, oculto, retenido o eliminado; None si no esta."""
    nodo = m.nodo(cuenta, numero)
    if nodo is None:
        return None
    if cuenta == YOUTUBE:
        # a una respuesta se la lleva su hilo; lo rechazado, en cambio, sigue y se ve rechazado
        se_fue = nodo.borrado or (nodo.estado != "rejected" and not m.vivo(cuenta, numero))
        return None if se_fue else _EN_YOUTUBE[nodo.estado]
    if cuenta == TWITTER and nodo.borrado:
        return None
    return "oculto" if nodo.oculto else "visible"


def nada_perdido(m: Mundo, hay: dict[tuple[int, str], Comentario], mal: Mal, *, terminos: bool) -> None:
    """Todo lo que los ciudadanos dejaron en la red esta guardado, con lo que dice, y juzgado."""
    for cuenta, numero in m.citas:
        nodo = m.nodo(cuenta, numero)
        if not m.vivo(cuenta, numero) or (cuenta == TWITTER and not m.es_para_nosotros(nodo)):
            continue
        k = hay.get((cuenta, numero))
        if k is None:
            if terminos or not _fuera_de_la_muestra(m, cuenta, nodo):
                mal("no guardado", cuenta, numero, nodo.texto)
        elif not k.purgado:
            _como_esta(m, k, nodo, mal, terminos=terminos)
        elif not terminos:
            mal("purgado y vivo", cuenta, numero)


def _fuera_de_la_muestra(m: Mundo, cuenta: int, nodo: Any) -> bool:
    """En YouTube, de un hilo tapado solo se muestran las respuestas tapadas: si ademas una se fue, la que llega se lee otro dia."""
    return bool(cuenta == YOUTUBE and nodo.padre and m.nodo(YOUTUBE, nodo.padre).estado != nodo.estado)


def _como_esta(m: Mundo, k: Comentario, nodo: Any, mal: Mal, *, terminos: bool) -> None:
    # una respuesta editada en YouTube solo se ve al releer, y eso no toca en cada mundo
    por_releer = k.cuenta == YOUTUBE and nodo.padre and not terminos
    if not _dice_lo_mismo(k, nodo.texto) and not por_releer:
        mal("texto viejo", k.cuenta, k.numero, k.texto, nodo.texto)
    if k.estado in ("pendiente", "sustituido"):
        mal(k.estado, "y vivo", k.cuenta, k.numero)
    if k.estado == "limpio" and k.estado_red in TAPADO:
        mal("limpio y tapado", k)
    if k.estado == "en_cola" and k.estado_expediente != "en_cola":
        mal("en cola sin expediente en cola", k)
    real = en_red(m, k.cuenta, k.numero)
    # de un comentario editado en Twitter la red guarda un estado por version
    if real != k.estado_red and not (k.cuenta == TWITTER and len(nodo.versiones) > 1):
        mal("estado en la red", real, "en la base", k)


def _dice_lo_mismo(k: Comentario, texto: str) -> bool:
    if k.cuenta == TWITTER:
        # sin las menciones del principio, que la red pone o quita
        return texto in k.texto or k.texto in texto
    return k.texto == texto


def como_se_decidio(m: Mundo, hay: dict[tuple[int, str], Comentario], mal: Mal) -> None:
    """La red obedece a la ultima decision, y nada queda tapado sin que nadie responda por ello."""
    for k in hay.values():
        if k.expediente is None or k.purgado:
            continue
        de = m.filas(
            "SELECT id, accion, huella FROM decision WHERE expediente_id = :e ORDER BY id", e=k.expediente
        )
        ultima = Decision(*de[-1]) if de else None
        real = en_red(m, k.cuenta, k.numero)
        if ultima and k.estado_expediente == "resuelto":
            _obedece(m, k, ultima, real, mal)
        if real in TAPADO:
            _alguien_responde(k, ultima, mal)


def _obedece(m: Mundo, k: Comentario, ultima: Decision, real: str | None, mal: Mal) -> None:
    if ultima.accion == "deshacer":
        mal("resuelto con lo deshecho", k)
    if k.estado == "limpio" or real is None:
        return
    if ultima.accion == "permitir" and real in TAPADO:
        mal("permitido y tapado", k, ultima)
    # Twitter solo deja ocultar lo que responde a algo
    se_puede = k.cuenta != TWITTER or m.nodo(TWITTER, k.numero).responde_a
    if ultima.accion in ("ocultar", "retener", "bloquear") and real == "visible" and se_puede:
        mal("restringido y visible", k, ultima)
    if ultima.accion == "eliminar" and real != "eliminado":
        mal("eliminado y está", k, ultima)


def _alguien_responde(k: Comentario, ultima: Decision | None, mal: Mal) -> None:
    resuelto = k.estado_expediente == "resuelto"
    if ultima is None:
        if k.critica and k.estado_expediente != "en_cola":
            mal("una crítica tapada sin nadie que la mire", k)
        if resuelto or k.estado == "limpio":
            mal("tapado sin decisión", k)
    elif resuelto and ultima.huella != k.huella:
        mal("tapado por lo que decía antes", k, ultima)


def ordenes_cerradas(m: Mundo, mal: Mal) -> None:
    """Ninguna orden sigue abierta, y la que no se pudo hacer esta ante una persona o alguien decidio despues."""
    for orden in m.filas(_ABIERTAS):
        mal("orden abierta", orden)
    for orden in m.filas(_SIN_HACER):
        *_, expediente, _, cerrada, decidido = orden
        if expediente != "en_cola" and not (decidido and decidido >= cerrada):
            mal("orden sin hacer y sin nadie", orden)
