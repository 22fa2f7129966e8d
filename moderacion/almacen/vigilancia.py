"""Lo que hay que mirar de cada cuenta por si alguien la intervino, y las señales que ya se vieron."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select

from conectores.tipos import Accion
from moderacion.almacen.consultas import Repositorio, mismo_texto
from moderacion.almacen.estados import EstadoIncidente, EstadoOrden, OrigenPublicacion
from moderacion.almacen.tablas import (
    CambioPerfil,
    Incidente,
    Instantanea,
    Orden,
    Publicacion,
    SenalCuenta,
    Sondeo,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.reloj import dia_local

_P, _X, _F, _Z, _I, _S, _O = (
    tabla(t) for t in (Publicacion, CambioPerfil, Instantanea, SenalCuenta, Incidente, Sondeo, Orden)
)
_NUESTRAS: Final = (OrigenPublicacion.NUESTRA, OrigenPublicacion.BASE)
_SIN_CONSTAR: Final = (EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA, EstadoOrden.A_PERSONA)
_ANTES, _DESPUES = timedelta(minutes=10), timedelta(days=3)
"""Lo que el reloj de la red puede ir atrasado, y lo que una persona puede tardar en terminar a mano una orden."""
_SIN_SABER: Final = tuple(EstadoOrden(e) for e in ("enviando", "desconocida", "a_persona", "hecha"))
_COSTUMBRES: Final = 300
_AUSENCIAS: Final = 100


def a_medias() -> Any:
    """La condicion «una orden que pudo hacerse y aun no consta». La que se puede repetir espera pendiente, ya intentada."""
    intentada = (_O.c.estado == EstadoOrden.PENDIENTE) & (_O.c.intentos > 0)
    return or_(_O.c.estado.in_(_SIN_CONSTAR), intentada)


@dataclass(frozen=True, slots=True)
class PublicacionSinVer:
    """Algo publicado por nuestra cuenta que nadie miro aun."""

    id: int
    id_externo: str
    padre_externo: str | None
    texto: str
    creado: datetime
    enlace: str
    aplicacion: str
    nuestra_aplicacion: bool | None
    crudo: Any


@dataclass(frozen=True, slots=True)
class CambioSinVer:
    """Un campo del perfil que cambio."""

    id: int
    campo: str
    antes: str
    ahora: str


@dataclass(frozen=True, slots=True)
class Ausencia:
    """Una publicacion nuestra que la red dice que ya no esta, sin que nadie la quitara desde aqui."""

    id: int
    id_externo: str
    texto: str
    creado: datetime
    ausente: datetime
    crudo: Any


@dataclass(frozen=True, slots=True)
class PorComprobar:
    """Una publicacion nuestra por la que preguntar si sigue."""

    id: int
    id_externo: str
    padre_externo: str | None
    creado: datetime
    texto: str


@dataclass(frozen=True, slots=True)
class Foto:
    """Las cifras de una cuenta al final de un dia, o las de hoy."""

    seguidores: int | None
    siguiendo: int | None
    exactos: bool


@dataclass(frozen=True, slots=True)
class SenalVista:
    """Una señal que ya se conto."""

    clase: str
    peso: float
    motivo: str


class Vigilancia(Repositorio):
    """Lo que `incidentes` mira de una cuenta, y lo que `ingesta` comprueba por el."""

    def sin_ver(self, cuenta_id: int) -> list[PublicacionSinVer]:
        """Publicaciones de la cuenta aun sin clasificar."""
        consulta = (
            select(*(_P.c[n] for n in PublicacionSinVer.__slots__))
            .where(_P.c.cuenta_id == cuenta_id, _P.c.origen == OrigenPublicacion.SIN_VER)
            .order_by(_P.c.creado, _P.c.id)
        )
        return [PublicacionSinVer(**f) for f in self._leidas(consulta)]

    def que_produjo(
        self, cuenta_id: int, id_externo: str, texto: str, creado: datetime
    ) -> EstadoOrden | None:
        """El estado de la orden nuestra que dio esa publicacion, o que pudo darla; None si ninguna.

        Por su id, o por su texto y su hora entre las que aun no saben que id les dio la red: repetir dentro de un mes
        un texto nuestro no es de una orden de hoy.
        """
        suya = select(_O.c.id).where(_O.c.cuenta_id == cuenta_id, _O.c.id_externo == id_externo).limit(1)
        if self._con.execute(suya).first() is not None:
            return EstadoOrden.HECHA
        filas = self._con.execute(
            select(_O.c.estado, _O.c.texto, _O.c.creada, _O.c.enviada).where(
                _O.c.cuenta_id == cuenta_id,
                _O.c.id_externo.is_(None),
                _O.c.texto.is_not(None),
                _O.c.estado.in_(_SIN_SABER),
            )
        )
        estados = {
            EstadoOrden(f.estado)
            for f in filas
            if mismo_texto(texto, f.texto) and -_ANTES <= creado - (f.enviada or f.creada) <= _DESPUES
        }
        return next((e for e in _SIN_SABER if e in estados), None)

    def clasificar(self, publicacion_id: int, origen: OrigenPublicacion) -> None:
        """Dice de quien es una publicacion."""
        self._con.execute(_P.update().where(_P.c.id == publicacion_id).values(origen=origen))
        self._registro.asentar(Suceso(f"publicacion:{origen}", f"publicacion/{publicacion_id}"))

    def cambios_sin_ver(self, cuenta_id: int) -> list[CambioSinVer]:
        """Los cambios de perfil sin mirar, por orden."""
        consulta = select(*(_X.c[n] for n in CambioSinVer.__slots__)).where(
            _X.c.cuenta_id == cuenta_id, ~_X.c.visto
        )
        return [CambioSinVer(**f) for f in self._leidas(consulta.order_by(_X.c.id))]

    def ver_cambios(self, ids: Sequence[int]) -> None:
        """Marca cambios de perfil como mirados."""
        self._con.execute(_X.update().where(_X.c.id.in_(list(ids))).values(visto=True))

    # --- lo que falta

    def por_comprobar(
        self, cuenta_id: int, desde: datetime, hasta: datetime, limite: int, *, de_fondo: bool
    ) -> list[PorComprobar]:
        """Lo nuestro de esas fechas por lo que preguntar: lo ultimo, sin respuestas; o `de_fondo`, lo que mas espera."""
        consulta = select(*(_P.c[n] for n in PorComprobar.__slots__)).where(
            _P.c.cuenta_id == cuenta_id,
            _P.c.creado >= desde,
            _P.c.creado <= hasta,
            _P.c.origen.in_(_NUESTRAS),
            _P.c.borrada.is_(None),
            _P.c.ausente.is_(None),
        )
        if de_fondo:
            # nunca comprobada va primero, en los dos motores
            consulta = consulta.order_by(_P.c.comprobada.is_not(None), _P.c.comprobada, _P.c.creado.desc())
        else:
            consulta = consulta.where(_P.c.padre_externo.is_(None)).order_by(_P.c.creado.desc())
        return [PorComprobar(**f) for f in self._leidas(consulta.limit(limite))]

    def comprobar(
        self, cuenta_id: int, ids: Sequence[int], faltan: Collection[int], *, de_fondo: bool
    ) -> None:
        """Anota que se pregunto por ellas y cuales ya no estan. Lo que entretanto borro una orden nuestra no falta."""
        self._con.execute(_P.update().where(_P.c.id.in_(list(ids))).values(comprobada=self._ahora))
        if de_fondo:
            self._con.execute(_S.update().where(_S.c.cuenta_id == cuenta_id).values(comprobado=self._ahora))
        for i in sorted(faltan):
            r = self._con.execute(
                _P.update()
                .where(_P.c.id == i, _P.c.borrada.is_(None), _P.c.ausente.is_(None))
                .values(ausente=self._ahora)
            )
            if r.rowcount:
                self._registro.asentar(Suceso("publicacion:ausente", f"publicacion/{i}"))

    def ausencias_sin_ver(self, cuenta_id: int, desde: datetime) -> list[Ausencia]:
        """Lo que se noto que falta desde esa fecha y nadie miro, lo mas viejo primero."""
        consulta = (
            select(*(_P.c[n] for n in Ausencia.__slots__))
            .where(_P.c.cuenta_id == cuenta_id, _P.c.creado >= desde)
            .where(_P.c.ausente.is_not(None), ~_P.c.ausencia_vista, _P.c.borrada.is_(None))
            .order_by(_P.c.creado)
            .limit(_AUSENCIAS)
        )
        return [Ausencia(**f) for f in self._leidas(consulta)]

    def borrandose(self, cuenta_id: int) -> frozenset[str]:
        """Lo que una orden nuestra esta quitando de la red, o no se sabe si quito: aun no consta como borrado."""
        consulta = select(_O.c.objeto).where(
            _O.c.cuenta_id == cuenta_id, a_medias(), _O.c.accion == Accion.BORRAR.value
        )
        return frozenset(self._con.execute(consulta).scalars())

    def ver_ausencias(self, ids: Sequence[int]) -> None:
        """Marca lo que falta como mirado."""
        self._con.execute(_P.update().where(_P.c.id.in_(list(ids))).values(ausencia_vista=True))

    # --- como es la cuenta

    def fotos(self, cuenta_id: int) -> tuple[Foto | None, Foto | None]:
        """La ultima de un dia anterior y la de hoy."""
        hoy = dia_local(self._ahora)
        consulta = select(_F.c.dia, *(_F.c[n] for n in Foto.__slots__)).where(_F.c.cuenta_id == cuenta_id)
        filas = self._leidas(consulta.order_by(_F.c.dia.desc()).limit(2))
        fotos = [(f["dia"], Foto(f["seguidores"], f["siguiendo"], f["exactos"])) for f in filas]
        return (
            next((f for dia, f in fotos if dia < hoy), None),
            next((f for dia, f in fotos if dia == hoy), None),
        )

    def costumbres(self, cuenta_id: int, ventana: timedelta) -> list[tuple[datetime, str]]:
        """Fecha y texto de lo nuestro en esa ventana, lo ultimo primero."""
        consulta = (
            select(_P.c.creado, _P.c.texto)
            .where(_P.c.cuenta_id == cuenta_id, _P.c.creado >= self._ahora - ventana)
            .where(_P.c.origen.in_(_NUESTRAS))
            .order_by(_P.c.creado.desc())
            .limit(_COSTUMBRES)
        )
        return [(f.creado, f.texto) for f in self._con.execute(consulta)]

    # --- lo ya señalado

    def senales(self, cuenta_id: int, desde: datetime, clases: Collection[str]) -> list[SenalVista]:
        """Las de la cuenta desde esa fecha, o desde que se cerro su ultimo incidente de esas clases si fue despues.

        Tambien cuenta el que al cerrarse la tenia parada, fuera de la clase que fuera; soltarla antes no cambia nada.
        """
        cierre = self._con.execute(
            select(func.max(_I.c.cerrado)).where(
                _I.c.cuenta_id == cuenta_id,
                or_(_I.c.congela, _I.c.tipo.in_(list(clases))),
                _I.c.estado == EstadoIncidente.CERRADO,
            )
        ).scalar()
        consulta = select(*(_Z.c[n] for n in SenalVista.__slots__)).where(
            _Z.c.cuenta_id == cuenta_id, _Z.c.vista > max(desde, cierre or desde)
        )
        return [SenalVista(**f) for f in self._leidas(consulta.order_by(_Z.c.id))]

    def hubo_senal(self, cuenta_id: int, clase: str, desde: datetime) -> bool:
        """Si esa señal ya se conto desde esa fecha."""
        donde = (_Z.c.cuenta_id == cuenta_id, _Z.c.vista >= desde, _Z.c.clase == clase)
        return self._con.execute(select(_Z.c.id).where(*donde).limit(1)).first() is not None

    def senalar(self, cuenta_id: int, senales: Sequence[SenalVista]) -> None:
        """Anota las que se acaban de ver."""
        filas = [
            {
                "cuenta_id": cuenta_id,
                "clase": s.clase,
                "peso": s.peso,
                "motivo": s.motivo,
                "vista": self._ahora,
            }
            for s in senales
        ]
        if filas:
            self._con.execute(_Z.insert(), filas)
