"""Lo que alguien pide sobre sus datos: quien puede que, en que orden y con que plazo."""

from datetime import timedelta

import pytest

from conectores.tipos import AutorLeido, EstadoCuenta, Red
from moderacion import conservacion
from moderacion.almacen.areas import ConsultaNueva
from moderacion.almacen.borradores import BorradorNuevo
from moderacion.almacen.estados_redaccion import EstadoVistoBueno
from moderacion.almacen.vistos_buenos import PedidoNuevo
from moderacion.conservacion import Pedido
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.incidentes import cadenas
from moderacion.incidentes.copia import Escalon
from moderacion.informes import importar
from tests.moderacion.canario import COMENTARIO, EXTERNO, NOMBRE, USUARIO, Mundo, reglas_de
from tests.moderacion.falsos import (
    DIA,
    abrir_incidente,
    avisables,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    sucesos,
)

POR_QUE = "procede según la ley"
MECANISMO = importar.MecanismoEscrito(
    "buzon", "Buzón", "", "", "", "", "memoria", "2016-01-01", "2016-12-31", "Opiniones recibidas: 54"
)


@pytest.fixture
def m(almacen, reloj) -> Mundo:
    return Mundo(almacen, reloj)


def _pedir(m: Mundo, derecho: str = "cancelacion") -> int:
    return conservacion.recibir(
        m.almacen, Pedido(derecho, NOMBRE, "una@casa.test", "Quiero lo mío"), "usuario/1"
    )


def _identificar(m: Mundo, numero: int, version: int = 1) -> None:
    conservacion.identificar(m.almacen, numero, version, m.una.id, [m.ella], "contestó desde su cuenta")


def _estado(m: Mundo, numero: int) -> str:
    return str(conservacion.ver(m.almacen, numero).s["estado"])


@pytest.mark.parametrize(
    "malo",
    [
        Pedido("otra cosa", NOMBRE, "a@b.test", "Quiero lo mío"),
        Pedido("acceso", "A", "a@b.test", "Quiero lo mío"),
        Pedido("acceso", NOMBRE, "", "Quiero lo mío"),
        Pedido("acceso", NOMBRE, "a@b.test", "corto"),
        Pedido("acceso", NOMBRE, "a@b.test", "x" * 4001),
    ],
)
def test_lo_que_no_vale_no_se_apunta(m: Mundo, malo: Pedido) -> None:
    with pytest.raises(EntradaInvalida):
        conservacion.recibir(m.almacen, malo, "usuario/1")
    assert filas(m.almacen, "SELECT count(*) FROM solicitud") == [0]


def test_no_se_recibe_manana_y_lo_que_llego_antes_cuenta_desde_entonces(m: Mundo) -> None:
    manana = m.reloj.ahora() + DIA
    with pytest.raises(EntradaInvalida, match="no ha llegado"):
        conservacion.recibir(
            m.almacen, Pedido("acceso", NOMBRE, "a@b.test", "Quiero lo mío", manana), "usuario/1"
        )
    antes = m.reloj.ahora() - 7 * DIA
    conservacion.recibir(m.almacen, Pedido("acceso", NOMBRE, "a@b.test", "Quiero lo mío", antes), "usuario/1")
    assert conservacion.bandeja(m.almacen)[0][0][1] == 15


def test_nada_se_decide_sin_saber_quien_es_ni_lo_borra_quien_lo_comprobo(m: Mundo) -> None:
    numero = _pedir(m)
    with pytest.raises(Conflicto):
        conservacion.decidir(m.almacen, numero, 1, m.otra.id, "concedida", POR_QUE)
    with pytest.raises(EntradaInvalida, match="identidad"):
        conservacion.identificar(m.almacen, numero, 1, m.una.id, [m.ella], "sí")
    with pytest.raises(EntradaInvalida, match="no existe"):
        conservacion.identificar(m.almacen, numero, 1, m.una.id, [m.ella, 999], "mostró su documento")
    _identificar(m, numero)
    with pytest.raises(NoAutorizado, match="otra persona"):
        conservacion.decidir(m.almacen, numero, 2, m.una.id, "concedida", POR_QUE)
    with pytest.raises(Conflicto, match="otra persona cambió"):
        conservacion.decidir(m.almacen, numero, 1, m.otra.id, "concedida", POR_QUE)
    conservacion.decidir(m.almacen, numero, 2, m.otra.id, "concedida", POR_QUE)
    with pytest.raises(Conflicto):
        conservacion.decidir(m.almacen, numero, 3, m.otra.id, "denegada", POR_QUE)
    with pytest.raises(NoExiste):
        conservacion.ver(m.almacen, 99)


def test_el_acceso_si_lo_concede_quien_lo_comprobo(m: Mundo) -> None:
    numero = _pedir(m, "acceso")
    _identificar(m, numero)
    conservacion.decidir(m.almacen, numero, 2, m.una.id, "concedida", POR_QUE)
    assert _estado(m, numero) == "concedida"


def test_el_plazo_se_prorroga_una_vez_y_antes_de_que_venza(m: Mundo) -> None:
    numero = _pedir(m)
    antes = conservacion.ver(m.almacen, numero).s["vence"]
    conservacion.prorrogar(m.almacen, numero, 1, "son muchos comentarios", m.una.id)
    s = conservacion.ver(m.almacen, numero)
    assert (s.quedan, s.s["prorrogada"]) == (40, True)
    assert s.s["vence"] > antes + 27 * DIA
    with pytest.raises(Conflicto, match="una vez"):
        conservacion.prorrogar(m.almacen, numero, 2, "más todavía, por favor", m.una.id)
    otra = _pedir(m)
    m.reloj.adelantar(40 * DIA)
    with pytest.raises(Conflicto, match="ya venció"):
        conservacion.prorrogar(m.almacen, otra, 1, "llegamos tarde esta vez", m.una.id)
    assert conservacion.ver(m.almacen, otra).quedan < 0


def test_lo_que_obliga_a_guardar_se_dice_y_se_puede_retener_hasta_una_fecha(m: Mundo, tmp_path) -> None:
    numero = _pedir(m)
    _identificar(m, numero)
    assert {o["que"] for o in conservacion.ver(m.almacen, numero).obliga} == {"caso"}
    fin = m.reloj.ahora() + 10 * DIA
    for malo in (None, m.reloj.ahora(), m.reloj.ahora() + 400 * DIA):
        with pytest.raises(EntradaInvalida, match="hasta cuándo"):
            conservacion.decidir(m.almacen, numero, 2, m.otra.id, "retenida", POR_QUE, malo)
    conservacion.decidir(m.almacen, numero, 2, m.otra.id, "retenida", POR_QUE, fin)
    reglas = reglas_de(tmp_path)
    m.reloj.adelantar(9 * DIA)
    assert conservacion.soltar_retenidas(m.almacen, reglas) == 0
    assert _estado(m, numero) == "retenida"
    m.reloj.adelantar(2 * DIA)
    assert conservacion.soltar_retenidas(m.almacen, reglas) == 1
    assert _estado(m, numero) == "cumplida"
    assert filas(m.almacen, "SELECT count(*) FROM comentario WHERE texto LIKE '%zopilote%'") == [0]


def test_sin_nada_que_obligue_no_se_retiene(m: Mundo) -> None:
    for e in (1, 2):
        m.decidir(e, m.una)
    numero = _pedir(m)
    _identificar(m, numero)
    assert conservacion.ver(m.almacen, numero).obliga == []
    with pytest.raises(Conflicto, match="nada obliga"):
        conservacion.decidir(m.almacen, numero, 2, m.otra.id, "retenida", POR_QUE, m.reloj.ahora() + DIA)


def test_quien_no_escribio_nada_tambien_pide_y_su_nombre_se_quita(m: Mundo, tmp_path) -> None:
    numero = _pedir(m)
    conservacion.identificar(m.almacen, numero, 1, m.una.id, [], "no tiene cuenta en ninguna red")
    conservacion.decidir(m.almacen, numero, 2, m.otra.id, "concedida", POR_QUE)
    conservacion.cumplir(m.almacen, reglas_de(tmp_path), numero, 3, "usuario/2")
    s = conservacion.ver(m.almacen, numero).s
    assert (s["estado"], s["nombre"], s["contacto"], s["relato"]) == ("cumplida", "", "", "")
    assert filas(m.almacen, "SELECT count(*) FROM comentario WHERE purgado IS NOT NULL") == [0]


def test_encargado_desde_la_consola_lo_hace_la_vuelta_siguiente_y_no_se_encarga_dos_veces(
    m: Mundo, tmp_path
) -> None:
    numero = m.pedir_olvido()
    reglas = reglas_de(tmp_path)
    assert conservacion.encargar_lo_concedido(m.almacen, reglas, numero, 3, "usuario/2")
    assert conservacion.ver(m.almacen, numero).borrandose
    with pytest.raises(Conflicto, match="ya se está borrando"):
        conservacion.encargar_lo_concedido(m.almacen, reglas, numero, 3, "usuario/2")
    assert conservacion.terminar_a_medias(m.almacen, reglas) == 1
    assert _estado(m, numero) == "cumplida"
    assert conservacion.terminar_a_medias(m.almacen, reglas) == 0


def test_el_paquete_lleva_todo_lo_suyo_y_nada_de_los_demas(m: Mundo, tmp_path) -> None:
    m.decidir(1, m.una)
    entrar(
        m.almacen,
        1,
        com(
            "c1",
            f"{COMENTARIO}. Mi vecina @otra_persona.x dice lo mismo",
            autor=AutorLeido(EXTERNO, NOMBRE, USUARIO),
        ),
    )
    numero = _pedir(m, "acceso")
    _identificar(m, numero)
    datos = reglas_de(tmp_path).datos
    with pytest.raises(Conflicto, match="cuando la solicitud está concedida"):
        conservacion.reunir(m.almacen, datos, numero, "usuario/1")
    conservacion.decidir(m.almacen, numero, 2, m.otra.id, "concedida", POR_QUE)
    p = conservacion.reunir(m.almacen, datos, numero, "usuario/1")
    assert [q["usuario"] for q in p["quien"]] == [USUARIO]
    assert len(p["comentarios"]) == 3
    texto = next(c["texto"] for c in p["comentarios"] if c["id_externo"] == "c1")
    # lo suyo, tal cual; la vecina, tapada
    assert COMENTARIO in texto
    assert "otra_persona" not in str(p)
    assert p["versiones_anteriores"][0]["texto"] == COMENTARIO
    assert [d["accion"] for d in p["decisiones"]] == ["ocultar"]
    assert all(k not in str(p) for k in ("'usuario_id'", "'indicios'", "'crudo'"))
    assert "solicitud:entregada" in sucesos(m.almacen)
    otra = _pedir(m)
    with pytest.raises(Conflicto, match="no es de acceso"):
        conservacion.reunir(m.almacen, datos, otra, "usuario/1")


def test_buscar_no_toma_los_comodines_por_comodines(m: Mundo) -> None:
    assert [a["usuario"] for a in conservacion.buscar(m.almacen, "@policarpa_k")] == [USUARIO]
    assert conservacion.buscar(m.almacen, "policarpaXkxq") == []
    assert conservacion.buscar(m.almacen, "%") == []
    assert conservacion.buscar(m.almacen, "  ") == []


def test_desistir_y_denegar_cierran_y_el_nombre_se_quita_a_su_plazo(m: Mundo, tmp_path) -> None:
    una, otra = _pedir(m), _pedir(m)
    conservacion.desistir(m.almacen, una, 1, "usuario/1")
    _identificar(m, otra)
    conservacion.decidir(m.almacen, otra, 2, m.una.id, "denegada", "no es quien dice que es")
    assert conservacion.bandeja(m.almacen)[0] == []
    m.reloj.adelantar(timedelta(days=1094))
    conservacion.purgar(m.almacen, reglas_de(tmp_path))
    assert filas(m.almacen, "SELECT count(*) FROM solicitud WHERE nombre <> ''") == [2]
    m.reloj.adelantar(timedelta(days=2))
    conservacion.purgar(m.almacen, reglas_de(tmp_path))
    assert filas(m.almacen, "SELECT count(*) FROM solicitud WHERE nombre <> ''") == [0]


def test_borrar_a_quien_se_llama_como_quien_contesto_por_un_area_no_quita_su_firma(
    m: Mundo, tmp_path
) -> None:
    jefa = "Juana Pérez Rivas"
    with m.almacen.unidad() as u:
        consulta = u.areas.preguntar(ConsultaNueva("farmacia", "Horario", f"Lo pregunta {jefa}", m.una.id))
        u.areas.responder(consulta, "Abre a las siete.", jefa, m.reloj.ahora() + DIA, m.una.id)
        b = u.borradores.crear(
            BorradorNuevo("publicacion", 1, "La farmacia abre a las siete.", "h", m.una.id)
        )
        visto = u.vistos_buenos.pedir(PedidoNuevo(b, "farmacia", "h", m.una.id, m.reloj.ahora() + DIA))
        u.vistos_buenos.cerrar(visto, EstadoVistoBueno.DADO, f"{jefa} (farmacia@isss.gob.sv)", "")
    entrar(m.almacen, 1, com("c90", "qué feo trato", autor=AutorLeido("x90", jefa, jefa)))
    juzgar(m.almacen, m.reloj)
    ids = filas(m.almacen, "SELECT id FROM autor WHERE id_externo = 'x90'")
    numero = _pedir(m)
    conservacion.identificar(m.almacen, numero, 1, m.una.id, ids, "contestó desde su cuenta")
    conservacion.decidir(m.almacen, numero, 2, m.otra.id, "concedida", POR_QUE)
    conservacion.cumplir(m.almacen, reglas_de(tmp_path), numero, 3, "usuario/2")
    assert filas(m.almacen, f"SELECT respondida_por FROM consulta WHERE id = {consulta}") == [jefa]
    assert filas(m.almacen, f"SELECT firma FROM visto_bueno WHERE id = {visto}") == [
        f"{jefa} (farmacia@isss.gob.sv)"
    ]
    (pregunta,) = filas(m.almacen, f"SELECT pregunta FROM consulta WHERE id = {consulta}")
    assert jefa not in pregunta, "lo que se preguntó de ella sí se tapa"


def test_borrar_a_quien_se_llama_como_algo_nuestro_no_toca_lo_nuestro(m: Mundo, tmp_path) -> None:
    """Un homonimo de quien esta de guardia dejaba a la cadena sin nadie; quien nos suplanta, con nuestro nombre, cambiaba el
    perfil guardado; y quien se llama «queja», lo que cuenta un informe firmado."""
    guardia, cuenta = "Juana Pérez Rivas", "ISSS en facebook"
    avisables(m.almacen, f"{guardia}/1")
    pasos = [Escalon((guardia,))]
    cadenas.guardar(m.almacen, cadenas.CadenaPedida("General", pasos), "usuario/1")
    cadenas.guardar_rota(m.almacen, cadenas.RotaPedida("turno", [guardia], 12, m.reloj.ahora()), "usuario/1")
    abrir_incidente(m.almacen)
    perfil = {"nombre": cuenta, "sitio": "isss.gob.sv"}
    with m.almacen.unidad() as u:
        u.cuentas.fotografiar(1, EstadoCuenta(Red.FACEBOOK, "100", cuenta, 1000, perfil=perfil))
    importar.guardar_mecanismo(m.almacen, MECANISMO, "usuario/1")
    for n, nombre in enumerate((guardia, cuenta, "queja", "nombre", "ocultar"), 90):
        entrar(m.almacen, 1, com(f"c{n}", "qué feo trato", autor=AutorLeido(f"x{n}", nombre, nombre)))
    juzgar(m.almacen, m.reloj)
    ejecutar(m.almacen, """UPDATE veredicto SET intencion = '["queja"]'""")
    m.decidir(filas(m.almacen, "SELECT max(id) FROM expediente")[0], m.una)
    nuestras = "cadena", "rota", "escalada", "cuenta", "instantanea", "mecanismo"
    antes = {t: filas(m.almacen, f"SELECT * FROM {t}") for t in nuestras}
    persona_de_aviso = filas(m.almacen, "SELECT persona FROM aviso")
    ids = filas(m.almacen, "SELECT id FROM autor WHERE id_externo LIKE 'x9%'")
    numero = _pedir(m)
    conservacion.identificar(m.almacen, numero, 1, m.una.id, ids, "contestó desde sus cuentas")
    conservacion.decidir(m.almacen, numero, 2, m.otra.id, "concedida", POR_QUE)
    conservacion.cumplir(m.almacen, reglas_de(tmp_path), numero, 3, "usuario/2")
    assert {t: filas(m.almacen, f"SELECT * FROM {t}") for t in nuestras} == antes
    assert filas(m.almacen, "SELECT persona FROM aviso") == persona_de_aviso == [guardia]
    assert set(filas(m.almacen, "SELECT intencion FROM veredicto")) == {'["queja"]'}
    assert filas(m.almacen, "SELECT acciones FROM decision") == ['["ocultar"]']
    assert filas(m.almacen, "SELECT count(*) FROM autor WHERE id_externo LIKE 'x9%'") == [0]


@pytest.mark.parametrize("nombre", ["Noé Ibáñez Güell", "Noe\u0301 Iba\u0301n\u0303ez Gu\u0308ell"])
def test_buscar_no_pide_las_tildes_ni_las_mayusculas(m: Mundo, nombre: str) -> None:
    ejecutar(m.almacen, "UPDATE autor SET nombre = :n WHERE id = 1", n=nombre)
    for escrito in ("noe ibanez guell", "NOÉ IBÁÑEZ", "Ibáñez Güell", "ibañez"):
        assert [a["id"] for a in conservacion.buscar(m.almacen, escrito)] == [1], escrito
    assert conservacion.buscar(m.almacen, "Noa") == []


def test_buscar_halla_otros_alfabetos_y_nada_mas_que_eso(m: Mundo) -> None:
    ejecutar(m.almacen, "UPDATE autor SET nombre = :n WHERE id = 1", n="Иван Петров")
    assert [a["id"] for a in conservacion.buscar(m.almacen, "Иван")] == [1]
