"""Una base con muchos comentarios y muchos expedientes en cola, hecha deprisa y con las marcas del propio almacen."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

from conectores.tipos import Red
from moderacion.almacen import Almacen
from moderacion.almacen import tablas as t
from moderacion.almacen.marcas import _claves, edad
from moderacion.almacen.textos_cola import palabras
from moderacion.evaluacion.prioridad import DOBLA

AHORA: Final = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
AREAS: Final = ("citas", "farmacia", "subsidios", "prestaciones")
INTENCIONES: Final = ("consulta", "queja", "denuncia", "sugerencia")
POLITICAS: Final = ((2, "insulto"), (1, "amenaza"), (4, "enlace"), (11, "mayusculas"), (12, "publicidad"))
_TANDA: Final = 20_000
_INICIO: Final = datetime(2020, 1, 1, tzinfo=UTC)


def poblar(almacen: Almacen, comentarios: int, en_cola: int) -> None:
    """Tres cuentas, `comentarios` comentarios y los `en_cola` ultimos con su expediente esperando."""
    with almacen.unidad() as u:
        for red in Red:
            u.cuentas.dar_de_alta(red.value, f"cuenta-{red.value}", f"ISSS {red.value}")
    motor, azar = almacen._motor, random.Random(5)
    autores = max(100, comentarios // 20)
    with motor.begin() as con:
        _insertar(con, t.Autor, ({"id": i, "cuenta_id": 1 + i % 3, "id_externo": f"a{i}", "nombre": f"Persona {i}", "usuario": "", "enlace": ""} for i in range(1, autores + 1)))  # fmt: skip
        primero = comentarios - en_cola + 1
        _insertar(
            con,
            t.Comentario,
            (_comentario(i, autores, i >= primero, azar) for i in range(1, comentarios + 1)),
        )
        casos = [_caso(i, n, autores, azar) for n, i in enumerate(range(primero, comentarios + 1), 1)]
        _insertar(con, t.Veredicto, (c["veredicto"] for c in casos))
        _insertar(con, t.Hallazgo, (h for c in casos for h in c["hallazgos"]))
        _insertar(con, t.Expediente, (c["expediente"] for c in casos))
        marcas = sorted(m for c in casos for m in _marcas(c))
        _insertar(
            con, t.MarcaCola, ({"clave": k, "prioridad_neg": p, "expediente_id": e} for k, p, e in marcas)
        )
        cuentas = Counter(k for k, _, _ in marcas)
        _insertar(con, t.CuentaCola, ({"clave": k, "cuantos": n} for k, n in cuentas.items()))
        columna = "rowid" if con.dialect.name == "sqlite" else "expediente_id"
        filas = ((c["expediente"]["id"], " ".join(palabras(_texto(c["comentario"])))) for c in casos)
        signo = "?" if con.dialect.name == "sqlite" else "%s"
        for tanda in _tandas(filas):
            con.exec_driver_sql(f"INSERT INTO texto_cola ({columna}, texto) VALUES ({signo}, {signo})", tanda)


def _tandas(filas: Iterator[Any]) -> Iterator[list[Any]]:
    while tanda := list(islice(filas, _TANDA)):
        yield tanda


def _insertar(con: Any, modelo: Any, filas: Iterator[dict[str, Any]]) -> None:
    for tanda in _tandas(iter(filas)):
        con.execute(t.tabla(modelo).insert(), tanda)


def _texto(i: int) -> str:
    return (
        f"Comentario {i} sobre la farmacia: llevo {i % 48} horas esperando y nadie contesta palabra{i % 5000}"
    )


def _comentario(i: int, autores: int, en_cola: bool, azar: random.Random) -> dict[str, Any]:
    return {
        "id": i, "cuenta_id": 1 + i % 3, "id_externo": f"c{i}", "autor_id": 1 + i % autores, "texto": _texto(i),
        "huella": f"h{i}", "creado": AHORA - timedelta(minutes=azar.randrange(20_000)), "leido": AHORA,
        "estado": "en_cola" if en_cola else "limpio", "estado_red": "visible", "adjuntos": [], "crudo": {},
        "reacciones": 0,
    }  # fmt: skip


def _caso(comentario: int, n: int, autores: int, azar: random.Random) -> dict[str, Any]:
    creado = AHORA - timedelta(minutes=azar.randrange(20_000))
    politicas = azar.sample(POLITICAS, azar.choice((1, 1, 2)))
    hallados = [*politicas, (5, f"area:{azar.choice(AREAS)}")]
    prioridad = round(DOBLA * azar.random() * 4) - int((creado - _INICIO) / timedelta(minutes=1))
    actuado = azar.random() < 0.1
    return {
        "comentario": comentario,
        "hallados": hallados,
        "autor": 1 + comentario % autores,
        "cuenta": 1 + comentario % 3,
        "veredicto": {
            "id": n, "comentario_id": comentario, "huella": f"h{comentario}", "version_reglamento": "r",
            "version_modelo": "m", "propuesta": "revisar", "bloquear": False, "critica": azar.random() < 0.3,
            "automatica": False, "degradado": azar.random() < 0.02, "razon_degradado": "", "contexto": None,
            "intencion": azar.sample(INTENCIONES, azar.choice((0, 1, 1))), "indicios": {}, "fecha": AHORA,
        },
        "hallazgos": [
            {"veredicto_id": n, "politica": p, "gravedad": 2, "propuesta": "revisar", "motivo": "porque sí",
             "etiqueta": e, "bloquear": False, "automatica": False, "modo": "sugerir", "evidencia": []}
            for p, e in hallados
        ],
        "expediente": {
            "id": n, "comentario_id": comentario, "cuenta_id": 1 + comentario % 3, "veredicto_id": n,
            "estado": "en_cola", "prioridad_neg": -prioridad, "actuado": actuado, "version": 1, "abierto": AHORA,
            "creado": creado, "edad": edad(creado, AHORA), "grupo": n - n % 4 + 1, "nivel": "media",
        },
    }  # fmt: skip


def _marcas(c: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    e, v = c["expediente"], c["veredicto"]
    red = list(Red)[c["cuenta"] - 1].value
    f = {**v, "red": red, "cuenta_id": c["cuenta"], "actuado": e["actuado"], "autor_id": c["autor"], "grupo": e["grupo"], "asignado_id": None}  # fmt: skip
    for clave in _claves(f, c["hallados"], e["edad"]):
        yield clave, e["prioridad_neg"], e["id"]
