"""Lo que se dice en publico y sale tarde se busca antes en la red: una base que volvio atras no lo dice dos veces."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conectores import errores
from conectores.tipos import Accion, PublicacionLeida, Red
from moderacion import ejecucion
from moderacion.almacen import Almacen, copia_sqlite
from moderacion.ejecucion.conciliar import SIN_MIRAR
from moderacion.ejecucion.conciliar import hallar as hallar_de_verdad
from moderacion.ejecucion.tarde import TARDE
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import HORA, ConectorFalso, alta, com, ejecutar, entrar, filas
from tests.moderacion.redactar import CORTESIA, mesa
from tests.moderacion.test_ejecucion import pedir

NUESTRAS = "SELECT id_externo FROM publicacion ORDER BY id"
ORDEN = "SELECT estado, error FROM orden"
UN_POCO = timedelta(seconds=1)


@pytest.fixture
def red(almacen: Almacen, reloj: RelojFijo) -> ConectorFalso:
    alta(almacen)
    entrar(almacen, 1, com("c1"), com("c2"))
    return ConectorFalso(reloj=reloj)


def _volver_atras(almacen: Almacen) -> None:
    """Como estaba antes de salir."""
    ejecutar(
        almacen,
        "UPDATE orden SET estado = 'pendiente', intentos = 0, enviada = NULL, cerrada = NULL, id_externo = NULL",
    )
    ejecutar(almacen, "DELETE FROM publicacion")


@pytest.mark.los_dos
@pytest.mark.parametrize("accion", [Accion.RESPONDER, Accion.PUBLICAR])
def test_lo_que_ya_salio_no_se_repite_y_queda_como_nuestro(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, accion: Accion
) -> None:
    pedir(almacen, accion)
    ejecucion.despachar(almacen, red, 1, reloj)
    _volver_atras(almacen)
    reloj.adelantar(3 * HORA)
    assert ejecucion.despachar(almacen, red, 1, reloj).hechas == 1
    assert len(red.efectos) == 1
    assert filas(almacen, ORDEN) == [("hecha", "ya estaba en la red: no se envió otra vez")]
    assert filas(almacen, NUESTRAS) == ["ext-1"]
    assert filas(almacen, "SELECT id_externo FROM orden") == ["ext-1"]


def test_sin_cuota_para_mirar_espera_la_respuesta_y_no_lo_que_haya_que_ocultar(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo
) -> None:
    """Leer y actuar gastan cuotas distintas."""
    pedir(almacen, Accion.RESPONDER)
    reloj.adelantar(HORA)
    red.fallar("buscar_propias", errores.LimiteExcedido("despacio", hasta=reloj.ahora() + 20 * HORA))
    ejecucion.despachar(almacen, red, 1, reloj)
    pedir(almacen, Accion.OCULTAR)
    reloj.adelantar(UN_POCO)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert [e[0] for e in red.efectos] == ["ocultar"]
    reloj.adelantar(20 * HORA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert [e[0] for e in red.efectos] == ["ocultar", "responder"]


def test_de_dos_iguales_en_el_hilo_cuenta_la_que_cuelga_de_ese_comentario(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facebook da bajo un comentario lo de todo su hilo, y a dos personas se les pudo agradecer con lo mismo."""
    pedir(almacen, Accion.RESPONDER)
    ejecucion.despachar(almacen, red, 1, reloj)
    _volver_atras(almacen)
    reloj.adelantar(HORA)
    a_otro = replace(red.propias[0], id_externo="a-otro", padre_id="respuesta-de-otro")
    monkeypatch.setattr(red, "buscar_propias", lambda *_: [a_otro, *red.propias])
    ejecucion.despachar(almacen, red, 1, reloj)
    assert filas(almacen, NUESTRAS) == ["ext-1"]


@pytest.mark.parametrize(("espera", "mira"), [(TARDE, False), (TARDE + UN_POCO, True)])
def test_a_su_hora_no_se_mira_y_tarde_y_sin_salir_sale_una_vez(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, espera: timedelta, mira: bool
) -> None:
    pedir(almacen, Accion.RESPONDER)
    reloj.adelantar(espera)
    red.fallar("buscar_propias", errores.RedCaida("x"))
    ejecucion.despachar(almacen, red, 1, reloj)
    assert len(red.efectos) == (0 if mira else 1), "lo que no se pudo mirar no se envia a ciegas"
    reloj.adelantar(HORA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == [("responder", "c1", "gracias por escribir")]


def test_lo_que_espero_a_una_cuota_tambien_se_mira(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo
) -> None:
    """Su hora nueva es la de la red: lleva esperando desde la primera."""
    pedir(almacen, Accion.RESPONDER)
    red.fallar("responder", errores.LimiteExcedido("despacio", hasta=reloj.ahora() + HORA))
    ejecucion.despachar(almacen, red, 1, reloj)
    red.fallar("buscar_propias", errores.RedCaida("x"))
    reloj.adelantar(HORA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == []
    reloj.adelantar(UN_POCO * 600)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert len(red.efectos) == 1


@pytest.mark.parametrize(
    "estorbo", ["la red se cae al mirar", "no hay cuota para mirar", "otra gasta la cuota"]
)
def test_un_estorbo_al_volver_atras_no_la_hace_parecer_nueva(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, estorbo: str
) -> None:
    pedir(almacen, Accion.OCULTAR)
    pedir(almacen, Accion.RESPONDER)
    ejecucion.despachar(almacen, red, 1, reloj)
    _volver_atras(almacen)
    reloj.adelantar(3 * HORA)
    limite = errores.LimiteExcedido("despacio", hasta=reloj.ahora() + UN_POCO * 120)
    if estorbo == "otra gasta la cuota":
        red.fallar("ocultar", limite)
    else:
        red.fallar("buscar_propias", errores.RedCaida("x") if estorbo == "la red se cae al mirar" else limite)
    for _ in range(40):
        ejecucion.despachar(almacen, red, 1, reloj)
        reloj.adelantar(UN_POCO * 5)
    assert [e[0] for e in red.efectos].count("responder") == 1
    assert filas(almacen, "SELECT DISTINCT estado FROM orden") == ["hecha"]


@pytest.mark.parametrize(
    ("error", "espera"),
    [
        (errores.LimiteExcedido, HORA),
        (errores.SinSaldo, HORA),
        (errores.CredencialInvalida, timedelta(minutes=1)),
    ],
)
def test_si_es_la_cuenta_la_que_no_deja_mirar_espera_como_si_fuera_al_enviar(
    almacen: Almacen,
    red: ConectorFalso,
    reloj: RelojFijo,
    error: type[errores.ErrorConector],
    espera: timedelta,
) -> None:
    pedir(almacen, Accion.RESPONDER)
    reloj.adelantar(HORA)
    hasta = {"hasta": reloj.ahora() + espera} if error is errores.LimiteExcedido else {}
    red.fallar("buscar_propias", error("x", **hasta))
    assert ejecucion.despachar(almacen, red, 1, reloj).aplazadas == 1
    ((estado, dicho),) = filas(almacen, ORDEN)
    assert (estado, dicho.partition(":")[0]) == ("pendiente", error.__name__)
    reloj.adelantar(espera)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert len(red.efectos) == 1


def test_si_nunca_se_deja_mirar_acaba_en_una_persona_sin_haberse_enviado(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo
) -> None:
    pedir(almacen, Accion.RESPONDER)
    red.fallar("buscar_propias", *[errores.ResultadoDesconocido("x")] * 50)
    for _ in range(50):
        reloj.adelantar(HORA)
        ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == []
    assert filas(almacen, "SELECT estado FROM orden") == ["a_persona"]


def test_lo_que_tardo_en_mirarse_no_se_envia_en_esa_pasada(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Con lo que dura una llamada, otro proceso la daria por abandonada."""
    pedir(almacen, Accion.RESPONDER)
    reloj.adelantar(HORA)

    def despacio(*_: object) -> list[PublicacionLeida]:
        reloj.adelantar(timedelta(seconds=46))
        return []

    monkeypatch.setattr(red, "buscar_propias", despacio)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert (red.efectos, filas(almacen, "SELECT estado FROM orden")) == ([], ["pendiente"])


def test_lo_mismo_dicho_por_otra_orden_no_es_esta(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo
) -> None:
    pedir(almacen, Accion.PUBLICAR, "una")
    ejecucion.despachar(almacen, red, 1, reloj)
    pedir(almacen, Accion.PUBLICAR, "otra")
    reloj.adelantar(HORA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert len(red.efectos) == 2


def test_el_comentario_que_ya_no_esta_se_dice_al_responder(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo
) -> None:
    pedir(almacen, Accion.RESPONDER)
    reloj.adelantar(HORA)
    red.fallar("buscar_propias", errores.NoEncontrado("x"))
    red.fallar("responder", errores.NoEncontrado("ya no está"))
    ejecucion.despachar(almacen, red, 1, reloj)
    assert filas(almacen, "SELECT estado FROM orden") == ["fallida"]


@pytest.mark.solo_sqlite
@pytest.mark.parametrize("red_", [Red.FACEBOOK, Red.YOUTUBE])
def test_una_respuesta_aprobada_en_una_base_que_vuelve_a_su_foto(
    almacen: Almacen, reloj: RelojFijo, tmp_path: Path, red_: Red
) -> None:
    """Ni siquiera tenia orden: la que se le da al volver es de ahora, pero consta desde cuando podia salir."""
    m = mesa(almacen, reloj, red_)
    b = m.aprobado()
    foto = tmp_path / "foto.db"
    copia_sqlite.sacar(Path(str(almacen._motor.url.database)), foto)
    for _ in range(3):
        m.pasada()
    assert m.salieron() == [CORTESIA]
    reloj.adelantar(5 * HORA)
    m.almacen = Almacen(f"sqlite:///{foto}", reloj)
    for _ in range(3):
        m.pasada()
    assert m.salieron() == [CORTESIA]
    assert m.estado(b) == "publicado"
    m.almacen.cerrar()


def test_una_que_no_se_puede_conciliar_no_detiene_a_las_demas_y_acaba_en_una_persona(
    almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un fallo nuestro con una orden paraba cada vuelta de su cuenta, para siempre."""
    for n, clave in enumerate(("mala", "buena"), 1):
        pedir(almacen, Accion.RESPONDER, clave, comentario=n)
        red.fallar("responder", errores.ResultadoDesconocido("x"), aplicar=True)
        ejecucion.despachar(almacen, red, 1, reloj)
    halla = hallar_de_verdad

    def hallar(u: Any, orden: Any, propias: Any) -> Any:
        if orden.comentario == "c1":
            raise KeyError("nuestro")
        return halla(u, orden, propias)

    # la funcion del mismo nombre tapa el modulo en su paquete
    monkeypatch.setattr(sys.modules["moderacion.ejecucion.conciliar"], "hallar", hallar)
    estados = "SELECT estado FROM orden ORDER BY id"
    reloj.adelantar(timedelta(minutes=2))
    ejecucion.conciliar(almacen, red, 1, reloj)
    primero = filas(almacen, estados)
    reloj.adelantar(SIN_MIRAR)
    ejecucion.conciliar(almacen, red, 1, reloj)
    assert [primero, filas(almacen, estados)] == [["desconocida", "conciliada"], ["a_persona", "conciliada"]]
    assert "KeyError" in filas(almacen, "SELECT error FROM orden WHERE estado = 'a_persona'")[0]
