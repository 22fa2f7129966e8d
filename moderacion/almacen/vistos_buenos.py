"""El visto bueno que se pide a un area: a que huella, hasta cuando, y lo que contesto."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados_redaccion import EstadoVistoBueno
from moderacion.almacen.tablas import Correo, Usuario, VistoBueno, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto

_V, _U, _R = tabla(VistoBueno), tabla(Usuario), tabla(Correo)
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PedidoNuevo:
    """Lo que se pide aprobar."""

    borrador_id: int
    area: str
    huella: str
    pedido_por: int
    caduca: datetime


class VistosBuenos(Repositorio):
    """Los vistos buenos de las areas."""

    def pedir(self, nuevo: PedidoNuevo) -> int:
        """Lo deja pedido y devuelve su id. Lanza `Conflicto` si ese area ya tiene uno pendiente de ese borrador."""
        donde = (
            _V.c.borrador_id == nuevo.borrador_id,
            _V.c.area == nuevo.area,
            _V.c.estado == EstadoVistoBueno.PEDIDO,
            _V.c.caduca <= self._ahora,
        )
        self._anular(*donde)
        r = self._con.execute(
            insertar(self._con, _V)
            .values(pedido=self._ahora, estado=EstadoVistoBueno.PEDIDO, firma="", motivo="", **asdict(nuevo))
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto("a esa área ya se le pidió el visto bueno, y todavía puede darlo")
        visto_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        datos = {"area": nuevo.area, "borrador": nuevo.borrador_id, "huella": nuevo.huella}
        self._asentar("pedido", visto_id, f"usuario/{nuevo.pedido_por}", datos)
        return visto_id

    def cerrar(self, visto_id: int, estado: EstadoVistoBueno, firma: str, motivo: str) -> bool:
        """El area lo da o lo niega, si todavia se espera. Dice si pudo: dos a la vez, uno."""
        donde = (
            _V.c.id == visto_id,
            _V.c.estado == EstadoVistoBueno.PEDIDO,
            _V.c.caduca > self._ahora,
        )
        valores = {"estado": estado, "cerrado": self._ahora, "firma": firma, "motivo": motivo}
        if not self._con.execute(_V.update().where(*donde).values(**valores)).rowcount:
            return False
        self._asentar(estado.value, visto_id, f"area/visto_bueno/{visto_id}", {})
        return True

    def anular(self, borrador_id: int) -> None:
        """Los pendientes de ese borrador dejan de esperarse: lo que se pidio aprobar ya no es lo que hay."""
        self._anular(_V.c.borrador_id == borrador_id, _V.c.estado == EstadoVistoBueno.PEDIDO)

    def _anular(self, *donde: Any) -> None:
        for visto_id in list(self._con.execute(select(_V.c.id).where(*donde)).scalars()):
            valores = {"estado": EstadoVistoBueno.ANULADO, "cerrado": self._ahora}
            if self._con.execute(_V.update().where(_V.c.id == visto_id, *donde).values(**valores)).rowcount:
                self._registro.asentar(Suceso("visto_bueno:anulado", f"visto_bueno/{visto_id}"))

    def de(self, borrador_id: int) -> list[Fila]:
        """Los de un borrador, el ultimo primero, con quien lo pidio."""
        consulta = (
            select(*_V.c, _U.c.nombre.label("pidio"))
            .join(_U, _U.c.id == _V.c.pedido_por)
            .where(_V.c.borrador_id == borrador_id)
            .order_by(_V.c.id.desc())
        )
        return self._leidas(consulta)

    def pedidos(self) -> list[Fila]:
        """Los que se esperan, con los `correos` que ya se les escribieron."""
        consulta = (
            select(_V.c.id, _V.c.area, _V.c.pedido, _V.c.caduca, _R.c.tipo)
            .outerjoin(_R, _R.c.visto_bueno_id == _V.c.id)
            .where(_V.c.estado == EstadoVistoBueno.PEDIDO, _V.c.caduca > self._ahora)
            .order_by(_V.c.id)
        )
        vistos: dict[int, dict[str, Any]] = {}
        for f in self._leidas(consulta):
            uno = vistos.setdefault(f["id"], {**f, "correos": set()})
            uno["correos"].add(f["tipo"])
        return list(vistos.values())

    def _asentar(self, verbo: str, visto_id: int, actor: str, datos: Mapping[str, Any]) -> None:
        self._registro.asentar(Suceso(f"visto_bueno:{verbo}", f"visto_bueno/{visto_id}", actor, dict(datos)))
