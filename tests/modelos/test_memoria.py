"""La memoria de palabras no cambia ninguna suma: ni llena, ni con varios hilos, ni tras un fallo."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from modelos import memoria
from modelos.clasificador import Clasificador
from modelos.memoria import Memoria


@pytest.fixture(scope="module")
def artefactos():
    return Clasificador.cargar().artefactos


@pytest.fixture(scope="module")
def listas():
    azar = random.Random(3)
    palabras = [
        "".join(azar.choices("abceñ😀\ud800", k=azar.choice((1, 2, 9, 64, 65, 200)))) for _ in range(200)
    ]
    return [azar.choices(palabras, k=azar.choice((0, 1, 2, 8, 30))) for _ in range(120)]


@pytest.mark.parametrize("tope", [1, 2, 40, 300])
def test_llena_suma_lo_mismo(monkeypatch, artefactos, listas, tope):
    esperadas = Memoria(artefactos).sumar(listas)
    monkeypatch.setattr(memoria, "TOPE", tope)
    chica = Memoria(artefactos)
    for _ in range(3):
        for suma, esperada in zip(chica.sumar(listas), esperadas, strict=True):
            assert np.array_equal(suma, esperada)
        assert len(chica._sitio) <= chica._usadas <= tope
        assert all(len(p) <= memoria.TOPE_LARGO for p in chica._sitio)


def test_varios_hilos_que_la_llenan_suman_lo_mismo(monkeypatch, artefactos, listas):
    esperada = Memoria(artefactos).sumar(listas)[0]
    monkeypatch.setattr(memoria, "TOPE", 60)
    chica = Memoria(artefactos)

    def sumar(semilla: int) -> bool:
        cuales = random.Random(semilla).sample(range(len(listas)), 6)
        return np.array_equal(chica.sumar([listas[i] for i in cuales])[0], esperada[cuales])

    with ThreadPoolExecutor(8) as hilos:
        assert all(hilos.map(sumar, range(150)))


def test_un_fallo_al_contar_no_deja_palabras_mal_apuntadas(monkeypatch, artefactos):
    listas = [["sos", "un", "pendejo"]]
    rota = Memoria(artefactos)

    def sin_sitio(palabras):
        raise MemoryError

    with monkeypatch.context() as parche:
        parche.setattr(rota, "_contar", sin_sitio)
        with pytest.raises(MemoryError):
            rota.sumar(listas)
    assert np.array_equal(rota.sumar(listas)[0], Memoria(artefactos).sumar(listas)[0])
