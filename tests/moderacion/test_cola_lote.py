"""Decidir juntos: hasta cincuenta, solo lo que tiene vuelta, y cada uno en su transaccion."""

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.almacen.expedientes import Expedientes
from moderacion.cola import PERMITIR, Persona, ResultadoLote
from moderacion.errores import BaseOcupada, EntradaInvalida, NoAutorizado
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import CAPACIDADES, alta, autor, com, entrar, filas, juzgar, persona

REDES = {1: CAPACIDADES[Red.FACEBOOK]}
TODOS = [(n, 1) for n in range(1, 52)]


@pytest.fixture
def gestora(almacen: Almacen, reloj: RelojFijo) -> Persona:
    """Cincuenta y un expedientes en la cola, y quien los decide."""
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"que feo {n}", autor=autor(n)) for n in range(51)))
    juzgar(almacen, reloj)
    return persona(almacen)


def lote(
    almacen: Almacen, quien: Persona, casos: list[tuple[int, int]], accion: str = "ocultar", **cambios: object
) -> list[ResultadoLote]:
    motivo, articulo = str(cambios.get("motivo", "son feos")), cambios.get("articulo", 2)
    return cola.resolver_lote(almacen, casos, quien, accion, motivo, articulo, cambios.get("redes", REDES))  # type: ignore[arg-type]


def nada_decidido(almacen: Almacen) -> None:
    assert filas(almacen, "SELECT count(*) FROM decision") == [0]
    assert filas(almacen, "SELECT count(*) FROM orden") == [0]
    assert cola.contar(almacen) == 51


def test_cincuenta_se_deciden_con_un_mismo_lote(almacen, gestora) -> None:
    dio = lote(almacen, gestora, TODOS[:50])
    assert [r.expediente_id for r in dio] == [n for n, _ in TODOS[:50]]
    assert all(r.decision_id and not r.razon for r in dio)
    ((marca, cuantas),) = filas(almacen, "SELECT lote, count(*) FROM decision GROUP BY lote")
    assert (bool(marca), cuantas) == (True, 50)
    assert filas(almacen, "SELECT count(*) FROM orden WHERE accion = 'ocultar'") == [50]
    assert cola.contar(almacen) == 1
    otra = lote(almacen, gestora, TODOS[50:], PERMITIR)
    assert cola.decision(almacen, otra[0].decision_id or 0).lote not in ("", marca)


@pytest.mark.parametrize(
    ("casos", "accion"),
    [
        (TODOS, "ocultar"),
        ([], "ocultar"),
        ([(1, 1), (2, 1), (1, 1)], "ocultar"),
        ([(1, 1), (1, 2)], "ocultar"),
        (TODOS[:2], "bloquear"),
        (TODOS[:2], "eliminar"),
        (TODOS[:2], "retener"),
        (TODOS[:2], "deshacer"),
        (TODOS[:2], ""),
    ],
)
def test_lo_que_no_se_decide_junto_no_decide_ninguno(almacen, gestora, casos, accion: str) -> None:
    with pytest.raises(EntradaInvalida):
        lote(almacen, gestora, casos, accion)
    nada_decidido(almacen)


@pytest.mark.parametrize("motivo", ["", "   ", "x", "x" * 2001])
def test_sin_motivo_no_se_decide_ninguno(almacen, gestora, motivo: str) -> None:
    with pytest.raises(EntradaInvalida, match="motivo"):
        lote(almacen, gestora, TODOS[:2], motivo=motivo)
    nada_decidido(almacen)


def test_quien_no_decide_no_decide_ninguno(almacen, gestora) -> None:
    with pytest.raises(NoAutorizado):
        lote(almacen, persona(almacen, "mira", "auditoria"), TODOS[:2])
    nada_decidido(almacen)


def test_cada_uno_que_no_se_puede_dice_por_que_y_no_arrastra_a_los_demas(almacen, gestora) -> None:
    cola.tomar(almacen, 2, persona(almacen, "otra"))
    dio = lote(almacen, gestora, [(1, 1), (2, 1), (3, 9), (99, 1), (5, 1)])
    assert [bool(r.decision_id) for r in dio] == [True, False, False, False, True]
    assert all(bool(r.decision_id) != bool(r.razon) for r in dio)
    assert "no hay expediente 99" in dio[3].razon
    assert filas(almacen, "SELECT expediente_id FROM decision ORDER BY id") == [1, 5]
    assert filas(almacen, "SELECT count(*) FROM orden") == [2]


def test_los_de_una_cuenta_que_ya_no_esta_lo_dicen(almacen, gestora) -> None:
    dio = lote(almacen, gestora, TODOS[:2], redes={})
    assert {r.razon for r in dio} == {"su cuenta ya no está en la configuración"}
    nada_decidido(almacen)


def test_la_base_ocupada_a_media_lista_no_pierde_lo_ya_decidido(almacen, gestora, monkeypatch) -> None:
    """Quien manda cincuenta tiene que saber cuales quedaron decididos."""
    cerrar = Expedientes.cerrar

    def a_ratos(self: Expedientes, expediente_id: int, *datos: object) -> str:
        if expediente_id == 2:
            raise BaseOcupada("otra operación está escribiendo y no termina: vuelva a intentarlo")
        return cerrar(self, expediente_id, *datos)  # type: ignore[arg-type]

    monkeypatch.setattr(Expedientes, "cerrar", a_ratos)
    dio = lote(almacen, gestora, TODOS[:3])
    assert [bool(r.decision_id) for r in dio] == [True, False, True]
    assert "vuelva a intentarlo" in dio[1].razon
    assert cola.ficha(almacen, 2).expediente["estado"] == "en_cola"


def test_uno_del_lote_se_deshace_solo(almacen, gestora) -> None:
    dio = lote(almacen, gestora, TODOS[:3])
    cola.deshacer(almacen, dio[1].decision_id or 0, gestora, REDES[1])
    assert filas(almacen, "SELECT id FROM expediente WHERE estado = 'en_cola' AND id < 4") == [2]
