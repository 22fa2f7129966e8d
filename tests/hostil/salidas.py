"""Lo que no puede llevar lo que sale de la consola hacia otros programas. Sirve para cualquier salida nueva."""

import csv
import io
import json
import re
import zipfile
from typing import Final

_FORMULA: Final = frozenset("=+-@＝＋－＠")
_NUMERO: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")
_INVISIBLES: Final = "\ufeff\u200b\u200c\u200d\u2060\u00a0 \t\r\n\v\f"
TIPOS_DE_HOJA: Final = {
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_LINEA_METRICA: Final = re.compile(
    r'[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*")*\})? '
    r"[-+]?(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|NaN|Inf)"
)


def es_formula(celda: str) -> bool:
    """Si un programa de hojas de calculo la tomaria por formula: lo que no es un numero y empieza como una."""
    if celda[:1] in {"\t", "\r", "\n"}:
        return True
    limpia = celda.lstrip(_INVISIBLES)
    return limpia[:1] in _FORMULA and not _NUMERO.match(limpia)


def sin_formulas(octetos: bytes) -> list[list[str]]:
    """Las filas de un CSV o un XLSX. Falla si alguna celda seria una formula o si no se puede leer."""
    filas = _de_xlsx(octetos) if octetos.startswith(b"PK") else _de_csv(octetos)
    malas = [celda for fila in filas for celda in fila if es_formula(celda)]
    assert malas == [], malas[:5]
    return filas


def _de_csv(octetos: bytes) -> list[list[str]]:
    texto = octetos.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texto, newline=""), delimiter=_separador(texto), strict=True))


def _separador(texto: str) -> str:
    primera = texto.split("\n", 1)[0]
    return max(",;\t", key=primera.count)


def _de_xlsx(octetos: bytes) -> list[list[str]]:
    """El texto de las celdas; ninguna hoja puede traer formulas, macros ni enlaces de fuera."""
    with zipfile.ZipFile(io.BytesIO(octetos)) as z:
        nombres = z.namelist()
        assert not [n for n in nombres if "vba" in n.lower() or "externalLink" in n], nombres
        partes = {n: z.read(n).decode() for n in nombres if n.endswith((".xml", ".rels"))}
    for nombre, xml in partes.items():
        assert not re.search(r"<f[ >/]", xml) or "/worksheets/" not in nombre, f"{nombre} trae una formula"
        assert 'TargetMode="External"' not in xml, f"{nombre} enlaza fuera"
    # lo escrito como texto (inlineStr o compartido) no se calcula: se devuelve para buscar en el
    return [re.findall(r"<t[^>]*>([^<]*)</t>", xml) for n, xml in partes.items() if n.startswith("xl/")]


def json_estricto(octetos: bytes) -> object:
    """El JSON, que debe valer para cualquier lector: UTF-8, sin NaN ni claves repetidas ni sustitutos sueltos."""

    def sin_repetir(pares: list[tuple[str, object]]) -> dict[str, object]:
        assert len({k for k, _ in pares}) == len(pares), "claves repetidas"
        return dict(pares)

    def sin_nan(x: str) -> object:
        raise AssertionError(x)

    leido = json.loads(octetos.decode(), parse_constant=sin_nan, object_pairs_hook=sin_repetir)
    json.dumps(leido, ensure_ascii=False).encode()
    return leido


def metricas_validas(octetos: bytes) -> int:
    """Cuantas muestras trae un texto de Prometheus; falla si una linea no es de ese formato."""
    muestras = [x for x in octetos.decode().split("\n") if x and not x.startswith("#")]
    malas = [x for x in muestras if not _LINEA_METRICA.fullmatch(x)]
    assert malas == [], malas[:5]
    return len(muestras)
