"""Tildes que cambian la palabra, por lo que el diccionario sabe de ella: nombre o verbo, presente, pasado o futuro.

Las de listas cerradas (esta/está, si/sí…) van como datos en `tildes.toml`.
"""

from collections.abc import Iterator

from politicas.ortografia.diccionario import analizar, solo_verbo
from politicas.ortografia.escrito import Escrito, Vocablo
from politicas.ortografia.listas import vocabulario
from politicas.ortografia.sugerencias import por_tilde
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_ANTE_NOMBRE = frozenset(
    [
        "el",
        "un",
        "una",
        "del",
        "al",
        "este",
        "esta",
        "ese",
        "esa",
        "su",
        "sus",
        "tu",
        "tus",
        "mi",
        "nuestro",
        "nuestra",
        "nuestros",
        "nuestras",
        "cada",
        "primer",
        "segundo",
        "gran",
        "unos",
        "unas",
        "estos",
        "estas",
        "algún",
        "ningún",
        "cualquier",
        "próximo",
        "nuevo",
        "nueva",
    ]
)
_PUEDEN_SER_PRONOMBRE = frozenset(("la", "los", "las"))
_PREPOSICIONES = frozenset(
    [
        "de",
        "en",
        "con",
        "por",
        "sin",
        "sobre",
        "desde",
        "bajo",
        "hacia",
        "entre",
        "ante",
        "durante",
        "mediante",
        "para",
        "a",
    ]
)
_ABREN_SUBJUNTIVO = frozenset(
    [
        "que",
        "si",
        "cuando",
        "aunque",
        "quien",
        "quienes",
        "donde",
        "como",
        "ojalá",
        "cuanto",
        "cual",
        "cualquiera",
        "mientras",
        "antes",
        "sin",
        "cuyo",
        "nunca",
    ]
)
_PRIMERA_PERSONA = frozenset(("yo", "me", "mi", "mí", "conmigo"))
_UNEN = frozenset(("y", "que", "todas", "todos"))
_VENTANA = 12
_NADA = ("", "", Gravedad.LEVE)


def revisar_tildes(escrito: Escrito) -> Iterator[Falta]:
    """Un verbo donde va un nombre, un presente que es pasado, un subjuntivo que es futuro."""
    yo = any(v.forma in _PRIMERA_PERSONA for v in escrito.vocablos)
    for i, vocablo in enumerate(escrito.vocablos):
        if vocablo.pegado or vocablo.mayusculas:
            continue
        nueva, motivo, gravedad = _nombre(escrito, i)
        if not nueva and not vocablo.inicial:
            nueva, motivo, gravedad = _tiempo(escrito, i, yo=yo)
        if nueva:
            yield Falta(vocablo.inicio, vocablo.fin, gravedad, motivo, (vocablo.con_su_forma(nueva),))


def _nombre(escrito: Escrito, i: int) -> tuple[str, str, Gravedad]:
    """«el termino», «atención medica», «por ultimo»: el diccionario lo da como verbo y ahi va un nombre."""
    vocablo, previo = escrito.vocablos[i], escrito.anterior(i)
    if previo is None or not solo_verbo(vocablo.forma):
        return _NADA
    casa = vocabulario().palabras
    nombres = [
        c for c in por_tilde(vocablo.forma) if analizar(c).nombre or (c in casa and not analizar(c).verbo)
    ]
    gravedad = _pide_nombre(escrito, i, previo, nombres[0]) if nombres else None
    return (nombres[0], f"Aquí va el nombre «{nombres[0]}», con tilde.", gravedad) if gravedad else _NADA


def _pide_nombre(escrito: Escrito, i: int, previo: Vocablo, nombre: str) -> Gravedad | None:
    """Cuanto pesa que tras `previo` no vaya el nombre; None si puede ir un verbo."""
    de_la_casa = nombre in vocabulario().palabras
    if previo.forma in _ANTE_NOMBRE or previo.forma in _PREPOSICIONES:
        return Gravedad.GRAVE
    if previo.forma in _PUEDEN_SER_PRONOMBRE:
        antes = escrito.anterior(i - 1)
        if antes is not None and antes.forma in _PREPOSICIONES:
            return Gravedad.GRAVE
        return Gravedad.MEDIA if de_la_casa and (antes is None or antes.forma in _UNEN) else None
    if escrito.vocablos[i].forma.endswith("ó"):
        return None  # «el hospital equipó la sala»: tras su sujeto es un pasado bien escrito
    analisis = analizar(previo.forma)
    seguro = analisis.nombre and not analisis.verbo and de_la_casa and _concuerdan(previo.forma, nombre)
    return Gravedad.GRAVE if seguro else None


def _concuerdan(nombre: str, adjetivo: str) -> bool:
    """Si acaban igual («servicio público», «medidas básicas») o el nombre no dice su genero."""
    if nombre.endswith("s") != adjetivo.endswith("s"):
        return False
    n, a = nombre.removesuffix("s")[-1:], adjetivo.removesuffix("s")[-1:]
    return n == a or nombre.endswith(("ción", "ciones", "dad", "dades", "l", "les"))


def _tiempo(escrito: Escrito, i: int, *, yo: bool) -> tuple[str, str, Gravedad]:
    """«El ISSS inauguro», «se registro», «se realizara»."""
    forma, previo = escrito.vocablos[i].forma, escrito.anterior(i)
    tras_se = previo is not None and previo.forma in ("se", "le", "les")
    if forma.endswith("o") and not yo and not escrito.en_pregunta(escrito.vocablos[i].inicio):
        pasado = forma[:-1] + "ó"
        libre = solo_verbo(forma) and previo is not None and previo.forma not in _ANTE_NOMBRE | _PREPOSICIONES
        if (libre or (tras_se and analizar(forma).verbo)) and analizar(pasado).verbo:
            return pasado, f"En pasado es «{pasado}», con tilde.", Gravedad.GRAVE
    futuro = _futuro(forma)
    if futuro and not _en_subordinada(escrito, i):
        seguro = solo_verbo(forma)
        if seguro or tras_se:
            return (
                futuro,
                f"En futuro es «{futuro}», con tilde.",
                Gravedad.GRAVE if seguro else Gravedad.MEDIA,
            )
    return _NADA


def _futuro(forma: str) -> str:
    """El futuro que una tilde separa del subjuntivo («realizara» → «realizará»), o vacio."""
    infinitivo = analizar(forma).infinitivo
    for llano, futuro in (("a", "á"), ("an", "án"), ("as", "ás")):
        if infinitivo and forma == infinitivo + llano:
            return infinitivo + futuro
    return ""


def _en_subordinada(escrito: Escrito, i: int) -> bool:
    """Si antes, sin pausa de por medio, hay algo que pide subjuntivo."""
    for j in range(i - 1, max(-1, i - _VENTANA), -1):
        if escrito.vocablos[j].forma in _ABREN_SUBJUNTIVO:
            return True
        if escrito.vocablos[j + 1].empieza:
            return False
    return False
