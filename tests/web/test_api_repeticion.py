"""Repetir una petición no la hace dos veces: ni seguida, ni a la vez, ni tras una caída en cualquier punto."""

import threading
from datetime import timedelta

import pytest

from moderacion.accesos import repeticion
from moderacion.accesos.repeticion import Escritura
from moderacion.almacen.clientes import Clientes
from moderacion.almacen.unidad import Unidad

from .api_apoyo import DECISION, TODOS, codigo, dar_testigo


def _decisiones(montaje) -> int:
    with montaje.servicio.almacen.lectura() as u:
        return sum(e.tipo == "expediente:decidido" for e in u.registro.recorrer())


@pytest.fixture
def p(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    return programa(dar_testigo(montaje, TODOS))


@pytest.mark.parametrize("clave", [None, "", "con espacio", "ñ".encode(), "x" * 256, "a\tb"])
def test_sin_clave_o_con_una_que_no_vale_no_se_hace(montaje, p, clave):
    cabeceras = {} if clave is None else {"Idempotency-Key": clave}
    r = p.mandar("/expedientes/1/decidir", DECISION, None, headers=cabeceras)
    assert (r.status_code, codigo(r), r.json()["error"]["campo"]) == (
        422,
        "entrada_invalida",
        "Idempotency-Key",
    )
    assert _decisiones(montaje) == 0


@pytest.mark.parametrize(
    ("ruta", "cuerpo"), [("decidir", DECISION), ("tomar", None), ("soltar", None), ("soltar", {})]
)
def test_la_misma_peticion_contesta_lo_mismo(montaje, p, ruta, cuerpo):
    primera = p.mandar(f"/expedientes/1/{ruta}", cuerpo, "k1")
    montaje.reloj.adelantar(timedelta(minutes=2))
    segunda = p.mandar(f"/expedientes/1/{ruta}", cuerpo, "k1")
    assert (primera.status_code, segunda.status_code) == (200, 200)
    assert primera.json() == segunda.json()
    assert "idempotent-replayed" not in primera.headers
    assert segunda.headers["idempotent-replayed"] == "true"
    assert _decisiones(montaje) == (ruta == "decidir")


def test_el_mismo_cuerpo_con_otros_espacios_es_la_misma_peticion(montaje, p):
    assert p.mandar("/expedientes/1/decidir", DECISION, "k1").status_code == 200
    suelto = (
        b'{ "articulo": 2,\n "motivo": "Insulto dirigido a una persona.", "accion":"ocultar", "version": 1 }'
    )
    r = p.mandar(
        "/expedientes/1/decidir", None, "k1", data=suelto, headers={"Content-Type": "application/json"}
    )
    assert (r.status_code, r.headers["idempotent-replayed"]) == (200, "true")


def test_la_misma_clave_con_otra_peticion_se_rechaza(montaje, p, programa):
    assert p.mandar("/expedientes/1/tomar", None, "k1").status_code == 200
    for ruta, cuerpo in (("soltar", None), ("decidir", DECISION)):
        r = p.mandar(f"/expedientes/1/{ruta}", cuerpo, "k1")
        assert (r.status_code, codigo(r)) == (422, "clave_de_otra_peticion")
    assert _decisiones(montaje) == 0
    # la clave es de cada cliente
    otro = programa(dar_testigo(montaje, TODOS))
    assert "idempotent-replayed" not in otro.mandar("/expedientes/1/tomar", None, "k1").headers


def test_un_rechazo_de_la_sala_tambien_se_repite(montaje, p):
    """Con la misma clave la respuesta no cambia aunque cambie el expediente: otro intento pide otra clave."""
    malo = DECISION | {"version": 2}
    r = p.mandar("/expedientes/1/decidir", malo, "k1")
    assert (r.status_code, codigo(r)) == (409, "conflicto")
    r2 = p.mandar("/expedientes/1/decidir", malo, "k1")
    assert (r2.status_code, r2.text, r2.headers["idempotent-replayed"]) == (409, r.text, "true")
    assert p.mandar("/expedientes/99/tomar", None, "k2").status_code == 404
    assert p.mandar("/expedientes/99/tomar", None, "k2").headers["idempotent-replayed"] == "true"


def test_lo_que_no_llego_a_la_sala_no_gasta_la_clave(montaje, p):
    assert p.mandar("/expedientes/1/decidir", DECISION | {"accion": "nada"}, "k1").status_code == 422
    assert p.mandar("/expedientes/1/decidir", None, "k1", data=b"{").status_code == 415
    assert p.mandar("/expedientes/1/decidir", DECISION, "k1").status_code == 200


def test_la_clave_se_olvida_al_dia_y_la_version_sigue_protegiendo(montaje, p):
    assert p.mandar("/expedientes/1/decidir", DECISION, "k1").status_code == 200
    montaje.reloj.adelantar(timedelta(hours=24, seconds=1))
    r = p.mandar("/expedientes/1/decidir", DECISION, "k1")
    assert (r.status_code, codigo(r)) == (409, "conflicto")
    assert _decisiones(montaje) == 1


def test_a_la_vez_con_la_misma_clave_se_hace_una_vez(montaje, p, programa):
    p.close()
    respuestas = []
    testigo = p.headers["Authorization"].removeprefix("Bearer ")
    barrera = threading.Barrier(8)

    def mandar() -> None:
        yo = programa(testigo)
        barrera.wait(10)
        respuestas.append(yo.mandar("/expedientes/1/decidir", DECISION, "k1"))

    hilos = [threading.Thread(target=mandar) for _ in range(8)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert [r.status_code for r in respuestas] == [200] * 8
    assert len({r.text for r in respuestas}) == 1
    assert sum("idempotent-replayed" not in r.headers for r in respuestas) == 1
    assert _decisiones(montaje) == 1


def test_a_la_vez_con_claves_distintas_se_decide_una_vez(montaje, p, programa):
    estados = []
    testigo = p.headers["Authorization"].removeprefix("Bearer ")
    barrera = threading.Barrier(6)

    def mandar() -> None:
        yo = programa(testigo)
        barrera.wait(10)
        estados.append(yo.mandar("/expedientes/1/decidir", DECISION).status_code)

    hilos = [threading.Thread(target=mandar) for _ in range(6)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert sorted(estados) == [200] + [409] * 5
    assert _decisiones(montaje) == 1


@pytest.mark.parametrize("donde", ["recordar", "anotar"])
def test_si_cae_antes_de_confirmar_no_queda_nada_y_se_puede_repetir(montaje, p, monkeypatch, donde):
    original = getattr(Clientes, donde)

    def caer(*argumentos):
        original(*argumentos)
        raise RuntimeError("corte")

    with monkeypatch.context() as m:
        m.setattr(Clientes, donde, caer)
        r = p.mandar("/expedientes/1/decidir", DECISION, "k1")
    assert (r.status_code, codigo(r)) == (500, "interno")
    assert (_decisiones(montaje), montaje.ordenes()) == (0, [])
    r = p.mandar("/expedientes/1/decidir", DECISION, "k1")
    assert r.status_code == 200
    assert "idempotent-replayed" not in r.headers


def test_si_cae_a_mitad_del_efecto_no_queda_nada(montaje, p, monkeypatch):
    with monkeypatch.context() as m:
        m.setattr("moderacion.almacen.ordenes.Ordenes.pedir", lambda *_: 1 / 0)
        assert p.mandar("/expedientes/1/decidir", DECISION, "k1").status_code == 500
    assert (_decisiones(montaje), montaje.ordenes()) == (0, [])
    assert p.mandar("/expedientes/1/decidir", DECISION, "k1").status_code == 200


def test_si_cae_tras_confirmar_repetirla_dice_lo_que_se_hizo(montaje, p, monkeypatch):
    """El corte llega entre la base y la respuesta: quien llama no sabe si se hizo, y al repetir lo sabe."""
    bueno = repeticion.una_vez

    def caer(*argumentos):
        bueno(*argumentos)
        raise RuntimeError("corte")

    with monkeypatch.context() as m:
        m.setattr(repeticion, "una_vez", caer)
        assert p.mandar("/expedientes/1/decidir", DECISION, "k1").status_code == 500
    assert _decisiones(montaje) == 1
    r = p.mandar("/expedientes/1/decidir", DECISION, "k1")
    assert (r.status_code, r.headers["idempotent-replayed"], r.json()["version"]) == (200, "true", 2)
    assert _decisiones(montaje) == 1


def test_quien_llega_cuando_otra_acaba_de_confirmar_repite_su_respuesta(montaje, p, monkeypatch):
    """La segunda miró antes de que la primera confirmara: lo descubre ya dentro de su transacción."""
    assert p.mandar("/expedientes/1/tomar", None, "k1").status_code == 200
    almacen = montaje.servicio.almacen
    with almacen._motor.connect() as con:
        huella = con.exec_driver_sql("SELECT huella FROM peticion_api").scalar_one()
    e = Escritura(1, "k1", huella, "tomar", "expediente/1", "usuario/1")
    miradas = iter([None])
    de_verdad = Clientes.peticion
    monkeypatch.setattr(Clientes, "peticion", lambda u, *a: next(miradas, de_verdad(u, *a)))
    hecho = []

    def hacer(a) -> None:
        with a.unidad() as u:
            assert isinstance(u, Unidad)
            hecho.append(1)

    c = repeticion.una_vez(almacen, e, hacer, {"otra": 1})
    assert (c.repetida, hecho, c.respuesta["expediente"]) == (True, [], 1)
