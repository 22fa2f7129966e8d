"""Los pasos de un expediente: tomarlo, soltarlo, cerrarlo, reabrirlo. La cola se lee en `lista.py`."""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, false, or_, select

from moderacion.almacen.apelaciones import APELADO, decir_estorbo, puede_cerrar
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.fichas import AQuien, Cabecera, Caso, Ficha, Fichas
from moderacion.almacen.marcas import DETRAS, Marcas
from moderacion.almacen.novedades import Novedades
from moderacion.almacen.tablas import Comentario, Expediente, TipoNovedad, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

__all__ = ["Cabecera", "Caso", "Expedientes", "Ficha"]

_E, _K = tabla(Expediente), tabla(Comentario)
_SIN_COLA: Final = (EstadoComentario.RESUELTO, EstadoComentario.LIMPIO)


def _libre_para(usuario: Any, ahora: Any) -> Any:
    """Que nadie mas lo tenga tomado."""
    return or_(
        _E.c.toma_usuario_id.is_(None),
        _E.c.toma_usuario_id == usuario,
        _E.c.toma_hasta <= ahora,
    )


# hechas una vez: construirlas cuesta mas que correrlas
_ESTE: Final[Any] = bindparam("este")
_EL_SUYO: Final = select(_E.c.comentario_id).where(_E.c.id == _ESTE).scalar_subquery()
_SUYO: Final = select(_K.c.id).where(_K.c.id == _EL_SUYO)
_RESOLVER: Final = (
    _K.update()
    .where(_K.c.id == _EL_SUYO)
    .values(estado=EstadoComentario.RESUELTO, toma_hasta=None)
    .returning(_K.c.huella)
)


@cache
def _cerrar(apelado: bool) -> Any:
    """La actualizacion condicional que cierra un expediente: sin apelacion presentada, o al resolverla."""
    quien = bindparam("quien", type_=_E.c.toma_usuario_id.type)
    return (
        _E.update()
        .where(
            _E.c.id == _ESTE,
            _E.c.version == bindparam("vista"),
            _libre_para(quien, bindparam("hora", type_=_E.c.toma_hasta.type)),
            puede_cerrar(quien, bindparam("apelacion") if apelado else None),
        )
        .values(
            estado=EstadoExpediente.RESUELTO,
            version=_E.c.version + 1,
            resuelto=bindparam("hora", type_=_E.c.toma_hasta.type),
            toma_usuario_id=None,
            toma_hasta=None,
            asignado_id=None,
        )
    )


class Expedientes(Repositorio):
    """Los pasos de un expediente. Cada uno mueve sus marcas y avisa a las pantallas abiertas."""

    def __init__(self, con: Connection, registro: Registro, marcas: Marcas, novedades: Novedades) -> None:
        super().__init__(con, registro)
        self._marcas = marcas
        self._novedades = novedades

    def ficha(self, expediente_id: int) -> Ficha:
        """Todo lo que una persona necesita para decidir. Lanza `NoExiste`."""
        return Fichas(self._con, self._registro).de(expediente_id)

    def caso(self, expediente_id: int) -> Caso:
        """Lo que hace falta para decidirlo. Lanza `NoExiste`."""
        return Fichas(self._con, self._registro).caso(expediente_id)

    def a_quien(self, expediente_id: int) -> AQuien:
        """De quien es, y por que. Lanza `NoExiste`."""
        return Fichas(self._con, self._registro).a_quien(expediente_id)

    def cabecera(self, expediente_id: int) -> Cabecera:
        """De que cuenta es y como esta. Lanza `NoExiste`."""
        return Fichas(self._con, self._registro).cabecera(expediente_id)

    def texto(self, expediente_id: int) -> str:
        """Lo que dice su comentario. Lanza `NoExiste`."""
        return Fichas(self._con, self._registro).texto(expediente_id)

    def existe(self, expediente_id: int) -> None:
        """Lanza `NoExiste` si no hay tal expediente."""
        if self._con.execute(select(_E.c.id).where(_E.c.id == expediente_id)).first() is None:
            raise NoExiste(f"no hay expediente {expediente_id}")

    def tomar(
        self, expediente_id: int, usuario_id: int, hasta: datetime, *, de_la_cola: bool = False
    ) -> None:
        """Una persona lo toma, o renueva su toma. Lanza `Conflicto` si lo tiene otra.

        `de_la_cola`: y solo si sigue en ella. Entre verlo libre y tomarlo, otra persona pudo tomarlo y decidirlo.
        """
        sigue = (_E.c.estado == EstadoExpediente.EN_COLA,) if de_la_cola else ()
        r = self._con.execute(
            _E.update()
            .where(_E.c.id == expediente_id, self._libre_para(usuario_id), *sigue)
            .values(toma_usuario_id=usuario_id, toma_hasta=hasta)
        )
        if r.rowcount:
            self._novedades.avisar(TipoNovedad.TOMADO, expediente_id, usuario_id)
            return
        self.existe(expediente_id)
        raise Conflicto("otra persona tiene este expediente ahora")

    def devolver(self, comentario_id: int, orden_id: int) -> None:
        """Lo decidido no se pudo hacer en la red: el expediente vuelve a la cola, para que alguien lo vea."""
        if self._devolver(comentario_id):
            datos = {"orden": orden_id}
            self._registro.asentar(Suceso("expediente:devuelto", f"comentario/{comentario_id}", datos=datos))

    def devolver_por_la_red(self, comentario_id: int, estado_red: str) -> None:
        """En la red no esta como se dejo, y nadie de aqui lo pidio: su expediente, si lo tiene, vuelve a la cola."""
        if self._devolver(comentario_id):
            datos = {"estado_red": estado_red}
            self._registro.asentar(Suceso("expediente:cambiado", f"comentario/{comentario_id}", datos=datos))

    def _devolver(self, comentario_id: int) -> bool:
        self._con.execute(self._bloqueada(select(_K.c.id).where(_K.c.id == comentario_id)))
        previo = self._con.execute(select(_E).where(_E.c.comentario_id == comentario_id)).mappings().first()
        if previo is None:
            return False
        self._con.execute(
            _E.update()
            .where(_E.c.id == previo["id"])
            .values(
                estado=EstadoExpediente.EN_COLA,
                actuado=False,
                version=_E.c.version + 1,
                # lo que la maquina iba a hacer esperaba al fondo; sin hacer, vuelve a su sitio
                prioridad_neg=_E.c.prioridad_neg - (DETRAS if previo["actuado"] else 0),
                nivel="alta" if previo["actuado"] else _E.c.nivel,
            )
        )
        self._marcas.mover(previo["id"])
        self._novedades.avisar(TipoNovedad.DEVUELTO, previo["id"])
        self._con.execute(
            _K.update()
            # limpio: lo que su autor escribio despues; sin un caso en la cola nadie lo veria
            .where(_K.c.id == comentario_id, _K.c.estado.in_(_SIN_COLA))
            .values(estado=EstadoComentario.EN_COLA)
        )
        return True

    def soltar(self, expediente_id: int, usuario_id: int) -> None:
        """Quien lo tenia lo suelta."""
        r = self._con.execute(
            _E.update()
            .where(_E.c.id == expediente_id, _E.c.toma_usuario_id == usuario_id)
            .values(toma_usuario_id=None, toma_hasta=None)
        )
        if r.rowcount:
            self._novedades.avisar(TipoNovedad.SOLTADO, expediente_id, usuario_id)

    def renovar(self, expediente_id: int, usuario_id: int, hasta: datetime) -> None:
        """Alarga la toma de quien todavia lo tiene. Lanza `Conflicto` si ya no lo tiene."""
        r = self._con.execute(
            _E.update()
            .where(
                _E.c.id == expediente_id, _E.c.toma_usuario_id == usuario_id, _E.c.toma_hasta > self._ahora
            )
            .values(toma_hasta=hasta)
        )
        if not r.rowcount:
            raise Conflicto("ya no tiene este expediente: tómelo otra vez")

    def cerrar(
        self, expediente_id: int, version: int, usuario_id: int, apelacion_id: int | None = None
    ) -> str:
        """Lo deja RESUELTO, con su comentario, si sigue en esa version y nadie mas lo tiene.

        Devuelve la huella del texto decidido. La actualizacion es condicional: si ya no esta en `version`, o lo tiene
        otra persona, lanza `Conflicto` y no cambia nada. Con una apelacion presentada solo se cierra resolviendola
        (`apelacion_id`), y nunca quien restringio: lanza `EntradaInvalida` o `NoAutorizado`.
        """
        if self._bloquea:
            # el comentario primero, como quien lo juzga o lo edita: en otro orden se abrazarian
            self._con.execute(self._bloqueada(_SUYO), {"este": expediente_id})
        r = self._con.execute(
            _cerrar(apelacion_id is not None),
            {
                "este": expediente_id,
                "vista": version,
                "quien": usuario_id,
                "hora": self._ahora,
                **({} if apelacion_id is None else {"apelacion": apelacion_id}),
            },
        )
        if not r.rowcount:
            decir_estorbo(self._con, expediente_id, usuario_id, apelacion_id)
            raise Conflicto("el expediente cambió mientras lo miraba, o lo tiene otra persona")
        huella = self._con.execute(_RESOLVER, {"este": expediente_id}).scalar_one()
        self._marcas.mover(expediente_id)
        self._novedades.avisar(TipoNovedad.DECIDIDO, expediente_id, usuario_id, version + 1)
        return str(huella)

    def reabrir(
        self, expediente_id: int, version: int, usuario_id: int, hasta: datetime, *, actuado: bool
    ) -> None:
        """De RESUELTO otra vez a la cola, tomado por quien lo reabre. Lanza `Conflicto` si ya no esta en `version`.

        Con `actuado` falso, lo que esperaba al fondo porque la maquina lo iba a ocultar vuelve a su sitio.
        """
        al_frente = false() if actuado else _E.c.actuado
        comentario = select(_E.c.comentario_id).where(_E.c.id == expediente_id).scalar_subquery()
        self._con.execute(self._bloqueada(select(_K.c.id).where(_K.c.id == comentario)))
        r = self._con.execute(
            _E.update()
            .where(
                _E.c.id == expediente_id,
                _E.c.version == version,
                _E.c.estado == EstadoExpediente.RESUELTO,
            )
            .values(
                estado=EstadoExpediente.EN_COLA,
                version=version + 1,
                actuado=actuado,
                prioridad_neg=_E.c.prioridad_neg - case((al_frente, DETRAS), else_=0),
                nivel=case((al_frente, "alta"), else_=_E.c.nivel),
                toma_usuario_id=usuario_id,
                toma_hasta=hasta,
            )
        )
        if not r.rowcount:
            raise Conflicto("el expediente cambió después de esa decisión: ya no se puede deshacer")
        self._con.execute(
            _K.update()
            .where(_K.c.id == comentario, _K.c.estado == EstadoComentario.RESUELTO)
            .values(estado=EstadoComentario.EN_COLA)
        )
        self._marcas.mover(expediente_id)
        self._novedades.avisar(TipoNovedad.DEVUELTO, expediente_id, usuario_id, version + 1)

    def reabrir_apelado(self, expediente_id: int) -> None:
        """Una apelacion lo devuelve a la cola con prioridad; lo que alguien estuviera por decidir ya no vale."""
        self._con.execute(
            _E.update()
            .where(_E.c.id == expediente_id)
            .values(
                estado=EstadoExpediente.EN_COLA,
                version=_E.c.version + 1,
                prioridad_neg=case((_E.c.prioridad_neg > -APELADO, -APELADO), else_=_E.c.prioridad_neg),
                nivel="alta",
            )
        )
        comentario = select(_E.c.comentario_id).where(_E.c.id == expediente_id).scalar_subquery()
        self._con.execute(
            _K.update()
            # limpio: lo que su autor escribio despues de que se decidiera
            .where(_K.c.id == comentario, _K.c.estado.in_(_SIN_COLA))
            .values(estado=EstadoComentario.EN_COLA)
        )
        self._marcas.mover(expediente_id)
        self._novedades.avisar(TipoNovedad.DEVUELTO, expediente_id)
        self._registro.asentar(Suceso("expediente:apelado", f"expediente/{expediente_id}", "publico"))

    def asignar(self, expediente_id: int, usuario_id: int, para_id: int) -> None:
        """Quien lo tiene, o cualquiera si nadie lo tiene, se lo pasa a otra persona y lo suelta. Lanza `Conflicto`."""
        r = self._con.execute(
            _E.update()
            .where(
                _E.c.id == expediente_id,
                _E.c.estado == EstadoExpediente.EN_COLA,
                self._libre_para(usuario_id),
            )
            .values(asignado_id=para_id, toma_usuario_id=None, toma_hasta=None)
        )
        if not r.rowcount:
            raise Conflicto("el expediente ya no está en cola, o lo tiene otra persona")
        self._marcas.mover(expediente_id)
        self._novedades.avisar(TipoNovedad.SOLTADO, expediente_id, usuario_id)

    def libres(self, usuario_id: int, limite: int) -> list[int]:
        """Los primeros de la cola que nadie mas tiene."""
        consulta = select(_E.c.id).where(
            _E.c.estado == EstadoExpediente.EN_COLA, self._libre_para(usuario_id)
        )
        return list(self._con.execute(consulta.order_by(_E.c.prioridad_neg, _E.c.id).limit(limite)).scalars())

    def _libre_para(self, usuario_id: int) -> Any:
        return _libre_para(usuario_id, self._ahora)
