"""Quién llama a la API: el cliente del testigo que viene en `Authorization: Bearer`, y lo que se le permite."""

from typing import Final

from starlette.requests import Request

from moderacion.accesos import clientes
from moderacion.accesos.clientes import FilaCliente
from moderacion.cola import Persona
from moderacion.contado import contado
from moderacion.errores import ErrorModeracion, NoAutorizado
from moderacion.montaje import Servicio

_ESQUEMA: Final = "bearer "
_TESTIGO_MAXIMO: Final = 200


class SinTestigo(NoAutorizado):
    """No viene un testigo, o no vale: 401."""


class SinAlcance(NoAutorizado):
    """El cliente no tiene el alcance que hace falta, o no actúa en nombre de nadie que pueda: 403."""


class Demasiadas(ErrorModeracion):
    """El cliente pidió más de lo que cabe en un minuto: 429. `espera`: segundos hasta que quepa."""

    def __init__(self, espera: int) -> None:
        super().__init__(f"demasiadas peticiones en este minuto: espere {contado(espera, 'segundo')}")
        self.espera = espera


def testigo_de(cabecera: str) -> str:
    """El testigo de una cabecera `Authorization`, o vacío si no es de portador."""
    return cabecera[len(_ESQUEMA) :].strip() if cabecera[: len(_ESQUEMA)].lower() == _ESQUEMA else ""


def exigir_alcance(peticion: Request, alcances: frozenset[str]) -> None:
    """Deja al cliente en la petición. Lanza `SinTestigo`, `Demasiadas` o `SinAlcance`, en ese orden."""
    servicio: Servicio = peticion.app.state.servicio
    testigo = testigo_de(peticion.headers.get("authorization", ""))
    if not testigo:
        raise SinTestigo("falta el testigo: mándelo en la cabecera «Authorization: Bearer …»")
    quien = clientes.de_testigo(servicio.almacen, testigo) if len(testigo) <= _TESTIGO_MAXIMO else None
    if quien is None:
        raise SinTestigo("el testigo no vale: no existe, caducó o se revocó")
    espera = peticion.app.state.ritmo.gastar(servicio.almacen, quien, servicio.reloj)
    if espera:
        raise Demasiadas(espera)
    peticion.state.cliente = quien
    faltan = alcances.difference(quien.alcances)
    if faltan:
        raise SinAlcance(f"al cliente le falta el alcance «{min(faltan)}»")


def cliente(peticion: Request) -> FilaCliente:
    """El cliente que hace la petición, en una ruta con alcance."""
    quien: FilaCliente = peticion.state.cliente
    return quien


def persona_de(quien: FilaCliente) -> Persona:
    """La persona en cuyo nombre actúa. Lanza `SinAlcance` si no tiene, no lo ha aceptado o ya no está activa."""
    if quien.usuario_id is None or quien.usuario is None or quien.rol is None or not quien.usuario_activo:
        raise SinAlcance("el cliente no actúa en nombre de ninguna persona activa: no puede decidir")
    if quien.aceptado is None:
        raise SinAlcance(
            f"«{quien.usuario}» aún no aceptó, en «Mi cuenta», que el cliente actúe en su nombre"
        )
    return Persona(quien.usuario_id, quien.usuario, quien.rol)
