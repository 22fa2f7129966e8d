"""La kappa de Cohen contra un ejemplo hecho a mano, contra otra biblioteca, y cuando no hay cifra que dar."""

from math import sqrt

import pytest
from sklearn.metrics import cohen_kappa_score

from moderacion.almacen.lecturas import Pares
from moderacion.informes.acuerdo import POCOS, SIN_VARIACION, del_anio, kappa, por_politica

SI, NO = True, False
CINCUENTA = {(SI, SI): 20, (SI, NO): 5, (NO, SI): 10, (NO, NO): 15}
"""Cincuenta solicitudes leidas por dos: coinciden en 35 (0,7) y por azar lo harian en la mitad (0,5)."""


def test_el_ejemplo_hecho_a_mano() -> None:
    a = kappa(CINCUENTA)
    assert (a.pares, a.coinciden) == (50, 35)
    # filas 0,5 y 0,5; columnas 0,6 y 0,4: azar = 0,5·0,6 + 0,5·0,4 = 0,5; kappa = (0,7 - 0,5) / (1 - 0,5)
    assert a.kappa == pytest.approx(0.4)
    # la varianza de Fleiss, Cohen y Everitt, termino a termino: la diagonal, lo cruzado y lo que se descuenta
    propio = 0.4 * (1 - 1.1 * 0.6) ** 2 + 0.3 * (1 - 0.9 * 0.6) ** 2
    cruzado = 0.36 * (0.1 * (0.6 + 0.5) ** 2 + 0.2 * (0.4 + 0.5) ** 2)
    error = sqrt((propio + cruzado - (0.4 - 0.5 * 0.6) ** 2) / (50 * 0.25))
    assert (a.desde, a.hasta) == (
        pytest.approx(0.4 - 1.96 * error, abs=1e-3),
        pytest.approx(0.4 + 1.96 * error, abs=1e-3),
    )


@pytest.mark.parametrize(
    "cuantos", [(20, 5, 10, 15), (90, 3, 4, 3), (1, 10, 10, 1), (40, 0, 0, 12), (7, 1, 9, 30)]
)
def test_sale_lo_mismo_que_en_otra_biblioteca(cuantos: tuple[int, int, int, int]) -> None:
    casos = [(SI, SI), (SI, NO), (NO, SI), (NO, NO)]
    uno = [a for (a, _), n in zip(casos, cuantos, strict=True) for _ in range(n)]
    otro = [b for (_, b), n in zip(casos, cuantos, strict=True) for _ in range(n)]
    a = kappa(dict(zip(casos, cuantos, strict=True)))
    assert a.kappa == pytest.approx(cohen_kappa_score(uno, otro))
    assert a.desde is not None
    assert a.hasta is not None
    assert -1 <= a.desde <= a.kappa <= a.hasta <= 1


def test_coincidir_siempre_en_cincuenta_y_dos_no_es_saberlo_con_certeza() -> None:
    """La varianza sale cero y el intervalo diria «de 1.00 a 1.00». Sin ningun desacuerdo en n, al 95 % hay hasta 3 de cada n."""
    a = kappa({(SI, SI): 40, (NO, NO): 12})
    azar = (40 / 52) ** 2 + (12 / 52) ** 2
    assert (a.kappa, a.hasta) == (1, 1)
    assert a.desde == pytest.approx(1 - (3 / 52) / (1 - azar))


def test_con_pocos_pares_no_hay_cifra() -> None:
    a = kappa(CINCUENTA, minimo=51)
    assert (a.kappa, a.falta, a.pares, a.coinciden) == (None, POCOS, 50, 35)
    assert kappa({}).falta == POCOS


@pytest.mark.parametrize("pares", [{(NO, SI): 20, (NO, NO): 30}, {(SI, SI): 50}, {(SI, SI): 9, (NO, SI): 41}])
def test_quien_dice_siempre_lo_mismo_no_tiene_kappa(pares: dict[tuple[bool, bool], int]) -> None:
    assert (kappa(pares).kappa, kappa(pares).falta) == (None, SIN_VARIACION)


def test_por_politica_la_maquina_se_compara_con_quien_leyo_a_ciegas() -> None:
    (a,) = por_politica(
        [
            Pares(2, SI, SI, SI, 10),
            Pares(2, SI, NO, SI, 4),
            Pares(2, NO, NO, None, 8),
            Pares(2, NO, SI, NO, 2),
        ],
        10,
    )
    assert (a.personas.pares, a.personas.coinciden) == (24, 18)
    # la maquina propuso restringir 14; coincide con la segunda en 10 de esas y en las 8 de que no dijo nada
    assert (a.maquina.pares, a.maquina.coinciden) == (24, 18)
    (b,) = por_politica([Pares(1, SI, SI, NO, 20), Pares(1, NO, NO, NO, 20)], 10)
    assert b.personas.kappa == pytest.approx(1)
    assert b.maquina.falta == SIN_VARIACION, "la maquina solo pide revisar"


def de(pares: int) -> list[Pares]:
    """Un trimestre de la politica 2 en que las dos personas coinciden en casi todo."""
    mitad = pares // 2
    return [Pares(2, SI, SI, SI, mitad), Pares(2, NO, NO, NO, pares - mitad - 1), Pares(2, SI, NO, SI, 1)]


def test_el_anio_no_deja_restar_lo_que_un_trimestre_callo() -> None:
    """40 y 40 dichos y 7 callados: si el año dijera 87, restando saldrian los 7."""
    (a,) = del_anio([de(40), de(40), de(7)])
    assert a.personas.pares == 80
    (a,) = del_anio([de(40), de(7), de(9), de(12)])
    assert a.personas.pares == 40, "los tres callados juntos tampoco llegan"
    (a,) = del_anio([de(40), de(16), de(16)])
    assert a.personas.pares == 72, "lo callado, junto, ya se podria decir"
    (a,) = del_anio([de(10), de(10), de(10), de(10)])
    assert (a.personas.pares, a.personas.falta) == (40, ""), "ninguno bastaba solo; el año, sí"
    assert not del_anio([de(7), de(7)]), "ni cuántas fueron"
