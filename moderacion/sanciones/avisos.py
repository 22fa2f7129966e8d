"""Decir a quien se restringio que, por que articulo y como apelar: una vez por comentario, y solo si la institucion lo quiere.

Sale como una respuesta mas, por `ejecucion`, que jamas repite a ciegas. Solo tras decidirlo una persona: contestar solo porque
una palabra aparecio es lo que Twitter castiga, y lo que una maquina vio puede no ser nada.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from conectores.tipos import Accion, Capacidades, EstadoEnRed, Red
from moderacion.almacen import Almacen, EstadoBloqueo, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.estados import SALIO, Avisado
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.reloj import en_local
from moderacion.sanciones import apelaciones

VALE: Final = timedelta(days=3)
"""Si en ese tiempo no salio (la cuenta tiene un incidente, la red no contesta), ya no sale."""
_LOTE: Final = 200
_ATRAS: Final = timedelta(days=7)
"""Hasta cuando se busca en la red si ya se le dijo; en Twitter cada lectura se paga."""
_MUDA: Final = frozenset({Red.YOUTUBE.value})
"""A un comentario que no se ve, YouTube no deja responderle."""
_QUE: Final = {
    Accion.OCULTAR.value: "Se ocultó su comentario",
    Accion.RETENER.value: "Se retuvo su comentario",
    Accion.BLOQUEAR.value: "Se ocultó su comentario y se le bloqueó en esta cuenta",
}
_CITA_MINIMA: Final = 5
"""Palabras del articulo sin las que citarlo no dice nada."""
_ESPERAN: Final = frozenset(
    {EstadoOrden.PENDIENTE, EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA, EstadoOrden.A_PERSONA}
)


@dataclass(frozen=True, slots=True)
class Aviso:
    """Con que se avisa: la plantilla, la direccion de la consola, lo que dice cada articulo y quien da el testigo de algo.

    El de un comentario es siempre el mismo: si la base vuelve atras y lo pide otra vez, el que su autor tiene en la red es ese.
    """

    plantilla: str
    consola: str
    articulos: Mapping[int, str]
    testigo: Callable[[str], str]


def avisar_autores(almacen: Almacen, capacidades: Mapping[int, Capacidades], aviso: Aviso | None) -> int:
    """Mira lo restringido que aun no se miro y pide los avisos que tocan. None: no se avisa. Devuelve cuantos."""
    with almacen.unidad() as u:
        _callar_lo_deshecho(u)
        filas = sorted(u.avisos_autor.por_avisar(_LOTE), key=lambda f: f["comentario_id"])
        return sum(
            _por_comentario(u, list(suyas), capacidades, aviso)
            for _, suyas in groupby(filas, key=lambda f: f["comentario_id"])
        )


def _callar_lo_deshecho(u: Unidad) -> None:
    """Lo pedido que aun no sale y ya no rige no sale."""
    for orden_id in u.avisos_autor.avisos_sin_razon():
        u.ordenes.pasar(
            orden_id, EstadoOrden.PENDIENTE, EstadoOrden.ANULADA, {"error": "la restricción se deshizo"}
        )


def _por_comentario(
    u: Unidad, filas: Sequence[Mapping[str, Any]], capacidades: Mapping[int, Capacidades], aviso: Aviso | None
) -> int:
    """Un aviso por comentario, aunque se le haya ocultado y bloqueado: el de lo que mas pesa."""
    vivas = []
    for f in filas:
        como = _sin_aviso(f, capacidades.get(f["cuenta_id"]), encendido=aviso is not None)
        if como is not None:
            u.avisos_autor.avisada(f["id"], como)
        else:
            vivas.append(f)
    if not vivas or aviso is None or any(_espera(f) for f in vivas):
        return 0
    principal = max(vivas, key=lambda f: (f["accion"] == Accion.BLOQUEAR, f["id"]))
    como = _pedir(u, principal, capacidades[principal["cuenta_id"]], aviso)
    for f in vivas:
        u.avisos_autor.avisada(f["id"], como if f is principal else Avisado.YA)
    return como is Avisado.PEDIDO


def _sin_aviso(f: Mapping[str, Any], c: Capacidades | None, *, encendido: bool) -> Avisado | None:
    """Por que a esta no le toca, o None."""
    if f["cerrada"] is not None:
        return Avisado.SIN_EFECTO
    if f["automatizada"]:
        return Avisado.MAQUINA
    if not encendido:
        return Avisado.APAGADO
    return None if c is not None and _deja(f, c) else Avisado.NO_SE_PUEDE


def _deja(f: Mapping[str, Any], c: Capacidades) -> bool:
    """Si la red deja responder a ese comentario, y su autor nos escribio a nosotros."""
    if f["accion"] == Accion.ELIMINAR or f["estado_red"] == EstadoEnRed.ELIMINADO or f["red"] in _MUDA:
        return False
    # Twitter solo lo admite si nos menciono o cito: sin saberlo, no
    permitido = f["puede_responder"] if f["red"] == Red.TWITTER else f["puede_responder"] is not False
    return bool(permitido) and c.de(Accion.RESPONDER).por_api


def _espera(f: Mapping[str, Any]) -> bool:
    """Que aun no conste en la red."""
    if f["bloqueo_id"] is not None:
        return bool(f["bloqueo_estado"] != EstadoBloqueo.VIGENTE)
    return f["orden_estado"] in _ESPERAN or (f["orden_id"] is not None and f["orden_estado"] not in SALIO)


def _pedir(u: Unidad, f: Mapping[str, Any], c: Capacidades, aviso: Aviso) -> Avisado:
    """Da el enlace y pide la respuesta, juntos. La clave lleva el comentario: dos veces no sale."""
    if u.apelaciones.abierta(f["expediente_id"]):
        return Avisado.YA  # ya tiene un enlace, o ya apelo
    testigo = aviso.testigo(f"avisar:{f['red']}:{f['cuenta_id']}:{f['id_externo']}")
    texto = redactar(f, aviso, f"{aviso.consola}/apelar/{testigo}", c)
    if texto is None:
        return Avisado.NO_SE_PUEDE
    nueva = OrdenNueva(
        clave=f"avisar:{f['comentario_id']}",
        cuenta_id=f["cuenta_id"],
        accion=Accion.RESPONDER.value,
        origen=OrigenOrden.MAQUINA,
        comentario_id=f["comentario_id"],
        texto=texto,
        # pudo salir desde que se comento: una base que volvio atras la pide como nueva (`ejecucion.tarde`)
        desde=max(f["contenido_fecha"], u.ahora - _ATRAS),
        no_despues_de=u.ahora + VALE,
    )
    if u.ordenes.pedida(nueva.clave):
        return Avisado.YA
    try:
        apelaciones.emitir_en(u, f["expediente_id"], testigo, f["decidio"])
    except (EntradaInvalida, Conflicto):
        return Avisado.YA  # esa restriccion ya se apelo
    u.ordenes.pedir(nueva, f["decidio"])
    return Avisado.PEDIDO


def redactar(f: Mapping[str, Any], aviso: Aviso, enlace: str, c: Capacidades) -> str | None:
    """El aviso de una restriccion (`accion`, `articulo`, `hasta`). None si no cabe en esa red.

    Donde no cabe el articulo entero se cita su principio: entero esta en la pagina del enlace.
    """
    hasta = f"{en_local(f['hasta']):%d/%m/%Y}" if f["hasta"] else ""
    for cita in _citas(aviso.articulos[f["articulo"]]):
        texto = aviso.plantilla.format(
            que=_QUE[f["accion"]],
            articulo=f["articulo"],
            texto_articulo=cita,
            plazo=f" El bloqueo termina el {hasta}." if hasta else "",
            enlace=enlace,
        )
        if c.medir(texto) <= c.largo_respuesta:
            return texto
    return None


def _citas(entero: str) -> Iterator[str]:
    """El texto de un articulo, y cada vez menos de sus primeras palabras."""
    yield entero
    palabras = entero.split()
    for n in range(len(palabras) - 1, _CITA_MINIMA - 1, -1):
        yield f"{' '.join(palabras[:n]).rstrip(',.:;')}…"
