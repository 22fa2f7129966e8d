"""Lo leido de las redes: comentarios y autores. Se inserta por lotes con Core."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select

from conectores.tipos import ComentarioLeido
from moderacion.almacen.a_la_vista import TAPADO_POR_LA_RED
from moderacion.almacen.apelaciones import apelado
from moderacion.almacen.autores import guardar_autores
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import IDS, Repositorio, huella_texto, insertar_muchas
from moderacion.almacen.despertar import despertar
from moderacion.almacen.estados import EstadoComentario, EstadoOrden
from moderacion.almacen.sustituciones import sustituir
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Expediente,
    Orden,
    Sondeo,
    tabla,
)
from moderacion.almacen.tapados import Tapados
from moderacion.almacen.textos_previos import guardar_textos
from moderacion.bitacora import Suceso

_K, _A, _C, _E, _S, _O = (tabla(t) for t in (Comentario, Autor, Cuenta, Expediente, Sondeo, Orden))


@dataclass(frozen=True, slots=True)
class Guardado:
    """Lo que cambio al guardar una pagina."""

    nuevos: int = 0
    cambiados: int = 0
    publicaciones: int = 0


_CONOCIDO = tuple(
    _K.c[n]
    for n in ("id_externo", "id", "huella", "estado_red", "purgado", "comprobado", "autor_id", "por_ver")
)
_REPLICA: Final = timedelta(minutes=2)
"""Lo que puede tardar la red en decir, al leer, lo que se le acaba de pedir."""
_COMPROBADO = timedelta(days=1)
"""Cada sondeo vuelve a leer lo mismo: se apunta que sigue en la red una vez al dia."""


@dataclass(frozen=True, slots=True)
class PorJuzgar:
    """Un comentario reclamado para evaluar."""

    id: int
    cuenta_id: int
    red: str
    texto: str
    huella: str
    creado: datetime
    autor_id: int | None
    autor: str
    autor_nombre: str
    estado_red: str
    puede_ocultar: bool | None
    """Lo que la red dijo al leerlo; None si no lo dice."""
    reacciones: int
    por_ver: bool | None
    """Si lleva una foto o un video: ninguna regla los ve, y los mira una persona."""
    decidido: bool
    """Si una persona ya decidio sobre el: la maquina no actua por encima."""
    tapado: bool
    """Si la red no lo deja ver y aqui nadie lo pidio: lo mira una persona."""


_TOMAR: Final = _K.update().where(_K.c.id.in_(IDS)).values(toma_hasta=bindparam("hasta"))
_DECIDIDO: Final = select(_E.c.id).where(_E.c.comentario_id == _K.c.id, _E.c.resuelto.is_not(None)).exists()
_DE_OTRAS: Final[Mapping[str, Any]] = {
    "red": _C.c.red,
    "autor": func.coalesce(_A.c.id_externo, ""),
    "autor_nombre": func.coalesce(_A.c.nombre, ""),
    # lo apelado espera a una persona: la maquina no actua sobre ello aunque nadie decidiera antes
    "decidido": or_(_DECIDIDO, apelado(_K.c.id)),
    "tapado": TAPADO_POR_LA_RED,
}
_RECLAMADOS: Final = (
    select(*(_DE_OTRAS.get(f.name, _K.c.get(f.name)).label(f.name) for f in fields(PorJuzgar)))
    .join_from(_K, _C, _C.c.id == _K.c.cuenta_id)
    .outerjoin(_A, _A.c.id == _K.c.autor_id)
    .where(_K.c.id.in_(IDS))
    .order_by(_K.c.creado, _K.c.id)
)
"""En el orden de los campos de `PorJuzgar`."""


class Comentarios(Repositorio):
    """Entrada y reclamo de comentarios."""

    def __init__(self, con: Connection, registro: Registro, tapados: Tapados) -> None:
        super().__init__(con, registro)
        self._tapados = tapados

    def guardar(
        self, cuenta_id: int, comentarios: Sequence[ComentarioLeido], *, dice_si_oculto: bool = True
    ) -> Guardado:
        """Inserta los nuevos y devuelve a PENDIENTE los editados; lo que la red tapo o mostro sola, a una persona.

        Sin `dice_si_oculto` (Twitter) lo leido no cambia el estado en la red que dejo una orden nuestra.
        """
        # de una cuenta guarda uno a la vez: dos sondeos a la vez leerian lo mismo como nuevo
        suyo = select(_S.c.ultimo_inicio).where(_S.c.cuenta_id == cuenta_id)
        desde = self._con.execute(self._bloqueada(suyo)).scalar()
        unicos = {c.id_externo: c for c in comentarios}
        conocidos = self._conocidos(cuenta_id, list(unicos.values()), dice_si_oculto=dice_si_oculto)
        # lo purgado no vuelve, ni su autor: para la base sigue siendo el mismo comentario, ya sin texto
        unicos = {i: c for i, c in unicos.items() if i not in conocidos or not conocidos[i].purgado}
        conocidos = {i: k for i, k in conocidos.items() if not k.purgado}
        autores = guardar_autores(self._con, cuenta_id, [c.autor for c in unicos.values() if c.autor])
        nuevos = [c for c in unicos.values() if c.id_externo not in conocidos]
        if nuevos:
            filas = [self._fila(cuenta_id, c, autores) for c in nuevos]
            insertar_muchas(self._con, _K, filas, salta=True)
        for c in nuevos:
            sustituir(self._con, self._registro, cuenta_id, c.anteriores, c.id_externo)
        cambiados = 0
        for id_externo, k in conocidos.items():
            c = unicos[id_externo]
            if _en_otro_estado(k, c, dice_si_oculto) and not self._tocado_desde(k.id, desde):
                self._tapados.visto(k.id, c.estado)
            if k.autor_id is None and c.autor:
                # a Facebook le faltaba un permiso para decirlo: sin el no se le podria bloquear
                sin = (_K.c.id == k.id, _K.c.autor_id.is_(None), _K.c.purgado.is_(None))
                self._con.execute(_K.update().where(*sin).values(autor_id=autores[c.autor.id]))
            # sin texto ni adjunto no hay comentario en ninguna red: es que hoy no lo dice, no que su autor lo borrara
            if (c.texto or c.adjuntos) and _es_otro(k, c):
                cambiados += self._editar(k.id, c)
        viejo = self._ahora - _COMPROBADO
        self.comprobados([k.id for k in conocidos.values() if not k.comprobado or k.comprobado < viejo])
        if nuevos or cambiados:
            despertar(self._con, "evaluar")
        return Guardado(len(nuevos), cambiados)

    def _tocado_desde(self, comentario_id: int, desde: datetime | None) -> bool:
        """Si algo nuestro sale, o salio despues de empezar a leer o poco antes: lo leido es de antes, y lo dira otra lectura."""
        margen = None if desde is None else desde - _REPLICA
        despues = () if margen is None else (_O.c.enviada > margen, _O.c.cerrada > margen)
        saliendo = _O.c.estado == EstadoOrden.ENVIANDO
        suyas = select(_O.c.id).where(_O.c.comentario_id == comentario_id, or_(saliendo, *despues))
        return self._con.execute(suyas.limit(1)).first() is not None

    def comprobados(self, ids: Sequence[int]) -> None:
        """La red acaba de decir que siguen ahi."""
        if ids:
            self._con.execute(_K.update().where(_K.c.id.in_(list(ids))).values(comprobado=self._ahora))

    def preguntados(self, ids: Sequence[int]) -> None:
        """La red no dejo ver si siguen ahi."""
        if ids:
            self._con.execute(_K.update().where(_K.c.id.in_(list(ids))).values(preguntado=self._ahora))

    def _conocidos(
        self, cuenta_id: int, leidos: Sequence[ComentarioLeido], *, dice_si_oculto: bool
    ) -> dict[str, Any]:
        """Por id externo, los que ya estaban (`_CONOCIDO`). Retiene los que van a cambiar.

        Los que no cambian no se retienen: cada sondeo los vuelve a leer, y quien los juzga o decide no debe esperarlo.
        """
        de_la_cuenta = select(*_CONOCIDO).where(_K.c.cuenta_id == cuenta_id)
        filas = self._con.execute(de_la_cuenta.where(_K.c.id_externo.in_([c.id_externo for c in leidos])))
        conocidos = {f.id_externo: f for f in filas}
        cambian = {viejo for c in leidos if c.id_externo not in conocidos for viejo in c.anteriores}
        for c in leidos:
            if c.id_externo in conocidos:
                k = conocidos[c.id_externo]
                con_autor = k.autor_id is None and c.autor is not None
                if con_autor or _en_otro_estado(k, c, dice_si_oculto) or _es_otro(k, c):
                    cambian.add(c.id_externo)
        if not cambian:
            return conocidos
        # por id, como todos: y se vuelven a leer, que entre mirar y retener pudieron cambiar
        retenidos = self._bloqueada(
            de_la_cuenta.where(_K.c.id_externo.in_(sorted(cambian))).order_by(_K.c.id)
        )
        for f in self._con.execute(retenidos):
            if f.id_externo in conocidos:
                conocidos[f.id_externo] = f
        return conocidos

    def _fila(self, cuenta_id: int, c: ComentarioLeido, autores: dict[str, int]) -> dict[str, Any]:
        return {
            "cuenta_id": cuenta_id,
            "id_externo": c.id_externo,
            "publicacion_externa": c.publicacion_id,
            "padre_externo": c.padre_id,
            "autor_id": autores.get(c.autor.id) if c.autor else None,
            "texto": c.texto,
            "huella": huella_texto(c.texto),
            "creado": c.creado,
            "editado": c.editado,
            "leido": self._ahora,
            "comprobado": self._ahora,
            "estado": EstadoComentario.PROPIO if c.propio else EstadoComentario.PENDIENTE,
            "estado_red": c.estado.value,
            "puede_ocultar": c.permisos.ocultar,
            "puede_eliminar": c.permisos.eliminar,
            "puede_responder": c.permisos.responder,
            "enlace": c.enlace,
            "adjuntos": list(c.adjuntos),
            "por_ver": c.por_ver,
            "reacciones": min(c.reacciones, 2**31 - 1),
            "crudo": c.crudo,
        }

    def _editar(self, comentario_id: int, c: ComentarioLeido) -> bool:
        """Cambio el texto, o lleva una foto nueva: se juzga otra vez, y quien miraba el de antes ya no puede decidir sobre el."""
        valores: dict[str, Any] = {
            "texto": c.texto,
            "huella": huella_texto(c.texto),
            "editado": c.editado,
            "adjuntos": list(c.adjuntos),
            "por_ver": c.por_ver,
            "crudo": c.crudo,
            "con_crudo": True,
        }
        if not c.propio:
            valores |= {"estado": EstadoComentario.PENDIENTE, "toma_hasta": None}
        guardar_textos(self._con, [comentario_id], comentario_id, self._ahora)
        r = self._con.execute(
            _K.update()
            .where(_K.c.id == comentario_id, _K.c.estado != EstadoComentario.SUSTITUIDO)
            .values(**valores)
        )
        self._con.execute(
            _E.update().where(_E.c.comentario_id == comentario_id).values(version=_E.c.version + 1)
        )
        if r.rowcount:
            objeto = f"comentario/{comentario_id}"
            sello = self._registro.sellar(objeto, c.texto)
            self._registro.asentar(Suceso("comentario:editado", objeto, datos={"sello": sello}))
        return bool(r.rowcount)

    def anotar_pagina(self, cuenta_id: int, guardado: Guardado) -> None:
        """Asienta lo que entro, si entro algo."""
        if guardado.nuevos or guardado.cambiados or guardado.publicaciones:
            self._registro.asentar(
                Suceso(
                    "comentarios:leidos",
                    f"cuenta/{cuenta_id}",
                    datos={
                        "nuevos": guardado.nuevos,
                        "cambiados": guardado.cambiados,
                        "publicaciones": guardado.publicaciones,
                    },
                )
            )

    def reclamar(self, limite: int, hasta: datetime) -> list[PorJuzgar]:
        """Toma hasta `limite` pendientes que nadie tenga, hasta la hora `hasta`. Dos a la vez no toman el mismo."""
        pendientes = (
            select(_K.c.id)
            .where(
                _K.c.estado == EstadoComentario.PENDIENTE,
                or_(_K.c.toma_hasta.is_(None), _K.c.toma_hasta < self._ahora),
            )
            .order_by(_K.c.id)
            .limit(limite)
        )
        ids = list(self._con.execute(self._libre(pendientes)).scalars())
        if not ids:
            return []
        self._con.execute(_TOMAR, {"ids": ids, "hasta": hasta})
        return [PorJuzgar(*f) for f in self._con.execute(_RECLAMADOS, {"ids": ids})]

    def soltar(self, ids: Sequence[int]) -> None:
        """Devuelve lo reclamado que no se pudo juzgar."""
        self._con.execute(self._bloqueada(select(_K.c.id).where(_K.c.id.in_(list(ids))).order_by(_K.c.id)))
        self._con.execute(_K.update().where(_K.c.id.in_(list(ids))).values(toma_hasta=None))

    def sin_esperar(self, hasta: datetime) -> None:
        """El reloj retrocedio: lo que alguien reclamo para despues de `hasta` (y quiza murio) lo puede juzgar otro."""
        suyos = self._libre(
            select(_K.c.id).where(_K.c.estado == EstadoComentario.PENDIENTE, _K.c.toma_hasta > hasta)
        )
        self._con.execute(_K.update().where(_K.c.id.in_(suyos)).values(toma_hasta=None))


def _es_otro(k: Any, c: ComentarioLeido) -> bool:
    """Si no es lo que se juzgo: cambio su texto, o su autor le puso despues una foto o un video."""
    return bool(k.huella != huella_texto(c.texto) or (c.por_ver and k.por_ver is False))


def _en_otro_estado(k: Any, c: ComentarioLeido, dice_si_oculto: bool) -> bool:
    """Si la red dice que esta de otro modo del que consta; si hoy no lo dice, no."""
    return bool(dice_si_oculto and c.dice_estado and k.estado_red != c.estado.value)
