"""Ordenes para aprender de lo que decide la gente de la casa."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Final

import typer

from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_modelo
from moderacion.config import leer_config
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion.casa import AcuerdoCasa, AcuerdoPolitica
from moderacion.evaluacion.ejemplos import Ejemplos
from moderacion.montaje import acuerdo_de_la_casa, ejemplos_de_la_casa

NADA: Final = "ninguna persona ha decidido todavía sobre un comentario: no hay de qué aprender"


@app_modelo.command("ejemplos", cls=Orden)
def ejemplos(
    salida: Annotated[
        Path | None, typer.Option(help="Dónde escribir el JSONL; si falta, a la pantalla.")
    ] = None,
    config: RutaConfig = CONFIG,
) -> int:
    """Lo que decidió la gente, como ejemplos: con los datos de personas tachados y sin nada de Twitter (X)."""
    leida = leer_config(config)
    leidos = [r for r in (config, leida.base.archivo) if r is not None and r.exists()]
    if salida and salida.exists() and any(salida.samefile(r) for r in leidos):
        raise EntradaInvalida(f"«--salida» es un archivo que se va a leer ({salida}): se perdería")
    reunidos = ejemplos_de_la_casa(leida)
    if reunidos.filas:
        with ExitStack() as pila:
            escritor = pila.enter_context(salida.open("w", encoding="utf-8")) if salida else sys.stdout
            for fila in reunidos.filas:
                escritor.write(json.dumps(fila, ensure_ascii=True) + "\n")
    print("\n".join(_resumen(reunidos)), file=sys.stderr)
    return 0 if reunidos.filas else 1


def _resumen(e: Ejemplos) -> list[str]:
    """Cuantos salen, cuantos no y por que."""
    if not e.decididos:
        return [NADA]
    cabeza = f"{contado(len(e.filas), 'ejemplo')} de {contado(e.decididos, 'comentario decidido', 'comentarios decididos')} por personas"
    return [cabeza, *(f"fuera {cuantos}: {por_que}" for por_que, cuantos in e.fuera.items())]


@app_modelo.command("casa", cls=Orden)
def casa(
    en_json: Annotated[bool, typer.Option("--json", help="El resultado, como un objeto JSON.")] = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Cuánto coinciden la máquina y la gente de la casa, por política (kappa), en lo ya decidido."""
    acuerdo = acuerdo_de_la_casa(leer_config(config))
    if en_json:
        print(json.dumps(acuerdo.como_dict(), ensure_ascii=False))
    else:
        print("\n".join(tabla(acuerdo)))


def tabla(a: AcuerdoCasa) -> list[str]:
    """El acuerdo en lineas para leer: el de todo y el de cada politica que alguien nombro."""
    if a.vacio:
        return [NADA]
    nombradas = {f"p{n:02d}": p for n, p in a.politicas.items() if p.dice_algo}
    calladas = [f"p{n:02d}" for n, p in a.politicas.items() if not p.dice_algo]
    return [
        f"{'':8}{'decididos':>10}{'ambas':>7}{'máquina':>9}{'persona':>9}{'acuerdo':>9}{'kappa':>8}   a revisar",
        _linea("todas", a.todas),
        *(_linea(nombre, p) for nombre, p in nombradas.items()),
        *([f"sin nada que comparar: {', '.join(calladas)}"] if calladas else []),
        "ambas, máquina, persona: quién restringe (las dos, solo la máquina, solo la persona). «A revisar» no restringe.",
        "Una política no cuenta lo restringido por otro artículo. Lo que no llegó a la cola no lo decidió nadie.",
    ]


def _linea(nombre: str, p: AcuerdoPolitica) -> str:
    acuerdo = "—" if p.acuerdo is None else f"{p.acuerdo:.1%}"
    kappa = "—" if p.kappa is None else f"{p.kappa:.3f}"
    revisar = f"   {p.revisar} ({p.revisar_restringidos} restringidos)" if p.revisar else ""
    return (
        f"{nombre:8}{p.decididos:>10}{p.ambas:>7}{p.solo_maquina:>9}{p.solo_persona:>9}{acuerdo:>9}{kappa:>8}"
        f"{revisar}"
    )
