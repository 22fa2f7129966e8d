"""Cada familia de fallo retrasa a su cuenta lo que toca, y a ninguna otra; al recuperarse no queda rastro."""

from datetime import timedelta

import pytest

from conectores import errores
from conectores.tipos import Red
from moderacion import informes, ingesta
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import INICIO, ConectorFalso, alta, com, filas, pag, sucesos

EN_UNA_HORA = INICIO + timedelta(hours=1)
SEGUNDO, MINUTO = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def red(almacen: Almacen) -> ConectorFalso:
    alta(almacen)
    return ConectorFalso()


def fallar(almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, error: errores.ErrorConector) -> timedelta:
    """Un sondeo que falla con `error`. Devuelve cuanto se espera hasta el siguiente."""
    red.barridos.append([error])
    assert ingesta.sondear(almacen, red, 1, reloj).error == error.mensaje
    with almacen.lectura() as u:
        cuenta = u.cuentas.una(1)
    assert cuenta.error_tipo == type(error).__name__
    assert cuenta.no_antes_de is not None
    return cuenta.no_antes_de - reloj.ahora()


@pytest.mark.parametrize(
    ("error", "minimo", "maximo"),
    [
        (errores.RedCaida("x"), 4 * SEGUNDO, 6 * SEGUNDO),
        (errores.RespuestaIlegible("x"), 4 * SEGUNDO, 6 * SEGUNDO),
        (errores.Transitorio("x"), 4 * SEGUNDO, 6 * SEGUNDO),
        (errores.ResultadoDesconocido("x"), 4 * SEGUNDO, 6 * SEGUNDO),
        (errores.LimiteExcedido("x"), 4 * SEGUNDO, 6 * SEGUNDO),
        (errores.LimiteExcedido("x", hasta=EN_UNA_HORA), 60 * MINUTO, 60 * MINUTO),
        (errores.LimiteExcedido("x", hasta=INICIO - MINUTO), 4 * SEGUNDO, 6 * SEGUNDO),
        (errores.CuotaAgotada("x", hasta=EN_UNA_HORA + timedelta(hours=9)), 600 * MINUTO, 600 * MINUTO),
        (
            errores.LimiteExcedido("x", hasta=INICIO + timedelta(days=9_000)),
            26 * 60 * MINUTO,
            26 * 60 * MINUTO,
        ),
        (errores.CredencialInvalida("x"), 5 * MINUTO, 5 * MINUTO),
        (errores.NoPermitido("x"), 15 * MINUTO, 15 * MINUTO),
        (errores.NoEncontrado("x"), 15 * MINUTO, 15 * MINUTO),
        (errores.PeticionInvalida("x"), 15 * MINUTO, 15 * MINUTO),
        (errores.Duplicado("x"), 15 * MINUTO, 15 * MINUTO),
        (errores.SinSaldo("x"), 60 * MINUTO, 60 * MINUTO),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, Exception) else str(v),
)
def test_cada_familia_espera_lo_suyo(almacen, red, reloj, error, minimo, maximo) -> None:
    assert minimo <= fallar(almacen, red, reloj, error) <= maximo


def test_la_espera_se_duplica_hasta_un_techo(almacen, red, reloj) -> None:
    esperas = []
    for _ in range(14):
        esperas.append(fallar(almacen, red, reloj, errores.RedCaida("x")))
        reloj.adelantar(esperas[-1])
    ideal = [min(5 * SEGUNDO * 2**n, 15 * MINUTO) for n in range(14)]
    assert all(0.8 * i <= e <= 1.2 * i for i, e in zip(ideal, esperas, strict=True))
    assert len({e / i for i, e in zip(ideal, esperas, strict=True)}) > 5, "cada espera lleva su sacudida"


def test_mientras_espera_no_se_llama_a_la_red(almacen, red, reloj) -> None:
    fallar(almacen, red, reloj, errores.NoPermitido("sin permiso"))
    reloj.adelantar(14 * MINUTO)
    r = ingesta.sondear(almacen, red, 1, reloj)
    assert (r.omitido, r.error) == (True, "sin permiso")
    assert len(red.cursores) == 1
    reloj.adelantar(MINUTO)
    assert not ingesta.sondear(almacen, red, 1, reloj).omitido


def test_solo_se_retrasa_la_cuenta_que_falla(almacen, red, reloj) -> None:
    otra = alta(almacen, Red.TWITTER, "200")
    fallar(almacen, red, reloj, errores.CuotaAgotada("x", hasta=EN_UNA_HORA))
    buena = ConectorFalso(Red.TWITTER, "200")
    buena.barridos.append([pag("k", com("c1", red=Red.TWITTER))])
    r = ingesta.sondear(almacen, buena, otra, reloj)
    assert (r.nuevos, r.error) == (1, "")


def test_recuperarse_borra_el_error_y_lo_asienta_una_vez(almacen, red, reloj) -> None:
    for _ in range(3):
        reloj.adelantar(fallar(almacen, red, reloj, errores.CredencialInvalida("token revocado")))
    assert filas(almacen, "SELECT credencial_invalida, fallos, error_desde FROM sondeo")[0][:2] == (1, 3)
    ingesta.sondear(almacen, red, 1, reloj)
    with almacen.lectura() as u:
        c = u.cuentas.una(1)
    assert (c.fallos, c.error, c.error_tipo, c.error_desde, c.no_antes_de) == (0, "", "", None, None)
    assert not c.credencial_invalida
    assert c.ultimo_bien == reloj.ahora()
    ingesta.sondear(almacen, red, 1, reloj)
    assert sucesos(almacen) == ["cuenta:alta", "conexion:fallo", "conexion:recuperada"]


def test_el_mismo_fallo_repetido_se_asienta_una_vez_y_otro_distinto_tambien(almacen, red, reloj) -> None:
    for error in (errores.RedCaida("a"), errores.RedCaida("b"), errores.RespuestaIlegible("c")):
        reloj.adelantar(fallar(almacen, red, reloj, error))
    assert sucesos(almacen).count("conexion:fallo") == 2


def test_si_falla_la_foto_lo_leido_ya_esta_guardado(almacen, red, reloj) -> None:
    red.barridos.append([pag("k", com("c1"))])
    red.fallar("estado_cuenta", errores.RedCaida("x"))
    r = ingesta.sondear(almacen, red, 1, reloj)
    assert (r.nuevos, r.error) == (1, "x")
    assert filas(almacen, "SELECT cursor, fallos FROM sondeo") == [("k", 1)]


def test_un_mensaje_de_error_con_basura_no_impide_anotarlo(almacen, red, reloj) -> None:
    assert fallar(almacen, red, reloj, errores.RedCaida("roto \ud83d\x00 " + "x" * 5000)) > timedelta(0)
    with almacen.lectura() as u:
        error = u.cuentas.una(1).error
    assert error.startswith("roto \ufffd\ufffd x")
    assert len(error) == 500


def test_un_fallo_nuestro_no_se_traga(almacen, red, reloj) -> None:
    red.barridos.append([pag("k", com("c1")), KeyError("campo")])
    with pytest.raises(KeyError):
        ingesta.sondear(almacen, red, 1, reloj)
    assert filas(almacen, "SELECT count(*) FROM comentario") == [1]


def test_la_salud_dice_como_va_cada_red(almacen, red, reloj) -> None:
    def estado() -> str:
        return informes.salud(almacen, reloj, {}).cuentas[0]["estado"]

    assert estado() == "sin_leer"
    ingesta.sondear(almacen, red, 1, reloj)
    assert estado() == "bien"
    espera = fallar(almacen, red, reloj, errores.RedCaida("x"))
    assert estado() == "esperando"
    reloj.adelantar(espera)
    assert estado() == "con_fallos"
    fallar(almacen, red, reloj, errores.CredencialInvalida("x"))
    assert estado() == "credencial_invalida"
