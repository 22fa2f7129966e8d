"""Cuanta critica se toca, cuantos insultos llanos se restringen y cuantos textos inocentes se restringen.

python -m tests.medidas.critica
"""

from functools import cache
from pathlib import Path

from politicas.juicio import juzgar
from politicas.tipos import Propuesta, Veredicto
from tests.politicas.armar import DE_ACUERDO, contexto_de, lineas, pieza_de

TEXTOS = Path(__file__).parents[1] / "politicas" / "textos"
RESTRINGIDOS = 0.95
"""De los insultos llanos, por el lexico y el destinatario, sin que el clasificador diga nada."""


@cache
def textos(nombre: str) -> tuple[str, ...]:
    """Los textos de un archivo de prueba."""
    return tuple(lineas(TEXTOS / f"{nombre}.txt"))


@cache
def veredictos(nombre: str, *, acuerdo: bool) -> tuple[tuple[str, Veredicto], ...]:
    """Cada texto con su veredicto, con un clasificador que ve ofensa o con uno que no ve nada."""
    indicios = DE_ACUERDO if acuerdo else {}
    return tuple((t, juzgar(pieza_de(t, indicios=indicios), contexto_de(t))) for t in textos(nombre))


def restringidos(nombre: str, *, acuerdo: bool = False) -> list[str]:
    """Los que se propone restringir."""
    return [t for t, v in veredictos(nombre, acuerdo=acuerdo) if v.propuesta is Propuesta.RESTRINGIR]


def automaticos(nombre: str) -> list[str]:
    """Los que la maquina haria sola, con el clasificador de acuerdo."""
    return [t for t, v in veredictos(nombre, acuerdo=True) if v.automatica]


def sin_reconocer() -> list[str]:
    """Criticas que no llevan la etiqueta que las protege."""
    return [t for t, v in veredictos("criticas", acuerdo=False) if not v.critica]


def _linea(que: str, hallados: list[str], total: int, *, listar: bool) -> list[str]:
    cabeza = f"{que}: {len(hallados)} de {total} ({len(hallados) / total:.1%})"
    return [cabeza, *(f"  {t}" for t in hallados)] if listar else [cabeza]


def medir() -> list[str]:
    """Las lineas de la medida."""
    criticas, insultos, inocentes = (len(textos(n)) for n in ("criticas", "insultos", "inocentes"))
    puestos = set(restringidos("insultos"))
    escapan = [t for t in textos("insultos") if t not in puestos]
    salida = _linea("críticas con acción automática", automaticos("criticas"), criticas, listar=True)
    salida += _linea("críticas propuestas para restringir", restringidos("criticas"), criticas, listar=True)
    salida += _linea("críticas sin la etiqueta de crítica", sin_reconocer(), criticas, listar=True)
    salida += _linea("insultos llanos restringidos", list(puestos), insultos, listar=False)
    salida += [f"  escapa: {t}" for t in escapan]
    salida += _linea("insultos llanos con acción automática", automaticos("insultos"), insultos, listar=False)
    con_acuerdo = restringidos("inocentes", acuerdo=True)
    salida += _linea("inocentes propuestos para restringir", con_acuerdo, inocentes, listar=True)
    return salida


if __name__ == "__main__":
    print("\n".join(medir()))
