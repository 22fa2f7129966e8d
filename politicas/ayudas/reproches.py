"""Lo que culpa, amenaza o ataca a la gente en un texto nuestro, y no cabe en una lista de frases hechas."""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura
from politicas.ayudas.frases import Frase

_DE_ALGUIEN = (
    r"(?:su (?:mama|papa|madre|padre|hij[oa]|espos[oa]|familiar|bebe|herman[oa]|abuel[oa])|usted|ustedes)"
)
_CULPA = re.compile(
    r"\bsi (?:\w+ ){0,4}hubie(?:ra|ran|se|sen) (?:venido|llegado|llevado|traido|consultado|acudido|cuidado|tomado|asistido|avisado|cumplido|seguido"
    r"|hecho caso|sido)[^.!?\n]{0,60}?\b(?:no (?:se |le |lo |la |les )?(?:habria|hubiera|hubiese|habrian|hubieran|estaria)|(?:estaria|seguiria) viv[oa])\b"
    r"|\b(?:llego|llegaron|vino|vinieron|acudio|consulto) tarde\W{1,3}(?:y )?(?:por eso|por ello|por lo que|por lo tanto|asi que)"
    r" (?:ya )?no (?:l[oae]s?|se l[eoa]s?|fue|fueron|pudo|alcanzo)\b"
    r"|\b(?:usted|ustedes) (?:tiene|tienen) la obligacion de (?:llegar|venir|esperar|respetar|asistir)"
    rf"|\bpor (?:su|la) (?:propia )?(?:culpa|irresponsabilidad|falta de cuidado) de {_DE_ALGUIEN}\b|\bpor su propia (?:culpa|irresponsabilidad)\b"
    r"|\b(?:recomendamos|pedimos|sugerimos|invitamos a|procure) (?:que )?(?:ser|sea) mas (?:responsable|puntual|cuidados[oa]|agradecid[oa]|educad[oa])\b"
    rf"|\b{_DE_ALGUIEN} (?:tiene|tienen|tuvo|tuvieron) la culpa\b|\beso les? pas[ao] por no\b|\bporque (?:usted|ustedes) l[oa] (?:trajo|trajeron|llevo"
    r"|llevaron) tarde\b|\bpor no (?:haber |haberse )?(?:ido|ir|venir|venido|cuidarse|cuidado|llevarl[oa]|seguir|asistir)\b[^.!?\n]{0,40}?\b(?:les? paso"
    r"|se complico)\b|\b(?:usted|ustedes) (?:solo|nomas|siempre|unicamente|nada mas) (?:pasan?|vienen?|saben?|se dedican?) (?:a )?(?:quej|critic"
    r"|molest|reclam|ofend)\w+|\bno mientan?(?: mas)?(?=[,!])|\blo que usted (?:dice|publica|cuenta|escribe) es (?:una )?mentira\b"
    r"|\bdeberia(?:n)? (?:estar|ser|sentirse) (?:mas )?agradecid[oa]s?\b"
    r"|\bno es culpa (?:nuestra|de nosotros|de la institucion|del (?:hospital|isss|seguro|personal|medico|instituto))\b"
    r"|\b(?:ningun otro (?:usuario|paciente|derechohabiente)|nadie mas) se ha quejado\b"
)
_AMENAZA = re.compile(
    r"\b(?:vamos a|tendremos que|procederemos a|nos veremos (?:obligados a|en la obligacion de)|nos tocara|habra que|nos obliga a) "
    r"(?:demandar|denunciar|acusar)(?:l[oae]s?)\b"
    r"|\bl[oae]s? (?:vamos a|tendremos que) (?:demandar|denunciar|acusar)\b|\bl[oae]s? (?:demandaremos|denunciaremos)\b"
    r"|\b(?:acciones|medidas) legales (?:contra (?:usted|ustedes)|en (?:su|contra de usted|contra suya))"
    r"|\bsi (?:sigue|siguen|continua|continuan|vuelve|vuelven|insiste|persiste)\b"
    r"(?: (?:en|con))?(?: \w+)? (?:public\w+|coment\w+|difam\w+|critic\w+|dicien\w+|decir\w*|escribi\w+|acusa\w+|insult\w+|habla\w+|compart\w+|asi)"
    r"\b[^.!?\n]{0,60}?\b(?<!puede )(?<!pueden )(?:demanda(?:remos|r|do|da)?|denuncia(?:remos|r|do|da)?(?:l[oa]s?)?|acciones legales|actuaremos legalmente"
    r"|atengase|(?:habra|tendra|asuma las) consecuencias)\b"
    r"|\b(?:procederemos|vamos a proceder|actuaremos|vamos a actuar) legalmente (?:contra (?:usted|ustedes)|en su contra|si)\b"
    r"|\b(?:tenga|tengan) (?:mucho )?cuidado con lo que (?:public|dice|escrib|coment)\w*(?=[^.!?\n]{0,60}\b(?:demand|denunci|legal))"
    r"|\b(?:borr(?:e|ar)|elimin(?:e|ar)|retir(?:e|ar)|quit(?:e|ar)) (?:su|ese|este|el) (?:comentario|publicacion|post|video|mensaje)"
    r"[^.!?\n]{0,30}?(?:\bo|,? de lo contrario|,? caso contrario|,? si no)\b (?!edit|ocult|quit|modif|cambi|borr|elimin|tap|mensaje|public)"
    r"|\batengase a las\b"
)
_SE_QUEJAN = (
    r"(?:usuari[oa]s|pacientes|mujeres|madres|embarazadas|parturientas|personas|familias|familiares|derechohabientes|l[oa]s que|sindicato|sindicalistas"
    r"|medios|periodistas|prensa|trabajador[ea]s|medicos|opositores|colegio medico|ellos|ellas|esos|esas)"
)
_ATAQUE = re.compile(
    rf"\b{_SE_QUEJAN}\b[^.!?\n]{{0,70}}?(?<!\bno )\b(?:exageran?(?! (?:el|la|los|las|en|con)\b)|mienten?(?! (?:a su|a sus|al|sobre su|sobre lo que)\b)|se lo inventan"
    r"|lo inventan todo|se victimizan?)\b"
    r"|\b(?:medios|prensa|periodistas|sindicato)\b[^.!?\n]{0,40}?(?<!\bno )\bdesinforman?\b"
    r"|\besa gente\b[^.!?\n]{0,30}?\bno (?:sabe|saben|quiere|quieren|entiende|entienden)\b"
    r"|\bporque (?:la gente|la poblacion|los pacientes|los usuarios|las personas|los derechohabientes) no (?:(?:sabe|saben) (?:usar|leer|esperar|escribir"
    r"|comportarse|respetar|entender|cuidarse)|entiende|entienden|se cuida|se cuidan|obedece|obedecen)\b"
    r"|\b(?:pagad|vendid|comprad)[oa]s? para (?:desinformar|mentir|difamar|atacar|dañar|desprestigiar|criticar|confundir)\b"
    r"|\bl[oa]s que (?:solo )?se quejan son (?:unos|unas|puros|puras)\b|\b(?:periodistas|medios) (?:vendidos|pagados|comprados|mentirosos)\b"
    r"|\b(?:son ellos|son ellas|los medicos|los trabajadores|los sindicalistas|esos)\b[^.!?\n]{0,20}?\bno quieren trabajar\b"
    r"|\b(?:andan|anda|estan|viven) inventando (?:mentiras|cosas|historias)\b|\bel que nada debe,? nada teme\b"
)
_PATRONES = (_CULPA, _AMENAZA, _ATAQUE)


def reproches(lectura: Lectura) -> Iterator[Frase]:
    """Lo que una institucion no dice a quien se queja, como frases de la clase «descortes». Tiempo lineal."""
    for patron in _PATRONES:
        for m in patron.finditer(lectura.plegado):
            tramo = lectura.tramo(*m.span())
            yield Frase(tramo.inicio, tramo.fin, "descortes")
