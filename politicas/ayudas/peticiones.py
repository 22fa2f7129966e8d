"""Pedir en publico los datos de una persona: su DUI, su afiliacion, su telefono, su nombre completo o cuando nacio."""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import en_torno

_VERBO = (
    r"(?:(?:escrib|compart|indiqu|proporcion|brind|facilit|envi|mand|dej|pas|coloqu|confirm|anot|agregu|public|publiqu|pong|coment|regal)[ae]n?"
    r"(?:nos|me)?|diganos|digame|denos|deme|haganos llegar|hagame llegar|(?:nos|me) da|(?:puede|podria|pueden|nos puede|nos podria|me puede|favor|sirvase) (?:nos |me )?(?:escribir|dejar|compartir|mandar|enviar"
    r"|indicar|proporcionar|brindar|dar|decir|facilitar|confirmar|regalar|poner|publicar|colocar)(?:nos|me)?|necesitamos|requerimos"
    r"|cual(?:es)? (?:es|son)|(?:nos|me) (?:regala|brinda|da|comparte|indica|proporciona|facilita))"
)
_PROPIO = (
    r"(?:su|sus|un) (?:(?:numero|n\.?[oº°]) (?:de )?(?:dui|afiliacion|telefono|celular|isss|seguro(?: social)?|carnet|identidad|expediente"
    r"|whatsapp)|afiliacion|telefono|celular)"
)
"""«El teléfono de la clínica» no es de quien lee."""
_SUYO = (
    r"(?:dui|numero de (?:dui|afiliacion)|el (?:numero de )?telefono (?:al que|donde|para llamarl)"
    r"|nombre completo(?! (?:del?(?: la| el)? )?(?:hospital|unidad|clinica|centro|farmacia|medicamento|doctora?|medic[oa]))|fecha de nacimiento)"
)
_PIDE = re.compile(rf"\b{_VERBO}(?= )(?! que\b)[^.!?\n;:@]{{0,60}}?\b(?:{_PROPIO}|{_SUYO})\b")
_PUBLICO = re.compile(
    r"\b(?:(?:en|por) (?:este|estos|los|el|un) (?:mismo )?(?:comentarios?|hilo|muro|post|publico|chat publico)|en (?:esta|la) (?:misma )?publicacion"
    r"|por aqui|por aca|aqui|aca|aqui mismo|aqui abajo|abajo)\b"
)
_PRIVADO = re.compile(
    r"\b(?:privad[oa]|interno|inbox|mensajes?|correo|dm|md|messenger|bandeja|ventanilla|formulario|oficina virtual|en linea|sistema|aplicacion"
    r"|sitio|llame|llamar|llamando|llamada|llamenos|al llamar|acuda|acudir|presentese|presentarse|visite|al 127)\b|@|https?:|www\."
)
_EN_OTRO_SITIO = re.compile(
    r"\A[^.!?\n;]{0,40}?\b(?:al|a la|a su|a nuestr[oa]|en (?:la|el|su|una?|cada|nuestr[oa])) (?!comentario|publicacion|publico|hilo|muro|post|siguiente)"
)
_NIEGA = re.compile(r"\b(?:no|nunca|jamas|tampoco|ni|evite|sin)\b[^,.;:!?\n]{0,40}\Z")
_FIN = re.compile(r"[.!?¡\n…]")
_ALCANCE = 160


def peticiones(lectura: Lectura, tipo: str) -> Iterator[Tramo]:
    """Los tramos que piden un dato a la vista de todos. Lo que se pide por privado, o llevar a un sitio, no.

    Una respuesta se lee en publico aunque no lo diga; en lo demas tiene que decirlo («en los comentarios», «aquí»).
    """
    plegado = lectura.plegado
    en_privado = _PRIVADO.search(plegado) is not None
    for m in _PIDE.finditer(plegado):
        if _NIEGA.search(plegado, max(0, m.start() - _ALCANCE), m.start()):
            continue
        desde, fin = en_torno(plegado, m.span(), _FIN, _ALCANCE)
        if _PRIVADO.search(plegado, desde, fin):
            continue
        publico = _PUBLICO.search(plegado, desde, fin) is not None
        otro = _EN_OTRO_SITIO.search(plegado[m.end() : fin]) is not None
        if publico or (tipo == "respuesta" and not otro and not en_privado):
            yield lectura.tramo(*m.span())
