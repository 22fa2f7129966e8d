"""De quien es la voz de un texto nuestro: lo que dice otro, o el lema de una campaña, no es hablar a titulo personal."""

import re

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import Frase, en_torno
from politicas.ayudas.supuestos import preguntado, supuesto

_FIN = re.compile(r"[.!?¡¿\n…]")
_LARGO = 250
_QUIEN = r"(?:un|una|el|la|don|doña|nuestr[oa]|su|uno de|una de|derechohabiente|usuari[oa]|paciente|madre|padre|dr\.|dra\.|doctora?|[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)"
_ATRIBUYE = re.compile(
    r"(?:,|—|–|-) ?(?:nos )?(?:dice|dijo|expresa|expresó|cuenta|contó|comenta|comentó|relata|relató|afirma|afirmó|asegura|aseguró|señala|señaló"
    rf"|recuerda|recordó|manifiesta|manifestó|comparte|compartió|explica|explicó|confiesa|confesó|agradece|agradeció) {_QUIEN}"
)
_PRESENTA = re.compile(
    r"\b(?:derechohabientes?|usuari[oa]s?|pacientes?|pensionad[oa]|madre|padre|asegurad[oa]|beneficiari[oa]|enfermer[oa]|doctora?|médic[oa])\b"
    r"[^.!?\n:]{0,40}: ?\Z"
)
_LEMA = re.compile(
    r"\bme (?:vacuno|cuido|protejo|quiero|lavo|chequeo|controlo|informo|hidrato|ejercito|muevo|hago (?:la|el|mi) (?:prueba|examen|chequeo|mamografia"
    r"|citologia|control))\b|#yo(?:me)?\w+|#me\w+"
)
_DE_LEMA = ("yo me", "mi familia", "mis hijos", "mi vida", "mi parte", "mi mama", "mi papa")
_GUSTA = re.compile(
    r"\b(?:d[eé]n?(?:le|les|nos)?|dar(?:le|nos)?|dieron|un|el|los|con|su|bot[oó]n(?: de)?|m[aá]s|pon(?:ga|gan)(?:le|nos)?) ?[«\"“]?\Z",
    re.IGNORECASE,
)
_SORTEA = re.compile(r"\b(?:sorte|rifa|premio|gane|gana)")


def _alrededor(lectura: Lectura, t: Tramo) -> tuple[str, str]:
    """Lo que va antes y despues de un tramo en su misma frase (hasta `_LARGO` letras)."""
    desde, hasta = en_torno(lectura.original, (t.inicio, t.fin), _FIN, _LARGO)
    return lectura.original[desde : t.inicio], lectura.original[t.fin : hasta]


def de_la_red(lectura: Lectura, frase: Frase) -> bool:
    """Si es el «me gusta» que se pulsa («dele me gusta a nuestra página»); no, si se sortea algo a cambio."""
    if not lectura.original[frase.inicio : frase.fin].casefold().startswith("me gusta"):
        return False
    antes, _ = _alrededor(lectura, frase)
    return _GUSTA.search(antes) is not None and _SORTEA.search(lectura.plegado) is None


def de_otro(lectura: Lectura, frase: Frase, tipo: str) -> bool:
    """Si lo personal de una frase lo dice otro, o es un lema o una pregunta que hace suya quien lee. Solo lo que publicamos."""
    if tipo == "respuesta":
        return False
    antes, despues = _alrededor(lectura, frase)
    if _ATRIBUYE.search(despues) or _PRESENTA.search(antes) or preguntado(lectura, frase):
        return True
    forma = lectura.original[frase.inicio : frase.fin].casefold().replace("á", "a")
    return forma.startswith(_DE_LEMA) and _LEMA.search(f"{antes}{forma}{despues}".casefold()) is not None


def ajena(lectura: Lectura, frase: Frase, tipo: str) -> bool:
    """Si una frase de `listas/tono.toml` no la dice la institucion de si ni de nadie."""
    if frase.clase == "personal":
        return de_la_red(lectura, frase) or de_otro(lectura, frase, tipo)
    return frase.clase == "privado" and supuesto(lectura, frase)
