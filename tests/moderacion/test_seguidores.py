"""El informe de seguidores: un año de seis cuentas con todo lo que puede faltar, y las mismas sumas en las cinco formas."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from moderacion.almacen import Almacen
from moderacion.almacen.seguidores import CifraNueva, CrecimientoNuevo
from moderacion.almacen.tablas import CifraSeguidores, Comunicado, Cuenta, Incidente, Instantanea, tabla
from moderacion.informes import formas, registro
from moderacion.informes.formas.dibujo import Raya, dibujar
from moderacion.informes.modelo import Informe
from moderacion.informes.periodo import Periodo
from moderacion.reloj import RelojFijo
from tests.moderacion.leer_informes import de_csv, de_html, de_json, de_pdf, de_xlsx

ANIO = Periodo.del_anio(2025)
AHORA = datetime(2026, 2, 1, 15, tzinfo=UTC)
CUENTAS = (
    ("facebook", "Página del ISSS", 20_000, 3),
    ("twitter", "@isss_gob_sv", 45_000, 7),
    ("twitter", "@ISSS_Atento", 2_000, 1),
    ("youtube", "Canal del ISSS", 12_600, 2),
    ("facebook", "Página nueva", 500, 2),
    ("twitter", "@que_dejo_de_decirlo", 9_000, -4),
)
HUECO = (date(2025, 3, 10), date(2025, 3, 14))
CAMBIO, RETIRADA, ALTA = date(2025, 6, 1), date(2025, 9, 1), date(2025, 4, 15)


def cifra(n: int, dia: date) -> int:
    _, _, base, ritmo = CUENTAS[n]
    valor = base + ritmo * (dia - date(2024, 12, 31)).days
    return valor // 100 * 100 if n == 3 else valor


def foto(n: int, dia: date) -> dict | None:
    if (n == 1 and HUECO[0] <= dia <= HUECO[1]) or (n == 4 and dia < ALTA):
        return None
    return {
        "cuenta_id": n + 1,
        "dia": dia,
        "primeros": None,
        "seguidores": None if n == 5 and dia >= RETIRADA else cifra(n, dia),
        "exactos": n != 3,
        "nombre": "Página vieja" if n == 0 and dia < CAMBIO else CUENTAS[n][1],
        "perfil": {},
        "administradores": [],
        "tomada": datetime(dia.year, dia.month, dia.day, 20, 30, tzinfo=UTC),
    }


def sembrar(almacen: Almacen, desde: date = date(2024, 12, 31), hasta: date = ANIO.hasta) -> None:
    dias = [desde + timedelta(days=i) for i in range((hasta - desde).days + 1)]
    with almacen._motor.begin() as con:
        for n, (red, nombre, _, _) in enumerate(CUENTAS, 1):
            con.execute(
                insert(tabla(Cuenta)).values(id=n, red=red, id_externo=f"x{n}", nombre=nombre, alta=AHORA)
            )
        fotos = [f for n in range(len(CUENTAS)) for d in dias if (f := foto(n, d))]
        con.execute(insert(tabla(Instantanea)), fotos)


def sembrar_en(almacen: Almacen, cuentas: tuple[int, ...], desde: date, hasta: date) -> None:
    """Fotos de cada día en cuentas que ya están."""
    dias = [desde + timedelta(days=i) for i in range((hasta - desde).days + 1)]
    with almacen._motor.begin() as con:
        con.execute(insert(tabla(Instantanea)), [f for n in cuentas for d in dias if (f := foto(n - 1, d))])


def hecho(almacen: Almacen, periodo: Periodo = ANIO, ahora: datetime = AHORA) -> Informe:
    return registro.armar("seguidores", almacen, periodo, ahora, "ISSS")


def por_cuenta(i: Informe, clave: str = "crecimiento") -> dict[str, dict]:
    return {f["cuenta"]: f for f in de_json(i)[clave]["filas"]}


def test_un_anio_de_seis_cuentas_marca_todo_lo_que_falta(almacen: Almacen) -> None:
    sembrar(almacen)
    filas = por_cuenta(hecho(almacen))
    assert set(filas) == {c[1] for c in CUENTAS}
    assert filas["Página del ISSS"]["nota"] == "Hasta el 31/05/2025 se llamaba «Página vieja»."
    assert "nota" not in filas["@isss_gob_sv"]
    assert filas["Canal del ISSS"]["nota"].endswith(
        "13,300 es entre 13,300 y 13,399, y la diferencia, entre 601 y 799."
    )
    assert filas["Página nueva"]["nota"] == "Parte de su primera cifra, del 15/04/2025."
    assert filas["@que_dejo_de_decirlo"]["nota"] == "La red dejó de dar esta cifra el 01/09/2025."
    datos = por_cuenta(hecho(almacen), "datos")
    assert (datos["@isss_gob_sv"]["con_cifra"], datos["@isss_gob_sv"]["sin_foto"]) == (360, 5)
    assert datos["@isss_gob_sv"]["nota"] == "Sin leer: del 10/03/2025 al 14/03/2025."
    assert datos["@que_dejo_de_decirlo"]["sin_cifra"] == 122
    assert datos["Página nueva"]["sin_foto"] == 0, "no hay huecos antes de conocerla"
    assert datos["Página del ISSS"]["ultima"] == "2025-12-31T14:30:00-06:00"


def test_las_diferencias_son_las_de_las_cifras_y_el_total_su_suma(almacen: Almacen) -> None:
    sembrar(almacen)
    i = hecho(almacen)
    filas = por_cuenta(i)
    assert filas["Página del ISSS"]["dicho"] == "De 20,000 a 21,095 = 1,095"
    assert filas["Página del ISSS"]["tanto"] == 5.5
    assert filas["@que_dejo_de_decirlo"]["diferencia"] == -4 * 243, "hasta el último día en que hubo cifra"
    t = de_json(i)["crecimiento"]
    for columna in ("antes", "despues", "diferencia"):
        assert t["total"][columna] == sum(f[columna] for f in t["filas"])
    por_red = de_json(i)["por_red"]["filas"]
    assert sum(f["diferencia"] for f in por_red) == t["total"]["diferencia"]


def test_los_meses_suman_el_anio_tambien_con_huecos(almacen: Almacen) -> None:
    sembrar(almacen)
    i = hecho(almacen)
    anual = {f"cuenta_{n}": por_cuenta(i)[c[1]]["diferencia"] for n, c in enumerate(CUENTAS, 1)}
    for clave, diferencia in anual.items():
        t = de_json(i)[clave]
        assert sum(f["diferencia"] or 0 for f in t["filas"]) == t["total"]["diferencia"] == diferencia
        assert len(t["filas"]) == 12
    meses = [hecho(almacen, Periodo(date(2025, m, 1), date(2025, m, 28))) for m in (1, 2)]
    assert all(por_cuenta(m)["Página del ISSS"]["diferencia"] == 3 * 28 for m in meses)


def test_las_sumas_son_las_mismas_en_las_cinco_formas(almacen: Almacen) -> None:
    sembrar(almacen)
    i = hecho(almacen)
    datos = de_json(i)
    diarios = [f["cuenta/2"] for f in datos["diarios"]["filas"]]
    assert len(diarios) == 365
    assert diarios.count(None) == 5
    suma = sum(v for v in diarios if v is not None)
    assert sum(int(f["'@isss_gob_sv"] or 0) for f in de_csv(i, "diarios")) == suma
    hoja = de_xlsx(i, "Seguidores de cada día")
    assert sum(f["@isss_gob_sv"] for f in hoja if isinstance(f["@isss_gob_sv"], int)) == suma
    pagina = de_html(i, "diarios")
    columna = pagina[0].index("@isss_gob_sv")
    leidos = [f[columna] for f in pagina[1:]]
    assert leidos.count("sin dato") == 5
    assert sum(int(v.replace(",", "")) for v in leidos if v != "sin dato") == suma
    papel = de_pdf(i)
    for f in datos["diarios"]["filas"]:
        dia = date.fromisoformat(f["dia"])
        celdas = ("sin dato" if v is None else f"{v:,}" for k, v in f.items() if k != "dia")
        assert f"{dia:%d/%m/%Y} {' '.join(celdas)}" in papel
    total = datos["crecimiento"]["total"]
    assert f"De {total['antes']:,} a {total['despues']:,} = {total['diferencia']:,}" in papel
    for nota in (f["nota"] for f in datos["crecimiento"]["filas"] if "nota" in f):
        assert nota in papel
        assert nota in formas.dar(i, "html").decode()
        assert nota in formas.dar(i, "csv").decode()


def test_dos_veces_da_los_mismos_octetos_aunque_pase_el_tiempo(almacen: Almacen) -> None:
    sembrar(almacen)
    uno, otro = hecho(almacen), hecho(almacen, ahora=AHORA + timedelta(days=400))
    assert all(formas.dar(uno, f) == formas.dar(otro, f) for f in formas.FORMATOS)


def test_un_hueco_corta_la_curva_y_no_se_rellena(almacen: Almacen) -> None:
    sembrar(almacen)
    g = next(g for s in hecho(almacen).secciones for g in s.graficas if g.clave == "cuenta_2")
    assert [d for d, v in zip(g.eje, g.series[0].valores, strict=True) if v is None] == [
        HUECO[0] + timedelta(days=i) for i in range(5)
    ]
    assert len([t for t in dibujar(g) if isinstance(t, Raya) and t.serie == 0 and not t.fina]) == 2
    assert "Hay 5 días sin leer" in g.descripcion


def test_se_compara_con_los_mismos_dias_de_antes(almacen: Almacen) -> None:
    sembrar(almacen)
    mayo = por_cuenta(hecho(almacen, Periodo(date(2025, 5, 1), date(2025, 5, 31))), "comparacion")
    assert (mayo["Página del ISSS"]["ahora"], mayo["Página del ISSS"]["antes"]) == (93, 90)
    assert mayo["Página del ISSS"]["cambio"] == 3
    anio = por_cuenta(hecho(almacen), "comparacion")
    assert anio["@isss_gob_sv"]["antes"] is None, "una sola cifra no dice cuánto creció"
    assert anio["@isss_gob_sv"]["nota"] == "Sin cifras del período anterior."


def test_un_anio_a_medias_se_compara_hasta_el_mismo_dia_del_otro(almacen: Almacen) -> None:
    sembrar(almacen, date(2023, 12, 31), date(2025, 3, 31))
    i = hecho(almacen, ahora=datetime(2025, 4, 1, 5, tzinfo=UTC))  # aun es 31 de marzo en El Salvador
    fila = por_cuenta(i, "comparacion")["@ISSS_Atento"]
    assert (fila["ahora"], fila["antes"], fila["cambio"]) == (90, 91, -1), "2024 fue bisiesto"
    assert str(i.anterior) == "del 01/01/2024 al 31/03/2024"


def test_una_cifra_retirada_a_medio_anio_no_se_resta_de_un_anio_entero(almacen: Almacen) -> None:
    sembrar(almacen, date(2023, 12, 31))
    filas = por_cuenta(hecho(almacen), "comparacion")
    fila = filas["@que_dejo_de_decirlo"]
    assert (fila["ahora"], fila["antes"], fila["cambio"]) == (-4 * 243, -4 * 366, None)
    assert fila["nota"] == "Sus cifras acaban el 31/08/2025: no cubren lo mismo."
    assert filas["@ISSS_Atento"]["cambio"] == -1


def test_bajar_menos_de_media_decima_no_es_menos_cero(almacen: Almacen) -> None:
    sembrar(almacen, date(2025, 1, 1), date(2025, 1, 2))
    i = hecho(almacen, Periodo(date(2025, 1, 2), date(2025, 1, 2)))
    assert por_cuenta(i)["@que_dejo_de_decirlo"]["diferencia"] == -4
    assert "-0.0" not in formas.dar(i, "html").decode()
    assert "+0.0" not in formas.dar(i, "html").decode()


def test_la_ultima_cifra_vieja_se_dice(almacen: Almacen) -> None:
    sembrar(almacen, hasta=date(2025, 12, 20))
    filas = por_cuenta(hecho(almacen))
    assert filas["@isss_gob_sv"]["nota"] == "Su última cifra es del 20/12/2025, 11 días antes."


@pytest.mark.solo_sqlite
def test_los_comunicados_y_los_incidentes_se_marcan_en_la_curva(almacen: Almacen) -> None:
    sembrar(almacen)
    cuando = datetime(2025, 5, 5, 3, tzinfo=UTC)  # el 4 en El Salvador
    vacios = {"firmante": "x", "cuerpo": "x", "texto": "x", "motivo_retiro": "", "borrador_id": 1}
    incidente = {"gravedad": 3, "motivo": "x", "evidencia": [], "abierto": cuando, "ultima": cuando}
    with almacen._motor.connect() as con:
        con.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with con.begin():
            con.execute(
                insert(tabla(Comunicado)).values(
                    numero="3-2025",
                    asunto="=Horario",
                    desde=cuando,
                    hasta=AHORA,
                    publicado=cuando,
                    estado="publicado",
                    **vacios,
                )
            )
            for tipo in ("cuenta_intervenida", "simulacro"):
                con.execute(
                    insert(tabla(Incidente)).values(
                        cuenta_id=2, tipo=tipo, clave=tipo, estado="cerrado", causa="", veces=1, **incidente
                    )
                )
    i = hecho(almacen)
    todas = next(g for s in i.secciones for g in s.graficas if g.clave == "todas")
    assert [(m.donde, m.texto) for m in todas.marcas] == [
        (date(2025, 5, 4), "Comunicado 3-2025: =Horario"),
        (date(2025, 5, 4), "Incidente 1: cuenta intervenida"),
    ]
    suya = next(g for s in i.secciones for g in s.graficas if g.clave == "cuenta_2")
    assert [m.texto for m in suya.marcas] == ["Incidente 1: cuenta intervenida"]
    assert [f["que"] for f in de_json(i)["eventos"]["filas"]] == [m.texto for m in todas.marcas]


# --- lo de antes del servicio


def importar(almacen: Almacen, *cosas: CifraNueva | CrecimientoNuevo) -> list[str]:
    with almacen.unidad() as u:
        guardar = {CifraNueva: u.seguidores.guardar_cifra, CrecimientoNuevo: u.seguidores.guardar_crecimiento}
        return [guardar[type(c)](c, "usuario/1") for c in cosas]


def test_lo_importado_va_a_la_cuenta_que_se_llamo_asi_y_la_red_manda(almacen: Almacen) -> None:
    sembrar(almacen)
    dichas = [
        CifraNueva("facebook", "página  VIEJA", date(2024, 12, 1), 19_000, "memoria 2024"),
        CifraNueva("facebook", "Página vieja", date(2025, 1, 5), 1, "memoria 2024"),
        CifraNueva("twitter", "@ISSS_viejo", date(2025, 2, 1), 300, "memoria 2024"),
        CifraNueva("twitter", "@ISSS_viejo", date(2025, 11, 1), 350, "memoria 2024"),
    ]
    assert importar(almacen, *dichas) == ["nueva"] * 4
    i = hecho(almacen)
    assert por_cuenta(i)["Página del ISSS"]["antes"] == 20_000, "la red leyó el 31 de diciembre"
    assert por_cuenta(i)["@ISSS_viejo"]["dicho"] == "De 300 a 350 = 50"
    assert por_cuenta(i, "datos")["@ISSS_viejo"]["fuente"] == "memoria 2024"
    assert 1 not in [f["cuenta/1"] for f in de_json(i)["diarios"]["filas"]]


@pytest.mark.los_dos
def test_importar_dos_veces_no_duplica_y_corregir_deja_constancia(almacen: Almacen, reloj: RelojFijo) -> None:
    nueva = CrecimientoNuevo(
        "facebook", "Facebook", date(2016, 1, 1), date(2016, 12, 31), 15_188, 21_097, 5_409, "f"
    )
    assert importar(almacen, nueva) == ["nueva"]
    reloj.adelantar(timedelta(hours=1))
    assert importar(almacen, nueva) == ["igual"]
    corregida = CrecimientoNuevo(
        "facebook", "Facebook", date(2016, 1, 1), date(2016, 12, 31), 15_188, 21_097, 5_909, "f"
    )
    assert importar(almacen, corregida) == ["cambiada"]
    with almacen.lectura() as u:
        (fila,) = u.seguidores.publicados(date(2016, 1, 1), date(2016, 12, 31))
        assert fila["publicado"] == 5_909
        tipos = [e.tipo for e in u.registro.de("crecimiento_publicado/1")]
        assert tipos == ["crecimiento_publicado:importada", "crecimiento_publicado:corregida"]
        assert '"publicado":5409' in u.registro.de("crecimiento_publicado/1")[1].datos


@pytest.mark.los_dos
def test_una_correccion_con_otras_mayusculas_corrige(almacen: Almacen) -> None:
    de, a = date(2025, 1, 1), date(2025, 12, 31)
    importar(almacen, *(CifraNueva("twitter", "@ISSS", d, n, "memoria") for d, n in ((de, 100), (a, 200))))
    assert importar(almacen, CifraNueva("twitter", "@isss", a, 900, "corregido")) == ["cambiada"]
    assert importar(almacen, CifraNueva("facebook", "@isss", a, 7, "otra red")) == ["nueva"]
    crecidas = de_json(hecho(almacen))["crecimiento"]
    assert [f["despues"] for f in crecidas["filas"] if f["red"] == "Twitter"] == [900]
    publicado = CrecimientoNuevo("twitter", "@ISSS", de, a, 100, 200, 100, "m")
    dichas = importar(almacen, publicado, replace(publicado, cuenta="@isss"), replace(publicado, hasta=de))
    assert dichas == ["nueva", "cambiada", "nueva"]
    with almacen.lectura() as u:
        assert '"seguidores":200' in u.registro.de("cifra_seguidores/2")[-1].datos
        assert {f["cuenta"]: f["hasta"] for f in u.seguidores.publicados(de, a)} == {"@isss": a, "@ISSS": de}


@pytest.mark.los_dos
def test_lo_guardado_dos_veces_con_otras_mayusculas_queda_en_una_al_corregirlo(almacen: Almacen) -> None:
    cual = {
        "red": "twitter",
        "dia": ANIO.hasta,
        "fuente": "m",
        "guardada": AHORA,
        "guardada_por": "usuario/1",
    }
    with almacen._motor.begin() as con:
        sueltas = [cual | {"cuenta": c, "seguidores": n} for c, n in (("@ISSS", 200), ("@isss", 900))]
        con.execute(insert(tabla(CifraSeguidores)), sueltas)
    corregida = CifraNueva("twitter", "@isss", ANIO.hasta, 950, "m")
    assert importar(almacen, corregida, corregida) == ["cambiada", "igual"]
    with almacen.lectura() as u:
        (fila,) = u.seguidores.importadas(ANIO.desde, ANIO.hasta)
        (suceso,) = u.registro.de(f"cifra_seguidores/{fila['id']}")
    assert fila["seguidores"] == 950
    assert all(f'"seguidores":{n}' in suceso.datos for n in (200, 900, 950))


def test_lo_publicado_se_conserva_y_se_corrige_al_lado(almacen: Almacen) -> None:
    importar(
        almacen,
        CrecimientoNuevo(
            "facebook", "Facebook", date(2016, 1, 1), date(2016, 12, 31), 15_188, 21_097, 5_409, "Documento"
        ),
    )
    i = hecho(almacen, Periodo.del_anio(2016))
    (fila,) = de_json(i)["publicado"]["filas"]
    assert (fila["publicado"], fila["diferencia"]) == (5_409, 5_909)
    assert fila["nota"] == "La fuente publica 5,409; de 15,188 a 21,097 hay 5,909."
    filas = list(csv.DictReader(io.StringIO(formas.una_tabla(i, "publicado").decode("utf-8-sig"))))
    assert filas[0]["Publicado"] == "5409"


def test_los_periodos_publicados_que_se_pisan_no_se_suman(almacen: Almacen) -> None:
    def publicado(desde: date, hasta: date, antes: int, despues: int) -> CrecimientoNuevo:
        return CrecimientoNuevo("facebook", "Página", desde, hasta, antes, despues, None, "Documento")

    mitad = date(2016, 6, 30)
    importar(
        almacen,
        publicado(date(2016, 1, 1), mitad, 100, 150),
        publicado(mitad, date(2016, 12, 31), 150, 220),
    )
    tabla = de_json(hecho(almacen, Periodo.del_anio(2016)))["publicado"]
    assert [f["cuenta"] for f in tabla["filas"]] == [
        "Página (del 01/01/2016 al 30/06/2016)",
        "Página (del 30/06/2016 al 31/12/2016)",
    ]
    assert (tabla["total"]["diferencia"], tabla["notas"]) == (120, [])
    importar(almacen, publicado(date(2016, 1, 1), date(2016, 12, 31), 100, 220))
    tabla = de_json(hecho(almacen, Periodo.del_anio(2016)))["publicado"]
    assert (len(tabla["filas"]), tabla["total"]) == (3, None)
    assert "se contaría dos veces a la misma gente" in tabla["notas"][0]


def test_de_una_sola_cifra_no_se_dice_que_creciera_cero(almacen: Almacen) -> None:
    importar(almacen, CifraNueva("facebook", "Otra", date(2025, 6, 1), 100, "memoria"))
    i = hecho(almacen)
    tablas = de_json(i)
    assert por_cuenta(i)["Otra"]["diferencia"] is None
    assert {f["facebook/otra"] for f in tablas["todas"]["filas"]} == {None}
    suya = tablas["facebook_otra"]
    assert {f["diferencia"] for f in suya["filas"]} == {None}
    assert (suya["total"]["final"], suya["total"]["diferencia"]) == (100, None)
    todas, una = (g for s in i.secciones for g in s.graficas)
    assert set(todas.series[0].valores) == {None}
    assert "Otra: una sola cifra." in todas.descripcion
    assert una.descripcion.startswith("Una sola cifra: no se sabe cuánto creció.")
    assert all(formas.dar(i, f) for f in formas.FORMATOS)


def test_sin_ninguna_cifra_lo_dice(almacen: Almacen) -> None:
    i = hecho(almacen, Periodo.del_anio(2003))
    assert i.notas == ("No hay ninguna cifra de seguidores de este período.",)
    assert all(formas.dar(i, f) for f in formas.FORMATOS)
