"""Artículo 3. Información confusa o contradictoria.

«El ISSS evitará la publicación de información confusa y contradictoria en lo que se publica en redes sociales.»

Exige que lo que vamos a publicar no contradiga un comunicado en vigor ni lo publicado hace poco sobre el mismo asunto
y sitio: horas, fechas (también «mañana» o «este viernes»), teléfonos, montos, días, plazos, requisitos, lugares y si
se atiende. Y que no confunda solo: una fecha que no cae en el día que dice, no existe o se lee de dos formas, o algo
dicho sin excepción que un solo caso desmiente.

Infringe (sentido=saliente, tipo=publicacion, comunicado=La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m.): La farmacia de Zacamil atiende hasta las 6:00 p. m.
Infringe (sentido=saliente, tipo=publicacion): La jornada será el lunes 22 de noviembre de 2026.
Infringe (sentido=saliente, tipo=publicacion): En ningún centro de atención falta un solo medicamento.
Cumple (sentido=saliente, tipo=publicacion, comunicado=La farmacia de Zacamil atiende de 7:00 a. m. a 4:00 p. m.): La farmacia de Zacamil cierra a las 16:00 horas.
Cumple (sentido=saliente, tipo=publicacion): La jornada será el domingo 22 de noviembre de 2026.

Queda a una persona decidir cuál de los dos datos vale: mientras nadie lo confirma, el borrador no sale.
"""

from collections.abc import Iterator
from itertools import islice

from modelos.lectura import Senal
from politicas.ayudas.absolutos import absolutos
from politicas.ayudas.hechos import escribir_choque, escribir_duda, leer_hechos, mismo_asunto, sustituye
from politicas.ayudas.hechos.contra import Choca, oficiales, por_dato
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

_MAXIMO = 40
"""Dudas, y datos que chocan, que se dicen."""
_CONTRASTES = 5
"""Textos que se enseñan con cada dato que choca."""
_NOTA, _AVISO, _ALTO = zip(Gravedad, Propuesta, strict=True)


def _contra(pieza: Pieza, vistos: list[Choca], *, sustituido: bool) -> Hallazgo:
    """El hallazgo de un dato, con lo que dicen los otros; aviso, y no alto, si el borrador dice que sustituye o corrige."""
    primero = vistos[0]
    gravedad, propuesta = _ALTO if primero.grave and not sustituido else _AVISO
    dato = primero.choque.propio
    motivo, sugerencias = escribir_choque(primero.choque, primero.oficial.origen, primero.oficial.leido)
    return Hallazgo(
        politica=3,
        gravedad=gravedad,
        motivo=motivo,
        propuesta=propuesta,
        evidencia=(pieza.evidencia(dato.inicio, dato.fin),),
        etiqueta=f"contradice_{dato.clase}",
        sugerencias=sugerencias,
        contraste=tuple(_contraste(v) for v in vistos[:_CONTRASTES]),
    )


def _contraste(v: Choca) -> Contraste:
    texto = v.oficial.leido.texto
    marcas = tuple(Evidencia(h.inicio, h.fin, texto[h.inicio : h.fin]) for h in v.choque.oficiales)
    return Contraste(v.oficial.origen.partition(" ")[2], texto, marcas)


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
    if tramos := absolutos(pieza.lectura):
        motivo = "Lo afirma sin excepción: un solo caso en contra lo desmiente."
        donde = tuple(pieza.evidencia(t.inicio, t.fin) for t in tramos)
        yield Hallazgo(3, Gravedad.MEDIA, motivo, Propuesta.REVISAR, donde, etiqueta="absoluta")
    if not propio.hechos:
        return
    afines = [o for o in oficiales(contexto) if mismo_asunto(propio, o.leido)]
    sustituido = sustituye(propio) if afines else False
    for vistos in islice(por_dato(propio, afines), _MAXIMO):
        yield _contra(pieza, vistos, sustituido=sustituido)


POLITICA = Politica(
    numero=3,
    titulo="Información confusa o contradictoria",
    articulo=(
        "El ISSS evitará la publicación de información confusa y contradictoria en lo que se publica en redes sociales."
    ),
    evaluar=evaluar,
    disparadores=Senal(0),
)
