"""Ordenes sobre la gente de la casa: la primera persona que administra se crea aquí, y aquí se la rescata."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer

from moderacion import accesos
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_usuarios
from moderacion.config import leer_config
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.montaje import abrir_base

_CLAVE: Final = "MODERACION_CLAVE"
Nombre = Annotated[str, typer.Argument(help="Nombre de usuario.")]
Rol = Annotated[str, typer.Option(help="gestion, supervision, auditoria o administracion.")]


@app_usuarios.command("crear", cls=Orden)
def crear(
    nombre: Nombre,
    rol: Rol = "gestion",
    temporal: Annotated[
        bool, typer.Option("--temporal", help="Da una clave al azar, que se cambia al ingresar.")
    ] = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Crea un usuario. La clave se pide por teclado, o se toma de MODERACION_CLAVE."""
    clave = "" if temporal else _pedir_clave()
    leida = leer_config(config)
    with _base(config, migrar=True) as almacen:
        if temporal:
            clave = accesos.crear_con_temporal(almacen, nombre, rol, "orden")
        else:
            accesos.crear_usuario(almacen, nombre, clave, rol, institucion=leida.institucion.nombres)
    print(f"usuario «{nombre.strip().lower()}» creado con el rol {rol}")
    if temporal:
        print(f"su clave temporal, que no se verá otra vez: {clave}")


@app_usuarios.command("listar", cls=Orden)
def listar(config: RutaConfig = CONFIG) -> None:
    """Muestra los usuarios."""
    with _base(config) as almacen:
        todos = accesos.fichas(almacen)
        if not todos:
            print("no hay usuarios: «moderacion usuarios crear»")
        for u in todos:
            factor = "con segundo factor" if u.con_factor else "sin segundo factor"
            clave = "\tclave temporal" if u.clave_temporal else ""
            print(f"{u.nombre}\t{u.rol}\t{'activo' if u.activo else 'inactivo'}\t{factor}{clave}")


@app_usuarios.command("desactivar", cls=Orden)
def desactivar(nombre: Nombre, config: RutaConfig = CONFIG) -> None:
    """No deja entrar a alguien y cierra sus sesiones."""
    with _base(config) as almacen:
        accesos.desactivar(almacen, nombre)
    print(f"usuario «{nombre}» desactivado")


@app_usuarios.command("activar", cls=Orden)
def activar(nombre: Nombre, config: RutaConfig = CONFIG) -> None:
    """Vuelve a dejar entrar a alguien."""
    with _base(config) as almacen:
        accesos.activar(almacen, accesos.id_de(almacen, nombre))
    print(f"usuario «{nombre}» activado")


@app_usuarios.command("rol", cls=Orden)
def rol(
    nombre: Nombre,
    nuevo: Annotated[str, typer.Argument(help="gestion, supervision, auditoria o administracion.")],
    config: RutaConfig = CONFIG,
) -> None:
    """Cambia el rol de alguien y cierra sus sesiones."""
    with _base(config) as almacen:
        accesos.cambiar_rol(almacen, accesos.id_de(almacen, nombre), nuevo)
    print(f"usuario «{nombre}»: su rol es {nuevo}")


@app_usuarios.command("clave", cls=Orden)
def clave(nombre: Nombre, config: RutaConfig = CONFIG) -> None:
    """Da a alguien una clave temporal, que tendrá que cambiar al ingresar, y cierra sus sesiones."""
    with _base(config) as almacen:
        nueva = accesos.dar_temporal(almacen, accesos.id_de(almacen, nombre), "orden")
    print(f"la clave temporal de «{nombre}», que no se verá otra vez: {nueva}")


@app_usuarios.command("factor", cls=Orden)
def factor(nombre: Nombre, config: RutaConfig = CONFIG) -> None:
    """Quita el segundo factor de quien perdió su teléfono y sus códigos, y cierra sus sesiones."""
    with _base(config) as almacen:
        accesos.quitar_factor(almacen, accesos.id_de(almacen, nombre))
    print(f"segundo factor de «{nombre}» quitado: tendrá que poner otro al ingresar")


@app_usuarios.command("llave", cls=Orden)
def llave(
    girar: Annotated[
        bool,
        typer.Option(
            "--girar", help="Vuelve a cifrar lo guardado con la primera llave de «web.clave_maestra»."
        ),
    ] = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Da una llave para «web.clave_maestra» o, con --girar, pasa lo guardado a la primera que haya."""
    if not girar:
        print(accesos.nueva_llave())
        return
    with _base(config) as almacen:
        cuantos = accesos.girar_llave(almacen, accesos.cofre_de(leer_config(config)))
    cifrados = contado(cuantos, "segundo factor cifrado", "segundos factores cifrados")
    print(f"{cifrados} con la primera llave: la anterior ya se puede quitar")


@contextmanager
def _base(config: Path, *, migrar: bool = False) -> Iterator[accesos.Almacen]:
    almacen = abrir_base(leer_config(config), migrar=migrar)
    try:
        yield almacen
    finally:
        almacen.cerrar()


def _pedir_clave() -> str:
    escrita = os.environ.get(_CLAVE) or (getpass.getpass("clave: ") if sys.stdin.isatty() else "")
    if not escrita:
        raise EntradaInvalida(f"falta la clave: escríbala en una terminal o póngala en {_CLAVE}")
    return escrita
