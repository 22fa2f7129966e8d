"""La compuerta: una politica cuyas reglas cambiaron no actua sola hasta que se repaso lo ya juzgado.

El modo efectivo es el configurado, salvo que sea ACTUAR y la politica este retenida: entonces, SUGERIR. Una version de
una politica queda libre si hay un repaso anotado con ella, o si se estreno en una base donde no habia nada juzgado
(no hay con que repasar). Se mira en cada vuelta: repasar la libera sin reiniciar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from moderacion.almacen import Unidad
from moderacion.almacen.reglamentos import RepasoHecho, VersionGuardada
from politicas.tipos import Modo


@dataclass(frozen=True, slots=True)
class EstadoPolitica:
    """Una politica hoy: que se le deja hacer y por que."""

    numero: int
    version: str
    configurado: Modo
    efectivo: Modo
    libre: bool
    """Si puede actuar con las reglas que tiene."""
    repaso: RepasoHecho | None
    """El ultimo que valio, con estas reglas o con otras."""

    @property
    def retenida(self) -> bool:
        """Si la configuracion la deja actuar y la compuerta no."""
        return self.efectivo is not self.configurado


def estados(u: Unidad, modos: Mapping[int, Modo], versiones: Mapping[int, str]) -> tuple[EstadoPolitica, ...]:
    """Como esta cada politica, en orden. `modos`: los configurados; `versiones`: las de este programa."""
    guardadas, repasos = u.reglamentos.versiones(), u.reglamentos.repasos()
    hay = u.reglamentos.hay_juzgados()
    salida = []
    for numero, version in sorted(versiones.items()):
        configurado = modos.get(numero, Modo.SUGERIR)
        libre = _repasada(numero, version, repasos) or _estreno(numero, version, guardadas, hay=hay)
        efectivo = Modo.SUGERIR if configurado is Modo.ACTUAR and not libre else configurado
        ultimo = next((r for r in repasos if r.vale and numero in r.politicas), None)
        salida.append(EstadoPolitica(numero, version, configurado, efectivo, libre, ultimo))
    return tuple(salida)


def modos_efectivos(estados: Iterable[EstadoPolitica]) -> dict[int, Modo]:
    """Lo que se deja hacer a cada una."""
    return {e.numero: e.efectivo for e in estados}


def _repasada(numero: int, version: str, repasos: Sequence[RepasoHecho]) -> bool:
    return any(r.vale and r.politicas.get(numero, {}).get("version") == version for r in repasos)


def _estreno(numero: int, version: str, guardadas: Sequence[VersionGuardada], *, hay: bool) -> bool:
    """Si estas reglas llegaron cuando no habia nada juzgado. Sin guardar aun: si ahora no lo hay."""
    primera = next((g for g in guardadas if g.politicas.get(numero) == version), None)
    return primera.estrena if primera else not hay
