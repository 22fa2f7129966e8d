"""Lo nuestro se juzga con la transaccion cerrada: juzgar tarda, y una foto abierta retiene conexion y diario."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from moderacion import redaccion
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from tests.moderacion.prensa import prensa
from tests.moderacion.redactar import mesa

pytestmark = pytest.mark.los_dos


def _vigilada(almacen: Almacen, reglas: redaccion.Reglas) -> tuple[redaccion.Reglas, list[int]]:
    """Las mismas reglas, con un juez que apunta cuantas conexiones hay en uso cada vez que juzga."""
    en_uso: list[int] = []

    def juez(*lo_que_juzga: Any) -> Any:
        en_uso.append(almacen._motor.pool.checkedout())
        return reglas.juez(*lo_que_juzga)

    return replace(reglas, juez=juez), en_uso


def _una_respuesta(almacen: Almacen, reloj: RelojFijo) -> list[int]:
    m = mesa(almacen, reloj)
    m.reglas, en_uso = _vigilada(almacen, m.reglas)
    b = m.aprobado()
    redaccion.ficha(almacen, m.reglas, b)
    redaccion.revisar(almacen, m.reglas, b, redaccion.Entrega("Gracias por escribirnos."))
    assert m.programar().programados == 1
    return en_uso


def _una_publicacion(almacen: Almacen, reloj: RelojFijo) -> list[int]:
    p = prensa(almacen, reloj)
    p.reglas, en_uso = _vigilada(almacen, p.reglas)
    redaccion.calentar(almacen, p.reglas)
    redaccion.juzgar_nuevo(almacen, p.reglas, p.ana.id, p.escrito())
    redaccion.juzgar_a_medias(almacen, p.reglas, p.ana.id, p.escrito(" "))
    b = p.crear()
    p.guardar(b, p.escrito("La farmacia de Apopa atenderá el sábado de 7:00 a. m. a 12:00 m."))
    p.enviar(b)
    p.aprobar(b)
    redaccion.ficha_escrito(almacen, p.reglas, b)
    redaccion.revisar_escrito(almacen, p.reglas, b, p.escrito())
    assert redaccion.programar(almacen, p.reglas, 1).programados == 1
    return en_uso


@pytest.mark.parametrize("vida", [_una_respuesta, _una_publicacion])
def test_nada_se_juzga_con_una_transaccion_abierta(
    almacen: Almacen, reloj: RelojFijo, vida: Callable[[Almacen, RelojFijo], list[int]]
) -> None:
    en_uso = vida(almacen, reloj)
    assert len(en_uso) >= 5
    assert set(en_uso) == {0}
