"""Buscar a un autor: de como se llama a sus casos, en cola o decididos."""

from urllib.parse import quote

import pytest

from .conftest import ROLES


@pytest.mark.parametrize("rol", ROLES)
def test_de_su_nombre_a_su_caso_aunque_ya_este_decidido(montaje, como, rol):
    montaje.comentar("Qué mierda, llámenme al 7777-1234")
    montaje.juzgar()
    assert (
        como("gestion")
        .mandar("/expedientes/1/decidir", {"accion": "ocultar", "motivo": "soez", "version": 1})
        .status_code
        == 303
    )
    with montaje.servicio.almacen.lectura() as u:
        autor = u.solicitudes.autores([1])[0]
    assert 'href="/autores"' in como(rol).ver("/cola").text
    for pedido in (autor["nombre"], autor["nombre"][:3].upper(), autor["id_externo"]):
        html = como(rol).ver(f"/autores?q={pedido}").text
        assert 'href="/expedientes/1">expediente 1</a>' in html, pedido
    assert "Qué mierda" in html
    assert "7777-1234" not in html, "los datos personales van tapados"


def test_sin_nadie_o_con_muy_poco_dice_que_hacer(montaje, como):
    c = como("gestion")
    assert "Nadie se llama así" in c.ver("/autores?q=Zzyzx").text
    for corto in ("a", " @a ", "%"):
        html = c.ver(f"/autores?q={quote(corto)}").text
        assert "Escriba al menos dos letras" in html, corto
    assert "Nadie se llama así" not in c.ver("/autores").text


def test_lo_escrito_por_ellos_es_texto(montaje, como):
    montaje.comentar("mierda <script>alert(1)</script>", autor="<b>Eva</b>")
    montaje.juzgar()
    html = como("gestion").ver("/autores?q=Eva").text
    assert "&lt;b&gt;Eva&lt;/b&gt;" in html
    assert "<script>alert" not in html


def test_de_cada_uno_lo_ultimo_y_de_los_demas_tambien(montaje, como):
    for i in range(12):
        montaje.comentar(f"Qué mierda número {i}")
    montaje.juzgar()
    with montaje.servicio.almacen.lectura() as u:
        suyos = u.de_autor.ultimos([1])
    (los_de_uno,) = suyos.values()
    assert len(los_de_uno) <= 10
    fechas = [f["creado"] for f in los_de_uno]
    assert fechas == sorted(fechas, reverse=True)


def test_la_cola_sin_hallazgos_ofrece_buscar_al_autor(como):
    assert 'href="/autores?q=Nadie"' in como("gestion").ver("/cola?q=Nadie").text
