"""Decidir juntos varios expedientes. Nunca bloquear ni nada que no tenga vuelta: eso se decide de uno en uno."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from conectores.tipos import Accion, Capacidades
from moderacion.almacen import Almacen
from moderacion.cola.decidir import NO_BLOQUEA, Resolucion, exigir_motivo, resolver
from moderacion.cola.opciones import PERMITIR
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.errores import BaseOcupada, Conflicto, EntradaInvalida, NoAutorizado, NoExiste

MAXIMO: Final = 50
EN_LOTE: Final = (PERMITIR, Accion.OCULTAR.value)
"""Lo que se puede decidir a la vez para varios: solo lo que se puede deshacer."""
_SIN_CUENTA: Final = "su cuenta ya no está en la configuración"


@dataclass(frozen=True, slots=True)
class ResultadoLote:
    """Lo que paso con uno: su decision, o la razon de que no la haya."""

    expediente_id: int
    decision_id: int | None = None
    razon: str = ""


def resolver_lote(
    almacen: Almacen,
    casos: Sequence[tuple[int, int]],
    persona: Persona,
    accion: str,
    motivo: str,
    articulo: int | None,
    capacidades: Mapping[int, Capacidades],
) -> list[ResultadoLote]:
    """Decide cada (expediente, version) en su propia transaccion: el que cambio entretanto no arrastra a los demas.

    Lanza `NoAutorizado` o `EntradaInvalida` antes de decidir ninguno.
    """
    exigir_que_decida(persona)
    exigir_motivo(motivo)
    if accion not in EN_LOTE:
        raise EntradaInvalida(
            "elija qué hacer con todos" if not accion else f"«{accion}» se decide de uno en uno"
        )
    if not 1 <= len(casos) <= MAXIMO:
        raise EntradaInvalida(f"juntos se deciden de 1 a {MAXIMO} expedientes")
    if len({e for e, _ in casos}) != len(casos):
        raise EntradaInvalida("hay un expediente repetido")
    lote = secrets.token_hex(8)
    return [
        _uno(almacen, e, persona, Resolucion((accion,), motivo, v, articulo, lote), capacidades)
        for e, v in casos
    ]


def _uno(
    almacen: Almacen,
    expediente_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Mapping[int, Capacidades],
) -> ResultadoLote:
    try:
        with almacen.lectura() as u:
            de_la_red = capacidades.get(u.expedientes.cabecera(expediente_id).cuenta_id)
        if de_la_red is None:
            return ResultadoLote(expediente_id, razon=_SIN_CUENTA)
        decision_id = resolver(almacen, expediente_id, persona, r, de_la_red, NO_BLOQUEA)
    except (BaseOcupada, Conflicto, EntradaInvalida, NoAutorizado, NoExiste) as error:
        return ResultadoLote(expediente_id, razon=str(error))
    return ResultadoLote(expediente_id, decision_id)
