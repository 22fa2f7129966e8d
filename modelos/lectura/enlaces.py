"""Enlaces, telefonos, menciones y emojis. Todos los patrones avanzan en tiempo lineal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Terminaciones que se reconocen sin `http` ni `www`. Fuera quedan las que son palabras o se confunden con
# un punto sin espacio detras («bueno.es mejor», «fin.la otra»): esas solo cuentan con `http`, `www` o ruta.
_SEGURAS = (
    r"com|net|org|info|biz|edu|gob|gov|sv|gt|hn|ni|cr|mx|co|io|ly|gl|xyz|online|site|shop|store|club|top|live"
    r"|link|app|dev|tk|ml|ga|cf|gq|ru|cn|uk|us|eu|vip|win|click|icu|space|website|tech|digital|bet|casino"
)
_PALABRA = r"(?:es|me|la|de|se|te|tu|mi|no|si|su|ya|tv|be|is|to|cl|pe|ar|br|fr|it)"
_ETIQUETA = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_RUTA = r"(?:[:/?#][^\s<>\"'«»“”]{0,2000})?"
_PUNTO = r"(?:\s?[\[({<]\s?(?:\.|punto|dot)\s?[\])}>]\s?|\s(?:punto|dot)\s)"

_CON_ESQUEMA = re.compile(r"\b(h(?:tt|xx|\*\*)ps?\s?:\s?/\s?/\s?)([^\s<>\"'«»“”/?#\\]{1,255})" + _RUTA)
_CON_WWW = re.compile(rf"(?<![a-z0-9.@-])www\s?\.\s?((?:{_ETIQUETA}\.){{1,5}}[a-z]{{2,24}}){_RUTA}")
_DESNUDO = re.compile(
    rf"(?<![a-z0-9ñ.@_-])((?:{_ETIQUETA}\.){{1,5}}(?:(?:{_SEGURAS})(?![a-z0-9ñ-]){_RUTA}|{_PALABRA}/[^\s<>\"']{{1,2000}}))"
)
_DISFRAZADO = re.compile(
    rf"(?<![a-z0-9ñ.@_-])((?:www\s?\.\s?)?{_ETIQUETA}(?:(?:{_PUNTO}|\.){_ETIQUETA}){{0,3}}{_PUNTO}"
    rf"(?:{_SEGURAS}|{_PALABRA}(?=\s?(?:/|barra\b|slash\b|diagonal\b))))(?![a-z0-9ñ])"
    r"(?:\s?(?:/|barra\b|slash\b|diagonal\b)\s?[^\s<>\"']{1,2000})?"
)
# «wa . me/503…», «bit . ly/x»: el punto rodeado de blancos solo se acepta en acortadores y mensajeria.
_ABIERTO = re.compile(
    r"(?<![a-z0-9])((?:wa|t|m)\s{0,2}[.,]\s{0,2}me|bit\s{0,2}[.,]\s{0,2}ly|(?:goo|is)\s{0,2}[.,]\s{0,2}(?:gl|gd)"
    r"|[a-z0-9-]{3,40}\s{1,2}[.,]\s{0,2}com)(?![a-z0-9ñ])(?:\s?/\s?[^\s<>\"']{1,2000})?"
)
_SEPARADOR_DE_DOMINIO = re.compile(r"\s*[\[({<]?\s*(?:\bpunto\b|\bdot\b|[.,])\s*[\])}>]?\s*")

_TELEFONO = re.compile(
    r"(?<![\d/$-])(?<!\d[.,])(?:(?:\+|00)?\(?503\)?[\s.-]{0,2})?(?!(?:19|20)\d\d[\s.-]{1,2}(?:19|20)\d\d)"
    r"(?:[267]\d{3}[\s.-]{0,2}\d{4}|\d{4}-\d{4}|[267]\d(?:[\s.-]\d\d){3})(?![\d/]|[-.,]\d)"
    r"|(?<![\d+])\+\d{1,3}(?:[\s.-]?\d{2,4}){2,4}(?!\d)"
)
_CIFRA = r"(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
# El mismo numero escrito para que no se vea: cifras sueltas, en grupos raros, con oes, o con letras.
_TELEFONO_RARO = re.compile(
    r"(?<![\w.,$/-])[267](?:[\s.*_-]{1,3}\d){7}(?![\s.*_-]{0,3}\d)"
    r"|(?<![\w.,$/-])(?!\d\d[\s.-]000)[67]\d[\s.-]\d{3}[\s.-]\d{3}(?![\d/]|[\s.,-]\d)"
    r"|(?<!\w)[67](?=[\do]{0,3}-?[\do]{0,3}o)[\do]{3}[\s-]?[\do]{4}(?!\w)"
    rf"|\b(?:seis|siete|dos)\b(?:[\s.,-]{{1,3}}{_CIFRA}\b){{7}}"
)
_MENCION = re.compile(r"(?<![a-z0-9ñ._%+-])@[a-z0-9_](?:[a-z0-9_.-]{0,98}[a-z0-9_])?")
_CORREO = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}")
_BASE = r"[\U0001F1E6-\U0001F1FF\U0001F300-\U0001F3FA\U0001F400-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2190-\u21FF\u231A-\u23FF\u3030\u303D]"
_EMOJI = re.compile(
    rf"(?:[0-9#*]\uFE0F?\u20E3|{_BASE}[\uFE0E\uFE0F\U0001F3FB-\U0001F3FF]{{0,2}}"
    rf"(?:\u200D{_BASE}[\uFE0E\uFE0F\U0001F3FB-\U0001F3FF]{{0,2}}){{0,8}}[\U000E0020-\U000E007F]{{0,16}})"
)
_SENALES = (".", "http", "hxxp", "h**p", "punto", "dot", " , me", " , com")
"""Todo enlace que se reconoce lleva alguna: sin ellas no se mira mas."""
_COLA = ".,;:!?)]}»”'\"…"


@dataclass(frozen=True, slots=True)
class EnlacePlegado:
    """Un enlace con posiciones sobre el texto plegado."""

    inicio: int
    fin: int
    dominio: str
    disfrazado: bool

    def corrido(self, cuanto: int) -> "EnlacePlegado":
        """El mismo, `cuanto` posiciones mas alla."""
        return EnlacePlegado(self.inicio + cuanto, self.fin + cuanto, self.dominio, self.disfrazado)


def _dominio(crudo: str) -> str:
    """Solo el nombre del sitio: sin usuario, puerto, ruta ni el `www` inicial."""
    nombre = _SEPARADOR_DE_DOMINIO.sub(".", crudo).replace(" ", "").split("/")[0]
    nombre = nombre.rsplit("@", 1)[-1].split(":")[0].split("?")[0].split("#")[0].strip(".-")
    return nombre.removeprefix("www.")


def _hallazgos(plegado: str) -> Iterator[EnlacePlegado]:
    for m in _CON_ESQUEMA.finditer(plegado):
        limpio = m[1].startswith("http") and " " not in m[1] and not re.search(r"[\[({]", m[2])
        yield EnlacePlegado(m.start(), m.end(), _dominio(m[2]), disfrazado=not limpio)
    for m in _CON_WWW.finditer(plegado):
        yield EnlacePlegado(m.start(), m.end(), _dominio(m[1]), disfrazado=" " in m[0])
    for m in _DESNUDO.finditer(plegado):
        yield EnlacePlegado(m.start(), m.end(), _dominio(m[1]), disfrazado=False)
    for patron in (_DISFRAZADO, _ABIERTO):
        for m in patron.finditer(plegado):
            yield EnlacePlegado(m.start(), m.end(), _dominio(m[1]), disfrazado=True)


def hallar_enlaces(plegado: str) -> list[EnlacePlegado]:
    """Los enlaces del texto plegado, en orden y sin solaparse (gana el que empieza antes y es mas largo)."""
    if not any(senal in plegado for senal in _SENALES):
        return []
    unicos: list[EnlacePlegado] = []
    for hallado in sorted(_hallazgos(plegado), key=lambda e: (e.inicio, -e.fin)):
        if unicos and hallado.inicio < unicos[-1].fin:
            continue
        cuerpo = plegado[hallado.inicio : hallado.fin]
        fin = hallado.inicio + len(cuerpo.rstrip(_COLA))
        if "." in hallado.dominio and fin > hallado.inicio:
            unicos.append(EnlacePlegado(hallado.inicio, fin, hallado.dominio, hallado.disfrazado))
    return unicos


def hallar_correos(plegado: str) -> list[tuple[int, int]]:
    """Direcciones de correo: no son enlaces ni menciones."""
    return [m.span() for m in _CORREO.finditer(plegado)] if "@" in plegado else []


def hallar_menciones(plegado: str) -> list[tuple[int, int]]:
    """Menciones `@cuenta`, con la arroba."""
    return [m.span() for m in _MENCION.finditer(plegado)] if "@" in plegado else []


def hallar_telefonos(plegado: str) -> list[tuple[int, int]]:
    """Telefonos salvadorenos (8 cifras que empiezan en 2, 6 o 7; +503 opcional) o con prefijo de otro pais.

    Tambien los escritos para que no se vean («7-0-0-0-…», «7OOO», «siete cero cero…»).
    """
    todos = sorted(m.span() for patron in (_TELEFONO, _TELEFONO_RARO) for m in patron.finditer(plegado))
    unicos: list[tuple[int, int]] = []
    for inicio, fin in todos:
        if not unicos or inicio >= unicos[-1][1]:
            unicos.append((inicio, fin))
    return unicos


def hallar_emojis(original: str) -> list[tuple[int, int]]:
    """Emojis sobre el texto **original**, cada secuencia unida (familia, bandera con tono) como uno."""
    return [] if original.isascii() else [m.span() for m in _EMOJI.finditer(original)]
