"""Los candados que SQLite pone en el archivo de la base son del proceso: nada de lo que se hace en el los puede quitar.

Sin ellos, el primer programa que abre y cierra la base se cree solo y borra el diario, y lo que el servicio escribe despues
se pierde sin que nadie lo note (sqlite.org/howtocorrupt.html, 2.2).
"""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from moderacion.almacen import Almacen, buscador, disco
from moderacion.bitacora import Suceso
from moderacion.errores import BaseIncompatible
from moderacion.reloj import RelojReal
from tests.fiabilidad.puntos import en_otro_proceso
from tests.moderacion.falsos import filas

pytestmark = pytest.mark.solo_sqlite
CUENTA = "SELECT count(*) FROM suceso WHERE tipo = 'prueba:despues'"


def _base(almacen: Almacen) -> Path:
    """El archivo, con una conexion del servicio ya abierta: es la que tiene los candados."""
    assert filas(almacen, CUENTA) == [0]
    return Path(str(almacen._motor.url.database))


def _desde_otro_proceso(base: Path) -> int:
    """Lo que hace cualquier orden: abre la base, la lee y la cierra."""
    guion = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); print(c.execute(sys.argv[2]).fetchone()[0]); c.close()"
    hecho = subprocess.run(
        [sys.executable, "-I", "-c", guion, str(base), CUENTA], capture_output=True, text=True, check=True
    )
    return int(hecho.stdout)


@pytest.mark.parametrize("compactar", [False, True])
def test_despues_de_buscar_lo_borrado_en_el_disco_no_se_pierde_lo_que_se_escribe(
    almacen: Almacen, compactar: bool
) -> None:
    base = _base(almacen)
    assert almacen.asentar_en_disco(["alguien_que_se_fue"], compactar=compactar) == set()
    assert _desde_otro_proceso(base) == 0
    with almacen.unidad() as u:
        u.registro.asentar(Suceso("prueba:despues", "x/1"))
    assert filas(almacen, CUENTA) == [1]
    assert _desde_otro_proceso(base) == 1


def test_si_algo_los_quita_se_dice_y_no_se_guarda_nada_mas(almacen: Almacen) -> None:
    """Abrirla y cerrarla aqui mismo los quita: si dejara de ser asi, la prueba de arriba no probaria nada."""
    base = _base(almacen)
    base.open("rb").close()
    _desde_otro_proceso(base)
    assert not base.with_name(base.name + "-wal").exists()
    _no_guarda(almacen)


def _no_guarda(almacen: Almacen) -> None:
    for abrir in (almacen.unidad, almacen.lectura):
        with (
            pytest.raises(BaseIncompatible, match="ya no es el archivo que este programa abrió"),
            abrir() as u,
        ):
            u.resumen.latidos()


def test_la_base_que_alguien_aparta_con_el_servicio_en_marcha_se_nota_y_vuelve(almacen: Almacen) -> None:
    """Sin mirarlo, se seguia escribiendo en el archivo apartado, y todo parecia ir bien."""
    base = _base(almacen)
    aparte = base.with_name("aparte")
    aparte.mkdir()
    partes = [base.with_name(base.name + fin) for fin in ("", "-wal", "-shm")]
    for p in partes:
        p.rename(aparte / p.name)
    _no_guarda(almacen)
    assert not base.exists(), "no se estrena otra en su sitio"
    for p in partes:
        (aparte / p.name).rename(p)
    with almacen.unidad() as u:
        u.registro.asentar(Suceso("prueba:despues", "x/1"))
    assert _desde_otro_proceso(base) == 1


@pytest.mark.parametrize("fin", ["", "-wal", "-shm"])
def test_un_archivo_de_la_base_cambiado_por_otro_se_nota(almacen: Almacen, fin: str) -> None:
    """Como quien restaura a mano con `cp` y `mv`, o quita «los temporales»: lo escrito despues no lo veria nadie mas."""
    base = _base(almacen)
    uno = base.with_name(base.name + fin)
    otro = base.with_name("otro")
    otro.write_bytes(uno.read_bytes())
    otro.replace(uno)
    _no_guarda(almacen)


@pytest.mark.parametrize("fin", ["", "-wal", "-shm"])
def test_tambien_si_la_base_es_un_enlace(almacen: Almacen, tmp_path: Path, fin: str) -> None:
    base = _base(almacen)
    (tmp_path / "enlaces").mkdir()
    enlace = tmp_path / "enlaces" / "m.db"
    enlace.symlink_to(base)
    por_el_enlace = Almacen(f"sqlite:///{enlace}", RelojReal())
    with por_el_enlace.unidad() as u:
        u.registro.asentar(Suceso("prueba:despues", "x/1"))
    base.with_name(base.name + fin).unlink()
    _no_guarda(por_el_enlace)
    por_el_enlace.cerrar()


def test_las_conexiones_que_se_abren_despues_tampoco_pasan_por_alto_el_cambio(almacen: Almacen) -> None:
    """Las de siempre, en el archivo viejo y una nueva en el de ahora: dos bases en un proceso."""
    base = _base(almacen)
    with almacen.lectura() as u:
        u.resumen.latidos()
        base.rename(base.with_name("aparte"))
        _no_guarda(almacen)
        assert not base.exists()


def _buscador(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, guion: str) -> None:
    otro = tmp_path / "otro.py"
    otro.write_text(guion)
    monkeypatch.setattr(disco, "_BUSCADOR", str(otro))


def test_lo_que_no_se_pudo_mirar_se_dice_y_no_se_da_por_limpio(
    almacen: Almacen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _buscador(monkeypatch, tmp_path, "raise OSError('el disco falla')")
    with pytest.raises(BaseIncompatible, match=r"no se pudo mirar .* \(OSError: el disco falla\)"):
        almacen.asentar_en_disco(["alguien"])


def test_un_buscador_que_no_acaba_no_retiene_a_quien_escribe(
    almacen: Almacen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _buscador(monkeypatch, tmp_path, "import signal; signal.pause()")
    monkeypatch.setattr(disco, "_BUSCAR_S", 0.2)
    with pytest.raises(BaseIncompatible, match=r"\(tardaba demasiado\)"):
        almacen.asentar_en_disco(["alguien"])
    with almacen.unidad() as u:
        u.registro.asentar(Suceso("prueba:despues", "x/1"))


def test_sin_sitio_para_escribirla_entera_se_dice_que_falta(almacen: Almacen) -> None:
    _base(almacen)

    def sin_sitio() -> None:
        _, maximo = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, maximo))
        with pytest.raises(BaseIncompatible, match=r"lo borrado puede seguir .* carpeta temporal \(TMPDIR\)"):
            disco.compactar(almacen._motor)

    # en un hijo: el limite es del proceso entero
    assert en_otro_proceso(sin_sitio) == 0


def test_halla_lo_que_cae_entre_dos_trozos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buscador, "_TROZO", 10)
    archivo = tmp_path / "a"
    archivo.write_bytes(b"x" * 17 + b"canaria" + b"y" * 30 + b"pio")
    formas = {b"canaria", b"pio", b"gato"}
    assert buscador.en_archivo(archivo, formas) == {b"canaria", b"pio"}
