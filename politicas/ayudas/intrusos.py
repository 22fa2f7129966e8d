"""Lo que extrana de una publicacion que no es nuestra, frente a lo que la cuenta suele hacer."""

from collections.abc import Iterator
from datetime import datetime

from modelos.lectura import leer
from politicas.ayudas.idioma import en_otro_idioma
from politicas.ayudas.listas import esta_en
from politicas.ayudas.tiempo import en_local, horas_entre
from politicas.tipos import Observacion

LEJOS = 3
"""Horas desde la hora habitual mas cercana que ya son otro momento del dia."""
_MAXIMO = 40


def rarezas(vista: Observacion, texto: str, fecha: datetime) -> Iterator[tuple[str, str]]:
    """Pares (que es, frase): la hora, el idioma y los sitios ajenos. Sin horas habituales no se opina de la hora."""
    hora = en_local(fecha).hour
    if vista.horas_habituales and min(horas_entre(hora, h) for h in vista.horas_habituales) > LEJOS:
        yield "hora", f"Se publicó a las {hora}:00 h, lejos de las horas de la cuenta."
    lectura = leer(texto)
    if en_otro_idioma(lectura):
        yield "idioma", "Está en un idioma que la cuenta no usa."
    for enlace in lectura.enlaces[:_MAXIMO]:
        if enlace.dominio not in vista.dominios_habituales and not esta_en(enlace.dominio, "permitidos"):
            yield "dominio", f"Enlaza un sitio ajeno a la cuenta: {enlace.dominio}."
            return
