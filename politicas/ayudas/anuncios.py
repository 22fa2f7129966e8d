"""Si un texto anuncia algo: lo deciden las palabras de venta, no que lleve un enlace."""

from modelos.lectura import Acierto, Lectura
from politicas.ayudas.listas import DE_CONFIANZA, esta_en

_CLARAS = 2
_DEBILES = 2
_TEXTO_LARGO = 80
"""Palabras desde las que un texto sin contacto no es un anuncio: nadie vende en un pliego."""
_MAXIMO = 40
_NO_ANUNCIA = ("estafa", "ayuda")


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
