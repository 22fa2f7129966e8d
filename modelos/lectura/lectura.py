"""`leer`: una pasada por un texto deja todo lo que las politicas y el clasificador necesitan."""

import re
from collections.abc import Iterable, Iterator

from .carga import MAS_LARGA, Entrada
from .disfraz import desenmascarar, forma_de
from .enlaces import hallar_correos, hallar_emojis, hallar_enlaces, hallar_menciones, hallar_telefonos
from .lexico import lexicos
from .plegado import plegar
from .senales import contar_letras, es_pregunta
from .tipos import Acierto, Enlace, Lectura, Palabra, Tramo

_PALABRA = re.compile(r"[^\W_]+")
_ETIQUETA = re.compile(r"#\w+")
_LETRAS = re.compile(r"[a-zñ]+")
# En estos lexicos, una entrada dentro de otra mas larga no cuenta: «puta» no esta en «hijo de puta».
_EXCLUYENTES = frozenset(("insultos", "soeces", "jerga", "clinicas"))


def _blanquear(texto: str, tramos: Iterable[tuple[int, int]]) -> str:
    """El texto con los tramos en blanco, del mismo largo."""
    partes: list[str] = []
    desde = 0
    for inicio, fin in sorted(tramos):
        if inicio >= desde:
            partes += (texto[desde:inicio], " " * (fin - inicio))
            desde = fin
        elif fin > desde:
            partes.append(" " * (fin - desde))
            desde = fin
    partes.append(texto[desde:])
    return "".join(partes)


def _en_palabras(plegado: str) -> Iterator[tuple[int, int, str, bool]]:
    """Palabras (inicio, fin, forma, disfrazada) sobre el plegado; los tramos disfrazados van enteros."""
    desde = 0
    for inicio, fin, forma in (*desenmascarar(plegado), (len(plegado), len(plegado), "")):
        for m in _PALABRA.finditer(plegado, desde, inicio):
            if _LETRAS.fullmatch(m[0]):
                yield m.start(), m.end(), *forma_de(m[0])
            else:
                yield m.start(), m.end(), m[0], False
        if forma:
            yield inicio, fin, forma, True
        desde = fin


def _desde(palabras: tuple[Palabra, ...], i: int) -> Iterator[Entrada]:
    """Las entradas que empiezan en la palabra `i`, de la mas corta a la mas larga."""
    nodo = lexicos().raiz
    for palabra in palabras[i : i + MAS_LARGA]:
        siguiente = nodo.hijos.get(palabra.forma)
        if siguiente is None:
            return
        nodo = siguiente
        yield from nodo.entradas


def _aciertos(original: str, palabras: tuple[Palabra, ...]) -> tuple[Acierto, ...]:
    """Las entradas de todos los lexicos; por lexico, la mas larga en cada sitio."""
    hallados: list[Acierto] = []
    libre: dict[str, int] = {}
    for i in range(len(palabras)):
        mejores: dict[str, Entrada] = {}
        for entrada in _desde(palabras, i):
            fin = palabras[i + len(entrada.palabras) - 1].fin
            if not entrada.solo_minusculas or original[palabras[i].inicio : fin].islower():
                mejores[entrada.lexico] = entrada
        for lexico, entrada in mejores.items():
            if libre.get(lexico, 0) > i:
                continue
            tocadas = palabras[i : i + len(entrada.palabras)]
            libre[lexico] = i + len(tocadas)
            disfrazado = any(p.disfrazada for p in tocadas)
            inicio, fin = tocadas[0].inicio, tocadas[-1].fin
            hallados.append(Acierto(inicio, fin, lexico, entrada.forma, entrada.clase, disfrazado))
    return tuple(_sin_contenidos(hallados))


def _sin_contenidos(hallados: list[Acierto]) -> Iterator[Acierto]:
    """Quita, entre los lexicos excluyentes, los aciertos contenidos en otro mas largo."""
    mayor: Acierto | None = None
    for acierto in sorted(hallados, key=lambda a: (a.inicio, -a.fin)):
        if acierto.lexico in _EXCLUYENTES:
            if mayor and acierto.fin <= mayor.fin and acierto.fin - acierto.inicio < mayor.fin - mayor.inicio:
                continue
            mayor = acierto if mayor is None or acierto.fin > mayor.fin else mayor
        yield acierto


def leer(texto: str) -> Lectura:
    """Lee `texto` una vez. Acepta cualquier cadena, en tiempo lineal, y no lanza nada por lo que traiga."""
    plegado, mapa = plegar(texto)
    enlaces = hallar_enlaces(plegado)
    ocultos = [(e.inicio, e.fin) for e in enlaces] + hallar_correos(plegado)
    sin_enlaces = _blanquear(plegado, ocultos)
    menciones = hallar_menciones(sin_enlaces)
    limpio = _blanquear(sin_enlaces, menciones)

    def tramo(inicio: int, fin: int) -> Tramo:
        return Tramo(mapa[inicio], max(mapa[fin - 1] + 1, mapa[inicio]))

    palabras = tuple(
        Palabra(t.inicio, t.fin, forma, disfrazada or _con_invisibles(texto, t, forma))
        for inicio, fin, forma, disfrazada in _en_palabras(limpio)
        for t in (tramo(inicio, fin),)
    )
    aciertos = _aciertos(texto, palabras)
    tapados = [(t.inicio, t.fin) for i, f in (*ocultos, *menciones) for t in (tramo(i, f),)]
    visible = _blanquear(texto, tapados)
    letras, mayusculas = contar_letras(_ETIQUETA.sub(" ", visible))
    return Lectura(
        original=texto,
        plegado=plegado,
        mapa=mapa,
        normalizado=" ".join(p.forma for p in palabras),
        palabras=palabras,
        enlaces=tuple(
            Enlace(t.inicio, t.fin, e.dominio, e.disfrazado)
            for e in enlaces
            for t in (tramo(e.inicio, e.fin),)
        ),
        telefonos=tuple(tramo(i, f) for i, f in hallar_telefonos(limpio)),
        menciones=tuple(tramo(i, f) for i, f in menciones),
        emojis=tuple(Tramo(i, f) for i, f in hallar_emojis(texto)),
        aciertos=aciertos,
        letras=letras,
        mayusculas=mayusculas,
        pregunta=es_pregunta(sin_enlaces, aciertos),
    )


def _con_invisibles(texto: str, tramo: Tramo, forma: str) -> bool:
    """Si una palabra se escribio con caracteres invisibles dentro (un espacio de ancho cero)."""
    fragmento = texto[tramo.inicio : tramo.fin]
    return len(fragmento) > len(forma) and any(not c.isprintable() for c in fragmento)
