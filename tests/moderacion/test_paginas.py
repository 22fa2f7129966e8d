"""Lo que las paginas de la casa leen: conteos, bitacora por paginas, conexiones y el dia de cada quien."""

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import moderacion
from conectores.tipos import EstadoCuenta, Red
from moderacion import cola, informes, ingesta
from moderacion.almacen import Almacen
from moderacion.almacen.estados import EstadoBloqueo, EstadoOrden, OrigenPublicacion
from moderacion.almacen.estados_conservacion import EstadoSolicitud
from moderacion.almacen.estados_redaccion import EstadoSugerencia
from moderacion.bitacora import Suceso
from moderacion.cola import PERMITIR, Resolucion
from moderacion.cola.dia import mi_dia
from moderacion.errores import EntradaInvalida
from moderacion.informes import bitacora, hoja
from moderacion.informes import politicas as cifras
from moderacion.informes.bitacora import Filtro
from moderacion.reloj import RelojFijo
from moderacion.web.palabras_casa import SUCESOS
from tests.moderacion.conftest import INICIO
from tests.moderacion.falsos import (
    CAPACIDADES,
    DIA,
    HORA,
    INSULTO,
    MINUTO,
    ConectorFalso,
    alta,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    pag,
    persona,
)
from tests.moderacion.test_bitacora import _sin_guardia

CAP = CAPACIDADES[Red.FACEBOOK]
MES = timedelta(days=30)


def resolver(
    almacen: Almacen, expediente_id: int, quien: cola.Persona, accion: str, articulo: int | None = 2
) -> int:
    version = filas(almacen, "SELECT version FROM expediente WHERE id = :e", e=expediente_id)[0]
    r = Resolucion.de(accion, "porque si", version, articulo)
    return cola.resolver(almacen, expediente_id, quien, r, CAP, MES)


# --- lo que hizo cada politica


def test_cada_lote_y_cada_decision_suman_a_su_politica_y_a_su_dia(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO), com("c2", "que feo"), com("c3", f"{INSULTO} otra vez"), com("c4"))
    juzgar(almacen, reloj)
    una = persona(almacen)
    resolver(almacen, 1, una, "ocultar")
    resolver(almacen, 3, una, PERMITIR)
    resolver(almacen, 2, una, PERMITIR)  # solo pedia mirarlo: permitirlo no la contradice
    total = cifras.semana(almacen, reloj, range(1, 14))
    assert total[2].total == {"hallada": 3, "propuesta": 3, "actuada": 2, "confirmada": 1, "revertida": 1}
    assert total[2].acuerdo == 0.5
    assert total[1].total == dict.fromkeys(cifras.HECHOS, 0)
    assert total[1].acuerdo is None


def test_restringir_por_otro_articulo_no_confirma(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj)
    resolver(almacen, 1, persona(almacen), "ocultar", 12)
    total = cifras.semana(almacen, reloj, [2, 12])
    assert (total[2].total["confirmada"], total[12].total["confirmada"]) == (0, 0)


def test_el_dia_es_el_de_el_salvador_y_la_semana_termina_hoy(almacen: Almacen) -> None:
    reloj = RelojFijo(datetime(2026, 11, 21, 5, 59, tzinfo=UTC))  # aun es el 20 alla
    almacen._reloj = reloj
    alta(almacen)
    for n in range(2):
        entrar(almacen, 1, com(f"c{n}", "que feo", creado=reloj.ahora()))
        juzgar(almacen, reloj)
        reloj.adelantar(MINUTO)
    dias = filas(almacen, "SELECT dia, cuantos FROM conteo_politica WHERE que = 'hallada' ORDER BY dia")
    # SQLite guarda el dia como texto; PostgreSQL lo devuelve como fecha
    assert [(str(dia), cuantos) for dia, cuantos in dias] == [
        ("2026-11-20", 1),
        ("2026-11-21", 1),
    ]
    quincena = cifras.quincena(almacen, reloj, 2)
    assert len(quincena.dias) == 14
    assert [d["hallada"] for _, d in quincena.dias[-2:]] == [1, 1]
    reloj.adelantar(6 * DIA)
    assert cifras.semana(almacen, reloj, [2])[2].total["hallada"] == 1


def test_un_lote_que_se_repite_no_cuenta_dos_veces(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", "que feo"))
    juzgar(almacen, reloj)
    for texto in ("ya no", "que feo"):  # el autor lo edita y vuelve al texto de antes
        entrar(almacen, 1, com("c1", texto))
        juzgar(almacen, reloj)
    assert cifras.semana(almacen, reloj, [2])[2].total["hallada"] == 1


# --- la bitacora


@pytest.fixture
def cien(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    """Cien sucesos, uno por hora."""
    for n in range(1, 101):
        with almacen.unidad() as u:
            u.registro.asentar(
                Suceso(f"cosa:{'par' if n % 2 == 0 else 'non'}", f"cosa/{n % 10}", f"usuario/{n % 3}")
            )
        reloj.adelantar(HORA)
    return almacen


def test_la_bitacora_se_pasa_entera_sin_repetir_ni_saltar(cien: Almacen) -> None:
    vistos: list[int] = []
    antes, paginas = None, 0
    while True:
        h = bitacora.hojear(cien, Filtro(), antes, 7)
        vistos += [e.n for e in h.sucesos]
        paginas += 1
        with cien.unidad() as u:  # lo que llega mientras tanto no mueve las paginas
            u.registro.asentar(Suceso("cosa:nueva", "cosa/x"))
        if h.siguiente is None:
            break
        antes = h.siguiente
    assert vistos == list(range(100, 0, -1))
    assert paginas == 15


@pytest.mark.parametrize(
    ("filtro", "esperados"),
    [
        (Filtro(tipo="cosa:par"), range(100, 0, -2)),
        (Filtro(objeto="cosa/3"), range(93, 0, -10)),
        (Filtro(actor="usuario/0"), range(99, 0, -3)),
        (Filtro(tipo="cosa:par", objeto="cosa/3"), ()),
        (Filtro(desde=INICIO + 98 * HORA), (100, 99)),
        (Filtro(hasta=INICIO + 2 * HORA), (2, 1)),
        (Filtro(desde=INICIO + HORA, hasta=INICIO + 3 * HORA), (3, 2)),
        (Filtro(desde=INICIO + 200 * HORA), ()),
        (Filtro(hasta=INICIO), ()),
        (Filtro(tipo="' OR 1=1 --"), ()),
    ],
)
def test_los_filtros(cien: Almacen, filtro: Filtro, esperados: object) -> None:
    assert [e.n for e in bitacora.hojear(cien, filtro, cuantos=200).sucesos] == list(esperados)  # type: ignore[call-overload]
    assert [e.n for e in bitacora.sacar(cien, filtro)] == list(esperados)  # type: ignore[call-overload]


def test_fechas_al_reves(cien: Almacen) -> None:
    with pytest.raises(EntradaInvalida, match="anterior"):
        bitacora.hojear(cien, Filtro(desde=INICIO + HORA, hasta=INICIO))


def test_sacar_no_pasa_del_limite_y_deja_ver_que_habia_mas(cien: Almacen) -> None:
    assert len(list(bitacora.sacar(cien, Filtro(), 30))) == 31
    assert len(list(bitacora.sacar(cien, Filtro(), 100))) == 100


def test_comprobar_entera_por_tramos_y_con_limite_de_tiempo(cien: Almacen) -> None:
    entera = bitacora.comprobar(cien)
    assert (entera.desde, entera.hasta, entera.mala, entera.entera) == (0, 100, None, True)
    una = bitacora.comprobar(cien, tope=60)
    assert (una.hasta, una.entera) == (60, False)
    otra = bitacora.comprobar(cien, una.hasta)
    assert (otra.desde, otra.hasta, otra.entera, otra.huella) == (60, 100, True, entera.huella)
    horas = iter((0.0, 1.0, 9.0))
    corta = bitacora.comprobar(cien, limite=timedelta(seconds=5), cronometro=lambda: next(horas))
    assert corta.hasta == 100  # cien caben en el primer lote
    sin_tiempo = bitacora.comprobar(cien, limite=timedelta(seconds=-1))
    assert (sin_tiempo.hasta, sin_tiempo.entera) == (0, False)
    with pytest.raises(EntradaInvalida, match="no hay suceso 999"):
        bitacora.comprobar(cien, 999)


@pytest.mark.parametrize("desde", [0, 30])
def test_comprobar_nombra_la_primera_mala(cien: Almacen, desde: int) -> None:
    _sin_guardia(cien)
    ejecutar(cien, "UPDATE suceso SET actor = 'otro' WHERE n IN (41, 70)")
    c = bitacora.comprobar(cien, desde)
    assert (c.mala, c.hasta, c.entera) == (41, 40, False)
    ejecutar(cien, "DELETE FROM suceso WHERE n = 35")
    assert bitacora.comprobar(cien).mala == 36


def test_comparar_ve_lo_que_la_cadena_sola_no(cien: Almacen) -> None:
    with cien.lectura() as u:
        n, anotada = u.sucesos.ultimo()
    assert bitacora.comparar(cien, n, f" {anotada.upper()} ")
    _sin_guardia(cien)
    ejecutar(cien, "DELETE FROM suceso WHERE n > 90")
    assert bitacora.comprobar(cien).entera
    assert not bitacora.comparar(cien, n, anotada)


PELIGROSAS = ("=1+1", "+1", "-1", "@SUM(A1)", "  =1", "＝1", "＋1", "－1", "＠x", "\t=1", "\r1", "\n1", "\tx")


@pytest.mark.parametrize("texto", PELIGROSAS)
def test_ninguna_celda_es_una_formula(texto: str) -> None:
    assert hoja.celda(texto) == f"'{texto}"
    (_, fila) = csv.reader(
        "".join(hoja.csv_de(["a"], [[texto]])).removeprefix("\ufeff").splitlines(keepends=True)
    )
    assert fila[0].startswith("'")


@pytest.mark.parametrize("texto", ["hola", "a=b", "", " ", "5", "«=»"])
def test_lo_inocuo_no_se_toca(texto: str) -> None:
    assert hoja.celda(texto) == texto


def test_el_csv_sale_por_trozos_y_entero() -> None:
    trozos = list(hoja.csv_de(["n"], ([i] for i in range(1200))))
    assert len(trozos) == 3
    assert "".join(trozos).count("\r\n") == 1201


def test_cada_tipo_de_suceso_tiene_su_frase() -> None:
    """Un tipo nuevo se añade a `palabras_casa.SUCESOS`: si no, la bitacora lo mostraria en jerga."""
    literal = re.compile(r'Suceso\(\s*f?"([a-z_]+:[^"]+)"')
    escritos = set()
    for ruta in sorted(Path(moderacion.__file__).parent.rglob("*.py")):
        escritos |= set(literal.findall(ruta.read_text("utf-8")))
    valores = {
        "bloqueo:{a}": [e.value for e in EstadoBloqueo],
        "orden:{a}": [e.value for e in EstadoOrden],
        "publicacion:{origen}": [o.value for o in OrigenPublicacion if o is not OrigenPublicacion.SIN_VER],
        "publicacion:{verbo}": ["editada", "borrada"],
        "visto_bueno:{verbo}": ["pedido", "dado", "rechazado", "anulado"],
        "publicacion:{OrigenPublicacion.NUESTRA}": ["nuestra"],
        "sugerencia:{estado}": [e.value for e in EstadoSugerencia],
        "restauracion:{verbo}": ["soltado", "descartado"],
        "paro:{verbo}": ["puesto", "levantado"],
        "mecanismo:{verbo}": ["guardado", "retirado"],
        "tarea:{verbo}": ["anulada", "debida", "hecha", "vencida"],
        "incidente:{verbo}": [
            "cuenta_parada",
            "cuenta_suelta",
            "decidido",
            "falsa_alarma",
            "paso_deshecho",
            "paso_hecho",
            "reabierto",
        ],
        "expediente:{verbo}": ["abierto", "reabierto"],
        "borrador:{paso.nombre}": [
            "aprobado",
            "aprobado_a_medias",
            "cuenta_descartada",
            "movido",
            "creado",
            "devuelto",
            "enviado",
            "fallido",
            "guardado",
            "programado",
            "publicado",
            "retirado",
            "visto_publicado",
            "visto_sin_publicar",
            "vuelto_a_revision",
        ],
        "consulta:{verbo}": ["creada", "respondida", "retirada"],
        "solicitud:{verbo}": [*EstadoSolicitud, "prorrogada", "entregada", "vaciada"],
        "apelacion:{verbo}": ["emitida", "presentada", "aceptada", "rechazada", "caducada"],
    }
    tipos = {
        f"{tipo.split(':')[0]}:{v}" if "{" in tipo else tipo
        for tipo in escritos
        for v in (valores[tipo] if "{" in tipo else [""])
    }
    assert len(tipos) > 45
    assert tipos - set(SUCESOS) == set()


# --- las conexiones


def test_un_dato_que_falta_no_borra_los_demas(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    alta(almacen, Red.YOUTUBE, "canal")
    vacia = informes.conexiones(almacen, reloj, {"evaluar": 5}, {1: 60})
    assert [m.estado for m in vacia.cuentas[0].metricas] == ["nunca"] * 3
    assert (vacia.cuentas[0].siguiente, vacia.cuentas[0].ultimo) == (None, None)
    assert [(v.nombre, v.fecha, v.al_dia) for v in vacia.latidos] == [("evaluar", None, False)]
    with almacen.unidad() as u:
        u.cuentas.fotografiar(1, EstadoCuenta(Red.FACEBOOK, "100", "ISSS", None, administradores=("a", "b")))
        u.cuentas.fotografiar(2, EstadoCuenta(Red.YOUTUBE, "canal", "ISSS", 12300, seguidores_exactos=False))
    uno, dos = informes.conexiones(almacen, reloj, {}, {1: 60}).cuentas
    assert [(m.nombre, m.estado, m.valor) for m in uno.metricas] == [
        ("seguidores", "oculto", None),
        ("perfil", "leido", 1),
        ("administradores", "leido", 2),
    ]
    assert [(m.estado, m.valor) for m in dos.metricas][::2] == [("redondeado", 12300), ("oculto", None)]
    reloj.adelantar(3 * DIA)
    uno, dos = informes.conexiones(almacen, reloj, {}, {1: 60}).cuentas
    assert [m.estado for m in uno.metricas] == ["oculto", "viejo", "viejo"]


def test_lo_que_espera_en_cada_cuenta(almacen: Almacen, reloj: RelojFijo) -> None:
    red = ConectorFalso(reloj=reloj)
    alta(almacen)
    alta(almacen, Red.YOUTUBE, "canal")
    red.barridos.append([pag("k", com("c1", INSULTO), com("c2", "hola"))])
    ingesta.sondear(almacen, red, 1, reloj)
    reloj.adelantar(5 * MINUTO)
    entrar(almacen, 2, com("v1", "buenas", red=Red.YOUTUBE))
    uno, dos = informes.conexiones(almacen, reloj, {}, {1: 600}).cuentas
    assert (uno.atraso.por_juzgar, uno.atraso.mas_viejo) == (2, INICIO)
    assert (dos.atraso.por_juzgar, dos.siguiente) == (1, None)
    assert uno.siguiente == INICIO + 10 * MINUTO
    assert uno.ultimo.texto == "hola"
    assert informes.salud(almacen, reloj, {}).pendientes == 3
    juzgar(almacen, reloj)
    uno, _ = informes.conexiones(almacen, reloj, {}, {1: 600}).cuentas
    assert (uno.atraso.por_juzgar, uno.atraso.ordenes["pendiente"]) == (0, 1)
    assert uno.atraso.orden_mas_vieja == reloj.ahora()
    ejecutar(almacen, "UPDATE orden SET estado = 'fallida'")
    uno, _ = informes.conexiones(almacen, reloj, {}, {1: 600}).cuentas
    assert (uno.atraso.ordenes["fallida"], uno.atraso.orden_mas_vieja) == (1, None)
    reloj.adelantar(8 * DIA)
    assert informes.conexiones(almacen, reloj, {}, {}).cuentas[0].atraso.ordenes["fallida"] == 0


# --- el dia de cada quien


def test_mi_dia_es_lo_mio_de_hoy(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO), com("c2", "que feo"), com("c3", "feo feo"))
    juzgar(almacen, reloj)
    una, otra = persona(almacen, "una"), persona(almacen, "otra")
    jefa = persona(almacen, "jefa", "supervision")
    resolver(almacen, 1, una, "ocultar")
    cola.tomar(almacen, 2, una)
    cola.tomar(almacen, 3, otra)
    d = mi_dia(almacen, una)
    assert [t.expediente_id for t in d.tomados] == [2]
    assert [(x.expediente_id, x.accion, x.ordenes) for x in d.decididos] == [
        (1, "ocultar", (("ocultar", "pendiente"),))
    ]
    assert (d.cuantos_decididos, d.malogrados, d.equipo) == (1, 0, ())
    ejecutar(almacen, "UPDATE orden SET estado = 'fallida' WHERE decision_id IS NOT NULL")
    assert mi_dia(almacen, una).malogrados == 1
    assert [(c.nombre, c.tomados, c.decididos) for c in mi_dia(almacen, jefa).equipo] == [
        ("jefa", 0, 0),
        ("otra", 1, 0),
        ("una", 1, 1),
    ]
    reloj.adelantar(cola.TOMA + MINUTO)
    assert mi_dia(almacen, una).tomados == []
    reloj.adelantar(DIA)
    assert mi_dia(almacen, una).decididos == []
    assert mi_dia(almacen, persona(almacen, "mira", "auditoria")).equipo == ()
