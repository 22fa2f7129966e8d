"""Entrenar es reproducible y medir salta lo que falta, con conjuntos inventados y pequenos."""

import io

import numpy as np
import pytest
from rich.console import Console

from modelos import corpus, datos, entrenar, matrices, medir, rasgos, remuestreo, umbrales
from modelos.clasificador import Clasificador, ModeloInvalido
from modelos.lectura import leer, leer_lote
from modelos.recetas import DE_LA_CASA, ODIO
from modelos.regresiones import Ayuda, entrenar_receta

FEOS = ["sos un pendejo", "idiota de verdad", "que imbecil sos vos", "estupido y pendejo"]
BONITOS = ["gracias por la cita", "no hay medicina hoy", "a que hora abren", "buena atencion en la clinica"]
COLAS = ["", " ayer", " en zacamil", " otra vez", " siempre", " pues"]
ETIQUETADOS = {
    "insulto_persona": "sos un pendejo", "insulto_grupo": "bola de idiotas", "vulgar": "puta que calor",
    "odio": "indios apestosos", "amenaza": "te voy a quebrar", "spam": "prestamos sin fiador",
    "acusacion": "el jefe vende las plazas", "desinformacion": "la vacuna trae un chip",
    "queja": "tres horas de espera", "denuncia": "venden la medicina afuera", "consulta": "a que hora abren",
    "sugerencia": "deberian poner sillas", "felicitacion": "gracias por la cita", "urgencia": "no respira mi papa",
    "conversacion": "hoy gana el equipo", "datos_personales": "mi dui es 00000000-0",
}  # fmt: skip


def escribir(carpeta, conjunto, columnas, filas):
    lineas = ["\t".join(columnas), *("\t".join(f) for f in filas)]
    (carpeta / conjunto.archivo).write_text("\n".join(lineas) + "\n", encoding="utf-8")


def comentarios(_carpeta=None):
    """Un corpus de juguete: seis comentarios por etiqueta y unos neutros que parecen insultos."""
    con = [
        corpus.Comentario(t + c, "facebook", "normal", "x", (e,))
        for e, t in ETIQUETADOS.items()
        for c in COLAS
    ]
    return con + [corpus.Comentario("dolor en el ano" + c, "twitter", "duro", "x", ()) for c in COLAS]


@pytest.fixture(scope="module")
def inventados(tmp_path_factory):
    """Todos los conjuntos que piden las recetas, con frases escritas aqui."""
    carpeta = tmp_path_factory.mktemp("datos")
    feos = [f + c for f in FEOS for c in COLAS]
    bonitos = [b + c for b in BONITOS for c in COLAS]
    ofendes = [("1", "x", e, t) for e in ("OFP", "OFG", "NOE") for t in feos] + [
        ("2", "x", "NO", t) for t in bonitos
    ]
    escribir(carpeta, datos.OFFENDES_TRAIN, ("id", "red", "etiqueta", "texto"), ofendes)
    escribir(carpeta, datos.OFFENDES_TEST, ("id", "red", "etiqueta", "texto"), ofendes)
    emo = [("1", "e", "OFF", t) for t in feos] + [("2", "e", "NO", t) for t in bonitos]
    escribir(carpeta, datos.EMOEVENT_TRAIN, ("id", "event", "ofensivo", "texto"), emo)
    odio = [("1", t, "1", "0", "0") for t in feos] + [("2", t, "0", "0", "0") for t in bonitos]
    escribir(carpeta, datos.HATEVAL_TRAIN, ("id", "texto", "odio", "individuo", "agresivo"), odio)
    escribir(carpeta, datos.PROPUESTAS, ("id", "texto"), [("1", f"propongo mas bancas {b}") for b in bonitos])
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(corpus, "cargar", comentarios)
        # con tan pocos, los casi iguales quedarian todos en una parte
        parche.setattr(
            corpus, "partir", lambda cs: {"entrenamiento": cs, "validacion": [], "prueba": cs[::3]}
        )
        yield carpeta


@pytest.fixture(scope="module")
def entrenado(inventados, tmp_path_factory):
    salida = tmp_path_factory.mktemp("salida")
    return salida, entrenar.entrenar(salida, inventados)


def test_dos_entrenamientos_dan_los_mismos_bytes(inventados, entrenado, tmp_path):
    entrenar.entrenar(tmp_path, inventados)
    for ruta in sorted(entrenado[0].iterdir()):
        assert (tmp_path / ruta.name).read_bytes() == ruta.read_bytes(), ruta.name


def test_mostrar_lo_entrenado(entrenado):
    salida = Console(file=io.StringIO(), width=200)
    entrenar.mostrar(entrenado[1], salida)
    texto = salida.file.getvalue()
    assert "insulto_grupo" in texto
    assert "no actúa" in texto


def test_lo_entrenado_se_sirve_y_distingue(entrenado):
    clasificador = Clasificador.cargar(entrenado[0])
    feo, bonito = clasificador.puntuar([leer("sos un idiota pendejo"), leer("gracias por la atencion")])
    assert feo["ofensivo"] > bonito["ofensivo"]
    assert feo["odio_publico"] > bonito["odio_publico"]
    assert feo["insulto_persona"] > bonito["insulto_persona"]


def test_los_margenes_servidos_son_los_de_las_matrices(entrenado, inventados):
    """Sumar palabra a palabra, con los pesos en 8 bits, da la cuenta que se aprendio."""
    filas = datos.leer_conjunto(datos.HATEVAL_TRAIN, inventados)
    textos = [f["texto"] for f in filas]
    cuentas = matrices.Cuentas.de(textos, rasgos.nombres_sueltos())
    ayuda = Ayuda(np.zeros((len(textos), len(DE_LA_CASA)), np.float32), len(textos))
    hecho = entrenar_receta(ODIO, [(datos.HATEVAL_TRAIN, f) for f in filas], cuentas, ayuda, 1)
    x = matrices.juntar(cuentas, matrices.idf_de(cuentas.letras), matrices.idf_de(cuentas.palabras))
    pesos = np.concatenate(
        [hecho.pesos.letras, hecho.pesos.palabras, hecho.pesos.sueltos / matrices.PESO_SUELTOS]
    )
    a_mano = (x @ pesos + hecho.pesos.sesgo)[:, 0]
    # y lo servido ordena los textos como lo aprendido
    clasificador = Clasificador.cargar(entrenado[0])
    columna = [c.nombre for c in clasificador.cabezas].index("odio_publico")
    servidos = clasificador.margenes(leer_lote(textos))[:, columna]
    assert np.corrcoef(a_mano, servidos)[0, 1] > 0.95


def test_sin_bastantes_textos_por_encima_una_cabeza_no_actua(entrenado):
    por_nombre = {r.cabeza: r for rs in entrenado[1].values() for r in rs}
    assert por_nombre["odio_publico"].positivos == 24 < umbrales.MINIMO_ACTUAR
    assert por_nombre["odio_publico"].margen_actuar is None
    assert por_nombre["malsonante"].positivos == 72 > umbrales.MINIMO_ACTUAR
    assert por_nombre["malsonante"].precision_actuar >= 0.95


def test_margen_actuar_pide_precision_y_bastantes_textos():
    margenes = np.arange(200, 0, -1, dtype=float)
    y = np.arange(200) < 100
    corte, precision, cobertura = umbrales.margen_actuar(margenes, y)
    assert precision >= 0.95
    assert cobertura == 1.0
    assert corte == margenes[104]  # 100 de 105 aciertos; con uno mas baja de .95
    assert umbrales.margen_actuar(margenes, np.arange(200) < 40) is None
    assert umbrales.margen_actuar(margenes, np.arange(200) % 2 == 0) is None


def test_margen_cola_baja_hasta_la_holgura():
    margenes = np.arange(100, 0, -1, dtype=float)
    corte, f1, macro = umbrales.margen_cola(margenes, np.arange(100) < 30, macro=True)
    assert f1 == macro == 1.0
    assert corte == margenes[29]


def test_nada_prohibido_llega_a_actuar():
    margenes = np.arange(200, 0, -1, dtype=float)
    y = np.arange(200) < 100
    corte, *_ = umbrales.margen_actuar(margenes, y, prohibidos=np.array([120.0, 3.0]))
    assert corte > 120 + umbrales.HOLGURA_PROHIBIDOS
    assert umbrales.margen_actuar(margenes, y, prohibidos=np.array([180.0])) is None  # quedan menos de 50


def test_sin_carpeta_o_sin_archivo_no_se_toca_nada(tmp_path, inventados):
    salida = tmp_path / "salida"
    with pytest.raises(datos.DatosAusentes, match="No hay carpeta de datos"):
        entrenar.entrenar(salida, tmp_path / "no-esta")
    (tmp_path / "vacia").mkdir()
    with pytest.raises(datos.DatosAusentes, match=r"offendes_train\.tsv"):
        entrenar.entrenar(salida, tmp_path / "vacia")
    assert not salida.exists()


def test_una_fila_con_columnas_de_mas_dice_donde(tmp_path):
    escribir(tmp_path, datos.PROPUESTAS, ("id", "texto"), [("1", "bien"), ("2", "mal", "sobra")])
    with pytest.raises(ValueError, match=r"propuestas_madrid\.tsv», línea 3: 3 columnas"):
        datos.leer_conjunto(datos.PROPUESTAS, tmp_path)


def test_la_carpeta_de_los_datos_se_puede_decir_por_entorno(tmp_path, monkeypatch):
    monkeypatch.setenv(datos.VARIABLE, str(tmp_path))
    assert datos.carpeta_de_datos() == tmp_path
    monkeypatch.setenv(datos.VARIABLE, str(tmp_path / "no-esta"))
    with pytest.raises(datos.DatosAusentes, match=datos.VARIABLE):
        datos.carpeta_de_datos()


def test_medir_salta_lo_que_falta_y_lo_dice(inventados, entrenado):
    medidas = medir.medir(inventados, Clasificador.cargar(entrenado[0]))
    assert {m.nota for m in medidas if m.nota.startswith("falta")} == {
        "falta emoevent_es_dev.tsv",
        "falta hateval_es_dev.tsv",
        "falta ayuntamientos.tsv",
    }
    ofensivo = next(m for m in medidas if m.tarea == "ofensivo o no")
    assert ofensivo.textos == 96
    assert 0 < ofensivo.valor <= 1
    salida = Console(file=io.StringIO(), width=200)
    medir.mostrar(medidas, salida)
    assert "falta ayuntamientos.tsv" in salida.file.getvalue()
    assert f"{ofensivo.valor:.3f}" in salida.file.getvalue()


def test_medir_sin_la_etiqueta_la_salta(inventados, entrenado, tmp_path):
    for nombre in ("casa.npz", "casa.json", "odio.npz", "odio.json"):
        (tmp_path / nombre).write_bytes((entrenado[0] / nombre).read_bytes())
    medidas = medir.medir(inventados, Clasificador.cargar(tmp_path))
    assert "el modelo no da «ofensivo»" in [m.nota for m in medidas]


def test_sin_datos_publicos_se_mide_el_corpus(tmp_path, inventados, entrenado):
    medidas = medir.medir(tmp_path / "no-esta", Clasificador.cargar(entrenado[0]))
    assert any("No hay carpeta de datos" in m.nota for m in medidas)
    micro = next(m for m in medidas if m.metrica == "micro-F1")
    assert micro.entre[0] <= micro.valor <= micro.entre[1]


def test_medir_sin_modelo_lo_dice(tmp_path, inventados, monkeypatch):
    monkeypatch.setattr("modelos.clasificador.CARPETA", tmp_path)
    with pytest.raises(ModeloInvalido, match="No hay ningún modelo"):
        medir.medir(inventados)


def test_macro_f1_es_la_de_scikit_learn():
    from sklearn.metrics import f1_score

    azar = np.random.default_rng(3)
    verdad, dicho = azar.integers(0, 4, 500), azar.integers(0, 4, 500)
    assert remuestreo.macro_f1(verdad, dicho) == pytest.approx(f1_score(verdad, dicho, average="macro"))
