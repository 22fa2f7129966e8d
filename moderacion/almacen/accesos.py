"""Usuarios y sesiones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import Rol
from moderacion.almacen.tablas import IngresoAMedias, Sesion, Usuario, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto
from moderacion.reloj import DESVIO

_U, _S, _M = (tabla(t) for t in (Usuario, Sesion, IngresoAMedias))
TEMPORAL: Final = timedelta(hours=72)
"""Lo que vale una clave temporal: quien la oyó y no es su dueño no la tiene para siempre (ASVS 5.0, 6.4.1)."""
_CADA: Final = timedelta(minutes=1)
"""El último uso se anota al minuto: leer una página no cuesta siempre una escritura."""
_VIVA: Final = and_(
    _S.c.caduca > bindparam("hora", type_=_S.c.caduca.type),
    _S.c.ultima > bindparam("desde", type_=_S.c.ultima.type),
    # la de una hora que no ha llegado se abrio con el reloj adelantado: valdria de mas todo lo que se adelanto
    _S.c.ultima <= bindparam("hasta", type_=_S.c.ultima.type),
)
_DE_SESION = (
    select(_U, _S.c.ultima)
    .join(_S, _S.c.usuario_id == _U.c.id)
    .where(_S.c.huella == bindparam("sesion"), _VIVA, _U.c.activo)
)


@dataclass(frozen=True, slots=True)
class FilaUsuario:
    """Un usuario con la huella de su clave. `totp`: su secreto cifrado, o None si no tiene segundo factor."""

    id: int
    nombre: str
    clave: str = field(repr=False)
    rol: str
    activo: bool
    creado: datetime
    totp: str | None = field(repr=False)
    totp_nuevo: str | None = field(repr=False)
    totp_paso: int
    clave_temporal: bool
    temporal_hasta: datetime | None
    """Hasta cuándo vale, si es temporal."""


@dataclass(frozen=True, slots=True)
class FilaSesion:
    """Una sesión abierta, para quien la abrió. `esta`: es la de quien pregunta."""

    id: int
    creada: datetime
    ultima: datetime
    caduca: datetime
    origen: str
    navegador: str
    esta: bool


@dataclass(frozen=True, slots=True)
class SesionNueva:
    """Una sesión por abrir: la huella de su testigo, hasta cuándo, desde dónde y con qué navegador."""

    huella: str
    caduca: datetime
    origen: str = ""
    navegador: str = ""


def _usuario(fila: Mapping[Any, Any] | None) -> FilaUsuario | None:
    return FilaUsuario(**{c: fila[c] for c in FilaUsuario.__slots__}) if fila else None


class Accesos(Repositorio):
    """Quien entra."""

    def crear(self, nombre: str, clave: str, rol: str, actor: str, *, temporal: bool = False) -> int:
        """Crea un usuario con la huella de su clave. Lanza `Conflicto` si el nombre ya esta."""
        r = self._con.execute(
            insertar(self._con, _U)
            .values(
                nombre=nombre,
                clave=clave,
                rol=rol,
                activo=True,
                creado=self._ahora,
                **self._temporal(temporal),
            )
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto(f"ya hay un usuario «{nombre}»")
        usuario_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._registro.asentar(Suceso("usuario:creado", f"usuario/{usuario_id}", actor, {"rol": rol}))
        return usuario_id

    def _temporal(self, temporal: bool) -> dict[str, Any]:
        return {"clave_temporal": temporal, "temporal_hasta": self._ahora + TEMPORAL if temporal else None}

    def por_nombre(self, nombre: str) -> FilaUsuario | None:
        """El usuario con ese nombre."""
        return _usuario(self._con.execute(select(_U).where(_U.c.nombre == nombre)).mappings().first())

    def por_id(self, usuario_id: int) -> FilaUsuario | None:
        """El usuario con ese id. Si la unidad escribe, nadie mas lo cambia hasta que termine."""
        consulta = self._bloqueada(select(_U).where(_U.c.id == usuario_id))
        return _usuario(self._con.execute(consulta).mappings().first())

    def todos(self) -> list[FilaUsuario]:
        """Todos los usuarios."""
        filas = self._con.execute(select(_U).order_by(_U.c.nombre)).mappings().all()
        return [u for f in filas if (u := _usuario(f))]

    def administran(self) -> set[int]:
        """Los ids de quienes administran y estan activos, bloqueados en orden: dos bajas a la vez no los dejan sin nadie."""
        consulta = select(_U.c.id).where(_U.c.rol == Rol.ADMINISTRACION, _U.c.activo).order_by(_U.c.id)
        return set(self._con.execute(self._bloqueada(consulta)).scalars())

    def cambiar(self, usuario_id: int, actor: str, *, activo: bool) -> bool:
        """Activa o desactiva; al desactivar caen sus sesiones. False si ya estaba así."""
        cambio = _U.update().where(_U.c.id == usuario_id, _U.c.activo != activo).values(activo=activo)
        if not self._con.execute(cambio).rowcount:
            return False
        if not activo:
            self.cerrar_todas(usuario_id)
        self._asentar("usuario:activado" if activo else "usuario:desactivado", usuario_id, actor)
        return True

    def cambiar_rol(self, usuario_id: int, antes: str, rol: str, actor: str) -> bool:
        """Cambia el rol si aún es `antes`, y cierra sus sesiones. False si ya no lo es."""
        cambio = _U.update().where(_U.c.id == usuario_id, _U.c.rol == antes).values(rol=rol)
        if not self._con.execute(cambio).rowcount:
            return False
        self.cerrar_todas(usuario_id)
        self._asentar("usuario:rol", usuario_id, actor, {"antes": antes, "rol": rol})
        return True

    def cambiar_clave(self, usuario_id: int, antes: str, clave: str, actor: str, *, temporal: bool) -> bool:
        """Pone la huella de una clave nueva si aún vale la de `antes`, y cierra sus sesiones. False si ya no vale."""
        cambio = (
            _U.update()
            .where(_U.c.id == usuario_id, _U.c.clave == antes)
            .values(clave=clave, totp_nuevo=None, **self._temporal(temporal))
        )
        if not self._con.execute(cambio).rowcount:
            return False
        self.cerrar_todas(usuario_id)
        self._asentar("usuario:clave", usuario_id, actor, {"temporal": temporal})
        return True

    def exigir_igual(self, usuario: FilaUsuario) -> None:
        """Lanza `Conflicto` si, mientras se comprobaba su clave, lo desactivaron o cambió la clave o el segundo factor."""
        vive = self.por_id(usuario.id)
        if vive is None or (vive.activo, vive.clave, vive.totp) != (True, usuario.clave, usuario.totp):
            raise Conflicto("la cuenta cambió mientras ingresaba")

    def abrir_sesion(self, nueva: SesionNueva, usuario: FilaUsuario, *, conservar: bool = False) -> None:
        """Abre una sesion y barre las caducadas y las de una hora que no ha llegado: con ella revivirian.

        Lanza `Conflicto` como `exigir_igual`.
        `conservar`: la sesión sigue a otra de la misma persona y no es un ingreso más.
        """
        self.exigir_igual(usuario)
        muertas = or_(_S.c.caduca <= self._ahora, _S.c.ultima > self._ahora + DESVIO)
        self._con.execute(_S.delete().where(muertas))
        self._con.execute(_S.insert().values(
            huella=nueva.huella, usuario_id=usuario.id, creada=self._ahora, caduca=nueva.caduca,
            ultima=self._ahora, origen=nueva.origen, navegador=nueva.navegador,
        ))  # fmt: skip
        if not conservar:
            # lo que quedó a medio poner en otra sesión no se termina en esta sin la clave
            self._con.execute(_U.update().where(_U.c.id == usuario.id).values(totp_nuevo=None))
            self._asentar("sesion:abierta", usuario.id, f"usuario/{usuario.id}")

    def de_sesion(self, huella: str, inactividad: timedelta) -> tuple[FilaUsuario, bool] | None:
        """El usuario activo de una sesion viva, y si toca anotar su uso."""
        partes = {"sesion": huella} | self._ventana(inactividad)
        fila = self._con.execute(_DE_SESION, partes).mappings().first()
        usuario = _usuario(fila)
        return (usuario, fila["ultima"] <= self._ahora - _CADA) if usuario and fila else None

    def _ventana(self, inactividad: timedelta) -> dict[str, datetime]:
        """Los valores de `_VIVA`."""
        return {"hora": self._ahora, "desde": self._ahora - inactividad, "hasta": self._ahora + DESVIO}

    def anotar_uso(self, huella: str) -> None:
        """La sesion se uso ahora. Nunca la atrasa."""
        usada = (_S.c.huella == huella) & (_S.c.ultima < self._ahora)
        self._con.execute(_S.update().where(usada).values(ultima=self._ahora))

    def sesiones(self, usuario_id: int, esta: str, inactividad: timedelta) -> list[FilaSesion]:
        """Las vivas de alguien, la usada hace menos primero. `esta`: la huella de la que pregunta."""
        filas = self._con.execute(
            select(_S)
            .where(_S.c.usuario_id == usuario_id, _VIVA)
            .order_by(_S.c.ultima.desc(), _S.c.id.desc()),
            self._ventana(inactividad),
        ).mappings()
        campos = ("id", "creada", "ultima", "caduca", "origen", "navegador")
        return [FilaSesion(**{c: f[c] for c in campos}, esta=f["huella"] == esta) for f in filas]

    def cuantas_sesiones(self, inactividad: timedelta) -> dict[int, int]:
        """Las vivas, por usuario."""
        consulta = select(_S.c.usuario_id, func.count()).where(_VIVA).group_by(_S.c.usuario_id)
        return {u: int(n) for u, n in self._con.execute(consulta, self._ventana(inactividad)).all()}

    def cerrar_sesion(self, huella: str) -> None:
        """Cierra una sesion: la galleta copiada deja de valer al momento."""
        self._con.execute(_S.delete().where(_S.c.huella == huella))

    def cerrar_una(self, usuario_id: int, sesion_id: int, actor: str) -> bool:
        """Cierra una de las suyas. False si no es suya o ya no está."""
        suya = (_S.c.id == sesion_id) & (_S.c.usuario_id == usuario_id)
        if not self._con.execute(_S.delete().where(suya)).rowcount:
            return False
        self._asentar("sesion:cerrada", usuario_id, actor)
        return True

    def cerrar_todas(self, usuario_id: int, *, menos: str = "") -> int:
        """Cierra las de alguien, y lo que tenga a medio ingresar; `menos`: la huella de la que se queda."""
        self._con.execute(_M.delete().where(_M.c.usuario_id == usuario_id))
        suyas = (_S.c.usuario_id == usuario_id) & (_S.c.huella != menos)
        return self._con.execute(_S.delete().where(suyas)).rowcount

    def asentar_cierre(self, usuario_id: int, actor: str, cuantas: int) -> None:
        """Deja dicho quién cerró las sesiones de quién."""
        self._asentar("sesion:cerradas", usuario_id, actor, {"cuantas": cuantas})

    def _asentar(self, tipo: str, usuario_id: int, actor: str, datos: dict[str, Any] | None = None) -> None:
        self._registro.asentar(Suceso(tipo, f"usuario/{usuario_id}", actor, datos or {}))
