"""La pagina publica de transparencia y sus datos: sin ingresar, sin guiones, iguales siempre y sin cifras que señalen a nadie."""

import csv
import io
import itertools
import json
import random
from datetime import date

import pytest

from moderacion.almacen.hechos import Clave, Que
from moderacion.almacen.tablas import CifraDia, tabla
from moderacion.informes.publico import JUNTAS, MINIMA, TODO, Trimestre, tapar
from moderacion.web import crear_app
from tests.web.asgi import Pedidor, pedidor
from tests.web.cuentas import rendir_cuentas

DATOS = ("/transparencia/datos.csv", "/transparencia/2026-T3/datos.json", "/transparencia/2026/datos.csv")


@pytest.fixture
def nadie(montaje):
    """Alguien de fuera, sin sesion, ante un trimestre publicado."""
    montaje.vuelta()
    rendir_cuentas(montaje)
    with pedidor(crear_app(montaje.servicio)) as quien:
        yield quien


def texto(nadie: Pedidor, ruta: str) -> str:
    r = nadie.pedir("GET", ruta)
    assert r.estado == 200, ruta
    return r.cuerpo if isinstance(r.cuerpo, str) else r.cuerpo.decode()


def test_se_ve_sin_ingresar_sin_guiones_y_sin_galletas(nadie):
    for ruta in ("/transparencia", "/transparencia/2026", "/transparencia/2026-T3"):
        r = nadie.pedir("GET", ruta)
        assert r.estado == 200
        assert "<script" not in texto(nadie, ruta)
        assert "script-src 'none'" in r.cabeceras["content-security-policy"]
        assert "set-cookie" not in r.cabeceras
        assert r.cabeceras["cache-control"] == "public, max-age=3600"


def test_dice_sus_cifras_y_calla_las_que_apuntan_a_alguien(nadie):
    pagina = " ".join(texto(nadie, "/transparencia/2026-T3").split())
    assert "Comentarios recibidos en nuestras publicaciones</dt><dd>2,252</dd>" in pagina
    assert "Comentarios que dejaron de verse</dt><dd>64</dd>" in pagina
    assert "ninguna</strong> crítica de las 391 reconocidas" in pagina
    # la politica 12 tuvo 2, y callarla sola la dejaria saber restando: se calla tambien la siguiente menor, la 4
    hoja = json.loads(texto(nadie, "/transparencia/2026-T3/datos.json"))["periodos"][0]
    por_politica = {
        c["valor"]: c["cuantos"]
        for c in hoja["cifras"]
        if (c["que"], c["desglose"]) == ("restringido", "politica")
    }
    assert por_politica == {"2": 53, "4": None, "12": None}
    # la suma de lo callado es 11: no se sabe como se reparte
    assert "42 min" in pagina


def test_si_la_maquina_oculto_criticas_el_anio_tampoco_dice_que_ninguna(montaje):
    """De un trimestre se callan cuantas, no que las hubo; y el año, que suma lo dicho, no puede sumar cero."""
    montaje.vuelta()
    rendir_cuentas(montaje)
    mala = Clave(Que.CRITICA_RESTRINGIDA, 1, 2, "maquina")
    with montaje.servicio.almacen._motor.begin() as con:
        con.execute(tabla(CifraDia).insert(), [{**mala._asdict(), "dia": date(2026, 8, 3), "cuantos": 2}])
    with pedidor(crear_app(montaje.servicio)) as quien:
        for ruta in ("/transparencia/2026-T3", "/transparencia/2026"):
            pagina = texto(quien, ruta)
            assert "La máquina ocultó críticas" in pagina, ruta
            assert "ninguna</strong> crítica" not in pagina, ruta


def test_los_datos_son_los_mismos_octetos_y_el_anual_no_dice_mas_que_sus_trimestres(nadie, montaje, servir):
    antes = {ruta: nadie.pedir("GET", ruta) for ruta in DATOS}
    montaje.reloj.adelantar(montaje.reloj.ahora() - montaje.reloj.ahora().replace(hour=0))
    with pedidor(crear_app(montaje.servicio)) as otro:
        for ruta, r in antes.items():
            despues = otro.pedir("GET", ruta)
            assert despues.cuerpo == r.cuerpo
            assert despues.cabeceras["etag"] == r.cabeceras["etag"]
    de_nuevo = servir(montaje)("")
    for ruta, r in antes.items():
        igual = de_nuevo.ver(ruta, headers={"If-None-Match": r.cabeceras["etag"]})
        assert (igual.status_code, igual.content) == (304, b"")
    anio = json.loads(texto(nadie, "/transparencia/2026/datos.json"))["periodos"][0]
    trimestre = json.loads(texto(nadie, "/transparencia/2026-T3/datos.json"))["periodos"][0]
    publicadas = {(c["que"], c["desglose"], c["valor"]): c["cuantos"] for c in trimestre["cifras"]}
    for c in anio["cifras"]:
        assert c["cuantos"] == (publicadas[c["que"], c["desglose"], c["valor"]] or 0)
        assert bool(c["nota"]) == (publicadas[c["que"], c["desglose"], c["valor"]] is None)


def test_el_csv_y_el_json_dicen_lo_mismo(nadie):
    filas = list(csv.DictReader(io.StringIO(texto(nadie, "/transparencia/datos.csv").lstrip("\ufeff"))))
    (periodo,) = json.loads(texto(nadie, "/transparencia/datos.json"))["periodos"]
    en_json = {(c["que"], c["desglose"], c["valor"]): c["cuantos"] for c in periodo["cifras"]}
    en_csv = {
        (f["que"], f["desglose"], f["valor"]): int(f["cuantos"]) if f["cuantos"] else None
        for f in filas
        if f["desglose"] != "medida"
    }
    assert en_csv == en_json
    assert {f["periodo"] for f in filas} == {"2026-T3"}


@pytest.mark.parametrize(
    "ruta",
    [
        "/transparencia/2026-T4",
        "/transparencia/2019",
        "/transparencia/hoy",
        "/transparencia/2026-T3/datos.pdf",
        "/transparencia/datos.xml",
        "/transparencia/2026-T9/datos.csv",
    ],
)
def test_lo_que_no_se_publico_no_existe(nadie, ruta):
    assert nadie.pedir("GET", ruta).estado in (404, 422)


def test_sin_ningun_trimestre_lo_dice(montaje):
    montaje.vuelta()
    with pedidor(crear_app(montaje.servicio)) as quien:
        assert "Todavía no ha terminado ningún trimestre" in texto(quien, "/transparencia")
        assert json.loads(texto(quien, "/transparencia/datos.json"))["periodos"] == []


# --- callar sin que se deduzca


def posibles(celdas, total: int, nulas: int) -> list[set[int]]:
    """Lo que alguien de fuera puede pensar de cada cifra callada, sabiendo el total y las demas."""
    resto = total - sum(c.cuantos for c in celdas if c.cuantos is not None)
    valores: list[set[int]] = [set() for _ in range(nulas)]
    for reparto in itertools.product(range(1, resto + 1), repeat=nulas - 1):
        ultimo = resto - sum(reparto)
        if ultimo > 0 and min(*reparto, ultimo) < MINIMA:
            for n, v in enumerate((*reparto, ultimo)):
                valores[n].add(v)
    return valores


def test_ninguna_cifra_corta_se_dice_ni_se_deduce():
    azar = random.Random(4)
    for _ in range(300):
        cuentas = {str(n): azar.choice((0, 1, 1, 2, 3, 4, 5, 6, 9)) for n in range(azar.randrange(1, 5))}
        todo, *celdas = tapar("restringido", {"politica": cuentas})
        assert all(c.cuantos in (None, cuentas[c.valor]) for c in celdas)
        assert all(c.cuantos is None or c.cuantos == 0 or c.cuantos >= MINIMA for c in celdas), cuentas
        callan = [c for c in celdas if c.cuantos is None]
        if callan and todo.cuantos is not None:
            assert todo.cuantos == sum(cuentas.values())
            assert all(len(p) > 1 for p in posibles(celdas, todo.cuantos, len(callan))), cuentas


def test_lo_que_es_poco_se_calla_entero_en_todos_sus_desgloses():
    celdas = tapar("apelado", {"politica": {"2": 3, "4": 0}, "red": {"facebook": 3}})
    assert [(c.valor, c.cuantos) for c in celdas] == [(TODO, None), ("2", None), ("4", 0), ("facebook", None)]
    celdas = tapar("apelado", {"politica": {"2": 4, "4": 5}, "red": {"facebook": 9}})
    assert {c.cuantos for c in celdas} == {None}, f"todo suma menos de {JUNTAS}"
    assert [c.cuantos for c in tapar("apelado", {"politica": {"2": 7}})] == [7, 7]


def test_los_trimestres_son_los_del_calendario():
    t = Trimestre(2026, 4)
    assert (str(t.periodo.desde), str(t.periodo.hasta)) == ("2026-10-01", "2026-12-31")
    assert t.siguiente == Trimestre(2027, 1)
    assert (str(t.siguiente.periodo.desde), str(t.siguiente.periodo.hasta)) == ("2027-01-01", "2027-03-31")


# --- la segunda lectura


def test_leer_a_ciegas_y_zanjar(montaje, servir):
    montaje.vuelta()
    rendir_cuentas(montaje)
    como = servir(montaje)
    pagina = como("gestion").ver("/segunda-lectura").text
    assert "Qué mierda de servicio, la verdad" in pagina
    for chivato in ("Lo permitió", "propuso:", "ev-2", "oculto en", "pol-2"):
        assert chivato not in pagina
    sin_decir = como("gestion").mandar("/segunda-lectura/1", {"nota": "lo dudo"})
    assert sin_decir.status_code == 422
    assert "Diga si lo permitiría" in sin_decir.text
    assert "lo dudo" in sin_decir.text
    sin_articulo = como("gestion").mandar("/segunda-lectura/1", {"que": "restringir"})
    assert "Diga por qué artículo" in sin_articulo.text
    assert como("gestion").mandar("/segunda-lectura/1", {"que": "permitir"}).status_code == 303
    assert como("gestion").mandar("/segunda-lectura/1", {"que": "permitir"}).status_code == 409
    jefa = como("supervision")
    assert "es una palabra soez" in jefa.ver("/segunda-lectura/desacuerdos").text
    mala = jefa.mandar("/segunda-lectura/desacuerdos/2", {"nota": "no era para tanto"})
    assert mala.status_code == 422
    assert "no era para tanto" in mala.text
    buena = {"razon": "primera", "nota": "no era para tanto"}
    assert jefa.mandar("/segunda-lectura/desacuerdos/2", buena).status_code == 303
    assert "Ninguno espera" in jefa.ver("/segunda-lectura/desacuerdos").text


def test_a_quien_decidio_no_le_toca(montaje, servir):
    montaje.vuelta()
    rendir_cuentas(montaje)
    otra = servir(montaje)("otra")
    assert "No hay nada que releer" in otra.ver("/segunda-lectura").text
    assert otra.mandar("/segunda-lectura/1", {"que": "permitir"}).status_code == 409
