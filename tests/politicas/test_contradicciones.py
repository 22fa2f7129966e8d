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


def test_poner_lo_sugerido_lo_arregla():
    """Cualquiera de los datos del otro texto, puesto en el sitio del nuestro, quita ese hallazgo."""
    probados: Counter[str] = Counter()
    for par in CHOCAN:
        for h in medida.hallazgos(par):
            (e,) = h.evidencia
            for sugerencia in h.sugerencias:
                probados[h.etiqueta] += 1
                borrador = par["borrador"][: e.inicio] + sugerencia + par["borrador"][e.fin :]
                quedan = medida.hallazgos({**par, "borrador": borrador})
                mismos = [q for q in quedan if (q.etiqueta, q.evidencia[0].inicio) == (h.etiqueta, e.inicio)]
                assert mismos == [], (par["nombre"], sugerencia)
    assert all(probados[f"contradice_{c}"] >= 3 for c in ("hora", "telefono", "monto", "fecha"))


@pytest.mark.parametrize("par", CHOCAN, ids=lambda p: p["nombre"])
def test_decir_que_sustituye_solo_avisa(par):
    avisado = {**par, "borrador": f"Fe de erratas. {par['borrador']}"}
    assert {h.propuesta for h in medida.hallazgos(avisado)} == {Propuesta.REVISAR}
