"""Varios a la vez, en los dos motores: nada se hace dos veces, nada se pierde y nadie queda abrazado a otro."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from conectores.tipos import Accion
from moderacion import cola, ejecucion, incidentes, sanciones
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.bitacora import Suceso, verificar
from moderacion.cola import PERMITIR, Resolucion
from moderacion.errores import Conflicto
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    INICIO,
    INSULTO,
    ConectorFalso,
    Red,
    abrir_incidente,
    alta,
    autor,
    avisables,
    com,
    entrar,
    filas,
    juzgar,
    pag,
    persona,
)
from tests.moderacion.test_sanciones import PLAZOS

pytestmark = pytest.mark.los_dos
HILOS = 4
CASOS = 200
FACEBOOK = CAPACIDADES[Red.FACEBOOK]


def a_la_vez(*tareas: Callable[[], object]) -> list[object]:
    """Cada tarea en su hilo, arrancadas juntas. Devuelve lo que dieron, o falla con lo que una lanzo."""
    salida, dio, errores = threading.Barrier(len(tareas)), [None] * len(tareas), []

    def _correr(n: int, tarea: Callable[[], object]) -> None:
        try:
            salida.wait(30)
            dio[n] = tarea()
        except BaseException as error:
            errores.append(error)

    hilos = [threading.Thread(target=_correr, args=par) for par in enumerate(tareas)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join(60)
    assert not any(h.is_alive() for h in hilos)
    assert errores == []
    return dio


def cadena_sana(almacen: Almacen) -> int:
    """Cuantos eslabones tiene la cadena, que verifica entera."""
    with almacen.lectura() as u:
        cuantos, malo = verificar(u.registro.recorrer())
    assert malo is None
    return cuantos


def encolar(almacen: Almacen, reloj: RelojFijo, cuantos: int, autores: int = 10) -> None:
    """`cuantos` expedientes en la cola, con ids desde 1."""
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", "que feo", autor=autor(n % autores)) for n in range(cuantos)))
    juzgar(almacen, reloj)
    assert filas(almacen, "SELECT count(*) FROM expediente") == [cuantos]


@pytest.mark.parametrize("casos", [50, pytest.param(CASOS, marks=pytest.mark.lenta)])
def test_cuatro_deciden_lo_mismo_y_cada_expediente_se_decide_una_vez(
    almacen: Almacen, reloj: RelojFijo, casos: int
) -> None:
    encolar(almacen, reloj, casos)
    gente = [persona(almacen, f"p{n}") for n in range(HILOS)]
    acciones = (PERMITIR, "ocultar", "bloquear", PERMITIR)

    def decidir(n: int) -> tuple[int, int]:
        hechas = conflictos = 0
        # unos de principio a fin y otros al reves: los choques caen en todas partes
        for e in range(1, casos + 1) if n % 2 else range(casos, 0, -1):
            r = Resolucion.de(acciones[n], "por la prueba", 1, 2)
            try:
                cola.resolver(almacen, e, gente[n], r, FACEBOOK, timedelta(days=30))
                hechas += 1
            except Conflicto:
                conflictos += 1
        return hechas, conflictos

    dio = a_la_vez(*(lambda n=n: decidir(n) for n in range(HILOS)))
    assert (sum(h for h, _ in dio), sum(c for _, c in dio)) == (casos, casos * (HILOS - 1))
    por_expediente = Counter(filas(almacen, "SELECT expediente_id FROM decision"))
    assert por_expediente == dict.fromkeys(range(1, casos + 1), 1)
    assert filas(almacen, "SELECT count(*) FROM expediente WHERE estado <> 'resuelto' OR version <> 2") == [0]
    decididos = filas(almacen, "SELECT count(*) FROM suceso WHERE tipo = 'expediente:decidido'")
    assert decididos == [casos]
    cadena_sana(almacen)


def test_cuatro_asientan_y_la_cadena_no_se_bifurca(almacen: Almacen) -> None:
    def asentar(n: int) -> None:
        for m in range(CASOS // HILOS):
            with almacen.unidad() as u:
                for parte in ("a", "b"):
                    u.registro.asentar(Suceso("prueba:hecha", f"hilo/{n}", datos={"m": m, "parte": parte}))

    a_la_vez(*(lambda n=n: asentar(n) for n in range(HILOS)))
    assert cadena_sana(almacen) == CASOS * 2
    # los dos de cada unidad van seguidos: nadie se metio en medio
    partes = filas(almacen, "SELECT objeto, datos FROM suceso ORDER BY n")
    assert all(
        a[0] == b[0] and '"a"' in a[1] and '"b"' in b[1]
        for a, b in zip(partes[::2], partes[1::2], strict=True)
    )


def test_cuatro_reclaman_y_ningun_comentario_se_toma_dos_veces(almacen: Almacen) -> None:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}") for n in range(CASOS)))

    def reclamar() -> list[int]:
        mios: list[int] = []
        vacias = 0
        while vacias < 3:
            with almacen.unidad() as u:
                tomados = [k.id for k in u.comentarios.reclamar(7, u.ahora + timedelta(minutes=2))]
            vacias = 0 if tomados else vacias + 1
            mios += tomados
        return mios

    todos = [i for mios in a_la_vez(*[reclamar] * HILOS) for i in mios]
    assert len(todos) == len(set(todos)) == CASOS


def test_el_cupo_no_se_pasa_y_se_dice_una_vez(almacen: Almacen) -> None:
    alta(almacen)
    tope = 37

    def gastar() -> int:
        gastadas = 0
        for _ in range(25):
            with almacen.unidad() as u:
                gastadas += u.cupos.gastar(1, u.ahora.date(), "ocultar", tope)
        return gastadas

    assert sum(a_la_vez(*[gastar] * HILOS)) == tope
    assert filas(almacen, "SELECT usadas FROM cupo_dia WHERE accion = 'ocultar'") == [tope]
    assert filas(almacen, "SELECT count(*) FROM suceso WHERE tipo = 'cupo:agotado'") == [1]


def test_cuatro_despachan_y_sobre_un_comentario_nunca_salen_dos_a_la_vez(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}") for n in range(20)))
    with almacen.unidad() as u:
        for k in range(1, 21):
            for n in range(3):
                clave = f"responder:{k}:{n}"
                u.ordenes.pedir(
                    OrdenNueva(clave, 1, "responder", OrigenOrden.PERSONA, comentario_id=k, texto=clave)
                )
    en_vuelo: Counter[str] = Counter()
    choques: list[str] = []
    candado = threading.Lock()

    class Vigilada(ConectorFalso):
        def responder(self, id_externo: str, texto: str) -> object:
            with candado:
                en_vuelo[id_externo] += 1
                if en_vuelo[id_externo] > 1:
                    choques.append(id_externo)
            try:
                return super().responder(id_externo, texto)
            finally:
                with candado:
                    en_vuelo[id_externo] -= 1

    red = Vigilada(reloj=reloj)
    for _ in range(5):
        a_la_vez(*[lambda: ejecucion.despachar(almacen, red, 1, reloj)] * HILOS)
    assert choques == []
    assert len(red.efectos) == len(set(red.efectos)) == 60
    assert filas(almacen, "SELECT DISTINCT estado FROM orden") == ["hecha"]
    cadena_sana(almacen)


def test_cuatro_abren_el_mismo_incidente_y_es_uno_con_sus_avisos(almacen: Almacen) -> None:
    alta(almacen)
    avisables(almacen, "jefa/1")

    def abrir(n: int) -> int:
        nuevos = 0
        for m in range(10):
            incidente = IncidenteNuevo(1, "prueba", "clave", 3, "motivo", [{"n": n, "m": m}])
            with almacen.unidad() as u:
                nuevos += incidentes.abrir(u, incidente) is not None
        return nuevos

    assert sum(a_la_vez(*(lambda n=n: abrir(n) for n in range(HILOS)))) == 1
    assert filas(almacen, "SELECT veces FROM incidente") == [40]
    assert filas(almacen, "SELECT count(*) FROM aviso") == [1]
    with almacen.lectura() as u:
        (i,) = u.incidentes.listar()
    assert len(i["evidencia"]) == 40, "ninguna evidencia pisa a otra"


def test_cuatro_reclaman_avisos_y_a_ningun_destino_se_le_envia_dos_veces(almacen: Almacen) -> None:
    """Ni el mismo aviso dos veces, ni dos a la vez al mismo destino."""
    alta(almacen)
    destinos = [f"jefa/{n}" for n in range(40)]
    avisables(almacen, *destinos)
    for clave in ("una", "otra"):
        abrir_incidente(almacen, clave)

    def reclamar() -> list[int]:
        mios = []
        for _ in range(2):
            for d in destinos:
                with almacen.unidad() as u:
                    lote = u.avisos.reclamar(d, u.ahora - timedelta(seconds=30), timedelta(0))
                mios += [a["id"] for a in lote.avisos] if lote else []
        return mios

    todos = [i for mios in a_la_vez(*[reclamar] * HILOS) for i in mios]
    assert len(todos) == len(set(todos)) == 40, (
        "uno por destino: el otro incidente espera a que acabe el primero"
    )


def test_varios_arrancan_a_la_vez_y_dan_de_alta_lo_mismo_una_vez(almacen: Almacen) -> None:
    def arrancar() -> tuple[int, bool]:
        with almacen.unidad() as u:
            cuenta = u.cuentas.dar_de_alta("facebook", "100", "ISSS")
            return cuenta, u.reglamentos.guardar("v1", b"paquete", {1: "x"}, {})

    dio = a_la_vez(*[arrancar] * HILOS)
    assert len({c for c, _ in dio}) == 1
    assert sum(nuevo for _, nuevo in dio) == 1
    assert filas(almacen, "SELECT tipo FROM suceso ORDER BY n") == ["cuenta:alta", "reglamento:guardado"]


def _salvo_conflicto(hacer: Callable[[], object]) -> None:
    with contextlib.suppress(Conflicto):
        hacer()


def test_todo_a_la_vez_y_nada_se_abraza(  # noqa: C901 (cada tarea es una sala, y comparten la base)
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Leer ediciones, juzgar, decidir, sancionar y despachar sobre los mismos comentarios y autores."""
    cuantos, vueltas = 24, 6
    alta(almacen)
    gente = [persona(almacen, f"p{n}") for n in range(2)]
    red = ConectorFalso(reloj=reloj)
    textos = (INSULTO, "que feo", "otro pendejo")

    def leer() -> None:
        for v in range(vueltas):
            cosas = [
                com(f"c{n}", f"{textos[(n + v) % 3]} {v}", autor=autor(n % 4))
                # en un orden distinto cada vez
                for n in sorted(range(cuantos), key=lambda n: (n * 7 + v) % cuantos)
            ]
            with almacen.unidad() as u:
                p = pag("k", *cosas)
                u.comentarios.guardar(1, p.comentarios)
                u.cuentas.avanzar(1, str(v))
            juzgar(almacen, reloj)

    def juzga() -> None:
        for _ in range(vueltas * 2):
            juzgar(almacen, reloj)

    def decidir(n: int) -> None:
        for v in range(vueltas):
            for f in cola.listar(almacen, 30):
                accion = (PERMITIR, "ocultar", "bloquear")[(f.id + v + n) % 3]
                r = Resolucion.de(accion, "por la prueba", f.version, 2)
                _salvo_conflicto(partial(cola.tomar, almacen, f.id, gente[n]))
                _salvo_conflicto(
                    partial(cola.resolver, almacen, f.id, gente[n], r, FACEBOOK, timedelta(days=30))
                )

    def sancionar() -> None:
        for _ in range(vueltas * 2):
            _salvo_conflicto(lambda: sanciones.sancionar(almacen, {1: FACEBOOK}, PLAZOS))

    def despachar() -> None:
        for _ in range(vueltas * 2):
            ejecucion.despachar(almacen, red, 1, reloj)

    a_la_vez(leer, juzga, lambda: decidir(0), lambda: decidir(1), sancionar, despachar)
    repetidas = (
        "SELECT count(*) FROM (SELECT 1 FROM decision GROUP BY expediente_id, version HAVING count(*) > 1) x"
    )
    assert filas(almacen, repetidas) == [0]
    abiertos = (
        "SELECT count(*) FROM (SELECT 1 FROM bloqueo WHERE estado IN ('pedido', 'vigente', 'manual') "
        "AND provisional GROUP BY autor_id HAVING count(*) > 1) x"
    )
    assert filas(almacen, abiertos) == [0], "la maquina no bloquea dos veces al mismo autor"
    assert cadena_sana(almacen) > cuantos
    assert filas(almacen, "SELECT count(*) FROM orden WHERE estado = 'enviando'") == [0]
    assert {a for a, *_ in red.efectos} <= {x.value for x in Accion}
    assert reloj.ahora() == INICIO
