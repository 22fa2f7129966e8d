"""Peticiones inventadas por Schemathesis a partir del documento: ninguna respuesta 5xx, y todas como el documento dice.

La tanda rápida prueba pocas por operación; la lenta, mil o más por cada una que cambia algo.
"""

import random

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from moderacion.web import crear_app
from tests.tandas import UNA_DE_CADA, alguna, parte

from .api_apoyo import TODOS, V1, dar_testigo
from .test_otras import _intruso

COMPROBACIONES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
ESCRIBEN = {"tomar", "soltar", "decidir", "atender"}
POCAS, MUCHAS, MUCHAS_LECTURAS = 20, parte(1000), parte(200)
MITAD = 0.5


def _acercar(caso, azar: random.Random) -> None:
    """La mitad de las veces, un id y una versión que existen y el testigo bueno: si no, casi nada llega a la sala."""
    for nombre in caso.path_parameters or {}:
        if azar.random() < MITAD:
            caso.path_parameters[nombre] = azar.choice((1, 2))
    if isinstance(caso.body, dict) and "version" in caso.body and azar.random() < MITAD:
        caso.body["version"] = azar.choice((1, 2))
    if caso.headers and azar.random() < MITAD:
        caso.headers.pop("Authorization", None)


class Inventor:
    """Las operaciones del documento de una aplicación con datos, y cuántas peticiones se mandaron de cada una."""

    def __init__(self, app, testigo: str) -> None:
        self.cabeceras = {"Authorization": f"Bearer {testigo}"}
        self.esquema = schemathesis.openapi.from_asgi(f"{V1}/openapi.json", app, headers=self.cabeceras)
        self.operaciones = {
            o.ok().definition.raw["operationId"]: o.ok() for o in self.esquema.get_all_operations()
        }
        self.estados: dict[int, int] = {}

    def probar(self, nombre: str, modo: GenerationMode, cuantas: int) -> int:
        """Manda `cuantas` peticiones de una operación y comprueba cada respuesta. Devuelve las mandadas."""
        azar = random.Random(20261125)
        mandadas = 0

        @given(caso=self.operaciones[nombre].as_strategy(generation_mode=modo))
        @settings(
            max_examples=cuantas,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def correr(caso) -> None:
            nonlocal mandadas
            _acercar(caso, azar)
            r = caso.call(headers=self.cabeceras)
            mandadas += 1
            self.estados[r.status_code] = self.estados.get(r.status_code, 0) + 1
            caso.validate_response(r, checks=COMPROBACIONES)

        correr()
        return mandadas


@pytest.fixture
def inventor(montaje) -> Inventor:
    montaje.comentar("Qué mierda")
    montaje.comentar("sos un pendejo", autor="beto")
    montaje.vuelta()
    _intruso(montaje)
    return Inventor(crear_app(montaje.servicio), dar_testigo(montaje, TODOS, por_minuto=100_000))


OPERACIONES = sorted(
    ESCRIBEN
    | {"ver_cola", "ver_expediente", "ver_motivos", "ver_politicas", "ver_incidentes", "ver_bloqueos"}
    | {"ver_conexiones", "ver_resumen", "ver_bitacora", "verificar_bitacora"}
)


def test_el_documento_trae_todas_las_operaciones(inventor):
    assert sorted(inventor.operaciones) == OPERACIONES
    for nombre in OPERACIONES:
        claves = {p.name for p in inventor.operaciones[nombre].headers}
        assert ("Idempotency-Key" in claves) is (nombre in ESCRIBEN), nombre


@pytest.mark.parametrize("nombre", alguna(OPERACIONES))
def test_unas_pocas(inventor, nombre):
    mandadas = sum(inventor.probar(nombre, modo, POCAS // 2) for modo in GenerationMode)
    assert mandadas >= POCAS
    assert not any(estado >= 500 for estado in inventor.estados)


@pytest.mark.lenta
@pytest.mark.timeout(600)
@pytest.mark.parametrize("nombre", OPERACIONES)
def test_muchas(inventor, nombre):
    """De las que escriben, mil buenas y mil malas cada una; y que de verdad se llegó a hacer y a rechazar."""
    cuantas = MUCHAS if nombre in ESCRIBEN else MUCHAS_LECTURAS
    for modo in GenerationMode:
        # al inventar agota a veces las que sabe hacer distintas: las lecturas sin parámetros tienen pocas
        assert inventor.probar(nombre, modo, cuantas) >= (cuantas if nombre in ESCRIBEN else 1)
    print(nombre, dict(sorted(inventor.estados.items())))
    assert not any(estado >= 500 for estado in inventor.estados)
    if nombre in ESCRIBEN:
        assert {401, 404, 422} <= set(inventor.estados)
        # de las pocas de una parte de la tanda puede no acertar ninguna
        assert 200 in inventor.estados or UNA_DE_CADA > 1
