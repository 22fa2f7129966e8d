"""Las copias que se hacen solas: a su tiempo, comprobadas, con constancia, y sin perder las viejas si la nueva falla."""

import json
import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from moderacion import informes
from moderacion.almacen import Almacen
from moderacion.almacen.respaldos import Respaldos
from moderacion.config import Config
from moderacion.custodia import respaldo
from moderacion.errores import BaseCortada, BaseIncompatible, BaseOcupada
from moderacion.incidentes import auditor
from moderacion.montaje import Servicio, respaldar, restaurar
from moderacion.montaje.copias import _llaves, base_de
from moderacion.montaje.reparto import dar
from moderacion.reloj import RelojFijo
from tests.moderacion.copiar import LLAVE, config_de, destino_de
from tests.moderacion.falsos import DIA, HORA, alta, com, entrar, filas, reglas, sucesos

SEIS = timedelta(hours=6)
HECHA, APARTE = "base:respaldada", "base:respaldada_aparte"


class Casa:
    """Un servicio que hace una copia cada seis horas."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, carpeta: Path, **respaldo: Any) -> None:
        self.almacen, self.reloj = almacen, reloj
        url = almacen._motor.url.render_as_string(hide_password=False)
        base = config_de(url, carpeta)
        cambios = {"cada_horas": 6, **respaldo}
        self.config = base.model_copy(update={"respaldo": base.respaldo.model_copy(update=cambios)})
        self.servicio = Servicio(self.config, almacen, {}, reglas(), reloj, pone_la_gente=False)
        self.carpeta = carpeta / "copias"

    @property
    def copias(self) -> list[Path]:
        return [ruta for _, ruta in respaldo.copias(self.carpeta)]

    def pasan(self, cuanto: timedelta) -> bool:
        """Si despues de ese tiempo tocaba, y se hizo."""
        self.reloj.adelantar(cuanto)
        return self.servicio.respaldar()

    def edad(self) -> dict[str, tuple[Any, ...]]:
        """Las dos cifras de las copias."""
        return {m.nombre: m.muestras for m in self.servicio.metricas() if "_copia_" in m.nombre}


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo, tmp_path: Path) -> Casa:
    alta(almacen)
    entrar(almacen, 1, com("c1"), com("c2"))
    return Casa(almacen, reloj, tmp_path)


def _hechas(almacen: Almacen) -> list[dict[str, Any]]:
    return [
        json.loads(d) for d in filas(almacen, f"SELECT datos FROM suceso WHERE tipo = '{HECHA}' ORDER BY n")
    ]


@pytest.mark.los_dos
def test_se_hace_a_su_tiempo_y_consta(casa: Casa) -> None:
    assert casa.servicio.respaldar(), "la primera, al arrancar"
    assert not casa.servicio.respaldar()
    assert not casa.pasan(SEIS - timedelta(seconds=1))
    assert casa.pasan(timedelta(seconds=1))
    nueva, vieja = casa.copias
    assert sucesos(casa.almacen).count(HECHA) == 2
    for ruta, dicho in zip((vieja, nueva), _hechas(casa.almacen), strict=True):
        assert (dicho["archivo"], dicho["sha256"]) == (ruta.name, respaldo.huella_de(ruta))
        m = respaldo.leer_manifiesto(ruta)
        assert m["filas"]["comentario"] == 2
        respaldo.comprobar(ruta, _llaves(casa.config), base_de(casa.config), m)
    assert filas(casa.almacen, f"SELECT DISTINCT actor FROM suceso WHERE tipo = '{HECHA}'") == ["maquina"]


@pytest.mark.los_dos
def test_la_que_se_hizo_sola_se_restaura(
    casa: Casa, tmp_path: Path, motor: str, request: pytest.FixtureRequest
) -> None:
    casa.servicio.respaldar()
    destino = config_de(destino_de(motor, tmp_path, request), tmp_path)
    assert restaurar(destino, casa.copias[0], casa.reloj).hallado.manifiesto["filas"]["comentario"] == 2


def test_sin_pedirlas_no_cambia_nada_y_se_dice(almacen: Almacen, reloj: RelojFijo, tmp_path: Path) -> None:
    casa = Casa(almacen, reloj, tmp_path, cada_horas=None)
    assert "respaldar" not in {v.nombre for v in casa.servicio.lista}
    assert not casa.pasan(30 * DIA)
    assert not casa.carpeta.exists()
    assert not {HECHA, APARTE} & set(sucesos(almacen))
    assert casa.servicio.salud().copias == informes.Copias(None, None)
    assert casa.edad() == {"moderacion_copia_edad_segundos": (), "moderacion_copia_plazo_segundos": ()}
    assert "copias" not in casa.servicio.auditar().halladas


@pytest.mark.los_dos
def test_una_que_falla_no_quita_las_viejas_se_nota_y_se_repite(
    almacen: Almacen, reloj: RelojFijo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alta(almacen)
    casa = Casa(almacen, reloj, tmp_path, guardar_dias=50, guardar_minimo=1)
    assert casa.servicio.respaldar()
    assert casa.pasan(40 * DIA)
    antes = casa.copias
    assert len(antes) == 2

    def no_cuadra(*_: object) -> None:
        raise BaseIncompatible("la copia no es lo que dice ser: clave=x")

    # pasados sus dias, las viejas sobrarian si la nueva fuera buena
    with monkeypatch.context() as parche:
        parche.setattr(respaldo, "comprobar", no_cuadra)
        for _ in range(2):
            with pytest.raises(BaseIncompatible):
                casa.pasan(40 * DIA)
    assert casa.copias == antes
    assert [p.name for p in casa.carpeta.iterdir() if "a-medias" in p.name or "abierta" in p.name] == []
    assert sucesos(almacen).count(HECHA) == 2
    s = casa.servicio.salud()
    assert not s.viva
    assert "no es lo que dice ser" in s.paradas["respaldar"]
    assert casa.servicio.respaldar(), "sigue tocando"
    assert "respaldar" not in casa.servicio.salud().paradas
    assert _hechas(almacen)[-1]["quitadas"] == 2
    assert len(casa.copias) == 1


@pytest.mark.solo_sqlite
def test_solo_se_quitan_las_suyas_que_sobran(almacen: Almacen, reloj: RelojFijo, tmp_path: Path) -> None:
    casa = Casa(almacen, reloj, tmp_path, guardar_dias=1, guardar_minimo=2)
    casa.carpeta.mkdir()
    ajenas = [
        "leame.txt",
        "moderacion-vieja.copia",
        "moderacion-20200101T000000Z.copia.bak",
        "otra-20200101T000000Z.copia",
    ]
    for nombre in ajenas:
        (casa.carpeta / nombre).write_text("ajena", "utf-8")
    for _ in range(5):
        assert casa.pasan(DIA)
    assert len(casa.copias) == 2
    assert [h["quitadas"] for h in _hechas(almacen)] == [0, 0, 1, 1, 1]
    suyas = {r.name for r in casa.copias} | {r.name + ".json" for r in casa.copias}
    assert {p.name for p in casa.carpeta.iterdir()} == suyas | set(ajenas)


@pytest.mark.los_dos
def test_entre_varios_procesos_una_por_ventana(casa: Casa, abrir: Callable[[], Almacen]) -> None:
    otro = Servicio(casa.config, abrir(), {}, reglas(), casa.reloj, pone_la_gente=False)
    (vuelta,) = (v for v in casa.servicio.lista if v.nombre == "respaldar")
    for _ in range(3):
        for quien, servicio in (("uno", casa.servicio), ("otro", otro), ("uno", casa.servicio)):
            with casa.almacen.unidad() as u:
                u.reparto.encargar("respaldar", vuelta.ventana(casa.reloj.ahora()), 1)
            dar(servicio, "respaldar", quien)
        casa.reloj.adelantar(timedelta(seconds=vuelta.cada))
    assert len(casa.copias) == len(_hechas(casa.almacen)) == 1
    # la ventana la da uno; y aunque la dieran los dos, quien llega despues ve que ya no toca
    assert not otro.respaldar()


def test_las_cifras_y_la_salud_dicen_la_edad_de_la_ultima_buena(casa: Casa) -> None:
    edad, plazo = "moderacion_copia_edad_segundos", "moderacion_copia_plazo_segundos"
    doce_horas = (((), 12 * 3600.0),)
    assert casa.edad() == {edad: (((), math.inf),), plazo: doce_horas}
    assert casa.servicio.salud().copias == informes.Copias(SEIS, None)
    hora = casa.reloj.ahora()
    casa.servicio.respaldar()
    casa.reloj.adelantar(HORA)
    assert casa.edad() == {edad: (((), 3600.0),), plazo: doce_horas}
    assert casa.servicio.salud().copias == informes.Copias(SEIS, hora)


def test_el_auditor_lo_dice_si_pasa_el_doble_de_su_tiempo(casa: Casa) -> None:
    def dicho(cada: timedelta | None = SEIS) -> str:
        return auditor.auditar(casa.almacen, casa.reloj, {}, {}, cada).halladas.get("copias", "")

    assert dicho() == "", "recien puesta, la primera puede estar haciendose"
    with casa.almacen.unidad() as u:
        u.resumen.latir("respaldar", casa.reloj.ahora(), "OSError: disco lleno")
    assert dicho() == "no hay ninguna copia de la base y no se puede hacer: OSError: disco lleno"
    casa.servicio.respaldar()
    assert dicho() == ""
    casa.reloj.adelantar(2 * SEIS)
    assert dicho() == ""
    casa.reloj.adelantar(timedelta(seconds=1))
    assert dicho() == "la última copia buena de la base es del 20/11 a las 09:00"
    assert dicho(None) == ""
    assert "copias" in casa.servicio.auditar().halladas
    with casa.almacen.unidad() as u:
        u.resumen.latir("respaldar", casa.reloj.ahora(), "OSError: disco lleno")
    assert dicho().endswith("09:00: OSError: disco lleno")


def test_la_que_pide_alguien_cuenta_si_va_a_su_carpeta(casa: Casa, tmp_path: Path) -> None:
    respaldar(casa.config, casa.reloj, tmp_path / "usb")
    assert sucesos(casa.almacen)[-1:] == [APARTE]
    assert casa.servicio.respaldar(), "lo que se llevo alguien no es la copia de la casa"
    casa.reloj.adelantar(SEIS)
    respaldar(casa.config, casa.reloj)
    assert not casa.servicio.respaldar()
    actores = filas(casa.almacen, "SELECT actor FROM suceso WHERE tipo LIKE 'base:respaldada%' ORDER BY n")
    assert actores == ["orden", "maquina", "orden"]


def test_la_configuracion_no_las_deja_a_medias(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLAVE_DE_COPIAS", LLAVE)
    entera = {"cada_horas": 0.25, "carpeta": str(tmp_path), "llave": "env/LLAVE_DE_COPIAS"}
    assert Config.model_validate({"respaldo": entera}).respaldo.cada == timedelta(minutes=15)
    for falta in ("carpeta", "llave"):
        with pytest.raises(ValidationError, match=r"respaldo\.cada_horas"):
            Config.model_validate({"respaldo": {k: v for k, v in entera.items() if k != falta}})
    for mala in (0, 0.2, -1, 169):
        with pytest.raises(ValidationError):
            Config.model_validate({"respaldo": entera | {"cada_horas": mala}})


@pytest.mark.parametrize(("falla", "apuntadas"), [(11, 1), (12, 0)])
def test_con_la_base_ocupada_se_insiste_en_apuntarla_y_si_no_se_dice(
    casa: Casa, monkeypatch: pytest.MonkeyPatch, falla: int, apuntadas: int
) -> None:
    fallos = [BaseOcupada("otra operación")] * falla
    de_verdad = Respaldos.anotar

    def anotar(*args: Any, **opciones: Any) -> None:
        if fallos:
            raise fallos.pop()
        de_verdad(*args, **opciones)

    monkeypatch.setattr(Respaldos, "anotar", anotar)
    if apuntadas:
        assert casa.servicio.respaldar()
    else:
        with pytest.raises(BaseOcupada, match=r"está hecha y comprobada, pero .* no se pudo apuntar"):
            casa.servicio.respaldar()
    assert (len(casa.copias), sucesos(casa.almacen).count(HECHA)) == (1, apuntadas)


def test_si_se_corto_al_apuntarla_no_se_insiste(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pudo quedar apuntada."""
    veces = []

    def anotar(*_: Any, **__: Any) -> None:
        veces.append(1)
        raise BaseCortada("se cortó")

    monkeypatch.setattr(Respaldos, "anotar", anotar)
    with pytest.raises(BaseCortada):
        casa.servicio.respaldar()
    assert veces == [1]
