"""Acciones en YouTube contra la red simulada. El numero de cada trampa es su fila de apis.md, seccion 6."""

import json
import threading

import pytest

from conectores.errores import (
    ErrorConector,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    Transitorio,
)
from conectores.tipos import Accion, Alcance, Conector, EstadoEnRed
from conectores.youtube import CAPACIDADES
from tests.conectores.youtube_comun import (
    ANA,
    LUIS,
    MODERAR,
    REPETIBLES,
    actuar,
    conectar,
    error_de_red,
    escrituras,
    hechos,
    leer,
    uno,
    vigilado,
)


@pytest.fixture
def yt(compartida):
    with vigilado(compartida) as vivo:
        yield vivo


def test_cumple_el_contrato_y_cubre_las_ocho_acciones():
    conector: Conector = conectar("http://127.0.0.1:9")
    assert set(conector.capacidades.acciones) == set(Accion)
    assert all(c.nota for c in CAPACIDADES.acciones.values())
    for accion in (Accion.ELIMINAR, Accion.BLOQUEAR):
        assert CAPACIDADES.de(accion).alcance is Alcance.DEFINITIVA
        assert not CAPACIDADES.de(accion).automatica
    for accion in (Accion.DESBLOQUEAR, Accion.PUBLICAR):
        assert CAPACIDADES.de(accion).alcance is Alcance.MANUAL
        assert not CAPACIDADES.de(accion).por_api
    assert not CAPACIDADES.seguidores_exactos


def test_lo_que_no_hay_por_api_no_pide_nada(yt):
    conector = conectar(yt.base)
    for llamada in (lambda: conector.publicar("hola"), lambda: conector.desbloquear(ANA["id"])):
        with pytest.raises(NoPermitido, match="API"):
            llamada()
    with pytest.raises(PeticionInvalida, match="comentario"):
        conector.bloquear(ANA["id"])
    for texto in ("", " \n", "a" * 10_001):
        with pytest.raises(PeticionInvalida):
            conector.responder("Ugz", texto)
    assert yt.gobierno.peticiones() == []


def test_ocultar_mostrar_y_repetir_no_es_otro_efecto(yt):
    conector, ident = conectar(yt.base), uno(yt)
    for _ in range(2):
        assert conector.ocultar(ident).ya_estaba is False
    assert leer(conector)[0][ident].estado is EstadoEnRed.RETENIDO
    for _ in range(2):
        conector.mostrar(ident)
    assert leer(conector)[0][ident].estado is EstadoEnRed.VISIBLE
    assert hechos(yt) == [("ocultar", ident), ("mostrar", ident)]


def test_retener_lo_que_la_red_tomo_por_spam(yt):
    ident = uno(yt, estado="likelySpam")
    conectar(yt.base).retener(ident)
    assert hechos(yt) == [("retener", ident)]


def test_eliminar_rechaza_y_no_hay_vuelta(yt):
    conector, ident = conectar(yt.base), uno(yt)
    hija = uno(yt, padre=ident)
    conector.eliminar(ident)
    assert conector.eliminar(ident).ya_estaba is False
    assert leer(conector)[0] == {}
    assert conector.consultar(hija) is None
    with pytest.raises(NoEncontrado):
        conector.mostrar(ident)
    assert hechos(yt) == [("eliminar", ident)]


def test_bloquear_rechaza_y_prohibe_al_autor(yt):
    conector, ident = conectar(yt.base), uno(yt)
    conector.bloquear(ANA["id"], ident)
    conector.bloquear(ANA["id"], ident)
    assert hechos(yt) == [("eliminar", ident), ("bloquear", ANA["id"])]
    uno(yt)
    [de_luis] = yt.gobierno.inyectar({"texto": "yo si", "autor": LUIS})
    assert list(leer(conector)[0]) == [de_luis]


def test_bloquear_tras_eliminar_la_misma_orden_partida_en_dos(yt):
    conector, ident = conectar(yt.base), uno(yt)
    leer(conector)
    conector.eliminar(ident)
    conector.bloquear(ANA["id"], ident)
    assert hechos(yt) == [("eliminar", ident), ("bloquear", ANA["id"])]


def test_bloquear_sin_poder_comprobar_de_quien_era_no_bloquea_a_nadie(yt):
    """Rechazado, la red ya no lo da, y este proceso no lo leyo: podria ser de otro (aqui, de Luis)."""
    [de_luis] = yt.gobierno.inyectar({"texto": "x", "autor": LUIS})
    conector = conectar(yt.base)
    conector.eliminar(de_luis)
    with pytest.raises(NoEncontrado, match="no se bloquea a nadie"):
        conector.bloquear(ANA["id"], de_luis)
    assert hechos(yt) == [("eliminar", de_luis)]
    assert len(escrituras(yt)) == 1


def test_bloquear_con_un_rechazado_que_se_leyo_de_otro_no_bloquea_a_nadie(yt):
    [de_luis] = yt.gobierno.inyectar({"texto": "x", "autor": LUIS})
    conector = conectar(yt.base)
    leer(conector)
    conector.eliminar(de_luis)
    with pytest.raises(PeticionInvalida, match="autor"):
        conector.bloquear(ANA["id"], de_luis)
    assert hechos(yt) == [("eliminar", de_luis)]


def test_bloquear_otra_vez_lo_que_otro_proceso_ya_bloqueo_se_da_por_hecho(yt):
    """El que lo pidio murio sin apuntarlo: darlo por fallido dejaria a alguien bloqueado sin que conste."""
    [ident] = yt.gobierno.inyectar({"texto": "x", "autor": ANA})
    conectar(yt.base).bloquear(ANA["id"], ident)
    de_antes = hechos(yt)
    with pytest.raises(NoEncontrado):
        conectar(yt.base).bloquear(ANA["id"], ident)
    assert conectar(yt.base).bloquear(ANA["id"], ident, repite=True).id_externo == ident
    assert hechos(yt) == de_antes, "una sola vez en la red"


def test_bloquear_otra_vez_lo_que_su_autor_borro_no_bloquea_a_nadie(yt):
    [ident] = yt.gobierno.inyectar({"texto": "x", "autor": ANA})
    yt.gobierno.cuenta(borrar={"id": ident})
    with pytest.raises(NoEncontrado):
        conectar(yt.base).bloquear(ANA["id"], ident, repite=True)
    assert not [h for h in hechos(yt) if h[0] == "bloquear"]


@pytest.mark.parametrize("autor", [LUIS, None])
def test_bloquear_no_prohibe_a_quien_no_es(yt, autor):
    [ident] = yt.gobierno.inyectar({"texto": "x", "autor": autor})
    with pytest.raises(PeticionInvalida, match="autor"):
        conectar(yt.base).bloquear(ANA["id"], ident)
    assert hechos(yt) == []
    assert escrituras(yt) == []


def test_responder_a_un_hilo_y_a_una_respuesta(yt):
    conector, raiz = conectar(yt.base), uno(yt)
    hija = uno(yt, padre=raiz)
    texto = "Buenos días, 👩🏽‍⚕️ le atendemos en Zacamil.\nGracias"
    primera, segunda = conector.responder(raiz, texto), conector.responder(hija, texto)
    assert primera.id_externo != segunda.id_externo
    assert all(r.id_externo.startswith(f"{raiz}.") for r in (primera, segunda))
    assert [(e["accion"], e["objeto"], e["detalle"]["texto"]) for e in yt.gobierno.efectos()] == [
        ("responder", raiz, texto)
    ] * 2
    leida = leer(conector)[0][primera.id_externo]
    assert (leida.texto, leida.propio, leida.padre_id) == (texto, True, raiz)


def test_trampa_10_responder_en_el_limite_exacto(yt):
    conectar(yt.base).responder(uno(yt), "ñ" * 10_000)
    assert len(yt.gobierno.efectos()[0]["detalle"]["texto"]) == 10_000


def test_responder_a_lo_retenido_lo_cerrado_o_lo_ido(yt):
    conector, raiz = conectar(yt.base), uno(yt, estado="heldForReview")
    with pytest.raises(PeticionInvalida) as info:
        conector.responder(raiz, "hola")
    assert info.value.codigo == "parentCommentIsPrivate"
    video = yt.mundo.volcar()["videos"][0]["id"]
    abierta = uno(yt)
    yt.gobierno.cuenta(comentarios={"id": video, "activos": False})
    with pytest.raises(NoPermitido) as cerrado:
        conector.responder(abierta, "hola")
    assert cerrado.value.codigo == "commentsDisabled"
    with pytest.raises(NoEncontrado):
        conector.responder("Ugz-jamas", "hola")
    assert hechos(yt) == []


@pytest.mark.parametrize("accion", ["ocultar", "retener", "eliminar"])
@pytest.mark.parametrize("motivo", ["jamas existio", "lo borro su autor", "403 del borrado"])
def test_trampa_8_ocultar_o_eliminar_lo_que_ya_no_esta_se_da_por_hecho(yt, accion, motivo):
    ident = "Ugz-jamas" if motivo == "jamas existio" else uno(yt)
    if motivo != "jamas existio":
        yt.gobierno.cuenta(borrar={"id": ident})
    if motivo == "403 del borrado":
        yt.gobierno.fallar(ruta=MODERAR, estado=403, cuerpo=error_de_red(403, "forbidden"))
    assert getattr(conectar(yt.base), accion)(ident).ya_estaba is True
    assert len(escrituras(yt)) == 1


def test_trampa_8_mostrar_o_bloquear_lo_que_ya_no_esta_no_se_da_por_hecho(yt):
    conector, ident = conectar(yt.base), uno(yt)
    yt.gobierno.cuenta(borrar={"id": ident})
    with pytest.raises(NoEncontrado):
        conector.mostrar(ident)
    with pytest.raises(NoEncontrado):
        conector.bloquear(ANA["id"], ident)


def test_trampa_8_processing_failure_de_lo_que_si_esta_es_pasajero(yt):
    conector, ident = conectar(yt.base), uno(yt)
    yt.gobierno.fallar(ruta=MODERAR, estado=400, cuerpo=error_de_red(400, "processingFailure"))
    with pytest.raises(Transitorio) as info:
        conector.ocultar(ident)
    assert info.value.codigo == "processingFailure"
    conector.ocultar(ident)
    assert hechos(yt) == [("ocultar", ident)]


def test_prohibido_de_verdad_sigue_siendo_prohibido(yt):
    ident = uno(yt)
    yt.gobierno.fallar(ruta=MODERAR, estado=403, cuerpo=error_de_red(403, "forbidden"))
    with pytest.raises(NoPermitido):
        conectar(yt.base).ocultar(ident)


def test_consultar_recuerda_lo_que_se_acaba_de_fijar(yt):
    conector, ident = conectar(yt.base), uno(yt)
    for accion, estado in (("ocultar", EstadoEnRed.RETENIDO), ("mostrar", EstadoEnRed.VISIBLE)):
        actuar(conector, accion, ident)
        assert conector.consultar(ident).estado is estado


@pytest.mark.parametrize("ident", ["\ud83d", "a\nb", "á/é?#&=", "Ugz,Ugz2", "x" * 5000])
def test_ids_raros_no_sacan_otra_cosa_que_errores_de_la_casa(yt, ident):
    conector = conectar(yt.base)
    for accion in (*REPETIBLES, "responder", "consultar"):
        try:
            actuar(conector, accion, ident)
        except ErrorConector:
            continue
    assert hechos(yt) == []


def test_cuatro_hilos_por_quince_peticiones_con_un_conector(yt):
    """httplib2 compartido da una veintena de errores en este mismo caso (apis.md, seccion 4)."""
    conector, ident = conectar(yt.base), uno(yt)
    fallos: list[BaseException] = []
    barrera = threading.Barrier(4)

    def trabajar() -> None:
        try:
            barrera.wait(5)
            for i in range(15):
                if i % 5 == 0:
                    conector.responder(ident, f"hola {i}")
                elif i % 2:
                    assert conector.consultar(ident).id_externo == ident
                else:
                    assert conector.estado_cuenta().nombre
        except BaseException as error:
            fallos.append(error)

    hilos = [threading.Thread(target=trabajar) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(30)
    assert fallos == []
    assert len(hechos(yt)) == 12
    assert [p[1] for p in yt.gobierno.peticiones()].count("/token") == 1, "un solo token para los cuatro"
    assert json.loads(json.dumps(yt.mundo.volcar()))["cuota"]["gastado"] == 12 * 50 + 48
