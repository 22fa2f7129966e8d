"""La vida de una respuesta: quien puede que, a que se ata la aprobacion y por que no sale dos veces."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product

import pytest
from sqlalchemy.exc import IntegrityError

from conectores import errores
from conectores.tipos import Red
from moderacion import accesos, cola, incidentes, redaccion
from moderacion.almacen.estados_redaccion import (
    PASOS_BORRADOR,
    PASOS_CONSULTA,
    VIVOS,
    EstadoBorrador,
    EstadoConsulta,
)
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.evaluacion.saliente import juzgar_saliente
from politicas.juicio import juzgar
from tests.moderacion.falsos import CAPACIDADES, PuntuadorFalso, com, ejecutar, entrar, filas, pub, sucesos
from tests.moderacion.redactar import CORTESIA, SERVICIO, Mesa, mesa, sin_capacidades

OTRA = "Le agradecemos mucho su comentario."


@pytest.fixture
def m(almacen, reloj) -> Mesa:
    return mesa(almacen, reloj)


@pytest.mark.parametrize(
    ("estados", "pasos"), [(EstadoBorrador, PASOS_BORRADOR), (EstadoConsulta, PASOS_CONSULTA)]
)
def test_cada_estado_esta_en_su_tabla_de_pasos(estados, pasos) -> None:
    assert set(pasos) == set(estados)
    assert all(a in set(estados) for destinos in pasos.values() for a in destinos)


def test_una_vida_entera_deja_cada_paso_con_su_texto_y_su_suceso(m: Mesa) -> None:
    b = m.crear("Le agradesemos su comentario")
    with pytest.raises(EntradaInvalida, match="política 10"):
        m.enviar(b)
    assert m.guardar(b, CORTESIA) == "borrador"
    m.enviar(b)
    m.devolver(b, "salude primero")
    assert m.ver(b)["motivo_devolucion"] == "salude primero"
    m.guardar(b, OTRA)
    m.enviar(b)
    m.aprobar(b)
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("programado", [])
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("publicado", [OTRA])
    m.pasada()
    m.pasada()
    assert m.salieron() == [OTRA]
    pasos = filas(m.almacen, "SELECT paso, texto, usuario_id FROM revision ORDER BY version")
    nombres = ["creado", "guardado", "enviado", "devuelto", "guardado", "enviado", "aprobado"]
    assert [p for p, _, _ in pasos] == [*nombres, "programado", "publicado"]
    assert [t for _, t, _ in pasos][:4] == ["Le agradesemos su comentario", CORTESIA, CORTESIA, CORTESIA]
    assert [q for _, _, q in pasos[-2:]] == [None, None]
    assert [s for s in sucesos(m.almacen) if s.startswith("borrador:")] == [
        f"borrador:{p}" for p, _, _ in pasos
    ]
    assert m.ver(b)["publicado"] is not None


def test_la_cadena_no_guarda_textos(m: Mesa) -> None:
    b = m.crear()
    m.enviar(b)
    m.devolver(b, "un motivo que no debe quedar")
    datos = "".join(filas(m.almacen, "SELECT datos FROM suceso"))
    assert CORTESIA not in datos
    assert "un motivo" not in datos


# --- quien


def test_nadie_aprueba_lo_suyo(m: Mesa) -> None:
    b = m.crear()
    m.enviar(b)
    with pytest.raises(NoAutorizado, match="nadie aprueba lo que escribió"):
        m.aprobar(b, m.ana)
    with pytest.raises(IntegrityError, match="nadie_aprueba_lo_suyo"):
        ejecutar(m.almacen, "UPDATE borrador SET aprobado_por = autor_id")
    with pytest.raises(IntegrityError, match="aprobado_lo_que_dice"):
        ejecutar(m.almacen, "UPDATE borrador SET estado = 'aprobado'")
    with pytest.raises(IntegrityError, match="aprobado_lo_que_dice"):
        ejecutar(
            m.almacen,
            "UPDATE borrador SET estado = 'aprobado', aprobado_por = :q, huella_aprobada = 'otra'",
            q=m.berta.id,
        )
    m.aprobar(b)
    with pytest.raises(IntegrityError, match="aprobado_lo_que_dice"):
        ejecutar(m.almacen, "UPDATE borrador SET huella = 'x'")
    with pytest.raises(IntegrityError, match="con_orden"):
        ejecutar(m.almacen, "UPDATE borrador SET estado = 'publicado'")


def test_quien_no_redacta_no_hace_nada(m: Mesa) -> None:
    b = m.crear()
    with pytest.raises(NoAutorizado):
        redaccion.crear(m.almacen, 1, m.audita, redaccion.Entrega(CORTESIA))
    with pytest.raises(NoAutorizado):
        m.guardar(b, OTRA, m.audita)
    with pytest.raises(NoAutorizado):
        m.enviar(b, m.audita)
    m.enviar(b)
    for accion in (m.aprobar, m.retirar):
        with pytest.raises(NoAutorizado):
            accion(b, m.audita)
    with pytest.raises(NoAutorizado):
        m.devolver(b, "un motivo", m.audita)


def test_solo_su_autor_lo_cambia_y_lo_envia(m: Mesa) -> None:
    b = m.crear()
    with pytest.raises(NoAutorizado, match="solo quien lo escribe"):
        m.guardar(b, OTRA, m.berta)
    with pytest.raises(NoAutorizado):
        m.enviar(b, m.sofia)
    m.enviar(b)
    with pytest.raises(NoAutorizado):
        m.devolver(b, "un motivo", m.ana)
    with pytest.raises(NoAutorizado):
        m.retirar(b, m.berta)
    m.retirar(b, m.sofia)
    assert m.estado(b) == "retirado"


@pytest.mark.parametrize("que", ["enviar", "aprobar", "devolver", "retirar"])
def test_lo_que_se_miraba_en_otra_version_ni_se_mueve(m: Mesa, que: str) -> None:
    """Lo que se devuelve o se retira es lo que se leyo, no lo que alguien escribio despues."""
    b = m.crear()
    if que != "enviar":
        m.enviar(b)
    vieja = m.ver(b)
    m.guardar(b, OTRA)
    estado, version = m.estado(b), vieja["version"]
    pasos = {
        "enviar": lambda: redaccion.enviar(m.almacen, m.reglas, b, version, m.ana),
        "aprobar": lambda: redaccion.aprobar(m.almacen, m.reglas, b, version, m.ver(b)["huella"], m.berta),
        "devolver": lambda: redaccion.devolver(m.almacen, b, version, m.berta, "falta saludar"),
        "retirar": lambda: redaccion.retirar(m.almacen, b, version, m.ana),
    }
    with pytest.raises(Conflicto, match="cambió mientras lo miraba"):
        pasos[que]()
    assert (m.estado(b), m.ver(b)["version"]) == (estado, version + 1)


def test_lo_aprobado_ya_no_se_devuelve(m: Mesa) -> None:
    b = m.aprobado()
    with pytest.raises(Conflicto):
        m.devolver(b)
    assert m.estado(b) == "aprobado"


# --- la aprobacion y la huella


@pytest.mark.parametrize("paso", ["en_revision", "aprobado", "programado"])
@pytest.mark.parametrize(
    ("texto", "queda"),
    [("Le agradecemos, su comentario.", "en_revision"), ("gracias x escribir", "borrador")],
)
def test_una_coma_distinta_pierde_la_aprobacion(m: Mesa, paso: str, texto: str, queda: str) -> None:
    b = m.crear()
    m.enviar(b)
    if paso != "en_revision":
        m.aprobar(b)
    if paso == "programado":
        m.programar()
    assert m.estado(b) == paso
    assert m.guardar(b, texto) == queda
    v = m.ver(b)
    assert (v["aprobado_por"], v["huella_aprobada"], v["orden_id"]) == (None, None, None)
    m.pasada()
    m.pasada()
    assert m.salieron() == []
    if queda == "en_revision":
        m.aprobar(b)
        m.pasada()
        m.pasada()
        assert m.salieron() == [texto]


def test_guardar_lo_mismo_no_quita_la_aprobacion(m: Mesa) -> None:
    b = m.aprobado()
    assert m.guardar(b, f"  {CORTESIA}\n") == "aprobado"
    assert len(filas(m.almacen, "SELECT id FROM revision")) == 3


def test_se_aprueba_lo_que_se_vio(m: Mesa) -> None:
    b = m.crear()
    m.enviar(b)
    vista = m.ver(b)
    m.guardar(b, OTRA)
    with pytest.raises(Conflicto):
        redaccion.aprobar(m.almacen, m.reglas, b, vista["version"], vista["huella"], m.berta)
    with pytest.raises(Conflicto):
        redaccion.aprobar(m.almacen, m.reglas, b, m.ver(b)["version"], vista["huella"], m.berta)
    assert m.estado(b) == "en_revision"


def test_lo_cambiado_por_debajo_despues_de_aprobar_no_sale(m: Mesa) -> None:
    b = m.aprobado()
    ejecutar(m.almacen, "UPDATE borrador SET texto = 'otra cosa'")
    assert m.programar().devueltos == 1
    assert m.estado(b) == "en_revision"
    with pytest.raises(Conflicto):
        m.aprobar(b)  # su huella guardada ya no es la de su texto


def test_una_version_vieja_no_pisa_la_nueva(m: Mesa) -> None:
    b = m.crear()
    m.guardar(b, OTRA)
    with pytest.raises(Conflicto):
        redaccion.guardar(m.almacen, m.reglas, b, 1, m.ana, redaccion.Entrega(CORTESIA))
    assert m.ver(b)["texto"] == OTRA


def test_las_razones_de_los_avisos_se_guardan_y_se_exigen(m: Mesa) -> None:
    texto = "Le garantizamos respeto."
    b = m.crear(texto)
    with pytest.raises(EntradaInvalida, match="por qué se mantiene este aviso"):
        m.enviar(b)
    (aviso,) = redaccion.ficha(m.almacen, m.reglas, b).juicio.de("aviso")
    m.guardar(b, texto, razones={aviso.clave: "lo autoriza la dirección", "otra": "no viene al caso"})
    assert [a["razon"] for a in m.ver(b)["advertencias"]] == ["lo autoriza la dirección"]
    m.enviar(b)
    m.aprobar(b)
    m.pasada()
    m.pasada()
    assert m.salieron() == [texto]


def test_un_texto_dificil_conserva_su_huella(m: Mesa) -> None:
    b = m.crear("Le agradecemos su comentario\x00 \ud800")
    v = m.ver(b)
    assert v["texto"] == "Le agradecemos su comentario\ufffd \ufffd"
    assert redaccion.ficha(m.almacen, m.reglas, b).b["huella"] == v["huella"]


@pytest.mark.parametrize("texto", ["", "  \n ", "a" * 10_001])
def test_vacio_o_enorme_no_entra(m: Mesa, texto: str) -> None:
    with pytest.raises(EntradaInvalida, match="escriba el texto"):
        m.crear(texto)
    assert filas(m.almacen, "SELECT id FROM borrador") == []


def test_dos_respuestas_en_camino_para_lo_mismo_no(m: Mesa) -> None:
    uno, otro = m.crear(), m.crear(OTRA)
    m.enviar(uno)
    with pytest.raises(Conflicto, match=f"el borrador {uno} ya está en camino"):
        m.enviar(otro)
    for estado in VIVOS:
        with pytest.raises(IntegrityError):
            ejecutar(
                m.almacen,
                "UPDATE borrador SET estado = :e, aprobado_por = :q, huella_aprobada = huella, orden_id = NULL "
                "WHERE id = :b",
                e=estado,
                q=m.berta.id,
                b=otro,
            )
    m.retirar(uno)
    m.enviar(otro)


@pytest.mark.parametrize("gesto", ["aprobar", "enviar", "guardar", "programar"])
def test_lo_que_cambia_mientras_se_juzga_gana(m: Mesa, gesto: str) -> None:
    """Entre juzgar y escribir no hay transaccion: si el borrador se mueve ahi, no se pisa."""
    b = m.crear()
    if gesto in ("aprobar", "programar"):
        m.enviar(b)
    if gesto == "programar":
        m.aprobar(b)
    bueno, v = m.reglas, m.ver(b)

    def entretanto(*datos):
        m.reglas = bueno
        m.guardar(b, OTRA)
        return bueno.juez(*datos)

    m.reglas = rapidas = replace(bueno, juez=entretanto)
    if gesto == "programar":
        assert redaccion.programar(m.almacen, rapidas, 1) == redaccion.ResumenRedaccion()
    else:
        pedir = {
            "aprobar": lambda: redaccion.aprobar(m.almacen, rapidas, b, v["version"], v["huella"], m.berta),
            "enviar": lambda: redaccion.enviar(m.almacen, rapidas, b, v["version"], m.ana),
            "guardar": lambda: redaccion.guardar(
                m.almacen, rapidas, b, v["version"], m.ana, redaccion.Entrega("Otra cosa.")
            ),
        }[gesto]
        with pytest.raises(Conflicto):
            pedir()
    assert m.ver(b)["texto"] == OTRA
    assert m.estado(b) == ("borrador" if gesto in ("enviar", "guardar") else "en_revision")


# --- la salida


def test_programar_dos_veces_pide_una_orden(m: Mesa) -> None:
    b = m.aprobado()
    assert m.programar().programados == 1
    assert m.programar().programados == 0
    v = m.ver(b)
    assert filas(m.almacen, "SELECT clave, texto, accion FROM orden WHERE accion = 'responder'") == [
        (f"responder:{b}:{v['huella']}:3", CORTESIA, "responder")
    ]


def test_con_un_incidente_sin_cerrar_no_sale_y_despues_si(m: Mesa) -> None:
    def incidente(clave: str) -> int:
        with m.almacen.unidad() as u:
            return u.incidentes.abrir(
                IncidenteNuevo(1, "cuenta_intervenida", clave, 3, "x", [], congela=True)
            )[0]

    def cerrar(i: int) -> None:
        incidentes.atender(m.almacen, i, m.sofia.id)
        incidentes.cerrar(m.almacen, i, "clave cambiada y comprobada", m.sofia.id)

    b = m.aprobado()
    i = incidente("a")
    m.pasada()
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("aprobado", [])
    cerrar(i)
    m.programar()
    i = incidente("b")  # con la orden ya escrita
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("programado", [])
    cerrar(i)
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("publicado", [CORTESIA])


def test_lo_que_la_red_rechaza_queda_fallido(m: Mesa) -> None:
    b = m.aprobado()
    m.programar()
    m.red.fallar("responder", errores.PeticionInvalida("no se admite"))
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("fallido", [])
    assert "no se admite" in m.ver(b)["motivo_devolucion"]
    with pytest.raises(Conflicto):
        m.guardar(b, OTRA)
    otra = m.aprobado(OTRA)  # se escribe otra
    m.pasada()
    m.pasada()
    assert m.estado(otra) == "publicado"


def test_sin_respuesta_de_la_red_se_concilia_y_no_se_repite(m: Mesa) -> None:
    b = m.aprobado()
    m.programar()
    m.red.fallar("responder", errores.ResultadoDesconocido("se cortó"), aplicar=True)
    m.pasada()
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("publicado", [CORTESIA])


@pytest.mark.parametrize(("salio", "queda"), [(True, "publicado"), (False, "fallido")])
def test_lo_que_nadie_sabe_espera_a_una_persona(m: Mesa, salio: bool, queda: str) -> None:
    b = m.aprobado()
    m.programar()
    with pytest.raises(Conflicto):
        redaccion.cerrar_a_mano(m.almacen, b, m.ver(b)["version"], m.berta, salio=salio)
    m.red.fallar("responder", errores.ResultadoDesconocido("se cortó"))
    for _ in range(3):
        m.pasada()
        m.reloj.adelantar(timedelta(minutes=2))
    v = m.ver(b)
    assert (v["estado"], v["orden_estado"]) == ("programado", "a_persona")
    with pytest.raises(Conflicto):
        m.guardar(b, OTRA)
    with pytest.raises(Conflicto):
        m.retirar(b)
    redaccion.cerrar_a_mano(m.almacen, b, v["version"], m.berta, salio=salio)
    assert (m.estado(b), m.salieron()) == (queda, [])


def test_el_caso_de_una_respuesta_que_nadie_encuentra_vuelve_a_la_cola(m: Mesa) -> None:
    """Ya estaba decidido: sin volver, nadie sabria que al ciudadano quiza no se le contesto."""
    m.aprobado()
    m.programar()
    [version] = filas(m.almacen, "SELECT version FROM expediente")
    permitir = cola.Resolucion.de("permitir", "Es una queja.", version)
    cola.resolver(m.almacen, 1, m.ana, permitir, CAPACIDADES[Red.FACEBOOK], timedelta(0))
    m.red.fallar("responder", errores.ResultadoDesconocido("se cortó"))
    m.pasada()
    assert filas(m.almacen, "SELECT estado FROM expediente") == ["resuelto"]
    m.reloj.adelantar(timedelta(minutes=2))
    m.pasada()
    assert filas(m.almacen, "SELECT estado FROM expediente") == ["en_cola"]


@pytest.mark.parametrize("gesto", ["guardar", "retirar"])
def test_lo_que_ya_esta_saliendo_no_se_toca(m: Mesa, gesto: str) -> None:
    b = m.aprobado()
    m.programar()
    vistos = []

    def entretanto(_: str) -> None:
        with pytest.raises(Conflicto) as e:
            m.guardar(b, OTRA) if gesto == "guardar" else m.retirar(b)
        vistos.append(str(e.value))

    m.red.al_llamar = entretanto
    m.pasada()
    assert len(vistos) == 1
    assert (m.estado(b), m.salieron()) == ("publicado", [CORTESIA])


def test_retirado_con_su_orden_sin_salir_no_sale(m: Mesa) -> None:
    b = m.aprobado()
    m.programar()
    m.retirar(b)
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("retirado", [])
    assert "orden:anulada" in sucesos(m.almacen)


def test_si_quien_comento_cambia_su_texto_lo_aprobado_no_sale(m: Mesa) -> None:
    b = m.aprobado()
    entrar(m.almacen, 1, com("c1", "ahora digo algo muy distinto"))
    m.pasada()
    assert m.estado(b) == "en_revision"
    assert "cambió su texto" in m.ver(b)["motivo_devolucion"]
    with pytest.raises(EntradaInvalida, match="cambió su texto"):
        m.aprobar(b)
    assert m.guardar(b, CORTESIA) == "en_revision"  # sin haber leido lo nuevo, sigue atado a lo viejo
    with pytest.raises(EntradaInvalida, match="cambió su texto"):
        m.aprobar(b)
    m.guardar(b, CORTESIA, visto=m.ver(b)["comentario_ahora"])
    m.aprobar(b)
    m.pasada()
    m.pasada()
    assert m.salieron() == [CORTESIA]


@pytest.mark.parametrize(
    ("cambio", "frase"),
    [
        ("puede_responder = false", "no deja responder"),
        ("estado_red = 'eliminado'", "no está a la vista"),
        ("estado_red = 'retenido'", "no está a la vista"),
        ("estado = 'sustituido'", "no está a la vista"),
    ],
)
def test_lo_que_la_red_no_admitiria_se_dice_antes(m: Mesa, cambio: str, frase: str) -> None:
    b = m.crear()
    ejecutar(m.almacen, f"UPDATE comentario SET {cambio}")
    with pytest.raises(EntradaInvalida, match=frase):
        m.enviar(b)


def test_sin_la_cuenta_en_la_configuracion_no_se_envia(m: Mesa) -> None:
    b = m.crear()
    with pytest.raises(EntradaInvalida, match="ya no está en la configuración"):
        redaccion.enviar(m.almacen, sin_capacidades(m), b, 1, m.ana)


def test_el_largo_lo_mide_cada_red(almacen, reloj) -> None:
    m = mesa(almacen, reloj, Red.TWITTER)
    b = m.crear(f"{CORTESIA} " + "Estamos para servirle. " * 13)
    with pytest.raises(EntradaInvalida, match=r"el texto mide \d+ y la red admite 280"):
        m.enviar(b)


def test_lo_publicado_queda_en_nuestro_libro(m: Mesa) -> None:
    m.aprobado()
    m.pasada()
    m.pasada()
    with m.almacen.unidad() as u:
        publicada = pub("ext-1", CORTESIA, creado=m.reloj.ahora())
        u.publicaciones.guardar(1, m.reloj.ahora() - timedelta(days=1), [publicada])
        assert u.vigilancia.sin_ver(1) == []
    libro = "SELECT id_externo, padre_externo, texto, origen FROM publicacion"
    assert filas(m.almacen, libro) == [("ext-1", "c1", CORTESIA, "nuestra")]


# --- las consultas


def test_una_respuesta_de_servicio_exige_lo_que_contesto_el_area(m: Mesa) -> None:
    b = m.crear(SERVICIO)
    with pytest.raises(EntradaInvalida, match="sin la respuesta del área"):
        m.enviar(b)
    pedida = redaccion.ConsultaPedida("subsidios", "Subsidio por maternidad", "¿Cuándo se deposita?")
    abierta = redaccion.preguntar(m.almacen, m.ana, pedida)
    m.guardar(b, SERVICIO, consulta=f"C-{abierta}")
    with pytest.raises(EntradaInvalida, match="No consta ninguna respuesta"):
        m.enviar(b)
    numero = m.consulta()
    m.guardar(b, SERVICIO, consulta=numero)
    m.enviar(b)
    assert redaccion.ficha(m.almacen, m.reglas, b).consulta["respondida_por"] == "Licda. Pérez"
    m.aprobar(b)
    m.pasada()
    m.pasada()
    assert m.salieron() == [SERVICIO]


def test_una_consulta_que_no_existe_no_se_guarda(m: Mesa) -> None:
    with pytest.raises(EntradaInvalida, match="no hay ninguna consulta «C-9»"):
        m.crear(SERVICIO, consulta="C-9")


@pytest.mark.parametrize("momento", ["antes de enviar", "en revisión", "aprobado", "con la orden escrita"])
def test_una_consulta_vencida_no_deja_salir(m: Mesa, momento: str) -> None:
    b = m.crear(SERVICIO, consulta=m.consulta(date(2026, 11, 21)))
    pasos = {"antes de enviar": 0, "en revisión": 1, "aprobado": 2, "con la orden escrita": 3}[momento]
    for paso in (lambda: m.enviar(b), lambda: m.aprobar(b), m.programar)[:pasos]:
        paso()
    m.reloj.adelantar(timedelta(days=3))
    if pasos == 0:
        with pytest.raises(EntradaInvalida, match=r"venció el 21/11/2026"):
            m.enviar(b)
        return
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("en_revision", [])
    with pytest.raises(EntradaInvalida, match="venció"):
        m.aprobar(b)
    assert filas(m.almacen, "SELECT estado FROM orden WHERE accion = 'responder'") == ["anulada"] * (
        pasos == 3
    )
    m.guardar(b, SERVICIO, consulta=m.consulta())  # se pregunta otra vez y se vuelve a aprobar
    m.aprobar(b)
    m.pasada()
    m.pasada()
    assert m.salieron() == [SERVICIO]


@pytest.mark.parametrize("programado", [False, True])
def test_retirar_la_consulta_detiene_lo_aprobado_con_ella(m: Mesa, programado: bool) -> None:
    b = m.aprobado(SERVICIO, consulta=m.consulta())
    if programado:
        m.programar()
    assert redaccion.retirar_consulta(m.almacen, 1, m.berta) == 1
    assert (m.estado(b), m.ver(b)["motivo_devolucion"]) == (
        "en_revision",
        "se retiró la respuesta del área (C-1)",
    )
    m.pasada()
    m.pasada()
    assert m.salieron() == []
    with pytest.raises(Conflicto):
        redaccion.retirar_consulta(m.almacen, 1, m.berta)


def test_el_mismo_texto_aprobado_otra_vez_sale_una_vez(m: Mesa) -> None:
    """Su primera orden se anulo sin salir: la segunda es otra orden, no un choque de claves."""
    b = m.aprobado()
    m.programar()
    m.guardar(b, OTRA)
    m.guardar(b, CORTESIA)
    m.aprobar(b)
    for _ in range(3):
        m.pasada()
    assert (m.estado(b), m.salieron()) == ("publicado", [CORTESIA])


def test_una_cortesia_tampoco_se_apoya_en_lo_que_no_rige(m: Mesa) -> None:
    b = m.crear(CORTESIA, consulta=m.consulta())
    redaccion.retirar_consulta(m.almacen, 1, m.ana)
    with pytest.raises(EntradaInvalida, match="la consulta C-1 no sostiene nada: está retirada"):
        m.enviar(b)


def test_lo_contestado_se_vuelve_a_usar_mientras_rige(m: Mesa) -> None:
    numero = m.consulta(date(2026, 11, 21))
    assert [c["numero"] for c in redaccion.vigentes(m.almacen)] == [numero]
    m.reloj.adelantar(timedelta(hours=35))  # 20 de noviembre 9:00 → 21, 20:00
    assert redaccion.vigentes(m.almacen)
    m.reloj.adelantar(timedelta(hours=5))
    assert redaccion.vigentes(m.almacen) == []
    assert [c["estado"] for c in redaccion.listar_consultas(m.almacen)] == ["respondida"]


@pytest.mark.parametrize(
    ("respuesta", "quien", "vence", "frase"),
    [
        ("", "Pérez", date(2026, 12, 1), "la respuesta del área"),
        ("quince días", "", date(2026, 12, 1), "quién respondió"),
        ("quince días", "Pérez", date(2026, 11, 19), "la vigencia va de hoy"),
        ("quince días", "Pérez", date(2027, 11, 30), "la vigencia va de hoy"),
    ],
)
def test_una_respuesta_a_medias_no_se_guarda(m: Mesa, respuesta, quien, vence, frase) -> None:
    pedida = redaccion.ConsultaPedida("subsidios", "Subsidio", "¿Cuándo?")
    i = redaccion.preguntar(m.almacen, m.ana, pedida)
    with pytest.raises(EntradaInvalida, match=frase):
        redaccion.registrar_respuesta(m.almacen, i, m.ana, redaccion.RespuestaArea(respuesta, quien, vence))
    assert redaccion.ver_consulta(m.almacen, i)["estado"] == "abierta"


def test_una_consulta_mal_pedida_o_ajena(m: Mesa) -> None:
    with pytest.raises(EntradaInvalida, match="elija el área"):
        redaccion.preguntar(m.almacen, m.ana, redaccion.ConsultaPedida("nadie", "Subsidio", "¿Cuándo?"))
    with pytest.raises(NoExiste):
        redaccion.preguntar(m.almacen, m.ana, redaccion.ConsultaPedida("subsidios", "Subsidio", "¿Qué?", 99))
    with pytest.raises(NoAutorizado):
        redaccion.preguntar(m.almacen, m.audita, redaccion.ConsultaPedida("subsidios", "Subsidio", "¿Qué?"))
    contestada = redaccion.RespuestaArea("quince días", "Pérez", date(2026, 12, 1))
    with pytest.raises(NoExiste):
        redaccion.registrar_respuesta(m.almacen, 99, m.ana, contestada)
    m.consulta()
    with pytest.raises(Conflicto, match="ya está «respondida»"):
        redaccion.registrar_respuesta(m.almacen, 1, m.ana, contestada)
    for quita in ("vence = NULL", "respuesta = ' '", "vence = '2026-11-01 00:00:00'"):
        with pytest.raises(IntegrityError):
            ejecutar(m.almacen, f"UPDATE consulta SET {quita}")


def test_los_pasos_que_no_existen_no_se_dan(m: Mesa) -> None:
    from moderacion.almacen.borradores import Paso

    m.crear()
    for de, a in product(EstadoBorrador, EstadoBorrador):
        if a is de or a in PASOS_BORRADOR[de]:
            continue
        with pytest.raises(ValueError, match="no pasa de"), m.almacen.unidad() as u:
            u.borradores.pasar(dict(u.borradores.uno(1)) | {"estado": de}, a, Paso("x"))


def test_una_cifra_que_el_area_no_dio_pide_razon(m: Mesa) -> None:
    b = m.crear(SERVICIO.replace("quince", "veinte"), consulta=m.consulta())
    (aviso,) = redaccion.ficha(m.almacen, m.reglas, b).juicio.senalados
    assert (aviso.peso, aviso.politica, [e["texto"] for e in aviso.evidencia]) == (
        "aviso",
        5,
        ["veinte"],
    )
    with pytest.raises(EntradaInvalida, match="no trae estas cifras"):
        m.enviar(b)


def test_sin_clasificador_el_juicio_incompleto_es_un_aviso(m: Mesa) -> None:
    reglas = replace(m.reglas, juez=partial(juzgar_saliente, juzgar, None))
    b = m.crear()
    (aviso,) = redaccion.ficha(m.almacen, reglas, b).juicio.senalados
    assert (aviso.peso, "clasificador no está cargado" in aviso.motivo) == ("aviso", True)
    with pytest.raises(EntradaInvalida, match="quedó incompleto"):
        redaccion.enviar(m.almacen, reglas, b, 1, m.ana)


def test_un_juez_que_revienta_no_deja_salir_nada(m: Mesa) -> None:
    def roto(pieza, contexto):
        raise RuntimeError("adrede")

    b = m.aprobado()
    rotas = replace(m.reglas, juez=partial(juzgar_saliente, roto, PuntuadorFalso()))
    assert redaccion.programar(m.almacen, rotas, 1).devueltos == 1
    assert (m.estado(b), m.salieron()) == ("en_revision", [])


def test_lo_que_aprobo_quien_ya_no_entra_no_sale(m: Mesa) -> None:
    """A quien se desactiva pudieron robarle la cuenta."""
    b = m.aprobado()
    accesos.desactivar_id(m.almacen, m.berta.id)
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("en_revision", [])
    assert (
        m.ver(b)["motivo_devolucion"] == "lo aprobó berta, que ya no entra aquí: que lo apruebe otra persona"
    )
    m.aprobar(b, m.sofia)
    m.programar()
    m.pasada()
    assert m.salieron() == [CORTESIA]
