"""kill -9 en cada punto de sancionar, levantar, caducar y deshacer por apelacion, en los dos motores.

Ningun bloqueo queda sin fin y ninguno se olvida: al terminar, la red no tiene a nadie bloqueado, lo que debia volver a verse
se ve, y el registro esta entero.
"""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from conectores.tipos import Red, Resultado
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen
from moderacion.bitacora import verificar
from moderacion.cola import Persona, Resolucion
from moderacion.informes import restricciones
from moderacion.montaje import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.reloj import RelojFijo, RelojReal
from moderacion.sanciones import apelaciones
from tests.fiabilidad.puntos import AlmacenNumerado, Puntos, en_otro_proceso
from tests.moderacion.falsos import (
    CAPACIDADES,
    INICIO,
    INSULTO,
    alta,
    autor,
    com,
    entrar,
    filas,
    juzgar,
    persona,
)
from tests.postgres import Servidor
from tests.tandas import UNA_DE_CADA

SEMANA = timedelta(days=7)
PLAZOS = sanciones.Plazos(sanciones.Escalera.de_uno(SEMANA), timedelta(hours=24), 50)
CAP = {1: CAPACIDADES[Red.FACEBOOK]}
CADUCA, CONFIRMADO, APELADO = 1, 2, 3
"""El comentario, y el expediente, de cada historia: nadie lo confirma, se confirma, y se acepta su apelacion."""
MINUTO = timedelta(minutes=1)
HORAS = (
    timedelta(), MINUTO, 4 * MINUTO, 8 * MINUTO, timedelta(hours=24), timedelta(hours=24, minutes=4),
    SEMANA, SEMANA + 4 * MINUTO, SEMANA + 8 * MINUTO,
)  # fmt: skip
"""Cuando se mira. Cuatro minutos despues de cada cosa, lo que un proceso muerto dejo a medias se recupera."""
REPARTIDOS = 12
DECIDE, APELA, RESUELVE = MINUTO, 4 * MINUTO, 8 * MINUTO


class RedDeEstado:
    """Una red que recuerda en un archivo lo que se le hizo: fija estados, y repetirlos no cambia nada."""

    def __init__(self, ruta: Path, punto: Callable[[str], None]) -> None:
        self.red, self.cuenta, self.capacidades = Red.FACEBOOK, "100", CAP[1]
        self._ruta, self._punto = ruta, punto

    @property
    def efectos(self) -> list[tuple[str, str]]:
        lineas = self._ruta.read_text("utf-8").splitlines() if self._ruta.exists() else []
        return [tuple(json.loads(linea)) for linea in lineas]

    def _hacer(self, accion: str, objeto: str) -> Resultado:
        self._punto(f"{accion}: antes de llamar")
        with self._ruta.open("a", encoding="utf-8") as archivo:
            archivo.write(json.dumps([accion, objeto]) + "\n")
            archivo.flush()
            os.fsync(archivo.fileno())
        self._punto(f"{accion}: hecho y sin contestar")
        return Resultado()

    def ocultar(self, comentario: str) -> Resultado:
        return self._hacer("ocultar", comentario)

    def mostrar(self, comentario: str) -> Resultado:
        return self._hacer("mostrar", comentario)

    def bloquear(self, quien: str, comentario: str | None = None, *, repite: bool = False) -> Resultado:
        return self._hacer("bloquear", quien)

    def desbloquear(self, quien: str) -> Resultado:
        return self._hacer("desbloquear", quien)


def sembrar(url: str) -> tuple[Persona, Persona]:
    """Tres insultos que la maquina ya mando ocultar, y las dos personas que decidiran."""
    reloj = RelojFijo(INICIO)
    almacen = Almacen(url, reloj)
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"{INSULTO} {n}", autor=autor(n)) for n in (1, 2, 3)))
    juzgar(almacen, reloj)
    gente = persona(almacen, "una"), persona(almacen, "otra")
    almacen.cerrar()
    return gente


class Mundo:
    """Una base y una red que sobreviven a quien las usa.

    `motor`: un almacen ya usado en el proceso padre. Los hijos heredan lo que ya compilo y abren sus propias conexiones: sin
    el, cada muerte cuesta un segundo de preparar consultas.
    """

    def __init__(
        self, carpeta: Path, url: str, gente: tuple[Persona, Persona], motor: AlmacenNumerado | None = None
    ) -> None:
        self.carpeta, self.url, self.gente, self.motor = carpeta, url, gente, motor
        carpeta.mkdir(exist_ok=True)

    def _almacen(self, reloj: RelojFijo, punto: Puntos) -> AlmacenNumerado:
        if self.motor is None:
            return AlmacenNumerado(self.url, reloj, punto)
        self.motor._motor.dispose(close=False)
        self.motor._reloj, self.motor._punto = reloj, punto
        return self.motor

    @property
    def _hora(self) -> Path:
        return self.carpeta / "hora"

    def vivir(self, punto: Puntos, mas: int = 0) -> None:
        """Lo que hace el servicio, y lo que hacen las personas cuando les toca y no lo hicieron ya.

        `mas`: pasadas de mas al final, para recuperar lo que dejo a medias quien murio en la ultima.
        """
        hora = datetime.fromisoformat(self._hora.read_text()) if self._hora.exists() else INICIO
        reloj = RelojFijo(hora)
        almacen = self._almacen(reloj, punto)
        red = RedDeEstado(self.carpeta / "red.jsonl", punto)
        for cuando in HORAS:
            if INICIO + cuando < reloj.ahora() and cuando != HORAS[-1]:
                continue  # esa hora ya paso antes de morir
            reloj.adelantar(max(INICIO + cuando - reloj.ahora(), timedelta()))
            self._hora.write_text(reloj.ahora().isoformat())
            self._pasada(almacen, red, reloj)
        for _ in range(mas):
            reloj.adelantar(4 * MINUTO)
            self._pasada(almacen, red, reloj)
        (self.carpeta / "puntos.json").write_text(json.dumps(punto.nombres))
        almacen.cerrar()

    def _pasada(self, almacen: Almacen, red: RedDeEstado, reloj: RelojFijo) -> None:
        self._personas(almacen, reloj.ahora() - INICIO)
        sanciones.sancionar(almacen, CAP, PLAZOS)
        reloj.adelantar(cola.GRACIA)
        ejecucion.despachar(almacen, red, 1, reloj)
        sanciones.sancionar(almacen, CAP, PLAZOS)

    def _personas(self, almacen: Almacen, van: timedelta) -> None:
        una, otra = self.gente
        if van >= DECIDE:
            for expediente in (CONFIRMADO, APELADO):
                (decididos,) = filas(
                    almacen, "SELECT count(*) FROM decision WHERE expediente_id = :e", e=expediente
                )
                if not decididos:
                    self._bloquear(almacen, expediente, una)
        estados = filas(almacen, "SELECT estado FROM apelacion ORDER BY id")
        if van >= APELA and "presentada" not in estados and "aceptada" not in estados:
            testigo = emitir_apelacion(almacen, APELADO, una).testigo
            apelaciones.presentar(almacen, testigo, "1.2.3.4", "era una queja, no un insulto", "")
        if van >= RESUELVE:
            for numero in filas(almacen, "SELECT id FROM apelacion WHERE estado = 'presentada'"):
                version = self._version(almacen, APELADO)
                r = ResolucionApelacion(numero, acepta=True, motivo="era una queja", version=version)
                resolver_apelacion(almacen, CAP, otra, r)

    @staticmethod
    def _version(almacen: Almacen, expediente: int) -> int:
        (version,) = filas(almacen, "SELECT version FROM expediente WHERE id = :e", e=expediente)
        return int(version)

    def _bloquear(self, almacen: Almacen, expediente: int, quien: Persona) -> None:
        r = Resolucion.de("bloquear", "insulta a otra persona", self._version(almacen, expediente), 2)
        cola.resolver(almacen, expediente, quien, r, CAP[1], SEMANA)

    def hay(self) -> dict[str, Any]:
        reloj = RelojFijo(datetime.fromisoformat(self._hora.read_text()) + timedelta(minutes=10))
        almacen = Almacen(self.url, reloj)
        with almacen.lectura() as u:
            cadena = verificar(u.registro.recorrer())[1]
        hay = {
            "bloqueos": filas(almacen, "SELECT comentario_id, estado FROM bloqueo ORDER BY comentario_id"),
            "abiertas": filas(
                almacen, "SELECT count(*) FROM orden WHERE estado IN ('pendiente', 'enviando', 'desconocida')"
            ),
            "faltas": filas(almacen, "SELECT comentario_id FROM falta WHERE retirada IS NULL"),
            "rigen": filas(almacen, "SELECT comentario_id, accion FROM restriccion WHERE cerrada IS NULL"),
            "registro": restricciones.revisar(almacen),
            "efectos": RedDeEstado(self.carpeta / "red.jsonl", lambda _: None).efectos,
            "cadena": cadena,
        }
        almacen.cerrar()
        return hay


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.lenta)])
def nuevo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Mundo]]:
    """Un mundo recien sembrado cada vez que se pide."""
    carpeta = tmp_path_factory.mktemp("muerte")
    donde = carpeta / "caso"
    if request.param == "sqlite":
        plantilla = carpeta / "plantilla.db"
        almacen = Almacen(f"sqlite:///{plantilla}", RelojReal())
        almacen.migrar()
        almacen.cerrar()
        gente = sembrar(f"sqlite:///{plantilla}")

        url = f"sqlite:///{donde / 'm.db'}"

        def de_archivo(motor: AlmacenNumerado | None = None) -> Mundo:
            shutil.rmtree(donde, ignore_errors=True)
            donde.mkdir()
            shutil.copy(plantilla, donde / "m.db")
            return Mundo(donde, url, gente, motor)

        motor = _en_caliente(de_archivo())
        yield lambda: de_archivo(motor)
        motor.cerrar()
        return
    servidor: Servidor = request.getfixturevalue("postgres")
    plantilla_pg = servidor.nueva()
    gente = sembrar(plantilla_pg)
    # siempre con el mismo nombre: el almacen en caliente vale para todas
    url = servidor.url("muerte_de_sanciones")

    def de_servidor(motor: AlmacenNumerado | None = None) -> Mundo:
        servidor.borrar(url, si_esta=True)
        servidor.copiar(plantilla_pg, url)
        shutil.rmtree(donde, ignore_errors=True)
        return Mundo(donde, url, gente, motor)

    motor = _en_caliente(de_servidor())
    yield lambda: de_servidor(motor)
    motor.cerrar()
    for cual in (url, plantilla_pg):
        servidor.borrar(cual)


def _en_caliente(mundo: Mundo) -> AlmacenNumerado:
    """Un almacen que ya hizo una vida entera en este proceso, sin conexiones abiertas."""
    mundo.motor = AlmacenNumerado(mundo.url, RelojFijo(INICIO), Puntos())
    mundo.vivir(Puntos())
    return mundo.motor


def puntos_de(mundo: Mundo) -> list[str]:
    assert en_otro_proceso(lambda: mundo.vivir(Puntos())) == 0
    return list(json.loads((mundo.carpeta / "puntos.json").read_text()))


def revisar(mundo: Mundo) -> None:
    hay = mundo.hay()
    assert hay["registro"].completo, hay["registro"].faltantes
    assert hay["cadena"] is None
    assert hay["abiertas"] == [0], "ninguna orden a medias"
    assert [c for c, _ in hay["bloqueos"]] == [CADUCA, CONFIRMADO, APELADO], "uno por falta, ni mas ni menos"
    assert {e for _, e in hay["bloqueos"]} <= {"levantado", "caducado"}, "ninguno sin fin"
    assert hay["faltas"] == [CONFIRMADO], "la caducada y la apelada ya no cuentan"
    assert hay["rigen"] == [(CONFIRMADO, "ocultar")]
    en_red = dict.fromkeys(("a1", "a2", "a3"), "desbloquear") | dict.fromkeys(("c1", "c2", "c3"), "mostrar")
    for accion, objeto in hay["efectos"]:
        en_red[objeto] = accion
    assert [en_red[a] for a in ("a1", "a2", "a3")] == ["desbloquear"] * 3, "nadie queda bloqueado en la red"
    assert [en_red[c] for c in ("c1", "c2", "c3")] == ["mostrar", "ocultar", "mostrar"]


def test_sin_morir_la_vida_de_los_tres_acaba_bien(nuevo: Callable[[], Mundo]) -> None:
    mundo = nuevo()
    puntos = puntos_de(mundo)
    revisar(mundo)
    que = {p.partition(":")[0] for p in puntos}
    assert {"ocultar", "mostrar", "bloquear", "desbloquear"} <= que
    assert {"insert into restriccion", "insert into falta", "update apelacion", "update bloqueo"} <= que


def morir(mundo: Mundo, k: int) -> None:
    assert en_otro_proceso(lambda: mundo.vivir(Puntos(k))) == signal.SIGKILL
    assert en_otro_proceso(lambda: mundo.vivir(Puntos(), mas=2)) == 0
    revisar(mundo)


def test_muere_en_algunos_puntos(nuevo: Callable[[], Mundo]) -> None:
    """Con lo pedido a la red hecho y sin apuntar: lo mas dificil de cada historia."""
    puntos = puntos_de(nuevo())
    que = ("bloquear: hecho y sin contestar", "desbloquear: hecho y sin contestar")
    for k in (puntos.index(q) + 1 for q in que):
        morir(nuevo(), k)


@pytest.mark.lenta
@pytest.mark.timeout(3600)
def test_muere_en_cada_punto(nuevo: Callable[[], Mundo]) -> None:
    """En la integracion, unos cuantos repartidos; todos, en la tanda exhaustiva (diez minutos largos cada motor)."""
    puntos = puntos_de(nuevo())
    assert len(puntos) >= 200
    cada = 1 if UNA_DE_CADA == 1 else len(puntos) // REPARTIDOS
    cuales = range(1, len(puntos) + 1, cada)
    for k in cuales:
        morir(nuevo(), k)
    print(
        f"\n{len(cuales)} de {len(puntos)} puntos: ningún bloqueo sin fin, ninguno olvidado, el registro entero"
    )
