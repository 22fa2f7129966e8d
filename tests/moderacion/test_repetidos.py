"""El indice de parecidos: halla las copias, olvida lo que sale de la ventana y no crece sin limite."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from modelos.lectura import leer_lote, se_parecen, semejanza_escrita
from moderacion.almacen.veredictos import JuzgadoReciente
from moderacion.evaluacion import repetidos
from moderacion.evaluacion.repetidos import CADENA, Repetidos, visto_de
from politicas.p12 import PARECIDO
from politicas.tipos import Contexto, Pieza, Sentido
from tests.moderacion.falsos import INICIO

PALABRAS = [
    "la",
    "el",
    "de",
    "que",
    "en",
    "cita",
    "farmacia",
    "espera",
    "doctor",
    "mi",
    "mama",
    "ayer",
    "hoy",
    "semana",
    "medicina",
    "insulina",
    "hospital",
    "clinica",
    "nadie",
    "contesta",
    "telefono",
    "hora",
    "lunes",
    "seguro",
    "pago",
    "examen",
    "sangre",
    "rayos",
    "turno",
    "fila",
    "numero",
    "carnet",
    "tramite",
    "papel",
    "firma",
    "sello",
    "ventanilla",
    "enfermera",
    "pasillo",
    "silla",
    "operacion",
    "rodilla",
    "vista",
    "oido",
    "niños",
    "bebe",
    "vacuna",
    "dolor",
    "fiebre",
    "tos",
    "receta",
    "pastillas",
    "jarabe",
]
PALABRAS += [
    a + b
    for a in ("ca", "lo", "mi", "per", "tan", "su", "re")
    for b in ("rto", "sa", "ndo", "bia", "lla", "ron", "que", "to")
]
HORA = timedelta(hours=1)


def textos(cuantos: int, semilla: int) -> list[str]:
    azar = random.Random(semilla)
    return [" ".join(azar.choices(PALABRAS, k=azar.randrange(9, 30))) for _ in range(cuantos)]


def anotar(
    indice: Repetidos, textos: list[str], fecha=INICIO, autor: str | None = None, desde: int = 0
) -> None:
    for n, lectura in enumerate(leer_lote(textos), desde):
        indice.anotar(visto_de(n, "h", lectura, fecha, autor or f"a{n}", "facebook"))


def hallados(indice: Repetidos, texto: str, comentario: int = -1) -> list[str]:
    lectura = leer_lote([texto])[0]
    return [v.texto for v in indice.buscar(lectura.firma, lectura.anclas, comentario)]


def test_halla_las_copias_retocadas_entre_miles():
    """De 300 copias con una palabra cambiada que llegan al parecido, se hallan al menos 97 de cada 100."""
    azar = random.Random(4)
    fondo = textos(6_000, 1)
    indice = Repetidos()
    anotar(indice, fondo)
    llegan = vistas = 0
    for original in azar.sample(fondo, 300):
        palabras = original.split()
        palabras[azar.randrange(len(palabras))] = azar.choice(PALABRAS)
        copia, primera = leer_lote([" ".join(palabras).upper() + " 😡", original])
        if se_parecen(copia.firma, primera.firma, PARECIDO):
            llegan += 1
            vistas += original in hallados(indice, copia.original)
    assert llegan > 200
    assert vistas >= 0.97 * llegan


def test_nunca_devuelve_lo_que_no_se_parece():
    indice = Repetidos()
    anotar(indice, textos(3_000, 2))
    for texto in textos(200, 3):
        firma = leer_lote([texto])[0].firma
        for hallado in hallados(indice, texto):
            assert se_parecen(firma, leer_lote([hallado])[0].firma, PARECIDO)


def test_una_inundacion_llega_entera_hasta_el_tope():
    indice = Repetidos()
    anotar(indice, ["gane cuarenta dolares diarios desde su casa con su celular"] * 80)
    assert len(hallados(indice, "Gane CUARENTA dólares diarios desde su casa con su celular!!")) == CADENA


def test_no_se_compara_con_otra_version_de_si_mismo_ni_se_cuenta_dos_veces():
    indice = Repetidos()
    for _ in range(3):
        anotar(indice, ["nadie contesta el telefono de citas desde ayer"])
    assert len(indice) == 1
    assert hallados(indice, "nadie contesta el telefono de citas desde ayer", comentario=0) == []
    assert len(hallados(indice, "nadie contesta el telefono de citas desde ayer", comentario=9)) == 1


def test_olvida_lo_que_sale_de_la_ventana():
    indice = Repetidos(ventana=6 * HORA)
    anotar(indice, ["nadie contesta el telefono de citas desde ayer"], INICIO - 7 * HORA)
    anotar(indice, ["la farmacia no tiene insulina desde el lunes"], INICIO, desde=1)
    indice.al_dia([], INICIO)
    assert hallados(indice, "nadie contesta el telefono de citas desde ayer") == []
    assert len(hallados(indice, "la farmacia no tiene insulina desde el lunes")) == 1


def test_no_crece_sin_limite():
    indice = Repetidos(maximo=100)
    for ronda in range(5):
        anotar(indice, textos(200, ronda), desde=ronda * 200)
    assert len(indice) == 100
    assert len(indice._por_numero) == len(indice._claves) == 100
    assert len(indice._por_ancla) <= 600
    assert len(indice._anterior) <= 100
    assert sum(indice._de_autor.values()) == 100


def test_cuenta_lo_que_lleva_un_autor():
    indice = Repetidos()
    anotar(indice, textos(25, 6), autor="x")
    pieza = Pieza(Sentido.ENTRANTE, lectura=leer_lote(["otra cosa"])[0], red="facebook", autor="x")
    assert indice.contexto(Contexto(INICIO), pieza, 99)[0].del_autor == 25
    otro = Pieza(Sentido.ENTRANTE, lectura=pieza.lectura, red="facebook", autor="y")
    assert indice.contexto(Contexto(INICIO), otro, 99) == (Contexto(INICIO), [])


def juzgados_por_otro(escritos: list[str], *, con: bool) -> list[JuzgadoReciente]:
    return [
        JuzgadoReciente(
            n, n, "h", lectura.original, INICIO, f"a{n}", "facebook",
            semejanza_escrita(lectura.firma, lectura.anclas) if con else None,
        )
        for n, lectura in enumerate(leer_lote(escritos), 1)
    ]  # fmt: skip


def test_lo_que_juzgo_otro_se_halla_igual_con_lo_guardado_que_leyendolo():
    azar = random.Random(8)
    escritos = textos(600, 7)
    escritos += [" ".join(reversed(t.split())) for t in azar.sample(escritos, 50)]
    escritos += [f"{t} gracias" for t in azar.sample(escritos, 200)] + ["", "?", "ok"]
    con, sin = Repetidos(), Repetidos()
    for desde in range(0, len(escritos), 100):
        for indice, guardada in ((con, True), (sin, False)):
            todos = juzgados_por_otro(escritos, con=guardada)
            indice.al_dia(todos[desde : desde + 100], INICIO)
    assert len(con) == len(sin) == len(escritos)
    assert con._anterior == sin._anterior
    parecidos = 0
    for texto in [*escritos, *textos(50, 9)]:
        assert hallados(con, texto) == hallados(sin, texto)
        parecidos += len(hallados(con, texto))
    assert parecidos > len(escritos) + 300


def test_lo_que_juzgo_otro_no_se_lee_otra_vez(monkeypatch: pytest.MonkeyPatch):
    ajenos = juzgados_por_otro([*textos(40, 3), "nadie contesta el telefono de citas"], con=True)
    monkeypatch.setattr(repetidos, "leer_todos", lambda textos, _: [pytest.fail(t) for t in textos])
    indice = Repetidos()
    indice.al_dia(ajenos, INICIO)
    assert len(indice) == 41
    assert hallados(indice, ajenos[-1].texto.upper()) == [ajenos[-1].texto]


def test_lo_que_guardo_otra_version_no_se_cree():
    """Lo que guardo un programa que lo calculaba de otra manera se lee, como lo que se guardo sin ello."""
    (j,) = juzgados_por_otro(["nadie contesta el telefono de citas desde ayer"], con=True)
    assert j.semejanza
    indice = Repetidos()
    indice.al_dia([replace(j, semejanza="0" + j.semejanza[1:].swapcase())], INICIO)
    assert len(hallados(indice, j.texto)) == 1
