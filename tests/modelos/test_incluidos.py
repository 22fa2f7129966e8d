"""Lo incluido sale de los datos y de la lectura de hoy. Aparte de `test_entrenar`, que pone otro corpus en su lugar."""

import pytest

from modelos import datos, entrenar, matrices, rasgos
from modelos.clasificador import Clasificador
from modelos.lectura import leer
from modelos.recetas import CASA
from tests.tandas import TURNO, UNA_DE_CADA


@pytest.mark.lenta
def test_lo_incluido_se_entreno_con_esta_lectura():
    """Si cambian la lectura o los lexicos se entrena otra vez, y no de cuatro en cuatro dias: eso lo dice esta."""
    textos = [f["texto"] for f in datos.leer_conjunto(datos.CORPUS, None)]
    leido = matrices.Cuentas.de(textos, rasgos.nombres_sueltos()).huella()
    casa = next(a for a in Clasificador.cargar().artefactos if a.nombre == CASA)
    assert [d["leido"] for d in casa.ficha["datos"]] == [leido], "hay que correr `moderacion modelo entrenar`"


@pytest.mark.lenta
@pytest.mark.skipif(
    UNA_DE_CADA > 1 and TURNO % 4 > 0, reason="entrenar todo otra vez tarda: uno de cada cuatro dias"
)
@pytest.mark.timeout(600)
def test_los_artefactos_incluidos_salen_de_los_datos(tmp_path):
    """Reentrenar con los datos publicos da los mismos indicios que lo incluido."""
    try:
        carpeta = datos.carpeta_de_datos()
    except datos.DatosAusentes as falta:
        pytest.skip(str(falta))
    entrenar.entrenar(tmp_path, carpeta)
    textos = [leer(f["texto"]) for f in datos.leer_conjunto(datos.OFFENDES_TEST, carpeta)[:500]]
    nuevo, incluido = Clasificador.cargar(tmp_path), Clasificador.cargar()
    for a, b in zip(nuevo.puntuar(textos), incluido.puntuar(textos), strict=True):
        # otra version de numpy o de BLAS puede redondear distinto un peso de 8 bits
        assert a == pytest.approx(b, abs=0.02)
