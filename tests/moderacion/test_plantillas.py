"""Las plantillas de respuesta: con un hueco no sale nada, y llenas pasan el manual."""

import re
from dataclasses import replace

import pytest
from pydantic import ValidationError

from moderacion import redaccion
from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.config.plantillas import PREDETERMINADAS
from moderacion.errores import EntradaInvalida
from moderacion.reloj import RelojFijo
from tests.moderacion.redactar import CONTESTADO, Mesa, mesa

LLENO = {
    "nombre": "Sandra",
    "área": "Farmacia",
    "centro": "la Unidad Médica de Apopa",
    "respuesta del área": CONTESTADO.rstrip("."),
}


@pytest.fixture
def m(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    puesta = mesa(almacen, reloj)
    plantillas = tuple(redaccion.Plantilla(p.clave, p.nombre, p.texto) for p in PREDETERMINADAS)
    puesta.reglas = replace(puesta.reglas, plantillas=plantillas)
    return puesta


def _llena(texto: str) -> str:
    return re.sub(r"\{([^{}]+)\}", lambda h: LLENO[h[1]], texto)


@pytest.mark.parametrize("clave", [p.clave for p in PREDETERMINADAS])
def test_las_de_la_casa_no_salen_con_huecos_y_llenas_pasan_el_manual(m: Mesa, clave: str) -> None:
    consulta = m.consulta() if clave == "con_respuesta" else ""
    texto = redaccion.desde_plantilla(m.almacen, m.reglas, clave, "")
    b = m.crear(texto)
    with pytest.raises(EntradaInvalida, match="falta llenar «"):
        m.enviar(b)
    m.guardar(b, _llena(texto), consulta=consulta)
    assert redaccion.ficha(m.almacen, m.reglas, b).impide == []
    m.enviar(b)
    m.aprobar(b)
    for _ in range(3):
        m.pasada()
    assert m.salieron() == [_llena(texto)]


def test_la_de_consulta_no_lleva_a_contar_el_caso_a_la_vista_de_todos() -> None:
    (texto,) = (p.texto for p in PREDETERMINADAS if p.clave == "en_consulta")
    assert "su caso personal, le contestaremos por mensaje privado" in texto


def test_lo_que_contesto_el_area_se_pone_solo(m: Mesa) -> None:
    texto = redaccion.desde_plantilla(m.almacen, m.reglas, "con_respuesta", m.consulta())
    assert texto == f"Buen día, {{nombre}}. {CONTESTADO} Quedamos a su orden."
    with pytest.raises(EntradaInvalida, match="plantilla"):
        redaccion.desde_plantilla(m.almacen, m.reglas, "inventada", "")


@pytest.mark.parametrize("texto", ["Buen día, {nombre.", "Buen día, nombre}.", "Buen {{día}}."])
def test_una_llave_suelta_no_es_un_hueco(texto: str) -> None:
    with pytest.raises(ValidationError, match="llave"):
        Config.model_validate({"plantilla": [{"clave": "una", "nombre": "Una", "texto": texto}]})


def test_dos_con_la_misma_clave_no_se_admiten() -> None:
    una = {"clave": "una", "nombre": "Una", "texto": "Buen día."}
    with pytest.raises(ValidationError, match="misma clave"):
        Config.model_validate({"plantilla": [una, una]})
