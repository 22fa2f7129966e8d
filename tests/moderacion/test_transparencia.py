"""Los informes de transparencia y cadencia: cifras hechas a mano, que cuadran en todos los formatos, y la alarma de la critica."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR, segunda
from moderacion.informes import cierres, formas, registro
from moderacion.informes.formas.cifras import dichas, para_programas
from moderacion.informes.modelo import Informe, Tabla
from moderacion.informes.periodo import Periodo
from moderacion.papel import llano
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import DIA, HORA, INSULTO, com, ejecutar, entrar, filas, pub
from tests.moderacion.leer_informes import de_csv, de_html, de_json, de_pdf
from tests.moderacion.test_cierres import Casa, tres_dias

ESTE_ANIO = Periodo.del_anio(2026)


def informe(casa: Casa, clase: str = "transparencia", periodo: Periodo = ESTE_ANIO) -> Informe:
    return registro.armar(clase, casa.almacen, periodo, casa.reloj.ahora(), "ISSS")


def tabla(i: Informe, clave: str) -> Tabla:
    return next(t for t in i.tablas() if t.clave == clave)


def cifras(i: Informe) -> dict[str, Any]:
    return {c.clave: c.valor for s in i.secciones for c in s.cifras}


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo) -> Iterator[Casa]:
    casa = Casa(almacen, reloj)
    tres_dias(casa)
    return casa


@pytest.mark.los_dos
def test_las_cifras_de_tres_dias_hechas_a_mano(casa: Casa) -> None:
    c = cifras(informe(casa))
    assert (c["recibidos"], c["restringidos"], c["de_maquina"], c["de_persona"], c["mantenidos"]) == (
        4,
        2,
        1,
        1,
        1,
    )
    assert c["tanto"] == Decimal("50.0")
    assert (c["criticas"], c["criticas_maquina"], c["criticas_persona"]) == (1, 0, 0)
    i = informe(casa)
    por_politica = tabla(i, "por_politica")
    # maquina, persona, restringidos, volvieron a verse, bloqueos
    assert [f.celdas[1:] for f in por_politica.todas] == [(1, 1, 2, 1, 0), (1, 1, 2, 1, 0)]
    assert [f.celdas[0] for f in tabla(i, "por_red").filas] == ["Facebook"]
    por_mes = tabla(i, "por_mes")
    assert [f.celdas[:4] for f in por_mes.filas][-1] == ("11/2026", 1, 1, 2)
    assert len(por_mes.filas) == 11, "los meses sin nada tambien estan, con su cero"
    assert [f.celdas[1:] for f in tabla(i, "causas").filas] == [(0, 1, 1), (0, 0, 0), (0, 0, 0)]
    assert [(f.celdas[1], f.celdas[2]) for f in tabla(i, "tiempos").filas] == [
        (2, timedelta(hours=2)),
        (1, timedelta(hours=24)),
        (1, timedelta(hours=46)),
        (1, timedelta(0)),
    ]
    assert [f.celdas[1:] for f in tabla(i, "apelaciones").filas] == [(1, 1, 0, Decimal("100.0"))]


def test_da_lo_mismo_con_los_dias_cerrados_que_contando_los_hechos(casa: Casa) -> None:
    antes = informe(casa)
    with casa.almacen.lectura() as u:
        assert u.cierres.hasta().isoformat() == "2026-11-21", "el domingo corre todavia"
    casa.reloj.adelantar(DIA)
    despues = informe(casa)
    assert cifras(antes) == cifras(despues)
    assert [t.filas for t in antes.tablas()] == [t.filas for t in despues.tablas()]


@pytest.mark.parametrize("clase", ["transparencia", "cadencia"])
def test_las_cifras_cuadran_en_todos_los_formatos(casa: Casa, clase: str) -> None:
    i = informe(casa, clase)
    papel, datos = de_pdf(i), de_json(i)
    libro = openpyxl.load_workbook(io.BytesIO(formas.dar(i, "xlsx")))
    en_hoja = {" ".join(map(str, f)) for h in libro for f in h.iter_rows(values_only=True)}
    for t in i.tablas():
        escritas = [dichas(t, f) for f in t.todas]
        if t.filas:
            assert de_html(i, t.clave)[1:] == escritas
        for fila, como_dato, en_csv in zip(
            t.filas, datos[t.clave]["filas"], de_csv(i, t.clave), strict=False
        ):
            valores = [para_programas(v) for v in fila.celdas]
            assert list(como_dato.values())[: len(valores)] == valores
            assert list(en_csv.values())[: len(valores)] == ["" if v is None else str(v) for v in valores]
        for celdas in escritas:
            assert all(llano(c) in papel for c in celdas)
        for fila in t.todas:
            numeros = [
                str(float(v)) if isinstance(v, Decimal) else str(v) for v in fila.celdas if isinstance(v, int)
            ]
            assert any(all(n in renglon.split() for n in numeros) for renglon in en_hoja), fila
    for f in formas.FORMATOS:
        assert formas.dar(i, f) == formas.dar(informe(casa, clase), f), "los mismos datos, los mismos octetos"


def test_una_critica_restringida_por_la_maquina_se_ve_en_rojo(casa: Casa) -> None:
    limpio = informe(casa)
    assert not any(c.alarma for s in limpio.secciones for c in s.cifras)
    assert b'class="alarma"' not in formas.dar(limpio, "html")
    # como si la guarda hubiera fallado: lo que la maquina oculto era una critica
    ejecutar(casa.almacen, "UPDATE veredicto SET critica = :si", si=True)
    ejecutar(casa.almacen, "DELETE FROM cifra_dia")
    ejecutar(casa.almacen, "DELETE FROM dia_cerrado")
    malo = informe(casa)
    assert (cifras(malo)["criticas"], cifras(malo)["criticas_maquina"]) == (4, 1)
    assert cifras(malo)["criticas_tanto_maquina"] == Decimal("25.0")
    assert [c.clave for s in malo.secciones for c in s.cifras if c.alarma] == [
        "criticas_maquina",
        "criticas_tanto_maquina",
    ]
    assert b'class="alarma"' in formas.dar(malo, "html")
    assert b'"alarma":true' in formas.dar(malo, "json").replace(b" ", b"")


def test_el_acuerdo_dice_su_cifra_o_por_que_no_la_hay(casa: Casa) -> None:
    casa.entra(*["feo"] * 40)
    for e in range(3, 43):
        casa.decide(e, casa.una, "ocultar" if e % 2 else PERMITIR)
    casa.reloj.adelantar(timedelta(weeks=2))
    segunda.sortear_semanas(casa.almacen, 100, 0)
    leidas = filas(casa.almacen, "SELECT id, expediente_id FROM segunda_lectura WHERE expediente_id > 2")
    for n, (lectura, e) in enumerate(sorted(leidas)):
        acierta = n % 10 != 0
        segunda.leer(
            casa.almacen, lectura, casa.otra, 2 if bool(e % 2) == acierta else None, "", critica=False
        )
        if n == 9:
            (f,) = tabla(informe(casa), "acuerdo_personas").filas
            assert f.celdas[1:] == (10, Decimal("90.0"), None, None, None)
            assert f.nota == "No hay bastantes pares: 10 de 30."
    i = informe(casa)
    (f,) = tabla(i, "acuerdo_personas").filas
    assert f.celdas[1:3] == (40, Decimal("90.0"))
    # mitad y mitad por los dos lados, o casi: el azar coincide en la mitad, y kappa es (0,9 - 0,5) / 0,5
    assert f.celdas[3] == Decimal("0.80")
    assert f.celdas[4] < f.celdas[3] < f.celdas[5]
    (m,) = tabla(i, "acuerdo_maquina").filas
    assert m.celdas[3:] == (None, None, None)
    assert m.nota == "Uno de los dos dijo siempre lo mismo: no se puede saber si distingue."
    assert cifras(i)["releidas"] == 40
    assert cifras(i)["discrepan"] == 4


def test_sin_datos_y_de_antes_de_haberlos_se_dice(almacen: Almacen, reloj: RelojFijo) -> None:
    vacia = registro.armar("transparencia", almacen, ESTE_ANIO, reloj.ahora(), "ISSS")
    assert cifras(vacia)["recibidos"] == 0
    assert cifras(vacia)["tanto"] is None
    casa = Casa(almacen, reloj)
    casa.entra("hola")
    reloj.adelantar(DIA)
    assert any("Hay datos desde el 20/11/2026" in n for n in informe(casa).notas)


# --- cadencia


def publicar(casa: Casa, *momentos: datetime) -> None:
    with casa.almacen.unidad() as u:
        cuenta = u.cuentas.una(1)
        u.publicaciones.guardar(1, cuenta.alta, [pub(f"p{n}", creado=m) for n, m in enumerate(momentos, 1)])


def test_la_cadencia_de_una_cuenta_hecha_a_mano(almacen: Almacen, reloj: RelojFijo) -> None:
    casa = Casa(almacen, reloj)
    inicio = reloj.ahora()
    # diez dias seguidos a las 9 y, los cuatro primeros, tambien a las 20; el ultimo, siete mas; y luego nada en ocho dias
    a_las_9 = [inicio + n * DIA for n in range(10)]
    a_las_20 = [inicio + n * DIA + 11 * HORA for n in range(4)]
    de_mas = [inicio + 9 * DIA + n * HORA for n in range(1, 8)]
    publicar(casa, *a_las_9, *a_las_20, *de_mas)
    for n in range(1, 11):
        entrar(almacen, 1, com(f"x{n}", "gracias", publicacion_id=f"p{n}"))
    for n in range(11, 15):
        entrar(almacen, 1, *(com(f"y{n}{k}", "gracias", publicacion_id=f"p{n}") for k in range(3)))
    reloj.adelantar(18 * DIA)
    i = informe(casa, "cadencia")
    (f,) = tabla(i, "cuentas").filas
    nombre, red, publicadas, comentarios, media, callo, silencios, dias_de_mas, tope = f.celdas
    assert (nombre, red, publicadas, comentarios, media) == (
        "ISSS en facebook",
        "Facebook",
        21,
        22,
        Decimal("1.0"),
    )
    # de las 16 del ultimo dia hasta 18 dias despues del primero a las 9: 8 dias y 17 horas
    assert (callo, silencios) == (8 * DIA + 17 * HORA, 1)
    # 21 en 9 dias y 7 horas son 2,26 al dia; el tope, tres veces eso: 6. El dia 10 hubo 8
    assert (tope, dias_de_mas) == (6, 1)
    (s,) = tabla(i, "silencios").filas
    assert s.celdas[3] == callo
    assert [f.celdas[2:] for f in tabla(i, "mejores_horas").filas] == [
        ("20:00", 4, Decimal("3.0")),
        ("9:00", 10, Decimal("1.0")),
    ]


def test_con_pocas_publicaciones_no_se_habla_de_horas_y_una_cuenta_muda_calla(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    casa = Casa(almacen, reloj)
    reloj.adelantar(20 * DIA)
    i = informe(casa, "cadencia")
    (f,) = tabla(i, "cuentas").filas
    assert f.celdas[2:8] == (0, 0, None, 20 * DIA, 1, 0)
    assert f.nota == "Publicó poco: se mide con lo corriente en su red."
    horas = tabla(i, "mejores_horas")
    assert horas.filas == ()
    assert horas.notas == ("ISSS en facebook: con 0 publicaciones no se puede hablar de horas.",)


def test_el_trabajo_va_por_hora_y_por_dia_y_no_nombra_a_nadie(casa: Casa) -> None:
    i = informe(casa, "cadencia")
    horas = {f.celdas[0]: f.celdas[1:] for f in tabla(i, "por_hora").filas}
    # a las 9 se escribieron cuatro, entraron dos y se decidieron dos (sabado y domingo); a las 11, una
    assert (horas["9:00"], horas["11:00"], horas["3:00"]) == ((4, 2, 2), (0, 0, 1), (0, 0, 0))
    semana = {f.celdas[0]: f.celdas[1:] for f in tabla(i, "por_dia").filas}
    assert (semana["viernes"], semana["sábado"], semana["domingo"]) == ((4, 2, 1), (0, 0, 1), (0, 0, 1))
    (una, todas) = tabla(i, "tardanza").todas
    assert una.celdas == ("ISSS en facebook", 2, timedelta(hours=2), timedelta(hours=24))
    assert todas.celdas[1:] == una.celdas[1:]
    for formato in ("html", "csv", "json"):
        texto = formas.dar(i, formato).decode("utf-8")
        assert "Persona 1" not in texto
        assert all(p.nombre not in texto.split() for p in (casa.una, casa.otra) if p.nombre != "una")


def test_no_se_leen_los_hechos_de_los_dias_cerrados(casa: Casa) -> None:
    casa.entra(INSULTO)
    casa.reloj.adelantar(2 * DIA)
    cierres.asentar(casa.almacen)
    antes = cifras(informe(casa))
    ejecutar(casa.almacen, "UPDATE orden SET cerrada = NULL")
    assert cifras(informe(casa)) == antes
