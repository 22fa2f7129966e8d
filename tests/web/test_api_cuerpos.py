"""Cuerpos malos en cada ruta que cambia algo: 4xx en menos de un segundo, en JSON, sin efecto y sin repetir lo traído."""

import contextlib
import http.client
import json
import socket
import time
from urllib.parse import urlsplit

import pytest

from moderacion.web.api import cuerpo as modulo_cuerpo
from moderacion.web.api.cuerpo import CUERPO_MAXIMO, interpretar
from moderacion.web.api.entradas import DecisionPedida, SinCuerpo
from moderacion.web.fallos_api import CampoInvalido

from .api_apoyo import DECISION, TODOS, V1, dar_testigo
from .test_otras import _intruso

RUTAS = ("/expedientes/1/tomar", "/expedientes/1/soltar", "/expedientes/1/decidir", "/incidentes/1/atender")
UN_SEGUNDO = 1.0
"""De procesador: lo que haga otro en la máquina no cuenta."""
SIN_ESPERAR = 5.0
"""De reloj, donde se podría esperar a quien no manda: la conexión se rinde a los 10."""
JSON = "application/json"


def _con(**otros: object) -> bytes:
    return json.dumps(DECISION | otros).encode()


def _crudo(campo: str, valor: bytes) -> bytes:
    """La decisión con un valor escrito tal cual, aunque no sea JSON."""
    return json.dumps(DECISION | {campo: "@"}).encode().replace(b'"@"', valor)


CUERPOS: dict[str, tuple[str, bytes]] = {
    "NaN": (JSON, _crudo("version", b"NaN")),
    "Infinity": (JSON, _crudo("version", b"Infinity")),
    "-Infinity": (JSON, _crudo("articulo", b"-Infinity")),
    "1e999": (JSON, _crudo("version", b"1e999")),
    "NaN solo": (JSON, b"NaN"),
    "coma flotante": (JSON, _crudo("version", b"1.5")),
    "NUL escapado": (JSON, _con(motivo="abc\x00def")),
    "NUL crudo": (JSON, _crudo("motivo", b'"abc\x00def"')),
    "sustituto alto": (JSON, _crudo("motivo", b'"abc\\ud800"')),
    "sustituto bajo": (JSON, _crudo("motivo", b'"abc\\udfff"')),
    "sustituto en la clave": (JSON, b'{"\\ud800": 1}'),
    "sustituto en UTF-8": (JSON, _crudo("motivo", b'"abc\xed\xa0\x80"')),
    "UTF-8 malo": (JSON, _crudo("motivo", b'"abc\xff\xfe"')),
    "UTF-8 demasiado largo": (JSON, _crudo("motivo", b'"\xc0\xaf\xc0\xaf\xc0\xaf"')),
    "UTF-16": (JSON, json.dumps(DECISION).encode("utf-16")),
    "con BOM": (JSON, b"\xef\xbb\xbf" + json.dumps(DECISION).encode()),
    "muchas listas": (JSON, b"[" * 30_000),
    "muchas listas cerradas": (JSON, b"[" * 30_000 + b"]" * 30_000),
    "muchos objetos": (JSON, b'{"a":' * 10_000 + b"1" + b"}" * 10_000),
    "entero enorme": (JSON, _crudo("version", b"9" * 5_000)),
    "entero de 20 cifras": (JSON, _crudo("version", b"9" * 20)),
    "2**31": (JSON, _con(version=2**31)),
    "negativo": (JSON, _con(version=-1)),
    "cero": (JSON, _con(version=0)),
    "texto por entero": (JSON, _con(version="1")),
    "booleano por entero": (JSON, _con(version=True)),
    "lista por texto": (JSON, _con(motivo=["abc"])),
    "objeto por texto": (JSON, _con(motivo={"a": "b"})),
    "accion ajena": (JSON, _con(accion="publicar")),
    "accion en mayusculas": (JSON, _con(accion="OCULTAR")),
    "articulo 14": (JSON, _con(articulo=14)),
    "motivo corto": (JSON, _con(motivo="a")),
    "motivo largo": (JSON, _con(motivo="x" * 2001)),
    "campo de mas": (JSON, _con(usuario_id=1)),
    "proto": (JSON, b'{"__proto__": {"a": 1}}'),
    "clave repetida": (JSON, json.dumps(DECISION).encode()[:-1] + b', "accion": "permitir"}'),
    "clave repetida dentro": (JSON, b'{"a": {"b": 1, "b": 2}}'),
    "una lista": (JSON, b"[]"),
    "un texto": (JSON, b'"hola"'),
    "un numero": (JSON, b"1"),
    "nulo": (JSON, b"null"),
    "cortado": (JSON, json.dumps(DECISION).encode()[:-5]),
    "de mas al final": (JSON, b"{} {}"),
    "solo espacios": (JSON, b"   "),
    "comillas simples": (JSON, b"{'version': 1}"),
    "coma final": (JSON, b'{"version": 1,}'),
    "sin tipo": ("", json.dumps(DECISION).encode()),
    "tipo de formulario": ("application/x-www-form-urlencoded", b"version=1&accion=ocultar&motivo=abc"),
    "tipo de texto": ("text/plain", json.dumps(DECISION).encode()),
    "tipo multipart": ("multipart/form-data; boundary=b", b"--b\r\nbasura"),
    "otro juego": (JSON + "; charset=utf-7", json.dumps(DECISION).encode()),
    "un byte de mas": (JSON, _con(motivo="x" * CUERPO_MAXIMO)),
}


@pytest.fixture
def listo(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    _intruso(montaje)
    return programa(dar_testigo(montaje, TODOS))


def _sin_efecto(montaje) -> None:
    with montaje.servicio.almacen.lectura() as u:
        tipos = {e.tipo for e in u.registro.recorrer()}
    assert not tipos & {"cliente_api:escribio", "expediente:decidido", "incidente:atendido"}
    assert montaje.ordenes() == []


@pytest.mark.parametrize("ruta", RUTAS)
def test_cada_cuerpo_malo_es_4xx_al_momento(montaje, listo, ruta):
    listo.ver("/motivos")  # la primera petición paga lo que se carga una vez
    peor = 0.0
    for nombre, (tipo, octetos) in CUERPOS.items():
        inicio = time.process_time()
        r = listo.mandar(ruta, data=octetos, headers={"Content-Type": tipo} if tipo else {})
        tarda = time.process_time() - inicio
        peor = max(peor, tarda)
        assert r.status_code in {400, 413, 415, 422}, (nombre, r.status_code, r.text)
        assert r.json()["error"]["codigo"], nombre
        assert len(r.content) < 400, nombre
        assert tarda < UN_SEGUNDO, (nombre, tarda)
    _sin_efecto(montaje)


@pytest.mark.parametrize("ruta", RUTAS)
def test_50_megas_se_rechazan_sin_leerlos(montaje, listo, ruta):
    """Con `Content-Length` y sin él. El que llama puede ver cortada la conexión a media subida, pero no esperar."""
    sitio = urlsplit(listo.base).netloc
    cabeceras = {
        "Authorization": listo.headers["Authorization"],
        "Content-Type": JSON,
        "Idempotency-Key": "k50",
    }
    for trozos in (False, True):
        conexion = http.client.HTTPConnection(sitio, timeout=10)
        inicio = time.perf_counter()
        if trozos:
            cuerpo = (b"x" * 16_000 for _ in range(3_200))
            with contextlib.suppress(OSError):
                conexion.request("POST", V1 + ruta, cuerpo, cabeceras, encode_chunked=True)
        else:
            # solo se anuncia: la respuesta llega sin haber mandado un octeto
            conexion.putrequest("POST", V1 + ruta)
            for nombre, valor in (cabeceras | {"Content-Length": "50000000"}).items():
                conexion.putheader(nombre, valor)
            conexion.endheaders()
        r = conexion.getresponse()
        tarda = time.perf_counter() - inicio
        assert (r.status, json.loads(r.read())["error"]["codigo"]) == (413, "demasiado_grande")
        assert tarda < SIN_ESPERAR, tarda
        conexion.close()
    _sin_efecto(montaje)


@pytest.mark.parametrize("ruta", RUTAS)
def test_un_cuerpo_que_gotea_se_corta(montaje, listo, ruta, monkeypatch):
    monkeypatch.setattr(modulo_cuerpo, "PLAZO", 0.2)
    anfitrion, puerto = urlsplit(listo.base).netloc.split(":")
    with socket.create_connection((anfitrion, int(puerto)), timeout=10) as s:
        s.sendall(
            f"POST {V1}{ruta} HTTP/1.1\r\nHost: {anfitrion}:{puerto}\r\nContent-Type: {JSON}\r\nIdempotency-Key: k\r\n"
            f"Authorization: {listo.headers['Authorization']}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n".encode()
        )
        inicio = time.perf_counter()
        respuesta = s.recv(4000)
        assert time.perf_counter() - inicio < SIN_ESPERAR
    assert respuesta.startswith(b"HTTP/1.1 408")
    _sin_efecto(montaje)


def test_sin_testigo_no_se_lee_ni_un_octeto(montaje, programa):
    p = programa()
    for ruta in RUTAS:
        inicio = time.process_time()
        r = p.mandar(ruta, data=b"[" * 900_000, headers={"Content-Type": JSON})
        assert r.status_code == 401
        assert time.process_time() - inicio < UN_SEGUNDO


@pytest.mark.parametrize(
    "tipo", [JSON, "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json;"]
)
def test_lo_bueno_pasa(tipo):
    d = interpretar(DecisionPedida, json.dumps(DECISION | {"motivo": "ñ 😀 \u2028 línea\n"}).encode(), tipo)
    assert (d.version, d.motivo) == (1, "ñ 😀 \u2028 línea\n")
    assert interpretar(SinCuerpo, b"", "") == interpretar(SinCuerpo, b"{}", tipo) == SinCuerpo()


def test_un_campo_malo_se_nombra_y_no_se_repite_lo_que_traia():
    with pytest.raises(CampoInvalido) as visto:
        interpretar(DecisionPedida, _con(accion="<script>"), JSON)
    assert (visto.value.campo, str(visto.value)) == ("accion", "«accion» no vale")
    with pytest.raises(CampoInvalido) as visto:
        interpretar(DecisionPedida, b'{"<script>": 1}', JSON)
    assert "<" not in str(visto.value)
