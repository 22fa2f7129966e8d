"""Los textos que alguien edito: con ellos se juzgo, y con ellos se tiene que poder volver a juzgar."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, literal, select

from moderacion.almacen.consultas import insertar
from moderacion.almacen.tablas import Comentario, TextoPrevio, tabla

_K, _T = tabla(Comentario), tabla(TextoPrevio)
_CAMPOS = ("comentario_id", "huella", "texto", "hasta")


def guardar_textos(con: Connection, de: Sequence[int], en: int, hasta: datetime) -> None:
    """Guarda en `en` lo que ahora dicen los comentarios `de`, como dicho hasta esa hora. Lo que ya estaba se queda."""
    ya = select(literal(en), _K.c.huella, _K.c.texto, literal(hasta, _T.c.hasta.type))
    _insertar(con, ya.where(_K.c.id.in_(de), _K.c.purgado.is_(None)))


def copiar_textos(con: Connection, de: Sequence[int], en: int) -> None:
    """Guarda tambien en `en` los que ya tenian guardados los comentarios `de`."""
    previos = select(literal(en), _T.c.huella, _T.c.texto, _T.c.hasta)
    _insertar(con, previos.where(_T.c.comentario_id.in_(de)))


def _insertar(con: Connection, textos: object) -> None:
    con.execute(insertar(con, _T).from_select(_CAMPOS, textos).on_conflict_do_nothing())
