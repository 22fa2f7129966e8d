"""Lo que siempre tiene que cumplirse en una base y ninguna restriccion sola puede exigir: entre tablas, o con la bitacora."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, func, not_, or_, select, text

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import (
    PASOS_ORDEN,
    ClaseAncla,
    EstadoApelacion,
    EstadoBloqueo,
    EstadoComentario,
    EstadoExpediente,
    EstadoIncidente,
)
from moderacion.almacen.estados_redaccion import EstadoBorrador
from moderacion.almacen.tablas import (
    AnclaFila,
    Apelacion,
    Bloqueo,
    Borrador,
    Comentario,
    Decision,
    Escalada,
    Expediente,
    Incidente,
    Orden,
    Restriccion,
    SucesoFila,
    tabla,
)

_K, _E, _D, _O, _B, _I, _S, _W, _P, _R, _A, _N = (
    tabla(t)
    for t in (
        Comentario, Expediente, Decision, Orden, Bloqueo, Incidente, Escalada, Borrador, Apelacion, Restriccion, AnclaFila,
        SucesoFila,
    )
)  # fmt: skip
_MUESTRA: Final = 5
_RECIEN: Final = timedelta(minutes=5)
_ACABADAS: Final = tuple(e for e, pasos in PASOS_ORDEN.items() if not pasos)


def _sin(t: Any, *donde: Any) -> Any:
    return ~select(t.c.id if "id" in t.c else text("1")).select_from(t).where(*donde).exists()


Regla = tuple[str, Any, tuple[Any, ...]]
"""Que no se cumple, de que tabla, y cuando."""


def _de_casos() -> tuple[Regla, ...]:
    return (
        (
            "casos resueltos sin ninguna decisión",
            _E,
            (_E.c.estado == EstadoExpediente.RESUELTO, _sin(_D, _D.c.expediente_id == _E.c.id)),
        ),
        (
            "comentarios en cola sin caso en cola",
            _K,
            (
                _K.c.estado == EstadoComentario.EN_COLA,
                _sin(_E, _E.c.comentario_id == _K.c.id, _E.c.estado == EstadoExpediente.EN_COLA),
            ),
        ),
        (
            "casos en cola cuyo comentario consta resuelto",
            _E,
            (
                _E.c.estado == EstadoExpediente.EN_COLA,
                ~_sin(_K, _K.c.id == _E.c.comentario_id, _K.c.estado == EstadoComentario.RESUELTO),
            ),
        ),
    )


def _de_ordenes() -> tuple[Regla, ...]:
    acabada = _O.c.estado.in_(_ACABADAS)
    return (
        (
            "órdenes terminadas sin fecha, o abiertas con ella",
            _O,
            (or_(and_(acabada, _O.c.cerrada.is_(None)), and_(not_(acabada), _O.c.cerrada.is_not(None))),),
        ),
        (
            "bloqueos que rigen y no están en el registro de lo restringido",
            _B,
            (
                _B.c.estado.in_((EstadoBloqueo.VIGENTE, EstadoBloqueo.LEVANTANDO)),
                _sin(_R, or_(_R.c.bloqueo_id == _B.c.id, _R.c.comentario_id == _B.c.comentario_id)),
            ),
        ),
        (
            "borradores publicados sin fecha",
            _W,
            (_W.c.estado == EstadoBorrador.PUBLICADO, _W.c.publicado.is_(None)),
        ),
        (
            "apelaciones resueltas sin fecha",
            _P,
            (
                _P.c.estado.in_((EstadoApelacion.ACEPTADA, EstadoApelacion.RECHAZADA)),
                _P.c.resuelta.is_(None),
            ),
        ),
        (
            "anclas que ya no coinciden con la bitácora",
            _A,
            (
                _A.c.tipo == ClaseAncla.ANCLA,
                _sin(_N, _N.c.n == _A.c.n, _N.c.huella == _A.c.huella),
            ),
        ),
    )


class Revision(Repositorio):
    """Busca lo que no cuadra."""

    def no_cuadra(self) -> Iterator[str]:
        """Cada cosa que no se cumple, en una frase con cuantas y las primeras."""
        for frase, t, donde in (*_de_casos(), *_de_ordenes(), *self._de_plazos()):
            condicion = and_(*donde)
            cuantas = int(
                self._con.execute(select(func.count()).select_from(t).where(condicion)).scalar_one()
            )
            if cuantas:
                primeras = self._con.execute(
                    select(t.c.id).where(condicion).order_by(t.c.id).limit(_MUESTRA)
                ).scalars()
                yield f"{frase}: {cuantas} (n.º {', '.join(map(str, primeras))})"

    def _de_plazos(self) -> tuple[Regla, ...]:
        antes = self._ahora - _RECIEN
        return (
            (
                "incidentes sin cerrar que nadie va a escalar",
                _I,
                (
                    _I.c.estado != EstadoIncidente.CERRADO,
                    _I.c.abierto < antes,
                    _sin(_S, _S.c.incidente_id == _I.c.id, _S.c.proxima_en.is_not(None)),
                ),
            ),
        )

    def sin_disco(self) -> list[str]:
        """En PostgreSQL, lo que el servidor tiene apagado y sin ello un corte de luz borra lo confirmado. SQLite lo fija la conexion."""
        if self._con.dialect.name != "postgresql":
            return []
        consulta = text(
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name"
        )
        return list(self._con.execute(consulta).scalars())

    def sin_validar(self) -> list[str]:
        """En PostgreSQL, las restricciones que se pusieron sin mirar lo que ya habia; SQLite se mira por dentro."""
        if self._con.dialect.name != "postgresql":
            return []
        consulta = text("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname")
        return [f"la restricción {c} no se ha comprobado" for c in self._con.execute(consulta).scalars()]
