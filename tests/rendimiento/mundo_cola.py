"""Una base con muchos comentarios y muchos expedientes en cola, hecha deprisa y con las marcas del propio almacen."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any, Final

from conectores.tipos import Red
from moderacion.almacen import Almacen
from moderacion.almacen import tablas as t
from moderacion.almacen.marcas import _claves, edad
from moderacion.almacen.textos_cola import palabras
from moderacion.evaluacion.prioridad import DOBLA
from tests.rendimiento.carga import Carga, cargando

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
    azar, autores, primero = random.Random(5), max(100, comentarios // 20), comentarios - en_cola + 1
    with cargando(almacen._motor) as carga:
        carga.modelo(t.Autor, (_autor(i) for i in range(1, autores + 1)))
        carga.modelo(
            t.Comentario, (_comentario(i, autores, i >= primero, azar) for i in range(1, comentarios + 1))
        )
        cuentas: Counter[str] = Counter()
        en_orden = enumerate(range(primero, comentarios + 1), 1)
        columna = "rowid" if almacen._motor.dialect.name == "sqlite" else "expediente_id"
        while tanda := [_caso(i, n, autores, azar) for n, i in islice(en_orden, _TANDA)]:
            _meter(carga, tanda, cuentas, columna)
        carga.crudo("cuenta_cola", ["clave", "cuantos"], sorted(cuentas.items()))
    if almacen._motor.dialect.name == "postgresql":
        _poner_contadores(almacen)


def _meter(carga: Carga, casos: list[dict[str, Any]], cuentas: Counter[str], columna: str) -> None:
    carga.modelo(t.Veredicto, (c["veredicto"] for c in casos))
    carga.modelo(t.Hallazgo, (h for c in casos for h in c["hallazgos"]))
    carga.modelo(t.Expediente, (c["expediente"] for c in casos))
    marcas = sorted(m for c in casos for m in _marcas(c))
    carga.crudo("marca_cola", ["clave", "prioridad_neg", "expediente_id"], marcas)
    cuentas.update(m[0] for m in marcas)
    textos = ((c["expediente"]["id"], " ".join(palabras(_texto(c["comentario"])))) for c in casos)
    carga.crudo("texto_cola", [columna, "texto"], textos)


def _poner_contadores(almacen: Almacen) -> None:
    """COPY no mueve las secuencias de los ids."""
    with almacen._motor.begin() as con:
        for modelo in (t.Autor, t.Comentario, t.Veredicto, t.Expediente):
            nombre = t.tabla(modelo).name
            con.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{nombre}', 'id'), (SELECT max(id) FROM {nombre}))"
            )


def _autor(i: int) -> dict[str, Any]:
    return {"id": i, "cuenta_id": 1 + i % 3, "id_externo": f"a{i}", "nombre": f"Persona {i}"}


def _texto(i: int) -> str:
    """Uno de cada treinta deja un telefono, que hay que tapar."""
    dato = f", llámeme al 2244-{i % 9000 + 1000}" if (i // 100 + i) % 30 == 0 else ""
    return f"Sobre la farmacia: llevo {i % 48} horas esperando y nadie contesta palabra{i % 5000}{dato}"


def _comentario(i: int, autores: int, en_cola: bool, azar: random.Random) -> dict[str, Any]:
    return {
        "id": i, "cuenta_id": 1 + i % 3, "id_externo": f"c{i}", "autor_id": 1 + i % autores, "texto": _texto(i),
        "huella": f"h{i}", "creado": AHORA - timedelta(minutes=azar.randrange(20_000)), "leido": AHORA,
        "estado": "en_cola" if en_cola else "limpio", "estado_red": "visible", "adjuntos": [], "crudo": {},
        "reacciones": 0, "padre_externo": f"c{i - 1}" if i % 10 == 0 else None,
    }  # fmt: skip


def _caso(comentario: int, n: int, autores: int, azar: random.Random) -> dict[str, Any]:
    creado = AHORA - timedelta(minutes=azar.randrange(20_000))
    politicas = azar.sample(POLITICAS, azar.choice((1, 1, 2)))
    hallados = [*politicas, (5, f"area:{azar.choice(AREAS)}")]
    prioridad = round(DOBLA * azar.random() * 4) - int((creado - _INICIO) / timedelta(minutes=1))
    actuado, asignado = azar.random() < 0.1, 1 if n % 100 == 0 else None
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
            "asignado_id": asignado,
        },
    }  # fmt: skip


def _marcas(c: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    e, v = c["expediente"], c["veredicto"]
    red = list(Red)[c["cuenta"] - 1].value
    f = {**v, "red": red, "cuenta_id": c["cuenta"], "actuado": e["actuado"], "autor_id": c["autor"], "grupo": e["grupo"], "asignado_id": e["asignado_id"]}  # fmt: skip
    for clave in _claves(SimpleNamespace(**f), c["hallados"], e["edad"]):
        yield clave, e["prioridad_neg"], e["id"]
