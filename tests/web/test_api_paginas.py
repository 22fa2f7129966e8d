"""Las páginas de la API: dar y quitar acceso, ver el testigo una vez, y el documento para personas; y las órdenes."""

import re

import pytest

from moderacion.accesos import clientes
from moderacion.cli import ejecutar

from .api_apoyo import TODOS, V1, dar_testigo
from .conftest import PROPIO

NUEVO = {
    "nombre": "Tablero de gerencia",
    "alcance": ["cola:leer", "informes:leer"],
    "dias": "30",
    "por_minuto": "60",
}


def _testigo(html: str) -> str:
    return re.search(r'class="testigo">(mod_[\w-]+)<', html)[1]


def test_administracion_crea_un_cliente_y_ve_su_testigo_una_vez(montaje, como, programa):
    c = como("administracion")
    assert "Ningún programa usa la API todavía" in c.ver("/clientes").text
    r = c.mandar("/clientes", NUEVO)
    assert r.status_code == 201
    testigo = _testigo(r.text)
    assert programa(testigo).ver("/resumen").status_code == 200
    assert programa(testigo).ver("/bitacora").status_code == 403
    html = c.ver("/clientes").text
    assert testigo not in html
    for dato in (
        "Tablero de gerencia",
        testigo[:10],
        "cola:leer, informes:leer",
        "60 por minuto",
        "20/12/2026",
    ):
        assert dato in html, dato
    assert c.mandar("/clientes/1/revocar").status_code == 303
    assert programa(testigo).ver("/resumen").status_code == 401
    assert "Revocado" in c.ver("/clientes").text
    assert c.mandar("/clientes/1/revocar").status_code == 409
    assert c.mandar("/clientes/9/revocar").status_code == 404


def test_lo_escrito_no_se_pierde_si_algo_no_vale(montaje, como):
    c = como("administracion")
    r = c.mandar("/clientes", NUEVO | {"alcance": ["cola:decidir"], "cuenta": ["2"]})
    assert r.status_code == 422
    assert "hace falta una persona" in r.text
    assert 'value="Tablero de gerencia"' in r.text
    assert re.search(r'value="cola:decidir" checked', r.text)
    assert re.search(r'name="cuenta" value="2" checked', r.text)
    assert 'value="30"' in r.text
    assert clientes.listar(montaje.servicio.almacen) == []
    bueno = c.mandar("/clientes", NUEVO | {"alcance": ["cola:decidir"], "usuario": "gestion"})
    assert bueno.status_code == 201


@pytest.mark.parametrize(
    "datos",
    [
        {"dias": "NaN"},
        {"dias": "99999999999999999999"},
        {"por_minuto": "-1"},
        {"cuenta": "x"},
        {"cuenta": "99"},
        {"alcance": "x" * 41},
        {"alcance": "<script>"},
        {"nombre": "a\x00b"},
        {"nombre": "<script>"},
    ],
)
def test_un_formulario_raro_no_rompe_ni_inyecta(montaje, como, datos):
    r = como("administracion").mandar("/clientes", NUEVO | datos)
    assert r.status_code in {201, 422}
    assert "<script" not in r.text.replace(PROPIO, "")


@pytest.mark.parametrize("rol", ["gestion", "supervision", "auditoria"])
def test_los_demas_no_ven_los_clientes(montaje, como, rol):
    c = como(rol)
    assert c.ver("/clientes").status_code == 403
    assert c.mandar("/clientes", NUEVO).status_code == 403
    assert 'href="/clientes"' not in c.ver("/cola").text
    assert clientes.listar(montaje.servicio.almacen) == []


def test_la_pagina_de_la_api_dice_cada_operacion_del_documento(montaje, como):
    c = como("auditoria")
    html = c.ver("/api").text
    documento = c.ver(f"{V1}/openapi.json").json()
    operaciones = [(m, ruta) for ruta, metodos in documento["paths"].items() for m in metodos]
    assert len(operaciones) == 14
    for metodo, ruta in operaciones:
        assert f"<strong>{metodo.upper()}</strong> {ruta}</code>" in html, ruta
    for alcance in TODOS:
        assert alcance in html
    assert "Successful Response" not in str(documento)
    assert "Idempotency-Key" in html


def test_el_documento_es_openapi_y_dice_lo_que_hace_falta(montaje, programa):
    d = programa(dar_testigo(montaje, ("cola:leer",), "")).ver("/openapi.json").json()
    assert d["openapi"] == "3.1.0"
    assert d["components"]["securitySchemes"]["portador"]["scheme"] == "bearer"
    for ruta, metodos in d["paths"].items():
        for metodo, o in metodos.items():
            assert o["security"][0]["portador"], ruta
            assert {"200", "401", "403", "422", "429"} <= set(o["responses"]), ruta
            for estado, r in o["responses"].items():
                if estado != "200":
                    assert r["content"]["application/json"]["schema"] == {
                        "$ref": "#/components/schemas/Error"
                    }
            if metodo == "post":
                (clave,) = [p for p in o["parameters"] if p["in"] == "header"]
                assert (clave["name"], clave["required"]) == ("Idempotency-Key", True)
                assert "requestBody" in o


# --- las órdenes


@pytest.fixture
def config(montaje, tmp_path):
    ruta = tmp_path / "config.toml"
    base = montaje.servicio.almacen._motor.url.database
    ruta.write_text(f'[base]\nurl = "sqlite:///{base}"\n', "utf-8")
    return str(ruta)


def test_crear_listar_y_revocar_por_ordenes(montaje, config, capsys):
    argumentos = ["clientes", "crear", "tablero", "--alcance", "cola:leer", "--alcance", "cola:decidir"]
    argumentos += ["--usuario", "gestion", "--cuenta", "twitter/tuit-1", "-c", config]
    assert ejecutar(argumentos) == 0
    dicho = capsys.readouterr()
    testigo = dicho.out.strip()
    assert len(testigo) > 40
    assert "hasta que «gestion» acepte" in dicho.err
    (c,) = clientes.listar(montaje.servicio.almacen)
    assert testigo.startswith(c.prefijo)
    assert (c.nombre, c.usuario, c.creado_por, len(c.cuentas)) == ("tablero", "gestion", "orden", 1)
    assert ejecutar(["clientes", "listar", "-c", config]) == 0
    salida = capsys.readouterr().out
    assert testigo not in salida
    assert salida.split("\t")[:3] == ["tablero", f"{testigo[:10]}…", "por aceptar"]
    clientes.aceptar(montaje.servicio.almacen, c.id, c.usuario_id)
    assert ejecutar(["clientes", "listar", "-c", config]) == 0
    assert capsys.readouterr().out.split("\t")[2] == "vigente"
    assert ejecutar(["clientes", "revocar", "tablero", "-c", config]) == 0
    assert ejecutar(["clientes", "listar", "-c", config]) == 0
    assert "revocado" in capsys.readouterr().out
    assert ejecutar(["clientes", "revocar", "tablero", "-c", config]) == 1
    assert "ya estaba revocado" in capsys.readouterr().err
    assert ejecutar(["clientes", "revocar", "otro", "-c", config]) == 1


@pytest.mark.parametrize(
    ("opciones", "frase"),
    [
        ([], "al menos un alcance"),
        (["--alcance", "todo"], "no es un alcance"),
        (["--alcance", "cola:leer", "--cuenta", "red/x"], "se esperaba facebook/pagina-1"),
        (["--alcance", "cola:decidir"], "hace falta una persona"),
    ],
)
def test_una_orden_que_no_vale_dice_por_que(config, capsys, opciones, frase):
    assert ejecutar(["clientes", "crear", "x", *opciones, "-c", config]) == 2
    assert frase in capsys.readouterr().err
