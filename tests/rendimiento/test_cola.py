"""Lo que cuesta la cola llena, en los dos motores: cualquier par de filtros, la pagina 1 y la 500, buscar, y decidir.

Imprime p50, p95 y p99, de reloj y de maquina, y el plan de cada consulta; no exige tiempos. Exige que ninguna consulta
recorra entera una tabla grande ni lea mas de lo que su pagina necesita, y que una pagina no haga mas consultas que hoy.

Por defecto, la base del encargo: un millon de comentarios y doscientos mil expedientes en cola. Con menos, para probar
deprisa: COLA_COMENTARIOS=50000 COLA_EXPEDIENTES=10000.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, func, select

from conectores.tipos import Red
from moderacion import accesos, cola
from moderacion.almacen import Almacen, tablas
from moderacion.cola import Filtros, Persona, Resolucion
from moderacion.reloj import RelojFijo
from moderacion.web import crear_app
from tests.rendimiento.medidas_cola import Tiempos, carga_ajena, gasto, siempre
from tests.rendimiento.mundo_cola import AHORA, poblar
from tests.rendimiento.planes import mirando
from tests.web.asgi import Pedidor, pedidor
from tests.web.redes import CAPACIDADES

pytestmark = [pytest.mark.lenta, pytest.mark.timeout(3600)]
COMENTARIOS = int(os.environ.get("COLA_COMENTARIOS", "1000000"))
EXPEDIENTES = int(os.environ.get("COLA_EXPEDIENTES", "200000"))
ENTERA = EXPEDIENTES >= 100_000
VECES, DECISIONES = (7, 300) if ENTERA else (2, 60)
VALORES: dict[str, Any] = {
    "red": "facebook", "cuenta": 2, "politica": 12, "intencion": "queja", "area": "farmacia", "edad": "semana",
    "degradado": True, "actuado": True, "critica": True, "autor": 77, "grupo": 101, "asignado": 1,
}  # fmt: skip
BUSQUEDAS = ("farmacia horas", "palabra1234", "palabra1234 nadie", "inexistente")
LEE_SQLITE, LEE_POSTGRESQL = 60_000, 4_000
"""Lo mas que lee una consulta sin texto: pasos de la maquina de SQLite, filas de PostgreSQL. Recorrer la cola da millones."""
CONSULTAS = {"pagina": 11, "ficha": 38, "decidir": 28, "enviar": 27}
"""Cuantas hace cada cosa como mucho, en el motor que mas hace; si una crece, alguien metio una por fila.

Tres de cada pagina son de las franjas: la del paro (por su indice de los que rigen), la de los canales de aviso y la de una
restauracion sin terminar, que son tablas de pocas filas. La ficha mira si su respuesta la cierra y, de una crítica, quién está de
acuerdo. Enviar lee ademas lo que la escalera propone y escribe el registro de lo restringido."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def llena(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Almacen]:
    """La base llena; en PostgreSQL se salta, diciendolo, donde no lo hay."""
    servidor = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = servidor.nueva() if servidor else f"sqlite:///{tmp_path_factory.mktemp('cola') / 'cola.db'}"
    almacen = Almacen(url, RelojFijo(AHORA))
    almacen.migrar()
    accesos.crear_usuario(almacen, "gestion", "cuatro patos verdes nadan", "gestion")
    antes = perf_counter()
    poblar(almacen, COMENTARIOS, EXPEDIENTES)
    if servidor:
        servidor.esperar_al_disco(si=True)
    tardo = perf_counter() - antes
    print(f"\n== {request.param}: {COMENTARIOS} comentarios, {EXPEDIENTES} en cola; {tardo:.0f} s de preparar; {carga_ajena()}")  # fmt: skip
    yield almacen
    print(f"\n== {request.param}: {carga_ajena()}")
    almacen.cerrar()
    if servidor:
        servidor.esperar_al_disco(si=False)
        servidor.borrar(url)


@pytest.fixture
def consola(llena: Almacen, montar: Any) -> Iterator[Pedidor]:
    """La consola entera sobre la base llena, ya ingresada."""
    servicio = montar().servicio
    propia, servicio.almacen = servicio.almacen, llena
    servicio.capacidades = {i: CAPACIDADES[r] for i, r in enumerate(CAPACIDADES, 1)}
    sesion = accesos.ingresar(llena, "gestion", "cuatro patos verdes nadan", "prueba", timedelta(hours=10))
    with pedidor(crear_app(servicio)) as nadie:
        yield nadie.con(sesion)
    # el servicio cierra al acabar la prueba la suya, no la que comparten todas
    servicio.almacen = propia


def _pares() -> list[dict[str, Any]]:
    solos = [{}, *({c: v} for c, v in VALORES.items())]
    return solos + [dict(p) for p in combinations(VALORES.items(), 2)]


def _posicion_500(almacen: Almacen, filtros: Filtros) -> tuple[int, int] | None:
    """Donde empieza la pagina 500 (o la ultima), buscada por fuera de lo que se mide; None si no hay ninguno."""
    m = tablas.tabla(tablas.MarcaCola)
    valores = filtros.valores()
    claves = [f"{c}={v}" for c, v in valores.items()] or [""]
    tramo = select(m.c.prioridad_neg, m.c.expediente_id).where(m.c.clave == claves[0])
    for k in claves[1:]:
        tramo = tramo.where(m.c.expediente_id.in_(select(m.c.expediente_id).where(m.c.clave == k)))
    with almacen._motor.connect() as con:
        cuantas = con.execute(select(func.count()).select_from(tramo.subquery())).scalar_one()
        salto = max(0, min(cuantas - 51, 499 * 50))
        f = con.execute(tramo.order_by(m.c.prioridad_neg, m.c.expediente_id).offset(salto).limit(1)).first()
    return tuple(f) if f else None


@pytest.fixture(scope="module")
def paginas(llena: Almacen) -> list[tuple[dict[str, Any], int, tuple[int, int] | None]]:
    """(filtros, pagina, donde empieza): la 1 y la 500 de cada filtro y de cada par."""
    salida: list[tuple[dict[str, Any], int, tuple[int, int] | None]] = []
    for valores in _pares():
        salida.append((valores, 1, None))
        if tras := _posicion_500(llena, Filtros(**valores)):
            salida.append((valores, 500, tras))
    return salida


def _persona(almacen: Almacen) -> Persona:
    with almacen.lectura() as u:
        p = u.accesos.por_nombre("gestion")
    return Persona(p.id, p.nombre, p.rol)


def _ruta(valores: dict[str, Any], tras: tuple[int, int] | None, **mas: Any) -> str:
    pedidos = {
        {"asignado": "mios"}.get(c, c): "si" if v is True or c == "asignado" else v
        for c, v in valores.items()
    }
    sitio = {"negada": tras[0], "tras": tras[1]} if tras else {}
    return f"/cola?{urlencode(pedidos | sitio | mas)}"


def test_cualquier_par_de_filtros(llena: Almacen, paginas: Any) -> None:
    por_caso = []
    for valores, pagina, tras in paginas:
        f = Filtros(**valores)
        leer = lambda f=f, t=tras: cola.hoja(llena, 51, t, f, {"red": ["facebook"]})  # noqa: E731
        por_caso.append(
            (Tiempos(gasto(llena._motor)).medir(leer, VECES), "+".join(valores) or "todo", pagina)
        )
    todos = Tiempos(gasto(llena._motor))
    for t, *_ in por_caso:
        todos += t
    print(f"\nconsulta de la pagina, {len(paginas)} casos: {todos}")
    for t, que, pagina in sorted(por_caso, key=lambda c: -c[0].p(95))[:4]:
        print(f"  de lo peor: {que:<22} pagina {pagina:>3}  {t}")
    for texto in BUSQUEDAS:
        for f in (Filtros(texto=texto), Filtros(texto=texto, red="facebook", politica=2)):
            print(f"  buscar {texto!r}{' y dos filtros' if f.red else '':<15} {Tiempos(gasto(llena._motor)).medir(lambda f=f: cola.hoja(llena, 51, None, f, {}), VECES)}")  # fmt: skip
    e = tablas.tabla(tablas.Expediente)

    def ingenua() -> None:
        with llena._motor.connect() as con:
            en_cola = select(e).where(e.c.estado == "en_cola", e.c.cuenta_id == 2)
            con.execute(en_cola.order_by(e.c.prioridad_neg, e.c.id).offset(499 * 50).limit(51)).all()
            con.execute(select(func.count()).select_from(en_cola.subquery())).scalar_one()

    veces = Tiempos(gasto(llena._motor)).medir(ingenua, 3).p(50) / todos.p(50)
    print(f"  con OFFSET y COUNT, la pagina 500 de una cuenta: {veces:.0f} veces mas")


def test_la_pagina_entera(llena: Almacen, consola: Pedidor, paginas: Any) -> None:
    todos, fichas = (Tiempos(gasto(llena._motor)) for _ in range(2))
    for valores, _, tras in paginas:
        ruta = _ruta(valores, tras)
        assert consola.pedir("GET", ruta).estado == 200
        todos.medir(lambda r=ruta: consola.pedir("GET", r), max(2, VECES // 2))
    for f in cola.listar(llena, DECISIONES // 3, None, Filtros(red="facebook")):
        fichas.medir(lambda i=f.id: consola.pedir("GET", f"/cola?e={i}"), 1)
    print(
        f"\npagina de 50 entera, {len(paginas)} casos: {todos}\n  con un expediente abierto al lado: {fichas}"
    )


def test_decidir(llena: Almacen, consola: Pedidor) -> None:
    quien, capacidades = _persona(llena), CAPACIDADES[Red.FACEBOOK]
    libres = siempre(cola.listar(llena, 4 * DECISIONES, None, Filtros(red="facebook")))

    def una(accion: str) -> None:
        f = next(libres)
        r = Resolucion.de(accion, "una exclamación sin ofensa", f.version, 2)
        cola.resolver(llena, f.id, quien, r, capacidades, timedelta(days=30))

    def enviada(**mas: str) -> None:
        f = next(libres)
        cuerpo = {
            "version": f.version,
            "accion": "ocultar",
            "motivo": "una ofensa",
            "articulo": 2,
            "volver": "/cola",
        }
        assert consola.mandar(f"/expedientes/{f.id}/decidir", urlencode(cuerpo | mas).encode()).estado == 303

    for que, hacer in (
        ("permitir", lambda: una("permitir")),
        ("ocultar", lambda: una("ocultar")),
        ("enviado por la consola", enviada),
        ("y pasar al siguiente", lambda: enviada(seguir="on")),
    ):
        print(f"\ndecidir, {que:<23} {Tiempos(gasto(llena._motor)).medir(hacer, DECISIONES)}", end="")
    print()


def test_cuantas_consultas(llena: Almacen, consola: Pedidor) -> None:
    quien, hechas = _persona(llena), []
    f, g, h = cola.listar(llena, 3, None, Filtros(red="facebook", critica=True))
    r = Resolucion.de("ocultar", "una ofensa", f.version, 2)
    pedidas = {
        "pagina": lambda: consola.pedir("GET", _ruta({"red": "facebook", "politica": 2}, None)),
        "ficha": lambda: consola.pedir("GET", _ruta({}, None, e=g.id)),
        "decidir": lambda: cola.resolver(llena, f.id, quien, r, CAPACIDADES[Red.FACEBOOK], timedelta(days=1)),
        "enviar": lambda: consola.mandar(f"/expedientes/{h.id}/decidir", f"version={h.version}&accion=permitir&motivo=una+queja".encode()),
    }  # fmt: skip
    event.listen(
        llena._motor, "before_cursor_execute", lambda *a: a[2].startswith("BEGIN") or hechas.append(a[2])
    )
    cuentas = {}
    for que, hacer in pedidas.items():
        hechas.clear()
        hacer()
        cuentas[que] = len(hechas)
    print(f"\nconsultas: {cuentas}")
    assert {q: n for q, n in cuentas.items() if n > CONSULTAS[q]} == {}


def test_ningun_plan_recorre_una_tabla_que_crece(llena: Almacen, consola: Pedidor, paginas: Any) -> None:
    tope = LEE_SQLITE if llena._motor.dialect.name == "sqlite" else LEE_POSTGRESQL
    tres = {"red": "facebook", "politica": 2, "edad": "semana"}
    f, g = cola.listar(llena, 2, None, Filtros(red="facebook", politica=2))
    with mirando(llena._motor) as vistas:
        for valores, _, tras in [*paginas, (tres, 1, (-1, 1))]:
            cola.hoja(llena, 51, tras, Filtros(**valores), {"red": ["facebook"]})
        for ruta in (_ruta({}, None, e=f.id), f"/expedientes/{g.id}", "/mi-dia"):
            assert consola.pedir("GET", ruta).estado == 200, ruta
        cuerpo = f"version={f.version}&accion=ocultar&motivo=una+ofensa&articulo=2&seguir=on&siguiente={g.id}"
        destino = consola.mandar(f"/expedientes/{f.id}/decidir", cuerpo.encode()).cabeceras["location"]
        assert consola.mandar(f"/decisiones/{destino.rpartition('hecho=')[2]}/deshacer").estado == 303
    with mirando(llena._motor) as buscando:
        for texto in BUSQUEDAS:
            cola.hoja(llena, 51, None, Filtros(texto=texto, red="facebook"), {})
    for c in (*vistas.values(), *buscando.values()):
        print("\n", c)
    assert len(vistas) >= 40
    assert [str(c) for c in (*vistas.values(), *buscando.values()) if c.recorre] == []
    # en una base pequeña PostgreSQL prefiere leer entera la tabla, y es lo mas corto
    if ENTERA or tope == LEE_SQLITE:
        assert [str(c) for c in vistas.values() if c.leido > tope] == []


def test_la_regla_ve_lo_que_recorre_y_lo_que_lee_de_mas(llena: Almacen) -> None:
    with mirando(llena._motor) as vistas, llena._motor.connect() as con:
        con.exec_driver_sql("SELECT texto FROM comentario WHERE enlace = 'x'").all()
        con.exec_driver_sql("SELECT id FROM comentario WHERE cuenta_id IN (1, 2, 3) AND enlace = 'x'").all()
    entera, de_mas = vistas.values()
    assert entera.recorre
    assert de_mas.leido > (LEE_SQLITE if llena._motor.dialect.name == "sqlite" else LEE_POSTGRESQL)
