"""Volver atras: deshacer en el momento lo propio, o revertir despues, y que todo quede como estaba."""

from datetime import timedelta
from typing import Any

import pytest

from conectores.errores import NoPermitido, RedCaida
from conectores.tipos import EstadoEnRed, Red
from moderacion import cola, ejecucion
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR, Persona, Resolucion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    ConectorFalso,
    alta,
    com,
    entrar,
    filas,
    juzgar,
    persona,
    sucesos,
)
from tests.moderacion.test_cola_efectos import MES, Caso

FACEBOOK = CAPACIDADES[Red.FACEBOOK]
BLOQUEO = "SELECT estado, provisional, hasta, confirmar_antes FROM bloqueo"
MARCAS = "SELECT clave, prioridad_neg, expediente_id FROM marca_cola ORDER BY 1, 2, 3"


class Mesa(Caso):
    """Un caso en la mesa de la gestora: dudoso y a la vista, o el insulto que la maquina ya mando ocultar."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, *, dudoso: bool) -> None:
        if not dudoso:
            super().__init__(almacen, reloj)
            return
        self.almacen, self.reloj, self.capacidades = almacen, reloj, FACEBOOK
        self.red = ConectorFalso(reloj=reloj)
        alta(almacen)
        entrar(almacen, 1, com("c1", "que feo"))
        juzgar(almacen, reloj)
        self.gestora = persona(almacen)

    def decide(self, *acciones: str) -> int:
        version = cola.ficha(self.almacen, 1).expediente["version"]
        r = Resolucion(acciones, "asi lo veo", version, 2)
        return cola.resolver(self.almacen, 1, self.gestora, r, FACEBOOK, MES)

    def deshace(self, decision_id: int, quien: Persona | None = None) -> int:
        return cola.deshacer(self.almacen, decision_id, quien or self.gestora, FACEBOOK)

    def reabrir(self) -> None:
        """Su autor lo edita: vuelve a la cola."""
        entrar(self.almacen, 1, com("c1", "que feo y que mal"))
        juzgar(self.almacen, self.reloj)

    def ordenes(self) -> list[tuple[str, str]]:
        return filas(self.almacen, "SELECT accion, estado FROM orden ORDER BY id")

    def en_red(self) -> str:
        return str(cola.ficha(self.almacen, 1).comentario["estado_red"])

    def expediente(self) -> dict[str, Any]:
        return dict(cola.ficha(self.almacen, 1).expediente)


@pytest.fixture
def dudoso(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    return Mesa(almacen, reloj, dudoso=True)


@pytest.fixture
def oculto(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    """La maquina lo oculto y bloqueo a su autor; ya se aplico en la red."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    assert mesa.despachar() == [("ocultar", "c1"), ("bloquear", "a1")]
    return mesa


# --- quien y cuando


def test_a_los_diez_segundos_aun_se_deshace_y_nada_llega_a_la_red(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    dudoso.reloj.adelantar(timedelta(seconds=9, milliseconds=900))
    n = dudoso.deshace(d)
    assert dudoso.ordenes() == [("ocultar", "anulada")]
    assert dudoso.despachar() == []
    deshecha = cola.decision(dudoso.almacen, n)
    assert (deshecha.accion, deshecha.revierte_id, deshecha.usuario_id) == ("deshacer", d, dudoso.gestora.id)
    assert sucesos(dudoso.almacen).count("expediente:decidido") == 2


def test_pasados_los_diez_segundos_ya_no_y_nada_cambia(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    dudoso.reloj.adelantar(cola.GRACIA + timedelta(milliseconds=1))
    with pytest.raises(Conflicto, match="diez segundos"):
        dudoso.deshace(d)
    assert dudoso.ordenes() == [("ocultar", "pendiente")]
    assert filas(dudoso.almacen, "SELECT accion FROM decision") == ["ocultar"]
    assert dudoso.despachar() == [("ocultar", "c1")]


def test_solo_quien_decidio_y_con_un_rol_que_decide(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    with pytest.raises(NoAutorizado, match="solo quien decidió"):
        dudoso.deshace(d, persona(dudoso.almacen, "otra", "supervision"))
    with pytest.raises(NoAutorizado, match="auditoria"):
        dudoso.deshace(d, Persona(dudoso.gestora.id, "gestora", "auditoria"))
    with pytest.raises(NoExiste):
        dudoso.deshace(d + 1)
    assert dudoso.expediente()["estado"] == "resuelto"


def test_no_se_deshace_dos_veces_ni_se_deshace_el_deshacer(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    n = dudoso.deshace(d)
    for otra_vez in (d, n):
        with pytest.raises(Conflicto):
            dudoso.deshace(otra_vez)
    assert filas(dudoso.almacen, "SELECT count(*) FROM decision") == [2]


def test_lo_que_cambio_despues_no_se_deshace(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    dudoso.decide(PERMITIR)
    with pytest.raises(Conflicto, match="cambió después"):
        dudoso.deshace(d)


# --- el expediente y las señales


def test_vuelve_a_la_cola_suyo_con_las_mismas_marcas_y_otra_version(dudoso: Mesa) -> None:
    antes, previo = filas(dudoso.almacen, MARCAS), dudoso.expediente()
    dudoso.deshace(dudoso.decide("ocultar"))
    ahora = dudoso.expediente()
    assert filas(dudoso.almacen, MARCAS) == antes
    assert (ahora["estado"], ahora["version"]) == ("en_cola", previo["version"] + 2)
    assert (ahora["prioridad_neg"], ahora["nivel"]) == (previo["prioridad_neg"], previo["nivel"])
    assert cola.ficha(dudoso.almacen, 1).comentario["estado"] == "en_cola"
    tiene = cola.toma(dudoso.almacen, 1)
    assert tiene is not None
    assert (tiene.usuario, tiene.hasta) == ("gestora", dudoso.reloj.ahora() + cola.TOMA)
    with pytest.raises(Conflicto):
        cola.tomar(dudoso.almacen, 1, persona(dudoso.almacen, "otra"))
    dudoso.decide(PERMITIR)


@pytest.mark.parametrize(("accion", "cuenta"), [("ocultar", (1, 0)), (PERMITIR, (0, 1))])
def test_las_senales_se_cuentan_al_decidir_y_se_devuelven(dudoso: Mesa, accion, cuenta) -> None:
    senales = "SELECT nombre, aciertos, fallos FROM senal"
    d = dudoso.decide(accion)
    ((nombre, *contado),) = filas(dudoso.almacen, senales)
    assert (nombre.startswith("p02:"), tuple(contado)) == (True, cuenta)
    dudoso.deshace(d)
    assert filas(dudoso.almacen, senales) == [(nombre, 0, 0)]
    assert filas(dudoso.almacen, "SELECT count(*) FROM juicio_senal") == [0]


# --- lo que ya salio


def test_lo_que_ya_salio_se_pide_al_reves(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    assert dudoso.despachar() == [("ocultar", "c1")], "justo al acabar la gracia salen las dos cosas"
    dudoso.deshace(d)
    assert dudoso.despachar() == [("mostrar", "c1")]
    assert dudoso.en_red() == "visible"


def test_deshacer_un_ocultar_no_muestra_lo_que_la_maquina_ya_ocultaba(oculto: Mesa) -> None:
    d = oculto.decide("ocultar")
    oculto.despachar()
    oculto.deshace(d)
    oculto.despachar()
    assert oculto.en_red() == "oculto"
    assert oculto.expediente()["actuado"]


def test_deshacer_un_ocultar_repetido_deja_lo_que_la_anterior_decision_oculto(dudoso: Mesa) -> None:
    dudoso.decide("ocultar")
    dudoso.despachar()
    d = dudoso.decide("ocultar")
    dudoso.despachar()
    dudoso.deshace(d)
    dudoso.despachar()
    assert dudoso.en_red() == "oculto"


@pytest.mark.parametrize("anterior", ["no llego a salir", "la red se nego"])
def test_deshacer_un_ocultar_repetido_lo_vuelve_a_ver_si_el_anterior_no_lo_oculto(
    dudoso: Mesa, anterior: str
) -> None:
    dudoso.decide("ocultar")
    if anterior == "la red se nego":
        dudoso.red.fallar("ocultar", NoPermitido("no se puede"))
        dudoso.despachar()
    d = dudoso.decide("ocultar")
    assert dudoso.despachar() == [("ocultar", "c1")]
    dudoso.deshace(d)
    assert dudoso.despachar() == [("mostrar", "c1")]
    assert dudoso.en_red() == "visible"


def test_permitir_lo_que_alguien_oculto_en_la_propia_red_y_deshacerlo_no_lo_restringe(dudoso: Mesa) -> None:
    """Nadie de aquí lo ocultó: hacerlo al deshacer diría en el registro que lo restringió quien se arrepintió de permitirlo."""
    entrar(dudoso.almacen, 1, com("c1", "que feo", estado=EstadoEnRed.OCULTO))
    d = dudoso.decide(PERMITIR)
    assert dudoso.despachar() == [("mostrar", "c1")]
    dudoso.deshace(d)
    assert dudoso.despachar() == []
    assert filas(dudoso.almacen, "SELECT id FROM restriccion") == []
    assert dudoso.expediente()["estado"] == "en_cola"


def test_lo_que_se_intento_ocultar_y_se_pide_otra_vez_al_deshacer_sigue_siendo_de_quien_fue(
    almacen, reloj
) -> None:
    """De la máquina: en el registro no puede decir que lo restringió quien deshizo."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    mesa.red.fallar("ocultar", RedCaida("se cortó"))
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, mesa.red, 1, reloj)
    mesa.deshace(mesa.decide(PERMITIR))
    reloj.adelantar(timedelta(minutes=5))
    mesa.despachar()
    assert ("ocultar", "c1") in mesa.red.efectos
    rige = "SELECT decidio, automatizada, decision_id FROM restriccion WHERE accion = 'ocultar' AND cerrada IS NULL"
    assert filas(almacen, rige) == [("maquina", True, None)]


def test_permitir_lo_retenido_y_deshacerlo_lo_retiene_otra_vez(almacen, reloj) -> None:
    caso = Caso(almacen, reloj, Red.YOUTUBE)
    entrar(almacen, 1, com("c2", "que feo", red=Red.YOUTUBE))
    juzgar(almacen, reloj)
    decisiones = []
    for accion in ("retener", PERMITIR):
        r = Resolucion.de(accion, "asi lo veo", cola.ficha(almacen, 2).expediente["version"], 2)
        decisiones.append(cola.resolver(almacen, 2, caso.gestora, r, caso.capacidades, MES))
        caso.despachar()
    cola.deshacer(almacen, decisiones[-1], caso.gestora, caso.capacidades)
    caso.despachar()
    assert [e[0] for e in caso.red.efectos if e[1] == "c2"] == ["retener", "mostrar", "retener"]


def test_permitir_lo_oculto_por_la_maquina_y_deshacerlo_lo_deja_oculto_y_detras(oculto: Mesa) -> None:
    antes, previo = filas(oculto.almacen, MARCAS), oculto.expediente()
    d = oculto.decide(PERMITIR)
    oculto.despachar()
    assert oculto.en_red() == "visible"
    oculto.deshace(d)
    oculto.despachar()
    assert oculto.en_red() == "oculto"
    assert oculto.bloqueo()[0][0] == "vigente"
    assert (filas(oculto.almacen, MARCAS), oculto.expediente()["nivel"]) == (antes, previo["nivel"])


@pytest.mark.parametrize("sale", [True, False])
def test_deshacer_un_ocultar_devuelve_el_mostrar_que_estorbo(oculto: Mesa, *, sale: bool) -> None:
    """Se había permitido, y la red aún no contestaba: sin pedirlo otra vez seguía oculto, permitido y en el registro."""
    oculto.decide(PERMITIR)
    oculto.red.fallar("mostrar", RedCaida("se cortó"))
    oculto.despachar()
    oculto.reabrir()
    d = oculto.decide("ocultar")
    oculto.reloj.adelantar(cola.GRACIA if sale else timedelta(0))
    ejecucion.despachar(oculto.almacen, oculto.red, 1, oculto.reloj)
    assert ("mostrar", "anulada") in oculto.ordenes()
    oculto.deshace(d)
    oculto.reloj.adelantar(timedelta(minutes=5))
    assert ("mostrar", "c1") in oculto.despachar()
    assert oculto.en_red() == "visible"
    assert not filas(
        oculto.almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL AND accion = 'ocultar'"
    )


@pytest.mark.parametrize("accion", ["ocultar", PERMITIR])
def test_lo_que_la_maquina_pudo_ocultar_y_la_decision_anulo_se_pide_otra_vez(
    almacen, reloj, accion: str
) -> None:
    """La red lo ocultó y no contestó: anulado lo de la máquina y deshecho lo decidido, nadie respondía de que no se viera."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    mesa.red.fallar("ocultar", RedCaida("se cortó"), aplicar=True)
    assert "ocultar" in [e[0] for e in mesa.despachar()]
    d = mesa.decide(accion)
    assert ("ocultar", "anulada") in mesa.ordenes()
    mesa.deshace(d)
    mesa.reloj.adelantar(timedelta(minutes=5))
    mesa.despachar()
    assert mesa.en_red() == "oculto"
    assert filas(almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL AND accion = 'ocultar'")
    assert mesa.expediente()["actuado"]


def test_lo_que_la_maquina_no_llego_a_ocultar_vuelve_a_su_sitio_y_no_al_fondo(almacen, reloj) -> None:
    """Permitir anulo la orden de la maquina: al deshacerlo sigue a la vista, y esperar detras lo esconderia."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    entrar(almacen, 1, com("c2", "que feo", autor=None))
    juzgar(almacen, reloj)
    assert [f.id for f in cola.listar(almacen)] == [2, 1]
    mesa.deshace(mesa.decide(PERMITIR))
    mesa.despachar()
    assert mesa.en_red() == "visible"
    assert not mesa.expediente()["actuado"]
    assert [f.id for f in cola.listar(almacen)] == [1, 2]


def test_eliminar_que_ya_salio_no_tiene_vuelta(dudoso: Mesa) -> None:
    d = dudoso.decide("eliminar")
    dudoso.despachar()
    with pytest.raises(EntradaInvalida, match="eliminar"):
        dudoso.deshace(d)
    with pytest.raises(EntradaInvalida, match="eliminar"):
        cola.revertir(dudoso.almacen, d, dudoso.gestora, "me equivoque", FACEBOOK)
    assert dudoso.expediente()["estado"] == "resuelto"


def test_eliminar_que_no_salio_se_deshace(dudoso: Mesa) -> None:
    dudoso.deshace(dudoso.decide("eliminar"))
    assert dudoso.despachar() == []
    assert dudoso.en_red() == "visible"


# --- el bloqueo


def test_deshacer_un_bloqueo_recien_pedido_lo_levanta_sin_tocar_la_red(dudoso: Mesa) -> None:
    dudoso.deshace(dudoso.decide("bloquear"))
    assert dudoso.despachar() == []
    assert dudoso.bloqueo()[0][0] == "levantado"


def test_deshacer_un_bloqueo_que_salio_desbloquea(dudoso: Mesa) -> None:
    d = dudoso.decide("bloquear")
    assert sorted(dudoso.despachar()) == [("bloquear", "a1"), ("ocultar", "c1")]
    dudoso.deshace(d)
    assert sorted(dudoso.despachar()) == [("desbloquear", "a1"), ("mostrar", "c1")]
    assert dudoso.bloqueo()[0][0] == "levantado"


@pytest.mark.parametrize("accion", ["bloquear", PERMITIR, "ocultar"])
def test_confirmado_o_levantado_el_bloqueo_vuelve_a_estar_como_estaba(oculto: Mesa, accion: str) -> None:
    antes = filas(oculto.almacen, BLOQUEO)
    d = oculto.decide(accion)
    assert filas(oculto.almacen, BLOQUEO) != antes
    oculto.deshace(d)
    assert filas(oculto.almacen, BLOQUEO) == antes
    assert oculto.despachar() == []


@pytest.mark.parametrize("accion", [PERMITIR, "ocultar"])
def test_levantado_ya_en_la_red_se_vuelve_a_bloquear(oculto: Mesa, accion: str) -> None:
    d = oculto.decide(accion)
    assert ("desbloquear", "a1") in oculto.despachar()
    oculto.deshace(d)
    assert ("bloquear", "a1") in oculto.despachar()
    assert oculto.bloqueo()[0][:2] == ("vigente", 1)


@pytest.mark.parametrize("accion", [PERMITIR, "ocultar"])
def test_levantado_ya_en_la_red_se_vuelve_a_bloquear_aunque_no_constara(almacen, reloj, accion) -> None:
    """Ya estaba en la red, sin recoger: volvía a `pedido`, y la orden de antes lo daba por puesto sin estarlo."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    ejecucion.despachar(almacen, mesa.red, 1, reloj)
    assert mesa.bloqueo()[0][0] == "pedido"
    d = mesa.decide(accion)
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, mesa.red, 1, reloj)
    assert ("desbloquear", "a1") in mesa.red.efectos
    mesa.deshace(d)
    mesa.despachar()
    assert ("bloquear", "a1") in mesa.red.efectos[mesa.red.efectos.index(("desbloquear", "a1")) :]
    assert mesa.bloqueo()[0][0] == "vigente"


@pytest.mark.parametrize("accion", [PERMITIR, "ocultar", "bloquear"])
def test_un_bloqueo_pedido_que_no_salio_no_queda_esperando_una_orden_anulada(almacen, reloj, accion) -> None:
    """La decision anulo la orden de la maquina: si el bloqueo vuelve a `pedido`, alguien tiene que pedirlo."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    assert mesa.bloqueo()[0][0] == "pedido"
    mesa.deshace(mesa.decide(accion))
    mesa.despachar()
    estado = mesa.bloqueo()[0][0]
    vivas = filas(almacen, "SELECT count(*) FROM orden WHERE accion = 'bloquear' AND estado = 'pendiente'")
    assert estado != "pedido" or vivas == [1]
    assert (estado == "vigente") == (("bloquear", "a1") in mesa.red.efectos)


@pytest.mark.parametrize("se_supo", [True, False])
def test_un_bloqueo_que_salio_sin_constar_aun_no_se_da_por_levantado_al_deshacer_otra_peticion(
    almacen, reloj, se_supo
) -> None:
    """La orden de la persona no llega a salir; la de la maquina ya lo bloqueo. Sin constar quedaria bloqueado sin fin."""
    mesa = Mesa(almacen, reloj, dudoso=False)
    if not se_supo:
        mesa.red.fallar("bloquear", RedCaida("se cortó"), aplicar=True)
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, mesa.red, 1, reloj)
    assert ("bloquear", "a1") in mesa.red.efectos
    assert mesa.bloqueo()[0][0] == "pedido"
    mesa.deshace(mesa.decide("bloquear"))
    mesa.sancionar()
    assert mesa.bloqueo()[0][0] == "vigente"
    reloj.adelantar(MES)
    mesa.despachar()
    mesa.despachar()
    assert ("desbloquear", "a1") in mesa.red.efectos
    assert mesa.bloqueo()[0][0] == "levantado"


@pytest.mark.parametrize("pasa", [timedelta(days=3), MES + timedelta(days=1)])
def test_bloquear_otra_vez_a_quien_ya_no_lo_estaba_y_deshacerlo_lo_deja_sin_bloquear(
    dudoso: Mesa, pasa: timedelta
) -> None:
    """El de antes ya no regia: ni se rehace con su termino pasado, ni el registro dice que rige."""
    dudoso.decide("bloquear")
    dudoso.despachar()
    dudoso.sancionar()
    dudoso.reloj.adelantar(pasa)
    dudoso.decide(PERMITIR)
    dudoso.despachar()
    dudoso.sancionar()
    antes = filas(dudoso.almacen, f"{BLOQUEO} WHERE estado = 'levantado'")
    entero = filas(dudoso.almacen, "SELECT desde, articulo, motivo, decision_id FROM bloqueo")
    for accion in ("bloquear", "ocultar"):
        dudoso.deshace(dudoso.decide(accion))
        assert filas(dudoso.almacen, BLOQUEO) == antes
        assert filas(dudoso.almacen, "SELECT desde, articulo, motivo, decision_id FROM bloqueo") == entero
        abiertas = "SELECT count(*) FROM restriccion WHERE accion = 'bloquear' AND cerrada IS NULL"
        assert filas(dudoso.almacen, abiertas) == [0]


def test_bloqueado_otra_vez_y_ya_en_la_red_deshacerlo_lo_desbloquea(dudoso: Mesa) -> None:
    dudoso.deshace(dudoso.decide("bloquear"))
    d = dudoso.decide("bloquear")
    assert ("bloquear", "a1") in dudoso.despachar()
    dudoso.deshace(d)
    assert ("desbloquear", "a1") in dudoso.despachar()
    dudoso.sancionar()
    assert dudoso.bloqueo()[0][0] == "levantado"


def test_bloquear_otra_vez_a_quien_se_estaba_desbloqueando_y_deshacerlo_lo_sigue_quitando(
    dudoso: Mesa,
) -> None:
    dudoso.decide("bloquear")
    dudoso.despachar()
    dudoso.sancionar()
    dudoso.decide(PERMITIR)
    dudoso.reloj.adelantar(timedelta(seconds=5))
    dudoso.deshace(dudoso.decide("bloquear"))
    assert dudoso.bloqueo()[0][0] == "levantando"
    dudoso.despachar()
    dudoso.sancionar()
    assert dudoso.bloqueo()[0][0] == "levantado"
    assert filas(dudoso.almacen, "SELECT count(*) FROM restriccion WHERE cerrada IS NULL") == [0]


def test_lo_que_la_maquina_dejo_a_una_persona_y_salio_no_vuelve_a_esperarla_al_deshacerlo(
    almacen, reloj
) -> None:
    """En YouTube una persona si bloquea por API: escrito otra vez «por hacer», caducaria bloqueado en la red."""
    mesa = Caso(almacen, reloj, Red.YOUTUBE)
    assert mesa.bloqueo()[0][:2] == ("manual", 1)
    r = Resolucion(("bloquear",), "asi lo veo", 1, 2)
    d = cola.resolver(almacen, 1, mesa.gestora, r, mesa.capacidades, MES)
    assert ("bloquear", "a1") in mesa.despachar()
    cola.deshacer(almacen, d, mesa.gestora, mesa.capacidades)
    mesa.sancionar()
    assert mesa.bloqueo()[0][0] == "vigente"
    debidas = filas(almacen, "SELECT accion FROM tarea_red WHERE estado = 'pendiente'")
    assert debidas == ["desbloquear"], "en la red está bloqueado, y allí solo lo quita una persona"
