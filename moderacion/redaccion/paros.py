"""El paro: que no salga nada de lo programado, ya, y hasta que supervision diga que siga."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.errores import NoAutorizado
from moderacion.redaccion.tipos import RAZON_MAXIMA, Persona, exigir_que_redacte, medido

LEVANTAN: Final = frozenset({"supervision"})
"""Parar lo puede cualquiera que redacte, porque corre prisa; seguir, solo supervision."""
_MOTIVO_MINIMO: Final = 10
_LIMITE: Final = 200


@dataclass(frozen=True, slots=True)
class Paros:
    """Los que rigen y los que hubo."""

    vigentes: Sequence[Mapping[str, Any]]
    todos: Sequence[Mapping[str, Any]]


def parar(almacen: Almacen, persona: Persona, motivo: str, cuenta_id: int | None = None) -> int:
    """Para lo que decimos por una cuenta, o por todas. Lo que ya esta saliendo no se puede parar.

    Lanza `NoAutorizado`, `NoExiste` (la cuenta), `EntradaInvalida` (sin motivo) o `Conflicto` (ya estaba parado).
    """
    exigir_que_redacte(persona)
    motivo = medido("por qué se para todo", motivo, _MOTIVO_MINIMO, RAZON_MAXIMA)
    with almacen.unidad() as u:
        return u.paros.poner(cuenta_id, motivo, persona.id)


def levantar(almacen: Almacen, paro_id: int, persona: Persona, motivo: str) -> None:
    """Lo levanta supervision. Lo que entretanto perdio su hora o su aprobacion vuelve a revision, no sale tarde.

    Lanza `NoAutorizado`, `NoExiste`, `EntradaInvalida` o `Conflicto`.
    """
    if persona.rol not in LEVANTAN:
        raise NoAutorizado("un paro lo levanta supervisión")
    motivo = medido("por qué se puede seguir", motivo, _MOTIVO_MINIMO, RAZON_MAXIMA)
    with almacen.unidad() as u:
        u.paros.levantar(paro_id, motivo, persona.id)


def paros(almacen: Almacen) -> Paros:
    """Los que rigen, y todos."""
    with almacen.lectura() as u:
        return Paros(u.paros.vigentes(), u.paros.todos(_LIMITE))


def paros_vigentes(almacen: Almacen) -> Sequence[Mapping[str, Any]]:
    """Solo los que rigen: lo que cada pagina avisa."""
    with almacen.lectura() as u:
        return u.paros.vigentes()
