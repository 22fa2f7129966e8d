"""Personas nombradas en un texto: un cargo y un nombre propio, o nombre y apellido seguidos."""

import re
from collections.abc import Sequence
from functools import lru_cache

from modelos.lectura import CARPETA, Lectura, Tramo, leer_lexico, lexicos, plegar
from politicas.ayudas.palabras import llano

ALCANCE = 150
"""Letras entre el delito y el nombre: mas lejos ya se habla de otra cosa."""
_TITULO = (
    r"(?:[Dd]octor(?:a)?|[Dd]ra?\.?|[Ll]ic(?:da|do|enciad[oa])?\.?|[Ii]ng(?:enier[oa])?\.?|[Mm][ée]dic[oa]|[Ee]nfermer[oa]"
    r"|[Dd]irector(?:a)?|[Jj]ef[ea]|[Gg]erente|[Ss]upervisor(?:a)?|[Ss]r(?:a|ita)?\.?|[Ss]eñor(?:a|ita)?|[Dd]on|[Dd]oña"
    r"|[Ss]ubdirector(?:a)?|[Cc]ajer[oa]|[Cc]irujan[oa]|[Vv]igilante|[Aa]dministrador(?:a)?|[Cc]oordinador(?:a)?"
    r"|[Rr]ecepcionista|[Mm]otorista|[Cc]amiller[oa]|[Pp]sic[óo]log[oa]|[Oo]dont[óo]log[oa]"
    r"|[Mm]inistr[oa]|[Pp]residente|[Pp]residenta|[Ss]ecretari[oa]|[Nn]iña|[Tt]al|[Tt]al [a-z]{3,12})"
)
_NOMBRE = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,20}"
_CON_TITULO = re.compile(rf"\b{_TITULO} {{1,2}}({_NOMBRE}(?: {{1,2}}{_NOMBRE}){{0,3}})")
_SEGUIDOS = re.compile(rf"(?<![.!?¡¿\n«\"] )(?<!^)\b({_NOMBRE} {{1,2}}{_NOMBRE}(?: {{1,2}}{_NOMBRE}){{0,2}})")
# Al principio de frase la primera mayuscula no dice nada: las dos palabras han de ser desconocidas.
_INICIAL = re.compile(rf"(?:^|(?<=[.!?¡¿\n«\"] ))({_NOMBRE} {{1,2}}{_NOMBRE})\b")
# En un texto todo en mayusculas no hay mas seña que el cargo: hacen falta dos palabras que no sean de la lengua.
_GRITADO = re.compile(
    r"\b(?:DOCTORA?|DRA?\.?|LIC(?:DA|DO|ENCIAD[OA])?\.?|ING\.?|ENFERMER[OA]|DIRECTORA?|JEF[EA]|SRA?\.?|SEÑORA?|DON|DOÑA)"
    r" {1,2}([A-ZÁÉÍÓÚÑ]{3,20} {1,2}[A-ZÁÉÍÓÚÑ]{3,20})\b"
)
_OFICIAL = re.compile(r"\b(oficial|atencion|servicio|soporte|ayuda|citas|informaci|gob|cliente|usuario)")
"""Lo que (en llano), junto al nombre de la institucion, hace pasar a un autor por ella («Jubilados del ISSS» no)."""


@lru_cache(maxsize=1)
def _de_la_casa() -> frozenset[str]:
    """Palabras sueltas de la institucion y siglas: con una de ellas, el nombre es de un sitio o de un servicio."""
    entradas = (e for nombre in ("institucion", "siglas") for e in leer_lexico(CARPETA / f"{nombre}.toml"))
    return frozenset(e.forma for e in entradas if len(e.palabras) == 1)


def es_de_persona(nombre: str, *, estricto: bool) -> bool:
    """Si no nombra un lugar ni la institucion. «Dolores» y «Victoria» son pueblos, y tambien nombres."""
    palabras = plegar(nombre)[0].split()
    if any(p in _de_la_casa() for p in palabras):
        return False
    if estricto and any(p in lexicos().palabras for p in palabras):
        return False
    lugares = lexicos().lugares
    return " ".join(palabras) not in lugares and not all(p in lugares for p in palabras)


def persona_nombrada(lectura: Lectura, cerca: Tramo) -> Tramo | None:
    """La primera persona nombrada a menos de `ALCANCE` letras de un tramo, o None.

    Solo reconoce nombres escritos con mayuscula.
    """
    inicio, fin = max(0, cerca.inicio - ALCANCE), cerca.fin + ALCANCE
    for patron in (_CON_TITULO, _SEGUIDOS, _INICIAL, _GRITADO):
        for m in patron.finditer(lectura.original, inicio, fin):
            if es_de_persona(m[1], estricto=patron in (_INICIAL, _GRITADO)):
                return Tramo(m.start(), m.end())
    return None


def se_firma_como(autor: str, propios: Sequence[str]) -> bool:
    """Si un autor se firma con uno de nuestros nombres, solo o con algo de oficial."""
    nombre = llano(autor)
    for propio in map(llano, propios):
        if propio and propio in nombre and re.search(rf"\b{re.escape(propio)}\b", nombre):
            return nombre.startswith(propio) or bool(_OFICIAL.search(nombre))
    return False
