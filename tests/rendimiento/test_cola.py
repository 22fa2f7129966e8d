"""Lo que cuesta la cola llena: cualquier par de filtros, la pagina 1 y la 500, entera y solo la consulta; y decidir.

Por defecto, la base del encargo: un millon de comentarios y doscientos mil expedientes en cola. Con menos, para probar
deprisa: COLA_COMENTARIOS=50000 COLA_EXPEDIENTES=10000.
"""

import os
import re
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import event, func, select

from moderacion import accesos, cola
from moderacion.almacen import Almacen, tablas
from moderacion.cola import Filtros, Persona, Resolucion
from moderacion.reloj import RelojFijo
from moderacion.web import crear_app
from tests.rendimiento.mundo_cola import AHORA, poblar
from tests.web.asgi import pedidor
from tests.web.redes import CAPACIDADES

pytestmark = [pytest.mark.lenta, pytest.mark.timeout(1200)]
COMENTARIOS = int(os.environ.get("COLA_COMENTARIOS", "1000000"))
EXPEDIENTES = int(os.environ.get("COLA_EXPEDIENTES", "200000"))
VALORES: dict[str, Any] = {
    "red": "facebook", "cuenta": 2, "politica": 12, "intencion": "queja", "area": "farmacia", "edad": "semana",
    "degradado": True, "actuado": True, "critica": True, "autor": 77, "grupo": 101,
}  # fmt: skip
VECES = 7
CRECEN = "comentario|orden|veredicto|hallazgo|decision|autor|expediente|marca_cola"
ENTERA = re.compile(rf"^SCAN ({CRECEN})(_\d+)?$")


@pytest.fixture(scope="module")
def llena(tmp_path_factory: pytest.TempPathFactory) -> Almacen:
    ruta: Path = tmp_path_factory.mktemp("cola") / "cola.db"
    almacen = Almacen(f"sqlite:///{ruta}", RelojFijo(AHORA))
    almacen.migrar()
    antes = perf_counter()
    poblar(almacen, COMENTARIOS, EXPEDIENTES)
    print(
        f"\n{COMENTARIOS} comentarios, {EXPEDIENTES} en cola: {perf_counter() - antes:.0f} s de preparar, {ruta.stat().st_size >> 20} MiB"
    )
    accesos.crear_usuario(almacen, "gestion", "cuatro patos verdes nadan", "gestion")
    yield almacen
    almacen.cerrar()


def _medir(hacer: Any, veces: int = VECES) -> list[float]:
    tiempos = []
    for _ in range(veces):
        antes = perf_counter()
        hacer()
        tiempos.append(1000 * (perf_counter() - antes))
    return tiempos


def _p95(tiempos: list[float]) -> float:
    return quantiles(tiempos, n=20)[-1]


def _pares() -> list[dict[str, Any]]:
    solos = [{}, *({c: v} for c, v in VALORES.items())]
    return solos + [dict(p) for p in combinations(VALORES.items(), 2)]


def _posicion_500(almacen: Almacen, filtros: Filtros) -> tuple[int, int] | None:
    """Donde empieza la pagina 500 (o la ultima), buscada por fuera de lo que se mide."""
    m = tablas.tabla(tablas.MarcaCola)
    with almacen._motor.connect() as con:
        valores = filtros.valores()
        claves = ["&".join(f"{c}={v}" for c, v in sorted(valores.items()))] if valores else [""]
        consulta = select(m.c.prioridad_neg, m.c.expediente_id).where(m.c.clave == claves[0])
        cuantas = con.execute(select(func.count()).select_from(consulta.subquery())).scalar_one()
        salto = max(0, min(cuantas - 51, 499 * 50))
        f = con.execute(
            consulta.order_by(m.c.prioridad_neg, m.c.expediente_id).offset(salto).limit(1)
        ).first()
    return tuple(f) if f else None


def test_cualquier_par_de_filtros(llena: Almacen) -> None:
    tabla: list[tuple[float, str, int, list[float]]] = []
    for valores in _pares():
        filtros = Filtros(**valores)
        for pagina, tras in ((1, None), (500, _posicion_500(llena, filtros))):
            if pagina == 500 and tras is None:
                continue
            tiempos = _medir(lambda f=filtros, t=tras: (cola.listar(llena, 51, t, f), cola.contar(llena, f)))
            tabla.append((_p95(tiempos), "+".join(valores) or "todo", pagina, tiempos))
    todos = [t for *_, ts in tabla for t in ts]
    print(
        f"\nconsulta: {len(tabla)} casos, p50 {median(todos):.2f} ms, p95 {_p95(todos):.2f} ms; los peores:"
    )
    for p95, que, pagina, _ in sorted(tabla, reverse=True)[:6]:
        print(f"  {que:<24} pagina {pagina:>3}  p95 {p95:6.2f} ms")
    e = tablas.tabla(tablas.Expediente)

    def ingenua() -> None:
        with llena._motor.connect() as con:
            en_cola = select(e).where(e.c.estado == "en_cola", e.c.cuenta_id == 2)
            con.execute(en_cola.order_by(e.c.prioridad_neg, e.c.id).offset(499 * 50).limit(51)).all()
            con.execute(select(func.count()).select_from(en_cola.subquery())).scalar_one()

    print(
        f"  con OFFSET y COUNT, la pagina 500 de una cuenta: {median(_medir(ingenua, 3)) / median(todos):.0f} veces mas"
    )


def test_la_pagina_entera(llena: Almacen, montar: Any) -> None:
    servicio = montar().servicio
    servicio.almacen = llena
    servicio.capacidades = {i: CAPACIDADES[r] for i, r in enumerate(CAPACIDADES, 1)}
    sesion = accesos.ingresar(llena, "gestion", "cuatro patos verdes nadan", "prueba", timedelta(hours=10))
    with pedidor(crear_app(servicio)) as nadie:
        c = nadie.con(sesion)
        todos: list[float] = []
        for valores in _pares():
            consulta = "&".join(f"{k}={'si' if v is True else v}" for k, v in valores.items())
            filtros = Filtros(**valores)
            tras = _posicion_500(llena, filtros)
            paginas = [f"/cola?{consulta}"] + (
                [f"/cola?{consulta}&negada={tras[0]}&tras={tras[1]}"] if tras else []
            )
            for ruta in paginas:
                assert c.pedir("GET", ruta).estado == 200
                todos += _medir(lambda r=ruta: c.pedir("GET", r), 3)
        ficha = _medir(lambda: c.pedir("GET", "/cola?e=5"), 20)
    print(f"\npagina de 50, consulta y plantilla: p50 {median(todos):.1f} ms, p95 {_p95(todos):.1f} ms")
    print(f"con un expediente abierto al lado: p50 {median(ficha):.1f} ms, p95 {_p95(ficha):.1f} ms")


def test_decidir(llena: Almacen) -> None:
    with llena.lectura() as u:
        p = u.accesos.por_nombre("gestion")
    quien = Persona(p.id, p.nombre, p.rol)
    filas = iter(cola.listar(llena, 400, None, Filtros(red="facebook")))
    capacidades = next(iter(CAPACIDADES.values()))

    def uno() -> None:
        f = next(filas)
        r = Resolucion.de("permitir", "una exclamación sin ofensa", f.version)
        cola.resolver(llena, f.id, quien, r, capacidades, timedelta(days=30))

    tiempos = _medir(uno, 200)
    print(f"\ndecidir: p50 {median(tiempos):.1f} ms, p95 {_p95(tiempos):.1f} ms")


def test_ningun_plan_recorre_una_tabla_que_crece(llena: Almacen) -> None:
    planes: dict[str, list[str]] = {}

    def explicar(con: Any, _cursor: Any, orden: str, valores: Any, *_: Any) -> None:
        if orden.lstrip().upper().startswith("SELECT") and orden not in planes:
            cursor = con.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {orden}", valores)
            planes[orden] = [paso[3] for paso in cursor.fetchall()]
            cursor.close()

    event.listen(llena._motor, "before_cursor_execute", explicar)
    for filtros in (
        Filtros(), Filtros(red="facebook", politica=2), Filtros(autor=77, critica=True), Filtros(texto="farmacia horas"),
        Filtros(red="facebook", politica=2, edad="semana"),
    ):  # fmt: skip
        cola.listar(llena, 51, (-1, 1), filtros)
        cola.contar(llena, filtros)
    cola.contadores(llena)
    event.remove(llena._motor, "before_cursor_execute", explicar)
    for orden, pasos in planes.items():
        print("\n", " ".join(orden.split())[:110], *(f"\n    {p}" for p in pasos))
    assert len(planes) >= 5
    assert [p for pasos in planes.values() for p in pasos if ENTERA.match(p)] == []
