"""Lo que la gente decidio, como ejemplos para aprender: con los datos de personas tachados y sin nada de Twitter (X)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from conectores.tipos import Red
from moderacion.almacen import Almacen
from moderacion.almacen.por_repasar import Juzgado
from moderacion.evaluacion.casa import leer_juzgados
from moderacion.evaluacion.comparacion import coincide, dichos
from moderacion.evaluacion.nombres import Nombres
from moderacion.evaluacion.tachado import Tachado, tachar
from moderacion.reloj import en_local

JSON = dict[str, Any]
CON_PERMISO: Final = frozenset({Red.FACEBOOK.value, Red.YOUTUBE.value})
"""Las redes de las que salen ejemplos. Una nueva no sale hasta que alguien lea sus condiciones y la ponga aqui."""
_POR_QUE_NO: Final = {
    Red.TWITTER.value: "son de Twitter (X): sus condiciones prohíben entrenar con su contenido"
}
_SIN_LEER: Final = "son de una red cuyas condiciones nadie ha mirado"
_REPETIDO: Final = "repiten el texto de otro: vale la última decisión"


@dataclass(frozen=True, slots=True)
class Ejemplos:
    """Los ejemplos, en un orden que no dice cuando se escribieron, y lo que quedo fuera."""

    filas: tuple[JSON, ...]
    decididos: int
    """Comentarios con una decision de una persona en pie: los ejemplos y los que quedan fuera."""
    fuera: Mapping[str, int]
    """Por que → cuantos."""


def reunir_ejemplos(almacen: Almacen) -> Ejemplos:
    """Un ejemplo por texto distinto. De las redes sin permiso no se lee ni el texto."""
    with almacen.lectura() as u:
        vigentes, nombres = u.decididos.vigentes(), Nombres(u.decididos.autores())
    fuera = Counter(_POR_QUE_NO.get(d.red, _SIN_LEER) for d in vigentes if d.red not in CON_PERMISO)
    ids = [d.veredicto_id for d in vigentes if d.red in CON_PERMISO]
    filas: dict[str, JSON] = {}
    for j, tachado in _tachados(almacen, ids, nombres):
        if tachado.riesgo:
            fuera[f"ni tachados son seguros: {tachado.riesgo}"] += 1
            continue
        if tachado.texto in filas:
            fuera[_REPETIDO] += 1
        filas[tachado.texto] = _fila(j, tachado.texto)
    en_orden = sorted(filas.values(), key=lambda f: (f["mes"], f["red"], f["texto"]))
    return Ejemplos(tuple(en_orden), len(vigentes), dict(sorted(fuera.items())))


def _tachados(almacen: Almacen, ids: list[int], nombres: Nombres) -> Iterator[tuple[Juzgado, Tachado]]:
    for j in leer_juzgados(almacen, ids):
        yield j, tachar(" ".join((j.texto or "").split()), nombres, j.autor_nombre)


def _fila(j: Juzgado, texto: str) -> JSON:
    """Un ejemplo. Ni autor, ni ids, ni motivos (los escribe una persona y pueden nombrar a otra), ni el dia."""
    return {
        "texto": texto,
        "red": j.red,
        "mes": f"{en_local(j.creado):%Y-%m}",
        "version_reglamento": j.version_reglamento,
        "version_modelo": j.version_modelo,
        "indicios": dict(sorted(j.indicios.items())),
        "propuesta": j.propuesta,
        "politicas": {f"p{n:02d}": d.propuesta for n, d in sorted(dichos(j.hallazgos, sola=False).items())},
        "critica": j.critica,
        "degradado": j.degradado,
        "decision": j.decision,
        "articulo": j.articulo,
        "coincide": coincide(j.propuesta, j.decision),
    }
