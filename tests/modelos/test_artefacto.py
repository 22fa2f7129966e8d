"""Un artefacto roto de cualquier manera da `ModeloInvalido`: el servicio sigue, degradado, y dice por que."""

import contextlib
import hashlib
import io
import json
import random
import shutil

import numpy as np
import pytest

from modelos.artefacto import ModeloInvalido, abrir_artefacto
from modelos.clasificador import CARPETA, Clasificador


@pytest.fixture
def copia(tmp_path):
    for extension in ("npz", "json"):
        shutil.copy(CARPETA / f"odio.{extension}", tmp_path)
    return tmp_path


def poner_pesos(carpeta, contenido: bytes) -> None:
    """Unos pesos con la huella puesta en la ficha, como si se hubieran entrenado asi."""
    (carpeta / "odio.npz").write_bytes(contenido)
    ficha = json.loads((carpeta / "odio.json").read_text())
    ficha["sha256"] = hashlib.sha256(contenido).hexdigest()
    (carpeta / "odio.json").write_text(json.dumps(ficha))


def poner_campo(carpeta, *camino_y_valor) -> None:
    *camino, ultimo, valor = camino_y_valor
    ficha = json.loads((carpeta / "odio.json").read_text())
    dentro = ficha
    for paso in camino:
        dentro = dentro[paso]
    dentro[ultimo] = valor
    (carpeta / "odio.json").write_text(json.dumps(ficha))


def partes(carpeta) -> dict[str, np.ndarray]:
    with np.load(carpeta / "odio.npz") as archivo:
        return dict(archivo)


def empaquetar(piezas) -> bytes:
    memoria = io.BytesIO()
    np.savez(memoria, **piezas)
    return memoria.getvalue()


def test_bytes_al_azar_cambiados_dan_modelo_invalido_o_cargan(copia):
    original = (copia / "odio.npz").read_bytes()
    azar = random.Random(5)
    for vuelta in range(150):
        roto = bytearray(original)
        for _ in range(3):
            # por cualquier parte, por el principio y por el indice del zip
            donde = (azar.randrange(len(roto)), azar.randrange(300), -azar.randrange(1, 1600))[vuelta % 3]
            roto[donde] = azar.randrange(256)
        poner_pesos(copia, bytes(roto))
        with contextlib.suppress(ModeloInvalido):
            abrir_artefacto(copia, "odio", None)


@pytest.mark.parametrize("contenido", [b"", b"PK", b"\x93NUMPY", b"\x80\x04N."])
def test_unos_pesos_que_no_son_un_zip_se_niegan(copia, contenido):
    poner_pesos(copia, contenido)
    with pytest.raises(ModeloInvalido, match=r"odio\.npz.*no se puede abrir"):
        abrir_artefacto(copia, "odio", None)


@pytest.mark.parametrize("pieza", ["letras_escala", "palabras_norma2", "sueltos", "sesgo", "a", "b", "c"])
@pytest.mark.parametrize("malo", [np.nan, np.inf])
def test_un_peso_que_no_es_un_numero_se_niega(copia, pieza, malo):
    """Con un NaN todos los indicios saldrian NaN, que nunca llega a un umbral: nadie miraria nada."""
    piezas = partes(copia)
    piezas[pieza] = np.full(piezas[pieza].shape, malo, np.float32)
    poner_pesos(copia, empaquetar(piezas))
    with pytest.raises(ModeloInvalido, match="odio"):
        abrir_artefacto(copia, "odio", None)


@pytest.mark.parametrize("pieza", ["letras_filas", "palabras_filas"])
@pytest.mark.parametrize(
    "cambia", [np.zeros_like, lambda x: x + np.uint32(2**31), lambda x: x.astype(complex)]
)
def test_unas_filas_repetidas_o_fuera_de_la_tabla_se_niegan(copia, pieza, cambia):
    piezas = partes(copia)
    piezas[pieza] = cambia(piezas[pieza])
    poner_pesos(copia, empaquetar(piezas))
    with pytest.raises(ModeloInvalido, match="odio"):
        abrir_artefacto(copia, "odio", None)


@pytest.mark.parametrize(
    "pieza", ["letras_filas", "palabras_pesos", "letras_norma2", "sueltos", "sesgo", "a", "c"]
)
@pytest.mark.parametrize(
    "cambia", [lambda x: np.float32(1), lambda x: x[..., None, None][:, :0], lambda x: None]
)
def test_unos_pesos_de_otra_forma_se_niegan(copia, pieza, cambia):
    piezas = partes(copia)
    piezas[pieza] = cambia(piezas[pieza])
    poner_pesos(copia, empaquetar({n: x for n, x in piezas.items() if x is not None}))
    with pytest.raises(ModeloInvalido, match="odio"):
        abrir_artefacto(copia, "odio", None)


@pytest.mark.parametrize(
    "cambio",
    [
        ("sha256", None),
        ("sha256", 7),
        ("nombre", "casa"),
        ("previo", ["casa"]),
        ("huella_previo", 0),
        ("red", "no"),
        ("sueltos", 0, None),
        ("sueltos", []),
        ("cabezas", {}),
        ("cabezas", 0, "nombre", 3),
        ("cabezas", 0, "pendiente", "1"),
        ("cabezas", 0, "pendiente", 0),
        ("cabezas", 0, "pendiente", -2.0),
        ("cabezas", 0, "corrido", float("nan")),
        ("cabezas", 0, "corrido", 10**400),
        ("cabezas", 0, "actua", "no"),
        ("cabezas", 0, "servida", 1),
    ],
)
def test_un_campo_que_no_vale_se_niega(copia, cambio):
    poner_campo(copia, *cambio)
    with pytest.raises(ModeloInvalido, match="odio"):
        abrir_artefacto(copia, "odio", None)


@pytest.mark.parametrize("contenido", [b"[" * 100_000, b"\xff\xfe\x00", b"9" * 5000])
def test_una_ficha_que_no_es_json_se_niega(copia, contenido):
    (copia / "odio.json").write_bytes(contenido)
    with pytest.raises(ModeloInvalido, match=r"odio\.json"):
        abrir_artefacto(copia, "odio", None)


def test_el_previo_debe_tener_las_cabezas_que_se_esperan(copia):
    shutil.copy(CARPETA / "casa.npz", copia)
    shutil.copy(CARPETA / "casa.json", copia)
    piezas = partes(copia)
    piezas["b"] = piezas["b"][:-1]
    poner_pesos(copia, empaquetar(piezas))
    with pytest.raises(ModeloInvalido, match="se entrenó con otro «casa»"):
        Clasificador.cargar(copia)


def test_dos_modelos_no_dan_la_misma_etiqueta(copia):
    shutil.copy(CARPETA / "casa.npz", copia)
    shutil.copy(CARPETA / "casa.json", copia)
    poner_campo(copia, "cabezas", 0, "nombre", "odio")
    with pytest.raises(ModeloInvalido, match="misma etiqueta"):
        Clasificador.cargar(copia)
