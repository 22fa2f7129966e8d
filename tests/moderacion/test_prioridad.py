"""El lugar en la cola: que va antes, y que ese orden no cambia con la hora."""

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.almacen.apelaciones import APELADO
from moderacion.almacen.marcas import DETRAS
from moderacion.almacen.senales import SIN_SABER, acierto, senal
from moderacion.cola import PERMITIR, Resolucion
from moderacion.evaluacion.prioridad import DOBLA, puesto
from moderacion.reloj import RelojFijo
from moderacion.web.ficha import razones
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    CAPACIDADES,
    INSULTO,
    alta,
    autor,
    com,
    entrar,
    juzgar,
    persona,
)

AHORA = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SIEMPRE = 40 * 365
"""Dias: mas de lo que espera nadie."""


def veredicto(
    gravedad: Gravedad = Gravedad.GRAVE,
    etiqueta: str = "insulto",
    *,
    propuesta: Propuesta = Propuesta.REVISAR,
    **cambios: object,
) -> Veredicto:
    h = Hallazgo(2, gravedad, "por la prueba", propuesta, etiqueta=etiqueta)
    return Veredicto(propuesta, (h,), **cambios)  # type: ignore[arg-type]


def prioridad(v: Veredicto, creado: datetime = AHORA, reacciones: int = 0, acierta: float = SIN_SABER) -> int:
    return puesto(v, creado, reacciones, lambda *_: acierta).prioridad


def pide_auxilio(pieza: Pieza, contexto: Contexto) -> Veredicto:
    return veredicto(Gravedad.MEDIA, "urgencia", intencion=(Intencion.URGENCIA,))


@pytest.mark.parametrize("etiqueta", ["amenaza", "urgencia", "autolesion"])
def test_lo_urgente_va_antes_que_cualquier_peso_y_cualquier_espera(etiqueta: str) -> None:
    urgente = prioridad(veredicto(Gravedad.LEVE, etiqueta), acierta=0.01)
    pesado = prioridad(
        veredicto(propuesta=Propuesta.RESTRINGIR), AHORA - timedelta(days=SIEMPRE), 10**9, acierta=1
    )
    assert urgente > pesado
    p = puesto(veredicto(Gravedad.LEVE, etiqueta), AHORA, 0, lambda *_: SIN_SABER)
    assert (p.nivel, p.razones["urgente"]) == ("urgente", True)


def test_lo_que_solo_se_cree_urgente_va_delante_de_lo_demas_y_detras_de_quien_pide_auxilio() -> None:
    """«Llevo tres semanas llamando, hagan algo» no puede ir antes que «mi abuela se está desmayando»."""
    creido = veredicto(Gravedad.GRAVE, "urgencia_posible", intencion=(Intencion.URGENCIA,))
    viejo = AHORA - timedelta(days=SIEMPRE)
    p = puesto(creido, AHORA, 0, lambda *_: SIN_SABER)
    assert (p.nivel, p.razones["urgente"]) == ("urgente", True)
    assert p.prioridad > prioridad(veredicto(propuesta=Propuesta.RESTRINGIR), viejo, 10**9, acierta=1)
    cierto = veredicto(Gravedad.LEVE, "urgencia", intencion=(Intencion.URGENCIA,))
    assert prioridad(cierto, acierta=0.01) > prioridad(creido, viejo, 10**9, acierta=1)


def test_quien_pide_auxilio_va_antes_que_una_amenaza() -> None:
    """Aunque la amenaza sea mas grave, mas vista, mas certera y espere mas: por un desmayo son minutos."""
    viejo = AHORA - timedelta(days=SIEMPRE)
    amenaza = veredicto(etiqueta="amenaza", propuesta=Propuesta.RESTRINGIR)
    creido = veredicto(etiqueta="urgencia_posible", intencion=(Intencion.URGENCIA,))
    for etiqueta in ("urgencia", "autolesion"):
        auxilio = prioridad(veredicto(Gravedad.LEVE, etiqueta), acierta=0.01)
        assert auxilio > prioridad(amenaza, viejo, 10**9, acierta=1)
    assert prioridad(amenaza, acierta=0.01) > prioridad(creido, viejo, 10**9, acierta=1)
    (solo_amenaza,), (solo_auxilio,) = amenaza.hallazgos, veredicto(Gravedad.LEVE, "urgencia").hallazgos
    las_dos = Veredicto(Propuesta.REVISAR, (solo_amenaza, solo_auxilio))
    assert prioridad(las_dos, acierta=0.01) > prioridad(amenaza, viejo, 10**9, acierta=1)


def test_una_apelacion_va_detras_de_lo_urgente_y_delante_de_lo_demas() -> None:
    tarde = AHORA + timedelta(days=SIEMPRE)
    creido = veredicto(Gravedad.LEVE, "urgencia_posible", intencion=(Intencion.URGENCIA,))
    comun = veredicto(propuesta=Propuesta.RESTRINGIR)
    assert prioridad(comun, datetime(2020, 1, 1, tzinfo=UTC), 10**9, acierta=1) < APELADO
    assert prioridad(creido, tarde, acierta=0.01) > APELADO


@pytest.mark.parametrize(
    ("etiqueta", "dice"),
    [
        ("urgencia", ("Pide auxilio o puede hacerse daño", "va delante de todo")),
        ("autolesion", ("Pide auxilio o puede hacerse daño", "va delante de todo")),
        ("amenaza", ("Amenaza", "va delante de todo, menos de quien pide auxilio")),
        ("urgencia_posible", ("Puede ser urgente", "va delante de lo que no lo es")),
    ],
)
def test_se_dice_por_que_va_delante(etiqueta: str, dice: tuple[str, str]) -> None:
    intencion = () if etiqueta == "amenaza" else (Intencion.URGENCIA,)
    p = puesto(veredicto(etiqueta=etiqueta, intencion=intencion), AHORA, 0, lambda *_: SIN_SABER)
    assert razones(p.razones)[0] == dice


def test_a_igual_peso_va_antes_el_que_espera_mas() -> None:
    edades = [timedelta(0), timedelta(minutes=1), timedelta(hours=6), timedelta(days=9)]
    lugares = [prioridad(veredicto(), AHORA - e) for e in edades]
    assert lugares == sorted(lugares)
    assert len(set(lugares)) == len(lugares)
    assert lugares[2] - lugares[0] == DOBLA, "seis horas valen el doble de peso"
    doble = prioridad(veredicto(), acierta=0.8) - prioridad(veredicto(), acierta=0.4)
    assert doble == DOBLA


def test_mas_grave_mas_visto_y_de_senal_mas_certera_va_antes() -> None:
    g = [prioridad(veredicto(g)) for g in (Gravedad.LEVE, Gravedad.MEDIA, Gravedad.GRAVE)]
    assert g == sorted(set(g))
    r = [prioridad(veredicto(), reacciones=n) for n in (0, 10, 1000)]
    assert r == sorted(set(r))
    a = [prioridad(veredicto(), acierta=x) for x in (0.1, 0.5, 0.9)]
    assert a == sorted(set(a))
    assert prioridad(veredicto(propuesta=Propuesta.RESTRINGIR)) > prioridad(veredicto())


def test_el_orden_de_dos_no_cambia_con_la_hora() -> None:
    """El peso por la espera, calculado a cualquier hora, ordena igual que el numero guardado."""
    azar = random.Random(7)
    casos = [
        (azar.choice(list(Gravedad)), AHORA - timedelta(minutes=azar.randrange(20_000)), azar.random() + 0.01)
        for _ in range(60)
    ]
    lugares = [prioridad(veredicto(g), c, acierta=a) for g, c, a in casos]
    # en logaritmos: el peso que se dobla cada `DOBLA` minutos se saldria de lo que cabe en un float
    pesos = [puesto(veredicto(g), AHORA, 0, lambda *_, a=a: a).prioridad for g, _, a in casos]
    for pasados in (0, 90, 10_000, 1_000_000):
        hora = AHORA + timedelta(minutes=pasados)
        entonces = [
            w + (hora - c) / timedelta(minutes=1) - (hora - AHORA) / timedelta(minutes=1)
            for w, (_, c, _) in zip(pesos, casos, strict=True)
        ]
        for i, j in combinations(range(len(casos)), 2):
            assert (lugares[i] > lugares[j]) == (entonces[i] > entonces[j])


def test_una_fecha_imposible_no_se_sale_de_su_tramo() -> None:
    for creado in (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)):
        comun, urgente = prioridad(veredicto(), creado), prioridad(veredicto(etiqueta="amenaza"), creado)
        auxilio = prioridad(veredicto(etiqueta="urgencia"), creado, 10**9)
        for p in (comun, urgente, auxilio, comun - DETRAS):
            assert abs(p) < 2**31, "cabe en un entero de PostgreSQL"
        assert comun - DETRAS < comun < urgente < auxilio


def test_sin_saber_nada_una_senal_acierta_siete_de_diez() -> None:
    assert pytest.approx(0.7) == SIN_SABER
    assert acierto(10, 0) > acierto(1, 0) > SIN_SABER > acierto(0, 1) > acierto(0, 10) > 0
    assert acierto(0, 0) == SIN_SABER
    assert (senal(2, "insulto"), senal(11, "area:farmacia")) == ("p02:insulto", "p11:area")


@pytest.mark.los_dos
def test_lo_que_la_maquina_oculto_espera_detras_de_todo_lo_que_se_ve(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO, creado=AHORA - timedelta(days=300), autor=autor(1)))
    entrar(almacen, 1, com("c2", "que feo", autor=autor(2)))
    juzgar(almacen, reloj)
    assert [(f.id, f.actuado) for f in cola.listar(almacen)] == [(2, False), (1, True)]
    assert cola.ficha(almacen, 1).expediente["nivel"] == "baja"


@pytest.mark.los_dos
@pytest.mark.parametrize("texto", ["que feo", INSULTO + " otra vez"])
def test_editar_lo_oculto_no_lo_adelanta_ni_lo_manda_dos_veces_al_fondo(
    almacen: Almacen, reloj: RelojFijo, texto: str
) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO, autor=autor(1)), com("c2", "que feo", autor=autor(2)))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c1", texto, autor=autor(1)))
    juzgar(almacen, reloj)
    assert [(f.id, f.actuado) for f in cola.listar(almacen)] == [(2, False), (1, True)]
    x = cola.ficha(almacen, 1).expediente
    assert (x["nivel"], DETRAS / 2 < x["prioridad_neg"] < DETRAS * 3 / 2) == ("baja", True)


@pytest.mark.los_dos
def test_lo_oculto_que_se_edita_y_pide_auxilio_no_espera_al_fondo(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO, autor=autor(1)), com("c2", "que feo", autor=autor(2)))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c1", "auxilio, mi mamá no respira", autor=autor(1)))
    juzgar(almacen, reloj, juez=pide_auxilio)
    assert [(f.id, f.actuado) for f in cola.listar(almacen)] == [(1, True), (2, False)]
    assert cola.ficha(almacen, 1).expediente["nivel"] == "urgente"


@pytest.mark.los_dos
def test_lo_que_la_gente_decide_mueve_lo_que_llega_despues(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    quien, red = persona(almacen), CAPACIDADES[Red.FACEBOOK]
    entrar(almacen, 1, *(com(f"c{n}", f"que feo {n}", autor=autor(n)) for n in range(6)))
    juzgar(almacen, reloj)
    for n in range(1, 6):
        cola.resolver(almacen, n, quien, Resolucion.de(PERMITIR, "no es nada", 1), red, timedelta(days=1))
    entrar(almacen, 1, com("c9", "que feo 9", autor=autor(9)))
    juzgar(almacen, reloj)
    antes, despues = (cola.ficha(almacen, n).expediente for n in (6, 7))
    assert despues["prioridad_neg"] > antes["prioridad_neg"], "la señal falló cinco veces: ahora espera más"
    assert antes["razones"]["senales"][0]["acierto"] == 0.7
    assert despues["razones"]["senales"][0]["acierto"] == round(acierto(0, 5), 3)
