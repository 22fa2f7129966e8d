"""Cuatro personas vaciando la misma cola: cada expediente se decide una vez y se pide una vez a la red."""

from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.cola import Persona, Resolucion
from moderacion.errores import Conflicto
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import CAPACIDADES, filas, persona
from tests.moderacion.test_concurrencia import HILOS, a_la_vez, cadena_sana, encolar

pytestmark = pytest.mark.los_dos
FACEBOOK = CAPACIDADES[Red.FACEBOOK]
MES = timedelta(days=30)
CUANTOS = pytest.mark.parametrize("casos", [60, pytest.param(200, marks=pytest.mark.lenta)])


def ocultar(almacen: Almacen, quien: Persona, expediente: int, version: int) -> int:
    r = Resolucion.de("ocultar", "por la prueba", version, 2)
    return cola.resolver(almacen, expediente, quien, r, FACEBOOK, MES)


def exigir_uno_de_cada(almacen: Almacen, casos: int) -> None:
    """Una decision, una orden y un suceso por expediente, y la cola vacia con sus cuentas a cero."""
    todos = list(range(1, casos + 1))
    assert filas(almacen, "SELECT expediente_id FROM decision ORDER BY expediente_id") == todos
    ordenes = filas(almacen, "SELECT comentario_id, accion FROM orden ORDER BY comentario_id")
    comentarios = filas(almacen, "SELECT comentario_id FROM expediente ORDER BY comentario_id")
    assert ordenes == [(k, "ocultar") for k in comentarios]
    assert filas(almacen, "SELECT count(*) FROM suceso WHERE tipo = 'expediente:decidido'") == [casos]
    assert filas(almacen, "SELECT count(*) FROM marca_cola") == [0]
    assert filas(almacen, "SELECT count(*) FROM cuenta_cola WHERE cuantos <> 0") == [0]
    assert cola.contar(almacen) == 0
    assert filas(almacen, "SELECT aciertos, fallos FROM senal") == [(casos, 0)]
    cadena_sana(almacen)


@CUANTOS
def test_tomando_el_siguiente_nadie_choca_y_no_queda_ninguno(
    almacen: Almacen, reloj: RelojFijo, casos: int
) -> None:
    encolar(almacen, reloj, casos)
    gente = [persona(almacen, f"p{n}") for n in range(HILOS)]

    def vaciar(quien: Persona) -> list[int]:
        mios: list[int] = []
        while (e := cola.tomar_siguiente(almacen, quien)) is not None:
            # con la toma nadie se lo gana: aqui un Conflicto es un fallo
            ocultar(almacen, quien, e, cola.ficha(almacen, e).expediente["version"])
            mios.append(e)
        return mios

    dio = a_la_vez(*(lambda p=p: vaciar(p) for p in gente))
    assert sorted(e for mios in dio for e in mios) == list(range(1, casos + 1))  # type: ignore[attr-defined]
    exigir_uno_de_cada(almacen, casos)


@CUANTOS
def test_sin_toma_y_con_la_version_ya_vieja_gana_uno(almacen: Almacen, reloj: RelojFijo, casos: int) -> None:
    encolar(almacen, reloj, casos)
    gente = [persona(almacen, f"p{n}") for n in range(HILOS)]
    visto = [(f.id, f.version) for f in cola.listar(almacen, casos)]

    def decidir(n: int) -> int:
        ganados = 0
        for e, version in visto if n % 2 else reversed(visto):
            try:
                ocultar(almacen, gente[n], e, version)
            except Conflicto:
                continue
            ganados += 1
        return ganados

    dio = a_la_vez(*(lambda n=n: decidir(n) for n in range(HILOS)))
    assert sum(dio) == casos  # type: ignore[arg-type]
    exigir_uno_de_cada(almacen, casos)


def test_deshacer_y_decidir_a_la_vez_no_dejan_las_cuentas_torcidas(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Quien deshace y quien decide otra vez el mismo: pasa una de las dos cosas, entera."""
    encolar(almacen, reloj, 20)
    una, otra = persona(almacen, "una"), persona(almacen, "otra")
    hechas = [ocultar(almacen, una, e, 1) for e in range(1, 21)]

    def deshacer() -> int:
        return sum(_vale(lambda d=d: cola.deshacer(almacen, d, una, FACEBOOK)) for d in hechas)  # type: ignore[misc]

    def rectificar() -> int:
        return sum(_vale(lambda e=e: ocultar(almacen, otra, e, 2)) for e in range(20, 0, -1))  # type: ignore[misc]

    deshechas, rectificadas = a_la_vez(deshacer, rectificar)
    assert deshechas + rectificadas == 20  # type: ignore[operator]
    assert cola.contar(almacen) == deshechas
    en_cola = filas(almacen, "SELECT count(*) FROM marca_cola WHERE clave = ''")
    assert en_cola == [deshechas]
    vivas = filas(almacen, "SELECT count(*) FROM orden WHERE estado = 'pendiente'")
    assert vivas == [rectificadas]
    cadena_sana(almacen)


def _vale(hacer) -> bool:  # type: ignore[no-untyped-def]
    try:
        hacer()
    except Conflicto:
        return False
    return True
