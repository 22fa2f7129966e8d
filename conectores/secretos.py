"""Quitar tokens y claves de lo que se va a escribir: por como se nombran, por su forma y, si se conocen, por su valor.

Lo que una red devuelve en un error puede repetir el token que se le mando; lo que una biblioteca escribe, la direccion
entera. Todo texto que va a un registro, a una tabla o a una pantalla y no escribimos nosotros pasa por `redactar`.
"""

import re
import threading
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from json import dumps
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

OCULTO: Final = "[oculto]"
CORTO: Final = 8
"""Un secreto de menos letras no se busca por su valor: taparia palabras corrientes."""
_LARGO_EN_DIRECCION: Final = 16
"""Desde cuantas letras un trozo de una direccion (un token de Telegram o de ntfy) se tiene por secreto."""

# En direcciones (a=b), en JSON o repr ("a": "b") y en la cabecera de OAuth1 (a="b"); `key` y `token` a secas
# solo en direcciones, porque son palabras corrientes. Al final, lo que se reconoce por su forma: los tokens de Google,
# de Facebook y de Telegram, y la clave de quien va delante de la arroba en una direccion.
_SECRETOS = re.compile(
    r"((?:access_token|input_token|refresh_token|fb_exchange_token|appsecret_proof|client_secret|code_verifier"
    r"|oauth_(?:token|signature|consumer_key|verifier)\w*)[\"']?\s*(?:=|:|%3D)\s*[\"']?|(?:key|token)=)"
    r"[^&\s\"'<>),;]+"
    r"|(\b(?:Bearer|Basic)\s+|\bOAuth\s+(?!\w+=))[^\s\"',]+"
    r"|(://[^/\s:@\"']*:)[^/\s@\"']+(?=@)"
    r"|\b(?:ya29\.[\w.-]{8,}|1//[\w-]{16,}|GOCSPX-[\w-]{8,}|EAA[A-Za-z0-9]{16,}|\d{8,10}:[\w-]{30,})",
    re.IGNORECASE,
)


class _Conocidos:
    """Los valores que este proceso leyo de su configuracion, en todas las formas en que pueden salir."""

    def __init__(self) -> None:
        self._candado = threading.Lock()
        self._formas: frozenset[str] = frozenset()
        self._tapar: Callable[[str], str] = str

    def sumar(self, valor: str) -> None:
        with self._candado:
            nuevas = self._formas.union(f for parte in _partes(valor) for f in _formas(parte))
            if nuevas == self._formas:
                return
            # la mas larga primero: un secreto que contiene a otro se tapa entero
            todas = "|".join(re.escape(f) for f in sorted(nuevas, key=len, reverse=True))
            expresion = re.compile(todas)
            self._formas, self._tapar = nuevas, lambda texto: expresion.sub(OCULTO, texto)

    def olvidar(self) -> None:
        with self._candado:
            self._formas, self._tapar = frozenset(), str

    def tapar(self, texto: str) -> str:
        return self._tapar(texto)


def _partes(valor: str) -> Iterator[str]:
    """El secreto y, si son varios con comas o es una direccion, cada trozo suyo que tambien lo es."""
    yield valor
    yield from (p.strip() for p in valor.split(","))
    try:
        partes = urlsplit(valor)
        clave, hay_clave = partes.password, partes.password is not None
    except ValueError:
        return
    if not partes.scheme or not partes.netloc:
        return
    if hay_clave and clave:
        yield unquote(clave)
    for trozo in re.split(r"[/?&=@:]", valor):
        if len(trozo) >= _LARGO_EN_DIRECCION and re.search(r"\d", trozo):
            yield unquote(trozo)


def _formas(secreto: str) -> Iterator[str]:
    """Como se ve al escribirlo: tal cual, en una direccion, en JSON, en `repr` y en base64 (empiece donde empiece)."""
    if len(secreto) < CORTO:
        return
    yield from (secreto, quote(secreto, safe=""), quote(secreto), quote_plus(secreto))
    yield from (dumps(secreto)[1:-1], repr(secreto)[1:-1])
    octetos = secreto.encode("utf-8", "surrogatepass")
    for delante in range(3):
        for en_64 in (b64encode, urlsafe_b64encode):
            # lo que no depende de lo que vaya antes ni despues: sin el primer grupo a medias ni el ultimo
            entero = en_64(b"\0" * delante + octetos).decode()
            cuerpo = entero[4 if delante else 0 : (delante + len(octetos)) // 3 * 4]
            if len(cuerpo) >= CORTO:
                yield cuerpo


_CONOCIDOS: Final = _Conocidos()
conocer: Final = _CONOCIDOS.sumar
"""Desde ahora ese valor no sale en ningun registro ni error de este proceso."""
olvidar: Final = _CONOCIDOS.olvidar
"""Deja de buscar valores. Para las pruebas, que leen muchas configuraciones."""


def redactar(texto: str) -> str:
    """Quita tokens y claves de un texto destinado a registros o errores."""
    return _SECRETOS.sub(lambda m: (m[1] or m[2] or m[3] or "") + OCULTO, _CONOCIDOS.tapar(texto))
