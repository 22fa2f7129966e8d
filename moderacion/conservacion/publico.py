"""Pedir desde la calle algo sobre los propios datos: sin cuenta, con una constancia, y sin que se sepa si hay algo de nadie.

Aqui no se busca a nadie: se apunta lo que se pide, y una persona comprueba despues quien es. La constancia es un enlace que
solo tiene quien pidio; de el se guarda la huella.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.columnas import limpiar
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.intentos import ORIGEN_MAXIMO, red_de
from moderacion.conservacion.tramites import Pedido, recibir_en
from moderacion.errores import DemasiadosIntentos, EntradaInvalida

POR_ORIGEN: Final = 5
"""Solicitudes que se admiten al dia de un mismo origen."""
POR_DIA: Final = 100
"""Y entre todos: pasado eso, la bandeja de la ley no la llena un programa."""
A_LA_VISTA: Final = timedelta(days=90)
"""Cuanto vale la constancia despues de contestada."""
CORTO: Final = 200
LARGO: Final = 2000
_DIA: Final = timedelta(days=1)
_OTRA_VIA: Final = "mañana podrá pedirlo aquí otra vez; hoy, en la Oficina de Información y Respuesta"


@dataclass(frozen=True, slots=True)
class Constancia:
    """Lo que ve quien pidio, y nada mas. `cerrada`: si ya se le contesto."""

    numero: int
    derecho: str
    recibida: datetime
    vence: datetime
    prorrogada: bool
    cerrada: datetime | None


def presentar(almacen: Almacen, derecho: str, nombre: str, contacto: str, relato: str, origen: str) -> str:
    """Apunta lo que alguien pide y devuelve el testigo de su constancia, que solo se puede leer ahora.

    Lanza `EntradaInvalida` o `DemasiadosIntentos`.
    """
    nombre, contacto, relato = (limpiar(t).strip() for t in (nombre, contacto, relato))
    for texto, tope, que in (
        (nombre, CORTO, "el nombre"),
        (contacto, CORTO, "el contacto"),
        (relato, LARGO, "lo que pide"),
    ):
        if len(texto) > tope:
            raise EntradaInvalida(f"{que} lleva como mucho {tope} letras")
    testigo = secrets.token_urlsafe(32)
    with almacen.unidad() as u:
        _frenar(u, origen)
        recibir_en(u, Pedido(derecho, nombre, contacto, relato), "publico", huella_texto(testigo))
    return testigo


def _frenar(u: Unidad, origen: str) -> None:
    de_donde = f"datos {red_de(origen)}"[:ORIGEN_MAXIMO]
    if u.intentos.van(de_donde, u.ahora - _DIA) >= POR_ORIGEN:
        raise DemasiadosIntentos(f"desde aquí ya se recibieron hoy {POR_ORIGEN} solicitudes: {_OTRA_VIA}")
    if u.solicitudes.de_fuera(u.ahora - _DIA) >= POR_DIA:
        raise DemasiadosIntentos(f"hoy no se pueden recibir más solicitudes por esta página: {_OTRA_VIA}")
    u.intentos.anotar(de_donde)


def constancia(almacen: Almacen, testigo: str, origen: str) -> Constancia | None:
    """La de un testigo; None si no vale, sin decir por que. Lanza `DemasiadosIntentos`."""
    return almacen.con_freno(origen, lambda u: _hallar(u, testigo))


def _hallar(u: Unidad, testigo: str) -> Constancia | None:
    s = u.solicitudes.por_constancia(huella_texto(testigo))
    if s is None or (s["cerrada"] and s["cerrada"] + A_LA_VISTA < u.ahora):
        return None
    return Constancia(s["id"], s["derecho"], s["recibida"], s["vence"], s["prorrogada"], s["cerrada"])
