"""Las cifras y el detalle de la salud son de quien vigila: desde la misma maquina sin proxy, o con su testigo."""

import json

import pytest
from pydantic import SecretStr, ValidationError

from moderacion.config import Web
from moderacion.web import crear_app
from tests.web.asgi import pedidor

TESTIGO = "testigo-de-quien-vigila-todo"
FUERA = "203.0.113.7"


def _con(testigo: str, esquema: str = "Bearer") -> tuple[tuple[bytes, bytes], ...]:
    return ((b"authorization", f"{esquema} {testigo}".encode()),)


def _da_las_cifras(r) -> bool:
    assert r.estado in (200, 403)
    assert ("moderacion_en_cola" in r.texto) == (r.estado == 200)
    return r.estado == 200


@pytest.fixture
def pedir(montar):
    """(testigo puesto, https) → un pedidor sobre ese servicio."""
    with pedidor(crear_app(montar().servicio)) as base:

        def _pedir(testigo: str = "", *, https: bool = False):
            web = {"https": https} | ({"testigo_vigilante": SecretStr(testigo)} if testigo else {})
            base.app = crear_app(montar(**web).servicio)
            return base

        yield _pedir


@pytest.mark.parametrize("desde", ["127.0.0.1", "127.8.8.8", "::1"])
def test_desde_la_misma_maquina_sin_testigo(pedir, desde):
    assert _da_las_cifras(pedir().ver("/metricas", desde=desde))


@pytest.mark.parametrize(
    "desde", [FUERA, "10.0.0.4", "172.17.0.1", "0.0.0.0", "2001:db8::1", "localhost", "", "testclient"]
)
def test_desde_otra_no(pedir, desde):
    assert not _da_las_cifras(pedir().ver("/metricas", desde=desde))
    assert not _da_las_cifras(pedir(TESTIGO).ver("/metricas", desde=desde))


@pytest.mark.parametrize(
    "cabecera",
    [
        "X-Forwarded-For",
        "x-forwarded-for",
        "Forwarded",
        "Via",
        "X-Real-IP",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
    ],
)
def test_lo_que_trae_un_proxy_no_es_de_esta_maquina(pedir, cabecera):
    """Ni aunque diga que viene de aqui."""
    assert not _da_las_cifras(pedir().ver("/metricas", mas=((cabecera.encode(), b"127.0.0.1"),)))


@pytest.mark.parametrize(
    ("host", "da"),
    [("127.0.0.1:8080", True), ("localhost:8080", True), ("[::1]:8080", True), ("malo.example", False),
     ("127.0.0.1.malo.example", False), ("localhost.malo.example:8080", False), ("[::1", False),
     ("10.0.0.4:8080", False), ("", False)],
)  # fmt: skip
def test_lo_que_trae_un_navegador_de_esta_maquina_a_otro_nombre_no(pedir, host, da):
    """Una pagina ajena que se apunta a 127.0.0.1 pide desde aqui, con su propio nombre de sitio."""
    assert _da_las_cifras(pedir().pedir("GET", "/metricas", base=((b"host", host.encode()),))) is da


def test_con_https_hay_un_proxy_y_solo_vale_el_testigo(pedir):
    """Uno que no diga de parte de quien viene no se distingue de esta maquina."""
    assert not _da_las_cifras(pedir(https=True).ver("/metricas"))
    consola = pedir(TESTIGO, https=True)
    assert not _da_las_cifras(consola.ver("/metricas"))
    assert _da_las_cifras(consola.ver("/metricas", mas=_con(TESTIGO)))


def test_con_el_testigo_desde_donde_sea(pedir):
    consola = pedir(TESTIGO)
    for mas in (
        _con(TESTIGO),
        _con(TESTIGO, "bearer"),
        (*_con(TESTIGO), (b"x-forwarded-for", b"198.51.100.2")),
    ):
        assert _da_las_cifras(consola.ver("/metricas", desde=FUERA, mas=mas))


@pytest.mark.parametrize(
    "cabecera",
    ["", "Bearer", "Bearer ", f"Basic {TESTIGO}", TESTIGO, f"Bearer {TESTIGO}x", f"Bearer {TESTIGO[:-1]}", "Bearer ñandú",
     f"Bearer {TESTIGO.upper()}", f"Bearer {TESTIGO}, Bearer {TESTIGO}"],
)  # fmt: skip
def test_otro_testigo_no(pedir, cabecera):
    mas = ((b"authorization", cabecera.encode()),)
    assert not _da_las_cifras(pedir(TESTIGO).ver("/metricas", desde=FUERA, mas=mas))


def test_sin_testigo_puesto_ninguno_vale(pedir):
    for traido in ("", "None", TESTIGO):
        assert not _da_las_cifras(pedir().ver("/metricas", desde=FUERA, mas=_con(traido)))


def test_la_sesion_de_alguien_no_es_el_testigo(pedir, plantilla):
    for testigo in plantilla[1].values():
        assert not _da_las_cifras(pedir().con(testigo).ver("/metricas", desde=FUERA))


def test_de_fuera_la_salud_es_si_o_no(pedir):
    consola = pedir(TESTIGO)
    detalle = {"viva", "paradas", "cuentas", "pendientes", "en_cola", "copias"}
    for mas, campos in (((), {"viva"}), (_con("otro"), {"viva"}), (_con(TESTIGO), detalle)):
        r = consola.ver("/salud", desde=FUERA, mas=mas)
        assert r.estado == 503
        assert set(json.loads(r.cuerpo)) == campos
    assert set(json.loads(consola.ver("/salud").cuerpo)) == detalle


def test_por_el_servidor_de_verdad_lo_que_dice_el_proxy(montaje, como):
    """uvicorn le cree la direccion a quien llega desde aqui: una de fuera lo es, y una que se finge de aqui tambien."""
    assert como().ver("/metricas").status_code == 200
    for dicho in (FUERA, "127.0.0.1", f"127.0.0.1, {FUERA}", f"{FUERA}, 127.0.0.1"):
        r = como().pedir("GET", "/metricas", headers={"X-Forwarded-For": dicho})
        assert r.status_code == 403, dicho
        assert "vigila" in r.text
        assert set(como().pedir("GET", "/salud", headers={"X-Forwarded-For": dicho}).json()) == {"viva"}


def test_un_testigo_corto_se_rechaza(monkeypatch):
    monkeypatch.setenv("VIGILANTE", "corto")
    with pytest.raises(ValidationError, match="24 letras"):
        Web(testigo_vigilante="env/VIGILANTE")
    monkeypatch.setenv("VIGILANTE", TESTIGO)
    assert Web(testigo_vigilante="env/VIGILANTE").testigo_vigilante == SecretStr(TESTIGO)
    with pytest.raises(ValidationError, match="en claro"):
        Web(testigo_vigilante=TESTIGO)
