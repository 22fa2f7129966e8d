"""Una grafica convertida en trazos: rayas, figuras y letras sobre un lienzo, iguales en la pantalla y en el papel.

Nada depende del color: cada serie tiene su raya, su figura y su nombre al final de la linea; las barras, su trama.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10
from typing import Final

from moderacion.informes.formas.cifras import escrito
from moderacion.informes.modelo import Grafica, Punto, Tipo

ANCHO: Final = 720.0
ALTO: Final = 300.0
_IZQUIERDA, _DERECHA, _ARRIBA, _ABAJO = 70.0, 165.0, 22.0, 40.0
RAYAS: Final = ((), (9.0, 4.0), (2.0, 3.0), (18.0, 4.0), (5.0, 2.0), (1.5, 6.0))
"""Trazo y hueco de cada serie."""
FIGURAS: Final = ("circulo", "cuadrado", "triangulo", "rombo", "cruz", "aspa")
_FIGURAS_POR_LINEA: Final = 8
_LINEAS_Y: Final = 5
_ETIQUETAS_X: Final = 12
_LARGO: Final = 20
_ENTRE_NOMBRES: Final = 14.0
_PASO_TRAMA: Final = 5.0
_LETRA: Final = 6.2
"""Lo que ocupa una letra, a lo ancho."""
_DESDE_CERO: Final = 0.5
"""Una linea que no baja de la mitad de su maximo se ve mejor sin el cero, y se avisa."""


@dataclass(frozen=True, slots=True)
class Raya:
    """Una linea quebrada. `serie`: de cual es; None, del propio dibujo. `fina`: guia, no dato."""

    puntos: tuple[tuple[float, float], ...]
    serie: int | None = None
    raya: tuple[float, ...] = ()
    fina: bool = False


@dataclass(frozen=True, slots=True)
class Caja:
    """Un rectangulo; `llena` o solo el borde."""

    x: float
    y: float
    ancho: float
    alto: float
    serie: int
    llena: bool


@dataclass(frozen=True, slots=True)
class Figura:
    """La figura de una serie, centrada."""

    x: float
    y: float
    forma: str
    serie: int


@dataclass(frozen=True, slots=True)
class Letrero:
    """Letras. `ancla`: inicio, medio o fin; `y` es la linea de base."""

    x: float
    y: float
    texto: str
    ancla: str = "medio"
    serie: int | None = None


Trazo = Raya | Caja | Figura | Letrero


def dibujar(g: Grafica) -> tuple[Trazo, ...]:
    """Los trazos de la grafica, de atras adelante, en un lienzo de `ANCHO` por `ALTO`."""
    valores = [float(v) for s in g.series for v in s.valores if v is not None]
    if not valores:
        return (Letrero(ANCHO / 2, ALTO / 2, "Sin datos en este período"),)
    marco = _Marco(g, *_escala(min(valores), max(valores), barras=g.barras))
    dentro = _barras(marco) if g.barras else _lineas(marco)
    return (*_ejes(marco), *_marcas(marco), *dentro)


def sin_cero(g: Grafica) -> bool:
    """Si el eje de las cifras no empieza en cero: hay que decirlo."""
    valores = [float(v) for s in g.series for v in s.valores if v is not None]
    return bool(valores) and _escala(min(valores), max(valores), barras=g.barras)[0] > 0


def _escala(menor: float, mayor: float, *, barras: bool) -> tuple[float, float, float]:
    """(desde, hasta, paso) con numeros redondos."""
    desde = menor if not barras and menor > _DESDE_CERO * mayor else min(0.0, menor)
    bruto = max((mayor - desde) / _LINEAS_Y, mayor * 1e-6, 1e-9)
    potencia = 10.0 ** floor(log10(bruto))
    paso = next(m * potencia for m in (1, 2, 2.5, 5, 10) if m * potencia >= bruto * 0.999)
    if mayor.is_integer() and menor.is_integer():
        paso = max(1.0, round(paso))
    desde = floor(desde / paso) * paso
    hasta = desde + paso
    while hasta < mayor:
        hasta += paso
    return desde, hasta, paso


@dataclass(frozen=True, slots=True)
class _Marco:
    """Donde cae cada cosa."""

    g: Grafica
    desde: float
    hasta: float
    paso: float

    @property
    def derecha(self) -> float:
        return ANCHO - (20.0 if self.g.barras and len(self.g.series) == 1 else _DERECHA)

    def x(self, i: float) -> float:
        """El centro del punto `i` del eje."""
        hueco = (self.derecha - _IZQUIERDA) / max(len(self.g.eje), 1)
        if self.g.barras:
            return _IZQUIERDA + hueco * (i + 0.5)
        tramos = max(len(self.g.eje) - 1, 1)
        return _IZQUIERDA + (self.derecha - _IZQUIERDA) * (i / tramos if len(self.g.eje) > 1 else 0.5)

    def y(self, v: float) -> float:
        alto = ALTO - _ARRIBA - _ABAJO
        return ALTO - _ABAJO - alto * (v - self.desde) / (self.hasta - self.desde)


def _ejes(m: _Marco) -> Iterator[Trazo]:
    tipo = Tipo.PORCENTAJE if m.g.unidad == "%" else Tipo.DECIMAL
    pasos = round((m.hasta - m.desde) / m.paso)
    for n in range(pasos + 1):
        v = m.desde + n * m.paso
        y = m.y(v)
        yield Raya(((_IZQUIERDA, y), (m.derecha, y)), fina=True)
        redondo = Decimal(str(round(v, 6)))
        if redondo == redondo.to_integral_value():
            redondo = Decimal(int(redondo))
        yield Letrero(_IZQUIERDA - 6, y + 4, escrito(redondo, tipo), "fin")
    if m.g.unidad and m.g.unidad != "%":
        yield Letrero(4, 12, m.g.unidad, "inicio")
    base = m.y(m.desde)
    yield Raya(((_IZQUIERDA, base), (m.derecha, base)))
    yield from _etiquetas_x(m, base)


def _etiquetas_x(m: _Marco, base: float) -> Iterator[Trazo]:
    eje = m.g.eje
    todas = (m.derecha - _IZQUIERDA) / len(eje)
    caben_todas = all(isinstance(v, str) and len(v) * _LETRA <= todas for v in eje)
    cada = 1 if caben_todas else -(-len(eje) // _ETIQUETAS_X)
    ancho = todas * cada
    caben = max(int(ancho / _LETRA), 3)
    for i in range(0, len(eje), cada):
        valor = eje[i]
        texto = f"{valor:%d/%m/%y}" if isinstance(valor, date) else _corto(valor, caben)
        yield Raya(((m.x(i), base), (m.x(i), base + 4)), fina=True)
        # con muchas fechas, una si y otra no en otro renglon: no se pisan
        abajo = 30 if isinstance(valor, date) and (i // cada) % 2 and ancho < 56 else 17  # noqa: PLR2004
        yield Letrero(m.x(i), base + abajo, texto)


def _marcas(m: _Marco) -> Iterator[Trazo]:
    """Rayas verticales con el numero con que se explican debajo."""
    for n, marca in enumerate(m.g.marcas, 1):
        x = m.x(m.g.eje.index(marca.donde))
        yield Raya(((x, _ARRIBA), (x, m.y(m.desde))), raya=(3.0, 3.0), fina=True)
        yield Letrero(x, _ARRIBA - 6, str(n))


def _lineas(m: _Marco) -> Iterator[Trazo]:
    finales: list[tuple[float, float, int]] = []
    for n, s in enumerate(m.g.series):
        for tramo in _tramos(s.valores):
            puntos = tuple((m.x(i), m.y(v)) for i, v in tramo)
            if len(puntos) > 1:
                yield Raya(puntos, n, RAYAS[n % len(RAYAS)])
        con_dato = [(i, float(v)) for i, v in enumerate(s.valores) if v is not None]
        for i, v in _con_figura(con_dato, s.valores):
            yield Figura(m.x(i), m.y(v), FIGURAS[n % len(FIGURAS)], n)
        if con_dato:
            finales.append((m.x(con_dato[-1][0]), m.y(con_dato[-1][1]), n))
    yield from _nombres(m, finales)


def _tramos(valores: Sequence[Punto]) -> Iterator[list[tuple[int, float]]]:
    """Lo seguido, entre hueco y hueco."""
    tramo: list[tuple[int, float]] = []
    for i, v in enumerate(valores):
        if v is not None:
            tramo.append((i, float(v)))
        elif tramo:
            yield tramo
            tramo = []
    if tramo:
        yield tramo


def _con_figura(
    con_dato: Sequence[tuple[int, float]], valores: Sequence[Punto]
) -> Iterator[tuple[int, float]]:
    """Unos pocos, el ultimo, y los que estan solos entre dos huecos: sin figura no se verian."""
    cada = max(len(con_dato) // _FIGURAS_POR_LINEA, 1)
    for n, (i, v) in enumerate(con_dato):
        antes = valores[i - 1] if i else None
        despues = valores[i + 1] if i + 1 < len(valores) else None
        if n % cada == 0 or n == len(con_dato) - 1 or (antes is None and despues is None):
            yield i, v


def _nombres(m: _Marco, finales: list[tuple[float, float, int]]) -> Iterator[Trazo]:
    """El nombre de cada serie junto a su ultimo punto, sin pisarse."""
    previo = -_ENTRE_NOMBRES
    sobra = ALTO - _ABAJO + 8
    for quedan, (x, y, n) in enumerate(sorted(finales, key=lambda f: (f[1], f[2])), 1):
        tope = sobra - (len(finales) - quedan) * _ENTRE_NOMBRES
        puesta = min(max(y + 4, previo + _ENTRE_NOMBRES), tope)
        previo = puesta
        inicio = m.derecha + 22
        if x < m.derecha - 1 or abs(puesta - 4 - y) > 1:
            yield Raya(((x + 5, y), (m.derecha + 8, puesta - 4)), n, (1.0, 3.0), fina=True)
        yield Figura(m.derecha + 14, puesta - 4, FIGURAS[n % len(FIGURAS)], n)
        yield Letrero(inicio, puesta, _corto(m.g.series[n].nombre, _LARGO), "inicio", n)


def _barras(m: _Marco) -> Iterator[Trazo]:
    cuantas = len(m.g.series)
    hueco = (m.derecha - _IZQUIERDA) / max(len(m.g.eje), 1)
    ancho = min(hueco * 0.8 / cuantas, 48.0)
    tipo = Tipo.PORCENTAJE if m.g.unidad == "%" else Tipo.ENTERO
    largo = max(len(escrito(v, tipo)) for s in m.g.series for v in s.valores if v is not None)
    # o caben las cifras de todas las barras o no se escribe ninguna: estan en la tabla
    caben = largo * _LETRA <= (hueco if cuantas == 1 else ancho)
    for n, s in enumerate(m.g.series):
        for i, v in enumerate(s.valores):
            if v is None:
                continue
            x = m.x(i) + (n - cuantas / 2) * ancho
            alto = m.y(m.desde) - m.y(float(v))
            yield from _barra(Caja(x + 1, m.y(float(v)), ancho - 2, max(alto, 0.6), n, llena=n == 0))
            if caben:
                yield Letrero(x + ancho / 2, m.y(float(v)) - 4, escrito(v, tipo), "medio", n)
    if cuantas > 1:
        for n, s in enumerate(m.g.series):
            y = _ARRIBA + 10 + n * 20
            yield from _barra(Caja(m.derecha + 8, y, 14, 12, n, llena=n == 0))
            yield Letrero(m.derecha + 27, y + 10, _corto(s.nombre, _LARGO - 1), "inicio", n)


def _barra(c: Caja) -> Iterator[Trazo]:
    """La caja y su trama: llena, vacia, renglones, columnas, cuadricula o media."""
    yield c
    trama = c.serie % 6
    if trama in (2, 4):
        n = int(c.alto // _PASO_TRAMA)
        for k in range(1, n + 1):
            y = c.y + k * _PASO_TRAMA
            if y < c.y + c.alto:
                yield Raya(((c.x, y), (c.x + c.ancho, y)), c.serie)
    if trama in (3, 4):
        for k in range(1, int(c.ancho // _PASO_TRAMA) + 1):
            x = c.x + k * _PASO_TRAMA
            if x < c.x + c.ancho:
                yield Raya(((x, c.y), (x, c.y + c.alto)), c.serie)
    if trama == 5:  # noqa: PLR2004 (la ultima trama)
        yield Caja(c.x, c.y, c.ancho / 2, c.alto, c.serie, llena=True)


def _corto(texto: str, largo: int) -> str:
    return texto if len(texto) <= largo else texto[: largo - 1] + "…"
