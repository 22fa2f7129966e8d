"""Cabeceras en toda respuesta, mismo origen en lo que cambia algo, tope de octetos y ninguna traza."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from starlette.datastructures import Headers

from moderacion.web.escudo import CABECERAS, CUERPO_MAXIMO, mismo_origen, politica_contenido

from .conftest import PROPIO


def _sitio(base: str) -> str:
    return urlsplit(base).netloc


def _defendida(cabeceras, html: str) -> None:
    """Las cabeceras de siempre; si la pagina lleva guiones, su politica solo deja correr los de su nonce."""
    for nombre, valor in CABECERAS.items():
        if nombre == "Content-Security-Policy" and PROPIO in html:
            nonces = set(re.findall(r'<script src="/estatico/[^"]+" nonce="([^"]+)"', html))
            assert len(nonces) == 1
            assert cabeceras[nombre] == politica_contenido(nonces.pop())
        else:
            assert cabeceras[nombre] == valor


def test_cada_respuesta_tiene_su_nonce_y_sin_guiones_no_corre_ninguno(montaje, como):
    c = como("gestion")
    politicas = [c.ver("/cola").headers["Content-Security-Policy"] for _ in range(3)]
    assert len(set(politicas)) == 3
    assert all(re.search(r"script-src 'nonce-[\w-]{20,}';", p) for p in politicas)
    for ruta in ("/normas", "/ingresar", "/acuse/x", "/estatico/estilo.css"):
        assert "script-src 'none';" in c.ver(ruta).headers["Content-Security-Policy"]


def test_las_cabeceras_van_en_toda_respuesta(montaje, como, monkeypatch):
    monkeypatch.setattr(montaje.servicio, "salud", lambda: 1 / 0)
    c = como("supervision")
    ajena = {"Sec-Fetch-Site": "cross-site"}
    casos = [
        (c.ver("/cola"), 200),
        (c.ver("/"), 303),
        (como().ver("/cola"), 303),
        (c.ver("/estatico/estilo.css"), 200),
        (como().mandar("/expedientes/1/tomar"), 401),
        (como("auditoria").mandar("/expedientes/1/tomar"), 403),
        (c.mandar("/expedientes/1/tomar", headers=ajena), 403),
        (c.ver("/nada"), 404),
        (c.ver("/expedientes/7"), 404),
        (c.pedir("DELETE", "/cola"), 405),
        (c.mandar("/salir", b"x" * (CUERPO_MAXIMO + 1)), 413),
        (c.ver("/cola?red=nada"), 422),
        (c.ver("/conexiones"), 500),
    ]
    for r, estado in casos:
        assert r.status_code == estado, (r.url, r.text)
        _defendida(r.headers, r.text)
        assert "server" not in r.headers
        esperado = "no-store" if "estatico" not in r.url else "public, max-age=31536000, immutable"
        assert r.headers["cache-control"] == esperado


def test_un_fallo_de_dentro_no_se_cuenta_fuera(montaje, como, monkeypatch, caplog):
    def romper():
        raise RuntimeError("la clave es 1234")

    monkeypatch.setattr(montaje.servicio, "salud", romper)
    r = como("supervision").ver("/conexiones")
    assert r.status_code == 500
    assert "Algo falló" in r.text
    for indicio in ("1234", "RuntimeError", "Traceback", ".py"):
        assert indicio not in r.text
    assert "la clave es 1234" in caplog.text


def test_los_errores_son_paginas_en_castellano(como):
    for ruta, frase in (("/nada", "Aquí no hay nada"), ("/cola?negada=x&tras=1", "Lo enviado no vale")):
        r = como("gestion").ver(ruta)
        assert '<html lang="es">' in r.text
        assert frase in r.text


@pytest.mark.parametrize(
    ("cabeceras", "vale"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://casa:80"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://casa:80"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "none", "origin": "http://casa:80"}, True),
        ({"origin": "http://casa:80"}, True),
        ({"origin": "http://CASA:80"}, True),
        ({"origin": "http://casa:81"}, False),
        ({"origin": "http://casa"}, False),
        ({"origin": "http://malo@casa:80"}, False),
        ({"origin": "http://casa:80.malo"}, False),
        ({"origin": "http://[mal"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_mismo_origen(cabeceras, vale):
    assert mismo_origen(Headers({"host": "casa:80"} | cabeceras)) is vale


def test_desde_otro_sitio_no_se_decide(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    c = como("gestion")
    datos = {"accion": "ocultar", "motivo": "porque sí", "version": "1"}
    for ajena in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none", "Origin": "http://malo.example.com"},
    ):
        r = c.mandar("/expedientes/1/decidir", datos, headers=ajena)
        assert r.status_code == 403
        assert "no salió de esta consola" in r.text
    assert montaje.ordenes() == []
    assert c.mandar("/expedientes/1/decidir", datos).status_code == 303


def test_un_cuerpo_sin_largo_tampoco_pasa_del_tope(como):
    c = como("gestion")
    conexion = http.client.HTTPConnection(_sitio(c.base), timeout=10)
    trozos = (b"clave=" + b"x" * 100_000 for _ in range(20))
    conexion.request(
        "POST",
        "/ingresar",
        body=trozos,
        headers={"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"},
        encode_chunked=True,
    )
    r = conexion.getresponse()
    assert r.status == 413
    assert "demasiado grande" in r.read().decode()
    conexion.close()


RARAS = [
    "/expedientes/99999999999999999999999",
    "/expedientes/9223372036854775808",
    "/expedientes/9223372036854775807",
    "/expedientes/0",
    "/expedientes/-1",
    "/expedientes/NaN",
    "/expedientes/1e3",
    "/expedientes/%00",
    "/expedientes/%ED%A0%80",
    "/expedientes/%0d%0aX-Malo:1",
    "/estatico/..%2f..%2fconsola.py",
    "/estatico/%2e%2e",
    "/%ff%fe",
    "/cola?red=%00",
    "/cola?red=%ED%A0%80",
    "/cola?negada=NaN&tras=1",
    "/cola?negada=9223372036854775808&tras=1",
    "/cola?negada=-9223372036854775807&tras=9223372036854775807",
    "/cola?hecho=%22%3E%3Cscript%3E",
    "/cola?hecho=1&hecho=2&red=twitter&x=" + "y" * 5000,
    "/ingresar?a=%00%ED%A0%80",
    "/ingresar?a=" + "x" * 500,
]


def test_una_direccion_rara_no_rompe_nada(como):
    for ruta in RARAS:
        for quien in ("gestion", ""):
            r = como(quien).ver(ruta)
            assert r.status_code in {200, 303, 404, 422}, (ruta, r.status_code)
            assert "<script" not in r.text.replace(PROPIO, ""), ruta
            assert "x-malo" not in r.headers, ruta


CUERPOS = [
    ("application/x-www-form-urlencoded", b"accion=ocultar&version=1&motivo=a%00b&detalle=x"),
    ("application/x-www-form-urlencoded", b"accion=ocultar&version=NaN&motivo=abc"),
    ("application/x-www-form-urlencoded", b"accion=ocultar&version=9223372036854775808&motivo=abc"),
    ("application/x-www-form-urlencoded", b"accion=ocultar&version=1&articulo=99&motivo=abc"),
    ("application/x-www-form-urlencoded", b"accion=ocultar&version=1&seguir=%C2%BFsi&motivo=abc"),
    ("application/x-www-form-urlencoded", b"accion=responder&version=1&motivo=abc"),
    ("application/x-www-form-urlencoded", b"accion=%ED%A0%80&version=1&motivo=abc"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % i for i in range(2000))),
    ("application/json", b'{"version": NaN, "accion": "ocultar"}'),
    ("application/json", b'{"version": 1, "accion": "\\ud800"}'),
    ("text/plain", b"\xff\xfe\x00"),
    ("multipart/form-data; boundary=b", b"--b\r\nbasura"),
    ("multipart/form-data", b"sin frontera"),
    (
        "multipart/form-data; boundary=b; charset=unicode_escape",
        (
            b"--b\r\nContent-Disposition: form-data; name=accion\r\n\r\nocultar\r\n"
            b"--b\r\nContent-Disposition: form-data; name=version\r\n\r\n1\r\n"
            b"--b\r\nContent-Disposition: form-data; name=detalle\r\n\r\nabc\\ud800\r\n--b--\r\n"
        ),
    ),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="detalle"; filename="x"\r\n\r\nabc\r\n--b--\r\n',
    ),
]


def test_un_cuerpo_raro_no_decide_ni_rompe(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    c = como("gestion")
    for tipo, cuerpo in CUERPOS:
        r = c.mandar("/expedientes/1/decidir", cuerpo, headers={"Content-Type": tipo})
        assert 400 <= r.status_code < 500, (tipo, cuerpo, r.status_code)
        assert '<html lang="es">' in r.text
    assert montaje.ordenes() == []
    assert "Decisiones" not in c.ver("/expedientes/1").text
