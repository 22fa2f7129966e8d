"""Leer un informe en cada una de sus formas, con bibliotecas que no lo escribieron: lo comparten sus pruebas."""

import csv
import html
import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import openpyxl
from pypdf import PdfReader

from moderacion.informes import formas
from moderacion.informes.modelo import Informe


def de_json(i: Informe) -> dict[str, dict[str, Any]]:
    """Las tablas por su clave."""
    secciones = json.loads(formas.dar(i, "json"))["secciones"]
    tablas = [t for s in secciones for t in (*(g["tabla"] for g in s["graficas"]), *s["tablas"])]
    return {t["clave"]: t for t in tablas}


def de_csv(i: Informe, clave: str) -> list[dict[str, str]]:
    """Las filas de una tabla, por el nombre de sus columnas."""
    return list(csv.DictReader(io.StringIO(formas.una_tabla(i, clave).decode("utf-8-sig"))))


def de_xlsx(i: Informe, hoja: str) -> list[Mapping[str, Any]]:
    """Las filas de una hoja, por el nombre de sus columnas."""
    filas = list(openpyxl.load_workbook(io.BytesIO(formas.dar(i, "xlsx")))[hoja].values)[3:]
    titulos = [t for t in filas[0] if t]
    return [
        {k: v.date() if isinstance(v, datetime) else v for k, v in zip(titulos, f, strict=False)}
        for f in filas[1:]
        if any(c is not None for c in f)
    ]


def de_html(i: Informe, clave: str) -> list[list[str]]:
    """Las celdas de una tabla, como se leen."""
    pagina = formas.dar(i, "html").decode()
    tabla = re.search(rf'<table[^>]*id="tabla-{clave}">.*?</table>', pagina, re.DOTALL)
    assert tabla, f"no esta la tabla {clave}"
    return [
        [
            html.unescape(re.sub(r"<[^>]+>", "", c))
            for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", f, re.DOTALL)
        ]
        for f in re.findall(r"<tr>(.*?)</tr>", tabla[0], re.DOTALL)
    ]


def de_pdf(i: Informe) -> str:
    """Todo el texto, con los espacios juntos."""
    lector = PdfReader(io.BytesIO(formas.dar(i, "pdf")))
    return " ".join(" ".join(p.extract_text() for p in lector.pages).split())
