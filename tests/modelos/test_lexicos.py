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
    with pytest.raises(ErrorLexico, match=r"'uno' ya está con la clase 'a'"):
        leer_lexico(escribir(tmp_path, BUENO + otro))


def test_no_es_toml_ni_existe(tmp_path):
    with pytest.raises(
        ErrorLexico, match=r"no es TOML válido \(línea 1, columna 3\)|no es TOML válido \(al final\)"
    ):
        leer_lexico(escribir(tmp_path, "[["))
    with pytest.raises(ErrorLexico, match="no se puede leer"):
        leer_lexico(tmp_path / "no.toml")


@pytest.mark.parametrize("ruta", sorted(CARPETA.glob("*.toml")), ids=lambda r: r.stem)
def test_los_de_la_casa_cargan(ruta):
    assert leer_lexico(ruta)


def test_hay_palabras_de_sobra():
    insultos = leer_lexico(CARPETA / "insultos.toml")
    assert sum(e.clase == "fuerte" for e in insultos) >= 300
    assert sum(e.clase == "frase" for e in insultos) >= 2_000
    assert len(leer_lexico(CARPETA / "clinicas.toml")) >= 300
    assert len(leer_lexico(CARPETA / "siglas.toml")) >= 200


MUNICIPIOS = {
    "Ahuachapan": "ahuachapan apaneca atiquizaya concepcion_de_ataco el_refugio guaymango jujutla san_francisco_menendez"
    " san_lorenzo san_pedro_puxtla tacuba turin",
    "Santa Ana": "candelaria_de_la_frontera chalchuapa coatepeque el_congo el_porvenir masahuat metapan"
    " san_antonio_pajonal san_sebastian_salitrillo santa_ana santa_rosa_guachipilin santiago_de_la_frontera"
    " texistepeque",
    "Sonsonate": "acajutla armenia caluco cuisnahuat izalco juayua nahuizalco nahulingo salcoatitan san_antonio_del_monte"
    " san_julian santa_catarina_masahuat santa_isabel_ishuatan santo_domingo_de_guzman sonsonate sonzacate",
    "Chalatenango": "agua_caliente arcatao azacualpa cancasque chalatenango citala comalapa concepcion_quezaltepeque"
    " dulce_nombre_de_maria el_carrizal el_paraiso la_laguna la_palma la_reina las_flores las_vueltas nombre_de_jesus"
    " nueva_concepcion nueva_trinidad ojos_de_agua potonico san_antonio_de_la_cruz san_antonio_los_ranchos san_fernando"
    " san_francisco_lempa san_francisco_morazan san_ignacio san_isidro_labrador san_luis_del_carmen"
    " san_miguel_de_mercedes san_rafael santa_rita tejutla",
    "La Libertad": "antiguo_cuscatlan chiltiupan ciudad_arce colon comasagua huizucar jayaque jicalapa la_libertad"
    " nuevo_cuscatlan quezaltepeque sacacoyo san_jose_villanueva san_juan_opico san_matias san_pablo_tacachico"
    " santa_tecla talnique tamanique teotepeque tepecoyo zaragoza",
    "San Salvador": "aguilares apopa ayutuxtepeque cuscatancingo ciudad_delgado el_paisnal guazapa ilopango mejicanos"
    " nejapa panchimalco rosario_de_mora san_marcos san_martin san_salvador santiago_texacuangos santo_tomas soyapango"
    " tonacatepeque",
    "Cuscatlan": "candelaria cojutepeque el_carmen el_rosario monte_san_juan oratorio_de_concepcion"
    " san_bartolome_perulapia san_cristobal san_jose_guayabal san_pedro_perulapan san_rafael_cedros san_ramon"
    " santa_cruz_analquito santa_cruz_michapa suchitoto tenancingo",
    "La Paz": "cuyultitan el_rosario jerusalen mercedes_la_ceiba olocuilta paraiso_de_osorio san_antonio_masahuat"
    " san_emigdio san_francisco_chinameca san_juan_nonualco san_juan_talpa san_juan_tepezontes san_luis_la_herradura"
    " san_luis_talpa san_miguel_tepezontes san_pedro_masahuat san_pedro_nonualco san_rafael_obrajuelo"
    " santa_maria_ostuma santiago_nonualco tapalhuaca zacatecoluca",
    "Cabanas": "cinquera dolores guacotecti ilobasco jutiapa san_isidro sensuntepeque tejutepeque victoria",
    "San Vicente": "apastepeque guadalupe san_cayetano_istepeque san_esteban_catarina san_ildefonso san_lorenzo"
    " san_sebastian san_vicente santa_clara santo_domingo tecoluca tepetitan verapaz",
    "Usulutan": "alegria berlin california concepcion_batres el_triunfo ereguayquin estanzuelas jiquilisco jucuapa"
    " jucuaran mercedes_umaña nueva_granada ozatlan puerto_el_triunfo san_agustin san_buenaventura san_dionisio"
    " san_francisco_javier santa_elena santa_maria santiago_de_maria tecapan usulutan",
    "San Miguel": "carolina chapeltique chinameca chirilagua ciudad_barrios comacaran el_transito lolotique moncagua"
    " nueva_guadalupe nuevo_eden_de_san_juan quelepa san_antonio san_gerardo san_jorge san_luis_de_la_reina san_miguel"
    " san_rafael_oriente sesori uluazapa",
    "Morazan": "arambala cacaopera chilanga corinto delicias_de_concepcion el_divisadero el_rosario gualococti"
    " guatajiagua joateca jocoaitique jocoro lolotiquillo meanguera osicala perquin san_carlos san_fernando"
    " san_francisco_gotera san_isidro san_simon sensembra sociedad torola yamabal yoloaiquin",
    "La Union": "anamoros bolivar concepcion_de_oriente conchagua el_carmen el_sauce intipuca la_union lislique"
    " meanguera_del_golfo nueva_esparta pasaquina poloros san_alejo san_jose santa_rosa_de_lima yayantique yucuaiquin",
}


def test_estan_los_262_municipios():
    todos = [m.replace("_", " ") for lista in MUNICIPIOS.values() for m in lista.split()]
    assert len(todos) == 262
    assert [m for m in todos if m not in lexicos().lugares] == []


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
