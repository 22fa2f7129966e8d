"""El informe de participacion: lo que hizo cada mecanismo, en la forma en que la institucion lo publica cada año.

Lo de fuera de las redes se escribe o se importa; lo de las redes se cuenta. Lo que nadie registro se dice que falta.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from moderacion.almacen import Unidad
from moderacion.informes import cifras_mecanismos
from moderacion.informes.crecimientos import de_publicados, tabla_de
from moderacion.informes.mecanismos import REDES, Crecimiento, Mecanismo, ejemplo, mecanismo_de
from moderacion.informes.modelo import (
    Columna,
    Fila,
    Informe,
    Origen,
    Seccion,
    Tabla,
)
from moderacion.informes.participacion_redes import Redes, contar
from moderacion.informes.participacion_redes import seccion as seccion_redes
from moderacion.informes.periodo import Periodo
from moderacion.informes.registro import ClaseInforme, Pedido
from moderacion.informes.seguidos import BASE, reunir, tramos
from moderacion.reloj import dia_local

_FORMA: Final = "%d/%m/%Y"
_EJEMPLO: Final = "mecanismos.ejemplo"
_GUARDADOS: Final = "mecanismos.guardados"
_DE_SIEMPRE: Final = (
    ("Breve descripción de su objetivo", "objetivo"),
    ("Requisitos para participar en él", "requisitos"),
)
"""Lo que no suele cambiar de un registro a otro."""


@dataclass(frozen=True, slots=True)
class _Reunido:
    """Los mecanismos de un periodo y, si hay base, lo que se conto de las redes."""

    suyos: Sequence[Mecanismo]
    origen: Origen
    redes: Redes | None = None
    crecidas: Sequence[Crecimiento] = ()
    """Lo que crecio cada cuenta segun el servicio: vale si nadie escribio otra cosa."""
    no_suma: str = ""
    """Por que lo que crecieron no se suma, si no se puede."""
    ajenos: Sequence[Mecanismo] = ()
    """Los que vienen con el programa."""
    fuera: Sequence[str] = ()
    """Lo que no se pone por no contar dos veces unos dias, aunque otros queden sin cifras."""


def armar(p: Pedido) -> Informe:
    """El informe de un periodo, comparado con el de antes."""
    anterior = p.periodo.anterior(dia_local(p.corte))
    # lo escrito de antes va entero, con sus dias; lo contado, hasta la misma hora que lo de ahora
    falta = min(p.periodo.fin, Periodo(p.periodo.desde, dia_local(p.corte)).fin) - p.corte
    previo = replace(p, periodo=anterior, corte=anterior.fin - falta)
    if p.almacen is None:
        ahora, antes = _reunir(None, p.periodo, p), _reunir(None, p.periodo.anterior(), previo)
    else:
        with p.almacen.lectura() as u:
            ahora, antes = _reunir(u, p.periodo, p), _reunir(u, p.periodo.anterior(), previo)
    suyos, origen = ahora.suyos, ahora.origen
    cifras = cifras_mecanismos.tabla(suyos, antes.suyos, origen)
    secciones = [Seccion("resumen", cifras.titulo, tablas=(cifras,))]
    propios = [c for m in suyos for c in m.crecimientos]
    crecimientos = tabla_de(propios or ahora.crecidas, origen, no_suma="" if propios else ahora.no_suma)
    if crecimientos.filas:
        secciones.append(Seccion("incremento", "Incremento de seguidores", tablas=(crecimientos,)))
    if ahora.redes and antes.redes and not ahora.redes.vacio:
        secciones.append(seccion_redes(ahora.redes, antes.redes, p.periodo, p.corte))
    secciones += [_ficha(registros, origen) for registros in cifras_mecanismos.por_clave(suyos)]
    hay_antes = antes.suyos or (antes.redes and not antes.redes.vacio)
    return Informe(
        "participacion",
        "Mecanismos de participación institucional",
        p.institucion,
        p.periodo,
        p.corte,
        tuple(secciones),
        tuple(_notas(ahora)),
        anterior if hay_antes else None,
    )


def _reunir(u: Unidad | None, periodo: Periodo, p: Pedido) -> _Reunido:
    """Lo guardado del periodo; lo que falte, del ejemplo; y las redes de lo pedido, si nadie escribio lo suyo, contadas."""
    documento, del_ejemplo = ejemplo()
    dias = (("desde", periodo.desde.isoformat()), ("hasta", periodo.hasta.isoformat()))
    guardados = [mecanismo_de(f) for f in u.mecanismos.entre(periodo.desde, periodo.hasta)] if u else []
    del_periodo = [m for m in del_ejemplo if _dentro(m, periodo)]
    ajenos, fuera = _sin_pisar(del_periodo, guardados, f"lo del documento «{documento}»")
    redes = contar(u, p.periodo, p.corte) if u else None
    crecidas, no_suma = _crecidas(u, p) if u else ((), "")
    de_redes = [_de_las_redes(redes, p)] if redes and not redes.vacio else []
    contados, tapados = _sin_pisar(de_redes, [*guardados, *ajenos], "lo que el servicio contó")
    partes = (
        (guardados, "lo que la institución escribió o importó de cada mecanismo"),
        (ajenos, f"las cifras que trae el programa, del documento «{documento}»"),
        (contados or crecidas, "lo que el servicio contó en las redes"),
    )
    dice = "; ".join(que for cuales, que in partes if cuales) or "los mecanismos del período"
    consulta = _EJEMPLO if ajenos and not guardados and not contados and not crecidas else _GUARDADOS
    orden = {m.clave: n for n, m in enumerate(del_ejemplo)}
    todos = sorted(
        [*guardados, *ajenos, *contados], key=lambda m: (orden.get(m.clave, len(orden)), m.clave, m.desde)
    )
    return _Reunido(todos, Origen(consulta, dice, dias), redes, crecidas, no_suma, ajenos, (*fuera, *tapados))


def _crecidas(u: Unidad, p: Pedido) -> tuple[tuple[Crecimiento, ...], str]:
    """Lo publicado que se importo de esos dias y por que no se suma; si no hay nada, lo que dicen las fotos diarias."""
    s, periodo, hasta = u.seguidores, p.periodo, min(p.periodo.hasta, dia_local(p.corte))
    if publicados := s.publicados(periodo.desde, periodo.hasta):
        return de_publicados(publicados)
    desde = periodo.desde - BASE
    cuentas = reunir(s.cuentas(), s.nombres(), s.diarias(desde, hasta), s.importadas(desde, hasta))
    return tuple(x for c in cuentas if (x := c.crecimiento(periodo))), ""


def _de_las_redes(redes: Redes, p: Pedido) -> Mecanismo:
    """El mecanismo de las redes, con lo que se conto."""
    base = next(m for m in ejemplo()[1] if m.clave == REDES)
    return replace(
        base,
        participaciones="; ".join(f"{c.nombre}: {c.valor:,}" for c in redes.cifras()),
        fuente="Servicio de moderación de las redes sociales",
        desde=p.periodo.desde,
        hasta=min(p.periodo.hasta, dia_local(p.corte)),
        cifras=redes.cifras(),
        crecimientos=(),
    )


def _dentro(m: Mecanismo, periodo: Periodo) -> bool:
    return periodo.desde <= m.desde and m.hasta <= periodo.hasta


def _sin_pisar(
    de_casa: Sequence[Mecanismo], puestos: Sequence[Mecanismo], que: str
) -> tuple[list[Mecanismo], list[str]]:
    """(lo que nadie escribio y no pisa los dias de lo puesto; que se deja de decir con lo que los pisa solo en parte)."""
    caben, fuera = [], []
    for m in de_casa:
        suyos = Periodo(m.desde, m.hasta).cada_dia()
        ya = {d for x in puestos if x.clave == m.clave for d in Periodo(x.desde, x.hasta).cada_dia()}
        pisados = [d for d in suyos if d in ya]
        if not pisados:
            caben.append(m)
        elif len(pisados) < len(suyos):
            dichas = [f"{c.dicha}: {c.valor:,}" for c in m.cifras]
            dichas += [f"{c.cuenta}: {c.dicho}" for c in m.crecimientos]
            fuera.append(
                f"{m.nombre}: no se pone {que} {_dias(m)} ({'; '.join(dichas)}), porque de una parte de esos días "
                f"hay otro registro ({tramos(pisados)})."
            )
    return caben, fuera


def _dias(m: Mecanismo) -> str:
    return f"del {m.desde:{_FORMA}} al {m.hasta:{_FORMA}}"


def _notas(r: _Reunido) -> list[str]:
    notas = []
    if r.ajenos:
        # si del mismo mecanismo hay otro registro, los dias dicen cual es el del documento
        de_otros = {m.clave for m in r.suyos if m not in r.ajenos}
        nombres = [f"{m.nombre} ({_dias(m)})" if m.clave in de_otros else m.nombre for m in r.ajenos]
        cuales = "" if len(r.ajenos) == len(r.suyos) else f" de {'; '.join(nombres)}"
        notas.append(
            f"Los textos y las cifras{cuales} son los del documento «{ejemplo()[0]}», como se publicaron y con su "
            "ortografía. Donde una cifra publicada no cuadra se deja como está y se dice al lado la correcta."
        )
    faltan = [m.nombre for m in ejemplo()[1] if m.clave not in {s.clave for s in r.suyos}]
    if faltan:
        notas.append(f"Sin ningún registro en este período: {'; '.join(faltan)}.")
    return [*notas, *r.fuera]


def _ficha(registros: Sequence[Mecanismo], origen: Origen) -> Seccion:
    """Un mecanismo con los apartados del documento; si hay varios registros, lo de cada uno con sus dias."""
    m = registros[-1]
    apartados = []
    for titulo, campo in _DE_SIEMPRE:
        varios = len({getattr(r, campo) for r in registros}) > 1
        apartados += [
            (f"{titulo} ({_dias(r)})" if varios else titulo, getattr(r, campo))
            for r in (registros if varios else [m])
        ]
    for r in registros:
        cuando = f" ({_dias(r)})" if len(registros) > 1 else ""
        apartados += [
            (f"Cantidad de participaciones{cuando}", r.participaciones),
            (f"Lugares en los que se desarrolló{cuando}", r.lugares),
            (f"Fuente de información{cuando}", r.fuente),
        ]
    filas = tuple(Fila((que, dicho)) for que, dicho in apartados)
    columnas = (Columna("apartado", "Apartado"), Columna("texto", "Lo que dice la fuente"))
    notas = tuple(n for r in registros for n in r.notas())
    tabla = Tabla(f"mecanismo_{m.clave}", m.nombre, columnas, filas, origen, notas=notas)
    return Seccion(f"mecanismo-{m.clave}", m.nombre, tablas=(tabla,))


CLASE: Final = ClaseInforme(
    "participacion",
    "Mecanismos de participación",
    "Qué hizo cada mecanismo de participación, en la forma en que se publica cada año.",
    armar,
    sin_base=True,
)
