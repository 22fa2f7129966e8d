"""Aritmetica de fechas: el año que falta, el proximo lunes, el fin de mes. Ninguna lee el reloj."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from politicas.ayudas.hechos.tipos import Intervalo

MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
SEMANA = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
SEMANA_ESCRITA = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
SETIEMBRE = "setiembre"
_SIGLO = 100


def numero_de_mes(nombre: str) -> int:
    """De 1 a 12."""
    return MESES.index("septiembre" if nombre == SETIEMBRE else nombre) + 1


def dia(ano: int, mes: int, numero: int) -> date | None:
    """La fecha, o None si no existe (30 de febrero)."""
    try:
        return date(ano, mes, numero)
    except ValueError:
        return None


def mas_cercana(numero: int, mes: int, referencia: date) -> date | None:
    """El dia y mes sin año, en el año que lo deja mas cerca de la referencia; None si no existe."""
    opciones = [
        dia(referencia.year + i, mes, numero)
        for i in (0, 1, -1, 2, -2)
        if MINYEAR < referencia.year + i < MAXYEAR
    ]
    validas = [o for o in opciones if o]
    return min(validas, key=lambda o: abs((o - referencia).days), default=None)


def con_ano(numero: int, mes: int, ano: str | None, referencia: date) -> date | None:
    """La fecha de un dia y un mes con su año (de dos o cuatro cifras) o sin el."""
    if not ano:
        return mas_cercana(numero, mes, referencia)
    escrito = int(ano)
    return dia(escrito + 2000 if escrito < _SIGLO else escrito, mes, numero)


def sumar(referencia: date, dias: int) -> date | None:
    """La fecha a tantos dias, o None si se sale del calendario."""
    try:
        return referencia + timedelta(days=dias)
    except OverflowError:
        return None


def siguiente(semana: int, referencia: date, *, hoy_vale: bool) -> date | None:
    """El proximo dia de esa semana (0 es lunes), hoy mismo si vale."""
    faltan = (semana - referencia.weekday()) % 7
    return sumar(referencia, faltan if faltan or hoy_vale else 7)


def mes_entero(ano: int, mes: int, *, supuesto: bool) -> Intervalo | None:
    """Del primero al ultimo dia de un mes."""
    primero = dia(ano, mes, 1)
    if primero is None:
        return None
    return Intervalo(primero, date(ano, mes, monthrange(ano, mes)[1]), supuesto, aproximado=True)


def escribir(fecha: date) -> str:
    """«14 de mayo de 2026»."""
    return f"{fecha.day} de {MESES[fecha.month - 1]} de {fecha.year}"


def _corrida(fecha: date, hacia: date) -> date:
    """Una fecha de año supuesto, en el año que la deja mas cerca de otra."""
    return mas_cercana(fecha.day, fecha.month, hacia) or fecha


def acercar(uno: Intervalo, otro: Intervalo) -> Intervalo:
    """`uno`, si supuso el año, puesto en el que lo deja mas cerca de `otro`."""
    mia, suya = uno.desde or uno.hasta, otro.desde or otro.hasta
    if not (uno.supuesto or otro.supuesto) or mia is None or suya is None:
        return uno
    corrida = _corrida(mia, suya)
    if corrida == mia:
        return uno
    salto = (corrida - mia).days
    desde = sumar(uno.desde, salto) if uno.desde else None
    hasta = sumar(uno.hasta, salto) if uno.hasta else None
    if uno.desde and uno.hasta and desde and hasta:  # los bisiestos no corren el otro extremo
        hasta = _corrida(uno.hasta, hasta)
    return uno._replace(desde=desde, hasta=hasta)


def se_tocan(uno: Intervalo, otro: Intervalo) -> bool:
    """Si tienen algun dia en comun."""
    uno = acercar(uno, otro)
    return (uno.desde is None or otro.hasta is None or uno.desde <= otro.hasta) and (
        otro.desde is None or uno.hasta is None or otro.desde <= uno.hasta
    )


def dentro(uno: Intervalo, otro: Intervalo) -> bool:
    """Si todo `uno` cae dentro de `otro`."""
    uno = acercar(uno, otro)
    return (otro.desde is None or (uno.desde is not None and uno.desde >= otro.desde)) and (
        otro.hasta is None or (uno.hasta is not None and uno.hasta <= otro.hasta)
    )
