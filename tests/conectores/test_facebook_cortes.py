"""El barrido de Facebook cuando la lectura se corta: la marca solo pasa de lo que se leyo de verdad."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import requests

from conectores.errores import ErrorConector, LimiteExcedido, NoEncontrado, RespuestaIlegible
from conectores.facebook import lectura
from conectores.facebook.cursor import Marca
from conectores.simulador.cuentas import TOKEN_FACEBOOK
from tests.conectores.apoyo_facebook import ANA, INICIO, LUIS, barrer, publicar

SIN_PERMISO = {"code": 100, "error_subcode": 33, "type": "GraphMethodException", "message": "missing permissions"}  # fmt: skip
HILO = "/comments$"


def leidas(fb: SimpleNamespace) -> list[str]:
    """Las publicaciones cuyos comentarios se pidieron."""
    return [ruta.split("/")[-2] for _, ruta in fb.gobierno.peticiones() if ruta.endswith("/comments")]


def hasta_fallar(fb: SimpleNamespace, cursor: str | None) -> tuple[set[str], str | None, type | None]:
    """Lo leido, el cursor de la ultima pagina y la clase del fallo con que acabo (None: bien)."""
    textos: set[str] = set()
    try:
        for pagina in fb.conector.leer(cursor):
            textos |= {c.texto for c in pagina.comentarios}
            cursor = pagina.cursor
    except ErrorConector as error:
        return textos, cursor, type(error)
    return textos, cursor, None


def comentar(fb: SimpleNamespace, cuantos: int, post: str, desde: datetime = INICIO) -> set[str]:
    """`cuantos` comentarios, uno por minuto desde `desde`; devuelve sus textos."""
    fechas = [(desde + timedelta(minutes=i)).isoformat() for i in range(cuantos)]
    lote = [{"texto": f"c{i}", "autor": ANA, "publicacion": post, "fecha": f} for i, f in enumerate(fechas)]
    fb.gobierno.inyectar(*lote)
    return {c["texto"] for c in lote}


def pagina_de(fb: SimpleNamespace, ruta: str, **parametros: object) -> dict:
    """Lo que la red contesta ahora a `ruta`, para repetirlo despues."""
    with requests.Session() as sesion:
        sesion.trust_env = False
        todos = {"access_token": TOKEN_FACEBOOK, **parametros}
        return sesion.get(f"{fb.base}/v26.0/{ruta}", params=todos, timeout=5).json()


# --- falta de permiso que parece borrado ---


def test_100_33_en_todos_los_hilos_no_adelanta_la_marca(fb: SimpleNamespace) -> None:
    posts = [publicar(fb, f"p{i}") for i in range(5)]
    cursor = barrer(fb.conector).cursor
    for i, post in enumerate(posts):
        fb.gobierno.inyectar({"texto": f"c{i}", "autor": ANA, "publicacion": post})
    fb.gobierno.fallar(metodo="GET", ruta=HILO, veces=None, estado=400, cuerpo={"error": SIN_PERMISO})
    for _ in range(3):
        fb.reloj.pasar(hours=20)
        textos, cursor, fallo = hasta_fallar(fb, cursor)
        assert (textos, fallo) == (set(), NoEncontrado)
    fb.gobierno.sin_fallas()
    assert {f"c{i}" for i in range(5)} <= set(barrer(fb.conector, cursor).textos)


def test_tres_100_33_seguidos_no_impiden_leer_lo_demas(fb: SimpleNamespace) -> None:
    """Una compartida puede darlo siempre: no debe parar el barrido como una red caida."""
    post = publicar(fb, "vieja y sana")
    fb.gobierno.inyectar({"texto": "sano", "autor": ANA, "publicacion": post})
    fb.reloj.pasar(minutes=1)
    malas = [publicar(fb, f"p{i}") for i in range(4)]
    for mala in malas:
        fb.gobierno.fallar(
            metodo="GET", ruta=f"{mala}/comments", veces=1, estado=400, cuerpo={"error": SIN_PERMISO}
        )
    visto = barrer(fb.conector)
    assert visto.textos == ["sano"]
    assert set(Marca.de(visto.cursor).pendientes) == set(malas)


# --- hilos y muros a medias ---


@pytest.mark.parametrize(
    "falla",
    [
        {"estado": 400, "cuerpo": {"error": {"code": 100, "message": "(#100) Invalid cursor"}}},
        {"estado": 500, "cuerpo": {"error": {"code": -1, "message": "unknown"}}},
        {"estado": 400, "cuerpo": {"error": {"code": 2500, "message": "raro"}}},
    ],
)
def test_hilo_que_falla_tras_la_primera_pagina_queda_pendiente(fb: SimpleNamespace, falla: dict) -> None:
    post = publicar(fb, "p")
    otra = publicar(fb, "otra")
    cursor = barrer(fb.conector).cursor
    fb.reloj.pasar(days=3)
    todos = comentar(fb, 250, post)
    barrido = fb.conector.leer(cursor)
    textos: set[str] = set()
    for pagina in barrido:
        if pagina.comentarios and not textos:
            fb.gobierno.fallar(metodo="GET", ruta=f"{post}/comments", **falla)
        textos |= {c.texto for c in pagina.comentarios}
        cursor = pagina.cursor
    assert len(textos) == 100
    assert set(Marca.de(cursor).pendientes) == {post}
    fb.reloj.pasar(days=3)
    fb.gobierno.inyectar({"texto": "mueve la marca", "autor": LUIS, "publicacion": otra})
    assert todos <= set(barrer(fb.conector, cursor).textos)


def test_100_mas_alla_de_la_hondura_real_es_el_tope_de_la_red(
    fb: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(#100) «After Cursor specified exceeds the max limit»: no se repite cada vez."""
    monkeypatch.setattr(lectura, "HONDURA", 100)
    comentar(fb, 150, publicar(fb, "p"))
    barrido = fb.conector.leer(None)
    vistas = [next(barrido), next(barrido)]
    fb.gobierno.fallar(metodo="GET", ruta=HILO, estado=400, cuerpo={"error": {"message": "x", "code": 100}})
    vistas += list(barrido)
    assert sum(len(p.comentarios) for p in vistas) == 100
    assert Marca.de(vistas[-1].cursor).pendientes == {}


def test_hilo_con_cursor_repetido_queda_pendiente(fb: SimpleNamespace) -> None:
    post = publicar(fb, "p")
    publicar(fb, "otra")
    cursor = barrer(fb.conector).cursor
    fb.reloj.pasar(days=3)
    todos = comentar(fb, 250, post)
    primera = pagina_de(
        fb, f"{post}/comments", filter="stream", order="reverse_chronological", limit=100,
        fields="id,message,created_time",
    )  # fmt: skip
    fb.gobierno.fallar(metodo="GET", ruta=f"{post}/comments", veces=2, estado=200, cuerpo=primera)
    cortado = barrer(fb.conector, cursor)
    assert set(Marca.de(cortado.cursor).pendientes) == {post}
    fb.reloj.pasar(days=3)
    assert todos <= set(barrer(fb.conector, cortado.cursor).textos)


def test_hilo_que_pasa_del_tope_de_paginas_queda_pendiente(
    fb: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = publicar(fb, "p")
    publicar(fb, "otra")
    comentar(fb, 250, post)
    monkeypatch.setattr(lectura, "MAX_PAGINAS_COMENTARIOS", 2)
    cortado = barrer(fb.conector)
    assert len(cortado.textos) == 200
    assert Marca.de(cortado.cursor).pendientes == {post: None}


def test_muro_con_cursor_repetido_no_adelanta_la_marca(fb: SimpleNamespace) -> None:
    posts = [publicar(fb, f"p{i}") for i in range(60)]
    cursor = barrer(fb.conector).cursor
    fb.reloj.pasar(days=3)
    for post in posts:
        fb.gobierno.inyectar({"texto": post, "autor": ANA, "publicacion": post})
    primera = pagina_de(fb, "me/feed", limit=25, fields="id,created_time,updated_time")
    fb.gobierno.fallar(metodo="GET", ruta="/feed$", veces=2, estado=200, cuerpo=primera)
    textos, cortado, fallo = hasta_fallar(fb, cursor)
    assert fallo is not None
    assert issubclass(fallo, RespuestaIlegible)
    assert len(textos) == 25
    assert Marca.de(cortado) == Marca.de(cursor), "y lo ya hecho se vuelve a mirar"
    fb.reloj.pasar(days=3)
    assert set(posts) <= set(barrer(fb.conector, cortado).textos)


@pytest.mark.parametrize(("dias", "cortado"), [(0, True), (45, False)])
def test_tope_de_paginas_del_muro_solo_corta_dentro_de_la_ventana(
    fb: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, dias: int, *, cortado: bool
) -> None:
    """Lo que queda por detras del tope y de la ventana no puede dejar la marca quieta para siempre."""
    monkeypatch.setattr(lectura, "MAX_PAGINAS_FEED", 2)
    for i in range(60):
        publicar(fb, f"p{i}", fecha=(INICIO - timedelta(days=dias, minutes=i)).isoformat())
    _, cursor, fallo = hasta_fallar(fb, None)
    assert (fallo is not None) is cortado
    assert (Marca.de(cursor).marca is None) is cortado


# --- barridos que no acaban de una vez ---


def test_con_poca_cuota_el_barrido_sigue_donde_quedo(fb: SimpleNamespace) -> None:
    posts = [publicar(fb, f"p{i}") for i in range(30)]
    for post in posts:
        fb.gobierno.inyectar({"texto": post, "autor": ANA, "publicacion": post})
    fb.gobierno.cuenta(limite=15)
    vistos: set[str] = set()
    cursor, fallos = None, []
    for _ in range(3):
        textos, cursor, fallo = hasta_fallar(fb, cursor)
        vistos |= textos
        fallos.append(fallo)
        fb.reloj.pasar(hours=25)
    assert vistos == set(posts)
    assert fallos == [LimiteExcedido, LimiteExcedido, None]
    assert leidas(fb).count(posts[-1]) == 1
    fin = Marca.de(cursor)
    assert fin.hechos == {}
    assert fin.marca == INICIO, "no pasa de cuando empezo: lo llegado a lo ya hecho se lee en el siguiente"


def test_morir_en_cada_hilo_no_empieza_de_nuevo_ni_pierde_lo_que_llega(fb: SimpleNamespace) -> None:
    posts = [publicar(fb, f"p{i}") for i in range(4)]
    cursor: str | None = None
    for _ in posts:
        for pagina in fb.conector.leer(cursor):
            if Marca.de(pagina.cursor).hechos != Marca.de(cursor).hechos:
                cursor = pagina.cursor
                break
        fb.reloj.pasar(hours=30)
    assert sorted(leidas(fb)) == sorted(posts)
    fb.gobierno.inyectar({"texto": "visto ya", "autor": ANA, "publicacion": posts[3]})
    (raiz,) = fb.gobierno.inyectar(
        {"texto": "callado", "autor": LUIS, "publicacion": posts[2], "fecha": INICIO.isoformat()}
    )
    uno = barrer(fb.conector, cursor)
    assert uno.textos == ["visto ya"], "lo que se movio se lee otra vez; lo demas, no"
    assert raiz in barrer(fb.conector, uno.cursor).comentarios


def test_un_barrido_de_hace_mas_de_una_semana_empieza_de_nuevo(fb: SimpleNamespace) -> None:
    post = publicar(fb, "p")
    publicar(fb, "otra")
    cursor = next(p.cursor for p in fb.conector.leer(None) if Marca.de(p.cursor).hechos)
    antes = len(leidas(fb))
    fb.reloj.pasar(days=8)
    barrer(fb.conector, cursor)
    assert len(leidas(fb)) == antes + 2
    assert post in leidas(fb)[antes:]


def test_lo_hecho_no_impide_dejar_pendiente_lo_que_falla_siempre(fb: SimpleNamespace) -> None:
    mala, _ = publicar(fb, "mala"), publicar(fb, "buena")
    cursor = next(p.cursor for p in fb.conector.leer(None) if Marca.de(p.cursor).hechos)
    fb.gobierno.fallar(metodo="GET", ruta=f"{mala}/comments", estado=500, cuerpo="<html>")
    assert Marca.de(barrer(fb.conector, cursor).cursor).pendientes == {mala: None}


def test_lo_pendiente_que_el_sondeo_corto_no_alcanza_sigue_pendiente(fb: SimpleNamespace) -> None:
    viejos = [
        publicar(fb, f"v{i}", fecha=(INICIO - timedelta(days=45, minutes=i)).isoformat()) for i in range(60)
    ]
    publicar(fb, "nueva")
    fb.gobierno.inyectar({"texto": "en la vieja", "autor": ANA, "publicacion": viejos[-1]})
    fb.gobierno.fallar(metodo="GET", ruta=f"{viejos[-1]}/comments", estado=500, cuerpo="<html>")
    uno = barrer(fb.conector)
    fb.reloj.pasar(minutes=5)
    corto = barrer(fb.conector, uno.cursor)
    assert Marca.de(corto.cursor).pendientes == {viejos[-1]: None}
    fb.reloj.pasar(hours=2)
    assert barrer(fb.conector, corto.cursor).textos == ["en la vieja"]


# --- hasta donde se mira el muro ---


@pytest.mark.parametrize(("dias", "esperas"), [(45, [59, 2]), (400, [59, 2, 20 * 60])])
def test_publicacion_vieja_comentada_hoy_se_halla_tras_paginas_sin_vida(
    fb: SimpleNamespace, dias: int, esperas: list[int]
) -> None:
    """La de hace 45 dias, en el repaso de cada hora; la de hace un año, al ir al fondo una vez al dia."""
    viejos = [
        publicar(fb, f"v{i}", fecha=(INICIO - timedelta(days=dias, minutes=i)).isoformat()) for i in range(60)
    ]
    cursor = barrer(fb.conector).cursor
    fb.gobierno.inyectar({"texto": "nuevo en viejo", "autor": ANA, "publicacion": viejos[-1]})
    leido = []
    for minutos in esperas:
        fb.reloj.pasar(minutes=minutos)
        visto = barrer(fb.conector, cursor)
        leido.append(visto.textos)
        cursor = visto.cursor
    assert leido == [[]] * (len(esperas) - 1) + [["nuevo en viejo"]]
