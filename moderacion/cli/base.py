"""Ordenes de la casa: base, bitacora, configuracion y clasificador."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from modelos.clasificador import ModeloInvalido
from modelos.datos import DatosAusentes
from moderacion import accesos, avisos
from moderacion.cli.casa import tabla
from moderacion.cli.raiz import (
    CONFIG,
    Orden,
    RutaConfig,
    app_base,
    app_config,
    app_modelo,
)
from moderacion.config import Config, leer_config
from moderacion.config.web import es_de_aqui
from moderacion.contado import contado
from moderacion.errores import BaseIncompatible, EntradaInvalida, ErrorConfig
from moderacion.montaje import (
    abrir_base,
    acuerdo_de_la_casa,
    reglas_de_anclas,
    reglas_de_copias,
    retenidas,
    revisar_listas,
    servidor_sin_disco,
)
from moderacion.planificador.cola import esquema


@app_base.command("migrar", cls=Orden, rich_help_panel="La base")
def migrar(config: RutaConfig = CONFIG) -> None:
    """Crea la base o la lleva a la última revisión."""
    leida = leer_config(config)
    almacen = abrir_base(leida, migrar=True)
    if leida.base.archivo is None:
        almacen.preparar_cola(esquema())
    almacen.cerrar()
    print("la base está al día")


@app_config.command("revisar", cls=Orden)
def revisar(config: RutaConfig = CONFIG) -> int:
    """Comprueba la configuración, los canales de aviso, las listas de palabras y qué políticas esperan un repaso."""
    c = leer_config(config)
    malos = [
        f"«supervisor[{i}].canales[{n}]»: Apprise no entiende la dirección"
        for i, s in enumerate(c.supervisor, 1)
        for n, canal in enumerate(s.canales, 1)
        if not avisos.comprobar(canal.get_secret_value())
    ]
    malos += revisar_listas()
    if malos:
        raise ErrorConfig("\n".join(malos))
    if c.web.clave_maestra is not None or c.base.archivo is None:
        accesos.cofre_de(c)
    reglas_de_anclas(c)
    reglas_de_copias(c)
    for advertencia in [*_advertencias(c), *_retenidas(c), *_sin_disco(c)]:
        print(f"atención: {advertencia}")
    cuentas = contado(len(c.cuenta), "cuenta")
    print(f"{config} es válida: {cuentas}, {contado(len(c.supervisor), 'supervisor', 'supervisores')}")
    return 0


_DE_OTROS: Final = 0o007


def _a_la_vista(c: Config) -> list[str]:
    """Lo que deja ver a quien no debe: el archivo de la base, o la clave y la galleta de quien entra."""
    halladas = []
    if c.base.archivo is not None and c.base.archivo.exists() and c.base.archivo.stat().st_mode & _DE_OTROS:
        halladas.append(
            f"{c.base.archivo} lo puede leer cualquiera de esta máquina: «chmod o= {c.base.archivo}»"
        )
    if not c.web.https and not es_de_aqui(c.web.anfitrion):
        halladas.append(
            f"la consola escucha en {c.web.anfitrion} sin «web.https»: la clave y la galleta de quien entra irían sin "
            "cifrar; póngale delante quien ponga el TLS, y «https = true»"
        )
    return halladas


def _advertencias(c: Config) -> list[str]:
    faltan = _a_la_vista(c)
    if not c.cuenta:
        faltan.append("no hay ninguna [[cuenta]]: el servicio no leerá nada")
    if not c.supervisor:
        faltan.append("no hay ningún [[supervisor]]: un incidente no avisará a nadie")
    if not c.anclas.sitios:
        faltan.append("no hay [anclas]: si rehacen la bitácora entera o le cortan el final, no se notará")
    elif c.anclas.sitios == 1:
        faltan.append("las anclas van a un solo sitio: quien llegue a él puede cambiarlas; ponga otro")
    if c.respaldo.carpeta is None or c.respaldo.llave is None:
        faltan.append("no hay [respaldo] con carpeta y llave: no se pueden hacer copias")
    elif c.respaldo.cada is None:
        faltan.append(
            "no hay copias programadas: ponga «respaldo.cada_horas», o corra «moderacion base respaldar» cada poco"
        )
    return faltan


def _retenidas(config: Config) -> list[str]:
    """Lo que la configuracion deja actuar y no va a actuar, y que hacer."""
    try:
        esperan = retenidas(config)
    except BaseIncompatible as error:
        return [f"no se sabe qué políticas esperan un repaso: {error}"]
    return [
        f"p{e.numero:02d} está en «actuar» y se queda en «sugerir»: sus reglas cambiaron (versión {e.version}) y no se "
        "han repasado; corra «moderacion repasar --desde AAAA-MM-DD»"
        for e in esperan
    ]


def _sin_disco(config: Config) -> list[str]:
    """Lo que su servidor puede olvidar en un corte de luz."""
    try:
        apagados = servidor_sin_disco(config)
    except BaseIncompatible as error:
        return [f"no se pudo mirar si el servidor guarda en el disco lo que confirma: {error}"]
    return [
        f"PostgreSQL tiene «{ajuste}» apagado: un corte de luz borraría lo ya confirmado y se haría otra vez; enciéndalo"
        for ajuste in apagados
    ]


@contextmanager
def _sin_traza() -> Iterator[None]:
    """Entrenar y medir piden datos y bibliotecas que el servicio no necesita: si faltan, se dice en una frase."""
    try:
        yield
    except (DatosAusentes, ModeloInvalido) as error:
        raise EntradaInvalida(str(error)) from None
    except ImportError as error:
        falta = (
            f"falta {error.name}: instala el extra «entrenamiento» (pip install moderacion[entrenamiento])"
        )
        raise EntradaInvalida(falta) from None


@app_modelo.command("entrenar", cls=Orden)
def entrenar(
    datos: Annotated[Path | None, typer.Option(help="Carpeta de los conjuntos de datos.")] = None,
    salida: Annotated[Path | None, typer.Option(help="Dónde dejar los artefactos.")] = None,
) -> None:
    """Entrena el clasificador y deja sus artefactos con su huella."""
    with _sin_traza():
        # perezoso: entrenar pide scikit-learn
        from modelos import entrenar as taller

        taller.mostrar(taller.entrenar(salida=salida, datos=datos), Console())


@app_modelo.command("medir", cls=Orden)
def medir(
    datos: Annotated[Path | None, typer.Option(help="Carpeta de los conjuntos de datos.")] = None,
    config: RutaConfig = CONFIG,
) -> None:
    """Mide el clasificador sobre cada conjunto presente, junto a lo publicado; y, si hay base, el acuerdo con la gente."""
    with _sin_traza():
        from modelos import medir as banco

        banco.mostrar(banco.medir(datos=datos), Console())
    if config.exists():
        typer.echo("Acuerdo entre la máquina y la gente de la casa, por política:")
        try:
            lineas = tabla(acuerdo_de_la_casa(leer_config(config)))
        except (ErrorConfig, BaseIncompatible) as fallo:
            lineas = [f"no se pudo medir: {fallo}"]
        typer.echo("\n".join(lineas))


@app_modelo.command("acuerdo", cls=Orden)
def acuerdo() -> None:
    """Cuánto coinciden las dos lecturas del corpus (kappa por etiqueta) y qué queda sin resolver."""
    from modelos import corpus

    try:
        lineas = corpus.tabla(corpus.cargar())
    except corpus.ErrorCorpus as fallo:
        raise EntradaInvalida(str(fallo)) from None
    typer.echo("\n".join(lineas))


@app_modelo.command("explicar", cls=Orden)
def explicar(texto: Annotated[str, typer.Argument(help="El texto, entre comillas.")]) -> None:
    """Qué etiquetas da el clasificador a un texto y qué fragmentos pesaron en cada una."""
    with _sin_traza():
        from modelos.clasificador import Clasificador
        from modelos.explicar import explicar as por_que
        from modelos.lectura import leer

        clasificador = Clasificador.cargar()
    (indicios,) = clasificador.puntuar([leer(texto)])
    explicadas = por_que(clasificador, texto)
    if not explicadas:
        typer.echo("Ninguna etiqueta llega a su umbral.")
    for etiqueta, fragmentos in sorted(explicadas.items(), key=lambda e: -indicios[e[0]]):
        porque = ", ".join(f"«{texto[f.inicio : f.fin]}» {f.peso:.0%}" for f in fragmentos)
        typer.echo(f"{etiqueta} {indicios[etiqueta]:.2f}: {porque or 'sin fragmentos'}")
