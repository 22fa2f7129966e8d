"""El clasificador servido: se carga o se niega con razon, es estable y distingue insulto de queja."""

import json
import shutil

import numpy as np
import pytest

from modelos import rasgos
from modelos.artefactos import HUELLAS
from modelos.clasificador import CARPETA, TECHO, UMBRAL_ACTUAR, UMBRAL_COLA, Clasificador, ModeloInvalido
from modelos.lectura import leer
from tests.apoyo import en_otro_proceso

INSULTOS = [
    "Sos un cerote hijo de puta",
    "Vieja pendeja, aprendé a atender a la gente",
    "El director es un hijueputa ladrón",
    "Son una mierda ustedes, malparidos",
    "Ese doctor es un animal, idiota, imbécil",
    "p3nd3j0 de mierda",
    "culeros todos los del seguro",
    "Maje estúpido, andate a la verga",
    "cállate perra",
    "Qué asco de gente, son unos cerdos",
    "sos un inútil de mierda, retrasado",
    "doctora estúpida e imbécil",
    "ustedes son unos h1juepu7as",
]
LIMPIOS = [
    "Llevo 3 meses esperando la cita y nadie me resuelve",
    "Excelente atención de la doctora en Zacamil, Dios la bendiga",
    "Muchas gracias al personal de emergencias",
    "¿A qué hora abren la farmacia?",
    "No hay medicinas, es una vergüenza",
    "Tengo 2 anos esperando la cirugia",
    "Me duele el ano y tengo sangrado al defecar",
    "Qué vergón quedó el nuevo hospital",
    "Mi mamá tiene cáncer de seno",
    "El especialista nunca llegó a Conchagua",
    "Pésimo servicio, la enfermera me trató mal",
    "El diputado prometió y no cumplió",
    "¿Cuánto cuesta el carnet para mi hija?",
    "Bendiciones, feliz dia a todos 😍",
    "Denuncio que el guardia me cobró para entrar",
    "ya me cansé de llamar y nadie contesta el teléfono",
    "Sugiero que pongan más ventanillas en Soyapango",
]


@pytest.fixture(scope="module")
def clasificador():
    return Clasificador.cargar()


@pytest.fixture
def copia(tmp_path):
    """Los artefactos incluidos en otra carpeta, para estropearlos."""
    for ruta in (*CARPETA.glob("*.npz"), *CARPETA.glob("*.json")):
        shutil.copy(ruta, tmp_path)
    return tmp_path


INGLES = [
    "How can I get an appointment at the hospital?",
    "You are all useless idiots and I hope you die",
    "thank you so much for the help",
    "My mom needs dialysis and nobody answers the phone",
    "fuck you and your hospital",
]


@pytest.mark.parametrize("texto", [*INGLES, "não consigo marcar minha consulta", "где больница находится"])
def test_de_otro_idioma_solo_se_dice_eso(clasificador, texto):
    assert clasificador.puntuar([leer(texto)]) == [{"otro_idioma": 1.0}]


@pytest.mark.parametrize(
    "texto", ["great job", "ok", "call center", "el call center no sirve", "👍👍", "I love ISSS jaja"]
)
def test_una_palabra_inglesa_no_hace_ingles_un_texto(clasificador, texto):
    assert "otro_idioma" not in clasificador.puntuar([leer(texto)])[0]


@pytest.mark.parametrize("texto", INSULTOS)
def test_el_insulto_claro_llega_a_la_cola(clasificador, texto):
    assert clasificador.puntuar([leer(texto)])[0]["ofensivo"] >= UMBRAL_COLA


def test_queja_elogio_y_consulta_quedan_bajo_el_umbral(clasificador):
    """Todos menos uno: «No hay medicinas, es una vergüenza» roza el umbral de cola de `ofensivo` (.50)."""
    ofensas = ("ofensivo", "insulto_persona", "insulto_grupo")
    indicios = clasificador.puntuar([leer(t) for t in LIMPIOS])
    pasan = [t for t, x in zip(LIMPIOS, indicios, strict=True) if max(x[e] for e in ofensas) >= UMBRAL_COLA]
    assert len(pasan) <= 1, pasan


def test_la_queja_vulgar_es_vulgar_y_no_ofensiva(clasificador):
    indicios = clasificador.puntuar([leer("¡Qué mierda de servicio, llevo 5 horas esperando!")])[0]
    assert indicios["vulgar"] >= UMBRAL_COLA > indicios["ofensivo"]


def test_ningun_texto_limpio_alcanza_para_actuar(clasificador):
    ofensas = (
        "ofensivo",
        "insulto_persona",
        "insulto_grupo",
        "vulgar",
        "odio",
        "odio_publico",
        "amenaza",
        "spam",
    )
    for indicios in clasificador.puntuar([leer(t) for t in LIMPIOS]):
        assert all(indicios[e] < UMBRAL_ACTUAR for e in ofensas)


def test_lote_y_uno_a_uno_dan_lo_mismo_en_cualquier_orden(clasificador):
    textos = [*INSULTOS, *LIMPIOS, "", "👍👍", "\ud800", "x" * 100_000, "te voy a matar"]
    lecturas = [leer(t) for t in textos]
    lote = clasificador.puntuar(lecturas)
    assert clasificador.puntuar(lecturas) == lote
    assert clasificador.puntuar(lecturas[::-1])[::-1] == lote
    assert [clasificador.puntuar([x])[0] for x in lecturas] == lote


@pytest.mark.parametrize(
    "texto", ["", "   ", "\x00", "\ud800\udfff", "🙂", "a" * 100_000, "pendejo " * 12_500]
)
def test_textos_raros_dan_indicios_entre_0_y_1(clasificador, texto):
    indicios = clasificador.puntuar([leer(texto)])[0]
    assert set(indicios) == set(clasificador.umbrales)
    assert all(0.0 <= v <= 1.0 for v in indicios.values())


def test_de_un_texto_vacio_no_se_sospecha(clasificador):
    assert max(clasificador.puntuar([leer("")])[0].values()) < 0.01


def test_lote_vacio(clasificador):
    assert clasificador.puntuar([]) == []


def test_solo_actua_la_etiqueta_que_se_lo_gano(clasificador):
    for cabeza in clasificador.cabezas:
        if cabeza.servida:
            assert clasificador.umbrales[cabeza.nombre].actuar == (UMBRAL_ACTUAR if cabeza.actua else None)
    sin_actuar = [e for e, u in clasificador.umbrales.items() if u.actuar is None]
    assert sin_actuar
    for indicios in clasificador.puntuar([leer(t) for t in [*INSULTOS, "te voy a matar"]]):
        assert all(indicios[e] <= TECHO + 1e-6 for e in sin_actuar)


def test_la_escala_pone_los_dos_umbrales_en_su_sitio(clasificador):
    for artefacto in clasificador.artefactos:
        for cabeza, ficha in zip(artefacto.cabezas, artefacto.ficha["cabezas"], strict=True):
            fuera = ficha["fuera_de_muestra"]
            cola = 1 / (1 + np.exp(-(cabeza.pendiente * fuera["margen_cola"] + cabeza.corrido)))
            assert cola == pytest.approx(UMBRAL_COLA, abs=1e-6)
            if cabeza.actua:
                actuar = 1 / (1 + np.exp(-(cabeza.pendiente * fuera["margen_actuar"] + cabeza.corrido)))
                assert actuar == pytest.approx(UMBRAL_ACTUAR, abs=1e-6)
                assert fuera["precision_actuar"] >= 0.95
                assert fuera["margen_actuar"] > fuera["margen_cola"]


def test_lo_incluido_cabe_y_esta_fijado_entero():
    archivos = [*CARPETA.glob("*.npz"), *CARPETA.glob("*.json")]
    assert {r.stem for r in archivos} == set(HUELLAS)
    assert sum(r.stat().st_size for r in archivos) < 10_000_000


def test_cada_artefacto_dice_su_licencia_y_sus_datos(clasificador):
    assert [a.nombre for a in clasificador.artefactos] == ["casa", "odio", "ofensa"]
    for artefacto in clasificador.artefactos:
        assert artefacto.nombre == "casa" or artefacto.ficha["licencia"].startswith("CC-BY-NC")
        assert all(d["licencia"] and len(d["sha256"]) == 64 for d in artefacto.ficha["datos"])


def test_un_byte_cambiado_en_los_pesos_no_se_carga(copia):
    ruta = copia / "ofensa.npz"
    contenido = bytearray(ruta.read_bytes())
    contenido[-1] ^= 1
    ruta.write_bytes(contenido)
    with pytest.raises(ModeloInvalido, match=r"ofensa\.npz.*no es el que se entrenó"):
        Clasificador.cargar(copia)


def test_una_ficha_cambiada_no_se_carga_con_las_huellas_fijadas(copia):
    ruta = copia / "odio.json"
    ruta.write_text(ruta.read_text().replace('"servida": true', '"servida": false'))
    with pytest.raises(ModeloInvalido, match=r"odio\.json"):
        Clasificador.cargar(copia, HUELLAS)


@pytest.mark.parametrize("cambio", [{"formato": 99}, {"rasgos": {"version": 99, "bits": rasgos.BITS}}])
def test_otra_version_se_niega_y_dice_que_hacer(copia, cambio):
    ruta = copia / "odio.json"
    ruta.write_text(json.dumps(json.loads(ruta.read_text()) | cambio))
    with pytest.raises(ModeloInvalido, match=r"otra versión.*moderacion modelo entrenar"):
        Clasificador.cargar(copia)


@pytest.mark.parametrize("contenido", ["", "{", "[]", "null", '{"formato": 1}', "\ufeff{}"])
def test_una_ficha_ilegible_se_niega(copia, contenido):
    (copia / "odio.json").write_text(contenido)
    with pytest.raises(ModeloInvalido, match=r"odio\.json.*no se entiende"):
        Clasificador.cargar(copia)


def test_falta_uno_de_los_dos_archivos(copia):
    (copia / "odio.npz").unlink()
    with pytest.raises(ModeloInvalido, match=r"odio\.npz"):
        Clasificador.cargar(copia)


def test_carpeta_sin_modelos(tmp_path):
    with pytest.raises(ModeloInvalido, match="No hay ningún modelo"):
        Clasificador.cargar(tmp_path)
    with pytest.raises(ModeloInvalido, match="No hay ningún modelo"):
        Clasificador.cargar(tmp_path / "no-existe")


def test_un_modelo_sin_huella_conocida_se_niega(copia):
    (copia / "ajeno.json").write_text("{}")
    with pytest.raises(ModeloInvalido, match="ajeno"):
        Clasificador.cargar(copia, HUELLAS)


def test_quien_no_puede_usar_odio_lo_borra_y_sigue(copia, clasificador):
    (copia / "odio.npz").unlink()
    (copia / "odio.json").unlink()
    menor = Clasificador.cargar(copia, HUELLAS)
    assert "odio_publico" not in menor.umbrales
    assert "odio_publico" not in menor.puntuar([leer("hola")])[0]
    assert menor.version != clasificador.version
    texto = [leer("Sos un cerote hijo de puta")]
    assert menor.puntuar(texto)[0]["ofensivo"] == clasificador.puntuar(texto)[0]["ofensivo"]


def test_sin_la_casa_no_se_sirven_los_demas(copia):
    (copia / "casa.npz").unlink()
    (copia / "casa.json").unlink()
    with pytest.raises(ModeloInvalido, match="necesita «casa»"):
        Clasificador.cargar(copia)


def test_con_otra_casa_no_se_sirven_los_demas(copia):
    """Sus margenes son entrada de los otros: uno de otro entrenamiento daria numeros sin sentido."""
    ruta = copia / "casa.json"
    ficha = json.loads(ruta.read_text())
    ficha["cabezas"][0]["pendiente"] += 1
    ruta.write_text(json.dumps(ficha))
    with pytest.raises(ModeloInvalido, match="se entrenó con otro «casa»"):
        Clasificador.cargar(copia)


def test_la_version_es_estable(clasificador):
    assert Clasificador.cargar().version == clasificador.version


def test_servir_no_trae_a_memoria_lo_de_entrenar():
    programa = (
        "import sys\n"
        "from modelos.clasificador import Clasificador\n"
        "from modelos.lectura import leer\n"
        "c = Clasificador.cargar()\n"
        "c.puntuar([leer(t) for t in ('Sos un pendejo', 'No hay medicina en Zacamil', '')])\n"
        "sobran = {'sklearn', 'spacy', 'scipy', 'pandas', 'rich'} & set(sys.modules)\n"
        "assert not sobran, sobran\n"
    )
    en_otro_proceso(programa)
