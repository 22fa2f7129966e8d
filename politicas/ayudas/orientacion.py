"""Las frases de una respuesta que no afirman nada de un servicio aunque lo nombren: no necesitan al area detras.

Son dos. Mandar a un canal que la institucion publica como suyo (el 127, Atención al Usuario, la OIR, los buzones, su sitio
y sus correos, que estan en «Mecanismos de participación ciudadana», 2017); y decir que por aqui no se ven ni se dan los
datos de nadie. La frase tiene que ser eso y nada mas: «llame al 127, la farmacia abre a las 7» si afirma.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo

_LARGO = 300
"""Letras de la frase mas larga que se mira: una orientacion es corta, y acota el coste."""
_FIN = re.compile(r"[.!?…;](?=\s|\Z)|\n")
_SALUDO = (
    r"(?:(?:hola|buen[oa]?s? (?:dias?|tardes|noches)|estimad[oa]s?(?: (?:usuari[oa]|derechohabiente|señor|señora)s?)?|con gusto|por favor"
    r"|favor(?: de)?|le (?:sugerimos|recomendamos|invitamos a|pedimos)|le (?:informamos|comentamos|recordamos|orientamos)(?: que)?"
    r"|(?:muchas )?gracias(?: por (?:escribirnos|su mensaje|contactarnos|comunicarse(?: con nosotros)?))?)[ ,:]{1,3}){0,4}"
)
_PALABRA = (
    r"(?: (?!(?:que|porque|pues|ya|es|esta|estan|son|sera|seran|fue|hay|tiene|tienen|no|si|solo|abre|abren|atiende|atienden|cierra|cierran"
    r"|tardan?|demoran?|duran?|vencen?|tocan?|requieren?|necesitan?|deben?|pueden?|faltan?|llegan?|quedan?|se|le|les|cuesta|cubre|hasta|desde|mañana|hoy|gratis|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)\b)[a-zñ]{1,20})"
)
"""Una palabra que ni afirma ni da un dato: con un verbo, un dia o una cifra la frase ya dice algo."""
_SITIO = r"(?:sitio|pagina|portal)(?: (?:web|oficial|institucional|de transparencia)){0,2}"
_NUCLEO = (
    r"(?:127|(?:centro de llamadas|call center)(?: 127)?|(?:(?:departamento|oficina|ventanilla|area) de )?atencion al usuario"
    r"|oficina de informacion y respuesta(?: ?\(oir\))?|oir|punto seguro|buzon(?:es)? de (?:sugerencias|quejas)"
    r"|[a-z0-9._-]{2,30}@isss\.gob\.sv|(?:https?://)?(?:[a-z]{2,20}\.){0,2}isss\.gob\.sv(?:/[^\s,;]{0,200})?|@isss_gob_sv"
    rf"|{_SITIO}[ :]{{1,2}}(?:https?://)?(?:[a-z]{{2,20}}\.){{0,2}}isss\.gob\.sv(?:/[^\s,;]{{0,200}})?|nuestr[oa] {_SITIO})"
)
_CANAL = (
    r"(?: ?(?:a|al|en|por|desde|con|mediante|marcando|llamando|escribiendo|a traves del?|visitando))?(?: (?:a|al|en|de|del|por))?"
    r"(?: (?:el|la|los|nuestr[oa]s?|cualquiera de (?:los|nuestros)))?(?: (?:numero|telefono|linea|correo(?: electronico)?))?"
    rf":? {_NUCLEO}(?: (?:de|del|de la|de su|de cada) (?:hospital|centro de atencion|unidad medica|clinica(?: comunal)?))?"
    r"(?:,? (?:en el )?nivel 8(?: de la torre administrativa)?)?"
)
_PARA = (
    rf"(?:para (?:[a-z]{{2,15}}[aei]r(?:se|l[aeo]s?|nos)?{_PALABRA}{{0,7}}?"
    rf"|(?:su|sus|una|un|la|el|mas)(?! (?:la|el|los|las) ){_PALABRA}{{1,2}}?(?: (?:de|del|con|y|en|sobre)(?: (?:la|el|los|las|su))?{_PALABRA}){{0,3}}))"
)
_QUEJA = (
    r"(?:su |una |la |el |sus |un )?(?:quejas?|solicitud(?:es)?|reclamos?|sugerencias?|denuncias?|opinion(?:es)?|comentarios?|avisos?|consultas?"
    rf"|felicitacion(?:es)?|casos?|informacion|peticion(?:es)?){_PALABRA}{{0,5}}?"
)
_CON_QUEJA = (
    r"(?:puede (?:presentar|denunciar|reportar|poner|interponer)l[ao]s?"
    rf"|(?:puede )?(?:presentar|poner|interponer|dejar|hacer|expresar|solicitar|pedir|enviar|escribir)(?:nos)? {_QUEJA}"
    rf"|(?:presente|ponga|deje|haga|exprese|envie|envienos|solicite|pida|interponga) {_QUEJA})"
)
_VA = (
    r"(?:(?:puede )?(?:llamar|marcar|escribir|comunicarse|contactarnos|acudir|acercarse|visitar|dirigirse|abocarse)"
    r"|llame(?:nos)?|marque|escriba(?:nos)?|comuniquese|contactenos|acuda|acerquese|visite|dirijase|aboquese)"
)
_MIRA = rf"(?:(?:puede )?(?:consultar|revisar|ver|encontrar)|consulte|revise|vea|encuentra|encontrara|encuentre|denuncie){_PALABRA}{{0,7}}?"
_ORIENTA = re.compile(
    rf"\W*{_SALUDO}(?:{_PARA},? )?(?:{_VA}|{_CON_QUEJA}|{_MIRA})(?:,? ?(?:[oy]|o bien)?(?: {_VA})?{_CANAL}){{1,4}}(?:,? {_PARA})?\W*"
)
_URGENCIA = r"(?:la (?:sala|unidad) de emergencias?|el servicio de emergencias?|la emergencia|emergencias)"
_VAYA = re.compile(
    rf"\W*{_SALUDO}(?:acuda|acerquese|presentese|dirijase|aboquese|acudir|acercarse)(?: (?:personalmente|directamente))?"
    r"(?: con su (?:dui|documento(?: de identidad)?|carnet)(?: y su (?:dui|carnet|tarjeta de citas))?)? (?:al|a la|a su) "
    r"(?:hospital|centro de atencion|unidad medica|clinica(?: comunal)?|ventanilla)"
    r"(?: (?:mas cercan[oa]|que le corresponde|donde (?:lo |la |le )?(?:atienden|corresponde|recibe atencion)))?\W*"
    rf"|\W*{_SALUDO}(?:puede )?(?:acuda|acudir|acerquese|acercarse|dirijase|dirigirse) a {_URGENCIA}(?: del (?:hospital|centro de atencion))?(?: mas cercan[oa])?\W*"
)
_MEDIO = (
    r"(?:(?:por|en|desde|a traves de) (?:este medio|esta via|esta red|aqui|redes(?: sociales)?|los comentarios|este espacio)"
    r"|por (?:privacidad|confidencialidad|su seguridad|ley|respeto a su privacidad))"
)
_DATO = (
    r"(?:(?:su|sus|el|la|los|las|un|una|ningun|ninguna|mas|de) ){0,2}(?:informacion|datos?|expedientes?|resultados?|diagnosticos?|detalles?"
    r"|estado|casos?|historial(?:es)?|citas?|nombres?|examenes|recetas?)"
)
_VERBO = r"(?:dar|ver|revisar|brindar|compartir|entregar|consultar|proporcionar|publicar|acceder a|confirmar|tratar|atender)(?:le|les)?"
_NIEGA = (
    r"no (?:le |les |nos |se |lo )?(?:podemos|puede|pueden|es posible|esta permitido)"
    rf" {_VERBO} {_DATO}{_PALABRA}{{0,6}}?(?:,? (?:ni|o|y) (?:{_VERBO} )?{_DATO}{_PALABRA}{{0,4}}?){{0,3}}"
)
_NO_SE_DA = re.compile(
    rf"\W*{_SALUDO}(?:{_MEDIO}(?: y {_MEDIO})?,? {_NIEGA}(?: {_MEDIO})?"
    rf"|{_NIEGA} (?:{_MEDIO}|de (?:otr[oa]s?|terceras?) (?:pacientes?|personas?)))\W*"
)


def _frases(plegado: str) -> Iterator[tuple[int, int]]:
    inicio = 0
    for m in _FIN.finditer(plegado):
        yield inicio, m.end()
        inicio = m.end()
    yield inicio, len(plegado)


def _orienta(frase: str) -> bool:
    """Si la frase, sin su punto, es solo una orientacion."""
    limpia = frase.strip().rstrip(".!…;")
    return len(limpia) <= _LARGO and any(p.fullmatch(limpia) for p in (_ORIENTA, _VAYA, _NO_SE_DA))


def orientaciones(lectura: Lectura) -> list[Tramo]:
    """Las frases que solo orientan, en orden."""
    plegado = lectura.plegado
    return [lectura.tramo(i, f) for i, f in _frases(plegado) if i < f and _orienta(plegado[i:f])]


def sin_orientaciones(lectura: Lectura) -> str:
    """El texto plegado sin las frases que solo orientan: lo que queda puede afirmar algo."""
    plegado = lectura.plegado
    return "".join(plegado[i:f] for i, f in _frases(plegado) if not _orienta(plegado[i:f]))
