"""Juzga un archivo sin base de datos: JSONL o CSV entra, JSONL sale, en el mismo orden y como un rio.

Una linea mala da `{"id", "error"}` y lo demas sigue. El contexto (comunicados, recientes, consultas) viene de un
TOML aparte. El formato es el contrato de diseno.md, seccion 6.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

from modelos.lectura import Lectura
from moderacion.errores import EntradaInvalida, por_que
from moderacion.evaluacion.juicio import (
    Juez,
    Puntuador,
    evidencia,
    juzgar_uno,
    leer_todos,
    puntuar,
)
from moderacion.evaluacion.repetidos import VENTANA, Repetidos, visto_de
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
_PRIMERA: Final = datetime.min.replace(tzinfo=UTC) + VENTANA
"""La primera hora que tiene una ventana entera detras."""
_TIPOS_SALIENTES: Final = frozenset({"publicacion", "respuesta", "comunicado"})
_TIPOS: Final = _TIPOS_SALIENTES | {"comentario"}
_CONTEXTO: Final = frozenset({"ahora", "comunicado", "reciente", "consulta"})
JSON = dict[str, Any]


def juzgar_filas(
    filas: Iterable[JSON], juez: Juez, puntuador: Puntuador | None, contexto: Contexto
) -> Iterator[JSON]:
    """Un veredicto por fila, en el mismo orden. Los comentarios del archivo se ven unos a otros (politica 12)."""
    repetidos = Repetidos(VENTANA)
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
    """Lo nuestro se compara con lo que ya publicamos; un comentario, con los que van antes en el archivo.

    De los que van antes se olvidan los que, en un archivo por orden de fecha, ya salieron de la ventana; sin fecha,
    todos son de ahora.
    """
    if pieza.sentido is Sentido.SALIENTE or pieza.lectura is None:
        return contexto
    fecha = pieza.fecha or contexto.ahora
    repetidos.al_dia((), max(fecha, _PRIMERA))
    suyo, _ = repetidos.contexto(replace(contexto, recientes=()), pieza, numero)
    repetidos.anotar(visto_de(numero, "", pieza.lectura, fecha, pieza.autor, pieza.red))
    return suyo


def _piezas(crudas: Sequence[JSON]) -> list[Pieza | str]:
    """La pieza de cada fila, o por que no se puede. Un `null` es como no decirlo."""
    filas = [{k: v for k, v in f.items() if v is not None} for f in crudas]
    pegas = [_pega(f) for f in filas]
    buenas = [f for f, pega in zip(filas, pegas, strict=True) if not pega]
    lecturas = iter(leer_todos([f["texto"] for f in buenas], [f.get("id") for f in buenas]))
    return [pega or _pieza(f, next(lecturas)) for f, pega in zip(filas, pegas, strict=True)]


def _pieza(f: JSON, lectura: Lectura | None) -> Pieza | str:
    if lectura is None:
        return "el texto no se pudo leer"
    sentido = Sentido(f.get("sentido", "entrante"))
    return Pieza(
        sentido=sentido,
        lectura=lectura,
        tipo=f.get("tipo", "publicacion" if sentido is Sentido.SALIENTE else "comentario"),
        red=str(f.get("red", "")),
        autor=str(f.get("autor", "")),
        autor_nombre=str(f.get("autor", "")),
        fecha=_fecha(f["fecha"]) if f.get("fecha") else None,
        consulta=str(f.get("consulta", "")),
        impacto=str(f.get("impacto", "")),
    )


def _pega(f: JSON) -> str:
    """Lo que impide juzgar la fila, o vacio."""
    if "error" in f and "texto" not in f:
        return str(f["error"])
    if not isinstance(f.get("texto"), str):
        return "falta «texto», o no es texto"
    sentido = f.get("sentido", "entrante")
    if not isinstance(sentido, str) or sentido not in set(Sentido):
        return f"«sentido» es «{sentido}»: se esperaba entrante o saliente"
    tipos = _TIPOS_SALIENTES if sentido == Sentido.SALIENTE else _TIPOS
    tipo = f.get("tipo", "publicacion")
    if not isinstance(tipo, str) or tipo not in tipos:
        return f"«tipo» es «{tipo}»: se esperaba {', '.join(sorted(tipos))}"
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


def _fecha(valor: Any, *, fin: bool = False) -> datetime:
    """Fecha con zona; sin zona, hora de El Salvador. Un dia solo es su comienzo; con `fin`, entra entero."""
    if isinstance(valor, str):
        valor = _fecha_escrita(valor)
    if isinstance(valor, date) and not isinstance(valor, datetime):
        valor = datetime.combine(valor, time.max if fin else time())
    if not isinstance(valor, datetime):
        raise ValueError("se esperaba una fecha")  # noqa: TRY004 (es un valor malo de un archivo)
    try:
        return (valor if valor.tzinfo else valor.replace(tzinfo=ZONA)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"«{valor}» se sale del calendario") from None


def _fecha_escrita(valor: str) -> date:
    for leer in (date.fromisoformat, datetime.fromisoformat):
        try:
            return leer(valor)
        except ValueError:
            continue
    raise ValueError(f"«{valor}» no es una fecha: se esperaba AAAA-MM-DDTHH:MM con zona")


def leer_contexto(ruta: Path | None, ahora: datetime) -> Contexto:
    """El contexto de un TOML. Lanza `EntradaInvalida` con la clave que falta o lo que se esperaba."""
    if ruta is None:
        return Contexto(ahora=ahora)
    try:
        d = _conocidas(tomllib.loads(ruta.read_text("utf-8-sig")))
        return Contexto(
            ahora=_fecha(d["ahora"]) if "ahora" in d else ahora,
            recientes=tuple(
                Reciente(_texto(r, "texto"), _fecha(r["fecha"]), _texto(r, "autor", ""), _texto(r, "red", ""))
                for r in _tablas(d, "reciente")
            ),
            comunicados=tuple(_comunicado(c) for c in _tablas(d, "comunicado")),
            consultas=tuple(_consulta(c) for c in _tablas(d, "consulta")),
        )
    except KeyError as error:
        raise EntradaInvalida(f"{ruta}: falta la clave {error}") from None
    except (OSError, ValueError) as error:
        raise EntradaInvalida(f"{ruta}: {por_que(error)}") from None


def _conocidas(d: JSON) -> JSON:
    """El contexto, si no trae una clave que nadie leeria («[[comunicados]]»)."""
    if sobran := d.keys() - _CONTEXTO:
        raise ValueError(f"no se conoce «{min(sobran)}»: caben {', '.join(sorted(_CONTEXTO))}")
    return d


def _comunicado(c: JSON) -> ComunicadoVigente:
    numero, asunto, texto = (_texto(c, k) for k in ("numero", "asunto", "texto"))
    desde, hasta = _fecha(c["desde"]), _fecha(c["hasta"], fin=True)
    if hasta < desde:
        raise ValueError(f"comunicado «{numero}»: «hasta» es anterior a «desde»")
    return ComunicadoVigente(numero, asunto, texto, desde, hasta)


def _consulta(c: JSON) -> ConsultaRespondida:
    numero, asunto, respuesta = (_texto(c, k) for k in ("numero", "asunto", "respuesta"))
    return ConsultaRespondida(numero, asunto, respuesta, _fecha(c["vence"], fin=True))


def _tablas(d: JSON, nombre: str) -> list[JSON]:
    """Las tablas `[[nombre]]`; ninguna si no estan."""
    tablas = d.get(nombre, [])
    if not isinstance(tablas, list) or not all(isinstance(t, dict) for t in tablas):
        raise ValueError(f"«{nombre}»: se esperaban tablas [[{nombre}]]")
    return tablas


def _texto(tabla: JSON, clave: str, falta: str | None = None) -> str:
    """Lo que dice una clave; si no esta, `falta`. Lanza `KeyError` o `ValueError`."""
    valor = tabla[clave] if falta is None else tabla.get(clave, falta)
    if not isinstance(valor, str):
        raise ValueError(f"«{clave}»: se esperaba texto entre comillas")  # noqa: TRY004 (es un valor malo de un archivo)
    return valor
