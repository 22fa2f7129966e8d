"""La cabecera: cada pagina en su trabajo, y cada tecla abre una sola cosa."""

from collections import Counter

import pytest

from moderacion.web.navegacion import TRABAJOS, trabajo_de, trabajos

from .conftest import ROLES


def test_ninguna_tecla_ni_pagina_se_repite():
    destinos = [d for t in TRABAJOS for d in t.destinos]
    for que in ([d.tecla for d in destinos], [d.ruta for d in destinos], [t.nombre for t in TRABAJOS]):
        assert [x for x, n in Counter(que).items() if n > 1] == []
    assert "m" not in {d.tecla for d in destinos}, "la de «Mi cuenta»"


@pytest.mark.parametrize("rol", ROLES)
def test_cada_pagina_esta_en_su_trabajo(rol):
    for t in trabajos(rol):
        assert t.destinos
        for d in t.destinos:
            assert trabajo_de(rol, d.ruta) == t
            assert trabajo_de(rol, f"{d.ruta}/3/algo") == t
    assert trabajo_de(rol, "/expedientes/1").nombre == trabajo_de(rol, "/cola").nombre
    assert trabajo_de(rol, "/colas").nombre == trabajos(rol)[0].nombre


def test_solo_se_ven_las_paginas_del_trabajo_en_que_se_esta(como):
    html = como("gestion").ver("/calendario").text
    trabajos_vistos = html.partition('class="trabajos"')[2].partition("</nav>")[0]
    assert trabajos_vistos.count("aria-current") == 1
    listas = html.partition('class="del-trabajo"')[2].partition("</nav>")[0].split("<ul")[1:]
    vistas = [lista for lista in listas if not lista.startswith(" hidden")]
    assert len(listas) > len(vistas) == 1
    assert 'href="/borradores"' in vistas[0]
    assert 'href="/cola"' not in vistas[0]
