"""La lista: orden, rasgos, filtro, paginas, quien tiene que, y su peso."""

import re
from dataclasses import replace

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.cola import Persona

PESO_MAXIMO = 150_000


def _textos(html: str) -> list[str]:
    return re.findall(r'<span class="texto" dir="auto">(.*?)</span>', html)


def _fila(html: str, texto: str) -> str:
    return next(f for f in html.split('<li class="fila') if texto in f)


def _persona(montaje, nombre: str) -> Persona:
    with montaje.servicio.almacen.lectura() as u:
        f = u.accesos.por_nombre(nombre)
    return Persona(f.id, f.nombre, f.rol)


def test_por_prioridad_y_con_todo_a_la_vista(montaje, como):
    montaje.comentar("ESTO ES UNA VERGUENZA")
    montaje.comentar("Qué mierda de servicio", Red.TWITTER, "beto")
    montaje.comentar("te voy a matar", Red.YOUTUBE, None)
    montaje.comentar("sos un pendejo", autor="carla")
    montaje.comentar("gracias por todo")
    montaje.vuelta()
    html = como("gestion").ver("/cola").text
    assert _textos(html) == [
        "<em>Velado: texto violento</em>",
        "Qué mierda de servicio",
        "ESTO ES UNA VERGUENZA",
        "sos un pendejo",
    ]
    assert "Cola (4)" in html
    amenaza = _fila(html, "Velado")
    for dato in (
        "nivel-urgente",
        "YouTube",
        "Autor desconocido",
        "Restringir",
        "Política 1",
        "hace 2 min",
    ):
        assert dato in amenaza, dato
    queja = _fila(html, "Qué mierda")
    for dato in (
        "Twitter",
        "<bdi>beto</bdi>",
        ">Crítica<",
        "queja",
        "Revisar",
        "Política 2",
    ):
        assert dato in queja, dato
    assert "Por confirmar" in _fila(html, "sos un pendejo")
    assert "Por confirmar" not in queja


def test_lo_degradado_se_dice(montaje, como):
    reglas = montaje.servicio.reglas
    montaje.servicio.reglas = replace(
        reglas, puntuador=None, juez=lambda p, c: replace(reglas.juez(p, c), degradado=p.degradada)
    )
    montaje.comentar("buenos días")
    montaje.vuelta()
    assert "Sin evaluar del todo" in como("gestion").ver("/cola").text
    assert "El juicio quedó incompleto: el clasificador no est" in como("gestion").ver("/expedientes/1").text


def test_filtro_por_red(montaje, como):
    for red in Red:
        montaje.comentar(f"mierda en {red}", red)
    montaje.vuelta()
    html = como("gestion").ver("/cola?red=twitter").text
    assert _textos(html) == ["mierda en twitter"]
    assert '<option value="twitter" selected>Twitter (1)</option>' in html
    assert como("gestion").ver("/cola?red=myspace").status_code == 422


def test_paginas_sin_repetir_ni_saltar(montaje, como):
    for n in range(120):
        montaje.comentar(f"mierda {n}", Red.TWITTER if n % 3 else Red.FACEBOOK)
    montaje.vuelta()
    c = como("gestion")
    for red, total in (("", 120), ("twitter", 80)):
        vistos, ruta = [], f"/cola?red={red}" if red else "/cola"
        while ruta:
            html = c.ver(ruta).text
            vistos += _textos(html)
            siguiente = re.search(r'rel="next" href="([^"]+)"', html)
            ruta = siguiente[1].replace("&amp;", "&") if siguiente else ""
        assert len(vistos) == len(set(vistos)) == total


def test_quien_tiene_que(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    cola.tomar(montaje.servicio.almacen, 1, _persona(montaje, "otra"))
    ajena = como("gestion").ver("/cola").text
    assert "Lo tiene <bdi>otra</bdi>" in ajena
    abierta = como("gestion").ver("/cola?e=1").text
    assert "Lo tiene <bdi>otra</bdi> hasta las 09:06" in abierta
    assert "/expedientes/1/tomar" not in abierta
    assert "Suyo" in como("otra").ver("/cola").text
    montaje.reloj.adelantar(cola.TOMA)
    assert "/expedientes/1/tomar" in como("gestion").ver("/cola?e=1").text
    assert "Lo tiene" not in como("gestion").ver("/cola").text


def test_vacia(como):
    html = como("gestion").ver("/cola").text
    assert "Nada espera." in html
    assert "No hay más." in como("gestion").ver("/cola?negada=0&tras=1").text


@pytest.mark.parametrize("relleno", ['"', "😡", "<&"])
def test_ninguna_pagina_pasa_del_peso(montaje, como, relleno):
    hostil = (relleno * 400)[:400]
    for n in range(51):
        montaje.comentar(f"mierda {n} http://x.example.com SERVICIO MALO MALO {hostil}", autor=hostil)
    montaje.comentar("mierda " * 200 + relleno * 50_000, autor=hostil)
    montaje.vuelta()
    c = como("gestion")
    for ruta in ("/cola", "/cola?e=52", "/expedientes/1", "/expedientes/52"):
        r = c.ver(ruta)
        assert r.status_code == 200
        assert len(r.content) <= PESO_MAXIMO, (ruta, len(r.content))


def test_lo_que_la_red_tapa_y_lo_que_lleva_foto_lo_dicen_en_la_lista_en_la_ficha_y_en_el_lote(montaje, como):
    """Si no, quien decide en lote permite sin mirar: el texto está limpio, y ninguna política dijo nada."""
    montaje.comentar("gracias por todo", autor="ana")
    montaje.comentar("buenas tardes", autor="beto")
    montaje.servicio.sondear(1)
    with montaje.servicio.almacen._motor.begin() as con:
        con.exec_driver_sql("UPDATE comentario SET estado_red = 'oculto' WHERE texto = 'gracias por todo'")
        con.exec_driver_sql("UPDATE comentario SET por_ver = true WHERE texto = 'buenas tardes'")
    montaje.servicio.evaluar()
    navegador = como("gestion")
    html = navegador.ver("/cola").text
    assert ">En la red no se ve<" in _fila(html, "gracias por todo")
    assert ">Foto o video<" in _fila(html, "buenas tardes")
    assert "Foto o video" not in _fila(html, "gracias por todo")
    casos = re.findall(r'name="caso" value="(\d+-\d+)"', html)
    lote = navegador.ver("/lote?" + "&".join(f"caso={c}" for c in casos)).text
    assert lote.count("En la red no se ve, y nadie de aquí lo pidió.") == 1
    assert lote.count("la máquina no ve imágenes") == 1
    fichas = [navegador.ver(f"/expedientes/{c.split('-')[0]}").text for c in casos]
    assert sorted("En la red no se ve y nadie de aquí lo pidió" in f for f in fichas) == [False, True]
    assert sorted("mírelo en la red antes de decidir" in f for f in fichas) == [False, True]
