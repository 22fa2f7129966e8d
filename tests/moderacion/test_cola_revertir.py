"""Revertir despues lo que otra decision restringio, y lo que ya no se puede deshacer porque alguien lo leyo."""

from datetime import timedelta

import pytest

from moderacion import cola
from moderacion.cola import PERMITIR
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.montaje import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.sanciones import apelaciones
from tests.moderacion.falsos import com, entrar, filas, juzgar, persona
from tests.moderacion.test_cola_deshacer import FACEBOOK, MARCAS, Mesa, dudoso, oculto

__all__ = ["dudoso", "oculto"]
pytestmark = pytest.mark.los_dos


@pytest.mark.parametrize("acepta", [True, False])
def test_lo_que_resolvio_una_apelacion_no_se_deshace(dudoso: Mesa, acepta: bool) -> None:
    """Quien apelo ya puede leer la respuesta: no se le cambia diez segundos despues."""
    dudoso.decide("ocultar")
    dudoso.despachar()
    enlace = emitir_apelacion(dudoso.almacen, 1, dudoso.gestora)
    assert apelaciones.presentar(dudoso.almacen, enlace.testigo, "1.2.3.4", "era solo una queja", "")
    otra = persona(dudoso.almacen, "otra")
    r = ResolucionApelacion(1, acepta, "lo miré otra vez", dudoso.expediente()["version"])
    d = resolver_apelacion(dudoso.almacen, {1: FACEBOOK}, otra, r)
    with pytest.raises(Conflicto, match="apelación"):
        dudoso.deshace(d, otra)
    assert dudoso.expediente()["estado"] == "resuelto"
    dudoso.despachar()
    assert dudoso.en_red() == ("visible" if acepta else "oculto")


def test_revertir_dias_despues_otra_persona_con_su_motivo(dudoso: Mesa) -> None:
    d = dudoso.decide("bloquear")
    dudoso.despachar()
    dudoso.reloj.adelantar(timedelta(days=3))
    otra = persona(dudoso.almacen, "otra", "supervision")
    for malo in ("", "  ", "x"):
        with pytest.raises(EntradaInvalida, match="motivo"):
            cola.revertir(dudoso.almacen, d, otra, malo, FACEBOOK)
    n = cola.revertir(dudoso.almacen, d, otra, "no era un insulto", FACEBOOK)
    dicha = cola.decision(dudoso.almacen, n)
    assert (dicha.accion, dicha.revierte_id, dicha.motivo) == (PERMITIR, d, "no era un insulto")
    assert sorted(dudoso.despachar()) == [("desbloquear", "a1"), ("mostrar", "c1")]
    assert (dudoso.en_red(), dudoso.bloqueo()[0][0]) == ("visible", "levantado")
    assert dudoso.expediente()["estado"] == "resuelto"
    with pytest.raises((Conflicto, EntradaInvalida)):
        cola.revertir(dudoso.almacen, d, otra, "otra vez", FACEBOOK)


def test_solo_se_revierte_lo_que_restringio_y_por_quien_decide(dudoso: Mesa) -> None:
    d = dudoso.decide(PERMITIR)
    with pytest.raises(EntradaInvalida, match="no restringió"):
        cola.revertir(dudoso.almacen, d, dudoso.gestora, "cambio de idea", FACEBOOK)
    n = dudoso.deshace(d)
    with pytest.raises(EntradaInvalida, match="no restringió"):
        cola.revertir(dudoso.almacen, n, dudoso.gestora, "cambio de idea", FACEBOOK)
    d = dudoso.decide("ocultar")
    mira = persona(dudoso.almacen, "mira", "auditoria")
    with pytest.raises(NoAutorizado):
        cola.revertir(dudoso.almacen, d, mira, "cambio de idea", FACEBOOK)
    with pytest.raises(NoExiste):
        cola.revertir(dudoso.almacen, d + 1, dudoso.gestora, "cambio de idea", FACEBOOK)


def test_deshacer_una_reversion_devuelve_lo_que_habia_en_la_red(dudoso: Mesa) -> None:
    d = dudoso.decide("ocultar")
    dudoso.despachar()
    n = cola.revertir(dudoso.almacen, d, dudoso.gestora, "no era nada", FACEBOOK)
    assert dudoso.despachar() == [("mostrar", "c1")]
    dudoso.deshace(n)
    dudoso.despachar()
    assert dudoso.en_red() == "oculto"


def test_tras_deshacer_y_juzgarlo_otra_vez_la_maquina_no_lo_manda_fuera_de_su_sitio(oculto: Mesa) -> None:
    """Decidido una vez, ya no es de la maquina: deshacer la segunda decision no lo da otra vez por suyo."""
    oculto.decide(PERMITIR)
    oculto.despachar()
    entrar(oculto.almacen, 1, com("c1", "que feo lo tuyo"))
    juzgar(oculto.almacen, oculto.reloj)
    antes = filas(oculto.almacen, MARCAS)
    assert not oculto.expediente()["actuado"]
    oculto.deshace(oculto.decide(PERMITIR))
    assert filas(oculto.almacen, MARCAS) == antes
