"""Precision y recuerdo de la politica 3 sobre pares de borrador y texto oficial, escritos por otra mano.

python -m tests.medidas.contradicciones
"""

import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from modelos.lectura import leer
from politicas.p03 import evaluar
from politicas.tipos import ComunicadoVigente, Contexto, Hallazgo, Pieza, Propuesta, Reciente, Sentido

PARES = Path(__file__).parents[1] / "politicas" / "textos" / "pares.toml"
Par = Mapping[str, Any]


def pares() -> list[Par]:
    """Los pares, cada uno con su clase: «contradice» o «coherente»."""
    return tomllib.loads(PARES.read_text(encoding="utf-8"))["par"]


def contexto_de(par: Par) -> Contexto:
    """El texto oficial como comunicado en vigor o como publicacion nuestra de hace un rato."""
    ahora = datetime.fromisoformat(par["fecha"])
    if par.get("origen") == "reciente":
        return Contexto(ahora, recientes=(Reciente(par["comunicado"], ahora - timedelta(minutes=30)),))
    desde, hasta = (
        datetime.fromisoformat(par[c] + h) for c, h in (("desde", "T00:00-06:00"), ("hasta", "T23:59-06:00"))
    )
    return Contexto(
        ahora, comunicados=(ComunicadoVigente("1-2026", par["asunto"], par["comunicado"], desde, hasta),)
    )


def hallazgos(par: Par) -> list[Hallazgo]:
    """Lo que la politica dice del borrador frente al otro texto."""
    pieza = Pieza(
        Sentido.SALIENTE,
        lectura=leer(par["borrador"]),
        tipo="publicacion",
        fecha=datetime.fromisoformat(par["fecha"]),
    )
    return [
        h for h in evaluar(pieza, contexto_de(par)) if h.contraste and h.propuesta is not Propuesta.PERMITIR
    ]


def de_trabajo(par: Par) -> bool:
    """La mitad que se miro al escribir la politica; la otra solo se midio."""
    return int(sha256(par["nombre"].encode()).hexdigest(), 16) % 2 == 0


def cuenta(elegidos: Iterator[Par] | list[Par]) -> tuple[float, float, list[str]]:
    """Precision, recuerdo y los nombres de los pares en que se equivoca."""
    vistos: Counter[tuple[bool, bool]] = Counter()
    malos = []
    for par in elegidos:
        chocan, dice = par["clase"] == "contradice", bool(hallazgos(par))
        vistos[chocan, dice] += 1
        if chocan is not dice:
            malos.append(f"{par['clase']} {par['dato']}: {par['nombre']}")
    bien = vistos[True, True]
    return bien / max(1, bien + vistos[False, True]), bien / max(1, bien + vistos[True, False]), malos


def _tardanza() -> str:
    """Un borrador largo contra dos mil comunicados, en caliente: percentil 95 en milisegundos."""
    todos = pares()
    ahora = datetime.fromisoformat(todos[0]["fecha"])
    uno = timedelta(days=30)
    oficiales = tuple(
        ComunicadoVigente(
            f"{n}-2026", p["asunto"], f"{p['comunicado']} Referencia {n}.", ahora - uno, ahora + uno
        )
        for n in range(2_000)
        for p in (todos[n % len(todos)],)
    )
    texto = " ".join(p["borrador"] for p in todos)[:2_000]
    pieza = Pieza(Sentido.SALIENTE, lectura=leer(texto), tipo="publicacion", fecha=ahora)
    contexto, tiempos = Contexto(ahora, comunicados=oficiales), []
    for _ in range(21):
        antes = time.perf_counter()
        list(evaluar(pieza, contexto))
        tiempos.append((time.perf_counter() - antes) * 1e3)
    return f"  un borrador de 2 000 letras contra 2 000 comunicados, en caliente: p95 {sorted(tiempos[1:])[18]:.0f} ms"


def medir() -> list[str]:
    """Las cifras, una por linea, y los pares en que se equivoca."""
    todos = pares()
    lineas = [f"Contradicciones (política 3), {len(todos)} pares:"]
    for nombre, elegidos in (
        ("todos", todos),
        ("mitad de trabajo", [p for p in todos if de_trabajo(p)]),
        ("mitad apartada", [p for p in todos if not de_trabajo(p)]),
    ):
        precision, recuerdo, malos = cuenta(elegidos)
        lineas.append(
            f"  {nombre}: precisión {precision:.3f}, recuerdo {recuerdo:.3f} ({len(malos)} errores de {len(elegidos)})"
        )
    return [*lineas, *(f"    falla {m}" for m in malos_de_trabajo()), _tardanza()]


def malos_de_trabajo() -> list[str]:
    """Los errores de la mitad de trabajo, los unicos que se miran."""
    return cuenta([p for p in pares() if de_trabajo(p)])[2]


if __name__ == "__main__":
    print("\n".join(medir()))
