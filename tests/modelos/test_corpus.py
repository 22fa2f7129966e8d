"""El corpus propio: bien escrito, variado, suficiente, sin datos de nadie y bien partido."""

import re
from collections import Counter

import pytest

from modelos.corpus import CARPETA, CLASES, ETIQUETAS, PARTES, cargar, grupos, partir, variedad
from modelos.corpus.particion import PARECIDO, parecido, trozos

UMBRALES = {
    "comentarios": 8900,
    "por_etiqueta": 500,
    "disfraz": 690,
    "duro": 1000,
    "por_red": 1400,
    "sin_etiqueta": 450,
    "distintas": 0.96,
    "plantilla": 0.01,
}
"""Por encima de lo pedido: 3000, 200, 300 y 400."""

DUI = re.compile(r"(?<!\d)(\d{8})[- ](\d)(?!\d)")
TELEFONO = re.compile(r"(?<!\d)([267]\d{3})[- .]?(\d{4})(?!\d)")
CORREO_O_SITIO = re.compile(
    r"(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|sv|info|es|xyz|shop|io|me|ly)\b", re.IGNORECASE
)
SITIOS = re.compile(r"(?:^|\.)(?:example\.(?:com|org)|isss\.gob\.sv)$", re.IGNORECASE)
LARGO = re.compile(r"(?<!\d)\d{9,}(?!\d)")
LARGOS_DE_MENTIRA = re.compile(r"^(?:(\d)\1+|123456789|503(?:7000|2222)00\d\d)$")


@pytest.fixture(scope="module")
def corpus():
    return cargar()


@pytest.fixture(scope="module")
def cabezas(corpus):
    return grupos([c.texto for c in corpus])


@pytest.fixture(scope="module")
def partes(corpus, cabezas):
    return partir(corpus, cabezas)


def verificador(cifras: str) -> int:
    """La ultima cifra de un DUI de verdad."""
    suma = sum(int(c) * peso for c, peso in zip(cifras, range(9, 1, -1), strict=True))
    return (10 - suma % 10) % 10


def datos_que_parecen_de_verdad(texto: str) -> list[str]:
    malos = [m[0] for m in DUI.finditer(texto) if set(m[1]) != {"0"} and verificador(m[1]) == int(m[2])]
    sin_dui = DUI.sub(" ", texto)
    malos += [
        m[0] for m in TELEFONO.finditer(sin_dui) if m[1] not in ("7000", "2222") or not m[2].startswith("00")
    ]
    malos += [m[0] for m in LARGO.finditer(sin_dui) if not LARGOS_DE_MENTIRA.match(m[0])]
    return malos + [m[0] for m in CORREO_O_SITIO.finditer(texto) if not SITIOS.search(m[0])]


def test_hay_lo_suficiente(corpus):
    assert len(corpus) >= UMBRALES["comentarios"]
    clases = Counter(c.clase for c in corpus)
    assert {clase: n for clase, n in clases.items() if n < UMBRALES.get(clase, 0)} == {}
    assert set(clases) == set(CLASES)
    assert min(Counter(c.red for c in corpus).values()) >= UMBRALES["por_red"]
    assert sum(not c.etiquetas for c in corpus) >= UMBRALES["sin_etiqueta"]


@pytest.mark.lenta
@pytest.mark.parametrize("etiqueta", ETIQUETAS)
def test_hay_de_cada_etiqueta_y_en_cada_parte(corpus, partes, etiqueta):
    assert sum(etiqueta in c.etiquetas for c in corpus) >= UMBRALES["por_etiqueta"]
    for parte, suyos in partes.items():
        assert any(etiqueta in c.etiquetas for c in suyos), parte


def test_nada_de_plantillas(corpus):
    medida = variedad([c.texto for c in corpus])
    assert medida.distintas >= UMBRALES["distintas"]
    assert medida.plantilla[1] <= UMBRALES["plantilla"], medida.plantilla
    assert medida.arranque[1] <= UMBRALES["plantilla"], medida.arranque


def test_los_largos_varian(corpus):
    largos = [len(c.texto.split()) for c in corpus]
    assert min(largos) <= 4
    assert max(largos) >= 60
    assert sum(n <= 8 for n in largos) >= len(largos) * 0.1
    assert sum(n >= 25 for n in largos) >= len(largos) * 0.1


@pytest.mark.lenta
def test_los_casi_iguales_no_cruzan_de_parte(corpus, partes):
    parte_de = {c.id: parte for parte, suyos in partes.items() for c in suyos}
    assert len(parte_de) == len(corpus)
    # sin el indice de trozos raros que usa `grupos`: todos contra todos los que comparten algo
    de_trozo: dict[str, list[int]] = {}
    conjuntos = [trozos(c.texto) for c in corpus]
    for i, conjunto in enumerate(conjuntos):
        comunes = Counter(j for trozo in conjunto for j in de_trozo.get(trozo, ()))
        for j, n in comunes.items():
            if (
                n >= PARECIDO * max(len(conjunto), len(conjuntos[j]))
                and parecido(conjunto, conjuntos[j]) >= PARECIDO
            ):
                assert parte_de[corpus[i].id] == parte_de[corpus[j].id], (corpus[i].texto, corpus[j].texto)
        for trozo in conjunto:
            de_trozo.setdefault(trozo, []).append(i)


@pytest.mark.lenta
def test_casi_nadie_se_parece_a_otro(corpus, cabezas):
    """Un corpus de copias retocadas pasaria la particion, pero no ensena nada."""
    solos = Counter(cabezas)
    assert sum(n for n in solos.values() if n > 1) <= len(corpus) * 0.01


@pytest.mark.lenta
def test_las_partes_son_de_setenta_diez_y_veinte(corpus, partes):
    tamanos = {parte: len(suyos) / len(corpus) for parte, suyos in partes.items()}
    esperado = dict(zip(PARTES, (0.7, 0.1, 0.2), strict=True))
    assert tamanos == pytest.approx(esperado, abs=0.05)


def test_ningun_dato_parece_de_verdad(corpus):
    assert {c.texto: malos for c in corpus if (malos := datos_que_parecen_de_verdad(c.texto))} == {}


@pytest.mark.parametrize(
    ("texto", "malos"),
    [
        ("DUI 00000000-0", []),
        ("DUI 12345678-4", ["12345678-4"]),
        ("DUI 12345678-0", []),
        ("al 7000-0012 o 22220034", []),
        ("al 7123-4567", ["7123-4567"]),
        ("al +503 7000 0012", []),
        ("al 7000-1212", ["7000-1212"]),
        ("afiliacion 123456789 y 000000000", []),
        ("afiliacion 104556789", ["104556789"]),
        ("a yo@example.org o www.isss.gob.sv", []),
        ("a yo@correo.com", ["correo.com"]),
        ("a malexample.com", ["malexample.com"]),
    ],
)
def test_la_prueba_de_datos_distingue(texto, malos):
    assert datos_que_parecen_de_verdad(texto) == malos


def test_los_ejemplos_de_la_guia_no_estan_en_los_lotes(corpus):
    guia = (CARPETA / "GUIA.md").read_text("utf-8")
    ejemplos = {linea[2:].strip().casefold() for linea in guia.splitlines() if linea.startswith("- ")}
    assert len(ejemplos) > 60
    assert [c.texto for c in corpus if c.texto.casefold() in ejemplos] == []


def test_la_guia_define_cada_etiqueta_en_orden():
    guia = (CARPETA / "GUIA.md").read_text("utf-8")
    assert tuple(re.findall(r"^### \d+\. `(\w+)`$", guia, re.MULTILINE)) == ETIQUETAS
