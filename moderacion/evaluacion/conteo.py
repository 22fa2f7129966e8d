"""Lo que un lote de veredictos suma a las cuentas de cada politica."""

from collections.abc import Mapping

from moderacion.almacen.conteos import Cuentas, Hecho
from politicas.tipos import Modo, Propuesta, Veredicto


def contar(cuentas: Cuentas, v: Veredicto) -> None:
    """Suma lo que las politicas vieron y propusieron en un comentario: una vez cada una, vea lo que vea."""
    for politica in {h.politica for h in v.hallazgos}:
        cuentas[politica, Hecho.HALLADA] += 1
    for politica in {h.politica for h in v.hallazgos if h.propuesta is not Propuesta.PERMITIR}:
        cuentas[politica, Hecho.PROPUESTA] += 1


def contar_actuado(cuentas: Cuentas, v: Veredicto, modos: Mapping[int, Modo]) -> None:
    """Suma lo que la maquina hizo sola en un comentario, a las politicas que la dejaban."""
    por = {
        h.politica
        for h in v.hallazgos
        if h.automatica
        and h.propuesta is Propuesta.RESTRINGIR
        and modos.get(h.politica, Modo.SUGERIR) is Modo.ACTUAR
    }
    for politica in por:
        cuentas[politica, Hecho.ACTUADA] += 1
