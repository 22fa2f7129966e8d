"""Lo que se pide y se puede: documentos con su signo («presente su DUI», «no necesita DUI») y estados."""

import re
from collections.abc import Iterator

from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.listas import hallar
from politicas.ayudas.hechos.tipos import Clase, Crudo

_NIEGA = re.compile(
    r"\b(?:no (?:es|sera|se|le|les|debe|hay|hace|hara|tiene|necesita|necesitan|requiere|requieren"
    r"|pedimos|piden|solicitamos|exigimos|ocupa)"
    r"|sin|ya no|tampoco|innecesari[oa]|no presente|no lleve|no traiga)\b"
)
_CORTE_DE_SIGNO = re.compile(
    r"[.;:!?\n]|, (?:pero|solo|basta)|\b(?:pero|sino|basta|solo|solamente|unicamente)\b"
)
_SIN_EL = re.compile(r"\bsin (?:su |el |la )?$")
_NO_HAY = re.compile(r"^[^.;\n]{0,40}?\bno (?:se|le|les|sera|podra|podran|puede|pueden|hay|habra)\b")
_OPCIONAL = re.compile(
    r"^[^.;\n]{0,40}?\b(?:es opcional|es voluntari[oa]|no es (?:necesari|obligatori|indispensable)\w*)"
)
_PIDE = re.compile(
    r"present|traig|traer|llev|necesit|requi|requer|pid|pedir|solicit|exig|indispensable|obligatori"
    r"|document|copia|original|adjunt|entreg|mostrar|muestr|con su\b|basta|debe"
)
_SIN_CITA = re.compile(
    r"\b(?:sin (?:necesidad de )?(?:cita|agendar)|no (?:se )?(?:necesita|requiere|hace falta"
    r"|es necesari[oa]|ocupa|pedimos)(?: \w+){0,2} (?:una )?cita|por orden de llegada"
    r"|demanda espontanea)\b"
)
_CON_CITA = re.compile(
    r"\b(?:(?:con|previa) cita|cita previa|(?:necesita|requiere|debe (?:tener|sacar|programar|solicitar"
    r"|agendar|pedir)|agende|programe|reserve|saque|solicite|pida)(?: \w+){0,2} cita)\b"
)
_GRATIS = re.compile(
    r"\b(?:gratis|gratuit[oa]s?|gratuitamente|sin (?:ningun )?(?:costo|cobro|pago)|no (?:tiene|tienen"
    r"|tendra|tendran|genera) (?:ningun )?costo|no (?:se|le) cobra\w*|no (?:debe|tiene que"
    r"|hay que) pagar|entrada libre|no cuesta)\b"
)
_DE_PAGO = re.compile(
    r"\b(?:(?:tiene|tienen|tendra|con) (?:un )?costo|cuesta\w*|se (?:cobra|cobrara|paga|pagara|cancela)"
    r"|debe (?:pagar|cancelar)|previo pago|(?:el )?costo (?:es|sera) de|valor de la entrada)\b"
)
_CERRADO = re.compile(
    r"\b(?:no (?:esta|estan|estara|estaran|se encuentra) (?:disponible|habilitad|abiert|funcionando)\w*"
    r"|agotad[oa]s?|sin existencias?|desabastec\w+|cerrad[oa]s?|suspendid[oa]s?|suspende\w*"
    r"|suspendera\w*|suspension|no (?:atendera|atenderan|atiende|atienden|atenderemos|habra|hay|abrira"
    r"|abriran|abre|abrimos|funciona|funcionara|brindara|laborara|labora|prestara|se (?:atendera"
    r"|brindara|dara|realizara|abrira))|fuera de servicio|inhabilitad[oa]s?|cancelad[oa]s?|cerrara\w*"
    r"|permanecera cerrad[oa])\b"
)
_ABIERTO = re.compile(
    r"\b(?:abiert[oa]s?|(?:atendera|atenderan|atiende|atienden|atenderemos|atendemos|habra atencion"
    r"|funciona|funcionara|funcionan|labora|laborara|abrira|abriran|abre"
    r"|abrimos)(?: \w+){0,2} (?:con normalidad|normalmente|de forma normal|todo el dia|como siempre)"
    r"|(?:con normalidad|normalmente)|(?:habra|hay|si hay|si habra) (?:consulta|atencion|servicio)"
    r"|como siempre|(?:volvemos|vuelve|vuelven|volvera|volveran|volveremos) a (?:abrir|atender"
    r"|funcionar)|como de costumbre|habilitad[oa]s?|reanud\w+|disponibles?|si (?:atendera|atenderan"
    r"|atiende|atendemos|atenderemos|abrira|abre|abrimos|funciona))\b"
)
_OPTATIVO = re.compile(
    r"\b(?:opcional(?:es)?|voluntari[oa]s?|no (?:es|sera|son) (?:obligatori|necesari|indispensable"
    r"|requisito)\w*)\b"
)
_OBLIGATORIO = re.compile(r"\b(?:obligatori[oa]s?|indispensables?|es requisito|es necesari[oa])\b")
_EJES: tuple[tuple[str, bool, re.Pattern[str]], ...] = (
    ("cita", False, _SIN_CITA),
    ("cita", True, _CON_CITA),
    ("costo", False, _GRATIS),
    ("costo", True, _DE_PAGO),
    ("abierto", False, _CERRADO),
    ("abierto", True, _ABIERTO),
    ("obligatorio", False, _OPTATIVO),
    ("obligatorio", True, _OBLIGATORIO),
)
_LADO, _CERCA = 70, 30


def documentos(hoja: Hoja) -> Iterator[Crudo]:
    """Los documentos que se piden o se dejan de pedir: el valor es si hacen falta y el papel, cual es."""
    for h in hallar(hoja.palabras, "documentos"):
        inicio, fin = hoja.palabras[h.primera].inicio, hoja.palabras[h.siguiente - 1].fin
        antes = hoja.antes(inicio, _LADO)
        corte = max((m.end() for m in _CORTE_DE_SIGNO.finditer(antes)), default=0)
        despues = hoja.despues(fin, _LADO)
        pedido = _SIN_EL.search(antes) and _NO_HAY.match(despues)  # «sin DUI no se atiende» lo pide
        niega = not pedido and bool(_NIEGA.search(antes[corte:]) or _OPCIONAL.match(despues))
        dicho = pedido or niega or _PIDE.search(antes) or _PIDE.search(despues[:_CERCA])
        if dicho and hoja.ocupar(inicio, fin):
            yield Crudo(inicio, fin, Clase.REQUISITO, not niega, h.clase)


def estados(hoja: Hoja) -> Iterator[Crudo]:
    """Lo que se dice de un servicio a favor o en contra, por eje: cita, costo, abierto, obligatorio."""
    for eje, valor, forma in _EJES:
        for m in forma.finditer(hoja.plegado):
            if hoja.ocupar(*m.span()):
                yield Crudo(*m.span(), Clase.ESTADO, valor, eje)
