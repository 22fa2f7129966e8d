"""Restringir una critica por serlo («daña la imagen», «va en mayusculas») lo firman dos: quien decide, y otro que lo escribio.

Una persona sola la restringe por lo que ademas lleve: un insulto, un enlace ajeno, publicidad. Tampoco hace falta otra si
alguna politica propone restringirla, o ve en ella un daño a alguien. Por que:
`docs/decisiones/0029-callar-una-critica-lo-firman-dos.md`.
"""

from collections.abc import Sequence
from typing import Final

from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.expedientes import Caso
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


def de_acuerdo(almacen: Almacen, f: Caso, persona: Persona) -> Sequence[str] | None:
    """Quienes, ademas de `persona`, dejaron dicho que restringirian `f`; None si no hace falta nadie mas."""
    if not _pide_dos(f):
        return None
    with almacen.lectura() as u:
        return u.companeros.restringirian(f.expediente["id"], persona.id)


def exigir(u: Unidad, f: Caso, persona: Persona, articulo: int | None) -> None:
    """Lanza `EntradaInvalida` si por ese articulo hace falta otra persona y nadie lo ha dicho."""
    if articulo in BASTA_UNA or not _pide_dos(f):
        return
    if not u.companeros.restringirian(f.expediente["id"], persona.id):
        raise EntradaInvalida(_FALTA)


def _pide_dos(f: Caso) -> bool:
    """Si es una critica que ninguna politica propone restringir, ni ve en ella un daño a alguien."""
    return f.critica and not any(
        h["propuesta"] == Propuesta.RESTRINGIR or h["etiqueta"] in _CONTRA_ALGUIEN for h in f.hallazgos
    )
