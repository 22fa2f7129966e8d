"""Lo que falla al juzgar llega a una persona: ni se pierde, ni se actua, ni para a los demas."""

import logging
from collections.abc import Mapping, Sequence

import pytest

from modelos.lectura import Lectura
from moderacion import cola, evaluacion
from moderacion.almacen import Almacen
from politicas.tipos import Contexto, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import INSULTO, PuntuadorFalso, alta, com, entrar, filas, juez, juzgar

TEXTOS = (INSULTO, "gracias", "que feo")


@pytest.fixture(autouse=True)
def tres(almacen: Almacen) -> None:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", t) for n, t in enumerate(TEXTOS)))


def _todo_a_personas(almacen: Almacen, cuantos: int = 3) -> None:
    assert filas(almacen, "SELECT count(*) FROM orden") == [0]
    assert filas(almacen, "SELECT estado FROM comentario") == ["en_cola"] * 3
    assert filas(almacen, "SELECT count(*) FROM veredicto WHERE degradado AND NOT automatica") == [cuantos]


class _Corto(PuntuadorFalso):
    def puntuar(self, lecturas: Sequence[Lectura]) -> Sequence[Mapping[str, float]]:
        return super().puntuar(lecturas)[1:]


@pytest.mark.parametrize(
    ("puntuador", "razon"),
    [
        (None, "no está cargado"),
        (PuntuadorFalso(error=MemoryError()), "falló: MemoryError"),
        (_Corto(), "no contestó por todos"),
    ],
    ids=["ausente", "revienta", "contesta de menos"],
)
def test_sin_clasificador_todo_va_a_la_cola_y_nada_se_ordena(almacen, reloj, puntuador, razon) -> None:
    r = juzgar(almacen, reloj, puntuador=puntuador)
    assert (r.juzgados, r.en_cola, r.degradados, r.actuados) == (3, 3, 3, 0)
    _todo_a_personas(almacen)
    assert razon in cola.ficha(almacen, 1).veredicto["razon_degradado"]
    assert filas(almacen, "SELECT DISTINCT version_modelo FROM veredicto") == [
        puntuador.version if puntuador else "ninguno"
    ]


def test_la_pieza_dice_que_va_sin_clasificador(almacen, reloj) -> None:
    vistas: list[tuple[bool, Mapping[str, float]]] = []

    def mira(pieza: Pieza, contexto: Contexto) -> Veredicto:
        vistas.append((pieza.degradada, pieza.indicios))
        return juez(pieza, contexto)

    juzgar(almacen, reloj, juez=mira, puntuador=None)
    assert vistas == [(True, {})] * 3


def _juez_roto(pieza: Pieza, _: Contexto) -> Veredicto:
    raise ZeroDivisionError


def test_si_el_juez_falla_todo_va_a_la_cola_con_su_motivo(almacen, reloj) -> None:
    assert juzgar(almacen, reloj, juez=_juez_roto).degradados == 3
    _todo_a_personas(almacen)
    (h,) = cola.ficha(almacen, 1).hallazgos
    assert h["motivo"] == "no evaluado: el juez falló (ZeroDivisionError)"
    assert h["propuesta"] == Propuesta.REVISAR


def test_si_el_juez_falla_con_un_texto_los_demas_siguen(almacen, reloj) -> None:
    def a_veces(pieza: Pieza, contexto: Contexto) -> Veredicto:
        return _juez_roto(pieza, contexto) if "gracias" in pieza.texto else juez(pieza, contexto)

    r = juzgar(almacen, reloj, juez=a_veces)
    assert (r.juzgados, r.degradados, r.actuados) == (3, 1, 1)


def test_un_texto_que_no_se_puede_leer_no_para_el_lote(almacen, reloj, monkeypatch, caplog) -> None:
    verdadera = evaluacion.juicio.leer

    def leer(texto: str) -> Lectura:
        if "gracias" in texto:
            raise RecursionError
        return verdadera(texto)

    monkeypatch.setattr(evaluacion.juicio, "leer", leer)
    monkeypatch.setattr(evaluacion.juicio, "leer_lote", lambda textos: [leer(t) for t in textos])
    with caplog.at_level(logging.ERROR):
        r = juzgar(almacen, reloj)
    assert (r.juzgados, r.degradados, r.actuados) == (3, 1, 1)
    assert filas(almacen, "SELECT razon_degradado FROM veredicto WHERE degradado") == [
        "no evaluado: el texto no se pudo leer"
    ]
    assert "gracias" not in caplog.text, "los registros no llevan lo que escriben los ciudadanos"


def test_si_se_interrumpe_el_lote_se_suelta_y_se_repite(almacen, reloj) -> None:
    def interrumpir(pieza: Pieza, _: Contexto) -> Veredicto:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        juzgar(almacen, reloj, juez=interrumpir)
    assert filas(almacen, "SELECT count(*) FROM comentario WHERE toma_hasta IS NOT NULL") == [0]
    assert juzgar(almacen, reloj).juzgados == 3


def test_lo_degradado_y_vuelto_a_juzgar_sano_puede_actuar_solo_con_texto_nuevo(almacen, reloj) -> None:
    juzgar(almacen, reloj, puntuador=PuntuadorFalso(error=OSError()))
    entrar(almacen, 1, com("c0", "ya no"))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c0", INSULTO))
    assert juzgar(almacen, reloj).actuados == 0, "del mismo texto vale lo que se dijo: degradado"
    entrar(almacen, 1, com("c0", INSULTO + "!"))
    assert juzgar(almacen, reloj).actuados == 1
