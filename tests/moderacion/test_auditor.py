"""El auditor nota lo que falta sin usar el motor, y su silencio se nota desde fuera."""

import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from moderacion.almacen import Almacen
from moderacion.avisos.latido import latir
from moderacion.config import Config
from moderacion.errores import BaseSinDisco, Conflicto, EntradaInvalida
from moderacion.incidentes import acuse, auditor, cadenas, escalada, simulacro
from moderacion.incidentes.cadenas import CadenaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.montaje.guardia import Guardia
from moderacion.planificador.auditor import OTRA_VEZ, Auditor
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    MINUTO,
    Cartero,
    abrir_incidente,
    alta,
    avisables,
    despachador,
    ejecutar,
    filas,
    persona,
    sucesos,
)

RITMOS = {"escalar": 5, "avisar": 5}
DESTINOS = {"jefa/1": "a", "jefa/2": "b"}


def latidos(almacen: Almacen, reloj: RelojFijo) -> None:
    """El motor y el sondeo acaban de dar una vuelta."""
    with almacen.unidad() as u:
        for nombre in RITMOS:
            u.resumen.latir(nombre, reloj.ahora(), "")
        u.cuentas.fue_bien(1)


@pytest.fixture(autouse=True)
def casa(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    avisables(almacen, *DESTINOS)
    latidos(almacen, reloj)


def auditar(
    almacen: Almacen, reloj: RelojFijo, intervalos: Mapping[int, float] | None = None
) -> dict[str, str]:
    return dict(auditor.auditar(almacen, reloj, RITMOS, intervalos or {}).halladas)


def test_con_todo_en_marcha_no_halla_nada(almacen, reloj) -> None:
    abrir_incidente(almacen)
    despachador(almacen, DESTINOS, Cartero()).despachar()
    assert auditar(almacen, reloj) == {}
    assert "alarma:abierta" not in sucesos(almacen)


def test_un_escalon_que_no_se_dio_a_su_hora(almacen, reloj) -> None:
    abrir_incidente(almacen)
    despachador(almacen, DESTINOS, Cartero()).despachar()
    reloj.adelantar(10 * MINUTO + auditor.ATRASO)
    latidos(almacen, reloj)
    assert auditar(almacen, reloj) == {}
    reloj.adelantar(timedelta(seconds=1))
    assert auditar(almacen, reloj) == {"escalones": "escalones sin dar a su hora: 1, de los incidentes 1"}


@pytest.mark.parametrize(
    "estropear",
    [
        "DELETE FROM escalada",
        "UPDATE escalada SET proxima_en = NULL",
        "UPDATE escalada SET estado = 'terminada', proxima_en = NULL",
    ],
)
def test_un_incidente_que_nadie_va_a_escalar(almacen, reloj, estropear: str) -> None:
    abrir_incidente(almacen)
    despachador(almacen, DESTINOS, Cartero()).despachar()
    ejecutar(almacen, estropear)
    reloj.adelantar(auditor.ATRASO + MINUTO)
    latidos(almacen, reloj)
    assert auditar(almacen, reloj) == {"perdidos": "incidentes sin cerrar que nadie va a escalar: 1"}


def test_un_aviso_atascado(almacen, reloj) -> None:
    abrir_incidente(almacen)
    despachador(almacen, DESTINOS, Cartero("b")).despachar()
    reloj.adelantar(auditor.ATASCO + MINUTO)
    escalada.escalar(almacen)
    latidos(almacen, reloj)
    assert auditar(almacen, reloj) == {"avisos": "avisos sin salir: 1, a jefa/2"}


def test_cuando_ningun_canal_funciona(almacen, reloj) -> None:
    d = despachador(almacen, DESTINOS, Cartero("b"))
    d.directo("jefa/2", "prueba", "a", "b")
    assert auditar(almacen, reloj) == {}
    d = despachador(almacen, DESTINOS, Cartero("a"))
    d.directo("jefa/1", "prueba", "a", "b")
    assert auditar(almacen, reloj) == {"canales": "ningún canal funciona: los 2 fallaron la última vez"}
    avisables(almacen)
    assert auditar(almacen, reloj) == {"canales": "no hay ningún canal por el que avisar"}


def test_las_vueltas_del_motor_que_faltan_o_fallan(almacen, reloj) -> None:
    reloj.adelantar(auditor.VUELTA + timedelta(seconds=5))
    assert auditar(almacen, reloj) == {}
    reloj.adelantar(timedelta(seconds=1))
    hallado = auditar(almacen, reloj)
    assert set(hallado) == {"vuelta/escalar", "vuelta/avisar"}
    assert hallado["vuelta/escalar"] == "«escalar» no da una vuelta desde las 09:00"
    latidos(almacen, reloj)
    with almacen.unidad() as u:
        u.resumen.latir("avisar", reloj.ahora(), "OperationalError: disco lleno")
    assert auditar(almacen, reloj) == {
        "vuelta/avisar": "la última vuelta de «avisar» falló: OperationalError: disco lleno"
    }


def test_una_cuenta_que_no_se_lee(almacen, reloj) -> None:
    assert auditar(almacen, reloj, {1: 60}) == {}
    reloj.adelantar(auditor.SIN_LEER + MINUTO)
    with almacen.unidad() as u:
        for nombre in RITMOS:
            u.resumen.latir(nombre, reloj.ahora(), "")
    assert auditar(almacen, reloj, {1: 3600}) == {}, "una cuenta lenta tiene su propio plazo"
    assert auditar(almacen, reloj, {1: 60}) == {
        "cuenta/1": "ISSS en facebook (Facebook) no se lee desde el 20/11 a las 09:00"
    }


def test_una_cadena_que_no_llega_a_todos_o_no_se_revisa(almacen, reloj) -> None:
    cadenas.guardar(almacen, CadenaPedida("general", [Escalon(("jefa",))]), "prueba")
    reloj.adelantar(auditor.SIN_REVISAR + MINUTO)
    latidos(almacen, reloj)
    assert auditar(almacen, reloj) == {
        "cadena/general": "la cadena «general» no se revisa desde hace más de un día"
    }
    avisables(almacen, "otra/1")
    cadenas.revisar(almacen)
    assert "no llega a todos: a «jefa»" in auditar(almacen, reloj)["cadena/general"]


def test_una_alarma_se_dice_se_repite_y_se_pasa(almacen, reloj) -> None:
    reloj.adelantar(timedelta(hours=1))
    dichas: list[Mapping[str, str]] = []

    def avisar(m: Mapping[str, str]) -> bool:
        dichas.append(m)
        return True

    def vuelta() -> str:
        d = auditor.auditar(almacen, reloj, RITMOS, {})
        return auditor.vigilar(d, almacen, avisar, lambda: "latió")

    assert vuelta() == ""
    reloj.adelantar(auditor.REPETIR - MINUTO)
    assert vuelta() == ""
    assert len(dichas) == 1, "la misma no se repite enseguida"
    reloj.adelantar(MINUTO)
    vuelta()
    assert len(dichas) == 2
    assert sorted(dichas[0]) == ["vuelta/avisar", "vuelta/escalar"]
    latidos(almacen, reloj)
    assert vuelta() == "latió"
    assert auditor.alarmas(almacen) == []
    assert [s for s in sucesos(almacen) if s.startswith("alarma")] == ["alarma:abierta"] * 2 + [
        "alarma:pasada"
    ] * 2


def test_si_no_llega_a_nadie_se_vuelve_a_decir_en_la_siguiente(almacen, reloj) -> None:
    reloj.adelantar(timedelta(hours=1))
    for _ in range(3):
        d = auditor.auditar(almacen, reloj, RITMOS, {})
        assert d.por_avisar
        auditor.vigilar(d, almacen, lambda _: False, lambda: "")


def test_al_arrancar_con_alguien_de_menos_se_nota_enseguida(almacen, reloj) -> None:
    cadenas.guardar(almacen, CadenaPedida("general", [Escalon(("jefa",))]), "prueba")
    Guardia(Config.model_validate({}), almacen, reloj, Cartero())
    (c,) = cadenas.ver(almacen)["cadenas"]
    assert c["problemas"] == [
        "a «jefa» no se le puede avisar: no está entre los [[supervisor]] de la configuración"
    ]


# --- el latido hacia fuera


class DeFuera:
    """Quien espera el latido: si pasa mucho sin recibirlo, da la alarma."""

    PACIENCIA = timedelta(minutes=15)

    def __init__(self, reloj: RelojFijo) -> None:
        self.reloj, self.ultimo, self.estado = reloj, reloj.ahora(), 200
        self.latidos: list[datetime] = []
        fuera = self

        class Recibe(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fuera.latidos.append(fuera.reloj.ahora())
                fuera.ultimo = fuera.reloj.ahora()
                self.send_response(fuera.estado)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._servidor = HTTPServer(("127.0.0.1", 0), Recibe)
        self._hilo = threading.Thread(target=self._servidor.serve_forever, kwargs={"poll_interval": 0.02})
        self._hilo.start()
        self.direccion = f"http://127.0.0.1:{self._servidor.server_address[1]}/ping/secreto-canario"

    @property
    def alarma(self) -> bool:
        return self.reloj.ahora() - self.ultimo > self.PACIENCIA

    def cerrar(self) -> None:
        self._servidor.shutdown()
        self._servidor.server_close()
        self._hilo.join(5)


@pytest.fixture
def fuera(reloj) -> Iterator[DeFuera]:
    f = DeFuera(reloj)
    yield f
    f.cerrar()


def guardia(almacen: Almacen, reloj: RelojFijo, fuera: DeFuera, cartero: Cartero) -> Guardia:
    config = Config.model_validate(
        {
            "supervisor": [{"nombre": "jefa", "canales": [SecretStr("json://127.0.0.1:9/x")]}],
            "avisos": {"latido": SecretStr(fuera.direccion)},
        }
    )
    return Guardia(config, almacen, reloj, cartero)


def test_quitado_el_motor_el_latido_falta_y_de_fuera_se_nota(almacen, reloj, fuera: DeFuera) -> None:
    cartero = Cartero()
    g = guardia(almacen, reloj, fuera, cartero)

    def pasa(minutos: int, *, motor: bool) -> None:
        for n in range(minutos):
            reloj.adelantar(MINUTO)
            if motor:
                g.escalar()
                g.avisar()
                latidos(almacen, reloj)
            if n % 5 == 4:
                g.auditar(RITMOS, {})

    pasa(30, motor=True)
    assert not fuera.alarma
    assert len(fuera.latidos) == 6
    pasa(20, motor=False)
    assert fuera.alarma, "sin motor no hay latido, y quien lo espera da la alarma"
    assert len(fuera.latidos) == 6
    assert any("no van bien" in a for _, a, _ in cartero.entregados), (
        "y el auditor tambien lo dijo por los canales"
    )
    pasa(6, motor=True)
    assert not fuera.alarma, "vuelve el motor, vuelve el latido"


def test_quitado_el_servicio_entero_tambien(reloj, fuera: DeFuera) -> None:
    reloj.adelantar(DeFuera.PACIENCIA + MINUTO)
    assert fuera.alarma


def test_un_latido_que_no_llega_queda_dicho_y_sin_su_direccion(almacen, reloj, fuera: DeFuera) -> None:
    fuera.estado = 500
    guardia(almacen, reloj, fuera, Cartero()).auditar(RITMOS, {})
    (error,) = filas(almacen, "SELECT error FROM latido WHERE nombre = 'auditar'")
    assert error == "quien espera el latido respondió 500"
    assert "canario" not in latir("http://127.0.0.1:9/ping/canario")
    assert "no se pudo latir" in latir("http://127.0.0.1:9/ping/canario")


# --- el simulacro


def test_un_simulacro_contestado_acaba_en_un_acta_satisfactoria(almacen, reloj) -> None:
    cadenas.guardar(almacen, CadenaPedida("general", [Escalon(("jefa",), espera=30)]), "prueba")
    sofia = persona(almacen, "sofia", "supervision")
    ensayo = simulacro.empezar(almacen, "sofia", espera_min=2)
    with pytest.raises(Conflicto):
        simulacro.empezar(almacen, "sofia")
    cartero = Cartero()
    d = despachador(almacen, DESTINOS, cartero)
    d.despachar()
    assert all(a.startswith("SIMULACRO: ") and "ESTO ES UN SIMULACRO" in c for _, a, c in cartero.entregados)
    assert simulacro.contestado(almacen, ensayo) == ""
    reloj.adelantar(2 * MINUTO)
    escalada.escalar(almacen)
    d.despachar()
    testigo = cartero.entregados[-1][2].split("/acuse/")[1].split()[0]
    assert acuse.por_enlace(almacen, testigo, "a")
    assert simulacro.contestado(almacen, ensayo) == "jefa"
    acta = simulacro.terminar(almacen, ensayo, sofia.id, "Instituto", "sofia", reloj)
    assert acta.fallos == ()
    for frase in (
        "ACTA DEL SIMULACRO 1",
        "jefa, 20/11/2026 09:02:00: 2.0 minutos",
        "satisfactorio",
        "jefa/2",
    ):
        assert frase in acta.texto
    assert filas(almacen, "SELECT estado, tipo FROM incidente") == [("cerrado", "simulacro")]
    assert filas(almacen, "SELECT acta FROM simulacro") == [acta.texto]
    simulacro.empezar(almacen, "sofia")


def test_un_simulacro_sin_respuesta_y_con_un_canal_roto_lo_dice(almacen, reloj) -> None:
    sofia = persona(almacen, "sofia", "supervision")
    ensayo = simulacro.empezar(almacen, "sofia")
    despachador(almacen, DESTINOS, Cartero("b", error="el canal rechazó la conexión")).despachar()
    acta = simulacro.terminar(almacen, ensayo, sofia.id, "Instituto", "sofia", reloj)
    assert acta.fallos == ("nadie acusó recibo", "a «jefa/2» no le llegó ningún aviso")
    assert "el canal rechazó la conexión" in acta.texto
    assert filas(almacen, "SELECT bien FROM simulacro") in ([0], [False])


def test_sin_cuentas_no_hay_simulacro(almacen) -> None:
    ejecutar(almacen, "DELETE FROM sondeo")
    ejecutar(almacen, "DELETE FROM cuenta")
    with pytest.raises(EntradaInvalida, match="ninguna cuenta"):
        simulacro.empezar(almacen, "sofia")


# --- lo que nadie notaria


def test_un_incidente_del_que_no_se_avisa_a_nadie_no_es_ir_bien(almacen, reloj) -> None:
    """Quedan canales, pero de nadie que entre: la cadena se mueve cada minuto y no avisa."""
    avisables(almacen, "jefa/1", usuario="quien-ya-no-esta")
    abrir_incidente(almacen)
    for _ in range(10):
        reloj.adelantar(MINUTO)
        escalada.escalar(almacen)
    latidos(almacen, reloj)
    assert filas(almacen, "SELECT count(*) FROM aviso") == [0]
    assert auditar(almacen, reloj) == {"sin_nadie": "incidentes de los que no se avisa a nadie: 1"}
    avisables(almacen, "jefa/1")
    reloj.adelantar(MINUTO)
    escalada.escalar(almacen)
    despachador(almacen, DESTINOS, Cartero()).despachar()
    assert auditar(almacen, reloj) == {}


def test_una_cadena_que_no_se_puede_mover_se_ve_aunque_se_aparte(almacen, reloj, monkeypatch) -> None:
    abrir_incidente(almacen)
    despachador(almacen, DESTINOS, Cartero()).despachar()

    def rota(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(escalada, "_decidir", rota)
    for _ in range(30):
        reloj.adelantar(MINUTO)
        escalada.escalar(almacen)
    latidos(almacen, reloj)
    assert auditar(almacen, reloj) == {"sin_nadie": "incidentes de los que no se avisa a nadie: 1"}


@pytest.mark.parametrize("vuelta", ["sondear/1", "incidentes", "evaluar"])
def test_la_vuelta_que_tendria_que_notar_una_crisis_y_falla(almacen, reloj, vuelta: str) -> None:
    with almacen.unidad() as u:
        u.resumen.latir(vuelta, reloj.ahora(), "ZeroDivisionError: la política revienta")
    halladas = auditor.auditar(almacen, reloj, {**RITMOS, vuelta: 60}, {}).halladas
    assert set(halladas) == {f"vuelta/{vuelta}"}


def test_auditar_con_otra_configuracion_no_deja_sin_gente_al_servicio(almacen, reloj) -> None:
    Guardia(Config.model_validate({}), almacen, reloj, Cartero(), pone_la_gente=False)
    abrir_incidente(almacen)
    assert len(filas(almacen, "SELECT destino FROM aviso")) == len(DESTINOS)


# --- sin base


class _SinBase:
    """Una base que no se puede usar, como con el disco lleno o el servidor caido."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rota = False
        for cual in ("lectura", "unidad"):
            de_verdad = getattr(Almacen, cual)
            monkeypatch.setattr(Almacen, cual, lambda a, de_verdad=de_verdad: self._abrir(a, de_verdad))

    def _abrir(self, almacen: Almacen, de_verdad: Any) -> Any:
        if self.rota:
            raise BaseSinDisco("la base no pudo escribir en el disco")
        return de_verdad(almacen)


def test_sin_base_el_auditor_lo_dice_por_los_canales_sin_ella(almacen, reloj, monkeypatch) -> None:
    """Con el disco lleno no hay escalada, ni avisos, ni alarmas guardadas: alguien tiene que enterarse igual."""
    cartero, base = Cartero(), _SinBase(monkeypatch)
    config = Config.model_validate(
        {"supervisor": [{"nombre": "jefa", "canales": [SecretStr("a"), SecretStr("b")]}]}
    )
    guardia = Guardia(config, almacen, reloj, cartero)
    servicio = SimpleNamespace(
        almacen=almacen,
        reloj=reloj,
        config=config,
        guardia=guardia,
        toca_auditar=lambda: True,
        auditar=lambda: guardia.auditar({}, {}),
    )
    vigia = Auditor(servicio)
    assert vigia.vuelta() == config.avisos.auditar
    base.rota = True
    assert vigia.vuelta() == OTRA_VEZ
    assert cartero.entregados == [], "un tropiezo no alarma"
    vigia.vuelta()
    assert [(a, asunto) for a, asunto, _ in cartero.entregados] == [
        ("a", "ALARMA: los avisos de incidentes no van bien"),
        ("b", "ALARMA: los avisos de incidentes no van bien"),
    ]
    assert "la base no pudo escribir en el disco" in cartero.entregados[0][2]
    vigia.vuelta()
    assert len(cartero.entregados) == 2
    reloj.adelantar(auditor.REPETIR)
    vigia.vuelta()
    assert len(cartero.entregados) == 4, "y se repite mientras siga"
    base.rota = False
    vigia.vuelta()
    base.rota = True
    vigia.vuelta()
    vigia.vuelta()
    assert len(cartero.entregados) == 6, "vuelta a caer, se dice sin esperar la media hora"


def test_un_fallo_que_no_es_de_la_casa_no_cuenta_lo_de_dentro(reloj) -> None:
    dichos: list[str] = []

    def falla() -> bool:
        raise RuntimeError("postgresql://quien:clave@sitio")

    guardia = SimpleNamespace(alarma_sin_base=lambda motivo: dichos.append(motivo) or True)
    config = Config.model_validate({})
    vigia = Auditor(SimpleNamespace(reloj=reloj, config=config, guardia=guardia, toca_auditar=falla))
    vigia.vuelta()
    vigia.vuelta()
    assert dichos == ["RuntimeError"]


def test_si_su_hilo_muere_se_sabe_y_al_pararlo_no(monkeypatch: pytest.MonkeyPatch) -> None:
    """En la consola y el planificador de varias máquinas nadie más lo mira: el proceso acaba y su supervisor lo reinicia."""
    murio = threading.Event()
    servicio = SimpleNamespace(config=SimpleNamespace(avisos=SimpleNamespace(auditar=0.01)))
    parado, vigia = Auditor(servicio, murio.set), Auditor(servicio, murio.set)
    monkeypatch.setattr(parado, "vuelta", lambda: 0.01)
    parado.arrancar()
    parado.parar()
    parado._hilo.join(10)
    assert not murio.is_set()
    monkeypatch.setattr(vigia, "vuelta", sys.exit)
    with pytest.raises(SystemExit):
        vigia._auditar()
    assert murio.is_set()
