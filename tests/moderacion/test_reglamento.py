"""Las versiones del reglamento: el paquete, guardarlo una vez y rehacer con el un veredicto."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from modelos.lectura import leer
from moderacion.almacen import Almacen
from moderacion.demo import leer_guion
from moderacion.errores import EntradaInvalida, ReglamentoInvalido
from moderacion.evaluacion import guardado, paquete
from moderacion.evaluacion.contexto import Lote, para_guardar
from moderacion.evaluacion.rehacer import rehacer
from moderacion.montaje.reglamento import guardar_version
from moderacion.reloj import RelojFijo
from politicas import rehacer as protocolo
from politicas.juicio import juzgar as juzgar_de_verdad
from politicas.registro import leer_archivos, version_reglamento, versiones_de
from politicas.tipos import Contexto, Pieza, Sentido
from tests.moderacion.falsos import (
    HORA,
    INICIO,
    MINUTO,
    alta,
    autor,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    momento,
    sin_disparador,
    sucesos,
)
from tests.moderacion.reglamentos import CALLADA, LEXICO, alterado, dictar, guardar

INSULTOS = "sos un pendejo, hijueputa"
ANUNCIO = "Gane cuarenta dólares diarios desde su casa con su celular https://ejemplo.example.com"


@pytest.fixture
def casa(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    """La version guardada y unos comentarios juzgados con ella, con todo su contexto."""
    alta(almacen)
    guardar(almacen)
    textos = (
        "¿a qué hora abren la farmacia?",
        INSULTOS,
        "esto es una vergüenza, no hay medicinas",
        *[ANUNCIO] * 4,
    )
    for n, texto in enumerate(textos):
        reloj.adelantar(MINUTO)
        entrar(almacen, 1, com(f"c{n}", texto, creado=reloj.ahora(), autor=autor(n)))
        dictar(almacen, reloj, {"ofensa": 0.95})
    return almacen


def ids(almacen: Almacen) -> list[int]:
    return filas(almacen, "SELECT id FROM veredicto ORDER BY id")


# --- el paquete


def test_el_paquete_da_siempre_los_mismos_octetos() -> None:
    archivos = leer_archivos()
    una, otra = paquete.empaquetar(archivos), paquete.empaquetar(archivos[::-1])
    assert una.octetos == otra.octetos
    assert una.version == version_reglamento()
    with zipfile.ZipFile(io.BytesIO(una.octetos)) as z:
        assert {f.compress_type for f in z.infolist()} == {zipfile.ZIP_STORED}
        assert {f.date_time[0] for f in z.infolist()} == {1980}
        nombres = z.namelist()
    assert nombres == sorted(nombres)
    for hace_falta in ("modelos/__init__.py", "politicas/p07.py", "politicas/rehacer.py", LEXICO):
        assert hace_falta in nombres
    assert not [n for n in nombres if "__pycache__" in n or n.endswith((".pyc", ".npz"))]


def test_un_lexico_cambia_las_trece_y_una_politica_solo_la_suya() -> None:
    antes = versiones_de(leer_archivos())
    assert sorted(antes) == list(range(1, 14))
    assert len(set(antes.values())) == 13
    por_lexico = alterado(LEXICO, "\n# otra cosa\n").politicas
    assert all(por_lexico[n] != antes[n] for n in antes)
    por_la_4 = alterado("politicas/p04.py", "\n# otra cosa\n").politicas
    assert {n for n in antes if por_la_4[n] != antes[n]} == {4}


def _zip(nombre: str) -> tuple[bytes, str, str]:
    p = paquete.empaquetar([(nombre, b"x = 1\n")])
    return p.octetos, p.version, sha256(p.octetos).hexdigest()


@pytest.mark.parametrize(
    "nombre", ["../fuera.py", "politicas/../../fuera.py", "/politicas/x.py", "moderacion/x.py"]
)
def test_un_paquete_no_escribe_fuera_de_su_carpeta(tmp_path: Path, nombre: str) -> None:
    dentro = tmp_path / "a" / "b"
    dentro.mkdir(parents=True)
    with pytest.raises(ReglamentoInvalido, match="archivo ajeno"):
        paquete.sacar(*_zip(nombre), dentro)
    assert [r for r in tmp_path.rglob("*") if r.is_file()] == []


def test_un_paquete_cambiado_o_de_otra_version_no_se_corre(tmp_path: Path) -> None:
    p = paquete.de_este_programa()
    huella = sha256(p.octetos).hexdigest()
    with pytest.raises(ReglamentoInvalido, match="bitácora"):
        paquete.sacar(p.octetos + b"x", p.version, huella, tmp_path)
    with pytest.raises(ReglamentoInvalido, match="otra versión"):
        paquete.sacar(p.octetos, "0" * 12, huella, tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- guardarlo


def test_cada_version_se_guarda_una_vez_con_su_suceso(almacen: Almacen, reloj: RelojFijo) -> None:
    for _ in range(3):
        guardar_version(almacen)
        reloj.adelantar(HORA)
    p = paquete.de_este_programa()
    ((version, fecha, estrena),) = filas(almacen, "SELECT version, fecha, estrena FROM reglamento")
    assert (version, momento(fecha), bool(estrena)) == (p.version, INICIO, True)
    assert sucesos(almacen) == ["reglamento:guardado"]
    with almacen.lectura() as u:
        assert u.reglamentos.paquete(p.version) == (p.octetos, sha256(p.octetos).hexdigest())
        (v,) = u.reglamentos.versiones()
    assert v.politicas == p.politicas
    assert v.entorno["python"]
    guardar(almacen, alterado(LEXICO, "\n# otra\n"))
    assert filas(almacen, "SELECT count(*) FROM reglamento") == [2]


@pytest.mark.parametrize(
    "orden",
    [
        "UPDATE reglamento SET version = 'otra'",
        "DELETE FROM reglamento",
        pytest.param(
            "INSERT OR REPLACE INTO reglamento SELECT * FROM reglamento", marks=pytest.mark.solo_sqlite
        ),
        "UPDATE repaso SET cuantos = 9",
        "DELETE FROM repaso",
        pytest.param("INSERT OR REPLACE INTO repaso SELECT * FROM repaso", marks=pytest.mark.solo_sqlite),
    ],
)
def test_lo_guardado_no_se_cambia_ni_se_borra(almacen: Almacen, orden: str) -> None:
    guardar(almacen)
    ejecutar(
        almacen,
        "INSERT INTO repaso (fecha, actor, desde, version_reglamento, cuantos, cambian, vacia, politicas, personas) "
        "VALUES ('2026-01-01', 'x', '2026-01-01', 'v', 1, 0, :vacia, '{}', '{}')",
        vacia=False,
    )
    with pytest.raises(IntegrityError):
        ejecutar(almacen, orden)


# --- rehacer


def test_cada_veredicto_sale_identico_con_su_version(casa: Almacen) -> None:
    for i in ids(casa):
        r = rehacer(casa, i, ())
        assert r.identico, r.diferencias
        assert r.notas == ()
    propuestas = filas(casa, "SELECT propuesta FROM veredicto ORDER BY id")
    assert {"permitir", "restringir"} <= set(propuestas)
    # el ultimo anuncio es copia de otros: sin lo que vio, saldria distinto
    assert filas(casa, "SELECT count(*) FROM hallazgo WHERE motivo LIKE 'Casi el mismo texto%'") != [0]


def test_rehacer_usa_lo_que_se_vio_entonces_y_no_lo_que_hay_hoy(casa: Almacen, reloj: RelojFijo) -> None:
    ultimo = ids(casa)[-1]
    # sus copias se editan, su autor cambia de nombre, y pasan semanas
    reloj.adelantar(200 * HORA)
    for n in range(3, 7):
        entrar(casa, 1, com(f"c{n}", "ya lo borre", autor=autor(n)))
    ejecutar(casa, "UPDATE autor SET nombre = 'ISSS oficial'")
    r = rehacer(casa, ultimo, ())
    assert r.identico, r.diferencias
    # y si un texto se perdio, se dice
    ejecutar(casa, "DELETE FROM texto_previo WHERE comentario_id = 4")
    assert "1 de los textos con que se comparó ya no se guardan" in rehacer(casa, ultimo, ()).notas
    ejecutar(casa, "DELETE FROM texto_previo")
    with pytest.raises(EntradaInvalida, match="ya no se guarda"):
        rehacer(casa, ultimo, ())


def test_se_juzga_con_la_hora_y_los_nombres_de_entonces(casa: Almacen) -> None:
    with casa.lectura() as u:
        (j,) = u.por_repasar.de([1])
    assert j.contexto
    antes = (INICIO - HORA).isoformat()
    de_entonces, sin_contexto = Lote(["hoy"]), Lote(["hoy"])
    de_entonces.poner(j._replace(contexto={**j.contexto, "ahora": antes, "nombres": ["entonces"]}), ())
    sin_contexto.poner(j._replace(contexto=None), ())
    (una,), (otra,) = de_entonces.pedido()["piezas"], sin_contexto.pedido()["piezas"]
    assert (una["ahora"], una["nombres_propios"]) == (antes, ["entonces"])
    assert (otra["ahora"], otra["nombres_propios"]) == (j.fecha.isoformat(), ["hoy"])


def test_la_evaluacion_guarda_lo_que_vio_y_se_rehace_sin_reconstruir(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen)
    p = guardar(almacen)
    for n in range(4):
        entrar(almacen, 1, com(f"c{n}", ANUNCIO, creado=reloj.ahora(), autor=autor(n)))
        juzgar(almacen, reloj, juez=juzgar_de_verdad, version=p.version, modos={})
        reloj.adelantar(MINUTO)
    contextos = [json.loads(c) for c in filas(almacen, "SELECT contexto FROM veredicto ORDER BY id")]
    assert [[c for c, _ in x["vistos"]] for x in contextos] == [[], [1], [1, 2], [1, 2, 3]]
    for n in range(4):
        entrar(almacen, 1, com(f"c{n}", "ya lo borre", autor=autor(n)))
    r = rehacer(almacen, 4, ())
    assert (r.diferencias, r.notas) == ((), ())


def test_un_texto_que_va_y_vuelve_se_guarda_una_vez(almacen: Almacen) -> None:
    alta(almacen)
    for texto in ("uno", "dos", "uno", "dos", "tres"):
        entrar(almacen, 1, com("c1", texto))
    assert filas(almacen, "SELECT texto FROM texto_previo ORDER BY texto") == ["dos", "uno"]


def test_lo_juzgado_sin_clasificador_se_rehace_sin_clasificador(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    guardar(almacen)
    entrar(almacen, 1, com("c1", INSULTOS))
    dictar(almacen, reloj, razon="el clasificador no está cargado")
    r = rehacer(almacen, 1, ())
    assert r.identico, r.diferencias
    ejecutar(almacen, "UPDATE veredicto SET contexto = NULL")
    r = rehacer(almacen, 1, ())
    assert r.identico, r.diferencias
    assert "se reconstruyen" in r.notas[0]


def test_un_veredicto_retocado_se_nota(casa: Almacen) -> None:
    malo = filas(casa, "SELECT id FROM veredicto WHERE propuesta = 'restringir' ORDER BY id")[0]
    ejecutar(casa, "UPDATE veredicto SET propuesta = 'permitir' WHERE id = :i", i=malo)
    ejecutar(casa, "UPDATE hallazgo SET motivo = 'otro' WHERE veredicto_id = :i", i=malo)
    r = rehacer(casa, malo, ())
    assert not r.identico
    assert "propuesta: antes 'permitir', ahora 'restringir'" in r.diferencias
    assert any(d.startswith("ya no sale: política 2") for d in r.diferencias)
    assert any(d.startswith("sale de nuevo: política 2") for d in r.diferencias)


def test_una_version_alterada_corre_en_su_proceso_y_dice_otra_cosa(casa: Almacen) -> None:
    otra = guardar(casa, alterado("politicas/p02.py", CALLADA))
    (i,) = filas(
        casa,
        "SELECT v.id FROM veredicto v JOIN comentario c ON c.id = v.comentario_id WHERE texto = :t",
        t=INSULTOS,
    )
    with casa.lectura() as u:
        (j,) = u.por_repasar.de([i])
    lote = Lote(())
    lote.poner(j, ())
    with (
        guardado.abrir(casa, j.version_reglamento) as de_entonces,
        guardado.abrir(casa, otra.version) as callada,
    ):
        (antes,), (despues,) = de_entonces.juzgar(lote.pedido()), callada.juzgar(lote.pedido())
    assert 2 in {h["politica"] for h in antes["hallazgos"]}
    assert 2 not in {h["politica"] for h in despues["hallazgos"]}
    assert antes["propuesta"] == "restringir"


def test_el_proceso_no_recibe_los_secretos(casa: Almacen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACEBOOK_TOKEN", "canario")
    espia = (
        "\nimport os\nif 'FACEBOOK_TOKEN' in os.environ: raise RuntimeError(os.environ['FACEBOOK_TOKEN'])\n"
    )
    p = guardar(casa, alterado("politicas/p03.py", espia))
    with guardado.abrir(casa, p.version) as juez:
        assert juez.juzgar({"recientes": [], "piezas": []}) == []


def test_una_version_que_no_corre_se_dice_en_una_frase(casa: Almacen) -> None:
    p = guardar(casa, alterado("politicas/p03.py", "\nraise RuntimeError('biblioteca que ya no existe')\n"))
    with (
        pytest.raises(ReglamentoInvalido, match=r"no se deja correr.*biblioteca que ya no existe"),
        guardado.abrir(casa, p.version),
    ):
        pass
    with pytest.raises(EntradaInvalida, match=f"no está guardada la versión «nada».*{p.version}"):
        guardado.abrir(casa, "nada")


MUERE = """
_de_verdad = version_reglamento
def version_reglamento():
    import os, sys, threading
    def morir():
        print("se acabó la memoria", file=sys.stderr, flush=True)
        os._exit(3)
    threading.Timer(0.3, morir).start()
    return _de_verdad()
"""


def test_si_muere_con_un_pedido_a_medias_se_dice_y_no_deja_carpeta(casa: Almacen) -> None:
    p = guardar(casa, alterado("politicas/registro.py", MUERE))
    carpetas = []

    def pedir() -> None:
        with guardado.abrir(casa, p.version) as juez:
            carpetas.append(Path(juez._carpeta.name))
            juez._proceso.wait(10)
            juez.juzgar({"recientes": [], "piezas": []})

    with pytest.raises(ReglamentoInvalido, match="se acabó la memoria"):
        pedir()
    assert not carpetas[0].exists()


def test_la_base_cambiada_por_detras_no_se_ejecuta(casa: Almacen) -> None:
    version = paquete.de_este_programa().version
    sin_disparador(casa, "reglamento_sin_update", "reglamento")
    malo = alterado("politicas/p02.py", "\nraise SystemExit\n").octetos
    ejecutar(casa, "UPDATE reglamento SET paquete = :p, huella = :h", p=malo, h=sha256(malo).hexdigest())
    with pytest.raises(ReglamentoInvalido, match="bitácora"), guardado.abrir(casa, version):
        pass


def test_el_contexto_guarda_los_datos_sueltos_y_el_juez_ignora_los_que_no_conoce() -> None:
    @dataclass(frozen=True, slots=True)
    class Mas(Contexto):
        otro_dato: int = 0

    pieza = Pieza(Sentido.ENTRANTE, leer("hola"), autor_nombre="Persona 1")
    guardado_ = para_guardar(pieza, Mas(INICIO, otro_dato=3), [(7, "abcdef" * 10)])
    assert guardado_["otros"]["otro_dato"] == 3
    assert guardado_["vistos"] == [[7, "abcdefabcdef"]]
    json.dumps(guardado_)
    pedido = {"ahora": INICIO.isoformat(), "nombres_propios": ["isss"], "recientes": []}
    contexto = protocolo.contexto_de(pedido | {"otros": {"otro_dato": 3, "comunicados": ()}}, ())
    assert contexto == Contexto(INICIO, nombres_propios=("isss",))
    sin_nombres = protocolo.contexto_de(pedido | {"otros": {}, "nombres_propios": []}, ())
    assert sin_nombres.nombres_propios == Contexto(INICIO).nombres_propios


def test_el_juicio_no_depende_del_azar_de_las_huellas_de_python() -> None:
    """Rehacer ocurre en otro proceso: si el orden de un conjunto pesara, saldria distinto unas veces si y otras no."""
    pieza = {
        "red": "facebook", "autor": "a1", "autor_nombre": "ISSS", "fecha": INICIO.isoformat(), "degradada": False,
        "indicios": {"ofensa": 0.95, "odio": 0.6, "amenaza": 0.6}, "ahora": INICIO.isoformat(),
        "nombres_propios": [], "recientes": [0, 1], "otros": {},
    }  # fmt: skip
    visto = {"texto": ANUNCIO, "fecha": INICIO.isoformat(), "autor": "z", "red": "facebook"}
    textos = [c["texto"] for c in leer_guion().comentarios]
    pedido = json.dumps({"recientes": [visto, visto], "piezas": [pieza | {"texto": t} for t in textos]})
    salidas = {
        subprocess.run(
            [sys.executable, "-m", "politicas.rehacer"],
            input=pedido + "\n",
            env=os.environ | {"PYTHONHASHSEED": semilla},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for semilla in ("1", "2", "3")
    }
    assert len(salidas) == 1
    assert salidas.pop().count('"restringir"') > 10


def test_el_protocolo_contesta_por_lineas_y_una_pieza_imposible_no_calla_a_las_demas() -> None:
    pieza = {
        "texto": INSULTOS, "red": "facebook", "autor": "a1", "autor_nombre": "", "fecha": INICIO.isoformat(),
        "indicios": {}, "degradada": True, "ahora": INICIO.isoformat(), "nombres_propios": [], "recientes": [],
        "otros": {},
    }  # fmt: skip
    salida = io.StringIO()
    pedido = json.dumps({"recientes": [], "piezas": [pieza, pieza | {"texto": None}, pieza]})
    protocolo.principal(io.StringIO(f"{pedido}\n{pedido}\n"), salida)
    saludo, *respuestas = [json.loads(x) for x in salida.getvalue().splitlines()]
    assert saludo == {"formato": 1, "version": version_reglamento()}
    assert len(respuestas) == 2
    bien, mal, tambien = respuestas[0]["veredictos"]
    assert bien == tambien
    assert bien["propuesta"] == "restringir"
    assert set(mal) == {"error"}
