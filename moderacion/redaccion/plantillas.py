"""Plantillas de respuesta: un texto con huecos, «{centro}», que no sale mientras quede alguno sin llenar."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moderacion.almacen import Almacen
from moderacion.almacen.estados_redaccion import EstadoConsulta
from moderacion.errores import EntradaInvalida

if TYPE_CHECKING:
    from moderacion.redaccion.juicio import Reglas

DEL_AREA: Final = "respuesta del área"
"""El hueco que se llena solo con lo que contesto el area."""
_HUECO: Final = re.compile(r"\{([^{}\n]{1,60})\}")
_MAXIMO: Final = 20


@dataclass(frozen=True, slots=True)
class Plantilla:
    """Una de la configuracion. `texto`: lo fijo, y entre llaves lo que hay que llenar."""

    clave: str
    nombre: str
    texto: str


def sin_llenar(texto: str) -> Iterator[str]:
    """Una pega por cada hueco que queda, sin repetir."""
    for hueco in list(dict.fromkeys(m[1].strip() for m in _HUECO.finditer(texto)))[:_MAXIMO]:
        yield f"falta llenar «{hueco}», que va entre llaves"


def desde_plantilla(almacen: Almacen, reglas: "Reglas", clave: str, consulta: str) -> str:
    """El texto con que empieza una respuesta hecha con esa plantilla y apoyada en esa consulta (o ninguna).

    Lanza `EntradaInvalida` si no hay tal plantilla.
    """
    plantilla = next((p for p in reglas.plantillas if p.clave == clave), None)
    if plantilla is None:
        raise EntradaInvalida("esa plantilla ya no está: elija otra")
    if not consulta:
        return plantilla.texto
    with almacen.lectura() as u:
        c = u.areas.con_numero(consulta)
    contestada = c is not None and c["estado"] == EstadoConsulta.RESPONDIDA
    dicho = str(c["respuesta"]).strip() if c is not None and contestada else "{" + DEL_AREA + "}"
    # lo fijo pone su punto: el de la respuesta sobraria
    return plantilla.texto.replace("{" + DEL_AREA + "}", dicho.removesuffix("."))
