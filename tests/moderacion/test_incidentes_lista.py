"""El orden de la lista de incidentes: lo que necesita a alguien ahora va primero, y las paginas no se saltan nada."""

from contextlib import suppress

import pytest

from moderacion import incidentes
from moderacion.almacen import Almacen
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.incidentes import acuse
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import alta, avisables, persona

pytestmark = pytest.mark.los_dos
LO_MAS = 2**63 - 1


def abierto(almacen: Almacen, clave: str, gravedad: int) -> int:
    with almacen.unidad() as u:
        incidente = incidentes.abrir(u, IncidenteNuevo(1, "emergencia", clave, gravedad, "pide ayuda", []))
    assert incidente is not None
    return incidente


def orden(almacen: Almacen, estado: str = "", caben: int = 50) -> list[int]:
    """Los ids de todas las paginas de una lista, de `caben` en `caben`."""
    ids: list[int] = []
    tras = None
    with almacen.lectura() as u:
        while filas := u.atencion.pagina(estado, caben, tras):
            ids += [f["id"] for f in filas]
            tras = filas[-1]["puesto"]
    return ids


@pytest.fixture
def gente(almacen: Almacen) -> tuple[int, int]:
    """(gestion, supervision)"""
    alta(almacen)
    avisables(almacen, "jefa/1")
    return persona(almacen, "gesta").id, persona(almacen, "supe", "supervision").id


def test_sin_nadie_luego_sin_acuse_luego_en_marcha_y_al_final_lo_cerrado(
    almacen: Almacen, gente: tuple[int, int]
) -> None:
    gestion, supervision = gente
    leve, grave, otro_grave, tomado, acusado, cerrado, ultimo_cerrado = (
        abierto(almacen, f"k{n}", gravedad) for n, gravedad in enumerate((1, 3, 3, 3, 3, 3, 3))
    )
    incidentes.atender(almacen, tomado, gestion)
    incidentes.atender(almacen, acusado, supervision)
    for i in (ultimo_cerrado, cerrado):
        incidentes.descartar(almacen, i, "no era nada de nada", supervision)
    vivos = [grave, otro_grave, leve, tomado, acusado]
    assert orden(almacen) == [*vivos, ultimo_cerrado, cerrado]
    assert orden(almacen, "abierto") == [grave, otro_grave, leve]
    assert orden(almacen, "atendido") == [tomado, acusado]
    assert orden(almacen, "cerrado") == [ultimo_cerrado, cerrado]
    assert [f["id"] for f in incidentes.sin_cerrar(almacen)] == vivos
    assert [f["id"] for f in incidentes.sin_cerrar(almacen, 2)] == [grave, otro_grave]
    assert [f["id"] for f in incidentes.listar(almacen)] == sorted(
        (*vivos, cerrado, ultimo_cerrado), reverse=True
    )


def test_quien_calla_sin_dar_noticia_vuelve_arriba(
    almacen: Almacen, gente: tuple[int, int], reloj: RelojFijo
) -> None:
    viejo, nuevo = abierto(almacen, "a", 3), abierto(almacen, "b", 3)
    incidentes.atender(almacen, viejo, gente[1])
    assert orden(almacen) == [nuevo, viejo]
    incidentes.descartar(almacen, nuevo, "no era nada de nada", gente[1])
    incidentes.reabrir(almacen, nuevo, "sigue", gente[0])
    assert orden(almacen) == [viejo, nuevo], "los dos con acuse: el que mas espera"
    assert acuse.puede_acusar(almacen, nuevo, gente[1])


@pytest.mark.parametrize("caben", [1, 2, 3])
def test_las_paginas_no_se_saltan_ni_repiten(almacen: Almacen, gente: tuple[int, int], caben: int) -> None:
    todos = [abierto(almacen, f"k{n}", 1 + n % 3) for n in range(7)]
    for i in todos[:3]:
        incidentes.descartar(almacen, i, "no era nada de nada", gente[1])
    seguido = orden(almacen)
    assert sorted(seguido) == todos
    assert orden(almacen, caben=caben) == seguido


def test_si_se_cierra_el_ultimo_visto_la_siguiente_sigue_en_su_sitio(
    almacen: Almacen, gente: tuple[int, int]
) -> None:
    a, b, c, d = (abierto(almacen, f"k{n}", 3) for n in range(4))
    with almacen.lectura() as u:
        visto = u.atencion.pagina("", 2)[-1]
    assert visto["id"] == b
    incidentes.descartar(almacen, b, "no era nada de nada", gente[1])
    with almacen.lectura() as u:
        assert [f["id"] for f in u.atencion.pagina("", 2, visto["puesto"])] == [c, d]
    assert orden(almacen)[0] == a


@pytest.mark.parametrize(
    "tras", [(-LO_MAS, LO_MAS), (-LO_MAS, -LO_MAS), (LO_MAS, -LO_MAS), (0, LO_MAS), (-1, 0)]
)
def test_un_sitio_inventado_no_rompe_nada(
    almacen: Almacen, gente: tuple[int, int], tras: tuple[int, int]
) -> None:
    abierto(almacen, "k", 3)
    # PostgreSQL mide los numeros; SQLite no
    with suppress(EntradaInvalida):
        assert [f["id"] for f in incidentes.pagina(almacen, tras=tras).filas] in ([], [1])


def test_un_id_que_no_cabe_se_dice_en_una_frase(almacen: Almacen) -> None:
    with pytest.raises((NoExiste, EntradaInvalida), match=r"no hay"):
        incidentes.ficha(almacen, LO_MAS)
