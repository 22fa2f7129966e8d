"""Si un texto no esta en espanol: por sus palabras mas corrientes, que ningun idioma presta a otro."""

from modelos.lectura import Lectura
from politicas.ayudas.palabras import conjunto

_ESPANOL = conjunto(
    "el la los las de del que en y un una por para con no se es su al lo como mas o pero sus le ya este esta si porque"
    " cuando muy sin sobre tambien hay todo nos hasta desde donde usted gracias hoy mañana"
)
_AJENAS = conjunto(
    "the and of to is are you your for with this that it on we our have will not be now click here free win get all from"
    " do da das em um uma nao para voce com os ao mais pelo pela seu sua"
    " le les des une est vous nous pour avec dans sur der die das und ist nicht mit ein eine von auf bir ve bu icin"
)
_PROPIAS_DE_OTRO = _AJENAS - _ESPANOL
MINIMO_PALABRAS = 5
_MAXIMO = 400
_MINIMO_AJENAS = 2
_ULTIMA_LATINA = 0x24F
"""Ultimo codigo del alfabeto latino con sus signos."""
_ALFABETO_AJENO = 0.5
"""Parte de las palabras en otro alfabeto desde la que el texto no es nuestro idioma."""


def en_otro_idioma(lectura: Lectura) -> bool:
    """Si lo corriente de otro idioma (o de otro alfabeto) pesa mas que lo del espanol. Un texto corto no dice nada."""
    formas = [p.forma for p in lectura.palabras[:_MAXIMO]]
    if len(formas) < MINIMO_PALABRAS:
        return False
    raras = sum(any(ord(c) > _ULTIMA_LATINA for c in forma) for forma in formas)
    if raras >= _ALFABETO_AJENO * len(formas):
        return True
    propias = sum(forma in _ESPANOL for forma in formas)
    ajenas = sum(forma in _PROPIAS_DE_OTRO for forma in formas)
    return ajenas >= _MINIMO_AJENAS and ajenas > propias
