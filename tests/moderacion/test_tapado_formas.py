"""Los datos de personas, escritos de las formas dificiles: se tapan enteros, y lo que no es de nadie se queda."""

import pytest

from moderacion.evaluacion.documentos import comprueba
from moderacion.evaluacion.tapado import tapar, tramos_personales

# inventados; el ultimo cumple la comprobacion: 0·9+1·8+2·7+3·6+4·5+5·4+6·3+7·2 = 112, y a 120 le faltan 8
VALIDO = "012345678"


def test_la_cifra_de_comprobacion_del_dui() -> None:
    assert comprueba(VALIDO)
    assert [c for c in "0123456789" if comprueba(VALIDO[:8] + c)] == ["8"]
    assert comprueba("000000000")
    assert not any(comprueba(m) for m in ("01234567", "0123456788", "01234567o", "", "٠١٢٣٤٥٦٧٨"))


@pytest.mark.parametrize(
    "forma",
    [
        "01234567-8", "012345678", "0 1 2 3 4 5 6 7 8", "01.234.567-8", "0123 4567 8", "01234567 - 8", "01234567/8",
        "01234567—8", "01234567–8", "０１２３４５６７-８", "0123456\u200b7-8", "0123\n4567-8", "01234567_8", "0123.4567.8",
        "012 345 678", "#01234567-8#",
    ],
)  # fmt: skip
def test_un_dui_de_cualquier_forma_se_tapa_entero_y_se_sabe_que_lo_es(forma: str) -> None:
    texto = f"me piden el {forma} otra vez"
    assert "dui" in {m for _, _, m in tramos_personales(texto)}
    tapado = tapar(texto)
    assert not any(c.isdigit() for c in tapado), tapado
    assert len(tapado) == len(texto)
    assert tapado.startswith("me piden el ")
    assert tapado.endswith(" otra vez")


@pytest.mark.parametrize(
    ("texto", "queda"),
    [
        ("mi dui 0l23456o-9 no sale", "mi dui ••••••••-• no sale"),
        ("DUI: 01234567/0, mal copiado", "DUI: ••••••••/•, mal copiado"),
        ("tel 7000.0011 o 2222 0000", "tel ••••.•••• o •••• ••••"),
        ("al +503 7000-0011", "al +••• ••••-••••"),
        ("al (503)7000.0011", "al (•••)••••.••••"),
        ("al 70 00 00 11", "al •• •• •• ••"),
        ("afiliación No. 1234-56789 sin cita", "•••••••••• ••. ••••-••••• sin cita"),
        ("mi número ISSS 123456789", "mi •••••• •••• •••••••••"),
        ("soy ana.nube@correo.test", "soy •••.••••@••••••.••••"),
        ("soy ana (at) correo punto test", "soy ••• (••) •••••• ••••• ••••"),
        ("soy ana arroba correo punto com", "soy ••• •••••• •••••• ••••• •••"),
        (
            "mi dui es cero uno dos tres cuatro cinco seis siete guion ocho",
            "mi dui es •••• ••• ••• •••• •••••• ••••• •••• ••••• ••••• ••••",
        ),
        ("siete cero cero cero cero cero uno uno llame", "••••• •••• •••• •••• •••• •••• ••• ••• llame"),
    ],
)
def test_telefonos_afiliacion_correos_y_lo_dicho_con_letras(texto: str, queda: str) -> None:
    assert tapar(texto) == queda


@pytest.mark.parametrize("ocho", ["20261120", "12345678", "01234567", "70000011"])
def test_ocho_cifras_no_son_un_dui(ocho: str) -> None:
    assert "dui" not in {m for _, _, m in tramos_personales(f"el código es {ocho} y ya")}


@pytest.mark.parametrize(
    "texto",
    [
        "son $12,345,678 de presupuesto", "$ 1,234,567.80", "llame al 132 o al 911", "el 17/11/2026 a las 10:30",
        "hay 3 médicos, 2 enfermeras y 1 doctor", "una o dos veces, tres quizá", "¿qué papeles además del DUI?",
        "vamos de uno en uno", "nos vemos at home",
    ],
)  # fmt: skip
def test_lo_que_no_es_de_nadie_se_queda(texto: str) -> None:
    assert tapar(texto) == texto
