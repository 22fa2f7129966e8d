"""Si un texto es critica (queja, denuncia o desacuerdo), aunque no use ninguna formula de queja."""

import re

from modelos.lectura import Lectura
from politicas.ayudas.anuncios import es_anuncio
from politicas.ayudas.blanco import Blanco, Dura, duras, es_plural
from politicas.ayudas.memoria import por_lectura
from politicas.ayudas.palabras import DE_SI, conjunto

_NEGACIONES = conjunto("no sin nunca nadie jamas tampoco ni falta faltan peor ningun ninguna nada")
_BUENAS = conjunto("felicitacion sugerencia urgencia conversacion")
_MALES = 2
"""Cosas malas o demoras que bastan en una pregunta o junto a un agradecimiento; en lo demas basta una."""

_VIVIDO = DE_SI | conjunto("esperando")
_PASO = re.compile(r"\b\w{2,30}(?:ó|aron|ieron)\b")
"""Un verbo en pasado, escrito: sin la tilde, «opero» podria ser cualquier cosa."""
_RELLENO = conjunto(
    "el la los las un una unos unas de del al a en es son y que q ese esa esos esas este esta eso lo le mas muy bien tan"
    " como cada por con se si sos usted ustedes señor señora licenciado licenciada vieja viejo asi todo toda todos todas"
)
"""Palabras que no dicen nada de nadie."""
_DE = conjunto("de del")
_ARTICULOS = conjunto("el la los las ese esa este esta turno")


@por_lectura
def se_queja(lectura: Lectura) -> bool:
    """Si lo que cuenta es una queja por lo que dice y no por como se llame.

    Cuenta un insulto que recibio, se burla de si («nos ven cara de…»), maldice del servicio, reprocha a varios,
    insulta a alguien del servicio y cuenta que hizo, exige, ironiza, o habla del servicio y de algo malo. Un anuncio
    o un agradecimiento piden mas.
    """
    clases = lectura.clases("critica")
    habla = "tema" in clases or lectura.tiene("institucion") or lectura.tiene("clinicas")
    if _por_sus_duras(lectura, del_servicio=habla):
        return True
    if "reclama" in clases or "ironia" in clases or ("exige" in clases and habla):
        return not es_anuncio(lectura)
    if not habla:
        return False
    males = clases.count("mal") + clases.count("demora")
    pide = lectura.pregunta or not _BUENAS.isdisjoint(lectura.clases("intenciones"))
    if males >= (_MALES if pide else 1):
        return not es_anuncio(lectura)
    return not pide and not _NEGACIONES.isdisjoint(lectura.formas) and not es_anuncio(lectura)


def _por_sus_duras(lectura: Lectura, *, del_servicio: bool) -> bool:
    suyas = duras(lectura)
    if suyas and del_servicio and (_cuenta_que_paso(lectura) or _dice_algo_mas(lectura, suyas)):
        return True
    for dura in suyas:
        if dura.blanco in (Blanco.CITADO, Blanco.PROPIO) or (dura.blanco is Blanco.NADIE and del_servicio):
            return True
        if dura.acierto.clase == "reproche" and es_plural(dura.acierto):
            return True
    return False


def _cuenta_que_paso(lectura: Lectura) -> bool:
    """Si dice que hizo alguien o que le toco a quien escribe: «ese idiota operó mal», «casi me mata»."""
    return not _VIVIDO.isdisjoint(lectura.formas) or bool(_PASO.search(lectura.original.lower()))


def _dice_algo_mas(lectura: Lectura, suyas: tuple[Dura, ...]) -> bool:
    """Si, quitando lo que insulta y a quien («la de la ventanilla»), queda alguna palabra con contenido.

    Basta una: «la secretaria es una imbécil, atiende cuando quiere» es tambien critica, y dudar a favor de la persona
    solo cuesta que un insulto llano lo decida alguien. No se mira lo que se le dice a la cara a otro usuario, si
    no es de un servicio («sos un pendejo por decir que ya hay medicinas»).
    """
    gente = [a for a in lectura.de("institucion") if a.clase == "personal"]
    if not gente and "servicio" not in lectura.clases("institucion") and all(d.al_lector for d in suyas):
        return False
    fuera = [d.acierto for d in suyas] + gente
    tras_de = False
    for palabra in lectura.palabras:
        forma, designa = palabra.forma, tras_de
        tras_de = forma in _DE or (tras_de and forma in _ARTICULOS)
        if designa or forma in _RELLENO:
            continue
        if not any(palabra.inicio < a.fin and palabra.fin > a.inicio for a in fuera):
            return True
    return False
