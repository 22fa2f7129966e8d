"""Por donde va cada incidente de su cadena. Mover y deber los avisos van siempre en la misma unidad."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, select, type_coerce

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import EstadoEscalada, EstadoIncidente
from moderacion.almacen.tablas import Aviso, Cuenta, EnlaceAcuse, Escalada, Incidente, Usuario, tabla
from moderacion.bitacora import MAQUINA, Suceso

_E, _I, _V, _L, _C, _U = (tabla(t) for t in (Escalada, Incidente, Aviso, EnlaceAcuse, Cuenta, Usuario))
Fila = Mapping[str, Any]
_CAMBIAN = [
    "estado",
    "paso",
    "vuelta",
    "movimiento",
    "proxima_en",
    "acuse",
    "acuse_de",
    "recordado",
    "sin_nadie",
]
# como texto: una copia rota es asunto de su incidente, y leerla no puede impedir leer las demas
_COLUMNAS = (*(c for c in _E.c if c.name != "copia"), type_coerce(_E.c.copia, Text).label("copia"))
_MOVER = (
    _E.update()
    .where(_E.c.incidente_id == bindparam("de"))
    .values({n: bindparam(f"a_{n}", type_=_E.c[n].type) for n in _CAMBIAN})
)


class Escaladas(Repositorio):
    """Las escaladas."""

    def empezar(self, incidente_id: int, valores: Mapping[str, Any]) -> bool:
        """La copia de la cadena entra en el incidente. Falso si ya tenia una."""
        base = {"estado": EstadoEscalada.EN_MARCHA, "desde": self._ahora, "proxima_en": self._ahora}
        ceros = {"paso": 0, "vuelta": 1, "movimiento": 0, "acuse_de": "", "sin_nadie": False}
        nueva = insertar(self._con, _E).values(incidente_id=incidente_id, **base, **ceros, **valores)
        return bool(self._con.execute(nueva.on_conflict_do_nothing()).rowcount)

    def una(self, incidente_id: int) -> Fila | None:
        """La de un incidente, que hasta el fin de la unidad nadie mas mueve; None si no tiene."""
        consulta = self._con_incidente().where(_E.c.incidente_id == incidente_id)
        fila = self._con.execute(self._bloqueada(consulta, de=_E)).mappings().first()
        return dict(fila) if fila else None

    def vencidas(self, limite: int) -> list[Fila]:
        """Las que tienen algo que hacer ya, la mas atrasada primero, que nadie mas esta moviendo."""
        consulta = (
            self._con_incidente()
            .where(_E.c.proxima_en.is_not(None), _E.c.proxima_en <= self._ahora)
            .order_by(_E.c.proxima_en, _E.c.incidente_id)
            .limit(limite)
        )
        return self._leidas(self._libre(consulta, de=_E))

    def por_venir(self) -> list[Fila]:
        """Las que tienen algo puesto para mas tarde."""
        consulta = (
            self._con_incidente()
            .where(_E.c.proxima_en.is_not(None), _E.c.proxima_en > self._ahora)
            .order_by(_E.c.incidente_id)
        )
        return self._leidas(self._libre(consulta, de=_E))

    def _con_incidente(self) -> Any:
        del_incidente = (_I.c.estado.label("incidente"), _I.c.tipo, _I.c.cuenta_id)
        return select(*_COLUMNAS, *del_incidente).join(_I, _I.c.id == _E.c.incidente_id)

    def sin_escalada(self, limite: int) -> list[Fila]:
        """(id, tipo) de incidentes sin cerrar que no llevan cadena: no deberia haber ninguno."""
        consulta = (
            select(_I.c.id, _I.c.tipo)
            .outerjoin(_E, _E.c.incidente_id == _I.c.id)
            .where(_I.c.estado != EstadoIncidente.CERRADO, _E.c.incidente_id.is_(None))
            .order_by(_I.c.id)
            .limit(limite)
        )
        return self._leidas(consulta)

    def mover(self, filas: Sequence[Mapping[str, Any]]) -> None:
        """Deja cada escalada como dice su fila entera (la leida, con sus cambios)."""
        if filas:
            self._con.execute(
                _MOVER, [{"de": f["incidente_id"]} | {f"a_{n}": f[n] for n in _CAMBIAN} for f in filas]
            )

    def sustituir(self, incidente_id: int, cadena: str, copia: Mapping[str, Any]) -> None:
        """Cambia una copia que no se puede leer por otra, y se empieza por ella."""
        valores = {"cadena": cadena, "copia": copia, "paso": 0, "proxima_en": self._ahora}
        self._con.execute(_E.update().where(_E.c.incidente_id == incidente_id).values(**valores))

    def asentar(self, verbo: str, incidente_id: int, datos: Mapping[str, Any], actor: str = MAQUINA) -> None:
        """Deja dicho en la bitacora lo que paso con una escalada."""
        self._registro.asentar(Suceso(f"incidente:{verbo}", f"incidente/{incidente_id}", actor, datos))

    def callar(self, incidente_id: int) -> int:
        """Ningun aviso del incidente se empieza ya a enviar. Devuelve cuantos no habian salido.

        Toma las mismas filas que quien reclama para enviar: o reclamo antes, y ese envio habia empezado, o ya no lo hace.
        """
        donde = (
            _V.c.incidente_id == incidente_id,
            _V.c.callado.is_(None),
            _V.c.estado.in_(("pendiente", "enviando")),
        )
        return int(self._con.execute(_V.update().where(*donde).values(callado=self._ahora)).rowcount)

    def reabrir(self, incidente_id: int) -> None:
        """Un incidente atendido del que no hubo mas noticia vuelve a estar abierto."""
        donde = (_I.c.id == incidente_id, _I.c.estado == EstadoIncidente.ATENDIDO)
        valores = {"estado": EstadoIncidente.ABIERTO, "atendido_por": None, "atendido": None}
        self._con.execute(_I.update().where(*donde).values(**valores))

    def atender(self, incidente_id: int, usuario_id: int | None) -> bool:
        """El incidente queda atendido, si aun estaba abierto. Dice si lo estaba."""
        donde = (_I.c.id == incidente_id, _I.c.estado == EstadoIncidente.ABIERTO)
        valores = {"estado": EstadoIncidente.ATENDIDO, "atendido_por": usuario_id, "atendido": self._ahora}
        return bool(self._con.execute(_I.update().where(*donde).values(**valores)).rowcount)

    def de(self, incidentes: Sequence[int]) -> dict[int, Fila]:
        """Las de esos incidentes, para enseñarlas. La copia, como texto."""
        filas = self._leidas(select(*_COLUMNAS).where(_E.c.incidente_id.in_(list(incidentes))))
        return {f["incidente_id"]: f for f in filas}

    # --- los enlaces para acusar recibo

    def emitir(self, huella: str, incidente_id: int, persona: str, caduca: datetime) -> None:
        """Guarda la huella de un enlace recien hecho."""
        valores = {"incidente_id": incidente_id, "persona": persona, "creado": self._ahora, "caduca": caduca}
        self._con.execute(_L.insert().values(huella=huella, **valores))

    def enlace(self, huella: str) -> Fila | None:
        """El enlace con esa huella y por donde va su incidente; None si no existe o vencio."""
        columnas = (
            *(_I.c[n] for n in ("tipo", "motivo", "abierto", "congela")),
            _I.c.estado.label("incidente"),
            *(_E.c[n] for n in ("estado", "acuse", "acuse_de")),
            _C.c.nombre.label("cuenta"),
            _C.c.red,
        )
        consulta = (
            select(*(_L.c[n] for n in ("huella", "incidente_id", "persona", "usado")), *columnas)
            .join(_I, _I.c.id == _L.c.incidente_id)
            .join(_E, _E.c.incidente_id == _I.c.id)
            .join(_C, _C.c.id == _I.c.cuenta_id)
            .where(_L.c.huella == huella, _L.c.caduca > self._ahora)
        )
        fila = self._con.execute(consulta).mappings().first()
        return dict(fila) if fila else None

    def gastar(self, huella: str) -> bool:
        """Lo usa, si no se habia usado. Dice si pudo: dos a la vez, uno."""
        vale = (_L.c.huella == huella, _L.c.usado.is_(None), _L.c.caduca > self._ahora)
        return bool(self._con.execute(_L.update().where(*vale).values(usado=self._ahora)).rowcount)

    def usuario_de(self, nombre: str) -> int | None:
        """El id de un usuario de la consola, por su nombre; None si no hay."""
        return self._con.execute(select(_U.c.id).where(_U.c.nombre == nombre)).scalar_one_or_none()
