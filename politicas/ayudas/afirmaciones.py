"""Lo que una respuesta nuestra afirma de un servicio: lo que necesita al area detras."""

import re
from bisect import bisect_left, bisect_right

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.cifras import cifras
from politicas.ayudas.frases import fuera_de, hallar
from politicas.ayudas.orientacion import orientaciones, sin_orientaciones

_SERVICIO = ("servicio", "tramite", "lugar")
_SIGNO = re.compile("[¿?]")
_FIN = re.compile(r"[.!?…](?=\s|$)|\n")
_SOSTIENE = re.compile(
    r"\b(?:(?:atend|abr|cerr)(?:emos|imos|amos|eremos|iremos|aremos)|(?:atiende|abre|cierra|tarda|cuesta|vence|cubre)n?|cubrimos|(?:atendera|abrira|cerrara)n?"
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
_CUMPLE = re.compile(
    rf"\b(?:{_CORTESIA}|nos\b|nuestr|hemos\b|\w{{3,20}}(?:amos|emos|imos)\b|nosotros|usted(?:es)?\b|anim[oa]|abrazo|fuerza|exitos?\b"
    r"|suerte|condolencia|pesame|honor\b|momento|enseguida|en breve|en unos minutos|paciencia|por favor|permita|cuentenos|cuente con|cuidese|bandeja|no esta sol[oa]"
    r"|(?:es|son) (?:muy |tan |realmente )?(?:(?:valios|apreciad)\w+|important\w+(?! (?:que|\w+[aei]r(?:se)?)\b))|igualmente|enterad|recuper|mejoria|asi sea|cordial|atentamente"
    r"|estimad[oa]|don\b|doña\b|señor(?:a|ita)?\b|le (?:orient|apoy|acompañ|escuch|deseam)\w*)"
    r"|\A\W*(?:y |ojala )?que (?:se (?:mejore|recupere|cuide|alivie|sienta|reponga)|(?:le|les) vaya|teng|pase|este|siga|descans|todo|sea|disfrut)"
    r"|\A\W*que (?:alegria|bonit|buen|lind|dicha|gran|bien|orgullo|emocion|hermos|gust)|\?"
)
"""Lo que solo cumple, o dice lo que hará la institución: eso no es lo que preguntaron."""
_DATO = re.compile(
    r"\A\W*(?:no|ya no|tampoco|todavia no|aun no|solo|solamente|hasta|desde)\b(?! hay (?:de que|problema|pena|molestia))(?= ?\w)"
    r"|\b(?:\d+|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|treinta|otr[oa]|proxim[oa]|est[ea]) "
    r"(?:horas?|dias?|semanas?|mes|meses|años?|dolares|pisos?|niveles|copias?)\b|\b(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?"
    r"|mañana|por la (?:tarde|noche)|pisos?|ventanilla|edificio|nivel|dui|partida|carnet|constancia|solvencia|receta|gratis|gratuit[oa]"
    r"|(?:no|si|ya) (?:hay(?! (?:de que|problema|pena|molestia))|se puede|cubr\w+|tenemos(?! (?:sus?|presente|en cuenta)\b)|es|esta)|puede|cubr(?:e|en|imos)|cuesta|debe|necesita|tiene que)\b"
)
"""Lo que, aunque lo demás sea cortesía, contesta: «Tres meses, gracias», «No hay, disculpe»."""
_AFIRMA_SOLO = re.compile(r"\A\W*(?:si|no|claro|correcto|exacto|afirmativo|negativo)\b(?:\W+\w+){0,2}\W*\Z")
"""«Sí, con gusto», «No, lamentablemente»."""
_CLAUSULA = re.compile(r"[^,.;:!¡¿\n…]+(?:\?|(?=[,.;:!¡¿\n…]|\Z))")
_DE_ALGUIEN = re.compile(
    r"\b(?:el|la|los|las|nuestr[oa]s?|su) (?:doctor|doctora|dr|dra|medic[oa]|licenciad[oa]|enfermer[oa]|especialista|pediatra"
    r"|odontolog[oa]|psicolog[oa]|jef[ea]|director|directora|encargad[oa]|tecnic[oa]|trabajador|trabajadora)s?\b[^.!?\n]{0,40}?"
    r"\b(?:esta|estara|estan|viene|vienen|llega|llegan|regresa|vuelve|atiende|atenderan|trabaja|sale|salio|vino|consulta)\b"
    r"|\b(?:estamos|estaremos|estuvimos) (?:cerrad|abiert|atendiend|trabajand|sin )\w*"
    r"|\bya (?:llego|llegaron|vino|vinieron|abrio|abrieron|se termino|se acabo|se agoto)\b"
    r"|\b(?:le|les|se lo|se la|se los|se las) (?:deposita|entrega|paga|da|hace|opera|resuelve|llama|programa|envia|asigna|cubre)n?\b"
    r"(?! (?:la bienvenida|las gracias|seguimiento))"
    r"|\b(?:le|les|lo|la|los|las) van? a (?:operar|entregar|pagar|depositar|programar|resolver|hospitalizar|referir|aprobar)\b"
)
"""Quién está, si ya llegó y lo que le dan: también lo dice el área."""
_RECETA = re.compile(
    r"\b(?:tom(?:e|ese|arse)|apliquese|pongase|untese|inyectese|suspenda|(?:deje|dejar) de (?:tomar|usar|ponerse|inyectarse)|aumente|reduzca|baje)"
    r"(?: \w{1,6}){0,2} (?:dosis|pastillas?|medicamentos?|medicinas?|tratamiento|jarabe|crema|pomada|gotas|antibioticos?|antialergicos?"
    r"|\w{3,20}(?:ina|inas|prazol|cilina|micina|fen|fenaco|mol|sartan|pril|zol|zolam|xona))\b"
    r"|\blo que (?:usted |el |ella |su \w+ )?(?:tiene|padece|presenta) (?:es|son|parece)\b|\busted lo que (?:tiene|padece) es\b"
    r"|\bno es nada (?:grave|serio|malo|de cuidado)\b|\bes normal (?:que|despues|tener|sentir|en)\b"
    r"|\b(?:parece|puede ser|podria ser|es solo|seguro es|seguramente es) (?:un |una |el |la )?(?:infeccion|alergia|gripe|gripon|dengue|virus|quiste"
    r"|hernia|migraña|estres|ansiedad|gastritis|\w{3,20}(?:itis|osis|emia|patia))\b"
    r"|\bsu (?:presion|azucar|glucosa|colesterol|hemoglobina) (?:esta|sigue|anda|salio)\b"
    r"|\A\W*eso (?:es (?:por|normal|del?)|se debe|le pasa)\b"
)
"""Decir qué tiene alguien o qué tomar: lo dice quien lo atiende, no una cuenta."""
_NUMERO = r"(?:\d{1,3}|un|una|dos|tres|cuatro|cinco|ocho|diez|quince|treinta|pocas|pocos|unas|unos)"
_CON_PLAZO = re.compile(
    r"\b(?:sera|seran|quedara|quedaran|tendra|tendran|recibira|recibiran|estara|estaran|le (?!contest|respond|escrib|llam|inform|confirm)[a-z]{3,15}(?:remos|ran|ra)"
    r"|se le (?:va a|[a-z]{3,15}ra))\b[^.!?\n]{0,60}?\b(?:(?:en|dentro de|antes de) (?:menos de |las proximas |(?:un )?plazo (?:maximo |no mayor )?(?:de |a )?)?"
    rf"{_NUMERO} (?:horas?|dias?|semanas?|mes|meses)|en un plazo (?:maximo|no mayor))\b"
)
"""Futuro o pasiva y un plazo: compromete a quien lo tiene que cumplir, que es el area."""
_SANCION = re.compile(
    r"\b(?:fue|fueron|ha sido|han sido|esta siendo|estan siendo|quedo|quedaron) (?:ya )?(?:sancionad|despedid|destituid|removid|amonestad|castigad|cesad|denunciad"
    r"|separad[oa]s? del? (?:cargo|puesto)|investigad)[oa]?s?\b"
    r"|\b(?:sancionamos|despedimos|destituimos|amonestamos|denunciamos|demandamos) (?:al?|a la)\b|\bse (?:sanciono|despidio|destituyo|amonesto) (?:al?|a la)\b"
    r"|\b(?:enviad|remitid|trasladad|presentad|interpuest|llevad|elevad)[oa]s? (?:a|ante) (?:la |el )?(?:fiscalia|policia|pnc|procuraduria|corte de cuentas|tribunal|juzgado)\b"
    r"|\b(?:enviamos|remitimos|trasladamos|presentamos|interpusimos)\b[^.!?\n]{0,40}\b(?:a|ante) (?:la |el )?(?:fiscalia|policia|pnc|procuraduria|corte de cuentas)\b"
)
"""Que a alguien lo sancionaron o denunciaron: se sabe por quien lleva el caso, y aunque vaya con cortesia afirma."""
_PATRONES = (_SANCION, _CON_PLAZO, _SOSTIENE, _CONTESTA, _DE_ALGUIEN, _RECETA)
_ABREVIADA = re.compile(r"(?:\b[ap]|\b[ap]\. ?m|\bdr|\bdra|\blic|\bn|\bno|\bart|\btel)\Z", re.IGNORECASE)


def _cortes(texto: str) -> list[int]:
    """Donde empieza cada frase. El punto de «p. m.» o de «Dr.» no termina ninguna."""
    finales = (m.end() for m in _FIN.finditer(texto))
    return [0, *(f for f in finales if not _ABREVIADA.search(texto, max(0, f - 8), f - 1))]


def puede_contestar(lectura: Lectura) -> bool:
    """Si es tan breve que quizá contesta lo que preguntaron: «Tres meses.», «Con el DUI basta.», «No hay, disculpe».

    Cuenta lo que no es cortesía; si la hay, solo contesta lo demás que dé un dato.
    """
    plegado = sin_orientaciones(lectura)
    if not re.search(r"\w", plegado) or len(lectura.palabras) > 2 * _BREVE:
        return False
    clausulas = [m[0] for m in _CLAUSULA.finditer(plegado) if m[0].strip()]
    resto = [c for c in clausulas if not _CUMPLE.search(c)]
    if len(resto) == len(clausulas):
        return len(lectura.palabras) <= _BREVE
    return any(map(_DATO.search, resto)) or _AFIRMA_SOLO.search(plegado) is not None


def afirmado(lectura: Lectura) -> list[Tramo]:
    """Los servicios, horas, montos y lo que se dice de ellos, de las frases que no son solo cortesia ni pregunta.

    «Lamentamos la espera en la farmacia» y «¿en qué clínica le atendieron?» no afirman nada; «lamentamos la espera: abre
    a las 7:00 a. m.», si; mandar a un canal nuestro (`orientacion`), tampoco. Tiempo lineal (salvo el orden).
    """
    cortes = _cortes(lectura.original)
    datos = [c for c in cifras(lectura) if c.clase in ("hora", "dinero")]
    firmes = [lectura.tramo(*m.span()) for p in _PATRONES[:2] for m in p.finditer(lectura.plegado)]
    con_dato = {bisect_right(cortes, t.inicio) for t in (*datos, *firmes)}
    corteses = {
        bisect_right(cortes, f.inicio) for f in hallar("respuestas", lectura) if f.clase == "cortesia"
    }
    servicios = [Tramo(a.inicio, a.fin) for a in lectura.de("institucion") if a.clase in _SERVICIO]
    sostenidos = [lectura.tramo(*m.span()) for patron in _PATRONES for m in patron.finditer(lectura.plegado)]
    dichos = sorted((*servicios, *datos, *sostenidos), key=lambda t: t.inicio)
    signos = [m.start() for m in _SIGNO.finditer(lectura.original)]
    afirma: list[Tramo] = []
    for t in fuera_de(dichos, orientaciones(lectura)):
        frase = bisect_right(cortes, t.inicio)
        previo = bisect_left(signos, t.inicio) - 1
        pregunta = (
            previo >= 0 and signos[previo] >= cortes[frase - 1] and lectura.original[signos[previo]] == "¿"
        )
        libre = frase in corteses or pregunta
        if frase in con_dato or not libre:
            afirma.append(Tramo(t.inicio, t.fin))
    return afirma
