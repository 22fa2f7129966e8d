"""Lo que la consola enseña del visto bueno de las areas: lo pedido, lo que contestaron y a quien se le puede pedir."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from moderacion import redaccion
from moderacion.redaccion.tipos import Fila
from moderacion.web.consola import de
from moderacion.web.seguridad import DECIDEN, persona


@dataclass(frozen=True, slots=True)
class Vistos:
    """Lo que necesita `_visto.html`. `areas`: clave → nombre de las que se pueden elegir; vacio, no se puede pedir."""

    pedidos: list[Fila]
    areas: dict[str, str]
    sugerida: str
    """La clave de la que trata el texto, o vacio."""
    ruta: str
    version: int


def vistos_de(peticion: Request, b: Fila) -> dict[str, Any]:
    """`vistos`, para la pagina de un borrador."""
    servicio = de(peticion).servicio
    pedidos = redaccion.vistos_buenos(servicio.almacen, b["id"])
    areas = {}
    if b["estado"] == "en_revision" and persona(peticion).rol in DECIDEN:
        esperan = {
            v["area"] for v in pedidos if v["estado"] == "pedido" and v["caduca"] > servicio.reloj.ahora()
        }
        areas = {k: redaccion.AREAS[k] for k in servicio.responsables if k not in esperan}
    raiz = "borradores" if b["tipo"] == "respuesta" else "escritos"
    return {
        "vistos": Vistos(
            pedidos,
            areas,
            redaccion.encaminar(b["texto"]) if areas else "",
            f"/{raiz}/{b['id']}/visto",
            b["version"],
        )
    }
