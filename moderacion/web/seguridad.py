"""Quien puede que: cada ruta declara su permiso, y la que no lo declara no se abre a nadie."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from moderacion import accesos
from moderacion.accesos import Usuario
from moderacion.cola import DECIDEN, Persona
from moderacion.errores import NoAutorizado
from moderacion.montaje import Servicio
from moderacion.web.portador import exigir_alcance
from moderacion.web.presentacion import ROLES
from moderacion.web.vigilante import exigir_vigilante

PUBLICA: Final[frozenset[str]] = frozenset()
"""Sin ingresar."""
LEEN: Final = frozenset({"gestion", "supervision", "auditoria", "administracion"})
ATIENDEN: Final = frozenset({"gestion", "supervision"})
ADMINISTRAN: Final = frozenset({"administracion"})
"""Dar y quitar el acceso de la gente y de los programas."""
CIERRAN: Final = frozenset({"supervision"})
"""Cerrar un incidente devuelve la voz a la cuenta: lo hace un superior (articulo 13)."""
INFORMAN: Final = frozenset({"gestion", "supervision"})
"""Escribir lo que hizo cada mecanismo de participación e importar las cifras de antes."""
AVISAN: Final = frozenset({"supervision", "administracion"})
"""Decir a quién se avisa y probar sus canales."""
AUDITAN: Final = frozenset({"supervision", "auditoria", "administracion"})
"""Leer la bitacora: lo que hizo cada quien."""

SESION: Final = "sesion"
DE_PASO: Final = "paso"
"""La galleta de quien dio su clave y le falta el código: no abre ninguna página."""
DE_APARATO: Final = "aparato"
"""La de un navegador en que alguien ya entró: dice cómo contar sus intentos y no abre nada."""
DE_OIDC: Final = "oidc"
"""La de quien fue a su proveedor de identidad y no ha vuelto."""
_ACTIVA: Final = "x-activa"
"""La cabecera con que el guión dice que hay alguien delante."""

Ruta = TypeVar("Ruta", bound=Callable[..., Any])

__all__ = [
    "ADMINISTRAN",
    "ATIENDEN",
    "AUDITAN",
    "AVISAN",
    "CIERRAN",
    "DECIDEN",
    "DE_APARATO",
    "DE_OIDC",
    "DE_PASO",
    "INFORMAN",
    "LEEN",
    "PUBLICA",
    "CuentaSinTerminar",
    "SinIngresar",
    "abrir_galleta",
    "alcance",
    "alcance_de",
    "cerrar_galleta",
    "de_galleta",
    "desde",
    "exigir_permiso",
    "falta_por_hacer",
    "galleta",
    "origen",
    "permiso",
    "permiso_de",
    "persona",
    "testigo",
    "usuario",
]


class SinIngresar(NoAutorizado):
    """Hace falta ingresar: no hay sesion, o ya termino."""


class CuentaSinTerminar(NoAutorizado):
    """Antes de nada, esta persona tiene que cambiar su clave temporal o poner su segundo factor."""


def permiso(
    roles: frozenset[str], *, para_terminar: bool = False, de_fondo: bool = False, vigilante: bool = False
) -> Callable[[Ruta], Ruta]:
    """Declara que roles pueden usar una ruta.

    `para_terminar`: se abre también a quien aún tiene que cambiar su clave o poner su segundo factor. `de_fondo`: la
    pide el guión por su cuenta, y no cuenta como uso de la sesión salvo que diga que hay alguien delante. `vigilante`:
    sin ingresar, pero solo a quien vigila el servicio.
    """

    def declarar(ruta: Ruta) -> Ruta:
        ruta.permiso = roles  # type: ignore[attr-defined]  # una funcion admite atributos
        ruta.para_terminar = para_terminar  # type: ignore[attr-defined]
        ruta.de_fondo = de_fondo  # type: ignore[attr-defined]
        ruta.vigilante = vigilante  # type: ignore[attr-defined]
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
        if getattr(ruta, "vigilante", False):
            exigir_vigilante(peticion)
        return
    servicio: Servicio = peticion.app.state.servicio
    hay_alguien = not getattr(ruta, "de_fondo", False) or _ACTIVA in peticion.headers
    usuario = de_galleta(servicio, testigo(peticion), usar=hay_alguien)
    if usuario is None:
        raise SinIngresar("hace falta ingresar: la sesión no existe o ya terminó")
    peticion.state.usuario = usuario
    peticion.state.persona = Persona(usuario.id, usuario.nombre, usuario.rol)
    falta = falta_por_hacer(servicio, usuario)
    peticion.state.falta = falta
    if falta and not getattr(ruta, "para_terminar", False):
        raise CuentaSinTerminar(falta)
    if usuario.rol not in roles:
        raise NoAutorizado(f"el rol «{ROLES[usuario.rol]}» no puede hacer esto")


def de_galleta(servicio: Servicio, sesion: str, *, usar: bool) -> Usuario | None:
    """El usuario de una sesión viva, con los plazos de esta instalación; o None."""
    return accesos.de_sesion(servicio.almacen, sesion, servicio.config.web.inactividad, usar=usar)


def falta_por_hacer(servicio: Servicio, usuario: Usuario) -> str:
    """Lo que tiene que hacer antes de entrar a trabajar, dicho en una frase; vacío si nada."""
    if usuario.clave_temporal:
        return "su clave es temporal: cámbiela por una que solo usted conozca"
    if servicio.config.web.segundo_factor == "exigido" and not usuario.totp:
        return "ponga su segundo factor: con la clave sola no se entra"
    return ""


def usuario(peticion: Request) -> Usuario:
    """La fila de quien hace la petición, en una ruta que no es pública."""
    quien: Usuario = peticion.state.usuario
    return quien


def origen(peticion: Request) -> str:
    """La dirección de quien pide, o vacío si no se sabe."""
    return peticion.client.host if peticion.client else ""


def desde(peticion: Request) -> accesos.Desde:
    """De dónde llega la petición y lo que dura una sesión que se abra con ella."""
    return accesos.Desde(
        origen(peticion),
        timedelta(hours=peticion.app.state.servicio.config.web.sesion_horas),
        peticion.headers.get("user-agent", ""),
    )


def persona(peticion: Request) -> Persona:
    """Quien hace la peticion, en una ruta que no es publica."""
    quien: Persona = peticion.state.persona
    return quien


def _nombre(peticion: Request, cual: str) -> str:
    # el prefijo __Host- solo vale en HTTPS: el navegador descartaria la galleta
    return f"__Host-{cual}" if peticion.app.state.servicio.config.web.https else cual


def galleta(peticion: Request, cual: str) -> str:
    """Lo que trae esa galleta, o vacio."""
    return peticion.cookies.get(_nombre(peticion, cual), "")


def testigo(peticion: Request) -> str:
    """El testigo de sesion que trae la galleta, o vacio."""
    return galleta(peticion, SESION)


def abrir_galleta(
    peticion: Request, respuesta: Response, valor: str, dura: timedelta, cual: str = SESION
) -> None:
    """Pone la galleta: ni otro sitio la manda ni un script la lee."""
    respuesta.set_cookie(
        _nombre(peticion, cual),
        valor,
        max_age=int(dura.total_seconds()),
        path="/",
        secure=peticion.app.state.servicio.config.web.https,
        httponly=True,
        samesite="lax",
    )


def cerrar_galleta(peticion: Request, respuesta: Response, cual: str = SESION) -> None:
    """Quita la galleta."""
    respuesta.delete_cookie(
        _nombre(peticion, cual),
        path="/",
        secure=peticion.app.state.servicio.config.web.https,
        httponly=True,
        samesite="lax",
    )
