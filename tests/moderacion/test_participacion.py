"""El informe de participacion: la tabla de la institucion de 2016, entera, y lo que de ella no cuadra."""

import json
from datetime import UTC, date, datetime

import pytest

from moderacion.errores import EntradaInvalida
from moderacion.informes import registro
from moderacion.informes.mecanismos import CifraMecanismo, Crecimiento, Mecanismo, ejemplo
from moderacion.informes.modelo import Informe
from moderacion.informes.periodo import Periodo
from tests.moderacion.leer_informes import de_csv, de_html, de_json, de_pdf, de_xlsx

AHORA = datetime(2026, 11, 26, 15, tzinfo=UTC)
PUBLICADAS = {
    # lo que se lee en la fuente, copiado aqui a mano y aparte de los datos del programa
    ("campanas", 3658), ("campanas", 38), ("ferias", 18), ("ferias", 34), ("ferias", 29), ("ferias", 41),
    ("ferias", 12), ("ferias", 2), ("llamadas", 682), ("redes", 1648), ("redes", 1682), ("redes", 12661),
    ("redes", 146), ("buzon", 87), ("atencion_usuario", 54), ("sitio_web", 46), ("oir", 15),
    ("ferias_transparencia", 2),
}  # fmt: skip
SEGUIDORES = [
    ("Facebook", 15_188, 21_097, 5_909, 5_409),
    ("@Isss_gob_sv", 39_400, 45_337, 5_937, 5_937),
    ("@ISSS_Atento", 1_785, 2_030, 245, 245),
]
CORRECCION = "La fuente publica 5,409; de 15,188 a 21,097 hay 5,909."


@pytest.fixture(scope="module")
def de_2016() -> Informe:
    return registro.armar("participacion", None, Periodo.del_anio(2016), AHORA, "ISSS")


def test_estan_los_nueve_mecanismos_del_documento_con_sus_apartados(de_2016: Informe) -> None:
    assert [m.clave for m in ejemplo()[1]] == [
        "campanas", "ferias", "llamadas", "redes", "buzon", "atencion_usuario", "sitio_web", "oir", "ferias_transparencia",
    ]  # fmt: skip
    assert all(all((m.objetivo, m.requisitos, m.participaciones, m.lugares, m.fuente)) for m in ejemplo()[1])
    assert len([s for s in de_2016.secciones if s.clave.startswith("mecanismo-")]) == 9
    assert not any("Sin ningún registro" in n for n in de_2016.notas)


def test_la_tabla_trae_todas_las_cifras_de_la_fuente(de_2016: Informe) -> None:
    nombres = {m.nombre: m.clave for m in ejemplo()[1]}
    filas = de_json(de_2016)["cifras"]["filas"]
    assert {(nombres[f["mecanismo"]], f["cifra"]) for f in filas} == PUBLICADAS
    assert [(nombres[f["mecanismo"]], f["cifra"]) for f in filas].count(("ferias", 18)) == 3
    assert len(filas) == 20
    de_agosto = {f["cifra"] for f in filas if f["desde"] == "2016-08-01"}
    assert de_agosto == {682, 146, 87, 54, 46, 15}, "de las que el documento dice «de agosto a diciembre»"


def test_cada_cifra_esta_en_el_texto_que_la_fuente_publico() -> None:
    for m in ejemplo()[1]:
        dicho = m.participaciones.replace("Dos participaciones", "2 participaciones")
        for c in m.cifras:
            assert f"{c.valor:,}" in dicho, f"{m.clave}: {c.nombre}"


def test_las_cinco_formas_llevan_las_mismas_cifras(de_2016: Informe) -> None:
    esperadas = [f["cifra"] for f in de_json(de_2016)["cifras"]["filas"]]
    assert [int(f["Cifra"]) for f in de_csv(de_2016, "cifras")] == esperadas
    hoja = [f for f in de_xlsx(de_2016, "Participaciones de cada mecanis") if isinstance(f.get("Cifra"), int)]
    assert [f["Cifra"] for f in hoja] == esperadas
    assert [f[2] for f in de_html(de_2016, "cifras")[1:]] == [f"{n:,}" for n in esperadas]
    papel = de_pdf(de_2016)
    assert all(f"{n:,}" in papel for n in esperadas)


def test_los_seguidores_llevan_lo_publicado_lo_correcto_y_por_que(de_2016: Informe) -> None:
    tabla = de_json(de_2016)["incremento"]
    leidas = [
        (f["cuenta"], f["antes"], f["despues"], f["diferencia"], f["publicado"]) for f in tabla["filas"]
    ]
    assert leidas == SEGUIDORES
    assert [f.get("nota", "") for f in tabla["filas"]] == [CORRECCION, "", ""]
    assert [f["dicho"] for f in tabla["filas"]] == [
        "De 15,188 a 21,097 = 5,909",
        "De 39,400 a 45,337 = 5,937",
        "De 1,785 a 2,030 = 245",
    ]
    assert tabla["total"]["diferencia"] == sum(s[3] for s in SEGUIDORES)
    for leido in (
        json.dumps(de_csv(de_2016, "incremento"), ensure_ascii=False),
        json.dumps(de_xlsx(de_2016, "Incremento de seguidores"), ensure_ascii=False),
        json.dumps(de_html(de_2016, "incremento"), ensure_ascii=False),
        de_pdf(de_2016),
    ):
        assert CORRECCION in leido


def test_solo_hay_esa_diferencia_mal_restada_y_las_partes_que_no_salen_de_dieciocho(de_2016: Informe) -> None:
    notas = de_json(de_2016)["cifras"]["notas"]
    assert len(notas) == 2
    assert "no pueden salir de 18 (zonas del país visitadas): cuadran con 17 (5, 7, 2, 3)" in notas[0]
    assert CORRECCION in notas[1]


def test_lo_que_no_tiene_registro_se_dice() -> None:
    i = registro.armar("participacion", None, Periodo.del_anio(2020), AHORA, "ISSS")
    assert "CAMPAÑAS DE SALUD" in i.notas[-1]
    assert i.notas[-1].startswith("Sin ningún registro en este período: ")
    assert de_json(i)["cifras"]["filas"] == []


def test_lo_de_agosto_a_diciembre_no_entra_en_el_primer_semestre() -> None:
    periodo = Periodo(date(2016, 1, 1), date(2016, 6, 30))
    i = registro.armar("participacion", None, periodo, AHORA, "ISSS")
    assert de_json(i)["cifras"]["filas"] == []


@pytest.mark.parametrize(
    ("antes", "despues", "publicado", "cuadra"), [(10, 15, 5, True), (10, 15, None, True), (10, 15, 6, False)]
)
def test_una_diferencia_publicada_se_comprueba(
    antes: int, despues: int, publicado: int | None, cuadra: bool
) -> None:
    c = Crecimiento("facebook", "Página", antes, despues, publicado)
    assert c.cuadra is cuadra
    assert bool(c.nota) is not cuadra
    assert c.correcto == 5


def test_unas_partes_que_salen_de_su_cuenta_no_llevan_nota() -> None:
    cifras = (
        CifraMecanismo("Zonas", 17),
        *(CifraMecanismo(f"zona {p}", p, "%", "Zonas") for p in (29, 41, 12, 18)),
    )
    m = Mecanismo("x", "X", "", "", "", "", "", date(2016, 1, 1), date(2016, 12, 31), cifras)
    assert m.notas() == ()


def test_una_clase_que_no_hay_lo_dice() -> None:
    with pytest.raises(EntradaInvalida, match="participacion"):
        registro.armar("nada", None, Periodo.del_anio(2016), AHORA, "ISSS")
