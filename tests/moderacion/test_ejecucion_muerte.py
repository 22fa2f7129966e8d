"""El proceso muere a mitad del envio, o la respuesta se pierde: ni se pierde la orden ni sale dos veces."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest

from conectores.errores import NoEncontrado, NoPermitido, RedCaida, ResultadoDesconocido
from conectores.tipos import Accion
from moderacion import ejecucion
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.ejecucion import ABANDONADA, NO_REPETIBLES
from moderacion.errores import Conflicto
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import ConectorFalso, alta, com, entrar, filas, pub

ESTADO = "SELECT estado FROM orden ORDER BY id"
TEXTO = "gracias por escribir"
MINUTO = timedelta(minutes=1)
REPETIBLES = sorted(set(Accion) - NO_REPETIBLES)


class _Muerte(BaseException):
    """kill -9 visto desde dentro: nadie la atrapa."""


@pytest.fixture
def red(almacen: Almacen, reloj: RelojFijo) -> ConectorFalso:
    alta(almacen)
    entrar(almacen, 1, com("c1"), com("c2"))
    return ConectorFalso(reloj=reloj)


def pedir(
    almacen: Almacen, accion: Accion, clave: str = "k", texto: str = TEXTO, comentario: int = 1
) -> None:
    suelto = accion is Accion.PUBLICAR
    with almacen.unidad() as u:
        orden = OrdenNueva(
            clave=clave,
            cuenta_id=1,
            accion=accion.value,
            origen=OrigenOrden.PERSONA,
            comentario_id=None if suelto else comentario,
            autor_id=None if suelto else 1,
            texto=texto,
        )
        u.ordenes.pedir(orden)


def vuelta(almacen: Almacen, red: ConectorFalso, reloj: RelojFijo) -> None:
    """Lo que el servicio hace en cada pasada."""
    ejecucion.despachar(almacen, red, 1, reloj)
    ejecucion.conciliar(almacen, red, 1, reloj)


def morir(almacen: Almacen, red: ConectorFalso, reloj: RelojFijo, accion: Accion, *, aplicar: bool) -> None:
    red.fallar(accion.value, _Muerte(), aplicar=aplicar)
    with pytest.raises(_Muerte):
        vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADO) == ["enviando"]


@pytest.mark.parametrize("aplicar", [True, False], ids=["se aplico", "no se aplico"])
@pytest.mark.parametrize("accion", REPETIBLES)
def test_muerto_a_mitad_lo_que_fija_un_estado_se_repite(almacen, red, reloj, accion, aplicar) -> None:
    pedir(almacen, accion)
    morir(almacen, red, reloj, accion, aplicar=aplicar)
    reloj.adelantar(ABANDONADA - timedelta(seconds=1))
    vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADO) == ["enviando"], "puede que aun este saliendo"
    reloj.adelantar(timedelta(seconds=1))
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, intentos FROM orden") == [("hecha", 2)]
    assert len(red.efectos) == 1 + aplicar


@pytest.mark.parametrize("accion", sorted(NO_REPETIBLES))
def test_muerto_a_mitad_de_una_respuesta_que_salio_se_concilia(almacen, red, reloj, accion) -> None:
    pedir(almacen, accion)
    morir(almacen, red, reloj, accion, aplicar=True)
    reloj.adelantar(ABANDONADA)
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, id_externo FROM orden") == [("conciliada", "ext-1")]
    for _ in range(5):
        reloj.adelantar(10 * MINUTO)
        vuelta(almacen, red, reloj)
    assert len(red.llamadas) == len(red.efectos) == 1, "jamas se envia otra vez"


@pytest.mark.parametrize("accion", sorted(NO_REPETIBLES))
def test_si_no_aparece_en_dos_miradas_separadas_pasa_a_una_persona(almacen, red, reloj, accion) -> None:
    pedir(almacen, accion)
    morir(almacen, red, reloj, accion, aplicar=False)
    reloj.adelantar(ABANDONADA)
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, miradas FROM orden") == [("desconocida", 1)]
    reloj.adelantar(timedelta(seconds=59))
    for _ in range(3):
        vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, miradas FROM orden") == [("desconocida", 1)]
    reloj.adelantar(timedelta(seconds=1))
    vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADO) == ["a_persona"]
    assert len(red.llamadas) == 1, "jamas se envia otra vez"
    assert "una persona decide" in filas(almacen, "SELECT error FROM orden")[0]


@pytest.mark.parametrize(
    ("error", "minutos"),
    [(NoEncontrado("no esta"), 1), (NoPermitido("sin permiso"), 11), (RedCaida("no contesta"), 11)],
)
def test_si_la_red_no_deja_mirar_tambien_acaba_en_una_persona(
    almacen, red, reloj, error: Exception, minutos: int
) -> None:
    """El comentario se borro, o se perdio el permiso de leer: esperar a poder mirar la dejaria asi para siempre."""
    pedir(almacen, Accion.RESPONDER)
    red.fallar("responder", ResultadoDesconocido("sin contestacion"))
    red.fallar("buscar_propias", *[error] * 20)
    vuelta(almacen, red, reloj)
    for minuto in range(1, minutos + 1):
        assert filas(almacen, ESTADO) == ["desconocida"], minuto
        reloj.adelantar(MINUTO)
        vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, error FROM orden") == [
        ("a_persona", f"la red no deja ver si salió ({type(error).__name__}): lo busca una persona")
    ]
    assert len(red.llamadas) == 1, "jamas se envia otra vez"


def test_si_aparece_en_la_segunda_mirada_se_concilia(almacen, red, reloj) -> None:
    """La busqueda de la red va con retraso."""
    pedir(almacen, Accion.RESPONDER)
    red.fallar("responder", ResultadoDesconocido("sin contestacion"))
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, miradas FROM orden") == [("desconocida", 1)]
    reloj.adelantar(MINUTO)
    red.propias = [pub("r9", f"@vecina  {TEXTO}\n", padre_id="c1", creado=reloj.ahora())]
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, id_externo FROM orden") == [("conciliada", "r9")]


@pytest.mark.parametrize(
    "ajena",
    [
        {"texto": "otra cosa"},
        {"padre_id": "c2"},
        {"padre_id": None},
        {"creado": None},
    ],
    ids=["otro texto", "bajo otro comentario", "suelta", "de antes"],
)
def test_lo_que_no_es_nuestra_respuesta_no_la_concilia(almacen, red, reloj, ajena: dict[str, Any]) -> None:
    pedir(almacen, Accion.RESPONDER)
    morir(almacen, red, reloj, Accion.RESPONDER, aplicar=False)
    datos = {"texto": TEXTO, "padre_id": "c1", "creado": reloj.ahora()} | ajena
    datos["creado"] = datos["creado"] or reloj.ahora() - timedelta(hours=1)
    red.propias.append(pub("p1", **datos))
    reloj.adelantar(ABANDONADA)
    vuelta(almacen, red, reloj)
    reloj.adelantar(MINUTO)
    vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADO) == ["a_persona"]


def test_una_misma_publicacion_no_concilia_dos_ordenes(almacen, red, reloj) -> None:
    """Dos respuestas iguales al mismo comentario; solo una llego."""
    pedir(almacen, Accion.RESPONDER, "una")
    pedir(almacen, Accion.RESPONDER, "dos")
    red.fallar("responder", ResultadoDesconocido("x"), aplicar=True)
    red.fallar("responder", ResultadoDesconocido("x"))
    vuelta(almacen, red, reloj)
    reloj.adelantar(MINUTO)
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, id_externo FROM orden ORDER BY id") == [
        ("conciliada", "ext-1"),
        ("a_persona", None),
    ]


def test_si_no_se_puede_mirar_no_cuenta_como_mirada(almacen, red, reloj) -> None:
    pedir(almacen, Accion.PUBLICAR)
    red.fallar("publicar", ResultadoDesconocido("x"))
    red.fallar("buscar_propias", *[RedCaida("x")] * 5)
    for _ in range(5):
        vuelta(almacen, red, reloj)
        reloj.adelantar(MINUTO)
    assert filas(almacen, "SELECT estado, miradas FROM orden") == [("desconocida", 0)]
    vuelta(almacen, red, reloj)
    assert filas(almacen, "SELECT estado, miradas FROM orden") == [("desconocida", 1)]


def test_una_orden_tarde_y_ya_recuperada_no_se_da_por_hecha_dos_veces(almacen, red, reloj) -> None:
    """La llamada tardo mas que el plazo y otro proceso la recupero: gana quien la movio."""
    pedir(almacen, Accion.RESPONDER)

    def tardar(_: str) -> None:
        reloj.adelantar(ABANDONADA)
        ejecucion.recuperar(almacen, 1, reloj)

    red.al_llamar = tardar
    with pytest.raises(Conflicto, match="ya no está «enviando»"):
        ejecucion.despachar(almacen, red, 1, reloj)
    ejecucion.conciliar(almacen, red, 1, reloj)
    assert filas(almacen, "SELECT estado, id_externo FROM orden") == [("conciliada", "ext-1")]
    assert len(red.efectos) == 1


@pytest.mark.parametrize("aplicar", [True, False])
def test_muchas_muertes_seguidas_dejan_cada_respuesta_una_vez(almacen, red, reloj, aplicar) -> None:
    for n in range(6):
        pedir(almacen, Accion.RESPONDER, str(n), f"respuesta {n}")
        pedir(almacen, Accion.OCULTAR, f"o{n}", comentario=1 + n % 2)
    for n in range(20):
        if n < 8:
            red.fallar("responder" if n % 2 else "ocultar", _Muerte(), aplicar=aplicar)
        with contextlib.suppress(_Muerte):
            vuelta(almacen, red, reloj)
        reloj.adelantar(ABANDONADA)
    textos = [e[2] for e in red.efectos if e[0] == "responder"]
    assert len(textos) == len(set(textos)), "ninguna salio dos veces"
    abiertas = filas(
        almacen, "SELECT count(*) FROM orden WHERE estado IN ('pendiente','enviando','desconocida')"
    )
    assert abiertas == [0]
    sin_salir = filas(almacen, "SELECT count(*) FROM orden WHERE estado = 'a_persona'")[0]
    assert len(textos) + sin_salir == 6, "las que no salieron constan para una persona"
    assert filas(almacen, "SELECT DISTINCT estado FROM orden WHERE accion = 'ocultar'") == ["hecha"]


@pytest.mark.parametrize("accion", Accion)
def test_quien_se_congela_con_una_orden_en_la_mano_no_la_hace_al_despertar(
    almacen, red, reloj, accion: Accion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Una maquina virtual en pausa: otro proceso ya la dio por abandonada, y quiza alguien decidio lo contrario."""
    de_verdad = ejecucion._hacer

    def _dormir(*que: Any) -> Any:
        monkeypatch.setattr(ejecucion, "_hacer", de_verdad)
        for _ in range(3):
            reloj.adelantar(ABANDONADA)
            vuelta(almacen, red, reloj)
        hechas = list(red.efectos)
        assert len(hechas) == (accion not in NO_REPETIBLES)
        dicho = de_verdad(*que)
        assert red.efectos == hechas, "la hizo otra vez al despertar"
        return dicho

    monkeypatch.setattr(ejecucion, "_hacer", _dormir)
    pedir(almacen, accion)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert filas(almacen, ESTADO) == ["a_persona" if accion in NO_REPETIBLES else "hecha"]


def test_si_nadie_mas_la_tomo_la_hace_la_pasada_siguiente(
    almacen, red, reloj, monkeypatch: pytest.MonkeyPatch
) -> None:
    de_verdad = ejecucion._hacer

    def _dormir(*que: Any) -> Any:
        reloj.adelantar(ABANDONADA)
        return de_verdad(*que)

    pedir(almacen, Accion.OCULTAR)
    with monkeypatch.context() as congelado:
        congelado.setattr(ejecucion, "_hacer", _dormir)
        vuelta(almacen, red, reloj)
    assert (filas(almacen, ESTADO), red.efectos) == (["enviando"], [])
    vuelta(almacen, red, reloj)
    assert (filas(almacen, ESTADO), len(red.efectos)) == (["hecha"], 1)
