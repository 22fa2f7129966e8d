"""Lo que extrana de una publicacion que no es nuestra, frente a lo que la cuenta suele hacer."""

import re
from collections.abc import Iterator
from datetime import datetime

from modelos.lectura import leer
from politicas.ayudas.anuncios import es_anuncio
from politicas.ayudas.asuntos import asuntos
from politicas.ayudas.idioma import en_otro_idioma
from politicas.ayudas.listas import esta_en
from politicas.ayudas.temas import temas_de
from politicas.ayudas.tiempo import en_local, horas_entre
from politicas.tipos import Observacion

LEJOS = 3
"""Horas desde la hora habitual mas cercana que ya son otro momento del dia."""
_MAXIMO = 40
_PALABRAS, _COMUN = 5, 0.2
"""Palabras con peso desde las que un texto dice de que trata, y la parte que tiene que ser de lo habitual."""


_QUEDA = 0.5
"""De las palabras con peso que habia, las que tienen que seguir para que sea una correccion y no otro texto."""
_NUMERO = re.compile(r"\d(?:[ .-]?\d){7,}")
"""Un telefono, una cuenta o un documento: ocho cifras o mas. Las fechas llevan otros signos."""


def rarezas(vista: Observacion, texto: str, fecha: datetime) -> Iterator[tuple[str, str]]:
    """Pares (que es, frase): la hora, el idioma, el asunto y los sitios ajenos. De lo que no hay costumbre no se opina."""
    hora = en_local(fecha).hour
    if vista.horas_habituales and min(horas_entre(hora, h) for h in vista.horas_habituales) > LEJOS:
        yield "hora", f"Se publicó a las {hora}:00 h, lejos de las horas de la cuenta."
    lectura = leer(texto)
    if en_otro_idioma(lectura):
        yield "idioma", "Está en un idioma que la cuenta no usa."
    if es_anuncio(lectura) or _de_otra_cosa(texto, vista.asuntos_habituales):
        yield "asunto", "Trata de algo que la cuenta no publica."
    for enlace in lectura.enlaces[:_MAXIMO]:
        if enlace.dominio not in vista.dominios_habituales and not esta_en(enlace.dominio, "permitidos"):
            yield "dominio", f"Enlaza un sitio ajeno a la cuenta: {enlace.dominio}."
            return


def _de_otra_cosa(texto: str, habituales: frozenset[str]) -> bool:
    """Si casi ninguna de sus palabras con peso sale en lo que la cuenta publica, ni nombra nada de la casa."""
    palabras = asuntos(texto)
    if not habituales or len(palabras) < _PALABRAS or temas_de(texto):
        return False
    return len(palabras & habituales) < _COMUN * len(palabras)


def reescrita(antes: str, ahora: str) -> bool:
    """Si lo que habia se fue casi todo: añadir una nota o corregir una palabra no es otro texto."""
    habia = asuntos(antes) or frozenset(antes.casefold().split())
    queda = habia & (asuntos(ahora) | frozenset(ahora.casefold().split()))
    return len(queda) < _QUEDA * len(habia)


def contactos_nuevos(antes: str, ahora: str) -> tuple[str, ...]:
    """Los sitios (salvo los del Estado) y los numeros largos que un texto tiene y antes no tenia."""
    return tuple(sorted(_contactos(ahora) - _contactos(antes)))[:_MAXIMO]


def _contactos(texto: str) -> set[str]:
    sitios = {e.dominio for e in leer(texto).enlaces if not esta_en(e.dominio, "permitidos")}
    return sitios | {re.sub(r"\D", "", n) for n in _NUMERO.findall(texto)}
