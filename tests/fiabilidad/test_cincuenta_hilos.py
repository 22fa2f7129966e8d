"""Cincuenta hilos que leen para escribir, sin descanso, sobre SQLite: ninguno encuentra la base ocupada."""

import threading
import time
from pathlib import Path

import pytest

from moderacion.almacen import Almacen
from moderacion.bitacora import Suceso, verificar
from moderacion.reloj import RelojReal
from tests.moderacion.falsos import filas
from tests.tandas import UNA_DE_CADA

HILOS = 50
SEGUNDOS = 90 if UNA_DE_CADA == 1 else 8
CUENTA = "SELECT count(*) FROM suceso WHERE tipo = 'hilo:escribe'"


@pytest.mark.lenta
@pytest.mark.timeout(240)
def test_nadie_encuentra_la_base_ocupada(tmp_path: Path) -> None:
    """Cada vuelta lee un numero que es de todos, lo escribe con uno mas y lo apunta, en la misma unidad.

    Es el patron que falla con un BEGIN corriente. Si una vuelta pisara a otra, el numero del final seria menor.
    """
    almacen = Almacen(f"sqlite:///{tmp_path / 'base.db'}", RelojReal())
    almacen.migrar()
    with almacen.unidad() as u:
        comun = u.cuentas.dar_de_alta("facebook", "comun", "ISSS")
        u.cuentas.avanzar(comun, "0")
    tardaron: list[list[float]] = [[] for _ in range(HILOS)]
    fallos: list[BaseException] = []
    fin = time.monotonic() + SEGUNDOS

    def correr(quien: int) -> None:
        while time.monotonic() < fin and not fallos:
            antes = time.monotonic()
            try:
                with almacen.unidad() as u:
                    van = int(u.cuentas.una(comun).cursor or 0)
                    u.cuentas.avanzar(comun, str(van + 1))
                    u.registro.asentar(Suceso("hilo:escribe", f"hilo/{quien}", datos={"van": van}))
            except BaseException as error:
                fallos.append(error)
                return
            tardaron[quien].append(time.monotonic() - antes)

    hilos = [threading.Thread(target=correr, args=[i]) for i in range(HILOS)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    todas = sorted(t for suyas in tardaron for t in suyas)
    assert fallos == []
    assert filas(almacen, CUENTA) == [len(todas)]
    assert all(tardaron), "algun hilo no llego a escribir nunca"
    with almacen.lectura() as u:
        assert u.cuentas.una(comun).cursor == str(len(todas)), "una vuelta piso a otra"
        assert verificar(u.registro.recorrer())[1] is None
    mediana, p99, peor = (todas[int((len(todas) - 1) * q)] * 1e3 for q in (0.5, 0.99, 1))
    print(
        f"\n{len(todas)} vueltas de {HILOS} hilos en {SEGUNDOS} s: mediana {mediana:.0f} ms, p99 {p99:.0f} ms, peor {peor:.0f} ms"
    )
    almacen.cerrar()
