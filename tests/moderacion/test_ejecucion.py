"""Las ordenes en la red: cada familia de fallo, muerte a mitad, y nunca dos veces lo que no se repite."""

import threading
from datetime import timedelta
from itertools import product

import pytest

from conectores import errores
from conectores.tipos import Accion, Red
from moderacion import ejecucion
from moderacion.almacen import Almacen, EstadoOrden, OrigenOrden
from moderacion.almacen.estados import PASOS_ORDEN
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.ejecucion import NO_REPETIBLES
from moderacion.errores import Conflicto
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    INICIO,
    ConectorFalso,
    alta,
    autor,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    momento,
    persona,
    sucesos,
)

REPETIBLES = sorted(set(Accion) - NO_REPETIBLES)
ESTADO = "SELECT estado FROM orden ORDER BY id"
HORA = timedelta(hours=1)


@pytest.fixture
def red(almacen: Almacen, reloj: RelojFijo) -> ConectorFalso:
    alta(almacen)
    entrar(almacen, 1, com("c1"), com("c2"))
    return ConectorFalso(reloj=reloj)


def pedir(
    almacen: Almacen,
    accion: Accion,
    clave: str = "k",
    *,
    cuenta: int = 1,
    comentario: int = 1,
    autor: int = 1,
    origen: OrigenOrden = OrigenOrden.PERSONA,
) -> None:
    texto = "gracias por escribir" if accion in {*NO_REPETIBLES, Accion.EDITAR} else None
    nuestra = accion in (Accion.EDITAR, Accion.BORRAR)
    suelto = accion is Accion.PUBLICAR or nuestra
    with almacen.unidad() as u:
        orden = OrdenNueva(
            clave=f"{accion}:{clave}",
            cuenta_id=cuenta,
            accion=accion.value,
            origen=origen,
            comentario_id=None if suelto else comentario,
            autor_id=None if suelto else autor,
            texto=texto,
            objeto="p1" if nuestra else None,
        )
        u.ordenes.pedir(orden)


def despachar(almacen: Almacen, red: ConectorFalso, reloj: RelojFijo) -> ejecucion.ResumenDespacho:
    return ejecucion.despachar(almacen, red, 1, reloj)


def una(almacen: Almacen) -> tuple[str, timedelta | None]:
    """El estado de la unica orden y cuanto espera desde el inicio."""
    ((estado, cuando),) = filas(almacen, "SELECT estado, no_antes_de FROM orden")
    return estado, None if cuando is None else momento(cuando) - INICIO


@pytest.mark.parametrize("accion", Accion)
def test_lo_que_va_bien_se_hace_una_vez_con_sus_datos(almacen, red, reloj, accion: Accion) -> None:
    pedir(almacen, accion)
    pedir(almacen, accion)
    assert despachar(almacen, red, reloj).hechas == 1
    despachar(almacen, red, reloj)
    datos = {
        Accion.BLOQUEAR: ("a1",),
        Accion.DESBLOQUEAR: ("a1",),
        Accion.RESPONDER: ("c1", "gracias por escribir"),
        Accion.PUBLICAR: ("gracias por escribir",),
        Accion.EDITAR: ("p1", "gracias por escribir"),
        Accion.BORRAR: ("p1",),
    }
    assert red.efectos == [(accion.value, *datos.get(accion, ("c1",)))]
    assert filas(almacen, "SELECT estado, id_externo, intentos, error FROM orden") == [
        ("hecha", "ext-1", 1, "")
    ]
    libro = ["publicacion:nuestra"] if accion in NO_REPETIBLES else []
    assert sucesos(almacen)[-3 - len(libro) :] == ["orden:pedida", "orden:enviando", "orden:hecha", *libro]


@pytest.mark.parametrize(
    ("accion", "queda"),
    [(Accion.OCULTAR, "oculto"), (Accion.RETENER, "retenido"), (Accion.MOSTRAR, "visible")],
)
def test_lo_hecho_se_refleja_sin_esperar_al_sondeo(almacen, red, reloj, accion, queda) -> None:
    ejecutar(almacen, "UPDATE comentario SET estado_red = 'x'")
    pedir(almacen, accion)
    despachar(almacen, red, reloj)
    assert filas(almacen, "SELECT estado_red FROM comentario ORDER BY id") == [queda, "x"]


def test_editar_y_borrar_lo_nuestro_quedan_en_el_libro(almacen, red, reloj) -> None:
    with almacen.unidad() as u:
        u.publicaciones.asentar(1, "p1", "horario viejo", INICIO)
    pedir(almacen, Accion.EDITAR)
    despachar(almacen, red, reloj)
    assert filas(almacen, "SELECT texto, origen, borrada FROM publicacion") == [
        ("gracias por escribir", "nuestra", None)
    ]
    pedir(almacen, Accion.BORRAR)
    despachar(almacen, red, reloj)
    assert filas(almacen, "SELECT count(*) FROM publicacion WHERE borrada IS NOT NULL") == [1]
    assert [s for s in sucesos(almacen) if s.startswith("publicacion")] == [
        f"publicacion:{v}" for v in ("nuestra", "editada", "borrada")
    ]


# --- cada familia de fallo × lo que se repite y lo que no

SEGUNDOS = timedelta(seconds=1)
EN_UNA_HORA = INICIO + HORA
FAMILIAS = [
    # error, (repetible), (no repetible): estado y espera
    (errores.RedCaida("x"), ("pendiente", 20 * SEGUNDOS), ("pendiente", 20 * SEGUNDOS)),
    (errores.Transitorio("x"), ("pendiente", 20 * SEGUNDOS), ("pendiente", 20 * SEGUNDOS)),
    (errores.RespuestaIlegible("x"), ("pendiente", 20 * SEGUNDOS), ("desconocida", None)),
    (errores.ResultadoDesconocido("x"), ("pendiente", 20 * SEGUNDOS), ("desconocida", None)),
    (errores.LimiteExcedido("x", hasta=EN_UNA_HORA), ("pendiente", HORA), ("pendiente", HORA)),
    (errores.LimiteExcedido("x"), ("pendiente", 20 * SEGUNDOS), ("pendiente", 20 * SEGUNDOS)),
    (errores.CuotaAgotada("x", hasta=EN_UNA_HORA), ("pendiente", HORA), ("pendiente", HORA)),
    (errores.CredencialInvalida("x"), ("pendiente", 20 * SEGUNDOS), ("pendiente", 20 * SEGUNDOS)),
    (errores.SinSaldo("x"), ("pendiente", HORA), ("pendiente", HORA)),
    (errores.Duplicado("x"), ("fallida", None), ("desconocida", None)),
    (errores.NoPermitido("x"), ("fallida", None), ("fallida", None)),
    (errores.PeticionInvalida("x"), ("fallida", None), ("fallida", None)),
    (KeyError("nuestro"), ("pendiente", 20 * SEGUNDOS), ("desconocida", None)),
]


@pytest.mark.parametrize("accion", [Accion.OCULTAR, Accion.BLOQUEAR, Accion.RESPONDER, Accion.PUBLICAR])
@pytest.mark.parametrize(
    ("error", "repetible", "no_repetible"), FAMILIAS, ids=[type(f[0]).__name__ for f in FAMILIAS]
)
def test_cada_familia_de_fallo(almacen, red, reloj, accion, error, repetible, no_repetible) -> None:
    pedir(almacen, accion)
    red.fallar(accion.value, error)
    r = despachar(almacen, red, reloj)
    esperado = no_repetible if accion in NO_REPETIBLES else repetible
    assert una(almacen) == esperado
    assert (r.fallidas, r.aplazadas) == ((1, 0) if esperado[0] == "fallida" else (0, 1))
    (dicho,) = filas(almacen, "SELECT error FROM orden")
    assert dicho


@pytest.mark.parametrize("accion", [*REPETIBLES, Accion.RESPONDER])
def test_lo_que_ya_no_existe_se_da_por_hecho_si_no_hay_mas_que_hacer(almacen, red, reloj, accion) -> None:
    pedir(almacen, accion)
    red.fallar(accion.value, errores.NoEncontrado("borrado"))
    despachar(almacen, red, reloj)
    falla = accion in (Accion.BLOQUEAR, Accion.RESPONDER, Accion.MOSTRAR, Accion.EDITAR)
    assert una(almacen)[0] == ("fallida" if falla else "hecha")


@pytest.mark.parametrize("accion", REPETIBLES)
def test_lo_que_quiza_se_hizo_y_la_red_niega_despues_lo_mira_una_persona(almacen, red, reloj, accion) -> None:
    """Darlo por no hecho dejaria a alguien oculto, o bloqueado sin fin, sin que conste."""
    pedir(almacen, accion)
    dudas = (errores.ResultadoDesconocido("x"), errores.RedCaida("x"), errores.NoPermitido("ya no"))
    red.fallar(accion.value, *dudas)
    for _ in dudas:
        despachar(almacen, red, reloj)
        reloj.adelantar(HORA)
    ((estado, error),) = filas(almacen, "SELECT estado, error FROM orden")
    fija = accion not in (Accion.EDITAR, Accion.BORRAR)
    assert (estado, error.startswith("quizá se hizo")) == ("a_persona" if fija else "fallida", fija)


def test_lo_repetible_no_se_agota_por_mucho_que_la_red_tarde(almacen, red, reloj) -> None:
    pedir(almacen, Accion.OCULTAR)
    red.fallar("ocultar", *[errores.RedCaida("x")] * 20)
    for _ in range(20):
        despachar(almacen, red, reloj)
        assert una(almacen)[0] == "pendiente"
        reloj.adelantar(HORA)
    despachar(almacen, red, reloj)
    assert una(almacen)[0] == "hecha"


def test_una_respuesta_tras_ocho_intentos_pasa_a_una_persona(almacen, red, reloj) -> None:
    pedir(almacen, Accion.RESPONDER)
    red.fallar("responder", *[errores.RedCaida("x")] * 20)
    for _ in range(20):
        despachar(almacen, red, reloj)
        reloj.adelantar(HORA)
    assert len(red.llamadas) == ejecucion.INTENTOS
    assert una(almacen)[0] == "a_persona"


def test_esperar_un_limite_o_un_token_no_agota_los_intentos(almacen, red, reloj) -> None:
    pedir(almacen, Accion.OCULTAR)
    red.fallar("ocultar", *[errores.LimiteExcedido("x"), errores.CredencialInvalida("x")] * 10)
    for _ in range(20):
        despachar(almacen, red, reloj)
        reloj.adelantar(HORA)
    assert una(almacen)[0] == "pendiente"
    despachar(almacen, red, reloj)
    assert una(almacen)[0] == "hecha"


def test_un_fallo_que_pide_esperar_para_la_pasada(almacen, red, reloj) -> None:
    for n in range(5):
        pedir(almacen, Accion.OCULTAR, str(n))
    red.fallar("ocultar", errores.RedCaida("x"))
    assert despachar(almacen, red, reloj).aplazadas == 1
    assert len(red.llamadas) == 1
    assert despachar(almacen, red, reloj).hechas == 4, "la que fallo espera; las demas no"


@pytest.mark.parametrize(
    "error",
    [
        errores.LimiteExcedido("x", hasta=EN_UNA_HORA),
        errores.CuotaAgotada("x", hasta=EN_UNA_HORA),
        errores.SinSaldo("x"),
    ],
)
def test_un_limite_de_la_cuenta_frena_todas_sus_ordenes_y_ninguna_de_otra(almacen, red, reloj, error) -> None:
    """Insistir con la siguiente orden alarga el castigo (apis.md, seccion 1)."""
    otra = alta(almacen, Red.TWITTER, "200")
    for n in range(3):
        pedir(almacen, Accion.OCULTAR, str(n))
    pedir(almacen, Accion.PUBLICAR, "otra", cuenta=otra)
    red.fallar("ocultar", error)
    for _ in range(10):
        despachar(almacen, red, reloj)
        reloj.adelantar(timedelta(minutes=5))
    assert len(red.llamadas) == 1
    ajena = ConectorFalso(Red.TWITTER)
    assert ejecucion.despachar(almacen, ajena, otra, reloj).hechas == 1
    reloj.adelantar(timedelta(minutes=10))
    assert despachar(almacen, red, reloj).hechas == 3


def test_una_orden_mala_no_para_a_las_demas(almacen, red, reloj) -> None:
    for n in range(3):
        pedir(almacen, Accion.OCULTAR, str(n))
    red.fallar("ocultar", errores.NoPermitido("x"), KeyError("x"))
    r = despachar(almacen, red, reloj)
    assert (r.fallidas, r.aplazadas, r.hechas) == (1, 1, 1)


def test_un_error_con_basura_se_puede_anotar(almacen, red, reloj) -> None:
    pedir(almacen, Accion.OCULTAR)
    red.fallar("ocultar", errores.NoPermitido("roto \ud83d\x00"))
    despachar(almacen, red, reloj)
    assert una(almacen)[0] == "fallida"


# --- no salir cuando no toca


def test_con_un_incidente_sin_cerrar_no_se_publica_ni_se_responde(almacen, red, reloj) -> None:
    for accion in (Accion.PUBLICAR, Accion.RESPONDER, Accion.OCULTAR):
        pedir(almacen, accion)
    with almacen.unidad() as u:
        incidente, _ = u.incidentes.abrir(IncidenteNuevo(1, "cuenta", "k", 3, "m", [], congela=True))
    quien = persona(almacen).id
    assert despachar(almacen, red, reloj).hechas == 1
    with almacen.unidad() as u:
        u.incidentes.atender(incidente, quien, "usuario/1")
    assert despachar(almacen, red, reloj).hechas == 0, "atendido no es cerrado"
    with almacen.unidad() as u:
        u.incidentes.cerrar(incidente, "clave cambiada", "usuario/1")
    assert despachar(almacen, red, reloj).hechas == 2
    assert [e[0] for e in red.efectos] == ["ocultar", "publicar", "responder"]


def test_el_incidente_de_otra_cuenta_no_congela(almacen, red, reloj) -> None:
    otra = alta(almacen, Red.TWITTER, "200")
    with almacen.unidad() as u:
        u.incidentes.abrir(IncidenteNuevo(otra, "cuenta", "k", 3, "m", [], congela=True))
    pedir(almacen, Accion.PUBLICAR)
    assert despachar(almacen, red, reloj).hechas == 1


def test_dos_ordenes_sobre_el_mismo_comentario_no_salen_a_la_vez(almacen, red, reloj) -> None:
    pedir(almacen, Accion.OCULTAR)
    ejecutar(
        almacen, "UPDATE orden SET estado = 'enviando', intentos = 1, enviada = :h", h="2026-11-20 15:00:00"
    )
    pedir(almacen, Accion.ELIMINAR)
    pedir(almacen, Accion.OCULTAR, "otro", comentario=2)
    despachar(almacen, red, reloj)
    assert red.efectos == [("ocultar", "c2")]
    reloj.adelantar(ejecucion.ABANDONADA)
    despachar(almacen, red, reloj)
    assert red.efectos[1:] == [("ocultar", "c1"), ("eliminar", "c1")]


C1, C2, OTRO = {}, {"comentario": 2}, {"comentario": 2, "autor": 2}


@pytest.mark.parametrize(
    ("primera", "segunda", "sobre", "salen"),
    [
        ("ocultar", "mostrar", C1, ["mostrar"]),
        ("retener", "mostrar", C1, ["mostrar"]),
        ("mostrar", "ocultar", C1, ["ocultar"]),
        ("mostrar", "retener", C1, ["retener"]),
        ("mostrar", "eliminar", C1, ["eliminar"]),
        ("ocultar", "mostrar", C2, ["ocultar", "mostrar"]),
        ("ocultar", "retener", C1, ["ocultar", "retener"]),
        ("ocultar", "eliminar", C1, ["ocultar", "eliminar"]),
        ("responder", "mostrar", C1, ["responder", "mostrar"]),
        ("bloquear", "mostrar", C1, ["bloquear", "mostrar"]),
        ("bloquear", "desbloquear", C1, ["desbloquear"]),
        ("bloquear", "desbloquear", C2, ["desbloquear"]),
        ("desbloquear", "bloquear", C2, ["bloquear"]),
        ("bloquear", "desbloquear", OTRO, ["bloquear", "desbloquear"]),
        ("bloquear", "bloquear", C2, ["bloquear", "bloquear"]),
        ("bloquear", "ocultar", C2, ["bloquear", "ocultar"]),
        ("ocultar", "desbloquear", C2, ["ocultar", "desbloquear"]),
    ],
)
def test_de_lo_contrario_sobre_lo_mismo_solo_sale_lo_ultimo(
    almacen, red, reloj, primera, segunda, sobre, salen
) -> None:
    entrar(almacen, 1, com("c2", autor=autor(2)))
    pedir(almacen, Accion(primera))
    pedir(almacen, Accion(segunda), "otra", **sobre)
    despachar(almacen, red, reloj)
    assert [e[0] for e in red.efectos] == salen


@pytest.mark.parametrize("estado", ["anulada", "fallida"])
@pytest.mark.parametrize(("primera", "contraria"), [("ocultar", "mostrar"), ("bloquear", "desbloquear")])
def test_lo_contrario_que_no_va_a_salir_no_anula_nada(
    almacen, red, reloj, primera, contraria, estado
) -> None:
    pedir(almacen, Accion(primera))
    pedir(almacen, Accion(contraria), "otra")
    ejecutar(almacen, "UPDATE orden SET estado = :e WHERE id = 2", e=estado)
    despachar(almacen, red, reloj)
    assert [e[0] for e in red.efectos] == [primera]


@pytest.mark.parametrize(
    ("volando", "otra", "sobre", "sale"),
    [
        ("bloquear", "desbloquear", C2, False),
        ("desbloquear", "bloquear", C2, False),
        ("bloquear", "desbloquear", OTRO, True),
        ("bloquear", "ocultar", C2, True),
        ("ocultar", "bloquear", C2, True),
        ("ocultar", "responder", C1, False),
        ("editar", "borrar", C1, False),
        ("publicar", "ocultar", C1, True),
    ],
)
def test_sobre_lo_mismo_no_sale_otra_hasta_que_acabe_la_que_esta_saliendo(
    almacen, red, reloj, volando, otra, sobre, sale
) -> None:
    entrar(almacen, 1, com("c2", autor=autor(2)))
    pedir(almacen, Accion(volando))
    ejecutar(
        almacen, "UPDATE orden SET estado = 'enviando', intentos = 1, enviada = :h", h="2026-11-20 15:00:00"
    )
    pedir(almacen, Accion(otra), "otra", **sobre)
    despachar(almacen, red, reloj)
    assert [e[0] for e in red.efectos] == ([otra] if sale else [])


@pytest.mark.parametrize(
    ("accion", "origen", "vuelve"),
    [
        ("ocultar", OrigenOrden.PERSONA, True),
        ("responder", OrigenOrden.PERSONA, True),
        # decir a alguien que se le restringio no lo decidio nadie, y desbloquear se pide otra vez mañana
        ("responder", OrigenOrden.MAQUINA, False),
        ("desbloquear", OrigenOrden.TERMINO, False),
    ],
)
@pytest.mark.parametrize("falla", ["se nego", "no se sabe"])
def test_lo_que_no_se_hizo_vuelve_a_la_cola_si_hay_algo_que_decidir(
    almacen, red, reloj, accion, origen, vuelve, falla
) -> None:
    entrar(almacen, 1, com("c3", "que feo"))
    juzgar(almacen, reloj)
    ejecutar(almacen, "UPDATE expediente SET estado = 'resuelto'")
    pedir(almacen, Accion(accion), comentario=3, origen=origen)
    dudas = [errores.ResultadoDesconocido("x")] if falla == "no se sabe" else []
    red.fallar(accion, *dudas, errores.NoPermitido("no"))
    for _ in range(4):
        despachar(almacen, red, reloj)
        ejecucion.conciliar(almacen, red, 1, reloj)
        reloj.adelantar(timedelta(minutes=2))
    assert filas(almacen, ESTADO) == ["a_persona" if dudas else "fallida"]
    assert filas(almacen, "SELECT estado FROM expediente") == ["en_cola" if vuelve else "resuelto"]


def test_una_red_colgada_no_para_a_las_demas(almacen, red, reloj) -> None:
    otra = alta(almacen, Red.TWITTER, "200")
    pedir(almacen, Accion.OCULTAR)
    pedir(almacen, Accion.PUBLICAR, "otra", cuenta=otra)
    dentro, seguir = threading.Event(), threading.Event()

    def colgar(_: str) -> None:
        dentro.set()
        assert seguir.wait(10)

    red.al_llamar = colgar
    hilo = threading.Thread(target=despachar, args=(almacen, red, reloj))
    hilo.start()
    assert dentro.wait(10)
    assert ejecucion.despachar(almacen, ConectorFalso(Red.TWITTER), otra, reloj).hechas == 1
    assert filas(almacen, ESTADO) == ["enviando", "hecha"], "la intencion consta antes de salir"
    seguir.set()
    hilo.join(10)
    assert filas(almacen, ESTADO) == ["hecha", "hecha"]


def test_solo_se_dan_los_pasos_permitidos(almacen, red) -> None:
    pedir(almacen, Accion.OCULTAR)
    for de, a in product(EstadoOrden, EstadoOrden):
        ejecutar(almacen, "UPDATE orden SET estado = :de", de=de.value)
        with almacen.unidad() as u:
            if a in PASOS_ORDEN[de]:
                u.ordenes.pasar(1, de, a)
                with pytest.raises(Conflicto):
                    u.ordenes.pasar(1, de, a)
            else:
                with pytest.raises(ValueError, match=f"no pasa de {de} a {a}"):
                    u.ordenes.pasar(1, de, a)
