"""La vida de una publicacion y de un comunicado: a que se ata la aprobacion, cuando sale y que pasa si no."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from conectores import errores
from moderacion import redaccion
from moderacion.almacen.salidas import SalidaNueva
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.redaccion import Adjunto, Ficha
from moderacion.redaccion.escritos import componer, escrito_de, huella_escrito
from tests.moderacion.falsos import ejecutar, filas, sucesos
from tests.moderacion.prensa import AVISO, CORTO, CUERPO, FB, OTRO, TW, YT, Prensa, con_plazos, prensa

HORA = timedelta(hours=1)


@pytest.fixture
def p(almacen, reloj) -> Prensa:
    return prensa(almacen, reloj)


def propio(texto: str, cuenta: int = TW) -> SalidaNueva:
    return SalidaNueva(cuenta, texto)


# --- la vida entera


@pytest.mark.los_dos
def test_sale_una_vez_por_cada_cuenta_con_su_texto_exacto_y_entra_al_libro(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, FB, propio(CORTO)))
    p.pasada()
    assert (p.estado(b), p.salieron(FB), p.salieron(TW)) == ("programado", [], [])
    p.pasadas(4)
    assert (p.salieron(FB), p.salieron(TW)) == ([AVISO], [CORTO])
    assert p.estado(b) == "publicado"
    assert filas(p.almacen, "SELECT cuenta_id, id_externo, texto, origen FROM publicacion ORDER BY 1") == [
        (FB, "ext-1", AVISO, "nuestra"),
        (TW, "ext-1", CORTO, "nuestra"),
    ]
    pasos = filas(p.almacen, "SELECT paso FROM revision ORDER BY version")
    assert pasos == ["creado", "enviado", "aprobado", "programado", "programado", "publicado"]
    assert [s for s in sucesos(p.almacen) if s.startswith("borrador:")] == [f"borrador:{x}" for x in pasos]


def test_a_su_hora_y_no_antes(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, SalidaNueva(FB, hora=p.en(hours=2)), SalidaNueva(TW, hora=p.en(hours=3))))
    p.pasadas(3)
    assert (p.estado(b), p.salieron()) == ("aprobado", [])
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(FB), p.salieron(TW)) == ("programado", [AVISO], [])
    p.reloj.adelantar(HORA)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(FB), p.salieron(TW)) == ("publicado", [AVISO], [AVISO])


# --- la huella


def test_cada_cosa_que_se_aprueba_cambia_la_huella(p: Prensa) -> None:
    base = p.escrito(AVISO, FB, TW)
    hora = p.en(hours=2)
    con_hora = p.escrito(AVISO, SalidaNueva(FB, hora=hora), TW)
    ficha = Ficha("Asunto", "Dirección", date(2026, 11, 20), date(2026, 12, 1), "1-2026")
    otras = [
        replace(base, texto=AVISO + "."),
        p.escrito(AVISO, FB),
        p.escrito(AVISO, FB, propio(CORTO)),
        p.escrito(AVISO, FB, SalidaNueva(TW, edita_id=7)),
        replace(base, adjuntos=(Adjunto("a" * 64, "una foto"),)),
        replace(base, adjuntos=(Adjunto("a" * 64, "otra foto"),)),
        replace(base, impacto="alerta"),
        replace(base, ficha=ficha),
        replace(base, ficha=replace(ficha, firmante="Otra")),
        con_hora,
        p.escrito(AVISO, SalidaNueva(FB, hora=hora + timedelta(days=1)), TW),
    ]
    huellas = [huella_escrito(e) for e in (base, *otras)]
    assert len(set(huellas)) == len(huellas)
    assert huella_escrito(p.escrito(AVISO, TW, FB)) == huellas[0], "el orden de las cuentas no es nada"
    assert huella_escrito(replace(base, razones={"x": "y"})) == huellas[0]
    mas_tarde = p.escrito(AVISO, SalidaNueva(FB, hora=hora + HORA), TW)
    assert huella_escrito(mas_tarde) == huella_escrito(con_hora), "la hora no cambia lo que dice; el día sí"


def test_editar_lo_aprobado_vuelve_a_revision_y_lo_de_antes_no_revive(p: Prensa) -> None:
    b = p.aprobado(p.crear())
    huella = p.ver(b)["huella"]
    assert p.guardar(b, p.escrito(AVISO, FB)) == "aprobado", "sin cambios no pasa nada"
    assert p.guardar(b, p.escrito(AVISO.replace("12:00", "11:00"))) == "en_revision"
    assert p.guardar(b, p.escrito(AVISO)) == "en_revision"
    assert p.ver(b)["huella"] == huella
    p.pasadas(4)
    assert (p.estado(b), p.salieron()) == ("en_revision", [])
    assert filas(p.almacen, "SELECT count(*) FROM aprobacion WHERE anulada IS NULL") == [0]
    p.aprobar(b)
    p.pasadas(4)
    assert p.salieron() == [AVISO]


def test_quitar_una_cuenta_tambien_vuelve_a_revision(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, FB, TW))
    assert p.guardar(b, p.escrito(AVISO, FB)) == "en_revision"


def test_editar_con_la_orden_escrita_la_anula_y_saliendo_ya_no_se_puede(p: Prensa) -> None:
    b = p.aprobado(p.crear())
    p.pasada()
    assert p.guardar(b, p.escrito(OTRO)) == "en_revision"
    assert filas(p.almacen, "SELECT estado FROM orden") == ["anulada"]
    p.aprobar(b)
    p.pasada()
    p.pasada()
    with pytest.raises(Conflicto):
        p.guardar(b, p.escrito(AVISO))
    assert p.salieron() == [OTRO]


def test_lo_que_la_base_no_deja(p: Prensa) -> None:
    b = p.aprobado(p.crear())
    with pytest.raises(IntegrityError, match="aprobado_lo_que_dice"):
        ejecutar(p.almacen, "UPDATE borrador SET huella = 'x'")
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        ejecutar(
            p.almacen,
            "INSERT INTO salida (borrador_id, cuenta_id, texto, descartada) VALUES (:b, 1, '', '')",
            b=b,
        )


def test_un_texto_cambiado_por_detras_no_sale(p: Prensa) -> None:
    """Ni con la huella de la fila intacta: se calcula otra vez con lo que de verdad se enviaria."""
    b = p.aprobado(p.crear(AVISO, FB, propio(CORTO)))
    ejecutar(p.almacen, "UPDATE salida SET texto = 'otra cosa' WHERE cuenta_id = 2")
    p.pasadas(4)
    assert (p.salieron(FB), p.salieron(TW)) == ([], [])
    assert p.estado(b) == "en_revision"
    assert "no es lo que se aprobó" in p.ver(b)["motivo_devolucion"]


# --- quien


def test_nadie_aprueba_lo_suyo_y_quien_no_redacta_no_hace_nada(p: Prensa) -> None:
    with pytest.raises(NoAutorizado):
        redaccion.crear_escrito(p.almacen, p.audita, p.escrito())
    b = p.crear()
    with pytest.raises(NoAutorizado, match="solo quien lo escribe"):
        p.guardar(b, p.escrito(OTRO), p.berta)
    p.enviar(b)
    with pytest.raises(NoAutorizado, match="nadie aprueba lo que escribió"):
        p.aprobar(b, p.ana)
    with pytest.raises(NoAutorizado):
        p.aprobar(b, p.audita)


def test_un_comunicado_lo_aprueban_dos_distintos_de_quien_lo_escribe(p: Prensa) -> None:
    b = p.comunicado()
    p.enviar(b)
    p.aprobar(b)
    assert p.estado(b) == "en_revision"
    with pytest.raises(Conflicto, match="usted ya lo aprobó"):
        p.aprobar(b)
    p.pasadas(3)
    assert p.salieron() == []
    p.aprobar(b, p.sofia)
    assert p.estado(b) == "aprobado"
    p.pasadas(4)
    assert p.estado(b) == "publicado"


def test_devolver_un_comunicado_a_medio_aprobar_borra_la_primera(p: Prensa) -> None:
    b = p.comunicado()
    p.enviar(b)
    p.aprobar(b)
    p.devolver(b, p.sofia)
    p.enviar(b)
    p.aprobar(b, p.sofia)
    assert p.estado(b) == "en_revision", "la de berta era de antes"


# --- lo que caduca


def test_una_aprobacion_vencida_no_publica(p: Prensa) -> None:
    con_plazos(p, aprobacion=timedelta(hours=4))
    b = p.aprobado(p.crear())
    redaccion.parar(p.almacen, p.ana, "alerta por sismo en la zona", None)
    p.reloj.adelantar(5 * HORA)
    redaccion.levantar(p.almacen, 1, p.sofia, "ya pasó la alerta por sismo")
    p.pasadas(4)
    assert (p.estado(b), p.salieron()) == ("en_revision", [])
    assert p.ver(b)["motivo_devolucion"] == "la aprobación venció"


def test_programada_para_dentro_de_mucho_vale_hasta_entonces(p: Prensa) -> None:
    con_plazos(p, aprobacion=timedelta(hours=4))
    p.aprobado(p.crear(AVISO, SalidaNueva(FB, hora=p.en(days=9))))
    p.reloj.adelantar(timedelta(days=9))
    p.pasadas(3)
    assert p.salieron() == [AVISO]


@pytest.mark.parametrize(("retraso", "sale"), [(59, True), (61, False)])
def test_pasada_su_hora_por_mas_del_margen_ya_no_sale(p: Prensa, retraso: int, sale: bool) -> None:
    b = p.aprobado(p.crear(AVISO, SalidaNueva(FB, hora=p.en(hours=1))))
    p.reloj.adelantar(HORA + timedelta(minutes=retraso))
    p.pasadas(4)
    assert p.salieron() == ([AVISO] if sale else [])
    assert p.estado(b) == ("publicado" if sale else "en_revision")


def test_una_orden_que_la_red_no_deja_salir_a_tiempo_vuelve_a_revision(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, SalidaNueva(FB, hora=p.en(minutes=1))))
    p.reloj.adelantar(timedelta(minutes=1))
    p.redes[FB].fallar("publicar", errores.RedCaida("sin red"))
    p.pasada()
    p.pasada()
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert (p.estado(b), p.salieron()) == ("en_revision", [])
    assert "pasó su plazo" in p.ver(b)["motivo_devolucion"]
    p.guardar(b, p.escrito(AVISO, SalidaNueva(FB, hora=p.en(minutes=5))))
    p.aprobar(b)
    p.reloj.adelantar(timedelta(minutes=5))
    p.pasadas(3)
    assert p.salieron() == [AVISO]


def test_mover_de_hora_conserva_la_aprobacion_y_de_dia_no(p: Prensa) -> None:
    hora = p.en(hours=1)
    b = p.aprobado(p.crear(AVISO, SalidaNueva(FB, hora=hora)))
    p.mover(b, FB, hora + HORA)
    assert p.estado(b) == "aprobado"
    with pytest.raises(EntradaInvalida, match="moverlo de día"):
        p.mover(b, FB, hora + timedelta(days=1))
    with pytest.raises(EntradaInvalida, match="ya pasó"):
        p.mover(b, FB, p.en(minutes=-5))
    with pytest.raises(EntradaInvalida, match="no va a esa cuenta"):
        p.mover(b, TW, hora)
    with pytest.raises(NoAutorizado):
        p.mover(b, FB, hora, p.audita)
    p.reloj.adelantar(HORA)
    p.pasadas(3)
    assert p.salieron() == []
    p.reloj.adelantar(HORA)
    p.pasadas(3)
    assert p.salieron() == [AVISO]
    with pytest.raises(Conflicto):
        p.mover(b, FB, p.en(hours=1))


# --- lo que impide


def test_youtube_y_los_limites_de_cada_red_se_dicen_antes(p: Prensa) -> None:
    largo = f"{AVISO} " * 5
    with pytest.raises(EntradaInvalida, match="YouTube no admite publicaciones de texto"):
        p.enviar(p.crear(AVISO, YT))
    with pytest.raises(EntradaInvalida, match=r"Twitter: el texto mide \d+ y la red admite 280"):
        p.enviar(p.crear(largo, FB, TW))
    with pytest.raises(EntradaInvalida, match="al menos una cuenta"):
        redaccion.crear_escrito(p.almacen, p.ana, redaccion.Escrito(AVISO, ()))
    with pytest.raises(EntradaInvalida, match="dos veces"):
        p.crear(AVISO, FB, FB)
    with pytest.raises(NoExiste):
        p.crear(AVISO, 99)
    with pytest.raises(EntradaInvalida, match="su hora ya pasó"):
        p.enviar(p.crear(AVISO, SalidaNueva(FB, hora=p.en(hours=-2))))
    emoji = (
        "👨‍👩‍👧‍👦" * 3
        + " https://www.isss.gob.sv/una/direccion/muy/larga/que/no/cuenta/entera "
        + "la voz " * 36
    )
    with pytest.raises(EntradaInvalida, match=f"mide {6 + 1 + 23 + 1 + 251} y"):
        p.enviar(p.crear(emoji.strip(), TW))


def test_los_archivos_van_en_la_huella_y_la_red_dice_cuantos_admite(p: Prensa) -> None:
    with p.almacen.unidad() as u:
        huella = u.medios.guardar(b"\x89PNG", "image/png", "foto.png", p.ana.id)
        assert u.medios.guardar(b"\x89PNG", "image/png", "otra.png", p.berta.id) == huella
        assert u.medios.uno(huella) == ("image/png", "foto.png", b"\x89PNG")
    with pytest.raises(EntradaInvalida, match="no está guardado"):
        p.crear(AVISO, FB, adjuntos=(Adjunto("a" * 64, "una foto"),))
    with pytest.raises(EntradaInvalida, match="no se reconoce"):
        p.crear(AVISO, FB, adjuntos=(Adjunto("foto.png", "una foto"),))
    b = p.crear(AVISO, FB, adjuntos=(Adjunto(huella, "La farmacia"),))
    with p.almacen.lectura() as u:
        assert escrito_de(u, u.borradores.uno(b)).adjuntos == (Adjunto(huella, "La farmacia"),)
    with pytest.raises(EntradaInvalida, match="se envían 0 archivos"):
        p.enviar(b)


def test_las_mayusculas_piden_su_razon(p: Prensa) -> None:
    grito = "MAÑANA NO HABRÁ ATENCIÓN EN LA FARMACIA DE ZACAMIL"
    b = p.crear(grito)
    with pytest.raises(EntradaInvalida, match="mayúsculas sin razón de impacto"):
        p.enviar(b)
    p.guardar(b, p.escrito(grito, FB, impacto="alerta por terremoto"))
    p.enviar(b)
    assert p.estado(b) == "en_revision"


def test_una_contradiccion_la_confirma_una_persona_y_consta(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasadas(3)
    b = p.crear("La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 6:00 p. m.")
    with pytest.raises(EntradaInvalida, match="comunicado 1-2026"):
        p.enviar(b)
    with p.almacen.lectura() as u:
        fila = u.borradores.uno(b)
        e = escrito_de(u, fila)
        juicio = redaccion.escrito_por_juzgar(u, p.reglas, fila, e).juzgado(p.reglas)
    altos = juicio.de("alto")
    assert all(a.con_razon and a.contraste for a in altos)
    p.guardar(b, replace(e, razones=dict.fromkeys((a.clave for a in altos), "el área confirmó el cambio")))
    p.enviar(b)
    dichas = p.ver(b)["advertencias"]
    assert {(d["peso"], d["politica"], d["razon"]) for d in dichas} == {
        ("alto", 3, "el área confirmó el cambio")
    }


def test_la_historia_de_un_paciente_sale_si_consta_su_permiso(p: Prensa) -> None:
    b = p.crear(
        "Conozca a la niña Valeria Ficticia, de 5 años, que venció la leucemia gracias a nuestro personal."
    )
    with pytest.raises(EntradaInvalida, match="consentimiento firmado"):
        p.enviar(b)
    with p.almacen.lectura() as u:
        fila = u.borradores.uno(b)
        e = escrito_de(u, fila)
        altos = redaccion.escrito_por_juzgar(u, p.reglas, fila, e).juzgado(p.reglas).de("alto")
    assert [(a.politica, a.con_razon, a.que_razon) for a in altos] == [(8, True, "Con qué permiso se cuenta")]
    p.guardar(b, replace(e, razones={altos[0].clave: "consentimiento firmado por su madre"}))
    p.enviar(b)
    assert [d["razon"] for d in p.ver(b)["advertencias"]] == ["consentimiento firmado por su madre"]


@pytest.mark.parametrize(
    ("texto", "politica", "se_confirma"),
    [
        ("Solicite su cita al WhatsApp 7123-4567.", 4, True),
        ("Deposite su cuota en la cuenta 3001234567.", 4, True),
        ("#Bukele2027 Seguimos trabajando.", 4, False),
    ],
)
def test_un_canal_lo_confirma_una_persona_y_una_campana_no(
    p: Prensa, texto: str, politica: int, *, se_confirma: bool
) -> None:
    b = p.crear(texto)
    with p.almacen.lectura() as u:
        e = escrito_de(u, u.borradores.uno(b))
        juicio = redaccion.escrito_por_juzgar(u, p.reglas, u.borradores.uno(b), e).juzgado(p.reglas)
    (alto,) = juicio.de("alto")
    assert (alto.politica, alto.con_razon) == (politica, se_confirma)
    razones = dict.fromkeys((s.clave for s in juicio.senalados), "lo confirmó la unidad dueña del número")
    p.guardar(b, replace(e, razones=razones))
    if se_confirma:
        p.enviar(b)
    else:
        with pytest.raises(EntradaInvalida, match="campaña"):
            p.enviar(b)


def test_corregido_el_dato_el_alto_se_quita(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasadas(3)
    b = p.crear("La farmacia de Zacamil cierra de lunes a viernes a las 5:00 p. m.")
    with pytest.raises(EntradaInvalida, match="política 3"):
        p.enviar(b)
    p.guardar(b, p.escrito("La farmacia de Zacamil cierra de lunes a viernes a las 4:00 p. m."))
    p.enviar(b)


def test_lo_que_contradice_a_un_comunicado_posterior_a_su_aprobacion_no_sale(p: Prensa) -> None:
    tarde = "La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 6:00 p. m."
    b = p.aprobado(p.crear(tarde, SalidaNueva(FB, hora=p.en(hours=3))))
    p.aprobado(p.comunicado())
    p.pasadas(3)
    p.reloj.adelantar(3 * HORA)
    p.pasadas(3)
    assert p.estado(b) == "en_revision"
    assert "comunicado 1-2026" in p.ver(b)["motivo_devolucion"]


def test_dos_iguales_aprobadas_a_la_vez_no_salen_las_dos(p: Prensa) -> None:
    ids = [p.aprobado(p.crear()) for _ in range(2)]
    p.pasadas(5)
    assert p.salieron() == [AVISO]
    assert sorted(p.estado(b) for b in ids) == ["en_revision", "publicado"]


# --- cuando la red no contesta bien


def test_si_una_red_rechaza_y_otra_no_queda_publicado_y_se_dice(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, FB, TW))
    p.redes[TW].fallar("publicar", errores.PeticionInvalida("no"))
    p.pasadas(4)
    assert (p.estado(b), p.salieron(FB), p.salieron(TW)) == ("publicado", [AVISO], [])
    assert "ISSS en twitter" in p.ver(b)["motivo_devolucion"]


def test_si_todas_rechazan_queda_fallido(p: Prensa) -> None:
    b = p.aprobado(p.crear())
    p.redes[FB].fallar("publicar", errores.PeticionInvalida("no"))
    p.pasadas(4)
    assert p.estado(b) == "fallido"


@pytest.mark.parametrize("salio", [True, False])
def test_lo_que_no_se_sabe_lo_mira_una_persona(p: Prensa, salio: bool) -> None:
    b = p.aprobado(p.crear())
    p.redes[FB].fallar("publicar", errores.ResultadoDesconocido("se cortó"))
    p.pasadas(5, timedelta(minutes=1))
    assert p.estado(b) == "programado"
    with p.almacen.lectura() as u:
        (espera,) = u.salidas.por_mirar()
    assert espera["borrador_id"] == b
    version = p.ver(b)["version"]
    with pytest.raises(NoAutorizado):
        redaccion.cerrar_salida(p.almacen, b, version, p.audita, FB, salio=salio)
    redaccion.cerrar_salida(p.almacen, b, version, p.ana, FB, salio=salio)
    assert p.estado(b) == ("publicado" if salio else "fallido")
    with pytest.raises(Conflicto):
        redaccion.cerrar_salida(p.almacen, b, p.ver(b)["version"], p.ana, FB, salio=salio)


def test_lo_que_falta_por_una_cuenta_cuando_ya_salio_por_otra_se_descarta(p: Prensa) -> None:
    b = p.aprobado(p.crear(AVISO, FB, SalidaNueva(TW, hora=p.en(hours=2))))
    p.pasadas(3)
    with pytest.raises(Conflicto, match="ya salió"):
        p.retirar(b)
    redaccion.parar(p.almacen, p.ana, "alerta por sismo en la zona", TW)
    p.reloj.adelantar(5 * HORA)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(FB), p.salieron(TW)) == ("publicado", [AVISO], [])


# --- editar y borrar lo publicado


def test_editar_lo_publicado_pasa_por_otra_aprobacion(p: Prensa) -> None:
    p.aprobado(p.crear())
    p.pasadas(3)
    cambiado = AVISO.replace("12:00 m.", "1:00 p. m.")
    b = p.crear(cambiado, SalidaNueva(FB, edita_id=1))
    p.enviar(b)
    p.aprobar(b)
    p.pasadas(3)
    assert p.redes[FB].efectos[-1] == ("editar", "ext-1", cambiado)
    assert p.estado(b) == "publicado"
    assert filas(p.almacen, "SELECT texto FROM publicacion") == [cambiado]
    with pytest.raises(EntradaInvalida, match="Twitter no deja cambiar"):
        p.enviar(p.crear(cambiado, SalidaNueva(TW, edita_id=1)))
    with pytest.raises(NoExiste, match="no hay publicación 9"):
        p.crear(cambiado, SalidaNueva(FB, edita_id=9))


def test_borrar_lo_publicado_lo_pide_supervision_y_no_lo_para_un_paro(p: Prensa) -> None:
    p.aprobado(p.crear())
    p.pasadas(3)
    pedir = redaccion.borrar_publicacion
    with pytest.raises(NoAutorizado):
        pedir(p.almacen, p.reglas, 1, p.ana, "dice una hora que no es")
    with pytest.raises(EntradaInvalida):
        pedir(p.almacen, p.reglas, 1, p.sofia, "")
    redaccion.parar(p.almacen, p.ana, "alerta por sismo en la zona")
    pedir(p.almacen, p.reglas, 1, p.sofia, "dice una hora que no es")
    with pytest.raises(Conflicto, match="ya se había pedido"):
        pedir(p.almacen, p.reglas, 1, p.sofia, "dice una hora que no es")
    p.pasadas(2)
    assert p.redes[FB].efectos[-1] == ("borrar", "ext-1")
    with pytest.raises(Conflicto, match="ya se borró"):
        pedir(p.almacen, p.reglas, 1, p.sofia, "dice una hora que no es")
    redaccion.levantar(p.almacen, 1, p.sofia, "ya pasó la alerta por sismo")
    p.aprobado(p.crear())
    p.pasadas(3)
    assert p.salieron() == [AVISO, AVISO], "lo borrado no cuenta como repetido"


# --- comunicados


def test_un_comunicado_lleva_sus_partes_y_rige_al_salir(p: Prensa) -> None:
    b = p.comunicado(CUERPO, FB, propio(CORTO))
    with p.almacen.lectura() as u:
        assert u.comunicados.vigentes() == []
    p.aprobado(b)
    p.pasadas(4)
    with p.almacen.lectura() as u:
        (rige,) = u.comunicados.vigentes()
    ficha = Ficha(
        "Horario de la farmacia de Zacamil",
        "Dirección General",
        date(2026, 11, 20),
        date(2026, 12, 31),
        "1-2026",
    )
    assert rige["texto"] == componer(ficha, CUERPO) == p.salieron(FB)[0]
    assert p.salieron(TW) == [CORTO]
    assert "comunicado:publicado" in sucesos(p.almacen)


def test_los_numeros_son_correlativos_y_no_se_repiten(p: Prensa) -> None:
    p.comunicado()
    b = p.comunicado(asunto="Otro asunto distinto")
    p.retirar(b)
    p.comunicado(asunto="Un tercero")
    assert filas(p.almacen, "SELECT numero FROM comunicado ORDER BY id") == ["1-2026", "2-2026", "3-2026"]
    with pytest.raises(EntradaInvalida, match="ya hay un comunicado con el número 1-2026"):
        p.comunicado(numero="1-2026", asunto="Un cuarto")
    assert filas(p.almacen, "SELECT count(*) FROM borrador") == [3], "o todo, o nada"
    with pytest.raises(EntradaInvalida, match="correlativo y año"):
        p.comunicado(numero="primero")
    with pytest.raises(EntradaInvalida, match="termina antes de empezar"):
        p.comunicado(hasta=date(2026, 11, 1))
    with pytest.raises(EntradaInvalida, match="no hay ningún comunicado publicado"):
        p.comunicado(sustituye="1-2026")


def test_despues_del_999_viene_el_1000_y_se_publica(p: Prensa) -> None:
    p.aprobado(p.comunicado(numero="999-2026"))
    p.pasadas(4)
    mil = p.comunicado(asunto="Otro asunto distinto", cuerpo=OTRO)
    assert p.comunicado_de(mil)["numero"] == "1000-2026"
    p.aprobado(mil)
    p.pasadas(4)
    assert p.estado(mil) == "publicado"
    assert redaccion.comunicado(p.almacen, "1000-2026").estado == "rige"
    p.comunicado(asunto="Un tercero")
    assert filas(p.almacen, "SELECT numero FROM comunicado ORDER BY id")[-1] == "1001-2026"


def test_el_que_sustituye_no_choca_con_el_viejo_que_deja_de_regir(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasadas(4)
    nuevo = CUERPO.replace("4:00", "6:00")
    with pytest.raises(EntradaInvalida, match="comunicado 1-2026"):
        p.enviar(p.comunicado(nuevo))
    b = p.comunicado(nuevo, sustituye="1-2026")
    p.aprobado(b)
    p.pasadas(4)
    with p.almacen.lectura() as u:
        assert [c["numero"] for c in u.comunicados.vigentes()] == ["3-2026"]
        viejo = u.comunicados.con_numero("1-2026")
    assert viejo["sustituido_por"] == "3-2026"


# --- lo que se ve


def test_lo_que_se_previsualiza_es_lo_que_sale(p: Prensa) -> None:
    b = p.comunicado(CUERPO, SalidaNueva(FB, hora=p.en(hours=1)), propio(CORTO))
    f = redaccion.ficha_escrito(p.almacen, p.reglas, b)
    assert (f.faltan, f.impide, f.comunicado["numero"]) == (2, [], "1-2026")
    assert [(v.red, v.propio, v.admite) for v in f.previas] == [
        ("facebook", False, 63_206),
        ("twitter", True, 280),
    ]
    textos = [v.texto for v in f.previas]
    desde = p.reloj.ahora()
    assert [s["numero"] for s in redaccion.calendario(p.almacen, desde, desde + HORA * 2)] == ["1-2026"]
    assert redaccion.calendario(p.almacen, desde, desde + HORA) == []
    with pytest.raises(EntradaInvalida):
        redaccion.calendario(p.almacen, desde, desde)
    p.aprobado(b)
    p.reloj.adelantar(HORA)
    p.pasadas(4)
    assert [p.salieron(FB)[0], p.salieron(TW)[0]] == textos
    f = redaccion.ficha_escrito(p.almacen, p.reglas, b)
    assert [(v.estado, v.id_externo) for v in f.previas] == [("hecha", "ext-1"), ("hecha", "ext-1")]
    assert [h["paso"] for h in f.historia][-1] == "publicado"


def test_mientras_se_teclea_se_juzga_sin_guardar(p: Prensa) -> None:
    b = p.crear()
    f = redaccion.revisar_escrito(
        p.almacen, p.reglas, b, p.escrito("MAÑANA NO HABRÁ ATENCIÓN EN LA FARMACIA DE APOPA")
    )
    assert any("mayúsculas" in x for x in f.impide)
    r = redaccion.juzgar_nuevo(p.almacen, p.reglas, p.ana.id, p.escrito("yo creo que mañana no abrimos", TW))
    assert [r.texto, r.inicio, r.previas[0].texto] == ["yo creo que mañana no abrimos", 0, r.texto]
    assert 7 in {s.politica for s in r.juicio.de("alto")}
    assert p.ver(b)["texto"] == AVISO
    assert [x["id"] for x in redaccion.listar_escritos(p.almacen)] == [b]
    assert redaccion.listar(p.almacen) == []
    with pytest.raises(NoExiste, match="no es una respuesta"):
        redaccion.ficha(p.almacen, p.reglas, b)
    with pytest.raises(EntradaInvalida, match="de este tipo"):
        redaccion.guardar(p.almacen, p.reglas, b, 1, p.ana, redaccion.Entrega(AVISO))
