"""El sobre de las copias: se abre lo que se cerro, y nada que alguien haya tocado."""

import io
import random
from pathlib import Path

import pytest

from moderacion.custodia import sobre
from moderacion.custodia.llaves import nueva_llave
from moderacion.custodia.sobre import TROZO, Llaves, abrir, cerrar
from moderacion.errores import EntradaInvalida, ErrorConfig

LLAVES = Llaves.de(nueva_llave())


def _cerrada(tmp_path: Path, dentro: bytes, llaves: Llaves = LLAVES) -> Path:
    destino = tmp_path / "c.copia"
    cerrar(io.BytesIO(dentro), destino, {"n": 3}, llaves)
    return destino


def _abierta(ruta: Path, llaves: Llaves = LLAVES) -> bytes:
    with ruta.open("rb") as archivo:
        return b"".join(abrir(archivo, llaves))


@pytest.mark.parametrize("largo", [0, 1, TROZO - 1, TROZO, TROZO + 1, 3 * TROZO])
def test_se_abre_lo_que_se_cerro(tmp_path: Path, largo: int) -> None:
    dentro = random.Random(largo).randbytes(largo)
    ruta = _cerrada(tmp_path, dentro)
    assert _abierta(ruta) == dentro
    assert ruta.stat().st_mode & 0o777 == 0o600
    assert largo < 32 or dentro[:32] not in ruta.read_bytes()


def test_una_tuberia_que_da_de_poco_en_poco(tmp_path: Path) -> None:
    class Lenta(io.BytesIO):
        def read(self, cuanto: int | None = -1) -> bytes:
            return super().read(min(cuanto or 0, 70_001))

    dentro = random.Random(2).randbytes(2 * TROZO + 5)
    cerrar(Lenta(dentro), tmp_path / "c", {}, LLAVES)
    assert _abierta(tmp_path / "c") == dentro


def test_cualquier_octeto_cambiado_no_se_abre(tmp_path: Path) -> None:
    ruta = _cerrada(tmp_path, b"x" * 3000)
    bueno, azar = ruta.read_bytes(), random.Random(7)
    for i in [*range(80), *(azar.randrange(len(bueno)) for _ in range(100))]:
        ruta.write_bytes(bueno[:i] + bytes([bueno[i] ^ (1 << azar.randrange(8))]) + bueno[i + 1 :])
        with pytest.raises(EntradaInvalida):
            _abierta(ruta)


def test_cortada_alargada_o_revuelta_no_se_abre(tmp_path: Path) -> None:
    ruta = _cerrada(tmp_path, random.Random(1).randbytes(2 * TROZO + 10))
    bueno, paso = ruta.read_bytes(), TROZO + 16
    cabeza = len(bueno) - 2 * paso - 26
    uno, dos, resto = bueno[cabeza:][:paso], bueno[cabeza + paso :][:paso], bueno[cabeza + 2 * paso :]
    for malo in (
        bueno[:-1],
        bueno + b"x",
        bueno[: cabeza + paso],
        bueno[: cabeza + 2 * paso],
        bueno[:cabeza],
        bueno[:cabeza] + dos + uno + resto,
        bueno[:cabeza] + uno + resto,
        bueno[:cabeza] + uno + uno + dos + resto,
    ):
        ruta.write_bytes(malo)
        with pytest.raises(EntradaInvalida):
            _abierta(ruta)


def test_la_primera_llave_cifra_y_todas_abren(tmp_path: Path) -> None:
    vieja, nueva = nueva_llave(), nueva_llave()
    ruta = _cerrada(tmp_path, b"hola", Llaves.de(vieja))
    assert _abierta(ruta, Llaves.de(f"{nueva}, {vieja}")) == b"hola"
    with pytest.raises(EntradaInvalida, match="otra llave"):
        _abierta(ruta, Llaves.de(nueva))
    for mala in ("", "corta", nueva[:-4], "ñ" * 44):
        with pytest.raises(ErrorConfig, match="32 octetos"):
            Llaves.de(mala)


def test_dos_copias_de_lo_mismo_no_se_parecen(tmp_path: Path) -> None:
    cerrar(io.BytesIO(b"a" * 1000), tmp_path / "a", {}, LLAVES)
    cerrar(io.BytesIO(b"a" * 1000), tmp_path / "b", {}, LLAVES)
    assert (tmp_path / "a").read_bytes()[-900:] != (tmp_path / "b").read_bytes()[-900:]


def test_lo_que_no_es_una_copia_se_dice(tmp_path: Path) -> None:
    for malo in (b"", b"SQLite format 3\x00", sobre.MAGIA, sobre.MAGIA + b"\xff\xff\xff\xff{}"):
        (tmp_path / "m").write_bytes(malo)
        with pytest.raises(EntradaInvalida, match=r"no es una copia|estropeada"):
            _abierta(tmp_path / "m")
