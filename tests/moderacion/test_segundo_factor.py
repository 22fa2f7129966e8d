"""El segundo factor: cada código vale una vez, los intentos se frenan, y nada queda a la vista en la base."""

import stat
import threading
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from pydantic import SecretStr

from moderacion import accesos
from moderacion.accesos import Cofre, Desde, claves
from moderacion.almacen import Almacen
from moderacion.almacen.tablas import METADATOS
from moderacion.bitacora import verificar
from moderacion.config import Config
from moderacion.errores import Conflicto, EntradaInvalida, ErrorConfig, NoAutorizado, NoExiste
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import filas, sucesos

CLAVE = "cuatro patos verdes nadan"
DESDE = Desde("10.0.0.1", timedelta(hours=10), "Mozilla/5.0 (Windows) Firefox/140")
MEDIO_MINUTO = timedelta(seconds=30)
NO_VALE = "no vale o ya se usó"


@pytest.fixture
def cofre() -> Cofre:
    return Cofre(accesos.nueva_llave())


@pytest.fixture
def ana(almacen: Almacen) -> int:
    return accesos.crear_usuario(almacen, "ana", CLAVE, "gestion")


class Telefono:
    """La aplicación de códigos de ana, con la hora de la prueba."""

    def __init__(self, clave: str, reloj: RelojFijo) -> None:
        self.totp, self.reloj = pyotp.TOTP(clave), reloj

    def codigo(self, pasos: int = 0) -> str:
        return self.totp.at(self.reloj.ahora(), counter_offset=pasos)


@pytest.fixture
def telefono(almacen: Almacen, cofre: Cofre, ana: int, reloj: RelojFijo) -> Telefono:
    accesos.proponer(almacen, cofre, ana)
    propuesto = accesos.propuesto(almacen, cofre, ana)
    assert propuesto is not None
    telefono = Telefono(propuesto.clave, reloj)
    accesos.confirmar(almacen, cofre, ana, telefono.codigo(), "")
    reloj.adelantar(MEDIO_MINUTO)
    return telefono


def paso(almacen: Almacen) -> str:
    dado = accesos.empezar(almacen, "ana", CLAVE, DESDE)
    assert dado.falta_codigo
    return dado.testigo


def entrar(almacen: Almacen, cofre: Cofre, codigo: str, de_paso: str = "") -> str:
    return accesos.terminar(almacen, cofre, de_paso or paso(almacen), codigo, DESDE)


def test_la_clave_sola_no_abre_nada(almacen, cofre, telefono) -> None:
    de_paso = paso(almacen)
    assert accesos.de_sesion(almacen, de_paso) is None
    with pytest.raises(NoAutorizado, match="falta el código"):
        accesos.ingresar(almacen, "ana", CLAVE, "10.0.0.1", timedelta(hours=1))
    testigo = entrar(almacen, cofre, telefono.codigo(), de_paso)
    assert testigo != de_paso
    assert accesos.de_sesion(almacen, testigo) is not None
    assert accesos.de_sesion(almacen, de_paso) is None


def test_un_codigo_vale_una_vez_aunque_siga_en_pantalla(almacen, cofre, telefono) -> None:
    entrar(almacen, cofre, telefono.codigo())
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, telefono.codigo())
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, telefono.codigo(-1))
    telefono.reloj.adelantar(MEDIO_MINUTO)
    entrar(almacen, cofre, telefono.codigo())


def test_el_codigo_con_que_se_puso_tampoco_vale_otra_vez(almacen, cofre, telefono) -> None:
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, telefono.codigo(-1))


@pytest.mark.parametrize(("pasos", "entra"), [(-2, False), (0, True), (1, True), (2, False)])
def test_un_reloj_atrasado_o_adelantado_un_paso_entra(almacen, cofre, telefono, pasos, entra) -> None:
    if entra:
        entrar(almacen, cofre, telefono.codigo(pasos))
    else:
        with pytest.raises(NoAutorizado, match=NO_VALE):
            entrar(almacen, cofre, telefono.codigo(pasos))


@pytest.mark.parametrize(
    "codigo", ["", "000000", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "\x00", "9" * 200, "\ud83d"]
)
def test_lo_que_no_es_un_codigo_se_rechaza_y_cuenta(almacen, cofre, telefono, codigo) -> None:
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, codigo)
    assert filas(almacen, "SELECT count(*) FROM intento_ingreso WHERE tipo = 'codigo'") == [1]
    assert sucesos(almacen)[-1] == "sesion:rechazada"


def test_el_testigo_de_paso_dura_cinco_minutos_y_se_gasta(almacen, cofre, telefono) -> None:
    viejo = paso(almacen)
    telefono.reloj.adelantar(accesos.A_MEDIAS)
    with pytest.raises(NoExiste, match="caducó"):
        entrar(almacen, cofre, telefono.codigo(), viejo)
    nuevo = paso(almacen)
    entrar(almacen, cofre, telefono.codigo(), nuevo)
    telefono.reloj.adelantar(MEDIO_MINUTO)
    with pytest.raises(NoExiste, match="caducó"):
        entrar(almacen, cofre, telefono.codigo(), nuevo)


def test_ocho_a_la_vez_con_el_mismo_codigo_entra_uno(almacen, cofre, telefono) -> None:
    de_paso = [paso(almacen) for _ in range(8)]
    codigo, dentro, fuera = telefono.codigo(), [], []

    def probar(testigo: str) -> None:
        try:
            dentro.append(entrar(almacen, cofre, codigo, testigo))
        except NoAutorizado as error:
            fuera.append(str(error))

    hilos = [threading.Thread(target=probar, args=(t,)) for t in de_paso]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert (len(dentro), len(dentro) + len(fuera)) == (1, 8)
    assert filas(almacen, "SELECT count(*) FROM sesion") == [1]


@pytest.mark.parametrize(
    ("fallos", "espera"),
    [(5, timedelta(minutes=5)), (20, timedelta(hours=1)), (50, timedelta(days=1))],
)
def test_cada_tramo_frena_tambien_el_codigo_bueno(almacen, cofre, telefono, fallos, espera) -> None:
    """Cinco en cinco minutos, veinte en una hora, cincuenta en un día (fiabilidad.md, G19)."""
    reloj = telefono.reloj
    for _ in range(fallos):
        # tan seguidos como dejan los tramos menores
        reloj.adelantar(max(espera / (fallos + 1), timedelta(seconds=1)))
        with almacen.unidad() as u:
            u.factores.apartar_intento("ana", "10.0.0.9", "codigo")
    with pytest.raises(NoAutorizado, match="demasiados códigos"):
        entrar(almacen, cofre, telefono.codigo())
    reloj.adelantar(espera + timedelta(seconds=1))
    entrar(almacen, cofre, telefono.codigo())


def test_quien_le_robo_la_clave_no_la_deja_fuera_del_navegador_donde_ya_entro(
    almacen, cofre, telefono
) -> None:
    """En plena intervención, fallar cincuenta códigos por la supervisora no puede callarla un día."""
    sello = accesos.sellar(cofre, "ana", telefono.reloj.ahora())
    with almacen.unidad() as u:
        for _ in range(50):
            u.factores.apartar_intento("ana", "10.0.0.9", "codigo")
    for ajeno in ("", accesos.sellar(cofre, "beto", telefono.reloj.ahora())):
        with pytest.raises(NoAutorizado, match="demasiados códigos"):
            accesos.terminar(almacen, cofre, paso(almacen), telefono.codigo(), DESDE, ajeno)
    accesos.terminar(almacen, cofre, paso(almacen), telefono.codigo(), DESDE, sello)
    telefono.reloj.adelantar(MEDIO_MINUTO)
    for _ in range(5):
        with pytest.raises(NoAutorizado, match=NO_VALE):
            accesos.terminar(almacen, cofre, paso(almacen), "000000", DESDE, sello)
    with pytest.raises(NoAutorizado, match="demasiados códigos"):
        accesos.terminar(almacen, cofre, paso(almacen), telefono.codigo(), DESDE, sello)
    otro = accesos.sellar(cofre, "ana", telefono.reloj.ahora())
    accesos.terminar(almacen, cofre, paso(almacen), telefono.codigo(), DESDE, otro)


def test_los_codigos_fallados_no_frenan_la_clave_ni_al_reves(almacen, cofre, telefono) -> None:
    with almacen.unidad() as u:
        for _ in range(9):
            u.factores.apartar_intento("ana", "10.0.0.1", "clave")
        for _ in range(4):
            u.factores.apartar_intento("ana", "10.0.0.1", "codigo")
    entrar(almacen, cofre, telefono.codigo())


def test_mil_fallos_de_todos_frenan_a_todos(almacen, ana) -> None:
    with almacen.unidad() as u:
        for n in range(1000):
            u.factores.apartar_intento(f"nadie{n}", f"10.1.{n // 250}.{n % 250}")
    with pytest.raises(NoAutorizado, match="demasiados intentos"):
        accesos.empezar(almacen, "ana", CLAVE, DESDE)


# --- códigos de recuperación


def test_un_codigo_de_recuperacion_entra_una_vez(almacen, cofre, ana, telefono) -> None:
    codigos = accesos.renovar_codigos(almacen, ana)
    assert len(set(codigos)) == 10
    entrar(almacen, cofre, codigos[3])
    assert accesos.quedan(almacen, ana) == 9
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, codigos[3])
    entrar(almacen, cofre, codigos[4].lower().replace("-", " "))
    nuevos = accesos.renovar_codigos(almacen, ana)
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, codigos[5])
    entrar(almacen, cofre, nuevos[0])


def test_el_de_otra_persona_no_vale(almacen, cofre, ana, telefono) -> None:
    beto = accesos.crear_usuario(almacen, "beto", CLAVE, "gestion")
    accesos.proponer(almacen, cofre, beto)
    suyo = Telefono(accesos.propuesto(almacen, cofre, beto).clave, telefono.reloj)
    codigos = accesos.confirmar(almacen, cofre, beto, suyo.codigo(), "")
    with pytest.raises(NoAutorizado, match=NO_VALE):
        entrar(almacen, cofre, codigos[0])
    assert accesos.quedan(almacen, beto) == 10


# --- poner y quitar


def test_hasta_confirmarlo_no_vale_y_un_codigo_malo_no_lo_pierde(almacen, cofre, ana, reloj) -> None:
    accesos.proponer(almacen, cofre, ana)
    with pytest.raises(EntradaInvalida, match="ese código no es"):
        accesos.confirmar(almacen, cofre, ana, "000000", "")
    propuesto = accesos.propuesto(almacen, cofre, ana)
    codigos = accesos.confirmar(almacen, cofre, ana, pyotp.TOTP(propuesto.clave).at(reloj.ahora()), "")
    assert len(codigos) == 10
    assert accesos.propuesto(almacen, cofre, ana) is None
    with pytest.raises(Conflicto, match="no hay ningún segundo factor"):
        accesos.confirmar(almacen, cofre, ana, "000000", "")


def test_al_ponerlo_se_cierran_las_demas_sesiones(almacen, cofre, ana, reloj) -> None:
    esta, otra = (accesos.empezar(almacen, "ana", CLAVE, DESDE).testigo for _ in range(2))
    accesos.proponer(almacen, cofre, ana)
    totp = pyotp.TOTP(accesos.propuesto(almacen, cofre, ana).clave)
    accesos.confirmar(almacen, cofre, ana, totp.at(reloj.ahora()), accesos.huella_de(esta))
    assert accesos.de_sesion(almacen, esta) is not None
    assert accesos.de_sesion(almacen, otra) is None


def test_quitarlo_cierra_todo_y_deja_entrar_con_la_clave(almacen, cofre, ana, telefono) -> None:
    testigo, de_paso = entrar(almacen, cofre, telefono.codigo()), paso(almacen)
    accesos.quitar_factor(almacen, ana)
    assert accesos.de_sesion(almacen, testigo) is None
    telefono.reloj.adelantar(MEDIO_MINUTO)
    with pytest.raises(NoExiste):
        entrar(almacen, cofre, telefono.codigo(), de_paso)
    assert not accesos.empezar(almacen, "ana", CLAVE, DESDE).falta_codigo
    assert filas(almacen, "SELECT count(*) FROM codigo_recuperacion") == [0]
    with pytest.raises(Conflicto, match="no tiene segundo factor"):
        accesos.quitar_factor(almacen, ana)


def test_la_direccion_del_qr_dice_quien_y_donde(almacen, cofre, ana) -> None:
    accesos.proponer(almacen, cofre, ana)
    propuesto = accesos.propuesto(almacen, cofre, ana)
    leida = pyotp.parse_uri(propuesto.direccion)
    assert (leida.name, leida.issuer, leida.secret) == ("ana", "Moderación", propuesto.clave)
    assert propuesto.qr.startswith(b"<?xml")
    assert b"<script" not in propuesto.qr


# --- lo guardado


def test_en_la_base_no_hay_secreto_ni_codigo_ni_testigo(almacen, cofre, ana, telefono) -> None:
    codigos = accesos.renovar_codigos(almacen, ana)
    secretos = [telefono.totp.secret, paso(almacen), *codigos, *(c.replace("-", "") for c in codigos)]
    secretos.append(entrar(almacen, cofre, telefono.codigo()))
    crudo = "\n".join(
        f"{f}" for t in METADATOS.sorted_tables for f in filas(almacen, f"SELECT * FROM {t.name}")
    )
    assert "ana" in crudo
    assert [s for s in secretos if s in crudo] == []
    with almacen.lectura() as u:
        assert verificar(u.registro.recorrer())[1] is None


def test_girar_la_llave_deja_entrar_con_la_nueva_sola(almacen, ana, reloj) -> None:
    vieja, nueva = accesos.nueva_llave(), accesos.nueva_llave()
    accesos.proponer(almacen, Cofre(vieja), ana)
    telefono = Telefono(accesos.propuesto(almacen, Cofre(vieja), ana).clave, reloj)
    accesos.confirmar(almacen, Cofre(vieja), ana, telefono.codigo(), "")
    reloj.adelantar(MEDIO_MINUTO)
    with pytest.raises(NoAutorizado, match="la llave de esta instalación cambió"):
        entrar(almacen, Cofre(nueva), telefono.codigo())
    assert accesos.girar_llave(almacen, Cofre(f"{nueva},{vieja}")) == 1
    entrar(almacen, Cofre(nueva), telefono.codigo())
    with pytest.raises(accesos.LlaveAjena):
        accesos.girar_llave(almacen, Cofre(vieja))


def _config(base: Path | str, **web: object) -> Config:
    url = f"sqlite:///{base}" if isinstance(base, Path) else base
    return Config.model_validate({"base": {"url": url}, "web": web})


def test_sin_llave_dicha_hay_un_archivo_que_solo_lee_su_dueno(tmp_path) -> None:
    config = _config(tmp_path / "casa.db")
    cifrado = accesos.cofre_de(config).cifrar("secreto")
    archivo = tmp_path / "casa.db.llave"
    assert stat.S_IMODE(archivo.stat().st_mode) == 0o600
    assert accesos.cofre_de(config).abrir(cifrado) == "secreto"
    assert [p.name for p in tmp_path.iterdir()] == ["casa.db.llave"]
    archivo.chmod(0o640)
    with pytest.raises(ErrorConfig, match="0600"):
        accesos.cofre_de(config)


def test_veinte_a_la_vez_crean_una_sola_llave(tmp_path) -> None:
    config, cofres = _config(tmp_path / "casa.db"), []
    hilos = [threading.Thread(target=lambda: cofres.append(accesos.cofre_de(config))) for _ in range(20)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    cifrado = cofres[0].cifrar("x")
    assert [c.abrir(cifrado) for c in cofres] == ["x"] * 20


@pytest.mark.parametrize("llave", ["corta", "", "a,b", "x" * 44])
def test_una_llave_que_no_lo_es_se_dice(tmp_path, llave) -> None:
    with pytest.raises(ErrorConfig, match=r"web\.clave_maestra"):
        accesos.cofre_de(_config(tmp_path / "casa.db", clave_maestra=SecretStr(llave)))


def test_con_postgresql_la_llave_hay_que_darla() -> None:
    with pytest.raises(ErrorConfig, match="con PostgreSQL hace falta"):
        accesos.cofre_de(_config("postgresql+psycopg://casa@servidor/casa"))


def _en_medio(monkeypatch, hacer) -> None:
    """Lo que pasa mientras se comprueba una clave."""
    de_verdad = claves.vale

    def vale(clave: str, guardada: str | None) -> bool:
        hacer()
        return de_verdad(clave, guardada)

    monkeypatch.setattr(claves, "vale", vale)


def test_poner_el_factor_mientras_otro_ingresa_con_la_clave_sola_lo_deja_fuera(
    almacen, cofre, ana, reloj, monkeypatch
) -> None:
    accesos.proponer(almacen, cofre, ana)
    totp = pyotp.TOTP(accesos.propuesto(almacen, cofre, ana).clave)
    _en_medio(monkeypatch, lambda: accesos.confirmar(almacen, cofre, ana, totp.at(reloj.ahora()), ""))
    with pytest.raises(accesos.ClaveEquivocada):
        accesos.empezar(almacen, "ana", CLAVE, DESDE)
    assert filas(almacen, "SELECT count(*) FROM sesion") == [0]


def test_la_clave_que_cambia_mientras_se_comprueba_no_deja_ni_a_medias(
    almacen, ana, telefono, monkeypatch
) -> None:
    _en_medio(monkeypatch, lambda: accesos.dar_temporal(almacen, ana, "orden"))
    with pytest.raises(accesos.ClaveEquivocada):
        accesos.empezar(almacen, "ana", CLAVE, DESDE)
    assert filas(almacen, "SELECT count(*) FROM ingreso_a_medias") == [0]


def test_lo_propuesto_en_otra_sesion_no_se_termina_en_esta(almacen, cofre, ana) -> None:
    accesos.proponer(almacen, cofre, ana)
    assert not accesos.empezar(almacen, "ana", CLAVE, DESDE).falta_codigo, "sin confirmar no vale"
    assert accesos.propuesto(almacen, cofre, ana) is None


def test_una_clave_nueva_quita_el_freno_de_quien_sabia_la_anterior(almacen, cofre, ana, telefono) -> None:
    """Quien administra no tiene que quitarle el segundo factor a quien le robaron la clave."""
    with almacen.unidad() as u:
        for n in range(50):
            u.factores.apartar_intento("ana", "10.0.0.9", "codigo_conocido" if n % 2 else "codigo")
        u.factores.apartar_intento("beto", "10.0.0.9", "codigo")
    assert (accesos.codigos_ajenos(almacen, "ana"), accesos.codigos_ajenos(almacen, "beto")) == (25, 1)
    with pytest.raises(NoAutorizado, match="pida otra a administración"):
        entrar(almacen, cofre, telefono.codigo())
    nueva = accesos.dar_temporal(almacen, ana, "orden")
    assert (accesos.codigos_ajenos(almacen, "ana"), accesos.codigos_ajenos(almacen, "beto")) == (0, 1)
    accesos.terminar(
        almacen, cofre, accesos.empezar(almacen, "ana", nueva, DESDE).testigo, telefono.codigo(), DESDE
    )


def test_quitar_el_factor_quita_tambien_su_freno(almacen, cofre, ana, telefono) -> None:
    with almacen.unidad() as u:
        for _ in range(50):
            u.factores.apartar_intento("ana", "10.0.0.9", "codigo")
    accesos.quitar_factor(almacen, ana)
    accesos.proponer(almacen, cofre, ana)
    otro = Telefono(accesos.propuesto(almacen, cofre, ana).clave, telefono.reloj)
    accesos.confirmar(almacen, cofre, ana, otro.codigo(), "")
    telefono.reloj.adelantar(MEDIO_MINUTO)
    entrar(almacen, cofre, otro.codigo())
