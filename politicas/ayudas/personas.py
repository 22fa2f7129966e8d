"""Personas nombradas en un texto: un cargo y un nombre propio, o nombre y apellido seguidos."""

import re

from modelos.lectura import Lectura, Tramo, lexicos, plegar

ALCANCE = 150
"""Letras entre el delito y el nombre: mas lejos ya se habla de otra cosa."""
_TITULO = (
    r"(?:[Dd]octor(?:a)?|[Dd]ra?\.?|[Ll]ic(?:da|do|enciad[oa])?\.?|[Ii]ng(?:enier[oa])?\.?|[Mm][ée]dic[oa]|[Ee]nfermer[oa]"
    r"|[Dd]irector(?:a)?|[Jj]ef[ea]|[Gg]erente|[Ss]upervisor(?:a)?|[Ss]r(?:a|ita)?\.?|[Ss]eñor(?:a|ita)?|[Dd]on|[Dd]oña"
    r"|[Mm]inistr[oa]|[Pp]residente|[Pp]residenta|[Ss]ecretari[oa]|[Tt]al|[Tt]al [a-z]{3,12})"
)
_NOMBRE = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,20}"
_CON_TITULO = re.compile(rf"\b{_TITULO} {{1,2}}({_NOMBRE}(?: {{1,2}}{_NOMBRE}){{0,3}})")
_SEGUIDOS = re.compile(rf"(?<![.!?¡¿\n«\"] )(?<!^)\b({_NOMBRE} {{1,2}}{_NOMBRE}(?: {{1,2}}{_NOMBRE}){{0,2}})")


def _es_de_persona(nombre: str) -> bool:
    """Si ninguna de sus palabras es de un lugar, de la institucion o de un servicio."""
    raiz = lexicos().raiz
    for palabra in plegar(nombre)[0].split():
        nodo = raiz.hijos.get(palabra)
        if nodo and any(e.lexico in ("institucion", "lugares", "siglas") for e in nodo.entradas):
            return False
    entero = " ".join(plegar(nombre)[0].split())
    return entero not in lexicos().lugares


def persona_nombrada(lectura: Lectura, cerca: Tramo) -> Tramo | None:
    """La primera persona nombrada a menos de `ALCANCE` letras de un tramo, o None.

    Solo reconoce nombres escritos con mayuscula.
    """
    inicio, fin = max(0, cerca.inicio - ALCANCE), cerca.fin + ALCANCE
    for patron in (_CON_TITULO, _SEGUIDOS):
        for m in patron.finditer(lectura.original, inicio, fin):
            if _es_de_persona(m[1]):
                return Tramo(m.start(), m.end())
    return None
