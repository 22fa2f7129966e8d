"""Artículo 3. Información confusa o contradictoria.

«El ISSS evitará la publicación de información confusa y contradictoria en lo que se publica en redes sociales.»

Exige que lo que vamos a publicar no contradiga un comunicado en vigor ni lo publicado hace poco sobre el mismo asunto
y sitio: horas, fechas (también «mañana» o «este viernes»), teléfonos, montos, días, plazos, requisitos, lugares y si
se atiende. Y que no confunda solo: una fecha que no cae en el día que dice, no existe o se lee de dos formas.

Infringe (sentido=saliente, tipo=publicacion, comunicado=La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m.): La farmacia de Zacamil atiende hasta las 6:00 p. m.
Infringe (sentido=saliente, tipo=publicacion): La jornada será el lunes 22 de noviembre de 2026.
Cumple (sentido=saliente, tipo=publicacion, comunicado=La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m.): La farmacia de Zacamil cierra a las 16:00 horas.
Cumple (sentido=saliente, tipo=publicacion): La jornada será el domingo 22 de noviembre de 2026.

Queda a una persona decidir cuál de los dos datos vale: mientras nadie lo confirma, el borrador no sale.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from modelos.lectura import Senal
from politicas.ayudas.comunicados import en_vigor
from politicas.ayudas.hechos import (
    Leido,
    choques,
    escribir_choque,
    escribir_duda,
    leer_hechos,
    mismo_asunto,
    sustituye,
)
from politicas.ayudas.tiempo import en_local
from politicas.tipos import (
    Contexto,
    Contraste,
    Evidencia,
    Gravedad,
    Hallazgo,
    Pieza,
    Politica,
    Propuesta,
    Sentido,
)

VENTANA = timedelta(days=30)
"""Cuanto vale lo publicado sin comunicado: lo mas viejo ya no se contrasta."""
_MAXIMO = 40
_NOTA, _AVISO, _ALTO = zip(Gravedad, Propuesta, strict=True)


def _oficiales(contexto: Contexto) -> Iterator[tuple[str, Leido]]:
    """Lo dicho que sigue en pie: de donde sale y sus hechos."""
    ahora = en_local(contexto.ahora)
    for c in en_vigor(contexto):
        yield f"el comunicado {c.numero}", leer_hechos(f"{c.asunto}.\n{c.texto}", en_local(c.desde).date())
    for r in contexto.recientes:
        fecha = en_local(r.fecha)
        if ahora - VENTANA <= fecha <= ahora:
            yield f"la publicación del {fecha:%d/%m/%Y}", leer_hechos(r.texto, fecha.date())


def _contra(pieza: Pieza, propio: Leido, origen: str, oficial: Leido) -> Iterator[Hallazgo]:
    """Un hallazgo por dato que no casa; aviso, y no alto, si el borrador dice que sustituye o corrige."""
    gravedad, propuesta = _AVISO if sustituye(propio) else _ALTO
    for choque in choques(propio, oficial):
        motivo, sugerencias = escribir_choque(choque, origen, oficial)
        marcas = tuple(Evidencia(h.inicio, h.fin, oficial.texto[h.inicio : h.fin]) for h in choque.oficiales)
        yield Hallazgo(
            politica=3,
            gravedad=gravedad,
            motivo=motivo,
            propuesta=propuesta,
            evidencia=(pieza.evidencia(choque.propio.inicio, choque.propio.fin),),
            etiqueta=f"contradice_{choque.propio.clase}",
            sugerencias=sugerencias,
            contraste=(Contraste(origen.partition(" ")[2], oficial.texto, marcas),),
        )


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Solo lo saliente: primero lo que confunde solo, luego lo que contradice a otro texto."""
    if pieza.lectura is None or pieza.sentido is not Sentido.SALIENTE:
        return
    hoy = en_local(pieza.fecha or contexto.ahora).date()
    propio = leer_hechos(pieza.texto, hoy)
    for inicio, fin, duda in propio.dudas[:_MAXIMO]:
        motivo, alto, sugerencias = escribir_duda(duda)
        peso = {True: _ALTO, False: _AVISO, None: _NOTA}[alto]
        evidencia = (pieza.evidencia(inicio, fin),)
        yield Hallazgo(3, peso[0], motivo, peso[1], evidencia, etiqueta="confusa", sugerencias=sugerencias)
    afines = (
        (origen, oficial)
        for origen, oficial in _oficiales(contexto)
        if propio.hechos and mismo_asunto(propio, oficial)
    )
    hallados = (h for origen, oficial in afines for h in _contra(pieza, propio, origen, oficial))
    yield from islice(hallados, _MAXIMO)


POLITICA = Politica(
    numero=3,
    titulo="Información confusa o contradictoria",
    articulo=(
        "El ISSS evitará la publicación de información confusa y contradictoria en lo que se publica en redes sociales."
    ),
    evaluar=evaluar,
    disparadores=Senal(0),
)
