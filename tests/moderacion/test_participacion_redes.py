"""La participacion en las redes, contada de la base: gente, opiniones, respuestas y tiempos."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from conectores.tipos import Red
from moderacion.almacen import Almacen
from moderacion.almacen.tablas import Borrador, Consulta, Cuenta, Orden, Veredicto, tabla
from moderacion.informes import registro
from moderacion.informes.importar import MecanismoEscrito, guardar_mecanismo
from moderacion.informes.modelo import Informe
from moderacion.informes.periodo import Periodo
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import alta, autor, com, ejecutar, entrar, filas, persona
from tests.moderacion.leer_informes import de_json
from tests.moderacion.test_seguidores import cifra, sembrar

MAYO, JUNIO = (Periodo(date(2026, m, 1), date(2026, m, 30 + (m == 5))) for m in (5, 6))
UNO = datetime(2026, 5, 10, 15, tzinfo=UTC)


def armar(almacen: Almacen, periodo: Periodo = MAYO, ahora: datetime | None = None) -> Informe:
    return registro.armar("participacion", almacen, periodo, ahora or UNO + timedelta(days=200), "ISSS")


def leido(almacen: Almacen, comentario: int, *intenciones: str) -> None:
    """Lo que la maquina leyo en un comentario."""
    (huella,) = filas(almacen, "SELECT huella FROM comentario WHERE id = :n", n=comentario)
    fijo = {"version_modelo": "m", "propuesta": "permitir", "bloquear": False, "critica": False}
    fijo |= {"automatica": False, "degradado": False, "razon_degradado": "", "indicios": {}, "fecha": UNO}
    for version, dichas in (("1", ["conversacion"]), ("2", list(intenciones))):
        with almacen._motor.begin() as con:
            con.execute(
                insert(tabla(Veredicto)).values(
                    comentario_id=comentario,
                    huella=huella,
                    version_reglamento=version,
                    intencion=dichas,
                    **fijo,
                )
            )


def contestar(
    almacen: Almacen, comentario: int, cuando: datetime, area: str = "", estado: str = "hecha"
) -> None:
    """Una respuesta que salio; con area, apoyada en lo que contesto."""
    with almacen._motor.begin() as con:
        fija = {"cuenta_id": 1, "accion": "responder", "origen": "persona", "creada": cuando, "error": ""}
        orden = con.execute(
            insert(tabla(Orden)).values(
                clave=f"r{comentario}{cuando}",
                comentario_id=comentario,
                estado=estado,
                cerrada=cuando,
                texto="x",
                **fija,
            )
        ).inserted_primary_key[0]
        if not area:
            return
        consulta = con.execute(
            insert(tabla(Consulta)).values(
                numero=f"C-{comentario}", area=area, asunto="x", pregunta="x", respuesta="sí, así", respondida_por="x",
                creada=cuando - timedelta(hours=3), creada_por=1, respondida=cuando - timedelta(hours=1),
                vence=cuando + timedelta(days=9), estado="respondida",
            )
        ).inserted_primary_key[0]  # fmt: skip
        con.execute(
            insert(tabla(Borrador)).values(
                tipo="respuesta", cuenta_id=1, comentario_id=comentario, comentario_huella="", texto="x", huella="h",
                consulta_id=consulta, impacto="", advertencias=[], estado="publicado", version=1, autor_id=1,
                creado=cuando, cambiado=cuando, aprobado_por=2, huella_aprobada="h", motivo_devolucion="", orden_id=orden,
            )
        )  # fmt: skip


def escriben(almacen: Almacen, cuenta: int, quienes: Iterable[int], cuando: datetime, prefijo: str) -> None:
    cosas = [com(f"{prefijo}{n}", autor=autor(q), creado=cuando) for n, q in enumerate(quienes)]
    entrar(almacen, cuenta, *cosas)


@pytest.fixture
def mundo(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    """Mayo: tres personas en Facebook (cinco comentarios) y una en Twitter. Abril: una."""
    alta(almacen)
    alta(almacen, Red.TWITTER, "t")
    with almacen._motor.begin() as con:
        con.execute(update(tabla(Cuenta)).values(alta=UNO - timedelta(days=400)))
    persona(almacen, "ana")
    persona(almacen, "berta")
    escriben(almacen, 1, (1, 1, 2, 3), UNO, "f")
    entrar(almacen, 1, com("f-sin", autor=None, creado=UNO), com("nuestro", propio=True, creado=UNO))
    escriben(almacen, 2, (1,), UNO, "t")
    escriben(almacen, 1, (9,), UNO - timedelta(days=25), "abril")
    # el último instante de mayo en El Salvador ya es junio en UTC
    escriben(almacen, 1, (3,), datetime(2026, 6, 1, 5, 59, 59, tzinfo=UTC), "borde")
    escriben(almacen, 1, (4,), datetime(2026, 6, 1, 6, 0, tzinfo=UTC), "junio")
    leido(almacen, 1, "queja")
    leido(almacen, 2, "consulta", "queja")
    leido(almacen, 3, "conversacion")
    leido(almacen, 4)
    contestar(almacen, 1, UNO + timedelta(hours=4))
    contestar(almacen, 1, UNO + timedelta(hours=9))
    contestar(almacen, 2, UNO + timedelta(hours=10), "farmacia")
    contestar(almacen, 3, UNO + timedelta(hours=1))
    contestar(almacen, 4, UNO + timedelta(hours=1), estado="fallida")
    return almacen


@pytest.mark.los_dos
def test_se_cuenta_la_gente_y_no_lo_nuestro(mundo: Almacen) -> None:
    t = de_json(armar(mundo))["redes"]
    facebook, twitter = t["filas"]
    assert (facebook["personas"], facebook["comentarios"]) == (3, 6)
    assert facebook["nota"] == "De 1 comentario la red no dice el autor."
    assert (twitter["personas"], twitter["comentarios"]) == (1, 1)
    assert (facebook["antes"], facebook["cambio"]) == (1, 200.0)
    assert t["total"]["personas"] == 4
    assert de_json(armar(mundo, JUNIO))["redes"]["filas"][0]["personas"] == 1


@pytest.mark.los_dos
def test_las_opiniones_las_respuestas_y_cuanto_tardaron(mundo: Almacen) -> None:
    i = armar(mundo)
    s = next(s for s in i.secciones if s.clave == "redes")
    assert {c.clave: c.valor for c in s.cifras} == {
        "opiniones": 2,
        "contestadas": 2,
        "parte": 100,
        "mediana": timedelta(hours=7),
    }
    t = de_json(i)
    assert {f["area"]: (f["contestados"], f["mediana"]) for f in t["tiempos"]["filas"]} == {
        "Farmacia y medicamentos": (1, 36_000),
        "Sin preguntar a ningún área": (2, 9_000),
    }
    assert t["tiempos"]["total"]["contestados"] == 3
    assert t["areas"]["filas"] == [
        {"area": "Farmacia y medicamentos", "preguntadas": 1, "respondidas": 1, "mediana": 7_200}
    ]
    # el último veredicto sobre el texto que tiene, y un comentario puede tener dos
    intenciones = {f["que"]: f["cuantos"] for f in t["intenciones"]["filas"]}
    assert intenciones == {"Consultas": 1, "Quejas": 2, "Conversación": 1, "Sin intención clara": 1}


def test_un_mes_a_medias_se_compara_hasta_la_misma_hora_del_otro(mundo: Almacen) -> None:
    """En abril alguien escribió el día 15 a las nueve: el 15 de mayo a las ocho todavía no se compara con él."""
    escriben(mundo, 1, (5,), UNO - timedelta(days=40), "principio")
    escriben(mundo, 1, (5,), UNO - timedelta(days=30, hours=5), "diez")
    por_hora = {
        ahora: de_json(armar(mundo, ahora=ahora))["redes"]["total"]["antes"]
        for ahora in (UNO, UNO + timedelta(days=5, hours=-1), UNO + timedelta(days=5))
    }
    assert list(por_hora.values()) == [1, 1, 2]


def test_lo_de_antes_de_conectar_la_cuenta_no_se_compara(mundo: Almacen) -> None:
    with mundo._motor.begin() as con:
        con.execute(update(tabla(Cuenta)).values(alta=UNO - timedelta(days=28)))  # el 12 de abril
    i = armar(mundo)
    facebook = de_json(i)["redes"]["filas"][0]
    assert (facebook["antes"], facebook["cambio"]) == (1, None)
    assert "Se conectó el 12/04/2026: el período anterior no está entero." in facebook["nota"]
    assert all(f["cambio"] is None for f in de_json(i)["intenciones"]["filas"])


def test_lo_contestado_despues_del_corte_no_cuenta(mundo: Almacen) -> None:
    s = next(s for s in armar(mundo, ahora=UNO + timedelta(hours=5)).secciones if s.clave == "redes")
    assert {c.clave: c.valor for c in s.cifras}["contestadas"] == 1


def test_decir_a_alguien_que_se_le_restringio_no_es_contestarle(mundo: Almacen) -> None:
    def contadas() -> dict[str, object]:
        s = next(s for s in armar(mundo).secciones if s.clave == "redes")
        return {c.clave: c.valor for c in s.cifras}

    antes = contadas()
    ejecutar(mundo, "UPDATE orden SET origen = 'maquina'")
    assert (antes["contestadas"], contadas()["contestadas"]) == (2, 0)


def test_sin_registro_de_las_redes_el_documento_se_llena_con_lo_contado(almacen: Almacen) -> None:
    sembrar(almacen, date(2026, 4, 30), date(2026, 5, 31))
    escriben(almacen, 1, (1, 2), UNO, "f")
    t = de_json(armar(almacen))
    contadas = {f["que"]: f["cifra"] for f in t["cifras"]["filas"]}
    assert contadas == {
        "Interactuaron en Facebook": 2,
        "Opiniones recibidas": 0,
        "Opiniones a las que se dio respuesta": 0,
    }
    crecidas = {f["cuenta"]: f["diferencia"] for f in t["incremento"]["filas"]}
    assert crecidas["@isss_gob_sv"] == cifra(1, date(2026, 5, 31)) - cifra(1, date(2026, 4, 30))
    assert any("BUZON DE SUGERENCIAS" in n for n in armar(almacen).notas)


@pytest.mark.parametrize(("hasta", "fuera"), [(date(2026, 5, 10), True), (date(2026, 5, 31), False)])
def test_lo_contado_que_pisa_un_registro_escrito_no_va_dos_veces_y_se_dice(
    almacen: Almacen, hasta: date, fuera: bool
) -> None:
    sembrar(almacen, date(2026, 4, 30), date(2026, 5, 31))
    escriben(almacen, 1, (1, 2), UNO, "f")
    escrito = MecanismoEscrito(
        "redes",
        "",
        "",
        "",
        "",
        "",
        "Unidad",
        "2026-05-01",
        hasta.isoformat(),
        "Interactuaron en Facebook: 50",
    )
    guardar_mecanismo(almacen, escrito, "usuario/1")
    i = armar(almacen)
    assert [f["cifra"] for f in de_json(i)["cifras"]["filas"]] == [50]
    assert de_json(i)["redes"]["total"]["personas"] == 2
    dichas = [n for n in i.notas if "no se pone lo que el servicio contó del 01/05/2026" in n]
    assert bool(dichas) is fuera
    if dichas:
        assert "(Interactuaron en Facebook: 2; Opiniones recibidas: 0;" in dichas[0]
        assert "hay otro registro (del 01/05/2026 al 10/05/2026)." in dichas[0]


def test_una_base_vacia_da_la_tabla_de_2016_igual(almacen: Almacen) -> None:
    con, sin = (
        registro.armar("participacion", a, Periodo.del_anio(2016), UNO, "ISSS") for a in (almacen, None)
    )
    assert de_json(con) == de_json(sin)
