"""El estilo: contraste suficiente en claro y en oscuro, y nada traido de fuera."""

import re
from itertools import product
from pathlib import Path

import pytest

import moderacion.web

WEB = Path(moderacion.web.__file__).parent
CSS = (WEB / "estatico" / "estilo.css").read_text("utf-8")
TEXTO, BORDE = 4.5, 3.0
"""Contraste minimo del texto y de lo que delimita un campo (WCAG 2.2, 1.4.3 y 1.4.11)."""
SOBRE = ("fondo", "papel")
PARES = [
    *product(("tinta", "suave", "acento", "malo", "medio", "bueno"), SOBRE),
    *((c, f"{c}-tenue") for c in ("acento", "malo", "medio", "bueno")),
    *(("tinta", f"{c}-tenue") for c in ("malo", "medio", "bueno", "marca")),
    ("suave", "marca-tenue"),
    ("suave", "acento-tenue"),
    ("sobre-acento", "acento"),
]


def _tintas(modo: str) -> dict[str, str]:
    claro, oscuro = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", claro if modo == "claro" else oscuro))


def _luz(tinta: str) -> float:
    canales = [int(tinta[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineales = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canales]
    return 0.2126 * lineales[0] + 0.7152 * lineales[1] + 0.0722 * lineales[2]


def _contraste(a: str, b: str) -> float:
    clara, oscura = sorted((_luz(a), _luz(b)), reverse=True)
    return (clara + 0.05) / (oscura + 0.05)


@pytest.mark.parametrize("modo", ["claro", "oscuro"])
def test_contraste(modo):
    t = _tintas(modo)
    for letra, fondo in PARES:
        assert _contraste(t[letra], t[fondo]) >= TEXTO, (modo, letra, fondo)
    trazos = [n for n in t if re.fullmatch(r"p(\d+|x)|borde", n)]
    assert len(trazos) == 9
    for trazo, fondo in product(trazos, SOBRE):
        assert _contraste(t[trazo], t[fondo]) >= BORDE, (modo, trazo, fondo)


def test_cada_politica_entrante_tiene_su_trazo():
    """Distinto en forma, no solo en color: estilo de linea y grueso."""
    trazos = re.findall(r"\.ev-(\d+) \{ text-decoration: underline (\w+) var\(--p\w+\) (\dpx); \}", CSS)
    assert {int(n) for n, _, _ in trazos} == {1, 2, 4, 5, 7, 11, 12}
    assert len({(forma, grueso) for _, forma, grueso in trazos}) == len(trazos)


def test_nada_de_fuera_ni_en_linea():
    for archivo in sorted((WEB / "estatico").iterdir()):
        texto = archivo.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        fuera = r"url\(|@import|https?://|\beval\b|innerHTML|insertAdjacentHTML|document\.write"
        assert not re.search(fuera, texto), archivo.name
    for plantilla in sorted((WEB / "plantillas").glob("*.html")):
        texto = plantilla.read_text("utf-8")
        assert not re.search(
            r"<script(?! src=\"/estatico/)|<style|\sstyle=|\son\w+=|https?://|\|\s*safe", texto
        ), plantilla.name


def test_todas_las_paginas_se_pasan_igual():
    """La cola tambien dice «Siguientes» y su paso lleva dos valores: por eso tiene el suyo."""
    propias = {p.name for p in (WEB / "plantillas").glob("*.html") if 'rel="next"' in p.read_text("utf-8")}
    assert propias == {"_piezas.html", "_lista.html"}
