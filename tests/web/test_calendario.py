"""El calendario por HTTP: lo que enseña, moverlo de hora y de dia, y todo lo que no se puede."""

import re
from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import redaccion
from moderacion.redaccion import SalidaNueva
from moderacion.reloj import en_local
from tests.web.agenda import DICHO, FB, TW, YT, a_las, escribir, gente, publicar_antes
from tests.web.conftest import ROLES


def fichas(html: str) -> dict[str, str]:
    """Lo que dice cada cosa, por su id."""
    return {
        m[1]: " ".join(re.sub(r"<[^>]+>", " ", m[2]).split())
        for m in re.finditer(
            r'<article class="cosa[^>]* id="s-([\d-]+)"[^>]*>(.*?)</article>', html, re.DOTALL
        )
    }


def salida(montaje, borrador: int, cuenta: int = FB):
    return redaccion.cosa(montaje.servicio.almacen, borrador, cuenta)


def datos(montaje, borrador: int, dia: str, hora: str, cuenta: int = FB, **mas):
    c = salida(montaje, borrador, cuenta)
    return {"borrador": borrador, "cuenta": cuenta, "version": c.version, "dia": dia, "hora": hora} | mas


@pytest.fixture
def aprobada(montaje) -> int:
    """Hoy 20 de noviembre a las 17:00, por Facebook."""
    return escribir(montaje, DICHO[0], SalidaNueva(FB, hora=a_las(montaje, "17:00")))


def test_la_semana_ensena_cada_cosa_con_su_hora_su_red_y_su_estado(montaje, como):
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 3))
    uno = escribir(
        montaje,
        DICHO[0],
        SalidaNueva(FB, hora=a_las(montaje, "17:00")),
        SalidaNueva(TW, "En Twitter", a_las(montaje, "18:30")),
    )
    dos = escribir(montaje, DICHO[1], SalidaNueva(FB, hora=a_las(montaje, "09:00", 1)), hasta="en_revision")
    escribir(montaje, DICHO[2], SalidaNueva(FB, hora=a_las(montaje, "09:00", 9)), hasta="borrador")
    escribir(montaje, DICHO[4], SalidaNueva(FB), hasta="borrador")
    for rol in ROLES:
        html = como(rol).ver("/calendario").text
        assert "Del 16 al 22 de noviembre de 2026" in html
        vistas = fichas(html)
        assert vistas[f"{uno}-{FB}"].startswith("17:00 Facebook La farmacia de Zacamil")
        assert "aprobada" in vistas[f"{uno}-{FB}"]
        assert vistas[f"{uno}-{TW}"].startswith("18:30 Twitter En Twitter")
        assert "en revisión" in vistas[f"{dos}-{FB}"]
        assert len(vistas) == 4, "la de dentro de nueve días no; la que no tiene hora, sí"
        assert html.count('<span class="estado">salió</span>') == 2
        assert ("Mover" in vistas[f"{uno}-{FB}"]) == (rol in ("gestion", "supervision"))
        assert ('draggable="true"' in html) == (rol in ("gestion", "supervision"))


def test_el_ritmo_de_cada_dia_y_cuando_se_pasa(montaje, como):
    for n in range(6):
        escribir(
            montaje,
            f"{DICHO[1]} Es la número {n + 1}.",
            SalidaNueva(FB, hora=a_las(montaje, f"1{n}:00", 2)),
            hasta="borrador",
        )
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 14))
    html = como("gestion").ver("/calendario?cuenta=1").text
    domingo = html.partition('data-dia="2026-11-22"')[2].partition("</th>")[0]
    assert "<span>0 de 6</span>" in domingo, "un borrador todavía no cuenta"
    for n in range(7):
        with montaje.servicio.almacen.unidad() as u:
            u.publicaciones.asentar(FB, f"hoy-{n}", f"texto {n}", a_las(montaje, "08:00"))
    html = como("gestion").ver("/calendario?cuenta=1").text
    hoy = html.partition('data-dia="2026-11-20"')[2].partition("</th>")[0]
    assert '<li class="ritmo-pasa"' in hoy
    assert "<span>7 de 6</span> <strong>de más</strong>" in hoy


def test_las_mejores_horas_salen_sombreadas(montaje, como):
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 13))
    assert 'class="mejor' not in como("gestion").ver("/calendario").text
    montaje.servicio.vigilar_lo_nuestro()
    html = como("gestion").ver("/calendario").text
    assert html.count('data-hora="9" class="mejor') == 7
    assert "Sombreadas" in html
    assert "T09:00" in html, "una nueva se propone a la mejor hora"


@pytest.mark.parametrize(
    ("ruta", "titulo"),
    [
        ("?semana=2026-W48", "Del 23 al 29 de noviembre de 2026"),
        ("?desde=2026-11-25", "Del 23 al 29 de noviembre de 2026"),
        ("?semana=2026-W53", "Del 28 de diciembre de 2026 al 3 de enero de 2027"),
        ("?semana=2026-W49", "Del 30 de noviembre al 6 de diciembre de 2026"),
        ("?mes=2026-11", "Noviembre de 2026"),
        ("?mes=2099-12", "Diciembre de 2099"),
        ("?semana=2000-W01", "Del 3 al 9 de enero de 2000"),
        ("?cuenta=2&mes=2026-02", "Febrero de 2026"),
    ],
)
def test_cada_tramo_por_su_direccion(montaje, como, ruta, titulo):
    html = como("gestion").ver(f"/calendario{ruta}").text
    assert titulo in html
    for paso in re.findall(r'<a class="boton" href="(/calendario\?[^"]+)"', html):
        r = como("gestion").ver(paso.replace("&amp;", "&"))
        assert r.status_code in {200, 422}, paso
        assert r.status_code == 200 or "2100" in paso or "1999" in paso


@pytest.mark.parametrize(
    ("ruta", "estado"),
    [
        ("?semana=2026-W60", 422),
        ("?semana=2026-W00", 422),
        ("?semana=ayer", 422),
        ("?mes=2026-13", 422),
        ("?desde=2026-02-30", 422),
        ("?desde=9999-12-31", 422),
        ("?cuenta=99", 404),
        ("?cuenta=-1", 422),
        ("?cuenta=9999999999999999999", 422),
        ("?mover=1", 422),
        ("?mover=99-1", 404),
        ("?movida=9999999999999999999-1", 404),
    ],
)
def test_una_direccion_mala_se_dice(montaje, como, ruta, estado):
    assert como("gestion").ver(f"/calendario{ruta}").status_code == estado


def test_mover_de_hora_sigue_aprobada(montaje, como, aprobada):
    r = como("gestion").mandar(
        "/calendario/mover?semana=2026-W47", datos(montaje, aprobada, "2026-11-20", "19:15")
    )
    assert r.status_code == 303
    destino = r.headers["location"]
    assert destino == f"/calendario?semana=2026-W47&movida={aprobada}-1#s-{aprobada}-1"
    c = salida(montaje, aprobada)
    assert (c.estado, en_local(c.hora).strftime("%d %H:%M")) == ("aprobado", "20 19:15")
    html = como("gestion").ver(destino).text
    assert "Movida al viernes 20 de noviembre, a las 19:15, en Facebook. Sigue aprobada." in html


def test_de_otro_dia_se_pregunta_y_dicho_que_si_pierde_la_aprobacion(montaje, como, aprobada):
    pedido = datos(montaje, aprobada, "2026-11-24", "10:00")
    r = como("otra").mandar("/calendario/mover?semana=2026-W47", pedido)
    assert r.status_code == 409
    assert "pierde la aprobación" in r.text
    assert "viernes 20 de noviembre, 17:00" in r.text
    c = salida(montaje, aprobada)
    assert (c.estado, c.hora) == ("aprobado", a_las(montaje, "17:00"))
    r = como("otra").mandar("/calendario/cambiar-dia?semana=2026-W47&cuenta=1", pedido)
    assert r.status_code == 303
    assert r.headers["location"].startswith("/calendario?semana=2026-W48&cuenta=1&movida=")
    c = salida(montaje, aprobada)
    assert (c.estado, c.hora) == ("en_revision", a_las(montaje, "10:00", 4))
    assert "la tiene que aprobar otra persona" in como("otra").ver(r.headers["location"]).text


def test_de_otro_dia_solo_su_autor(montaje, como, aprobada):
    pedido = datos(montaje, aprobada, "2026-11-24", "10:00")
    r = como("gestion").mandar("/calendario/mover", pedido)
    assert r.status_code == 409
    assert "Solo quien la escribió, otra, puede cambiarla de día." in r.text
    assert "/calendario/cambiar-dia" not in r.text
    r = como("gestion").mandar("/calendario/cambiar-dia", pedido)
    assert r.status_code == 403
    assert 'role="alert"' in r.text
    assert salida(montaje, aprobada).estado == "aprobado"


def test_de_un_borrador_no_se_habla_de_aprobacion(montaje, como):
    b = escribir(montaje, DICHO[0], SalidaNueva(FB, hora=a_las(montaje, "17:00")), hasta="borrador")
    r = como("otra").mandar("/calendario/mover", datos(montaje, b, "2026-11-24", "10:00"))
    assert "guardarla como un cambio." in r.text
    assert "pierde" not in r.text.partition('id="mover"')[2].partition("</section>")[0]
    assert (
        como("otra").mandar("/calendario/cambiar-dia", datos(montaje, b, "2026-11-24", "10:00")).status_code
        == 303
    )
    assert salida(montaje, b).estado == "borrador"


@pytest.mark.parametrize("ruta", ["mover", "cambiar-dia"])
@pytest.mark.parametrize(
    ("cambios", "estado", "dice"),
    [
        ({"hora": "08:00"}, 422, "ya pasó"),
        ({"hora": "25:00"}, 422, "una hora que exista"),
        ({"hora": "10:00+02:00"}, 422, "una hora que exista"),
        ({"hora": ""}, 422, "una hora que exista"),
        ({"dia": "2026-11-31"}, 422, "un día que exista"),
        ({"dia": "mañana"}, 422, "un día que exista"),
        ({"version": 1}, 409, "cambió mientras lo miraba"),
        ({"cuenta": YT}, 404, "ya no va por esa cuenta"),
        ({"borrador": 99}, 404, ""),
        ({"borrador": "x"}, 422, "«borrador»"),
    ],
)
def test_lo_que_no_se_puede_lo_deja_donde_estaba(montaje, como, aprobada, ruta, cambios, estado, dice):
    pedido = datos(montaje, aprobada, "2026-11-20", "19:00") | cambios
    r = como("otra").mandar(f"/calendario/{ruta}", pedido)
    assert r.status_code == estado
    assert dice in r.text
    c = salida(montaje, aprobada)
    assert (c.estado, c.hora) == ("aprobado", a_las(montaje, "17:00"))
    if estado == 422 and "borrador" not in cambios:
        assert f'value="{pedido["hora"]}"' in r.text, "lo escrito sigue ahí"


def test_lo_que_ya_salio_no_se_mueve(montaje, como):
    b = escribir(montaje, DICHO[0], SalidaNueva(FB, hora=a_las(montaje, "09:00")))
    for _ in range(2):
        montaje.ordenar()
    assert salida(montaje, b).estado == "salio"
    r = como("gestion").mandar("/calendario/mover", datos(montaje, b, "2026-11-20", "19:00"))
    assert r.status_code == 409


def test_con_javascript_apagado_el_formulario_esta_en_la_pagina(montaje, como, aprobada):
    html = como("gestion").ver("/calendario").text
    enlace = re.search(r'<a class="mover" href="([^"#]+)#mover"', html)[1].replace("&amp;", "&")
    html = como("gestion").ver(enlace).text
    assert '<input id="m-dia" type="date" name="dia" value="2026-11-20" required>' in html
    assert '<input id="m-hora" type="time" name="hora" value="17:00" required>' in html
    assert 'id="mover"' not in como("auditoria").ver(enlace).text


def test_el_mes_y_lo_que_no_cabe(montaje, como):
    for n in range(6):
        escribir(
            montaje,
            f"{DICHO[1]} Es la número {n + 1}.",
            SalidaNueva(FB, hora=a_las(montaje, f"1{n}:00", 3)),
            hasta="borrador",
        )
    html = como("gestion").ver("/calendario?mes=2026-11").text
    assert "y 2 más" in html
    assert len(re.findall(r'<td role="cell"', html)) == 42
    assert 'draggable="true"' not in html


def test_lo_que_espera_a_una_persona_sale_arriba_y_en_mi_dia(marcas, montaje, como):
    for ruta in ("/calendario", "/mi-dia"):
        html = como("gestion").ver(ruta).text
        assert "Una publicación espera a que alguien mire la red" in html
        (enlace,) = re.findall(r'<a href="(/escritos/\d+)">Mañana atiende la clínica', html)
        assert como("gestion").ver(enlace).status_code == 200
    assert "mire la red" not in como("auditoria").ver("/mi-dia").text


def test_una_cuenta_detenida_se_dice(montaje, como, aprobada):
    redaccion.parar(
        montaje.servicio.almacen, gente(montaje).gestion, "circula un bulo con nuestro nombre", FB
    )
    html = como("otra").ver("/calendario").text
    assert "No sale nada de <bdi>ISSS facebook</bdi>" in html
    assert "detenida" in fichas(html)[f"{aprobada}-{FB}"]
    montaje.reloj.adelantar(timedelta(hours=9))
    assert "pasó su hora" in fichas(como("otra").ver("/calendario").text)[f"{aprobada}-{FB}"]
