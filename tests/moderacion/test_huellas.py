"""Lo que cuesta la huella de una clave en el servicio: las demas pruebas usan una que no cuesta."""

import re

from moderacion import accesos
from moderacion.almacen import Almacen
from tests.moderacion.falsos import filas

COSTE = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$")


def _coste(huella: str) -> tuple[int, ...]:
    hallado = COSTE.match(huella)
    assert hallado, huella
    return tuple(map(int, hallado.groups()))


def test_la_del_servicio_cuesta_64_mib_y_tres_vueltas(huellas_de_verdad) -> None:
    megas, vueltas, hilos = _coste(huellas_de_verdad.hash("cuatro patos verdes nadan"))
    assert (megas >= 64 * 1024, vueltas >= 3, hilos >= 1) == (True, True, True)


def test_la_de_las_pruebas_no(almacen: Almacen) -> None:
    accesos.crear_usuario(almacen, "ana", "cuatro patos verdes nadan", "gestion")
    (huella,) = filas(almacen, "SELECT clave FROM usuario")
    assert _coste(huella) == (8, 1, 1)
