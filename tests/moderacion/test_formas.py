"""Las cinco formas de un informe dicen lo mismo, siempre con los mismos octetos, y no obedecen a ningun texto."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader

from moderacion.errores import EntradaInvalida
from moderacion.informes import formas
from moderacion.informes.formas.cifras import duracion, escrito, parametro
from moderacion.informes.formas.dibujo import Caja, Figura, Letrero, Raya, dibujar
from moderacion.informes.formas.svg import svg
from moderacion.informes.modelo import (
    Cifra,
    Columna,
    Fila,
    Grafica,
    Informe,
    Marca,
    Origen,
    Seccion,
    Serie,
    Tabla,
    Tipo,
    porcentaje,
)
from moderacion.informes.periodo import Periodo, corte
from moderacion.reloj import ZONA

HOSTIL = '=HYPERLINK("http://x.example")<script>alert(1)</script>\u202e\x07'
ORIGEN = Origen("prueba.cuenta", "lo que la prueba cuenta", (("desde", "2016-01-01"),))
PERIODO = Periodo.del_anio(2016)
DIAS = tuple(PERIODO.cada_dia()[:10])


def tabla(clave: str = "meses", texto: str = HOSTIL) -> Tabla:
    columnas = (
        Columna("que", "Qué"),
        Columna("n", "Cuántos", Tipo.ENTERO),
        Columna("dif", "Diferencia", Tipo.ENTERO, signo=True),
        Columna("parte", "Parte", Tipo.PORCENTAJE),
        Columna("mediana", "Mediana", Tipo.DURACION),
        Columna("dia", "Día", Tipo.FECHA),
    )
    filas = (
        Fila((texto, 15_188, -245, porcentaje(389, 1000), timedelta(hours=2, minutes=5), date(2016, 1, 31))),
        Fila(("febrero", 21_097, 5_909, None, None, None), "redondeado"),
    )
    return Tabla(clave, "Por mes", columnas, filas, ORIGEN, Fila(("Total", 36_285, 5_664, None, None, None)))


def grafica(*series: Serie, barras: bool = False) -> Grafica:
    return Grafica("g", "Gráfica", "Dice lo que se ve.", DIAS, series, tabla(), "cosas", barras=barras)


def informe(texto: str = HOSTIL) -> Informe:
    serie = Serie(texto, (1, 2, None, 4, None, 6, 7, 8, 9, 10))
    g = Grafica("g", texto, texto, DIAS, (serie,), tabla(texto=texto), marcas=(Marca(DIAS[3], texto),))
    cifra = Cifra("c", texto, texto, ORIGEN, Tipo.TEXTO, texto)
    seccion = Seccion("s", texto, (texto,), (cifra,), (g,), (tabla("otra", texto),), (texto,))
    cuando = corte(PERIODO, datetime(2017, 3, 1, tzinfo=UTC))
    return Informe("prueba", texto, texto, PERIODO, cuando, (seccion,), (texto,), PERIODO.anterior())


@pytest.mark.parametrize("formato", formas.FORMATOS)
def test_los_mismos_datos_dan_los_mismos_octetos(formato: str) -> None:
    assert formas.dar(informe(), formato) == formas.dar(informe(), formato)
    assert formas.dar(informe("otro"), formato) != formas.dar(informe(), formato)


def test_la_hora_en_que_se_pide_un_periodo_cerrado_no_cambia_nada() -> None:
    antes, despues = (corte(PERIODO, datetime(a, 3, 1, tzinfo=UTC)) for a in (2017, 2024))
    assert antes == despues == datetime(2016, 12, 31, 23, 59, 59, tzinfo=ZONA)
    abierto = datetime(2016, 7, 1, 12, 30, 45, tzinfo=UTC)
    assert corte(PERIODO, abierto) == abierto.replace(second=0)
    with pytest.raises(EntradaInvalida, match="todavía no empieza"):
        corte(PERIODO, datetime(2016, 1, 1, 5, tzinfo=UTC))  # aun es 2015 en El Salvador


def test_lo_hostil_es_texto_en_el_csv() -> None:
    for cuerpo in (formas.dar(informe(), "csv"), formas.una_tabla(informe(), "otra")):
        celdas = [c for f in csv.reader(io.StringIO(cuerpo.decode("utf-8-sig"))) for c in f]
        assert [c for c in celdas if c[:1] in "=+@" and c] == []
        assert any(c.startswith("'=HYPERLINK") for c in celdas)
        assert "-245" in celdas, "un número negativo sigue siendo un número"


def test_lo_hostil_es_texto_en_la_hoja_de_calculo() -> None:
    cuerpo = formas.dar(informe(), "xlsx")
    libro = openpyxl.load_workbook(io.BytesIO(cuerpo))
    celdas = [c for h in libro for f in h for c in f if c.value is not None]
    assert [c.coordinate for c in celdas if c.data_type == "f" or c.hyperlink] == []
    assert any(str(c.value).startswith("=HYPERLINK") and c.data_type == "s" for c in celdas)
    with zipfile.ZipFile(io.BytesIO(cuerpo)) as z:
        assert not re.search(rb"<f>|<hyperlink|externalLink", b"".join(z.read(n) for n in z.namelist()))


def test_lo_hostil_es_texto_en_la_pagina() -> None:
    pagina = formas.dar(informe(), "html").decode()
    assert "<script" not in pagina
    assert pagina.count("&lt;script&gt;") > 5
    assert not re.search(r"(?:src|href)=\"(?!#)", pagina), "no pide nada a nadie"
    assert " style=" not in formas.cuerpo_html(informe()), "la consola no admite estilos en línea"


def test_las_cinco_formas_dicen_las_mismas_cifras() -> None:
    i = informe("enero")
    datos = json.loads(formas.dar(i, "json"))["secciones"][0]["tablas"][0]
    assert [f["n"] for f in datos["filas"]] == [15_188, 21_097]
    assert datos["total"]["n"] == 36_285
    assert datos["filas"][0]["parte"] == 38.9
    assert datos["filas"][0]["mediana"] == 7_500
    assert datos["filas"][1]["mediana"] is None
    filas = list(csv.reader(io.StringIO(formas.una_tabla(i, "otra").decode("utf-8-sig"))))
    assert filas[0] == ["Qué", "Cuántos", "Diferencia", "Parte (%)", "Mediana (segundos)", "Día", "Nota"]
    assert filas[1] == ["enero", "15188", "-245", "38.9", "7500", "2016-01-31", ""]
    assert filas[2] == ["febrero", "21097", "5909", "", "", "", "redondeado"]
    hoja = openpyxl.load_workbook(io.BytesIO(formas.dar(i, "xlsx")))["Por mes"]
    fila = next(f for f in hoja.values if f[0] == "enero")
    assert fila[:6] == ("enero", 15_188, -245, 38.9, timedelta(seconds=7_500), datetime(2016, 1, 31))  # noqa: DTZ001
    pagina = formas.dar(i, "html").decode()
    papel = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(formas.dar(i, "pdf"))).pages)
    for dicho in ("15,188", "+5,909", "-245", "38.9 %", "2 h 5 min", "31/01/2016", "36,285", "sin dato"):
        assert dicho in pagina, dicho
        assert dicho in papel, dicho


def test_el_papel_va_numerado_con_su_corte_y_sitio_para_firmar() -> None:
    lector = PdfReader(io.BytesIO(formas.dar(informe("enero"), "pdf")))
    hojas = [p.extract_text() for p in lector.pages]
    assert all(f"Página {n} de {len(hojas)}" in h for n, h in enumerate(hojas, 1))
    assert all("Corte: 31/12/2016 23:59" in h for h in hojas)
    assert all(f in hojas[-1] for f in ("Elaboró", "Revisó", "Autorizó"))
    assert lector.metadata is not None
    assert lector.metadata.creation_date == datetime(2016, 12, 31, 23, 59, 59, tzinfo=ZONA)


def test_cada_cifra_lleva_a_la_consulta_que_la_produjo() -> None:
    pagina = formas.dar(informe("enero"), "html").decode()
    assert set(re.findall(r'href="#(consulta-\d+)"', pagina)) <= set(
        re.findall(r'id="(consulta-\d+)"', pagina)
    )
    assert "(desde: 01/01/2016)" in pagina, "una persona no lee fechas ISO; un programa, si"
    datos = json.loads(formas.dar(informe("enero"), "json"))
    assert datos["consultas"] == [
        {"numero": 1, "consulta": "prueba.cuenta", "dice": ORIGEN.dice, "parametros": {"desde": "2016-01-01"}}
    ]
    assert datos["secciones"][0]["cifras"][0]["consulta"] == 1


# --- la grafica


def test_un_hueco_parte_la_linea_y_lo_que_queda_solo_se_ve() -> None:
    trazos = dibujar(grafica(Serie("a", (1, 2, None, 4, None, 6, 7, 8, 9, 10))))
    rayas = [t for t in trazos if isinstance(t, Raya) and t.serie == 0 and not t.fina]
    assert [len(r.puntos) for r in rayas] == [2, 5]
    solo = next(t for t in trazos if isinstance(t, Raya) and t.serie is None and not t.fina)
    paso = (solo.puntos[1][0] - solo.puntos[0][0]) / 9
    xs = {round(t.x, 3) for t in trazos if isinstance(t, Figura)}
    assert round(solo.puntos[0][0] + 3 * paso, 3) in xs


def test_ninguna_serie_depende_del_color() -> None:
    lineas = dibujar(grafica(*(Serie(f"s{n}", tuple(range(n, n + 10))) for n in range(6))))
    rayas = {t.serie: t.raya for t in lineas if isinstance(t, Raya) and t.serie is not None and not t.fina}
    figuras = {t.serie: t.forma for t in lineas if isinstance(t, Figura)}
    assert len(set(rayas.values())) == len(set(figuras.values())) == 6
    assert {t.texto for t in lineas if isinstance(t, Letrero) and t.serie is not None} == {
        f"s{n}" for n in range(6)
    }
    barras = dibujar(grafica(*(Serie(f"s{n}", (5,) * 10) for n in range(2)), barras=True))
    assert {(t.serie, t.llena) for t in barras if isinstance(t, Caja)} == {(0, True), (1, False)}


@pytest.mark.parametrize("barras", [False, True])
@pytest.mark.parametrize(
    "valores",
    [
        (None,) * 10,
        (0,) * 10,
        (5,) * 10,
        (10**12,) * 10,
        tuple(Decimal(n) / 10 for n in range(10)),
        (-5, 0, 5, None, None, 1, 1, 1, 1, 1),
    ],
)
def test_la_grafica_se_dibuja_con_cualquier_cifra_y_dentro_del_lienzo(barras: bool, valores: tuple) -> None:
    g = grafica(Serie("a", valores), barras=barras)
    for t in dibujar(g):
        puntos = t.puntos if isinstance(t, Raya) else ((t.x, t.y),)
        assert all(-1 <= x <= 721 and -1 <= y <= 301 for x, y in puntos), t
    assert svg(g).count("<svg") == 1


# --- las letras


@pytest.mark.parametrize(
    ("valor", "tipo", "dicho"),
    [
        (15_188, Tipo.ENTERO, "15,188"),
        (Decimal("38.9"), Tipo.PORCENTAJE, "38.9 %"),
        (0, Tipo.ENTERO, "0"),
        (None, Tipo.ENTERO, "sin dato"),
        (date(2016, 12, 31), Tipo.FECHA, "31/12/2016"),
        (datetime(2017, 1, 1, 5, 59, tzinfo=UTC), Tipo.MOMENTO, "31/12/2016 23:59"),
        (timedelta(days=2, hours=3, minutes=9), Tipo.DURACION, "2 d 3 h"),
    ],
)
def test_se_escribe_como_en_el_salvador(valor: object, tipo: Tipo, dicho: str) -> None:
    assert escrito(valor, tipo) == dicho


@pytest.mark.parametrize(
    ("escrito", "dicho"),
    [
        ("2016-01-01", "01/01/2016"),
        ("2026-11-26T23:29:00-06:00", "26/11/2026 23:29"),
        ("facebook", "facebook"),
        ("2026", "2026"),
    ],
)
def test_un_parametro_se_lee_como_una_fecha_si_lo_es(escrito: str, dicho: str) -> None:
    assert parametro(escrito) == dicho


@pytest.mark.parametrize(
    ("segundos", "dicho"),
    [(0, "0 s"), (45, "45 s"), (60, "1 min"), (3_605, "1 h"), (90_000, "1 d 1 h"), (-120, "-2 min")],
)
def test_una_duracion_se_dice_con_dos_unidades(segundos: int, dicho: str) -> None:
    assert duracion(timedelta(seconds=segundos)) == dicho


def test_el_medio_punto_se_redondea_hacia_arriba_y_de_nada_no_hay_parte() -> None:
    assert porcentaje(5_909, 15_188) == Decimal("38.9")
    assert porcentaje(3885, 10_000) == Decimal("38.9")
    assert porcentaje(3, 0) is None


@pytest.mark.parametrize(
    ("desde", "hasta", "hoy", "antes"),
    [
        ("2016-01-01", "2016-12-31", "", "2015-01-01/2015-12-31"),
        ("2016-03-01", "2016-03-31", "", "2016-02-01/2016-02-29"),
        ("2016-03-05", "2016-03-11", "", "2016-02-27/2016-03-04"),
        ("2026-04-01", "2026-06-30", "", "2026-01-01/2026-03-31"),  # un trimestre
        ("2026-07-01", "2026-12-31", "", "2026-01-01/2026-06-30"),  # un semestre
        ("2016-08-01", "2017-07-31", "", "2015-08-01/2016-07-31"),  # doce meses que no son un año
        ("2016-08-01", "2016-12-31", "", "2016-03-01/2016-07-31"),  # cinco meses: los 153 dias de antes
        ("2025-01-01", "2026-12-31", "", "2023-01-01/2024-12-31"),
        # lo que va del año se compara con los mismos dias del otro
        ("2026-01-01", "2026-11-26", "", "2025-01-01/2025-11-26"),
        ("2024-01-01", "2024-02-29", "", "2023-11-01/2023-12-31"),
        ("2024-01-01", "2024-11-29", "", "2023-01-01/2023-11-29"),
        # lo que aun no termina, hasta el mismo dia
        ("2026-01-01", "2026-12-31", "2026-11-26", "2025-01-01/2025-11-26"),
        ("2024-01-01", "2024-12-31", "2024-02-29", "2023-01-01/2023-02-28"),
        ("2026-03-01", "2026-03-31", "2026-03-30", "2026-02-01/2026-02-28"),
        ("2026-03-05", "2026-03-11", "2026-03-06", "2026-02-26/2026-02-27"),
        ("2026-01-01", "2026-12-31", "2028-01-01", "2025-01-01/2025-12-31"),
    ],
)
def test_el_periodo_anterior_cubre_lo_mismo(desde: str, hasta: str, hoy: str, antes: str) -> None:
    p = Periodo(date.fromisoformat(desde), date.fromisoformat(hasta))
    previo = p.anterior(date.fromisoformat(hoy) if hoy else None)
    assert f"{previo.desde}/{previo.hasta}" == antes


@pytest.mark.parametrize(
    ("desde", "hasta"),
    [("2016-01-02", "2016-01-01"), ("1999-01-01", "2000-01-01"), ("2010-01-01", "2016-01-01")],
)
def test_un_periodo_que_no_vale_lo_dice(desde: str, hasta: str) -> None:
    with pytest.raises(EntradaInvalida):
        Periodo(date.fromisoformat(desde), date.fromisoformat(hasta))


def test_una_tabla_que_no_esta_dice_cuales_hay() -> None:
    with pytest.raises(EntradaInvalida, match="meses, otra"):
        formas.una_tabla(informe(), "nada")
    with pytest.raises(EntradaInvalida, match="html, pdf"):
        formas.dar(informe(), "doc")
