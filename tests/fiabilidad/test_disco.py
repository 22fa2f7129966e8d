"""El disco se llena o falla: lo que se dio por guardado esta, lo que no se pudo guardar se dice en español, y al volver se sigue.

Un disco lleno de verdad (una carpeta en memoria de pocos megas), archivos que no pueden crecer, y errores puestos en las
llamadas al sistema; y el circuito entero con la base sin sitio a mitad de cada tramo, cuando la red ya hizo lo suyo.
"""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from moderacion.almacen import Almacen
from moderacion.bitacora import verificar
from moderacion.errores import BaseOcupada, BaseSinDisco
from moderacion.reloj import RelojFijo, RelojReal
from moderacion.web import fallos, fallos_api
from tests.apoyo import correr
from tests.fiabilidad.balance import balance
from tests.fiabilidad.circuito import TRAMOS
from tests.fiabilidad.ensayo import Ensayo, Ensayos
from tests.fiabilidad.puntos import Puntos, en_otro_proceso
from tests.moderacion.falsos import INICIO, alta, com, entrar, filas
from tests.tandas import las_que_tocan

pytestmark = pytest.mark.lenta

MEGAS = 8
HUECO = 200_000
"""Octetos que se dejan libres: caben unas decenas de comentarios."""
PAGINAS = (0, 1, 2, 4)
"""Lo que aun puede crecer la base antes de quedarse sin sitio."""
LARGO = "la farmacia de Zacamil no abrió hoy " * 60


def sembrada(carpeta: Path) -> str:
    url = f"sqlite:///{carpeta / 'm.db'}"
    almacen = Almacen(url, RelojReal())
    almacen.migrar()
    alta(almacen)
    almacen.cerrar()
    return url


def escribir_hasta_que_falle(almacen: Almacen, desde: int = 0, tope: int = 500) -> tuple[list[str], str]:
    """(lo que se dio por guardado, la frase del fallo; vacia si no fallo)."""
    guardados = []
    for n in range(desde, desde + tope):
        try:
            entrar(almacen, 1, com(f"c{n}", f"{LARGO} {n}"))
        except BaseSinDisco as error:
            return guardados, str(error)
        guardados.append(f"c{n}")
    return guardados, ""


def revisar(url: str, guardados: list[str]) -> None:
    """Lo dado por guardado es lo que hay, y la base y su cadena estan enteras. Con otro almacen: otro proceso lo veria igual."""
    almacen = Almacen(url, RelojFijo(INICIO))
    assert set(filas(almacen, "SELECT id_externo FROM comentario")) == set(guardados)
    assert filas(almacen, "PRAGMA integrity_check") == ["ok"]
    with almacen.lectura() as u:
        assert verificar(u.registro.recorrer())[1] is None
    almacen.cerrar()


def llenar_y_vaciar(url: str, llenar: Callable[[], None], vaciar: Callable[[], None]) -> None:
    almacen = Almacen(url, RelojFijo(INICIO))
    llenar()
    guardados, frase = escribir_hasta_que_falle(almacen)
    assert guardados
    assert "disco" in frase
    assert "no se guardó nada" in frase
    revisar(url, guardados)
    # mientras no haya sitio, cada intento se dice; leer se puede
    assert escribir_hasta_que_falle(almacen, 1000, 1)[1]
    vaciar()
    mas, frase = escribir_hasta_que_falle(almacen, 2000, 20)
    assert (len(mas), frase) == (20, "")
    almacen.cerrar()
    revisar(url, [*guardados, *mas])


@pytest.fixture
def disco_pequeno(tmp_path: Path) -> Iterator[Path]:
    """Una carpeta en memoria con sitio para pocos megas."""
    donde = tmp_path / "disco"
    donde.mkdir()
    hecho = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGAS}m", "tmpfs", str(donde)],
        capture_output=True,
        text=True,
        check=False,
    )
    if hecho.returncode:
        pytest.skip(
            f"no se puede montar una carpeta en memoria: {hecho.stderr.strip() or 'hace falta ser administrador'}"
        )
    try:
        yield donde
    finally:
        subprocess.run(["umount", "-l", str(donde)], check=True)


def lastre(disco: Path, hueco: int = HUECO) -> None:
    """Un archivo que deja libre lo justo."""
    (disco / "estorbo").write_bytes(b"\0" * (shutil.disk_usage(disco).free - hueco))


@pytest.mark.usefixtures("con_disco")
def test_un_disco_lleno_de_verdad(disco_pequeno: Path) -> None:
    url = sembrada(disco_pequeno)
    llenar_y_vaciar(url, lambda: lastre(disco_pequeno), (disco_pequeno / "estorbo").unlink)


@pytest.mark.usefixtures("con_disco")
def test_unos_archivos_que_no_pueden_crecer(tmp_path: Path) -> None:
    url = sembrada(tmp_path)
    tope = (tmp_path / "m.db").stat().st_size + HUECO
    _, maximo = resource.getrlimit(resource.RLIMIT_FSIZE)

    def poner(limite: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limite, maximo))

    # en un hijo: el limite es del proceso entero
    assert en_otro_proceso(lambda: llenar_y_vaciar(url, lambda: poner(tope), lambda: poner(maximo))) == 0


def test_en_la_terminal_es_una_frase(disco_pequeno: Path) -> None:
    url = sembrada(disco_pequeno)
    config = disco_pequeno / "config.toml"
    config.write_text(f'[base]\nurl = "{url}"\n')
    # el servicio la tiene abierta, como siempre
    almacen = Almacen(url, RelojFijo(INICIO))
    entrar(almacen, 1, com("c1"))
    lastre(disco_pequeno, hueco=0)
    codigo, salida, errores = correr("evaluar-pendientes", config=config)
    assert (codigo, salida) == (1, "")
    assert errores.startswith("moderacion: la base no pudo escribir en el disco")
    assert errores.count("\n") == 1
    (disco_pequeno / "estorbo").unlink()
    assert correr("evaluar-pendientes", config=config)[0] == 0
    almacen.cerrar()


def test_en_la_web_y_en_la_api_es_un_503_con_su_frase() -> None:
    error = BaseSinDisco("la base no pudo escribir en el disco")
    assert fallos.estado_de(error) == 503
    respuesta = fallos_api.de_la_casa(error)
    assert respuesta.status_code == 503
    assert "no pudo escribir en el disco" in respuesta.body.decode()


PROGRAMA = """
import json, sys
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from tests.fiabilidad.test_disco import INICIO, BaseSinDisco, com, entrar
almacen = Almacen(sys.argv[1], RelojFijo(INICIO))
guardados, fallos = [], 0
for n in range(120):
    try:
        entrar(almacen, 1, com(f"c{n}"))
    except BaseSinDisco:
        fallos += 1
    else:
        guardados.append(f"c{n}")
print(json.dumps([guardados, fallos]))
"""


LLAMADAS = (
    "fdatasync:error=EIO:when=20+7",
    "pwrite64:error=ENOSPC:when=400+271",
    "pwrite64:error=EIO:when=400+237",
)


@pytest.mark.parametrize("averia", las_que_tocan(LLAMADAS))
def test_una_llamada_al_sistema_que_falla(tmp_path: Path, averia: str) -> None:
    if not shutil.which("strace"):
        pytest.skip("no hay strace: no se pueden poner errores en las llamadas al sistema")
    url = sembrada(tmp_path)
    hecho = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(tmp_path / "traza"), "-e", "trace=" + averia.partition(":")[0],
         "-e", f"inject={averia}", sys.executable, "-c", PROGRAMA, url],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in hecho.stderr.lower():
        pytest.skip(f"aquí strace no puede: {hecho.stderr.strip()[:120]}")
    assert hecho.returncode == 0, hecho.stderr
    guardados, fallos = json.loads(hecho.stdout)
    puestas = (tmp_path / "traza").read_text().count("(INJECTED)")
    assert puestas >= fallos >= 3
    assert len(guardados) >= 50
    revisar(url, guardados)
    print(
        f"\n{averia}: {puestas} errores puestos, {fallos} escrituras dichas como fallidas, {len(guardados)} guardadas"
    )


def sin_sitio(e: Ensayo, tramo: str, paginas: int) -> tuple[bool, dict[str, Any]]:
    """El tramo con la base sin sitio desde que crece esas paginas; luego hay sitio y se sigue. Dice si llego a faltar."""
    c = e.circuito
    (cual,) = (t for t in TRAMOS if t.nombre == tramo)
    c.poner(tramo)

    def hijo() -> None:
        def limitar(dbapi: Any, _: object) -> None:
            (hay,) = dbapi.execute("PRAGMA page_count").fetchone()
            dbapi.execute(f"PRAGMA max_page_count = {max(hay, tope[0])}")

        almacen = Almacen(c.base.url, c.reloj)
        tope = [filas(almacen, "PRAGMA page_count")[0] + paginas]
        almacen.cerrar()
        event.listen(c.almacen._motor, "connect", limitar)
        falto = False
        try:
            with c.proceso(Puntos()):
                cual.hacer(c)
        except BaseSinDisco:
            falto = True
        (c.carpeta / "falto").write_text(str(falto))

    assert en_otro_proceso(hijo) == 0
    return (c.carpeta / "falto").read_text() == "True", e.seguir(tramo)


@pytest.mark.timeout(600)
def test_el_circuito_sigue_cuando_vuelve_a_haber_sitio(ensayos: Ensayos) -> None:
    e = ensayos("facebook", "sqlite")
    faltaron, mal = 0, []
    # al despachar, lo hecho en la red no se puede apuntar: ese, siempre
    for tramo, paginas in [
        ("despachar", 0),
        *las_que_tocan(list(product([t.nombre for t in TRAMOS], PAGINAS))),
    ]:
        falto, hay = sin_sitio(e, tramo, paginas)
        faltaron += falto
        b = balance(e.debia(tramo), hay, 1)
        if b.mal:
            mal.append(f"{tramo} con {paginas} páginas: {b.mal}")
    print(f"\nsin sitio {faltaron} veces; {len(mal)} mal")
    assert faltaron
    assert mal == []


def test_otra_escritura_que_no_acaba_se_dice_en_una_frase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """De otro proceso: el turno de este no lo ve."""
    monkeypatch.setattr("moderacion.almacen.motor.ESPERA_MS", 50)
    url = sembrada(tmp_path)
    uno, otro = Almacen(url, RelojFijo(INICIO)), Almacen(url, RelojFijo(INICIO))
    with uno.unidad(), pytest.raises(BaseOcupada, match="vuelva a intentarlo"):
        entrar(otro, 1, com("c1"))
    entrar(otro, 1, com("c1"))
    for a in (uno, otro):
        a.cerrar()
