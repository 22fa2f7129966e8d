"""La base que volvio atras sin que nadie la restaurara: se nota al arrancar por las anclas de fuera, y no sale nada de lo de antes."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from conectores.tipos import Red
from moderacion import conservacion, custodia, ejecucion
from moderacion.almacen import Almacen, copia_sqlite
from moderacion.almacen.estados_conservacion import CausaPurga
from moderacion.almacen.purgas import PurgaNueva, clave_nueva
from moderacion.bitacora.verificador import ANCLA
from moderacion.cli import ejecutar as correr
from moderacion.conservacion.purga import aplicar
from moderacion.errores import BaseIncompatible
from moderacion.incidentes import auditor
from moderacion.montaje import montar, revisar_base
from moderacion.montaje.custodia import entregar_anclas, reglas_de_anclas
from moderacion.montaje.retroceso import si_volvio_atras
from moderacion.reloj import RelojFijo, RelojReal
from tests.moderacion.copiar import ANCLAS, Casa, config_de
from tests.moderacion.falsos import DIA, HORA, ConectorFalso, alta, filas, persona, sucesos

CON_TEXTO = "SELECT id_externo FROM comentario WHERE texto <> '' ORDER BY id_externo"
RETENIDO = {"orden": 4, "aviso": 1, "correo": 1, "informe": 1}


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo, tmp_path: Path) -> Casa:
    url = almacen._motor.url.render_as_string(hide_password=False)
    c = Casa(almacen, reloj, tmp_path, url)
    c.vivir()
    return c


def _ancla(casa: Casa, mas: int, llave: str = ANCLAS) -> None:
    """Como si se hubiera anclado esas filas despues de donde va la base."""
    with casa.almacen.lectura() as u:
        n, huella = u.sucesos.ultimo() or (0, "")
    ancla = custodia.Firmante(llave).firmar(
        ANCLA, n + mas, "f" * 64 if mas else huella, casa.reloj.ahora(), n + mas
    )
    assert casa.config.anclas.archivo is not None
    with casa.config.anclas.archivo.open("a") as archivo:
        archivo.write(f"{ancla.linea}\n")


def _retenido(almacen: Almacen) -> dict[str, int]:
    with almacen.lectura() as u:
        return u.restauraciones.cuantos()


@pytest.mark.los_dos
def test_si_un_ancla_de_fuera_llega_mas_lejos_no_sale_nada_y_se_dice(casa: Casa) -> None:
    _ancla(casa, 0)
    _ancla(casa, 40)
    assert si_volvio_atras(casa.config, casa.almacen)
    assert _retenido(casa.almacen) == RETENIDO
    red = ConectorFalso(Red.FACEBOOK, reloj=casa.reloj)
    casa.reloj.adelantar(HORA)
    ejecucion.despachar(casa.almacen, red, 1, casa.reloj)
    assert red.efectos == []
    assert sucesos(casa.almacen).count("base:retrocedio") == 1
    assert filas(casa.almacen, "SELECT count(*) FROM sesion") == [0]
    with casa.almacen.lectura() as u:
        dicho = dict(auditor._custodia(u, u.ahora))
    assert "la base volvió a como estaba el" in dicho["retroceso"], (
        "quien supervisa lo sabe ya, y no cuatro horas despues"
    )
    # la cadena sigue desde ahi, y sus anclas lo cuentan
    assert revisar_base(casa.config, casa.reloj) == []


def test_declarado_una_vez_no_se_declara_otra_ni_despues_de_cerrarlo(casa: Casa) -> None:
    _ancla(casa, 40)
    assert si_volvio_atras(casa.config, casa.almacen)
    assert not si_volvio_atras(casa.config, casa.almacen)
    custodia.descartar(casa.almacen, ["todo"], "usuario/1")
    custodia.cerrar(casa.almacen, "usuario/1", "se miró la red")
    assert not si_volvio_atras(casa.config, casa.almacen)
    assert sucesos(casa.almacen).count("base:retrocedio") == 1


def test_declarado_sin_poder_firmarlo_tampoco_se_declara_otra_vez(casa: Casa) -> None:
    """Su ancla no llego al archivo: lo anclado antes por encima de su fila ya no se exige."""
    with casa.almacen.lectura() as u:
        n, huella = u.sucesos.ultimo() or (0, "")
    ancla = custodia.Firmante(ANCLAS).firmar(ANCLA, n + 40, huella, casa.reloj.ahora(), n + 40)
    assert custodia.falta_hasta(casa.almacen, [ancla]) == n + 40
    casa.reloj.adelantar(HORA)
    custodia.declarar(casa.almacen, [ancla], None, "usuario/1", "la réplica iba atrasada")
    assert custodia.falta_hasta(casa.almacen, [ancla]) == 0


@pytest.mark.parametrize("que", ["al dia", "de otra llave", "sin archivo"])
def test_si_no_falta_nada_no_se_retiene_nada(casa: Casa, que: str) -> None:
    if que != "sin archivo":
        _ancla(
            casa,
            40 if que == "de otra llave" else 0,
            custodia.nueva_llave() if que == "de otra llave" else ANCLAS,
        )
    assert not si_volvio_atras(casa.config, casa.almacen)
    assert set(_retenido(casa.almacen).values()) == {0}


def test_unas_anclas_que_no_se_leen_no_impiden_arrancar(casa: Casa, caplog: pytest.LogCaptureFixture) -> None:
    assert casa.config.anclas.archivo is not None
    casa.config.anclas.archivo.mkdir()
    with caplog.at_level(logging.WARNING):
        assert not si_volvio_atras(casa.config, casa.almacen)
    assert "no se sabe si la base volvió atrás" in caplog.text


def test_un_registro_de_purgas_que_no_se_lee_tampoco(casa: Casa, caplog: pytest.LogCaptureFixture) -> None:
    _ancla(casa, 40)
    casa.config.registro_de_purgas.write_text("esto no es una purga\nni esto\n")
    assert si_volvio_atras(casa.config, casa.almacen)
    assert "no se pudo purgar otra vez" in caplog.text
    assert _retenido(casa.almacen) == RETENIDO


def test_una_segunda_vez_tambien_se_nota(casa: Casa) -> None:
    _ancla(casa, 400)
    assert si_volvio_atras(casa.config, casa.almacen)
    custodia.descartar(casa.almacen, ["todo"], "usuario/1")
    custodia.cerrar(casa.almacen, "usuario/1", "se miró la red")
    casa.reloj.adelantar(HORA)
    _ancla(casa, 40)
    assert si_volvio_atras(casa.config, casa.almacen)
    assert sucesos(casa.almacen).count("base:retrocedio") == 2


def test_un_ancla_firmada_con_el_reloj_adelantado_no_se_nota_hasta_que_llega_su_hora(casa: Casa) -> None:
    """Si no, cada arranque volveria a declarar lo ya declarado."""
    casa.reloj.adelantar(DIA)
    _ancla(casa, 40)
    casa.reloj.adelantar(-DIA)
    assert not si_volvio_atras(casa.config, casa.almacen)


def test_tambien_en_marcha_antes_de_firmar_otra(casa: Casa) -> None:
    """Una replica atrasada toma el mando sin que nadie reinicie nada."""
    servicio = montar(casa.config, casa.reloj, pone_la_gente=False)
    assert not servicio.restaurada()
    _ancla(casa, 40)
    servicio.anclar()
    assert servicio.restaurada()
    servicio.cerrar()


def test_lo_que_no_se_pudo_purgar_otra_vez_no_impide_arrancar(
    casa: Casa, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def sin_sitio(*_: object) -> int:
        raise BaseIncompatible("no hay sitio")

    monkeypatch.setattr(conservacion, "reaplicar", sin_sitio)
    _ancla(casa, 40)
    assert si_volvio_atras(casa.config, casa.almacen)
    assert "no se pudo purgar otra vez: no hay sitio" in caplog.text


def test_si_falta_el_archivo_de_anclas_se_dice(casa: Casa, caplog: pytest.LogCaptureFixture) -> None:
    """El disco en que estaba no se monto."""
    reglas = reglas_de_anclas(casa.config)
    assert reglas is not None
    assert casa.config.anclas.archivo is not None
    entregar_anclas(casa.almacen, reglas, None, casa.reloj, ya=True)
    assert not si_volvio_atras(casa.config, casa.almacen)
    assert "no se sabe si la base volvió atrás" not in caplog.text
    casa.config.anclas.archivo.unlink()
    assert not si_volvio_atras(casa.config, casa.almacen)
    assert "no se sabe si la base volvió atrás" in caplog.text


def test_basta_el_final_del_archivo(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(30):
        _ancla(casa, 0)
    _ancla(casa, 40)
    vistas = []
    de_verdad = custodia.falta_hasta
    monkeypatch.setattr(
        custodia, "falta_hasta", lambda a, anclas: vistas.append(len(anclas)) or de_verdad(a, anclas)
    )
    assert si_volvio_atras(casa.config, casa.almacen)
    assert vistas == [20]


@pytest.fixture
def foto(casa: Casa, tmp_path: Path) -> Iterator[Almacen]:
    """La base como estaba, despues de que la otra siguiera un dia, se anclara y purgara a alguien."""
    suya = tmp_path / "foto.db"
    copia_sqlite.sacar(Path(str(casa.almacen._motor.url.database)), suya)
    de_la_red = PurgaNueva(clave_nueva(), CausaPurga.RED, claves=[("facebook", "100", "c2")])
    aplicar(casa.almacen, conservacion.Reglas(casa.config, lambda _: []), de_la_red)
    casa.reloj.adelantar(DIA)
    reglas = reglas_de_anclas(casa.config)
    assert reglas is not None
    entregar_anclas(casa.almacen, reglas, None, casa.reloj, ya=True)
    otra = Almacen(f"sqlite:///{suya}", casa.reloj)
    yield otra
    otra.cerrar()


@pytest.mark.solo_sqlite
def test_una_foto_de_la_maquina(casa: Casa, foto: Almacen, tmp_path: Path) -> None:
    assert "c2" in filas(foto, CON_TEXTO)
    config = config_de(f"sqlite:///{tmp_path / 'foto.db'}", tmp_path)
    servicio = montar(config, casa.reloj, pone_la_gente=False)
    assert servicio.restaurada()
    assert _retenido(foto) == RETENIDO
    assert "c2" not in filas(foto, CON_TEXTO), "lo purgado despues no vuelve"
    assert revisar_base(config, casa.reloj) == []
    servicio.cerrar()


@pytest.mark.solo_sqlite
def test_una_base_nueva_donde_habia_otra(casa: Casa, foto: Almacen, tmp_path: Path) -> None:
    """Alguien borro el archivo, o lo monto vacio: lo que una maquina empezaria a hacer otra vez, espera."""
    servicio = montar(
        config_de(f"sqlite:///{tmp_path / 'nueva.db'}", tmp_path), casa.reloj, pone_la_gente=False
    )
    assert servicio.restaurada()
    servicio.cerrar()


def test_lo_declara_una_persona(
    tmp_path: Path, base_migrada: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.db").write_bytes(base_migrada.read_bytes())
    Path("config.toml").write_text('[base]\nurl = "sqlite:///m.db"\n', "utf-8")
    almacen = Almacen("sqlite:///m.db", RelojReal())
    alta(almacen)
    persona(almacen, "jefa", "supervision")
    almacen.cerrar()
    orden = ["base", "declarar-retroceso", "--usuario", "jefa", "--motivo"]
    assert correr([*orden, "la máquina volvió a la foto del martes"]) == 0
    assert "queda retenido lo que traía" in capsys.readouterr().out
    assert correr([*orden, "otra vez"]) == 1
    assert "ya hay una restauración abierta" in capsys.readouterr().err
    assert correr(["base", "cerrar-restauracion", "--usuario", "jefa", "--motivo", "se miró la red"]) == 0
    assert correr([*orden, "  "]) == 2
    almacen = Almacen("sqlite:///m.db", RelojReal())
    (datos,) = filas(almacen, "SELECT datos FROM suceso WHERE tipo = 'base:retrocedio'")
    assert "foto del martes" in datos
    almacen.cerrar()
