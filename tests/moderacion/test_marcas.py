"""Las marcas de la cola: se rehacen si faltan, envejecen a tiempo y cuadran con lo que hay."""

from datetime import timedelta

import pytest

from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.cola import Filtros, Resolucion
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import CAPACIDADES, alta, com, ejecutar, entrar, filas, juzgar, persona

DIA = timedelta(days=1)


@pytest.fixture
def tres(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    alta(almacen)
    for n, texto in enumerate(("que feo", "que feo es esto", "feo año, ¡qué feo!")):
        entrar(almacen, 1, com(f"c{n}", texto, creado=reloj.ahora()))
    juzgar(almacen, reloj)
    return almacen


def _cuadra(almacen: Almacen) -> None:
    contadas = dict(filas(almacen, "SELECT clave, cuantos FROM cuenta_cola WHERE cuantos <> 0"))
    assert contadas == dict(filas(almacen, "SELECT clave, count(*) FROM marca_cola GROUP BY clave"))
    en_cola = filas(almacen, "SELECT count(*) FROM expediente WHERE estado = 'en_cola'")
    assert en_cola == filas(almacen, "SELECT count(*) FROM marca_cola WHERE clave = ''")


def test_una_base_anterior_a_las_marcas_no_pierde_su_cola(tres: Almacen) -> None:
    antes = [f.id for f in cola.listar(tres)]
    for tabla in ("marca_cola", "cuenta_cola", "texto_cola"):
        ejecutar(tres, f"DELETE FROM {tabla}")
    assert cola.listar(tres) == []
    tres.migrar()
    assert [f.id for f in cola.listar(tres)] == antes
    assert len(antes) == 3
    assert [f.id for f in cola.listar(tres, filtros=Filtros(texto="AÑO"))] == [3]
    _cuadra(tres)


TRAMOS = ("nuevo", "dia", "tres", "semana")


def test_cada_uno_cambia_de_espera_al_cruzar_su_umbral(tres: Almacen, reloj: RelojFijo) -> None:
    for pasa, tramo in zip((timedelta(), DIA, 2 * DIA, 4 * DIA), TRAMOS, strict=True):
        reloj.adelantar(pasa)
        with tres.unidad() as u:
            u.marcas.envejecer()
        assert cola.contadores(tres, {"edad": TRAMOS})["edad"] == dict.fromkeys(TRAMOS, 0) | {tramo: 3}
        assert len(cola.listar(tres, filtros=Filtros(edad=tramo, red="facebook"))) == 3
        _cuadra(tres)
    with tres.unidad() as u:
        assert u.marcas.envejecer() == 0


def test_decidir_y_deshacer_dejan_las_cuentas_como_estaban(tres: Almacen) -> None:
    quien, antes = persona(tres), filas(tres, "SELECT * FROM cuenta_cola WHERE cuantos <> 0 ORDER BY clave")
    red = next(iter(CAPACIDADES.values()))
    d = cola.resolver(tres, 2, quien, Resolucion.de("ocultar", "es feo", 1, 2), red, DIA)
    assert [f.id for f in cola.listar(tres)] == [1, 3]
    assert cola.listar(tres, filtros=Filtros(texto="esto")) == []
    _cuadra(tres)
    cola.deshacer(tres, d, quien, red)
    assert filas(tres, "SELECT * FROM cuenta_cola WHERE cuantos <> 0 ORDER BY clave") == antes
    assert [f.id for f in cola.listar(tres, filtros=Filtros(texto="esto"))] == [2]
    assert filas(tres, "SELECT estado FROM orden WHERE accion = 'ocultar'") == [("anulada",)] or filas(
        tres, "SELECT estado FROM orden WHERE accion = 'ocultar'"
    ) == ["anulada"]
    _cuadra(tres)


@pytest.mark.parametrize(
    "pedido", ['"', "OR NOT *", "a AND (", "NEAR/2", "feo'; --", "\x00", "   ", "ñ" * 300]
)
def test_lo_que_se_busca_nunca_es_sintaxis(tres: Almacen, pedido: str) -> None:
    assert isinstance(cola.listar(tres, filtros=Filtros(texto=pedido)), list)


def test_deshacer_tiene_su_plazo_y_es_de_quien_decidio(tres: Almacen, reloj: RelojFijo) -> None:
    from moderacion.errores import Conflicto, NoAutorizado

    quien, red = persona(tres), next(iter(CAPACIDADES.values()))
    d = cola.resolver(tres, 1, quien, Resolucion.de("permitir", "no es nada", 1), red, DIA)
    ajena = cola.Persona(quien.id + 1, "otra", "gestion")
    with pytest.raises(NoAutorizado):
        cola.deshacer(tres, d, ajena, red)
    reloj.adelantar(timedelta(seconds=10, milliseconds=1))
    with pytest.raises(Conflicto, match="diez segundos"):
        cola.deshacer(tres, d, quien, red)


def test_en_lote_nunca_se_bloquea_ni_se_pasa_de_cincuenta(tres: Almacen) -> None:
    from moderacion.errores import EntradaInvalida

    quien, redes = persona(tres), {1: next(iter(CAPACIDADES.values()))}
    for casos, accion in (
        ([(1, 1)], "bloquear"),
        ([(1, 1)], "eliminar"),
        ([(1, 1)] * 2, "permitir"),
        ([], "permitir"),
    ):
        with pytest.raises(EntradaInvalida):
            cola.resolver_lote(tres, casos, quien, accion, "porque sí", 2, redes)
    with pytest.raises(EntradaInvalida):
        cola.resolver_lote(tres, [(i, 1) for i in range(1, 52)], quien, "permitir", "porque sí", 2, redes)
    r = cola.resolver_lote(tres, [(1, 1), (2, 9), (3, 1)], quien, "ocultar", "son feos", 2, redes)
    assert [bool(x.decision_id) for x in r] == [True, False, True]
    assert len(set(filas(tres, "SELECT lote FROM decision"))) == 1
