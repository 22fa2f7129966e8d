"""Las sesiones, en el servidor: se reconocen por un testigo de 256 bits y caen al momento.

El ingreso tiene dos pasos. Quien da bien su clave y tiene segundo factor recibe un testigo de paso, de cinco minutos,
que no es una sesión: solo sirve para dar el código.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from moderacion.accesos import claves, limites
from moderacion.accesos.aparatos import aparato_de
from moderacion.accesos.cofre import Cofre
from moderacion.accesos.limites import CONOCIDO, DE_FUERA
from moderacion.accesos.segundo import comprobar_en
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.accesos import FilaSesion, FilaUsuario, SesionNueva
from moderacion.almacen.columnas import limpiar
from moderacion.almacen.consultas import huella_texto
from moderacion.errores import Conflicto, NoAutorizado, NoExiste

NOMBRE_MAXIMO: Final = 100
ORIGEN_MAXIMO: Final = 100
NAVEGADOR_MAXIMO: Final = 200
INACTIVIDAD: Final = timedelta(minutes=60)
A_MEDIAS: Final = timedelta(minutes=5)


class ClaveEquivocada(NoAutorizado):
    """Ese usuario con esa clave no entra. No dice por cuál de los dos."""

    def __init__(self) -> None:
        super().__init__("usuario o clave equivocados")


@dataclass(frozen=True, slots=True)
class Desde:
    """De dónde llega un ingreso, cuánto dura como mucho la sesión y con qué navegador.

    `aparato`: el número del navegador, si en él ya entró quien ingresa (`aparatos.aparato_de`).
    """

    origen: str
    dura: timedelta
    navegador: str = ""
    aparato: str = ""


@dataclass(frozen=True, slots=True)
class Paso:
    """Lo que da la clave: el testigo de una sesión, o el de paso si `falta_codigo`."""

    testigo: str = field(repr=False)
    falta_codigo: bool


def nombre_llano(nombre: str) -> str:
    """El nombre de usuario que alguien escribe, como se guarda."""
    return limpiar(nombre).strip().lower()[:NOMBRE_MAXIMO]


def comprobar_clave(
    almacen: Almacen, nombre: str, clave: str, origen: str, tipo: str = DE_FUERA
) -> FilaUsuario:
    """De quién es esa clave. Lanza `ClaveEquivocada`, o `NoAutorizado` si van demasiados intentos.

    `tipo`: `PROPIA` si la da quien ya está dentro; quien prueba desde fuera con su nombre no le frena lo suyo.
    """
    nombre, origen = nombre_llano(nombre), limpiar(origen)[:ORIGEN_MAXIMO]
    # quien ya va frenado no espera turno ni toma la base para escribir
    limites.exigir(almacen, nombre, origen, tipo)
    with claves.turno():
        intento = limites.apartar(almacen, nombre, origen, tipo)
        with almacen.lectura() as u:
            usuario = u.accesos.por_nombre(nombre)
        vale = claves.vale(clave, usuario.clave if usuario else None)
        with almacen.unidad() as u:
            if vale and usuario and usuario.activo:
                u.factores.quitar_intento(intento)
                return usuario
            u.factores.rechazar()
    raise ClaveEquivocada


def empezar(almacen: Almacen, nombre: str, clave: str, desde: Desde) -> Paso:
    """El primer paso. Lanza `NoAutorizado`."""
    sitio = (desde.aparato, CONOCIDO) if desde.aparato else (desde.origen, DE_FUERA)
    return _primer_paso(almacen, comprobar_clave(almacen, nombre, clave, *sitio), desde)


def empezar_de_fuera(almacen: Almacen, nombre: str, desde: Desde) -> Paso:
    """El primer paso de quien ya dijo quién es ante el proveedor de identidad. Lanza `NoAutorizado` si aquí no está."""
    with almacen.lectura() as u:
        usuario = u.accesos.por_nombre(nombre_llano(nombre))
    if usuario is None or not usuario.activo:
        with almacen.unidad() as u:
            u.factores.rechazar("proveedor")
        raise NoAutorizado("esa cuenta no está dada de alta aquí: pídalo a administración")
    return _primer_paso(almacen, usuario, desde)


def _primer_paso(almacen: Almacen, usuario: FilaUsuario, desde: Desde) -> Paso:
    testigo = secrets.token_urlsafe(32)
    try:
        with almacen.unidad() as u:
            if usuario.temporal_hasta is not None and usuario.temporal_hasta <= u.ahora:
                raise NoAutorizado("su clave temporal venció: pida otra a administración")
            if usuario.totp:
                u.accesos.exigir_igual(usuario)
                u.factores.empezar(huella_texto(testigo), usuario.id, u.ahora + A_MEDIAS)
            else:
                u.accesos.abrir_sesion(nueva_sesion(u, testigo, desde), usuario)
    except Conflicto:
        raise ClaveEquivocada from None
    return Paso(testigo, falta_codigo=bool(usuario.totp))


def terminar(almacen: Almacen, cofre: Cofre, de_paso: str, codigo: str, desde: Desde, sello: str = "") -> str:
    """El segundo paso: gasta el código y el testigo de paso, y devuelve el de la sesión, que es otro.

    `sello`: la galleta del navegador (`aparatos`); donde ya entró esa persona solo la frena lo que se falle ahí.
    Lanza `NoExiste` si el testigo de paso no vale ya (hay que dar la clave otra vez); `NoAutorizado` si el código no
    vale, ya se usó o van demasiados.
    """
    if not de_paso:
        raise NoExiste("el ingreso caducó: escriba otra vez su usuario y su clave")
    testigo = secrets.token_urlsafe(32)
    with almacen.unidad() as u:
        usuario_id = u.factores.a_medias(huella_texto(de_paso))
        usuario = u.accesos.por_id(usuario_id) if usuario_id is not None else None
        if usuario is None or not usuario.activo or not usuario.totp:
            raise NoExiste("el ingreso caducó: escriba otra vez su usuario y su clave")
        aparato = aparato_de(cofre, sello, usuario.nombre, u.ahora)
        limites.exigir_codigo(u, usuario.nombre, aparato)
        vale = comprobar_en(u, cofre, usuario, codigo)
        if vale:
            # el código y el paso se gastan juntos: con el mismo testigo a la vez, uno entra
            if not u.factores.terminar(huella_texto(de_paso)):
                raise NoExiste("el ingreso caducó: escriba otra vez su usuario y su clave")
            u.accesos.abrir_sesion(nueva_sesion(u, testigo, desde), usuario)
        else:
            limites.anotar_codigo(u, usuario.nombre, limpiar(desde.origen)[:ORIGEN_MAXIMO], aparato)
            u.factores.rechazar("codigo", usuario.id)
    if not vale:
        raise NoAutorizado("ese código no vale o ya se usó: espere el siguiente y vuelva a probar")
    return testigo


def ingresar(almacen: Almacen, nombre: str, clave: str, origen: str, dura: timedelta) -> str:
    """Abre una sesión solo con la clave y devuelve su testigo. Lanza `NoAutorizado`, también si tiene segundo factor."""
    usuario = comprobar_clave(almacen, nombre, clave, origen)
    if usuario.totp:
        raise NoAutorizado("falta el código del segundo factor")
    return _primer_paso(almacen, usuario, Desde(origen, dura)).testigo


def nueva_sesion(u: Unidad, testigo: str, desde: Desde) -> SesionNueva:
    """La sesión por abrir, con lo que llega de fuera recortado."""
    return SesionNueva(
        huella_texto(testigo),
        u.ahora + desde.dura,
        limpiar(desde.origen)[:ORIGEN_MAXIMO],
        limpiar(desde.navegador)[:NAVEGADOR_MAXIMO],
    )


def de_sesion(
    almacen: Almacen, testigo: str, inactividad: timedelta = INACTIVIDAD, *, usar: bool = True
) -> FilaUsuario | None:
    """El usuario de una sesion viva, o None. `usar`: cuenta como uso, y la sesión no se cierra por estar quieta."""
    if not testigo:
        return None
    huella = huella_texto(testigo)
    with almacen.lectura() as u:
        hallado = u.accesos.de_sesion(huella, inactividad)
    if hallado is None:
        return None
    usuario, toca_anotar = hallado
    if usar and toca_anotar:
        with almacen.unidad() as u:
            u.accesos.anotar_uso(huella)
    return usuario


def salir(almacen: Almacen, testigo: str) -> None:
    """Cierra la sesion."""
    with almacen.unidad() as u:
        u.accesos.cerrar_sesion(huella_texto(testigo))


def mis_sesiones(
    almacen: Almacen, usuario_id: int, testigo: str, inactividad: timedelta = INACTIVIDAD
) -> list[FilaSesion]:
    """Las sesiones abiertas de quien pregunta."""
    with almacen.lectura() as u:
        return u.accesos.sesiones(usuario_id, huella_texto(testigo), inactividad)


def cerrar_una(almacen: Almacen, usuario_id: int, sesion_id: int) -> None:
    """Cierra una de las propias. Lanza `NoExiste` si no es suya o ya no está."""
    with almacen.unidad() as u:
        if not u.accesos.cerrar_una(usuario_id, sesion_id, f"usuario/{usuario_id}"):
            raise NoExiste("esa sesión ya no está abierta")


def cerrar_las_demas(almacen: Almacen, usuario_id: int, testigo: str) -> int:
    """Cierra todas las propias menos la de quien lo pide. Devuelve cuántas."""
    with almacen.unidad() as u:
        cuantas = u.accesos.cerrar_todas(usuario_id, menos=huella_texto(testigo))
        u.accesos.asentar_cierre(usuario_id, f"usuario/{usuario_id}", cuantas)
        return cuantas
