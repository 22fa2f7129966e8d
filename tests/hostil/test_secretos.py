"""Dieciséis secretos plantados, un servicio al que todo le contesta mal repitiendolos, y ni uno en nada de lo que deja.

Se miran el registro y stderr (en JSON y desde `debug`), lo que imprimen las ordenes, las paginas y sus errores, lo que se
exporta, los octetos de la base y de sus copias, las anclas y los correos; cada secreto tal cual, en una direccion, en base64, y sus dos mitades.
"""

import base64
import io
import json
import re
import signal
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, quote_plus

import pytest
import requests
from cryptography.fernet import Fernet

from moderacion import custodia
from moderacion.avisos.latido import latir
from moderacion.cli import ejecutar
from tests.apoyo import SECRETOS, control, correr, escribir_config, orden, redes, sin_dejarlo
from tests.hostil.loro import INTENTO, Estafeta, loro
from tests.web.navegador import CLAVE

pytestmark = [
    pytest.mark.lenta,
    pytest.mark.timeout(300),
    # el correo de mentira escucha sin TLS, en esta maquina
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),
]

PLANTADOS = {
    "PRUEBA_FB_TOKEN": "EAAplantado0fb0token0a1b2c3d4e5f6",
    "PRUEBA_FB_SECRETO": "plantado-fb-secreto-5b7e11aa90",
    "PRUEBA_TW_CONSUMIDOR": "plantadoTwConsumidor91Xk",
    "PRUEBA_TW_CONSUMIDOR_SECRETO": "plantado/tw+consumidor=secreto77",
    "PRUEBA_TW_TOKEN": "9712345678901234567-plantadoTwToken33",
    "PRUEBA_TW_TOKEN_SECRETO": "plantado-tw-token-secreto-8842",
    "PRUEBA_YT_SECRETO": "GOCSPX-plantado_yt_secreto_61",
    "PRUEBA_YT_REFRESCO": "1//0plantado-yt-refresco-2f9c8d7e",
    "PLANTADA_CORREO": 'plantada correo &clave="4417"',
    "PLANTADA_BASE": "plantada-base-9c1d-clave",
    "PLANTADA_OIDC": "plantado-oidc-secreto-0a77e1",
    "PLANTADO_CANAL": "tk-plantado-canal-5566778899aabb",
    "PLANTADO_LATIDO": "plantado-latido-3f1c9a44-0b1d",
    "PLANTADO_VIGILANTE": "plantado-vigilante-61c0e8-testigo",
    "PLANTADA_MAESTRA": Fernet.generate_key().decode(),
    "PLANTADA_ANCLAS": custodia.nueva_llave(),
    "PLANTADA_COPIAS": custodia.nueva_llave(),
}
OK = 200
CONFIG = """
[registro]
formato = "json"
nivel = "debug"
[web]
puerto = 0
segundo_factor = "opcional"
clave_maestra = "env/PLANTADA_MAESTRA"
testigo_vigilante = "env/PLANTADO_VIGILANTE"
[web.oidc]
emisor = "{base}"
cliente_id = "moderacion"
cliente_secreto = "env/PLANTADA_OIDC"
consola = "http://127.0.0.1:9"
[avisos]
auditar = 10
latido = "env/LATIDO"
[correo]
servidor = "127.0.0.1"
puerto = {puerto}
seguridad = "ninguna"
usuario = "comunicaciones"
clave = "env/PLANTADA_CORREO"
de = "comunicaciones@example.sv"
enlace = "https://consola.example.sv"
[anclas]
llave = "env/PLANTADA_ANCLAS"
archivo = "{carpeta}/anclas.jsonl"
para = ["auditoria@example.sv"]
[respaldo]
llave = "env/PLANTADA_COPIAS"
carpeta = "{carpeta}/copias"
[[area]]
clave = "farmacia"
correo = "farmacia@example.sv"
[[supervisor]]
nombre = "jefa"
canales = ["env/CANAL"]
[ritmo]
escalar = 0.5
avisar = 0.5
"""


def formas(secreto: str) -> set[str]:
    """Cada manera de escribirlo que se busca."""
    octetos = secreto.encode()
    mitad = len(secreto) // 2
    en_64 = {
        e(b"\0" * n + octetos).decode()
        for n in range(3)
        for e in (base64.b64encode, base64.urlsafe_b64encode)
    }
    # sin los cabos, que dependen de lo que vaya pegado
    return {
        secreto, quote(secreto), quote(secreto, safe=""), quote_plus(secreto), json.dumps(secreto)[1:-1],
        secreto[: max(mitad, 12)], secreto[-max(mitad, 12) :], secreto[::-1], octetos.hex(), *(x[4:-4] for x in en_64),
    }  # fmt: skip


TODAS = {forma: nombre for nombre, secreto in PLANTADOS.items() for forma in formas(secreto)}
BUSCADAS = re.compile("|".join(re.escape(f) for f in sorted(TODAS, key=len, reverse=True)).encode())


def hallados(octetos: bytes) -> set[str]:
    """Que secretos hay en unos octetos."""
    return {TODAS[m[0].decode()] for m in BUSCADAS.finditer(octetos)}


def test_se_sabe_hallarlos() -> None:
    for nombre, secreto in PLANTADOS.items():
        for puesto in (secreto, quote(secreto), base64.b64encode(f"x:{secreto}:y".encode()).decode()):
            assert hallados(f"antes {puesto} detras".encode()) == {nombre}
    assert hallados(b"nada por aqui: token, clave, secreto") == set()


class Mundo:
    """Lo que va saliendo: nombre → octetos."""

    def __init__(self, carpeta: Path, entorno: Mapping[str, str]) -> None:
        self.carpeta, self.entorno, self.salio = carpeta, entorno, {}

    def correr(self, *argumentos: str, config: Path, codigo: int | None = None) -> None:
        """Una orden en su proceso, como la corre una persona."""
        hecho, salida, errores = correr(*argumentos, config=config, **self.entorno)
        self._apuntar(argumentos, hecho, salida + errores, codigo)

    def aqui(self, *argumentos: str, config: Path, codigo: int | None = None) -> str:
        """Una orden en este proceso, que es mas deprisa."""
        dicho = io.StringIO()
        with redirect_stdout(dicho), redirect_stderr(dicho):
            hecho = ejecutar([*argumentos, "--config", str(config)])
        return self._apuntar(argumentos, hecho, dicho.getvalue(), codigo)

    def _apuntar(self, argumentos: Sequence[str], hecho: int, dicho: str, codigo: int | None) -> str:
        self.salio[f"{len(self.salio)} {' '.join(argumentos)}"] = dicho.encode()
        assert codigo is None or hecho == codigo, (argumentos, dicho)
        return dicho


@pytest.fixture(scope="module")
def mundo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    carpeta = tmp_path_factory.mktemp("secretos")
    estafeta = Estafeta(PLANTADOS["PLANTADA_CORREO"])
    estafeta.start()
    # la de PostgreSQL solo la conoce quien tiene una base de esas: aqui, solo al no poder abrirla
    conocidos = [s for n, s in PLANTADOS.items() if n != "PLANTADA_BASE"]
    with redes() as buenas, loro(conocidos) as malo, pytest.MonkeyPatch.context() as parche:
        de_fuera = {
            "CANAL": malo.base.replace("http", "json") + "/" + PLANTADOS["PLANTADO_CANAL"],
            "LATIDO": malo.base + "/" + PLANTADOS["PLANTADO_LATIDO"],
        }
        m = Mundo(carpeta, PLANTADOS | de_fuera)
        for nombre, valor in {**m.entorno, **SECRETOS, "MODERACION_CLAVE": CLAVE}.items():
            parche.setenv(nombre, valor)
        extra = CONFIG.format(carpeta=carpeta, base=malo.base, puerto=estafeta.port)
        _con_trabajo(m, buenas.bases, carpeta, extra)
        config = escribir_config(carpeta, dict.fromkeys(buenas.bases, malo.base), extra)
        for nombre, valor in PLANTADOS.items():
            parche.setenv(nombre, valor)
        _a_mano(m, config, carpeta)
        _en_marcha(m, config, estafeta)
        _sacar(m, config)
        m.salio["la base"] = b"".join(p.read_bytes() for p in carpeta.glob("moderacion.db*"))
        m.salio["las anclas"] = (carpeta / "anclas.jsonl").read_bytes()
        m.salio["las copias"] = b"".join(p.read_bytes() for p in (carpeta / "copias").iterdir())
        m.salio["los correos"] = b"\n".join(estafeta.cartas)
        yield SimpleNamespace(salio=m.salio, oido=malo.oido, claves=estafeta.claves, cartas=estafeta.cartas)
    estafeta.stop()


def _con_trabajo(m: Mundo, bases: dict[str, str], carpeta: Path, extra: str) -> None:
    """Con las redes simuladas, que admiten sus credenciales de siempre: comentarios juzgados y ordenes por hacer."""
    for base in bases.values():
        control(
            base,
            "comentarios",
            {"comentarios": [{"texto": "sos un pendejo, hijueputa", "autor": {"id": "7", "nombre": "P"}}]},
        )
    config = escribir_config(carpeta, bases, extra)
    assert m.aqui("sondear", config=config, codigo=0)
    assert m.aqui("evaluar-pendientes", config=config, codigo=0)
    m.aqui("usuarios", "crear", "sofia", "--rol", "supervision", config=config, codigo=0)


def _a_mano(m: Mundo, config: Path, carpeta: Path) -> None:
    """Las ordenes, bien y mal configuradas."""
    m.aqui("config", "revisar", config=config, codigo=0)
    m.aqui("sondear", config=config, codigo=1)
    m.aqui("despachar", config=config)
    m.salio["latido"] = latir(m.entorno["LATIDO"]).encode()
    m.aqui("incidentes", "probar", config=config, codigo=1)
    abierto = carpeta / "abierto"
    abierto.write_text(PLANTADOS["PRUEBA_FB_TOKEN"])
    abierto.chmod(0o644)
    mal = carpeta / "mal.toml"
    texto = config.read_text("utf-8")
    for malo, dice in (
        (texto.replace('"env/PRUEBA_FB_TOKEN"', f'"{PLANTADOS["PRUEBA_FB_TOKEN"]}"'), "escrito en claro"),
        (texto.replace('"env/PRUEBA_FB_TOKEN"', f'"archivo/{abierto}"'), "0600"),
        (texto.replace('"env/PLANTADA_MAESTRA"', '"env/PRUEBA_FB_TOKEN"'), "32 octetos"),
        (texto.replace("[registro]", f'[registro]\n{PLANTADOS["PRUEBA_FB_SECRETO"].replace("-", "_")} = 1'), "no existe"),
        (re.sub(r'url = "sqlite.*"', 'url = "postgresql+psycopg://ana@127.0.0.1:9/x"\nclave = "env/PLANTADA_BASE"', texto), "no se puede abrir"),
    ):  # fmt: skip
        mal.write_text(malo, "utf-8")
        dicho = m.aqui("base", "migrar", config=mal) + m.aqui("config", "revisar", config=mal)
        assert dice in dicho, (dice, dicho)


def _en_marcha(m: Mundo, config: Path, estafeta: Estafeta) -> None:
    """El servicio entero, con su consola, contra quien todo lo contesta mal."""
    errores: list[str] = []
    with sin_dejarlo(orden("servir", config=config, **m.entorno)) as proceso:
        assert proceso.stdout
        assert proceso.stderr
        lee = threading.Thread(target=lambda: errores.extend(proceso.stderr), daemon=True)
        lee.start()
        primera = proceso.stdout.readline()
        with requests.Session() as s:
            s.trust_env = False
            _visitar(m, s, primera.split()[2], estafeta)
        proceso.send_signal(signal.SIGTERM)
        proceso.wait(40)
        lee.join(10)
        m.salio["stdout de servir"] = (primera + proceso.stdout.read()).encode()
        proceso.stdout.close()
        proceso.stderr.close()
    m.salio["registro de servir"] = "".join(errores).encode()


def _visitar(m: Mundo, s: requests.Session, base: str, estafeta: Estafeta) -> None:
    s.headers["Origin"] = base

    def ver(ruta: str, **datos: object) -> requests.Response:
        r = s.post(base + ruta, data=datos, timeout=30) if datos else s.get(base + ruta, timeout=30)
        m.salio[f"{len(m.salio)} {ruta}"] = f"{r.headers}\n".encode() + r.content
        return r

    ver("/ingresar", nombre="sofia", clave=PLANTADOS["PRUEBA_FB_SECRETO"])
    for _ in range(2):
        ver("/ingresar/oidc")
    ver("/ingresar/oidc/vuelta?code=x&state=y")
    # con la maquina llena la base puede estar ocupada: se dice con un 503 y se repite
    assert any(ver("/ingresar", nombre="sofia", clave=CLAVE).status_code == OK for _ in range(5))
    ver("/consultas", area="farmacia", asunto="Insulina en Apopa", pregunta="¿Cuándo llega el medicamento?")
    fin = threading.Event()
    for _ in range(80):
        edades = s.get(f"{base}/metricas", timeout=30).text
        if len(estafeta.claves) >= INTENTO and not re.search(
            r"edad_segundos.*(sondear|despachar).*Inf", edades
        ):
            break
        fin.wait(0.5)
    for ruta in ("/salud", "/metricas", "/conexiones", "/avisos", "/bloqueos", "/consultas", "/bitacora", "/cola",
                 "/expedientes/1", "/incidentes", "/bitacora/exportar", "/registro/exportar", "/informes", "/nada"):  # fmt: skip
        ver(ruta)


def _sacar(m: Mundo, config: Path) -> None:
    """Lo que se exporta."""
    m.aqui("informe", config=config)
    m.aqui("registro", "sacar", config=config)
    m.aqui("incidentes", "canales", "--json", config=config, codigo=0)
    m.aqui("incidentes", "envios", "--json", config=config, codigo=0)
    m.aqui("bitacora", "verificar", config=config, codigo=0)
    m.aqui("base", "respaldar", config=config, codigo=0)
    with sqlite3.connect(config.with_name("moderacion.db")) as con:
        con.execute("UPDATE correo SET no_antes_de = NULL")
    m.correr("despachar", config=config)
    with sqlite3.connect(config.with_name("moderacion.db")) as con:
        m.salio["volcado"] = "\n".join(con.iterdump()).encode()


def test_se_ejercito_cada_frontera(mundo: SimpleNamespace) -> None:
    """Si un secreto no llego a usarse, no hallarlo no dice nada."""
    oido = "\n".join(mundo.oido)
    for nombre in ("PRUEBA_FB_TOKEN", "PRUEBA_TW_CONSUMIDOR", "PRUEBA_TW_TOKEN", "PRUEBA_YT_REFRESCO", "PRUEBA_YT_SECRETO",
                   "PLANTADO_CANAL", "PLANTADO_LATIDO"):  # fmt: skip
        assert any(f in oido for f in (PLANTADOS[nombre], quote(PLANTADOS[nombre], safe=""))), nombre
    assert "openid-configuration" in oido
    assert mundo.claves[:1] == [PLANTADOS["PLANTADA_CORREO"]]
    assert mundo.cartas, "ningun correo llego a salir"
    registro = mundo.salio["registro de servir"].decode().splitlines()
    lineas = [json.loads(x) for x in registro]
    assert {"hora", "nivel", "de", "suceso"} <= set.intersection(*map(set, lineas))
    assert any("traza" in x for x in lineas)
    assert any(x.get("vuelta") in ("escribir", "anclar") for x in lineas)
    assert len(mundo.salio) > 35


def test_ninguno_esta_en_nada_de_lo_que_deja(mundo: SimpleNamespace) -> None:
    malos = {donde: hallados(octetos) for donde, octetos in mundo.salio.items() if hallados(octetos)}
    detalle = [
        (donde, m[0], mundo.salio[donde][max(0, m.start() - 120) : m.end() + 20])
        for donde in malos
        for m in list(BUSCADAS.finditer(mundo.salio[donde]))[:3]
    ]
    assert malos == {}, "\n".join(map(str, detalle[:12]))
    assert len(PLANTADOS) >= 12
