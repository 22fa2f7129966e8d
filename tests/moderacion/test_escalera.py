"""La escalera: puntos que vencen, que se devuelven, y lo que con ellos toca a la maquina y se propone a las personas."""

from datetime import timedelta
from functools import partial

import pytest

from conectores.tipos import Red
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen
from moderacion.cola import Resolucion
from moderacion.config import Config
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.informes import restricciones
from moderacion.montaje.escalera import bloqueo_propuesto, de_config, plazos
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    DIA,
    INSULTO,
    ConectorFalso,
    alta,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    persona,
    sucesos,
)

CONFIG = Config()
ESCALERA = de_config(CONFIG)
PLAZOS = plazos(CONFIG, ESCALERA)
CAP = CAPACIDADES[Red.FACEBOOK]
PUNTOS = "SELECT coalesce(sum(puntos), 0) FROM falta WHERE retirada IS NULL"


class Mesa:
    """Una cuenta con su red, y alguien que escribe una y otra vez."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, red: Red = Red.FACEBOOK) -> None:
        self.almacen, self.reloj, self.cap = almacen, reloj, CAPACIDADES[red]
        alta(almacen, red)
        self.red = ConectorFalso(red, reloj=reloj)
        self.una, self.otra = persona(almacen, "una"), persona(almacen, "otra")
        self.van = 0

    def escribe(self, texto: str = INSULTO) -> int:
        """Un comentario mas, juzgado. Devuelve su expediente."""
        self.van += 1
        entrar(self.almacen, 1, com(f"c{self.van}", f"{texto} {self.van}", red=self.red.red))
        juzgar(self.almacen, self.reloj, modos={2: _modo(self.red.red)})
        return self.van

    def pasar(self) -> None:
        for _ in range(2):
            sanciones.sancionar(self.almacen, {1: self.cap}, PLAZOS)
            self.reloj.adelantar(cola.GRACIA)
            ejecucion.despachar(self.almacen, self.red, 1, self.reloj)
        sanciones.sancionar(self.almacen, {1: self.cap}, PLAZOS)

    def decide(
        self, expediente: int, accion: str, quien=None, dias: int | None = None, articulo: int = 2
    ) -> int:
        (version,) = filas(self.almacen, "SELECT version FROM expediente WHERE id = :e", e=expediente)
        r = Resolucion((accion,), "porque sí", version, articulo, dias=dias)
        dura = bloqueo_propuesto(self.almacen, ESCALERA, expediente, articulo)
        return cola.resolver(self.almacen, expediente, quien or self.una, r, self.cap, dura)

    def dura(self, expediente: int) -> timedelta:
        with self.almacen.lectura() as u:
            b = u.sanciones.de_comentario(expediente)
        assert b is not None
        return b.hasta - b.desde

    def puntos(self) -> int:
        return filas(self.almacen, PUNTOS)[0]


def _modo(red: Red):
    from politicas.tipos import Modo

    return Modo.ACTUAR if red is Red.FACEBOOK else Modo.SUGERIR


@pytest.fixture
def mesa(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    return Mesa(almacen, reloj)


@pytest.mark.parametrize(
    ("puntos", "dias"), [(0, 0), (1, 0), (2, 7), (3, 7), (4, 30), (5, 30), (6, 90), (1000, 90)]
)
def test_ocultar_siete_treinta_noventa_y_nunca_para_siempre(puntos: int, dias: int) -> None:
    assert ESCALERA.toca(puntos) == timedelta(days=dias)


def test_cada_insulto_sube_un_peldano_en_lo_que_hace_la_maquina(mesa: Mesa) -> None:
    for esperado in (7, 30, 90, 90):
        e = mesa.escribe()
        mesa.pasar()
        assert mesa.dura(e).days == esperado
        mesa.decide(e, "bloquear")
        mesa.pasar()
        assert mesa.dura(e).days == esperado, "confirmar sin decir otro plazo no lo cambia"
        mesa.reloj.adelantar(timedelta(days=esperado))
        mesa.pasar()
        with mesa.almacen.lectura() as u:
            assert u.sanciones.abierto(1) is None


def test_las_faltas_vencen(mesa: Mesa) -> None:
    mesa.decide(mesa.escribe(), "bloquear")
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=181))
    mesa.pasar()
    e = mesa.escribe()
    mesa.pasar()
    assert mesa.dura(e).days == 7, "lo de hace más de 180 días no cuenta"


def test_lo_que_una_persona_oculta_tambien_suma_y_se_le_propone_mas(mesa: Mesa) -> None:
    primera = mesa.escribe("que feo todo")
    assert bloqueo_propuesto(mesa.almacen, ESCALERA, primera, 12).days == 7, "el más corto, si aún no tocaba"
    mesa.decide(primera, "ocultar", articulo=12)
    mesa.pasar()
    assert mesa.puntos() == 1
    segunda = mesa.escribe("que feo todo")
    assert bloqueo_propuesto(mesa.almacen, ESCALERA, segunda, 2).days == 7
    mesa.decide(segunda, "ocultar", articulo=2)
    mesa.pasar()
    assert mesa.puntos() == 3
    tercera = mesa.escribe("que feo todo")
    assert bloqueo_propuesto(mesa.almacen, ESCALERA, tercera, 2).days == 30
    mesa.decide(tercera, "bloquear", dias=7)
    assert mesa.dura(tercera).days == 7, "es una propuesta: manda lo que dice la persona"


def test_un_articulo_que_no_sanciona_a_nadie_no_suma(mesa: Mesa) -> None:
    mesa.decide(mesa.escribe("que feo todo"), "ocultar", articulo=11)
    mesa.pasar()
    assert filas(mesa.almacen, "SELECT count(*) FROM falta") == [0]


@pytest.mark.los_dos
@pytest.mark.parametrize(
    ("etiquetas", "articulo", "puntos"),
    [
        (("datos_personales",), 1, 0),
        (("datos_personales", "amenaza"), 1, 2),
        (("datos_personales",), 2, 2),
        ((), 1, 2),
    ],
    ids=["solo sus datos", "tambien amenaza", "por otro articulo", "nada hallado"],
)
def test_ocultar_los_datos_de_alguien_lo_protege_y_no_es_una_falta(
    mesa: Mesa, etiquetas: tuple[str, ...], articulo: int, puntos: int
) -> None:
    e = mesa.escribe("que feo todo")
    ejecutar(mesa.almacen, "DELETE FROM hallazgo")
    for etiqueta in etiquetas:
        ejecutar(
            mesa.almacen,
            "INSERT INTO hallazgo (veredicto_id, politica, gravedad, propuesta, motivo, etiqueta, bloquear, automatica, modo, "
            "evidencia) VALUES (1, 1, 2, 'revisar', 'm', :e, false, false, 'sugerir', '[]')",
            e=etiqueta,
        )
    mesa.decide(e, "ocultar", articulo=articulo)
    mesa.pasar()
    assert mesa.puntos() == puntos


def test_lo_revertido_devuelve_su_falta_y_volver_a_decidirlo_la_cuenta_otra_vez(mesa: Mesa) -> None:
    e = mesa.escribe()
    mesa.pasar()
    assert mesa.puntos() == 2
    d = mesa.decide(e, "ocultar")
    mesa.pasar()
    assert mesa.puntos() == 2
    cola.revertir(mesa.almacen, d, mesa.otra, "no era un insulto", mesa.cap)
    mesa.pasar()
    assert mesa.puntos() == 0
    assert "falta:retirada" in sucesos(mesa.almacen)
    mesa.decide(e, "ocultar", mesa.otra)
    mesa.pasar()
    assert (mesa.puntos(), filas(mesa.almacen, "SELECT count(*) FROM falta")) == (2, [1])


def test_deshacer_en_el_momento_deja_la_falta_de_la_maquina(mesa: Mesa) -> None:
    e = mesa.escribe()
    mesa.pasar()
    d = mesa.decide(e, "permitir")
    sanciones.sancionar(mesa.almacen, {1: mesa.cap}, PLAZOS)
    assert mesa.puntos() == 0
    cola.deshacer(mesa.almacen, d, mesa.una, mesa.cap)
    sanciones.sancionar(mesa.almacen, {1: mesa.cap}, PLAZOS)
    assert mesa.puntos() == 2
    assert restricciones.revisar(mesa.almacen).completo


def test_lo_decidido_antes_de_la_escalera_no_da_puntos(mesa: Mesa) -> None:
    """La migracion lo deja contado: nadie sabia que los daba."""
    mesa.decide(mesa.escribe("que feo todo"), "ocultar")
    ejecutar(mesa.almacen, "UPDATE decision SET contada = fecha")
    mesa.pasar()
    assert mesa.puntos() == 0


def test_confirmar_con_otro_plazo_lo_cambia_desde_que_empezo(mesa: Mesa) -> None:
    e = mesa.escribe()
    mesa.pasar()
    mesa.decide(e, "bloquear", dias=30)
    assert mesa.dura(e).days == 30
    fines = filas(mesa.almacen, "SELECT cierre FROM restriccion WHERE accion = 'bloquear' ORDER BY id")
    assert fines == ["sustituida", None]
    with mesa.almacen.lectura() as u:
        (rige,) = u.restringido.pagina(restricciones.FiltroRegistro(accion="bloquear", rige=True), 9)
        b = u.sanciones.de_comentario(e)
    assert b is not None
    assert rige["hasta"] == b.hasta


@pytest.mark.parametrize("dias", [0, -1, 91, 36500])
def test_ninguna_persona_bloquea_para_siempre(mesa: Mesa, dias: int) -> None:
    e = mesa.escribe("que feo todo")
    with pytest.raises(EntradaInvalida, match="de 1 a 90 días"):
        mesa.decide(e, "bloquear", dias=dias)
    assert filas(mesa.almacen, "SELECT count(*) FROM decision") == [0]


@pytest.mark.los_dos
def test_confirmar_lo_que_caduca_en_ese_momento_da_conflicto_y_no_deja_un_bloqueo_suelto(mesa: Mesa) -> None:
    """La pasada lo caduco entre que la persona miro y decidio."""
    e = mesa.escribe()
    mesa.pasar()
    with mesa.almacen.lectura() as u:
        previo = u.sanciones.de_comentario(e)
    assert previo is not None
    mesa.reloj.adelantar(DIA)
    sanciones.sancionar(mesa.almacen, {1: mesa.cap}, PLAZOS)
    with pytest.raises(Conflicto, match="caducó mientras"), mesa.almacen.unidad() as u:
        u.sanciones.confirmar(previo, 1, "usuario/1")
    with pytest.raises(Conflicto, match="ya no está"), mesa.almacen.unidad() as u:
        u.sanciones.pasar(previo.id, "levantando", _levantado(), sin_confirmar=False)


def _levantado():
    from moderacion.almacen import EstadoBloqueo

    return EstadoBloqueo.LEVANTADO


# --- si sigue haciendo falta


def test_a_mitad_de_plazo_se_pregunta_y_callar_no_lo_alarga(mesa: Mesa) -> None:
    e = mesa.escribe()
    mesa.pasar()
    mesa.decide(e, "bloquear")
    mesa.pasar()
    cada = timedelta()
    mesa.reloj.adelantar(timedelta(days=3, hours=11))
    assert cola.por_revisar(mesa.almacen, cada) == []
    mesa.reloj.adelantar(timedelta(hours=1))
    (p,) = cola.por_revisar(mesa.almacen, cada)
    assert (p.bloqueo.comentario_id, p.impuso) == (e, mesa.una.id)
    antes = mesa.dura(e)
    with pytest.raises(NoAutorizado, match="otra persona"):
        cola.revisar_bloqueo(mesa.almacen, p.bloqueo.id, mesa.una, "sigue insultando", sigue=True)
    cola.revisar_bloqueo(mesa.almacen, p.bloqueo.id, mesa.otra, "sigue insultando", sigue=True)
    assert cola.por_revisar(mesa.almacen, cada) == [], "una vez, a la mitad"
    assert cola.por_revisar(mesa.almacen, DIA) == []
    mesa.reloj.adelantar(DIA)
    assert len(cola.por_revisar(mesa.almacen, DIA)) == 1, "cada día, si así se pidió"
    assert mesa.dura(e) == antes
    mesa.reloj.adelantar(timedelta(days=3))
    mesa.pasar()
    assert filas(mesa.almacen, "SELECT estado FROM bloqueo") == ["levantado"]


def test_si_ya_no_hace_falta_se_quita_en_la_red_y_el_comentario_sigue_oculto(mesa: Mesa) -> None:
    e = mesa.escribe()
    mesa.pasar()
    mesa.decide(e, "bloquear")
    mesa.reloj.adelantar(timedelta(days=4))
    mesa.pasar()
    with pytest.raises(EntradaInvalida, match="motivo"):
        cola.revisar_bloqueo(mesa.almacen, 1, mesa.una, " ", sigue=False)
    cola.revisar_bloqueo(mesa.almacen, 1, mesa.una, "se disculpó", sigue=False)
    mesa.pasar()
    assert [a for a, *_ in mesa.red.efectos][-1] == "desbloquear"
    assert filas(mesa.almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert filas(mesa.almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL") == ["ocultar"]
    assert mesa.puntos() == 2, "quitar antes el bloqueo no dice que no hubiera falta"
    with pytest.raises(Conflicto, match="ya no rige"):
        cola.revisar_bloqueo(mesa.almacen, 1, mesa.otra, "otra vez", sigue=False)


# --- lo que se hace a mano


def con_tarea(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    """Alguien tiene que bloquear en X, donde la API no deja."""
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    mesa.pasar()
    return mesa


def test_al_revisarlo_lo_que_alguien_pudo_bloquear_sin_escribirlo_se_debe_quitar(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Lo tenia de tarea: darlo por no hecho lo dejaria bloqueado sin fin y sin registro."""
    mesa = con_tarea(almacen, reloj)
    cola.revisar_bloqueo(almacen, 1, mesa.otra, "ya no hace falta", sigue=False)
    (b,) = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert b.falta == "desbloquear", (
        "desde ya: quien lo viera por bloquear lo bloquearía, y se daría por quitado"
    )
    mesa.pasar()
    (b,) = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert (b.falta, b.bloqueo.estado) == ("desbloquear", "vigente")


def test_lo_que_alguien_pudo_bloquear_sin_escribirlo_se_manda_quitar_al_terminar(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Si no, quien lo bloqueo en la red y olvido la constancia lo dejaria bloqueado para siempre, y el registro diria que no."""
    mesa = con_tarea(almacen, reloj)
    tareas = "SELECT accion, estado FROM tarea_red ORDER BY id"
    assert filas(almacen, tareas) == [("bloquear", "pendiente")]
    reloj.adelantar(8 * DIA)
    mesa.pasar()
    assert filas(almacen, tareas) == [("bloquear", "anulada"), ("desbloquear", "pendiente")]
    (b,) = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert (b.falta, b.bloqueo.estado) == ("desbloquear", "vigente")
    cola.hecho_a_mano(almacen, 1, "vigente", mesa.una, {1: mesa.cap}, "no estaba bloqueado, captura 3")
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert filas(almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL") == ["ocultar"]


@pytest.mark.parametrize("despues", ["permitir", "ocultar"])
def test_lo_que_alguien_pudo_bloquear_sin_escribirlo_se_manda_quitar_si_se_decide_otra_cosa(
    almacen: Almacen, reloj: RelojFijo, despues: str
) -> None:
    """Se cerraba sin mas: quien ya lo hubiera bloqueado en la red lo dejaba bloqueado, y nadie debia quitarlo."""
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "bloquear", dias=7)
    mesa.pasar()
    mesa.decide(e, despues, mesa.otra)
    (b,) = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert b.falta == "desbloquear"
    mesa.pasar()
    tareas = "SELECT accion, estado FROM tarea_red ORDER BY id"
    assert filas(almacen, tareas) == [("bloquear", "anulada"), ("desbloquear", "pendiente")]
    assert filas(almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL AND accion = 'bloquear'")
    cola.hecho_a_mano(almacen, 1, "vigente", mesa.una, {1: mesa.cap}, "no estaba bloqueado, captura 3")
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert filas(almacen, "SELECT cierre FROM restriccion WHERE accion = 'bloquear'") == ["decision"]


def test_lo_que_la_maquina_propuso_hacer_a_mano_y_se_permite_no_lo_debe_nadie(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Sin confirmar no llego a ser tarea de nadie: no hay nada que quitar."""
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    entrar(almacen, 1, com("c1", INSULTO, red=Red.TWITTER))
    juzgar(almacen, reloj, modos={2: _modo(Red.FACEBOOK)})
    mesa.pasar()
    assert filas(almacen, "SELECT estado, provisional FROM bloqueo") == [("manual", True)]
    mesa.decide(1, "permitir")
    mesa.pasar()
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert filas(almacen, "SELECT id FROM tarea_red") == []


def test_la_tarea_en_la_red_tiene_plazo_se_recuerda_y_pide_constancia(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "bloquear")
    mesa.pasar()
    caps = {1: mesa.cap}
    (t,) = cola.bloqueos_abiertos(almacen, caps, reloj.ahora())
    assert (t.falta, t.recordatorios) == ("bloquear", 0)
    assert t.vence is not None
    assert t.vence - reloj.ahora() <= DIA
    reloj.adelantar(DIA)
    r = sanciones.sancionar(almacen, caps, PLAZOS)
    assert r.tareas == 0
    dichas: list[int] = []

    def decir(cuantas: int, *, llega: bool = True) -> bool:
        dichas.append(cuantas)
        return llega

    def muere(_: int) -> bool:
        raise KeyboardInterrupt

    # hasta que llegue a alguien no esta dicha: ni muriendo en medio, ni con los canales caidos
    with pytest.raises(KeyboardInterrupt):
        sanciones.recordar(almacen, muere)
    assert sanciones.recordar(almacen, partial(decir, llega=False)) == 0
    assert sanciones.recordar(almacen, decir) == 1
    assert sanciones.recordar(almacen, decir) == 0, "una vez al día"
    reloj.adelantar(DIA)
    assert sanciones.recordar(almacen, decir) == 1
    assert dichas == [1, 1, 1]
    assert cola.bloqueos_abiertos(almacen, caps, reloj.ahora())[0].recordatorios == 2
    with pytest.raises(EntradaInvalida, match="dónde consta"):
        cola.hecho_a_mano(almacen, 1, "manual", mesa.una, caps, " ya ")
    cola.hecho_a_mano(almacen, 1, "manual", mesa.una, caps, "bloqueado desde el perfil, captura 12")
    (h,) = cola.hechas_a_mano(almacen)
    assert (h["accion"], h["quien"], h["constancia"]) == (
        "bloquear", "una", "bloqueado desde el perfil, captura 12",
    )  # fmt: skip
    assert h["hecha"] > h["vence"], "y consta que fue tarde"
    with almacen.lectura() as u:
        (f,) = u.restringido.pagina(restricciones.FiltroRegistro(accion="bloquear"), 9)
    assert f["constancia"] == "bloqueado desde el perfil, captura 12", "el registro lo dice"
    assert restricciones.revisar(almacen).completo


def test_si_la_red_se_niega_a_desbloquear_se_debe_a_una_persona(mesa: Mesa) -> None:
    from conectores.errores import NoPermitido

    mesa.decide(mesa.escribe(), "bloquear", dias=7)
    mesa.pasar()
    mesa.red.fallar("desbloquear", NoPermitido("no se pudo"))
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.pasar()
    assert filas(mesa.almacen, "SELECT accion, estado FROM tarea_red") == [("desbloquear", "pendiente")]
    assert filas(mesa.almacen, "SELECT estado FROM expediente") == ["resuelto"], (
        "no hay nada que decidir otra vez"
    )
    cola.hecho_a_mano(
        mesa.almacen, 1, "vigente", mesa.otra, {1: mesa.cap}, "quitado en Configuración, Bloqueos"
    )
    assert filas(mesa.almacen, "SELECT estado FROM bloqueo") == ["levantado"]


def test_si_la_cuenta_ya_no_esta_configurada_el_bloqueo_se_debe_quitar_a_mano(mesa: Mesa) -> None:
    mesa.decide(mesa.escribe(), "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=7))
    sanciones.sancionar(mesa.almacen, {}, PLAZOS)
    assert filas(mesa.almacen, "SELECT accion FROM tarea_red WHERE estado = 'pendiente'") == ["desbloquear"]
    assert restricciones.revisar(mesa.almacen).completo


def test_la_base_no_admite_una_tarea_hecha_sin_quien_ni_constancia(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    from sqlalchemy.exc import IntegrityError

    mesa = Mesa(almacen, reloj, Red.TWITTER)
    mesa.decide(mesa.escribe("que feo todo"), "bloquear")
    mesa.pasar()
    with pytest.raises(IntegrityError, match="constancia"):
        ejecutar(almacen, "UPDATE tarea_red SET estado = 'hecha'")
