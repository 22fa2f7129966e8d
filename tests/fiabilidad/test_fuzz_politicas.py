"""Cien mil textos hostiles por la lectura y las 13 politicas, sin la red del juez: nada lanza y nada miente.

La semilla es fija: el mismo numero da el mismo texto en toda maquina, y un fallo se repite con el.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from modelos.lectura import leer
from politicas.registro import POLITICAS
from politicas.tipos import Contexto, Observacion, Pieza, Rafaga, Sentido
from tests.politicas.armar import AHORA, DE_ACUERDO, contexto_de, faltas_de_forma
from tests.tandas import parte

CASOS = Path(__file__).parents[1] / "politicas" / "casos"
SEMILLA = 20261120
RAROS = (
    "\u200b", "\u202e", "\u0301", "\u0303", "\ud800", "\x00", "\u2028", "\ufeff", "\u00ad", "\U000e0061", "ﷺ", "ﬁ", "ＮＯ", "🅿️",
    "👩\u200d⚕️", "🇸🇻", "İ", "ẞ", "ǆ", "½", "①", "א", "ال", "漢字", "а", "ο", "ñ", "n\u0303", "¿", "¡", "…", "«", "»", "“", "”", '"', "\n", "\t",
    "\r\n", "[.]", " punto com", "hxxps://", "https://", "www.", "@", "#", "//", "wa.me/", "7000-0000", "00000000-0", "127", "31/02/2026",
    "25:99 p. m.", "$1,000,000.00", "12-2026", "Comunicado N.º ", "Asunto: ", "vigente del ", " hasta el 31 de febrero", "Firma: ", "su DUI ",
    "le garantizamos", "yo creo", "vos", "tú", "me dijo «", "no quiero vivir", "pendejo", "p3nd3j0", "p e n d e j o", "MUY ", "!!!", "???",
)  # fmt: skip
TIPOS = ("comentario", "publicacion", "respuesta", "comunicado")
LARGO = 1_500
PARTES = 8
ORTOGRAFIA, UNO_DE_CADA = 10, 10
"""Buscar en el diccionario lo que se parece a una palabra rara cuesta diez veces todo lo demas: uno de cada diez."""


def textos_de_casos() -> list[str]:
    """Los textos de los casos de las 13: de ellos salen las mutaciones."""
    casos = (
        c for r in sorted(CASOS.glob("p*.toml")) for c in tomllib.loads(r.read_text(encoding="utf-8"))["caso"]
    )
    return sorted({str(c["texto"]) for c in casos})


def _al_azar(azar: Random) -> str:
    """Unicode de cualquier plano, sustitutos incluidos."""
    tope = azar.choice((0x7F, 0x2FF, 0xFFFF, 0x10FFFF))
    return "".join(chr(azar.randint(0, tope)) for _ in range(azar.randint(0, 60)))


def _mutar(azar: Random, texto: str, otros: list[str]) -> str:
    """El texto con unos golpes: quitar, repetir, cambiar de caja, meter un raro, cortar y pegar otro."""
    for _ in range(azar.randint(1, 6)):
        i, j = sorted((azar.randint(0, len(texto)), azar.randint(0, len(texto))))
        texto = azar.choice(
            (
                texto[:i] + texto[j:],
                texto[:j] + texto[i:j] * azar.randint(1, 4) + texto[j:],
                texto[:i] + texto[i:j].swapcase() + texto[j:],
                texto[:i] + azar.choice(RAROS) + texto[i:],
                texto[:i] + azar.choice(RAROS).join(texto[i:j]) + texto[j:],
                texto[:i] + texto[i:j][::-1] + texto[j:],
                texto[:i] + azar.choice(otros)[i : j + 20],
                texto[:i] + chr(azar.randint(0, 0x10FFFF)) + texto[i:],
            )
        )[:LARGO]
    return texto


def hostiles(cuantos: int, semilla: int = SEMILLA) -> Iterator[str]:
    """`cuantos` textos: mutaciones de los casos, retazos pegados y Unicode al azar."""
    azar, base = Random(semilla), textos_de_casos()
    for _ in range(cuantos):
        clase = azar.random()
        if clase < 0.6:
            yield _mutar(azar, azar.choice(base), base)
        elif clase < 0.85:
            retazos = [
                azar.choice((azar.choice(RAROS), azar.choice(base)[:40], _al_azar(azar)[:5]))
                for _ in range(12)
            ]
            yield azar.choice(("", " ", "\n", ". ")).join(retazos)[:LARGO]
        else:
            yield _al_azar(azar)


def juzgar_a_pelo(n: int, texto: str, contexto: Contexto) -> list[str]:
    """Lo que esta mal al juzgar un texto por las 13, en los dos sentidos y como texto hallado en una cuenta."""
    lectura = leer(texto)
    tipo = TIPOS[n % len(TIPOS)]
    vista = Observacion(
        "facebook", "1", AHORA, ajenas=((texto[:5], texto, AHORA),), rafagas=(Rafaga(texto, 50, 1, (texto,)),)
    )
    piezas = [
        Pieza(Sentido.ENTRANTE, lectura=lectura, indicios=DE_ACUERDO, red="twitter", autor_nombre=texto[:30]),
        Pieza(
            Sentido.SALIENTE, lectura=lectura, tipo=tipo, consulta="C-7", impacto=texto[:20], redactor=texto[:9],
            aprobador=texto[:9].swapcase(), fecha=AHORA, por_publicar=n % 2 == 0,
        ),
    ]  # fmt: skip
    if n % 10 == 0:
        piezas.append(Pieza(Sentido.SALIENTE, observacion=vista))
    faltas = []
    for pieza in piezas:
        for politica in POLITICAS:
            if politica.numero == ORTOGRAFIA and n % UNO_DE_CADA:
                continue
            hallazgos = list(politica.evaluar(pieza, contexto))
            faltas += faltas_de_forma(politica.numero, pieza, hallazgos)
    return faltas


def pasar(cuantos: int, semilla: int = SEMILLA) -> list[str]:
    """Las faltas de `cuantos` textos; lo que lance dice con que texto."""
    faltas: list[str] = []
    contexto = contexto_de(
        "", comunicado="La farmacia de Zacamil atiende hasta las 4:00 p. m.", asunto_comunicado="farmacia"
    )
    for n, texto in enumerate(hostiles(cuantos, semilla)):
        try:
            faltas += [f"{n} {texto!r}: {falta}" for falta in juzgar_a_pelo(n, texto, contexto)]
        except Exception as error:
            raise AssertionError(f"el texto {n} hizo lanzar: {texto!r}") from error
    return faltas


def test_mil_textos_hostiles():
    assert pasar(1_000, semilla=SEMILLA + 1) == []


def test_los_textos_son_siempre_los_mismos_y_de_todas_las_clases():
    una, otra = list(hostiles(300)), list(hostiles(300))
    assert una == otra
    assert len(set(una)) > 280
    assert any("\ud800" <= c <= "\udfff" for t in una for c in t)


@pytest.mark.lenta
@pytest.mark.timeout(600)
@pytest.mark.parametrize("trozo", range(PARTES))
def test_cien_mil_textos_hostiles(trozo):
    """Por partes, cada una con su semilla, para que corran a la vez."""
    assert pasar(parte(100_000) // PARTES, semilla=SEMILLA + 2 + trozo) == []
