"""Schemathesis contra la consola: peticiones que cumplen y que no cumplen el documento de sus propias rutas."""

from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.hostil.test_cuerpos import documento, sana
from tests.tandas import alguna, parte
from tests.web.asgi import SITIO
from tests.web.paginas import ESCRITURAS, RECORRIBLES, Ruta

EN_LA_RAPIDA, EN_LA_LENTA = 12, parte(1000)


def _inventadas(app, ruta: Ruta) -> st.SearchStrategy:
    """Peticiones a esa ruta: sobre lo que existe, sobre cualquier cosa, y de las que el documento no admite."""
    operacion = schemathesis.openapi.from_dict(documento(app))[ruta.camino][ruta.metodo]
    existe = {parte: _valor(ruta, parte) for parte in ruta.partes}
    buena, mala = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    modos = [operacion.as_strategy(generation_mode=buena, path_parameters=existe or None)]
    if operacion.definition.raw.get("parameters") or operacion.definition.raw.get("requestBody"):
        modos.append(operacion.as_strategy(generation_mode=mala, path_parameters=existe or None))
        modos.append(operacion.as_strategy(generation_mode=mala))
    return st.one_of(modos)


def _valor(ruta: Ruta, parte: str) -> str:
    n, trozo = next((n, t) for n, t in enumerate(ruta.camino.split("/")) if "{" + parte + "}" in t)
    # «datos.{extension}»: lo de delante es de la ruta
    return ruta.con().split("/")[n].removeprefix(trozo.partition("{")[0])


def _mandar(mundo, ruta: Ruta, caso) -> bool:
    """Manda el caso y mira la respuesta. Falso si ni siquiera se puede escribir como HTTP: eso lo cubre el corpus."""
    try:
        hecha = requests.Request(**caso.as_transport_kwargs(f"http://{SITIO.decode()}")).prepare()
    except (requests.RequestException, UnicodeError):
        return False
    camino = urlsplit(hecha.url)
    cuerpo = hecha.body or b""
    r = mundo.para(ruta).pedir(
        ruta.metodo,
        f"{camino.path}?{camino.query}",
        (cuerpo.encode("utf-8", "surrogatepass") if isinstance(cuerpo, str) else cuerpo,),
        tipo=hecha.headers.get("content-type", "text/plain").encode("latin-1", "replace"),
    )
    sana(r, f"{ruta} {caso.body!r} {caso.query!r} {caso.path_parameters!r}")
    return True


def _correr(mundo, ruta: Ruta, cuantas: int) -> int:
    hechas = 0

    @settings(
        max_examples=cuantas,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_inventadas(mundo.nadie.app, ruta))
    def probar(caso) -> None:
        nonlocal hechas
        hechas += _mandar(mundo, ruta, caso)

    probar()
    return hechas


@pytest.mark.parametrize("ruta", alguna(ESCRITURAS, 12), ids=str)
def test_unas_pocas_inventadas(mundo, ruta):
    hechas = _correr(mundo, ruta, EN_LA_RAPIDA)
    assert hechas >= (EN_LA_RAPIDA if ruta.partes and _con_campos(mundo, ruta) else 1)


@pytest.mark.lenta
@pytest.mark.timeout(600)
@pytest.mark.parametrize("ruta", RECORRIBLES, ids=str)
def test_mil_inventadas(mundo, ruta):
    hechas = _correr(mundo, ruta, EN_LA_LENTA if ruta in ESCRITURAS else 100)
    assert hechas >= EN_LA_LENTA or not _con_campos(mundo, ruta)


def _con_campos(mundo, ruta: Ruta) -> bool:
    """Si se le manda algo: una ruta sin campos no da para mas, y ahi las mil son del corpus."""
    return bool(mundo.nadie.app.openapi()["paths"][ruta.camino][ruta.metodo.lower()].get("requestBody"))
