"""Un cliente de la API para las pruebas: con su testigo, por HTTP y sin galletas."""

import itertools

import requests

from moderacion import accesos
from moderacion.accesos import clientes
from moderacion.accesos.clientes import ALCANCES, Pedido

V1 = "/api/v1"
_numero = itertools.count(1)
TODOS = tuple(ALCANCES)


def dar_testigo(montaje, alcances=TODOS, usuario: str = "gestion", **otros) -> str:
    """El testigo de un cliente nuevo, que la persona en cuyo nombre actúa ya aceptó."""
    almacen = montaje.servicio.almacen
    pedido = Pedido(f"cliente {next(_numero)}", alcances, usuario, **otros)
    cliente_id, testigo = clientes.crear(almacen, pedido)
    if clientes.actua(alcances):
        clientes.aceptar(almacen, cliente_id, accesos.id_de(almacen, usuario))
    return testigo


class Programa(requests.Session):
    """Un programa que usa la API."""

    def __init__(self, base: str, testigo: str = "") -> None:
        super().__init__()
        self.trust_env = False
        self.base = base
        if testigo:
            self.headers["Authorization"] = f"Bearer {testigo}"

    def ver(self, ruta: str, **mas) -> requests.Response:
        return self.request("GET", self.base + V1 + ruta, allow_redirects=False, timeout=10, **mas)

    def mandar(self, ruta: str, cuerpo: object = None, clave: str | None = "", **mas) -> requests.Response:
        """POST con una clave nueva, la dada, o ninguna (None)."""
        cabeceras = {} if clave is None else {"Idempotency-Key": clave or f"clave-{next(_numero)}"}
        cabeceras |= mas.pop("headers", {})
        datos = {"json": cuerpo} if cuerpo is not None else {}
        return self.request(
            "POST",
            self.base + V1 + ruta,
            headers=cabeceras,
            allow_redirects=False,
            timeout=20,
            **datos,
            **mas,
        )


def codigo(r: requests.Response) -> str:
    assert r.headers["content-type"] == "application/json"
    return r.json()["error"]["codigo"]


DECISION = {"version": 1, "accion": "ocultar", "motivo": "Insulto dirigido a una persona.", "articulo": 2}
__all__ = ["DECISION", "TODOS", "V1", "Programa", "codigo", "dar_testigo"]
