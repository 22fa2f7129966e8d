"""Datos de una persona que no se publican: DUI, numero de afiliacion, su telefono y su salud."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from modelos.lectura import Acierto, Lectura, Tramo, hallar_correos
from politicas.ayudas.frases import hallar
from politicas.ayudas.personas import persona_nombrada
from politicas.ayudas.vecindad import vecindad

_NUEVE = r"\d(?:[ .-]?\d){8}(?![ .-]?\d)"
"""Nueve cifras, juntas o en grupos, y ni una mas."""
_DUI = re.compile(rf"(?<![\d-])\d{{8}}[-–—‐]\d(?![\d-])|\bdui\b[^\d\n]{{0,20}}({_NUEVE})")
_AFILIACION = re.compile(
    r"\b(?:numero|n\.?[oº°]|no\.?|carnet|tarjeta) (?:de )?(?:afiliacion|afiliado|afiliada|isss|seguro social)\b[^\d\n]{0,20}\d[\d-]{7,11}(?!\d)"
    r"|\b(?:afiliacion|afiliado|afiliada)\b[ :]{1,3}(?:n\.?[oº°]\.? ?|numero )?\d[\d-]{7,11}(?!\d)"
    r"|\b(?:numero|carnet|tarjeta) (?:de |del )?(?:afiliacion|afiliad[oa]|isss|seguro(?: social)?)\b[^\d\n]{0,20}"
    rf"{_NUEVE}"
)
_DE_QUIEN = re.compile(
    r"\b(?:su|sus) (?:telefono|celular|numero|contacto|whatsapp)\b|\b(?:telefono|celular|numero|whatsapp) (?:personal |particular |privado |propio )?(?:de|del) (?:la |el |los |las )?"
    r"(?:señor|señora|señorita|don|doña|paciente|usuari[oa]|doctor|doctora|dr|dra|lic|enfermer[oa]|derechohabiente|ciudadan[oa]|madre|padre|hij[oa])\b"
    r"|\b(?:llame|llamar|escriba|escribir|contacte|contactar|hable|hablar|comuniquese|pregunte) (?:a|al|con|por) (?:la |el |los |las )?"
    r"(?:señor|señora|señorita|don|doña|doctora?|dra?|lic|licenciad[oa]|enfermer[oa]|ingenier[oa]|jef[ea])\b"
    r"|\b(?:le|la|lo|les) (?:llamamos|llamaremos|contactamos|contactaremos|estamos llamando|hemos llamado|llamaron) al\b"
)
_COBRA = re.compile(
    r"\bsu (?:pension|salario|sueldo|subsidio|saldo|deuda)\b(?!(?: \w+){0,3} (?:menor|mayor|inferior|superior|minim|maxim|hasta))[^.!?\n]{0,40}\$ ?\d[\d.,]*"
)
_VIVE = re.compile(
    r"\b(?:doctora?|dra?|lic|licenciad[oa]|enfermer[oa]|jef[ea]|director[a]?)\b[^.!?\n]{0,40} vive en\b"
    r"|\b(?:vive usted|usted vive|su (?:direccion|domicilio|casa)) [^.!?\n]{0,60}"
    r"\b(?:casa|pasaje|apto|apartamento|poligono|block)\b ?#?\d+"
)
"""Lo que solo se mira en una respuesta: ahi ya es de alguien."""
_CERCA = 60
"""Letras entre el telefono y lo que dice de quien es."""
_MAXIMO = 40
_NUMERO = re.compile(r"\d{8}|[267]\d{3}[ -]\d{4}|\b[Pp] ?\d{3}[ -]?\d{3}\b")
"""Un documento, un telefono o una placa."""
_NUMEROS_DE = ("numero", "telefono", "celular", "whatsapp", "dui", "placa", "direccion", "domicilio", "datos")
"""Como empieza lo que anuncia un numero; lo demas que se expone es la salud de alguien."""
_SIN_NOMBRE = ("respuesta",)
"""En una respuesta, «su diagnóstico» ya es de alguien: de a quien se responde."""


def _telefonos(lectura: Lectura) -> Iterator[Tramo]:
    """Telefonos de alguien («su celular 7000-0000»); los de la institucion no llevan de quien."""
    avisos = [lectura.tramo(*m.span()) for m in _DE_QUIEN.finditer(lectura.plegado)]
    finales = [a.fin for a in avisos]
    for telefono in lectura.telefonos:
        i = bisect_left(finales, telefono.inicio - _CERCA)
        if i < len(finales) and finales[i] <= telefono.inicio:
            yield telefono


def _correos(lectura: Lectura) -> Iterator[Tramo]:
    """Direcciones de correo que no son de una institucion del Estado."""
    for inicio, fin in hallar_correos(lectura.plegado):
        if not lectura.plegado[inicio:fin].endswith((".gob.sv", ".gov.sv")):
            yield lectura.tramo(inicio, fin)


def reservados(lectura: Lectura, tipo: str) -> dict[str, list[Tramo]]:
    """Los tramos con datos personales, por lo que son. Tiempo lineal."""
    salud = [f for f in hallar("respuestas", lectura) if f.clase == "diagnostico"]
    if tipo not in _SIN_NOMBRE:
        salud = [f for f in salud[:20] if persona_nombrada(lectura, f) or lectura.menciones]
    hallados: dict[str, list[Tramo]] = {
        "un DUI": [lectura.tramo(*m.span(m.lastindex or 0)) for m in _DUI.finditer(lectura.plegado)],
        "un número de afiliación": [lectura.tramo(*m.span()) for m in _AFILIACION.finditer(lectura.plegado)],
        "el teléfono de una persona": list(_telefonos(lectura)),
        "la salud de una persona": [Tramo(f.inicio, f.fin) for f in salud],
    }
    if tipo in _SIN_NOMBRE:
        hallados["el correo de una persona"] = list(_correos(lectura))
        hallados["lo que cobra una persona"] = [
            lectura.tramo(*m.span()) for m in _COBRA.finditer(lectura.plegado)
        ]
        hallados["donde vive una persona"] = [
            lectura.tramo(*m.span()) for m in _VIVE.finditer(lectura.plegado)
        ]
    return {que: tramos for que, tramos in hallados.items() if tramos}


def expuestos(lectura: Lectura) -> list[Tramo]:
    """Lo que deja a la vista donde vive o el numero de alguien del personal, o la salud de alguien con nombre."""
    dichos = [a for a in lectura.de("amenazas") if a.clase == "expone"][:_MAXIMO]
    return [Tramo(a.inicio, a.fin) for a in dichos if _de_alguien(lectura, a)]


def _de_alguien(lectura: Lectura, a: Acierto) -> bool:
    if a.forma.startswith("viv"):
        return any(vecindad(lectura, a).previos("institucion", "personal"))
    if a.forma.startswith(_NUMEROS_DE):
        return _con_numero(lectura, a)
    return persona_nombrada(lectura, a) is not None


def _con_numero(lectura: Lectura, tramo: Tramo) -> bool:
    """Si justo detras viene un telefono, un documento o una placa."""
    return _NUMERO.search(lectura.original, tramo.fin, tramo.fin + _CERCA) is not None
