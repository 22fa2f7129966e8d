"""Cinco canales por nueve averias, con Apprise de verdad y enchufes crudos: el que falla se nota, y los demas ni se enteran."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path
from statistics import median

import pytest

from moderacion.almacen import Almacen
from moderacion.avisos import Despachador, Mensajeria
from moderacion.avisos.mensajero import dice_error, espera_pedida
from moderacion.incidentes import acuse
from moderacion.reloj import RelojFijo, RelojReal
from tests.fiabilidad.canales import AVERIAS, ESPERA, Canal, esperar
from tests.moderacion.falsos import INICIO, abrir_incidente, alta, avisables, ejecutar, filas, momento
from tests.tandas import las_que_tocan

TIPOS = ("correo", "telegram", "sms", "webhook", "ntfy")
LIMITE = 8.0
RETRASO = 5.0
"""Lo que un canal puede retrasar a otro, en segundos."""
FRASES = {
    "nombre": {"no se encontró el nombre del canal"},
    "rechazo": {"el canal rechazó la conexión"},
    "corte": {"el canal cortó la conexión"},
    "cuelgue": {"el canal no contestó a tiempo"},
    "goteo": {"el canal no contestó a tiempo"},
    "4xx": {"el canal respondió 403", "el canal respondió 550"},
    "429": {"el canal pide esperar (429)", "el canal respondió 451"},
    "5xx": {"el canal respondió 503", "el canal respondió 552"},
    "200 con error": {"el canal contestó que no lo envió", "el canal respondió 554"},
}


class Casa:
    """Una base con un destino por canal, y su mensajeria de verdad."""

    def __init__(self, url: str, canales: Sequence[Canal], limite: float = LIMITE) -> None:
        self.canales = {f"{c.tipo}/1": c for c in canales}
        self.reloj = RelojFijo(INICIO)
        self.almacen = Almacen(url, self.reloj)
        alta(self.almacen)
        avisables(self.almacen, *self.canales)
        self.despachador = self._despachador(limite)

    def _despachador(self, limite: float) -> Despachador:
        bases = {k: v for c in self.canales.values() for k, v in c.bases.items()}
        return Despachador(
            self.almacen,
            {d: c.direccion for d, c in self.canales.items()},
            Mensajeria(RelojReal(), limite, bases),
            acuse.emitir,
            espera=0.05,
        )

    def una_vuelta(self) -> dict[str, float]:
        """Abre un incidente y da una sola vuelta. Cuanto tardo en recibirlo cada canal sano."""
        sanos = {d: c for d, c in self.canales.items() if not c.averia}
        antes = {d: len(c.recibidos) for d, c in sanos.items()}
        abrir_incidente(self.almacen, f"k{self.reloj.ahora():%H%M%S}")
        inicio = time.monotonic()
        self.despachador.despachar()
        llego = esperar(lambda: all(len(c.recibidos) > antes[d] for d, c in sanos.items()), 30)
        assert llego, "un canal sano no recibio su aviso en la misma vuelta"
        return {d: c.recibidos[antes[d]] - inicio for d, c in sanos.items()}

    def estados(self) -> dict[str, str]:
        return dict(filas(self.almacen, "SELECT destino, estado FROM aviso"))

    def cerrar(self) -> None:
        assert self.despachador.parar(30)
        self.almacen.cerrar()
        for c in self.canales.values():
            c.cerrar()


@pytest.fixture
def abrir_casa(tmp_path: Path) -> Iterator[Callable[..., Casa]]:
    casas: list[Casa] = []

    def _abrir(*canales: Canal) -> Casa:
        url = f"sqlite:///{tmp_path / f'm{len(casas)}.db'}"
        almacen = Almacen(url, RelojReal())
        almacen.migrar()
        almacen.cerrar()
        casas.append(Casa(url, canales))
        return casas[-1]

    yield _abrir
    for c in casas:
        c.cerrar()


def test_tres_averias_a_la_vez_y_los_sanos_reciben(abrir_casa: Callable[..., Casa]) -> None:
    casa = abrir_casa(
        Canal("webhook"),
        Canal("ntfy", "429"),
        Canal("sms", "200 con error"),
        Canal("correo"),
        Canal("telegram", "4xx"),
    )
    casa.una_vuelta()
    assert casa.despachador.parar(30)
    assert casa.estados() == {
        "webhook/1": "enviado",
        "correo/1": "enviado",
        "ntfy/1": "pendiente",
        "sms/1": "pendiente",
        "telegram/1": "pendiente",
    }
    errores = dict(filas(casa.almacen, "SELECT destino, error FROM entrega WHERE estado = 'mal'"))
    assert errores == {
        "ntfy/1": "el canal pide esperar (429)",
        "sms/1": "el canal contestó que no lo envió",
        "telegram/1": "el canal respondió 403",
    }


@pytest.fixture(scope="module")
def sin_averias(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Lo que tarda el mas lento con todo sano, en segundos."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sano') / 'm.db'}"
    almacen = Almacen(url, RelojReal())
    almacen.migrar()
    almacen.cerrar()
    casa = Casa(url, [Canal(t) for t in TIPOS])
    peores = []
    for _ in range(3):
        peores.append(max(casa.una_vuelta().values()))
        assert casa.despachador.parar(30)
        casa.reloj.adelantar(timedelta(seconds=1))
    assert set(casa.estados().values()) == {"enviado"}
    casa.cerrar()
    return median(peores)


@pytest.mark.lenta
@pytest.mark.parametrize(("tipo", "averia"), las_que_tocan([*product(TIPOS, AVERIAS)]))
def test_la_averia_de_un_canal_no_retrasa_a_los_demas_y_lo_debido_sale_cuando_vuelve(
    abrir_casa: Callable[..., Casa], sin_averias: float, tipo: str, averia: str
) -> None:
    casa = abrir_casa(*(Canal(t, averia if t == tipo else "") for t in TIPOS))
    tardaron = casa.una_vuelta()
    print(
        f"\n{tipo} × {averia}: el mas lento de los sanos, {max(tardaron.values()):.1f} s (sin averia {sin_averias:.1f})"
    )
    assert max(tardaron.values()) - sin_averias <= RETRASO
    assert casa.despachador.parar(LIMITE + 10)
    malo = f"{tipo}/1"
    assert casa.estados() == {f"{t}/1": "pendiente" if t == tipo else "enviado" for t in TIPOS}
    (error,) = filas(casa.almacen, "SELECT error FROM entrega WHERE destino = :d", d=malo)
    assert error in FRASES[averia]
    (cuando,) = filas(casa.almacen, "SELECT no_antes_de FROM aviso WHERE destino = :d", d=malo)
    assert (momento(cuando) - casa.reloj.ahora()).total_seconds() == (ESPERA if averia == "429" else 10)
    casa.canales[malo].averia = ""
    casa.despachador = casa._despachador(LIMITE)
    casa.reloj.adelantar(timedelta(seconds=ESPERA))
    casa.despachador.despachar()
    assert esperar(lambda: casa.estados()[malo] == "enviado", 30), (
        "lo que se debia sale cuando el canal vuelve"
    )
    assert [len(c.recibidos) for c in casa.canales.values()] == [1] * len(TIPOS), (
        "y nadie lo recibe dos veces"
    )


def test_un_destino_envenenado_no_para_a_los_demas(abrir_casa: Callable[..., Casa]) -> None:
    """Una direccion sin sentido, una fila rara y un texto enorme, con los demas sanos."""
    casa = abrir_casa(Canal("webhook"), Canal("ntfy"))
    casa.despachador = Despachador(
        casa.almacen,
        {d: c.direccion for d, c in casa.canales.items()} | {"veneno/1": "nadie://entiende esto"},
        Mensajeria(RelojReal(), LIMITE),
        acuse.emitir,
        espera=0.05,
    )
    avisables(casa.almacen, *casa.canales, "veneno/1", "nadie/1")
    abrir_incidente(casa.almacen, "raro")
    # «nadie/1» deja de estar en la configuracion con su aviso ya debido
    avisables(casa.almacen, *casa.canales, "veneno/1")
    ejecutar(
        casa.almacen, "UPDATE incidente SET evidencia = :e", e='[{"motivo": "' + "x" * 1_000_000 + '"}, 7]'
    )
    casa.despachador.despachar()
    assert casa.despachador.parar(30)
    assert casa.estados() == {
        "webhook/1": "enviado", "ntfy/1": "enviado", "veneno/1": "pendiente", "nadie/1": "fallido",
    }  # fmt: skip


# --- lo que un cuerpo dice


@pytest.mark.parametrize(
    ("esquema", "cuerpo", "error"),
    [
        ("tgram", '{"ok": true}', False),
        ("tgram", '{"ok": false, "description": "x"}', True),
        ("tgram", '{"result": 1}', True),
        ("tgram", "<html>bloqueado por el proxy</html>", True),
        ("tgram", "", True),
        ("ntfys", "<html>bloqueado por el proxy</html>", True),
        ("ntfy", '{"id": "x", "event": "message"}', False),
        ("ntfys", '{"code": 42901, "error": "limit reached"}', True),
        ("ntfy", '{"code": 50001}', True),
        ("smseagle", '{"result": "OK; ID=1"}', False),
        ("smseagle", '{"result": "Invalid parameters"}', True),
        ("json", '{"error": null}', False),
        ("json", '{"error": "x"}', True),
        ("json", '{"errors": []}', False),
        ("jsons", '{"success": false}', True),
        ("json", '{"status": "Error: x"}', True),
        ("json", "", False),
        ("json", "<html>error</html>", False),
        ("json", '["error"]', False),
        ("json", "[" * 100_000, False),
    ],
)
def test_que_cuerpos_de_un_200_dicen_que_no(esquema: str, cuerpo: str, error: bool) -> None:
    assert dice_error(esquema, cuerpo) is error


@pytest.mark.parametrize(
    ("cabecera", "cuerpo", "segundos"),
    [
        ("17", "", 17),
        ("Fri, 20 Nov 2026 15:02:00 GMT", "", 120),
        ("Fri, 20 Nov 2026 14:00:00 GMT", "", 0),
        ("mañana", "", 0),
        ("-5", "", 0),
        ("999999999", "", 3600),
        ("", '{"ok": false, "parameters": {"retry_after": 33}}', 33),
        ("", '{"parameters": "x"}', 0),
        ("", "", 0),
    ],
)
def test_cuanto_pide_esperar(cabecera: str, cuerpo: str, segundos: float) -> None:
    assert espera_pedida({"Retry-After": cabecera}, cuerpo, INICIO) == segundos
