"""La orden raiz y sus grupos, con la ayuda en espanol."""

from collections.abc import Hashable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from moderacion.cli.indice import ORDENES

rich_utils.OPTIONS_PANEL_TITLE = "Opciones"
rich_utils.ARGUMENTS_PANEL_TITLE = "Argumentos"
rich_utils.COMMANDS_PANEL_TITLE = "Órdenes"
rich_utils.DEFAULT_STRING = "[por defecto: {}]"
rich_utils.REQUIRED_LONG_STRING = "[obligatorio]"
rich_utils.ENVVAR_STRING = "[variable de entorno: {}]"
rich_utils.RANGE_STRING = ""  # los limites van en `lo_que_espera`


MAYOR: Final = 2**63 - 1
"""El mayor número de algo: el que ya no cabe en la base."""
_USO = {
    "Usage:": "Uso:",
    "[OPTIONS]": "[OPCIONES]",
    "COMMAND [ARGS]...": "ORDEN [ARGUMENTOS]...",
}


_TIPOS: Final[Mapping[Hashable, str]] = {
    bool: "",
    int: "número",
    float: "número",
    str: "texto",
    Path: "ruta",
    list[str]: "texto, una o más veces",
}
"""Como se dice lo que se espera en cada opcion; una que se pone o no se pone no espera nada."""


def lo_que_espera(p: Any) -> str:
    """Que hay que poner en una opcion o un argumento, y entre que limites."""
    tipo = getattr(getattr(p, "type_descriptor", None), "annotation", None)
    partes = (_TIPOS.get(tipo, "") if isinstance(tipo, Hashable) else "", _limites(p))
    return " ".join(x for x in partes if x)


def _limites(p: Any) -> str:
    menor, mayor = getattr(p, "min", None), getattr(p, "max", None)
    if menor is None or mayor == MAYOR:
        return "" if menor is None else f"desde {menor}"
    return f"desde {menor}" if mayor is None else f"de {menor} a {mayor}"


class _AyudaEnEspanol:
    """Typer escribe la ayuda de --help en ingles: aqui se cambia la frase."""

    def get_params(self, ctx: Any) -> Any:
        """Las opciones y los argumentos, con lo que esperan dicho en espanol."""
        parametros: Any = super().get_params(ctx)  # type: ignore[misc]
        for p in parametros:
            p.display_type = lambda _, p=p: lo_que_espera(p)
        return parametros

    def get_usage(self, ctx: Any) -> str:
        """La linea de uso, dicha en espanol."""
        uso: str = super().get_usage(ctx)  # type: ignore[misc]
        for ingles, espanol in _USO.items():
            uso = uso.replace(ingles, espanol)
        return uso

    def get_help_option(self, ctx: Any) -> Any:
        """La opcion --help, dicha en espanol."""
        opcion: Any = super().get_help_option(ctx)  # type: ignore[misc]
        if opcion is not None:
            opcion.help = "Muestra esta ayuda."
        return opcion


class Grupo(_AyudaEnEspanol, TyperGroup):
    """Un grupo de ordenes."""


class Orden(_AyudaEnEspanol, TyperCommand):
    """Una orden."""


class Raiz(Grupo):
    """La orden `moderacion`: enseña su indice, e importa solo la orden que se pide."""

    def list_commands(self, _: Any) -> list[str]:
        """Los nombres de todas, por paneles."""
        return [*ORDENES]

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """Lo que la ayuda enseña de una, o None si no existe."""
        e = ORDENES.get(cmd_name)
        return e and Orden(cmd_name, help=e.ayuda, rich_help_panel=e.panel)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """La orden de verdad, con su nombre y lo que sigue. Lanza el error de uso si no existe."""
        if args[0] in ORDENES:
            return args[0], cargar(args[0]), args[1:]
        return super().resolve_command(ctx, args)


def cargar(nombre: str) -> Any:
    """Una orden o un grupo del indice, con sus modulos importados."""
    for modulo in ORDENES[nombre].modulos:
        import_module(f"moderacion.cli.{modulo}")
    return get_group(app).commands[nombre]


_ANTIGUAS: Final = {"quien": "usuario"}
"""Opciones que se llamaron de otro modo: se siguen entendiendo, y la ayuda no las enseña."""

app = typer.Typer(
    cls=Raiz,
    help="Modera las redes sociales de la institución según las 13 políticas de su manual.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"token_normalize_func": lambda opcion: _ANTIGUAS.get(opcion, opcion)},
)


def _grupo(nombre: str) -> typer.Typer:
    grupo = typer.Typer(cls=Grupo, help=ORDENES[nombre].ayuda, no_args_is_help=True, add_completion=False)
    app.add_typer(grupo, name=nombre)
    return grupo


app_base = _grupo("base")
app_bitacora = _grupo("bitacora")
app_cifras = _grupo("cifras")
app_clientes = _grupo("clientes")
app_comunicados = _grupo("comunicados")
app_config = _grupo("config")
app_incidentes = _grupo("incidentes")
app_mantenimiento = typer.Typer(
    cls=Grupo, help="Cambios que se anuncian antes de hacerlos a mano.", no_args_is_help=True
)
app_incidentes.add_typer(
    app_mantenimiento, name="mantenimiento", rich_help_panel="Cambios que se van a hacer"
)
app_modelo = _grupo("modelo")
app_paro = _grupo("paro")
app_solicitudes = _grupo("solicitudes")
app_registro = _grupo("registro")
app_usuarios = _grupo("usuarios")

RutaConfig = Annotated[
    Path, typer.Option("--config", "-c", help="El archivo de configuración.", envvar="MODERACION_CONFIG")
]
CONFIG = Path("config.toml")
