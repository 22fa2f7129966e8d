"""La bitacora en pantalla: quien la ve, filtros, paginas, verificacion y la hoja."""

import csv
import re
from datetime import timedelta

import pytest

from moderacion import custodia
from moderacion.bitacora import Suceso
from moderacion.informes import bitacora
from tests.moderacion.falsos import ejecutar

from .conftest import PROPIO, ROLES


def _asentar(montaje, cuantos, tipo="cosa:hecha", objeto="cosa/1", actor="maquina", datos=None):
    with montaje.servicio.almacen.unidad() as u:
        for _ in range(cuantos):
            u.registro.asentar(Suceso(tipo, objeto, actor, datos or {}))


def _numeros(html):
    return [int(n) for n in re.findall(r'<tr><th scope="row">(\d+)</th>', html)]


def _hoja(r):
    return list(csv.reader(r.content.decode("utf-8-sig").splitlines(keepends=True)))


@pytest.mark.parametrize("rol", ROLES)
def test_quien_la_ve(montaje, como, rol):
    ve = rol != "gestion"
    for ruta in ("/bitacora", "/bitacora/verificar", "/bitacora/exportar"):
        assert como(rol).ver(ruta).status_code == (200 if ve else 403), ruta
    assert ('href="/bitacora"' in como(rol).ver("/cola").text) == ve


def test_se_dice_en_espanol_con_nombres_y_enlaces(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    como("gestion").mandar("/expedientes/1/decidir", {"accion": "ocultar", "motivo": "soez", "version": 1})
    html = como("auditoria").ver("/bitacora").text
    for dato in ("Decidió un expediente", "acción: ocultar", 'href="/expedientes/1">expediente/1', "<bdi>gestion</bdi>",
                 "<bdi>la máquina</bdi>", 'href="/expedientes/1">comentario/1'):  # fmt: skip
        assert dato in html, dato


def test_paginas_por_clave_hasta_la_ultima(montaje, como):
    _asentar(montaje, 130)
    c = como("auditoria")
    vistos, ruta, paginas = [], "/bitacora?tipo=cosa:hecha", 0
    while ruta:
        html = c.ver(ruta).text
        vistos += _numeros(html)
        paginas += 1
        _asentar(montaje, 3, "cosa:otra")  # entre pagina y pagina llegan mas
        sigue = re.search(r'rel="next" href="([^"]+)"', html)
        ruta = sigue[1].replace("&amp;", "&") if sigue else None
    assert paginas == 3
    assert len(vistos) == 130
    assert vistos == sorted(set(vistos), reverse=True)
    assert "Volver al principio" in html


def test_filtros_y_lo_que_no_vale(montaje, como):
    _asentar(montaje, 2, "cosa:a", "expediente/7", "usuario/1")
    _asentar(montaje, 3, "cosa:b")
    c = como("supervision")
    assert len(_numeros(c.ver("/bitacora?tipo=cosa:a").text)) == 2
    assert len(_numeros(c.ver("/bitacora?objeto=expediente/7&actor=usuario/1").text)) == 2
    hoy, ayer = "2026-11-20", "2026-11-19"
    assert len(_numeros(c.ver(f"/bitacora?tipo=cosa:b&desde={hoy}&hasta={hoy}").text)) == 3
    assert "No hay sucesos así" in c.ver(f"/bitacora?hasta={ayer}").text
    assert "No hay sucesos así" in c.ver("/bitacora?objeto=%27%20OR%201=1").text
    for mala in ("desde=ayer", "hasta=9999-12-31", "desde=0001-01-01", f"desde={hoy}&hasta={ayer}", "antes=x",
                 "objeto=%00", "tipo=" + "x" * 200):  # fmt: skip
        for ruta in ("/bitacora", "/bitacora/exportar"):
            if ruta == "/bitacora/exportar" and mala == "antes=x":
                continue
            assert c.ver(f"{ruta}?{mala}").status_code == 422, (ruta, mala)
    assert c.ver("/bitacora?objeto=expediente/" + "9" * 40).status_code == 200


def test_verificar_dice_entera_a_medias_o_rota(montaje, como, monkeypatch):
    _asentar(montaje, 30)
    c = como("auditoria")
    html = c.ver("/bitacora/verificar").text
    assert "La cadena está entera" in html
    huella = re.search(r'class="huella">(\w{64})<', html)[1]
    ultimo = int(re.search(r"Huella del suceso (\d+)", html)[1])
    assert "Coincide: el suceso" in c.ver(f"/bitacora/verificar?n={ultimo}&huella={huella}").text
    assert "No coincide" in c.ver(f"/bitacora/verificar?n={ultimo - 1}&huella={huella}").text
    monkeypatch.setattr(bitacora.comprobar, "__defaults__", (0, 10, *bitacora.comprobar.__defaults__[2:]))
    html = c.ver("/bitacora/verificar").text
    assert "Los sucesos 1 a 10 cuadran." in html
    assert "Los sucesos 11 a 20 cuadran." in c.ver("/bitacora/verificar?desde=10").text
    con = montaje.servicio.almacen._motor
    with con.begin() as cambio:
        cambio.exec_driver_sql("DROP TRIGGER suceso_sin_update")
        cambio.exec_driver_sql("UPDATE suceso SET actor = 'otro' WHERE n = 15")
    assert "La cadena está rota en el suceso 15." in c.ver("/bitacora/verificar?desde=10").text
    assert c.ver("/bitacora/verificar?desde=99999").status_code == 422
    assert c.ver("/bitacora/verificar?n=1&huella=<b>").status_code == 422


def test_la_hoja_lleva_lo_filtrado_sin_formulas_y_avisa_si_no_cabe(montaje, como, monkeypatch):
    _asentar(montaje, 3, "cosa:a", "=2+5", "@SUM(A1)", {"x": "<b>"})
    c = como("auditoria")
    r = c.ver("/bitacora/exportar?tipo=cosa:a")
    assert r.headers["content-type"].startswith("text/csv")
    assert "attachment" in r.headers["content-disposition"]
    titulos, *filas = _hoja(r)
    assert titulos[0] == "n"
    assert len(filas) == 3
    assert {(f[4], f[6]) for f in filas} == {("'=2+5", "'@SUM(A1)")}
    assert not any(celda.strip()[:1] in set("=+-@") for f in filas for celda in f if celda)
    monkeypatch.setattr(bitacora.sacar, "__defaults__", (2,))
    monkeypatch.setattr(bitacora, "SACAR_MAXIMO", 2)
    _, *filas = _hoja(c.ver("/bitacora/exportar?tipo=cosa:a"))
    assert len(filas) == 3
    assert filas[-1][0].startswith("Hay más sucesos")


def test_los_valores_no_salen_con_su_nombre_del_codigo(montaje, como):
    datos = {
        "estado": "en_revision",
        "numero": "1-2026",
        "id_externo": "77",
        "tipo": "sin_comunicado",
        "rol": "gestion",
    }
    _asentar(montaje, 1, "borrador:enviado", "borrador/1", "maquina", datos)
    html = como("auditoria").ver("/bitacora").text
    assert "Mandó un texto nuestro a revisión" in html, "es tambien de una publicacion o un comunicado"
    for dicho in (
        "estado: en revisión",
        "número: 1-2026",
        "número en la red: 77",
        "tipo: tema sin comunicado",
        "rol: gestión",
    ):
        assert dicho in html, dicho


def test_un_suceso_hostil_o_desconocido_se_muestra_sin_romper(montaje, como):
    _asentar(
        montaje,
        1,
        "cosa:<script>",
        "<img src=x>",
        "<b>",
        {"</td>": "<script>alert(1)</script>", "l": ["<i>"]},
    )
    html = como("auditoria").ver("/bitacora").text
    assert "<script" not in html.replace(PROPIO, "")
    assert "<img src=x" not in html
    assert "cosa: &lt;script&gt;" in html


def test_verificar_dice_si_la_bitacora_se_ancla_fuera(montaje, como, tmp_path):
    _asentar(montaje, 1)
    html = como("auditoria").ver("/bitacora/verificar").text
    assert "La bitácora no se ancla fuera:" in html
    firmante = custodia.Firmante(custodia.nueva_llave())
    montaje.servicio.anclas = custodia.ReglasAnclas(
        firmante, tmp_path / "a.jsonl", (), timedelta(minutes=15), 1000
    )
    montaje.servicio.anclar()
    html = como("auditoria").ver("/bitacora/verificar").text
    assert "no se ancla fuera" not in html
    assert re.search(r"Última ancla firmada: suceso \d+, el \d\d/\d\d/\d{4} \d\d:\d\d\.", html)


ABRIR = (
    "INSERT INTO restauracion (fecha, copia, hecha, n, huella, perdidas_hasta, hasta_orden, hasta_incidente, hasta_correo, "
    "hasta_informe, cerrada_por, motivo) VALUES ('2026-11-20 15:00:00.000000', 'ab', '2026-11-20 15:00:00.000000', 0, '', "
    "0, 0, 0, 0, 0, '', '')"
)


def test_con_una_restauracion_abierta_cada_pagina_lo_dice(montaje, servir):
    ejecutar(montaje.servicio.almacen, ABRIR)
    como = servir(montaje)
    for rol in ROLES:
        dicho = como(rol).ver("/mi-cuenta").text
        assert "Se restauró una copia, o la base volvió atrás, y aún no se ha cerrado" in dicho, rol
    with montaje.servicio.almacen.unidad() as u:
        u.restauraciones.cerrar("usuario/1", "se miró la red")
    assert "aún no se ha cerrado" not in como("auditoria").ver("/bitacora").text


def test_si_otro_proceso_nota_que_la_base_volvio_atras_se_dice_al_minuto(montaje, servir):
    ver = servir(montaje)("gestion").ver
    assert "aún no se ha cerrado" not in ver("/mi-cuenta").text
    ejecutar(montaje.servicio.almacen, ABRIR)
    montaje.reloj.adelantar(timedelta(minutes=1))
    assert "aún no se ha cerrado" in ver("/mi-cuenta").text


def test_sin_mas_paginas_no_hay_por_donde_pasarlas(como):
    for ruta in ("/bitacora", "/registro", "/incidentes", "/comunicados", "/preguntas", "/publicado"):
        assert 'aria-label="Páginas"' not in como("supervision").ver(ruta).text, ruta
