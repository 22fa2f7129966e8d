"""Lo que la red tapa, o vuelve a enseñar, sin que nadie de aqui lo pidiera: lo lee una persona, y el registro no miente."""

from datetime import timedelta
from typing import Any

import pytest
from alembic import command

from conectores.tipos import EstadoEnRed, Permisos, Red
from moderacion import cola, ejecucion, evaluacion
from moderacion.almacen import Almacen
from moderacion.almacen.migrar import _config
from moderacion.errores import EntradaInvalida
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from moderacion.web.ficha import razones
from tests.moderacion.falsos import INSULTO, com, entrar, filas, juzgar
from tests.moderacion.test_escalera import Mesa

MINUTO = timedelta(minutes=1)
PREGUNTA = "¿a qué hora abren la farmacia?"
CASOS = "SELECT estado, actuado FROM expediente ORDER BY id"
TAPADOS = (EstadoEnRed.OCULTO, EstadoEnRed.RETENIDO, EstadoEnRed.PROBABLE_SPAM)


class Fuera(Mesa):
    """Una mesa cuya red hace cosas por su cuenta."""

    def leer(self, texto: str, estado: EstadoEnRed, **cambios: Any) -> None:
        """Un sondeo que encuentra el comentario asi; despues se juzga lo que quede por juzgar."""
        with self.almacen.unidad() as u:
            u.cuentas.empezar(1)
        entrar(self.almacen, 1, com("c1", texto, red=self.red.red, estado=estado, **cambios))
        juzgar(self.almacen, self.reloj)

    def decidido(self, accion: str) -> None:
        """Un comentario que se ve, con lo decidido ya en la red."""
        self.leer("que feo todo", EstadoEnRed.VISIBLE)
        self.decide(1, accion)
        self.sale()

    def sale(self) -> None:
        """Lo pedido, pasada la gracia, llega a la red."""
        self.reloj.adelantar(cola.GRACIA)
        ejecucion.despachar(self.almacen, self.red, 1, self.reloj)

    def alguien_lo_muestra(self) -> None:
        """En la propia red, cuando ya no puede ser una lectura atrasada de lo que se hizo desde aqui."""
        self.reloj.adelantar(3 * MINUTO)
        self.leer("que feo todo", EstadoEnRed.VISIBLE)

    def rigen(self) -> list[str]:
        """Lo que el registro dice que esta restringido."""
        return filas(self.almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL ORDER BY id")


@pytest.fixture
def mesa(almacen: Almacen, reloj: RelojFijo) -> Fuera:
    return Fuera(almacen, reloj, Red.FACEBOOK)


@pytest.mark.parametrize("estado", TAPADOS)
def test_lo_que_la_red_retiene_lo_lee_una_persona_aunque_no_infrinja_nada(
    mesa: Fuera, estado: EstadoEnRed
) -> None:
    """Se daba por limpio: una pregunta retenida por la red no llegaba a nadie, nunca."""
    mesa.leer(PREGUNTA, estado)
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]
    f = cola.ficha(mesa.almacen, 1)
    assert not f.hallazgos
    assert f.tapado_por_la_red
    assert f.expediente["nivel"] == "media"
    assert any("nadie lo pidió" in que for que, _ in razones(f.expediente["razones"]))
    assert mesa.rigen() == [], "nadie de aquí ha restringido nada"
    mesa.decide(1, "permitir")
    mesa.sale()
    assert mesa.red.efectos == [("mostrar", "c1")]
    assert not cola.ficha(mesa.almacen, 1).tapado_por_la_red


def test_lo_que_se_ve_y_esta_limpio_no_molesta_a_nadie(mesa: Fuera) -> None:
    mesa.leer(PREGUNTA, EstadoEnRed.VISIBLE)
    assert filas(mesa.almacen, CASOS) == []


def test_lo_limpio_que_la_red_tapa_despues_llega_a_la_cola_una_vez(mesa: Fuera) -> None:
    mesa.leer(PREGUNTA, EstadoEnRed.VISIBLE)
    mesa.reloj.adelantar(MINUTO)
    for _ in range(3):
        mesa.leer(PREGUNTA, EstadoEnRed.OCULTO)
    assert filas(mesa.almacen, "SELECT estado, version FROM expediente") == [("en_cola", 1)]


@pytest.mark.parametrize("propio", [True, False])
def test_lo_nuestro_no(mesa: Fuera, *, propio: bool) -> None:
    mesa.leer(PREGUNTA, EstadoEnRed.VISIBLE, propio=propio)
    mesa.leer(PREGUNTA, EstadoEnRed.OCULTO, propio=propio)
    assert filas(mesa.almacen, "SELECT count(*) FROM expediente") == [0 if propio else 1]


def test_lo_permitido_que_alguien_tapa_en_la_red_vuelve_a_la_cola(mesa: Fuera) -> None:
    mesa.decidido("permitir")
    mesa.reloj.adelantar(MINUTO)
    mesa.leer("que feo todo", EstadoEnRed.OCULTO)
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]
    assert filas(mesa.almacen, "SELECT count(*) FROM suceso WHERE tipo = 'expediente:cambiado'") == [1]
    assert cola.ficha(mesa.almacen, 1).tapado_por_la_red


def test_lo_ocultado_que_alguien_muestra_en_la_red_vuelve_a_la_cola_y_deja_de_regir(mesa: Fuera) -> None:
    mesa.decidido("ocultar")
    assert mesa.rigen() == ["ocultar"]
    mesa.alguien_lo_muestra()
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]
    assert mesa.rigen() == []
    assert filas(mesa.almacen, "SELECT cierre FROM restriccion") == ["en_la_red"]
    mesa.decide(1, "ocultar")
    mesa.sale()
    assert mesa.red.efectos == [("ocultar", "c1")] * 2
    assert mesa.rigen() == ["ocultar"]


def test_lo_recien_ocultado_que_la_red_aun_dice_visible_espera_al_siguiente_sondeo(mesa: Fuera) -> None:
    """Una réplica atrasada no es alguien que lo mostró: el sondeo de después lo dirá."""
    mesa.decidido("ocultar")
    mesa.reloj.adelantar(MINUTO)
    mesa.leer("que feo todo", EstadoEnRed.VISIBLE)
    assert mesa.rigen() == ["ocultar"]
    assert filas(mesa.almacen, CASOS)[0][0] == "resuelto"
    mesa.leer("que feo todo", EstadoEnRed.OCULTO)
    mesa.reloj.adelantar(3 * MINUTO)
    mesa.leer("que feo todo", EstadoEnRed.OCULTO)
    assert filas(mesa.almacen, CASOS)[0][0] == "resuelto"
    assert filas(mesa.almacen, "SELECT estado_red FROM comentario") == ["oculto"]


def test_lo_que_se_iba_a_mostrar_y_ya_se_ve_no_lo_mostro_otro(mesa: Fuera) -> None:
    """Se permitió y la orden aún no sale, o no se sabe: que se vea es lo pedido."""
    mesa.decidido("ocultar")
    mesa.decide(1, "permitir", mesa.otra)
    mesa.alguien_lo_muestra()
    assert filas(mesa.almacen, CASOS)[0][0] == "resuelto"
    assert mesa.rigen() == ["ocultar"], "hasta que la orden salga"
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    assert filas(mesa.almacen, "SELECT cierre FROM restriccion") == ["decision"]


def test_lo_que_oculto_la_maquina_y_alguien_muestra_pasa_delante_y_no_lo_oculta_otra_vez(mesa: Fuera) -> None:
    mesa.escribe()
    mesa.pasar()
    assert filas(mesa.almacen, CASOS) == [("en_cola", True)]
    mesa.reloj.adelantar(3 * MINUTO)
    mesa.leer(f"{INSULTO} 1", EstadoEnRed.VISIBLE)
    mesa.pasar()
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]
    assert [e for e in mesa.red.efectos if e[0] == "ocultar"] == [("ocultar", "c1")], (
        "lo mira una persona: la máquina no discute con quien lo mostró"
    )
    assert "ocultar" not in mesa.rigen()


@pytest.mark.parametrize(
    "cambio",
    [{"estado": EstadoEnRed.OCULTO}, {"por_ver": True, "adjuntos": ("https://fotos.example/1.jpg",)}],
)
def test_lo_que_cambia_mientras_se_juzga_tambien_llega_a_una_persona(
    mesa: Fuera, monkeypatch: pytest.MonkeyPatch, cambio: dict[str, Any]
) -> None:
    """Se reclamó a la vista y sin foto; al guardar el veredicto ya no era así, y quedaba limpio para siempre."""
    entrar(mesa.almacen, 1, com("c1", PREGUNTA))
    juzga = evaluacion.juzgar_lote

    def entretanto(*datos: Any) -> Any:
        monkeypatch.undo()
        entrar(mesa.almacen, 1, com("c1", PREGUNTA, **cambio))
        return juzga(*datos)

    monkeypatch.setattr(evaluacion, "juzgar_lote", entretanto)
    juzgar(mesa.almacen, mesa.reloj)
    juzgar(mesa.almacen, mesa.reloj)
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]


def test_mostrado_fuera_no_estorba_a_lo_que_ya_se_pidio(mesa: Fuera) -> None:
    """La orden de eliminar esperaba: se cerraban las dos filas, y al salir quedaba eliminado sin registro."""
    mesa.decidido("ocultar")
    mesa.decide(1, "eliminar", mesa.otra)
    mesa.alguien_lo_muestra()
    assert filas(mesa.almacen, CASOS)[0][0] == "resuelto"
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    assert "eliminar" in mesa.rigen()


def test_lo_que_se_va_a_mostrar_y_la_red_tapa_de_otro_modo_sigue_su_camino(mesa: Fuera) -> None:
    mesa.leer(PREGUNTA, EstadoEnRed.RETENIDO)
    mesa.decide(1, "permitir")
    mesa.leer(PREGUNTA, EstadoEnRed.PROBABLE_SPAM)
    assert filas(mesa.almacen, CASOS)[0][0] == "resuelto"


def test_tapado_otra_vez_tras_mostrarlo_fuera_lo_tapa_la_red(mesa: Fuera) -> None:
    """Su fila ya no rige: decidir bloquear tiene que pedir también que no se vea, con su registro."""
    mesa.decidido("ocultar")
    for estado in (EstadoEnRed.VISIBLE, EstadoEnRed.OCULTO):
        mesa.reloj.adelantar(3 * MINUTO)
        mesa.leer("que feo todo", estado)
        f = cola.ficha(mesa.almacen, 1)
        assert (f.mostrado_fuera, f.tapado_por_la_red) == (estado == "visible", estado == "oculto")
    mesa.decide(1, "bloquear")
    assert sorted(mesa.rigen()) == ["bloquear", "ocultar"]


def test_lo_mostrado_fuera_no_se_apela(mesa: Fuera) -> None:
    """Mantenerlo lo ocultaba otra vez: apelar salía peor que no apelar."""
    mesa.decidido("ocultar")
    testigo = apelaciones.emitir(mesa.almacen, 1, mesa.una.actor).testigo
    mesa.alguien_lo_muestra()
    vista = apelaciones.ver(mesa.almacen, testigo, "1.2.3.4")
    assert vista is not None
    assert vista.deshecha
    with pytest.raises(EntradaInvalida, match="ya se deshizo"):
        apelaciones.presentar(mesa.almacen, testigo, "1.2.3.4", "no insulté a nadie, pregunté", "")


def test_si_la_red_no_dice_como_esta_no_se_supone(mesa: Fuera) -> None:
    """Una respuesta a medias: se cerraban las filas de toda la página, y al volver a decirlo parecía que la red lo tapaba."""
    mesa.decidido("ocultar")
    mesa.reloj.adelantar(3 * MINUTO)
    mesa.leer("que feo todo", EstadoEnRed.VISIBLE, dice_estado=False)
    assert mesa.rigen() == ["ocultar"]
    assert filas(mesa.almacen, CASOS)[0][0] == "resuelto"


def test_no_se_pide_ocultar_lo_que_la_red_no_deja_y_ya_tapa(mesa: Fuera) -> None:
    """Fallaba siempre, y el caso volvía siempre a la cola."""
    mesa.leer("que feo todo", EstadoEnRed.OCULTO, permisos=Permisos(ocultar=False))
    mesa.decide(1, "bloquear")
    assert filas(mesa.almacen, "SELECT accion FROM orden") == ["bloquear"]


def test_ocultar_y_bloquear_lo_que_la_red_tapa_lo_oculta_desde_aqui_con_su_registro(mesa: Fuera) -> None:
    """No se pedía ocultarlo porque no se veía: quedaba tapado sin artículo, ni razón, ni recurso."""
    mesa.leer("que feo todo", EstadoEnRed.OCULTO)
    mesa.decide(1, "bloquear")
    mesa.sale()
    assert sorted(e[0] for e in mesa.red.efectos) == ["bloquear", "ocultar"]
    assert sorted(mesa.rigen()) == ["bloquear", "ocultar"]


def test_lo_que_la_red_suelta_sola_no_cierra_nada(mesa: Fuera) -> None:
    mesa.leer(PREGUNTA, EstadoEnRed.RETENIDO)
    mesa.leer(PREGUNTA, EstadoEnRed.VISIBLE)
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]
    assert not cola.ficha(mesa.almacen, 1).tapado_por_la_red


def test_una_foto_o_un_video_los_mira_una_persona_aunque_el_texto_este_limpio(mesa: Fuera) -> None:
    """La máquina no ve imágenes: un insulto o un documento ajeno en una foto no llegaba a nadie."""
    mesa.leer("", EstadoEnRed.VISIBLE, adjuntos=("https://fotos.example/1.jpg",), por_ver=True)
    assert filas(mesa.almacen, CASOS) == [("en_cola", False)]
    f = cola.ficha(mesa.almacen, 1)
    assert (f.expediente["nivel"], f.expediente["actuado"]) == ("baja", False)
    assert any("foto" in que for que, _ in razones(f.expediente["razones"]))
    assert mesa.red.efectos == []


@pytest.mark.parametrize("sabido", [True, False])
def test_la_foto_que_su_autor_pone_despues_tambien_se_mira(mesa: Fuera, *, sabido: bool) -> None:
    """Con el mismo texto. Lo leído antes de que se mirara no: al subir de versión no vuelve entero a la cola."""
    mesa.leer(PREGUNTA, EstadoEnRed.VISIBLE)
    if not sabido:
        with mesa.almacen._motor.begin() as con:
            con.exec_driver_sql("UPDATE comentario SET por_ver = NULL")
    for _ in range(2):
        mesa.leer(PREGUNTA, EstadoEnRed.VISIBLE, adjuntos=("https://fotos.example/1.jpg",), por_ver=True)
    assert filas(mesa.almacen, CASOS) == ([("en_cola", False)] if sabido else [])
    assert filas(mesa.almacen, "SELECT count(*) FROM suceso WHERE tipo = 'comentario:editado'") == [
        int(sabido)
    ]


@pytest.mark.los_dos
def test_al_subir_la_base_lo_limpio_que_la_red_ya_tapaba_se_juzga_otra_vez(mesa: Fuera) -> None:
    mesa.decidido("ocultar")
    mesa.leer("que feo todo", EstadoEnRed.OCULTO)
    for n in (2, 3):
        entrar(mesa.almacen, 1, com(f"c{n}", PREGUNTA, estado=EstadoEnRed.OCULTO))
    juzgar(mesa.almacen, mesa.reloj)
    antes = filas(mesa.almacen, "SELECT count(*) FROM restriccion")
    config = _config()
    with mesa.almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "0024")
        con.exec_driver_sql("UPDATE comentario SET estado = 'limpio' WHERE id_externo <> 'c3'")
    mesa.almacen.migrar()
    pendientes = "SELECT id_externo FROM comentario WHERE estado = 'pendiente'"
    assert filas(mesa.almacen, pendientes) == ["c2"], "c1 lo ocultamos nosotros, y c3 ya estaba en la cola"
    assert filas(mesa.almacen, "SELECT count(*) FROM restriccion") == antes
