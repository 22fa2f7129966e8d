"""El reloj legal: veinte dias habiles, sin fines de semana ni asuetos de El Salvador."""

from datetime import UTC, date, datetime, timedelta

import pytest

from moderacion import habiles
from moderacion.reloj import ZONA


@pytest.mark.parametrize(
    ("anio", "dia"),
    [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2027, "03-28"), (2038, "04-25"), (2285, "03-22")],
)
def test_la_pascua(anio: int, dia: str) -> None:
    assert habiles.pascua(anio) == date.fromisoformat(f"{anio}-{dia}")


def test_los_asuetos_del_codigo_de_trabajo() -> None:
    de_2026 = {
        d: habiles.feriado(d) for n in range(365) if habiles.feriado(d := date(2026, 1, 1) + timedelta(n))
    }
    assert [f"{d:%d/%m}" for d in de_2026] == [
        "01/01", "02/04", "03/04", "04/04", "01/05", "10/05", "17/06", "06/08", "15/09", "02/11", "25/12",
    ]  # fmt: skip
    assert de_2026[date(2026, 4, 3)] == "Viernes Santo"


@pytest.mark.parametrize(
    ("desde", "dias", "hasta"),
    [
        ("2026-11-20", 20, "2026-12-18"),  # un viernes: cuatro semanas justas
        ("2026-11-30", 20, "2026-12-29"),  # con la Navidad de por medio
        ("2026-03-31", 1, "2026-04-01"),
        ("2026-04-01", 1, "2026-04-06"),  # Semana Santa entera
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),  # Año Nuevo en viernes
        ("2026-11-21", 1, "2026-11-23"),  # llego un sabado
    ],
)
def test_sumar(desde: str, dias: int, hasta: str) -> None:
    assert habiles.sumar(date.fromisoformat(desde), dias) == date.fromisoformat(hasta)


def test_el_plazo_acaba_al_final_de_su_dia_en_el_salvador() -> None:
    recibida = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # en El Salvador aun es viernes 20
    vence = habiles.vence(recibida)
    assert vence.astimezone(UTC) == datetime(2026, 12, 19, 6, 0, tzinfo=UTC)
    assert habiles.quedan(recibida, vence) == 20
    assert habiles.quedan(datetime(2026, 12, 18, 20, 0, tzinfo=UTC), vence) == 0
    assert habiles.quedan(datetime(2026, 12, 22, 20, 0, tzinfo=UTC), vence) == -2


@pytest.mark.parametrize(("dia", "quedan"), [(17, 1), (18, 0), (19, -1), (20, -1), (21, -1), (22, -2)])
def test_un_plazo_que_vencio_el_viernes_no_vence_el_domingo(dia: int, quedan: int) -> None:
    vence = habiles.vence(datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    assert habiles.quedan(datetime(2026, 12, dia, 20, 0, tzinfo=UTC), vence) == quedan


def test_la_prorroga_son_otros_veinte_desde_que_vencia() -> None:
    vence = habiles.vence(datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    prorrogado = habiles.vence(vence - timedelta(seconds=1))
    assert habiles.sumar(date(2026, 12, 18), 20) == prorrogado.date() - timedelta(days=1) == date(2027, 1, 19)


@pytest.mark.parametrize(
    ("ahora", "dias", "antes_de"),
    [
        ("2026-11-27T12:00", 5, "2026-11-20"),  # viernes: cumplió lo del jueves de la semana de antes
        ("2026-11-30T00:00", 1, "2026-11-27"),  # un lunes: lo del jueves; lo del viernes vence hoy
        ("2026-12-28T08:00", 1, "2026-12-24"),  # con la Navidad de por medio
    ],
)
def test_lo_que_ya_cumplio_su_plazo(ahora: str, dias: int, antes_de: str) -> None:
    momento = datetime.fromisoformat(ahora).replace(tzinfo=ZONA)
    corte = habiles.cumplido_antes(momento, dias)
    assert corte == datetime.fromisoformat(antes_de).replace(tzinfo=ZONA)
    segundo = timedelta(seconds=1)
    assert habiles.vence(corte - segundo, dias) <= momento < habiles.vence(corte, dias)
