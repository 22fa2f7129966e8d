"""La gente de la casa: altas, bajas, roles, claves y segundo factor. Todo cambio cierra sus sesiones al momento."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from moderacion.accesos import claves
from moderacion.accesos.limites import PROPIA
from moderacion.accesos.sesiones import (
    INACTIVIDAD,
    NOMBRE_MAXIMO,
    Desde,
    comprobar_clave,
    nueva_sesion,
)
from moderacion.almacen import Almacen, Rol, Unidad
from moderacion.almacen.accesos import FilaUsuario
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste

ROLES: Final = tuple(r.value for r in Rol)


@dataclass(frozen=True, slots=True)
class Ficha:
    """Alguien de la casa, para la lista: sin huella ni secretos."""

    id: int
    nombre: str
    rol: str
    activo: bool
    creado: datetime
    con_factor: bool
    clave_temporal: bool
    sesiones: int


def crear_usuario(
    almacen: Almacen,
    nombre: str,
    clave: str,
    rol: str,
    actor: str = "orden",
    *,
    institucion: Iterable[str] = (),
    temporal: bool = False,
) -> int:
    """Crea un usuario. Lanza `EntradaInvalida` si el nombre existe, la clave no se admite o el rol no es.

    `temporal`: tendrá que cambiar la clave en su primer ingreso.
    """
    nombre = _exigir_nombre(nombre)
    _exigir_rol(rol)
    claves.exigir(clave, nombre, institucion)
    huella = claves.huella(clave)
    with almacen.unidad() as u:
        if u.accesos.por_nombre(nombre):
            raise EntradaInvalida(f"ya hay un usuario «{nombre}»")
        return u.accesos.crear(nombre, huella, rol, actor, temporal=temporal)


def crear_con_temporal(almacen: Almacen, nombre: str, rol: str, actor: str) -> str:
    """Crea un usuario con una clave temporal al azar, y la devuelve: no se podrá ver otra vez. Lanza como crear."""
    clave = claves.temporal()
    crear_usuario(almacen, nombre, clave, rol, actor, temporal=True)
    return clave


def _exigir_nombre(nombre: str) -> str:
    nombre = nombre.strip().lower()
    if len(nombre) > NOMBRE_MAXIMO:
        raise EntradaInvalida(f"el nombre de usuario lleva como mucho {NOMBRE_MAXIMO} caracteres")
    if not nombre or not nombre.isascii() or not nombre.replace(".", "").replace("_", "").isalnum():
        raise EntradaInvalida("el nombre de usuario lleva solo letras sin tilde, cifras, punto y guion bajo")
    return nombre


def _exigir_rol(rol: str) -> None:
    if rol not in ROLES:
        raise EntradaInvalida(f"«{rol}» no es un rol: se esperaba {', '.join(ROLES)}")


def listar(almacen: Almacen) -> list[FilaUsuario]:
    """Todos los usuarios."""
    with almacen.lectura() as u:
        return u.accesos.todos()


def fichas(almacen: Almacen, inactividad: timedelta = INACTIVIDAD) -> list[Ficha]:
    """Todos los usuarios, como se ven en pantalla."""
    with almacen.lectura() as u:
        abiertas = u.accesos.cuantas_sesiones(inactividad)
        return [
            Ficha(
                x.id,
                x.nombre,
                x.rol,
                x.activo,
                x.creado,
                bool(x.totp),
                x.clave_temporal,
                abiertas.get(x.id, 0),
            )
            for x in u.accesos.todos()
        ]


def id_de(almacen: Almacen, nombre: str) -> int:
    """El id de quien se llama así. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        usuario = u.accesos.por_nombre(nombre.strip().lower())
    if usuario is None:
        raise NoExiste(f"no hay usuario «{nombre}»")
    return usuario.id


def activar(almacen: Almacen, usuario_id: int, actor: str = "orden") -> None:
    """Vuelve a dejar entrar a alguien. Lanza `NoExiste`, o `Conflicto` si ya estaba activo."""
    with almacen.unidad() as u:
        _suyo(u, usuario_id)
        if not u.accesos.cambiar(usuario_id, actor, activo=True):
            raise Conflicto("ese usuario ya está activo")


def desactivar_id(almacen: Almacen, usuario_id: int, actor: str = "orden") -> None:
    """No deja entrar a alguien y cierra sus sesiones.

    Lanza `NoExiste`; `Conflicto` si ya lo estaba o si es la última persona activa que administra.
    """
    with almacen.unidad() as u:
        _exigir_otra(u, usuario_id)
        _suyo(u, usuario_id)
        if not u.accesos.cambiar(usuario_id, actor, activo=False):
            raise Conflicto("ese usuario ya está desactivado")


def desactivar(almacen: Almacen, nombre: str, actor: str = "orden") -> None:
    """Lo mismo, por su nombre."""
    desactivar_id(almacen, id_de(almacen, nombre), actor)


def cambiar_rol(almacen: Almacen, usuario_id: int, rol: str, actor: str = "orden") -> None:
    """Cambia lo que alguien puede y cierra sus sesiones.

    Lanza `EntradaInvalida` si el rol no es, `NoExiste`, y `Conflicto` si ya lo tiene, es la última persona activa que
    administra o es el suyo: quien administra no decide, y no se nombra para decidir.
    """
    _exigir_rol(rol)
    with almacen.unidad() as u:
        if rol != Rol.ADMINISTRACION:
            _exigir_otra(u, usuario_id)
        if actor == f"usuario/{usuario_id}":
            raise Conflicto("su propio rol lo cambia otra persona que administre")
        usuario = _suyo(u, usuario_id)
        if usuario.rol == rol:
            raise Conflicto("ese usuario ya tiene ese rol")
        if not u.accesos.cambiar_rol(usuario_id, usuario.rol, rol, actor):
            raise Conflicto("alguien cambió ese usuario a la vez: mire cómo quedó")


def cambiar_clave(
    almacen: Almacen,
    usuario: FilaUsuario,
    actual: str,
    nueva: str,
    desde: Desde,
    institucion: Iterable[str] = (),
) -> str:
    """Cambia la propia, cierra todas sus sesiones y abre otra para quien la cambió. Devuelve su testigo.

    Lanza `NoAutorizado` si la actual no es (cuenta como intento de ingreso), `EntradaInvalida` si la nueva no se
    admite, `Conflicto` si cambió a la vez.
    """
    claves.exigir(nueva, usuario.nombre, institucion)
    if nueva == actual:
        raise EntradaInvalida("la clave nueva es la misma que tenía: elija otra")
    vista = comprobar_clave(almacen, usuario.nombre, actual, desde.origen, PROPIA)
    huella, testigo = claves.huella(nueva), secrets.token_urlsafe(32)
    with almacen.unidad() as u:
        if not u.accesos.cambiar_clave(
            usuario.id, vista.clave, huella, f"usuario/{usuario.id}", temporal=False
        ):
            raise Conflicto("la clave cambió mientras tanto: ingrese otra vez")
        u.factores.olvidar_codigos(usuario.nombre)
        u.accesos.abrir_sesion(nueva_sesion(u, testigo, desde), _suyo(u, usuario.id), conservar=True)
    return testigo


def poner_clave(
    almacen: Almacen, usuario_id: int, nueva: str, actor: str = "orden", institucion: Iterable[str] = ()
) -> None:
    """Pone a alguien una clave que tendrá que cambiar al ingresar, y cierra sus sesiones. Lanza como las demás."""
    with almacen.lectura() as u:
        nombre = _suyo(u, usuario_id).nombre
    claves.exigir(nueva, nombre, institucion)
    huella = claves.huella(nueva)
    with almacen.unidad() as u:
        antes = _suyo(u, usuario_id)
        u.accesos.cambiar_clave(usuario_id, antes.clave, huella, actor, temporal=True)
        u.factores.olvidar_codigos(antes.nombre)


def dar_temporal(almacen: Almacen, usuario_id: int, actor: str) -> str:
    """Pone una clave temporal al azar y la devuelve: no se podrá ver otra vez. Lanza `NoExiste`."""
    clave = claves.temporal()
    poner_clave(almacen, usuario_id, clave, actor)
    return clave


def quitar_factor(almacen: Almacen, usuario_id: int, actor: str = "orden") -> None:
    """Quita el segundo factor de alguien y cierra sus sesiones. Lanza `NoExiste`, o `Conflicto` si no lo tenía."""
    with almacen.unidad() as u:
        if not u.factores.quitar(usuario_id, _suyo(u, usuario_id).nombre, actor):
            raise Conflicto("ese usuario no tiene segundo factor")
        u.accesos.cerrar_todas(usuario_id)


def cerrar_sesiones(almacen: Almacen, usuario_id: int, actor: str) -> int:
    """Cierra todas las sesiones de alguien. Devuelve cuántas. Lanza `NoExiste`."""
    with almacen.unidad() as u:
        _suyo(u, usuario_id)
        cuantas = u.accesos.cerrar_todas(usuario_id)
        u.accesos.asentar_cierre(usuario_id, actor, cuantas)
        return cuantas


def _suyo(u: Unidad, usuario_id: int) -> FilaUsuario:
    usuario = u.accesos.por_id(usuario_id)
    if usuario is None:
        raise NoExiste("ese usuario no existe")
    return usuario


def _exigir_otra(u: Unidad, usuario_id: int) -> None:
    """Antes que nada en la unidad: los bloqueos van siempre en el mismo orden."""
    if u.accesos.administran() == {usuario_id}:
        raise Conflicto("es la última persona activa que administra: nombre antes a otra")
