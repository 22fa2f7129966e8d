"""Precision y recuerdo de la politica 3 sobre pares escritos por otra mano, y lo que cada contradiccion ensena."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from modelos.lectura import leer
from politicas.p03 import evaluar
from politicas.tipos import Pieza, Propuesta, Sentido
from tests.medidas import contradicciones as medida

PARES = medida.pares()
CHOCAN = [p for p in PARES if p["clase"] == "contradice" and medida.hallazgos(p)]


def test_hay_pares_de_sobra():
    assert all(n >= 60 for n in Counter(p["clase"] for p in PARES).values())


def test_precision_y_recuerdo():
    precision, recuerdo, malos = medida.cuenta(PARES)
    assert precision >= 0.9, malos
    assert recuerdo >= 0.9, malos


@pytest.mark.parametrize("par", CHOCAN, ids=lambda p: p["nombre"])
def test_cada_contradiccion_ensena_los_dos_textos(par):
    for h in medida.hallazgos(par):
        assert h.evidencia
        (contraste,) = h.contraste
        assert par["comunicado"] in contraste.texto
        assert contraste.evidencia
        assert all(contraste.texto[e.inicio : e.fin] == e.texto for e in contraste.evidencia)


def test_un_comunicado_vencido_o_futuro_no_cuenta():
    par = next(p for p in CHOCAN if "origen" not in p)
    contexto = medida.contexto_de(par)
    pieza = Pieza(Sentido.SALIENTE, lectura=leer(par["borrador"]), tipo="publicacion", fecha=contexto.ahora)
    for salto in (timedelta(days=4_000), timedelta(days=-4_000)):
        (c,) = contexto.comunicados
        movido = replace(c, desde=c.desde + salto, hasta=c.hasta + salto)
        assert [h for h in evaluar(pieza, replace(contexto, comunicados=(movido,))) if h.contraste] == []


def test_poner_lo_sugerido_quita_el_alto():
    """Al menos en nueve de cada diez contradicciones de un solo dato con sugerencia."""
    probados = quitados = 0
    for par in CHOCAN:
        hallazgos = medida.hallazgos(par)
        if len(hallazgos) != 1 or len(hallazgos[0].evidencia) != 1 or not hallazgos[0].sugerencias:
            continue
        probados += 1
        (e,), sugerencia = hallazgos[0].evidencia, hallazgos[0].sugerencias[0]
        arreglado = par["borrador"][: e.inicio] + sugerencia + par["borrador"][e.fin :]
        quitados += not medida.hallazgos({**par, "borrador": arreglado})
    assert probados >= 40
    assert quitados >= 0.9 * probados


def test_decir_que_sustituye_solo_avisa():
    par = next(p for p in CHOCAN if len(medida.hallazgos(p)) == 1)
    avisado = {**par, "borrador": f"Fe de erratas. {par['borrador']}"}
    assert {h.propuesta for h in medida.hallazgos(avisado)} == {Propuesta.REVISAR}
