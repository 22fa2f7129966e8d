"""Lo que la gente pregunta o reclama sin infringir nada: no va a la cola, y alguien tiene que poder contestarlo (articulo 5)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Text, and_, exists, false, func, or_, select, type_coerce

from conectores.tipos import Accion, EstadoEnRed
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import NO_SALIO, EstadoComentario, EstadoExpediente, OrigenOrden
from moderacion.almacen.juzgados import Puesto
from moderacion.almacen.marcas import Marcas
from moderacion.almacen.novedades import Novedades
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Expediente,
    Hallazgo,
    Orden,
    TipoNovedad,
    Veredicto,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_K, _C, _A, _V, _H, _E, _O = (
    tabla(t) for t in (Comentario, Cuenta, Autor, Veredicto, Hallazgo, Expediente, Orden)
)
_ARTICULO: Final = 5
_AREA: Final = "area:"
_ULTIMO: Final = (
    select(func.max(_V.c.id)).where(_V.c.comentario_id == _K.c.id).correlate(_K).scalar_subquery()
)
_CONTESTADO: Final = exists().where(
    _O.c.comentario_id == _K.c.id,
    _O.c.accion == Accion.RESPONDER.value,
    _O.c.origen != OrigenOrden.MAQUINA,
    _O.c.estado.not_in(NO_SALIO),
)
_PREGUNTAS: Final = (
    select(
        *(_K.c[n] for n in ("id", "texto", "creado", "enlace")),
        *(_C.c[n] for n in ("red", "nombre")),
        _A.c.nombre.label("autor"),
        _V.c.intencion,
        func.coalesce(_H.c.etiqueta, "").label("etiqueta"),
        _E.c.id.label("expediente_id"),
    )
    .join(_C, _C.c.id == _K.c.cuenta_id)
    .join(_V, _V.c.id == _ULTIMO)
    .outerjoin(
        _H, and_(_H.c.veredicto_id == _V.c.id, _H.c.politica == _ARTICULO, _H.c.etiqueta.startswith(_AREA))
    )
    .outerjoin(_A, _A.c.id == _K.c.autor_id)
    .outerjoin(_E, _E.c.comentario_id == _K.c.id)
    .where(
        _K.c.estado == EstadoComentario.LIMPIO,
        _K.c.estado_red == EstadoEnRed.VISIBLE,
        _K.c.purgado.is_(None),
        _K.c.puede_responder.is_distinct_from(false()),
        ~_CONTESTADO,
    )
    .order_by(_K.c.creado.desc(), _K.c.id.desc())
)


class Preguntas(Repositorio):
    """Las que nadie ha contestado, y abrir el caso de una."""

    def __init__(self, con: Connection, registro: Registro, marcas: Marcas, novedades: Novedades) -> None:
        super().__init__(con, registro)
        self._marcas = marcas
        self._novedades = novedades

    def pagina(
        self, intenciones: Sequence[str], desde: datetime, limite: int, antes: int | None = None
    ) -> list[Mapping[str, Any]]:
        """Las escritas desde entonces con alguna de esas intenciones, la ultima primero. `antes`: sigue tras ese comentario."""
        dicho = or_(*(type_coerce(_V.c.intencion, Text).contains(f'"{i}"') for i in intenciones))
        consulta = _PREGUNTAS.where(_K.c.creado >= desde, dicho).limit(limite)
        if antes is not None:
            suyo = select(_K.c.creado).where(_K.c.id == antes).scalar_subquery()
            consulta = consulta.where(or_(_K.c.creado < suyo, and_(_K.c.creado == suyo, _K.c.id < antes)))
        return [{**f, "area": f["etiqueta"].removeprefix(_AREA)} for f in self._leidas(consulta)]

    def abrir(
        self,
        comentario_id: int,
        lugar: Callable[[datetime, int], Puesto],
        usuario_id: int,
        toma: timedelta,
    ) -> int:
        """El caso desde el que se contesta, tomado por quien lo abre; si ya lo hay, ese. Lanza `NoExiste` o `Conflicto`.

        `lugar`: el que le toca en la cola a lo escrito entonces y con esas reacciones.
        """
        suyo = select(*(_K.c[n] for n in ("estado", "cuenta_id", "creado", "reacciones", "purgado")))
        suyo = suyo.where(_K.c.id == comentario_id)
        k = self._con.execute(self._bloqueada(suyo)).first()
        if k is None:
            raise NoExiste(f"no hay comentario {comentario_id}")
        previo = self._con.execute(select(_E.c.id).where(_E.c.comentario_id == comentario_id)).scalar()
        if previo is not None:
            return int(previo)
        ultimo = select(func.max(_V.c.id)).where(_V.c.comentario_id == comentario_id)
        veredicto_id = self._con.execute(ultimo).scalar()
        if k.estado != EstadoComentario.LIMPIO or k.purgado is not None or veredicto_id is None:
            raise Conflicto("ese comentario cambió mientras lo miraba: vuelva a la lista")
        return self._abrir(comentario_id, k, veredicto_id, lugar(k.creado, k.reacciones), usuario_id, toma)

    def _abrir(
        self, comentario_id: int, k: Any, veredicto_id: int, puesto: Puesto, usuario_id: int, toma: timedelta
    ) -> int:
        r = self._con.execute(
            _E.insert().values(
                comentario_id=comentario_id,
                cuenta_id=k.cuenta_id,
                veredicto_id=veredicto_id,
                estado=EstadoExpediente.EN_COLA,
                prioridad_neg=-puesto.prioridad,
                nivel=puesto.nivel,
                razones=dict(puesto.razones),
                creado=k.creado,
                abierto=self._ahora,
                toma_usuario_id=usuario_id,
                toma_hasta=self._ahora + toma,
            )
        )
        expediente_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._con.execute(_K.update().where(_K.c.id == comentario_id).values(estado=EstadoComentario.EN_COLA))
        self._marcas.mover(expediente_id)
        self._novedades.avisar(TipoNovedad.NUEVO, expediente_id)
        datos = {"veredicto": veredicto_id, "para": "contestar"}
        self._registro.asentar(
            Suceso("expediente:abierto", f"expediente/{expediente_id}", f"usuario/{usuario_id}", datos)
        )
        return expediente_id
