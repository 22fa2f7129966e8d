"""La escalada: cada escalon a su hora, nada se pierde parando el motor, y quien acusa recibo la calla."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from moderacion import incidentes
from moderacion.almacen import Almacen
from moderacion.almacen.cadenas import DestinatarioDado
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.almacen.intentos import INTENTOS
from moderacion.errores import Conflicto, DemasiadosIntentos, EntradaInvalida, NoExiste
from moderacion.incidentes import acuse, cadenas, escalada
from moderacion.incidentes.cadenas import CadenaPedida, RotaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    INICIO,
    MINUTO,
    Cartero,
    abrir_incidente,
    alta,
    avisables,
    despachador,
    ejecutar,
    filas,
    momento,
    persona,
    sucesos,
)

GENTE = ("jefa/1", "jefa/2", "gerente/1", "directora/1")
AVISOS = "SELECT escalon, paso, vuelta, destino FROM aviso ORDER BY id"
SUELTO = "ola_de_insultos"


def cadena(almacen: Almacen, *pasos: Escalon, **cambios: Any) -> None:
    pasos = pasos or tuple(Escalon((p,), espera=60) for p in ("jefa", "gerente", "directora"))
    cadenas.guardar(almacen, CadenaPedida("general", pasos, **cambios), "prueba")


@pytest.fixture(autouse=True)
def casa(almacen: Almacen) -> None:
    alta(almacen)
    avisables(almacen, *GENTE)


def pasar(almacen: Almacen, reloj: RelojFijo, cuanto: timedelta, cada: timedelta = MINUTO) -> None:
    """El motor, con el reloj andando."""
    fin = reloj.ahora() + cuanto
    while reloj.ahora() < fin:
        reloj.adelantar(cada)
        escalada.escalar(almacen)


# --- subir


def test_cada_escalon_a_su_hora_y_ni_un_momento_antes(almacen, reloj) -> None:
    cadena(almacen)
    abrir_incidente(almacen)
    assert filas(almacen, AVISOS) == [(1, 1, 1, "jefa/1"), (1, 1, 1, "jefa/2")], "el primero, al abrir"
    pasar(almacen, reloj, timedelta(minutes=59))
    pasar(almacen, reloj, timedelta(seconds=59), timedelta(seconds=1))
    assert len(filas(almacen, AVISOS)) == 2
    pasar(almacen, reloj, timedelta(seconds=1), timedelta(seconds=1))
    assert filas(almacen, AVISOS)[2:] == [(2, 2, 1, "gerente/1")]
    pasar(almacen, reloj, timedelta(minutes=60))
    assert filas(almacen, AVISOS)[3:] == [(3, 3, 1, "directora/1")]
    pasar(almacen, reloj, timedelta(minutes=60))
    assert filas(almacen, AVISOS)[4:] == [(4, 1, 2, "jefa/1"), (4, 1, 2, "jefa/2")], "y otra vez"


def test_los_retrasos_de_cada_vuelta_no_se_suman(almacen, reloj) -> None:
    cadena(almacen, Escalon(("jefa",), espera=1))
    abrir_incidente(almacen)
    pasar(almacen, reloj, timedelta(minutes=20), timedelta(seconds=7))
    (movimiento,) = filas(almacen, "SELECT movimiento FROM escalada")
    assert movimiento == 21


@pytest.mark.parametrize("salto", [timedelta(hours=1), timedelta(hours=-1)])
def test_un_salto_del_reloj_ni_pierde_ni_repite_un_escalon(almacen, reloj, salto: timedelta) -> None:
    cadena(almacen)
    abrir_incidente(almacen)
    reloj.adelantar(salto)
    escalada.escalar(almacen)
    pasar(almacen, reloj, timedelta(hours=3) - salto)
    dados = [f for f in filas(almacen, AVISOS) if f[2] == 1]
    assert [(paso, d) for _, paso, _, d in dados] == [
        (1, "jefa/1"), (1, "jefa/2"), (2, "gerente/1"), (3, "directora/1"),
    ]  # fmt: skip


def test_sin_cadena_guardada_se_avisa_a_todos_y_se_repite(almacen, reloj) -> None:
    abrir_incidente(almacen)
    assert {d for *_, d in filas(almacen, AVISOS)} == set(GENTE)
    pasar(almacen, reloj, timedelta(minutes=10))
    assert Counter(d for *_, d in filas(almacen, AVISOS)) == dict.fromkeys(GENTE, 2)


def test_tres_horas_parado_y_en_una_vuelta_se_pone_al_dia_con_un_aviso_por_persona_y_canal(
    almacen, reloj
) -> None:
    cadena(
        almacen,
        Escalon(("jefa",), espera=60),
        Escalon(("gerente",), espera=60),
        Escalon(("directora", "jefa"), espera=60),
        Escalon(("gerente", "directora"), espera=60),
    )
    abrir_incidente(almacen)
    ejecutar(almacen, "DELETE FROM aviso")
    reloj.adelantar(timedelta(hours=3))
    r = escalada.escalar(almacen)
    assert (r.movidas, r.avisos) == (1, 4)
    assert Counter(d for *_, d in filas(almacen, AVISOS)) == dict.fromkeys(GENTE, 1)
    assert filas(almacen, "SELECT paso, vuelta FROM escalada") == [(4, 1)]
    assert escalada.escalar(almacen).movidas == 0, "con una vuelta basta"
    (cuando,) = filas(almacen, "SELECT proxima_en FROM escalada")
    assert momento(cuando) == reloj.ahora() + timedelta(hours=1), "quien se entera ahora tiene su tiempo"


def test_un_dia_parado_no_da_vueltas_de_mas(almacen, reloj) -> None:
    cadena(almacen, insistente=True)
    abrir_incidente(almacen)
    ejecutar(almacen, "DELETE FROM aviso")
    reloj.adelantar(timedelta(days=1))
    assert escalada.escalar(almacen).avisos == len(GENTE)
    assert escalada.escalar(almacen).avisos == 0


def test_un_escalon_sin_nadie_se_salta_sin_esperar(almacen, reloj) -> None:
    cadena(almacen)
    avisables(almacen, "gerente/1", "directora/1")
    abrir_incidente(almacen)
    assert filas(almacen, AVISOS) == [(1, 2, 1, "gerente/1")]
    assert filas(almacen, "SELECT paso FROM escalada") == [2]


def test_si_la_cadena_se_queda_sin_nadie_se_avisa_a_quien_se_pueda(almacen) -> None:
    cadena(almacen)
    avisables(almacen, "nueva/1")
    abrir_incidente(almacen)
    assert [d for *_, d in filas(almacen, AVISOS)] == ["nueva/1"]


def test_si_no_hay_a_quien_avisar_se_sigue_probando_cada_minuto(almacen, reloj) -> None:
    avisables(almacen)
    abrir_incidente(almacen)
    assert filas(almacen, "SELECT sin_nadie FROM escalada") in ([1], [True])
    pasar(almacen, reloj, timedelta(minutes=5))
    avisables(almacen, "jefa/1")
    pasar(almacen, reloj, MINUTO)
    assert [d for *_, d in filas(almacen, AVISOS)] == ["jefa/1"]
    assert sucesos(almacen).count("incidente:escalado") == 2, "repetir que no hay nadie no llena la bitacora"


def test_quien_esta_desactivado_en_la_consola_no_recibe(almacen, reloj) -> None:
    cadena(almacen)
    ejecutar(almacen, "UPDATE destinatario SET usuario = 'jefa' WHERE nombre = 'jefa'")
    quien = persona(almacen, "jefa", "supervision")
    ejecutar(almacen, "UPDATE usuario SET activo = false WHERE id = :i", i=quien.id)
    abrir_incidente(almacen)
    assert [d for *_, d in filas(almacen, AVISOS)] == ["gerente/1"]


def test_por_los_canales_que_dice_el_escalon(almacen) -> None:
    with almacen.unidad() as u:
        u.cadenas.poner_destinatarios(
            [type(d)(d.nombre, "", d.canales) for d in [_destinatario("jefa", ("correo", "sms"))]]
        )
    cadena(almacen, Escalon(("jefa",), canales=("sms",)))
    abrir_incidente(almacen)
    assert [d for *_, d in filas(almacen, AVISOS)] == ["jefa/2"]


def _destinatario(nombre: str, tipos: tuple[str, ...]) -> Any:

    return DestinatarioDado(nombre, "", [(f"{nombre}/{n}", t) for n, t in enumerate(tipos, 1)])


def test_dadas_sus_vueltas_va_mas_despacio_pero_no_se_calla(almacen, reloj) -> None:
    cadena(almacen, Escalon(("jefa",), espera=10), vueltas=2)
    abrir_incidente(almacen, tipo=SUELTO)
    pasar(almacen, reloj, timedelta(days=2), 10 * MINUTO)
    cuando = [
        momento(c) for c in filas(almacen, "SELECT creado FROM aviso WHERE destino = 'jefa/1' ORDER BY id")
    ]
    entre = [(b - a) // MINUTO for a, b in pairwise(cuando)]
    assert entre[:6] == [10, 10, 20, 40, 80, 160]
    assert set(entre[6:]) == {240}


def test_una_cuenta_intervenida_no_afloja_nunca(almacen, reloj) -> None:
    cadena(almacen, Escalon(("jefa",), espera=10), vueltas=2)
    abrir_incidente(almacen)
    pasar(almacen, reloj, timedelta(hours=10), 10 * MINUTO)
    assert filas(almacen, "SELECT count(*) FROM aviso WHERE destino = 'jefa/1'") == [61]
    assert set(filas(almacen, "SELECT insistente FROM aviso")) in ({1}, {True})


def test_cambiar_la_cadena_no_toca_a_un_incidente_abierto(almacen, reloj) -> None:
    cadena(almacen)
    abrir_incidente(almacen)
    cadena(almacen, Escalon(("directora",), espera=1))
    pasar(almacen, reloj, timedelta(minutes=60))
    assert [d for *_, d in filas(almacen, AVISOS)] == ["jefa/1", "jefa/2", "gerente/1"]


def test_un_incidente_sin_cadena_la_recibe_en_la_siguiente_vuelta(almacen) -> None:
    with almacen.unidad() as u:
        u.incidentes.abrir(IncidenteNuevo(1, SUELTO, "viejo", 1, "m", []))
    escalada.escalar(almacen)
    assert len(filas(almacen, AVISOS)) == len(GENTE)


def test_cada_clase_con_su_cadena(almacen) -> None:
    cadena(almacen)
    cadenas.guardar(almacen, CadenaPedida("olas", [Escalon(("gerente",))], [SUELTO]), "prueba")
    abrir_incidente(almacen, "a", SUELTO)
    abrir_incidente(almacen, "b")
    assert filas(almacen, "SELECT cadena FROM escalada ORDER BY incidente_id") == ["olas", "general"]


# --- filas envenenadas


@pytest.mark.parametrize("copia", ["null", "[]", "{}", '{"pasos": []}', "no es json", '"x"'])
def test_una_copia_rota_avisa_a_todos_y_no_para_a_los_demas(almacen, reloj, copia: str) -> None:
    cadena(almacen)
    abrir_incidente(almacen, "rota")
    abrir_incidente(almacen, "sana")
    ejecutar(almacen, "UPDATE escalada SET copia = :c WHERE incidente_id = 1", c=copia)
    ejecutar(almacen, "DELETE FROM aviso")
    reloj.adelantar(timedelta(hours=1))
    r = escalada.escalar(almacen)
    assert (r.movidas, r.apartadas) == (2, 0)
    avisados = filas(almacen, "SELECT incidente_id, destino FROM aviso ORDER BY id")
    assert {d for i, d in avisados if i == 1} == set(GENTE)
    assert {d for i, d in avisados if i == 2} == {"gerente/1"}
    assert filas(almacen, "SELECT cadena FROM escalada WHERE incidente_id = 1") == ["de emergencia"]


def test_lo_que_no_se_puede_mover_se_aparta_y_los_demas_siguen(almacen, reloj, monkeypatch) -> None:
    cadena(almacen)
    for n in range(5):
        abrir_incidente(almacen, f"c{n}")
    reloj.adelantar(timedelta(hours=1))
    de_verdad = escalada._decidir

    def veneno(f, *mas):
        if f["incidente_id"] == 3:
            raise ZeroDivisionError
        return de_verdad(f, *mas)

    monkeypatch.setattr(escalada, "_decidir", veneno)
    r = escalada.escalar(almacen)
    assert (r.movidas, r.apartadas) == (4, 1)
    assert filas(almacen, "SELECT incidente_id FROM aviso WHERE paso = 2 ORDER BY id") == [1, 2, 4, 5]
    monkeypatch.undo()
    reloj.adelantar(timedelta(minutes=5))
    assert escalada.escalar(almacen).movidas == 1, "apartada no es perdida"


def test_una_cadena_guardada_que_no_se_lee_no_impide_abrir(almacen) -> None:
    cadena(almacen)
    ejecutar(almacen, "UPDATE cadena SET pasos = '[{\"personas\": 3}]'")
    abrir_incidente(almacen)
    assert len(filas(almacen, AVISOS)) == len(GENTE)


# --- acusar recibo


@pytest.fixture
def enlace(almacen: Almacen) -> str:
    """Un enlace de la jefa, sacado de su aviso."""
    cadena(almacen)
    abrir_incidente(almacen)
    cartero = Cartero()
    despachador(almacen, {d: d for d in GENTE}, cartero).despachar()
    return next(c for d, _, c in cartero.entregados if d == "jefa/1").split("/acuse/")[1].split()[0]


def estado(almacen: Almacen) -> tuple[str, str, str]:
    return filas(
        almacen,
        "SELECT e.estado, i.estado, e.acuse_de FROM escalada e JOIN incidente i ON i.id = e.incidente_id",
    )[0]


def test_mirar_el_enlace_no_acusa_y_enviarlo_si_y_una_vez(almacen, reloj, enlace: str) -> None:
    for _ in range(30):
        vista = acuse.ver(almacen, enlace, "1.2.3.4")
        assert vista is not None
        assert vista.que == "acusar"
    assert estado(almacen) == ("en_marcha", "abierto", "")
    assert acuse.por_enlace(almacen, enlace, "1.2.3.4")
    assert estado(almacen) == ("acusada", "atendido", "jefa")
    assert not acuse.por_enlace(almacen, enlace, "1.2.3.4"), "otra vez no hace nada mas"
    assert acuse.ver(almacen, enlace, "1.2.3.4").que == "usado"
    pasar(almacen, reloj, timedelta(minutes=29))
    assert filas(almacen, "SELECT count(*) FROM aviso") == [2], "nadie mas se entera"


def test_un_enlace_inventado_no_vale_y_se_frena(almacen) -> None:
    for _ in range(INTENTOS):
        assert acuse.ver(almacen, "x" * 43, "1.2.3.4") is None
    with pytest.raises(DemasiadosIntentos):
        acuse.por_enlace(almacen, "x" * 43, "1.2.3.4")
    assert not acuse.por_enlace(almacen, "x" * 43, "4.3.2.1")


def test_un_enlace_vence(almacen, reloj, enlace: str) -> None:
    reloj.adelantar(acuse.VALE)
    assert acuse.ver(almacen, enlace, "a") is None


def test_un_enlace_de_un_incidente_cerrado_no_lo_reabre(almacen, enlace: str) -> None:
    sofia = persona(almacen, "sofia", "supervision")
    incidentes.atender(almacen, 1, sofia.id)
    incidentes.cerrar(almacen, 1, "clave cambiada y sesiones cerradas", sofia.id)
    assert acuse.ver(almacen, enlace, "a").que == "cerrado"
    assert not acuse.por_enlace(almacen, enlace, "a")
    assert estado(almacen)[:2] == ("terminada", "cerrado")


def test_acusar_calla_lo_que_aun_no_salio(almacen, reloj) -> None:
    cadena(almacen)
    incidente = abrir_incidente(almacen)
    cartero = Cartero("jefa/2")
    despachador(almacen, {d: d for d in GENTE}, cartero).despachar()
    acuse.de_consola(almacen, incidente, persona(almacen, "sofia", "supervision").id)
    cartero.malas.clear()
    reloj.adelantar(timedelta(minutes=20))
    escalada.escalar(almacen)
    assert despachador(almacen, {d: d for d in GENTE}, cartero).despachar().enviados == 0
    assert "incidente:acusado" in sucesos(almacen)


def test_gestion_no_acusa_salvo_que_este_en_la_cadena(almacen) -> None:
    cadena(almacen)
    incidente = abrir_incidente(almacen)
    ana = persona(almacen, "ana")
    with pytest.raises(Conflicto, match="supervisión"):
        acuse.de_consola(almacen, incidente, ana.id)
    ejecutar(almacen, "UPDATE destinatario SET usuario = 'ana' WHERE nombre = 'gerente'")
    acuse.de_consola(almacen, incidente, ana.id)
    assert estado(almacen) == ("acusada", "atendido", "gerente")


def test_acusar_lo_que_no_existe_o_ya_termino(almacen) -> None:
    sofia = persona(almacen, "sofia", "supervision")
    with pytest.raises(NoExiste):
        acuse.de_consola(almacen, 99, sofia.id)
    incidente = abrir_incidente(almacen)
    incidentes.atender(almacen, incidente, sofia.id)
    incidentes.cerrar(almacen, incidente, "clave cambiada y sesiones cerradas", sofia.id)
    with pytest.raises(Conflicto):
        acuse.de_consola(almacen, incidente, sofia.id)


# --- recordar y empezar otra vez


def test_atendido_y_sin_cerrar_se_recuerda_y_sin_noticia_se_empieza_otra_vez(
    almacen, reloj, enlace: str
) -> None:
    acuse.por_enlace(almacen, enlace, "a")
    pasar(almacen, reloj, timedelta(minutes=30))
    nuevos = "SELECT clase, destino FROM aviso WHERE id > 2 ORDER BY id"
    assert filas(almacen, nuevos) == [("recordatorio", "jefa/1"), ("recordatorio", "jefa/2")], (
        "a quien lo lleva"
    )
    pasar(almacen, reloj, timedelta(minutes=14))
    assert estado(almacen) == ("acusada", "atendido", "jefa")
    pasar(almacen, reloj, MINUTO)
    assert estado(almacen) == ("en_marcha", "abierto", "")
    assert filas(almacen, nuevos)[2:] == [("reinicio", "jefa/1"), ("reinicio", "jefa/2")]
    pasar(almacen, reloj, timedelta(minutes=60))
    assert filas(almacen, nuevos)[4:] == [("escalon", "gerente/1")], "y sigue subiendo"
    assert sucesos(almacen).count("incidente:sin_noticia") == 1


def test_dar_noticia_aplaza_el_recordatorio(almacen, reloj, enlace: str) -> None:
    acuse.por_enlace(almacen, enlace, "a")
    sofia = persona(almacen, "sofia", "supervision")
    for _ in range(5):
        pasar(almacen, reloj, timedelta(minutes=29))
        acuse.de_consola(almacen, 1, sofia.id)
    assert filas(almacen, "SELECT count(*) FROM aviso") == [2]
    assert estado(almacen) == ("acusada", "atendido", "jefa"), "dar noticia no cambia quien lo lleva"
    pasar(almacen, reloj, timedelta(minutes=44))
    acuse.de_consola(almacen, 1, sofia.id)
    pasar(almacen, reloj, timedelta(minutes=29))
    assert estado(almacen)[0] == "acusada", "despues de recordado tambien vale"


def test_lo_que_se_decide_sin_acusar_recibo_no_calla_la_cadena(almacen, reloj) -> None:
    """Dejar dicho algo no es hacerse cargo: quien toca despues se entera a su hora."""
    cadena(almacen)
    incidente = abrir_incidente(almacen)
    pasar(almacen, reloj, timedelta(minutes=59))
    quien = persona(almacen, "ana", "gestion").id
    incidentes.decidir(almacen, incidente, "seguir_mirando", "todavía no se sabe qué es", quien)
    pasar(almacen, reloj, MINUTO)
    assert filas(almacen, AVISOS)[2:] == [(2, 2, 1, "gerente/1")]


def test_ver_algo_mas_de_uno_que_no_afloja_lo_recuerda_ya_y_una_vez(almacen, reloj) -> None:
    clases = "SELECT clase FROM aviso WHERE id > 2 ORDER BY id"

    def ver_mas() -> list[str]:
        with almacen.unidad() as u:
            escalada.hay_mas(u, 1)
        pasar(almacen, reloj, MINUTO)
        return filas(almacen, clases)

    cadena(almacen, insistente=True)
    incidente = abrir_incidente(almacen)
    assert ver_mas() == [], "sin acusar, cada escalon sigue a su hora"
    acuse.de_consola(almacen, incidente, persona(almacen, "sofia", "supervision").id)
    assert ver_mas() == ["recordatorio"] * 2
    assert ver_mas() == ["recordatorio"] * 2, "ya recordado, lo siguiente es empezar otra vez a su hora"
    pasar(almacen, reloj, timedelta(minutes=15))
    assert filas(almacen, clases)[2:] == ["reinicio"] * 2


def test_ver_algo_mas_de_uno_que_no_insiste_espera_a_su_recordatorio(almacen, reloj) -> None:
    cadena(almacen)
    incidente = abrir_incidente(almacen, tipo=SUELTO)
    acuse.de_consola(almacen, incidente, persona(almacen, "sofia", "supervision").id)
    with almacen.unidad() as u:
        escalada.hay_mas(u, incidente)
    pasar(almacen, reloj, timedelta(minutes=29))
    assert filas(almacen, "SELECT count(*) FROM aviso") == [2]


def test_cerrado_no_se_avisa_mas(almacen, reloj, enlace: str) -> None:
    sofia = persona(almacen, "sofia", "supervision")
    acuse.por_enlace(almacen, enlace, "a")
    pasar(almacen, reloj, timedelta(minutes=30))
    incidentes.cerrar(almacen, 1, "clave cambiada y sesiones cerradas", sofia.id)
    cartero = Cartero()
    assert despachador(almacen, {d: d for d in GENTE}, cartero).despachar().enviados == 0
    pasar(almacen, reloj, timedelta(days=1), timedelta(hours=1))
    assert filas(almacen, "SELECT count(*) FROM aviso") == [4]


def test_si_quien_acuso_no_tiene_canal_se_recuerda_al_primer_escalon(almacen, reloj) -> None:
    cadena(almacen)
    incidente = abrir_incidente(almacen)
    acuse.de_consola(almacen, incidente, persona(almacen, "sofia", "supervision").id)
    pasar(almacen, reloj, timedelta(minutes=30))
    assert filas(almacen, "SELECT destino FROM aviso WHERE clase = 'recordatorio'") == ["jefa/1", "jefa/2"]


# --- cadenas


MALAS = {
    "sin escalones": (CadenaPedida("x", []), "al menos un escalón"),
    "sin nadie": (CadenaPedida("x", [Escalon()]), "el escalón 1 no tiene a nadie"),
    "desconocida": (
        CadenaPedida("x", [Escalon(("nadie",))]),
        "a «nadie» no se le puede avisar: no está entre",
    ),
    "sin ese canal": (CadenaPedida("x", [Escalon(("jefa",), canales=("sms",))]), "no tiene sms"),
    "canal raro": (CadenaPedida("x", [Escalon(("jefa",), canales=("paloma",))]), "no hay canal «paloma»"),
    "rota que no hay": (CadenaPedida("x", [Escalon(rotas=("guardia",))]), "no hay ninguna rota «guardia»"),
    "espera cero": (
        CadenaPedida("x", [Escalon(("jefa",), espera=0)]),
        "la espera del escalón 1: de 1 a 1440",
    ),
    "vueltas": (CadenaPedida("x", [Escalon(("jefa",))], vueltas=0), "las vueltas: de 1 a 20"),
    "sin nombre": (CadenaPedida("  ", [Escalon(("jefa",))]), "de 1 a 60 letras"),
}


@pytest.mark.parametrize(("pedida", "frase"), MALAS.values(), ids=MALAS)
def test_una_cadena_que_no_llegaria_a_alguien_no_se_guarda(almacen, pedida: CadenaPedida, frase: str) -> None:

    with pytest.raises(EntradaInvalida, match=frase):
        cadenas.guardar(almacen, pedida, "prueba")
    assert cadenas.ver(almacen)["cadenas"] == []


def test_con_un_usuario_desactivado_no_se_guarda_y_si_pasa_despues_la_revision_diaria_lo_dice(
    almacen, reloj
) -> None:

    ejecutar(almacen, "UPDATE destinatario SET usuario = 'jefa' WHERE nombre = 'jefa'")
    with pytest.raises(EntradaInvalida, match="su usuario «jefa» no existe"):
        cadena(almacen)
    quien = persona(almacen, "jefa", "supervision")
    cadena(almacen)
    ejecutar(almacen, "UPDATE usuario SET activo = false WHERE id = :i", i=quien.id)
    with pytest.raises(EntradaInvalida, match="su usuario «jefa» está desactivado"):
        cadena(almacen)
    reloj.adelantar(cadenas.REVISAR - MINUTO)
    assert not cadenas.revisar_si_toca(almacen)
    reloj.adelantar(MINUTO)
    assert cadenas.revisar_si_toca(almacen)
    (c,) = cadenas.ver(almacen)["cadenas"]
    assert c["problemas"] == ["a «jefa» no se le puede avisar: su usuario «jefa» está desactivado"]
    assert sucesos(almacen)[-1] == "cadena:sin_alcance"
    assert not cadenas.revisar_si_toca(almacen), "una vez al dia"


def test_una_clase_de_incidente_tiene_una_cadena(almacen) -> None:

    cadena(almacen)
    with pytest.raises(EntradaInvalida, match="«general» ya es la cadena general"):
        cadenas.guardar(almacen, CadenaPedida("otra", [Escalon(("jefa",))]), "prueba")
    cadenas.guardar(almacen, CadenaPedida("olas", [Escalon(("jefa",))], [SUELTO]), "prueba")
    with pytest.raises(EntradaInvalida, match=f"«olas» ya es la de «{SUELTO}»"):
        cadenas.guardar(almacen, CadenaPedida("mas", [Escalon(("jefa",))], [SUELTO]), "prueba")
    cadenas.quitar(almacen, "olas", "prueba")
    with pytest.raises(NoExiste):
        cadenas.quitar(almacen, "olas", "prueba")


def test_una_rota_se_turna_y_toda_su_gente_tiene_que_ser_alcanzable(almacen, reloj) -> None:

    with pytest.raises(EntradaInvalida, match="a «nadie» no se le puede avisar"):
        cadenas.guardar_rota(almacen, RotaPedida("guardia", ["jefa", "nadie"], 24, INICIO), "prueba")
    cadenas.guardar_rota(almacen, RotaPedida("guardia", ["jefa", "gerente"], 24, INICIO), "prueba")
    cadena(almacen, Escalon(rotas=("guardia",)))
    with pytest.raises(EntradaInvalida, match="la usa la cadena «general»"):
        cadenas.quitar_rota(almacen, "guardia", "prueba")
    avisados = []
    for n in range(4):
        abrir_incidente(almacen, f"c{n}")
        avisados.append(filas(almacen, "SELECT persona FROM aviso ORDER BY id DESC LIMIT 1")[0])
        reloj.adelantar(timedelta(hours=24))
    assert avisados == ["jefa", "gerente", "jefa", "gerente"]


def test_una_rota_copiada_no_cambia_con_la_suya(almacen, reloj) -> None:
    cadenas.guardar_rota(almacen, RotaPedida("guardia", ["jefa"], 24, INICIO), "prueba")
    cadena(almacen, Escalon(rotas=("guardia",), espera=60))
    abrir_incidente(almacen)
    cadenas.guardar_rota(almacen, RotaPedida("guardia", ["gerente"], 24, INICIO), "prueba")
    pasar(almacen, reloj, timedelta(minutes=60))
    assert set(filas(almacen, "SELECT persona FROM aviso")) == {"jefa"}


def test_una_rota_que_no_gira_no_impide_abrir_el_incidente(almacen, reloj) -> None:
    cadenas.guardar_rota(almacen, RotaPedida("guardia", ["jefa"], 24, reloj.ahora()), "prueba")
    cadena(almacen, Escalon((), ("guardia",)))
    ejecutar(almacen, "UPDATE rota SET turno_horas = 0")
    abrir_incidente(almacen)
    assert {d for *_, d in filas(almacen, AVISOS)} == set(GENTE), "a cualquiera que se pueda"


@pytest.mark.parametrize("como", ["desactivada", "quitada de la configuracion"])
def test_el_enlace_de_quien_ya_no_esta_no_calla_nada(almacen, como: str) -> None:
    persona(almacen, "jefa", "supervision")
    avisables(almacen, *GENTE, usuario="jefa")
    incidente = abrir_incidente(almacen)
    with almacen.unidad() as u:
        testigo = acuse.emitir(u, incidente, "jefa")
    assert acuse.ver(almacen, testigo, "a") is not None
    if como == "desactivada":
        ejecutar(almacen, "UPDATE usuario SET activo = false")
    else:
        avisables(almacen, "gerente/1")
    assert acuse.ver(almacen, testigo, "a") is None
    assert not acuse.por_enlace(almacen, testigo, "a")
    assert filas(almacen, "SELECT estado FROM escalada") == ["en_marcha"]
