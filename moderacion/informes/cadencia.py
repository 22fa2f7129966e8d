"""El informe de cadencia: que se publico y cuando, como respondio la gente, y cuanto trabajo hubo y a que horas (articulo 9).

El trabajo va en totales y repartos por hora y dia: este informe no compara a personas y no lleva ningun nombre de ellas.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median
from typing import Final

from moderacion.almacen import Unidad
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.hechos import Que
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.informes import palabras
from moderacion.informes.cierres import asentar
from moderacion.informes.libro import Libro
from moderacion.informes.modelo import (
    Columna,
    Fila,
    Informe,
    Origen,
    Seccion,
    Tabla,
    Tipo,
)
from moderacion.informes.registro import ClaseInforme, Pedido
from moderacion.informes.trabajo import HORAS, seccion_tardanza, seccion_trabajo
from moderacion.reloj import en_local
from politicas.p09 import limite_de_silencio, tope_diario
from politicas.tipos import Observacion

MINIMAS: Final = 8
"""Publicaciones con las que ya se puede hablar del ritmo y de las horas de una cuenta."""
_MEJORES: Final = 5
_POR_HORA: Final = 2
"""Publicaciones a una hora desde las que su media dice algo."""
_DECIMA: Final = Decimal("0.1")
_UN_DIA: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Ritmo:
    """Una cuenta en el periodo: lo que publico y lo que le contestaron a cada cosa."""

    cuenta: FilaCuenta
    desde: datetime
    hasta: datetime
    fechas: Sequence[datetime]
    respuestas: Sequence[int]
    vista: Observacion

    @property
    def huecos(self) -> list[tuple[datetime, datetime]]:
        """De una publicacion a la siguiente, y lo que callo al principio y al final del periodo."""
        return list(pairwise([self.desde, *self.fechas, self.hasta]))

    @property
    def silencios(self) -> list[tuple[datetime, datetime]]:
        """De cuando a cuando callo mas de lo que su propio ritmo admite."""
        limite = limite_de_silencio(self.vista)
        return [(a, b) for a, b in self.huecos if b - a > limite]

    @property
    def inundaciones(self) -> int:
        """Dias de El Salvador en que publico mas de lo que su ritmo admite."""
        tope = tope_diario(self.vista)
        return sum(n > tope for n in Counter(en_local(f).date() for f in self.fechas).values())

    @property
    def mejores(self) -> list[tuple[int, int, Decimal]]:
        """Las horas en que cada publicacion recibio de media mas comentarios: (hora, cuantas, media). Sin bastantes, nada."""
        if len(self.fechas) < MINIMAS:
            return []
        por_hora: dict[int, list[int]] = {}
        for f, n in zip(self.fechas, self.respuestas, strict=True):
            por_hora.setdefault(en_local(f).hour, []).append(n)
        medias = [
            (h, len(ns), _media(sum(ns), len(ns))) for h, ns in por_hora.items() if len(ns) >= _POR_HORA
        ]
        return sorted((m for m in medias if m[2]), key=lambda m: (-m[2], m[0]))[:_MEJORES]


def armar(p: Pedido) -> Informe:
    """El informe de un periodo."""
    if p.almacen is None:
        raise EntradaInvalida("el informe de cadencia sale de la base, y no hay ninguna")
    with p.almacen.lectura() as u:
        libro = Libro(u, p.periodo, p.corte)
        dias = (("desde", libro.desde.isoformat()), ("hasta", libro.hasta.isoformat()))
        ritmos = _ritmos(u, libro, p.periodo.inicio, min(p.corte, p.periodo.fin))
        secciones = (
            _publicado(ritmos, dias),
            _horas(ritmos, dias),
            seccion_trabajo(libro, dias),
            seccion_tardanza(libro, dias),
        )
    notas = (
        "Cuánto respondió la gente son los comentarios que se leyeron de cada publicación en el período.",
        "El trabajo se da en totales: este informe no compara a personas.",
    )
    return Informe("cadencia", "Cadencia y respuesta", p.institucion, p.periodo, p.corte, secciones, notas)


def _ritmos(u: Unidad, libro: Libro, desde: datetime, hasta: datetime) -> list[_Ritmo]:
    contestado = libro.sumas((Que.RESPUESTA,), "cuenta_id", "detalle")
    ritmos = []
    for c in u.cuentas.todas():
        publicadas = u.ritmos.entre(c.id, desde, hasta)
        fechas = [f for _, f in publicadas]
        respuestas = [contestado[Que.RESPUESTA, c.id, externo] for externo, _ in publicadas]
        # de antes de conectarla no se sabe si callaba
        empieza = min([max(desde, c.alta), *fechas[:1], hasta])
        ritmos.append(_Ritmo(c, empieza, hasta, fechas, respuestas, _observar(c, fechas, hasta)))
    return ritmos


def _observar(c: FilaCuenta, fechas: Sequence[datetime], hasta: datetime) -> Observacion:
    """La cuenta en el periodo entero, como la mira la politica 9; con poca historia, vale lo corriente en su red."""
    sabe = len(fechas) >= MINIMAS and fechas[-1] - fechas[0] >= timedelta(weeks=1)
    dias = (fechas[-1] - fechas[0]) / _UN_DIA if sabe else 0.0
    huecos = [(b - a).total_seconds() for a, b in pairwise(fechas)]
    return Observacion(
        red=c.red,
        cuenta=c.id_externo,
        fecha=hasta,
        ritmo_habitual=len(fechas) / dias if sabe else None,
        intervalo_mediano=timedelta(seconds=median(huecos)) if sabe else None,
    )


def _publicado(ritmos: Sequence[_Ritmo], dias: tuple[tuple[str, str], ...]) -> Seccion:
    de = Origen("publicacion", "lo publicado por cada cuenta, sin respuestas ni lo que puso un extraño", dias)
    columnas = (
        Columna("cuenta", "Cuenta"),
        Columna("red", "Red"),
        Columna("publicadas", "Publicaciones", Tipo.ENTERO),
        Columna("comentarios", "Comentarios recibidos en ellas", Tipo.ENTERO),
        Columna("media", "Por publicación", Tipo.DECIMAL),
        Columna("silencio", "Silencio más largo", Tipo.DURACION),
        Columna("silencios", "Silencios de más", Tipo.ENTERO),
        Columna("inundaciones", "Días de más", Tipo.ENTERO),
        Columna("tope", "Tope diario de su ritmo", Tipo.ENTERO),
    )
    filas = tuple(_fila(r) for r in ritmos)
    silencios = tuple(Fila((r.cuenta.nombre, a, b, b - a)) for r in ritmos for a, b in r.silencios)
    callados = Tabla(
        "silencios",
        "Cuándo calló una cuenta más de lo que su ritmo admite",
        (
            Columna("cuenta", "Cuenta"),
            Columna("desde", "Desde", Tipo.MOMENTO),
            Columna("hasta", "Hasta", Tipo.MOMENTO),
            Columna("cuanto", "Cuánto", Tipo.DURACION),
        ),
        silencios,
        de,
    )
    return Seccion(
        "publicado",
        "Lo publicado por cada cuenta",
        (
            "El silencio y el exceso se miden con el ritmo de la propia cuenta en el período y, si publicó poco, con lo corriente en su red (artículo 9).",
        ),
        tablas=(Tabla("cuentas", "Lo publicado", columnas, filas, de), callados),
    )


def _fila(r: _Ritmo) -> Fila:
    n, contestado = len(r.fechas), sum(r.respuestas)
    callo = max(b - a for a, b in r.huecos)
    nota = "" if r.vista.ritmo_habitual is not None else "Publicó poco: se mide con lo corriente en su red."
    return Fila(
        (
            r.cuenta.nombre,
            palabras.red(r.cuenta.red),
            n,
            contestado,
            _media(contestado, n) if n else None,
            callo,
            len(r.silencios),
            r.inundaciones,
            tope_diario(r.vista),
        ),
        nota,
    )


def _media(suma: int, cuantos: int) -> Decimal:
    return (Decimal(suma) / cuantos).quantize(_DECIMA, ROUND_HALF_UP)


def _horas(ritmos: Sequence[_Ritmo], dias: tuple[tuple[str, str], ...]) -> Seccion:
    de = Origen(
        "publicacion y cifra_dia: respuesta",
        "comentarios que recibió cada publicación, por la hora en que salió",
        dias,
    )
    filas = tuple(
        Fila((r.cuenta.nombre, palabras.red(r.cuenta.red), HORAS[h], cuantas, media))
        for r in ritmos
        for h, cuantas, media in r.mejores
    )
    columnas = (
        Columna("cuenta", "Cuenta"),
        Columna("red", "Red"),
        Columna("hora", "Hora de El Salvador"),
        Columna("publicadas", "Publicaciones a esa hora", Tipo.ENTERO),
        Columna("media", "Comentarios por publicación", Tipo.DECIMAL),
    )
    notas = tuple(
        f"{r.cuenta.nombre}: con {contado(len(r.fechas), 'publicación', 'publicaciones')} no se puede hablar de horas."
        for r in ritmos
        if len(r.fechas) < MINIMAS
    )
    tabla = Tabla("mejores_horas", "A qué horas responde más la gente", columnas, filas, de, notas=notas)
    return Seccion("horas", "Las mejores horas", tablas=(tabla,))


CLASE: Final = ClaseInforme(
    "cadencia",
    "Cadencia y respuesta",
    "Qué se publicó y cuándo, cómo respondió la gente, y cuánto trabajo hubo y a qué horas.",
    armar,
    preparar=asentar,
)
