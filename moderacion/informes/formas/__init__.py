"""Las formas de un informe: el mismo contenido como pagina, papel, hoja de calculo, CSV o datos.

`dar` es la unica puerta. Cada formato se importa al usarlo: arrancar el servicio no los necesita.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from moderacion.errores import EntradaInvalida
from moderacion.informes.modelo import Informe

__all__ = ["FORMATOS", "Formato", "cuerpo_html", "dar", "nombre_de_archivo", "una_tabla"]


@dataclass(frozen=True, slots=True)
class Formato:
    """Como se llama, con que tipo viaja y como se hace."""

    clave: str
    nombre: str
    tipo: str
    hacer: Callable[[Informe], bytes]


def _html(informe: Informe) -> bytes:
    from moderacion.informes.formas import en_html

    return en_html.hoja(informe)


def _pdf(informe: Informe) -> bytes:
    from moderacion.informes.formas import en_pdf

    return en_pdf.papel(informe)


def _csv(informe: Informe) -> bytes:
    from moderacion.informes.formas import en_csv

    return en_csv.todo(informe)


def _xlsx(informe: Informe) -> bytes:
    from moderacion.informes.formas import en_xlsx

    return en_xlsx.libro(informe)


def _json(informe: Informe) -> bytes:
    from moderacion.informes.formas import en_json

    return en_json.datos(informe)


FORMATOS: Final[Mapping[str, Formato]] = {
    f.clave: f
    for f in (
        Formato("html", "Página (HTML)", "text/html; charset=utf-8", _html),
        Formato("pdf", "Papel (PDF)", "application/pdf", _pdf),
        Formato(
            "xlsx",
            "Hoja de cálculo (XLSX)",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _xlsx,
        ),
        Formato("csv", "Texto separado por comas (CSV)", "text/csv; charset=utf-8", _csv),
        Formato("json", "Datos (JSON)", "application/json; charset=utf-8", _json),
    )
}


def dar(informe: Informe, formato: str) -> bytes:
    """El informe en ese formato. Lanza `EntradaInvalida` si no hay tal formato."""
    if formato not in FORMATOS:
        raise EntradaInvalida(f"no hay formato «{formato}»: {', '.join(FORMATOS)}")
    return FORMATOS[formato].hacer(informe)


def una_tabla(informe: Informe, clave: str) -> bytes:
    """Una sola tabla en CSV, rectangular: sus titulos y sus filas. Lanza `EntradaInvalida` si no esta."""
    from moderacion.informes.formas import en_csv

    return en_csv.una(informe, clave)


def cuerpo_html(informe: Informe) -> str:
    """El informe como trozo de pagina, ya escapado, para ponerlo dentro de otra. Los anexos no van: se descargan."""
    from moderacion.informes.formas import en_html

    return en_html.cuerpo(informe)


def nombre_de_archivo(informe: Informe, formato: str) -> str:
    """Como se llama al descargarlo: solo letras, cifras y guiones."""
    p = informe.periodo
    cuando = str(p.anio) if p.anio else f"{p.desde:%Y%m%d}-{p.hasta:%Y%m%d}"
    return f"{informe.clase}-{cuando}.{formato}"
