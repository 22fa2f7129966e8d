"""Cuanto tarda juzgar un borrador de 2.000 letras contra 2.000 comunicados en vigor, con todas las politicas.

Lo medido se dice junto a lo pedido (60 ms); lo exigido es que no crezca mas que los comunicados.

Cada borrador medido es nuevo; los comunicados llegan de la base, como textos recien leidos, en cada juicio.
"""

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from modelos.lectura import leer
from moderacion.montaje import memoria
from politicas.juicio import juzgar
from politicas.tipos import ComunicadoVigente, Contexto, Pieza, Sentido

AHORA = datetime(2026, 11, 20, 15, tzinfo=UTC)
CUANTOS, MENOS, LARGO, VECES = 2_000, 500, 2_000, 60
PEDIDO_MS = 60
SITIOS = (
    "la Unidad Médica de Apopa", "el Hospital General", "la Unidad Médica de Ilopango", "la Clínica Comunal San Antonio",
    "el Policlínico Zacamil", "la Unidad Médica de Santa Ana", "el Hospital Regional de San Miguel",
    "la Unidad Médica de Sonsonate", "el Hospital Médico Quirúrgico", "la Unidad Médica de Soyapango",
)  # fmt: skip
SERVICIOS = (
    "la farmacia", "el laboratorio clínico", "la vacunación contra la influenza", "la consulta de pediatría",
    "el subsidio por maternidad", "la entrega de medicamentos", "la consulta odontológica", "la afiliación de trabajadores",
    "el pago de planillas", "la toma de mamografías",
)  # fmt: skip
FRASES = (
    "En {sitio}, {servicio} atenderá de lunes a viernes, de {a}:00 a. m. a {b}:00 p. m.",
    "Para {servicio} de {sitio} puede llamar al 25{n:02d}-{m:04d}.",
    "El trámite de {servicio} cuesta ${n}.50 y se resuelve en {b} días hábiles en {sitio}.",
    "El {d} de diciembre de 2026 no habrá atención en {servicio} de {sitio}.",
    "Para {servicio} presente su DUI y la tarjeta de afiliación en {sitio}.",
    "Las personas derechohabientes recibirán atención prioritaria en {servicio}.",
)


Tema = tuple[str, str]


def _frase(azar: random.Random, tema: Tema) -> str:
    return azar.choice(FRASES).format(
        sitio=tema[1],
        servicio=tema[0],
        a=azar.randint(6, 9),
        b=azar.randint(1, 6),
        n=azar.randint(10, 99),
        m=azar.randint(0, 9999),
        d=azar.randint(1, 31),
    )


def texto(azar: random.Random, largo: int, *temas: Tema) -> str:
    """Frases de esos temas hasta pasar de `largo` letras, cortadas en la ultima que cabe."""
    frases: list[str] = []
    while sum(map(len, frases)) + len(frases) < largo:
        frases.append(_frase(azar, azar.choice(temas)))
    return " ".join(frases)[:largo].rsplit(".", 1)[0] + "."


def _tema(azar: random.Random) -> Tema:
    return azar.choice(SERVICIOS), azar.choice(SITIOS)


def comunicados() -> list[tuple[str, str, str]]:
    """Cada uno de un servicio en un sitio, como los de verdad; muchos son de lo mismo."""
    azar = random.Random(7)
    filas = []
    for n in range(1, CUANTOS + 1):
        tema = _tema(azar)
        filas.append((f"{n}-2026", f"Atención en {tema[0]} de {tema[1]}", texto(azar, 600, tema)))
    return filas


def un_borrador(azar: random.Random, temas: int = 2) -> str:
    """De dos servicios; con `temas` mayor, uno que habla de todo."""
    return texto(azar, LARGO, *(_tema(azar) for _ in range(temas)))


def contexto(filas: list[tuple[str, str, str]]) -> Contexto:
    """Con textos nuevos, como los da la base: ni el objeto ni su huella estan ya hechos."""
    return Contexto(
        AHORA,
        comunicados=tuple(
            ComunicadoVigente(
                n, a, "".join([t[:1], t[1:]]), AHORA - timedelta(days=30), AHORA + timedelta(days=60)
            )
            for n, a, t in filas
        ),
    )


@pytest.mark.lenta
def test_un_borrador_contra_dos_mil_comunicados() -> None:
    filas, azar = comunicados(), random.Random(11)
    # la primera vez se leen los comunicados y el diccionario
    juzgar(_pieza(un_borrador(azar)), contexto(filas))
    # como `Servicio.calentar`: lo que ya esta cargado no se vuelve a recorrer en busca de basura
    memoria.asentar()
    tiempos = {}
    for nombre, temas in (("de dos servicios", 2), ("que habla de todo", 12)):
        for cuantos in (CUANTOS, MENOS):
            tiempos[nombre, cuantos] = _medir(azar, filas[:cuantos], temas)
        ms = tiempos[nombre, CUANTOS]
        print(
            f"\nun borrador {nombre}, {LARGO} letras contra {CUANTOS} comunicados: mediana {ms[VECES // 2]:.1f} ms, "
            f"p95 {ms[int(VECES * 0.95)]:.1f} ms, peor {ms[-1]:.1f} ms de procesador "
            f"({ms[int(VECES * 0.95)] / PEDIDO_MS:.2f} de lo pedido)"
        )
        crece = ms[VECES // 2] / tiempos[nombre, MENOS][VECES // 2]
        print(f"es {crece:.1f} veces lo que cuesta contra {MENOS}")
        assert crece <= CUANTOS / MENOS, "crece mas que los comunicados"


def _medir(azar: random.Random, filas: list[tuple[str, str, str]], temas: int) -> list[float]:
    """Milisegundos de procesador de cada juicio, de menos a mas: lo que hagan otros procesos no cuenta."""
    tiempos, hallados = [], 0
    for _ in range(VECES):
        borrador, visto = un_borrador(azar, temas), contexto(filas)
        antes = time.process_time()
        veredicto = juzgar(_pieza(borrador), visto)
        tiempos.append((time.process_time() - antes) * 1e3)
        hallados += any(h.politica == 3 and h.contraste for h in veredicto.hallazgos)
    assert hallados > VECES // 2, "si no choca con nada no mide lo que cuesta"
    return sorted(tiempos)


def _pieza(borrador: str) -> Pieza:
    return Pieza(Sentido.SALIENTE, lectura=leer(borrador), tipo="publicacion", red="facebook", fecha=AHORA)
