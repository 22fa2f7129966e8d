"""La API: cada ruta, lo que contesta, las páginas con cursor y lo que no deja ver sin permiso."""

from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion.web.presentacion import MOTIVOS

from .api_apoyo import DECISION, TODOS, codigo, dar_testigo
from .test_otras import _intruso

SIN_DATOS = tuple(a for a in TODOS if a != "datos:ver")


def _cuenta(montaje, red: Red) -> int:
    return next(i for i, c in montaje.servicio.conectores.items() if c.red is red)


def test_la_cola_por_prioridad_y_por_paginas(montaje, programa):
    for n in range(7):
        montaje.comentar(f"mierda {n}", list(Red)[n % 3], autor=f"ana{n}")
    montaje.comentar("te voy a matar", autor="beto")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    entera = p.ver("/cola").json()
    assert entera["siguiente"] is None
    textos = [e["texto"]["contenido"] for e in entera["elementos"]]
    assert textos[0] == "te voy a matar"
    assert len(textos) == 8
    juntos, cursor, paginas = [], None, 0
    while paginas == 0 or cursor:
        r = p.ver("/cola", params={"limite": 3} | ({"cursor": cursor} if cursor else {})).json()
        juntos += [e["texto"]["contenido"] for e in r["elementos"]]
        cursor, paginas = r["siguiente"], paginas + 1
    assert (juntos, paginas) == (textos, 3)
    de_red = p.ver("/cola?red=twitter").json()["elementos"]
    assert {e["red"] for e in de_red} == {"twitter"}
    uno = entera["elementos"][0]
    assert (uno["autor"], uno["politicas"], uno["propuesta"], uno["version"]) == (
        "beto",
        [1],
        "restringir",
        1,
    )


@pytest.mark.parametrize(
    ("direccion", "campo"),
    [
        ("/cola?cursor=AAAA", "cursor"),
        ("/cola?cursor=MSwyLDM", "cursor"),
        ("/cola?cursor=%C3%B1", "cursor"),
        ("/cola?limite=0", "limite"),
        ("/cola?limite=101", "limite"),
        ("/cola?limite=NaN", "limite"),
        ("/cola?red=nada", "red"),
        ("/cola?rde=facebook", "rde"),
        ("/cola?red=%00", "red"),
        ("/cola?red=%ED%A0%80", "red"),
        ("/motivos?x=1", "x"),
        ("/bitacora?tipo=malo", "tipo"),
        ("/bitacora?objeto=../etc", "objeto"),
        ("/bitacora?desde=ayer", "desde"),
        ("/bitacora?desde=99999999999999999999", "desde"),
        ("/bitacora?desde=0001-01-01T00:00:00%2B14:00", "desde"),
        ("/cola?<script>=1", ""),
    ],
)
def test_un_parametro_malo_se_nombra(montaje, programa, direccion, campo):
    r = programa(dar_testigo(montaje, TODOS)).ver(direccion)
    assert (r.status_code, codigo(r)) == (422, "entrada_invalida"), r.text
    assert r.json()["error"].get("campo", "") == campo
    assert "<" not in r.text


def test_un_expediente_entero(montaje, programa):
    montaje.comentar("gracias por nada", autor="carla")
    montaje.comentar("Qué mierda de servicio, llame al 7777-8888", autor="carla")
    montaje.vuelta()
    e = programa(dar_testigo(montaje, TODOS)).ver("/expedientes/1").json()
    assert e["comentario"]["texto"] == {
        "contenido": "Qué mierda de servicio, llame al 7777-8888",
        "tachado": False,
        "recortado": False,
        "reservado": "",
    }
    assert (e["comentario"]["autor"], e["comentario"]["enlace"]) == ("carla", "https://red.example.com/c/1")
    (h,) = e["hallazgos"]
    assert (h["politica"], h["gravedad"], h["evidencia"]) == (
        2,
        "media",
        [{"inicio": 4, "fin": 10, "texto": "mierda"}],
    )
    assert e["veredicto"]["critica"] is True
    assert {o["accion"] for o in e["opciones"] if o["disponible"]} >= {"permitir", "ocultar", "bloquear"}
    assert [k["texto"]["contenido"] for k in e["otros_del_autor"]] == ["gracias por nada"]


def test_sin_datos_ver_no_sale_nada_que_senale_a_alguien(montaje, programa):
    montaje.comentar(
        "Qué mierda, soy Ana Policarpa Cruz, mi DUI es 01234567-8 y mi tel 7777-8888", autor="Ana Policarpa"
    )
    montaje.comentar("mierda, siete siete siete siete ocho ocho ocho ocho", autor="beto")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, SIN_DATOS))
    for ruta in ("/cola", "/expedientes/1", "/expedientes/2", "/bloqueos", "/incidentes"):
        r = p.ver(ruta)
        assert r.status_code == 200
        for dato in ("Policarpa", "01234567", "7777", "siete", "id-beto", "red.example.com", '"beto"'):
            assert dato not in r.text, (ruta, dato)
    uno = p.ver("/expedientes/1").json()["comentario"]
    assert uno["texto"]["tachado"] is True
    assert "[dui]" in uno["texto"]["contenido"]
    assert (uno["autor"], uno["enlace"], uno["id_externo"]) == (None, None, None)
    dos = p.ver("/expedientes/2").json()["comentario"]["texto"]
    assert (dos["contenido"], dos["reservado"]) == ("", "no queda texto que leer")


def test_un_texto_largo_se_recorta_en_la_lista_sin_partir_un_numero(montaje, programa):
    montaje.comentar("mierda " * 84 + " mi teléfono es 7777-8888 " * 4, autor="beto")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, SIN_DATOS))
    (fila,) = p.ver("/cola").json()["elementos"]
    assert fila["texto"]["recortado"] is True
    assert "777" not in fila["texto"]["contenido"]
    entero = p.ver("/expedientes/1").json()["comentario"]["texto"]
    assert (entero["recortado"], "7777" in entero["contenido"]) == (False, False)


def test_decidir_ordena_y_queda_en_la_bitacora_con_la_persona_y_el_cliente(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    t = p.mandar("/expedientes/1/tomar")
    assert (t.status_code, t.json()["tomado_por"]) == (200, "gestion")
    assert p.ver("/cola").json()["elementos"][0]["tomado_por"] == "gestion"
    assert p.mandar("/expedientes/1/soltar").json() == {"expediente": 1}
    r = p.mandar("/expedientes/1/decidir", DECISION)
    assert r.status_code == 200, r.text
    assert r.json() == {
        "expediente": 1,
        "version": 2,
        "estado": "resuelto",
        "accion": "ocultar",
        "decidido_por": "gestion",
    }
    assert montaje.ordenes() == [("ocultar", "pendiente")]
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [("ocultar", "facebook-1")]
    e = p.ver("/expedientes/1").json()
    assert (e["estado"], e["version"], e["decisiones"][0]["motivo"]) == ("resuelto", 2, DECISION["motivo"])
    (decidido,) = p.ver("/bitacora?tipo=expediente:decidido").json()["sucesos"]
    (_, _, escribio) = p.ver("/bitacora?tipo=cliente_api:escribio").json()["sucesos"]
    assert decidido["actor"] == escribio["actor"] == "usuario/1"
    assert escribio["datos"] == '{"objeto":"expediente/1","operacion":"decidir"}'


def test_decidir_sobre_otra_version_es_conflicto_y_no_hace_nada(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    r = p.mandar("/expedientes/1/decidir", DECISION | {"version": 7})
    assert (r.status_code, codigo(r)) == (409, "conflicto")
    no_puede = p.mandar("/expedientes/1/decidir", DECISION | {"accion": "retener"})
    assert (no_puede.status_code, codigo(no_puede)) == (422, "entrada_invalida")
    corto = p.mandar("/expedientes/1/decidir", DECISION | {"motivo": "  a  "})
    assert corto.status_code == 422
    assert montaje.ordenes() == []


def test_lo_que_tiene_otra_persona_no_se_toma(montaje, programa):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    una = programa(dar_testigo(montaje, TODOS))
    otra = programa(dar_testigo(montaje, TODOS, "supervision"))
    assert una.mandar("/expedientes/1/tomar").status_code == 200
    for hacer, cuerpo in (("tomar", None), ("decidir", DECISION)):
        r = otra.mandar(f"/expedientes/1/{hacer}", cuerpo)
        assert (r.status_code, codigo(r)) == (409, "conflicto"), hacer
    montaje.reloj.adelantar(timedelta(minutes=6))
    assert otra.mandar("/expedientes/1/tomar").status_code == 200


def test_incidentes(montaje, programa):
    _intruso(montaje)
    p = programa(dar_testigo(montaje, TODOS))
    (i,) = p.ver("/incidentes").json()["incidentes"]
    assert (i["estado"], i["red"], i["tipo"]) == ("abierto", "twitter", "cuenta_intervenida")
    r = p.mandar(f"/incidentes/{i['id']}/atender")
    assert r.json() == {"incidente": i["id"], "estado": "atendido", "atendido_por": "gestion"}
    assert p.ver("/incidentes").json()["incidentes"][0]["estado"] == "atendido"
    otra_vez = p.mandar(f"/incidentes/{i['id']}/atender")
    assert (otra_vez.status_code, codigo(otra_vez)) == (409, "conflicto")


def test_bloqueos_conexiones_resumen_motivos_y_politicas(montaje, programa):
    montaje.comentar("sos un pendejo")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    (b,) = p.ver("/bloqueos").json()["bloqueos"]
    assert (b["provisional"], b["falta"], b["articulo"], b["autor"]) == (True, "confirmar", 2, "ana")
    c = p.ver("/conexiones").json()
    assert (c["viva"], c["paradas"], len(c["cuentas"]), c["en_cola"]) == (True, [], 3, 1)
    r = p.ver("/resumen").json()
    assert (r["comentarios"], r["ocultados"], r["por_red"]) == (1, 1, {"facebook": 1})
    assert p.ver("/motivos").json()["motivos"] == list(MOTIVOS)
    politicas = p.ver("/politicas").json()["politicas"]
    assert [q["numero"] for q in politicas] == list(range(1, 14))
    assert politicas[1]["modo_configurado"] == "actuar"


def test_la_bitacora_por_paginas_filtrada_y_verificada(montaje, programa):
    for n in range(4):
        montaje.comentar(f"mierda {n}")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    entera, cursor = [], None
    while not entera or cursor:
        r = p.ver("/bitacora", params={"limite": 5} | ({"cursor": cursor} if cursor else {})).json()
        entera += r["sucesos"]
        cursor = r["siguiente"]
    assert [s["n"] for s in entera] == list(range(1, len(entera) + 1))
    de_uno = p.ver("/bitacora?objeto=usuario/1").json()["sucesos"]
    assert de_uno
    assert {s["objeto"] for s in de_uno} == {"usuario/1"}
    desde = entera[-1]["fecha"]
    assert {s["fecha"] for s in p.ver("/bitacora", params={"desde": desde}).json()["sucesos"]} == {desde}
    v = p.ver("/bitacora/verificacion").json()
    assert v == {"entera": True, "sucesos": len(entera), "primera_mala": None}


def test_una_bitacora_tocada_se_dice(montaje, programa):
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    with montaje.servicio.almacen._motor.begin() as con:
        con.exec_driver_sql("DROP TRIGGER suceso_sin_update")
        con.exec_driver_sql("UPDATE suceso SET actor = 'otro' WHERE n = 3")
    assert p.ver("/bitacora/verificacion").json() == {"entera": False, "sucesos": 2, "primera_mala": 3}


def test_lo_ajeno_y_lo_que_no_hay_se_contestan_igual(montaje, programa):
    """Un cliente de Facebook no sabe de lo de las otras cuentas, ni siquiera que existe."""
    for red in Red:
        montaje.comentar(f"Qué mierda en {red.value}", red, autor=f"de-{red.value}")
    montaje.comentar("sos un pendejo", Red.TWITTER, autor="beto")
    montaje.vuelta()
    _intruso(montaje)
    suyos = tuple(a for a in TODOS if a not in ("bitacora:leer", "informes:leer"))
    p = programa(dar_testigo(montaje, suyos, cuentas=[_cuenta(montaje, Red.FACEBOOK)]))
    mio = montaje.expediente("Qué mierda en facebook")
    ajeno = montaje.expediente("Qué mierda en twitter")
    assert [e["id"] for e in p.ver("/cola").json()["elementos"]] == [mio]
    assert p.ver(f"/expedientes/{mio}").status_code == 200
    casos = [("ver", "/expedientes/{}", None), ("mandar", "/expedientes/{}/tomar", None)]
    casos += [("mandar", "/expedientes/{}/soltar", None), ("mandar", "/expedientes/{}/decidir", DECISION)]
    for metodo, ruta, cuerpo in casos:
        datos = () if cuerpo is None else (cuerpo,)
        respuestas = [
            getattr(p, metodo)(ruta.format(n), *datos) for n in (ajeno, 999, 2**63 - 1, 2**70, 0, "x")
        ]
        assert {r.status_code for r in respuestas} == {404}, ruta
        assert len({r.text for r in respuestas}) == 1, ruta
    assert p.mandar("/incidentes/1/atender").text == p.mandar("/incidentes/999/atender").text
    assert p.ver("/incidentes").json() == {"incidentes": []}
    assert p.ver("/bloqueos").json() == {"bloqueos": []}
    c = p.ver("/conexiones").json()
    assert ([q["red"] for q in c["cuentas"]], c["pendientes"], c["en_cola"]) == (["facebook"], None, None)
    # lo único ordenado es lo que hizo la máquina con «pendejo»
    assert montaje.ordenes() == [("ocultar", "hecha")]


def test_las_paginas_de_un_cliente_limitado_llegan_al_final(montaje, programa):
    for n in range(30):
        montaje.comentar(f"mierda {n}", list(Red)[n % 3], autor=f"ana{n}")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, ("cola:leer",), "", cuentas=[_cuenta(montaje, Red.YOUTUBE)]))
    ids, cursor = [], None
    while not ids or cursor:
        r = p.ver("/cola", params={"limite": 4} | ({"cursor": cursor} if cursor else {})).json()
        ids += [e["id"] for e in r["elementos"]]
        cursor = r["siguiente"]
    assert len(ids) == len(set(ids)) == 10


def test_un_sustituto_suelto_guardado_no_rompe_la_respuesta(montaje, programa):
    montaje.comentar("mierda \ud800 y \x00 más", autor="ana")
    montaje.vuelta()
    p = programa(dar_testigo(montaje, TODOS))
    assert p.ver("/cola").status_code == 200
    assert p.ver("/expedientes/1").status_code == 200
