"""Lo ya juzgado, con todo lo que hace falta para juzgarlo otra vez. Solo lee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import case, func, select

from moderacion.almacen.consultas import IDS, Repositorio
from moderacion.almacen.estados import EstadoComentario
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    TextoPrevio,
    Veredicto,
    tabla,
)
from moderacion.almacen.veredictos import JuzgadoReciente

_V, _H, _K, _A, _C, _E, _D, _T = (
    tabla(t) for t in (Veredicto, Hallazgo, Comentario, Autor, Cuenta, Expediente, Decision, TextoPrevio)
)
_DE_HALLAZGO = (
    "politica", "gravedad", "propuesta", "motivo", "etiqueta", "bloquear", "automatica", "evidencia",
)  # fmt: skip
_DE_VEREDICTO = (
    "version_reglamento", "version_modelo", "propuesta", "bloquear", "critica", "automatica", "degradado",
    "razon_degradado", "intencion", "indicios", "fecha", "contexto",
)  # fmt: skip
_FUERA = (EstadoComentario.PROPIO, EstadoComentario.SUSTITUIDO)


@dataclass(frozen=True, slots=True)
class TextoVisto:
    """Un texto ya juzgado que otra pieza pudo ver. `huella`: la del texto que tenia."""

    id: int
    huella: str
    texto: str
    fecha: datetime
    autor: str
    red: str


class Juzgado(NamedTuple):
    """Un veredicto con lo juzgado. `texto` es None si ya no se guarda el que se juzgo."""

    id: int
    comentario_id: int
    huella: str
    texto: str | None
    red: str
    autor: str
    autor_nombre: str
    creado: datetime
    version_reglamento: str
    version_modelo: str
    propuesta: str
    bloquear: bool
    critica: bool
    automatica: bool
    degradado: bool
    razon_degradado: str
    intencion: Sequence[str]
    indicios: Mapping[str, float]
    fecha: datetime
    contexto: Mapping[str, Any] | None
    hallazgos: Sequence[Mapping[str, Any]]
    decision: str | None
    """Lo ultimo que decidio una persona sobre ese texto."""
    articulo: int | None
    """El que cito al decidir."""


_JUZGADOS: Final = (
    # en el orden de los campos de `Juzgado`
    select(_V.c.id, _V.c.comentario_id, _V.c.huella)
    .add_columns(case((_K.c.huella == _V.c.huella, _K.c.texto), else_=_T.c.texto), _C.c.red)
    .add_columns(*(func.coalesce(c, "") for c in (_A.c.id_externo, _A.c.nombre)), _K.c.creado)
    .add_columns(*(_V.c[n] for n in _DE_VEREDICTO))
    .join(_K, _K.c.id == _V.c.comentario_id)
    .join(_C, _C.c.id == _K.c.cuenta_id)
    .outerjoin(_A, _A.c.id == _K.c.autor_id)
    .outerjoin(_T, (_T.c.comentario_id == _V.c.comentario_id) & (_T.c.huella == _V.c.huella))
    .where(_V.c.id.in_(IDS))
    .order_by(_V.c.id)
)


class PorRepasar(Repositorio):
    """Veredictos guardados."""

    def ids(self, desde: datetime, hasta: datetime | None) -> list[int]:
        """El ultimo veredicto del texto actual de cada comentario creado en [desde, hasta), segun se juzgaron."""
        consulta = (
            select(func.max(_V.c.id).label("id"))
            .join(_K, (_K.c.id == _V.c.comentario_id) & (_K.c.huella == _V.c.huella))
            .where(_K.c.creado >= desde, _K.c.estado.not_in(_FUERA))
            .group_by(_V.c.comentario_id)
        )
        if hasta is not None:
            consulta = consulta.where(_K.c.creado < hasta)
        return sorted(self._con.execute(consulta).scalars())

    def de(self, ids: Sequence[int]) -> list[Juzgado]:
        """Esos veredictos, en el mismo orden. Los que no existan no salen."""
        filas = self._con.execute(_JUZGADOS, {"ids": list(ids)})
        hallazgos, decisiones = self._hallazgos(ids), self._decisiones(ids)
        return [
            Juzgado._make(
                (*f, hallazgos.get(f.id, ()), *decisiones.get((f.comentario_id, f.huella), (None, None)))
            )
            for f in filas
        ]

    def _hallazgos(self, ids: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
        resultado: dict[int, list[Mapping[str, Any]]] = {}
        filas = self._con.execute(
            select(_H.c.veredicto_id, *(_H.c[n] for n in _DE_HALLAZGO))
            .where(_H.c.veredicto_id.in_(list(ids)))
            .order_by(_H.c.id)
        ).mappings()
        for f in filas:
            resultado.setdefault(f["veredicto_id"], []).append({n: f[n] for n in _DE_HALLAZGO})
        return resultado

    def _decisiones(self, ids: Sequence[int]) -> dict[tuple[int, str], tuple[str, int | None]]:
        """(comentario, huella del texto decidido) → ultima accion y articulo citado."""
        filas = self._con.execute(
            select(_E.c.comentario_id, _D.c.huella, _D.c.accion, _D.c.articulo)
            .join(_D, _D.c.expediente_id == _E.c.id)
            .join(_V, _V.c.comentario_id == _E.c.comentario_id)
            .where(_V.c.id.in_(list(ids)))
            .order_by(_D.c.id)
        )
        return {(f.comentario_id, f.huella): (f.accion, f.articulo) for f in filas}

    def vistos(self, claves: Sequence[tuple[int, str]]) -> dict[tuple[int, str], TextoVisto]:
        """Los textos de (comentario, principio de la huella), esten al dia o se hayan editado despues."""
        ids = sorted({c for c, _ in claves})
        comunes = (_K.c.id, _K.c.creado.label("fecha"), _C.c.red)
        autor = func.coalesce(_A.c.id_externo, "").label("autor")
        de_hoy = select(*comunes, autor, _K.c.texto, _K.c.huella)
        previos = select(*comunes, autor, _T.c.texto, _T.c.huella).join(_T, _T.c.comentario_id == _K.c.id)
        hallados: dict[int, dict[str, TextoVisto]] = {}
        for consulta in (previos, de_hoy):
            filas = self._con.execute(
                consulta.join(_C, _C.c.id == _K.c.cuenta_id)
                .outerjoin(_A, _A.c.id == _K.c.autor_id)
                .where(_K.c.id.in_(ids))
            ).mappings()
            for f in filas:
                hallados.setdefault(f["id"], {})[f["huella"]] = TextoVisto(**f)
        # la huella guardada es un principio: se busca entre las del mismo comentario
        return {
            (c, h): v for c, h in claves for entera, v in hallados.get(c, {}).items() if entera.startswith(h)
        }

    def anteriores(self, veredicto_id: int, desde: datetime, limite: int) -> list[JuzgadoReciente]:
        """Lo juzgado antes que ese veredicto y creado desde `desde`, segun se juzgo; a lo sumo los `limite` ultimos."""
        filas = self._con.execute(
            select(
                func.max(_V.c.id).label("veredicto_id"),
                _K.c.id.label("comentario_id"),
                _K.c.huella,
                _K.c.texto,
                _K.c.creado,
                func.coalesce(_A.c.id_externo, "").label("autor"),
                _C.c.red,
            )
            .join(_V, (_V.c.comentario_id == _K.c.id) & (_V.c.huella == _K.c.huella))
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .where(_K.c.creado >= desde, _K.c.estado.not_in(_FUERA), _V.c.id < veredicto_id)
            .group_by(_K.c.id, _A.c.id_externo, _C.c.red)
            .order_by(func.max(_V.c.id).desc())
            .limit(limite)
        ).mappings()
        return [JuzgadoReciente(**f) for f in filas][::-1]
