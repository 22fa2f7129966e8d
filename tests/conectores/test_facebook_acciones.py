"""Actuar en Facebook contra la red simulada: los efectos son los que la red apuntó."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest

from conectores.errores import (
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RespuestaIlegible,
)
from conectores.facebook import ConectorFacebook
from conectores.tipos import EstadoEnRed, Resultado
from tests.conectores.apoyo_facebook import (
    ANA,
    barrer,
    conectar,
    http,
    publicar,
    servidor_crudo,
)


@pytest.fixture
def comentario(fb: SimpleNamespace) -> str:
    return fb.gobierno.inyectar({"texto": "hola", "autor": ANA})[0]


def efectos(fb: SimpleNamespace) -> list[tuple[str, str]]:
    return [(e["accion"], e["objeto"]) for e in fb.gobierno.efectos()]


def test_ocultar_y_mostrar_son_reversibles_y_repetibles(fb: SimpleNamespace, comentario: str) -> None:
    for _ in range(2):
        assert fb.conector.ocultar(comentario) == Resultado(comentario, crudo={"success": True})
    assert fb.conector.consultar(comentario).estado is EstadoEnRed.OCULTO
    fb.conector.mostrar(comentario)
    assert fb.conector.consultar(comentario).estado is EstadoEnRed.VISIBLE
    assert efectos(fb) == [("ocultar", comentario), ("mostrar", comentario)]


def test_editar_y_borrar_lo_nuestro_son_repetibles(fb: SimpleNamespace, comentario: str) -> None:
    publicada = fb.conector.publicar("la farmacia abre a las 7").id_externo
    for _ in range(2):
        assert fb.conector.editar(publicada, "la farmacia abre a las 8").id_externo == publicada
    (vista,) = [p for p in barrer(fb.conector).publicaciones.values() if p.id_externo == publicada]
    assert vista.texto == "la farmacia abre a las 8"
    with pytest.raises(NoPermitido):
        fb.conector.editar(comentario, "esto lo dijo otra persona")
    with pytest.raises(PeticionInvalida):
        fb.conector.editar(publicada, "")
    for ya in (False, True):
        assert fb.conector.borrar(publicada).ya_estaba is ya
    with pytest.raises(NoEncontrado):
        fb.conector.editar(publicada, "ya no está")
    assert [a for a, o in efectos(fb) if o == publicada] == ["publicar", "editar", "eliminar"]


def test_ocultar_una_visita(fb: SimpleNamespace) -> None:
    (visita,) = fb.gobierno.inyectar({"texto": "x", "autor": ANA, "visitante": True})
    fb.conector.ocultar(visita)
    leida = fb.conector.consultar(visita)
    assert (leida.estado, leida.texto, leida.publicacion_id) == (EstadoEnRed.OCULTO, "x", None)


def test_trampa_17_la_lista_atrasada_no_repite_el_efecto(fb: SimpleNamespace, comentario: str) -> None:
    """La lista aun lo da por visible: el consultado por id manda, y ocultar otra vez no hace nada nuevo."""
    fb.conector.ocultar(comentario)
    fb.mundo.estado.nodos[comentario].extra["is_hidden"] = False
    assert barrer(fb.conector).comentarios[comentario].estado is EstadoEnRed.VISIBLE
    fb.conector.ocultar(comentario)
    assert efectos(fb) == [("ocultar", comentario)]


def test_trampa_8_lo_que_ya_no_esta_se_da_por_hecho(fb: SimpleNamespace, comentario: str) -> None:
    fb.gobierno.cuenta(borrar={"id": comentario})
    assert fb.conector.ocultar(comentario) == Resultado(comentario, ya_estaba=True)
    assert fb.conector.eliminar(comentario) == Resultado(comentario, ya_estaba=True)
    assert fb.conector.consultar(comentario) is None
    for hacer in (fb.conector.mostrar, lambda i: fb.conector.responder(i, "x")):
        with pytest.raises(NoEncontrado):
            hacer(comentario)
    assert efectos(fb) == []


def test_trampa_8_padre_borrado_se_lleva_sus_respuestas(fb: SimpleNamespace, comentario: str) -> None:
    (hija,) = fb.gobierno.inyectar({"texto": "sí", "autor": ANA, "padre": comentario})
    fb.conector.eliminar(comentario)
    assert fb.conector.consultar(hija) is None
    assert efectos(fb) == [("eliminar", comentario)]


def test_bloquear_y_desbloquear(fb: SimpleNamespace, comentario: str) -> None:
    for _ in range(2):
        assert fb.conector.bloquear("2001", comentario).id_externo == "2001"
    assert fb.mundo.volcar()["bloqueados"] == {"2001": "Ana"}
    with pytest.raises(AssertionError, match="autor bloqueado"):
        fb.gobierno.inyectar({"texto": "otra vez", "autor": ANA})
    for _ in range(2):
        fb.conector.desbloquear("2001")
    assert efectos(fb) == [("bloquear", "2001"), ("desbloquear", "2001")]
    fb.gobierno.inyectar({"texto": "de vuelta", "autor": ANA})


def test_bloquear_a_quien_la_pagina_no_conoce(fb: SimpleNamespace) -> None:
    with pytest.raises(PeticionInvalida):
        fb.conector.bloquear("99999")


def test_responder_y_publicar_dan_el_id_que_la_red_puso(fb: SimpleNamespace, comentario: str) -> None:
    respuesta = fb.conector.responder(comentario, "Con gusto.")
    post = fb.conector.publicar("Horario nuevo")
    assert efectos(fb) == [("responder", comentario), ("publicar", post.id_externo)]
    assert fb.gobierno.efectos()[0]["detalle"] == {"id": respuesta.id_externo, "texto": "Con gusto."}
    visto = barrer(fb.conector)
    assert visto.comentarios[respuesta.id_externo].propio
    assert visto.publicaciones[post.id_externo].texto == "Horario nuevo"


def test_trampa_20_lo_que_la_red_no_deja_es_no_permitido(fb: SimpleNamespace) -> None:
    extra = {"can_hide": False, "can_remove": False, "can_comment": False}
    (id_,) = fb.gobierno.inyectar({"texto": "x", "autor": ANA, "extra": extra})
    for hacer in (fb.conector.ocultar, fb.conector.eliminar, lambda i: fb.conector.responder(i, "x")):
        with pytest.raises(NoPermitido):
            hacer(id_)
    assert efectos(fb) == []


@pytest.mark.parametrize("hacer", [
    lambda c, i: c.ocultar(i), lambda c, i: c.eliminar(i), lambda c, i: c.responder(i, "x"),
    lambda c, _: c.bloquear("2001"), lambda c, _: c.publicar("x"),
])  # fmt: skip
def test_sin_permiso_de_escribir_es_no_permitido(
    fb: SimpleNamespace, comentario: str, hacer: Callable[[ConectorFacebook, str], object]
) -> None:
    fb.gobierno.cuenta(permisos=["pages_read_engagement", "pages_read_user_content"])
    with pytest.raises(NoPermitido) as visto:
        hacer(fb.conector, comentario)
    assert visto.value.codigo == "200"
    assert efectos(fb) == []


def test_consultar_sin_id_es_ilegible() -> None:
    with servidor_crudo(http('{"message":"x"}')) as s, pytest.raises(RespuestaIlegible):
        conectar(s.base).consultar("1_1")


def test_buscar_propias_admite_fecha_sin_zona(fb: SimpleNamespace) -> None:
    publicar(fb, "x")
    assert len(fb.conector.buscar_propias(datetime(2026, 11, 20, 15))) == 1  # noqa: DTZ001 (es lo que se prueba)
