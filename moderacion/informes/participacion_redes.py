"""Lo que las redes cuentan de la participacion: cuanta gente, de que habla, que se le contesto y en cuanto tiempo."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from conectores.tipos import NOMBRES
from moderacion.almacen import Unidad
from moderacion.contado import contado
from moderacion.informes.mecanismos import CifraMecanismo
from moderacion.informes.modelo import (
    Cifra,
    Columna,
    Fila,
    Origen,
    Seccion,
    Tabla,
    Tipo,
    porcentaje,
)
from moderacion.informes.periodo import Periodo
from moderacion.reloj import dia_local
from politicas.ayudas.listas import areas
from politicas.tipos import Intencion

OPINAN: Final = frozenset(
    i.value
    for i in (
        Intencion.CONSULTA,
        Intencion.QUEJA,
        Intencion.DENUNCIA,
        Intencion.SUGERENCIA,
        Intencion.FELICITACION,
        Intencion.URGENCIA,
    )
)
"""Las intenciones con que alguien opina o pide algo; la conversacion suelta no es una opinion sobre el servicio."""
_INTENCIONES: Final = {
    "consulta": "Consultas",
    "queja": "Quejas",
    "denuncia": "Denuncias",
    "sugerencia": "Sugerencias",
    "felicitacion": "Felicitaciones",
    "urgencia": "Urgencias",
    "conversacion": "Conversación",
}
_SIN_AREA: Final = "Sin preguntar a ningún área"


@dataclass(frozen=True, slots=True)
class Redes:
    """Lo contado de un periodo. Cada fila, con los nombres de `moderacion.almacen.participacion`."""

    por_red: Sequence[Mapping[str, Any]]
    intenciones: Sequence[Mapping[str, Any]]
    asuntos: Mapping[str, int]
    contestados: Sequence[Mapping[str, Any]]
    preguntado: Sequence[Mapping[str, Any]]
    desde: date
    conectada: Mapping[str, date]
    """De cada red, desde cuando se lee la primera de sus cuentas."""

    def parcial(self, red: str | None = None) -> date | None:
        """Cuando se conecto esa red, o la ultima, si fue ya empezado el periodo: lo de antes no se conto entero."""
        altas = [d for r, d in self.conectada.items() if red in (None, r)]
        return max(altas) if altas and max(altas) > self.desde else None

    @property
    def vacio(self) -> bool:
        """Si nadie escribio."""
        return not self.por_red

    def opiniones(self, red: str | None = None) -> int:
        """Comentarios que opinan o piden algo."""
        return sum(
            f["cuantos"]
            for f in self.intenciones
            if OPINAN.intersection(f["intencion"]) and red in (None, f["red"])
        )

    def contestadas(self, red: str | None = None) -> list[Mapping[str, Any]]:
        """De esas, las que se contestaron."""
        return [
            f
            for f in self.contestados
            if OPINAN.intersection(f["intencion"] or ()) and red in (None, f["red"])
        ]

    def cifras(self) -> tuple[CifraMecanismo, ...]:
        """Las del documento de la institucion: cuantos interactuaron en cada red y a cuantas opiniones se respondio."""
        gente = (
            CifraMecanismo(f"Interactuaron en {NOMBRES.get(f['red'], f['red'])}", f["personas"])
            for f in self.por_red
        )
        dadas = CifraMecanismo("Opiniones a las que se dio respuesta", len(self.contestadas()))
        return (*gente, CifraMecanismo("Opiniones recibidas", self.opiniones()), dadas)


def contar(u: Unidad, periodo: Periodo, corte: datetime) -> Redes:
    """Lo del periodo hasta el corte."""
    p, inicio, fin = u.participaciones, periodo.inicio, min(periodo.fin, corte + timedelta(seconds=1))
    conectada: dict[str, date] = {}
    for c in u.cuentas.todas():
        conectada[c.red] = min(conectada.get(c.red, date.max), dia_local(c.alta))
    return Redes(
        p.por_red(inicio, fin),
        p.intenciones(inicio, fin),
        p.asuntos(inicio, fin),
        p.contestados(inicio, fin, corte),
        p.preguntado(inicio, fin),
        periodo.desde,
        conectada,
    )


def seccion(ahora: Redes, antes: Redes, periodo: Periodo, corte: datetime) -> Seccion:
    """Todo lo de las redes, con lo del periodo anterior al lado."""
    dias = (
        ("desde", periodo.desde.isoformat()),
        ("hasta", periodo.hasta.isoformat()),
        ("corte", corte.isoformat(timespec="seconds")),
    )
    gente = Origen(
        "participacion.por_red",
        "comentarios escritos en el período y personas distintas que los escribieron, sin lo nuestro ni lo editado",
        dias,
    )
    de_que = Origen(
        "participacion.intenciones", "la intención que la máquina leyó en cada comentario del período", dias
    )
    tiempos = Origen(
        "participacion.contestados",
        "comentarios del período contestados antes del corte, desde que se escribieron hasta la primera respuesta",
        dias,
    )
    preguntas = Origen("participacion.preguntado", "consultas hechas a las áreas en el período", dias)
    asuntos = Origen(
        "participacion.asuntos", "el área de la que trata cada consulta de la gente (artículo 5)", dias
    )
    return Seccion(
        "redes",
        "Redes sociales: lo que consta en el servicio",
        (
            "Quien escribe en dos cuentas cuenta en las dos. La intención la lee la máquina y puede equivocarse.",
        ),
        _cifras(ahora, tiempos, de_que),
        tablas=(
            _gente(ahora, antes, gente),
            _intenciones(ahora, antes, de_que),
            _asuntos(ahora, antes, asuntos),
            _tiempos(ahora, tiempos),
            _areas(ahora, preguntas),
        ),
    )


def _cifras(r: Redes, tiempos: Origen, de_que: Origen) -> tuple[Cifra, ...]:
    contestadas = r.contestadas()
    return (
        Cifra("opiniones", "Opiniones recibidas", r.opiniones(), de_que),
        Cifra("contestadas", "Opiniones contestadas", len(contestadas), tiempos),
        Cifra(
            "parte", "Parte contestada", porcentaje(len(contestadas), r.opiniones()), tiempos, Tipo.PORCENTAJE
        ),
        Cifra("mediana", "Mediana hasta la primera respuesta", mediana(contestadas), tiempos, Tipo.DURACION),
    )


def mediana(contestados: Sequence[Mapping[str, Any]]) -> timedelta | None:
    """Lo que espero la persona de en medio, al segundo; None si no hay ninguna."""
    esperas = [(f["contestado"] - f["creado"]).total_seconds() for f in contestados]
    return timedelta(seconds=round(median(esperas))) if esperas else None


def _gente(ahora: Redes, antes: Redes, origen: Origen) -> Tabla:
    columnas = (
        Columna("red", "Red"),
        Columna("personas", "Personas que interactuaron", Tipo.ENTERO),
        Columna("comentarios", "Comentarios", Tipo.ENTERO),
        Columna("opiniones", "Opiniones", Tipo.ENTERO),
        Columna("contestadas", "Contestadas", Tipo.ENTERO),
        Columna("antes", "Personas, período anterior", Tipo.ENTERO),
        Columna("cambio", "Cambio", Tipo.PORCENTAJE, signo=True),
    )
    previas = {f["red"]: f["personas"] for f in antes.por_red}
    filas = []
    for f in ahora.por_red:
        previa = previas.get(f["red"])
        tarde = antes.parcial(f["red"])
        cambio = porcentaje(f["personas"] - previa, previa) if previa and not tarde else None
        notas = (
            [f"De {contado(f['sin_autor'], 'comentario')} la red no dice el autor."] if f["sin_autor"] else []
        )
        if previa and tarde:
            notas.append(f"Se conectó el {tarde:%d/%m/%Y}: el período anterior no está entero.")
        opinan = (ahora.opiniones(f["red"]), len(ahora.contestadas(f["red"])))
        nombre = NOMBRES.get(f["red"], f["red"])
        filas.append(
            Fila((nombre, f["personas"], f["comentarios"], *opinan, previa, cambio), " ".join(notas))
        )
    sumas = (sum(f.celdas[n] for f in filas) for n in range(1, 5))  # type: ignore[misc]
    total = Fila(("Total", *sumas, sum(previas.values()) if previas else None, None))
    return Tabla("redes", "Participación en cada red", columnas, tuple(filas), origen, total)


def _por_intencion(r: Redes) -> Counter[str]:
    cuentas: Counter[str] = Counter()
    for f in r.intenciones:
        for i in set(f["intencion"]):
            cuentas[i] += f["cuantos"]
        if not f["intencion"]:
            cuentas[""] += f["cuantos"]
    return cuentas


def _intenciones(ahora: Redes, antes: Redes, origen: Origen) -> Tabla:
    suyas, previas = _por_intencion(ahora), _por_intencion(antes)
    orden = [i for i in (*_INTENCIONES, "") if suyas[i] or previas[i]]
    filas = tuple(
        _comparada(_INTENCIONES.get(i, "Sin intención clara"), suyas[i], previas[i], antes) for i in orden
    )
    nota = "Un comentario puede tener varias: la columna no suma los comentarios."
    return Tabla("intenciones", "Qué buscaba la gente", _COMPARADAS, filas, origen, notas=(nota,))


def _asuntos(ahora: Redes, antes: Redes, origen: Origen) -> Tabla:
    nombres = {a.clave: a.nombre for a in areas()}
    claves = sorted({*ahora.asuntos, *antes.asuntos}, key=lambda c: (-ahora.asuntos.get(c, 0), c))
    filas = tuple(
        _comparada(nombres.get(c, c), ahora.asuntos.get(c, 0), antes.asuntos.get(c, 0), antes) for c in claves
    )
    return Tabla("asuntos", "De qué trataban las consultas", _COMPARADAS, filas, origen)


_COMPARADAS: Final = (
    Columna("que", "Qué"),
    Columna("cuantos", "Comentarios", Tipo.ENTERO),
    Columna("antes", "Período anterior", Tipo.ENTERO),
    Columna("cambio", "Cambio", Tipo.ENTERO, signo=True),
)


def _comparada(que: str, ahora: int, previa: int, antes: Redes) -> Fila:
    if antes.vacio:
        return Fila((que, ahora, None, None))
    return Fila((que, ahora, previa, None if antes.parcial() else ahora - previa))


def _tiempos(r: Redes, origen: Origen) -> Tabla:
    """Lo contestado, por el area cuya respuesta hizo falta."""
    nombres = {a.clave: a.nombre for a in areas()}
    por_area: dict[str, list[Mapping[str, Any]]] = {}
    for f in r.contestados:
        por_area.setdefault(nombres.get(f["area"] or "", f["area"] or _SIN_AREA), []).append(f)
    columnas = (
        Columna("area", "Área"),
        Columna("contestados", "Comentarios contestados", Tipo.ENTERO),
        Columna("mediana", "Mediana hasta la primera respuesta", Tipo.DURACION),
    )
    filas = tuple(Fila((area, len(suyos), mediana(suyos))) for area, suyos in sorted(por_area.items()))
    total = Fila(("Total", len(r.contestados), mediana(r.contestados))) if len(filas) > 1 else None
    return Tabla("tiempos", "Cuánto se tardó en contestar", columnas, filas, origen, total)


def _areas(r: Redes, origen: Origen) -> Tabla:
    """Lo que se pregunto a cada area y cuanto tardo ella."""
    nombres = {a.clave: a.nombre for a in areas()}
    columnas = (
        Columna("area", "Área"),
        Columna("preguntadas", "Consultas hechas", Tipo.ENTERO),
        Columna("respondidas", "Respondidas", Tipo.ENTERO),
        Columna("mediana", "Mediana hasta responder", Tipo.DURACION),
    )
    filas = []
    for clave in sorted({f["area"] for f in r.preguntado}):
        suyas = [f for f in r.preguntado if f["area"] == clave]
        dadas = [{"creado": f["creada"], "contestado": f["respondida"]} for f in suyas if f["respondida"]]
        filas.append(Fila((nombres.get(clave, clave), len(suyas), len(dadas), mediana(dadas))))
    return Tabla("areas", "Qué se preguntó a las áreas", columnas, tuple(filas), origen)
