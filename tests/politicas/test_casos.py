"""Un solo corredor para los casos de las 13 politicas (`casos/pNN.toml`)."""

import importlib
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from politicas.tipos import Propuesta

from .armar import CLAVES_CONTEXTO, CLAVES_PIEZA, CLAVES_VISTA, DE_ACUERDO, contexto_de, mayor, pieza_de

CASOS = Path(__file__).parent / "casos"
PROPIAS = {
    "clase",
    "nombre",
    "texto",
    "esperado",
    "automatica",
    "bloquear",
    "evidencia",
    "porque",
    "indicios",
    "sentido",
}
COMPLETAS = {2: (8, 8, 5), 4: (8, 8, 5), 11: (8, 8, 5), 12: (8, 8, 5), 1: (6, 6, 0), 13: (6, 6, 0)}
"""Minimos (infringe, cumple, roce); las demas politicas llevan al menos dos y dos."""


def cargar() -> list:
    casos = []
    for ruta in sorted(CASOS.glob("p*.toml")):
        for caso in tomllib.loads(ruta.read_text(encoding="utf-8"))["caso"]:
            numero = int(ruta.stem[1:])
            casos.append(pytest.param(numero, caso, id=f"{ruta.stem}-{caso['nombre']}"))
    return casos


TODOS = cargar()


@pytest.mark.parametrize(("numero", "caso"), TODOS)
def test_caso(numero, caso):
    datos = {k: v for k, v in caso.items() if k not in PROPIAS or k == "sentido"}
    datos["indicios"] = DE_ACUERDO if caso.get("indicios") == "acuerdo" else caso.get("indicios", {})
    politica = importlib.import_module(f"politicas.p{numero:02d}").POLITICA
    pieza, contexto = pieza_de(caso["texto"], **datos), contexto_de(caso["texto"], **datos)
    hallazgos = list(politica.evaluar(pieza, contexto))
    assert mayor(hallazgos) is Propuesta(caso["esperado"]), [(h.motivo, h.evidencia) for h in hallazgos]
    assert all(h.politica == numero for h in hallazgos)
    for clave in ("automatica", "bloquear"):
        if clave in caso:
            assert any(getattr(h, clave) for h in hallazgos) is caso[clave], clave
    vistas = {e.texto for h in hallazgos for e in h.evidencia}
    assert set(caso.get("evidencia", ())) <= vistas, vistas


def test_los_casos_estan_bien_escritos():
    permitidas = PROPIAS | CLAVES_PIEZA | CLAVES_VISTA | CLAVES_CONTEXTO
    nombres = Counter((p.values[0], p.values[1]["nombre"]) for p in TODOS)
    assert [n for n, veces in nombres.items() if veces > 1] == []
    for numero, caso in (p.values for p in TODOS):
        assert set(caso) <= permitidas, (numero, caso["nombre"], set(caso) - permitidas)
        assert {"clase", "nombre", "texto", "esperado", "porque"} <= set(caso), (numero, caso)
        assert caso["clase"] in ("infringe", "cumple", "roce")
        if caso["clase"] == "cumple":
            assert caso["esperado"] == "permitir", (numero, caso["nombre"])
        if caso["clase"] == "infringe":
            assert caso["esperado"] != "permitir", (numero, caso["nombre"])


@pytest.mark.parametrize("numero", range(1, 14))
def test_hay_casos_de_sobra(numero):
    clases = Counter(caso["clase"] for n, caso in (p.values for p in TODOS) if n == numero)
    hay = tuple(clases[c] for c in ("infringe", "cumple", "roce"))
    assert all(h >= m for h, m in zip(hay, COMPLETAS.get(numero, (2, 2, 0)), strict=True)), hay
