"""Copiar y restaurar, en los dos motores: lo mismo que habia, nada sale solo, y lo purgado no vuelve."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from conectores.tipos import Red
from moderacion import avisos, conservacion, custodia, ejecucion, incidentes, informes
from moderacion.almacen import Almacen
from moderacion.almacen.estados_conservacion import CausaPurga
from moderacion.almacen.migrar import _cabeza
from moderacion.almacen.motor import conexion_directa
from moderacion.almacen.purgas import PurgaNueva, clave_nueva
from moderacion.bitacora import Suceso, verificador
from moderacion.conservacion.purga import aplicar
from moderacion.custodia.respaldo import copias, podar
from moderacion.errores import BaseIncompatible, BaseOcupada, Conflicto, EntradaInvalida, ErrorConfig
from moderacion.montaje import abrir_base, respaldar, restaurar, revisar_base
from moderacion.montaje.custodia import entregar_anclas, leer_anclas, reglas_de_anclas
from moderacion.reloj import RelojFijo
from tests.moderacion.copiar import AREAS, BUZON, Casa, config_de, destino_de, sancionar
from tests.moderacion.falsos import (
    DIA,
    Cartero,
    ConectorFalso,
    abrir_incidente,
    despachador,
    ejecutar,
    es_sqlite,
    filas,
)
from tests.postgres import Servidor


@pytest.fixture
def casa(
    almacen: Almacen, reloj: RelojFijo, tmp_path: Path, motor: str, request: pytest.FixtureRequest
) -> Iterator[Casa]:
    destino = destino_de(motor, tmp_path, request)
    c = Casa(almacen, reloj, tmp_path, destino)
    c.vivir()
    yield c
    if motor != "sqlite":
        servidor: Servidor = request.getfixturevalue("postgres")
        servidor.borrar(destino)


def _cifras(almacen: Almacen) -> dict[str, int]:
    tablas = (
        "comentario",
        "orden",
        "aviso",
        "correo",
        "envio_informe",
        "decision",
        "expediente",
        "sal",
        "usuario",
    )
    return {t: filas(almacen, f"SELECT count(*) FROM {t}")[0] for t in tablas}


def test_se_restaura_lo_mismo_y_queda_dicho(casa: Casa) -> None:
    hecha = casa.copiar()
    m = hecha.manifiesto
    assert (m["filas"]["comentario"], m["filas"]["orden"], m["revision"]) == (5, 6, _cabeza())
    assert (
        json.loads(hecha.archivo.with_name(hecha.archivo.name + ".json").read_text())["sha256"] == m["sha256"]
    )
    assert {p.name for p in hecha.archivo.parent.iterdir()} == {
        hecha.archivo.name,
        hecha.archivo.name + ".json",
    }
    r = casa.restaurar(hecha.archivo)
    otra = casa.abrir_otra()
    try:
        assert _cifras(otra) == _cifras(casa.almacen)
        with otra.lectura() as u:
            cadena = list(u.registro.filas())
        assert verificador.recorrer(cadena).mala is None
        assert (len(cadena), cadena[-1][2]) == (m["n"] + 1, "base:restaurada")
        assert filas(otra, "SELECT count(*) FROM sesion") == [0]
        assert r.hallado.retenido == {"orden": 4, "aviso": 1, "correo": 1, "informe": 1}
        assert revisar_base(casa.otra, casa.reloj) == []
    finally:
        otra.cerrar()


@pytest.mark.parametrize("nombre", ["moderacion", "moderacion cola"])
def test_se_espera_a_la_que_se_esta_cerrando_y_no_a_la_que_sigue(casa: Casa, nombre: str, motor: str) -> None:
    """Un servicio recien parado tarda un momento en irse del servidor; un trabajador puede tener solo la de la cola."""
    if motor == "sqlite":
        pytest.skip("quien la tiene abierta se ve al cambiar el modo del diario")
    copia = casa.copiar().archivo
    quien = conexion_directa(Almacen(casa.otra.base.url, casa.reloj)._motor) | {"application_name": nombre}
    with psycopg.connect(**quien), pytest.raises(BaseOcupada, match="1 conexiones"):
        casa.restaurar(copia)
    otra = psycopg.connect(**quien)
    cierra = threading.Timer(0.5, otra.close)
    cierra.start()
    casa.restaurar(copia)
    cierra.join()


def test_no_se_pisa_una_base_sin_pedirlo_y_pidiendolo_se_aparta(casa: Casa) -> None:
    copia = casa.copiar().archivo
    casa.restaurar(copia)
    with pytest.raises(Conflicto, match="no está vacía"):
        casa.restaurar(copia)
    otra = casa.abrir_otra()
    filas(otra, "SELECT 1")
    with pytest.raises(BaseOcupada, match=r"pare el servicio|párelo"):
        casa.restaurar(copia, encima=True)
    otra.cerrar()
    apartada = casa.restaurar(copia, encima=True).hallado.apartada
    assert apartada
    otra = casa.abrir_otra()
    try:
        # una restauracion, no dos: es otra base
        assert filas(otra, "SELECT count(*) FROM restauracion") == [1]
        if es_sqlite(otra):
            antes = sqlite3.connect(casa.carpeta / "otra" / apartada)
            assert antes.execute("SELECT count(*) FROM comentario").fetchone() == (5,)
            antes.close()
        else:
            assert filas(otra, f'SELECT count(*) FROM "{apartada}".comentario') == [5]
    finally:
        otra.cerrar()


# --- nada sale solo


class Salas:
    """Las salas que mandan algo fuera, sobre la base restaurada."""

    def __init__(self, casa: Casa, almacen: Almacen) -> None:
        self.casa, self.almacen, self.reloj = casa, almacen, casa.reloj
        self.red, self.cartero = ConectorFalso(Red.FACEBOOK), Cartero()
        self.correos: list[object] = []

    def vuelta(self) -> None:
        a = self.almacen
        sancionar(a)
        ejecucion.despachar(a, self.red, 1, self.reloj)
        ejecucion.conciliar(a, self.red, 1, self.reloj)
        incidentes.escalada.escalar(a)
        despachador(a, {"jefa/1": "x"}, self.cartero).despachar()

        def enviar(_: object, m: object) -> None:
            self.correos.append(m)

        destinos = {"farmacia": avisos.Destino("Farmacia", AREAS["farmacia"].correo)}
        avisos.despachar_correos(a, BUZON, destinos, lambda *_: "t", self.reloj, enviar)
        informe = avisos.Adjunto("t", "n", "text/csv", b"x")
        avisos.despachar_informes(a, BUZON, lambda _: informe, self.reloj, enviar)

    @property
    def efectos(self) -> int:
        return len(self.red.efectos) + len(self.cartero.entregados) + len(self.correos)


@pytest.fixture
def salas(casa: Casa) -> Iterator[Salas]:
    casa.restaurar(casa.copiar().archivo)
    otra = casa.abrir_otra()
    yield Salas(casa, otra)
    otra.cerrar()


@pytest.mark.lenta
def test_sin_restaurar_todo_eso_saldria(casa: Casa) -> None:
    s = Salas(casa, casa.almacen)
    s.vuelta()
    assert (len(s.red.efectos), len(s.cartero.entregados), len(s.correos)) == (4, 1, 2)


def test_restaurada_no_sale_nada_ni_pasado_el_tiempo(salas: Salas) -> None:
    for _ in range(6):
        salas.vuelta()
        salas.reloj.adelantar(timedelta(hours=7))
    assert salas.efectos == 0
    # y quien vigila no lo da por atascado: no reparte por su cuenta lo que se retiene, ni lo cuenta como tarde
    assert "avisos" not in incidentes.auditor.auditar(salas.almacen, salas.reloj, {}, {}).halladas
    m = {x.nombre: dict(x.muestras) for x in informes.metricas(salas.almacen, {})}
    assert set(m["moderacion_retenidas"]) == {("orden",), ("aviso",), ("correo",), ("informe",)}
    assert all(m["moderacion_retenidas"].values())
    assert (m["moderacion_avisos_debidos"], m["moderacion_ordenes_abiertas"]) == ({(): 0}, {})
    assert m["moderacion_orden_edad_segundos"] == m["moderacion_aviso_edad_segundos"] == {(): 0}


@pytest.mark.lenta
def test_lo_que_estaba_saliendo_tampoco_sale_y_se_busca_en_la_red(casa: Casa) -> None:
    ejecutar(
        casa.almacen, "UPDATE orden SET estado = 'enviando', enviada = creada, intentos = 1 WHERE id = 3"
    )
    ejecutar(
        casa.almacen,
        "UPDATE orden SET estado = 'enviando', enviada = creada, intentos = 1, accion = 'responder', texto = 'x' WHERE id = 4",
    )
    assert casa.restaurar(casa.copiar().archivo).hallado.retenido["orden"] == 3
    otra = casa.abrir_otra()
    s = Salas(casa, otra)
    for _ in range(5):
        s.reloj.adelantar(timedelta(minutes=10))
        s.vuelta()
    assert s.efectos == 0
    # la repetible espera; la que no se repite, ante una persona: no se hallo en la red
    assert filas(otra, "SELECT id, estado FROM orden ORDER BY id")[2:4] == [
        (3, "pendiente"),
        (4, "a_persona"),
    ]
    otra.cerrar()


def test_lo_soltado_sale_una_vez_lo_descartado_nunca_y_se_puede_cerrar(salas: Salas) -> None:
    a = salas.almacen
    abierta, espera = custodia.retenido(a)
    assert abierta is not None
    assert [(f["clase"], f["id"], f["que"]) for f in espera][:2] == [
        ("orden", 3, "ocultar"),
        ("orden", 4, "ocultar"),
    ]
    for malo in ("orden", "orden/x", "cosa/3", "orden/3x"):
        with pytest.raises(EntradaInvalida, match="no se entiende"):
            custodia.soltar(a, [malo], "usuario/1")
    (correo,) = (f"correo/{f['id']}" for f in espera if f["clase"] == "correo")
    assert custodia.soltar(a, ["orden/3", "orden/1", "orden/99"], "usuario/1") == 1, "la 1 ya estaba hecha"
    assert custodia.descartar(a, ["orden/4", correo], "usuario/1") == 2
    with pytest.raises(Conflicto, match="2 de orden, 1 de aviso, 1 de informe"):
        custodia.cerrar(a, "usuario/1", "se miró la red")
    assert custodia.soltar(a, ["todo"], "usuario/1") == 4
    assert custodia.soltar(a, ["todo"], "usuario/1") == 0
    for _ in range(3):
        salas.vuelta()
        salas.reloj.adelantar(timedelta(minutes=2))
    assert sorted(e[1] for e in salas.red.efectos) == ["c0", "c2", "c3"]
    assert (len(salas.cartero.entregados), len(salas.correos)) == (1, 1)
    with pytest.raises(EntradaInvalida, match="con qué se comprobó"):
        custodia.cerrar(a, "usuario/1", " ")
    custodia.cerrar(a, "usuario/1", "se miró la red")
    with pytest.raises(Conflicto, match="ninguna"):
        custodia.cerrar(a, "usuario/1", "otra vez")
    assert filas(a, "SELECT estado FROM orden WHERE id = 4") == ["anulada"]


@pytest.mark.lenta
def test_un_bloqueo_que_termina_no_se_levanta_solo_ni_se_olvida(casa: Casa) -> None:
    casa.restaurar(casa.copiar().archivo)
    otra = casa.abrir_otra()
    s = Salas(casa, otra)
    s.reloj.adelantar(40 * DIA)
    s.vuelta()
    s.vuelta()
    assert s.efectos == 0
    esperan = [(f["clase"], f["que"]) for f in custodia.retenido(otra)[1]]
    assert ("orden", "desbloquear") in esperan
    custodia.soltar(otra, ["todo"], "usuario/1")
    s.vuelta()
    s.vuelta()
    assert ("desbloquear", "a9") in s.red.efectos
    assert filas(otra, "SELECT estado FROM bloqueo") == ["levantado"]
    otra.cerrar()


@pytest.mark.lenta
def test_lo_que_pasa_despues_de_restaurar_sale_como_siempre(salas: Salas) -> None:
    """Una crisis nueva se avisa, y lo que una persona decide ahora se hace."""
    abrir_incidente(salas.almacen, clave="nueva")
    salas.vuelta()
    assert len(salas.cartero.entregados) == 1
    with salas.almacen.unidad() as u:
        from moderacion.almacen import OrigenOrden
        from moderacion.almacen.ordenes import OrdenNueva

        for origen, accion, de in ((OrigenOrden.PERSONA, "mostrar", 2), (OrigenOrden.MAQUINA, "ocultar", 3)):
            u.ordenes.pedir(OrdenNueva(f"{accion}:{de}:x", 1, accion, origen, comentario_id=de))
    salas.vuelta()
    assert salas.red.efectos == [("mostrar", "c0")]


# --- purgas, anclas y lo que se pierde


CON_TEXTO = "SELECT id_externo FROM comentario WHERE texto <> '' ORDER BY id_externo"


def test_lo_purgado_despues_de_la_copia_no_vuelve(casa: Casa) -> None:
    copia = casa.copiar().archivo
    reglas = conservacion.Reglas(casa.config, lambda _: [])
    de_la_red = PurgaNueva(clave_nueva(), CausaPurga.RED, claves=[("facebook", "100", "c2")])
    aplicar(casa.almacen, reglas, de_la_red)
    assert filas(casa.almacen, CON_TEXTO) == ["c0", "c1", "c3", "c9"]
    r = casa.restaurar(copia)
    assert r.hallado.purgas > 0
    assert r.advertencias == (
        "sin anclas no se sabe si la bitácora de la copia es la que fue, ni cuánto se perdió",
    )
    otra = casa.abrir_otra()
    assert filas(otra, CON_TEXTO) == ["c0", "c1", "c3", "c9"]
    otra.cerrar()


@pytest.mark.lenta
def test_sin_el_registro_de_purgas_se_dice(casa: Casa) -> None:
    r = casa.restaurar(casa.copiar().archivo)
    assert any("purgas.jsonl" in a for a in r.advertencias)


def _anclar(casa: Casa) -> None:
    reglas = reglas_de_anclas(casa.config)
    assert reglas is not None
    entregar_anclas(casa.almacen, reglas, None, casa.reloj, ya=True)


def test_se_dice_cuanto_se_perdio_y_las_anclas_vuelven_a_cuadrar(casa: Casa) -> None:
    _anclar(casa)
    copia = casa.copiar()
    n = copia.manifiesto["n"]
    assert json.loads(copia.manifiesto["ancla"])["n"] == n
    _anclar(casa)
    for _ in range(3):
        casa.reloj.adelantar(timedelta(minutes=16))
        with casa.almacen.unidad() as u:
            u.registro.asentar(Suceso("prueba:hecha", "cosa/1"))
        _anclar(casa)
    h = casa.restaurar(copia.archivo).hallado
    # las tres, y que se hizo la propia copia: eso consta despues de ella
    assert (h.ancladas, h.perdidas_hasta) == (n, n + 4)
    otra = casa.abrir_otra()
    with otra.lectura() as u:
        cadena = list(u.registro.filas())
    leidas, _ = leer_anclas(casa.otra)
    d = verificador.recorrer(cadena, leidas.anclas)
    assert (d.mala, d.ancladas, leidas.faltas) == (None, n, [])
    dicho = list(verificador.decir(d, leidas, con_anclas=True))
    assert f"se perdieron las filas {n + 1} a {n + 4}" in dicho[0]
    # y sin esa ancla, la cadena recortada no cuadraria
    assert verificador.recorrer(cadena, leidas.anclas[:-1]).mala == len(cadena)
    otra.cerrar()


def test_con_la_llave_de_las_anclas_cambiada_se_restaura_y_se_revisa_igual(casa: Casa) -> None:
    _anclar(casa)
    copia = casa.copiar()
    _anclar(casa)
    n, vieja = copia.manifiesto["n"], reglas_de_anclas(casa.config).firmante.publica.hex()
    suyas = casa.otra.anclas.model_copy(
        update={"llave": SecretStr(custodia.nueva_llave()), "publicas_anteriores": (vieja,)}
    )
    casa.otra = casa.otra.model_copy(update={"anclas": suyas})
    r = casa.restaurar(copia.archivo)
    assert (r.hallado.ancladas, r.hallado.perdidas_hasta) == (n, n + 1)
    assert not any("no vale" in a for a in r.advertencias)
    # la de haber restaurado la firma la nueva, tras las de la vieja
    leidas, _ = leer_anclas(casa.otra)
    assert ([a.tipo for a in leidas.anclas], leidas.faltas) == (["ancla", "ancla", "restauracion"], [])
    assert revisar_base(casa.otra, casa.reloj) == []


@pytest.mark.lenta
def test_una_copia_de_una_bitacora_rehecha_no_se_restaura(casa: Casa) -> None:
    _anclar(casa)
    n = filas(casa.almacen, "SELECT max(n) FROM suceso")[0]
    from tests.moderacion.falsos import sin_disparador

    for d in ("suceso_sin_update", "suceso_sin_delete", "suceso_al_final"):
        sin_disparador(casa.almacen, d, "suceso")
    with casa.almacen.lectura() as u:
        todas = [list(f) for f in u.registro.filas()]
    previa = verificador.GENESIS
    for f in todas:
        f[4] = "usuario/99" if f[0] == n - 1 else f[4]
        f[6] = previa = verificador.huella_de(previa, tuple(f))
        ejecutar(
            casa.almacen, "UPDATE suceso SET actor = :a, huella = :h WHERE n = :n", a=f[4], h=f[6], n=f[0]
        )
    copia = casa.copiar().archivo
    with pytest.raises(BaseIncompatible, match="no es la anclada"):
        casa.restaurar(copia)
    with pytest.raises(BaseIncompatible):
        casa.abrir_otra()


# --- lo que no vale


@pytest.mark.lenta
def test_una_copia_que_no_vale_no_toca_nada(casa: Casa, tmp_path: Path) -> None:
    copia = casa.copiar().archivo
    rota = tmp_path / "rota.copia"
    octetos = copia.read_bytes()
    for malo, frase in (
        (octetos[:-1], "cortada"),
        (octetos[:-20] + bytes([octetos[-20] ^ 1]) + octetos[-19:], "tocó"),
        (octetos.replace(b'"motor": "', b'"motor": "x', 1)[: len(octetos)], r"estropeada|cabecera"),
        (b"nada", "no es una copia"),
    ):
        rota.write_bytes(malo)
        with pytest.raises(EntradaInvalida, match=frase):
            casa.restaurar(rota)
    with pytest.raises(EntradaInvalida, match="no se puede leer"):
        casa.restaurar(tmp_path / "no_esta")
    ajena = config_de(casa.otra.base.url, tmp_path, respaldo={"llave": casa.otra.anclas.llave})
    with pytest.raises(EntradaInvalida, match="otra llave"):
        restaurar(ajena, copia, casa.reloj)
    assert casa.restaurar(copia).hallado.apartada == ""


@pytest.mark.lenta
def test_una_copia_con_filas_de_menos_no_se_da_por_buena(casa: Casa, monkeypatch: pytest.MonkeyPatch) -> None:
    from moderacion.almacen import copia_postgres, copia_sqlite
    from moderacion.almacen.contenido import Contenido

    modulo = copia_sqlite if es_sqlite(casa.almacen) else copia_postgres
    de_verdad = modulo.contar

    def de_mas(*a: object) -> Contenido:
        c = de_verdad(*a)
        return Contenido({**c.filas, "comentario": 7}, c.n, c.huella, c.revision)

    monkeypatch.setattr(modulo, "contar", de_mas)
    with pytest.raises(BaseIncompatible, match="«comentario» tiene 5 filas y se esperaban 7"):
        casa.copiar()
    assert list((casa.carpeta / "copias").iterdir()) == []


@pytest.mark.lenta
def test_sin_llave_o_sin_carpeta_se_dice(casa: Casa) -> None:
    sin = config_de(casa.config.base.url, casa.carpeta, respaldo={"carpeta": casa.carpeta})
    with pytest.raises(ErrorConfig, match=r"respaldo\.llave"):
        respaldar(sin, casa.reloj)
    sin = config_de(casa.config.base.url, casa.carpeta, respaldo={"llave": casa.config.respaldo.llave})
    with pytest.raises(ErrorConfig, match=r"respaldo\.carpeta"):
        respaldar(sin, casa.reloj)


def test_lo_que_se_abrio_y_murio_a_medias_no_se_queda(casa: Casa) -> None:
    """De una restauracion muerta queda la base sin cifrar, con lo que despues se purgue: ni junto a la base ni junto a la copia."""
    copia = casa.copiar().archivo
    junto = casa.otra.base.archivo.resolve().parent if casa.otra.base.archivo else copia.parent
    ajena = junto / "de-otro.a-medias"
    restos = [junto / ".abierta-vieja", junto / ".abierta-de-ahora"]
    for resto in restos:
        resto.mkdir(parents=True)
        (resto / "copia").write_text("lo de dentro")
    ajena.write_text("no es nuestro")
    hace = (casa.reloj.ahora() - 2 * DIA).timestamp()
    ahora = casa.reloj.ahora().timestamp()
    for ruta, cuando in ((restos[0], hace), (restos[1], ahora), (ajena, hace)):
        os.utime(ruta, (cuando, cuando))
    casa.restaurar(copia)
    assert [r.exists() for r in (*restos, ajena)] == [False, True, True]


def test_las_viejas_se_quitan_menos_las_ultimas(tmp_path: Path, reloj: RelojFijo) -> None:
    reglas = custodia.ReglasRespaldo(custodia.Llaves([]), 10, 2)
    for dias in (0, 5, 11, 12, 40):
        fecha = reloj.ahora() - dias * DIA
        (tmp_path / f"moderacion-{fecha:%Y%m%dT%H%M%SZ}.copia").touch()
    (tmp_path / "moderacion-20010101T000000Z.copia.json").touch()
    (tmp_path / "otra_cosa.copia").touch()
    assert podar(tmp_path, reglas, reloj.ahora()) == 3
    assert [f for f, _ in copias(tmp_path)] == [reloj.ahora(), reloj.ahora() - 5 * DIA]
    assert podar(tmp_path, reglas, reloj.ahora() + 100 * DIA) == 0
    assert (tmp_path / "otra_cosa.copia").exists()


@pytest.mark.lenta
def test_revisar_dice_lo_que_no_cuadra(casa: Casa) -> None:
    assert revisar_base(casa.config, casa.reloj) == []
    ejecutar(casa.almacen, "UPDATE orden SET cerrada = NULL WHERE id = 1")
    ejecutar(casa.almacen, "UPDATE expediente SET estado = 'resuelto' WHERE id = 1")
    assert revisar_base(casa.config, casa.reloj) == [
        "casos resueltos sin ninguna decisión: 1 (n.º 1)",
        "comentarios en cola sin caso en cola: 1 (n.º 1)",
        "órdenes terminadas sin fecha, o abiertas con ella: 1 (n.º 1)",
    ]


@pytest.mark.solo_sqlite
def test_revisar_dice_la_linea_que_alguien_puso_en_las_anclas(casa: Casa) -> None:
    _anclar(casa)
    assert revisar_base(casa.config, casa.reloj) == []
    archivo = casa.config.anclas.archivo
    assert archivo is not None
    buena = archivo.read_text("utf-8").splitlines()[-1]
    with archivo.open("a", encoding="utf-8") as f:
        f.write(buena.replace('"n":', '"n":1', 1) + "\n")
    (dicho,) = revisar_base(casa.config, casa.reloj)
    assert "la firma" in dicho


@pytest.mark.lenta
def test_una_base_a_medio_restaurar_no_se_abre(casa: Casa) -> None:
    casa.restaurar(casa.copiar().archivo)
    otra = casa.abrir_otra()
    ejecutar(otra, "UPDATE alembic_version SET version_num = 'restaurando'")
    otra.cerrar()
    for migrar in (False, True):
        with pytest.raises(BaseIncompatible, match="a medio restaurar"):
            abrir_base(casa.otra, casa.reloj, migrar=migrar)


@pytest.mark.lenta
@pytest.mark.solo_sqlite
def test_encima_de_una_base_estropeada_o_de_su_diario_huerfano(casa: Casa) -> None:
    """Es cuando hace falta: lo que hay ya no es una base, o solo queda su diario, que no se aplica a la nueva."""
    copia = casa.copiar().archivo
    archivo = casa.otra.base.archivo
    assert archivo is not None
    archivo.write_bytes(b"ya no es una base" * 1000)
    archivo.with_name(archivo.name + "-wal").write_bytes(b"x" * 5000)
    with pytest.raises(Conflicto, match="no está vacía"):
        casa.restaurar(copia)
    apartada = casa.restaurar(copia, encima=True).hallado.apartada
    assert archivo.with_name(apartada).read_bytes().startswith(b"ya no es")
    assert revisar_base(casa.otra, casa.reloj) == []
    casa.reloj.adelantar(DIA)
    archivo.unlink()
    archivo.with_name(archivo.name + "-wal").write_bytes(b"x" * 5000)
    assert casa.restaurar(copia).hallado.apartada == ""
    assert revisar_base(casa.otra, casa.reloj) == []
