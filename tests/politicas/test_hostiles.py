"""Textos hechos para estorbar: se juzgan enteros, sin lanzar y en un tiempo que crece con el largo, no con su cuadrado."""

import gc
from collections.abc import Iterator
from time import process_time

import pytest

from politicas.juicio import juzgar
from tests.ritmo import lo_menos
from tests.tandas import alguna

from .armar import DE_ACUERDO, contexto_de, pieza_de

LARGO, DIEZ_MIL = 3_000, 10_000
VECES = 6
UNIDADES = {
    "una letra": "a", "combinantes": "\u0301", "letra y combinante": "a\u0301", "letras sueltas": "a ", "puntos": "a.",
    "comodines": "p*", "emojis": "🙂", "familias": "👩\u200d⚕️", "esquemas": "http://", "corchetes": "[.]", "arrobas": "@",
    "menciones": "@a ", "derecha a izquierda": "\u202eא ", "nulos": "\x00a", "sustitutos": "\ud800", "guiones": "a-",
    "punto com": "punto com ", "wa punto me": "wa . me ", "telefonos": "7123 ", "prefijos": "+503 ", "insultos": "pendejo ",
    "insultos citados": "me dijo «pendejo» ", "comillas": '"', "separados": "p e n d e j o ", "cifras": "1", "leet": "p3nd3j0",
    "citas": "me dijo ", "negaciones": "no es un ", "enlaces": "https://a.com ", "dominios": "a.com.", "mayusculas": "NO HAY ",
    "nombres": "Ana Perez ", "titulos": "doctora ", "preguntas": "¿?", "saltos": "\n", "vendo": "vendo barato al 7000-0000 ",
    "eñes": "n\u0303", "anchas": "ＮＯ ", "amenazas": "te voy a matar ", "odio": "gays son una plaga ", "espacios": " ",
    "subrayados": "_", "asteriscos": "*", "almohadillas": "#a ", "correos": "a@a.", "puntos suspensivos": "…", "sos un": "sos un ",
}  # fmt: skip


@pytest.fixture(autouse=True)
def sin_recolector() -> Iterator[None]:
    """El recolector de memoria recorre todo el proceso de pruebas: mediria eso y no el juicio."""
    gc.disable()
    yield
    gc.enable()


def tardar(texto: str, sentido: str = "entrante") -> float:
    inicio = process_time()
    v = juzgar(pieza_de(texto, sentido=sentido, tipo="publicacion", indicios=DE_ACUERDO), contexto_de(texto))
    assert not v.degradado, v.razon_degradado
    for hallazgo in v.hallazgos:
        assert all(texto[e.inicio : e.fin] == e.texto for e in hallazgo.evidencia)
    return process_time() - inicio


@pytest.mark.parametrize("nombre", alguna(UNIDADES))
@pytest.mark.parametrize("sentido", ["entrante", "saliente"])
def test_texto_hostil(nombre, sentido):
    """Crecer seis veces cuesta unas seis veces, no treinta y seis."""
    unidad = UNIDADES[nombre]
    corto = unidad * (LARGO // len(unidad))
    tardar("calentar", sentido)
    uno = min(tardar(corto, sentido) for _ in range(2))
    largo = tardar(corto * VECES, sentido)
    assert largo < 20 * max(uno, 0.004), (uno, largo)
    assert lo_menos(lambda: tardar(corto, sentido), 0.3) <= 0.3


@pytest.mark.parametrize("nombre", UNIDADES)
def test_diez_mil_caracteres_en_un_parpadeo(nombre):
    """Un comentario de 10 000 caracteres de cada clase, leido y juzgado en 50 ms."""
    unidad = UNIDADES[nombre]
    texto = (unidad * (DIEZ_MIL // len(unidad) + 1))[:DIEZ_MIL]
    tardar("calentar p3nd3j0")
    assert lo_menos(lambda: tardar(texto), 0.05) <= 0.05


@pytest.mark.parametrize("texto", ["a" * 100_000, "pendejo " * 12_500, "🙂" * 100_000, "\u0301" * 100_000])
def test_cien_mil_caracteres(texto):
    assert lo_menos(lambda: tardar(texto), 5, intentos=2) <= 5
