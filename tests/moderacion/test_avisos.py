"""Los avisos: uno por destino, reintentados con espera, juntos si no urgen, y ningun canal estorba a otro."""

import json
import re
import threading
from datetime import timedelta

import pytest

from moderacion import avisos, incidentes, montaje
from moderacion.almacen import Almacen
from moderacion.almacen.escaladas import Escaladas
from moderacion.avisos.despacho import HUECO, HUECO_DEMAS
from moderacion.avisos.envio import ComoFue, tipo_de
from moderacion.avisos.texto import escribir
from moderacion.config import Config
from moderacion.montaje import vueltas
from tests.moderacion.falsos import (
    CONSOLA,
    Cartero,
    abrir_incidente,
    alta,
    avisables,
    despachador,
    ejecutar,
    filas,
    momento,
    persona,
    reglas,
)

DESTINOS = {"jefa/1": "dir-a", "jefa/2": "dir-b", "gerente/1": "dir-c"}
ESTADOS = "SELECT destino, estado, intentos FROM aviso ORDER BY id"
SUELTO = "ola_de_insultos"


def sin_hueco(_tipo: str) -> timedelta:
    return timedelta(0)


"""Una clase de incidente que no es insistente."""


@pytest.fixture(autouse=True)
def incidente(almacen: Almacen) -> int:
    alta(almacen)
    avisables(almacen, *DESTINOS)
    return abrir_incidente(almacen)


def despachar(almacen: Almacen, cartero: Cartero, **cambios: str) -> avisos.ResumenAvisos:
    return despachador(almacen, DESTINOS | cambios, cartero).despachar()


def test_cada_destino_recibe_su_aviso_una_vez(almacen) -> None:
    cartero = Cartero()
    assert despachar(almacen, cartero) == avisos.ResumenAvisos(3, 0)
    assert despachar(almacen, cartero) == avisos.ResumenAvisos(0, 0)
    assert sorted(d for d, _, _ in cartero.entregados) == ["dir-a", "dir-b", "dir-c"]
    assert {a for _, a, _ in cartero.entregados} == {
        "URGENTE: posible intervención de ISSS en facebook en Facebook (incidente 1)"
    }
    assert {f[1] for f in filas(almacen, ESTADOS)} == {"enviado"}
    assert filas(almacen, "SELECT DISTINCT estado FROM entrega") == ["bien"]


def test_quien_recibe_el_aviso_sabe_por_donde_empezar(almacen) -> None:
    cartero = Cartero()
    despachar(almacen, cartero)
    cuerpo = cartero.entregados[0][2]
    assert "1. Avisar al superior" in cuerpo
    assert (
        "2. Si ya no se puede entrar, pedir la recuperación a la red. https://www.facebook.com/hacked"
        in cuerpo
    )
    assert "3. Quitar a quien no deba administrar" in cuerpo
    assert "4. " not in cuerpo
    assert f"Lo demás, en {CONSOLA}/incidentes/1" in cuerpo
    assert "PUEDE SEGUIR\nPUBLICANDO" in cuerpo, "lo nuestro se para; el intruso, no"
    assert "Política 13" in cuerpo


def test_el_recordatorio_dice_lo_que_queda_y_la_politica_13_solo_donde_toca(almacen, reloj) -> None:
    jefa = persona(almacen, "jefa", "supervision")
    for orden in (1, 2):
        incidentes.marcar_paso(almacen, 1, orden, jefa.id)
    abrir_incidente(almacen, "otra", "cola_atrasada")
    cartero = Cartero()
    d = despachador(almacen, DESTINOS, cartero)
    d.despachar()
    suyos = [c for _, _, c in cartero.entregados]
    del_1 = next(c for c in suyos if "Incidente 1:" in c and "Incidente 2:" not in c)
    assert "1. Quitar a quien no deba administrar" in del_1
    reloj.adelantar(max(HUECO_DEMAS, *HUECO.values()))
    d.despachar()
    del_2 = next(c for _, _, c in cartero.entregados if "Incidente 2:" in c)
    assert "Resolver las apelaciones" in del_2
    assert "Política 13" not in del_2
    assert "PUEDE SEGUIR" not in del_2


def test_lo_que_otro_proceso_esta_enviando_no_se_toma(almacen) -> None:
    """Los dos vieron que habia algo para ese destino; el segundo llega cuando el primero ya lo esta enviando."""
    cartero, otro, tomo = Cartero(), Cartero(), []

    def a_la_vez(*mensaje: str) -> ComoFue:
        tomo.append(despachador(almacen, DESTINOS, otro)._uno("jefa/1"))
        return cartero(*mensaje)

    assert despachador(almacen, DESTINOS, a_la_vez)._uno("jefa/1")
    assert (tomo, otro.entregados) == ([False], [])
    assert [d for d, _, _ in cartero.entregados] == ["dir-a"]


def test_sin_hilos_para_un_destino_los_otros_salen_y_el_en_la_vuelta_siguiente(
    almacen: Almacen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Una vez sin hilos, ese destino se daba por ocupado para siempre: no recibia ningun aviso mas hasta reiniciar."""
    cartero = Cartero()
    despacho = despachador(almacen, DESTINOS, cartero)
    empezar = threading.Thread.start

    def sin_hilos(hilo: threading.Thread) -> None:
        if hilo.name == "aviso jefa/2":
            raise RuntimeError("can't start new thread")
        empezar(hilo)

    with monkeypatch.context() as lleno:
        lleno.setattr(threading.Thread, "start", sin_hilos)
        assert despacho.despachar() == avisos.ResumenAvisos(2, 0)
    assert despacho.despachar() == avisos.ResumenAvisos(1, 0)
    assert sorted(d for d, _, _ in cartero.entregados) == ["dir-a", "dir-b", "dir-c"]


@pytest.mark.parametrize("error", ["no acepto", RuntimeError("roto \ud83d")])
def test_un_canal_que_falla_no_estorba_y_se_reintenta_con_espera(almacen, reloj, error) -> None:
    ejecutar(almacen, "UPDATE aviso SET insistente = false")
    cartero = Cartero("dir-b", error=error)
    assert despachar(almacen, cartero) == avisos.ResumenAvisos(2, 1)
    esperas = []
    for _ in range(12):
        (cuando,) = filas(almacen, "SELECT no_antes_de FROM aviso WHERE destino = 'jefa/2'")
        esperas.append(round((momento(cuando) - reloj.ahora()).total_seconds()))
        reloj.adelantar(timedelta(seconds=esperas[-1] - 1))
        despachar(almacen, cartero)
        assert cartero.intentos["dir-b"] == len(esperas)
        reloj.adelantar(timedelta(seconds=20))
        despachar(almacen, cartero)
    assert esperas == [10, 20, 40, 80, 160, 320, *[600] * 6]
    assert cartero.intentos == {"dir-a": 1, "dir-b": 13, "dir-c": 1}
    # nunca se abandona: cuando el canal vuelve, sale
    cartero.malas.clear()
    reloj.adelantar(timedelta(minutes=10))
    assert despachar(almacen, cartero).enviados == 1


def test_lo_insistente_no_espera_mas_de_un_minuto_entre_intentos(almacen, reloj) -> None:
    cartero = Cartero(*DESTINOS.values())
    for _ in range(20):
        despachar(almacen, cartero)
        reloj.adelantar(timedelta(seconds=60))
    assert set(cartero.intentos.values()) == {20}


def test_se_espera_lo_que_el_canal_pide(almacen, reloj) -> None:
    """Retry-After vale para todo lo que vaya a ese canal, y lo demas sigue."""
    cartero = Cartero("dir-b", espera=120)
    despachar(almacen, cartero)
    abrir_incidente(almacen, "otro")
    cartero.malas.clear()
    reloj.adelantar(timedelta(seconds=119))
    assert despachar(almacen, cartero).enviados == 2
    assert cartero.intentos["dir-b"] == 1
    reloj.adelantar(timedelta(seconds=1))
    assert despachar(almacen, cartero).enviados == 2
    assert filas(almacen, "SELECT count(*) FROM aviso WHERE estado <> 'enviado'") == [0]


def test_un_canal_colgado_no_impide_que_salgan_los_otros_ni_en_esta_vuelta_ni_en_la_siguiente(
    almacen, reloj
) -> None:
    seguir = threading.Event()

    def enviar(direccion: str, *_: str) -> ComoFue:
        if direccion == "dir-a":
            assert seguir.wait(20)
        return ComoFue()

    d = avisos.Despachador(almacen, DESTINOS, enviar, lambda *_: "t", espera=1.0)
    assert d.despachar() == avisos.ResumenAvisos(2, 0, en_marcha=1)
    abrir_incidente(almacen, "otro")
    assert d.despachar() == avisos.ResumenAvisos(2, 0, en_marcha=1), "a un destino, uno cada vez"
    assert filas(almacen, "SELECT count(*) FROM entrega WHERE destino = 'jefa/1'") == [1]
    seguir.set()
    assert d.parar(20)
    assert d.despachar().enviados == 2, "lo que acabo entre vueltas, o ahora"
    assert filas(almacen, "SELECT count(*) FROM aviso WHERE estado <> 'enviado'") == [0]


def test_los_que_vienen_fallando_no_se_quedan_con_todos_los_hilos(almacen) -> None:
    todos = {f"d{n}/1": f"dir-{n}" for n in range(30)}
    avisables(almacen, *todos)
    ejecutar(almacen, "UPDATE canal SET fallos = 3 WHERE destino NOT IN ('d28/1', 'd29/1')")
    abrir_incidente(almacen, "otro")
    seguir = threading.Event()

    def enviar(direccion: str, *_: str) -> ComoFue:
        if direccion not in ("dir-28", "dir-29"):
            assert seguir.wait(20)
        return ComoFue()

    d = avisos.Despachador(almacen, todos, enviar, lambda *_: "t", espera=0.5)
    vueltas = [d.despachar() for _ in range(3)]
    assert sum(r.enviados for r in vueltas) == 2
    assert {r.en_marcha for r in vueltas[1:]} == {6}, "los demas malos esperan a que estos acaben"
    seguir.set()
    assert d.parar(20)


def test_un_aviso_que_quedo_a_medias_se_envia_otra_vez(almacen, reloj) -> None:
    """El proceso murio entre reclamarlo y enviarlo: repetir una alarma no daña, perderla si."""
    with almacen.unidad() as u:
        for d in DESTINOS:
            assert u.avisos.reclamar(d, u.ahora - avisos.PLAZO, sin_hueco)
    cartero = Cartero()
    reloj.adelantar(avisos.PLAZO - timedelta(seconds=1))
    assert despachar(almacen, cartero).enviados == 0
    reloj.adelantar(timedelta(seconds=1))
    assert despachar(almacen, cartero).enviados == 3
    assert filas(almacen, "SELECT estado FROM entrega ORDER BY id") == ["sin_saber"] * 3 + ["bien"] * 3


def test_un_destino_que_ya_no_esta_se_dice_y_no_estorba(almacen) -> None:
    avisables(almacen, "jefa/1")
    r = despachador(almacen, {"jefa/1": "dir-a"}, Cartero()).despachar()
    assert (r.enviados, r.fallidos) == (1, 2)
    assert "ya no está en la configuración" in filas(almacen, "SELECT error FROM aviso WHERE id = 3")[0]


def test_que_gestion_se_haga_cargo_no_calla_el_aviso_a_los_superiores(almacen, incidente) -> None:
    """El articulo 13 manda notificarles: quien atiende podria ser el intruso."""
    incidentes.atender(almacen, incidente, persona(almacen).id)
    assert despachar(almacen, Cartero()) == avisos.ResumenAvisos(3, 0)


def test_que_supervision_se_haga_cargo_lo_calla(almacen, incidente) -> None:
    incidentes.atender(almacen, incidente, persona(almacen, "sofia", "supervision").id)
    assert despachar(almacen, Cartero()) == avisos.ResumenAvisos()
    assert filas(almacen, "SELECT count(*) FROM aviso WHERE callado IS NULL") == [0]


def test_el_fallo_de_un_envio_viejo_no_deshace_el_que_salio(almacen) -> None:
    with almacen.unidad() as u:
        lote = u.avisos.reclamar("jefa/1", u.ahora, sin_hueco)
        assert lote
        u.avisos.enviado(lote)
        u.avisos.fallo(lote, "tarde", 0, u.ahora)
    assert filas(almacen, "SELECT estado FROM aviso WHERE destino = 'jefa/1'") == ["enviado"]


# --- juntar y espaciar


def test_lo_que_no_urge_se_junta_y_se_espacia(almacen, reloj) -> None:
    despachar(almacen, Cartero())
    cartero = Cartero()
    for n in range(3):
        abrir_incidente(almacen, f"ola{n}", SUELTO)
    assert despachar(almacen, cartero).enviados == 9
    assert cartero.intentos == dict.fromkeys(DESTINOS.values(), 1), "un mensaje por destino"
    assert cartero.entregados[0][1] == "3 avisos de incidentes sin cerrar"
    assert all(
        f"Incidente {n}: ola de insultos, ISSS en facebook" in cartero.entregados[0][2] for n in (2, 3, 4)
    )
    abrir_incidente(almacen, "ola9", SUELTO)
    reloj.adelantar(HUECO_DEMAS - timedelta(seconds=1))
    assert despachar(almacen, cartero).enviados == 0
    reloj.adelantar(timedelta(seconds=1))
    assert despachar(almacen, cartero).enviados == 3


def test_lo_insistente_ni_se_junta_ni_espera_su_hueco(almacen) -> None:
    abrir_incidente(almacen, "ola", SUELTO)
    cartero = Cartero()
    despachar(almacen, cartero)
    for n in range(3):
        abrir_incidente(almacen, f"otra{n}")
        despachar(almacen, cartero)
    assert cartero.intentos == dict.fromkeys(DESTINOS.values(), 5)
    assert not any("avisos de incidentes" in a for _, a, _ in cartero.entregados)


def test_juntar_nunca_retrasa_mas_de_un_minuto() -> None:
    assert max(*HUECO.values(), HUECO_DEMAS) <= timedelta(minutes=1)


def test_diez_mil_avisos_a_un_destino_son_unos_pocos_mensajes(almacen) -> None:
    with almacen.unidad() as u:
        comun = {"clase": "escalon", "paso": 1, "vuelta": 1, "insistente": False, "persona": "jefa"}
        u.avisos.deber(
            [{"incidente_id": 1, "escalon": n, "destino": "jefa/1", **comun} for n in range(2, 10_002)]
        )
    cartero = Cartero()
    r = despachar(almacen, cartero)
    assert r.enviados == 5003
    assert len(cartero.entregados) == 4
    assert all(len(c) < 4000 for _, _, c in cartero.entregados)


# --- lo que dicen


def test_cada_repeticion_cuenta_lo_que_se_sabe_entonces(almacen, reloj) -> None:
    cartero = Cartero("dir-a")
    despachar(almacen, cartero)
    ejecutar(almacen, "UPDATE incidente SET veces = 7")
    cartero.malas.clear()
    reloj.adelantar(timedelta(seconds=10))
    despachar(almacen, cartero)
    assert "visto 7 veces" in cartero.entregados[-1][2]
    assert "veces" not in cartero.entregados[0][2]


def test_cada_envio_lleva_su_propio_enlace_y_no_se_guarda(almacen) -> None:
    cartero = Cartero()
    despachar(almacen, cartero)
    enlaces = {c.split("/acuse/")[1].split()[0] for _, _, c in cartero.entregados}
    assert len(enlaces) == 3
    huellas = filas(almacen, "SELECT huella FROM enlace_acuse")
    assert len(huellas) == 3
    assert not enlaces & set(huellas)


def test_sin_direccion_de_la_consola_el_aviso_sale_sin_enlace(almacen) -> None:
    cartero = Cartero()
    despachador(almacen, DESTINOS, cartero, consola="").despachar()
    assert all("entre en la consola" in c and "/acuse/" not in c for _, _, c in cartero.entregados)


def test_un_sms_cabe_en_un_sms_con_su_enlace_entero(almacen) -> None:
    avisables(almacen, "jefa/1", tipo="sms")
    ejecutar(almacen, "UPDATE cuenta SET nombre = :n", n="x" * 500)
    abrir_incidente(almacen, "otro")
    cartero = Cartero()
    despachador(almacen, DESTINOS, cartero).despachar()
    # cada destino va en su hilo: el ultimo en salir no tiene por que ser el SMS
    largos = [cuerpo for direccion, _, cuerpo in cartero.entregados if direccion == DESTINOS["jefa/1"]]
    assert len(largos) == 2
    for largo in largos:
        assert len(largo) <= 320
        assert len(largo.split("/acuse/")[1]) == 43


def test_un_aviso_que_no_se_sabe_escribir_sale_con_lo_minimo(almacen) -> None:
    ejecutar(almacen, "UPDATE incidente SET evidencia = '[3, null, {\"x\": 1}]'")
    cartero = Cartero()
    assert despachar(almacen, cartero).enviados == 3
    assert cartero.entregados[0][1:] == ("URGENTE: incidente 1", "Incidente 1: véalo en la consola.")


def test_un_texto_de_un_megabyte_se_recorta(almacen) -> None:
    ejecutar(almacen, "UPDATE incidente SET evidencia = :e", e='[{"motivo": "' + "á" * 1_000_000 + '"}]')
    cartero = Cartero()
    assert despachar(almacen, cartero).enviados == 3
    assert all(len(a) <= 150 and len(c) < 2000 for _, a, c in cartero.entregados)


def test_lo_que_se_envia_a_cada_clase_de_canal_cabe(almacen) -> None:
    with almacen.unidad() as u:
        lote = u.avisos.reclamar("jefa/1", u.ahora, sin_hueco)
        hechos = u.avisos.hechos([1])
    hechos[1]["evidencia"] = [{"motivo": "x" * 290, "evidencia": ["y" * 290] * 3}] * 50
    for tipo, tope in (("sms", 320), ("telegram", 3500), ("ntfy", 3500), ("correo", 8000)):
        m = escribir(type(lote)(1, "jefa/1", tipo, lote.avisos, 1), hechos, "t" * 43, "https://c.example.sv")
        assert len(m.cuerpo) <= tope, tipo
        assert "/acuse/" + "t" * 43 in m.cuerpo, f"{tipo}: el enlace entero"


# --- pruebas de canal y clases


def test_probar_un_canal_lo_apunta_y_dice_por_que_no(almacen) -> None:
    cartero = Cartero("dir-b", error="el canal rechazó la conexión")
    d = despachador(almacen, DESTINOS, cartero)
    assert d.directo("jefa/1", "prueba", "a", "b").salio
    assert d.directo("jefa/2", "prueba", "a", "b").error == "el canal rechazó la conexión"
    assert not d.directo("nadie/1", "prueba", "a", "b").salio
    vistas = filas(almacen, "SELECT destino, clase, estado FROM entrega ORDER BY id")
    assert vistas == [("jefa/1", "prueba", "bien"), ("jefa/2", "prueba", "mal"), ("nadie/1", "prueba", "mal")]
    assert filas(almacen, "SELECT fallos FROM canal ORDER BY destino") == [0, 0, 1]


@pytest.mark.parametrize(
    ("direccion", "tipo"),
    [
        ("mailtos://u:c@example.sv", "correo"),
        ("tgram://123:abc/456", "telegram"),
        ("ntfys://tema", "ntfy"),
        ("smseagle://t@10.0.0.1/503", "sms"),
        ("jsons://example.sv", "webhook"),
        ("discord://a/b", "otro"),
    ],
)
def test_la_clase_de_un_canal_sale_de_su_direccion(direccion: str, tipo: str) -> None:
    assert tipo_de(direccion) == tipo


def test_una_direccion_que_apprise_no_entiende_se_nota() -> None:
    assert not avisos.comprobar("esto no es nada")
    assert avisos.comprobar("json://127.0.0.1:9/aviso")


def test_callar_gana_a_reclamar_o_al_reves_pero_nunca_los_dos(almacen, incidente) -> None:
    with almacen.unidad() as u:
        assert u.avisos.reclamar("jefa/1", u.ahora, sin_hueco)
        assert isinstance(u.escaladas, Escaladas)
        assert u.escaladas.callar(incidente) == 3
        assert u.avisos.reclamar("jefa/2", u.ahora, sin_hueco) is None


def test_lo_que_otro_proceso_si_puede_enviar_no_se_da_por_perdido(almacen) -> None:
    """Dos configuraciones a la vez, la nueva y la vieja: la vieja no conoce el canal, y no es suyo."""
    assert despachador(almacen, {}, Cartero()).despachar().fallidos == 0
    assert set(filas(almacen, "SELECT estado FROM aviso")) == {"pendiente"}


def test_los_correos_a_las_areas_no_van_en_la_vuelta_de_los_avisos(almacen, reloj, monkeypatch) -> None:
    """Su servidor puede gotear sin fin, y un aviso de incidente no espera a nadie."""
    servicio = montaje.Servicio(Config.model_validate({}), almacen, {}, reglas(), reloj, pone_la_gente=False)
    colgado: list[object] = []
    monkeypatch.setattr(vueltas, "escribir_a_las_areas", lambda *que: colgado.append(que) or (0, 0))
    servicio.avisar()
    assert not colgado
    servicio.escribir()
    assert colgado
    assert servicio.ritmos["escribir"] >= servicio.ritmos["avisar"]


def test_lo_que_se_cita_de_un_intruso_no_se_puede_pulsar(almacen) -> None:
    motivo, visto = (
        "Enlaza un sitio ajeno: bono-isss.example.",
        "Cobre ya en https://bono-isss.example/a de 7.30 a 8.00",
    )
    ejecutar(
        almacen,
        "UPDATE incidente SET evidencia = :e",
        e=json.dumps([{"motivo": motivo, "evidencia": [visto], "etiqueta": "dominio"}]),
    )
    cartero = Cartero()
    despachar(almacen, cartero)
    (cuerpo,) = {re.sub(r"/acuse/\S+", "", c) for _, _, c in cartero.entregados}
    assert "bono-isss[.]example." in cuerpo
    assert "«Cobre ya en https[:]//bono-isss[.]example/a de 7.30 a 8.00»" in cuerpo
    assert f"{CONSOLA}" in cuerpo, "el nuestro si se pulsa"
