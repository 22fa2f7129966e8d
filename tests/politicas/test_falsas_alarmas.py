"""Lo bien escrito pasa: las politicas de lo nuestro no frenan borradores correctos."""

import pytest

from tests.medidas.borradores_sin_tacha import CORRECTOS, TOPE, alarmas, medir

from .armar import lineas


@pytest.mark.skipif(not CORRECTOS.exists(), reason="los borradores correctos los escribe otro lote")
def test_los_borradores_correctos_pasan():
    assert len(alarmas()) <= TOPE * len(lineas(CORRECTOS)), "\n".join(medir())
