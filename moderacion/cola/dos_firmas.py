"""Restringir una critica por serlo («daña la imagen», «va en mayusculas») lo firman dos: quien decide, y otro que lo escribio.

Una persona sola la restringe por lo que ademas lleve: un insulto, un enlace ajeno, publicidad. Tampoco hace falta otra si
alguna politica propone restringirla, o ve en ella un daño a alguien. Por que:
`docs/decisiones/0029-callar-una-critica-lo-firman-dos.md`.
"""

from dataclasses import dataclass
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.expedientes import Caso, Ficha
from moderacion.cola.persona import Persona
from moderacion.errores import EntradaInvalida
from politicas.tipos import Propuesta

BASTA_UNA: Final = frozenset({2, 4, 12})
"""Los articulos que restringen algo que el comentario lleva, critique o no: insultos, enlaces ajenos, publicidad."""
_CONTRA_ALGUIEN: Final = frozenset({"amenaza", "odio", "datos_personales", "suplantacion"})
"""Lo que hace daño a alguien ahora mismo, aunque solo se sospeche: no espera a otra persona."""
_FALTA: Final = (
    "es una crítica y ninguna política propone restringirla: si no es por insultos (2), enlaces (4) o publicidad (12), hace "
    "falta que otra persona esté de acuerdo; pídale una segunda opinión"
)


@dataclass(frozen=True, slots=True)
class Firmas:
    """De una critica que sola no se restringe: quienes dejaron dicho que la restringirian."""

    de_acuerdo: tuple[str, ...]


def firmas_de(almacen: Almacen, f: Ficha, persona: Persona) -> Firmas | None:
    """Quienes, ademas de `persona`, estan de acuerdo con restringir `f`; None si no hace falta nadie mas."""
    if not f.veredicto["critica"] or _urge(f):
        return None
    with almacen.lectura() as u:
        return Firmas(tuple(u.companeros.restringirian(f.expediente["id"], persona.id)))


def _urge(f: Caso) -> bool:
    """Si alguna politica propone restringirlo, o ve en el un daño a alguien."""
    return any(
        h["propuesta"] == Propuesta.RESTRINGIR or h["etiqueta"] in _CONTRA_ALGUIEN for h in f.hallazgos
    )


def exigir(u: Unidad, f: Caso, persona: Persona, articulo: int | None) -> None:
    """Lanza `EntradaInvalida` si por ese articulo hace falta otra persona y nadie lo ha dicho."""
    expediente_id = f.expediente["id"]
    if articulo in BASTA_UNA or _urge(f) or not u.companeros.es_critica(expediente_id):
        return
    if not u.companeros.restringirian(expediente_id, persona.id):
        raise EntradaInvalida(_FALTA)
