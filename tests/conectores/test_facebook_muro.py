"""Que se pide a Facebook en cada sondeo: lo oculto tambien, lo quieto no, y nada de lo descargado se tira."""

from datetime import timedelta
from types import SimpleNamespace

from conectores.facebook.cursor import Marca
from tests.conectores.apoyo_facebook import ANA, INICIO, LUIS, barrer, publicar


def hilos(fb: SimpleNamespace) -> int:
    """Cuantas paginas de comentarios se han pedido."""
    return sum(ruta.endswith("/comments") for _, ruta in fb.gobierno.peticiones())


def test_lo_descargado_se_da_aunque_sea_anterior_al_solape(fb: SimpleNamespace) -> None:
    """Una edicion de hace dias se ve sin pedir nada mas."""
    post = publicar(fb, "p")
    (viejo,) = fb.gobierno.inyectar({"texto": "amable", "autor": ANA, "publicacion": post})
    cursor = barrer(fb.conector).cursor
    fb.reloj.pasar(days=5)
    fb.gobierno.inyectar({"texto": "otro", "autor": LUIS, "publicacion": post})
    cursor = barrer(fb.conector, cursor).cursor
    fb.gobierno.cuenta(editar={"id": viejo, "texto": "insulto"})
    assert barrer(fb.conector, cursor).comentarios[viejo].texto == "insulto"


def test_el_corte_solo_sirve_para_no_pedir_mas(fb: SimpleNamespace) -> None:
    """Se para tras una pagina entera anterior al corte, no antes."""
    post = publicar(fb, "p", fecha=(INICIO - timedelta(days=10)).isoformat())
    fechas = [(INICIO - timedelta(days=9) + timedelta(minutes=28 * i)).isoformat() for i in range(450)]
    fb.gobierno.inyectar(
        *[{"texto": f"c{i}", "autor": ANA, "publicacion": post, "fecha": f} for i, f in enumerate(fechas)]
    )
    cursor = barrer(fb.conector).cursor
    assert hilos(fb) == 5
    fb.reloj.pasar(days=3)
    fb.gobierno.inyectar({"texto": "nuevo", "autor": LUIS, "publicacion": post})
    visto = barrer(fb.conector, cursor)
    assert hilos(fb) == 5 + 2
    assert len(visto.textos) == 200


def test_la_visita_oculta_sale_del_muro_solo_si_se_pide_y_la_pedimos(fb: SimpleNamespace) -> None:
    """Ocultar una visita no puede dejar sin moderar lo que comenten bajo ella."""
    (visita,) = fb.gobierno.inyectar({"texto": "visita", "autor": ANA, "visitante": True})
    fb.conector.ocultar(visita)
    fb.gobierno.inyectar({"texto": "bajo la oculta", "autor": LUIS, "publicacion": visita})
    crudo = fb.conector._cliente.leer("me/feed", fields="id")
    assert crudo["data"] == []
    assert set(barrer(fb.conector).textos) == {"visita", "bajo la oculta"}


def test_conciliar_halla_lo_publicado_aunque_lo_hayan_ocultado(fb: SimpleNamespace) -> None:
    id_ = fb.conector.publicar("cerramos el lunes").id_externo
    fb.mundo.estado.nodos[id_].oculto = True
    assert [p.id_externo for p in fb.conector.buscar_propias(INICIO)] == [id_]


def test_entre_repasos_lo_quieto_hace_un_rato_no_se_vuelve_a_pedir(fb: SimpleNamespace) -> None:
    posts = [publicar(fb, f"p{i}") for i in range(10)]
    for post in posts:
        fb.gobierno.inyectar({"texto": post, "autor": ANA, "publicacion": post})
    fb.reloj.pasar(minutes=15)
    fb.gobierno.inyectar({"texto": "nuevo", "autor": LUIS, "publicacion": posts[0]})
    cursor = barrer(fb.conector).cursor
    antes = hilos(fb)
    fb.reloj.pasar(minutes=1)
    corto = barrer(fb.conector, cursor)
    assert hilos(fb) - antes == 1, "solo la que se movio en los ultimos diez minutos"
    assert set(corto.textos) == {"nuevo", posts[0]}
    fb.reloj.pasar(hours=1)
    assert set(barrer(fb.conector, corto.cursor).textos) == {"nuevo", *posts}, "el repaso cubre el dia"


def test_la_que_falla_siempre_no_hace_fallar_los_sondeos_cortos(fb: SimpleNamespace) -> None:
    mala = publicar(fb, "compartida")
    publicar(fb, "buena")
    error = {"code": 100, "error_subcode": 33, "message": "does not support this operation"}
    fb.gobierno.fallar(metodo="GET", ruta=f"{mala}/comments", veces=None, estado=400, cuerpo={"error": error})
    cursor = barrer(fb.conector).cursor
    for _ in range(2):
        fb.reloj.pasar(minutes=15)
        cursor = barrer(fb.conector, cursor).cursor
        assert Marca.de(cursor).pendientes == {mala: None}
