"""Concordancia: determinante y nombre, nombre y adjetivo, sujeto y verbo. Solo donde genero y numero son claros."""

from collections.abc import Iterator

from politicas.ortografia.determinantes import PREPOSICIONES, revisar_determinante
from politicas.ortografia.diccionario import analizar
from politicas.ortografia.escrito import Escrito
from politicas.ortografia.flexion import adjetivo, es_nombre, flexion, nombre_de_la_casa
from politicas.ortografia.listas import generos
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_CONJUNCIONES = frozenset(("y", "e", "o", "u", "ni"))
_COLECTIVOS = frozenset(
    (
        "mayoría",
        "resto",
        "grupo",
        "parte",
        "serie",
        "mitad",
        "total",
        "conjunto",
        "par",
        "cantidad",
        "número",
        "minoría",
    )
)
"""Su verbo puede ir en plural: «la mayoría de los pacientes pueden»."""
_PUEDEN_SER_PRONOMBRE = frozenset(("la", "los", "las"))
_ATRAS = 7
"""Vocablos hacia atras en que se busca el nombre con que si concuerda un adjetivo."""
_CERCA = 4


def revisar_concordancia(escrito: Escrito) -> Iterator[Falta]:
    """Las faltas de concordancia, de izquierda a derecha."""
    determinantes = generos().determinantes
    for i, uno in enumerate(escrito.vocablos):
        otro = escrito.siguiente(i)
        if otro is None or otro.pegado or uno.pegado:
            continue
        if uno.forma in determinantes:
            halladas = [*revisar_determinante(escrito, i)]
            yield from halladas or _verbo(escrito, i, plural=determinantes[uno.forma].plural)
        if adjetivo(otro.forma) and es_nombre(uno.forma):
            yield from _adjetivo(escrito, i)


def _adjetivo(escrito: Escrito, i: int) -> Iterator[Falta]:
    """«la consulta médico» → «médica»; «las citas médica» → «médicas»."""
    uno, otro, previo = escrito.vocablos[i], escrito.vocablos[i + 1], escrito.anterior(i)
    lleva = flexion(uno.forma)
    if previo is None or not lleva.genero or (otro.inicial and not uno.inicial):
        return
    if previo.forma not in generos().determinantes and (
        previo.forma not in PREPOSICIONES or adjetivo(uno.forma)
    ):
        return
    if (
        previo.forma in _PUEDEN_SER_PRONOMBRE
        and analizar(uno.forma).verbo
        and not nombre_de_la_casa(uno.forma)
    ):
        return
    plural = otro.forma.endswith("s") if uno.forma.endswith("s") and not lleva.plural else lleva.plural
    buena = adjetivo(otro.forma)[:-1] + ("a" if lleva.genero == "f" else "o") + ("s" if plural else "")
    if buena == otro.forma or _con_otro(escrito, i, otro.forma, plural=plural):
        return
    motivo = f"«{otro.texto}» no concuerda con «{uno.texto}»."
    yield Falta(otro.inicio, otro.fin, Gravedad.GRAVE, motivo, (otro.con_su_forma(buena),))


def _con_otro(escrito: Escrito, i: int, forma: str, *, plural: bool) -> bool:
    """Si el adjetivo concuerda con mas de un nombre, o con otro: «hospital y clínica públicos», «cáncer de mama detectado»."""
    if any(v.forma in _CONJUNCIONES for v in escrito.vocablos[max(0, i - _CERCA) : i]):
        return True
    sigue = escrito.siguiente(i + 1)
    if sigue and forma.endswith("s") != plural and (adjetivo(sigue.forma) or sigue.forma in _CONJUNCIONES):
        return True
    preposicion = False
    for j in range(i - 1, max(-1, i - _ATRAS), -1):
        vocablo = escrito.vocablos[j]
        if vocablo.pausa:
            return False
        preposicion = preposicion or vocablo.forma in PREPOSICIONES or vocablo.forma in ("del", "al")
        if preposicion and es_nombre(vocablo.forma):
            lleva = flexion(vocablo.forma)
            suyo = "m" if forma.removesuffix("s").endswith("o") else "f"
            if lleva.genero in ("", suyo) and lleva.plural == forma.endswith("s"):
                return True
    return False


def _verbo(escrito: Escrito, i: int, *, plural: bool) -> Iterator[Falta]:
    """«Los pacientes debe» → «deben»: determinante que empieza frase, nombre, quiza un adjetivo o «no», y verbo."""
    vocablos = escrito.vocablos
    sujeto = escrito.siguiente(i)
    if (
        not vocablos[i].empieza
        or sujeto is None
        or flexion(sujeto.forma).singular in _COLECTIVOS
        or analizar(sujeto.forma).otra
    ):
        return
    j = i + 1
    for salta in (_puede_ser_adjetivo, "no".__eq__):
        siguiente = escrito.siguiente(j)
        if siguiente and salta(siguiente.forma):
            j += 1
    verbo = escrito.siguiente(j)
    otra = generos().verbos.get(verbo.forma) if verbo else None
    if verbo and otra and otra[1] != plural:
        motivo = f"El verbo no concuerda con «{sujeto.texto}»."
        yield Falta(verbo.inicio, verbo.fin, Gravedad.GRAVE, motivo, (verbo.con_su_forma(otra[0]),))


def _puede_ser_adjetivo(forma: str) -> bool:
    analisis = analizar(forma)
    return bool(adjetivo(forma)) or (analisis.nombre and not analisis.verbo)
