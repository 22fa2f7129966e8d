"""Lo que la API deja cambiar: tomar, soltar y decidir un expediente, y hacerse cargo de un incidente.

Cada petición trae una clave (`Idempotency-Key`) y se atiende una vez: véase `moderacion.accesos.repeticion`. Se
recuerdan las que salieron bien y las que la sala rechazó (404, 409 y 422); no las que no llegaron a ella (400, 401, 403,
413, 415, 429) ni los fallos nuestros (5xx), que se pueden repetir con la misma clave.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, Header, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from moderacion import cola, incidentes
from moderacion.accesos import repeticion
from moderacion.accesos.repeticion import Almacen, ClaveDeOtra, Escritura
from moderacion.cola import Persona
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste
from moderacion.montaje import Servicio
from moderacion.web import fallos_api
from moderacion.web.api import traduccion
from moderacion.web.api.cuerpo import leer
from moderacion.web.api.entradas import DecisionPedida, Entrada, SinCuerpo, SinFiltros
from moderacion.web.api.modelos_varios import Atendido, Decidido, Soltado, Tomado
from moderacion.web.api.vista import vista
from moderacion.web.campos import Id
from moderacion.web.portador import SinAlcance, cliente, persona_de
from moderacion.web.presentacion import ROLES
from moderacion.web.seguridad import ATIENDEN, DECIDEN, alcance

REPETIDA: Final = "Idempotent-Replayed"
Clave = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description="Única por petición que se quiere hacer; al repetirla por un corte, la misma.",
        examples=["d2b1c7e0-5f64-4b57-9a1e-3c1f0f7e9a55"],
    ),
]
Nada = Annotated[SinFiltros, Query()]
Vacio = Annotated[SinCuerpo, Depends(leer(SinCuerpo))]


@alcance("cola:decidir")
def tomar(peticion: Request, expediente_id: Id, clave: Clave, _: Nada, vacio: Vacio) -> Response:
    """Toma el expediente cinco minutos, o renueva la toma. 409 si lo tiene otra persona."""
    quien = _persona(peticion, DECIDEN)
    hasta = _servicio(peticion).reloj.ahora() + traduccion.TOMA

    def hacer(almacen: Almacen) -> None:
        _exigir_expediente(peticion, almacen, expediente_id)
        cola.tomar(almacen, expediente_id, quien)

    salida = Tomado(expediente=expediente_id, tomado_por=quien.nombre, toma_hasta=hasta)
    return _una_vez(peticion, _escritura(peticion, clave, vacio, quien), hacer, salida)


@alcance("cola:decidir")
def soltar(peticion: Request, expediente_id: Id, clave: Clave, _: Nada, vacio: Vacio) -> Response:
    """Lo deja para otra persona. Si no lo tenía, no cambia nada."""
    quien = _persona(peticion, DECIDEN)

    def hacer(almacen: Almacen) -> None:
        _exigir_expediente(peticion, almacen, expediente_id)
        cola.soltar(almacen, expediente_id, quien)

    salida = Soltado(expediente=expediente_id)
    return _una_vez(peticion, _escritura(peticion, clave, vacio, quien), hacer, salida)


@alcance("cola:decidir")
def decidir(
    peticion: Request,
    expediente_id: Id,
    clave: Clave,
    _: Nada,
    pedida: Annotated[DecisionPedida, Depends(leer(DecisionPedida))],
) -> Response:
    """Decide el expediente en nombre de la persona del cliente. 409 si cambió desde la versión dicha."""
    quien = _persona(peticion, DECIDEN)

    def hacer(almacen: Almacen) -> None:
        _exigir_expediente(peticion, almacen, expediente_id)
        traduccion.decidir(_servicio(peticion), almacen, expediente_id, quien, pedida)

    salida = Decidido(
        expediente=expediente_id,
        version=pedida.version + 1,
        estado="resuelto",
        accion=pedida.accion,
        decidido_por=quien.nombre,
    )
    return _una_vez(peticion, _escritura(peticion, clave, pedida, quien), hacer, salida)


@alcance("incidentes:atender")
def atender(peticion: Request, incidente_id: Id, clave: Clave, _: Nada, vacio: Vacio) -> Response:
    """Se hace cargo del incidente en nombre de la persona del cliente. 409 si ya no estaba abierto."""
    quien = _persona(peticion, ATIENDEN)
    ojos = vista(peticion)

    def hacer(almacen: Almacen) -> None:
        suyos = {i["id"]: i["cuenta_id"] for i in incidentes.listar(almacen)}
        if incidente_id not in suyos:
            raise NoExiste(f"no hay incidente {incidente_id}")
        ojos.exigir(suyos[incidente_id])
        incidentes.atender(almacen, incidente_id, quien.id)

    salida = Atendido(incidente=incidente_id, estado="atendido", atendido_por=quien.nombre)
    return _una_vez(peticion, _escritura(peticion, clave, vacio, quien), hacer, salida)


def _servicio(peticion: Request) -> Servicio:
    servicio: Servicio = peticion.app.state.servicio
    return servicio


def _persona(peticion: Request, roles: frozenset[str]) -> Persona:
    """La persona en cuyo nombre se actúa. Se mira cada vez: su rol pudo cambiar desde que se creó el cliente."""
    quien = persona_de(cliente(peticion))
    if quien.rol not in roles:
        raise SinAlcance(f"el rol «{ROLES[quien.rol]}» de la persona del cliente no puede hacer esto")
    return quien


def _exigir_expediente(peticion: Request, almacen: Almacen, expediente_id: int) -> None:
    """Lanza `NoExiste` si no hay tal expediente o no le toca al cliente."""
    vista(peticion).exigir(cola.cabecera(almacen, expediente_id).cuenta_id)


def _escritura(peticion: Request, clave: str, cuerpo: Entrada, quien: Persona) -> Escritura:
    """La petición, con la huella de lo que pide: el mismo cuerpo escrito con otros espacios es la misma."""
    ruta = peticion.url.path
    objeto, operacion = ruta.removeprefix("/api/v1/").rsplit("/", 1)
    pedido = f"{peticion.method} {ruta}\n{cuerpo.model_dump_json()}"
    return Escritura(
        cliente_id=cliente(peticion).id,
        clave=clave,
        huella=hashlib.sha256(pedido.encode()).hexdigest(),
        operacion=operacion,
        objeto=objeto.replace("expedientes/", "expediente/").replace("incidentes/", "incidente/"),
        actor=quien.actor,
    )


def _una_vez(
    peticion: Request, e: Escritura, hacer: Callable[[Almacen], None], salida: BaseModel
) -> Response:
    """Atiende la petición, o repite lo que ya se contestó."""
    almacen = _servicio(peticion).almacen
    try:
        contestada = repeticion.una_vez(almacen, e, hacer, salida.model_dump(mode="json"))
    except ClaveDeOtra:
        raise
    except (Conflicto, EntradaInvalida, NoExiste) as error:
        contestada = repeticion.recordar(almacen, e, fallos_api.estado_de(error), fallos_api.datos_de(error))
    cabeceras = {REPETIDA: "true"} if contestada.repetida else {}
    return JSONResponse(dict(contestada.respuesta), contestada.estado, cabeceras)
