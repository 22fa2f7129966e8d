"""Apelar: el enlace, la reapertura, quien puede resolver y que todo pase o nada pase."""

from datetime import timedelta

import pytest

from conectores.errores import NoPermitido
from conectores.tipos import EstadoEnRed, Red
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen
from moderacion.almacen.apelaciones import APELADO
from moderacion.almacen.intentos import INTENTOS, VENTANA
from moderacion.cola import PERMITIR, Persona, Resolucion
from moderacion.errores import Conflicto, DemasiadosIntentos, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.montaje import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
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
from tests.moderacion.test_sanciones import PLAZOS

CAP = CAPACIDADES[Red.FACEBOOK]
MES = timedelta(days=30)
RAZON = "No insulté a nadie, era una queja por la espera."


class Caso:
    """Un comentario oculto por una gestora, y otras dos personas."""

    def __init__(self, almacen: Almacen, reloj: RelojFijo, texto: str = "que feo todo") -> None:
        self.almacen, self.reloj = almacen, reloj
        alta(almacen)
        entrar(almacen, 1, com("c1", texto))
        juzgar(almacen, reloj)
        self.una, self.otra = persona(almacen, "una"), persona(almacen, "otra")
        self.mira = persona(almacen, "mira", "auditoria")

    def decidir(self, quien: Persona, accion: str, **cambios: object) -> int:
        r = Resolucion.de(accion, "porque si", self.version, 2)
        return cola.resolver(self.almacen, 1, quien, r, CAP, MES)

    @property
    def version(self) -> int:
        return filas(self.almacen, "SELECT version FROM expediente")[0]

    def emitir(self) -> str:
        return emitir_apelacion(self.almacen, 1, self.una).testigo

    def presentar(self, testigo: str, texto: str = RAZON) -> bool:
        return apelaciones.presentar(self.almacen, testigo, "1.2.3.4", texto, "ana@example.com")

    def ver(self, testigo: str) -> apelaciones.Vista | None:
        return apelaciones.ver(self.almacen, testigo, "1.2.3.4")

    def resolver(
        self, quien: Persona, *, acepta: bool, motivo: str = "lo miré otra vez", version: int = 0
    ) -> int:
        r = ResolucionApelacion(1, acepta, motivo, version or self.version)
        return resolver_apelacion(self.almacen, {1: CAP}, quien, r)

    def estado(self) -> tuple:
        return filas(self.almacen, "SELECT estado, prioridad_neg FROM expediente")[0]


@pytest.fixture
def caso(almacen: Almacen, reloj: RelojFijo) -> Caso:
    return Caso(almacen, reloj)


@pytest.fixture
def apelado(caso: Caso) -> Caso:
    """Con la apelacion ya presentada."""
    caso.decidir(caso.una, "ocultar")
    assert caso.presentar(caso.emitir())
    return caso


def test_solo_se_da_enlace_si_hay_una_restriccion(caso: Caso) -> None:
    with pytest.raises(EntradaInvalida, match="no hay ninguna restricción"):
        caso.emitir()
    caso.decidir(caso.una, PERMITIR)
    with pytest.raises(EntradaInvalida, match="no hay ninguna restricción"):
        caso.emitir()
    with pytest.raises(NoExiste):
        emitir_apelacion(caso.almacen, 9, caso.una)
    with pytest.raises(NoAutorizado):
        emitir_apelacion(caso.almacen, 1, caso.mira)
    assert filas(caso.almacen, "SELECT count(*) FROM apelacion") == [0]


def test_del_enlace_solo_queda_la_huella(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    testigo = caso.emitir()
    assert len(testigo) >= 43
    assert testigo not in str(filas(caso.almacen, "SELECT * FROM apelacion"))
    assert testigo not in str(filas(caso.almacen, "SELECT datos FROM suceso"))
    vista = caso.ver(testigo)
    assert (vista.estado, vista.accion, vista.articulo) == ("emitida", "ocultar", 2)
    assert vista.extracto == "que feo todo"
    assert "Persona" not in str(vista)


def test_otro_enlace_deja_sin_valor_al_anterior(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    viejo, nuevo = caso.emitir(), caso.emitir()
    assert caso.ver(viejo) is None
    assert not caso.presentar(viejo)
    assert caso.ver(nuevo) is not None


def test_presentar_reabre_con_prioridad_y_una_sola_vez(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    testigo, version = caso.emitir(), caso.version
    with pytest.raises(EntradaInvalida, match="explique"):
        caso.presentar(testigo, " corto ")
    assert caso.estado()[0] == "resuelto"
    assert caso.presentar(testigo)
    assert caso.estado() == ("en_cola", -APELADO)
    assert caso.version == version + 1
    assert apelaciones.apelados(caso.almacen, [1, 2]) == {1}
    assert not caso.presentar(testigo, "otra razón distinta")
    assert filas(caso.almacen, "SELECT texto FROM apelacion") == [RAZON]
    assert sucesos(caso.almacen)[-2:] == ["apelacion:presentada", "expediente:apelado"]
    with pytest.raises(Conflicto):
        caso.emitir()


def test_apelar_lo_que_despues_se_edito_y_quedo_limpio_lo_pone_en_la_cola(caso: Caso) -> None:
    """Su caso volvia a la cola y el comentario no: lo limpio se purga antes que lo que alguien tiene que mirar."""
    caso.decidir(caso.una, "ocultar")
    testigo = caso.emitir()
    # asi queda lo editado despues de decidirse, si ya nada lo tenia oculto
    ejecutar(caso.almacen, "UPDATE comentario SET estado = 'limpio'")
    assert caso.presentar(testigo)
    assert filas(caso.almacen, "SELECT estado FROM comentario") == ["en_cola"]


def test_el_enlace_vence_a_los_30_dias(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    testigo = caso.emitir()
    caso.reloj.adelantar(30 * DIA)
    assert caso.ver(testigo) is None
    assert not caso.presentar(testigo)
    sanciones.sancionar(caso.almacen, {1: CAP}, PLAZOS)
    assert filas(caso.almacen, "SELECT estado FROM apelacion") == ["caducada"]
    assert caso.emitir()


def test_lo_que_alguien_ya_deshizo_no_se_apela(caso: Caso) -> None:
    """Con el enlace de antes se apelaba lo ya permitido, y al mantenerlo otra persona se ocultaba otra vez."""
    decision = caso.decidir(caso.una, "ocultar")
    testigo = caso.emitir()
    vista = caso.ver(testigo)
    assert vista is not None
    assert not vista.deshecha
    cola.revertir(caso.almacen, decision, caso.otra, "no era para tanto", CAP)
    vista = caso.ver(testigo)
    assert vista is not None
    assert vista.deshecha
    with pytest.raises(EntradaInvalida, match="ya se deshizo"):
        caso.presentar(testigo)
    assert filas(caso.almacen, "SELECT estado FROM apelacion") == ["emitida"]
    assert caso.estado()[0] == "resuelto"
    # si se restringe otra vez, el mismo enlace vuelve a servir
    caso.decidir(caso.otra, "ocultar")
    assert caso.presentar(testigo)


@pytest.mark.parametrize(("eliminada", "queda"), [(False, "ocultar"), (True, "eliminar")])
def test_mantener_lo_que_no_llego_a_eliminarse_lo_oculta_y_lo_dice_asi(
    caso: Caso, *, eliminada: bool, queda: str
) -> None:
    """Su autor lo editó antes de que saliera: el registro decía «eliminado» de lo que seguía en la red, oculto."""
    red = ConectorFalso(reloj=caso.reloj)
    caso.decidir(caso.una, "eliminar")
    assert caso.presentar(caso.emitir())
    if not eliminada:
        entrar(caso.almacen, 1, com("c1", "que feo y que mal"))
    caso.reloj.adelantar(timedelta(minutes=1))
    ejecucion.despachar(caso.almacen, red, 1, caso.reloj)
    caso.resolver(caso.otra, acepta=False)
    caso.reloj.adelantar(timedelta(minutes=1))
    ejecucion.despachar(caso.almacen, red, 1, caso.reloj)
    assert [e[0] for e in red.efectos] == [queda]
    assert filas(caso.almacen, "SELECT accion FROM decision ORDER BY id") == ["eliminar", queda]
    assert filas(caso.almacen, "SELECT accion FROM restriccion WHERE cerrada IS NULL") == [queda]


def test_mantener_lo_que_aun_puede_eliminarse_lo_mantiene_eliminado(caso: Caso) -> None:
    """Su orden sigue pendiente: en la red todavia se ve, pero lo decidido va a salir."""
    caso.decidir(caso.una, "eliminar")
    assert caso.presentar(caso.emitir())
    caso.resolver(caso.otra, acepta=False)
    assert filas(caso.almacen, "SELECT accion FROM decision ORDER BY id") == ["eliminar", "eliminar"]


def test_mantener_lo_que_la_red_no_dejo_eliminar_lo_deja_oculto_aunque_otra_orden_si_saliera(
    caso: Caso,
) -> None:
    red = ConectorFalso(reloj=caso.reloj)
    red.fallar("eliminar", NoPermitido("no se puede"))
    for accion in ("ocultar", "eliminar"):
        caso.decidir(caso.una, accion)
        caso.reloj.adelantar(timedelta(minutes=1))
        ejecucion.despachar(caso.almacen, red, 1, caso.reloj)
    assert filas(caso.almacen, "SELECT estado FROM orden ORDER BY id") == ["hecha", "fallida"]
    assert caso.presentar(caso.emitir())
    caso.resolver(caso.otra, acepta=False)
    assert filas(caso.almacen, "SELECT accion FROM decision ORDER BY id")[-1] == "ocultar"


def test_lo_de_la_maquina_que_nadie_confirmo_y_volvio_a_verse_no_se_apela(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    caso, red = Caso(almacen, reloj, INSULTO), ConectorFalso(reloj=reloj)

    def pasar() -> None:
        sanciones.sancionar(almacen, {1: CAP}, PLAZOS)
        ejecucion.despachar(almacen, red, 1, reloj)
        sanciones.sancionar(almacen, {1: CAP}, PLAZOS)

    pasar()
    testigo = caso.emitir()
    vista = caso.ver(testigo)
    assert vista is not None
    assert not vista.deshecha
    reloj.adelantar(DIA)
    pasar()
    assert sorted(e[0] for e in red.efectos[2:]) == ["desbloquear", "mostrar"]
    with pytest.raises(EntradaInvalida, match="ya se deshizo"):
        caso.presentar(testigo)


@pytest.mark.parametrize("quien", ["una", "otra"])
@pytest.mark.parametrize("accion", [PERMITIR, "ocultar", "bloquear"])
def test_con_una_apelacion_nadie_decide_por_el_camino_de_siempre(
    apelado: Caso, quien: str, accion: str
) -> None:
    with pytest.raises(EntradaInvalida, match="tiene una apelación presentada"):
        apelado.decidir(getattr(apelado, quien), accion)
    assert apelado.estado()[0] == "en_cola"
    assert filas(apelado.almacen, "SELECT count(*) FROM decision") == [1]


@pytest.mark.parametrize("acepta", [True, False])
def test_quien_restringio_no_resuelve_ni_aceptando(apelado: Caso, acepta: bool) -> None:
    with pytest.raises(NoAutorizado, match="otra persona"):
        apelado.resolver(apelado.una, acepta=acepta)
    assert filas(apelado.almacen, "SELECT estado FROM apelacion") == ["presentada"]
    assert filas(apelado.almacen, "SELECT count(*) FROM decision") == [1]
    with pytest.raises(NoAutorizado):
        apelado.resolver(apelado.mira, acepta=acepta)


def test_tampoco_quien_restringio_antes_que_la_ultima(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    caso.decidir(caso.otra, "bloquear")
    caso.presentar(caso.emitir())
    for quien in (caso.una, caso.otra):
        with pytest.raises(NoAutorizado):
            caso.resolver(quien, acepta=True)
    tercera = persona(caso.almacen, "tercera", "supervision")
    assert caso.resolver(tercera, acepta=True)


@pytest.mark.parametrize("acepta", [True, False])
def test_tampoco_quien_dijo_antes_que_lo_restringiria(caso: Caso, acepta: bool) -> None:
    """De una critica es la segunda firma: sin ella no se habria restringido."""
    cola.opinar(caso.almacen, 1, caso.otra, "acusa sin pruebas", restringe=True)
    tercera = persona(caso.almacen, "tercera", "supervision")
    cola.opinar(caso.almacen, 1, tercera, "yo la dejaría", restringe=False)
    caso.reloj.adelantar(timedelta(minutes=1))
    caso.decidir(caso.una, "ocultar")
    caso.presentar(caso.emitir())
    for quien in (caso.una, caso.otra):
        with pytest.raises(NoAutorizado, match="otra persona"):
            caso.resolver(quien, acepta=acepta)
    caso.reloj.adelantar(timedelta(minutes=1))
    cola.opinar(caso.almacen, 1, tercera, "ahora lo veo claro", restringe=True)
    assert caso.resolver(tercera, acepta=acepta), "lo que opina quien la mira no es haberla restringido"


@pytest.mark.parametrize("acepta", [True, False])
def test_tampoco_quien_dijo_que_el_bloqueo_seguia_haciendo_falta(caso: Caso, acepta: bool) -> None:
    caso.decidir(caso.una, "bloquear")
    with caso.almacen.unidad() as u:
        u.sanciones.pasar(1, "pedido", "vigente")
    cola.revisar_bloqueo(caso.almacen, 1, caso.otra, "sigue insultando a diario", sigue=True)
    caso.presentar(caso.emitir())
    with pytest.raises(NoAutorizado, match="la resuelve otra persona"):
        caso.resolver(caso.otra, acepta=acepta)
    (esperan,) = apelaciones.listar(caso.almacen).presentadas
    assert esperan["vetados"] == {caso.una.id, caso.otra.id}
    assert caso.resolver(persona(caso.almacen, "tercera", "supervision"), acepta=acepta)


def test_aceptar_muestra_y_desbloquea(caso: Caso) -> None:
    caso.decidir(caso.una, "bloquear")
    testigo = caso.emitir()
    caso.presentar(testigo)
    with caso.almacen.unidad() as u:  # la red ya lo oculto
        u.ordenes.reflejar(1, EstadoEnRed.OCULTO.value)
    decision = caso.resolver(caso.otra, acepta=True)
    assert filas(caso.almacen, "SELECT accion FROM decision WHERE id = :d", d=decision) == [PERMITIR]
    pedidas = filas(caso.almacen, "SELECT accion FROM orden WHERE decision_id = :d", d=decision)
    assert "mostrar" in pedidas
    assert filas(caso.almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert caso.estado()[0] == "resuelto"
    vista = caso.ver(testigo)
    assert (vista.estado, vista.resolucion, vista.bloqueo_hasta) == ("aceptada", "lo miré otra vez", None)


def test_rechazar_mantiene_sin_empeorar(apelado: Caso) -> None:
    with pytest.raises(EntradaInvalida, match="motivo"):
        apelado.resolver(apelado.otra, acepta=False, motivo=" ")
    with pytest.raises(Conflicto):
        apelado.resolver(apelado.otra, acepta=False, version=apelado.version - 1)
    assert filas(apelado.almacen, "SELECT estado FROM apelacion") == ["presentada"]
    apelado.resolver(apelado.otra, acepta=False)
    assert filas(apelado.almacen, "SELECT accion, articulo FROM decision ORDER BY id") == [("ocultar", 2)] * 2
    assert filas(apelado.almacen, "SELECT estado, resuelta_por FROM apelacion") == [
        ("rechazada", apelado.otra.id)
    ]
    assert filas(apelado.almacen, "SELECT count(*) FROM bloqueo") == [0]
    with pytest.raises(Conflicto):
        apelado.resolver(apelado.otra, acepta=True)
    with pytest.raises(EntradaInvalida, match="ya se apeló"):
        apelado.emitir()


def test_un_bloqueo_que_ya_termino_no_empieza_otra_vez(caso: Caso) -> None:
    caso.decidir(caso.una, "bloquear")
    caso.presentar(caso.emitir())
    with caso.almacen.unidad() as u:
        b = u.sanciones.de_comentario(1)
        u.sanciones.pasar(b.id, b.estado, "levantado")
    caso.resolver(caso.otra, acepta=False)
    assert filas(caso.almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert "bloquear" not in filas(caso.almacen, "SELECT accion FROM orden WHERE decision_id = 2")


def test_lo_que_hizo_la_maquina_lo_apela_cualquiera_y_lo_resuelve_una_persona(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    caso = Caso(almacen, reloj, INSULTO)
    sanciones.sancionar(almacen, {1: CAP}, PLAZOS)
    testigo = caso.emitir()
    assert caso.ver(testigo).accion == "bloquear"
    assert caso.presentar(testigo)
    caso.resolver(caso.una, acepta=False)
    assert filas(almacen, "SELECT provisional FROM bloqueo") == [0]
    assert caso.ver(testigo).estado == "rechazada"


def test_lo_que_se_mantiene_no_se_ve_aunque_ya_estuviera_pedido_mostrarlo(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Nadie confirmo el bloqueo y el comentario iba a verse; otra persona mantiene lo apelado antes de que salga."""
    caso, red = Caso(almacen, reloj, INSULTO), ConectorFalso(reloj=reloj)
    for espera in (timedelta(0), timedelta(hours=24)):
        sanciones.sancionar(almacen, {1: CAP}, PLAZOS)
        ejecucion.despachar(almacen, red, 1, reloj)
        reloj.adelantar(espera)
    sanciones.sancionar(almacen, {1: CAP}, PLAZOS)
    assert caso.presentar(caso.emitir())
    caso.resolver(caso.una, acepta=False)
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert ("mostrar", "c1") not in red.efectos
    assert cola.ficha(almacen, 1).comentario["estado_red"] == "oculto"


def test_la_maquina_no_toca_lo_apelado_aunque_su_autor_lo_edite(almacen: Almacen, reloj: RelojFijo) -> None:
    caso = Caso(almacen, reloj, INSULTO)
    caso.presentar(caso.emitir())
    antes = filas(almacen, "SELECT count(*) FROM orden")
    entrar(almacen, 1, com("c1", "otro pendejo", estado=EstadoEnRed.VISIBLE))
    juzgar(almacen, reloj)
    assert filas(almacen, "SELECT count(*) FROM orden") == antes
    assert caso.estado() == ("en_cola", -APELADO)
    assert filas(almacen, "SELECT estado FROM apelacion") == ["presentada"]


def test_los_enlaces_inventados_se_frenan_por_origen_y_no_llenan_la_bitacora(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    testigo, antes = caso.emitir(), len(sucesos(caso.almacen))
    for _ in range(INTENTOS):
        assert caso.ver("inventado") is None
    for _ in range(3):
        with pytest.raises(DemasiadosIntentos):
            caso.ver("inventado")
    assert filas(caso.almacen, "SELECT count(*) FROM intento_publico") == [INTENTOS]
    assert caso.ver(testigo) is not None, "lo que pruebe otro desde la misma red no quita apelar"
    assert len(sucesos(caso.almacen)) == antes
    caso.reloj.adelantar(VENTANA + timedelta(seconds=1))
    assert caso.ver("inventado") is None
    caso.reloj.adelantar(2 * DIA)
    caso.ver("otro inventado")
    assert filas(caso.almacen, "SELECT count(*) FROM intento_publico") == [1]


def test_si_algo_falla_al_resolver_no_queda_nada_a_medias(
    apelado: Caso, monkeypatch: pytest.MonkeyPatch
) -> None:
    def romper(*_: object, **__: object) -> None:
        raise RuntimeError("corte")

    monkeypatch.setattr("moderacion.montaje.apelaciones.apelaciones.resolver_en", romper)
    antes = sucesos(apelado.almacen)
    with pytest.raises(RuntimeError):
        apelado.resolver(apelado.otra, acepta=True)
    assert sucesos(apelado.almacen) == antes
    assert apelado.estado()[0] == "en_cola"
    assert filas(apelado.almacen, "SELECT count(*) FROM decision") == [1]


def test_el_resultado_se_lee_90_dias(caso: Caso) -> None:
    caso.decidir(caso.una, "ocultar")
    testigo = caso.emitir()
    caso.presentar(testigo)
    caso.resolver(caso.otra, acepta=False)
    listado = apelaciones.listar(caso.almacen)
    assert (len(listado.presentadas), len(listado.resueltas)) == (0, 1)
    assert listado.resueltas[0]["resolvio"] == "otra"
    caso.reloj.adelantar(apelaciones.A_LA_VISTA - DIA)
    assert caso.ver(testigo).estado == "rechazada"
    caso.reloj.adelantar(DIA)
    assert caso.ver(testigo) is None
