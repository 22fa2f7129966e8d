"""Lo que cambia mientras se juzga, y la palabra de las personas sobre la de la maquina."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from conectores.tipos import Red
from moderacion import cola, evaluacion
from moderacion.almacen import Almacen
from moderacion.almacen.veredictos import JuzgadoReciente, Veredictos
from moderacion.cola import PERMITIR, Resolucion
from moderacion.evaluacion.repetidos import Repetidos
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar as juez_real
from politicas.tipos import Contexto, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    CAPACIDADES,
    INICIO,
    INSULTO,
    PuntuadorFalso,
    alta,
    autor,
    com,
    entrar,
    filas,
    juez,
    juzgar,
    persona,
    reglas,
)

ORDENES = "SELECT accion, estado, origen FROM orden ORDER BY id"
PALABRAS = [
    "hospital",
    "farmacia",
    "cita",
    "pensión",
    "vacuna",
    "laboratorio",
    "consulta",
    "receta",
    "planilla",
    "subsidio",
    "maternidad",
    "rayos",
    "cirugía",
    "turno",
    "ventanilla",
    "carnet",
    "afiliado",
    "patrono",
    "cotización",
    "incapacidad",
    "emergencia",
    "ambulancia",
    "dentista",
    "examen",
]
OCULTAR = ("ocultar", "pendiente", "maquina")


@pytest.fixture(autouse=True)
def cuenta(almacen: Almacen) -> int:
    return alta(almacen)


def estado(almacen: Almacen) -> list[str]:
    return filas(almacen, "SELECT estado FROM comentario ORDER BY id")


def _al_juzgar(hacer: Any) -> Any:
    """Un juez que hace algo la primera vez, entre el reclamo y el guardado."""
    hechas: list[int] = []

    def _juez(pieza: Pieza, contexto: Contexto) -> Veredicto:
        if not hechas:
            hechas.append(1)
            hacer()
        return juez(pieza, contexto)

    return _juez


def test_editado_mientras_se_juzga_no_se_pierde(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", "que amables"))
    r = juzgar(almacen, reloj, juez=_al_juzgar(lambda: entrar(almacen, 1, com("c1", INSULTO))))
    assert r.juzgados == 0
    assert estado(almacen) == ["pendiente"]
    assert filas(almacen, "SELECT count(*) FROM veredicto") == [0]
    assert juzgar(almacen, reloj).en_cola == 1


def test_decidido_mientras_se_juzga_vale_la_persona(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c1", INSULTO))
    quien = persona(almacen)

    def decidir() -> None:
        r = Resolucion.de(PERMITIR, "es una broma", cola.ficha(almacen, 1).expediente["version"])
        cola.resolver(almacen, 1, quien, r, CAPACIDADES[Red.FACEBOOK], timedelta(days=30))

    assert juzgar(almacen, reloj, juez=_al_juzgar(decidir)).juzgados == 0
    assert estado(almacen) == ["resuelto"]
    assert filas(almacen, ORDENES) == []


def test_lo_reclamado_no_se_reclama_otra_vez_hasta_que_vence(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1"))

    def otro() -> None:
        assert juzgar(almacen, reloj).juzgados == 0

    assert juzgar(almacen, reloj, juez=_al_juzgar(otro)).juzgados == 1


def test_vencida_la_toma_otro_lo_juzga_y_solo_queda_un_veredicto(almacen, reloj: RelojFijo) -> None:
    entrar(almacen, 1, com("c1", INSULTO))

    def otro() -> None:
        reloj.adelantar(evaluacion.TOMA + timedelta(seconds=1))
        assert juzgar(almacen, reloj).juzgados == 1

    assert juzgar(almacen, reloj, juez=_al_juzgar(otro)).juzgados == 0
    assert filas(almacen, "SELECT count(*) FROM veredicto") == [1]
    assert filas(almacen, "SELECT count(*) FROM expediente") == [1]
    assert filas(almacen, ORDENES) == [OCULTAR]


def test_un_lote_no_pasa_de_su_tope(almacen, reloj) -> None:
    entrar(almacen, 1, *(com(f"c{n}") for n in range(5)))
    r = [evaluacion.evaluar_pendientes(almacen, reglas(), reloj, lote=2).juzgados for _ in range(4)]
    assert r == [2, 2, 1, 0]


# --- lo que una persona ya decidio


def _resolver(almacen: Almacen, accion: str) -> None:
    quien = persona(almacen)
    r = Resolucion.de(accion, "asi lo veo", cola.ficha(almacen, 1).expediente["version"])
    cola.resolver(almacen, 1, quien, r, CAPACIDADES[Red.FACEBOOK], timedelta(days=30))


def test_tras_una_decision_la_maquina_no_actua_aunque_se_edite(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj)
    _resolver(almacen, PERMITIR)
    entrar(almacen, 1, com("c1", INSULTO))
    r = juzgar(almacen, reloj)
    assert (r.en_cola, r.actuados) == (1, 0)
    assert filas(almacen, ORDENES) == []
    assert not cola.ficha(almacen, 1).expediente["actuado"]


def test_reabrir_no_arrastra_lo_que_la_maquina_hizo_antes_de_la_decision(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj)
    _resolver(almacen, PERMITIR)
    entrar(almacen, 1, com("c1", "que feo"))
    juzgar(almacen, reloj)
    assert not cola.ficha(almacen, 1).expediente["actuado"]


def test_lo_que_entro_en_la_cola_sale_solo_por_decision(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c1", "bonito"))
    assert juzgar(almacen, reloj).en_cola == 1
    (fila,) = cola.listar(almacen)
    assert (fila.texto, fila.propuesta) == ("bonito", "permitir")


@pytest.mark.parametrize("accion", ["ocultar", PERMITIR])
def test_lo_que_alguien_oculto_y_su_autor_volvio_una_queja_lo_lee_una_persona(almacen, reloj, accion) -> None:
    """Seguiria oculto por lo que ya no dice. No se enseña solo: se pregunta."""
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj)
    _resolver(almacen, accion)
    entrar(almacen, 1, com("c1", "una queja por la espera"))
    assert juzgar(almacen, reloj).en_cola == (accion == "ocultar")
    assert [f.texto for f in cola.listar(almacen)] == ["una queja por la espera"] * (accion == "ocultar")
    assert "mostrar" not in str(filas(almacen, ORDENES))


def test_volver_al_texto_ya_juzgado_no_duplica_ni_reescribe_el_veredicto(almacen, reloj) -> None:
    """Vale aquel: el registro de lo que se dijo no cambia aunque hoy se diga otra cosa."""
    for texto in ("muy feo", "bonito"):
        entrar(almacen, 1, com("c1", texto))
        juzgar(almacen, reloj)
    entrar(almacen, 1, com("c1", "muy feo"))

    def hoy(pieza: Pieza, contexto: Contexto) -> Veredicto:
        return replace(juez(pieza, contexto), propuesta=Propuesta.RESTRINGIR, automatica=True)

    r = juzgar(almacen, reloj, juez=hoy)
    assert (r.en_cola, r.actuados) == (1, 0)
    assert filas(almacen, "SELECT propuesta FROM veredicto ORDER BY id") == ["revisar", "permitir"]
    assert cola.ficha(almacen, 1).veredicto["id"] == 1


AVISO = "vecinos, mañana hay feria de la salud frente a la alcaldia"


def _mirando(vistos: list[Any]) -> Any:
    def mira(pieza: Pieza, contexto: Contexto) -> Veredicto:
        vistos.append([(r.texto, r.autor) for r in contexto.recientes])
        return juez(pieza, contexto)

    return mira


def test_los_parecidos_llegan_del_mas_viejo_al_mas_nuevo_y_sin_lo_de_hace_dias(almacen, reloj) -> None:
    viejo, hora = INICIO - timedelta(days=2), timedelta(hours=1)
    entrar(almacen, 1, com("c0", AVISO, creado=viejo))
    entrar(
        almacen, 1, com("c1", AVISO, creado=INICIO - 2 * hora), com("c2", AVISO + "!!", creado=INICIO - hora)
    )
    juzgar(almacen, reloj)
    vistos: list[Any] = []
    entrar(
        almacen,
        1,
        com("c3", AVISO.upper(), autor=autor(3)),
        com("c4", "otra cosa muy distinta de aquella"),
        com("c5", AVISO),
    )
    # otro proceso, sin nada en memoria: lo que sabe sale de la base
    juzgar(almacen, reloj, juez=_mirando(vistos))
    assert vistos == [
        [(AVISO, "a1"), (AVISO + "!!", "a1")],
        [],
        [(AVISO, "a1"), (AVISO + "!!", "a1"), (AVISO.upper(), "a3")],
    ]


def test_el_indice_ve_lo_que_juzga_otro_proceso(almacen, reloj) -> None:
    mio, otro = Repetidos(), Repetidos()
    vistos: list[Any] = []
    reglas_mirando = reglas(juez=_mirando(vistos))
    for n, indice in enumerate((mio, otro, mio)):
        entrar(almacen, 1, com(f"d{n}", AVISO))
        evaluacion.evaluar_pendientes(almacen, reglas_mirando, reloj, indice)
    assert [len(v) for v in vistos] == [0, 1, 2]


def test_el_indice_dado_se_usa_aunque_llegue_vacio_y_lo_propio_no_se_lee_otra_vez(
    almacen, reloj, monkeypatch
) -> None:
    leidos: list[int] = []
    de_verdad = Veredictos.recientes

    def contando(v: Veredictos, desde_id: int, limite: int) -> list[JuzgadoReciente]:
        leidos.append(len(hallados := de_verdad(v, desde_id, limite)))
        return hallados

    monkeypatch.setattr(Veredictos, "recientes", contando)
    indice = Repetidos()
    for n in range(3):
        entrar(almacen, 1, com(f"c{n}", f"{PALABRAS[n]} {PALABRAS[-n]}"))
        evaluacion.evaluar_pendientes(almacen, reglas(), reloj, indice)
    assert len(indice) == 3
    assert sum(leidos) == 0


def test_otra_version_del_reglamento_da_otro_veredicto(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj, puntuador=PuntuadorFalso())
    entrar(almacen, 1, com("c1", "bonito"))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj, version="reglamento-2")
    assert filas(almacen, "SELECT count(*) FROM veredicto") == [3]


def _a_la_vez(almacen: Almacen, reloj: RelojFijo, lote: int) -> None:
    """Dos trabajadores: cada uno reclama lo suyo antes de que el otro guarde nada; el segundo guarda primero."""
    otro = partial(evaluacion.evaluar_pendientes, almacen, reglas(juez=juez_real), reloj, Repetidos(), lote)

    def mio(pieza: Pieza, contexto: Contexto) -> Veredicto:
        hacer()
        return juez_real(pieza, contexto)

    veces: list[int] = []

    def hacer() -> None:
        if not veces:
            veces.append(1)
            assert otro().juzgados == lote

    assert evaluacion.evaluar_pendientes(almacen, reglas(juez=mio), reloj, Repetidos(), lote).juzgados == lote


P12 = (
    "SELECT DISTINCT c.id, c.id_externo FROM hallazgo h JOIN veredicto v ON v.id = h.veredicto_id "
    "JOIN comentario c ON c.id = v.comentario_id WHERE h.politica = 12 ORDER BY c.id"
)


def _con_p12(almacen: Almacen) -> list[str]:
    return [externo for _, externo in filas(almacen, P12)]


@pytest.mark.los_dos
def test_una_inundacion_repartida_entre_dos_trabajadores_se_ve_entera(almacen, reloj) -> None:
    """Cada uno vio solo dos copias, que no llegan a ola; juntos son cuatro, y el que guarda segundo lo sabe."""
    copia = "compartan todos esta cadena antes de que la borren del muro de la clínica de la colonia"
    entrar(almacen, 1, *(com(f"c{n}", f"{copia} {n}", autor=autor(n)) for n in range(4)))
    _a_la_vez(almacen, reloj, 2)
    assert _con_p12(almacen) == ["c0", "c1"], "los del que guarda segundo"
    vistos = filas(almacen, "SELECT contexto FROM veredicto ORDER BY id")
    assert [len(json.loads(v)["vistos"]) for v in vistos] == [0, 1, 2, 3]
    assert len(set(filas(almacen, "SELECT grupo FROM expediente WHERE grupo IS NOT NULL"))) <= 2


@pytest.mark.los_dos
def test_un_autor_que_inunda_repartido_entre_dos_trabajadores_se_ve_entero(almacen, reloj) -> None:
    entrar(almacen, 1, *(com(f"c{n}", f"{PALABRAS[n]} {PALABRAS[-n]} {n * 7919}") for n in range(24)))
    _a_la_vez(almacen, reloj, 12)
    assert _con_p12(almacen) == [f"c{n}" for n in range(8, 12)], "desde el vigesimo del mismo autor"


@pytest.mark.los_dos
def test_si_guardar_falla_el_lote_se_suelta(almacen, reloj, monkeypatch) -> None:
    entrar(almacen, 1, com("c1"))
    with monkeypatch.context() as m:
        m.setattr(evaluacion, "_escribir", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            juzgar(almacen, reloj)
    assert juzgar(almacen, reloj).juzgados == 1, "sin esperar a que venza su toma"
