"""Las consultas a las areas: preguntar, guardar lo que contestan y hasta cuando vale."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados_redaccion import PASOS_CONSULTA, EstadoConsulta
from moderacion.almacen.tablas import Consulta, Usuario, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_Q, _U = tabla(Consulta), tabla(Usuario)
_TODAS: Final = select(*_Q.c, _U.c.nombre.label("pregunta_de")).join(_U, _U.c.id == _Q.c.creada_por)
_VIGENTES: Final = (
    _TODAS.where(
        _Q.c.estado == EstadoConsulta.RESPONDIDA, _Q.c.vence >= bindparam("hora", type_=_Q.c.vence.type)
    )
    .order_by(_Q.c.vence.desc(), _Q.c.id)
    .limit(bindparam("limite"))
)
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConsultaNueva:
    """Una pregunta por hacer a un area."""

    area: str
    asunto: str
    pregunta: str
    creada_por: int
    expediente_id: int | None = None


class Areas(Repositorio):
    """Lo que se pregunta a las areas."""

    def preguntar(self, nueva: ConsultaNueva) -> int:
        """Guarda la pregunta con su numero y devuelve su id."""
        vacios = {"respuesta": "", "respondida_por": "", "estado": EstadoConsulta.ABIERTA}
        # el numero lleva el id, que solo se sabe despues de insertar
        r = self._con.execute(_Q.insert().values(numero="", creada=self._ahora, **vacios, **asdict(nueva)))
        consulta_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._con.execute(_Q.update().where(_Q.c.id == consulta_id).values(numero=f"C-{consulta_id}"))
        self._asentar("creada", consulta_id, nueva.creada_por, {"area": nueva.area})
        return consulta_id

    def responder(
        self, consulta_id: int, respuesta: str, respondida_por: str, vence: datetime, usuario_id: int | None
    ) -> None:
        """Lo que contesto el area; sin usuario, con su enlace. Lanza `Conflicto` si ya no espera respuesta."""
        valores = {
            "respuesta": respuesta,
            "respondida_por": respondida_por,
            "registrada_por": usuario_id,
            "respondida": self._ahora,
            "vence": vence,
        }
        self._pasar(consulta_id, EstadoConsulta.RESPONDIDA, valores)
        self._asentar("respondida", consulta_id, usuario_id, {"vence": vence.isoformat()})

    def retirar(self, consulta_id: int, usuario_id: int) -> None:
        """Deja de valer. Lanza `Conflicto` si ya estaba retirada."""
        self._pasar(consulta_id, EstadoConsulta.RETIRADA, {})
        self._asentar("retirada", consulta_id, usuario_id, {})

    def _pasar(self, consulta_id: int, a: EstadoConsulta, valores: Mapping[str, Any]) -> None:
        desde = [de for de, pasos in PASOS_CONSULTA.items() if a in pasos]
        r = self._con.execute(
            _Q.update().where(_Q.c.id == consulta_id, _Q.c.estado.in_(desde)).values(estado=a, **valores)
        )
        if not r.rowcount:
            raise Conflicto(f"la consulta ya está «{self.una(consulta_id)['estado']}»")

    def _asentar(
        self, verbo: str, consulta_id: int, usuario_id: int | None, datos: Mapping[str, Any]
    ) -> None:
        actor = f"usuario/{usuario_id}" if usuario_id else f"area/consulta/{consulta_id}"
        self._registro.asentar(Suceso(f"consulta:{verbo}", f"consulta/{consulta_id}", actor, dict(datos)))

    def una(self, consulta_id: int) -> Fila:
        """Una consulta. Lanza `NoExiste`."""
        fila = self._con.execute(self._todas().where(_Q.c.id == consulta_id)).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay consulta {consulta_id}")
        return dict(fila)

    def con_numero(self, numero: str) -> Fila | None:
        """La consulta con ese numero, o None."""
        fila = self._con.execute(self._todas().where(_Q.c.numero == numero)).mappings().first()
        return dict(fila) if fila else None

    def listar(self, estados: Collection[EstadoConsulta], limite: int) -> list[Fila]:
        """Las que estan en alguno de esos estados, la mas nueva primero."""
        consulta = self._todas().where(_Q.c.estado.in_(estados)).order_by(_Q.c.id.desc()).limit(limite)
        return self._leidas(consulta)

    def de(self, usuario_id: int, desde: datetime, limite: int) -> list[Fila]:
        """Las que hizo esa persona y aun esperan, o se contestaron desde esa hora; lo ultimo contestado, primero."""
        contestada = and_(_Q.c.estado == EstadoConsulta.RESPONDIDA, _Q.c.respondida >= desde)
        suyas = _Q.c.creada_por == usuario_id, or_(_Q.c.estado == EstadoConsulta.ABIERTA, contestada)
        orden = (_Q.c.respondida.is_(None), _Q.c.respondida.desc(), _Q.c.id.desc())
        return self._leidas(self._todas().where(*suyas).order_by(*orden).limit(limite))

    def vigentes(self, limite: int) -> list[Fila]:
        """Las respondidas que aun rigen, la que vence antes al final."""
        dados = {"hora": self._ahora, "limite": limite}
        return self._leidas(_VIGENTES, dados)

    def _todas(self) -> Any:
        return _TODAS
