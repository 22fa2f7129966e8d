"""La pagina de las politicas: modo configurado, lo que hacen hoy y cuando se repasaron."""

import re
from datetime import timedelta

import pytest

from moderacion.almacen.reglamentos import RepasoNuevo
from moderacion.montaje import reglamento
from politicas.registro import POLITICAS
from tests.moderacion.reglamentos import LEXICO, alterado

from .conftest import INICIO, ROLES


def filas(html: str) -> list[list[str]]:
    cuerpo = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", c).split()) for c in re.findall(r"<t[hd].*?</t[hd]>", f, re.DOTALL)]
        for f in cuerpo.split("</tr>")[:-1]
    ]


@pytest.mark.parametrize("rol", ROLES)
def test_todos_los_roles_ven_las_trece_y_nadie_las_cambia(montaje, como, rol):
    r = como(rol).ver("/politicas")
    assert r.status_code == 200
    tabla = filas(r.text)
    assert len(tabla) == 13
    for p, (articulo, *_) in zip(POLITICAS, tabla, strict=True):
        assert articulo.startswith(f"{p.numero}. {p.titulo}")
    assert [f[1:3] for f in tabla[:2]] == [["Sugerir", "Sugerir"], ["Actuar", "Actuar"]]
    assert tabla[1][4] == "ninguno: no había nada juzgado"
    assert r.text.count('method="post"') == 1  # solo «Salir»
    assert 'aria-current="page">Políticas</a>' in r.text
    assert "se queda" not in r.text


@pytest.mark.parametrize("numero", [p.numero for p in POLITICAS])
def test_los_ejemplos_se_dicen_en_palabras(como, numero):
    html = como("gestion").ver(f"/politicas/{numero}").text
    ejemplos = re.findall(r"<li><strong>(?:Infringe|Cumple)</strong>(.*?)</li>", html)
    assert ejemplos
    for e in ejemplos:
        dicho = re.sub(r"<[^>]+>", "", e)
        assert len(dicho) > 5
        assert "observacion" not in dicho
        assert not re.search(r"\w=", dicho), dicho


def test_la_retenida_se_dice_arriba_y_en_su_fila_hasta_que_se_repasa(montaje, como, monkeypatch):
    montaje.comentar("hola")
    montaje.vuelta()
    nueva = alterado(LEXICO, "\n# otra\n")
    monkeypatch.setattr(reglamento, "de_este_programa", lambda: nueva)
    c = como("supervision")
    html = c.ver("/politicas").text
    assert "La política 2 está en «actuar» en la configuración y se queda en «sugerir»" in html
    assert "moderacion repasar --desde" in html
    dos = filas(html)[1]
    assert dos[1:3] == ["Actuar", "Sugerir Espera un repaso"]
    assert (dos[3], dos[4]) == (nueva.politicas[2], "ninguno")

    def anotar(version: str) -> None:
        with montaje.servicio.almacen.unidad() as u:
            r = RepasoNuevo("cli", INICIO, None, "r", 7, 0, {2: {"version": version}}, {})
            u.reglamentos.anotar(r)

    anotar("de antes")
    assert filas(c.ver("/politicas").text)[1][4] == "ahora mismo 7 comentarios, con reglas anteriores"
    anotar(nueva.politicas[2])
    montaje.reloj.adelantar(timedelta(minutes=5))
    html = c.ver("/politicas").text
    assert filas(html)[1][2:] == ["Actuar", nueva.politicas[2], "hace 5 min 7 comentarios"]
    assert "se queda" not in html
