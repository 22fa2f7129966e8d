"""La orden raiz y sus grupos, con la ayuda en espanol."""

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

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


def _grupo(ayuda: str) -> typer.Typer:
    return typer.Typer(cls=Grupo, help=ayuda, no_args_is_help=True, add_completion=False)


app = typer.Typer(
    cls=Grupo,
    help="Modera las redes sociales de la institución según las 13 políticas de su manual.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app_base = _grupo("La base de datos.")
app_bitacora = _grupo("El registro de todo lo que cambia.")
app_cifras = _grupo("Las cifras de cada día con que se rinden cuentas.")
app_clientes = _grupo("Los programas que usan la API.")
app_comunicados = _grupo("La postura oficial: lo publicado y lo que rige.")
app_config = _grupo("La configuración.")
app_incidentes = _grupo("Las crisis: verlas, a quién se avisa, sacar su acta, ensayar y anunciar cambios.")
app_mantenimiento = _grupo("Cambios que se anuncian antes de hacerlos a mano.")
app_incidentes.add_typer(app_mantenimiento, name="mantenimiento")
app_modelo = _grupo("El clasificador.")
app_paro = _grupo("Parar todo lo programado, y seguir.")
app_solicitudes = _grupo("Lo que la gente pide sobre sus datos.")
app_registro = _grupo("Lo restringido, con su razón: comprobarlo y sacarlo.")
app_usuarios = _grupo("Quién entra a la consola.")
for _nombre, _app in (
    ("base", app_base),
    ("bitacora", app_bitacora),
    ("cifras", app_cifras),
    ("clientes", app_clientes),
    ("comunicados", app_comunicados),
    ("config", app_config),
    ("incidentes", app_incidentes),
    ("modelo", app_modelo),
    ("paro", app_paro),
    ("solicitudes", app_solicitudes),
    ("registro", app_registro),
    ("usuarios", app_usuarios),
):
    app.add_typer(_app, name=_nombre)

RutaConfig = Annotated[
    Path, typer.Option("--config", "-c", help="El archivo de configuración.", envvar="MODERACION_CONFIG")
]
CONFIG = Path("config.toml")
