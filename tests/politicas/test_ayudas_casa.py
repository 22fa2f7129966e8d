"""Lo que sostiene a las politicas 4 a 9 y 13: frases, asuntos, cifras, comunicados, datos reservados, areas, idioma."""

import gc
from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest

from modelos.lectura import ErrorLexico, leer
from politicas.ayudas.afirmaciones import afirmado
from politicas.ayudas.asuntos import asuntos, cubre, parecen
from politicas.ayudas.cifras import cifras
from politicas.ayudas.comunicados import leer_comunicado
from politicas.ayudas.frases import citas, fuera_de, hallar, leer_frases
from politicas.ayudas.idioma import en_otro_idioma
from politicas.ayudas.listas import CARPETA, areas, es_cuenta_propia, imita
from politicas.ayudas.reparto import area_de
from politicas.ayudas.reservados import reservados
from politicas.ayudas.tiempo import en_local, horas_entre
from politicas.ayudas.urgencias import urgencias
from politicas.p09 import limite_de_silencio, tope_diario
from politicas.p11 import razon_de_impacto
from politicas.registro import POLITICAS
from politicas.tipos import Observacion
from tests.tandas import alguna

from .armar import AHORA, contexto_de, pieza_de

PROPIOS = ("isss", "isss_gob_sv")


@pytest.mark.parametrize("lista", ["tono", "externas", "respuestas"])
def test_las_listas_se_leen_y_cada_clase_tiene_frases(lista):
    entradas = leer_frases(CARPETA / f"{lista}.toml")
    assert len(entradas) > 100
    assert all(e.lexico == lista for e in entradas)


def test_una_lista_mala_dice_donde(tmp_path):
    ruta = tmp_path / "tono.toml"
    ruta.write_text(
        (CARPETA / "tono.toml").read_text("utf-8").replace('clase = "voseo"', 'clase = "vos"'), "utf-8"
    )
    with pytest.raises(ErrorLexico, match=r"tono\.toml: grupo\[7\]\.clase"):
        leer_frases(ruta)


def test_las_frases_no_se_solapan_ni_cruzan_un_punto():
    texto = "Yo creo que sí. Mi jefe, mi\njefa y yo. Creo que no."
    vistas = [texto[f.inicio : f.fin] for f in hallar("tono", leer(texto))]
    assert vistas == ["Yo creo", "Mi jefe", "Creo que"]


def test_lo_citado_queda_fuera():
    texto = "Nos dice «yo creo que sí» y “mi jefe”; yo creo que no"
    lectura = leer(texto)
    fuera = fuera_de(hallar("tono", lectura), citas(lectura))
    assert [(f.inicio, texto[f.inicio : f.fin]) for f in fuera] == [(texto.rindex("yo creo"), "yo creo")]


def test_asuntos_sin_relleno_ni_plural():
    assert (
        asuntos("Los horarios de las farmacias")
        == asuntos("El horario de la farmacia")
        == {"horario", "farmacia"}
    )
    assert cubre("La farmacia de Zacamil abre", "farmacia de Zacamil") == 1
    assert cubre("El laboratorio", "farmacia de Zacamil") == 0
    assert cubre("lo que sea", "de la") == parecen("", "farmacia") == 0


@pytest.mark.parametrize(
    ("texto", "valores"),
    [
        ("de 7:00 a. m. a 4 p.m.", ["07:00", "16:00"]),
        ("a las 16:00 y a las 12:00 m.", ["16:00", "12:00"]),
        ("en quince días, o 15", ["15", "15"]),
        ("$1,500.00 o 1500 dólares", ["1500", "1500"]),
        ("ver https://www.isss.gob.sv/2026/11", []),
        ("del 08 al 8", ["8", "8"]),
        ("al mediodía", ["12:00"]),
    ],
)
def test_cifras(texto, valores):
    hallados = cifras(leer(texto))
    assert [c.valor for c in hallados] == valores
    assert all(texto[c.inicio : c.fin].strip() for c in hallados)


@pytest.mark.parametrize(
    ("texto", "hay"),
    [
        ("Lamentamos la espera en la farmacia.", False),
        ("Lamentamos la espera. La farmacia abre mañana.", True),
        ("La farmacia atiende hasta las 4 p. m. Gracias por su mensaje sobre la farmacia.", True),
        ("Buenos días", False),
    ],
)
def test_afirmado(texto, hay):
    assert bool(afirmado(leer(texto))) is hay


def test_el_comunicado_se_lee_entero():
    texto = "Comunicado oficial N.º 12-2026\nAsunto: horario de la farmacia\nVigente del 1 al 30 de noviembre\nFirma: Ana"
    visto = leer_comunicado(leer(texto), AHORA)
    assert (visto.numero, visto.asunto, visto.sustituye) == ("12-2026", "horario de la farmacia", False)
    assert visto.fechas == (date(2026, 11, 1), date(2026, 11, 30))
    assert texto[visto.firma.inicio : visto.firma.fin] == "Firma: Ana"
    assert visto.termina


@pytest.mark.parametrize(
    ("texto", "que"),
    [
        ("Con su DUI 00000000-0 pase", {"un DUI"}),
        ("Su afiliación: 000000000", {"un número de afiliación"}),
        ("Llamamos a su celular 7000-0000", {"el teléfono de una persona"}),
        ("El teléfono de la señora es 2222-0000", {"el teléfono de una persona"}),
        ("Su resultado de VIH salió negativo", {"la salud de una persona"}),
        ("Llame al 2222-0000 o al 127", set()),
        ("Traiga su DUI y 2 fotos", set()),
        ("Cita 12345678 del 2026", set()),
        ("mi dui es 000000000", {"un DUI"}),
        ("dui: 0000-0000-0 gracias", {"un DUI"}),
        ("mi numero del isss 000 000 000", {"un número de afiliación"}),
        ("presente su DUI, llame al 2222-0000", set()),
        ("el número del ISSS es 2222-0000", set()),
    ],
)
def test_reservados(texto, que):
    assert set(reservados(leer(texto), "respuesta")) == que


@pytest.mark.parametrize(
    ("texto", "ajeno"),
    [
        ("Click here to get the new bonus for free and win", True),
        ("Clique aqui para ganhar um bonus com voce e nao perca", True),
        ("漢字 漢字 漢字 漢字 漢字 漢字", True),
        ("La farmacia de Zacamil atenderá mañana con normalidad", False),
        ("Webinar gratuito de marketing este lunes por la tarde", False),
        ("Hello", False),
    ],
)
def test_idioma(texto, ajeno):
    assert en_otro_idioma(leer(texto)) is ajeno


@pytest.mark.parametrize(
    ("texto", "clase"),
    [
        ("¿Dónde pago la planilla?", "aportaciones"),
        ("¿Me reembolsan el auxilio de sepelio?", "prestaciones"),
        ("¿Cómo tramito mi pensión por vejez?", "pensiones"),
        ("¿A quién llamo si la ambulancia tarda?", "emergencias"),
        ("¿Cuál es la hora de visita del hospital?", "hospitales"),
        ("¿Dónde dan control prenatal?", "maternidad"),
        ("¿Tienen psicólogo para la ansiedad?", "mental"),
        ("¿Cómo pongo una solicitud de información en la OIR?", "oir"),
        ("¿Dónde pongo una queja por maltrato?", "quejas"),
        ("¿Por qué la app no carga ni me deja iniciar sesión?", "tecnologia"),
        ("¿El call center atiende domingo?", "llamadas"),
        ("¿Hay plazas vacantes? ¿a qué correo mando mi hoja de vida?", "talento"),
        ("¿Qué vacuna ponen en la jornada?", "prevencion"),
        ("¿Dan fisioterapia en Santa Ana?", "rehabilitacion"),
        ("¿Cuándo hay odontólogo para una muela?", "odontologia"),
        ("¿Cómo inscribo a mi cónyuge como beneficiaria?", "afiliacion"),
    ],
)
def test_cada_area_recibe_lo_suyo(texto, clase):
    assert area_de(leer(texto)).clave == clase


def test_cada_entrada_de_un_area_se_halla_entera():
    perdidas = [(a.clave, p) for a in areas() for p in a.palabras if area_de(leer(f"quiero {p} hoy")) is None]
    assert perdidas == []


def test_lo_que_se_dice_por_decir_no_es_urgente():
    assert urgencias(leer("me muero de la risa"), {}) == {"autolesion": [], "urgencia": []}
    assert urgencias(leer("me quiero morir"), {})["autolesion"]


@pytest.mark.parametrize(
    ("escrito", "propia"),
    [
        ("https://www.facebook.com/www.isss.gob.sv", True),
        ("twitter.com/ISSS_gob_sv/status/1", True),
        ("https://x.com/isss?x=1", True),
        ("https://x.com/no_al_isss", False),
        ("https://x.com/?q=isss", False),
        ("https://x.com", False),
    ],
)
def test_cuenta_propia(escrito, propia):
    assert es_cuenta_propia(escrito, PROPIOS) is propia


def test_sitios_que_imitan():
    assert imita("bono-isss.example.org", PROPIOS)
    assert not imita("missa.example.org", PROPIOS)


def test_horas_y_fechas():
    assert horas_entre(23, 1) == 2
    assert en_local(datetime(2026, 11, 20, 3, tzinfo=UTC)).hour == 21
    assert en_local(datetime(1, 1, 1, tzinfo=UTC)).year == 1
    assert en_local(datetime(2026, 11, 20, 3)).hour == 3  # noqa: DTZ001


@pytest.mark.parametrize(
    ("intervalo", "limite"),
    [(None, 5), (timedelta(0), 2), (timedelta(days=1), 4), (timedelta(days=100), 10), (timedelta.max, 10)],
)
def test_el_limite_de_silencio_sale_de_la_cuenta_y_no_se_desborda(intervalo, limite):
    vista = Observacion("facebook", "1", AHORA, intervalo_mediano=intervalo)
    assert limite_de_silencio(vista) == timedelta(days=limite)


@pytest.mark.parametrize(
    ("ritmo", "tope"), [(None, 10), (0.0, 6), (4.0, 12), (50.0, 20), (float("inf"), 20), (float("nan"), 10)]
)
def test_el_tope_diario_sale_de_la_cuenta(ritmo, tope):
    assert tope_diario(Observacion("facebook", "1", AHORA, ritmo_habitual=ritmo)) == tope


@pytest.mark.parametrize("razon", ["alerta por terremoto", "Terremoto", "suspensión de labores por lluvias"])
def test_razon_que_dice_algo(razon):
    assert razon_de_impacto(razon)


@pytest.mark.parametrize(
    "razon",
    ["", "   ", "xxx", "xxxxxxxx", "asdfgh", "porque sí", "por impacto", "12345678", "ok", "....", "urgente"],
)
def test_razon_que_no_dice_nada(razon):
    assert not razon_de_impacto(razon)


UNIDADES = (
    "Comunicado N.º 1-2026 ", "Asunto: la farmacia. ", "vigente del 1 de ", "del 1 al 31/02/2026 ", "Firma: ", "su celular 7000-0000 ",
    "su DUI 00000000", "le garantizamos ", "su biopsia salió ", "yo creo ", "«yo ", "« ", '"', "“", "te ", "¿mi hijo ", "a las 7:00 p. m. ",
    "$1,", "1.", "quince ", "cita. ", "p. m. ", "no quiero ", "clínica privada ", "https://x.com/isss ", "VAMOS TODOS YA. ", "padece de diabetes ",
)  # fmt: skip


@pytest.mark.parametrize("unidad", alguna(UNIDADES))
@pytest.mark.parametrize("tipo", ["respuesta", "comunicado"])
def test_borradores_hostiles_en_tiempo_lineal(unidad, tipo):
    """Las 13 sobre un borrador seis veces mas largo cuestan unas seis veces mas."""

    def tardar(largo: int) -> float:
        pieza = pieza_de(
            unidad * (largo // len(unidad)), sentido="saliente", tipo=tipo, consulta="C-7", por_publicar=True
        )
        contexto = contexto_de("", comunicado="La farmacia atiende.", asunto_comunicado="farmacia")
        inicio = process_time()
        for politica in POLITICAS:
            list(politica.evaluar(pieza, contexto))
        return process_time() - inicio

    gc.disable()
    try:
        tardar(200)
        uno = min(tardar(3_000) for _ in range(2))
        seis = min(tardar(18_000) for _ in range(2))
    finally:
        gc.enable()
    assert seis < 20 * max(uno, 0.004), (uno, seis)
