"""Quien entra: una sola frase para todo error, freno a quien prueba claves, y sesiones que caen al momento."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from moderacion import accesos
from moderacion.accesos import Cofre, Desde, claves
from moderacion.almacen import Almacen
from moderacion.almacen.tablas import METADATOS
from moderacion.errores import EntradaInvalida, NoAutorizado, NoExiste
from moderacion.reloj import DESVIO, RelojFijo
from tests.moderacion.falsos import ejecutar, filas, sucesos

CLAVE = "una clave bien larga"
DIEZ_HORAS = timedelta(hours=10)
UNA_FRASE = "^usuario o clave equivocados$"


@pytest.fixture
def ana(almacen: Almacen) -> int:
    return accesos.crear_usuario(almacen, " Ana.Perez ", CLAVE, "gestion")


@pytest.fixture
def cofre() -> Cofre:
    return Cofre(accesos.nueva_llave())


def entrar(almacen: Almacen, nombre: str = "ana.perez", clave: str = CLAVE, origen: str = "10.0.0.1") -> str:
    return accesos.ingresar(almacen, nombre, clave, origen, DIEZ_HORAS)


def fallar(almacen: Almacen, veces: int, nombre: str = "ana.perez", origen: str = "10.0.0.1") -> None:
    """Deja anotados esos fallos sin pagar el precio de Argon2."""
    with almacen.unidad() as u:
        for _ in range(veces):
            u.factores.apartar_intento(nombre, origen)


def test_entrar_da_una_sesion_que_se_reconoce_y_se_cierra(almacen, ana) -> None:
    uno, otro = entrar(almacen, "ANA.perez "), entrar(almacen)
    assert uno != otro
    usuario = accesos.de_sesion(almacen, uno)
    assert usuario is not None
    assert (usuario.id, usuario.nombre, usuario.rol) == (ana, "ana.perez", "gestion")
    accesos.salir(almacen, uno)
    assert accesos.de_sesion(almacen, uno) is None
    assert accesos.de_sesion(almacen, otro) is not None


def test_ni_la_clave_ni_el_testigo_se_guardan(almacen, ana) -> None:
    testigo = entrar(almacen)
    tablas = [f"{f}" for t in METADATOS.sorted_tables for f in filas(almacen, f"SELECT * FROM {t.name}")]
    crudo = "\n".join(tablas)
    assert "ana.perez" in crudo
    assert CLAVE not in crudo
    assert testigo not in crudo
    assert filas(almacen, "SELECT clave FROM usuario")[0].startswith("$argon2id$")
    assert len(testigo) >= 43, "256 bits"


@pytest.mark.parametrize(
    ("nombre", "clave"),
    [
        ("ana.perez", "otra clave bien larga"),
        ("ana.perez", ""),
        ("no.existe", CLAVE),
        ("", ""),
        ("ana\x00perez", CLAVE),
        ("roto\ud83d", "roto\ud83d"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_todo_lo_equivocado_dice_lo_mismo(almacen, ana, nombre: str, clave: str) -> None:
    with pytest.raises(NoAutorizado, match=UNA_FRASE):
        entrar(almacen, nombre, clave)
    assert filas(almacen, "SELECT count(*) FROM intento_ingreso") == [1]
    assert sucesos(almacen)[-1] == "sesion:rechazada"


def test_un_inactivo_dice_lo_mismo_que_una_clave_mala(almacen, ana) -> None:
    accesos.desactivar(almacen, "ana.perez")
    with pytest.raises(NoAutorizado, match=UNA_FRASE):
        entrar(almacen)


def test_al_desactivar_caen_sus_sesiones_al_momento(almacen, ana) -> None:
    testigo = entrar(almacen)
    accesos.desactivar(almacen, "Ana.Perez")
    assert accesos.de_sesion(almacen, testigo) is None
    assert filas(almacen, "SELECT count(*) FROM sesion") == [0]
    with almacen.unidad() as u:
        u.accesos.cambiar(ana, "prueba", activo=True)
    assert accesos.de_sesion(almacen, testigo) is None, "reactivar no resucita sesiones"


def test_un_usuario_que_dejo_de_estar_activo_pierde_la_sesion_aunque_quede_la_fila(almacen, ana) -> None:
    testigo = entrar(almacen)
    ejecutar(almacen, "UPDATE usuario SET activo = :no", no=False)
    assert accesos.de_sesion(almacen, testigo) is None


def test_la_sesion_caduca(almacen, ana, reloj: RelojFijo) -> None:
    testigo = entrar(almacen)
    for _ in range(19):
        reloj.adelantar(timedelta(minutes=30))
        assert accesos.de_sesion(almacen, testigo) is not None
    reloj.adelantar(timedelta(minutes=30, seconds=-1))
    assert accesos.de_sesion(almacen, testigo) is not None
    reloj.adelantar(timedelta(seconds=1))
    assert accesos.de_sesion(almacen, testigo) is None
    entrar(almacen)
    assert filas(almacen, "SELECT count(*) FROM sesion") == [1], "las caducadas se barren"


def test_la_que_no_se_usa_se_cierra_antes(almacen, ana, reloj: RelojFijo) -> None:
    usada, quieta, de_fondo = entrar(almacen), entrar(almacen), entrar(almacen)
    reloj.adelantar(accesos.INACTIVIDAD - timedelta(seconds=1))
    assert accesos.de_sesion(almacen, usada) is not None
    assert accesos.de_sesion(almacen, de_fondo, usar=False) is not None
    reloj.adelantar(timedelta(seconds=1))
    assert accesos.de_sesion(almacen, usada) is not None
    assert accesos.de_sesion(almacen, quieta) is None
    assert accesos.de_sesion(almacen, de_fondo) is None, "lo que pide la página sola no la alarga"


@pytest.mark.los_dos
def test_la_que_se_abrio_con_el_reloj_adelantado_no_vale_al_corregirlo_ni_cuando_llega_su_hora(
    almacen, ana, reloj: RelojFijo
) -> None:
    reloj.adelantar(timedelta(days=10))
    adelantada = entrar(almacen)
    reloj.adelantar(-DESVIO)
    assert accesos.de_sesion(almacen, adelantada, usar=False) is not None
    assert len(accesos.mis_sesiones(almacen, ana, adelantada)) == 1
    reloj.adelantar(DESVIO - timedelta(days=10))
    assert accesos.de_sesion(almacen, adelantada) is None
    de_ahora = entrar(almacen)
    assert filas(almacen, "SELECT count(*) FROM sesion") == [1], "se barren: si no, ese dia valdria otra vez"
    assert accesos.de_sesion(almacen, de_ahora) is not None


@pytest.mark.parametrize("testigo", ["", "x", "roto\x00", "x" * 10_000])
def test_un_testigo_cualquiera_no_es_nadie(almacen, ana, testigo: str) -> None:
    assert accesos.de_sesion(almacen, testigo) is None


# --- freno


def test_diez_fallos_frenan_al_usuario_donde_se_fallaron_y_no_donde_el_esta(almacen, ana, reloj) -> None:
    fallar(almacen, 9)
    entrar(almacen)
    fallar(almacen, 1)
    with pytest.raises(NoAutorizado, match="demasiados intentos"):
        entrar(almacen)
    entrar(almacen, origen="10.0.0.9")
    reloj.adelantar(accesos.VENTANA)
    with pytest.raises(NoAutorizado, match="demasiados intentos"):
        entrar(almacen)
    reloj.adelantar(timedelta(seconds=1))
    entrar(almacen)


def test_quien_reparte_la_prueba_entre_muchas_direcciones_tambien_se_frena(almacen, ana) -> None:
    for n in range(accesos.POR_USUARIO - 1):
        fallar(almacen, 1, origen=f"10.3.0.{n}")
    entrar(almacen, origen="10.0.0.9")
    fallar(almacen, 1, origen="10.3.1.1")
    with pytest.raises(NoAutorizado, match="demasiados intentos"):
        entrar(almacen, origen="10.0.0.9")


def test_quien_prueba_con_muchos_nombres_desde_un_sitio_se_frena_para_todos(almacen, ana) -> None:
    for n in range(accesos.POR_ORIGEN - 1):
        fallar(almacen, 1, f"nadie{n}")
    entrar(almacen)
    fallar(almacen, 1, "otro")
    with pytest.raises(NoAutorizado, match="demasiados"):
        entrar(almacen)
    entrar(almacen, origen="10.0.0.2")


def test_en_el_navegador_donde_ya_se_entro_solo_frena_lo_propio(almacen, ana, cofre, reloj) -> None:
    """Mil direcciones fallando por alguien no le quitan la entrada; y su galleta da diez intentos, no mas."""
    sello = accesos.sellar(cofre, "ana.perez", reloj.ahora())
    for n in range(accesos.EN_TOTAL):
        fallar(almacen, 1, origen=f"10.{n // 250}.1.{n % 250}")
    aqui = Desde(
        "10.0.0.1",
        DIEZ_HORAS,
        aparato=accesos.aparato_de(cofre, sello, accesos.nombre_llano(" ANA.perez"), reloj.ahora()),
    )
    with pytest.raises(NoAutorizado, match="demasiados"):
        accesos.empezar(almacen, "ana.perez", CLAVE, replace(aqui, aparato=""))
    for _ in range(accesos.INTENTOS):
        accesos.empezar(almacen, "ana.perez", CLAVE, aqui)
        with pytest.raises(NoAutorizado, match=UNA_FRASE):
            accesos.empezar(almacen, "ana.perez", "no es la clave de ana", aqui)
    with pytest.raises(NoAutorizado, match="demasiados"):
        accesos.empezar(almacen, "ana.perez", CLAVE, replace(aqui, origen="10.0.0.77"))


def test_la_galleta_de_un_navegador_es_de_quien_entro_y_vence(cofre, reloj) -> None:
    ahora = reloj.ahora()
    sello = accesos.sellar(cofre, "ana", ahora)
    assert accesos.aparato_de(cofre, sello, "ana", ahora) != ""
    assert accesos.aparato_de(cofre, sello, "beto", ahora) == ""
    assert accesos.aparato_de(cofre, sello, "ana", ahora + accesos.APARATO_DURA) == ""
    ajena = accesos.sellar(accesos.Cofre(accesos.nueva_llave()), "ana", ahora)
    otras = (cofre.cifrar("[]"), cofre.cifrar('{"a": "/cola"}'), cofre.cifrar("SECRETOTOTP"))
    for mala in ("", "x", "\ud83d", "ñ", sello[:-1], sello * 9, ajena, *otras):
        assert accesos.aparato_de(cofre, mala, "ana", ahora) == ""


def test_lo_fallado_con_la_hora_adelantada_no_frena_hasta_que_llegue(almacen, ana, reloj) -> None:
    reloj.adelantar(timedelta(hours=6))
    fallar(almacen, 10)
    reloj.adelantar(-timedelta(hours=6))
    entrar(almacen)


def test_cada_limite_se_cuenta_por_su_lado(almacen, ana) -> None:
    fallar(almacen, 6, "otra", "10.0.0.1")
    fallar(almacen, 6, "ana.perez", "10.0.0.7")
    entrar(almacen)


def test_frenado_no_se_comprueba_la_clave_ni_se_alarga_el_freno(almacen, ana, monkeypatch) -> None:
    fallar(almacen, 10)
    monkeypatch.setattr(claves, "_huellas", None)
    with pytest.raises(NoAutorizado, match="demasiados"):
        entrar(almacen)
    assert filas(almacen, "SELECT count(*) FROM intento_ingreso") == [10]


def test_una_rafaga_a_la_vez_no_pasa_por_debajo_del_freno(almacen, ana, monkeypatch) -> None:
    """Cuarenta intentos simultaneos: comprueban la clave los diez del limite y los que ya estaban dentro."""
    comprobadas: list[str] = []

    class _Huellas:
        def verify(self, clave: str, huella: str) -> bool:
            comprobadas.append(clave)
            return False

    monkeypatch.setattr(claves, "_huellas", _Huellas())
    salida: list[str] = []

    def probar(n: int) -> None:
        try:
            entrar(almacen, clave=str(n))
        except NoAutorizado as error:
            salida.append(str(error))

    hilos = [threading.Thread(target=probar, args=(n,)) for n in range(40)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert len(salida) == 40
    assert len(comprobadas) == 10


# --- usuarios


@pytest.mark.parametrize(
    ("nombre", "clave", "rol", "dicho"),
    [
        ("ana.perez", CLAVE, "gestion", "ya hay un usuario"),
        ("ANA.PEREZ", CLAVE, "gestion", "ya hay un usuario"),
        ("", CLAVE, "gestion", "solo letras"),
        ("ñandu", CLAVE, "gestion", "solo letras"),
        ("a b", CLAVE, "gestion", "solo letras"),
        ("...", CLAVE, "gestion", "solo letras"),
        ("x" * 101, CLAVE, "gestion", "100 caracteres"),
        ("beto", "corta", "gestion", "de 12 a 200"),
        ("beto", "x" * 201, "gestion", "de 12 a 200"),
        ("beto", "clave con \ud83d rota", "gestion", "no se pueden guardar"),
        ("beto", CLAVE, "jefe", "se esperaba gestion, supervision, auditoria, administracion"),
    ],
)
def test_un_usuario_mal_pedido_se_rechaza_con_su_razon(almacen, ana, nombre, clave, rol, dicho) -> None:
    with pytest.raises(EntradaInvalida, match=dicho):
        accesos.crear_usuario(almacen, nombre, clave, rol)
    assert [u.nombre for u in accesos.listar(almacen)] == ["ana.perez"]


def test_una_clave_larga_vale_entera(almacen) -> None:
    larga = "ñandú tras " * 18 + "x"
    accesos.crear_usuario(almacen, "beto", larga, "auditoria")
    entrar(almacen, "beto", larga)
    with pytest.raises(NoAutorizado):
        entrar(almacen, "beto", larga[:-1])


def test_desactivar_a_quien_no_esta(almacen) -> None:
    with pytest.raises(NoExiste, match="no hay usuario «nadie»"):
        accesos.desactivar(almacen, "nadie")
