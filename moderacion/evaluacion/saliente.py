"""Juzgar un texto nuestro como se juzga un comentario: leerlo, puntuarlo y pasarlo por el juez, con red."""

from dataclasses import replace

from moderacion.evaluacion.juicio import Juez, Puntuador, juzgar_uno, leer_o_nada, no_evaluado, puntuar
from politicas.tipos import Contexto, Pieza, Veredicto


def juzgar_saliente(
    juez: Juez, puntuador: Puntuador | None, texto: str, pieza: Pieza, contexto: Contexto
) -> Veredicto:
    """El veredicto de `texto`. `pieza` trae todo menos la lectura. Lo que falle queda degradado, jamas limpio."""
    lectura = leer_o_nada(texto, "de un borrador")
    if lectura is None:
        return no_evaluado("el texto no se pudo leer")
    indicios, razon = puntuar([lectura], puntuador)
    completa = replace(pieza, lectura=lectura, indicios=indicios[0], degradada=bool(razon))
    return juzgar_uno(juez, completa, contexto, razon)
