"""En que no coinciden un borrador y lo ya dicho sobre lo mismo."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from politicas.ayudas.hechos.calendario import dentro, se_tocan
from politicas.ayudas.hechos.leidos import Leido
from politicas.ayudas.hechos.tipos import Clase, Hecho, Hora, Intervalo, Lugar

COMPARTIDAS = 2
"""Raices que tienen que compartir dos textos sin ningun asunto de la lista para hablar de lo mismo."""
_PARTE = 0.2
"""Y que parte son de las del mas corto."""
MEDIO_ANO = 183
_BASTANTES, _CASI_TODO = 4, 0.6
"""Raices y parte comun desde las que dos textos cuentan el mismo acto aunque nombren sitios distintos."""
_PROPIOS = frozenset(("127",))
"""El centro de llamadas: la institucion lo da siempre, ademas de cualquier otro."""
_EN_HORAS = {"horas": 1, "horas hábiles": 1, "meses": 720}
"""Para comparar plazos: «tres días hábiles» y «72 horas», «30 días» y «un mes»."""


class Choque(NamedTuple):
    """Un dato del borrador y los del otro texto con que no casa."""

    propio: Hecho
    oficiales: tuple[Hecho, ...]


@lru_cache(maxsize=8192)
def _ejes(asuntos: frozenset[str]) -> dict[str, set[str]]:
    salida: dict[str, set[str]] = {}
    for asunto in asuntos:
        eje, _, cual = asunto.partition(" ")
        salida.setdefault(eje, set()).add(cual)
    return salida


@lru_cache(maxsize=65536)
def _compatibles(unos: frozenset[str], otros: frozenset[str]) -> bool:
    """Si en ningun eje que los dos tengan dicen cosas distintas."""
    a, b = _ejes(unos), _ejes(otros)
    return all(a[eje] & b[eje] for eje in a.keys() & b.keys())


def mismo_asunto(uno: Leido, otro: Leido) -> bool:
    """Si los dos textos tratan de lo mismo."""
    ajenos = uno.periodos and otro.periodos and uno.periodos.isdisjoint(otro.periodos)
    if ajenos or not _compatibles(uno.asuntos, otro.asuntos):
        return False
    if uno.asuntos & otro.asuntos:
        return True
    if not (uno.asuntos or otro.asuntos) and any(
        (a.tipo or " " in a.nombre) and _mismo_lugar(a, b) for a in uno.lugares for b in otro.lugares
    ):
        return True  # solo hablan de un sitio, y es el mismo
    menor = min(len(uno.raices), len(otro.raices)) or 1
    comunes = len(uno.raices & otro.raices)
    return comunes >= COMPARTIDAS and comunes / menor >= _PARTE


def _mismo_lugar(uno: Lugar, otro: Lugar) -> bool:
    """Si son el mismo sitio: uno nombra al otro («Santa Ana», «Hospital Regional de Santa Ana»)."""
    return _mismo_nombre(uno.nombre, otro.nombre)


@lru_cache(maxsize=65536)
def _mismo_nombre(uno: str, otro: str) -> bool:
    a, b = set(uno.split()), set(otro.split())
    return a <= b or b <= a


@lru_cache(maxsize=65536)
def _lugares_ajenos(unos: frozenset[Lugar], otros: frozenset[Lugar]) -> bool:
    return bool(unos and otros) and not any(_mismo_lugar(a, b) for a in unos for b in otros)


def _de_lo_mismo(propio: Hecho, oficial: Hecho) -> bool:
    """Si los dos datos pueden compararse: mismo asunto, mismo sitio y mismos dias en su frase."""
    a, b = propio.marcas, oficial.marcas
    if not _compatibles(a.asuntos, b.asuntos) or _lugares_ajenos(a.lugares, b.lugares):
        return False
    if (
        propio.clase in (Clase.HORA, Clase.FECHA)
        and a.abierto is not b.abierto
        and None not in (a.abierto, b.abierto)
    ):
        return False  # de uno se dice cuando cierra y del otro cuando atiende
    if (
        propio.clase is Clase.ESTADO
        and a.fechas
        and b.fechas
        and not any(se_tocan(x, y) for x in a.fechas for y in b.fechas)
    ):
        return False
    return propio.clase is Clase.DIAS or not (a.dias and b.dias) or bool(a.dias & b.dias)


def _hora(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    """Si una hora casa con alguna oficial del mismo papel."""
    suyas = [
        h.valor
        for h in oficiales
        if isinstance(h.valor, Hora) and (h.papel == propio.papel or not (h.papel and propio.papel))
    ]
    if not isinstance(propio.valor, Hora) or not suyas:
        return True
    minutos = propio.valor.minutos
    if propio.valor.libre:
        return any(s.minutos % 720 == minutos % 720 for s in suyas)
    if any(s.minutos == minutos or (s.libre and s.minutos % 720 == minutos % 720) for s in suyas):
        return True
    if propio.papel:
        return False
    extremos = [h.valor.minutos for h in oficiales if isinstance(h.valor, Hora) and h.papel]
    return len(extremos) > 1 and min(extremos) <= minutos <= max(extremos)


def _fecha(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    """Si una fecha cae en alguna oficial, o no hay ninguna con que compararla."""
    v = propio.valor
    if not isinstance(v, Intervalo):
        return True
    suyas = [h.valor for h in oficiales if isinstance(h.valor, Intervalo)]
    suyas = [s for s in suyas if not _otra_edicion(v, s)]
    abierta = (v.desde is None, v.hasta is None)
    mismas = [s for s in suyas if (s.desde is None, s.hasta is None) == abierta]
    if any(
        dentro(v, s) or (v.aproximado and se_tocan(v, s)) or (dentro(s, v) and (v.aproximado or v == s))
        for s in suyas
    ):
        return True if abierta == (False, False) or not mismas else any(_igual_fecha(v, s) for s in mismas)
    return not mismas and (abierta != (False, False) or not suyas)


def _otra_edicion(v: Intervalo, s: Intervalo) -> bool:
    """Si las dos dicen el año y quedan a mas de medio año: es otra edicion de lo mismo."""
    mia, suya = v.desde or v.hasta, s.desde or s.hasta
    return not (v.supuesto or s.supuesto) and bool(mia and suya and abs((mia - suya).days) > MEDIO_ANO)


def _igual_fecha(v: Intervalo, s: Intervalo) -> bool:
    return dentro(v, s) and dentro(s, v)


def _dias(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    """Dos tramos de dias tienen que ser el mismo; un dia suelto, estar en alguno."""
    suyos = [h for h in oficiales if isinstance(h.valor, frozenset)]
    if not suyos or not isinstance(propio.valor, frozenset):
        return True
    todos, negados = (
        _union(h for h in suyos if (h.marcas.abierto is False) is signo) for signo in (False, True)
    )
    if propio.marcas.abierto is False:  # «los sabados no hay servicio», «excepto los domingos»
        return not propio.valor & todos
    if propio.valor & negados - todos:
        return False
    suyos = [h for h in suyos if h.marcas.abierto is not False]
    if not suyos:
        return True
    if any(h.valor == propio.valor for h in suyos) or propio.valor == todos:
        return True
    exige = propio.solo or (
        propio.papel in ("tramo", "habiles") and any(h.papel in ("tramo", "habiles") for h in suyos)
    )
    return not exige and propio.valor <= todos


def _union(hechos: Iterable[Hecho]) -> frozenset[int]:
    return frozenset(
        d for h in hechos if isinstance(h.valor, frozenset) for d in h.valor if isinstance(d, int)
    )


def _numero(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    """Un monto, porcentaje o cantidad tiene que estar entre los oficiales de su unidad y papel."""
    unidad, _, papel = propio.papel.partition("|")
    suyos = []
    for h in oficiales:
        otra, _, otro_papel = h.papel.partition("|")
        if papel != otro_papel or not isinstance(h.valor, Decimal):
            continue
        if otra == unidad:
            suyos.append(h.valor)
        elif unidad in _EN_HORAS and otra in _EN_HORAS:
            suyos.append(h.valor * _EN_HORAS[otra] / _EN_HORAS[unidad])
    return not suyos or propio.valor in suyos


def _telefono(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    suyos = [h.valor for h in oficiales if h.papel == propio.papel]
    return not suyos or propio.valor in suyos or propio.valor in _PROPIOS


def _igual(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    """Un requisito o un estado tiene que llevar el mismo signo."""
    suyos = [h.valor for h in oficiales if h.papel == propio.papel]
    return not suyos or propio.valor in suyos


def _numerado(propio: Hecho, oficiales: Sequence[Hecho]) -> bool:
    suyos = [h.valor for h in oficiales if h.papel == propio.papel]
    if propio.papel != "sitio":
        return not suyos or propio.valor in suyos
    return not suyos or any(_mismo_nombre(str(propio.valor), str(s)) for s in suyos)


_CASA: dict[Clase, Callable[[Hecho, Sequence[Hecho]], bool]] = {
    Clase.HORA: _hora, Clase.FECHA: _fecha, Clase.DIAS: _dias, Clase.TELEFONO: _telefono, Clase.CORREO: _telefono,
    Clase.MONTO: _numero, Clase.PORCENTAJE: _numero, Clase.CANTIDAD: _numero, Clase.REQUISITO: _igual,
    Clase.ESTADO: _igual, Clase.LUGAR: _numerado,
}  # fmt: skip


def concuerda(dato: Hecho, otro: Leido) -> bool:
    """Si el otro texto dice justo ese dato de lo mismo: su valor y su papel."""
    return any(
        h.clase is dato.clase
        and h.valor == dato.valor
        and (h.papel == dato.papel or not (h.papel and dato.papel))
        and _de_lo_mismo(dato, h)
        for h in otro.hechos
    )


def choques(propio: Leido, oficial: Leido) -> Iterator[Choque]:
    """Los datos de `propio` que no casan con los de `oficial`, que trata de lo mismo."""
    ajenos = _lugares_ajenos(propio.lugares, oficial.lugares)
    if ajenos and not (oficial.unico or _mismo_acto(propio, oficial)):
        return
    poco = len(propio.raices & oficial.raices) < COMPARTIDAS and not (propio.lugares and oficial.lugares)
    for clase, mios in propio.por_clase.items():
        suyos: Sequence[Hecho] = oficial.por_clase.get(clase, ())
        if not suyos or (ajenos and clase is not Clase.LUGAR) or (poco and clase is Clase.FECHA):
            continue
        for mio in mios:
            comparables = suyos if ajenos else [h for h in suyos if _de_lo_mismo(mio, h)]
            if comparables and (choque := _choque(mio, comparables)):
                yield choque


def _choque(mio: Hecho, suyos: Sequence[Hecho]) -> Choque | None:
    """El choque de un dato con los de su clase que pueden compararse con el; None si casa con alguno."""
    if mio.clase is Clase.ESTADO and mio.marcas.fechas:
        # «no atiende el 25 de diciembre» pesa mas, ese dia, que «atiende de lunes a viernes»
        suyos = [h for h in suyos if h.marcas.fechas] or suyos
    if _CASA[mio.clase](mio, suyos):
        return None
    papel = mio.papel.partition("|")[0]
    de_papel = tuple(h for h in suyos if not papel or h.papel.partition("|")[0] in ("", papel))
    return Choque(mio, de_papel or tuple(suyos))


def _mismo_acto(propio: Leido, oficial: Leido) -> bool:
    """Si, aunque nombren sitios distintos, es el mismo acto: comparten casi todo, o asunto y fecha."""
    comunes = len(propio.raices & oficial.raices)
    menor = min(len(propio.raices), len(oficial.raices)) or 1
    if menor >= _BASTANTES and comunes / menor >= _CASI_TODO:
        return True
    if not propio.asuntos & oficial.asuntos:
        return False
    return any(_igual_fecha(a, b) for a in propio.intervalos for b in oficial.intervalos)
