"""El informe de participacion: lo que hizo cada mecanismo, en la forma en que la institucion lo publica cada año.

Lo de fuera de las redes se escribe o se importa; lo de las redes se cuenta. Lo que nadie registro se dice que falta.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from moderacion.informes.mecanismos import Mecanismo, ejemplo
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
from moderacion.informes.periodo import Periodo
from moderacion.informes.registro import ClaseInforme, Pedido

_BISIESTO: Final = 1
_FORMA: Final = "%d/%m/%Y"
_EJEMPLO: Final = "mecanismos.ejemplo"
_GUARDADOS: Final = "mecanismos.guardados"


def armar(p: Pedido) -> Informe:
    """El informe de un periodo, comparado con el de antes."""
    suyos, origen = _mecanismos(p.periodo)
    antes, _ = _mecanismos(p.periodo.anterior())
    secciones = [_resumen(suyos, antes, origen)]
    crecimientos = _crecimientos(suyos, origen)
    if crecimientos.filas:
        secciones.append(Seccion("incremento", "Incremento de seguidores", tablas=(crecimientos,)))
    secciones += [_ficha(m, origen) for m in suyos]
    return Informe(
        "participacion",
        "Mecanismos de participación institucional",
        p.institucion,
        p.periodo,
        p.corte,
        tuple(secciones),
        tuple(_notas(suyos, origen)),
        p.periodo.anterior() if antes else None,
    )


def _mecanismos(periodo: Periodo) -> tuple[list[Mecanismo], Origen]:
    """Los del periodo, en el orden del documento, y de donde salen."""
    documento, del_ejemplo = ejemplo()
    parametros = (("desde", periodo.desde.isoformat()), ("hasta", periodo.hasta.isoformat()))
    suyos = [m for m in del_ejemplo if _dentro(m, periodo)]
    origen = Origen(_EJEMPLO, f"las cifras que trae el programa, del documento «{documento}»", parametros)
    return suyos, origen


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


def _crecimientos(suyos: Sequence[Mecanismo], origen: Origen) -> Tabla:
    """Lo de los seguidores como lo escribe el manual, con la diferencia que es y la que se publico."""
    columnas = (
        Columna("red", "Red"),
        Columna("cuenta", "Cuenta"),
        Columna("antes", "De", Tipo.ENTERO),
        Columna("despues", "A", Tipo.ENTERO),
        Columna("diferencia", "Incremento", Tipo.ENTERO, signo=True),
        Columna("publicado", "Publicado", Tipo.ENTERO),
        Columna("tanto", "Crecimiento", Tipo.PORCENTAJE, signo=True),
        Columna("dicho", "Como lo dice el manual"),
    )
    filas = tuple(
        Fila((REDES_DICHAS.get(c.red, c.red), c.cuenta, c.antes, c.despues, c.correcto, c.publicado, c.tanto, c.dicho), c.nota)
        for m in suyos
        for c in m.crecimientos
    )  # fmt: skip
    total = sum(c.correcto for m in suyos for c in m.crecimientos)
    fin = Fila(("Total", "", None, None, total, None, None, "")) if len(filas) > 1 else None
    return Tabla("incremento", "Incremento de seguidores", columnas, filas, origen, fin)


REDES_DICHAS: Final = {"facebook": "Facebook", "twitter": "Twitter", "youtube": "YouTube"}


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
