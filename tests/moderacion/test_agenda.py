"""La agenda, lo publicado y el cambio de dia: lo que enseñan las paginas, con los dos motores."""

from datetime import date, timedelta

import pytest

from conectores import errores
from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from tests.moderacion.falsos import com, ejecutar, entrar, filas, pub
from tests.moderacion.prensa import AVISO, CORTO, FB, OTRO, TW, YT, Prensa, SalidaNueva, prensa

HOY = date(2026, 11, 20)


@pytest.fixture
def p(almacen, reloj) -> Prensa:
    return prensa(almacen, reloj)


def agenda(p: Prensa, desde: date = HOY, dias: int = 7, cuenta: int | None = None) -> redaccion.Agenda:
    return redaccion.agenda(p.almacen, p.reglas, desde, dias, cuenta)


def a_las(p: Prensa, cuenta: int = FB, texto: str = "", **plazo: float) -> SalidaNueva:
    return SalidaNueva(cuenta, texto, hora=p.en(**plazo))


def estados(a: redaccion.Agenda) -> list[tuple[str, int, str]]:
    return [(c.texto, c.cuenta_id, c.estado) for c in a.cosas]


def test_cada_cosa_dice_en_que_esta(p: Prensa) -> None:
    p.crear(AVISO, a_las(p, hours=2))
    revision = p.crear(OTRO, a_las(p, hours=3))
    p.enviar(revision)
    p.aprobado(p.crear(f"{OTRO} La entrada es libre.", a_las(p, hours=4), a_las(p, TW, CORTO, hours=5)))
    retirado = p.crear(f"{OTRO} Trae tu tarjeta.", a_las(p, hours=6))
    p.retirar(retirado)
    p.crear(f"{AVISO} Gracias.", FB)
    a = agenda(p)
    assert [c.estado for c in a.cosas] == ["borrador", "en_revision", "aprobado", "aprobado"]
    assert [c.movible for c in a.cosas] == [True] * 4
    assert a.cosas[3].texto == CORTO
    assert [c.texto for c in a.sin_hora] == [f"{AVISO} Gracias."]
    assert [c.estado for c in agenda(p, cuenta=TW).cosas] == ["aprobado"]
    assert [c.id for c in agenda(p, cuenta=TW).cuentas] == [TW]
    redaccion.parar(p.almacen, p.berta, "circula un bulo con nuestro nombre", FB)
    a = agenda(p)
    assert [c.estado for c in a.cosas] == ["borrador", "en_revision", "detenido", "aprobado"]
    assert [c.detenida for c in a.cuentas] == [True, False, False]


def test_lo_que_salio_se_ve_una_vez_con_su_sitio_en_el_libro(p: Prensa) -> None:
    p.aprobado(p.crear(AVISO, a_las(p, hours=1)))
    with p.almacen.unidad() as u:
        viejas = [pub("v1", "una de antes", creado=p.en(hours=-5), enlace="https://red.example.com/v1")]
        u.publicaciones.guardar(FB, p.en(days=-1), viejas)
        u.publicaciones.guardar(TW, p.en(days=-1), [pub("x1", "bono gratis", creado=p.en(hours=-3))])
        (ajena,) = u.vigilancia.sin_ver(TW)
        u.vigilancia.clasificar(ajena.id, "desconocida")
        u.publicaciones.asentar(FB, "r1", "gracias", p.reloj.ahora(), "c1")
    p.reloj.adelantar(timedelta(hours=1))
    p.pasadas(3)
    a = agenda(p)
    assert estados(a) == [("una de antes", FB, "salio"), ("bono gratis", TW, "ajeno"), (AVISO, FB, "salio")]
    assert [c.movible for c in a.cosas] == [False] * 3
    assert a.cosas[0].enlace == "https://red.example.com/v1"
    assert (a.cuantas(HOY, FB), a.cuantas(HOY, TW), a.cuantas(HOY + timedelta(days=1), FB)) == (2, 0, 0)
    with p.almacen.unidad() as u:
        u.publicaciones.borrar(FB, "ext-1")
    assert agenda(p).cosas[2].estado == "quitado"


@pytest.mark.parametrize(
    ("fallo", "estado"),
    [(errores.PeticionInvalida("no"), "fallido"), (errores.ResultadoDesconocido("se cortó"), "saliendo")],
)
def test_lo_que_no_salio_o_no_se_sabe(p: Prensa, fallo: Exception, estado: str) -> None:
    p.aprobado(p.crear(AVISO, a_las(p, hours=1)))
    p.redes[FB].fallar("publicar", fallo)
    p.reloj.adelantar(timedelta(hours=1))
    p.pasadas(2)
    (c,) = agenda(p).cosas
    assert (c.estado, c.movible) == (estado, False)


def test_la_que_espera_a_una_persona(p: Prensa) -> None:
    p.aprobado(p.crear(AVISO, a_las(p, hours=1)))
    p.reloj.adelantar(timedelta(hours=1))
    p.pasada()
    ejecutar(p.almacen, "UPDATE orden SET estado = 'a_persona'")
    assert [c.estado for c in agenda(p).cosas] == ["por_mirar"]
    for visto, estado in (("true", "salio"), ("false", "fallido")):
        ejecutar(p.almacen, f"UPDATE salida SET visto = {visto}")
        assert [c.estado for c in agenda(p).cosas] == [estado]
    ejecutar(p.almacen, "UPDATE salida SET descartada = 'llegó tarde'")
    (c,) = agenda(p).cosas
    assert (c.estado, c.motivo) == ("descartado", "llegó tarde")


def test_la_agenda_va_de_un_dia_a_seis_semanas_y_de_una_cuenta_que_exista(p: Prensa) -> None:
    for dias in (0, 43):
        with pytest.raises(EntradaInvalida):
            agenda(p, dias=dias)
    with pytest.raises(NoExiste):
        agenda(p, cuenta=99)
    with pytest.raises(NoExiste):
        redaccion.cosa(p.almacen, p.crear(), TW)
    assert redaccion.cosa(p.almacen, p.crear(OTRO, a_las(p, TW, hours=1)), TW).texto == OTRO


def test_el_dia_es_el_de_el_salvador(p: Prensa) -> None:
    p.crear(AVISO, SalidaNueva(FB, hora=p.en(days=1).replace(hour=5, minute=30)))
    a = agenda(p, dias=1)
    assert len(a.cosas) == len(a.del_dia(HOY)) == 1, "las 23:30 del 20, aunque en UTC sea el 21"
    assert agenda(p, desde=HOY + timedelta(days=1)).cosas == []


# --- cambiar de dia


def cambiar(p: Prensa, b: int, cuenta: int = FB, quien=None, **plazo: float) -> str:
    version = p.ver(b)["version"]
    return redaccion.cambiar_de_dia(
        p.almacen, p.reglas, b, version, quien or p.ana, cuenta, p.en(**plazo)
    ).value


def test_cambiar_de_dia_lo_pide_su_autor_y_pierde_la_aprobacion(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, a_las(p, hours=1), a_las(p, TW, CORTO, hours=2)))
    with pytest.raises(redaccion.OtroDia):
        p.mover(b, FB, p.en(days=1))
    with pytest.raises(NoAutorizado):
        cambiar(p, b, quien=p.berta, days=1)
    with pytest.raises(EntradaInvalida, match="ya pasó"):
        cambiar(p, b, days=-1)
    with pytest.raises(EntradaInvalida, match="no va a esa cuenta"):
        cambiar(p, b, YT, days=1)
    assert p.estado(b) == "aprobado"
    assert cambiar(p, b, days=1) == "en_revision"
    assert [(s["cuenta_id"], s["texto"], s["hora"]) for s in p.salidas(b)] == [
        (FB, "", p.en(days=1)),
        (TW, CORTO, p.en(hours=2)),
    ]
    assert filas(p.almacen, "SELECT count(*) FROM aprobacion WHERE anulada IS NULL") == [0]
    with pytest.raises(Conflicto):
        redaccion.cambiar_de_dia(p.almacen, p.reglas, b, 1, p.ana, FB, p.en(days=2))


# --- lo publicado


def libro(p: Prensa, cuenta: int | None = None, antes: int | None = None) -> redaccion.Publicado:
    return redaccion.publicado(p.almacen, p.reglas, cuenta, antes)


def test_el_libro_dice_que_se_puede_hacer_con_cada_una(p: Prensa) -> None:
    with p.almacen.unidad() as u:
        for c in (FB, TW, YT):
            u.publicaciones.asentar(c, f"n{c}", f"de la cuenta {c}", p.en(minutes=-c))
        u.publicaciones.guardar(FB, p.reloj.ahora(), [pub("base", "de antes", creado=p.en(days=-1))])
        u.publicaciones.guardar(FB, p.en(days=-9), [pub("nueva", "quién sabe", creado=p.en(days=-2))])
        u.publicaciones.asentar(FB, "r1", "gracias", p.reloj.ahora(), "c1")
    de = {x.texto: x for x in libro(p).publicadas}
    assert list(de) == ["de la cuenta 1", "de la cuenta 2", "de la cuenta 3", "de antes", "quién sabe"]
    assert (de["de la cuenta 1"].no_borra, de["de la cuenta 1"].no_edita) == ("", "")
    assert de["de la cuenta 2"].no_borra == ""
    assert "bórrelo y publique otra vez" in de["de la cuenta 2"].no_edita
    assert "YouTube Studio" in de["de la cuenta 3"].no_borra
    assert (de["de antes"].no_borra, "salió de aquí" in de["de antes"].no_edita) == ("", True)
    assert "siguiente lectura" in de["quién sabe"].no_borra
    assert [x.texto for x in libro(p, TW).publicadas] == ["de la cuenta 2"]
    p.reglas = redaccion.Reglas(p.reglas.juez, {})
    assert "configuración" in libro(p).publicadas[0].no_borra


def test_lo_que_respondio_la_gente_y_lo_que_ya_se_pidio_quitar(p: Prensa) -> None:
    with p.almacen.unidad() as u:
        u.publicaciones.asentar(FB, "a", "una", p.en(hours=-2))
        u.publicaciones.asentar(FB, "b", "otra", p.en(hours=-1))
    dicho = [
        com(f"c{n}", "gracias", publicacion_id="a", creado=p.reloj.ahora(), reacciones=n) for n in range(3)
    ]
    tarde = com("c9", "gracias", publicacion_id="a", creado=p.en(days=40))
    entrar(p.almacen, FB, *dicho, com("c8", "de nada", publicacion_id="a", creado=p.en(), propio=True), tarde)
    otra, una = libro(p).publicadas
    assert (una.comentarios, una.reacciones) == (3, 3)
    assert (otra.comentarios, otra.reacciones) == (0, 0)
    redaccion.borrar_publicacion(p.almacen, p.reglas, una.id, p.sofia, "el dato estaba mal")
    assert libro(p).publicadas[1].borrado == ("pendiente", "")
    p.pasada()
    una = libro(p).publicadas[1]
    assert (una.borrado[0], una.borrada) == ("hecha", p.reloj.ahora())


def test_el_libro_se_lee_por_paginas_sin_saltar_ni_repetir(p: Prensa) -> None:
    cuantas = redaccion.publicado.__globals__["PAGINA"] * 2 + 3
    with p.almacen.unidad() as u:
        for n in range(cuantas):
            # varias con la misma fecha: el orden no puede depender solo de ella
            u.publicaciones.asentar(FB, f"p{n}", f"texto {n}", p.en(minutes=n // 4))
    vistas, antes = [], None
    while True:
        hoja = libro(p, antes=antes)
        vistas += [x.id for x in hoja.publicadas]
        antes = hoja.siguiente
        if antes is None:
            break
    assert len(vistas) == len(set(vistas)) == cuantas
    assert libro(p, antes=10**9).publicadas == []


def test_los_paros_que_rigen(p: Prensa) -> None:
    assert redaccion.paros_vigentes(p.almacen) == []
    uno = redaccion.parar(p.almacen, p.berta, "circula un bulo con nuestro nombre")
    redaccion.parar(p.almacen, p.ana, "hay que revisar los textos", TW)
    assert [(x["puso"], x["cuenta"]) for x in redaccion.paros_vigentes(p.almacen)] == [
        ("ana", "ISSS en twitter"),
        ("berta", None),
    ]
    redaccion.levantar(p.almacen, uno, p.sofia, "ya se aclaró el bulo")
    assert [x["puso"] for x in redaccion.paros_vigentes(p.almacen)] == ["ana"]
