"""Una configuracion mala dice que clave y que se esperaba, en español, y nunca enseña un secreto."""

import re
import tomllib
from pathlib import Path

import pytest

from moderacion.config import Config, ModoPolitica, leer_config, leer_texto
from moderacion.errores import ErrorConfig

EJEMPLO = Path(__file__).parents[2] / "config.example.toml"
FACEBOOK = """
[[cuenta]]
red = "facebook"
id = "100"
nombre = "Pagina"
[cuenta.credencial]
token = "env/PRUEBA_TOKEN"
app_id = "900"
app_secreto = "env/PRUEBA_SECRETO"
"""
SUPERVISOR = '[[supervisor]]\nnombre = "jefa"\ncanales = ["env/PRUEBA_TOKEN"]\n'


@pytest.fixture(autouse=True)
def secretos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRUEBA_TOKEN", "token-canario")
    monkeypatch.setenv("PRUEBA_SECRETO", "secreto-canario")
    monkeypatch.delenv("PRUEBA_FALTA", raising=False)


def error(texto: str) -> str:
    with pytest.raises(ErrorConfig) as fallo:
        leer_texto(texto)
    return str(fallo.value)


def cambiada(viejo: str, nuevo: str) -> str:
    assert viejo in FACEBOOK
    return FACEBOOK.replace(viejo, nuevo)


def test_una_configuracion_minima_vale_y_lo_demas_tiene_su_valor() -> None:
    c = leer_texto(FACEBOOK + SUPERVISOR)
    (cuenta,) = c.cuenta
    assert (cuenta.red, cuenta.id, cuenta.intervalo) == ("facebook", "100", 60)
    assert cuenta.credencial.token.get_secret_value() == "token-canario"
    assert c.supervisor[0].canales[0].get_secret_value() == "token-canario"
    assert {c.modo(n) for n in range(1, 14)} == {ModoPolitica.SUGERIR}
    assert leer_texto("") == Config()


MALAS = {
    "plazo sin razon": (
        "[conservacion.limpios]\ndias = 30",
        "«conservacion.limpios.razon»: falta esta clave",
    ),
    "plazo de nada": (
        f"[conservacion.limpios]\ndias = 0\nrazon = '{'porque si ' * 5}'",
        "«conservacion.limpios.dias»: se esperaba un número mayor o igual que 1",
    ),
    "mas de lo que admite YouTube": (
        f"[conservacion.sin_refrescar]\ndias = 31\nrazon = '{'porque si ' * 5}'",
        "«sin_refrescar» va de 7 a 30 días",
    ),
    "un limpio que dura mas que un caso": (
        f"[conservacion.limpios]\ndias = 800\nrazon = '{'porque si ' * 5}'",
        "«limpios» dura más que «expedientes»",
    ),
    "X pide antes de un dia": (
        "[conservacion]\nreleer_twitter_horas = 25",
        "«conservacion.releer_twitter_horas»: se esperaba un número menor o igual que 24",
    ),
    "una carpeta que no es nuestra": (
        '[conservacion]\ncarpetas = ["/"]',
        "«carpetas» es para carpetas propias",
    ),
    "una carpeta con el registro de purgas": (
        '[conservacion]\ncarpetas = ["/srv/m/salidas"]\nregistro = "/srv/m/salidas/purgas.jsonl"',
        "«conservacion.carpetas» alcanza a /srv/m/salidas/purgas.jsonl",
    ),
    "una carpeta con la base y sus copias": (
        '[base]\nurl = "sqlite:////srv/m/m.db"\n[conservacion]\ncarpetas = ["/srv/otra", "/srv/m"]',
        "«conservacion.carpetas» alcanza a /srv/m/m.db",
    ),
    "un plazo que no existe": (
        "[conservacion.gatos]\ndias = 3",
        "«conservacion.gatos»: esta clave no existe",
    ),
    "clave de mas arriba": ("colores = 3", "«colores»: esta clave no existe"),
    "clave de mas dentro": ("[web]\nport = 80", "«web.port»: esta clave no existe"),
    "clave de mas en una cuenta": (
        cambiada('nombre = "Pagina"', 'nombre = "Pagina"\nclave = "x"'),
        "«cuenta[1].clave»: esta clave no existe",
    ),
    "falta una clave": (cambiada('nombre = "Pagina"', ""), "«cuenta[1].nombre»: falta esta clave"),
    "falta la credencial": (
        FACEBOOK.partition("[cuenta.credencial]")[0],
        "«cuenta[1].credencial»: falta esta clave",
    ),
    "texto por numero": ('[web]\npuerto = "8080"', "«web.puerto»: se esperaba un número entero"),
    "decimal por entero": ("[web]\npuerto = 80.5", "«web.puerto»: se esperaba un número entero"),
    "texto por decimal": ('[ritmo]\nevaluar = "2"', "«ritmo.evaluar»: se esperaba un número"),
    "texto por si o no": ('[web]\nhttps = "si"', "«web.https»: se esperaba true o false"),
    "numero por texto": (
        "[institucion]\nnombre = 3",
        "«institucion.nombre»: se esperaba texto entre comillas",
    ),
    "numero por tabla": ("web = 3", "«web»: se esperaba una tabla"),
    "texto por lista": ('[institucion]\nalias = "isss"', "«institucion.alias»: se esperaba una lista"),
    "tabla por lista": ('[cuenta]\nred = "facebook"', "«cuenta»: se esperaba una lista"),
    "fuera de rango": (
        "[web]\npuerto = 70000",
        "«web.puerto»: se esperaba un número menor o igual que 65535",
    ),
    "cero": ("[ritmo]\nevaluar = 0", "«ritmo.evaluar»: se esperaba un número mayor que 0"),
    "infinito": ("[ritmo]\nevaluar = inf", "«ritmo.evaluar»: se esperaba"),
    "bloqueo eterno": (
        "[sanciones]\nbloqueo_dias = 9999",
        "«sanciones.bloqueo_dias»: ya no se usa",
    ),
    "peldano eterno": (
        '[[sanciones.peldano]]\npuntos = 1\naccion = "bloquear"\ndias = 9999',
        "«sanciones.peldano[1].dias»: se esperaba un número menor o igual que 90",
    ),
    "peldano para siempre": (
        '[[sanciones.peldano]]\npuntos = 1\naccion = "bloquear"\ndias = "siempre"',
        "«sanciones.peldano[1].dias»: se esperaba un número entero",
    ),
    "peldano sin fin": (
        '[[sanciones.peldano]]\npuntos = 1\naccion = "bloquear"',
        "«sanciones.peldano[1]»: un bloqueo lleva «dias»: ninguno es para siempre",
    ),
    "escalera vacia": ("[sanciones]\npeldano = []", "«sanciones.peldano»: se esperaba al menos un elemento"),
    "escalera que no sube": (
        (
            '[[sanciones.peldano]]\npuntos = 2\naccion = "bloquear"\ndias = 7\n'
            '[[sanciones.peldano]]\npuntos = 2\naccion = "bloquear"\ndias = 30'
        ),
        "«sanciones.peldano»: cada peldaño pide más puntos que el anterior",
    ),
    "escalera que se acorta": (
        (
            '[[sanciones.peldano]]\npuntos = 2\naccion = "bloquear"\ndias = 30\n'
            '[[sanciones.peldano]]\npuntos = 4\naccion = "bloquear"\ndias = 7'
        ),
        "«sanciones.peldano»: cada peldaño dura al menos lo que el anterior",
    ),
    "escalera que no lleva a nada": (
        '[[sanciones.peldano]]\npuntos = 1\naccion = "ocultar"',
        "«sanciones.peldano»: el último peldaño bloquea unos días",
    ),
    "peldano con otra accion": (
        '[[sanciones.peldano]]\npuntos = 1\naccion = "expulsar"',
        "«sanciones.peldano[1].accion»: se esperaba ocultar o bloquear",
    ),
    "falta de un articulo que no hay": (
        "[sanciones.faltas]\np14 = { puntos = 1 }",
        "«sanciones.faltas»: «p14» no es una política",
    ),
    "aviso sin enlace": (
        '[sanciones]\naviso = "Se ocultó su comentario por el artículo {articulo}."',
        "«sanciones.aviso»: el aviso dice el {articulo} y el {enlace} para apelar",
    ),
    "aviso con un campo que no hay": (
        '[sanciones]\naviso = "{articulo.__class__} {enlace} {articulo}"',
        "«sanciones.aviso»: entre llaves solo puede ir",
    ),
    "avisar al autor sin direccion": (
        "[sanciones]\navisar_autor = true",
        "«sanciones.avisar_autor» necesita la dirección pública de la consola",
    ),
    "id sin comillas": (
        cambiada('id = "100"', "id = 100"),
        "«cuenta[1].id»: se esperaba texto entre comillas",
    ),
    "id vacio": (cambiada('id = "100"', 'id = ""'), "«cuenta[1].id»: no puede quedar vacío"),
    "red que no hay": (
        cambiada('"facebook"', '"orkut"'),
        "«cuenta[1]»: se esperaba «facebook», «twitter» o «youtube»",
    ),
    "sin red": (cambiada('red = "facebook"', ""), "«cuenta[1]»: falta «red»"),
    "plan que no hay": (
        '[[cuenta]]\nred = "twitter"\nid = "1"\nnombre = "x"\n[cuenta.credencial]\nplan = "oro"',
        "«cuenta[1].credencial.plan»: se esperaba basico o enterprise",
    ),
    "secreto que falta": (
        cambiada("env/PRUEBA_TOKEN", "env/PRUEBA_FALTA"),
        "«cuenta[1].credencial.token»: falta el secreto: se esperaba la variable de entorno PRUEBA_FALTA",
    ),
    "secreto en claro": (
        cambiada("env/PRUEBA_TOKEN", "EAAB-canario"),
        "«cuenta[1].credencial.token»: se esperaba «env/NOMBRE» o «archivo/ruta»",
    ),
    "canal en claro": (
        SUPERVISOR.replace("env/PRUEBA_TOKEN", "mailto://u:canario@correo"),
        "«supervisor[1].canales[1]»: se esperaba «env/NOMBRE»",
    ),
    "archivo que falta": (
        cambiada("env/PRUEBA_TOKEN", "archivo/no/existe"),
        "«cuenta[1].credencial.token»: falta el secreto: se esperaba el archivo no/existe",
    ),
    "la 1 nunca actua": (
        '[politicas]\np01 = "actuar"',
        "p01 nunca actúa sola: se esperaba «sombra» o «sugerir»",
    ),
    "modo que no hay": (
        '[politicas]\np02 = "borrar"',
        "«politicas.p02»: se esperaba sombra, sugerir o actuar",
    ),
    "politica que no hay": (
        '[politicas]\np14 = "sugerir"',
        "«p14» no es una política: se esperaba de p01 a p13",
    ),
    "politica mal escrita": ('[politicas]\np2 = "sugerir"', "«p2» no es una política"),
    "otra base": ('[base]\nurl = "postgresql://x"', "«base.url»: se esperaba sqlite:///archivo.db"),
    "sin nombre de base": (
        '[base]\nurl = "postgresql+psycopg://x"',
        "«base.url»: se esperaba sqlite:///archivo.db",
    ),
    "clave en la direccion": (
        '[base]\nurl = "postgresql+psycopg://u:canario@s/b"',
        "«base.url»: la clave no se escribe en la dirección: va en «base.clave»",
    ),
    "clave en los ajustes": (
        '[base]\nurl = "postgresql+psycopg://u@s/b?password=canario"',
        "«base.url»: la clave no se escribe en la dirección",
    ),
    "clave de la base en claro": (
        '[base]\nurl = "postgresql+psycopg://u@s/b"\nclave = "canario"',
        "«base.clave»: se esperaba «env/NOMBRE» o «archivo/ruta»",
    ),
    "clave de un archivo": ('[base]\nclave = "env/PATH"', "«base»: «clave» es solo para PostgreSQL"),
    "sin canales": (
        '[[supervisor]]\nnombre = "x"\ncanales = []',
        "«supervisor[1].canales»: se esperaba al menos un",
    ),
    "dos cuentas iguales": (FACEBOOK * 2, "hay dos secciones [[cuenta]] con la misma red e id"),
    "dos supervisores iguales": (SUPERVISOR * 2, "hay dos secciones [[supervisor]] con el mismo nombre"),
    "no es TOML": ("a = 1\nb = ]", "config.toml no es TOML válido (línea 2, columna 5)"),
    "TOML cortado": ("[[", "config.toml no es TOML válido (al final)"),
}


@pytest.mark.parametrize(("texto", "dicho"), MALAS.values(), ids=MALAS)
def test_cada_error_dice_la_clave_y_lo_que_se_esperaba(texto: str, dicho: str) -> None:
    mensaje = error(texto)
    assert dicho in mensaje
    assert "canario" not in mensaje, "el mensaje no enseña el secreto"
    ingles = r"\b(Input|should|valid|required|permitted|error|value|field|unable)\b"
    assert not re.search(ingles, mensaje, re.IGNORECASE)


def test_se_dicen_todos_los_errores_y_no_solo_el_primero() -> None:
    mensaje = error('x = 1\n[web]\npuerto = "a"\n' + FACEBOOK.replace("env/PRUEBA_TOKEN", "env/PRUEBA_FALTA"))
    for clave in ("«x»", "«web.puerto»", "«cuenta[1].credencial.token»"):
        assert clave in mensaje


def test_la_segunda_cuenta_se_nombra_por_su_numero() -> None:
    otra = FACEBOOK.replace('id = "100"', 'id = "200"').replace('nombre = "Pagina"', "")
    assert "«cuenta[2].nombre»" in error(FACEBOOK + otra)


def test_un_secreto_en_archivo_pide_que_nadie_mas_lo_lea(tmp_path: Path) -> None:
    secreto = tmp_path / "token"
    secreto.write_text("  token-de-archivo\n")
    texto = FACEBOOK.replace("env/PRUEBA_TOKEN", f"archivo/{secreto}")
    secreto.chmod(0o644)
    assert "permiso 0600" in error(texto)
    secreto.chmod(0o600)
    assert leer_texto(texto).cuenta[0].credencial.token.get_secret_value() == "token-de-archivo"
    secreto.write_text("\n")
    assert "está vacío" in error(texto)


def test_la_configuracion_no_muestra_secretos_al_imprimirse() -> None:
    c = leer_texto(FACEBOOK + SUPERVISOR)
    assert "canario" not in f"{c!r} {c} {c.model_dump()} {c.model_dump_json()}"


def test_un_archivo_que_falta_o_no_se_lee_se_dice(tmp_path: Path) -> None:
    with pytest.raises(ErrorConfig, match=r"no existe .*copie config\.example\.toml"):
        leer_config(tmp_path / "config.toml")
    malo = tmp_path / "malo.toml"
    malo.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ErrorConfig, match=r"no se puede leer"):
        leer_config(malo)
    with pytest.raises(ErrorConfig, match=r"no se puede leer"):
        leer_config(tmp_path)


def test_el_ejemplo_vale_en_cuanto_estan_sus_secretos(monkeypatch: pytest.MonkeyPatch) -> None:
    if not EJEMPLO.is_file():
        pytest.skip(f"todavia no hay {EJEMPLO.name}")
    texto = EJEMPLO.read_text("utf-8")
    nombres = set(re.findall(r'"env/(\w+)"', texto))
    with pytest.raises(ErrorConfig) as fallo:
        leer_config(EJEMPLO)
    assert {n for n in nombres if n in str(fallo.value)} == nombres, "cada secreto que falta se nombra"
    for nombre in nombres:
        monkeypatch.setenv(nombre, "x")
    c = leer_config(EJEMPLO)
    assert {cuenta.red for cuenta in c.cuenta} == {"facebook", "twitter", "youtube"}
    assert set(tomllib.loads(texto)) <= set(Config.model_fields)


def test_la_marca_de_orden_del_bloc_de_notas_no_estorba_y_lo_ilegible_se_dice_en_espanol(
    tmp_path: Path,
) -> None:
    ruta = tmp_path / "config.toml"
    ruta.write_text('[institucion]\nnombre = "Clínica"\n', "utf-8-sig")
    assert leer_config(ruta).institucion.nombre == "Clínica"
    ruta.write_text('[institucion]\nnombre = "Clínica"\n', "latin-1")
    with pytest.raises(ErrorConfig, match=r"no se puede leer .*: no está en UTF-8"):
        leer_config(ruta)
    with pytest.raises(ErrorConfig, match=r"no se puede leer .*: es una carpeta"):
        leer_config(tmp_path)
