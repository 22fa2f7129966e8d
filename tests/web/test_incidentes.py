"""Un incidente en la consola: lo que se ve, los pasos, las decisiones, el acta y los cambios que se anuncian."""

import html
import io
import re
from datetime import timedelta

from conectores.tipos import PublicacionLeida, Red
from moderacion import incidentes
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.reloj import en_local

CAUSA = {"causa": "clave filtrada, ya cambiada"}
DUI = "su DUI es 01234567-8"


def intruso(montaje, texto: str = "Registre su tarjeta para cobrar el bono") -> None:
    montaje.vuelta()
    montaje.reloj.adelantar(timedelta(minutes=5))
    leida = PublicacionLeida(
        Red.TWITTER, "666", texto, montaje.reloj.ahora(), enlace="https://red.example.com/666"
    )
    montaje.redes[Red.TWITTER].publicaciones.append(leida)
    montaje.vuelta()


def test_la_lista_se_filtra_y_lleva_a_cada_uno(montaje, como):
    c = como("gestion")
    intruso(montaje)
    html = c.ver("/incidentes").text
    assert 'href="/incidentes/1"' in html
    assert "Cuenta detenida" in html
    assert "Tomarlo" in html
    assert 'href="/incidentes/1"' in c.ver("/incidentes?estado=abierto").text
    assert "Ninguno así" in c.ver("/incidentes?estado=cerrado").text
    assert c.ver("/incidentes?estado=inventado").status_code == 200
    assert "Ninguno más así" in c.ver("/incidentes?negada=0&tras=-1").text


def test_lo_que_nadie_tomo_a_tiempo_va_delante_por_viejo_que_sea(montaje, como):
    c = como("gestion")
    intruso(montaje)
    assert "ya pasó su plazo" not in c.ver("/incidentes").text
    montaje.reloj.adelantar(timedelta(minutes=16))
    html = c.ver("/incidentes").text
    assert "Nadie ha tomado un incidente, y ya pasó su plazo" in html
    assert html.count('href="/incidentes/1"') == 1, (
        "va el primero de la lista: no hace falta decirlo dos veces"
    )
    assert "Debía tomarse" in html
    cerrados = c.ver("/incidentes?estado=cerrado").text
    assert 'href="/incidentes/1"' in cerrados[cerrados.index("ya pasó su plazo") :], (
        "donde no sale, se enlaza"
    )
    assert "ya pasó su plazo" not in c.ver("/incidentes?negada=0&tras=-2").text
    assert c.mandar("/incidentes/1/atender").status_code == 303
    assert "ya pasó su plazo" not in c.ver("/incidentes").text


def test_tomado_por_quien_no_calla_la_cadena_se_dice_que_nadie_acuso_recibo(montaje, como):
    gestion = como("gestion")
    intruso(montaje)
    assert "no han acusado recibo" not in gestion.ver("/incidentes").text
    gestion.mandar("/incidentes/1/atender")
    assert "Sus superiores no han acusado recibo" in gestion.ver("/incidentes").text
    como("supervision").mandar("/incidentes/1/acuse")
    assert "no han acusado recibo" not in gestion.ver("/incidentes").text


def test_las_paginas_siguen_donde_quedo_la_anterior(montaje, como):
    c = como("gestion")
    montaje.vuelta()
    with montaje.servicio.almacen.unidad() as u:
        for n in range(30):
            incidentes.abrir(u, IncidenteNuevo(1, "emergencia", f"k{n}", 2, "pide ayuda", []))
    primera = c.ver("/incidentes?estado=abierto").text
    siguiente = html.unescape(re.search(r'rel="next" href="([^"]+)"', primera)[1])
    segunda = c.ver(siguiente).text
    assert "estado=abierto" in siguiente
    suyos = [re.findall(r'<h2 class="texto"><a href="/incidentes/(\d+)"', h) for h in (primera, segunda)]
    assert [len(s) for s in suyos] == [25, 5]
    assert [int(i) for s in suyos for i in s] == list(range(1, 31))
    assert 'href="/incidentes?estado=abierto">Volver al principio' in segunda


def test_el_id_de_una_publicacion_no_es_un_dato_personal(montaje, como):
    montaje.vuelta()
    montaje.reloj.adelantar(timedelta(minutes=5))
    cual = "100064500000001_600000000000059"
    montaje.redes[Red.TWITTER].publicaciones.append(
        PublicacionLeida(
            Red.TWITTER,
            cual,
            f"Cobre en https://bono-isss.example.com, {DUI}",
            montaje.reloj.ahora(),
            aplicacion="Otra",
            nuestra_aplicacion=False,
        )
    )
    montaje.vuelta()
    html = como("gestion").ver("/incidentes/1").text
    assert f"no está en nuestro libro: {cual}, del" in html
    assert "01234567-8" not in html
    lista = como("gestion").ver("/incidentes").text
    assert f"no está en nuestro libro: {cual}, del" in lista
    assert "•" not in lista, "tampoco el que se corta por donde no cabe"
    acta = texto_pdf(como("gestion").ver("/incidentes/1/acta").content)
    assert f"no está en nuestro libro: {cual}" in " ".join(acta.split())


def test_el_antes_y_el_ahora_van_al_lado_con_su_huella_y_tapados(montaje, como):
    intruso(montaje, f"Registre su tarjeta, {DUI}")
    html = como("auditoria").ver("/incidentes/1").text
    assert "No estaba." in html
    assert "Registre su tarjeta, su DUI es" in html
    assert "01234567-8" not in html
    assert "20/11/2026 a las 09:" in html, "lo nuestro no se tapa"
    assert re.search(r"SHA-256 [0-9a-f]{64}", html)
    assert 'href="https://red.example.com/666"' in html
    assert "peso 10" in html
    assert "Hacerse cargo" not in html, "auditoria mira"
    assert "/pasos/" not in html


def test_los_pasos_se_marcan_con_nombre_y_se_desmarcan(montaje, como):
    gestion = como("gestion")
    intruso(montaje)
    html = gestion.ver("/incidentes/1").text
    assert "https://x.com/settings/sessions" in html, "la pagina de su red"
    assert "accountscenter.facebook.com" not in html
    r = gestion.mandar("/incidentes/1/pasos/1", {"nota": "hablé con la jefa"})
    assert (r.status_code, r.headers["location"]) == (303, "/incidentes/1#paso-1"), (
        "con once pasos, no vuelve arriba"
    )
    html = gestion.ver("/incidentes/1").text
    assert "Lo hizo <bdi>gestion</bdi>" in html
    assert "hablé con la jefa" in html
    assert "1 de" in html
    repetido = como("supervision").mandar("/incidentes/1/pasos/1", {"nota": "yo también"})
    assert repetido.status_code == 409
    assert gestion.mandar("/incidentes/1/pasos/1", {"hecho": "false"}).status_code == 303
    assert "Lo hizo" not in gestion.ver("/incidentes/1").text
    assert gestion.mandar("/incidentes/1/pasos/999").status_code == 404
    assert como("auditoria").mandar("/incidentes/1/pasos/1").status_code == 403


def test_la_decision_del_superior_queda_con_su_motivo_y_se_hace(montaje, como):
    gestion, supervision = como("gestion"), como("supervision")
    intruso(montaje)
    assert gestion.mandar("/incidentes/1/decidir", {"decision": "otra", "motivo": "xxx"}).status_code == 403
    r = supervision.mandar("/incidentes/1/decidir", {"decision": "parar_todas", "motivo": " "})
    assert r.status_code == 422
    assert "Escriba el motivo" in r.text
    assert '<option value="parar_todas" selected>' in r.text
    r = supervision.mandar("/incidentes/1/decidir", {"decision": "inventada", "motivo": "porque sí"})
    assert r.status_code == 422
    assert ">porque sí</textarea>" in r.text
    escrita = {"decision": "parar_todas", "motivo": "no sabemos por dónde entraron"}
    assert supervision.mandar("/incidentes/1/decidir", escrita).status_code == 303
    html = gestion.ver("/incidentes/1").text
    assert "no sabemos por dónde entraron" in html
    assert "Detener todas las cuentas" in html
    assert "no sabemos por dónde entraron" in gestion.ver("/paros").text
    suelta = {"decision": "soltar_cuenta", "motivo": "ya es nuestra"}
    assert supervision.mandar("/incidentes/1/decidir", suelta).status_code == 303
    assert "está detenido hasta" not in gestion.ver("/incidentes/1").text
    assert supervision.mandar("/incidentes/1/decidir", suelta).status_code == 409


def test_falsa_alarma_y_volver_a_abrirlo(montaje, como):
    supervision = como("supervision")
    intruso(montaje)
    assert como("gestion").mandar("/incidentes/1/descartar", CAUSA).status_code == 403
    r = supervision.mandar("/incidentes/1/descartar", {"causa": "era mía"})
    assert r.status_code == 422
    assert ">era mía</textarea>" in r.text
    descarte = {"causa": "la publicó Comunicaciones desde el teléfono"}
    assert supervision.mandar("/incidentes/1/descartar", descarte).status_code == 303
    html = supervision.ver("/incidentes/1").text
    assert "Falsa alarma" in html
    assert "Se cerró como falsa alarma" in html
    assert supervision.mandar("/incidentes/1/descartar", descarte).status_code == 409
    assert supervision.mandar("/incidentes/1/reabrir", {"motivo": "sigue entrando"}).status_code == 303
    html = supervision.ver("/incidentes/1").text
    assert "Cerrar y volver a publicar" in html
    assert "sigue entrando" in html
    assert supervision.mandar("/incidentes/1/reabrir", {"motivo": "otra vez"}).status_code == 409


def test_el_acta_es_un_pdf_en_espanol_con_lo_personal_tapado(montaje, como):
    intruso(montaje, f"¡Regístrese! {DUI} en ІSSЅ 😀")
    supervision = como("supervision")
    supervision.mandar("/incidentes/1/decidir", {"decision": "denunciar", "motivo": "hay un daño señalado"})
    r = supervision.ver("/incidentes/1/acta")
    assert r.status_code == 200
    assert r.headers["content-type"] == "application/pdf"
    assert 'filename="incidente-1.pdf"' in r.headers["content-disposition"]
    texto = texto_pdf(r.content)
    for dicho in (
        "Posible intervención de la cuenta",
        "Acta del",
        "¡Regístrese!",
        "hay un daño señalado",
        "Denunciar ante la autoridad",
        "<U+0406>SS<U+0405>",
        "SHA-256",
        "sin hacer",
    ):
        assert dicho in texto, dicho
    assert "01234567" not in texto
    assert como("gestion").ver("/incidentes/99/acta").status_code == 404


def texto_pdf(cuerpo: bytes) -> str:
    """Lo que se lee en un PDF de fpdf2: los textos de sus hojas, sin los cortes de linea."""
    import zlib

    trozos = []
    for m in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", cuerpo, re.DOTALL):
        try:
            hoja = zlib.decompress(m[1]).decode("latin-1")
        except zlib.error:
            continue
        textos = re.findall(r"\(((?:\\.|[^\\)])*)\) Tj", hoja)
        trozos.append(" ".join(re.sub(r"\\(.)", r"\1", t) for t in textos))
    assert io.BytesIO(cuerpo).read(5) == b"%PDF-"
    return " ".join(" ".join(trozos).split())


def test_los_cambios_se_anuncian_y_se_retiran(montaje, como):
    gestion, supervision = como("gestion"), como("supervision")
    assert "No hay ningún cambio anunciado" in gestion.ver("/incidentes/cambios").text
    ahora = en_local(montaje.reloj.ahora())
    bien = {
        "cuenta": "2",
        "hasta": f"{ahora + timedelta(hours=3):%Y-%m-%dT%H:%M}",
        "espera": ["publicaciones", "perfil"],
        "motivo": "feria de salud en Apopa, publica Ana",
    }
    assert gestion.mandar("/incidentes/cambios", bien).status_code == 403
    for malo, dicho in (
        ({"motivo": "feria"}, "Diga por qué"),
        ({"hasta": "mañana"}, "Escriba cuándo termina"),
        ({"hasta": f"{ahora + timedelta(days=9):%Y-%m-%dT%H:%M}"}, "demasiado larga"),
        ({"desde": f"{ahora - timedelta(hours=1):%Y-%m-%dT%H:%M}"}, "Eso ya empezó"),
        ({"cuenta": "99"}, "No hay cuenta 99"),
        ({"cuenta": "9" * 19}, "No hay tal cuenta"),
        ({"espera": ["todo"]}, "No se puede anunciar"),
    ):
        r = supervision.mandar("/incidentes/cambios", bien | malo)
        assert r.status_code in {404, 422}, malo
        assert dicho in r.text, malo
        if "motivo" not in malo:
            assert ">feria de salud en Apopa, publica Ana</textarea>" in r.text, malo
    assert supervision.mandar("/incidentes/cambios", bien).status_code == 303
    html = gestion.ver("/incidentes/cambios").text
    assert (
        "cambios del perfil (nombre, foto, descripción, sitio…); publicaciones, respuestas o correcciones"
        in html
    )
    assert "Retirar" not in html
    assert supervision.mandar("/incidentes/cambios/1/retirar").status_code == 303
    assert supervision.mandar("/incidentes/cambios/1/retirar").status_code == 409
    assert "(retirado)" in gestion.ver("/incidentes/cambios").text


def test_lo_anunciado_en_la_consola_baja_y_no_calla(montaje, como):
    supervision = como("supervision")
    montaje.vuelta()
    hasta = en_local(montaje.reloj.ahora()) + timedelta(hours=3)
    supervision.mandar(
        "/incidentes/cambios",
        {"hasta": f"{hasta:%Y-%m-%dT%H:%M}", "espera": "publicaciones", "motivo": "feria de salud en Apopa"},
    )
    intruso(montaje, "La farmacia de Zacamil atiende de 7 a 15 horas")
    (i,) = incidentes.listar(montaje.servicio.almacen)
    assert (i["tipo"], i["congela"]) == ("cuenta_sospechosa", False)
    assert "feria de salud en Apopa" in supervision.ver("/incidentes/1").text
    assert supervision.mandar("/incidentes/1/decidir", {"decision": "parar_cuenta", "motivo": "por si acaso"})
    assert "está detenido hasta" in supervision.ver("/incidentes/1").text
