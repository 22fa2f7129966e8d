"""Lo que una restauracion retiene, desde la consola: supervision lo suelta o lo descarta cosa por cosa, y al final la cierra."""

from moderacion.almacen import OrigenOrden
from moderacion.almacen.ordenes import OrdenNueva
from tests.moderacion.falsos import ejecutar, filas


def _restaurada(montaje) -> None:
    """Dos ordenes que venian en la copia."""
    montaje.comentar("que feo")
    montaje.juzgar()
    with montaje.servicio.almacen.unidad() as u:
        for clave in ("a", "b"):
            u.ordenes.pedir(OrdenNueva(clave, 1, "ocultar", OrigenOrden.PERSONA, comentario_id=1))
    # a mano: abrirla de verdad quita todas las sesiones
    ejecutar(
        montaje.servicio.almacen,
        "INSERT INTO restauracion (fecha, copia, hecha, n, huella, perdidas_hasta, hasta_orden, hasta_incidente, hasta_correo, "
        "hasta_informe, cerrada_por, motivo) VALUES ('2026-11-20 15:00:00.000000', 'ab', '2026-11-20 15:00:00.000000', 0, '', "
        "0, 2, 0, 0, 0, '', '')",
    )


def test_sin_ninguna_se_dice(como):
    assert "No hay ninguna restauración abierta" in como("supervision").ver("/restauracion").text


def test_supervision_suelta_una_descarta_otra_y_la_cierra(montaje, servir):
    _restaurada(montaje)
    como = servir(montaje)
    quien = como("supervision")
    html = quien.ver("/restauracion").text
    assert html.count('name="cual"') == 2
    r = quien.mandar("/restauracion/cerrar", {"motivo": "se miró la red"})
    assert (r.status_code, "aún se retiene algo" in r.text.lower()) == (409, True)
    for malo in ({}, {"cual": "todo"}, {"cual": "orden/x"}):
        assert quien.mandar("/restauracion/soltar", malo).status_code == 422
    assert quien.mandar("/restauracion/soltar", {"cual": "orden/1"}).status_code == 303
    assert quien.mandar("/restauracion/descartar", {"cual": "orden/2"}).status_code == 303
    assert filas(montaje.servicio.almacen, "SELECT estado FROM orden ORDER BY id") == ["pendiente", "anulada"]
    assert "No se retiene nada" in quien.ver("/restauracion").text
    assert quien.mandar("/restauracion/cerrar", {"motivo": " "}).status_code == 422
    assert quien.mandar("/restauracion/cerrar", {"motivo": "se miró la red"}).status_code == 303
    assert "No hay ninguna restauración abierta" in quien.ver("/restauracion").text
    assert filas(montaje.servicio.almacen, "SELECT motivo FROM restauracion") == ["se miró la red"]
