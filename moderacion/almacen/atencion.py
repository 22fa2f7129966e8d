"""Lo que se hace con un incidente abierto: sus pasos, sus decisiones, sus pruebas y como termina."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import case, func, select, tuple_
from sqlalchemy.exc import IntegrityError

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoEscalada, EstadoIncidente
from moderacion.almacen.tablas import (
    Aviso,
    Cuenta,
    DecisionIncidente,
    Escalada,
    Expediente,
    Incidente,
    PasoIncidente,
    PruebaIncidente,
    Usuario,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_I, _C, _N, _D, _E, _U, _V, _X, _S = (
    tabla(t)
    for t in (
        Incidente, Cuenta, PasoIncidente, DecisionIncidente, PruebaIncidente, Usuario, Aviso, Expediente, Escalada,
    )
)  # fmt: skip
Fila = Mapping[str, Any]
Puesto = tuple[int, int]
"""El lugar de un incidente en la lista, que va de menor a mayor."""
_VIVOS: Final = (EstadoIncidente.ABIERTO, EstadoIncidente.ATENDIDO)
_PRISA: Final = (
    case(
        (_I.c.estado == EstadoIncidente.ABIERTO, 30), (_S.c.estado == EstadoEscalada.EN_MARCHA, 20), else_=10
    )
    + _I.c.gravedad
)
"""Cuanto necesita un incidente vivo a alguien: si nadie lo ha tomado, si sus superiores no contestan, y su gravedad."""


class Atencion(Repositorio):
    """Un incidente y todo lo suyo."""

    def una(self, incidente_id: int) -> Fila:
        """El incidente con su cuenta, quien lo atiende y el expediente de su comentario. Lanza `NoExiste`."""
        filas = self._leidas(self._con_cuenta().where(_I.c.id == incidente_id))
        if not filas:
            raise NoExiste(f"no hay incidente {incidente_id}")
        return filas[0]

    @staticmethod
    def _con_cuenta() -> Any:
        return (
            select(
                *_I.c,
                _C.c.nombre.label("cuenta"),
                _C.c.red,
                _U.c.nombre.label("atiende"),
                _X.c.id.label("expediente_id"),
            )
            .join(_C, _C.c.id == _I.c.cuenta_id)
            .outerjoin(_U, _U.c.id == _I.c.atendido_por)
            .outerjoin(_X, _X.c.comentario_id == _I.c.comentario_id)
        )

    def pagina(self, estado: str, limite: int, tras: Puesto | None = None) -> list[Fila]:
        """Los de un estado (vacio: todos), con su `puesto`, desde despues del puesto `tras`.

        Primero los vivos, segun `vivos`; luego los cerrados, el ultimo primero.
        """
        estados = [e for e in _VIVOS if estado in ("", e)]
        filas = self.vivos(limite, tras, estados) if estados and (tras is None or tras[0] < 0) else []
        if estado in ("", EstadoIncidente.CERRADO):
            consulta = self._con_cuenta().where(_I.c.estado == EstadoIncidente.CERRADO)
            if tras is not None and tras[0] >= 0:
                consulta = consulta.where(_I.c.id < -tras[1])
            cerrados = self._leidas(consulta.order_by(_I.c.id.desc()).limit(limite - len(filas)))
            filas += [{**f, "puesto": (0, -f["id"])} for f in cerrados]
        return filas

    def vivos(self, limite: int, tras: Puesto | None = None, estados: Sequence[str] = _VIVOS) -> list[Fila]:
        """Los que no se han cerrado, el que mas necesita a alguien primero; de los iguales, el que mas espera."""
        puesto = (-_PRISA, _I.c.id)
        # primero cuales y luego lo suyo: ordenarlos enteros mueve todas sus evidencias
        cuales = select(_I.c.id, (-_PRISA).label("orden"), _S.c.estado.label("escalada"))
        cuales = cuales.outerjoin(_S, _S.c.incidente_id == _I.c.id)
        cuales = cuales.where(_I.c.estado.in_(estados)).order_by(*puesto).limit(limite)
        if tras is not None:
            cuales = cuales.where(tuple_(*puesto) > tras)
        elegidos = cuales.subquery()
        consulta = self._con_cuenta().add_columns(elegidos.c.orden, elegidos.c.escalada)
        consulta = consulta.join(elegidos, elegidos.c.id == _I.c.id)
        filas = self._leidas(consulta.order_by(elegidos.c.orden, _I.c.id))
        return [{**f, "puesto": (f["orden"], f["id"])} for f in filas]

    def vencidos(self, limite: int) -> list[Fila]:
        """Los que nadie ha tomado y ya debian tenerlo, el que mas lleva primero."""
        sin_tomar = (_I.c.estado == EstadoIncidente.ABIERTO, _I.c.vence < self._ahora)
        return self._leidas(self._con_cuenta().where(*sin_tomar).order_by(_I.c.vence, _I.c.id).limit(limite))

    def cuentas(self) -> dict[str, int]:
        """Cuantos hay en cada estado."""
        consulta = select(_I.c.estado, func.count()).group_by(_I.c.estado)
        return {str(f[0]): int(f[1]) for f in self._con.execute(consulta)}

    def pruebas(self, incidente_id: int, limite: int | None = None) -> list[Fila]:
        """Lo que se vio, por orden."""
        consulta = select(_E).where(_E.c.incidente_id == incidente_id).order_by(_E.c.id).limit(limite)
        return self._leidas(consulta)

    def publicaciones(self, incidentes: Collection[int]) -> dict[int, frozenset[str]]:
        """Los ids en la red de las publicaciones que se vieron en cada uno."""
        consulta = select(_E.c.incidente_id, _E.c.titulo).where(
            _E.c.incidente_id.in_(incidentes), _E.c.clase == "publicacion"
        )
        suyas: dict[int, set[str]] = defaultdict(set)
        for incidente_id, titulo in self._con.execute(consulta):
            suyas[incidente_id].add(titulo)
        return {i: frozenset(t) for i, t in suyas.items()}

    def cuantas_pruebas(self, incidente_id: int) -> int:
        """Cuantas hay guardadas."""
        consulta = select(func.count()).select_from(_E).where(_E.c.incidente_id == incidente_id)
        return int(self._con.execute(consulta).scalar_one())

    def pasos(self, incidente_id: int) -> list[Fila]:
        """La lista de lo que hay que hacer, con quien hizo cada cosa."""
        consulta = (
            select(*_N.c, _U.c.nombre.label("quien"))
            .outerjoin(_U, _U.c.id == _N.c.hecho_por)
            .where(_N.c.incidente_id == incidente_id)
            .order_by(_N.c.orden)
        )
        return self._leidas(consulta)

    def decisiones(self, incidente_id: int) -> list[Fila]:
        """Lo decidido, por orden."""
        consulta = (
            select(*_D.c, _U.c.nombre.label("quien"))
            .join(_U, _U.c.id == _D.c.usuario_id)
            .where(_D.c.incidente_id == incidente_id)
            .order_by(_D.c.id)
        )
        return self._leidas(consulta)

    def avisos(self, incidente_id: int) -> list[Fila]:
        """A quien se dijo, por orden."""
        return self._leidas(select(_V).where(_V.c.incidente_id == incidente_id).order_by(_V.c.id))

    # --- cambios

    def marcar_paso(self, incidente_id: int, orden: int, usuario_id: int, nota: str, *, hecho: bool) -> None:
        """Da un paso por hecho, o se desdice. Lanza `NoExiste`, o `Conflicto` si se cerro o ya estaba asi."""
        self._vivo(incidente_id)
        suyo = (_N.c.incidente_id == incidente_id, _N.c.orden == orden)
        if self._con.execute(select(_N.c.id).where(*suyo)).first() is None:
            raise NoExiste(f"el incidente {incidente_id} no tiene paso {orden}")
        valores = (
            {"hecho": self._ahora, "hecho_por": usuario_id} if hecho else {"hecho": None, "hecho_por": None}
        )
        antes = _N.c.hecho.is_(None) if hecho else _N.c.hecho.is_not(None)
        r = self._con.execute(_N.update().where(*suyo, antes).values(**valores, nota=nota))
        if not r.rowcount:
            raise Conflicto("otra persona ya marcó ese paso" if hecho else "ese paso ya estaba sin hacer")
        self._asentar("paso_hecho" if hecho else "paso_deshecho", incidente_id, usuario_id, {"paso": orden})

    def decidir(self, incidente_id: int, usuario_id: int, decision: str, motivo: str) -> int:
        """Deja escrita una decision con su motivo. Lanza `NoExiste`, o `Conflicto` si ya se cerro."""
        self._vivo(incidente_id)
        valores = {"incidente_id": incidente_id, "usuario_id": usuario_id, "decision": decision}
        r = self._con.execute(_D.insert().values(**valores, motivo=motivo, fecha=self._ahora))
        datos = {"decision": decision, "motivo": self._sello(incidente_id, motivo)}
        self._asentar("decidido", incidente_id, usuario_id, datos)
        return int(r.inserted_primary_key[0])  # type: ignore[index]

    def congelar(self, incidente_id: int, usuario_id: int, *, congela: bool) -> None:
        """Para la cuenta mientras el incidente no se cierre, o la suelta. Lanza `NoExiste` o `Conflicto`."""
        self._vivo(incidente_id)
        # quien reclama una orden retiene su cuenta: tras esto, ninguna que no lo viera sigue reclamando
        cuenta = select(_C.c.id).join(_I, _I.c.cuenta_id == _C.c.id).where(_I.c.id == incidente_id)
        self._con.execute(self._bloqueada(cuenta, de=_C))
        r = self._con.execute(
            _I.update().where(_I.c.id == incidente_id, _I.c.congela != congela).values(congela=congela)
        )
        if not r.rowcount:
            raise Conflicto("la cuenta ya está detenida" if congela else "la cuenta ya puede publicar")
        self._asentar("cuenta_parada" if congela else "cuenta_suelta", incidente_id, usuario_id, {})

    def descartar(self, incidente_id: int, causa: str, usuario_id: int) -> None:
        """Lo cierra como falsa alarma, lo atendiera alguien o no. Lanza `NoExiste` o `Conflicto`."""
        self._vivo(incidente_id)
        self._con.execute(
            _I.update()
            .where(_I.c.id == incidente_id)
            .values(
                estado=EstadoIncidente.CERRADO,
                falsa_alarma=True,
                cerrado=self._ahora,
                causa=causa,
                atendido=func.coalesce(_I.c.atendido, self._ahora),
                atendido_por=func.coalesce(_I.c.atendido_por, usuario_id),
            )
        )
        self._asentar("falsa_alarma", incidente_id, usuario_id, {"causa": self._sello(incidente_id, causa)})

    def reabrir(self, incidente_id: int, usuario_id: int, motivo: str) -> None:
        """Vuelve a estar atendido por quien lo reabre. Lanza `NoExiste`, o `Conflicto` si no estaba cerrado."""
        self.una(incidente_id)
        valores = {
            "estado": EstadoIncidente.ATENDIDO,
            "cerrado": None,
            "falsa_alarma": False,
            "atendido_por": usuario_id,
            "atendido": self._ahora,
        }
        cerrado = (_I.c.id == incidente_id, _I.c.estado == EstadoIncidente.CERRADO)
        try:
            with self._con.begin_nested():
                r = self._con.execute(_I.update().where(*cerrado).values(**valores))
        except IntegrityError:
            raise Conflicto("ya hay otro incidente abierto por lo mismo") from None
        if not r.rowcount:
            raise Conflicto(f"el incidente {incidente_id} no está cerrado")
        self._asentar("reabierto", incidente_id, usuario_id, {"motivo": self._sello(incidente_id, motivo)})

    def _vivo(self, incidente_id: int) -> None:
        """Que exista y no este cerrado, y que nadie lo cierre hasta el fin de la unidad."""
        consulta = self._bloqueada(select(_I.c.estado).where(_I.c.id == incidente_id))
        estado = self._con.execute(consulta).scalar()
        if estado is None:
            raise NoExiste(f"no hay incidente {incidente_id}")
        if estado not in _VIVOS:
            raise Conflicto(f"el incidente {incidente_id} ya está cerrado")

    def _sello(self, incidente_id: int, texto: str) -> str:
        return self._registro.sellar(f"incidente/{incidente_id}", texto)

    def _asentar(self, verbo: str, incidente_id: int, usuario_id: int, datos: Mapping[str, Any]) -> None:
        actor = f"usuario/{usuario_id}"
        self._registro.asentar(Suceso(f"incidente:{verbo}", f"incidente/{incidente_id}", actor, datos))
