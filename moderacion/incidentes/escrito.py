"""Un escalon en una linea, como lo escribe y lo lee una persona: «jefa, @guardia | correo, sms | 15».

A quienes (con @, una rota), por que canales (nada, por todos) y los minutos hasta el siguiente.
"""

from typing import Final

from moderacion.errores import EntradaInvalida
from moderacion.incidentes.copia import Escalon

_PARTES: Final = 3


def leer_escalones(texto: str) -> tuple[Escalon, ...]:
    """Uno por linea; las vacias no cuentan. Lanza `EntradaInvalida` con el numero de la linea mala."""
    lineas = [(n, linea) for n, linea in enumerate(texto.splitlines(), 1) if linea.strip()]
    return tuple(_leer(n, linea) for n, linea in lineas)


def _leer(n: int, linea: str) -> Escalon:
    partes = [p.strip() for p in linea.split("|")]
    if len(partes) > _PARTES:
        raise EntradaInvalida(f"línea {n}: se esperaba «a quién | por dónde | minutos»")
    quienes, canales, espera = (*partes, "", "")[:_PARTES]
    nombres = [q.strip() for q in quienes.split(",") if q.strip()]
    try:
        minutos = float(espera.replace(",", ".")) if espera else Escalon().espera
    except ValueError:
        raise EntradaInvalida(f"línea {n}: «{espera}» no son minutos") from None
    return Escalon(
        tuple(q for q in nombres if not q.startswith("@")),
        tuple(q[1:].strip() for q in nombres if q.startswith("@")),
        tuple(c.strip().lower() for c in canales.split(",") if c.strip()),
        minutos,
    )


def escribir_escalon(personas: list[str], rotas: list[str], canales: list[str], espera: float) -> str:
    """La linea de un escalon."""
    quienes = ", ".join([*personas, *(f"@{r}" for r in rotas)])
    return f"{quienes} | {', '.join(canales)} | {espera:g}"
