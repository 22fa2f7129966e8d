"""El verificador suelto: la firma es la de la norma, no necesita nada nuestro, y ninguna manipulacion se le pasa."""

import json
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from moderacion.almacen import Almacen
from moderacion.bitacora import GENESIS, Suceso, huella, verificador
from moderacion.bitacora.verificador import ANCLA, CAMPOS, RESTAURACION, Ancla, de_jsonl, firma_vale, recorrer
from moderacion.custodia import Firmante, en_jsonl, nueva_llave
from moderacion.reloj import RelojFijo
from tests.moderacion.conftest import INICIO
from tests.moderacion.falsos import es_sqlite

PROGRAMA = Path(verificador.__file__)
FIRMANTE = Firmante(nueva_llave())
# RFC 8032, seccion 7.1: llave publica, mensaje y firma de las pruebas 1, 2, 3 y SHA(abc)
NORMA = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)


@pytest.mark.parametrize(("publica", "mensaje", "firma"), NORMA)
def test_la_firma_es_la_de_la_norma(publica: str, mensaje: str, firma: str) -> None:
    p, m, f = (bytes.fromhex(x) for x in (publica, mensaje, firma))
    assert firma_vale(p, m, f)
    for i in (0, 31, 32, 63):
        assert not firma_vale(p, m, f[:i] + bytes([f[i] ^ 1]) + f[i + 1 :])
    assert not firma_vale(p, m + b"x", f)
    # S + L: la misma firma con otro numero, que la norma no admite
    mayor = int.from_bytes(f[32:], "little") + verificador._ORDEN
    assert not firma_vale(p, m, f[:32] + mayor.to_bytes(32, "little"))


def test_la_firma_dice_lo_mismo_que_otra_biblioteca() -> None:
    azar = random.Random(8032)
    for _ in range(40):
        llave = Ed25519PrivateKey.from_private_bytes(azar.randbytes(32))
        publica, mensaje = llave.public_key().public_bytes_raw(), azar.randbytes(azar.randrange(200))
        firma = bytearray(llave.sign(mensaje))
        assert firma_vale(publica, mensaje, bytes(firma))
        firma[azar.randrange(64)] ^= 1 << azar.randrange(8)
        assert not firma_vale(publica, mensaje, bytes(firma))


@pytest.mark.parametrize(
    "publica",
    [b"", b"\xff" * 32, bytes(31), b"\x07" * 33],
    ids=["vacia", "fuera de la curva", "corta", "larga"],
)
def test_una_llave_que_no_lo_es_no_vale(publica: bytes) -> None:
    assert not firma_vale(publica, b"x", bytes(64))


RAROS = ("", "\ud800 suelto ñ", 'co"mi\\llas', "ñandú", "nandu\u0303", "\u2028\x00\x1f\x7f", "😀", "\u0958")


def test_la_huella_es_la_de_la_casa() -> None:
    """Dos escritas por separado: la de quien encadena y la de quien comprueba."""
    for i, texto in enumerate(RAROS):
        for datos in ("{}", json.dumps({"a": texto}), json.dumps({"a": texto}, ensure_ascii=False)):
            fila = (i, INICIO.isoformat(timespec="microseconds"), "a:b", texto, f"usuario/{texto}", datos, "")
            esperada = huella(GENESIS, i, INICIO, "a:b", texto, f"usuario/{texto}", datos)
            assert verificador.huella_de(GENESIS, fila) == esperada


LARGO = 60


@pytest.fixture
def cadena(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    """Una bitacora con de todo, asentada a trompicones."""
    azar, n = random.Random(1), 0
    while n < LARGO:
        reloj.adelantar(timedelta(seconds=azar.random()))
        with almacen.unidad() as u:
            for _ in range(min(azar.randrange(1, 5), LARGO - n)):
                n += 1
                datos = {"n": n, "que": azar.choice(RAROS)}
                u.registro.asentar(Suceso("prueba:hecha", f"cosa/{n % 7}", f"usuario/{n % 3}", datos))
    return almacen


def _sacada(almacen: Almacen) -> list[str]:
    with almacen.lectura() as u:
        return list(en_jsonl(u.registro.filas()))


def _ancla(lineas: list[str], n: int) -> Ancla:
    return FIRMANTE.firmar(ANCLA, n, json.loads(lineas[n - 1])["huella"] if n else GENESIS, INICIO, n)


def _rehacer(filas: list[dict]) -> list[dict]:
    """Como quien tiene la base entera en sus manos: cada fila con su numero y la huella que le toca."""
    previa, hechas = GENESIS, []
    for n, f in enumerate(filas, 1):
        nueva = {**f, "n": n}
        previa = verificador.huella_de(previa, tuple(nueva[c] for c in CAMPOS))
        hechas.append({**nueva, "huella": previa})
    return hechas


def _manipular(
    clase: str, filas: list[dict], azar: random.Random, campos: tuple[str, ...] = CAMPOS[1:]
) -> tuple[list[dict], int]:
    """La cadena cambiada, y la primera fila en que ya no es la que era."""
    filas, n = [dict(f) for f in filas], azar.randrange(1, len(filas))
    otra = azar.choice([f for f in filas if f["n"] != n + 1])
    if clase == "editar":
        campo = azar.choice(campos)
        viejo = filas[n][campo]
        i = azar.randrange(len(viejo) + 1)
        filas[n][campo] = viejo[:i] + azar.choice("aZ9 ñ") + viejo[i + azar.randrange(2) :]
        if filas[n][campo] == viejo:
            filas[n][campo] += "x"
    elif clase == "quitar":
        n = min(n, len(filas) - 2)  # la ultima seria recortar
        del filas[n]
    elif clase == "meter":
        filas.insert(n, dict(otra))
    elif clase == "mover":
        filas[n], filas[n - 1] = filas[n - 1], filas[n]
        n -= 1
    elif clase == "recortar":
        filas = filas[:n]
    else:  # rehacer entera: con otra de las de arriba, y todas las huellas puestas de nuevo
        dentro = azar.choice(("editar", "quitar", "meter", "mover"))
        filas, n = _manipular(dentro, filas, azar, CAMPOS[1:-1])  # la huella se pone de nuevo
        filas = _rehacer(filas)
    return filas, n


CLASES = ("editar", "quitar", "meter", "mover", "recortar", "rehacer")


@pytest.mark.los_dos
def test_mil_manipulaciones_y_ninguna_se_le_pasa(cadena: Almacen) -> None:
    lineas = _sacada(cadena)
    filas, anclas = [json.loads(x) for x in lineas], [_ancla(lineas, n) for n in (20, 45, LARGO)]
    assert recorrer(de_jsonl(lineas), anclas)[2:] == (None, "", LARGO)
    azar = random.Random(24)
    pasadas, sin_ancla = [], dict.fromkeys(CLASES, 0)
    for i in range(1000):
        clase = CLASES[i % len(CLASES)]
        cambiadas, primera = _manipular(clase, filas, azar)
        nuevas = [json.dumps(f) for f in cambiadas]
        d = recorrer(de_jsonl(nuevas), anclas)
        # la fila que se nombra es la manipulada, o (rehecha) el ancla siguiente
        tope = primera + 1 if clase != "rehacer" else LARGO + 1
        if d.mala is None or d.buenas < primera or d.buenas >= tope + (clase == "recortar"):
            pasadas.append((clase, primera, d))
        sin_ancla[clase] += recorrer(de_jsonl(nuevas)).mala is None
    assert pasadas == []
    # y sin anclas, recortar y rehacer no se notan: por eso las hay
    assert {c for c, n in sin_ancla.items() if n} == {"recortar", "rehacer"}


@pytest.mark.los_dos
def test_suelto_y_sin_nada_nuestro(cadena: Almacen, tmp_path: Path) -> None:
    """Corre con -I y -S: ni nuestros paquetes ni ninguna biblioteca instalada."""
    lineas = _sacada(cadena)
    (tmp_path / "cadena.jsonl").write_text("".join(lineas))
    anclas = tmp_path / "anclas.jsonl"
    anclas.write_text("".join(_ancla(lineas, n).linea + "\n" for n in (10, LARGO)))
    fuentes = [tmp_path / "cadena.jsonl"]
    if es_sqlite(cadena):
        fuentes.append(Path(cadena._motor.url.database))
    for fuente in fuentes:
        r = _correr(str(fuente), "--anclas", str(anclas), "--publica", FIRMANTE.publica.hex())
        assert (r.returncode, r.stderr) == (0, "")
        assert r.stdout.splitlines()[-1] == "anclada hasta la última fila"
    (tmp_path / "cadena.jsonl").write_text("".join(lineas[:-1]))
    r = _correr(str(fuentes[0]), "--anclas", str(anclas), "--publica", FIRMANTE.publica.hex())
    assert r.returncode == 1
    assert "falta el final: hay un ancla de la fila 60 y la cadena acaba en la 59" in r.stdout
    assert _correr(str(fuentes[0])).stdout.splitlines()[-1].startswith("atención: sin anclas")
    assert _correr(str(tmp_path / "no_esta")).returncode == 2
    for malas in ("9f2c", FIRMANTE.publica.hex() + ",", f"{FIRMANTE.publica.hex()} {NORMA[0][0]}"):
        r = _correr(str(fuentes[0]), "--anclas", str(anclas), "--publica", malas)
        assert (r.returncode, "64 cifras" in r.stderr) == (2, True), malas
    assert _correr(str(fuentes[0]), "--anclas", str(anclas)).returncode == 2


def _correr(*argumentos: str) -> subprocess.CompletedProcess[str]:
    orden = [sys.executable, "-I", "-S", str(PROGRAMA), *argumentos]
    return subprocess.run(orden, capture_output=True, text=True, timeout=60, check=False)


def _leer(*lineas: str) -> verificador.Leidas:
    return verificador.leer_anclas(lineas, FIRMANTE.publica)


def _a(
    n: int, segundos: int = 0, tipo: str = ANCLA, hasta: int | None = None, huella: str = "a" * 64
) -> Ancla:
    return FIRMANTE.firmar(
        tipo, n, huella, INICIO + timedelta(seconds=segundos), n if hasta is None else hasta
    )


def test_la_ultima_linea_a_medias_se_dice_y_no_estorba() -> None:
    uno, dos = _a(1).linea, _a(2).linea
    leidas = _leer(uno + "\n", dos[:-9])
    assert ([a.n for a in leidas.anclas], leidas.notas, leidas.faltas) == (
        [1],
        ["la última línea está a medias"],
        [],
    )
    # y si despues se escribio entera, tampoco
    leidas = _leer(dos[:40] + "\n", dos + "\n")
    assert ([a.n for a in leidas.anclas], leidas.faltas) == ([2], [])
    assert leidas.notas == ["la línea 1 está a medias"]


def test_una_linea_estropeada_o_mal_firmada_es_una_falta() -> None:
    uno, dos = _a(1).linea, _a(2).linea
    assert _leer("basura\n", dos + "\n").faltas == ["la línea 1 está a medias"]
    assert _leer("basura\n").faltas == ["la última línea está a medias"]
    falsa = uno.replace('"n":1', '"n":7')
    leidas = _leer(falsa + "\n")
    assert (leidas.anclas, leidas.faltas) == ([], ["la firma de la línea 1 no vale: dice ser de la fila 7"])
    ajena = Firmante(nueva_llave()).firmar(ANCLA, 3, "b" * 64, INICIO, 3).linea
    assert _leer(ajena + "\n").faltas == ["la firma de la línea 1 no vale: dice ser de la fila 3"]


def test_tras_cambiar_la_llave_vale_lo_firmado_con_cualquiera_de_las_dichas_y_nada_mas(
    almacen: Almacen, tmp_path: Path
) -> None:
    """Tres llaves, una tras otra, en el mismo archivo; y la de alguien que le añade lo suyo."""
    llaves = [Firmante(nueva_llave()) for _ in range(3)]
    ruta, cadena, lineas = tmp_path / "anclas.jsonl", tmp_path / "cadena.jsonl", []
    for n in range(1, 7):
        with almacen.unidad() as u:
            u.registro.asentar(Suceso("prueba:hecha", f"cosa/{n}"))
        huella_n = json.loads(_sacada(almacen)[-1])["huella"]
        lineas.append(llaves[(n - 1) // 2].firmar(ANCLA, n, huella_n, INICIO, n).linea + "\n")
    cadena.write_text("".join(_sacada(almacen)))
    ruta.write_text("".join(lineas))

    def con(*cuales: Firmante) -> tuple[int, str]:
        publicas = ", ".join(f.publica.hex() for f in cuales)
        r = _correr(str(cadena), "--anclas", str(ruta), "--publica", publicas)
        return r.returncode, r.stdout

    vieja, media, nueva = llaves
    # en el orden que sea
    for todas in ((nueva, media, vieja), (vieja, nueva, media)):
        assert con(*todas) == (0, con(*llaves)[1])
    assert con(*llaves)[1].splitlines()[-1] == "anclada hasta la última fila"
    assert con(nueva)[0] == con(vieja)[0] == 1
    codigo, dicho = con(nueva, vieja)
    assert (codigo, dicho.count("no vale"), "la firma de la línea 3 no vale" in dicho) == (1, 2, True)
    # quien no tiene ninguna no declara nada, ni que se restauro
    ajena = Firmante(nueva_llave()).firmar(RESTAURACION, 0, GENESIS, INICIO + timedelta(days=1), 6)
    with ruta.open("a") as f:
        f.write(ajena.linea + "\n")
    codigo, dicho = con(*llaves)
    assert (codigo, dicho.count("no vale"), "se restauró" in dicho) == (1, 1, False)


def test_una_restauracion_firmada_deja_de_exigir_lo_posterior_y_se_dice() -> None:
    previa, filas = GENESIS, []
    for n in range(1, 9):
        fila = (n, INICIO.isoformat(timespec="microseconds"), "a:b", "c", "d", "{}", "")
        previa = verificador.huella_de(previa, fila)
        filas.append((*fila[:6], previa))
    anclas = [_a(5, huella=filas[4][6]), _a(9, 60, huella="f" * 64)]
    assert recorrer(filas, anclas).mala == 9
    vuelta = _a(6, 120, RESTAURACION, 9, filas[5][6])
    d = recorrer(filas, [*anclas, vuelta, _a(8, 180, huella=filas[7][6])])
    assert (d.mala, d.ancladas) == (None, 8)
    dicho = list(verificador.decir(d, verificador.Leidas([*anclas, vuelta], [], []), con_anclas=True))
    assert "se perdieron las filas 7 a 9" in dicho[0]
    # sin la llave no se puede declarar: la que firma otro no cuenta
    otro = Firmante(nueva_llave()).firmar(RESTAURACION, 6, filas[5][6], INICIO, 9)
    assert _leer(otro.linea + "\n").anclas == []


def test_una_fila_que_no_es_una_fila_se_nombra() -> None:
    for linea in ("{", "[]", "3", '{"n":1}', json.dumps(dict.fromkeys(CAMPOS))):
        d = recorrer(de_jsonl([linea]))
        assert (d.buenas, d.mala) == (0, 1), linea
