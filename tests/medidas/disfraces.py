"""Cuanto se pierde al disfrazar los insultos llanos, y cuantos textos limpios se reescriben de mas.

python -m tests.medidas.disfraces
"""

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from modelos.lectura import leer
from politicas.juicio import juzgar
from politicas.tipos import Propuesta, Veredicto
from tests.politicas.armar import DE_ACUERDO, contexto_de, lineas, pieza_de
from tests.politicas.disfraces import DISFRACES, MEZCLAS, disfrazar

TEXTOS = Path(__file__).parents[1] / "politicas" / "textos"
DATOS = Path(os.environ.get("MODERACION_DATOS", Path(__file__).parents[3] / "shared" / "datos"))
Archivos = Mapping[str, Callable[[dict[str, str]], bool]]
LIMPIOS: Archivos = {
    "ayuntamientos.tsv": lambda _: True,
    "propuestas_madrid.tsv": lambda _: True,
    "offendes_train.tsv": lambda fila: fila["etiqueta"] == "NO",
}
OTROS: Archivos = {
    "offendes_test_abierto.tsv": lambda fila: fila["etiqueta"] == "NO",
    "emoevent_es_train.tsv": lambda fila: fila["ofensivo"] == "NO",
}
"""Otros textos limpios: de estos solo se miraron los reescritos al final."""
RECUERDO = 0.95
"""Del recuerdo llano, en cada disfraz."""
REESCRITOS = 0.001
"""Textos limpios reescritos de mas, como mucho."""
DE_VERDAD = frozenset(
    (
        "de mie*da", "puerkos", "pvto", "pvtos", "pvta", "de m***da", "estiercool", "prro", "mas mi*rda", "ching####",
        "ching##", "m***a", "ipocrita", "ipocritas", "marika", "pxta", "estoy hasta la pvta madre", "s4t4nic0",
        "una mi****", "mentiros@", "fracasad@", "que mierdaaa", "ridiculaa", "cabesona", "perr@s", "edionda", "grocero",
        "c o n c h e t u m a r e", "t*tas", "cara de mi3rda", "c***", "p*ta", "p***", "qlos", "put*", "koño", "estup*d2",
        "kbron", "put**s", "t3t4s", "cul*", "pndjos", "pen*****te", "mrda", "mamaberga", "coñooo", "c*lo", "3stup1d0s",
        "p4jer0s", "1d10t4s", "de mierd@", "locos*", "hipocrita.*",
        "mari_on", "prros", "t***s", "tet4s", "pndj", "p*to", "ediondo", "basofia", "incapas", "pu7@", "t e t o n a",
        "de verg@", "b r u t a", "ca**on", "foca*", "veerga", "una mi*rda", "merda", "weooon", "de p***", "coooooño",
        "chinge", "decerebrada", "joda*", "incapacez", "fra)casado", "fra-casado", "p**a", "rdcl",
    )
)  # fmt: skip
"""Lo que, mirado a mano en los textos marcados como limpios, si era esa palabra (o una soez) escrita de otro modo:
ruido de las etiquetas y faltas de ortografia. Lo que no este aqui cuenta como reescrito de mas."""


def _veredicto(texto: str, *, acuerdo: bool) -> Veredicto:
    return juzgar(pieza_de(texto, indicios=DE_ACUERDO if acuerdo else {}), contexto_de(texto))


def restringe(texto: str) -> bool:
    """Si se propone restringir sin que el clasificador diga nada: por el lexico y el destinatario."""
    return _veredicto(texto, acuerdo=False).propuesta is Propuesta.RESTRINGIR


@cache
def llanos() -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    """Los insultos que llanos se restringen, con los tramos que lo motivan."""
    hallados = []
    for texto in lineas(TEXTOS / "insultos.txt"):
        v = _veredicto(texto, acuerdo=False)
        duros = [h for h in v.hallazgos if h.propuesta is Propuesta.RESTRINGIR and h.politica in (1, 2)]
        # si lo restringe la 2, lo que se disfraza es el insulto y no una amenaza vecina
        duros = [h for h in duros if h.politica == 2] or duros
        tramos = sorted({(e.inicio, e.fin) for h in duros for e in h.evidencia})
        sueltos = [t for i, t in enumerate(tramos) if not i or t[0] >= tramos[i - 1][1]]
        if sueltos:
            hallados.append((texto, tuple(sueltos)))
    return tuple(hallados)


def recuerdo(disfraz: Callable[[str], str]) -> tuple[float, list[str]]:
    """La parte de los insultos restringidos llanos que se sigue restringiendo disfrazada, y los que se escapan."""
    escritos = [disfrazar(texto, list(tramos), disfraz) for texto, tramos in llanos()]
    pasan = [t for t in escritos if not restringe(t)]
    return 1 - len(pasan) / len(escritos), pasan


def hay_datos() -> bool:
    """Si estan los textos reales."""
    return all((DATOS / nombre).is_file() for nombre in {**LIMPIOS, **OTROS})


def limpios(paso: int, archivos: Archivos) -> Iterator[str]:
    """Los textos reales limpios, uno de cada `paso`."""
    for nombre, limpio in archivos.items():
        with (DATOS / nombre).open(encoding="utf-8", newline="") as archivo:
            filas = csv.DictReader(archivo, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield from [fila["texto"] for fila in filas if limpio(fila)][::paso]


def reescritos(
    paso: int = 1, archivos: Archivos = LIMPIOS
) -> tuple[int, list[tuple[str, str]], list[tuple[str, str]]]:
    """Textos mirados; lo reescrito en un insulto de mas (lo escrito y la forma); y lo que si era un insulto."""
    total, de_mas, de_verdad = 0, [], []
    for texto in limpios(paso, archivos):
        total += 1
        lectura = leer(texto)
        duros = [a for a in lectura.aciertos if a.lexico in ("insultos", "soeces") and a.disfrazado]
        pares = [(leer(texto[a.inicio : a.fin]).plegado, a.forma) for a in duros]
        malos = [par for par in pares if par[0] not in DE_VERDAD]
        de_mas += malos[:1]
        if pares and not malos:
            de_verdad.append(pares[0])
    return total, de_mas, de_verdad


def medir() -> list[str]:
    """Las lineas de la medida."""
    total = len(lineas(TEXTOS / "insultos.txt"))
    salida = [f"insultos llanos restringidos: {len(llanos())} de {total}"]
    for nombre, disfraz in (DISFRACES | MEZCLAS).items():
        parte, pasan = recuerdo(disfraz)
        extra = "" if nombre in DISFRACES else " (de más)"
        salida.append(f"  {nombre + extra:38} {parte:6.1%} del llano  {pasan[:4] if pasan else ''}")
    if not hay_datos():
        return [*salida, "textos reales: no están, no se mide lo reescrito de más"]
    for que, archivos in (("textos limpios", LIMPIOS), ("otros textos limpios", OTROS)):
        mirados, de_mas, de_verdad = reescritos(archivos=archivos)
        salida.append(
            f"{que} con algo reescrito en insulto: {len(de_mas) + len(de_verdad)} de {mirados};"
            f" mirados a mano, de más {len(de_mas)} ({len(de_mas) / mirados:.3%}) y de verdad {len(de_verdad)}"
        )
        salida += [f"  de más: {escrito} → {forma}" for escrito, forma in de_mas]
        salida += [f"  de verdad: {escrito} → {forma}" for escrito, forma in de_verdad]
    return salida


if __name__ == "__main__":
    print("\n".join(medir()))
