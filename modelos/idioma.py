"""Si un texto esta en otro idioma: entonces sus indicios no significan nada y lo mira una persona.

Cuenta palabras de funcion (articulos, preposiciones, pronombres), que ningun texto de tres palabras o mas evita y que
no dependen del tema. Las ajenas que tambien son espanol, aqui o de camino, no cuentan («nos» y «dos» en portugues, «sur» y
«tres» en frances, «on line», «je je»). Un detector general (py3langid,
lingua) confunde el espanol corto y sin tildes con el portugues o el gallego, y aqui equivocarse con un ciudadano
cuesta mas que dejar pasar un saludo en ingles.
"""

from collections.abc import Mapping, Sequence

from modelos.lectura import Lectura

ETIQUETA = "otro_idioma"
"""El indicio: 1.0 si el texto esta en otro idioma. Va solo: de lo demas no se dice nada."""


def _palabras(lista: str) -> frozenset[str]:
    return frozenset(lista.split())


_ESPANOL = _palabras(
    "el los las y del en con por para una unos unas lo le les se mi mis tu tus es son esta "
    "estan fue ser hay muy pero porque cuando como donde quien cual si yo vos usted ustedes nosotros "
    "este ese eso esto esa aqui ahi ya todo toda todos nada nadie siempre nunca tengo tiene tienen hace "
    "hacer ir va voy van sin desde hasta q xq pq gracias bien mal buenos buenas dias la que su sus nos dos tres "
    "de un al ni o sos soy era han hoy ayer ahora doctora doctores cita citas esperando senor senora"
)
_AJENAS: Mapping[str, frozenset[str]] = {
    "ingles": _palabras(
        "the of and to is are was were be been you your yours i my mine we our they their them she his it "
        "its this that these those what when where who why how which with without for from at about "
        "have had does did not dont cant wont isnt will would can could should there here if or "
        "very too much more some please thank thanks just get got because people been im youre hello "
        "good bad"
    ),
    "portugues": _palabras(
        "nao voce voces uma um com muito muita muitos sao isso isto eu ele ao aos tambem obrigado obrigada quem "
        "seu sua meu minha foi tem mais"
    ),
    "frances": _palabras(
        "vous nous il elles est sont et pas avec dans pour qui mais merci bonjour votre notre cette ces ou aux au"
    ),
}
_MINIMO = 3
"""Palabras: con menos no se sabe."""
_VENTAJA = 2
"""Cuantas veces mas ajenas que espanolas."""
_RARAS = 0.5
"""Parte de las letras fuera del alfabeto latino desde la que no es espanol (chino, arabe, ruso)."""
_LATINO = 0x250


def es_otro(lectura: Lectura) -> bool:
    """Si el texto esta en otro idioma. Ante la duda, no: se juzga como espanol."""
    formas = lectura.formas
    if len(_ESPANOL.intersection(formas)) >= _MINIMO:  # casi todo texto largo acaba aqui
        return False
    if len(formas) < _MINIMO and lectura.normalizado.isascii():
        return False
    espanolas = sum(1 for f in formas if f in _ESPANOL)
    if espanolas * _VENTAJA >= len(formas):
        return False
    if not lectura.normalizado.isascii() and _alfabeto_ajeno(lectura.normalizado):
        return True
    # distintas: «ja ja ja» o «please please» no son un idioma
    ajenas = max(len(suyas.intersection(formas)) for suyas in _AJENAS.values())
    return len(formas) >= _MINIMO and ajenas >= _VENTAJA and ajenas > _VENTAJA * espanolas


def _alfabeto_ajeno(texto: str) -> bool:
    letras = [c for c in texto if c.isalpha()]
    return len(letras) >= _MINIMO and sum(ord(c) >= _LATINO for c in letras) > _RARAS * len(letras)


def ajenos(lecturas: Sequence[Lectura]) -> list[int]:
    """Los sitios de las lecturas en otro idioma."""
    return [i for i, lectura in enumerate(lecturas) if es_otro(lectura)]
