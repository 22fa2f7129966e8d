"""Lo que la pagina de conservacion muestra: los plazos, lo que la siguiente purga quitaria y las ultimas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.conservacion.clases import Clase, clases
from moderacion.conservacion.purga import Reglas, Tocado, ensayo

ULTIMAS: Final = 30
Fila = Mapping[str, Any]
_EXIGE: Final = {"twitter": timedelta(hours=24), "youtube": timedelta(days=30)}
"""En cuanto hay que saber si lo guardado sigue en cada red (fiabilidad.md, seccion 6)."""


@dataclass(frozen=True, slots=True)
class Estado:
    """Todo junto."""

    clases: Sequence[tuple[Clase, Tocado]]
    """Cada clase y lo que hoy se quitaria de ella."""
    ultimas: Sequence[Fila]
    a_medias: Sequence[Fila]
    cuentas: Sequence[Fila]
    """De cada cuenta, desde cuando no se sabe si sigue en la red el comentario que mas espera, y si `tarde` para lo que exige."""


def estado(almacen: Almacen, reglas: Reglas) -> Estado:
    """Lo de ahora."""
    with almacen.foto():
        tocados = {t.clase: t for t in ensayo(almacen, reglas)}
        with almacen.lectura() as u:
            return Estado(
                [(c, tocados[c.clave]) for c in clases(reglas.config)],
                u.purgas.ultimas(ULTIMAS),
                u.purgas.a_medias(),
                [{**c, "tarde": _tarde(c, u.ahora)} for c in u.purgas.sin_comprobar_desde()],
            )


def _tarde(cuenta: Mapping[str, Any], ahora: datetime) -> bool:
    desde = cuenta["comprobado"]
    return bool(desde and ahora - desde > _EXIGE.get(cuenta["red"], timedelta.max))
