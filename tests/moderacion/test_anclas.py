"""Anclar: cuando toca, a donde va, y que nada se pierde aunque el sitio no conteste o se muera a medias."""

import resource
import smtplib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from moderacion import avisos
from moderacion.almacen import Almacen
from moderacion.bitacora import Suceso, verificador
from moderacion.cli import ejecutar
from moderacion.config import leer_texto
from moderacion.config.custodia import Anclas as ConfigAnclas
from moderacion.cuaderno import anadir
from moderacion.custodia import Firmante, ReglasAnclas, anclar, escribir, nueva_llave
from moderacion.errores import ErrorConfig
from moderacion.incidentes import auditor
from moderacion.montaje.custodia import entregar_anclas
from moderacion.reloj import RelojFijo
from tests.fiabilidad.puntos import en_otro_proceso
from tests.moderacion.falsos import filas

pytestmark = pytest.mark.los_dos
BUZON = avisos.Buzon("127.0.0.1", 9, "anclas@example.sv", "https://consola.example.sv", "ninguna")
PARA = "auditora@example.sv"


@pytest.fixture
def reglas(tmp_path: Path) -> ReglasAnclas:
    return ReglasAnclas(
        Firmante(nueva_llave()), tmp_path / "anclas.jsonl", (PARA,), timedelta(minutes=15), 1000
    )


def _pasan(almacen: Almacen, cuantos: int) -> None:
    with almacen.unidad() as u:
        for n in range(cuantos):
            u.registro.asentar(Suceso("prueba:hecha", f"cosa/{n}"))


def _leidas(r: ReglasAnclas) -> verificador.Leidas:
    return verificador.leer_archivo(r.archivo, r.firmante.publica)


def test_toca_a_los_quince_minutos_o_a_las_mil_filas(
    almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas
) -> None:
    assert anclar(almacen, reglas) is None
    _pasan(almacen, 3)
    assert anclar(almacen, reglas).n == 3
    reloj.adelantar(timedelta(minutes=20))
    assert anclar(almacen, reglas) is None  # no ha crecido
    _pasan(almacen, 1)
    assert anclar(almacen, reglas).n == 4
    _pasan(almacen, 999)
    reloj.adelantar(timedelta(minutes=14))
    assert anclar(almacen, reglas) is None
    _pasan(almacen, 1)
    assert anclar(almacen, reglas).n == 1004
    _pasan(almacen, 1)
    assert anclar(almacen, reglas, ya=True).n == 1005
    # anclar no hace crecer la bitacora
    assert filas(almacen, "SELECT count(*) FROM suceso") == [1005]


def test_va_al_archivo_y_por_correo_y_comprueba_la_cadena(
    almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas
) -> None:
    _pasan(almacen, 5)
    mandados = []
    anclar(almacen, reglas)

    def enviar(_, mensaje) -> None:
        mandados.append(mensaje)

    assert avisos.despachar_anclas(almacen, BUZON, reglas.para, "ab", reloj, enviar) == (1, 0)
    assert (escribir(almacen, reglas), escribir(almacen, reglas)) == (1, 0)
    assert avisos.despachar_anclas(almacen, BUZON, reglas.para, "ab", reloj, enviar) == (0, 0)
    (mensaje,) = mandados
    (adjunto,) = mensaje.iter_attachments()
    assert adjunto.get_content().decode() == reglas.archivo.read_text()
    assert mensaje["To"] == PARA
    with almacen.lectura() as u:
        d = verificador.recorrer(u.registro.filas(), _leidas(reglas).anclas)
    assert (d.mala, d.ancladas) == (None, 5)


def test_con_el_correo_caido_se_juntan_y_salen_todas(
    almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas, caplog: pytest.LogCaptureFixture
) -> None:
    def caido(*_) -> None:
        raise smtplib.SMTPConnectError(421, "no atiende")

    for _ in range(6):
        _pasan(almacen, 1)
        anclar(almacen, reglas)
        assert avisos.despachar_anclas(almacen, BUZON, reglas.para, "ab", reloj, caido)[0] == 0
        reloj.adelantar(timedelta(minutes=20))
    with almacen.lectura() as u:
        assert auditor._custodia(u, u.ahora).__next__()[0] == "anclas"
    mandados = []
    reloj.adelantar(timedelta(hours=1))
    avisos.despachar_anclas(almacen, BUZON, reglas.para, "ab", reloj, lambda _, m: mandados.append(m))
    (mensaje,) = mandados
    (adjunto,) = mensaje.iter_attachments()
    assert len(adjunto.get_content().splitlines()) == 6


def test_muerto_a_medias_se_entrega_otra_vez(
    almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas
) -> None:
    _pasan(almacen, 2)
    ancla = anclar(almacen, reglas)
    with almacen.unidad() as u:
        assert list(u.anclas.reclamar("archivo").values()) == [ancla]
    # murio escribiendola: la mitad esta en el archivo
    reglas.archivo.write_text(ancla.linea[:30])
    assert escribir(almacen, reglas) == 0
    reloj.adelantar(timedelta(minutes=11))
    assert escribir(almacen, reglas) == 1
    leidas = _leidas(reglas)
    assert (leidas.anclas, leidas.notas, leidas.faltas) == ([ancla], ["la línea 1 está a medias"], [])


def test_un_archivo_que_no_se_deja_escribir_se_dice_y_se_repite(
    almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas, tmp_path: Path
) -> None:
    _pasan(almacen, 1)
    rota = ReglasAnclas(reglas.firmante, tmp_path / "no" / "esta.jsonl", (), reglas.cada, reglas.filas)
    anclar(almacen, rota)
    with pytest.raises(OSError, match=r"esta\.jsonl"):
        escribir(almacen, rota)
    assert filas(almacen, "SELECT error FROM entrega_ancla") == ["no se pudo escribir: no existe"]
    (tmp_path / "no").mkdir()
    reloj.adelantar(timedelta(minutes=2))
    assert escribir(almacen, rota) == 1


def test_una_pasada_entera(almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas) -> None:
    _pasan(almacen, 1)
    sin_correo = ReglasAnclas(reglas.firmante, reglas.archivo, (), reglas.cada, reglas.filas)
    assert entregar_anclas(almacen, sin_correo, None, reloj) == (1, 0)
    assert entregar_anclas(almacen, sin_correo, None, reloj) == (0, 0)


def test_el_cuaderno_no_pega_una_linea_a_otra_a_medias(tmp_path: Path) -> None:
    ruta = tmp_path / "c"
    anadir(ruta, ["uno"])
    with ruta.open("a") as f:
        f.write("a medi")
    anadir(ruta, ["dos", "tres"])
    assert ruta.read_text() == "uno\na medi\ndos\ntres\n"
    assert ruta.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cabe", [0, 1, 7, 19])
def test_lo_que_no_cupo_en_el_disco_no_deja_media_linea(tmp_path: Path, cabe: int) -> None:
    """Con media purga apuntada en medio de su registro, una copia no se podia restaurar hasta corregirlo a mano."""
    ruta = tmp_path / "c"
    anadir(ruta, ["uno"])

    def sin_sitio() -> None:
        _, maximo = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (ruta.stat().st_size + cabe, maximo))
        with pytest.raises(OSError, match="File too large"):
            anadir(ruta, ["la que no cabe"] * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (maximo, maximo))
        assert ruta.read_text() == "uno\n"
        anadir(ruta, ["dos"])

    # en un hijo: el limite es del proceso entero
    assert en_otro_proceso(sin_sitio) == 0
    assert ruta.read_text() == "uno\ndos\n"


def test_la_configuracion_a_medias_se_dice() -> None:
    with pytest.raises(ErrorConfig, match="32 octetos"):
        Firmante("corta")
    for malo, frase in (
        ('[anclas]\narchivo = "a"', "falta «anclas.llave»"),
        ('[anclas]\nllave = "env/LLAVE"', "falta el secreto"),
        (f'[anclas]\npublicas_anteriores = ["{"a" * 64}"]', "falta «anclas.llave»"),
        (f'[anclas]\npublicas_anteriores = ["{nueva_llave()}"]', r"anteriores\[1\]».*64 cifras"),
    ):
        with pytest.raises(ErrorConfig, match=frase):
            leer_texto(malo)
    with pytest.raises(ValueError, match="ningún sitio"):
        ConfigAnclas(llave=SecretStr("x"))


@pytest.mark.solo_sqlite
def test_por_la_linea_de_ordenes(
    almacen: Almacen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ejecutar(["bitacora", "llave", "--salida", "llave"]) == 0
    publica = capsys.readouterr().err.split()[-1]
    assert ejecutar(["bitacora", "llave", "--salida", "llave"]) == 2
    config = tmp_path / "config.toml"
    config.write_text(
        f'[base]\nurl = "{almacen._motor.url}"\n[anclas]\nllave = "archivo/llave"\narchivo = "anclas.jsonl"\n'
    )
    _pasan(almacen, 4)
    assert ejecutar(["bitacora", "anclar"]) == 0
    assert ejecutar(["bitacora", "llave", "--publica"]) == 0
    assert publica in capsys.readouterr().out
    assert ejecutar(["bitacora", "verificar"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "anclada hasta la última fila"
    assert ejecutar(["bitacora", "sacar", "--salida", "c.jsonl"]) == 0
    assert ejecutar(["bitacora", "verificador", "--salida", "v.py"]) == 0
    assert Path("v.py").read_text() == Path(verificador.__file__).read_text()
    # le cortan el final
    Path("c.jsonl").write_text("".join(Path("c.jsonl").read_text().splitlines(keepends=True)[:-1]))
    argumentos = ["c.jsonl", "--anclas", "anclas.jsonl", "--publica", publica]
    assert verificador.principal(argumentos) == 1
    from tests.moderacion.falsos import ejecutar as sql
    from tests.moderacion.falsos import sin_disparador

    sin_disparador(almacen, "suceso_sin_delete", "suceso")
    sql(almacen, "DELETE FROM suceso WHERE n = 4")
    assert ejecutar(["bitacora", "verificar"]) == 1
    assert "falta el final" in capsys.readouterr().err


@pytest.mark.solo_sqlite
def test_cambiar_la_llave_y_seguir_con_el_mismo_archivo(
    almacen: Almacen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def con(llave: str, *anteriores: str) -> None:
        Path("config.toml").write_text(
            f'[base]\nurl = "{almacen._motor.url}"\n[anclas]\nllave = "archivo/{llave}"\narchivo = "a.jsonl"\n'
            f"publicas_anteriores = {list(anteriores)}\n"
        )

    publicas = []
    for llave in ("vieja", "nueva"):
        assert ejecutar(["bitacora", "llave", "--salida", llave]) == 0
        publicas.append(capsys.readouterr().err.split()[-1])
        con(llave, *publicas[:-1])
        _pasan(almacen, 2)
        assert ejecutar(["bitacora", "anclar"]) == 0
    vieja, nueva = publicas
    assert ejecutar(["bitacora", "verificar"]) == 0
    assert "anclada hasta la última fila" in capsys.readouterr().out
    assert ejecutar(["bitacora", "verificar", "--publica", f"{nueva},{vieja}"]) == 0
    # dichas, cuentan esas y no las de la configuracion
    assert ejecutar(["bitacora", "verificar", "--publica", nueva]) == 1
    assert ejecutar(["bitacora", "verificar", "--publica", f"{nueva},"]) == 2
    assert "separadas por comas" in capsys.readouterr().err
    con("nueva")
    assert ejecutar(["bitacora", "verificar"]) == 1
    con("nueva", vieja)
    ajena = Firmante(nueva_llave()).firmar("ancla", 1, "b" * 64, almacen._reloj.ahora(), 1)
    anadir(Path("a.jsonl"), [ajena.linea])
    capsys.readouterr()
    assert ejecutar(["bitacora", "verificar"]) == 1
    assert "la firma de la línea 3 no vale: dice ser de la fila 1" in capsys.readouterr().err


def test_el_correo_dice_todas_las_llaves_con_que_se_comprueba(
    almacen: Almacen, reloj: RelojFijo, reglas: ReglasAnclas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lo firmado con la de antes puede salir despues de cambiarla, y en el archivo de quien audita estan las dos."""
    vieja, nueva = reglas.firmante, Firmante(nueva_llave())
    _pasan(almacen, 1)
    anclar(almacen, reglas)
    mandados = []
    monkeypatch.setattr(
        avisos, "despachar_anclas", partial(avisos.despachar_anclas, enviar=lambda _, m: mandados.append(m))
    )
    cambiadas = replace(reglas, firmante=nueva, anteriores=(vieja.publica,))
    assert entregar_anclas(almacen, cambiadas, BUZON, reloj) == (1, 1)
    (mensaje,) = mandados
    dicho = mensaje.get_body().get_content()
    assert f"--publica {nueva.publica.hex()},{vieja.publica.hex()}" in dicho
