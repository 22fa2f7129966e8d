"""Rehace juicios: un pedido por linea entra, una respuesta por linea sale. Es como se juzga con un reglamento guardado.

Este archivo viaja dentro del paquete de cada version: dentro de años se corre el de entonces (`python -m
politicas.rehacer`), y lo unico que tiene que seguir igual es este formato. Al empezar dice quien es:
`{"formato": 1, "version": "…"}`. Un pedido es un lote:

    {"recientes": [{"texto", "fecha", "autor", "red"}, …],
     "piezas": [{"texto", "red", "autor", "autor_nombre", "fecha", "indicios", "degradada", "ahora",
                 "nombres_propios", "recientes": [0, 3, …], "otros": {…}}, …]}

`recientes` de una pieza son las posiciones de los que vio en la lista del lote; `otros`, los demas datos sueltos de su
`Contexto` (los que esta version no conozca no se miran). La respuesta es
`{"veredictos": [{"propuesta", "bloquear", "critica", "automatica", "degradado", "razon_degradado", "intencion",
"hallazgos"}, …]}`, en el mismo orden; lo que no se pudo juzgar trae `{"error": "…"}` en su lugar.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final, TextIO

from modelos.lectura import Lectura, leer
from politicas.juicio import juzgar
from politicas.registro import version_reglamento
from politicas.tipos import Contexto, Pieza, Reciente, Sentido, Veredicto

FORMATO: Final = 1
_CAMPOS: Final = frozenset(f.name for f in fields(Contexto))
JSON = dict[str, Any]


def recientes_de(lote: Mapping[str, Any]) -> tuple[Reciente, ...]:
    """Los textos vistos que trae un lote."""
    return tuple(
        Reciente(r["texto"], datetime.fromisoformat(r["fecha"]), r["autor"], r["red"])
        for r in lote["recientes"]
    )


def pieza_de(datos: Mapping[str, Any], lectura: Lectura) -> Pieza:
    """La pieza que se juzgo entonces."""
    return Pieza(
        sentido=Sentido.ENTRANTE,
        lectura=lectura,
        red=datos["red"],
        autor=datos["autor"],
        autor_nombre=datos["autor_nombre"],
        fecha=datetime.fromisoformat(datos["fecha"]),
        indicios=datos["indicios"],
        degradada=datos["degradada"],
    )


def contexto_de(datos: Mapping[str, Any], recientes: Sequence[Reciente]) -> Contexto:
    """Lo que se sabia entonces fuera del texto."""
    dados = {campo: valor for campo, valor in datos["otros"].items() if campo in _CAMPOS}
    if propios := tuple(datos["nombres_propios"]):
        dados["nombres_propios"] = propios
    vistos = tuple([recientes[i] for i in datos["recientes"]])
    return Contexto(datetime.fromisoformat(datos["ahora"]), vistos, **dados)


def como_datos(v: Veredicto) -> JSON:
    """Un veredicto como datos, con lo mismo que se guarda de el."""
    return {
        "propuesta": v.propuesta.value,
        "bloquear": v.bloquear,
        "critica": v.critica,
        "automatica": v.automatica,
        "degradado": v.degradado,
        "razon_degradado": v.razon_degradado,
        "intencion": [i.value for i in v.intencion],
        "hallazgos": [
            {
                "politica": h.politica,
                "gravedad": int(h.gravedad),
                "propuesta": h.propuesta.value,
                "motivo": h.motivo,
                "etiqueta": h.etiqueta,
                "bloquear": h.bloquear,
                "automatica": h.automatica,
                "evidencia": [{"inicio": e.inicio, "fin": e.fin, "texto": e.texto} for e in h.evidencia],
            }
            for h in v.hallazgos
        ],
    }


def rehacer_lote(lote: Mapping[str, Any]) -> JSON:
    """Los veredictos de un lote. Lo que falle queda dicho en su lugar y los demas siguen."""
    recientes = recientes_de(lote)
    return {"veredictos": [_una(datos, recientes) for datos in lote["piezas"]]}


def _una(datos: Mapping[str, Any], recientes: Sequence[Reciente]) -> JSON:
    try:
        return como_datos(juzgar(pieza_de(datos, leer(datos["texto"])), contexto_de(datos, recientes)))
    except Exception as error:  # noqa: BLE001 - una pieza que falla no calla a las demas
        return {"error": type(error).__name__}


def principal(entrada: TextIO, salida: TextIO) -> None:
    """Saluda y contesta cada pedido hasta que se acaban."""

    def decir(datos: JSON) -> None:
        salida.write(json.dumps(datos, ensure_ascii=True) + "\n")
        salida.flush()

    decir({"formato": FORMATO, "version": version_reglamento()})
    for linea in entrada:
        decir(rehacer_lote(json.loads(linea)))


if __name__ == "__main__":
    principal(sys.stdin, sys.stdout)
