"""Ninguna peticion, por mala que sea, tumba la consola: 0 respuestas 5xx, y lo enorme o mal escrito se rechaza pronto."""

import itertools
import zlib
from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi

from moderacion.web import crear_app
from moderacion.web.escudo import CABECERAS as DEFENSAS
from moderacion.web.escudo import CUERPO_MAXIMO
from tests.hostil import cuerpos
from tests.tandas import alguna, parte
from tests.web.asgi import DE_LA_CONSOLA, FORMULARIO, Respuesta
from tests.web.paginas import ESCRITURAS, LECTURAS, RECORRIBLES

DEPRISA = 3.0
"""Segundos para decir que no a lo enorme y a lo mal escrito."""


_DOCUMENTO: dict[str, Any] = {}


def documento(app) -> dict[str, Any]:
    """El OpenAPI que sale de las propias rutas. Son las mismas en todas las consolas: se escribe una vez."""
    if not _DOCUMENTO:
        _DOCUMENTO.update(get_openapi(title="consola", version="1", routes=app.routes))
    return _DOCUMENTO


def campos_de(app) -> dict[str, list[str]]:
    """Los campos de formulario y de consulta de cada ruta."""
    doc = documento(app)
    esquemas = doc.get("components", {}).get("schemas", {})
    campos: dict[str, list[str]] = {}
    for camino, metodos in doc["paths"].items():
        for metodo, operacion in metodos.items():
            nombres = [p["name"] for p in operacion.get("parameters", []) if p["in"] == "query"]
            for contenido in operacion.get("requestBody", {}).get("content", {}).values():
                esquema = contenido["schema"]
                for cual in (esquema, *esquema.get("allOf", ()), *esquema.get("anyOf", ())):
                    propio = esquemas.get(cual.get("$ref", "").rpartition("/")[2], cual)
                    nombres += propio.get("properties", {})
            campos[f"{metodo.upper()} {camino}"] = nombres
    return campos


def _atacar(mundo, ruta, casos) -> int:
    quien, camino = mundo.para(ruta), ruta.con().encode()
    hechos = 0
    for caso in casos:
        destino = camino + (b"?" + caso.consulta if caso.consulta else b"")
        largo = (b"content-length", str(len(caso.cuerpo)).encode())
        r = quien.pedir(
            ruta.metodo,
            destino,
            caso.trozos or (caso.cuerpo,),
            tipo=caso.tipo,
            mas=caso.mas if any(n == b"content-length" for n, _ in caso.mas) else (largo, *caso.mas),
            base=DE_LA_CONSOLA if caso.base is None else caso.base,
        )
        sana(r, f"{ruta} {caso}")
        hechos += 1
    return hechos


def sana(r: Respuesta, que: str) -> None:
    # 503 solo lo dice /salud de si misma
    assert 200 <= r.estado < 500 or (r.estado == 503 and b'"viva"' in r.cuerpo), (que, r.estado)
    for nombre, valor in DEFENSAS.items():
        if nombre == "Content-Security-Policy" and "nonce-" in r.cabeceras[nombre]:
            continue  # la de una pagina con guiones: test_escudo mira que sea la suya
        assert r.cabeceras.get(nombre) == valor, (que, nombre)
    assert "x-malo" not in r.cabeceras, que
    for indicio in ("Traceback", "sqlalchemy", "sqlite3", 'File "/'):
        assert indicio not in r.texto, que
    if r.tipo == "text/html":
        r.cuerpo.decode()
        assert b"<script>__ejecutado" not in r.cuerpo, que


def _corpus(ruta, campos, al_azar):
    return cuerpos.casos(campos, al_azar=al_azar, semilla=zlib.crc32(str(ruta).encode()))


@pytest.mark.parametrize("ruta", alguna(RECORRIBLES, 8), ids=str)
def test_una_muestra_de_todo_lo_malo(mundo, ruta):
    campos = campos_de(mundo.nadie.app)[str(ruta)]
    todo = list(_corpus(ruta, campos, 10))
    muestra = [
        c for i, c in enumerate(todo) if c.mas or c.base is not None or i % max(1, len(todo) // 40) == 0
    ]
    assert _atacar(mundo, ruta, muestra) >= 40


@pytest.mark.lenta
@pytest.mark.parametrize("ruta", RECORRIBLES, ids=str)
def test_todo_lo_malo(mundo, ruta):
    campos = campos_de(mundo.nadie.app)[str(ruta)]
    faltan = parte(1000) if ruta in ESCRITURAS else parte(100)
    assert _atacar(mundo, ruta, _corpus(ruta, campos, faltan)) >= faltan


VALIDOS = {
    "accion": b"ocultar",
    "motivo": b"insulto",
    "causa": b"una causa bien contada",
    "estado": b"vigente",
}
"""Lo demas del formulario, para que lo malo sea lo unico malo. Lo que no este aqui vale 1."""
SIEMPRE_MALOS = (b"a%00b", b"%00", b"%ED%A0%80", b"x%ED%BF%BFy", b"ma%F1ana", b"%FF%FE")
"""NUL, sustitutos sueltos y lo que no es UTF-8: en ningun campo."""
JSON_MALOS = (b'{"{}": NaN}', b'{"{}": "\\ud800"}', b'{"{}": "\\u0000"}', b"\xff", b"[" * 9_000)


@pytest.mark.parametrize("ruta", alguna(ESCRITURAS, 8), ids=str)
def test_lo_mal_escrito_no_entra(mundo, ruta):
    """NUL y sustitutos sueltos en cada campo, con los otros bien: 4xx en un segundo, y la bitacora no crece."""
    campos = campos_de(mundo.nadie.app)[str(ruta)]
    antes = _sucesos(mundo)
    for nombre, malo in itertools.product(campos, SIEMPRE_MALOS):
        otros = [c.encode() + b"=" + VALIDOS.get(c, b"1") for c in campos if c != nombre]
        _rechazada(mundo, ruta, b"&".join([*otros, nombre.encode() + b"=" + malo]), FORMULARIO)
    for nombre, malo in itertools.product(campos, JSON_MALOS):
        _rechazada(mundo, ruta, malo.replace(b"{}", nombre.encode()), cuerpos.JSON)
    if str(ruta) != "POST /ingresar":  # un ingreso fallido si se asienta
        assert _sucesos(mundo) == antes


@pytest.mark.parametrize("ruta", alguna(ESCRITURAS, 8), ids=str)
def test_lo_que_no_es_un_numero_no_es_un_numero(mundo, ruta):
    """NaN, infinitos y enteros que no caben en la base, en cada campo que es un entero."""
    campos = campos_de(mundo.nadie.app)[str(ruta)]
    suyos = campos_enteros(mundo.nadie.app, ruta)
    enteros = [c for c in campos if c in suyos]
    for nombre, malo in itertools.product(
        enteros, (b"NaN", b"Infinity", b"1e3", b"9" * 30, b"9" * 5_000, b"-1", b"0")
    ):
        otros = [c.encode() + b"=" + VALIDOS.get(c, b"1") for c in campos if c != nombre]
        _rechazada(mundo, ruta, b"&".join([*otros, nombre.encode() + b"=" + malo]), FORMULARIO)


def campos_enteros(app, ruta) -> set[str]:
    """Los de la ruta cuyo esquema es un entero."""
    doc = documento(app)
    cuerpo = doc["paths"][ruta.camino][ruta.metodo.lower()].get("requestBody", {}).get("content", {})
    enteros = set()
    for contenido in cuerpo.values():
        esquema = contenido["schema"]
        for cual in (esquema, *esquema.get("allOf", ()), *esquema.get("anyOf", ())):
            propio = (
                doc.get("components", {})
                .get("schemas", {})
                .get(cual.get("$ref", "").rpartition("/")[2], cual)
            )
            enteros |= {
                c
                for c, e in propio.get("properties", {}).items()
                if "integer" in {e.get("type"), *(o.get("type") for o in e.get("anyOf", ()))}
            }
    return enteros


def _rechazada(mundo, ruta, cuerpo: bytes, tipo: bytes) -> None:
    r = mundo.para(ruta).mandar(ruta.con(), cuerpo, tipo)
    caso = (str(ruta), cuerpo[:200], r.estado, r.segundos)
    sana(r, str(caso))
    assert 400 <= r.estado < 500, caso
    assert r.segundos <= DEPRISA, caso


def _sucesos(mundo) -> int:
    with mundo.montaje.servicio.almacen.lectura() as u:
        return sum(1 for _ in u.registro.recorrer())


CINCUENTA_MEGAS = 50_000_000
TROZO = b"a" * 65_536


class Grifo:
    """Un cuerpo de 50 MB que se cuenta mientras lo leen: asi se sabe cuanto entro antes del no."""

    def __init__(self, principio: bytes) -> None:
        self.principio, self.leidos = principio, 0

    def __iter__(self):
        self.leidos += len(self.principio)
        yield self.principio
        while self.leidos < CINCUENTA_MEGAS:
            self.leidos += len(TROZO)
            yield TROZO


@pytest.mark.parametrize("ruta", alguna(ESCRITURAS, 8), ids=str)
@pytest.mark.parametrize("con_largo", [True, False])
def test_cincuenta_megas_no_entran(mundo, ruta, con_largo):
    campos = campos_de(mundo.nadie.app)[str(ruta)] or ["x"]
    parte = f'--b\r\nContent-Disposition: form-data; name="{campos[0]}"'
    principios = [
        (FORMULARIO, f"{campos[0]}=".encode()),
        (b"application/json", b'{"a": "'),
        (b"multipart/form-data; boundary=b", f"{parte}\r\n\r\n".encode()),
        (b"multipart/form-data; boundary=b", f'{parte}; filename="x"\r\n\r\n'.encode()),
        (b"text/plain", b""),
    ]
    for tipo, principio in principios:
        grifo = Grifo(principio)
        largo = ((b"content-length", str(CINCUENTA_MEGAS).encode()),) if con_largo else ()
        r = mundo.para(ruta).pedir("POST", ruta.con(), grifo, tipo=tipo, mas=largo)
        caso = (str(ruta), tipo, r.estado, round(r.segundos, 2), grifo.leidos)
        sana(r, str(caso))
        assert r.segundos <= DEPRISA, caso
        assert grifo.leidos <= CUERPO_MAXIMO + 2 * len(TROZO), caso
        # una ruta sin campos ni siquiera lee el cuerpo: puede contestar sin decir 413
        assert 400 <= r.estado < 500 or grifo.leidos == 0, caso


@pytest.mark.parametrize("ruta", LECTURAS, ids=str)
def test_una_lectura_no_traga_un_cuerpo(mundo, ruta):
    grifo = Grifo(b"x=")
    r = mundo.para(ruta).pedir("GET", ruta.con(), grifo, tipo=FORMULARIO)
    sana(r, str(ruta))
    assert grifo.leidos <= CUERPO_MAXIMO + 2 * len(TROZO)


def test_el_documento_sale_de_las_mismas_rutas(montaje):
    assert set(campos_de(crear_app(montaje.servicio))) >= {str(r) for r in RECORRIBLES}
