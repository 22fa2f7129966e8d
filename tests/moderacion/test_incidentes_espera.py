"""Lo que espera de mas en la cola se dice a la cadena: lo que quiza urge, lo apelado y lo ocultado sin confirmar."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from moderacion import cola, incidentes
from moderacion.almacen import Almacen
from moderacion.cola import Resolucion
from moderacion.config import Config
from moderacion.incidentes import Espera, cadenas, escalada
from moderacion.incidentes.copia import Escalon
from moderacion.montaje.guardia import Guardia
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar as juez_de_verdad
from politicas.tipos import Modo
from tests.moderacion.falsos import (
    DIA,
    INSULTO,
    Cartero,
    alta,
    avisables,
    com,
    despachador,
    ejecutar,
    entrar,
    filas,
    juzgar,
    persona,
    sucesos,
)
from tests.moderacion.test_apelaciones import CAP, MES, Caso

MINUTO = timedelta(minutes=1)
MEDIA = timedelta(minutes=30)
AVISO = "Oigan, les hackearon la página"


@pytest.fixture
def llega(almacen: Almacen, reloj: RelojFijo) -> Callable[[str], None]:
    """`llega(texto)`: alguien lo escribe y se juzga con las politicas de verdad."""
    alta(almacen)
    avisables(almacen, "jefa/1")
    cuantos = 0

    def _llega(texto: str) -> None:
        nonlocal cuantos
        cuantos += 1
        entrar(almacen, 1, com(f"c{cuantos}", texto, creado=reloj.ahora()))
        juzgar(almacen, reloj, juez=juez_de_verdad, modos=dict.fromkeys(range(1, 14), Modo.SUGERIR))

    return _llega


def mirar(almacen: Almacen, **espera: object) -> int:
    return incidentes.vigilar_casa(almacen, Espera(**espera))


def dichos(almacen: Almacen) -> list[tuple[str, str]]:
    return filas(almacen, "SELECT tipo, motivo FROM incidente ORDER BY id")


def descartar(almacen: Almacen, incidente: int) -> None:
    incidentes.descartar(almacen, incidente, "ya se miró", 1)


# --- lo que quiza urge


def test_lo_que_quiza_urge_y_nadie_tiene_se_dice_a_la_media_hora(
    almacen: Almacen, reloj: RelojFijo, llega
) -> None:
    llega(AVISO)
    llega("¿A qué hora abren la farmacia?")
    reloj.adelantar(MEDIA - MINUTO)
    assert mirar(almacen) == 0
    reloj.adelantar(MINUTO)
    assert mirar(almacen) == 1
    ((tipo, motivo),) = dichos(almacen)
    assert tipo == "urgente_sin_mirar"
    assert motivo.startswith("En la cola, sin que nadie lo tenga: 1 caso que quizá urge.")
    assert motivo.endswith("desde hace 30 minutos.")
    cartero = Cartero()
    assert despachador(almacen, {"jefa/1": "x"}, cartero).despachar().enviados == 1
    assert "hackearon" not in cartero.entregados[0][2], "de un comentario no se cita nada"
    assert [mirar(almacen) for _ in range(3)] == [0, 0, 0]


def test_lo_que_alguien_tiene_abierto_o_ya_decidio_no(almacen: Almacen, reloj: RelojFijo, llega) -> None:
    llega(AVISO)
    gestora = persona(almacen)
    reloj.adelantar(MEDIA)
    cola.tomar(almacen, 1, gestora)
    assert mirar(almacen) == 0
    reloj.adelantar(MEDIA)
    assert mirar(almacen) == 1, "la toma venció y sigue ahí"


def test_al_decidirlo_se_cierra_solo_y_se_deja_de_avisar(almacen: Almacen, reloj: RelojFijo, llega) -> None:
    llega(AVISO)
    gestora = persona(almacen)
    reloj.adelantar(MEDIA)
    assert mirar(almacen) == 1
    cola.tomar(almacen, 1, gestora)
    mirar(almacen)
    assert filas(almacen, "SELECT estado FROM incidente") == ["abierto"], (
        "tenerlo abierto no es haberlo mirado"
    )
    cola.resolver(almacen, 1, gestora, Resolucion.de("permitir", "ya se miró la página", 1), CAP, MES)
    assert mirar(almacen) == 0
    assert filas(almacen, "SELECT estado, causa FROM incidente") == [
        ("cerrado", "Ya no queda en la cola nada de lo que se avisó.")
    ]
    assert filas(almacen, "SELECT estado, proxima_en FROM escalada") == [("terminada", None)]
    assert sucesos(almacen)[-1] == "incidente:cerrado"


def test_lo_ya_oculto_que_su_autor_edita_y_ahora_urge_tambien(
    almacen: Almacen, reloj: RelojFijo, llega
) -> None:
    llega("buenas tardes")
    urge = "UPDATE expediente SET nivel = 'urgente'"
    entrar(almacen, 1, com("tapado", INSULTO, creado=reloj.ahora()))
    juzgar(almacen, reloj)
    reloj.adelantar(MEDIA)
    assert mirar(almacen) == 0
    ejecutar(almacen, urge)
    assert mirar(almacen) == 1


def test_una_emergencia_avisa_por_su_incidente_y_no_dos_veces(
    almacen: Almacen, reloj: RelojFijo, llega
) -> None:
    llega("Auxilio, mi papá no puede respirar y la ambulancia no llega, es urgente")
    assert mirar(almacen) == 1
    reloj.adelantar(MEDIA * 4)
    assert mirar(almacen) == 0
    assert [t for t, _ in dichos(almacen)] == ["emergencia"]


def test_cerrado_sin_mirarlo_se_dice_otra_vez(almacen: Almacen, reloj: RelojFijo, llega) -> None:
    llega(AVISO)
    persona(almacen)
    reloj.adelantar(MEDIA)
    mirar(almacen)
    descartar(almacen, 1)
    reloj.adelantar(MEDIA - MINUTO)
    assert mirar(almacen) == 0
    reloj.adelantar(MINUTO)
    assert mirar(almacen) == 1


def test_lo_que_llega_despues_de_hacerse_cargo_se_dice_aparte(
    almacen: Almacen, reloj: RelojFijo, llega
) -> None:
    llega(AVISO)
    gestora = persona(almacen)
    reloj.adelantar(MEDIA - MINUTO)
    llega(AVISO + ", otra vez")
    reloj.adelantar(MINUTO)
    assert mirar(almacen) == 1, "del segundo aún no es hora"
    incidentes.atender(almacen, 1, gestora.id)
    assert mirar(almacen) == 0
    reloj.adelantar(MEDIA)
    assert mirar(almacen) == 1
    assert "2 casos que quizá urgen." in dichos(almacen)[1][1]
    reloj.adelantar(MEDIA * 3)
    assert mirar(almacen) == 0, "el segundo está sin atender: ya suena"


def test_en_cero_no_se_avisa(almacen: Almacen, reloj: RelojFijo, llega) -> None:
    llega(AVISO)
    reloj.adelantar(DIA)
    assert mirar(almacen, urgente=timedelta(0)) == 0


# --- lo apelado y lo ocultado


def test_una_apelacion_sin_respuesta_en_cinco_dias_habiles(almacen: Almacen, reloj: RelojFijo) -> None:
    caso = Caso(almacen, reloj)
    caso.decidir(caso.una, "ocultar")
    assert caso.presentar(caso.emitir())  # un viernes
    reloj.adelantar(DIA * 7)
    assert mirar(almacen) == 0, "el quinto día hábil aún corre"
    reloj.adelantar(DIA)
    assert mirar(almacen) == 0, "ya pasó, y es sábado"
    reloj.adelantar(DIA * 2 - timedelta(hours=2))
    assert mirar(almacen) == 0, "lunes a las siete"
    reloj.adelantar(timedelta(hours=1))
    assert mirar(almacen) == 1
    assert dichos(almacen) == [
        ("cola_atrasada", "En la cola: 1 caso con una apelación sin respuesta en 5 días hábiles.")
    ]
    descartar(almacen, 1)
    reloj.adelantar(DIA - MINUTO)
    assert mirar(almacen) == 0
    reloj.adelantar(MINUTO)
    assert mirar(almacen) == 1, "se cerró sin responderla"
    caso.resolver(caso.otra, acepta=True)
    assert mirar(almacen) == 0
    assert filas(almacen, "SELECT estado FROM incidente WHERE id = 2") == ["cerrado"]


def test_lo_que_oculto_la_maquina_y_nadie_confirma(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    persona(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"{INSULTO} {n}") for n in range(3)))
    juzgar(almacen, reloj)
    assert filas(almacen, "SELECT count(*) FROM expediente WHERE actuado") == [3]
    reloj.adelantar(DIA * 4)  # martes: sabado y domingo no cuentan
    assert mirar(almacen) == 0
    reloj.adelantar(-timedelta(hours=10))
    assert mirar(almacen, ocultado=1) == 0, "de madrugada no"
    reloj.adelantar(timedelta(hours=10))
    assert mirar(almacen, ocultado=1) == 1
    assert dichos(almacen)[0][1] == (
        "En la cola: 3 casos que ocultó la máquina y nadie ha confirmado en 1 día hábil."
    )


def test_lo_atrasado_se_dice_una_vez_al_dia_y_solo_al_primer_escalon(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen)
    avisables(almacen, "jefa/1", "directora/1")
    cadenas.guardar(
        almacen,
        cadenas.CadenaPedida(
            "general", (Escalon(("jefa",), espera=5), Escalon(("directora",))), insistente=True
        ),
        "prueba",
    )
    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj)
    reloj.adelantar(DIA * 5)
    assert mirar(almacen) == 1
    reloj.adelantar(DIA - MINUTO)
    escalada.escalar(almacen)
    assert filas(almacen, "SELECT destino FROM aviso") == ["jefa/1"]
    reloj.adelantar(MINUTO)
    escalada.escalar(almacen)
    assert filas(almacen, "SELECT destino FROM aviso") == ["jefa/1"] * 2


def test_las_dos_cosas_van_en_un_solo_incidente(almacen: Almacen, reloj: RelojFijo) -> None:
    caso = Caso(almacen, reloj)
    caso.decidir(caso.una, "ocultar")
    assert caso.presentar(caso.emitir())
    entrar(almacen, 1, com("c2", INSULTO))
    juzgar(almacen, reloj)
    reloj.adelantar(DIA * 10)
    assert mirar(almacen) == 1
    ((_, motivo),) = dichos(almacen)
    assert "con una apelación sin respuesta" in motivo
    assert "; 1 caso que ocultó la máquina" in motivo


def test_los_plazos_son_los_de_la_configuracion(almacen: Almacen, reloj: RelojFijo) -> None:
    config = Config.model_validate({"espera": {"urgente_minutos": 7, "apelacion_dias": 0}})
    guardia = Guardia(config, almacen, reloj, Cartero())
    assert guardia.espera == Espera(urgente=MINUTO * 7, apelacion=0, ocultado=2)
    assert Guardia(Config(), almacen, reloj, Cartero()).espera == Espera()
