"""Canales, cuentas y premios que un texto nuestro ofrece y que nadie de la casa ha dado por suyos (politica 4).

Un celular o una cuenta bancaria valen si estan en un comunicado en vigor o en lo que contesto el area: lo demas puede ser de
cualquiera. Avisar de una estafa («no escriba al 7…») no es ofrecerlo.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.comunicados import en_vigor
from politicas.ayudas.frases import citas, fuera_de
from politicas.tipos import Contexto

_CELULAR = re.compile(r"(?:\+?503[ -]?)?[67]\d{3}[ -]?\d{4}")
_CONTACTO = re.compile(
    r"\b(?:whats ?app|wasap|wats?ap|telegram|signal|escrib\w{0,12}|llam(?:e|ar|enos|ando|anos)|marque|comuni(?:quese|carse)|contact\w{0,9}"
    r"|mensaj\w{1,4}|envi\w{1,8}|celular|movil|telefono|numero|linea|solicit\w{1,3}|reserv\w{1,3}|agend\w{1,3})\b"
)
_CERCA = 60
"""Letras antes de un celular en que se busca que se ofrece para algo."""
_NUMERO = r"\d{3,20}(?:[ -]?\d{2,10}){1,6}"
_CUENTA = re.compile(
    rf"\b(?:deposit|transfier|transfer|abon|pagu|pagar|consign|envi|dona|done)\w{{0,9}}\b[^.!?\n]{{0,60}}?\bcuenta\b(?! con\b)[^!?\n]{{0,30}}?\b(?P<a>{_NUMERO})"
    rf"|\bcuenta (?:bancaria|de ahorros?|corriente)[^!?\n\d]{{0,40}}\b(?P<b>{_NUMERO})"
)
"""Una cuenta a la que se pide dinero. «Cuenta con 350 000 afiliados» no lo es."""
_ADVIERTE = re.compile(
    r"\b(?:falso|falsa|estafa|estafas|estafadores|fraude|suplanta\w{0,8}|no es (?:nuestr[oa]|oficial|del isss)|no son (?:nuestr[oa]s|oficiales|del isss))\b"
    r"|\bno (?:llame|escriba|conteste|responda|marque|comparta|deposite|transfiera|pague|envie|abra|caiga)\w{0,2}\b"
)
_SORTEO = re.compile(
    r"\bsorteos? de (?:un|una|unos|unas|dos|tres|varios|\d{1,3}|premios|canastas|televisor\w{0,2}|celulares)\b|\b(?:sorte|rif)(?:aremos|amos|ara|aran)\b"
    r"|\b(?:particip\w{1,5}|inscribase|entre|registrese) (?:en|a|para) (?:el|la|nuestr[oa]|un|una|este|esta) (?:gran )?(?:sorteo|rifa)\b"
    r"|\b(?:gane|ganese|llevese) (?:gratis )?(?:un|una|unos) (?:televisor|celular|telefono|canasta|premio|viaje|tablet|computadora|bicicleta|moto|carro|electrodomestico)\w{0,2}\b"
)
_VENDE = re.compile(
    r"\b(?:compr|adquier|aprovech)[aeo]\w{0,4}\b[^.!?\n]{0,80}(?:\d{1,2} ?% (?:de )?(?:descuento|rebaja)|\b(?:descuento|rebaja|ofertas?|promocion(?:es)?(?! de)|2x1)\b)"
    r"|\d{1,2} ?% (?:de )?(?:descuento|rebaja)[^.!?\n]{0,40}\ben (?:la |el |las )?(?:optica|farmacia|laboratorio|clinica|tienda|almacen|restaurante|gimnasio)s?\b"
)
_MAXIMO = 20
_NUMERAL = re.compile(r"\D+")


def _cifras(escrito: str) -> str:
    return _NUMERAL.sub("", escrito).removeprefix("503")


def _sabidos(contexto: Contexto) -> str:
    """Las cifras de lo que la casa ha dado por bueno: comunicados en vigor y respuestas de las areas."""
    textos = [c.texto for c in en_vigor(contexto)] + [c.respuesta for c in contexto.consultas]
    return " ".join(_NUMERAL.sub("", t) for t in textos)


def _celulares(lectura: Lectura) -> Iterator[Tramo]:
    plegado = lectura.plegado
    dichos = {
        (t.inicio, t.fin) for t in lectura.telefonos if _CELULAR.fullmatch(lectura.original[t.inicio : t.fin])
    }
    for m in _CELULAR.finditer(plegado):
        tramo = lectura.tramo(*m.span())
        ofrecido = _CONTACTO.search(plegado, max(0, m.start() - _CERCA), m.start())
        if ofrecido and (tramo.inicio, tramo.fin) in dichos:
            yield tramo


def canales(lectura: Lectura, contexto: Contexto) -> Iterator[tuple[str, str, bool, list[Tramo]]]:
    """Etiqueta, motivo, si frena, y los tramos. Lo que se ofrece advirtiendo de una estafa solo se avisa."""
    frena = _ADVIERTE.search(lectura.plegado) is None
    sabidos = _sabidos(contexto)
    ajenos = [t for t in _celulares(lectura) if _cifras(lectura.original[t.inicio : t.fin]) not in sabidos]
    if ajenos:
        motivo = "Ofrece un celular que no está en ningún comunicado en vigor ni en lo que contestó el área."
        yield "canal_celular", motivo, frena, ajenos[:_MAXIMO]
    cuentas = [
        lectura.tramo(*m.span(g))
        for m in _CUENTA.finditer(lectura.plegado)
        for g in ("a", "b")
        if m[g] and _cifras(m[g]) not in sabidos
    ]
    if cuentas:
        motivo = "Pide dinero en una cuenta que no está en ningún comunicado en vigor ni en lo que contestó el área."
        yield "canal_cuenta", motivo, frena, cuentas[:_MAXIMO]
    ajenas = citas(lectura)
    for etiqueta, patron, motivo in (
        ("sorteo", _SORTEO, "Ofrece un sorteo o un premio."),
        ("comercio", _VENDE, "Promociona una compra o un descuento."),
    ):
        tramos = [lectura.tramo(*m.span()) for m in patron.finditer(lectura.plegado)][:_MAXIMO]
        if fuera := fuera_de(tramos, ajenas):
            yield etiqueta, motivo, False, fuera
