"""Lo que una decision hace en la red: confirma o deshace lo de la maquina, y siempre manda lo ultimo."""

from datetime import timedelta

import pytest

from conectores.errores import LimiteExcedido, NoPermitido, RedCaida, ResultadoDesconocido
from conectores.tipos import Capacidades, EstadoEnRed, Red
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR, Persona, Resolucion
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    INSULTO,
    ConectorFalso,
    alta,
    com,
    entrar,
    filas,
    juzgar,
    momento,
    persona,
)

MES = timedelta(days=30)
PLAZOS = sanciones.Plazos(sanciones.Escalera.de_uno(MES), timedelta(hours=24), 50)
BLOQUEO = "SELECT estado, provisional, decision_id IS NOT NULL FROM bloqueo ORDER BY id"


class Caso:
    """Un insulto que la maquina ya mando ocultar y por el que pidio bloquear, y quien lo decide."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, red: Red = Red.FACEBOOK) -> None:
        self.almacen, self.reloj, self.capacidades = almacen, reloj, CAPACIDADES[red]
        self.red = ConectorFalso(red, reloj=reloj)
        alta(almacen, red)
        entrar(almacen, 1, com("c1", INSULTO, red=red))
        juzgar(almacen, reloj)
        self.sancionar()
        self.gestora: Persona = persona(almacen)

    def sancionar(self) -> None:
        sanciones.sancionar(self.almacen, {1: self.capacidades}, PLAZOS)

    def despachar(self) -> list[tuple[str, ...]]:
        """Despacha, recoge y devuelve lo nuevo que se aplico en la red."""
        antes = len(self.red.efectos)
        self.reloj.adelantar(cola.GRACIA)
        ejecucion.despachar(self.almacen, self.red, 1, self.reloj)
        self.sancionar()
        return self.red.efectos[antes:]

    def resolver(self, accion: str, capacidades: Capacidades | None = None, expediente: int = 1) -> None:
        version = cola.ficha(self.almacen, expediente).expediente["version"]
        r = Resolucion.de(accion, "asi lo veo", version)
        cola.resolver(self.almacen, expediente, self.gestora, r, capacidades or self.capacidades, MES)

    def bloqueo(self) -> list[tuple[str, int, int]]:
        return filas(self.almacen, BLOQUEO)


@pytest.fixture
def caso(almacen: Almacen, reloj: RelojFijo) -> Caso:
    return Caso(almacen, reloj)


@pytest.fixture
def actuado(caso: Caso) -> Caso:
    """El mismo, con todo ya aplicado en la red."""
    assert caso.despachar() == [("ocultar", "c1"), ("bloquear", "a1")]
    assert caso.bloqueo() == [("vigente", 1, 0)]
    return caso


def test_permitir_muestra_y_desbloquea_lo_que_la_maquina_hizo(actuado: Caso) -> None:
    actuado.resolver(PERMITIR)
    assert actuado.despachar() == [("mostrar", "c1"), ("desbloquear", "a1")]
    assert actuado.bloqueo() == [("levantado", 0, 0)]
    assert filas(actuado.almacen, "SELECT estado_red FROM comentario") == ["visible"]


def test_permitir_antes_de_que_salga_no_toca_la_red(caso: Caso) -> None:
    caso.resolver(PERMITIR)
    assert caso.despachar() == []
    assert filas(caso.almacen, "SELECT DISTINCT estado FROM orden") == ["anulada"]
    assert caso.bloqueo() == [("levantado", 1, 0)]


def test_bloquear_por_lo_que_la_maquina_oculto_sin_saberlo_deja_dicho_quien_lo_oculta(caso: Caso) -> None:
    """Ya no se ve, y su orden sigue por repetir: bloquear la anulaba, y el registro no decía que estuviera oculto."""
    caso.red.fallar("ocultar", RedCaida("se cortó"), aplicar=True)
    caso.despachar()
    entrar(caso.almacen, 1, com("c1", INSULTO, estado=EstadoEnRed.OCULTO))
    caso.resolver("bloquear")
    caso.reloj.adelantar(timedelta(minutes=1))
    caso.despachar()
    rigen = "SELECT accion, decision_id FROM restriccion WHERE cerrada IS NULL ORDER BY accion"
    assert filas(caso.almacen, rigen) == [("bloquear", 1), ("ocultar", 1)]


@pytest.mark.parametrize("error", [RedCaida("x"), ResultadoDesconocido("x"), LimiteExcedido("x")])
def test_permitir_deshace_lo_que_pudo_haberse_aplicado(caso: Caso, error: Exception) -> None:
    """La respuesta se perdio: la orden espera para repetirse, pero la red quiza ya la aplico."""
    caso.red.fallar("ocultar", error, aplicar=True)
    caso.despachar()
    assert caso.red.efectos[:1] == [("ocultar", "c1")]
    caso.resolver(PERMITIR)
    caso.reloj.adelantar(timedelta(hours=1))
    caso.despachar()
    assert [e for e in caso.red.efectos if e[1] == "c1"] == [("ocultar", "c1"), ("mostrar", "c1")]
    assert filas(caso.almacen, "SELECT estado FROM orden WHERE accion = 'ocultar'") == ["anulada"]


def test_una_orden_en_vuelo_al_decidir_no_se_repite_despues_de_deshacerla(caso: Caso) -> None:
    """La maquina esta ocultando cuando la persona permite; el intento falla y no puede volver a salir."""
    caso.red.al_llamar = lambda accion: caso.resolver(PERMITIR) if accion == "ocultar" else None
    caso.red.fallar("ocultar", RedCaida("se corto"))
    caso.despachar()
    caso.red.al_llamar = lambda _: None
    for _ in range(5):
        caso.reloj.adelantar(timedelta(minutes=30))
        caso.despachar()
    assert [e[0] for e in caso.red.efectos if e[1] == "c1"] == ["mostrar"]
    assert filas(caso.almacen, "SELECT estado FROM orden WHERE accion = 'ocultar'") == ["anulada"]


def test_lo_que_la_red_rechazo_no_hay_que_deshacerlo(caso: Caso) -> None:
    caso.red.fallar("ocultar", NoPermitido("x"))
    caso.red.fallar("bloquear", NoPermitido("x"))
    caso.despachar()
    assert caso.bloqueo() == [("fallido", 1, 0)]
    caso.resolver(PERMITIR)
    assert caso.despachar() == []


def test_ocultar_confirma_lo_oculto_pero_quita_el_bloqueo(actuado: Caso) -> None:
    actuado.resolver("ocultar")
    assert actuado.despachar() == [("ocultar", "c1"), ("desbloquear", "a1")]
    assert actuado.bloqueo() == [("levantado", 0, 0)]


def test_bloquear_confirma_el_bloqueo_provisional(actuado: Caso) -> None:
    actuado.resolver("bloquear")
    assert actuado.despachar() == []
    assert actuado.bloqueo() == [("vigente", 0, 1)]
    actuado.reloj.adelantar(timedelta(hours=25))
    assert actuado.despachar() == [], "confirmado ya no caduca"


def test_bloquear_antes_de_que_salga_lo_pide_la_persona(caso: Caso) -> None:
    caso.resolver("bloquear")
    assert caso.despachar() == [("ocultar", "c1"), ("bloquear", "a1")]
    assert caso.bloqueo() == [("vigente", 0, 1)]
    assert filas(caso.almacen, "SELECT origen FROM orden WHERE estado = 'hecha'") == ["persona", "persona"]


@pytest.mark.parametrize("previo", ["caducado", "levantado", "fallido"])
def test_bloquear_cuando_el_anterior_ya_no_rige_lo_pide_de_nuevo(almacen, reloj, previo: str) -> None:
    caso = Caso(almacen, reloj)
    if previo == "fallido":
        caso.red.fallar("bloquear", NoPermitido("x"))
    if previo != "caducado":
        caso.despachar()
    reloj.adelantar(timedelta(hours=25))
    caso.sancionar()
    caso.despachar()
    assert caso.bloqueo()[0][0] == previo
    caso.resolver("bloquear")
    reloj.adelantar(timedelta(hours=6))
    assert ("bloquear", "a1") in caso.despachar()
    assert caso.bloqueo() == [("vigente", 0, 1)]
    ((desde, hasta),) = filas(almacen, "SELECT desde, hasta FROM bloqueo")
    assert momento(hasta) - momento(desde) == timedelta(days=30)


def test_bloquear_mientras_se_levanta_gana_la_ultima_decision(actuado: Caso) -> None:
    actuado.resolver(PERMITIR)
    assert actuado.bloqueo() == [("levantando", 0, 0)]
    actuado.resolver("bloquear")
    assert ("desbloquear", "a1") not in actuado.despachar()
    assert actuado.red.efectos[-1] == ("bloquear", "a1")
    assert actuado.bloqueo() == [("vigente", 0, 1)]


def test_bloquear_lo_que_se_iba_a_ensenar_porque_nadie_lo_confirmo_lo_deja_oculto(actuado: Caso) -> None:
    """Enseñarlo ya estaba pedido y no habia salido: lo que decide una persona despues manda."""
    actuado.reloj.adelantar(timedelta(hours=24))
    actuado.sancionar()
    assert filas(actuado.almacen, "SELECT estado FROM orden WHERE accion = 'mostrar'") == ["pendiente"]
    actuado.resolver("bloquear")
    actuado.despachar()
    comentario = cola.ficha(actuado.almacen, 1).comentario
    assert comentario["estado_red"] == "oculto"
    assert ("mostrar", "c1") not in actuado.red.efectos
    assert actuado.bloqueo() == [("vigente", 0, 1)]


def test_permitir_y_luego_ocultar_acaba_oculto(actuado: Caso) -> None:
    actuado.resolver(PERMITIR)
    actuado.resolver("ocultar")
    assert [e[0] for e in actuado.despachar() if e[1] == "c1"] == ["ocultar"]


def test_quien_sigue_bloqueado_por_otro_comentario_no_se_desbloquea(actuado: Caso) -> None:
    entrar(actuado.almacen, 1, com("c2", "que feo"))
    juzgar(actuado.almacen, actuado.reloj)
    actuado.resolver("bloquear", expediente=2)
    actuado.despachar()
    actuado.resolver(PERMITIR)
    assert ("desbloquear", "a1") not in actuado.despachar()
    assert [b[0] for b in actuado.bloqueo()] == ["levantado", "vigente"]
    actuado.resolver(PERMITIR, expediente=2)
    assert ("desbloquear", "a1") in actuado.despachar()


def test_si_la_red_se_niega_a_desbloquear_se_le_pide_otra_vez_cada_dia(actuado: Caso) -> None:
    """Lo levanto una persona: no puede quedar bloqueado hasta su termino original."""
    actuado.red.fallar("desbloquear", NoPermitido("a"), NoPermitido("b"))
    actuado.reloj.adelantar(timedelta(seconds=1))
    actuado.resolver(PERMITIR)
    actuado.despachar()
    assert actuado.bloqueo() == [("levantando", 0, 0)]
    for _ in range(10):
        actuado.despachar()
    assert [c[0] for c in actuado.red.llamadas].count("desbloquear") == 2, "hoy ya no mas"
    assert actuado.bloqueo() == [("vigente", 0, 0)]
    actuado.reloj.adelantar(timedelta(days=1))
    actuado.sancionar()
    assert actuado.despachar() == [("desbloquear", "a1")]
    assert actuado.bloqueo() == [("levantado", 0, 0)]


# --- redes donde algo lo hace una persona


def test_en_twitter_basico_el_bloqueo_es_tarea_de_una_persona(almacen, reloj) -> None:
    caso = Caso(almacen, reloj, Red.TWITTER)
    assert caso.despachar() == [("ocultar", "c1")]
    assert caso.bloqueo() == [("manual", 1, 0)]
    caso.resolver("bloquear")
    assert caso.despachar() == []
    assert caso.bloqueo() == [("manual", 0, 1)]
    caso.resolver(PERMITIR)
    # quien lo tenia de tarea pudo bloquearlo ya: no se da por quitado hasta que alguien lo mire
    assert caso.bloqueo() == [("vigente", 0, 1)]
    assert caso.despachar() == [("mostrar", "c1")]
    assert filas(almacen, "SELECT accion FROM tarea_red WHERE estado = 'pendiente'") == ["desbloquear"]


def test_en_youtube_la_maquina_no_bloquea_pero_la_persona_si(almacen, reloj) -> None:
    caso = Caso(almacen, reloj, Red.YOUTUBE)
    assert caso.despachar() == [("ocultar", "c1")]
    assert caso.bloqueo() == [("manual", 1, 0)]
    caso.resolver("bloquear")
    assert caso.despachar() == [("bloquear", "a1")]
    assert caso.bloqueo() == [("vigente", 0, 1)]


@pytest.mark.parametrize(
    ("accion", "sale", "en_la_red"),
    [
        ("retener", False, []),
        ("retener", True, ["retener", "mostrar"]),
        ("eliminar", False, []),
        ("eliminar", True, ["eliminar"]),
    ],
)
def test_permitir_lo_que_se_mando_retener_o_eliminar(almacen, reloj, accion, sale, en_la_red) -> None:
    caso = Caso(almacen, reloj, Red.YOUTUBE)
    entrar(almacen, 1, com("c2", "que feo", red=Red.YOUTUBE))
    juzgar(almacen, reloj)
    caso.resolver(accion, expediente=2)
    if sale:
        assert (accion, "c2") in caso.despachar()
    caso.resolver(PERMITIR, expediente=2)
    caso.despachar()
    assert [e[0] for e in caso.red.efectos if e[1] == "c2"] == en_la_red


def test_lo_que_no_se_desbloquea_por_api_queda_como_tarea_vencida(almacen, reloj) -> None:
    caso = Caso(almacen, reloj, Red.YOUTUBE)
    caso.resolver("bloquear")
    caso.despachar()
    reloj.adelantar(timedelta(days=1))
    caso.resolver(PERMITIR)
    reloj.adelantar(timedelta(seconds=1))
    for _ in range(3):
        caso.despachar()
    assert "desbloquear" not in [c[0] for c in caso.red.llamadas]
    (tarea,) = cola.bloqueos_abiertos(almacen, {1: caso.capacidades}, reloj.ahora())
    assert (tarea.falta, tarea.bloqueo.estado) == ("desbloquear", "vigente")
    cola.hecho_a_mano(almacen, 1, "vigente", caso.gestora, {1: caso.capacidades}, "lo hice en Studio")
    assert caso.bloqueo()[0][0] == "levantado"
