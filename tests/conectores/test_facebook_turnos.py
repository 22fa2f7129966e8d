"""Lo que lleva mas de 30 dias quieto: responder ahi tambien se ve, por turnos, y lo de hace años no vuelve a la cola."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from conectores.facebook.cursor import Marca
from conectores.facebook.ritmo import FONDO, TURNOS
from tests.conectores.apoyo_facebook import ANA, INICIO, LUIS, barrer, conectar, publicar

_ENTONCES = "2026-08-01T00:00:00+00:00"


def quieta(fb: SimpleNamespace, texto: str = "de agosto") -> tuple[str, str]:
    """Una publicacion de hace meses con un comentario de entonces."""
    post = publicar(fb, texto, fecha=_ENTONCES)
    (raiz,) = fb.gobierno.inyectar(
        {"texto": f"en {texto}", "autor": ANA, "publicacion": post, "fecha": _ENTONCES}
    )
    return post, raiz


def responder_callando(fb: SimpleNamespace, post: str, raiz: str, texto: str) -> None:
    """Alguien responde, y la red no mueve la fecha de la publicacion."""
    fb.gobierno.inyectar({"texto": texto, "autor": LUIS, "padre": raiz})
    fb.mundo.estado.nodos[post].actualizado = datetime(2026, 8, 1, tzinfo=UTC)


def peticiones(fb: SimpleNamespace, post: str) -> int:
    """Cuantas veces se pidieron los comentarios de una publicacion."""
    return sum(f"{post}/comments" in ruta for _, ruta in fb.gobierno.peticiones())


def fondos(fb: SimpleNamespace, cursor: str, cuantos: int) -> tuple[list[str], str]:
    """Lo que se lee en tantos barridos hasta el fondo, y el cursor en que acaban."""
    leidos: list[str] = []
    for _ in range(cuantos):
        fb.reloj.pasar(seconds=FONDO.total_seconds())
        visto = barrer(conectar(fb.base), cursor)
        leidos += visto.textos
        cursor = visto.cursor
    return leidos, cursor


def test_responder_en_lo_quieto_se_ve_en_una_ronda(fb: SimpleNamespace) -> None:
    viejas = [quieta(fb, f"vieja {i}") for i in range(9)]
    cursor = barrer(fb.conector).cursor
    for i, (post, raiz) in enumerate(viejas):
        responder_callando(fb, post, raiz, f"callada {i}")
    leidos, _ = fondos(fb, cursor, TURNOS)
    assert sorted(leidos) == [f"callada {i}" for i in range(9)], "cada una, una vez, y nada de hace meses"


def test_en_una_ronda_cada_hilo_quieto_se_pide_una_vez(fb: SimpleNamespace) -> None:
    viejas = [quieta(fb, f"vieja {i}")[0] for i in range(9)]
    cursor = barrer(fb.conector).cursor
    _, cursor = fondos(fb, cursor, TURNOS - 1)
    assert [peticiones(fb, post) for post in viejas] == [1] * 9
    fb.reloj.pasar(hours=2)
    barrer(fb.conector, cursor)
    assert [peticiones(fb, post) for post in viejas] == [1] * 9, "un repaso no es un fondo"


def test_dos_meses_apagado_y_la_ronda_lee_desde_la_vez_anterior(fb: SimpleNamespace) -> None:
    post, raiz = quieta(fb)
    _, cursor = fondos(fb, barrer(fb.conector).cursor, TURNOS)
    responder_callando(fb, post, raiz, "mientras estaba apagado")
    fb.reloj.pasar(days=60)
    leidos, cursor = fondos(fb, cursor, TURNOS)
    assert leidos == ["mientras estaba apagado"]
    assert fondos(fb, cursor, TURNOS)[0] == [], "lo de la ronda anterior no se lee otra vez"


def test_cortarse_a_mitad_del_fondo_no_gasta_el_turno(fb: SimpleNamespace) -> None:
    viejas = [quieta(fb, f"vieja {i}") for i in range(9)]
    cursor = barrer(fb.conector).cursor
    for i, (post, raiz) in enumerate(viejas):
        responder_callando(fb, post, raiz, f"callada {i}")
    leidos: set[str] = set()
    for _ in range(TURNOS):
        fb.reloj.pasar(seconds=FONDO.total_seconds())
        for entero in (False, True):
            barrido = conectar(fb.base).leer(cursor)
            for pagina in barrido:
                leidos |= {c.texto for c in pagina.comentarios}
                cursor = pagina.cursor
                if pagina.comentarios and not entero:
                    barrido.close()
                    break
    assert leidos == {f"callada {i}" for i in range(9)}


@pytest.mark.parametrize("negadas", [1, 30])
def test_lo_viejo_que_la_red_niega_no_hace_fallar_el_sondeo(fb: SimpleNamespace, negadas: int) -> None:
    viejas = [quieta(fb, f"vieja {i}")[0] for i in range(negadas)]
    for post in viejas:
        negado = {"error": {"message": "no", "code": 10}}
        fb.gobierno.fallar(metodo="GET", ruta=f"{post}/comments", veces=99, estado=403, cuerpo=negado)
    cursor = None
    for _ in range(TURNOS):
        visto = barrer(fb.conector, cursor)
        cursor = visto.cursor
        fb.reloj.pasar(seconds=FONDO.total_seconds())
    assert visto.paginas[-1].sin_leer == ()


def test_los_turnos_van_en_el_cursor() -> None:
    marca = Marca(INICIO, turnos={0: INICIO, 6: INICIO - timedelta(days=1)})
    assert Marca.de(marca.texto()) == marca
    for raro in ('{"v":1,"turnos":{"x":"2026-01-01","1":"ayer","-1":"2026-01-01"}}', '{"v":1,"turnos":[]}'):
        assert Marca.de(raro).turnos == {}
