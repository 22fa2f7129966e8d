"""La orden `informe`: el mismo informe que la consola, a un archivo o a la salida."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from moderacion.cli.comun import Quien, base_abierta, persona
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app
from moderacion.config import Config, leer_config
from moderacion.errores import EntradaInvalida, NoAutorizado, por_que
from moderacion.informes import formas, importar, registro
from moderacion.informes.modelo import Informe
from moderacion.informes.periodo import Periodo
from moderacion.reloj import RelojReal, dia_local

Dia = Annotated[str, typer.Option(help="Día de El Salvador: «2026-01-31».")]
_DE_BYTES = ("pdf", "xlsx")
_IMPORTAN = ("gestion", "supervision")


@app.command(cls=Orden)
def informe(
    clase: Annotated[str, typer.Argument(help="seguidores, participacion, transparencia o cadencia.")],
    anio: Annotated[int | None, typer.Option(help="Un año entero.")] = None,
    desde: Dia = "",
    hasta: Dia = "",
    formato: Annotated[str, typer.Option(help="html, pdf, csv, xlsx o json.")] = "html",
    salida: Annotated[
        Path | None, typer.Option(help="Dónde escribirlo; sin decirlo, a la salida estándar.")
    ] = None,
    tabla: Annotated[str, typer.Option(help="Solo esa tabla (con --formato csv).")] = "",
    config: RutaConfig = CONFIG,
) -> None:
    """Un informe con sus cifras, de un año o de unos días; sin decirlo, de lo que va de este año."""
    registro.clase_de(clase)
    if formato not in formas.FORMATOS:
        raise EntradaInvalida(f"no hay formato «{formato}»: {', '.join(formas.FORMATOS)}")
    if tabla and formato != "csv":
        raise EntradaInvalida("«--tabla» solo vale con «--formato csv»")
    if salida is None and formato in _DE_BYTES and sys.stdout.isatty():
        raise EntradaInvalida(f"un {formato} no se lee en la pantalla: diga dónde escribirlo con «--salida»")
    hecho = _armar(clase, _periodo(anio, desde, hasta), config)
    cuerpo = formas.una_tabla(hecho, tabla) if tabla else formas.dar(hecho, formato)
    if salida is None:
        sys.stdout.buffer.write(cuerpo)
        sys.stdout.flush()
        return
    try:
        salida.write_bytes(cuerpo)
    except OSError as error:
        raise EntradaInvalida(f"no se puede escribir {salida}: {por_que(error)}") from None
    print(f"{hecho.titulo}, {hecho.periodo}, en {salida}", file=sys.stderr)


def _armar(clase: str, periodo: Periodo, config: Path) -> Informe:
    """Con la base de la configuracion; sin configuracion, lo que el programa trae."""
    ahora = RelojReal().ahora()
    if config == CONFIG and not config.exists():
        return registro.armar(clase, None, periodo, ahora, Config().institucion.nombre)
    leida = leer_config(config)
    with base_abierta(config) as almacen:
        return registro.armar(clase, almacen, periodo, ahora, leida.institucion.nombre)


def _periodo(anio: int | None, desde: str, hasta: str) -> Periodo:
    if anio is not None:
        if desde or hasta:
            raise EntradaInvalida("o «--anio», o «--desde» y «--hasta»: las dos cosas no")
        return Periodo.del_anio(anio)
    hoy = dia_local(RelojReal().ahora())
    primero = _dia(desde, "--desde") if desde else hoy.replace(month=1, day=1)
    return Periodo(primero, _dia(hasta, "--hasta") if hasta else max(hoy, primero))


def _dia(escrito: str, opcion: str) -> date:
    try:
        return date.fromisoformat(escrito)
    except ValueError:
        raise EntradaInvalida(f"{opcion} no se entiende: se esperaba «2026-01-31»") from None


@app.command("importar", cls=Orden)
def importar_hoja(
    hoja: Annotated[
        Path, typer.Argument(help="Un CSV de seguidores, de incrementos publicados o de mecanismos.")
    ],
    usuario: Quien,
    config: RutaConfig = CONFIG,
) -> None:
    """Importa las cifras de antes del servicio, o lo que hizo cada mecanismo: entero o nada."""
    try:
        texto = hoja.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise EntradaInvalida(f"{hoja} no está en UTF-8: guárdelo así desde la hoja de cálculo") from None
    except OSError as error:
        raise EntradaInvalida(f"no se puede leer {hoja}: {por_que(error)}") from None
    with base_abierta(config) as almacen:
        quien = persona(almacen, usuario)
        if quien.rol not in _IMPORTAN:
            raise NoAutorizado("las cifras las importa alguien de gestión o de supervisión")
        hecho = importar.importar(almacen, texto, f"usuario/{quien.id}")
    print(hecho.dicho)
    for aviso in hecho.avisos:
        print(aviso, file=sys.stderr)
