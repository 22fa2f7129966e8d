"""Lo que una respuesta nuestra afirma de un servicio: lo que necesita al area detras."""

import re
from bisect import bisect_left, bisect_right

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.cifras import cifras
from politicas.ayudas.frases import hallar

_SERVICIO = ("servicio", "tramite", "lugar")
_SIGNO = re.compile("[¿?]")
_FIN = re.compile(r"[.!?…](?=\s|$)|\n")
_SOSTIENE = re.compile(
    r"\b(?:(?:atend|abr|cerr)(?:emos|imos|amos|eremos|iremos|aremos)|(?:atiende|abre|cierra|tarda|cuesta|vence|cubre)n?|(?:atendera|abrira|cerrara)n?"
    r"|(?:no|ya|si) (?:hay|tenemos)(?! (?:de que|problema|molestia|duda|en cuenta|presente|que|sus?)\b)|est(?:a|an|ara|aran) (?:abiert|cerrad|list|disponible|suspendid|agotad|habilitad)\w*"
    r"|se (?:entrega|da|presta|hace|realiza|deposita|paga|cobra|otorga|extiende|tramita|suspende|retira|solicita|presenta)n?(?! (?:por aludid|cuenta|con))"
    r"|(?:debe|necesita|tiene que|hay que|requiere)n? (?:traer|presentar|llevar|pagar|sacar|cumplir|hacer|venir|esperar|solicitar)"
    r"|puede (?!ir con dios)(?:pasar|retirar|inscribir|presentarse|recoger|ir|venir|acudir|sacar|tramitar)|le (?:toca|corresponde)|salen? el \d+|no se puede"
    r"|son (?:\d+|\w+) (?:dias|semanas|meses|años|dolares))\b"
)
"""Lo que afirma algo de un servicio aunque no lo nombre: «atendemos los domingos», «se entregan en 60 días»."""
_CORTESIA = (
    r"gracias|agradec|gust[oa]|feliz|saludo|disculp|bienvenid|felicit|lament|sentimos|comprend|entend|compart|trasla|nota\b"
    r"|orden\b|privado|inbox|consult(?:amos|aremos|ando)|revis(?:amos|aremos|ando)|verific|respond|contest|contact|escri[bv]"
    r"|recibimos|127\b|911\b|132\b|bendic|esperamos|felicid|quedamos|servir|publi(?:ca|que)|importante para|garanti|promet"
    r"|buen[oa]s (?:dias|tardes|noches)"
)
_CONTESTA = re.compile(
    r"\A\W{0,3}(?:(?:hola|buen(?:os|as)?|dias?|tardes|noches|estimad[oa]s?|usuari[oa])[ ,.:]{1,3}){0,5}"
    r"(?:(?:si|no|afirmativo|negativo|correcto|exacto|asi es|efectivamente|(?:claro|por supuesto)(?: que (?:si|no))?|todavia no|aun no"
    rf"|ya no|tampoco|tambien|depende)(?=\W{{0,3}}\Z| ?[,.;:!](?![^.!\n]{{0,30}}\b(?:{_CORTESIA}))| de )"
    r"|(?:solo|solamente|unicamente|hasta|desde|a partir de|a las?|de|entre|los|el|en) (?:el |la |los |las )?"
    r"(?:\d{1,2}|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|mañana|hoy|primer|segund|tercer|cuart|quint)"
    r"|(?:es|queda|esta|estan|son|fue|sera) (?:en|por|a|hasta|el|la|los|las|de|gratis|gratuit[oa]s?|necesari[oa]|obligatori[oa])\b)"
)
"""Lo que contesta de lleno a lo que preguntaron: «Sí.», «Afirmativo.», «Solo los martes.», «Es en el tercer nivel»."""
_BREVE = 8
"""Palabras hasta las que una respuesta que ni agradece, ni saluda, ni pregunta contesta lo que le pidieron."""
_ACUSA = re.compile(rf"\b(?:{_CORTESIA}|nos\b|nuestr|hemos\b|\w{{3,20}}(?:amos|emos|imos)\b)|\?")
"""Lo que solo cumple, o dice lo que hará la institución: eso no es lo que preguntaron."""
_DE_ALGUIEN = re.compile(
    r"\b(?:el|la|los|las|nuestr[oa]s?|su) (?:doctor|doctora|dr|dra|medic[oa]|licenciad[oa]|enfermer[oa]|especialista|pediatra"
    r"|odontolog[oa]|psicolog[oa]|jef[ea]|director|directora|encargad[oa]|tecnic[oa]|trabajador|trabajadora)s?\b[^.!?\n]{0,40}?"
    r"\b(?:esta|estara|estan|viene|vienen|llega|llegan|regresa|vuelve|atiende|atenderan|trabaja|sale|salio|vino|consulta)\b"
    r"|\b(?:estamos|estaremos|estuvimos) (?:cerrad|abiert|atendiend|trabajand|sin )\w*"
    r"|\bya (?:llego|llegaron|vino|vinieron|abrio|abrieron|se termino|se acabo|se agoto)\b"
    r"|\b(?:le|les|se lo|se la|se los|se las) (?:deposita|entrega|paga|da|opera|resuelve|llama|programa|envia|asigna|cubre)n?\b"
    r"(?! (?:la bienvenida|las gracias|seguimiento))"
)
"""Quién está, si ya llegó y lo que le dan: también lo dice el área."""
_PATRONES = (_SOSTIENE, _CONTESTA, _DE_ALGUIEN)
_ABREVIADA = re.compile(r"(?:\b[ap]|\b[ap]\. ?m|\bdr|\bdra|\blic|\bn|\bno|\bart|\btel)\Z", re.IGNORECASE)


def _cortes(texto: str) -> list[int]:
    """Donde empieza cada frase. El punto de «p. m.» o de «Dr.» no termina ninguna."""
    finales = (m.end() for m in _FIN.finditer(texto))
    return [0, *(f for f in finales if not _ABREVIADA.search(texto, max(0, f - 8), f - 1))]


def puede_contestar(lectura: Lectura) -> bool:
    """Si es tan breve que quizá contesta lo que preguntaron: «Tres meses.», «Con el DUI basta.»."""
    return 0 < len(lectura.palabras) <= _BREVE and not _ACUSA.search(lectura.plegado)


def afirmado(lectura: Lectura) -> list[Tramo]:
    """Los servicios, horas, montos y lo que se dice de ellos, de las frases que no son solo cortesia ni pregunta.

    «Lamentamos la espera en la farmacia» y «¿en qué clínica le atendieron?» no afirman nada; «lamentamos la espera: abre
    a las 7:00 a. m.», si. Tiempo lineal (salvo el orden).
    """
    cortes = _cortes(lectura.original)
    datos = [c for c in cifras(lectura) if c.clase in ("hora", "dinero")]
    con_dato = {bisect_right(cortes, c.inicio) for c in datos}
    corteses = {
        bisect_right(cortes, f.inicio) for f in hallar("respuestas", lectura) if f.clase == "cortesia"
    }
    servicios = [Tramo(a.inicio, a.fin) for a in lectura.de("institucion") if a.clase in _SERVICIO]
    sostenidos = [lectura.tramo(*m.span()) for patron in _PATRONES for m in patron.finditer(lectura.plegado)]
    dichos = sorted((*servicios, *datos, *sostenidos), key=lambda t: t.inicio)
    signos = [m.start() for m in _SIGNO.finditer(lectura.original)]
    afirma: list[Tramo] = []
    for t in dichos:
        frase = bisect_right(cortes, t.inicio)
        previo = bisect_left(signos, t.inicio) - 1
        pregunta = (
            previo >= 0 and signos[previo] >= cortes[frase - 1] and lectura.original[signos[previo]] == "¿"
        )
        libre = frase in corteses or pregunta
        if frase in con_dato or not libre:
            afirma.append(Tramo(t.inicio, t.fin))
    return afirma
