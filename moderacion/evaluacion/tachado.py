"""Tachar de un texto los datos de personas antes de que salga de la casa: cada uno se cambia por una marca.

Usa los detectores de siempre (la lectura, los datos reservados, las personas nombradas) y suma los que una politica no
necesita: fechas, cifras largas, correos disfrazados y los nombres de quienes escriben. Una politica calla si duda; aqui
es al reves: tachar de mas cuesta una palabra, y de menos, el dato de alguien. Lo que aun parezca peligroso no sale.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from modelos.lectura import Lectura, Tramo, leer
from modelos.lectura.enlaces import hallar_correos
from moderacion.evaluacion import documentos
from moderacion.evaluacion.nombres import Nombres
from politicas.ayudas.reservados import reservados

_EN: Final = r"\s?[\[({]?\s?"
_FIN: Final = r"\s?[\])}]?\s?"
_MES: Final = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
)
_PATRONES: Final = (
    # «toño@correo.com», «juan arroba correo punto com», «juan @ correo.com»
    (
        "correo",
        re.compile(
            r"[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}|"
            rf"[a-z0-9._%+-]{{1,64}}{_EN}\barroba\b{_FIN}[a-z0-9-]{{1,63}}"
            rf"(?:{_EN}(?:\.|\bpunto\b|\bdot\b){_FIN}[a-z]{{2,24}}){{0,4}}"
            r"|[a-z0-9._%+-]{1,64}\s@\s[a-z0-9-]{1,63}(?:\.[a-z]{2,24}){1,4}"
            r"|[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\s(?:punto|dot)\s[a-z]{2,24}){1,4}"
        ),
    ),
    ("dui", re.compile(r"\bdui\b\D{0,15}(\d[\d -]{6,10}\d)(?!\d)")),
    ("nit", re.compile(r"(?<!\d)\d{4}[ -]?\d{6}[ -]?\d{3}[ -]?\d(?!\d)")),
    (
        "fecha",
        re.compile(
            r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:\d{4}|\d{2})(?!\d)"
            r"|(?<!\d)\d{4}[/.-](?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12]\d|3[01])(?!\d)"
            rf"|(?<!\d)\d{{1,2}}(?:ro|er|o)?\.? (?:de |/ ?)?(?:{_MES})\b(?: (?:del? )?(?:año )?\d{{4}}(?!\d))?"
        ),
    ),
    # una cantidad («$150,000», «1,500,000») no es un numero de nadie
    ("cuenta", re.compile(r"(?<![\d$])(?<!\d[.,])\d(?:[ .-]{0,2}\d){9,}")),
    (
        "numero",
        re.compile(
            r"\b(?:expediente|exp|carnet|placa|ticket|folio|caso|referencia|codigo)\b[^\d\n]{0,12}(\d[\d-]{2,})"
        ),
    ),
    ("numero", re.compile(r"(?<![\d$])(?<!\d[.,])\d(?:[ .-]{0,2}\d){5,8}(?![ .-]{0,2}\d)")),
)
_RESERVADOS: Final = {
    "un DUI": "dui",
    "un número de afiliación": "afiliacion",
    "el teléfono de una persona": "telefono",
}
_ORDEN: Final = (
    "correo", "enlace", "mencion", "dui", "afiliacion", "nit", "telefono", "fecha", "cuenta", "numero", "nombre",
)  # fmt: skip
"""Si dos tramos se pisan se tacha todo junto, con la primera de sus marcas."""
_MARCA: Final = re.compile(rf"\[(?:{'|'.join(_ORDEN)})\]")
_PARTIDO: Final = re.compile(r"\d(?:[\W_]{0,3}\d){6}")
_INOCENTE: Final = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,3}(?:,\d{3})+\b|\b\d{1,2}:\d\d\b")
"""Años, cantidades y horas."""
_VIA: Final = (
    "casa|pasaje|pje|poligono|senda|lote|block|bloque|apto|apartamento|pieza|meson|colonia|col|residencial|barrio|canton"
    "|caserio|reparto|urbanizacion|urb|lotificacion|final|calle|avenida|comunidad|condominio"
)
_CASA: Final = re.compile(
    r"\b(?:casa|pasaje|pje|poligono|senda|lote|block|bloque|apto|apartamento|pieza)\b\.? ?(?:#|n[o°º]?\.|no|numero)? ?\d"
    rf"|\b(?:{_VIA}|porton)\b[^\n]{{0,40}}(?:#|\bnumero|\bn[o°º]\.?) ?\d"
    r"|\bcasa (?:sin numero|es la \d)|\bresid(?:o|e|imos|en) en\b"
    rf"|\bviv(?:o|e|imos|en) en (?:la |el |los |las |un |una )?(?:{_VIA})\b"
    rf"|\b(?:{_VIA})\.? (?:el |la |los |las |de |del |vieja a ){{0,2}}\[nombre\]"
)
_CIFRA: Final = re.compile(
    r"cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci[a-z]+|veint[a-z]+"
    r"|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
)
_SEGUIDAS: Final = 4
"""Cifras con letras, una tras otra, que ya pueden ser un telefono dicho."""
_PARTE: Final = 3
"""Si no queda al menos una palabra de cada tantas, el ejemplo no enseña nada."""


@dataclass(frozen=True, slots=True)
class Tachado:
    """Un texto con sus datos tachados. `riesgo`: por que no debe salir aun asi, o vacio."""

    texto: str
    riesgo: str = ""


def tachar(texto: str, nombres: Nombres, firma: str = "") -> Tachado:
    """Tacha los datos de personas. `firma`: el nombre de quien lo escribio, que tampoco sale."""
    lectura = leer(texto)
    tramos = [*marcados(lectura), *((t, "nombre") for t in nombres.en(lectura, firma))]
    limpio = _aplicar(texto, tramos)
    return Tachado(limpio, _riesgo(lectura, limpio, nombres, firma))


def marcados(lectura: Lectura) -> Iterator[tuple[Tramo, str]]:
    """Los tramos que dan los detectores, con su marca."""
    yield from ((e, "enlace") for e in lectura.enlaces)
    yield from ((m, "mencion") for m in lectura.menciones)
    yield from ((t, "telefono") for t in lectura.telefonos)
    yield from ((lectura.tramo(*c), "correo") for c in hallar_correos(lectura.plegado))
    for que, tramos in reservados(lectura, "comentario").items():
        yield from ((t, _RESERVADOS[que]) for t in tramos if que in _RESERVADOS)
    yield from ((lectura.tramo(i, f), marca) for i, f, marca in documentos.hallar(lectura.plegado))
    for marca, patron in _PATRONES:
        yield from (
            (lectura.tramo(*m.span(m.lastindex or 0)), marca) for m in patron.finditer(lectura.plegado)
        )


def _aplicar(texto: str, tramos: Iterable[tuple[Tramo, str]]) -> str:
    """El texto con cada tramo cambiado por su marca. Los que se pisan se tachan juntos."""
    juntos: list[tuple[int, int, int]] = []
    for inicio, fin, orden in sorted((t.inicio, t.fin, _ORDEN.index(marca)) for t, marca in tramos):
        if juntos and inicio < juntos[-1][1]:
            desde, hasta, previo = juntos[-1]
            juntos[-1] = desde, max(hasta, fin), min(previo, orden)
        else:
            juntos.append((inicio, fin, orden))
    partes: list[str] = []
    visto = 0
    for inicio, fin, orden in juntos:
        partes += texto[visto:inicio], f"[{_ORDEN[orden]}]"
        visto = fin
    return "".join((*partes, texto[visto:]))


def _riesgo(original: Lectura, limpio: str, nombres: Nombres, firma: str) -> str:
    """Por que no debe salir, o vacio. Lo ya tachado se vuelve a mirar con los mismos detectores."""
    lectura = leer(limpio)
    if any(marcados(lectura)):
        return "queda un dato sin tachar"
    if any(nombres.en(lectura, firma)):
        return "queda un nombre sin tachar"
    if _PARTIDO.search(_INOCENTE.sub(" ", lectura.plegado)) or _dictado(lectura.formas):
        return "puede esconder un número"
    if _CASA.search(lectura.plegado):
        return "puede decir dónde vive alguien"
    quedan = _palabras(leer(_MARCA.sub(" ", limpio)))
    if not quedan or _PARTE * quedan < _palabras(original):
        return "no queda texto que leer"
    return ""


def _palabras(lectura: Lectura) -> int:
    return sum(forma.isalpha() for forma in lectura.formas)


def _dictado(formas: Iterable[str]) -> bool:
    """Si hay un numero dicho con letras («siete cero cero…»)."""
    seguidas = 0
    for forma in formas:
        if _CIFRA.fullmatch(forma):
            seguidas += 1
        elif forma != "y":
            seguidas = 0
        if seguidas >= _SEGUIDAS:
            return True
    return False
