"""La criba no cambia un veredicto: con ella y sin ella (las trece politicas sobre todo) sale lo mismo."""

import csv
import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from modelos.lectura import Lectura, leer_lote
from politicas.juicio import Juez
from politicas.tipos import Contexto, Pieza, Reciente, Sentido
from tests.tandas import UNA_DE_CADA, parte

from .armar import AHORA, lineas

AQUI = Path(__file__).parent
DATOS = Path(__file__).resolve().parents[3] / "shared" / "datos"
CONJUNTOS = ("ayuntamientos", "propuestas_madrid", "offendes_train", "offendes_test_abierto", "hateval_es_train",
             "emoevent_es_train")  # fmt: skip
ETIQUETAS = (
    "ofensivo",
    "spam",
    "insulto_persona",
    "odio",
    "amenaza",
    "queja",
    "denuncia",
    "consulta",
    "conversacion",
    "urgencia",
)
NOMBRES = (
    "",
    "",
    "",
    "Persona Ficticia",
    "ISSS Oficial",
    "isss_gob_sv",
    "Instituto Salvadoreño del Seguro Social",
    "ISSS_Citas",
)
CON, SIN = Juez(), Juez(criba=False)


def de_la_casa() -> list[str]:
    """Los textos de los casos y los de prueba."""
    textos = [t for ruta in sorted((AQUI / "textos").glob("*.txt")) for t in lineas(ruta)]
    for ruta in sorted((AQUI / "casos").glob("p*.toml")):
        textos += [caso["texto"] for caso in tomllib.loads(ruta.read_text(encoding="utf-8"))["caso"]]
    return textos


def publicos() -> Iterator[str]:
    for nombre in CONJUNTOS:
        ruta = DATOS / f"{nombre}.tsv"
        if not ruta.exists():
            pytest.skip(f"no estan los datos reales en {DATOS}")
        with ruta.open(encoding="utf-8", newline="") as archivo:
            yield from (f["texto"] for f in csv.DictReader(archivo, delimiter="\t", quoting=csv.QUOTE_NONE))


def mezclados(textos: Sequence[str], cuantos: int) -> Iterator[str]:
    """Textos hechos de pedazos de otros, con letras cambiadas por el camino."""
    azar = random.Random(11)
    letras = "aeiou .,;!?¿¡@#*$13\n\u200b😡ñÑ" + "".join(chr(azar.randrange(32, 0x3000)) for _ in range(40))
    for _ in range(cuantos):
        pedazos = [azar.choice(textos) for _ in range(azar.randrange(1, 4))]
        palabras = [p for t in pedazos for p in t.split(" ")[:: azar.randrange(1, 3)]][:60]
        texto = list(" ".join(palabras).upper() if azar.random() < 0.1 else " ".join(palabras))
        for _ in range(azar.randrange(5)):
            texto.insert(azar.randrange(len(texto) + 1), azar.choice(letras))
        yield "".join(texto)


def piezas(lecturas: Sequence[Lectura], azar: random.Random) -> Iterator[tuple[Pieza, Contexto]]:
    for lectura in lecturas:
        indicios = {e: round(azar.random() ** 4, 2) for e in ETIQUETAS} if azar.random() < 0.7 else {}
        recientes = (Reciente(lectura.original, AHORA, "b"),) * azar.choice((0, 0, 0, 2))
        contexto = Contexto(AHORA, recientes=recientes, del_autor=azar.choice((0, 0, 0, 25)))
        autor = azar.choice(NOMBRES)
        yield (
            Pieza(Sentido.ENTRANTE, lectura=lectura, indicios=indicios, autor_nombre=autor, red="twitter"),
            contexto,
        )


def distintos(textos: Sequence[str]) -> list[str]:
    """Los textos cuyo veredicto cambia con la criba."""
    azar = random.Random(3)
    malos = []
    for i in range(0, len(textos), 500):
        for pieza, contexto in piezas(leer_lote(textos[i : i + 500]), azar):
            if CON.juzgar(pieza, contexto) != SIN.juzgar(pieza, contexto):
                malos.append(pieza.texto)
    return malos


def test_con_los_textos_de_la_casa():
    textos = de_la_casa()
    assert len(textos) > 800
    assert distintos(textos) == []
    assert distintos(list(mezclados(textos, 3_000))) == []


@pytest.mark.lenta
@pytest.mark.timeout(900)
def test_con_cien_mil_textos():
    casa, reales = de_la_casa(), list(publicos())
    textos = [*casa, *reales, *mezclados([*casa, *reales], parte(100_000 - len(casa) - len(reales)))]
    assert len(textos) == 100_000 or UNA_DE_CADA > 1
    assert distintos(textos) == []
