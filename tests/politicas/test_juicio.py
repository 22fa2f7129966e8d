"""El juez: reune a las politicas, aplica las guardas y no calla cuando algo falla."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from modelos.lectura import Senal
from politicas import p01, p02
from politicas.juicio import NO_EVALUADO, Juez, juzgar
from politicas.registro import POLITICAS
from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Politica, Propuesta, Reciente, Sentido

from .armar import DE_ACUERDO, contexto_de, pieza_de

INSULTO = "Sos un pendejo"


def veredicto(texto: str, **datos):
    return juzgar(pieza_de(texto, **datos), contexto_de(texto, **datos))


def falsa(numero=2, **cambios) -> Politica:
    hallazgo = Hallazgo(numero, Gravedad.GRAVE, "porque si", Propuesta.RESTRINGIR, **cambios)
    return Politica(numero, "t", "a", lambda _p, _c: iter((hallazgo,)), puede_actuar=True)


def test_un_insulto_claro_a_una_persona_es_automatico():
    v = veredicto(INSULTO, indicios=DE_ACUERDO)
    assert (v.propuesta, v.automatica, v.bloquear, v.critica) == (Propuesta.RESTRINGIR, True, True, False)
    assert v.politicas == (2,)


def test_el_mismo_insulto_en_una_queja_lo_decide_una_persona():
    v = veredicto("Pésimo servicio, llevo seis horas esperando. Sos un pendejo", indicios=DE_ACUERDO)
    assert v.critica
    assert v.propuesta is Propuesta.RESTRINGIR
    assert not v.automatica


def test_sin_clasificador_va_degradado_y_a_una_persona():
    pieza = replace(pieza_de("Muchas gracias"), degradada=True)
    v = juzgar(pieza, contexto_de("Muchas gracias"))
    assert v.degradado
    assert v.propuesta is Propuesta.REVISAR
    assert v.razon_degradado


@pytest.mark.parametrize("indicios", [{}, DE_ACUERDO])
def test_sin_clasificador_nada_es_automatico(indicios):
    pieza = replace(pieza_de(INSULTO, indicios=indicios), degradada=True)
    v = juzgar(pieza, contexto_de(INSULTO))
    assert v.propuesta is Propuesta.RESTRINGIR
    assert not v.automatica


def test_una_politica_que_falla_no_calla(caplog):
    def rota(_pieza, _contexto):
        raise ZeroDivisionError

    v = Juez((*POLITICAS[:1], replace(p02.POLITICA, evaluar=rota))).juzgar(
        pieza_de("Muchas gracias", indicios=DE_ACUERDO), contexto_de("")
    )
    assert v.degradado
    assert v.propuesta is Propuesta.REVISAR
    assert [(h.politica, h.etiqueta) for h in v.hallazgos] == [(2, NO_EVALUADO)]
    assert "ZeroDivisionError" in v.razon_degradado
    assert "la política 2 falló" in caplog.text


def test_una_politica_que_falla_a_medias_tampoco_deja_actuar():
    def a_medias(_pieza, _contexto):
        yield Hallazgo(2, Gravedad.GRAVE, "m", Propuesta.RESTRINGIR, automatica=True)
        raise ValueError

    v = Juez((replace(p02.POLITICA, evaluar=a_medias), falsa(12, automatica=True))).juzgar(
        pieza_de(INSULTO), contexto_de("")
    )
    assert v.degradado
    assert not v.automatica


def test_la_1_jamas_es_automatica_ni_pidiendolo():
    v = Juez((falsa(1, automatica=True),)).juzgar(pieza_de("hola"), contexto_de(""))
    assert v.propuesta is Propuesta.RESTRINGIR
    assert not v.automatica
    assert not p01.POLITICA.puede_actuar


def test_no_actua_una_politica_que_no_puede():
    fija = replace(falsa(11, automatica=True), puede_actuar=False)
    assert not Juez((fija,)).juzgar(pieza_de("hola"), contexto_de("")).automatica


def test_lo_nuestro_lo_miran_todas_aunque_ninguna_senal_las_dispare():
    juez = Juez((replace(falsa(7), disparadores=Senal.INSULTOS),))
    assert juez.juzgar(pieza_de("hola"), contexto_de("")).propuesta is Propuesta.PERMITIR
    v = juez.juzgar(pieza_de("hola", sentido="saliente", tipo="publicacion"), contexto_de(""))
    assert v.propuesta is Propuesta.RESTRINGIR


def test_lo_nuestro_nunca_es_automatico():
    v = Juez((falsa(2, automatica=True),)).juzgar(pieza_de("hola", sentido="saliente"), contexto_de(""))
    assert not v.automatica


def test_amenaza_con_insulto_actua_por_la_2_y_no_por_la_1():
    v = veredicto("Sos un hijueputa y te voy a matar", indicios=DE_ACUERDO)
    assert v.politicas == (1, 2)
    assert v.automatica
    assert not any(h.automatica for h in v.hallazgos if h.politica == 1)


@pytest.mark.parametrize(
    ("texto", "intencion"),
    [
        ("¿A qué hora abren la farmacia?", Intencion.CONSULTA),
        ("a que hora atienden mañana", Intencion.CONSULTA),
        ("Pésimo servicio el de hoy", Intencion.QUEJA),
        ("Quiero denunciar que cobran por las citas", Intencion.DENUNCIA),
        ("Sugiero que pongan más sillas", Intencion.SUGERENCIA),
        ("Muchas gracias, excelente atención", Intencion.FELICITACION),
        ("Auxilio, mi abuela no puede respirar", Intencion.URGENCIA),
        ("Feliz domingo, saludos desde Usulután", Intencion.CONVERSACION),
    ],
)
def test_intenciones(texto, intencion):
    assert intencion in veredicto(texto).intencion


def test_la_intencion_del_clasificador_tambien_cuenta():
    assert Intencion.QUEJA in veredicto("hola", indicios={"queja": 0.7}).intencion
    assert veredicto("hola", indicios={"queja": 0.7}).critica


def test_una_consulta_llana_se_permite():
    v = veredicto("¿A qué hora abren la farmacia?")
    assert v.propuesta is Propuesta.PERMITIR
    assert [h.etiqueta for h in v.hallazgos] == ["area:farmacia"]


def test_una_observacion_se_juzga():
    v = veredicto("", ajena="Bono gratis", red="facebook")
    assert v.propuesta is Propuesta.RESTRINGIR
    assert v.politicas == (13,)
    assert not v.automatica
    assert not v.critica


def test_en_lo_saliente_no_hay_critica():
    pieza = pieza_de("El pésimo servicio de ayer se corrigió", sentido="saliente", tipo="publicacion")
    assert pieza.sentido is Sentido.SALIENTE
    assert not juzgar(pieza, contexto_de("")).critica


def test_lo_ya_publicado_se_fecha_en_hora_de_el_salvador():
    texto = "Recuerde vacunarse contra la influenza en su unidad médica."
    de_noche = datetime(2026, 11, 20, 2, tzinfo=UTC)  # las 8 de la noche del 19
    contexto = Contexto(datetime(2026, 11, 21, tzinfo=UTC), (Reciente(texto, de_noche),))
    v = juzgar(pieza_de(texto, sentido="saliente", tipo="publicacion"), contexto)
    (h,) = [h for h in v.hallazgos if h.politica == 12]
    assert "19/11/2026" in h.motivo


def test_mismo_caso_mismo_veredicto():
    pieza, contexto = pieza_de(INSULTO, indicios=DE_ACUERDO), contexto_de(INSULTO, copias=3)
    assert juzgar(pieza, contexto) == juzgar(pieza, contexto)


@pytest.mark.parametrize(
    "texto",
    [
        "Sos un hijueputa, ya no quiero vivir",
        "callate pendejo que el niño no respira",
        "sos una puta, quiero suicidarme",
        "Vendo mi casa 7000-0000, ya no quiero vivir",
    ],
)
def test_a_quien_pide_auxilio_no_lo_toca_la_maquina(texto):
    v = juzgar(pieza_de(texto, indicios=DE_ACUERDO), contexto_de(texto))
    assert {"urgencia", "autolesion"} & {h.etiqueta for h in v.hallazgos}
    assert any(h.automatica for h in v.hallazgos)
    assert not v.automatica


def test_ni_a_quien_solo_el_clasificador_ve_pedir_auxilio():
    texto = f"{INSULTO}, a la abuelita se le fue la mitad del cuerpo"
    assert veredicto(texto, indicios=DE_ACUERDO).automatica
    v = veredicto(texto, indicios={**DE_ACUERDO, "urgencia": 0.95})
    assert "urgencia_posible" in {h.etiqueta for h in v.hallazgos}
    assert not v.critica
    assert any(h.automatica for h in v.hallazgos)
    assert not v.automatica
