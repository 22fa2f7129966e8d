"""Lo que una respuesta nuestra afirma de un servicio: lo que necesita al area detras."""

import re
from bisect import bisect_right

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.cifras import cifras
from politicas.ayudas.frases import hallar

_SERVICIO = ("servicio", "tramite", "lugar")
_FIN = re.compile(r"[.!?…](?=\s|$)|\n")
_ABREVIADA = re.compile(r"(?:\b[ap]|\b[ap]\. ?m|\bdr|\bdra|\blic|\bn|\bno|\bart|\btel)\Z", re.IGNORECASE)


def _cortes(texto: str) -> list[int]:
    """Donde empieza cada frase. El punto de «p. m.» o de «Dr.» no termina ninguna."""
    finales = (m.end() for m in _FIN.finditer(texto))
    return [0, *(f for f in finales if not _ABREVIADA.search(texto, max(0, f - 8), f - 1))]


def afirmado(lectura: Lectura) -> list[Tramo]:
    """Los servicios, horas y montos de las frases que no son solo cortesia. Tiempo lineal (salvo el orden).

    «Lamentamos la espera en la farmacia» no afirma nada; «lamentamos la espera: abre a las 7:00 a. m.», si.
    """
    cortes = _cortes(lectura.original)
    datos = [c for c in cifras(lectura) if c.clase in ("hora", "dinero")]
    con_dato = {bisect_right(cortes, c.inicio) for c in datos}
    corteses = {
        bisect_right(cortes, f.inicio) for f in hallar("respuestas", lectura) if f.clase == "cortesia"
    }
    servicios = [Tramo(a.inicio, a.fin) for a in lectura.de("institucion") if a.clase in _SERVICIO]
    dichos = sorted((*servicios, *datos), key=lambda t: t.inicio)
    libres = corteses - con_dato
    return [Tramo(t.inicio, t.fin) for t in dichos if bisect_right(cortes, t.inicio) not in libres]
