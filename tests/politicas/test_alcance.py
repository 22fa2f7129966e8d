"""Lo grave del corpus llega a una persona, y lo limpio casi nunca: las politicas con el clasificador de verdad."""

from functools import cache

import pytest

from modelos import corpus
from modelos.clasificador import Clasificador
from modelos.lectura import leer_lote
from politicas.juicio import juzgar
from politicas.tipos import Contexto, Intencion, Pieza, Propuesta, Sentido

from .armar import AHORA

pytestmark = pytest.mark.lenta  # partir el corpus y juzgar su prueba tarda medio minuto

ALCANZA = {
    "amenaza": 0.85, "odio": 0.85, "urgencia": 0.85, "desinformacion": 0.8, "acusacion": 0.85, "datos_personales": 0.8,
    "spam": 0.85, "insulto_persona": 0.85, "insulto_grupo": 0.78,
}  # fmt: skip
"""Parte de lo grave de la prueba del corpus que al menos lee una persona; se midio entre .82 y .92 al escribirla."""
CLARAS = frozenset(("queja", "consulta", "sugerencia", "felicitacion", "denuncia", "conversacion"))
ESPERAN = {Intencion.CONSULTA, Intencion.QUEJA, Intencion.DENUNCIA, Intencion.SUGERENCIA}


@cache
def juzgados() -> tuple:
    """Las etiquetas y el veredicto de cada comentario de la parte de prueba."""
    prueba = corpus.partir(corpus.cargar())["prueba"]
    lecturas = leer_lote([c.texto for c in prueba])
    indicios = Clasificador.cargar().puntuar(lecturas)
    piezas = [
        Pieza(Sentido.ENTRANTE, lectura=lectura, indicios=i)
        for lectura, i in zip(lecturas, indicios, strict=True)
    ]
    return tuple((set(c.etiquetas), juzgar(p, Contexto(AHORA))) for c, p in zip(prueba, piezas, strict=True))


@pytest.mark.parametrize("etiqueta", ALCANZA)
def test_lo_grave_llega_a_una_persona(etiqueta):
    suyos = [v for etiquetas, v in juzgados() if etiqueta in etiquetas]
    vistos = sum(v.propuesta is not Propuesta.PERMITIR for v in suyos)
    assert vistos >= ALCANZA[etiqueta] * len(suyos), f"{vistos} de {len(suyos)}"


def test_lo_limpio_casi_nunca_espera_a_una_persona():
    limpios = [v for etiquetas, v in juzgados() if etiquetas and etiquetas <= CLARAS]
    apartados = sum(v.propuesta is not Propuesta.PERMITIR for v in limpios)
    restringidos = sum(v.propuesta is Propuesta.RESTRINGIR for v in limpios)
    assert len(limpios) > 600
    # entre ellos, nueve en que el clasificador ve una urgencia: se prefieren a la que nadie leeria (`ayudas.urgencias`)
    assert apartados <= 0.075 * len(limpios), apartados
    assert restringidos <= 0.01 * len(limpios), restringidos
    assert not any(v.automatica for v in limpios)


def test_lo_que_espera_respuesta_se_reconoce():
    esperan = [v for etiquetas, v in juzgados() if etiquetas & {i.value for i in ESPERAN}]
    assert sum(bool(ESPERAN.intersection(v.intencion)) for v in esperan) >= 0.87 * len(esperan)
