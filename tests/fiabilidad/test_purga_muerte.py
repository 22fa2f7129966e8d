"""kill -9 en cada punto de una purga pedida: la siguiente vuelta la termina y no queda rastro."""

import shutil
from pathlib import Path

import pytest

from moderacion import conservacion
from moderacion.almacen import Almacen
from moderacion.bitacora import verificar
from moderacion.reloj import RelojFijo, RelojReal
from tests.fiabilidad.puntos import AlmacenNumerado, Puntos, en_otro_proceso
from tests.moderacion.canario import Mundo, rastros_en, reglas_de
from tests.moderacion.falsos import INICIO, filas
from tests.tandas import UNA_DE_CADA

CADA = 1 if UNA_DE_CADA == 1 else 10
"""En uno de cada tantos puntos; la tanda exhaustiva los mira todos, que son minutos."""


def _preparada(carpeta: Path) -> tuple[Path, int]:
    ruta = carpeta / "partida.db"
    almacen = Almacen(f"sqlite:///{ruta}", RelojReal())
    almacen.migrar()
    almacen.cerrar()
    almacen = Almacen(f"sqlite:///{ruta}", RelojFijo(INICIO))
    mundo = Mundo(almacen, RelojFijo(INICIO))
    mundo.vivir()
    numero = mundo.pedir_olvido()
    almacen.asentar_en_disco()
    almacen.cerrar()
    return ruta, numero


def _cumplir(ruta: Path, numero: int, carpeta: Path, punto: Puntos) -> None:
    almacen = AlmacenNumerado(f"sqlite:///{ruta}", RelojFijo(INICIO), punto)
    conservacion.cumplir(almacen, reglas_de(carpeta, lote=1), numero, 3, "usuario/2")


def _matar_en(partida: Path, numero: int, tmp_path: Path, punto: int) -> str:
    """Lo mata en ese punto, lo termina la vuelta diaria, y dice que quedo mal; vacio, nada."""
    carpeta = tmp_path / f"m{punto}"
    carpeta.mkdir()
    ruta = carpeta / "m.db"
    shutil.copy(partida, ruta)
    senal = en_otro_proceso(lambda: _cumplir(ruta, numero, carpeta, Puntos(punto)))
    assert senal == 9
    almacen = Almacen(f"sqlite:///{ruta}", RelojFijo(INICIO))
    try:
        reglas = reglas_de(carpeta)
        conservacion.purgar(almacen, reglas)
        if conservacion.ver(almacen, numero).s["estado"] == "concedida":
            # se murio antes de apuntarla: quien la pidio la vuelve a pedir
            conservacion.cumplir(almacen, reglas, numero, 3, "usuario/2")
        quedan = rastros_en(almacen)
        with almacen.lectura() as u:
            mala = verificar(u.registro.recorrer())[1]
        a_medias = filas(almacen, "SELECT count(*) FROM purga WHERE terminada IS NULL")[0]
        bien = (quedan, mala, a_medias, conservacion.ver(almacen, numero).s["estado"]) == (
            [],
            None,
            0,
            "cumplida",
        )
        return "" if bien else f"{punto}: {quedan} {mala} {a_medias}"
    finally:
        almacen.cerrar()


@pytest.mark.lenta
def test_en_unos_puntos(tmp_path: Path) -> None:
    partida, numero = _preparada(tmp_path)
    total = _puntos(partida, numero, tmp_path)
    assert [m for k in (2, total // 2, total - 4) if (m := _matar_en(partida, numero, tmp_path, k))] == []


@pytest.mark.lenta
@pytest.mark.timeout(1500)
def test_en_uno_de_cada(tmp_path: Path) -> None:
    partida, numero = _preparada(tmp_path)
    total = _puntos(partida, numero, tmp_path)
    assert total > 80
    assert [m for k in range(1, total + 1, CADA) if (m := _matar_en(partida, numero, tmp_path, k))] == []


def _puntos(partida: Path, numero: int, tmp_path: Path) -> int:
    """Cuantas fronteras cruza una purga entera."""
    carpeta = tmp_path / "entera"
    carpeta.mkdir()
    shutil.copy(partida, carpeta / "m.db")
    punto = Puntos()
    _cumplir(carpeta / "m.db", numero, carpeta, punto)
    return len(punto.nombres)
