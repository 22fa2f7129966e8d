"""Un solo corredor para los casos de las 13 politicas (`casos/pNN.toml`)."""

import importlib
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from politicas.tipos import Propuesta

from .armar import (
    CLAVES_CONTEXTO,
    CLAVES_PIEZA,
    CLAVES_VISTA,
    PROPIAS,
    contexto_de,
    datos_de,
    mayor,
    pieza_de,
)

CASOS = Path(__file__).parent / "casos"
MINIMOS = {"infringe": 8, "cumple": 8, "roce": 5}


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
    datos = datos_de(caso)
    politica = importlib.import_module(f"politicas.p{numero:02d}").POLITICA
    pieza, contexto = pieza_de(caso["texto"], **datos), contexto_de(caso["texto"], **datos)
    hallazgos = list(politica.evaluar(pieza, contexto))
    assert mayor(hallazgos) is Propuesta(caso["esperado"]), [(h.motivo, h.evidencia) for h in hallazgos]
    assert all(h.politica == numero for h in hallazgos)
    for clave in ("automatica", "bloquear"):
        if clave in caso:
            assert any(getattr(h, clave) for h in hallazgos) is caso[clave], clave
    if "etiqueta" in caso:
        assert caso["etiqueta"] in {h.etiqueta for h in hallazgos}
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
    assert {c: clases[c] for c, m in MINIMOS.items() if clases[c] < m} == {}


@pytest.mark.parametrize("numero", range(1, 14))
def test_lo_que_infringe_dice_donde(numero):
    """Cada caso que infringe trae su evidencia: sin ella, el caso pasaria aunque se hallara otra cosa."""
    mudos = [c["nombre"] for n, c in (p.values for p in TODOS) if n == numero and c["clase"] == "infringe"]
    con = [c["nombre"] for n, c in (p.values for p in TODOS) if n == numero and c.get("evidencia")]
    assert sorted(set(mudos) - set(con)) == []
