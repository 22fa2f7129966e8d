"""Los archivos del corpus: lo bueno se lee, lo malo se rechaza diciendo donde; el acuerdo y la particion."""

from hashlib import sha256

import pytest

from modelos.corpus import (
    ETIQUETAS,
    Comentario,
    ErrorCorpus,
    cargar,
    desacuerdos,
    esqueleto,
    exigir_acuerdo,
    grupos,
    id_de,
    kappa,
    kappas,
    partir,
    tabla,
    variedad,
)

CABECERA = "texto\tred\tclase\tetiquetas\n"
UNO = "sos un tonto\tfacebook\tnormal\tinsulto_persona\n"
DOS = "qué fila\\ny qué calor\ttwitter\tnormal\tqueja\n"
TRES = "ya abrieron la clínica\tyoutube\tnormal\t\n"


@pytest.fixture
def carpeta(tmp_path):
    (tmp_path / "lotes").mkdir()
    (tmp_path / "segunda").mkdir()

    def escribir(lote=CABECERA + UNO + DOS + TRES, segunda=None, acuerdos=None):
        (tmp_path / "lotes" / "z.tsv").write_text(lote, "utf-8", newline="")
        if segunda is not None:
            (tmp_path / "segunda" / "z.tsv").write_text("id\tetiquetas\n" + segunda, "utf-8")
        if acuerdos is not None:
            (tmp_path / "acuerdos.tsv").write_text("id\tetiquetas\tporque\n" + acuerdos, "utf-8")
        return tmp_path

    return escribir


def test_un_lote_bueno(carpeta):
    uno, dos, tres = cargar(carpeta())
    assert (uno.texto, uno.red, uno.clase, uno.lote) == ("sos un tonto", "facebook", "normal", "z")
    assert uno.etiquetas == ("insulto_persona",)
    assert dos.texto == "qué fila\ny qué calor"
    assert tres.etiquetas == ()
    assert dos.id == sha256(dos.texto.encode()).hexdigest()[:12] == id_de(dos.texto)
    assert not any(c.pendiente for c in (uno, dos, tres))


@pytest.mark.parametrize(
    ("lote", "dice"),
    [
        ("texto\tred\n", "la cabecera"),
        (CABECERA + "a b\tfacebook\tnormal\n", "línea 2: 3 columnas"),
        (CABECERA + UNO + "\n" + DOS, "línea 3: 1 columnas"),
        (CABECERA + "a b\tfeisbuk\tnormal\t\n", "la red «feisbuk»"),
        (CABECERA + "a b\tfacebook\trara\t\n", "la clase «rara»"),
        (CABECERA + "a b\tfacebook\tnormal\tcritica\n", "la etiqueta «critica» no existe"),
        (CABECERA + "a b\tfacebook\tnormal\tconsulta,queja\n", "en orden: queja,consulta"),
        (CABECERA + "a b\tfacebook\tnormal\tqueja,queja\n", "sin repetir"),
        (CABECERA + "a b\tfacebook\tnormal\tqueja, consulta\n", "la etiqueta « consulta»"),
        (CABECERA + "a b\tfacebook\tdisfraz\tqueja\n", "un disfraz"),
        (CABECERA + "a b\tfacebook\tduro\todio\n", "un duro no puede llevar odio"),
        (CABECERA + " a b\tfacebook\tnormal\t\n", "blancos en las puntas"),
        (CABECERA + "\tfacebook\tnormal\t\n", "vacío"),
        (CABECERA + "a\rb\tfacebook\tnormal\t\n", "retorno de carro"),
        (CABECERA + UNO + UNO.replace("sos un", "SOS  un"), "ya está en «z»"),
    ],
)
def test_un_lote_malo_dice_donde(carpeta, lote, dice):
    with pytest.raises(ErrorCorpus) as fallo:
        cargar(carpeta(lote))
    assert dice in str(fallo.value)
    assert "«z" in str(fallo.value)


def test_no_es_utf8_o_no_hay_lotes(carpeta, tmp_path):
    with pytest.raises(ErrorCorpus, match="No hay lotes"):
        cargar(tmp_path)
    ruta = carpeta()
    (ruta / "lotes" / "z.tsv").write_bytes(b"texto\xff")
    with pytest.raises(ErrorCorpus, match=r"«z\.tsv»: no es UTF-8 \(byte 5\)"):
        cargar(ruta)


def test_segunda_lectura_y_acuerdo(carpeta):
    ids = [c.id for c in cargar(carpeta())]
    ruta = carpeta(segunda=f"{ids[0]}\tinsulto_persona\n{ids[1]}\tconversacion\n")
    corpus = cargar(ruta)
    assert desacuerdos(corpus) == [corpus[1]]
    assert corpus[1].etiquetas == ("queja",)
    with pytest.raises(ErrorCorpus, match="1 comentarios sin segunda lectura"):
        exigir_acuerdo(corpus)
    with pytest.raises(ErrorCorpus, match=f"desacuerdos sin resolver.*{ids[1]}"):
        exigir_acuerdo(corpus[:2])
    ruta = carpeta(acuerdos=f"{ids[1]}\tconversacion\tel calor no es del servicio\n")
    corpus = cargar(ruta)
    assert corpus[1].etiquetas == ("conversacion",)
    exigir_acuerdo(corpus[:2])
    texto = "\n".join(tabla(corpus))
    assert "leídos dos veces: 2" in texto
    assert "Desacuerdos sin resolver: 0 (resueltos: 1)" in texto


@pytest.mark.parametrize(
    ("segunda", "acuerdos", "dice"),
    [
        ("0123456789ab\tqueja\n", None, "ningún texto tiene el id «0123456789ab»"),
        ("{0}\tqueja\n{0}\tqueja\n", None, "está repetido"),
        ("{0}\tcritica\n", None, "no existe"),
        (None, "{0}\tqueja\t \n", "falta el porqué"),
        (None, "0123456789ab\tqueja\tsi\n", "ningún texto"),
    ],
)
def test_segunda_o_acuerdo_malos(carpeta, segunda, acuerdos, dice):
    uno = cargar(carpeta())[0].id
    with pytest.raises(ErrorCorpus, match=dice):
        cargar(carpeta(segunda=segunda and segunda.format(uno), acuerdos=acuerdos and acuerdos.format(uno)))


def test_kappa():
    # tabla clasica: 20 si-si, 5 si-no, 10 no-si, 15 no-no → observado .7, azar .5
    una = [True] * 25 + [False] * 25
    otra = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert kappa(una, otra) == pytest.approx(0.4)
    assert kappa(una, una) == 1
    assert kappa([True, False], [False, True]) == -1
    assert kappa([], []) is None
    assert kappa([False, False], [False, False]) is None
    with pytest.raises(ValueError, match="mismos casos"):
        kappa([True], [])


def comentario(texto, primera=(), segunda=None):
    return Comentario(texto, "facebook", "normal", "z", primera, segunda)


def test_kappas_solo_cuenta_lo_leido_dos_veces():
    corpus = [
        comentario("a", ("queja",), ("queja",)),
        comentario("b", ("queja",), ()),
        comentario("c", (), ()),
        comentario("d", ("queja",)),
    ]
    medidos = {k.etiqueta: k for k in kappas(corpus)}
    assert tuple(medidos) == ETIQUETAS
    queja = medidos["queja"]
    assert (queja.primera, queja.segunda, queja.ambas) == (2, 1, 1)
    assert queja.kappa == pytest.approx(0.4)
    assert medidos["odio"].kappa is None


def test_los_casi_iguales_van_juntos():
    largo = "me tuvieron esperando toda la mañana en la clinica y al final no habia doctor"
    textos = [
        largo,
        "buenas tardes bendiciones",
        largo.upper() + " 😡 123",
        largo.replace("doctor", "doctora"),
        "👍",
        "👎",
    ]
    assert grupos(textos) == [0, 1, 0, 0, 4, 5]


def test_la_cadena_de_parecidos_es_un_solo_grupo():
    a, b, c = "abcdefghijklmnop", "abcdefghijklmnopqrstuvwx", "ijklmnopqrstuvwx"
    assert grupos([a, c]) == [0, 1]
    assert grupos([a, c, b]) == [0, 0, 0]


def test_partir_no_depende_del_orden_y_no_separa():
    palabras = ["sol", "luna", "mesa", "rio", "pan", "flor", "casa", "tren", "nube", "pez"]
    unos = [comentario(f"{a} {b} {c}") for a in palabras for b in palabras for c in palabras[:3]]
    otros = list(reversed(unos))
    de_uno = {c.texto: p for p, cs in partir(unos).items() for c in cs}
    assert de_uno == {c.texto: p for p, cs in partir(otros).items() for c in cs}
    assert len(de_uno) == len(unos)
    cabezas = grupos([c.texto for c in unos])
    for c, cabeza in zip(unos, cabezas, strict=True):
        assert de_uno[c.texto] == de_uno[unos[cabeza].texto]


def test_el_esqueleto_descubre_la_plantilla():
    assert (
        esqueleto("No hay medicina en la farmacia")
        == esqueleto("no hay médicos en la CLÍNICA!!")
        == "no hay _ en la _"
    )
    assert esqueleto("muy bonito") == ""
    assert esqueleto("excelentes doctores siempre atentos") == ""


def test_la_variedad_mide():
    copias = [
        f"no hay {cosa} en la farmacia del seguro" for cosa in ("pastillas", "jarabe", "gasas", "sueros")
    ]
    medida = variedad(copias)
    assert medida.plantilla == ("no hay _ en la _ del _", 1.0)
    assert medida.arranque[1] == 0.25
    assert medida.distintas < 0.8
    assert variedad(["una sola frase escrita por alguien", "y otra que nada tiene que ver"]).distintas == 1
    with pytest.raises(ValueError, match="No hay textos"):
        variedad([])
