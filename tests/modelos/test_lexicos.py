"""Los lexicos cargan, cuadran y, si alguien los estropea, dicen donde."""

import pytest

from modelos.lectura import CARPETA, ErrorLexico, abrir, leer_lexico, lexicos
from modelos.lectura.disfraz import indice

BUENO = """
[lexico]
que_es = "prueba"
clases = ["a", "b"]

[[grupo]]
clase = "a"
pais = ["SV"]
sentido = "s"
formas = ["uno", "dos(|es) tres"]
"""


def escribir(tmp_path, texto):
    ruta = tmp_path / "prueba.toml"
    ruta.write_text(texto, encoding="utf-8")
    return ruta


def test_abrir_alternativas():
    assert abrir("pendej(o|a)") == ["pendejo", "pendeja"]
    assert abrir("hij(o|a) de (la gran |)puta") == [
        "hijo de la gran puta",
        "hijo de puta",
        "hija de la gran puta",
        "hija de puta",
    ]
    assert abrir("(a(b|c)|d)") == ["ab", "ac", "d"]


def test_un_lexico_bueno(tmp_path):
    entradas = leer_lexico(escribir(tmp_path, BUENO))
    assert [e.forma for e in entradas] == ["uno", "dos tres", "doses tres"]
    assert {e.lexico for e in entradas} == {"prueba"}
    assert entradas[1].palabras == ("dos", "tres")


@pytest.mark.parametrize(
    ("cambio", "donde"),
    [
        (("[lexico]", "[lexic]"), "lexic"),
        (('que_es = "prueba"', "que_es = 3"), "lexico.que_es"),
        (('clases = ["a", "b"]', "clases = []"), "lexico.clases"),
        (('clase = "a"', 'clase = "z"'), "grupo[0].clase"),
        (('clase = "a"', "clase = 1"), "grupo[0].clase"),
        (('sentido = "s"', ""), "grupo[0].sentido"),
        (('pais = ["SV"]', 'pais = "SV"'), "grupo[0].pais"),
        (('pais = ["SV"]', 'pais = [""]'), "grupo[0].pais[0]"),
        (('sentido = "s"', 'sentido = "s"\nsobra = 1'), "grupo[0].sobra"),
        (('"uno"', '"Uno"'), "grupo[0].formas[0]"),
        (('"uno"', '"más"'), "grupo[0].formas[0]"),
        (('"uno"', '"u-no"'), "grupo[0].formas[0]"),
        (('"uno"', '"(uno"'), "grupo[0].formas[0]"),
        (('"uno"', '"uno)"'), "grupo[0].formas[0]"),
        (("[[grupo]]", "[[grupa]]"), "grupa"),
        (("formas =", "formas ="), None),
    ],
)
def test_un_lexico_malo_dice_archivo_y_clave(tmp_path, cambio, donde):
    ruta = escribir(tmp_path, BUENO.replace(*cambio))
    if donde is None:
        assert leer_lexico(ruta)
        return
    with pytest.raises(ErrorLexico) as fallo:
        leer_lexico(ruta)
    assert "prueba.toml" in str(fallo.value)
    assert donde in str(fallo.value)


def test_una_forma_con_dos_clases(tmp_path):
    otro = '\n[[grupo]]\nclase = "b"\npais = ["*"]\nsentido = "s"\nformas = ["uno"]\n'
    with pytest.raises(ErrorLexico, match=r"'uno' ya esta con la clase 'a'"):
        leer_lexico(escribir(tmp_path, BUENO + otro))


def test_no_es_toml_ni_existe(tmp_path):
    with pytest.raises(ErrorLexico, match="no es TOML"):
        leer_lexico(escribir(tmp_path, "[["))
    with pytest.raises(ErrorLexico, match="no se puede leer"):
        leer_lexico(tmp_path / "no.toml")


@pytest.mark.parametrize("ruta", sorted(CARPETA.glob("*.toml")), ids=lambda r: r.stem)
def test_los_de_la_casa_cargan(ruta):
    assert leer_lexico(ruta)


def test_hay_palabras_de_sobra():
    insultos = leer_lexico(CARPETA / "insultos.toml")
    assert sum(e.clase == "fuerte" for e in insultos) >= 150
    assert len(leer_lexico(CARPETA / "lugares.toml")) >= 120
    assert len(leer_lexico(CARPETA / "clinicas.toml")) >= 120


def test_la_lista_cerrada_no_choca_con_los_escudos():
    """Ninguna palabra clinica, de lugar, de institucion, de jerga o de escudo se reescribe."""
    for nombre in ("clinicas", "lugares", "institucion", "jerga", "escudo", "siglas"):
        for entrada in leer_lexico(CARPETA / f"{nombre}.toml"):
            if len(entrada.palabras) == 1:
                assert entrada.forma not in lexicos().cerrada, (nombre, entrada.forma)


def test_el_indice_se_queda_con_lo_que_suena_igual():
    assert indice().buscar("serote") == "cerote"
    assert indice().buscar("xyzxyz") is None
    assert indice().buscar("c" * 100) is None
