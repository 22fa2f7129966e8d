"""Trabajar con otros: la toma, quien mira, las notas, el traspaso y las novedades de cada paso."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import accesos, cola
from moderacion.almacen import Almacen
from moderacion.almacen.novedades import DURA, MAXIMO
from moderacion.cola import PERMITIR, Filtros, Persona, Resolucion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import CAPACIDADES, alta, autor, com, entrar, filas, juzgar, persona, sucesos
from tests.moderacion.test_concurrencia import a_la_vez

FACEBOOK = CAPACIDADES[Red.FACEBOOK]
SEGUNDO = timedelta(seconds=1)


@pytest.fixture
def ana(almacen: Almacen, reloj: RelojFijo) -> Persona:
    """Seis expedientes en la cola, y quien trabaja con ellos."""
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"que feo {n}", autor=autor(n)) for n in range(6)))
    juzgar(almacen, reloj)
    return persona(almacen, "ana")


@pytest.fixture
def beto(almacen: Almacen, ana: Persona) -> Persona:
    return persona(almacen, "beto", "supervision")


def nuevas(almacen: Almacen, hacer: Callable[[], object]) -> list[tuple[str, int | None, str]]:
    """Las novedades que deja hacer algo."""
    desde = cola.ultima_novedad(almacen)
    hacer()
    return [(n.tipo, n.expediente_id, n.usuario) for n in cola.novedades(almacen, desde)]


# --- la toma


def test_la_toma_se_renueva_hasta_que_se_pierde(almacen, ana, beto, reloj: RelojFijo) -> None:
    with pytest.raises(Conflicto, match="tómelo otra vez"):
        cola.renovar(almacen, 1, ana)
    cola.tomar(almacen, 1, ana)
    reloj.adelantar(cola.TOMA - SEGUNDO)
    assert cola.renovar(almacen, 1, ana) == reloj.ahora() + cola.TOMA
    with pytest.raises(Conflicto):
        cola.renovar(almacen, 1, beto)
    reloj.adelantar(cola.TOMA)
    assert cola.toma(almacen, 1) is None
    with pytest.raises(Conflicto):
        cola.renovar(almacen, 1, ana)
    cola.tomar(almacen, 1, beto)
    with pytest.raises(Conflicto):
        cola.renovar(almacen, 1, ana)
    tiene = cola.toma(almacen, 1)
    assert tiene is not None
    assert (tiene.usuario_id, tiene.usuario) == (beto.id, "beto")


def test_decidirlo_acaba_con_la_toma(almacen, ana) -> None:
    cola.tomar(almacen, 1, ana)
    cola.resolver(almacen, 1, ana, Resolucion.de(PERMITIR, "no es nada", 1), FACEBOOK, timedelta(days=1))
    assert cola.toma(almacen, 1) is None
    with pytest.raises(Conflicto):
        cola.renovar(almacen, 1, ana)


# --- quien mira


def test_la_mirada_dura_cuarenta_y_cinco_segundos(almacen, ana, beto, reloj: RelojFijo) -> None:
    cola.mirar(almacen, 1, ana)
    reloj.adelantar(timedelta(seconds=20))
    cola.mirar(almacen, 1, beto)
    assert cola.miran(almacen, 1) == ["ana", "beto"]
    assert cola.miran(almacen, 2) == []
    reloj.adelantar(timedelta(seconds=24, milliseconds=999))
    assert cola.miran(almacen, 1) == ["ana", "beto"]
    reloj.adelantar(timedelta(milliseconds=1))
    assert cola.miran(almacen, 1) == ["beto"]
    cola.mirar(almacen, 1, beto)
    assert filas(almacen, "SELECT usuario_id FROM mirada") == [beto.id], "lo caducado se quita"
    reloj.adelantar(timedelta(seconds=44))
    assert cola.miran(almacen, 1) == ["beto"]
    with pytest.raises(NoExiste):
        cola.mirar(almacen, 99, ana)


# --- notas, opinion, traspaso


def test_las_notas_se_leen_en_orden_y_su_texto_no_va_a_la_bitacora(almacen, ana, beto) -> None:
    cola.anotar(almacen, 1, ana, "  ya escribió ayer  ")
    cola.pedir_opinion(almacen, 1, ana, beto.id, "¿usted qué ve?")
    cola.pedir_opinion(almacen, 1, ana, None, "¿alguien?")
    cola.opinar(almacen, 1, beto, "yo lo permitiría")
    assert [(n.tipo, n.usuario, n.para, n.texto) for n in cola.notas(almacen, 1)] == [
        ("nota", "ana", None, "ya escribió ayer"),
        ("pide_opinion", "ana", "beto", "¿usted qué ve?"),
        ("pide_opinion", "ana", None, "¿alguien?"),
        ("opinion", "beto", None, "yo lo permitiría"),
    ]
    assert cola.notas(almacen, 2) == []
    assert sucesos(almacen).count("expediente:anotado") == 4
    assert not [d for d in filas(almacen, "SELECT datos FROM suceso") if "permitir" in str(d)]
    assert cola.ficha(almacen, 1).expediente["version"] == 1


@pytest.mark.parametrize("texto", ["", " ", "ab", "x" * 2001])
def test_una_nota_sin_texto_o_sin_fin_no_se_guarda(almacen, ana, beto, texto: str) -> None:
    for dejar in (
        lambda: cola.anotar(almacen, 1, ana, texto),
        lambda: cola.opinar(almacen, 1, ana, texto),
        lambda: cola.pedir_opinion(almacen, 1, ana, beto.id, texto),
        lambda: cola.traspasar(almacen, 1, ana, beto.id, texto),
    ):
        with pytest.raises(EntradaInvalida, match="caracteres"):
            dejar()
    assert filas(almacen, "SELECT count(*) FROM nota") == [0]


def test_solo_se_le_pide_a_alguien_activo_que_decida(almacen, ana, beto) -> None:
    mira = persona(almacen, "mira", "auditoria")
    accesos.desactivar(almacen, "beto")
    for para in (mira.id, beto.id, 999):
        for dejar in (cola.traspasar, cola.pedir_opinion):
            with pytest.raises(EntradaInvalida, match="activo"):
                dejar(almacen, 1, ana, para, "mírelo usted")
    with pytest.raises(EntradaInvalida, match="otra persona"):
        cola.traspasar(almacen, 1, ana, ana.id, "mírelo usted")
    assert filas(almacen, "SELECT count(*) FROM nota") == [0]
    assert filas(almacen, "SELECT count(*) FROM expediente WHERE asignado_id IS NOT NULL") == [0]


def test_quien_no_decide_ni_anota_ni_toma_pero_mira(almacen, ana, beto) -> None:
    mira = persona(almacen, "mira", "auditoria")
    for hacer in (
        lambda: cola.anotar(almacen, 1, mira, "hola"),
        lambda: cola.opinar(almacen, 1, mira, "hola"),
        lambda: cola.pedir_opinion(almacen, 1, mira, beto.id, "hola"),
        lambda: cola.traspasar(almacen, 1, mira, beto.id, "hola"),
        lambda: cola.renovar(almacen, 1, mira),
        lambda: cola.tomar_siguiente(almacen, mira),
        lambda: cola.ver_datos(almacen, 1, mira),
    ):
        with pytest.raises(NoAutorizado):
            hacer()
    cola.mirar(almacen, 1, mira)
    assert cola.miran(almacen, 1) == ["mira"]


def test_de_lo_que_no_existe_no_se_deja_nada(almacen, ana, beto) -> None:
    for hacer in (
        lambda: cola.anotar(almacen, 99, ana, "hola"),
        lambda: cola.traspasar(almacen, 99, ana, beto.id, "hola"),
        lambda: cola.ver_datos(almacen, 99, ana),
    ):
        with pytest.raises(NoExiste):
            hacer()


def test_traspasar_asigna_y_suelta_y_no_se_traspasa_lo_ajeno_ni_lo_resuelto(almacen, ana, beto) -> None:
    carla = persona(almacen, "carla")
    cola.tomar(almacen, 1, ana)
    with pytest.raises(Conflicto):
        cola.traspasar(almacen, 1, beto, carla.id, "para usted")
    cola.traspasar(almacen, 1, ana, beto.id, "para usted")
    assert cola.toma(almacen, 1) is None
    assert [f.id for f in cola.listar(almacen, filtros=Filtros(asignado=beto.id))] == [1]
    cola.traspasar(almacen, 1, beto, carla.id, "mejor usted")
    assert cola.contar(almacen, Filtros(asignado=beto.id)) == 0
    assert cola.contar(almacen, Filtros(asignado=carla.id)) == 1
    cola.resolver(almacen, 1, carla, Resolucion.de(PERMITIR, "no es nada", 1), FACEBOOK, timedelta(days=1))
    assert cola.contar(almacen, Filtros(asignado=carla.id)) == 0
    with pytest.raises(Conflicto, match="cola"):
        cola.traspasar(almacen, 1, carla, beto.id, "para usted")
    assert filas(almacen, "SELECT count(*) FROM nota") == [2]


# --- novedades


def test_cada_paso_deja_su_novedad(almacen, ana, beto, reloj: RelojFijo) -> None:
    entrar(almacen, 1, com("c9", "que feo 9"))
    assert nuevas(almacen, lambda: juzgar(almacen, reloj)) == [("nuevo", 7, "")]
    assert nuevas(almacen, lambda: cola.tomar(almacen, 1, ana)) == [("tomado", 1, "ana")]
    assert nuevas(almacen, lambda: cola.renovar(almacen, 1, ana)) == []
    assert nuevas(almacen, lambda: cola.soltar(almacen, 1, beto)) == []
    assert nuevas(almacen, lambda: cola.soltar(almacen, 1, ana)) == [("soltado", 1, "ana")]
    dejada = nuevas(almacen, lambda: cola.traspasar(almacen, 1, ana, beto.id, "para usted"))
    assert dejada == [("soltado", 1, "ana")]
    r = Resolucion.de("ocultar", "es feo", 1, 2)
    decidir = lambda: cola.resolver(almacen, 1, beto, r, FACEBOOK, timedelta(days=1))  # noqa: E731
    assert nuevas(almacen, decidir) == [("decidido", 1, "beto")]
    (d,) = filas(almacen, "SELECT id FROM decision")
    assert nuevas(almacen, lambda: cola.deshacer(almacen, d, beto, FACEBOOK)) == [("devuelto", 1, "beto")]
    assert [n.version for n in cola.novedades(almacen, cola.ultima_novedad(almacen) - 2)] == [2, 3]


def test_un_paso_que_falla_no_deja_novedad(almacen, ana, beto) -> None:
    cola.tomar(almacen, 1, ana)

    def fallar() -> None:
        with pytest.raises(Conflicto):
            cola.tomar(almacen, 1, beto)

    assert nuevas(almacen, fallar) == []


def test_las_novedades_se_dan_por_partes_y_las_viejas_se_quitan(almacen, ana, reloj: RelojFijo) -> None:
    inicio = cola.ultima_novedad(almacen)
    for _ in range(MAXIMO // 2 + 5):
        cola.tomar(almacen, 1, ana)
        cola.soltar(almacen, 1, ana)
    primeras = cola.novedades(almacen, inicio)
    assert len(primeras) == MAXIMO
    assert len(cola.novedades(almacen, primeras[-1].n)) == 10
    ultima = cola.ultima_novedad(almacen)
    reloj.adelantar(DURA + SEGUNDO)
    for _ in range(40):
        cola.tomar(almacen, 2, ana)
        cola.soltar(almacen, 2, ana)
    assert filas(almacen, "SELECT count(*) FROM novedad WHERE n <= :n", n=ultima) == [0]
    assert len(cola.novedades(almacen, ultima)) == 80, "lo nuevo sigue"


# --- el siguiente


def test_el_siguiente_es_el_primero_que_nadie_tiene(almacen, ana, beto) -> None:
    orden = [f.id for f in cola.listar(almacen)]
    cola.tomar(almacen, orden[0], beto)
    assert cola.tomar_siguiente(almacen, ana) == orden[1]
    assert cola.tomar_siguiente(almacen, beto) == orden[0]
    for e in orden[1:]:
        if e != orden[1]:
            cola.tomar(almacen, e, ana)
    cola.soltar(almacen, orden[0], beto)
    cola.tomar(almacen, orden[0], ana)
    assert cola.tomar_siguiente(almacen, beto) is None


def test_cuatro_a_la_vez_nunca_toman_el_mismo(almacen, ana) -> None:
    gente = [persona(almacen, f"p{n}") for n in range(4)]
    dio = a_la_vez(*(lambda p=p: cola.tomar_siguiente(almacen, p) for p in gente))
    assert None not in dio
    assert len(set(dio)) == 4
