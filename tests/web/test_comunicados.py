"""El archivo publico de comunicados: que se ve de cada uno, en que orden, y que no se ve el que se prepara."""

from datetime import date, timedelta

import pytest

from moderacion import redaccion
from moderacion.redaccion.comunicados import PAGINA

from .conftest import PROPIO
from .paginas import quien_es

HOY = date(2026, 11, 20)
CUERPO = "La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 4:00 p. m."


def _preparar(montaje, asunto: str = "Horario de la farmacia", texto: str = CUERPO, **ficha) -> int:
    datos = {"asunto": asunto, "firmante": "Dirección General", "desde": HOY, "hasta": date(2026, 12, 31)}
    e = redaccion.Escrito(texto, (redaccion.SalidaNueva(1),), ficha=redaccion.Ficha(**datos | ficha))
    return redaccion.crear_escrito(montaje.servicio.almacen, quien_es(montaje, "gestion"), e)


def _publicar(montaje, asunto: str = "Horario de la farmacia", texto: str = CUERPO, **ficha) -> None:
    _publicar_ya(montaje, _preparar(montaje, asunto, texto, **ficha))


def _publicar_ya(montaje, b: int) -> None:
    """Al archivo, sin pasar por la red: aqui se mira la pagina."""
    with montaje.servicio.almacen.unidad() as u:
        u.comunicados.publicar(b)


def test_lo_que_rige_se_lee_entero_y_sin_galletas(montaje, como):
    _publicar(montaje)
    for ruta in ("/comunicados", "/comunicados/1-2026", "/normas"):
        r = como().ver(ruta)
        assert r.status_code == 200
        assert "set-cookie" not in r.headers
        assert como("gestion").ver(ruta).text == r.text, "no mira si alguien ingreso"
    assert 'href="/comunicados"' in como().ver("/normas").text
    lista, uno = como().ver("/comunicados").text, como().ver("/comunicados/1-2026").text
    assert 'href="/comunicados/1-2026"' in lista
    for dato in ("Horario de la farmacia", "en vigor", "20/11/2026", "31/12/2026"):
        assert dato in lista, dato
    for dato in ("N.º 1-2026</span>: ", "Dirección General", "En vigor", CUERPO, 'href="/normas"'):
        assert dato in uno, dato
    assert "gestion" not in uno


def test_sustituido_retirado_vencido_y_por_regir_lo_dicen(montaje, como):
    _publicar(montaje, hasta=HOY)
    _publicar(montaje, "Otro horario", sustituye="1-2026")
    _publicar(montaje, "Cierre por feria", desde=HOY + timedelta(days=9))
    calle = como()
    html = calle.ver("/comunicados/1-2026").text
    assert 'lo <strong>sustituye</strong> el <a href="/comunicados/2-2026">' in html
    html = calle.ver("/comunicados/2-2026").text
    assert 'Sustituye al</dt><dd><a href="/comunicados/1-2026">' in html
    assert "empieza el 29/11/2026" in calle.ver("/comunicados/3-2026").text
    redaccion.retirar_comunicado(
        montaje.servicio.almacen, "2-2026", quien_es(montaje, "supervision"), "la feria se aplazó <b>"
    )
    html = calle.ver("/comunicados/2-2026").text
    assert "se retiró</strong> el 20/11/2026" in html
    assert "la feria se aplazó &lt;b&gt;" in html
    montaje.reloj.adelantar(timedelta(days=60))
    assert "venció</strong> el 31/12/2026" in calle.ver("/comunicados/3-2026").text
    lista = calle.ver("/comunicados").text
    assert [lista.count(f"comunicado-{e}") for e in ("vencido", "retirado", "rige")] == [2, 1, 0]


def test_el_que_se_prepara_no_esta(montaje, como):
    _preparar(montaje)
    assert "Todavía no se ha publicado ninguno." in como().ver("/comunicados").text
    assert como().ver("/comunicados/1-2026").status_code == 404


@pytest.mark.parametrize("numero", ["9-2026", "x", "%00", "1-2026%00", "1-2026'--", "0-2026", "1" * 500])
def test_un_numero_que_no_hay_no_existe(montaje, como, numero):
    _publicar(montaje)
    assert como().ver(f"/comunicados/{numero}").status_code == 404


def test_por_paginas_lo_ultimo_publicado_primero_sin_repetir_ni_saltar(montaje, como):
    ids = [_preparar(montaje, f"Asunto {n}") for n in range(PAGINA * 2 + 3)]
    # el primero que se preparo sale el ultimo, y por pares a la misma hora
    for vuelta, b in enumerate(reversed(ids)):
        _publicar_ya(montaje, b)
        montaje.reloj.adelantar(timedelta(minutes=vuelta % 2))
    vistos, ruta, paginas = [], "/comunicados", 0
    while ruta:
        html = como().ver(ruta).text
        vistos += [t.split('"')[0] for t in html.split('href="/comunicados/')[1:]]
        siguiente = html.split('rel="next" href="')[1:]
        ruta = siguiente[0].split('"')[0] if siguiente else ""
        paginas += 1
    assert paginas == 3
    assert len(vistos) == len(set(vistos)) == len(ids)
    orden = [int(v.split("-")[0]) for v in vistos]
    pares = [n for i in range(2, len(ids), 2) for n in (i + 1, i)]
    assert orden == [1, *pares], "del ultimo publicado al primero, y a la misma hora el de numero mas alto"
    html = como().ver("/comunicados?antes=99999").text
    assert "No hay más comunicados." in html
    assert como().ver("/comunicados?antes=x").status_code == 422


def test_lo_hostil_se_ve_como_texto(montaje, como):
    malo = "<script>alert(1)</script>"
    _publicar(montaje, f"Asunto {malo}", f"Texto {malo}", firmante=malo)
    for ruta in ("/comunicados", "/comunicados/1-2026"):
        html = como().ver(ruta).text
        assert "<script" not in html.replace(PROPIO, "")
        assert "&lt;script&gt;" in html


def test_el_numero_1000_tiene_su_pagina(montaje, como):
    _publicar(montaje, numero="1000-2026")
    assert "N.º 1000-2026" in como().ver("/comunicados/1000-2026").text
    assert 'href="/comunicados/1000-2026"' in como().ver("/comunicados").text
