"""Una red que contesta mal, o no contesta, se retrasa sola: las otras siguen, y se ve en `/salud`."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from moderacion.config import leer_config
from moderacion.montaje import Servicio, montar
from tests.apoyo import SECRETOS, control, escribir_config, redes
from tests.tandas import alguna

FALLAS = {
    "429": ({"estado": 429, "cuerpo": {"title": "Too Many Requests", "status": 429}}, "LimiteExcedido"),
    "401": ({"estado": 401}, "CredencialInvalida"),
    "500": ({"estado": 500, "cuerpo": {"error": "fallo interno"}}, "RedCaida"),
    "html": ({"estado": 200, "cuerpo": "<html><body>mantenimiento</body></html>"}, "RespuestaIlegible"),
    "json cortado": ({"estado": 200, "cuerpo": '{"data": [{"id": "1'}, "RespuestaIlegible"),
    "corte": ({"corte": "antes"}, "RedCaida"),
}

CUERPO_401 = {
    "facebook": {
        "error": {"message": "Error validating access token", "type": "OAuthException", "code": 190}
    },
    "twitter": {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"},
    "youtube": {
        "error": {"code": 401, "message": "Invalid Credentials", "errors": [{"reason": "authError"}]}
    },
}


@pytest.fixture
def escena(tmp_path: Path) -> Iterator[SimpleNamespace]:
    os.environ.update(SECRETOS)
    with redes() as r:
        for base in r.bases.values():
            control(base, "comentarios", {"comentarios": [{"texto": "¿a qué hora abren?", "autor": None}]})
        servicio = montar(leer_config(escribir_config(tmp_path, r.bases)))
        por_red = {c.red.value: i for i, c in servicio.conectores.items()}
        yield SimpleNamespace(redes=r, servicio=servicio, por_red=por_red)
        servicio.cerrar()
    for clave in SECRETOS:
        os.environ.pop(clave, None)


def _salud(servicio: Servicio) -> dict[str, dict]:
    return {c["red"]: dict(c) for c in servicio.salud().cuentas}


@pytest.mark.parametrize("red", ["facebook", "twitter", "youtube"])
@pytest.mark.parametrize("caso", alguna(list(FALLAS)))
def test_solo_se_retrasa_la_que_falla(escena: SimpleNamespace, red: str, caso: str) -> None:
    falla, tipo = FALLAS[caso]
    if caso == "401":
        # cada red lo dice a su manera; la renovacion del token de YouTube sigue en pie
        falla = falla | {"cuerpo": CUERPO_401[red], "ruta": "/(v26.0|2|youtube)/"}
    base = escena.redes.bases[red]
    control(base, "fallas", {"fallas": [{"veces": None, **falla}]})
    resultados = {r: escena.servicio.sondear(i) for r, i in escena.por_red.items()}
    assert resultados.pop(red).error
    assert all(r.nuevos == 1 and not r.error for r in resultados.values())
    salud = _salud(escena.servicio)
    assert salud[red]["tipo_error"] == tipo
    assert salud[red]["vuelve_a_probar"]
    assert salud[red]["estado"] == ("credencial_invalida" if tipo == "CredencialInvalida" else "esperando")
    assert all(salud[r]["estado"] == "bien" for r in resultados)
    # mientras espera no se la vuelve a llamar
    antes = len(control(base, "peticiones")["peticiones"])
    assert escena.servicio.sondear(escena.por_red[red]).omitido
    assert len(control(base, "peticiones")["peticiones"]) == antes


@pytest.mark.lenta
def test_la_que_no_contesta_no_detiene_a_las_otras(escena: SimpleNamespace) -> None:
    control(escena.redes.bases["facebook"], "fallas", {"fallas": [{"demora": 60, "veces": None}]})
    colgada = threading.Thread(target=escena.servicio.sondear, args=[escena.por_red["facebook"]])
    colgada.start()
    for red in ("twitter", "youtube"):
        assert escena.servicio.sondear(escena.por_red[red]).nuevos == 1
    assert escena.servicio.evaluar().juzgados == 2
    assert colgada.is_alive()
    colgada.join(40)
    assert not colgada.is_alive()
    salud = _salud(escena.servicio)
    assert salud["facebook"]["tipo_error"] == "RedCaida"
    assert salud["twitter"]["estado"] == salud["youtube"]["estado"] == "bien"
