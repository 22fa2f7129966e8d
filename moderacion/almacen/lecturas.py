"""La segunda lectura: lo que otra persona lee sin saber que se decidio, y en que coinciden. El sorteo, en `sorteos.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, not_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import (
    Apelacion,
    Comentario,
    Cuenta,
    Decision,
    EstadoLectura,
    Expediente,
    Hallazgo,
    Muestra,
    Publicacion,
    Razon,
    SegundaLectura,
    TextoPrevio,
    Veredicto,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

__all__ = ["Desacuerdo", "EstadoLectura", "Lecturas", "Pares", "PorLeer", "Razon"]
_D, _E, _K, _V, _H, _P, _T, _B, _C = (
    tabla(t)
    for t in (
        Decision, Expediente, Comentario, Veredicto, Hallazgo, Apelacion, TextoPrevio, Publicacion, Cuenta,
    )
)  # fmt: skip
_M, _L = tabla(Muestra), tabla(SegundaLectura)
_ULTIMOS: Final = 50


@dataclass(frozen=True, slots=True)
class PorLeer:
    """Lo que ve quien lee por segunda vez: el texto y lo que habia alrededor. Nada de lo que se decidio."""

    id: int
    texto: str
    red: str
    creado: datetime
    publicacion: str | None
    padre: str | None


@dataclass(frozen=True, slots=True)
class Desacuerdo:
    """Dos lecturas que no coinciden, a la espera de supervision."""

    id: int
    expediente_id: int
    politica: int
    primera: bool
    articulo: int | None
    critica: bool
    nota: str
    leida: datetime
    texto: str


@dataclass(frozen=True, slots=True)
class Pares:
    """Cuantas veces se dio una combinacion. `segunda`: si la segunda persona restringiria por la misma politica."""

    politica: int
    primera: bool
    segunda: bool
    maquina: bool | None
    cuantos: int


class Lecturas(Repositorio):
    """Segundas lecturas."""

    def pendientes(self, usuario_id: int) -> int:
        """Cuantas puede leer esa persona."""
        consulta = select(func.count()).select_from(_L).where(*self._legibles(usuario_id))
        return int(self._con.execute(consulta).scalar_one())

    @staticmethod
    def _legibles(usuario_id: int) -> tuple[Any, ...]:
        """Pendientes de expedientes en que esa persona no decidio nada."""
        suya = select(_D.c.id).where(_D.c.expediente_id == _L.c.expediente_id, _D.c.usuario_id == usuario_id)
        return (_L.c.estado == EstadoLectura.PENDIENTE, ~suya.exists())

    def primera_pendiente(self, usuario_id: int, tras: int) -> PorLeer | None:
        """La siguiente que puede leer, despues de esa; None si no hay mas."""
        legibles = select(_L.c.id).where(*self._legibles(usuario_id), _L.c.id > tras).order_by(_L.c.id)
        lectura_id = self._con.execute(legibles.limit(1)).scalar()
        return None if lectura_id is None else self.por_leer(lectura_id)

    def por_leer(self, lectura_id: int) -> PorLeer:
        """Una lectura. Lanza `NoExiste`. Sin texto (se borro), viene vacio."""
        padre = _K.alias()
        consulta = (
            select(_L.c.id, _K.c.creado, _C.c.red, self._texto(), _B.c.texto.label("publicacion"))
            .add_columns(padre.c.texto.label("padre"))
            .select_from(
                self._con_su_texto()
                .join(_C, _C.c.id == _K.c.cuenta_id)
                .outerjoin(
                    _B,
                    and_(_B.c.cuenta_id == _K.c.cuenta_id, _B.c.id_externo == _K.c.publicacion_externa),
                )
                .outerjoin(
                    padre, and_(padre.c.cuenta_id == _K.c.cuenta_id, padre.c.id_externo == _K.c.padre_externo)
                )
            )
            .where(_L.c.id == lectura_id)
        )
        fila = self._con.execute(consulta).mappings().first()
        if fila is None:
            raise NoExiste(f"no hay segunda lectura {lectura_id}")
        return PorLeer(**fila)

    @staticmethod
    def _con_su_texto() -> Any:
        return (
            _L.join(_D, _D.c.id == _L.c.decision_id)
            .join(_E, _E.c.id == _L.c.expediente_id)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .outerjoin(_T, and_(_T.c.comentario_id == _K.c.id, _T.c.huella == _D.c.huella))
        )

    @staticmethod
    def _texto() -> Any:
        """El texto que se decidio, no el que su autor puso despues."""
        return func.coalesce(_T.c.texto, _K.c.texto).label("texto")

    def leer(
        self, lectura_id: int, usuario_id: int, articulo: int | None, nota: str, actor: str, *, critica: bool
    ) -> bool:
        """Guarda la segunda lectura y devuelve si discrepa. Lanza `Conflicto` si ya se leyo, o si no puede leerla."""
        # restringir por otro articulo tampoco es decir lo mismo
        igual = and_(_L.c.primera, _L.c.politica == articulo) if articulo else ~_L.c.primera
        r = self._con.execute(
            _L.update()
            .where(_L.c.id == lectura_id, *self._legibles(usuario_id))
            .values(
                estado=EstadoLectura.LEIDA,
                usuario_id=usuario_id,
                articulo=articulo,
                critica=critica,
                nota=nota,
                leida=self._ahora,
                discrepa=not_(igual),
            )
            .returning(_L.c.discrepa)
        )
        fila = r.first()
        if fila is None:
            self.por_leer(lectura_id)
            raise Conflicto("otra persona ya hizo esta lectura, o usted decidió ese expediente")
        # lo que respondio no va a la bitacora: quien la lee puede tener que leer otra del mismo expediente
        self._registro.asentar(Suceso("lectura:hecha", f"lectura/{lectura_id}", actor))
        return bool(fila.discrepa)

    def descartar(self, lectura_id: int) -> None:
        """Su texto ya no esta: no se puede leer."""
        donde = (_L.c.id == lectura_id, _L.c.estado == EstadoLectura.PENDIENTE)
        if self._con.execute(_L.update().where(*donde).values(estado=EstadoLectura.DESCARTADA)).rowcount:
            self._registro.asentar(Suceso("lectura:descartada", f"lectura/{lectura_id}"))

    def desacuerdos(self, limite: int = _ULTIMOS) -> list[Desacuerdo]:
        """Los que esperan a supervision, el mas viejo primero."""
        consulta = (
            select(*(_L.c[n] for n in Desacuerdo.__dataclass_fields__ if n != "texto"), self._texto())
            .select_from(self._con_su_texto())
            .where(_L.c.discrepa, _L.c.razon == "")
            .order_by(_L.c.id)
            .limit(limite)
        )
        return [Desacuerdo(**f) for f in self._con.execute(consulta).mappings()]

    def contar_desacuerdos(self) -> int:
        """Cuantos esperan."""
        consulta = select(func.count()).select_from(_L).where(_L.c.discrepa, _L.c.razon == "")
        return int(self._con.execute(consulta).scalar_one())

    def zanjar(self, lectura_id: int, usuario_id: int, razon: Razon, nota: str, actor: str) -> None:
        """Supervision dice a quien da la razon. Lanza `NoExiste` o `Conflicto` si ya no espera."""
        r = self._con.execute(
            _L.update()
            .where(_L.c.id == lectura_id, _L.c.discrepa, _L.c.razon == "")
            .values(razon=razon.value, zanjo_id=usuario_id, zanjada=self._ahora, nota_zanjo=nota)
        )
        if not r.rowcount:
            self.por_leer(lectura_id)
            raise Conflicto("este desacuerdo ya se zanjó, o no lo hay")
        self._registro.asentar(
            Suceso("lectura:zanjada", f"lectura/{lectura_id}", actor, {"razon": razon.value})
        )

    def pares(self, desde: datetime, hasta: datetime) -> list[Pares]:
        """Las combinaciones de las lecturas hechas en ese tramo, por politica."""
        segunda = (_L.c.articulo.is_not(None) & (_L.c.articulo == _L.c.politica)).label("segunda")
        claves = (_L.c.politica, _L.c.primera, segunda, _L.c.maquina)
        consulta = (
            select(*claves, func.count().label("cuantos"))
            .where(_L.c.leida >= desde, _L.c.leida < hasta)
            .group_by(*claves)
            .order_by(*claves)
        )
        return [
            Pares(
                f.politica,
                bool(f.primera),
                bool(f.segunda),
                None if f.maquina is None else bool(f.maquina),
                int(f.cuantos),
            )
            for f in self._con.execute(consulta)
        ]

    def cuentas(self, desde: datetime, hasta: datetime) -> Mapping[str, int]:
        """De las lecturas hechas en ese tramo: cuantas, cuantas discrepan, y a quien se dio la razon hasta su fin.

        `automaticas`: las de lo que la maquina habia restringido sola; `criticas`: en cuantas de esas se vio una critica.
        """
        dicho = _L.c.zanjada < hasta
        consulta = select(
            func.count().label("leidas"),
            func.count().filter(_L.c.discrepa).label("discrepan"),
            func.count().filter(_L.c.automatica).label("automaticas"),
            func.count().filter(_L.c.automatica, _L.c.critica).label("criticas"),
            *(func.count().filter(_L.c.razon == r.value, dicho).label(r.value) for r in Razon),
        ).where(_L.c.leida >= desde, _L.c.leida < hasta)
        return {k: int(v) for k, v in self._con.execute(consulta).mappings().one().items()}
