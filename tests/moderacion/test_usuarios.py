"""La gente de la casa: cada cambio cierra sus sesiones al momento, y siempre queda quien administre."""

import threading
from datetime import timedelta

import pytest

from moderacion import accesos
from moderacion.accesos import Desde, claves
from moderacion.almacen import Almacen
from moderacion.almacen.intentos import red_de
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from tests.moderacion.falsos import sucesos

CLAVE = "cuatro patos verdes nadan"
OTRA = "siete gatos pardos saltan"
DESDE = Desde("10.0.0.1", timedelta(hours=10))


@pytest.fixture
def ana(almacen: Almacen) -> int:
    return accesos.crear_usuario(almacen, "ana", CLAVE, "administracion")


def entrar(almacen: Almacen, clave: str = CLAVE, nombre: str = "ana") -> str:
    return accesos.empezar(almacen, nombre, clave, DESDE).testigo


def _yo(almacen: Almacen, testigo: str) -> accesos.Usuario:
    usuario = accesos.de_sesion(almacen, testigo)
    assert usuario is not None
    return usuario


# --- claves


@pytest.mark.parametrize(
    ("clave", "dicho"),
    [
        ("contraseña123", "fácil de adivinar"),
        ("C0ntr4s3ñ4!!!", "fácil de adivinar"),
        ("qwertyuiop12", "fácil de adivinar"),
        ("isss isss isss", "repite"),
        ("seguro social isss", "fácil de adivinar"),
        ("SeguroSocial2026", "fácil de adivinar"),
        ("ana.maria.perez", "fácil de adivinar"),
        ("hospital amatepec", "fácil de adivinar"),
        ("abababababab", "repite"),
        ("aaaaaaaaaaaa", "repite"),
        ("!!!!!!!!!!!!", "repite"),
        ("ana ana ana ana", "repite"),
        ("La-la-la-lá-la!", "repite"),
        ("123456789012", "fácil de adivinar"),
        ("corta", "de 12 a 200"),
    ],
)
def test_la_clave_que_cualquiera_probaria_no_se_admite(clave, dicho) -> None:
    with pytest.raises(EntradaInvalida, match=dicho):
        claves.exigir(clave, "ana.maria.perez", ("Hospital Amatepec",))


@pytest.mark.parametrize(
    "clave", [CLAVE, OTRA, "xK9#mQ2$vL7p", "ñandú piedra luna", "🦆" * 3 + " verdes nadando"]
)
def test_una_clave_larga_y_propia_se_admite_sin_reglas_de_composicion(clave) -> None:
    claves.exigir(clave, "ana.maria.perez", ("Hospital Amatepec",))


def test_mil_claves_temporales_se_admiten_y_son_distintas() -> None:
    dadas = {claves.temporal() for _ in range(1000)}
    assert len(dadas) == 1000
    for clave in dadas:
        claves.exigir(clave, "ana")


def test_cambiar_la_propia_cierra_todas_y_deja_una(almacen, ana) -> None:
    esta, otra = entrar(almacen), entrar(almacen)
    nueva = accesos.cambiar_clave(almacen, _yo(almacen, esta), CLAVE, OTRA, DESDE)
    assert accesos.de_sesion(almacen, esta) is None
    assert accesos.de_sesion(almacen, otra) is None
    assert _yo(almacen, nueva).id == ana
    with pytest.raises(NoAutorizado):
        entrar(almacen)
    entrar(almacen, OTRA)


def test_cambiarla_con_la_actual_mala_cuenta_como_intento_y_no_cambia_nada(almacen, ana) -> None:
    esta = entrar(almacen)
    with pytest.raises(accesos.ClaveEquivocada):
        accesos.cambiar_clave(almacen, _yo(almacen, esta), "no era esta clave", OTRA, DESDE)
    with almacen.lectura() as u:
        assert u.factores.contar(u.ahora - accesos.VENTANA, accesos.PROPIA, usuario="ana") == 1
    assert accesos.de_sesion(almacen, esta) is not None
    for mala in (CLAVE, "corta", "seguro social isss"):
        with pytest.raises(EntradaInvalida):
            accesos.cambiar_clave(almacen, _yo(almacen, esta), CLAVE, mala, DESDE)


def test_si_otra_persona_la_cambio_a_la_vez_ni_se_cambia_ni_se_abre_sesion(almacen, ana, monkeypatch) -> None:
    esta, de_verdad = entrar(almacen), claves.huella

    def a_la_vez(clave: str) -> str:
        monkeypatch.setattr(claves, "huella", de_verdad)
        accesos.poner_clave(almacen, ana, "nueve perros azules cantan")
        return de_verdad(clave)

    usuario = _yo(almacen, esta)
    monkeypatch.setattr(claves, "huella", a_la_vez)
    with pytest.raises(Conflicto, match="mientras tanto"):
        accesos.cambiar_clave(almacen, usuario, CLAVE, OTRA, DESDE)
    assert accesos.de_sesion(almacen, esta) is None
    assert _yo(almacen, entrar(almacen, "nueve perros azules cantan")).clave_temporal


@pytest.mark.parametrize("mala", ["corta", "seguro social isss", "ana ana ana ana", "hospital amatepec"])
def test_a_otra_persona_tampoco_se_le_pone_una_que_cualquiera_probaria(almacen, ana, mala: str) -> None:
    with pytest.raises(EntradaInvalida):
        accesos.poner_clave(almacen, ana, mala, institucion=("Hospital Amatepec",))
    assert _yo(almacen, entrar(almacen)).id == ana


def test_la_temporal_se_dice_una_vez_y_se_marca(almacen, ana) -> None:
    clave = accesos.crear_con_temporal(almacen, "beto", "gestion", "usuario/1")
    testigo = entrar(almacen, clave, "beto")
    assert _yo(almacen, testigo).clave_temporal
    nuevo = accesos.cambiar_clave(almacen, _yo(almacen, testigo), clave, OTRA, DESDE)
    assert not _yo(almacen, nuevo).clave_temporal
    dada = accesos.dar_temporal(almacen, accesos.id_de(almacen, "beto"), "usuario/1")
    assert accesos.de_sesion(almacen, nuevo) is None
    assert _yo(almacen, entrar(almacen, dada, "beto")).clave_temporal


# --- roles y bajas


def test_cambiar_de_rol_cierra_sus_sesiones(almacen, ana) -> None:
    beto = accesos.crear_usuario(almacen, "beto", OTRA, "gestion")
    testigo = entrar(almacen, OTRA, "beto")
    accesos.cambiar_rol(almacen, beto, "supervision", "usuario/1")
    assert accesos.de_sesion(almacen, testigo) is None
    assert _yo(almacen, entrar(almacen, OTRA, "beto")).rol == "supervision"
    with pytest.raises(Conflicto, match="ya tiene ese rol"):
        accesos.cambiar_rol(almacen, beto, "supervision")
    with pytest.raises(EntradaInvalida, match="no es un rol"):
        accesos.cambiar_rol(almacen, beto, "jefe")
    with pytest.raises(NoExiste):
        accesos.cambiar_rol(almacen, 99, "gestion")


def test_siempre_queda_quien_administre(almacen, ana) -> None:
    for hacer in (
        lambda: accesos.desactivar(almacen, "ana"),
        lambda: accesos.cambiar_rol(almacen, ana, "gestion"),
    ):
        with pytest.raises(Conflicto, match="última persona activa que administra"):
            hacer()
    beto = accesos.crear_usuario(almacen, "beto", OTRA, "administracion")
    accesos.desactivar_id(almacen, ana)
    with pytest.raises(Conflicto, match="última"):
        accesos.desactivar_id(almacen, beto)
    accesos.activar(almacen, ana)
    accesos.desactivar_id(almacen, beto)


def test_dos_bajas_a_la_vez_no_dejan_la_casa_sin_nadie(almacen, ana) -> None:
    beto = accesos.crear_usuario(almacen, "beto", OTRA, "administracion")
    negadas: list[str] = []

    def bajar(quien: int) -> None:
        try:
            accesos.desactivar_id(almacen, quien)
        except Conflicto as error:
            negadas.append(str(error))

    hilos = [threading.Thread(target=bajar, args=(q,)) for q in (ana, beto)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert len(negadas) == 1
    assert sum(f.activo for f in accesos.fichas(almacen)) == 1


def test_cerrarle_las_sesiones_a_alguien_queda_dicho(almacen, ana) -> None:
    beto = accesos.crear_usuario(almacen, "beto", OTRA, "gestion")
    abiertas = [entrar(almacen, OTRA, "beto") for _ in range(3)]
    assert accesos.cerrar_sesiones(almacen, beto, "usuario/1") == 3
    assert [accesos.de_sesion(almacen, t) for t in abiertas] == [None] * 3
    assert sucesos(almacen)[-1] == "sesion:cerradas"


def test_una_sesion_propia_se_cierra_y_la_ajena_no(almacen, ana) -> None:
    accesos.crear_usuario(almacen, "beto", OTRA, "gestion")
    mia, otra, ajena = entrar(almacen), entrar(almacen), entrar(almacen, OTRA, "beto")
    vistas = accesos.mis_sesiones(almacen, ana, mia)
    assert [s.esta for s in vistas].count(True) == 1
    suya = accesos.mis_sesiones(almacen, accesos.id_de(almacen, "beto"), ajena)[0]
    with pytest.raises(NoExiste, match="ya no está abierta"):
        accesos.cerrar_una(almacen, ana, suya.id)
    accesos.cerrar_una(almacen, ana, next(s.id for s in vistas if not s.esta))
    assert accesos.de_sesion(almacen, otra) is None
    assert accesos.de_sesion(almacen, mia) is not None
    assert accesos.de_sesion(almacen, ajena) is not None


def test_quien_cae_entre_la_clave_y_la_sesion_no_entra(almacen, ana, monkeypatch) -> None:
    """Lo desactivan mientras se comprueba su clave: la sesión no llega a abrirse."""
    beto = accesos.crear_usuario(almacen, "beto", OTRA, "gestion")
    de_verdad = claves.vale

    def vale(clave: str, guardada: str | None) -> bool:
        accesos.desactivar_id(almacen, beto)
        return de_verdad(clave, guardada)

    monkeypatch.setattr(claves, "vale", vale)
    with pytest.raises(NoAutorizado):
        entrar(almacen, OTRA, "beto")
    with almacen.lectura() as u:
        assert u.accesos.cuantas_sesiones(accesos.INACTIVIDAD) == {}


def test_una_clave_temporal_vence_a_los_tres_dias(almacen, ana, reloj) -> None:
    clave = accesos.crear_con_temporal(almacen, "beto", "gestion", "usuario/1")
    reloj.adelantar(timedelta(hours=72))
    with pytest.raises(NoAutorizado, match="venció"):
        entrar(almacen, clave, "beto")


def test_quien_prueba_desde_fuera_no_frena_lo_que_hace_quien_esta_dentro(almacen, ana) -> None:
    esta = entrar(almacen)
    with almacen.unidad() as u:
        for _ in range(accesos.INTENTOS):
            u.factores.apartar_intento("ana", DESDE.origen)
    with pytest.raises(NoAutorizado, match="demasiados"):
        entrar(almacen)
    accesos.cambiar_clave(almacen, _yo(almacen, esta), CLAVE, OTRA, DESDE)


@pytest.mark.parametrize(
    ("origen", "red"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("x", "x"),
    ],
)
def test_un_vecindario_ipv6_es_un_solo_origen(origen, red) -> None:
    assert red_de(origen) == red
