"""La ficha: lo que muestra, lo que ofrece, y una decision que llega a la red una sola vez."""

import html as h
import re
from datetime import timedelta

import pytest

from conectores.tipos import PublicacionLeida, Red
from modelos.corpus import ETIQUETAS
from modelos.recetas import RECETAS
from moderacion import cola
from moderacion.web.palabras_casa import INDICIOS
from politicas.registro import POLITICAS

from .conftest import PROPIO

MOTIVO = {"motivo": "Insulto dirigido a una persona o a la institución.", "articulo": "2"}


def _decidir(cliente, accion: str, version: int = 1, expediente: int = 1, **mas):
    datos = {"accion": accion, "version": version} | MOTIVO | mas
    return cliente.mandar(f"/expedientes/{expediente}/decidir", datos)


def _cita(html: str) -> str:
    """El comentario marcado, tal como va en la pagina."""
    return re.search(r'<blockquote class="cita evidencias".*?>(.*?)</blockquote>', html, re.DOTALL)[1]


def _accion(html: str, accion: str) -> str:
    return re.search(rf'<div class="accion[^>]*>\s*<input[^>]*value="{accion}".*?</div>', html, re.DOTALL)[0]


def test_evidencia_subrayada_por_politica_y_articulo_citado(montaje, como):
    texto = "😡 ve a http://x.example.com/imbecil   pendejo\n fin"
    montaje.comentar(texto)
    montaje.vuelta()
    html = como("gestion").ver("/expedientes/1").text
    cita = _cita(html)
    assert h.unescape(re.sub(r"<[^>]+>", "", cita)) == texto
    marcas = re.findall(r'<mark class="ev" title="([^"]*)"(?: data-n="([^"]*)")?>(.*?)</mark>', cita)
    assert [(re.sub(r"<[^>]+>", "", m), n) for _, n, m in marcas] == [
        ("http://x.example.com/", ""),
        ("imbecil", "2·4"),
        ("pendejo", "2"),
    ]
    assert 'class="ev-2 capa-1"' in marcas[1][2]
    assert 'class="ev-4 capa-2"' in marcas[1][2]
    for numero in (2, 4):
        p = POLITICAS[numero - 1]
        assert f"Artículo {numero}: {h.escape(p.titulo, quote=False)}" in html
        assert p.articulo.strip()[:60] in h.unescape(html)
    assert "insulto dirigido a una persona" in html
    assert "91 %" in html


def test_conversacion_publicacion_y_autor(montaje, como):
    fb = montaje.redes[Red.FACEBOOK]
    fb.publicaciones.append(
        PublicacionLeida(Red.FACEBOOK, "pub-1", "Horario de la farmacia", montaje.reloj.ahora())
    )
    montaje.comentar("un saludo", autor="ana")
    padre = montaje.comentar("pregunta de otro", autor="beto")
    montaje.comentar("Qué pendejo sos", autor="ana", padre_id=padre)
    montaje.vuelta()
    montaje.vuelta()
    html = como("gestion").ver("/expedientes/1").text
    for dato in (
        "Horario de la farmacia",
        "pregunta de otro",
        "un saludo",
        "1 falta (2 puntos).",
        "por confirmar antes",
    ):
        assert dato in html, dato
    assert html.count('href="https://red.example.com/ana"') == 1


def test_lo_violento_de_alrededor_y_lo_demas_del_autor_va_velado(montaje, como):
    """Quien abre un insulto no tiene por que leer la amenaza que lo rodea."""
    padre = montaje.comentar("te voy a matar hoy", autor="beto")
    montaje.comentar("te voy a matar <b>", autor="ana")
    montaje.comentar("Qué pendejo sos", autor="ana", padre_id=padre)
    montaje.vuelta()
    montaje.vuelta()
    numero = next(n for n in (1, 2, 3) if "pendejo" in _cita(como("gestion").ver(f"/expedientes/{n}").text))
    alrededor = como("gestion").ver(f"/expedientes/{numero}").text.partition('id="t-contexto"')[2]
    for texto in ("te voy a matar hoy", "te voy a matar &lt;b&gt;"):
        assert re.search(
            rf'<details class="velo"><summary>Mostrar: texto violento</summary><q dir="auto">{texto}',
            alrededor,
        ), texto


def test_lo_que_no_se_puede_sale_apagado_con_su_razon(montaje, como):
    montaje.comentar("Qué mierda", Red.FACEBOOK, None)
    montaje.comentar("Qué mierda", Red.TWITTER)
    montaje.vuelta()
    facebook = como("gestion").ver("/expedientes/1").text
    assert "disabled" in _accion(facebook, "bloquear")
    assert "No disponible. La red no dice quién lo escribió" in _accion(facebook, "bloquear")
    assert "disabled" in _accion(facebook, "retener")
    assert "Facebook no deja devolver un comentario" in _accion(facebook, "retener")
    assert "disabled" not in _accion(facebook, "ocultar")
    assert "deshacer" in _accion(facebook, "ocultar")
    assert "No se puede deshacer" in _accion(facebook, "eliminar")
    assert "Lo hace una persona en la red." in _accion(como("gestion").ver("/expedientes/2").text, "bloquear")
    r = _decidir(como("gestion"), "bloquear")
    assert r.status_code == 422
    assert "La red no dice quién lo escribió" in r.text
    assert _decidir(como("gestion"), "retener").status_code == 422
    assert _decidir(como("gestion"), "publicar").status_code == 422
    assert montaje.ordenes() == []


def test_decidir_ordena_y_la_red_lo_hace_una_vez(montaje, como):
    escrito = montaje.comentar("Qué mierda")
    montaje.vuelta()
    c = como("gestion")
    assert c.mandar("/expedientes/1/tomar").headers["location"] == "/expedientes/1"
    r = _decidir(c, "ocultar", detalle="Segunda vez este mes.")
    assert (r.status_code, r.headers["location"]) == (303, "/cola?hecho=1")
    assert montaje.ordenes() == [("ocultar", "pendiente")]
    montaje.ordenar()
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [("ocultar", escrito)]
    assert "expediente 1 decidido" in c.ver("/cola?hecho=1").text
    html = c.ver("/expedientes/1").text
    for dato in (
        "Cambiar la decisión",
        "Segunda vez este mes.",
        "<bdi>gestion</bdi>",
        "(artículo 2)",
        "hecha",
        "oculto",
    ):
        assert dato in html, dato


def test_ocultar_y_bloquear(montaje, como):
    escrito = montaje.comentar("Qué mierda", autor="ana")
    montaje.vuelta()
    assert _decidir(como("supervision"), "bloquear").status_code == 303
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [("ocultar", escrito), ("bloquear", "id-ana")]


def test_una_decision_se_revierte_con_otra(montaje, como):
    escrito = montaje.comentar("sos un pendejo", autor="ana")
    montaje.vuelta()
    red = montaje.redes[Red.FACEBOOK]
    assert red.efectos == [("ocultar", escrito), ("bloquear", "id-ana")]
    montaje.servicio.sancionar()
    assert _decidir(como("gestion"), "permitir", articulo="").status_code == 303
    montaje.ordenar()
    assert red.efectos[2:] == [("mostrar", escrito), ("desbloquear", "id-ana")]
    assert _decidir(como("otra"), "ocultar", version=2).status_code == 303
    montaje.ordenar()
    assert red.efectos[4:] == [("ocultar", escrito)]
    html = como("gestion").ver("/expedientes/1").text
    decisiones = re.findall(r"<li><strong>([^<]+)</strong>[^<]*<bdi>([^<]+)</bdi>", html)
    assert decisiones == [("Permitir", "gestion"), ("Ocultar", "otra")]


def test_la_segunda_decision_sobre_lo_mismo_ve_el_estado_nuevo(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    assert _decidir(como("otra"), "permitir").status_code == 303
    r = _decidir(como("gestion"), "ocultar", detalle="mi razón <b>")
    assert r.status_code == 409
    assert "El expediente cambió mientras lo miraba" in r.text
    assert 'name="version" value="2"' in r.text
    assert "mi razón &lt;b&gt;" in r.text
    assert re.search(r'value="ocultar"[^>]* checked', r.text)
    assert "<strong>Permitir</strong>" in r.text
    assert montaje.ordenes() == []


def test_mientras_lo_tiene_otro_no_se_decide(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    otra, gestion = como("otra"), como("gestion")
    assert otra.mandar("/expedientes/1/tomar").status_code == 303
    assert "Es suyo hasta las <span data-hasta-toma>09:06</span>" in otra.ver("/expedientes/1").text
    ajena = gestion.ver("/expedientes/1").text
    assert "Lo tiene <bdi>otra</bdi> hasta las 09:06" in ajena
    assert '<fieldset class="plano" disabled>' in ajena
    assert gestion.mandar("/expedientes/1/tomar").status_code == 409
    assert _decidir(gestion, "ocultar").status_code == 409
    assert otra.mandar("/expedientes/1/soltar").headers["location"] == "/expedientes/1"
    assert gestion.mandar("/expedientes/1/tomar").status_code == 303
    montaje.reloj.adelantar(cola.TOMA + timedelta(seconds=1))
    assert "Nadie lo tiene." in otra.ver("/expedientes/1").text


def test_ver_no_cambia_nada(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    with montaje.servicio.almacen.lectura() as u:
        antes = u.expedientes.ficha(1), len(list(u.registro.recorrer()))
    for ruta in (
        "/cola",
        "/expedientes/1",
        "/expedientes/1/texto",
        "/incidentes",
        "/bloqueos",
        "/conexiones",
        "/politicas",
    ):
        assert como("gestion").ver(ruta).status_code == 200
    with montaje.servicio.almacen.lectura() as u:
        assert (u.expedientes.ficha(1), len(list(u.registro.recorrer()))) == antes


@pytest.mark.parametrize(
    ("datos", "frase"),
    [
        ({"accion": ""}, "Elija qué hacer"),
        ({"motivo": "", "detalle": "  "}, "Escriba el motivo"),
        ({"motivo": "", "detalle": "x" * 2001}, "Escriba el motivo"),
        ({"accion": "fulminar"}, "no es una acción"),
    ],
)
def test_sin_accion_o_sin_motivo_no_hay_decision(montaje, como, datos, frase):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    r = _decidir(como("gestion"), **({"accion": "ocultar"} | datos))
    assert r.status_code == 422
    assert frase in r.text
    assert montaje.ordenes() == []


def test_decidir_y_abrir_el_siguiente_libre(montaje, como):
    for n in range(3):
        montaje.comentar(f"mierda {n}")
    montaje.vuelta()
    assert como("otra").mandar("/expedientes/2/tomar").status_code == 303
    c = como("gestion")
    r = _decidir(c, "permitir", seguir="true")
    assert r.headers["location"] == "/expedientes/3?hecho=1"
    assert "Es suyo hasta" in c.ver("/expedientes/3?hecho=1").text
    r = _decidir(c, "permitir", expediente=3, seguir="true")
    assert r.headers["location"] == "/cola?hecho=2"


def test_una_cuenta_que_ya_no_esta_en_la_configuracion(montaje, como):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    montaje.servicio.capacidades = {}
    html = como("gestion").ver("/expedientes/1").text
    assert "ya no está en la configuración" in html
    assert '<fieldset class="plano" disabled>' in html
    assert _decidir(como("gestion"), "ocultar").status_code == 422


def test_un_texto_larguisimo_se_abre_aparte(montaje, como):
    texto = "mierda " + "á" * 99_990 + "fin"
    montaje.comentar(texto)
    montaje.vuelta()
    html = como("gestion").ver("/expedientes/1").text
    assert "Se ve el principio de 100000 caracteres" in html
    entero = como("gestion").ver("/expedientes/1/texto")
    assert entero.text == texto
    assert entero.headers["content-type"].startswith("text/plain")


HOSTILES = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</textarea><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "\u202egnirts\u202c \x07\x1b[31m\u0000",
]


@pytest.mark.parametrize("hostil", HOSTILES)
def test_lo_que_escribe_un_desconocido_se_muestra_y_no_se_ejecuta(montaje, como, hostil):
    fb = montaje.redes[Red.FACEBOOK]
    fb.publicaciones.append(
        PublicacionLeida(Red.FACEBOOK, "pub-1", hostil, montaje.reloj.ahora(), enlace="javascript:alert(2)")
    )
    montaje.comentar(f"{hostil} sos un pendejo", autor=hostil, enlace="javascript:alert(3)")
    montaje.vuelta()
    montaje.vuelta()
    c = como("gestion")
    _decidir(c, "bloquear", detalle=hostil.replace("\u0000", ""))
    for ruta in ("/cola", "/expedientes/1", "/bloqueos", "/incidentes"):
        html = c.ver(ruta).text
        assert "<script" not in html.replace(PROPIO, "")
        assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', html)), ruta
        assert not re.search(r'href="(?!/|https?://|#)', html), ruta
        assert "49" not in re.findall(r"<bdi>(.*?)</bdi>", html)
        assert "</textarea><svg" not in html
    assert h.escape(hostil.replace("\u0000", "\ufffd")).replace("&#x27;", "&#39;").replace(
        "&quot;", "&#34;"
    ) in _cita(c.ver("/expedientes/1").text)


def test_callar_una_critica_lo_firman_dos(montaje, como):
    montaje.comentar("Qué mierda de servicio")
    montaje.vuelta()
    c, otra = como("gestion"), como("otra")
    assert "la restringen dos. Nadie ha dicho aún" in c.ver("/expedientes/1").text
    r = _decidir(c, "ocultar", articulo="1")
    assert r.status_code == 422
    assert "otra persona esté de acuerdo" in r.text
    assert montaje.ordenes() == []
    opinion = {"tipo": "opinar", "texto": "No dice nada que se pueda comprobar."}
    assert otra.mandar("/expedientes/1/notas", opinion | {"parecer": "quizá"}).status_code == 422
    assert otra.mandar("/expedientes/1/notas", opinion | {"parecer": "restringir"}).status_code == 303
    html = c.ver("/expedientes/1").text
    assert "Está de acuerdo otra." in html
    assert ": lo restringiría</span>" in html
    assert "Nadie ha dicho aún" in otra.ver("/expedientes/1").text, "su propia opinión no le vale"
    assert _decidir(c, "ocultar", articulo="1").status_code == 303
    assert montaje.ordenes() == [("ocultar", "pendiente")]


def test_cada_cifra_del_clasificador_se_dice_con_palabras():
    servidas = {c.nombre for r in RECETAS for c in r.cabezas if c.servida} | set(ETIQUETAS)
    assert servidas <= set(INDICIOS)
    assert [d for d in INDICIOS.values() if "_" in d] == []
