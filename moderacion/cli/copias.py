"""Ordenes de las copias: hacerlas, restaurarlas, soltar lo que una restauracion retiene y revisar la base."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from moderacion import custodia
from moderacion.cli.bitacora import escribir_secreto
from moderacion.cli.comun import EnJson, Motivo, Quien, base_abierta, mostrar, persona
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_base
from moderacion.config import leer_config
from moderacion.contado import contado
from moderacion.demo import leer_guion
from moderacion.demo.simulacro import Simulacro
from moderacion.montaje import Restaurada, declarar_retroceso, respaldar, restaurar, revisar_base
from moderacion.reloj import RelojReal

Cuales = Annotated[list[str], typer.Argument(help="Como orden/5 aviso/3, o «todo».")]
_COLUMNAS = ("clase", "id", "que", "estado", "sobre", "autor", "intentos", "creada")


@app_base.command("llave", cls=Orden, rich_help_panel="Copias")
def llave(
    salida: Annotated[Path | None, typer.Option(help="Un archivo nuevo para ella, que se crea 0600.")] = None,
) -> None:
    """Da una llave para «respaldo.llave». Guárdela también fuera de esta máquina: sin ella una copia no se abre."""
    escribir_secreto(custodia.nueva_llave(), salida)


@app_base.command("respaldar", cls=Orden, rich_help_panel="Copias")
def respaldar_(
    destino: Annotated[
        Path | None, typer.Option(help="Carpeta donde dejarla, si no es la de la configuración.")
    ] = None,
    config: RutaConfig = CONFIG,
    en_json: EnJson = False,
) -> None:
    """Hace una copia cifrada de la base mientras se usa, la abre y la comprueba, y quita las viejas."""
    hecha = respaldar(leer_config(config), RelojReal(), destino)
    if en_json:
        print(json.dumps(dict(hecha.manifiesto), ensure_ascii=False))
        return
    m = hecha.manifiesto
    print(f"copia en {hecha.archivo}: {m['octetos']} octetos, abierta y comprobada")
    print(
        f"{contado(sum(m['filas'].values()), 'fila')} en {contado(len(m['filas']), 'tabla')}; la bitácora, hasta la fila {m['n']}"
    )
    if hecha.quitadas:
        print(f"copias viejas quitadas: {hecha.quitadas}")


@app_base.command("restaurar", cls=Orden, rich_help_panel="Copias")
def restaurar_(
    archivo: Annotated[Path, typer.Argument(help="La copia.")],
    encima: Annotated[
        bool,
        typer.Option("--encima", help="Aunque la base no esté vacía: lo que hay se aparta, no se borra."),
    ] = False,
    anclas: Annotated[
        Path | None, typer.Option(help="El archivo de anclas, si no es el de la configuración.")
    ] = None,
    publica: Annotated[
        str, typer.Option(help="La llave pública con que se firmaron; si hay varias, con comas.")
    ] = "",
    registro: Annotated[
        Path | None, typer.Option(help="El registro de purgas, si no es el de siempre.")
    ] = None,
    config: RutaConfig = CONFIG,
) -> None:
    """Pone una copia en la base. Lo que traía por salir queda retenido hasta que alguien lo suelte."""
    hecha = restaurar(
        leer_config(config), archivo, RelojReal(), encima=encima, anclas=anclas, publica=publica, registro=registro
    )  # fmt: skip
    print("\n".join(_decir(hecha)))


def _decir(r: Restaurada) -> list[str]:
    h, m = r.hallado, r.hallado.manifiesto
    lineas = [
        f"restaurada la copia hecha el {m['hecha']}: {contado(sum(m['filas'].values()), 'fila')}, y todo cuadra"
    ]
    if h.apartada:
        lineas.append(
            f"lo que había se llama ahora {h.apartada}: quítelo al cerrar la restauración; lo que se purgue seguirá en ello"
        )
    if (perdidas := h.perdidas_hasta - m["n"]) > 0:
        lineas.append(
            f"la bitácora llega a la fila {m['n']} y hay un ancla de la {h.perdidas_hasta}, del {h.ultima_ancla}: "
            f"{'se perdió' if perdidas == 1 else 'se perdieron'} al menos {contado(perdidas, 'suceso')}"
        )
    elif h.ancladas:
        lineas.append(
            f"la bitácora coincide con sus anclas hasta la fila {h.ancladas}; de después no hay ninguna"
        )
    lineas.append(f"purgas vueltas a hacer: {h.purgas}")
    retenido = ", ".join(f"{n} de {clase}" for clase, n in h.retenido.items()) or "nada"
    lineas.append(f"retenido hasta que alguien lo suelte («moderacion base cuarentena»): {retenido}")
    lineas.append(
        "las sesiones que traía ya no valen; revise quién entra: lo que se cambió después de la copia no está"
    )
    return lineas + [f"atención: {a}" for a in r.advertencias]


@app_base.command("declarar-retroceso", cls=Orden, rich_help_panel="Tras restaurar una copia, o volver atrás")
def declarar_retroceso_(usuario: Quien, motivo: Motivo, config: RutaConfig = CONFIG) -> None:
    """Dice que la base volvió atrás sin restaurar una copia (una foto de la máquina, un disco viejo): retiene lo que traía.

    Córralo con el servicio parado. Si hay anclas en un archivo que no volvió con ella, el servicio lo nota solo al arrancar.
    """
    leida = leer_config(config)
    with base_abierta(config) as almacen:
        declarar_retroceso(leida, almacen, f"usuario/{persona(almacen, usuario).id}", motivo)
    print("queda retenido lo que traía: «moderacion base cuarentena»")


@app_base.command("cuarentena", cls=Orden, rich_help_panel="Tras restaurar una copia, o volver atrás")
def cuarentena(config: RutaConfig = CONFIG, en_json: EnJson = False) -> None:
    """Lo que una restauración retiene: mírelo en la red antes de soltarlo o descartarlo."""
    with base_abierta(config) as almacen:
        abierta, filas = custodia.retenido(almacen)
    if abierta is None and not en_json:
        print("no hay ninguna restauración abierta")
        return
    vacio = "no se retiene nada: cuando haya mirado la red, «moderacion base cerrar-restauracion»"
    mostrar([dict(f) for f in filas], en_json, _COLUMNAS, vacio)


@app_base.command("soltar", cls=Orden, rich_help_panel="Tras restaurar una copia, o volver atrás")
def soltar(cuales: Cuales, usuario: Quien, config: RutaConfig = CONFIG) -> None:
    """Deja salir algo retenido: en la red no está hecho y debe hacerse."""
    with base_abierta(config) as almacen:
        print(f"sueltos: {custodia.soltar(almacen, cuales, f'usuario/{persona(almacen, usuario).id}')}")


@app_base.command("descartar", cls=Orden, rich_help_panel="Tras restaurar una copia, o volver atrás")
def descartar(cuales: Cuales, usuario: Quien, config: RutaConfig = CONFIG) -> None:
    """Que algo retenido no salga: en la red ya está hecho, o ya no hace falta."""
    with base_abierta(config) as almacen:
        print(
            f"descartados: {custodia.descartar(almacen, cuales, f'usuario/{persona(almacen, usuario).id}')}"
        )


@app_base.command(
    "cerrar-restauracion", cls=Orden, rich_help_panel="Tras restaurar una copia, o volver atrás"
)
def cerrar(usuario: Quien, motivo: Motivo, config: RutaConfig = CONFIG) -> None:
    """Da por terminada una restauración: desde entonces todo sale como siempre."""
    with base_abierta(config) as almacen:
        custodia.cerrar(almacen, f"usuario/{persona(almacen, usuario).id}", motivo)
    print("restauración cerrada")


@app_base.command("simulacro", cls=Orden, rich_help_panel="Copias")
def simulacro(en_json: EnJson = False) -> int:
    """Ensaya todo sobre redes simuladas: copiar bajo carga, perder la base, restaurarla y ver que no sale nada."""
    acta = Simulacro(leer_guion(), lambda x: print(x, file=sys.stderr)).correr()
    if en_json:
        print(json.dumps(acta.como_dict(), ensure_ascii=False))
        return int(not acta.bien)
    escrituras = contado(acta.escrituras_por_segundo, "escritura")
    print(f"copia de {contado(acta.filas, 'fila')} con {escrituras} por segundo a la vez")
    sucesos = contado(acta.sucesos, "suceso")
    print(f"bitácora: {sucesos} en la copia; perdidos al volver a ella: {acta.perdidos}")
    efectos, avisos = contado(acta.efectos, "efecto"), contado(acta.avisos, "aviso")
    print(f"después de restaurar: {efectos} en las redes, {avisos} a la gente")
    print("retenido: " + (", ".join(f"{n} de {c}" for c, n in acta.retenido.items()) or "nada"))
    print("\n".join(f"MAL: {f}" for f in acta.faltas) or "la base restaurada está bien")
    print(f"{'bien' if acta.bien else 'MAL'}, en {sum(acta.segundos.values()):.0f} s")
    return int(not acta.bien)


@app_base.command("revisar", cls=Orden, rich_help_panel="La base")
def revisar(config: RutaConfig = CONFIG) -> int:
    """Mira la base por dentro, su bitácora y lo que siempre tiene que cumplirse. Sale con 1 si algo no cuadra."""
    malas = revisar_base(leer_config(config), RelojReal())
    print("\n".join(malas) or "la base está bien")
    return int(bool(malas))
