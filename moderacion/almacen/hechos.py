"""Contar un dia desde los hechos: los comentarios, los veredictos, las decisiones, las ordenes y las apelaciones.

Cada hecho cuenta en el dia de El Salvador en que paso segun nuestro reloj, y lo que se cuenta de el no cambia despues:
un dia que ya paso da siempre lo mismo. Lo que se deshace mas tarde es otro hecho, de otro dia.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, func, select

from moderacion.almacen.estados import EstadoApelacion, EstadoComentario
from moderacion.almacen.tablas import (
    Apelacion,
    Comentario,
    Decision,
    Expediente,
    Veredicto,
    tabla,
)
from moderacion.reloj import ZONA, en_local

_K, _V, _E, _D, _P = (tabla(t) for t in (Comentario, Veredicto, Expediente, Decision, Apelacion))
_EXACTO: Final = 120
_DOS_DIAS: Final = 2 * 24 * 60
_CUARTO, _HORA = 15, 60
DESHACER: Final = "deshacer"
"""Volver atras en el momento: no es una decision mas."""
A_MANO: Final = "a_mano"
"""Lo hizo una persona en la propia red, y lo dijo aqui con su constancia."""


class Que(StrEnum):
    """Lo que se cuenta, y que lleva cada columna de mas."""

    RECIBIDO = "recibido"
    """Comentarios leidos de la red. `clave`: la hora local en que se escribieron."""
    RESPUESTA = "respuesta"
    """Los mismos, por la publicacion nuestra en que se escribieron (`detalle`)."""
    JUZGADO = "juzgado"
    """Comentarios que la maquina leyo por primera vez."""
    CRITICA = "critica"
    """De ellos, los que reconocio como critica, queja o denuncia."""
    ENTRADO = "entrado"
    """Expedientes que entraron en la cola. `clave`: la hora local."""
    DECIDIDO = "decidido"
    """Decisiones de personas. `politica`: el articulo citado; `detalle`: la accion; `clave`: la hora local."""
    RESTRINGIDO = "restringido"
    """Comentarios que dejaron de verse en la red. `quien` lo restringio; `detalle`: la accion."""
    CRITICA_RESTRINGIDA = "critica_restringida"
    """De ellos, los que la maquina habia reconocido como critica."""
    MANTENIDO = "mantenido"
    """Restringidos por la maquina que una persona decidio restringir tambien."""
    REVERTIDO = "revertido"
    """Comentarios que volvieron a verse. `quien` los habia restringido; `detalle`: por que volvieron."""
    BLOQUEADO = "bloqueado"
    """Bloqueos que la red confirmo, o que alguien puso a mano en ella. `quien` lo pidio, o lo hizo."""
    DESBLOQUEADO = "desbloqueado"
    """De los que constan puestos, los que la red quito o alguien quito a mano en ella. `quien` lo habia pedido; `detalle`: por que termino."""
    APELADO = "apelado"
    """Apelaciones presentadas, por el articulo que se cito."""
    APELACION = "apelacion"
    """Apelaciones resueltas. `detalle`: aceptada o rechazada."""
    TARDA_REVISAR = "tarda_revisar"
    """De entrar en la cola a la primera decision. `clave`: minutos (`tramo`), como las otras tres."""
    TARDA_APELACION = "tarda_apelacion"
    """De presentar una apelacion a su respuesta."""
    TARDA_LEVANTAR = "tarda_levantar"
    """Lo que estuvo restringido lo que volvio a verse."""
    TARDA_RED = "tarda_red"
    """De decidir que algo vuelva a verse a que la red lo enseñe."""


class Clave(NamedTuple):
    """De que es una cifra de un dia."""

    que: str
    cuenta_id: int
    politica: int = 0
    quien: str = ""
    detalle: str = ""
    clave: int = 0


Cifras = Counter[Clave]
Tramo = tuple[datetime, datetime]


def tramo(lapso: timedelta) -> int:
    """Los minutos enteros de un lapso: exactos hasta dos horas, por cuartos hasta dos dias, y por horas despues.

    Asi la tabla no crece con cada caso, y una mediana se equivoca a lo sumo en ese paso.
    """
    minutos = max(0, int(lapso / timedelta(minutes=1)))
    paso = 1 if minutos < _EXACTO else _CUARTO if minutos < _DOS_DIAS else _HORA
    return minutos - minutos % paso


def del_dia(dia: date) -> Tramo:
    """Cuando empieza y cuando acaba un dia de El Salvador."""
    desde = datetime.combine(dia, time.min, ZONA)
    return desde, desde + timedelta(days=1)


def contar_entrada(con: Connection, dia: date) -> Cifras:
    """Lo que entro ese dia: comentarios, veredictos y expedientes."""
    desde, hasta = del_dia(dia)
    cifras: Cifras = Counter()
    leidos = select(_K.c.cuenta_id, _K.c.publicacion_externa, _K.c.creado).where(
        _K.c.leido >= desde, _K.c.leido < hasta, _K.c.estado != EstadoComentario.PROPIO
    )
    for k in con.execute(leidos):
        cifras[Clave(Que.RECIBIDO, k.cuenta_id, clave=en_local(k.creado).hour)] += 1
        if k.publicacion_externa:
            cifras[Clave(Que.RESPUESTA, k.cuenta_id, detalle=k.publicacion_externa)] += 1
    for que, solo in ((Que.JUZGADO, ()), (Que.CRITICA, (_V.c.critica,))):
        for f in con.execute(_primeros(desde, hasta, *solo)):
            cifras[Clave(que, f.cuenta_id)] = f.cuantos
    abiertos = select(_E.c.cuenta_id, _E.c.abierto).where(_E.c.abierto >= desde, _E.c.abierto < hasta)
    for e in con.execute(abiertos):
        cifras[Clave(Que.ENTRADO, e.cuenta_id, clave=en_local(e.abierto).hour)] += 1
    return cifras


def _primeros(desde: datetime, hasta: datetime, *solo: Any) -> Any:
    """Por cuenta, los comentarios con un primer veredicto (de los que cumplen `solo`) en ese tramo."""
    antes = _V.alias()
    previo = select(antes.c.id).where(
        antes.c.comentario_id == _V.c.comentario_id,
        antes.c.id < _V.c.id,
        *(antes.c[c.name] for c in solo),
    )
    return (
        select(_K.c.cuenta_id, func.count().label("cuantos"))
        .select_from(_V.join(_K, _K.c.id == _V.c.comentario_id))
        .where(_V.c.fecha >= desde, _V.c.fecha < hasta, ~previo.exists(), *solo)
        .group_by(_K.c.cuenta_id)
    )


def contar_decisiones(con: Connection, dia: date) -> Cifras:
    """Lo que decidieron las personas ese dia, y lo que tardaron en mirarlo por primera vez."""
    desde, hasta = del_dia(dia)
    cifras: Cifras = Counter()
    antes = _D.alias()
    previa = select(antes.c.id).where(antes.c.expediente_id == _D.c.expediente_id, antes.c.id < _D.c.id)
    decisiones = (
        select(_E.c.cuenta_id, _E.c.abierto, _D.c.accion, _D.c.articulo, _D.c.fecha)
        .add_columns((~previa.exists()).label("primera"))
        .join(_E, _E.c.id == _D.c.expediente_id)
        .where(_D.c.fecha >= desde, _D.c.fecha < hasta, _D.c.accion != DESHACER)
    )
    for f in con.execute(decisiones):
        hora = en_local(f.fecha).hour
        cifras[
            Clave(Que.DECIDIDO, f.cuenta_id, f.articulo or 0, "persona", detalle=f.accion, clave=hora)
        ] += 1
        if f.primera:
            cifras[Clave(Que.TARDA_REVISAR, f.cuenta_id, clave=tramo(f.fecha - f.abierto))] += 1
    return cifras


def contar_apelaciones(con: Connection, dia: date) -> Cifras:
    """Las presentadas y las resueltas ese dia."""
    desde, hasta = del_dia(dia)
    cifras: Cifras = Counter()
    columnas = select(_E.c.cuenta_id, _P.c.articulo, _P.c.estado, _P.c.presentada, _P.c.resuelta).join(
        _E, _E.c.id == _P.c.expediente_id
    )
    for f in con.execute(columnas.where(and_(_P.c.presentada >= desde, _P.c.presentada < hasta))):
        cifras[Clave(Que.APELADO, f.cuenta_id, f.articulo or 0)] += 1
    resueltas = (EstadoApelacion.ACEPTADA, EstadoApelacion.RECHAZADA)
    for f in con.execute(
        columnas.where(_P.c.resuelta >= desde, _P.c.resuelta < hasta, _P.c.estado.in_(resueltas))
    ):
        cifras[Clave(Que.APELACION, f.cuenta_id, f.articulo or 0, detalle=f.estado)] += 1
        cifras[Clave(Que.TARDA_APELACION, f.cuenta_id, clave=tramo(f.resuelta - f.presentada))] += 1
    return cifras
