"""El indice de parecidos: halla las copias, olvida lo que sale de la ventana y no crece sin limite."""

import random
from datetime import timedelta

from modelos.lectura import leer_lote, se_parecen
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
