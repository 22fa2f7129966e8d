"""Todo lo que se guarda de alguien, tabla por tabla: lo que se entrega a quien pide acceso."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import (
    Apelacion,
    Bloqueo,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Falta,
    Orden,
    TextoPrevio,
    tabla,
)

_C, _K, _E, _B, _P = (tabla(t) for t in (Cuenta, Comentario, Expediente, Bloqueo, Apelacion))
_D, _F, _O, _T = (tabla(t) for t in (Decision, Falta, Orden, TextoPrevio))
_DE_COMENTARIO = (
    "id", "id_externo", "texto", "creado", "editado", "leido", "estado", "estado_red", "enlace", "adjuntos", "purgado",
)  # fmt: skip
_DE_BLOQUEO = ("comentario_id", "articulo", "motivo", "estado", "desde", "hasta")
_DE_APELACION = ("texto", "contacto", "presentada", "estado", "resuelta", "resolucion")


class LoDeAlguien(Repositorio):
    """Las lecturas del paquete de acceso."""

    def todo(self, autores: Sequence[int]) -> dict[str, list[Mapping[str, Any]]]:
        """Cada tabla con lo suyo, en orden."""
        suyos = _K.c.autor_id.in_(list(autores))
        consultas = _del_texto(suyos) | _del_caso(suyos) | _de_la_persona(list(autores))
        return {nombre: self._leidas(c) for nombre, c in consultas.items()}


def _del_texto(suyos: ColumnElement[bool]) -> dict[str, Select[Any]]:
    comentarios = select(*(_K.c[n] for n in _DE_COMENTARIO), _C.c.red, _C.c.nombre.label("cuenta"))
    antes = select(_T.c.comentario_id, _T.c.texto, _T.c.hasta).join(_K, _K.c.id == _T.c.comentario_id)
    return {
        "comentarios": comentarios.join(_C, _C.c.id == _K.c.cuenta_id).where(suyos).order_by(_K.c.id),
        "versiones_anteriores": antes.where(suyos).order_by(_T.c.comentario_id, _T.c.hasta),
    }


def _del_caso(suyos: ColumnElement[bool]) -> dict[str, Select[Any]]:
    con_caso = and_(_E.c.comentario_id == _K.c.id, suyos)
    decisiones = select(
        _K.c.id.label("comentario_id"), *(_D.c[n] for n in ("fecha", "accion", "articulo", "motivo"))
    )
    apelaciones = select(_K.c.id.label("comentario_id"), *(_P.c[n] for n in _DE_APELACION))
    respuestas = select(
        *(_O.c[n] for n in ("comentario_id", "accion", "texto", "origen", "estado", "cerrada"))
    )
    return {
        "decisiones": decisiones.select_from(_D)
        .join(_E, _E.c.id == _D.c.expediente_id)
        .join(_K, con_caso)
        .order_by(_D.c.id),
        "respuestas": respuestas.join(_K, _K.c.id == _O.c.comentario_id).where(suyos).order_by(_O.c.id),
        "apelaciones": apelaciones.select_from(_P)
        .join(_E, _E.c.id == _P.c.expediente_id)
        .join(_K, con_caso)
        .order_by(_P.c.id),
    }


def _de_la_persona(autores: list[int]) -> dict[str, Select[Any]]:
    return {
        "bloqueos": select(*(_B.c[n] for n in _DE_BLOQUEO))
        .where(_B.c.autor_id.in_(autores))
        .order_by(_B.c.id),
        "faltas": select(_F.c.comentario_id, _F.c.politica, _F.c.fecha)
        .where(_F.c.autor_id.in_(autores))
        .order_by(_F.c.id),
    }
