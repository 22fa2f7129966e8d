"""Los informes en la consola: verlos, descargarlos, escribir lo de los mecanismos e importar."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest
from pypdf import PdfReader

from moderacion.informes import formas
from moderacion.informes.mecanismos import ejemplo
from moderacion.web.palabras_informes import MECANISMOS as PALABRAS
from tests.moderacion.test_importar_informes import DIARIAS, ESCRITO, MECANISMOS, PUBLICADO

ESCRIBIR = {c: getattr(ESCRITO, c) for c in ESCRITO.__dataclass_fields__}


def test_la_lista_ofrece_cada_clase_y_la_cabecera_lleva_a_ella(como):
    r = como("auditoria").ver("/informes")
    assert r.status_code == 200
    for clase in ("seguidores", "participacion"):
        assert f'action="/informes/{clase}"' in r.text
    assert 'href="/informes" data-ir="f" aria-current="page"' in r.text


def test_el_de_2016_se_ve_con_sus_cifras_y_su_correccion(como):
    r = como("gestion").ver("/informes/participacion?anio=2016")
    assert r.status_code == 200
    for dicho in ("3,658", "12,661", "La fuente publica 5,409; de 15,188 a 21,097 hay 5,909.", "consulta 1"):
        assert dicho in r.text, dicho
    assert " style=" not in r.text


@pytest.mark.parametrize(
    ("pedido", "dice"),
    [
        ("anio=20x6", "cuatro cifras"),
        ("anio=1816", "fuera del calendario"),
        ("anio=2099", "todavía no empieza"),
        ("desde=2016-02-30", "Escriba el primer día"),
        ("desde=2016-02-03&hasta=2016-01-01", "es anterior a"),
        ("desde=2010-01-01&hasta=2020-01-01", "tres años como mucho"),
    ],
)
def test_un_periodo_que_no_vale_lo_dice_con_lo_escrito(como, pedido, dice):
    r = como("gestion").ver(f"/informes/participacion?{pedido}")
    assert r.status_code == 422
    assert dice in r.text
    for valor in re.findall(r"=([^&]+)", pedido):
        assert f'value="{valor}"' in r.text
    assert como("gestion").ver(f"/informes/participacion/descargar?{pedido}").status_code == 422


def test_una_clase_que_no_hay_no_existe(como):
    for ruta in ("/informes/nada", "/informes/nada/descargar"):
        assert como("gestion").ver(ruta).status_code == 404


@pytest.mark.parametrize("formato", formas.FORMATOS)
def test_se_descarga_en_cada_formato_siempre_igual(como, formato):
    ruta = f"/informes/participacion/descargar?formato={formato}&anio=2016"
    uno, otro = como("gestion").ver(ruta), como("auditoria").ver(ruta)
    assert uno.status_code == 200
    assert uno.content == otro.content
    assert uno.headers["content-disposition"] == f'attachment; filename="participacion-2016.{formato}"'
    if formato == "pdf":
        assert "5,909" in "".join(p.extract_text() for p in PdfReader(io.BytesIO(uno.content)).pages)
    if formato == "xlsx":
        assert "Consultas" in openpyxl.load_workbook(io.BytesIO(uno.content)).sheetnames


def test_una_tabla_sola_sale_rectangular(como):
    r = como("gestion").ver("/informes/participacion/descargar?tabla=incremento&anio=2016")
    filas = list(csv.DictReader(io.StringIO(r.content.decode("utf-8-sig"))))
    assert [f["Publicado"] for f in filas] == ["5409", "5937", "245", ""]
    assert como("gestion").ver("/informes/participacion/descargar?tabla=nada&anio=2016").status_code == 422
    assert como("gestion").ver("/informes/participacion/descargar?formato=doc").status_code == 422


def test_escribir_un_mecanismo_lo_pone_en_el_informe(como):
    gestora = como("gestion")
    r = gestora.mandar("/mecanismos", ESCRIBIR)
    assert (r.status_code, r.headers["location"]) == (303, "/mecanismos")
    assert "Opiniones obtenidas: 1,200" in gestora.ver("/mecanismos").text
    assert "1,200" in gestora.ver("/informes/participacion?anio=2018").text
    assert gestora.mandar("/mecanismos/1/retirar").status_code == 303
    assert "Opiniones obtenidas: 1,200" not in gestora.ver("/mecanismos").text
    assert gestora.mandar("/mecanismos/1/retirar").status_code == 404
    bitacora = como("auditoria").ver("/bitacora").text
    assert "Quitó lo que hizo un mecanismo de participación" in bitacora


def test_los_mecanismos_se_dicen_en_palabras_y_uno_nuevo_se_ofrece_despues(como):
    gestora = como("gestion")
    html = gestora.ver("/mecanismos").text
    for clave, nombre in (
        ("campanas", "Campañas de salud"),
        ("atencion_usuario", "Departamento de Atención al Usuario"),
    ):
        assert f'<option value="{clave}">{nombre}</option>' in html
        assert clave not in re.sub(r'value="\w+"', "", html)
    nuevo = ESCRIBIR | {"clave": "", "nombre": "Jornadas móviles"}
    assert gestora.mandar("/mecanismos", nuevo).status_code == 303
    assert '<option value="jornadas_moviles">Jornadas móviles</option>' in gestora.ver("/mecanismos").text


def test_cada_mecanismo_del_documento_tiene_su_palabra():
    assert list(PALABRAS) == [m.clave for m in ejemplo()[1]]


def test_lo_mal_escrito_vuelve_con_todo_lo_escrito(como):
    r = como("gestion").mandar("/mecanismos", ESCRIBIR | {"cifras": "muchas", "lugares": "Apopa <b>"})
    assert r.status_code == 422
    assert "Cifra 1: se esperaba «qué se contó: cuántas»" in r.text
    assert "Apopa &lt;b&gt;" in r.text
    assert ">muchas</textarea>" in r.text
    r = como("gestion").mandar("/mecanismos/importar", {"hoja": DIARIAS.replace("21097", "x")})
    assert r.status_code == 422
    assert "Renglón 3: «seguidores»" in r.text
    assert "facebook;Página;2015-12-31;15188;memoria" in r.text


def test_importar_dice_cuantas_entraron_y_lo_que_no_cuadra(como):
    supervisora = como("supervision")
    r = supervisora.mandar("/mecanismos/importar", {"hoja": PUBLICADO})
    assert r.status_code == 200
    assert "2 nuevas, 0 cambiadas y 0 que ya estaban igual" in r.text
    assert "la fuente publica 5,409; de 15,188 a 21,097 hay 5,909" in r.text
    assert "2 que ya estaban igual" in supervisora.mandar("/mecanismos/importar", {"hoja": PUBLICADO}).text
    supervisora.mandar("/mecanismos/importar", {"hoja": MECANISMOS})
    assert "Ventanilla móvil" in supervisora.ver("/informes/participacion?anio=2017").text
    assert "De 15,188 a 21,097 = 5,909" in supervisora.ver("/informes/seguidores?anio=2016").text


@pytest.mark.parametrize("rol", ["auditoria", "administracion"])
def test_quien_solo_mira_no_escribe(como, rol):
    assert 'action="/mecanismos' not in como(rol).ver("/mecanismos").text
    for ruta in ("/mecanismos", "/mecanismos/importar", "/mecanismos/1/retirar"):
        assert como(rol).mandar(ruta, ESCRIBIR).status_code == 403


def test_lo_de_cada_dia_no_pesa_en_la_pagina_y_si_en_lo_descargado(montaje, como):
    from tests.moderacion.test_seguidores import sembrar_en

    sembrar_en(montaje.servicio.almacen, (1, 2), date(2025, 1, 1), date(2025, 12, 31))
    pagina = como("gestion").ver("/informes/seguidores?anio=2025")
    assert pagina.status_code == 200
    assert len(pagina.content) < 150_000
    assert "(365 filas)" in pagina.text
    hoja = como("gestion").ver("/informes/seguidores/descargar?tabla=diarios&anio=2025")
    assert len(hoja.content.decode().splitlines()) == 366
