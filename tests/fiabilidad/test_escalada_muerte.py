"""kill -9 en cada punto entre que se abre un incidente y alguien acusa recibo, en los dos motores, y muertes dobles al azar.

Ningun aviso se pierde, y por cada muerte cada canal recibe como mucho uno de mas.
"""

import json
import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from moderacion import incidentes
from moderacion.almacen import Almacen
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.avisos import ComoFue, Despachador
from moderacion.bitacora import verificar
from moderacion.incidentes import acuse, cadenas, escalada
from moderacion.incidentes.cadenas import CadenaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.reloj import RelojFijo, RelojReal
from tests.fiabilidad.puntos import AlmacenNumerado, Puntos, en_otro_proceso
from tests.moderacion.falsos import INICIO, alta, avisables, filas, persona
from tests.postgres import Servidor
from tests.tandas import las_que_tocan, parte

DESTINOS = ("jefa/1", "jefa/2", "gerente/1", "directora/1")
PASO = timedelta(seconds=20)
VIDA = timedelta(minutes=5)
ACUSE = timedelta(minutes=4)
"""Dos minutos despues del ultimo escalon: aun muriendo dos veces, lo que se debia tuvo tiempo de salir."""
DOBLES = 200
NUEVO = IncidenteNuevo(
    1, "cuenta_intervenida", "k", 3, "m", [{"motivo": "ajena", "evidencia": [], "etiqueta": "x"}]
)


def sembrar(url: str) -> int:
    """Una cuenta, su gente, su cadena y quien acusara recibo. Devuelve el id de esta."""
    reloj = RelojFijo(INICIO)
    almacen = Almacen(url, reloj)
    alta(almacen)
    avisables(almacen, *DESTINOS)
    pasos = [
        Escalon(("jefa",), espera=1),
        Escalon(("gerente",), espera=1),
        Escalon(("directora",), espera=60),
    ]
    cadenas.guardar(almacen, CadenaPedida("general", pasos), "prueba")
    quien = persona(almacen, "sofia", "supervision").id
    almacen.cerrar()
    return quien


class Mundo:
    """Una base con los canales en un archivo: sobrevive a quien la usa."""

    def __init__(self, carpeta: Path, url: str, quien: int, hora: datetime = INICIO) -> None:
        self.carpeta, self.url, self.quien, self.inicio = carpeta, url, quien, hora
        self.salidas = carpeta / "salidas"
        carpeta.mkdir(exist_ok=True)

    @property
    def hora(self) -> datetime:
        escrita = self.carpeta / "hora"
        return datetime.fromisoformat(escrita.read_text()) if escrita.exists() else self.inicio

    @property
    def recibidos(self) -> Counter[str]:
        return Counter(self.salidas.read_text().split()) if self.salidas.exists() else Counter()

    def vivir(self, punto: Puntos, hasta: datetime) -> None:
        """Lo que hace el servicio: se detecta, se escala, se avisa y alguien acusa recibo."""
        reloj = RelojFijo(self.hora)
        almacen = AlmacenNumerado(self.url, reloj, punto)

        def enviar(direccion: str, *_: str) -> ComoFue:
            punto(f"{direccion}: antes de enviar")
            with self.salidas.open("a") as archivo:
                archivo.write(f"{direccion}\n")
                archivo.flush()
                os.fsync(archivo.fileno())
            punto(f"{direccion}: enviado y sin contestar")
            return ComoFue()

        # sin hilos: los puntos se cruzan siempre en el mismo orden
        d = Despachador(
            almacen,
            {x: x for x in DESTINOS},
            enviar,
            acuse.emitir,
            "https://c.example.sv",
            lanzar=lambda f, _: f(),
        )
        while reloj.ahora() <= hasta:
            with almacen.lectura() as u:
                (incidente,) = u.incidentes.listar() or [None]
                numero = incidente["id"] if incidente else 0
                acusado = incidente and u.escaladas.de([numero])[numero]["acuse"]
            if incidente is None:
                with almacen.unidad() as u:
                    incidentes.abrir(u, NUEVO)
            if reloj.ahora() >= INICIO + ACUSE and not acusado:
                acuse.de_consola(almacen, numero, self.quien)
            escalada.escalar(almacen)
            d.despachar()
            reloj.adelantar(PASO)
            (self.carpeta / "hora").write_text(reloj.ahora().isoformat())
        (self.carpeta / "puntos.json").write_text(json.dumps(punto.nombres))
        almacen.cerrar()

    def hay(self) -> dict[str, Any]:
        almacen = Almacen(self.url, RelojFijo(self.hora))
        avisos = filas(almacen, "SELECT escalon, clase, destino, estado FROM aviso ORDER BY escalon, destino")
        with almacen.lectura() as u:
            cadena = verificar(u.registro.recorrer())[1]
        acusada = filas(almacen, "SELECT estado FROM escalada")
        almacen.cerrar()
        return {"avisos": avisos, "cadena": cadena, "escalada": acusada}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def nuevo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Mundo]]:
    """Un mundo recien sembrado cada vez que se pide."""
    carpeta = tmp_path_factory.mktemp("muerte")
    if request.param == "sqlite":
        plantilla = carpeta / "plantilla.db"
        almacen = Almacen(f"sqlite:///{plantilla}", RelojReal())
        almacen.migrar()
        almacen.cerrar()
        quien = sembrar(f"sqlite:///{plantilla}")

        def de_archivo() -> Mundo:
            donde = carpeta / "caso"
            shutil.rmtree(donde, ignore_errors=True)
            donde.mkdir()
            shutil.copy(plantilla, donde / "m.db")
            return Mundo(donde, f"sqlite:///{donde / 'm.db'}", quien)

        yield de_archivo
        return
    servidor: Servidor = request.getfixturevalue("postgres")
    plantilla_pg = servidor.nueva()
    quien = sembrar(plantilla_pg)
    bases: list[str] = []

    def de_servidor() -> Mundo:
        if bases:
            servidor.borrar(bases.pop())
        bases.append(servidor.nueva(plantilla_pg.partition("?")[0].rpartition("/")[2]))
        donde = carpeta / "caso"
        shutil.rmtree(donde, ignore_errors=True)
        return Mundo(donde, bases[-1], quien)

    yield de_servidor
    for url in (*bases, plantilla_pg):
        servidor.borrar(url)


@pytest.fixture(scope="module")
def entero(nuevo: Callable[[], Mundo]) -> tuple[list[str], list[Any]]:
    """Los puntos de una vida sin muertes, y los avisos que hubo."""
    m = nuevo()
    assert en_otro_proceso(lambda: m.vivir(Puntos(), INICIO + VIDA)) == 0
    hay = m.hay()
    assert hay["escalada"] == ["acusada"]
    assert m.recibidos == dict.fromkeys(DESTINOS, 1)
    return json.loads((m.carpeta / "puntos.json").read_text()), hay["avisos"]


def morir(m: Mundo, avisos: list[Any], *cuando: int) -> Counter[str]:
    """Muere en cada uno de esos puntos, vuelve y acaba. Devuelve lo que cada canal recibio de mas."""
    for k in cuando:
        assert en_otro_proceso(lambda k=k: m.vivir(Puntos(k), INICIO + VIDA)) in (0, signal.SIGKILL)
    # el ultimo en volver tiene tiempo de sobra para dar por muerto lo que quedo a medias
    fin = max(m.hora, INICIO + VIDA) + timedelta(minutes=1)
    assert en_otro_proceso(lambda: m.vivir(Puntos(), fin)) == 0
    hay = m.hay()
    assert hay["cadena"] is None
    assert hay["escalada"] == ["acusada"]
    assert hay["avisos"] == avisos, "ni un aviso de mas ni de menos, y todos salieron"
    recibidos = m.recibidos
    de_mas = Counter({d: recibidos[d] - 1 for d in DESTINOS})
    assert min(de_mas.values()) >= 0, f"se perdio un aviso: {recibidos}"
    assert max(de_mas.values()) <= len(cuando), f"mas de uno de mas por muerte: {recibidos}"
    return +de_mas


@pytest.mark.lenta
def test_muere_en_algunos_puntos(nuevo: Callable[[], Mundo], entero: tuple[list[str], list[Any]]) -> None:
    puntos, avisos = entero
    criticos = [k for k, p in enumerate(puntos, 1) if "enviado y sin contestar" in p][:1]
    assert sum((morir(nuevo(), avisos, k) for k in (2, *criticos)), Counter()).total() == 1


@pytest.mark.lenta
@pytest.mark.timeout(1500)
def test_muere_en_cada_punto(nuevo: Callable[[], Mundo], entero: tuple[list[str], list[Any]]) -> None:
    puntos, avisos = entero
    assert len(puntos) >= 60
    criticos = [k for k, p in enumerate(puntos, 1) if "enviado y sin contestar" in p]
    elegidos = {*las_que_tocan(range(1, len(puntos) + 1)), *criticos[:1]}
    de_mas = Counter({puntos[k - 1]: morir(nuevo(), avisos, k).total() for k in elegidos})
    print(f"\n{len(elegidos)} de {len(puntos)} puntos: 0 avisos perdidos, {(+de_mas).total()} repetidos")
    assert +de_mas, (
        "quien muere con el aviso enviado y sin apuntar lo repite: si nunca pasa, no se probo nada"
    )


@pytest.mark.lenta
@pytest.mark.timeout(2400)
def test_doscientas_muertes_dobles_al_azar(
    nuevo: Callable[[], Mundo], entero: tuple[list[str], list[Any]]
) -> None:
    puntos, avisos = entero
    azar = random.Random(13)
    repetidos = 0
    for _ in range(parte(DOBLES)):
        primera = azar.randint(1, len(puntos))
        repetidos += morir(nuevo(), avisos, primera, azar.randint(1, len(puntos))).total()
    print(f"\n{parte(DOBLES)} muertes dobles: 0 avisos perdidos, {repetidos} repetidos")
