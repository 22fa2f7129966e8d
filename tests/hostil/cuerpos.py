"""Cuerpos, consultas y cabeceras que nadie bien intencionado mandaria. Todos hechos aqui, por composicion."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote_from_bytes

from tests.web.asgi import FORMULARIO, Cabecera

JSON: Final = b"application/json"
PARTES: Final = b"multipart/form-data; boundary=b"
MEGA: Final = 1_000_000
FRONTERA_FINAL: Final = b"--b--\r\n"

VALORES: Final = (
    b"", b" ", b"0", b"1", b"-1", b"01", b"+1", b"1.5", b"1e3", b"1e999", b"NaN", b"Infinity", b"-Infinity",
    b"0x10", b"1_000", "١".encode(), "１".encode(), "½".encode(),
    str(2**31).encode(), str(2**63 - 1).encode(), str(2**63).encode(), str(-(2**63)).encode(), b"9" * 5000,
    b"true", b"null", b"None", b"undefined", b"[]", b"{}",
    b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xff\xfe", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe2\x82",
    b"\r\nSet-Cookie: a=b", b"\x1b[2J", b"\x7f", "\u202e\u2066".encode(), "\u200b\ufeff".encode(), "\U000e0041".encode(),
    b"'", b"''; DROP TABLE usuario; --", b'" OR ""="', b"1 OR 1=1", b"%", b"_", b"\\", b"%25%30%30", b"%00",
    b"../../etc/passwd", b"{{7*7}}", b"{% raw %}", b"${7*7}", b"#{7*7}", b"%s%s%s%n", b"{0.__class__}",
    b"<script>__ejecutado=1</script>", b"javascript:alert(1)", b"=1+1", b"a" * 300, b"a" * 20_000,
    ("e\u0301" * 4000).encode(), ("\U0001f9d1\u200d" * 2000).encode(),
    b"ocultar", b"permitir", b"bloquear", b"responder", b"eliminar", b"OCULTAR", b"ocultar\x00", b"publicar",
)  # fmt: skip
"""Octetos que se ponen, escapados, donde va el valor de un campo."""

TIPOS: Final = (
    FORMULARIO, FORMULARIO + b"; charset=utf-16", FORMULARIO + b"; charset=nada", FORMULARIO + b"; charset=utf-7",
    JSON, JSON + b"; charset=utf-32", b"application/vnd.api+json", b"text/plain", b"text/xml", b"application/xml",
    b"multipart/form-data", b"multipart/form-data; boundary=", b'multipart/form-data; boundary="', PARTES,
    PARTES + b"; charset=unicode_escape", PARTES + b"; charset=punycode", b"multipart/mixed; boundary=b",
    b"multipart/form-data; boundary=" + b"b" * 300, b"multipart/form-data; boundary=\xff\x00",
    b"", b"/", b";;;", b"\xff\xfe", b"a" * 4000, b"application/x-www-form-urlencoded, application/json",
)  # fmt: skip

CRUDOS: Final = (
    b"", b"\x00", b"\xff" * 64, b"&", b"=", b"&&&&====", b"=&=", b"%", b"%zz=%zz", b"a=%", b"[" * 50_000,
    b"{" * 50_000, b'{"a":' * 20_000 + b"1" + b"}" * 20_000, b"[1e999999]", b'{"version": NaN}', b"NaN",
    b'{"version": Infinity, "accion": "\\ud800"}', b'"\\ud83d"', b'{"accion": "\\u0000"}', b'{"a": 1, "a": 2}',
    b'{"version": ' + b"9" * 10_000 + b"}", b"\xef\xbb\xbf{}", "{}".encode("utf-16"), b"null", b"[]", b"1", b'""',
    b"&".join(b"c%d=1" % i for i in range(10_000)), b"accion=ocultar&" * 5_000,
    b"--b", b"--b\r\n", FRONTERA_FINAL, b"--b\r\n\r\n\r\n" + FRONTERA_FINAL, b"sin frontera",
    b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + FRONTERA_FINAL,
    b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n' + FRONTERA_FINAL,
    b'--b\r\nContent-Disposition: form-data; name="accion"; filename="../../x"\r\n\r\nx\r\n' + FRONTERA_FINAL,
    b"--b\r\nContent-Disposition: form-data; name=detalle\r\nContent-Type: text/plain; charset=nada\r\n\r\nx\r\n"
    + FRONTERA_FINAL,
    b"--b\r\nContent-Disposition: form-data; name=detalle\r\nContent-Transfer-Encoding: base64\r\n\r\n!!\r\n" + FRONTERA_FINAL,
    b"--b\r\n" + b"X-Y: z\r\n" * 2_000 + b"\r\n\r\n" + FRONTERA_FINAL,
    b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n" * 2_000 + FRONTERA_FINAL,
    b"--b\r\nContent-Disposition: form-data; name=" + b"n" * 70_000 + b"\r\n\r\n1\r\n" + FRONTERA_FINAL,
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
)  # fmt: skip
"""Cuerpos enteros, que se mandan con cada uno de los tipos."""

CABECERAS: Final[tuple[tuple[Cabecera, ...], ...]] = (
    ((b"cookie", b"\xff\xfe=\x00"),), ((b"cookie", b"sesion=" + b"a" * 8_000),), ((b"cookie", b";;;=;=a;sesion"),),
    ((b"cookie", b"sesion=\xed\xa0\x80"),), ((b"cookie", b'sesion="\\303\\251'),), ((b"cookie", b"sesion=' OR 1=1 --"),),
    ((b"cookie", b"; ".join(b"c%d=1" % i for i in range(2_000))),), ((b"cookie", b"$Version=1; sesion=x; $Path=/"),),
    ((b"accept", b"\xff"),), ((b"accept-language", b"es" * 5_000),), ((b"accept-encoding", b"gzip;q=NaN, *;q=-1"),),
    ((b"content-encoding", b"gzip"),), ((b"range", b"bytes=0-,-1,9-1," + b"0-1," * 2_000),),
    ((b"if-none-match", b'"' * 1_000),), ((b"if-modified-since", b"Thu, 99 Foo 9999 99:99:99 GMT"),),
    ((b"referer", b"javascript:alert(1)"),), ((b"user-agent", b""),), ((b"user-agent", b"\x1b[31m\xff" * 200),),
    ((b"x-forwarded-for", b"127.0.0.1, \xff, ::1"),), ((b"x-forwarded-host", b"malo.example.com"),),
    ((b"x-http-method-override", b"DELETE"),), ((b"authorization", b"Bearer \xff\x00"),), ((b"authorization", b"Basic ===="),),
    ((b"authorization", b"Bearer " + b"a" * 50_000),), ((b"expect", b"100-continue"),), ((b"upgrade", b"websocket"),),
    ((b"last-event-id", b"9" * 5_000),), ((b"hx-request", b"\xff"), (b"hx-current-url", b"javascript:1")),
    ((b"transfer-encoding", b"chunked, identity"),), ((b"te", b"trailers"),), ((b"content-length", b"-1"),),
    ((b"content-length", b"1, 2"),), ((b"content-length", b"9" * 5_000),), ((b"content-length", "٣".encode()),),
    ((b"content-length", "²".encode()),), ((b"content-length", b"0x10"),), ((b"content-length", b""),),
)  # fmt: skip
"""Con lo que lleva una peticion nuestra; se añaden (no sustituyen)."""

SIN_ORIGEN: Final[tuple[tuple[Cabecera, ...], ...]] = (
    (), ((b"host", b""),), ((b"host", b"\xff"),), ((b"host", b"[::1"),), ((b"host", b"a:b:c"),), ((b"host", b"a" * 9_000),),
    ((b"host", b"casa"), (b"origin", b"http://[mal")), ((b"host", b"casa"), (b"origin", b"\xff\xfe")),
    ((b"host", b"casa"), (b"origin", b"http://" + b"a" * 9_000)), ((b"origin", b"null"),), ((b"sec-fetch-site", b"\xff"),),
    ((b"host", b"casa"), (b"host", b"otra"), (b"sec-fetch-site", b"same-origin")),
)  # fmt: skip
"""Todas las cabeceras de la peticion: sin Host, con dos, o con uno que no se entiende."""


@dataclass(frozen=True, slots=True)
class Caso:
    """Una peticion mala. `enorme`: pasa del tope de octetos."""

    que: str
    cuerpo: bytes = b""
    tipo: bytes | None = FORMULARIO
    consulta: bytes = b""
    mas: tuple[Cabecera, ...] = ()
    base: tuple[Cabecera, ...] | None = None
    trozos: tuple[bytes, ...] = field(default=())

    def __str__(self) -> str:
        return self.que


def de_campo(nombre: str, valor: bytes) -> bytes:
    """`nombre=valor`, con el valor escapado octeto por octeto."""
    return f"{nombre}={quote_from_bytes(valor, safe='')}".encode()


def casos(campos: list[str], *, al_azar: int, semilla: int) -> Iterator[Caso]:
    """Todo el corpus para una ruta con esos campos, y luego `al_azar` mezclas de lo mismo."""
    nombres = campos or ["x"]
    for nombre in nombres:
        for v in VALORES:
            yield Caso(f"{nombre}={v[:40]!r}", de_campo(nombre, v), consulta=de_campo(nombre, v))
    for crudo in CRUDOS:
        for tipo in (FORMULARIO, JSON, PARTES):
            yield Caso(f"{tipo!r} {crudo[:40]!r}", crudo, tipo)
    for tipo in (*TIPOS, None):
        yield Caso(f"tipo {tipo and tipo[:40]!r}", b"accion=ocultar&version=1", tipo)
    for mas in CABECERAS:
        yield Caso(f"cabecera {mas[0][0]!r}: {mas[0][1][:40]!r}", b"a=1", mas=mas)
    for base in SIN_ORIGEN:
        yield Caso(f"cabeceras {[c[:2] for c in base]!r:.80}", b"a=1", base=base)
    azar = random.Random(semilla)
    for n in range(al_azar):
        yield _mezcla(azar, nombres, n)


def _mezcla(azar: random.Random, nombres: list[str], n: int) -> Caso:
    """Campos repetidos, que faltan o que sobran, con valores malos; a veces con octetos cambiados o cortado."""
    elegidos = azar.choices([*nombres, "x", "a[b]", "", "version"], k=azar.randint(0, 8))
    cuerpo = b"&".join(de_campo(c, azar.choice(VALORES)) for c in elegidos)
    dado = azar.random()
    if dado < 0.2:
        cuerpo = azar.choice(CRUDOS)
    elif dado < 0.4 and cuerpo:
        en = azar.randrange(len(cuerpo))
        cuerpo = cuerpo[:en] + azar.randbytes(azar.randint(1, 6)) + cuerpo[en + azar.randint(0, 3) :]
    elif dado < 0.5:
        cuerpo = cuerpo[: azar.randrange(len(cuerpo) + 1)]
    tipo = azar.choice(TIPOS) if azar.random() < 0.4 else FORMULARIO
    mas = azar.choice(CABECERAS) if azar.random() < 0.2 else ()
    consulta = de_campo(azar.choice(nombres), azar.choice(VALORES)[:3000]) if azar.random() < 0.3 else b""
    return Caso(f"mezcla {n}: {cuerpo[:60]!r}", cuerpo, tipo, consulta, mas)
