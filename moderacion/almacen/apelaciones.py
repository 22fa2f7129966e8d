"""Las apelaciones: un enlace que se da una vez, se usa una vez y lo resuelve quien no restringio."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select, union

from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import EstadoApelacion
from moderacion.almacen.registro_restricciones import Restricciones
from moderacion.almacen.tablas import (
    Apelacion,
    Bloqueo,
    Comentario,
    Decision,
    Expediente,
    Nota,
    RevisionBloqueo,
    Usuario,
    tabla,
)
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste

_P, _D, _E, _U, _B, _V, _K, _N = (
    tabla(t) for t in (Apelacion, Decision, Expediente, Usuario, Bloqueo, RevisionBloqueo, Comentario, Nota)
)
RESTRICTIVAS: Final = ("ocultar", "retener", "eliminar", "bloquear")
"""Las decisiones que quitan algo a alguien: las que se apelan."""
APELADO: Final = 500_000_000
"""Prioridad minima de un expediente con una apelacion presentada: un tramo, detras de lo urgente (tambien de lo que solo quizas lo
es) y delante de todo lo demas (`moderacion.evaluacion.prioridad`)."""
_ENLACE: Final = re.compile(r"/apelar/([\w-]{43})(?![\w-])")
_RESUELTAS: Final = (EstadoApelacion.ACEPTADA, EstadoApelacion.RECHAZADA)
_ULTIMAS: Final = 50
_ABIERTAS: Final = select(_P.c.expediente_id).where(
    _P.c.expediente_id.in_(bindparam("expedientes", expanding=True)),
    _P.c.estado == EstadoApelacion.PRESENTADA,
)
_DE_EXPEDIENTE: Final = (
    select(_P, _U.c.nombre.label("resolvio"))
    .outerjoin(_U, _U.c.id == _P.c.resuelta_por)
    .where(_P.c.expediente_id == bindparam("expediente"))
    .order_by(_P.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class ApelacionNueva:
    """Una apelacion por emitir. `apelada_id`: la decision que se apela, o None si actuo la maquina sola."""

    expediente_id: int
    bloqueo_id: int | None
    apelada_id: int | None
    accion: str
    articulo: int | None
    extracto: str
    huella: str
    caduca: datetime


class Apelaciones(Repositorio):
    """Emite, presenta y resuelve."""

    def __init__(self, con: Connection, registro: Registro, restricciones: Restricciones) -> None:
        super().__init__(con, registro)
        self._restricciones = restricciones

    def emitir(self, a: ApelacionNueva, actor: str) -> int:
        """Guarda un enlace nuevo; el que hubiera sin usar deja de valer. Lanza `Conflicto` si ya se presento una."""
        if hay_abierta(self._con, a.expediente_id):
            raise Conflicto("este expediente ya tiene una apelación presentada")
        self._con.execute(
            _P.update()
            .where(_P.c.expediente_id == a.expediente_id, _P.c.estado == EstadoApelacion.EMITIDA)
            .values(estado=EstadoApelacion.CADUCADA)
        )
        valores = {n: getattr(a, n) for n in ApelacionNueva.__dataclass_fields__}
        r = self._con.execute(
            insertar(self._con, _P)
            .values(
                **valores,
                creada=self._ahora,
                estado=EstadoApelacion.EMITIDA,
                texto="",
                contacto="",
                resolucion="",
            )
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto("otra persona está emitiendo el enlace de este expediente: vuelva a intentarlo")
        apelacion_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._asentar("emitida", apelacion_id, actor, {"expediente": a.expediente_id})
        return apelacion_id

    def por_huella(self, huella: str) -> Mapping[str, Any] | None:
        """La apelacion de un enlace, o None."""
        return self._una(_P.c.huella == huella)

    def una(self, apelacion_id: int) -> Mapping[str, Any]:
        """Una apelacion. Lanza `NoExiste`."""
        fila = self._una(_P.c.id == apelacion_id)
        if fila is None:
            raise NoExiste(f"no hay apelación {apelacion_id}")
        return fila

    def de_expediente(self, expediente_id: int) -> list[Mapping[str, Any]]:
        """Las de un expediente, la ultima primero."""
        return self._leidas(_DE_EXPEDIENTE, {"expediente": expediente_id})

    def abierta(self, expediente_id: int) -> bool:
        """Si tiene un enlace sin usar o una presentada."""
        abiertas = (EstadoApelacion.EMITIDA, EstadoApelacion.PRESENTADA)
        return self._una(_P.c.expediente_id == expediente_id, _P.c.estado.in_(abiertas)) is not None

    def abiertas_en(self, expedientes: Iterable[int]) -> frozenset[int]:
        """De esos expedientes, los que tienen una apelacion presentada."""
        return frozenset(self._con.execute(_ABIERTAS, {"expedientes": list(expedientes)}).scalars())

    def en(self, estado: EstadoApelacion, limite: int = _ULTIMAS) -> list[Mapping[str, Any]]:
        """Las que estan en un estado, la ultima primero, con la version de su expediente y quien la resolvio."""
        consulta = (
            select(_P, _E.c.version, _U.c.nombre.label("resolvio"))
            .join(_E, _E.c.id == _P.c.expediente_id)
            .outerjoin(_U, _U.c.id == _P.c.resuelta_por)
            .where(_P.c.estado == estado)
            .order_by(_P.c.id.desc())
            .limit(limite)
        )
        return self._leidas(consulta)

    def resuelta_con(self, expediente_id: int, decision_id: int) -> bool:
        """Si esa decision de ese expediente acepto o rechazo una apelacion."""
        return self._una(_P.c.expediente_id == expediente_id, _P.c.decision_id == decision_id) is not None

    def contar_presentadas(self) -> int:
        """Cuantas esperan a una persona."""
        consulta = select(func.count()).where(_P.c.estado == EstadoApelacion.PRESENTADA)
        return int(self._con.execute(consulta).scalar_one())

    def restringieron(self, expediente_id: int) -> frozenset[int]:
        """Quienes restringieron en ese expediente, lo firmaron, o dijeron que siguiera: ninguno puede resolver su apelacion."""
        consulta = union(*_partes(expediente_id))
        return frozenset(self._con.execute(consulta).scalars())

    def presentar(self, apelacion_id: int, texto: str, contacto: str) -> None:
        """La persona la presenta. Lanza `Conflicto` si el enlace ya se uso o vencio."""
        # el comentario antes que su apelacion y su expediente, como quien decide o da otro enlace: al reves se abrazan
        suyo = select(_K.c.id).join(_E, _E.c.comentario_id == _K.c.id).join(_P, _P.c.expediente_id == _E.c.id)
        self._con.execute(self._bloqueada(suyo.where(_P.c.id == apelacion_id), de=_K))
        r = self._con.execute(
            _P.update()
            .where(
                _P.c.id == apelacion_id,
                _P.c.estado == EstadoApelacion.EMITIDA,
                _P.c.caduca > self._ahora,
            )
            .values(estado=EstadoApelacion.PRESENTADA, texto=texto, contacto=contacto, presentada=self._ahora)
        )
        if not r.rowcount:
            raise Conflicto("este enlace ya se usó o venció")
        self._asentar(
            "presentada",
            apelacion_id,
            "publico",
            {"sello": self._registro.sellar(f"apelacion/{apelacion_id}", texto)},
        )

    def resolver(
        self,
        apelacion_id: int,
        estado: EstadoApelacion,
        usuario_id: int,
        resolucion: str,
        decision_id: int,
        actor: str,
    ) -> None:
        """Queda aceptada o rechazada. Lanza `Conflicto` si ya no esperaba, o si quien resuelve restringio."""
        if estado not in _RESUELTAS:
            raise ValueError(f"una apelacion no se resuelve como {estado}")
        # la que acaba de escribirse al rechazar no cuenta contra quien la escribe
        restringio = _restringio(_P.c.expediente_id, usuario_id, salvo=decision_id)
        r = self._con.execute(
            _P.update()
            .where(_P.c.id == apelacion_id, _P.c.estado == EstadoApelacion.PRESENTADA, ~restringio)
            .values(
                estado=estado,
                resuelta_por=usuario_id,
                resuelta=self._ahora,
                resolucion=resolucion,
                decision_id=decision_id,
            )
        )
        if not r.rowcount:
            raise Conflicto("la apelación ya se resolvió, o la tiene que resolver otra persona")
        if estado is EstadoApelacion.ACEPTADA:
            self._restricciones.por_apelacion(self.una(apelacion_id)["expediente_id"])
        self._asentar(estado.value, apelacion_id, actor, {"decision": decision_id})

    def caducar(self) -> int:
        """Los enlaces vencidos sin usar dejan de valer. Devuelve cuantos."""
        donde = (_P.c.estado == EstadoApelacion.EMITIDA, _P.c.caduca <= self._ahora)
        ids = list(self._con.execute(select(_P.c.id).where(*donde)).scalars())
        for apelacion_id in ids:
            self._con.execute(
                _P.update().where(_P.c.id == apelacion_id, *donde).values(estado=EstadoApelacion.CADUCADA)
            )
            self._asentar("caducada", apelacion_id, MAQUINA, {})
        return len(ids)

    def _una(self, *donde: ColumnElement[bool]) -> Mapping[str, Any] | None:
        fila = self._con.execute(select(_P).where(*donde)).mappings().first()
        return dict(fila) if fila else None

    def _asentar(self, verbo: str, apelacion_id: int, actor: str, datos: Mapping[str, Any]) -> None:
        self._registro.asentar(Suceso(f"apelacion:{verbo}", f"apelacion/{apelacion_id}", actor, datos))


def testigo_en(texto: str | None) -> str | None:
    """El del enlace para apelar que lleva un texto, o None."""
    hallado = _ENLACE.search(texto or "")
    return hallado[1] if hallado else None


def hay_abierta(con: Connection, expediente_id: int) -> bool:
    """Si ese expediente tiene una apelacion presentada."""
    return con.execute(select(exists().where(*_presentada(expediente_id)))).scalar_one()


def _presentada(expediente: Any) -> tuple[ColumnElement[bool], ...]:
    return (_P.c.expediente_id == expediente, _P.c.estado == EstadoApelacion.PRESENTADA)


def apelado(comentario: Any) -> ColumnElement[bool]:
    """Que el expediente de ese comentario tenga una apelacion presentada, dentro de otra consulta."""
    return exists().where(_E.c.comentario_id == comentario, *_presentada(_E.c.id))


def _partes(expediente: Any, salvo: int | None = None) -> tuple[Any, Any, Any]:
    """Lo que alguien hizo para restringir en ese expediente; `salvo`: sin contar una decision.

    Decidirlo, decir antes que lo restringiria (de una critica es la segunda firma), o decir que su bloqueo siguiera.
    """
    restringe = (
        _D.c.expediente_id == expediente,
        _D.c.accion.in_(RESTRICTIVAS),
        _D.c.id != (salvo or 0),
    )
    decidio = select(_D.c.usuario_id).where(*restringe)
    firmo = select(_N.c.usuario_id).where(
        _N.c.expediente_id == expediente, _N.c.restringe, exists().where(*restringe, _D.c.fecha >= _N.c.fecha)
    )
    suyo = _E.alias()
    mantuvo = (
        select(_V.c.usuario_id)
        .join(_B, _B.c.id == _V.c.bloqueo_id)
        .join(suyo, suyo.c.comentario_id == _B.c.comentario_id)
        .where(suyo.c.id == expediente, _V.c.sigue)
    )
    return decidio, firmo, mantuvo


def _restringio(expediente: Any, usuario_id: Any, salvo: int | None = None) -> ColumnElement[bool]:
    return or_(*(p.where(p.selected_columns[0] == usuario_id).exists() for p in _partes(expediente, salvo)))


def puede_cerrar(usuario_id: Any, apelacion_id: Any | None) -> ColumnElement[bool]:
    """Que ese usuario pueda cerrar el expediente de la consulta de fuera, segun sus apelaciones.

    Con una presentada solo se cierra resolviendola (`apelacion_id`), y nunca quien restringio. Va dentro de la
    misma actualizacion que cierra: no hay rato entre mirar y hacer.
    """
    if apelacion_id is None:
        return ~exists().where(*_presentada(_E.c.id))
    restringio = _restringio(_E.c.id, usuario_id)
    return and_(exists().where(*_presentada(_E.c.id), _P.c.id == apelacion_id), ~restringio)


def decir_estorbo(con: Connection, expediente_id: int, usuario_id: int, apelacion_id: int | None) -> None:
    """Tras no poder cerrar, lanza la razon si es una apelacion (`EntradaInvalida` o `NoAutorizado`)."""
    abierta = hay_abierta(con, expediente_id)
    if apelacion_id is None and abierta:
        raise EntradaInvalida("este expediente tiene una apelación presentada: se resuelve en su apartado")
    restringio = select(_restringio(expediente_id, usuario_id))
    if apelacion_id is not None and abierta and con.execute(restringio).scalar_one():
        raise NoAutorizado(
            "usted restringió este comentario, o dijo que su bloqueo siguiera: su apelación la resuelve otra persona"
        )
