"""Cuanto coinciden las dos lecturas (kappa de Cohen por etiqueta) y que queda sin resolver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .tipos import ETIQUETAS, Comentario, ErrorCorpus

_MUESTRA = 5


@dataclass(frozen=True, slots=True)
class Kappa:
    """El acuerdo en una etiqueta: cuantas veces la puso cada lectura y el kappa (None si no se puede calcular)."""

    etiqueta: str
    primera: int
    segunda: int
    ambas: int
    kappa: float | None


def kappa(una: Sequence[bool], otra: Sequence[bool]) -> float | None:
    """Kappa de Cohen de dos juicios de si o no: lo que coinciden por encima del azar, hasta 1.

    None sin casos, o si los dos dijeron siempre lo mismo (el azar ya lo explica todo). Lanza `ValueError` si no
    tienen el mismo largo.
    """
    if len(una) != len(otra):
        raise ValueError("Los dos juicios deben ser sobre los mismos casos.")
    n = len(una)
    if not n:
        return None
    observado = sum(a == b for a, b in zip(una, otra, strict=True)) / n
    si_una, si_otra = sum(una) / n, sum(otra) / n
    azar = si_una * si_otra + (1 - si_una) * (1 - si_otra)
    return None if azar == 1 else (observado - azar) / (1 - azar)


def kappas(comentarios: Iterable[Comentario]) -> list[Kappa]:
    """El acuerdo de cada etiqueta, sobre los comentarios leidos dos veces."""
    pares = [(set(c.primera), set(c.segunda)) for c in comentarios if c.segunda is not None]
    medidos = []
    for etiqueta in ETIQUETAS:
        una = [etiqueta in p for p, _ in pares]
        otra = [etiqueta in s for _, s in pares]
        ambas = sum(a and b for a, b in zip(una, otra, strict=True))
        medidos.append(Kappa(etiqueta, sum(una), sum(otra), ambas, kappa(una, otra)))
    return medidos


def desacuerdos(comentarios: Iterable[Comentario]) -> list[Comentario]:
    """Los que tienen dos lecturas distintas y nadie ha resuelto en acuerdos.tsv."""
    return [c for c in comentarios if c.pendiente]


def sin_segunda(comentarios: Iterable[Comentario]) -> list[Comentario]:
    """Los que solo se han leido una vez."""
    return [c for c in comentarios if c.segunda is None]


def exigir_acuerdo(comentarios: Sequence[Comentario]) -> None:
    """Lanza `ErrorCorpus`, con unos cuantos, si algo esta sin segunda lectura o sin resolver."""
    for faltan, que in (
        (sin_segunda(comentarios), "sin segunda lectura"),
        (desacuerdos(comentarios), "con desacuerdos sin resolver en acuerdos.tsv"),
    ):
        if faltan:
            muestra = "; ".join(f"{c.lote} {c.id} «{c.texto[:40]}»" for c in faltan[:_MUESTRA])
            raise ErrorCorpus(f"Hay {len(faltan)} comentarios {que}: {muestra}.")
