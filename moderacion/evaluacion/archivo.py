"""Juzga un archivo sin base de datos: JSONL o CSV entra, JSONL sale, en el mismo orden y como un rio.

Una linea mala da `{"id", "error"}` y lo demas sigue. El contexto (comunicados, recientes, consultas) viene de un
TOML aparte. El formato es el contrato de diseno.md, seccion 6.
"""

import csv
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

from modelos.lectura import Lectura
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion.juicio import (
    Juez,
    Puntuador,
    evidencia,
    juzgar_uno,
    leer_todos,
    puntuar,
)
from moderacion.evaluacion.repetidos import Repetidos, visto_de
from moderacion.reloj import ZONA
from politicas.tipos import (
    ComunicadoVigente,
    ConsultaRespondida,
    Contexto,
    Hallazgo,
    Pieza,
    Reciente,
    Sentido,
    Veredicto,
)

LOTE: Final = 200
_TIPOS: Final = frozenset({"comentario", "publicacion", "respuesta", "comunicado"})
JSON = dict[str, Any]


def leer_filas(archivo: TextIO, formato: str) -> Iterator[JSON]:
    """Filas de un JSONL o CSV. La que no se entiende sale como {"id", "error"}."""
    if formato == "csv":
        for n, fila in enumerate(csv.DictReader(archivo), 1):
            limpia = {k: v for k, v in fila.items() if k is not None and v not in (None, "")}
            yield (
                limpia if "texto" in fila else {"id": fila.get("id", n), "error": "falta la columna «texto»"}
            )
        return
    for n, linea in enumerate(archivo, 1):
        if not linea.strip():
            continue
        try:
            objeto = json.loads(linea)
        except (ValueError, RecursionError) as error:
            donde = f" (columna {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            yield {"id": n, "error": f"línea {n}: no es JSON válido{donde}"}
            continue
        yield objeto if isinstance(objeto, dict) else {"id": n, "error": f"línea {n}: se esperaba un objeto"}


def juzgar_filas(
    filas: Iterable[JSON], juez: Juez, puntuador: Puntuador | None, contexto: Contexto
) -> Iterator[JSON]:
    """Un veredicto por fila, en el mismo orden. Los comentarios del archivo se ven unos a otros (politica 12)."""
    repetidos = Repetidos(timedelta.max)
    rio = enumerate(filas, 1)
    while lote := list(islice(rio, LOTE)):
        piezas = _piezas([f for _, f in lote])
        buenas = [p for p in piezas if isinstance(p, Pieza)]
        indicios, razon = puntuar([p.lectura for p in buenas if p.lectura], puntuador)
        numeros = iter(indicios)
        for (n, fila), pieza in zip(lote, piezas, strict=True):
            if isinstance(pieza, str):
                yield {"id": fila.get("id"), "error": pieza}
                continue
            puntuada = replace(pieza, indicios=next(numeros), degradada=bool(razon))
            v = juzgar_uno(juez, puntuada, _con_vecinos(puntuada, n, contexto, repetidos), razon)
            yield _salida(fila.get("id"), v)


def _con_vecinos(pieza: Pieza, numero: int, contexto: Contexto, repetidos: Repetidos) -> Contexto:
    """Lo nuestro se compara con lo que ya publicamos; un comentario, con los que van antes en el archivo."""
    if pieza.sentido is Sentido.SALIENTE or pieza.lectura is None:
        return contexto
    suyo, _ = repetidos.contexto(replace(contexto, recientes=()), pieza, numero)
    fecha = pieza.fecha or contexto.ahora
    repetidos.anotar(visto_de(numero, "", pieza.lectura, fecha, pieza.autor, pieza.red))
    return suyo


def _piezas(filas: Sequence[JSON]) -> list[Pieza | str]:
    """La pieza de cada fila, o por que no se puede."""
    pegas = [_pega(f) for f in filas]
    buenas = [f for f, pega in zip(filas, pegas, strict=True) if not pega]
    lecturas = iter(leer_todos([f["texto"] for f in buenas], [f.get("id") for f in buenas]))
    return [pega or _pieza(f, next(lecturas)) for f, pega in zip(filas, pegas, strict=True)]


def _pieza(f: JSON, lectura: Lectura | None) -> Pieza | str:
    if lectura is None:
        return "el texto no se pudo leer"
    return Pieza(
        sentido=Sentido(f.get("sentido", "entrante")),
        lectura=lectura,
        tipo=f.get("tipo", "comentario"),
        red=str(f.get("red", "")),
        autor=str(f.get("autor", "")),
        fecha=_fecha(f["fecha"]) if f.get("fecha") else None,
        consulta=str(f.get("consulta", "")),
        impacto=str(f.get("impacto", "")),
    )


def _pega(f: JSON) -> str:
    """Lo que impide juzgar la fila, o vacio."""
    if "error" in f:
        return str(f["error"])
    if not isinstance(f.get("texto"), str):
        return "falta «texto», o no es texto"
    sentido, tipo = f.get("sentido", "entrante"), f.get("tipo", "comentario")
    if not isinstance(sentido, str) or sentido not in set(Sentido):
        return f"«sentido» es «{sentido}»: se esperaba entrante o saliente"
    if not isinstance(tipo, str) or tipo not in _TIPOS:
        return f"«tipo» es «{tipo}»: se esperaba {', '.join(sorted(_TIPOS))}"
    try:
        if f.get("fecha"):
            _fecha(f["fecha"])
    except ValueError:
        return f"«fecha» es «{f['fecha']}»: se esperaba AAAA-MM-DDTHH:MM con zona"
    return ""


def _salida(identificador: Any, v: Veredicto) -> JSON:
    return {
        "id": identificador,
        "propuesta": v.propuesta.value,
        "bloquear": v.bloquear,
        "politicas": list(v.politicas),
        "hallazgos": [_hallazgo(h) for h in v.hallazgos],
        "critica": v.critica,
        "intencion": [i.value for i in v.intencion],
        "indicios": {k: round(n, 4) for k, n in v.indicios.items()},
        "degradado": v.degradado,
    }


def _hallazgo(h: Hallazgo) -> JSON:
    """Un hallazgo; las sugerencias y el contraste, solo si los trae."""
    salida: JSON = {
        "politica": h.politica,
        "gravedad": h.gravedad.name.lower(),
        "motivo": h.motivo,
        "evidencia": evidencia(h),
    }
    if h.sugerencias:
        salida["sugerencias"] = list(h.sugerencias)
    if h.contraste:
        salida["contraste"] = [
            {"origen": c.origen, "texto": c.texto, "evidencia": evidencia(c)} for c in h.contraste
        ]
    return salida


def _fecha(valor: Any) -> datetime:
    """Fecha con zona; sin zona, hora de El Salvador; un dia solo, su comienzo."""
    if isinstance(valor, str):
        try:
            valor = datetime.fromisoformat(valor)
        except ValueError:
            raise ValueError(f"«{valor}» no es una fecha: se esperaba AAAA-MM-DDTHH:MM con zona") from None
    if isinstance(valor, date) and not isinstance(valor, datetime):
        valor = datetime.combine(valor, time())
    if not isinstance(valor, datetime):
        raise ValueError("se esperaba una fecha")  # noqa: TRY004 (es un valor malo de un archivo)
    return (valor if valor.tzinfo else valor.replace(tzinfo=ZONA)).astimezone(UTC)


def leer_contexto(ruta: Path | None, ahora: datetime) -> Contexto:
    """El contexto de un TOML. Lanza `EntradaInvalida` con la clave que falta o lo que se esperaba."""
    if ruta is None:
        return Contexto(ahora=ahora)
    try:
        d = tomllib.loads(ruta.read_text("utf-8-sig"))
        return Contexto(
            ahora=_fecha(d["ahora"]) if "ahora" in d else ahora,
            recientes=tuple(
                Reciente(_texto(r, "texto"), _fecha(r["fecha"]), r.get("autor", ""), r.get("red", ""))
                for r in _tablas(d, "reciente")
            ),
            comunicados=tuple(_comunicado(c) for c in _tablas(d, "comunicado")),
            consultas=tuple(_consulta(c) for c in _tablas(d, "consulta")),
        )
    except KeyError as error:
        raise EntradaInvalida(f"{ruta}: falta la clave {error}") from None
    except (OSError, ValueError) as error:
        raise EntradaInvalida(f"{ruta}: {error}") from None


def _comunicado(c: JSON) -> ComunicadoVigente:
    numero, asunto, texto = (_texto(c, k) for k in ("numero", "asunto", "texto"))
    return ComunicadoVigente(numero, asunto, texto, _fecha(c["desde"]), _fecha(c["hasta"]))


def _consulta(c: JSON) -> ConsultaRespondida:
    numero, asunto, respuesta = (_texto(c, k) for k in ("numero", "asunto", "respuesta"))
    return ConsultaRespondida(numero, asunto, respuesta, _fecha(c["vence"]))


def _tablas(d: JSON, nombre: str) -> list[JSON]:
    """Las tablas `[[nombre]]`; ninguna si no estan."""
    tablas = d.get(nombre, [])
    if not isinstance(tablas, list) or not all(isinstance(t, dict) for t in tablas):
        raise ValueError(f"«{nombre}»: se esperaban tablas [[{nombre}]]")
    return tablas


def _texto(tabla: JSON, clave: str) -> str:
    if not isinstance(tabla[clave], str):
        raise ValueError(f"«{clave}»: se esperaba texto entre comillas")  # noqa: TRY004 (es un valor malo de un archivo)
    return str(tabla[clave])
