"""Dos unidades que se cruzan en PostgreSQL, cada cruce paso a paso: lo que uno no ve del otro no lo puede estropear."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import psycopg
import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.estados_redaccion import EstadoBorrador
from moderacion.almacen.paso import Paso
from moderacion.almacen.seguidores import Seguidores
from moderacion.cola import PERMITIR, Resolucion
from moderacion.errores import BaseCortada, Conflicto
from moderacion.informes import importar
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from tests.moderacion.falsos import CAPACIDADES, DIA, filas, persona
from tests.moderacion.prensa import prensa
from tests.moderacion.test_concurrencia import a_la_vez, cadena_sana, encolar
from tests.postgres import Servidor

FACEBOOK = CAPACIDADES[Red.FACEBOOK]
ESPERAN = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
HOJA = "red,cuenta,dia,seguidores,fuente\n{}"


@pytest.fixture
def almacen(postgres: Servidor, reloj: RelojFijo) -> Iterator[Almacen]:
    url = postgres.nueva()
    abierto = Almacen(url, reloj)
    yield abierto
    abierto.cerrar()
    postgres.borrar(url)


@contextmanager
def mientras(almacen: Almacen, hacer: Callable[[], object]) -> Iterator[Callable[[], object]]:
    """`hacer` en otro hilo. Lo que da, al llamarlo, espera a que el hilo se quede esperando un bloqueo, o acabe."""
    dio: list[object] = []

    def correr() -> None:
        try:
            dio.append(hacer())
        except Exception as error:
            dio.append(error)

    hilo, rato = threading.Thread(target=correr), threading.Event()

    def ya_espera() -> object:
        if not hilo.ident:
            hilo.start()
        for _ in range(500):
            if dio or filas(almacen, ESPERAN) != [0]:
                return dio[0] if dio else None
            rato.wait(0.01)
        pytest.fail("ni espera ni acaba")

    yield ya_espera
    hilo.join(20)
    assert not hilo.is_alive()
    assert not [e for e in dio if isinstance(e, Exception)]


def test_uno_que_se_decide_mientras_envejece_no_vuelve_a_la_cola(almacen: Almacen, reloj: RelojFijo) -> None:
    """Envejecer leia el caso en cola, esperaba a quien lo decidia, y al seguir le ponia otra vez todas sus marcas."""
    encolar(almacen, reloj, 2)
    quien = persona(almacen)
    reloj.adelantar(2 * DIA)

    def envejecer() -> int:
        with almacen.unidad() as u:
            return u.marcas.envejecer()

    with mientras(almacen, envejecer) as ya_espera, almacen.unidad() as u:
        cola.decidir_en(u, 1, quien, Resolucion.de(PERMITIR, "por la prueba", 1), FACEBOOK, DIA)
        assert ya_espera() == 1, "el que se esta decidiendo se deja; el otro envejece sin esperar"
    assert filas(almacen, "SELECT DISTINCT expediente_id FROM marca_cola") == [2]
    assert filas(almacen, "SELECT cuantos FROM cuenta_cola WHERE clave = ''") == [1]
    assert filas(almacen, "SELECT edad FROM expediente WHERE id = 2") == ["dia"]


def test_uno_que_se_asigna_mientras_se_purga_conserva_su_marca(
    almacen: Almacen, reloj: RelojFijo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Al purgarlo se mira que marcas debe y cuales hay: si otro lo asignaba entre lo uno y lo otro, su marca sobraba."""
    encolar(almacen, reloj, 1)
    quien, otra = persona(almacen, "una"), persona(almacen, "otra")
    asignar = partial(cola.traspasar, almacen, 1, quien, otra.id, "por la prueba")
    with mientras(almacen, asignar) as ya_espera, almacen.unidad() as u:
        u.vaciado.vaciar([1])
        cambiar = u.marcas._cambiar

        def y_asignar(*que: object) -> object:
            ya_espera()
            return cambiar(*que)  # type: ignore[arg-type]

        monkeypatch.setattr(u.marcas, "_cambiar", y_asignar)
    assert filas(almacen, "SELECT asignado_id FROM expediente") == [otra.id]
    assert len(filas(almacen, "SELECT clave FROM marca_cola WHERE clave LIKE 'asignado=%'")) == 1


def test_apelar_mientras_otro_da_otro_enlace_no_se_abraza(almacen: Almacen, reloj: RelojFijo) -> None:
    """Quien da el enlace tiene el comentario y pide su apelacion; quien apela tenia la apelacion y pedia el comentario."""
    encolar(almacen, reloj, 1)
    quien = persona(almacen)
    cola.resolver(almacen, 1, quien, Resolucion.de("ocultar", "por la prueba", 1, 2), FACEBOOK, DIA)
    testigo = apelaciones.emitir(almacen, 1, quien.actor).testigo
    como = ("10.0.0.1", "no insulté a nadie, pregunté por mi cita", "")
    apelar = partial(apelaciones.presentar, almacen, testigo, *como)
    with mientras(almacen, apelar) as ya_espera, almacen.unidad() as u:
        u.expedientes.caso(1)
        ya_espera()
        otro = apelaciones.emitir_en(u, 1, "otro testigo", quien.actor)
        assert otro.caduca - reloj.ahora() == apelaciones.PLAZO
    assert filas(almacen, "SELECT estado FROM apelacion ORDER BY id") == ["caducada", "emitida"]
    assert filas(almacen, "SELECT estado FROM expediente") == ["resuelto"]
    cadena_sana(almacen)


def test_la_misma_hoja_dos_veces_a_la_vez_entra_una(
    almacen: Almacen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Los dos la veian nueva, y el segundo chocaba con la clave; en otro orden, se abrazaban por sus renglones."""
    renglones = [f"facebook,ISSS,2016-05-{d:02d},{1000 + d},memoria\n" for d in range(1, 4)]
    juntos, guardar = threading.Barrier(2), Seguidores.guardar_cifra

    def y_esperar(*que: object) -> str:
        como = guardar(*que)  # type: ignore[arg-type]
        with suppress(threading.BrokenBarrierError):
            juntos.wait(0.5)  # cada uno, con un renglon ya puesto, antes de pedir el del otro
        return como

    monkeypatch.setattr(Seguidores, "guardar_cifra", y_esperar)
    hojas = (HOJA.format("".join(r)) for r in (renglones, renglones[::-1]))
    dio = a_la_vez(*(partial(importar.importar, almacen, h, "usuario/1") for h in hojas))
    assert {(h.nuevas, h.iguales) for h in dio} == {(3, 0), (0, 3)}  # type: ignore[attr-defined]
    assert cadena_sana(almacen) == 3


def test_retirar_lo_que_se_esta_programando_no_se_abraza(almacen: Almacen, reloj: RelojFijo) -> None:
    """Quien programa tiene el borrador y pide su salida; quien retiraba tenia la salida y pedia el borrador."""
    p = prensa(almacen, reloj)
    n = p.aprobado(p.crear())

    def retirar() -> None:
        with suppress(Conflicto):  # cambió mientras lo miraba
            p.retirar(n)

    with mientras(almacen, retirar) as ya_espera, almacen.unidad() as u:
        b = u.borradores.uno(n)
        u.borradores.pasar(b, EstadoBorrador(b["estado"]), Paso("programado"))
        ya_espera()
        (salida,) = p.salidas(n)
        u.salidas.cambiar(salida["id"], {"hora": p.en(hours=1)})
    assert p.estado(n) == "aprobado"
    assert p.salidas(n)[0]["hora"] == p.en(hours=1)


def test_una_conexion_cortada_a_mitad_se_dice_en_una_frase(almacen: Almacen) -> None:
    """No es que la base no se pueda abrir: se puede repetir, y quien lo ve no lee lo que dijo el controlador."""

    def a_mitad() -> None:
        with almacen.unidad() as u:
            cortar(almacen, u)
            u.cuentas.todas()

    with pytest.raises(BaseCortada, match="se cortó la conexión") as visto:
        a_mitad()
    assert "terminating" not in str(visto.value)
    assert filas(almacen, "SELECT 1") == [1]


def cortar(almacen: Almacen, u: Unidad) -> None:
    """Le cierra la sesion a esa unidad desde otra."""
    pid = u.registro._con.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    url = almacen._motor.url.render_as_string().replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as con:
        con.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
