"""El informe de participacion: lo que hizo cada mecanismo, en la forma en que la institucion lo publica cada año.

Lo de fuera de las redes se escribe o se importa; lo de las redes se cuenta. Lo que nadie registro se dice que falta.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from moderacion.almacen import Unidad
from moderacion.informes.crecimientos import tabla_de
from moderacion.informes.mecanismos import REDES, Mecanismo, ejemplo, mecanismo_de
from moderacion.informes.modelo import (
    Columna,
    Fila,
    Informe,
    Origen,
    Seccion,
    Tabla,
    Tipo,
    porcentaje,
)
from moderacion.informes.participacion_redes import Redes, contar
from moderacion.informes.participacion_redes import seccion as seccion_redes
from moderacion.informes.periodo import Periodo
from moderacion.informes.registro import ClaseInforme, Pedido
from moderacion.informes.seguidos import BASE, reunir
from moderacion.reloj import dia_local

_BISIESTO: Final = 1
_FORMA: Final = "%d/%m/%Y"
_EJEMPLO: Final = "mecanismos.ejemplo"
_GUARDADOS: Final = "mecanismos.guardados"


@dataclass(frozen=True, slots=True)
class _Reunido:
    """Los mecanismos de un periodo y, si hay base, lo que se conto de las redes."""

    suyos: Sequence[Mecanismo]
    origen: Origen
    redes: Redes | None = None


def armar(p: Pedido) -> Informe:
    """El informe de un periodo, comparado con el de antes."""
    if p.almacen is None:
        ahora, antes = (_reunir(None, x, p) for x in (p.periodo, p.periodo.anterior()))
    else:
        with p.almacen.lectura() as u:
            ahora, antes = (_reunir(u, x, p) for x in (p.periodo, p.periodo.anterior()))
    suyos, origen = ahora.suyos, ahora.origen
    secciones = [_resumen(suyos, antes.suyos, origen)]
    crecimientos = tabla_de([c for m in suyos for c in m.crecimientos], origen)
    if crecimientos.filas:
        secciones.append(Seccion("incremento", "Incremento de seguidores", tablas=(crecimientos,)))
    if ahora.redes and antes.redes and not ahora.redes.vacio:
        secciones.append(seccion_redes(ahora.redes, antes.redes, p.periodo, p.corte))
    secciones += [_ficha(m, origen) for m in suyos]
    hay_antes = antes.suyos or (antes.redes and not antes.redes.vacio)
    return Informe(
        "participacion",
        "Mecanismos de participación institucional",
        p.institucion,
        p.periodo,
        p.corte,
        tuple(secciones),
        tuple(_notas(suyos, origen)),
        p.periodo.anterior() if hay_antes else None,
    )


def _reunir(u: Unidad | None, periodo: Periodo, p: Pedido) -> _Reunido:
    """Lo guardado del periodo; lo que falte, del ejemplo; y las redes, si nadie escribio lo suyo, contadas."""
    documento, del_ejemplo = ejemplo()
    dias = (("desde", periodo.desde.isoformat()), ("hasta", periodo.hasta.isoformat()))
    guardados = [mecanismo_de(f) for f in u.mecanismos.entre(periodo.desde, periodo.hasta)] if u else []
    claves = {m.clave for m in guardados}
    ajenos = [m for m in del_ejemplo if _dentro(m, periodo) and m.clave not in claves]
    redes = contar(u, periodo, min(p.corte, periodo.fin - timedelta(seconds=1))) if u else None
    contados = []
    if redes and not redes.vacio and REDES not in claves | {m.clave for m in ajenos}:
        contados = [_de_las_redes(u, redes, periodo, p)]  # type: ignore[arg-type]  # hay redes si hay unidad
    fuentes = []
    if guardados:
        fuentes.append("lo que la institución escribió o importó de cada mecanismo")
    if ajenos:
        fuentes.append(f"las cifras que trae el programa, del documento «{documento}»")
    if contados:
        fuentes.append("lo que el servicio contó en las redes")
    consulta = _EJEMPLO if ajenos and not guardados and not contados else _GUARDADOS
    orden = {m.clave: n for n, m in enumerate(del_ejemplo)}
    todos = sorted(
        [*guardados, *ajenos, *contados], key=lambda m: (orden.get(m.clave, len(orden)), m.clave, m.desde)
    )
    return _Reunido(todos, Origen(consulta, "; ".join(fuentes) or "los mecanismos del período", dias), redes)


def _de_las_redes(u: Unidad, redes: Redes, periodo: Periodo, p: Pedido) -> Mecanismo:
    """El mecanismo de las redes, con lo que se conto y lo que crecio cada cuenta."""
    base = next(m for m in ejemplo()[1] if m.clave == REDES)
    hasta = min(periodo.hasta, dia_local(p.corte))
    s = u.seguidores
    desde = periodo.desde - BASE
    cuentas = reunir(s.cuentas(), s.nombres(), s.diarias(desde, hasta), s.importadas(desde, hasta))
    return replace(
        base,
        participaciones="; ".join(f"{c.nombre}: {c.valor:,}" for c in redes.cifras()),
        fuente="Servicio de moderación de las redes sociales",
        desde=periodo.desde,
        hasta=hasta,
        cifras=redes.cifras(),
        crecimientos=tuple(x for c in cuentas if (x := c.crecimiento(periodo))),
    )


def _dentro(m: Mecanismo, periodo: Periodo) -> bool:
    return periodo.desde <= m.desde and m.hasta <= periodo.hasta


def _notas(suyos: Sequence[Mecanismo], origen: Origen) -> list[str]:
    notas = []
    if origen.consulta == _EJEMPLO and suyos:
        notas.append(
            f"Los textos y las cifras son los del documento «{ejemplo()[0]}», como se publicaron y con su ortografía. "
            "Donde una cifra publicada no cuadra se deja como está y se dice al lado la correcta."
        )
    faltan = [m.nombre for m in ejemplo()[1] if m.clave not in {s.clave for s in suyos}]
    if faltan:
        notas.append(f"Sin ningún registro en este período: {'; '.join(faltan)}.")
    return notas


def _resumen(suyos: Sequence[Mecanismo], antes: Sequence[Mecanismo], origen: Origen) -> Seccion:
    """Todas las cifras, una por fila, con la del periodo anterior si cubre lo mismo."""
    previas = {(m.clave, c.nombre): (m, c.valor) for m in antes for c in m.cifras}
    columnas = [
        Columna("mecanismo", "Mecanismo"),
        Columna("que", "Qué se contó"),
        Columna("cifra", "Cifra", Tipo.ENTERO),
        Columna("desde", "Desde", Tipo.FECHA),
        Columna("hasta", "Hasta", Tipo.FECHA),
    ]
    if previas:
        columnas += [
            Columna("antes", "Período anterior", Tipo.ENTERO),
            Columna("diferencia", "Diferencia", Tipo.ENTERO, signo=True),
            Columna("tanto", "Cambio", Tipo.PORCENTAJE, signo=True),
        ]
    filas = tuple(_fila(m, c.nombre, c.dicha, c.valor, previas or None) for m in suyos for c in m.cifras)
    notas = tuple(f"{m.nombre}: {n}" for m in suyos for n in m.notas())
    tabla = Tabla("cifras", "Participaciones de cada mecanismo", tuple(columnas), filas, origen, notas=notas)
    return Seccion("resumen", "Participaciones de cada mecanismo", tablas=(tabla,))


def _fila(
    m: Mecanismo,
    nombre: str,
    dicha: str,
    valor: int,
    previas: Mapping[tuple[str, str], tuple[Mecanismo, int]] | None,
) -> Fila:
    base = (m.nombre, dicha, valor, m.desde, m.hasta)
    if previas is None:
        return Fila(base)
    previa = previas.get((m.clave, nombre))
    if previa is None:
        return Fila((*base, None, None, None))
    otro, antes = previa
    if abs((m.hasta - m.desde).days - (otro.hasta - otro.desde).days) > _BISIESTO:
        cubre = f"La anterior cubre del {otro.desde:{_FORMA}} al {otro.hasta:{_FORMA}}: no se comparan."
        return Fila((*base, antes, None, None), cubre)
    return Fila((*base, antes, valor - antes, porcentaje(valor - antes, antes)))


def _ficha(m: Mecanismo, origen: Origen) -> Seccion:
    """Un mecanismo con los apartados del documento."""
    apartados = (
        ("Breve descripción de su objetivo", m.objetivo),
        ("Requisitos para participar en él", m.requisitos),
        ("Cantidad de participaciones", m.participaciones),
        ("Lugares en los que se desarrolló", m.lugares),
        ("Fuente de información", m.fuente),
    )
    filas = tuple(Fila((que, dicho)) for que, dicho in apartados)
    columnas = (Columna("apartado", "Apartado"), Columna("texto", "Lo que dice la fuente"))
    tabla = Tabla(f"mecanismo_{m.clave}", m.nombre, columnas, filas, origen, notas=m.notas())
    return Seccion(f"mecanismo-{m.clave}", m.nombre, tablas=(tabla,))


CLASE: Final = ClaseInforme(
    "participacion",
    "Mecanismos de participación",
    "Qué hizo cada mecanismo de participación, en la forma en que se publica cada año.",
    armar,
    sin_base=True,
)
