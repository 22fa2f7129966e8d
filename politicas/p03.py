"""Articulo 3. Informacion confusa o contradictoria.

«El ISSS evitará la publicación de información confusa y contradictoria en lo que se publica en redes sociales.»

Exige que lo que vamos a publicar no contradiga un comunicado en vigor sobre el mismo asunto: telefonos, horas y
fechas. Compara cada dato del borrador con los del comunicado cuyo asunto comparte palabras con el.

Infringe (sentido=saliente, tipo=publicacion, comunicado=La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m.): La farmacia de Zacamil atiende hasta las 6:00 p. m.
Cumple (sentido=saliente, tipo=publicacion, comunicado=La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m.): La farmacia de Zacamil atiende hasta las 4:00 p. m.

Queda a una persona decidir cual de los dos datos vale, y lo confuso que no es una cifra.
"""

from collections.abc import Iterator

from modelos.lectura import Senal
from politicas.ayudas.hechos import Hecho, hechos, mismo_asunto
from politicas.tipos import (
    ComunicadoVigente,
    Contexto,
    Gravedad,
    Hallazgo,
    Pieza,
    Politica,
    Propuesta,
    Sentido,
)

_NOMBRES = {"telefono": "el teléfono", "hora": "la hora", "fecha": "la fecha"}


def _choques(pieza: Pieza, comunicado: ComunicadoVigente, propios: list[Hecho]) -> Iterator[Hallazgo]:
    oficiales = hechos(comunicado.texto)
    for clase, nombre in _NOMBRES.items():
        validos = {h.valor for h in oficiales if h.clase == clase}
        distintos = [h for h in propios if h.clase == clase and h.valor not in validos]
        if validos and distintos:
            yield Hallazgo(
                politica=3,
                gravedad=Gravedad.GRAVE,
                motivo=(
                    f"No coincide {nombre} con el comunicado {comunicado.numero} «{comunicado.asunto}», que dice "
                    f"{', '.join(sorted(validos))}."
                ),
                propuesta=Propuesta.RESTRINGIR,
                evidencia=tuple(pieza.evidencia(h.inicio, h.fin) for h in distintos),
                etiqueta=f"contradice_{clase}",
            )


def evaluar(pieza: Pieza, contexto: Contexto) -> Iterator[Hallazgo]:
    """Solo lo saliente, contra los comunicados en vigor en `contexto.ahora`."""
    if pieza.lectura is None or pieza.sentido is not Sentido.SALIENTE:
        return
    propios = hechos(pieza.texto)
    for comunicado in contexto.comunicados:
        if not propios or not comunicado.desde <= contexto.ahora <= comunicado.hasta:
            continue
        if mismo_asunto(f"{comunicado.asunto} {comunicado.texto}", pieza.texto):
            yield from _choques(pieza, comunicado, propios)


POLITICA = Politica(
    numero=3,
    titulo="Información confusa o contradictoria",
    articulo=(
        "El ISSS evitará la publicación de información confusa y contradictoria en lo que se publica en redes sociales."
    ),
    evaluar=evaluar,
    disparadores=Senal(0),
)
