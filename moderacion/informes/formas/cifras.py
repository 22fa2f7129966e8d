"""Como se escriben los numeros y las fechas en El Salvador: 15,188; 38.9 %; 31/12/2016."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from moderacion.informes.modelo import Fila, Tabla, Tipo, Valor
from moderacion.reloj import en_local

SIN_DATO: Final = "sin dato"
_PASOS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def escrito(valor: Valor, tipo: Tipo, *, signo: bool = False) -> str:
    """El valor como lo lee una persona. Lo que falta se dice: no es cero ni un espacio."""
    if valor is None:
        return SIN_DATO
    if isinstance(valor, timedelta):
        return duracion(valor)
    if isinstance(valor, datetime):
        return momento(valor)
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    if isinstance(valor, int | Decimal):
        mas = "+" if signo and valor > 0 else ""
        return f"{mas}{valor:,}" + (" %" if tipo is Tipo.PORCENTAJE else "")
    return valor


def dichas(t: Tabla, f: Fila) -> list[str]:
    """Las celdas de una fila, escritas, y su nota si la tabla lleva notas. Lo que un total no suma queda en blanco."""
    celdas = [
        "" if v is None and f is t.total else escrito(v, c.tipo, signo=c.signo)
        for c, v in zip(t.columnas, f.celdas, strict=True)
    ]
    return [*celdas, f.nota] if t.anotada else celdas


def momento(cuando: datetime) -> str:
    """Dia y hora de El Salvador."""
    return f"{en_local(cuando):%d/%m/%Y %H:%M}"


def parametro(escrito: str) -> str:
    """Un parametro de una consulta, que va en ISO para que un programa lo repita, como lo lee una persona."""
    try:
        cuando = datetime.fromisoformat(escrito)
    except ValueError:
        return escrito
    return momento(cuando) if cuando.tzinfo else f"{cuando:%d/%m/%Y}"


def duracion(cuanto: timedelta) -> str:
    """Las dos unidades mayores: «2 d 3 h», «5 min 10 s»."""
    quedan = int(abs(cuanto).total_seconds())
    partes: list[str] = []
    for segundos, letra in _PASOS:
        cuantos, quedan = divmod(quedan, segundos)
        if cuantos or (partes and len(partes) == 1 and quedan):
            partes.append(f"{cuantos} {letra}")
        if len(partes) == 2:  # noqa: PLR2004 (dos unidades)
            break
    dicho = " ".join(p for p in partes if not p.startswith("0 ")) or "0 s"
    return f"-{dicho}" if cuanto < timedelta() else dicho


def para_programas(valor: Valor) -> int | float | str | None:
    """El valor como dato: numeros sin adornos, duraciones en segundos, fechas ISO."""
    if isinstance(valor, timedelta):
        segundos = valor.total_seconds()
        return int(segundos) if segundos.is_integer() else segundos
    if isinstance(valor, Decimal):
        return (
            int(valor)
            if valor == valor.to_integral_value() and valor.as_tuple().exponent == 0
            else float(valor)
        )
    if isinstance(valor, datetime):
        return en_local(valor).isoformat(timespec="seconds")
    if isinstance(valor, date):
        return valor.isoformat()
    return valor
