"""Resolver una apelacion: la cola decide y las sanciones lo dejan dicho, en una sola transaccion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from conectores.tipos import Capacidades
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.errores import EntradaInvalida
from moderacion.sanciones import apelaciones

_SIN_BLOQUEO: Final = timedelta(days=1)
"""Permitir no bloquea a nadie: la duracion no se usa."""


@dataclass(frozen=True, slots=True)
class ResolucionApelacion:
    """Lo que otra persona resolvio. `version`: la del expediente que vio; `motivo` lo lee quien apelo."""

    apelacion_id: int
    acepta: bool
    motivo: str
    version: int


def emitir_apelacion(almacen: Almacen, expediente_id: int, persona: cola.Persona) -> apelaciones.Enlace:
    """El enlace para apelar, que solo se puede leer ahora. Lanza `NoAutorizado` y lo que `apelaciones.emitir`."""
    cola.exigir_que_decida(persona)
    return apelaciones.emitir(almacen, expediente_id, persona.actor)


def resolver_apelacion(
    almacen: Almacen,
    capacidades: Mapping[int, Capacidades],
    persona: cola.Persona,
    r: ResolucionApelacion,
) -> int:
    """Acepta (muestra y desbloquea) o rechaza (mantiene). Devuelve el id de la decision.

    Nunca la resuelve la maquina ni quien restringio: lo niega la misma actualizacion que cierra el expediente.
    Lanza `NoAutorizado`, `NoExiste`, `Conflicto` o `EntradaInvalida`.
    """
    with almacen.unidad() as u:
        a = apelaciones.pendiente_en(u, r.apelacion_id)
        expediente_id = int(a["expediente_id"])
        c = capacidades.get(u.expedientes.cabecera(expediente_id).cuenta_id)
        if c is None:
            raise EntradaInvalida("la cuenta de este comentario ya no está en la configuración")
        if r.acepta:
            decision = cola.Resolucion.de(cola.PERMITIR, r.motivo, r.version)
            decision_id = cola.decidir_en(
                u, expediente_id, persona, decision, c, _SIN_BLOQUEO, r.apelacion_id
            )
        else:
            decision = cola.Resolucion.de(a["accion"], r.motivo, r.version, a["articulo"])
            decision_id = cola.mantener_en(u, expediente_id, persona, decision, c, r.apelacion_id)
        apelaciones.resolver_en(
            u, r.apelacion_id, persona.id, persona.actor, decision_id, r.motivo.strip(), acepta=r.acepta
        )
    return decision_id
