"""Usuarios, sesiones e intentos de ingreso."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import IntentoIngreso, Sesion, Usuario, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto

OLVIDO = timedelta(days=1)
"""Los intentos fallidos llevan la direccion de alguien: no se guardan mas de lo que sirven."""
_U, _S, _T = (tabla(t) for t in (Usuario, Sesion, IntentoIngreso))
_DE_SESION = (
    select(_U)
    .join(_S, _S.c.usuario_id == _U.c.id)
    .where(
        _S.c.huella == bindparam("sesion"),
        _S.c.caduca > bindparam("hora", type_=_S.c.caduca.type),
        _U.c.activo,
    )
)


@dataclass(frozen=True, slots=True)
class FilaUsuario:
    """Un usuario con la huella de su clave."""

    id: int
    nombre: str
    clave: str
    rol: str
    activo: bool


class Accesos(Repositorio):
    """Quien entra."""

    def crear(self, nombre: str, clave: str, rol: str, actor: str) -> int:
        """Crea un usuario con la huella de su clave. Lanza `Conflicto` si el nombre ya esta."""
        r = self._con.execute(
            insertar(self._con, _U)
            .values(nombre=nombre, clave=clave, rol=rol, activo=True, creado=self._ahora)
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto(f"ya hay un usuario «{nombre}»")
        usuario_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._registro.asentar(Suceso("usuario:creado", f"usuario/{usuario_id}", actor, {"rol": rol}))
        return usuario_id

    def por_nombre(self, nombre: str) -> FilaUsuario | None:
        """El usuario con ese nombre."""
        fila = self._con.execute(select(_U).where(_U.c.nombre == nombre)).mappings().first()
        return FilaUsuario(**{k: v for k, v in fila.items() if k != "creado"}) if fila else None

    def todos(self) -> list[FilaUsuario]:
        """Todos los usuarios."""
        filas = self._con.execute(select(_U).order_by(_U.c.nombre)).mappings()
        return [FilaUsuario(**{k: v for k, v in f.items() if k != "creado"}) for f in filas]

    def cambiar(self, usuario_id: int, actor: str, *, activo: bool) -> None:
        """Activa o desactiva; al desactivar caen sus sesiones."""
        self._con.execute(_U.update().where(_U.c.id == usuario_id).values(activo=activo))
        if not activo:
            self._con.execute(_S.delete().where(_S.c.usuario_id == usuario_id))
        self._registro.asentar(
            Suceso("usuario:activado" if activo else "usuario:desactivado", f"usuario/{usuario_id}", actor)
        )

    def abrir_sesion(self, huella: str, usuario_id: int, caduca: datetime, actor: str) -> None:
        """Abre una sesion y barre las caducadas."""
        self._con.execute(_S.delete().where(_S.c.caduca <= self._ahora))
        self._con.execute(
            _S.insert().values(huella=huella, usuario_id=usuario_id, creada=self._ahora, caduca=caduca)
        )
        self._registro.asentar(Suceso("sesion:abierta", f"usuario/{usuario_id}", actor))

    def de_sesion(self, huella: str) -> FilaUsuario | None:
        """El usuario activo de una sesion viva."""
        fila = self._con.execute(_DE_SESION, {"sesion": huella, "hora": self._ahora}).mappings().first()
        return FilaUsuario(**{k: v for k, v in fila.items() if k != "creado"}) if fila else None

    def cerrar_sesion(self, huella: str) -> None:
        """Cierra una sesion: la galleta copiada deja de valer al momento."""
        self._con.execute(_S.delete().where(_S.c.huella == huella))

    def anotar_intento(self, usuario: str, origen: str) -> None:
        """Un ingreso fallido."""
        self._con.execute(_T.delete().where(_T.c.fecha < self._ahora - OLVIDO))
        self._con.execute(_T.insert().values(usuario=usuario, origen=origen, fecha=self._ahora))
        self._registro.asentar(Suceso("sesion:rechazada", "accesos"))

    def intentos(self, usuario: str, origen: str, desde: datetime) -> int:
        """Ingresos fallidos de ese usuario o desde ese origen: el mayor de los dos."""
        por_usuario, por_origen = (
            self._con.execute(
                select(func.count()).select_from(_T).where(_T.c.fecha >= desde, condicion)
            ).scalar_one()
            for condicion in (_T.c.usuario == usuario, _T.c.origen == origen)
        )
        return max(int(por_usuario), int(por_origen))
