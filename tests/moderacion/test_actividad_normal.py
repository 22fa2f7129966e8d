"""Treinta dias corrientes de tres cuentas no abren ningun incidente critico; lo mismo sin anunciar, o con un intruso, si."""

from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import incidentes
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from tests.moderacion.actividad import Mes
from tests.moderacion.falsos import filas
from tests.tandas import UNA_DE_CADA

DIAS = 30 if UNA_DE_CADA == 1 else 12
REDES = [Red.FACEBOOK, *(pytest.param(r, marks=pytest.mark.lenta) for r in Red if r is not Red.FACEBOOK)]
CRITICOS = "SELECT tipo FROM incidente WHERE gravedad >= 3"


def vivir(almacen: Almacen, reloj: RelojFijo, red: Red, dias: int, **otros: object) -> Mes:
    mes = Mes(almacen, reloj, red, semilla=13, **otros)
    for n in range(dias):
        mes.dia(n)
        # la gente mira lo que se señala: si no se cierra, todo lo demas seria repeticion de lo mismo
        for i in incidentes.sin_cerrar(almacen):
            incidentes.descartar(almacen, i["id"], "era nuestro y estaba anunciado", 1)
    return mes


@pytest.fixture
def casa(almacen: Almacen) -> Almacen:
    with almacen.unidad() as u:
        u.accesos.crear("supervisora", "sin clave", "supervision", "prueba")
    return almacen


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("red", "dias"), [(Red.FACEBOOK, 6), *(pytest.param(r, DIAS, marks=pytest.mark.lenta) for r in Red)]
)
def test_dias_corrientes_no_abren_ninguno_critico(
    casa: Almacen, reloj: RelojFijo, red: Red, dias: int
) -> None:
    mes = vivir(casa, reloj, red, dias)
    assert filas(casa, "SELECT tipo, motivo FROM incidente WHERE gravedad >= 3") == []
    assert mes.hechos > 3 * dias
    assert mes.sondeos > 24 * dias
    ajenas = filas(casa, "SELECT count(*) FROM publicacion WHERE origen = 'desconocida'")[0]
    assert ajenas >= dias // 3, "lo publicado a mano se ve"
    assert filas(casa, "SELECT count(*) FROM incidente")[0] >= dias // 5, (
        "lo anunciado pesa menos y no se calla"
    )


# lo que se mira son los pesos: la misma historia en el otro motor ya la cuenta la de arriba
@pytest.mark.solo_sqlite
@pytest.mark.parametrize("red", REDES)
def test_lo_mismo_sin_anunciar_si_los_abre(casa: Almacen, reloj: RelojFijo, red: Red) -> None:
    vivir(casa, reloj, red, 4, anuncia=False)
    assert "cuenta_intervenida" in filas(casa, CRITICOS)


@pytest.mark.solo_sqlite
@pytest.mark.parametrize("red", REDES)
def test_un_intruso_en_mitad_del_mes_y_de_una_ventana_se_ve(
    casa: Almacen, reloj: RelojFijo, red: Red
) -> None:
    mes = vivir(casa, reloj, red, 3)
    mes._anunciar("feria de salud: se publica desde el teléfono", "publicaciones")
    reloj.adelantar(timedelta(minutes=5))
    mes.con.aparecer(
        mes._leida(
            "intruso",
            "Gane dinero desde casa, préstamos al instante en https://bono.example.org",
            reloj.ahora(),
        )
    )
    mes._pasar(10)
    assert filas(casa, CRITICOS) == ["cuenta_intervenida"]
