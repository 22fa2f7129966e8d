"""Crisis que no son de una cuenta intervenida: en los comentarios, la conexion y el clasificador."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from conectores.errores import CuotaAgotada, RedCaida
from moderacion import incidentes, ingesta
from moderacion.almacen import Almacen
from moderacion.incidentes import casa
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar as juez_de_verdad
from politicas.tipos import Modo
from tests.moderacion.falsos import (
    Cartero,
    ConectorFalso,
    PuntuadorFalso,
    alta,
    autor,
    avisables,
    com,
    despachador,
    entrar,
    filas,
    juzgar,
    persona,
)

MINUTO = timedelta(minutes=1)
ABIERTOS = "SELECT tipo, gravedad, congela FROM incidente ORDER BY id"


@pytest.fixture
def decir(almacen: Almacen, reloj: RelojFijo) -> Callable[..., int]:
    """`decir(*textos)`: la gente escribe, se juzga con las politicas de verdad y se mira. Devuelve lo que abrio."""
    alta(almacen)
    avisables(almacen, "jefa/1")
    cuantos = 0

    def _decir(*textos: str, autores: int = 1000, **otros: object) -> int:
        nonlocal cuantos
        comentarios = []
        for t in textos:
            cuantos += 1
            comentarios.append(
                com(f"c{cuantos}", t, autor=autor(cuantos % autores), creado=reloj.ahora(), **otros)
            )
        reloj.adelantar(MINUTO)
        entrar(almacen, 1, *comentarios)
        juzgar(almacen, reloj, juez=juez_de_verdad, modos=dict.fromkeys(range(1, 14), Modo.SUGERIR))
        return mirar(almacen)

    return _decir


def mirar(almacen: Almacen) -> int:
    """Una pasada, que late como en el servicio."""
    abiertos = incidentes.vigilar_casa(almacen)
    with almacen.unidad() as u:
        u.resumen.latir(incidentes.VUELTA, u.ahora, "")
    return abiertos


def tipos(almacen: Almacen) -> list[str]:
    return [t for t, _, _ in filas(almacen, ABIERTOS)]


def test_una_emergencia_va_al_area_con_un_plazo_de_minutos(almacen: Almacen, reloj: RelojFijo, decir) -> None:
    assert (
        decir("Auxilio, mi papá no puede respirar y la ambulancia no llega, es urgente", "buenas tardes") == 1
    )
    (i,) = incidentes.listar(almacen)
    assert (i["tipo"], i["area"], i["gravedad"], bool(i["congela"])) == (
        "emergencia",
        "emergencias",
        3,
        False,
    )
    assert i["vence"] - i["abierto"] == timedelta(minutes=10)
    assert filas(almacen, "SELECT destino FROM aviso") == ["jefa/1"]
    cartero = Cartero()
    assert despachador(almacen, {"jefa/1": "x"}, cartero).despachar().enviados == 1
    ((_, _, cuerpo),) = cartero.entregados
    assert "Pide ayuda urgente" in cuerpo
    assert "respirar" not in cuerpo, "de un comentario no se cita nada"
    f = incidentes.ficha(almacen, i["id"])
    assert "no puede respirar" in f.pruebas[0]["ahora"]
    assert f.i["expediente_id"] == 1


def test_alguien_que_puede_hacerse_dano_tambien(almacen: Almacen, decir) -> None:
    assert decir("Ya no quiero vivir, me voy a matar esta noche") == 1
    assert tipos(almacen) == ["emergencia"]


def test_una_amenaza_abre_y_contar_que_a_uno_lo_amenazaron_no(almacen: Almacen, decir) -> None:
    assert decir("Al doctor de la tarde lo voy a matar, ya va a ver") == 1
    assert decir("El vigilante me dijo «te voy a matar» y nadie hizo nada") == 0
    assert tipos(almacen) == ["amenaza"]


def test_datos_que_identifican_a_alguien_a_la_vista(almacen: Almacen, decir) -> None:
    assert decir("Mi DUI es 01234567-8, ¿ya salió mi cita?", "Llame al 2222-0010 de la farmacia") == 1
    assert tipos(almacen) == ["datos_expuestos"]
    assert "01234567" not in filas(almacen, "SELECT motivo FROM incidente")[0]


def test_lo_mismo_mirado_otra_vez_o_cerrado_no_abre_otro(almacen: Almacen, reloj: RelojFijo, decir) -> None:
    decir("Auxilio, mi papá no puede respirar y la ambulancia no llega, es urgente")
    assert [mirar(almacen) for _ in range(3)] == [0, 0, 0]
    incidentes.descartar(almacen, 1, "ya se le atendió por teléfono", persona(almacen).id)
    assert mirar(almacen) == 0
    assert filas(almacen, "SELECT veces FROM incidente") == [1]


def test_lo_viejo_que_se_vuelve_a_juzgar_no_es_una_emergencia(
    almacen: Almacen, reloj: RelojFijo, decir
) -> None:
    hace = reloj.ahora() - timedelta(days=30)
    alta(almacen)
    entrar(almacen, 1, com("viejo", "Auxilio, mi papá no puede respirar, es urgente", creado=hace))
    assert decir() == 0


def test_una_ola_de_insultos_de_mucha_gente_es_un_ataque_y_uno_solo_no(
    almacen: Almacen, reloj: RelojFijo, decir
) -> None:
    assert decir(*["sos un pendejo, imbécil"] * 30, autores=2) == 0
    reloj.adelantar(timedelta(hours=2))
    assert decir(*[f"son unos pendejos imbéciles {n}" for n in range(30)]) == 1
    assert "ataque_coordinado" in tipos(almacen)
    assert mirar(almacen) == 0, "mientras siga abierto no se repite"


def test_una_ola_de_quejas_no_es_un_ataque(almacen: Almacen, decir) -> None:
    assert (
        decir(*[f"Pésimo servicio, llevo {n} horas esperando la cita y nadie me atiende" for n in range(40)])
        == 0
    )


def test_si_todos_los_dias_hay_lo_mismo_no_es_un_ataque(almacen: Almacen, reloj: RelojFijo, decir) -> None:
    alta(almacen)
    hace = reloj.ahora()
    for hora in range(2, 120):
        entrar(
            almacen, 1,
            *(com(f"v{hora}-{n}", "son unos pendejos imbéciles", autor=autor(n), creado=hace - timedelta(hours=hora)) for n in range(12)),
        )  # fmt: skip
    for _ in range(4):
        decir()
    assert decir(*[f"son unos pendejos imbéciles {n}" for n in range(30)]) == 0


@pytest.mark.parametrize(("error", "minutos"), [(RedCaida("no contesta"), 30), (CuotaAgotada("tope"), 360)])
def test_una_cuenta_que_no_se_puede_leer(almacen: Almacen, reloj: RelojFijo, error, minutos: int) -> None:
    alta(almacen)
    red = ConectorFalso(reloj=reloj)

    def sondear(*pasos: object) -> int:
        red.barridos.append(list(pasos))
        ingesta.sondear(almacen, red, 1, reloj)
        return mirar(almacen)

    assert sondear(error) == 0
    reloj.adelantar(timedelta(minutes=minutos - 1))
    assert mirar(almacen) == 0
    reloj.adelantar(timedelta(minutes=2))
    assert mirar(almacen) == 1
    assert filas(almacen, ABIERTOS)[0][0] == "conexion_caida"
    assert mirar(almacen) == 0, "una vez por caida"
    reloj.adelantar(timedelta(hours=1))
    sondear()
    assert filas(almacen, "SELECT fallos FROM sondeo") == [0]


def _credencial(almacen: Almacen, **dice: object) -> None:
    base = {"valido": True, "motivo": "", "vence": None, "permisos": [], "faltan": [], "mirado": None}
    with almacen.unidad() as u:
        u.cuentas.anotar_conexion(1, base | dice, [])


def test_una_credencial_que_la_red_da_por_mala_aunque_siga_contestando(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Vencido el acceso a los datos, Facebook contesta listas vacias: parece que nadie escribe."""
    alta(almacen)
    _credencial(almacen)
    assert mirar(almacen) == 0
    _credencial(almacen, valido=False, motivo="venció el acceso a los datos")
    assert mirar(almacen) == 1
    assert tipos(almacen) == ["conexion_caida"]
    assert "venció el acceso a los datos" in filas(almacen, "SELECT motivo FROM incidente")[0]
    reloj.adelantar(timedelta(hours=2))
    assert mirar(almacen) == 0
    incidentes.descartar(almacen, 1, "se pidió otra credencial", persona(almacen).id)
    assert mirar(almacen) == 0, "cerrado, se deja un dia para renovarla"
    reloj.adelantar(timedelta(days=1, minutes=1))
    assert mirar(almacen) == 1


def test_una_credencial_que_vence_se_dice_antes_y_una_vez(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    vence = reloj.ahora() + timedelta(days=4)
    _credencial(almacen, vence=vence.isoformat())
    assert mirar(almacen) == 0
    reloj.adelantar(timedelta(days=1, minutes=1))
    assert mirar(almacen) == 1
    assert "vence el 24/11/2026" in filas(almacen, "SELECT motivo FROM incidente")[0]
    incidentes.descartar(almacen, 1, "se renovará el lunes", persona(almacen).id)
    assert mirar(almacen) == 0
    for raro in ("ayer o mañana", "2026-11-20T09:00:00"):
        _credencial(almacen, vence=raro)
        assert mirar(almacen) == 0


def test_de_una_cuenta_que_no_se_lee_ya_se_dice_por_lo_que_falla(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    red = ConectorFalso(reloj=reloj)
    red.barridos.append([RedCaida("no contesta")])
    ingesta.sondear(almacen, red, 1, reloj)
    _credencial(almacen, valido=False, motivo="x")
    assert mirar(almacen) == 0


def test_el_clasificador_que_no_responde(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"buenas tardes {n}", creado=reloj.ahora()) for n in range(12)))
    juzgar(almacen, reloj, puntuador=PuntuadorFalso(error=RuntimeError("sin modelo")))
    assert mirar(almacen) == 1
    assert filas(almacen, ABIERTOS)[0][0] == "clasificador_degradado"
    assert mirar(almacen) == 0
    incidentes.descartar(almacen, 1, "se volvió a arrancar el servicio", persona(almacen).id)
    reloj.adelantar(MINUTO)
    assert mirar(almacen) == 0, "lo de antes de cerrarlo ya se miró"


def test_una_parte_que_falla_no_deja_sin_mirar_las_demas(
    almacen: Almacen, reloj: RelojFijo, decir, monkeypatch
) -> None:
    def rota(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(casa, "mirar_olas", rota)
    monkeypatch.setattr(casa, "mirar_conexiones", rota)
    with pytest.raises(ZeroDivisionError):
        decir("Auxilio, mi papá no puede respirar y la ambulancia no llega, es urgente")
    assert tipos(almacen) == ["emergencia"]


def test_tras_una_vuelta_fallida_se_mira_mas_atras(almacen: Almacen, reloj: RelojFijo, decir) -> None:
    with almacen.unidad() as u:
        u.resumen.latir(incidentes.VUELTA, u.ahora + timedelta(hours=2), "fallo")
    alta(almacen)
    entrar(almacen, 1, com("c-antes", "Auxilio, mi papá no puede respirar, es urgente", creado=reloj.ahora()))
    juzgar(almacen, reloj, juez=juez_de_verdad)
    reloj.adelantar(timedelta(hours=2))
    assert mirar(almacen) == 1


def test_lo_viejo_que_su_autor_cambia_hoy_por_una_amenaza_es_de_hoy(
    almacen: Almacen, reloj: RelojFijo, decir
) -> None:
    hace = reloj.ahora() - 2 * casa.RECIENTE
    alta(almacen)
    entrar(almacen, 1, com("viejo", "buenas tardes", creado=hace))
    assert decir("gracias por su ayuda") == 0
    entrar(almacen, 1, com("viejo", "Auxilio, mi papá no puede respirar, es urgente", creado=hace))
    assert decir("hola") == 1
    assert tipos(almacen) == ["emergencia"]
