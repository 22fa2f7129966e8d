"""Leer Twitter con tweepy sobre la red simulada: cursor, solape, paginas y lo que no debe perderse."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from conectores.errores import PeticionInvalida, RedCaida
from conectores.tipos import Conector
from tests.conectores.twitter_comun import ANA, BETO, NOSOTROS, barrer, credencial, ids, montar

MENCIONES = f"/2/users/{NOSOTROS}/mentions"


def test_cumple_el_contrato(compartida) -> None:
    conector: Conector = montar(compartida).c
    assert conector.cuenta == NOSOTROS


def test_lee_menciones_respuestas_y_lo_propio(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "Horario de farmacia", "como": "institucion"})["id"]
    e.reloj.pasar(minutes=1)
    suelta, directa = e.g.inyectar(
        {"texto": "¿a qué hora abren?", "autor": ANA},
        {"texto": "gracias", "autor": BETO, "publicacion": post},
    )
    (honda,) = e.g.inyectar({"texto": "de nada", "autor": ANA, "padre": directa})
    nuestra = e.c.responder(directa, "Con gusto").id_externo
    comentarios, publicaciones, _ = barrer(e.c)

    por_id = {c.id_externo: c for c in comentarios}
    assert por_id.keys() == {suelta, directa, honda, nuestra}
    assert (por_id[suelta].publicacion_id, por_id[suelta].padre_id) == (None, None)
    assert (por_id[directa].publicacion_id, por_id[directa].padre_id) == (post, post)
    assert (por_id[honda].publicacion_id, por_id[honda].padre_id) == (post, directa)
    assert por_id[suelta].texto == "@isss_simulado ¿a qué hora abren?"
    assert por_id[directa].autor.usuario == "beto_prueba"
    assert por_id[directa].enlace == f"https://x.com/beto_prueba/status/{directa}"
    # fila 20: que se puede hacer con cada uno
    assert [por_id[i].permisos.ocultar for i in (suelta, directa, honda, nuestra)] == [
        False,
        True,
        True,
        False,
    ]
    assert [p.id_externo for p in publicaciones] == [nuestra, post]
    assert publicaciones[0].padre_id == directa


def test_fila_6_lo_propio_llega_marcado(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    respuesta = e.g.cuenta(publicar={"texto": "más", "como": "intruso", "responde_a": post})["id"]
    comentarios, publicaciones, _ = barrer(e.c)
    assert [(c.id_externo, c.propio) for c in comentarios] == [(respuesta, True)]
    assert {p.id_externo for p in publicaciones} == {post, respuesta}
    # Twitter ya no dice con que aplicacion se publico
    assert {p.aplicacion for p in publicaciones} == {""}


def test_fila_7_editado_llega_con_id_nuevo_y_dice_a_quien_reemplaza(compartida) -> None:
    e = montar(compartida)
    (original,) = e.g.inyectar({"texto": "buen servicio", "autor": ANA})
    _, _, cursor = barrer(e.c)
    e.reloj.pasar(minutes=20)
    nuevo = e.g.cuenta(editar={"id": original, "texto": "@isss_simulado pésimo servicio"})["id"]
    comentarios, _, _ = barrer(e.c, cursor)
    (leido,) = comentarios
    assert (leido.id_externo, leido.reemplaza) == (nuevo, original)
    assert leido.editado == datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
    assert leido.publicacion_id is None
    # consultar el id viejo lleva a la version que se ve ahora
    ahora = e.c.consultar(original)
    assert (ahora.id_externo, ahora.texto, ahora.reemplaza) == (
        nuevo,
        "@isss_simulado pésimo servicio",
        original,
    )


def test_fila_5_autor_borrado_y_autor_suspendido(compartida) -> None:
    e = montar(compartida)
    sin_autor, suspendido = e.g.inyectar(
        {"texto": "anónimo", "autor": None},
        {"texto": "vendo", "autor": {"id": "66", "nombre": "X", "usuario": "x66", "suspendido": True}},
    )
    # 200 con `errors` parcial: lo demas se lee igual
    leidos = {c.id_externo: c for c in barrer(e.c)[0]}
    assert leidos[sin_autor].autor is None
    assert (leidos[suspendido].autor.id, leidos[suspendido].autor.usuario) == ("66", "")


def test_fila_8_padre_borrado(compartida) -> None:
    e = montar(compartida)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    (padre,) = e.g.inyectar({"texto": "uno", "autor": ANA, "publicacion": post})
    (hija,) = e.g.inyectar({"texto": "dos", "autor": BETO, "padre": padre})
    e.g.cuenta(borrar={"id": padre})
    (leido,) = barrer(e.c)[0]
    assert (leido.id_externo, leido.padre_id, leido.publicacion_id) == (hija, padre, post)
    assert e.c.consultar(padre) is None
    assert e.c.consultar("424242") is None


def test_fila_9_texto_largo_entero_y_republicacion_entera(compartida) -> None:
    e = montar(compartida)
    largo = "@isss_simulado " + "palabra " * 200
    (nota,) = e.g.inyectar({"texto": largo, "autor": ANA})
    leidos = {c.id_externo: c for c in barrer(e.c)[0]}
    assert leidos[nota].texto == largo
    assert leidos[nota].crudo["text"].endswith("…")


@pytest.mark.parametrize("vocabulario", ["tweet", "post"])
def test_lee_igual_con_los_nombres_viejos_y_los_nuevos(compartida, vocabulario) -> None:
    e = montar(compartida)
    e.g.cuenta(vocabulario=vocabulario)
    post = e.g.cuenta(publicar={"texto": "aviso", "como": "institucion"})["id"]
    (respuesta, mencion) = e.g.inyectar(
        {"texto": "x" * 300, "autor": ANA, "publicacion": post},
        {"texto": "hola", "autor": BETO},
    )
    editada = e.g.cuenta(editar={"id": mencion, "texto": "@isss_simulado hola otra vez"})["id"]
    leidos = {c.id_externo: c for c in barrer(e.c)[0]}
    assert leidos.keys() == {respuesta, editada}
    assert (leidos[respuesta].texto, leidos[respuesta].padre_id) == ("x" * 300, post)
    assert leidos[editada].reemplaza == mencion
    assert e.c.publicar("otra cosa").id_externo
    assert e.c.consultar("1") is None


def test_fila_10_emoji_y_rarezas_llegan_intactos(compartida) -> None:
    e = montar(compartida)
    textos = ["👩‍👩‍👧‍👦 cafe\u0301", "nulo \x00 y \u202eal reves", "suelto \ud83d aqui", "z" * 100_000]
    e.g.inyectar(*({"texto": f"@isss_simulado {t}", "autor": ANA} for t in textos))
    leidos = sorted(barrer(e.c)[0], key=lambda c: int(c.id_externo))
    assert [c.texto.removeprefix("@isss_simulado ") for c in leidos] == textos


def test_un_elemento_malo_no_pierde_los_demas(compartida, caplog) -> None:
    e = montar(compartida)
    cuerpo = {
        "data": [3, None, {"text": "sin id"}, {"id": "77"}, {"id": "78", "text": 5, "created_at": "ayer"}],
        "meta": {"result_count": 5},
    }
    e.g.fallar(ruta=MENCIONES, estado=200, cuerpo=cuerpo)
    comentarios, _, _ = barrer(e.c)
    assert ids(comentarios) == {"77", "78"}
    assert {c.texto for c in comentarios} == {""}
    assert "sin id" in caplog.text


def test_fila_16_buscar_propias_exige_zona_y_filtra(compartida) -> None:
    e = montar(compartida)
    vieja = e.c.publicar("la vieja").id_externo
    e.reloj.pasar(hours=2)
    desde = e.reloj.ahora
    e.reloj.pasar(seconds=5)
    nueva = e.c.publicar("la nueva").id_externo
    respuesta = e.c.responder(vieja, "seguimos").id_externo
    local = desde.astimezone(timezone(timedelta(hours=-6)))  # la misma hora, dicha en El Salvador
    assert [p.id_externo for p in e.c.buscar_propias(local)] == [respuesta, nueva]
    assert [p.id_externo for p in e.c.buscar_propias(desde, padre_id=vieja)] == [respuesta]
    with pytest.raises(PeticionInvalida):
        e.c.buscar_propias(datetime(2026, 11, 20, 9))  # noqa: DTZ001 (es lo que se prueba)


def test_fila_21_estado_de_la_cuenta(compartida) -> None:
    e = montar(compartida)
    e.g.cuenta(seguidores=50_001, perfil={"sitio": "https://malo.example", "nombre": "Otro"})
    estado = e.c.estado_cuenta()
    assert (estado.seguidores, estado.seguidores_exactos, estado.id_externo) == (50_001, True, NOSOTROS)
    assert (estado.perfil["sitio"], estado.nombre) == ("https://malo.example", "Otro")
    assert all(isinstance(v, str) for v in estado.perfil.values())


def test_fila_13_salud_del_token(compartida) -> None:
    e = montar(compartida)
    salud = e.c.salud_token()
    assert (salud.valido, salud.permisos, salud.faltan, salud.vence) == (True, ("leer", "escribir"), (), None)
    e.g.cuenta(token="revocado")
    assert not e.c.salud_token().valido
    e.g.cuenta(token="valido")
    # una caida no es un token malo
    e.g.fallar(ruta="users/me", estado=503, cuerpo="<html>")
    with pytest.raises(RedCaida):
        e.c.salud_token()
    e.g.fallar(
        ruta="users/me", estado=200, cuerpo={"data": {"id": "5"}}, cabeceras={"x-access-level": "read"}
    )
    assert "otra cuenta" in e.c.salud_token().motivo
    e.g.fallar(
        ruta="users/me", estado=200, cuerpo={"data": {"id": NOSOTROS}}, cabeceras={"x-access-level": "read"}
    )
    assert e.c.salud_token().faltan == ("escribir",)


def test_cuotas_sin_preguntar(compartida) -> None:
    e = montar(compartida)
    assert e.c.cuotas() == ()
    barrer(e.c)
    cuotas = {c.nombre: c for c in e.c.cuotas()}
    assert cuotas.keys() == {
        "GET /2/users/:id/tweets",
        "GET /2/users/:id/mentions",
        "GET /2/tweets/search/recent",
    }
    menciones = cuotas["GET /2/users/:id/mentions"]
    assert menciones.usado == pytest.approx(1 / 300)
    assert menciones.renueva == e.reloj.ahora + timedelta(minutes=15, seconds=1)


def test_la_credencial_no_se_ve_y_se_comprueba() -> None:
    assert "secreto" not in repr(credencial())
    with pytest.raises(ValueError, match="plan"):
        credencial("gratis")
    with pytest.raises(ValueError, match="token_secreto"):
        type(credencial())("a", "b", "c", "")
