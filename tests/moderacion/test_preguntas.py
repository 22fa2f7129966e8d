"""Lo que la gente pregunta sin infringir nada: no va a la cola, y desde aqui se contesta igual (articulo 5)."""

from datetime import timedelta
from functools import partial

import pytest

from conectores.tipos import EstadoEnRed, Red
from moderacion import cola, ejecucion, redaccion
from moderacion.almacen import Almacen
from moderacion.errores import Conflicto, NoExiste
from moderacion.evaluacion import preguntas as sala
from moderacion.evaluacion.juicio import Juez
from moderacion.evaluacion.saliente import juzgar_saliente
from moderacion.reloj import RelojFijo
from politicas.juicio import juzgar as juez_de_verdad
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    CAPACIDADES,
    ConectorFalso,
    PuntuadorFalso,
    alta,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    momento,
    persona,
)

PREGUNTA = "¿A qué hora abre la farmacia de Zacamil?"
CAP = CAPACIDADES[Red.FACEBOOK]


def solo_preguntas(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """Sesenta iguales de la misma persona son además spam: aquí no se mira."""
    h = Hallazgo(5, Gravedad.LEVE, "Consulta.", Propuesta.PERMITIR, etiqueta="area:farmacia")
    return Veredicto(Propuesta.PERMITIR, (h,), (Intencion.CONSULTA,))


def preguntar(almacen: Almacen, reloj: RelojFijo, *textos: str, juez: Juez = juez_de_verdad) -> None:
    """Los comentarios c1, c2…, con un minuto entre uno y otro, juzgados con las politicas de verdad."""
    alta(almacen)
    for n, texto in enumerate(textos, 1):
        entrar(almacen, 1, com(f"c{n}", texto, creado=reloj.ahora()))
        reloj.adelantar(timedelta(minutes=1))
    while juzgar(almacen, reloj, juez=juez, puntuador=PuntuadorFalso()).juzgados:
        pass


def vistas(almacen: Almacen) -> list[str]:
    return [f["texto"] for f in sala.preguntas(almacen).filas]


def test_una_pregunta_no_va_a_la_cola_y_esta_en_las_preguntas_con_su_area(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    preguntar(
        almacen, reloj, PREGUNTA, "Gracias por todo", "¿Qué requisitos tiene el subsidio por maternidad?"
    )
    assert filas(almacen, "SELECT estado FROM comentario ORDER BY id") == ["limpio"] * 3
    assert filas(almacen, "SELECT id FROM expediente") == []
    assert [(f["texto"], f["area"]) for f in sala.preguntas(almacen).filas] == [
        ("¿Qué requisitos tiene el subsidio por maternidad?", "subsidios"),
        (PREGUNTA, "farmacia"),
    ]


def test_tambien_lo_que_reclama_o_no_dice_de_que_area_es_y_se_filtra(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    queja, suelta = "Pésima atención, llevo seis horas esperando", "¿Me pueden ayudar, por favor?"
    preguntar(almacen, reloj, queja, suelta, PREGUNTA, "¡Excelente servicio, muchas gracias!")
    assert vistas(almacen) == [PREGUNTA, suelta, queja]
    assert [f["area"] for f in sala.preguntas(almacen).filas][1] == ""
    assert [f["texto"] for f in sala.preguntas(almacen, None, Intencion.QUEJA).filas] == [queja]


def test_se_abre_su_caso_una_vez_y_lo_tiene_quien_lo_abre(almacen: Almacen, reloj: RelojFijo) -> None:
    preguntar(almacen, reloj, PREGUNTA)
    una, otra = persona(almacen, "una"), persona(almacen, "otra")
    expediente = sala.abrir(almacen, 1, una.id, cola.TOMA)
    assert sala.abrir(almacen, 1, otra.id, cola.TOMA) == expediente
    assert filas(almacen, "SELECT toma_usuario_id, nivel, estado FROM expediente") == [
        (una.id, "baja", "en_cola")
    ]
    assert filas(almacen, "SELECT estado FROM comentario") == ["en_cola"]
    assert filas(almacen, "SELECT cuantos FROM cuenta_cola WHERE clave = ''") == [1]
    assert vistas(almacen) == []
    with pytest.raises(NoExiste):
        sala.abrir(almacen, 99, una.id, cola.TOMA)


def test_va_detras_de_lo_que_si_infringe(almacen: Almacen, reloj: RelojFijo) -> None:
    preguntar(almacen, reloj, "Son una partida de ladrones y pendejos todos", PREGUNTA)
    sala.abrir(almacen, 2, persona(almacen).id, cola.TOMA)
    orden = "SELECT comentario_id FROM expediente ORDER BY prioridad_neg"
    assert filas(almacen, orden) == [1, 2]


def test_contestada_deja_de_estar_y_si_la_red_lo_rechaza_vuelve(almacen: Almacen, reloj: RelojFijo) -> None:
    preguntar(almacen, reloj, PREGUNTA)
    ejecutar(
        almacen,
        "INSERT INTO orden (clave, cuenta_id, comentario_id, accion, origen, estado, intentos, miradas, creada, error) "
        "VALUES ('r', 1, 1, 'responder', 'persona', 'pendiente', 0, 0, '2026-11-20 00:00:00', '')",
    )
    assert vistas(almacen) == []
    for estado, siguen in (("hecha", []), ("fallida", [PREGUNTA]), ("anulada", [PREGUNTA])):
        ejecutar(almacen, "UPDATE orden SET estado = :e", e=estado)
        assert vistas(almacen) == siguen
    ejecutar(almacen, "UPDATE orden SET estado = 'hecha', origen = 'maquina'")
    assert vistas(almacen) == [PREGUNTA], "decir a alguien que se le restringió no es contestarle"


@pytest.mark.parametrize(
    "cambio",
    [
        f"UPDATE comentario SET estado_red = '{EstadoEnRed.ELIMINADO.value}'",
        "UPDATE comentario SET puede_responder = false",
        "UPDATE comentario SET purgado = '2026-11-20 00:00:00'",
        "UPDATE comentario SET estado = 'sustituido'",
    ],
)
def test_lo_que_no_se_puede_contestar_no_esta(almacen: Almacen, reloj: RelojFijo, cambio: str) -> None:
    preguntar(almacen, reloj, PREGUNTA)
    ejecutar(almacen, cambio)
    assert vistas(almacen) == []


def test_lo_que_cambio_entretanto_no_se_abre(almacen: Almacen, reloj: RelojFijo) -> None:
    preguntar(almacen, reloj, PREGUNTA)
    quien = persona(almacen)
    entrar(almacen, 1, com("c1", "otra cosa distinta", creado=reloj.ahora()))
    with pytest.raises(Conflicto, match="cambió"):
        sala.abrir(almacen, 1, quien.id, cola.TOMA)
    assert filas(almacen, "SELECT id FROM expediente") == []


def test_se_pagina_y_lo_de_hace_mas_de_treinta_dias_ya_no_sale(almacen: Almacen, reloj: RelojFijo) -> None:
    preguntar(almacen, reloj, *(f"¿abren {n}?" for n in range(1, 61)), juez=solo_preguntas)
    hoja, todas = sala.preguntas(almacen), []
    for _ in range(3):
        todas += [f["id"] for f in hoja.filas]
        if hoja.siguiente is None:
            break
        hoja = sala.preguntas(almacen, hoja.siguiente)
    assert todas == list(range(60, 0, -1))
    (primera,) = filas(almacen, "SELECT creado FROM comentario WHERE id = 1")
    reloj.adelantar(momento(primera) + sala.VENTANA - reloj.ahora() + timedelta(seconds=1))
    assert sala.preguntas(almacen, 10).filas[-1]["id"] == 2


def _contestada(almacen: Almacen, reloj: RelojFijo) -> tuple[cola.Persona, redaccion.Reglas]:
    """La pregunta 1 con su caso abierto y su respuesta aprobada, a falta de que salga."""
    preguntar(almacen, reloj, PREGUNTA)
    una, otra = persona(almacen, "una"), persona(almacen, "otra")
    reglas = redaccion.Reglas(partial(juzgar_saliente, juez_de_verdad, PuntuadorFalso()), {1: CAP})
    expediente = sala.abrir(almacen, 1, una.id, cola.TOMA)
    b = redaccion.crear(almacen, expediente, una, redaccion.Entrega("Le agradecemos su comentario."))
    redaccion.enviar(almacen, reglas, b, 1, una)
    f = redaccion.ficha(almacen, reglas, b).b
    redaccion.aprobar(almacen, reglas, b, f["version"], f["huella"], otra)
    return una, reglas


def _salir(almacen: Almacen, reloj: RelojFijo, reglas: redaccion.Reglas) -> int:
    """Lo que hace el montaje hasta que la respuesta esta en la red. Devuelve los casos permitidos."""
    red, permitidos = ConectorFalso(reloj=reloj), 0
    for _ in range(2):
        ejecucion.despachar(almacen, red, 1, reloj)
        redaccion.recoger(almacen, 1)
        permitidos += cola.permitir_contestados(almacen, 1, CAP)
        redaccion.programar(almacen, reglas, 1)
    return permitidos


def test_al_salir_la_respuesta_se_permite_a_nombre_de_quien_contesto(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    una, reglas = _contestada(almacen, reloj)
    assert cola.permitir_contestados(almacen, 1, CAP) == 0, "aún no salió"
    assert _salir(almacen, reloj, reglas) == 1
    assert filas(almacen, "SELECT accion, usuario_id, motivo FROM decision") == [
        ("permitir", una.id, "Se le contestó (respuesta 1).")
    ]
    assert filas(almacen, "SELECT count(*) FROM marca_cola") == [0]
    assert filas(almacen, "SELECT accion FROM orden") == ["responder"], "no hay nada que enseñar"
    assert cola.permitir_contestados(almacen, 1, CAP) == 0


@pytest.mark.parametrize(
    "cambio",
    [
        "UPDATE hallazgo SET propuesta = 'revisar'",
        "UPDATE veredicto SET propuesta = 'revisar'",
        "UPDATE veredicto SET degradado = true",
        "UPDATE expediente SET actuado = true",
        "UPDATE comentario SET estado_red = 'oculto'",
        "UPDATE comentario SET huella = 'otra'",
        "UPDATE expediente SET toma_usuario_id = 2",
        "UPDATE expediente SET asignado_id = 2",
        "UPDATE usuario SET activo = false WHERE id = 1",
        "UPDATE usuario SET rol = 'auditoria' WHERE id = 1",
        "UPDATE borrador SET comentario_huella = 'de antes'",
        "UPDATE expediente SET cuenta_id = 2",
        "INSERT INTO nota (expediente_id, usuario_id, tipo, texto, fecha) VALUES (1, 2, 'pide_opinion', '¿va?', '2026-11-20')",
    ],
)
def test_lo_que_alguien_tiene_que_mirar_se_queda_en_la_cola(
    almacen: Almacen, reloj: RelojFijo, cambio: str
) -> None:
    _, reglas = _contestada(almacen, reloj)
    alta(almacen, Red.TWITTER)
    for _ in range(2):
        ejecucion.despachar(almacen, ConectorFalso(reloj=reloj), 1, reloj)
        redaccion.recoger(almacen, 1)
        redaccion.programar(almacen, reglas, 1)
    ejecutar(almacen, cambio)
    assert cola.permitir_contestados(almacen, 1, CAP) == 0
    assert filas(almacen, "SELECT estado FROM expediente") == ["en_cola"]


def test_lo_que_otra_persona_solto_se_permite_y_lo_que_se_deshizo_no(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    una, reglas = _contestada(almacen, reloj)
    ejecutar(almacen, "UPDATE expediente SET toma_usuario_id = 2")
    assert _salir(almacen, reloj, reglas) == 0
    reloj.adelantar(cola.TOMA)
    assert cola.permitir_contestados(almacen, 1, CAP) == 1
    cola.deshacer(almacen, 1, una, CAP)
    assert cola.permitir_contestados(almacen, 1, CAP) == 0


def test_del_caso_se_contesta_y_al_permitirlo_sale_de_la_cola(almacen: Almacen, reloj: RelojFijo) -> None:
    preguntar(almacen, reloj, PREGUNTA)
    quien = persona(almacen)
    expediente = sala.abrir(almacen, 1, quien.id, cola.TOMA)
    borrador = redaccion.crear(
        almacen, expediente, quien, redaccion.Entrega("Con gusto, le escribimos por privado.")
    )
    assert filas(almacen, "SELECT comentario_id FROM borrador WHERE id = :b", b=borrador) == [1]
    (version,) = filas(almacen, "SELECT version FROM expediente")
    r = cola.Resolucion.de("permitir", "contestada", version)
    cola.resolver(almacen, expediente, quien, r, CAP, timedelta(days=7))
    reloj.adelantar(cola.GRACIA)
    red = ConectorFalso(reloj=reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == []
    assert filas(almacen, "SELECT estado FROM comentario") == ["resuelto"]
    assert filas(almacen, "SELECT count(*) FROM marca_cola") == [0]
