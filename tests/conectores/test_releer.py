"""Lo que se borra en cada red simulada se deja de guardar aqui, y lo que YouTube o Facebook cambian se refresca."""

from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import conservacion
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from tests.conectores.test_faltan import CONECTAR, INICIO
from tests.moderacion.canario import reglas_de
from tests.moderacion.falsos import filas


@pytest.fixture(params=CONECTAR)
def red(request, compartida):
    viva = compartida(request.param, reloj=lambda: INICIO)
    viva.conector, viva.nombre = CONECTAR[request.param](viva), request.param
    return viva


def test_lo_borrado_alli_se_purga_aqui_y_lo_demas_sigue(red, tmp_path) -> None:
    reloj = RelojFijo(INICIO)
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", reloj)
    almacen.migrar()
    try:
        ids = red.gobierno.inyectar(
            *({"texto": f"el zopilote violeta número {n} canta boleros"} for n in range(4))
        )
        with almacen.unidad() as u:
            cuenta_id = u.cuentas.dar_de_alta(red.nombre, red.conector.cuenta, "ISSS")
        for pagina in red.conector.leer(None):
            with almacen.unidad() as u:
                u.comentarios.guardar(cuenta_id, pagina.comentarios)
        assert len(filas(almacen, "SELECT id FROM comentario")) == 4
        red.gobierno.cuenta(borrar={"id": ids[1]})
        reglas = reglas_de(tmp_path)
        hace_falta = timedelta(hours=21) if red.conector.red is Red.TWITTER else timedelta(days=6, hours=1)
        assert conservacion.releer(almacen, red.conector, cuenta_id, reglas) == conservacion.ResumenReleer()
        reloj.adelantar(hace_falta)
        assert conservacion.releer(almacen, red.conector, cuenta_id, reglas) == conservacion.ResumenReleer(
            4, 1
        )
        textos = "SELECT id_externo FROM comentario WHERE texto LIKE '%zopilote%' ORDER BY id"
        assert set(filas(almacen, textos)) == {ids[0], ids[2], ids[3]}
        estado = filas(
            almacen, "SELECT id_externo, estado_red, texto, crudo FROM comentario WHERE purgado IS NOT NULL"
        )
        assert estado == [(ids[1], "eliminado", "", "{}")]
        assert conservacion.releer(almacen, red.conector, cuenta_id, reglas) == conservacion.ResumenReleer()
    finally:
        almacen.cerrar()


def test_si_la_red_no_contesta_no_se_purga_nada(red, tmp_path) -> None:
    reloj = RelojFijo(INICIO)
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", reloj)
    almacen.migrar()
    try:
        red.gobierno.inyectar({"texto": "sigue aquí"})
        with almacen.unidad() as u:
            cuenta_id = u.cuentas.dar_de_alta(red.nombre, red.conector.cuenta, "ISSS")
        for pagina in red.conector.leer(None):
            with almacen.unidad() as u:
                u.comentarios.guardar(cuenta_id, pagina.comentarios)
        reloj.adelantar(timedelta(days=8))
        red.gobierno.fallar(estado=503, cuerpo="<html>caida</html>", veces=None)
        hecho = conservacion.releer(almacen, red.conector, cuenta_id, reglas_de(tmp_path))
        assert (hecho.purgados, bool(hecho.error)) == (0, True)
        assert filas(almacen, "SELECT count(*) FROM comentario WHERE purgado IS NOT NULL") == [0]
    finally:
        almacen.cerrar()
