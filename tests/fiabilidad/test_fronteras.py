"""En marcha, ni un octeto sale de este proceso ni una orden cambia la base fuera de una frontera numerada.

Se vive el circuito entero con un oido puesto debajo de todas las bibliotecas: lo que Python avisa al abrir un enchufe, enviar
por HTTP o correo, abrir una base o arrancar un proceso, y lo que SQLite dice que ejecuta. Lo que pase sin que se este cruzando
un punto es una frontera sin punto (decision 0026).
"""

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from moderacion.avisos import Buzon, Mensajeria
from moderacion.avisos.correo import en_blanco, enviar_smtp
from tests.fiabilidad.canales import Canal
from tests.fiabilidad.circuito import CUENTA, TRAMOS, Circuito
from tests.fiabilidad.ensayo import Ensayos
from tests.fiabilidad.puntos import DENTRO, Puntos, en_otro_proceso

pytestmark = pytest.mark.lenta

_SALIDAS = {
    "socket.connect", "socket.sendto", "socket.sendmsg", "http.client.connect", "http.client.send",
    "smtplib.connect", "smtplib.send", "ftplib.connect", "urllib.Request",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
}  # fmt: skip
_NO_CAMBIAN = ("SELECT", "PRAGMA", "BEGIN", "ROLLBACK", "EXPLAIN", "--")


class Oido:
    """Lo que pasa por debajo: cuanto de cada cosa, y lo que paso fuera de un punto. Solo en un hijo: no se puede quitar."""

    def __init__(self, c: Circuito) -> None:
        self.visto: Counter[str] = Counter()
        self.fuera: Counter[str] = Counter()
        self._motor = 0
        base = c.base.url.removeprefix("sqlite:///")
        self._archivos = {base, f"{base}-shm"}
        event.listen(c.almacen._motor, "do_connect", self._abre_el_motor)
        event.listen(c.almacen._motor, "connect", lambda dbapi, _: dbapi.set_trace_callback(self._orden))
        sys.addaudithook(self._suceso)

    def _apuntar(self, que: str) -> None:
        self.visto[que] += 1
        if not DENTRO.cuantas:
            self.fuera[que] += 1

    def _abre_el_motor(self, *_: Any) -> None:
        self._motor += 1

    def _suceso(self, nombre: str, datos: tuple[Any, ...]) -> None:
        if nombre == "sqlite3.connect":
            self.visto[nombre] += 1
            # la base solo la abre el motor, que es quien pone los puntos
            self.fuera[nombre] += not self._motor
            self._motor = max(0, self._motor - 1)
        elif nombre == "open" and str(datos[0]) in self._archivos and not datos[2] & os.O_EXCL:
            # cerrarlo le quitaria a este proceso los candados de SQLite (`almacen.buscador`)
            self.fuera["abrir el archivo de la base"] += 1
        elif nombre in _SALIDAS:
            self._apuntar(nombre)

    def _orden(self, orden: str) -> None:
        if not orden.lstrip().upper().startswith(_NO_CAMBIAN):
            self._apuntar("confirmar" if orden.upper().startswith("COMMIT") else "orden que escribe")


def escuchar(ensayos: Ensayos, hacer: Callable[[Circuito], None]) -> tuple[Counter[str], Counter[str]]:
    """(visto, fuera de un punto) mientras se hace eso en un proceso del servicio."""
    c = ensayos("facebook", "sqlite").circuito
    c.poner("leer")

    def hijo() -> None:
        oido = Oido(c)
        with c.proceso(Puntos()):
            hacer(c)
        (c.carpeta / "oido.json").write_text(json.dumps([oido.visto, oido.fuera]))

    assert en_otro_proceso(hijo) == 0
    visto, fuera = json.loads((c.carpeta / "oido.json").read_text())
    return +Counter(visto), +Counter(fuera)


def test_nada_sale_ni_se_escribe_fuera_de_un_punto(ensayos: Ensayos, cartero: tuple[Any, int]) -> None:
    canal = Canal("webhook")

    def todo(c: Circuito) -> None:
        for tramo in TRAMOS:
            tramo.hacer(c)
        c.asentar()
        assert Mensajeria(c.reloj)(canal.direccion, "asunto", "cuerpo").salio
        buzon = Buzon(
            "127.0.0.1", cartero[1], "casa@c.example.sv", "https://c.example.sv", seguridad="ninguna"
        )
        mensaje = en_blanco(buzon, "asunto", "jefa@c.example.sv", "clave", c.reloj)
        mensaje.set_content("cuerpo")
        enviar_smtp(buzon, mensaje)

    try:
        visto, fuera = escuchar(ensayos, todo)
    finally:
        canal.cerrar()
    assert fuera == {}
    assert len(canal.recibidos) == len(cartero[0].mensajes) == 1
    # si no se oyera nada, no se probaria nada
    assert visto["http.client.send"] >= 30
    assert visto["orden que escribe"] >= 200
    assert visto["confirmar"] >= 50
    assert (
        min(visto[n] for n in ("socket.connect", "smtplib.send", "subprocess.Popen", "sqlite3.connect")) >= 1
    )


def _por_sqlite(c: Circuito) -> None:
    with sqlite3.connect(c.base.url.removeprefix("sqlite:///")) as con:
        con.execute("SELECT 1")
    con.close()


def _por_archivo(c: Circuito) -> None:
    Path(c.base.url.removeprefix("sqlite:///")).open("rb").close()


def _por_el_driver(c: Circuito) -> None:
    with c.almacen._motor.connect() as con:
        con.connection.driver_connection.execute("UPDATE cuenta SET nombre = nombre")


def _por_http(c: Circuito) -> None:
    sitio = http.client.HTTPConnection("127.0.0.1", int(c.redes.bases["facebook"].rpartition(":")[2]))
    sitio.request("GET", "/_control/efectos")
    sitio.close()


def _por_urllib(c: Circuito) -> None:
    urllib.request.urlopen(f"{c.redes.bases['facebook']}/_control/efectos").close()


def _por_enchufe(c: Circuito) -> None:
    socket.create_connection(("127.0.0.1", int(c.redes.bases["facebook"].rpartition(":")[2]))).close()


def _por_proceso(_: Circuito) -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


@pytest.mark.parametrize(
    ("atajo", "que"),
    [
        (_por_sqlite, "sqlite3.connect"),
        (_por_archivo, "abrir el archivo de la base"),
        (_por_el_driver, "orden que escribe"),
        (_por_http, "http.client.send"),
        (_por_urllib, "urllib.Request"),
        (_por_enchufe, "socket.connect"),
        (_por_proceso, "subprocess.Popen"),
    ],
)
def test_un_atajo_se_oye(ensayos: Ensayos, atajo: Callable[[Circuito], None], que: str) -> None:
    def hacer(c: Circuito) -> None:
        c.servicio.despachar(CUENTA)
        atajo(c)

    assert escuchar(ensayos, hacer)[1][que] == 1
