"""La entrada real entra una vez cada una, se juzga entera y leer otra vez no añade nada."""

from pathlib import Path

import pytest

from tests import entrada_real


@pytest.mark.lenta
@pytest.mark.timeout(600)
@pytest.mark.skipif(not entrada_real.ARCHIVO.is_file(), reason="falta la carpeta de datos compartidos")
def test_las_1972_respuestas_entran_una_vez_y_se_juzgan(tmp_path: Path) -> None:
    r = entrada_real.correr(tmp_path, listar=False)
    assert r["errores"] == {}
    assert r["leidos"] == r["inyectados"]
    assert sum(r["leidos"].values()) == r["juzgados"] == 1972
    assert r["segunda"] == 0
    for x in r["restringidos"]:
        assert x.hallazgos
        for h in x.hallazgos:
            for v in h["evidencia"]:
                assert x.texto[v["inicio"] : v["fin"]] == v["texto"]
