"""Las conexiones, dato por dato, y la pagina de cada politica."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from conectores import errores
from conectores.errores import RedCaida
from conectores.tipos import Cuota, EstadoCuenta, Red, SaludToken
from moderacion.web import palabras_casa
from moderacion.web.barras import barras
from moderacion.web.palabras_casa import VUELTAS, cada

from .conftest import PROPIO

HOSTIL = "<script>alert(1)</script>"


def test_cada_cuenta_dice_lo_suyo_y_lo_que_falta_no_borra_el_resto(montaje, como):
    fb = montaje.redes[Red.FACEBOOK]
    ahora = montaje.reloj.ahora()
    fb.salud_token = lambda: SaludToken(
        valido=True, vence=ahora + timedelta(days=9), permisos=("leer",), faltan=("moderar",)
    )
    fb.cuotas = lambda: (Cuota("llamadas", 0.42, ahora + timedelta(hours=1)),)
    fb.estado_cuenta = lambda: EstadoCuenta(
        Red.FACEBOOK, "pagina-1", "ISSS", None, administradores=("a", "b")
    )
    yt = montaje.redes[Red.YOUTUBE]
    yt.estado_cuenta = lambda: EstadoCuenta(Red.YOUTUBE, "canal-1", "ISSS", 12300, seguidores_exactos=False)
    montaje.comentar("El último de todos")
    montaje.vuelta()
    html = como("auditoria").ver("/conexiones").text
    for dato in ("Faltan: moderar", "Dados: leer", "llamadas <meter", "42 %", "se renueva en", "El último de todos",
                 "la red no lo deja ver", "2, leído", "12,300, cifra redondeada", "100, cifra exacta", "Siguiente",
                 "Vueltas del servicio", ">Cerrar las cifras del día<", "5 min", "1 d", "Leer (Facebook)", "Al día", "(en 8 d)"):  # fmt: skip
        assert dato in html, dato
    assert html.count("<h1>") == 1
    assert html.count("<article") == 3


def test_lo_que_espera_se_cuenta_y_se_dice_desde_cuando(montaje, como):
    for i in montaje.servicio.conectores:
        montaje.servicio.sondear(i)
    montaje.comentar("sos un pendejo")
    montaje.servicio.sondear(1)
    montaje.reloj.adelantar(timedelta(minutes=7))
    html = como("gestion").ver("/conexiones").text
    assert '1 <span class="suave">el que más espera, 7 min' in html
    montaje.servicio.evaluar()
    montaje.reloj.adelantar(timedelta(hours=3))
    assert '1 en espera <span class="suave">la más vieja, 3 h' in como("gestion").ver("/conexiones").text
    montaje.redes[Red.FACEBOOK].fallo = RedCaida(f"no contesta {HOSTIL}")
    montaje.servicio.sondear(1)
    html = como("gestion").ver("/conexiones").text
    assert "La red no contesta: no contesta &lt;script&gt;" in html
    assert "1 fallo seguido" in html


def test_lo_que_la_red_no_deja_leer_se_dice_con_su_fecha(montaje, como):
    with montaje.servicio.almacen.unidad() as u:
        u.cuentas.anotar_sin_leer(1, ["1_7"])
    html = como("auditoria").ver("/conexiones").text
    assert html.count("La red no deja leer los comentarios de una publicación") == 1
    assert "<code>1_7</code>" in html


def test_lo_que_escribe_la_red_no_rompe_la_pagina(montaje, como):
    fb = montaje.redes[Red.FACEBOOK]
    fb.salud_token = lambda: SaludToken(valido=False, motivo=HOSTIL, permisos=(HOSTIL,), faltan=(HOSTIL,))
    fb.cuotas = lambda: (Cuota(HOSTIL, 7.5, None),)
    montaje.comentar(HOSTIL)
    montaje.vuelta()
    html = como("administracion").ver("/conexiones").text
    assert "<script" not in html.replace(PROPIO, "")
    assert html.count("&lt;script&gt;") >= 5


def test_una_politica_con_su_codigo_ejemplos_y_dias(montaje, como):
    montaje.comentar("sos un pendejo")
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    como("gestion").mandar(
        "/expedientes/1/decidir", {"accion": "permitir", "motivo": "era broma", "version": 1}
    )
    html = como("auditoria").ver("/politicas/2").text
    for dato in ("será restringida", "Lo que hace el código", "<strong>Infringe</strong>", "<strong>Cumple</strong>",
                 'role="img"', "2 en total y 2 el día que más", "esta semana, 0 %", 'href="/cola?politica=2"'):  # fmt: skip
        assert dato in html, dato
    assert html.count('<tr><th scope="row">') == 15
    assert "Revertidas" in como("auditoria").ver("/politicas").text
    for mala in ("0", "14", "99999999999999999999", "x"):
        assert como("auditoria").ver(f"/politicas/{mala}").status_code == 404


@pytest.mark.parametrize("numero", range(1, 14))
def test_las_trece_se_explican(montaje, como, numero):
    html = como("gestion").ver(f"/politicas/{numero}").text
    assert html.count("<strong>Infringe</strong>") >= 1
    assert html.count("<strong>Cumple</strong>") >= 1
    assert html.count("<h1>") == 1


def test_las_barras_se_ven_todas_y_caben():
    d = barras([0, 1, 1000])
    assert [b.alto for b in d.barras] == [0, 2, 80]
    assert d.ancho == 60
    assert replace(barras([0, 0]), barras=()).maximo == 0
    assert barras([]).maximo == 0


def test_cada_vuelta_se_dice_con_palabras(montaje):
    dadas = {v.nombre.partition("/")[0] for v in montaje.servicio.lista}
    # las que solo se dan si la configuracion lo pide, y las que laten por su cuenta
    assert dadas | {"informar", "anclar", "respaldar", "auditar", "metronomo"} <= set(VUELTAS)


@pytest.mark.parametrize(
    ("segundos", "dicho"), [(2, "2 s"), (90, "90 s"), (300, "5 min"), (3600, "1 h"), (86_400, "1 d")]
)
def test_cada_cuanto_va_en_la_unidad_que_se_entiende(segundos, dicho):
    assert cada(segundos) == dicho


def test_el_ultimo_comentario_va_velado_si_es_violento(montaje, como):
    montaje.comentar("te voy a matar <b>hoy</b>")
    montaje.comentar("sos un pendejo", Red.TWITTER)
    montaje.juzgar()
    html = como("gestion").ver("/conexiones").text
    assert re.search(
        r'<details class="velo"><summary>Mostrar: texto violento</summary><q dir="auto">te voy a matar &lt;b&gt;',
        html,
    )
    assert '<dd><q dir="auto">sos un pendejo</q>' in html


def test_cada_fallo_de_una_red_se_dice_con_palabras():
    clases = [errores.ErrorConector]
    for c in clases:
        clases += c.__subclasses__()
    dichos = {
        c.__name__: palabras_casa.fallo_red(c.__name__) for c in clases if c.__module__ == errores.__name__
    }
    assert len(dichos) > 10
    assert not [n for n, d in dichos.items() if n in d]
    assert palabras_casa.fallo_red("KeyError") == "Fallo de este programa (KeyError)"
