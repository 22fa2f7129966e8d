"""No hay horas calladas: de madrugada, en domingo o en feriado se avisa lo mismo y con las mismas esperas que un lunes a las diez.

No es un descuido: una cuenta se interviene cuando nadie mira. Quien añada un horario a los avisos tendra que cambiar esto.
"""

from datetime import datetime, time, timedelta

import pytest

from moderacion import incidentes
from moderacion.almacen import Almacen
from moderacion.habiles import habil
from moderacion.incidentes import cadenas, escalada
from moderacion.incidentes.cadenas import CadenaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.reloj import ZONA, RelojFijo
from tests.moderacion.falsos import (
    Cartero,
    abrir_incidente,
    alta,
    avisables,
    despachador,
    persona,
)

MARTES = datetime(2026, 11, 24, tzinfo=ZONA)
DOMINGO = datetime(2026, 11, 29, tzinfo=ZONA)
NAVIDAD = datetime(2026, 12, 25, tzinfo=ZONA)
DESTINOS = {"jefa/1": "jefa", "gerente/1": "gerente"}
PASO = timedelta(minutes=15)
DURA = timedelta(hours=3)


def _a_que_horas_llega(almacen: Almacen, inicio: datetime, tipo: str) -> list[tuple[str, int]]:
    """(a quien, minutos desde que se abrio) de cada mensaje que de verdad sale en tres horas."""
    reloj = RelojFijo(inicio)
    # el mismo almacen con otra hora: cada hora del dia cuesta un incidente y no una base
    almacen = Almacen(str(almacen._motor.url.render_as_string(hide_password=False)), reloj)
    cartero, sofia = Cartero(), persona(almacen, f"sofia{inicio:%m%d%H}{tipo[0]}", "supervision")
    despacha = despachador(almacen, DESTINOS, cartero)
    numero = abrir_incidente(almacen, clave=f"{inicio}{tipo}", tipo=tipo)
    llegan: list[tuple[str, int]] = []
    while reloj.ahora() < inicio + DURA:
        escalada.escalar(almacen)
        antes = len(cartero.entregados)
        despacha.despachar()
        minutos = int((reloj.ahora() - inicio).total_seconds()) // 60
        llegan += [(direccion, minutos) for direccion, _, _ in cartero.entregados[antes:]]
        reloj.adelantar(PASO)
    incidentes.atender(almacen, numero, sofia.id)
    incidentes.cerrar(almacen, numero, "prueba terminada sin novedad", sofia.id)
    almacen.cerrar()
    return llegan


@pytest.mark.parametrize("tipo", ["cuenta_intervenida", "ola_de_insultos"])
def test_se_avisa_igual_a_cualquier_hora_de_cualquier_dia(almacen: Almacen, tipo: str) -> None:
    alta(almacen)
    avisables(almacen, *DESTINOS)
    pasos = [Escalon(("jefa",), espera=30), Escalon(("gerente",), espera=45)]
    cadenas.guardar(almacen, CadenaPedida("general", pasos, vueltas=20), "prueba")
    assert [habil(d.date()) for d in (MARTES, DOMINGO, NAVIDAD)] == [True, False, False]
    de_dia = _a_que_horas_llega(almacen, MARTES - timedelta(hours=14), tipo)
    assert de_dia == [("jefa", 0), ("gerente", 30), ("jefa", 75), ("gerente", 105), ("jefa", 150)]
    for dia in (MARTES, DOMINGO, NAVIDAD):
        for hora in (0, 3, 6, 21):
            inicio = datetime.combine(dia.date(), time(hora), ZONA)
            assert _a_que_horas_llega(almacen, inicio, tipo) == de_dia, f"a las {hora} del {dia:%d/%m}"
