"""El trabajo repartido: ventanas que se dan una vez, un solo lider, lo tardio que no entra y una cola de usar y tirar."""

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from moderacion import informes
from moderacion.almacen import Almacen
from moderacion.almacen.despertar import despertar
from moderacion.almacen.lider import Lider
from moderacion.cli import ejecutar as orden
from moderacion.errores import BaseIncompatible, MandatoPerdido
from moderacion.incidentes import auditor
from moderacion.montaje.compas import LATE_CADA, METRONOMO, Vuelta
from moderacion.montaje.reparto import ESQUEMA, dar
from moderacion.planificador.cola import Encargos, esquema
from moderacion.planificador.metronomo import Metronomo
from moderacion.planificador.trabajador import Trabajador
from moderacion.reloj import RelojFijo
from tests.apoyo import esperar
from tests.moderacion.falsos import ejecutar, filas

MINUTO = timedelta(minutes=1)


# --- el compas


@pytest.mark.parametrize("cada", [0.2, 2, 60, 86_400])
def test_la_ventana_es_la_misma_la_calcule_quien_la_calcule_y_no_se_salta_ninguna(
    reloj: RelojFijo, cada: float
) -> None:
    v = Vuelta("sondear/1", cada, lambda: None)
    vistas = []
    for _ in range(40):
        vistas.append(v.ventana(reloj.ahora()))
        assert timedelta() <= reloj.ahora() - vistas[-1] <= timedelta(seconds=cada + 0.001)
        reloj.adelantar(timedelta(seconds=cada))
    assert len(set(vistas)) == 40
    assert {(b - a).total_seconds() for a, b in itertools.pairwise(vistas)} == {cada}


def test_cada_cuenta_tiene_su_desfase(reloj: RelojFijo) -> None:
    ventanas = {Vuelta(f"sondear/{n}", 60, lambda: None).ventana(reloj.ahora()) for n in range(30)}
    assert len(ventanas) == 30


# --- las ventanas


@pytest.mark.los_dos
@pytest.mark.parametrize("hecha", [True, False])
def test_si_el_reloj_retrocede_no_se_espera_a_que_alcance_la_ventana(
    almacen: Almacen, reloj: RelojFijo, hecha: bool
) -> None:
    una = reloj.ahora()
    with almacen.unidad() as u:
        u.reparto.encargar("x", una, 1)
        if hecha:
            u.reparto.terminar("x", una, "yo")
    reloj.adelantar(-timedelta(hours=6))
    with almacen.unidad() as u:
        assert u.reparto.encargar("x", reloj.ahora(), 1)
        if not hecha:
            u.reparto.terminar("x", una, "el que aun la tenia de antes")
    reloj.adelantar(MINUTO)
    with almacen.unidad() as u:
        assert u.reparto.encargar("x", reloj.ahora(), 1)
        assert u.reparto.empezar("x", "yo") == reloj.ahora()
        assert u.reparto.terminar("x", reloj.ahora(), "yo")
        assert u.reparto.por_hacer() == []


@pytest.mark.los_dos
def test_una_ventana_se_encarga_se_empieza_y_se_hace_una_vez(almacen: Almacen, reloj: RelojFijo) -> None:
    una = reloj.ahora()
    with almacen.unidad() as u:
        r = u.reparto
        assert r.empezar("x", "yo") is None, "nadie la encargo"
        assert r.encargar("x", una, 1)
        assert not r.encargar("x", una, 2), "ni otro lider"
        assert not r.encargar("x", una - MINUTO, 2), "ni una anterior"
        assert r.empezar("x", "yo") == una
        assert r.empezar("x", "otro") == una, "el primero pudo morir"
        assert [p.nombre for p in r.por_hacer()] == ["x"]
        assert r.terminar("x", una, "otro")
        assert not r.terminar("x", una, "yo"), "volvio tarde"
        assert r.empezar("x", "yo") is None
        assert r.por_hacer() == []
        assert r.encargar("x", una + MINUTO, 2)
        (fila,) = r.todas()
    assert (fila.encargadas, fila.hechas, fila.hecha, fila.mandato) == (2, 1, una, 2)


@pytest.mark.los_dos
def test_una_vuelta_que_falla_queda_hecha_y_la_que_muere_por_hacer(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    def falla() -> None:
        raise RuntimeError("revienta")

    servicio: Any = SimpleNamespace(almacen=almacen, lista=(Vuelta("x", 60, falla),))
    with almacen.unidad() as u:
        u.reparto.encargar("x", reloj.ahora(), 1)
    with pytest.raises(RuntimeError):
        dar(servicio, "x", "yo")
    assert not dar(servicio, "x", "yo"), "su ventana ya se dio: no se repite en caliente"


# --- el lider


@pytest.fixture
def url_de_postgres(postgres: Any) -> Iterator[str]:
    url = postgres.nueva()
    yield url
    postgres.borrar(url)


@pytest.fixture
def base(url_de_postgres: str, reloj: RelojFijo) -> Iterator[Almacen]:
    almacen = Almacen(url_de_postgres, reloj)
    yield almacen
    almacen.cerrar()


@pytest.fixture
def lideres(base: Almacen) -> Iterator[Callable[..., Lider]]:
    hechos: list[Lider] = []

    def nuevo(quien: str, **opciones: bool) -> Lider:
        hechos.append(base.lider(quien, **opciones))
        return hechos[-1]

    yield nuevo
    for lider in hechos:
        lider.soltar()


def _vencer(base: Almacen) -> None:
    ejecutar(base, "UPDATE lider SET toma_hasta = clock_timestamp() - interval '1 second'")


def test_lleva_el_compas_uno_y_al_soltarlo_lo_toma_otro_con_mandato_mayor(
    lideres: Callable[..., Lider],
) -> None:
    uno, otro = lideres("uno"), lideres("otro")
    assert uno.tomar()
    assert not otro.tomar()
    with pytest.raises(MandatoPerdido), otro.unidad():
        pass
    uno.soltar()
    assert otro.tomar()
    assert (uno.mandato, otro.mandato) == (0, 2)


def test_si_su_sesion_muere_el_relevo_no_espera_al_plazo(
    base: Almacen, lideres: Callable[..., Lider]
) -> None:
    uno, otro = lideres("uno"), lideres("otro")
    assert uno.tomar()
    assert uno._con is not None
    uno._cruda.close()
    assert esperar(otro.tomar, 5)
    assert filas(base, "SELECT toma_hasta > clock_timestamp() FROM lider") == [True]


@pytest.mark.parametrize("echa", [True, False])
def test_lo_tardio_de_quien_no_renovo_no_entra(
    base: Almacen, lideres: Callable[..., Lider], reloj: RelojFijo, *, echa: bool
) -> None:
    """Aunque su sesion siga viva y con el bloqueo (fiabilidad.md, trampa 20): sin `echa`, solo lo para su mandato."""
    congelado, nuevo = lideres("congelado"), lideres("nuevo", echa_al_anterior=echa)
    assert congelado.tomar()
    _vencer(base)
    assert nuevo.tomar()
    assert (congelado.mandato, nuevo.mandato) == (1, 2)
    with pytest.raises((MandatoPerdido, DBAPIError)), congelado.unidad() as m:
        m.reparto.encargar("x", reloj.ahora(), m.mandato)
    assert filas(base, "SELECT count(*) FROM vuelta_repartida") == [0]
    with nuevo.unidad() as m:
        assert m.reparto.encargar("x", reloj.ahora(), m.mandato)


def test_congelado_a_mitad_de_una_unidad_tampoco_retiene_el_relevo(
    base: Almacen, lideres: Callable[..., Lider], reloj: RelojFijo
) -> None:
    congelado, nuevo = lideres("congelado"), lideres("nuevo")
    assert congelado.tomar()
    _vencer(base)

    def se_congela() -> None:
        with congelado.unidad() as m:  # tiene la fila, sin confirmar
            m.reparto.encargar("x", reloj.ahora(), m.mandato)
            assert esperar(nuevo.tomar, 8)

    with pytest.raises(DBAPIError):
        se_congela()
    assert filas(base, "SELECT count(*) FROM vuelta_repartida") == [0]
    with nuevo.unidad() as m:
        assert m.mandato == 2


# --- la cola


class _Servicio:
    """Lo que el reparto pide de un servicio: dos vueltas que apuntan cuando se dan."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo) -> None:
        self.almacen, self.reloj = almacen, reloj
        self.dadas: list[str] = []
        self.lista = (
            Vuelta("sondear/1", 60, lambda: self.dadas.append("sondear/1")),
            Vuelta("evaluar", 600, self.evaluar, en_paralelo=True),
        )

    def evaluar(self) -> SimpleNamespace:
        self.dadas.append("evaluar")
        return SimpleNamespace(juzgados=0)


@pytest.fixture
def servicio(base: Almacen, reloj: RelojFijo) -> Any:
    base.preparar_cola(esquema())
    return _Servicio(base, reloj)


def _en_cola(base: Almacen) -> list[str]:
    return filas(
        base, f"SELECT queueing_lock FROM {ESQUEMA}.procrastinate_jobs WHERE status = 'todo' ORDER BY 1"
    )


def _metronomo(servicio: Any, quien: str = "m") -> Metronomo:
    m = Metronomo(servicio, quien)
    assert m._lider.tomar()
    return m


def test_cada_ventana_se_encarga_una_vez_y_otro_lider_no_la_repite(
    base: Almacen, servicio: Any, reloj: RelojFijo
) -> None:
    uno = _metronomo(servicio, "uno")
    for _ in range(3):
        uno.compas()
    assert _en_cola(base) == ["evaluar/0", "sondear/1"]
    uno._lider.soltar()
    otro = _metronomo(servicio, "otro")
    otro.compas()
    assert sum(filas(base, "SELECT encargadas FROM vuelta_repartida")) == 2
    reloj.adelantar(MINUTO)
    otro.compas()
    assert filas(base, "SELECT encargadas FROM vuelta_repartida WHERE nombre = 'sondear/1'") == [2]
    assert _en_cola(base) == ["evaluar/0", "sondear/1"], "sin nadie que las de, no se amontonan"
    assert filas(base, f"SELECT error FROM latido WHERE nombre = '{METRONOMO}'") == [
        "ningún trabajador está en marcha"
    ]
    otro._lider.soltar()


@pytest.mark.parametrize(
    "perdida",
    [f"TRUNCATE {ESQUEMA}.procrastinate_jobs CASCADE", f"DROP SCHEMA {ESQUEMA} CASCADE"],
)
def test_perder_la_cola_entera_no_pierde_nada(base: Almacen, servicio: Any, perdida: str) -> None:
    """La verdad son nuestras tablas: lo encargado y sin hacer se encarga otra vez."""
    m = _metronomo(servicio)
    m.compas()
    antes = _en_cola(base)
    assert antes
    ejecutar(base, perdida)
    m._lider.soltar()
    base.preparar_cola(esquema(), si_falta=True)
    otro = _metronomo(servicio)
    otro.compas()
    assert _en_cola(base) == antes
    otro._lider.soltar()


def test_lo_de_un_trabajador_muerto_vuelve_a_la_cola(base: Almacen, servicio: Any) -> None:
    """procrastinate lo dejaria en marcha para siempre."""
    m = _metronomo(servicio)
    m.compas()
    ejecutar(
        base,
        # de una vez: sus disparadores se buscan en su esquema
        f"SET LOCAL search_path = {ESQUEMA}; WITH t AS (INSERT INTO {ESQUEMA}.procrastinate_workers (last_heartbeat) VALUES "
        "(now() - interval '1 minute') RETURNING id) "
        f"UPDATE {ESQUEMA}.procrastinate_jobs SET status = 'doing', worker_id = t.id FROM t",
    )
    assert _en_cola(base) == []
    m._revisado = 0
    m.compas()
    assert _en_cola(base) == ["evaluar/0", "sondear/1"]
    m._lider.soltar()


def test_la_cola_de_otra_version_solo_la_cambia_quien_migra(base: Almacen, servicio: Any) -> None:
    ejecutar(base, f"COMMENT ON SCHEMA {ESQUEMA} IS 'otra'")
    with pytest.raises(BaseIncompatible, match="base migrar"):
        base.preparar_cola(esquema(), si_falta=True)
    base.preparar_cola(esquema())
    base.preparar_cola(esquema(), si_falta=True)


def test_un_encargo_que_choca_no_estropea_la_unidad(base: Almacen, servicio: Any, reloj: RelojFijo) -> None:
    m = _metronomo(servicio)
    cola = Encargos()
    with m._lider.unidad() as u:
        assert cola.encargar(u.conexion, "x", "salas")
        assert not cola.encargar(u.conexion, "x", "salas")
        assert u.reparto.encargar("x", reloj.ahora(), u.mandato)
    assert _en_cola(base) == ["x"]
    m._lider.soltar()


def test_un_trabajador_da_lo_encargado_y_lo_pedido_sale_al_momento(
    base: Almacen, servicio: Any, reloj: RelojFijo
) -> None:
    metronomo = Metronomo(servicio, "m")
    trabajador = Trabajador(servicio, "t", 2)
    hilos = [threading.Thread(target=x.correr) for x in (metronomo, trabajador)]
    for h in hilos:
        h.start()
    try:
        esperar(lambda: set(servicio.dadas) == {"sondear/1", "evaluar"})
        esperar(lambda: not filas(base, f"SELECT 1 FROM {ESQUEMA}.procrastinate_jobs"))
        assert servicio.dadas in (["sondear/1", "evaluar"], ["evaluar", "sondear/1"])
        # una unidad deja algo que juzgar: no espera a su ventana, que aun tarda
        with base.unidad() as u:
            despertar(u.resumen._con, "evaluar")
        esperar(lambda: servicio.dadas.count("evaluar") == 2, 5)
        assert servicio.dadas.count("sondear/1") == 1
    finally:
        metronomo.parar()
        trabajador.parar()
        for h in hilos:
            h.join(20)
    assert not any(h.is_alive() for h in hilos)
    assert filas(base, "SELECT sum(hechas) FROM vuelta_repartida") == [2]
    assert filas(base, f"SELECT count(*) FROM {ESQUEMA}.procrastinate_workers") == [0]


def test_sin_lider_lo_dicen_la_salud_y_el_auditor(base: Almacen, servicio: Any, reloj: RelojFijo) -> None:
    ritmos = {METRONOMO: LATE_CADA}
    assert informes.salud(base, reloj, ritmos).paradas == {METRONOMO: "aún no ha dado una vuelta"}
    m = _metronomo(servicio)
    m.compas()
    assert informes.salud(base, reloj, ritmos).paradas == {METRONOMO: "ningún trabajador está en marcha"}
    ejecutar(base, f"INSERT INTO {ESQUEMA}.procrastinate_workers DEFAULT VALUES")
    m._revisado = 0
    m.compas()
    assert informes.salud(base, reloj, ritmos).viva
    reloj.adelantar(10 * MINUTO)
    assert "sin terminar una vuelta" in informes.salud(base, reloj, ritmos).paradas[METRONOMO]
    assert f"vuelta/{METRONOMO}" in auditor.auditar(base, reloj, ritmos, {}).halladas
    m._lider.soltar()


# --- las ordenes


@pytest.mark.parametrize("cual", ["web", "trabajador", "planificador"])
def test_con_sqlite_se_dice_que_es_servir(
    tmp_path: Path, cual: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[base]\nurl = "sqlite:///{tmp_path}/m.db"\n', "utf-8")
    assert orden([cual, "--config", str(config)]) == 2
    errores = capsys.readouterr().err
    assert "moderacion servir" in errores
    assert len(errores.splitlines()) == 1
    assert not (tmp_path / "m.db").exists()


def test_en_sqlite_no_hay_a_quien_despertar(tmp_path: Path, reloj: RelojFijo) -> None:
    almacen = Almacen(f"sqlite:///{tmp_path / 'x.db'}", reloj)
    with almacen._motor.begin() as con:
        despertar(con, "evaluar")
        assert con.execute(text("SELECT 1")).scalar() == 1
    almacen.cerrar()
