"""Quien puede que: cada ruta declara su permiso, y la que no lo declara no se abre a nadie."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from moderacion import accesos
from moderacion.cola import DECIDEN, Persona
from moderacion.errores import NoAutorizado
from moderacion.montaje import Servicio
from moderacion.web.portador import exigir_alcance

PUBLICA: Final[frozenset[str]] = frozenset()
"""Sin ingresar."""
LEEN: Final = frozenset({"gestion", "supervision", "auditoria", "administracion"})
ATIENDEN: Final = frozenset({"gestion", "supervision"})
ADMINISTRAN: Final = frozenset({"administracion"})
"""Dar y quitar el acceso de los programas."""
CIERRAN: Final = frozenset({"supervision"})
"""Cerrar un incidente devuelve la voz a la cuenta: lo hace un superior (articulo 13)."""
AUDITAN: Final = frozenset({"supervision", "auditoria", "administracion"})
"""Leer la bitacora: lo que hizo cada quien."""

Ruta = TypeVar("Ruta", bound=Callable[..., Any])

__all__ = [
    "ADMINISTRAN",
    "ATIENDEN",
    "AUDITAN",
    "CIERRAN",
    "DECIDEN",
    "LEEN",
    "PUBLICA",
    "SinIngresar",
    "abrir_galleta",
    "alcance",
    "alcance_de",
    "cerrar_galleta",
    "exigir_permiso",
    "permiso",
    "permiso_de",
    "persona",
    "testigo",
]


class SinIngresar(NoAutorizado):
    """Hace falta ingresar: no hay sesion, o ya termino."""


def permiso(roles: frozenset[str]) -> Callable[[Ruta], Ruta]:
    """Declara que roles pueden usar una ruta."""

    def declarar(ruta: Ruta) -> Ruta:
        ruta.permiso = roles  # type: ignore[attr-defined]  # una funcion admite atributos
        return ruta

    return declarar


def permiso_de(ruta: object) -> frozenset[str] | None:
    """Los roles declarados por una ruta, o None si no declaro ninguno."""
    return getattr(ruta, "permiso", None)


def alcance(*nombres: str) -> Callable[[Ruta], Ruta]:
    """Declara que una ruta es de la API y qué alcances exige; sin ninguno, cualquier cliente vigente."""

    def declarar(ruta: Ruta) -> Ruta:
        ruta.alcance = frozenset(nombres)  # type: ignore[attr-defined]  # una funcion admite atributos
        return ruta

    return declarar


def alcance_de(ruta: object) -> frozenset[str] | None:
    """Los alcances declarados por una ruta de la API, o None si no es de la API."""
    return getattr(ruta, "alcance", None)


def exigir_permiso(peticion: Request) -> None:
    """Corre antes de cada ruta. Lanza `SinIngresar` o `NoAutorizado`; deja a la persona en la peticion.

    Una ruta de la API solo mira el testigo del cliente, nunca la galleta; salvo que declare también roles y no venga
    ningún testigo.
    """
    ruta = peticion.scope["endpoint"]
    roles = permiso_de(ruta)
    alcances = alcance_de(ruta)
    if alcances is not None and (roles is None or "authorization" in peticion.headers):
        exigir_alcance(peticion, alcances)
        return
    if roles is None:
        raise NoAutorizado("esta página no declara quién puede verla")
    if roles == PUBLICA:
        return
    servicio: Servicio = peticion.app.state.servicio
    usuario = accesos.de_sesion(servicio.almacen, testigo(peticion))
    if usuario is None:
        raise SinIngresar("hace falta ingresar: la sesión no existe o ya terminó")
    peticion.state.persona = Persona(usuario.id, usuario.nombre, usuario.rol)
    if usuario.rol not in roles:
        raise NoAutorizado(f"el rol «{usuario.rol}» no puede hacer esto")


def persona(peticion: Request) -> Persona:
    """Quien hace la peticion, en una ruta que no es publica."""
    quien: Persona = peticion.state.persona
    return quien


def _nombre_galleta(peticion: Request) -> str:
    # el prefijo __Host- solo vale en HTTPS: el navegador descartaria la galleta
    return "__Host-sesion" if peticion.app.state.servicio.config.web.https else "sesion"


def testigo(peticion: Request) -> str:
    """El testigo de sesion que trae la galleta, o vacio."""
    return peticion.cookies.get(_nombre_galleta(peticion), "")


def abrir_galleta(peticion: Request, respuesta: Response, valor: str, dura: timedelta) -> None:
    """Pone la galleta de sesion: ni otro sitio la manda ni un script la lee."""
    respuesta.set_cookie(
        _nombre_galleta(peticion),
        valor,
        max_age=int(dura.total_seconds()),
        path="/",
        secure=peticion.app.state.servicio.config.web.https,
        httponly=True,
        samesite="lax",
    )


def cerrar_galleta(peticion: Request, respuesta: Response) -> None:
    """Quita la galleta."""
    respuesta.delete_cookie(
        _nombre_galleta(peticion),
        path="/",
        secure=peticion.app.state.servicio.config.web.https,
        httponly=True,
        samesite="lax",
    )
