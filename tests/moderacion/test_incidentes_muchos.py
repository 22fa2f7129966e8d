"""Mil detecciones desde cuatro procesos son un incidente, y con diez mil abiertos mirar sigue siendo rapido."""

import multiprocessing
import time
from datetime import timedelta

import pytest
from sqlalchemy import event

from conectores.tipos import Accion
from moderacion import ejecucion, incidentes, ingesta
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.incidentes import IncidenteNuevo, PruebaNueva
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.bitacora import verificar
from moderacion.errores import Conflicto
from moderacion.incidentes import abrir
from moderacion.reloj import RelojFijo
from politicas import p13
from tests.moderacion.falsos import INICIO, ConectorFalso, alta, avisables, filas, pag, persona, pub

PROCESOS, DETECCIONES, MUCHOS = 4, 1_000, 10_000
pytestmark = pytest.mark.los_dos


def nuevo(clave: str = "cuenta_intervenida:1", tipo: str = "cuenta_intervenida") -> IncidenteNuevo:
    prueba = PruebaNueva("publicacion", "p1", None, "gane dinero", {"red": {"id": "p1"}})
    evidencia = [
        {"motivo": "ajena p1", "evidencia": ["gane dinero"], "etiqueta": "publicacion_ajena", "peso": 10}
    ]
    return IncidenteNuevo(1, tipo, clave, 3, "ajena p1", evidencia, pruebas=(prueba,))


def _detectar(url: str, cuantas: int, salida) -> None:
    """En otro proceso: detecta lo mismo una y otra vez. Dice cuantas veces lo abrio el."""
    almacen = Almacen(url, RelojFijo(INICIO))
    abiertos = 0
    for _ in range(cuantas):
        with almacen.unidad() as u:
            abiertos += abrir(u, nuevo()) is not None
    almacen.cerrar()
    salida.put(abiertos)


@pytest.mark.lenta
@pytest.mark.timeout(300)
def test_mil_detecciones_de_cuatro_procesos_son_un_incidente(almacen: Almacen, url_base: str) -> None:
    alta(almacen)
    avisables(almacen, "jefa/1", "jefa/2")
    contexto = multiprocessing.get_context("spawn")
    salida = contexto.Queue()
    partes = [
        contexto.Process(target=_detectar, args=(url_base, DETECCIONES // PROCESOS, salida))
        for _ in range(PROCESOS)
    ]
    for p in partes:
        p.start()
    abiertos = [salida.get(timeout=250) for _ in partes]
    for p in partes:
        p.join(30)
    assert [p.exitcode for p in partes] == [0] * PROCESOS
    assert sum(abiertos) == 1, "uno solo lo abrio"
    assert filas(almacen, "SELECT veces FROM incidente") == [DETECCIONES]
    assert filas(almacen, "SELECT destino FROM aviso ORDER BY id") == ["jefa/1", "jefa/2"]
    assert filas(almacen, "SELECT count(*) FROM prueba_incidente") == [1]
    pasos = filas(almacen, "SELECT count(*), count(DISTINCT orden) FROM paso_incidente")
    assert pasos == [(len(incidentes.clases()["cuenta_intervenida"].pasos("facebook")),) * 2]
    with almacen.lectura() as u:
        assert verificar(u.registro.recorrer())[1] is None


def _llenar(almacen: Almacen, cuantos: int) -> None:
    """Otros tantos incidentes sin cerrar, de la misma cuenta y de ninguna de las clases que la paran."""
    with almacen.unidad() as u:
        for n in range(cuantos):
            u.incidentes.abrir(
                IncidenteNuevo(1, "emergencia", f"emergencia:comentario/{n}", 3, "pide ayuda", [])
            )


@pytest.mark.lenta
def test_con_diez_mil_abiertos_el_ciclo_sigue_siendo_rapido(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    _llenar(almacen, MUCHOS)
    assert filas(almacen, "SELECT count(*) FROM incidente WHERE estado <> 'cerrado'") == [MUCHOS]
    red = ConectorFalso(reloj=reloj)

    def ciclo(*pasos: object) -> None:
        reloj.adelantar(timedelta(minutes=1))
        red.barridos.append(list(pasos))
        ingesta.sondear(almacen, red, 1, reloj)
        incidentes.vigilar(almacen, 1, p13.evaluar, reloj)
        incidentes.vigilar_casa(almacen)
        ejecucion.despachar(almacen, red, 1, reloj)

    ciclo()
    tiempos = []
    for n in range(20):
        inicio = time.perf_counter()
        ciclo(pag("k", pub(f"ajena{n}", "gane dinero facil", creado=reloj.ahora())))
        tiempos.append(time.perf_counter() - inicio)
    assert filas(almacen, "SELECT count(*) FROM incidente WHERE tipo = 'cuenta_intervenida'") == [1]
    print(f"ciclo de deteccion con {MUCHOS} abiertos: mediana {sorted(tiempos)[10] * 1000:.0f} ms")
    assert max(tiempos) < 5


@pytest.mark.solo_sqlite
def test_ninguna_consulta_de_la_deteccion_recorre_los_incidentes(almacen: Almacen, reloj: RelojFijo) -> None:
    """El plan de cada consulta que crece con los incidentes abiertos usa un indice."""
    alta(almacen)
    malas: list[str] = []

    @event.listens_for(almacen._motor, "before_cursor_execute")
    def _explicar(con, _cursor, orden, valores, _contexto, muchas) -> None:
        if muchas or not orden.lstrip().upper().startswith(("SELECT", "UPDATE")):
            return
        cursor = con.connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {orden}", valores)
        malas.extend(
            f"{p[3]}: {orden}"
            for p in cursor.fetchall()
            if p[3].startswith(("SCAN incidente", "SCAN publicacion", "SCAN senal"))
        )
        cursor.close()

    red = ConectorFalso(reloj=reloj)
    for n in range(3):
        red.barridos.append([pag("k", pub(f"ajena{n}", "gane dinero facil", creado=reloj.ahora()))])
        ingesta.sondear(almacen, red, 1, reloj)
        incidentes.vigilar(almacen, 1, p13.evaluar, reloj)
        incidentes.vigilar_casa(almacen)
        with almacen.unidad() as u:
            clave = f"o{n}"
            u.ordenes.pedir(OrdenNueva(clave, 1, Accion.PUBLICAR.value, OrigenOrden.PERSONA, texto="horario"))
        ejecucion.despachar(almacen, red, 1, reloj)
        reloj.adelantar(timedelta(hours=2))
    quien = persona(almacen, "jefa", "supervision").id
    incidentes.ficha(almacen, 1)
    for estado, tras in (("", None), ("cerrado", None), ("", (-33, 1)), ("abierto", (-33, 1)), ("", (0, -1))):
        with almacen.lectura() as u:
            u.atencion.pagina(estado, 26, tras)
    incidentes.sin_cerrar(almacen)
    incidentes.decidir(almacen, 1, "otra", "por la prueba", quien)
    incidentes.descartar(almacen, 1, "por la prueba, nada más", quien)
    incidentes.reabrir(almacen, 1, "por la prueba", quien)
    with pytest.raises(Conflicto):
        incidentes.reabrir(almacen, 1, "por la prueba", quien)
    assert malas == []
