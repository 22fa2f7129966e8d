"""Quién llega a qué en la API: cada ruta con cada identidad, generado de la aplicación; y el ritmo por cliente."""

import re
import threading
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute

from moderacion import accesos
from moderacion.accesos import clientes
from moderacion.accesos.clientes import ALCANCES, EN_NOMBRE_DE, Pedido, Ritmo
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste
from moderacion.web import crear_app
from moderacion.web.seguridad import alcance_de

from .api_apoyo import DECISION, TODOS, V1, codigo, dar_testigo
from .test_otras import _intruso


def _rutas(montaje) -> list[tuple[str, str, frozenset[str]]]:
    app = crear_app(montaje.servicio)
    return [
        (metodo, re.sub(r"\{\w+\}", "1", r.path.removeprefix(V1)), alcance_de(r.endpoint))
        for r in app.routes
        if isinstance(r, APIRoute) and r.path.startswith(V1)
        for metodo in r.methods
    ]


def _pedir(p, metodo: str, ruta: str):
    if metodo == "GET":
        return p.ver(ruta)
    return p.mandar(ruta, DECISION if ruta.endswith("decidir") else None)


def test_toda_ruta_de_la_api_declara_alcances_que_existen(montaje):
    rutas = _rutas(montaje)
    assert len(rutas) == 15
    for _, ruta, alcances in rutas:
        assert alcances is not None, ruta
        assert alcances <= set(ALCANCES), ruta
        assert alcances or ruta == "/openapi.json"
    usados = frozenset[str]().union(*(a for *_, a in rutas))
    assert usados == set(ALCANCES) - {"datos:ver"}


def test_cada_ruta_con_cada_identidad(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    _intruso(montaje)
    almacen = montaje.servicio.almacen
    revocado, breve = dar_testigo(montaje, TODOS), dar_testigo(montaje, TODOS, dias=1)
    clientes.revocar(almacen, next(c.id for c in clientes.listar(almacen) if revocado.startswith(c.prefijo)))
    montaje.reloj.adelantar(timedelta(days=1))
    sesion = {"Cookie": "sesion=" + "x" * 43}
    vistas = 0
    for metodo, ruta, alcances in _rutas(montaje):
        for nombre, testigo in (
            ("sin", ""),
            ("revocado", revocado),
            ("caducado", breve),
            ("falso", "mod_" + "a" * 43),
        ):
            r = _pedir(programa(testigo), metodo, ruta)
            if ruta == "/openapi.json" and nombre == "sin":
                assert (r.status_code, r.headers["location"]) == (303, f"/ingresar?a={V1}/openapi.json")
                continue
            assert (r.status_code, codigo(r)) == (401, "sin_testigo"), (ruta, nombre)
            assert r.headers["www-authenticate"].startswith("Bearer")
            vistas += 1
        otros = tuple(set(ALCANCES) - alcances)
        r = _pedir(programa(dar_testigo(montaje, otros)), metodo, ruta)
        if alcances:
            assert (r.status_code, codigo(r)) == (403, "sin_permiso"), ruta
            assert "insufficient_scope" in r.headers["www-authenticate"]
            assert min(alcances) in r.json()["error"]["mensaje"]
        justos = tuple(alcances) or ("cola:leer",)
        persona = "gestion" if EN_NOMBRE_DE.intersection(alcances) else ""
        bueno = programa(dar_testigo(montaje, justos, persona))
        r = _pedir(bueno, metodo, ruta)
        assert r.status_code == 200, (ruta, r.text)
        vistas += 2
        assert programa().ver(ruta, headers=sesion).status_code in {401, 303, 405}
    assert vistas == 15 * 6 - 1


@pytest.mark.parametrize("rol", ["gestion", "supervision", "auditoria", "administracion"])
def test_la_sesion_de_una_persona_no_abre_la_api(montaje, como, rol):
    """La galleta no vale en la API: ni para leer ni, desde una página ajena, para cambiar algo."""
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    c = como(rol)
    for metodo, ruta, _ in _rutas(montaje):
        r = c.pedir(metodo, V1 + ruta, json=DECISION if metodo == "POST" else None)
        if ruta == "/openapi.json":
            assert (r.status_code, r.json()["openapi"]) == (200, "3.1.0")
        else:
            assert (r.status_code, codigo(r)) == (401, "sin_testigo"), ruta
    assert montaje.ordenes() == []


@pytest.mark.parametrize(
    "cabecera", ["", "Bearer", "Bearer ", "Basic bW9kXzp4", "Bearer mod_ñ", "Bearer " + "x" * 9000, "mod_x"]
)
def test_una_autorizacion_rara_es_401(montaje, programa, cabecera):
    r = programa().ver("/cola", headers={"Authorization": cabecera.encode("latin-1")})
    assert (r.status_code, codigo(r)) == (401, "sin_testigo")
    r = programa().mandar("/expedientes/1/tomar", headers={"Authorization": cabecera.encode("latin-1")})
    assert (r.status_code, codigo(r)) == (401, "sin_testigo")


def test_lo_que_no_existe_y_el_metodo_que_no_vale_van_en_json(montaje, programa):
    p = programa(dar_testigo(montaje, TODOS))
    assert (p.ver("/nada").status_code, codigo(p.ver("/nada"))) == (404, "no_existe")
    r = p.request("DELETE", p.base + V1 + "/cola", timeout=10)
    assert (r.status_code, codigo(r), r.headers["allow"]) == (405, "metodo_no_admitido", "GET")
    assert r.headers["x-content-type-options"] == "nosniff"
    assert r.headers["cache-control"] == "no-store"


def test_un_fallo_de_dentro_va_en_json_y_no_se_cuenta(montaje, programa, monkeypatch, caplog):
    monkeypatch.setattr(montaje.servicio, "salud", lambda: 1 / 0)
    r = programa(dar_testigo(montaje, TODOS)).ver("/conexiones")
    assert (r.status_code, codigo(r)) == (500, "interno")
    assert "ZeroDivision" not in r.text
    assert "ZeroDivision" in caplog.text


def test_quien_ya_no_decide_deja_sin_decidir_a_su_cliente(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS, "otra"))
    accesos.desactivar(montaje.servicio.almacen, "otra")
    r = p.mandar("/expedientes/1/decidir", DECISION)
    assert (r.status_code, codigo(r)) == (403, "sin_permiso")
    assert "ninguna persona activa" in r.json()["error"]["mensaje"]
    assert p.ver("/cola").status_code == 200
    assert montaje.ordenes() == []


def test_el_rol_se_mira_en_cada_peticion(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    with montaje.servicio.almacen._motor.begin() as con:
        con.exec_driver_sql("UPDATE usuario SET rol = 'auditoria' WHERE nombre = 'gestion'")
    r = p.mandar("/expedientes/1/decidir", DECISION)
    assert (r.status_code, codigo(r)) == (403, "sin_permiso")


# --- crear y revocar


@pytest.mark.parametrize(
    ("pedido", "frase"),
    [
        (Pedido("", ["cola:leer"]), "nombre del cliente"),
        (Pedido("x" * 61, ["cola:leer"]), "nombre del cliente"),
        (Pedido("a\x00b", ["cola:leer"]), "nombre del cliente"),
        (Pedido("a\u202eb", ["cola:leer"]), "nombre del cliente"),
        (Pedido("a", []), "al menos un alcance"),
        (Pedido("a", ["todo"]), "no es un alcance"),
        (Pedido("a", ["cola:leer"], dias=0), "plazo"),
        (Pedido("a", ["cola:leer"], dias=731), "plazo"),
        (Pedido("a", ["cola:leer"], por_minuto=0), "por minuto"),
        (Pedido("a", ["cola:decidir"]), "hace falta una persona"),
        (Pedido("a", ["cola:decidir"], "nadie"), "no hay un usuario activo"),
        (Pedido("a", ["cola:decidir"], "auditoria"), "no decide"),
        (Pedido("a", ["incidentes:atender"], "administracion"), "no decide"),
        (Pedido("a", ["cola:leer"], cuentas=[99]), "no existe"),
        (Pedido("a", ["bitacora:leer"], cuentas=[1]), "todas las cuentas"),
        (Pedido("a", ["informes:leer"], cuentas=[1]), "todas las cuentas"),
        (Pedido("ya estaba", ["cola:leer"]), "ya hay un cliente"),
    ],
)
def test_un_cliente_que_no_vale_se_rechaza_con_una_frase(montaje, pedido, frase):
    almacen = montaje.servicio.almacen
    clientes.crear(almacen, Pedido("ya estaba", ["cola:leer"]))
    with pytest.raises(EntradaInvalida, match=frase):
        clientes.crear(almacen, pedido)
    assert [c.nombre for c in clientes.listar(almacen)] == ["ya estaba"]


def test_el_testigo_no_se_guarda_y_crear_y_revocar_quedan_en_la_bitacora(montaje, tmp_path):
    almacen = montaje.servicio.almacen
    cliente_id, testigo = clientes.crear(almacen, Pedido("tablero", ["cola:leer"]), "usuario/4")
    assert len(testigo) >= 43 + 4
    clientes.revocar(almacen, cliente_id, "usuario/4")
    with almacen.lectura() as u:
        sucesos = u.registro.de(f"cliente_api/{cliente_id}")
    assert [(s.tipo, s.actor) for s in sucesos] == [
        ("cliente_api:creado", "usuario/4"),
        ("cliente_api:revocado", "usuario/4"),
    ]
    for archivo in tmp_path.iterdir():
        assert testigo[10:].encode() not in archivo.read_bytes(), archivo
    with pytest.raises(Conflicto, match="ya estaba revocado"):
        clientes.revocar(almacen, cliente_id)
    with pytest.raises(NoExiste):
        clientes.revocar(almacen, 99)


# --- el ritmo


def test_quien_pide_de_mas_espera_al_minuto_siguiente(montaje, programa):
    montaje.reloj.adelantar(timedelta(seconds=20))
    p = programa(dar_testigo(montaje, TODOS, por_minuto=5))
    otro = programa(dar_testigo(montaje, TODOS))
    assert [p.ver("/motivos").status_code for _ in range(5)] == [200] * 5
    r = p.ver("/motivos")
    assert (r.status_code, codigo(r), r.headers["retry-after"]) == (429, "demasiadas_peticiones", "40")
    assert otro.ver("/motivos").status_code == 200
    montaje.reloj.adelantar(timedelta(seconds=39))
    assert p.ver("/motivos").headers["retry-after"] == "1"
    montaje.reloj.adelantar(timedelta(seconds=1))
    assert p.ver("/motivos").status_code == 200


@pytest.mark.parametrize("por_minuto", [7, 90, 100])
def test_el_limite_no_se_pasa_ni_con_hilos_ni_con_varios_procesos(montaje, por_minuto):
    """Dos «procesos» con su propia memoria y cuatro hilos cada uno: la base manda."""
    almacen, reloj = montaje.servicio.almacen, montaje.reloj
    cliente = clientes.de_testigo(almacen, dar_testigo(montaje, TODOS, por_minuto=por_minuto))
    pasaron = []

    def pedir(ritmo: Ritmo) -> None:
        pasaron.extend(1 for _ in range(40) if not ritmo.gastar(almacen, cliente, reloj))

    ritmos = [Ritmo(), Ritmo()]
    hilos = [threading.Thread(target=pedir, args=(ritmos[n % 2],)) for n in range(8)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert len(pasaron) == por_minuto


def test_contar_no_escribe_en_la_base_en_cada_peticion(montaje, monkeypatch):
    almacen, reloj = montaje.servicio.almacen, montaje.reloj
    cliente = clientes.de_testigo(almacen, dar_testigo(montaje, TODOS))
    veces = []
    unidad = almacen.unidad
    monkeypatch.setattr(almacen, "unidad", lambda: veces.append(1) or unidad())
    ritmo = Ritmo()
    assert [ritmo.gastar(almacen, cliente, reloj) for _ in range(600)] == [0] * 600
    assert ritmo.gastar(almacen, cliente, reloj) == 60
    assert len(veces) == 31
