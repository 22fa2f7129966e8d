"""Los plazos que se estiran y las pruebas que ya no caben."""

import time

import pytest

from tests import ritmo


@pytest.mark.parametrize(
    ("va", "sale"),
    [(2, 0.1), (1, 0.2), (0.25, 0.2)],
    ids=["la mitad de rapida", "como la suya", "mas rapida"],
)
def test_se_cuenta_como_si_fuera_la_otra_maquina(
    monkeypatch: pytest.MonkeyPatch, va: float, sale: float
) -> None:
    monkeypatch.setattr(ritmo, "_faena", lambda: va * ritmo._EN_LA_SUYA)
    assert ritmo.lo_menos(lambda: 0.2 * ritmo._HOLGURA, 0.05) == pytest.approx(sale)


def test_un_tropiezo_no_cuenta_y_lo_que_cabe_no_se_repite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ritmo, "_faena", lambda: ritmo._EN_LA_SUYA)
    tiempos = iter([9.0, 0.05, 0.01])
    assert ritmo.lo_menos(lambda: next(tiempos), 0.05) == pytest.approx(0.05 / ritmo._HOLGURA)
    assert next(tiempos) == 0.01


def test_lo_que_nunca_cabe_se_intenta_y_se_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ritmo, "_faena", lambda: ritmo._EN_LA_SUYA)
    tiempos = [0.7, 0.9, 0.8] * 4
    assert ritmo.lo_menos(tiempos.pop, 0.05) == pytest.approx(0.7 / ritmo._HOLGURA)
    assert len(tiempos) == 4


def test_un_mal_momento_de_la_maquina_no_disculpa_lo_lento(monkeypatch: pytest.MonkeyPatch) -> None:
    faenas = iter([9.0, ritmo._EN_LA_SUYA, ritmo._EN_LA_SUYA, 9.0])
    monkeypatch.setattr(ritmo, "_faena", lambda: next(faenas))
    assert ritmo.lo_menos(lambda: 7.0, 0.05, intentos=2) == pytest.approx(4)


def test_sin_hora_puesta_nunca_falta_tiempo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ritmo.HASTA, raising=False)
    assert not ritmo.sin_tiempo()
    monkeypatch.setenv(ritmo.HASTA, str(int(time.time()) + 3_600))
    assert not ritmo.sin_tiempo()
    assert ritmo.sin_tiempo(ritmo._PARTE * 3_601), "una larga tiene que caber entera"
    monkeypatch.setenv(ritmo.HASTA, str(int(time.time())))
    assert ritmo.sin_tiempo()
