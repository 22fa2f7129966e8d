"""Lo que salio por unas cuentas y no por otras: el archivo dice lo mismo que la red, y lo retirado no sale por ninguna mas."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from conectores import errores
from moderacion import accesos, redaccion
from moderacion.almacen.salidas import SalidaNueva
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from tests.moderacion.falsos import ejecutar, filas
from tests.moderacion.prensa import AVISO, CORTO, CUERPO, FB, TW, Prensa, prensa

HORA = timedelta(hours=1)


@pytest.fixture
def p(almacen, reloj) -> Prensa:
    return prensa(almacen, reloj)


def archivo(p: Prensa) -> list[str]:
    """Los estados de lo que cualquiera ve en el archivo."""
    return [c.estado for c in redaccion.archivo(p.almacen).comunicados]


# --- el archivo y la red


@pytest.mark.los_dos
def test_un_comunicado_entra_al_archivo_al_salir_y_no_al_ordenarse(p: Prensa) -> None:
    p.aprobado(p.comunicado(CUERPO, FB, SalidaNueva(TW, CORTO, hora=p.en(hours=2))))
    p.pasada()
    assert filas(p.almacen, "SELECT estado FROM orden") == ["pendiente"]
    assert archivo(p) == [], "con la orden escrita todavía no lo leyó nadie"
    p.pasada()
    assert (len(p.salieron(FB)), archivo(p)) == (1, ["rige"])
    publicado = filas(p.almacen, "SELECT publicado FROM comunicado")
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert p.salieron(TW) == [CORTO]
    assert filas(p.almacen, "SELECT publicado FROM comunicado") == publicado, "rige desde la primera"


def test_retirado_con_la_orden_escrita_nunca_estuvo_en_el_archivo(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    p.pasada()
    p.retirar(b)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(), archivo(p)) == ("retirado", [], [])


def test_rechazado_por_la_red_no_rige(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    p.redes[FB].fallar("publicar", errores.PeticionInvalida("no"))
    p.pasadas(3)
    assert (p.estado(b), archivo(p)) == ("fallido", [])


def test_con_la_orden_escrita_su_autor_aun_lo_corrige(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    p.pasada()
    ficha = redaccion.ficha_escrito(p.almacen, p.reglas, b).escrito.ficha
    assert p.guardar(b, p.escrito(CUERPO.replace("4:00", "5:00"), FB, ficha=ficha)) == "en_revision"
    p.aprobar(b)
    p.aprobar(b, p.sofia)
    p.pasadas(3)
    (rige,) = redaccion.archivo(p.almacen).comunicados
    assert [rige.texto] == p.salieron()
    assert "5:00" in rige.texto


def test_lo_que_esta_saliendo_ya_cuenta_para_no_contradecirlo(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasada()
    b = p.crear("La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 6:00 p. m.")
    juicio = redaccion.ficha_escrito(p.almacen, p.reglas, b).juicio
    assert 3 in {s.politica for s in juicio.de("alto")}


@pytest.mark.parametrize("sale", [True, False])
def test_de_lo_que_no_se_sabe_rige_lo_que_se_encuentra_en_la_red(p: Prensa, sale: bool) -> None:
    p.aprobado(p.comunicado())
    p.redes[FB].fallar("publicar", errores.ResultadoDesconocido("se cortó"), aplicar=sale)
    p.pasadas(5, timedelta(minutes=1))
    assert archivo(p) == (["rige"] if sale else [])


@pytest.mark.parametrize("salio", [True, False])
def test_lo_que_una_persona_ve_en_la_red_rige_y_lo_que_no_ve_no(p: Prensa, salio: bool) -> None:
    b = p.aprobado(p.comunicado())
    p.redes[FB].fallar("publicar", errores.ResultadoDesconocido("se cortó"))
    p.pasadas(5, timedelta(minutes=1))
    redaccion.cerrar_salida(p.almacen, b, p.ver(b)["version"], p.ana, FB, salio=salio)
    assert archivo(p) == (["rige"] if salio else [])


# --- lo que falta por salir


def descartar(p: Prensa, b: int, quien=None, motivo: str = "el dato cambió") -> None:
    redaccion.descartar_resto(p.almacen, b, p.ver(b)["version"], quien or p.ana, motivo)


def a_medias(p: Prensa) -> int:
    """Un comunicado que ya salio por Facebook y a las dos horas sale por Twitter."""
    b = p.aprobado(p.comunicado(CUERPO, FB, SalidaNueva(TW, CORTO, hora=p.en(hours=2))))
    p.pasadas(3)
    assert (len(p.salieron(FB)), p.salieron(TW)) == (1, [])
    return b


@pytest.mark.los_dos
def test_lo_que_falta_se_descarta_aunque_ya_haya_salido_por_una(p: Prensa) -> None:
    b = a_medias(p)
    with pytest.raises(Conflicto, match="ya salió"):
        p.retirar(b)
    descartar(p, b)
    assert p.estado(b) == "publicado"
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert p.salieron(TW) == []
    assert [s["descartada"] for s in p.salidas(b)] == ["", "el dato cambió"]
    assert archivo(p) == ["rige"], "lo que salió, salió"
    pasos = filas(p.almacen, "SELECT paso, motivo, usuario_id FROM revision ORDER BY version")
    assert ("resto_descartado", "el dato cambió", p.ana.id) in pasos
    with pytest.raises(Conflicto, match="no falta ninguna"):
        descartar(p, b)


def test_tambien_con_la_orden_ya_escrita(p: Prensa) -> None:
    b = a_medias(p)
    p.reloj.adelantar(2 * HORA)
    redaccion.programar(p.almacen, p.reglas, TW)
    descartar(p, b, p.sofia)
    p.pasadas(3)
    assert p.salieron(TW) == []
    assert filas(p.almacen, "SELECT estado FROM orden ORDER BY id") == ["hecha", "anulada"]


def test_lo_que_falta_lo_descarta_su_autor_o_supervision_y_solo_si_algo_salio(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, FB, TW))
    with pytest.raises(Conflicto, match="retírelo entero"):
        descartar(p, b)
    p.retirar(b)
    b = a_medias(p)
    for quien in (p.berta, p.audita):
        with pytest.raises(NoAutorizado):
            descartar(p, b, quien)
    with pytest.raises(EntradaInvalida, match="motivo"):
        descartar(p, b, motivo="")
    with pytest.raises(Conflicto, match="cambió"):
        redaccion.descartar_resto(p.almacen, b, 1, p.ana, "el dato cambió")
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert p.salieron(TW) == [CORTO], "las negativas no cambian nada"


def test_lo_que_esta_saliendo_no_se_repite_si_la_red_no_lo_toma(p: Prensa) -> None:
    b = a_medias(p)
    p.reloj.adelantar(2 * HORA)
    redaccion.programar(p.almacen, p.reglas, TW)
    p.redes[TW].al_llamar = lambda _: redaccion.retirar_comunicado(
        p.almacen, "1-2026", p.sofia, "el dato no era ese"
    )
    p.redes[TW].fallar("publicar", errores.RedCaida("sin red"))
    p.pasada(TW)
    p.redes[TW].al_llamar = lambda _: None
    p.pasadas(6, timedelta(minutes=1))
    assert (p.estado(b), p.salieron(TW), archivo(p)) == ("publicado", [], ["retirado"])


@pytest.mark.parametrize("ordenada", [False, True])
def test_retirado_un_comunicado_no_sale_por_las_que_faltan(p: Prensa, ordenada: bool) -> None:
    b = a_medias(p)
    if ordenada:
        p.reloj.adelantar(2 * HORA)
        redaccion.programar(p.almacen, p.reglas, TW)
    redaccion.retirar_comunicado(p.almacen, "1-2026", p.sofia, "el dato no era ese")
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(TW), archivo(p)) == ("publicado", [], ["retirado"])
    assert p.salidas(b)[1]["descartada"] == "el comunicado se retiró: el dato no era ese"


def test_retirado_no_sale_aunque_algo_quede_aprobado(p: Prensa) -> None:
    """Lo ultimo que se mira antes de escribir la orden: si el comunicado ya no rige, no."""
    b = a_medias(p)
    ejecutar(p.almacen, "UPDATE comunicado SET estado = 'retirado', motivo_retiro = 'no era ese'")
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(TW)) == ("publicado", [])
    assert "no era ese" in p.salidas(b)[1]["descartada"]


def test_quitado_de_una_cuenta_no_sale_por_las_que_faltan(p: Prensa) -> None:
    b = a_medias(p)
    redaccion.borrar_publicacion(p.almacen, p.reglas, 1, p.sofia, "dice una hora que no es")
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert p.redes[FB].efectos[-1] == ("borrar", "ext-1")
    assert (p.estado(b), p.salieron(TW)) == ("publicado", [])
    assert p.salidas(b)[1]["descartada"] == "se quitó de ISSS en facebook: dice una hora que no es"


# --- lo publicado que no se cambia


def test_un_comunicado_publicado_no_se_reescribe_como_una_publicacion(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasadas(3)
    dice = "un comunicado no se cambia"
    with pytest.raises(EntradaInvalida, match=dice):
        redaccion.para_cambiar(p.almacen, 1)
    (vista,) = redaccion.publicado(p.almacen, p.reglas).publicadas
    assert dice in vista.no_edita.lower()
    b = p.crear(AVISO, SalidaNueva(FB, edita_id=1))
    with pytest.raises(EntradaInvalida, match=dice):
        p.enviar(b)
    assert [e[0] for e in p.redes[FB].efectos] == ["publicar"]


def test_ni_lo_que_ya_estaba_aprobado_antes_de_saberse(p: Prensa) -> None:
    p.aprobado(p.crear())
    p.pasadas(3)
    b = p.aprobado(p.crear(AVISO.replace("12:00 m.", "1:00 p. m."), SalidaNueva(FB, edita_id=1)))
    ejecutar(p.almacen, "UPDATE borrador SET tipo = 'comunicado' WHERE id <> :b", b=b)
    p.pasadas(3)
    assert (p.estado(b), [e[0] for e in p.redes[FB].efectos]) == ("en_revision", ["publicar"])
    assert "un comunicado no se cambia" in p.ver(b)["motivo_devolucion"]


# --- el que sustituye


def test_el_sustituido_rige_hasta_que_empieza_el_que_lo_sustituye(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasadas(3)
    desde = date(2026, 11, 25)
    p.aprobado(p.comunicado(CUERPO.replace("4:00", "6:00"), sustituye="1-2026", desde=desde))
    p.pasadas(3)

    def rigen() -> list[str]:
        with p.almacen.lectura() as u:
            return [c["numero"] for c in u.comunicados.vigentes()]

    def estados() -> dict[str, str]:
        return {c.numero: c.estado for c in redaccion.archivo(p.almacen).comunicados}

    assert (rigen(), estados()) == (["1-2026"], {"1-2026": "rige", "2-2026": "por_regir"})
    p.reloj.adelantar(timedelta(days=5))
    assert (rigen(), estados()) == (["2-2026"], {"1-2026": "sustituido", "2-2026": "rige"})
    redaccion.retirar_comunicado(p.almacen, "2-2026", p.sofia, "el dato no era ese")
    assert estados() == {"1-2026": "rige", "2-2026": "retirado"}


# --- sin hora


@pytest.mark.parametrize("ordenada", [False, True])
def test_lo_que_no_lleva_hora_no_sale_otro_dia_tras_un_paro(p: Prensa, ordenada: bool) -> None:
    b = p.aprobado(p.crear())
    if ordenada:
        p.pasada()
    redaccion.parar(p.almacen, p.ana, "alerta por sismo en la zona", None)
    p.reloj.adelantar(timedelta(hours=30))
    redaccion.levantar(p.almacen, 1, p.sofia, "ya pasó la alerta por sismo")
    p.pasadas(4)
    assert (p.estado(b), p.salieron()) == ("en_revision", [])
    motivo = p.ver(b)["motivo_devolucion"]
    assert motivo == ("no llegó a salir: pasó su plazo sin salir" if ordenada else "se aprobó para otro día")
    p.aprobar(b)
    p.pasadas(3)
    assert p.salieron() == [AVISO], "aprobado hoy, sale hoy"


@pytest.mark.parametrize(("horas", "sale"), [(14, True), (15, False)])
def test_el_dia_es_el_de_el_salvador(p: Prensa, horas: int, sale: bool) -> None:
    """Se aprueba a las 9 a. m.: a las 11 p. m. sigue siendo hoy aunque en UTC ya sea mañana; a medianoche, no."""
    p.aprobado(p.crear())
    p.reloj.adelantar(timedelta(hours=horas))
    p.pasadas(3)
    assert p.salieron() == ([AVISO] if sale else [])


# --- un cambio que no se sabe si se hizo

CAMBIADO = AVISO.replace("12:00 m.", "1:00 p. m.")


def cambio_en_duda(p: Prensa, error: errores.ErrorConector, *, aplicar: bool) -> int:
    """Se intenta cambiar algo publicado, la red no contesta bien, y pasa el plazo sin otro intento."""
    p.aprobado(p.crear())
    p.pasadas(3)
    b = p.aprobado(p.crear(CAMBIADO, SalidaNueva(FB, edita_id=1)))
    p.pasada()
    p.redes[FB].fallar("editar", error, aplicar=aplicar)
    p.pasada()
    p.reloj.adelantar(timedelta(hours=30))
    p.pasadas(3)
    return b


@pytest.mark.parametrize("salio", [True, False])
def test_un_cambio_en_duda_lo_mira_una_persona_y_no_se_dice_que_no_salio(p: Prensa, salio: bool) -> None:
    b = cambio_en_duda(p, errores.ResultadoDesconocido("se cortó"), aplicar=salio)
    assert p.estado(b) == "programado"
    with p.almacen.lectura() as u:
        (espera,) = u.salidas.por_mirar()
    assert (espera["borrador_id"], "no se sabe" in espera["orden_error"]) == (b, True)
    redaccion.cerrar_salida(p.almacen, b, p.ver(b)["version"], p.ana, FB, salio=salio)
    assert p.estado(b) == ("publicado" if salio else "fallido")
    assert filas(p.almacen, "SELECT texto FROM publicacion") == [CAMBIADO if salio else AVISO]
    assert [e[0] for e in p.redes[FB].efectos].count("editar") == int(salio), "no se repite fuera de plazo"


def test_un_cambio_que_no_se_intento_vuelve_a_revision(p: Prensa) -> None:
    p.aprobado(p.crear())
    p.pasadas(3)
    b = p.aprobado(p.crear(CAMBIADO, SalidaNueva(FB, edita_id=1)))
    p.pasada()
    redaccion.parar(p.almacen, p.ana, "alerta por sismo en la zona", None)
    p.reloj.adelantar(timedelta(hours=30))
    p.pasadas(3)
    assert p.estado(b) == "en_revision"


# --- un doble clic


def test_un_doble_clic_no_empieza_dos_y_lo_distinto_si(p: Prensa) -> None:
    con_hora = SalidaNueva(FB, hora=p.en(hours=2))
    b, c = p.crear(AVISO, con_hora), p.comunicado()
    assert (p.crear(AVISO, con_hora), p.comunicado()) == (b, c)
    assert filas(p.almacen, "SELECT numero FROM comunicado") == ["1-2026"]
    p.enviar(b)
    assert p.crear(AVISO, con_hora) == b, "«Enviar a revisión» dos veces"
    otros = {
        p.crear(AVISO, SalidaNueva(FB, hora=p.en(hours=3))),
        p.crear(AVISO, con_hora, TW),
        p.comunicado(numero="7-2026"),
        redaccion.crear_escrito(p.almacen, p.berta, p.escrito(AVISO, con_hora)),
    }
    assert len(otros | {b, c}) == 6
    p.reloj.adelantar(timedelta(seconds=61))
    assert p.crear(AVISO, con_hora) not in otros | {b, c}, "pasado un minuto, será adrede"


@pytest.mark.los_dos
def test_dos_clics_a_la_vez_empiezan_uno(p: Prensa) -> None:
    with ThreadPoolExecutor(4) as manos:
        ids = list(manos.map(lambda _: p.crear(), range(4)))
    assert len(set(ids)) == 1
    assert filas(p.almacen, "SELECT count(*) FROM borrador") == [1]


# --- la razon de un aviso


@pytest.mark.parametrize(("razon", "vale"), [("", False), ("ok", False), ("sí.", True)])
def test_una_razon_vale_lo_mismo_al_teclearla_que_al_guardarla(p: Prensa, razon: str, vale: bool) -> None:
    p.aprobado(p.comunicado())
    p.pasadas(3)
    e = p.escrito("La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 6:00 p. m.")
    b = p.crear(e.texto)
    altos = redaccion.ficha_escrito(p.almacen, p.reglas, b).juicio.de("alto")
    e = replace(e, razones=dict.fromkeys((a.clave for a in altos), razon))
    al_teclear = [
        redaccion.juzgar_nuevo(p.almacen, p.reglas, p.ana.id, e).impide,
        redaccion.revisar_escrito(p.almacen, p.reglas, b, e).impide,
    ]
    p.guardar(b, e)
    guardado = redaccion.ficha_escrito(p.almacen, p.reglas, b).impide
    assert [bool(i) for i in (*al_teclear, guardado)] == [not vale] * 3


def test_un_comunicado_no_sale_si_uno_de_los_dos_que_lo_aprobaron_ya_no_entra(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    accesos.desactivar_id(p.almacen, p.berta.id)
    p.pasadas()
    assert (p.estado(b), p.salieron()) == ("en_revision", [])
    assert "lo aprobó berta" in p.ver(b)["motivo_devolucion"]
