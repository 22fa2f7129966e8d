"""Comprueba la bitacora de Moderacion sin usar nada de Moderacion: un archivo, y solo la biblioteca de Python (3.10 o mas).

    python verificador.py cadena.jsonl --anclas anclas.jsonl --publica 64_CIFRAS
    python verificador.py moderacion.db --anclas anclas.jsonl --publica 64_CIFRAS

Si la llave se cambio, `--publica` lleva la de ahora y las de antes, separadas por comas: solo vale lo firmado con una de esas.

La cadena es lo que da «moderacion bitacora sacar», o el archivo SQLite, que se abre solo para leer. Cada fila lleva la
huella `h_n = SHA-256(h_{n-1} ‖ n ‖ fila)`: cambiar, quitar, meter o mover una se nota en ella. Que recorten el final o la
rehagan entera solo se nota con las anclas, que se guardan fuera y van firmadas (Ed25519, RFC 8032) con una llave que no
esta en la base. Sale con 0 si todo cuadra, 1 si algo no, 2 si no se puso bien la orden.
"""

import argparse
import hashlib
import json
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring as _texto
from pathlib import Path
from typing import Any, NamedTuple

GENESIS = "0" * 64
ANCLA, RESTAURACION = "ancla", "restauracion"
CAMPOS = ("n", "fecha", "tipo", "objeto", "actor", "datos", "huella")
Fila = tuple[Any, ...]
"""(n, fecha ISO en UTC, tipo, objeto, actor, datos, huella)."""
_SUSTITUTO = re.compile("[\ud800-\udfff]")
_SQLITE = b"SQLite format 3\x00"


class Ancla(NamedTuple):
    """Lo que se firmo fuera: la fila `n` tenia esa huella. De una restauracion: se perdio lo anclado hasta `hasta`."""

    tipo: str
    n: int
    huella: str
    fecha: str
    hasta: int
    firma: str

    @property
    def mensaje(self) -> bytes:
        """Lo firmado."""
        partes = ("moderacion/ancla/1", self.tipo, str(self.n), self.huella, self.fecha, str(self.hasta))
        return "\n".join(partes).encode("utf-8")

    @property
    def linea(self) -> str:
        """Como va en el archivo de anclas."""
        return json.dumps(self._asdict(), separators=(",", ":"))


class Leidas(NamedTuple):
    """Un archivo de anclas leido. `notas` no es grave; `faltas` si."""

    anclas: list[Ancla]
    notas: list[str]
    faltas: list[str]


class Dictamen(NamedTuple):
    """Lo que se vio: cuantas filas buenas, la huella de la ultima, el numero de la primera mala (o None) y por que."""

    buenas: int
    huella: str
    mala: int | None
    razon: str
    ancladas: int
    """La fila mas alta que un ancla confirma."""


def huella_de(previa: str, fila: Fila) -> str:
    """La huella que le toca a una fila. Lanza `TypeError` si algo que debia ser texto no lo es."""
    n, fecha, tipo, objeto, actor, datos, _ = fila
    canonica = (
        f'{{"actor":{_texto(actor)},"datos":{_texto(datos)},"fecha":{_texto(fecha)},'
        f'"objeto":{_texto(objeto)},"tipo":{_texto(tipo)}}}'
    )
    if not canonica.isascii():
        canonica = unicodedata.normalize("NFC", canonica)
    try:
        octetos = f"{previa}{n}{canonica}".encode()
    except UnicodeEncodeError:  # un sustituto suelto, que se encadeno escapado
        octetos = f"{previa}{n}{unicodedata.normalize('NFC', _SUSTITUTO.sub(_escapar, canonica))}".encode()
    return hashlib.sha256(octetos).hexdigest()


def _escapar(m: re.Match[str]) -> str:
    return f"\\u{ord(m[0]):04x}"


def recorrer(filas: Iterable[Fila], anclas: Iterable[Ancla] = ()) -> Dictamen:
    """Comprueba cada fila y, al pasar por cada ancla, que sea la misma. Se para en la primera mala."""
    exigidas, _ = exigir(anclas)
    previa, vistas, confirmada = GENESIS, 0, 0
    for fila in filas:
        n = vistas + 1
        try:
            razon = "" if fila[0] == n else f"se esperaba la fila {n}"
            razon = razon or ("" if huella_de(previa, fila) == fila[6] else "su huella no es la que le toca")
        except (TypeError, ValueError):
            razon = "no es una fila"
        if not razon and n in exigidas:
            if exigidas[n] != {fila[6]}:
                razon = f"no es la anclada: algo se rehízo entre la fila {confirmada + 1} y esta"
            confirmada = n
        if razon:
            return Dictamen(vistas, previa, fila[0] if isinstance(fila[0], int) else n, razon, confirmada)
        previa, vistas = fila[6], n
    exigida = max(exigidas, default=0)
    if exigida > vistas:
        razon = f"falta el final: hay un ancla de la fila {exigida} y la cadena acaba en la {vistas}"
        return Dictamen(vistas, previa, vistas + 1, razon, confirmada)
    return Dictamen(vistas, previa, None, "", confirmada)


def exigir(anclas: Iterable[Ancla]) -> tuple[dict[int, set[str]], list[Ancla]]:
    """Que huella tiene que tener cada fila anclada, y las restauraciones declaradas.

    Restaurar una copia quita lo posterior a ella: su ancla dice desde que fila, y lo anclado por encima ya no se exige.
    """
    exigidas: dict[int, set[str]] = {}
    restauraciones = []
    for a in sorted(dict.fromkeys(anclas), key=lambda a: a.fecha):
        if a.tipo == RESTAURACION:
            restauraciones.append(a)
            exigidas = {n: h for n, h in exigidas.items() if n <= a.n}
        if a.n:
            exigidas.setdefault(a.n, set()).add(a.huella)
    return exigidas, restauraciones


# --- las anclas


def publicas_de(escritas: str) -> list[bytes]:
    """Las llaves de «64_CIFRAS,64_CIFRAS…». Lanza `ValueError` si alguna no lo es."""
    cifras = [x.strip() for x in escritas.split(",")]
    if not all(re.fullmatch("[0-9a-fA-F]{64}", x) for x in cifras):
        raise ValueError("«--publica» son 64 cifras hexadecimales; si son varias llaves, separadas por comas")
    return [bytes.fromhex(x) for x in cifras]


def leer_archivo(ruta: Path, *publicas: bytes) -> Leidas:
    """Las anclas de un archivo. Lanza `OSError`."""
    with ruta.open(encoding="utf-8", errors="replace", newline="\n") as archivo:
        return leer_anclas(archivo, *publicas)


def leer_anclas(lineas: Iterable[str], *publicas: bytes) -> Leidas:
    """Las anclas de un archivo que firmo alguna de esas llaves; las demas son faltas.

    Una linea que se quedo a medias al morir quien la escribia se dice y no estorba.
    """
    leidas = Leidas([], [], [])
    a_medias = ""
    for numero, cruda in enumerate(lineas, 1):
        linea = cruda.rstrip("\r\n")
        if not linea.strip():
            continue
        ancla = _ancla(linea)
        if a_medias:
            # quien la escribia la escribio otra vez, entera, en la siguiente
            donde = leidas.notas if ancla and linea.startswith(a_medias) else leidas.faltas
            donde.append(f"la línea {numero - 1} está a medias")
            a_medias = ""
        if ancla is None:
            a_medias = linea
            continue
        firma = bytes.fromhex(ancla.firma)
        suya = next((p for p in publicas if firma_vale(p, ancla.mensaje, firma)), None)
        if suya is None:
            leidas.faltas.append(f"la firma de la línea {numero} no vale: dice ser de la fila {ancla.n}")
            continue
        leidas.anclas.append(ancla)
        # la siguiente sera de la misma, y probar con otra cuesta tanto como con la buena
        publicas = (suya, *(p for p in publicas if p != suya))
    if a_medias:
        entera = cruda.endswith("\n")
        (leidas.faltas if entera else leidas.notas).append("la última línea está a medias")
    return leidas


def _ancla(linea: str) -> Ancla | None:
    try:
        a = Ancla(**json.loads(linea))
        bien = a.tipo in (ANCLA, RESTAURACION) and len(bytes.fromhex(a.firma)) == 64  # noqa: PLR2004
        textos = all(isinstance(v, str) for v in (a.huella, a.fecha))
        return a if bien and textos and type(a.n) is int and type(a.hasta) is int else None
    except (ValueError, TypeError):
        return None


# --- Ed25519 (RFC 8032, seccion 5.1.7), en coordenadas extendidas

_P = 2**255 - 19
_ORDEN = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_RAIZ = pow(2, (_P - 1) // 4, _P)
_CERO = (0, 1, 1, 0)
_Punto = tuple[int, int, int, int]


def _sumar(p: _Punto, q: _Punto) -> _Punto:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _doblar(p: _Punto) -> _Punto:
    a, b, c = p[0] * p[0] % _P, p[1] * p[1] % _P, 2 * p[2] * p[2] % _P
    h = a + b
    e, g = h - (p[0] + p[1]) ** 2 % _P, a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _punto(octetos: bytes) -> _Punto | None:
    """El punto de 32 octetos, o None si no hay tal punto."""
    y = int.from_bytes(octetos, "little")
    signo, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    cuadrado = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(cuadrado, (_P + 3) // 8, _P)
    if x * x % _P != cuadrado:
        x = x * _RAIZ % _P
    if x * x % _P != cuadrado or (x == 0 and signo):
        return None
    x = _P - x if x & 1 != signo else x
    return x, y, 1, x * y % _P


_BASE = _punto((4 * pow(5, -1, _P) % _P).to_bytes(32, "little")) or _CERO


def firma_vale(publica: bytes, mensaje: bytes, firma: bytes) -> bool:
    """Si esa llave publica (32 octetos) firmo ese mensaje."""
    clave = _punto(publica) if len(publica) == 32 else None  # noqa: PLR2004 (lo fija la norma)
    s = int.from_bytes(firma[32:], "little")
    if clave is None or len(firma) != 64 or s >= _ORDEN:  # noqa: PLR2004
        return False
    k = int.from_bytes(hashlib.sha512(firma[:32] + publica + mensaje).digest(), "little") % _ORDEN
    menos = (_P - clave[0], clave[1], 1, _P - clave[3])
    sumandos = (None, _BASE, menos, _sumar(_BASE, menos))
    r = _CERO
    for i in range(252, -1, -1):
        r = _doblar(r)
        sumando = sumandos[(s >> i & 1) | (k >> i & 1) << 1]
        r = _sumar(r, sumando) if sumando else r
    inverso = pow(r[2], -1, _P)
    x, y = r[0] * inverso % _P, r[1] * inverso % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == firma[:32]


# --- de donde se lee


def de_jsonl(lineas: Iterable[str]) -> Iterator[Fila]:
    """Las filas de un archivo sacado con «moderacion bitacora sacar». Una que no se entiende sale como mala."""
    for numero, linea in enumerate(lineas, 1):
        try:
            d = json.loads(linea)
            fila = tuple(d[c] for c in CAMPOS) if len(d) == len(CAMPOS) else ()
        except (ValueError, KeyError, TypeError):
            fila = ()
        yield fila or (numero, *(None,) * 6)


def de_sqlite(ruta: Path) -> Iterator[Fila]:
    """Las filas de la base, abierta solo para leer. Lanza `sqlite3.Error`."""
    con = sqlite3.connect(f"{ruta.resolve().as_uri()}?mode=ro", uri=True)
    try:
        for n, f, *resto in con.execute(f"SELECT {', '.join(CAMPOS)} FROM suceso ORDER BY n"):  # noqa: S608
            yield (n, f"{f[:10]}T{f[11:]}+00:00" if isinstance(f, str) and f[10:11] == " " else f, *resto)
    finally:
        con.close()


def principal(argumentos: list[str]) -> int:
    """La orden. Devuelve el codigo de salida."""
    p = argparse.ArgumentParser(description="Comprueba la bitácora de Moderación.")
    p.add_argument("cadena", help="el JSONL sacado, el archivo SQLite, o - para leer el JSONL de la entrada")
    p.add_argument("--anclas", help="el archivo de anclas")
    p.add_argument(
        "--publica", help="la llave pública con que se firmaron, 64 cifras; si hay varias, con comas"
    )
    o = p.parse_args(argumentos)
    if bool(o.anclas) != bool(o.publica):
        p.error("--anclas y --publica van juntas")
    try:
        leidas = leer_archivo(Path(o.anclas), *publicas_de(o.publica)) if o.anclas else Leidas([], [], [])
        dictamen = _recorrer(o.cadena, leidas.anclas)
    except (OSError, ValueError, sqlite3.Error) as error:
        sys.stderr.write(f"no se pudo leer: {error}\n")
        return 2
    for linea in decir(dictamen, leidas, con_anclas=bool(o.anclas)):
        sys.stdout.write(f"{linea}\n")
    return 1 if dictamen.mala is not None or leidas.faltas else 0


def _recorrer(cadena: str, anclas: list[Ancla]) -> Dictamen:
    if cadena == "-":
        return recorrer(de_jsonl(sys.stdin), anclas)
    ruta = Path(cadena)
    with ruta.open("rb") as archivo:
        es_base = archivo.read(len(_SQLITE)) == _SQLITE
    if es_base:
        return recorrer(de_sqlite(ruta), anclas)
    with ruta.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lineas:
        return recorrer(de_jsonl(lineas), anclas)


def decir(d: Dictamen, leidas: Leidas, *, con_anclas: bool) -> Iterator[str]:
    """El dictamen, en frases."""
    for nota in leidas.notas:
        yield f"nota: en las anclas, {nota}: quien la escribía murió"
    for falta in leidas.faltas:
        yield f"MAL: en las anclas, {falta}"
    for r in exigir(leidas.anclas)[1]:
        perdidas = (
            f"se perdieron las filas {r.n + 1} a {r.hasta}" if r.hasta > r.n else "no se perdió nada anclado"
        )
        yield f"atención: el {r.fecha} la base volvió a la fila {r.n} (se restauró una copia, o volvió sola): {perdidas}"
    if d.mala is not None:
        antes = "1 fila buena" if d.buenas == 1 else f"{d.buenas} filas buenas"
        yield f"MAL: la cadena se rompe en la fila {d.mala}: {d.razon}; {antes} antes"
        return
    yield f"la cadena está entera: {'1 fila' if d.buenas == 1 else f'{d.buenas} filas'}, la última con huella {d.huella}"
    if not con_anclas:
        yield "atención: sin anclas no se sabe si le cortaron el final o la rehicieron entera"
    elif d.ancladas < d.buenas:
        yield f"anclada hasta la fila {d.ancladas}: de las {d.buenas - d.ancladas} últimas aún no hay ancla"
    else:
        yield "anclada hasta la última fila"


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
