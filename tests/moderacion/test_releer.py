"""Preguntar si lo guardado sigue en la red: cuando, por cuanto, y que se copia de ello."""

from datetime import timedelta

import pytest

from conectores.errores import NoPermitido
from conectores.tipos import AutorLeido, ComentarioLeido, Cuota, Presencia, Red
from moderacion import conservacion
from moderacion.almacen import Almacen
from moderacion.conservacion import ResumenReleer, releer
from moderacion.evaluacion.ejemplos import CON_PERMISO
from tests.moderacion.canario import FRASE, Mundo, reglas_de
from tests.moderacion.falsos import DIA, HORA, ConectorFalso, alta, com, ejecutar, entrar, filas, juzgar


class RedQueBorra(ConectorFalso):
    """Una red de la que desaparecen cosas."""

    def __init__(self, red: Red) -> None:
        super().__init__(red)
        self.cuota: tuple[Cuota, ...] = ()
        self.dados: dict[str, ComentarioLeido] = {}
        self.consultados: list[str] = []

    def cuotas(self) -> tuple[Cuota, ...]:
        return self.cuota

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        self.consultados.append(id_externo)
        if id_externo in self.quitadas:
            return None
        if id_externo not in self.dados:
            raise NoPermitido("no se deja ver")
        return self.dados[id_externo]


@pytest.mark.parametrize(
    ("red", "espera"), [(Red.TWITTER, 20 * HORA), (Red.YOUTUBE, 6 * DIA), (Red.FACEBOOK, 6 * DIA)]
)
def test_cada_red_a_su_ritmo(almacen: Almacen, reloj, tmp_path, red: Red, espera: timedelta) -> None:
    alta(almacen, red)
    entrar(almacen, 1, com("c1", red=red))
    conector = RedQueBorra(red)
    conector.dados["c1"] = com("c1", red=red)
    reloj.adelantar(espera)
    assert releer(almacen, conector, 1, reglas_de(tmp_path)) == ResumenReleer()
    reloj.adelantar(timedelta(seconds=1))
    assert releer(almacen, conector, 1, reglas_de(tmp_path)).preguntados == 1
    # lo que la red dice que sigue no se vuelve a preguntar hasta dentro de otro tanto
    assert releer(almacen, conector, 1, reglas_de(tmp_path)) == ResumenReleer()


def test_lo_que_el_sondeo_vuelve_a_leer_cuenta_como_preguntado(almacen: Almacen, reloj, tmp_path) -> None:
    alta(almacen, Red.YOUTUBE)
    entrar(almacen, 1, com("c1", red=Red.YOUTUBE))
    reloj.adelantar(5 * DIA)
    entrar(almacen, 1, com("c1", red=Red.YOUTUBE))
    reloj.adelantar(5 * DIA)
    assert releer(almacen, RedQueBorra(Red.YOUTUBE), 1, reglas_de(tmp_path)) == ResumenReleer()


def test_por_lotes_el_mas_viejo_primero_y_no_con_la_cuota_justa(almacen: Almacen, reloj, tmp_path) -> None:
    alta(almacen, Red.TWITTER)
    for n in range(3):
        entrar(almacen, 1, com(f"c{n}", red=Red.TWITTER))
        reloj.adelantar(HORA)
    reloj.adelantar(DIA)
    conector = RedQueBorra(Red.TWITTER)
    conector.cuota = (Cuota("lecturas", 0.81),)
    hecho = releer(almacen, conector, 1, reglas_de(tmp_path))
    assert (hecho.preguntados, "cuota" in hecho.error, conector.preguntadas) == (0, True, [])
    conector.cuota = (Cuota("lecturas", 0.79),)
    assert releer(almacen, conector, 1, reglas_de(tmp_path, releer_lote=2)).preguntados == 2
    assert conector.preguntadas == [("c0", "c1")]


def test_una_respuesta_a_medias_no_borra_nada(almacen: Almacen, reloj, tmp_path) -> None:
    alta(almacen, Red.TWITTER)
    entrar(almacen, 1, com("c1", red=Red.TWITTER))
    reloj.adelantar(DIA)

    class Dudosa(RedQueBorra):
        def presencia(self, ids, desde):
            self.preguntadas.append(tuple(ids))
            return Presencia(frozenset(ids) if len(self.preguntadas) == 1 else frozenset(), {})

    conector = Dudosa(Red.TWITTER)
    assert releer(almacen, conector, 1, reglas_de(tmp_path)) == ResumenReleer(1, 0)
    assert len(conector.preguntadas) == 2


def test_lo_editado_en_youtube_se_refresca_y_se_juzga_otra_vez(almacen: Almacen, reloj, tmp_path) -> None:
    alta(almacen, Red.YOUTUBE)
    entrar(almacen, 1, com("c1", "antes", red=Red.YOUTUBE))
    ejecutar(almacen, "UPDATE comentario SET estado_red = 'retenido'")
    conector = RedQueBorra(Red.YOUTUBE)
    conector.dados["c1"] = com("c1", "después", red=Red.YOUTUBE)
    reloj.adelantar(7 * DIA)
    releer(almacen, conector, 1, reglas_de(tmp_path))
    # pedido por su id, YouTube no dice si esta retenido: lo que sabiamos no se pisa
    assert filas(almacen, "SELECT texto, estado, estado_red FROM comentario") == [
        ("después", "pendiente", "retenido")
    ]


@pytest.mark.los_dos
def test_lo_que_youtube_lleva_treinta_dias_sin_dar_se_purga_aunque_no_conteste(
    almacen: Almacen, reloj, tmp_path
) -> None:
    for n, red in enumerate((Red.YOUTUBE, Red.FACEBOOK, Red.TWITTER), 1):
        alta(almacen, red, str(n))
        entrar(almacen, n, com(f"c{n}", "sos un idiota", red=red))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("nuestro", propio=True, red=Red.YOUTUBE), com("c9", red=Red.YOUTUBE))
    reglas, conector = reglas_de(tmp_path), RedQueBorra(Red.YOUTUBE)
    conector.dados["c9"] = com("c9", red=Red.YOUTUBE)
    reloj.adelantar(10 * DIA)
    entrar(almacen, 1, com("c9", red=Red.YOUTUBE))
    conector.cuota = (Cuota("unidades", 0.99),)
    reloj.adelantar(20 * DIA)
    assert "cuota" in releer(almacen, conector, 1, reglas).error
    assert "sin_refrescar" not in {t.clase for t in conservacion.purgar(almacen, reglas)}
    reloj.adelantar(HORA)
    assert {t.clase: t.cuantos for t in conservacion.purgar(almacen, reglas)}["sin_refrescar"] == 1
    vivos = "SELECT id_externo FROM comentario WHERE purgado IS NULL ORDER BY id_externo"
    assert filas(almacen, vivos) == ["c2", "c3", "c9", "nuestro"]
    assert filas(almacen, "SELECT texto FROM comentario WHERE id_externo = 'c1'") == [""]


def test_lo_que_youtube_no_deja_ver_no_cuenta_como_visto_ni_tapa_a_los_demas(
    almacen: Almacen, reloj, tmp_path
) -> None:
    """Un video que se hizo privado contesta «prohibido» por cada comentario: sin refrescar en treinta dias, se purga."""
    alta(almacen, Red.YOUTUBE)
    entrar(almacen, 1, *(com(f"c{n}", red=Red.YOUTUBE) for n in range(4)))
    reglas, conector = reglas_de(tmp_path, releer_lote=3), RedQueBorra(Red.YOUTUBE)
    conector.dados["c3"] = com("c3", red=Red.YOUTUBE)
    reloj.adelantar(7 * DIA)
    assert releer(almacen, conector, 1, reglas) == ResumenReleer(3, 0)
    assert releer(almacen, conector, 1, reglas) == ResumenReleer(1, 0)
    assert releer(almacen, conector, 1, reglas) == ResumenReleer()
    assert conector.consultados == ["c0", "c1", "c2", "c3"]
    reloj.adelantar(24 * DIA)
    assert releer(almacen, conector, 1, reglas).preguntados == 3
    assert {t.clase: t.cuantos for t in conservacion.purgar(almacen, reglas)}["sin_refrescar"] == 3
    assert filas(almacen, "SELECT id_externo FROM comentario WHERE purgado IS NULL") == ["c3"]


def test_lo_que_eliminamos_nosotros_espera_a_que_se_pueda_apelar(almacen: Almacen, reloj, tmp_path) -> None:
    alta(almacen, Red.YOUTUBE)
    entrar(almacen, 1, com("c1", red=Red.YOUTUBE))
    ejecutar(
        almacen,
        "INSERT INTO orden (clave, cuenta_id, comentario_id, accion, origen, estado, intentos, miradas, creada, cerrada, error) "
        "VALUES ('k', 1, 1, 'eliminar', 'persona', 'hecha', 1, 0, '2026-11-20', '2026-11-20', '')",
    )
    conector = RedQueBorra(Red.YOUTUBE)
    conector.quitadas = frozenset({"c1"})
    reloj.adelantar(29 * DIA)
    assert releer(almacen, conector, 1, reglas_de(tmp_path)) == ResumenReleer()
    reloj.adelantar(2 * DIA)
    assert releer(almacen, conector, 1, reglas_de(tmp_path)) == ResumenReleer(1, 1)


def test_borrado_en_la_red_se_va_de_todas_partes_y_su_autora_y_la_decision_siguen(
    almacen: Almacen, reloj, tmp_path
) -> None:
    m = Mundo(almacen, reloj)
    m.vivir()
    reloj.adelantar(7 * DIA)
    conector = RedQueBorra(Red.FACEBOOK)
    conector.quitadas = frozenset({"c1", "c5"})
    version = m.fila("SELECT version FROM expediente WHERE comentario_id = 1")[0]
    assert releer(almacen, conector, 1, reglas_de(tmp_path)).purgados == 2
    for t, columna in (
        ("incidente", "motivo"),
        ("aviso", "cuerpo"),
        ("nota", "texto"),
        ("sugerencia", "motivo"),
    ):
        assert filas(almacen, f"SELECT count(*) FROM {t} WHERE {columna} LIKE '%marimba oxidada%'") == [0], t
    assert filas(almacen, "SELECT usuario FROM autor WHERE id = :a", a=m.ella) == ["policarpa_kxq"]
    assert len(filas(almacen, "SELECT accion FROM decision")) == 2
    assert filas(almacen, "SELECT count(*) FROM sal WHERE objeto = 'comentario/1'") == [0]
    # quien tuviera el caso delante tiene que volver a mirar
    assert m.fila("SELECT version FROM expediente WHERE comentario_id = 1")[0] > version
    assert conservacion.releer(almacen, conector, 1, reglas_de(tmp_path)).purgados == 0


def test_un_caso_en_cola_borrado_en_la_red_ya_no_se_halla_por_su_texto(
    almacen: Almacen, reloj, tmp_path
) -> None:
    m = Mundo(almacen, reloj)
    with almacen.lectura() as u:
        assert u.lista is not None
        assert u.marcas._textos.buscar("zopilote") != []
    reloj.adelantar(7 * DIA)
    conector = RedQueBorra(Red.FACEBOOK)
    conector.quitadas = frozenset({"c1"})
    releer(almacen, conector, 1, reglas_de(tmp_path))
    with almacen.lectura() as u:
        assert u.marcas._textos.buscar("zopilote") == []
    assert m.fila("SELECT estado FROM expediente WHERE comentario_id = 1")[0] == "en_cola"


def test_lo_pendiente_de_juzgar_ya_no_se_juzga(almacen: Almacen, reloj, tmp_path) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", FRASE, autor=AutorLeido("x", "Ana")))
    reloj.adelantar(7 * DIA)
    conector = RedQueBorra(Red.FACEBOOK)
    conector.quitadas = frozenset({"c1"})
    releer(almacen, conector, 1, reglas_de(tmp_path))
    assert filas(almacen, "SELECT estado, texto FROM comentario") == [("limpio", "")]


def test_nada_de_x_sale_para_entrenar() -> None:
    assert Red.TWITTER.value not in CON_PERMISO


def test_quien_repitio_lo_mismo_conserva_sus_palabras(almacen: Almacen, reloj, tmp_path) -> None:
    m = Mundo(almacen, reloj)
    entrar(almacen, 1, com("c7", f"buenas: {FRASE}", autor=AutorLeido("z", "Otra Persona Más")))
    reloj.adelantar(7 * DIA)
    conector = RedQueBorra(Red.FACEBOOK)
    conector.quitadas = frozenset({"c5"})
    assert releer(almacen, conector, 1, reglas_de(tmp_path)).purgados == 1
    assert m.fila("SELECT texto FROM comentario WHERE id_externo = 'c7'") == (f"buenas: {FRASE}",)
