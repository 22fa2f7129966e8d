"""Quien entra: usuarios, claves (Argon2) y sesiones en el servidor, que se revocan al momento."""

import functools
import hashlib
import secrets
import threading
from datetime import timedelta
from typing import Final

from pwdlib import PasswordHash

from moderacion.almacen import Almacen, Rol
from moderacion.almacen.accesos import FilaUsuario
from moderacion.almacen.columnas import limpiar
from moderacion.errores import EntradaInvalida, NoAutorizado, NoExiste

NOMBRE_MAXIMO: Final = 100
ORIGEN_MAXIMO: Final = 100
CLAVE_MINIMA: Final = 12
CLAVE_MAXIMA: Final = 200
INTENTOS: Final = 10
VENTANA: Final = timedelta(minutes=5)
"""Diez fallos en cinco minutos por usuario o por origen (fiabilidad.md, G19)."""
_huellas = PasswordHash.recommended()
_A_LA_VEZ = threading.BoundedSemaphore(4)
"""Cada comprobacion de Argon2 toma 64 MiB: sin tope, una rafaga de ingresos agota la memoria."""


@functools.cache
def _de_nadie() -> str:
    """Una huella cualquiera, para tardar lo mismo cuando el usuario no existe."""
    return _huellas.hash(secrets.token_urlsafe())


def _huella(testigo: str) -> str:
    return hashlib.sha256(testigo.encode()).hexdigest()


def crear_usuario(almacen: Almacen, nombre: str, clave: str, rol: str, actor: str = "orden") -> int:
    """Crea un usuario. Lanza `EntradaInvalida` si el nombre existe, la clave es corta o el rol no es."""
    nombre = nombre.strip().lower()
    if len(nombre) > NOMBRE_MAXIMO:
        raise EntradaInvalida(f"el nombre de usuario lleva como mucho {NOMBRE_MAXIMO} caracteres")
    if not nombre or not nombre.isascii() or not nombre.replace(".", "").replace("_", "").isalnum():
        raise EntradaInvalida("el nombre de usuario lleva solo letras sin tilde, cifras, punto y guion bajo")
    if not CLAVE_MINIMA <= len(clave) <= CLAVE_MAXIMA:
        raise EntradaInvalida(f"la clave va de {CLAVE_MINIMA} a {CLAVE_MAXIMA} caracteres")
    if rol not in set(Rol):
        raise EntradaInvalida(f"«{rol}» no es un rol: se esperaba {', '.join(r.value for r in Rol)}")
    if limpiar(clave) != clave:
        raise EntradaInvalida("la clave lleva caracteres que no se pueden guardar")
    huella = _huellas.hash(clave)
    with almacen.unidad() as u:
        if u.accesos.por_nombre(nombre):
            raise EntradaInvalida(f"ya hay un usuario «{nombre}»")
        return u.accesos.crear(nombre, huella, rol, actor)


def ingresar(almacen: Almacen, nombre: str, clave: str, origen: str, dura: timedelta) -> str:
    """Abre una sesion y devuelve su testigo (256 bits). Lanza `NoAutorizado` con una sola frase para todo."""
    nombre, origen = limpiar(nombre).strip().lower()[:NOMBRE_MAXIMO], origen[:ORIGEN_MAXIMO]
    # se cuenta y se anota con el turno tomado: una rafaga a la vez no pasa entera por debajo del limite
    with _A_LA_VEZ:
        with almacen.lectura() as u:
            if u.accesos.intentos(nombre, origen, u.ahora - VENTANA) >= INTENTOS:
                raise NoAutorizado("demasiados intentos: espera cinco minutos")
            usuario = u.accesos.por_nombre(nombre)
        vale = _huellas.verify(limpiar(clave)[:CLAVE_MAXIMA], usuario.clave if usuario else _de_nadie())
        if not (vale and usuario and usuario.activo):
            with almacen.unidad() as u:
                u.accesos.anotar_intento(nombre, origen)
            raise NoAutorizado("usuario o clave equivocados")
    testigo = secrets.token_urlsafe(32)
    with almacen.unidad() as u:
        u.accesos.abrir_sesion(_huella(testigo), usuario.id, u.ahora + dura, f"usuario/{usuario.id}")
    return testigo


def de_sesion(almacen: Almacen, testigo: str) -> FilaUsuario | None:
    """El usuario de una sesion viva, o None."""
    if not testigo:
        return None
    with almacen.lectura() as u:
        return u.accesos.de_sesion(_huella(testigo))


def salir(almacen: Almacen, testigo: str) -> None:
    """Cierra la sesion."""
    with almacen.unidad() as u:
        u.accesos.cerrar_sesion(_huella(testigo))


def listar(almacen: Almacen) -> list[FilaUsuario]:
    """Todos los usuarios."""
    with almacen.lectura() as u:
        return u.accesos.todos()


def desactivar(almacen: Almacen, nombre: str, actor: str = "orden") -> None:
    """Desactiva a alguien y cierra sus sesiones. Lanza `NoExiste`."""
    with almacen.unidad() as u:
        usuario = u.accesos.por_nombre(nombre.strip().lower())
        if usuario is None:
            raise NoExiste(f"no hay usuario «{nombre}»")
        u.accesos.cambiar(usuario.id, actor, activo=False)
