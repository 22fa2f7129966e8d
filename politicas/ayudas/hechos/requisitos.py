"""Lo que se pide y lo que se puede: documentos con su signo («presente su DUI», «no necesita DUI») y estados."""

import re
from collections.abc import Iterator

from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.listas import hallar
from politicas.ayudas.hechos.tipos import Clase, Crudo

_NIEGA = re.compile(
    r"\b(?:no (?:es|sera|se|le|les|debe|hay|hace|hara|tiene|necesita|necesitan|requiere|requieren|pedimos|piden|solicitamos|exigimos|ocupa)"
    r"|sin|ya no|tampoco|innecesari[oa]|no presente|no lleve|no traiga)\b"
)
_CORTE_DE_SIGNO = re.compile(
    r"[.;:!?\n]|, (?:pero|solo|basta)|\b(?:pero|sino|basta|solo|solamente|unicamente)\b"
)
_OPCIONAL = re.compile(
    r"^[^.;\n]{0,40}?\b(?:es opcional|es voluntari[oa]|no es (?:necesari|obligatori|indispensable)\w*)"
)
_PIDE = re.compile(
    r"present|traig|traer|llev|necesit|requi|requer|pid|pedir|solicit|exig|indispensable|obligatori|document|copia|original|adjunt|entreg|mostrar|muestr|con su\b|basta|debe"
)
_EJES: tuple[tuple[str, bool, re.Pattern[str]], ...] = (
    ("cita", False, re.compile(r"\b(?:sin (?:necesidad de )?(?:cita|agendar)|no (?:se )?(?:necesita|requiere|hace falta|es necesari[oa]|ocupa|pedimos)(?: \w+){0,2} (?:una )?cita|por orden de llegada|demanda espontanea)\b")),
    ("cita", True, re.compile(r"\b(?:(?:con|previa) cita|cita previa|(?:necesita|requiere|debe (?:tener|sacar|programar|solicitar|agendar|pedir)|agende|programe|reserve|saque|solicite|pida)(?: \w+){0,2} cita)\b")),
    ("costo", False, re.compile(r"\b(?:gratis|gratuit[oa]s?|gratuitamente|sin (?:ningun )?(?:costo|cobro|pago)|no (?:tiene|tienen|tendra|tendran|genera) (?:ningun )?costo|no (?:se|le) cobra\w*|no (?:debe|tiene que|hay que) pagar|entrada libre|no cuesta)\b")),
    ("costo", True, re.compile(r"\b(?:(?:tiene|tienen|tendra|con) (?:un )?costo|cuesta\w*|se (?:cobra|cobrara|paga|pagara|cancela)|debe (?:pagar|cancelar)|previo pago|(?:el )?costo (?:es|sera) de|valor de la entrada)\b")),
    ("abierto", False, re.compile(r"\b(?:no (?:esta|estan|estara|estaran|se encuentra) (?:disponible|habilitad|abiert|funcionando)\w*|agotad[oa]s?|sin existencias?|desabastec\w+|cerrad[oa]s?|suspendid[oa]s?|suspende\w*|suspendera\w*|suspension|no (?:atendera|atenderan|atiende|atienden|atenderemos|habra|hay|abrira|abriran|abre|abrimos|funciona|funcionara|brindara|laborara|labora|prestara|se (?:atendera|brindara|dara|realizara|abrira))|fuera de servicio|inhabilitad[oa]s?|cancelad[oa]s?|cerrara\w*|permanecera cerrad[oa])\b")),
    ("abierto", True, re.compile(r"\b(?:abiert[oa]s?|(?:atendera|atenderan|atiende|atienden|atenderemos|atendemos|habra atencion|funciona|funcionara|funcionan|labora|laborara|abrira|abriran|abre|abrimos)(?: \w+){0,2} (?:con normalidad|normalmente|de forma normal|todo el dia|como siempre)|(?:con normalidad|normalmente)|(?:habra|hay|si hay|si habra) (?:consulta|atencion|servicio)|como siempre|(?:volvemos|vuelve|vuelven|volvera|volveran|volveremos) a (?:abrir|atender|funcionar)|como de costumbre|habilitad[oa]s?|reanud\w+|disponibles?|si (?:atendera|atenderan|atiende|atendemos|atenderemos|abrira|abre|abrimos|funciona))\b")),
    ("obligatorio", False, re.compile(r"\b(?:opcional(?:es)?|voluntari[oa]s?|no (?:es|sera|son) (?:obligatori|necesari|indispensable|requisito)\w*)\b")),
    ("obligatorio", True, re.compile(r"\b(?:obligatori[oa]s?|indispensables?|es requisito|es necesari[oa])\b")),
)  # fmt: skip
_LADO = 70


def documentos(hoja: Hoja) -> Iterator[Crudo]:
    """Los documentos que se piden o se dejan de pedir: el valor es si hacen falta y el papel, cual es."""
    for h in hallar(hoja.palabras, "documentos"):
        inicio, fin = hoja.palabras[h.primera].inicio, hoja.palabras[h.siguiente - 1].fin
        antes = hoja.antes(inicio, _LADO)
        corte = max((m.end() for m in _CORTE_DE_SIGNO.finditer(antes)), default=0)
        niega = bool(_NIEGA.search(antes[corte:])) or bool(_OPCIONAL.match(hoja.despues(fin, _LADO)))
        if (niega or _PIDE.search(antes) or _PIDE.search(hoja.despues(fin, 30))) and hoja.ocupar(inicio, fin):
            yield Crudo(inicio, fin, Clase.REQUISITO, not niega, h.clase)


def estados(hoja: Hoja) -> Iterator[Crudo]:
    """Lo que se dice de un servicio a favor o en contra, por eje: cita, costo, abierto, obligatorio."""
    for eje, valor, forma in _EJES:
        for m in forma.finditer(hoja.plegado):
            if hoja.ocupar(*m.span()):
                yield Crudo(*m.span(), Clase.ESTADO, valor, eje)
