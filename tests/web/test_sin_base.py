"""La base deja de contestar: quien esta delante lee una frase en español, con un 503, y nada de lo de dentro."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from moderacion.almacen import Unidad
from moderacion.errores import BaseCortada, BaseIncompatible
from tests.web.api_apoyo import dar_testigo

DENTRO = "no se puede abrir la base postgresql+psycopg://moderacion@10.0.0.5/moderacion: connection refused"


@pytest.mark.parametrize("error", [BaseIncompatible(DENTRO), BaseCortada("se cortó la conexión con la base")])
def test_sin_base_se_dice_en_una_frase(montaje, como, programa, monkeypatch, error) -> None:
    """Deje de contestar cuando deje: la pagina del error tampoco puede pedirle nada."""
    c, api = como("gestion"), programa(dar_testigo(montaje))
    almacen, quedan = montaje.servicio.almacen, []
    lectura = almacen.lectura

    @contextmanager
    def leer() -> Iterator[Unidad]:
        if not quedan:
            raise error
        quedan.pop()
        with lectura() as u:
            yield u

    monkeypatch.setattr(almacen, "lectura", leer)
    for antes in range(4):
        quedan[:] = [None] * antes
        r = c.ver("/borradores")
        assert r.status_code == 503, (antes, r.text)
        assert "La base de datos no contesta" in r.text or "Se cortó la conexión" in r.text
        assert DENTRO[-20:] not in r.text
        assert "10.0.0.5" not in r.text
    quedan.clear()
    r = api.ver("/cola")
    assert (r.status_code, "10.0.0.5" in r.text) == (503, False), r.text
