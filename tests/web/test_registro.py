"""El registro de lo restringido: se ve con filtros, se entrega sin datos de personas ni formulas, y dice si le falta algo."""

import json
import time
from datetime import date, timedelta
from typing import Final

import pytest

from conectores.tipos import Red
from moderacion import habiles
from moderacion.errores import EntradaInvalida
from moderacion.informes import hoja, restricciones
from moderacion.montaje import tachador
from tests.hostil.salidas import sin_formulas
from tests.moderacion.falsos import ejecutar, filas
from tests.ritmo import lo_menos
from tests.tandas import parte

CATORCE = (
    "id", "red", "objeto", "huella_extracto", "contenido_fecha", "contenido_tipo", "accion", "alcance", "desde",
    "articulo", "reglamento", "fundamento", "hechos", "deteccion", "automatizada", "modelo", "puntuacion",
    "decidio", "aprobo", "recurso", "recurso_dias",
)  # fmt: skip
"""Los de fiabilidad.md, seccion 6; «hasta» va aparte: solo un bloqueo tiene fin."""


@pytest.fixture
def restringido(montaje):
    """Lo que hizo la maquina en dos redes, y lo que decidio una persona con un motivo lleno de datos y de trampas."""
    montaje.comentar("sos un pendejo", Red.FACEBOOK, "ana")
    montaje.comentar("sos un pendejo", Red.TWITTER, "beto")
    montaje.vuelta()
    montaje.servicio.sancionar()
    return montaje


def _decidir(como, expediente: int, motivo: str) -> None:
    datos = {"accion": "bloquear", "motivo": motivo, "articulo": 2, "version": 1, "dias": 7}
    assert como("gestion").mandar(f"/expedientes/{expediente}/decidir", datos).status_code == 303


def test_cada_restriccion_tiene_sus_catorce_datos_y_se_ve(restringido, como):
    _decidir(como, 1, "insulta a una enfermera")
    html = como("gestion").ver("/registro").text
    for dato in (
        "Manual de Normas y Procedimientos",
        "Huella del extracto",
        "decisión automatizada",
        "Decidió y aprobó",
        "30 días",
        "insulta a una enfermera",
    ):
        assert dato in html, dato
    todas = list(restricciones.sacar(restringido.servicio.almacen, restricciones.FiltroRegistro(), str))
    assert len(todas) >= 4
    for fila in todas:
        assert [c for c in CATORCE if fila[c] in ("", None)] == []
        assert fila["hasta"] or fila["accion"] != "bloquear", "ningún bloqueo sin fin"
    assert restricciones.revisar(restringido.servicio.almacen).completo
    assert "Está entero" in como("auditoria").ver("/registro/revisar").text


FILTROS = {
    "red=facebook": 2, "red=youtube": 0, "accion=bloquear": 2, "quien=persona": 0, "articulo=2": 4, "articulo=7": 0,
    "estado=rige": 4, "desde=2026-11-20&hasta=2026-11-20": 4, "desde=2026-11-21": 0,
}  # fmt: skip


def test_los_filtros(restringido, como):
    for filtro, cuantas in FILTROS.items():
        html = como("auditoria").ver(f"/registro?{filtro}").text
        assert html.count('<article class="caja"') == cuantas, filtro


MALOS = (
    "red=orkut", "accion=matar", "articulo=14", "articulo=-1", "quien=x", "desde=ayer", "desde=0001-01-01",
    "desde=2026-11-21&hasta=2026-11-20", "antes=x", "formato=exe",
)  # fmt: skip


def test_un_filtro_malo_se_dice_y_no_rompe_nada(restringido, como):
    for malo in MALOS:
        ruta = "/registro/exportar" if malo.startswith("formato") else "/registro"
        assert como("auditoria").ver(f"{ruta}?{malo}").status_code == 422, malo


def test_por_paginas_salen_todas_una_vez(restringido, como, monkeypatch):
    almacen = restringido.servicio.almacen
    vistas, antes = [], None
    while True:
        pagina = restricciones.hojear(almacen, restricciones.FiltroRegistro(), antes, 3)
        vistas += [f["id"] for f in pagina.filas]
        antes = pagina.siguiente
        if antes is None:
            break
    assert vistas == filas(almacen, "SELECT id FROM restriccion ORDER BY id DESC")
    monkeypatch.setattr(restricciones.hojear, "__defaults__", (None, 3))
    html = como("gestion").ver("/registro?red=&accion=").text
    assert 'rel="next"' in html


def test_lo_que_se_entrega_no_dice_de_quien_es_ni_lleva_formulas(restringido, como):
    motivo = '=HYPERLINK("http://x.example.com") su DUI es 04567891-2, llame al 7777-8888 o escriba a ana@example.com'
    _decidir(como, 1, motivo)
    _decidir(como, 2, "@SUM(A1) Beto Nubes la insultó")
    c = como("auditoria")
    r = c.ver("/registro/exportar")
    assert r.headers["content-type"].startswith("text/csv")
    assert "attachment" in r.headers["content-disposition"]
    titulos, *celdas_por_fila = sin_formulas(r.content)
    assert titulos == list(restricciones.CAMPOS.values())
    assert len(celdas_por_fila) == filas(restringido.servicio.almacen, "SELECT count(*) FROM restriccion")[0]
    en_json = json.loads(c.ver("/registro/exportar?formato=json").text)
    assert [list(f) for f in en_json] == [list(restricciones.CAMPOS)] * len(celdas_por_fila)
    objetos = filas(restringido.servicio.almacen, "SELECT objeto FROM restriccion")
    celdas = {celda for fila in celdas_por_fila for celda in fila} | {
        str(v) for f in en_json for v in f.values()
    }
    for dato in ("04567891", "7777-8888", "ana@example.com", *objetos):
        assert [c for c in celdas if dato in c] == [], dato
    for ruta in ("/registro/exportar", "/registro/revisar"):
        assert como("gestion").ver(ruta).status_code == 403
    assert "registro:sacado" in filas(restringido.servicio.almacen, "SELECT tipo FROM suceso")


def test_la_revision_falla_si_falta_una_fila_o_un_dato(restringido, como):
    almacen = restringido.servicio.almacen
    ejecutar(almacen, "DELETE FROM restriccion WHERE id = 1")
    r = restricciones.revisar(almacen)
    assert (r.completo, r.ordenes_sin_fila.cuantos) == (False, 1)
    assert "Al registro le falta algo" in como("auditoria").ver("/registro/revisar").text
    almacen.migrar()
    assert restricciones.revisar(almacen).completo, "al arrancar se anota lo que no estaba"
    with almacen._motor.begin() as con:
        con.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        con.exec_driver_sql("UPDATE restriccion SET hechos = ' ' WHERE id = 2")
        con.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    assert restricciones.revisar(almacen).incompletas.primeros == (2,)


def test_la_base_no_admite_una_fila_con_un_dato_vacio_ni_un_bloqueo_sin_fin(restringido):
    almacen = restringido.servicio.almacen
    for cambio in ("hechos = '  '", "aprobo = ''", "articulo = 14", "recurso_dias = 0", "hasta = NULL"):
        with pytest.raises(Exception, match="CHECK"):
            ejecutar(almacen, f"UPDATE restriccion SET {cambio} WHERE accion = 'bloquear'")


CUANTAS: Final = parte(100_000)
"""Entera, un par de minutos de procesador."""


@pytest.mark.lenta
@pytest.mark.timeout(2400)
def test_cien_mil_filas_se_entregan_por_trozos_en_menos_de_cinco_minutos(restringido):
    """Los motivos, todos distintos: tachar es lo que cuesta. En tiempo de procesador, y en proporcion a las que se midan."""
    almacen = restringido.servicio.almacen
    columnas = ", ".join(c for c in _columnas(almacen) if c not in ("id", "orden_id", "hechos"))
    with almacen._motor.begin() as con:
        con.exec_driver_sql(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CUANTAS}) "
            f"INSERT INTO restriccion ({columnas}, hechos) SELECT {columnas}, "
            "'=1+1 insulta a la enfermera del turno ' || n.i || ' y deja el 7' || (1000000 + n.i) FROM n, "
            "(SELECT * FROM restriccion ORDER BY id LIMIT 1)"
        )
    empieza, filas_, octetos = time.process_time(), 0, 0
    sacadas = restricciones.sacar(almacen, restricciones.FiltroRegistro(), tachador(almacen))
    for trozo in hoja.csv_de(restricciones.CAMPOS.values(), (f.values() for f in sacadas)):
        assert len(trozo) < 2_000_000, "por trozos: nunca entero en memoria"
        filas_ += trozo.count("\r\n")
        octetos += len(trozo)
        assert "y deja el 71" not in trozo
    tardo = time.process_time() - empieza
    assert filas_ == 1 + filas(almacen, "SELECT count(*) FROM restriccion")[0]
    print(f"\n{CUANTAS} filas en {tardo:.0f} s de procesador, {octetos / 1e6:.0f} MB")
    plazo = 300 * CUANTAS / 100_000
    assert lo_menos(lambda: tardo, plazo, intentos=1) < plazo


def _columnas(almacen) -> list[str]:
    return filas(almacen, "SELECT name FROM pragma_table_info('restriccion')")


# --- el reloj de una solicitud


@pytest.mark.parametrize(
    ("recibida", "antigua", "vence"),
    [
        (date(2026, 11, 20), False, date(2026, 12, 4)),
        (date(2026, 11, 21), False, date(2026, 12, 4)),
        (date(2026, 12, 18), False, date(2027, 1, 5)),  # ni el 25 de diciembre ni el 1 de enero
        (date(2026, 3, 26), False, date(2026, 4, 13)),  # jueves y viernes santos
        (date(2026, 11, 20), True, date(2026, 12, 18)),
    ],
)
def test_diez_dias_habiles_y_diez_mas_si_es_antigua(recibida, antigua, vence):
    assert restricciones.plazo(recibida, recibida, antigua=antigua).vence == vence


@pytest.mark.parametrize(
    ("anio", "pascua"), [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25))]
)
def test_la_semana_santa_de_cada_ano(anio, pascua):
    domingo = date(anio, *pascua)
    assert [habiles.habil(domingo - timedelta(days=n)) for n in (1, 2, 3, 4)] == [
        False,
        False,
        False,
        True,
    ]


def test_el_plazo_se_ve_y_el_que_vencio_se_dice(restringido, como):
    c = como("auditoria")
    assert "a más tardar el 04/12/2026: quedan 10 días hábiles" in c.ver("/registro?recibida=2026-11-20").text
    assert "venció hace" in c.ver("/registro?recibida=2026-10-01").text
    assert "después de hoy" in c.ver("/registro?recibida=2027-01-01").text
    with pytest.raises(EntradaInvalida):
        restricciones.plazo(date(2027, 1, 1), date(2026, 1, 1))


def test_un_nombre_de_quien_comenta_no_sale_en_lo_que_se_entrega(restringido):
    almacen = restringido.servicio.almacen
    ejecutar(almacen, "UPDATE autor SET nombre = 'Fulana Nubes' WHERE id = 1")
    assert "Nubes" not in tachador(almacen)("Fulana Nubes insultó a la enfermera")
