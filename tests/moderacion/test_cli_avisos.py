"""Las órdenes sobre los avisos, con una mensajería de verdad hacia un buzón local."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from moderacion import accesos
from moderacion.almacen import Almacen
from moderacion.cli import ejecutar
from moderacion.incidentes import acuse
from moderacion.reloj import RelojReal
from tests.moderacion.falsos import alta, filas

pytestmark = pytest.mark.solo_sqlite


class Buzon:
    """Recibe los avisos; `al_recibir` corre en cada uno, como quien lo lee y hace algo."""

    def __init__(self) -> None:
        self.avisos: list[dict] = []
        self.estado = 200
        self.al_recibir = lambda _: None
        buzon = self

        class Recibe(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                aviso = json.loads(self.rfile.read(int(self.headers["content-length"])))
                buzon.avisos.append(aviso)
                buzon.al_recibir(aviso)
                self.send_response(buzon.estado)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._servidor = ThreadingHTTPServer(("127.0.0.1", 0), Recibe)
        self._hilo = threading.Thread(target=self._servidor.serve_forever, kwargs={"poll_interval": 0.02})
        self._hilo.start()
        self.direccion = f"json://127.0.0.1:{self._servidor.server_address[1]}/aviso"

    def cerrar(self) -> None:
        self._servidor.shutdown()
        self._servidor.server_close()
        self._hilo.join(5)


@pytest.fixture
def buzon() -> Iterator[Buzon]:
    b = Buzon()
    yield b
    b.cerrar()


@pytest.fixture
def config(tmp_path: Path, buzon: Buzon, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AVISO_JEFA", buzon.direccion)
    ruta = tmp_path / "config.toml"
    ruta.write_text(
        f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n[avisos]\nenlace = "https://consola.example.sv"\n'
        '[[supervisor]]\nnombre = "jefa"\nusuario = "sofia"\ncanales = ["env/AVISO_JEFA"]\n',
        encoding="utf-8",
    )
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", RelojReal())
    almacen.migrar()
    alta(almacen)
    accesos.crear_usuario(almacen, "sofia", "cuatro patos verdes nadan", "supervision")
    almacen.cerrar()
    return ruta


def correr(capsys: pytest.CaptureFixture[str], config: Path, *argumentos: str) -> tuple[int, str]:
    codigo = ejecutar(["incidentes", *argumentos, "--config", str(config)])
    salida = capsys.readouterr()
    return codigo, salida.out + salida.err


def test_probar_los_canales_y_ver_los_envios(capsys, config, buzon: Buzon) -> None:
    assert correr(capsys, config, "probar") == (0, "jefa/1\tsalió\n")
    assert buzon.avisos[0]["title"] == "Prueba de aviso"
    buzon.estado = 503
    assert correr(capsys, config, "probar", "jefa/1") == (1, "jefa/1\tno salió: el canal respondió 503\n")
    assert correr(capsys, config, "probar", "nadie/1")[0] == 1
    codigo, salida = correr(capsys, config, "envios", "--json")
    assert (codigo, [e["estado"] for e in json.loads(salida)]) == (0, ["mal", "bien"])
    assert "jefa/1\tjefa\twebhook" in correr(capsys, config, "canales")[1]


def test_guardar_ver_y_quitar_una_cadena(capsys, config) -> None:
    guardar = ("guardar-cadena", "general", "--usuario", "sofia", "--paso")
    codigo, salida = correr(capsys, config, *guardar, "nadie")
    assert (codigo, "a «nadie» no se le puede avisar" in salida) == (2, True)
    assert correr(capsys, config, *guardar, "jefa | webhook | 5", "--paso", "jefa")[0] == 0
    codigo, salida = correr(capsys, config, "cadenas", "--revisar")
    assert (codigo, "jefa | webhook | 5 → jefa | | 15" in salida) == (0, True)
    assert correr(capsys, config, "quitar-cadena", "general", "--usuario", "sofia")[0] == 0
    assert correr(capsys, config, "cadenas") == (0, "no hay cadenas guardadas\n")


def test_auditar_dice_lo_que_falta_y_sale_con_uno(capsys, config, buzon: Buzon) -> None:
    codigo, salida = correr(capsys, config, "auditar")
    assert codigo == 1
    assert "«escalar» aún no ha dado una vuelta" in salida
    assert buzon.avisos[0]["title"].startswith("ALARMA")


def test_el_simulacro_acaba_con_un_acta(capsys, config, buzon: Buzon, tmp_path: Path) -> None:
    """La jefa lee su aviso y acusa recibo con el enlace: la orden lo nota y levanta el acta."""

    def contestar(aviso: dict) -> None:
        testigo = aviso["message"].split("/acuse/")[1].split()[0]
        almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", RelojReal())
        assert acuse.por_enlace(almacen, testigo, "calle")
        almacen.cerrar()

    buzon.al_recibir = contestar
    acta = tmp_path / "acta.txt"
    codigo, salida = correr(capsys, config, "simulacro", "--usuario", "sofia", "--salida", str(acta))
    assert (codigo, f"acta del simulacro 1 en {acta}" in salida) == (0, True)
    texto = acta.read_text("utf-8")
    assert "ACTA DEL SIMULACRO 1" in texto
    assert "satisfactorio" in texto
    assert buzon.avisos[0]["title"].startswith("SIMULACRO: ")
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", RelojReal())
    assert filas(almacen, "SELECT estado, congela FROM incidente") == [("cerrado", 0)]
    almacen.cerrar()


def test_un_simulacro_que_nadie_contesta_sale_con_uno(capsys, config) -> None:
    codigo, salida = correr(capsys, config, "simulacro", "--usuario", "sofia", "--maximo", "0")
    assert codigo == 1
    assert "- nadie acusó recibo" in salida
    assert correr(capsys, config, "simulacro", "--usuario", "nadie")[0] == 1
