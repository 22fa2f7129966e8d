"""Comentarios imposibles, por las tres redes y los SDK reales: se guardan y se juzgan, ninguno se pierde."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from conectores.simulador.cuentas import ALIAS_TWITTER
from moderacion.config import leer_config
from moderacion.montaje import montar
from tests.apoyo import SECRETOS, control, escribir_config, redes

TEXTOS = {
    "nul": "antes\x00despues pendejo",
    "sustitutos sueltos": "roto \ud83d y \udc00 fin",
    "cien mil letras": "ya no aguanto esta espera " * 4_000,
    "derecha a izquierda": "\u202eodneibucse\u202c \u200fbuenas\u200e",
    "vacio": "",
    "solo emoji": "👩🏽‍⚕️" * 50,
    "marcas apiladas": "z" + "\u0301" * 2_000,
    "tilde suelta": "n\u0303o\u0301 se puede",
}


@pytest.mark.lenta
def test_lo_imposible_se_guarda_y_se_juzga(tmp_path: Path, monkeypatch) -> None:
    for clave, valor in SECRETOS.items():
        monkeypatch.setitem(os.environ, clave, valor)
    with redes() as r:
        for red, base in r.bases.items():
            autor = {"id": "UCx" + "0" * 21 if red == "youtube" else "4000000001", "nombre": "\u202eAna\x00"}
            mandados = [{"texto": t, "autor": autor} for t in TEXTOS.values()]
            mandados.append({"texto": "nadie dice quien soy", "autor": None})
            ids = control(base, "comentarios", {"comentarios": mandados})["ids"]
            respuesta = {"texto": f"@{ALIAS_TWITTER} contesto", "autor": autor, "padre": ids[0]}
            (hijo,) = control(base, "comentarios", {"comentarios": [respuesta]})["ids"]
            servicio = montar(leer_config(escribir_config(tmp_path, r.bases)))
            cuenta = next(i for i, c in servicio.conectores.items() if c.red.value == red)
            assert servicio.sondear(cuenta).error == ""
            # el padre desaparece; el hijo ya leido sigue, y leer otra vez no rompe nada
            control(base, "cuenta", {"borrar": {"id": ids[0]}})
            assert servicio.sondear(cuenta).error == ""
            assert servicio.evaluar().juzgados == len(ids) + 1
            servicio.cerrar()
            with closing(sqlite3.connect(tmp_path / "moderacion.db")) as con:
                guardados = dict(
                    con.execute("select id_externo, texto from comentario where cuenta_id = ?", (cuenta,))
                )
            assert set(guardados) == {*ids, hijo}
            for id_, enviado in zip(ids, TEXTOS.values(), strict=False):
                assert len(guardados[id_]) >= len(enviado.strip()) - enviado.count("\x00"), (
                    red,
                    enviado[:20],
                )
    with closing(sqlite3.connect(tmp_path / "moderacion.db")) as con:
        sin_veredicto = "select count(*) from comentario k where not exists (select 1 from veredicto v where v.comentario_id = k.id)"
        assert con.execute(sin_veredicto).fetchone() == (0,)
