"""Concordancia: articulo y nombre, nombre y adjetivo, sujeto y verbo. Solo donde el genero y el numero son claros."""

from collections.abc import Iterator
from functools import lru_cache

from politicas.ortografia.diccionario import Analisis, analizar, conoce, derivada, en_diccionario
from politicas.ortografia.escrito import Escrito, Vocablo
from politicas.ortografia.listas import generos, vocabulario
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_DETERMINANTES: dict[str, tuple[str, bool]] = {
    "el": ("m", False), "la": ("f", False), "los": ("m", True), "las": ("f", True), "un": ("m", False), "una": ("f", False),
    "unos": ("m", True), "unas": ("f", True), "este": ("m", False), "esta": ("f", False), "estos": ("m", True), "estas": ("f", True),
    "ese": ("m", False), "esa": ("f", False), "esos": ("m", True), "esas": ("f", True), "del": ("m", False), "al": ("m", False),
    "nuestro": ("m", False), "nuestra": ("f", False), "nuestros": ("m", True), "nuestras": ("f", True), "otro": ("m", False),
    "otra": ("f", False), "otros": ("m", True), "otras": ("f", True), "muchos": ("m", True), "muchas": ("f", True), "varios": ("m", True),
    "varias": ("f", True), "algún": ("m", False), "alguna": ("f", False), "ningún": ("m", False), "ninguna": ("f", False),
    "su": ("", False), "sus": ("", True), "tu": ("", False), "tus": ("", True), "mis": ("", True), "algunos": ("m", True),
    "algunas": ("f", True), "todos los": ("m", True), "primer": ("m", False), "próximo": ("m", False), "próxima": ("f", False), "próximos": ("m", True), "próximas": ("f", True),
    "cada": ("", False), "dos": ("", True), "tres": ("", True), "cuatro": ("", True), "cinco": ("", True), "seis": ("", True), "siete": ("", True), "ocho": ("", True), "nueve": ("", True), "diez": ("", True), "once": ("", True), "doce": ("", True), "quince": ("", True), "veinte": ("", True), "cien": ("", True), "nuevo": ("m", False), "nueva": ("f", False), "nuevos": ("m", True), "nuevas": ("f", True), "diferentes": ("", True), "aquellos": ("m", True), "aquellas": ("f", True), "ambos": ("m", True), "ambas": ("f", True), "cuántos": ("m", True), "cuántas": ("f", True), "cuánto": ("m", False), "cuánta": ("f", False), "mucho": ("m", False), "mucha": ("f", False),
}  # fmt: skip
_CAMBIOS = {
    ("m", False): {"la": "el", "una": "un", "esta": "este", "esa": "ese", "nuestra": "nuestro", "otra": "otro", "alguna": "algún", "ninguna": "ningún", "próxima": "próximo", "nueva": "nuevo", "cuánta": "cuánto", "mucha": "mucho"},
    ("f", False): {"el": "la", "un": "una", "este": "esta", "ese": "esa", "nuestro": "nuestra", "otro": "otra", "algún": "alguna", "ningún": "ninguna", "del": "de la", "al": "a la", "primer": "primera", "próximo": "próxima", "nuevo": "nueva", "cuánto": "cuánta", "mucho": "mucha"},
    ("m", True): {"las": "los", "unas": "unos", "estas": "estos", "esas": "esos", "nuestras": "nuestros", "otras": "otros", "muchas": "muchos", "varias": "varios", "algunas": "algunos", "próximas": "próximos", "nuevas": "nuevos", "aquellas": "aquellos", "ambas": "ambos", "cuántas": "cuántos"},
    ("f", True): {"los": "las", "unos": "unas", "estos": "estas", "esos": "esas", "nuestros": "nuestras", "otros": "otras", "muchos": "muchas", "varios": "varias", "algunos": "algunas", "próximos": "próximas", "nuevos": "nuevas", "aquellos": "aquellas", "ambos": "ambas", "cuántos": "cuántas"},
}  # fmt: skip
_PLURALES = {
    "el": "los", "la": "las", "un": "unos", "una": "unas", "este": "estos", "esta": "estas", "ese": "esos", "esa": "esas", "del": "de los", "al": "a los",
    "nuestro": "nuestros", "nuestra": "nuestras", "otro": "otros", "otra": "otras", "su": "sus", "tu": "tus", "próximo": "próximos", "próxima": "próximas", "nuevo": "nuevos", "nueva": "nuevas", "algún": "algunos", "alguna": "algunas",
}  # fmt: skip
_PRONOMBRES = frozenset(("la", "los", "las", "una", "esta", "estas", "este", "estos", "esa", "ese", "esas", "esos", "otro", "otra", "otros", "otras", "nuevo", "nueva", "muchos", "muchas", "varios", "varias", "algunos", "algunas", "alguna", "ninguna", "cada", "ambos", "ambas", "cuánto", "cuánta", "cuántos", "cuántas", "mucho", "mucha", "próximo", "próxima"))
"""Pueden no ir con el nombre que sigue: «la registro», «esta asegura»."""
_PREPOSICIONES = frozenset("a ante bajo con contra de desde en entre hacia hasta para por según sin sobre tras durante mediante".split())
_FEMENINAS = ("ción", "sión", "xión", "dad", "tad", "tud", "umbre", "anza", "encia", "ancia", "logía", "ería", "ura", "eza", "itis", "grafía", "azón", "iz", "ís_")
_MASCULINAS = ("aje", "miento", "ismo", "or", "ambre", "il", "al", "el", "ón", "ín", "án", "ún", "és", "ar", "ete", "ate", "ote", "ío")
_NEUTRAS = ("ista", "nte", "ble", "ense", "ior", "triz", "bal", "ual", "ial", "nal", "ral", "cal", "lar", "ver", "ber", "cer", "der", "ger", "her", "ler", "mer", "ner", "per", "rer", "ser", "ter", "yer", "ir", "al", "ar", "il", "el", "és", "ón", "or")  # fmt: skip
_INVARIABLES = ("sis", "tis", "xis", "virus", "dosis", "ies", "eps")
_SINGULAR_EN_S = frozenset("lunes martes miércoles jueves viernes más menos tres seis dos mes país virus bus autobús microbús interés estrés gas tos después además antes través compás tétanos cumpleaños res quizás atrás jamás marcapasos isss adiós francés inglés paraguas entonces lejos dioses luis andrés jesús rayos tórax".split())
_COLECTIVOS = frozenset("mayoría resto grupo parte serie mitad total conjunto par cantidad número minoría".split())
_AJENOS = frozenset("de que y o e u en por para con a no se lo le les me te nos ya más menos muy tan si como cuando donde cual cuales al del sin ser".split())
_NO_PARTICIPIOS = frozenset("dado debido incluido estado resultado cuidado mercado certificado pedido partido contenido sonido vestido sábado lado grado sentido sido ido habido tenido sector helado recorrido llamado apellido marido listado hígado oído tratado soldado empleado jurado delegado abogado candidato encargado invitado ministro pasado".split())
_MINIMO = 3
_ATRAS = 7


@lru_cache(maxsize=4096)
def en_singular(palabra: str) -> str:
    """El singular de un nombre en plural, o la misma palabra si no lo es."""
    if palabra in _SINGULAR_EN_S or not palabra.endswith("s") or palabra.endswith(_INVARIABLES[:4]):
        return palabra
    lexico = generos()
    posibles = [palabra[:-1]]
    if palabra.endswith("es"):
        raiz = palabra[:-2]
        posibles = [raiz.removesuffix("on") + "ón"] if raiz.endswith("on") else []
        posibles += [raiz[:-1] + "z"] if raiz.endswith("c") else []
        posibles += [raiz[:-2] + t for f, t in (("in", "ín"), ("an", "án"), ("es", "és"), ("us", "ús")) if raiz.endswith(f)]
        posibles += [raiz, palabra[:-1], *_sin_esdrujula(raiz)]
    for posible in posibles:
        if posible in lexico.masculino | lexico.femenino | lexico.a_tonica | lexico.ambos:
            return posible
    return next((p for p in posibles if conoce(p)), palabra)


def _sin_esdrujula(raiz: str) -> list[str]:
    """«exámen(es)» → «examen», «órden(es)» → «orden»."""
    llanas = str.maketrans("áéíóú", "aeiou")
    return [raiz.translate(llanas)] if raiz.translate(llanas) != raiz else []


def en_plural(palabra: str) -> str:
    """El plural de un nombre en singular, o vacio si no se sabe."""
    if palabra.endswith("z"):
        candidato = palabra[:-1] + "ces"
    elif palabra[-1:] in "aeoéáó":
        candidato = palabra + "s"
    elif palabra.endswith(("ón", "ín", "án", "és", "ún")):
        candidato = palabra[:-2] + palabra[-2:].translate(str.maketrans("áéíóú", "aeiou")) + "es"
    else:
        candidato = {"examen": "exámenes", "joven": "jóvenes", "orden": "órdenes", "imagen": "imágenes", "volumen": "volúmenes", "resumen": "resúmenes", "régimen": "regímenes", "origen": "orígenes", "virgen": "vírgenes"}.get(palabra, palabra + "es")
    return candidato if conoce(candidato) else ""


@lru_cache(maxsize=4096)
def genero(singular: str) -> str:
    """`m`, `f` o vacio si no es claro. Sabe lo que dicen `generos.toml` y las terminaciones."""
    lexico = generos()
    if singular in lexico.ambos:
        return ""
    if singular in lexico.masculino:
        return "m"
    if singular in lexico.femenino or singular in lexico.a_tonica:
        return "f"
    if singular.endswith("ista"):
        return ""
    if singular.endswith(_FEMENINAS[:16]):
        return "f"
    if singular.endswith(("aje", "miento", "ismo")):
        return "m"
    if singular.endswith("dor") or singular.endswith("tor"):
        return "m"
    if singular.endswith("a") and not singular.endswith(("ma", "ta", "pa", "ea")):
        return "f"
    if singular.endswith(("ta", "ma", "pa", "ea")) and singular in vocabulario().palabras:
        return "f"
    return "m" if singular.endswith("o") else ""


@lru_cache(maxsize=4096)
def _es_nombre(palabra: str) -> bool:
    """Si es nombre y no es sobre todo otra cosa."""
    if palabra in _AJENOS or palabra in generos().ajenas or len(palabra) < _MINIMO:
        return False
    lexico = generos()
    singular = en_singular(palabra)
    if singular in lexico.masculino | lexico.femenino | lexico.a_tonica | lexico.ambos:
        return True
    analisis = analizar(palabra)
    if analisis.nombre:
        return True
    return palabra in vocabulario().palabras and not analisis.verbo and not analisis.otra and palabra.endswith(("o", "a", "os", "as", "ción", "ciones", "dad", "dades"))


def revisar_concordancia(escrito: Escrito) -> Iterator[Falta]:
    """Determinante y nombre; nombre y adjetivo; sujeto y verbo."""
    for i, uno in enumerate(escrito.vocablos):
        otro = escrito.siguiente(i)
        if otro is None or otro.pegado or uno.pegado:
            continue
        if uno.forma in _DETERMINANTES:
            hallada = _determinante(escrito, i, uno, otro)
            if hallada:
                yield hallada
                continue
            yield from _con_verbo(escrito, i)
        if _es_nombre(uno.forma):
            yield from _adjetivo(escrito, i, uno, otro)


def _dudoso(escrito: Escrito, i: int, uno: Vocablo, otro: Vocablo) -> bool:
    """Si lo que parece nombre puede ser un verbo tras un pronombre, u otra cosa."""
    analisis = analizar(otro.forma)
    previo = escrito.anterior(i)
    tras_preposicion = previo is not None and previo.forma in _PREPOSICIONES
    if uno.forma in ("este", "esta", "estos", "estas", "ese", "esa", "una") and analisis.verbo and not analisis.nombre:
        return True
    return uno.forma in _PRONOMBRES and not tras_preposicion and analisis.verbo


def _determinante(escrito: Escrito, i: int, uno: Vocablo, otro: Vocablo) -> Falta | None:
    quiere, plural_quiere = _DETERMINANTES[uno.forma]
    forma = otro.forma
    if otro.inicial and not otro.mayusculas and not _es_comun(forma):
        return None
    if otro.mayusculas and not uno.mayusculas:
        return None
    if not _es_nombre(forma):
        return None
    singular = en_singular(forma)
    es_plural = singular != forma
    suyo = genero(singular)
    dudoso = _dudoso(escrito, i, uno, otro)
    if singular in generos().a_tonica and not es_plural:
        return _a_tonica(escrito, uno, otro)
    if quiere and suyo and quiere != suyo and not _dos_generos(forma):
        if dudoso and not _casi_siempre_nombre(forma, analizar(forma)):
            return None
        return _mal_genero(escrito, uno, otro, suyo, es_plural, dudoso)
    if plural_quiere != es_plural and not (forma.endswith("s") and not es_plural) and uno.forma != "primer":
        if dudoso and not (_casi_siempre_nombre(forma, analizar(forma)) and escrito.vocablos[i].empieza):
            return None
        return _mal_numero(escrito, uno, otro, singular, es_plural, dudoso, i)
    return None


def _es_comun(forma: str) -> bool:
    return forma in vocabulario().palabras and forma not in vocabulario().propias


def _dos_generos(forma: str) -> bool:
    """«horario» y «horaria»: la palabra es tambien adjetivo del otro genero; no se juzga por el articulo."""
    return forma.endswith(("e", "es", "z"))  and not (en_singular(forma) in generos().masculino or en_singular(forma) in generos().femenino)


def _casi_siempre_nombre(forma: str, analisis: Analisis) -> bool:
    return analisis.nombre and en_singular(forma) in vocabulario().palabras and analisis.infinitivo != ""


def _a_tonica(escrito: Escrito, uno: Vocablo, otro: Vocablo) -> Falta | None:
    """«la agua» → «el agua»; «este agua» → «esta agua»; «una área» se admite."""
    nueva = {"la": "el", "este": "esta", "ese": "esa", "nuestro": "nuestra", "otro": "otra", "mucho": "mucha", "nuevo": "nueva"}.get(uno.forma)
    if nueva is None:
        return None
    entera = f"{uno.con_su_forma(nueva)}{escrito.original[uno.fin : otro.fin]}"
    motivo = f"«{otro.texto}» es femenino y empieza por «a» tónica: «el {otro.forma}», «esta {otro.forma}»."
    return Falta(uno.inicio, otro.fin, Gravedad.GRAVE, motivo, (entera,))


def _mal_genero(escrito: Escrito, uno: Vocablo, otro: Vocablo, suyo: str, es_plural: bool, dudoso: bool) -> Falta | None:
    forma = uno.forma
    if es_plural != _DETERMINANTES[forma][1]:
        forma = _PLURALES.get(forma, forma) if es_plural else next((s for s, p in _PLURALES.items() if p == forma), forma)
    nueva = _CAMBIOS[suyo, es_plural].get(forma)
    if nueva is None:
        return None
    medio = escrito.original[uno.fin : otro.fin]
    sugeridas = [uno.con_su_forma(nueva) + medio]
    cambiada = otro.forma[:-1] + {"o": "a", "a": "o"}.get(otro.forma[-1:], "")
    if not es_plural and len(cambiada) == len(otro.forma) and en_diccionario(cambiada):
        sugeridas.append(escrito.original[uno.inicio : otro.inicio] + otro.con_su_forma(cambiada))
    genero_dicho = "masculino" if suyo == "m" else "femenino"
    gravedad = Gravedad.MEDIA if dudoso else Gravedad.GRAVE
    return Falta(uno.inicio, otro.fin, gravedad, f"«{otro.texto}» es {genero_dicho}.", tuple(sugeridas))


def _mal_numero(escrito: Escrito, uno: Vocablo, otro: Vocablo, singular: str, es_plural: bool, dudoso: bool, i: int) -> Falta | None:
    medio = escrito.original[uno.fin : otro.inicio]
    gravedad = Gravedad.MEDIA if dudoso else Gravedad.GRAVE
    if es_plural:
        nueva = _PLURALES.get(uno.forma)
        opciones = [uno.con_su_forma(nueva) + medio + otro.texto] if nueva else []
        opciones.append(uno.texto + medio + otro.con_su_forma(singular))
        if _sigue_singular(escrito, i + 2):
            opciones.reverse()
    else:
        plural = en_plural(otro.forma)
        opciones = [uno.texto + medio + otro.con_su_forma(plural)] if plural else []
        nueva = next((s for s, p in _PLURALES.items() if p == uno.forma), None)
        opciones += [uno.con_su_forma(nueva) + medio + otro.texto] if nueva else []
        if _sigue_singular(escrito, i + 2):
            opciones.reverse()
    if not opciones:
        return None
    motivo = f"«{uno.texto}» y «{otro.texto}» no concuerdan en número."
    return Falta(uno.inicio, otro.fin, gravedad, motivo, tuple(opciones))


def _sigue_singular(escrito: Escrito, i: int) -> bool:
    """Si tras el nombre va un adjetivo o verbo en singular."""
    if i >= len(escrito.vocablos) or escrito.vocablos[i - 1].pausa:
        return False
    forma = escrito.vocablos[i].forma
    verbo = generos().verbos.get(forma)
    if verbo:
        return not verbo[1]
    return _base(forma) is not None and not forma.endswith("s")


def _base(forma: str) -> str | None:
    """El adjetivo de la casa en masculino singular, o None."""
    raiz = forma.removesuffix("s")
    masculino = raiz[:-1] + "o" if raiz.endswith("a") else raiz
    if masculino in generos().adjetivos:
        return masculino
    participio = masculino.endswith(("ado", "ido")) and masculino not in _NO_PARTICIPIOS
    return masculino if participio and (analizar(masculino).infinitivo or derivada(masculino)) else None


def _adjetivo(escrito: Escrito, i: int, uno: Vocablo, otro: Vocablo) -> Iterator[Falta]:
    """«consulta médico» → «consulta médica»; «citas médica» → «citas médicas»."""
    base = _base(otro.forma)
    singular = en_singular(uno.forma)
    suyo = genero(singular)
    previo = escrito.anterior(i)
    if base is None or not suyo or _coordina(escrito, i) or not (previo and previo.forma in _DETERMINANTES | dict.fromkeys(_PREPOSICIONES)):
        return
    nombre_claro = _casi_siempre_nombre(uno.forma, analizar(uno.forma))
    if _base(uno.forma) or (analizar(uno.forma).verbo and previo.forma in _PRONOMBRES and not nombre_claro):
        return
    es_plural = singular != uno.forma
    if uno.forma.endswith("s") and not es_plural:
        es_plural = otro.forma.endswith("s")
    buena = (base[:-1] + ("a" if suyo == "f" else "o")) + ("s" if es_plural else "")
    if buena == otro.forma or (otro.inicial and not uno.inicial) or _otro_nucleo(escrito, i, otro.forma):
        return
    sigue = escrito.siguiente(i + 1)
    if sigue and (_base(sigue.forma) or sigue.forma in ("y", "e")) and otro.forma.endswith("s") != es_plural:
        return
    if analizar(otro.forma).verbo and not en_singular(otro.forma).endswith("o"):
        return
    motivo = f"«{otro.texto}» no concuerda con «{uno.texto}»."
    yield Falta(otro.inicio, otro.fin, Gravedad.GRAVE, motivo, (otro.con_su_forma(buena),))


def _otro_nucleo(escrito: Escrito, i: int, adjetivo: str) -> bool:
    """Si antes del complemento hay un nombre con que el adjetivo si concuerda: «cáncer de mama detectado»."""
    for j in range(i - 1, max(-1, i - _ATRAS), -1):
        vocablo = escrito.vocablos[j]
        if vocablo.pausa:
            return False
        if _es_nombre(vocablo.forma) and any(v.forma in ("de", "del", "en", "con", "para", "a", "al", "por", "sin") for v in escrito.vocablos[j + 1 : i]):
            singular = en_singular(vocablo.forma)
            masculino = adjetivo.removesuffix("s").endswith("o")
            if genero(singular) in ("", "m" if masculino else "f") and (singular != vocablo.forma) == adjetivo.endswith("s"):
                return True
    return False


def _coordina(escrito: Escrito, i: int) -> bool:
    """Si hay una conjuncion poco antes: «hospital y clínica públicos»."""
    return any(v.forma in ("y", "e", "o", "u", "ni") for v in escrito.vocablos[max(0, i - 4) : i])


def _con_verbo(escrito: Escrito, i: int) -> Iterator[Falta]:
    """«Los pacientes debe» → «deben»: determinante que empieza frase, nombre, quiza adjetivo, y verbo."""
    uno = escrito.vocablos[i]
    if not uno.empieza or i + 2 >= len(escrito.vocablos) or escrito.vocablos[i + 1].pausa:
        return
    sujeto = escrito.vocablos[i + 1].forma
    if en_singular(sujeto) in _COLECTIVOS or analizar(sujeto).otra:
        return
    plural = _DETERMINANTES[uno.forma][1]
    j = i + 2
    analisis = analizar(escrito.vocablos[j].forma)
    if (_base(escrito.vocablos[j].forma) or (analisis.nombre and not analisis.verbo)) and not escrito.vocablos[j].pausa:
        j += 1
    if j >= len(escrito.vocablos):
        return
    if escrito.vocablos[j].forma in ("se", "no") and not escrito.vocablos[j].pausa and j + 1 < len(escrito.vocablos):
        if escrito.vocablos[j].forma == "se":
            return
        j += 1
    verbo = escrito.vocablos[j]
    otra = generos().verbos.get(verbo.forma)
    if otra and otra[1] != plural:
        motivo = f"El verbo no concuerda con «{escrito.vocablos[i + 1].texto}»."
        yield Falta(verbo.inicio, verbo.fin, Gravedad.GRAVE, motivo, (verbo.con_su_forma(otra[0]),))
