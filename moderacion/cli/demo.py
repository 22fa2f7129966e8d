"""La demostracion en la terminal."""

import json
from typing import Annotated

import typer
from rich.console import Console

from conectores.tipos import NOMBRES
from moderacion.cli.raiz import Orden, app
from moderacion.cli.servicio import atender
from moderacion.demo import Escena, leer_guion
from moderacion.demo.ajustes import USUARIOS
from moderacion.demo.tabla import mostrar
from moderacion.web import enchufe
from moderacion.web.presentacion import ROLES

PUERTO = 8080


@app.command(cls=Orden)
def demo(
    una_vez: Annotated[bool, typer.Option("--una-vez", help="Corre el guion, resume y termina.")] = False,
    en_json: Annotated[bool, typer.Option("--json", help="El resumen, como un objeto JSON.")] = False,
    puerto: Annotated[int, typer.Option(help="Puerto de la consola.", min=0, max=65535)] = PUERTO,
) -> int:
    """Todo el trabajo sobre redes simuladas y una base vacía y temporal."""
    consola = Console(stderr=en_json)
    puerta = None if una_vez else enchufe("127.0.0.1", puerto)
    with Escena(leer_guion(), puerto_web=puerto) as escena:
        consola.print("[bold]Demostración[/]: tres redes simuladas, base vacía, clientes reales")
        for red, base in escena.redes.bases.items():
            consola.print(f"  {NOMBRES[red]}: {base}")
        resumen = escena.correr(consola.print)
        if en_json:
            print(json.dumps(resumen.como_dict(), ensure_ascii=False))
        else:
            mostrar(consola, resumen)
            _avisos(consola, escena)
        if puerta is None:
            return 0 if resumen.cuadra else 1
        consola.print(
            f"\n[bold]Consola: http://127.0.0.1:{puerta.getsockname()[1]}[/]  (Ctrl+C para terminar)"
        )
        for nombre, (rol, clave) in USUARIOS.items():
            consola.print(f"  usuario [bold]{nombre}[/] · clave [bold]{clave}[/] · {ROLES[rol]}")
        return atender(escena.servicio, puerta)


def _avisos(consola: Console, escena: Escena) -> None:
    """El aviso tal como le llego a la supervisora."""
    for aviso in escena.buzon.avisos:
        consola.rule("aviso recibido en el buzón de supervisión")
        consola.print(str(aviso.get("title", "")), style="bold", markup=False, soft_wrap=True)
        consola.print(str(aviso.get("message", "")), markup=False, soft_wrap=True)
