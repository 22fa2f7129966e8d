"""Articulo 6. Comunicados oficiales.

«Se publicarán comunicados que informen a la ciudadanía la postura oficial del ISSS con respecto a un tema.»

Exige que un comunicado se reconozca y se pueda citar: numero, asunto y vigencia, escritos en el.

Infringe (sentido=saliente, tipo=comunicado): El instituto informa que la farmacia cerrará temprano.
Cumple (sentido=saliente, tipo=comunicado): Comunicado N.º 12-2026. Asunto: horario de farmacia. Vigente del 1 de noviembre al 31 de diciembre de 2026. La farmacia atenderá hasta las 4:00 p. m.

Queda a una persona el contenido, quien lo firma y si sustituye a otro.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.tipos import Contexto, Gravedad, Hallazgo, Pieza, Politica, Propuesta, Sentido

_PARTES = {
    "número": re.compile(
        r"\bcomunicado (?:oficial )?(?:n(?:\.? ?[oº°]\.?|umero|um\.?|ro\.?)? ?)?\d{1,4}(?:[-/]\d{2,4})?"
    ),
    "asunto": re.compile(r"\basunto ?: ?\S|\bsobre (?:el|la|los|las) [a-zñ]{4,}"),
    "vigencia": re.compile(r"\b(?:vigente|vigencia|valid[oa]|validez|rige|en vigor)\b.{0,40}?\d"),
}


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Solo comunicados salientes: un alto con lo que falta, o con un numero que ya se uso."""
    lectura = pieza.lectura
    if lectura is None or pieza.sentido is not Sentido.SALIENTE or pieza.tipo != "comunicado":
        return
    faltan = [parte for parte, patron in _PARTES.items() if not patron.search(lectura.plegado)]
    if faltan:
        motivo = f"Al comunicado le falta: {', '.join(faltan)}."
        yield Hallazgo(6, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, etiqueta="comunicado_incompleto")
    numero = _PARTES["número"].search(lectura.plegado)
    usados = {c.numero for c in contexto.comunicados}
    escrito = re.search(r"\d{1,4}(?:[-/]\d{2,4})?$", numero[0]) if numero else None
    if numero and escrito and escrito[0] in usados:
        tramo = lectura.tramo(*numero.span())
        evidencia = (pieza.evidencia(tramo.inicio, tramo.fin),)
        motivo = f"Ya hay un comunicado en vigor con el número {escrito[0]}."
        yield Hallazgo(6, Gravedad.GRAVE, motivo, Propuesta.RESTRINGIR, evidencia, etiqueta="numero_repetido")


POLITICA = Politica(
    numero=6,
    titulo="Comunicados oficiales",
    articulo="Se publicarán comunicados que informen a la ciudadanía la postura oficial del ISSS con respecto a un tema.",
    evaluar=evaluar,
    disparadores=Senal(0),
)
