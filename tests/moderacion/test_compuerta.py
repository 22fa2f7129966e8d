"""La compuerta: una politica que cambio no actua hasta que se repasa, y entonces actua sin reiniciar."""

from pathlib import Path

import pytest

from conectores.tipos import Accion
from moderacion import accesos
from moderacion.almacen import Almacen
from moderacion.almacen.reglamentos import RepasoNuevo
from moderacion.cli import ejecutar as correr
from moderacion.config import Config
from moderacion.evaluacion import compuerta
from moderacion.evaluacion.paquete import Paquete, de_este_programa
from moderacion.montaje import Servicio, reglamento
from moderacion.montaje.reglamento import Repasado
from moderacion.reloj import RelojFijo
from politicas.tipos import Modo
from tests.moderacion.falsos import (
    HORA,
    INICIO,
    INSULTO,
    alta,
    autor,
    com,
    entrar,
    filas,
    juzgar,
    reglas,
    sucesos,
)
from tests.moderacion.reglamentos import LEXICO, alterado, guardar

MODOS = dict.fromkeys(range(1, 14), Modo.SUGERIR) | {2: Modo.ACTUAR, 12: Modo.ACTUAR, 7: Modo.SOMBRA}
NUEVA = alterado(LEXICO, "\n# un insulto mas\n")


def retenidas(almacen: Almacen, paquete: Paquete) -> list[int]:
    with almacen.lectura() as u:
        return [e.numero for e in compuerta.estados(u, MODOS, paquete.politicas) if e.retenida]


def anotar(almacen: Almacen, paquete: Paquete, numeros: tuple[int, ...], cuantos: int = 1) -> None:
    politicas = {n: {"version": paquete.politicas[n]} for n in numeros}
    with almacen.unidad() as u:
        u.reglamentos.anotar(
            RepasoNuevo("cli", INICIO, None, paquete.version, cuantos, 0, politicas, {"decididos": 0})
        )


def algo_juzgado(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", "feo"))
    juzgar(almacen, reloj)
    reloj.adelantar(HORA)


def test_una_instalacion_nueva_actua_desde_el_primer_dia(almacen: Almacen, reloj: RelojFijo) -> None:
    assert retenidas(almacen, de_este_programa()) == []
    guardar(almacen)
    algo_juzgado(almacen, reloj)
    assert retenidas(almacen, de_este_programa()) == []


def test_una_base_que_ya_juzgaba_retiene_lo_que_no_conoce(almacen: Almacen, reloj: RelojFijo) -> None:
    """Lo que pasa al actualizar desde la revision 0001: hay veredictos y ninguna version guardada."""
    algo_juzgado(almacen, reloj)
    assert retenidas(almacen, de_este_programa()) == [2, 12]
    guardar(almacen)
    assert retenidas(almacen, de_este_programa()) == [2, 12]


def test_cambiar_un_lexico_retiene_y_el_repaso_libera(almacen: Almacen, reloj: RelojFijo) -> None:
    guardar(almacen)
    algo_juzgado(almacen, reloj)
    guardar(almacen, NUEVA)
    assert retenidas(almacen, NUEVA) == [2, 12]
    anotar(almacen, de_este_programa(), (2, 12))
    assert retenidas(almacen, NUEVA) == [2, 12], "un repaso con otras reglas no vale"
    anotar(almacen, NUEVA, (12,))
    assert retenidas(almacen, NUEVA) == [2], "solo libera la politica repasada"
    anotar(almacen, NUEVA, (2,), cuantos=0)
    assert retenidas(almacen, NUEVA) == [2], "repasar un periodo vacio habiendo juzgado no vale"
    anotar(almacen, NUEVA, (2,))
    assert retenidas(almacen, NUEVA) == []
    assert retenidas(almacen, de_este_programa()) == [], "volver a lo que ya regia no pide repaso"


def test_cambiar_una_politica_no_retiene_a_las_demas(almacen: Almacen, reloj: RelojFijo) -> None:
    guardar(almacen)
    algo_juzgado(almacen, reloj)
    assert retenidas(almacen, alterado("politicas/p12.py", "\n# otra\n")) == [12]


def test_con_la_base_vacia_un_repaso_de_cero_vale(almacen: Almacen, reloj: RelojFijo) -> None:
    anotar(almacen, NUEVA, (2,), cuantos=0)
    algo_juzgado(almacen, reloj)
    assert retenidas(almacen, NUEVA) == [12]


def test_la_compuerta_solo_baja_de_actuar_a_sugerir(almacen: Almacen, reloj: RelojFijo) -> None:
    algo_juzgado(almacen, reloj)
    with almacen.lectura() as u:
        estados = compuerta.estados(u, MODOS, NUEVA.politicas)
    assert [e.numero for e in estados] == list(range(1, 14))
    modos = compuerta.modos_efectivos(estados)
    assert (modos[2], modos[7], modos[3]) == (Modo.SUGERIR, Modo.SOMBRA, Modo.SUGERIR)
    assert Modo.ACTUAR not in modos.values()


def test_el_ultimo_repaso_se_dice_aunque_fuera_con_otras_reglas(almacen: Almacen, reloj: RelojFijo) -> None:
    algo_juzgado(almacen, reloj)
    anotar(almacen, de_este_programa(), (2,), cuantos=7)
    with almacen.lectura() as u:
        dos, tres = compuerta.estados(u, MODOS, NUEVA.politicas)[1:3]
    assert dos.repaso
    assert (dos.repaso.cuantos, dos.libre, tres.repaso) == (7, False, None)


# --- en el servicio


@pytest.fixture
def config(url_base: str) -> Config:
    return Config.model_validate({"base": {"url": url_base}, "politicas": {"p02": "actuar"}})


def insultar(servicio: Servicio, id_externo: str) -> int:
    """Ordenes pedidas tras un insulto mas."""
    entrar(servicio.almacen, 1, com(id_externo, INSULTO, autor=autor(id_externo)))
    servicio.evaluar()
    return filas(servicio.almacen, "SELECT count(*) FROM orden")[0]


def test_el_servicio_retiene_y_libera_sin_reiniciar(
    almacen: Almacen, reloj: RelojFijo, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    alta(almacen)
    viejo = Servicio(config, almacen, {}, reglas(), reloj)
    assert insultar(viejo, "c1") == 1
    reloj.adelantar(HORA)
    # el mismo servicio, con un lexico cambiado
    monkeypatch.setattr(reglamento, "de_este_programa", lambda: NUEVA)
    servicio = Servicio(config, almacen, {}, reglas(version=NUEVA.version), reloj)
    assert [p.efectivo for p in servicio.politicas()][1] is Modo.SUGERIR
    assert insultar(servicio, "c2") == 1, "retenida: va a la cola sin orden"
    assert filas(almacen, "SELECT modo FROM hallazgo ORDER BY id") == ["actuar", "sugerir"]
    r = reglamento.repasar(config, Repasado(INICIO - HORA), reloj)
    assert (r.reglamento, r.cuantos) == (NUEVA.version, 2)
    assert insultar(servicio, "c3") == 2, "repasada: actua otra vez"
    assert sucesos(almacen).count("reglamento:guardado") == 2
    assert filas(almacen, "SELECT accion FROM orden") == [Accion.OCULTAR.value] * 2


@pytest.fixture
def ruta(ruta_config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una configuracion con la llave que PostgreSQL pide y una politica que actua."""
    monkeypatch.setenv("LLAVE_DE_PRUEBA", accesos.nueva_llave())
    llave = '[web]\nclave_maestra = "env/LLAVE_DE_PRUEBA"'
    ruta_config.write_text(f'{ruta_config.read_text()}{llave}\n[politicas]\np02 = "actuar"\n')
    return ruta_config


def test_config_revisar_dice_que_espera_un_repaso_y_que_correr(
    almacen: Almacen, reloj: RelojFijo, ruta: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def revisar() -> str:
        assert correr(["config", "revisar", "--config", str(ruta)]) == 0
        return capsys.readouterr().out

    assert "repas" not in revisar()
    algo_juzgado(almacen, reloj)
    dicho = revisar()
    assert "p02 está en «actuar» y se queda en «sugerir»" in dicho
    assert "moderacion repasar --desde" in dicho
    assert filas(almacen, "SELECT count(*) FROM reglamento") == [0], "revisar no escribe"
    orden = ["repasar", "--desde", f"{INICIO:%Y-%m-%d}", "--config", str(ruta)]
    assert correr(orden) in (0, 1)
    capsys.readouterr()
    assert "repas" not in revisar()


@pytest.mark.los_dos
def test_config_revisar_avisa_de_un_servidor_que_olvida_lo_confirmado(
    almacen: Almacen, url_base: str, ruta: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """El de las pruebas lo es, para ir deprisa; SQLite lo fija nuestra conexion."""
    assert correr(["config", "revisar", "--config", str(ruta)]) == 0
    dichas = [x for x in capsys.readouterr().out.splitlines() if "corte de luz" in x]
    apagados = ["fsync", "full_page_writes"] if "postgres" in url_base else []
    assert [x.partition("«")[2].partition("»")[0] for x in dichas] == apagados
    with almacen.lectura() as u:
        assert u.revision.sin_disco() == apagados


def test_config_revisar_no_crea_la_base_ni_se_ahoga_con_una_vieja(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, ruta = tmp_path / "nueva.db", tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{base}"\n[politicas]\np12 = "actuar"\n')
    assert correr(["config", "revisar", "--config", str(ruta)]) == 0
    assert not base.exists()
    base.touch()
    assert correr(["config", "revisar", "--config", str(ruta)]) == 0
    assert (
        "no se sabe qué políticas esperan un repaso: la base está en la revisión" in capsys.readouterr().out
    )
