"""Los paros, las sugerencias y lo publicado, por HTTP: lo que se ve, quien puede y todo lo que se niega."""

import re

import pytest
from sqlalchemy import event

from conectores.tipos import Red
from moderacion import redaccion
from moderacion.almacen.estados_redaccion import TipoSugerencia
from moderacion.almacen.sugerencias import SugerenciaNueva
from moderacion.redaccion import SalidaNueva
from moderacion.web import palabras_decir
from moderacion.web.presentacion import ESTADOS_BORRADOR, PASOS_BORRADOR
from tests.web.agenda import DICHO, FB, TW, YT, a_las, escribir, publicar_antes
from tests.web.conftest import ROLES
from tests.web.test_incidentes import intruso

MOTIVO = "circula un bulo con nuestro nombre"
BANDA = "Todo lo programado está parado"


# --- los paros


def test_parar_todo_se_ve_en_todas_las_paginas_de_quien_escribe(montaje, como):
    escribir(montaje, DICHO[0], SalidaNueva(FB, hora=a_las(montaje, "17:00")))
    assert BANDA not in como("otra").ver("/cola").text
    r = como("gestion").mandar("/paros", {"motivo": MOTIVO, "volver": "/calendario"})
    assert (r.status_code, r.headers["location"]) == (303, "/calendario")
    for rol in ("otra", "gestion", "supervision"):
        for ruta in ("/cola", "/mi-dia", "/calendario", "/escritos", "/sugerencias", "/publicado", "/ayuda"):
            html = como(rol).ver(ruta).text
            assert BANDA in html, (rol, ruta)
            assert "<bdi>gestion</bdi> lo paró" in html
            assert MOTIVO in html
            quien = "Levantarlo" if rol == "supervision" else "Lo levanta supervisión"
            assert f'href="/paros#paro-1">{quien}</a>' in html
    assert BANDA not in como("auditoria").ver("/cola").text
    assert BANDA in como("auditoria").ver("/paros").text


def test_la_banda_cuesta_una_consulta_y_solo_a_quien_escribe(montaje, como):
    hechas = []
    motor = montaje.servicio.almacen._motor
    event.listen(motor, "before_cursor_execute", lambda *a: hechas.append(a[2]))
    for rol in ("gestion", "auditoria"):
        hechas.clear()
        como(rol).ver("/cola")
        assert sum("FROM paro" in h for h in hechas) == (rol == "gestion"), rol


@pytest.mark.parametrize(
    ("pedido", "estado", "dice"),
    [
        ({"motivo": ""}, 422, "Escriba por qué se para todo"),
        ({"motivo": "porque sí"}, 422, "de 10 a 500"),
        ({"motivo": MOTIVO, "cuenta": "99"}, 404, "No hay cuenta 99"),
        ({"motivo": MOTIVO, "cuenta": "9999999999999999999"}, 422, "No hay tal cuenta"),
        ({"motivo": MOTIVO, "cuenta": "x"}, 422, "«cuenta»"),
    ],
)
def test_un_paro_que_no_vale_no_para_nada_y_guarda_lo_escrito(montaje, como, pedido, estado, dice):
    r = como("gestion").mandar("/paros", pedido)
    assert r.status_code == estado
    assert dice in r.text
    if "«cuenta»" not in dice:
        assert f">{pedido['motivo']}</textarea>" in r.text
    assert redaccion.paros_vigentes(montaje.servicio.almacen) == []


def test_sin_paro_se_dice_lo_que_un_incidente_detiene(montaje, como):
    html = como("gestion").ver("/paros").text
    assert "lo aprobado sale a su hora" in html
    intruso(montaje)
    html = como("gestion").ver("/paros").text
    assert "sale a su hora" not in html
    assert "No sale nada de <bdi>ISSS twitter</bdi>" in html
    como("gestion").mandar("/paros", {"motivo": MOTIVO, "cuenta": str(FB)})
    assert "Tampoco sale nada de <bdi>ISSS twitter</bdi>: hay" in como("gestion").ver("/paros").text
    como("gestion").mandar("/paros", {"motivo": MOTIVO})
    assert "un incidente sin cerrar</a>" not in como("gestion").ver("/paros").text, "todo está parado"


def test_ya_parado_lo_dice_y_vuelve_solo_a_casa(montaje, como):
    assert como("gestion").mandar("/paros", {"motivo": MOTIVO}).headers["location"] == "/paros"
    r = como("otra").mandar("/paros", {"motivo": MOTIVO})
    assert r.status_code == 409
    assert "Ya está todo parado" in r.text
    r = como("otra").mandar("/paros", {"motivo": MOTIVO, "cuenta": str(TW), "volver": "//malo.example.com"})
    assert r.headers["location"] == "/paros"
    assert len(redaccion.paros_vigentes(montaje.servicio.almacen)) == 2


def test_levantar_lo_hace_supervision_con_su_razon(montaje, como):
    como("gestion").mandar("/paros", {"motivo": MOTIVO})
    assert "/levantar" not in como("gestion").ver("/paros").text
    assert como("gestion").mandar("/paros/1/levantar", {"motivo": "ya se aclaró"}).status_code == 403
    r = como("supervision").mandar("/paros/1/levantar", {"motivo": "ya"})
    assert r.status_code == 422
    assert ">ya</textarea>" in r.text
    assert como("supervision").mandar("/paros/9/levantar", {"motivo": "ya se aclaró todo"}).status_code == 404
    assert como("supervision").mandar("/paros/1/levantar", {"motivo": "ya se aclaró todo"}).status_code == 303
    assert como("supervision").mandar("/paros/1/levantar", {"motivo": "ya se aclaró todo"}).status_code == 409
    html = como("auditoria").ver("/paros").text
    assert "No hay ningún paro en vigor" in html
    assert "ya se aclaró todo" in html.partition("Los que hubo")[2]
    assert BANDA not in como("gestion").ver("/cola").text


def test_el_boton_de_parar_esta_en_lo_que_decimos_y_solo_para_quien_escribe(montaje, como):
    for rol in ROLES:
        for ruta in ("/calendario", "/escritos", "/sugerencias", "/publicado", "/paros"):
            tiene = 'data-tecla="!"' in como(rol).ver(ruta).text
            assert tiene == (rol in ("gestion", "supervision")), (rol, ruta)
        assert 'data-tecla="!"' not in como(rol).ver("/cola").text
    assert "Parar todo lo programado" in como("gestion").ver("/ayuda").text


# --- las sugerencias


def sugerir(
    montaje, tipo=TipoSugerencia.SIN_COMUNICADO, cuenta=None, asunto="insulina en Zacamil & Apopa", **mas
) -> None:
    with montaje.servicio.almacen.unidad() as u:
        u.sugerencias.abrir(
            SugerenciaNueva(tipo, f"{tipo}:{asunto}", "hablan mucho de esto", cuenta, asunto, **mas)
        )


def test_una_sugerencia_con_sus_ejemplos_tapados_y_lo_que_se_puede_hacer(montaje, como):
    sugerir(montaje, ejemplos=["mi DUI es 01234567-8 <b>", "no hay"])
    sugerir(montaje, TipoSugerencia.SILENCIO, YT, "")
    sugerir(montaje, TipoSugerencia.INUNDACION, TW, "")
    html = como("gestion").ver("/sugerencias").text
    assert "01234567" not in html
    assert "&lt;b&gt;" in html
    assert 'href="/escritos/nuevo?tipo=comunicado&amp;asunto=insulina+en+Zacamil+%26+Apopa"' in html
    assert "ISSS youtube" in html
    assert 'href="/calendario?cuenta=2"' in html
    nuevo = como("gestion").ver(
        "/escritos/nuevo?tipo=comunicado&asunto=insulina%20en%20Zacamil%20%26%20Apopa"
    )
    assert 'value="insulina en Zacamil &amp; Apopa"' in nuevo.text
    auditora = como("auditoria").ver("/sugerencias").text
    assert "hablan mucho de esto" in auditora
    assert 'action="/sugerencias/' not in auditora


def test_lo_violento_que_se_cita_va_velado_y_lo_demas_no(montaje, como):
    sugerir(montaje, ejemplos=["te voy a matar", "otra vez sin insulina"])
    html = como("gestion").ver("/sugerencias").text
    assert '<summary>Mostrar: texto violento</summary><q dir="auto">te voy a matar</q></details>' in html
    assert '<li dir="auto"><q dir="auto">otra vez sin insulina</q>' in html


@pytest.mark.parametrize(("como_queda", "estado"), [("atendida", "atendida"), ("descartada", "descartada")])
def test_cerrar_una_sugerencia_con_su_nota(montaje, como, como_queda, estado):
    sugerir(montaje)
    c = como("otra")
    r = c.mandar("/sugerencias/1/cerrar", {"como": como_queda, "nota": ""})
    assert r.status_code == 422
    assert c.mandar("/sugerencias/1/cerrar", {"como": "otra cosa", "nota": "se hizo"}).status_code == 422
    assert c.mandar("/sugerencias/9/cerrar", {"como": como_queda, "nota": "se hizo"}).status_code == 404
    assert c.mandar("/sugerencias/1/cerrar", {"como": como_queda, "nota": "se hizo"}).status_code == 303
    r = c.mandar("/sugerencias/1/cerrar", {"como": como_queda, "nota": "se hizo"})
    assert r.status_code == 409
    assert "Ninguna abierta" in c.ver("/sugerencias").text
    html = c.ver(f"/sugerencias?estado={estado}").text
    assert "<bdi>otra</bdi>" in html
    assert "se hizo" in html
    assert c.ver("/sugerencias?estado=rara").status_code == 422


# --- lo publicado


def test_lo_publicado_con_su_enlace_y_lo_que_cada_quien_puede(montaje, como):
    b = escribir(montaje, DICHO[0], SalidaNueva(FB), SalidaNueva(TW))
    montaje.redes[Red.FACEBOOK].publicar = lambda texto: _resultado("fb-1")
    montaje.redes[Red.TWITTER].publicar = lambda texto: _resultado("tw-1")
    for _ in range(3):
        montaje.ordenar()
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 3))
    html = como("gestion").ver("/publicado").text
    assert html.count("salió de aquí") == 2
    assert html.count("de antes de conectar la cuenta") == 2
    assert html.count('href="https://red.example.com/facebook-vieja-09-1"') == 1
    assert "1 comentario, con 1 reacción" in html
    assert "Quitarla de la red" not in html
    assert re.findall(r'href="/escritos/nuevo\?edita=(\d+)"', html) == ["1"], (
        "solo donde la red deja y salió de aquí"
    )
    assert "bórrelo y publique otra vez" in html
    assert como("gestion").ver("/escritos/nuevo?edita=1").status_code == 200
    assert como("supervision").ver("/publicado").text.count("Quitarla de la red") == 4
    assert "nuevo?edita" not in como("auditoria").ver("/publicado").text
    assert como("auditoria").ver(f"/publicado?cuenta={TW}").text.count('<li class="fila') == 1
    assert (
        redaccion.ficha_escrito(montaje.servicio.almacen, montaje.servicio.redaccion, b).b["estado"]
        == "publicado"
    )


def _resultado(id_externo: str):
    from conectores.tipos import Resultado

    return Resultado(id_externo)


def test_quitar_una_publicacion(montaje, como):
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 3))
    s, bien = (
        como("supervision"),
        {"motivo": "el horario estaba mal", "confirmo": "true", "volver": "/publicado?cuenta=1"},
    )
    assert como("gestion").mandar("/publicado/1/borrar", bien).status_code == 403
    r = s.mandar("/publicado/1/borrar", bien | {"confirmo": ""})
    assert r.status_code == 422
    r = s.mandar("/publicado/1/borrar", {"motivo": "el horario estaba mal"})
    assert r.status_code == 422
    assert "no se pidió nada" in r.text
    assert ">el horario estaba mal</textarea>" in r.text
    assert s.mandar("/publicado/1/borrar", bien | {"motivo": ""}).status_code == 422
    assert s.mandar("/publicado/99/borrar", bien).status_code == 404
    assert montaje.ordenes() == []
    r = s.mandar("/publicado/1/borrar", bien)
    assert (r.status_code, r.headers["location"]) == (303, "/publicado?cuenta=1#p-1")
    assert s.mandar("/publicado/1/borrar", bien).status_code == 409
    assert "Se pidió quitarla: en espera." in s.ver("/publicado").text
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [("borrar", "facebook-vieja-09-1")]
    html = s.ver("/publicado").text
    assert "Se quitó 20/11/2026" in html
    assert html.count("Quitarla de la red") == 1


def test_donde_la_red_no_deja_se_dice_por_que(montaje, como):
    publicar_antes(montaje, YT, Red.YOUTUBE, "09:20", range(1, 2))
    html = como("supervision").ver("/publicado").text
    assert "Lo publicado en el canal se quita a mano en YouTube Studio." in html
    assert "Quitarla de la red" not in html
    r = como("supervision").mandar("/publicado/1/borrar", {"motivo": "estaba mal", "confirmo": "true"})
    assert r.status_code == 422
    assert "YouTube Studio" in r.text


def test_lo_publicado_se_lee_por_paginas(montaje, como):
    publicar_antes(montaje, FB, Red.FACEBOOK, "09:20", range(1, 32))
    c, vistas, ruta = como("gestion"), [], "/publicado?cuenta=1"
    while ruta:
        html = c.ver(ruta).text
        vistas += re.findall(r'id="p-(\d+)"', html)
        sigue = re.search(r'rel="next" href="([^"]+)"', html)
        ruta = sigue and sigue[1].replace("&amp;", "&")
    assert len(vistas) == len(set(vistas)) == 31
    assert "No hay más." in c.ver("/publicado?antes=31").text
    assert c.ver("/publicado?antes=0").status_code == 422


# --- las palabras


@pytest.mark.parametrize(
    ("tipo", "estados", "pasos"),
    [
        ("comunicado", "aprobado devuelto publicado retirado", "Lo aprobó|Lo vio publicado"),
        ("respuesta", "aprobada devuelta publicada retirada", "La aprobó|La vio publicada"),
        ("publicacion", "aprobada devuelta publicada retirada", "La aprobó|La vio publicada"),
    ],
)
def test_lo_de_un_borrador_concuerda_con_lo_que_es(tipo, estados, pasos):
    dichos = [
        palabras_decir.estado_borrador(e, tipo) for e in ("aprobado", "devuelto", "publicado", "retirado")
    ]
    assert [d.split()[0] for d in dichos] == estados.split()
    assert [palabras_decir.paso_borrador(p, tipo) for p in ("aprobado", "visto_publicado")] == pasos.split(
        "|"
    )
    todos = [palabras_decir.estado_borrador(e, tipo) for e in ESTADOS_BORRADOR]
    todos += [palabras_decir.paso_borrador(p, tipo) for p in PASOS_BORRADOR]
    assert not [d for d in todos if "{" in d]
