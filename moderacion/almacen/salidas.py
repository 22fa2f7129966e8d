"""A que cuentas va cada borrador que no es una respuesta, y a que hora."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import TERMINADAS, EstadoOrden
from moderacion.almacen.estados_redaccion import EDITABLES, EN_MARCHA, EstadoBorrador, TipoBorrador
from moderacion.almacen.tablas import Borrador, Comunicado, Cuenta, Orden, Publicacion, Salida, Usuario, tabla

_S, _B, _C, _O, _P, _U, _M = (
    tabla(t) for t in (Salida, Borrador, Cuenta, Orden, Publicacion, Usuario, Comunicado)
)
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SalidaNueva:
    """Una cuenta a la que va un borrador."""

    cuenta_id: int
    texto: str = ""
    hora: datetime | None = None
    edita_id: int | None = None


class Salidas(Repositorio):
    """Por donde sale lo que decimos. Quien las cambia pasa tambien el borrador: su version es el turno."""

    def poner(self, borrador_id: int, nuevas: Sequence[SalidaNueva]) -> None:
        """Deja justo esas. Solo para un borrador del que aun no salio nada."""
        self._retener(borrador_id)
        self._con.execute(_S.delete().where(_S.c.borrador_id == borrador_id))
        for n in nuevas:
            self._con.execute(_S.insert().values(borrador_id=borrador_id, descartada="", **asdict(n)))

    def de(self, borrador_id: int) -> list[Fila]:
        """Las de un borrador, por cuenta, con su orden. En una unidad, nadie mas las mueve hasta su fin."""
        self._retener(borrador_id)
        return self._leidas(self._enteras().where(_S.c.borrador_id == borrador_id).order_by(_S.c.cuenta_id))

    def de_publicacion(self, cuenta_id: int, id_externo: str) -> list[Fila]:
        """Las que pusieron en la red esa publicacion, o la cambiaron."""
        suya = or_(_O.c.id_externo == id_externo, _O.c.objeto == id_externo)
        return self._leidas(self._enteras().where(_O.c.cuenta_id == cuenta_id, suya).order_by(_S.c.id))

    def de_comunicados(self, externos: Collection[str]) -> set[tuple[int, str]]:
        """De esos ids de la red, los que puso un comunicado, con su cuenta."""
        consulta = (
            select(_O.c.cuenta_id, _O.c.id_externo)
            .join(_S, _S.c.orden_id == _O.c.id)
            .join(_B, _B.c.id == _S.c.borrador_id)
            .where(_B.c.tipo == TipoBorrador.COMUNICADO, _O.c.id_externo.in_(list(externos)))
        )
        return {(f.cuenta_id, f.id_externo) for f in self._con.execute(consulta)}

    def una(self, salida_id: int) -> Fila | None:
        """Una, o None si quien guardo el borrador puso otras."""
        return next(iter(self._leidas(self._enteras().where(_S.c.id == salida_id))), None)

    def por_salir(self, cuenta_id: int, limite: int) -> list[Fila]:
        """Las de una cuenta a las que les llego la hora y no tienen orden."""
        toca = or_(_S.c.hora.is_(None), _S.c.hora <= self._ahora)
        donde = (_S.c.cuenta_id == cuenta_id, *self._sin_orden(), toca)
        return self._leidas(self._enteras().where(*donde).order_by(_S.c.hora, _S.c.id).limit(limite))

    def vencidas(self, cuenta_id: int, antes_de: datetime) -> list[Fila]:
        """Las de una cuenta que no salieron y ya no deben: su hora quedo muy atras, o vencio la aprobacion."""
        tarde = or_(_S.c.hora < antes_de, _B.c.aprobado_hasta < self._ahora)
        donde = (_S.c.cuenta_id == cuenta_id, *self._sin_orden(), tarde)
        return self._leidas(self._enteras().where(*donde).order_by(_S.c.id))

    @staticmethod
    def _sin_orden() -> tuple[Any, ...]:
        return (_S.c.orden_id.is_(None), _S.c.descartada == "", _B.c.estado.in_(EN_MARCHA))

    def terminadas(self, cuenta_id: int) -> list[Fila]:
        """Las de una cuenta cuya orden acabo, de borradores que siguen abiertos."""
        donde = (
            _S.c.cuenta_id == cuenta_id,
            _B.c.estado == EstadoBorrador.PROGRAMADO,
            or_(_O.c.estado.in_(TERMINADAS), and_(_S.c.orden_id.is_(None), _S.c.descartada != "")),
        )
        return self._leidas(self._enteras().where(*donde).order_by(_S.c.id))

    def calendario(self, desde: datetime, hasta: datetime) -> list[Fila]:
        """Lo que tiene hora en ese tramo y no se retiro, por hora."""
        donde = (_S.c.hora >= desde, _S.c.hora < hasta, _B.c.estado != EstadoBorrador.RETIRADO)
        return self._leidas(self._enteras().where(*donde).order_by(_S.c.hora, _S.c.id))

    def sin_hora(self) -> list[Fila]:
        """Lo que no tiene hora y sigue por salir: sale en cuanto se apruebe."""
        donde = (
            _S.c.hora.is_(None),
            _S.c.orden_id.is_(None),
            _S.c.descartada == "",
            _B.c.estado.in_(EDITABLES),
        )
        return self._leidas(self._enteras().where(*donde).order_by(_S.c.id))

    def por_mirar(self) -> list[Fila]:
        """Las que esperan a que una persona mire la red."""
        donde = (
            _B.c.estado == EstadoBorrador.PROGRAMADO,
            _O.c.estado == EstadoOrden.A_PERSONA,
            _S.c.visto.is_(None),
        )
        return self._leidas(self._enteras().where(*donde).order_by(_S.c.id))

    def cambiar(self, salida_id: int, valores: Mapping[str, Any]) -> None:
        """Cambia una. Quien llama ya tiene el turno del borrador."""
        self._con.execute(_S.update().where(_S.c.id == salida_id).values(**valores))

    def soltar(self, borrador_id: int) -> None:
        """Quita las ordenes anuladas de un borrador: si se aprueba otra vez, cada cuenta tendra otra."""
        self._retener(borrador_id)
        self._con.execute(_S.update().where(_S.c.borrador_id == borrador_id).values(orden_id=None))

    def _retener(self, borrador_id: int) -> None:
        """El borrador antes que sus salidas, como quien lo programa: al reves se abrazan. Una respuesta no tiene salidas."""
        if self._bloquea:
            suyo = select(_B.c.id).where(_B.c.id == borrador_id, _B.c.tipo != TipoBorrador.RESPUESTA)
            self._con.execute(self._bloqueada(suyo))

    @staticmethod
    def _enteras() -> Any:
        autor = _U.alias()
        return (
            select(
                *_S.c,
                _C.c.red,
                _C.c.nombre.label("cuenta"),
                _B.c.tipo,
                _B.c.estado,
                _B.c.version,
                _B.c.autor_id,
                _B.c.texto.label("texto_comun"),
                _B.c.aprobado_hasta,
                autor.c.nombre.label("autor"),
                _M.c.numero,
                _O.c.estado.label("orden_estado"),
                _O.c.error.label("orden_error"),
                _O.c.id_externo,
                _P.c.id_externo.label("edita_externo"),
            )
            .join(_B, _B.c.id == _S.c.borrador_id)
            .join(_C, _C.c.id == _S.c.cuenta_id)
            .join(autor, autor.c.id == _B.c.autor_id)
            .outerjoin(_M, _M.c.borrador_id == _B.c.id)
            .outerjoin(_O, _O.c.id == _S.c.orden_id)
            .outerjoin(_P, _P.c.id == _S.c.edita_id)
        )
