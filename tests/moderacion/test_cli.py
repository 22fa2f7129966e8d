"""La linea de ordenes: codigos de salida, frases en espanol y el contrato de `evaluar`."""

import io
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from typer.main import get_command

from moderacion.cli import ejecutar, raiz
from moderacion.cli.indice import ORDENES
from moderacion.cli.raiz import app, cargar
from moderacion.evaluacion.archivo import juzgar_filas, leer_contexto
from moderacion.reloj import RelojReal
from politicas.juicio import juzgar
from tests.apoyo import en_otro_proceso


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (["demoo"], "no existe esa orden"),
        (["demo", "--pepe"], "no existe la opción --pepe"),
        (["evaluar"], "falta entrada"),
        (["simulador", "--puerto-base", "abc"], "valor no válido para --puerto-base"),
        (["servir", "--config", "no-hay.toml"], "no existe no-hay.toml"),
        (["evaluar", "no-hay.jsonl"], "no existe el archivo"),
        (["explica", "p99"], "no existe la política"),
        (["importar", "hoja.csv"], "falta --usuario"),
        (["importar", "no-hay.csv", "--usuario", "ana"], "no se puede leer no-hay.csv: no existe"),
    ],
)
def test_mal_uso_dice_una_frase_y_sale_con_2(
    capsys: pytest.CaptureFixture[str], argumentos: list[str], dice: str
) -> None:
    assert ejecutar(argumentos) == 2
    errores = capsys.readouterr().err
    assert dice in errores
    assert "Traceback" not in errores
    assert errores.startswith("moderacion: ")


def test_la_ayuda_habla_espanol(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["usuarios", "--help"]) == 0
    assert "Órdenes" in capsys.readouterr().out
    assert ejecutar(["--help"]) == 0
    ayuda = capsys.readouterr().out
    for palabra in ("Uso:", "Opciones", "Muestra esta ayuda"):
        assert palabra in ayuda
    for ingles in ("Usage", "Options", "Commands", "Show this"):
        assert ingles not in ayuda


def _ordenes(orden: object, antes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield antes
    for nombre, hija in getattr(orden, "commands", {}).items():
        yield from _ordenes(hija, (*antes, nombre))


TODAS: Final = [o for nombre in ORDENES for o in _ordenes(cargar(nombre), (nombre,))]


@pytest.mark.parametrize("orden", [(), *TODAS], ids=" ".join)
def test_la_ayuda_de_cada_orden_no_trae_nombres_de_python(
    capsys: pytest.CaptureFixture[str], orden: tuple[str, ...]
) -> None:
    assert ejecutar([*orden, "--help"]) == 0
    ayuda = capsys.readouterr().out
    assert "Muestra esta ayuda" in ayuda
    for ajeno in ("<bool>", "<str>", "<int", "<path>", "list[", "env var", "<=", "OPTIONS", "COMMAND"):
        assert ajeno not in ayuda, ajeno


@pytest.mark.parametrize("nombre", ORDENES)
def test_el_indice_dice_lo_mismo_que_la_orden(nombre: str) -> None:
    assert (cargar(nombre).help or "").split("\n\n")[0].replace("\n", " ") == ORDENES[nombre].ayuda


def test_todo_modulo_de_ordenes_esta_en_el_indice() -> None:
    suyos = {m for e in ORDENES.values() for m in e.modulos}
    carpeta = Path(raiz.__file__).parent
    registran = {
        p.stem
        for p in carpeta.glob("*.py")
        if re.search(r"^@app\w*\.command", p.read_text("utf-8"), re.MULTILINE)
    }
    assert registran == suyos
    for e in ORDENES.values():
        for modulo in e.modulos:
            import_module(f"moderacion.cli.{modulo}")
    assert set(get_command(app).commands) == set(ORDENES), "lo que se registra se puede pedir"


def test_la_ayuda_agrupa_por_lo_que_se_quiere_hacer(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["--help"]) == 0
    ayuda = capsys.readouterr().out
    sitios = [ayuda.index(f"─ {panel} ─") for panel in dict.fromkeys(e.panel for e in ORDENES.values())]
    assert sitios == sorted(sitios)
    assert ayuda.index(" demo ") < ayuda.index(" evaluar ") < ayuda.index(" usuarios ")


@pytest.mark.parametrize("argumentos", [["--help"], ["demoo"], []])
def test_la_ayuda_no_importa_las_salas(argumentos: list[str]) -> None:
    """Lo que se importa antes de saber que se pide lo paga cada orden."""
    guion = f"import sys; from moderacion.cli import ejecutar; ejecutar({argumentos}); print(*sys.modules)"
    modulos = en_otro_proceso(guion).split()
    assert "moderacion.cli.raiz" in modulos
    assert not [
        m
        for m in modulos
        if m in ("moderacion.montaje", "moderacion.almacen", "moderacion.web", "sqlalchemy")
    ]


@pytest.mark.parametrize("opcion", ["--usuario", "--quien"])
def test_quien_lo_hace_se_dice_de_un_modo_y_el_de_antes_sigue_valiendo(
    capsys: pytest.CaptureFixture[str], opcion: str
) -> None:
    assert ejecutar(["importar", "no-hay.csv", opcion, "ana"]) == 2
    assert "no se puede leer no-hay.csv" in capsys.readouterr().err
    for orden in TODAS:
        ejecutar([*orden, "--help"])
        assert "--quien" not in capsys.readouterr().out, orden


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (["demo", "--puerto", "90000"], "se esperaba un número de 0 a 65535"),
        (["base", "restaurar"], "Pruebe «moderacion base restaurar --help»"),
        (["base", "nada"], "Pruebe «moderacion base --help»"),
    ],
)
def test_un_error_dice_que_se_esperaba_y_donde_mirar(
    capsys: pytest.CaptureFixture[str], argumentos: list[str], dice: str
) -> None:
    assert ejecutar(argumentos) == 2
    assert dice in capsys.readouterr().err


def test_explica_cada_politica(capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(1, 14):
        assert ejecutar(["explica", f"p{n:02d}"]) == 0
        salida = capsys.readouterr().out
        assert salida.startswith(f"Artículo {n}.")
    for escrita in ("7", "P7", "p7"):
        assert ejecutar(["explica", escrita]) == 0
        assert capsys.readouterr().out.startswith("Artículo 7.")


def _evaluar(carpeta: Path, texto: str, nombre: str = "entrada.jsonl", *mas: str) -> tuple[int, list[dict]]:
    entrada, salida = carpeta / nombre, carpeta / "salida.jsonl"
    entrada.write_text(texto, encoding="utf-8")
    codigo = ejecutar(["evaluar", str(entrada), "--salida", str(salida), *mas])
    return codigo, [json.loads(x) for x in salida.read_text("utf-8").splitlines()]


def test_evaluar_sigue_tras_una_linea_mala_y_guarda_el_orden(tmp_path: Path) -> None:
    lineas = [
        '{"id": "a", "texto": "¿a qué hora abren la farmacia?"}',
        "{esto no es json",
        '{"id": "b"}',
        '{"id": "c", "texto": "sos un pendejo, hijueputa", "red": "facebook", "autor": "x"}',
        '{"id": "d", "texto": "hola", "sentido": "lateral"}',
        '{"id": "e", "texto": "hola", "fecha": "ayer"}',
        '{"id": "f", "texto": "\\u0000 \\ud800 nulo y sustituto"}',
        "[1, 2]",
        '{"id": "g", "texto": "hola", "tipo": [], "sentido": {}}',
    ]
    codigo, veredictos = _evaluar(tmp_path, "\n".join(lineas))
    assert codigo == 1
    assert [v.get("id") for v in veredictos] == ["a", 2, "b", "c", "d", "e", "f", 8, "g"]
    assert ["error" in v for v in veredictos] == [False, True, True, False, True, True, False, True, True]
    a, c = veredictos[0], veredictos[3]
    assert a["propuesta"] == "permitir"
    assert a["intencion"] == ["consulta"]
    assert a["degradado"] is False
    assert c["propuesta"] == "restringir"
    assert c["bloquear"] is True
    assert 2 in c["politicas"]
    texto = "sos un pendejo, hijueputa"
    for h in c["hallazgos"]:
        assert h["gravedad"] in ("leve", "media", "grave")
        for e in h["evidencia"]:
            assert texto[e["inicio"] : e["fin"]] == e["texto"]


def test_evaluar_lee_csv_y_contexto(tmp_path: Path) -> None:
    contexto = tmp_path / "contexto.toml"
    contexto.write_text('ahora = 2026-11-20T09:00:00-06:00\n[[consulta]]\nnumero = "C-7"\n')
    codigo = ejecutar(["evaluar", str(_csv(tmp_path)), "--contexto", str(contexto)])
    assert codigo == 2  # a la consulta le faltan claves
    codigo, (v,) = _evaluar(tmp_path, "id,texto\n1,gracias por la atención\n", "entrada.csv")
    assert codigo == 0
    assert v["propuesta"] == "permitir"


@pytest.mark.parametrize(
    ("toml", "dice"),
    [
        ("ahora = 5", "se esperaba una fecha"),
        ("comunicado = 3", "[[comunicado]]"),
        ("consulta = [1]", "[[consulta]]"),
        (
            '[[comunicado]]\nnumero = 1\nasunto = "a"\ntexto = "t"\ndesde = 2026-01-01\nhasta = 2026-12-31',
            "«numero»",
        ),
        ('[[reciente]]\ntexto = "x"\nfecha = "ayer"', "«ayer» no es una fecha"),
        ("[[reciente]]\nfecha = 2026-01-01", "falta la clave 'texto'"),
        ('[[reciente]]\ntexto = "x"\nfecha = 2026-01-01\nautor = [1]', "«autor»"),
        ("ahora = 0001-01-01T00:00:00+14:00", "se sale del calendario"),
        ("ahora = = 1", "no es TOML válido (línea 1, columna 9)"),
        ('[[comunicados]]\nnumero = "1-2026"', "no se conoce «comunicados»"),
        (
            '[[comunicado]]\nnumero = "1-2026"\nasunto = "a"\ntexto = "t"\ndesde = 2026-12-01\nhasta = 2026-11-01',
            "«hasta» es anterior a «desde»",
        ),
    ],
)
def test_un_contexto_mal_escrito_se_dice_en_una_frase(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], toml: str, dice: str
) -> None:
    contexto = tmp_path / "contexto.toml"
    contexto.write_text(toml, encoding="utf-8")
    assert ejecutar(["evaluar", str(_csv(tmp_path)), "--contexto", str(contexto)]) == 2
    assert dice in capsys.readouterr().err


def test_un_csv_con_marca_de_orden_conserva_su_primera_columna(tmp_path: Path) -> None:
    _, (v,) = _evaluar(tmp_path, "\ufeffid,texto\n7,gracias\n", "entrada.csv")
    assert v["id"] == "7"


ULTIMO_DIA = """
ahora = 2026-12-31T09:00:00-06:00
[[comunicado]]
numero = "12-2026"
asunto = "Horario de la farmacia de Zacamil"
desde = 2026-11-01
hasta = 2026-12-31
texto = "La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m."
[[consulta]]
numero = "C-7"
asunto = "Subsidio por maternidad"
respuesta = "El subsidio por maternidad se deposita en quince días."
vence = "2026-12-31"
"""


def test_el_ultimo_dia_de_un_comunicado_y_de_una_consulta_entra_entero(tmp_path: Path) -> None:
    contexto = tmp_path / "contexto.toml"
    contexto.write_text(ULTIMO_DIA, encoding="utf-8")
    filas = [
        {"tipo": "publicacion", "texto": "La farmacia de Zacamil atiende hasta las 6:00 p. m."},
        {
            "tipo": "respuesta",
            "texto": "El subsidio por maternidad se deposita en quince días.",
            "consulta": "C-7",
        },
    ]
    lineas = [json.dumps({"id": n, "sentido": "saliente", **f}) for n, f in enumerate(filas)]
    _, (choca, responde) = _evaluar(tmp_path, "\n".join(lineas), "entrada.jsonl", "--contexto", str(contexto))
    assert choca["politicas"] == [3]
    assert responde["propuesta"] == "permitir"


def test_lo_que_una_fila_no_dice_o_dice_de_mas_no_la_estropea(tmp_path: Path) -> None:
    insulto = "sos un pendejo hijueputa"
    filas = [
        {"id": 1, "texto": insulto, "error": "de otro programa"},
        *({"id": n, "texto": "gracias", "autor": None, "sentido": None} for n in range(2, 30)),
        {"id": 30, "texto": "Hola.", "fecha": "0001-01-01T00:00:00+14:00"},
        {"id": 31, "texto": "Hola.", "sentido": "saliente", "tipo": "comentario"},
        {"id": 32, "texto": insulto, "sentido": "saliente"},
    ]
    _, veredictos = _evaluar(tmp_path, "\n".join(map(json.dumps, filas)))
    assert veredictos[0]["propuesta"] == veredictos[-1]["propuesta"] == "restringir"
    # sin autor no hay una misma cuenta que inunde
    assert not any(12 in v["politicas"] for v in veredictos[1:29])
    assert ["error" in v for v in veredictos[29:]] == [True, True, False]


@pytest.mark.parametrize(
    ("fechas", "inunda"),
    [
        ([f"2026-10-{n:02d}T08:00" for n in range(1, 26)], False),
        ([f"2026-10-01T08:{n:02d}" for n in range(25)], True),
        ([None] * 25, True),
        (["0001-01-01T08:00"] * 25, True),
    ],
)
def test_solo_inunda_quien_escribe_mucho_en_pocas_horas(
    tmp_path: Path, fechas: list[str | None], *, inunda: bool
) -> None:
    filas = [{"id": n, "texto": "gracias", "autor": "a", "fecha": f} for n, f in enumerate(fechas)]
    _, veredictos = _evaluar(tmp_path, "\n".join(map(json.dumps, filas)))
    assert (12 in veredictos[-1]["politicas"]) is inunda


def test_evaluar_ve_a_quien_se_firma_como_la_institucion(tmp_path: Path) -> None:
    fila = {"id": 1, "texto": "Escríbanos y le ayudamos.", "autor": "Instituto Salvadoreño del Seguro Social"}
    _, (v,) = _evaluar(tmp_path, json.dumps(fila))
    # el clasificador, ademas, ve en ese texto un anuncio
    assert v["politicas"][0] == 1
    _, (de_otro,) = _evaluar(tmp_path, json.dumps(fila | {"autor": "Ana"}))
    assert 1 not in de_otro["politicas"]


@pytest.mark.parametrize(
    ("nombre", "octetos"),
    [
        ("entrada.csv", "id,texto\n1,atención\n".encode("latin-1") + b"2,gracias\n"),
        ("entrada.csv", b"id,texto\n1," + b"a" * 200_000 + b"\n2,gracias\n"),
        ("entrada.csv", "id;texto\r\n1;atención\r\n".encode("latin-1") + b"2;gracias\r\n"),
        ("entrada.jsonl", b'{"id": "1", "texto": "atenci\xf3n"}\n{"id": "2", "texto": "gracias"}\n'),
    ],
)
def test_una_fila_ilegible_no_para_las_demas(tmp_path: Path, nombre: str, octetos: bytes) -> None:
    entrada, salida = tmp_path / nombre, tmp_path / "salida.jsonl"
    entrada.write_bytes(octetos)
    assert ejecutar(["evaluar", str(entrada), "--salida", str(salida)]) == 1
    mala, buena = map(json.loads, salida.read_text("utf-8").splitlines())
    assert "error" in mala
    assert (buena["id"], buena["propuesta"]) == ("2", "permitir")


def test_una_comilla_sin_cerrar_no_se_traga_las_filas_en_silencio(tmp_path: Path) -> None:
    codigo, (buena, mala) = _evaluar(tmp_path, 'id,texto\n1,gracias\n2,"hola\n3,sos un pendejo\n', "e.csv")
    assert (codigo, buena["id"], mala["id"]) == (1, "1", 2)
    assert "comilla" in mala["error"]


def test_los_renglones_de_un_csv_se_juzgan_como_vienen(tmp_path: Path) -> None:
    entrada, salida = tmp_path / "entrada.csv", tmp_path / "salida.jsonl"
    texto = "hola\r\n\r\nsos un pendejo hijueputa"
    entrada.write_bytes(f'id,texto\r\n1,"{texto}"\r\n'.encode())
    ejecutar(["evaluar", str(entrada), "--salida", str(salida)])
    evidencia = json.loads(salida.read_text("utf-8"))["hallazgos"][0]["evidencia"]
    assert all(texto[e["inicio"] : e["fin"]] == e["texto"] for e in evidencia)


def test_la_salida_no_pisa_lo_que_se_lee(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entrada = _csv(tmp_path)
    antes = entrada.read_text()
    assert ejecutar(["evaluar", str(entrada), "--salida", str(tmp_path / "." / entrada.name)]) == 2
    assert "se perdería" in capsys.readouterr().err
    assert entrada.read_text() == antes


def test_un_contexto_malo_no_vacia_la_salida_que_habia(tmp_path: Path) -> None:
    salida, contexto = tmp_path / "salida.jsonl", tmp_path / "c.toml"
    salida.write_text("de antes")
    contexto.write_text("ahora = 5")
    opciones = ["--salida", str(salida), "--contexto", str(contexto)]
    assert ejecutar(["evaluar", str(_csv(tmp_path)), *opciones]) == 2
    assert salida.read_text() == "de antes"


def _csv(carpeta: Path) -> Path:
    ruta = carpeta / "x.csv"
    ruta.write_text("id,texto\n1,hola\n")
    return ruta


def test_los_usuarios_se_crean_con_la_clave_del_entorno(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n')

    def correr(*argumentos: str) -> tuple[int, str]:
        codigo = ejecutar([*argumentos, "--config", str(config)])
        salida = capsys.readouterr()
        return codigo, salida.out + salida.err

    monkeypatch.delenv("MODERACION_CLAVE", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    codigo, dicho = correr("usuarios", "crear", "ana")
    assert codigo == 2
    assert "MODERACION_CLAVE" in dicho
    monkeypatch.setenv("MODERACION_CLAVE", "corta")
    assert correr("usuarios", "crear", "ana")[0] == 2
    monkeypatch.setenv("MODERACION_CLAVE", "una-clave-larga-de-prueba")
    assert correr("usuarios", "crear", "ana", "--rol", "rey")[0] == 2
    assert correr("usuarios", "crear", "ana")[0] == 0
    assert correr("usuarios", "crear", "ana")[0] == 2
    assert "ana\tgestion\tactivo" in correr("usuarios", "listar")[1]
    assert correr("usuarios", "crear", "jefa", "--rol", "administracion", "--temporal")[0] == 0
    assert (
        "jefa\tadministracion\tactivo\tsin segundo factor\tclave temporal" in correr("usuarios", "listar")[1]
    )
    assert "última persona activa que administra" in correr("usuarios", "rol", "jefa", "gestion")[1]
    assert correr("usuarios", "rol", "ana", "supervision") == (0, "usuario «ana»: su rol es supervision\n")
    assert re.search(r": [a-z2-9]{5}(-[a-z2-9]{5}){3}\n", correr("usuarios", "clave", "ana")[1])
    assert correr("usuarios", "factor", "ana") == (1, "moderacion: ese usuario no tiene segundo factor\n")
    assert correr("usuarios", "llave", "--girar")[1].startswith("0 segundos factores")
    assert len(correr("usuarios", "llave")[1]) == 45
    assert correr("usuarios", "desactivar", "ana")[0] == 0
    assert correr("usuarios", "activar", "ana")[0] == 0
    assert correr("usuarios", "desactivar", "ana")[0] == 0
    assert "inactivo" in correr("usuarios", "listar")[1]
    assert correr("usuarios", "desactivar", "nadie")[0] == 1
    assert "la cadena está entera" in correr("bitacora", "verificar")[1]


def test_evaluar_sin_clasificador_no_revienta_y_lo_dice() -> None:
    class Roto:
        version = "x"

        def puntuar(self, lecturas: object) -> list[dict[str, float]]:
            raise MemoryError

    contexto = leer_contexto(None, RelojReal().ahora())
    (v,) = juzgar_filas([{"id": 1, "texto": "sos un pendejo"}], juzgar, Roto(), contexto)
    assert v["degradado"] is True
    assert v["propuesta"] != "permitir"


@pytest.mark.solo_sqlite
@pytest.mark.parametrize(
    ("orden", "dice"),
    [
        (("comunicados", "listar"), "no hay comunicados publicados"),
        (("sugerencias",), "no hay sugerencias abiertas"),
        (("programado",), "no hay nada programado en esos días"),
        (("paro", "ver"), "no hay paros"),
        (("incidentes", "listar"), "no hay incidentes"),
        (("incidentes", "listar", "--estado", "abierto"), "no hay incidentes abiertos"),
        (("incidentes", "canales"), "no hay canales: nadie a quien avisar"),
        (("incidentes", "envios"), "no hay envíos"),
        (("incidentes", "cadenas"), "no hay cadenas guardadas"),
        (("incidentes", "mantenimiento", "listar"), "no hay cambios anunciados"),
        (("solicitudes", "listar"), "no hay solicitudes que esperen algo"),
        (("base", "purgar"), "nada ha cumplido su plazo"),
        (("base", "cuarentena"), "no hay ninguna restauración abierta"),
    ],
)
def test_una_lista_vacia_lo_dice_y_como_json_es_una_lista(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], orden: tuple[str, ...], dice: str
) -> None:
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', encoding="utf-8")
    config = ("--config", str(ruta))
    assert ejecutar(["base", "migrar", *config]) == 0
    capsys.readouterr()
    ejecutar([*orden, *config])
    assert capsys.readouterr().out == f"{dice}\n"
    ejecutar([*orden, "--json", *config])
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.solo_sqlite
@pytest.mark.parametrize("cual", ["clientes", "usuarios"])
def test_sin_nadie_se_dice(tmp_path: Path, capsys: pytest.CaptureFixture[str], cual: str) -> None:
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', encoding="utf-8")
    ejecutar(["base", "migrar", "--config", str(ruta)])
    capsys.readouterr()
    assert ejecutar([cual, "listar", "--config", str(ruta)]) == 0
    assert capsys.readouterr().out.startswith(f"no hay {cual}")
