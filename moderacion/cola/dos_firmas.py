"""Restringir una critica solo porque «daña la imagen» (articulo 1) lo firman dos: quien decide, y otro que lo escribio antes.

A quejarse se invita, y el articulo 1 es el que mas se presta a callar una queja. No se pide si alguna politica propone
restringir el comentario: entonces no es solo una critica. Por que: `docs/decisiones/0029-callar-una-critica-lo-firman-dos.md`.
"""

from dataclasses import dataclass
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.expedientes import Caso
from moderacion.cola.persona import Persona
from moderacion.errores import EntradaInvalida
from politicas.tipos import Propuesta

IMAGEN: Final = 1
"""El articulo que restringe lo que dañe la imagen publica."""
_FALTA: Final = (
    "es una crítica y ninguna política propone restringirla: por el artículo 1 solo se restringe si otra persona está de "
    "acuerdo; pídale una segunda opinión"
)


@dataclass(frozen=True, slots=True)
class Firmas:
    """De una critica que por el articulo 1 solo se restringe entre dos: quienes dejaron dicho que la restringirian."""

    de_acuerdo: tuple[str, ...]


def firmas_de(almacen: Almacen, f: Caso, persona: Persona) -> Firmas | None:
    """Lo de `firmas`, para enseñarlo antes de decidir."""
    with almacen.lectura() as u:
        return firmas(u, f, persona)


def firmas(u: Unidad, f: Caso, persona: Persona) -> Firmas | None:
    """Quienes, ademas de `persona`, estan de acuerdo con restringir `f`; None si no hace falta nadie mas."""
    if any(h["propuesta"] == Propuesta.RESTRINGIR for h in f.hallazgos):
        return None
    if not u.companeros.es_critica(f.expediente["id"]):
        return None
    return Firmas(tuple(u.companeros.restringirian(f.expediente["id"], persona.id)))


def exigir(u: Unidad, f: Caso, persona: Persona, articulo: int | None) -> None:
    """Lanza `EntradaInvalida` si por ese articulo hace falta otra persona y nadie lo ha dicho."""
    if articulo != IMAGEN:
        return
    hechas = firmas(u, f, persona)
    if hechas is not None and not hechas.de_acuerdo:
        raise EntradaInvalida(_FALTA)
