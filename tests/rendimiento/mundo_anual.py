"""Un año entero ya moderado: comentarios de cada dia, con su veredicto, y lo que se decidio, se hizo y se apelo de una parte."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from conectores.tipos import Red
from moderacion.almacen import Almacen
from moderacion.almacen import tablas as t
from tests.rendimiento.carga import Carga, cargando
from tests.rendimiento.mundo_cola import POLITICAS, _autor, _comentario, _poner_contadores

ANIO: Final = 2025
INICIO: Final = datetime(ANIO, 1, 1, 6, 0, tzinfo=UTC)
"""La medianoche de El Salvador."""
AHORA: Final = INICIO + timedelta(days=365, hours=9)
_DIAS: Final = 365
_PUBLICACIONES: Final = 4
"""Por cuenta y dia."""
_TANDA: Final = 20_000
_RESTRINGE, _MAQUINA, _VUELVE, _APELA, _CRITICA = 0.5, 0.3, 0.06, 0.02, 0.3


def poblar_anio(almacen: Almacen, comentarios: int, decididos: int) -> None:
    """Tres cuentas y un año de `comentarios`, repartidos por igual; de `decididos` de ellos hay expediente y decision."""
    with almacen.unidad() as u:
        for red in Red:
            u.cuentas.dar_de_alta(red.value, f"cuenta-{red.value}", f"ISSS {red.value}")
        for nombre in ("una", "otra"):
            u.accesos.crear(nombre, "sin clave", "gestion", "prueba")
    azar, autores, cada = random.Random(8), max(100, comentarios // 20), comentarios // decididos
    with cargando(almacen._motor) as carga:
        if almacen._motor.dialect.name == "sqlite":
            carga._dbapi.execute("UPDATE cuenta SET alta = ?", [INICIO.replace(tzinfo=None)])
        else:
            carga._dbapi.execute("UPDATE cuenta SET alta = %s", [INICIO])
        carga.modelo(t.Autor, (_autor(i) for i in range(1, autores + 1)))
        carga.modelo(t.Publicacion, _publicaciones())
        numeros = iter(range(1, comentarios + 1))
        while tanda := list(islice(numeros, _TANDA)):
            leidos = {i: _leido(i, comentarios) for i in tanda}
            carga.modelo(t.Comentario, (_uno(i, leidos[i], autores, azar) for i in tanda))
            carga.modelo(t.Veredicto, (_veredicto(i, leidos[i], azar) for i in tanda))
            _decidir(carga, [(i, leidos[i]) for i in tanda if i % cada == 0], azar)
        _sorteos(carga, comentarios // cada, cada, comentarios)
    if almacen._motor.dialect.name == "postgresql":
        _poner_contadores(almacen)


def _leido(i: int, comentarios: int) -> datetime:
    return INICIO + timedelta(days=_DIAS) * (i - 1) / comentarios


def _publicaciones() -> Iterator[dict[str, Any]]:
    for dia in range(_DIAS):
        for cuenta in (1, 2, 3):
            for n in range(_PUBLICACIONES):
                creado = INICIO + timedelta(days=dia, hours=7 + 3 * n)
                yield {
                    "cuenta_id": cuenta, "id_externo": f"p{cuenta}-{dia}-{n}", "texto": "Aviso", "huella": "h", "creado": creado,
                    "visto": creado, "crudo": {}, "origen": "nuestra", "ausencia_vista": False,
                }  # fmt: skip


def _uno(i: int, leido: datetime, autores: int, azar: random.Random) -> dict[str, Any]:
    dia = max(0, (leido - INICIO).days - azar.randrange(3))
    cuenta = 1 + i % 3
    return _comentario(i, autores, en_cola=False, azar=azar) | {
        "leido": leido,
        "creado": leido - timedelta(minutes=azar.randrange(60)),
        "publicacion_externa": f"p{cuenta}-{dia}-{azar.randrange(_PUBLICACIONES)}",
    }


def _veredicto(i: int, leido: datetime, azar: random.Random) -> dict[str, Any]:
    return {
        "id": i, "comentario_id": i, "huella": f"h{i}", "version_reglamento": "r", "version_modelo": "m", "propuesta": "revisar",
        "bloquear": False, "critica": azar.random() < _CRITICA and i % 5 != 0, "automatica": False, "degradado": False,
        "razon_degradado": "", "contexto": None, "intencion": [], "indicios": {}, "fecha": leido + timedelta(seconds=3),
    }  # fmt: skip


def _decidir(carga: Carga, casos: list[tuple[int, datetime]], azar: random.Random) -> None:
    """El expediente de cada caso, su decision y, de los restringidos, sus ordenes y alguna apelacion."""
    filas: dict[Any, list[dict[str, Any]]] = {
        m: [] for m in (t.Hallazgo, t.Expediente, t.Decision, t.Orden, t.Apelacion)
    }
    for i, leido in casos:
        politica, etiqueta = azar.choice(POLITICAS)
        decidido = leido + timedelta(minutes=int(azar.expovariate(1 / 90)))
        restringe, cuenta = azar.random() < _RESTRINGE, 1 + i % 3
        filas[t.Hallazgo].append(
            {"veredicto_id": i, "politica": politica, "gravedad": 2, "propuesta": "restringir", "motivo": "porque sí",
             "etiqueta": etiqueta, "bloquear": False, "automatica": True, "modo": "actuar", "evidencia": []}
        )  # fmt: skip
        filas[t.Expediente].append(
            {"id": i, "comentario_id": i, "cuenta_id": cuenta, "veredicto_id": i, "estado": "resuelto", "prioridad_neg": -i,
             "abierto": leido + timedelta(seconds=3), "creado": leido, "resuelto": decidido}
        )  # fmt: skip
        filas[t.Decision].append(
            {"id": i, "expediente_id": i, "version": 1, "usuario_id": 1, "accion": "ocultar" if restringe else "permitir",
             "motivo": "una razón", "articulo": politica if restringe else None, "huella": f"h{i}", "fecha": decidido, "lote": ""}
        )  # fmt: skip
        if restringe:
            filas[t.Orden] += _ordenes(i, cuenta, leido, decidido, azar)
            if azar.random() < _APELA:
                filas[t.Apelacion].append(_apelacion(i, politica, decidido))
    for modelo, suyas in filas.items():
        carga.modelo(modelo, suyas)


def _ordenes(
    i: int, cuenta: int, leido: datetime, decidido: datetime, azar: random.Random
) -> Iterator[dict[str, Any]]:
    comun = {"cuenta_id": cuenta, "comentario_id": i, "estado": "hecha", "error": ""}
    sola = azar.random() < _MAQUINA
    cuando = leido + timedelta(seconds=5) if sola else decidido
    yield comun | {
        "clave": f"ocultar:{i}", "accion": "ocultar", "origen": "maquina" if sola else "persona", "creada": cuando,
        "cerrada": cuando + timedelta(seconds=12), "decision_id": None if sola else i, "veredicto_id": i if sola else None,
    }  # fmt: skip
    if azar.random() < _VUELVE:
        luego = decidido + timedelta(hours=azar.randrange(1, 72))
        yield comun | {
            "clave": f"mostrar:{i}", "accion": "mostrar", "origen": "persona", "creada": luego, "decision_id": i,
            "cerrada": luego + timedelta(seconds=12), "veredicto_id": None,
        }  # fmt: skip


def _apelacion(i: int, politica: int, decidido: datetime) -> dict[str, Any]:
    presentada = decidido + timedelta(hours=3)
    return {
        "expediente_id": i, "accion": "ocultar", "articulo": politica, "extracto": "x", "huella": f"a{i}", "creada": decidido,
        "caduca": decidido + timedelta(days=30), "estado": "aceptada" if i % 2 else "rechazada", "presentada": presentada,
        "resuelta": presentada + timedelta(hours=30), "resuelta_por": 2,
    }  # fmt: skip


def _sorteos(carga: Carga, decisiones: int, cada: int, comentarios: int) -> None:
    """Una muestra por semana y, de una de cada veinte decisiones, su segunda lectura."""
    lunes = [date(ANIO, 1, 6) + timedelta(weeks=n) for n in range(51)]
    por_semana = max(1, decisiones // 51)
    carga.modelo(
        t.Muestra,
        ({"semana": s, "semilla": "s", "por_ciento": 5, "decisiones": por_semana, "elegidas": por_semana // 20,
          "sorteada": AHORA} for s in lunes),
    )  # fmt: skip
    carga.modelo(
        t.SegundaLectura,
        ({"semana": lunes[n % 51], "decision_id": i, "expediente_id": i, "politica": POLITICAS[n % 5][0], "primera": n % 3 > 0,
          "maquina": n % 4 > 0, "automatica": n % 7 == 0, "estado": "leida", "usuario_id": 2, "critica": False,
          "articulo": POLITICAS[n % 5][0] if n % 3 > 0 and n % 11 else None, "leida": INICIO + timedelta(days=n % _DIAS), "discrepa": False}
         for n, i in enumerate(range(20 * cada, comentarios + 1, 20 * cada))),
    )  # fmt: skip
