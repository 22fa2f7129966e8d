"""Decir a quien se restringio: apagado de fabrica, una vez, tras decidirlo una persona y solo donde la red deja."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conectores.errores import NoPermitido, RedCaida, ResultadoDesconocido
from conectores.tipos import Permisos, Red
from moderacion import cola, ejecucion, sanciones
from moderacion.accesos import Cofre, nueva_llave
from moderacion.almacen import Almacen
from moderacion.informes import restricciones
from moderacion.montaje import emitir_apelacion
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from moderacion.sanciones.avisos import redactar
from politicas.registro import POLITICAS
from tests.moderacion.falsos import CAPACIDADES, com, ejecutar, entrar, filas, juzgar
from tests.moderacion.test_escalera import CONFIG, Mesa

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CONSOLA = "https://consola.example.sv"
COFRE = Cofre(nueva_llave())
AVISO = sanciones.Aviso(
    CONFIG.sanciones.aviso, CONSOLA, {p.numero: p.articulo for p in POLITICAS}, COFRE.testigo
)
RESPUESTAS = "SELECT count(*) FROM orden WHERE accion = 'responder'"
AVISOS = "SELECT DISTINCT aviso FROM restriccion ORDER BY aviso"


@pytest.fixture
def mesa(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    return Mesa(almacen, reloj)


def avisar(mesa: Mesa, aviso: sanciones.Aviso | None = AVISO) -> int:
    return sanciones.avisar_autores(mesa.almacen, {1: mesa.cap}, aviso)


def respuestas(mesa: Mesa) -> list[str]:
    return [e[2] for e in mesa.red.efectos if e[0] == "responder"]


def oculto(mesa: Mesa, articulo: int = 2) -> int:
    """Uno que una persona oculto, y ya consta en la red."""
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "ocultar", articulo=articulo)
    mesa.pasar()
    return e


def test_apagado_de_fabrica_no_se_dice_nada_ni_al_encenderlo_despues(mesa: Mesa) -> None:
    assert CONFIG.sanciones.avisar_autor is False
    oculto(mesa)
    assert avisar(mesa, None) == 0
    assert filas(mesa.almacen, AVISOS) == ["apagado"]
    assert avisar(mesa) == 0, "lo de antes de encenderlo no se dice"
    assert filas(mesa.almacen, RESPUESTAS) == [0]


def test_se_dice_una_vez_con_el_articulo_en_las_palabras_del_manual_y_el_enlace_para_apelar(
    mesa: Mesa,
) -> None:
    oculto(mesa)
    assert (avisar(mesa), avisar(mesa)) == (1, 0)
    mesa.pasar()
    avisar(mesa)
    (texto,) = respuestas(mesa)
    assert texto.startswith("Se ocultó su comentario por el artículo 2")
    assert "Toda publicación que contenga insultos o palabras soeces" in texto
    testigo = texto.rpartition("/apelar/")[2]
    assert f"{CONSOLA}/apelar/" in texto
    vista = apelaciones.ver(mesa.almacen, testigo, "1.2.3.4")
    assert vista is not None
    assert (vista.estado, vista.articulo) == ("emitida", 2)
    assert apelaciones.presentar(mesa.almacen, testigo, "1.2.3.4", "no insulté a nadie, pregunté", "")
    assert filas(mesa.almacen, AVISOS) == ["pedido"]
    assert restricciones.revisar(mesa.almacen).completo


def test_ocultar_y_bloquear_es_una_sancion_y_un_aviso_con_su_fin(mesa: Mesa) -> None:
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "bloquear", dias=7)
    mesa.pasar()
    assert avisar(mesa) == 1
    mesa.pasar()
    (texto,) = respuestas(mesa)
    assert "se le bloqueó en esta cuenta" in texto
    assert "El bloqueo termina el 27/11/2026." in texto
    assert filas(mesa.almacen, AVISOS) == ["pedido", "ya"]
    mesa.decide(e, "ocultar", mesa.otra)
    mesa.pasar()
    assert avisar(mesa) == 0, "por un comentario se dice una vez, aunque se decida otra vez"


def _volver_atras(almacen: Almacen) -> None:
    """Como estaba antes de pedir el aviso."""
    ejecutar(almacen, "DELETE FROM orden WHERE accion = 'responder'")
    ejecutar(almacen, "DELETE FROM apelacion")
    ejecutar(almacen, "DELETE FROM publicacion")
    ejecutar(almacen, "UPDATE restriccion SET aviso = ''")


def dicho_y_olvidado(mesa: Mesa, minutos: int = 5) -> str:
    """Lo que se le dijo a quien se oculto, y que la base ya no sabe."""
    oculto(mesa)
    avisar(mesa)
    mesa.pasar()
    (texto,) = respuestas(mesa)
    _volver_atras(mesa.almacen)
    mesa.reloj.adelantar(timedelta(minutes=minutos))
    return texto


@pytest.mark.los_dos
@pytest.mark.parametrize("otra_vez", ["igual", "con otro articulo y otro dia"])
def test_una_base_que_volvio_atras_no_lo_dice_dos_veces_y_vale_el_enlace_que_su_autor_tiene(
    mesa: Mesa, otra_vez: str
) -> None:
    e = oculto(mesa)
    avisar(mesa)
    mesa.pasar()
    (texto,) = respuestas(mesa)
    _volver_atras(mesa.almacen)
    mesa.reloj.adelantar(timedelta(minutes=5))
    if otra_vez != "igual":
        mesa.reloj.adelantar(timedelta(days=2))
        mesa.decide(e, "ocultar", mesa.otra, articulo=7)
        mesa.pasar()
    assert avisar(mesa) == 1
    mesa.pasar()
    assert respuestas(mesa) == [texto]
    assert filas(mesa.almacen, "SELECT estado, error FROM orden WHERE accion = 'responder'") == [
        ("hecha", "ya estaba en la red: no se envió otra vez")
    ]
    assert filas(mesa.almacen, "SELECT texto FROM publicacion") == [texto], (
        "lo que dice en la red: otro texto seria de un intruso"
    )
    testigo = texto.rpartition("/apelar/")[2]
    assert apelaciones.presentar(mesa.almacen, testigo, "1.2.3.4", "no insulté a nadie, pregunté", "")
    assert filas(mesa.almacen, "SELECT count(*) FROM apelacion") == [1]


@pytest.mark.parametrize("cuelga", ["de lo suyo", "todo del primero"])
def test_de_dos_avisos_en_un_hilo_cada_cual_es_el_suyo(
    mesa: Mesa, monkeypatch: pytest.MonkeyPatch, cuelga: str
) -> None:
    """Facebook da bajo un comentario lo de todo su hilo, de nuevo a viejo."""
    uno, otro = oculto(mesa), oculto(mesa)
    avisar(mesa)
    mesa.pasar()
    textos = respuestas(mesa)
    _volver_atras(mesa.almacen)
    mesa.reloj.adelantar(timedelta(minutes=5))
    padre = mesa.red.propias[0].padre_id
    hilo = [replace(p, padre_id=p.padre_id if cuelga == "de lo suyo" else padre) for p in mesa.red.propias]
    monkeypatch.setattr(mesa.red, "buscar_propias", lambda *_: hilo[::-1])
    assert avisar(mesa) == 2
    mesa.pasar()
    assert respuestas(mesa) == textos
    for expediente, texto in zip((uno, otro), textos, strict=True):
        testigo = texto.rpartition("/apelar/")[2]
        assert apelaciones.presentar(mesa.almacen, testigo, "1.2.3.4", "no fue así", "")
        with mesa.almacen.lectura() as u:
            (suya,) = u.apelaciones.de_expediente(expediente)
        assert suya["estado"] == "presentada"


def test_lo_que_escribe_un_intruso_con_otro_enlace_no_calla_el_aviso(mesa: Mesa) -> None:
    texto = dicho_y_olvidado(mesa)
    ajeno = f"apele en https://malo.example/apelar/{'z' * 43}"
    mesa.red.propias = [replace(p, texto=ajeno) for p in mesa.red.propias]
    avisar(mesa)
    mesa.pasar()
    assert respuestas(mesa) == [texto, texto]
    assert apelaciones.ver(mesa.almacen, "z" * 43, "1.2.3.4") is None


def test_si_la_busqueda_de_la_red_va_con_retraso_y_el_envio_se_corta_vale_el_que_aparece_luego(
    mesa: Mesa, monkeypatch: pytest.MonkeyPatch
) -> None:
    texto = dicho_y_olvidado(mesa, minutos=2)
    avisar(mesa)
    monkeypatch.setattr(ejecucion, "ya_publicada", lambda *_: None)
    mesa.red.fallar("responder", ResultadoDesconocido("se cortó"))
    mesa.pasar()
    ejecucion.conciliar(mesa.almacen, mesa.red, 1, mesa.reloj)
    assert respuestas(mesa) == [texto]
    assert filas(mesa.almacen, "SELECT estado FROM orden WHERE accion = 'responder'") == ["conciliada"]
    assert apelaciones.presentar(mesa.almacen, texto.rpartition("/apelar/")[2], "1.2.3.4", "no fue así", "")


def test_si_no_se_puede_mirar_si_ya_se_le_dijo_espera(mesa: Mesa) -> None:
    oculto(mesa)
    mesa.reloj.adelantar(timedelta(minutes=5))
    avisar(mesa)
    mesa.red.fallar("buscar_propias", RedCaida("x"))
    mesa.pasar()
    assert respuestas(mesa) == []
    mesa.reloj.adelantar(timedelta(hours=1))
    mesa.pasar()
    assert len(respuestas(mesa)) == 1


def test_de_un_comentario_viejo_no_se_busca_mas_que_una_semana(mesa: Mesa) -> None:
    e = mesa.escribe("que feo todo")
    mesa.reloj.adelantar(timedelta(days=30))
    mesa.decide(e, "ocultar")
    mesa.pasar()
    avisar(mesa)
    (desde,) = filas(mesa.almacen, "SELECT desde FROM orden WHERE accion = 'responder'")
    assert str(desde).startswith("2026-12-13")


def test_no_se_dice_hasta_que_consta_en_la_red(mesa: Mesa) -> None:
    mesa.decide(mesa.escribe("que feo todo"), "ocultar")
    assert avisar(mesa) == 0, "aún se puede deshacer"
    mesa.pasar()
    assert avisar(mesa) == 1


def test_lo_que_hizo_sola_la_maquina_no_se_dice_hasta_que_alguien_lo_confirma(mesa: Mesa) -> None:
    e = mesa.escribe()
    mesa.pasar()
    assert avisar(mesa) == 0
    assert filas(mesa.almacen, AVISOS) == ["maquina"]
    mesa.decide(e, "bloquear")
    mesa.pasar()
    assert avisar(mesa) == 1


def test_lo_deshecho_antes_de_salir_no_sale(mesa: Mesa) -> None:
    e = oculto(mesa)
    assert avisar(mesa) == 1
    mesa.decide(e, "permitir", mesa.otra)
    mesa.reloj.adelantar(cola.GRACIA)
    for _ in range(2):
        # en un incidente la respuesta espera; mostrar, no
        ejecutar_sin_responder(mesa)
    avisar(mesa)
    assert filas(mesa.almacen, "SELECT estado FROM orden WHERE accion = 'responder'") == ["anulada"]
    mesa.pasar()
    assert respuestas(mesa) == []


def ejecutar_sin_responder(mesa: Mesa) -> None:
    from tests.moderacion.falsos import abrir_incidente

    if not filas(mesa.almacen, "SELECT count(*) FROM incidente")[0]:
        abrir_incidente(mesa.almacen)
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)


def test_si_no_sale_en_tres_dias_ya_no_sale(mesa: Mesa) -> None:
    oculto(mesa)
    avisar(mesa)
    mesa.reloj.adelantar(timedelta(days=3, seconds=1))
    mesa.pasar()
    assert respuestas(mesa) == []


@pytest.mark.parametrize(
    ("red", "responder", "sale"),
    [
        (Red.TWITTER, True, True), (Red.TWITTER, None, False), (Red.TWITTER, False, False),
        (Red.FACEBOOK, None, True), (Red.FACEBOOK, False, False), (Red.YOUTUBE, None, False),
    ],
)  # fmt: skip
def test_solo_donde_la_red_deja_y_a_quien_nos_escribio(
    almacen: Almacen, reloj: RelojFijo, red: Red, responder: bool | None, sale: bool
) -> None:
    mesa = Mesa(almacen, reloj, red)
    mesa.van = 1
    entrar(almacen, 1, com("c1", "que feo todo", red=red, permisos=Permisos(responder=responder)))
    juzgar(almacen, reloj)
    mesa.decide(1, "ocultar")
    mesa.pasar()
    assert avisar(mesa) == sale
    assert filas(almacen, AVISOS) == ["pedido" if sale else "no_se_puede"]


@pytest.mark.parametrize("accion", ["ocultar", "bloquear"])
@pytest.mark.parametrize("articulo", range(1, 14))
@pytest.mark.parametrize("red", [Red.FACEBOOK, Red.TWITTER])
def test_el_aviso_de_fabrica_cabe_en_cada_red_con_cualquier_articulo(
    red: Red, articulo: int, accion: str
) -> None:
    """En Twitter caben 280: del articulo se cita el principio, y el resto esta tras el enlace."""
    cap = CAPACIDADES[red]
    f = {"accion": accion, "articulo": articulo, "hasta": INICIO if accion == "bloquear" else None}
    texto = redactar(f, AVISO, f"{CONSOLA}/apelar/{'x' * 43}", cap)
    assert texto is not None
    assert cap.medir(texto) <= cap.largo_respuesta
    assert f"por el artículo {articulo} " in texto
    assert texto.endswith(f"{CONSOLA}/apelar/{'x' * 43}")
    assert ("El bloqueo termina el" in texto) == (accion == "bloquear")
    entero = AVISO.articulos[articulo]
    cita = texto.partition("«")[2].partition("»")[0]
    if red is Red.FACEBOOK:
        assert cita == entero
    elif cita != entero:
        assert cita.endswith("…")
        assert entero.startswith(cita[:-1]), "son las palabras del manual, sin cambiar ninguna"
        assert entero[len(cita) - 1] in " ,.:;", "no se corta una palabra"
        assert len(cita.split()) >= 5


def test_lo_que_no_cabe_en_la_red_no_sale_a_medias(almacen: Almacen, reloj: RelojFijo) -> None:
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    mesa.van = 1
    entrar(almacen, 1, com("c1", "que feo todo", red=Red.TWITTER, permisos=Permisos(responder=True)))
    juzgar(almacen, reloj)
    mesa.decide(1, "ocultar")
    mesa.pasar()
    largo = sanciones.Aviso("{articulo} {enlace} " + "x" * 900, CONSOLA, AVISO.articulos, COFRE.testigo)
    assert avisar(mesa, largo) == 0
    assert filas(almacen, "SELECT count(*) FROM apelacion") == [0], "sin aviso no se da el enlace"


def test_quien_ya_tiene_un_enlace_no_recibe_otro(mesa: Mesa) -> None:
    e = oculto(mesa)
    emitir_apelacion(mesa.almacen, e, mesa.otra)
    assert avisar(mesa) == 0
    assert filas(mesa.almacen, AVISOS) == ["ya"]


def test_si_la_red_no_lo_deja_responder_el_expediente_no_vuelve_a_la_cola(mesa: Mesa) -> None:
    oculto(mesa)
    avisar(mesa)
    mesa.red.fallar("responder", NoPermitido("no"))
    mesa.pasar()
    assert filas(mesa.almacen, "SELECT estado FROM expediente") == ["resuelto"]
    assert filas(mesa.almacen, "SELECT estado FROM orden WHERE accion = 'responder'") == ["fallida"]


@pytest.mark.parametrize("aplicar", [True, False])
def test_sin_saber_si_salio_no_se_repite(mesa: Mesa, aplicar: bool) -> None:
    oculto(mesa)
    avisar(mesa)
    mesa.red.fallar("responder", ResultadoDesconocido("se cortó"), aplicar=aplicar)
    for _ in range(6):
        mesa.pasar()
        ejecucion.conciliar(mesa.almacen, mesa.red, 1, mesa.reloj)
        avisar(mesa)
        mesa.reloj.adelantar(timedelta(minutes=2))
    assert len(respuestas(mesa)) == aplicar
    assert [c[0] for c in mesa.red.llamadas].count("responder") == 1
