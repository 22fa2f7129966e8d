"""Hallar el rastro de alguien en un texto: sus señas, sus numeros y lo copiado de lo que escribio."""

import pytest

from moderacion.conservacion.rastro import SEGUIDAS, Rastro, palabras, senas_de, tiras

TEXTO = "el zopilote violeta cantaba boleros sobre la marimba oxidada del muelle"
ELLA = Rastro(
    senas_de("Policarpa Cirros Nubes", "policarpa_kxq", "https://red.example/policarpa_kxq"),
    tiras(TEXTO, SEGUIDAS),
    ["01234567-8", "7000-0011"],
    ["policarpa@canario.example"],
)


@pytest.mark.parametrize(
    ("texto", "queda"),
    [
        ("Dice POLICARPA  cirros, Nubes que no", "Dice •••••••••  ••••••, ••••• que no"),
        ("Cirros Nubes Policarpa", "•••••• ••••• •••••••••"),
        ("la @policarpa_kxq otra vez", "la @••••••••••••• otra vez"),
        ("su DUI 0123 4567.8 y 012345678", "su DUI •••• ••••.• y •••••••••"),
        ("al 70 00 00 11", "al •• •• •• ••"),
        ("escríbale a Policarpa@Canario.Example", "escríbale a •••••••••@•••••••.•••••••"),
        (
            "«Sobre la MARIMBA\noxidada, del muelle» y cantaba boleros sobre la márimba oxidada del",
            "«Sobre la MARIMBA\noxidada, del muelle» y ••••••• ••••••• ••••• •• ••••••• ••••••• •••",
        ),
        ("el zopilote violeta cantaba boleros", "el zopilote violeta cantaba boleros"),
        ("17000-00112 y 101234567-89 no son", "17000-00112 y 101234567-89 no son"),
        ("policarpa a secas es cualquiera", "policarpa a secas es cualquiera"),
        ("", ""),
    ],
)
def test_se_tapa_letra_por_letra_lo_suyo_y_nada_mas(texto: str, queda: str) -> None:
    assert ELLA.tapar(texto) == queda
    assert len(ELLA.tapar(texto)) == len(texto)


def test_en_un_json_hasta_el_fondo_y_los_numeros_tambien() -> None:
    valor = {"de": {"policarpa_kxq": ["Policarpa Cirros Nubes", 70000011, 3, True, None]}}
    assert ELLA.tapar_valor(valor) == {
        "de": {"•" * 13: ["••••••••• •••••• •••••", "••••••••", 3, True, None]}
    }


@pytest.mark.parametrize(
    ("nombre", "usuario", "senas"),
    [
        ("Ana", "ana", set()),
        ("Ana Nube", "", {"ana nube", "nube ana"}),
        ("Juan", "juan_perez", {"juan_perez"}),
        ("", "", set()),
        ("María José Ñáñez", "mj", {"maria jose nanez", "jose nanez maria"}),
    ],
)
def test_un_nombre_suelto_y_corto_no_es_una_sena(nombre: str, usuario: str, senas: set[str]) -> None:
    assert senas_de(nombre, usuario) == senas


def test_un_texto_corto_se_busca_entero_si_dice_algo() -> None:
    assert list(tiras("muchas gracias a todos", SEGUIDAS)) == ["muchas gracias a todos"]
    assert list(tiras("muchas gracias", SEGUIDAS)) == []
    assert list(tiras("no sirven de na", 7)) == ["no sirven de na"]
    assert len(list(tiras(TEXTO, SEGUIDAS))) == len(palabras(TEXTO)) - SEGUIDAS + 1


def test_lo_que_tambien_dijimos_nosotros_no_es_copia_ni_su_telefono() -> None:
    nuestro = [f"Comunicado: {TEXTO}. Llame al 7000-0011 o a policarpa@canario.example"]
    r = ELLA.sin(nuestro)
    assert (r.tiras, r.correos, r.cifras) == (set(), set(), ["012345678"])
    assert r.senas == ELLA.senas


def test_en_lo_que_escribieron_otros_solo_se_busca_quien_es() -> None:
    texto = f"{TEXTO}, dice Policarpa Cirros Nubes"
    assert ELLA.sin_copias().tapar(texto) == f"{TEXTO}, dice ••••••••• •••••• •••••"
    assert "Policarpa" in ELLA.sin_nombres().tapar(texto)


def test_sin_nada_que_buscar_no_busca() -> None:
    assert not Rastro(())
    assert Rastro(()).tapar(TEXTO) == TEXTO
