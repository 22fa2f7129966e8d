"""Un circuito que se mata y se averia las veces que haga falta, siempre desde la misma partida."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import requests

from conectores.http import AdaptadorRed, no_salio
from conectores.simulador.redes import Redes
from conectores.tipos import Accion
from moderacion import redaccion
from moderacion.errores import EntradaInvalida
from moderacion.redaccion import Entrega, Escrito, SalidaNueva
from tests.fiabilidad.averias import CUALQUIERA, ESCRIBE, Proxy
from tests.fiabilidad.balance import Balance, balance
from tests.fiabilidad.circuito import AVISO, CORTOS, CUENTA, INICIO, RESPUESTA, TRAMOS, VENTA, Circuito
from tests.fiabilidad.escenario import EnArchivo, EnServidor, RelojComun
from tests.fiabilidad.puntos import SIN_CONTESTAR, Puntos, en_otro_proceso
from tests.postgres import Servidor

REDES: Final = ("facebook", "twitter", "youtube")
MOTORES: Final = ("sqlite", "postgresql")


def _ocultar(c: Circuito) -> None:
    c.decidir(VENTA, "ocultar")


def _bloquear(c: Circuito) -> None:
    c.decidir(VENTA, "bloquear", dias=1)


def _responder(c: Circuito) -> None:
    expediente, _ = c.expediente(VENTA)
    c.escribir(
        "respuesta", lambda: redaccion.crear(c.almacen, expediente, c.gente["ana"], Entrega(RESPUESTA))
    )
    c.servicio.despachar(CUENTA)


def _publicar(c: Circuito) -> None:
    escrito = Escrito(AVISO, (SalidaNueva(CUENTA),))
    se_puede = c.servicio.capacidades[CUENTA].de(Accion.PUBLICAR).por_api
    # donde no se puede, al enviarlo a revision se dice a quien lo escribio: el borrador queda, y es cosa suya publicarlo
    with nullcontext() if se_puede else pytest.raises(EntradaInvalida, match="se publican a mano"):
        c.escribir("publicacion", lambda: redaccion.crear_escrito(c.almacen, c.gente["ana"], escrito))
    c.servicio.despachar(CUENTA)


EFECTOS: Final[dict[str, Callable[[Circuito], None]]] = {
    "ocultar": _ocultar,
    "bloquear": _bloquear,
    "responder": _responder,
    "publicar": _publicar,
}
"""Lo que una persona pide y deja una orden por salir."""
NO_CONECTA: Final = "no conecta"
AVERIADAS: Final = (10, 30, 70)
"""Segundos entre las pasadas que se hacen con la red averiada: unos dos minutos."""


@dataclass(frozen=True)
class Celda:
    """Como fue un efecto con la red averiada. `inyectadas`: cuantas peticiones se estropearon."""

    balance: Balance
    hay: dict[str, Any]
    inyectadas: int
    llamadas: list[tuple[float, str]]
    """(segundos, error) de cada peticion que se hizo con la red averiada."""


class Ensayo:
    """Un circuito con su partida al principio de cada tramo, y los puntos que se cruzan en cada uno."""

    def __init__(self, circuito: Circuito, proxy: Proxy) -> None:
        self.circuito, self.proxy = circuito, proxy
        self.puntos: dict[str, list[str]] = {}
        circuito.calentar()
        for tramo in TRAMOS:
            tramo.antes(circuito)
            circuito.guardar(tramo.nombre)
            assert en_otro_proceso(lambda t=tramo: circuito.vivir((t,), Puntos())) == 0
            self.puntos[tramo.nombre] = json.loads((circuito.carpeta / "puntos.json").read_text())
        circuito.guardar("fin")
        self.debia = cache(self._debia)
        self.debia_celda = cache(lambda efecto: self._celda(efecto)[0])

    # --- muertes

    def _debia(self, tramo: str) -> dict[str, Any]:
        self.circuito.poner(tramo)
        return self.seguir(tramo)

    def seguir(self, tramo: str) -> dict[str, Any]:
        """Lo que hay cuando el servicio vuelve, termina el tramo y pasa el plazo."""
        (cual,) = (t for t in TRAMOS if t.nombre == tramo)
        assert en_otro_proceso(lambda: self.circuito.vivir((cual,), Puntos(), y_luego=True)) == 0
        return self.circuito.hay()

    def morir(self, tramo: str, *cuando: int) -> tuple[Balance, int]:
        """Muere en esos puntos, uno por cada vez que vuelve. Da tambien cuantas veces murio: la primera, siempre."""
        debia = self.debia(tramo)
        (cual,) = (t for t in TRAMOS if t.nombre == tramo)
        self.circuito.poner(tramo)
        senales = [
            en_otro_proceso(lambda k=k: self.circuito.vivir((cual,), Puntos(k), y_luego=True)) for k in cuando
        ]
        assert senales[0] == signal.SIGKILL
        muertes = sum(s == signal.SIGKILL for s in senales)
        return balance(debia, self.seguir(tramo), muertes), muertes

    def los_peores(self, tramo: str) -> list[int]:
        """Lo publico hecho y sin contestar: lo que a ciegas saldria dos veces."""
        if tramo not in ("responder", "publicar"):
            return []
        return [
            k
            for k, p in enumerate(self.puntos[tramo], 1)
            if SIN_CONTESTAR in p and p.startswith("POST") and "token" not in p
        ]

    # --- averias

    def celda(self, efecto: str, averia: str, *tambien: int) -> Celda:
        """Se pide el efecto con la red averiada; luego se repara. `tambien`: puntos en que ademas se muere."""
        debia = self.debia_celda(efecto)
        hay, inyectadas, llamadas, muertes = self._celda(efecto, averia, *tambien)
        return Celda(balance(debia, hay, muertes), hay, inyectadas + muertes, llamadas)

    def _celda(self, efecto: str, averia: str = "", *muere: int) -> tuple[dict[str, Any], int, Any, int]:
        c, proxy = self.circuito, self.proxy
        c.poner("decidir")
        assert en_otro_proceso(lambda: self._pedir(efecto)) == 0
        antes = proxy.aplicadas.total()
        if averia:
            # primero lo que escribe; y luego, lo que se intente para saber que paso
            proxy.averiar(averia, (ESCRIBE, 1), (CUALQUIERA, 2))
        try:
            senales = [en_otro_proceso(lambda k=k: self._insistir(k)) for k in (*muere, 0)]
        finally:
            proxy.reparar()
        llamadas = json.loads((c.carpeta / "llamadas.json").read_text())
        assert en_otro_proceso(lambda: c.vivir((), Puntos(), y_luego=True)) == 0
        caidas = sum(e == NO_CONECTA for _, e in llamadas)
        return c.hay(), proxy.aplicadas.total() - antes + caidas, llamadas, sum(map(bool, senales))

    def _pedir(self, efecto: str) -> None:
        with self.circuito.proceso(Puntos()):
            EFECTOS[efecto](self.circuito)

    def _insistir(self, muere: int) -> None:
        c = self.circuito
        with c.proceso(Puntos(muere), CORTOS), cronometro() as llamadas:
            for segundos in AVERIADAS:
                c.reloj.adelantar(timedelta(seconds=segundos))
                c.servicio.despachar(CUENTA)
        (c.carpeta / "llamadas.json").write_text(json.dumps(llamadas))


@contextmanager
def cronometro() -> Iterator[list[tuple[float, str]]]:
    """Lo que dura cada peticion que sale, y como falla."""
    llamadas: list[tuple[float, str]] = []
    enviar = AdaptadorRed.send

    def medido(adaptador: AdaptadorRed, *datos: Any, **mas: Any) -> requests.Response:
        empieza, error = time.monotonic(), ""
        try:
            return enviar(adaptador, *datos, **mas)
        except requests.exceptions.RequestException as fallo:
            error = NO_CONECTA if no_salio(fallo) else type(fallo).__name__
            raise
        finally:
            llamadas.append((time.monotonic() - empieza, error))

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(AdaptadorRed, "send", medido)
        yield llamadas


@contextmanager
def ensayo_de(red: str, carpeta: Path, servidor: Servidor | None) -> Iterator[Ensayo]:
    """El de esa red. `servidor`: el de PostgreSQL; sin el, SQLite."""
    reloj = RelojComun(INICIO)
    with ExitStack() as pila:
        redes = Redes(reloj=reloj.ahora).arrancar()
        pila.callback(redes.parar)
        proxy = Proxy(redes.bases[red])
        pila.callback(proxy.cerrar)
        base = EnServidor(servidor, f"{red}_{carpeta.name}") if servidor else EnArchivo(carpeta)
        circuito = Circuito(red, base, redes, reloj, carpeta, proxy.base)
        pila.callback(circuito.cerrar)
        yield Ensayo(circuito, proxy)


Ensayos = Callable[[str, str], Ensayo]
"""(red, motor) → el suyo, preparado la primera vez que se pide."""
