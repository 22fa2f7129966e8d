"""Mas de 500 textos hostiles por cada campo, vistos en Chromium en todas las paginas: ninguno se ejecuta."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from moderacion import accesos
from tests.hostil import plantar
from tests.hostil.textos import TEXTOS, Texto
from tests.tandas import las_que_tocan
from tests.web.cuentas import rendir_cuentas
from tests.web.paginas import LECTURAS, SE_DESCARGA, comunicar, redactar

pytestmark = pytest.mark.navegador

MIRAR = """() => {
  const todo = [...document.querySelectorAll('*')];
  return {
    ejecutado: window.__ejecutado !== undefined,
    formas: [...new Set(todo.flatMap(e => [e.localName, ...e.getAttributeNames().map(a => `${e.localName}[${a}]`)]))],
    destinos: [...new Set(todo.flatMap(e => ['href', 'src', 'action', 'formaction', 'xlink:href', 'data']
      .map(a => e.getAttribute(a)).filter(v => v !== null)))],
    enlaces: [...document.querySelectorAll('a[href^="/"]')].map(a => [a.getAttribute('href'), a.rel === 'next']),
  texto: document.body.innerText,
    fuera: performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith(location.origin)),
  };
}"""
NO_SON_PAGINAS = (
    "/estatico",
    "/salud",
    "/metricas",
    "/api/",
    "/apelar",
    "/mis-datos/",
    "/area/",
    "/visto/",
    "/acuse/",
)


def _no_es_pagina(camino: str) -> bool:
    """Lo que no es HTML, o se descarga."""
    return camino.startswith(NO_SON_PAGINAS) or SE_DESCARGA.search(camino) is not None


SELLO = re.compile(r"zq\d+z")
LOS_MUESTRAN = ("/cola", "/expedientes/N", "/bloqueos", "/incidentes/N", "/solicitudes/N")
"""Donde tienen que verse todos: si no se ven, no se probo nada."""
FILTROS = 12
"""Cuantas variantes de consulta se siguen de cada pagina."""
EN_CALMA = 12
"""De cada clase de pagina, cuantas se ven sin nada hostil: las que faltan son iguales."""
PARTES = 8
BUENOS = ("/", "#", "http://", "https://")


def _recorrer(pagina, base: str, tope: int = 10_000) -> Iterator[tuple[str, dict]]:
    """Todas las paginas de lectura y las que enlazan, cada una una vez: (direccion, lo que hay en ella).

    `tope`: cuantas de cada clase (expedientes distintos, filtros distintos). Las siguientes de una lista van siempre.
    """
    suyas = (r for r in LECTURAS if (r.publica or "supervision" in r.roles) and not r.lleva_fuera)
    pendientes = [r.con() for r in suyas if not _no_es_pagina(r.camino)]
    vistas, de_cada = set(), Counter()
    while pendientes:
        ruta = pendientes.pop(0)
        vistas.add(ruta)
        respuesta = pagina.goto(base + ruta)
        assert respuesta is None or respuesta.status == 200, (ruta, respuesta.status)
        visto = pagina.evaluate(MIRAR)
        yield ruta, visto
        for destino, sigue in visto["enlaces"]:
            limpio = destino.partition("#")[0]
            clase = _clase(limpio), "?" in limpio
            cabe = sigue or de_cada[clase] < (FILTROS if clase[1] else tope)
            if cabe and limpio not in {*vistas, *pendientes} and not _no_es_pagina(limpio):
                de_cada[clase] += 1
                pendientes.append(limpio)


def _clase(ruta: str) -> str:
    return re.sub(r"\d+", "N", ruta.partition("?")[0])


def _entrar(abrir, como, plantilla):
    pagina = abrir()
    pagina.context.add_cookies([{"name": "sesion", "value": plantilla[1]["supervision"], "url": como().base}])
    return pagina


def _plantado(montaje, textos) -> None:
    rendir_cuentas(montaje)
    plantar.comentar(montaje, textos)
    quien = next(u.id for u in accesos.listar(montaje.servicio.almacen) if u.nombre == "supervision")
    plantar.intervenir(montaje, textos, quien)
    redactar(montaje)
    comunicar(montaje)
    plantar.pedir_datos(montaje, textos)


@pytest.fixture(scope="module")
def en_calma() -> dict[str, set[str]]:
    """Lo que `formas` ya hallo: es lo mismo para todas."""
    return {}


@pytest.fixture
def formas(montar, servir, abrir, plantilla, en_calma) -> set[str]:
    """Los elementos y atributos que tiene la consola cuando nadie escribe nada raro."""
    if "formas" not in en_calma:
        en_calma["formas"] = _formas(montar, servir, abrir, plantilla)
    return en_calma["formas"]


def _formas(montar, servir, abrir, plantilla) -> set[str]:
    mansos = [Texto(t.numero, "manso", f"https://red.example.com/{t.numero}") for t in TEXTOS[:60]]
    montaje = montar()
    como = servir(montaje)
    _plantado(montaje, mansos)
    for _ in plantar.conectar(montaje, mansos[:9]):
        pass
    recorrido = _recorrer(_entrar(abrir, como, plantilla), como().base, EN_CALMA)
    return {f for _, visto in recorrido for f in visto["formas"]}


def _probar(montaje, como, abrir, plantilla, formas: set[str], textos) -> None:
    _plantado(montaje, textos)
    pagina, base = _entrar(abrir, como, plantilla), como().base
    mostrados: dict[str, set[str]] = {}
    for ruta, visto in _recorrer(pagina, base):
        _sin_nada(ruta, visto, formas)
        mostrados.setdefault(_clase(ruta), set()).update(SELLO.findall(visto["texto"]))
    for clase in LOS_MUESTRAN:
        tapados = {t.sello for t in textos} - mostrados[clase]
        assert not tapados, f"hay textos que {clase} no llego a mostrar: {sorted(tapados)[:9]}"
    for puestos in plantar.conectar(montaje, textos):
        pagina.goto(f"{base}/conexiones")
        visto = pagina.evaluate(MIRAR)
        _sin_nada("/conexiones", visto, formas)
        assert {t.sello for t in puestos} <= set(visto["texto"].split())


def _sin_nada(ruta: str, visto: dict, formas: set[str]) -> None:
    assert not visto["ejecutado"], ruta
    assert visto["fuera"] == [], ruta
    # ni un elemento ni un atributo que no estuviera en la consola en calma
    assert set(visto["formas"]) <= formas, (ruta, set(visto["formas"]) - formas)
    malos = [d for d in visto["destinos"] if not d.startswith(BUENOS) or d.startswith(("//", "/\\\\"))]
    assert malos == [], ruta


@pytest.mark.lenta
@pytest.mark.timeout(900)
@pytest.mark.parametrize("trozo", las_que_tocan(range(PARTES)))
def test_ninguno_se_ejecuta(montar, servir, abrir, plantilla, formas, trozo):
    """Por partes, para que corran a la vez."""
    assert len({t.carga for t in TEXTOS}) >= 500
    montaje = montar()
    _probar(montaje, servir(montaje), abrir, plantilla, formas, TEXTOS[trozo::PARTES])
