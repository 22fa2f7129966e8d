"""Restringir una critica por serlo lo firman dos; por lo que ademas lleve, y permitirla, una sola."""

from datetime import timedelta

import pytest

from conectores.tipos import Accion, Red
from moderacion import accesos, cola
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR, Persona, Resolucion
from moderacion.errores import EntradaInvalida, NoAutorizado
from moderacion.reloj import RelojFijo
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import CAPACIDADES, alta, autor, com, entrar, filas, juzgar, persona, sucesos

pytestmark = pytest.mark.los_dos
FACEBOOK = CAPACIDADES[Red.FACEBOOK]
IMAGEN = 1
DANOS = ("amenaza", "odio", "datos_personales", "suplantacion")


def juez(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """Todo va a una persona y critica, menos lo «bonito»; lo peor se propone restringir, y un daño nombrado se sospecha."""
    propone = Propuesta.RESTRINGIR if "lo peor" in pieza.texto else Propuesta.REVISAR
    etiqueta = next((d for d in DANOS if d in pieza.texto), "")
    h = Hallazgo(IMAGEN, Gravedad.MEDIA, "lo mira alguien", propone, etiqueta=etiqueta)
    return Veredicto(propone, (h,), critica="bonito" not in pieza.texto)


@pytest.fixture
def ana(almacen: Almacen, reloj: RelojFijo) -> Persona:
    """Una critica (1), una que amenaza (2), lo que no critica (3) y una que se propone restringir (4), en la cola."""
    alta(almacen)
    textos = ("mi queja: son un desastre", "mi queja y una amenaza", "que bonito", "mi queja y lo peor")
    entrar(almacen, 1, *(com(f"c{n}", t, autor=autor(n)) for n, t in enumerate(textos)))
    juzgar(almacen, reloj, juez=juez)
    return persona(almacen, "ana")


@pytest.fixture
def beto(almacen: Almacen, ana: Persona) -> Persona:
    return persona(almacen, "beto")


def decidir(
    almacen: Almacen, e: int, quien: Persona, accion: str = "ocultar", articulo: int | None = IMAGEN
) -> int:
    version = cola.ficha(almacen, e).expediente["version"]
    r = Resolucion.de(accion, "daña la imagen", version, articulo)
    return cola.resolver(almacen, e, quien, r, FACEBOOK, timedelta(days=7))


def no_se_puede(
    almacen: Almacen, quien: Persona, accion: str = "ocultar", articulo: int | None = IMAGEN
) -> None:
    antes = len(sucesos(almacen))
    with pytest.raises(EntradaInvalida, match="segunda opinión"):
        decidir(almacen, 1, quien, accion, articulo)
    assert filas(almacen, "SELECT count(*) FROM decision") == [0]
    assert filas(almacen, "SELECT count(*) FROM orden") == [0]
    assert len(sucesos(almacen)) == antes
    assert cola.ficha(almacen, 1).expediente["estado"] == "en_cola"


@pytest.mark.parametrize("articulo", [a for a in range(1, 14) if a not in (2, 4, 12)])
def test_ni_por_la_imagen_ni_por_las_mayusculas(almacen: Almacen, ana: Persona, articulo: int) -> None:
    no_se_puede(almacen, ana, articulo=articulo)


@pytest.mark.parametrize("accion", [a.value for a in (Accion.OCULTAR, Accion.ELIMINAR, Accion.BLOQUEAR)])
def test_una_sola_persona_no_calla_una_critica(almacen: Almacen, ana: Persona, accion: str) -> None:
    no_se_puede(almacen, ana, accion)
    no_se_puede(almacen, ana, accion, None)  # sin decirlo se cita el del hallazgo, que es el 1


def test_con_otra_de_acuerdo_si(almacen: Almacen, ana: Persona, beto: Persona) -> None:
    cola.opinar(almacen, 1, beto, "acusa a alguien sin pruebas", restringe=True)
    assert cola.de_acuerdo(almacen, cola.ficha(almacen, 1), ana) == ["beto"]
    decidir(almacen, 1, ana)
    assert filas(almacen, "SELECT accion FROM orden") == ["ocultar"]
    datos = filas(almacen, "SELECT datos FROM suceso WHERE tipo = 'expediente:anotado'")
    assert "restringe" in str(datos)
    assert "pruebas" not in str(datos)


def test_no_vale_opinar_uno_mismo_ni_pedirla_ni_opinar_sin_decirlo(
    almacen: Almacen, ana: Persona, beto: Persona
) -> None:
    cola.opinar(almacen, 1, ana, "yo lo quitaría", restringe=True)
    cola.pedir_opinion(almacen, 1, beto, ana.id, "¿lo quitamos?")
    cola.opinar(almacen, 1, beto, "hay que verlo con calma")
    no_se_puede(almacen, ana)


def test_de_cada_quien_vale_lo_ultimo_que_dijo(almacen: Almacen, ana: Persona, beto: Persona) -> None:
    cola.opinar(almacen, 1, beto, "lo quitaría", restringe=True)
    cola.opinar(almacen, 1, beto, "lo pensé mejor", restringe=False)
    no_se_puede(almacen, ana)
    carla = persona(almacen, "carla", "supervision")
    cola.opinar(almacen, 1, carla, "yo sí lo quitaría", restringe=True)
    decidir(almacen, 1, ana)


def test_de_otro_texto_no_dice_nada(almacen: Almacen, ana: Persona, beto: Persona, reloj: RelojFijo) -> None:
    cola.opinar(almacen, 1, beto, "lo quitaría", restringe=True)
    entrar(almacen, 1, com("c0", "mi queja, editada: no hay medicinas", autor=autor(0)))
    juzgar(almacen, reloj, juez=juez)
    no_se_puede(almacen, ana)


def test_quien_ya_no_esta_no_cuenta_y_quien_no_decide_no_opina(
    almacen: Almacen, ana: Persona, beto: Persona
) -> None:
    cola.opinar(almacen, 1, beto, "lo quitaría", restringe=True)
    accesos.desactivar(almacen, "beto")
    no_se_puede(almacen, ana)
    with pytest.raises(NoAutorizado):
        cola.opinar(almacen, 1, persona(almacen, "mira", "auditoria"), "lo quitaría", restringe=True)


@pytest.mark.parametrize("articulo", [2, 4, 12])
def test_no_hace_falta_si_se_propone_restringir_si_no_critica_ni_por_lo_que_lleva(
    almacen: Almacen, ana: Persona, articulo: int
) -> None:
    decidir(almacen, 2, ana)
    decidir(almacen, 3, ana)
    decidir(almacen, 4, ana)
    assert cola.de_acuerdo(almacen, cola.ficha(almacen, 2), ana) is None
    decidir(almacen, 1, ana, articulo=articulo)


@pytest.mark.parametrize("dano", DANOS)
def test_lo_que_hace_dano_a_alguien_no_espera_a_otra(
    almacen: Almacen, ana: Persona, reloj: RelojFijo, dano: str
) -> None:
    entrar(almacen, 1, com("c9", f"mi queja y {dano}", autor=autor(9)))
    juzgar(almacen, reloj, juez=juez)
    assert cola.de_acuerdo(almacen, cola.ficha(almacen, 5), ana) is None
    decidir(almacen, 5, ana)


def test_permitirla_lo_hace_cualquiera(almacen: Almacen, ana: Persona) -> None:
    decidir(almacen, 1, ana, PERMITIR)


def test_en_lote_se_queda_esa_y_las_demas_siguen(almacen: Almacen, ana: Persona) -> None:
    casos = [(e, cola.ficha(almacen, e).expediente["version"]) for e in (1, 2, 3)]
    dio = cola.resolver_lote(almacen, casos, ana, "ocultar", "daña la imagen", IMAGEN, {1: FACEBOOK})
    assert [bool(r.decision_id) for r in dio] == [False, True, True]
    assert "segunda opinión" in dio[0].razon
