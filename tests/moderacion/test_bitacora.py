"""La cadena de sucesos: no se reescribe, y si alguien lo hace se nota donde."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from moderacion.almacen import Almacen
from moderacion.bitacora import Suceso, canonico, verificar
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import ejecutar, filas, sin_disparador

pytestmark = pytest.mark.los_dos
DISPARADORES = ("suceso_sin_update", "suceso_sin_delete", "suceso_al_final")


@pytest.fixture
def diez(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    """Una cadena de diez sucesos, asentados de dos en dos."""
    for n in range(5):
        reloj.adelantar(timedelta(seconds=1))
        with almacen.unidad() as u:
            for m in range(2):
                u.registro.asentar(Suceso("prueba:hecha", f"cosa/{n}", datos={"n": n, "m": m}))
    return almacen


def _verificar(almacen: Almacen) -> tuple[int, int | None]:
    with almacen.lectura() as u:
        return verificar(u.registro.recorrer())


def _sin_guardia(almacen: Almacen) -> None:
    for d in DISPARADORES:
        sin_disparador(almacen, d, "suceso")


def test_una_cadena_sana_verifica_entera(diez: Almacen) -> None:
    assert _verificar(diez) == (10, None)


def test_una_cadena_vacia_verifica(almacen: Almacen) -> None:
    assert _verificar(almacen) == (0, None)


@pytest.mark.parametrize(
    "orden",
    [
        "UPDATE suceso SET actor = 'otro' WHERE n = 3",
        "DELETE FROM suceso WHERE n = 10",
        pytest.param(
            "INSERT OR REPLACE INTO suceso SELECT n, fecha, tipo, objeto, 'otro', datos, huella FROM suceso "
            "WHERE n = 3",
            marks=pytest.mark.solo_sqlite,
        ),
        (
            "INSERT INTO suceso SELECT n, fecha, tipo, objeto, 'otro', datos, huella FROM suceso WHERE n = 10 "
            "ON CONFLICT (n) DO UPDATE SET actor = 'otro'"
        ),
        "INSERT INTO suceso SELECT 99, fecha, tipo, objeto, actor, datos, huella FROM suceso WHERE n = 3",
    ],
)
def test_la_base_no_deja_tocar_la_bitacora(diez: Almacen, orden: str) -> None:
    with pytest.raises(DatabaseError, match="la bitacora"):
        ejecutar(diez, orden)
    assert _verificar(diez) == (10, None)


CAMBIOS = {
    "actor": "UPDATE suceso SET actor = 'otro' WHERE n = 4",
    "datos": "UPDATE suceso SET datos = replace(datos, '1', '2') WHERE n = 4",
    "fecha": "UPDATE suceso SET fecha = '2026-11-20 15:00:00.000001' WHERE n = 4",
    "objeto": "UPDATE suceso SET objeto = 'cosa/9' WHERE n = 4",
    "tipo": "UPDATE suceso SET tipo = 'prueba:negada' WHERE n = 4",
    "huella": "UPDATE suceso SET huella = upper(huella) WHERE n = 4",
}


@pytest.mark.parametrize("orden", CAMBIOS.values(), ids=CAMBIOS)
def test_cambiar_cualquier_campo_se_nota_en_su_fila(diez: Almacen, orden: str) -> None:
    _sin_guardia(diez)
    ejecutar(diez, orden)
    assert _verificar(diez) == (3, 4)


def test_borrar_una_fila_se_nota_en_la_siguiente(diez: Almacen) -> None:
    _sin_guardia(diez)
    ejecutar(diez, "DELETE FROM suceso WHERE n = 4")
    assert _verificar(diez) == (3, 5)


def test_borrar_una_fila_y_renumerar_se_nota(diez: Almacen) -> None:
    _sin_guardia(diez)
    ejecutar(diez, "DELETE FROM suceso WHERE n = 4")
    for n in range(5, 11):
        ejecutar(diez, "UPDATE suceso SET n = :m WHERE n = :n", m=n - 1, n=n)
    assert _verificar(diez) == (3, 4)


def test_insertar_una_fila_en_medio_se_nota(diez: Almacen) -> None:
    _sin_guardia(diez)
    for n in range(10, 3, -1):
        ejecutar(diez, "UPDATE suceso SET n = :m WHERE n = :n", m=n + 1, n=n)
    ejecutar(
        diez,
        "INSERT INTO suceso SELECT 4, fecha, tipo, objeto, actor, datos, huella FROM suceso WHERE n = 3",
    )
    assert _verificar(diez) == (3, 4)


def test_cambiar_el_orden_de_dos_filas_se_nota(diez: Almacen) -> None:
    _sin_guardia(diez)
    for de, a in ((4, 99), (5, 4), (99, 5)):
        ejecutar(diez, "UPDATE suceso SET n = :a WHERE n = :de", a=a, de=de)
    assert _verificar(diez) == (3, 4)


def test_quitar_el_principio_se_nota(diez: Almacen) -> None:
    _sin_guardia(diez)
    ejecutar(diez, "DELETE FROM suceso WHERE n = 1")
    assert _verificar(diez) == (0, 2)


def test_dos_unidades_seguidas_encadenan(diez: Almacen) -> None:
    huellas = filas(diez, "SELECT huella FROM suceso ORDER BY n")
    assert len(set(huellas)) == 10
    assert filas(diez, "SELECT n FROM suceso ORDER BY n") == list(range(1, 11))


def test_canonico_no_depende_del_orden_ni_de_la_forma_unicode() -> None:
    assert canonico({"b": 1, "a": "ñ"}) == canonico({"a": "n\u0303", "b": 1}) == '{"a":"ñ","b":1}'


def test_un_dato_con_sustitutos_y_nul_se_asienta(almacen: Almacen) -> None:
    """El mensaje de error de una red puede traer cualquier cosa; el suceso no puede perderse por eso."""
    with almacen.unidad() as u:
        u.registro.asentar(Suceso("conexion:fallo", "cuenta/1", datos={"detalle": "roto \ud83d y \x00"}))
    assert filas(almacen, "SELECT datos FROM suceso") == ['{"detalle":"roto \\ud83d y \\u0000"}']
    assert _verificar(almacen) == (1, None)


def test_los_sucesos_de_un_objeto(diez: Almacen) -> None:
    with diez.lectura() as u:
        assert [e.n for e in u.registro.de("cosa/2")] == [5, 6]
