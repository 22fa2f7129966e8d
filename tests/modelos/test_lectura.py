"""`leer`: plegado con vuelta al original, palabras sin disfraz, enlaces, telefonos, menciones, emojis y preguntas."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos.lectura import leer, plegar


def disfrazadas(texto: str) -> list[tuple[str, str]]:
    return [(texto[p.inicio : p.fin], p.forma) for p in leer(texto).palabras if p.disfrazada]


def trozos(texto: str, campo: str) -> list[str]:
    return [texto[t.inicio : t.fin] for t in getattr(leer(texto), campo)]


@pytest.mark.parametrize(
    ("texto", "plegado"),
    [
        ("¿Qué TAL?", "¿que tal?"),
        ("Año nuevo, ANO", "año nuevo, ano"),
        ("an\u0303o AN\u0303O a\u0301", "año año a"),
        ("ＡＢＣ ﬁn ①②", "abc fin 12"),
        ("𝓱𝓸𝓵𝓪 ⓗⓞⓛⓐ 🅷🅾🅻🅰", "hola hola hola"),
        ("pen\u200bde\u00adjo\ufeff", "pendejo"),
        ("\u202eabc\u202c", "abc"),
        ("a\x00b\x07c", "abc"),
        ("uno\tdos\ntres", "uno\tdos\ntres"),
        ("½ ﷺ İ ß", "½ ﷺ i ß"),
        ("\ud800x", "\ud800x"),
        ("", ""),
    ],
)
def test_plegado(texto, plegado):
    assert plegar(texto)[0] == plegado


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_el_mapa_vuelve_al_original(texto):
    plegado, mapa = plegar(texto)
    assert len(mapa) == len(plegado) + 1
    assert mapa[-1] == len(texto)
    assert list(mapa) == sorted(mapa)
    assert all(0 <= i < len(texto) for i in mapa[:-1])


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_todo_tramo_cae_en_el_original_y_en_orden(texto):
    lectura = leer(texto)
    campos = ("palabras", "enlaces", "telefonos", "menciones", "emojis", "aciertos")
    for campo in campos:
        tramos = getattr(lectura, campo)
        assert all(0 <= t.inicio < t.fin <= len(texto) for t in tramos), campo
        assert [t.inicio for t in tramos] == sorted(t.inicio for t in tramos), campo
    assert lectura.mayusculas <= lectura.letras
    assert leer(texto) == lectura


@pytest.mark.parametrize(
    ("escrito", "forma"),
    [
        ("p3nd3j0", "pendejo"),
        ("p e n d e j o", "pendejo"),
        ("p.e.n.d.e.j.o", "pendejo"),
        ("P-E-N-D-E-J-O", "pendejo"),
        ("p*ndejo", "pendejo"),
        ("p*****o", "pendejo"),
        ("pend###o", "pendejo"),
        ("рendejo", "pendejo"),
        ("ᴘᴇɴᴅᴇᴊᴏ", "pendejo"),
        ("p\u200be\u200bn\u200bdejo", "pendejo"),
        ("pendeeeeejo", "pendejo"),
        ("pennnndejo", "pendejo"),
        ("pendejj0", "pendejo"),
        ("ser0te", "cerote"),
        ("zerote", "cerote"),
        ("kulero", "culero"),
        ("qulero", "culero"),
        ("cabr0n", "cabron"),
        ("kabron", "cabron"),
        ("kbron", "cabron"),
        ("pndjo", "pendejo"),
        ("pndj", "pendejo"),
        ("hjueputa", "hijueputa"),
        ("pednejo", "pendejo"),
        ("pen-dejo", "pendejo"),
        ("pen_dejo", "pendejo"),
        ("cerøŧe", "cerote"),
        ("1d10t4", "idiota"),
        ("put@", "puta"),
        ("hijueput@s", "hijueputas"),
        ("pendejxs", "pendejos"),
        ("m1erd4", "mierda"),
        ("mi*rda", "mierda"),
        ("t4r4d0", "tarado"),
    ],
)
def test_disfraz(escrito, forma):
    assert disfrazadas(f"Eres, {escrito}, te digo") == [(escrito, forma)]


def test_dos_disfraces_en_un_texto_con_su_sitio():
    texto = "h1j0s de p*ta y p e n d e j o s!"
    lectura = leer(texto)
    assert [a.forma for a in lectura.de("insultos")] == ["hijos de puta", "pendejos"]
    assert all(a.disfrazado for a in lectura.de("insultos"))
    assert [texto[a.inicio : a.fin] for a in lectura.de("insultos")] == ["h1j0s de p*ta", "p e n d e j o s"]


@pytest.mark.parametrize(
    "texto",
    [
        "El clero bendijo el carbón",
        "son 2500 dólares el 2 de mayo de 2026, covid19 y mp3",
        "1 2 3 4 5 6 7 8 9 0",
        "tod@s y tod*s bienvenidos, niñ@s",
        "A. B. C. D. E.",
        "av. 49, pje. 3, col. Escalón",
        "**importante** _leer_ *gracias*",
        "5*3*2=30",
        "buenosss díasss graciasssss",
        "perooo siiiii holaaaa",
        "cuánto cuesta? serte franco, ser-te",
        "P.D.: la Pta. y el Dpto.",
        "100% 24/7 y/o a+b",
        "la perra y la pera, el perro y el pero",
        "#Vida #Suerte #QueremosMedicinas",
        "Certeza, cartera, corte, carta, cuerda, cierto",
        "pedido, pendiente, pendón, prendedor, perdido",
    ],
)
def test_lo_que_no_es_disfraz(texto):
    assert disfrazadas(texto) == []


def test_las_letras_repetidas_de_mas_se_quitan():
    assert leer("graciasssss holaaaa").normalizado == "gracias hola"


def test_una_palabra_con_rr_no_es_la_de_una_r():
    assert disfrazadas("peeeera") == []
    assert disfrazadas("putaaaaa") == [("putaaaaa", "puta")]


@pytest.mark.parametrize(
    ("texto", "enlaces"),
    [
        ("ver https://www.isss.gob.sv/a?b=1.", [("https://www.isss.gob.sv/a?b=1", "isss.gob.sv", False)]),
        ("(salud.gob.sv)", [("salud.gob.sv", "salud.gob.sv", False)]),
        ("www.ejemplo.com,", [("www.ejemplo.com", "ejemplo.com", False)]),
        ("HXXPS://malo[.]com/x", [("HXXPS://malo[.]com/x", "malo.com", True)]),
        ("ejemplo punto com", [("ejemplo punto com", "ejemplo.com", True)]),
        ("ejemplo (dot) net ya", [("ejemplo (dot) net", "ejemplo.net", True)]),
        ("sitio[punto]org/ruta", [("sitio[punto]org/ruta", "sitio.org", True)]),
        ("wa . me / 503", [("wa . me / 503", "wa.me", True)]),
        ("wa punto me barra 503", [("wa punto me barra 503", "wa.me", True)]),
        ("wa。me/503", [("wa。me/503", "wa.me", False)]),
        ("bit.ly/abc y t.me/grupo", [("bit.ly/abc", "bit.ly", False), ("t.me/grupo", "t.me", False)]),
        ("http://a.com@b.net/c", [("http://a.com@b.net/c", "b.net", False)]),
        ("http://evil.com\\@isss.gob.sv", [("http://evil.com", "evil.com", False)]),
        ("http://10.0.0.1:8080/x", [("http://10.0.0.1:8080/x", "10.0.0.1", False)]),
        ("bueno.es malo. Pero no.la otra", []),
        ("correo@isss.gob.sv", []),
        ("3.50 y 2.5.1", []),
    ],
)
def test_enlaces(texto, enlaces):
    hallados = [(texto[e.inicio : e.fin], e.dominio, e.disfrazado) for e in leer(texto).enlaces]
    assert hallados == enlaces


@pytest.mark.parametrize(
    ("texto", "telefonos"),
    [
        ("llame al 7890-1234", ["7890-1234"]),
        ("Tel.22441234", ["22441234"]),
        ("+503 6123 4567 o (503) 2222-3333", ["+503 6123 4567", "(503) 2222-3333"]),
        ("78 90 12 34", ["78 90 12 34"]),
        ("0000-0000", ["0000-0000"]),
        ("+1 305 555 0101", ["+1 305 555 0101"]),
        ("DUI 01234567-8 y NIT 0614-010190-101-2", []),
        ("de 2019-2020, $2500.1234", []),
        ("el 127", []),
        ("al 7-0-0-0-1-2-3-4", ["7-0-0-0-1-2-3-4"]),
        ("al 7 0 0 0 1 2 3 4", ["7 0 0 0 1 2 3 4"]),
        ("al 7OOO-1234", ["7OOO-1234"]),
        ("al siete cero cero cero, uno dos tres cuatro", ["siete cero cero cero, uno dos tres cuatro"]),
        ("70 000 000 de colones y del 2 al 7 de 3 a 4", []),
    ],
)
def test_telefonos(texto, telefonos):
    assert trozos(texto, "telefonos") == telefonos


def test_menciones_emojis_y_palabras_fuera_de_enlaces():
    texto = "@isss_gob_sv 👩‍⚕️🇸🇻 gracias ❤️ en culo.com.evil.net/puta #bien"
    assert trozos(texto, "menciones") == ["@isss_gob_sv"]
    assert trozos(texto, "emojis") == ["👩‍⚕️", "🇸", "🇻", "❤️"]
    assert leer(texto).normalizado == "gracias en bien"
    assert leer(texto).de("soeces") == ()


@pytest.mark.parametrize(
    ("texto", "cuenta"),
    [
        ("ISSS DUI", (0, 0)),
        ("HOLA ISSS", (4, 4)),
        ("Hola", (4, 1)),
        ("@ISSS #HOLA https://ISSS.GOB.SV/A", (0, 0)),
        ("ÑANDÚ ñandú", (10, 5)),
        ("مرحبا 123 🙂", (0, 0)),
    ],
)
def test_mayusculas_sin_siglas(texto, cuenta):
    lectura = leer(texto)
    assert (lectura.letras, lectura.mayusculas) == cuenta


@pytest.mark.parametrize(
    ("texto", "pregunta"),
    [
        ("¿Hay cita?", True),
        ("a que hora abren la farmacia", True),
        ("alguien sabe si atienden hoy", True),
        ("donde queda la sucursal", True),
        ("me pueden ayudar con mi cita", True),
        ("miren https://a.com/?q=1", False),
        ("Gracias por atenderme", False),
        ("cuando llegué no había nadie", False),
    ],
)
def test_preguntas(texto, pregunta):
    assert leer(texto).pregunta is pregunta


def test_la_jerga_y_la_frase_larga_tapan_lo_que_contienen():
    assert leer("qué vergón").de("soeces") == ()
    assert [a.forma for a in leer("hijo de la gran puta").aciertos if a.lexico in ("insultos", "soeces")] == [
        "hijo de la gran puta"
    ]


def test_las_siglas_de_insulto_solo_en_minusculas():
    assert [a.forma for a in leer("ese hdp del portón").de("insultos")] == ["hdp"]
    assert leer("El HDP, H.D.P. y HP").de("insultos") == ()


def test_invisibles_dentro_de_un_insulto_cuentan_como_disfraz():
    (acierto,) = leer("pen\u200bdejo").de("insultos")
    assert acierto.disfrazado
    assert not leer("pendejo").de("insultos")[0].disfrazado
