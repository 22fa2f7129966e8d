"""Los incidentes y lo que hay que mirar de cada cuenta para abrirlos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, huella_texto, insertar
from moderacion.almacen.estados import EstadoIncidente, OrigenPublicacion
from moderacion.almacen.tablas import CambioPerfil, Cuenta, Incidente, Publicacion, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto

_I, _P, _X, _C = (tabla(t) for t in (Incidente, Publicacion, CambioPerfil, Cuenta))


@dataclass(frozen=True, slots=True)
class IncidenteNuevo:
    """Un incidente por abrir. `clave` reune las detecciones de lo mismo."""

    cuenta_id: int
    tipo: str
    clave: str
    gravedad: int
    motivo: str
    evidencia: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PublicacionSinVer:
    """Algo publicado por nuestra cuenta que nadie miro aun."""

    id: int
    id_externo: str
    texto: str
    creado: datetime
    enlace: str


class Incidentes(Repositorio):
    """Incidentes y lo que hay que mirar de cada cuenta."""

    def sin_ver(self, cuenta_id: int) -> list[PublicacionSinVer]:
        """Publicaciones de la cuenta aun sin clasificar."""
        columnas = (_P.c[n] for n in ("id", "id_externo", "texto", "creado", "enlace"))
        filas = self._con.execute(
            select(*columnas)
            .where(_P.c.cuenta_id == cuenta_id, _P.c.origen == OrigenPublicacion.SIN_VER)
            .order_by(_P.c.creado, _P.c.id)
        )
        return [PublicacionSinVer(**f) for f in filas.mappings()]

    def clasificar(self, publicacion_id: int, origen: OrigenPublicacion) -> None:
        """Dice de quien es una publicacion."""
        self._con.execute(_P.update().where(_P.c.id == publicacion_id).values(origen=origen))
        self._registro.asentar(Suceso(f"publicacion:{origen}", f"publicacion/{publicacion_id}"))

    def cambios_sin_ver(self, cuenta_id: int) -> list[tuple[int, str, str, str]]:
        """(id, campo, antes, ahora) de los cambios de perfil sin mirar."""
        filas = self._con.execute(
            select(_X.c.id, _X.c.campo, _X.c.antes, _X.c.ahora)
            .where(_X.c.cuenta_id == cuenta_id, ~_X.c.visto)
            .order_by(_X.c.id)
        )
        return [(f.id, f.campo, f.antes, f.ahora) for f in filas]

    def ver_cambios(self, ids: Sequence[int]) -> None:
        """Marca cambios de perfil como mirados."""
        self._con.execute(_X.update().where(_X.c.id.in_(list(ids))).values(visto=True))

    def abrir(self, nuevo: IncidenteNuevo) -> tuple[int, bool]:
        """Abre el incidente, o cuenta otra vez el que ya estaba. Devuelve (id, si es nuevo)."""
        evidencia = [dict(e) for e in nuevo.evidencia]
        incidente_id = None
        while incidente_id is None:
            previo = self._abierto(nuevo.clave)
            if previo:
                self._repetir(
                    previo.id, [*previo.evidencia, *(e for e in evidencia if e not in previo.evidencia)]
                )
                return int(previo.id), False
            # si otro lo abrio entre mirar y abrir, se le espera y se cuenta con el suyo
            incidente_id = self._insertar(nuevo, evidencia)
        self._registro.asentar(
            Suceso(
                "incidente:abierto",
                f"incidente/{incidente_id}",
                datos={"tipo": nuevo.tipo, "cuenta": nuevo.cuenta_id},
            )
        )
        return incidente_id, True

    def _abierto(self, clave: str) -> Any:
        """El incidente sin cerrar de esa clave, que hasta el fin de la unidad nadie mas cambia."""
        consulta = select(_I.c.id, _I.c.evidencia).where(
            _I.c.clave == clave, _I.c.estado != EstadoIncidente.CERRADO
        )
        return self._con.execute(self._bloqueada(consulta)).first()

    def _insertar(self, nuevo: IncidenteNuevo, evidencia: Sequence[Mapping[str, Any]]) -> int | None:
        """El id del incidente, o None si ya habia uno abierto con su clave."""
        r = self._con.execute(
            insertar(self._con, _I)
            .values(
                cuenta_id=nuevo.cuenta_id,
                tipo=nuevo.tipo,
                clave=nuevo.clave,
                gravedad=nuevo.gravedad,
                estado=EstadoIncidente.ABIERTO,
                motivo=nuevo.motivo,
                evidencia=evidencia,
                abierto=self._ahora,
                ultima=self._ahora,
            )
            .on_conflict_do_nothing()
        )
        return int(r.inserted_primary_key[0]) if r.rowcount else None  # type: ignore[index]

    def _repetir(self, incidente_id: int, evidencia: Sequence[Mapping[str, Any]]) -> None:
        """Cuenta otra deteccion de lo mismo."""
        self._con.execute(
            _I.update()
            .where(_I.c.id == incidente_id)
            .values(veces=_I.c.veces + 1, ultima=self._ahora, evidencia=evidencia)
        )
        self._registro.asentar(Suceso("incidente:repetido", f"incidente/{incidente_id}"))

    def listar(self, *, solo_abiertos: bool = False) -> list[Mapping[str, Any]]:
        """Los incidentes con su cuenta, el mas nuevo primero."""
        consulta = select(_I, _C.c.nombre.label("cuenta"), _C.c.red).join(_C, _C.c.id == _I.c.cuenta_id)
        if solo_abiertos:
            consulta = consulta.where(_I.c.estado != EstadoIncidente.CERRADO)
        return self._leidas(consulta.order_by(_I.c.id.desc()))

    def atender(self, incidente_id: int, usuario_id: int, actor: str) -> None:
        """Alguien se hace cargo. Lanza `Conflicto` si ya no estaba abierto."""
        self._paso(
            incidente_id,
            EstadoIncidente.ABIERTO,
            {"estado": EstadoIncidente.ATENDIDO, "atendido_por": usuario_id, "atendido": self._ahora},
        )
        self._registro.asentar(Suceso("incidente:atendido", f"incidente/{incidente_id}", actor))

    def cerrar(self, incidente_id: int, causa: str, actor: str) -> None:
        """Se cierra con su causa. Lanza `Conflicto` si nadie lo habia atendido."""
        self._paso(
            incidente_id,
            EstadoIncidente.ATENDIDO,
            {"estado": EstadoIncidente.CERRADO, "cerrado": self._ahora, "causa": causa},
        )
        self._registro.asentar(
            Suceso("incidente:cerrado", f"incidente/{incidente_id}", actor, {"causa": huella_texto(causa)})
        )

    def _paso(self, incidente_id: int, de: EstadoIncidente, valores: Mapping[str, Any]) -> None:
        r = self._con.execute(_I.update().where(_I.c.id == incidente_id, _I.c.estado == de).values(**valores))
        if not r.rowcount:
            raise Conflicto(f"el incidente {incidente_id} ya no está «{de}»")
