"""Importar y escribir lo de fuera: entero o nada, con el renglon malo dicho, y sin perder lo publicado."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moderacion.almacen import Almacen
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.informes import celda, registro
from moderacion.informes.importar import (
    COLUMNAS,
    MecanismoEscrito,
    guardar_mecanismo,
    importar,
    mecanismos_guardados,
    retirar_mecanismo,
)
from moderacion.informes.periodo import Periodo
from tests.moderacion.falsos import sucesos
from tests.moderacion.leer_informes import de_json

AHORA = datetime(2026, 11, 26, 15, tzinfo=UTC)
PUBLICADO = (
    "red,cuenta,desde,hasta,antes,despues,publicado,fuente\n"
    'facebook,Facebook,2016-01-01,2016-12-31,"15,188","21,097","5,409",Documento de 2017\n'
    "twitter,@Isss_gob_sv,2016-01-01,2016-12-31,39400,45337,5937,Documento de 2017\n"
)
DIARIAS = "red;cuenta;dia;seguidores;fuente\nfacebook;Página;2015-12-31;15188;memoria\nfacebook;Página;2016-12-31;21097;memoria\n"
MECANISMOS = (
    "mecanismo,nombre,objetivo,requisitos,participaciones,lugares,fuente,desde,hasta,que,cifra,unidad\n"
    "buzon,,,,,,Atención al Usuario,2017-01-01,2017-12-31,Opiniones obtenidas,120,\n"
    "buzon,,,,,,Atención al Usuario,2017-01-01,2017-12-31,Con nombre,40,%\n"
    "ventanilla,Ventanilla móvil,Acercar,Ninguno,Diez salidas,Apopa,Atención,2017-03-01,2017-03-31,Salidas,10,\n"
)
ESCRITO = MecanismoEscrito(
    "buzon", "", "", "", "Se abrieron los buzones", "", "Atención", "2018-01-01", "2018-12-31",
    "Opiniones obtenidas: 1,200\n\nDe mujeres: 40 %",
)  # fmt: skip


def hecho(almacen: Almacen, clase: str, anio: int) -> dict:
    return de_json(registro.armar(clase, almacen, Periodo.del_anio(anio), AHORA, "ISSS"))


def test_lo_publicado_entra_como_se_publico_y_avisa(almacen: Almacen) -> None:
    r = importar(almacen, PUBLICADO, "usuario/1")
    assert (r.nuevas, r.iguales, r.cambiadas) == (2, 0, 0)
    (aviso,) = r.avisos
    assert aviso.startswith("Facebook: la fuente publica 5,409; de 15,188 a 21,097 hay 5,909. Se guardó")
    filas = hecho(almacen, "seguidores", 2016)["publicado"]["filas"]
    assert [(f["publicado"], f["diferencia"]) for f in filas] == [(5_409, 5_909), (5_937, 5_937)]
    assert importar(almacen, PUBLICADO, "usuario/1").iguales == 2


def test_los_dias_de_antes_hacen_curva(almacen: Almacen) -> None:
    assert importar(almacen, "\ufeff" + DIARIAS, "usuario/1").nuevas == 2
    (fila,) = hecho(almacen, "seguidores", 2016)["crecimiento"]["filas"]
    assert fila["dicho"] == "De 15,188 a 21,097 = 5,909"


def test_los_mecanismos_juntan_sus_cifras_y_toman_lo_de_siempre_del_documento(almacen: Almacen) -> None:
    assert importar(almacen, MECANISMOS, "usuario/1").nuevas == 2
    t = hecho(almacen, "participacion", 2017)
    assert [(f["mecanismo"], f["que"], f["cifra"]) for f in t["cifras"]["filas"]] == [
        ("BUZON DE SUGERENCIAS", "Opiniones obtenidas", 120),
        ("BUZON DE SUGERENCIAS", "Con nombre (%)", 40),
        ("Ventanilla móvil", "Salidas", 10),
    ]
    assert t["mecanismo_buzon"]["filas"][0]["texto"].startswith("Habilitar un espacio")


def test_las_filas_de_los_mismos_dias_se_juntan_aunque_se_escriban_de_otra_forma(almacen: Almacen) -> None:
    hoja = MECANISMOS.replace(
        "2017-01-01,2017-12-31,Con nombre,40,%", "20170101,2017-W52-7,Opiniones obtenidas,40,%"
    )
    assert importar(almacen, hoja, "usuario/1").nuevas == 2
    filas = hecho(almacen, "participacion", 2017)["cifras"]["filas"]
    assert [f["cifra"] for f in filas] == [120, 40, 10], "unas y su porcentaje no son lo mismo dos veces"


def test_lo_del_anio_anterior_se_compara_si_cubre_los_mismos_dias(almacen: Almacen) -> None:
    importar(almacen, MECANISMOS, "usuario/1")
    guardar_mecanismo(almacen, ESCRITO, "usuario/1")
    filas = {f["que"]: f for f in hecho(almacen, "participacion", 2018)["cifras"]["filas"]}
    obtenidas = filas["Opiniones obtenidas"]
    assert (obtenidas["antes"], obtenidas["diferencia"], obtenidas["tanto"]) == (120, 1_080, 900.0)
    de_2017 = {f["que"]: f for f in hecho(almacen, "participacion", 2017)["cifras"]["filas"]}
    assert de_2017["Opiniones obtenidas"]["antes"] == 87
    assert de_2017["Opiniones obtenidas"]["diferencia"] is None
    assert "no se comparan" in de_2017["Opiniones obtenidas"]["nota"], "la de 2016 era de agosto a diciembre"


def test_escribir_otra_vez_cambia_y_retirar_quita_y_todo_consta(almacen: Almacen) -> None:
    n, como = guardar_mecanismo(almacen, ESCRITO, "usuario/1")
    assert como == "nuevo"
    assert guardar_mecanismo(almacen, ESCRITO, "usuario/1") == (n, "igual")
    assert guardar_mecanismo(almacen, replace(ESCRITO, lugares="Todos"), "usuario/2") == (n, "cambiado")
    retirar_mecanismo(almacen, n, "usuario/2")
    assert mecanismos_guardados(almacen) == []
    assert sucesos(almacen) == ["mecanismo:guardado", "mecanismo:guardado", "mecanismo:retirado"]
    with almacen.lectura() as u:
        assert '"lugares":"Todos"' in u.registro.de(f"mecanismo/{n}")[-1].datos
    with pytest.raises(NoExiste):
        retirar_mecanismo(almacen, n, "usuario/2")


@pytest.mark.parametrize(
    ("hoja", "dice"),
    [
        ("", "no trae filas"),
        ("a,b\n1,2\n", "no son los de ninguna"),
        (DIARIAS.replace("facebook", "hi5"), "renglón 2: «red» se esperaba"),
        (DIARIAS.replace("21097", "veinte"), "renglón 3: «seguidores» se esperaba un número"),
        (DIARIAS.replace("21097", "-4"), "renglón 3: «seguidores» se esperaba un número"),
        (DIARIAS.replace("21097", "9" * 40), "renglón 3: «seguidores» se esperaba un número"),
        (DIARIAS.replace("21097", "38,9"), "renglón 3: «seguidores» se esperaba un número"),
        (DIARIAS.replace("21097", "15,18,8"), "renglón 3: «seguidores» se esperaba un número"),
        (DIARIAS.replace("21097", "21.097"), "renglón 3: «seguidores» se esperaba un número"),
        (DIARIAS.replace("21097", "0" * 12 + "9" * 11), "renglón 3: «seguidores» se esperaba un número"),
        (PUBLICADO.replace('"5,409"', "--5"), "renglón 2: «publicado» se esperaba un número"),
        (
            DIARIAS.replace("seguidores;fuente", "seguidores;seguidores"),
            "dos columnas se llaman «seguidores»",
        ),
        (DIARIAS + "facebook;página;2016-12-31;3;otra\n", "renglón 4: repite lo del renglón 3"),
        (
            PUBLICADO + PUBLICADO.partition("\n")[2].replace("5,409", "7"),
            "renglón 4: repite lo del renglón 2",
        ),
        (MECANISMOS.replace("40,%", "38.5,%"), "renglón 3: «cifra» se esperaba un número"),
        (
            MECANISMOS.replace(
                "buzon,,,,,,Atención al Usuario,2017-01-01,2017-12-31,Con",
                "buzon,,,,Más,,,2017-01-01,2017-12-31,Con",
            ),
            "renglón 3: «participaciones» dice otra cosa que el renglón 2",
        ),
        (DIARIAS.replace("2016-12-31", "31/12/2016"), "renglón 3: «dia» se esperaba"),
        (DIARIAS.replace(";memoria", ""), "renglón 2 tiene 4 columnas"),
        (DIARIAS + 'facebook;"sin cerrar', "no se entiende"),
        (PUBLICADO.replace("2016-01-01,2016-12-31,39400", "2016-12-31,2016-01-01,39400"), "es anterior a"),
        (MECANISMOS.replace("buzon,", "el buzón,"), "falta «nombre»"),
        (MECANISMOS.replace("40,%", "40,kg"), "renglón 3: «unidad»"),
        (
            MECANISMOS.replace("Con nombre,40,%", "opiniones  obtenidas,70,"),
            "renglón 3: repite lo del renglón 2",
        ),
        (
            MECANISMOS.replace("2017-12-31,Con nombre,40,%", "20171231,Opiniones obtenidas,120,"),
            "renglón 3: repite lo del renglón 2: «Opiniones obtenidas»",
        ),
        (
            MECANISMOS.replace("2017-01-01,2017-12-31,Con", "20170101,31/12/2017,Con"),
            "renglón 3: «hasta» se esperaba",
        ),
        (MECANISMOS.replace("Ventanilla móvil", ""), "falta «nombre»"),
    ],
)
def test_una_fila_mala_se_dice_y_no_entra_ninguna(almacen: Almacen, hoja: str, dice: str) -> None:
    with pytest.raises(EntradaInvalida, match=dice):
        importar(almacen, hoja, "usuario/1")
    assert sucesos(almacen) == []
    assert mecanismos_guardados(almacen) == []


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"cifras": "54"}, "cifra 1: se esperaba"),
        ({"cifras": "Opiniones: muchas"}, "cifra 1: «cifra» se esperaba un número"),
        ({"cifras": "Quejas: 5\n\nquejas: 7"}, "cifra 3: repite lo de la cifra 1: «quejas»"),
        ({"clave": ""}, "diga cuál es"),
        ({"fuente": " "}, "falta «fuente»"),
        ({"desde": "2019-01-01"}, "anterior a «desde»"),
        ({"desde": ""}, "«desde» se esperaba"),
        ({"objetivo": "x" * 4_001}, "más de 4,000 letras"),
    ],
)
def test_lo_mal_escrito_se_dice(almacen: Almacen, cambio: dict[str, str], dice: str) -> None:
    with pytest.raises(EntradaInvalida, match=dice):
        guardar_mecanismo(almacen, replace(ESCRITO, **cambio), "usuario/1")
    assert mecanismos_guardados(almacen) == []


@pytest.mark.parametrize(
    ("clave", "nombre", "es"),
    [
        ("", "Jornadas móviles en Apopa", "jornadas_moviles_en_apopa"),
        ("Buzón de sugerencias", "", "buzon"),
        (" BUZON ", "", "buzon"),
        ("Jornadas", "Jornadas móviles", "Jornadas"),
    ],
)
def test_un_mecanismo_se_dice_con_su_nombre_o_con_su_clave(
    almacen: Almacen, clave: str, nombre: str, es: str
) -> None:
    guardar_mecanismo(almacen, replace(ESCRITO, clave=clave, nombre=nombre), "usuario/1")
    assert [m["clave"] for m in mecanismos_guardados(almacen)] == [es]


@pytest.mark.parametrize(
    ("escrito", "es"),
    [("15188", 15_188), ("15,188", 15_188), ("45, 337", 45_337), ("1 045 337", 1_045_337), ("007", 7), ("2147483647", 2**31 - 1)],
)  # fmt: skip
def test_un_numero_se_lee_como_se_escribe_aqui(escrito: str, es: int) -> None:
    assert celda.entero(escrito, "cifra", "aquí") == es
    assert celda.entero(f"-{escrito}", "cifra", "aquí", negativo=True) == -es


def test_lo_que_se_dice_que_se_admite_se_admite(almacen: Almacen) -> None:
    assert [h.partition("\n")[0].replace(";", ",") for h in (DIARIAS, PUBLICADO, MECANISMOS)] == list(
        COLUMNAS.values()
    )


def test_doce_meses_de_un_mecanismo_van_todos_con_su_suma_y_se_comparan(almacen: Almacen) -> None:
    cabeza = MECANISMOS.partition("\n")[0]
    for anio, n in ((2017, 10), (2018, 15)):
        filas = [
            f"oir,,,,,,OIR,{anio}-{m:02}-01,{anio}-{m:02}-28,Opiniones atendidas,{n},\noir,,,,,,OIR,{anio}-{m:02}-01,{anio}-{m:02}-28,Con nombre,50,%"
            for m in range(1, 13)
        ]
        importar(almacen, "\n".join([cabeza, *filas]), "usuario/1")
    t = hecho(almacen, "participacion", 2018)
    atendidas = [f for f in t["cifras"]["filas"] if f["que"].startswith("Opiniones atendidas")]
    assert len(atendidas) == 13
    assert atendidas[-1]["que"] == "Opiniones atendidas: suma de 12 registros"
    assert (atendidas[-1]["cifra"], atendidas[-1]["antes"], atendidas[-1]["tanto"]) == (180, 120, 50.0)
    assert all(f["antes"] is None for f in atendidas[:-1])
    con_nombre = [f for f in t["cifras"]["filas"] if f["que"].startswith("Con nombre")]
    assert len(con_nombre) == 12, "unos porcentajes no se suman"
    assert len(t["mecanismo_oir"]["filas"]) == 2 + 3 * 12


def test_unos_registros_que_se_pisan_no_se_suman(almacen: Almacen) -> None:
    guardar_mecanismo(almacen, ESCRITO, "usuario/1")
    guardar_mecanismo(almacen, replace(ESCRITO, hasta="2018-06-30"), "usuario/1")
    filas = hecho(almacen, "participacion", 2018)["cifras"]["filas"]
    assert [f["que"] for f in filas].count("Opiniones obtenidas") == 2
    assert not any("suma" in f["que"] for f in filas)


def test_lo_publicado_de_los_seguidores_tambien_va_en_la_participacion(almacen: Almacen) -> None:
    importar(almacen, PUBLICADO.replace("2016", "2019"), "usuario/1")
    filas = hecho(almacen, "participacion", 2019)["incremento"]["filas"]
    assert [(f["publicado"], f["diferencia"]) for f in filas] == [(5_409, 5_909), (5_937, 5_937)]


def test_lo_publicado_que_se_pisa_no_se_suma_tampoco_en_la_participacion(almacen: Almacen) -> None:
    titulos, _, fila = PUBLICADO.replace("2016", "2019").splitlines()
    mitad = fila.replace("@Isss", "@ISSS").replace("12-31", "06-30").replace("45337,5937", "40000,600")
    importar(almacen, f"{titulos}\n{fila}\n{mitad}\n", "usuario/1")
    for clase, clave in (("seguidores", "publicado"), ("participacion", "incremento")):
        t = hecho(almacen, clase, 2019)[clave]
        assert {f["cuenta"] for f in t["filas"]} == {
            "@Isss_gob_sv (año 2019)",
            "@ISSS_gob_sv (del 01/01/2019 al 30/06/2019)",
        }
        assert t["total"] is None
        assert "se contaría dos veces" in t["notas"][0]


def llamadas(desde: str, hasta: str, cuantas: int) -> MecanismoEscrito:
    return replace(
        ESCRITO,
        clave="llamadas",
        objetivo="Otro",
        desde=desde,
        hasta=hasta,
        cifras=f"Opiniones recibidas: {cuantas}",
    )


def test_lo_escrito_de_unos_meses_no_quita_lo_publicado_de_los_otros(almacen: Almacen) -> None:
    guardar_mecanismo(almacen, llamadas("2016-01-01", "2016-07-31", 500), "usuario/1")
    i = registro.armar("participacion", almacen, Periodo.del_anio(2016), AHORA, "ISSS")
    t = de_json(i)
    assert [f["cifra"] for f in t["cifras"]["filas"] if f["mecanismo"] == "CENTRO DE LLAMADAS"] == [
        500,
        682,
        1_182,
    ]
    objetivos = [f["texto"] for f in t["mecanismo_llamadas"]["filas"] if "objetivo" in f["apartado"]]
    assert (len(objetivos), objetivos[0]) == (2, "Otro")
    assert "CENTRO DE LLAMADAS (del 01/08/2016 al 31/12/2016); REDES" in i.notas[0]
    assert len(i.notas) == 1


@pytest.mark.parametrize(
    ("desde", "hasta", "se_dice"),
    [
        ("2016-01-01", "2016-08-01", True),
        ("2016-08-01", "2016-12-31", False),
        ("2016-01-01", "2016-12-31", False),
    ],
)
def test_lo_publicado_que_lo_escrito_pisa_en_parte_se_dice(
    almacen: Almacen, desde: str, hasta: str, se_dice: bool
) -> None:
    guardar_mecanismo(almacen, llamadas(desde, hasta, 500), "usuario/1")
    i = registro.armar("participacion", almacen, Periodo.del_anio(2016), AHORA, "ISSS")
    filas = de_json(i)["cifras"]["filas"]
    assert [f["cifra"] for f in filas if f["mecanismo"] == "CENTRO DE LLAMADAS"] == [500]
    fuera = [n for n in i.notas if "no se pone lo del documento" in n]
    assert bool(fuera) is se_dice
    if fuera:
        assert "del 01/08/2016 al 31/12/2016 (Opiniones recibidas: 682)" in fuera[0]
        assert "hay otro registro (01/08/2016)" in fuera[0]


def test_si_lo_escrito_quita_las_redes_del_documento_se_dice_tambien_lo_que_crecieron(
    almacen: Almacen,
) -> None:
    guardar_mecanismo(
        almacen, replace(ESCRITO, clave="redes", desde="2016-01-01", hasta="2016-01-31"), "usuario/1"
    )
    notas = registro.armar("participacion", almacen, Periodo.del_anio(2016), AHORA, "ISSS").notas
    assert "Facebook: De 15,188 a 21,097 = 5,909" in notas[-1]
