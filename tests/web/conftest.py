"""Un servicio de verdad con base temporal y redes falsas, y la consola servida por HTTP en 127.0.0.1."""

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from pydantic import SecretStr

from conectores.tipos import Accion, Red
from moderacion import accesos, cola
from moderacion.accesos import nueva_llave
from moderacion.almacen import Almacen
from moderacion.almacen.lista import Filtros
from moderacion.config import Config
from moderacion.config.modelo import Base
from moderacion.evaluacion import Reglas
from moderacion.montaje import Servicio
from moderacion.reloj import RelojFijo
from moderacion.web import crear_app, enchufe, servidor
from politicas.tipos import Modo
from tests.web.api_apoyo import Programa
from tests.web.navegador import CLAVE, abrir, chromium  # noqa: F401  # fixtures: pytest las halla por el nombre
from tests.web.paginas import Marcas, poner_gente, sembrar
from tests.web.redes import CAPACIDADES, UN_MINUTO, PuntuadorFalso, RedFalsa, juez

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PROPIO = '<script src="/estatico/'
"""Como empieza un guion nuestro: cualquier otro es de un extraño."""
ROLES = ("gestion", "supervision", "auditoria", "administracion")
CUENTAS = ((Red.FACEBOOK, "pagina-1"), (Red.TWITTER, "tuit-1"), (Red.YOUTUBE, "canal-1"))


LLAVE = nueva_llave()
"""Con la que se cifran los segundos factores de las pruebas: ninguna deja un archivo de llave."""
_WEB = {"segundo_factor": "opcional", "inactividad_minutos": 1440, "clave_maestra": SecretStr(LLAVE)}


def _config(**web: object) -> Config:
    """La de las pruebas. Las sesiones no se cierran por quietas: los relojes saltan horas; quien lo prueba lo pide."""
    s = SecretStr("secreto")
    credenciales = {
        Red.FACEBOOK: {"token": s, "app_id": "1", "app_secreto": s},
        Red.TWITTER: {"consumidor": s, "consumidor_secreto": s, "token": s, "token_secreto": s},
        Red.YOUTUBE: {"cliente_id": "1", "cliente_secreto": s, "refresco": s},
    }
    cuentas = [
        {"red": red.value, "id": cuenta, "nombre": f"ISSS {red.value}", "credencial": credenciales[red]}
        for red, cuenta in CUENTAS
    ]
    return Config.model_validate({"cuenta": cuentas, "web": _WEB | web})


@pytest.fixture(scope="session")
def plantilla(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Una base migrada con un usuario por rol y su sesion abierta: Argon2 se paga una vez."""
    ruta = tmp_path_factory.mktemp("web") / "plantilla.db"
    almacen = Almacen(f"sqlite:///{ruta}", RelojFijo(INICIO))
    almacen.migrar()
    testigos = {}
    for rol in ROLES:
        accesos.crear_usuario(almacen, rol, CLAVE, rol)
        testigos[rol] = accesos.ingresar(almacen, rol, CLAVE, "prueba", timedelta(hours=10))
    accesos.crear_usuario(almacen, "otra", CLAVE, "gestion")
    testigos["otra"] = accesos.ingresar(almacen, "otra", CLAVE, "prueba", timedelta(hours=10))
    almacen.cerrar()
    return ruta, testigos


class Montaje(SimpleNamespace):
    """El servicio con sus redes falsas y lo que hace falta para moverlo."""

    servicio: Servicio
    reloj: RelojFijo
    redes: dict[Red, RedFalsa]

    def comentar(self, texto: str, red: Red = Red.FACEBOOK, autor: str | None = "ana", **otros) -> str:
        self.reloj.adelantar(UN_MINUTO)
        return self.redes[red].poner(texto, self.reloj.ahora(), autor, **otros)

    def juzgar(self) -> None:
        for i in self.servicio.conectores:
            self.servicio.sondear(i)
        self.servicio.evaluar()

    def ordenar(self) -> None:
        self.reloj.adelantar(cola.GRACIA)
        for i in self.servicio.conectores:
            self.servicio.despachar(i)

    def vuelta(self) -> None:
        self.juzgar()
        self.servicio.sancionar()
        self.ordenar()
        self.servicio.escalar()
        self.servicio.avisar()
        self.servicio.escribir()
        self.servicio.vigilar_lo_nuestro()
        self.servicio.vigilar_incidentes()
        self.servicio.cerrar_cifras()
        self.conservar()

    def conservar(self) -> None:
        """Lo que se deja de guardar: lo que cumplio su plazo, lo encargado y lo que la red ya no tiene."""
        self.servicio.conservar()
        self.servicio.borrar_lo_concedido()
        for i in self.servicio.conectores:
            self.servicio.releer(i)

    def expediente(self, texto: str) -> int:
        """El id del expediente en cola con ese texto."""
        with self.servicio.almacen.lectura() as u:
            return next(f.id for f in u.lista.pagina(1000, None, Filtros()) if f.texto == texto)

    def ordenes(self) -> list[tuple[str, str]]:
        with self.servicio.almacen.lectura() as u:
            return sorted(tuple(k.split(":")) for k in u.resumen.ordenes())


@dataclass(frozen=True, slots=True)
class Partida:
    """De donde sale un montaje: una base para copiar, sus redes y la hora que era."""

    base: Path
    redes: Mapping[Red, RedFalsa]
    hora: datetime
    marcas: Marcas


def _vacia(base: Path) -> Partida:
    return Partida(base, {red: RedFalsa(red, cuenta) for red, cuenta in CUENTAS}, INICIO, Marcas())


def _levantar(partida: Partida, ruta: Path, **web: object) -> Montaje:
    """Un servicio como recien arrancado sobre una copia de la partida."""
    shutil.copy(partida.base, ruta)
    reloj = RelojFijo(partida.hora)
    almacen = Almacen(f"sqlite:///{ruta}", reloj)
    redes = {red: falsa.copia() for red, falsa in partida.redes.items()}
    with almacen.unidad() as u:
        conectores = {u.cuentas.dar_de_alta(r.value, c, f"ISSS {r.value}"): redes[r] for r, c in CUENTAS}
    reglas = Reglas(
        juez=juez,
        version="r-prueba",
        puntuador=PuntuadorFalso(),
        modos={n: Modo.ACTUAR if n == 2 else Modo.SUGERIR for n in range(1, 14)},
        cupo={Accion.OCULTAR: 100, Accion.BLOQUEAR: 100},
        oculta_sola={i: CAPACIDADES[c.red].de(Accion.OCULTAR).automatica for i, c in conectores.items()},
    )
    config = _config(**web).model_copy(update={"base": Base(url=f"sqlite:///{ruta}")})
    servicio = Servicio(config, almacen, conectores, reglas, reloj)
    if partida.marcas.puestas:
        poner_gente(almacen)
    return Montaje(servicio=servicio, reloj=reloj, redes=redes)


@pytest.fixture(scope="session")
def sembrada(plantilla: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Partida:
    """El mundo de `sembrar`, que se siembra una vez: cada prueba recibe una copia."""
    ruta = tmp_path_factory.mktemp("sembrada") / "plantilla.db"
    montaje = _levantar(_vacia(plantilla[0]), ruta)
    marcas = sembrar(montaje)
    montaje.servicio.cerrar()
    return Partida(ruta, montaje.redes, montaje.reloj.ahora(), marcas)


@pytest.fixture
def marcas(sembrada: Partida) -> Marcas:
    """Lo sembrado. A quien lo pide, `montaje` le llega con todo puesto."""
    return sembrada.marcas


@pytest.fixture
def montar(plantilla: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Callable[..., Montaje]]:
    vivos: list[Servicio] = []

    def _montar(partida: Partida | None = None, **web: object) -> Montaje:
        ruta = tmp_path / f"moderacion{len(vivos)}.db"
        montaje = _levantar(partida or _vacia(plantilla[0]), ruta, **web)
        vivos.append(montaje.servicio)
        return montaje

    yield _montar
    for servicio in vivos:
        servicio.cerrar()


@pytest.fixture
def montaje(montar: Callable[..., Montaje], request: pytest.FixtureRequest) -> Montaje:
    con_marcas = "marcas" in request.fixturenames
    return montar(request.getfixturevalue("sembrada") if con_marcas else None)


class _Conmutador:
    """Una aplicacion ASGI que es la que toque en cada prueba: asi basta un servidor para todas."""

    app = None

    async def __call__(self, scope, receive, send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def _servida() -> Iterator[tuple[_Conmutador, str]]:
    conmutador = _Conmutador()
    puerto = enchufe("127.0.0.1", 0)
    base = f"http://127.0.0.1:{puerto.getsockname()[1]}"
    uvicorn = servidor(conmutador, "127.0.0.1", 0)
    hilo = threading.Thread(target=uvicorn.run, kwargs={"sockets": [puerto]}, daemon=True)
    hilo.start()
    yield conmutador, base
    uvicorn.should_exit = True
    hilo.join(10)
    puerto.close()


class Navegante(requests.Session):
    """Un cliente que pide como pediria el navegador desde una pagina de la consola."""

    def __init__(self, base: str, testigo: str = "", galleta: str = "sesion") -> None:
        super().__init__()
        self.trust_env = False
        self.base = base
        if testigo:
            # a mano: requests no mandaria por http una galleta segura
            self.headers["Cookie"] = f"{galleta}={testigo}"

    def pedir(self, metodo: str, ruta: str, **mas) -> requests.Response:
        cabeceras = {} if metodo == "GET" else {"Sec-Fetch-Site": "same-origin", "Origin": self.base}
        cabeceras |= mas.pop("headers", {})
        return self.request(
            metodo, self.base + ruta, headers=cabeceras, allow_redirects=False, timeout=10, **mas
        )

    def ver(self, ruta: str, **mas) -> requests.Response:
        return self.pedir("GET", ruta, **mas)

    def mandar(self, ruta: str, datos: object = None, **mas) -> requests.Response:
        return self.pedir("POST", ruta, data=datos, **mas)


@pytest.fixture
def servir(_servida, plantilla) -> Iterator[Callable[..., Callable[[str], Navegante]]]:
    """`servir(montaje)` → `como(rol)` → un cliente ya ingresado (rol vacio: sin ingresar)."""
    conmutador, base = _servida
    abiertos: list[Navegante] = []

    def _servir(montaje: Montaje) -> Callable[[str], Navegante]:
        conmutador.app = crear_app(montaje.servicio)
        galleta = "__Host-sesion" if montaje.servicio.config.web.https else "sesion"

        def como(rol: str = "") -> Navegante:
            abiertos.append(Navegante(base, plantilla[1].get(rol, ""), galleta))
            return abiertos[-1]

        como.conmutador = conmutador
        return como

    yield _servir
    for navegante in abiertos:
        navegante.close()


@pytest.fixture
def como(servir, montaje: Montaje) -> Callable[[str], Navegante]:
    return servir(montaje)


@pytest.fixture
def programa(como) -> Iterator[Callable[..., Programa]]:
    """`programa(testigo)` → un cliente de la API por HTTP, sin galletas."""
    base = como().base
    abiertos: list[Programa] = []

    def _programa(testigo: str = "") -> Programa:
        abiertos.append(Programa(base, testigo))
        return abiertos[-1]

    yield _programa
    for p in abiertos:
        p.close()
