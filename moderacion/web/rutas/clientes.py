"""Los clientes de la API: crearlos, ver su testigo una vez y revocarlos. Y la API, explicada."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos
from moderacion.accesos import clientes
from moderacion.accesos.clientes import ALCANCES, DIAS_MAXIMO, EN_NOMBRE_DE, POR_MINUTO, Pedido
from moderacion.cola import DECIDEN
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web.api.documento import documento, operaciones
from moderacion.web.campos import Id, Palabra
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import ADMINISTRAN, LEEN, permiso, persona

_VACIO = Pedido("", ("cola:leer",))
Lista = Annotated[list[Annotated[str, Form(max_length=40)]], Form(max_length=20)]
Cuentas = Annotated[list[Annotated[int, Form(ge=1, le=2**31)]], Form(max_length=500)]
Entero = Annotated[int, Form(ge=-(2**31), le=2**31)]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/clientes", response_model=None)(ver)
    app.post("/clientes", response_model=None)(crear)
    app.post("/clientes/{cliente_id}/revocar", response_model=None)(revocar)
    app.get("/api", response_model=None)(explicar)


@permiso(ADMINISTRAN)
def ver(peticion: Request) -> Response:
    """La lista y el formulario."""
    return _pagina(peticion)


@permiso(ADMINISTRAN)
def crear(
    peticion: Request,
    nombre: Palabra = "",
    usuario: Palabra = "",
    alcance: Lista = [],  # noqa: B006 (FastAPI copia el valor; no se cambia)
    cuenta: Cuentas = [],  # noqa: B006
    dias: Entero = 365,
    por_minuto: Entero = POR_MINUTO,
) -> Response:
    """Crea un cliente y muestra su testigo en esta respuesta, la única vez."""
    pedido = Pedido(nombre, tuple(alcance), usuario, dias, tuple(cuenta), por_minuto)
    try:
        _, testigo = clientes.crear(de(peticion).servicio.almacen, pedido, persona(peticion).actor)
    except EntradaInvalida as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrito=pedido)
    return _pagina(
        peticion,
        HTTPStatus.CREATED,
        testigo=testigo,
        nuevo=" ".join(nombre.split()),
        por=usuario if clientes.actua(alcance) else "",
    )


@permiso(ADMINISTRAN)
def revocar(peticion: Request, cliente_id: Id) -> Response:
    """Su testigo deja de valer."""
    try:
        clientes.revocar(de(peticion).servicio.almacen, cliente_id, persona(peticion).actor)
    except Conflicto as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    return RedirectResponse("/clientes", HTTPStatus.SEE_OTHER)


@permiso(LEEN)
def explicar(peticion: Request) -> Response:
    """Las operaciones de la API, leídas del mismo documento que usan los programas."""
    escrito = documento(peticion.app)
    return de(peticion).pagina(
        peticion, "api.html", operaciones=operaciones(escrito), alcances=ALCANCES, en_nombre_de=EN_NOMBRE_DE
    )


def _pagina(
    peticion: Request,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    testigo: str = "",
    nuevo: str = "",
    por: str = "",
    escrito: Pedido | None = None,
) -> Response:
    consola = de(peticion)
    almacen = consola.servicio.almacen
    cuentas: list[dict[str, Any]] = [
        {"id": i, "red": red, "nombre": nombre} for i, red, _, nombre in clientes.cuentas(almacen)
    ]
    return consola.pagina(
        peticion,
        "clientes.html",
        estado,
        clientes=clientes.listar(almacen),
        por_aceptar=clientes.por_aceptar,
        usuarios=[u for u in accesos.listar(almacen) if u.activo and u.rol in DECIDEN],
        cuentas=cuentas,
        nombres_cuentas={c["id"]: c["nombre"] for c in cuentas},
        alcances=ALCANCES,
        en_nombre_de=EN_NOMBRE_DE,
        dias_maximo=DIAS_MAXIMO,
        aviso=aviso,
        testigo=testigo,
        nuevo=nuevo,
        por=por,
        escrito=escrito or _VACIO,
    )
