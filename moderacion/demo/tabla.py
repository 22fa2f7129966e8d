"""Lo que la demostracion cuenta en la terminal."""

from rich.console import Console
from rich.table import Table

from conectores.tipos import NOMBRES
from moderacion.demo.escena import ResumenDemo


def mostrar(consola: Console, r: ResumenDemo) -> None:
    """Una tabla con lo que se hizo y lo que las redes confirman."""
    tabla = Table(title="Lo que hizo la demostración", title_justify="left")
    tabla.add_column("qué")
    tabla.add_column("servicio", justify="right")
    tabla.add_column("redes y buzón", justify="right")
    rechazados = r.guion["rechazados_por_bloqueo"]
    tabla.add_row("comentarios leídos", str(r.comentarios), str(r.guion["comentarios"] - rechazados))
    for red, n in r.por_red.items():
        tabla.add_row(f"  {NOMBRES[red]}", str(n), "")
    tabla.add_row("que la red no dejó escribir a bloqueados", "", str(rechazados))
    for propuesta, n in r.por_propuesta.items():
        tabla.add_row(f"propuesta: {propuesta}", str(n), "")
    ocultos = r.efectos.get("ocultar", 0) + r.efectos.get("retener", 0)
    tabla.add_row("ocultados por la máquina", str(r.ocultados), str(ocultos))
    tabla.add_row("autores bloqueados (provisional)", str(r.bloqueados), str(r.efectos.get("bloquear", 0)))
    tabla.add_row("bloqueos que debe hacer una persona", str(r.bloqueos_a_mano), "")
    tabla.add_row(
        "publicado por la institución",
        str(r.ordenes.get("publicar:hecha", 0)),
        str(r.efectos.get("publicar", 0)),
    )
    tabla.add_row("expedientes en la cola", str(r.en_cola), "")
    tabla.add_row("incidentes", str(r.incidentes), "")
    tabla.add_row("avisos a supervisión", str(r.avisos), str(r.avisos_recibidos))
    for red, (antes, ahora) in r.seguidores.items():
        tabla.add_row(f"seguidores en {NOMBRES[red]}", f"{_cifra(antes)} → {_cifra(ahora)}", "")
    consola.print(tabla)
    consola.print(
        "Las cifras cuadran con lo que las redes dicen que se les hizo."
        if r.cuadra
        else "[bold red]Las cifras NO cuadran con las redes.[/]"
    )


def _cifra(n: int | None) -> str:
    return "oculto" if n is None else f"{n:,}"
