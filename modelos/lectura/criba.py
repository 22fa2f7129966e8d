"""La criba: lee un lote de una pasada y dice, de cada texto, que senales lleva.

Plegado, trozos y lexicos se miran para el lote entero (numpy y Aho-Corasick); cada `Lectura` calcula lo demas
solo si alguien lo pide. Las politicas declaran las senales que pueden tocarlas (`Politica.disparadores`): a un
texto que ninguna toca no se le construye nada. Una senal puede sobrar; nunca faltar.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from .cruces import posibles_cruces
from .lectura import MEMORIA, Lectura
from .lexico import lexicos
from .plegado import LotePlegado, plegar_lote
from .semejanza import firmar_lote
from .senales import DE_LEXICO, GESTOS, MAYUSCULAS_MINIMAS, Senal
from .trozos import Desmenuzado, desmenuzar

_DE_UNA_VEZ = 500
_ENLACE, _PREGUNTA, _MAYUSCULAS, _EMOJI, _GESTO = (
    s.value for s in (Senal.ENLACE, Senal.PREGUNTA, Senal.MAYUSCULAS, Senal.EMOJI, Senal.GESTO)
)


@lru_cache(maxsize=1)
def _senal_de() -> list[int]:
    """La senal de cada entrada de los lexicos, en el orden de `Lexicos.entradas`."""
    return [DE_LEXICO.get(e.lexico, 0) for e in lexicos().entradas]


def leer(texto: str) -> Lectura:
    """Lee `texto` una vez. Acepta cualquier cadena, en tiempo lineal, y no lanza nada por lo que traiga."""
    return leer_lote([texto])[0]


def leer_lote(textos: Sequence[str]) -> list[Lectura]:
    """Lee `textos`, en su orden; cada lectura es la que daria `leer` con ese solo."""
    lote = plegar_lote(textos)
    enteros = _enteros(lote)
    buscar, senal_de = lexicos().automata.find_matches_as_indexes, _senal_de()
    normales = [_normalizar(plegado, entero=i in enteros) for i, plegado in enumerate(lote.textos)]
    firmas = firmar_lote([n[0] for n in normales])
    lecturas: list[Lectura] = []
    for original, plegado, altas, emojis, (normalizado, con_enlace, entero), (firma, anclas) in zip(
        textos, lote.textos, lote.mayusculas, lote.con_emojis, normales, firmas, strict=True
    ):
        halladas = buscar(f" {normalizado} ", overlapping=True)
        senales = _ENLACE if con_enlace else 0
        if emojis:
            senales |= _EMOJI | (_GESTO if GESTOS.search(original) else 0)
        if altas >= MAYUSCULAS_MINIMAS:
            senales |= _MAYUSCULAS
        if "?" in plegado or "¿" in plegado:
            senales |= _PREGUNTA
        for cual, _inicio, _fin in halladas:
            senales |= senal_de[cual]
        lecturas.append(Lectura(original, plegado, normalizado, halladas, senales, entero, firma, anclas))
    return lecturas


def leer_muchos(textos: Sequence[str]) -> list[Lectura]:
    """Las lecturas de cuantos textos sean, de lote en lote: de una vez, lo intermedio no cabe en la memoria cercana."""
    return [x for i in range(0, len(textos), _DE_UNA_VEZ) for x in leer_lote(textos[i : i + _DE_UNA_VEZ])]


def _normalizar(plegado: str, *, entero: bool) -> tuple[str, bool, Desmenuzado | None]:
    """Las formas del texto, si lleva enlaces y, si hubo que mirarlo entero, lo que hay en el."""
    if not entero:
        olvidos = MEMORIA.olvidos
        trozos = plegado.split()
        normalizado = " ".join(filter(None, map(MEMORIA.__getitem__, trozos)))
        con_enlace = not MEMORIA.con_enlace.isdisjoint(trozos)
        if olvidos == MEMORIA.olvidos:
            return normalizado, con_enlace, None
    todo = desmenuzar(plegado)
    return todo.normal, bool(todo.enlaces), todo


def _enteros(lote: LotePlegado) -> set[int]:
    """Los textos que no se pueden leer trozo a trozo: algo cruza blancos, o no se plegaron en el lote."""
    sitios = posibles_cruces(lote.puntos, lote.junto)
    return {bisect_right(lote.cortes, sitio + 1) - 1 for sitio in sitios} | lote.dificiles
