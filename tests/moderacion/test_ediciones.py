"""Lo nuestro que alguien cambia en su sitio, con el mismo id: se nota, y lo que cambia la red o cambiamos nosotros, no."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conectores.errores import ResultadoDesconocido
from conectores.tipos import Accion
from moderacion import ejecucion, incidentes, ingesta
from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.consultas import mismo_texto
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.incidentes import escalada
from moderacion.reloj import RelojFijo
from politicas import p13
from tests.moderacion.falsos import Cartero, ConectorFalso, alta, avisables, despachador, filas, persona

AVISO = "La clínica comunal de Zacamil atiende de 7 a 15 horas & sin cita"
RATO = timedelta(minutes=11)
INCIDENTES = "SELECT tipo FROM incidente ORDER BY id"


class Casa:
    """Una cuenta de Facebook con una publicacion nuestra de hace un rato."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo) -> None:
        self.almacen, self.reloj = almacen, reloj
        alta(almacen)
        avisables(almacen, "jefa/1")
        self.red = ConectorFalso(reloj=reloj)
        with almacen.unidad() as u:
            u.publicaciones.asentar(1, "p1", AVISO, reloj.ahora())

    def vuelta(self, dice: str | None = None) -> int:
        """Un sondeo un rato despues, en que la red dice eso."""
        if dice is not None:
            self.red.dicen = {"p1": dice}
        self.reloj.adelantar(RATO)
        ingesta.sondear(self.almacen, self.red, 1, self.reloj)
        return incidentes.vigilar(self.almacen, 1, p13.evaluar, self.reloj).abiertos

    def editar(self, texto: str) -> None:
        with self.almacen.unidad() as u:
            orden = OrdenNueva(texto, 1, Accion.EDITAR.value, OrigenOrden.PERSONA, texto=texto, objeto="p1")
            u.ordenes.pedir(orden)
        ejecucion.despachar(self.almacen, self.red, 1, self.reloj)


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo) -> Casa:
    return Casa(almacen, reloj)


@pytest.mark.parametrize(
    "dice",
    [
        "La clínica comunal de Zacamil\natiende de 7 a 15  horas &amp; sin cita ",
        "La cli\u0301nica comunal de Zacamil atiende de 7 a 15 horas & sin cita https://t.co/Ab1",
        "La clínica comunal de\u200b Zacamil atiende de 7 a 15 horas & sin cita",
        "",
    ],
    ids=["espacios y entidades", "otra forma de la tilde y la foto", "lo que no se ve", "no lo dice"],
)
def test_lo_que_la_red_cambia_por_su_cuenta_no_cuenta(casa: Casa, dice: str) -> None:
    assert casa.vuelta(dice) == 0
    assert filas(casa.almacen, "SELECT count(*) FROM cambio_perfil") == [0]


def test_otro_texto_abre_un_critico_con_los_dos_y_se_cuenta_una_vez(casa: Casa) -> None:
    assert casa.vuelta("Deposite hoy para cobrar su bono") == 1
    assert filas(casa.almacen, INCIDENTES) == ["cuenta_intervenida"]
    (prueba,) = incidentes.ficha(casa.almacen, 1).pruebas
    assert (prueba["antes"], prueba["ahora"]) == (AVISO, "Deposite hoy para cobrar su bono")
    assert casa.vuelta() == 0
    assert filas(casa.almacen, "SELECT veces FROM incidente") == [1]


def test_corregir_una_palabra_a_mano_se_mira_y_no_detiene(casa: Casa) -> None:
    assert casa.vuelta(AVISO.replace("15", "16")) == 1
    assert filas(casa.almacen, INCIDENTES) == ["cuenta_sospechosa"]


def test_poner_algo_delante_de_lo_nuestro_no_pasa_por_una_mencion(casa: Casa) -> None:
    assert casa.vuelta(f"Cobre aquí su bono https://bono.example/ {AVISO}") == 1
    assert filas(casa.almacen, INCIDENTES) == ["cuenta_intervenida"]
    assert mismo_texto(f"@ana @beto {AVISO}", AVISO)
    assert not mismo_texto(f"@ana cobre {AVISO}", AVISO)


def test_si_vuelve_a_su_sitio_y_lo_cambian_otra_vez_es_otra_vez(casa: Casa) -> None:
    for dice in ("Deposite hoy para cobrar su bono", AVISO, AVISO, "Deposite hoy para cobrar su bono"):
        casa.vuelta(dice)
    assert filas(casa.almacen, "SELECT veces FROM incidente") == [2]


def test_lo_que_editamos_nosotros_no_cuenta_aunque_la_red_tarde(casa: Casa) -> None:
    nuevo = "Mañana no hay consulta en Zacamil"
    casa.reloj.adelantar(RATO)
    casa.editar(nuevo)
    casa.reloj.adelantar(-RATO + timedelta(minutes=1))
    assert casa.vuelta(AVISO) == 0, "aun enseña lo de antes"
    assert casa.vuelta(nuevo) == 0
    assert filas(casa.almacen, INCIDENTES) == []
    assert casa.vuelta(AVISO) == 1, "pasado un rato, volver a lo de antes tampoco es nuestro"


def test_una_edicion_nuestra_que_no_se_sabe_si_se_hizo_espera(casa: Casa) -> None:
    casa.red.fallar("editar", ResultadoDesconocido("x"), aplicar=True)
    casa.editar("Mañana no hay consulta en Zacamil")
    assert casa.vuelta("Mañana no hay consulta en Zacamil") == 0
    assert filas(casa.almacen, INCIDENTES) == []


def test_lo_que_se_cambia_mientras_se_pregunta_no_cuenta(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    """La red contesta lo de antes, y al volver el libro ya dice lo nuevo."""
    contesta = casa.red.presencia

    def y_entretanto(*que):
        with casa.almacen.unidad() as u:
            u.publicaciones.editar(1, "p1", "Mañana no hay consulta en Zacamil")
        return contesta(*que)

    monkeypatch.setattr(casa.red, "presencia", y_entretanto)
    assert casa.vuelta(AVISO) == 0
    assert filas(casa.almacen, "SELECT count(*) FROM cambio_perfil") == [0]


def test_una_publicacion_nuestra_que_no_se_sabe_si_se_quito_no_falta(casa: Casa) -> None:
    casa.red.fallar("borrar", ResultadoDesconocido("x"), aplicar=True)
    with casa.almacen.unidad() as u:
        u.ordenes.pedir(OrdenNueva("b", 1, Accion.BORRAR.value, OrigenOrden.PERSONA, objeto="p1"))
    ejecucion.despachar(casa.almacen, casa.red, 1, casa.reloj)
    casa.red.quitadas = frozenset({"p1"})
    assert casa.vuelta() == 0
    assert filas(casa.almacen, INCIDENTES) == []


# --- despues de que una persona decide


def _intervenida_y_en_manos_de(casa: Casa) -> int:
    assert casa.vuelta("Deposite hoy para cobrar su bono") == 1
    quien = persona(casa.almacen, "sofia", "supervision").id
    incidentes.atender(casa.almacen, 1, quien)
    return quien


def test_soltar_la_cuenta_antes_de_cerrar_no_deja_pesando_lo_visto(casa: Casa) -> None:
    quien = _intervenida_y_en_manos_de(casa)
    incidentes.decidir(casa.almacen, 1, "soltar_cuenta", "fue la suplente", quien)
    incidentes.cerrar(casa.almacen, 1, "fue la suplente, que corrigió el aviso", quien)
    casa.red.estado = replace(casa.red.estado, perfil={**casa.red.estado.perfil, "foto": "a"})
    casa.vuelta()
    casa.red.estado = replace(casa.red.estado, perfil={**casa.red.estado.perfil, "foto": "b"})
    casa.vuelta()
    assert filas(casa.almacen, INCIDENTES) == ["cuenta_intervenida", "cuenta_sospechosa"]


def test_lo_que_se_ve_despues_del_acuse_se_dice_a_quien_lo_lleva_y_una_vez(casa: Casa) -> None:
    _intervenida_y_en_manos_de(casa)
    avisos = "SELECT clase FROM aviso WHERE clase <> 'escalon' ORDER BY id"
    escalada.escalar(casa.almacen)
    assert filas(casa.almacen, avisos) == []
    assert casa.vuelta("Deposite hoy en otra cuenta para cobrar su bono") == 0
    escalada.escalar(casa.almacen)
    assert filas(casa.almacen, avisos) == ["recordatorio"]
    cartero = Cartero()
    despachador(casa.almacen, {"jefa/1": "x"}, cartero).despachar()
    assert "se vio algo más" in cartero.entregados[-1][2]
    casa.vuelta("Deposite ya mismo su dinero en efectivo")
    escalada.escalar(casa.almacen)
    assert filas(casa.almacen, avisos) == ["recordatorio"], "no uno por cada cosa que se ve"
