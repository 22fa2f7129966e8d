"""Lo que hay en el corpus, en lineas para leer: cuantos de cada cosa, acuerdo y desacuerdos sin resolver."""

from collections import Counter
from collections.abc import Mapping, Sequence

from .acuerdo import desacuerdos, kappas, sin_segunda
from .particion import PARTES, partir
from .tipos import CLASES, ETIQUETAS, REDES, Comentario
from .variedad import variedad

_ANCHO = 18


def _cuenta(titulo: str, valores: Sequence[str], orden: Sequence[str]) -> str:
    veces = Counter(valores)
    return f"{titulo}: " + " · ".join(f"{nombre} {veces[nombre]}" for nombre in orden)


def _por_etiqueta(comentarios: Sequence[Comentario], partes: Mapping[str, list[Comentario]]) -> list[str]:
    acuerdo = {k.etiqueta: k for k in kappas(comentarios)}
    lineas = [
        f"{'etiqueta':{_ANCHO}}{'todas':>7}" + "".join(f"{p[:9]:>11}" for p in PARTES) + f"{'kappa':>8}"
    ]
    for etiqueta in ETIQUETAS:
        total = sum(etiqueta in c.etiquetas for c in comentarios)
        en_partes = "".join(f"{sum(etiqueta in c.etiquetas for c in partes[p]):>11}" for p in PARTES)
        k = acuerdo[etiqueta].kappa
        lineas.append(f"{etiqueta:{_ANCHO}}{total:>7}{en_partes}{'—' if k is None else f'{k:.3f}':>8}")
    vacios = sum(not c.etiquetas for c in comentarios)
    lineas.append(f"{'(sin etiqueta)':{_ANCHO}}{vacios:>7}")
    return lineas


def _desacuerdos(comentarios: Sequence[Comentario]) -> list[str]:
    quedan = desacuerdos(comentarios)
    resueltos = sum(c.acuerdo is not None for c in comentarios)
    lineas = [f"Desacuerdos sin resolver: {len(quedan)} (resueltos: {resueltos})"]
    for c in quedan:
        texto = c.texto.replace("\n", "\\n")
        lineas.append(f"  {c.lote} {c.id} [{','.join(c.primera)}] [{','.join(c.segunda or ())}] {texto}")
    return lineas


def _variedad(comentarios: Sequence[Comentario]) -> str:
    v = variedad([c.texto for c in comentarios])
    (arranque, cuanto), (plantilla, cuanta) = v.arranque, v.plantilla
    return (
        f"Variedad: 4-gramas distintos {v.distintas:.3f} · arranque «{arranque}» {cuanto:.2%}"
        f" · plantilla «{plantilla}» {cuanta:.2%}"
    )


def tabla(comentarios: Sequence[Comentario]) -> list[str]:
    """Las lineas del informe del corpus. Lanza `ValueError` si no hay comentarios."""
    partes = partir(comentarios)
    leidos = len(comentarios) - len(sin_segunda(comentarios))
    return [
        f"Comentarios: {len(comentarios)} · leídos dos veces: {leidos}",
        _cuenta("Lotes", [c.lote for c in comentarios], sorted({c.lote for c in comentarios})),
        _cuenta("Redes", [c.red for c in comentarios], REDES),
        _cuenta("Clases", [c.clase for c in comentarios], CLASES),
        "Partes: " + " · ".join(f"{p} {len(cs)}" for p, cs in partes.items()),
        _variedad(comentarios),
        "",
        *_por_etiqueta(comentarios, partes),
        "",
        *_desacuerdos(comentarios),
    ]
