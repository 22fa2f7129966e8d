"""La fila de SQLite: por orden de llegada, y quien se cansa de esperar no se queda con el turno."""

import threading

import pytest

from moderacion.almacen.fila import Fila
from tests.apoyo import esperar


def esperando(fila: Fila) -> int:
    with fila._guarda:
        return len(fila._esperan)


def test_pasan_por_orden_de_llegada() -> None:
    fila, orden = Fila(), []
    assert fila.tomar(0)
    hilos = []

    def pasar(quien: int) -> None:
        assert fila.tomar(5)
        orden.append(quien)
        fila.soltar()

    for quien in range(20):
        hilos.append(threading.Thread(target=pasar, args=[quien]))
        hilos[-1].start()
        esperar(lambda van=quien + 1: esperando(fila) == van)
    fila.soltar()
    for h in hilos:
        h.join()
    assert orden == list(range(20))


def test_quien_suelta_y_vuelve_va_detras_de_quien_esperaba() -> None:
    """Lo que un `threading.Lock` no promete: el mismo hilo lo toma otra vez antes de que otro despierte."""
    fila = Fila()
    assert fila.tomar(0)
    paso = threading.Event()
    otro = threading.Thread(target=lambda: (fila.tomar(5), paso.set()))
    otro.start()
    esperar(lambda: esperando(fila) == 1)
    fila.soltar()
    assert not fila.tomar(0), "el turno ya es del otro, aunque no haya despertado"
    assert paso.wait(5)
    otro.join()


def test_quien_se_cansa_se_va_y_no_se_queda_con_el_turno() -> None:
    fila = Fila()
    assert fila.tomar(0)
    assert not fila.tomar(0.01)
    assert esperando(fila) == 0
    fila.soltar()
    assert fila.tomar(0)


@pytest.mark.parametrize("ya_suyo", [False, True])
def test_a_quien_interrumpen_mientras_espera_no_se_lleva_el_turno(
    ya_suyo: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Con el teclado, por ejemplo: un turno dado a quien ya no lo usa pararia la base para siempre."""
    fila = Fila()
    assert fila.tomar(0)

    class Candado:
        """El que se interrumpe al esperar, antes o despues de que se lo dieran."""

        def acquire(self, timeout: float | None = None) -> bool:
            if timeout is not None:
                if ya_suyo:
                    fila.soltar()
                raise KeyboardInterrupt
            return True

        def release(self) -> None: ...

    with monkeypatch.context() as m:
        m.setattr("moderacion.almacen.fila.threading.Lock", Candado)
        with pytest.raises(KeyboardInterrupt):
            fila.tomar(5)
    assert esperando(fila) == 0
    if not ya_suyo:
        fila.soltar()
    assert fila.tomar(0)
