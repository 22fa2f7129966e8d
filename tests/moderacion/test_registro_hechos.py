"""Lo que el registro afirma de cada restriccion es lo que paso: por que articulo, quien lo vio, con que puntuacion y hasta cuando."""

import ast
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import politicas
from conectores.errores import RedCaida
from conectores.tipos import Red
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen
from moderacion.almacen.fila_restriccion import INDICIOS
from moderacion.almacen.hechos import Que
from moderacion.almacen.restringido import FiltroRegistro
from moderacion.montaje import ResolucionApelacion, resolver_apelacion
from moderacion.reloj import RelojFijo, dia_local
from moderacion.sanciones import apelaciones
from politicas.registro import POLITICAS
from politicas.tipos import Contexto, Modo, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import INSULTO, PuntuadorFalso, com, entrar, filas, hallazgo, juzgar, persona
from tests.moderacion.test_escalera import PLAZOS, Mesa


@pytest.fixture
def mesa(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    return Mesa(almacen, reloj)


def ultima(mesa: Mesa, accion: str = "ocultar") -> Mapping[str, Any]:
    with mesa.almacen.lectura() as u:
        return u.restringido.pagina(FiltroRegistro(accion=accion), 1)[0]


def puntuado(mesa: Mesa, texto: str, juez: Any = None, **indicios: float) -> int:
    """Un comentario con esos numeros del clasificador. Devuelve su expediente."""
    mesa.van += 1
    entrar(mesa.almacen, 1, com(f"c{mesa.van}", f"{texto} {mesa.van}"))
    cambios = {"juez": juez} if juez else {}
    juzgar(mesa.almacen, mesa.reloj, puntuador=PuntuadorFalso(indicios), **cambios)
    return mesa.van


def test_la_puntuacion_es_la_de_lo_que_se_restringe_y_no_la_de_quejarse(mesa: Mesa) -> None:
    """Un insulto dentro de una queja no puede constar como restringido con «queja 0.97»."""
    puntuado(mesa, INSULTO, queja=0.97, insulto_persona=0.81, ofensivo=0.4)
    assert ultima(mesa)["puntuacion"] == "insulto_persona 0.81"
    assert ultima(mesa)["deteccion"] == "regla_y_modelo"


def test_por_un_articulo_que_el_clasificador_no_mira_no_hay_puntuacion(mesa: Mesa) -> None:
    mesa.decide(puntuado(mesa, "que feo todo", queja=0.97, ofensivo=0.6), "ocultar", articulo=4)
    assert ultima(mesa)["puntuacion"] == "sin puntuación"


@pytest.mark.parametrize(("articulo", "vio"), [(2, "regla"), (4, "persona")])
def test_lo_que_nadie_mas_vio_lo_vio_la_persona(mesa: Mesa, articulo: int, vio: str) -> None:
    """La maquina dijo 2; si la persona cita el 4, lo vio ella."""
    mesa.decide(mesa.escribe("que feo todo"), "ocultar", articulo=articulo)
    assert ultima(mesa)["deteccion"] == vio


def test_anotar_que_es_una_queja_no_es_haberlo_visto(mesa: Mesa) -> None:
    def anota(pieza: Pieza, _: Contexto) -> Veredicto:
        queja = hallazgo(pieza, "que", 1, propuesta=Propuesta.PERMITIR, motivo="Es una queja.")
        feo = hallazgo(pieza, "feo", 2, propuesta=Propuesta.REVISAR)
        return Veredicto(Propuesta.REVISAR, (queja, feo), critica=True)

    e = puntuado(mesa, "que feo todo", anota)
    # es una crítica y no se cita lo que lleva: hace falta otra persona
    cola.opinar(mesa.almacen, e, persona(mesa.almacen, "acuerda"), "también lo quitaría", restringe=True)
    mesa.decide(e, "ocultar", articulo=1)
    assert ultima(mesa)["deteccion"] == "persona"


def test_el_articulo_es_el_de_la_politica_que_actuo_y_cuadra_con_la_transparencia(mesa: Mesa) -> None:
    """La 12 oculta sola y la 2 solo sugiere: citar la 2 seria decir que se actuo por lo que no se dejo actuar."""

    def dos(pieza: Pieza, _: Contexto) -> Veredicto:
        spam = hallazgo(pieza, "sos", 12, automatica=True, motivo="repetido")
        insulto = hallazgo(pieza, "pendejo", 2, automatica=True)
        return Veredicto(Propuesta.RESTRINGIR, (spam, insulto), automatica=True)

    entrar(mesa.almacen, 1, com("c1", INSULTO))
    juzgar(mesa.almacen, mesa.reloj, juez=dos, modos={12: Modo.ACTUAR, 2: Modo.SUGERIR})
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    f = ultima(mesa)
    assert (f["articulo"], f["automatizada"]) == (12, True)
    assert f["fundamento"].endswith("artículo 12.")
    with mesa.almacen.lectura() as u:
        contado = u.cierres.contar(dia_local(mesa.reloj.ahora()))
    assert [c.politica for c in contado if c.que is Que.RESTRINGIDO] == [12]


def test_el_bloqueo_que_nadie_dijo_haber_puesto_no_se_cierra_hasta_que_alguien_lo_mira(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    mesa.pasar()
    reloj.adelantar(timedelta(days=7))
    sanciones.sancionar(almacen, {1: mesa.cap}, PLAZOS)
    assert ultima(mesa, "bloquear")["cierre"] is None, (
        "quizá está puesto en la red: no consta que se cumpliera"
    )
    cola.hecho_a_mano(almacen, 1, "vigente", mesa.una, {1: mesa.cap}, "no llegó a ponerse, captura 3")
    assert ultima(mesa, "bloquear")["cierre"] == "termino"


def test_las_etiquetas_de_cada_articulo_son_las_que_su_politica_lee() -> None:
    declaran = {p.numero: set(p.indicios) for p in POLITICAS if p.indicios}
    assert {k: set(v) for k, v in INDICIOS.items()} == {k: declaran[k] for k in INDICIOS}
    for archivo in sorted(Path(politicas.__file__).parent.glob("p[01][0-9].py")):
        for n in ast.walk(ast.parse(archivo.read_text("utf-8"))):
            if isinstance(n, ast.Call) and ast.unparse(n.func).endswith("indicios.get"):
                numero = int(archivo.stem[1:])
                assert ast.literal_eval(n.args[0]) in declaran[numero], numero
                assert numero in INDICIOS


RIGEN = "SELECT accion FROM restriccion WHERE cerrada IS NULL ORDER BY id"


def test_deshacer_un_bloqueo_que_salia_deja_rigiendo_una_fila(mesa: Mesa) -> None:
    """La orden de la maquina salio y aun no se recogio: al deshacer volvia la fila de antes, y tambien la deshecha."""
    e = mesa.escribe()
    sanciones.sancionar(mesa.almacen, {1: mesa.cap}, PLAZOS)
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    assert filas(mesa.almacen, "SELECT estado FROM bloqueo") == ["pedido"]
    decision = mesa.decide(e, "bloquear")
    cola.deshacer(mesa.almacen, decision, mesa.una, mesa.cap)
    assert filas(mesa.almacen, RIGEN) == ["ocultar", "bloquear"]
    assert ultima(mesa, "bloquear")["cierre"] == "anulada", "la de la decision deshecha"


def test_el_bloqueo_que_pudo_salir_sigue_en_el_registro_hasta_que_conste_quitado(mesa: Mesa) -> None:
    """Se intentó, la red no contestó y se permitió: su fila se cerraba con la orden anulada, y quizá seguía bloqueado."""
    mesa.decide(mesa.escribe("que feo todo"), "bloquear")
    mesa.red.fallar("bloquear", RedCaida("se cortó"), aplicar=True)
    mesa.reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    cola.revertir(mesa.almacen, 1, mesa.otra, "se miró otra vez", mesa.cap)
    assert filas(mesa.almacen, "SELECT estado FROM bloqueo") == ["levantando"]
    assert "bloquear" in filas(mesa.almacen, RIGEN)
    mesa.pasar()
    assert filas(mesa.almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert filas(mesa.almacen, RIGEN) == []


def test_lo_que_no_llego_a_salir_ninguna_vez_no_queda_rigiendo(mesa: Mesa) -> None:
    """Se oculta, se apela y se mantiene sin que nada salga; al permitir, la segunda se anula y la primera no revive."""
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "ocultar")
    testigo = apelaciones.emitir(mesa.almacen, e, mesa.una.actor).testigo
    apelaciones.presentar(mesa.almacen, testigo, "10.0.0.1", "pregunté por mi cita, nada más", "")
    (version,) = filas(mesa.almacen, "SELECT version FROM expediente")
    mantener = ResolucionApelacion(1, acepta=False, motivo="insulta a alguien", version=version)
    resolver_apelacion(mesa.almacen, {1: mesa.cap}, mesa.otra, mantener)
    assert filas(mesa.almacen, "SELECT estado FROM orden") == ["pendiente", "pendiente"]
    assert filas(mesa.almacen, RIGEN) == ["ocultar"]
    cola.revertir(mesa.almacen, 2, mesa.una, "se miró otra vez", mesa.cap)
    assert filas(mesa.almacen, "SELECT estado FROM orden") == ["anulada", "anulada"]
    assert filas(mesa.almacen, RIGEN) == []
