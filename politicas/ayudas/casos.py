"""El caso de quien escribe o de su familiar, contado en una respuesta que ven todos: su estado, su cita, su expediente.

Lo que contesto un area no lo libra: puede ser cierto y ser suyo. Lo general («las pacientes embarazadas pueden…», «su cita
se saca en el 127») y lo que se supone o se pregunta no cuentan.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.supuestos import preguntado, supuesto

_FAMILIAR = (
    r"su (?:señora |señor )?(?:mama|papa|mami|papi|madre|padre|hij[oa]|espos[oa]|herman[oa]|abuel[oa]|abuelit[oa]|ti[oa]|suegr[oa]|niet[oa]"
    r"|sobrin[oa]|bebe|niñ[oa]|familiar|pareja|conyuge|compañer[oa] de vida|marido|paciente|pariente)"
)
_AVERBIOS = r"(?: (?:ya|aun|todavia|tambien|se|actualmente|ahora|hoy|ayer|anoche))*"
_ESTABA = (
    rf"{_AVERBIOS} (?:esta|estaba|estuvo|sigue|continua|permanece|encuentra|encontraba|fue|ha sido|quedo|llego|ingreso|salio|aparece|va)"
    r"(?: (?:muy|bien|ya|siendo|bastante|mas|se))*"
)
_GRAVE = (
    r"(?:estable|grave|delicad[oa]|critic[oa]|ingresad[oa]|internad[oa]|hospitalizad[oa]|operad[oa]|intervenid[oa]|intubad[oa]|sedad[oa]"
    r"|embarazad[oa]|inconsciente|diagnosticad[oa]|ebri[oa]|borrach[oa]|drogad[oa]|estabilizad[oa]|dad[oa] de alta|de alta|fuera de peligro"
    r"|en (?:el |la |estado |sala de )?(?:observacion|quirofano|uci|cuidados intensivos|coma|recuperacion|grave|critico|delicado|ebriedad|aborto"
    r"|fase terminal)|bajo (?:los )?efectos|con (?:un |una )?(?:aborto|sobredosis|intoxicacion)|en (?:una |la )?lista de espera)\b"
)
_ESTADO = re.compile(
    rf"\b(?:usted|{_FAMILIAR}){_ESTABA} {_GRAVE}"
    rf"|\b{_FAMILIAR}{_AVERBIOS} (?:fue|ha sido|esta siendo) (?:atendid|evaluad|valorad|trasladad|referid)[oa]\b"
    r"|\b(?:el|la) paciente(?: ya)?(?: se)? (?:encuentra|esta|fue|ha sido|llego|ingreso) (?:muy |bien )?"
    r"(?:estable|grave|delicad[oa]|intubad[oa]|trasladad[oa]|operad[oa]|dad[oa] de alta|en estado|con un aborto)\b"
    rf"|\b(?:usted|{_FAMILIAR}) salio (?:muy )?(?:bien|mal) de (?:la |su )?(?:operacion|cirugia|quirofano|parto|cesarea)\b"
    rf"|\b(?:usted|{_FAMILIAR}|(?:el|la) paciente)[^.!?\n;,]{{0,30}} (?:dio|salio|resulto) (?:positiv|negativ)[oa]\b"
    rf"|\b(?:usted|{_FAMILIAR}|(?:el|la) paciente)[^.!?\n;]{{0,30}} en estado de ebriedad\b"
)
_DOLENCIA = (
    r"(?:aborto|derrame|infarto|preeclampsia|neumonia|dengue|covid|leucemia|cancer|tumor|sobredosis|depresion|ansiedad|cirrosis|tuberculosis|vih"
    r"|sida|sifilis|hemorragia|paro cardiaco|apendicitis|peritonitis|sepsis|fractura|convulsion(?:es)?|intoxicacion|trastorno)\b"
)
_LE_PASO = re.compile(
    rf"\b(?:usted|{_FAMILIAR}){_AVERBIOS} (?:tuvo|sufrio|presento|contrajo|padecio|tiene|presenta) (?:un |una |principio de )?{_DOLENCIA}"
    rf"|\ba {_FAMILIAR}{_AVERBIOS} (?:l[oae] )?(?:ya )?(?:operaron|ingresaron|intubaron|estabilizaron|sedaron|amputaron|dieron de alta)\b"
    rf"|\b(?:usted|{_FAMILIAR}|su familia){_AVERBIOS} (?:(?:nego|rechazo|no quiso|no acepto) (?:a )?(?:recibir )?(?:el|la|su) (?:tratamiento|operacion|cirugia"
    r"|ingreso|medicamento|procedimiento)|(?:pidio|firmo|solicito) (?:el|la|su) (?:alta|egreso))\b"
    rf"|\bsu incapacidad por {_DOLENCIA}"
)
_MUERTE = re.compile(
    r"\bla causa (?:de|del) (?:su |la )?(?:muerte|fallecimiento|deceso)[^.!?\n]{0,40}? (?:fue|es)\b"
    rf"|\b(?:muerte|fallecimiento|perdida|deceso|partida) de {_FAMILIAR}[^.!?\n]{{0,60}}?\bla causa fue\b"
    rf"|\b(?:{_FAMILIAR}|(?:el|la) paciente){_AVERBIOS} (?:fallecio|murio)(?: ayer| hoy| anoche)? (?:por|de|a causa|debido)\b"
)
_FUENTE = re.compile(
    r"\b(?:segun|de acuerdo (?:con|a)|conforme a) (?:(?:su|el|la|los|las|nuestros?|nuestras?) )?(?:expediente|registros?|historial|ficha|sistema"
    r"|cuadro|doctora?|medic[oa]|enfermer[oa]s?|personal|hospital)(?: (?:clinico|medico|de turno|tratante|que l[oa] atendio))*,? "
    rf"(?:(?:usted|ustedes|{_FAMILIAR})(?! (?:puede|pueden|debe|deben|podra|debera|tiene que|tiene derecho|necesita|requiere))"
    r"|(?:a usted )?se l[eoa]s? \w{2,12}o\b)"
    r"|\bexpediente(?: clinico| medico)?(?: de su \w+)? (?:consta|dice|indica|refleja|registra|muestra) que\b"
    r"|\b(?:revisamos|hemos revisado|vimos|verificamos) (?:ya )?(?:su|el) expediente[^.!?\n;]{0,40}? "
    r"y (?:usted|su (?!seguridad|caso|queja|comentario|mensaje|privacidad)|consta|aparece|vemos que)"
)
_DIA = r"(?:para |el dia |el proximo |este |el )+(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b|\d{1,2}(?: de [a-z]+|/\d)|mes de)"
_PARTICIPIO = r"(?:(?:re)?(?:programad|agendad)|asignad|confirmad|pospuest|fijad|movid|cambiad)[oa]"
_ATENCION = (
    r"(?:cita|control|operacion|cirugia|examen|resonancia|tomografia|biopsia|ultrasonido|mamografia|hemodialisis|dialisis|quimioterapia"
    r"|radioterapia|terapia|procedimiento|cesarea|colonoscopia|endoscopia|cateterismo)"
)
_ESPECIALIDAD = r"(?:\w{3,16}(?:logia|logica|logo|loga|iatria|iatra|pedia|terapia)|hemodialisis|dialisis|cirugia|ortopedia|prenatal|control prenatal|oncologico)\b"
_CITA = re.compile(
    rf"\bsu (?:proxim[oa] |nuev[oa] )?{_ATENCION}(?: (?:de|en|con) (?:el |la )?\w+(?: \w+)?)?(?: (?:ya|se))*"
    rf" (?:es|sera|fue|quedo|queda|esta|ha sido|programo|reprogramo)(?: {_PARTICIPIO})? {_DIA}"
    rf"|\b(?:confirmamos|programamos|reprogramamos|agendamos|reagendamos|asignamos|programo|reprogramo|asigno) (?:que )?su {_ATENCION}"
    rf"(?: (?:de|en|con) (?:el |la )?\w+(?: \w+)?)?(?: es| quedo| sera)? {_DIA}"
    rf"|\b(?:tiene|tenia) (?:su |una )?{_ATENCION}(?: {_PARTICIPIO})? (?:{_DIA}|(?:de|en|con) (?:el |la )?{_ESPECIALIDAD})"
    r"|\b(?:esta|sigue|continua|aparece|quedo|esta anotad[oa]|fue incluid[oa]) (?:usted )?en (?:la |una |nuestra )?lista de espera (?:de|para|del)\b"
    rf"|\b(?:falto|no asistio|no se presento|no llego|perdio|no acudio) (?:a )?(?:su|sus|la|las)(?: \w+){{0,2}} (?:citas?|control(?:es)?)\b"
    r"|\bno l[oae]s? (?:llevo|llevaron|trajo|trajeron) a (?:su|sus|los|las) (?:control|cita|consulta|vacuna)(?:s|es)?\b"
    rf"|\b(?:el|la|los|las) (?:resultados?|resonancia|biopsia|examen(?:es)?|tomografia|ultrasonido|citologia) de {_FAMILIAR}(?: ya)?"
    r" (?:esta|estan|salio|salieron|dio|dieron|muestra|indica)\b"
)
_PATRONES = (_ESTADO, _LE_PASO, _MUERTE, _FUENTE, _CITA)
_CORTES = re.compile(r"\b(?:nos (?:alegra|complace)|esperamos|ojala|deseamos)\b[^.!?\n;,]{0,40}\Z")
"""«Nos alegra saber que su mamá está estable» repite lo que la persona conto."""
_ALCANCE = 80
_MAXIMO = 40


def caso_contado(lectura: Lectura) -> Iterator[Tramo]:
    """Los tramos de una respuesta que cuentan el caso de alguien. Tiempo lineal."""
    plegado = lectura.plegado
    for patron in _PATRONES:
        for m in patron.finditer(plegado):
            tramo = lectura.tramo(*m.span())
            cortes = _CORTES.search(plegado, max(0, m.start() - _ALCANCE), m.start())
            if not (cortes or supuesto(lectura, tramo) or preguntado(lectura, tramo)):
                yield tramo
