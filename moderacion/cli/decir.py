"""Ordenes sobre lo que decimos: el calendario, lo que espera, los comunicados, las sugerencias y el paro."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer

from moderacion import redaccion
from moderacion.cli.comun import EnJson, Motivo, Quien, base_abierta, celda, mostrar, persona
from moderacion.cli.raiz import CONFIG, MAYOR, Orden, RutaConfig, app, app_comunicados, app_paro
from moderacion.reloj import RelojReal


@app.command("programado", cls=Orden)
def programado(
    dias: Annotated[int, typer.Option(help="Días hacia delante.", min=1, max=366)] = 7,
    en_json: EnJson = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Lo que saldrá, por hora, y lo que espera a que una persona mire la red."""
    ahora = RelojReal().ahora()
    with base_abierta(config) as almacen:
        filas = [dict(f) for f in redaccion.calendario(almacen, ahora, ahora + timedelta(days=dias))]
        esperan = [dict(f) for f in redaccion.por_mirar(almacen)]
    columnas = ("hora", "red", "cuenta", "tipo", "borrador_id", "estado", "texto_comun")
    mostrar([*filas, *esperan], en_json, columnas, "no hay nada programado en esos días")


@app.command("sugerencias", cls=Orden)
def sugerencias(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Temas sin comunicado y cuentas que callan o inundan."""
    with base_abierta(config) as almacen:
        filas = [dict(f) for f in redaccion.sugerencias(almacen)]
    mostrar(filas, en_json, ("id", "tipo", "ultima", "veces", "motivo"), "no hay sugerencias abiertas")


@app_comunicados.command("listar", cls=Orden)
def listar(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Los publicados, el último primero, y en qué quedó cada uno."""
    filas: list[dict[str, Any]] = []
    antes = None
    with base_abierta(config) as almacen:
        while True:
            pagina = redaccion.archivo(almacen, antes)
            filas += [asdict(c) for c in pagina.comunicados]
            antes = pagina.siguiente
            if antes is None:
                break
    mostrar(filas, en_json, ("numero", "estado", "desde", "hasta", "asunto"), "no hay comunicados publicados")


@app_comunicados.command("ver", cls=Orden)
def ver(
    numero: Annotated[str, typer.Argument(help="El número, como 12-2026.")], config: RutaConfig = CONFIG
) -> None:
    """Uno, entero, como se publicó."""
    with base_abierta(config) as almacen:
        c = redaccion.comunicado(almacen, numero)
    print(f"[{c.estado}] publicado el {celda(c.publicado)}\n\n{c.texto}")


@app_paro.command("ver", cls=Orden)
def ver_paros(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Los paros que rigen."""
    with base_abierta(config) as almacen:
        filas = [dict(f) for f in redaccion.paros(almacen).vigentes]
    mostrar(filas, en_json, ("id", "ambito", "puesto", "puso", "motivo"), "no hay paros")


@app_paro.command("poner", cls=Orden)
def poner(
    usuario: Quien,
    motivo: Motivo,
    cuenta: Annotated[
        int | None, typer.Option(help="Solo esta cuenta; sin decirla, todas.", min=1, max=MAYOR)
    ] = None,
    config: RutaConfig = CONFIG,
) -> None:
    """Que no salga nada: ni publicaciones ni respuestas. Lo que ya está saliendo no se puede parar."""
    with base_abierta(config) as almacen:
        paro = redaccion.parar(almacen, persona(almacen, usuario), motivo, cuenta)
    print(f"paro {paro} puesto: no sale nada hasta que supervisión lo levante")


@app_paro.command("levantar", cls=Orden)
def levantar(
    paro: Annotated[int, typer.Argument(help="El número del paro.", min=1, max=MAYOR)],
    usuario: Quien,
    motivo: Motivo,
    config: RutaConfig = CONFIG,
) -> None:
    """Se vuelve a publicar. Lo que perdió su hora o su aprobación vuelve a revisión, no sale tarde."""
    with base_abierta(config) as almacen:
        redaccion.levantar(almacen, paro, persona(almacen, usuario), motivo)
    print(f"paro {paro} levantado")
