"""Los clientes de la API en la base: el ritmo compartido y las peticiones que se atienden una vez, en cada motor."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from moderacion.accesos import clientes, repeticion
from moderacion.accesos.clientes import Pedido, Ritmo
from moderacion.accesos.repeticion import ClaveDeOtra, Contestada, Escritura


@pytest.fixture
def cliente(almacen):
    _, testigo = clientes.crear(almacen, Pedido("tablero", ["cola:leer"], por_minuto=100))
    return clientes.de_testigo(almacen, testigo)


def _a_la_vez(cuantos: int, hacer: Callable[[int], None]) -> None:
    hilos = [threading.Thread(target=hacer, args=(n,)) for n in range(cuantos)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()


def _escritura(cliente, clave: str = "k", huella: str = "h") -> Escritura:
    return Escritura(cliente.id, clave, huella, "tomar", "expediente/1", "usuario/1")


def test_el_ritmo_lo_comparten_los_procesos(almacen, cliente, reloj):
    ritmos, pasaron = (Ritmo(), Ritmo()), []

    def pedir(n: int) -> None:
        pasaron.extend(1 for _ in range(40) if not ritmos[n % 2].gastar(almacen, cliente, reloj))

    _a_la_vez(8, pedir)
    assert len(pasaron) == 100
    reloj.adelantar(timedelta(minutes=1))
    assert ritmos[0].gastar(almacen, cliente, reloj) == 0
    assert clientes.listar(almacen)[0].usado == reloj.ahora()


def test_a_la_vez_con_la_misma_clave_se_hace_una_y_las_demas_la_repiten(almacen, cliente):
    hechas, respuestas = [], []

    def pedir(n: int) -> None:
        def hacer(a) -> None:
            with a.unidad():
                hechas.append(n)

        respuestas.append(repeticion.una_vez(almacen, _escritura(cliente), hacer, {"n": n}))

    _a_la_vez(6, pedir)
    assert len(hechas) == 1
    assert {r.respuesta["n"] for r in respuestas} == set(hechas)
    assert sum(not r.repetida for r in respuestas) == 1


def test_si_la_primera_se_deshace_otra_de_las_que_esperan_la_hace(almacen, cliente):
    hechas, respuestas, cortes = [], [], []

    def pedir(n: int) -> None:
        def hacer(a) -> None:
            with a.unidad():
                hechas.append(n)
                if len(hechas) == 1:
                    raise RuntimeError("corte")

        try:
            respuestas.append(repeticion.una_vez(almacen, _escritura(cliente), hacer, {"n": n}))
        except RuntimeError:
            cortes.append(n)

    _a_la_vez(4, pedir)
    assert (len(hechas), len(cortes), len(respuestas)) == (2, 1, 3)
    assert {r.respuesta["n"] for r in respuestas} == {hechas[1]}


def test_lo_recordado_se_repite_un_dia_y_luego_se_olvida(almacen, cliente, reloj):
    e = _escritura(cliente)
    assert repeticion.recordar(almacen, e, 409, {"a": 1}) == Contestada(409, {"a": 1}, repetida=False)
    assert repeticion.recordar(almacen, e, 422, {"b": 2}) == Contestada(409, {"a": 1}, repetida=True)
    with pytest.raises(ClaveDeOtra):
        repeticion.una_vez(almacen, _escritura(cliente, huella="otra"), lambda _: None, {})
    reloj.adelantar(timedelta(hours=24))
    assert repeticion.recordar(almacen, e, 422, {"b": 2}) == Contestada(422, {"b": 2}, repetida=False)


def test_la_segunda_transaccion_de_una_misma_peticion_no_gasta_otra_clave(almacen, cliente):
    def hacer(a) -> None:
        for _ in range(2):
            with a.unidad():
                pass

    assert repeticion.una_vez(almacen, _escritura(cliente), hacer, {"n": 1}).repetida is False
    with almacen.lectura() as u:
        assert [e.tipo for e in u.registro.de(f"cliente_api/{cliente.id}")] == [
            "cliente_api:creado",
            "cliente_api:escribio",
        ]
