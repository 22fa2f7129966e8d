"""El registro del servicio: una linea por suceso, de que trata, sin secretos y sin que nadie la finja."""

import io
import json
import logging
import sys
import threading
import warnings
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from urllib.parse import quote, quote_plus

import pytest
from sqlalchemy.exc import IntegrityError

from conectores import secretos
from moderacion import registrar
from moderacion.almacen import Almacen
from moderacion.config import leer_texto
from moderacion.errores import ErrorConfig
from moderacion.registrar import atado
from tests.moderacion.falsos import ejecutar

SECRETO = 'cl@ve/de "prueba"+ñ 4411'
Poner = Callable[..., Callable[[], list[str]]]


@pytest.fixture
def poner() -> Iterator[Poner]:
    """Deja el registro como estaba al acabar. `poner(formato)` devuelve con que leer las lineas."""
    raiz = logging.getLogger()
    antes = list(raiz.handlers), raiz.level, sys.excepthook, threading.excepthook, warnings.formatwarning

    def hacer(formato: str = "json", nivel: str = "info") -> Callable[[], list[str]]:
        salida = io.StringIO()
        registrar.poner(formato, nivel, salida)
        return lambda: salida.getvalue().split("\n")[:-1]

    yield hacer
    logging.captureWarnings(capture=False)
    raiz.handlers[:], _, sys.excepthook, threading.excepthook, warnings.formatwarning = antes
    raiz.setLevel(antes[1])


def test_una_linea_dice_cuando_de_donde_y_de_que(poner: Poner) -> None:
    leer = poner()
    with atado(vuelta="despachar/2", cuenta="2", nada=None), atado(orden=7):
        logging.getLogger("moderacion.ejecucion").warning("van %d de %s", 3, "cinco", extra={"intento": 2})
    logging.getLogger("uvicorn.error").error("otra")
    una, otra = map(json.loads, leer())
    assert list(una)[:4] == ["hora", "nivel", "de", "suceso"]
    assert una["hora"].endswith("Z")
    assert {k: v for k, v in una.items() if k != "hora"} == {
        "nivel": "warning", "de": "moderacion.ejecucion", "suceso": "van 3 de cinco",
        "vuelta": "despachar/2", "cuenta": "2", "orden": 7, "intento": 2,
    }  # fmt: skip
    assert set(otra) == {"hora", "nivel", "de", "suceso"}


@pytest.mark.parametrize("formato", ["json", "texto"])
def test_nadie_finge_una_linea(poner: Poner, formato: str) -> None:
    leer = poner(formato)
    malo = 'ana\r\n{"nivel":"critical"}\x1b[2J\u2028otra\u2029\x85\u202eoiratnemoc\u200f\x00\ud800'
    registro = logging.getLogger("x")
    registro.error("de %s", malo, extra={"autor": malo})
    registro.error("fallo", exc_info=ValueError(malo))
    lineas = leer()
    assert [x for x in lineas if x.startswith(("{", "20"))] == [x for x in lineas if "    | " not in x[:6]]
    assert len([x for x in lineas if not x.startswith("    | ")]) == 2
    for linea in lineas:
        assert linea.isprintable(), ascii(linea)
    if formato == "json":
        una = json.loads(lineas[0])
        assert una["suceso"] == f"de {malo}"
        assert una["autor"] == malo
        assert "ValueError" in json.loads(lineas[1])["traza"]


FORMAS = [
    SECRETO,
    quote(SECRETO),
    quote(SECRETO, safe=""),
    quote_plus(SECRETO),
    json.dumps(SECRETO)[1:-1],
    *(
        e(b"x" * n + SECRETO.encode() + b"zz").decode()
        for n in range(4)
        for e in (b64encode, urlsafe_b64encode)
    ),
]


@pytest.mark.parametrize("forma", FORMAS)
def test_un_secreto_conocido_no_sale_en_ninguna_forma(poner: Poner, forma: str) -> None:
    leer = poner()
    secretos.conocer(SECRETO)
    registro = logging.getLogger("urllib3.connectionpool")
    registro.error("contesto «%s»", forma, extra={"cuerpo": {"eco": [forma]}})
    registro.error("y revento", exc_info=OSError(forma))
    with atado(ruta=forma):
        registro.error("otra")
    todo = "\n".join(leer())
    # de lo que va en base64 puede quedar el grupo que comparte con lo de al lado: hasta tres letras por cabo
    assert forma not in todo
    for n in range(0, len(forma) - 12, 4):
        assert forma[n : n + 12] not in todo, forma[n : n + 12]
    assert secretos.OCULTO in todo


@pytest.mark.parametrize(
    ("direccion", "suelto"),
    [
        ("mailtos://ana:Cl4veLarga99@correo.example.sv?to=jefa@example.sv", "Cl4veLarga99"),
        ("tgram://123456789:AbCdEfGh-IjKlMnOpQrStUvWxYz0123456/55", "AbCdEfGh-IjKlMnOpQrStUvWxYz0123456"),
        ("ntfys://tk_0123456789abcdefgh@ntfy.example.sv/avisos", "tk_0123456789abcdefgh"),
        ("https://latido.example/ping/3f1c9a44-0b1d-4e7e", "3f1c9a44-0b1d-4e7e"),
    ],
)
def test_de_una_direccion_secreta_se_tapa_tambien_lo_suyo(direccion: str, suelto: str) -> None:
    secretos.conocer(direccion)
    assert suelto not in secretos.redactar(f"no se pudo entregar a ({suelto}): 401")


def test_lo_que_tiene_forma_de_token_se_tapa_sin_conocerlo() -> None:
    for token in ("ya29.a0Af_xyz-123456", "1//0gAbCdEfGhIjKlMnOp", "GOCSPX-abcdefgh12", "EAAB" + "a1" * 20):
        assert token not in secretos.redactar(f"Invalid token {token} for user")
    assert (
        secretos.redactar("postgresql://ana:clave@servidor/base") == "postgresql://ana:[oculto]@servidor/base"
    )
    corriente = "http://127.0.0.1:8080/a@b va bien; a las 10:30 hay 12345678 comentarios"
    assert secretos.redactar(corriente) == corriente


def test_lo_que_nadie_recoge_tambien_sale_por_aqui(poner: Poner) -> None:
    leer = poner()
    secretos.conocer(SECRETO)
    hilo = threading.Thread(target=lambda: 1 / len("") if SECRETO else None)
    hilo.start()
    hilo.join()
    error = RuntimeError(SECRETO)
    sys.excepthook(RuntimeError, error, None)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRETO, UserWarning, stacklevel=1)
    lineas = [json.loads(x) for x in leer()]
    assert [x["nivel"] for x in lineas] == ["critical", "critical", "warning"]
    assert "ZeroDivisionError" in lineas[0]["traza"]
    assert SECRETO not in str(lineas)


def test_una_linea_que_no_se_puede_escribir_no_sale_por_otro_lado(poner: Poner, capfd) -> None:
    leer = poner()
    secretos.conocer(SECRETO)
    logging.getLogger("x").error("faltan datos %s %s", *[SECRETO])
    assert leer() == ["una linea de x no se pudo escribir"]
    assert SECRETO not in "".join(capfd.readouterr())


def test_se_elige_en_la_configuracion() -> None:
    leida = leer_texto('[registro]\nformato = "json"\nnivel = "warning"\n').registro
    assert (leida.formato, leida.nivel) == ("json", "warning")
    with pytest.raises(ErrorConfig, match=r"registro\.formato.*json o texto"):
        leer_texto('[registro]\nformato = "xml"\n')


def test_un_error_de_la_base_no_lleva_lo_que_alguien_escribio(almacen: Almacen) -> None:
    orden = "INSERT INTO cuenta (red, id_externo, nombre, alta) VALUES ('x', 'y', :n, :a)"
    datos = {"n": "algo privado", "a": "2026-01-01 00:00:00.000000"}
    ejecutar(almacen, orden, **datos)
    with pytest.raises(IntegrityError) as error:
        ejecutar(almacen, orden, **datos)
    assert "algo privado" not in str(error.value)
