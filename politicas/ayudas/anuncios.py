"""Si un texto anuncia algo: lo deciden las palabras de venta, no que lleve un enlace."""

import re

from modelos.lectura import Acierto, Lectura
from politicas.ayudas.listas import DE_CONFIANZA, esta_en

_CLARAS = 2
_DEBILES = 2
_TEXTO_LARGO = 80
"""Palabras desde las que un texto sin contacto no es un anuncio: nadie vende en un pliego."""
_MAXIMO = 40
_NO_ANUNCIA = ("estafa", "ayuda")
UMBRAL_POSIBLE = 0.5
"""Indicio de anuncio desde el que se mira si lo es, aunque ningun lexico lo diga."""
_DESDE = {(True, True): UMBRAL_POSIBLE, (True, False): 0.9, (False, True): 0.6, (False, False): 0.7}
"""Indicio que lleva a una persona, segun lleve enlace y se ofrezca algo (0.9 es el de actuar del clasificador).

Con un enlace y nada que se ofrezca suele ser una noticia, una foto o la pagina de alguien: de las respuestas a
ayuntamientos que el clasificador daba por anuncio con 0.6, casi ninguna anunciaba nada.
"""
_SE_OFRECE = re.compile(
    r"\b(?:ten(?:go|emos)|tra(?:igo|emos)|ha(?:go|cemos)|ofre(?:zco|cemos)|doy|damos|mand(?:o|amos)|alquil(?:o|a|amos)|arriend[oa]"
    r"|rent(?:o|a|amos)|vend(?:o|e|a|emos)|busco|buscamos|contrat(?:o|amos)|elabor(?:o|amos)|fabric(?:o|amos)|repar(?:o|amos)|tramito"
    r"|instal(?:o|amos)|sorte(?:o|amos)|regal(?:o|amos)|rif(?:o|amos)|entregamos|enviamos|decor(?:o|amos)|diseñ(?:o|amos)|imparto"
    r"|mi (?:\w{2,12} )?(?:pagina|canal|tienda|negocio|perfil|grupo|video|musica|cancion|sencillo|rola|demo|blog|live|taller|catalogo)"
    r"|a domicilio|en cuotas|sin prima|a plazos|con garantia|al (?:detalle|mayor)|por encargo)\b"
    r"|\b(?:compr[ae]|llam[ae]|escrib[aei]|pid[ae]|pregunt[ae]|apart[ae]|reserv[ae]|gan[ae]|inviert[ae]|registr[ae]|descarg[ae]|agend[ae]"
    r"|cotic[ea]|aprovech[ae]|llev[ae]|suscrib[ae]|inscrib[ae])(?:te|se|nse|n|me|nos|l[oa]s?)?\b|\b(?:sig(?:a|ue)(?:n|me|nos)?|siganme|siganos"
    r"|un(?:e|a)(?:te|se|nse)|unanse|compartan?|etiqueta?[sn]?|denle|dale|delen)\b|\bse (?:vende|alquila|renta|ofrece|hace)n?\b"
    r"|\$ ?\d|\b\d+ (?:dolar|dolarit|pesos)"
)
"""Un precio, lo que se da o se pide hacer: lo que un anuncio lleva además del enlace."""


def senales(lectura: Lectura) -> tuple[Acierto, ...]:
    """Las palabras de anuncio y de contacto del texto."""
    return tuple(a for a in lectura.de("publicidad") if a.clase != "debil")[:_MAXIMO]


def ofrece(lectura: Lectura) -> bool:
    """Si lleva alguna palabra de oferta, aunque no llegue a anuncio («descuento», «promoción»)."""
    return any(a.clase in ("anuncio", "debil") for a in lectura.de("publicidad"))


def hay_contacto(lectura: Lectura) -> bool:
    """Si dice como contactar fuera: enlace que no es del Estado, telefono o «escribame al…»."""
    fuera = any(
        not any(esta_en(e.dominio, tabla) for tabla in (*DE_CONFIANZA, "propios_de_la_red"))
        for e in lectura.enlaces
    )
    return fuera or bool(lectura.telefonos) or any(a.clase == "contacto" for a in lectura.de("publicidad"))


def es_anuncio(lectura: Lectura) -> bool:
    """Si ofrece algo y dice como conseguirlo, o junta varias ofertas claras.

    Hablar de precios o de prestamos no es anunciar: las palabras debiles solo suman junto a un contacto.
    """
    if not lectura.tiene("publicidad"):
        return False
    publicidad = lectura.de("publicidad")
    claras = {a.forma for a in publicidad if a.clase == "anuncio"}
    debiles = {a.forma for a in publicidad if a.clase == "debil"}
    contacto = hay_contacto(lectura)
    if len(lectura.formas) > _TEXTO_LARGO and not contacto:
        return False
    if len(claras) >= _CLARAS or (claras and contacto):
        return True
    pide_contacto = any(a.clase == "contacto" for a in publicidad)
    return (
        len(debiles) >= _DEBILES
        and contacto
        and (pide_contacto or bool(lectura.telefonos))
        and not lectura.pregunta
    )


def anuncia_de_veras(lectura: Lectura) -> bool:
    """Si a un anuncio no se le ve otra cosa: ni avisa de una estafa, ni pide ayuda, ni nos pregunta algo del servicio.

    Es lo que la maquina exige para ocultarlo sola.
    """
    if any(clase in _NO_ANUNCIA for clase in lectura.clases("disculpas")):
        return False
    return not (de_lo_nuestro(lectura) and lectura.pregunta)


def de_lo_nuestro(lectura: Lectura) -> bool:
    """Si habla del servicio o de salud: lo repetido con un enlace o un telefono puede ser una campaña o un ruego."""
    return lectura.tiene("institucion") or lectura.tiene("clinicas")


def anuncio_posible(lectura: Lectura, visto: float) -> bool:
    """Si lo que ve el clasificador (0..1) basta para que lo mire una persona."""
    if visto < UMBRAL_POSIBLE:
        return False
    dicho = lectura.tiene("publicidad") or bool(lectura.telefonos)
    ofrece_algo = dicho or _SE_OFRECE.search(lectura.plegado) is not None
    return visto >= _DESDE[bool(lectura.enlaces), ofrece_algo]
