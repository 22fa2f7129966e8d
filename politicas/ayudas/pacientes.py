"""Un paciente al que se reconoce en un texto nuestro: con su nombre, o en una foto, y lo que tuvo.

Una historia contada con consentimiento es licita: en lo que publicamos, quien la escribe dice con que permiso.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo, lexicos, plegar
from politicas.ayudas.frases import en_torno
from politicas.ayudas.personas import es_de_persona

_PALABRA = r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,20}"
_NOMBRE = rf"{_PALABRA}(?: (?:de (?:la |los )?|del )?{_PALABRA}){{0,3}}"
_DOS = rf"{_PALABRA}(?: (?:de (?:la |los )?|del )?{_PALABRA}){{1,3}}"
_SUELTO = r"(?:de nombre|llamad[oa]|identificad[oa] como|señora?|joven|niñ[oa]|menor|don|doña|[Ss]ra?\.)"
_PACIENTE = re.compile(rf"\bpacientes?,? (?:{_SUELTO} )?({_NOMBRE})")
_INICIAL = re.compile(rf"\bPacientes?,? (?:{_SUELTO} )?({_DOS})")
_APOSICION = re.compile(rf"\b({_DOS}), (?:un |una |quien es )?paciente\b")
_MENOR = re.compile(
    rf"\b(?:niñ[oa]|menor|adolescente|joven|beb[eé]|pequeñ[oa]|recién nacid[oa]),? (?:de nombre |llamad[oa] )?({_NOMBRE})"
)
_MENOR_INICIAL = re.compile(rf"\b(?:Niñ[oa]|Menor|Adolescente|Joven|Beb[eé]|Pequeñ[oa]) ({_DOS})")
"""Con mayuscula puede ser el nombre de un programa («Niño Sano»): hacen falta dos palabras."""
_EDAD = re.compile(rf"\b({_NOMBRE})(?:,| \(| tiene| de) ?(?:de )?\d{{1,3}} (?:años|meses|días)\b")
_LE_PASO = re.compile(
    rf"\b({_DOS})(?:,? quien)? (?:recibió (?:su|un) trasplante|llegó|ingresó|falleció|murió|padece|padecía|venció"
    r"|superó|sobrevivió|fue (?:operad|ingresad|intervenid|atendid"
    r"|diagnosticad|trasladad)[oa])\b"
)
_FOTO = re.compile(
    r"\b(?:foto|fotografia|imagen|video|rostro|cara|nombre|identidad) (?:de la|del|de el|de un|de una) paciente (?:que|quien)\b"
)
_CLINICA = re.compile(
    r"\b(?:cancer|leucemi\w+|linfoma|tumor\w*|metastasis|quimioterapias?|radioterapias?|oncolog\w+|hemodialisis|dialisis|trasplant\w+|vih|sida"
    r"|aborto|embarazo|embarazada|preeclampsia|eclampsia|parto|cesarea|infarto|derrame|diabetes|diabetic[oa]|hipertens\w+|epilepsia|tuberculosis"
    r"|dengue|covid\w*|neumonia|hepatitis|lupus|sifilis|cirrosis|insuficiencia|esquizofrenia|depresion|suicid\w+|autismo|paralisis|cardiopatia"
    r"|malformacion\w*|prematur[oa]|uci|cuidados intensivos|intubad[oa]|ingresad[oa]|hospitalizad[oa]|internad[oa]|operad[oa]|intervenid[oa]"
    r"|cirugia|amputa\w+|diagnostic\w+|padec\w+|enfermedad|complicacion\w*|sobredosis|intoxica\w+|ebriedad|quemaduras?|alta medica"
    r"|en estado (?:grave|critico|delicado)|paciente)\b"
)
_CARGO = re.compile(
    r"(?:[Dd]octora?|[Dd]ra?\.?|[Ll]ic(?:da|do|enciad[oa])?\.?|[Ee]nfermer[oa]|[Mm][ée]dic[oa]|[Cc]irujan[oa]|[Dd]irectora?|[Ii]ng(?:enier[oa])?\.?"
    r"|[Mm]inistr[oa]|[Pp]residente|[Pp]residenta|[Cc]ompañer[oa]|[Jj]ef[ea]|[Hh]ospital|[Uu]nidad|[Cc]línica|[Mm]édica|San|Santa) ?\Z"
)
"""Delante del nombre: es del personal, o de un sitio, y no un paciente."""
_DE_DEVOCION = frozenset(("jesus", "dios"))
_FIN = re.compile(r"[.!?¡¿\n…]")
_EMPIEZA = re.compile(r"(?:\A|[.!?¡¿:\n…«»\"•-])\s*\Z")
_LARGO, _CARGO_ANTES = 250, 20


def _frase(lectura: Lectura, inicio: int, fin: int) -> str:
    """La frase (en llano) en que esta un tramo del original, hasta `_LARGO` letras a cada lado."""
    return plegar(lectura.original[slice(*en_torno(lectura.original, (inicio, fin), _FIN, _LARGO))])[0]


def _persona(lectura: Lectura, m: re.Match[str], *, rara: bool) -> bool:
    """Si lo hallado nombra a una persona.

    `rara`: alguna palabra no es de la lengua («Paciente Crítico» no nombra). Al empezar una frase la mayuscula no dice nada.
    """
    palabras = plegar(m[1])[0].split()
    if palabras[-1] in _DE_DEVOCION or not es_de_persona(m[1], estricto=False):
        return False
    if _CARGO.search(lectura.original, max(0, m.start(1) - _CARGO_ANTES), m.start(1)):
        return False
    inicial = _EMPIEZA.search(lectura.original, max(0, m.start(1) - _CARGO_ANTES), m.start(1))
    return not (rara or inicial) or any(p not in lexicos().palabras for p in palabras)


def pacientes(lectura: Lectura) -> Iterator[Tramo]:
    """Los pacientes nombrados, o señalados en una foto. Tiempo lineal."""
    original = lectura.original
    for patron, rara, clinica in (
        (_PACIENTE, False, False),
        (_INICIAL, True, False),
        (_APOSICION, True, False),
        (_MENOR, True, True),
        (_MENOR_INICIAL, True, True),
        (_EDAD, False, True),
        (_LE_PASO, True, True),
    ):
        for m in patron.finditer(original):
            if not _persona(lectura, m, rara=rara):
                continue
            if not clinica or _CLINICA.search(_frase(lectura, *m.span())):
                yield Tramo(*m.span())
    yield from (lectura.tramo(*m.span()) for m in _FOTO.finditer(lectura.plegado))
